/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the peer's version keeps this side from sending, what is tolerated of a peer's bind,
 * and how congestion is told and heeded.
 * Must not know: how the session decides.
 */
#include "peer.h"

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static void start(enum smpp_side side, uint8_t own, uint8_t peer)
{
	struct smpp_session_config config = config_of(side);

	config.version = own;
	peer_start(&p, &config);
	peer_bind(&p, own < SMPP_V3_4 || peer < SMPP_V3_4 ? SMPP_BIND_TRANSMITTER
							 : SMPP_BIND_TRANSCEIVER, peer);
}

static int send(struct smpp_pdu pdu)
{
	return smpp_session_request(p.s, &pdu, 1, p.now);
}

/* The request is refused for that version, with that field or TLV as its place. */
static void expect_version(struct smpp_pdu pdu, enum smpp_fault_code code, const char *field,
			   uint16_t tag)
{
	ck_assert_int_eq(send(pdu), SMPP_E_VERSION);
	ck_assert_str_eq(smpp_fault_name(smpp_session_fault(p.s)->code), smpp_fault_name(code));
	ck_assert_str_eq(smpp_session_fault(p.s)->field, field);
	ck_assert_uint_eq(smpp_session_fault(p.s)->tag, tag);
	expect_silence(&p);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 0);
}

/* ---- what an older peer does not know ---- */

static uint8_t octet = 1;
static struct smpp_tlv one_tlv;

static struct smpp_pdu submit_with(uint16_t tag)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	one_tlv.tag = tag;
	one_tlv.value.ptr = &octet;
	one_tlv.value.len = 1;
	pdu.tlv = &one_tlv;
	pdu.tlv_count = 1;
	return pdu;
}

START_TEST(peer_of_33_gets_no_tlv)
{
	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_3);
	expect_version(submit_with(SMPP_TLV_PRIVACY_INDICATOR), SMPP_FAULT_TLV_NOT_ALLOWED,
		       "privacy_indicator", SMPP_TLV_PRIVACY_INDICATOR);
	expect_version(submit_with(0x1400), SMPP_FAULT_TLV_NOT_ALLOWED, "unknown", 0x1400);
}
END_TEST

START_TEST(peer_of_33_gets_no_data_sm)
{
	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_3);
	expect_version(pdu_of(SMPP_DATA_SM, 0), SMPP_FAULT_COMMAND_VERSION, "command_id", 0);
}
END_TEST

START_TEST(peer_of_33_gets_no_value_of_34)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_3);
	pdu.body.submit_sm.registered_delivery = 2;
	expect_version(pdu, SMPP_FAULT_RESERVED_VALUE, "registered_delivery", 0);
	pdu.body.submit_sm.registered_delivery = 0;
	pdu.body.submit_sm.priority_flag = 3;
	expect_version(pdu, SMPP_FAULT_RESERVED_VALUE, "priority_flag", 0);
}
END_TEST

START_TEST(peer_of_33_gets_no_text_of_more_than_160_octets)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);
	static uint8_t text[254];

	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_3);
	pdu.body.submit_sm.short_message.ptr = text;
	pdu.body.submit_sm.short_message.len = 161;
	expect_version(pdu, SMPP_FAULT_RESERVED_VALUE, "sm_length", 0);
	pdu.body.submit_sm.short_message.len = 160;
	ck_assert_int_eq(send(pdu), SMPP_OK);
}
END_TEST

START_TEST(peer_of_33_gets_no_message_id_of_more_than_8_characters)
{
	struct smpp_pdu answer = pdu_of(SMPP_SUBMIT_SM_RESP, 0);

	start(SMPP_SMSC, SMPP_V3_4, SMPP_V3_3);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	answer.body.submit_sm_resp.message_id = smpp_span_of("123456789");
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_E_VERSION);
	ck_assert_str_eq(smpp_session_fault(p.s)->field, "message_id");
	ck_assert_uint_eq(smpp_session_fault(p.s)->offset, 16);
	answer.body.submit_sm_resp.message_id = smpp_span_of("12345678");
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_OK);
}
END_TEST

START_TEST(message_id_that_no_version_has_is_a_fault_and_not_the_version)
{
	struct smpp_pdu answer = pdu_of(SMPP_SUBMIT_SM_RESP, 0);
	static uint8_t id[65];

	memset(id, 'a', sizeof(id));
	start(SMPP_SMSC, SMPP_V3_4, SMPP_V3_3);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	answer.body.submit_sm_resp.message_id.ptr = id;
	answer.body.submit_sm_resp.message_id.len = 65;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_E_FAULT);
	ck_assert_str_eq(smpp_session_fault(p.s)->field, "message_id");
}
END_TEST

