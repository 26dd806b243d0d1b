/* SPDX-License-Identifier: MIT */
/*
 * Owns: which seeds are run, and for how long.
 *
 * usage: sim [--seed=N | --first=N --seeds=N] [--steps=N] [--seconds=N] [--trace] [--hash]
 *
 * --hash prints one number for all that happened in all seeds: the same on every machine.
 * Without options: the smoke run, a few seconds of seeds that see every event, outcome, stray,
 * reason and state there is.
 */
#include "sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SMOKE_SEEDS 240
#define SMOKE_STEPS 60000
#define TWICE 3 /* of the smoke seeds: run again, to see that the same happens */

struct options {
	uint64_t first;
	uint64_t seeds;
	uint64_t steps;
	uint64_t seconds;
	int smoke;
	int hash;
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int option(const char *given, const char *name, uint64_t *value)
{
	size_t len = strlen(name);

	if (strncmp(given, name, len) != 0)
		return 0;
	*value = strtoull(given + len, NULL, 10);
	return 1;
}

static int read_options(struct options *o, int count, char **given)
{
	o->first = 1;
	o->seeds = 1;
	o->steps = 100000;
	o->seconds = 0;
	o->smoke = count == 1;
	o->hash = 0;
	if (o->smoke) {
		o->seeds = SMOKE_SEEDS;
		o->steps = SMOKE_STEPS;
	}
	for (int i = 1; i < count; i++) {
		if (strcmp(given[i], "--trace") == 0)
			report_verbose = 1;
		else if (strcmp(given[i], "--hash") == 0)
			o->hash = 1;
		else if (!option(given[i], "--seed=", &o->first) &&
			 !option(given[i], "--first=", &o->first) &&
			 !option(given[i], "--seeds=", &o->seeds) &&
			 !option(given[i], "--steps=", &o->steps) &&
			 !option(given[i], "--seconds=", &o->seconds))
			return 0;
	}
	if (o->seconds > 0)
		o->seeds = UINT64_MAX - o->first;
	return 1;
}

int main(int count, char **given)
{
	struct world *world = calloc(1, sizeof(*world));
	double start = seconds_now();
	uint64_t all = 0;
	struct options o;
	int missing;

	if (world == NULL || !read_options(&o, count, given)) {
		fprintf(stderr, "usage: sim [--seed=N | --first=N --seeds=N] [--steps=N] "
				"[--seconds=N] [--trace] [--hash]\n");
		return 2;
	}
	for (uint64_t i = 0; i < o.seeds; i++) {
		uint64_t hash = world_run(world, o.first + i, o.steps);

		if (o.smoke && i < TWICE && world_run(world, o.first + i, o.steps) != hash)
			broken(&world->groups[0].ends[0], "a_seed_always_does_the_same",
			       "same events, same order, same time", "it did not", 0, 0);
		all = (all ^ hash) * UINT64_C(0x100000001B3);
		if (o.seconds > 0 && seconds_now() - start >= (double)o.seconds)
			break;
	}
	missing = report_never_seen(o.smoke || coverage.steps >= 1000000);
	report_totals(seconds_now() - start);
	if (o.hash)
		printf("# hash %016" PRIx64 "\n", all);
	printf("%s sim: %" PRIu64 " seeds, %" PRIu64 " steps, no promise broken%s\n",
	       o.smoke && missing > 0 ? "not ok" : "ok", coverage.seeds, coverage.steps,
	       o.smoke && missing > 0 ? ", but not everything was seen" : "");
	world_free(world);
	free(world);
	return o.smoke && missing > 0;
}
