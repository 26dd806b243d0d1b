/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/lines.h: forms, quotation marks, errors with their place, and that
 * it does not matter how the octets are cut.
 * Must not know: what becomes of a message.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "../examples/jsonline.h"
#include "../examples/lines.h"

#define LOG 65536

static struct lines reader;
static char log_text[LOG];
static size_t log_len;

static void note(const char *format, const char *text, size_t len)
{
	int got = snprintf(log_text + log_len, sizeof(log_text) - log_len, format, (int)len, text);

	ck_assert_msg(got >= 0 && log_len + (size_t)got < sizeof(log_text), "%.300s", log_text);
	log_len += (size_t)got;
}

static void note_field(const char *format, const struct lines_field *f)
{
	note(format, (const char *)f->value.ptr, f->value.len);
}

/* "2: 4477|text|src{validity=1}", or "2: bad 3,5 what is wrong" */
static void note_record(enum lines_got got)
{
	const struct lines_record *r = &reader.record;
	uint64_t line, column;
	char place[80];

	snprintf(place, sizeof(place), "%lu", (unsigned long)r->line);
	note("%.*s: ", place, strlen(place));
	if (got == LINES_BAD) {
		lines_place(&reader, r->at, &line, &column);
		snprintf(place, sizeof(place), "bad %lu,%lu ", (unsigned long)line,
			 (unsigned long)column);
		note("%.*s", place, strlen(place));
		note("%.*s\n", r->error, strlen(r->error));
		return;
	}
	note_field("%.*s|", &r->destination);
	note_field("%.*s", &r->text);
	if (r->source.given)
		note_field("|%.*s", &r->source);
	for (unsigned i = 0; i < r->option_count; i++) {
		note("{%.*s=", (const char *)r->options[i].name.ptr, r->options[i].name.len);
		note_field(r->options[i].word ? "%.*s!}" : "%.*s}", &r->options[i]);
	}
	note("\n", "", 0);
}

/* Reads octets, at most so many at a time, into log_text. */
static void read_all(enum lines_form form, const char *octets, size_t len, size_t at_a_time)
{
	enum lines_got got;
	size_t at = 0;

	lines_init(&reader, form);
	log_len = 0;
	log_text[0] = '\0';
	while ((got = lines_next(&reader)) != LINES_END) {
		size_t room, n = len - at < at_a_time ? len - at : at_a_time;
		uint8_t *to;

		if (got != LINES_WANTS) {
			note_record(got);
			continue;
		}
		to = lines_room(&reader, &room);
		ck_assert_ptr_nonnull(to);
		n = n < room ? n : room;
		memcpy(to, octets + at, n);
		lines_filled(&reader, n);
		at += n;
	}
	ck_assert_uint_eq(at, len);
	ck_assert_int_eq(lines_next(&reader), LINES_END);
}

/* However it is cut in two, and in pieces of each size, the same lines come. */
static void reads(enum lines_form form, const char *octets, const char *expected)
{
	size_t len = strlen(octets);

	for (size_t piece = 1; piece <= len + 1; piece++) {
		read_all(form, octets, len, piece);
		ck_assert_msg(strcmp(log_text, expected) == 0,
			      "in pieces of %zu:\n%s\ninstead of\n%s", piece, log_text, expected);
	}
}

START_TEST(lines_csv_has_two_or_three_columns)
{
	reads(LINES_CSV, "447700900001,hello\r\n\n4477,you,12345\n+4478,,Shop\n",
	      "1: 447700900001|hello\n3: 4477|you|12345\n4: +4478||Shop\n");
	ck_assert_uint_eq(reader.record.number, 3);
}
END_TEST

START_TEST(lines_csv_needs_no_end_of_its_last_line)
{
	reads(LINES_CSV, "1,a\n2,b", "1: 1|a\n2: 2|b\n");
	reads(LINES_CSV, "1,\"b\"", "1: 1|b\n");
	reads(LINES_CSV, "", "");
	reads(LINES_CSV, "\n\n", "");
}
END_TEST

