/* SPDX-License-Identifier: MIT */
/*
 * Owns: room in output and what happens without it, loans, and calls from inside events.
 * Must not know: how room is kept.
 */
#include "peer.h"

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static uint64_t seed;

static uint32_t random_below(uint32_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % bound;
}

static size_t output_of(const struct smpp_session *s)
{
	size_t len;

	(void)smpp_session_output(s, &len);
	return len;
}

/* Bound, with that much output. */
static void start(enum smpp_side side, uint32_t output)
{
	struct smpp_session_config config = config_of(side);

	config.output = output;
	config.window = 1000;
	peer_start_bound(&p, &config);
}

static uint32_t usual_request(void)
{
	return p.config.side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM;
}

/* Requests until output is full. @return how many */
static uint64_t fill_output(void)
{
	uint64_t count = 0;
	int got;

	while ((got = peer_request(&p, usual_request(), count)) == SMPP_OK)
		count++;
	ck_assert_int_eq(got, SMPP_E_SPACE);
	return count;
}

/* ---- room ---- */

START_TEST(a_full_output_refuses_a_request_and_changes_nothing)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 0x5A5A);
	struct smpp_session_counters counters, after;
	uint64_t count;
	size_t waits;

	start(SMPP_ESME, 500);
	count = fill_output();
	ck_assert_uint_ge(count, 5);
	waits = output_of(p.s);
	counters = smpp_session_counters(p.s);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_E_SPACE);
	after = smpp_session_counters(p.s);
	ck_assert_uint_eq(pdu.header.sequence_number, 0x5A5A);
	ck_assert_uint_eq(output_of(p.s), waits);
	ck_assert_uint_eq(smpp_session_outstanding(p.s), count);
	ck_assert_mem_eq(&counters, &after, sizeof(counters));
	peer_listen(&p);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	ck_assert_uint_eq(pdu.header.sequence_number, count + 2); /* none was lost */
}
END_TEST

START_TEST(room_is_told_once_after_some_of_a_full_output_was_sent)
{
	start(SMPP_ESME, 500);
	fill_output();
	peer_wait(&p, 0);
	expect_no_event(&p);
	peer_listen(&p);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	peer_wait(&p, 0);
	expect_event(&p, SMPP_EVENT_ROOM);
	expect_no_event(&p);
	peer_wait(&p, 1);
	expect_no_event(&p);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
}
END_TEST

START_TEST(no_room_is_told_when_nothing_met_a_full_output)
{
	start(SMPP_ESME, 500);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 1), SMPP_OK);
	peer_listen(&p);
	peer_wait(&p, 0);
	expect_no_event(&p);
}
END_TEST

START_TEST(can_says_space_when_not_even_a_header_fits)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	struct smpp_tlv tlv = { SMPP_TLV_MESSAGE_PAYLOAD, { NULL, 0 } };
	static uint8_t payload[300];
	struct smpp_pdu pdu = pdu_of(SMPP_DATA_SM, 0);

	config.output = 300;
	config.answer_reserve = SMPP_OFF;
	peer_start_bound(&p, &config);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	tlv.value.ptr = payload;
	tlv.value.len = 300 - 15 - 16 - 10 - 4; /* 15 are left */
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_OK);
	ck_assert_uint_eq(output_of(p.s), 285);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_E_SPACE);
	peer_listen(&p);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_SUBMIT_SM), SMPP_OK);
}
END_TEST

/* An answer of exactly 80 octets, below the reserve of 96. */
static int answer_of_80(uint64_t handle)
{
	struct smpp_pdu pdu = pdu_of(0, 0);

	pdu.body.submit_sm_resp.message_id =
		smpp_span_of("123456789012345678901234567890123456789012345678901234567890123");
	return smpp_session_reply(p.s, handle, &pdu, p.now);
}

