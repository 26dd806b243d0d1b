/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/esme.h: configuration, connections, binds, reconnects, leaving. */
#include "esme_rig.h"

static struct rig rig;

static void start(const struct smpp_esme_config *config)
{
	rig_begin(&rig, config);
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
}

START_TEST(init_refuses_what_contradicts_itself)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_session_config session;
	uint64_t memory[4];
	struct smpp_esme *e;

	ck_assert_uint_gt(smpp_esme_size(&config), 0);
	ck_assert_int_eq(smpp_esme_init(&e, memory, sizeof(memory), &config, 0), SMPP_E_CONFIG);
	config.bind.password = smpp_span_of("longer than 8");
	ck_assert_uint_eq(smpp_esme_size(&config), 0);
	config = rig_config();
	config.segments = 256;
	ck_assert_uint_eq(smpp_esme_size(&config), 0);
	config = rig_config();
	config.reconnect = 10;
	config.reconnect_max = 9;
	ck_assert_uint_eq(smpp_esme_size(&config), 0);
	config = rig_config();
	config.size = sizeof(config) + 1;
	ck_assert_uint_eq(smpp_esme_size(&config), 0);
	config = rig_config();
	memset(&session, 0, sizeof(session));
	session.size = sizeof(session);
	session.window = 2000000;
	config.session = &session;
	ck_assert_uint_eq(smpp_esme_size(&config), 0);
}
END_TEST

START_TEST(start_connects_binds_and_is_bound)
{
	struct smpp_esme_config config = rig_config();

	start(&config);
	ck_assert_uint_eq(smpp_esme_deadline(rig.e), rig.now);
	rig_run(&rig);
	rig_expect_state(&rig, "CONNECTING");
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_CONNECT)->event.address, 0);
	rig_expect_state(&rig, "BINDING");
	rig_expect_state(&rig, "BOUND");
	ck_assert_uint_eq(rig.last_bind, SMPP_BIND_TRANSCEIVER);
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_esme_connected(rig.e, 0, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_esme_connected(rig.e, 1, rig.now), SMPP_E_ABSENT);
	rig_end(&rig);
}
END_TEST

START_TEST(mode_says_which_bind)
{
	static const struct {
		enum smpp_esme_mode mode;
		uint32_t bind;
	} cases[] = { { SMPP_ESME_TX, SMPP_BIND_TRANSMITTER },
		      { SMPP_ESME_RX, SMPP_BIND_RECEIVER },
		      { SMPP_ESME_TRX, SMPP_BIND_TRANSCEIVER } };
	struct smpp_esme_config config = rig_config();

	config.mode = cases[_i].mode;
	rig_begin_bound(&rig, &config);
	ck_assert_uint_eq(rig.last_bind, cases[_i].bind);
	ck_assert_int_eq(rig_submit(&rig, "x", 1),
			 config.mode == SMPP_ESME_RX ? SMPP_E_STATE : SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(pair_is_two_links_that_live_apart)
{
	struct smpp_esme_config config = rig_config();

	config.mode = SMPP_ESME_PAIR;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(smpp_esme_state(rig.e, 1), SMPP_ESME_BOUND);
	ck_assert_uint_eq(rig.binds, 2);
	rig_break(&rig, 1);
	ck_assert_int_eq(smpp_esme_state(rig.e, 1), SMPP_ESME_WAITING);
	rig_now_in(&rig, "BOUND");
	ck_assert_int_eq(rig_submit(&rig, "still", 1), SMPP_OK);
	rig_run(&rig);
	rig_expect_result(&rig, 1, "ACCEPTED");
	rig_wait(&rig, 5000);
	ck_assert_int_eq(smpp_esme_state(rig.e, 1), SMPP_ESME_BOUND);
	ck_assert_uint_eq(rig.last_bind, SMPP_BIND_RECEIVER);
	smpp_esme_stop(rig.e, rig.now);
	rig_run(&rig);
	rig_now_in(&rig, "IDLE");
	ck_assert_int_eq(smpp_esme_state(rig.e, 1), SMPP_ESME_IDLE);
	rig_end(&rig);
}
END_TEST

START_TEST(lost_connection_is_made_again_after_the_wait)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	rig_begin_bound(&rig, &config);
	rig_break(&rig, 0);
	t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
	ck_assert_int_eq(t->event.state, SMPP_ESME_WAITING);
	ck_assert_int_eq(t->event.reason, SMPP_REASON_LOST);
	ck_assert_uint_eq(t->event.due, rig.now + 5000);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_DISCONNECT), 0);
	rig_wait(&rig, 4999);
	ck_assert_uint_eq(rig.connects, 1);
	rig_wait(&rig, 1);
	ck_assert_uint_eq(rig.connects, 2);
	rig_now_in(&rig, "BOUND");
	rig_end(&rig);
}
END_TEST

