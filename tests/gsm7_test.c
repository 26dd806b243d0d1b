/* SPDX-License-Identifier: MIT */
/*
 * Owns: that each code of each GSM table is the character of the vectors, both ways, in every pair
 * of languages. The reference reads the vectors and shares nothing with the library.
 * Must not know: how the tables are stored.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/text.h>

#include "alphabet.h"

#define LANGUAGES 14
#define ESCAPE 0x1B
#define TELUGU 12
#define EURO 0x20AC

/* The vectors: 0 where there is no character, and at the escape. */
static uint32_t locking[LANGUAGES][128], single[LANGUAGES][128];

static void read_table(const char *name, uint32_t table[128])
{
	struct tsv tsv = tsv_read(name);

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *point = tsv_get(&tsv, i, "unicode");
		unsigned long code = strtoul(tsv_get(&tsv, i, "code"), NULL, 16);

		ck_assert_uint_lt(code, 128);
		if (strncmp(point, "U+", 2) == 0)
			table[code] = (uint32_t)strtoul(point + 2, NULL, 16);
		else
			ck_assert_uint_eq(code, ESCAPE);
	}
	tsv_free(&tsv);
}

static void setup(void)
{
	char name[32];

	read_table("gsm7_default.tsv", locking[0]);
	read_table("gsm7_extension.tsv", single[0]);
	for (unsigned language = 1; language < LANGUAGES; language++) {
		snprintf(name, sizeof(name), "lang_%u_single.tsv", language);
		read_table(name, single[language]);
		snprintf(name, sizeof(name), "lang_%u_locking.tsv", language);
		read_table(language == 2 ? "gsm7_default.tsv" : name, locking[language]);
	}
	single[TELUGU][0x65] = EURO; /* by three of the sources */
}

static struct smpp_charset charset_of(unsigned lock, unsigned shift)
{
	struct smpp_charset charset = { SMPP_ALPHABET_GSM7, (uint8_t)lock, (uint8_t)shift };

	return charset;
}

/* What two octets of which the first is not the end mean, by the words of TS 23.038. */
static uint32_t expected(unsigned lock, unsigned shift, const uint8_t *octets, size_t len,
			 size_t *used)
{
	uint32_t character;

	*used = 1;
	if (octets[0] != ESCAPE) {
		character = octets[0] < 128 ? locking[lock][octets[0]] : 0;
	} else if (len == 1 || octets[1] > 127) {
		return ' ';
	} else {
		*used = 2;
		if (octets[1] == ESCAPE)
			return ' ';
		character = single[shift][octets[1]];
		if (character == 0)
			character = locking[lock][octets[1]];
	}
	return character != 0 ? character : SMPP__NO_CHARACTER;
}

/* The shortest octets with that meaning, of two the lower. */
static size_t expected_put(unsigned lock, unsigned shift, uint32_t character, uint8_t *octets)
{
	for (unsigned code = 0; code < 128; code++) {
		if (character != 0 && locking[lock][code] == character) {
			octets[0] = (uint8_t)code;
			return 1;
		}
	}
	for (unsigned code = 0; code < 128; code++) {
		if (character != 0 && single[shift][code] == character &&
		    !(shift == TELUGU && character == EURO)) {
			octets[0] = ESCAPE;
			octets[1] = (uint8_t)code;
			return 2;
		}
	}
	return 0;
}

START_TEST(every_row_of_a_locking_table_is_one_septet_both_ways)
{
	for (unsigned language = 0; language < LANGUAGES; language++) {
		struct smpp_charset charset = charset_of(language, 0);

		for (unsigned code = 0; code < 128; code++) {
			uint8_t octet = (uint8_t)code, out[4];
			struct smpp_span octets = { &octet, 1 };
			uint32_t character = locking[language][code];
			size_t used;

			if (character == 0)
				continue;
			ck_assert_uint_eq(smpp__gsm7_get(&charset, octets, &used), character);
			ck_assert_uint_eq(used, 1);
			ck_assert_uint_eq(smpp__gsm7_put(&charset, character, out), 1);
			ck_assert_uint_eq(out[0], code);
		}
	}
}
END_TEST

START_TEST(every_row_of_a_single_shift_table_is_read_behind_an_escape)
{
	for (unsigned language = 0; language < LANGUAGES; language++) {
		struct smpp_charset charset = charset_of(0, language);

		for (unsigned code = 0; code < 128; code++) {
			uint8_t pair[2] = { ESCAPE, (uint8_t)code };
			struct smpp_span octets = { pair, 2 };
			size_t used;

			if (single[language][code] == 0)
				continue;
			ck_assert_uint_eq(smpp__gsm7_get(&charset, octets, &used),
					  single[language][code]);
			ck_assert_uint_eq(used, 2);
		}
	}
}
END_TEST

/* _i: the language of the single shift table */
START_TEST(every_one_and_two_octets_mean_what_the_tables_say_in_every_pair_of_languages)
{
	unsigned shift = (unsigned)_i;

	for (unsigned lock = 0; lock < LANGUAGES; lock++) {
		struct smpp_charset charset = charset_of(lock, shift);

		for (unsigned i = 0; i < 0x10100; i++) {
			uint8_t two[2] = { (uint8_t)i, (uint8_t)(i >> 8) };
			struct smpp_span octets = { two, i < 0x10000 ? 2 : 1 };
			size_t used, want_used;
			uint32_t want = expected(lock, shift, two, octets.len, &want_used);
			uint32_t got = smpp__gsm7_get(&charset, octets, &used);

			if (got != want || used != want_used)
				ck_abort_msg("%u/%u: %02x%02x is %x, not %x", lock, shift, two[0],
					     two[1], (unsigned)got, (unsigned)want);
		}
	}
}
END_TEST

