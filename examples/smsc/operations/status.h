/* SPDX-License-Identifier: MIT */
/*
 * Owns: the figures of the centre at one moment, and their names.
 * Must not know: who wants them, how they are written.
 */
#ifndef SMSC_STATUS_H
#define SMSC_STATUS_H

#include "congestion.h"
#include "../connection.h"
#include "meter.h"

struct status {
	double uptime; /* seconds */
	uint64_t connections, transmitters, receivers, transceivers;
	uint64_t messages, room, kept, ready, for_esme;
	struct totals totals;
	uint64_t undeliverable; /* of the totals, final ones that were not delivered */
	uint64_t throttled;
	struct smpp_session_counters pdus;
	uint64_t reads, writes;
	struct rate rates[3];   /* of 1, 5 and 15 minutes */
	uint64_t behind;        /* milliseconds, the store */
	uint64_t congestion;
};

void status_take(struct status *status, const struct io *io, const struct meter *meter,
		 const struct congestion *congestion);

enum figure_type { COUNTER, GAUGE };

/* One of the figures: what it is called where. */
struct figure {
	const char *group, *name; /* for people and in JSON */
	const char *metric;       /* for Prometheus; figures of one metric follow each other */
	const char *label;        /* NAME="VALUE", or NULL */
	uint8_t type;             /* enum figure_type */
	const char *help;
	size_t offset;            /* in struct status */
	uint8_t real;             /* a double; else uint64_t */
};
extern const struct figure figures[]; /* the last one has no group */

/* As text. */
void figure_write(FILE *to, const struct figure *figure, const struct status *status);

#endif
