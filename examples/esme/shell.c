/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command shell: commands of a person or a script over one connection.
 * Must not know: what the commands do.
 */
#include "shell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "editor.h"
#include "show.h"

#define RECONNECT_MS 5000 /* usual wait; the ESME makes it longer each time */
#define MESSAGES 64       /* under way */

int shell_takes(const struct command *command)
{
	return command->rest == NULL && (command->binds == 0 || (command->binds & BINDS_TX) != 0);
}

/* ---- lines ---- */

/* The next word of text, without its quotes, in place. @return NULL: none. *at is behind it; where
 * a quote has no end, *at is NULL */
static char *next_word(char **at)
{
	char *text = *at + strspn(*at, " \t\r"), *word = text, *to = text;
	char quote = '\0';

	if (*text == '\0' || *text == '#')
		return NULL;
	for (; *text != '\0' && (quote != '\0' || strchr(" \t\r", *text) == NULL); text++) {
		if (*text == quote || (quote == '\0' && strchr("'\"", *text) != NULL))
			quote = quote == '\0' ? *text : '\0';
		else if (*text == '\\' && quote != '\'' && text[1] != '\0')
			*to++ = *++text;
		else
			*to++ = *text;
	}
	*at = quote != '\0' ? NULL : *text != '\0' ? text + 1 : text;
	*to = '\0';
	return word;
}

/* @return how many; -1: usage_error has said why not */
static int split(char *line, char **words, int max)
{
	int count = 0;
	char *word;

	while ((word = next_word(&line)) != NULL) {
		if (line == NULL) {
			usage_error("the quote before '%.20s' has no end", word);
			return -1;
		}
		if (count == max) {
			usage_error("more than %d words", max);
			return -1;
		}
		words[count++] = word;
	}
	return count;
}

static int carry_out(struct shell *shell, int count, char **words)
{
	const struct builtin *builtin = builtin_find(words[0]);
	const struct command *command = command_find(words[0]);
	char *with[JOBS_WORDS] = { words[0] };
	int used = 1;

	if (builtin != NULL && builtin->words[0] == '\0' && count > 1)
		return usage_error("%s takes no argument '%s'", words[0], words[1]);
	if (builtin != NULL)
		return builtin->run(shell, count, words);
	if (command == NULL)
		return usage_error("'%s' is not a command; help lists them", words[0]);
	if (!shell_takes(command))
		return usage_error("%s is of no use here", words[0]);
	for (unsigned i = 0; i < shell->setting_count; i++)
		if (option_find(command->tables, shell->settings[i].row->name) != NULL)
			with[used++] = shell->settings[i].text;
	memcpy(with + used, words + 1, ((size_t)count - 1) * sizeof(words[0]));
	return jobs_begin(&shell->jobs, used + count - 1, with);
}

static void note_status(struct shell *shell, int status)
{
	if (status > EXIT_DONE && shell->jobs.worst == EXIT_DONE)
		shell->jobs.worst = status;
}

static void on_line(void *user, char *line, int cut)
{
	struct shell *shell = user;
	char *words[JOBS_WORDS - SHELL_SETTINGS];
	int count;

	if (line == NULL) {
		shell->leaving = 1;
		return;
	}
	if (cut) {
		note_status(shell, usage_error("a line of more than %d octets is left out",
					       EDITOR_LINE_OCTETS));
		return;
	}
	count = split(line, words, JOBS_WORDS - SHELL_SETTINGS);
	if (count > 0)
		note_status(shell, carry_out(shell, count, words));
	else if (count < 0)
		note_status(shell, EXIT_USAGE);
}

/* ---- completion ---- */

static const char *offer_name(unsigned index)
{
	for (int i = 0; commands[i] != NULL; i++)
		if (shell_takes(commands[i]) && index-- == 0)
			return commands[i]->name;
	for (const struct builtin *b = builtins; b->name != NULL; b++)
		if (index-- == 0)
			return b->name;
	return NULL;
}

/* "--name", or "--name=" where a value must follow. One at a time, so one place will do. */
static const char *offer_option(const struct command *command, unsigned index)
{
	static char text[64];
	const struct option_row *const *table = command->tables;

	for (; table != NULL && *table != NULL; table++) {
		for (const struct option_row *row = *table; row->name != NULL; row++) {
			int needs = row->kind != OPTION_FLAG && row->kind != OPTION_CALL_OPTIONAL;

			if (index-- > 0)
				continue;
			snprintf(text, sizeof(text), "--%s%s", row->name, needs ? "=" : "");
			return text;
		}
	}
	return NULL;
}

static const char *offer_setting(unsigned index)
{
	const struct option_row *row = builtin_option(index);

	return row != NULL ? row->name : NULL;
}

static const char *offer(void *user, const char *text, size_t word, unsigned index)
{
	static const char *const levels[] = { "on", "off", "pdus", NULL };
	char name[32];
	size_t len, start = strspn(text, " \t");
	const struct command *command;

	(void)user;
	if (start >= word)
		return offer_name(index);
	len = strcspn(text + start, " \t");
	snprintf(name, sizeof(name), "%.*s", (int)len, text + start);
	command = command_find(name);
	if (command != NULL)
		return offer_option(command, index);
	if (strcmp(name, "help") == 0)
		return offer_name(index);
	if (strcmp(name, "set") == 0 || strcmp(name, "unset") == 0)
		return offer_setting(index);
	return strcmp(name, "verbose") == 0 ? levels[index] : NULL;
}

/* ---- the job ---- */

static void input_ready(void *user, uint32_t events)
{
	(void)user;
	(void)events;
	editor_ready();
}

