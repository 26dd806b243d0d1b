/* SPDX-License-Identifier: MIT */
/*
 * Owns: that texts, septets and data_coding follow the vectors and the rules, at every capacity.
 * Must not know: how alphabets are stored; segments.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/text.h>

#define LARGEST (1 << 18) /* of a text of the vectors */
#define GUARD 0xA5
#define LANGUAGES 14
#define CASES 1000000
#define SEED UINT64_C(0x5EED7E87)

static const struct smpp_charset gsm7 = { SMPP_ALPHABET_GSM7, 0, 0 };
static const struct smpp_charset latin1 = { SMPP_ALPHABET_LATIN1, 0, 0 };
static const struct smpp_charset ucs2 = { SMPP_ALPHABET_UCS2, 0, 0 };

static uint8_t text[LARGEST], first[LARGEST], second[LARGEST];
static uint64_t state;

static uint32_t random_below(uint32_t bound)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % bound;
}

static struct smpp_buf room(uint8_t *memory)
{
	struct smpp_buf buf = { memory, LARGEST, 0 };

	return buf;
}

static struct smpp_span written(struct smpp_buf buf)
{
	struct smpp_span span = { buf.ptr, buf.len };

	return span;
}

/* Reads a number in so many hexadecimal digits and steps behind them. */
static uint32_t take_hex(const char **p, size_t digits)
{
	char number[5] = { 0 };

	memcpy(number, *p, digits);
	*p += digits;
	return (uint32_t)strtoul(number, NULL, 16);
}

/* One character or octet of the notation of text_open.tsv. */
static void expand_one(const char **p, struct smpp_buf *out)
{
	static const char escapes[] = "n\nr\rt\tf\f\\\\";
	char c = *(*p)++;

	if (c != '\\') {
		smpp_utf8_put(out, (uint8_t)c);
		return;
	}
	c = *(*p)++;
	if (c == 'x') {
		out->ptr[out->len++] = (uint8_t)take_hex(p, 2);
	} else if (c == 'u') {
		uint32_t character = take_hex(p, 4);

		if (character >= 0xD800 && character < 0xDC00) {
			*p += 2;
			character = 0x10000 + ((character & 0x3FF) << 10);
			character += take_hex(p, 4) & 0x3FF;
		}
		smpp_utf8_put(out, character);
	} else {
		const char *found = strchr(escapes, c);

		ck_assert_ptr_nonnull(found);
		smpp_utf8_put(out, (uint8_t)found[1]);
	}
}

/* "\{N:chunk}" is a chunk N times. @return the octets of that notation, in text */
static struct smpp_span expand(const char *notation)
{
	struct smpp_buf out = room(text);
	const char *p = notation;

	while (*p != '\0') {
		unsigned long times;
		char *chunk;

		if (p[0] != '\\' || p[1] != '{') {
			expand_one(&p, &out);
			continue;
		}
		times = strtoul(p + 2, &chunk, 10);
		for (; times > 0; times--) {
			for (p = chunk + 1; *p != '}';)
				expand_one(&p, &out);
		}
		p++;
		ck_assert_uint_lt(out.len, LARGEST / 2);
	}
	return written(out);
}

static uint32_t rotate(uint32_t word, unsigned by)
{
	return word >> by | word << (32 - by);
}

/* SHA-256 of one block (FIPS 180-4). */
static void sha256_block(uint32_t hash[8], const uint8_t *block, const uint32_t k[64])
{
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
		       (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(v, hash, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t a = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) +
			     ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
		uint32_t b = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) +
			     ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += a;
		v[0] = a + b;
	}
	for (int i = 0; i < 8; i++)
		hash[i] += v[i];
}

/* The first 32 bits of the fraction of the square or cube root of a prime, by whole numbers. */
static uint32_t root_fraction(uint64_t prime, int cube)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 36; bit > 0; bit >>= 1) {
		long double x = (long double)(root | bit) / 4294967296.0L;

		if ((cube ? x * x * x : x * x) <= (long double)prime)
			root |= bit;
	}
	return (uint32_t)root;
}

static void sha256_text(struct smpp_span octets, char out[65])
{
	uint32_t k[64], hash[8];
	uint8_t block[64];
	size_t padded = (octets.len + 8) / 64 * 64 + 64;

	for (uint64_t prime = 2, n = 0; n < 64; prime++) {
		uint64_t divisor = 2;

		while (prime % divisor != 0)
			divisor++;
		if (divisor < prime)
			continue;
		if (n < 8)
			hash[n] = root_fraction(prime, 0);
		k[n++] = root_fraction(prime, 1);
	}
	for (size_t at = 0; at < padded; at += 64) {
		for (size_t i = 0; i < 64; i++) {
			size_t place = at + i, left = padded - place;

			block[i] = place < octets.len ? octets.ptr[place]
				 : place == octets.len ? 0x80
				 : left <= 4 ? (uint8_t)(octets.len * 8 >> 8 * (left - 1)) : 0;
		}
		sha256_block(hash, block, k);
	}
	for (size_t i = 0; i < 8; i++)
		snprintf(out + 8 * i, 9, "%08x", (unsigned)hash[i]);
}

/* "0A1B" or "sha256:...:len=N" */
static void check_octets(const char *name, struct smpp_span octets, const char *want)
{
	char hash[65];

	if (strncmp(want, "sha256:", 7) == 0) {
		sha256_text(octets, hash);
		ck_assert_msg(strncmp(want + 7, hash, 64) == 0, "%s: hash %s", name, hash);
		ck_assert_uint_eq(strtoul(strstr(want, "len=") + 4, NULL, 10), octets.len);
		return;
	}
	struct smpp_span right = octets_of_hex(want);

	ck_assert_msg(smpp_span_equal(octets, right), "%s: other octets", name);
	free((void *)(uintptr_t)right.ptr);
}

/* Encodes utf8; the octets decode to it again; their number is wanted unless -1. */
static struct smpp_span check_encode(const char *name, const struct smpp_charset *charset,
				     struct smpp_span utf8, long want)
{
	struct smpp_buf octets = room(first), back = room(second);
	struct smpp_text_fault fault = { 0, 0 };
	int result = smpp_text_encode(charset, utf8, 0, &octets, &fault);

