/* SPDX-License-Identifier: MIT */
/*
 * Owns: structures into octets: what encode writes, refuses and measures.
 * Must not know: the library's table; limits come from the TSV files.
 */
#include "reference.h"

static uint8_t out[140000];
static struct smpp_fault fault;
static size_t need;

static int encode(const struct smpp_pdu *pdu, uint8_t version, uint32_t tolerate)
{
	struct smpp_rules rules = { version, tolerate, 0 };
	struct smpp_buf buf = { out, sizeof(out), 0 };
	int got;

	memset(&fault, 0xA5, sizeof(fault));
	memset(out, 0xA5, 256);
	got = smpp_encode(pdu, &rules, &buf, &fault);
	need = buf.len;
	return got;
}

static void expect_octets(const char *hex)
{
	struct smpp_span want = octets_of_hex(hex);

	ck_assert_uint_eq(need, want.len);
	ck_assert_mem_eq(out, want.ptr, want.len);
	span_free(want);
}

static void expect_fault(int got, enum smpp_fault_code code, const char *place, size_t offset,
			 uint32_t status)
{
	char name[80];

	ck_assert_int_eq(got, SMPP_E_FAULT);
	ck_assert_str_eq(smpp_fault_name(fault.code), smpp_fault_name(code));
	fault_place(&fault, name, sizeof(name));
	ck_assert_str_eq(name, place);
	ck_assert_uint_eq(fault.offset, offset);
	ck_assert_uint_eq(fault.status, status);
}

static struct smpp_pdu pdu_of(uint32_t command_id)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	pdu.header.sequence_number = 7;
	return pdu;
}

/* len letters x */
static struct smpp_span letters(size_t len)
{
	static uint8_t octets[70000];
	struct smpp_span span = { octets, len };

	memset(octets, 'x', sizeof(octets));
	return span;
}

START_TEST(encode_writes_a_submit_sm_as_the_specification_draws_it)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_sm *sm = &pdu.body.submit_sm;

	sm->service_type = smpp_span_of("CMT");
	sm->source_addr_ton = 5;
	sm->source_addr_npi = 0x10;
	sm->source_addr = smpp_span_of("me");
	sm->dest_addr_ton = 1;
	sm->dest_addr_npi = 2;
	sm->destination_addr = smpp_span_of("44");
	sm->esm_class = 3;
	sm->protocol_id = 4;
	sm->priority_flag = 6;
	sm->validity_period = smpp_span_of("000001020304000R");
	sm->registered_delivery = 7;
	sm->replace_if_present_flag = 8;
	sm->data_coding = 9;
	sm->sm_default_msg_id = 10;
	sm->short_message = smpp_span_of("hi");
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("0000003a" "00000004" "00000000" "00000007" "434d5400" "05" "10" "6d6500"
		      "01" "02" "343400" "03" "04" "06" "00" "30303030303130323033303430303052" "00"
		      "07" "08" "09" "0a" "02" "6869");
}
END_TEST

START_TEST(encode_writes_a_zeroed_body_of_every_command_as_the_reference_decodes_it)
{
	for (size_t c = 0; c < ref.commands; c++) {
		struct smpp_pdu pdu = pdu_of(ref.command[c].id);
		struct smpp_span in = { out, 0 };
		struct ref_result result;

		ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		in.len = need;
		result = ref_decode(in, SMPP_V3_4);
		ck_assert_msg(ref_is(result.code, "OK"), "%s: %s %s", ref.command[c].name,
			      result.code, result.field);
	}
}
END_TEST

START_TEST(encode_takes_null_rules_and_null_fault)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);
	struct smpp_buf buf = { out, 16, 0 };

	ck_assert_int_eq(smpp_encode(&pdu, NULL, &buf, NULL), SMPP_OK);
	ck_assert_uint_eq(buf.len, 16);
	pdu.header.command_id = 0x7777;
	ck_assert_int_eq(smpp_encode(&pdu, NULL, &buf, NULL), SMPP_E_FAULT);
}
END_TEST

START_TEST(encode_measures_with_no_buffer_at_all)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_buf buf = { NULL, 0, 99 };

	pdu.body.submit_sm.short_message = letters(200);
	ck_assert_int_eq(smpp_encode(&pdu, NULL, &buf, NULL), SMPP_E_SPACE);
	ck_assert_uint_eq(buf.len, 33 + 200);
}
END_TEST

START_TEST(encode_takes_null_pointers_of_empty_spans)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BIND_TRANSCEIVER);

	ck_assert_ptr_null(pdu.body.bind.system_id.ptr);
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("00000017000000090000000000000007" "00000000000000");
}
END_TEST

