/* SPDX-License-Identifier: MIT */
/*
 * Owns: that no octets whatever lead out of bounds, and that tolerances add up to nothing else.
 * Must not know: the library's table.
 */
#include "reference.h"

#define ALL_TOLERANCES UINT32_C(0x1FFFF)

static struct tsv vectors, malformed;

static void load(void)
{
	ref_load();
	vectors = tsv_read("vectors.tsv");
	malformed = tsv_read("malformed.tsv");
}

static void unload(void)
{
	tsv_free(&vectors);
	tsv_free(&malformed);
}

static uint8_t version_of_row(const struct tsv *tsv, size_t row)
{
	if (tsv == &vectors && strcmp(tsv_get(tsv, row, "class"), "tolerate") == 0)
		return SMPP_V5_0;
	return version_of_text(tsv_get(tsv, row, "version"));
}

/* Everything that may be done with a PDU, whatever decode has said about it. */
static void use(const struct smpp_pdu *pdu, const struct smpp_rules *rules)
{
	static uint8_t out[300000];
	struct smpp_buf buf = { out, sizeof(out), 0 };
	struct smpp_span text, rest = pdu->tlvs;
	struct smpp_fault fault;
	struct smpp_tlv tlv;

	(void)smpp_check(pdu, rules, &fault);
	(void)smpp_encode(pdu, rules, &buf, &fault);
	(void)smpp_dump(pdu, 0, &buf);
	if (smpp_pdu_text(pdu, &text) == SMPP_OK && text.len > 0)
		out[0] = (uint8_t)(text.ptr[0] ^ text.ptr[text.len - 1]);
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK)
		;
}

static void decode_and_use(struct smpp_span in, uint8_t version)
{
	static const uint32_t tolerances[] = { SMPP_STRICT, SMPP_FIELD, ALL_TOLERANCES };

	for (size_t i = 0; i < 3; i++) {
		struct smpp_rules rules = { version, tolerances[i], 0 };
		struct smpp_header header;
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		(void)smpp_frame_get(in, 0, &header, &fault);
		(void)smpp_decode(in, &rules, &pdu, &fault);
		use(&pdu, &rules);
	}
}

/* Every length of short PDUs; of others the first and last hundred and some between. */
static size_t next_length(size_t len, size_t whole)
{
	if (whole > 4096 && len >= 100 && len + 1200 < whole)
		return len + 997;
	return len + 1;
}

START_TEST(bounds_truncated_vectors_want_more_and_say_where)
{
	size_t cases = 0;

	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_span whole = octets_of_hex(tsv_get(&vectors, i, "hex")), in = whole;
		uint8_t version = version_of_row(&vectors, i);

		for (in.len = 0; in.len < whole.len; in.len = next_length(in.len, whole.len)) {
			struct smpp_fault fault;
			struct smpp_pdu pdu;

			if (decode_like_reference(in, version, &pdu, &fault,
						  tsv_get(&vectors, i, "name")) != SMPP_E_MORE)
				ck_abort_msg("%s cut at %lu", tsv_get(&vectors, i, "name"),
					     (unsigned long)in.len);
			cases++;
		}
		span_free(whole);
	}
	printf("%lu truncations\n", (unsigned long)cases);
}
END_TEST

START_TEST(bounds_truncated_vectors_want_more_whatever_is_tolerated)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_span whole = octets_of_hex(tsv_get(&vectors, i, "hex")), in = whole;
		struct smpp_rules rules = { version_of_row(&vectors, i), ALL_TOLERANCES, 0 };

		for (in.len = 0; in.len < whole.len; in.len = next_length(in.len, whole.len)) {
			struct smpp_pdu pdu;
			int got = smpp_decode(in, &rules, &pdu, NULL);

			if (got != SMPP_E_MORE)
				ck_abort_msg("%s cut at %lu: %s", tsv_get(&vectors, i, "name"),
					     (unsigned long)in.len, smpp_error_name(got));
		}
		span_free(whole);
	}
}
END_TEST

