/* SPDX-License-Identifier: MIT */
/*
 * Owns: requests and their outcomes, requests of the peer and their answers.
 * Must not know: how numbers and handles are kept.
 */
#include "peer.h"

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static void start_bound(enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);

	peer_start_bound(&p, &config);
}

/* A session of that side and version, bound to a peer of that version. */
static void start_versions(enum smpp_side side, uint8_t own, uint8_t peer, uint32_t bind)
{
	struct smpp_session_config config = config_of(side);

	config.version = own;
	peer_start(&p, &config);
	peer_bind(&p, bind, peer);
}

/* What a call that refuses must leave as it was. */
static struct {
	struct smpp_session_counters counters;
	uint32_t outstanding;
	size_t output;
	uint64_t deadline;
	enum smpp_state state;
} before;

static void remember(void)
{
	memset(&before, 0, sizeof(before));
	before.counters = smpp_session_counters(p.s);
	before.outstanding = smpp_session_outstanding(p.s);
	(void)smpp_session_output(p.s, &before.output);
	before.deadline = smpp_session_deadline(p.s);
	before.state = smpp_session_state(p.s);
}

static void expect_nothing_changed(void)
{
	struct smpp_session_counters counters = smpp_session_counters(p.s);
	size_t output;

	ck_assert_mem_eq(&counters, &before.counters, sizeof(counters));
	ck_assert_uint_eq(smpp_session_outstanding(p.s), before.outstanding);
	(void)smpp_session_output(p.s, &output);
	ck_assert_uint_eq(output, before.output);
	ck_assert_uint_eq(smpp_session_deadline(p.s), before.deadline);
	ck_assert_int_eq(smpp_session_state(p.s), before.state);
}

/* The request is refused with that error and leaves all as it was, the PDU's number too. */
static void expect_request_refused(struct smpp_pdu pdu, int error)
{
	int got;

	pdu.header.sequence_number = 0x5A5A;
	remember();
	got = smpp_session_request(p.s, &pdu, 1, p.now);
	ck_assert_msg(got == error, "%s, not %s", smpp_error_name(got), smpp_error_name(error));
	ck_assert_uint_eq(pdu.header.sequence_number, 0x5A5A);
	expect_nothing_changed();
}

/* ---- outcomes ---- */

START_TEST(a_response_brings_the_token_of_its_request)
{
	static const uint64_t tokens[] = { 0, 1, UINT64_C(0xFFFFFFFF), UINT64_C(0x100000000),
					   UINT64_C(0x8000000000000000), UINT64_MAX };

	start_bound(SMPP_ESME);
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		uint32_t number = peer_ask(&p, SMPP_SUBMIT_SM, tokens[i]);
		struct seen *seen;

		peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
		seen = expect_outcome(&p, SMPP_OUTCOME_RESPONSE, tokens[i]);
		ck_assert_uint_eq(seen->event.command_id, SMPP_SUBMIT_SM);
		ck_assert_uint_eq(seen->event.sequence_number, number);
		ck_assert_uint_eq(seen->event.command_status, SMPP_ESME_ROK);
		ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_NONE);
		ck_assert_uint_eq(seen->header.command_id, SMPP_SUBMIT_SM_RESP);
	}
	expect_no_event(&p);
}
END_TEST

START_TEST(responses_in_any_order_bring_the_right_tokens)
{
	uint32_t number[10];

	start_bound(SMPP_ESME);
	for (size_t i = 0; i < 10; i++)
		number[i] = peer_ask(&p, SMPP_SUBMIT_SM, 100 + i);
	for (size_t i = 0; i < 10; i++) {
		size_t at = i * 7 % 10;

		peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number[at]);
		expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 100 + at);
		ck_assert_uint_eq(smpp_session_outstanding(p.s), 9 - i);
	}
}
END_TEST

START_TEST(a_nack_with_its_number_nacks_a_request)
{
	uint32_t number;

	start_bound(SMPP_ESME);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 4);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN, number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_NACKED, 4)->event.command_status,
			  SMPP_ESME_RINVCMDLEN);
	expect_silence(&p);
}
END_TEST

START_TEST(a_good_status_with_a_bad_body_is_a_bad_response)
{
	struct smpp_pdu pdu = header_only(SMPP_SUBMIT_SM_RESP, SMPP_ESME_ROK, 2);
	struct seen *seen;

	start_bound(SMPP_ESME);
	ck_assert_uint_eq(peer_ask(&p, SMPP_SUBMIT_SM, 4), 2);
	pdu.body.raw = smpp_span_of("no nul");
	peer_say(&p, &pdu);
	seen = expect_outcome(&p, SMPP_OUTCOME_BAD_RESPONSE, 4);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	ck_assert_str_eq(seen->event.fault.field, "message_id");
	ck_assert_uint_eq(seen->body_raw, 1);
	ck_assert_uint_eq(seen->event.command_status, SMPP_ESME_ROK);
	expect_silence(&p);
}
END_TEST

