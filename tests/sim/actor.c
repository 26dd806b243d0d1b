/* SPDX-License-Identifier: MIT */
/*
 * Owns: an application on a session: how it is configured, what it asks, when and how it answers.
 * It uses the public API only, inside events and outside.
 */
#include "sim.h"

/* ---- configuration ---- */

static uint32_t pick(struct rng *rng, const uint32_t *of, uint32_t count)
{
	return of[rng_below(rng, count)];
}

#define PICK(rng, list) pick(rng, list, (uint32_t)(sizeof(list) / sizeof((list)[0])))

static void choose_sizes(struct rng *rng, struct smpp_session_config *c)
{
	static const uint32_t partials[] = { 0, SMPP_OFF, SMPP_OFF, 16, 64, 512, 4096, 70000 };
	static const uint32_t outputs[] = { 0, 16, 17, 40, 100, 256, 1000, 4096, 65536 };
	static const uint32_t reserves[] = { 0, 0, SMPP_OFF, 16, 21, 40, 200 };
	static const uint32_t numbers[] = { 0, 1, 1000, 0x7FFFFFF0, 0x7FFFFFFE, 0x7FFFFFFF };
	static const uint32_t finished[] = { 0, SMPP_OFF, 1, 64, 1024 };

	c->window = rng_chance(rng, 1, 20) ? 1000 : rng_below(rng, 41);
	c->window_min = rng_chance(rng, 1, 4) ? SMPP_OFF : rng_below(rng, 3);
	if (c->window_min != SMPP_OFF && c->window != 0 && c->window_min > c->window)
		c->window_min = c->window;
	c->inbound = rng_below(rng, OWED_MAX + 1);
	c->partial = PICK(rng, partials);
	c->output = PICK(rng, outputs);
	if (c->side == SMPP_ESME && c->output > 0 && c->output < 60 && rng_chance(rng, 4, 5))
		c->output = 60; /* enough for a bind */
	c->answer_reserve = PICK(rng, reserves);
	c->first_sequence = PICK(rng, numbers);
	c->finished = PICK(rng, finished);
	c->max_pdu = rng_chance(rng, 1, 4) ? rng_between(rng, 64, 8000) : 0;
}

static void choose_times(struct rng *rng, struct smpp_session_config *c)
{
	static const uint32_t times[] = { 0, 0, 0, SMPP_OFF, 20, 100, 500, 3000 };
	static const uint32_t long_times[] = { 0, 0, 0, SMPP_OFF, 1000, 5000, 60000 };

	if (rng_chance(rng, 1, 3))
		return; /* the usual ones */
	c->session_init = PICK(rng, long_times);
	c->enquire_link = PICK(rng, times);
	c->inactivity = PICK(rng, long_times);
	c->response = PICK(rng, times);
	c->bind_response = PICK(rng, times);
	c->transaction_response = PICK(rng, times);
	c->partial_pdu = PICK(rng, times);
	c->stall = PICK(rng, times);
}