START_TEST(encode_writes_the_header_only_for_an_absent_body)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP);

	pdu.body_absent = 1;
	pdu.header.command_status = SMPP_ESME_RTHROTTLED;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("00000010800000040000005800000007");
}
END_TEST

START_TEST(encode_writes_raw_octets_also_of_an_unknown_command)
{
	struct smpp_pdu pdu = pdu_of(0x00010200);
	static const uint8_t tlvs[] = { 0x14, 0, 0, 0 };

	pdu.body_raw = 1;
	pdu.body.raw = smpp_span_of("abcd");
	pdu.tlvs.ptr = tlvs;
	pdu.tlvs.len = sizeof(tlvs); /* body.raw stands for body and TLVs */
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("0000001400010200000000000000000761626364");
}
END_TEST

START_TEST(encode_refuses_an_unknown_command)
{
	struct smpp_pdu pdu = pdu_of(0x00010200);

	expect_fault(encode(&pdu, 0, 0), SMPP_FAULT_UNKNOWN_COMMAND_ID, "command_id", 4,
		     SMPP_ESME_RINVCMDID);
}
END_TEST

START_TEST(encode_measures_the_strings_of_a_command_of_another_version_by_that_version)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BROADCAST_SM);

	pdu.body.broadcast_sm.service_type = letters(5);
	ck_assert_int_eq(encode(&pdu, SMPP_V3_4, 0), SMPP_OK);
	pdu.body.broadcast_sm.service_type = letters(6);
	expect_fault(encode(&pdu, SMPP_V3_4, 0), SMPP_FAULT_CSTRING_TOO_LONG, "service_type", 16,
		     SMPP_ESME_RINVSERTYP);
}
END_TEST

START_TEST(encode_refuses_a_nul_inside_a_string)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);

	pdu.body.submit_sm.source_addr.ptr = (const uint8_t *)"a\0b";
	pdu.body.submit_sm.source_addr.len = 3;
	expect_fault(encode(&pdu, 0, 0), SMPP_FAULT_CSTRING_HAS_NUL, "source_addr", 19,
		     SMPP_ESME_RINVSRCADR);
	expect_fault(encode(&pdu, 0, 0x1FFF), SMPP_FAULT_CSTRING_HAS_NUL, "source_addr", 19,
		     SMPP_ESME_RINVSRCADR);
}
END_TEST

START_TEST(encode_refuses_a_password_of_nine_octets)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BIND_TRANSMITTER);

	pdu.body.bind.password = smpp_span_of("secret08");
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	pdu.body.bind.password = smpp_span_of("secret089");
	expect_fault(encode(&pdu, 0, 0), SMPP_FAULT_CSTRING_TOO_LONG, "password", 17,
		     SMPP_ESME_RINVPASWD);
	ck_assert_int_eq(encode(&pdu, 0, SMPP_TOLERATE_LONG_STRING), SMPP_OK);
}
END_TEST

/* The fault that a string of len octets must bring, its NUL included. */
static enum smpp_fault_code fault_of_length(const struct slot *string, size_t len, size_t max)
{
	if (len > max)
		return SMPP_FAULT_CSTRING_TOO_LONG;
	if (ref_is_time(string->name) && len != 1 && len != 17)
		return SMPP_FAULT_TIME_BAD_LENGTH;
	return SMPP_FAULT_NONE;
}

static void expect_same(int got, struct smpp_span in)
{
	ck_assert_int_eq(got, SMPP_OK);
	ck_assert_uint_eq(need, in.len);
	ck_assert_mem_eq(out, in.ptr, in.len);
}

/* max-1, max and max+1 octets; the structure is made by decode, with lists as arrays. */
static void look_at_limit(const struct ref_command *command, struct slots *s, struct slot *string,
			  unsigned v)
{
	struct smpp_rules all = { ref_version(v), 0x1FFF, 0 };
	size_t max = ref_limit(string->field, v);
	static struct arrays arrays;

	for (size_t len = max > 1 ? max - 1 : max; len <= max + 1; len++) {
		enum smpp_fault_code want = fault_of_length(string, len, max);
		struct smpp_span in;
		struct smpp_pdu pdu;
		char place[80];
		int got;

		if (ref_is_time(string->name) && len == 18)
			continue; /* no tolerance lets it in */
		slot_string(string, len - 1);
		in = slots_pdu(s);
		ck_assert_int_eq(smpp_decode(in, &all, &pdu, NULL), SMPP_OK);
		use_arrays(&arrays, &pdu);
		got = encode(&pdu, ref_version(v), 0);
		fault_place(&fault, place, sizeof(place));
		ck_assert_msg(fault.code == want, "%s.%s of %lu octets: %s", command->name,
			      string->name, (unsigned long)len, smpp_fault_name(fault.code));
		if (want == SMPP_FAULT_NONE) {
			expect_same(got, in);
		} else {
			ck_assert_int_eq(got, SMPP_E_FAULT);
			ck_assert_str_eq(place, string->name);
			ck_assert_uint_eq(fault.offset, string->at);
			expect_same(encode(&pdu, ref_version(v), 0x1FFF), in);
		}
		span_free(in);
	}
}