/* With command_length corrected the PDU is not incomplete but wrong, or right and shorter. */
START_TEST(bounds_shortened_vectors_decode_like_the_reference)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_span whole = octets_of_hex(tsv_get(&vectors, i, "hex")), in = whole;
		uint8_t version = version_of_row(&vectors, i);

		for (in.len = 16; in.len < whole.len; in.len = next_length(in.len, whole.len)) {
			struct smpp_span part = guard_end(in);
			struct smpp_fault fault;
			struct smpp_pdu pdu;

			put_number((uint8_t *)(uintptr_t)part.ptr, in.len);
			decode_like_reference(part, version, &pdu, &fault,
					      tsv_get(&vectors, i, "name"));
			decode_and_use(part, version);
			guard_free(part);
		}
		span_free(whole);
	}
}
END_TEST

static void guard_all(const struct tsv *tsv)
{
	for (size_t i = 0; i < tsv->rows; i++) {
		struct smpp_span whole = octets_of_hex(tsv_get(tsv, i, "hex")), in = whole;

		for (in.len = 0; in.len <= whole.len; in.len = next_length(in.len, whole.len)) {
			struct smpp_span end = guard_end(in), begin = guard_begin(in);

			decode_and_use(end, version_of_row(tsv, i));
			decode_and_use(begin, version_of_row(tsv, i));
			guard_free(end);
			guard_free(begin);
		}
		span_free(whole);
	}
}

START_TEST(bounds_vectors_and_their_truncations_are_read_between_guard_pages)
{
	guard_all(&vectors);
}
END_TEST

START_TEST(bounds_malformed_pdus_and_their_truncations_are_read_between_guard_pages)
{
	guard_all(&malformed);
}
END_TEST

/* Row of the longest valid vector of a command that has at most 200 octets, or -1. */
static int sample_row(uint32_t command_id)
{
	size_t best = 0;
	int row = -1;

	for (size_t i = 0; i < vectors.rows; i++) {
		const char *hex = tsv_get(&vectors, i, "hex");
		char id[9] = "";

		memcpy(id, hex + 8, 8);
		if (strtoul(id, NULL, 16) != command_id || strlen(hex) > 400 ||
		    strcmp(tsv_get(&vectors, i, "class"), "valid") != 0)
			continue;
		if (strlen(hex) > best) {
			best = strlen(hex);
			row = (int)i;
		}
	}
	return row;
}

START_TEST(bounds_mutated_pdus_decode_like_the_reference_and_encode_to_themselves)
{
	static uint8_t out[400];
	size_t cases = 0, accepted = 0;

	for (size_t c = 0; c < ref.commands; c++) {
		int row = sample_row(ref.command[c].id);
		struct smpp_rules rules;
		struct smpp_span octets, in;
		uint8_t *p;

		ck_assert_msg(row >= 0, "%s", ref.command[c].name);
		octets = octets_of_hex(tsv_get(&vectors, (size_t)row, "hex"));
		in = guard_end(octets);
		p = (uint8_t *)(uintptr_t)in.ptr;
		memset(&rules, 0, sizeof(rules));
		rules.version = version_of_row(&vectors, (size_t)row);
		for (size_t at = 0; at < in.len; at++) {
			for (unsigned value = 0; value < 256; value++) {
				struct smpp_buf buf = { out, sizeof(out), 0 };
				struct smpp_fault fault;
				struct smpp_pdu pdu;

				p[at] = (uint8_t)value;
				cases++;
				if (decode_like_reference(in, rules.version, &pdu, &fault,
							  ref.command[c].name) != SMPP_OK)
					continue;
				accepted++;
				if (smpp_encode(&pdu, &rules, &buf, &fault) != SMPP_OK ||
				    buf.len != in.len || memcmp(out, p, in.len) != 0)
					ck_abort_msg("%s: %02x at %lu encodes to other octets",
						     ref.command[c].name, value, (unsigned long)at);
			}
			p[at] = octets.ptr[at];
		}
		guard_free(in);
		span_free(octets);
	}
	printf("%lu mutations, %lu accepted\n", (unsigned long)cases, (unsigned long)accepted);
}
END_TEST

/*
 * Decodes under a set of tolerances and holds the answer to its promises: tolerated is what was
 * needed, no more and no less. want_strict: the answer without any.
 */
