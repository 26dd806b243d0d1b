/* SPDX-License-Identifier: MIT */
/*
 * Owns: plans of texts against the vectors, a search by brute force, and the way back.
 * Must not know: how a plan is found.
 */
#include "support.h"

#include <smpp/assemble.h>
#include <smpp/segment.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 200000
#define ALL_LANGUAGES 0x3FFE

static uint8_t text_room[TEXT_MAX], octets_room[TEXT_MAX], more_room[TEXT_MAX];

static struct smpp_span of(const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };

	return span;
}

/* One escape or octet of the notation of text_open.tsv; a surrogate pair is two escapes. */
static const char *read_escape(const char *in, struct smpp_buf *out)
{
	unsigned unit, low;

	if (in[0] != '\\') {
		out->ptr[out->len++] = (uint8_t)in[0];
		return in + 1;
	}
	if (in[1] == 'x' && sscanf(in + 2, "%2x", &unit) == 1) {
		out->ptr[out->len++] = (uint8_t)unit;
		return in + 4;
	}
	if (in[1] == 'u' && sscanf(in + 2, "%4x", &unit) == 1) {
		if (unit >= 0xD800 && unit < 0xDC00 && sscanf(in + 6, "\\u%4x", &low) == 1) {
			smpp_utf8_put(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
			return in + 12;
		}
		smpp_utf8_put(out, unit);
		return in + 6;
	}
	out->ptr[out->len++] = in[1] == 'n' ? '\n' : in[1] == 'r' ? '\r' : in[1] == 't' ? '\t'
		: in[1] == 'f' ? '\f' : (uint8_t)in[1];
	return in + 2;
}

/* The text of a row, in text_room. Repetitions are not nested. */
static struct smpp_span read_text(const char *in)
{
	struct smpp_buf out = { text_room, sizeof(text_room), 0 };

	while (*in != '\0') {
		char *chunk;
		size_t begin = out.len, len;
		unsigned long count;

		if (strncmp(in, "\\{", 2) != 0) {
			in = read_escape(in, &out);
			continue;
		}
		count = strtoul(in + 2, &chunk, 10);
		for (in = chunk + 1; *in != '}' || in == chunk + 1;)
			in = read_escape(in, &out);
		in++;
		len = out.len - begin;
		for (unsigned long i = 1; i < count; i++) {
			memcpy(out.ptr + out.len, out.ptr + begin, len);
			out.len += len;
		}
	}
	return of(out.ptr, out.len);
}

/* Offsets where segments from the second on begin, in units and in octets of the source. */
static void describe_cuts(struct smpp_plan plan, const char *glue, char *units, char *source)
{
	struct smpp_buf octets = { octets_room, sizeof(octets_room), 0 };
	const uint8_t *begin = plan.rest.ptr;
	struct smpp_segment segment;
	size_t at = 0;

	strcpy(units, "-");
	strcpy(source, "-");
	while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK) {
		if (segment.number > 1) {
			units += sprintf(units, "%s%zu", segment.number > 2 ? glue : "", at);
			source += sprintf(source, "%s%zu", segment.number > 2 ? "," : "",
					  (size_t)(segment.source.ptr - begin));
		}
		at += segment.units;
	}
}

static void assert_column(const struct tsv *tsv, size_t row, const char *column, const char *is)
{
	const char *expect = tsv_get(tsv, row, column);

	ck_assert_msg(strcmp(expect, is) == 0, "%s: %s is %s, expected %s",
		      tsv_get(tsv, row, "name"), column, is, expect);
}

static void assert_number(const struct tsv *tsv, size_t row, const char *column, size_t is)
{
	char text[32];

	sprintf(text, "%zu", is);
	assert_column(tsv, row, column, text);
}

/* The text of a plan that is one segment's worth or more, as octets without headers. */
static struct smpp_span all_octets(struct smpp_plan plan)
{
	struct smpp_buf octets = { octets_room, sizeof(octets_room), 0 };
	struct smpp_segment segment;
	size_t len = 0;

	while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK) {
		memcpy(more_room + len, segment.octets.ptr + segment.header,
		       segment.octets.len - segment.header);
		len += segment.octets.len - segment.header;
	}
	return of(more_room, len);
}

/* Plans the text by a profile and compares encoding, units, segments and cuts. */
static void check_text_row(const struct tsv *tsv, size_t i, struct smpp_span text)
{
	struct smpp_profile profile = { 0 };
	const char *encoding = tsv_get(tsv, i, "encoding"), *hex = tsv_get(tsv, i, "octets_hex");
	struct smpp_plan plan;
	char units[4000], source[4000];
	int got = smpp_plan_text(&plan, text, &profile, NULL, NULL);

	if (strtoul(tsv_get(tsv, i, "segments"), NULL, 10) > 255) {
		ck_assert_int_eq(got, SMPP_E_TOO_BIG);
		return;
	}
	ck_assert_msg(got == SMPP_OK, "%s: %s", tsv_get(tsv, i, "name"), smpp_error_name(got));
	assert_column(tsv, i, "encoding",
		      plan.charset.alphabet == SMPP_ALPHABET_GSM7 ? "gsm7" : "ucs2");
	ck_assert_uint_eq(plan.data_coding, strcmp(encoding, "gsm7") == 0 ? 0 : 8);
	assert_number(tsv, i, "units", plan.units);
	assert_number(tsv, i, "segments", plan.segments);
	describe_cuts(plan, ",", units, source);
	assert_column(tsv, i, "cuts_units", units);
	assert_column(tsv, i, "cuts_utf8", source);
	if (strlen(hex) > 1 && strchr(hex, ' ') == NULL && strchr(hex, ':') == NULL) {
		struct smpp_span expect = octets_of_hex(hex), octets = all_octets(plan);

		if (expect.len == octets.len || strlen(hex) < 2048)
			ck_assert(smpp_span_equal(expect, octets));
		free((void *)expect.ptr);
	}
	profile.split = SMPP_SPLIT_UDH16;
	got = smpp_plan_text(&plan, text, &profile, NULL, NULL);
	if (strtoul(tsv_get(tsv, i, "segments_ref16"), NULL, 10) > 255)
		ck_assert_int_eq(got, SMPP_E_TOO_BIG);
	else
		assert_number(tsv, i, "segments_ref16", plan.segments);
}