static void configure(struct job *job, struct setup *setup)
{
	struct shell *shell = job->state;

	shell->job = job;
	jobs_init(&shell->jobs, job);
	setup->esme.messages = MESSAGES;
	setup->esme.pause = 0; /* the usual */
	if (job->app->options.reconnect == 0)
		setup->esme.reconnect = RECONNECT_MS;
}

/* From now on the connection may go and come. */
static void bound(struct job *job)
{
	struct shell *shell = job->state;
	const struct editor_calls calls = { on_line, offer, shell };

	if (job->app->options.reconnect == 0)
		job->app->options.reconnect = RECONNECT_MS;
	if (editor_open("smpp> ", &calls) == 0)
		shell->input = loop_watch(&job->app->loop, STDIN_FILENO, EPOLLIN, input_ready,
					  shell);
	if (shell->input == NULL) {
		fprintf(stderr, "smpp-esme: standard input: %s\n", strerror(errno));
		job_finish(job, EXIT_USAGE);
	} else if (editor_is_terminal()) {
		show_note(&job->app->options, "bound; help lists the commands, quit ends");
	}
}

static void on_state(struct shell *shell, const struct smpp_esme_event *event)
{
	const struct options *o = &shell->job->app->options;
	uint64_t now = net_now();

	if (shell->input == NULL || shell->leaving)
		return;
	if (event->state == SMPP_ESME_BOUND && shell->was_lost)
		show_note(o, "bound again");
	else if (event->state == SMPP_ESME_WAITING)
		show_note(o, "not connected; next attempt in %.1f s",
			  event->due > now ? (double)(event->due - now) / 1000 : 0.0);
	shell->was_lost = event->state != SMPP_ESME_BOUND;
}

static void keep_receipt(struct shell *shell, const struct smpp_esme_event *event)
{
	struct shell_receipt *r = &shell->receipts[shell->receipt_count++ % SHELL_RECEIPTS];
	struct smpp_span id = event->receipt->id;
	size_t len = 0;

	r->wall = net_wall();
	r->state = event->message_state;
	for (size_t i = 0; i < id.len && len < sizeof(r->id) - 1; i++)
		r->id[len++] = id.ptr[i] > ' ' && id.ptr[i] < 0x7F ? (char)id.ptr[i] : '?';
	r->id[len] = '\0';
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct shell *shell = job->state;
	int told;

	if (event->type == SMPP_ESME_EVENT_STATE)
		on_state(shell, event);
	if (event->type == SMPP_ESME_EVENT_RECEIPT)
		keep_receipt(shell, event);
	shell->message_count += event->type == SMPP_ESME_EVENT_MESSAGE;
	if (event->type == SMPP_ESME_EVENT_MESSAGE) {
		show_message(job->app, event);
		return;
	}
	if (event->type == SMPP_ESME_EVENT_RECEIPT && !event->matched) {
		show_receipt(job->app, event);
		return;
	}
	told = jobs_on_event(&shell->jobs, event);
	if (event->type == SMPP_ESME_EVENT_RECEIPT && !told)
		show_receipt(job->app, event);
	else if (event->type == SMPP_ESME_EVENT_RESULT && !told)
		show_result(job->app, "message", event);
}

static void tick(struct job *job)
{
	jobs_tick(&((struct shell *)job->state)->jobs);
}

static void close_input(struct shell *shell)
{
	loop_forget(&shell->job->app->loop, shell->input);
	shell->input = NULL;
	editor_close();
}

/* At a terminal commands are carried out side by side, a script goes on when one has ended, and
 * waits for the connection. */
static int is_busy(const struct shell *shell)
{
	return !editor_is_terminal() &&
	       (jobs_running(&shell->jobs) > 0 ||
		smpp_esme_state(shell->job->app->esme, 0) != SMPP_ESME_BOUND);
}

static void rest(struct job *job)
{
	struct shell *shell = job->state;
	int again = shell->input != NULL;

	while (again && !shell->leaving) {
		jobs_rest(&shell->jobs);
		again = editor_rest(is_busy(shell));
	}
	jobs_rest(&shell->jobs);
	if (shell->input == NULL)
		return;
	if (shell->leaving && jobs_running(&shell->jobs) > 0 && editor_is_terminal())
		jobs_break_off(&shell->jobs, EXIT_DONE);
	if (shell->leaving && jobs_running(&shell->jobs) == 0) {
		int status = editor_is_terminal() ? EXIT_DONE : shell->jobs.worst;

		close_input(shell);
		job_finish(job, status);
		return;
	}
	loop_want(&job->app->loop, shell->input,
		  editor_wants(is_busy(shell)) && !shell->leaving ? EPOLLIN : 0);
}

static void interrupt(struct job *job)
{
	struct shell *shell = job->state;

	jobs_break_off(&shell->jobs, job->status);
	if (shell->input != NULL)
		close_input(shell);
}

/* ^C is about the line or the commands under way, not about the connection. */
static int break_off(struct job *job)
{
	struct shell *shell = job->state;
	unsigned count;

	if (shell->input == NULL || !editor_is_terminal())
		return 0;
	count = jobs_break_off(&shell->jobs, 128 + SIGINT);
	if (count > 0)
		show_note(&job->app->options, "broken off; what is under way comes to its result");
	else
		editor_drop();
	return 1;
}

static void end(struct job *job)
{
	struct shell *shell = job->state;

	jobs_end(&shell->jobs);
	if (shell->input != NULL)
		close_input(shell);
	builtin_end(shell);
}

const struct command shell_command = {
	.name = "shell",
	.words = "",
	.summary = "carries out commands from standard input, over one connection",
	.state_size = sizeof(struct shell),
	.binds = BINDS_TRX | BINDS_RX | BINDS_PAIR | BINDS_TX,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.interrupt = interrupt,
	.break_off = break_off,
	.rest = rest,
	.end = end
};
