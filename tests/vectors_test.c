/* SPDX-License-Identifier: MIT */
/*
 * Owns: that every PDU of vectors.tsv decodes to what it says and encodes to the same octets.
 * Must not know: the library's table.
 */
#include "reference.h"

static struct tsv vectors;

/* Rows that a careful receiver takes although they break a rule are read by the rules of 5.0. */
static uint8_t version_of_row(size_t row)
{
	if (strcmp(tsv_get(&vectors, row, "class"), "tolerate") == 0)
		return SMPP_V5_0;
	return version_of_text(tsv_get(&vectors, row, "version"));
}

static const char *name_of_row(size_t row)
{
	return tsv_get(&vectors, row, "name");
}

static void load(void)
{
	vectors = tsv_read("vectors.tsv");
}

static void unload(void)
{
	tsv_free(&vectors);
}

/* Decodes a row strictly; pdu points into *octets. */
static struct smpp_span decode_row(size_t row, struct smpp_pdu *pdu)
{
	struct smpp_span octets = octets_of_hex(tsv_get(&vectors, row, "hex"));
	struct smpp_rules rules = { version_of_row(row), SMPP_STRICT, 0 };
	struct smpp_fault fault;
	int got = smpp_decode(octets, &rules, pdu, &fault);

	ck_assert_msg(got == SMPP_OK, "%s: %s %s", name_of_row(row), smpp_error_name(got),
		      smpp_fault_name(fault.code));
	return octets;
}

START_TEST(vectors_decode_to_what_they_say)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		const char *want = tsv_get(&vectors, i, "expected");
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);
		char *text = describe(&pdu);

		ck_assert_msg(strcmp(text, want) == 0, "%s:\n%.600s\nbut expected\n%.600s",
			      name_of_row(i), text, want);
		free(text);
		span_free(octets);
	}
	printf("%lu vectors\n", (unsigned long)vectors.rows);
}
END_TEST

START_TEST(vectors_decode_with_no_fault_no_tolerance_and_all_octets_in_wire)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_rules rules = { version_of_row(i), SMPP_FIELD, 0 };
		struct smpp_span octets = octets_of_hex(tsv_get(&vectors, i, "hex"));
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		memset(&pdu, 0xA5, sizeof(pdu));
		memset(&fault, 0xA5, sizeof(fault));
		ck_assert_msg(smpp_decode(octets, &rules, &pdu, &fault) == SMPP_OK, "%s",
			      name_of_row(i));
		ck_assert_msg(fault.code == SMPP_FAULT_NONE && fault.status == 0 &&
			      fault.offset == 0 && fault.field == NULL && fault.member == NULL &&
			      fault.entry == -1 && fault.tag == 0, "%s", name_of_row(i));
		ck_assert_msg(pdu.tolerated == 0 && pdu.body_raw == 0 && pdu.tlv_count == 0 &&
			      pdu.tlv == NULL, "%s", name_of_row(i));
		ck_assert_msg(pdu.wire.ptr == octets.ptr && pdu.wire.len == octets.len, "%s",
			      name_of_row(i));
		span_free(octets);
	}
}
END_TEST

START_TEST(vectors_decode_like_the_reference_decoder_in_every_version)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_span octets = octets_of_hex(tsv_get(&vectors, i, "hex"));
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		for (unsigned v = 0; v < 3; v++)
			decode_like_reference(octets, ref_version(v), &pdu, &fault, name_of_row(i));
		span_free(octets);
	}
}
END_TEST

/* Encodes into exactly cap octets of a field of 0xA5, which must stay so behind them. */
static void encode_at(const struct smpp_pdu *pdu, const struct smpp_rules *rules, size_t cap,
		      struct smpp_span want, const char *name)
{
	static uint8_t out[70016];
	struct smpp_buf buf = { out, cap, 99 };
	int got;

	memset(out, 0xA5, want.len + 16);
	got = smpp_encode(pdu, rules, &buf, NULL);
	if (got != (cap >= want.len ? SMPP_OK : SMPP_E_SPACE) || buf.len != want.len)
		ck_abort_msg("%s: %s, len %lu of %lu at cap %lu", name, smpp_error_name(got),
			     (unsigned long)buf.len, (unsigned long)want.len, (unsigned long)cap);
	if (got == SMPP_OK && memcmp(out, want.ptr, want.len) != 0)
		ck_abort_msg("%s: encodes to other octets at cap %lu", name, (unsigned long)cap);
	for (size_t i = cap; i < want.len + 16; i++) {
		if (out[i] != 0xA5)
			ck_abort_msg("%s: octet %lu is written at cap %lu", name, (unsigned long)i,
				     (unsigned long)cap);
	}
}

/* Every cap for short PDUs; for others the first and last hundred and some between. */
static size_t next_cap(size_t cap, size_t need)
{
	if (need > 4096 && cap >= 100 && cap + 1000 < need - 100)
		return cap + 997;
	return cap + 1;
}

START_TEST(vectors_encode_to_the_same_octets_at_every_cap)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_rules rules = { version_of_row(i), SMPP_STRICT, 0 };
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);

		for (size_t cap = 0; cap <= octets.len + 1; cap = next_cap(cap, octets.len))
			encode_at(&pdu, &rules, cap, octets, name_of_row(i));
		encode_at(&pdu, &rules, octets.len, octets, name_of_row(i));
		span_free(octets);
	}
}
END_TEST

