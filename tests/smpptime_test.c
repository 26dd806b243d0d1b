/* SPDX-License-Identifier: MIT */
/*
 * Owns: which times are read, what they mean, and where a refusal points to.
 * Must not know: lib/. The calendar is that of libc.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <smpp/smpptime.h>

#define SEED UINT32_C(20260731)

static uint32_t state;

static uint32_t any(uint32_t limit)
{
	state = state * UINT32_C(1664525) + UINT32_C(1013904223);
	return (uint32_t)((uint64_t)state * limit >> 32);
}

static void start(const char *what)
{
	state = SEED;
	printf("# %s: seed %lu\n", what, (unsigned long)SEED);
}

static int is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The octets of a column in which others than printable ones stand as \xNN. */
static struct smpp_span unescaped(const char *text, uint8_t *to)
{
	struct smpp_span span = { to, 0 };

	while (*text != '\0') {
		if (text[0] == '\\' && text[1] == 'x') {
			char digits[3] = { text[2], text[3], '\0' };

			to[span.len++] = (uint8_t)strtoul(digits, NULL, 16);
			text += 4;
		} else {
			to[span.len++] = (uint8_t)*text++;
		}
	}
	return span;
}

/* "2026-07-31T12:00:00.0Z" by libc. */
static int64_t utc_of(const char *text)
{
	struct tm tm;

	memset(&tm, 0, sizeof(tm));
	ck_assert_int_eq(sscanf(text, "%d-%d-%dT%d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
				&tm.tm_hour, &tm.tm_min, &tm.tm_sec), 6);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	return (int64_t)timegm(&tm);
}

static void text_of_instant(int64_t utc, unsigned tenths, const char *zone, char *to)
{
	time_t seconds = (time_t)utc;
	struct tm *tm = gmtime(&seconds);
	char clock[40];

	strftime(clock, sizeof(clock), "%Y-%m-%dT%H:%M:%S", tm);
	if (is(zone, "Z"))
		sprintf(to, "%s.%uZ", clock, tenths);
	else
		sprintf(to, "%s%s", clock, zone);
}

static void expect_row(const char *name, struct smpp_span text, const char *kind, const char *now,
		       const char *want)
{
	static const struct {
		const char *name;
		int kind;
		const char *zone;
		const char *zone12;
	} kinds[] = { { "absolute", SMPP_TIME_ABSOLUTE, "Z", NULL },
		      { "relative", SMPP_TIME_RELATIVE, "Z", NULL },
		      { "relative_out_of_range", SMPP_TIME_RELATIVE, "Z", NULL },
		      { "local", SMPP_TIME_LOCAL, "", NULL },
		      { "local12", SMPP_TIME_LOCAL, " local", NULL } };
	struct smpp_span guarded = guard_end(text);
	struct smpp_time time;
	size_t at = 99;
	int got = smpp_time_read(guarded, 0, &time, &at);
	int64_t utc;
	char found[80] = "";

	if (is(kind, "invalid")) {
		ck_assert_msg(got == SMPP_E_FAULT || got == SMPP_E_LENGTH, "%s is read", name);
		ck_assert_msg(at <= SMPP_TIME_CHARACTERS, "%s: no place", name);
	} else if (is(kind, "empty")) {
		ck_assert_int_eq(got, SMPP_OK);
		ck_assert_int_eq(time.kind, SMPP_TIME_EMPTY);
		ck_assert_int_eq(smpp_time_to_utc(&time, 0, &utc), SMPP_E_ABSENT);
	} else {
		ck_assert_msg(got == SMPP_OK, "%s is refused at %lu", name, (unsigned long)at);
		for (size_t i = 0; i < 5; i++) {
			if (!is(kind, kinds[i].name))
				continue;
			ck_assert_msg(time.kind == kinds[i].kind, "%s: another kind", name);
			ck_assert_int_eq(smpp_time_to_utc(&time, now[0] == '-' ? 0 : utc_of(now),
							  &utc), SMPP_OK);
			text_of_instant(utc, time.tenths, kinds[i].zone, found);
			/* the smaller table has the row of 99 hours among the usual ones */
			ck_assert_msg(time.out_of_range == is(kind, "relative_out_of_range") ||
				      is(name, "000000990000000R"), "%s: range", name);
		}
		ck_assert_msg(is(found, want), "%s: %s, not %s", name, found, want);
	}
	guard_free(guarded);
}

