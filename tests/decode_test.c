/* SPDX-License-Identifier: MIT */
/*
 * Owns: what strict decoding accepts and refuses, where it says so, and what it leaves behind.
 * Must not know: the library's table; limits come from the TSV files.
 */
#include "reference.h"

static struct smpp_pdu pdu;
static struct smpp_fault fault;

/* Strict, in SMPP 3.4. */
static int decode(struct smpp_span in)
{
	memset(&pdu, 0xA5, sizeof(pdu));
	memset(&fault, 0xA5, sizeof(fault));
	return smpp_decode(in, NULL, &pdu, &fault);
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

/* A submit_sm to build on: all empty. */
static void start_submit(struct slots *s)
{
	slots_start(s, ref_command_of(SMPP_SUBMIT_SM));
}

START_TEST(decode_rejects_address_without_nul_at_its_offset)
{
	struct smpp_span in = octets_of_hex(
		"0000001f000000040000000000000007000101343437373030393030303031");

	expect_fault(decode(in), SMPP_FAULT_CSTRING_NOT_TERMINATED, "source_addr", 19,
		     SMPP_ESME_RINVSRCADR);
	span_free(in);
}
END_TEST

START_TEST(decode_points_into_the_input_and_copies_nothing)
{
	struct slots s;
	struct smpp_span in;

	start_submit(&s);
	slot_string(slot_named(&s, "destination_addr"), 3);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_ptr_eq(pdu.body.submit_sm.destination_addr.ptr,
			 in.ptr + slot_named(&s, "destination_addr")->at);
	ck_assert_uint_eq(pdu.body.submit_sm.destination_addr.len, 3);
	ck_assert_ptr_eq(pdu.wire.ptr, in.ptr);
	ck_assert_uint_eq(pdu.wire.len, in.len);
	span_free(in);
}
END_TEST

START_TEST(decode_takes_null_rules_as_strict_34)
{
	struct smpp_rules zero = { 0, 0, 0 },
			  named = { SMPP_V3_4, SMPP_STRICT, SMPP_MAX_PDU_USUAL };
	struct slots s;
	struct smpp_span in;

	/* in 3.4 a deliver_sm has no validity_period, in 3.3 and 5.0 it has */
	slots_start(&s, ref_command_of(SMPP_DELIVER_SM));
	slot_string(slot_named(&s, "validity_period"), 16);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_decode(in, &zero, &pdu, NULL), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_decode(in, &named, &pdu, NULL), SMPP_E_FAULT);
	named.version = SMPP_V5_0;
	ck_assert_int_eq(smpp_decode(in, &named, &pdu, NULL), SMPP_OK);
	named.version = SMPP_V3_3;
	ck_assert_int_eq(smpp_decode(in, &named, &pdu, NULL), SMPP_OK);
	span_free(in);
}
END_TEST

START_TEST(decode_takes_a_null_fault)
{
	struct smpp_span in = octets_of_hex("00000000"), good =
		octets_of_hex("00000010000000150000000000000001");

	ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_decode(good, NULL, &pdu, NULL), SMPP_OK);
	span_free(in);
	span_free(good);
}
END_TEST

START_TEST(decode_wants_more_of_an_empty_input)
{
	struct smpp_span none = { NULL, 0 };

	ck_assert_int_eq(decode(none), SMPP_E_MORE);
	ck_assert_int_eq(fault.code, SMPP_FAULT_INCOMPLETE_HEADER);
	ck_assert_uint_eq(pdu.header.command_length, 0);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.body.raw.len, 0);
}
END_TEST

START_TEST(decode_keeps_header_and_raw_octets_of_a_pdu_it_refuses)
{
	struct smpp_span in = octets_of_hex("0000001900000009000000000000000a534d50503354455354");

	ck_assert_int_eq(decode(in), SMPP_E_FAULT);
	ck_assert_uint_eq(pdu.header.command_id, SMPP_BIND_TRANSCEIVER);
	ck_assert_uint_eq(pdu.header.sequence_number, 10);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.body_absent, 0);
	ck_assert_ptr_eq(pdu.body.raw.ptr, in.ptr + 16);
	ck_assert_uint_eq(pdu.body.raw.len, 9);
	ck_assert_uint_eq(pdu.tlvs.len, 0);
	ck_assert_uint_eq(pdu.tolerated, 0);
	ck_assert_uint_eq(pdu.wire.len, in.len);
	span_free(in);
}
END_TEST

START_TEST(decode_keeps_the_raw_octets_of_an_unknown_command)
{
	struct smpp_span in = octets_of_hex("0000001400010200000000000000000561626364");

	expect_fault(decode(in), SMPP_FAULT_UNKNOWN_COMMAND_ID, "command_id", 4,
		     SMPP_ESME_RINVCMDID);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.body.raw.len, 4);
	ck_assert_mem_eq(pdu.body.raw.ptr, "abcd", 4);
	span_free(in);
}
END_TEST