	ck_assert_msg(result == SMPP_OK, "%s %u/%u: %s at %zu, U+%04x", name, charset->locking,
		      charset->single, smpp_error_name(result), fault.offset,
		      (unsigned)fault.character);
	ck_assert_msg(want < 0 || octets.len == (size_t)want, "%s %u/%u: %zu, not %ld", name,
		      charset->locking, charset->single, octets.len, want);
	ck_assert_int_eq(smpp_text_decode(charset, written(octets), 0, &back, NULL), SMPP_OK);
	ck_assert_msg(smpp_span_equal(written(back), utf8), "%s does not come back", name);
	return written(octets);
}

static void check_absent(const char *name, const struct smpp_charset *charset,
			 struct smpp_span utf8)
{
	struct smpp_buf octets = { first, sizeof(first), 77 };
	struct smpp_text_fault fault = { 0, 0 };
	struct smpp_span rest;
	uint32_t character = 0;

	ck_assert_msg(smpp_text_encode(charset, utf8, 0, &octets, &fault) == SMPP_E_ABSENT,
		      "%s is not refused", name);
	ck_assert_uint_eq(octets.len, 77);
	rest = (struct smpp_span){ utf8.ptr + fault.offset, utf8.len - fault.offset };
	ck_assert_int_eq(smpp_utf8_next(&rest, &character), SMPP_OK);
	ck_assert_uint_eq(character, fault.character);
	ck_assert_uint_eq(smpp_charset_width(charset, character), 0);
}

/* "locking=1;single=0;septets=81;...;also=3/0+..." */
static void check_national(const char *name, struct smpp_span utf8, const char *national,
			   const char *hex)
{
	struct smpp_charset charset = gsm7;
	unsigned locking, single, septets;
	const char *also = strstr(national, "also=");
	int used = 0;

	ck_assert_int_eq(sscanf(national, "locking=%u;single=%u;septets=%u", &locking, &single,
				&septets), 3);
	charset.locking = (uint8_t)locking;
	charset.single = (uint8_t)single;
	check_octets(name, check_encode(name, &charset, utf8, (long)septets), hex);
	for (also = also != NULL ? also + 5 : "";
	     sscanf(also, "%u/%u%n", &locking, &single, &used) == 2; also += used + 1) {
		charset.locking = (uint8_t)locking;
		charset.single = (uint8_t)single;
		check_encode(name, &charset, utf8, (long)septets);
		if (also[used] == '\0')
			break;
	}
}

/* "0/1=7/1;1/0=6/1": locking/single=septets/segments */
static void check_options(const char *name, struct smpp_span utf8, const char *options)
{
	unsigned locking, single, septets;
	int used = 0;

	for (; sscanf(options, "%u/%u=%u/%*u%n", &locking, &single, &septets, &used) == 3;
	     options += used + 1) {
		struct smpp_charset charset = { SMPP_ALPHABET_GSM7, (uint8_t)locking,
						(uint8_t)single };

		check_encode(name, &charset, utf8, (long)septets);
		if (options[used] == '\0')
			break;
	}
}

static void check_invalid(const char *name, struct smpp_span utf8, const char *note)
{
	static const struct smpp_charset *const charsets[] = { &ucs2, &gsm7, &latin1 };

	for (size_t i = 0; i < 3; i++) {
		struct smpp_buf octets = { first, sizeof(first), 77 };
		struct smpp_text_fault fault = { 99, 99 };
		size_t offset = strtoul(strstr(note, "octet ") + 6, NULL, 10);

		ck_assert_msg(smpp_text_encode(charsets[i], utf8, '?', &octets, &fault) ==
				      SMPP_E_FAULT, "%s is not refused", name);
		ck_assert_msg(fault.offset == offset, "%s: at %zu", name, fault.offset);
		ck_assert_uint_eq(fault.character, utf8.ptr[offset]);
		ck_assert_uint_eq(octets.len, 77);
	}
}

static void check_row(const struct tsv *tsv, size_t i)
{
	const char *name = tsv_get(tsv, i, "name"), *encoding = tsv_get(tsv, i, "encoding");
	const char *latin = tsv_get(tsv, i, "latin1_octets");
	const char *national = tsv_get(tsv, i, "national");
	long units = strtol(tsv_get(tsv, i, "units"), NULL, 10);
	struct smpp_span utf8 = expand(tsv_get(tsv, i, "text"));

	if (strcmp(encoding, "invalid") == 0) {
		check_invalid(name, utf8, tsv_get(tsv, i, "note"));
		return;
	}
	if (strcmp(encoding, "octets") == 0) {
		ck_assert_uint_eq(utf8.len, (size_t)units);
		check_octets(name, utf8, tsv_get(tsv, i, "octets_hex"));
		return;
	}
	if (strcmp(encoding, "gsm7") == 0) {
		check_octets(name, check_encode(name, &gsm7, utf8, units),
			     tsv_get(tsv, i, "octets_hex"));
		check_encode(name, &ucs2, utf8, -1);
	} else {
		check_absent(name, &gsm7, utf8);
		check_octets(name, check_encode(name, &ucs2, utf8, 2 * units),
			     tsv_get(tsv, i, "octets_hex"));
	}
	if (strcmp(latin, "-") == 0)
		check_absent(name, &latin1, utf8);
	else
		check_encode(name, &latin1, utf8, strtol(latin, NULL, 10));
	if (strcmp(national, "-") != 0)
		check_national(name, utf8, national, tsv_get(tsv, i, "national_hex"));
	check_options(name, utf8, tsv_get(tsv, i, "national_options"));
}

START_TEST(every_text_of_the_vectors_has_its_octets_or_is_refused_at_its_place)
{
	struct tsv tsv = tsv_read("text_open.tsv");

	for (size_t i = 0; i < tsv.rows; i++)
		check_row(&tsv, i);
	ck_assert_uint_ge(tsv.rows, 180);
	tsv_free(&tsv);
}
END_TEST

