/* SPDX-License-Identifier: MIT */
/*
 * Owns: that numbers given out are unique while they are held, and what is known of them then.
 * Must not know: sessions, PDUs.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "window.h"

#define LARGEST 1000

static struct smpp__slot slots[LARGEST];
static uint32_t finished[16];
static struct smpp__window w;

static uint64_t seed;

/* xorshift: the same numbers on every machine. */
static uint32_t random_below(uint32_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % bound;
}

static void start(uint32_t count, uint32_t first)
{
	memset(slots, 0xA5, sizeof(slots));
	smpp__window_init(&w, slots, count, first);
	smpp__window_remember(&w, finished, 16);
}

static struct smpp__slot *open_one(void)
{
	struct smpp__slot *slot = smpp__window_open(&w, 0, 0);

	ck_assert_ptr_nonnull(slot);
	return slot;
}

static void close_number(uint32_t number, enum smpp__finish how)
{
	struct smpp__slot *slot = smpp__window_find(&w, number);

	ck_assert_ptr_nonnull(slot);
	smpp__window_close(&w, slot, how);
}

START_TEST(numbers_begin_with_the_first_and_grow_by_1_while_settled_in_order)
{
	for (uint32_t count = 1; count <= 20; count++) {
		for (uint32_t first = 1; first <= 50; first++) {
			start(count, first);
			for (uint32_t i = 0; i < 100; i++) {
				if (i >= count)
					close_number(first + i - count, SMPP__ANSWERED);
				ck_assert_uint_eq(open_one()->number, first + i);
			}
		}
	}
}
END_TEST

START_TEST(numbers_grow_by_1_when_each_is_settled_before_the_next)
{
	start(16, 7);
	for (uint32_t i = 0; i < 1000; i++) {
		ck_assert_uint_eq(open_one()->number, 7 + i);
		close_number(7 + i, SMPP__ANSWERED);
	}
}
END_TEST

START_TEST(open_gives_nothing_when_every_slot_is_held)
{
	start(3, 1);
	for (int i = 0; i < 3; i++)
		open_one();
	ck_assert_ptr_null(smpp__window_open(&w, 0, 0));
	ck_assert_uint_eq(w.used, 3);
	close_number(2, SMPP__ANSWERED);
	ck_assert_uint_eq(open_one()->number, 5); /* of the slot of 2, above 3 */
	ck_assert_ptr_null(smpp__window_open(&w, 0, 0));
}
END_TEST

START_TEST(find_knows_the_held_numbers_only)
{
	start(4, 10);
	ck_assert_ptr_null(smpp__window_find(&w, 10));
	open_one();
	open_one();
	ck_assert_uint_eq(smpp__window_find(&w, 10)->number, 10);
	ck_assert_uint_eq(smpp__window_find(&w, 11)->number, 11);
	ck_assert_ptr_null(smpp__window_find(&w, 12));
	ck_assert_ptr_null(smpp__window_find(&w, 14)); /* same slot as 10 */
	ck_assert_ptr_null(smpp__window_find(&w, 0));
	ck_assert_ptr_null(smpp__window_find(&w, 0xFFFFFFFF));
	close_number(10, SMPP__ANSWERED);
	ck_assert_ptr_null(smpp__window_find(&w, 10));
}
END_TEST

START_TEST(find_does_not_take_0_for_a_free_slot)
{
	start(1, 1);
	ck_assert_ptr_null(smpp__window_find(&w, 0));
	open_one();
	close_number(1, SMPP__ANSWERED);
	ck_assert_ptr_null(smpp__window_find(&w, 0));
}
END_TEST

START_TEST(numbers_behind_the_wrap_are_small_again_and_never_0)
{
	for (uint32_t count = 1; count <= 20; count++) {
		uint32_t last = 0x7FFFFFFF - 3;
		int wrapped = 0;

		start(count, last);
		for (int i = 0; i < 10; i++) {
			uint32_t number = open_one()->number;

			ck_assert_uint_ne(number, 0);
			ck_assert_uint_le(number, 0x7FFFFFFF);
			if (number < last && i > 0) {
				ck_assert_uint_eq(last, 0x7FFFFFFF);
				ck_assert_uint_le(number, count);
				wrapped++;
			} else if (i > 0) {
				ck_assert_uint_eq(number, last + 1);
			}
			last = number;
			close_number(number, SMPP__ANSWERED);
		}
		ck_assert_int_eq(wrapped, 1);
	}
}
END_TEST

