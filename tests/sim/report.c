/* SPDX-License-Identifier: MIT */
/* Owns: what people see of a run: trace, coverage, and what to do when a promise is broken. */
#include "sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LINES 80 /* of the trace that are kept for the end */

struct line {
	uint64_t now;
	const char *text;
	const char *name;
	unsigned long long number[3];
	uint8_t group;
	uint8_t end;
	uint8_t kind;
	uint8_t side;
};

struct coverage coverage;
int report_verbose;

static struct line lines[LINES];
static uint64_t line_count;
static uint64_t hash;
static struct world *running;

void report_begin(struct world *world)
{
	running = world;
	line_count = 0;
	hash = world->seed;
}

uint64_t report_hash(void)
{
	return hash;
}

void report_octets(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ octets[i]) * UINT64_C(0x100000001B3);
}

static void print_line(const struct line *line, FILE *out)
{
	static const char *const names[3][2] = { { "esme", "smsc" },
						 { "proxy to smsc", "proxy to esme" },
						 { "hostile esme", "hostile smsc" } };

	fprintf(out, "%10" PRIu64 " ms  connection %u, %s: ", line->now,
		line->group * 2U + line->end / 2U, names[line->kind][line->side]);
	fprintf(out, line->text, line->name, line->number[0], line->number[1], line->number[2]);
	fputc('\n', out);
}

void trace(const struct end *e, const char *text, const char *name, uint64_t a, uint64_t b,
	   uint64_t c)
{
	struct line *line = &lines[line_count++ % LINES];

	line->now = e->world->now;
	line->text = text;
	line->name = name;
	line->number[0] = a;
	line->number[1] = b;
	line->number[2] = c;
	line->group = (uint8_t)(e->group - e->world->groups);
	line->end = e->index;
	line->kind = (uint8_t)e->kind;
	line->side = (uint8_t)e->side;
	hash ^= line->now + a * 3 + b * 5 + c * 7 + (uint8_t)text[0] + (uint8_t)name[0] +
		e->index + line->group * 64U;
	hash *= UINT64_C(0x100000001B3);
	hash ^= hash >> 29;
	if (report_verbose)
		print_line(line, stdout);
}

void broken(const struct end *e, const char *invariant, const char *text, const char *why,
	    uint64_t a, uint64_t b)
{
	uint64_t first = line_count > LINES ? line_count - LINES : 0;

	printf("broken promise: %s (%s)\n", invariant, text);
	printf("%s %" PRIu64 " %" PRIu64 " (0x%" PRIX64 " 0x%" PRIX64 ")\n", why, a, b, a, b);
	printf("seed %" PRIu64 ", step %" PRIu64 ", connection %u, %s, %s\n", running->seed,
	       running->step, (unsigned)(e->group - running->groups) * 2U + e->index / 2U,
	       e->side == SMPP_ESME ? "esme" : "smsc", e->push ? "push" : "pull");
	for (uint64_t i = first; !report_verbose && i < line_count; i++)
		print_line(&lines[i % LINES], stdout);
	printf("replay: build/tests/sim --seed=%" PRIu64 " --steps=%" PRIu64 " --trace\n",
	       running->seed, running->step);
	exit(1);
}

static const char *event_name(int type)
{
	static const char *const names[] = { "NONE",   "BLOCKED", "REQUEST", "NOTICE", "OUTCOME",
					     "STRAY", "REFUSED", "STATE",   "ROOM" };

	return names[type];
}

static int unseen(uint64_t count, const char *kind, const char *name, int print)
{
	if (count == 0 && print)
		printf("# never seen: %s %s\n", kind, name);
	return count == 0;
}

int report_never_seen(int print)
{
	int missing = 0;

	for (int i = SMPP_EVENT_NONE; i <= SMPP_EVENT_ROOM; i++)
		missing += unseen(coverage.events[i], "event", event_name(i), print);
	for (int i = SMPP_OUTCOME_RESPONSE; i <= SMPP_OUTCOME_CLOSED; i++)
		missing += unseen(coverage.outcomes[i], "outcome",
				  smpp_outcome_name((enum smpp_outcome)i), print);
	for (int i = SMPP_STRAY_UNSOLICITED; i <= SMPP_STRAY_UNKNOWN; i++)
		missing += unseen(coverage.strays[i], "stray",
				  smpp_stray_name((enum smpp_stray)i), print);
	for (int i = SMPP_REASON_UNBOUND; i <= SMPP_REASON_STALL; i++)
		missing += unseen(coverage.reasons[i], "reason",
				  smpp_reason_name((enum smpp_reason)i), print);
	for (int i = SMPP_STATE_OUTBOUND; i <= SMPP_STATE_CLOSED; i++)
		missing += unseen(coverage.states[i], "state",
				  smpp_state_name((enum smpp_state)i), print);
	return missing;
}

void report_totals(double seconds)
{
	printf("# seeds %" PRIu64 ", steps %" PRIu64 ", sessions %" PRIu64 ", PDUs %" PRIu64
	       ", octets %" PRIu64 ", calms %" PRIu64 "\n",
	       coverage.seeds, coverage.steps, coverage.lives, coverage.pdus, coverage.octets,
	       coverage.calms);
	printf("# events:");
	for (int i = SMPP_EVENT_NONE; i <= SMPP_EVENT_ROOM; i++)
		printf(" %s %" PRIu64, event_name(i), coverage.events[i]);
	printf("\n# outcomes:");
	for (int i = SMPP_OUTCOME_RESPONSE; i <= SMPP_OUTCOME_CLOSED; i++)
		printf(" %s %" PRIu64, smpp_outcome_name((enum smpp_outcome)i),
		       coverage.outcomes[i]);
	printf("\n# strays:");
	for (int i = SMPP_STRAY_UNSOLICITED; i <= SMPP_STRAY_UNKNOWN; i++)
		printf(" %s %" PRIu64, smpp_stray_name((enum smpp_stray)i), coverage.strays[i]);
	printf("\n# ends:");
	for (int i = SMPP_REASON_UNBOUND; i <= SMPP_REASON_STALL; i++)
		printf(" %s %" PRIu64, smpp_reason_name((enum smpp_reason)i), coverage.reasons[i]);
	printf("\n# %.0f steps a second\n",
	       seconds > 0 ? (double)coverage.steps / seconds : 0.0);
}

const char *command_name(uint32_t command_id)
{
	const char *name = smpp_command_name(command_id);

	return name != NULL ? name : "unknown";
}
