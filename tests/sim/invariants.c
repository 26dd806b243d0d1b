/* SPDX-License-Identifier: MIT */
/*
 * Owns: what must hold at any moment. Each function is one promise of the library, with the place
 * where it is given. Others are kept where what happens is observed: in shadow.c.
 */
#include "sim.h"

/* A session writes only into the memory that it was given (session.h, smpp_session_init). */
static void memory_around_is_untouched(struct end *e)
{
	const uint8_t *after = e->block + GUARD + e->size;

	for (int i = 0; i < GUARD; i++) {
		if (e->block[i] != 0xA5 || after[i] != 0xA5)
			broken(e, "memory_around_is_untouched", "session.h, smpp_session_init",
			       "octet", (uint64_t)i, 0);
	}
}

/* As many wait as were accepted and have no outcome (session.h, smpp_session_outstanding). */
static void outstanding_is_what_was_accepted(struct end *e)
{
	if (smpp_session_outstanding(e->s) != e->shadow.asked_count && e->kind == KIND_ACTOR)
		broken(e, "outstanding_is_what_was_accepted", "session.h, outstanding",
		       "it says, but there are", smpp_session_outstanding(e->s),
		       e->shadow.asked_count);
}

/* Between window_min and window, and moved by answers only (session.h, smpp_session_window). */
static void window_stays_in_its_bounds(struct end *e)
{
	uint32_t window = smpp_session_window(e->s);

	if (window < e->config.window_min || window > e->config.window ||
	    window != e->shadow.window)
		broken(e, "window_stays_in_its_bounds", "session.h, smpp_session_window",
		       "it is, it was", window, e->shadow.window);
}

/* Never more waits than output may hold (session.h, output). */
static void output_is_bounded(struct end *e)
{
	size_t len;
	const uint8_t *octets = smpp_session_output(e->s, &len);

	if (len > e->config.output || (octets == NULL) != (len == 0))
		broken(e, "output_is_bounded", "session.h, output", "octets", len,
		       e->config.output);
	if (e->shadow.waiting == 0 && len > 0)
		e->shadow.progress = e->world->now;
	e->shadow.waiting = len;
}

/* Once told CLOSED, CLOSED (session.h, smpp_session_next). */
static void closed_stays_closed(struct end *e)
{
	if (e->shadow.over && smpp_session_state(e->s) != SMPP_STATE_CLOSED)
		broken(e, "closed_stays_closed", "event.h, SMPP_STATE_CLOSED", "state",
		       smpp_session_state(e->s), 0);
	if (e->shadow.over && smpp_session_deadline(e->s) != NEVER)
		broken(e, "closed_stays_closed", "session.h, smpp_session_deadline", "deadline",
		       smpp_session_deadline(e->s), 0);
}

void invariants_after_step(struct end *e)
{
	if (e->serving || e->inside)
		return;
	shadow_sent(e, e->spoken, e->spoken_len);
	e->spoken_len = 0;
	memory_around_is_untouched(e);
	outstanding_is_what_was_accepted(e);
	window_stays_in_its_bounds(e);
	output_is_bounded(e);
	closed_stays_closed(e);
}

/* ---- after input ---- */

/*
 * What is due has been done: when next says NONE or BLOCKED, or feed or tick return, the deadline
 * lies ahead (session.h, smpp_session_deadline). BLOCKED is no excuse, since the timers that end a
 * session whose peer takes nothing run all the time; what waits for room is not due. Only a
 * caller that stopped in the middle may find more.
 */
static void no_deadline_is_left_unserved(struct end *e)
{
	if (e->drained && smpp_session_deadline(e->s) <= e->world->now)
		broken(e, "no_deadline_is_left_unserved", "session.h, smpp_session_deadline",
		       "deadline, now", smpp_session_deadline(e->s), e->world->now);
}