START_TEST(a_number_held_across_the_wrap_is_not_given_out_again)
{
	struct smpp__slot *held;

	start(2, 1);
	held = open_one();
	w.last = 0x7FFFFFFD;
	for (int i = 0; i < 100; i++) {
		struct smpp__slot *slot = open_one();

		ck_assert_uint_ne(slot->number, 1);
		ck_assert_ptr_eq(smpp__window_find(&w, 1), held);
		smpp__window_close(&w, slot, SMPP__ANSWERED);
	}
}
END_TEST

/* What a window ought to be: the held ones in the order of their opening. */
static struct model {
	struct {
		uint32_t number;
		uint8_t class;
		uint64_t token;
	} held[LARGEST];
	uint32_t used;
} model;

static void model_check(void)
{
	int oldest[SMPP__CLASSES] = { -1, -1, -1, -1 };

	ck_assert_uint_eq(w.used, model.used);
	for (uint32_t i = 0; i < model.used; i++) {
		struct smpp__slot *slot = smpp__window_find(&w, model.held[i].number);

		if (slot == NULL || slot->token != model.held[i].token)
			ck_abort_msg("a held number is not found");
		if (oldest[model.held[i].class] < 0)
			oldest[model.held[i].class] = (int)i;
	}
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		struct smpp__slot *slot = smpp__window_oldest(&w, class);

		if (oldest[class] < 0)
			ck_assert_ptr_null(slot);
		else
			ck_assert_uint_eq(slot->number, model.held[oldest[class]].number);
	}
}

static void model_open(uint64_t token)
{
	uint8_t class = (uint8_t)random_below(SMPP__CLASSES);
	struct smpp__slot *slot = smpp__window_open(&w, class, token);
	uint32_t same = 0;

	ck_assert_int_eq(slot == NULL, model.used == w.count);
	if (slot == NULL)
		return;
	ck_assert(slot->number >= 1 && slot->number <= 0x7FFFFFFF);
	while (same < model.used && model.held[same].number != slot->number)
		same++;
	ck_assert_msg(same == model.used, "number %lu is held already",
		      (unsigned long)slot->number);
	slot->token = token;
	model.held[model.used].number = slot->number;
	model.held[model.used].class = class;
	model.held[model.used++].token = token;
}

static void model_close(void)
{
	uint32_t at = random_below(model.used);
	struct smpp__slot *slot = smpp__window_find(&w, model.held[at].number);

	ck_assert_ptr_nonnull(slot);
	smpp__window_close(&w, slot, SMPP__ANSWERED);
	ck_assert_ptr_null(smpp__window_find(&w, model.held[at].number));
	ck_assert_int_eq(smpp__window_finished(&w, model.held[at].number), SMPP__ANSWERED);
	model.used--;
	memmove(&model.held[at], &model.held[at + 1], (model.used - at) * sizeof(model.held[0]));
}

/* More opens than closes, then fewer, so that the window is empty and full now and then. */
static void run_model(uint32_t count, uint32_t first, uint32_t rounds)
{
	uint32_t each = count < 64 ? 1 : 200;

	seed = UINT64_C(0x9E3779B97F4A7C15) + count;
	model.used = 0;
	start(count, first);
	for (uint32_t i = 0; i < rounds; i++) {
		uint32_t opens = i / (4 * count) % 2 == 0 ? 6 : 4;

		if (model.used == 0 || random_below(10) < opens)
			model_open(i + 1);
		else
			model_close();
		if (i % each == 0)
			model_check();
	}
}

START_TEST(windows_of_1_2_16_and_1000_agree_with_a_model_across_the_wrap)
{
	static const uint32_t counts[] = { 1, 2, 16, 1000 };

	for (size_t i = 0; i < 4; i++)
		run_model(counts[i], 0x7FFFFFFF - 2 * counts[i] - 50, 30000);
}
END_TEST

START_TEST(windows_agree_with_a_model_when_the_first_number_is_the_last_there_is)
{
	run_model(1, 0x7FFFFFFF, 2000);
	run_model(16, 0x7FFFFFFF, 5000);
}
END_TEST

START_TEST(oldest_is_first_in_first_out_in_each_class)
{
	start(6, 1);
	for (uint8_t class = 0; class < 3; class++)
		(void)smpp__window_open(&w, class, 0); /* 1 2 3 */
	for (uint8_t class = 0; class < 3; class++)
		(void)smpp__window_open(&w, class, 0); /* 4 5 6 */
	ck_assert_uint_eq(smpp__window_oldest(&w, 0)->number, 1);
	ck_assert_uint_eq(smpp__window_oldest(&w, 1)->number, 2);
	close_number(2, SMPP__EXPIRED);
	ck_assert_uint_eq(smpp__window_oldest(&w, 0)->number, 1);
	ck_assert_uint_eq(smpp__window_oldest(&w, 1)->number, 5);
	ck_assert_uint_eq(smpp__window_oldest(&w, 2)->number, 3);
	close_number(5, SMPP__EXPIRED);
	ck_assert_ptr_null(smpp__window_oldest(&w, 1));
	ck_assert_ptr_null(smpp__window_oldest(&w, 3));
}
END_TEST