START_TEST(decode_keeps_what_is_there_of_a_header)
{
	struct smpp_span in = octets_of_hex("0000000f0000001500000000");

	ck_assert_int_eq(decode(in), SMPP_E_FAULT);
	ck_assert_uint_eq(pdu.header.command_length, 15);
	ck_assert_uint_eq(pdu.header.command_id, SMPP_ENQUIRE_LINK);
	ck_assert_uint_eq(pdu.header.sequence_number, 0);
	ck_assert_uint_eq(pdu.body_raw, 1);
	ck_assert_uint_eq(pdu.body.raw.len, 0);
	span_free(in);
}
END_TEST

START_TEST(decode_refuses_octets_behind_the_pdu)
{
	struct smpp_span in = octets_of_hex("0000001000000015000000000000000100");

	expect_fault(decode(in), SMPP_FAULT_TRAILING_DATA, "-", 16, SMPP_ESME_RINVCMDLEN);
	ck_assert_uint_eq(pdu.wire.len, 16);
	span_free(in);
}
END_TEST

START_TEST(decode_holds_max_pdu_of_the_rules)
{
	struct smpp_rules rules = { 0, SMPP_STRICT, 17 };
	struct smpp_span in = octets_of_hex("000000128000000400000000000000013100");

	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, &fault), SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	rules.max_pdu = 18;
	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, &fault), SMPP_OK);
	span_free(in);
}
END_TEST

START_TEST(decode_marks_the_absent_body_of_every_response)
{
	for (size_t i = 0; i < ref.commands; i++) {
		uint8_t octets[16] = { 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 1 };
		struct smpp_span in = { octets, 16 };
		int response = (ref.command[i].id & SMPP_RESPONSE) != 0;
		int body = ref_next(ref.command[i].name, NULL) != NULL;

		put_number(octets + 4, ref.command[i].id);
		ck_assert_msg(decode(in) == (response || !body ? SMPP_OK : SMPP_E_FAULT), "%s",
			      ref.command[i].name);
		if (response)
			ck_assert_msg(pdu.body_absent == body, "%s", ref.command[i].name);
	}
}
END_TEST

START_TEST(decode_leaves_an_absent_body_empty)
{
	static const union smpp_body zero;
	struct smpp_span in = octets_of_hex("00000010800000210000000800000007");

	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_uint_eq(pdu.body_absent, 1);
	ck_assert_mem_eq(&pdu.body, &zero, sizeof(zero));
	span_free(in);
}
END_TEST

START_TEST(decode_passes_values_as_they_are)
{
	struct slots s;
	struct smpp_span in;

	start_submit(&s);
	slot_named(&s, "source_addr_ton")->octets[0] = 0x7F; /* outside its table */
	slot_named(&s, "source_addr_npi")->octets[0] = 0xFF;
	slot_named(&s, "priority_flag")->octets[0] = 200;
	slot_named(&s, "replace_if_present_flag")->octets[0] = 9;
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_uint_eq(pdu.body.submit_sm.source_addr_ton, 0x7F);
	ck_assert_uint_eq(pdu.body.submit_sm.source_addr_npi, 0xFF);
	ck_assert_uint_eq(pdu.body.submit_sm.priority_flag, 200);
	ck_assert_uint_eq(pdu.body.submit_sm.replace_if_present_flag, 9);
	span_free(in);
}
END_TEST

START_TEST(decode_passes_vendor_statuses_and_any_sequence_number)
{
	struct smpp_span in = octets_of_hex("00000010800000040000040500000000");

	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_uint_eq(pdu.header.command_status, 0x405);
	ck_assert_uint_eq(pdu.header.sequence_number, 0);
	span_free(in);
}
END_TEST

START_TEST(decode_passes_tlvs_in_pdus_that_do_not_define_them)
{
	/* enquire_link with a vendor's TLV, submit_sm_resp in 3.4 with receipted_message_id */
	struct smpp_span link = octets_of_hex("00000015000000150000000000000001140000" "0177");
	struct smpp_span resp = octets_of_hex("00000018800000040000000000000001"
					      "3100"
					      "001e00023100");

	ck_assert_int_eq(decode(link), SMPP_OK);
	ck_assert_uint_eq(pdu.tlvs.len, 5);
	ck_assert_int_eq(decode(resp), SMPP_OK);
	ck_assert_uint_eq(pdu.tlvs.len, 6);
	span_free(link);
	span_free(resp);
}
END_TEST

START_TEST(decode_reads_the_body_of_a_response_with_an_error)
{
	struct smpp_span in = octets_of_hex("00000011800000040000000b0000000600");

	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_uint_eq(pdu.body_absent, 0);
	ck_assert_uint_eq(pdu.body.submit_sm_resp.message_id.len, 0);
	span_free(in);
}
END_TEST

/* max-1, max and max+1 octets. */
static void look_at_limit(const struct ref_command *command, struct slots *s, struct slot *string,
			  unsigned v)
{
	size_t max = ref_limit(string->field, v);

	for (size_t len = max > 1 ? max - 1 : max; len <= max + 1; len++) {
		struct smpp_span in;
		int got;

		slot_string(string, len - 1);
		in = slots_pdu(s);
		got = decode_like_reference(in, ref_version(v), &pdu, &fault, string->name);
		if (len > max)
			ck_assert_msg(got == SMPP_E_FAULT &&
				      fault.code == SMPP_FAULT_CSTRING_TOO_LONG &&
				      fault.offset == string->at, "%s.%s", command->name,
				      string->name);
		else if (!ref_is_time(string->name))
			ck_assert_msg(got == SMPP_OK, "%s.%s", command->name, string->name);
		span_free(in);
	}
}