/* How long it waits after each of a row of failures. */
static uint64_t next_wait(void)
{
	uint64_t since = rig.now;
	unsigned connects = rig.connects;

	while (rig.connects == connects)
		rig_wait(&rig, 1);
	return rig.now - since;
}

START_TEST(waits_double_up_to_the_limit)
{
	static const uint64_t waits[] = { 5000, 10000, 20000, 40000, 60000, 60000 };
	struct smpp_esme_config config = rig_config();

	config.reconnect_max = 60000;
	start(&config);
	rig.refuses = 1;
	rig_run(&rig);
	for (size_t i = 0; i < 6; i++) {
		rig_forget(&rig);
		ck_assert_uint_eq(next_wait(), waits[i]);
	}
	rig_end(&rig);
}
END_TEST

START_TEST(waits_are_between_half_and_all_by_chance)
{
	struct smpp_esme_config config = rig_config();
	uint64_t low = UINT64_MAX, high = 0;

	config.random = rig_random;
	config.reconnect_max = 5000;
	start(&config);
	rig.refuses = 1;
	rig_run(&rig);
	for (size_t i = 0; i < 60; i++) {
		uint64_t wait;

		rig_forget(&rig);
		wait = next_wait();
		low = wait < low ? wait : low;
		high = wait > high ? wait : high;
	}
	ck_assert_uint_ge(low, 2500);
	ck_assert_uint_lt(low, 3000);
	ck_assert_uint_le(high, 5000);
	ck_assert_uint_gt(high, 4500);
	rig_end(&rig);
}
END_TEST

START_TEST(stable_bind_begins_the_waits_again)
{
	struct smpp_esme_config config = rig_config();

	rig_begin_bound(&rig, &config);
	rig_break(&rig, 0);
	rig_wait(&rig, 5000);
	rig_break(&rig, 0); /* bound, but for no time */
	ck_assert_uint_eq(next_wait(), 10000);
	rig_wait(&rig, 60000);
	rig_break(&rig, 0);
	ck_assert_uint_eq(next_wait(), 5000);
	rig_end(&rig);
}
END_TEST

START_TEST(connections_that_fail_go_round_all_addresses_at_once)
{
	struct smpp_esme_config config = rig_config();

	config.addresses = 3;
	start(&config);
	rig.refuses = 1;
	rig_run(&rig);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_CONNECT)->event.address, i);
	rig_expect_state(&rig, "WAITING");
	rig_forget(&rig);
	rig_wait(&rig, 5000);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_CONNECT)->event.address, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(connection_that_takes_too_long_is_given_up)
{
	struct smpp_esme_config config = rig_config();

	start(&config);
	rig.slow = 1;
	rig_run(&rig);
	rig_wait(&rig, 9999);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_DISCONNECT), 0);
	rig_wait(&rig, 1);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_expect_state(&rig, "WAITING");
	ck_assert_int_eq(smpp_esme_connected(rig.e, 0, rig.now), SMPP_E_STATE);
	rig_end(&rig);
}
END_TEST

START_TEST(wrong_password_or_system_id_is_permanent)
{
	static const uint32_t status[] = { SMPP_ESME_RINVPASWD, SMPP_ESME_RINVSYSID };
	struct smpp_esme_config config = rig_config();
	struct told *t;

	start(&config);
	rig.bind_status = status[_i];
	rig_run(&rig);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
	ck_assert_int_eq(t->event.state, SMPP_ESME_IDLE);
	ck_assert_uint_eq(t->event.permanent, 1);
	ck_assert_uint_eq(t->event.command_status, status[_i]);
	rig_wait(&rig, 1000000);
	ck_assert_uint_eq(rig.connects, 1);
	rig.bind_status = 0;
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_now_in(&rig, "BOUND");
	rig_end(&rig);
}
END_TEST

START_TEST(permanent_refusal_can_be_tried_again)
{
	struct smpp_esme_config config = rig_config();

	config.retry_permanent = 1;
	start(&config);
	rig.bind_status = SMPP_ESME_RINVPASWD;
	rig_run(&rig);
	rig_now_in(&rig, "WAITING");
	ck_assert_uint_eq(next_wait(), 35000); /* wait and pause */
	rig_end(&rig);
}
END_TEST