START_TEST(undo_makes_the_number_the_next_one_again)
{
	uint32_t last;
	struct smpp__slot *slot;

	start(4, 5);
	open_one();
	last = w.last;
	slot = open_one();
	ck_assert_uint_eq(slot->number, 6);
	smpp__window_undo(&w, slot, last);
	ck_assert_uint_eq(w.used, 1);
	ck_assert_ptr_null(smpp__window_find(&w, 6));
	ck_assert_int_eq(smpp__window_finished(&w, 6), 0);
	ck_assert_uint_eq(smpp__window_oldest(&w, 0)->number, 5);
	for (uint32_t number = 6; number <= 8; number++)
		ck_assert_uint_eq(open_one()->number, number);
}
END_TEST

START_TEST(undo_of_the_only_slot_leaves_it_to_be_opened)
{
	struct smpp__slot *slot;

	start(1, 9);
	slot = open_one();
	smpp__window_undo(&w, slot, 8);
	ck_assert_ptr_null(smpp__window_oldest(&w, 0));
	ck_assert_uint_eq(open_one()->number, 9);
	close_number(9, SMPP__ANSWERED);
	ck_assert_uint_eq(open_one()->number, 10);
}
END_TEST

START_TEST(finished_tells_how_a_number_was_settled)
{
	start(4, 1);
	open_one();
	open_one();
	ck_assert_int_eq(smpp__window_finished(&w, 1), 0);
	close_number(1, SMPP__EXPIRED);
	close_number(2, SMPP__ANSWERED);
	ck_assert_int_eq(smpp__window_finished(&w, 1), SMPP__EXPIRED);
	ck_assert_int_eq(smpp__window_finished(&w, 2), SMPP__ANSWERED);
	ck_assert_int_eq(smpp__window_finished(&w, 3), 0);
	ck_assert_int_eq(smpp__window_finished(&w, 0), 0);
}
END_TEST

START_TEST(finished_forgets_all_but_the_last_16)
{
	start(4, 1);
	for (uint32_t number = 1; number <= 17; number++) {
		open_one();
		close_number(number, SMPP__EXPIRED);
	}
	ck_assert_int_eq(smpp__window_finished(&w, 1), 0);
	for (uint32_t number = 2; number <= 17; number++)
		ck_assert_int_eq(smpp__window_finished(&w, number), SMPP__EXPIRED);
}
END_TEST

START_TEST(finished_tells_of_the_latest_holder_of_a_number)
{
	start(1, 1);
	open_one();
	close_number(1, SMPP__EXPIRED);
	w.last = 0;
	open_one();
	close_number(1, SMPP__ANSWERED);
	ck_assert_int_eq(smpp__window_finished(&w, 1), SMPP__ANSWERED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("window");
	TCase *tests = tcase_create("window");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, numbers_begin_with_the_first_and_grow_by_1_while_settled_in_order);
	tcase_add_test(tests, numbers_grow_by_1_when_each_is_settled_before_the_next);
	tcase_add_test(tests, open_gives_nothing_when_every_slot_is_held);
	tcase_add_test(tests, find_knows_the_held_numbers_only);
	tcase_add_test(tests, find_does_not_take_0_for_a_free_slot);
	tcase_add_test(tests, numbers_behind_the_wrap_are_small_again_and_never_0);
	tcase_add_test(tests, a_number_held_across_the_wrap_is_not_given_out_again);
	tcase_add_test(tests, windows_of_1_2_16_and_1000_agree_with_a_model_across_the_wrap);
	tcase_add_test(tests,
		       windows_agree_with_a_model_when_the_first_number_is_the_last_there_is);
	tcase_add_test(tests, oldest_is_first_in_first_out_in_each_class);
	tcase_add_test(tests, undo_makes_the_number_the_next_one_again);
	tcase_add_test(tests, undo_of_the_only_slot_leaves_it_to_be_opened);
	tcase_add_test(tests, finished_tells_how_a_number_was_settled);
	tcase_add_test(tests, finished_forgets_all_but_the_last_16);
	tcase_add_test(tests, finished_tells_of_the_latest_holder_of_a_number);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
