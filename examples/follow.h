/* SPDX-License-Identifier: MIT */
/*
 * Owns: the trace of a connection whose session belongs to a helper of the library.
 * Must not know: sockets, who reads and writes them.
 *
 * What a helper does to its session cannot be recorded. What is written is the trace of a relay's
 * session, which gets and sends the same octets at the same times, in and out, and has no timers.
 */
#ifndef EXAMPLES_FOLLOW_H
#define EXAMPLES_FOLLOW_H

#include "trace.h"

/* Zeroed it follows nothing. */
struct follow {
	struct trace trace;
	void *memory;     /* of the relay's session */
	uint8_t *octets;  /* that went out and are not a whole PDU yet */
	size_t len, cap;
	int broken;       /* they are not SMPP */
};

/* file is closed by follow_end; ends as of struct trace. @return 0 or -1, and file is closed */
int follow_begin(struct follow *f, FILE *file, const char *ends, enum smpp_side side,
		 uint32_t tolerate, int mask);
void follow_came(struct follow *f, const uint8_t *octets, size_t len);
void follow_went(struct follow *f, const uint8_t *octets, size_t len);
/* @return 0; -1: not all could be written */
int follow_end(struct follow *f);

#endif