START_TEST(segment_plans_of_the_open_vectors_are_as_listed)
{
	struct tsv tsv = tsv_read("text_open.tsv");
	unsigned checked = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *encoding = tsv_get(&tsv, i, "encoding");

		if (strcmp(encoding, "gsm7") != 0 && strcmp(encoding, "ucs2") != 0)
			continue;
		check_text_row(&tsv, i, read_text(tsv_get(&tsv, i, "text")));
		checked++;
	}
	ck_assert_uint_ge(checked, 156);
	tsv_free(&tsv);
}
END_TEST

START_TEST(segment_plans_of_latin1_are_as_listed)
{
	struct tsv tsv = tsv_read("text_open.tsv");
	struct smpp_charset latin1 = { SMPP_ALPHABET_LATIN1, 0, 0 };
	struct smpp_plan_options options = { &latin1, 0, 0, 0, 0, { NULL, 0 }, NULL, NULL };
	unsigned checked = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *encoding = tsv_get(&tsv, i, "encoding");
		int is_latin1 = strcmp(tsv_get(&tsv, i, "latin1_octets"), "-") != 0;
		struct smpp_plan plan;
		int got;

		if (strcmp(encoding, "gsm7") != 0 && strcmp(encoding, "ucs2") != 0)
			continue;
		got = smpp_plan_text(&plan, read_text(tsv_get(&tsv, i, "text")), NULL, &options,
				     NULL);
		if (strtoul(tsv_get(&tsv, i, "latin1_segments"), NULL, 10) > 255) {
			ck_assert_int_eq(got, SMPP_E_TOO_BIG);
			continue;
		}
		ck_assert_msg(got == (is_latin1 ? SMPP_OK : SMPP_E_ABSENT), "%s: %s",
			      tsv_get(&tsv, i, "name"), smpp_error_name(got));
		if (!is_latin1)
			continue;
		assert_number(&tsv, i, "latin1_octets", plan.units);
		assert_number(&tsv, i, "latin1_segments", plan.segments);
		ck_assert_uint_eq(plan.data_coding, 3);
		checked++;
	}
	ck_assert_uint_ge(checked, 56);
	tsv_free(&tsv);
}
END_TEST

START_TEST(segment_plans_of_invalid_utf8_say_where)
{
	struct tsv tsv = tsv_read("text_open.tsv");
	unsigned checked = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *at = strstr(tsv_get(&tsv, i, "note"), "octet ");
		struct smpp_text_fault fault;
		struct smpp_plan plan;

		if (strcmp(tsv_get(&tsv, i, "encoding"), "invalid") != 0)
			continue;
		ck_assert_ptr_nonnull(at);
		ck_assert_int_eq(smpp_plan_text(&plan, read_text(tsv_get(&tsv, i, "text")), NULL,
				 NULL, &fault), SMPP_E_FAULT);
		ck_assert_uint_eq(fault.offset, strtoul(at + 6, NULL, 10));
		checked++;
	}
	ck_assert_uint_eq(checked, 13);
	tsv_free(&tsv);
}
END_TEST

START_TEST(segment_plans_of_octets_are_as_listed)
{
	struct tsv tsv = tsv_read("text_open.tsv");
	unsigned checked = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span text;
		struct smpp_plan plan;
		char units[4000], source[4000];
		int got;

		if (strcmp(tsv_get(&tsv, i, "encoding"), "octets") != 0)
			continue;
		text = read_text(tsv_get(&tsv, i, "text"));
		got = smpp_plan_octets(&plan, text, NULL, NULL, NULL);
		checked++;
		if (strtoul(tsv_get(&tsv, i, "segments"), NULL, 10) > 255) {
			ck_assert_int_eq(got, SMPP_E_TOO_BIG);
			continue;
		}
		ck_assert_int_eq(got, SMPP_OK);
		assert_number(&tsv, i, "units", plan.units);
		assert_number(&tsv, i, "segments", plan.segments);
		ck_assert_uint_eq(plan.data_coding, 4);
		describe_cuts(plan, ",", units, source);
		assert_column(&tsv, i, "cuts_units", units);
		ck_assert(smpp_span_equal(all_octets(plan), text));
	}
	ck_assert_uint_eq(checked, 11);
	tsv_free(&tsv);
}
END_TEST

/* The value of a key in "locking=1;single=0;...;also=3/0". */
static void national_value(const char *national, const char *key, char *value)
{
	const char *at = strstr(national, key);

	ck_assert_ptr_nonnull(at);
	at += strlen(key);
	while (*at != '\0' && *at != ';')
		*value++ = *at++;
	*value = '\0';
}

static void check_national(const struct tsv *tsv, size_t i, const struct smpp_plan *plan)
{
	const char *national = tsv_get(tsv, i, "national");
	char value[100], units[4000], source[4000], is[100];

	sprintf(is, "%u/%u/%zu/%u", plan->charset.locking, plan->charset.single, plan->units,
		plan->segments);
	national_value(national, "locking=", value);
	strcat(value, "/");
	national_value(national, "single=", value + strlen(value));
	strcat(value, "/");
	national_value(national, "septets=", value + strlen(value));
	strcat(value, "/");
	national_value(national, "segments=", value + strlen(value));
	ck_assert_msg(strcmp(is, value) == 0, "%s: %s not %s", tsv_get(tsv, i, "name"), is, value);
	national_value(national, plan->segments > 1 ? "concat_limit=" : "single_limit=", value);
	ck_assert_uint_eq(plan->room, strtoul(value, NULL, 10));
	describe_cuts(*plan, "/", units, source);
	national_value(national, "cuts=", value);
	ck_assert_msg(strcmp(units, value) == 0, "%s: cuts %s not %s", tsv_get(tsv, i, "name"),
		      units, value);
	ck_assert_uint_eq(plan->esm_class, SMPP_ESM_CLASS_UDHI);
}