START_TEST(lines_csv_quotes_as_in_rfc_4180)
{
	reads(LINES_CSV, "1,\"a,b\"\n2,\"say \"\"hi\"\"\",me\n3,\"two\r\nlines\"\r\n4,\"\"\n"
			 "\"5\",\"\"\"\",\"me\"\n6,x\n",
	      "1: 1|a,b\n2: 2|say \"hi\"|me\n3: 3|two\r\nlines\n5: 4|\n6: 5|\"|me\n7: 6|x\n");
}
END_TEST

START_TEST(lines_csv_refuses_misplaced_quotation_marks_and_goes_on)
{
	reads(LINES_CSV, "1,a\"b\n2,\"a\"b\n3,ok\n",
	      "1: bad 1,4 a quotation mark in a field that does not begin with one\n"
	      "2: bad 2,6 ',' is missing behind a quotation mark\n3: 3|ok\n");
}
END_TEST

START_TEST(lines_csv_loses_one_line_to_an_open_quotation_mark)
{
	reads(LINES_CSV, "1,\"a\n2,b\n3,c\n",
	      "1: bad 1,3 the quotation mark is not closed\n2: 2|b\n3: 3|c\n");
	reads(LINES_CSV, "1,\"a\n2,\"b\"\n3,c\n",
	      "1: bad 2,4 ',' is missing behind a quotation mark\n2: 2|b\n3: 3|c\n");
	reads(LINES_CSV, "1,\"a", "1: bad 1,3 the quotation mark is not closed\n");
}
END_TEST

START_TEST(lines_csv_names_what_is_missing_or_too_much)
{
	reads(LINES_CSV, ",a\n1\n1,a,b,c\n2,d\n",
	      "1: bad 1,1 no destination\n2: bad 2,2 no text\n"
	      "3: bad 3,7 more fields than columns: a text with a comma needs quotation marks\n"
	      "4: 2|d\n");
}
END_TEST

START_TEST(lines_csv_takes_a_line_of_names)
{
	reads(LINES_CSV, "Text,validity,TO,From\nhi,60,1,me\nyou,,2,\n,x,3\n",
	      "2: 1|hi|me{validity=60}\n3: 2|you\n4: 3|{validity=x}\n");
	reads(LINES_CSV, "dst,text\n1,dst\n", "2: 1|dst\n");
	reads(LINES_CSV, "dst,hello\n1,text\n", "1: dst|hello\n2: 1|text\n");
	reads(LINES_CSV, "1,a\ndst,text\n", "1: 1|a\n2: dst|text\n");
}
END_TEST

START_TEST(lines_place_counts_characters)
{
	reads(LINES_CSV, "1,\"\303\251t\303\251\n\342\202\254\"x\n",
	      "1: bad 2,3 ',' is missing behind a quotation mark\n"
	      "2: bad 2,2 a quotation mark in a field that does not begin with one\n");
}
END_TEST

START_TEST(lines_must_be_utf8_and_say_where_they_are_not)
{
	reads(LINES_CSV, "1,caf\351\n2,caf\303\251\n3,\355\240\200\n",
	      "1: bad 1,6 not UTF-8\n2: 2|caf\303\251\n3: bad 3,3 not UTF-8\n");
	reads(LINES_JSON, "{\"dst\":\"1\",\"text\":\"\377\"}\n", "1: bad 1,20 not UTF-8\n");
}
END_TEST

START_TEST(lines_pass_over_a_byte_order_mark)
{
	reads(LINES_GUESS, "\357\273\277dst,text\n1,a\n", "2: 1|a\n");
	reads(LINES_GUESS, "\357\273\277", "");
	reads(LINES_GUESS, "\357\273", "1: bad 1,1 not UTF-8\n");
	reads(LINES_GUESS, "\357\273\277{\"to\":\"1\",\"text\":\"a\"}", "1: 1|a\n");
}
END_TEST