static uint32_t usual(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

/* As session.h says it. */
void actor_complete(struct smpp_session_config *c)
{
	int smsc = c->side == SMPP_SMSC;

	c->version = c->version != 0 ? c->version : SMPP_V3_4;
	c->max_pdu = usual(c->max_pdu, 70000);
	c->window = usual(c->window, 10);
	c->window_min = c->window_min == SMPP_OFF ? c->window : usual(c->window_min, 1);
	c->inbound = usual(c->inbound, 10);
	c->partial = usual(c->partial, 4096);
	c->output = usual(c->output, 16384);
	c->answer_reserve = c->answer_reserve == SMPP_OFF ? 0 : usual(c->answer_reserve, 96);
	c->session_init = usual(c->session_init, smsc ? 10000 : SMPP_OFF);
	c->enquire_link = usual(c->enquire_link, 20000);
	c->inactivity = usual(c->inactivity, smsc ? 300000 : SMPP_OFF);
	c->response = usual(c->response, 30000);
	c->bind_response = usual(c->bind_response, c->response);
	c->transaction_response = usual(c->transaction_response, c->response);
	c->partial_pdu = usual(c->partial_pdu, 10000);
	c->stall = usual(c->stall, 30000);
}

static void choose_manners(struct rng *rng, struct manners *m)
{
	m->ask = (uint8_t)rng_between(rng, 10, 90);
	m->reenter = (uint8_t)(rng_chance(rng, 1, 2) ? rng_below(rng, 40) : 0);
	m->at_once = (uint8_t)rng_below(rng, 101);
	m->refuse = (uint8_t)rng_below(rng, 40);
	m->throttle = (uint8_t)rng_below(rng, 80);
	m->large = (uint8_t)(rng_chance(rng, 1, 2) ? rng_below(rng, 30) : 0);
	m->part = (uint8_t)(rng_chance(rng, 1, 2) ? rng_below(rng, 10) : 0);
	m->mute = (uint8_t)rng_chance(rng, 1, 12);
}

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	struct end *e = user;

	if (s != e->s || smpp_session_user(s) != user)
		broken(e, "callbacks_are_the_callers", "session.h, user", "another session", 0, 0);
	e->inside = 1;
	actor_event(e, event);
	e->inside = 0;
}

void actor_configure(struct end *e)
{
	static const uint8_t versions[] = { 0, SMPP_V3_3, SMPP_V3_4, SMPP_V3_4, SMPP_V5_0,
					    SMPP_V5_0 };
	struct rng *rng = &e->world->rng;
	struct smpp_session_config *c = &e->config;

	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	c->side = e->side;
	c->version = versions[rng_below(rng, sizeof(versions))];
	c->absent_version = rng_chance(rng, 1, 2) ? SMPP_V3_4 : 0;
	c->tolerate = rng_chance(rng, 1, 2) ? SMPP_FIELD : SMPP_STRICT;
	if (rng_chance(rng, 1, 8))
		c->tolerate = UINT32_C(0x1FFFF);
	choose_sizes(rng, c);
	choose_times(rng, c);
	choose_manners(rng, &e->manners);
	e->push = (uint8_t)rng_chance(rng, 1, 2);
	c->on_event = on_event;
	c->user = e;
	if (e->kind == KIND_RELAY) {
		e->push = 0;
		c->relay = 1;
		c->max_pdu = 8192;
		c->output = rng_chance(rng, 1, 2) ? 8192 : 65536;
		c->partial = rng_chance(rng, 1, 2) ? SMPP_OFF : 8192;
		c->inactivity = SMPP_OFF;
	}
	e->size = smpp_session_size(c);
	if (e->size == 0)
		broken(e, "sound_configurations_are_accepted", "session.h", "none", 0, 0);
}

/* ---- asking ---- */

static uint32_t choose_command(struct end *e)
{
	static const uint32_t esme[] = { SMPP_SUBMIT_SM, SMPP_SUBMIT_SM, SMPP_SUBMIT_SM,
					 SMPP_SUBMIT_SM, SMPP_QUERY_SM, SMPP_CANCEL_SM,
					 SMPP_REPLACE_SM, SMPP_SUBMIT_MULTI, SMPP_DATA_SM,
					 SMPP_ENQUIRE_LINK, SMPP_BROADCAST_SM,
					 SMPP_QUERY_BROADCAST_SM, SMPP_CANCEL_BROADCAST_SM };
	static const uint32_t smsc[] = { SMPP_DELIVER_SM, SMPP_DELIVER_SM, SMPP_DELIVER_SM,
					 SMPP_DATA_SM, SMPP_ALERT_NOTIFICATION, SMPP_ENQUIRE_LINK };
	static const uint32_t binds[] = { SMPP_BIND_TRANSCEIVER, SMPP_BIND_TRANSCEIVER,
					  SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER };
	struct rng *rng = &e->world->rng;
	enum smpp_state state = smpp_session_state(e->s);

	if (state < SMPP_STATE_BOUND_TX && rng_chance(rng, 19, 20)) {
		if (e->side == SMPP_ESME)
			return PICK(rng, binds);
		return rng_chance(rng, 1, 200) ? SMPP_OUTBIND : 0;
	}
	return e->side == SMPP_ESME ? PICK(rng, esme) : PICK(rng, smsc);
}

