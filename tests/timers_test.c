/* SPDX-License-Identifier: MIT */
/*
 * Owns: what time alone does to a session, and that deadline tells of it before.
 * Must not know: any clock.
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

/* Nothing happens one millisecond before; the deadline says when. */
static void wait_just_short_of(uint64_t span)
{
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + span);
	peer_wait(&p, span - 1);
	expect_no_event(&p);
	expect_silence(&p);
}

/* The session ends for that reason after span and not before. */
static void expect_end_after(uint64_t span, enum smpp_reason reason)
{
	wait_just_short_of(span);
	peer_wait(&p, 1);
	expect_state(&p, SMPP_STATE_CLOSED, reason);
	expect_no_event(&p);
}

/* ---- session_init ---- */

START_TEST(an_smsc_waits_ten_seconds_for_a_bind)
{
	start(SMPP_SMSC);
	expect_end_after(10000, SMPP_REASON_SESSION_INIT);
	expect_silence(&p);
}
END_TEST

START_TEST(enquire_link_and_refused_binds_do_not_lengthen_that)
{
	start(SMPP_SMSC);
	peer_wait(&p, 9000);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 1);
	peer_say_pdu(&p, SMPP_BIND_RECEIVER, 2);
	ck_assert_int_eq(smpp_session_refuse(p.s, p.handle, SMPP_ESME_RBINDFAIL, p.now), SMPP_OK);
	peer_hear(&p);
	peer_hear(&p);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_end_after(1000, SMPP_REASON_SESSION_INIT);
}
END_TEST

START_TEST(that_does_not_run_while_this_side_decides_on_a_bind)
{
	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_BIND_RECEIVER, 2);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, 60000);
	expect_no_event(&p);
	ck_assert_int_eq(smpp_session_refuse(p.s, p.handle, SMPP_ESME_RBINDFAIL, p.now), SMPP_OK);
	peer_hear(&p);
	expect_end_after(10000, SMPP_REASON_SESSION_INIT);
}
END_TEST

START_TEST(an_outbind_waits_for_its_bind)
{
	struct smpp_pdu pdu = pdu_of(SMPP_OUTBIND, 0);

	start(SMPP_SMSC);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	peer_hear(&p);
	peer_wait(&p, 0);
	expect_state(&p, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
	expect_end_after(10000, SMPP_REASON_SESSION_INIT);
}
END_TEST

START_TEST(an_esme_that_is_not_bound_waits_for_nothing)
{
	start(SMPP_ESME);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, UINT64_C(10000000000));
	expect_no_event(&p);
	expect_silence(&p);
}
END_TEST

/* ---- keep-alive ---- */

/* The enquire_link that silence brings. @return its number */
static uint32_t expect_enquiry(uint64_t after)
{
	struct smpp_pdu pdu;

	wait_just_short_of(after);
	peer_wait(&p, 1);
	expect_no_event(&p);
	pdu = peer_hear(&p);
	ck_assert_uint_eq(pdu.header.command_id, SMPP_ENQUIRE_LINK);
	expect_silence(&p);
	return pdu.header.sequence_number;
}

START_TEST(silence_brings_an_enquire_link_and_its_answer_is_no_event)
{
	for (int side = SMPP_ESME; side <= SMPP_SMSC; side++) {
		uint32_t number;

		start_bound((enum smpp_side)side);
		number = expect_enquiry(20000);
		ck_assert_uint_eq(smpp_session_outstanding(p.s), 0);
		peer_wait(&p, 3);
		peer_say_header(&p, SMPP_ENQUIRE_LINK_RESP, 0, number);
		expect_no_event(&p);
		expect_enquiry(20000);
		peer_stop(&p);
	}
}
END_TEST

START_TEST(an_enquire_link_that_is_not_answered_ends_the_session)
{
	start_bound(SMPP_ESME);
	expect_enquiry(20000);
	expect_end_after(30000, SMPP_REASON_RESPONSE);
}
END_TEST