START_TEST(bind_answer_to_a_peer_of_33_has_no_tlv_of_the_caller_either)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu bind = pdu_of(SMPP_BIND_TRANSMITTER, 900);
	struct smpp_pdu answer = pdu_of(SMPP_BIND_TRANSMITTER_RESP, 0);

	peer_start(&p, &config);
	bind.body.bind.interface_version = SMPP_V3_3;
	peer_say(&p, &bind);
	expect_event(&p, SMPP_EVENT_REQUEST);
	one_tlv = submit_with(0x1401).tlv[0];
	answer.tlv = &one_tlv;
	answer.tlv_count = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_E_VERSION);
	ck_assert_uint_eq(smpp_session_fault(p.s)->tag, 0x1401);
	answer.tlv_count = 0;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_OK);
	ck_assert_uint_eq(peer_hear(&p).tlvs.len, 0);
}
END_TEST

START_TEST(data_sm_of_a_peer_that_counts_as_33_is_no_command_when_strict)
{
	start(SMPP_SMSC, SMPP_V3_4, SMPP_V3_3);
	peer_say_pdu(&p, SMPP_DATA_SM, 900);
	expect_refused(&p, SMPP_DATA_SM, SMPP_ESME_RINVCMDID);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 900);
}
END_TEST

START_TEST(data_sm_of_a_peer_that_counts_as_33_can_be_answered_in_the_field)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.tolerate = SMPP_FIELD;
	peer_start(&p, &config);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, SMPP_V3_3);
	peer_say_pdu(&p, SMPP_DATA_SM, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	expect_pdu(&p, SMPP_DATA_SM_RESP, SMPP_ESME_ROK, 900);
}
END_TEST

START_TEST(peer_of_34_gets_no_tlv_of_50)
{
	start(SMPP_ESME, SMPP_V5_0, SMPP_V3_4);
	expect_version(submit_with(SMPP_TLV_DEST_ADDR_NP_RESOLUTION), SMPP_FAULT_TLV_NOT_ALLOWED,
		       "dest_addr_np_resolution", SMPP_TLV_DEST_ADDR_NP_RESOLUTION);
	ck_assert_int_eq(send(submit_with(SMPP_TLV_PRIVACY_INDICATOR)), SMPP_OK);
}
END_TEST

START_TEST(peer_of_34_gets_no_value_of_50)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start(SMPP_ESME, SMPP_V5_0, SMPP_V3_4);
	pdu.body.submit_sm.priority_flag = 4;
	expect_version(pdu, SMPP_FAULT_RESERVED_VALUE, "priority_flag", 0);
}
END_TEST

START_TEST(peer_of_34_gets_no_broadcast)
{
	start(SMPP_ESME, SMPP_V5_0, SMPP_V3_4);
	expect_version(pdu_of(SMPP_BROADCAST_SM, 0), SMPP_FAULT_COMMAND_VERSION, "command_id", 0);
}
END_TEST

START_TEST(what_no_version_allows_is_the_callers_affair)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	start(SMPP_ESME, SMPP_V5_0, SMPP_V3_4);
	pdu.body.submit_sm.priority_flag = 9;
	ck_assert_int_eq(send(pdu), SMPP_OK);
}
END_TEST

/* ---- what is tolerated of a bind ---- */

static uint32_t start_bind(enum smpp_side side, uint32_t tolerate)
{
	struct smpp_session_config config = config_of(side);

	config.tolerate = tolerate;
	peer_start(&p, &config);
	return side == SMPP_ESME ? peer_ask(&p, SMPP_BIND_RECEIVER, 5) : 0;
}

START_TEST(bind_answered_by_another_binds_response_is_a_stray_when_strict)
{
	uint32_t number = start_bind(SMPP_ESME, SMPP_STRICT);

	peer_say_pdu(&p, SMPP_BIND_TRANSMITTER_RESP, number);
	expect_stray(&p, SMPP_STRAY_WRONG_TYPE);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(bind_answered_by_another_binds_response_is_tolerated_and_reported)
{
	uint32_t number = start_bind(SMPP_ESME, SMPP_TOLERATE_BIND_TYPE);

	peer_say_pdu(&p, SMPP_BIND_TRANSMITTER_RESP, number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5)->tolerated,
			  SMPP_TOLERATE_BIND_TYPE);
	expect_state(&p, SMPP_STATE_BOUND_RX, SMPP_REASON_NONE);
	ck_assert_uint_eq(smpp_session_counters(p.s).tolerated, 1);
}
END_TEST

