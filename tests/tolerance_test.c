/* SPDX-License-Identifier: MIT */
/*
 * Owns: what each SMPP_TOLERATE_ flag lets in, and that nothing else does.
 * Must not know: the library's table.
 */
#include "reference.h"

#define ALL_TOLERANCES UINT32_C(0x1FFFF)

static struct smpp_pdu pdu;
static struct smpp_fault fault;

static int decode(struct smpp_span in, uint8_t version, uint32_t tolerate)
{
	struct smpp_rules rules = { version, tolerate, 0 };

	memset(&pdu, 0xA5, sizeof(pdu));
	memset(&fault, 0xA5, sizeof(fault));
	return smpp_decode(in, &rules, &pdu, &fault);
}

/* Refused without flag, with all others too; accepted with it, which is reported. Left decoded. */
static void expect_only(struct smpp_span in, uint8_t version, uint32_t flag,
			enum smpp_fault_code code)
{
	ck_assert_int_eq(decode(in, version, SMPP_STRICT), SMPP_E_FAULT);
	ck_assert_str_eq(smpp_fault_name(fault.code), smpp_fault_name(code));
	ck_assert_uint_eq(pdu.tolerated, 0);
	ck_assert_int_eq(decode(in, version, ALL_TOLERANCES & ~flag), SMPP_E_FAULT);
	ck_assert_int_eq(decode(in, version, ALL_TOLERANCES), SMPP_OK);
	ck_assert_uint_eq(pdu.tolerated, flag);
	ck_assert_int_eq(decode(in, version, flag), SMPP_OK);
	ck_assert_uint_eq(pdu.tolerated, flag);
	ck_assert_str_eq(smpp_fault_name(fault.code), smpp_fault_name(code));
	ck_assert_ptr_eq(pdu.wire.ptr, in.ptr);
	ck_assert_uint_eq(pdu.wire.len, in.len);
}

static void expect_text(struct smpp_span got, const char *want)
{
	ck_assert_uint_eq(got.len, strlen(want));
	ck_assert_mem_eq(got.ptr, want, got.len);
}

START_TEST(tolerate_long_string_lets_in_a_message_id_of_66_letters)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM_RESP));
	slot_string(&s.slot[0], 66);
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_LONG_STRING, SMPP_FAULT_CSTRING_TOO_LONG);
	ck_assert_uint_eq(pdu.body.submit_sm_resp.message_id.len, 66);
	ck_assert_str_eq(fault.field, "message_id");
	ck_assert_uint_eq(fault.offset, 16);
	span_free(in);
}
END_TEST

START_TEST(tolerate_long_string_lets_in_an_id_in_deliver_sm_resp_of_34)
{
	struct smpp_span in = octets_of_hex("0000001b800000050000000000116ac739343235383334"
					    "31353900");

	expect_only(in, SMPP_V3_4, SMPP_TOLERATE_LONG_STRING, SMPP_FAULT_CSTRING_TOO_LONG);
	expect_text(pdu.body.deliver_sm_resp.message_id, "9425834159");
	span_free(in);
}
END_TEST

START_TEST(tolerate_long_string_lets_in_long_addresses_of_a_list_and_walks_over_them)
{
	struct smpp_dest_address dest;
	struct smpp_cursor cursor;
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_MULTI));
	slot_string(slot_named(&s, "dest_address[0].destination_addr"), 30);
	slot_string(slot_named(&s, "dest_address[1].dl_name"), 40);
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_LONG_STRING, SMPP_FAULT_CSTRING_TOO_LONG);
	ck_assert_int_eq(fault.entry, 0);
	ck_assert_str_eq(fault.member, "destination_addr");
	cursor.rest = pdu.body.submit_multi.dest_address.octets;
	cursor.left = pdu.body.submit_multi.number_of_dests;
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_OK);
	ck_assert_uint_eq(dest.destination_addr.len, 30);
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_OK);
	ck_assert_uint_eq(dest.dl_name.len, 40);
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_E_END);
	span_free(in);
}
END_TEST

