/* SPDX-License-Identifier: MIT */
/*
 * Owns: the time that a message of each alphabet takes to be encoded, decoded, packed and unpacked,
 * beside a copy of the same octets.
 * Must not know: how it is done.
 */
#include <smpp/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 15
#define ROUND_NS 5e6
#define LARGEST 1024
#define OPERATIONS 5

/* A message of one segment. */
struct load {
	const char *name;
	struct smpp_charset charset;
	const char *chunk; /* repeated while it fits */
	size_t octets;     /* at most, encoded */
};

static const struct load loads[] = {
	{ "english", { SMPP_ALPHABET_GSM7, 0, 0 }, "Your code is 482913, valid 10 minutes. ", 160 },
	{ "euro", { SMPP_ALPHABET_GSM7, 0, 0 }, "\xE2\x82\xAC[]", 160 },
	{ "german", { SMPP_ALPHABET_GSM7, 0, 0 }, "10 Gr\xC3\xB6\xC3\x9Fte \xC3\xBC\x62r ", 160 },
	{ "turkish", { SMPP_ALPHABET_GSM7, 1, 1 }, "payla\xC5\x9Fmay\xC4\xB1n ", 152 },
	{ "hindi", { SMPP_ALPHABET_GSM7, 6, 6 }, "\xE0\xA4\x95\xE0\xA5\x8B\xE0\xA4\xA1 482 ", 152 },
	{ "latin1", { SMPP_ALPHABET_LATIN1, 0, 0 }, "Gr\xC3\xB6\xC3\x9Fte \xC3\xBC\x62r ", 140 },
	{ "cyrillic", { SMPP_ALPHABET_CYRILLIC, 0, 0 }, "\xD0\xBA\xD0\xBE\xD0\xB4 482 ", 140 },
	{ "ucs2", { SMPP_ALPHABET_UCS2, 0, 0 }, "\xD0\xBA\xD0\xBE\xD0\xB4 482 ", 140 },
	{ "emoji", { SMPP_ALPHABET_UCS2, 0, 0 }, "\xF0\x9F\x98\x80", 140 },
};

#define LOADS (sizeof(loads) / sizeof(loads[0]))

static const char *const names[OPERATIONS] = { "memcpy", "encode", "decode", "pack", "unpack" };

static const struct load *load;
static uint8_t utf8[LARGEST], octets[LARGEST], packed[LARGEST], out[LARGEST];
static struct smpp_span text, coded, tight;

static void fail(const char *why)
{
	fprintf(stderr, "bench: text %s: %s\n", load->name, why);
	exit(1);
}

/* As many chunks as fit into the message, its octets, and those packed. */
static void choose(const struct load *chosen)
{
	size_t chunk = strlen(chosen->chunk);
	struct smpp_buf buf = { octets, chosen->octets, 0 };

	load = chosen;
	text = (struct smpp_span){ utf8, 0 };
	coded = (struct smpp_span){ octets, 0 };
	for (;;) {
		memcpy(utf8 + text.len, chosen->chunk, chunk);
		text.len += chunk;
		if (smpp_text_encode(&load->charset, text, 0, &buf, NULL) != SMPP_OK)
			break;
		coded.len = buf.len;
	}
	text.len -= chunk;
	buf = (struct smpp_buf){ packed, sizeof(packed), 0 };
	if (smpp_septets_pack(coded, 0, &buf) != SMPP_OK)
		fail("cannot be packed");
	tight = (struct smpp_span){ packed, buf.len };
}

static struct smpp_buf run_one(size_t operation)
{
	struct smpp_buf buf = { out, sizeof(out), 0 };
	int result = SMPP_OK;

	switch (operation) {
	case 0:
		memcpy(out, coded.ptr, coded.len);
		buf.len = coded.len;
		break;
	case 1: result = smpp_text_encode(&load->charset, text, 0, &buf, NULL); break;
	case 2: result = smpp_text_decode(&load->charset, coded, 0, &buf, NULL); break;
	case 3: result = smpp_septets_pack(coded, 0, &buf); break;
	default: result = smpp_septets_unpack(tight, 0, coded.len, &buf); break;
	}
	if (result != SMPP_OK)
		fail("refused");
	return buf;
}

static void verify(size_t operation)
{
	const struct smpp_span want[OPERATIONS] = { coded, coded, text, tight, coded };
	struct smpp_buf got = run_one(operation);

	if (!smpp_span_equal((struct smpp_span){ got.ptr, got.len }, want[operation]))
		fail("gives other octets");
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

	for (long i = 0; i < count; i++) /* what is stored keeps the compiler honest */
		octets[LARGEST - 1] = run_one(operation).ptr[i & 63];
	return (cpu_ns() - begin) / (double)count;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Each round runs every operation once, so that a slow second of the machine hits all alike. */
static void measure(size_t operations)
{
	static double ns[OPERATIONS][ROUNDS];
	long count[OPERATIONS];

	for (size_t i = 0; i < operations; i++) {
		verify(i);
		count[i] = 1 + (long)(ROUND_NS / timed(i, 20000));
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < operations; i++)
			ns[i][round] = timed(i, count[i]);
	}
	for (size_t i = 0; i < operations; i++) {
		qsort(ns[i], ROUNDS, sizeof(ns[i][0]), compare_doubles);
		printf("%-8s %-10s %6zu %8.1f %8.1f %8.1f %8.0f %8.2f\n", names[i], load->name,
		       coded.len, ns[i][ROUNDS / 2], ns[i][0], ns[i][ROUNDS - 1],
		       1000 * (double)coded.len / ns[i][ROUNDS / 2],
		       ns[i][ROUNDS / 2] / ns[0][ROUNDS / 2]);
	}
	fflush(stdout);
}

int main(void)
{
	printf("%-8s %-10s %6s %8s %8s %8s %8s %8s\n", "#op", "text", "octets", "ns", "min", "max",
	       "MB/s", "/memcpy");
	for (size_t i = 0; i < LOADS; i++) {
		choose(&loads[i]);
		measure(i == 0 ? OPERATIONS : 3); /* packing takes all texts alike */
	}
	return 0;
}