/* What a refusal of this side's request may be. */
static void request_refused(struct end *e, uint32_t command_id, int got, uint32_t window)
{
	size_t waiting;

	(void)smpp_session_output(e->s, &waiting);
	if (got == SMPP_E_WINDOW && e->shadow.counted < window &&
	    command_id != SMPP_ENQUIRE_LINK && command_id != SMPP_UNBIND &&
	    command_id > SMPP_BIND_TRANSMITTER && command_id != SMPP_BIND_TRANSCEIVER)
		broken(e, "window_is_used_to_the_full", "session.h, SMPP_E_WINDOW",
		       "refused with so many out, allowed", e->shadow.counted, window);
	if (got == SMPP_E_SPACE && waiting == 0 && e->shadow.owed_count == 0)
		broken(e, "space_is_refused_only_while_something_waits", "session.h, SMPP_E_SPACE",
		       "output is empty and nothing is owed: id", command_id, 0);
	if ((got == SMPP_E_FAULT || got == SMPP_E_VERSION) &&
	    smpp_session_fault(e->s)->code == SMPP_FAULT_NONE)
		broken(e, "a_refusal_says_what_was_wrong", "session.h, smpp_session_fault",
		       "it does not, of id", command_id, 0);
	if (got == SMPP_E_SPACE) {
		e->shadow.wants_room = 1;
		e->credits++;
	}
}

static int ask(struct end *e, uint32_t command_id)
{
	static struct draft draft;
	struct rng *rng = &e->world->rng;
	uint64_t token = shadow_token(e);
	uint32_t window = smpp_session_window(e->s);
	int can = smpp_session_can(e->s, command_id), got;
	uint8_t version = smpp_session_version(e->s);

	if (rng_chance(rng, 1, 50))
		version = SMPP_V5_0; /* it does not care what the peer knows */
	draft_request(&draft, rng, command_id, version, rng_chance(rng, e->manners.large, 100));
	got = smpp_session_request(e->s, &draft.pdu, token, e->world->now);
	trace(e, "asks %s: number %llu, returns %lld", command_name(command_id),
	      draft.pdu.header.sequence_number, (uint64_t)(int64_t)got, 0);
	if (can == SMPP_OK ? got == SMPP_E_STATE || got == SMPP_E_WINDOW
			   : got == SMPP_OK || (can == SMPP_E_STATE && got != can))
		broken(e, "can_says_what_request_does", "session.h, smpp_session_can", "it said",
		       (uint64_t)(int64_t)can, command_id);
	if (got == SMPP_OK)
		shadow_requested(e, &draft.pdu, token, draft.nonce, draft.has_nonce);
	else
		request_refused(e, command_id, got, window);
	return got == SMPP_OK;
}

/* Unbind, drain or close: in good manners or not. */
static void part(struct end *e)
{
	uint64_t token = shadow_token(e), now = e->world->now;
	struct smpp_pdu unbind;
	int got = SMPP_E_STATE;

	memset(&unbind, 0, sizeof(unbind));
	unbind.header.command_id = SMPP_UNBIND;
	switch (rng_below(&e->world->rng, 6)) {
	case 0:
		got = smpp_session_close(e->s, now);
		e->shadow.closed = 1;
		trace(e, "closes%s: returns %lld", "", (uint64_t)(int64_t)got, 0, 0);
		break;
	case 1:
	case 2:
		got = smpp_session_drain(e->s, token, now);
		trace(e, "drains%s: returns %lld", "", (uint64_t)(int64_t)got, 0, 0);
		if (got == SMPP_OK)
			shadow_drained(e, token, 1);
		break;
	case 3:
		got = smpp_session_unbind(e->s, token, now);
		trace(e, "unbinds%s: returns %lld", "", (uint64_t)(int64_t)got, 0, 0);
		if (got == SMPP_OK)
			shadow_drained(e, token, 0);
		else if (got == SMPP_E_SPACE)
			e->shadow.wants_room = 1;
		break;
	default: /* the same, but the number is told */
		got = smpp_session_request(e->s, &unbind, token, now);
		trace(e, "unbinds%s: number %llu, returns %lld", "",
		      unbind.header.sequence_number, (uint64_t)(int64_t)got, 0);
		if (got == SMPP_OK)
			shadow_requested(e, &unbind, token, 0, 0);
		else if (got == SMPP_E_SPACE)
			e->shadow.wants_room = 1;
		break;
	}
	if (got == SMPP_OK)
		e->credits += e->shadow.asked_count + 4;
}