START_TEST(every_first_and_second_octet_of_utf8_is_judged_as_unicode_says)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		uint8_t four[4] = { (uint8_t)(i >> 8), (uint8_t)i, 0x80, 0xBF };
		unsigned a = four[0], b = four[1];
		int two = b >= 0x80 && b <= 0xBF;
		size_t want = a < 0x80 ? 1
			    : a >= 0xC2 && a <= 0xDF ? (two ? 2 : 0)
			    : a == 0xE0 ? (b >= 0xA0 && two ? 3 : 0)
			    : a == 0xED ? (b >= 0x80 && b <= 0x9F ? 3 : 0)
			    : a >= 0xE1 && a <= 0xEF ? (two ? 3 : 0)
			    : a == 0xF0 ? (b >= 0x90 && two ? 4 : 0)
			    : a >= 0xF1 && a <= 0xF3 ? (two ? 4 : 0)
			    : a == 0xF4 ? (b >= 0x80 && b <= 0x8F ? 4 : 0) : 0;

		for (size_t len = 1; len <= 4; len++) {
			struct smpp_span utf8 = { four, len };
			uint32_t character = 7;
			int result = smpp_utf8_next(&utf8, &character);
			int valid = want > 0 && want <= len;

			if (result != (valid ? SMPP_OK : SMPP_E_FAULT) ||
			    utf8.len != (valid ? len - want : len) ||
			    utf8.ptr != four + (valid ? want : 0) || (!valid && character != 7))
				ck_abort_msg("%02x %02x, %zu octets", a, b, len);
		}
	}
}
END_TEST

START_TEST(third_and_fourth_octets_of_utf8_must_continue)
{
	for (unsigned octet = 0; octet < 256; octet++) {
		uint8_t three[3] = { 0xE2, 0x82, (uint8_t)octet };
		uint8_t four[4] = { 0xF0, 0x9F, (uint8_t)octet, 0x80 };
		uint8_t last[4] = { 0xF0, 0x9F, 0x98, (uint8_t)octet };
		struct smpp_span a = { three, 3 }, b = { four, 4 }, c = { last, 4 };
		int want = octet >= 0x80 && octet < 0xC0 ? SMPP_OK : SMPP_E_FAULT;
		uint32_t character;

		ck_assert_int_eq(smpp_utf8_next(&a, &character), want);
		ck_assert_int_eq(smpp_utf8_next(&b, &character), want);
		ck_assert_int_eq(smpp_utf8_next(&c, &character), want);
	}
}
END_TEST

START_TEST(every_character_goes_through_utf8_and_what_is_none_becomes_u_fffd)
{
	for (uint32_t character = 0; character < 0x110010; character++) {
		uint8_t out[4];
		struct smpp_buf buf = { out, sizeof(out), 0 };
		struct smpp_span utf8;
		uint32_t back = 0, want = character;

		if ((character >= 0xD800 && character <= 0xDFFF) || character > 0x10FFFF)
			want = 0xFFFD;
		smpp_utf8_put(&buf, character);
		utf8 = written(buf);
		if (smpp_utf8_next(&utf8, &back) != SMPP_OK || back != want || utf8.len != 0)
			ck_abort_msg("U+%04x", (unsigned)character);
	}
}
END_TEST

START_TEST(nothing_is_left_at_the_end_of_utf8)
{
	struct smpp_span utf8 = { NULL, 0 };
	uint32_t character = 7;

	ck_assert_int_eq(smpp_utf8_next(&utf8, &character), SMPP_E_END);
	ck_assert_uint_eq(character, 7);
}
END_TEST

START_TEST(utf8_that_does_not_fit_is_counted_and_not_written)
{
	uint8_t out[4] = { GUARD, GUARD, GUARD, GUARD };
	struct smpp_buf buf = { out, 3, 0 };

	smpp_utf8_put(&buf, 'a');
	smpp_utf8_put(&buf, 0x20AC); /* one octet too many */
	smpp_utf8_put(&buf, 'b');    /* and nothing behind it */
	ck_assert_uint_eq(buf.len, 5);
	ck_assert_mem_eq(out, "a\xA5\xA5\xA5", 4);
}
END_TEST

START_TEST(an_empty_text_is_no_octets)
{
	for (unsigned alphabet = 0; alphabet < 256; alphabet++) {
		struct smpp_charset charset = { (uint8_t)alphabet, 0, 0 };
		struct smpp_span none = { NULL, 0 };
		struct smpp_buf buf = { NULL, 0, 9 };

		ck_assert_int_eq(smpp_text_encode(&charset, none, 0, &buf, NULL), SMPP_OK);
		ck_assert_uint_eq(buf.len, 0);
		buf.len = 9;
		ck_assert_int_eq(smpp_text_decode(&charset, none, 0, &buf, NULL), SMPP_OK);
		ck_assert_uint_eq(buf.len, 0);
	}
}
END_TEST

START_TEST(binary_octets_are_no_text)
{
	struct smpp_charset binary = { SMPP_ALPHABET_BINARY, 0, 0 };
	uint8_t out[16];
	struct smpp_buf buf = { out, sizeof(out), 0 };
	struct smpp_text_fault fault = { 9, 9 };

	for (; binary.alphabet >= SMPP_ALPHABET_BINARY && binary.alphabet < 255;
	     binary.alphabet++) {
		ck_assert_uint_eq(smpp_charset_width(&binary, 'a'), 0);
		ck_assert_int_eq(smpp_text_encode(&binary, smpp_span_of("a"), '?', &buf, &fault),
				 SMPP_E_ABSENT);
		ck_assert_uint_eq(fault.offset, 0);
		ck_assert_uint_eq(fault.character, 'a');
		ck_assert_int_eq(smpp_text_decode(&binary, smpp_span_of("a"), 0, &buf, &fault),
				 SMPP_E_FAULT);
		ck_assert_int_eq(smpp_text_decode(&binary, smpp_span_of("ab"), '.', &buf, &fault),
				 SMPP_OK);
		ck_assert_mem_eq(out, "..", 2);
	}
}
END_TEST

