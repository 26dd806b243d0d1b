/* SPDX-License-Identifier: MIT */
/*
 * Owns: lines from standard input: from a terminal with a prompt, editing, history and completion,
 * if libedit or readline was found when this was built; else plain ones.
 * Must not know: what they say.
 */
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "editor.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#if defined(WITH_EDITLINE)
#include <editline/readline.h>
#elif defined(WITH_READLINE)
#include <readline/history.h>
#include <readline/readline.h>
#endif

/* Not in a struct of the caller's: the library has one state for all too. */
static struct {
	const char *prompt;
	struct editor_calls calls;
	int is_terminal;
	int is_open;
	int shown;      /* the prompt is there */
	int at_end;
	int end_told;
	char *typed;    /* by way of the library: a line that waits to be handed over */
	char *read;     /* EDITOR_LINE_OCTETS */
	size_t have;
	int cut;        /* what comes belongs to a line that was handed over already */
	FILE *terminal; /* the real one, while the others write to a file */
	FILE *written;  /* that file */
	int saved[2];   /* what standard output and error were, or -1 */
} editor;

/* ---- what is written meanwhile ---- */

/* A file and not a pipe: who writes is who reads, and a pipe can be full. */
static int capture(void)
{
	int fd = dup(STDOUT_FILENO);

	editor.terminal = fd >= 0 ? fdopen(fd, "w") : NULL;
	editor.written = tmpfile();
	if (editor.terminal == NULL || editor.written == NULL)
		return -1;
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		if (!isatty(STDOUT_FILENO + i))
			continue;
		editor.saved[i] = dup(STDOUT_FILENO + i);
		if (editor.saved[i] < 0 ||
		    dup2(fileno(editor.written), STDOUT_FILENO + i) < 0)
			return -1;
	}
	return 0;
}

static void release(void)
{
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		if (editor.saved[i] < 0)
			continue;
		dup2(editor.saved[i], STDOUT_FILENO + i);
		close(editor.saved[i]);
		editor.saved[i] = -1;
	}
	if (editor.terminal != NULL)
		fclose(editor.terminal);
	if (editor.written != NULL)
		fclose(editor.written);
	editor.terminal = editor.written = NULL;
}

static off_t written(void)
{
	fflush(stdout);
	return lseek(fileno(editor.written), 0, SEEK_CUR);
}

static void spill(void)
{
	char octets[4096];
	off_t len = written(), at = 0;
	char last = '\n';

	while (at < len) {
		ssize_t n = pread(fileno(editor.written), octets, sizeof(octets), at);

		if (n <= 0)
			break;
		fwrite(octets, 1, (size_t)n, editor.terminal);
		last = octets[n - 1];
		at += n;
	}
	if (last != '\n')
		fputc('\n', editor.terminal);
	fflush(editor.terminal);
	if (ftruncate(fileno(editor.written), 0) == 0)
		lseek(fileno(editor.written), 0, SEEK_SET);
}

/* ---- what is read without the library ---- */

static void fill(void)
{
	ssize_t n = read(STDIN_FILENO, editor.read + editor.have,
			 EDITOR_LINE_OCTETS - editor.have);

	if (n > 0)
		editor.have += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		editor.at_end = 1;
}

/* ---- the line at the terminal ---- */

#if defined(WITH_EDITLINE) || defined(WITH_READLINE)

static size_t columns_of(const char *text, size_t len)
{
	size_t columns = 0, n;
	mbstate_t state;
	wchar_t c;

	memset(&state, 0, sizeof(state));
	for (; len > 0; text += n, len -= n) {
		int width;

		n = mbrtowc(&c, text, len, &state);
		if (n == 0 || n > len)
			return columns + len;
		width = wcwidth(c);
		columns += width > 0 ? (size_t)width : 0;
	}
	return columns;
}