START_TEST(answers_within_the_reserve_find_room_when_output_is_full_of_requests)
{
	uint64_t handle[5];

	for (uint32_t output = 1200; output < 1400; output += 7) {
		start(SMPP_SMSC, output);
		for (uint32_t i = 0; i < 5; i++) {
			peer_say_pdu(&p, SMPP_SUBMIT_SM, i);
			handle[i] = expect_event(&p, SMPP_EVENT_REQUEST)->event.handle;
		}
		ck_assert_uint_gt(fill_output(), 3);
		for (size_t i = 0; i < 5; i++)
			ck_assert_int_eq(answer_of_80(handle[i]), SMPP_OK);
		ck_assert_uint_le(output_of(p.s), output);
		peer_stop(&p);
	}
}
END_TEST

/* A submit_sm of the peer; its handle, or 0 when it was not handed out. */
static uint64_t offer_request(uint32_t number)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, number);
	struct smpp_span in = peer_octets(&pdu);
	uint64_t handle = 0;
	size_t used;

	ck_assert_int_eq(smpp_session_feed(p.s, in.ptr, in.len, p.now, &used), SMPP_OK);
	while (p.first < p.events) {
		const struct smpp_event *event = &next_event(&p)->event;

		if (event->type == SMPP_EVENT_REQUEST)
			handle = event->handle;
		else
			ck_assert_int_eq(event->type, SMPP_EVENT_ROOM);
	}
	ck_assert_uint_eq(used, handle != 0 ? in.len : 0);
	return handle;
}

/* Requests, answers of 80 octets and sending in any order. @return how many answers */
static unsigned answer_among_requests(void)
{
	uint64_t handle[10];
	uint32_t count = 0;
	unsigned answers = 0;

	for (int i = 0; i < 60; i++) {
		size_t waits = output_of(p.s);

		if (random_below(3) == 0 && waits > 0) {
			waits = 1 + random_below((uint32_t)waits);
			ck_assert_int_eq(smpp_session_sent(p.s, waits, p.now), SMPP_OK);
		}
		if (random_below(2) == 0)
			(void)peer_request(&p, SMPP_DELIVER_SM, 1);
		if (count < 10 && random_below(3) == 0) {
			handle[count] = offer_request(count);
			count += handle[count] != 0;
		}
		for (; count > 0 && (random_below(12) == 0 || i == 59); answers++)
			ck_assert_int_eq(answer_of_80(handle[--count]), SMPP_OK);
	}
	return answers;
}

START_TEST(answers_within_the_reserve_find_room_whatever_was_sent_before)
{
	unsigned answers = 0;

	for (int round = 0; round < 300; round++) {
		seed = UINT64_C(0xC2B2AE3D27D4EB4F) + (uint64_t)round;
		start(SMPP_SMSC, 1100 + random_below(800));
		answers += answer_among_requests();
		peer_stop(&p);
	}
	ck_assert_uint_ge(answers, 2000);
}
END_TEST

START_TEST(an_answer_above_the_reserve_waits_for_room_and_keeps_its_handle)
{
	static uint8_t payload[400];
	struct smpp_tlv tlv = { 0x1400, { payload, 400 } };
	struct smpp_pdu pdu = pdu_of(0, 0);

	start(SMPP_SMSC, 1200);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	expect_event(&p, SMPP_EVENT_REQUEST);
	fill_output();
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &pdu, p.now), SMPP_E_SPACE);
	peer_listen(&p);
	peer_wait(&p, 0);
	expect_event(&p, SMPP_EVENT_ROOM);
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &pdu, p.now), SMPP_OK);
}
END_TEST

START_TEST(an_answer_that_can_never_fit_is_too_big)
{
	static uint8_t payload[400];
	struct smpp_tlv tlv = { 0x1400, { payload, 400 } };
	struct smpp_pdu pdu = pdu_of(0, 0);

	start(SMPP_SMSC, 400);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &pdu, p.now), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_session_refuse(p.s, p.handle, SMPP_ESME_RSYSERR, p.now), SMPP_OK);
}
END_TEST