START_TEST(segment_plans_with_all_national_tables_are_as_listed)
{
	struct tsv tsv = tsv_read("text_open.tsv");
	struct smpp_profile profile = { 0 };
	unsigned national = 0;

	profile.single_shifts = ALL_LANGUAGES;
	profile.locking_shifts = ALL_LANGUAGES;
	for (size_t i = 0; i < tsv.rows; i++) {
		const char *encoding = tsv_get(&tsv, i, "encoding");
		const char *hex = tsv_get(&tsv, i, "national_hex");
		struct smpp_span text = read_text(tsv_get(&tsv, i, "text"));
		struct smpp_plan plan;

		if ((strcmp(encoding, "gsm7") != 0 && strcmp(encoding, "ucs2") != 0) ||
		    strtoul(tsv_get(&tsv, i, "segments"), NULL, 10) > 255)
			continue;
		ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, NULL, NULL), SMPP_OK);
		if (strcmp(tsv_get(&tsv, i, "national"), "-") == 0) {
			ck_assert_uint_eq(plan.charset.single + plan.charset.locking, 0);
			assert_number(&tsv, i, "segments", plan.segments);
			continue;
		}
		check_national(&tsv, i, &plan);
		if (strlen(hex) > 1 && strchr(hex, ' ') == NULL) {
			struct smpp_span expect = octets_of_hex(hex), octets = all_octets(plan);

			ck_assert_msg(smpp_span_equal(expect, octets), "%s",
				      tsv_get(&tsv, i, "name"));
			free((void *)expect.ptr);
		}
		national++;
	}
	ck_assert_uint_ge(national, 40);
	tsv_free(&tsv);
}
END_TEST

/* "61*152+20AC*1" as UTF-8 in text_room; of 8bit as octets. */
static struct smpp_span read_runs(const char *runs, int raw)
{
	struct smpp_buf out = { text_room, sizeof(text_room), 0 };

	while (*runs != '-' && *runs != '\0') {
		char *at;
		unsigned long character = strtoul(runs, &at, 16);
		unsigned long count = strtoul(at + 1, &at, 10);

		for (unsigned long i = 0; i < count; i++) {
			if (raw)
				out.ptr[out.len++] = (uint8_t)character;
			else
				smpp_utf8_put(&out, (uint32_t)character);
		}
		runs = *at == '+' ? at + 1 : at;
	}
	return of(out.ptr, out.len);
}

/* Sizes of the segments as "153x2,1". */
static void describe_sizes(struct smpp_plan plan, char *text)
{
	struct smpp_buf octets = { octets_room, sizeof(octets_room), 0 };
	struct smpp_segment segment;
	size_t sizes[256], count = 0;

	while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK)
		sizes[count++] = segment.units;
	for (size_t i = 0, run; i < count; i += run) {
		for (run = 1; i + run < count && sizes[i + run] == sizes[i];)
			run++;
		text += sprintf(text, "%s%zu", i > 0 ? "," : "", sizes[i]);
		if (run > 1)
			text += sprintf(text, "x%zu", run);
	}
}

START_TEST(segment_sizes_of_the_splitting_cases_are_as_listed)
{
	static const uint8_t ports[] = { 5, 4, 0x0B, 0x84, 0x23, 0xF0 };
	struct tsv tsv = tsv_read("segmentation.tsv");

	ck_assert_uint_ge(tsv.rows, 37);
	for (size_t i = 0; i < tsv.rows; i++) {
		const char *encoding = tsv_get(&tsv, i, "encoding");
		unsigned long header = strtoul(tsv_get(&tsv, i, "udh_octets"), NULL, 10);
		int raw = strcmp(encoding, "8bit") == 0;
		struct smpp_span text = read_runs(tsv_get(&tsv, i, "text"), raw);
		struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 0, header == 9 };
		struct smpp_plan_options options = { .charset = &charset, .reference = 7 };
		struct smpp_profile profile = { 0 };
		struct smpp_plan plan;
		char sizes[4000];
		int got;

		if (raw)
			charset.alphabet = SMPP_ALPHABET_BINARY;
		if (strcmp(encoding, "ucs2") == 0)
			charset.alphabet = SMPP_ALPHABET_UCS2;
		profile.split = header == 7 ? SMPP_SPLIT_UDH16 : SMPP_SPLIT_UDH8;
		if (header == 12)
			options.elements = of(ports, sizeof(ports));
		got = raw ? smpp_plan_octets(&plan, text, &profile, &options, NULL)
			: smpp_plan_text(&plan, text, &profile, &options, NULL);
		if (strcmp(tsv_get(&tsv, i, "segments"), "error") == 0) {
			ck_assert_int_eq(got, SMPP_E_TOO_BIG);
			continue;
		}
		ck_assert_int_eq(got, SMPP_OK);
		assert_number(&tsv, i, "segments", plan.segments);
		if (plan.segments > 1)
			assert_number(&tsv, i, "udh_octets", plan.header);
		describe_sizes(plan, sizes);
		assert_column(&tsv, i, "sizes", sizes);
	}
	tsv_free(&tsv);
}
END_TEST

START_TEST(segment_room_beside_every_header_is_as_listed)
{
	struct tsv tsv = tsv_read("segments.tsv");
	uint8_t elements[256] = { 0x70 };
	unsigned checked = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		unsigned long header = strtoul(tsv_get(&tsv, i, "udh_octets"), NULL, 10);
		static const char *columns[] = { "gsm7_septets", "ucs2_units", "octets_8bit" };
		static const uint8_t alphabets[] = { SMPP_ALPHABET_GSM7, SMPP_ALPHABET_UCS2,
						     SMPP_ALPHABET_LATIN1 };

		ck_assert_uint_eq(smpp_septets_fill(header),
				  strtoul(tsv_get(&tsv, i, "fill_bits"), NULL, 10));
		if (header == 1 || header == 2)
			continue; /* no elements have 0 or 1 octets */
		elements[1] = (uint8_t)(header - 3);
		for (size_t k = 0; k < 3; k++) {
			struct smpp_charset charset = { alphabets[k], 0, 0 };
			struct smpp_plan_options options = { &charset, 0, 0, 0, 7,
				{ elements, header > 0 ? header - 1 : 0 }, NULL, NULL };
			struct smpp_plan plan;

			ck_assert_int_eq(smpp_plan_text(&plan, of(elements, 0), NULL, &options,
					 NULL), SMPP_OK);
			ck_assert_uint_eq(plan.header, header);
			ck_assert_uint_eq(plan.room,
					  strtoul(tsv_get(&tsv, i, columns[k]), NULL, 10));
			checked++;
		}
	}
	ck_assert_uint_ge(checked, 120);
	tsv_free(&tsv);
}
END_TEST

/* Random numbers from a seed that is printed. */
static uint64_t state;

static uint32_t below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % limit;
}

