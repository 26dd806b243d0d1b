/* SPDX-License-Identifier: MIT */
/*
 * Owns: the loop around a session, as session.h describes it: octets go in, events are handled,
 * output is taken, the deadline is kept. Pulled or pushed.
 */
#include "sim.h"

#include <stdlib.h>

static void *memory(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (new == NULL)
		abort();
	return new;
}

/* Memory that is reserved by the macro is enough (session.h, SMPP_SESSION_SIZE). */
static void size_macro_is_large_enough(const struct end *e)
{
	const struct smpp_session_config *c = &e->config;
	size_t partial = c->partial == SMPP_OFF ? 0 : c->partial;
	size_t size = SMPP_SESSION_SIZE(c->window, c->inbound, partial, c->output);

	if (c->finished == 0 && size < e->size)
		broken(e, "size_macro_is_large_enough", "session.h, SMPP_SESSION_SIZE",
		       "it says, needed are", size, e->size);
}

/* A new session in the memory of the last one, of which nothing may matter. */
void serve_open(struct end *e)
{
	struct rng *rng = &e->world->rng;
	int got;

	actor_configure(e);
	if (e->block_size < e->size + 2 * GUARD) {
		e->block_size = e->size + 2 * GUARD;
		e->block = memory(e->block, e->block_size);
		memset(e->block, 0, e->block_size);
	}
	if (e->tail == NULL)
		e->tail = memory(NULL, TAIL_MAX);
	if (e->loan == NULL)
		e->loan = memory(NULL, TAIL_MAX);
	if (e->held == NULL)
		e->held = memory(NULL, TAIL_MAX);
	memset(e->block, 0xA5, GUARD);
	memset(e->block + GUARD + e->size, 0xA5, GUARD);
	for (size_t i = 0; i < 256 && i < e->size; i++)
		e->block[GUARD + i] = (uint8_t)rng_next(rng);
	got = smpp_session_init(&e->s, e->block + GUARD, e->size, &e->config, e->world->now);
	if (got != SMPP_OK)
		broken(e, "sound_configurations_are_accepted", "session.h, smpp_session_init",
		       "it returned", (uint64_t)(int64_t)got, 0);
	actor_complete(&e->config);
	size_macro_is_large_enough(e);
	shadow_begin(e);
	e->gone = 0;
	e->tail_len = 0;
	e->spoken_len = 0;
	e->held_len = 0;
	e->blocked = 0;
	e->drained = 1;
	e->sent_some = 0;
	coverage.lives++;
	trace(e, "begins%s: window %llu, output %llu, version %llx", "", e->config.window,
	      e->config.output, e->config.version);
}

static void lose(struct end *e)
{
	int got = smpp_session_lost(e->s, e->world->now);
	size_t waiting;

	trace(e, "loses the connection%s: returns %lld", "", (uint64_t)(int64_t)got, 0, 0);
	if (got == SMPP_OK) {
		e->shadow.lost = 1;
		e->credits += e->shadow.asked_count;
	} else if (!e->shadow.over && smpp_session_state(e->s) != SMPP_STATE_CLOSED) {
		broken(e, "a_connection_can_always_be_lost", "session.h, smpp_session_lost",
		       "it returned", (uint64_t)(int64_t)got, 0);
	}
	if (smpp_session_output(e->s, &waiting) != NULL || waiting != 0)
		broken(e, "output_is_dropped_with_the_connection", "session.h, smpp_session_lost",
		       "octets wait", waiting, 0);
	e->shadow.waiting = 0;
	e->out->broken = 1;
}

/* Until nothing is left; now and then only part of the way: the rest is lent again later. */
static size_t pull(struct end *e, const uint8_t *octets)
{
	struct smpp_event event;
	size_t used = 0;

	/* a relay that holds a PDU serves its timers only */
	(void)smpp_session_lend(e->s, octets, e->held_len > 0 ? 0 : e->tail_len);
	for (;;) {
		(void)smpp_session_next(e->s, e->world->now, &event);
		e->blocked = event.type == SMPP_EVENT_BLOCKED;
		e->drained = e->blocked || event.type == SMPP_EVENT_NONE;
		if (event.type == SMPP_EVENT_NONE) {
			coverage.events[SMPP_EVENT_NONE]++;
			break;
		}
		if (e->blocked) {
			coverage.events[SMPP_EVENT_BLOCKED]++;
			if (rng_chance(&e->world->rng, 1, 2) && serve_write(e) > 0)
				continue;
			break;
		}
		actor_event(e, &event);
		if (rng_chance(&e->world->rng, 1, 5000) && e->group->faults > 0)
			lose(e); /* with octets lent */
		if (e->held_len > 0 || rng_chance(&e->world->rng, 1, 64))
			break;
	}
	(void)smpp_session_take(e->s, &used);
	return used;
}