START_TEST(decode_takes_strings_up_to_their_limit_and_refuses_one_octet_more)
{
	size_t strings = each_string(look_at_limit);

	printf("%lu strings at their limits\n", (unsigned long)strings);
	ck_assert_uint_gt(strings, 150);
}
END_TEST

static void look_without_nul(const struct ref_command *command, struct slots *s,
			     struct slot *string, unsigned v)
{
	struct smpp_span in;

	slot_string(string, 4);
	string->octets[4] = 0x41;
	in = slots_pdu(s);
	decode_like_reference(in, ref_version(v), &pdu, &fault, string->name);
	if (string == &s->slot[s->count - 1])
		ck_assert_msg(fault.code == SMPP_FAULT_CSTRING_NOT_TERMINATED, "%s", command->name);
	span_free(in);
}

START_TEST(decode_rejects_every_string_whose_nul_is_a_letter)
{
	ck_assert_uint_gt(each_string(look_without_nul), 150);
}
END_TEST

static void look_without_any_nul(const struct ref_command *command, struct slots *s,
				 struct slot *string, unsigned v)
{
	struct smpp_span in;

	for (struct slot *slot = string; slot < &s->slot[s->count]; slot++)
		memset(slot->octets, 0x41, sizeof(slot->octets));
	string->len = 500;
	in = slots_pdu(s);
	decode_like_reference(in, ref_version(v), &pdu, &fault, string->name);
	ck_assert_msg(fault.code == SMPP_FAULT_CSTRING_NOT_TERMINATED && fault.offset == string->at,
		      "%s.%s", command->name, string->name);
	span_free(in);
}

START_TEST(decode_rejects_every_string_when_no_nul_follows_at_all)
{
	ck_assert_uint_gt(each_string(look_without_any_nul), 150);
}
END_TEST

START_TEST(decode_finds_a_nul_at_every_distance_and_alignment)
{
	uint8_t octets[200];

	for (size_t shift = 0; shift < 8; shift++) {
		for (size_t len = 0; len < 65; len++) {
			struct smpp_span in = { octets + shift, 16 + len + 1 };

			memset(octets, 0xFF, sizeof(octets));
			put_number(octets + shift, in.len);
			put_number(octets + shift + 4, SMPP_SUBMIT_SM_RESP);
			octets[shift + 16 + len] = 0;
			if (len > 0)
				octets[shift + 16 + len - 1] = 0x01; /* borrows in word tricks */
			ck_assert_int_eq(decode(in), SMPP_OK);
			ck_assert_uint_eq(pdu.body.submit_sm_resp.message_id.len, len);
		}
	}
}
END_TEST

START_TEST(decode_rejects_message_id_of_nine_letters_in_query_last_msgs_resp)
{
	struct smpp_rules rules = { SMPP_V3_3, SMPP_STRICT, 0 };
	struct smpp_span in = octets_of_hex("0000001d800000230000000000000001"
					    "02" "3100" "31323334353637383900");

	expect_fault(smpp_decode(in, &rules, &pdu, &fault), SMPP_FAULT_CSTRING_TOO_LONG,
		     "message_details[1]", 19, SMPP_ESME_RINVMSGID);
	span_free(in);
}
END_TEST

START_TEST(decode_takes_times_of_0_and_16_characters_only)
{
	for (size_t len = 0; len <= 17; len++) {
		struct slots s;
		struct smpp_span in;
		int got;

		start_submit(&s);
		slot_string(slot_named(&s, "schedule_delivery_time"), len);
		in = slots_pdu(&s);
		got = decode(in);
		if (len == 0 || len == 16)
			ck_assert_int_eq(got, SMPP_OK);
		else
			expect_fault(got, len < 16 ? SMPP_FAULT_TIME_BAD_LENGTH
						   : SMPP_FAULT_CSTRING_TOO_LONG,
				     "schedule_delivery_time", 26, SMPP_ESME_RINVSCHED);
		span_free(in);
	}
}
END_TEST

START_TEST(decode_takes_any_length_of_final_date)
{
	for (size_t len = 0; len <= 16; len++) {
		struct slots s;
		struct smpp_span in;

		slots_start(&s, ref_command_of(SMPP_QUERY_SM_RESP));
		slot_string(slot_named(&s, "final_date"), len);
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_uint_eq(pdu.body.query_sm_resp.final_date.len, len);
		span_free(in);
	}
}
END_TEST