/* Characters of a random text: mostly of one kind, so that all charsets have their chance. */
static struct smpp_span random_text(size_t characters)
{
	static const uint32_t kinds[][6] = {
		{ 'a', 'b', ' ', 0x20AC, '[', 'Z' },
		{ 'a', 0x015F, 0x0131, 'b', 0x011F, '{' },
		{ 0xE7, 0xE3, 'a', 0xF3, 'o', 0x20AC },
		{ 0x0416, 0x0430, ' ', 0x1F600, '1', 'a' },
		{ 0xE9, 0xEA, 'q', 0xFF, 0xE0, 'r' },
		{ 0x015F, 0xE3, 0xF5, 0x0131, 'a', 'a' },
	};
	const uint32_t *kind = kinds[below(6)];
	uint32_t often = kind[below(6)];
	struct smpp_buf out = { text_room, sizeof(text_room), 0 };

	for (size_t i = 0; i < characters; i++)
		smpp_utf8_put(&out, below(4) > 0 ? often : kind[below(6)]);
	return of(out.ptr, out.len);
}

/* The fewest segments of a text in a charset with this room, over all ways to cut; 0: none. */
static size_t fewest(struct smpp_span text, const struct smpp_charset *charset, size_t single,
		     size_t room)
{
	static size_t widths[2000], best[2001];
	size_t n = 0, total = 0;
	struct smpp_span rest = text;
	uint32_t character;

	while (smpp_utf8_next(&rest, &character) == SMPP_OK) {
		widths[n] = smpp_charset_width(charset, character);
		if (widths[n] == 0)
			return 0;
		total += widths[n++];
	}
	if (total <= single)
		return 1;
	best[0] = 0;
	for (size_t to = 1; to <= n; to++) {
		size_t used = 0;

		best[to] = SIZE_MAX - 1;
		for (size_t from = to; from > 0; from--) {
			used += widths[from - 1];
			if (used > room)
				break;
			if (best[from - 1] + 1 < best[to])
				best[to] = best[from - 1] + 1;
		}
	}
	return best[n];
}

static size_t room_by_rule(uint8_t alphabet, size_t header)
{
	if (alphabet == SMPP_ALPHABET_GSM7)
		return (1120 - 8 * header) / 7;
	return alphabet == SMPP_ALPHABET_UCS2 ? (140 - header) / 2 * 2 : 140 - header;
}

/* The fewest over all charsets of a profile. */
static size_t fewest_of_all(struct smpp_span text, const struct smpp_profile *profile)
{
	size_t least = SIZE_MAX;

	for (unsigned i = 0; i < 3 + 14 * 14; i++) {
		struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 0, 0 };
		size_t own, header, found;

		if (i == 0)
			charset.alphabet = SMPP_ALPHABET_LATIN1;
		else if (i == 1)
			charset.alphabet = SMPP_ALPHABET_UCS2;
		else if (i > 2)
			charset.locking = (uint8_t)((i - 3) / 14), charset.single = (i - 3) % 14;
		if (i < 2 && (profile->alphabets >> charset.alphabet & 1) == 0)
			continue;
		if (((profile->locking_shifts | 1) >> charset.locking & 1) == 0 ||
		    ((profile->single_shifts | 1) >> charset.single & 1) == 0)
			continue;
		own = 3u * ((charset.locking > 0) + (charset.single > 0));
		header = own + (profile->split == SMPP_SPLIT_UDH16 ? 7 : 6);
		found = fewest(text, &charset, room_by_rule(charset.alphabet, own + (own > 0)),
			       room_by_rule(charset.alphabet, header));
		if (found > 0 && found < least)
			least = found;
	}
	return least;
}

/* One message from a plan, by PDUs, decoded again and put together in random order. */
static void send_and_assemble(struct smpp_plan plan, const struct smpp_profile *profile,
			      struct smpp_span text)
{
	static uint8_t pdus[255][70100];
	static uint8_t block[SMPP_ASSEMBLER_SIZE(2, 300, 255, 40) + 8];
	static size_t lens[255];
	struct smpp_assembler_config config = { sizeof(config), 2, 300, 255, 40, 0, 0 };
	struct smpp_buf octets = { octets_room, sizeof(octets_room), 0 };
	struct smpp_buf utf8 = { more_room, sizeof(more_room), 0 };
	struct smpp_assembler *a;
	struct smpp_message message;
	struct smpp_segment segment;
	struct smpp_charset charset;
	struct smpp_coding coding;
	size_t count = 0;
	struct smpp_pdu pdu;

	memset(&message, 0, sizeof(message));
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = below(2) ? SMPP_SUBMIT_SM : SMPP_DATA_SM;
	pdu.header.sequence_number = 1;
	while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK) {
		struct smpp_buf out = { pdus[count], sizeof(pdus[0]), 0 };

		ck_assert_int_eq(smpp_segment_put(&segment, &pdu), SMPP_OK);
		ck_assert_int_eq(smpp_encode(&pdu, NULL, &out, NULL), SMPP_OK);
		ck_assert_int_eq(smpp_check(&pdu, NULL, NULL), SMPP_OK);
		if (!segment.payload)
			ck_assert_uint_le(segment.octets.len, SMPP_SEGMENT_OCTETS);
		ck_assert_uint_le(segment.units, plan.room > 0 ? plan.room : SIZE_MAX);
		lens[count++] = out.len;
	}
	ck_assert_uint_eq(count, plan.segments);
	ck_assert_int_eq(smpp_assembler_init(&a, (void *)(((uintptr_t)block + 7) & ~(uintptr_t)7),
			 smpp_assembler_size(&config), &config), SMPP_OK);
	for (size_t left = count; left > 0; left--) {
		size_t at = below((uint32_t)left), len = lens[at];
		struct smpp_part part;

		ck_assert_int_eq(smpp_decode(of(pdus[at], len), NULL, &pdu, NULL), SMPP_OK);
		ck_assert_int_eq(smpp_part_of(&part, &pdu), SMPP_OK);
		ck_assert_int_eq(smpp_assembler_add(a, &part, 0, &message), SMPP_OK);
		if (left > 1)
			ck_assert_int_eq(message.outcome, SMPP_ASSEMBLED_KEPT);
		else
			break;
		memmove(pdus[at], pdus[left - 1], lens[left - 1]);
		lens[at] = lens[left - 1];
	}
	ck_assert_int_eq(message.outcome, count == 1 ? SMPP_ASSEMBLED_WHOLE
		: SMPP_ASSEMBLED_COMPLETE);
	coding = smpp_coding_of(message.data_coding, profile);
	charset.alphabet = coding.alphabet;
	charset.single = message.single;
	charset.locking = message.locking;
	ck_assert_int_eq(smpp_text_decode(&charset, message.text, 0, &utf8, NULL), SMPP_OK);
	ck_assert(smpp_span_equal(of(utf8.ptr, utf8.len), text));
}

