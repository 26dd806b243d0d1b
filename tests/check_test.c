/* SPDX-License-Identifier: MIT */
/*
 * Owns: which values and combinations smpp_check refuses, by version, and where it says so.
 * Must not know: the library's table.
 */
#include "reference.h"

static struct smpp_fault fault;

static int check(const struct smpp_pdu *pdu, uint8_t version)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };

	memset(&fault, 0xA5, sizeof(fault));
	return smpp_check(pdu, &rules, &fault);
}

static void expect_fault(int got, enum smpp_fault_code code, const char *field, size_t offset,
			 uint32_t status)
{
	ck_assert_int_eq(got, SMPP_E_FAULT);
	ck_assert_str_eq(smpp_fault_name(fault.code), smpp_fault_name(code));
	ck_assert_str_eq(fault.field, field);
	ck_assert_uint_eq(fault.offset, offset);
	ck_assert_uint_eq(fault.status, status);
	ck_assert_ptr_null(fault.member);
	ck_assert_int_eq(fault.entry, -1);
}

static struct smpp_pdu pdu_of(uint32_t command_id)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	return pdu;
}

/* What the three specifications say of a value; 1 for fields that no rule holds. */
static int value_is_good(const char *field, uint32_t command_id, unsigned value, unsigned v)
{
	static const unsigned priorities[] = { 1, 3, 4 }, texts[] = { 160, 254, 255 },
			      ids[] = { 100, 254, 255 }, dests[] = { 255, 254, 255 };

	if (ref_is(field, "priority_flag"))
		return value <= priorities[v];
	if (ref_is(field, "registered_delivery"))
		return v == 0 ? value <= 1
			      : (value & 0xE0) == 0 && ((value & 3) != 3 || v == 2);
	if (ref_is(field, "replace_if_present_flag"))
		return value == 0 || (value == 1 && (command_id != SMPP_SUBMIT_MULTI || v != 1));
	if (ref_is(field, "sm_default_msg_id"))
		return value <= ids[v];
	if (ref_is(field, "sm_length"))
		return value <= texts[v];
	if (ref_is(field, "number_of_dests"))
		return value >= 1 && value <= dests[v];
	return 1;
}

/* Every octet of every command, all 256 values, in its versions. */
START_TEST(check_refuses_the_values_that_each_version_reserves_at_their_offset)
{
	static struct slots s;
	size_t cases = 0, refused = 0;

	for (size_t c = 0; c < ref.commands; c++) {
		slots_start(&s, &ref.command[c]);
		for (size_t k = 0; k < s.count * 256 * 3; k++) {
			struct slot *slot = &s.slot[k / 768];
			unsigned value = (unsigned)(k / 3 % 256), v = (unsigned)(k % 3);
			struct smpp_pdu pdu;
			struct smpp_span in;
			uint8_t old = slot->octets[0];
			int good, got;

			if (!ref_is(slot->field->type, "u8") || strchr(slot->name, '[') != NULL ||
			    v < ref.command[c].since || v > ref.command[c].last ||
			    ref_is(slot->name, "number_of_dests") ||
			    ref_is(slot->name, "sm_length") || ref_is(slot->name, "no_unsuccess") ||
			    ref_is(slot->name, "number_msgs"))
				continue;
			slot->octets[0] = (uint8_t)value;
			in = slots_pdu(&s);
			ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
			pdu.header.command_status = 1; /* so that no TLV is required */
			got = check(&pdu, ref_version(v));
			good = value_is_good(slot->name, ref.command[c].id, value, v);
			if (got != (good ? SMPP_OK : SMPP_E_FAULT) ||
			    (!good &&
			     (fault.code != SMPP_FAULT_RESERVED_VALUE ||
			      !ref_is(fault.field, slot->name) || fault.offset != slot->at)))
				ck_abort_msg("%s.%s = %u in column %u: %s at %lu",
					     ref.command[c].name, slot->name, value, v,
					     smpp_error_name(got), (unsigned long)fault.offset);
			slot->octets[0] = old;
			span_free(in);
			cases++;
			refused += !good;
		}
	}
	printf("%lu values, %lu refused\n", (unsigned long)cases, (unsigned long)refused);
	ck_assert_uint_gt(refused, 5000);
}
END_TEST

