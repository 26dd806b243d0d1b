/* SPDX-License-Identifier: MIT */
/*
 * Owns: numbers given out and not settled yet: at most one holder each, constant time.
 * Must not know: what a PDU is.
 */
#include "window.h"

#include <string.h>

#define EXPIRED_BIT UINT32_C(0x80000000) /* numbers leave it free */

static uint32_t index_of(const struct smpp__window *w, const struct smpp__slot *slot)
{
	return (uint32_t)(slot - w->slots);
}

static void free_append(struct smpp__window *w, uint32_t index)
{
	w->slots[index].number = 0;
	w->slots[index].next = SMPP__NIL;
	if (w->free_head == SMPP__NIL)
		w->free_head = index;
	else
		w->slots[w->free_tail].next = index;
	w->free_tail = index;
}

static void free_prepend(struct smpp__window *w, uint32_t index)
{
	w->slots[index].number = 0;
	w->slots[index].next = w->free_head;
	if (w->free_head == SMPP__NIL)
		w->free_tail = index;
	w->free_head = index;
}

static void queue_append(struct smpp__window *w, uint32_t index)
{
	struct smpp__slot *slot = &w->slots[index];

	slot->next = SMPP__NIL;
	slot->prev = w->tail[slot->class];
	if (slot->prev == SMPP__NIL)
		w->head[slot->class] = index;
	else
		w->slots[slot->prev].next = index;
	w->tail[slot->class] = index;
}

static void queue_remove(struct smpp__window *w, const struct smpp__slot *slot)
{
	if (slot->prev == SMPP__NIL)
		w->head[slot->class] = slot->next;
	else
		w->slots[slot->prev].next = slot->next;
	if (slot->next == SMPP__NIL)
		w->tail[slot->class] = slot->prev;
	else
		w->slots[slot->next].prev = slot->prev;
}

void smpp__window_init(struct smpp__window *w, struct smpp__slot *slots, uint32_t count,
		       uint32_t first)
{
	memset(w, 0, sizeof(*w));
	w->slots = slots;
	w->count = count;
	w->last = first - 1;
	w->free_head = SMPP__NIL;
	w->free_tail = SMPP__NIL;
	for (size_t i = 0; i < SMPP__CLASSES; i++) {
		w->head[i] = SMPP__NIL;
		w->tail[i] = SMPP__NIL;
	}
	for (uint32_t i = 0; i < count; i++)
		free_append(w, (uint32_t)(((uint64_t)first + i) % count));
}

void smpp__window_remember(struct smpp__window *w, uint32_t *finished, uint32_t count)
{
	memset(finished, 0, count * sizeof(*finished));
	w->finished = finished;
	w->finished_count = count;
}

/* The smallest number above the last that belongs to that slot; from the start behind the wrap. */
static uint32_t next_number(const struct smpp__window *w, uint32_t index)
{
	uint32_t from = w->last + 1;
	uint32_t rest = from % w->count;
	uint32_t step = index >= rest ? index - rest : w->count - (rest - index);

	if (from <= SMPP__NUMBER_MAX && step <= SMPP__NUMBER_MAX - from)
		return from + step;
	return index > 0 ? index : w->count;
}

struct smpp__slot *smpp__window_open(struct smpp__window *w, uint8_t class, uint64_t deadline)
{
	uint32_t index = w->free_head;
	struct smpp__slot *slot;

	if (index == SMPP__NIL)
		return NULL;
	slot = &w->slots[index];
	w->free_head = slot->next;
	if (w->free_head == SMPP__NIL)
		w->free_tail = SMPP__NIL;
	slot->number = next_number(w, index);
	slot->deadline = deadline;
	slot->class = class;
	slot->flags = 0;
	w->last = slot->number;
	w->used++;
	queue_append(w, index);
	return slot;
}

struct smpp__slot *smpp__window_find(struct smpp__window *w, uint32_t number)
{
	struct smpp__slot *slot = &w->slots[number % w->count];

	return number != 0 && slot->number == number ? slot : NULL;
}

void smpp__window_close(struct smpp__window *w, struct smpp__slot *slot, enum smpp__finish how)
{
	if (w->finished_count > 0) {
		w->finished[w->finished_at] = slot->number | (how == SMPP__EXPIRED ? EXPIRED_BIT : 0);
		w->finished_at = (w->finished_at + 1) % w->finished_count;
	}
	queue_remove(w, slot);
	free_append(w, index_of(w, slot));
	w->used--;
}

void smpp__window_undo(struct smpp__window *w, struct smpp__slot *slot, uint32_t last)
{
	queue_remove(w, slot);
	free_prepend(w, index_of(w, slot));
	w->last = last;
	w->used--;
}

struct smpp__slot *smpp__window_oldest(const struct smpp__window *w, uint8_t class)
{
	return w->head[class] == SMPP__NIL ? NULL : &w->slots[w->head[class]];
}

int smpp__window_finished(const struct smpp__window *w, uint32_t number)
{
	for (uint32_t i = 1; number != 0 && i <= w->finished_count; i++) {
		uint32_t at = (w->finished_at + w->finished_count - i) % w->finished_count;

		if ((w->finished[at] & ~EXPIRED_BIT) == number)
			return (w->finished[at] & EXPIRED_BIT) != 0 ? SMPP__EXPIRED : SMPP__ANSWERED;
	}
	return 0;
}
