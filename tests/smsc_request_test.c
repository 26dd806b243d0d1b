/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/smsc.h: requests of ESMEs, answers, limits of accounts, congestion. */
#include "smsc_rig.h"

static struct rig rig;
static struct smpp_session_config session;
static struct smpp_smsc_handle handles[100]; /* of REQUEST, in order */
static unsigned handle_count;

static void begin(void)
{
	struct smpp_smsc_config config = rig_config();

	config.session = &session;
	rig_begin(&rig, &config);
}

static void keep_handle(struct rig *r, const struct smpp_smsc_event *event)
{
	(void)r;
	if (event->type == SMPP_SMSC_EVENT_REQUEST)
		handles[handle_count++ % 100] = event->handle;
}

/* A centre that answers when the test says so. */
static void begin_slow(void)
{
	begin();
	rig.replies = 0;
	rig.then = keep_handle;
	handle_count = 0;
}

static void setup(void)
{
	session = rig_session_config();
	session.inbound = 50;
}

/* As many submit_sm as that at once, with tokens from first on. */
static void submit(struct line *l, unsigned count, uint64_t first)
{
	for (unsigned i = 0; i < count; i++)
		ck_assert_int_eq(line_ask(&rig, l, SMPP_SUBMIT_SM, first + i), SMPP_OK);
	rig_run(&rig);
}

static int reply(unsigned i)
{
	struct smpp_pdu pdu = rig_answer_to(SMPP_SUBMIT_SM);

	return smpp_smsc_reply(rig.c, handles[i], &pdu, rig.now);
}

/* Responses with that status among those that the ESME has not looked at. */
static unsigned statuses(struct line *l, uint32_t status)
{
	unsigned count = 0;

	while (line_count(l, SMPP_EVENT_OUTCOME) > 0)
		count += line_next(l, SMPP_EVENT_OUTCOME)->status == status;
	return count;
}

/* ---- answers ---- */

START_TEST(request_is_told_and_answered)
{
	struct line *l;
	struct told *t;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 8);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_REQUEST);
	ck_assert_str_eq(t->text, "Hello");
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	rig_expect_no_event(&rig);
	line_expect_status(l, 8, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(request_can_be_answered_later_and_once)
{
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 3, 1);
	rig_wait(&rig, 20000);
	ck_assert_uint_eq(line_count(l, SMPP_EVENT_OUTCOME), 0);
	ck_assert_ptr_eq(smpp_smsc_peer_of(rig.c, handles[1]), &l->peer);
	ck_assert_int_eq(reply(1), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handles[0], SMPP_ESME_RSUBMITFAIL, rig.now),
			 SMPP_OK);
	ck_assert_int_eq(reply(1), SMPP_E_HANDLE);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handles[1], 1, rig.now), SMPP_E_HANDLE);
	ck_assert_ptr_eq(smpp_smsc_peer_of(rig.c, handles[1]), &l->peer); /* answered or not */
	rig_run(&rig);
	line_expect_status(l, 2, SMPP_ESME_ROK);
	line_expect_status(l, 1, SMPP_ESME_RSUBMITFAIL);
	ck_assert_int_eq(reply(2), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 3, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(answer_that_is_wrong_is_refused_as_by_the_session)
{
	struct smpp_pdu pdu = rig_answer_to(SMPP_SUBMIT_SM);
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 1);
	pdu.header.command_id = SMPP_QUERY_SM_RESP;
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handles[0], &pdu, rig.now), SMPP_E_FAULT);
	ck_assert_int_eq(reply(0), SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(answers_after_the_session_went_reach_nobody)
{
	struct smpp_smsc_handle old;
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 1);
	old = handles[0];
	ck_assert_int_eq(smpp_smsc_close(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(reply(0), SMPP_E_HANDLE); /* before GONE */
	ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now), SMPP_OK);
	ck_assert_int_eq(reply(0), SMPP_E_HANDLE); /* before release */
	ck_assert_ptr_null(smpp_smsc_peer_of(rig.c, old));
	rig_run(&rig);
	ck_assert(!l->open);
	ck_assert_int_eq(reply(0), SMPP_E_HANDLE);
	/* the same structure, slot and request number */
	handle_count = 0;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 2);
	ck_assert_uint_eq(old.request, handles[0].request);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, old, 1, rig.now), SMPP_E_HANDLE);
	ck_assert_int_eq(reply(0), SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(handles_that_were_never_given_are_refused)
{
	static const uint64_t numbers[] = { 0, 1, 15, 16, 0xFFFFF, UINT64_MAX, UINT64_C(1) << 22 };
	struct smpp_smsc_handle h;
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 1);
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		h.peer = numbers[i];
		h.request = handles[0].request;
		ck_assert_int_eq(smpp_smsc_refuse(rig.c, h, 1, rig.now),
				 h.peer == UINT64_C(1) << 22 ? SMPP_OK : SMPP_E_HANDLE);
		h.peer = handles[0].peer;
		h.request = numbers[i];
		ck_assert_int_eq(smpp_smsc_refuse(rig.c, h, 1, rig.now), SMPP_E_HANDLE);
	}
	submit(l, 1, 2);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handles[1], &rig.account, rig.now), SMPP_E_HANDLE);
	ck_assert_uint_eq(rig.account.transmitters, 1);
	ck_assert_int_eq(reply(1), SMPP_OK); /* it still waits */
	rig_end(&rig);
}
END_TEST

