/* SPDX-License-Identifier: MIT */
/*
 * Owns: the files by which bash, zsh and fish complete command lines of smpp-esme.
 * Must not know: any option or command but through their tables.
 */
#ifndef ESME_COMPLETION_H
#define ESME_COMPLETION_H

/* The shells that --completion knows, NULL last. */
extern const char *const completion_shells[];

/* The file of one of those, by number, on stdout. */
void completion_print(int shell);

#endif
