/* SPDX-License-Identifier: MIT */
/*
 * Owns: that octets leave the queue as they came, and that room which is kept is there.
 * Must not know: sessions, PDUs.
 */
#include "support.h"

#include <stdio.h>

#include "outq.h"

#define LARGEST 512
#define GUARD 16

static uint8_t memory[LARGEST + GUARD];
static const uint8_t guard[GUARD] = { 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5,
				      0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5 };
static struct smpp__outq q;

/* What waits, in order: the queue must hold exactly this. */
static uint8_t waiting[LARGEST];
static size_t waits;
static uint8_t next_octet;
static uint64_t seed;

static uint32_t random_below(uint32_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % bound;
}

static void start(size_t cap, size_t piece)
{
	memset(memory, 0xA5, sizeof(memory));
	smpp__outq_init(&q, memory, cap, piece);
	waits = 0;
	next_octet = 0;
}

/* Puts len octets, no two alike in a row, where place says. @return 1 when it said yes */
static int put(size_t len, size_t keep)
{
	uint8_t *place = smpp__outq_place(&q, len, keep);

	if (place == NULL)
		return 0;
	ck_assert(place >= memory && (size_t)(place - memory) + len <= q.cap);
	for (size_t i = 0; i < len; i++) {
		place[i] = next_octet++;
		waiting[waits++] = place[i];
	}
	smpp__outq_commit(&q, place, len);
	return 1;
}

/* The first len octets go, and must be those that were put first. */
static void drop(size_t len)
{
	while (len > 0) {
		size_t have, part;
		const uint8_t *at = smpp__outq_peek(&q, &have);

		ck_assert_ptr_nonnull(at);
		part = have < len ? have : len;
		ck_assert_mem_eq(at, waiting, part);
		smpp__outq_drop(&q, part);
		waits -= part;
		memmove(waiting, waiting + part, waits);
		len -= part;
	}
}

/* What peek shows is the beginning of what waits, and the sum is right. */
static void look(void)
{
	size_t have;
	const uint8_t *at = smpp__outq_peek(&q, &have);

	ck_assert_uint_eq(smpp__outq_used(&q), waits);
	ck_assert_int_eq(at == NULL, waits == 0);
	ck_assert_uint_le(have, waits);
	if (at != NULL)
		ck_assert_mem_eq(at, waiting, have);
	ck_assert_mem_eq(memory + q.cap, guard, GUARD);
}