/* sm_length x octets that follow x message_payload x UDHI, 256 x 5 x 2 x 2. */
START_TEST(decode_agrees_with_the_reference_for_every_sm_length_and_rest)
{
	static const uint8_t payload[] = { 0x04, 0x24, 0x00, 0x02, 'h', 'i' };
	static struct slots s;
	size_t accepted = 0;

	for (unsigned length = 0; length < 256; length++) {
		size_t rest[5] = { 0, length > 0 ? length - 1 : 0, length, length + 1, 300 };

		for (unsigned k = 0; k < 20; k++) {
			struct slot *text;
			struct smpp_span in;

			start_submit(&s);
			text = slot_named(&s, "short_message");
			slot_named(&s, "sm_length")->octets[0] = (uint8_t)length;
			slot_named(&s, "esm_class")->octets[0] = k % 2 != 0 ? 0x40 : 0;
			text->len = rest[k / 4];
			memset(text->octets, 0x07, sizeof(text->octets));
			if (k % 4 >= 2) {
				s.tlvs.ptr = payload;
				s.tlvs.len = sizeof(payload);
			}
			in = slots_pdu(&s);
			for (unsigned v = 0; v < 3; v++)
				accepted += decode_like_reference(in, ref_version(v), &pdu, &fault,
								  "sm_length") == SMPP_OK;
			if (text->len < length && k % 4 < 2)
				ck_assert_int_eq(fault.code, SMPP_FAULT_OCTETS_TRUNCATED);
			span_free(in);
		}
	}
	ck_assert_uint_ge(accepted, 3 * 4 * 256);
}
END_TEST

START_TEST(decode_takes_255_octets_of_text_in_every_version)
{
	static struct slots s;
	struct smpp_span in;

	start_submit(&s);
	slot_named(&s, "sm_length")->octets[0] = 255;
	slot_named(&s, "short_message")->len = 255;
	in = slots_pdu(&s);
	for (unsigned v = 0; v < 3; v++)
		ck_assert_int_eq(decode_like_reference(in, ref_version(v), &pdu, &fault, "255"),
				 SMPP_OK); /* check refuses it below 5.0 */
	ck_assert_uint_eq(pdu.body.submit_sm.short_message.len, 255);
	span_free(in);
}
END_TEST

START_TEST(decode_leaves_the_text_of_query_msg_details_to_its_response)
{
	struct smpp_rules rules = { SMPP_V3_3, SMPP_STRICT, 0 };
	struct smpp_span in = octets_of_hex("00000016000000240000000000000001"
					    "3100"
					    "0000"
					    "00"
					    "a0");

	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, &fault), SMPP_OK);
	ck_assert_uint_eq(pdu.body.query_msg_details.sm_length, 160);
	span_free(in);
}
END_TEST

/* A submit_multi that announces count destinations and has here of them. */
static struct smpp_span multi(unsigned count, unsigned here, int rest)
{
	static const uint8_t entries[2][6] = { { 1, 1, 1, '4', '4', 0 }, { 2, 'F', 'a', 'm', 0 } };
	static uint8_t octets[4096];
	struct smpp_span in = { octets, 16 };

	memset(octets, 0, sizeof(octets));
	put_number(octets + 4, SMPP_SUBMIT_MULTI);
	in.len += 4; /* service_type, source_addr_ton, source_addr_npi, source_addr */
	octets[in.len++] = (uint8_t)count;
	for (unsigned i = 0; i < here; i++) {
		size_t len = i % 2 == 0 ? 6 : 5;

		memcpy(octets + in.len, entries[i % 2], len);
		in.len += len;
	}
	in.len += rest ? 10 : 0;
	put_number(octets, in.len);
	return in;
}

START_TEST(decode_reads_0_254_and_255_destinations)
{
	static const unsigned counts[] = { 0, 1, 2, 254, 255 };

	for (size_t i = 0; i < 5; i++) {
		struct smpp_span in = multi(counts[i], counts[i], 1);
		struct smpp_dest_address dest;
		struct smpp_cursor cursor;
		unsigned seen = 0;

		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_uint_eq(pdu.body.submit_multi.number_of_dests, counts[i]);
		cursor.rest = pdu.body.submit_multi.dest_address.octets;
		cursor.left = counts[i];
		while (smpp_dest_next(&cursor, &dest) == SMPP_OK) {
			ck_assert_uint_eq(dest.dest_flag, seen % 2 + 1);
			seen++;
		}
		ck_assert_uint_eq(seen, counts[i]);
		ck_assert_uint_eq(cursor.rest.len, 0);
	}
}
END_TEST

START_TEST(decode_refuses_more_destinations_than_there_are)
{
	static const unsigned counts[] = { 1, 2, 254, 255 };

	for (size_t i = 0; i < 4; i++) {
		for (unsigned here = 0; here < counts[i]; here += counts[i] > 2 ? 97 : 1) {
			struct smpp_span in = multi(counts[i], here, 0);
			char place[80];

			ck_assert_int_eq(decode(in), SMPP_E_FAULT);
			snprintf(place, sizeof(place), "dest_address[%u].dest_flag", here);
			expect_fault(SMPP_E_FAULT, SMPP_FAULT_FIELD_TRUNCATED, place, in.len,
				     SMPP_ESME_RINVNUMDESTS);
			decode_like_reference(in, SMPP_V3_4, &pdu, &fault, "dests");
		}
	}
}
END_TEST