START_TEST(times_of_the_tables_mean_what_they_say)
{
	struct tsv tsv = tsv_read("times.tsv");
	uint8_t octets[100];

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *text = tsv_get(&tsv, i, "text");

		expect_row(text, unescaped(is(text, "(empty)") ? "" : text, octets),
			   tsv_get(&tsv, i, "kind"), tsv_get(&tsv, i, "now_utc"),
			   tsv_get(&tsv, i, "expected"));
	}
	ck_assert_uint_eq(tsv.rows, 53);
	tsv_free(&tsv);
	tsv = tsv_read("times_open.tsv");
	for (size_t i = 0; i < tsv.rows; i++)
		expect_row(tsv_get(&tsv, i, "name"), unescaped(tsv_get(&tsv, i, "input"), octets),
			   tsv_get(&tsv, i, "kind"), tsv_get(&tsv, i, "now"),
			   tsv_get(&tsv, i, "expect"));
	ck_assert_uint_eq(tsv.rows, 78);
	tsv_free(&tsv);
}
END_TEST

START_TEST(refused_times_say_at_which_character)
{
	static const struct {
		const char *text;
		int error;
		size_t at;
	} rows[] = {
		{ "x60731123456000+", SMPP_E_FAULT, 0 },  { "2607311234560 0+", SMPP_E_FAULT, 13 },
		{ "26O731120000000+", SMPP_E_FAULT, 2 },  { "260731123456000Z", SMPP_E_FAULT, 15 },
		{ "260731123456000r", SMPP_E_FAULT, 15 }, { "261331123456000+", SMPP_E_FAULT, 2 },
		{ "260031123456000+", SMPP_E_FAULT, 2 },  { "260230123456000+", SMPP_E_FAULT, 4 },
		{ "260700123456000+", SMPP_E_FAULT, 4 },  { "260731243456000+", SMPP_E_FAULT, 6 },
		{ "260731126056000+", SMPP_E_FAULT, 8 },  { "260731123460000+", SMPP_E_FAULT, 10 },
		{ "260731123456049+", SMPP_E_FAULT, 13 }, { "260731123456049-", SMPP_E_FAULT, 13 },
		{ "26073112345600++", SMPP_E_FAULT, 14 }, { "2", SMPP_E_LENGTH, 1 },
		{ "2607311200", SMPP_E_LENGTH, 10 },      { "2607311200000", SMPP_E_LENGTH, 13 },
		{ "260731120000000", SMPP_E_LENGTH, 15 }, { "260731120000+", SMPP_E_FAULT, 12 },
		{ "2607311200000000+", SMPP_E_LENGTH, 16 },
		{ "260731120000000+0", SMPP_E_LENGTH, 16 }, { "26073112000R", SMPP_E_FAULT, 11 },
		{ "261301000000", SMPP_E_FAULT, 2 },      { "260731126000", SMPP_E_FAULT, 8 },
		{ "990229120000000+", SMPP_E_FAULT, 4 },  { "00000000000000xR", SMPP_E_FAULT, 14 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_span text = smpp_span_of(rows[i].text);
		struct smpp_time time, before;
		size_t at = 99;
		int got;

		memset(&time, 0xA5, sizeof(time));
		before = time;
		got = smpp_time_read(text, 0, &time, &at);
		ck_assert_msg(got == rows[i].error, "%s: %s", rows[i].text, smpp_error_name(got));
		ck_assert_msg(at == rows[i].at, "%s: at %lu", rows[i].text, (unsigned long)at);
		ck_assert_int_eq(smpp_time_read(text, 0, &time, NULL), got);
		ck_assert_mem_eq(&time, &before, sizeof(time));
	}
}
END_TEST

/* Every octet at every place of a time, against the rule as one expression. */
START_TEST(a_time_with_any_octet_at_any_place_is_read_only_if_it_is_one)
{
	static const char *const texts[] = { "240229123456012+", "000213050607000R" };

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < 16 * 256; i++) {
			uint8_t text[16];
			struct smpp_span span = { text, 16 };
			struct smpp_time time;
			int digit, good;
			unsigned yy, mm, dd;

			memcpy(text, texts[k], 16);
			text[i / 256] = (uint8_t)i;
			digit = text[i / 256] >= '0' && text[i / 256] <= '9';
			good = i / 256 == 15 ? memchr("R+-", text[15], 3) != NULL : digit;
			yy = (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
			mm = (unsigned)(text[2] - '0') * 10 + (unsigned)(text[3] - '0');
			dd = (unsigned)(text[4] - '0') * 10 + (unsigned)(text[5] - '0');
			if (good && text[15] != 'R')
				good = mm >= 1 && mm <= 12 && dd >= 1 &&
				       dd <= (mm == 2 ? (yy % 4 == 0 ? 29U : 28U) : 30U) &&
				       text[6] <= '2' && (text[6] < '2' || text[7] <= '3') &&
				       text[8] <= '5' && text[10] <= '5' && text[13] <= '4' &&
				       (text[13] < '4' || text[14] <= '8');
			if ((smpp_time_read(span, 0, &time, NULL) == SMPP_OK) != good)
				ck_abort_msg("%.16s", (const char *)text);
		}
	}
}
END_TEST