/* All octets and PDUs are counted once (session.h, smpp_session_counters). */
static void counters_tell_what_happened(struct end *e)
{
	struct smpp_session_counters counters = smpp_session_counters(e->s);
	struct shadow *shadow = &e->shadow;
	uint64_t frames = shadow->in.count;

	if (counters.octets_in != shadow->used || counters.octets_out != shadow->sent)
		broken(e, "octets_are_counted_once", "session.h, octets_in and octets_out",
		       "they are", counters.octets_in, counters.octets_out);
	if (counters.timeouts != shadow->timeouts || counters.refused != shadow->refusals ||
	    counters.stray != shadow->strays)
		broken(e, "events_are_counted_once", "session.h, struct smpp_session_counters",
		       "timeouts, refused", counters.timeouts, counters.refused);
	/* one may be known by its header only, or wait as a whole for room */
	if (smpp_session_state(e->s) != SMPP_STATE_CLOSED &&
	    (counters.pdus_in > frames + 1 || frames > counters.pdus_in + 1))
		broken(e, "each_pdu_is_heard_once", "session.h, pdus_in", "it is, but there were",
		       counters.pdus_in, frames);
	if (counters.pdus_in != shadow->pdus_in)
		shadow->heard = e->world->now;
	shadow->pdus_in = counters.pdus_in;
}

/*
 * Since when the rest of a PDU is waited for. While something may keep the session from looking at
 * what it has, it is not the peer who is waited for.
 */
static void note_partial(struct end *e, uint64_t pdus_before)
{
	struct shadow *shadow = &e->shadow;
	int partial = shadow->in.have > 0 || (e->tail_len > 0 && e->config.partial == SMPP_OFF);

	if (!partial || !e->drained || shadow->waiting > 0 || shadow->owed_count > 0)
		shadow->partial_since = NEVER;
	else if (shadow->pdus_in != pdus_before || shadow->partial_since == NEVER)
		shadow->partial_since = e->world->now;
}

void invariants_after_pull(struct end *e)
{
	uint64_t pdus_before = e->shadow.pdus_in;

	no_deadline_is_left_unserved(e);
	counters_tell_what_happened(e);
	invariants_after_step(e);
	note_partial(e, pdus_before);
}

/*
 * The work of one call is bounded by its input and by what waits: a PDU gives one event, a request
 * one outcome, a call that found no space one ROOM, and a life has a handful of states.
 */
void invariants_work(struct end *e, size_t len, uint32_t before)
{
	if (e->events > len / 16 + 1 + before + e->credits + 8)
		broken(e, "work_is_bounded", "event.h", "events, of octets", e->events, len);
}

/* ---- time ---- */

static int is_over(const struct end *e, uint64_t since, uint32_t time)
{
	return since != NEVER && time != SMPP_OFF && since + time <= e->world->now;
}

static void overdue(const struct end *e, const char *timer, uint64_t since, uint32_t time)
{
	if (is_over(e, since, time))
		broken(e, "each_timer_runs_out_in_time", "session.h, struct smpp_session_config",
		       timer, since, time);
}

/* Each request has its outcome when its time is over, at the latest (session.h, response). */
static void each_request_is_settled_in_time(const struct end *e)
{
	for (uint32_t i = 0; i < e->shadow.asked_places; i++) {
		const struct asked *asked = &e->shadow.asked[i];

		if (asked->used && asked->deadline <= e->world->now)
			broken(e, "each_request_is_settled_in_time", "session.h, response",
			       "number, due at", asked->sequence_number, asked->deadline);
	}
}

/* Quiet for so long, and the session has not asked whether its peer is alive. */
static int forgot_to_enquire(const struct end *e)
{
	const struct shadow *shadow = &e->shadow;

	return shadow->waiting == 0 && shadow->owed_count == 0 && !shadow->leaving &&
	       !shadow->peer_leaves &&
	       (shadow->enquiry == 0 || shadow->enquiry_end <= e->world->now) &&
	       e->tail_len == 0 && is_over(e, shadow->heard, e->config.enquire_link);
}