/* An SMSC with little output, bound by a response that is a header only. */
static void start_tiny(uint32_t output, uint32_t inbound)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu answer = pdu_of(0, 0);

	config.output = output;
	config.inbound = inbound;
	peer_start(&p, &config);
	peer_say_pdu(&p, SMPP_BIND_TRANSCEIVER, 1);
	answer.body_absent = 1;
	ck_assert_int_eq(smpp_session_reply(p.s, p.handle, &answer, p.now), SMPP_OK);
	peer_listen(&p);
	peer_wait(&p, 0);
	p.first = p.events;
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}

/* As many requests as are handed out wait, and are refused one by one. */
static void refuse_all(uint32_t output, uint32_t inbound)
{
	uint64_t handle[10];
	uint32_t count = 0;

	start_tiny(output, inbound);
	while (count < inbound && (handle[count] = offer_request(count)) != 0)
		count++;
	ck_assert_uint_ge(count, 1);
	while (count > 0) {
		int got = smpp_session_refuse(p.s, handle[--count], SMPP_ESME_RSYSERR, p.now);

		ck_assert_msg(got == SMPP_OK, "output %u, inbound %u: no room with %u more",
			      output, inbound, count);
		peer_listen(&p);
	}
	peer_stop(&p);
}

START_TEST(with_output_of_any_size_all_requests_that_wait_can_be_refused)
{
	for (uint32_t output = 16; output <= 300; output++) {
		for (uint32_t inbound = 1; inbound <= 10; inbound++)
			refuse_all(output, inbound);
	}
}
END_TEST

static int refusal(uint64_t handle)
{
	return smpp_session_refuse(p.s, handle, SMPP_ESME_RSYSERR, p.now);
}

/* Sent at once, or once what waits has gone. */
static int sent_in_the_end(int (*answer)(uint64_t handle), uint64_t handle, uint32_t output,
			   uint32_t more)
{
	int got = answer(handle);

	if (got != SMPP_E_SPACE)
		return got;
	ck_assert_msg(output_of(p.s) > 0, "output %u: no room in empty output with %u more",
		      output, more);
	peer_listen(&p);
	peer_wait(&p, 0);
	expect_event(&p, SMPP_EVENT_ROOM);
	return answer(handle);
}

/* An answer of 80 octets is sent at last, or can never be: then it is a header. */
static void answer_in_the_end(uint64_t handle, uint32_t output, uint32_t more)
{
	int got = sent_in_the_end(answer_of_80, handle, output, more);

	if (got == SMPP_E_TOO_BIG)
		got = sent_in_the_end(refusal, handle, output, more);
	ck_assert_int_eq(got, SMPP_OK);
}

START_TEST(an_answer_that_meets_a_full_output_is_sent_in_the_end)
{
	for (uint32_t output = 16; output <= 600; output++) {
		uint64_t handle[10];
		uint32_t count = 0;

		start_tiny(output, 10);
		while (count < 10 && (handle[count] = offer_request(count)) != 0)
			count++;
		while (count > 0) {
			count--;
			answer_in_the_end(handle[count], output, count);
		}
		peer_stop(&p);
	}
}
END_TEST

/* ---- back-pressure ---- */

static uint8_t flood[10000 * 16];

static void make_flood(void)
{
	for (uint32_t i = 0; i < 10000; i++) {
		struct smpp_pdu pdu = header_only(SMPP_ENQUIRE_LINK, 0, i);

		memcpy(flood + i * 16, peer_octets(&pdu).ptr, 16);
	}
}

START_TEST(a_flood_is_taken_as_fast_as_its_answers_and_nothing_is_lost)
{
	size_t at = 0, stops = 0;

	make_flood();
	start(SMPP_SMSC, 1000);
	seed = 99;
	while (at < sizeof(flood)) {
		size_t used, rest = sizeof(flood) - at, waits;

		ck_assert_int_eq(smpp_session_feed(p.s, flood + at, rest, p.now, &used), SMPP_OK);
		at += used;
		stops += used < rest;
		waits = output_of(p.s);
		ck_assert_uint_le(waits, 1000);
		memcpy(p.heard + p.len, smpp_session_output(p.s, &waits), waits);
		waits = 1 + random_below((uint32_t)waits);
		p.len += waits;
		ck_assert_int_eq(smpp_session_sent(p.s, waits, p.now), SMPP_OK);
	}
	ck_assert_uint_gt(stops, 100);
	for (uint32_t i = 0; i < 10000; i++)
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, i);
	expect_silence(&p);
	expect_no_event(&p);
}
END_TEST

