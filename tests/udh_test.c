/* SPDX-License-Identifier: MIT */
/*
 * Owns: user data headers: the vectors, all lengths, what is ignored, what is written.
 * Must not know: segments.
 */
#include "support.h"

#include <smpp/udh.h>
#include <stdio.h>
#include <stdlib.h>

static struct smpp_span of(const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };

	return span;
}

#define SPAN(array) of(array, sizeof(array))

static void say(char **at, const char *format, unsigned a, unsigned b, unsigned c)
{
	*at += sprintf(*at, format, a, b, c);
}

/* Is this element one that the rules ignore? By its own reading of them. */
static int is_bad_concat(unsigned total, unsigned number)
{
	return total == 0 || number == 0 || number > total;
}

/* One element in the notation of udh.tsv, by smpp_udh_next alone. */
static void describe_element(char **at, const struct smpp_udh_element *element)
{
	static const struct { unsigned iei, len; const char *name; } known[] = {
		{ 0x00, 3, "concat8" }, { 0x01, 2, "special_sms_indication" }, { 0x04, 2, "port8" },
		{ 0x05, 4, "port16" }, { 0x06, 1, "smsc_control" }, { 0x07, 1, "udh_source" },
		{ 0x08, 4, "concat16" }, { 0x24, 1, "nl_single" }, { 0x25, 1, "nl_locking" },
	};
	const uint8_t *p = element->data.ptr;
	size_t i = 0, n = sizeof(known) / sizeof(known[0]);

	while (i < n && known[i].iei != element->iei)
		i++;
	*at += sprintf(*at, "%s(0x%02X)[", i < n ? known[i].name : "ie", element->iei);
	if (i < n && known[i].len != element->data.len) {
		*at += sprintf(*at, "bad length]");
		return;
	}
	if (element->iei == 0x00 || element->iei == 0x08) {
		unsigned wide = element->iei == 0x08, ref = wide ? p[0] * 256u + p[1] : p[0];

		say(at, "ref=%u,total=%u,seq=%u", ref, p[1 + wide], p[2 + wide]);
		if (is_bad_concat(p[1 + wide], p[2 + wide]))
			say(at, ",ignored", 0, 0, 0);
	} else if (element->iei == 0x01) {
		say(at, "type=%u,count=%u", p[0], p[1], 0);
	} else if (element->iei == 0x04) {
		say(at, "dest=%u,orig=%u", p[0], p[1], 0);
	} else if (element->iei == 0x05) {
		say(at, "dest=%u,orig=%u", p[0] * 256u + p[1], p[2] * 256u + p[3], 0);
	} else if (element->iei == 0x24 || element->iei == 0x25) {
		say(at, "lang=%u", p[0], 0, 0);
	} else {
		say(at, "hex:", 0, 0, 0);
		for (size_t k = 0; k < element->data.len; k++)
			say(at, "%02X", p[k], 0, 0);
	}
	*at += sprintf(*at, "]");
}

static const char *result_of(enum smpp_udh_fault_code code)
{
	switch (code) {
	case SMPP_UDH_FAULT_NONE: return "OK";
	case SMPP_UDH_FAULT_MISSING: return "UDH_MISSING";
	case SMPP_UDH_FAULT_TRUNCATED: return "UDH_TRUNCATED";
	case SMPP_UDH_FAULT_ELEMENT_OVERRUN: return "IE_OVERRUN";
	case SMPP_UDH_FAULT_ELEMENT_TRUNCATED: return "IE_TRUNCATED";
	}
	return "?";
}

START_TEST(udh_vectors_are_read_as_listed)
{
	struct tsv tsv = tsv_read("udh.tsv");

	ck_assert_uint_ge(tsv.rows, 38);
	for (size_t i = 0; i < tsv.rows; i++) {
		const char *hex = tsv_get(&tsv, i, "user_data_header");
		struct smpp_span octets = octets_of_hex(hex), in = guard_end(octets), rest;
		char text[2000] = "-", *at = text;
		struct smpp_udh_fault fault;
		struct smpp_udh udh;
		int got = smpp_udh_get(in, &udh, &fault);

		ck_assert_str_eq(result_of(fault.code), tsv_get(&tsv, i, "result"));
		ck_assert_int_eq(got, fault.code == 0 ? SMPP_OK : SMPP_E_FAULT);
		if (got == SMPP_OK) {
			struct smpp_udh_element element;

			ck_assert_uint_eq(udh.octets, in.len);
			for (rest = udh.elements; smpp_udh_next(&rest, &element) == SMPP_OK;) {
				if (at != text)
					*at++ = ';';
				describe_element(&at, &element);
			}
			if (at == text)
				strcpy(text, "(none)");
		}
		ck_assert_msg(strcmp(text, tsv_get(&tsv, i, "elements")) == 0, "%s: %s not %s",
			      tsv_get(&tsv, i, "name"), text, tsv_get(&tsv, i, "elements"));
		guard_free(in);
		free((void *)octets.ptr);
	}
	tsv_free(&tsv);
}
END_TEST