START_TEST(decode_does_not_take_what_follows_the_list_for_destinations)
{
	static const unsigned counts[] = { 0, 1, 254, 255 };

	for (size_t i = 0; i < 4; i++) {
		for (unsigned here = 0; here < 4; here++) {
			for (int rest = 0; rest < 2; rest++) {
				struct smpp_span in = multi(counts[i], here, rest);

				decode_like_reference(in, SMPP_V3_4, &pdu, &fault, "dests");
			}
		}
	}
}
END_TEST

START_TEST(decode_refuses_every_other_dest_flag)
{
	for (unsigned flag = 0; flag < 256; flag++) {
		struct smpp_span in = multi(1, 1, 1);
		int got;

		((uint8_t *)(uintptr_t)in.ptr)[21] = (uint8_t)flag;
		got = decode(in);
		if (flag != 1 && flag != 2)
			expect_fault(got, SMPP_FAULT_BAD_DEST_FLAG, "dest_address[0].dest_flag", 21,
				     SMPP_ESME_RINVDESTFLAG);
		decode_like_reference(in, SMPP_V3_4, &pdu, &fault, "dest_flag");
	}
}
END_TEST

START_TEST(decode_refuses_more_failed_destinations_than_there_are)
{
	struct smpp_span in = octets_of_hex("0000001b800000210000000000000001"
					    "3100" "ff" "0101343400" "00000b");

	expect_fault(decode(in), SMPP_FAULT_FIELD_TRUNCATED, "unsuccess_sme[0].error_status_code",
		     24, SMPP_ESME_RINVCMDLEN);
	span_free(in);
}
END_TEST

START_TEST(list_cursor_refuses_a_cut_entry_and_stays_where_it_is)
{
	static const uint8_t octets[] = { 1, 0, 0, '1', 0, 1, 0, 0, '2' };
	struct smpp_cursor cursor = { { octets, sizeof(octets) }, 2 };
	struct smpp_dest_address dest;

	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_OK);
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_E_FAULT);
	ck_assert_uint_eq(cursor.left, 1);
	ck_assert_ptr_eq(cursor.rest.ptr, octets + 5);
	ck_assert_uint_eq(cursor.rest.len, 4);
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_E_FAULT);
}
END_TEST

START_TEST(list_cursors_end_after_the_announced_entries)
{
	static const uint8_t octets[16];
	struct smpp_cursor cursor = { { octets, sizeof(octets) }, 0 };
	struct smpp_dest_address dest;
	struct smpp_unsuccess_sme sme;
	struct smpp_span id;

	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_E_END);
	ck_assert_int_eq(smpp_unsuccess_next(&cursor, &sme), SMPP_E_END);
	ck_assert_int_eq(smpp_message_id_next(&cursor, &id), SMPP_E_END);
	cursor.left = 1;
	cursor.rest.len = 0;
	ck_assert_int_eq(smpp_dest_next(&cursor, &dest), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_unsuccess_next(&cursor, &sme), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_message_id_next(&cursor, &id), SMPP_E_FAULT);
	ck_assert_uint_eq(cursor.left, 1);
}
END_TEST

START_TEST(list_cursors_read_only_the_octets_they_are_given)
{
	static const uint8_t octets[] = { 1, 0, 0, '1', '2', '3', 0, 0, 0, 0, 0 };

	for (size_t len = 0; len <= sizeof(octets); len++) {
		struct smpp_span part = { octets, len }, guarded = guard_end(part);
		struct smpp_cursor dests = { guarded, 3 }, smes = { guarded, 3 },
				   ids = { guarded, 3 };
		struct smpp_dest_address dest;
		struct smpp_unsuccess_sme sme;
		struct smpp_span id;

		while (smpp_dest_next(&dests, &dest) == SMPP_OK)
			;
		while (smpp_unsuccess_next(&smes, &sme) == SMPP_OK)
			;
		while (smpp_message_id_next(&ids, &id) == SMPP_OK)
			;
		guard_free(guarded);
	}
}
END_TEST

/* A submit_sm with one TLV whose length says length and whose value has here octets. */
static int decode_tlv(uint16_t tag, unsigned length, size_t here, uint8_t version)
{
	static uint8_t tlv[4 + 65536];
	static struct slots s;
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct smpp_span in;
	int got;

	tlv[0] = (uint8_t)(tag >> 8);
	tlv[1] = (uint8_t)tag;
	tlv[2] = (uint8_t)(length >> 8);
	tlv[3] = (uint8_t)length;
	start_submit(&s);
	s.tlvs.ptr = tlv;
	s.tlvs.len = 4 + here;
	in = slots_pdu(&s);
	got = smpp_decode(in, &rules, &pdu, &fault);
	decode_like_reference(in, version, &pdu, &fault, "tlv");
	span_free(in);
	return got;
}

