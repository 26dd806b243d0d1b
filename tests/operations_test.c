/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of what mini-smsc tells of itself: load, rates, counts, and values that are safe to print.
 * Must not know: sockets.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "../examples/smsc/operations/congestion.h"
#include "../examples/smsc/operations/meter.h"
#include "../examples/smsc/operations/quote.h"

START_TEST(congestion_is_the_larger_of_queue_and_store)
{
	ck_assert_uint_eq(congestion_of(0, 1000, 0), 0);
	ck_assert_uint_eq(congestion_of(500, 1000, 0), 50);
	ck_assert_uint_eq(congestion_of(500, 1000, 4000), 80);
	ck_assert_uint_eq(congestion_of(900, 1000, 4000), 90);
	ck_assert_uint_eq(congestion_of(0, 1, 4999), 99);
}
END_TEST

START_TEST(congestion_ends_at_100)
{
	ck_assert_uint_eq(congestion_of(1000, 1000, 0), 100);
	ck_assert_uint_eq(congestion_of(2000, 1000, 0), 100);
	ck_assert_uint_eq(congestion_of(0, 1000, UINT64_MAX / 100), 100);
	ck_assert_uint_eq(congestion_of(1000000000, 1000000000, 0), 100);
}
END_TEST

/* A minute at 10 a second in and 20 out, and then nothing. */
START_TEST(rates_are_those_of_the_last_minutes)
{
	static struct smsc smsc;
	static struct meter meter;
	uint64_t now = 5000;

	memset(&smsc, 0, sizeof(smsc));
	meter_begin(&meter, now);
	for (unsigned i = 0; i < 61; i++, now += 1000) {
		meter_turn(&meter, &smsc, now);
		smsc.totals.accepted += 8;
		smsc.totals.from_handsets += 2;
		smsc.totals.by_state[SMPP_MESSAGE_STATE_DELIVERED] += 15;
		smsc.totals.receipts += 5;
	}
	meter_turn(&meter, &smsc, now);
	ck_assert(meter_rate(&meter, 60).in > 9.9 && meter_rate(&meter, 60).in < 10.2);
	ck_assert(meter_rate(&meter, 60).out > 19.8 && meter_rate(&meter, 60).out < 20.4);
	ck_assert(meter_rate(&meter, 900).in > 9.9 && meter_rate(&meter, 900).in < 10.2);
	now += 239000; /* of five minutes it is one */
	meter_turn(&meter, &smsc, now);
	ck_assert(meter_rate(&meter, 60).in < 0.001);
	ck_assert(meter_rate(&meter, 300).in > 1.9 && meter_rate(&meter, 300).in < 2.1);
	now += 10000000; /* longer than anything is remembered */
	meter_turn(&meter, &smsc, now);
	ck_assert(meter_rate(&meter, 900).out < 0.001);
}
END_TEST

START_TEST(what_many_messages_do_at_once_counts_from_the_first_second_on)
{
	static struct smsc smsc;
	static struct meter meter;

	memset(&smsc, 0, sizeof(smsc));
	meter_begin(&meter, 0);
	smsc.totals.accepted = 7;
	meter_turn(&meter, &smsc, 10);
	ck_assert(meter_rate(&meter, 60).in > 6.9 && meter_rate(&meter, 60).in < 7.1);
}
END_TEST

START_TEST(refusals_beyond_the_table_are_counted_together)
{
	static struct meter meter;
	struct news news = { .what = "refused" };
	uint64_t all = 0;

	meter_begin(&meter, 0);
	for (uint32_t i = 1; i <= METER_STATUSES * 2; i++) {
		news.status = i;
		meter_news(&meter, &news);
	}
	news.status = 1;
	meter_news(&meter, &news);
	ck_assert_uint_eq(meter.status_count, METER_STATUSES);
	ck_assert_uint_eq(meter.statuses[0].count, 2);
	ck_assert_uint_eq(meter.statuses[METER_STATUSES - 1].what, 0);
	for (unsigned i = 0; i < METER_STATUSES; i++)
		all += meter.statuses[i].count;
	ck_assert_uint_eq(all, METER_STATUSES * 2 + 1);
}
END_TEST

static char *quoted(struct smpp_span text)
{
	char *octets = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&octets, &len);

	quote_text(to, text);
	fclose(to);
	return octets;
}

START_TEST(quoted_text_is_printable_whatever_it_was)
{
	uint8_t all[256];
	char *text;

	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	text = quoted((struct smpp_span){ all, sizeof(all) });
	for (const char *c = text; *c != '\0'; c++)
		ck_assert_msg(*c >= ' ' && *c <= '~', "octet %d", *c);
	free(text);
	text = quoted(smpp_span_of("a\"b\\c\x1B[31m\n\xC3\xA9"));
	ck_assert_str_eq(text, "\"a\\\"b\\\\c\\x1B[31m\\x0A\\xC3\\xA9\"");
	free(text);
}
END_TEST

START_TEST(times_are_utc_with_milliseconds)
{
	char text[QUOTE_TIME];

	quote_time(text, 0);
	ck_assert_str_eq(text, "1970-01-01T00:00:00.000Z");
	quote_time(text, INT64_C(1795600800123));
	ck_assert_str_eq(text, "2026-11-25T10:00:00.123Z");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("operations");
	TCase *tests = tcase_create("operations");

	tcase_add_test(tests, congestion_is_the_larger_of_queue_and_store);
	tcase_add_test(tests, congestion_ends_at_100);
	tcase_add_test(tests, rates_are_those_of_the_last_minutes);
	tcase_add_test(tests, what_many_messages_do_at_once_counts_from_the_first_second_on);
	tcase_add_test(tests, refusals_beyond_the_table_are_counted_together);
	tcase_add_test(tests, quoted_text_is_printable_whatever_it_was);
	tcase_add_test(tests, times_are_utc_with_milliseconds);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