START_TEST(already_bound_is_a_refusal_and_backs_off)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_session_config session;
	struct told *t;

	memset(&session, 0, sizeof(session));
	session.size = sizeof(session);
	session.tolerate = SMPP_FIELD | SMPP_TOLERATE_ALREADY_BOUND;
	config.session = &session;
	config.addresses = 2;
	start(&config);
	rig.bind_status = SMPP_ESME_RALYBND;
	rig_run(&rig);
	do {
		t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
		ck_assert_int_ne(t->event.state, SMPP_ESME_BOUND);
	} while (t->event.state != SMPP_ESME_WAITING);
	ck_assert_uint_eq(t->event.command_status, SMPP_ESME_RALYBND);
	ck_assert_uint_eq(t->event.permanent, 0);
	ck_assert_uint_eq(next_wait(), 5000);
	ck_assert_uint_eq(rig.address, 1); /* there may be room on the other */
	ck_assert_uint_eq(next_wait(), 10000);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_failure_waits_long_but_goes_on)
{
	struct smpp_esme_config config = rig_config();

	start(&config);
	rig.bind_status = SMPP_ESME_RBINDFAIL;
	rig_run(&rig);
	rig_now_in(&rig, "WAITING");
	ck_assert_uint_eq(next_wait(), 35000);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_without_answer_is_tried_again)
{
	struct smpp_esme_config config = rig_config();

	start(&config);
	rig.slow = 1;
	rig_run(&rig);
	ck_assert_int_eq(smpp_esme_connected(rig.e, 0, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_now_in(&rig, "BINDING");
	rig_wait(&rig, 30000);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_now_in(&rig, "WAITING");
	rig_end(&rig);
}
END_TEST

START_TEST(octets_that_end_a_session_are_told_with_their_fault)
{
	static const uint8_t octets[] = { 0, 0, 0, 15, 0, 0, 0, 21 };
	const struct smpp_span span = { octets, sizeof(octets) };
	struct smpp_esme_config config = rig_config();
	struct told *t;
	size_t used;

	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(smpp_esme_feed(rig.e, 0, span, rig.now, &used), SMPP_OK);
	t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
	ck_assert_int_eq(t->event.reason, SMPP_REASON_FRAME);
	ck_assert_int_eq(t->event.fault.code, SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL);
	rig_wait(&rig, 5000); /* bound again, and unbound: that says nothing about octets */
	rig_now_in(&rig, "BOUND");
	ck_assert_int_eq(smpp_session_unbind(rig.smsc[0], 5, rig.now), SMPP_OK);
	rig_run(&rig);
	do {
		t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
	} while (t->event.state != SMPP_ESME_WAITING);
	ck_assert_int_eq(t->event.reason, SMPP_REASON_UNBOUND);
	ck_assert_int_eq(t->event.fault.code, SMPP_FAULT_NONE);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_response_that_was_tolerated_is_told)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	start(&config);
	rig.smsc_config.deviate = SMPP_TOLERATE_LONG_STRING;
	rig.system_id = smpp_span_of("more than 15 octets");
	rig_run(&rig);
	ck_assert_str_eq(smpp_esme_state_name(smpp_esme_state(rig.e, 0)), "BOUND");
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_OTHER), 1);
	t = rig_next(&rig, SMPP_ESME_EVENT_OTHER);
	ck_assert_uint_eq(t->session_type, SMPP_EVENT_OUTCOME);
	ck_assert_uint_eq(t->command_id, SMPP_BIND_TRANSCEIVER);
	rig_end(&rig);
	start(&config);
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_OTHER), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(peer_that_unbinds_is_left_alone_for_the_pause)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(smpp_session_unbind(rig.smsc[0], 5, rig.now), SMPP_OK);
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_STATE);
	ck_assert_int_eq(t->event.state, SMPP_ESME_WAITING);
	ck_assert_int_eq(t->event.reason, SMPP_REASON_UNBOUND);
	ck_assert_uint_eq(t->event.due, rig.now + 35000);
	rig_end(&rig);
}
END_TEST