START_TEST(tolerate_no_nul_lets_in_a_message_id_that_runs_to_the_end)
{
	struct smpp_span in = octets_of_hex("00000014800000040000000000000001" "61626364");

	expect_only(in, 0, SMPP_TOLERATE_NO_NUL, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	expect_text(pdu.body.submit_sm_resp.message_id, "abcd");
	ck_assert_uint_eq(pdu.tlvs.len, 0);
	span_free(in);
}
END_TEST

START_TEST(tolerate_no_nul_lets_in_an_address_range_that_runs_to_the_end)
{
	struct smpp_span in = octets_of_hex("00000018000000090000000000000001" "0000003400003939");

	expect_only(in, 0, SMPP_TOLERATE_NO_NUL, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	expect_text(pdu.body.bind.address_range, "99");
	span_free(in);
}
END_TEST

START_TEST(tolerate_no_nul_is_not_for_strings_that_are_not_the_last)
{
	struct smpp_span in = octets_of_hex("00000014000000090000000000000001" "61626364");

	ck_assert_int_eq(decode(in, 0, ALL_TOLERANCES), SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	span_free(in);
}
END_TEST

START_TEST(tolerate_extra_nul_lets_in_a_nul_that_sm_length_does_not_count)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	slot_named(&s, "sm_length")->octets[0] = 2;
	slot_named(&s, "short_message")->len = 2;
	memcpy(slot_named(&s, "short_message")->octets, "hi", 2);
	s.tlvs.ptr = (const uint8_t *)"";
	s.tlvs.len = 1;
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_EXTRA_NUL, SMPP_FAULT_TLV_HEADER_TRUNCATED);
	expect_text(pdu.body.submit_sm.short_message, "hi");
	ck_assert_uint_eq(pdu.tlvs.len, 0);
	span_free(in);
}
END_TEST

START_TEST(tolerate_extra_nul_is_not_for_two_octets_nor_another_octet_nor_after_tlvs)
{
	static const struct smpp_span tails[] = {
		{ (const uint8_t *)"\0\0", 2 }, { (const uint8_t *)"\0\0\0", 3 },
		{ (const uint8_t *)"\1", 1 }, { (const uint8_t *)"\x14\0\0\0\0", 5 } };
	static struct slots s;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	for (size_t i = 0; i < 4; i++) {
		struct smpp_span in;

		s.tlvs = tails[i];
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in, 0, ALL_TOLERANCES), SMPP_E_FAULT);
		ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_HEADER_TRUNCATED);
		span_free(in);
	}
}
END_TEST

START_TEST(tolerate_extra_octets_lets_in_what_follows_a_header_only_command)
{
	static const uint32_t ids[] = { SMPP_ENQUIRE_LINK, SMPP_UNBIND, SMPP_ENQUIRE_LINK_RESP,
					SMPP_UNBIND_RESP, SMPP_GENERIC_NACK };
	uint8_t octets[] = { 0, 0, 0, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'b', 'y', 'e' };
	struct smpp_span in = { octets, sizeof(octets) };

	for (size_t i = 0; i < 5; i++) {
		put_number(octets + 4, ids[i]);
		expect_only(in, 0, SMPP_TOLERATE_EXTRA_OCTETS, SMPP_FAULT_TLV_HEADER_TRUNCATED);
		ck_assert_uint_eq(fault.status, SMPP_ESME_ROK);
		ck_assert_uint_eq(pdu.tlvs.len, 0);
	}
}
END_TEST

START_TEST(tolerate_extra_octets_keeps_the_tlvs_before_them)
{
	struct smpp_span in = octets_of_hex("00000017000000150000000000000001" "1400000107" "0000");

	expect_only(in, 0, SMPP_TOLERATE_EXTRA_OCTETS, SMPP_FAULT_TLV_HEADER_TRUNCATED);
	ck_assert_uint_eq(pdu.tlvs.len, 5);
	span_free(in);
}
END_TEST

START_TEST(tolerate_missing_tail_reads_a_bind_without_address_range)
{
	struct smpp_span in = octets_of_hex("00000017000000090000000000000001" "61000000340101");

	expect_only(in, 0, SMPP_TOLERATE_MISSING_TAIL, SMPP_FAULT_FIELD_TRUNCATED);
	ck_assert_str_eq(fault.field, "address_range");
	ck_assert_uint_eq(pdu.body.bind.addr_npi, 1);
	ck_assert_uint_eq(pdu.body.bind.address_range.len, 0);
	span_free(in);
}
END_TEST