START_TEST(lines_json_has_members_and_options)
{
	reads(LINES_JSON, "{\"dst\":\"1\",\"text\":\"a\"}\n\n"
			  " { \"text\" : \"b\" , \"src\":\"me\",\"destination\":447,\"validity\":60,"
			  "\"receipt\":true,\"hex\":false,\"tlv\":[\"1=2\",\"3=4\"],\"x\":null,\"y\":[]}\r\n",
	      "1: 1|a\n3: 447|b|me{validity=60}{receipt=true!}{hex=false!}{tlv=1=2}{tlv=3=4}\n");
}
END_TEST

START_TEST(lines_json_reads_escapes)
{
	reads(LINES_JSON, "{\"dst\":\"\\u0031\",\"text\":\"\\\"\\\\\\/\\b\\f\\n\\r\\tc\\u00e9\\uD83d\\uDe00.\"}",
	      "1: 1|\"\\/\b\f\n\r\tc\303\251\360\237\230\200.\n");
}
END_TEST

START_TEST(lines_json_is_strict_and_says_where)
{
	static const char *const cases[][2] = {
		{ "[]", "1 not an object" },
		{ "{", "2 a member's name in quotation marks is missing" },
		{ "{\"dst\"}", "7 ':' is missing" },
		{ "{\"dst\":}", "8 a value is missing, or is no JSON" },
		{ "{\"dst\":01}", "9 ',' or '}' is missing" },
		{ "{\"dst\":-}", "9 a value is missing, or is no JSON" },
		{ "{\"dst\":1.}", "10 digits are missing in a number" },
		{ "{\"dst\":1e+}", "11 digits are missing in a number" },
		{ "{\"dst\":\"1\",}", "12 a member's name in quotation marks is missing" },
		{ "{\"dst\":\"1\" \"text\":\"a\"}", "12 ',' or '}' is missing" },
		{ "{\"dst\":\"1\",\"text\":\"a\"} x", "24 something stands behind the object" },
		{ "{\"dst\":\"1\",\"text\":\"a", "21 the string does not end" },
		{ "{\"dst\":\"1\",\"text\":\"a\tb\"}", "21 a control character in a string" },
		{ "{\"dst\":\"1\",\"text\":\"\\x\"}", "21 no such escape" },
		{ "{\"dst\":\"1\",\"text\":\"\\u12g4\"}", "24 \\u needs four hexadecimal digits" },
		{ "{\"dst\":\"1\",\"text\":\"\\udc00\"}", "26 half of a surrogate pair" },
		{ "{\"dst\":\"1\",\"text\":\"\\ud800\"}", "26 half of a surrogate pair" },
		{ "{\"dst\":\"1\",\"text\":\"\\ud800\\u0041\"}", "32 half of a surrogate pair" },
		{ "{\"dst\":\"1\",\"text\":\"\\ud800\\n\"}", "27 half of a surrogate pair" },
		{ "{\"dst\":{}}", "8 an object or array cannot stand here" },
		{ "{\"dst\":[[]]}", "9 an object or array cannot stand here" },
		{ "{\"dst\":[1 2]}", "11 ',' or ']' is missing" },
		{ "{\"dst\":[\"1\",\"2\"]}", "2 a second destination, text or source" },
		{ "{\"dst\":\"1\",\"to\":\"2\"}", "12 a second destination, text or source" },
		{ "{\"dst\":true}", "8 a destination, text or source is no truth value" },
		{ "{\"dst\":tru}", "8 a value is missing, or is no JSON" },
		{ "{\"text\":\"a\"}", "1 no destination" },
		{ "{\"dst\":\"\",\"text\":\"a\"}", "8 no destination" },
		{ "{\"dst\":\"1\"}", "12 no text" },
		{ "{\"dst\":\"1\",\"text\":null}", "24 no text" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char octets[200], expected[200];

		snprintf(octets, sizeof(octets), "%s\n{\"dst\":\"2\",\"text\":\"b\"}\n", cases[i][0]);
		snprintf(expected, sizeof(expected), "1: bad 1,%s\n2: 2|b\n", cases[i][1]);
		reads(LINES_JSON, octets, expected);
	}
}
END_TEST

START_TEST(lines_smppload_has_its_fields)
{
	reads(LINES_SMPPLOAD,
	      "# source;destination;body;delivery\n\n 375,1,1;3752,2,3;Message #1;true;3 \r\n"
	      ";44;semi;;colon;0;8;64\nme;45;x\nme;46;x;1;\n",
	      "3: 3752,2,3|Message #1|375,1,1{receipt=final}{data-coding=3}\n"
	      "4: 44|semi;colon{receipt=none}{data-coding=8}{esm-class=64}\n"
	      "5: 45|x|me\n6: 46|x|me{receipt=final}\n");
}
END_TEST

START_TEST(lines_smppload_says_what_is_wrong)
{
	reads(LINES_SMPPLOAD, "a;b\na;1;c;yes\na;;c;1\na;1;c;1;0;0;7\na;1;c\n",
	      "1: bad 1,4 not source;destination;body[;delivery[;data_coding[;esm_class]]]\n"
	      "2: bad 2,7 delivery is not true, false, 1 or 0\n"
	      "3: bad 3,7 not source;destination;body[;delivery[;data_coding[;esm_class]]]\n"
	      "4: bad 4,11 not source;destination;body[;delivery[;data_coding[;esm_class]]]\n"
	      "5: 1|c|a\n");
}
END_TEST

START_TEST(lines_form_is_guessed_by_the_first_line)
{
	reads(LINES_GUESS, "\n  {\"dst\":\"1\",\"text\":\"a\"}\n", "2: 1|a\n");
	ck_assert_int_eq(reader.form, LINES_JSON);
	reads(LINES_GUESS, "# all\n\nme;1;a;true\n", "3: 1|a|me{receipt=final}\n");
	ck_assert_int_eq(reader.form, LINES_SMPPLOAD);
	reads(LINES_GUESS, "1,a;b;c;d\n", "1: 1|a;b;c;d\n");
	ck_assert_int_eq(reader.form, LINES_CSV);
	reads(LINES_GUESS, "1,\"a\nb\"\n", "1: 1|a\nb\n");
	ck_assert_int_eq(reader.form, LINES_CSV);
}
END_TEST

/* A record of so many octets, then a short one. */
static void long_record(enum lines_form form, const char *begin, char fill, size_t len,
			const char *end, const char *expected)
{
	char *octets = malloc(len + 100);
	size_t at = strlen(begin);

	memcpy(octets, begin, at);
	memset(octets + at, fill, len - at);
	strcpy(octets + len, end);
	for (size_t piece = 997; piece < 2 * LINES_BUFFER; piece *= 7) {
		read_all(form, octets, strlen(octets), piece);
		ck_assert_str_eq(log_text, expected);
	}
	free(octets);
}

START_TEST(lines_too_long_are_refused_and_passed_over)
{
	const char *too_long = "1: bad 1,1 the line is longer than 262143 octets\n2: 2|b\n";

	long_record(LINES_CSV, "1,", 'x', LINES_RECORD, "\n2,b\n", too_long);
	long_record(LINES_CSV, "1,", 'x', 3 * LINES_BUFFER, "\n2,b\n", too_long);
	long_record(LINES_CSV, "1,", ',', LINES_RECORD, "", "1: bad 1,1 the line is longer than "
							   "262143 octets\n");
	long_record(LINES_GUESS, "1,", 'x', LINES_RECORD, "\n2,b\n", too_long);
	long_record(LINES_CSV, "1,\"", 'x', LINES_RECORD, "\n2,b\n",
		    "1: bad 1,3 the quotation mark is not closed\n2: 2|b\n");
	long_record(LINES_CSV, "1,\"a\n2,b\n3,", 'x', LINES_RECORD + 10, "\n4,d\n",
		    "1: bad 1,3 the quotation mark is not closed\n2: 2|b\n"
		    "3: bad 3,1 the line is longer than 262143 octets\n4: 4|d\n");
}
END_TEST

START_TEST(lines_just_short_enough_are_read)
{
	char *octets = malloc(LINES_RECORD + 10);

	memset(octets, 'x', LINES_RECORD);
	memcpy(octets, "1,", 2);
	strcpy(octets + LINES_RECORD - 1, "\n2,b");
	lines_init(&reader, LINES_CSV);
	read_all(LINES_CSV, octets + LINES_RECORD, 0, 1);
	for (size_t at = 0; at < LINES_RECORD + 3;) {
		size_t room, left = LINES_RECORD + 3 - at;
		uint8_t *to;

		if (at == 0)
			lines_init(&reader, LINES_CSV);
		ck_assert_int_eq(lines_next(&reader), LINES_WANTS);
		to = lines_room(&reader, &room);
		room = room < left ? room : left;
		memcpy(to, octets + at, room);
		lines_filled(&reader, room);
		at += room;
	}
	ck_assert_int_eq(lines_next(&reader), LINES_MESSAGE);
	ck_assert_uint_eq(reader.record.text.value.len, LINES_RECORD - 3);
	free(octets);
}
END_TEST

START_TEST(lines_are_the_same_however_any_octets_are_cut)
{
	static const char letters[] = "1,\"\"\n\n;;{}[]:\\ut0\r #a\303\251\357\273\277\377";
	uint32_t state = 1;

	for (int round = 0; round < 20000; round++) {
		char octets[40], whole[4096];
		size_t len = 0, most = 1 + round % 39;

		while (len < most) {
			state = state * 1664525 + 1013904223;
			octets[len++] = letters[(state >> 16) % (sizeof(letters) - 1)];
		}
		read_all((enum lines_form)(round % 4), octets, len, len + 1);
		memcpy(whole, log_text, log_len + 1);
		for (size_t piece = 1; piece < len; piece += 1 + piece / 2) {
			read_all((enum lines_form)(round % 4), octets, len, piece);
			ck_assert_str_eq(log_text, whole);
		}
	}
}
END_TEST

START_TEST(lines_again_goes_on_counting)
{
	uint8_t *to;
	size_t room;

	for (unsigned round = 0; round < 3; round++) {
		if (round == 0)
			lines_init(&reader, LINES_GUESS);
		else
			lines_again(&reader);
		to = lines_room(&reader, &room);
		memcpy(to, "dst,text\n1,a\n", 13);
		lines_filled(&reader, 13);
		lines_filled(&reader, 0);
		ck_assert_int_eq(lines_next(&reader), LINES_MESSAGE);
		ck_assert_uint_eq(reader.record.line, 2);
		ck_assert_uint_eq(reader.record.number, round + 1);
		ck_assert_int_eq(lines_next(&reader), LINES_END);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lines");
	TCase *tests = tcase_create("lines");

	tcase_add_test(tests, lines_csv_has_two_or_three_columns);
	tcase_add_test(tests, lines_csv_needs_no_end_of_its_last_line);
	tcase_add_test(tests, lines_csv_quotes_as_in_rfc_4180);
	tcase_add_test(tests, lines_csv_refuses_misplaced_quotation_marks_and_goes_on);
	tcase_add_test(tests, lines_csv_loses_one_line_to_an_open_quotation_mark);
	tcase_add_test(tests, lines_csv_names_what_is_missing_or_too_much);
	tcase_add_test(tests, lines_csv_takes_a_line_of_names);
	tcase_add_test(tests, lines_place_counts_characters);
	tcase_add_test(tests, lines_must_be_utf8_and_say_where_they_are_not);
	tcase_add_test(tests, lines_pass_over_a_byte_order_mark);
	tcase_add_test(tests, lines_json_has_members_and_options);
	tcase_add_test(tests, lines_json_reads_escapes);
	tcase_add_test(tests, lines_json_is_strict_and_says_where);
	tcase_add_test(tests, lines_smppload_has_its_fields);
	tcase_add_test(tests, lines_smppload_says_what_is_wrong);
	tcase_add_test(tests, lines_form_is_guessed_by_the_first_line);
	tcase_add_test(tests, lines_too_long_are_refused_and_passed_over);
	tcase_add_test(tests, lines_just_short_enough_are_read);
	tcase_add_test(tests, lines_are_the_same_however_any_octets_are_cut);
	tcase_add_test(tests, lines_again_goes_on_counting);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
