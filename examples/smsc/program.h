/* SPDX-License-Identifier: MIT */
/*
 * Owns: what mini-smsc consists of.
 * Must not know: what PDUs say.
 */
#ifndef SMSC_PROGRAM_H
#define SMSC_PROGRAM_H

#include "operations/congestion.h"
#include "connection.h"
#include "operations/control.h"
#include "operations/http.h"
#include "operations/log.h"
#include "operations/meter.h"
#include "operations/mo.h"
#include "options.h"
#include "operations/status.h"

#define GOODBYE_MS 1000 /* for unbinds to be answered at the end */

struct program {
	struct smsc smsc;
	struct options options;
	struct io io;
	struct memory_store memory;
	struct quirks quirks;
	void *room; /* of the library's part */
	int signals;
	struct source on_signal, on_store;
	int ends;
	uint64_t until; /* once it ends */
	/* operations.c */
	struct log log;
	struct meter meter;
	struct congestion congestion;
	struct control control;
	struct http http;
	struct mo mo;
	uint64_t throttled_at; /* the next look at who was throttled */
	uint64_t stats_at;
	struct flow stats_last;
};

/* Unbinds all in good manners, and ends; asked a second time, or with now set, it just ends. */
void program_end(struct program *program, int now);
/* Accounts, routes and the log's file anew. @return 0, or -1 after a line on stderr */
int program_reload(struct program *program);

#endif
