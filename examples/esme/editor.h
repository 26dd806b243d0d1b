/* SPDX-License-Identifier: MIT */
/*
 * Owns: lines from standard input: from a terminal with a prompt, editing, history and completion,
 * if libedit or readline was found when this was built; else plain ones.
 * Must not know: what they say.
 *
 * At a terminal, everything that is written to standard output and standard error appears above the
 * line that is being typed. There is one editor at a time, as there is one standard input.
 */
#ifndef ESME_EDITOR_H
#define ESME_EDITOR_H

#include <stddef.h>

#define EDITOR_LINE_OCTETS 65536

struct editor_calls {
	/* A line without its end, which may be written to; NULL: no more come. cut: it is longer
	 * than EDITOR_LINE_OCTETS, and this is its beginning. */
	void (*line)(void *user, char *line, int cut);
	/* What may stand at the end of that text, in place of its last word: the index-th, NULL
	 * after the last. Those that do not begin as the word does are left out. */
	const char *(*offer)(void *user, const char *text, size_t word, unsigned index);
	void *user;
};

/* @return 0, or -1 with errno */
int editor_open(const char *prompt, const struct editor_calls *calls);

/* A person is typing. */
int editor_is_terminal(void);

/* Standard input is ready. Lines come from here or from editor_rest. */
void editor_ready(void);

/* Before waiting: hands over the next line, unless busy; shows what was written and the prompt.
 * @return 1: call it again before waiting, a line was handed over */
int editor_rest(int busy);

/* Standard input is to be waited for. */
int editor_wants(int busy);

/* What has been typed is dropped, and a new line begins. */
void editor_drop(void);

/* The terminal is as it was. */
void editor_close(void);

#endif
