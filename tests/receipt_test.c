/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is read from receipts of many centres, what is written, and which ids are the same.
 * Must not know: lib/.
 */
#include "support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <smpp/receipt.h>

#define SEED UINT32_C(20261125)

static uint32_t state;

static uint32_t any(uint32_t limit)
{
	state = state * UINT32_C(1664525) + UINT32_C(1013904223);
	return (uint32_t)((uint64_t)state * limit >> 32);
}

static void start(const char *what)
{
	state = SEED;
	printf("# %s: seed %lu\n", what, (unsigned long)SEED);
}

static int is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int span_is(struct smpp_span span, const char *text)
{
	return smpp_span_equal(span, smpp_span_of(text));
}

/* The octets of a column in which others than printable ones stand as \xNN, or as %NN. */
static struct smpp_span unescaped(const char *text, const char *mark, uint8_t *to)
{
	struct smpp_span span = { to, 0 };
	size_t len = strlen(mark);

	while (*text != '\0') {
		if (strncmp(text, mark, len) == 0) {
			char digits[3] = { text[len], text[len + 1], '\0' };

			to[span.len++] = (uint8_t)strtoul(digits, NULL, 16);
			text += len + 2;
		} else {
			to[span.len++] = (uint8_t)*text++;
		}
	}
	return span;
}

/* "0427=02;001E=3100" as octets. */
static struct smpp_span tlvs_of(const char *text, uint8_t *to)
{
	struct smpp_span span = { to, 0 };

	while (*text != '\0') {
		unsigned tag = (unsigned)strtoul(text, NULL, 16);
		size_t len = strcspn(text + 5, ";");
		struct smpp_span value;
		char hex[2000];

		snprintf(hex, sizeof(hex), "%.*s", (int)len, text + 5);
		for (char *c = hex; *c != '\0'; c++)
			*c = (char)tolower((unsigned char)*c);
		value = octets_of_hex(hex);
		to[span.len++] = (uint8_t)(tag >> 8);
		to[span.len++] = (uint8_t)tag;
		to[span.len++] = (uint8_t)(value.len >> 8);
		to[span.len++] = (uint8_t)value.len;
		memcpy(to + span.len, value.ptr, value.len);
		span.len += value.len;
		free((void *)(uintptr_t)value.ptr);
		text += 5 + len;
		text += *text == ';';
	}
	return span;
}

static struct smpp_pdu deliver(uint8_t esm_class, uint8_t data_coding, struct smpp_span text,
			       struct smpp_span tlvs)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_DELIVER_SM;
	pdu.body.deliver_sm.esm_class = esm_class;
	pdu.body.deliver_sm.data_coding = data_coding;
	pdu.body.deliver_sm.short_message = text;
	pdu.tlvs = tlvs;
	return pdu;
}

/* A date as the tables have it, with that between day and hour. */
static const char *date_text(const struct smpp_receipt_date *date, const char *between,
			     int with_seconds, char *to)
{
	const struct smpp_time *t = &date->time;
	int len = sprintf(to, "%04u-%02u-%02u%s%02u:%02u", t->year, t->month, t->day, between,
			  t->hour, t->minute);

	if (with_seconds || t->second != 0)
		sprintf(to + len, ":%02u", t->second);
	return date->valid ? to : "";
}

static void expect_number(const char *name, const struct smpp_receipt_count *count,
			  const char *want)
{
	char found[20] = "";

	if (count->valid)
		sprintf(found, "%lu", (unsigned long)count->value);
	ck_assert_msg(is(found, want), "%s: %s, not %s", name, found, want);
}

static void expect_span(const char *name, const char *what, struct smpp_span found,
			struct smpp_span want)
{
	ck_assert_msg(smpp_span_equal(found, want), "%s: %s is '%.*s', not '%.*s'", name, what,
		      (int)found.len, (const char *)found.ptr, (int)want.len,
		      (const char *)want.ptr);
}

static int lies_in(struct smpp_span part, struct smpp_span whole)
{
	return part.ptr == NULL ? part.len == 0
				: whole.ptr != NULL && part.ptr >= whole.ptr &&
					  part.len <= whole.len &&
					  (size_t)(part.ptr - whole.ptr) <= whole.len - part.len;
}

/* Every span of a receipt lies in its text or in its TLVs. @return how many do not. */
static size_t strays(const struct smpp_receipt *r, struct smpp_span text, struct smpp_span tlvs)
{
	const struct smpp_span *const of_text[] = { &r->text_id, &r->sub.word, &r->dlvrd.word,
		&r->submit_date.word, &r->done_date.word, &r->stat, &r->err, &r->text,
		&r->trailing, &r->words };
	struct smpp_span rest = r->words;
	struct smpp_receipt_word word;
	size_t bad = 0, left = r->words.len;

	for (size_t i = 0; i < sizeof(of_text) / sizeof(of_text[0]); i++)
		bad += !lies_in(*of_text[i], text);
	bad += !lies_in(r->tlv_id, tlvs) + !lies_in(r->network_error_code, tlvs);
	bad += !lies_in(r->id, tlvs) && !lies_in(r->id, text);
	while (smpp_receipt_next(&rest, &word) == SMPP_OK) {
		bad += !lies_in(word.label, r->words) + !lies_in(word.value, r->words) +
		       !lies_in(rest, r->words) + (rest.len >= left);
		left = rest.len;
	}
	return bad + (rest.len != 0);
}

static void expect_open_row(const struct tsv *tsv, size_t i)
{
	static uint8_t octets[4][4000];
	const char *name = tsv_get(tsv, i, "name"), *esm = tsv_get(tsv, i, "esm_class");
	const char *want_state = tsv_get(tsv, i, "expect_state");
	struct smpp_span text = guard_end(unescaped(tsv_get(tsv, i, "text"), "\\x", octets[0]));
	struct smpp_span tlvs = guard_end(tlvs_of(tsv_get(tsv, i, "tlvs"), octets[1]));
	struct smpp_pdu pdu = deliver(is(esm, "?") ? 4 : (uint8_t)strtoul(esm, NULL, 16),
				      (uint8_t)atoi(tsv_get(tsv, i, "data_coding")), text, tlvs);
	struct smpp_buf room = { octets[2], sizeof(octets[2]), 0 };
	struct smpp_receipt r;
	char date[40];
	int got = smpp_receipt_read(&pdu, &room, &r);

	ck_assert_msg((got == SMPP_OK) != is(want_state, "NONE"), "%s: %s", name,
		      smpp_error_name(got));
	if (got == SMPP_OK) {
		expect_span(name, "id", r.id, smpp_span_of(tsv_get(tsv, i, "expect_id")));
		expect_number(name, &r.sub, tsv_get(tsv, i, "expect_sub"));
		expect_number(name, &r.dlvrd, tsv_get(tsv, i, "expect_dlvrd"));
		ck_assert_msg(is(date_text(&r.submit_date, " ", 1, date),
				 tsv_get(tsv, i, "expect_submit_date")), "%s: %s", name, date);
		ck_assert_msg(is(date_text(&r.done_date, " ", 1, date),
				 tsv_get(tsv, i, "expect_done_date")), "%s: %s", name, date);
		ck_assert_msg(is(smpp_message_state_name(r.message_state), want_state),
			      "%s: %s, not %s", name, smpp_message_state_name(r.message_state),
			      want_state);
		expect_span(name, "err", r.err, smpp_span_of(tsv_get(tsv, i, "expect_err")));
		expect_span(name, "text", r.text,
			    unescaped(tsv_get(tsv, i, "expect_text"), "\\x", octets[3]));
	}
	guard_free(text);
	guard_free(tlvs);
}

START_TEST(receipts_of_many_centres_say_what_the_table_says)
{
	struct tsv tsv = tsv_read("receipts_open.tsv");

	for (size_t i = 0; i < tsv.rows; i++)
		expect_open_row(&tsv, i);
	ck_assert_uint_eq(tsv.rows, 167);
	tsv_free(&tsv);
}
END_TEST

/* "-": the label was not there; else it was, with that value. */
static void expect_part(const char *name, const struct smpp_receipt *r, uint32_t part,
			struct smpp_span found, const char *want)
{
	uint8_t octets[300];

