/* SPDX-License-Identifier: MIT */
/*
 * Owns: the TLV cursor and the typed getters.
 * Must not know: PDUs.
 */
#include "support.h"

#define REFERENCE SMPP_TLV_USER_MESSAGE_REFERENCE
#define PAYLOAD   SMPP_TLV_MESSAGE_PAYLOAD

/* user_message_reference twice, sar_total_segments, an empty payload, qos_time_to_live, an id */
static const uint8_t octets[] = {
	0x02, 0x04, 0x00, 0x02, 0x12, 0x34,
	0x02, 0x0E, 0x00, 0x01, 0x05,
	0x04, 0x24, 0x00, 0x00,
	0x00, 0x17, 0x00, 0x04, 0xDE, 0xAD, 0xBE, 0xEF,
	0x02, 0x04, 0x00, 0x02, 0x56, 0x78,
	0x00, 0x1E, 0x00, 0x04, 'i', 'd', 0x00, 'x',
};
static const struct smpp_span tlvs = { octets, sizeof(octets) };

START_TEST(tlv_next_visits_each_once_in_order)
{
	static const uint16_t tags[] = { 0x0204, 0x020E, 0x0424, 0x0017, 0x0204, 0x001E };
	static const size_t lens[] = { 2, 1, 0, 4, 2, 4 };
	struct smpp_span rest = tlvs;
	struct smpp_tlv tlv;
	size_t at = 0;

	for (size_t i = 0; i < 6; i++) {
		ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_OK);
		ck_assert_uint_eq(tlv.tag, tags[i]);
		ck_assert_uint_eq(tlv.value.len, lens[i]);
		ck_assert_ptr_eq(tlv.value.ptr, octets + at + 4);
		at += 4 + lens[i];
		ck_assert_uint_eq(rest.len, sizeof(octets) - at);
	}
	ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_E_END);
	ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_E_END);
}
END_TEST

START_TEST(tlv_next_refuses_a_cut_tlv_and_leaves_rest_unchanged)
{
	for (size_t len = 1; len < 6; len++) {
		struct smpp_span whole = { octets, len }, cut = guard_end(whole), rest = cut;
		struct smpp_tlv tlv;

		ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_E_FAULT);
		ck_assert_ptr_eq(rest.ptr, cut.ptr);
		ck_assert_uint_eq(rest.len, len);
		guard_free(cut);
	}
}
END_TEST

START_TEST(tlv_next_reads_only_the_octets_it_is_given)
{
	for (size_t len = 0; len <= sizeof(octets); len++) {
		struct smpp_span part = { octets, len }, guarded = guard_end(part), rest = guarded;
		struct smpp_tlv tlv;

		while (smpp_tlv_next(&rest, &tlv) == SMPP_OK)
			;
		guard_free(guarded);
	}
}
END_TEST

START_TEST(tlv_next_takes_an_empty_span_without_memory)
{
	struct smpp_span rest = { NULL, 0 };
	struct smpp_tlv tlv;

	ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_E_END);
}
END_TEST

START_TEST(tlv_next_reads_a_length_of_65535)
{
	static uint8_t big[4 + 65535] = { 0x04, 0x24, 0xFF, 0xFF };
	struct smpp_span rest = { big, sizeof(big) };
	struct smpp_tlv tlv;

	ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_OK);
	ck_assert_uint_eq(tlv.value.len, 65535);
	ck_assert_uint_eq(rest.len, 0);
	rest.ptr = big;
	rest.len = sizeof(big) - 1;
	ck_assert_int_eq(smpp_tlv_next(&rest, &tlv), SMPP_E_FAULT);
}
END_TEST

START_TEST(tlv_find_takes_the_first_of_two)
{
	struct smpp_span value;

	ck_assert_int_eq(smpp_tlv_find(tlvs, REFERENCE, &value), SMPP_OK);
	ck_assert_ptr_eq(value.ptr, octets + 4);
	ck_assert_uint_eq(value.len, 2);
}
END_TEST

START_TEST(tlv_find_tells_an_empty_value_from_an_absent_one)
{
	struct smpp_span value = { octets, 9 };

	ck_assert_int_eq(smpp_tlv_find(tlvs, PAYLOAD, &value), SMPP_OK);
	ck_assert_uint_eq(value.len, 0);
	ck_assert_int_eq(smpp_tlv_find(tlvs, SMPP_TLV_SOURCE_PORT, &value), SMPP_E_ABSENT);
	value.len = 0;
	ck_assert_int_eq(smpp_tlv_find(value, PAYLOAD, &value), SMPP_E_ABSENT);
}
END_TEST

START_TEST(tlv_find_sees_what_stands_before_a_cut_and_says_that_there_is_one)
{
	struct smpp_span cut = { octets, sizeof(octets) - 1 }, value;

	ck_assert_int_eq(smpp_tlv_find(cut, REFERENCE, &value), SMPP_OK);
	ck_assert_int_eq(smpp_tlv_find(cut, SMPP_TLV_RECEIPTED_MESSAGE_ID, &value), SMPP_E_FAULT);
}
END_TEST