START_TEST(encode_takes_strings_up_to_their_limit_and_refuses_one_octet_more)
{
	size_t strings = each_string(look_at_limit);

	printf("%lu strings at their limits\n", (unsigned long)strings);
	ck_assert_uint_gt(strings, 150);
}
END_TEST

START_TEST(encode_refuses_times_that_are_neither_empty_nor_16_characters)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);

	for (size_t len = 0; len <= 20; len++) {
		enum smpp_fault_code want = len > 16 ? SMPP_FAULT_CSTRING_TOO_LONG
						     : SMPP_FAULT_TIME_BAD_LENGTH;

		pdu.body.submit_sm.validity_period = letters(len);
		if (len == 0 || len == 16)
			ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		else
			expect_fault(encode(&pdu, 0, 0), want, "validity_period", 27,
				     SMPP_ESME_RINVEXPIRY);
		ck_assert_int_eq(
			encode(&pdu, 0, SMPP_TOLERATE_TIME_LENGTH | SMPP_TOLERATE_LONG_STRING),
			len <= 16 ? SMPP_OK : SMPP_E_FAULT);
	}
}
END_TEST

START_TEST(encode_writes_texts_of_0_to_255_octets_and_refuses_256)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);

	for (size_t len = 0; len <= 255; len++) {
		pdu.body.submit_sm.short_message = letters(len);
		ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		ck_assert_uint_eq(need, 33 + len);
		ck_assert_uint_eq(out[32], len);
	}
	pdu.body.submit_sm.short_message = letters(256);
	expect_fault(encode(&pdu, 0, 0x1FFF), SMPP_FAULT_VALUE_TOO_LONG, "short_message", 33,
		     SMPP_ESME_RINVMSGLEN);
}
END_TEST

START_TEST(encode_writes_tlvs_as_they_are_before_those_of_the_array)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);
	static const uint8_t before[] = { 0x02, 0x04, 0x00, 0x02, 0x00, 0x01 };
	struct smpp_tlv tlv[2] = { { 0x1400, { (const uint8_t *)"ab", 2 } },
				   { 0xFFFF, { NULL, 0 } } };

	pdu.tlvs.ptr = before;
	pdu.tlvs.len = sizeof(before);
	pdu.tlv = tlv;
	pdu.tlv_count = 2;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("00000020000000150000000000000007" "020400020001" "140000026162" "ffff0000");
}
END_TEST

START_TEST(encode_holds_known_tlvs_of_the_array_to_their_lengths)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);
	struct smpp_tlv tlv;

	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	for (size_t i = 0; i < ref.tlvs; i++) {
		for (unsigned v = 0; v < 3; v++) {
			const unsigned lens[] = { 0, ref.tlv[i].min[v] - 1, ref.tlv[i].min[v],
						  ref.tlv[i].max[v], ref.tlv[i].max[v] + 1, 65535 };

			for (size_t k = 0; k < 6; k++) {
				int ok = ref_tlv_length_ok(&ref.tlv[i], lens[k], v), got;

				if (lens[k] > 65535)
					continue;
				tlv.tag = ref.tlv[i].tag;
				tlv.value = letters(lens[k]);
				got = encode(&pdu, ref_version(v), 0);
				ck_assert_msg(got == (ok ? SMPP_OK : SMPP_E_FAULT), "%s of %u",
					      ref.tlv[i].name, lens[k]);
				if (ok)
					continue;
				ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_BAD_LENGTH);
				ck_assert_str_eq(fault.field, ref.tlv[i].name);
				ck_assert_uint_eq(fault.tag, tlv.tag);
				ck_assert_uint_eq(fault.offset, 16);
				ck_assert_int_eq(encode(&pdu, ref_version(v),
							SMPP_TOLERATE_TLV_LENGTH), SMPP_OK);
			}
		}
	}
}
END_TEST

