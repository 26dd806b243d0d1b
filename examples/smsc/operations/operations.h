/* SPDX-License-Identifier: MIT */
/*
 * Owns: the extras by which the centre is watched and steered, all at once.
 * Must not know: what each of them does.
 */
#ifndef SMSC_OPERATIONS_H
#define SMSC_OPERATIONS_H

#include "../program.h"

/* Reads what the options name, and no more: for -t too. @return 0, or -1 after a line on stderr */
int operations_check(struct program *program);
/* Before the centre begins. @return the same */
int operations_open(struct program *program);
/* Once a turn. @return when the next one is due at the latest */
uint64_t operations_turn(struct program *program);
/* The totals are printed too. */
void operations_close(struct program *program);
/* For hooks.log. */
void operations_news(void *user, const struct news *news);

#endif