START_TEST(an_enquire_link_that_is_not_answered_ends_nothing_when_other_pdus_came)
{
	start_bound(SMPP_SMSC);
	expect_enquiry(20000);
	peer_wait(&p, 1000);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 5);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 5);
	peer_wait(&p, 29000);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_ENQUIRE_LINK);
	expect_end_after(30000, SMPP_REASON_RESPONSE);
}
END_TEST

START_TEST(a_nack_of_the_enquire_link_is_an_answer_too)
{
	start_bound(SMPP_ESME);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, expect_enquiry(20000));
	expect_no_event(&p);
	expect_enquiry(20000);
}
END_TEST

START_TEST(every_pdu_of_the_peer_puts_the_enquire_link_off)
{
	start_bound(SMPP_ESME);
	peer_wait(&p, 15000);
	peer_say_header(&p, 0x80000110, 0, 5);
	expect_stray(&p, SMPP_STRAY_UNKNOWN);
	peer_wait(&p, 15000);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 6);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_enquiry(20000);
}
END_TEST

START_TEST(what_this_side_sends_does_not_put_it_off)
{
	start_bound(SMPP_ESME);
	peer_wait(&p, 15000);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	expect_enquiry(5000);
}
END_TEST

START_TEST(without_keep_alive_and_inactivity_a_bound_session_waits_for_nothing)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.enquire_link = SMPP_OFF;
	config.inactivity = SMPP_OFF;
	peer_start_bound(&p, &config);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, UINT64_C(10000000000));
	expect_no_event(&p);
	expect_silence(&p);
}
END_TEST

/* ---- inactivity ---- */

START_TEST(an_smsc_ends_a_session_in_which_nothing_comes)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.enquire_link = SMPP_OFF;
	peer_start_bound(&p, &config);
	expect_end_after(300000, SMPP_REASON_INACTIVITY);
}
END_TEST

START_TEST(any_pdu_counts_as_activity)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	config.inactivity = 5000;
	peer_start_bound(&p, &config);
	peer_wait(&p, 4999);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 1);
	peer_hear(&p);
	expect_end_after(5000, SMPP_REASON_INACTIVITY);
}
END_TEST

/* ---- responses ---- */

START_TEST(a_request_without_response_has_one_outcome_and_the_late_response_is_a_stray)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	uint32_t number;

	config.enquire_link = SMPP_OFF;
	peer_start_bound(&p, &config);
	number = peer_ask(&p, SMPP_SUBMIT_SM, 9);
	wait_just_short_of(30000);
	peer_wait(&p, 1);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 9);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 0);
	peer_wait(&p, 100000);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_stray(&p, SMPP_STRAY_LATE);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(an_outcome_by_time_has_command_number_and_no_pdu)
{
	struct seen *seen;

	start_bound(SMPP_ESME);
	ck_assert_uint_eq(peer_ask(&p, SMPP_QUERY_SM, 9), 2);
	peer_wait(&p, 30000);
	seen = expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 9);
	ck_assert_uint_eq(seen->event.command_id, SMPP_QUERY_SM);
	ck_assert_uint_eq(seen->event.sequence_number, 2);
	ck_assert_uint_eq(seen->event.command_status, 0);
	ck_assert(!seen->event.has_pdu);
}
END_TEST

START_TEST(requests_time_out_one_by_one_in_their_order)
{
	start_bound(SMPP_ESME);
	for (uint64_t token = 1; token <= 10; token++) {
		peer_ask(&p, SMPP_SUBMIT_SM, token);
		peer_wait(&p, 10);
	}
	peer_wait(&p, 30000 - 100 - 1);
	for (uint64_t token = 1; token <= 10; token++) {
		expect_no_event(&p);
		peer_wait(&p, token == 1 ? 1 : 10);
		expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, token);
	}
}
END_TEST