/* What a header of these octets is, by the shortest code that can say so. */
static enum smpp_udh_fault_code judge(const uint8_t *octets, size_t len, size_t *offset)
{
	size_t at = 1, end;

	*offset = 0;
	if (len == 0)
		return SMPP_UDH_FAULT_MISSING;
	end = 1 + octets[0];
	if (end > len)
		return SMPP_UDH_FAULT_TRUNCATED;
	while (at < end) {
		*offset = at;
		if (at + 2 > end)
			return SMPP_UDH_FAULT_ELEMENT_TRUNCATED;
		if (at + 2 + octets[at + 1] > end)
			return SMPP_UDH_FAULT_ELEMENT_OVERRUN;
		at += 2 + octets[at + 1];
	}
	*offset = 0;
	return SMPP_UDH_FAULT_NONE;
}

START_TEST(udh_of_every_udhl_and_every_length_is_judged_within_its_octets)
{
	static const uint8_t fills[] = { 0x00, 0x01, 0x03, 0x08, 0x24, 0xFF };
	unsigned long count = 0;

	for (size_t f = 0; f < sizeof(fills); f++) {
		uint8_t octets[256];

		memset(octets, fills[f], sizeof(octets));
		for (unsigned udhl = 0; udhl < 256; udhl++) {
			octets[0] = (uint8_t)udhl;
			for (size_t len = 0; len <= 256; len++) {
				struct smpp_udh_fault fault;
				struct smpp_udh udh;
				size_t offset;
				enum smpp_udh_fault_code code = judge(octets, len, &offset);
				int got = smpp_udh_get(of(octets, len), &udh, &fault);

				count++;
				ck_assert_int_eq(fault.code, code);
				ck_assert_uint_eq(fault.offset, offset);
				ck_assert_int_eq(got, code ? SMPP_E_FAULT : SMPP_OK);
				ck_assert_uint_eq(udh.octets, code ? 0 : 1 + udhl);
				ck_assert_uint_eq(udh.text.len, code ? 0 : len - 1 - udhl);
			}
		}
	}
	printf("# udh: %lu headers\n", count);
}
END_TEST

START_TEST(udh_of_every_length_reads_nothing_behind_its_end)
{
	for (unsigned udhl = 0; udhl < 256; udhl++) {
		uint8_t octets[256] = { (uint8_t)udhl, 0x70, 0x03, 0, 0, 0, 0x24, 0x01, 0x01 };

		for (size_t len = 0; len <= 256; len += udhl < 16 ? 1 : 15) {
			struct smpp_span in = guard_end(of(octets, len));
			struct smpp_udh udh;

			(void)smpp_udh_get(in, &udh, NULL);
			guard_free(in);
		}
	}
}
END_TEST

START_TEST(udh_next_refuses_cut_elements_and_leaves_rest)
{
	static const uint8_t cut[] = { 0x00, 0x03, 0x64, 0x02 };

	for (size_t len = 1; len <= sizeof(cut); len++) {
		struct smpp_span rest = of(cut, len), data;
		struct smpp_udh_element element;

		ck_assert_int_eq(smpp_udh_next(&rest, &element), SMPP_E_FAULT);
		ck_assert_ptr_eq(rest.ptr, cut);
		ck_assert_uint_eq(rest.len, len);
		ck_assert_int_eq(smpp_udh_find(rest, 0, &data), SMPP_E_FAULT);
	}
}
END_TEST

START_TEST(udh_find_takes_the_last_of_several)
{
	static const uint8_t two[] = { 0x70, 0x01, 0x01, 0x24, 0x01, 0x03, 0x70, 0x02, 0x05, 0x06 };
	struct smpp_span data;

	ck_assert_int_eq(smpp_udh_find(SPAN(two), 0x70, &data), SMPP_OK);
	ck_assert_ptr_eq(data.ptr, two + 8);
	ck_assert_uint_eq(data.len, 2);
	ck_assert_int_eq(smpp_udh_find(SPAN(two), 0x71, &data), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_udh_find(of(NULL, 0), 0x70, &data), SMPP_E_ABSENT);
}
END_TEST