START_TEST(stop_sends_what_waits_then_unbinds)
{
	struct smpp_esme_config config = rig_config();

	config.rate = 2;
	rig_begin_bound(&rig, &config);
	for (uint64_t i = 1; i <= 4; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	ck_assert_int_eq(smpp_esme_stop(rig.e, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_esme_stop(rig.e, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(rig_submit(&rig, "x", 9), SMPP_E_STATE);
	rig_run(&rig);
	rig_expect_state(&rig, "DRAINING");
	rig_wait(&rig, 3000);
	for (uint64_t i = 1; i <= 4; i++)
		rig_expect_result(&rig, i, "ACCEPTED");
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_expect_state(&rig, "IDLE");
	ck_assert_uint_eq(smpp_esme_deadline(rig.e), UINT64_MAX);
	rig_wait(&rig, 1000000);
	ck_assert_uint_eq(rig.connects, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(stop_has_an_end)
{
	struct smpp_esme_config config = rig_config();

	config.rate = 1;
	config.drain = 2500;
	rig_begin_bound(&rig, &config);
	for (uint64_t i = 1; i <= 6; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	ck_assert_int_eq(smpp_esme_stop(rig.e, rig.now), SMPP_OK);
	rig_wait(&rig, 2500);
	for (uint64_t i = 1; i <= 6; i++)
		rig_expect_result(&rig, i, i <= 3 ? "ACCEPTED" : "NOT_SENT");
	rig_now_in(&rig, "IDLE");
	rig_end(&rig);
}
END_TEST

START_TEST(stop_before_a_bind_gives_up_at_once)
{
	struct smpp_esme_config config = rig_config();

	start(&config);
	rig.slow = 1;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_run(&rig);
	ck_assert_int_eq(smpp_esme_stop(rig.e, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_expect_state(&rig, "IDLE");
	rig_expect_result(&rig, 1, "NOT_SENT");
	rig_end(&rig);
}
END_TEST

START_TEST(close_ends_at_once_and_says_what_is_unknown)
{
	struct smpp_esme_config config = rig_config();

	config.burst = 2;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	for (uint64_t i = 1; i <= 3; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	rig_run(&rig);
	ck_assert_int_eq(smpp_esme_close(rig.e, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect_result(&rig, 1, "UNKNOWN");
	rig_expect_result(&rig, 2, "UNKNOWN");
	rig_expect_result(&rig, 3, "NOT_SENT");
	rig_now_in(&rig, "IDLE");
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(silent_peer_is_asked_and_then_left)
{
	struct smpp_esme_config config = rig_config();

	rig_begin_bound(&rig, &config);
	rig_wait(&rig, 600000); /* enquire_link is answered */
	rig_now_in(&rig, "BOUND");
	ck_assert_uint_eq(rig.connects, 1);
	rig.up[0] = 0; /* nothing arrives any more */
	rig.slow = 1;
	rig_wait(&rig, 20000 + 30000);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_now_in(&rig, "WAITING");
	rig_end(&rig);
}
END_TEST

static void outbind(void)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_OUTBIND;
	pdu.body.outbind.system_id = smpp_span_of("smsc");
	ck_assert_int_eq(smpp_session_request(rig.smsc[0], &pdu, 0, rig.now), SMPP_OK);
}

static void start_outbind(void)
{
	struct smpp_esme_config config = rig_config();

	config.outbind = 1;
	config.mode = SMPP_ESME_RX;
	start(&config);
	rig_wait(&rig, 1000000);
	rig_now_in(&rig, "WAITING");
	ck_assert_uint_eq(rig.connects, 0);
	rig_connect(&rig, 0);
	ck_assert_int_eq(smpp_esme_accepted(rig.e, 0, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_now_in(&rig, "BINDING");
	ck_assert_uint_eq(rig.binds, 0);
	rig_forget(&rig);
}

START_TEST(outbind_is_answered_with_a_bind)
{
	struct told *t;

	start_outbind();
	outbind();
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_OUTBIND);
	ck_assert_ptr_nonnull(t->event.session);
	rig_expect_state(&rig, "BOUND");
	ck_assert_uint_eq(rig.last_bind, SMPP_BIND_RECEIVER);
	rig_break(&rig, 0);
	rig_wait(&rig, 1000000);
	rig_now_in(&rig, "WAITING");
	ck_assert_uint_eq(rig.connects, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(outbind_that_does_not_come_ends_the_connection)
{
	start_outbind();
	rig_wait(&rig, 10000);
	rig_next(&rig, SMPP_ESME_EVENT_DISCONNECT);
	rig_expect_state(&rig, "WAITING");
	rig_end(&rig);
}
END_TEST

START_TEST(outbind_by_a_peer_that_hangs_up_makes_it_connect)
{
	const uint8_t *out;
	struct smpp_span span;
	size_t used;

	start_outbind();
	outbind();
	out = smpp_session_output(rig.smsc[0], &span.len);
	span.ptr = out;
	ck_assert_int_eq(smpp_esme_feed(rig.e, 0, span, rig.now, &used), SMPP_OK);
	rig_break(&rig, 0);
	ck_assert_uint_eq(rig.connects, 1);
	rig_now_in(&rig, "BOUND");
	rig_end(&rig);
}
END_TEST

static void refuse_outbind(struct rig *r, const struct smpp_esme_event *event)
{
	if (event->type == SMPP_ESME_EVENT_OUTBIND)
		ck_assert_int_eq(smpp_esme_lost(r->e, event->link, r->now), SMPP_OK);
}

START_TEST(outbind_can_be_refused)
{
	start_outbind();
	rig.then = refuse_outbind;
	outbind();
	rig_run(&rig);
	rig_now_in(&rig, "WAITING");
	ck_assert_uint_eq(rig.binds, 0);
	ck_assert_uint_eq(rig.connects, 0);
	rig_end(&rig);
}
END_TEST

static void call_everything(struct rig *r, const struct smpp_esme_event *event)
{
	struct smpp_span none = { NULL, 0 };
	size_t used;

	(void)event;
	ck_assert_int_eq(smpp_esme_tick(r->e, r->now), SMPP_E_BUSY);
	ck_assert_int_eq(smpp_esme_feed(r->e, 0, none, r->now, &used), SMPP_E_BUSY);
	(void)smpp_esme_output(r->e, 0, &used);
	(void)smpp_esme_deadline(r->e);
	(void)rig_submit(r, "again", 100);
	if (r->events > 40 && r->events < 60)
		(void)smpp_esme_stop(r->e, r->now);
	else if (r->events > 60)
		(void)smpp_esme_close(r->e, r->now);
	else if (r->events % 7 == 0 && smpp_esme_lost(r->e, 0, r->now) == SMPP_OK)
		r->up[0] = 0;
}

START_TEST(everything_but_feed_and_tick_is_legal_inside_an_event)
{
	struct smpp_esme_config config = rig_config();

	config.rate = SMPP_OFF;
	start(&config);
	rig.then = call_everything;
	for (unsigned i = 0; i < 200; i++) {
		rig_forget(&rig);
		rig_wait(&rig, 1000);
		(void)smpp_esme_start(rig.e, rig.now);
	}
	ck_assert_uint_gt(rig.events, 60);
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("esme");
	TCase *tc = tcase_create("life");

	tcase_add_test(tc, init_refuses_what_contradicts_itself);
	tcase_add_test(tc, start_connects_binds_and_is_bound);
	tcase_add_loop_test(tc, mode_says_which_bind, 0, 3);
	tcase_add_test(tc, pair_is_two_links_that_live_apart);
	tcase_add_test(tc, lost_connection_is_made_again_after_the_wait);
	tcase_add_test(tc, waits_double_up_to_the_limit);
	tcase_add_test(tc, waits_are_between_half_and_all_by_chance);
	tcase_add_test(tc, stable_bind_begins_the_waits_again);
	tcase_add_test(tc, connections_that_fail_go_round_all_addresses_at_once);
	tcase_add_test(tc, connection_that_takes_too_long_is_given_up);
	tcase_add_loop_test(tc, wrong_password_or_system_id_is_permanent, 0, 2);
	tcase_add_test(tc, permanent_refusal_can_be_tried_again);
	tcase_add_test(tc, already_bound_is_a_refusal_and_backs_off);
	tcase_add_test(tc, bind_failure_waits_long_but_goes_on);
	tcase_add_test(tc, bind_without_answer_is_tried_again);
	tcase_add_test(tc, octets_that_end_a_session_are_told_with_their_fault);
	tcase_add_test(tc, bind_response_that_was_tolerated_is_told);
	tcase_add_test(tc, peer_that_unbinds_is_left_alone_for_the_pause);
	tcase_add_test(tc, stop_sends_what_waits_then_unbinds);
	tcase_add_test(tc, stop_has_an_end);
	tcase_add_test(tc, stop_before_a_bind_gives_up_at_once);
	tcase_add_test(tc, close_ends_at_once_and_says_what_is_unknown);
	tcase_add_test(tc, silent_peer_is_asked_and_then_left);
	tcase_add_test(tc, outbind_is_answered_with_a_bind);
	tcase_add_test(tc, outbind_that_does_not_come_ends_the_connection);
	tcase_add_test(tc, outbind_by_a_peer_that_hangs_up_makes_it_connect);
	tcase_add_test(tc, outbind_can_be_refused);
	tcase_add_test(tc, everything_but_feed_and_tick_is_legal_inside_an_event);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