/* Answers a query_broadcast_sm of 5.0 without a TLV. @return the outcome */
static struct seen *answer_without_tlv(uint32_t status, enum smpp_outcome outcome)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	struct smpp_pdu pdu = pdu_of(SMPP_QUERY_BROADCAST_SM_RESP, 2);

	config.version = SMPP_V5_0;
	peer_start_bound(&p, &config);
	ck_assert_uint_eq(peer_ask(&p, SMPP_QUERY_BROADCAST_SM, 4), 2);
	pdu.header.command_status = status;
	peer_say(&p, &pdu);
	return expect_outcome(&p, outcome, 4);
}

START_TEST(a_good_status_without_a_required_tlv_is_a_bad_response)
{
	struct seen *seen = answer_without_tlv(SMPP_ESME_ROK, SMPP_OUTCOME_BAD_RESPONSE);

	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_TLV_MISSING);
	ck_assert_uint_eq(seen->event.fault.tag, SMPP_TLV_MESSAGE_STATE);
	ck_assert_uint_eq(smpp_session_counters(p.s).responses_in[SMPP_STATUS_FAILED], 1);
}
END_TEST

START_TEST(an_error_without_a_required_tlv_is_a_response)
{
	ck_assert_int_eq(answer_without_tlv(SMPP_ESME_RSYSERR, SMPP_OUTCOME_RESPONSE)
				 ->event.fault.code, SMPP_FAULT_NONE);
}
END_TEST

START_TEST(an_error_without_a_body_is_a_response)
{
	struct seen *seen;

	start_bound(SMPP_ESME);
	peer_say_header(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RMSGQFUL,
			peer_ask(&p, SMPP_SUBMIT_SM, 4));
	seen = expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
	ck_assert_uint_eq(seen->event.command_status, SMPP_ESME_RMSGQFUL);
	ck_assert_uint_eq(seen->body_absent, 1);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_NONE);
}
END_TEST

START_TEST(an_error_with_a_bad_body_is_a_response_with_a_fault)
{
	struct smpp_pdu pdu = header_only(SMPP_SUBMIT_SM_RESP, SMPP_ESME_RSYSERR, 2);
	struct seen *seen;

	start_bound(SMPP_ESME);
	ck_assert_uint_eq(peer_ask(&p, SMPP_SUBMIT_SM, 4), 2);
	pdu.body.raw = smpp_span_of("no nul");
	peer_say(&p, &pdu);
	seen = expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
	ck_assert_uint_eq(seen->event.command_status, SMPP_ESME_RSYSERR);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	ck_assert_uint_eq(seen->body_raw, 1);
}
END_TEST

START_TEST(a_tolerated_deviation_of_a_response_is_reported)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	struct smpp_pdu pdu = header_only(SMPP_SUBMIT_SM_RESP, SMPP_ESME_ROK, 2);
	struct seen *seen;

	config.tolerate = SMPP_FIELD;
	peer_start_bound(&p, &config);
	ck_assert_uint_eq(peer_ask(&p, SMPP_SUBMIT_SM, 4), 2);
	pdu.body.raw = smpp_span_of("no nul");
	peer_say(&p, &pdu);
	seen = expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
	ck_assert_uint_eq(seen->tolerated, SMPP_TOLERATE_NO_NUL);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	ck_assert_uint_eq(smpp_session_counters(p.s).tolerated, 1);
}
END_TEST

START_TEST(a_second_response_is_a_duplicate)
{
	uint32_t number;

	start_bound(SMPP_ESME);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 4);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_stray(&p, SMPP_STRAY_DUPLICATE);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, number);
	expect_stray(&p, SMPP_STRAY_DUPLICATE);
	expect_silence(&p);
}
END_TEST

START_TEST(a_response_to_a_number_that_was_never_sent_is_unsolicited)
{
	static const uint32_t numbers[] = { 0, 3, 0x7FFFFFFF, 0x80000002, 0xFFFFFFFF };

	start_bound(SMPP_ESME);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct seen *seen;

		peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, numbers[i]);
		seen = expect_stray(&p, SMPP_STRAY_UNSOLICITED);
		ck_assert_uint_eq(seen->header.sequence_number, numbers[i]);
	}
	expect_silence(&p);
	ck_assert_uint_eq(smpp_session_counters(p.s).stray, 5);
}
END_TEST