START_TEST(what_no_handler_is_for_is_told_as_other)
{
	struct line *l;
	struct told *t;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	/* an answer to nothing, an unknown command */
	memcpy(l->rest, "\0\0\0\x11\x80\0\0\x05\0\0\0\0\0\0\0\x05\0"
	       "\0\0\0\x10\0\0\x77\x77\0\0\0\0\0\0\0\x06", 33);
	l->rest_len = 33;
	ck_assert_uint_eq(line_feed(&rig, l), 33);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_OTHER);
	ck_assert_int_eq(t->type, SMPP_EVENT_STRAY);
	ck_assert_int_eq(t->stray, SMPP_STRAY_UNSOLICITED);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_OTHER);
	ck_assert_int_eq(t->type, SMPP_EVENT_REFUSED);
	ck_assert_uint_eq(t->status, SMPP_ESME_RINVCMDID);
	/* an unbind that waits for an answer of the caller's */
	submit(l, 1, 1);
	rig_expect(&rig, SMPP_SMSC_EVENT_REQUEST);
	ck_assert_int_eq(smpp_session_unbind(l->esme, 2, rig.now), SMPP_OK);
	rig_run(&rig);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_OTHER);
	ck_assert_int_eq(t->type, SMPP_EVENT_NOTICE);
	ck_assert_uint_eq(t->command_id, SMPP_UNBIND);
	ck_assert_int_eq(reply(0), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 1, SMPP_ESME_ROK);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_end(&rig);
}
END_TEST

START_TEST(answer_that_had_no_room_is_told_of_room)
{
	struct smpp_pdu pdu = rig_answer_to(SMPP_SUBMIT_SM);
	static char id[60];
	struct line *l;

	session.output = 128;
	session.inbound = 1;
	session.answer_reserve = 37;
	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	submit(l, 1, 1);
	l->deaf = 1;
	memset(id, 'i', sizeof(id) - 1);
	pdu.body.submit_sm_resp.message_id = smpp_span_of(id);
	ck_assert_int_eq(rig_deliver(&rig, "1", "12345678901234567890", 5, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handles[0], &pdu, rig.now), SMPP_E_SPACE);
	ck_assert_uint_gt(smpp_smsc_deadline(rig.c), rig.now);
	rig_forget(&rig);
	l->deaf = 0;
	rig_run(&rig);
	ck_assert_ptr_nonnull(rig_next(&rig, SMPP_SMSC_EVENT_ROOM)->event.session);
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handles[0], &pdu, rig.now), SMPP_OK);
	rig_end(&rig);
}
END_TEST

