/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is counted of many messages: latencies, outcomes, receipts; the bar, the summary.
 * Must not know: sessions, clocks.
 */
#ifndef ESME_METER_H
#define ESME_METER_H

#include <smpp.h>
#include <stdio.h>

#define HISTOGRAM_EXACT 256    /* values below are counted one by one, */
#define HISTOGRAM_PARTS 128    /* those above in so many parts of each power of two */
#define HISTOGRAM_POWERS 34    /* up to 2^42 us: 50 days; those above count as that */
#define HISTOGRAM_CELLS (HISTOGRAM_EXACT + HISTOGRAM_POWERS * HISTOGRAM_PARTS)

/* How often which value came. A value that is told is at most 1/128 away from the one that came. */
struct histogram {
	uint64_t cells[HISTOGRAM_CELLS];
	uint64_t total;
	uint64_t min; /* exact */
	uint64_t max; /* exact */
};

void histogram_add(struct histogram *h, uint64_t value);

/* All of the other one too. */
void histogram_join(struct histogram *h, const struct histogram *other);

/* The smallest value that so many of 1,000 do not exceed: 500 is the median. 0: there is none. */
uint64_t histogram_quantile(const struct histogram *h, unsigned per_mille);

#define METER_STATUSES 64
#define METER_STATES 10 /* of enum smpp_message_state */

struct meter_status {
	uint32_t command_status;
	uint64_t count;
};

/* Zeroed at the beginning. Times are in microseconds. */
struct meter {
	uint64_t began;       /* first message */
	uint64_t ended;       /* last result */
	uint64_t outcomes[6]; /* messages by enum smpp_esme_outcome */
	uint64_t segments;    /* accepted PDUs */
	uint64_t throttled;   /* refusals that did not count, for the message was to be sent again */
	uint64_t resent;      /* messages that were sent again, whyever, each time */
	uint64_t done_before; /* messages of which an earlier run has told the outcome */
	uint64_t bad;         /* lines that are no messages */
	uint64_t receipts[METER_STATES];
	uint64_t missing;     /* receipts that did not come */
	struct meter_status refused[METER_STATUSES]; /* the last one: all others */
	unsigned statuses;
	struct histogram latency; /* from a request to its response */
};

/* A message has come to its outcome. */
void meter_outcome(struct meter *m, enum smpp_esme_outcome outcome, uint32_t command_status,
		   uint64_t now);

/* What a bar shows. */
struct bar {
	uint64_t done;
	uint64_t total;    /* 0: not known */
	int estimated;     /* total is */
	uint64_t rate;     /* messages a second */
	uint32_t used;     /* of the window */
	uint32_t window;
	uint64_t errors;
	int bound;         /* 0: the link is not */
	uint64_t awaited;  /* receipts that are all that is waited for; 0: it is not so */
	int over;          /* it will not change any more */
};

#define BAR_COLUMNS 79
#define BAR_SIZE (BAR_COLUMNS + 1)

/* "[#####     ] 5000/10000  2341/s  window 10/10  err 3  eta 2s", never wider than BAR_COLUMNS. */
void bar_text(const struct bar *bar, char text[BAR_SIZE]);

/* Messages a second of the last two seconds or so. Zeroed at the beginning. */
struct pace {
	uint64_t at;    /* microseconds */
	uint64_t count;
	double rate;
};

/* @return the rate, once so many messages are done at that time */
uint64_t pace_of(struct pace *pace, uint64_t count, uint64_t now);

/* The summary as lines, or as one JSON object. */
void meter_text(const struct meter *m, FILE *to);
void meter_json(const struct meter *m, const char *ev, FILE *to);

/* One line: "sent 10000, failed 0, 0.05 s, 200000/s, p50 0.20 p95 0.30 p99 0.40 max 0.50 ms" */
void meter_line(const struct meter *m, FILE *to);

#endif