	ck_assert_msg(((r->has & part) != 0) != is(want, "-"), "%s: part %04lX", name,
		      (unsigned long)part);
	if (!is(want, "-"))
		expect_span(name, "a part", found,
			    unescaped(is(want, "\"\"") ? "" : want, "%", octets));
}

static void expect_date(const char *name, const struct smpp_receipt_date *date, const char *want)
{
	char found[40];

	date_text(date, "T", 0, found);
	if (!date->valid)
		strcpy(found, date->word.len > 0 ? "invalid" : "-");
	ck_assert_msg(is(found, want), "%s: %s, not %s", name, found, want);
}

START_TEST(receipt_texts_have_the_parts_of_the_smaller_table)
{
	struct tsv tsv = tsv_read("receipts.tsv");
	uint8_t octets[1000];

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *name = tsv_get(&tsv, i, "name");
		const char *text = tsv_get(&tsv, i, "receipt_text");
		const char *number = tsv_get(&tsv, i, "message_state");
		struct smpp_receipt r;
		struct smpp_span whole =
			guard_end(unescaped(tsv_get(&tsv, i, "text"), "%", octets));
		int buffered = strstr(name, "kannel_") != NULL; /* known by the larger table */

		smpp_receipt_read_text(whole, &r);
		expect_part(name, &r, SMPP_PART_ID, r.id, tsv_get(&tsv, i, "id"));
		expect_part(name, &r, SMPP_PART_SUB, r.sub.word, tsv_get(&tsv, i, "sub"));
		expect_part(name, &r, SMPP_PART_DLVRD, r.dlvrd.word, tsv_get(&tsv, i, "dlvrd"));
		expect_part(name, &r, SMPP_PART_STAT, r.stat, tsv_get(&tsv, i, "stat"));
		expect_part(name, &r, SMPP_PART_ERR, r.err, tsv_get(&tsv, i, "err"));
		expect_date(name, &r.submit_date, tsv_get(&tsv, i, "submit_date"));
		expect_date(name, &r.done_date, tsv_get(&tsv, i, "done_date"));
		if ((r.has & SMPP_PART_TEXT) == 0 && r.trailing.len > 0 && !is(text, "-"))
			expect_span(name, "trailing", r.trailing, smpp_span_of(text));
		else
			expect_part(name, &r, SMPP_PART_TEXT, r.text, text);
		if (isdigit((unsigned char)number[0]))
			ck_assert_msg(r.state_known && r.message_state == atoi(number), "%s", name);
		else
			ck_assert_msg(r.state_known == buffered, "%s", name);
		guard_free(whole);
	}
	ck_assert_uint_eq(tsv.rows, 38);
	tsv_free(&tsv);
}
END_TEST

START_TEST(esm_class_alone_says_what_is_reported)
{
	for (unsigned esm = 0; esm < 256; esm++) {
		unsigned type = esm & 0x3C;
		enum smpp_report exact = type == 4    ? SMPP_REPORT_RECEIPT
					 : type == 8  ? SMPP_REPORT_DELIVERY_ACK
					 : type == 16 ? SMPP_REPORT_USER_ACK
					 : type == 24 ? SMPP_REPORT_ABORT
					 : type == 32 ? SMPP_REPORT_INTERMEDIATE
						      : SMPP_REPORT_NONE;
		enum smpp_report usual = exact != SMPP_REPORT_NONE ? exact
					 : (type & 32)             ? SMPP_REPORT_INTERMEDIATE
					 : (type & 4)              ? SMPP_REPORT_RECEIPT
								   : SMPP_REPORT_NONE;

		ck_assert_int_eq(smpp_report_of((uint8_t)esm, 0), usual);
		ck_assert_int_eq(smpp_report_of((uint8_t)esm, SMPP_REPORT_EXACT_TYPE), exact);
	}
}
END_TEST

START_TEST(two_tlvs_mark_a_receipt_unless_told_otherwise)
{
	static const struct {
		const char *tlvs;
		uint8_t esm_class;
		enum smpp_report want;
		enum smpp_report want_without_mark;
	} rows[] = {
		{ "001E=3100;0427=02", 0, SMPP_REPORT_RECEIPT, SMPP_REPORT_NONE },
		{ "0427=02;001E=31", 0xC3, SMPP_REPORT_RECEIPT, SMPP_REPORT_NONE },
		{ "001E=00;0427=02", 0, SMPP_REPORT_NONE, SMPP_REPORT_NONE },
		{ "001E=;0427=02", 0, SMPP_REPORT_NONE, SMPP_REPORT_NONE },
		{ "001E=3100", 0, SMPP_REPORT_NONE, SMPP_REPORT_NONE },
		{ "0427=02", 0, SMPP_REPORT_NONE, SMPP_REPORT_NONE },
		{ "001E=3100;0427=0002", 0, SMPP_REPORT_NONE, SMPP_REPORT_NONE },
		{ "001E=3100;0427=02", 8, SMPP_REPORT_DELIVERY_ACK, SMPP_REPORT_DELIVERY_ACK },
		{ "001E=3100;0427=02", 32, SMPP_REPORT_INTERMEDIATE, SMPP_REPORT_INTERMEDIATE },
		{ "", 4, SMPP_REPORT_RECEIPT, SMPP_REPORT_RECEIPT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t octets[100];
		struct smpp_pdu pdu = deliver(rows[i].esm_class, 0,
					      smpp_span_of("id:5 stat:DELIVRD"),
					      tlvs_of(rows[i].tlvs, octets));

		ck_assert_int_eq(smpp_report_of_pdu(&pdu, 0), rows[i].want);
		ck_assert_int_eq(smpp_report_of_pdu(&pdu, SMPP_REPORT_NO_TLV_MARK),
				 rows[i].want_without_mark);
		pdu.body_raw = 1;
		ck_assert_int_eq(smpp_report_of_pdu(&pdu, 0), SMPP_REPORT_NONE);
		pdu.body_raw = 0;
		pdu.body_absent = 1;
		ck_assert_int_eq(smpp_report_of_pdu(&pdu, 0), SMPP_REPORT_NONE);
		pdu.body_absent = 0;
		pdu.header.command_id = SMPP_SUBMIT_SM;
		ck_assert_int_eq(smpp_report_of_pdu(&pdu, 0), SMPP_REPORT_NONE);
	}
}
END_TEST

START_TEST(what_is_no_receipt_only_says_what_it_is)
{
	struct smpp_span none = { NULL, 0 };
	struct smpp_pdu pdu = deliver(0x08, 0, smpp_span_of("id:5 stat:DELIVRD"), none);
	struct smpp_receipt r, zero;

	memset(&zero, 0, sizeof(zero));
	zero.report = SMPP_REPORT_DELIVERY_ACK;
	memset(&r, 0xA5, sizeof(r));
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_E_ABSENT);
	ck_assert_int_eq(r.report, SMPP_REPORT_DELIVERY_ACK);
	ck_assert_uint_eq(r.has, 0);
	ck_assert_ptr_null(r.id.ptr);
}
END_TEST

START_TEST(a_data_sm_is_read_as_a_deliver_sm_is)
{
	uint8_t octets[200];
	struct smpp_pdu pdu;
	struct smpp_receipt r;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_DATA_SM;
	pdu.body.data_sm.esm_class = 0x04;
	pdu.tlvs = tlvs_of("0424=69643A3520737461743A45585049524544;0204=71A7;0423=03012C", octets);
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert_int_eq(r.report, SMPP_REPORT_RECEIPT);
	ck_assert(span_is(r.id, "5"));
	ck_assert_int_eq(r.message_state, SMPP_MESSAGE_STATE_EXPIRED);
	ck_assert_uint_eq(r.user_message_reference, 0x71A7);
	ck_assert_uint_eq(r.network_type, 3);
	ck_assert_uint_eq(r.network_error, 300);
	ck_assert_uint_eq(r.has, SMPP_PART_ID | SMPP_PART_STAT | SMPP_PART_USER_MESSAGE_REFERENCE |
				 SMPP_PART_NETWORK_ERROR_CODE);
	pdu.tlvs = tlvs_of("001E=41;0427=02", octets);
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert(span_is(r.id, "A"));
	ck_assert_int_eq(r.state_known, 1);
}
END_TEST

