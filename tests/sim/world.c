/* SPDX-License-Identifier: MIT */
/*
 * Owns: the clock and what happens next. Connections begin, live, end and are replaced by new ones
 * in the same memory; between steps nothing happens, and no deadline is ever passed over.
 */
#include "sim.h"

#include <stdlib.h>

/* ---- connections ---- */

static void open_end(struct end *e, enum smpp_side side, enum kind kind)
{
	e->side = side;
	e->kind = kind;
	if (kind == KIND_HOSTILE)
		hostile_begin(e);
	else
		serve_open(e);
}

static void join(struct group *group, uint32_t left, uint32_t pipe)
{
	struct end *a = &group->ends[left], *b = &group->ends[left + 1];

	a->peer = b;
	b->peer = a;
	a->out = &group->pipes[pipe];
	a->in = &group->pipes[pipe + 1];
	b->out = a->in;
	b->in = a->out;
}

static void open_group(struct world *world, struct group *group)
{
	static const uint32_t caps[] = { 10, 100, 1000, 8000, 65536 };
	struct rng *rng = &world->rng;
	enum kind first = KIND_ACTOR, last = KIND_ACTOR;

	group->count = rng_chance(rng, 1, 5) ? 4 : 2;
	group->clean = 1;
	group->calm = 0;
	group->faults = (uint8_t)rng_below(rng, 3);
	group->born = world->step;
	group->age_limit = rng_between(rng, 500, rng_chance(rng, 1, 4) ? 40000 : 6000);
	group->lives++;
	if (rng_chance(rng, 1, 3)) {
		group->clean = 0;
		if (rng_chance(rng, 1, 2))
			first = KIND_HOSTILE;
		else
			last = KIND_HOSTILE;
	}
	for (uint32_t i = 0; i < 4; i++)
		pipe_open(&group->pipes[i], caps[rng_below(rng, 5)]);
	for (uint32_t i = 0; i < ENDS; i++) {
		group->ends[i].world = world;
		group->ends[i].group = group;
		group->ends[i].index = (uint8_t)i;
	}
	join(group, 0, 0);
	join(group, 2, 2);
	group->ends[1].twin = &group->ends[2];
	group->ends[2].twin = &group->ends[1];
	open_end(&group->ends[0], SMPP_ESME, first);
	if (group->count == 4) {
		open_end(&group->ends[1], SMPP_SMSC, KIND_RELAY);
		open_end(&group->ends[2], SMPP_ESME, KIND_RELAY);
	}
	open_end(&group->ends[group->count - 1], SMPP_SMSC, last);
}

static int is_over(const struct group *group)
{
	for (uint32_t i = 0; i < group->count; i++) {
		if (!group->ends[i].gone)
			return 0;
	}
	return 1;
}

/* ---- the network's part ---- */

static void cut(struct group *group, uint32_t pipe, struct rng *rng)
{
	struct end *e = &group->ends[pipe / 2 * 2];

	trace(e, "the connection is cut%s", "", 0, 0, 0);
	pipe_cut(&group->pipes[pipe], rng_below(rng, group->pipes[pipe].len + 1));
	pipe_cut(&group->pipes[pipe ^ 1], rng_below(rng, group->pipes[pipe ^ 1].len + 1));
}

static void disturb(struct world *world, struct group *group)
{
	struct rng *rng = &world->rng;
	uint32_t number = rng_below(rng, group->count);
	struct pipe *pipe = &group->pipes[number];

	if (rng_chance(rng, 1, 200))
		pipe->held_until =
			world->now + rng_below(rng, rng_chance(rng, 1, 10) ? 20000 : 200);
	if (group->faults > 0 && rng_chance(rng, group->faults, 8000))
		cut(group, number, rng);
	if (group->faults > 0 && rng_chance(rng, group->faults, 16000)) {
		pipe->ended = 1;
		pipe->broken = 1;
	}
	if (group->faults > 1 && rng_chance(rng, 1, 6000)) {
		pipe_corrupt(pipe, rng);
		group->clean = 0;
	}
	if (world->step - group->born > group->age_limit) {
		for (uint32_t i = 0; i < group->count; i++)
			pipe_cut(&group->pipes[i], 0);
	}
}

/* ---- one end's part ---- */

/* The session is over: the rest of output goes out, as far as the peer takes it. */
static void finish(struct end *e)
{
	size_t len;

	actor_abuse_closed(e);
	(void)serve_write(e);
	if (smpp_session_output(e->s, &len) == NULL || e->out->broken ||
	    (!e->group->calm && rng_chance(&e->world->rng, 1, 30)))
		serve_close_transport(e);
}

static void keep_time(struct end *e)
{
	if (smpp_session_deadline(e->s) <= e->world->now)
		serve_input(e);
	invariants_time(e);
}