START_TEST(already_bound_is_a_refusal_even_in_the_field)
{
	uint32_t number = start_bind(SMPP_ESME, SMPP_FIELD);

	peer_say_header(&p, SMPP_BIND_RECEIVER_RESP, SMPP_ESME_RALYBND, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(already_bound_is_bound_where_the_caller_says_so)
{
	uint32_t number = start_bind(SMPP_ESME, SMPP_TOLERATE_ALREADY_BOUND);

	peer_say_header(&p, SMPP_BIND_RECEIVER_RESP, SMPP_ESME_RALYBND, number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5)->tolerated,
			  SMPP_TOLERATE_ALREADY_BOUND);
	expect_state(&p, SMPP_STATE_BOUND_RX, SMPP_REASON_NONE);
}
END_TEST

static void say_bind_of(uint8_t interface_version)
{
	struct smpp_pdu bind = pdu_of(SMPP_BIND_TRANSMITTER, 900);

	bind.body.bind.interface_version = interface_version;
	peer_say(&p, &bind);
}

START_TEST(decimal_34_is_33_when_strict)
{
	start_bind(SMPP_SMSC, SMPP_STRICT);
	say_bind_of(34);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_3);
	ck_assert_uint_eq(peer_hear(&p).tlvs.len, 0);
}
END_TEST

START_TEST(decimal_34_is_34_in_the_field_and_reported)
{
	start_bind(SMPP_SMSC, SMPP_FIELD);
	say_bind_of(34);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REQUEST)->tolerated,
			  SMPP_TOLERATE_DECIMAL_VERSION);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_4);
	ck_assert_uint_eq(peer_hear(&p).tlvs.len, 5);
}
END_TEST

START_TEST(decimal_version_of_a_bind_response_is_reported_too)
{
	peer_accept_bind(&p, SMPP_BIND_RECEIVER, start_bind(SMPP_ESME, SMPP_FIELD), 34);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5)->tolerated,
			  SMPP_TOLERATE_DECIMAL_VERSION);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_4);
	ck_assert_uint_eq(smpp_session_counters(p.s).tolerated, 1);
}
END_TEST

START_TEST(line_ends_between_pdus_end_a_strict_session)
{
	start(SMPP_SMSC, SMPP_V3_4, SMPP_V3_4);
	peer_feed(&p, (const uint8_t *)"\r\n\r\n", 4);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
}
END_TEST

START_TEST(line_ends_between_pdus_are_tolerated_and_reported_with_the_next_pdu)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.tolerate = SMPP_FIELD;
	peer_start_bound(&p, &config);
	peer_feed(&p, (const uint8_t *)"\r\n", 2);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REQUEST)->tolerated,
			  SMPP_TOLERATE_LINE_ENDS);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 901);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REQUEST)->tolerated, 0);
	ck_assert_uint_eq(smpp_session_counters(p.s).tolerated, 1);
}
END_TEST

START_TEST(pdu_with_two_deviations_is_counted_once)
{
	start_bind(SMPP_SMSC, SMPP_FIELD);
	peer_feed(&p, (const uint8_t *)"\r\n", 2);
	say_bind_of(34);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REQUEST)->tolerated,
			  SMPP_TOLERATE_DECIMAL_VERSION | SMPP_TOLERATE_LINE_ENDS);
	ck_assert_uint_eq(smpp_session_counters(p.s).tolerated, 1);
}
END_TEST

/* ---- congestion ---- */

static uint8_t congestion_of(const struct smpp_pdu *pdu)
{
	uint8_t value = 0xEE;

	(void)smpp_tlv_u8(pdu->tlvs, SMPP_TLV_CONGESTION_STATE, &value);
	return value;
}

START_TEST(congestion_state_goes_with_responses_to_a_peer_of_50)
{
	struct smpp_pdu answer;

	start(SMPP_SMSC, SMPP_V5_0, SMPP_V5_0);
	smpp_session_congestion(p.s, 85);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	answer = peer_hear(&p);
	ck_assert_uint_eq(congestion_of(&answer), 85);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 901);
	answer = peer_hear(&p);
	ck_assert_uint_eq(answer.header.command_length, 21);
	ck_assert_uint_eq(congestion_of(&answer), 85);
	smpp_session_congestion(p.s, SMPP_CONGESTION_NONE);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 902);
	ck_assert_uint_eq(peer_hear(&p).header.command_length, 16);
}
END_TEST