/* ---- the window of an account ---- */

START_TEST(window_counts_unanswered_messages_of_all_sessions)
{
	struct line *a, *b;

	begin_slow();
	rig.account.limits.window = 3;
	a = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	b = rig_bound(&rig, 1, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	submit(a, 2, 1);
	submit(b, 3, 11);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_REQUEST), 3);
	ck_assert_uint_eq(rig.events - rig.first, 3); /* nothing is told of the others */
	ck_assert_uint_eq(rig.account.throttled, 2);
	line_expect_status(b, 12, SMPP_ESME_RTHROTTLED);
	line_expect_status(b, 13, SMPP_ESME_RTHROTTLED);
	ck_assert_int_eq(reply(0), SMPP_OK);
	submit(b, 2, 21);
	ck_assert_uint_eq(handle_count, 4);
	rig_break(&rig, b); /* its two count no more */
	submit(a, 3, 31);
	ck_assert_uint_eq(handle_count, 6);
	ck_assert_uint_eq(rig.account.throttled, 4);
	rig_end(&rig);
}
END_TEST

START_TEST(window_is_free_again_as_soon_as_a_session_is_closed)
{
	struct line *a, *b;

	begin_slow();
	rig.account.limits.window = 1;
	a = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	b = rig_bound(&rig, 1, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(a, 1, 1);
	ck_assert_int_eq(smpp_smsc_close(rig.c, &a->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(reply(0), SMPP_E_HANDLE);
	submit(b, 2, 2);
	ck_assert_uint_eq(handle_count, 2);
	ck_assert_uint_eq(rig.account.throttled, 1);
	ck_assert_int_eq(reply(1), SMPP_OK);
	submit(b, 1, 3);
	ck_assert_uint_eq(handle_count, 3);
	rig_end(&rig);
}
END_TEST

START_TEST(window_that_is_changed_holds_from_the_next_message_on)
{
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 5, 1);
	ck_assert_uint_eq(handle_count, 5);
	rig.account.limits.window = 4;
	submit(l, 1, 11);
	ck_assert_uint_eq(rig.account.throttled, 1);
	ck_assert_int_eq(reply(0), SMPP_OK);
	submit(l, 1, 12);
	ck_assert_uint_eq(rig.account.throttled, 2);
	ck_assert_int_eq(reply(1), SMPP_OK);
	submit(l, 1, 13);
	ck_assert_uint_eq(rig.account.throttled, 2);
	rig.account.limits.window = 0;
	submit(l, 20, 21);
	ck_assert_uint_eq(rig.account.throttled, 2);
	rig_end(&rig);
}
END_TEST

static struct smpp_pdu message_of(uint32_t command_id)
{
	static const uint8_t to[] = { SMPP_DEST_FLAG_SME_ADDRESS, 0, 0, '4', 0 };
	static const uint8_t octets[10] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const struct smpp_tlv broadcast[] = {
		{ SMPP_TLV_BROADCAST_AREA_IDENTIFIER, { octets, 4 } },
		{ SMPP_TLV_BROADCAST_CONTENT_TYPE, { octets, 3 } },
		{ SMPP_TLV_BROADCAST_REP_NUM, { octets, 2 } },
		{ SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, { octets, 3 } },
	};
	static const struct smpp_tlv payload = { SMPP_TLV_MESSAGE_PAYLOAD, { octets, 4 } };
	struct smpp_pdu pdu = rig_pdu(command_id, 0);

	if (command_id == SMPP_SUBMIT_MULTI) {
		pdu.body.submit_multi.number_of_dests = 1;
		pdu.body.submit_multi.dest_address.octets.ptr = to;
		pdu.body.submit_multi.dest_address.octets.len = sizeof(to);
		pdu.body.submit_multi.short_message = smpp_span_of("x");
	}
	if (command_id == SMPP_DATA_SM) {
		pdu.tlv = &payload;
		pdu.tlv_count = 1;
	}
	if (command_id == SMPP_BROADCAST_SM) {
		pdu.tlv = broadcast;
		pdu.tlv_count = 4;
	}
	return pdu;
}

START_TEST(messages_count_and_other_requests_do_not)
{
	static const struct {
		uint32_t command_id;
		unsigned counts;
	} cases[] = { { SMPP_SUBMIT_SM, 1 },	{ SMPP_SUBMIT_MULTI, 1 }, { SMPP_DATA_SM, 1 },
		      { SMPP_BROADCAST_SM, 1 }, { SMPP_QUERY_SM, 0 } };

	struct smpp_pdu pdu = message_of(cases[_i].command_id);
	struct line *l;

	begin_slow();
	rig.account.limits.window = 1;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V5_0);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(smpp_session_request(l->esme, &pdu, i, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.account.throttled, cases[_i].counts ? 2 : 0);
	ck_assert_uint_eq(handle_count, cases[_i].counts ? 1 : 3);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handles[0], 8, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_session_request(l->esme, &pdu, 4, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.account.throttled, cases[_i].counts ? 2 : 0);
	ck_assert_uint_eq(handle_count, cases[_i].counts ? 2 : 4);
	rig_end(&rig);
}
END_TEST

START_TEST(answer_to_another_request_makes_no_room_for_a_message)
{
	struct line *l;

	begin_slow();
	rig.account.limits.window = 1;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 1, 1);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_QUERY_SM, 2), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(handle_count, 2);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handles[1], 8, rig.now), SMPP_OK);
	submit(l, 1, 3);
	ck_assert_uint_eq(rig.account.throttled, 1);
	rig_end(&rig);
}
END_TEST