START_TEST(a_message_state_that_is_reserved_leaves_it_to_the_text)
{
	for (unsigned state_tlv = 0; state_tlv < 256; state_tlv++) {
		uint8_t octets[20];
		char tlvs[20];
		struct smpp_pdu pdu;
		struct smpp_receipt r;

		sprintf(tlvs, "0427=%02X", state_tlv);
		pdu = deliver(4, 0, smpp_span_of("id:1 stat:EXPIRED"), tlvs_of(tlvs, octets));
		ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
		ck_assert_uint_eq(r.message_state,
				  state_tlv <= 9 ? state_tlv : SMPP_MESSAGE_STATE_EXPIRED);
		ck_assert_int_eq((r.has & SMPP_PART_MESSAGE_STATE) != 0, state_tlv <= 9);
	}
}
END_TEST

START_TEST(both_ids_are_kept_when_text_and_tlv_differ)
{
	uint8_t octets[100];
	struct smpp_pdu pdu = deliver(4, 0, smpp_span_of("id:0416342074 stat:UNDELIV"),
				      tlvs_of("001E=313864306530336100;0427=03", octets));
	struct smpp_receipt r;

	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert(span_is(r.tlv_id, "18d0e03a"));
	ck_assert(span_is(r.text_id, "0416342074"));
	ck_assert(span_is(r.id, "18d0e03a"));
	ck_assert(span_is(r.stat, "UNDELIV"));
	ck_assert_int_eq(r.message_state, SMPP_MESSAGE_STATE_EXPIRED);
	ck_assert_int_eq(smpp_id_same(SMPP_ID_RECEIPT_HEX | SMPP_ID_STRIP_ZEROS, r.text_id,
				      r.tlv_id), 1);
}
END_TEST