/* ---- answering ---- */

static uint32_t choose_status(struct end *e)
{
	struct rng *rng = &e->world->rng;

	if (e->group->calm || !rng_chance(rng, e->manners.refuse, 100))
		return SMPP_ESME_ROK;
	if (rng_chance(rng, e->manners.throttle, 100))
		return rng_chance(rng, 1, 2) ? SMPP_ESME_RTHROTTLED : SMPP_ESME_RMSGQFUL;
	return rng_chance(rng, 1, 2) ? SMPP_ESME_RSYSERR : 0x400 + rng_below(rng, 16);
}

/* An answer that fits its reserve is never refused for want of space. */
static void answer_refused(struct end *e, const struct smpp_pdu *pdu, int got)
{
	struct smpp_pdu measured = *pdu;
	struct smpp_buf none = { NULL, 0, 0 };
	struct smpp_rules rules = { SMPP_V5_0, 0, 0 };

	if (got == SMPP_E_HANDLE && smpp_session_state(e->s) != SMPP_STATE_CLOSED)
		broken(e, "a_handle_stays_good_until_it_is_answered", "session.h, SMPP_E_HANDLE",
		       "state", smpp_session_state(e->s), 0);
	if (got != SMPP_E_SPACE)
		return;
	e->shadow.wants_room = 1;
	e->credits++;
	if (measured.header.command_id == 0)
		measured.header.command_id = SMPP_SUBMIT_SM_RESP;
	if (smpp_encode(&measured, &rules, &none, NULL) != SMPP_E_SPACE)
		return;
	if (none.len + 10 <= e->config.answer_reserve &&
	    e->config.answer_reserve <= e->config.output / (e->config.inbound + 1))
		broken(e, "an_answer_within_its_reserve_never_lacks_space",
		       "session.h, answer_reserve", "octets, reserve", none.len,
		       e->config.answer_reserve);
}

/* Answers with header only. @return 1 when accepted */
static int refuse(struct end *e, struct owed *owed, uint32_t status)
{
	struct smpp_pdu pdu;
	int got;

	memset(&pdu, 0, sizeof(pdu));
	pdu.body_absent = 1;
	pdu.header.command_status = status;
	pdu.header.command_id = owed->command_id | SMPP_RESPONSE;
	got = smpp_session_refuse(e->s, owed->handle, status, e->world->now);
	trace(e, "refuses %s: number %llu, status %llx, returns %lld",
	      command_name(owed->command_id), owed->sequence_number, status,
	      (uint64_t)(int64_t)got);
	if (got == SMPP_OK)
		shadow_answered(e, owed, owed->command_id | SMPP_RESPONSE, status);
	else
		answer_refused(e, &pdu, got);
	return got == SMPP_OK;
}