/* ---- its rate ---- */

START_TEST(rate_lets_a_burst_in_and_then_so_many_a_second)
{
	struct line *l;
	unsigned good = 0;

	begin();
	rig.account.limits.rate = 7;
	rig.account.limits.burst = 3;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 5, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 3);
	ck_assert_uint_eq(rig.account.throttled, 2);
	for (unsigned i = 0; i < 10000; i++) { /* 100 seconds, in steps that 7 does not divide */
		rig.now += 10;
		submit(l, 1, i);
		good += statuses(l, SMPP_ESME_ROK);
		rig_forget(&rig);
	}
	ck_assert_uint_eq(good, 700); /* without drift */
	rig_end(&rig);
}
END_TEST

START_TEST(submit_multi_is_charged_for_each_destination)
{
	uint8_t to[255 * 5];
	struct smpp_pdu pdu = message_of(SMPP_SUBMIT_MULTI);
	struct line *l;

	begin();
	rig.account.limits.rate = 10;
	rig.account.limits.burst = 5;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V5_0);
	for (unsigned i = 0; i < 255; i++)
		memcpy(to + i * 5, pdu.body.submit_multi.dest_address.octets.ptr, 5);
	pdu.body.submit_multi.number_of_dests = 255;
	pdu.body.submit_multi.dest_address.octets = (struct smpp_span){ to, sizeof(to) };
	ck_assert_int_eq(smpp_session_request(l->esme, &pdu, 1, rig.now), SMPP_OK);
	submit(l, 1, 2);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_RTHROTTLED), 1);
	rig.now += 25099; /* 250 of them are to be made up for, and one more is asked for */
	submit(l, 1, 3);
	ck_assert_uint_eq(rig.account.throttled, 2);
	rig.now += 1;
	submit(l, 2, 4);
	ck_assert_uint_eq(rig.account.throttled, 3);
	rig_end(&rig);
}
END_TEST