START_TEST(congestion_state_is_withheld_from_a_peer_of_34)
{
	start(SMPP_SMSC, SMPP_V5_0, SMPP_V3_4);
	smpp_session_congestion(p.s, 85);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	ck_assert_uint_eq(peer_hear(&p).tlvs.len, 0);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 901);
	ck_assert_uint_eq(peer_hear(&p).header.command_length, 16);
}
END_TEST

START_TEST(congestion_state_does_not_stand_in_the_place_of_a_body)
{
	start(SMPP_SMSC, SMPP_V5_0, SMPP_V5_0);
	smpp_session_congestion(p.s, 85);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_RSYSERR), SMPP_OK);
	ck_assert_uint_eq(peer_hear(&p).header.command_length, 16);
}
END_TEST

START_TEST(congestion_state_of_the_caller_is_not_doubled)
{
	struct smpp_pdu answer = pdu_of(SMPP_SUBMIT_SM_RESP, 0);

	start(SMPP_SMSC, SMPP_V5_0, SMPP_V5_0);
	smpp_session_congestion(p.s, 85);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	answer.tlv = submit_with(SMPP_TLV_CONGESTION_STATE).tlv;
	answer.tlv_count = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_OK);
	answer = peer_hear(&p);
	ck_assert_uint_eq(answer.tlvs.len, 5);
	ck_assert_uint_eq(congestion_of(&answer), 1);
}
END_TEST

/* A submit_sm and its response with that status and congestion_state. */
static void exchange(uint32_t status, uint8_t congestion)
{
	struct smpp_tlv tlv = { SMPP_TLV_CONGESTION_STATE, { &congestion, 1 } };
	struct smpp_pdu answer = pdu_of(SMPP_SUBMIT_SM_RESP,
					peer_ask(&p, SMPP_SUBMIT_SM, 1));

	answer.header.command_status = status;
	answer.tlv = &tlv;
	answer.tlv_count = congestion != SMPP_CONGESTION_NONE;
	peer_say(&p, &answer);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 1);
}

START_TEST(throttling_halves_the_window_down_to_its_minimum)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.window = 20;
	config.window_min = 3;
	peer_start_bound(&p, &config);
	ck_assert_uint_eq(smpp_session_window(p.s), 20);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 10);
	exchange(SMPP_ESME_RMSGQFUL, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 5);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 3);
}
END_TEST

START_TEST(shrunk_window_is_what_requests_are_held_to)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.window = 2;
	peer_start_bound(&p, &config);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 2), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_ENQUIRE_LINK), SMPP_OK);
}
END_TEST

START_TEST(good_answers_grow_the_window_again)
{
	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_4);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 5);
	for (int i = 0; i < 5; i++)
		exchange(SMPP_ESME_ROK, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 6);
}
END_TEST

START_TEST(congestion_above_90_halves_and_100_falls_to_the_minimum)
{
	start(SMPP_ESME, SMPP_V5_0, SMPP_V5_0);
	exchange(SMPP_ESME_ROK, 91);
	ck_assert_uint_eq(smpp_session_window(p.s), 5);
	exchange(SMPP_ESME_ROK, 100);
	ck_assert_uint_eq(smpp_session_window(p.s), 1);
}
END_TEST

START_TEST(congestion_from_80_to_90_keeps_the_window_and_reserved_values_say_nothing)
{
	start(SMPP_ESME, SMPP_V5_0, SMPP_V5_0);
	exchange(SMPP_ESME_ROK, 95);
	for (int i = 0; i < 20; i++)
		exchange(SMPP_ESME_ROK, (uint8_t)(80 + i % 11));
	ck_assert_uint_eq(smpp_session_window(p.s), 5);
	for (int i = 0; i < 5; i++)
		exchange(SMPP_ESME_ROK, 101);
	ck_assert_uint_eq(smpp_session_window(p.s), 6);
}
END_TEST

START_TEST(window_that_must_not_move_does_not)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.window_min = SMPP_OFF;
	peer_start_bound(&p, &config);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	ck_assert_uint_eq(smpp_session_window(p.s), 10);
}
END_TEST

