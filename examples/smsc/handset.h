/* SPDX-License-Identifier: MIT */
/*
 * Owns: the simulated handsets: what each number does with a message.
 * Must not know: sessions, stores, clocks.
 */
#ifndef SMSC_HANDSET_H
#define SMSC_HANDSET_H

#include <smpp.h>

#define HANDSET_REPLY_OCTETS 160

/* What numbers do that a pattern matches. */
struct handset {
	struct handset *next;
	char pattern[24];      /* digits; a last '*' stands for any more */
	uint8_t state;         /* enum smpp_message_state in which a delivery ends; ENROUTE: it never
	                          does, so it expires; SCHEDULED: the message is lost without trace */
	uint8_t lost;          /* of 100 tries so many fail */
	uint32_t absent;       /* milliseconds since the message came, before it is there */
	uint32_t full;         /* tries for which its memory is full */
	uint32_t delay, delay_max; /* milliseconds of a try */
	uint8_t replies;
	char reply[HANDSET_REPLY_OCTETS + 1]; /* comes back when a message is delivered */
};

struct handsets {
	struct handset *first; /* the first that matches counts; none: DELIVERED at once */
};

/* What becomes of one try. */
struct handset_try {
	uint8_t state;         /* final; ENROUTE: not now, to be tried again; SCHEDULED: lost */
	uint8_t error;         /* HANDSET_ABSENT and the like; 0 */
	uint32_t takes;        /* milliseconds */
	uint32_t absent_for;   /* HANDSET_ABSENT: milliseconds more */
	const char *reply;     /* or NULL; lives as long as the handset */
};

/* error_code of query_sm_resp, err of receipts, code of network_error_code. */
enum { HANDSET_UNKNOWN = 1, HANDSET_ABSENT = 27, HANDSET_FULL = 22, HANDSET_NO_ANSWER = 34,
       HANDSET_REFUSED = 21, HANDSET_EXPIRED = 40 };

/*
 * "PATTERN=BEHAVIOUR[+BEHAVIOUR]...[,...]", as mini-smsc(1) has them.
 * @return NULL, or what is wrong
 */
const char *handsets_add(struct handsets *handsets, const char *text);
void handsets_free(struct handsets *handsets);

/*
 * @param tries before this one
 * @param age milliseconds since the message came
 * @param random any number
 */
struct handset_try handset_try(const struct handsets *handsets, struct smpp_span number,
			       uint32_t tries, int64_t age, uint32_t random);

#endif