START_TEST(tolerate_missing_tail_reads_a_submit_multi_resp_without_no_unsuccess)
{
	struct smpp_span in = octets_of_hex("00000012800000210000000000000001" "3100");
	struct smpp_unsuccess_sme sme;
	struct smpp_cursor cursor;

	expect_only(in, 0, SMPP_TOLERATE_MISSING_TAIL, SMPP_FAULT_FIELD_TRUNCATED);
	expect_text(pdu.body.submit_multi_resp.message_id, "1");
	ck_assert_uint_eq(pdu.body.submit_multi_resp.no_unsuccess, 0);
	ck_assert_ptr_null(pdu.body.submit_multi_resp.unsuccess_sme.array);
	cursor.rest = pdu.body.submit_multi_resp.unsuccess_sme.octets;
	cursor.left = pdu.body.submit_multi_resp.no_unsuccess;
	ck_assert_int_eq(smpp_unsuccess_next(&cursor, &sme), SMPP_E_END);
	span_free(in);
}
END_TEST

START_TEST(tolerate_missing_tail_is_not_for_bodies_cut_elsewhere)
{
	static struct slots s;

	for (size_t c = 0; c < ref.commands; c++) {
		struct smpp_span whole, in;

		slots_start(&s, &ref.command[c]);
		in = whole = slots_pdu(&s);
		for (size_t i = 0; i < s.count; i++) {
			int tail = ref_is(s.slot[i].name, "address_range") ||
				   ref_is(s.slot[i].name, "no_unsuccess");

			in.len = s.slot[i].at;
			put_number((uint8_t *)(uintptr_t)in.ptr, in.len);
			if (in.len == 16 || ref_is(s.slot[i].name, "short_message"))
				continue; /* an absent body; an empty text is no cut */
			ck_assert_msg(decode(in, SMPP_V5_0, SMPP_TOLERATE_MISSING_TAIL) ==
				      (tail ? SMPP_OK : SMPP_E_FAULT), "%s cut at %s",
				      ref.command[c].name, s.slot[i].name);
		}
		span_free(whole);
	}
}
END_TEST

START_TEST(tolerate_tlv_length_keeps_a_tlv_of_another_length)
{
	static struct slots s;
	struct smpp_span in;
	uint16_t port = 77;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	s.tlvs.ptr = (const uint8_t *)"\x02\x0A\0\1\x07";
	s.tlvs.len = 5;
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_TLV_LENGTH, SMPP_FAULT_TLV_BAD_LENGTH);
	ck_assert_str_eq(fault.field, "source_port");
	ck_assert_uint_eq(pdu.tlvs.len, 5);
	ck_assert_int_eq(smpp_tlv_u16(pdu.tlvs, SMPP_TLV_SOURCE_PORT, &port), SMPP_E_LENGTH);
	ck_assert_uint_eq(port, 77);
	span_free(in);
}
END_TEST

START_TEST(tolerate_tlv_overrun_keeps_the_tlvs_before_the_cut)
{
	static struct slots s;
	struct smpp_span in, value;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	s.tlvs.ptr = (const uint8_t *)"\x02\x0A\0\2\0\7" "\x04\x24\0\5lost";
	s.tlvs.len = 14;
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_TLV_OVERRUN, SMPP_FAULT_TLV_OVERRUN);
	ck_assert_str_eq(fault.field, "message_payload");
	ck_assert_uint_eq(pdu.tlvs.len, 6);
	ck_assert_int_eq(smpp_tlv_find(pdu.tlvs, SMPP_TLV_SOURCE_PORT, &value), SMPP_OK);
	ck_assert_int_eq(smpp_tlv_find(pdu.tlvs, SMPP_TLV_MESSAGE_PAYLOAD, &value), SMPP_E_ABSENT);
	span_free(in);
}
END_TEST

START_TEST(tolerate_short_text_reads_the_text_that_is_there)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_DELIVER_SM));
	slot_named(&s, "sm_length")->octets[0] = 16;
	slot_named(&s, "short_message")->len = 3;
	memcpy(slot_named(&s, "short_message")->octets, "cut", 3);
	in = slots_pdu(&s);
	expect_only(in, 0, SMPP_TOLERATE_SHORT_TEXT, SMPP_FAULT_OCTETS_TRUNCATED);
	expect_text(pdu.body.deliver_sm.short_message, "cut");
	ck_assert_uint_eq(pdu.tlvs.len, 0);
	span_free(in);
}
END_TEST