START_TEST(encode_writes_a_tlv_of_65535_octets_and_refuses_one_of_65536)
{
	struct smpp_pdu pdu = pdu_of(SMPP_DATA_SM);
	struct smpp_tlv tlv = { SMPP_TLV_MESSAGE_PAYLOAD, letters(65535) };

	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	ck_assert_uint_eq(need, 26 + 4 + 65535);
	ck_assert_mem_eq(out + 26, "\x04\x24\xFF\xFF", 4);
	tlv.value.len = 65536;
	expect_fault(encode(&pdu, 0, 0x1FFF), SMPP_FAULT_VALUE_TOO_LONG, "message_payload", 26,
		     SMPP_ESME_RINVTLVSTREAM);
	ck_assert_uint_eq(fault.tag, SMPP_TLV_MESSAGE_PAYLOAD);
}
END_TEST

START_TEST(encode_refuses_a_pdu_above_max_pdu_whatever_the_buffer)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_rules rules = { 0, 0, 33 };
	struct smpp_buf buf = { out, sizeof(out), 0 };

	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_OK);
	pdu.body.submit_sm.short_message = letters(1);
	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_E_TOO_BIG);
	ck_assert_uint_eq(buf.len, 34);
	buf.cap = 0;
	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_E_TOO_BIG);
	rules.max_pdu = 34;
	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_E_SPACE);
}
END_TEST

START_TEST(encode_takes_the_usual_max_pdu_for_zero)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);

	pdu.body_raw = 1;
	pdu.body.raw = letters(SMPP_MAX_PDU_USUAL - 16);
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	pdu.body.raw.len++;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_E_TOO_BIG);
}
END_TEST

START_TEST(encode_refuses_a_list_given_as_octets_and_as_array)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI);
	struct smpp_dest_address dest;

	memset(&dest, 0, sizeof(dest));
	dest.dest_flag = SMPP_DEST_FLAG_SME_ADDRESS;
	pdu.body.submit_multi.number_of_dests = 1;
	pdu.body.submit_multi.dest_address.array = &dest;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	pdu.body.submit_multi.dest_address.octets = smpp_span_of("x");
	expect_fault(encode(&pdu, 0, 0x1FFF), SMPP_FAULT_LIST_BOTH, "dest_address", 21,
		     SMPP_ESME_RINVDESTFLAG);
}
END_TEST

START_TEST(encode_refuses_a_dest_flag_that_is_neither_1_nor_2)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI);
	struct smpp_dest_address dest[2];

	memset(dest, 0, sizeof(dest));
	dest[0].dest_flag = SMPP_DEST_FLAG_DISTRIBUTION_LIST;
	dest[0].dl_name = smpp_span_of("Fam");
	dest[1].dest_flag = 3;
	pdu.body.submit_multi.number_of_dests = 2;
	pdu.body.submit_multi.dest_address.array = dest;
	expect_fault(encode(&pdu, 0, 0x1FFF), SMPP_FAULT_BAD_DEST_FLAG,
		     "dest_address[1].dest_flag", 26, SMPP_ESME_RINVDESTFLAG);
}
END_TEST

START_TEST(encode_writes_255_destinations_of_the_longest_form)
{
	static struct smpp_dest_address dest[255];
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI);

	for (size_t i = 0; i < 255; i++) {
		dest[i].dest_flag = SMPP_DEST_FLAG_SME_ADDRESS;
		dest[i].destination_addr = letters(20);
	}
	pdu.body.submit_multi.number_of_dests = 255;
	pdu.body.submit_multi.dest_address.array = dest;
	ck_assert_int_eq(encode(&pdu, SMPP_V5_0, 0), SMPP_OK);
	ck_assert_uint_eq(need, 21 + 255 * 24 + 10);
	dest[254].destination_addr = letters(21);
	expect_fault(encode(&pdu, SMPP_V5_0, 0), SMPP_FAULT_CSTRING_TOO_LONG,
		     "dest_address[254].destination_addr", 21 + 254 * 24 + 3, SMPP_ESME_RINVDSTADR);
}
END_TEST

START_TEST(encode_writes_the_status_of_a_failed_destination)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI_RESP);
	struct smpp_unsuccess_sme sme;

	memset(&sme, 0, sizeof(sme));
	sme.dest_addr_ton = 1;
	sme.dest_addr_npi = 2;
	sme.destination_addr = smpp_span_of("44");
	sme.error_status_code = 0x01020304;
	pdu.body.submit_multi_resp.no_unsuccess = 1;
	pdu.body.submit_multi_resp.unsuccess_sme.array = &sme;
	ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
	expect_octets("0000001b800000210000000000000007" "00" "01" "01" "02" "343400" "01020304");
}
END_TEST

