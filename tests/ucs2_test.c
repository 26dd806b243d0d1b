/* SPDX-License-Identifier: MIT */
/*
 * Owns: that UTF-16 goes both ways, and that half pairs and half units are found where they are.
 * Must not know: how it is done.
 */
#include "support.h"

#include <smpp/text.h>

#include "alphabet.h"

static const struct smpp_charset ucs2 = { SMPP_ALPHABET_UCS2, 0, 0 };

/* Decodes at an unreadable page. @return the result; where it failed is in *offset */
static int decode(const uint8_t *octets, size_t len, size_t *offset)
{
	struct smpp_span guarded = guard_end((struct smpp_span){ octets, len });
	uint8_t out[64];
	struct smpp_buf utf8 = { out, sizeof(out), 0 };
	struct smpp_text_fault fault = { 99, 99 };
	int result = smpp_text_decode(&ucs2, guarded, 0, &utf8, &fault);

	guard_free(guarded);
	*offset = fault.offset;
	if (result == SMPP_E_FAULT)
		ck_assert_uint_eq(fault.character, octets[fault.offset]);
	return result;
}

START_TEST(every_character_comes_back_and_surrogates_are_none)
{
	for (uint32_t character = 0; character <= 0x110000; character++) {
		uint8_t out[4];
		struct smpp_span octets = { out, smpp__ucs2_put(&ucs2, character, out) };
		size_t used;

		if ((character >= 0xD800 && character <= 0xDFFF) || character > 0x10FFFF) {
			if (octets.len != 0)
				ck_abort_msg("U+%04x is written", (unsigned)character);
			continue;
		}
		if (octets.len != (character < 0x10000 ? 2 : 4) ||
		    smpp__ucs2_get(&ucs2, octets, &used) != character || used != octets.len)
			ck_abort_msg("U+%04x", (unsigned)character);
	}
	ck_assert_uint_eq(smpp_charset_width(&ucs2, SMPP__NO_CHARACTER), 0);
}
END_TEST

START_TEST(units_are_big_endian_and_pairs_begin_with_the_high_one)
{
	uint8_t out[4];

	ck_assert_uint_eq(smpp__ucs2_put(&ucs2, 0x044F, out), 2);
	ck_assert_mem_eq(out, "\x04\x4F", 2);
	ck_assert_uint_eq(smpp__ucs2_put(&ucs2, 0x10000, out), 4);
	ck_assert_mem_eq(out, "\xD8\x00\xDC\x00", 4);
	ck_assert_uint_eq(smpp__ucs2_put(&ucs2, 0x1F600, out), 4);
	ck_assert_mem_eq(out, "\xD8\x3D\xDE\x00", 4);
	ck_assert_uint_eq(smpp__ucs2_put(&ucs2, 0x10FFFF, out), 4);
	ck_assert_mem_eq(out, "\xDB\xFF\xDF\xFF", 4);
}
END_TEST

START_TEST(every_two_units_are_read_as_unicode_says)
{
	static const uint16_t edges[] = { 0, 0x61, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000,
					  0xFEFF, 0xFFFE, 0xFFFF };

	for (uint32_t high = 0; high < 0x10000; high++) {
		for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
			uint32_t low = edges[i], want = high;
			uint8_t four[4] = { (uint8_t)(high >> 8), (uint8_t)high,
					    (uint8_t)(low >> 8), (uint8_t)low };
			size_t used, want_used = 2;

			if (high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
				want = 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00);
				want_used = 4;
			} else if (high >= 0xD800 && high < 0xE000) {
				want = SMPP__NO_CHARACTER;
			}
			if (smpp__ucs2_get(&ucs2, (struct smpp_span){ four, 4 }, &used) != want ||
			    used != want_used)
				ck_abort_msg("units %04x %04x", (unsigned)high, (unsigned)low);
		}
	}
}
END_TEST

START_TEST(an_odd_octet_at_the_end_is_refused_at_its_place)
{
	static const uint8_t octets[9] = { 0, 'a', 0, 'b', 0xD8, 0x3D, 0xDE, 0, 0 };
	size_t offset;

	ck_assert_int_eq(decode(octets, 8, &offset), SMPP_OK);
	ck_assert_int_eq(decode(octets, 9, &offset), SMPP_E_FAULT);
	ck_assert_uint_eq(offset, 8);
	ck_assert_int_eq(decode(octets, 1, &offset), SMPP_E_FAULT);
	ck_assert_uint_eq(offset, 0);
	ck_assert_int_eq(decode(octets, 3, &offset), SMPP_E_FAULT);
	ck_assert_uint_eq(offset, 2);
}
END_TEST

START_TEST(half_a_pair_is_refused_at_its_place)
{
	static const struct {
		const char *octets;
		size_t len, offset;
	} rows[] = {
		{ "\x00\x61\xD8\x3D", 4, 2 },                 /* high at the end */
		{ "\x00\x61\xD8\x3D\xDE", 5, 2 },             /* and half of the low one */
		{ "\xDE\x00\x00\x61", 4, 0 },                 /* low without a high one */
		{ "\xD8\x3D\x00\x61", 4, 0 },                 /* high before a letter */
		{ "\xD8\x3D\xD8\x3D\xDE\x00", 6, 0 },         /* high before a pair */
		{ "\xD8\x3D\xDE\x00\xDE\x00", 6, 4 },         /* low behind a pair */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t offset;

		ck_assert_int_eq(decode((const uint8_t *)rows[i].octets, rows[i].len, &offset),
				 SMPP_E_FAULT);
		ck_assert_uint_eq(offset, rows[i].offset);
	}
}
END_TEST

START_TEST(half_pairs_are_replaced_where_the_caller_says_so)
{
	static const uint8_t octets[] = { 0xD8, 0x3D, 0, 'a', 0xDE, 0, 0, 'b', 0xD8 };
	uint8_t out[64];
	struct smpp_buf utf8 = { out, sizeof(out), 0 };

	ck_assert_int_eq(smpp_text_decode(&ucs2, (struct smpp_span){ octets, sizeof(octets) }, '?',
					  &utf8, NULL), SMPP_OK);
	ck_assert_uint_eq(utf8.len, 5);
	ck_assert_mem_eq(out, "?a?b?", 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ucs2");
	TCase *units = tcase_create("units");

	tcase_set_timeout(units, 0);
	tcase_add_test(units, every_character_comes_back_and_surrogates_are_none);
	tcase_add_test(units, units_are_big_endian_and_pairs_begin_with_the_high_one);
	tcase_add_test(units, every_two_units_are_read_as_unicode_says);
	tcase_add_test(units, an_odd_octet_at_the_end_is_refused_at_its_place);
	tcase_add_test(units, half_a_pair_is_refused_at_its_place);
	tcase_add_test(units, half_pairs_are_replaced_where_the_caller_says_so);
	suite_add_tcase(suite, units);
	return run_suite(suite);
}
