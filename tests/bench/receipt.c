/* SPDX-License-Identifier: MIT */
/*
 * Owns: the time that the text of a receipt takes to be read and written, beside a copy of the same
 * octets.
 * Must not know: how it is done.
 */
#include <smpp/receipt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 15
#define ROUND_NS 5e6

static const char *const texts[] = {
	"id:0123456789 sub:001 dlvrd:001 submit date:2607311200 done date:2607311201 stat:DELIVRD "
	"err:000 Text:Hello world 12345678",
	"id:bc59b8aa-2fd2-4035-8113-19301e050079 sub:001 dlvrd:001 submit date:150508144058 "
	"done date:150508144058 stat:DELIVRD err:000 text:-",
	"id:4 stat:UNDELIV err:21b",
};

static struct smpp_receipt_draft draft;
static uint8_t out[300];
static volatile size_t sink;

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void run_copy(struct smpp_span text)
{
	memcpy(out, text.ptr, text.len);
	sink += out[text.len / 2];
}

static void run_read(struct smpp_span text)
{
	struct smpp_receipt receipt;

	smpp_receipt_read_text(text, &receipt);
	sink += receipt.id.len + receipt.message_state;
}

static void run_write(struct smpp_span text)
{
	struct smpp_buf buf = { out, sizeof(out), 0 };

	(void)text;
	sink += smpp_receipt_write(&draft, &buf) == SMPP_OK ? buf.len : 0;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The median of some rounds, in ns. */
static double measure(void (*run)(struct smpp_span text), struct smpp_span text)
{
	double ns[ROUNDS], begin = cpu_ns();
	long count = 0;

	do {
		for (int i = 0; i < 1000; i++, count++)
			run(text);
	} while (cpu_ns() - begin < ROUND_NS);
	for (int round = 0; round < ROUNDS; round++) {
		begin = cpu_ns();
		for (long i = 0; i < count; i++)
			run(text);
		ns[round] = (cpu_ns() - begin) / (double)count;
	}
	qsort(ns, ROUNDS, sizeof(ns[0]), compare_doubles);
	return ns[ROUNDS / 2];
}

static void put(const char *operation, struct smpp_span text, double ns, double floor)
{
	printf("%-8s %4zu octets %8.1f ns %8.0f MB/s %6.1f times memcpy\n", operation, text.len, ns,
	       (double)text.len * 1e3 / ns, ns / floor);
}

int main(void)
{
	struct smpp_receipt receipt;
	struct smpp_span text;
	struct smpp_buf buf = { NULL, 0, 0 };
	double floor = 1;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		text = smpp_span_of(texts[i]);
		smpp_receipt_read_text(text, &receipt);
		if (receipt.id.len == 0 || !receipt.state_known) {
			fprintf(stderr, "bench: receipt: not read: %s\n", texts[i]);
			return 1;
		}
		floor = measure(run_copy, text);
		put("memcpy", text, floor, floor);
		put("read", text, measure(run_read, text), floor);
	}
	draft.id = smpp_span_of("0123456789");
	draft.text = smpp_span_of("Hello world 12345678");
	draft.message_state = SMPP_MESSAGE_STATE_DELIVERED;
	if (smpp_receipt_write(&draft, &buf) != SMPP_E_SPACE)
		return 1;
	text.len = buf.len;
	put("write", text, measure(run_write, text), floor);
	return 0;
}