START_TEST(a_number_that_was_settled_long_ago_is_unsolicited)
{
	start_bound(SMPP_ESME); /* number 1 */
	for (uint32_t i = 0; i < 16; i++) {
		peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, peer_ask(&p, SMPP_SUBMIT_SM, i));
		expect_outcome(&p, SMPP_OUTCOME_RESPONSE, i);
	}
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, 2);
	expect_stray(&p, SMPP_STRAY_DUPLICATE);
	peer_say_pdu(&p, SMPP_BIND_TRANSCEIVER_RESP, 1);
	expect_stray(&p, SMPP_STRAY_UNSOLICITED);
}
END_TEST

START_TEST(a_response_of_another_command_leaves_the_request_waiting)
{
	uint32_t number;

	start_bound(SMPP_ESME);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 4);
	peer_say_header(&p, SMPP_QUERY_SM_RESP, SMPP_ESME_RQUERYFAIL, number);
	expect_stray(&p, SMPP_STRAY_WRONG_TYPE);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 1);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
	expect_silence(&p);
}
END_TEST

START_TEST(numbers_of_the_two_sides_have_nothing_to_do_with_each_other)
{
	uint32_t number;

	start_bound(SMPP_ESME);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 4);
	peer_say_pdu(&p, SMPP_DELIVER_SM, number);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(peer_reply(&p, p.handle, 0), SMPP_OK);
	expect_pdu(&p, SMPP_DELIVER_SM_RESP, 0, number);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 1);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 4);
}
END_TEST

START_TEST(numbers_begin_with_the_configured_one_and_wrap_around_to_small_ones)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	uint32_t number;

	config.first_sequence = 0x7FFFFFFE;
	peer_start_bound(&p, &config); /* 0x7FFFFFFE */
	ck_assert_uint_eq(peer_ask(&p, SMPP_SUBMIT_SM, 1), 0x7FFFFFFF);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 2);
	ck_assert_uint_ge(number, 1);
	ck_assert_uint_lt(number, 20);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 2);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, 0x7FFFFFFF);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 1);
}
END_TEST

START_TEST(alert_notification_has_no_outcome_and_needs_no_window)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.window = 1;
	peer_start_bound(&p, &config);
	peer_ask(&p, SMPP_DELIVER_SM, 1);
	for (int i = 0; i < 20; i++)
		peer_ask(&p, SMPP_ALERT_NOTIFICATION, 2);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 1);
	ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
	peer_wait(&p, 0);
	expect_outcome(&p, SMPP_OUTCOME_CLOSED, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
}
END_TEST

START_TEST(counters_count_what_went_in_and_out)
{
	struct smpp_session_counters c;

	start_bound(SMPP_ESME); /* 1 in, 1 out */
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, peer_ask(&p, SMPP_SUBMIT_SM, 1));
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 3);
	peer_say_header(&p, 0x110, 0, 4);
	peer_say_header(&p, 0x80000110, 0, 4);
	peer_listen(&p);
	c = smpp_session_counters(p.s);
	ck_assert_uint_eq(c.pdus_in, 5);
	ck_assert_uint_eq(c.pdus_out, 4);
	ck_assert_uint_eq(c.octets_in, 22 + 18 + 16 + 16 + 16);
	ck_assert_uint_eq(c.octets_out, p.len);
	ck_assert_uint_eq(c.refused, 1);
	ck_assert_uint_eq(c.stray, 1);
	ck_assert_uint_eq(c.tolerated, 0);
}
END_TEST

/* ---- requests that are refused ---- */

START_TEST(a_full_window_refuses_and_changes_nothing)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	uint32_t number[3];

	config.window = 3;
	peer_start_bound(&p, &config);
	for (uint32_t i = 0; i < 3; i++)
		number[i] = peer_ask(&p, SMPP_SUBMIT_SM, i);
	expect_request_refused(pdu_of(SMPP_SUBMIT_SM, 0), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_E_WINDOW);
	peer_ask(&p, SMPP_ENQUIRE_LINK, 8);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number[1]);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 1);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_OK);
	peer_ask(&p, SMPP_SUBMIT_SM, 9);
	expect_request_refused(pdu_of(SMPP_SUBMIT_SM, 0), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_session_unbind(p.s, 10, p.now), SMPP_OK);
}
END_TEST

