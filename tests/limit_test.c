/* SPDX-License-Identifier: MIT */
/*
 * Owns: that a limit grows by one for as many good answers, halves once for what was out, and never
 * leaves its bounds.
 * Must not know: sessions.
 */
#include "support.h"

#include "limit.h"

static struct smpp__limit l;

static void good(unsigned count)
{
	while (count-- > 0)
		smpp__limit_grow(&l);
}

START_TEST(starts_at_its_maximum)
{
	smpp__limit_init(&l, 1, 40);
	ck_assert_uint_eq(l.now, 40);
}
END_TEST

START_TEST(one_bad_answer_halves_it)
{
	smpp__limit_init(&l, 1, 40);
	smpp__limit_shrink(&l, 39, 0);
	ck_assert_uint_eq(l.now, 20);
}
END_TEST

START_TEST(bad_answers_to_what_was_out_then_halve_it_once)
{
	smpp__limit_init(&l, 1, 40);
	smpp__limit_shrink(&l, 3, 0);
	for (int i = 0; i < 3; i++) {
		smpp__limit_shrink(&l, 2, 0);
		ck_assert_uint_eq(l.now, 20);
	}
	smpp__limit_shrink(&l, 19, 0);
	ck_assert_uint_eq(l.now, 10);
}
END_TEST

START_TEST(answers_of_any_kind_end_the_deafness)
{
	smpp__limit_init(&l, 1, 40);
	smpp__limit_shrink(&l, 2, 0);
	smpp__limit_neutral(&l);
	smpp__limit_grow(&l);
	smpp__limit_shrink(&l, 0, 0);
	ck_assert_uint_eq(l.now, 10);
}
END_TEST

START_TEST(as_many_good_answers_as_may_be_out_allow_one_more)
{
	smpp__limit_init(&l, 1, 40);
	smpp__limit_shrink(&l, 0, 0);
	good(19);
	ck_assert_uint_eq(l.now, 20);
	good(1);
	ck_assert_uint_eq(l.now, 21);
	good(20);
	ck_assert_uint_eq(l.now, 21);
	good(1);
	ck_assert_uint_eq(l.now, 22);
}
END_TEST

START_TEST(a_bad_answer_forgets_the_good_ones)
{
	smpp__limit_init(&l, 1, 8);
	smpp__limit_shrink(&l, 0, 0);
	good(3);
	smpp__limit_shrink(&l, 0, 0);
	ck_assert_uint_eq(l.now, 2);
	good(1);
	ck_assert_uint_eq(l.now, 2);
	good(1);
	ck_assert_uint_eq(l.now, 3);
}
END_TEST

START_TEST(all_the_way_is_the_minimum_even_when_deaf)
{
	smpp__limit_init(&l, 3, 40);
	smpp__limit_shrink(&l, 39, 0);
	smpp__limit_shrink(&l, 38, 1);
	ck_assert_uint_eq(l.now, 3);
}
END_TEST

START_TEST(equal_bounds_never_move)
{
	smpp__limit_init(&l, 10, 10);
	smpp__limit_shrink(&l, 0, 0);
	smpp__limit_shrink(&l, 0, 1);
	good(100);
	ck_assert_uint_eq(l.now, 10);
}
END_TEST

/* Random answers from a fixed seed. */
START_TEST(never_leaves_its_bounds)
{
	uint32_t seed = 20261125;
	uint32_t lowest = UINT32_MAX, highest = 0;

	smpp__limit_init(&l, 2, 50);
	for (int i = 0; i < 100000; i++) {
		seed = seed * 1664525 + 1013904223;
		switch (seed >> 24 & 63) {
		case 0: smpp__limit_shrink(&l, seed >> 16 & 63, 0); break;
		case 1: smpp__limit_shrink(&l, seed >> 16 & 63, (seed >> 10 & 7) == 0); break;
		case 2: smpp__limit_neutral(&l); break;
		default: smpp__limit_grow(&l); break;
		}
		ck_assert_uint_ge(l.now, 2);
		ck_assert_uint_le(l.now, 50);
		lowest = l.now < lowest ? l.now : lowest;
		highest = l.now > highest ? l.now : highest;
	}
	ck_assert_uint_eq(lowest, 2);
	ck_assert_uint_ge(highest, 12);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("limit");
	TCase *tests = tcase_create("limit");

	tcase_add_test(tests, starts_at_its_maximum);
	tcase_add_test(tests, one_bad_answer_halves_it);
	tcase_add_test(tests, bad_answers_to_what_was_out_then_halve_it_once);
	tcase_add_test(tests, answers_of_any_kind_end_the_deafness);
	tcase_add_test(tests, as_many_good_answers_as_may_be_out_allow_one_more);
	tcase_add_test(tests, a_bad_answer_forgets_the_good_ones);
	tcase_add_test(tests, all_the_way_is_the_minimum_even_when_deaf);
	tcase_add_test(tests, equal_bounds_never_move);
	tcase_add_test(tests, never_leaves_its_bounds);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