START_TEST(check_refuses_times_that_are_none_and_leaves_their_length_to_the_codec)
{
	static const struct {
		const char *text;
		int good;
	} times[] = { { "", 1 }, { "260731123456000+", 1 }, { "000007000000000R", 1 },
		      { "000099990000000R", 1 }, { "2607", 1 }, { "261301000000000+", 0 },
		      { "260731123456049-", 0 }, { "260731123456000Z", 0 },
		      { "240230120000000+", 0 }, { "000000000000000+", 0 } };
	static const uint32_t ids[] = { SMPP_SUBMIT_SM, SMPP_SUBMIT_MULTI, SMPP_REPLACE_SM,
					SMPP_DELIVER_SM, SMPP_BROADCAST_SM };

	for (size_t k = 0; k < 5 * 2; k++) {
		const char *name = k % 2 == 0 ? "schedule_delivery_time" : "validity_period";
		uint32_t status = k % 2 == 0 ? SMPP_ESME_RINVSCHED : SMPP_ESME_RINVEXPIRY;
		static struct slots s;

		for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
			struct smpp_rules rules = { SMPP_V5_0, SMPP_TOLERATE_TIME_LENGTH, 0 };
			struct smpp_span in;
			struct smpp_pdu pdu;

			slots_start(&s, ref_command_of(ids[k / 2]));
			slot_string(slot_named(&s, name), strlen(times[i].text));
			memcpy(slot_named(&s, name)->octets, times[i].text, strlen(times[i].text));
			in = slots_pdu(&s);
			ck_assert_int_eq(smpp_decode(in, &rules, &pdu, NULL), SMPP_OK);
			pdu.header.command_status = 1; /* so that no TLV is required */
			if (times[i].good)
				ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
			else
				expect_fault(check(&pdu, SMPP_V5_0), SMPP_FAULT_TIME_BAD_VALUE,
					     name, slot_named(&s, name)->at, status);
			rules.tolerate = SMPP_FIELD;
			ck_assert_int_eq(smpp_check(&pdu, &rules, NULL), SMPP_OK);
			span_free(in);
		}
	}
}
END_TEST

START_TEST(check_refuses_texts_longer_than_the_version_allows)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_REPLACE_SM };
	static const uint8_t text[256];

	for (size_t i = 0; i < 3; i++) {
		for (unsigned v = 0; v < 3; v++) {
			for (size_t len = 0; len <= 256; len++) {
				struct smpp_pdu pdu = pdu_of(ids[i]);
				struct smpp_span *member = ids[i] == SMPP_REPLACE_SM
					? &pdu.body.replace_sm.short_message
					: &pdu.body.submit_sm.short_message;
				int good = len < 256 &&
					   value_is_good("sm_length", 0, (unsigned)len, v);

				member->ptr = text;
				member->len = len;
				ck_assert_int_eq(check(&pdu, ref_version(v)),
						 good ? SMPP_OK : SMPP_E_FAULT);
				if (!good) {
					ck_assert_str_eq(fault.field, "sm_length");
					ck_assert_uint_eq(fault.status, SMPP_ESME_RINVMSGLEN);
				}
			}
		}
	}
}
END_TEST

START_TEST(check_refuses_numbers_of_destinations_that_the_version_does_not_have)
{
	static struct smpp_dest_address dest[255];

	for (size_t i = 0; i < 255; i++)
		dest[i].dest_flag = SMPP_DEST_FLAG_DISTRIBUTION_LIST;
	for (unsigned v = 0; v < 3; v++) {
		for (unsigned count = 0; count <= 255; count++) {
			struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI);
			int good = value_is_good("number_of_dests", 0, count, v);

			pdu.body.submit_multi.number_of_dests = (uint8_t)count;
			pdu.body.submit_multi.dest_address.array = dest;
			ck_assert_int_eq(check(&pdu, ref_version(v)),
					 good ? SMPP_OK : SMPP_E_FAULT);
			if (!good)
				expect_fault(SMPP_E_FAULT, SMPP_FAULT_RESERVED_VALUE,
					     "number_of_dests", 20, SMPP_ESME_RINVNUMDESTS);
		}
	}
}
END_TEST

