/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/esme/meter.h: percentiles against sorted values, the bar, the summary.
 * Must not know: where the figures come from.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "../examples/esme/meter.h"

#define VALUES 20000

static uint64_t values[VALUES];
static uint64_t state;

/* xorshift64 */
static uint64_t number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

/* Every percentile is at most 1 % away from the value at that rank. */
static void near_to_sorted(size_t count)
{
	static struct histogram h;

	memset(&h, 0, sizeof(h));
	for (size_t i = 0; i < count; i++)
		histogram_add(&h, values[i]);
	qsort(values, count, sizeof(values[0]), by_size);
	ck_assert_uint_eq(h.min, values[0]);
	ck_assert_uint_eq(h.max, values[count - 1]);
	for (unsigned p = 1; p <= 1000; p++) {
		size_t rank = (count * p + 999) / 1000;
		double exact = (double)values[rank - 1], told = (double)histogram_quantile(&h, p);

		ck_assert_msg(told >= exact * 0.99 && told <= exact * 1.01, "%u: %f not %f", p,
			      told, exact);
	}
}

START_TEST(histogram_is_within_one_percent_of_a_sort)
{
	static const uint64_t ranges[] = { 1, 2, 100, 255, 256, 257, 1000, 100000, 10000000,
					   UINT64_C(1) << 41 };
	static const size_t counts[] = { 1, 2, 3, 10, 999, 1000, 1001, VALUES };

	state = 88172645463325252ULL;
	for (size_t r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
		for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
			for (size_t i = 0; i < counts[c]; i++)
				values[i] = number() % ranges[r];
			near_to_sorted(counts[c]);
			for (size_t i = 0; i < counts[c]; i++) /* most are small, some large */
				values[i] = (number() % ranges[r]) >> (number() % 32);
			near_to_sorted(counts[c]);
		}
	}
}
END_TEST

START_TEST(histogram_takes_any_value)
{
	static struct histogram h;

	ck_assert_uint_eq(histogram_quantile(&h, 500), 0);
	histogram_add(&h, UINT64_MAX);
	ck_assert_uint_eq(histogram_quantile(&h, 500), UINT64_MAX);
	histogram_add(&h, 0);
	ck_assert_uint_eq(histogram_quantile(&h, 500), 0);
	ck_assert_uint_eq(h.min, 0);
}
END_TEST

START_TEST(histograms_joined_are_as_one)
{
	static struct histogram one, a, b, none;

	state = 5;
	for (size_t i = 0; i < 1000; i++) {
		uint64_t value = number() % 1000000;

		histogram_add(&one, value);
		histogram_add(i % 3 == 0 ? &a : &b, value);
	}
	histogram_join(&a, &b);
	histogram_join(&a, &none);
	ck_assert_mem_eq(&a, &one, sizeof(one));
	histogram_join(&none, &one);
	ck_assert_mem_eq(&none, &one, sizeof(one));
}
END_TEST

static void bar_is(struct bar bar, const char *expected)
{
	char text[BAR_SIZE];

	bar_text(&bar, text);
	ck_assert_str_eq(text, expected);
}

START_TEST(bar_shows_where_it_stands)
{
	bar_is((struct bar){ 5000, 10000, 0, 2341, 10, 10, 3, 1, 0, 0 },
	       "[#####     ] 5000/10000  2341/s  window 10/10  err 3  eta 3s");
	bar_is((struct bar){ 0, 10000, 0, 0, 0, 10, 0, 0, 0, 0 },
	       "[          ] 0/10000  0/s  not bound  err 0");
	bar_is((struct bar){ 9999, 10000, 1, 100, 1, 10, 0, 1, 0, 0 },
	       "[######### ] 9999/~10000  100/s  window 1/10  err 0  eta 1s");
	bar_is((struct bar){ 10000, 10000, 0, 100, 0, 10, 0, 1, 0, 0 },
	       "[##########] 10000/10000  100/s  window 0/10  err 0  eta 0s");
	bar_is((struct bar){ 9000, 10000, 0, 100, 0, 10, 7, 0, 0, 1 },
	       "[######### ] 9000/10000  100/s  err 7");
	bar_is((struct bar){ 10000, 10000, 0, 0, 0, 10, 0, 1, 1234, 0 },
	       "[##########] 10000/10000  0/s  receipts to come 1234  err 0");
	bar_is((struct bar){ 77, 0, 0, 100, 0, 10, 0, 1, 0, 0 }, "77  100/s  window 0/10  err 0");
	bar_is((struct bar){ 1234567, 99950000, 0, 12345, 4000, 4000, 0, 1, 0, 0 },
	       "[          ] 1.23M/100M  12345/s  window 4000/4000  err 0  eta 2h13m");
}
END_TEST

START_TEST(bar_fits_its_columns_whatever_the_figures)
{
	static const uint64_t big[] = { 0, 1, 9, 99, 999, 9999, 99999, 999999, 1000000, 9999999,
					99999999, UINT64_C(999999999999), UINT64_MAX / 2, UINT64_MAX };
	const size_t n = sizeof(big) / sizeof(big[0]);

	for (size_t i = 0; i < n * n * n * n * 2; i++) {
		struct bar bar = { big[i % n], big[i / n % n], i & 1, big[i / n / n % n],
				   (uint32_t)big[i / n / n / n % n], 1000000, big[i % n], 1, 0, 0 };
		char text[BAR_SIZE];

		memset(text, 'x', sizeof(text));
		bar_text(&bar, text);
		ck_assert_ptr_nonnull(memchr(text, '\0', sizeof(text)));
		ck_assert(bar.total == 0 || memchr(text, ']', 12) != NULL);
		/* nothing was cut: the last word is whole */
		ck_assert_msg(bar.total == 0 || bar.rate == 0 ||
			      (strstr(text, "  eta ") != NULL &&
			       strchr("smhd", text[strlen(text) - 1]) != NULL), "%s", text);
	}
}
END_TEST

