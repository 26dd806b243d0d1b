/* SPDX-License-Identifier: MIT */
/*
 * Owns: accepted messages whose receipts are to come: ids, how long they are waited for.
 * Must not know: sessions, what is done with a receipt.
 */
#ifndef ESME_AWAIT_H
#define ESME_AWAIT_H

#include <smpp.h>

#define AWAIT_EARLY 4096 /* receipts kept that came before the response with their id */

/* A message: number, and what its receipts have said so far. */
struct await_group {
	uint64_t number;
	unsigned left;   /* segments without a final receipt */
	uint8_t state;   /* the worst: enum smpp_message_state */
	uint8_t expired; /* one has been waited for long enough */
};

struct await_id {
	struct await_id *next;  /* in its chain */
	struct await_id *older; /* of those of the same kind, and */
	struct await_id *newer;
	struct await_group *group; /* NULL: of a receipt that came early */
	uint64_t until;
	uint8_t state;          /* early */
	uint32_t hash;
	size_t len;
	uint8_t id[];
};

/* Those of one kind, the oldest first. */
struct await_list {
	struct await_id *oldest;
	struct await_id *newest;
	size_t count;
};

struct await {
	unsigned rule;        /* enum smpp_id_rule, with what is added */
	struct await_id **chains;
	size_t chain_count;   /* a power of two, or 0 */
	struct await_list ids;
	struct await_list early;
	uint64_t messages;    /* that are waited for */
	uint64_t missing;     /* that were not reported in time */
	/* A message has all its receipts, or is not waited for any longer. */
	void (*done)(void *user, const struct await_group *group);
	void *user;
};

void await_init(struct await *a, unsigned rule,
		void (*done)(void *user, const struct await_group *group), void *user);

/* The receipts of ids are waited for until then. Times never go backwards from one to the next.
 * Ids may be empty: such are not waited for. @return 0; -1: no memory */
int await_message(struct await *a, uint64_t number, const struct smpp_span *ids, unsigned count,
		  uint64_t until);

/* A final receipt has come. @return 1 when it is of one of them, or may become so */
int await_receipt(struct await *a, struct smpp_span id, uint8_t message_state);

/* Gives up what was to come until now. */
void await_tick(struct await *a, uint64_t now);

/* When await_tick has something to do; UINT64_MAX: never. */
uint64_t await_deadline(const struct await *a);

void await_free(struct await *a);

#endif