START_TEST(a_network_error_code_of_ascii_digits_is_a_number)
{
	static const struct {
		const char *tlvs;
		unsigned type, error;
	} rows[] = { { "0423=303035", 0, 5 }, { "0423=393939", 0, 999 }, { "0423=030005", 3, 5 },
		     { "0423=03FFFF", 3, 65535 }, { "0423=3030", 0, 0 }, { "0423=", 0, 0 },
		     { "0423=30303041", 0, 0 }, { "0423=003030", 0, 0x3030 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t octets[100];
		struct smpp_pdu pdu =
			deliver(4, 0, smpp_span_of(""), tlvs_of(rows[i].tlvs, octets));
		struct smpp_receipt r;

		ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
		ck_assert_uint_eq(r.has, SMPP_PART_NETWORK_ERROR_CODE);
		ck_assert_uint_eq(r.network_type, rows[i].type);
		ck_assert_uint_eq(r.network_error, rows[i].error);
		ck_assert_uint_eq(r.network_error_code.len, (strlen(rows[i].tlvs) - 5) / 2);
	}
}
END_TEST

START_TEST(the_reserved_type_24_is_final_when_its_state_is)
{
	static const struct {
		const char *text;
		enum smpp_report want;
	} rows[] = { { "stat:DELIVRD", SMPP_REPORT_RECEIPT },
		     { "stat:REJECTD", SMPP_REPORT_RECEIPT },
		     { "stat:ENROUTE", SMPP_REPORT_INTERMEDIATE }, { "", SMPP_REPORT_INTERMEDIATE },
		     { "stat:WHAT", SMPP_REPORT_INTERMEDIATE } };

	for (size_t i = 0; i < 5; i++) {
		struct smpp_span none = { NULL, 0 };
		struct smpp_pdu pdu = deliver(0x24, 0, smpp_span_of(rows[i].text), none);
		struct smpp_receipt r;

		ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
		ck_assert_int_eq(r.report, rows[i].want);
	}
}
END_TEST

START_TEST(a_user_data_header_is_not_part_of_the_text)
{
	static const uint8_t text[] = "\x05\x00\x03\x10\x02\x01id:7 stat:DELIVRD";
	struct smpp_span none = { NULL, 0 }, whole = { text, sizeof(text) - 1 };
	struct smpp_pdu pdu = deliver(0x44, 0, whole, none);
	struct smpp_receipt r;

	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert(span_is(r.id, "7"));
	ck_assert_ptr_eq(r.words.ptr, text + 6);
	pdu.body.deliver_sm.short_message = smpp_span_of("\xFFid:7"); /* longer than the text */
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert(span_is(r.id, "7"));
}
END_TEST

START_TEST(a_text_in_ucs2_needs_room_and_is_read_as_far_as_that_goes)
{
	static const uint8_t text[] = "\0i\0d\0:\0007\0 \0s\0t\0a\0t\0:\0D\0L\0V\0 \0t\0e\0x\0t"
				      "\0:\xD8\x3D\xDE\x00\x04\x1F\xD8\x3D";
	struct smpp_span none = { NULL, 0 }, whole = { text, sizeof(text) - 1 };
	struct smpp_pdu pdu = deliver(4, 8, whole, none);
	struct smpp_receipt r;

	for (size_t cap = 0; cap <= 64; cap++) {
		uint8_t *octets = malloc(cap);
		struct smpp_buf room = { octets, cap, 99 };
		struct smpp_span used;

		ck_assert_int_eq(smpp_receipt_read(&pdu, &room, &r), SMPP_OK);
		ck_assert_uint_le(room.len, cap);
		used.ptr = octets;
		used.len = room.len;
		ck_assert_uint_eq(strays(&r, used, none), 0);
		ck_assert_int_eq((r.has & SMPP_PART_CUT) != 0, cap < 19 + 4 + 2 + 4);
		if ((r.has & SMPP_PART_CUT) == 0)
			ck_assert(span_is(r.text, "\xF0\x9F\x98\x80\xD0\x9F\xEF\xBF\xBD"));
		if (cap >= 24)
			ck_assert_int_eq(r.message_state, SMPP_MESSAGE_STATE_DELIVERED);
		free(octets);
	}
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert_uint_eq(r.has, SMPP_PART_CUT);
	/* ASCII all the same */
	pdu.body.deliver_sm.short_message = smpp_span_of("id:7 stat:DELIVRD");
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	ck_assert(span_is(r.id, "7"));
}
END_TEST

START_TEST(dates_are_read_in_every_form)
{
	static const struct {
		const char *word, *want;
		int kind;
	} rows[] = {
		{ "2607311201", "2026-07-31T12:01", SMPP_TIME_LOCAL },
		{ "260731120159", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "201902261755", "2019-02-26T17:55", SMPP_TIME_LOCAL },
		{ "20260731120159", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "1672531199", "2022-12-31T23:59:59", SMPP_TIME_ABSOLUTE },
		{ "2147483647", "2038-01-19T03:14:07", SMPP_TIME_ABSOLUTE },
		{ "2147483648", "", 0 },
		{ "1672531199500", "2022-12-31T23:59:59", SMPP_TIME_ABSOLUTE },
		{ "260731120159704+", "2026-07-31T12:01:59", SMPP_TIME_ABSOLUTE },
		{ "260731120159799-", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "2026-07-31T12:01", "2026-07-31T12:01", SMPP_TIME_LOCAL },
		{ "2026-07-31T12:01:59", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "2026-07-31T12:01:59.123Z", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "2026-07-31T12:01:59+02:00", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "2026-07-31 12:01", "2026-07-31T12:01", SMPP_TIME_LOCAL },
		{ "2026-07-31 12:01:59", "2026-07-31T12:01:59", SMPP_TIME_LOCAL },
		{ "2026-07-31 12:01:60", "", 0 }, { "2026-07-31T12:01x", "", 0 },
		{ "2026-02-30T12:01", "", 0 }, { "2026-07-31", "", 0 },
		{ "0000000000", "", 0 }, { "000000000000", "", 0 }, { "0000000000000", "", 0 },
		{ "00000000000000", "", 0 }, { "9902310000", "", 0 }, { "26073112", "", 0 },
		{ "26073112015", "", 0 }, { "000007000000000R", "", 0 }, { "YYMMDDhhmm", "", 0 },
		{ "null", "", 0 }, { "3712312359", "2037-12-31T23:59", SMPP_TIME_LOCAL },
		{ "3801010000", "1938-01-01T00:00", SMPP_TIME_LOCAL },
		{ "2402292359", "2024-02-29T23:59", SMPP_TIME_LOCAL }, { "2502292359", "", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[100], found[40];
		struct smpp_receipt r;

		sprintf(text, "id:1 done date:%s stat:DELIVRD", rows[i].word);
		smpp_receipt_read_text(smpp_span_of(text), &r);
		ck_assert_msg(is(date_text(&r.done_date, "T", 0, found), rows[i].want), "%s: %s",
			      rows[i].word, found);
		if (r.done_date.valid)
			ck_assert_msg(r.done_date.time.kind == rows[i].kind, "%s", rows[i].word);
		ck_assert(span_is(r.done_date.word, rows[i].word));
		ck_assert_int_eq(r.message_state, SMPP_MESSAGE_STATE_DELIVERED);
	}
}
END_TEST

START_TEST(labels_count_only_where_a_word_begins_and_only_once)
{
	static const struct {
		const char *text, *id, *stat, *words_text;
	} rows[] = {
		{ "id:1 stat:DLV", "1", "DLV", "" },
		{ "id : 1 stat :DLV", "1", "DLV", "" },
		{ "xid:1 _id:2 -id:3 9id:4 .id:5", "5", "", "" },
		{ "id:1 id:2 stat:A stat:B", "1", "A", "" },
		{ "id: stat:DLV", "", "DLV", "" },
		{ "id:|stat:DLV|", "", "DLV", "" },
		{ "id:1|stat:DLV|text:a|b", "1", "DLV", "a|b" },
		{ "text:id:5 stat:DLV", "5", "DLV", "" },
		{ "id:1 text:stat:DLV", "1", "DLV", "" },
		{ "id:1 text:a stat:DLV", "1", "", "a stat:DLV" },
		{ "id:1 stat:DLV text: id:2", "1", "DLV", "id:2" },
		{ "id:1\xC2\xA0stat:DLV\xC2\xA0text:x", "1", "DLV", "x" },
		{ "id:\xC3\xA0 stat:DLV", "\xC3\xA0", "DLV", "" },
		{ "id:a:b:c stat:RT:0148", "a:b:c", "RT:0148", "" },
		{ "ID:1,STAT:DLV", "1,STAT:DLV", "DLV", "" },
		{ "text", "", "", "" }, { ":", "", "", "" }, { "id", "", "", "" },
		{ "", "", "", "" }, { "id:", "", "", "" }, { "textual:x id:3", "3", "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_receipt r;
		struct smpp_span text = guard_end(smpp_span_of(rows[i].text));

		smpp_receipt_read_text(text, &r);
		expect_span(rows[i].text, "id", r.id, smpp_span_of(rows[i].id));
		expect_span(rows[i].text, "stat", r.stat, smpp_span_of(rows[i].stat));
		expect_span(rows[i].text, "text", r.text, smpp_span_of(rows[i].words_text));
		guard_free(text);
	}
}
END_TEST

START_TEST(words_with_labels_of_vendors_can_be_reached)
{
	static const struct {
		const char *label, *value;
		uint32_t part;
	} want[] = { { "id", "45", SMPP_PART_ID },
		     { "submit date", "2604011015", SMPP_PART_SUBMIT_DATE },
		     { "Done_Date", "2026-04-01 10:16", SMPP_PART_DONE_DATE },
		     { "err", "000", SMPP_PART_ERR }, { "mcc", "310", 0 }, { "IMSI", "", 0 },
		     { "ORN", "A:B", 0 }, { "", "x", 0 }, { "price", "0.0075", 0 } };
	struct smpp_receipt r;
	struct smpp_receipt_word word;
	struct smpp_span rest;

	smpp_receipt_read_text(smpp_span_of("id: 45 submit date :2604011015 Done_Date:2026-04-01 "
					    "10:16|err:000 mcc:310 IMSI: ORN:A:B plain :x "
					    "price:0.0075 text:hello you:too"), &r);
	ck_assert(span_is(r.text, "hello you:too"));
	rest = r.words;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ck_assert_int_eq(smpp_receipt_next(&rest, &word), SMPP_OK);
		expect_span(want[i].label, "label", word.label, smpp_span_of(want[i].label));
		expect_span(want[i].label, "value", word.value, smpp_span_of(want[i].value));
		ck_assert_uint_eq(word.part, want[i].part);
	}
	ck_assert_int_eq(smpp_receipt_next(&rest, &word), SMPP_E_END);
	ck_assert_int_eq(smpp_receipt_next(&rest, &word), SMPP_E_END);
	ck_assert_uint_eq(rest.len, 0);
}
END_TEST

START_TEST(counts_are_decimal_or_not_valid)
{
	static const struct {
		const char *word;
		int valid;
		uint32_t value;
	} rows[] = { { "001", 1, 1 }, { "0", 1, 0 }, { "4294967295", 1, 4294967295U },
		     { "4294967296", 0, 0 }, { "00000000000000000000007", 1, 7 },
		     { "18446744073709551617", 0, 0 }, { "...", 0, 0 }, { "1a", 0, 0 },
		     { "-1", 0, 0 }, { "", 0, 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_receipt r;
		char text[80];

		sprintf(text, "sub:%s dlvrd:%s", rows[i].word, rows[i].word);
		smpp_receipt_read_text(smpp_span_of(text), &r);
		ck_assert_int_eq(r.sub.valid, rows[i].valid);
		ck_assert_int_eq(r.dlvrd.valid, rows[i].valid);
		ck_assert_uint_eq(r.sub.value, rows[i].value);
		ck_assert(span_is(r.dlvrd.word, rows[i].word));
	}
}
END_TEST

START_TEST(words_of_stat_and_states_are_those_of_the_rules)
{
	static const char *const words[10] = { "SCHEDULED", "ENROUTE BUFFRED BUFFERD BUFFERED",
		"DELIVRD DELIVERED DELIVERD DLVRD DLV DELIV", "EXPIRED", "DELETED",
		"UNDELIV UNDELIVERABLE UNDELVRD UNDELIVERED UNDLVRD FAILED",
		"ACCEPTD ACCEPTED ACKED", "UNKNOWN", "REJECTD REJECTED REJECT", "SKIPPED" };
	uint8_t found;

	for (int i = 0; i < 256; i++) {
		const char *word = smpp_receipt_stat((uint8_t)i);
		char list[100], *next;

		ck_assert_int_eq(smpp_state_is_final((uint8_t)i),
				 i < 10 && i != 0 && i != 1 && i != 7);
		ck_assert_int_eq(word != NULL, i < 10);
		if (i >= 10)
			continue;
		strcpy(list, words[i]);
		ck_assert(strncmp(word, list, strlen(word)) == 0);
		for (next = strtok(list, " "); next != NULL; next = strtok(NULL, " ")) {
			ck_assert_int_eq(smpp_receipt_state(smpp_span_of(next), &found), SMPP_OK);
			ck_assert_int_eq(found, i);
			next[0] = (char)tolower((unsigned char)next[0]);
			ck_assert_int_eq(smpp_receipt_state(smpp_span_of(next), &found), SMPP_OK);
			next[strlen(next) - 1] = 'Z';
			found = 77;
			ck_assert_int_eq(smpp_receipt_state(smpp_span_of(next), &found),
					 SMPP_E_ABSENT);
			ck_assert_int_eq(found, 77);
		}
	}
	ck_assert_int_eq(smpp_receipt_state(smpp_span_of(""), &found), SMPP_E_ABSENT);
}
END_TEST

/* The rule of a row of ids.tsv: "hex_resp_dec_receipt+strip_zeros"; -1 for none. */
static int rule_of(const char *text)
{
	static const struct {
		const char *name;
		int rule;
	} rules[] = { { "exact", SMPP_ID_EXACT }, { "trim", SMPP_ID_EXACT },
		      { "case", SMPP_ID_FOLD_CASE },
		      { "hex_resp_dec_receipt", SMPP_ID_RESPONSE_HEX },
		      { "dec_resp_hex_receipt", SMPP_ID_RECEIPT_HEX },
		      { "strip_zeros", SMPP_ID_STRIP_ZEROS }, { "0x_prefix", SMPP_ID_STRIP_PREFIX },
		      { "strip_hyphens", SMPP_ID_NO_HYPHENS }, { "truncate_8", SMPP_ID_FIRST },
		      { "truncate_10", SMPP_ID_FIRST }, { "truncate_10_right", SMPP_ID_LAST },
		      { "truncate_64", SMPP_ID_FIRST }, { "strip_suffix_at", SMPP_ID_NO_SUFFIX },
		      { "last_id_key", SMPP_ID_STRIP_PREFIX } };
	char list[100], *next;
	int rule = 0;

	if (is(text, "-"))
		return -1;
	strcpy(list, text);
	for (next = strtok(list, "+"); next != NULL; next = strtok(NULL, "+")) {
		size_t i = 0;

		while (i < sizeof(rules) / sizeof(rules[0]) && !is(next, rules[i].name))
			i++;
		ck_assert_msg(i < sizeof(rules) / sizeof(rules[0]), "no rule %s", next);
		rule |= rules[i].rule;
	}
	return rule;
}

START_TEST(ids_are_the_same_by_the_rule_of_the_table_and_by_no_weaker_one)
{
	static const unsigned singles[] = { SMPP_ID_EXACT, SMPP_ID_STRIP_ZEROS,
		SMPP_ID_STRIP_PREFIX, SMPP_ID_STRIP_ZEROS | SMPP_ID_STRIP_PREFIX };
	struct tsv tsv = tsv_read("ids.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *name = tsv_get(&tsv, i, "name");
		uint8_t octets[2][200];
		struct smpp_span a = unescaped(tsv_get(&tsv, i, "resp_id"), "\\x", octets[0]);
		struct smpp_span b = unescaped(tsv_get(&tsv, i, "receipt_id"), "\\x", octets[1]);
		int rule = rule_of(tsv_get(&tsv, i, "rule"));

		a = guard_end(a);
		b = guard_end(b);
		if (is(tsv_get(&tsv, i, "same_message"), "yes")) {
			ck_assert_msg(smpp_id_same((unsigned)rule, a, b) == 1, "%s", name);
			/* without the rule, or without a part of it, they are two */
			if (rule != SMPP_ID_EXACT)
				ck_assert_msg(smpp_id_same(SMPP_ID_EXACT, a, b) == 0, "%s", name);
			for (unsigned bit = 0x10; bit < 0x80; bit <<= 1) {
				if (((unsigned)rule & bit) != 0)
					ck_assert_msg(!smpp_id_same((unsigned)rule & ~bit, a, b),
						      "%s without %02X", name, bit);
			}
		} else {
			ck_assert_int_eq(rule, -1);
			for (size_t k = 0; k < 4; k++)
				ck_assert_msg(smpp_id_same(singles[k], a, b) == 0, "%s", name);
		}
		guard_free(a);
		guard_free(b);
	}
	ck_assert_uint_eq(tsv.rows, 55);
	tsv_free(&tsv);
}
END_TEST

START_TEST(ids_that_the_table_keeps_apart_are_apart_by_the_number_rules_too)
{
	static const char *const pairs[][2] = {
		{ "10C8F40D", "281605135" }, { "FFFFFFFFFFFFFFFF", "9223372036854775807" },
		{ "10000000000000001", "1" }, { "9007199254740993", "9007199254740992" },
		{ "010", "8" }, { "1200", "12" }, { "0195g0c7", "0195" }, { "beef-1", "48879" },
		{ "1e5", "100000" }, { "12345678", "" }, { "", "" }, { " ", " " },
		{ "D91518BD27C1018D", "d91518bd27c1018d-2" }, { "10", "1g" },
		{ "g", "16" }, { "16", "G" }, { "3C", "5a" }, { "5a", "3C" },
		{ "1g", "32" }, { "32", "1g" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		for (unsigned rule = 0; rule < 0x40; rule++)
			ck_assert_msg(smpp_id_same(rule, smpp_span_of(pairs[i][0]),
						   smpp_span_of(pairs[i][1])) == 0 ||
				      (rule & 0x0F) == SMPP_ID_FIRST, "%s and %s by %02X",
				      pairs[i][0], pairs[i][1], rule);
	}
	for (unsigned rule = 0x80; rule < 0x200; rule++)
		ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("1"), smpp_span_of("1")), 0);
	for (unsigned rule = 8; rule < 16; rule++)
		ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("1"), smpp_span_of("1")), 0);
}
END_TEST

