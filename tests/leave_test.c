/* SPDX-License-Identifier: MIT */
/*
 * Owns: how a session ends in good manners: drain, unbinds that wait, unbinds that cross, and a
 * peer that just goes.
 * Must not know: how the session keeps them apart.
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

	peer_start_bound(&p, &config);
}

static uint32_t ask(uint64_t token)
{
	return peer_ask(&p, SMPP_SUBMIT_SM, token);
}

static void answer(uint32_t number, uint64_t token)
{
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, token);
}

static void tick(void)
{
	ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
}

/* ---- drain ---- */

START_TEST(drain_with_nothing_out_unbinds_at_once)
{
	struct smpp_pdu unbind;

	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	tick();
	unbind = peer_hear(&p);
	ck_assert_uint_eq(unbind.header.command_id, SMPP_UNBIND);
	peer_say_header(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, unbind.header.sequence_number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
	expect_no_event(&p);
}
END_TEST

START_TEST(drain_waits_for_every_outcome)
{
	uint32_t first, second;

	start(SMPP_ESME);
	first = ask(1);
	second = ask(2);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	tick();
	expect_silence(&p);
	answer(second, 2);
	expect_silence(&p);
	answer(first, 1);
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_UNBIND);
}
END_TEST

START_TEST(drain_waits_for_the_callers_own_enquire_link_too)
{
	uint32_t number;

	start(SMPP_ESME);
	number = peer_ask(&p, SMPP_ENQUIRE_LINK, 1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	tick();
	expect_silence(&p);
	peer_say_header(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 1);
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_UNBIND);
}
END_TEST

START_TEST(unbind_has_its_place_beside_two_enquire_links)
{
	start(SMPP_ESME);
	peer_ask(&p, SMPP_ENQUIRE_LINK, 1);
	peer_ask(&p, SMPP_ENQUIRE_LINK, 2);
	ck_assert_int_eq(peer_request(&p, SMPP_ENQUIRE_LINK, 3), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_session_unbind(p.s, 5, p.now), SMPP_OK);
}
END_TEST

START_TEST(drain_goes_on_when_a_request_times_out)
{
	start(SMPP_ESME);
	ask(1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	peer_wait(&p, 20000);
	peer_say_header(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK,
			peer_hear(&p).header.sequence_number);
	peer_wait(&p, 10000);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 1);
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_UNBIND);
}
END_TEST

START_TEST(drain_lets_no_further_request_out)
{
	start(SMPP_ESME);
	ask(1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 2), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_drain(p.s, 6, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_unbind(p.s, 6, p.now), SMPP_E_STATE);
}
END_TEST

START_TEST(drain_still_answers_the_peer)
{
	start(SMPP_ESME);
	ask(1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	expect_pdu(&p, SMPP_DELIVER_SM_RESP, SMPP_ESME_ROK, 900);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 901);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 901);
}
END_TEST

START_TEST(drain_has_one_outcome_when_the_connection_is_lost_first)
{
	start(SMPP_ESME);
	ask(1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	tick();
	expect_outcome(&p, SMPP_OUTCOME_LOST, 1);
	expect_outcome(&p, SMPP_OUTCOME_LOST, 5);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_LOST);
	expect_no_event(&p);
}
END_TEST

START_TEST(drain_needs_a_bound_session)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	peer_start(&p, &config);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_E_STATE);
	tick();
	expect_silence(&p);
	expect_no_event(&p);
}
END_TEST

START_TEST(drain_that_nobody_answers_ends_by_its_response_timer)
{
	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	tick();
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_UNBIND);
	peer_wait(&p, 29999);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 5);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_RESPONSE);
}
END_TEST