START_TEST(a_flood_that_is_refused_is_refused_pdu_by_pdu)
{
	size_t at = 0, stops = 0;

	start(SMPP_SMSC, 100);
	for (uint32_t i = 0; i < 1000; i++) {
		struct smpp_pdu pdu = header_only(0x110, 0, i);

		memcpy(flood + i * 16, peer_octets(&pdu).ptr, 16);
	}
	while (at < 1000 * 16) {
		size_t used;

		ck_assert_int_eq(smpp_session_feed(p.s, flood + at, 1000 * 16 - at, p.now, &used),
				 SMPP_OK);
		at += used;
		stops++;
		p.first = p.events;
		peer_listen(&p);
	}
	ck_assert_uint_ge(stops, 100);
	ck_assert_uint_eq(smpp_session_counters(p.s).refused, 1000);
	for (uint32_t i = 0; i < 1000; i++)
		expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, i);
	expect_silence(&p);
}
END_TEST

START_TEST(a_peer_that_floods_and_does_not_read_is_stopped_and_dropped)
{
	size_t used, again;

	make_flood();
	start(SMPP_SMSC, 1000);
	ck_assert_int_eq(smpp_session_feed(p.s, flood, sizeof(flood), p.now, &used), SMPP_OK);
	ck_assert_uint_lt(used, 1100);
	ck_assert_int_eq(smpp_session_feed(p.s, flood + used, 5000, p.now, &again), SMPP_OK);
	ck_assert_uint_eq(again, 0);
	peer_wait(&p, 30000);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_STALL);
}
END_TEST

START_TEST(a_pdu_that_was_put_together_waits_for_room_too)
{
	size_t used;

	make_flood();
	start(SMPP_SMSC, 64);
	for (size_t i = 0; i < 5 * 16; i++) {
		ck_assert_int_eq(smpp_session_feed(p.s, flood + i, 1, p.now, &used), SMPP_OK);
		ck_assert_uint_eq(used, 1);
	}
	ck_assert_int_eq(smpp_session_feed(p.s, flood + 80, 16, p.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, 0);
	for (uint32_t i = 0; i < 5; i++) {
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, 0, i);
		peer_wait(&p, 0);
	}
	expect_silence(&p);
}
END_TEST

START_TEST(a_pdu_that_was_put_together_is_due_as_soon_as_something_was_sent)
{
	make_flood();
	start(SMPP_SMSC, 64);
	for (size_t i = 0; i < 5 * 16; i++)
		peer_feed(&p, flood + i, 1);
	ck_assert_uint_gt(smpp_session_deadline(p.s), p.now);
	peer_listen(&p);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	peer_wait(&p, 0);
	ck_assert_uint_gt(smpp_session_deadline(p.s), p.now);
	for (uint32_t i = 0; i < 5; i++)
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, 0, i);
	expect_silence(&p);
}
END_TEST

/* 300 octets of no command there is, and output that is full. */
static void start_full(uint8_t large[300])
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = header_only(0x110, 0, 9);

	config.output = 64;
	config.partial = 64;
	peer_start_bound(&p, &config);
	for (uint32_t i = 0; i < 4; i++)
		peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, i);
	ck_assert_uint_eq(output_of(p.s), 64);
	memset(large, 0, 300);
	memcpy(large, peer_octets(&pdu).ptr, 16);
	large[2] = 300 >> 8;
	large[3] = 300 & 0xFF;
}