START_TEST(udh_concat_of_both_widths_is_the_last_valid_one)
{
	static const uint8_t both[] = { 0, 3, 0x64, 2, 1, 8, 4, 0x12, 0x34, 3, 2 };
	static const uint8_t invalid_last[] = { 0, 3, 0x64, 2, 1, 8, 4, 0x12, 0x34, 3, 4 };
	static const uint8_t none[] = { 0, 3, 0x64, 0, 1, 0, 3, 1, 1, 0, 0, 2, 1, 1, 8, 3, 1, 1,
					1 };
	struct smpp_concat concat;

	ck_assert_int_eq(smpp_udh_concat(SPAN(both), &concat), SMPP_OK);
	ck_assert_uint_eq(concat.split, SMPP_SPLIT_UDH16);
	ck_assert_uint_eq(concat.reference, 0x1234);
	ck_assert_uint_eq(concat.total, 3);
	ck_assert_uint_eq(concat.number, 2);
	ck_assert_int_eq(smpp_udh_concat(SPAN(invalid_last), &concat), SMPP_OK);
	ck_assert_uint_eq(concat.split, SMPP_SPLIT_UDH8);
	ck_assert_uint_eq(concat.reference, 0x64);
	ck_assert_int_eq(smpp_udh_concat(SPAN(none), &concat), SMPP_E_ABSENT);
}
END_TEST

START_TEST(udh_ports_of_both_widths_are_the_last_ones)
{
	static const uint8_t ports[] = { 4, 2, 0x15, 0x81, 5, 4, 0x0B, 0x84, 0x23, 0xF0, 5, 1, 9 };
	struct smpp_ports read;

	ck_assert_int_eq(smpp_udh_ports(SPAN(ports), &read), SMPP_OK);
	ck_assert_uint_eq(read.wide, 1);
	ck_assert_uint_eq(read.destination, 2948);
	ck_assert_uint_eq(read.originator, 9200);
	ck_assert_int_eq(smpp_udh_ports(of(ports, 4), &read), SMPP_OK);
	ck_assert_uint_eq(read.wide, 0);
	ck_assert_uint_eq(read.destination, 0x15);
	ck_assert_int_eq(smpp_udh_ports(of(ports + 10, 3), &read), SMPP_E_ABSENT);
}
END_TEST

START_TEST(udh_languages_without_a_table_are_ignored)
{
	for (unsigned language = 0; language < 256; language++) {
		uint8_t both[] = { 0x24, 1, (uint8_t)language, 0x25, 1, (uint8_t)language };
		struct smpp_charset charset = { SMPP_ALPHABET_UCS2, 99, 99 };

		smpp_udh_languages(SPAN(both), &charset);
		ck_assert_uint_eq(charset.alphabet, SMPP_ALPHABET_UCS2);
		ck_assert_uint_eq(charset.single, language <= 13 ? language : 0);
		ck_assert_uint_eq(charset.locking, language <= 13 && language != 2 ? language : 0);
	}
}
END_TEST

START_TEST(udh_languages_of_a_wrong_length_are_ignored)
{
	static const uint8_t both[] = { 0x24, 1, 3, 0x24, 2, 4, 4, 0x25, 0, 0x24, 1, 77 };
	struct smpp_charset charset;

	smpp_udh_languages(SPAN(both), &charset);
	ck_assert_uint_eq(charset.single, 3);
	ck_assert_uint_eq(charset.locking, 0);
}
END_TEST

START_TEST(udh_written_is_the_octets_of_the_standard)
{
	static const uint8_t expect[] = { 17, 0, 3, 0x64, 2, 1, 5, 4, 0x0B, 0x84, 0x23, 0xF0,
					  0x24, 1, 13, 0x25, 1, 6 };
	struct smpp_concat concat = { SMPP_SPLIT_UDH8, 2, 1, 0x64 };
	struct smpp_ports ports = { 1, 2948, 9200 };
	struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 6, 13 };
	uint8_t octets[sizeof(expect)];
	struct smpp_buf udh = { octets, sizeof(octets), 0 };

	ck_assert_int_eq(smpp_udh_put_concat(&udh, &concat), SMPP_OK);
	ck_assert_int_eq(smpp_udh_put_ports(&udh, &ports), SMPP_OK);
	ck_assert_int_eq(smpp_udh_put_languages(&udh, &charset), SMPP_OK);
	ck_assert_uint_eq(udh.len, sizeof(expect));
	ck_assert_mem_eq(octets, expect, sizeof(expect));
}
END_TEST

