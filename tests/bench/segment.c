/* SPDX-License-Identifier: MIT */
/*
 * Owns: the time from a UTF-8 text to the plan with the fewest segments, to all its segments, and
 * back to one message, beside a copy of the text.
 * Must not know: how it is done.
 */
#include <smpp/assemble.h>
#include <smpp/segment.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 15
#define ROUND_NS 4e6
#define LARGEST 8192
#define OPERATIONS 4
#define ALL_LANGUAGES 0x3FFE

struct load {
	const char *name;
	const char *chunk;  /* repeated */
	unsigned count;
	const char *last;   /* once, at the end */
	uint32_t languages; /* whose national tables the peer takes */
};

static const struct load loads[] = {
	{ "english-1", "Your code is 482913, valid for 10 mins. ", 4, "", 0 },
	{ "english-7", "Your code is 482913, valid for 10 mins. ", 25, "", 0 },
	{ "euro-2", "\xE2\x82\xAC[]", 40, "", 0 },
	{ "cyrillic-1", "\xD0\xBA\xD0\xBE\xD0\xB4 482 ", 8, "", 0 },
	{ "cyrillic-6", "\xD0\xBA\xD0\xBE\xD0\xB4 482 ", 45, "", 0 },
	{ "emoji-2", "\xF0\x9F\x98\x80", 60, "", 0 },
	{ "last-ucs2", "Your code is 482913, valid for 10 mins. ", 4, "\xE2\x80\x99", 0 },
	{ "turkish-1", "payla\xC5\x9Fmay\xC4\xB1n ", 12, "", 1u << 1 },
	{ "turkish-2", "payla\xC5\x9Fmay\xC4\xB1n ", 24, "", ALL_LANGUAGES },
	{ "hindi-2", "\xE0\xA4\x95\xE0\xA5\x8B\xE0\xA4\xA1 482 ", 25, "", ALL_LANGUAGES },
};

#define LOADS (sizeof(loads) / sizeof(loads[0]))

static const char *const names[OPERATIONS] = { "memcpy", "plan", "segments", "assemble" };

static const struct load *load;
static uint8_t utf8[LARGEST], out[LARGEST], stored[255][SMPP_SEGMENT_OCTETS];
static size_t stored_lens[255];
static uint64_t block[SMPP_ASSEMBLER_SIZE(16, 64, 255, 40) / 8 + 1];
static struct smpp_assembler *assembler;
static struct smpp_profile profile;
static struct smpp_span text;
static struct smpp_plan plan;

static void fail(const char *why)
{
	fprintf(stderr, "bench: segment %s: %s\n", load->name, why);
	exit(1);
}

static void make_plan(void)
{
	if (smpp_plan_text(&plan, text, &profile, NULL, NULL) != SMPP_OK)
		fail("cannot be planned");
}

/* All segments; the octets of each are kept where they are to be assembled from. */
static size_t make_segments(int keep)
{
	struct smpp_segment segment;
	size_t len = 0;

	make_plan();
	for (unsigned i = 0; i < plan.segments; i++) {
		struct smpp_buf octets = { keep ? stored[i] : out, SMPP_SEGMENT_OCTETS, 0 };

		if (smpp_plan_next(&plan, &octets, &segment) != SMPP_OK)
			fail("is not cut");
		if (keep)
			stored_lens[i] = octets.len;
		len += octets.len;
	}
	return len;
}

static void assemble(void)
{
	struct smpp_message message;
	struct smpp_part part;

	memset(&part, 0, sizeof(part));
	part.source_addr = smpp_span_of("4917012345678");
	part.destination_addr = smpp_span_of("80808");
	part.esm_class = plan.esm_class;
	message.outcome = SMPP_ASSEMBLED_KEPT;
	for (unsigned i = 0; i < plan.segments; i++) {
		part.text.ptr = stored[i];
		part.text.len = stored_lens[i];
		if (smpp_assembler_add(assembler, &part, 0, &message) != SMPP_OK)
			fail("is refused");
	}
	if (message.outcome != (plan.segments > 1 ? SMPP_ASSEMBLED_COMPLETE
						   : SMPP_ASSEMBLED_WHOLE))
		fail("is not complete");
}

static void run_one(size_t operation)
{
	switch (operation) {
	case 0: memcpy(out, text.ptr, text.len); break;
	case 1: make_plan(); break;
	case 2: (void)make_segments(0); break;
	default: assemble(); break;
	}
}

static void choose(const struct load *chosen)
{
	struct smpp_assembler_config config = { sizeof(config), 0, 0, 0, 0, 0, 0 };
	struct smpp_buf buf = { utf8, 0, 0 };

	load = chosen;
	for (unsigned i = 0; i < chosen->count; i++) {
		memcpy(utf8 + buf.len, chosen->chunk, strlen(chosen->chunk));
		buf.len += strlen(chosen->chunk);
	}
	memcpy(utf8 + buf.len, chosen->last, strlen(chosen->last));
	text.ptr = utf8;
	text.len = buf.len + strlen(chosen->last);
	memset(&profile, 0, sizeof(profile));
	profile.single_shifts = chosen->languages;
	profile.locking_shifts = chosen->languages;
	if (smpp_assembler_init(&assembler, block, sizeof(block), &config) != SMPP_OK)
		fail("no assembler");
	(void)make_segments(1);
}

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double timed(size_t operation, long count)
{
	double begin = cpu_ns();

	for (long i = 0; i < count; i++) {
		run_one(operation);
		utf8[LARGEST - 1] = out[i & 63]; /* keeps the compiler honest */
	}
	return (cpu_ns() - begin) / (double)count;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Each round runs every operation once, so that a slow second of the machine hits all alike. */
static void measure(void)
{
	static double ns[OPERATIONS][ROUNDS];
	long count[OPERATIONS];

	for (size_t i = 0; i < OPERATIONS; i++)
		count[i] = 1 + (long)(ROUND_NS / timed(i, 500));
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < OPERATIONS; i++)
			ns[i][round] = timed(i, count[i]);
	}
	for (size_t i = 0; i < OPERATIONS; i++) {
		qsort(ns[i], ROUNDS, sizeof(ns[i][0]), compare_doubles);
		printf("%-8s %-10s %6zu %9.1f %9.1f %9.1f %8.0f %8.1f\n", names[i], load->name,
		       text.len, ns[i][ROUNDS / 2], ns[i][0], ns[i][ROUNDS - 1],
		       1000 * (double)text.len / ns[i][ROUNDS / 2],
		       ns[i][ROUNDS / 2] / ns[0][ROUNDS / 2]);
	}
	fflush(stdout);
}

int main(void)
{
	printf("%-8s %-10s %6s %9s %9s %9s %8s %8s\n", "#op", "text", "octets", "ns", "min", "max",
	       "MB/s", "/memcpy");
	for (size_t i = 0; i < LOADS; i++) {
		choose(&loads[i]);
		measure();
	}
	return 0;
}
