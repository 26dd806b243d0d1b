/* SPDX-License-Identifier: MIT */
/*
 * Owns: a proxy: what one of its two sessions hears, the other says, unchanged. What the other
 * has no room for is kept, and nothing is read meanwhile.
 */
#include "sim.h"

/*
 * Its octets as they are, or, if they decode without a tolerance, anew from the PDU: that gives
 * the same octets (smpp_codec(3): the round-trip law). What this side may not write itself goes as it is.
 */
static int send(struct end *e, struct smpp_span wire)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_STRICT, 0 };
	struct end *to = e->twin;
	struct smpp_pdu pdu;
	int got = SMPP_E_FAULT;

	if (rng_chance(&e->world->rng, 1, 3) &&
	    smpp_decode(wire, &rules, &pdu, NULL) == SMPP_OK)
		got = smpp_session_request(to->s, &pdu, 0, e->world->now);
	if (got == SMPP_E_FAULT || got == SMPP_E_VERSION)
		got = smpp_session_send_raw(to->s, wire.ptr, wire.len, e->world->now);
	return got;
}

/* @return 1 when nothing is held any more */
static int forward(struct end *e, struct smpp_span wire)
{
	struct end *to = e->twin;
	int got = send(e, wire);

	if (got == SMPP_OK) {
		shadow_raw(to, wire);
		e->group->moved++;
		return 1;
	}
	if (got == SMPP_E_SPACE) {
		to->shadow.wants_room = 1;
		to->credits++;
		return 0;
	}
	if (got != SMPP_E_STATE || smpp_session_state(to->s) != SMPP_STATE_CLOSED)
		broken(e, "a_relay_passes_on_what_it_hears", "session.h, smpp_session_send_raw",
		       "it returned, octets", (uint64_t)(int64_t)got, wire.len);
	return 1; /* there is nobody any more */
}

void relay_event(struct end *e, const struct smpp_event *event)
{
	if (event->type != SMPP_EVENT_NOTICE)
		return;
	if (event->pdu.wire.len != event->pdu.header.command_length || e->held_len > 0)
		broken(e, "a_relay_hears_whole_pdus", "session.h, relay", "octets",
		       event->pdu.wire.len, event->pdu.header.command_length);
	if (forward(e, event->pdu.wire))
		return;
	memcpy(e->held, event->pdu.wire.ptr, event->pdu.wire.len);
	e->held_len = event->pdu.wire.len;
}

int relay_retry(struct end *e)
{
	struct smpp_span wire = { e->held, e->held_len };

	if (e->held_len == 0 || !forward(e, wire))
		return 0;
	e->held_len = 0;
	return 1;
}

/* When one side is over and has nothing more to pass on, the other is ended too. */
void relay_act(struct end *e)
{
	(void)relay_retry(e);
	(void)relay_retry(e->twin);
	if (e->twin->shadow.over && e->twin->held_len == 0 && !e->shadow.closed) {
		trace(e, "closes%s with the other side", "", 0, 0, 0);
		(void)smpp_session_close(e->s, e->world->now);
		e->shadow.closed = 1;
	}
}