START_TEST(an_empty_queue_has_nothing_to_show)
{
	size_t len = 99;

	start(64, 0);
	ck_assert_ptr_null(smpp__outq_peek(&q, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_uint_eq(smpp__outq_used(&q), 0);
	ck_assert_ptr_eq(smpp__outq_tail(&q, &len), memory);
	ck_assert_uint_eq(len, 64);
}
END_TEST

START_TEST(records_stand_one_behind_the_other)
{
	size_t len;

	start(64, 0);
	ck_assert_int_eq(put(20, 0), 1);
	ck_assert_int_eq(put(30, 0), 1);
	ck_assert_ptr_eq(smpp__outq_peek(&q, &len), memory);
	ck_assert_uint_eq(len, 50);
	look();
}
END_TEST

START_TEST(a_record_may_fill_all_of_the_memory)
{
	start(64, 0);
	ck_assert_int_eq(put(65, 0), 0);
	ck_assert_int_eq(put(64, 0), 1);
	ck_assert_int_eq(put(1, 0), 0);
	drop(64);
	ck_assert_int_eq(put(64, 0), 1);
	drop(64);
}
END_TEST

START_TEST(a_record_goes_to_the_front_once_that_is_free)
{
	size_t len;

	start(64, 0);
	put(40, 0);
	put(20, 0);
	ck_assert_int_eq(put(10, 0), 0); /* 4 behind, nothing before */
	drop(40);
	ck_assert_int_eq(put(41, 0), 0);
	ck_assert_int_eq(put(10, 0), 1);
	ck_assert_ptr_eq(smpp__outq_peek(&q, &len), memory + 40);
	ck_assert_uint_eq(len, 20);
	drop(20);
	ck_assert_ptr_eq(smpp__outq_peek(&q, &len), memory);
	ck_assert_uint_eq(len, 10);
	drop(10);
}
END_TEST

START_TEST(records_at_the_front_stop_before_the_first_one)
{
	start(64, 0);
	put(40, 0);
	put(20, 0);
	drop(30);
	ck_assert_int_eq(put(20, 0), 1);
	ck_assert_int_eq(put(11, 0), 0);
	ck_assert_int_eq(put(10, 0), 1);
	ck_assert_int_eq(put(1, 0), 0);
	drop(60);
	ck_assert_uint_eq(smpp__outq_used(&q), 0);
}
END_TEST

START_TEST(octets_that_wait_are_never_moved)
{
	const uint8_t *before, *after;
	size_t len;

	start(64, 0);
	put(40, 0);
	put(20, 0);
	drop(7);
	before = smpp__outq_peek(&q, &len);
	put(4, 0);
	drop(20);
	put(20, 0);
	after = smpp__outq_peek(&q, &len);
	ck_assert_ptr_eq(after, before + 20);
	drop(smpp__outq_used(&q));
}
END_TEST

START_TEST(octets_come_out_in_order_whatever_is_put_and_dropped)
{
	static const size_t caps[] = { 1, 2, 15, 16, 17, 64, 100, 511, 512 };
	unsigned long puts = 0;

	for (size_t c = 0; c < sizeof(caps) / sizeof(caps[0]); c++) {
		uint32_t cap = (uint32_t)caps[c];

		seed = UINT64_C(0x2545F4914F6CDD1D) + cap;
		start(cap, 0);
		for (int i = 0; i < 20000; i++) {
			uint32_t len = 1 + random_below(cap < 40 ? cap : cap / 3);

			if (random_below(2) == 0)
				puts += (unsigned)put(len, 0);
			else if (waits > 0)
				drop(1 + random_below((uint32_t)waits));
			look();
		}
		drop(waits);
		look();
	}
	ck_assert_uint_ge(puts, 10000);
	printf("# outq: %lu records against a model\n", puts);
}
END_TEST

START_TEST(place_keeps_no_room_when_no_piece_has_a_size)
{
	start(64, 0);
	ck_assert_int_eq(put(64, 1000), 1);
}
END_TEST

START_TEST(place_counts_pieces_behind_and_before)
{
	start(64, 16);
	ck_assert_int_eq(put(16, 4), 0);
	ck_assert_int_eq(put(16, 3), 1);
	ck_assert_int_eq(put(33, 0), 1);
	drop(16);
	/* 15 behind are no piece, 16 before are one */
	ck_assert_ptr_nonnull(smpp__outq_place(&q, 0, 1));
	ck_assert_ptr_null(smpp__outq_place(&q, 0, 2));
	ck_assert_int_eq(put(16, 1), 0);
	ck_assert_int_eq(put(15, 1), 1);
	ck_assert_int_eq(put(16, 0), 1);
	drop(waits);
}
END_TEST

START_TEST(place_never_keeps_a_piece_in_two_parts)
{
	start(40, 16);
	put(40, 0);
	drop(12);
	ck_assert_ptr_null(smpp__outq_place(&q, 0, 1));
	drop(4);
	ck_assert_ptr_nonnull(smpp__outq_place(&q, 0, 1));
	drop(waits);
}
END_TEST

/* Some octets are sent or not; then the pieces that were kept must fit, at most piece long. */
static void claim_kept(size_t keep, size_t piece)
{
	for (; keep > 0; keep--) {
		size_t len = random_below(2) == 0 ? piece : 1 + random_below((uint32_t)piece);

		if (waits > 0 && random_below(3) == 0)
			drop(1 + random_below((uint32_t)waits));
		ck_assert_msg(put(len, keep - 1), "piece of %lu, %lu more kept, no room",
			      (unsigned long)len, (unsigned long)keep - 1);
		look();
	}
}

START_TEST(room_that_is_kept_is_there_whatever_is_sent_meanwhile)
{
	unsigned long kept = 0;

	seed = UINT64_C(0xD1342543DE82EF95);
	for (int round = 0; round < 1000; round++) {
		size_t cap = 16 + random_below(LARGEST - 16), piece = 1 + random_below(64);

		start(cap, piece);
		for (int i = 0; i < 60; i++) {
			size_t keep = random_below(8);
			size_t len = random_below((uint32_t)cap / 2 + 1);

			if (waits > 0 && random_below(2) == 0)
				drop(1 + random_below((uint32_t)waits));
			if (!put(len, keep))
				continue;
			kept += keep;
			claim_kept(keep, piece);
		}
		drop(waits);
	}
	ck_assert_uint_ge(kept, 10000);
	printf("# outq: %lu kept pieces claimed\n", kept);
}
END_TEST

START_TEST(room_stays_kept_while_other_records_keep_it_too)
{
	unsigned long others = 0;

	seed = UINT64_C(0x853C49E6748FEA9B);
	for (int round = 0; round < 1000; round++) {
		size_t piece = 1 + random_below(48), keep = 1 + random_below(5);

		start(piece * (keep + 1) + random_below(200), piece);
		ck_assert_ptr_nonnull(smpp__outq_place(&q, 0, keep));
		for (int i = 0; i < 40; i++) {
			others += (unsigned)put(1 + random_below(60), keep);
			if (waits > 0 && random_below(2) == 0)
				drop(1 + random_below((uint32_t)waits));
		}
		claim_kept(keep, piece);
		drop(waits);
	}
	ck_assert_uint_ge(others, 5000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outq");
	TCase *tests = tcase_create("outq");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, an_empty_queue_has_nothing_to_show);
	tcase_add_test(tests, records_stand_one_behind_the_other);
	tcase_add_test(tests, a_record_may_fill_all_of_the_memory);
	tcase_add_test(tests, a_record_goes_to_the_front_once_that_is_free);
	tcase_add_test(tests, records_at_the_front_stop_before_the_first_one);
	tcase_add_test(tests, octets_that_wait_are_never_moved);
	tcase_add_test(tests, octets_come_out_in_order_whatever_is_put_and_dropped);
	tcase_add_test(tests, place_keeps_no_room_when_no_piece_has_a_size);
	tcase_add_test(tests, place_counts_pieces_behind_and_before);
	tcase_add_test(tests, place_never_keeps_a_piece_in_two_parts);
	tcase_add_test(tests, room_that_is_kept_is_there_whatever_is_sent_meanwhile);
	tcase_add_test(tests, room_stays_kept_while_other_records_keep_it_too);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