START_TEST(decode_holds_every_known_tlv_to_its_lengths)
{
	for (size_t i = 0; i < ref.tlvs; i++) {
		const struct ref_tlv *tlv = &ref.tlv[i];

		for (unsigned v = 0; v < 3; v++) {
			const unsigned lens[] = { 0, tlv->min[v] - 1, tlv->min[v], tlv->max[v],
						  tlv->max[v] + 1, 65535 };

			for (size_t k = 0; k < 6; k++) {
				int want;

				if (lens[k] > 65535)
					continue;
				want = ref_tlv_length_ok(tlv, lens[k], v) ? SMPP_OK : SMPP_E_FAULT;
				ck_assert_msg(decode_tlv(tlv->tag, lens[k], lens[k],
							 ref_version(v)) == want,
					      "%s of %u octets", tlv->name, lens[k]);
				if (want == SMPP_E_FAULT)
					ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_BAD_LENGTH);
			}
		}
	}
}
END_TEST

START_TEST(decode_refuses_every_known_tlv_that_runs_over_the_end)
{
	for (size_t i = 0; i < ref.tlvs; i++) {
		static const unsigned missing[] = { 1, 2, 65535 };

		for (size_t k = 0; k < 3; k++) {
			unsigned max = ref.tlv[i].max[2],
				 length = missing[k] == 65535 ? 65535 : max;
			size_t here = missing[k] > length ? 0 : length - missing[k];

			if (here == length)
				continue;
			if (length == 65535 && missing[k] == 65535)
				here = 3;
			ck_assert_int_eq(decode_tlv(ref.tlv[i].tag, length, here, SMPP_V5_0),
					 SMPP_E_FAULT);
			ck_assert_int_eq(fault.code, SMPP_FAULT_TLV_OVERRUN);
			ck_assert_str_eq(fault.field, ref.tlv[i].name);
			ck_assert_uint_eq(fault.tag, ref.tlv[i].tag);
			ck_assert_uint_eq(fault.status, SMPP_ESME_RINVTLVSTREAM);
			ck_assert_uint_eq(fault.offset, 33);
		}
	}
}
END_TEST

START_TEST(decode_takes_unknown_tlvs_of_every_length)
{
	static const unsigned lens[] = { 0, 1, 2, 255, 256, 65535 };

	for (size_t k = 0; k < 6; k++) {
		ck_assert_int_eq(decode_tlv(0x1400, lens[k], lens[k], SMPP_V3_4), SMPP_OK);
		ck_assert_uint_eq(pdu.tlvs.len, 4 + lens[k]);
		ck_assert_int_eq(decode_tlv(0x0000, lens[k], lens[k], SMPP_V3_4), SMPP_OK);
		ck_assert_int_eq(decode_tlv(0xFFFF, lens[k], lens[k], SMPP_V3_4), SMPP_OK);
	}
}
END_TEST

START_TEST(decode_names_an_unknown_tlv_unknown_and_gives_its_tag)
{
	ck_assert_int_eq(decode_tlv(0x1454, 10, 9, SMPP_V3_4), SMPP_E_FAULT);
	expect_fault(SMPP_E_FAULT, SMPP_FAULT_TLV_OVERRUN, "unknown", 33, SMPP_ESME_RINVTLVSTREAM);
	ck_assert_uint_eq(fault.tag, 0x1454);
}
END_TEST

START_TEST(decode_keeps_a_tlv_twice_in_order)
{
	static const uint8_t tlvs[] = { 0x02, 0x04, 0, 2, 0, 1, 0x02, 0x04, 0, 2, 0, 2 };
	static struct slots s;
	struct smpp_span in;
	uint16_t value = 0;

	start_submit(&s);
	s.tlvs.ptr = tlvs;
	s.tlvs.len = sizeof(tlvs);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_OK);
	ck_assert_uint_eq(pdu.tlvs.len, sizeof(tlvs));
	ck_assert_int_eq(smpp_tlv_u16(pdu.tlvs, SMPP_TLV_USER_MESSAGE_REFERENCE, &value), SMPP_OK);
	ck_assert_uint_eq(value, 1); /* the first one wins */
	span_free(in);
}
END_TEST

START_TEST(decode_takes_16000_empty_tlvs_in_64_kilobytes)
{
	static uint8_t tlvs[16000 * 4];
	static struct slots s;
	struct smpp_span in, rest;
	struct smpp_tlv tlv;
	size_t seen = 0;

	for (size_t i = 0; i < 16000; i++) {
		tlvs[4 * i] = (uint8_t)(0x14 + (i >> 8) % 16);
		tlvs[4 * i + 1] = (uint8_t)i;
	}
	start_submit(&s);
	s.tlvs.ptr = tlvs;
	s.tlvs.len = sizeof(tlvs);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_OK);
	rest = pdu.tlvs;
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK) {
		ck_assert_uint_eq(tlv.value.len, 0);
		ck_assert_ptr_eq(tlv.value.ptr, pdu.tlvs.ptr + 4 * ++seen);
	}
	ck_assert_uint_eq(seen, 16000);
	span_free(in);
}
END_TEST

