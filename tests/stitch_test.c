/* SPDX-License-Identifier: MIT */
/*
 * Owns: that a record's pieces come together, and that one is passed over, octet for octet.
 * Must not know: sessions, PDUs.
 */
#include "support.h"

#include "stitch.h"

static uint8_t memory[16];
static struct smpp__stitch st;

static void start(void)
{
	memset(memory, 0xA5, sizeof(memory));
	smpp__stitch_init(&st, memory, 8);
}

START_TEST(fill_takes_what_is_wanted_and_leaves_the_rest)
{
	struct smpp_span in = smpp_span_of("abcdefgh");

	ck_assert_int_eq(smpp__stitch_fill(&st, &in, 3), 1);
	ck_assert_uint_eq(st.have, 3);
	ck_assert_mem_eq(memory, "abc", 3);
	ck_assert_uint_eq(memory[3], 0xA5);
	ck_assert(smpp_span_equal(in, smpp_span_of("defgh")));
}
END_TEST

START_TEST(fill_takes_all_when_more_is_wanted_and_says_so)
{
	struct smpp_span in = smpp_span_of("ab");

	ck_assert_int_eq(smpp__stitch_fill(&st, &in, 3), 0);
	ck_assert_uint_eq(st.have, 2);
	ck_assert_uint_eq(in.len, 0);
}
END_TEST

START_TEST(fill_goes_on_behind_what_it_has)
{
	struct smpp_span first = smpp_span_of("ab"), second = smpp_span_of("cdef");

	(void)smpp__stitch_fill(&st, &first, 4);
	ck_assert_int_eq(smpp__stitch_fill(&st, &second, 4), 1);
	ck_assert_mem_eq(memory, "abcd", 4);
	ck_assert(smpp_span_equal(second, smpp_span_of("ef")));
}
END_TEST

START_TEST(fill_takes_nothing_when_it_has_enough)
{
	struct smpp_span in = smpp_span_of("abcd"), more = smpp_span_of("xy");

	(void)smpp__stitch_fill(&st, &in, 4);
	ck_assert_int_eq(smpp__stitch_fill(&st, &more, 4), 1);
	ck_assert_int_eq(smpp__stitch_fill(&st, &more, 2), 1);
	ck_assert_uint_eq(more.len, 2);
	ck_assert_uint_eq(st.have, 4);
}
END_TEST

START_TEST(fill_takes_an_empty_span_without_memory)
{
	struct smpp_span in = { NULL, 0 };

	ck_assert_int_eq(smpp__stitch_fill(&st, &in, 0), 1);
	ck_assert_int_eq(smpp__stitch_fill(&st, &in, 1), 0);
	ck_assert_uint_eq(st.have, 0);
}
END_TEST

START_TEST(fill_uses_all_of_its_memory_and_no_more)
{
	struct smpp_span in = smpp_span_of("abcdefghij");

	ck_assert_int_eq(smpp__stitch_fill(&st, &in, 8), 1);
	ck_assert_mem_eq(memory, "abcdefgh", 8);
	ck_assert_uint_eq(memory[8], 0xA5);
}
END_TEST

START_TEST(skip_passes_over_the_front_and_stops)
{
	struct smpp_span in = smpp_span_of("abcdef");

	st.skip = 4;
	ck_assert_int_eq(smpp__stitch_skip(&st, &in), 1);
	ck_assert(smpp_span_equal(in, smpp_span_of("ef")));
	ck_assert_uint_eq(st.skip, 0);
}
END_TEST

START_TEST(skip_goes_on_over_several_pieces)
{
	struct smpp_span first = smpp_span_of("abc"), second = smpp_span_of("defg");

	st.skip = 5;
	ck_assert_int_eq(smpp__stitch_skip(&st, &first), 0);
	ck_assert_uint_eq(st.skip, 2);
	ck_assert_uint_eq(first.len, 0);
	ck_assert_int_eq(smpp__stitch_skip(&st, &second), 1);
	ck_assert(smpp_span_equal(second, smpp_span_of("fg")));
}
END_TEST

START_TEST(skip_of_nothing_is_done_at_once)
{
	struct smpp_span none = { NULL, 0 }, in = smpp_span_of("a");

	ck_assert_int_eq(smpp__stitch_skip(&st, &none), 1);
	ck_assert_int_eq(smpp__stitch_skip(&st, &in), 1);
	ck_assert_uint_eq(in.len, 1);
}
END_TEST

START_TEST(skip_leaves_the_memory_alone)
{
	struct smpp_span in = smpp_span_of("abcdef");

	st.skip = 6;
	(void)smpp__stitch_skip(&st, &in);
	for (size_t i = 0; i < sizeof(memory); i++)
		ck_assert_uint_eq(memory[i], 0xA5);
	ck_assert_uint_eq(st.have, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stitch");
	TCase *tests = tcase_create("stitch");

	tcase_add_checked_fixture(tests, start, NULL);
	tcase_add_test(tests, fill_takes_what_is_wanted_and_leaves_the_rest);
	tcase_add_test(tests, fill_takes_all_when_more_is_wanted_and_says_so);
	tcase_add_test(tests, fill_goes_on_behind_what_it_has);
	tcase_add_test(tests, fill_takes_nothing_when_it_has_enough);
	tcase_add_test(tests, fill_takes_an_empty_span_without_memory);
	tcase_add_test(tests, fill_uses_all_of_its_memory_and_no_more);
	tcase_add_test(tests, skip_passes_over_the_front_and_stops);
	tcase_add_test(tests, skip_goes_on_over_several_pieces);
	tcase_add_test(tests, skip_of_nothing_is_done_at_once);
	tcase_add_test(tests, skip_leaves_the_memory_alone);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
