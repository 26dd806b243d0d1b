/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets that wait to be sent, in one block of memory, never moved.
 * Must not know: what a PDU is.
 *
 * Records are whole pieces. They are written behind the last one, or, where that piece of memory
 * is too short, at the front, as soon as the front is free. A number of equal pieces can be kept
 * free at all times: see smpp__outq_place.
 */
#ifndef SMPP_OUTQ_H
#define SMPP_OUTQ_H

#include <stddef.h>
#include <stdint.h>

struct smpp__outq {
	uint8_t *mem;
	uint32_t cap;
	uint32_t head;  /* the octets at head .. tail go first, */
	uint32_t tail;
	uint32_t front; /* then those at 0 .. front */
	uint32_t piece; /* size of a piece that can be kept free; 0: none are kept */
};

void smpp__outq_init(struct smpp__outq *q, uint8_t *mem, uint32_t cap, uint32_t piece);

/* Where the next record begins if it is short enough; *len octets are there. */
uint8_t *smpp__outq_tail(const struct smpp__outq *q, size_t *len);

/*
 * Where a record of len octets can stand such that keep pieces still fit, one after the other,
 * whatever is sent meanwhile; NULL when there is no such place now.
 */
uint8_t *smpp__outq_place(const struct smpp__outq *q, size_t len, size_t keep);

/* Could a record of len octets stand beside keep pieces, if nothing else waited? */
int smpp__outq_can_hold(const struct smpp__outq *q, size_t len, size_t keep);

/* The record has been written at a place that tail or place gave. */
void smpp__outq_commit(struct smpp__outq *q, const uint8_t *place, size_t len);

/* The first octets to send, *len of them; NULL when none. */
const uint8_t *smpp__outq_peek(const struct smpp__outq *q, size_t *len);

/* len of those have been sent. */
void smpp__outq_drop(struct smpp__outq *q, size_t len);

/* All octets that wait. */
size_t smpp__outq_used(const struct smpp__outq *q);

#endif
