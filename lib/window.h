/* SPDX-License-Identifier: MIT */
/*
 * Owns: numbers given out and not settled yet: at most one holder each, constant time.
 * Must not know: what a PDU is.
 *
 * A number belongs to the slot number % slots. The next number is the smallest one above the last
 * whose slot is the free one that has been free longest. So numbers grow by 1 while answers come
 * in order, never collide, also across the wrap, and no search is ever needed.
 */
#ifndef SMPP_WINDOW_H
#define SMPP_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#define SMPP__NUMBER_MAX UINT32_C(0x7FFFFFFF)
#define SMPP__CLASSES 4   /* queues of deadlines; all of one have the same length */
#define SMPP__NIL UINT32_MAX

struct smpp__slot {
	uint64_t token;
	uint64_t deadline;
	uint32_t number; /* 0: free */
	uint32_t kind;   /* of the holder, for the caller */
	uint32_t next;   /* in its queue, or in the list of the free */
	uint32_t prev;
	uint8_t class;
	uint8_t flags; /* of the holder, for the caller */
};

enum smpp__finish { SMPP__ANSWERED = 1, SMPP__EXPIRED };

struct smpp__window {
	struct smpp__slot *slots;
	uint32_t count;
	uint32_t used;
	uint32_t last; /* number given out last */
	uint32_t free_head;
	uint32_t free_tail;
	uint32_t head[SMPP__CLASSES]; /* oldest of each class, or NIL */
	uint32_t tail[SMPP__CLASSES];
	uint32_t *finished; /* the last numbers settled, a ring: the top bit tells which EXPIRED */
	uint32_t finished_count;
	uint32_t finished_at;
};

/* count slots in the caller's memory; first is the first number, 1 to NUMBER_MAX. */
void smpp__window_init(struct smpp__window *w, struct smpp__slot *slots, uint32_t count,
		       uint32_t first);

/* Where count settled numbers are remembered, in the caller's memory; none without this. */
void smpp__window_remember(struct smpp__window *w, uint32_t *finished, uint32_t count);

/* A slot with its number, queued last in its class; NULL when all are in use. */
struct smpp__slot *smpp__window_open(struct smpp__window *w, uint8_t class, uint64_t deadline);

/* The slot that holds number, or NULL. */
struct smpp__slot *smpp__window_find(struct smpp__window *w, uint32_t number);

/* The slot is free again; its number is remembered. */
void smpp__window_close(struct smpp__window *w, struct smpp__slot *slot, enum smpp__finish how);

/* As if it had never been opened: the last one opened only. */
void smpp__window_undo(struct smpp__window *w, struct smpp__slot *slot, uint32_t last);

/* The slot that waits longest in a class, or NULL. */
struct smpp__slot *smpp__window_oldest(const struct smpp__window *w, uint8_t class);

/* How number was settled, if it was one of the last; else 0. */
int smpp__window_finished(const struct smpp__window *w, uint32_t number);

#endif