static size_t push(struct end *e, const uint8_t *octets)
{
	size_t used = 0;
	int got;

	e->drained = 1;
	if (e->tail_len == 0 && rng_chance(&e->world->rng, 1, 2))
		got = smpp_session_tick(e->s, e->world->now);
	else
		got = smpp_session_feed(e->s, octets, e->tail_len, e->world->now, &used);
	if (got != SMPP_OK)
		broken(e, "outside_a_callback_input_is_free", "session.h, smpp_session_feed",
		       "it returned", (uint64_t)(int64_t)got, 0);
	return used;
}

/* Time that runs backwards stands still, and what has been said is not said again. */
static void turn_back(struct end *e)
{
	uint64_t before = e->events, span = e->world->now < 1000 ? e->world->now : 1000;

	if (smpp_session_tick(e->s, e->world->now - span) != SMPP_OK || e->events != before)
		broken(e, "time_that_runs_backwards_stands_still", "session.h: now", "events",
		       e->events - before, 0);
	invariants_after_pull(e);
}

void serve_input(struct end *e)
{
	size_t used, len = e->tail_len;
	uint8_t *octets = e->loan + TAIL_MAX - len; /* their end is the end of the memory */
	uint32_t before = e->shadow.asked_count;

	if (e->serving || e->inside)
		return;
	e->serving = 1;
	e->sent_some = 0;
	e->events = 0;
	e->credits = 0;
	memcpy(octets, e->tail, len);
	used = e->push ? push(e, octets) : pull(e, octets);
	if (used > len)
		broken(e, "no_more_is_used_than_was_lent", "session.h, smpp_session_take",
		       "used, lent", used, len);
	shadow_used(e, e->tail, used);
	if (used > 0) {
		e->group->moved++;
		memmove(e->tail, e->tail + used, len - used);
		e->tail_len -= used;
	}
	memset(octets, 0xDB, len); /* whoever still looks there is found out */
	e->serving = 0;
	invariants_work(e, len, before);
	invariants_after_pull(e);
	if (e->drained && rng_chance(&e->world->rng, 1, 64))
		turn_back(e);
}

/* How much a read gives: a few octets, a PDU or so, or all there is. */
static size_t portion(struct end *e)
{
	struct rng *rng = &e->world->rng;

	switch (rng_below(rng, 4)) {
	case 0: return rng_between(rng, 1, 20);
	case 1: return rng_between(rng, 1, 300);
	default: return TAIL_MAX;
	}
}

void serve_read(struct end *e)
{
	size_t room = TAIL_MAX - e->tail_len, len = portion(e), got = 0;
	int fresh = e->tail_len == 0 || e->config.partial == SMPP_OFF || e->group->calm;

	if (e->gone || e->held_len > 0)
		return;
	/*
	 * What was left over is offered again first: that is the peer's back-pressure. Two ends
	 * that both do so, each with its output full of requests, would wait for one another until
	 * the stall: so in the calm they read on.
	 */
	if (fresh || rng_chance(&e->world->rng, 1, 4))
		got = pipe_read(e->in, e->tail + e->tail_len, len < room ? len : room,
				e->world->now);
	e->tail_len += got;
	e->group->moved += got > 0;
	if (got > 0 || (e->tail_len > 0 && !e->group->calm) || (e->tail_len > 0 && e->sent_some) ||
	    (!e->push && e->blocked && e->sent_some) || !e->drained ||
	    smpp_session_deadline(e->s) <= e->world->now)
		serve_input(e);
	if (got == 0 && pipe_is_over(e->in))
		serve_lost(e);
}

static void record(struct end *e, const uint8_t *octets, size_t len)
{
	if (e->spoken_len + len > e->spoken_room) {
		e->spoken_room = 2 * (e->spoken_len + len);
		e->spoken = memory(e->spoken, e->spoken_room);
	}
	memcpy(e->spoken + e->spoken_len, octets, len);
	e->spoken_len += len;
}

size_t serve_write(struct end *e)
{
	struct rng *rng = &e->world->rng;
	const uint8_t *octets;
	size_t len, put, sum = 0;

	while (!e->out->broken && (octets = smpp_session_output(e->s, &len)) != NULL) {
		if (!e->group->calm && rng_chance(rng, 1, 3))
			len = rng_between(rng, 1, (uint32_t)len);
		put = pipe_write(e->out, octets, len);
		if (put == 0)
			break;
		record(e, octets, put);
		if (smpp_session_sent(e->s, put, e->world->now) != SMPP_OK)
			broken(e, "what_output_gives_can_be_sent", "session.h, sent", "octets", put,
			       0);
		sum += put;
		if (!e->group->calm && rng_chance(rng, 1, 3))
			break;
	}
	if (sum > 0) {
		e->sent_some = 1;
		e->credits++; /* there may be room now */
		e->shadow.sent += sum;
		e->shadow.progress = e->world->now;
		e->group->moved++;
	}
	return sum;
}

void serve_lost(struct end *e)
{
	if (e->serving || e->inside || e->gone)
		return;
	lose(e);
	e->tail_len = 0;
	serve_input(e);
}

void serve_close_transport(struct end *e)
{
	trace(e, "is gone%s", "", 0, 0, 0);
	e->gone = 1;
	e->out->ended = 1;
	e->in->broken = 1;
	e->in->len = 0;
	e->group->moved++;
}