START_TEST(one_late_tick_gives_every_request_that_is_over_its_outcome)
{
	start_bound(SMPP_ESME);
	for (uint64_t token = 1; token <= 10; token++)
		peer_ask(&p, SMPP_SUBMIT_SM, token);
	peer_wait(&p, 49999);
	for (uint64_t token = 1; token <= 10; token++)
		expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, token);
	expect_no_event(&p);
}
END_TEST

START_TEST(a_transaction_and_a_usual_request_have_their_own_times)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0);

	config.enquire_link = SMPP_OFF;
	config.response = 1000;
	config.transaction_response = 5000;
	peer_start_bound(&p, &config);
	pdu.body.submit_sm.esm_class = SMPP_ESM_CLASS_MODE_TRANSACTION;
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 2), SMPP_OK);
	peer_listen(&p);
	peer_wait(&p, 999);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 2);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + 4000);
	peer_wait(&p, 4000);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 1);
}
END_TEST

START_TEST(a_bind_without_response_ends_the_session_in_its_own_time)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.bind_response = 5000;
	peer_start(&p, &config);
	peer_ask(&p, SMPP_BIND_TRANSMITTER, 7);
	wait_just_short_of(5000);
	peer_wait(&p, 1);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 7);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_RESPONSE);
	expect_no_event(&p);
}
END_TEST

START_TEST(an_unbind_without_response_ends_the_session_and_all_requests)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.bind_response = 5000;
	peer_start_bound(&p, &config);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	ck_assert_int_eq(smpp_session_unbind(p.s, 2, p.now), SMPP_OK);
	peer_hear(&p);
	peer_wait(&p, 5000);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 2);
	expect_outcome(&p, SMPP_OUTCOME_CLOSED, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_RESPONSE);
	expect_no_event(&p);
}
END_TEST

START_TEST(responses_may_take_for_ever_when_their_time_is_off)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	config.response = SMPP_OFF;
	peer_start_bound(&p, &config);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, UINT64_C(10000000000));
	expect_no_event(&p);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 1);
}
END_TEST

/* ---- a PDU that is not all there ---- */

static const uint8_t enquire_link[16] = { 0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 9 };

START_TEST(a_peer_that_dribbles_a_pdu_is_dropped)
{
	start_bound(SMPP_SMSC);
	for (size_t i = 0; i < 10; i++) {
		peer_feed(&p, enquire_link + i, 1);
		peer_wait(&p, 999);
		expect_no_event(&p);
	}
	expect_end_after(10, SMPP_REASON_PARTIAL_PDU);
	expect_silence(&p);
}
END_TEST

START_TEST(a_pdu_that_comes_in_time_stops_the_timer)
{
	start_bound(SMPP_SMSC);
	peer_feed(&p, enquire_link, 1);
	peer_wait(&p, 9999);
	peer_feed(&p, enquire_link + 1, 15);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 9);
	peer_wait(&p, 19999);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(the_timer_runs_for_a_tail_that_the_caller_keeps)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	size_t used;

	config.partial = SMPP_OFF;
	peer_start_bound(&p, &config);
	ck_assert_int_eq(smpp_session_feed(p.s, enquire_link, 5, p.now, &used), SMPP_OK);
	peer_wait(&p, 5000);
	ck_assert_int_eq(smpp_session_feed(p.s, enquire_link, 9, p.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, 0);
	expect_end_after(5000, SMPP_REASON_PARTIAL_PDU);
}
END_TEST

/* A submit_sm of 300 octets for a session that keeps 64. */
static const uint8_t large[300] = { 0, 0, 1, 44, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 9 };

static void start_keeping_64(void)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.partial = 64;
	peer_start_bound(&p, &config);
}

