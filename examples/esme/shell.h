/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the two parts of the shell know of each other: shell.c its life, builtin.c its own
 * words.
 * Must not know: other commands.
 */
#ifndef ESME_SHELL_H
#define ESME_SHELL_H

#include "command.h"
#include "jobs.h"

#define SHELL_SETTINGS 32
#define SHELL_RECEIPTS 100 /* of which receipts tells */
#define SHELL_ID_OCTETS 66

/* "--source=12345": put before the options of each command that takes it. */
struct setting {
	char *text;
	const struct option_row *row;
};

/* A receipt that has come. */
struct shell_receipt {
	uint64_t wall; /* milliseconds since 1970 */
	char id[SHELL_ID_OCTETS];
	uint8_t state; /* enum smpp_message_state */
};

struct shell {
	struct job *job;
	struct jobs jobs;
	struct watch *input;
	int leaving;
	int was_lost; /* since it was bound last */
	struct setting settings[SHELL_SETTINGS];
	unsigned setting_count;
	struct shell_receipt receipts[SHELL_RECEIPTS];
	unsigned receipt_count; /* that came at all */
	unsigned message_count;
};

/* A word of the shell's own. */
struct builtin {
	const char *name;
	const char *words;
	const char *summary;
	/* words[0] is the name. @return exit status, printed is why */
	int (*run)(struct shell *shell, int count, char **words);
};

/* NULL name last. */
extern const struct builtin builtins[];

const struct builtin *builtin_find(const char *name);

/* Is that a command that can be carried out here? */
int shell_takes(const struct command *command);

/* An option that set takes, by number, NULL behind the last. For completion. */
const struct option_row *builtin_option(unsigned index);

void builtin_end(struct shell *shell);

#endif