/* Every timer of the configuration does what it says, in a loop that keeps the deadline. */
void invariants_time(struct end *e)
{
	const struct shadow *shadow = &e->shadow;
	enum smpp_state state = smpp_session_state(e->s);
	int bound = state >= SMPP_STATE_BOUND_TX && state <= SMPP_STATE_BOUND_TRX;
	int bind_owed = 0;

	if (state == SMPP_STATE_CLOSED || !e->drained)
		return;
	each_request_is_settled_in_time(e);
	if (shadow->waiting > 0)
		overdue(e, "stall: since, time", shadow->progress, e->config.stall);
	/* twice: it starts anew behind a header whose answer had to wait for room */
	overdue(e, "partial_pdu: since, time", shadow->partial_since,
		e->config.partial_pdu > SMPP_OFF / 2 ? SMPP_OFF : 2 * e->config.partial_pdu);
	if (e->kind == KIND_RELAY)
		return;
	for (uint32_t i = 0; i < shadow->owed_count; i++)
		bind_owed |= shadow->owed[i].command_id == SMPP_BIND_RECEIVER ||
			     shadow->owed[i].command_id == SMPP_BIND_TRANSMITTER ||
			     shadow->owed[i].command_id == SMPP_BIND_TRANSCEIVER;
	if (!bind_owed && !shadow->binding &&
	    (state == SMPP_STATE_OPEN || (state == SMPP_STATE_OUTBOUND && e->side == SMPP_SMSC)))
		overdue(e, "session_init: since, time", shadow->since, e->config.session_init);
	if (shadow->unbinds > 0 && shadow->waiting == 0 && !shadow->leaving)
		overdue(e, "response, to an unbind: since, time", shadow->unbind_since,
			e->config.response);
	if (bound)
		overdue(e, "inactivity: since, time", shadow->heard, e->config.inactivity);
	if (bound && forgot_to_enquire(e))
		broken(e, "each_timer_runs_out_in_time", "session.h, enquire_link",
		       "nothing heard since, time", shadow->heard, e->config.enquire_link);
}

/* ---- when faults have stopped ---- */

static void settled(const struct end *e, int is, const char *what, uint64_t number)
{
	if (!is)
		broken(e, "everything_settles_when_faults_stop", "smpp(7): a session never waits for ever", what, number,
		       0);
}

/*
 * What the ends, an actor each, say of the binding. Not where ESME_RALYBND counts as bound: that
 * does not say how (codec.h, SMPP_TOLERATE_ALREADY_BOUND).
 */
static int bound_alike(const struct end *e, const struct end *last)
{
	enum smpp_state here = smpp_session_state(e->s), there;

	if (e != &e->group->ends[0] || last->gone ||
	    (e->config.tolerate & SMPP_TOLERATE_ALREADY_BOUND) != 0 ||
	    here < SMPP_STATE_BOUND_TX || here > SMPP_STATE_BOUND_TRX)
		return 1;
	there = smpp_session_state(last->s);
	return there < SMPP_STATE_BOUND_TX || there > SMPP_STATE_BOUND_TRX || here == there;
}

/*
 * Octets arrive, peers answer, nobody asks anything new: then all that waited has come to its
 * end, and no timer was needed for that. Between two sessions, that is; an end whose peer went
 * away has noticed it.
 */
void invariants_settled(struct group *group)
{
	for (uint32_t i = 0; i < group->count; i++) {
		const struct end *e = &group->ends[i];
		const struct shadow *shadow = &e->shadow;

		settled(e, e->gone == e->peer->gone, "only one end of a connection is left", 0);
		if (e->gone)
			continue;
		settled(e, shadow->asked_count == 0, "requests wait:", shadow->asked_count);
		settled(e, shadow->owed_count == 0, "answers are owed:", shadow->owed_count);
		settled(e, shadow->waiting == 0, "output waits:", shadow->waiting);
		settled(e, shadow->order_count == 0, "PDUs never went out:", shadow->order_count);
		settled(e, shadow->enquiries_count == 0, "enquire_links are not answered:",
			shadow->enquiries_count);
		settled(e, shadow->enquiry == 0, "its own enquire_link is not answered", 0);
		settled(e, shadow->unbinds == 0, "an unbind is not answered", 0);
		settled(e, !shadow->wants_room, "room was promised", 0);
		settled(e, e->in->len == 0 && e->tail_len == 0, "octets are not read:",
			e->in->len + e->tail_len);
		settled(e, e->held_len == 0, "a PDU is not passed on", 0);
		settled(e, shadow->in.have == 0 && shadow->out.have == 0, "half a PDU", 0);
		settled(e, smpp_session_counters(e->s).pdus_in == shadow->in.count,
			"a PDU is not looked at", shadow->in.count);
		settled(e, shadow->used == e->peer->shadow.sent, "octets were lost; used:",
			shadow->used);
		settled(e, bound_alike(e, &group->ends[group->count - 1]), "both are bound, as",
			smpp_session_state(e->s));
	}
}