START_TEST(tolerate_time_length_lets_in_times_of_1_to_15_characters)
{
	static const char *const names[] = { "schedule_delivery_time", "validity_period" };

	for (size_t i = 0; i < 2; i++) {
		for (size_t len = 1; len <= 15; len++) {
			static struct slots s;
			struct smpp_span in;

			slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
			slot_string(slot_named(&s, names[i]), len);
			in = slots_pdu(&s);
			expect_only(in, 0, SMPP_TOLERATE_TIME_LENGTH, SMPP_FAULT_TIME_BAD_LENGTH);
			ck_assert_str_eq(fault.field, names[i]);
			ck_assert_uint_eq(i == 0 ? pdu.body.submit_sm.schedule_delivery_time.len
						 : pdu.body.submit_sm.validity_period.len, len);
			span_free(in);
		}
	}
}
END_TEST

START_TEST(tolerate_time_length_is_not_for_times_of_17_characters)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	slot_string(slot_named(&s, "validity_period"), 17);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in, 0, ALL_TOLERANCES), SMPP_E_FAULT);
	span_free(in);
}
END_TEST

START_TEST(tolerate_error_body_keeps_the_body_of_an_error_raw)
{
	/* submit_multi_resp, ESME_RSYSERR: a failed destination that is cut, behind an id */
	struct smpp_span in = octets_of_hex("00000015800000210000000800000007" "3100010101");

	expect_only(in, 0, SMPP_TOLERATE_ERROR_BODY, SMPP_FAULT_FIELD_TRUNCATED);
	ck_assert_uint_eq(pdu.header.command_status, SMPP_ESME_RSYSERR);
	ck_assert_uint_eq(pdu.header.sequence_number, 7);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.body_absent, 0);
	ck_assert_ptr_eq(pdu.body.raw.ptr, in.ptr + 16);
	ck_assert_uint_eq(pdu.body.raw.len, 5);
	ck_assert_uint_eq(pdu.tlvs.len, 0);
	span_free(in);
}
END_TEST

START_TEST(tolerate_error_body_is_not_for_success_nor_for_requests)
{
	struct smpp_span success = octets_of_hex("00000015800000210000000000000007" "3100010101");
	struct smpp_span request = octets_of_hex("00000012000000040000000800000007" "0001");

	ck_assert_int_eq(decode(success, 0, ALL_TOLERANCES), SMPP_E_FAULT);
	ck_assert_int_eq(decode(request, 0, ALL_TOLERANCES), SMPP_E_FAULT);
	span_free(success);
	span_free(request);
}
END_TEST

START_TEST(tolerate_error_body_alone_is_reported_when_it_is_what_was_needed)
{
	/* bind_transceiver_resp: an id of 17 letters, then one octet that is no TLV */
	struct smpp_span in = octets_of_hex("00000023800000090000000e00000001"
					    "4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d00" "07");

	ck_assert_int_eq(decode(in, 0, SMPP_FIELD), SMPP_OK);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.tolerated, SMPP_TOLERATE_ERROR_BODY);
	ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_HEADER_TRUNCATED);
	span_free(in);
}
END_TEST

/* As expect_only, for smpp_check. */
static void expect_check_only(const struct smpp_pdu *checked, uint8_t version, uint32_t flag,
			      enum smpp_fault_code code)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };

	ck_assert_int_eq(smpp_check(checked, &rules, &fault), SMPP_E_FAULT);
	ck_assert_str_eq(smpp_fault_name(fault.code), smpp_fault_name(code));
	rules.tolerate = ALL_TOLERANCES & ~flag;
	ck_assert_int_eq(smpp_check(checked, &rules, &fault), SMPP_E_FAULT);
	rules.tolerate = flag;
	ck_assert_int_eq(smpp_check(checked, &rules, &fault), SMPP_OK);
}

static struct smpp_pdu pdu_of(uint32_t command_id)
{
	struct smpp_pdu made;

	memset(&made, 0, sizeof(made));
	made.header.command_id = command_id;
	return made;
}

START_TEST(tolerate_reserved_value_passes_every_value_in_check)
{
	struct smpp_pdu multi = pdu_of(SMPP_SUBMIT_MULTI), sm = pdu_of(SMPP_SUBMIT_SM);

	expect_check_only(&multi, 0, SMPP_TOLERATE_RESERVED_VALUE, SMPP_FAULT_RESERVED_VALUE);
	sm.body.submit_sm.priority_flag = 255;
	sm.body.submit_sm.registered_delivery = 255;
	sm.body.submit_sm.replace_if_present_flag = 255;
	sm.body.submit_sm.sm_default_msg_id = 255;
	expect_check_only(&sm, 0, SMPP_TOLERATE_RESERVED_VALUE, SMPP_FAULT_RESERVED_VALUE);
}
END_TEST

