/* SPDX-License-Identifier: MIT */
/*
 * Owns: times as SMPP writes them, and the calendar behind them.
 * Must not know: PDUs, clocks.
 */
#include <smpp/smpptime.h>

#include "print.h"

#define DAY_SECONDS 86400
#define QUARTER_SECONDS INT64_C(900)
#define OFFSET_MAX 48
#define YEAR_MAX 9999
#define DURATION_DAYS 99

/* 0001-01-01T00:00:00 and 9999-12-31T23:59:59 */
#define UTC_MIN (-INT64_C(62135596800))
#define UTC_MAX INT64_C(253402300799)

/* Where the parts of two characters begin. */
enum { AT_YEAR = 0, AT_MONTH = 2, AT_DAY = 4, AT_HOUR = 6, AT_MINUTE = 8, AT_SECOND = 10,
       AT_TENTHS = 12, AT_OFFSET = 13, AT_SIGN = 15 };

static unsigned days_of_month(unsigned year, unsigned month)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

/* Days from 1970-01-01. A year begins in March here, so that the leap day is its last. */
static int64_t days_of_date(unsigned year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t m = month > 2 ? month - 3 : month + 9;

	/* 719468 days lie between 0000-03-01 and 1970-01-01 */
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + (int64_t)day - 1 - 719468;
}

/* The reverse, for days of the years 0 to 9999. */
static void date_of_days(int64_t days, struct smpp_time *time)
{
	int64_t z = days + 719468, era, day_of_era, year_of_era, day_of_year, m;

	era = z / 146097; /* 400 years */
	day_of_era = z % 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
		       day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	m = (5 * day_of_year + 2) / 153;
	time->day = (uint8_t)(day_of_year - (153 * m + 2) / 5 + 1);
	time->month = (uint8_t)(m < 10 ? m + 3 : m - 9);
	time->year = (uint16_t)(year_of_era + era * 400 + (time->month <= 2));
}

static int64_t seconds_of_clock(const struct smpp_time *time)
{
	return time->hour * INT64_C(3600) + time->minute * INT64_C(60) + time->second;
}

/* Date and clock of an instant between UTC_MIN and UTC_MAX; the other members are not touched. */
static void civil_of_seconds(int64_t seconds, struct smpp_time *time)
{
	int64_t of_day = seconds % DAY_SECONDS;
	int64_t days = seconds / DAY_SECONDS;

	if (of_day < 0) {
		of_day += DAY_SECONDS;
		days--;
	}
	date_of_days(days, time);
	time->hour = (uint8_t)(of_day / 3600);
	time->minute = (uint8_t)(of_day / 60 % 60);
	time->second = (uint8_t)(of_day % 60);
}

/* The first year that can be written, or 0. */
static unsigned first_year(unsigned pivot)
{
	if (pivot > 100)
		return 0;
	return 1900 + (pivot != 0 ? pivot : SMPP_TIME_PIVOT);
}

/* Judges a clock's reading. @return 0, or 1 and the place of the first part out of its range. */
static int clock_fault(const struct smpp_time *time, size_t *at)
{
	size_t place = 0;

	if (time->year < 1 || time->year > YEAR_MAX)
		place = AT_YEAR;
	else if (time->month < 1 || time->month > 12)
		place = AT_MONTH;
	else if (time->day < 1 || time->day > days_of_month(time->year, time->month))
		place = AT_DAY;
	else if (time->hour > 23)
		place = AT_HOUR;
	else if (time->minute > 59)
		place = AT_MINUTE;
	else if (time->second > 59)
		place = AT_SECOND;
	else if (time->tenths > 9)
		place = AT_TENTHS;
	else if (time->offset < -OFFSET_MAX || time->offset > OFFSET_MAX)
		place = AT_OFFSET;
	else
		return 0;
	*at = place;
	return 1;
}

static int relative_fault(const struct smpp_time *time)
{
	return time->year > 99 || time->month > 99 || time->day > 99 || time->hour > 99 ||
	       time->minute > 99 || time->second > 99;
}

static int is_out_of_range(const struct smpp_time *time)
{
	return time->month > 12 || time->day > 31 || time->hour > 23 || time->minute > 59 ||
	       time->second > 59;
}