/* SEGMENT_TEXTS: how many texts are tried, usually 3,000 */
START_TEST(segment_count_is_the_least_of_all_ways_to_cut_in_all_charsets)
{
	const uint64_t seed = UINT64_C(0x5EED0003);
	const char *wanted = getenv("SEGMENT_TEXTS");
	unsigned long texts = wanted != NULL ? strtoul(wanted, NULL, 10) : 3000;
	unsigned long national = 0, more = 0;

	state = seed;
	for (unsigned long round = 0; round < texts; round++) {
		struct smpp_profile profile = { 0 };
		struct smpp_span text = random_text(below(round % 10 == 0 ? 800 : 320));
		struct smpp_plan plan;

		profile.split = below(2) ? SMPP_SPLIT_UDH16 : SMPP_SPLIT_UDH8;
		profile.alphabets = 1u << SMPP_ALPHABET_UCS2;
		profile.alphabets |= below(2) << SMPP_ALPHABET_LATIN1;
		profile.single_shifts = below(3) ? below(16) : ALL_LANGUAGES;
		profile.locking_shifts = (below(3) ? below(16) : 0) & 0xA;
		ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, NULL, NULL), SMPP_OK);
		ck_assert_uint_eq(plan.segments, fewest_of_all(text, &profile));
		send_and_assemble(plan, &profile, text);
		national += plan.charset.single + plan.charset.locking > 0;
		more += plan.segments > 1;
	}
	ck_assert_uint_gt(national, texts / 10);
	printf("# segment: seed %#llx, %lu of %lu in segments, %lu by national tables\n",
	       (unsigned long long)seed, more, texts, national);
}
END_TEST

START_TEST(segment_texts_come_back_whole_by_every_way_to_split)
{
	static const uint8_t splits[] = { SMPP_SPLIT_UDH8, SMPP_SPLIT_UDH16, SMPP_SPLIT_SAR,
					  SMPP_SPLIT_PAYLOAD };

	state = UINT64_C(0x5EED0004);
	for (unsigned round = 0; round < 400; round++) {
		struct smpp_profile profile = { 0 };
		struct smpp_plan_options options = { NULL, 0, 0, 0, 0, { NULL, 0 }, NULL, NULL };
		struct smpp_span text = random_text(below(600));
		struct smpp_plan plan;

		options.reference = (uint16_t)below(65536);
		profile.split = splits[round % 4];
		profile.single_shifts = 1u << 1;
		ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, &options, NULL), SMPP_OK);
		ck_assert(plan.split == profile.split || plan.split == SMPP_SPLIT_NONE);
		if (profile.split == SMPP_SPLIT_PAYLOAD)
			ck_assert_uint_eq(plan.segments, 1);
		send_and_assemble(plan, &profile, text);
	}
}
END_TEST

START_TEST(segment_of_sar_has_three_tlvs_and_no_header)
{
	struct smpp_profile profile = { 0 };
	struct smpp_plan_options options = { NULL, 0, 0, 0, 0x1FF, { NULL, 0 }, NULL, NULL };
	struct smpp_buf octets = { octets_room, SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_segment segment;
	struct smpp_plan plan;
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	profile.split = SMPP_SPLIT_SAR;
	memset(text_room, 'a', 161);
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 161), &profile, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.room, 152); /* the centre's header has a reference of 16 bits */
	options.reference = 0xFF;
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 161), &profile, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.room, 153);
	ck_assert_uint_eq(plan.esm_class, 0);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_OK);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_OK);
	ck_assert_uint_eq(segment.octets.len, 8);
	pdu.header.command_id = SMPP_SUBMIT_SM;
	pdu.body.submit_sm.esm_class = SMPP_ESM_CLASS_UDHI | SMPP_ESM_CLASS_MODE_STORE_FORWARD;
	ck_assert_int_eq(smpp_segment_put(&segment, &pdu), SMPP_OK);
	ck_assert_uint_eq(pdu.body.submit_sm.esm_class, SMPP_ESM_CLASS_MODE_STORE_FORWARD);
	ck_assert_uint_eq(pdu.tlv_count, 3);
	ck_assert_uint_eq(pdu.tlv[0].tag, SMPP_TLV_SAR_MSG_REF_NUM);
	ck_assert_mem_eq(pdu.tlv[0].value.ptr, "\x00\xFF", 2);
	ck_assert_uint_eq(pdu.tlv[1].value.ptr[0], 2);
	ck_assert_uint_eq(pdu.tlv[2].value.ptr[0], 2);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_E_END);
}
END_TEST

START_TEST(segment_put_knows_four_commands)
{
	static const uint32_t known[] = { SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_SUBMIT_MULTI,
					  SMPP_DATA_SM };
	struct smpp_buf octets = { octets_room, SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_segment segment;
	struct smpp_plan plan;
	struct smpp_pdu pdu;
	struct smpp_span text;

	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("\xD0\x96"), NULL, NULL, NULL),
			 SMPP_OK);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_OK);
	for (size_t i = 0; i < 4; i++) {
		memset(&pdu, 0, sizeof(pdu));
		pdu.header.command_id = known[i];
		for (int twice = 0; twice < 2; twice++)
			ck_assert_int_eq(smpp_segment_put(&segment, &pdu), SMPP_OK);
		ck_assert_uint_eq(pdu.tlv_count, known[i] == SMPP_DATA_SM);
		ck_assert_uint_eq(i < 2 ? pdu.body.submit_sm.data_coding : i == 2
			? pdu.body.submit_multi.data_coding : pdu.body.data_sm.data_coding, 8);
		text = i < 2 ? pdu.body.submit_sm.short_message : i == 2
			? pdu.body.submit_multi.short_message : pdu.tlv[0].value;
		ck_assert(smpp_span_equal(text, smpp_span_of("\x04\x16")));
	}
	pdu.header.command_id = SMPP_QUERY_SM;
	ck_assert_int_eq(smpp_segment_put(&segment, &pdu), SMPP_E_ABSENT);
}
END_TEST

