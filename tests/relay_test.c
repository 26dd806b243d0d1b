/* SPDX-License-Identifier: MIT */
/*
 * Owns: relay mode: all that comes is told, nothing is answered, all that is sent is sent as it is.
 * Must not know: what a proxy does with it.
 */
#include "peer.h"

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static struct smpp_session_config config_of_relay(void)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.relay = 1;
	config.partial = 70000;
	return config;
}

static void start(void)
{
	struct smpp_session_config config = config_of_relay();

	peer_start(&p, &config);
}

static void expect_raw(struct smpp_span octets)
{
	size_t len;
	const uint8_t *out = smpp_session_output(p.s, &len);

	ck_assert_uint_eq(len, octets.len);
	ck_assert_mem_eq(out, octets.ptr, len);
}

START_TEST(requests_and_responses_come_up_and_are_not_answered)
{
	static const uint32_t ids[] = { SMPP_BIND_TRANSCEIVER, SMPP_SUBMIT_SM, SMPP_ENQUIRE_LINK,
					SMPP_UNBIND, SMPP_SUBMIT_SM_RESP, SMPP_UNBIND_RESP };

	start();
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct seen *seen;

		peer_say_pdu(&p, ids[i], 900);
		seen = expect_event(&p, SMPP_EVENT_NOTICE);
		ck_assert_uint_eq(seen->header.command_id, ids[i]);
		ck_assert_uint_eq(seen->header.sequence_number, 900);
		ck_assert_uint_eq(seen->wire, seen->header.command_length);
		ck_assert_uint_eq(seen->body_raw, 0);
	}
	expect_silence(&p);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(what_does_not_decode_comes_up_raw_with_its_fault)
{
	static const uint8_t unknown[] = { 0, 0, 0, 18, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0, 7, 1, 2 };
	static const uint8_t broken[] = { 0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 'x' };
	struct seen *seen;

	start();
	peer_feed(&p, unknown, sizeof(unknown));
	seen = expect_event(&p, SMPP_EVENT_NOTICE);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_UNKNOWN_COMMAND_ID);
	ck_assert_uint_eq(seen->body_raw, 1);
	ck_assert_uint_eq(seen->wire, sizeof(unknown));
	peer_feed(&p, broken, sizeof(broken));
	seen = expect_event(&p, SMPP_EVENT_NOTICE);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_CSTRING_NOT_TERMINATED);
	ck_assert_uint_eq(seen->wire, sizeof(broken));
	expect_silence(&p);
}
END_TEST

START_TEST(octets_that_are_no_frames_end_it_without_a_word)
{
	start();
	peer_feed(&p, (const uint8_t *)"GET / HTTP/1.1\r\n\r\n", 18);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
	expect_silence(&p);
}
END_TEST

START_TEST(raw_octets_go_out_as_they_are)
{
	static const uint8_t odd[] = { 0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 'x' };
	struct smpp_span span = { odd, sizeof(odd) };

	start();
	ck_assert_int_eq(smpp_session_send_raw(p.s, odd, sizeof(odd), p.now), SMPP_OK);
	expect_raw(span);
	ck_assert_uint_eq(smpp_session_counters(p.s).pdus_out, 1);
}
END_TEST

START_TEST(raw_octets_must_be_exactly_one_pdu)
{
	static const uint8_t pdu[] = { 0, 0, 0, 16, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 8, 0 };
	size_t len;

	start();
	for (len = 0; len <= sizeof(pdu); len++) {
		int want = len == 16 ? SMPP_OK : SMPP_E_FAULT;

		ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, len, p.now), want);
	}
	(void)smpp_session_output(p.s, &len);
	ck_assert_uint_eq(len, 16);
}
END_TEST

START_TEST(raw_octets_of_a_cut_pdu_are_refused_at_their_end)
{
	static const uint8_t pdu[] = { 0, 0, 0, 18, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0, 7, 1, 2 };

	start();
	for (size_t len = 16; len < sizeof(pdu); len++) {
		const struct smpp_fault *fault = smpp_session_fault(p.s);

		ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, len, p.now), SMPP_E_FAULT);
		ck_assert_int_eq(fault->code, SMPP_FAULT_INCOMPLETE_BODY);
		ck_assert_uint_eq(fault->offset, len);
		ck_assert_uint_eq(fault->status, SMPP_ESME_RINVCMDLEN);
	}
	expect_silence(&p);
	ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, sizeof(pdu), p.now), SMPP_OK);
}
END_TEST

START_TEST(request_sends_any_pdu_under_its_own_number_and_has_no_outcome)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP, 0x80000007);

	start();
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	ck_assert_uint_eq(pdu.header.sequence_number, 0x80000007);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_ROK, 0x80000007);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), 0);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_LOST);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_send_raw(p.s, p.heard, 16, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_E_STATE);
}
END_TEST

