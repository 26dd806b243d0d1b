/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/esme/await.h: receipts find their messages, early, late, or never.
 * Must not know: sessions.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "../examples/esme/await.h"

static struct await a;
static char done_text[4096];

static void note(void *user, const struct await_group *group)
{
	size_t len = strlen(done_text);

	ck_assert_ptr_eq(user, &a);
	snprintf(done_text + len, sizeof(done_text) - len, "%d %s\n", (int)group->number,
		 group->expired ? "missing" : smpp_message_state_name(group->state));
}

static void begin(void)
{
	done_text[0] = '\0';
	await_init(&a, SMPP_ID_EXACT, note, &a);
}

static void end(void)
{
	await_free(&a);
}

static void waits(uint64_t number, const char *first, const char *second, uint64_t until)
{
	struct smpp_span ids[2] = { smpp_span_of(first), smpp_span_of(second) };

	ck_assert_int_eq(await_message(&a, number, ids, 2, until), 0);
}

static int comes(const char *id, uint8_t state)
{
	return await_receipt(&a, smpp_span_of(id), state);
}

START_TEST(await_ends_with_the_receipt_of_each_segment)
{
	waits(1, "a", "b", 10);
	waits(2, "c", "", 10);
	ck_assert_uint_eq(a.messages, 2);
	ck_assert_int_eq(comes("b", SMPP_MESSAGE_STATE_DELIVERED), 1);
	ck_assert_str_eq(done_text, "");
	ck_assert_int_eq(comes("c", SMPP_MESSAGE_STATE_EXPIRED), 1);
	ck_assert_int_eq(comes("a", SMPP_MESSAGE_STATE_DELIVERED), 1);
	ck_assert_str_eq(done_text, "2 EXPIRED\n1 DELIVERED\n");
	ck_assert_uint_eq(a.messages, 0);
}
END_TEST

START_TEST(await_tells_the_worst_of_the_segments)
{
	waits(1, "a", "b", 10);
	comes("a", SMPP_MESSAGE_STATE_REJECTED);
	comes("b", SMPP_MESSAGE_STATE_DELIVERED);
	waits(2, "c", "d", 10);
	comes("c", SMPP_MESSAGE_STATE_DELIVERED);
	comes("d", SMPP_MESSAGE_STATE_EXPIRED);
	ck_assert_str_eq(done_text, "1 REJECTED\n2 EXPIRED\n");
}
END_TEST

START_TEST(await_knows_a_receipt_that_came_before_its_response)
{
	ck_assert_int_eq(comes("a", SMPP_MESSAGE_STATE_EXPIRED), 1);
	ck_assert_int_eq(comes("a", SMPP_MESSAGE_STATE_DELIVERED), 1); /* the first one counts */
	waits(1, "a", "", 10);
	ck_assert_str_eq(done_text, "1 EXPIRED\n");
	ck_assert_uint_eq(a.early.count, 0);
}
END_TEST

START_TEST(await_keeps_the_newest_of_early_receipts)
{
	char id[16];

	for (int i = 0; i < AWAIT_EARLY + 5; i++) {
		snprintf(id, sizeof(id), "%d", i);
		comes(id, SMPP_MESSAGE_STATE_DELIVERED);
	}
	ck_assert_uint_eq(a.early.count, AWAIT_EARLY);
	waits(1, "4", "5", 10);
	ck_assert_str_eq(done_text, "");
	comes("4", SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_str_eq(done_text, "1 DELIVERED\n");
}
END_TEST

START_TEST(await_gives_up_in_time)
{
	waits(1, "a", "b", 10);
	waits(2, "c", "", 20);
	ck_assert_uint_eq(await_deadline(&a), 10);
	await_tick(&a, 9);
	comes("b", SMPP_MESSAGE_STATE_DELIVERED);
	await_tick(&a, 10);
	ck_assert_str_eq(done_text, "1 missing\n");
	ck_assert_uint_eq(a.missing, 1);
	ck_assert_uint_eq(await_deadline(&a), 20);
	await_tick(&a, 20);
	ck_assert_uint_eq(await_deadline(&a), UINT64_MAX);
	ck_assert_uint_eq(a.missing, 2);
}
END_TEST

START_TEST(await_does_not_wait_for_what_has_no_id)
{
	waits(1, "", "", 10);
	ck_assert_uint_eq(a.messages, 0);
	ck_assert_str_eq(done_text, "1 missing\n");
	ck_assert_int_eq(comes("", SMPP_MESSAGE_STATE_DELIVERED), 0);
}
END_TEST

START_TEST(await_takes_many_and_finds_each)
{
	char id[16];

	for (int i = 0; i < 50000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		waits((uint64_t)i, id, "", 10);
	}
	for (int i = 49999; i >= 0; i--) {
		snprintf(id, sizeof(id), "%d", i);
		done_text[0] = '\0';
		ck_assert_int_eq(comes(id, SMPP_MESSAGE_STATE_DELIVERED), 1);
		ck_assert_int_eq(atoi(done_text), i);
	}
	ck_assert_uint_eq(a.messages, 0);
}
END_TEST

START_TEST(await_compares_ids_by_the_rule)
{
	a.rule = SMPP_ID_RESPONSE_HEX;
	waits(1, "ff", "", 10);
	comes("256", SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_str_eq(done_text, "");
	comes("255", SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_str_eq(done_text, "1 DELIVERED\n");
	waits(2, "100", "", 10); /* 256, which was early */
	ck_assert_str_eq(done_text, "1 DELIVERED\n2 DELIVERED\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("await");
	TCase *tests = tcase_create("await");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, await_ends_with_the_receipt_of_each_segment);
	tcase_add_test(tests, await_tells_the_worst_of_the_segments);
	tcase_add_test(tests, await_knows_a_receipt_that_came_before_its_response);
	tcase_add_test(tests, await_keeps_the_newest_of_early_receipts);
	tcase_add_test(tests, await_gives_up_in_time);
	tcase_add_test(tests, await_does_not_wait_for_what_has_no_id);
	tcase_add_test(tests, await_takes_many_and_finds_each);
	tcase_add_test(tests, await_compares_ids_by_the_rule);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
