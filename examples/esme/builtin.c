/* SPDX-License-Identifier: MIT */
/*
 * Owns: the words that only the shell has: status, receipts, set and so on.
 * Must not know: where lines come from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "json.h"
#include "shell.h"
#include "show.h"

#define SETTABLE 128 /* options of all commands */

/* ---- status ---- */

static const char *version_name(uint8_t version)
{
	return version < SMPP_V3_4 ? "3.3" : version < SMPP_V5_0 ? "3.4" : "5.0";
}

static void link_as_json(struct app *app, unsigned link, const struct smpp_session *s)
{
	json_begin(stdout, "link");
	json_number(stdout, "link", link);
	json_text(stdout, "state", smpp_esme_state_name(smpp_esme_state(app->esme, link)));
	json_text(stdout, "session", smpp_state_name(smpp_session_state(s)));
	json_text(stdout, "version", version_name(smpp_session_version(s)));
	json_number(stdout, "window", smpp_session_window(s));
	json_number(stdout, "outstanding", smpp_session_outstanding(s));
	json_number(stdout, "messages", smpp_esme_messages(app->esme));
	json_end(stdout);
}

static void link_as_text(struct app *app, unsigned link, const struct smpp_session *s)
{
	char ends[200];

	printf("link %u: %s", link, smpp_esme_state_name(smpp_esme_state(app->esme, link)));
	if (app->links[link].state == LINK_OPEN) {
		net_ends(app->links[link].fd, ends, sizeof(ends));
		printf(", %s, SMPP %s, %u of %u requests under way\n    from and to %s%s",
		       smpp_state_name(smpp_session_state(s)),
		       version_name(smpp_session_version(s)),
		       (unsigned)smpp_session_outstanding(s), (unsigned)smpp_session_window(s),
		       ends, app->options.tls ? ", TLS" : "");
	}
	putchar('\n');
}

static int run_status(struct shell *shell, int count, char **words)
{
	struct app *app = shell->job->app;

	(void)count;
	(void)words;
	for (unsigned i = 0; i < LINKS; i++) {
		const struct smpp_session *s = smpp_esme_session(app->esme, i);

		if (s != NULL && app->options.json)
			link_as_json(app, i, s);
		else if (s != NULL)
			link_as_text(app, i, s);
	}
	if (!app->options.json)
		printf("%u commands and %u messages under way, %u receipts and %u messages came\n",
		       jobs_running(&shell->jobs), (unsigned)smpp_esme_messages(app->esme),
		       shell->receipt_count, shell->message_count);
	show_stats(app);
	return EXIT_DONE;
}

/* ---- receipts ---- */

static void receipt_as_json(const struct shell_receipt *r)
{
	json_begin(stdout, "past_receipt");
	json_number(stdout, "came", r->wall / 1000);
	json_text(stdout, "message_id", r->id);
	json_text(stdout, "state", smpp_message_state_name(r->state));
	json_end(stdout);
}

static void receipt_as_text(const struct shell_receipt *r)
{
	time_t seconds = (time_t)(r->wall / 1000);
	struct tm at;
	char text[16];

	localtime_r(&seconds, &at);
	strftime(text, sizeof(text), "%H:%M:%S", &at);
	printf("%s  %-20s ", text, r->id);
	printf("%s\n", smpp_message_state_name(r->state));
}

static int run_receipts(struct shell *shell, int count, char **words)
{
	long wanted = 20;
	unsigned kept = shell->receipt_count;

	kept = kept < SHELL_RECEIPTS ? kept : SHELL_RECEIPTS;
	if (count > 2)
		return usage_error("receipts takes one N");
	if (count == 2 && option_number("receipts", words[1], 1, SHELL_RECEIPTS, &wanted) != 0)
		return EXIT_USAGE;
	kept = kept < (unsigned)wanted ? kept : (unsigned)wanted;
	for (unsigned i = shell->receipt_count - kept; i < shell->receipt_count; i++) {
		const struct shell_receipt *r = &shell->receipts[i % SHELL_RECEIPTS];

		if (shell->job->app->options.json)
			receipt_as_json(r);
		else
			receipt_as_text(r);
	}
	if (kept == 0)
		show_note(&shell->job->app->options, "no receipt has come yet");
	return EXIT_DONE;
}

/* ---- set ---- */

/* Of the options of connection and output, those that count from the next line on. */
static const char *const at_once[] = { "format", "verbose", "hexdump", "quiet", NULL };

static int is_among(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static const struct option_row *find_among(const struct option_row *const *rows, unsigned count,
					  const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(rows[i]->name, name) == 0)
			return rows[i];
	return NULL;
}

/* All that set takes, each name once. @return how many */
static unsigned settable(const struct option_row *rows[SETTABLE])
{
	unsigned count = 0;

	for (; at_once[count] != NULL; count++)
		rows[count] = option_find(common_tables, at_once[count]);
	for (int i = 0; commands[i] != NULL; i++) {
		const struct option_row *const *table = commands[i]->tables;

		for (; shell_takes(commands[i]) && table != NULL && *table != NULL; table++)
			for (const struct option_row *row = *table; row->name != NULL; row++)
				if (count < SETTABLE && find_among(rows, count, row->name) == NULL)
					rows[count++] = row;
	}
	return count;
}

const struct option_row *builtin_option(unsigned index)
{
	const struct option_row *rows[SETTABLE];

	return index < settable(rows) ? rows[index] : NULL;
}

static const struct option_row *option_named(const char *name)
{
	const struct option_row *rows[SETTABLE];

	return find_among(rows, settable(rows), name);
}