static int time_fault(const struct smpp_time *time)
{
	size_t at;

	switch ((enum smpp_time_kind)time->kind) {
	case SMPP_TIME_EMPTY: return 0;
	case SMPP_TIME_ABSOLUTE:
	case SMPP_TIME_LOCAL: return clock_fault(time, &at);
	case SMPP_TIME_RELATIVE: return relative_fault(time);
	}
	return 1;
}

static uint8_t two_digits(const uint8_t *p)
{
	return (uint8_t)((p[0] - '0') * 10 + (p[1] - '0'));
}

/* The twelve digits that all forms begin with; the year of a clock is made a full one. */
static void get_parts(const uint8_t *p, unsigned first, struct smpp_time *time)
{
	time->year = two_digits(p + AT_YEAR);
	time->month = two_digits(p + AT_MONTH);
	time->day = two_digits(p + AT_DAY);
	time->hour = two_digits(p + AT_HOUR);
	time->minute = two_digits(p + AT_MINUTE);
	time->second = two_digits(p + AT_SECOND);
	if (time->kind != SMPP_TIME_RELATIVE)
		time->year = (uint16_t)(time->year + (1900U + time->year < first ? 2000U : 1900U));
}

/* Digits, and the character that says which form it is; sets kind. */
static int get_form(struct smpp_span text, struct smpp_time *time, size_t *at)
{
	size_t digits = text.len < SMPP_TIME_CHARACTERS ? text.len : AT_SIGN;

	for (*at = 0; *at < digits; ++*at) {
		if (text.ptr[*at] < '0' || text.ptr[*at] > '9')
			return SMPP_E_FAULT;
	}
	time->kind = SMPP_TIME_LOCAL;
	if (text.len == SMPP_TIME_LOCAL_CHARACTERS)
		return SMPP_OK;
	if (text.len != SMPP_TIME_CHARACTERS) {
		*at = text.len < SMPP_TIME_CHARACTERS ? text.len : SMPP_TIME_CHARACTERS;
		return SMPP_E_LENGTH;
	}
	time->kind = text.ptr[AT_SIGN] == 'R' ? SMPP_TIME_RELATIVE : SMPP_TIME_ABSOLUTE;
	if (time->kind == SMPP_TIME_RELATIVE || text.ptr[AT_SIGN] == '+' ||
	    text.ptr[AT_SIGN] == '-')
		return SMPP_OK;
	return SMPP_E_FAULT;
}

static int read_time(struct smpp_span text, unsigned pivot, struct smpp_time *time, size_t *at)
{
	unsigned first = first_year(pivot);
	int got;

	*at = 0;
	if (first == 0)
		return SMPP_E_FAULT;
	if (text.len == 0)
		return SMPP_OK;
	got = get_form(text, time, at);
	if (got != SMPP_OK)
		return got;
	get_parts(text.ptr, first, time);
	if (time->kind == SMPP_TIME_RELATIVE) {
		time->out_of_range = (uint8_t)is_out_of_range(time);
		return SMPP_OK;
	}
	if (time->kind == SMPP_TIME_ABSOLUTE) {
		int quarters = two_digits(text.ptr + AT_OFFSET); /* 0 to 99: fits */

		time->tenths = (uint8_t)(text.ptr[AT_TENTHS] - '0');
		time->offset = (int8_t)(text.ptr[AT_SIGN] == '-' ? -quarters : quarters);
	}
	return clock_fault(time, at) ? SMPP_E_FAULT : SMPP_OK;
}

int smpp_time_read(struct smpp_span text, unsigned pivot, struct smpp_time *time, size_t *at)
{
	struct smpp_time found;
	size_t place;
	int got;

	memset(&found, 0, sizeof(found));
	got = read_time(text, pivot, &found, &place);
	if (got == SMPP_OK)
		*time = found;
	else if (at != NULL)
		*at = place;
	return got;
}

static void put_two(struct smpp_buf *text, unsigned value)
{
	smpp__print_char(text, (char)('0' + value / 10));
	smpp__print_char(text, (char)('0' + value % 10));
}