START_TEST(segment_packed_is_the_same_septets_behind_fill_bits)
{
	state = UINT64_C(0x5EED0005);
	for (unsigned round = 0; round < 500; round++) {
		struct smpp_profile profile = { 0 }, packed_profile = { 0 };
		struct smpp_plan_options options = { NULL, 0, 0, 0, 5, { NULL, 0 }, NULL, NULL };
		struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 0, (uint8_t)below(2) };
		uint8_t plain_room[160], packed_room[160], septets[160];
		struct smpp_buf plain = { plain_room, 160, 0 }, packed = { packed_room, 160, 0 };
		struct smpp_segment one, other;
		struct smpp_plan plan, packed_plan;

		memset(text_room, 'a', 2000);
		for (unsigned i = 0; i < 20; i++)
			text_room[below(2000)] = '{';
		options.charset = &charset;
		packed_profile.packed = 1;
		profile.split = packed_profile.split = below(2);
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, round * 4), &profile, &options,
				 NULL), SMPP_OK);
		ck_assert_int_eq(smpp_plan_text(&packed_plan, of(text_room, round * 4),
				 &packed_profile, &options, NULL), SMPP_OK);
		ck_assert_uint_eq(plan.segments, packed_plan.segments);
		while (smpp_plan_next(&plan, &plain, &one) == SMPP_OK) {
			struct smpp_buf back = { septets, 160, 0 };
			size_t h = one.header;

			ck_assert_int_eq(smpp_plan_next(&packed_plan, &packed, &other), SMPP_OK);
			ck_assert_uint_le(other.octets.len, 140);
			ck_assert_uint_eq(one.units, other.units);
			ck_assert_mem_eq(plain_room, packed_room, h);
			ck_assert_int_eq(smpp_septets_unpack(of(packed_room + h, packed.len - h),
					 smpp_septets_fill(h), one.units, &back), SMPP_OK);
			ck_assert(smpp_span_equal(of(septets, back.len), of(plain_room + h,
						  plain.len - h)));
			back.len = 0;
			ck_assert_int_eq(smpp_septets_pack(of(plain_room + h, plain.len - h),
					 smpp_septets_fill(h), &back), SMPP_OK);
			ck_assert_uint_eq(back.len, packed.len - h);
		}
	}
}
END_TEST

START_TEST(segment_octets_that_are_encoded_are_not_cut_in_two)
{
	static const uint8_t alphabets[] = { SMPP_ALPHABET_GSM7, SMPP_ALPHABET_UCS2 };

	state = UINT64_C(0x5EED0006);
	for (unsigned round = 0; round < 300; round++) {
		struct smpp_charset charset = { alphabets[round % 2], 0, 0 };
		struct smpp_plan_options options = { .charset = &charset };
		struct smpp_plan by_text, by_octets;
		struct smpp_span text;
		uint8_t encoded[4000];
		struct smpp_buf octets = { encoded, sizeof(encoded), 0 };
		char units[2][1000], source[1000];

		do {
			text = random_text(below(900));
			octets.len = 0;
		} while (smpp_text_encode(&charset, text, 0, &octets, NULL) != SMPP_OK);
		ck_assert_int_eq(smpp_plan_text(&by_text, text, NULL, &options, NULL), SMPP_OK);
		ck_assert_int_eq(smpp_plan_octets(&by_octets, of(encoded, octets.len), NULL,
				 &options, NULL), SMPP_OK);
		ck_assert_uint_eq(by_text.segments, by_octets.segments);
		ck_assert_uint_eq(by_text.units, by_octets.units);
		ck_assert_uint_eq(by_text.last, by_octets.last);
		describe_cuts(by_text, ",", units[0], source);
		describe_cuts(by_octets, ",", units[1], source);
		ck_assert_str_eq(units[0], units[1]);
	}
}
END_TEST

START_TEST(segment_octets_that_cannot_be_are_refused_at_their_place)
{
	struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 0, 0 };
	struct smpp_plan_options options = { .charset = &charset };
	struct smpp_text_fault fault;
	struct smpp_plan plan;

	ck_assert_int_eq(smpp_plan_octets(&plan, smpp_span_of("ab\x80"), NULL, &options, &fault),
			 SMPP_E_FAULT);
	ck_assert_uint_eq(fault.offset, 2);
	charset.alphabet = SMPP_ALPHABET_UCS2;
	ck_assert_int_eq(smpp_plan_octets(&plan, smpp_span_of("abc"), NULL, &options, &fault),
			 SMPP_E_FAULT);
	ck_assert_uint_eq(fault.offset, 2);
	charset.alphabet = SMPP_ALPHABET_LATIN9; /* no data_coding is that by itself */
	ck_assert_int_eq(smpp_plan_octets(&plan, smpp_span_of("abc"), NULL, &options, &fault),
			 SMPP_E_ABSENT);
}
END_TEST

START_TEST(segment_plan_says_which_character_forced_it)
{
	struct smpp_profile profile = { 0 };
	struct smpp_plan plan;

	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("abc{"), NULL, NULL, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.forced, 0);
	ck_assert_uint_eq(plan.why.character, 0);
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("Za\xC5\xBC\xC3\xB3\xC5\x82"), NULL,
			 NULL, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.charset.alphabet, SMPP_ALPHABET_UCS2);
	ck_assert_uint_eq(plan.forced, 1);
	ck_assert_uint_eq(plan.why.offset, 2);
	ck_assert_uint_eq(plan.why.character, 0x17C);
	/* the default alphabet has it all, but the Turkish one needs fewer */
	for (unsigned i = 0; i < 81; i++)
		memcpy(text_room + 3 * i, "\xE2\x82\xAC", 3);
	profile.locking_shifts = 1u << 1;
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 243), &profile, NULL, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.charset.locking, 1);
	ck_assert_uint_eq(plan.forced, 0);
}
END_TEST

START_TEST(segment_plan_that_fails_says_where_the_last_alphabet_gave_up)
{
	struct smpp_profile profile = { 0 };
	struct smpp_text_fault fault;
	struct smpp_plan plan;

	profile.alphabets = 1u << SMPP_ALPHABET_ASCII | 1u << SMPP_ALPHABET_LATIN1 |
			    1u << SMPP_ALPHABET_CYRILLIC;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a\xC3\xAA\xD0\x96"), &profile, NULL,
			 &fault), SMPP_E_ABSENT);
	ck_assert_uint_eq(fault.offset, 3);
	ck_assert_uint_eq(fault.character, 0x416);
}
END_TEST