/* It is refused now, and the next PDU is understood. */
static void expect_refusal_of_large(const uint8_t *rest, size_t len)
{
	expect_refused(&p, 0x110, SMPP_ESME_RINVCMDID);
	for (uint32_t i = 0; i < 4; i++)
		expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, 0, i);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 9);
	expect_silence(&p);
	peer_feed(&p, rest, len);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 10);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, 0, 10);
	expect_no_event(&p);
}

START_TEST(a_pdu_too_large_to_be_kept_waits_in_the_loan_for_room_for_its_refusal)
{
	uint8_t large[300];
	size_t used;

	start_full(large);
	ck_assert_int_eq(smpp_session_feed(p.s, large, 100, p.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, 0);
	expect_no_event(&p);
	peer_listen(&p);
	peer_feed(&p, large, 100);
	expect_refusal_of_large(large + 100, 200);
}
END_TEST

START_TEST(a_header_too_large_to_be_kept_waits_for_room_and_the_rest_has_its_time_from_then)
{
	uint8_t large[300];

	start_full(large);
	for (size_t i = 0; i < 16; i++)
		peer_feed(&p, large + i, 1);
	expect_no_event(&p);
	p.now += 9000; /* of the 10,000 for a PDU: but the session waits, not the peer */
	peer_listen(&p);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	peer_wait(&p, 0);
	peer_wait(&p, 9999);
	expect_refusal_of_large(large + 16, 284);
}
END_TEST

START_TEST(a_request_is_handed_out_once_there_is_room_for_its_answer)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 7);
	struct smpp_span in;
	size_t used;

	start(SMPP_SMSC, 120); /* the reserve is 10, and 8 octets are left */
	for (uint32_t i = 0; i < 7; i++)
		peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, i);
	in = peer_octets(&pdu);
	ck_assert_int_eq(smpp_session_feed(p.s, in.ptr, in.len, p.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, 0);
	expect_no_event(&p);
	peer_listen(&p);
	peer_feed(&p, in.ptr, in.len);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_no_event(&p);
}
END_TEST

/* ---- loans and pulled events ---- */

static struct smpp_event pull(void)
{
	struct smpp_event event;

	memset(&event, 0xA5, sizeof(event));
	ck_assert_int_eq(smpp_session_next(p.s, p.now, &event), SMPP_OK);
	return event;
}

START_TEST(next_says_blocked_until_output_has_room)
{
	size_t used;

	make_flood();
	start(SMPP_SMSC, 64);
	ck_assert_int_eq(smpp_session_lend(p.s, flood, 160), SMPP_OK);
	ck_assert_int_eq(pull().type, SMPP_EVENT_BLOCKED);
	ck_assert_int_eq(pull().type, SMPP_EVENT_BLOCKED);
	ck_assert_uint_eq(output_of(p.s), 64);
	peer_listen(&p);
	ck_assert_int_eq(pull().type, SMPP_EVENT_BLOCKED);
	ck_assert_uint_eq(output_of(p.s), 64);
	peer_listen(&p);
	ck_assert_int_eq(pull().type, SMPP_EVENT_NONE);
	ck_assert_int_eq(smpp_session_take(p.s, &used), SMPP_OK);
	ck_assert_uint_eq(used, 160);
}
END_TEST

START_TEST(a_loan_is_one_at_a_time)
{
	size_t used = 99;

	make_flood();
	start(SMPP_SMSC, 1000);
	ck_assert_int_eq(smpp_session_lend(p.s, flood, 16), SMPP_OK);
	ck_assert_int_eq(smpp_session_lend(p.s, flood, 16), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_feed(p.s, flood, 16, p.now, &used), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_take(p.s, &used), SMPP_OK);
	ck_assert_uint_eq(used, 0);
	expect_silence(&p);
	peer_feed(&p, flood, 16);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, 0, 0);
}
END_TEST