START_TEST(check_says_offsets_behind_a_list_given_as_array_like_one_given_as_octets)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_MULTI, SMPP_QUERY_MSG_DETAILS_RESP };
	static struct arrays arrays;
	static struct slots s;

	for (size_t i = 0; i < 2; i++) {
		struct smpp_pdu pdu;
		struct smpp_span in;
		size_t want;

		slots_start(&s, ref_command_of(ids[i]));
		slot_string(slot_named(&s, "dest_address[0].destination_addr"), 7);
		slot_string(slot_named(&s, "dest_address[1].dl_name"), 5);
		slot_named(&s, "priority_flag")->octets[0] = 9;
		in = slots_pdu(&s);
		want = slot_named(&s, "priority_flag")->at;
		ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
		expect_fault(check(&pdu, SMPP_V3_3), SMPP_FAULT_RESERVED_VALUE, "priority_flag",
			     want, SMPP_ESME_RINVPRTFLG);
		use_arrays(&arrays, &pdu);
		expect_fault(check(&pdu, SMPP_V3_3), SMPP_FAULT_RESERVED_VALUE, "priority_flag",
			     want, SMPP_ESME_RINVPRTFLG);
		span_free(in);
	}
}
END_TEST

START_TEST(check_says_offsets_of_tlvs_behind_lists_of_answers)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_MULTI_RESP, SMPP_QUERY_LAST_MSGS_RESP };
	static const uint8_t tlv[] = { 0x14, 0x00, 0x00, 0x01, 0x07 };
	static struct arrays arrays;
	static struct slots s;

	for (size_t i = 0; i < 2; i++) {
		struct smpp_pdu pdu;
		struct smpp_span in;

		slots_start(&s, ref_command_of(ids[i]));
		for (size_t k = 0; k < s.count; k++) {
			if (ref_is(s.slot[k].field->type, "cstring"))
				slot_string(&s.slot[k], 3);
		}
		s.tlvs.ptr = tlv;
		s.tlvs.len = sizeof(tlv);
		in = slots_pdu(&s);
		ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
		expect_fault(check(&pdu, SMPP_V3_3), SMPP_FAULT_TLV_NOT_ALLOWED, "unknown",
			     in.len - 5, SMPP_ESME_RTLVNOTALLWD);
		use_arrays(&arrays, &pdu);
		expect_fault(check(&pdu, SMPP_V3_3), SMPP_FAULT_TLV_NOT_ALLOWED, "unknown",
			     in.len - 5, SMPP_ESME_RTLVNOTALLWD);
		ck_assert_uint_eq(fault.tag, 0x1400);
		span_free(in);
	}
}
END_TEST

/* Is the command among "submit_sm,data_sm(MC->ESME),broadcast_sm*"? */
static int has_home(const char *list, const struct ref_command *command)
{
	size_t len = strlen(command->name);

	if (ref_is(list, "any response"))
		return (command->id & SMPP_RESPONSE) != 0;
	for (const char *at = list; at != NULL; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, command->name, len) == 0 && strchr("*,(", at[len]) != NULL)
			return 1; /* strchr finds the NUL too */
	}
	return 0;
}

START_TEST(check_refuses_every_tlv_where_the_reference_has_no_home_for_it)
{
	struct tsv tsv = tsv_read("tlvs.tsv");
	size_t cases = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		for (size_t c = 0; c < ref.commands; c++) {
			for (unsigned v = ref.command[c].since; v <= ref.command[c].last; v++) {
				static const char *const columns[] = { "", "pdus_v34", "pdus_v50" };
				struct smpp_pdu pdu = pdu_of(ref.command[c].id);
				struct smpp_tlv tlv = { ref.tlv[i].tag, { NULL, 0 } };
				int want, got;

				pdu.header.command_status = 1; /* none is required */
				pdu.tlv = &tlv;
				pdu.tlv_count = 1;
				pdu.body_absent = 1;
				want = v > 0 &&
				       has_home(tsv_get(&tsv, i, columns[v]), &ref.command[c]);
				got = check(&pdu, ref_version(v));
				ck_assert_msg(got == (want ? SMPP_OK : SMPP_E_FAULT), "%s in %s",
					      ref.tlv[i].name, ref.command[c].name);
				if (!want)
					expect_fault(got, SMPP_FAULT_TLV_NOT_ALLOWED,
						     ref.tlv[i].name, 16, SMPP_ESME_RTLVNOTALLWD);
				cases++;
			}
		}
	}
	printf("%lu TLVs in PDUs\n", (unsigned long)cases);
	tsv_free(&tsv);
}
END_TEST

START_TEST(check_lets_unknown_tlvs_stand_anywhere_but_in_33)
{
	static const uint16_t tags[] = { 0x0000, 0x060C, 0x1400, 0x1454, 0x3FFF, 0xFFFF };

	for (size_t c = 0; c < ref.commands; c++) {
		for (size_t i = 0; i < 6; i++) {
			struct smpp_pdu pdu = pdu_of(ref.command[c].id);
			struct smpp_tlv tlv = { tags[i], { NULL, 0 } };
			unsigned v = ref.command[c].last;

			pdu.header.command_status = 1;
			pdu.body_absent = 1;
			pdu.tlv = &tlv;
			pdu.tlv_count = 1;
			ck_assert_int_eq(check(&pdu, ref_version(v)),
					 v > 0 ? SMPP_OK : SMPP_E_FAULT);
		}
	}
}
END_TEST

