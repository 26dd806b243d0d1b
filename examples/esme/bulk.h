/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the command bulk know of each other.
 * Must not know: how they do it.
 */
#ifndef ESME_BULK_H
#define ESME_BULK_H

#include "await.h"
#include "input.h"
#include "journal.h"
#include "meter.h"
#include "parcel.h"

#define BULK_RETRY_LEVELS 8
#define BULK_AWAITED 1000000 /* messages that wait for receipts at once */
#define BULK_ERRORS 65536
#define BULK_TOKEN_SHIFT 24 /* token: a number, and which parcel it is */

enum { RETRY_THROTTLED = 1, RETRY_QUEUE_FULL = 2, RETRY_NONE = 4 };

struct bulk {
	struct message_options message; /* first, for its rows */
	struct message_options base;    /* the same before message_check */
	const char *outcome;
	long count;
	long window;
	long rate;
	int retry;             /* RETRY_ bits; 0: the usual */
	long retry_max;
	int form;              /* enum lines_form */
	int progress;
	int stop_on_error;
	int resend_unknown;

	struct job *job;
	struct input input;
	struct journal journal;
	struct await await;
	struct meter meter;
	struct pace pace;
	struct parcel *parcels; /* window of them */
	struct parcel_queue free;
	struct parcel_queue retries[BULK_RETRY_LEVELS]; /* each in the order in which they fall due */
	uint64_t serial;
	uint64_t under_way;    /* parcels that are not free */
	uint64_t bad_before;   /* of done_before, those that were not accepted */
	int stopping;          /* nothing more is read or sent again */
	int journal_failed;    /* said already */
	int draws;             /* the bar */
	uint64_t drawn;        /* last time */
	char errors[BULK_ERRORS]; /* of stderr, while there is a bar */
};

/* ---- bulk_send.c: from the input to the ESME ---- */

/* Hands over as many as there is room for. */
void bulk_fill(struct bulk *b);

/* May another one be handed over? Not many more than go out soon: those that wait for their turn
 * are unknown after a kill. */
int bulk_has_room(const struct bulk *b);

/* ---- bulk_outcome.c: what becomes of messages ---- */

void bulk_on_event(struct job *job, const struct smpp_esme_event *event);

/* For await: all receipts of a message are there, or it is not waited for any longer. */
void bulk_reported(void *user, const struct await_group *group);

/* A parcel is free again. */
void bulk_release(struct bulk *b, struct parcel *p);

/* A line is wrong or was not accepted. */
void bulk_on_error(struct bulk *b);

/* Input is not read any further, and what was to be sent again is not. */
void bulk_stop(struct bulk *b);

/* Messages that came to another end than ACCEPTED. */
uint64_t bulk_failed(const struct bulk *b);

#endif