START_TEST(a_request_that_can_never_fit_is_too_big)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);
	static uint8_t payload[70000];
	struct smpp_tlv tlv = { SMPP_TLV_MESSAGE_PAYLOAD, { payload, 200 } };

	config.output = 200;
	peer_start_bound(&p, &config);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	expect_request_refused(pdu, SMPP_E_TOO_BIG);
	peer_stop(&p);
	config.output = 100000;
	config.max_pdu = 200;
	peer_start_bound(&p, &config);
	expect_request_refused(pdu, SMPP_E_TOO_BIG);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
}
END_TEST

START_TEST(a_request_with_a_fault_says_where)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start_bound(SMPP_ESME);
	pdu.body.submit_sm.source_addr = smpp_span_of("1234567890123456789012");
	expect_request_refused(pdu, SMPP_E_FAULT);
	ck_assert_int_eq(smpp_session_fault(p.s)->code, SMPP_FAULT_CSTRING_TOO_LONG);
	ck_assert_str_eq(smpp_session_fault(p.s)->field, "source_addr");
	ck_assert_uint_eq(smpp_session_fault(p.s)->status, SMPP_ESME_RINVSRCADR);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	ck_assert_int_eq(smpp_session_fault(p.s)->code, SMPP_FAULT_NONE);
}
END_TEST

START_TEST(what_is_no_request_is_refused)
{
	start_bound(SMPP_ESME);
	expect_request_refused(pdu_of(SMPP_SUBMIT_SM_RESP, 0), SMPP_E_FAULT);
	expect_request_refused(pdu_of(SMPP_GENERIC_NACK, 0), SMPP_E_FAULT);
	expect_request_refused(pdu_of(0x110, 0), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_session_fault(p.s)->code, SMPP_FAULT_UNKNOWN_COMMAND_ID);
	ck_assert_int_ne(smpp_session_can(p.s, 0x110), SMPP_OK);
	ck_assert_int_ne(smpp_session_can(p.s, SMPP_SUBMIT_SM_RESP), SMPP_OK);
}
END_TEST

/* A submit_sm with that TLV is refused for the version, and the fault names the TLV. */
static void expect_tlv_refused(uint16_t tag, const char *name)
{
	uint8_t value[2] = { 0, 1 };
	struct smpp_tlv tlv = { tag, { value, 2 } };
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	expect_request_refused(pdu, SMPP_E_VERSION);
	ck_assert_int_eq(smpp_session_fault(p.s)->code, SMPP_FAULT_TLV_NOT_ALLOWED);
	ck_assert_uint_eq(smpp_session_fault(p.s)->tag, tag);
	ck_assert_str_eq(smpp_session_fault(p.s)->field, name);
	ck_assert_uint_eq(smpp_session_fault(p.s)->status, SMPP_ESME_RTLVNOTALLWD);
}

START_TEST(no_tlv_is_sent_to_a_peer_of_3_3)
{
	start_versions(SMPP_ESME, SMPP_V3_4, 0, SMPP_BIND_TRANSMITTER);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_3);
	expect_tlv_refused(SMPP_TLV_USER_MESSAGE_REFERENCE, "user_message_reference");
	expect_tlv_refused(0x1400, "unknown");
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
}
END_TEST

START_TEST(tlvs_as_octets_are_judged_like_those_of_the_array)
{
	static const uint8_t octets[] = { 0x02, 0x04, 0, 2, 0, 1 };
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start_versions(SMPP_ESME, SMPP_V3_4, SMPP_V3_3, SMPP_BIND_TRANSMITTER);
	pdu.tlvs.ptr = octets;
	pdu.tlvs.len = sizeof(octets);
	expect_request_refused(pdu, SMPP_E_VERSION);
	ck_assert_uint_eq(smpp_session_fault(p.s)->tag, SMPP_TLV_USER_MESSAGE_REFERENCE);
}
END_TEST

START_TEST(a_peer_of_3_4_gets_its_tlvs_and_unknown_ones_but_none_of_5_0)
{
	uint8_t value[2] = { 0, 1 };
	struct smpp_tlv tlvs[2] = { { SMPP_TLV_USER_MESSAGE_REFERENCE, { value, 2 } },
				    { 0x1400, { value, 2 } } };
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start_versions(SMPP_ESME, SMPP_V5_0, SMPP_V3_4, SMPP_BIND_TRANSMITTER);
	expect_tlv_refused(SMPP_TLV_BILLING_IDENTIFICATION, "billing_identification");
	pdu.tlv = tlvs;
	pdu.tlv_count = 2;
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	ck_assert_uint_eq(peer_hear(&p).tlvs.len, 12);
}
END_TEST