START_TEST(an_id_may_be_the_hexadecimal_of_the_other_one)
{
	unsigned rule = SMPP_ID_HEX_OF_TEXT;

	ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("A1z"), smpp_span_of("41317a")), 1);
	ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("A1z"), smpp_span_of("41317A")), 1);
	ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("A1z"), smpp_span_of("41317")), 0);
	ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("A1z"), smpp_span_of("41317b")), 0);
	ck_assert_int_eq(smpp_id_same(rule, smpp_span_of("A1z"), smpp_span_of("A1z")), 0);
}
END_TEST

START_TEST(ids_cut_by_the_peer_need_eight_characters)
{
	struct smpp_span whole = smpp_span_of("16620519583012345678");

	for (size_t len = 1; len <= 20; len++) {
		struct smpp_span first = { whole.ptr, len }, last = { whole.ptr + 20 - len, len };

		ck_assert_int_eq(smpp_id_same(SMPP_ID_FIRST, whole, first), len >= 8);
		ck_assert_int_eq(smpp_id_same(SMPP_ID_LAST, whole, last), len >= 8);
		ck_assert_int_eq(smpp_id_same(SMPP_ID_FIRST, first, whole), len == 20);
		ck_assert_int_eq(smpp_id_same(SMPP_ID_FIRST, first, first), 1);
		ck_assert_int_eq(smpp_id_same(SMPP_ID_LAST, whole, first), len == 20);
	}
}
END_TEST

/* Random numbers of up to 256 hexadecimal digits, turned into decimal ones by long division. */
START_TEST(numbers_of_any_size_are_compared_exactly)
{
	start("20,000 pairs of numbers");
	for (size_t i = 0; i < 20000; i++) {
		char hex[300], decimal[400], digits[300];
		size_t len = 1 + any(i % 50 == 0 ? 256 : 70), count = 0, from = 0;
		struct smpp_span a = { (uint8_t *)hex, len }, b;

		for (size_t k = 0; k < len; k++)
			digits[k] = (char)any(16);
		digits[0] = (char)(1 + any(15));
		for (size_t k = 0; k < len; k++)
			hex[k] = "0123456789abcdefABCDEF"[digits[k] +
							 (digits[k] >= 10 && any(2) ? 6 : 0)];
		while (from < len) {
			unsigned rest = 0;

			for (size_t k = from; k < len; k++) {
				rest = rest * 16 + (unsigned)digits[k];
				digits[k] = (char)(rest / 10);
				rest %= 10;
			}
			decimal[sizeof(decimal) - ++count] = (char)('0' + rest);
			while (from < len && digits[from] == 0)
				from++;
		}
		if (count > 256)
			continue; /* more digits than are compared */
		b.ptr = (uint8_t *)decimal + sizeof(decimal) - count;
		b.len = count;
		if (smpp_id_same(SMPP_ID_RESPONSE_HEX, a, b) != 1 ||
		    smpp_id_same(SMPP_ID_RECEIPT_HEX, b, a) != 1)
			ck_abort_msg("%.*s and %.*s", (int)len, hex, (int)count, b.ptr);
		decimal[sizeof(decimal) - 1 - any((uint32_t)count)] ^= 1; /* another digit */
		if (smpp_id_same(SMPP_ID_RESPONSE_HEX, a, b) != 0)
			ck_abort_msg("%.*s and %.*s", (int)len, hex, (int)count, b.ptr);
	}
}
END_TEST

START_TEST(numbers_beyond_256_digits_are_not_compared)
{
	char ones[300];
	struct smpp_span a = { (uint8_t *)ones, 257 };

	memset(ones, '1', sizeof(ones));
	ck_assert_int_eq(smpp_id_same(SMPP_ID_RESPONSE_HEX, a, a), 0);
	ck_assert_int_eq(smpp_id_same(SMPP_ID_EXACT, a, a), 1);
}
END_TEST

static struct smpp_receipt_draft draft_of(const char *id, const char *text)
{
	struct smpp_receipt_draft draft;