START_TEST(check_misses_message_payload_in_data_sm_in_50_only)
{
	struct smpp_pdu pdu = pdu_of(SMPP_DATA_SM);
	struct smpp_tlv tlv = { SMPP_TLV_MESSAGE_PAYLOAD, { NULL, 0 } };

	ck_assert_int_eq(check(&pdu, SMPP_V3_4), SMPP_OK);
	expect_fault(check(&pdu, SMPP_V5_0), SMPP_FAULT_TLV_MISSING, "message_payload", 26,
		     SMPP_ESME_RMISSINGTLV);
	ck_assert_uint_eq(fault.tag, SMPP_TLV_MESSAGE_PAYLOAD);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
	pdu.tlv_count = 0;
	pdu.tlvs.ptr = (const uint8_t *)"\x04\x24\0\0";
	pdu.tlvs.len = 4;
	ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
}
END_TEST

START_TEST(check_misses_each_tlv_that_broadcast_sm_must_have)
{
	static const struct smpp_tlv all[] = {
		{ SMPP_TLV_BROADCAST_CONTENT_TYPE, { NULL, 0 } },
		{ SMPP_TLV_BROADCAST_REP_NUM, { NULL, 0 } },
		{ SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, { NULL, 0 } },
		{ SMPP_TLV_BROADCAST_AREA_IDENTIFIER, { NULL, 0 } },
	};

	for (size_t without = 0; without <= 4; without++) {
		struct smpp_pdu pdu = pdu_of(SMPP_BROADCAST_SM);
		struct smpp_tlv some[4];

		pdu.tlv = some;
		for (size_t i = 0; i < 4; i++) {
			if (i != without)
				some[pdu.tlv_count++] = all[i];
		}
		if (without == 4) {
			ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
			continue;
		}
		expect_fault(check(&pdu, SMPP_V5_0), SMPP_FAULT_TLV_MISSING,
			     smpp_tlv_name(all[without].tag), 27 + 3 * 4, SMPP_ESME_RMISSINGTLV);
	}
}
END_TEST

START_TEST(check_misses_no_tlv_in_a_response_with_an_error)
{
	struct smpp_pdu pdu = pdu_of(SMPP_QUERY_BROADCAST_SM_RESP);

	expect_fault(check(&pdu, SMPP_V5_0), SMPP_FAULT_TLV_MISSING, "message_state", 17,
		     SMPP_ESME_RMISSINGTLV);
	pdu.header.command_status = SMPP_ESME_RBCASTQUERYFAIL;
	ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
}
END_TEST

START_TEST(check_refuses_text_and_payload_together)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_SUBMIT_MULTI,
					SMPP_REPLACE_SM };
	static const uint8_t payload[] = { 0x04, 0x24, 0, 2, 'h', 'i' };
	static struct slots s;

	for (size_t i = 0; i < 4; i++) {
		uint8_t version = ids[i] == SMPP_REPLACE_SM ? SMPP_V5_0 : SMPP_V3_4;
		struct smpp_pdu pdu;
		struct smpp_span in;

		slots_start(&s, ref_command_of(ids[i]));
		s.tlvs.ptr = payload;
		s.tlvs.len = sizeof(payload);
		in = slots_pdu(&s);
		ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
		ck_assert_int_eq(check(&pdu, version), SMPP_OK);
		span_free(in);
		slot_named(&s, "sm_length")->octets[0] = 1;
		slot_named(&s, "short_message")->len = 1;
		in = slots_pdu(&s);
		ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
		expect_fault(check(&pdu, version), SMPP_FAULT_EXCLUSIVE_FIELDS, "message_payload",
			     in.len - 6, SMPP_ESME_RINVMSGLEN);
		span_free(in);
	}
}
END_TEST

START_TEST(check_refuses_message_id_and_reference_together_in_broadcast_sm)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BROADCAST_SM);
	struct smpp_tlv tlv = { SMPP_TLV_USER_MESSAGE_REFERENCE, { (const uint8_t *)"ab", 2 } };

	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	pdu.header.command_status = 1;
	ck_assert_int_eq(check(&pdu, SMPP_V5_0), SMPP_OK);
	pdu.body.broadcast_sm.message_id = smpp_span_of("1");
	expect_fault(check(&pdu, SMPP_V5_0), SMPP_FAULT_EXCLUSIVE_FIELDS, "user_message_reference",
		     28, SMPP_ESME_RBCASTFAIL);
}
END_TEST

