/* SPDX-License-Identifier: MIT */
/*
 * Owns: where a PDU ends, and what command_length may be.
 * Must not know: bodies.
 */
#include "support.h"

static struct smpp_header header;
static struct smpp_fault fault;

/* smpp_frame_get of octets that end at an unreadable page; header and fault are set. */
static int frame(const void *octets, size_t len, uint32_t max_pdu)
{
	struct smpp_span in = { octets, len }, guarded = guard_end(in);
	int got;

	memset(&header, 0xA5, sizeof(header));
	memset(&fault, 0xA5, sizeof(fault));
	got = smpp_frame_get(guarded, max_pdu, &header, &fault);
	guard_free(guarded);
	return got;
}

/* An enquire_link that claims length octets; have of its first 16 are there. */
static int frame_of_length(uint32_t length, size_t have, uint32_t max_pdu)
{
	uint8_t octets[16] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16),
			       (uint8_t)(length >> 8), (uint8_t)length, 0, 0, 0, 0x15,
			       0, 0, 0, 0, 0x01, 0x02, 0x03, 0x04 };

	return frame(octets, have, max_pdu);
}

static void expect_refusal(int got, enum smpp_fault_code code)
{
	ck_assert_int_eq(got, SMPP_E_FAULT);
	ck_assert_int_eq(fault.code, code);
	ck_assert_uint_eq(fault.offset, 0);
	ck_assert_str_eq(fault.field, "command_length");
	ck_assert_uint_eq(fault.status, SMPP_ESME_RINVCMDLEN);
	ck_assert_ptr_null(fault.member);
	ck_assert_int_eq(fault.entry, -1);
	ck_assert_uint_eq(fault.tag, 0);
}

START_TEST(frame_reads_the_header_of_a_whole_pdu)
{
	ck_assert_int_eq(frame_of_length(16, 16, 0), SMPP_OK);
	ck_assert_uint_eq(header.command_length, 16);
	ck_assert_uint_eq(header.command_id, SMPP_ENQUIRE_LINK);
	ck_assert_uint_eq(header.command_status, 0);
	ck_assert_uint_eq(header.sequence_number, 0x01020304);
	ck_assert_int_eq(fault.code, SMPP_FAULT_NONE);
}
END_TEST

START_TEST(frame_refuses_lengths_below_16_from_four_octets)
{
	for (uint32_t length = 0; length < 16; length++) {
		for (size_t have = 4; have <= 16; have++)
			expect_refusal(frame_of_length(length, have, 0),
				       SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL);
	}
}
END_TEST

START_TEST(frame_takes_lengths_from_16_to_20)
{
	for (uint32_t length = 17; length <= 20; length++) {
		ck_assert_int_eq(frame_of_length(length, 16, 0), SMPP_E_MORE);
		ck_assert_uint_eq(header.command_length, length);
		ck_assert_int_eq(fault.code, SMPP_FAULT_NONE);
	}
	ck_assert_int_eq(frame_of_length(16, 16, 0), SMPP_OK);
}
END_TEST