	memset(&draft, 0, sizeof(draft));
	draft.id = smpp_span_of(id);
	draft.text = smpp_span_of(text);
	draft.sub = 1;
	draft.dlvrd = 1;
	draft.message_state = SMPP_MESSAGE_STATE_DELIVERED;
	ck_assert_int_eq(smpp_time_read(smpp_span_of("260731120059"), 0, &draft.submit_date, NULL),
			 SMPP_OK);
	ck_assert_int_eq(smpp_time_read(smpp_span_of("260731120159008+"), 0, &draft.done_date,
					NULL), SMPP_OK);
	return draft;
}

static void expect_text(const struct smpp_receipt_draft *draft, const char *want)
{
	uint8_t octets[400];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span found = { octets, 0 };

	ck_assert_int_eq(smpp_receipt_write(draft, &buf), SMPP_OK);
	found.len = buf.len;
	expect_span("written", "it", found, smpp_span_of(want));
}

START_TEST(a_receipt_is_written_as_appendix_b_has_it)
{
	struct smpp_receipt_draft draft = draft_of("0123456789", "Hello world 12345678 and more");

	expect_text(&draft, "id:0123456789 sub:001 dlvrd:001 submit date:2607311200 "
			    "done date:2607311201 stat:DELIVRD err:000 Text:Hello world 12345678");
	draft = draft_of("42", "");
	draft.seconds = 1;
	draft.err = smpp_span_of("4A6");
	draft.message_state = SMPP_MESSAGE_STATE_UNDELIVERABLE;
	draft.dlvrd = 0;
	draft.sub = 999;
	memset(&draft.submit_date, 0, sizeof(draft.submit_date));
	expect_text(&draft, "id:42 sub:999 dlvrd:000 submit date:000000000000 "
			    "done date:260731120159 stat:UNDELIV err:4A6 Text:");
	draft.id_width = 10;
	expect_text(&draft, "id:0000000042 sub:999 dlvrd:000 submit date:000000000000 "
			    "done date:260731120159 stat:UNDELIV err:4A6 Text:");
	draft.id = smpp_span_of("4f"); /* no number: as it is */
	expect_text(&draft, "id:4f sub:999 dlvrd:000 submit date:000000000000 "
			    "done date:260731120159 stat:UNDELIV err:4A6 Text:");
}
END_TEST

START_TEST(the_text_of_a_receipt_is_cut_between_characters)
{
	static const struct {
		uint8_t alphabet;
		const char *text;
		size_t len, want;
	} rows[] = {
		{ SMPP_ALPHABET_GSM7, "1234567890123456789\x1B\x65", 21, 19 },
		{ SMPP_ALPHABET_GSM7, "123456789012345678\x1B\x65x", 21, 20 },
		{ SMPP_ALPHABET_GSM7, "1234567890123456789\x1B", 20, 19 },
		{ SMPP_ALPHABET_LATIN1, "1234567890123456789\xE9\x65", 21, 20 },
		{ SMPP_ALPHABET_ASCII, "123", 3, 3 },
		{ SMPP_ALPHABET_UCS2, "\0a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k", 22, 20 },
		{ SMPP_ALPHABET_UCS2, "\0a\0b\0c\0d\0e\0f\0g\0h\0i\xD8\x3D\xDE\0\0k", 24, 18 },
		{ SMPP_ALPHABET_UCS2, "\0a\0b\0c\0d\0e\0f\0g\0h\xD8\x3D\xDE\0\0k", 22, 20 },
		{ SMPP_ALPHABET_UCS2, "\0a\0", 3, 2 },
		{ SMPP_ALPHABET_UCS2, "\xD8\x3D\xDE", 3, 0 },
		{ SMPP_ALPHABET_BINARY, "1234", 4, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_receipt_draft draft = draft_of("1", "");
		uint8_t octets[400];
		struct smpp_buf buf = { octets, sizeof(octets), 0 };
		size_t empty;

		ck_assert_int_eq(smpp_receipt_write(&draft, &buf), SMPP_OK);
		empty = buf.len;
		draft.text.ptr = (const uint8_t *)rows[i].text;
		draft.text.len = rows[i].len;
		draft.alphabet = rows[i].alphabet;
		ck_assert_int_eq(smpp_receipt_write(&draft, &buf), SMPP_OK);
		ck_assert_msg(buf.len - empty == rows[i].want, "row %lu: %lu", (unsigned long)i,
			      (unsigned long)(buf.len - empty));
		ck_assert_mem_eq(octets + empty, rows[i].text, rows[i].want);
	}
}
END_TEST

START_TEST(a_control_character_of_the_text_is_a_blank_in_its_receipt)
{
	static const struct {
		uint8_t alphabet;
		const char *text, *want;
		size_t len, want_len;
	} rows[] = {
		{ SMPP_ALPHABET_ASCII, "a\r\nb\x1B[2J\x7F", "a  b [2J ", 9, 9 },
		{ SMPP_ALPHABET_LATIN1, "\x9B\xE9\x80", " \xE9 ", 3, 3 },
		{ SMPP_ALPHABET_GSM7, "\x02\n\x1B\x65\x1B\n\r\x11", "\x02 \x1B\x65  \x11", 8, 7 },
		{ SMPP_ALPHABET_UCS2, "\0a\0\n\x0A\x0D\0\x1B\0\x85", "\0a\0 \x0A\x0D\0 \0 ", 10, 10 },
		{ SMPP_ALPHABET_UCS2, "\xD8\x0A\xDE\x0D", "\xD8\x0A\xDE\x0D", 4, 4 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_receipt_draft draft = draft_of("1", "");
		uint8_t octets[400];
		struct smpp_buf buf = { octets, sizeof(octets), 0 };
		size_t empty;

		ck_assert_int_eq(smpp_receipt_write(&draft, &buf), SMPP_OK);
		empty = buf.len;
		draft.text = (struct smpp_span){ (const uint8_t *)rows[i].text, rows[i].len };
		draft.alphabet = rows[i].alphabet;
		ck_assert_int_eq(smpp_receipt_write(&draft, &buf), SMPP_OK);
		ck_assert_uint_eq(buf.len - empty, rows[i].want_len);
		ck_assert_mem_eq(octets + empty, rows[i].want, rows[i].want_len);
	}
}
END_TEST

START_TEST(a_receipt_is_not_written_from_what_could_not_be_read_again)
{
	for (size_t i = 0; i < 16; i++) {
		struct smpp_receipt_draft draft = draft_of("1", "");
		struct smpp_receipt_room room;
		struct smpp_sm sm, before;
		uint8_t octets[400];
		struct smpp_buf buf = { octets, sizeof(octets), 0 };

		switch (i) {
		case 0: draft.id = smpp_span_of(""); break;
		case 1: draft.id = smpp_span_of("1 2"); break;
		case 2: draft.id = smpp_span_of("1|2"); break;
		case 3: draft.id = smpp_span_of("1\xA0"); break;
		case 4: draft.err = smpp_span_of("0\n"); break;
		case 5: draft.err = smpp_span_of("a b"); break;
		case 6: draft.message_state = 10; break;
		case 7: draft.sub = 1000; break;
		case 8: draft.dlvrd = 1000; break;
		case 9: draft.submit_date.month = 13; break;
		case 10: draft.done_date.day = 32; break;
		case 11: draft.done_date.kind = SMPP_TIME_RELATIVE; break;
		case 12: draft.id = smpp_span_of("1.stat:DELIVRD"); break;
		case 13: draft.id = smpp_span_of("sub:5"); break;
		case 14: draft.err = smpp_span_of("(text:)"); break;
		default: draft.id = smpp_span_of("1\x7F"); break;
		}
		memset(&sm, 0xA5, sizeof(sm));
		before = sm;
		ck_assert_int_eq(smpp_receipt_write(&draft, &buf), SMPP_E_FAULT);
		ck_assert_int_eq(smpp_receipt_fill(&draft, 0, &room, &sm), SMPP_E_FAULT);
		ck_assert_mem_eq(&sm, &before, sizeof(sm));
	}
}
END_TEST

START_TEST(a_receipt_says_how_much_room_it_needs)
{
	struct smpp_receipt_draft draft = draft_of("77", "abc");
	struct smpp_buf none = { NULL, 0, 0 };

	ck_assert_int_eq(smpp_receipt_write(&draft, &none), SMPP_E_SPACE);
	for (size_t cap = 0; cap <= none.len; cap++) {
		uint8_t *octets = malloc(cap);
		struct smpp_buf buf = { octets, cap, 0 };

		ck_assert_int_eq(smpp_receipt_write(&draft, &buf),
				 cap < none.len ? SMPP_E_SPACE : SMPP_OK);
		ck_assert_uint_eq(buf.len, none.len);
		free(octets);
	}
}
END_TEST

/* Through the codec, as a peer of that version gets it. */
static struct smpp_receipt sent(const struct smpp_receipt_draft *draft, uint8_t version)
{
	static struct smpp_receipt_room made;
	static uint8_t octets[1000];
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span in = { octets, 0 };
	struct smpp_receipt r;
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_DELIVER_SM;
	pdu.header.sequence_number = 1;
	ck_assert_int_eq(smpp_receipt_fill(draft, version, &made, &pdu.body.deliver_sm), SMPP_OK);
	pdu.tlv = made.tlv;
	pdu.tlv_count = made.tlv_count;
	ck_assert_int_eq(smpp_check(&pdu, &rules, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_OK);
	in.len = buf.len;
	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &r), SMPP_OK);
	return r;
}

START_TEST(receipts_are_made_for_the_version_of_the_peer)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };

	for (size_t i = 0; i < 9; i++) {
		struct smpp_receipt_draft draft = draft_of("4711", "Hi");
		int tlvs, text;
		struct smpp_receipt r;

		draft.form = (uint8_t)(i % 3);
		draft.has_network_error = 1;
		draft.network_type = 3;
		draft.network_error = 300;
		draft.has_user_message_reference = 1;
		draft.user_message_reference = 0x71A7;
		tlvs = draft.form != SMPP_FORM_TEXT && versions[i / 3] != SMPP_V3_3;
		text = draft.form != SMPP_FORM_TLVS;
		if (!tlvs && !text) {
			struct smpp_receipt_room room;
			struct smpp_sm sm;

			ck_assert_int_eq(smpp_receipt_fill(&draft, versions[i / 3], &room, &sm),
					 SMPP_E_VERSION);
			continue;
		}
		r = sent(&draft, versions[i / 3]);
		ck_assert(span_is(r.id, "4711"));
		ck_assert(span_is(r.tlv_id, tlvs ? "4711" : ""));
		ck_assert(span_is(r.text_id, text ? "4711" : ""));
		ck_assert(span_is(r.text, text ? "Hi" : ""));
		ck_assert_int_eq(r.message_state, SMPP_MESSAGE_STATE_DELIVERED);
		ck_assert_uint_eq(r.network_error, tlvs ? 300 : 0);
		ck_assert_uint_eq(r.user_message_reference, tlvs ? 0x71A7 : 0);
		ck_assert_int_eq(r.report, SMPP_REPORT_RECEIPT);
	}
}
END_TEST