static void hold_promises(struct smpp_span in, uint8_t version, uint32_t tolerate, int want_strict,
			  const char *what)
{
	struct smpp_rules rules = { version, tolerate, 0 };
	struct smpp_fault fault;
	struct smpp_pdu pdu;
	int got = smpp_decode(in, &rules, &pdu, &fault);
	uint32_t needed = pdu.tolerated;

	if ((needed & ~tolerate) != 0)
		ck_abort_msg("%s under 0x%04x: tolerated 0x%04x", what, (unsigned)tolerate,
			     (unsigned)needed);
	if ((got == SMPP_OK && needed == 0) != (want_strict == SMPP_OK))
		ck_abort_msg("%s under 0x%04x: %s, tolerated 0x%04x, but strictly %s", what,
			     (unsigned)tolerate, smpp_error_name(got), (unsigned)needed,
			     smpp_error_name(want_strict));
	if (want_strict == SMPP_E_MORE && got != SMPP_E_MORE)
		ck_abort_msg("%s under 0x%04x: no longer wants more", what, (unsigned)tolerate);
	if (got != SMPP_OK)
		return;
	if (pdu.wire.ptr != in.ptr || pdu.wire.len != in.len)
		ck_abort_msg("%s under 0x%04x: octets are missing in wire", what,
			     (unsigned)tolerate);
	if ((fault.code != SMPP_FAULT_NONE) != (needed != 0))
		ck_abort_msg("%s under 0x%04x: fault %s", what, (unsigned)tolerate,
			     smpp_fault_name(fault.code));
	if (needed == 0 || needed == tolerate)
		return;
	rules.tolerate = needed;
	if (smpp_decode(in, &rules, &pdu, NULL) != SMPP_OK)
		ck_abort_msg("%s: refused under 0x%04x alone", what, (unsigned)needed);
	for (uint32_t flag = 1; flag <= needed; flag <<= 1) {
		rules.tolerate = needed & ~flag;
		if ((needed & flag) != 0 && smpp_decode(in, &rules, &pdu, NULL) == SMPP_OK)
			ck_abort_msg("%s: 0x%04x was not needed of 0x%04x", what, (unsigned)flag,
				     (unsigned)needed);
	}
}

static int decode_strictly(struct smpp_span in, uint8_t version)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct smpp_pdu pdu;

	return smpp_decode(in, &rules, &pdu, NULL);
}

/* More than every pair: every set. */
START_TEST(bounds_every_set_of_tolerances_keeps_its_promises_for_malformed_pdus)
{
	for (size_t i = 0; i < malformed.rows; i++) {
		struct smpp_span in = octets_of_hex(tsv_get(&malformed, i, "hex"));
		uint8_t version = version_of_row(&malformed, i);
		int strict = decode_strictly(in, version);

		for (uint32_t set = 0; set <= ALL_TOLERANCES; set++)
			hold_promises(in, version, set, strict, tsv_get(&malformed, i, "name"));
		span_free(in);
	}
}
END_TEST

/* Single flags, pairs and all, each once. Returns the next one, or a number above all. */
static uint32_t next_pair(uint32_t set)
{
	do {
		unsigned bits = 0;

		set++;
		for (uint32_t rest = set; rest != 0; rest &= rest - 1)
			bits++;
		if (bits <= 2)
			break;
	} while (set < ALL_TOLERANCES);
	return set;
}

START_TEST(bounds_every_pair_of_tolerances_keeps_its_promises_for_mutated_pdus)
{
	static const uint8_t values[] = {
		0x00, 0x01, 0x02, 0x03, 0x10, 0x41, 0x7F, 0x80, 0xFE, 0xFF
	};
	size_t cases = 0;

	for (size_t c = 0; c < ref.commands; c++) {
		int row = sample_row(ref.command[c].id);
		struct smpp_span octets = octets_of_hex(tsv_get(&vectors, (size_t)row, "hex"));
		struct smpp_span in = guard_end(octets);
		uint8_t version = version_of_row(&vectors, (size_t)row);
		uint8_t *p = (uint8_t *)(uintptr_t)in.ptr;

		for (size_t at = 0; at < in.len; at++) {
			for (size_t k = 0; k < sizeof(values); k++) {
				int strict;

				p[at] = values[k];
				strict = decode_strictly(in, version);
				for (uint32_t set = 0; set <= ALL_TOLERANCES;
				     set = next_pair(set)) {
					hold_promises(in, version, set, strict,
						      ref.command[c].name);
					cases++;
				}
			}
			p[at] = octets.ptr[at];
		}
		guard_free(in);
		span_free(octets);
	}
	printf("%lu mutations with pairs of tolerances\n", (unsigned long)cases);
}
END_TEST