START_TEST(vectors_encode_to_the_same_octets_from_arrays_at_every_cap)
{
	static struct arrays arrays;

	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_rules rules = { version_of_row(i), SMPP_STRICT, 0 };
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);

		use_arrays(&arrays, &pdu);
		ck_assert_uint_eq(pdu.tlvs.len, 0);
		for (size_t cap = 0; cap <= octets.len + 1; cap = next_cap(cap, octets.len))
			encode_at(&pdu, &rules, cap, octets, name_of_row(i));
		encode_at(&pdu, &rules, octets.len, octets, name_of_row(i));
		span_free(octets);
	}
}
END_TEST

START_TEST(vectors_encode_to_the_same_octets_when_kept_raw)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);

		pdu.body_raw = 1;
		pdu.body.raw.ptr = octets.ptr + 16;
		pdu.body.raw.len = octets.len - 16;
		encode_at(&pdu, NULL, octets.len, octets, name_of_row(i));
		span_free(octets);
	}
}
END_TEST

START_TEST(vectors_encode_without_reading_command_length)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_rules rules = { version_of_row(i), SMPP_STRICT, 0 };
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);

		pdu.header.command_length = 0xFFFFFFFF;
		encode_at(&pdu, &rules, octets.len, octets, name_of_row(i));
		span_free(octets);
	}
}
END_TEST

/* Valid for a receiver, which passes reserved values and skips TLVs known from other PDUs. */
static const struct not_clean {
	const char *name;
	enum smpp_fault_code code;
	const char *field;
} not_clean[] = {
	{ "submit_sm_all_max", SMPP_FAULT_RESERVED_VALUE, "registered_delivery" },
	{ "submit_sm_expected_not_listed_tlv", SMPP_FAULT_TLV_NOT_ALLOWED, "receipted_message_id" },
	{ "published_deliver_sm_tlvs", SMPP_FAULT_TLV_NOT_ALLOWED, "source_network_type" },
	{ "published_deliver_sm_receipt_tlvs", SMPP_FAULT_TLV_NOT_ALLOWED, "source_network_type" },
	{ "published_deliver_sm_payload", SMPP_FAULT_TLV_NOT_ALLOWED, "source_network_type" },
	{ "published_deliver_sm_payload_empty", SMPP_FAULT_TLV_NOT_ALLOWED, "source_network_type" },
};

static const struct not_clean *not_clean_row(const char *name)
{
	for (size_t i = 0; i < sizeof(not_clean) / sizeof(not_clean[0]); i++) {
		if (strcmp(not_clean[i].name, name) == 0)
			return &not_clean[i];
	}
	return NULL;
}

START_TEST(vectors_that_are_valid_pass_check_in_their_version)
{
	size_t checked = 0, named = 0;

	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_rules rules = { version_of_row(i), SMPP_STRICT, 0 };
		const struct not_clean *known = not_clean_row(name_of_row(i));
		struct smpp_fault fault;
		struct smpp_span octets;
		struct smpp_pdu pdu;
		int got;

		if (strcmp(tsv_get(&vectors, i, "class"), "valid") != 0)
			continue;
		octets = decode_row(i, &pdu);
		got = smpp_check(&pdu, &rules, &fault);
		if (known == NULL)
			ck_assert_msg(got == SMPP_OK && fault.code == SMPP_FAULT_NONE,
				      "%s: %s of %s", name_of_row(i), smpp_fault_name(fault.code),
				      fault.field);
		else
			ck_assert_msg(got == SMPP_E_FAULT && fault.code == known->code &&
				      strcmp(fault.field, known->field) == 0, "%s: %s of %s",
				      name_of_row(i), smpp_fault_name(fault.code), fault.field);
		checked++;
		named += known != NULL;
		span_free(octets);
	}
	ck_assert_uint_eq(named, sizeof(not_clean) / sizeof(not_clean[0]));
	printf("%lu valid vectors checked\n", (unsigned long)checked);
}
END_TEST

START_TEST(vectors_have_every_command_of_the_reference)
{
	ref_load();
	for (size_t c = 0; c < ref.commands; c++) {
		size_t count = 0;

		for (size_t i = 0; i < vectors.rows; i++) {
			char id[9] = "";

			memcpy(id, tsv_get(&vectors, i, "hex") + 8, 8);
			count += strtoul(id, NULL, 16) == ref.command[c].id;
		}
		ck_assert_msg(count > 0, "%s", ref.command[c].name);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vectors");
	TCase *tests = tcase_create("vectors");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, vectors_decode_to_what_they_say);
	tcase_add_test(tests, vectors_decode_with_no_fault_no_tolerance_and_all_octets_in_wire);
	tcase_add_test(tests, vectors_decode_like_the_reference_decoder_in_every_version);
	tcase_add_test(tests, vectors_encode_to_the_same_octets_at_every_cap);
	tcase_add_test(tests, vectors_encode_to_the_same_octets_from_arrays_at_every_cap);
	tcase_add_test(tests, vectors_encode_to_the_same_octets_when_kept_raw);
	tcase_add_test(tests, vectors_encode_without_reading_command_length);
	tcase_add_test(tests, vectors_that_are_valid_pass_check_in_their_version);
	tcase_add_test(tests, vectors_have_every_command_of_the_reference);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