START_TEST(response_to_an_unbind_that_is_not_out_yet_is_unsolicited)
{
	start(SMPP_ESME);
	ask(1);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	for (uint32_t number = 1; number < 10; number++) {
		peer_say_header(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, number);
		(void)expect_event(&p, SMPP_EVENT_STRAY);
	}
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(drain_waits_for_room_in_output)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	size_t len;

	config.output = 64;
	config.answer_reserve = SMPP_OFF;
	peer_start_bound(&p, &config);
	for (uint32_t number = 900; number < 904; number++) /* four answers fill it */
		peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, number);
	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	tick();
	(void)smpp_session_output(p.s, &len);
	ck_assert_uint_eq(len, 64);
	ck_assert_uint_gt(smpp_session_deadline(p.s), p.now);
	for (uint32_t number = 900; number < 904; number++)
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, number);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	tick();
	ck_assert_uint_eq(peer_hear(&p).header.command_id, SMPP_UNBIND);
}
END_TEST

/* A small output, full of requests. @return how many */
static size_t start_full(enum smpp_side side, uint32_t id)
{
	struct smpp_session_config config = config_of(side);
	size_t count = 0;

	config.output = 200;
	config.answer_reserve = SMPP_OFF;
	peer_start_bound(&p, &config);
	while (peer_request(&p, id, count + 1) == SMPP_OK)
		count++;
	ck_assert_int_eq(peer_request(&p, id, 99), SMPP_E_SPACE);
	return count;
}

/* Output is sent and ROOM is told, but of what the session sends there are only those requests. */
static void expect_only(size_t count, uint32_t id)
{
	peer_listen(&p);
	tick();
	expect_event(&p, SMPP_EVENT_ROOM);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(peer_hear(&p).header.command_id, id);
	expect_silence(&p);
	expect_no_event(&p);
}

START_TEST(drain_waits_for_outcomes_when_output_has_room_again)
{
	size_t count = start_full(SMPP_ESME, SMPP_SUBMIT_SM);

	ck_assert_int_eq(smpp_session_drain(p.s, 5, p.now), SMPP_OK);
	expect_only(count, SMPP_SUBMIT_SM);
}
END_TEST

/* ---- the peer's unbind ---- */

START_TEST(unbind_of_a_peer_to_whom_nothing_is_owed_is_answered_at_once)
{
	start(SMPP_SMSC);
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 900);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, 900);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

/* The peer has submitted and unbinds before it has its answer. */
static uint64_t unbind_while_owed(void)
{
	uint64_t handle;

	start(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	handle = p.handle;
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 901);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_NOTICE)->header.command_id, SMPP_UNBIND);
	expect_silence(&p);
	return handle;
}

START_TEST(unbind_waits_for_the_answers_that_are_owed)
{
	uint64_t handle = unbind_while_owed();

	ck_assert_int_eq(peer_reply(&p, handle, SMPP_ESME_RSYSERR), SMPP_OK);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	tick();
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RSYSERR, 900);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, 901);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(unbind_waits_for_the_answers_when_output_has_room_again)
{
	size_t count = start_full(SMPP_SMSC, SMPP_DELIVER_SM);

	peer_listen(&p);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 900);
	expect_event(&p, SMPP_EVENT_ROOM);
	expect_event(&p, SMPP_EVENT_REQUEST);
	while (peer_request(&p, SMPP_DELIVER_SM, 1) == SMPP_OK)
		count++;
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 901);
	expect_event(&p, SMPP_EVENT_NOTICE);
	expect_only(count, SMPP_DELIVER_SM);
}
END_TEST

START_TEST(unbind_does_not_wait_for_ever)
{
	uint64_t handle = unbind_while_owed();

	peer_wait(&p, 29999);
	expect_silence(&p);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now + 1);
	peer_wait(&p, 1);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, 901);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
	ck_assert_int_eq(peer_reply(&p, handle, SMPP_ESME_ROK), SMPP_E_HANDLE);
}
END_TEST

START_TEST(requests_behind_an_unbind_are_refused)
{
	unbind_while_owed();
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 902);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVBNDSTS);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVBNDSTS, 902);
	ck_assert_int_eq(peer_request(&p, SMPP_DELIVER_SM, 1), SMPP_E_STATE);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 903);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 903);
}
END_TEST

