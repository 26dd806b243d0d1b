/* SPDX-License-Identifier: MIT */
/*
 * Owns: counting all messages there are, a few at a time, so that nobody waits for it.
 * Must not know: who asks.
 */
#ifndef SMSC_CENSUS_H
#define SMSC_CENSUS_H

#include "../smsc.h"

#define CENSUS_MESSAGES 4096 /* at a time; a millisecond or less */

/* What a message waits for. */
enum place {
	PLACE_STORE,    /* its last change is not safe yet */
	PLACE_READY,    /* its turn */
	PLACE_HANDSET,  /* the handset has it, for a while */
	PLACE_ANSWER,   /* an ESME has it */
	PLACE_ESME,     /* room in a window, or a receiver that binds */
	PLACE_TIME,     /* its schedule, its next try, its end */
	PLACE_RECEIPT,  /* it is final, and its receipt waits for the time */
	PLACE_KEPT,     /* nothing: it is there for queries */
	PLACES
};
extern const char *const place_names[PLACES];

enum place place_of(const struct smsc *smsc, const struct message *m);

struct census {
	size_t bucket;          /* the next one */
	size_t buckets;         /* as many as there were at the beginning */
	uint64_t by_state[16];  /* enum smpp_message_state */
	uint64_t by_place[PLACES];
};

/* Zeroed at the beginning. What comes and goes meanwhile may be counted or not.
 * @return 1: all have been counted; 0: again, in another turn */
int census_step(struct census *census, const struct smsc *smsc);

#endif