START_TEST(what_an_alphabet_lacks_is_replaced_only_as_the_caller_says)
{
	static const struct {
		const char *utf8;
		uint32_t replacement;
		int result;
		const char *octets;
	} rows[] = {
		{ "a\xC3\xA7z", 0, SMPP_E_ABSENT, "" },
		{ "a\xC3\xA7z", '?', SMPP_OK, "a?z" },
		{ "a\xC3\xA7z", '|', SMPP_OK, "a\x1B\x40z" }, /* two septets */
		{ "a\xC3\xA7z", 0x00E7, SMPP_E_ABSENT, "" },  /* not there either */
		{ "a\xC3z", '?', SMPP_E_FAULT, "" },          /* not UTF-8: nothing to replace */
		{ "ab\xF0\x9F\x98\x80", '?', SMPP_OK, "ab?" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_buf octets = room(first);

		octets.len = 0;
		ck_assert_int_eq(smpp_text_encode(&gsm7, smpp_span_of(rows[i].utf8),
						  rows[i].replacement, &octets, NULL),
				 rows[i].result);
		ck_assert(smpp_span_equal(written(octets), smpp_span_of(rows[i].octets)));
	}
}
END_TEST

START_TEST(octets_that_are_no_character_are_found_at_every_place_of_every_alphabet)
{
	for (unsigned alphabet = 0; alphabet < SMPP_ALPHABET_UCS2; alphabet++) {
		struct smpp_charset charset = { (uint8_t)alphabet, 0, 0 };

		for (unsigned i = 0; i < 256 * 6; i++) {
			uint8_t octets[6] = { 'a', 'b', 'c', 'd', 'e', 'f' };
			size_t place = i / 256;
			struct smpp_buf alone = room(first), whole = room(second);
			struct smpp_text_fault fault = { 99, 99 };
			struct smpp_span one = { octets + place, 1 }, six = { octets, 6 };
			int result, result_alone;

			octets[place] = (uint8_t)i;
			if (alphabet == 0 && octets[place] == 0x1B)
				continue; /* swallows what follows */
			result_alone = smpp_text_decode(&charset, one, 0, &alone, NULL);
			result = smpp_text_decode(&charset, six, 0, &whole, &fault);
			ck_assert_int_eq(result, result_alone);
			if (result != SMPP_OK) {
				ck_assert_uint_eq(fault.offset, place);
				ck_assert_uint_eq(fault.character, octets[place]);
				continue;
			}
			ck_assert_uint_eq(whole.len, 5 + alone.len);
			ck_assert_mem_eq(second + place, first, alone.len);
			ck_assert_mem_eq(second + place + alone.len, octets + place + 1, 5 - place);
		}
	}
}
END_TEST

/* Characters that a charset has, found by trying all that any has. */
struct repertoire {
	uint32_t character[512];
	unsigned count;
};

static struct repertoire repertoires[8][LANGUAGES], shifts[LANGUAGES];

static void collect(struct repertoire *repertoire, const struct smpp_charset *charset)
{
	for (uint32_t character = 0; character < 0x2200; character++) {
		if (smpp_charset_width(charset, character) > 0 &&
		    repertoire->count < sizeof(repertoire->character) / sizeof(uint32_t) &&
		    (charset->alphabet != SMPP_ALPHABET_UCS2 || random_below(20) == 0))
			repertoire->character[repertoire->count++] = character;
	}
	if (charset->alphabet != SMPP_ALPHABET_UCS2)
		return;
	for (unsigned i = 0; i < 100; i++)
		repertoire->character[i] = 0x10000 + random_below(0x100000);
}

static void collect_all(void)
{
	for (unsigned alphabet = 0; alphabet < SMPP_ALPHABET_BINARY; alphabet++) {
		struct smpp_charset charset = { (uint8_t)alphabet, 0, 0 };

		collect(&repertoires[alphabet][0], &charset);
	}
	for (unsigned language = 1; language < LANGUAGES; language++) {
		struct smpp_charset locking = { 0, (uint8_t)language, 0 };
		struct smpp_charset single = { 0, 0, (uint8_t)language };

		collect(&repertoires[0][language], &locking);
		collect(&shifts[language], &single);
	}
}

/* A text of that charset. @return 1; 0 when a character was drawn that it lacks */
static int draw_text(const struct smpp_charset *charset, struct smpp_buf *out)
{
	const struct repertoire *main_one = &repertoires[charset->alphabet][charset->locking];
	const struct repertoire *other = &shifts[charset->single];
	uint32_t count = random_below(24);
	int all = 1;

	for (uint32_t i = 0; i < count; i++) {
		const struct repertoire *from =
			other->count > 0 && random_below(3) == 0 ? other : main_one;
		uint32_t character = from->character[random_below(from->count)];

		all &= smpp_charset_width(charset, character) > 0;
		smpp_utf8_put(out, character);
	}
	return all;
}

static void draw_charset(struct smpp_charset *charset)
{
	charset->alphabet = (uint8_t)(random_below(2) * random_below(SMPP_ALPHABET_BINARY));
	charset->locking = charset->alphabet == 0 ? (uint8_t)random_below(LANGUAGES) : 0;
	charset->single = charset->alphabet == 0 ? (uint8_t)random_below(LANGUAGES) : 0;
}

/* At a random capacity: the same need, the same beginning, nothing behind. */
static void cut_short(const struct smpp_charset *charset, struct smpp_span in, int encode,
		      struct smpp_span whole)
{
	uint8_t out[256];
	struct smpp_buf buf = { out, random_below((uint32_t)whole.len + 2), 0 };
	int result;

	memset(out, GUARD, sizeof(out));
	result = encode ? smpp_text_encode(charset, in, 0, &buf, NULL)
			: smpp_text_decode(charset, in, 0, &buf, NULL);
	if (result != (buf.cap < whole.len ? SMPP_E_SPACE : SMPP_OK) || buf.len != whole.len)
		ck_abort_msg("capacity %zu of %zu", buf.cap, whole.len);
	for (size_t i = buf.cap; i < buf.cap + 8; i++) {
		if (out[i] != GUARD)
			ck_abort_msg("written behind capacity %zu of %zu", buf.cap, whole.len);
	}
	for (size_t i = 0; i < buf.cap && i < whole.len; i++) {
		if (out[i] != whole.ptr[i] && (result == SMPP_OK || out[i] != GUARD))
			ck_abort_msg("octet %zu at capacity %zu", i, buf.cap);
	}
}

START_TEST(a_text_comes_back_from_every_alphabet_and_pair_of_languages)
{
	unsigned long texts = 0;

	state = SEED;
	collect_all();
	for (unsigned long i = 0; i < CASES; i++) {
		struct smpp_charset charset;
		struct smpp_buf utf8 = room(text), octets = room(first), back = room(second);
		int all, result;

		draw_charset(&charset);
		all = draw_text(&charset, &utf8);
		result = smpp_text_encode(&charset, written(utf8), 0, &octets, NULL);
		if (result != (all ? SMPP_OK : SMPP_E_ABSENT))
			ck_abort_msg("case %lu of seed %llx", i, (unsigned long long)SEED);
		if (!all)
			continue;
		if (smpp_text_decode(&charset, written(octets), 0, &back, NULL) != SMPP_OK ||
		    !smpp_span_equal(written(back), written(utf8)))
			ck_abort_msg("case %lu of seed %llx", i, (unsigned long long)SEED);
		cut_short(&charset, written(utf8), 1, written(octets));
		cut_short(&charset, written(octets), 0, written(back));
		texts++;
	}
	printf("%lu texts of %d cases, seed 0x%llx\n", texts, CASES, (unsigned long long)SEED);
	ck_assert_uint_ge(texts, CASES / 2);
}
END_TEST

START_TEST(any_octets_become_utf8_that_goes_round)
{
	state = SEED;
	for (unsigned long i = 0; i < CASES / 4; i++) {
		struct smpp_charset charset = { (uint8_t)random_below(9), (uint8_t)random_below(16),
						(uint8_t)random_below(16) };
		uint8_t octets[24];
		struct smpp_span in = { octets, random_below(sizeof(octets)) }, rest;
		struct smpp_buf utf8 = room(text), again = room(first), back = room(second);
		uint32_t character;
		int result = SMPP_OK;

		for (size_t k = 0; k < in.len; k++)
			octets[k] = (uint8_t)(random_below(4) == 0 ? 0x1B : random_below(256));
		if (smpp_text_decode(&charset, in, ' ', &utf8, NULL) != SMPP_OK)
			ck_abort_msg("case %lu", i);
		for (rest = written(utf8); rest.len > 0 && result == SMPP_OK;)
			result = smpp_utf8_next(&rest, &character);
		if (result != SMPP_OK)
			ck_abort_msg("case %lu: not UTF-8", i);
		result = smpp_text_encode(&charset, written(utf8), 0, &again, NULL);
		if (result == SMPP_E_ABSENT && charset.alphabet == 0 && charset.single == 12)
			continue; /* the Telugu euro sign */
		if (charset.alphabet >= SMPP_ALPHABET_BINARY)
			continue; /* replaced, and not there */
		if (result != SMPP_OK ||
		    smpp_text_decode(&charset, written(again), 0, &back, NULL) != SMPP_OK ||
		    !smpp_span_equal(written(back), written(utf8)))
			ck_abort_msg("case %lu: does not go round", i);
	}
}
END_TEST

START_TEST(every_capacity_gives_the_need_and_keeps_what_is_behind)
{
	/* of 1 to 4 octets each */
	static const char *const utf8 = "a\xE2\x82\xAC\xC3\xA9\xF0\x9F\x98\x80z";

	for (size_t cap = 0; cap <= 14; cap++) {
		uint8_t *out = malloc(cap); /* exact, for the sanitizer */
		struct smpp_buf octets = { out, cap, 0 }, back = { out, cap, 0 };
		int result = smpp_text_encode(&ucs2, smpp_span_of(utf8), 0, &octets, NULL);

		ck_assert_uint_eq(octets.len, 12);
		if (result == SMPP_OK)
			ck_assert_mem_eq(out, "\0a\x20\xAC\0\xE9\xD8\x3D\xDE\0\0z", 12);
		ck_assert_int_eq(result, cap < 12 ? SMPP_E_SPACE : SMPP_OK);
		result = smpp_text_decode(&ucs2, (struct smpp_span){ (const uint8_t *)
			"\0a\x20\xAC\0\xE9\xD8\x3D\xDE\0\0z", 12 }, 0, &back, NULL);
		ck_assert_uint_eq(back.len, 11);
		ck_assert_int_eq(result, cap < 11 ? SMPP_E_SPACE : SMPP_OK);
		if (result == SMPP_OK)
			ck_assert_mem_eq(out, utf8, 11);
		free(out);
	}
}
END_TEST

START_TEST(septets_are_packed_and_unpacked_as_in_the_vectors)
{
	struct tsv tsv = tsv_read("packing.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span header = octets_of_hex(tsv_get(&tsv, i, "udh"));
		struct smpp_span septets = octets_of_hex(tsv_get(&tsv, i, "septets"));
		struct smpp_span want = octets_of_hex(tsv_get(&tsv, i, "user_data"));
		unsigned fill = smpp_septets_fill(header.len);
		struct smpp_buf packed = room(first), back = room(second);

		ck_assert_int_eq(smpp_septets_pack(septets, fill, &packed), SMPP_OK);
		ck_assert_uint_eq(header.len + packed.len, want.len);
		ck_assert_mem_eq(packed.ptr, want.ptr + header.len, packed.len);
		ck_assert_int_eq(smpp_septets_unpack(written(packed), fill, septets.len, &back),
				 SMPP_OK);
		ck_assert(smpp_span_equal(written(back), septets));
		ck_assert_uint_eq((8 * header.len + 6) / 7 + septets.len,
				  strtoul(tsv_get(&tsv, i, "udl_septets"), NULL, 10));
		free((void *)(uintptr_t)header.ptr);
		free((void *)(uintptr_t)septets.ptr);
		free((void *)(uintptr_t)want.ptr);
	}
	ck_assert_uint_ge(tsv.rows, 28);
	tsv_free(&tsv);
}
END_TEST

/* Bit k of the string is bit k mod 8 of octet k / 8 (TS 23.038, 6.1.2.1): bit by bit. */
static size_t pack_by_bits(const uint8_t *septets, size_t count, unsigned fill, uint8_t *packed)
{
	size_t len = count == 0 ? 0 : (fill + 7 * count + 7) / 8;

	memset(packed, 0, len);
	for (size_t k = 0; k < 7 * count; k++) {
		if (septets[k / 7] >> k % 7 & 1)
			packed[(k + fill) / 8] |= (uint8_t)(1 << (k + fill) % 8);
	}
	return len;
}

START_TEST(packing_is_the_bit_string_at_every_length_and_fill)
{
	state = SEED;
	for (unsigned i = 0; i < 7 * 170 * 5; i++) {
		unsigned fill = i % 7;
		size_t count = i / 7 % 170, len;
		uint8_t septets[170], want[170];
		struct smpp_span in, guarded;
		struct smpp_buf packed = room(first), back = room(second);

		for (size_t k = 0; k < count; k++)
			septets[k] = (uint8_t)random_below(256);
		len = pack_by_bits(septets, count, fill, want);
		in = guard_end((struct smpp_span){ septets, count });
		ck_assert(smpp_septets_pack(in, fill, &packed) == SMPP_OK);
		ck_assert(packed.len == len && memcmp(first, want, len) == 0);
		guard_free(in);
		guarded = guard_end((struct smpp_span){ want, len });
		ck_assert(smpp_septets_unpack(guarded, fill, count, &back) == SMPP_OK);
		guard_free(guarded);
		for (size_t k = 0; k < count; k++)
			septets[k] &= 0x7F;
		ck_assert(memcmp(second, septets, count) == 0);
	}
}
END_TEST

START_TEST(packing_writes_nothing_without_room_and_says_the_need)
{
	for (size_t count = 1; count < 40; count++) {
		for (unsigned fill = 0; fill < 7; fill++) {
			size_t need = (fill + 7 * count + 7) / 8;

			memset(first, GUARD, 64);
			for (size_t cap = 0; cap < need; cap++) {
				struct smpp_buf packed = { first, cap, 0 };

				ck_assert_int_eq(smpp_septets_pack((struct smpp_span){ second,
						 count }, fill, &packed), SMPP_E_SPACE);
				ck_assert_uint_eq(packed.len, need);
				ck_assert_uint_eq(first[0], GUARD);
			}
			for (size_t cap = 0; cap < count; cap++) {
				struct smpp_buf septets = { first, cap, 0 };

				ck_assert_int_eq(smpp_septets_unpack((struct smpp_span){ second,
						 need }, fill, count, &septets), SMPP_E_SPACE);
				ck_assert_uint_eq(septets.len, count);
				ck_assert_uint_eq(first[0], GUARD);
			}
		}
	}
}
END_TEST

START_TEST(no_septets_take_no_octets)
{
	for (unsigned fill = 0; fill < 7; fill++) {
		struct smpp_span none = { NULL, 0 };
		struct smpp_buf buf = { NULL, 0, 9 };

		ck_assert_int_eq(smpp_septets_pack(none, fill, &buf), SMPP_OK);
		ck_assert_uint_eq(buf.len, 0);
		buf.len = 9;
		ck_assert_int_eq(smpp_septets_unpack(none, fill, 0, &buf), SMPP_OK);
		ck_assert_uint_eq(buf.len, 0);
	}
}
END_TEST

START_TEST(packed_octets_too_few_for_the_septets_are_refused)
{
	for (size_t len = 0; len < 40; len++) {
		for (unsigned fill = 0; fill < 7; fill++) {
			size_t most = 8 * len < fill ? 0 : (8 * len - fill) / 7;
			struct smpp_buf septets = room(second);
			struct smpp_span packed = { first, len };

			septets.len = 77;
			ck_assert_int_eq(smpp_septets_unpack(packed, fill, most + 1, &septets),
					 SMPP_E_FAULT);
			ck_assert_int_eq(smpp_septets_unpack(packed, fill, SIZE_MAX, &septets),
					 SMPP_E_FAULT);
			ck_assert_uint_eq(septets.len, 77);
			ck_assert_int_eq(smpp_septets_unpack(packed, fill, most, &septets),
					 SMPP_OK);
		}
	}
}
END_TEST

START_TEST(more_than_six_fill_bits_are_refused)
{
	struct smpp_buf buf = room(first);

	for (unsigned fill = 7; fill < 300; fill++) {
		ck_assert_int_eq(smpp_septets_pack(smpp_span_of("a"), fill, &buf), SMPP_E_FAULT);
		ck_assert_int_eq(smpp_septets_unpack(smpp_span_of("aaaaaaaa"), fill, 1, &buf),
				 SMPP_E_FAULT);
	}
}
END_TEST

/* What the specifications say of a data_coding, row by row; U: unknown. */
enum { G = SMPP_ALPHABET_GSM7, B = SMPP_ALPHABET_BINARY, W = SMPP_ALPHABET_UCS2, U = 99 };

static const struct {
	uint8_t from, to, alphabet;
	int8_t message_class; /* of from, the next values have the next ones; -1: none */
	uint8_t compressed, waiting, active;
	int8_t kind; /* like message_class */
} codings[] = {
	{ 0x00, 0x00, G, -1, 0, 0, 0, -1 },
	{ 0x01, 0x01, SMPP_ALPHABET_ASCII, -1, 0, 0, 0, -1 },
	{ 0x02, 0x02, B, -1, 0, 0, 0, -1 },
	{ 0x03, 0x03, SMPP_ALPHABET_LATIN1, -1, 0, 0, 0, -1 },
	{ 0x04, 0x04, B, -1, 0, 0, 0, -1 },
	{ 0x05, 0x05, U, -1, 0, 0, 0, -1 },
	{ 0x06, 0x06, SMPP_ALPHABET_CYRILLIC, -1, 0, 0, 0, -1 },
	{ 0x07, 0x07, SMPP_ALPHABET_HEBREW, -1, 0, 0, 0, -1 },
	{ 0x08, 0x08, W, -1, 0, 0, 0, -1 },
	{ 0x09, 0x0F, U, -1, 0, 0, 0, -1 },
	{ 0x10, 0x13, G, 0, 0, 0, 0, -1 },
	{ 0x14, 0x17, B, 0, 0, 0, 0, -1 },
	{ 0x18, 0x1B, W, 0, 0, 0, 0, -1 },
	{ 0x1C, 0x1F, U, -1, 0, 0, 0, -1 },
	{ 0x20, 0x23, G, -1, 1, 0, 0, -1 },
	{ 0x24, 0x27, B, -1, 1, 0, 0, -1 },
	{ 0x28, 0x2B, W, -1, 1, 0, 0, -1 },
	{ 0x2C, 0x2F, U, -1, 0, 0, 0, -1 },
	{ 0x30, 0x33, G, 0, 1, 0, 0, -1 },
	{ 0x34, 0x37, B, 0, 1, 0, 0, -1 },
	{ 0x38, 0x3B, W, 0, 1, 0, 0, -1 },
	{ 0x3C, 0x3F, U, -1, 0, 0, 0, -1 },
	{ 0x40, 0x43, G, -1, 0, 0, 0, -1 },
	{ 0x44, 0x47, B, -1, 0, 0, 0, -1 },
	{ 0x48, 0x4B, W, -1, 0, 0, 0, -1 },
	{ 0x4C, 0x4F, U, -1, 0, 0, 0, -1 },
	{ 0x50, 0x53, G, 0, 0, 0, 0, -1 },
	{ 0x54, 0x57, B, 0, 0, 0, 0, -1 },
	{ 0x58, 0x5B, W, 0, 0, 0, 0, -1 },
	{ 0x5C, 0x5F, U, -1, 0, 0, 0, -1 },
	{ 0x60, 0x63, G, -1, 1, 0, 0, -1 },
	{ 0x64, 0x67, B, -1, 1, 0, 0, -1 },
	{ 0x68, 0x6B, W, -1, 1, 0, 0, -1 },
	{ 0x6C, 0x6F, U, -1, 0, 0, 0, -1 },
	{ 0x70, 0x73, G, 0, 1, 0, 0, -1 },
	{ 0x74, 0x77, B, 0, 1, 0, 0, -1 },
	{ 0x78, 0x7B, W, 0, 1, 0, 0, -1 },
	{ 0x7C, 0xBF, U, -1, 0, 0, 0, -1 },
	{ 0xC0, 0xC3, G, -1, 0, 1, 0, 0 },
	{ 0xC4, 0xC7, G, -1, 0, 1, 0, 0 },
	{ 0xC8, 0xCB, G, -1, 0, 1, 1, 0 },
	{ 0xCC, 0xCF, G, -1, 0, 1, 1, 0 },
	{ 0xD0, 0xD3, G, -1, 0, 2, 0, 0 },
	{ 0xD4, 0xD7, G, -1, 0, 2, 0, 0 },
	{ 0xD8, 0xDB, G, -1, 0, 2, 1, 0 },
	{ 0xDC, 0xDF, G, -1, 0, 2, 1, 0 },
	{ 0xE0, 0xE3, W, -1, 0, 2, 0, 0 },
	{ 0xE4, 0xE7, W, -1, 0, 2, 0, 0 },
	{ 0xE8, 0xEB, W, -1, 0, 2, 1, 0 },
	{ 0xEC, 0xEF, W, -1, 0, 2, 1, 0 },
	{ 0xF0, 0xF3, G, 0, 0, 0, 0, -1 },
	{ 0xF4, 0xF7, B, 0, 0, 0, 0, -1 },
	{ 0xF8, 0xFB, G, 0, 0, 0, 0, -1 },
	{ 0xFC, 0xFF, B, 0, 0, 0, 0, -1 },
};

#define CODINGS (sizeof(codings) / sizeof(codings[0]))

static struct smpp_coding wanted_coding(size_t row, unsigned data_coding)
{
	struct smpp_coding want = { 0 };
	uint8_t distance = (uint8_t)(data_coding - codings[row].from);

	want.alphabet = codings[row].alphabet == U ? B : codings[row].alphabet;
	want.unknown = codings[row].alphabet == U;
	want.compressed = codings[row].compressed;
	want.waiting = codings[row].waiting;
	want.waiting_active = codings[row].active;
	if (codings[row].message_class >= 0) {
		want.has_class = 1;
		want.message_class = distance;
	}
	if (codings[row].kind >= 0)
		want.waiting_kind = distance;
	return want;
}

START_TEST(every_data_coding_is_read_as_the_specifications_say)
{
	unsigned next = 0;

	for (size_t row = 0; row < CODINGS; row++) {
		ck_assert_uint_eq(codings[row].from, next);
		for (; next <= codings[row].to; next++) {
			struct smpp_coding got = smpp_coding_of((uint8_t)next, NULL);
			struct smpp_coding want = wanted_coding(row, next);

			ck_assert_msg(memcmp(&got, &want, sizeof(got)) == 0, "0x%02X", next);
		}
	}
	ck_assert_uint_eq(next, 256);
}
END_TEST

static const struct smpp_profile profiles[] = {
	{ .version = 0 },
	{ .version = SMPP_V3_3 },
	{ .version = SMPP_V5_0 },
	{ .default_alphabet = SMPP_ALPHABET_LATIN1, .coding_1 = 1 + SMPP_ALPHABET_GSM7 },
	{ .default_alphabet = SMPP_ALPHABET_LATIN9, .coding_3 = 1 + SMPP_ALPHABET_LATIN9 },
	{ .class_general = 1 },
	{ .version = SMPP_V3_3, .class_general = 1 },
};

#define PROFILES (int)(sizeof(profiles) / sizeof(profiles[0]))

/* Does one of SMPP's own numbers say that alphabet? */
static int is_plain(uint8_t alphabet, const struct smpp_profile *profile)
{
	for (uint8_t data_coding = 0; data_coding < 16; data_coding++) {
		if (smpp_coding_of(data_coding, profile).alphabet == alphabet)
			return 1;
	}
	return 0;
}

/* _i: the profile; -1: none */
START_TEST(every_data_coding_is_built_again_to_say_the_same)
{
	const struct smpp_profile *profile = _i < 0 ? NULL : &profiles[_i];

	for (unsigned data_coding = 0; data_coding < 256; data_coding++) {
		struct smpp_coding coding = smpp_coding_of((uint8_t)data_coding, profile), again;
		uint8_t built = 0xAA;
		int result = smpp_coding_put(&coding, profile, &built);

		if (coding.unknown) {
			ck_assert_int_eq(result, SMPP_E_ABSENT);
			ck_assert_uint_eq(built, 0xAA);
			continue;
		}
		if (data_coding >= 0x40 && data_coding < 0x50 && result == SMPP_E_ABSENT) {
			/* deletion after reading is not told, so only plain numbers are left */
			ck_assert(!is_plain(coding.alphabet, profile));
			continue;
		}
		ck_assert_int_eq(result, SMPP_OK);
		again = smpp_coding_of(built, profile);
		ck_assert_msg(memcmp(&coding, &again, sizeof(again)) == 0, "0x%02X: 0x%02X",
			      data_coding, built);
	}
}
END_TEST

static uint8_t put(struct smpp_coding coding, const struct smpp_profile *profile)
{
	uint8_t data_coding = 0;

	ck_assert_int_eq(smpp_coding_put(&coding, profile, &data_coding), SMPP_OK);
	return data_coding;
}

START_TEST(plain_codings_are_the_numbers_of_smpp)
{
	static const uint8_t want[] = { 0, 1, 3, 0xFF, 6, 7, 8, 4 };

	for (uint8_t alphabet = 0; alphabet < sizeof(want); alphabet++) {
		struct smpp_coding coding = { .alphabet = alphabet };
		uint8_t data_coding = 0xFF;
		int result = smpp_coding_put(&coding, NULL, &data_coding);

		ck_assert_int_eq(result, want[alphabet] == 0xFF ? SMPP_E_ABSENT : SMPP_OK);
		ck_assert_uint_eq(data_coding, want[alphabet]);
	}
}
END_TEST

START_TEST(the_profile_says_what_0_1_and_3_mean_and_how_a_class_is_written)
{
	struct smpp_coding text_coding = { .alphabet = SMPP_ALPHABET_GSM7 };
	struct smpp_coding flash = { .alphabet = SMPP_ALPHABET_GSM7, .has_class = 1 };
	struct smpp_coding wide_flash = { .alphabet = SMPP_ALPHABET_UCS2, .has_class = 1 };
	struct smpp_coding latin = { .alphabet = SMPP_ALPHABET_LATIN9 };

	ck_assert_uint_eq(put(text_coding, NULL), 0);
	ck_assert_uint_eq(put(text_coding, &profiles[3]), 1);
	ck_assert_uint_eq(smpp_coding_of(0, &profiles[3]).alphabet, SMPP_ALPHABET_LATIN1);
	ck_assert_uint_eq(smpp_coding_of(1, &profiles[3]).alphabet, SMPP_ALPHABET_GSM7);
	ck_assert_uint_eq(put(latin, &profiles[4]), 0);
	ck_assert_uint_eq(smpp_coding_of(3, &profiles[4]).alphabet, SMPP_ALPHABET_LATIN9);
	ck_assert_uint_eq(put(flash, NULL), 0xF0);
	ck_assert_uint_eq(put(flash, &profiles[5]), 0x10);
	ck_assert_uint_eq(put(wide_flash, NULL), 0x18);
	ck_assert_uint_eq(put(wide_flash, &profiles[5]), 0x18);
}
END_TEST

START_TEST(a_3_3_peer_reads_the_low_numbers_as_the_general_group)
{
	for (uint8_t data_coding = 0; data_coding < 16; data_coding++) {
		static const uint8_t want[4] = { G, B, W, B };
		struct smpp_coding coding = smpp_coding_of(data_coding, &profiles[1]);

		ck_assert_uint_eq(coding.alphabet, want[data_coding / 4]);
		ck_assert_uint_eq(coding.unknown, data_coding >= 12);
		ck_assert_uint_eq(coding.has_class, 0);
	}
}
END_TEST

START_TEST(what_no_data_coding_says_is_absent)
{
	static const struct smpp_coding none[] = {
		{ .unknown = 1 },
		{ .alphabet = 8 },
		{ .alphabet = 255 },
		{ .alphabet = SMPP_ALPHABET_LATIN9 },
		{ .alphabet = SMPP_ALPHABET_LATIN1, .has_class = 1 },
		{ .alphabet = SMPP_ALPHABET_ASCII, .compressed = 1 },
		{ .has_class = 1, .message_class = 4 },
		{ .waiting = 1, .has_class = 1 },
		{ .waiting = 1, .compressed = 1 },
		{ .waiting = 3 },
		{ .waiting = 1, .waiting_kind = 4 },
		{ .waiting = 1, .alphabet = SMPP_ALPHABET_UCS2 },
		{ .waiting = 2, .alphabet = SMPP_ALPHABET_BINARY },
	};

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		uint8_t data_coding = 0xAA;

		ck_assert_int_eq(smpp_coding_put(&none[i], NULL, &data_coding), SMPP_E_ABSENT);
		ck_assert_uint_eq(data_coding, 0xAA);
	}
}
END_TEST