int smpp_time_write(const struct smpp_time *time, unsigned pivot, struct smpp_buf *text)
{
	unsigned first = first_year(pivot), year = time->year, quarters;
	int is_clock = time->kind == SMPP_TIME_ABSOLUTE || time->kind == SMPP_TIME_LOCAL;

	text->len = 0;
	if (first == 0 || time_fault(time) ||
	    (is_clock && (year < first || year - first > 99)))
		return SMPP_E_FAULT;
	if (time->kind == SMPP_TIME_EMPTY)
		return SMPP_OK;
	put_two(text, year % 100);
	put_two(text, time->month);
	put_two(text, time->day);
	put_two(text, time->hour);
	put_two(text, time->minute);
	put_two(text, time->second);
	if (time->kind == SMPP_TIME_RELATIVE) {
		smpp__print_string(text, "000R");
	} else if (time->kind == SMPP_TIME_ABSOLUTE) {
		quarters = (unsigned)(time->offset < 0 ? -time->offset : time->offset);
		smpp__print_char(text, (char)('0' + time->tenths));
		put_two(text, quarters);
		smpp__print_char(text, time->offset < 0 ? '-' : '+');
	}
	return text->len <= text->cap ? SMPP_OK : SMPP_E_SPACE;
}

/* That much from now, by the calendar. */
static int64_t add(const struct smpp_time *time, int64_t now)
{
	struct smpp_time then;
	unsigned months, last;

	civil_of_seconds(now, &then);
	months = then.month - 1U + time->month;
	then.year = (uint16_t)(then.year + time->year + months / 12);
	then.month = (uint8_t)(months % 12 + 1);
	last = days_of_month(then.year, then.month);
	if (then.day > last)
		then.day = (uint8_t)last;
	return (days_of_date(then.year, then.month, then.day) + time->day) * DAY_SECONDS +
	       seconds_of_clock(&then) + seconds_of_clock(time);
}

int smpp_time_to_utc(const struct smpp_time *time, int64_t now, int64_t *utc)
{
	if (time->kind == SMPP_TIME_EMPTY)
		return SMPP_E_ABSENT;
	if (time_fault(time))
		return SMPP_E_FAULT;
	if (time->kind == SMPP_TIME_RELATIVE) {
		if (now < UTC_MIN || now > UTC_MAX)
			return SMPP_E_FAULT;
		*utc = add(time, now);
		return SMPP_OK;
	}
	*utc = days_of_date(time->year, time->month, time->day) * DAY_SECONDS +
	       seconds_of_clock(time) - time->offset * QUARTER_SECONDS;
	return SMPP_OK;
}

int smpp_time_from_utc(int64_t utc, unsigned tenths, int offset, struct smpp_time *time)
{
	struct smpp_time found;

	if (tenths > 9 || offset < -OFFSET_MAX || offset > OFFSET_MAX ||
	    utc < UTC_MIN - DAY_SECONDS || utc > UTC_MAX + DAY_SECONDS)
		return SMPP_E_FAULT;
	utc += offset * QUARTER_SECONDS;
	if (utc < UTC_MIN || utc > UTC_MAX)
		return SMPP_E_FAULT;
	memset(&found, 0, sizeof(found));
	found.kind = SMPP_TIME_ABSOLUTE;
	found.tenths = (uint8_t)tenths;
	found.offset = (int8_t)offset;
	civil_of_seconds(utc, &found);
	*time = found;
	return SMPP_OK;
}

int smpp_time_from_duration(uint64_t seconds, struct smpp_time *time)
{
	if (seconds / DAY_SECONDS > DURATION_DAYS)
		return SMPP_E_TOO_BIG;
	memset(time, 0, sizeof(*time));
	time->kind = SMPP_TIME_RELATIVE;
	time->day = (uint8_t)(seconds / DAY_SECONDS);
	time->hour = (uint8_t)(seconds / 3600 % 24);
	time->minute = (uint8_t)(seconds / 60 % 60);
	time->second = (uint8_t)(seconds % 60);
	time->out_of_range = (uint8_t)is_out_of_range(time);
	return SMPP_OK;
}