START_TEST(peer_that_goes_while_its_unbind_waits_has_unbound)
{
	unbind_while_owed();
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	tick();
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

/* ---- both at once ---- */

START_TEST(unbinds_that_cross_are_both_answered)
{
	struct smpp_pdu unbind;

	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 5, p.now), SMPP_OK);
	unbind = peer_hear(&p);
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 900);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, 900);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_no_event(&p); /* its own answer is still awaited */
	peer_say_header(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, unbind.header.sequence_number);
	expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(unbinds_that_cross_end_without_the_second_answer_too)
{
	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 5, p.now), SMPP_OK);
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 900);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	peer_wait(&p, 30000);
	expect_outcome(&p, SMPP_OUTCOME_TIMEOUT, 5);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(peer_that_closes_instead_of_answering_unbind_has_unbound)
{
	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 5, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	tick();
	expect_outcome(&p, SMPP_OUTCOME_LOST, 5);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(unbind_response_with_an_error_ends_the_session_all_the_same)
{
	start(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 5, p.now), SMPP_OK);
	peer_say_header(&p, SMPP_UNBIND_RESP, SMPP_ESME_RINVBNDSTS,
			peer_hear(&p).header.sequence_number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 5)->event.command_status,
			  SMPP_ESME_RINVBNDSTS);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(refused_bind_leaves_the_rest_of_the_time_for_another_one)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	peer_start(&p, &config);
	peer_wait(&p, 9000);
	peer_say_pdu(&p, SMPP_BIND_TRANSMITTER, 900);
	expect_event(&p, SMPP_EVENT_REQUEST);
	peer_wait(&p, 60000); /* this side decides: the peer's time stands still */
	expect_no_event(&p);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_RBINDFAIL), SMPP_OK);
	peer_wait(&p, 999);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_SESSION_INIT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("leave");
	TCase *tests = tcase_create("leave");

	tcase_add_checked_fixture(tests, NULL, stop);
	tcase_add_test(tests, drain_with_nothing_out_unbinds_at_once);
	tcase_add_test(tests, drain_waits_for_every_outcome);
	tcase_add_test(tests, drain_waits_for_the_callers_own_enquire_link_too);
	tcase_add_test(tests, unbind_has_its_place_beside_two_enquire_links);
	tcase_add_test(tests, drain_goes_on_when_a_request_times_out);
	tcase_add_test(tests, drain_lets_no_further_request_out);
	tcase_add_test(tests, drain_still_answers_the_peer);
	tcase_add_test(tests, drain_has_one_outcome_when_the_connection_is_lost_first);
	tcase_add_test(tests, drain_needs_a_bound_session);
	tcase_add_test(tests, drain_that_nobody_answers_ends_by_its_response_timer);
	tcase_add_test(tests, response_to_an_unbind_that_is_not_out_yet_is_unsolicited);
	tcase_add_test(tests, drain_waits_for_room_in_output);
	tcase_add_test(tests, drain_waits_for_outcomes_when_output_has_room_again);
	tcase_add_test(tests, unbind_of_a_peer_to_whom_nothing_is_owed_is_answered_at_once);
	tcase_add_test(tests, unbind_waits_for_the_answers_that_are_owed);
	tcase_add_test(tests, unbind_waits_for_the_answers_when_output_has_room_again);
	tcase_add_test(tests, unbind_does_not_wait_for_ever);
	tcase_add_test(tests, requests_behind_an_unbind_are_refused);
	tcase_add_test(tests, peer_that_goes_while_its_unbind_waits_has_unbound);
	tcase_add_test(tests, unbinds_that_cross_are_both_answered);
	tcase_add_test(tests, unbinds_that_cross_end_without_the_second_answer_too);
	tcase_add_test(tests, peer_that_closes_instead_of_answering_unbind_has_unbound);
	tcase_add_test(tests, unbind_response_with_an_error_ends_the_session_all_the_same);
	tcase_add_test(tests, refused_bind_leaves_the_rest_of_the_time_for_another_one);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