START_TEST(burst_is_usually_a_tenth_of_the_rate_and_at_least_one)
{
	static const unsigned cases[][2] = { { 1, 1 }, { 9, 1 }, { 25, 2 }, { 300, 30 } };
	struct line *l;

	begin();
	rig.account.limits.rate = cases[_i][0];
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 40, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), cases[_i][1]);
	rig_end(&rig);
}
END_TEST

START_TEST(rest_gives_a_burst_and_no_more)
{
	struct line *l;

	session.inactivity = SMPP_OFF;
	session.enquire_link = SMPP_OFF;
	begin();
	rig.account.limits.rate = _i ? 65536 : UINT32_MAX;
	rig.account.limits.burst = 4;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 10, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 4);
	rig.now += _i ? UINT64_C(1) << 48 : UINT64_C(0x7000000000000000); /* times rate: wraps */
	submit(l, 10, 11);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 4);
	rig.account.limits.burst = UINT32_MAX;
	rig.now += 1;
	submit(l, 40, 21); /* as much as has come in that millisecond: 65 or more */
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 40);
	rig_end(&rig);
}
END_TEST

START_TEST(rate_is_that_of_all_sessions)
{
	struct line *a, *b;

	begin();
	rig.account.limits.rate = 10;
	rig.account.limits.burst = 3;
	a = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	b = rig_bound(&rig, 1, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(a, 2, 1);
	submit(b, 2, 1);
	ck_assert_uint_eq(statuses(a, SMPP_ESME_ROK), 2);
	ck_assert_uint_eq(statuses(b, SMPP_ESME_ROK), 1);
	rig_wait(&rig, 99);
	submit(a, 1, 1);
	ck_assert_uint_eq(statuses(a, SMPP_ESME_ROK), 0);
	rig_wait(&rig, 1);
	submit(b, 2, 1);
	ck_assert_uint_eq(statuses(b, SMPP_ESME_ROK), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(rate_can_be_changed_at_any_time)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 40, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 40);
	rig.account.limits.rate = 1000;
	submit(l, 50, 1);
	rig_run(&rig);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 50); /* a burst of 100 */
	rig.account.limits.rate = 20; /* a burst of 2: the 50 that were left are cut */
	submit(l, 10, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 2);
	rig.account.limits.rate = 0;
	submit(l, 40, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 40);
	rig.account.limits.rate = 20; /* a new limit begins with its burst */
	submit(l, 10, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 2);
	rig_end(&rig);
}
END_TEST

START_TEST(message_that_the_window_refuses_costs_no_rate)
{
	struct line *l;

	begin_slow();
	rig.account.limits.rate = 1;
	rig.account.limits.burst = 2;
	rig.account.limits.window = 1;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 5, 1);
	ck_assert_uint_eq(handle_count, 1);
	ck_assert_int_eq(reply(0), SMPP_OK);
	submit(l, 1, 6);
	ck_assert_uint_eq(handle_count, 2);
	rig_end(&rig);
}
END_TEST

/* The bucket of an account is as good at the first moment of a clock. */
START_TEST(first_burst_is_full_at_time_zero)
{
	struct line *l;

	begin();
	rig.now = 0;
	rig.account.limits.rate = 50;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	submit(l, 10, 1);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_ROK), 5);
	rig_end(&rig);
}
END_TEST

START_TEST(surplus_is_refused_however_little_output_there_is)
{
	struct smpp_smsc_peer *p;
	struct line *l;

	session.inbound = 4;
	session.output = 5 * 37;
	session.answer_reserve = _i ? 1 : SMPP_OFF;
	begin_slow();
	rig.account.limits.window = 1;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	l->deaf = 1;
	while (rig_deliver(&rig, "1", "", 1, &p) == SMPP_OK)
		continue;
	submit(l, 10, 1);
	ck_assert_uint_le(handle_count, 1);
	l->deaf = 0;
	line_deliver(&rig, l); /* the connection takes octets again */
	rig_run(&rig);
	ck_assert_uint_eq(statuses(l, SMPP_ESME_RTHROTTLED), 9);
	ck_assert_uint_eq(rig.account.throttled, 9);
	rig_end(&rig);
}
END_TEST

