/* SPDX-License-Identifier: MIT */
/*
 * Owns: that every PDU of malformed.tsv is refused as it says, at the right place.
 * Must not know: the library's table. Offsets are computed with the TSV files.
 */
#include "reference.h"

static struct tsv rows;

static void load(void)
{
	ref_load();
	rows = tsv_read("malformed.tsv");
}

static void unload(void)
{
	tsv_free(&rows);
}

static const char *get(size_t row, const char *column)
{
	return tsv_get(&rows, row, column);
}

/* By its name in 5.0, else by the one it had in 3.3: some of those mean another number now. */
static uint32_t status_of_symbol(const char *symbol)
{
	static const char *const columns[] = { "symbol", "symbol_v33" };
	struct tsv tsv = tsv_read("status.tsv");
	long status = -1;

	for (size_t k = 0; k < 2 && status < 0; k++) {
		for (size_t i = 0; i < tsv.rows && status < 0; i++) {
			if (ref_is(tsv_get(&tsv, i, columns[k]), symbol))
				status = strtol(tsv_get(&tsv, i, "value"), NULL, 16);
		}
	}
	tsv_free(&tsv);
	ck_assert_msg(status >= 0, "no status %s", symbol);
	return (uint32_t)status;
}

/* Where a field begins in a PDU that decodes: it is where a PDU cut there ends too early. */
static size_t offset_of_field(struct smpp_span in, uint8_t version, const char *field)
{
	size_t whole = in.len;

	if (ref_is(field, "command_id"))
		return 4;
	for (in.len = 16; in.len < whole; in.len++) {
		struct ref_result cut = ref_decode(in, version);

		if (ref_is(cut.field, field))
			return cut.offset;
	}
	return whole; /* a TLV that is missing */
}

START_TEST(malformed_pdus_are_refused_as_the_table_says)
{
	size_t cases = 0, statuses = 0;

	for (size_t i = 0; i < rows.rows; i++) {
		struct smpp_rules rules = { version_of_text(get(i, "version")), SMPP_STRICT, 0 };
		const char *want = get(i, "fault"), *status = get(i, "reply_status");
		struct smpp_span in;
		struct ref_result result;
		struct smpp_fault fault;
		struct smpp_pdu pdu;
		char place[80];
		int got, more = strncmp(want, "INCOMPLETE", 10) == 0;

		if (!ref_is(get(i, "kind"), "fault"))
			continue;
		in = octets_of_hex(get(i, "hex"));
		got = smpp_decode(in, &rules, &pdu, &fault);
		fault_place(&fault, place, sizeof(place));
		ck_assert_msg(got == (more ? SMPP_E_MORE : SMPP_E_FAULT), "%s: %s", get(i, "name"),
			      smpp_error_name(got));
		ck_assert_msg(ref_is(smpp_fault_name(fault.code), want), "%s: %s, not %s",
			      get(i, "name"), smpp_fault_name(fault.code), want);
		ck_assert_msg(ref_is(place, get(i, "field")), "%s: %s, not %s", get(i, "name"),
			      place, get(i, "field"));
		result = ref_decode(in, rules.version);
		ck_assert_msg(ref_is(result.code, want) && ref_is(result.field, get(i, "field")),
			      "%s: the reference says %s %s", get(i, "name"), result.code,
			      result.field);
		ck_assert_msg(fault.offset == result.offset, "%s: at %lu, not %lu", get(i, "name"),
			      (unsigned long)fault.offset, (unsigned long)result.offset);
		if (!ref_is(status, "-")) {
			ck_assert_msg(fault.status == status_of_symbol(status), "%s: %s, not %s",
				      get(i, "name"), smpp_status_name(fault.status), status);
			statuses++;
		}
		ck_assert_msg(pdu.body_raw == 1 && pdu.tolerated == 0, "%s", get(i, "name"));
		span_free(in);
		cases++;
	}
	printf("%lu faults, %lu of them with a status\n", (unsigned long)cases,
	       (unsigned long)statuses);
	ck_assert_uint_ge(cases, 135);
}
END_TEST

/* Refused by the session, not by the codec. */
static int is_for_others(const char *fault)
{
	static const char *const faults[] = { "WRONG_STATE", "ALREADY_BOUND",
		"UNEXPECTED_RESPONSE", "WRONG_DIRECTION" };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (ref_is(fault, faults[i]))
			return 1;
	}
	return 0;
}