static void drop_setting(struct shell *shell, const char *name)
{
	for (unsigned i = 0; i < shell->setting_count; i++) {
		if (strcmp(shell->settings[i].row->name, name) != 0)
			continue;
		free(shell->settings[i].text);
		shell->settings[i] = shell->settings[--shell->setting_count];
		return;
	}
}

static int keep_setting(struct shell *shell, const struct option_row *row, const char *value)
{
	struct setting *setting = &shell->settings[shell->setting_count];
	size_t size = strlen(row->name) + (value != NULL ? strlen(value) : 0) + 4;

	if (value == NULL && row->kind != OPTION_FLAG && row->kind != OPTION_CALL_OPTIONAL)
		return usage_error("set %s: a value is missing: %s", row->name, row->value);
	if (value != NULL && row->kind == OPTION_FLAG)
		return usage_error("set %s takes no value; unset %s undoes it", row->name,
				   row->name);
	if (shell->setting_count == SHELL_SETTINGS)
		return usage_error("set: more than %d of them", SHELL_SETTINGS);
	setting->text = malloc(size);
	if (setting->text == NULL)
		return usage_error("no memory");
	snprintf(setting->text, size, "--%s%s%s", row->name, value != NULL ? "=" : "",
		 value != NULL ? value : "");
	setting->row = row;
	shell->setting_count++;
	return EXIT_DONE;
}

static int set_at_once(struct shell *shell, const struct option_row *row, const char *value)
{
	if (value == NULL && row->kind != OPTION_FLAG)
		return usage_error("set %s: a value is missing: %s", row->name, row->value);
	return option_set(row, &shell->job->app->options, row->name, value);
}

static int run_set(struct shell *shell, int count, char **words)
{
	const struct option_row *row;
	const char *name = words[1], *value = count == 3 ? words[2] : NULL;
	char *equals = count == 2 ? strchr(words[1], '=') : NULL;

	if (count == 1) {
		for (unsigned i = 0; i < shell->setting_count; i++)
			printf("%s\n", shell->settings[i].text + 2);
		return EXIT_DONE;
	}
	if (count > 3)
		return usage_error("set takes OPTION and VALUE");
	if (equals != NULL) {
		*equals = '\0';
		value = equals + 1;
	}
	name += strspn(name, "-");
	row = option_named(name);
	if (row == NULL)
		return usage_error("set: no command here has an option '%s'", name);
	if (is_among(name, at_once))
		return set_at_once(shell, row, value);
	drop_setting(shell, name);
	return keep_setting(shell, row, value);
}

static int run_unset(struct shell *shell, int count, char **words)
{
	if (count != 2)
		return usage_error("unset takes OPTION");
	drop_setting(shell, words[1] + strspn(words[1], "-"));
	return EXIT_DONE;
}

static int run_verbose(struct shell *shell, int count, char **words)
{
	static const char *const levels[] = { "off", "on", "pdus", NULL };
	int level = count == 2 ? option_word("verbose", words[1], levels) : -1;

	if (count != 2)
		return usage_error("verbose takes on, off or pdus");
	if (level < 0)
		return EXIT_USAGE;
	shell->job->app->options.verbose = level;
	return EXIT_DONE;
}

/* ---- the others ---- */

static int run_reconnect(struct shell *shell, int count, char **words)
{
	(void)count;
	(void)words;
	return app_reconnect(shell->job->app) == SMPP_OK ? EXIT_DONE :
	       usage_error("it is at it already");
}

static void help_line(const char *name, const char *words, const char *summary)
{
	char left[64];

	snprintf(left, sizeof(left), "  %s %s", name, words);
	options_help_text(left, 26, summary);
}

static int run_help(struct shell *shell, int count, char **words)
{
	const struct command *command = count > 1 ? command_find(words[1]) : NULL;

	(void)shell;
	if (command != NULL && shell_takes(command))
		return options_help(command);
	if (count > 1 && builtin_find(words[1]) == NULL)
		return usage_error("help: '%s' is not a command here", words[1]);
	for (int i = 0; commands[i] != NULL && count == 1; i++)
		if (shell_takes(commands[i]))
			help_line(commands[i]->name, commands[i]->words, commands[i]->summary);
	for (const struct builtin *b = builtins; b->name != NULL; b++)
		if (count == 1 || strcmp(b->name, words[1]) == 0)
			help_line(b->name, b->words, b->summary);
	if (count == 1)
		puts("Words with blanks in them stand in quotes. help COMMAND tells its options.");
	return EXIT_DONE;
}

static int run_quit(struct shell *shell, int count, char **words)
{
	(void)count;
	(void)words;
	shell->leaving = 1;
	return EXIT_DONE;
}

const struct builtin builtins[] = {
	{ "status", "", "the connection, and what is under way", run_status },
	{ "receipts", "[N]", "the last receipts that came; usual 20", run_receipts },
	{ "reconnect", "", "unbinds and binds again", run_reconnect },
	{ "set", "[OPTION [VALUE]]", "an option of commands that follow; shows all that are set",
	  run_set },
	{ "unset", "OPTION", "undoes that", run_unset },
	{ "verbose", "on|off|pdus", "what happens; pdus: every PDU, decoded", run_verbose },
	{ "help", "[COMMAND]", "this, or what a command takes", run_help },
	{ "quit", "", "unbinds and ends; also the end of input", run_quit },
	{ NULL, NULL, NULL, NULL }
};

const struct builtin *builtin_find(const char *name)
{
	for (const struct builtin *b = builtins; b->name != NULL; b++)
		if (strcmp(b->name, name) == 0)
			return b;
	return NULL;
}

void builtin_end(struct shell *shell)
{
	while (shell->setting_count > 0)
		free(shell->settings[--shell->setting_count].text);
}