/* ---- congestion ---- */

static uint8_t congestion_after(struct line *l, uint32_t command_id)
{
	struct smpp_pdu pdu = rig_pdu(command_id, 0);

	rig_forget(&rig);
	ck_assert_int_eq(smpp_session_request(l->esme, &pdu, 1, rig.now), SMPP_OK);
	rig_run(&rig);
	return line_next(l, SMPP_EVENT_OUTCOME)->congestion;
}

START_TEST(answers_to_50_peers_carry_the_load)
{
	struct line *l, *old;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V5_0);
	old = rig_bound(&rig, 1, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_uint_eq(congestion_after(l, SMPP_SUBMIT_SM), SMPP_CONGESTION_NONE);
	smpp_smsc_load(rig.c, 40);
	ck_assert_uint_eq(congestion_after(l, SMPP_SUBMIT_SM), 40);
	ck_assert_uint_eq(congestion_after(l, SMPP_ENQUIRE_LINK), 40);
	ck_assert_uint_eq(congestion_after(l, SMPP_QUERY_SM), 40);
	ck_assert_uint_eq(congestion_after(old, SMPP_SUBMIT_SM), SMPP_CONGESTION_NONE);
	smpp_smsc_load(rig.c, 0);
	ck_assert_uint_eq(congestion_after(l, SMPP_SUBMIT_SM), 0);
	smpp_smsc_load(rig.c, 101);
	ck_assert_uint_eq(congestion_after(l, SMPP_SUBMIT_SM), SMPP_CONGESTION_NONE);
	rig_end(&rig);
}
END_TEST

START_TEST(answer_that_comes_later_carries_the_load_of_its_time)
{
	struct line *l;

	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V5_0);
	smpp_smsc_load(rig.c, 10);
	submit(l, 1, 1);
	smpp_smsc_load(rig.c, 90);
	ck_assert_int_eq(reply(0), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(line_next(l, SMPP_EVENT_OUTCOME)->congestion, 90);
	rig_end(&rig);
}
END_TEST

/* ---- octets that cannot be used at once ---- */

/*
 * The centre answers while its output is full, and is fed again only when next gives the peer: all
 * requests come through, whatever output holds and however octets are split.
 */
START_TEST(all_requests_come_through_whatever_output_holds)
{
	static const size_t pieces[] = { 0, 1, 7, 63 };

	for (unsigned output = 74; output < 330; output += _i % 2 ? 3 : 17) {
		struct line *l;

		session.inbound = 1;
		session.output = output;
		session.partial = _i < 2 ? 0 : 100;
		begin();
		l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V5_0);
		l->piece = pieces[_i];
		smpp_smsc_load(rig.c, 5);
		l->deaf = 1;
		submit(l, 20, 1);
		ck_assert_uint_lt(rig_count(&rig, SMPP_SMSC_EVENT_REQUEST), 20);
		l->deaf = 0;
		line_deliver(&rig, l); /* the connection takes octets again */
		rig_run(&rig);
		for (unsigned i = 0; i < 20; i++)
			line_expect_status(l, 1 + i, SMPP_ESME_ROK);
		ck_assert_uint_eq(l->rest_len, 0);
		rig_end(&rig);
	}
}
END_TEST

/* The caller answers outside of feed, and that makes room for what it could not use before. */
START_TEST(late_answer_makes_octets_usable_again)
{
	struct line *l;

	session.inbound = 2;
	session.output = 200;
	session.answer_reserve = 90;
	begin_slow();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_SUBMIT_SM, 1), SMPP_OK);
	rig_run(&rig);
	l->deaf = 1;
	ck_assert_int_eq(rig_deliver(&rig, "1", "12345678901234567890", 1, NULL), SMPP_OK);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_SUBMIT_SM, 2), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(handle_count, 1);
	ck_assert_uint_gt(l->rest_len, 0);
	ck_assert_int_eq(reply(0), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(handle_count, 2);
	ck_assert_uint_eq(l->rest_len, 0);
	rig_end(&rig);
}
END_TEST