START_TEST(a_pivot_says_the_century_of_years_of_two_digits)
{
	for (unsigned pivot = 0; pivot <= 100; pivot++) {
		for (unsigned yy = 0; yy < 100; yy++) {
			char text[17], again[17] = "";
			struct smpp_buf buf = { (uint8_t *)again, 16, 0 };
			struct smpp_time time;
			unsigned first = pivot == 0 ? 38 : pivot;

			sprintf(text, "%02u0101000000000+", yy);
			ck_assert_int_eq(smpp_time_read(smpp_span_of(text), pivot, &time, NULL),
					 SMPP_OK);
			ck_assert_uint_eq(time.year, yy + (yy < first ? 2000 : 1900));
			ck_assert_int_eq(smpp_time_write(&time, pivot, &buf), SMPP_OK);
			ck_assert_str_eq(again, text);
			time.year = (uint16_t)(1900 + first - 1);
			ck_assert_int_eq(smpp_time_write(&time, pivot, &buf), SMPP_E_FAULT);
			time.year = (uint16_t)(1900 + first + 100);
			ck_assert_int_eq(smpp_time_write(&time, pivot, &buf), SMPP_E_FAULT);
		}
	}
	for (unsigned pivot = 101; pivot < 103; pivot++) {
		struct smpp_time time;
		size_t at = 9;

		ck_assert_int_eq(smpp_time_read(smpp_span_of("260731123456"), pivot, &time, &at),
				 SMPP_E_FAULT);
		ck_assert_uint_eq(at, 0);
	}
}
END_TEST

/* 400,000 times that are canonical, of all forms. */
START_TEST(times_are_written_as_they_were_read)
{
	start("400,000 times read and written");
	for (size_t i = 0; i < 400000; i++) {
		char text[40];
		uint8_t again[17];
		struct smpp_buf buf = { again, 16, 0 };
		struct smpp_time time;
		unsigned form = any(3);
		unsigned quarters = any(49);

		sprintf(text, "%02u%02u%02u%02u%02u%02u", any(100), 1 + any(12), 1 + any(28),
			any(24), any(60), any(60));
		if (form == 0)
			sprintf(text + 12, "%u%02u%c", any(10), quarters,
				quarters > 0 && any(2) ? '-' : '+');
		if (form == 1)
			sprintf(text, "%02u%02u%02u%02u%02u%02u000R", any(100), any(100), any(100),
				any(100), any(100), any(100));
		again[16] = 0xA5;
		if (smpp_time_read(smpp_span_of(text), 0, &time, NULL) != SMPP_OK ||
		    smpp_time_write(&time, 0, &buf) != SMPP_OK || buf.len != strlen(text) ||
		    memcmp(again, text, buf.len) != 0 || again[16] != 0xA5)
			ck_abort_msg("%s", text);
	}
}
END_TEST