static int answer(struct end *e, struct owed *owed)
{
	static struct draft draft;
	struct rng *rng = &e->world->rng;
	uint32_t status = choose_status(e), id = owed->command_id | SMPP_RESPONSE;
	int got;

	if (status != SMPP_ESME_ROK && rng_chance(rng, 1, 3))
		return refuse(e, owed, status);
	draft_answer(&draft, rng, owed, status, smpp_session_version(e->s));
	if (status != SMPP_ESME_ROK && rng_chance(rng, 1, 8)) {
		id = SMPP_GENERIC_NACK;
		draft.pdu.body_absent = 1;
	}
	draft.pdu.header.command_id = rng_chance(rng, 1, 2) || id == SMPP_GENERIC_NACK ? id : 0;
	got = smpp_session_reply(e->s, owed->handle, &draft.pdu, e->world->now);
	trace(e, "answers %s: number %llu, status %llx, returns %lld",
	      command_name(owed->command_id), owed->sequence_number, status,
	      (uint64_t)(int64_t)got);
	if (got == SMPP_OK) {
		shadow_answered(e, owed, id, status);
		return 1;
	}
	draft.pdu.header.command_id = id;
	answer_refused(e, &draft.pdu, got);
	if (got == SMPP_E_SPACE || got == SMPP_E_HANDLE)
		return 0;
	return refuse(e, owed, status != SMPP_ESME_ROK ? status : SMPP_ESME_RSYSERR);
}

int actor_answer(struct end *e)
{
	struct shadow *shadow = &e->shadow;
	uint32_t first;

	if (shadow->owed_count == 0 || smpp_session_state(e->s) == SMPP_STATE_CLOSED)
		return 0;
	first = rng_below(&e->world->rng, shadow->owed_count);
	for (uint32_t i = 0; i < shadow->owed_count; i++) {
		struct owed *owed = &shadow->owed[(first + i) % shadow->owed_count];

		if (!e->group->calm && (e->manners.mute || owed->not_before > e->world->now))
			continue;
		if (answer(e, owed))
			return 1;
	}
	return 0;
}

/* ---- the whole of it ---- */

void actor_act(struct end *e)
{
	struct rng *rng = &e->world->rng;
	uint32_t command_id;

	if (e->kind == KIND_RELAY) {
		relay_act(e);
		return;
	}
	if (!e->group->calm && rng_chance(rng, e->manners.part, 1000))
		part(e);
	else if (e->group->calm || rng_chance(rng, 1, 2))
		(void)actor_answer(e);
	else if (rng_chance(rng, e->manners.ask, 100)) {
		command_id = choose_command(e);
		if (command_id != 0)
			(void)ask(e, command_id);
	}
	if (e->config.side == SMPP_SMSC && rng_chance(rng, 1, 50))
		smpp_session_congestion(e->s, (uint8_t)(rng_chance(rng, 1, 2)
								? rng_below(rng, 102) : 255));
	if (rng_chance(rng, 1, 100))
		actor_abuse(e);
}

/* Calls that are wrong must say so and change nothing. */
void actor_abuse(struct end *e)
{
	uint64_t now = e->world->now;
	struct smpp_event event;
	struct smpp_pdu pdu;
	size_t waiting, used;

	memset(&pdu, 0, sizeof(pdu));
	(void)smpp_session_output(e->s, &waiting);
	if (smpp_session_sent(e->s, waiting + 1, now) != SMPP_E_LENGTH)
		broken(e, "wrong_calls_are_refused", "session.h, sent", "too much", waiting, 0);
	if (e->shadow.old_handle != 0 &&
	    smpp_session_refuse(e->s, e->shadow.old_handle, 8, now) != SMPP_E_HANDLE)
		broken(e, "a_handle_is_good_for_one_answer", "session.h, SMPP_E_HANDLE",
		       "accepted again", e->shadow.old_handle, 0);
	pdu.header.command_id = SMPP_UNBIND;
	if (e->shadow.owed_count > 0 && smpp_session_state(e->s) != SMPP_STATE_CLOSED &&
	    smpp_session_reply(e->s, e->shadow.owed[0].handle, &pdu, now) != SMPP_E_FAULT)
		broken(e, "wrong_calls_are_refused", "session.h, reply", "a request", 0, 0);
	pdu.header.command_id = SMPP_SUBMIT_SM_RESP;
	if (e->kind == KIND_ACTOR && smpp_session_request(e->s, &pdu, 0, now) == SMPP_OK)
		broken(e, "wrong_calls_are_refused", "session.h, request", "a response", 0, 0);
	if (e->inside &&
	    (smpp_session_lend(e->s, NULL, 0) != SMPP_E_BUSY ||
	     smpp_session_next(e->s, now, &event) != SMPP_E_BUSY ||
	     smpp_session_take(e->s, &used) != SMPP_E_BUSY ||
	     smpp_session_feed(e->s, NULL, 0, now, &used) != SMPP_E_BUSY ||
	     smpp_session_tick(e->s, now) != SMPP_E_BUSY ||
	     smpp_session_lost(e->s, now) != SMPP_E_BUSY))
		broken(e, "inside_a_callback_input_is_busy", "session.h", "it was not", 0, 0);
}