/* ---- inside events ---- */

static unsigned depth;
static struct smpp_smsc_handle last_bind, last_request;

/* All calls, on the peer of the event and on the others. What may fail may fail. */
static void call_everything(struct rig *r, const struct smpp_smsc_event *event)
{
	struct smpp_span none = { NULL, 0 };
	struct smpp_receipt_draft draft;
	struct smpp_pdu pdu = rig_answer_to(SMPP_SUBMIT_SM), deliver = rig_pdu(SMPP_DELIVER_SM, 0);
	struct smpp_smsc_peer *p, *chosen;
	size_t used;

	ck_assert_uint_eq(depth++, 0); /* events do not nest */
	ck_assert_int_eq(smpp_smsc_tick(r->c, r->now), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_smsc_feed(r->c, event->peer, none, r->now, &used), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_smsc_release(r->c, event->peer), SMPP_E_BUSY);
	if (event->type == SMPP_SMSC_EVENT_BIND)
		last_bind = event->handle;
	if (event->type == SMPP_SMSC_EVENT_REQUEST)
		last_request = event->handle;
	memset(&draft, 0, sizeof(draft));
	draft.id = smpp_span_of("1");
	draft.message_state = SMPP_MESSAGE_STATE_DELIVERED;
	for (p = smpp_smsc_peer_after(r->c, NULL); p != NULL; p = smpp_smsc_peer_after(r->c, p)) {
		(void)smpp_smsc_output(p, &used);
		(void)smpp_smsc_request(r->c, p, &deliver, 1, r->now);
		(void)smpp_smsc_sent(r->c, p, 0, r->now);
		if (r->events % 50 == 7)
			(void)smpp_smsc_outbind(r->c, p, none, none, r->now);
		(void)smpp_smsc_is_over(p);
	}
	(void)smpp_smsc_deliver(r->c, &r->account, &deliver, none, 2, r->now, &chosen);
	(void)smpp_smsc_receipt(r->c, &r->account, &draft, smpp_span_of("1"), 3, r->now, &chosen);
	(void)smpp_smsc_admit(r->c, last_bind, &r->account, r->now);
	(void)smpp_smsc_reply(r->c, last_request, &pdu, r->now);
	(void)smpp_smsc_refuse(r->c, last_request, 8, r->now);
	smpp_smsc_load(r->c, (uint8_t)(r->events % 100));
	(void)smpp_smsc_deadline(r->c);
	(void)smpp_smsc_peer_of(r->c, last_request);
	(void)smpp_smsc_receiver(&r->account, none);
	(void)smpp_smsc_receives(&r->account);
	for (unsigned i = 0; i < RIG_LINES; i++)
		if (!r->lines[i].open)
			(void)rig_open(r, i, SMPP_V3_4);
	p = &r->lines[r->events % RIG_LINES].peer;
	switch (r->events % 11) {
	case 1: (void)smpp_smsc_unbind(r->c, p, r->now); break;
	case 2: (void)smpp_smsc_close(r->c, p, r->now); break;
	case 3: (void)smpp_smsc_lost(r->c, p, r->now); break;
	case 4: (void)smpp_smsc_close(r->c, event->peer, r->now); break;
	case 5: (void)smpp_smsc_lost(r->c, event->peer, r->now); break;
	case 6: (void)smpp_smsc_unbind(r->c, event->peer, r->now); break;
	default: break;
	}
	if (r->events % 1000 == 900)
		(void)smpp_smsc_stop(r->c, r->now);
	depth--;
}