START_TEST(the_timer_runs_while_a_large_pdu_is_passed_over)
{
	start_keeping_64();
	peer_feed(&p, large, 100);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVMSGLEN);
	peer_hear(&p);
	peer_wait(&p, 5000);
	peer_feed(&p, large + 100, 100);
	expect_end_after(5000, SMPP_REASON_PARTIAL_PDU);
}
END_TEST

START_TEST(the_timer_of_a_large_pdu_runs_from_its_first_octet)
{
	start_keeping_64();
	peer_feed(&p, large, 1);
	peer_wait(&p, 9000);
	peer_feed(&p, large + 1, 99);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVMSGLEN);
	peer_hear(&p);
	expect_end_after(1000, SMPP_REASON_PARTIAL_PDU);
}
END_TEST

START_TEST(a_pdu_that_has_all_come_and_waits_for_room_is_not_partial)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.output = 64;
	peer_start_bound(&p, &config);
	for (int i = 0; i < 4; i++)
		peer_feed(&p, enquire_link, 16);
	peer_feed(&p, enquire_link, 8);
	peer_feed(&p, enquire_link + 8, 8);
	peer_wait(&p, 10000);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
	peer_listen(&p);
	peer_wait(&p, 0);
	for (int i = 0; i < 5; i++)
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 9);
}
END_TEST

/* ---- output that is not taken ---- */

START_TEST(a_peer_that_takes_no_output_is_dropped)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	config.response = 60000;
	peer_start_bound(&p, &config);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + 30000);
	peer_wait(&p, 29999);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_outcome(&p, SMPP_OUTCOME_CLOSED, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_STALL);
	expect_silence(&p);
}
END_TEST

START_TEST(a_peer_that_takes_some_output_now_and_then_is_not)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	config.response = SMPP_OFF;
	peer_start_bound(&p, &config);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
	for (int i = 0; i < 10; i++) {
		peer_wait(&p, 29999);
		expect_no_event(&p);
		ck_assert_int_eq(smpp_session_sent(p.s, 1, p.now), SMPP_OK);
	}
	peer_wait(&p, 30000);
	expect_outcome(&p, SMPP_OUTCOME_CLOSED, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_STALL);
}
END_TEST

START_TEST(the_stall_begins_when_output_begins_to_wait)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	config.response = SMPP_OFF;
	peer_start_bound(&p, &config);
	peer_wait(&p, 100000);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + 30000);
	peer_wait(&p, 10000);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 2), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + 20000);
}
END_TEST

START_TEST(sending_nothing_is_no_progress)
{
	start(SMPP_ESME);
	ck_assert_int_eq(peer_request(&p, SMPP_BIND_RECEIVER, 1), SMPP_OK);
	p.now += 1000;
	ck_assert_int_eq(smpp_session_sent(p.s, 0, p.now), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), 1000 + 30000);
}
END_TEST

/* ---- time itself ---- */

START_TEST(time_that_runs_backwards_stands_still)
{
	uint64_t deadline;

	start_bound(SMPP_ESME);
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	deadline = smpp_session_deadline(p.s);
	p.now = 3;
	peer_wait(&p, 0);
	ck_assert_int_eq(smpp_session_sent(p.s, 0, 0), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), deadline);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 2), SMPP_OK);
	peer_listen(&p);
	p.now = 1000;
	peer_wait(&p, 30000);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_OUTCOME)->event.token, 1);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_OUTCOME)->event.token, 2);
}
END_TEST

START_TEST(a_request_from_the_past_is_one_of_the_latest_time_heard_of)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.enquire_link = SMPP_OFF;
	peer_start_bound(&p, &config);
	p.now = 3;
	peer_ask(&p, SMPP_SUBMIT_SM, 1);
	ck_assert_uint_eq(smpp_session_deadline(p.s), 1000 + 30000);
}
END_TEST