START_TEST(a_time_needs_all_of_its_characters_as_room)
{
	static const char *const texts[] = { "260731123456704-", "000007000000000R",
					     "260731123456", "" };

	for (size_t i = 0; i < 4; i++) {
		struct smpp_time time;

		ck_assert_int_eq(smpp_time_read(smpp_span_of(texts[i]), 0, &time, NULL), SMPP_OK);
		for (size_t cap = 0; cap <= 16; cap++) {
			uint8_t *room = malloc(cap);
			struct smpp_buf buf = { room, cap, 99 };
			int fits = cap >= strlen(texts[i]);

			ck_assert_int_eq(smpp_time_write(&time, 0, &buf),
					 fits ? SMPP_OK : SMPP_E_SPACE);
			ck_assert_uint_eq(buf.len, strlen(texts[i]));
			free(room);
		}
	}
}
END_TEST

/* Every day of ten thousand years, with libc's calendar beside it. */
START_TEST(the_calendar_is_that_of_libc)
{
	size_t days = 0;

	for (int64_t utc = INT64_C(-62135596800); utc <= INT64_C(253402300799);
	     utc += 86400 - (utc % 7 == 0), days++) {
		time_t seconds = (time_t)utc;
		struct tm tm;
		struct smpp_time time;
		int64_t back;

		if (gmtime_r(&seconds, &tm) == NULL ||
		    smpp_time_from_utc(utc, 3, 0, &time) != SMPP_OK ||
		    time.year != tm.tm_year + 1900 || time.month != tm.tm_mon + 1 ||
		    time.day != tm.tm_mday || time.hour != tm.tm_hour ||
		    time.minute != tm.tm_min || time.second != tm.tm_sec || time.tenths != 3 ||
		    smpp_time_to_utc(&time, 0, &back) != SMPP_OK || back != utc)
			ck_abort_msg("at %ld", (long)utc);
	}
	printf("# %lu days\n", (unsigned long)days);
	ck_assert_uint_gt(days, 3650000);
}
END_TEST

START_TEST(instants_come_back_with_any_offset)
{
	start("300,000 instants with offsets");
	for (size_t i = 0; i < 300000; i++) {
		int64_t utc = INT64_C(-1009843200) +
			      (int64_t)any(UINT32_C(3155760000));
		int offset = (int)any(97) - 48;
		struct smpp_time time;
		int64_t back;

		if (smpp_time_from_utc(utc, any(10), offset, &time) != SMPP_OK ||
		    time.offset != offset || smpp_time_to_utc(&time, 0, &back) != SMPP_OK ||
		    back != utc)
			ck_abort_msg("%ld at %d", (long)utc, offset);
		time.offset = 0;
		if (smpp_time_to_utc(&time, 0, &back) != SMPP_OK || back - utc != offset * 900)
			ck_abort_msg("%ld: the offset counts the other way", (long)utc);
	}
}
END_TEST

