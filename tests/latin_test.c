/* SPDX-License-Identifier: MIT */
/*
 * Owns: that ASCII and the parts of ISO 8859 are what the C library's iconv says, both ways.
 * Must not know: how the tables are stored.
 */
#include "support.h"

#include <iconv.h>
#include <smpp/text.h>

#include "alphabet.h"

static const struct alphabet {
	const char *name;
	uint8_t alphabet;
	unsigned characters; /* of the 256 octets, so many are one */
} alphabets[] = {
	{ "US-ASCII", SMPP_ALPHABET_ASCII, 128 },
	{ "ISO-8859-1", SMPP_ALPHABET_LATIN1, 256 },
	{ "ISO-8859-15", SMPP_ALPHABET_LATIN9, 256 },
	{ "ISO-8859-5", SMPP_ALPHABET_CYRILLIC, 256 },
	{ "ISO-8859-8", SMPP_ALPHABET_HEBREW, 220 },
};

#define ALPHABETS (int)(sizeof(alphabets) / sizeof(alphabets[0]))

static struct smpp_charset charset_of(int index)
{
	struct smpp_charset charset = { alphabets[index].alphabet, 0, 0 };

	return charset;
}

/* The character of an octet by iconv. */
static uint32_t reference(iconv_t converter, unsigned octet)
{
	char in = (char)octet, out[4];
	char *from = &in, *to = out;
	size_t in_left = 1, out_left = sizeof(out);

	iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &from, &in_left, &to, &out_left) == (size_t)-1 || out_left != 0)
		return SMPP__NO_CHARACTER;
	return (uint32_t)(uint8_t)out[0] << 24 | (uint32_t)(uint8_t)out[1] << 16 |
	       (uint32_t)(uint8_t)out[2] << 8 | (uint8_t)out[3];
}

START_TEST(every_octet_is_the_character_that_iconv_says)
{
	struct smpp_charset charset = charset_of(_i);
	iconv_t converter = iconv_open("UCS-4BE", alphabets[_i].name);

	if (converter == (iconv_t)-1)
		return; /* a small C library; the counts below still hold */
	for (unsigned octet = 0; octet < 256; octet++) {
		uint8_t one = (uint8_t)octet;
		struct smpp_span octets = { &one, 1 };
		size_t used = 0;

		ck_assert_msg(smpp__latin_get(&charset, octets, &used) ==
				      reference(converter, octet) && used == 1,
			      "%s: octet %02x", alphabets[_i].name, octet);
	}
	iconv_close(converter);
}
END_TEST

START_TEST(every_character_is_its_octet_and_no_other_is_there)
{
	struct smpp_charset charset = charset_of(_i);
	unsigned count = 0;

	for (uint32_t character = 0; character < 0x110000; character++) {
		uint8_t one[4];
		struct smpp_span octets = { one, 1 };
		size_t used, width = smpp__latin_put(&charset, character, one);

		count += (unsigned)width;
		if (width > 1 ||
		    (width == 1 && smpp__latin_get(&charset, octets, &used) != character))
			ck_abort_msg("%s: U+%04x", alphabets[_i].name, (unsigned)character);
	}
	ck_assert_uint_eq(count, alphabets[_i].characters);
}
END_TEST

START_TEST(the_letters_of_each_alphabet_stand_where_the_standard_has_them)
{
	static const struct {
		uint8_t alphabet, octet;
		uint16_t character;
	} rows[] = {
		{ SMPP_ALPHABET_ASCII, '@', '@' },          { SMPP_ALPHABET_ASCII, 0, 0 },
		{ SMPP_ALPHABET_LATIN1, 0xE9, 0x00E9 },     { SMPP_ALPHABET_LATIN1, 0x80, 0x0080 },
		{ SMPP_ALPHABET_LATIN9, 0xA4, 0x20AC },     { SMPP_ALPHABET_LATIN9, 0xBD, 0x0153 },
		{ SMPP_ALPHABET_LATIN9, 0xBE, 0x0178 },    { SMPP_ALPHABET_CYRILLIC, 0xB0, 0x0410 },
		{ SMPP_ALPHABET_CYRILLIC, 0xF0, 0x2116 },  { SMPP_ALPHABET_CYRILLIC, 0xFF, 0x045F },
		{ SMPP_ALPHABET_HEBREW, 0xE0, 0x05D0 },     { SMPP_ALPHABET_HEBREW, 0xFA, 0x05EA },
		{ SMPP_ALPHABET_HEBREW, 0xFE, 0x200F },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_charset charset = { rows[i].alphabet, 0, 0 };
		struct smpp_span octets = { &rows[i].octet, 1 };
		size_t used;

		ck_assert_uint_eq(smpp__latin_get(&charset, octets, &used), rows[i].character);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("latin");
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, 0);
	tcase_add_loop_test(tables, every_octet_is_the_character_that_iconv_says, 0, ALPHABETS);
	tcase_add_loop_test(tables, every_character_is_its_octet_and_no_other_is_there, 0,
			    ALPHABETS);
	tcase_add_test(tables, the_letters_of_each_alphabet_stand_where_the_standard_has_them);
	suite_add_tcase(suite, tables);
	return run_suite(suite);
}