START_TEST(a_receipt_goes_back_where_its_message_came_from)
{
	struct smpp_receipt_draft draft = draft_of("1", "");
	struct smpp_receipt_room room;
	struct smpp_sm sm;

	memset(&sm, 0, sizeof(sm));
	sm.source_addr = smpp_span_of("1111");
	sm.source_addr_ton = 5;
	sm.source_addr_npi = 9;
	sm.destination_addr = smpp_span_of("2222");
	sm.dest_addr_ton = 1;
	sm.dest_addr_npi = 6;
	sm.registered_delivery = 1;
	sm.esm_class = 0x43;
	sm.data_coding = 8;
	draft.message = &sm;
	draft.intermediate = 1;
	ck_assert_int_eq(smpp_receipt_fill(&draft, 0, &room, &sm), SMPP_OK);
	ck_assert(span_is(sm.source_addr, "2222") && span_is(sm.destination_addr, "1111"));
	ck_assert_uint_eq(sm.source_addr_ton, 1);
	ck_assert_uint_eq(sm.source_addr_npi, 6);
	ck_assert_uint_eq(sm.dest_addr_ton, 5);
	ck_assert_uint_eq(sm.dest_addr_npi, 9);
	ck_assert_uint_eq(sm.esm_class, SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION);
	ck_assert_uint_eq(sm.registered_delivery, 0);
	ck_assert_uint_eq(sm.data_coding, 0);
	ck_assert_uint_eq(room.tlv_count, 2);
}
END_TEST

START_TEST(ids_and_texts_too_long_for_a_receipt_are_refused)
{
	char id[101], err[200];
	struct smpp_receipt_draft draft = draft_of("1", "");
	struct smpp_receipt_room room;
	struct smpp_sm sm;

	memset(id, '7', sizeof(id));
	memset(err, 'e', sizeof(err));
	draft.id.ptr = (uint8_t *)id;
	draft.id.len = 64;
	draft.has_network_error = 1;
	draft.has_user_message_reference = 1;
	ck_assert_int_eq(smpp_receipt_fill(&draft, SMPP_V3_4, &room, &sm), SMPP_OK);
	ck_assert_uint_eq(room.tlv[0].value.len, 65);
	draft.id.len = 65;
	ck_assert_int_eq(smpp_receipt_fill(&draft, SMPP_V3_4, &room, &sm), SMPP_E_TOO_BIG);
	draft.id.len = 1;
	draft.err.ptr = (uint8_t *)err;
	draft.err.len = 100;
	ck_assert_int_eq(smpp_receipt_fill(&draft, SMPP_V3_3, &room, &sm), SMPP_E_TOO_BIG);
	for (size_t len = 150; len < 200; len++) {
		int fits_34, fits_50;

		draft.err.len = len;
		fits_34 = smpp_receipt_fill(&draft, SMPP_V3_4, &room, &sm) == SMPP_OK;
		ck_assert(!fits_34 || sm.short_message.len <= 254);
		fits_50 = smpp_receipt_fill(&draft, SMPP_V5_0, &room, &sm) == SMPP_OK;
		ck_assert(!fits_50 || sm.short_message.len <= 255);
		if (fits_34 != fits_50)
			ck_assert_uint_eq(sm.short_message.len, 255);
		draft.form = SMPP_FORM_TLVS; /* without a text nothing is too long */
		ck_assert_int_eq(smpp_receipt_fill(&draft, SMPP_V3_4, &room, &sm), SMPP_OK);
		ck_assert_uint_eq(sm.short_message.len, 0);
		draft.form = SMPP_FORM_BOTH;
	}
}
END_TEST

static const char *random_word(char *to, size_t max)
{
	size_t len = 1 + any((uint32_t)max);

	for (size_t i = 0; i < len; i++)
		to[i] = "0123456789abcdefXYZ-_.@"[any(23)];
	to[len] = '\0';
	return to;
}

START_TEST(receipts_are_read_as_they_were_written)
{
	start("100,000 receipts written and read");
	for (size_t i = 0; i < 100000; i++) {
		char id[70], err[10], text[24];
		struct smpp_receipt_draft draft;
		uint8_t octets[400];
		struct smpp_buf buf = { octets, sizeof(octets), 0 };
		struct smpp_span span = { octets, 0 };
		struct smpp_receipt r;

		memset(&draft, 0, sizeof(draft));
		draft.id = smpp_span_of(random_word(id, 64));
		draft.err = smpp_span_of(random_word(err, 8));
		draft.text = smpp_span_of(random_word(text, 20));
		draft.alphabet = SMPP_ALPHABET_ASCII;
		draft.sub = (uint16_t)any(1000);
		draft.dlvrd = (uint16_t)any(1000);
		draft.message_state = (uint8_t)any(10);
		draft.seconds = 1;
		(void)smpp_time_from_utc((int64_t)any(UINT32_C(2145916800)), 0, 0,
					 &draft.submit_date);
		(void)smpp_time_from_utc((int64_t)any(UINT32_C(2145916800)), 0, 0,
					 &draft.done_date);
		if (smpp_receipt_write(&draft, &buf) != SMPP_OK)
			ck_abort_msg("%s is not written", id);
		span.len = buf.len;
		smpp_receipt_read_text(span, &r);
		draft.submit_date.kind = draft.done_date.kind = SMPP_TIME_LOCAL;
		if (r.has != 0xFF || !smpp_span_equal(r.id, draft.id) ||
		    !smpp_span_equal(r.err, draft.err) || !smpp_span_equal(r.text, draft.text) ||
		    r.sub.value != draft.sub || r.dlvrd.value != draft.dlvrd ||
		    r.message_state != draft.message_state || !r.state_known ||
		    memcmp(&r.submit_date.time, &draft.submit_date, sizeof(draft.submit_date)) ||
		    memcmp(&r.done_date.time, &draft.done_date, sizeof(draft.done_date)))
			ck_abort_msg("%.*s", (int)span.len, (const char *)octets);
	}
}
END_TEST