/* Nothing wakes a session that is over. */
void actor_abuse_closed(struct end *e)
{
	uint64_t now = e->world->now;
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_ENQUIRE_LINK;
	if (smpp_session_close(e->s, now) != SMPP_E_STATE ||
	    smpp_session_request(e->s, &pdu, 0, now) != SMPP_E_STATE ||
	    smpp_session_unbind(e->s, 0, now) != SMPP_E_STATE ||
	    smpp_session_drain(e->s, 0, now) != SMPP_E_STATE ||
	    smpp_session_can(e->s, SMPP_ENQUIRE_LINK) != SMPP_E_STATE ||
	    smpp_session_send_raw(e->s, (const uint8_t *)"", 0, now) != SMPP_E_STATE ||
	    smpp_session_refuse(e->s, UINT64_C(0x100000001), 0, now) != SMPP_E_HANDLE)
		broken(e, "closed_stays_closed", "session.h", "a call was accepted", 0, 0);
}

static void trace_event(struct end *e, const struct smpp_event *event)
{
	const char *name = command_name(event->has_pdu ? event->pdu.header.command_id
							: event->command_id);
	uint32_t number = event->has_pdu ? event->pdu.header.sequence_number
					 : event->sequence_number;

	switch (event->type) {
	case SMPP_EVENT_REQUEST:
		trace(e, "hears request %s: number %llu", name, number, 0, 0);
		break;
	case SMPP_EVENT_NOTICE:
		trace(e, "hears notice %s: number %llu", name, number, 0, 0);
		break;
	case SMPP_EVENT_OUTCOME:
		trace(e, "hears outcome %s: number %llu, of %llx, status %llx",
		      smpp_outcome_name(event->outcome), event->sequence_number,
		      event->command_id, event->command_status);
		break;
	case SMPP_EVENT_STRAY:
		trace(e, "hears stray %s: number %llu", smpp_stray_name(event->stray), number, 0,
		      0);
		break;
	case SMPP_EVENT_REFUSED:
		trace(e, "hears refused %s: number %llu, status %llx", name, number,
		      event->command_status, 0);
		break;
	case SMPP_EVENT_STATE:
		trace(e, event->state == SMPP_STATE_CLOSED ? "is closed: %s" : "is %s",
		      event->state == SMPP_STATE_CLOSED ? smpp_reason_name(event->reason)
							: smpp_state_name(event->state), 0, 0, 0);
		break;
	case SMPP_EVENT_ROOM: trace(e, "hears room%s", "", 0, 0, 0); break;
	default: break;
	}
}

void actor_event(struct end *e, const struct smpp_event *event)
{
	struct rng *rng = &e->world->rng;
	struct owed *owed;

	trace_event(e, event);
	shadow_event(e, event);
	e->group->moved++;
	if (e->kind == KIND_RELAY) {
		relay_event(e, event);
		return;
	}
	if (event->type == SMPP_EVENT_REQUEST) {
		owed = &e->shadow.owed[e->shadow.owed_count - 1];
		if (rng_chance(rng, 1, 3))
			owed->not_before = e->world->now + rng_below(rng, 2000);
		if (!e->manners.mute && rng_chance(rng, e->manners.at_once, 100))
			(void)answer(e, owed);
	}
	if (event->type == SMPP_EVENT_ROOM)
		(void)actor_answer(e);
	if (rng_chance(rng, e->manners.reenter, 100))
		actor_act(e);
	if (rng_chance(rng, e->manners.reenter, 200))
		(void)serve_write(e);
}