START_TEST(tolerate_tlv_place_passes_tlvs_of_other_pdus_and_versions_in_check)
{
	struct smpp_pdu made = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_tlv tlv = { SMPP_TLV_RECEIPTED_MESSAGE_ID, { NULL, 0 } };

	made.tlv = &tlv;
	made.tlv_count = 1;
	expect_check_only(&made, SMPP_V3_4, SMPP_TOLERATE_TLV_PLACE, SMPP_FAULT_TLV_NOT_ALLOWED);
	tlv.tag = 0x1400;
	expect_check_only(&made, SMPP_V3_3, SMPP_TOLERATE_TLV_PLACE, SMPP_FAULT_TLV_NOT_ALLOWED);
}
END_TEST

START_TEST(tolerate_tlv_place_passes_missing_tlvs_in_check)
{
	struct smpp_pdu made = pdu_of(SMPP_DATA_SM);

	expect_check_only(&made, SMPP_V5_0, SMPP_TOLERATE_TLV_PLACE, SMPP_FAULT_TLV_MISSING);
}
END_TEST

START_TEST(tolerate_text_and_payload_passes_both_in_check_and_the_payload_is_the_text)
{
	struct smpp_pdu made = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_span text;

	made.body.submit_sm.short_message = smpp_span_of("Hello");
	made.tlvs.ptr = (const uint8_t *)"\x04\x24\0\5World";
	made.tlvs.len = 9;
	expect_check_only(&made, 0, SMPP_TOLERATE_TEXT_AND_PAYLOAD, SMPP_FAULT_EXCLUSIVE_FIELDS);
	ck_assert_int_eq(smpp_pdu_text(&made, &text), SMPP_OK);
	expect_text(text, "World");
}
END_TEST

START_TEST(tolerances_of_check_let_nothing_more_into_decode)
{
	struct smpp_span in = octets_of_hex("0000000f000000150000000000000001");

	ck_assert_int_eq(decode(in, 0, ALL_TOLERANCES), SMPP_E_FAULT);
	span_free(in);
}
END_TEST

START_TEST(field_is_all_tolerances_but_those_by_which_something_can_be_lost_or_mistaken)
{
	ck_assert_uint_eq(SMPP_FIELD, ALL_TOLERANCES & ~(uint32_t)(SMPP_TOLERATE_TLV_OVERRUN |
								   SMPP_TOLERATE_SHORT_TEXT |
								   SMPP_TOLERATE_ALREADY_BOUND));
}
END_TEST

START_TEST(field_refuses_a_tlv_that_runs_over_the_end)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	s.tlvs.ptr = (const uint8_t *)"\x04\x24\0\5lost";
	s.tlvs.len = 8;
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in, 0, SMPP_FIELD), SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_OVERRUN);
	span_free(in);
}
END_TEST

START_TEST(field_refuses_a_text_that_is_cut)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	slot_named(&s, "sm_length")->octets[0] = 4;
	slot_named(&s, "short_message")->len = 3;
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in, 0, SMPP_FIELD), SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, SMPP_FAULT_OCTETS_TRUNCATED);
	span_free(in);
}
END_TEST

START_TEST(two_tolerances_in_one_pdu_are_both_reported_and_the_first_fault_is_told)
{
	static struct slots s;
	struct smpp_span in;

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	slot_string(slot_named(&s, "source_addr"), 25);
	slot_string(slot_named(&s, "validity_period"), 12);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in, 0, SMPP_TOLERATE_LONG_STRING), SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, SMPP_FAULT_TIME_BAD_LENGTH);
	ck_assert_int_eq(decode(in, 0, SMPP_FIELD), SMPP_OK);
	ck_assert_uint_eq(pdu.tolerated, SMPP_TOLERATE_LONG_STRING | SMPP_TOLERATE_TIME_LENGTH);
	ck_assert_int_eq(fault.code, SMPP_FAULT_CSTRING_TOO_LONG);
	ck_assert_str_eq(fault.field, "source_addr");
	span_free(in);
}
END_TEST

