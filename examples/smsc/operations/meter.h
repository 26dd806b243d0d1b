/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is counted beside the centre's own totals: requests by command, refusals by status,
 *       rates of the last minutes.
 * Must not know: sockets, clocks, who asks.
 */
#ifndef SMSC_METER_H
#define SMSC_METER_H

#include "../smsc.h"

#define METER_COMMANDS 24
#define METER_STATUSES 48  /* the last one stands for all others */
#define METER_SECONDS 901  /* fifteen minutes and the second at hand */

struct tally {
	uint32_t what;
	uint64_t count;
};

/* Messages so far. */
struct flow {
	uint64_t in;  /* accepted, from ESMEs and handsets */
	uint64_t out; /* delivered, and receipts */
};

/* Zeroed at the beginning. */
struct meter {
	struct tally commands[METER_COMMANDS]; /* requests by command_id */
	unsigned command_count;
	struct tally statuses[METER_STATUSES]; /* refusals by command_status */
	unsigned status_count;
	uint64_t began;            /* milliseconds of now */
	uint64_t second;           /* since then, the last one in the ring */
	struct flow ring[METER_SECONDS]; /* at the end of each second */
};

void meter_begin(struct meter *meter, uint64_t now);
void meter_news(struct meter *meter, const struct news *news);
/* At the end of each turn. */
void meter_turn(struct meter *meter, const struct smsc *smsc, uint64_t now);

struct rate {
	double in, out; /* messages a second */
};
/* Of the last so many seconds, at most 900, or since the beginning, if that is later. */
struct rate meter_rate(const struct meter *meter, unsigned seconds);
struct flow meter_flow(const struct smsc *smsc);

#endif