START_TEST(everything_but_feed_tick_and_release_is_legal_inside_an_event)
{
	static const uint32_t commands[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
					     SMPP_BIND_TRANSCEIVER, SMPP_SUBMIT_SM, SMPP_QUERY_SM,
					     SMPP_UNBIND, SMPP_ENQUIRE_LINK };
	uint32_t chance = (uint32_t)_i;
	size_t seen[SMPP_SMSC_EVENT_OTHER + 1] = { 0 };

	session.window = 3;
	session.output = 4000;
	begin();
	rig.then = call_everything;
	depth = 0;
	for (unsigned i = 0; i < 1500; i++) {
		struct line *l = &rig.lines[(chance = chance * 1103515245u + 12345u) / 65536 %
					    RIG_LINES];

		if (!l->open)
			(void)rig_open(&rig, (unsigned)(l - rig.lines), SMPP_V3_4);
		l->deaf = i % 5 == 0;
		(void)line_ask(&rig, l, commands[chance / 256 % 7], 1);
		if (i % 40 == 0) {
			memcpy(l->rest + l->rest_len, "\0\0\0\x10\x80\0\0\x15\0\0\0\0\0\0\0\x09", 16);
			l->rest_len += 16;
			line_feed(&rig, l);
		}
		rig_wait(&rig, i % 50 == 0 ? 5000 : 1);
		while (rig.first < rig.events)
			seen[rig.told[rig.first++ % RIG_EVENTS].event.type]++;
		rig_forget(&rig);
	}
	for (unsigned i = 1; i <= SMPP_SMSC_EVENT_OTHER; i++)
		ck_assert_msg(seen[i] > 2, "%s was not seen",
			      smpp_smsc_event_name((enum smpp_smsc_event_type)i));
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smsc_request");
	TCase *tc = tcase_create("requests");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, request_is_told_and_answered);
	tcase_add_test(tc, request_can_be_answered_later_and_once);
	tcase_add_test(tc, answer_that_is_wrong_is_refused_as_by_the_session);
	tcase_add_test(tc, answers_after_the_session_went_reach_nobody);
	tcase_add_test(tc, handles_that_were_never_given_are_refused);
	tcase_add_test(tc, what_no_handler_is_for_is_told_as_other);
	tcase_add_test(tc, answer_that_had_no_room_is_told_of_room);
	tcase_add_test(tc, window_counts_unanswered_messages_of_all_sessions);
	tcase_add_test(tc, window_is_free_again_as_soon_as_a_session_is_closed);
	tcase_add_test(tc, window_that_is_changed_holds_from_the_next_message_on);
	tcase_add_loop_test(tc, messages_count_and_other_requests_do_not, 0, 5);
	tcase_add_test(tc, answer_to_another_request_makes_no_room_for_a_message);
	tcase_add_test(tc, rate_lets_a_burst_in_and_then_so_many_a_second);
	tcase_add_test(tc, submit_multi_is_charged_for_each_destination);
	tcase_add_loop_test(tc, burst_is_usually_a_tenth_of_the_rate_and_at_least_one, 0, 4);
	tcase_add_loop_test(tc, rest_gives_a_burst_and_no_more, 0, 2);
	tcase_add_test(tc, rate_is_that_of_all_sessions);
	tcase_add_test(tc, rate_can_be_changed_at_any_time);
	tcase_add_test(tc, message_that_the_window_refuses_costs_no_rate);
	tcase_add_test(tc, first_burst_is_full_at_time_zero);
	tcase_add_loop_test(tc, surplus_is_refused_however_little_output_there_is, 0, 2);
	tcase_add_test(tc, answers_to_50_peers_carry_the_load);
	tcase_add_test(tc, answer_that_comes_later_carries_the_load_of_its_time);
	tcase_add_loop_test(tc, all_requests_come_through_whatever_output_holds, 0, 4);
	tcase_add_test(tc, late_answer_makes_octets_usable_again);
	tcase_add_loop_test(tc, everything_but_feed_tick_and_release_is_legal_inside_an_event, 1,
			    6);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