START_TEST(instants_outside_the_calendar_are_refused)
{
	static const struct {
		int64_t utc;
		unsigned tenths;
		int offset;
		int want;
	} rows[] = {
		{ INT64_C(-62135596800), 0, 0, SMPP_OK },
		{ INT64_C(-62135596801), 0, 0, SMPP_E_FAULT },
		{ INT64_C(-62135596801), 0, 1, SMPP_OK },
		{ INT64_C(-62135596800), 0, -1, SMPP_E_FAULT },
		{ INT64_C(253402300799), 9, 0, SMPP_OK },
		{ INT64_C(253402300800), 0, 0, SMPP_E_FAULT },
		{ INT64_C(253402300800), 0, -1, SMPP_OK },
		{ INT64_MAX, 0, 48, SMPP_E_FAULT },
		{ INT64_MIN, 0, -48, SMPP_E_FAULT },
		{ 0, 10, 0, SMPP_E_FAULT },
		{ 0, 0, 49, SMPP_E_FAULT },
		{ 0, 0, -49, SMPP_E_FAULT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_time time;

		ck_assert_msg(smpp_time_from_utc(rows[i].utc, rows[i].tenths, rows[i].offset,
						 &time) == rows[i].want, "row %lu",
			      (unsigned long)i);
	}
}
END_TEST

START_TEST(a_relative_time_needs_a_now_within_the_calendar)
{
	struct smpp_time time;
	int64_t utc = 5;

	ck_assert_int_eq(smpp_time_read(smpp_span_of("999999999999000R"), 0, &time, NULL), SMPP_OK);
	ck_assert_int_eq(time.out_of_range, 1);
	ck_assert_int_eq(smpp_time_to_utc(&time, INT64_MIN, &utc), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_time_to_utc(&time, INT64_MAX, &utc), SMPP_E_FAULT);
	ck_assert_int_eq(utc, 5);
	ck_assert_int_eq(smpp_time_to_utc(&time, INT64_C(253402300799), &utc), SMPP_OK);
	/* 10107-03-31T23:59:59, then 99 days, 99 hours, 99 minutes and 99 seconds */
	ck_assert_int_eq(utc, INT64_C(256786675199) + 99 * (86400 + 3600 + 60 + 1));
}
END_TEST

/* Years and months, then the last day of a month that is too short, then the rest. */
START_TEST(relative_times_are_added_by_the_calendar_of_libc)
{
	start("100,000 relative times");
	for (size_t i = 0; i < 100000; i++) {
		int64_t now = (int64_t)any(UINT32_MAX), utc, want;
		unsigned years = any(100), months = any(100), days = any(100), hours = any(100);
		time_t seconds = (time_t)now;
		struct smpp_time time;
		struct tm tm, first;
		char text[40];

		sprintf(text, "%02u%02u%02u%02u0000000R", years, months, days, hours);
		if (smpp_time_read(smpp_span_of(text), 0, &time, NULL) != SMPP_OK ||
		    smpp_time_to_utc(&time, now, &utc) != SMPP_OK)
			ck_abort_msg("%s is refused", text);
		gmtime_r(&seconds, &tm);
		tm.tm_year += (int)years;
		tm.tm_mon += (int)months;
		first = tm;
		first.tm_mday = 1;
		first.tm_mon++; /* the day before it is the month's last */
		want = (int64_t)timegm(&first) - 86400;
		if ((int64_t)timegm(&tm) < want)
			want = (int64_t)timegm(&tm);
		want += days * INT64_C(86400) + hours * INT64_C(3600);
		if (utc != want)
			ck_abort_msg("%s at %ld: %ld, not %ld", text, (long)now, (long)utc,
				     (long)want);
	}
}
END_TEST

START_TEST(durations_are_written_in_days_and_less)
{
	static const struct {
		uint64_t seconds;
		const char *text;
		int out_of_range;
	} rows[] = { { 0, "000000000000000R", 0 }, { 1, "000000000001000R", 0 },
		     { 600, "000000001000000R", 0 }, { 86399, "000000235959000R", 0 },
		     { 604800, "000007000000000R", 0 },
		     { 31 * 86400 + 86399, "000031235959000R", 0 },
		     { 32 * 86400, "000032000000000R", 1 }, { 8639999, "000099235959000R", 1 } };
	struct smpp_time time;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[17] = "";
		struct smpp_buf buf = { (uint8_t *)text, 16, 0 };

		ck_assert_int_eq(smpp_time_from_duration(rows[i].seconds, &time), SMPP_OK);
		ck_assert_int_eq(time.out_of_range, rows[i].out_of_range);
		ck_assert_int_eq(smpp_time_write(&time, 0, &buf), SMPP_OK);
		ck_assert_str_eq(text, rows[i].text);
	}
	ck_assert_int_eq(smpp_time_from_duration(8640000, &time), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_time_from_duration(UINT64_MAX, &time), SMPP_E_TOO_BIG);
	ck_assert_int_eq(time.day, 99);
}
END_TEST