START_TEST(full_output_says_so_and_tells_of_room)
{
	struct smpp_session_config config = config_of_relay();
	static const uint8_t pdu[] = { 0, 0, 0, 16, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 8 };
	static const uint8_t big[] = { 0, 0, 0, 49, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 8, [48] = 1 };

	config.output = 48;
	peer_start(&p, &config);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, 16, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, 16, p.now), SMPP_E_SPACE);
	ck_assert_int_eq(smpp_session_send_raw(p.s, big, 49, p.now), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_ENQUIRE_LINK), SMPP_E_SPACE);
	peer_listen(&p);
	ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
	expect_event(&p, SMPP_EVENT_ROOM);
	expect_no_event(&p);
}
END_TEST

START_TEST(a_request_without_room_leaves_nothing_and_is_told_of_room)
{
	struct smpp_session_config config = config_of_relay();
	struct smpp_pdu pdu = header_only(SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 8);

	config.output = 40;
	peer_start(&p, &config);
	for (uint64_t i = 0; i < 2; i++)
		ck_assert_int_eq(smpp_session_request(p.s, &pdu, i, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 2, p.now), SMPP_E_SPACE);
	expect_pdu(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 8);
	expect_pdu(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 8);
	expect_silence(&p);
	ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
	expect_event(&p, SMPP_EVENT_ROOM);
	expect_no_event(&p);
}
END_TEST

START_TEST(no_timer_of_a_bound_session_runs)
{
	start();
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, 86400000);
	expect_silence(&p);
	expect_no_event(&p);
}
END_TEST

START_TEST(relay_in_the_place_of_an_smsc_waits_for_no_bind)
{
	struct smpp_session_config config = config_of_relay();

	config.side = SMPP_SMSC;
	config.inactivity = SMPP_OFF;
	peer_start(&p, &config);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	peer_wait(&p, 86400000);
	expect_silence(&p);
	expect_no_event(&p);
}
END_TEST

START_TEST(inactivity_runs_where_it_is_asked_for)
{
	struct smpp_session_config config = config_of_relay();

	config.inactivity = 5000;
	peer_start(&p, &config);
	peer_wait(&p, 4000);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, 1);
	expect_event(&p, SMPP_EVENT_NOTICE);
	peer_wait(&p, 4999);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_INACTIVITY);
}
END_TEST

START_TEST(memory_for_the_largest_pdu_or_the_callers_is_required)
{
	struct smpp_session_config config = config_of_relay();

	config.partial = 69999;
	ck_assert_uint_eq(smpp_session_size(&config), 0);
	config.partial = 0;
	ck_assert_uint_eq(smpp_session_size(&config), 0);
	config.partial = SMPP_OFF;
	ck_assert_uint_gt(smpp_session_size(&config), 0);
	config.partial = 4096;
	config.max_pdu = 4096;
	ck_assert_uint_gt(smpp_session_size(&config), 0);
}
END_TEST

START_TEST(calls_that_need_a_state_say_that_there_is_none)
{
	start();
	ck_assert_int_eq(smpp_session_unbind(p.s, 1, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_drain(p.s, 1, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_refuse(p.s, 1, SMPP_ESME_RSYSERR, p.now), SMPP_E_HANDLE);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_OK);
}
END_TEST

START_TEST(raw_octets_are_for_relay_mode_only)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	static const uint8_t pdu[] = { 0, 0, 0, 16, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 8 };

	peer_start(&p, &config);
	ck_assert_int_eq(smpp_session_send_raw(p.s, pdu, 16, p.now), SMPP_E_STATE);
	expect_silence(&p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("relay");
	TCase *tests = tcase_create("relay");

	tcase_add_checked_fixture(tests, NULL, stop);
	tcase_add_test(tests, requests_and_responses_come_up_and_are_not_answered);
	tcase_add_test(tests, what_does_not_decode_comes_up_raw_with_its_fault);
	tcase_add_test(tests, octets_that_are_no_frames_end_it_without_a_word);
	tcase_add_test(tests, raw_octets_go_out_as_they_are);
	tcase_add_test(tests, raw_octets_must_be_exactly_one_pdu);
	tcase_add_test(tests, raw_octets_of_a_cut_pdu_are_refused_at_their_end);
	tcase_add_test(tests, request_sends_any_pdu_under_its_own_number_and_has_no_outcome);
	tcase_add_test(tests, full_output_says_so_and_tells_of_room);
	tcase_add_test(tests, a_request_without_room_leaves_nothing_and_is_told_of_room);
	tcase_add_test(tests, no_timer_of_a_bound_session_runs);
	tcase_add_test(tests, relay_in_the_place_of_an_smsc_waits_for_no_bind);
	tcase_add_test(tests, inactivity_runs_where_it_is_asked_for);
	tcase_add_test(tests, memory_for_the_largest_pdu_or_the_callers_is_required);
	tcase_add_test(tests, calls_that_need_a_state_say_that_there_is_none);
	tcase_add_test(tests, raw_octets_are_for_relay_mode_only);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