START_TEST(bounds_every_pair_of_tolerances_keeps_its_promises_for_cut_error_responses)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_span octets = octets_of_hex(tsv_get(&vectors, i, "hex")), in = octets;
		uint8_t version = version_of_row(&vectors, i);
		uint8_t *p = (uint8_t *)(uintptr_t)in.ptr;

		if (p[4] != 0x80 || octets.len > 200) {
			span_free(octets);
			continue;
		}
		p[11] = 8;
		for (in.len = 16; in.len <= octets.len; in.len++) {
			int strict;

			put_number(p, in.len);
			strict = decode_strictly(in, version);
			for (uint32_t set = 0; set <= ALL_TOLERANCES; set = next_pair(set))
				hold_promises(in, version, set, strict,
					      tsv_get(&vectors, i, "name"));
		}
		span_free(octets);
	}
}
END_TEST

START_TEST(bounds_a_bare_tlv_header_behind_the_body_is_no_extra_nul)
{
	static const uint8_t header[] = { 0x00, 0x00, 0x00,
					  0xC8 }; /* tag 0, 200 octets, none here */
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	s.tlvs.ptr = header;
	s.tlvs.len = sizeof(header);
	in = slots_pdu(&s);
	for (uint32_t set = 0; set <= ALL_TOLERANCES; set++) {
		struct smpp_rules rules = { SMPP_V3_4, set, 0 };
		struct smpp_fault fault;
		struct smpp_pdu pdu;
		int got = smpp_decode(in, &rules, &pdu, &fault);

		if ((got == SMPP_OK) != ((set & SMPP_TOLERATE_TLV_OVERRUN) != 0))
			ck_abort_msg("%s under 0x%04x", smpp_error_name(got), (unsigned)set);
		ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_OVERRUN);
		ck_assert_uint_eq(fault.status, SMPP_ESME_RINVTLVSTREAM);
	}
	span_free(in);
}
END_TEST

START_TEST(bounds_random_octets_decode_like_the_reference)
{
	uint32_t random = 20260731;
	size_t accepted = 0;

	printf("random octets from seed %u\n", (unsigned)random);
	for (unsigned i = 0; i < 200000; i++) {
		uint8_t octets[96];
		struct smpp_span in = { octets, 16 + i % 80 };
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		for (size_t k = 0; k < sizeof(octets); k++) {
			random = random * 1664525 + 1013904223;
			octets[k] = (random >> 24) % 3 != 0 ? (uint8_t)(random >> 16) % 4
							    : (uint8_t)(random >> 16);
		}
		put_number(octets, in.len);
		put_number(octets + 4, ref.command[i % ref.commands].id);
		accepted += decode_like_reference(in, ref_version(i % 3), &pdu, &fault, "random") ==
			    SMPP_OK;
		decode_and_use(in, ref_version(i % 3));
	}
	printf("%lu of 200000 accepted\n", (unsigned long)accepted);
	ck_assert_uint_gt(accepted, 1000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bounds");
	TCase *tests = tcase_create("bounds");

	tcase_set_timeout(tests, 600);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, bounds_truncated_vectors_want_more_and_say_where);
	tcase_add_test(tests, bounds_truncated_vectors_want_more_whatever_is_tolerated);
	tcase_add_test(tests, bounds_shortened_vectors_decode_like_the_reference);
	tcase_add_test(tests, bounds_vectors_and_their_truncations_are_read_between_guard_pages);
	tcase_add_test(tests,
		       bounds_malformed_pdus_and_their_truncations_are_read_between_guard_pages);
	tcase_add_test(tests,
		       bounds_mutated_pdus_decode_like_the_reference_and_encode_to_themselves);
	tcase_add_test(tests,
		       bounds_every_set_of_tolerances_keeps_its_promises_for_malformed_pdus);
	tcase_add_test(tests,
		       bounds_every_pair_of_tolerances_keeps_its_promises_for_mutated_pdus);
	tcase_add_test(tests,
		       bounds_every_pair_of_tolerances_keeps_its_promises_for_cut_error_responses);
	tcase_add_test(tests, bounds_a_bare_tlv_header_behind_the_body_is_no_extra_nul);
	tcase_add_test(tests, bounds_random_octets_decode_like_the_reference);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
