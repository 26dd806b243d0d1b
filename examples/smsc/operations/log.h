/* SPDX-License-Identifier: MIT */
/*
 * Owns: the log: a line for each thing that happened, as words or as JSON.
 * Must not know: why it happened; passwords.
 *
 * Nobody waits for it: what its reader does not take is kept, up to LOG_OCTETS, and then lines are
 * left out and counted.
 */
#ifndef SMSC_LOG_H
#define SMSC_LOG_H

#include <stdio.h>

#include "../smsc.h"

#define LOG_OCTETS 1048576

/* Zeroed it is one that takes no lines. */
struct log {
	const char *path; /* "-": standard error; NULL: none */
	int json;
	int texts;        /* those of messages too */
	int fd;
	FILE *to;         /* into octets */
	char *octets;
	size_t len;
	size_t written;
	uint64_t lost;    /* lines, since the last one that was written */
};

/* path stays the caller's. @return 0, or -1 after a line on stderr */
int log_open(struct log *log, const char *path);
/* Another file of that name may be there now. @return 0, or -1 after a line on stderr */
int log_reopen(struct log *log);
void log_news(struct log *log, int64_t utc, const struct news *news);
/* Once a turn: writes what can be written without waiting. @return when to try the rest */
uint64_t log_flush(struct log *log);
/* Waits for its reader a second at most. */
void log_close(struct log *log);

#endif