START_TEST(a_pulled_event_points_into_the_loan)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 7);
	struct smpp_span in;
	struct smpp_event event;
	size_t used;

	start(SMPP_SMSC, 1000);
	in = peer_octets(&pdu);
	ck_assert_int_eq(smpp_session_lend(p.s, in.ptr, in.len), SMPP_OK);
	event = pull();
	ck_assert_int_eq(event.type, SMPP_EVENT_REQUEST);
	ck_assert_ptr_eq(event.pdu.wire.ptr, in.ptr);
	ck_assert_uint_eq(event.pdu.wire.len, in.len);
	ck_assert(smpp_span_equal(event.pdu.body.submit_sm.short_message, smpp_span_of("Hello")));
	ck_assert_int_eq(smpp_session_reply(p.s, event.handle, &event.pdu, p.now), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_session_refuse(p.s, event.handle, 8, p.now), SMPP_OK);
	ck_assert_int_eq(pull().type, SMPP_EVENT_NONE);
	ck_assert_int_eq(smpp_session_take(p.s, &used), SMPP_OK);
	ck_assert_uint_eq(p.events, p.first); /* nothing was pushed */
}
END_TEST

START_TEST(next_without_a_loan_tells_what_time_brings)
{
	start(SMPP_ESME, 1000);
	peer_ask(&p, SMPP_SUBMIT_SM, 6);
	ck_assert_int_eq(pull().type, SMPP_EVENT_NONE);
	p.now += 30000;
	ck_assert_int_eq(pull().outcome, SMPP_OUTCOME_TIMEOUT);
}
END_TEST