START_TEST(durations_come_back)
{
	start("100,000 durations");
	for (size_t i = 0; i < 100000; i++) {
		uint32_t seconds = any(8640000);
		int64_t now = (int64_t)any(UINT32_MAX), utc;
		struct smpp_time time;

		if (smpp_time_from_duration(seconds, &time) != SMPP_OK ||
		    smpp_time_to_utc(&time, now, &utc) != SMPP_OK || utc != now + seconds)
			ck_abort_msg("%lu seconds", (unsigned long)seconds);
	}
}
END_TEST

START_TEST(parts_out_of_their_range_are_neither_written_nor_converted)
{
	struct smpp_time good = { SMPP_TIME_ABSOLUTE, 7, 31, 12, 34, 56, 7, 0, 2026, 4 };
	uint8_t text[16];

	for (size_t i = 0; i < 14; i++) {
		struct smpp_buf buf = { text, sizeof(text), 0 };
		struct smpp_time time = good;
		int64_t utc;

		switch (i) {
		case 0: time.month = 0; break;
		case 1: time.month = 13; break;
		case 2: time.day = 0; break;
		case 3: time.day = 32; break;
		case 4: time.hour = 24; break;
		case 5: time.minute = 60; break;
		case 6: time.second = 60; break;
		case 7: time.tenths = 10; break;
		case 8: time.offset = 49; break;
		case 9: time.offset = -49; break;
		case 10: time.year = 0; break;
		case 11: time.year = 10000; break;
		case 12: time.kind = 4; break;
		default:
			time.kind = SMPP_TIME_RELATIVE; /* of 2026 years */
			break;
		}
		ck_assert_int_eq(smpp_time_write(&time, 0, &buf), SMPP_E_FAULT);
		ck_assert_int_eq(smpp_time_to_utc(&time, 0, &utc), SMPP_E_FAULT);
	}
}
END_TEST

START_TEST(a_local_time_takes_the_offset_that_the_caller_knows)
{
	struct smpp_time time;
	int64_t utc;

	ck_assert_int_eq(smpp_time_read(smpp_span_of("260731123456"), 0, &time, NULL), SMPP_OK);
	ck_assert_int_eq(time.offset, 0);
	time.offset = 8;
	ck_assert_int_eq(smpp_time_to_utc(&time, 0, &utc), SMPP_OK);
	ck_assert_int_eq(utc, utc_of("2026-07-31T10:34:56"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smpptime");
	TCase *tests = tcase_create("smpptime");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, times_of_the_tables_mean_what_they_say);
	tcase_add_test(tests, refused_times_say_at_which_character);
	tcase_add_test(tests, a_time_with_any_octet_at_any_place_is_read_only_if_it_is_one);
	tcase_add_test(tests, a_pivot_says_the_century_of_years_of_two_digits);
	tcase_add_test(tests, times_are_written_as_they_were_read);
	tcase_add_test(tests, a_time_needs_all_of_its_characters_as_room);
	tcase_add_test(tests, the_calendar_is_that_of_libc);
	tcase_add_test(tests, instants_come_back_with_any_offset);
	tcase_add_test(tests, instants_outside_the_calendar_are_refused);
	tcase_add_test(tests, a_relative_time_needs_a_now_within_the_calendar);
	tcase_add_test(tests, relative_times_are_added_by_the_calendar_of_libc);
	tcase_add_test(tests, durations_are_written_in_days_and_less);
	tcase_add_test(tests, durations_come_back);
	tcase_add_test(tests, parts_out_of_their_range_are_neither_written_nor_converted);
	tcase_add_test(tests, a_local_time_takes_the_offset_that_the_caller_knows);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