START_TEST(segment_plan_prefers_default_then_octets_then_ucs2_then_national)
{
	static const struct smpp_charset order[] = {
		{ SMPP_ALPHABET_LATIN1, 0, 0 }, { SMPP_ALPHABET_UCS2, 0, 0 },
		{ SMPP_ALPHABET_GSM7, 0, 2 }, { SMPP_ALPHABET_GSM7, 3, 0 },
	};
	struct smpp_profile profile = { 0 };
	struct smpp_span text = smpp_span_of("\xC3\xA1"); /* in all of them but the default */
	struct smpp_plan plan;

	profile.alphabets = 1u << SMPP_ALPHABET_LATIN1 | 1u << SMPP_ALPHABET_UCS2;
	profile.single_shifts = 1u << 2;
	profile.locking_shifts = 1u << 3;
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, NULL, NULL), SMPP_OK);
		ck_assert_uint_eq(plan.segments, 1);
		if (i == 2) /* one septet where a single shift takes two */
			ck_assert_uint_eq(plan.charset.locking, 3);
		else
			ck_assert_uint_eq(plan.charset.alphabet, order[i].alphabet);
		profile.alphabets &= ~(1u << order[i].alphabet);
		profile.alphabets |= 1u << SMPP_ALPHABET_BINARY;
	}
	profile.locking_shifts = 0;
	ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, NULL, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.charset.single, 2);
	profile.single_shifts = 0;
	ck_assert_int_eq(smpp_plan_text(&plan, text, &profile, NULL, NULL), SMPP_E_ABSENT);
}
END_TEST

static unsigned asked;

static uint32_t straighten(void *user, uint32_t character)
{
	(*(unsigned *)user)++;
	return character == 0x2019 ? '\'' : character == 0x201C ? 0x416 : 0;
}

START_TEST(segment_plan_replaces_only_where_that_saves_a_segment)
{
	struct smpp_plan_options options = { NULL, 0, 0, 0, 0, { NULL, 0 }, straighten, &asked };
	struct smpp_buf octets = { octets_room, SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_profile profile = { 0 };
	struct smpp_text_fault fault;
	struct smpp_segment segment;
	struct smpp_plan plan;
	size_t len;

	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("it\xE2\x80\x99s"), NULL, &options,
			 NULL), SMPP_OK);
	ck_assert_uint_eq(plan.charset.alphabet, SMPP_ALPHABET_UCS2);
	ck_assert_uint_eq(plan.replaced, 0);
	memset(text_room, 'a', 300);
	memcpy(text_room + 50, "it\xE2\x80\x99s", 6);
	len = 162;
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, len), NULL, &options, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.charset.alphabet, SMPP_ALPHABET_GSM7);
	ck_assert_uint_eq(plan.segments, 1);
	ck_assert_uint_eq(plan.replaced, 1);
	ck_assert_uint_eq(plan.units, 160);
	ck_assert_uint_eq(plan.forced, 0);
	ck_assert_uint_eq(plan.why.character, 0);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_OK);
	ck_assert_uint_eq(segment.octets.len, 160);
	ck_assert_mem_eq(octets_room + 50, "it's", 4);
	/* nothing else is left to a peer that has only the default alphabet */
	profile.alphabets = 1u << SMPP_ALPHABET_BINARY;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("it\xE2\x80\x99s"), &profile, &options,
			 NULL), SMPP_OK);
	ck_assert_uint_eq(plan.replaced, 1);
	/* a replacement that the alphabet lacks is none */
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a\xE2\x80\x9C"), &profile, &options,
			 &fault), SMPP_E_ABSENT);
	ck_assert_uint_eq(fault.offset, 1);
	ck_assert_uint_eq(fault.character, 0x201C);
	ck_assert_uint_gt(asked, 0);
}
END_TEST

START_TEST(segment_plan_refuses_what_must_be_one_message_and_is_not)
{
	static const uint8_t ports[] = { 5, 4, 0x0B, 0x84, 0x23, 0xF0 };
	struct smpp_plan_options options = { NULL, 0, 0, 0, 0, { ports, 6 }, NULL, NULL };
	struct smpp_profile profile = { 0 };
	struct smpp_plan plan;

	memset(text_room, 'a', sizeof(text_room));
	profile.split = SMPP_SPLIT_NONE;
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 160), &profile, NULL, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 161), &profile, NULL, NULL),
			 SMPP_E_TOO_BIG);
	for (unsigned split = SMPP_SPLIT_SAR; split <= SMPP_SPLIT_PAYLOAD; split++) {
		profile.split = (uint8_t)split;
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 152), &profile, &options,
				 NULL),  SMPP_OK);
		ck_assert_uint_eq(plan.header, 7);
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 153), &profile, &options,
				 NULL),  SMPP_E_TOO_BIG);
	}
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 65535), &profile, NULL, NULL),
			 SMPP_OK);
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 65536), &profile, NULL, NULL),
			 SMPP_E_TOO_BIG);
}
END_TEST

START_TEST(segment_plan_keeps_tlvs_from_a_3_3_peer)
{
	struct smpp_profile profile = { 0 };
	struct smpp_plan plan;

	memset(text_room, 'a', 200);
	profile.version = SMPP_V3_3;
	for (unsigned split = SMPP_SPLIT_SAR; split <= SMPP_SPLIT_PAYLOAD; split++) {
		profile.split = (uint8_t)split;
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 160), &profile, NULL, NULL),
				 SMPP_OK);
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 161), &profile, NULL, NULL),
				 SMPP_E_VERSION);
	}
	profile.split = SMPP_SPLIT_UDH8;
	ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 161), &profile, NULL, NULL), SMPP_OK);
}
END_TEST

START_TEST(segment_plan_refuses_options_that_cannot_be)
{
	static const uint8_t cut[] = { 5, 4, 0x0B, 0x84 };
	uint8_t long_element[140] = { 0x70, 138 };
	struct smpp_plan_options options = { NULL, 0, 0, 141, 0, { NULL, 0 }, NULL, NULL };
	struct smpp_plan plan;

	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a"), NULL, &options, NULL),
			 SMPP_E_CONFIG);
	options.octets = 0;
	options.elements = of(cut, sizeof(cut));
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a"), NULL, &options, NULL),
			 SMPP_E_CONFIG);
	options.elements = of(long_element, sizeof(long_element)); /* 141 octets with UDHL */
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of(""), NULL, &options, NULL),
			 SMPP_E_TOO_BIG);
	options.elements.len--;
	long_element[1]--;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of(""), NULL, &options, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a"), NULL, &options, NULL),
			 SMPP_E_TOO_BIG);
}
END_TEST