START_TEST(decode_reads_a_payload_of_65535_octets)
{
	ck_assert_int_eq(decode_tlv(SMPP_TLV_MESSAGE_PAYLOAD, 65535, 65535, SMPP_V3_4), SMPP_OK);
	ck_assert_uint_eq(pdu.tlvs.len, 65539);
}
END_TEST

START_TEST(decode_wants_more_when_the_octets_end_between_two_tlvs)
{
	static const uint8_t ports[] = { 0x02, 0x0A, 0, 2, 0, 1, 0x02, 0x0B, 0, 2, 0, 2 };
	static struct slots s;
	struct smpp_span in;

	start_submit(&s);
	s.tlvs.ptr = ports;
	s.tlvs.len = sizeof(ports);
	in = slots_pdu(&s);
	ck_assert_int_eq(decode(in), SMPP_OK);
	for (size_t left = 6; left <= 12; left += 6) {
		struct smpp_span part = { in.ptr, in.len - left };

		ck_assert_int_eq(decode(part), SMPP_E_MORE);
		ck_assert_int_eq(fault.code, SMPP_FAULT_INCOMPLETE_BODY);
		ck_assert_uint_eq(fault.offset, part.len);
		ck_assert_uint_eq(fault.status, SMPP_ESME_ROK);
	}
	span_free(in);
}
END_TEST

START_TEST(decode_says_in_which_field_the_octets_end)
{
	static struct slots s;
	struct smpp_span in;

	start_submit(&s);
	slot_string(slot_named(&s, "source_addr"), 5);
	in = slots_pdu(&s);
	in.len = slot_named(&s, "source_addr")->at + 3;
	ck_assert_int_eq(decode(in), SMPP_E_MORE);
	ck_assert_int_eq(fault.code, SMPP_FAULT_INCOMPLETE_BODY);
	ck_assert_str_eq(fault.field, "source_addr");
	ck_assert_uint_eq(fault.offset, slot_named(&s, "source_addr")->at);
	ck_assert_uint_eq(fault.status, SMPP_ESME_ROK);
	span_free(in);
}
END_TEST

START_TEST(decode_says_in_which_field_the_octets_end_whatever_is_tolerated)
{
	struct smpp_rules all = { SMPP_V3_4, 0x1FFF, 0 };
	static struct slots s;

	for (size_t c = 0; c < ref.commands; c++) {
		struct smpp_span whole, in;

		slots_start(&s, &ref.command[c]);
		for (size_t i = 0; i < s.count; i++) {
			if (ref_is(s.slot[i].field->type, "cstring") && s.slot[i].field->most != 17)
				slot_string(&s.slot[i], 2);
		}
		in = whole = slots_pdu(&s);
		for (in.len = 16; in.len < whole.len; in.len++) {
			struct ref_result want = ref_decode(in, SMPP_V3_4);
			char place[80];

			ck_assert_int_eq(smpp_decode(in, &all, &pdu, &fault), SMPP_E_MORE);
			fault_place(&fault, place, sizeof(place));
			if (!ref_is(place, want.field) || fault.offset != want.offset)
				ck_abort_msg("%s cut at %lu: %s, not %s", ref.command[c].name,
					     (unsigned long)in.len, place, want.field);
		}
		span_free(whole);
	}
}
END_TEST

START_TEST(text_of_a_message_is_its_payload_or_else_its_short_message)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_SUBMIT_MULTI,
					SMPP_REPLACE_SM };
	static const uint8_t payload[] = { 0x04, 0x24, 0, 4, 'l', 'o', 'n', 'g' };
	static struct slots s;
	struct smpp_span in, text;

	for (size_t i = 0; i < 4; i++) {
		slots_start(&s, ref_command_of(ids[i]));
		slot_named(&s, "sm_length")->octets[0] = 2;
		slot_named(&s, "short_message")->len = 2;
		memcpy(slot_named(&s, "short_message")->octets, "hi", 2);
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_OK);
		ck_assert(smpp_span_equal(text, smpp_span_of("hi")));
		span_free(in);
		s.tlvs.ptr = payload;
		s.tlvs.len = sizeof(payload);
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_OK);
		ck_assert(smpp_span_equal(text, smpp_span_of("long")));
		span_free(in);
	}
}
END_TEST

START_TEST(text_of_data_sm_and_broadcast_sm_is_their_payload_or_empty)
{
	static const uint32_t ids[] = { SMPP_DATA_SM, SMPP_BROADCAST_SM };
	static const uint8_t payload[] = { 0x04, 0x24, 0, 4, 'l', 'o', 'n', 'g' };
	static struct slots s;
	struct smpp_span in, text;

	for (size_t i = 0; i < 2; i++) {
		slots_start(&s, ref_command_of(ids[i]));
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_OK);
		ck_assert_uint_eq(text.len, 0);
		span_free(in);
		s.tlvs.ptr = payload;
		s.tlvs.len = sizeof(payload);
		in = slots_pdu(&s);
		ck_assert_int_eq(decode(in), SMPP_OK);
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_OK);
		ck_assert(smpp_span_equal(text, smpp_span_of("long")));
		span_free(in);
	}
}
END_TEST