START_TEST(commands_that_the_peers_version_lacks_are_not_sent)
{
	start_versions(SMPP_ESME, SMPP_V5_0, SMPP_V3_4, SMPP_BIND_TRANSCEIVER);
	expect_request_refused(pdu_of(SMPP_BROADCAST_SM, 0), SMPP_E_VERSION);
	ck_assert_int_eq(smpp_session_fault(p.s)->code, SMPP_FAULT_COMMAND_VERSION);
	expect_request_refused(pdu_of(SMPP_QUERY_LAST_MSGS, 0), SMPP_E_VERSION);
	peer_stop(&p);
	start_versions(SMPP_ESME, SMPP_V5_0, 0, SMPP_BIND_TRANSMITTER);
	expect_request_refused(pdu_of(SMPP_DATA_SM, 0), SMPP_E_VERSION);
	peer_ask(&p, SMPP_QUERY_LAST_MSGS, 1);
	peer_stop(&p);
	start_versions(SMPP_ESME, SMPP_V5_0, SMPP_V5_0, SMPP_BIND_TRANSMITTER);
	peer_ask(&p, SMPP_BROADCAST_SM, 1);
}
END_TEST

START_TEST(requests_that_the_state_does_not_allow_are_not_sent)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	peer_start(&p, &config);
	expect_request_refused(pdu_of(SMPP_SUBMIT_SM, 0), SMPP_E_STATE);
	expect_request_refused(pdu_of(SMPP_ENQUIRE_LINK, 0), SMPP_E_STATE);
	expect_request_refused(pdu_of(SMPP_OUTBIND, 0), SMPP_E_STATE);
	peer_bind(&p, SMPP_BIND_RECEIVER, SMPP_V3_4);
	expect_request_refused(pdu_of(SMPP_SUBMIT_SM, 0), SMPP_E_STATE);
	expect_request_refused(pdu_of(SMPP_DELIVER_SM, 0), SMPP_E_STATE);
	expect_request_refused(pdu_of(SMPP_BIND_RECEIVER, 0), SMPP_E_STATE);
	peer_ask(&p, SMPP_ENQUIRE_LINK, 1);
}
END_TEST

static const uint32_t commands[] = {
	SMPP_BIND_RECEIVER, SMPP_BIND_TRANSMITTER, SMPP_QUERY_SM, SMPP_SUBMIT_SM, SMPP_DELIVER_SM,
	SMPP_UNBIND, SMPP_REPLACE_SM, SMPP_CANCEL_SM, SMPP_BIND_TRANSCEIVER, SMPP_OUTBIND,
	SMPP_ENQUIRE_LINK, SMPP_SUBMIT_MULTI, SMPP_PARAM_RETRIEVE, SMPP_QUERY_LAST_MSGS,
	SMPP_QUERY_MSG_DETAILS, SMPP_ALERT_NOTIFICATION, SMPP_DATA_SM, SMPP_BROADCAST_SM,
	SMPP_QUERY_BROADCAST_SM, SMPP_CANCEL_BROADCAST_SM
};

/* A session of that side, version and bind (0: open), with some of its window used or closed. */
static void start_case(int n)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };
	static const uint32_t binds[] = { 0, SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
					  SMPP_BIND_TRANSCEIVER };
	struct smpp_session_config config = config_of((enum smpp_side)(n % 2));
	uint8_t version = versions[n / 2 % 3];
	uint32_t bind = binds[n / 6 % 4];

	config.window = 1;
	config.version = version;
	if (bind == SMPP_BIND_TRANSCEIVER && version == SMPP_V3_3)
		config.version = SMPP_V3_4; /* and the peer is one of 3.3 */
	peer_start(&p, &config);
	if (bind != 0)
		peer_bind(&p, bind, version);
	if (n / 24 == 1) /* the window is full, where the state allows */
		(void)peer_request(&p, n % 2 == SMPP_ESME ? SMPP_QUERY_SM : SMPP_DELIVER_SM, 1);
	if (n / 24 == 2 && bind != 0)
		ck_assert_int_eq(smpp_session_unbind(p.s, 1, p.now), SMPP_OK);
	if (n / 24 == 3)
		ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
}

