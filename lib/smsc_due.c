/* SPDX-License-Identifier: MIT */
/*
 * Owns: which peers are due, earliest first, and which of them have something to say.
 * Must not know: what a session does.
 */
#include "smsc.h"

/* ---- deadlines: a binary heap, of which each peer knows its place ---- */

static void put(struct smpp_smsc *c, uint32_t place, struct smpp_smsc_peer *p)
{
	c->heap[place] = p;
	p->place = place;
}

static void rise(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	uint32_t at = p->place;

	while (at > 0 && c->heap[(at - 1) / 2]->due > p->due) {
		put(c, at, c->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(c, at, p);
}

static void sink(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	uint32_t at = p->place;

	for (;;) {
		uint32_t below = 2 * at + 1;

		if (below + 1 < c->count && c->heap[below + 1]->due < c->heap[below]->due)
			below++;
		if (below >= c->count || c->heap[below]->due >= p->due)
			break;
		put(c, at, c->heap[below]);
		at = below;
	}
	put(c, at, p);
}

void smpp__smsc_due_add(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	p->due = c->now;
	put(c, c->count++, p);
	rise(c, p);
}

void smpp__smsc_due_set(struct smpp_smsc *c, struct smpp_smsc_peer *p, uint64_t due)
{
	uint64_t before = p->due;

	p->due = due;
	if (due < before)
		rise(c, p);
	else if (due > before)
		sink(c, p);
}

void smpp__smsc_due_drop(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	struct smpp_smsc_peer *last = c->heap[--c->count];

	if (last == p)
		return;
	put(c, p->place, last);
	rise(c, last);
	sink(c, last);
}

uint64_t smpp_smsc_deadline(const struct smpp_smsc *c)
{
	return c->count > 0 ? c->heap[0]->due : SMPP__SMSC_NEVER;
}

/* ---- those that have something to say, in the order in which that was so ---- */

void smpp__smsc_say(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	if (p->said)
		return;
	p->said = 1;
	p->said_before = c->said_last;
	p->said_after = NULL;
	if (c->said_last != NULL)
		c->said_last->said_after = p;
	else
		c->said_first = p;
	c->said_last = p;
}

void smpp__smsc_unsay(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	if (!p->said)
		return;
	p->said = 0;
	if (p->said_before != NULL)
		p->said_before->said_after = p->said_after;
	else
		c->said_first = p->said_after;
	if (p->said_after != NULL)
		p->said_after->said_before = p->said_before;
	else
		c->said_last = p->said_before;
}

struct smpp_smsc_peer *smpp_smsc_next(struct smpp_smsc *c)
{
	struct smpp_smsc_peer *p = c->said_first;

	if (p != NULL)
		smpp__smsc_unsay(c, p);
	return p;
}