START_TEST(check_refuses_commands_in_versions_that_do_not_have_them)
{
	for (size_t c = 0; c < ref.commands; c++) {
		for (unsigned v = 0; v < 3; v++) {
			struct smpp_pdu pdu = pdu_of(ref.command[c].id);

			pdu.header.command_status = 1;
			pdu.body_absent = 1;
			if (v >= ref.command[c].since && v <= ref.command[c].last)
				ck_assert_int_eq(check(&pdu, ref_version(v)), SMPP_OK);
			else
				expect_fault(check(&pdu, ref_version(v)),
					     SMPP_FAULT_COMMAND_VERSION, "command_id", 4,
					     SMPP_ESME_RINVCMDID);
		}
	}
}
END_TEST

START_TEST(check_refuses_an_unknown_command)
{
	struct smpp_pdu pdu = pdu_of(0x00010200);

	pdu.body_raw = 1;
	expect_fault(check(&pdu, 0), SMPP_FAULT_UNKNOWN_COMMAND_ID, "command_id", 4,
		     SMPP_ESME_RINVCMDID);
}
END_TEST

START_TEST(check_passes_raw_and_absent_bodies)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);

	pdu.body_raw = 1;
	pdu.body.raw = smpp_span_of("whatever");
	ck_assert_int_eq(check(&pdu, 0), SMPP_OK);
	pdu = pdu_of(SMPP_SUBMIT_SM_RESP);
	pdu.body_absent = 1;
	ck_assert_int_eq(check(&pdu, 0), SMPP_OK);
}
END_TEST

START_TEST(check_takes_null_rules_as_34_and_a_null_fault)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);

	ck_assert_int_eq(smpp_check(&pdu, NULL, NULL), SMPP_OK);
	pdu.body.submit_sm.priority_flag = 3;
	ck_assert_int_eq(smpp_check(&pdu, NULL, NULL), SMPP_OK);
	pdu.body.submit_sm.priority_flag = 4;
	ck_assert_int_eq(smpp_check(&pdu, NULL, NULL), SMPP_E_FAULT);
}
END_TEST

START_TEST(check_clears_the_fault_of_a_pdu_it_passes)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);

	ck_assert_int_eq(check(&pdu, 0), SMPP_OK);
	ck_assert_int_eq(fault.code, SMPP_FAULT_NONE);
	ck_assert_int_eq(fault.entry, -1);
	ck_assert_ptr_null(fault.field);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check");
	TCase *tests = tcase_create("check");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, check_refuses_the_values_that_each_version_reserves_at_their_offset);
	tcase_add_test(tests,
		       check_refuses_times_that_are_none_and_leaves_their_length_to_the_codec);
	tcase_add_test(tests, check_refuses_texts_longer_than_the_version_allows);
	tcase_add_test(tests, check_refuses_numbers_of_destinations_that_the_version_does_not_have);
	tcase_add_test(tests,
		       check_says_offsets_behind_a_list_given_as_array_like_one_given_as_octets);
	tcase_add_test(tests, check_says_offsets_of_tlvs_behind_lists_of_answers);
	tcase_add_test(tests, check_refuses_every_tlv_where_the_reference_has_no_home_for_it);
	tcase_add_test(tests, check_lets_unknown_tlvs_stand_anywhere_but_in_33);
	tcase_add_test(tests, check_misses_message_payload_in_data_sm_in_50_only);
	tcase_add_test(tests, check_misses_each_tlv_that_broadcast_sm_must_have);
	tcase_add_test(tests, check_misses_no_tlv_in_a_response_with_an_error);
	tcase_add_test(tests, check_refuses_text_and_payload_together);
	tcase_add_test(tests, check_refuses_message_id_and_reference_together_in_broadcast_sm);
	tcase_add_test(tests, check_refuses_commands_in_versions_that_do_not_have_them);
	tcase_add_test(tests, check_refuses_an_unknown_command);
	tcase_add_test(tests, check_passes_raw_and_absent_bodies);
	tcase_add_test(tests, check_takes_null_rules_as_34_and_a_null_fault);
	tcase_add_test(tests, check_clears_the_fault_of_a_pdu_it_passes);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
