/* SPDX-License-Identifier: MIT */
/*
 * Owns: times of any octets: what is read is written again and comes back from its instant.
 *
 * The first octet of the input is the pivot, the next eight are now.
 */
#include <smpp/smpptime.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int good)
{
	if (!good)
		abort();
}

static void expect_read(const struct smpp_time *time, struct smpp_span text, unsigned pivot,
			int64_t now)
{
	uint8_t octets[SMPP_TIME_CHARACTERS];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span span = { octets, 0 };
	struct smpp_time again;
	int64_t utc;

	expect(smpp_time_write(time, pivot, &buf) == SMPP_OK && buf.len == text.len);
	span.len = buf.len;
	expect(smpp_time_read(span, pivot, &again, NULL) == SMPP_OK);
	expect(memcmp(time, &again, sizeof(again)) == 0);
	if (time->kind == SMPP_TIME_LOCAL)
		expect(memcmp(octets, text.ptr, text.len) == 0);
	if (smpp_time_to_utc(time, now, &utc) != SMPP_OK)
		return;
	if (time->kind == SMPP_TIME_RELATIVE)
		expect(utc >= now);
	else if (smpp_time_from_utc(utc, time->tenths, time->offset, &again) == SMPP_OK)
		expect(again.year == time->year && again.month == time->month &&
		       again.day == time->day && again.hour == time->hour &&
		       again.minute == time->minute && again.second == time->second);
	else
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_time time, before;
	struct smpp_span text;
	uint64_t bits = 0;
	int64_t now;
	uint8_t *octets;
	size_t at = SIZE_MAX;
	int got;

	if (size < 9)
		return 0;
	for (size_t i = 1; i < 9; i++)
		bits = bits << 8 | data[i];
	memcpy(&now, &bits, sizeof(now));
	if (data[0] % 2 == 0)
		now %= INT64_C(253402300800);
	octets = malloc(size - 9);
	if (size > 9)
		memcpy(octets, data + 9, size - 9);
	text.ptr = octets;
	text.len = size - 9;
	memset(&time, 0xA5, sizeof(time));
	before = time;
	got = smpp_time_read(text, data[0], &time, &at);
	if (got == SMPP_OK) {
		expect_read(&time, text, data[0], now);
	} else {
		expect(at <= text.len && at <= SMPP_TIME_CHARACTERS);
		expect(memcmp(&time, &before, sizeof(time)) == 0);
	}
	if (smpp_time_from_utc(now, data[0] % 16, data[0] - 128, &time) == SMPP_OK)
		expect(time.month >= 1 && time.month <= 12 && time.day >= 1 && time.day <= 31);
	if (smpp_time_from_duration(bits >> (data[0] % 64), &time) == SMPP_OK)
		expect(time.kind == SMPP_TIME_RELATIVE);
	free(octets);
	return 0;
}