START_TEST(no_timer_wraps_around_at_the_end_of_time)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	size_t size;

	peer_start(&p, &config);
	size = smpp_session_size(&p.config);
	p.now = UINT64_MAX - 5;
	ck_assert_int_eq(smpp_session_init(&p.s, p.memory, size, &p.config, p.now), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, 0);
	expect_no_event(&p);
	peer_bind(&p, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	peer_ask(&p, SMPP_DELIVER_SM, 1);
	peer_feed(&p, enquire_link, 3);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, 4);
	expect_no_event(&p);
}
END_TEST

static uint64_t seed;

static uint32_t random_below(uint32_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % bound;
}

/* Something that starts or stops a timer. */
static void do_something(void)
{
	switch (random_below(8)) {
	case 0: (void)peer_request(&p, SMPP_SUBMIT_SM, 1); break;
	case 1: (void)peer_request(&p, SMPP_ENQUIRE_LINK, 2); break;
	case 2: peer_listen(&p); break;
	case 3: peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 4); break;
	case 4: peer_say_header(&p, SMPP_SUBMIT_SM_RESP, 8, 1 + random_below(50)); break;
	case 5: peer_say_pdu(&p, SMPP_DELIVER_SM, 3); break;
	case 6: (void)peer_reply(&p, p.handle, 0); break;
	default: peer_wait(&p, random_below(400)); break;
	}
	p.first = p.events;
}

/* At the deadline itself the session is served, and the next one is later. */
static void serve_deadline(void)
{
	uint64_t deadline = smpp_session_deadline(p.s);

	if (deadline > p.now && deadline != UINT64_MAX) {
		p.now = deadline;
		peer_wait(&p, 0);
	}
	p.first = p.events;
	ck_assert_msg(smpp_session_deadline(p.s) > p.now, "a deadline is not served by tick");
}

START_TEST(after_a_tick_the_deadline_is_in_the_future)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	unsigned long ended = 0;

	config.response = 700;
	config.bind_response = 900;
	config.enquire_link = 500;
	config.inactivity = 3000;
	config.stall = 2500;
	for (int round = 0; round < 300; round++) {
		seed = UINT64_C(0xA0761D6478BD642F) + (uint64_t)round;
		peer_start_bound(&p, &config);
		for (int i = 0; i < 100; i++) {
			do_something();
			peer_wait(&p, 0);
			p.first = p.events;
			ck_assert_uint_gt(smpp_session_deadline(p.s), p.now);
			if (random_below(4) == 0)
				serve_deadline();
		}
		ended += smpp_session_state(p.s) == SMPP_STATE_CLOSED;
		peer_stop(&p);
	}
	ck_assert_uint_gt(ended, 10);
	ck_assert_uint_lt(ended, 300);
}
END_TEST

START_TEST(before_the_deadline_a_tick_does_nothing)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	unsigned long ticks = 0;

	config.response = 700;
	config.enquire_link = 500;
	for (int round = 0; round < 100; round++) {
		seed = UINT64_C(0xE7037ED1A0B428DB) + (uint64_t)round;
		peer_start_bound(&p, &config);
		for (int i = 0; i < 60; i++) {
			uint64_t deadline;
			size_t before, after;

			do_something();
			peer_wait(&p, 0);
			p.first = p.events;
			deadline = smpp_session_deadline(p.s);
			(void)smpp_session_output(p.s, &before);
			peer_wait(&p, deadline == UINT64_MAX ? 50 : deadline - 1 - p.now);
			(void)smpp_session_output(p.s, &after);
			expect_no_event(&p);
			ck_assert_uint_eq(after, before);
			ck_assert_uint_eq(smpp_session_deadline(p.s), deadline);
			ticks++;
		}
		peer_stop(&p);
	}
	ck_assert_uint_eq(ticks, 6000);
}
END_TEST