START_TEST(can_says_what_request_then_does)
{
	unsigned accepted = 0, cases = 0;

	for (int n = 0; n < 24 * 4; n++) {
		for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
			int can, got;

			start_case(n);
			can = smpp_session_can(p.s, commands[i]);
			got = peer_request(&p, commands[i], 5);
			ck_assert_msg(can == got, "case %d, %s: can %s, request %s", n,
				      smpp_command_name(commands[i]), smpp_error_name(can),
				      smpp_error_name(got));
			accepted += got == SMPP_OK;
			cases++;
			peer_stop(&p);
		}
	}
	printf("# exchange: can and request agree in %u cases, %u accepted\n", cases, accepted);
	ck_assert_uint_ge(accepted, 150);
}
END_TEST

/* ---- answers ---- */

/* Requests of the peer with numbers from 1. Their handles go to handle. */
static void take_requests(uint64_t *handle, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		peer_say_pdu(&p, SMPP_SUBMIT_SM, i + 1);
		handle[i] = expect_event(&p, SMPP_EVENT_REQUEST)->event.handle;
		ck_assert_uint_ne(handle[i], 0);
	}
}

START_TEST(answers_may_come_later_and_in_any_order)
{
	uint64_t handle[10];

	start_bound(SMPP_SMSC);
	take_requests(handle, 10);
	peer_wait(&p, 5000);
	for (uint32_t i = 0; i < 10; i++) {
		uint32_t at = i * 3 % 10;

		ck_assert_int_eq(peer_reply(&p, handle[at], 0), SMPP_OK);
		expect_pdu(&p, SMPP_SUBMIT_SM_RESP, 0, at + 1);
	}
	expect_silence(&p);
}
END_TEST

START_TEST(a_handle_answers_once)
{
	uint64_t handle, next;

	start_bound(SMPP_SMSC);
	take_requests(&handle, 1);
	ck_assert_int_eq(peer_reply(&p, handle, 0), SMPP_OK);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, 0, 1);
	ck_assert_int_eq(peer_reply(&p, handle, 0), SMPP_E_HANDLE);
	take_requests(&next, 1);
	ck_assert_uint_ne(next, handle);
	ck_assert_int_eq(peer_reply(&p, handle, 0), SMPP_E_HANDLE);
	ck_assert_int_eq(smpp_session_refuse(p.s, handle, 8, p.now), SMPP_E_HANDLE);
	expect_silence(&p);
	ck_assert_int_eq(smpp_session_refuse(p.s, next, 8, p.now), SMPP_OK);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, 8, 1);
}
END_TEST

START_TEST(handles_that_were_never_given_answer_nothing)
{
	static const uint64_t handles[] = { 0, 1, 2, 11, UINT64_C(0x100000000), UINT64_MAX,
					    UINT64_C(0x10000000B), UINT64_C(0x1FFFFFFFF) };

	start_bound(SMPP_SMSC);
	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++)
		ck_assert_int_eq(peer_reply(&p, handles[i], 0), SMPP_E_HANDLE);
	expect_silence(&p);
}
END_TEST

START_TEST(more_requests_than_allowed_are_to_come_again)
{
	uint64_t handle[10], next;

	start_bound(SMPP_SMSC);
	take_requests(handle, 10);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 11);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RTHROTTLED, 11);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RTHROTTLED);
	ck_assert_int_eq(peer_reply(&p, handle[4], 0), SMPP_OK);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, 0, 5);
	take_requests(&next, 1);
}
END_TEST

START_TEST(an_esme_says_that_its_application_is_busy)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.inbound = 1;
	peer_start_bound(&p, &config);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 1);
	expect_event(&p, SMPP_EVENT_REQUEST);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 2);
	expect_pdu(&p, SMPP_DELIVER_SM_RESP, SMPP_ESME_RX_T_APPN, 2);
	expect_refused(&p, SMPP_DELIVER_SM, SMPP_ESME_RX_T_APPN);
}
END_TEST

START_TEST(an_answer_that_is_refused_leaves_its_handle_good)
{
	struct smpp_pdu pdu;
	uint64_t handle;

	start_bound(SMPP_SMSC);
	take_requests(&handle, 1);
	remember();
	pdu = pdu_of(SMPP_DELIVER_SM_RESP, 0);
	ck_assert_int_eq(smpp_session_reply(p.s, handle, &pdu, p.now), SMPP_E_FAULT);
	pdu = pdu_of(SMPP_SUBMIT_SM_RESP, 0);
	pdu.body.submit_sm_resp.message_id =
		smpp_span_of("12345678901234567890123456789012345678901234567890123456789012345");
	ck_assert_int_eq(smpp_session_reply(p.s, handle, &pdu, p.now), SMPP_E_FAULT);
	ck_assert_str_eq(smpp_session_fault(p.s)->field, "message_id");
	expect_nothing_changed();
	ck_assert_int_eq(peer_reply(&p, handle, 0), SMPP_OK);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, 0, 1);
}
END_TEST

