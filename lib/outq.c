/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets that wait to be sent, in one block of memory, never moved.
 * Must not know: what a PDU is.
 */
#include "outq.h"

void smpp__outq_init(struct smpp__outq *q, uint8_t *mem, uint32_t cap, uint32_t piece)
{
	q->mem = mem;
	q->cap = cap;
	q->head = 0;
	q->tail = 0;
	q->front = 0;
	q->piece = piece;
}

/* Free octets behind the last record. */
static size_t behind(const struct smpp__outq *q)
{
	return q->front > 0 ? q->head - q->front : q->cap - q->tail;
}

/* Free octets at the start of the memory, where a record may begin once behind() is too short. */
static size_t before(const struct smpp__outq *q)
{
	return q->front > 0 ? 0 : q->head;
}

/* 1 when keep pieces fit into two stretches of memory. */
static int keeps(const struct smpp__outq *q, size_t stretch, size_t other, size_t keep)
{
	return q->piece == 0 || stretch / q->piece + other / q->piece >= keep;
}

uint8_t *smpp__outq_tail(const struct smpp__outq *q, size_t *len)
{
	*len = behind(q);
	return q->mem + (q->front > 0 ? q->front : q->tail);
}

uint8_t *smpp__outq_place(const struct smpp__outq *q, size_t len, size_t keep)
{
	size_t room;
	uint8_t *tail = smpp__outq_tail(q, &room);

	if (len <= room)
		return keeps(q, room - len, before(q), keep) ? tail : NULL;
	if (len <= before(q) && keeps(q, before(q) - len, 0, keep))
		return q->mem;
	return NULL;
}

int smpp__outq_can_hold(const struct smpp__outq *q, size_t len, size_t keep)
{
	return len <= q->cap && keeps(q, q->cap - len, 0, keep);
}

void smpp__outq_commit(struct smpp__outq *q, const uint8_t *place, size_t len)
{
	if (place == q->mem + q->tail)
		q->tail += (uint32_t)len;
	else
		q->front += (uint32_t)len;
}

const uint8_t *smpp__outq_peek(const struct smpp__outq *q, size_t *len)
{
	*len = q->tail - q->head;
	return *len > 0 ? q->mem + q->head : NULL;
}

void smpp__outq_drop(struct smpp__outq *q, size_t len)
{
	q->head += (uint32_t)len;
	if (q->head == q->tail) {
		q->head = 0;
		q->tail = q->front;
		q->front = 0;
	}
}

size_t smpp__outq_used(const struct smpp__outq *q)
{
	return (size_t)q->tail - q->head + q->front;
}