START_TEST(more_than_waits_cannot_have_been_sent)
{
	start(SMPP_ESME, 1000);
	ck_assert_int_eq(peer_request(&p, SMPP_ENQUIRE_LINK, 6), SMPP_OK);
	ck_assert_int_eq(smpp_session_sent(p.s, 17, p.now), SMPP_E_LENGTH);
	ck_assert_uint_eq(output_of(p.s), 16);
	ck_assert_int_eq(smpp_session_sent(p.s, 5, p.now), SMPP_OK);
	ck_assert_uint_eq(output_of(p.s), 11);
	ck_assert_int_eq(smpp_session_sent(p.s, 11, p.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_sent(p.s, 1, p.now), SMPP_E_LENGTH);
	ck_assert_uint_eq(smpp_session_counters(p.s).octets_out, 16 + p.len);
}
END_TEST

/* ---- calls from inside events ---- */

#define TYPES (SMPP_EVENT_ROOM + 1)
#define TOKENS 64

enum call { CALL_NONE, CALL_REQUEST, CALL_REPLY, CALL_REFUSE, CALL_UNBIND, CALL_CLOSE, CALL_SENT,
	    CALL_BUSY, CALLS };

static enum smpp_event_type when; /* the first event of that type */
static enum call what;            /* makes that call */
static int made[TYPES];
static unsigned accepted[TOKENS], settled[TOKENS];
static uint64_t token;
static unsigned ends;

static void count_request(int got)
{
	accepted[token] += got == SMPP_OK;
	token += got == SMPP_OK;
	ck_assert_uint_lt(token, TOKENS);
}

static void expect_busy(void)
{
	struct smpp_event event;
	size_t used = 77;
	static const uint8_t octets[1];

	ck_assert_int_eq(smpp_session_lend(p.s, octets, 1), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_next(p.s, p.now, &event), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_take(p.s, &used), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_feed(p.s, octets, 1, p.now, &used), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_tick(p.s, p.now + 1000000), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_E_BUSY);
	ck_assert_uint_eq(used, 77);
}

static void make_call(void)
{
	switch (what) {
	case CALL_REQUEST: count_request(peer_request(&p, SMPP_SUBMIT_SM, token)); break;
	case CALL_REPLY: (void)peer_reply(&p, p.handle, 0); break;
	case CALL_REFUSE: (void)smpp_session_refuse(p.s, p.handle, 8, p.now); break;
	case CALL_UNBIND: count_request(smpp_session_unbind(p.s, token, p.now)); break;
	case CALL_CLOSE: (void)smpp_session_close(p.s, p.now); break;
	case CALL_SENT: peer_listen(&p); break;
	case CALL_BUSY: expect_busy(); break;
	default: break;
	}
}

static void reenter(struct peer *peer, const struct smpp_event *event)
{
	peer->first = peer->events;
	ck_assert_uint_eq(ends, 0); /* nothing follows the end */
	if (event->type == SMPP_EVENT_OUTCOME)
		settled[event->token]++;
	ends += event->type == SMPP_EVENT_STATE && event->state == SMPP_STATE_CLOSED;
	if (event->type == when && made[event->type]++ == 0)
		make_call();
}

/* The peer's octets, of which the session may leave some when it has no room. */
static void offer(uint32_t id, uint32_t status, uint32_t number)
{
	struct smpp_pdu pdu = pdu_of(id, number);
	struct smpp_span in;
	size_t used;

	if (status != 0 || id == 0x110)
		pdu = header_only(id, status, number);
	in = peer_octets(&pdu);
	ck_assert_int_eq(smpp_session_feed(p.s, in.ptr, in.len, p.now, &used), SMPP_OK);
}

/* A life with an event of every type, in which one call is made at one of them. */
static void live(enum smpp_event_type type, enum call call)
{
	struct smpp_session_config config = config_of(SMPP_ESME);

	config.output = 400;
	peer_start(&p, &config);
	p.then = reenter;
	memset(made, 0, sizeof(made));
	memset(accepted, 0, sizeof(accepted));
	memset(settled, 0, sizeof(settled));
	token = 0;
	ends = 0;
	when = type;
	what = call;
	count_request(peer_request(&p, SMPP_BIND_TRANSCEIVER, token));
	peer_listen(&p);
	peer_accept_bind(&p, SMPP_BIND_TRANSCEIVER, 1, SMPP_V3_4);
	offer(SMPP_DELIVER_SM, 0, 1);
	offer(SMPP_ALERT_NOTIFICATION, 0, 2);
	offer(0x110, 0, 3);
	offer(SMPP_GENERIC_NACK, 3, 0);
	for (int i = 0; i < 20; i++)
		count_request(peer_request(&p, SMPP_SUBMIT_SM, token));
	peer_listen(&p);
	peer_wait(&p, 0);
	offer(SMPP_SUBMIT_SM_RESP, 8, 2);
	offer(SMPP_DELIVER_SM, 0, 4);
	peer_listen(&p);
	(void)smpp_session_close(p.s, p.now);
	peer_wait(&p, 0);
	ck_assert_uint_eq(ends, 1);
	for (size_t i = 0; i < TOKENS; i++)
		ck_assert_uint_eq(settled[i], accepted[i]);
	peer_stop(&p);
}

START_TEST(every_legal_call_works_inside_every_event)
{
	unsigned calls = 0;

	for (int type = SMPP_EVENT_REQUEST; type < TYPES; type++) {
		for (int call = CALL_NONE + 1; call < CALLS; call++) {
			live((enum smpp_event_type)type, (enum call)call);
			ck_assert_msg(made[type] > 0, "no event of type %d", type);
			calls++;
		}
	}
	printf("# flow: %u calls from inside events\n", calls);
	ck_assert_uint_eq(calls, 7 * 7);
}
END_TEST

START_TEST(the_calls_that_are_not_legal_inside_an_event_do_nothing)
{
	for (int type = SMPP_EVENT_REQUEST; type < TYPES; type++) {
		static uint8_t heard[PEER_OCTETS];
		size_t len;

		live((enum smpp_event_type)type, CALL_NONE);
		len = p.len;
		memcpy(heard, p.heard, len);
		live((enum smpp_event_type)type, CALL_BUSY);
		ck_assert_uint_eq(p.len, len);
		ck_assert_mem_eq(p.heard, heard, len);
	}
}
END_TEST

/* The state is the new one, and a reply is out, before the event that tells of it is seen. */
static void expect_final_state(struct peer *peer, const struct smpp_event *event)
{
	if (event->type == SMPP_EVENT_STATE)
		ck_assert_int_eq(smpp_session_state(peer->s), event->state);
	if (event->type == SMPP_EVENT_OUTCOME)
		ck_assert_uint_eq(smpp_session_outstanding(peer->s), 0);
}

START_TEST(the_state_is_final_when_an_event_is_handed_out)
{
	start(SMPP_ESME, 1000);
	p.then = expect_final_state;
	peer_ask(&p, SMPP_SUBMIT_SM, 3);
	peer_say_pdu(&p, SMPP_SUBMIT_SM_RESP, 2);
	peer_say_header(&p, SMPP_UNBIND, 0, 3);
	expect_event(&p, SMPP_EVENT_OUTCOME);
	expect_event(&p, SMPP_EVENT_STATE);
	expect_event(&p, SMPP_EVENT_STATE);
}
END_TEST

static void add_room(TCase *tests)
{
	tcase_add_test(tests, a_full_output_refuses_a_request_and_changes_nothing);
	tcase_add_test(tests, room_is_told_once_after_some_of_a_full_output_was_sent);
	tcase_add_test(tests, no_room_is_told_when_nothing_met_a_full_output);
	tcase_add_test(tests, can_says_space_when_not_even_a_header_fits);
	tcase_add_test(tests,
		       answers_within_the_reserve_find_room_when_output_is_full_of_requests);
	tcase_add_test(tests, answers_within_the_reserve_find_room_whatever_was_sent_before);
	tcase_add_test(tests, an_answer_above_the_reserve_waits_for_room_and_keeps_its_handle);
	tcase_add_test(tests, an_answer_that_can_never_fit_is_too_big);
	tcase_add_test(tests, with_output_of_any_size_all_requests_that_wait_can_be_refused);
	tcase_add_test(tests, an_answer_that_meets_a_full_output_is_sent_in_the_end);
}

static void add_pressure(TCase *tests)
{
	tcase_add_test(tests, a_flood_is_taken_as_fast_as_its_answers_and_nothing_is_lost);
	tcase_add_test(tests, a_flood_that_is_refused_is_refused_pdu_by_pdu);
	tcase_add_test(tests, a_peer_that_floods_and_does_not_read_is_stopped_and_dropped);
	tcase_add_test(tests, a_pdu_that_was_put_together_waits_for_room_too);
	tcase_add_test(tests, a_pdu_that_was_put_together_is_due_as_soon_as_something_was_sent);
	tcase_add_test(tests,
		       a_pdu_too_large_to_be_kept_waits_in_the_loan_for_room_for_its_refusal);
	tcase_add_test(
		tests,
		a_header_too_large_to_be_kept_waits_for_room_and_the_rest_has_its_time_from_then);
	tcase_add_test(tests, a_request_is_handed_out_once_there_is_room_for_its_answer);
	tcase_add_test(tests, next_says_blocked_until_output_has_room);
	tcase_add_test(tests, a_loan_is_one_at_a_time);
	tcase_add_test(tests, a_pulled_event_points_into_the_loan);
	tcase_add_test(tests, next_without_a_loan_tells_what_time_brings);
	tcase_add_test(tests, more_than_waits_cannot_have_been_sent);
}

static void add_calls(TCase *tests)
{
	tcase_add_test(tests, every_legal_call_works_inside_every_event);
	tcase_add_test(tests, the_calls_that_are_not_legal_inside_an_event_do_nothing);
	tcase_add_test(tests, the_state_is_final_when_an_event_is_handed_out);
}

int main(void)
{
	static void (*const adds[])(TCase *tests) = { add_room, add_pressure, add_calls };
	static const char *const names[] = { "room", "pressure", "calls" };
	Suite *suite = suite_create("flow");

	for (size_t i = 0; i < sizeof(adds) / sizeof(adds[0]); i++) {
		TCase *tests = tcase_create(names[i]);

		tcase_set_timeout(tests, 60);
		tcase_add_checked_fixture(tests, NULL, stop);
		adds[i](tests);
		suite_add_tcase(suite, tests);
	}
	return run_suite(suite);
}
