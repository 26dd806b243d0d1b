/* SPDX-License-Identifier: MIT */
/*
 * Owns: how a session comes to be bound, or not: binds, their answers, outbind.
 * Must not know: how the session keeps any of it.
 */
#include "peer.h"

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static void start(enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);

	peer_start(&p, &config);
}

static void start_bound(enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);

	peer_start_bound(&p, &config);
}

static const uint32_t binds[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
				  SMPP_BIND_TRANSCEIVER };

START_TEST(each_bind_brings_an_esme_into_its_state)
{
	for (size_t i = 0; i < 3; i++) {
		start(SMPP_ESME);
		peer_bind(&p, binds[i], SMPP_V3_4);
		peer_stop(&p);
	}
}
END_TEST

START_TEST(each_bind_brings_an_smsc_into_its_state)
{
	for (size_t i = 0; i < 3; i++) {
		start(SMPP_SMSC);
		peer_bind(&p, binds[i], SMPP_V3_4);
		peer_stop(&p);
	}
}
END_TEST

START_TEST(a_refused_bind_leaves_an_esme_open_and_it_may_bind_again)
{
	uint32_t number;

	start(SMPP_ESME);
	number = peer_ask(&p, SMPP_BIND_TRANSCEIVER, 5);
	peer_say_header(&p, SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, SMPP_ESME_RINVPASWD, number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5)->event.command_status,
			  SMPP_ESME_RINVPASWD);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_OPEN);
	peer_bind(&p, SMPP_BIND_RECEIVER, SMPP_V3_4);
}
END_TEST

START_TEST(a_refused_bind_leaves_an_smsc_open_and_takes_another)
{
	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_BIND_RECEIVER, 9);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(smpp_session_refuse(p.s, p.handle, SMPP_ESME_RBINDFAIL, p.now), SMPP_OK);
	expect_pdu(&p, SMPP_BIND_RECEIVER | SMPP_RESPONSE, SMPP_ESME_RBINDFAIL, 9);
	peer_wait(&p, 0);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_OPEN);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
}
END_TEST

START_TEST(a_nacked_bind_leaves_an_esme_open)
{
	start(SMPP_ESME);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID,
			peer_ask(&p, SMPP_BIND_TRANSCEIVER, 5));
	expect_outcome(&p, SMPP_OUTCOME_NACKED, 5);
	expect_no_event(&p);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
}
END_TEST

START_TEST(an_smsc_that_answers_a_bind_with_a_nack_stays_open)
{
	struct smpp_pdu nack = header_only(SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 0);

	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_BIND_TRANSCEIVER, 9);
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &nack, p.now), SMPP_OK);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 9);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(a_bind_response_with_a_bad_body_does_not_bind)
{
	struct smpp_pdu pdu = header_only(SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, 0, 1);

	start(SMPP_ESME);
	peer_ask(&p, SMPP_BIND_TRANSMITTER, 5);
	pdu.body.raw = smpp_span_of("no nul");
	peer_say(&p, &pdu);
	expect_outcome(&p, SMPP_OUTCOME_BAD_RESPONSE, 5);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(while_a_bind_is_pending_an_smsc_answers_enquire_link_only)
{
	uint64_t bind;

	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_BIND_TRANSCEIVER, 1);
	expect_event(&p, SMPP_EVENT_REQUEST);
	bind = p.handle;
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 2);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 2);
	expect_no_event(&p);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVBNDSTS, 3);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVBNDSTS);
	peer_say_header(&p, SMPP_UNBIND, 0, 4);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_RINVBNDSTS, 4);
	expect_refused(&p, SMPP_UNBIND, SMPP_ESME_RINVBNDSTS);
	peer_say_pdu(&p, SMPP_BIND_RECEIVER, 5);
	expect_pdu(&p, SMPP_BIND_RECEIVER_RESP, SMPP_ESME_RALYBND, 5);
	expect_refused(&p, SMPP_BIND_RECEIVER, SMPP_ESME_RALYBND);
	ck_assert_int_eq(peer_reply(&p, bind, SMPP_ESME_ROK), SMPP_OK);
	expect_pdu(&p, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_ROK, 1);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(while_a_bind_is_pending_an_esme_sends_no_other)
{
	start(SMPP_ESME);
	peer_ask(&p, SMPP_BIND_TRANSMITTER, 1);
	ck_assert_int_eq(peer_request(&p, SMPP_BIND_RECEIVER, 2), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_BIND_TRANSMITTER), SMPP_E_STATE);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 3), SMPP_E_STATE);
	expect_silence(&p);
}
END_TEST

START_TEST(a_bind_in_a_bound_state_is_already_bound)
{
	start_bound(SMPP_SMSC);
	for (size_t i = 0; i < 3; i++) {
		peer_say_pdu(&p, binds[i], 7);
		expect_pdu(&p, binds[i] | SMPP_RESPONSE, SMPP_ESME_RALYBND, 7);
		expect_refused(&p, binds[i], SMPP_ESME_RALYBND);
	}
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(a_request_behind_the_bind_response_in_the_same_read_is_handed_out)
{
	uint8_t octets[256];
	struct smpp_pdu pdu;
	struct smpp_span part;
	size_t len;

	start(SMPP_ESME);
	pdu = pdu_of(SMPP_BIND_RECEIVER_RESP, peer_ask(&p, SMPP_BIND_RECEIVER, 1));
	part = peer_octets(&pdu);
	memcpy(octets, part.ptr, part.len);
	len = part.len;
	pdu = pdu_of(SMPP_DELIVER_SM, 1);
	part = peer_octets(&pdu);
	memcpy(octets + len, part.ptr, part.len);
	peer_feed(&p, octets, len + part.len);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 1);
	expect_state(&p, SMPP_STATE_BOUND_RX, SMPP_REASON_NONE);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REQUEST)->header.command_id, SMPP_DELIVER_SM);
}
END_TEST