static void mutate(uint8_t *octets, size_t *len, const struct smpp_span *other)
{
	static const char *const bits[] = { "id:", "text:", " stat:", "submit date", ":", "|",
		"\xA0", "\xC2\xA0", " ", "done_date:", "2026-07-31 12:00", "R" };
	size_t at = any((uint32_t)*len + 1), n;
	const char *bit = bits[any(12)];

	switch (any(5)) {
	case 0:
		if (at < *len)
			octets[at] = (uint8_t)any(256);
		break;
	case 1:
		*len = at;
		break;
	case 2: /* a piece is put in */
		n = strlen(bit);
		memmove(octets + at + n, octets + at, *len - at);
		memcpy(octets + at, bit, n);
		*len += n;
		break;
	case 3: /* a piece is taken out */
		n = any((uint32_t)(*len - at) + 1);
		memmove(octets + at, octets + at + n, *len - at - n);
		*len -= n;
		break;
	default: /* goes on as another one */
		if (at <= other->len) {
			memcpy(octets + at, other->ptr + at, other->len - at);
			*len = other->len;
		}
		break;
	}
}

START_TEST(receipts_changed_at_random_keep_their_spans_inside)
{
	struct tsv tsv = tsv_read("receipts_open.tsv");
	static uint8_t base[200][2000], work[4000];
	static struct smpp_span rows[200];
	struct smpp_span page, none = { NULL, 0 };

	memset(work, ' ', sizeof(work));
	for (size_t i = 0; i < tsv.rows; i++)
		rows[i] = unescaped(tsv_get(&tsv, i, "text"), "\\x", base[i]);
	page.ptr = work;
	page.len = 2000;
	page = guard_end(page); /* each text ends where it does */
	start("300,000 receipts changed at random");
	for (size_t i = 0; i < 300000; i++) {
		const struct smpp_span *from = &rows[any((uint32_t)tsv.rows)];
		struct smpp_receipt r;
		struct smpp_span text;
		size_t len = from->len;

		memcpy(work, from->ptr, len);
		for (uint32_t n = 1 + any(4); n > 0 && len < 1500; n--)
			mutate(work, &len, &rows[any((uint32_t)tsv.rows)]);
		text.ptr = page.ptr + page.len - len;
		text.len = len;
		memcpy((void *)(uintptr_t)text.ptr, work, len);
		smpp_receipt_read_text(text, &r);
		if (strays(&r, text, none) != 0)
			ck_abort_msg("'%.*s'", (int)len, (const char *)work);
	}
	guard_free(page);
	tsv_free(&tsv);
}
END_TEST

START_TEST(receipts_cut_anywhere_keep_their_spans_inside)
{
	struct tsv tsv = tsv_read("receipts_open.tsv");
	struct smpp_span none = { NULL, 0 };
	uint8_t octets[4000];
	size_t cases = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span whole = unescaped(tsv_get(&tsv, i, "text"), "\\x", octets);

		for (size_t len = 0; len < whole.len; len++, cases++) {
			uint8_t *copy = malloc(len);
			struct smpp_span cut = { copy, len };
			struct smpp_receipt r;

			memcpy(copy, octets, len);
			smpp_receipt_read_text(cut, &r);
			if (strays(&r, cut, none) != 0)
				ck_abort_msg("%s cut to %lu", tsv_get(&tsv, i, "name"),
					     (unsigned long)len);
			free(copy);
		}
	}
	printf("# %lu cut receipts\n", (unsigned long)cases);
	tsv_free(&tsv);
}
END_TEST

/* What would be slow if blanks or labels were looked at again and again. */
START_TEST(the_longest_texts_are_read_in_one_pass)
{
	static const char *const pieces[] = { "id", "id ", "submit ", "text: id:", "id:", " ", "|",
					      ":", "\xC2\xA0", "done date ", "stat:\xA0" };
	static uint8_t octets[65535];
	struct smpp_span text = { octets, sizeof(octets) }, none = { NULL, 0 };

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct smpp_receipt r;

		for (size_t k = 0; k < sizeof(octets); k++)
			octets[k] = (uint8_t)pieces[i][k % strlen(pieces[i])];
		smpp_receipt_read_text(text, &r);
		ck_assert_uint_eq(strays(&r, text, none), 0);
	}
}
END_TEST

static void add_reading(Suite *suite)
{
	TCase *tests = tcase_create("reading");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, receipts_of_many_centres_say_what_the_table_says);
	tcase_add_test(tests, receipt_texts_have_the_parts_of_the_smaller_table);
	tcase_add_test(tests, esm_class_alone_says_what_is_reported);
	tcase_add_test(tests, two_tlvs_mark_a_receipt_unless_told_otherwise);
	tcase_add_test(tests, what_is_no_receipt_only_says_what_it_is);
	tcase_add_test(tests, a_data_sm_is_read_as_a_deliver_sm_is);
	tcase_add_test(tests, a_message_state_that_is_reserved_leaves_it_to_the_text);
	tcase_add_test(tests, both_ids_are_kept_when_text_and_tlv_differ);
	tcase_add_test(tests, a_network_error_code_of_ascii_digits_is_a_number);
	tcase_add_test(tests, the_reserved_type_24_is_final_when_its_state_is);
	tcase_add_test(tests, a_user_data_header_is_not_part_of_the_text);
	tcase_add_test(tests, a_text_in_ucs2_needs_room_and_is_read_as_far_as_that_goes);
	tcase_add_test(tests, dates_are_read_in_every_form);
	tcase_add_test(tests, labels_count_only_where_a_word_begins_and_only_once);
	tcase_add_test(tests, words_with_labels_of_vendors_can_be_reached);
	tcase_add_test(tests, counts_are_decimal_or_not_valid);
	tcase_add_test(tests, words_of_stat_and_states_are_those_of_the_rules);
	tcase_add_test(tests, receipts_changed_at_random_keep_their_spans_inside);
	tcase_add_test(tests, receipts_cut_anywhere_keep_their_spans_inside);
	tcase_add_test(tests, the_longest_texts_are_read_in_one_pass);
	suite_add_tcase(suite, tests);
}

static void add_ids(Suite *suite)
{
	TCase *tests = tcase_create("ids");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, ids_are_the_same_by_the_rule_of_the_table_and_by_no_weaker_one);
	tcase_add_test(tests, ids_that_the_table_keeps_apart_are_apart_by_the_number_rules_too);
	tcase_add_test(tests, an_id_may_be_the_hexadecimal_of_the_other_one);
	tcase_add_test(tests, ids_cut_by_the_peer_need_eight_characters);
	tcase_add_test(tests, numbers_of_any_size_are_compared_exactly);
	tcase_add_test(tests, numbers_beyond_256_digits_are_not_compared);
	suite_add_tcase(suite, tests);
}

static void add_writing(Suite *suite)
{
	TCase *tests = tcase_create("writing");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_receipt_is_written_as_appendix_b_has_it);
	tcase_add_test(tests, the_text_of_a_receipt_is_cut_between_characters);
	tcase_add_test(tests, a_control_character_of_the_text_is_a_blank_in_its_receipt);
	tcase_add_test(tests, a_receipt_is_not_written_from_what_could_not_be_read_again);
	tcase_add_test(tests, a_receipt_says_how_much_room_it_needs);
	tcase_add_test(tests, receipts_are_made_for_the_version_of_the_peer);
	tcase_add_test(tests, a_receipt_goes_back_where_its_message_came_from);
	tcase_add_test(tests, ids_and_texts_too_long_for_a_receipt_are_refused);
	tcase_add_test(tests, receipts_are_read_as_they_were_written);
	suite_add_tcase(suite, tests);
}

int main(void)
{
	Suite *suite = suite_create("receipt");

	add_reading(suite);
	add_ids(suite);
	add_writing(suite);
	return run_suite(suite);
}
