/* SPDX-License-Identifier: MIT */
/*
 * Owns: one day of a network by a seed, from its faults to its end.
 * Must not know: how the centre and the ESMEs work, what must hold.
 * usage: sim_centre [--seed=N | --seeds=N] [-v]
 */
#include <stdio.h>
#include <stdlib.h>

#include "centre.h"

#define FAULTS_MS 30000
#define END_MS 60000 /* after the faults: all has ended by then */
#define CUT_ONE_IN 1200
#define CRASH_ONE_IN 1500
#define LEAVE_ONE_IN 3000
#define COME_ONE_IN 150

int chance(struct day *day, uint32_t n)
{
	return random_below(&day->random, n) == 0;
}

int fault(struct day *day, uint32_t n)
{
	return !day->calm && random_below(&day->random, n * day->peace) == 0;
}

void note(struct day *day, uint64_t what)
{
	day->hash = (day->hash ^ what) * UINT64_C(0x100000001B3);
}

/* A crash ends all links. */
static void faults(struct day *day)
{
	for (unsigned i = 0; i < ESMES; i++) {
		struct esme *esme = &day->esmes[i];

		if (esme->link != NULL && esme->link->open && day->up &&
		    (esme->drops || fault(day, CUT_ONE_IN)))
			network_cut(day, esme);
		esme->drops = 0;
		if (fault(day, LEAVE_ONE_IN))
			(void)smpp_esme_stop(esme->e, day->now);
	}
	if (day->up && (day->doomed || fault(day, CRASH_ONE_IN)))
		centre_crash(day);
}

static void step_esme(struct day *day, struct esme *esme)
{
	if (smpp_esme_state(esme->e, 0) == SMPP_ESME_IDLE &&
	    (day->calm || chance(day, COME_ONE_IN)))
		(void)smpp_esme_start(esme->e, day->now);
	esme_answer_later(day, esme);
	(void)smpp_esme_tick(esme->e, day->now);
	if (esme->asks && esme->link == NULL)
		network_connect(day, esme);
	if (esme->link != NULL && esme->link->open)
		network_carry(day, esme);
}

static void step(struct day *day)
{
	uint32_t pause = random_below(&day->random, 20);

	day->now += pause;
	day->utc += pause;
	disk_time(day->disk, day->utc);
	if (day->next <= MESSAGES && chance(day, day->idle && !day->calm ? 300 : 30))
		esme_submit(day);
	if (day->asked < ASKS && day->next > 1 && chance(day, 20))
		esme_ask(day);
	faults(day);
	if (!day->up && (day->calm || chance(day, 50)))
		centre_start(day);
	for (unsigned i = 0; i < ESMES; i++)
		step_esme(day, &day->esmes[i]);
	if (!day->up)
		return;
	smsc_turn(&day->smsc, day->now, day->utc);
	while (smpp_smsc_next(day->smsc.sessions) != NULL)
		; /* all are looked at anyway */
	for (unsigned i = 0; i < ESMES; i++) {
		if (day->esmes[i].link != NULL)
			network_settle(day, &day->esmes[i]);
	}
}

static struct day *day_begin(uint64_t seed)
{
	struct day *day = calloc(1, sizeof(*day));

	day->random = seed * 2654435761u + 1;
	day->now = 1000;
	day->utc = INT64_C(1790000000000);
	day->next = 1;
	day->peace = chance(day, 2) ? 1 : 5;
	day->idle = chance(day, 4);
	day->disk = disk_new(seed, day->idle);
	disk_time(day->disk, day->utc);
	centre_start(day);
	for (unsigned i = 0; i < ESMES; i++)
		esme_begin(day, i);
	return day;
}

static void day_end(struct day *day)
{
	if (day->up) {
		smsc_free(&day->smsc);
		free(day->room);
	}
	for (unsigned i = 0; i < ESMES; i++) {
		network_forget(&day->esmes[i]);
		free(day->esmes[i].memory);
	}
	disk_free(day->disk);
	free(day);
}

static void report(const struct day *day, uint64_t seed)
{
	unsigned accepted = 0, arrivals = 0, receipts = 0;

	for (unsigned i = 1; i < day->next; i++) {
		accepted += day->fates[i].outcome == SMPP_ESME_ACCEPTED;
		arrivals += day->fates[i].message.arrivals;
		receipts += day->fates[i].receipt.arrivals;
	}
	printf("%sseed %llu: %s %u; %u accepted, %u arrivals, %u receipts, %u asked, "
	       "%u ordered, %u crashes, %u cuts, %llu s\n",
	       day->broken != NULL ? "broken promise: " : "", (unsigned long long)seed,
	       day->broken != NULL ? day->broken : "good", day->which, accepted, arrivals, receipts,
	       day->asked, day->ordered, day->crashes, day->cuts,
	       (unsigned long long)day->now / 1000);
}

/* @return 0 or 1, after a line. hash: of all events */
static int run(uint64_t seed, int verbose, uint64_t *hash)
{
	struct day *day = day_begin(seed);
	uint64_t end = UINT64_MAX;
	int bad;

	while (day->broken == NULL && !judge_is_over(day) && day->now < end) {
		step(day);
		if (!day->calm && day->now > FAULTS_MS) {
			day->calm = 1;
			end = day->now + END_MS;
			disk_calm(day->disk);
		}
	}
	if (day->broken == NULL && !judge_is_over(day))
		breaks(day, "it does not come to its end", disk_unfinished(day->disk));
	judge_end(day);
	*hash = day->hash;
	bad = day->broken != NULL;
	if (bad || verbose)
		report(day, seed);
	day_end(day);
	return bad;
}

int main(int argc, char **argv)
{
	unsigned long long first = 1, last = 400;
	uint64_t hash, again;
	int bad = 0, verbose = 0;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--seed=", 7) == 0)
			first = last = strtoull(argv[i] + 7, NULL, 10);
		else if (strncmp(argv[i], "--seeds=", 8) == 0)
			last = strtoull(argv[i] + 8, NULL, 10);
		else if (strcmp(argv[i], "-v") == 0)
			verbose = 1;
		else
			return 2; /* usage */
	}
	for (unsigned long long seed = first; seed <= last && bad < 10; seed++)
		bad += run(seed, verbose, &hash);
	if (bad == 0 && run(last, 0, &again) == 0 && again != hash) {
		printf("broken promise: seed %llu is not the same twice\n", last);
		bad = 1;
	}
	if (bad == 0)
		printf("ok sim_centre: %llu seeds, no promise broken\n", last - first + 1);
	return bad != 0;
}