static void add_ends(TCase *tests)
{
	tcase_add_test(tests, an_smsc_waits_ten_seconds_for_a_bind);
	tcase_add_test(tests, enquire_link_and_refused_binds_do_not_lengthen_that);
	tcase_add_test(tests, that_does_not_run_while_this_side_decides_on_a_bind);
	tcase_add_test(tests, an_outbind_waits_for_its_bind);
	tcase_add_test(tests, an_esme_that_is_not_bound_waits_for_nothing);
	tcase_add_test(tests, silence_brings_an_enquire_link_and_its_answer_is_no_event);
	tcase_add_test(tests, an_enquire_link_that_is_not_answered_ends_the_session);
	tcase_add_test(tests,
		       an_enquire_link_that_is_not_answered_ends_nothing_when_other_pdus_came);
	tcase_add_test(tests, a_nack_of_the_enquire_link_is_an_answer_too);
	tcase_add_test(tests, every_pdu_of_the_peer_puts_the_enquire_link_off);
	tcase_add_test(tests, what_this_side_sends_does_not_put_it_off);
	tcase_add_test(tests, without_keep_alive_and_inactivity_a_bound_session_waits_for_nothing);
	tcase_add_test(tests, an_smsc_ends_a_session_in_which_nothing_comes);
	tcase_add_test(tests, any_pdu_counts_as_activity);
}

static void add_responses(TCase *tests)
{
	tcase_add_test(tests,
		       a_request_without_response_has_one_outcome_and_the_late_response_is_a_stray);
	tcase_add_test(tests, an_outcome_by_time_has_command_number_and_no_pdu);
	tcase_add_test(tests, requests_time_out_one_by_one_in_their_order);
	tcase_add_test(tests, one_late_tick_gives_every_request_that_is_over_its_outcome);
	tcase_add_test(tests, a_transaction_and_a_usual_request_have_their_own_times);
	tcase_add_test(tests, a_bind_without_response_ends_the_session_in_its_own_time);
	tcase_add_test(tests, an_unbind_without_response_ends_the_session_and_all_requests);
	tcase_add_test(tests, responses_may_take_for_ever_when_their_time_is_off);
}

static void add_octets(TCase *tests)
{
	tcase_add_test(tests, a_peer_that_dribbles_a_pdu_is_dropped);
	tcase_add_test(tests, a_pdu_that_comes_in_time_stops_the_timer);
	tcase_add_test(tests, the_timer_runs_for_a_tail_that_the_caller_keeps);
	tcase_add_test(tests, the_timer_runs_while_a_large_pdu_is_passed_over);
	tcase_add_test(tests, the_timer_of_a_large_pdu_runs_from_its_first_octet);
	tcase_add_test(tests, a_pdu_that_has_all_come_and_waits_for_room_is_not_partial);
	tcase_add_test(tests, a_peer_that_takes_no_output_is_dropped);
	tcase_add_test(tests, a_peer_that_takes_some_output_now_and_then_is_not);
	tcase_add_test(tests, the_stall_begins_when_output_begins_to_wait);
	tcase_add_test(tests, sending_nothing_is_no_progress);
	tcase_add_test(tests, time_that_runs_backwards_stands_still);
	tcase_add_test(tests, a_request_from_the_past_is_one_of_the_latest_time_heard_of);
	tcase_add_test(tests, no_timer_wraps_around_at_the_end_of_time);
	tcase_add_test(tests, after_a_tick_the_deadline_is_in_the_future);
	tcase_add_test(tests, before_the_deadline_a_tick_does_nothing);
}

int main(void)
{
	static void (*const adds[])(TCase *tests) = { add_ends, add_responses, add_octets };
	static const char *const names[] = { "ends", "responses", "octets" };
	Suite *suite = suite_create("timers");

	for (size_t i = 0; i < sizeof(adds) / sizeof(adds[0]); i++) {
		TCase *tests = tcase_create(names[i]);

		tcase_set_timeout(tests, 60);
		tcase_add_checked_fixture(tests, NULL, stop);
		adds[i](tests);
		suite_add_tcase(suite, tests);
	}
	return run_suite(suite);
}