START_TEST(an_answer_may_be_a_nack)
{
	struct smpp_pdu nack = header_only(SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 99);
	uint64_t handle;

	start_bound(SMPP_SMSC);
	take_requests(&handle, 1);
	ck_assert_int_eq(smpp_session_reply(p.s, handle, &nack, p.now), SMPP_OK);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 1);
}
END_TEST

START_TEST(no_tlv_is_answered_to_a_peer_of_3_3)
{
	uint8_t value = 1;
	struct smpp_tlv tlv = { SMPP_TLV_DELIVERY_FAILURE_REASON, { &value, 1 } };
	struct smpp_pdu pdu = pdu_of(0, 0);
	uint64_t handle;

	start_versions(SMPP_SMSC, SMPP_V3_4, SMPP_V3_3, SMPP_BIND_TRANSMITTER);
	take_requests(&handle, 1);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	remember();
	ck_assert_int_eq(smpp_session_reply(p.s, handle, &pdu, p.now), SMPP_E_VERSION);
	ck_assert_uint_eq(smpp_session_fault(p.s)->tag, SMPP_TLV_DELIVERY_FAILURE_REASON);
	expect_nothing_changed();
	ck_assert_int_eq(peer_reply(&p, handle, 0), SMPP_OK);
}
END_TEST

/* Answers a bind of that version and says which version the answer names; 0: none. */
static uint8_t version_answered(uint8_t own, uint8_t peer, uint32_t status)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(SMPP_BIND_TRANSMITTER, 1);
	uint8_t version = 0;

	config.version = own;
	peer_start(&p, &config);
	pdu.body.bind.interface_version = peer;
	peer_say(&p, &pdu);
	ck_assert_int_eq(peer_reply(&p, p.handle, status), SMPP_OK);
	pdu = peer_hear(&p);
	(void)smpp_tlv_u8(pdu.tlvs, SMPP_TLV_SC_INTERFACE_VERSION, &version);
	ck_assert_uint_eq(pdu.tlvs.len, version != 0 ? 5 : 0);
	peer_stop(&p);
	return version;
}

START_TEST(a_bind_response_names_the_own_version_to_peers_that_know_tlvs)
{
	ck_assert_uint_eq(version_answered(SMPP_V3_4, SMPP_V3_4, 0), SMPP_V3_4);
	ck_assert_uint_eq(version_answered(SMPP_V5_0, SMPP_V3_4, 0), SMPP_V5_0);
	ck_assert_uint_eq(version_answered(SMPP_V3_4, SMPP_V5_0, 0), SMPP_V3_4);
	ck_assert_uint_eq(version_answered(SMPP_V3_4, SMPP_V3_3, 0), 0);
	ck_assert_uint_eq(version_answered(SMPP_V3_4, 0, 0), 0);
	ck_assert_uint_eq(version_answered(SMPP_V3_4, SMPP_V3_4, SMPP_ESME_RBINDFAIL), 0);
}
END_TEST

START_TEST(a_bind_response_that_names_a_version_is_left_as_it_is)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	uint8_t version = 0x40, named = 0;
	struct smpp_tlv tlv = { SMPP_TLV_SC_INTERFACE_VERSION, { &version, 1 } };
	struct smpp_pdu pdu = pdu_of(0, 0);

	peer_start(&p, &config);
	peer_say_pdu(&p, SMPP_BIND_TRANSMITTER, 1);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &pdu, p.now), SMPP_OK);
	pdu = peer_hear(&p);
	ck_assert_uint_eq(pdu.tlvs.len, 5);
	ck_assert_int_eq(smpp_tlv_u8(pdu.tlvs, SMPP_TLV_SC_INTERFACE_VERSION, &named), SMPP_OK);
	ck_assert_uint_eq(named, version);
}
END_TEST

START_TEST(the_version_is_the_lower_one_of_both_sides)
{
	static const uint8_t octets[] = { 0x00, 0x33, 0x34, 0x40, 0x50, 0x51, 0xFF };
	static const uint8_t means[] = { 0x33, 0x33, 0x34, 0x34, 0x50, 0x50, 0x50 };
	static const uint8_t owns[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };

	for (size_t i = 0; i < 7 * 3 * 2; i++) {
		uint8_t own = owns[i / 7 % 3], peer = octets[i % 7], both = means[i % 7];

		if (i / 21 == 0 && peer == 0)
			continue; /* here 0 says that the response names none */
		start_versions((enum smpp_side)(i / 21), own, peer, SMPP_BIND_TRANSMITTER);
		ck_assert_uint_eq(smpp_session_version(p.s), both < own ? both : own);
		peer_stop(&p);
	}
}
END_TEST