START_TEST(requests_in_the_wrong_direction_get_their_own_response)
{
	start_bound(SMPP_ESME);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVBNDSTS, 3);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVBNDSTS);
	peer_say_pdu(&p, SMPP_BIND_RECEIVER, 4);
	expect_pdu(&p, SMPP_BIND_RECEIVER_RESP, SMPP_ESME_RINVBNDSTS, 4);
	expect_refused(&p, SMPP_BIND_RECEIVER, SMPP_ESME_RINVBNDSTS);
	peer_stop(&p);
	start_bound(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 5);
	expect_pdu(&p, SMPP_DELIVER_SM_RESP, SMPP_ESME_RINVBNDSTS, 5);
	expect_refused(&p, SMPP_DELIVER_SM, SMPP_ESME_RINVBNDSTS);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(a_submit_before_any_bind_has_the_wrong_state)
{
	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVBNDSTS, 3);
	ck_assert_int_eq(expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVBNDSTS)->event.fault.code,
			 SMPP_FAULT_NONE);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

/* Outbind by sessions of that version on both sides, then a bind, all but the wire joined. */
static void expect_bind_after_outbind(uint8_t version)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(SMPP_OUTBIND, 0);

	config.version = version;
	peer_start(&p, &config);
	pdu.body.outbind.system_id = smpp_span_of("centre");
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	expect_pdu(&p, SMPP_OUTBIND, SMPP_ESME_ROK, 1);
	peer_wait(&p, 0);
	expect_state(&p, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
	expect_no_event(&p);
	peer_bind(&p, SMPP_BIND_RECEIVER, version);
	peer_stop(&p);

	config.side = SMPP_ESME;
	peer_start(&p, &config);
	pdu.header.sequence_number = 8;
	peer_say(&p, &pdu);
	expect_event(&p, SMPP_EVENT_NOTICE);
	expect_state(&p, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
	expect_silence(&p);
	peer_bind(&p, SMPP_BIND_RECEIVER, version);
	peer_stop(&p);
}

START_TEST(an_outbind_is_followed_by_a_bind_in_5_0)
{
	expect_bind_after_outbind(SMPP_V5_0);
}
END_TEST

START_TEST(an_outbind_is_followed_by_a_bind_in_3_4)
{
	expect_bind_after_outbind(SMPP_V3_4);
}
END_TEST

START_TEST(an_outbind_that_does_not_decode_ends_the_session)
{
	start(SMPP_ESME);
	peer_say_header(&p, SMPP_OUTBIND, 0, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
	expect_silence(&p);
}
END_TEST

START_TEST(an_outbind_where_none_is_due_is_refused_without_an_answer)
{
	start_bound(SMPP_ESME);
	peer_say_pdu(&p, SMPP_OUTBIND, 1);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REFUSED)->event.command_id, SMPP_OUTBIND);
	peer_stop(&p);
	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_OUTBIND, 1);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REFUSED)->event.command_id, SMPP_OUTBIND);
	expect_silence(&p);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bind");
	TCase *tests = tcase_create("bind");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, NULL, stop);
	tcase_add_test(tests, each_bind_brings_an_esme_into_its_state);
	tcase_add_test(tests, each_bind_brings_an_smsc_into_its_state);
	tcase_add_test(tests, a_refused_bind_leaves_an_esme_open_and_it_may_bind_again);
	tcase_add_test(tests, a_refused_bind_leaves_an_smsc_open_and_takes_another);
	tcase_add_test(tests, a_nacked_bind_leaves_an_esme_open);
	tcase_add_test(tests, an_smsc_that_answers_a_bind_with_a_nack_stays_open);
	tcase_add_test(tests, a_bind_response_with_a_bad_body_does_not_bind);
	tcase_add_test(tests, while_a_bind_is_pending_an_smsc_answers_enquire_link_only);
	tcase_add_test(tests, while_a_bind_is_pending_an_esme_sends_no_other);
	tcase_add_test(tests, a_bind_in_a_bound_state_is_already_bound);
	tcase_add_test(tests, a_request_behind_the_bind_response_in_the_same_read_is_handed_out);
	tcase_add_test(tests, requests_in_the_wrong_direction_get_their_own_response);
	tcase_add_test(tests, a_submit_before_any_bind_has_the_wrong_state);
	tcase_add_test(tests, an_outbind_is_followed_by_a_bind_in_5_0);
	tcase_add_test(tests, an_outbind_is_followed_by_a_bind_in_3_4);
	tcase_add_test(tests, an_outbind_that_does_not_decode_ends_the_session);
	tcase_add_test(tests, an_outbind_where_none_is_due_is_refused_without_an_answer);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