START_TEST(tlv_getters_read_big_endian_numbers)
{
	uint8_t u8 = 0;
	uint16_t u16 = 0;
	uint32_t u32 = 0;

	ck_assert_int_eq(smpp_tlv_u8(tlvs, SMPP_TLV_SAR_TOTAL_SEGMENTS, &u8), SMPP_OK);
	ck_assert_uint_eq(u8, 5);
	ck_assert_int_eq(smpp_tlv_u16(tlvs, REFERENCE, &u16), SMPP_OK);
	ck_assert_uint_eq(u16, 0x1234);
	ck_assert_int_eq(smpp_tlv_u32(tlvs, SMPP_TLV_QOS_TIME_TO_LIVE, &u32), SMPP_OK);
	ck_assert_uint_eq(u32, 0xDEADBEEF);
}
END_TEST

START_TEST(tlv_getters_say_length_for_any_other_length_and_touch_nothing)
{
	static const uint16_t tags[] = { 0x0204, 0x020E, 0x0424, 0x0017, 0x001E };
	static const size_t lens[] = { 2, 1, 0, 4, 4 };
	uint8_t u8 = 77;
	uint16_t u16 = 77;
	uint32_t u32 = 77;

	for (size_t i = 0; i < 5; i++) {
		if (lens[i] != 1)
			ck_assert_int_eq(smpp_tlv_u8(tlvs, tags[i], &u8), SMPP_E_LENGTH);
		if (lens[i] != 2)
			ck_assert_int_eq(smpp_tlv_u16(tlvs, tags[i], &u16), SMPP_E_LENGTH);
		if (lens[i] != 4)
			ck_assert_int_eq(smpp_tlv_u32(tlvs, tags[i], &u32), SMPP_E_LENGTH);
	}
	ck_assert_uint_eq(u8, 77);
	ck_assert_uint_eq(u16, 77);
	ck_assert_uint_eq(u32, 77);
}
END_TEST

START_TEST(tlv_getters_say_absent_for_a_tag_that_is_not_there)
{
	struct smpp_span string = { NULL, 0 };
	uint8_t u8 = 77;
	uint16_t u16 = 77;
	uint32_t u32 = 77;

	ck_assert_int_eq(smpp_tlv_u8(tlvs, 0x1400, &u8), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_tlv_u16(tlvs, 0x1400, &u16), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_tlv_u32(tlvs, 0x1400, &u32), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_tlv_string(tlvs, 0x1400, &string), SMPP_E_ABSENT);
	ck_assert_uint_eq(u8 + u16 + u32, 3 * 77);
}
END_TEST

START_TEST(tlv_string_ends_at_its_first_nul)
{
	struct smpp_span value;

	ck_assert_int_eq(smpp_tlv_string(tlvs, SMPP_TLV_RECEIPTED_MESSAGE_ID, &value), SMPP_OK);
	ck_assert(smpp_span_equal(value, smpp_span_of("id")));
}
END_TEST

START_TEST(tlv_string_is_all_of_a_value_without_nul)
{
	static const uint8_t bare[] = { 0x00, 0x1E, 0x00, 0x05, 'A', 'B', 'C', '-', '1' };
	struct smpp_span in = { bare, sizeof(bare) }, value;

	ck_assert_int_eq(smpp_tlv_string(in, SMPP_TLV_RECEIPTED_MESSAGE_ID, &value), SMPP_OK);
	ck_assert(smpp_span_equal(value, smpp_span_of("ABC-1")));
	ck_assert_int_eq(smpp_tlv_string(tlvs, PAYLOAD, &value), SMPP_OK);
	ck_assert_uint_eq(value.len, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tlv");
	TCase *tests = tcase_create("tlv");

	tcase_add_test(tests, tlv_next_visits_each_once_in_order);
	tcase_add_test(tests, tlv_next_refuses_a_cut_tlv_and_leaves_rest_unchanged);
	tcase_add_test(tests, tlv_next_reads_only_the_octets_it_is_given);
	tcase_add_test(tests, tlv_next_takes_an_empty_span_without_memory);
	tcase_add_test(tests, tlv_next_reads_a_length_of_65535);
	tcase_add_test(tests, tlv_find_takes_the_first_of_two);
	tcase_add_test(tests, tlv_find_tells_an_empty_value_from_an_absent_one);
	tcase_add_test(tests, tlv_find_sees_what_stands_before_a_cut_and_says_that_there_is_one);
	tcase_add_test(tests, tlv_getters_read_big_endian_numbers);
	tcase_add_test(tests, tlv_getters_say_length_for_any_other_length_and_touch_nothing);
	tcase_add_test(tests, tlv_getters_say_absent_for_a_tag_that_is_not_there);
	tcase_add_test(tests, tlv_string_ends_at_its_first_nul);
	tcase_add_test(tests, tlv_string_is_all_of_a_value_without_nul);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
