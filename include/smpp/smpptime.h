/* SPDX-License-Identifier: MIT */
/**
 * @file smpptime.h
 * Owns: times as SMPP writes them, as instants and as durations (3.4, 7.1.1; 5.0, 4.7.23).
 * Must not know: PDUs, clocks.
 *
 * The calendar is the Gregorian one, before 1582 too, and has no leap seconds. UTC is counted in
 * seconds since 1970-01-01T00:00:00, which is negative before; years are 1 to 9999.
 */
#ifndef SMPP_SMPPTIME_H
#define SMPP_SMPPTIME_H

#include <smpp/span.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Characters of an absolute or relative time: YYMMDDhhmmsstnnp. There is no NUL among them. */
#define SMPP_TIME_CHARACTERS 16

/** Characters of the local form: YYMMDDhhmmss. */
#define SMPP_TIME_LOCAL_CHARACTERS 12

/** The usual pivot (3.4, appendix C): 38 to 99 are 1938 to 1999, 00 to 37 are 2000 to 2037. */
#define SMPP_TIME_PIVOT 38

/** The forms of a time. */
enum smpp_time_kind {
	SMPP_TIME_EMPTY = 0,    /**< no characters: at once, the usual, unchanged: the field says */
	SMPP_TIME_ABSOLUTE = 1, /**< 16 characters, the last + or -: a clock and its offset */
	SMPP_TIME_RELATIVE = 2, /**< 16 characters, the last R: so long from now; 3.4 and later */
	SMPP_TIME_LOCAL = 3     /**< 12 characters, in responses only: the message centre's clock,
	                             whose offset is not known */
};

/** A time in its parts. Zeroed: empty. */
struct smpp_time {
	uint8_t kind;   /**< enum smpp_time_kind */
	uint8_t month;  /**< 1 to 12; RELATIVE: how many, 0 to 99 */
	uint8_t day;    /**< 1 to the last of the month; RELATIVE: how many, 0 to 99 */
	uint8_t hour;   /**< 0 to 23; RELATIVE: how many, 0 to 99 */
	uint8_t minute; /**< 0 to 59; RELATIVE: how many, 0 to 99 */
	uint8_t second; /**< 0 to 59; RELATIVE: how many, 0 to 99 */
	uint8_t tenths; /**< ABSOLUTE: of a second, 0 to 9; else 0 */
	uint8_t out_of_range; /**< RELATIVE: 1 when a part is above what 5.0 prints: 12 months, 31
	                           days, 23 hours, 59 minutes, 59 seconds. It is accepted */
	uint16_t year;  /**< in full, 1 to 9999; RELATIVE: how many, 0 to 99 */
	int8_t offset;  /**< ABSOLUTE: quarter hours that the clock is ahead of UTC, -48 to 48.
	                     LOCAL: read sets 0; set what you know of the message centre */
};

/**
 * Reads the characters of a time field, without the NUL: 0, 12 or 16 of them. Exact: 15 digits in
 * their ranges, a day that exists, an offset of at most 48, and + - or R at the end.
 *
 * Of a relative time tenths and offset are ignored. Only responses may have the form of 12.
 *
 * @param pivot years of two digits from it on are 19xx, below it 20xx: 1 to 100; 0: the usual, 38
 * @param time  unchanged after an error
 * @param at    may be NULL; after an error the index of the character in question: of the first
 *              that is not what it must be, or of the first of a part that is out of its range
 * @return SMPP_OK; SMPP_E_LENGTH: another length, *at is where the text ends or should end;
 *         SMPP_E_FAULT: a character or a part that cannot be; or a pivot above 100, at 0
 */
SMPP_API int smpp_time_read(struct smpp_span text, unsigned pivot, struct smpp_time *time,
			    size_t *at);

/**
 * Writes a time as 0, 12 or 16 characters, without a NUL. What read gives is written as it was
 * read, but for what a relative time ignores (written as 000) and the sign of an offset of 0 (+).
 *
 * @param pivot as in read: it says which hundred years can be written
 * @return SMPP_OK; SMPP_E_SPACE, text->len is then what is needed; SMPP_E_FAULT: a part is out of
 *         its range, the kind is none, or the year cannot be written with that pivot
 */
SMPP_API int smpp_time_write(const struct smpp_time *time, unsigned pivot, struct smpp_buf *text);

/**
 * The instant that a time means, in seconds of UTC; tenths are not in it.
 *
 * Of a relative time years and months are added to now's date first, and a day that the month does
 * not have becomes its last; then days, hours, minutes and seconds. A local time is taken to have
 * time->offset.
 *
 * @param now needed for a relative time only: seconds of UTC
 * @param utc unchanged after an error
 * @return SMPP_OK; SMPP_E_ABSENT: the time is empty; SMPP_E_FAULT: a part is out of its range, or
 *         now is not within the years 1 to 9999
 */
SMPP_API int smpp_time_to_utc(const struct smpp_time *time, int64_t now, int64_t *utc);

/**
 * The absolute time for an instant, as a clock of that offset shows it.
 *
 * @param utc    seconds of UTC
 * @param tenths of a second beyond them, 0 to 9
 * @param offset quarter hours ahead of UTC, -48 to 48; 0: the clock shows UTC
 * @param time   unchanged after an error
 * @return SMPP_OK; SMPP_E_FAULT: one of them is out of its range, or the year is not 1 to 9999
 */
SMPP_API int smpp_time_from_utc(int64_t utc, unsigned tenths, int offset, struct smpp_time *time);

/**
 * The relative time for a duration: days, hours, minutes, seconds; never years or months, which
 * message centres count differently. From 32 days on out_of_range is set.
 *
 * @param time unchanged after an error
 * @return SMPP_OK; SMPP_E_TOO_BIG: 100 days or more; an absolute time can say that
 */
SMPP_API int smpp_time_from_duration(uint64_t seconds, struct smpp_time *time);

#ifdef __cplusplus
}
#endif

#endif