START_TEST(segment_plan_writes_a_message_class_where_the_alphabet_has_one)
{
	struct smpp_plan_options options = { NULL, 1, 0, 0, 0, { NULL, 0 }, NULL, NULL };
	struct smpp_profile profile = { 0 };
	struct smpp_plan plan;

	profile.alphabets = 1u << SMPP_ALPHABET_LATIN1 | 1u << SMPP_ALPHABET_UCS2;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a"), &profile, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.data_coding, 0xF0);
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("\xC3\xAA"), &profile, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.data_coding, 0x18); /* Latin 1 has no group with classes */
}
END_TEST

START_TEST(segment_network_of_fewer_octets_has_less_room)
{
	struct smpp_plan_options options = { NULL, 0, 0, 8, 0, { NULL, 0 }, NULL, NULL };
	struct smpp_buf octets = { octets_room, SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_segment segment;
	struct smpp_plan plan;

	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("abcdefghi"), NULL, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.segments, 1);
	ck_assert_uint_eq(plan.room, 9);
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("abcdefghi{"), NULL, &options, NULL),
			 SMPP_OK);
	ck_assert_uint_eq(plan.room, 2);
	ck_assert_uint_eq(plan.segments, 6);
	while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK)
		ck_assert_uint_le(segment.octets.len, 8);
	/* one septet beside a header of 6 is too few for an escape, wherever it stands */
	options.octets = 7;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("{abcdef"), NULL, &options, NULL),
			 SMPP_OK);
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("{abcdefg"), NULL, &options, NULL),
			 SMPP_E_TOO_BIG);
	/* what is over of 25 octets is no septet beside a header of 10 */
	options.octets = 25;
	options.elements.ptr = (const uint8_t *)"\x70\x07\0\0\0\0\0\0\0";
	options.elements.len = 9;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("a"), NULL, &options, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.room, 16);
	options.elements.len = 0;
	options.octets = 7;
	ck_assert_int_eq(smpp_plan_text(&plan, smpp_span_of("abcdefghi{"), NULL, &options, NULL),
			 SMPP_E_TOO_BIG);
}
END_TEST

START_TEST(segment_next_writes_nothing_beyond_its_buffer_and_can_be_asked_again)
{
	struct smpp_profile profile = { 0 };
	struct smpp_plan_options options = { NULL, 0, 0, 0, 0, { NULL, 0 }, straighten, &asked };

	memset(text_room, '{', 100);
	for (unsigned i = 0; i < 8; i++) {
		struct smpp_plan plan;
		struct smpp_segment segment;
		uint8_t room[400];

		profile.packed = i & 1;
		profile.split = i & 2 ? SMPP_SPLIT_PAYLOAD : SMPP_SPLIT_UDH16;
		profile.alphabets = i & 4 ? 1u << SMPP_ALPHABET_BINARY : 0;
		if (i & 4)
			memcpy(text_room, "\xE2\x80\x99", 3);
		ck_assert_int_eq(smpp_plan_text(&plan, of(text_room, 100), &profile, &options,
				 NULL), SMPP_OK);
		for (size_t cap = 0;; cap++) {
			struct smpp_buf octets = { room, cap, 0 };
			int got;

			memset(room, 0xEE, sizeof(room));
			got = smpp_plan_next(&plan, &octets, &segment);
			for (size_t k = cap; k < sizeof(room); k++)
				ck_assert_uint_eq(room[k], 0xEE);
			if (got == SMPP_OK) {
				ck_assert_uint_eq(cap, octets.len);
				ck_assert_uint_eq(segment.number, 1);
				break;
			}
			ck_assert_int_eq(got, SMPP_E_SPACE);
			ck_assert_uint_gt(octets.len, cap);
		}
	}
}
END_TEST

START_TEST(segment_plan_of_an_empty_text_is_one_empty_segment)
{
	struct smpp_buf octets = { NULL, 0, 0 };
	struct smpp_segment segment;
	struct smpp_plan plan;

	ck_assert_int_eq(smpp_plan_text(&plan, of(NULL, 0), NULL, NULL, NULL), SMPP_OK);
	ck_assert_uint_eq(plan.segments, 1);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_OK);
	ck_assert_uint_eq(segment.octets.len, 0);
	ck_assert_int_eq(smpp_plan_next(&plan, &octets, &segment), SMPP_E_END);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("segment");
	TCase *tests = tcase_create("segment");

	tcase_set_timeout(tests, 600);
	tcase_add_test(tests, segment_plans_of_the_open_vectors_are_as_listed);
	tcase_add_test(tests, segment_plans_of_latin1_are_as_listed);
	tcase_add_test(tests, segment_plans_of_invalid_utf8_say_where);
	tcase_add_test(tests, segment_plans_of_octets_are_as_listed);
	tcase_add_test(tests, segment_plans_with_all_national_tables_are_as_listed);
	tcase_add_test(tests, segment_sizes_of_the_splitting_cases_are_as_listed);
	tcase_add_test(tests, segment_room_beside_every_header_is_as_listed);
	tcase_add_test(tests, segment_count_is_the_least_of_all_ways_to_cut_in_all_charsets);
	tcase_add_test(tests, segment_texts_come_back_whole_by_every_way_to_split);
	tcase_add_test(tests, segment_of_sar_has_three_tlvs_and_no_header);
	tcase_add_test(tests, segment_put_knows_four_commands);
	tcase_add_test(tests, segment_packed_is_the_same_septets_behind_fill_bits);
	tcase_add_test(tests, segment_octets_that_are_encoded_are_not_cut_in_two);
	tcase_add_test(tests, segment_octets_that_cannot_be_are_refused_at_their_place);
	tcase_add_test(tests, segment_plan_says_which_character_forced_it);
	tcase_add_test(tests, segment_plan_that_fails_says_where_the_last_alphabet_gave_up);
	tcase_add_test(tests, segment_plan_prefers_default_then_octets_then_ucs2_then_national);
	tcase_add_test(tests, segment_plan_replaces_only_where_that_saves_a_segment);
	tcase_add_test(tests, segment_plan_refuses_what_must_be_one_message_and_is_not);
	tcase_add_test(tests, segment_plan_keeps_tlvs_from_a_3_3_peer);
	tcase_add_test(tests, segment_plan_refuses_options_that_cannot_be);
	tcase_add_test(tests, segment_plan_writes_a_message_class_where_the_alphabet_has_one);
	tcase_add_test(tests, segment_network_of_fewer_octets_has_less_room);
	tcase_add_test(tests, segment_next_writes_nothing_beyond_its_buffer_and_can_be_asked_again);
	tcase_add_test(tests, segment_plan_of_an_empty_text_is_one_empty_segment);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