START_TEST(responses_are_counted_by_the_class_of_their_status)
{
	struct smpp_session_counters c;

	start(SMPP_ESME, SMPP_V3_4, SMPP_V3_4);
	exchange(SMPP_ESME_ROK, SMPP_CONGESTION_NONE);
	exchange(SMPP_ESME_RTHROTTLED, SMPP_CONGESTION_NONE);
	exchange(SMPP_ESME_RINVDSTADR, SMPP_CONGESTION_NONE);
	exchange(0x00000555, SMPP_CONGESTION_NONE);
	c = smpp_session_counters(p.s);
	ck_assert_uint_eq(c.responses_in[SMPP_STATUS_OK], 2); /* the bind's too */
	ck_assert_uint_eq(c.responses_in[SMPP_STATUS_TEMPORARY], 1);
	ck_assert_uint_eq(c.responses_in[SMPP_STATUS_FAILED], 2);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 900);
	peer_say_header(&p, 0x00000110, SMPP_ESME_ROK, 901);
	c = smpp_session_counters(p.s);
	ck_assert_uint_eq(c.responses_out[SMPP_STATUS_OK], 1);
	ck_assert_uint_eq(c.responses_out[SMPP_STATUS_FAILED], 1);
	ck_assert_uint_eq(c.refused, 1);
}
END_TEST

static void add_versions(TCase *tests)
{
	tcase_add_test(tests, peer_of_33_gets_no_tlv);
	tcase_add_test(tests, peer_of_33_gets_no_data_sm);
	tcase_add_test(tests, peer_of_33_gets_no_value_of_34);
	tcase_add_test(tests, peer_of_33_gets_no_text_of_more_than_160_octets);
	tcase_add_test(tests, peer_of_33_gets_no_message_id_of_more_than_8_characters);
	tcase_add_test(tests, message_id_that_no_version_has_is_a_fault_and_not_the_version);
	tcase_add_test(tests, bind_answer_to_a_peer_of_33_has_no_tlv_of_the_caller_either);
	tcase_add_test(tests, data_sm_of_a_peer_that_counts_as_33_is_no_command_when_strict);
	tcase_add_test(tests, data_sm_of_a_peer_that_counts_as_33_can_be_answered_in_the_field);
	tcase_add_test(tests, peer_of_34_gets_no_tlv_of_50);
	tcase_add_test(tests, peer_of_34_gets_no_value_of_50);
	tcase_add_test(tests, peer_of_34_gets_no_broadcast);
	tcase_add_test(tests, what_no_version_allows_is_the_callers_affair);
}

static void add_binds(TCase *tests)
{
	tcase_add_test(tests, bind_answered_by_another_binds_response_is_a_stray_when_strict);
	tcase_add_test(tests, bind_answered_by_another_binds_response_is_tolerated_and_reported);
	tcase_add_test(tests, already_bound_is_a_refusal_even_in_the_field);
	tcase_add_test(tests, already_bound_is_bound_where_the_caller_says_so);
	tcase_add_test(tests, decimal_34_is_33_when_strict);
	tcase_add_test(tests, decimal_34_is_34_in_the_field_and_reported);
	tcase_add_test(tests, decimal_version_of_a_bind_response_is_reported_too);
	tcase_add_test(tests, line_ends_between_pdus_end_a_strict_session);
	tcase_add_test(tests,
		       line_ends_between_pdus_are_tolerated_and_reported_with_the_next_pdu);
	tcase_add_test(tests, pdu_with_two_deviations_is_counted_once);
}

static void add_congestion(TCase *tests)
{
	tcase_add_test(tests, congestion_state_goes_with_responses_to_a_peer_of_50);
	tcase_add_test(tests, congestion_state_is_withheld_from_a_peer_of_34);
	tcase_add_test(tests, congestion_state_does_not_stand_in_the_place_of_a_body);
	tcase_add_test(tests, congestion_state_of_the_caller_is_not_doubled);
	tcase_add_test(tests, throttling_halves_the_window_down_to_its_minimum);
	tcase_add_test(tests, shrunk_window_is_what_requests_are_held_to);
	tcase_add_test(tests, good_answers_grow_the_window_again);
	tcase_add_test(tests, congestion_above_90_halves_and_100_falls_to_the_minimum);
	tcase_add_test(tests,
		       congestion_from_80_to_90_keeps_the_window_and_reserved_values_say_nothing);
	tcase_add_test(tests, window_that_must_not_move_does_not);
	tcase_add_test(tests, responses_are_counted_by_the_class_of_their_status);
}

int main(void)
{
	Suite *suite = suite_create("negotiate");
	TCase *tests = tcase_create("negotiate");

	tcase_add_checked_fixture(tests, NULL, stop);
	add_versions(tests);
	add_binds(tests);
	add_congestion(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