START_TEST(pace_follows_the_last_seconds)
{
	struct pace pace = { 0, 0, 0 };

	ck_assert_uint_eq(pace_of(&pace, 0, 1000000), 0);
	ck_assert_uint_eq(pace_of(&pace, 100, 1000000), 0);
	ck_assert_uint_eq(pace_of(&pace, 100, 2000000), 100);
	for (uint64_t i = 1; i <= 100; i++)
		(void)pace_of(&pace, 100 + i * 50, 2000000 + i * 100000);
	ck_assert_uint_ge(pace_of(&pace, 5100, 12000000), 490);
	ck_assert_uint_le(pace_of(&pace, 5100, 12000000), 510);
}
END_TEST

static char *text_of(const struct meter *m, void (*print)(const struct meter *, FILE *))
{
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	print(m, to);
	fclose(to);
	return text;
}

static void as_json(const struct meter *m, FILE *to)
{
	meter_json(m, "summary", to);
}

static struct meter *some(void)
{
	static struct meter m;

	memset(&m, 0, sizeof(m));
	m.began = 1000000;
	for (int i = 0; i < 8; i++)
		meter_outcome(&m, SMPP_ESME_ACCEPTED, 0, 2000000);
	meter_outcome(&m, SMPP_ESME_REFUSED, SMPP_ESME_RINVDSTADR, 2000000);
	meter_outcome(&m, SMPP_ESME_REFUSED, 0x4FF, 2500000);
	meter_outcome(&m, SMPP_ESME_REFUSED, SMPP_ESME_RINVDSTADR, 3000000);
	meter_outcome(&m, SMPP_ESME_UNKNOWN, 0, 3000000);
	meter_outcome(&m, SMPP_ESME_NOT_SENT, 0, 3000000);
	m.segments = 9;
	m.throttled = 4;
	m.resent = 5;
	m.bad = 1;
	m.receipts[SMPP_MESSAGE_STATE_DELIVERED] = 6;
	m.missing = 2;
	histogram_add(&m.latency, 1000);
	histogram_add(&m.latency, 3000);
	return &m;
}

START_TEST(summary_has_all_figures)
{
	char *text = text_of(some(), meter_text);

	ck_assert_str_eq(text, "sent 12, accepted 8, refused 3, timed out 0, unknown 1, not sent 1\n"
			       "refused: 2 ESME_RINVDSTADR, 1 0x000004FF\n"
			       "throttled 4, resent 5\nbad lines 1, done before 0\n"
			       "receipts: 6 DELIVERED, 2 did not come\n"
			       "rate 6.0/s, 2.00 s, segments accepted 9\n"
			       "latency ms: min 1.00 p50 1.00 p95 3.00 p99 3.00 max 3.00\n");
	free(text);
	text = text_of(some(), meter_line);
	ck_assert_str_eq(text, "sent 12, failed 4, 2.00 s, 6/s, p50 1.00 p95 3.00 p99 3.00 max "
			       "3.00 ms\n");
	free(text);
}
END_TEST

START_TEST(summary_is_one_json_object)
{
	char *text = text_of(some(), as_json);

	ck_assert_ptr_nonnull(strstr(text, ",\"ev\":\"summary\",\"sent\":12,\"accepted\":8,"
					   "\"refused\":3,\"timed_out\":0,\"unknown\":1,"
					   "\"not_sent\":1,\"refused_by_status\":{"
					   "\"ESME_RINVDSTADR\":2,\"0x000004FF\":1},"
					   "\"receipts\":{\"DELIVERED\":6},\"receipts_missing\":2,"
					   "\"throttled\":4,\"resent\":5,\"bad_lines\":1,"
					   "\"done_before\":0,\"segments\":9,\"rate\":6.0,"
					   "\"seconds\":2.000,\"latency_us\":{\"min\":1000,\"p50\":1"));
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
}
END_TEST

START_TEST(summary_counts_statuses_beyond_its_table_together)
{
	static struct meter m;
	char *text;

	for (uint32_t i = 0; i < 2 * METER_STATUSES; i++)
		meter_outcome(&m, SMPP_ESME_REFUSED, 0x500 + i, 1);
	ck_assert_uint_eq(m.statuses, METER_STATUSES);
	text = text_of(&m, meter_text);
	ck_assert_ptr_nonnull(strstr(text, ", 1 0x0000053E, 65 others\n"));
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("meter");
	TCase *tests = tcase_create("meter");

	tcase_add_test(tests, histogram_is_within_one_percent_of_a_sort);
	tcase_add_test(tests, histogram_takes_any_value);
	tcase_add_test(tests, histograms_joined_are_as_one);
	tcase_add_test(tests, bar_shows_where_it_stands);
	tcase_add_test(tests, bar_fits_its_columns_whatever_the_figures);
	tcase_add_test(tests, pace_follows_the_last_seconds);
	tcase_add_test(tests, summary_has_all_figures);
	tcase_add_test(tests, summary_is_one_json_object);
	tcase_add_test(tests, summary_counts_statuses_beyond_its_table_together);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