START_TEST(text_is_absent_in_other_commands_and_in_bodies_absent_or_raw)
{
	static const uint32_t with[] = { SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_SUBMIT_MULTI,
					 SMPP_REPLACE_SM, SMPP_DATA_SM, SMPP_BROADCAST_SM };
	struct smpp_span text;

	for (size_t c = 0; c < ref.commands; c++) {
		int want = SMPP_E_ABSENT;

		for (size_t i = 0; i < 6; i++)
			want = with[i] == ref.command[c].id ? SMPP_OK : want;
		memset(&pdu, 0, sizeof(pdu));
		pdu.header.command_id = ref.command[c].id;
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), want);
		pdu.body_raw = 1;
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_E_ABSENT);
		pdu.body_raw = 0;
		pdu.body_absent = 1;
		ck_assert_int_eq(smpp_pdu_text(&pdu, &text), SMPP_E_ABSENT);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode");
	TCase *tests = tcase_create("decode");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, decode_rejects_address_without_nul_at_its_offset);
	tcase_add_test(tests, decode_points_into_the_input_and_copies_nothing);
	tcase_add_test(tests, decode_takes_null_rules_as_strict_34);
	tcase_add_test(tests, decode_takes_a_null_fault);
	tcase_add_test(tests, decode_wants_more_of_an_empty_input);
	tcase_add_test(tests, decode_keeps_header_and_raw_octets_of_a_pdu_it_refuses);
	tcase_add_test(tests, decode_keeps_the_raw_octets_of_an_unknown_command);
	tcase_add_test(tests, decode_keeps_what_is_there_of_a_header);
	tcase_add_test(tests, decode_refuses_octets_behind_the_pdu);
	tcase_add_test(tests, decode_holds_max_pdu_of_the_rules);
	tcase_add_test(tests, decode_marks_the_absent_body_of_every_response);
	tcase_add_test(tests, decode_leaves_an_absent_body_empty);
	tcase_add_test(tests, decode_passes_values_as_they_are);
	tcase_add_test(tests, decode_passes_vendor_statuses_and_any_sequence_number);
	tcase_add_test(tests, decode_passes_tlvs_in_pdus_that_do_not_define_them);
	tcase_add_test(tests, decode_reads_the_body_of_a_response_with_an_error);
	tcase_add_test(tests, decode_takes_strings_up_to_their_limit_and_refuses_one_octet_more);
	tcase_add_test(tests, decode_rejects_every_string_whose_nul_is_a_letter);
	tcase_add_test(tests, decode_rejects_every_string_when_no_nul_follows_at_all);
	tcase_add_test(tests, decode_finds_a_nul_at_every_distance_and_alignment);
	tcase_add_test(tests, decode_rejects_message_id_of_nine_letters_in_query_last_msgs_resp);
	tcase_add_test(tests, decode_takes_times_of_0_and_16_characters_only);
	tcase_add_test(tests, decode_takes_any_length_of_final_date);
	tcase_add_test(tests, decode_agrees_with_the_reference_for_every_sm_length_and_rest);
	tcase_add_test(tests, decode_takes_255_octets_of_text_in_every_version);
	tcase_add_test(tests, decode_leaves_the_text_of_query_msg_details_to_its_response);
	tcase_add_test(tests, decode_reads_0_254_and_255_destinations);
	tcase_add_test(tests, decode_refuses_more_destinations_than_there_are);
	tcase_add_test(tests, decode_does_not_take_what_follows_the_list_for_destinations);
	tcase_add_test(tests, decode_refuses_every_other_dest_flag);
	tcase_add_test(tests, decode_refuses_more_failed_destinations_than_there_are);
	tcase_add_test(tests, list_cursor_refuses_a_cut_entry_and_stays_where_it_is);
	tcase_add_test(tests, list_cursors_end_after_the_announced_entries);
	tcase_add_test(tests, list_cursors_read_only_the_octets_they_are_given);
	tcase_add_test(tests, decode_holds_every_known_tlv_to_its_lengths);
	tcase_add_test(tests, decode_refuses_every_known_tlv_that_runs_over_the_end);
	tcase_add_test(tests, decode_takes_unknown_tlvs_of_every_length);
	tcase_add_test(tests, decode_names_an_unknown_tlv_unknown_and_gives_its_tag);
	tcase_add_test(tests, decode_keeps_a_tlv_twice_in_order);
	tcase_add_test(tests, decode_takes_16000_empty_tlvs_in_64_kilobytes);
	tcase_add_test(tests, decode_reads_a_payload_of_65535_octets);
	tcase_add_test(tests, decode_wants_more_when_the_octets_end_between_two_tlvs);
	tcase_add_test(tests, decode_says_in_which_field_the_octets_end);
	tcase_add_test(tests, decode_says_in_which_field_the_octets_end_whatever_is_tolerated);
	tcase_add_test(tests, text_of_a_message_is_its_payload_or_else_its_short_message);
	tcase_add_test(tests, text_of_data_sm_and_broadcast_sm_is_their_payload_or_empty);
	tcase_add_test(tests, text_is_absent_in_other_commands_and_in_bodies_absent_or_raw);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