static TCase *texts(void)
{
	TCase *tests = tcase_create("texts");

	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, every_text_of_the_vectors_has_its_octets_or_is_refused_at_its_place);
	tcase_add_test(tests, every_first_and_second_octet_of_utf8_is_judged_as_unicode_says);
	tcase_add_test(tests, third_and_fourth_octets_of_utf8_must_continue);
	tcase_add_test(tests, every_character_goes_through_utf8_and_what_is_none_becomes_u_fffd);
	tcase_add_test(tests, nothing_is_left_at_the_end_of_utf8);
	tcase_add_test(tests, utf8_that_does_not_fit_is_counted_and_not_written);
	tcase_add_test(tests, an_empty_text_is_no_octets);
	tcase_add_test(tests, binary_octets_are_no_text);
	tcase_add_test(tests, what_an_alphabet_lacks_is_replaced_only_as_the_caller_says);
	tcase_add_test(tests,
		       octets_that_are_no_character_are_found_at_every_place_of_every_alphabet);
	tcase_add_test(tests, a_text_comes_back_from_every_alphabet_and_pair_of_languages);
	tcase_add_test(tests, any_octets_become_utf8_that_goes_round);
	tcase_add_test(tests, every_capacity_gives_the_need_and_keeps_what_is_behind);
	return tests;
}

