/* SPDX-License-Identifier: MIT */
/*
 * Owns: measuring decode, encode and check beside their floor, in one process and interleaved.
 * Must not know: how either side works.
 *
 * codec                          all figures
 * codec OPERATION WHO PDU COUNT  runs one of them COUNT times, for callgrind
 * codec list                     the names that the second form takes, one line each
 *
 * Exit status: 0; 1 when an operation fails, gives other octets than its floor or allocates.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"
#include "pdus.h"

#define RING 64     /* copies of one PDU behind each other: a well-filled receive buffer */
#define MIXED 1024  /* submit_sm of many lengths: mispredicted branches, not all in the L1 cache */
#define TLVS_MAX 4
#define ROUNDS 15
#define ROUND_NS 12000000.0
#define FIXED_LOADS (sizeof(bench_pdus) / sizeof(bench_pdus[0]))

/* PDUs behind each other, and decoded ones to encode. count is a power of two. */
struct load {
	const char *name;
	size_t count;
	uint8_t octets[MIXED * 260];
	size_t offset[MIXED + 1];
	size_t sources; /* a power of two */
	struct smpp_pdu listed[MIXED]; /* to encode: TLVs in an array */
	struct smpp_pdu raw[MIXED];    /* to encode: TLVs as octets, as when forwarding */
	struct smpp_tlv tlv[MIXED][TLVS_MAX];
};

struct operation {
	const char *name; /* decode, encode, forward, check */
	const char *who;
	decode_call *decode;
	encode_call *encode;
};