START_TEST(what_an_absent_version_means_is_configured)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	peer_start(&p, &config);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_4);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, 0);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_3);
	peer_stop(&p);
	config.absent_version = SMPP_V3_4;
	peer_start(&p, &config);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, 0);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_4);
}
END_TEST

static void add_outcomes(TCase *tests)
{
	tcase_add_test(tests, a_response_brings_the_token_of_its_request);
	tcase_add_test(tests, responses_in_any_order_bring_the_right_tokens);
	tcase_add_test(tests, a_nack_with_its_number_nacks_a_request);
	tcase_add_test(tests, a_good_status_with_a_bad_body_is_a_bad_response);
	tcase_add_test(tests, a_good_status_without_a_required_tlv_is_a_bad_response);
	tcase_add_test(tests, an_error_without_a_required_tlv_is_a_response);
	tcase_add_test(tests, an_error_without_a_body_is_a_response);
	tcase_add_test(tests, an_error_with_a_bad_body_is_a_response_with_a_fault);
	tcase_add_test(tests, a_tolerated_deviation_of_a_response_is_reported);
	tcase_add_test(tests, a_second_response_is_a_duplicate);
	tcase_add_test(tests, a_response_to_a_number_that_was_never_sent_is_unsolicited);
	tcase_add_test(tests, a_number_that_was_settled_long_ago_is_unsolicited);
	tcase_add_test(tests, a_response_of_another_command_leaves_the_request_waiting);
	tcase_add_test(tests, numbers_of_the_two_sides_have_nothing_to_do_with_each_other);
	tcase_add_test(tests, numbers_begin_with_the_configured_one_and_wrap_around_to_small_ones);
	tcase_add_test(tests, alert_notification_has_no_outcome_and_needs_no_window);
	tcase_add_test(tests, counters_count_what_went_in_and_out);
}

static void add_refused(TCase *tests)
{
	tcase_add_test(tests, a_full_window_refuses_and_changes_nothing);
	tcase_add_test(tests, a_request_that_can_never_fit_is_too_big);
	tcase_add_test(tests, a_request_with_a_fault_says_where);
	tcase_add_test(tests, what_is_no_request_is_refused);
	tcase_add_test(tests, no_tlv_is_sent_to_a_peer_of_3_3);
	tcase_add_test(tests, tlvs_as_octets_are_judged_like_those_of_the_array);
	tcase_add_test(tests, a_peer_of_3_4_gets_its_tlvs_and_unknown_ones_but_none_of_5_0);
	tcase_add_test(tests, commands_that_the_peers_version_lacks_are_not_sent);
	tcase_add_test(tests, requests_that_the_state_does_not_allow_are_not_sent);
	tcase_add_test(tests, can_says_what_request_then_does);
}

static void add_answers(TCase *tests)
{
	tcase_add_test(tests, answers_may_come_later_and_in_any_order);
	tcase_add_test(tests, a_handle_answers_once);
	tcase_add_test(tests, handles_that_were_never_given_answer_nothing);
	tcase_add_test(tests, more_requests_than_allowed_are_to_come_again);
	tcase_add_test(tests, an_esme_says_that_its_application_is_busy);
	tcase_add_test(tests, an_answer_that_is_refused_leaves_its_handle_good);
	tcase_add_test(tests, an_answer_may_be_a_nack);
	tcase_add_test(tests, no_tlv_is_answered_to_a_peer_of_3_3);
	tcase_add_test(tests, a_bind_response_names_the_own_version_to_peers_that_know_tlvs);
	tcase_add_test(tests, a_bind_response_that_names_a_version_is_left_as_it_is);
	tcase_add_test(tests, the_version_is_the_lower_one_of_both_sides);
	tcase_add_test(tests, what_an_absent_version_means_is_configured);
}

int main(void)
{
	static void (*const adds[])(TCase *tests) = { add_outcomes, add_refused, add_answers };
	static const char *const names[] = { "outcomes", "refused", "answers" };
	Suite *suite = suite_create("exchange");

	for (size_t i = 0; i < sizeof(adds) / sizeof(adds[0]); i++) {
		TCase *tests = tcase_create(names[i]);

		tcase_set_timeout(tests, 60);
		tcase_add_checked_fixture(tests, NULL, stop);
		adds[i](tests);
		suite_add_tcase(suite, tests);
	}
	return run_suite(suite);
}