static void act(struct end *e)
{
	uint32_t what = rng_below(&e->world->rng, 100);

	if (e->gone)
		return;
	if (e->kind == KIND_HOSTILE) {
		hostile_act(e);
		return;
	}
	keep_time(e);
	if (e->shadow.over)
		finish(e);
	else if (e->out->broken && what < 20)
		serve_lost(e);
	else if (what < 20)
		serve_read(e);
	else if (what < 40)
		(void)serve_write(e);
	else
		actor_act(e);
	if (what >= 60)
		(void)serve_write(e);
	if (what >= 80 && !e->shadow.over)
		serve_read(e);
	invariants_after_step(e);
}

/* ---- calm ---- */

static void calm_turn(struct end *e)
{
	if (e->gone)
		return;
	keep_time(e);
	if (e->kind == KIND_RELAY)
		relay_act(e);
	else if (actor_answer(e))
		e->group->moved++;
	if (rng_chance(&e->world->rng, 1, 2))
		(void)serve_write(e);
	serve_read(e);
	(void)serve_write(e);
	if (e->out->broken && !e->shadow.over)
		serve_lost(e);
	if (e->shadow.over)
		finish(e);
	invariants_after_step(e);
}

/* Faults stop and nobody asks anything new. No time passes until nothing moves any more. */
static void calm(struct world *world, struct group *group)
{
	uint64_t moved = group->moved - 1;
	uint32_t turns = 0;

	coverage.calms++;
	trace(&group->ends[0], "calm%s", "", 0, 0, 0);
	group->calm = 1;
	for (uint32_t i = 0; i < group->count; i++)
		group->pipes[i].held_until = 0;
	while (moved != group->moved) {
		moved = group->moved;
		for (uint32_t i = 0; i < group->count; i++)
			calm_turn(&group->ends[i]);
		world->step += group->count;
		if (++turns > 100000)
			broken(&group->ends[0], "everything_settles_when_faults_stop",
			       "smpp(7): a session never waits for ever", "it goes on and on: turns", turns, 0);
	}
	invariants_settled(group);
	group->calm = 0;
}

/* ---- time ---- */

static uint64_t next_deadline(struct world *world)
{
	uint64_t next = NEVER;

	for (uint32_t i = 0; i < world->count; i++) {
		struct group *group = &world->groups[i];

		for (uint32_t j = 0; j < group->count; j++) {
			struct end *e = &group->ends[j];
			uint64_t at;

			if (e->gone || e->kind == KIND_HOSTILE)
				continue;
			at = smpp_session_deadline(e->s);
			next = at < next ? at : next;
		}
	}
	return next;
}

/* Time passes, to the next deadline at most: what is due then is done then. */
static void advance(struct world *world)
{
	static const uint32_t spans[] = { 1, 1, 1, 2, 3, 5, 20, 300 };
	struct rng *rng = &world->rng;
	uint64_t next = next_deadline(world), span;

	span = rng_below(rng, rng_chance(rng, 1, 4000) ? 100000 : spans[rng_below(rng, 8)]);
	world->now += span;
	if (next > world->now)
		return;
	if (next > world->now - span)
		world->now = next;
	else
		world->now -= span;
	for (uint32_t i = 0; i < world->count; i++) {
		struct group *group = &world->groups[i];

		for (uint32_t j = 0; j < group->count; j++) {
			struct end *e = &group->ends[j];

			if (!e->gone && e->kind != KIND_HOSTILE)
				keep_time(e);
		}
	}
}

static void step(struct world *world)
{
	struct rng *rng = &world->rng;
	struct group *group = &world->groups[rng_below(rng, world->count)];

	world->step++;
	if (rng_chance(rng, 1, 4))
		advance(world);
	if (is_over(group))
		open_group(world, group);
	disturb(world, group);
	if (group->clean && rng_chance(rng, 1, 500))
		calm(world, group);
	else
		act(&group->ends[rng_below(rng, group->count)]);
}

uint64_t world_run(struct world *world, uint64_t seed, uint64_t steps)
{
	world->seed = seed;
	world->step = 0;
	world->steps = steps;
	world->rng.state = seed * UINT64_C(0xD1342543DE82EF95);
	world->now = rng_chance(&world->rng, 1, 4) ? 0 : rng_next(&world->rng) >> 24;
	world->count = rng_between(&world->rng, 1, GROUPS_MAX);
	report_begin(world);
	for (uint32_t i = 0; i < world->count; i++)
		open_group(world, &world->groups[i]);
	while (world->step < steps)
		step(world);
	coverage.steps += world->step;
	coverage.seeds++;
	return report_hash();
}

void world_free(struct world *world)
{
	for (uint32_t i = 0; i < GROUPS_MAX; i++) {
		for (uint32_t j = 0; j < ENDS; j++) {
			free(world->groups[i].ends[j].block);
			free(world->groups[i].ends[j].tail);
			free(world->groups[i].ends[j].loan);
			free(world->groups[i].ends[j].held);
			free(world->groups[i].ends[j].spoken);
			free(world->groups[i].pipes[j].octets);
		}
	}
}