static TCase *septets_and_codings(void)
{
	TCase *tests = tcase_create("septets and codings");

	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, septets_are_packed_and_unpacked_as_in_the_vectors);
	tcase_add_test(tests, packing_is_the_bit_string_at_every_length_and_fill);
	tcase_add_test(tests, packing_writes_nothing_without_room_and_says_the_need);
	tcase_add_test(tests, no_septets_take_no_octets);
	tcase_add_test(tests, packed_octets_too_few_for_the_septets_are_refused);
	tcase_add_test(tests, more_than_six_fill_bits_are_refused);
	tcase_add_test(tests, every_data_coding_is_read_as_the_specifications_say);
	tcase_add_loop_test(tests, every_data_coding_is_built_again_to_say_the_same, -1, PROFILES);
	tcase_add_test(tests, plain_codings_are_the_numbers_of_smpp);
	tcase_add_test(tests, the_profile_says_what_0_1_and_3_mean_and_how_a_class_is_written);
	tcase_add_test(tests, a_3_3_peer_reads_the_low_numbers_as_the_general_group);
	tcase_add_test(tests, what_no_data_coding_says_is_absent);
	return tests;
}

int main(void)
{
	Suite *suite = suite_create("text");

	suite_add_tcase(suite, texts());
	suite_add_tcase(suite, septets_and_codings());
	return run_suite(suite);
}