START_TEST(encode_copies_strings_of_every_length_exactly)
{
	uint8_t text[80];
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP);

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i + 1);
	for (size_t len = 0; len <= 64; len++) {
		pdu.body.submit_sm_resp.message_id.ptr = text;
		pdu.body.submit_sm_resp.message_id.len = len;
		ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		ck_assert_uint_eq(need, 17 + len);
		if (len > 0)
			ck_assert_mem_eq(out + 16, text, len);
		ck_assert_uint_eq(out[16 + len], 0);
		ck_assert_uint_eq(out[17 + len], 0xA5);
	}
}
END_TEST

START_TEST(encode_reads_no_octet_beyond_a_span)
{
	for (size_t len = 0; len <= 64; len++) {
		struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP);
		struct smpp_span end = guard_end(letters(len)), begin = guard_begin(letters(len));

		pdu.body.submit_sm_resp.message_id = end;
		ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		pdu.body.submit_sm_resp.message_id = begin;
		ck_assert_int_eq(encode(&pdu, 0, 0), SMPP_OK);
		guard_free(end);
		guard_free(begin);
	}
}
END_TEST

START_TEST(encode_fault_says_where_the_field_would_have_been_written)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BIND_RECEIVER);

	pdu.body.bind.system_id = smpp_span_of("abc");
	pdu.body.bind.password = smpp_span_of("de");
	pdu.body.bind.system_type = letters(13);
	expect_fault(encode(&pdu, 0, 0), SMPP_FAULT_CSTRING_TOO_LONG, "system_type", 16 + 4 + 3,
		     SMPP_ESME_RINVSYSTYP);
	ck_assert_ptr_null(fault.member);
	ck_assert_int_eq(fault.entry, -1);
	ck_assert_uint_eq(fault.tag, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("encode");
	TCase *tests = tcase_create("encode");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, encode_writes_a_submit_sm_as_the_specification_draws_it);
	tcase_add_test(tests,
		       encode_writes_a_zeroed_body_of_every_command_as_the_reference_decodes_it);
	tcase_add_test(tests, encode_takes_null_rules_and_null_fault);
	tcase_add_test(tests, encode_measures_with_no_buffer_at_all);
	tcase_add_test(tests, encode_takes_null_pointers_of_empty_spans);
	tcase_add_test(tests, encode_writes_the_header_only_for_an_absent_body);
	tcase_add_test(tests, encode_writes_raw_octets_also_of_an_unknown_command);
	tcase_add_test(tests, encode_refuses_an_unknown_command);
	tcase_add_test(
		tests,
		encode_measures_the_strings_of_a_command_of_another_version_by_that_version);
	tcase_add_test(tests, encode_refuses_a_nul_inside_a_string);
	tcase_add_test(tests, encode_refuses_a_password_of_nine_octets);
	tcase_add_test(tests, encode_takes_strings_up_to_their_limit_and_refuses_one_octet_more);
	tcase_add_test(tests, encode_refuses_times_that_are_neither_empty_nor_16_characters);
	tcase_add_test(tests, encode_writes_texts_of_0_to_255_octets_and_refuses_256);
	tcase_add_test(tests, encode_writes_tlvs_as_they_are_before_those_of_the_array);
	tcase_add_test(tests, encode_holds_known_tlvs_of_the_array_to_their_lengths);
	tcase_add_test(tests, encode_writes_a_tlv_of_65535_octets_and_refuses_one_of_65536);
	tcase_add_test(tests, encode_refuses_a_pdu_above_max_pdu_whatever_the_buffer);
	tcase_add_test(tests, encode_takes_the_usual_max_pdu_for_zero);
	tcase_add_test(tests, encode_refuses_a_list_given_as_octets_and_as_array);
	tcase_add_test(tests, encode_refuses_a_dest_flag_that_is_neither_1_nor_2);
	tcase_add_test(tests, encode_writes_255_destinations_of_the_longest_form);
	tcase_add_test(tests, encode_writes_the_status_of_a_failed_destination);
	tcase_add_test(tests, encode_copies_strings_of_every_length_exactly);
	tcase_add_test(tests, encode_reads_no_octet_beyond_a_span);
	tcase_add_test(tests, encode_fault_says_where_the_field_would_have_been_written);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
