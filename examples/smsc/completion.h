/* SPDX-License-Identifier: MIT */
/*
 * Owns: the files by which bash, zsh and fish complete command lines of mini-smsc.
 * Must not know: any option but through options_describe.
 */
#ifndef SMSC_COMPLETION_H
#define SMSC_COMPLETION_H

/* The file of that shell, on stdout. @return 0; -1: it is none of the three */
int completion_print(const char *shell);

#endif