START_TEST(encode_under_the_same_tolerance_gives_the_octets_back)
{
	static struct slots s;
	struct smpp_rules rules = { 0, SMPP_FIELD, 0 };
	struct smpp_span in;
	uint8_t out[256];
	struct smpp_buf buf = { out, sizeof(out), 0 };

	slots_start(&s, ref_command_of(SMPP_SUBMIT_SM));
	slot_string(slot_named(&s, "source_addr"), 25);
	slot_string(slot_named(&s, "validity_period"), 12);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in, 0, SMPP_FIELD), SMPP_OK);
	ck_assert_int_eq(smpp_encode(&pdu, &rules, &buf, NULL), SMPP_OK);
	ck_assert_uint_eq(buf.len, in.len);
	ck_assert_mem_eq(out, in.ptr, in.len);
	ck_assert_int_eq(smpp_encode(&pdu, NULL, &buf, NULL), SMPP_E_FAULT);
	span_free(in);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tolerance");
	TCase *tests = tcase_create("tolerance");

	tcase_add_checked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, tolerate_long_string_lets_in_a_message_id_of_66_letters);
	tcase_add_test(tests, tolerate_long_string_lets_in_an_id_in_deliver_sm_resp_of_34);
	tcase_add_test(tests,
		       tolerate_long_string_lets_in_long_addresses_of_a_list_and_walks_over_them);
	tcase_add_test(tests, tolerate_no_nul_lets_in_a_message_id_that_runs_to_the_end);
	tcase_add_test(tests, tolerate_no_nul_lets_in_an_address_range_that_runs_to_the_end);
	tcase_add_test(tests, tolerate_no_nul_is_not_for_strings_that_are_not_the_last);
	tcase_add_test(tests, tolerate_extra_nul_lets_in_a_nul_that_sm_length_does_not_count);
	tcase_add_test(tests,
		       tolerate_extra_nul_is_not_for_two_octets_nor_another_octet_nor_after_tlvs);
	tcase_add_test(tests, tolerate_extra_octets_lets_in_what_follows_a_header_only_command);
	tcase_add_test(tests, tolerate_extra_octets_keeps_the_tlvs_before_them);
	tcase_add_test(tests, tolerate_missing_tail_reads_a_bind_without_address_range);
	tcase_add_test(tests, tolerate_missing_tail_reads_a_submit_multi_resp_without_no_unsuccess);
	tcase_add_test(tests, tolerate_missing_tail_is_not_for_bodies_cut_elsewhere);
	tcase_add_test(tests, tolerate_tlv_length_keeps_a_tlv_of_another_length);
	tcase_add_test(tests, tolerate_tlv_overrun_keeps_the_tlvs_before_the_cut);
	tcase_add_test(tests, tolerate_short_text_reads_the_text_that_is_there);
	tcase_add_test(tests, tolerate_time_length_lets_in_times_of_1_to_15_characters);
	tcase_add_test(tests, tolerate_time_length_is_not_for_times_of_17_characters);
	tcase_add_test(tests, tolerate_error_body_keeps_the_body_of_an_error_raw);
	tcase_add_test(tests, tolerate_error_body_is_not_for_success_nor_for_requests);
	tcase_add_test(tests, tolerate_error_body_alone_is_reported_when_it_is_what_was_needed);
	tcase_add_test(tests, tolerate_reserved_value_passes_every_value_in_check);
	tcase_add_test(tests, tolerate_tlv_place_passes_tlvs_of_other_pdus_and_versions_in_check);
	tcase_add_test(tests, tolerate_tlv_place_passes_missing_tlvs_in_check);
	tcase_add_test(tests,
		       tolerate_text_and_payload_passes_both_in_check_and_the_payload_is_the_text);
	tcase_add_test(tests, tolerances_of_check_let_nothing_more_into_decode);
	tcase_add_test(tests, field_is_all_tolerances_but_those_by_which_something_can_be_lost_or_mistaken);
	tcase_add_test(tests, field_refuses_a_tlv_that_runs_over_the_end);
	tcase_add_test(tests, field_refuses_a_text_that_is_cut);
	tcase_add_test(tests,
		       two_tolerances_in_one_pdu_are_both_reported_and_the_first_fault_is_told);
	tcase_add_test(tests, encode_under_the_same_tolerance_gives_the_octets_back);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