START_TEST(frame_refuses_impossible_lengths_from_four_octets)
{
	static const uint32_t lengths[] = { SMPP_MAX_PDU_EVER, SMPP_MAX_PDU_EVER + 1, 0x7FFFFFFF,
					    0x80000000, 0x80000010, 0xFFFFFFF0, 0xFFFFFFFF };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		for (size_t have = 4; have <= 16; have++) {
			expect_refusal(frame_of_length(lengths[i], have, 0),
				       SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
			expect_refusal(frame_of_length(lengths[i], have, 0xFFFFFFFF),
				       SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
		}
	}
}
END_TEST

START_TEST(frame_refuses_lengths_above_max_pdu_when_the_header_is_there)
{
	for (size_t have = 4; have < 16; have++)
		ck_assert_int_eq(frame_of_length(SMPP_MAX_PDU_EVER - 1, have, 1000), SMPP_E_MORE);
	expect_refusal(frame_of_length(SMPP_MAX_PDU_EVER - 1, 16, 1000),
		       SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	ck_assert_uint_eq(header.command_id, SMPP_ENQUIRE_LINK);
	ck_assert_uint_eq(header.sequence_number, 0x01020304);
}
END_TEST

START_TEST(frame_takes_max_pdu_and_one_less_and_refuses_one_more)
{
	static const uint32_t limits[] = { 16, 17, 255, 256, 4096, 65535, 65536, 70000, 1000000 };

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		uint32_t max = limits[i];

		if (max > 16)
			ck_assert_int_ne(frame_of_length(max - 1, 16, max), SMPP_E_FAULT);
		ck_assert_int_ne(frame_of_length(max, 16, max), SMPP_E_FAULT);
		expect_refusal(frame_of_length(max + 1, 16, max),
			       SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	}
}
END_TEST

START_TEST(frame_takes_the_usual_max_pdu_for_zero)
{
	ck_assert_int_eq(frame_of_length(SMPP_MAX_PDU_USUAL - 1, 16, 0), SMPP_E_MORE);
	ck_assert_int_eq(frame_of_length(SMPP_MAX_PDU_USUAL, 16, 0), SMPP_E_MORE);
	expect_refusal(frame_of_length(SMPP_MAX_PDU_USUAL + 1, 16, 0),
		       SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
}
END_TEST

START_TEST(frame_wants_more_of_a_header_and_says_which_field_is_next)
{
	static const char *const names[] = { "command_length", "command_id", "command_status",
					     "sequence_number" };

	for (size_t have = 0; have < 16; have++) {
		ck_assert_int_eq(frame_of_length(16, have, 0), SMPP_E_MORE);
		ck_assert_int_eq(fault.code, SMPP_FAULT_INCOMPLETE_HEADER);
		ck_assert_str_eq(fault.field, names[have / 4]);
		ck_assert_uint_eq(fault.offset, have / 4 * 4);
		ck_assert_uint_eq(fault.status, SMPP_ESME_ROK);
	}
}
END_TEST

START_TEST(frame_fills_the_header_in_as_far_as_octets_are_there)
{
	for (size_t have = 0; have < 16; have++) {
		frame_of_length(16, have, 0);
		ck_assert_uint_eq(header.command_length, have >= 4 ? 16 : 0);
		ck_assert_uint_eq(header.command_id, have >= 8 ? SMPP_ENQUIRE_LINK : 0);
		ck_assert_uint_eq(header.command_status, 0);
		ck_assert_uint_eq(header.sequence_number, 0);
	}
}
END_TEST

START_TEST(frame_finds_the_pdu_when_a_byte_at_a_time_arrives)
{
	static const uint8_t stream[] = { 0, 0, 0, 0x12, 0x80, 0, 0, 0x04, 0, 0, 0, 0, 0, 0, 0, 1,
					  '1', 0, 0, 0, 0, 0x10, 0, 0, 0, 0x15, 0, 0 };

	for (size_t have = 0; have <= sizeof(stream); have++)
		ck_assert_int_eq(frame(stream, have, 0), have < 18 ? SMPP_E_MORE : SMPP_OK);
	ck_assert_uint_eq(header.command_length, 18);
}
END_TEST

START_TEST(frame_judges_a_max_pdu_in_single_bytes_as_early_as_can_be)
{
	static const uint32_t lengths[] = { 255, 256, 257 };

	for (size_t i = 0; i < 3; i++) {
		for (size_t have = 0; have <= 16; have++)
			ck_assert_int_eq(frame_of_length(lengths[i], have, 256),
					 have == 16 && lengths[i] > 256 ? SMPP_E_FAULT
									: SMPP_E_MORE);
	}
}
END_TEST

START_TEST(frame_refuses_the_five_octets_that_stopped_osmocom)
{
	expect_refusal(frame("\0\0\0\2\0", 5, 0), SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL);
}
END_TEST

START_TEST(frame_refuses_http_from_its_first_four_octets)
{
	static const char http[] = "GET / HTTP/1.1\r\nHost: example.net\r\n\r\n";

	for (size_t have = 4; have < sizeof(http); have++)
		expect_refusal(frame(http, have, 0), SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	expect_refusal(frame("HTTP/1.1 200 OK\r\n", 17, 0), SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	expect_refusal(frame("\r\n\r\n", 4, 0), SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
}
END_TEST

START_TEST(frame_refuses_a_tls_client_hello_from_its_first_four_octets)
{
	static const uint8_t hello[] = { 0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03,
					 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

	for (size_t have = 4; have <= sizeof(hello); have++)
		expect_refusal(frame(hello, have, 0), SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
}
END_TEST

START_TEST(frame_takes_a_null_fault_and_an_empty_span)
{
	struct smpp_span none = { NULL, 0 };
	struct smpp_span bad = { (const uint8_t *)"\0\0\0\0", 4 };

	ck_assert_int_eq(smpp_frame_get(none, 0, &header, NULL), SMPP_E_MORE);
	ck_assert_uint_eq(header.command_length, 0);
	ck_assert_int_eq(smpp_frame_get(bad, 0, &header, NULL), SMPP_E_FAULT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("frame");
	TCase *tests = tcase_create("frame");

	tcase_add_test(tests, frame_reads_the_header_of_a_whole_pdu);
	tcase_add_test(tests, frame_refuses_lengths_below_16_from_four_octets);
	tcase_add_test(tests, frame_takes_lengths_from_16_to_20);
	tcase_add_test(tests, frame_refuses_impossible_lengths_from_four_octets);
	tcase_add_test(tests, frame_refuses_lengths_above_max_pdu_when_the_header_is_there);
	tcase_add_test(tests, frame_takes_max_pdu_and_one_less_and_refuses_one_more);
	tcase_add_test(tests, frame_takes_the_usual_max_pdu_for_zero);
	tcase_add_test(tests, frame_wants_more_of_a_header_and_says_which_field_is_next);
	tcase_add_test(tests, frame_fills_the_header_in_as_far_as_octets_are_there);
	tcase_add_test(tests, frame_finds_the_pdu_when_a_byte_at_a_time_arrives);
	tcase_add_test(tests, frame_judges_a_max_pdu_in_single_bytes_as_early_as_can_be);
	tcase_add_test(tests, frame_refuses_the_five_octets_that_stopped_osmocom);
	tcase_add_test(tests, frame_refuses_http_from_its_first_four_octets);
	tcase_add_test(tests, frame_refuses_a_tls_client_hello_from_its_first_four_octets);
	tcase_add_test(tests, frame_takes_a_null_fault_and_an_empty_span);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