START_TEST(malformed_meanings_decode_and_are_refused_by_check_as_the_table_says)
{
	size_t checked = 0, decoded = 0;

	for (size_t i = 0; i < rows.rows; i++) {
		struct smpp_rules rules = { version_of_text(get(i, "version")), SMPP_STRICT, 0 };
		const char *status = get(i, "reply_status");
		struct smpp_fault fault;
		struct smpp_span in;
		struct smpp_pdu pdu;
		char place[80];

		if (!ref_is(get(i, "kind"), "semantic"))
			continue;
		in = octets_of_hex(get(i, "hex"));
		ck_assert_msg(smpp_decode(in, &rules, &pdu, &fault) == SMPP_OK, "%s: %s",
			      get(i, "name"), smpp_fault_name(fault.code));
		decoded++;
		if (!is_for_others(get(i, "fault"))) {
			ck_assert_msg(smpp_check(&pdu, &rules, &fault) == SMPP_E_FAULT, "%s",
				      get(i, "name"));
			fault_place(&fault, place, sizeof(place));
			ck_assert_msg(ref_is(smpp_fault_name(fault.code), get(i, "fault")),
				      "%s: %s", get(i, "name"), smpp_fault_name(fault.code));
			ck_assert_msg(ref_is(place, get(i, "field")), "%s: %s", get(i, "name"),
				      place);
			ck_assert_msg(fault.offset == offset_of_field(in, rules.version, place),
				      "%s: at %lu", get(i, "name"), (unsigned long)fault.offset);
			if (!ref_is(status, "-"))
				ck_assert_msg(fault.status == status_of_symbol(status), "%s: %s",
					      get(i, "name"), smpp_status_name(fault.status));
			checked++;
		}
		span_free(in);
	}
	printf("%lu meanings, %lu of them for check\n", (unsigned long)decoded,
	       (unsigned long)checked);
	ck_assert_uint_eq(decoded, 21);
	ck_assert_uint_eq(checked, 15);
}
END_TEST

START_TEST(malformed_pdus_are_told_apart_by_their_kind)
{
	for (size_t i = 0; i < rows.rows; i++)
		ck_assert_msg(ref_is(get(i, "kind"), "fault") || ref_is(get(i, "kind"), "semantic"),
			      "%s", get(i, "name"));
}
END_TEST

START_TEST(malformed_pdus_are_refused_alike_with_a_null_fault)
{
	for (size_t i = 0; i < rows.rows; i++) {
		struct smpp_rules rules = { version_of_text(get(i, "version")), SMPP_STRICT, 0 };
		struct smpp_span in = octets_of_hex(get(i, "hex"));
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		ck_assert_int_eq(smpp_decode(in, &rules, &pdu, NULL),
				 smpp_decode(in, &rules, &pdu, &fault));
		span_free(in);
	}
}
END_TEST

START_TEST(malformed_pdus_encode_raw_to_the_octets_they_had)
{
	for (size_t i = 0; i < rows.rows; i++) {
		struct smpp_rules rules = { version_of_text(get(i, "version")), SMPP_STRICT, 0 };
		struct smpp_span in = octets_of_hex(get(i, "hex"));
		static uint8_t out[70000];
		struct smpp_buf buf = { out, sizeof(out), 0 };
		struct smpp_pdu pdu;

		if (smpp_decode(in, &rules, &pdu, NULL) == SMPP_E_FAULT &&
		    in.len >= 16 && pdu.header.command_length == in.len) {
			ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_OK);
			ck_assert_uint_eq(buf.len, in.len);
			ck_assert_mem_eq(out, in.ptr, in.len);
		}
		span_free(in);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("malformed");
	TCase *tests = tcase_create("malformed");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, malformed_pdus_are_refused_as_the_table_says);
	tcase_add_test(tests, malformed_meanings_decode_and_are_refused_by_check_as_the_table_says);
	tcase_add_test(tests, malformed_pdus_are_told_apart_by_their_kind);
	tcase_add_test(tests, malformed_pdus_are_refused_alike_with_a_null_fault);
	tcase_add_test(tests, malformed_pdus_encode_raw_to_the_octets_they_had);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