/* The cursor goes to where the prompt begins; what stands from there on goes away. */
static void wipe_line(void)
{
	struct winsize size = { 0 };
	size_t at = strlen(editor.prompt), width = 80;

	if (rl_line_buffer != NULL && rl_point > 0)
		at += columns_of(rl_line_buffer, (size_t)rl_point);
	if (ioctl(fileno(editor.terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		width = size.ws_col;
	fputc('\r', editor.terminal);
	if (at / width > 0)
		fprintf(editor.terminal, "\033[%zuA", at / width);
	fputs("\033[J", editor.terminal);
}

static void draw_line(void)
{
	fflush(editor.terminal);
#ifdef WITH_READLINE
	rl_on_new_line();
#endif
	rl_forced_update_display();
}

/* The library has a line. It leaves the terminal before the line is carried out, so that what that
 * prints needs no care. */
static void take(char *line)
{
	rl_callback_handler_remove();
	editor.shown = 0;
	if (line == NULL) {
		editor.at_end = 1;
		fputc('\n', editor.terminal);
		fflush(editor.terminal);
		return;
	}
	if (line[0] != '\0')
		add_history(line);
	editor.typed = line;
}

static void begin_line(void)
{
	rl_callback_handler_install(editor.prompt, take);
	editor.shown = 1;
}

static void end_line(void)
{
	if (editor.shown)
		rl_callback_handler_remove();
	editor.shown = 0;
}

static size_t word_begin;

static char *next_offer(const char *word, int again)
{
	static unsigned index;
	const char *offer;

	if (!again)
		index = 0;
	while ((offer = editor.calls.offer(editor.calls.user, rl_line_buffer, word_begin,
					   index++)) != NULL) {
		size_t len = strlen(offer);

		if (strncmp(offer, word, strlen(word)) != 0)
			continue;
		/* a value follows at once */
		rl_completion_append_character = offer[len - 1] == '=' ? '\0' : ' ';
		return strdup(offer);
	}
	return NULL;
}

static char **complete(const char *word, int start, int end)
{
	(void)end;
	word_begin = (size_t)start;
	rl_attempted_completion_over = 1; /* no names of files */
	return rl_completion_matches(word, next_offer);
}

static char program_name[] = "smpp-esme";

static void open_line(void)
{
	rl_readline_name = program_name;
	rl_instream = stdin;
	rl_outstream = editor.terminal;
	rl_catch_signals = 0;
	rl_attempted_completion_function = complete;
#ifdef WITH_EDITLINE
	rl_initialize();
#endif
	using_history();
	stifle_history(1000);
}

static void key(void)
{
	rl_callback_read_char();
}

#else

static void wipe_line(void)
{
	fputs("\r\033[K", editor.terminal);
}

static void begin_line(void)
{
	fputs(editor.prompt, editor.terminal);
	fflush(editor.terminal);
	editor.shown = 1;
}

/* What has been typed is in the terminal, which shows it again after ^R. */
static void draw_line(void)
{
	begin_line();
}

static void end_line(void)
{
	editor.shown = 0;
}

static void open_line(void)
{
}

static void key(void)
{
	editor.shown = 0; /* the terminal has gone to the next line */
	fill();
}

#endif

/* ---- lines ---- */

static void hand_over(const char *text, size_t len, int cut)
{
	char *line = strndup(text, len);

	if (line != NULL)
		editor.calls.line(editor.calls.user, line, cut);
	free(line);
}

/* @return 1 when there was one */
static int next_line(void)
{
	const char *end = memchr(editor.read, '\n', editor.have);
	size_t len = end != NULL ? (size_t)(end - editor.read) : editor.have;
	int whole = end != NULL || (editor.at_end && editor.have > 0);
	int was_cut = editor.cut;

	if (!whole && editor.have < EDITOR_LINE_OCTETS)
		return 0;
	editor.cut = !whole;
	if (!was_cut)
		hand_over(editor.read, len, !whole);
	len += end != NULL;
	editor.have -= len;
	memmove(editor.read, editor.read + len, editor.have);
	return 1;
}

/* ---- all of it ---- */

int editor_open(const char *prompt, const struct editor_calls *calls)
{
	memset(&editor, 0, sizeof(editor));
	editor.prompt = prompt;
	editor.calls = *calls;
	editor.saved[0] = editor.saved[1] = -1;
	editor.is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	editor.read = malloc(EDITOR_LINE_OCTETS);
	if (editor.read == NULL)
		return -1;
	if (editor.is_terminal) {
		(void)setlocale(LC_CTYPE, "");
		if (capture() != 0) {
			release();
			return -1;
		}
		open_line();
	}
	editor.is_open = 1;
	return 0;
}

int editor_is_terminal(void)
{
	return editor.is_terminal;
}

void editor_ready(void)
{
	if (editor.is_open && editor.is_terminal)
		key();
	else if (editor.is_open)
		fill();
}

/* @return 1 when a line, or the end of all, was handed over */
static int hand_over_next(int busy)
{
	char *typed = editor.typed;

	if (typed != NULL) {
		editor.typed = NULL;
		hand_over(typed, strlen(typed), 0);
		free(typed);
		return 1;
	}
	if (busy && !editor.is_terminal)
		return 0;
	if (next_line())
		return 1;
	if (!editor.at_end || editor.end_told)
		return 0;
	editor.end_told = 1;
	editor.calls.line(editor.calls.user, NULL, 0);
	return 1;
}

int editor_rest(int busy)
{
	if (!editor.is_open)
		return 0;
	if (hand_over_next(busy))
		return 1;
	if (!editor.is_open || !editor.is_terminal)
		return 0;
	if (written() > 0) {
		if (editor.shown)
			wipe_line();
		spill();
		if (editor.shown)
			draw_line();
	}
	if (!editor.shown && !editor.at_end)
		begin_line();
	return 0;
}

int editor_wants(int busy)
{
	return editor.is_open && !editor.at_end && (editor.is_terminal || !busy);
}

void editor_drop(void)
{
	if (!editor.is_open || !editor.shown)
		return;
	fputs("^C\n", editor.terminal);
	fflush(editor.terminal);
	end_line();
}

void editor_close(void)
{
	if (!editor.is_open)
		return;
	if (editor.is_terminal) {
		if (editor.shown)
			wipe_line();
		end_line();
		spill();
		release();
	}
	editor.is_open = 0;
	free(editor.typed);
	free(editor.read);
	editor.typed = editor.read = NULL;
}