static void check_put(unsigned lock, unsigned shift, uint32_t character)
{
	struct smpp_charset charset = charset_of(lock, shift);
	uint8_t out[4] = { 0 }, want[4] = { 0 };
	size_t width = smpp__gsm7_put(&charset, character, out);
	size_t want_width = expected_put(lock, shift, character, want);

	if (width != want_width || memcmp(out, want, width) != 0)
		ck_abort_msg("%u/%u: U+%04x takes %zu septets, not %zu", lock, shift,
			     (unsigned)character, width, want_width);
	ck_assert_uint_eq(smpp_charset_width(&charset, character), width);
}

START_TEST(every_character_is_written_as_short_and_low_as_can_be_in_every_pair)
{
	for (unsigned pair = 0; pair < LANGUAGES * LANGUAGES; pair++) {
		for (unsigned i = 0; i < 2 * LANGUAGES * 128; i++) {
			unsigned table = i / 128;
			uint32_t character = table < LANGUAGES ? locking[table][i % 128]
							       : single[table - LANGUAGES][i % 128];

			check_put(pair / LANGUAGES, pair % LANGUAGES, character);
		}
	}
}
END_TEST

START_TEST(no_other_character_is_in_a_table)
{
	for (uint32_t character = 0; character < 0x11000; character++) {
		unsigned language = character % LANGUAGES;

		check_put(language, language, character);
		check_put(0, 0, character);
	}
	check_put(0, 0, 0x1F600);
	check_put(6, 6, 0x10FFFF);
	check_put(6, 6, SMPP__NO_CHARACTER);
	check_put(6, 6, 0x10000 + 'a');
}
END_TEST

START_TEST(the_telugu_euro_sign_is_read_and_not_written)
{
	struct smpp_charset telugu = charset_of(0, TELUGU);
	uint8_t pair[2] = { ESCAPE, 0x65 };
	struct smpp_span octets = { pair, 2 };
	size_t used;

	ck_assert_uint_eq(smpp__gsm7_get(&telugu, octets, &used), EURO);
	ck_assert_uint_eq(smpp_charset_width(&telugu, EURO), 0);
}
END_TEST

START_TEST(a_character_that_stands_twice_takes_the_lower_code)
{
	struct smpp_charset hindi = charset_of(0, 6);
	uint8_t out[4];

	ck_assert_uint_eq(single[6][0x13], single[6][0x15]);
	hindi.locking = 6; /* the default alphabet has it in one septet */
	ck_assert_uint_eq(smpp__gsm7_put(&hindi, single[6][0x13], out), 2);
	ck_assert_uint_eq(out[1], 0x13);
}
END_TEST

START_TEST(a_language_that_is_not_known_is_the_default)
{
	for (unsigned language = 0; language < 256; language++) {
		struct smpp_charset lock = charset_of(language, 0), shift = charset_of(0, language);

		if (language > 0 && language < LANGUAGES && language != 2)
			continue;
		ck_assert_uint_eq(smpp_charset_width(&lock, 0x00C7), 1);
		ck_assert_uint_eq(smpp_charset_width(&lock, 0x0394), 1);
		if (language == 2)
			continue;
		ck_assert_uint_eq(smpp_charset_width(&shift, EURO), 2);
		ck_assert_uint_eq(smpp_charset_width(&shift, 0x00E1), 0);
	}
}
END_TEST

START_TEST(an_escape_at_the_end_is_a_space)
{
	uint8_t text[4] = { 'a', 'b', 'c', ESCAPE };

	for (size_t at = 0; at < sizeof(text); at++) {
		struct smpp_charset charset = charset_of(0, 0);
		struct smpp_span octets = { text + at, sizeof(text) - at };
		struct smpp_span guarded = guard_end(octets);
		uint8_t out[8];
		struct smpp_buf utf8 = { out, sizeof(out), 0 };

		ck_assert_int_eq(smpp_text_decode(&charset, guarded, 0, &utf8, NULL), SMPP_OK);
		ck_assert_uint_eq(utf8.len, octets.len);
		ck_assert_mem_eq(out + utf8.len - 1, " ", 1);
		guard_free(guarded);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gsm7");
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, 0);
	tcase_add_unchecked_fixture(tables, setup, NULL);
	tcase_add_test(tables, every_row_of_a_locking_table_is_one_septet_both_ways);
	tcase_add_test(tables, every_row_of_a_single_shift_table_is_read_behind_an_escape);
	tcase_add_loop_test(
		tables,
		every_one_and_two_octets_mean_what_the_tables_say_in_every_pair_of_languages, 0,
		LANGUAGES);
	tcase_add_test(tables,
		       every_character_is_written_as_short_and_low_as_can_be_in_every_pair);
	tcase_add_test(tables, no_other_character_is_in_a_table);
	tcase_add_test(tables, the_telugu_euro_sign_is_read_and_not_written);
	tcase_add_test(tables, a_character_that_stands_twice_takes_the_lower_code);
	tcase_add_test(tables, a_language_that_is_not_known_is_the_default);
	tcase_add_test(tables, an_escape_at_the_end_is_a_space);
	suite_add_tcase(suite, tables);
	return run_suite(suite);
}