START_TEST(udh_written_elements_are_all_or_nothing)
{
	struct smpp_concat concat = { SMPP_SPLIT_UDH16, 3, 2, 0x1234 };
	struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 1, 1 };

	for (size_t cap = 0; cap < 14; cap++) {
		uint8_t octets[14];
		struct smpp_buf udh = { octets, cap, 0 };
		int put, languages;

		memset(octets, 0xEE, sizeof(octets));
		put = smpp_udh_put_concat(&udh, &concat);
		ck_assert_int_eq(put, cap >= 7 ? SMPP_OK : SMPP_E_SPACE);
		ck_assert_uint_eq(udh.len, cap >= 7 ? 7 : 0);
		languages = smpp_udh_put_languages(&udh, &charset);
		ck_assert_int_eq(languages, cap >= (put == SMPP_OK ? 13 : 7) ? SMPP_OK
			: SMPP_E_SPACE);
		if (put == SMPP_OK && languages != SMPP_OK) {
			ck_assert_uint_eq(udh.len, 7);
			ck_assert_uint_eq(octets[0], 6);
		}
		for (size_t i = cap; i < sizeof(octets); i++)
			ck_assert_uint_eq(octets[i], 0xEE);
	}
}
END_TEST

START_TEST(udh_written_holds_255_octets_and_no_more)
{
	static const uint8_t data[255] = { 0 };
	uint8_t octets[300];
	struct smpp_buf udh = { octets, sizeof(octets), 0 };
	struct smpp_udh read;

	ck_assert_int_eq(smpp_udh_put(&udh, 0x70, of(data, 254)), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_udh_put(&udh, 0x70, of(data, 253)), SMPP_OK);
	ck_assert_uint_eq(udh.len, SMPP_UDH_OCTETS_MAX);
	ck_assert_int_eq(smpp_udh_put(&udh, 0x70, of(data, 0)), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_udh_get(of(octets, udh.len), &read, NULL), SMPP_OK);
	ck_assert_uint_eq(read.elements.len, 255);
}
END_TEST

START_TEST(udh_values_that_are_no_part_or_too_wide_are_refused)
{
	static const struct smpp_concat concats[] = {
		{ SMPP_SPLIT_UDH8, 0, 0, 1 }, { SMPP_SPLIT_UDH8, 2, 0, 1 },
		{ SMPP_SPLIT_UDH8, 2, 3, 1 }, { SMPP_SPLIT_UDH8, 2, 1, 256 },
		{ SMPP_SPLIT_SAR, 2, 1, 1 },  { SMPP_SPLIT_UDH16, 2, 3, 256 },
	};
	static const struct smpp_ports ports[] = { { 0, 256, 0 }, { 0, 0, 256 } };
	uint8_t octets[20];
	struct smpp_buf udh = { octets, sizeof(octets), 0 };

	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(smpp_udh_put_concat(&udh, &concats[i]), SMPP_E_CONFIG);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(smpp_udh_put_ports(&udh, &ports[i]), SMPP_E_CONFIG);
	ck_assert_uint_eq(udh.len, 0);
}
END_TEST

START_TEST(udh_fault_names_are_those_of_the_header)
{
	ck_assert_str_eq(smpp_udh_fault_name(SMPP_UDH_FAULT_NONE), "NONE");
	ck_assert_str_eq(smpp_udh_fault_name(SMPP_UDH_FAULT_MISSING), "MISSING");
	ck_assert_str_eq(smpp_udh_fault_name(SMPP_UDH_FAULT_TRUNCATED), "TRUNCATED");
	ck_assert_str_eq(smpp_udh_fault_name(SMPP_UDH_FAULT_ELEMENT_OVERRUN), "ELEMENT_OVERRUN");
	ck_assert_str_eq(smpp_udh_fault_name(SMPP_UDH_FAULT_ELEMENT_TRUNCATED),
			 "ELEMENT_TRUNCATED");
	ck_assert_str_eq(smpp_udh_fault_name((enum smpp_udh_fault_code)99), "?");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("udh");
	TCase *tests = tcase_create("udh");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, udh_vectors_are_read_as_listed);
	tcase_add_test(tests, udh_of_every_udhl_and_every_length_is_judged_within_its_octets);
	tcase_add_test(tests, udh_of_every_length_reads_nothing_behind_its_end);
	tcase_add_test(tests, udh_next_refuses_cut_elements_and_leaves_rest);
	tcase_add_test(tests, udh_find_takes_the_last_of_several);
	tcase_add_test(tests, udh_concat_of_both_widths_is_the_last_valid_one);
	tcase_add_test(tests, udh_ports_of_both_widths_are_the_last_ones);
	tcase_add_test(tests, udh_languages_without_a_table_are_ignored);
	tcase_add_test(tests, udh_languages_of_a_wrong_length_are_ignored);
	tcase_add_test(tests, udh_written_is_the_octets_of_the_standard);
	tcase_add_test(tests, udh_written_elements_are_all_or_nothing);
	tcase_add_test(tests, udh_written_holds_255_octets_and_no_more);
	tcase_add_test(tests, udh_values_that_are_no_part_or_too_wide_are_refused);
	tcase_add_test(tests, udh_fault_names_are_those_of_the_header);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