/* A floor stands directly before what is compared with it. */
static const struct operation operations[] = {
	{ "decode", "memcpy", floor_copy, NULL },
	{ "decode", "header", floor_header, NULL },
	{ "decode", "plain", floor_plain_decode, NULL },
	{ "decode", "floor", floor_decode, NULL },
	{ "decode", "library", smpp_decode, NULL },
	{ "encode", "plain", NULL, floor_plain_encode },
	{ "encode", "floor", NULL, floor_encode },
	{ "encode", "library", NULL, smpp_encode },
	{ "forward", "floor", NULL, floor_encode },
	{ "forward", "library", NULL, smpp_encode },
	{ "check", "library", NULL, NULL },
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static struct load load;
static unsigned long allocations;

/* The linker sends the library's calls here, if there should be any (--wrap). */
void *__real_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__real_realloc(void *old, size_t len);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__wrap_realloc(void *old, size_t len);

void *__wrap_malloc(size_t len)
{
	allocations++;
	return __real_malloc(len);
}

void *__wrap_calloc(size_t count, size_t len)
{
	allocations++;
	return __real_calloc(count, len);
}

void *__wrap_realloc(void *old, size_t len)
{
	allocations++;
	return __real_realloc(old, len);
}

static void fail(const struct operation *operation, const char *why)
{
	fprintf(stderr, "bench: %s %s %s: %s\n", operation->name, operation->who, load.name, why);
	exit(1);
}

static struct smpp_span octets_at(size_t index)
{
	struct smpp_span in = { load.octets + load.offset[index],
				load.offset[index + 1] - load.offset[index] };

	return in;
}

static void run_decode(const struct operation *operation, long count)
{
	static struct smpp_pdu pdu;
	struct smpp_fault fault;

	for (long i = 0; i < count; i++) {
		if (operation->decode(octets_at((size_t)i & (load.count - 1)), NULL, &pdu,
				      &fault) != SMPP_OK)
			fail(operation, "refused");
	}
}

static void run_encode(const struct operation *operation, struct smpp_pdu *source, long count)
{
	static uint8_t out[RING][512];
	struct smpp_fault fault;

	for (long i = 0; i < count; i++) {
		struct smpp_pdu *pdu = &source[(size_t)i & (load.sources - 1)];
		struct smpp_buf buf = { out[i & (RING - 1)], sizeof(out[0]), 0 };

		pdu->header.sequence_number = (uint32_t)i;
		if (operation->encode(pdu, NULL, &buf, &fault) != SMPP_OK)
			fail(operation, "refused");
	}
}

static void run_check(const struct operation *operation, long count)
{
	struct smpp_fault fault;

	for (long i = 0; i < count; i++) {
		if (smpp_check(&load.raw[(size_t)i & (load.sources - 1)], NULL, &fault) != SMPP_OK)
			fail(operation, "refused");
	}
}

static void run(const struct operation *operation, long count)
{
	if (operation->decode != NULL)
		run_decode(operation, count);
	else if (operation->encode != NULL)
		run_encode(operation, operation->name[0] == 'e' ? load.listed : load.raw, count);
	else
		run_check(operation, count);
}

static uint32_t draw(void)
{
	static uint32_t x = UINT32_C(2463534242);

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void append(struct smpp_span octets)
{
	memcpy(load.octets + load.offset[load.count], octets.ptr, octets.len);
	load.offset[load.count + 1] = load.offset[load.count] + octets.len;
	load.count++;
}

static void fill_fixed(const struct bench_pdu *pdu)
{
	struct smpp_span octets = { (const uint8_t *)pdu->octets, pdu->len };

	for (size_t i = 0; i < RING; i++) {
		append(octets);
		load.octets[load.offset[i] + 15] = (uint8_t)(i + 1);
	}
	load.name = pdu->name;
	load.sources = 1;
}

static void fill_mixed(void)
{
	static const uint8_t digits[] = "12345678901234567890", text[256] = "text", value[2];
	static uint8_t out[260];

	for (size_t i = 0; i < MIXED; i++) {
		struct smpp_pdu pdu = { .header = { 0, SMPP_SUBMIT_SM, 0, (uint32_t)i + 1 } };
		struct smpp_tlv tlv[3] = { { SMPP_TLV_SAR_MSG_REF_NUM, { value, 2 } },
					   { SMPP_TLV_SAR_TOTAL_SEGMENTS, { value, 1 } },
					   { SMPP_TLV_SAR_SEGMENT_SEQNUM, { value, 1 } } };
		struct smpp_sm *sm = &pdu.body.submit_sm;
		struct smpp_buf buf = { out, sizeof(out), 0 };

		sm->source_addr = (struct smpp_span){ digits, 5 + draw() % 16 };
		sm->destination_addr = (struct smpp_span){ digits, 5 + draw() % 16 };
		sm->short_message = (struct smpp_span){ text, 20 + draw() % 141 };
		pdu.tlv = tlv;
		pdu.tlv_count = (uint16_t)(draw() % 4);
		if (smpp_encode(&pdu, NULL, &buf, NULL) != SMPP_OK)
			exit(1);
		append((struct smpp_span){ out, buf.len });
	}
	load.name = "submit_sm-mixed";
	load.sources = MIXED;
}

/* Decodes what is to be encoded, and compares what both sides make of it. */
static void prepare(void)
{
	for (size_t i = 0; i < load.sources; i++) {
		struct smpp_span rest;

		if (smpp_decode(octets_at(i), NULL, &load.raw[i], NULL) != SMPP_OK)
			exit(1);
		load.listed[i] = load.raw[i];
		rest = load.raw[i].tlvs;
		load.listed[i].tlvs.len = 0;
		load.listed[i].tlv = load.tlv[i];
		while (smpp_tlv_next(&rest, &load.tlv[i][load.listed[i].tlv_count]) == SMPP_OK)
			load.listed[i].tlv_count++;
	}
}

/* What an encoder makes of what a decoder has read must be what was read. */
static void compare(const struct operation *operation, const struct smpp_pdu *pdu,
		    struct smpp_span want)
{
	uint8_t out[512];
	struct smpp_buf buf = { out, sizeof(out), 0 };
	struct smpp_fault fault;
	encode_call *encode = operation->encode != NULL ? operation->encode : smpp_encode;

	if (encode(pdu, NULL, &buf, &fault) != SMPP_OK || buf.len != want.len ||
	    memcmp(out, want.ptr, want.len) != 0)
		fail(operation, "gives other octets");
}

static void verify(const struct operation *operation)
{
	for (size_t i = 0; i < load.sources; i++) {
		struct smpp_pdu pdu = { .tlv = NULL };
		struct smpp_fault fault;

		if (operation->decode == smpp_decode || operation->decode == floor_decode) {
			if (operation->decode(octets_at(i), NULL, &pdu, &fault) != SMPP_OK)
				fail(operation, "refused");
			compare(operation, &pdu, octets_at(i));
		} else if (operation->encode != NULL) {
			compare(operation, &load.listed[i], octets_at(i));
			compare(operation, &load.raw[i], octets_at(i));
		}
	}
}

static void choose(size_t index)
{
	memset(&load, 0, sizeof(load));
	if (index < FIXED_LOADS)
		fill_fixed(&bench_pdus[index]);
	else
		fill_mixed();
	prepare();
}

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double timed(const struct operation *operation, long count)
{
	double begin = cpu_ns();

	run(operation, count);
	return (cpu_ns() - begin) / (double)count;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Each round runs every operation once, so that a slow second of the machine hits all alike. */
static void measure(double ns[OPERATIONS][ROUNDS], double per_op[OPERATIONS])
{
	long count[OPERATIONS];

	for (size_t i = 0; i < OPERATIONS; i++)
		verify(&operations[i]); /* before the first run: that renumbers the sources */
	for (size_t i = 0; i < OPERATIONS; i++) {
		unsigned long before = allocations;

		run(&operations[i], 1000);
		per_op[i] = (double)(allocations - before) / 1000;
		count[i] = 1 + (long)(ROUND_NS / timed(&operations[i], 100000));
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < OPERATIONS; i++)
			ns[i][round] = timed(&operations[i], count[i]);
	}
	for (size_t i = 0; i < OPERATIONS; i++)
		qsort(ns[i], ROUNDS, sizeof(ns[i][0]), compare_doubles);
}

/* @return 1 when the library allocated, else 0 */
static int report(void)
{
	static double ns[OPERATIONS][ROUNDS], per_op[OPERATIONS];
	int allocated = 0;

	measure(ns, per_op);
	for (size_t i = 0; i < OPERATIONS; i++) {
		const struct operation *operation = &operations[i];

		printf("%-8s %-8s %-16s %8.1f %8.1f %8.1f %8.2f", operation->name, operation->who,
		       load.name, ns[i][ROUNDS / 2], ns[i][0], ns[i][ROUNDS - 1], per_op[i]);
		if (i > 0 && strcmp(operation->who, "library") == 0 &&
		    strcmp(operations[i - 1].who, "floor") == 0)
			printf(" %8.2f", ns[i][ROUNDS / 2] / ns[i - 1][ROUNDS / 2]);
		putchar('\n');
		allocated |= per_op[i] != 0;
	}
	fflush(stdout);
	return allocated;
}

/* One operation COUNT times, or the list of them. */
static int run_one(int argc, char **argv)
{
	for (size_t l = 0; l <= FIXED_LOADS; l++) {
		choose(l);
		for (size_t i = 0; i < OPERATIONS; i++) {
			if (argc == 2)
				printf("%s %s %s\n", operations[i].name, operations[i].who,
				       load.name);
			else if (argc == 5 && strcmp(argv[1], operations[i].name) == 0 &&
				 strcmp(argv[2], operations[i].who) == 0 &&
				 strcmp(argv[3], load.name) == 0) {
				run(&operations[i], atol(argv[4]));
				return 0;
			}
		}
	}
	return argc == 2 ? 0 : 2;
}

int main(int argc, char **argv)
{
	int allocated = 0;

	if (argc > 1)
		return run_one(argc, argv);
	printf("%-8s %-8s %-16s %8s %8s %8s %8s %8s\n", "#op", "who", "pdu", "ns", "min", "max",
	       "allocs", "/floor");
	for (size_t l = 0; l <= FIXED_LOADS; l++) {
		choose(l);
		allocated |= report();
	}
	if (allocated)
		fprintf(stderr, "bench: the library allocates\n");
	return allocated;
}
