/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/smsc.h: configuration, connections, binds, deadlines, the end. */
#include "smsc_rig.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static struct rig rig;
static struct smpp_session_config session;
static struct smpp_smsc_handle handle; /* of the last BIND or REQUEST */

static void begin(void)
{
	struct smpp_smsc_config config = rig_config();

	config.session = &session;
	rig_begin(&rig, &config);
}

/* Binds and requests wait for an answer of the test's. */
static void keep_handle(struct rig *r, const struct smpp_smsc_event *event)
{
	(void)r;
	if (event->handle.peer != 0)
		handle = event->handle;
}

static void begin_slow(void)
{
	begin();
	rig.admits = 0;
	rig.replies = 0;
	rig.then = keep_handle;
}

static void setup(void)
{
	session = rig_session_config();
}

/* ---- configuration ---- */

START_TEST(init_refuses_what_contradicts_itself)
{
	struct smpp_smsc_config config = rig_config();
	struct smpp_smsc *c;
	uint64_t memory[4];

	ck_assert_uint_gt(smpp_smsc_size(&config), 0);
	ck_assert_int_eq(smpp_smsc_init(&c, memory, sizeof(memory), &config), SMPP_E_CONFIG);
	config.peers = 1000001;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	config.peers = 1000000;
	ck_assert_uint_gt(smpp_smsc_size(&config), 1000000);
	config.system_id = smpp_span_of("sixteen octets..");
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	config = rig_config();
	config.size = sizeof(config) + 1;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	config.size = 0;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	config.size = sizeof(config);
	config.session = &session;
	session.size = sizeof(session) + 1;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	session.size = sizeof(session);
	session.window = 2000000;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	ck_assert_int_eq(smpp_smsc_init(&c, memory, sizeof(memory), &config), SMPP_E_CONFIG);
}
END_TEST

START_TEST(session_must_have_room_for_the_answers_of_the_centre)
{
	struct smpp_smsc_config config = rig_config();

	config.session = &session;
	session.max_pdu = 36;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	session.max_pdu = 37;
	ck_assert_uint_gt(smpp_smsc_size(&config), 0);
	session.inbound = 3;
	session.output = 4 * 37 - 1;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
	session.output = 4 * 37;
	ck_assert_uint_gt(smpp_smsc_size(&config), 0);
	session.output = 0;
	session.inbound = 1000;
	ck_assert_uint_eq(smpp_smsc_size(&config), 0);
}
END_TEST

START_TEST(init_wants_aligned_memory_of_that_size)
{
	struct smpp_smsc_config config = rig_config();
	size_t size = smpp_smsc_size(&config);
	uint8_t *memory = malloc(size + 1);
	struct smpp_smsc *c;

	ck_assert_int_eq(smpp_smsc_init(&c, memory + 1, size, &config), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_smsc_init(&c, memory, size - 1, &config), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_smsc_init(&c, memory, size, &config), SMPP_OK);
	ck_assert_ptr_null(smpp_smsc_next(c));
	ck_assert_ptr_null(smpp_smsc_peer_after(c, NULL));
	ck_assert_uint_eq(smpp_smsc_deadline(c), UINT64_MAX);
	ck_assert_uint_eq(smpp_smsc_peers(c), 0);
	ck_assert_int_eq(smpp_smsc_tick(c, 1), SMPP_OK);
	free(memory);
}
END_TEST

START_TEST(usual_is_a_thousand_peers_that_are_read_as_in_the_field)
{
	struct smpp_smsc_config config = rig_config(), usual = config;
	struct line *l;

	config.peers = 1000;
	usual.peers = 0;
	ck_assert_uint_eq(smpp_smsc_size(&usual), smpp_smsc_size(&config));
	rig_begin(&rig, &usual);
	l = rig_open(&rig, 0, SMPP_V3_4);
	memcpy(l->rest, "\r\n", 2); /* before a PDU only where that is tolerated */
	l->rest_len = 2;
	ck_assert_int_eq(line_ask(&rig, l, SMPP_BIND_TRANSCEIVER, 7), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 7, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(side_relay_and_callback_of_the_session_are_the_centres)
{
	session.side = SMPP_ESME;
	session.relay = 1;
	session.partial = SMPP_OFF;
	session.inactivity = SMPP_OFF;
	begin();
	rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	rig_end(&rig);
}
END_TEST

START_TEST(centre_without_callback_lives_and_ends_its_peers)
{
	struct smpp_smsc_config config = rig_config();
	struct line *l;

	rig_begin(&rig, &config);
	config.on_event = NULL;
	ck_assert_int_eq(smpp_smsc_init(&rig.c, rig.memory, rig.size, &config), SMPP_OK);
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_BIND_TRANSCEIVER, 7), SMPP_OK);
	rig_run(&rig);
	rig_break(&rig, l);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(events_have_names)
{
	static const char *const names[] = { "?", "BIND", "BOUND", "REQUEST", "OUTCOME", "ROOM",
					     "GONE", "OTHER", "?" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		ck_assert_str_eq(smpp_smsc_event_name((enum smpp_smsc_event_type)i), names[i]);
}
END_TEST

/* ---- connections ---- */

START_TEST(open_wants_memory_for_a_session)
{
	struct smpp_smsc_peer peer;
	size_t size;
	uint8_t *memory;

	begin();
	size = smpp_smsc_session_size(rig.c);
	memory = malloc(size + 1);
	memset(&peer, 0, sizeof(peer));
	peer.user = &size;
	ck_assert_int_eq(smpp_smsc_open(rig.c, &peer, memory, size - 1, rig.now), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_smsc_open(rig.c, &peer, memory + 1, size, rig.now), SMPP_E_CONFIG);
	ck_assert_ptr_null(peer.session);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	ck_assert_int_eq(smpp_smsc_open(rig.c, &peer, memory, size, rig.now), SMPP_OK);
	ck_assert_ptr_eq(peer.user, &size);
	ck_assert_ptr_nonnull(peer.session);
	ck_assert_ptr_null(peer.account);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 1);
	free(memory);
	rig_end(&rig);
}
END_TEST

START_TEST(no_more_peers_than_configured)
{
	struct smpp_smsc_peer extra;
	uint64_t memory[4];

	begin();
	for (unsigned i = 0; i < RIG_LINES; i++)
		rig_open(&rig, i, SMPP_V3_4);
	memset(&extra, 0, sizeof(extra));
	ck_assert_int_eq(smpp_smsc_open(rig.c, &extra, memory, sizeof(memory), rig.now),
			 SMPP_E_WINDOW);
	rig_break(&rig, &rig.lines[3]);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), RIG_LINES - 1);
	rig_open(&rig, 3, SMPP_V3_4);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), RIG_LINES);
	rig_end(&rig);
}
END_TEST

START_TEST(peers_stand_in_the_order_of_their_coming)
{
	static const unsigned left[] = { 1, 3, 4 };
	struct smpp_smsc_peer *p = NULL;

	begin();
	for (unsigned i = 0; i < 6; i++)
		rig_open(&rig, i, SMPP_V3_4);
	rig_break(&rig, &rig.lines[0]);
	rig_break(&rig, &rig.lines[5]);
	rig_break(&rig, &rig.lines[2]);
	for (unsigned i = 0; i < 3; i++) {
		p = smpp_smsc_peer_after(rig.c, p);
		ck_assert_ptr_eq(p, &rig.lines[left[i]].peer);
	}
	ck_assert_ptr_null(smpp_smsc_peer_after(rig.c, p));
	rig_end(&rig);
}
END_TEST

START_TEST(peer_that_does_not_bind_in_time_is_gone)
{
	struct told *t;

	begin();
	rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), rig.now + 10000);
	rig_wait(&rig, 9999);
	rig_expect_no_event(&rig);
	rig_wait(&rig, 1);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	ck_assert_ptr_null(t->event.account);
	ck_assert_int_eq(t->reason, SMPP_REASON_SESSION_INIT);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(lost_connection_is_gone_and_released)
{
	struct line *l;
	struct told *t;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	rig_break(&rig, l);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	ck_assert_int_eq(t->reason, SMPP_REASON_LOST);
	rig_expect_no_event(&rig);
	ck_assert(!l->open);
	ck_assert_uint_eq(rig.account.receivers, 0);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(peer_that_unbinds_is_gone_once_it_has_its_answer)
{
	struct line *l;
	struct told *t;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_session_unbind(l->esme, 9, rig.now), SMPP_OK);
	rig_run(&rig);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	ck_assert_int_eq(t->reason, SMPP_REASON_UNBOUND);
	rig_expect_no_event(&rig);
	line_expect_status(l, 9, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(unbind_waits_for_outcomes_and_tells_none_of_its_own)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->answers = 0;
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 5, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect_no_event(&rig);
	ck_assert_int_eq(smpp_session_state(l->esme), SMPP_STATE_BOUND_RX);
	ck_assert_int_eq(smpp_session_refuse(l->esme, line_next(l, SMPP_EVENT_REQUEST)->handle,
					     SMPP_ESME_RX_T_APPN, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_OUTCOME);
	ck_assert_int_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->reason, SMPP_REASON_UNBOUND);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(unbind_that_the_caller_sends_has_its_outcome)
{
	struct line *l;
	struct smpp_pdu pdu = rig_pdu(SMPP_UNBIND, 0);

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_request(rig.c, &l->peer, &pdu, 6, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect_outcome(&rig, 6, "RESPONSE");
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_end(&rig);
}
END_TEST

START_TEST(unbind_closes_what_is_not_bound)
{
	struct line *l;

	begin_slow();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_E_STATE);
	rig_run(&rig);
	ck_assert_int_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->reason, SMPP_REASON_CLOSED);
	rig_end(&rig);
}
END_TEST

START_TEST(close_ends_at_once_and_hands_out_what_waits_before_gone)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->answers = 0;
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 5, NULL), SMPP_OK);
	ck_assert_int_eq(rig_deliver(&rig, "2", "text", 6, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_close(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_uint_eq(rig.account.receivers, 0); /* at once, before it is told */
	ck_assert_int_eq(smpp_smsc_receives(&rig.account), 0);
	ck_assert_ptr_eq(l->peer.account, &rig.account);
	ck_assert_int_eq(smpp_smsc_close(rig.c, &l->peer, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 7, NULL), SMPP_E_ABSENT);
	rig_run(&rig);
	ck_assert_ptr_eq(rig_expect_outcome(&rig, 5, "CLOSED")->event.account, &rig.account);
	rig_expect_outcome(&rig, 6, "CLOSED");
	ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->event.account, &rig.account);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

static void see_no_account(struct rig *r, const struct smpp_smsc_event *event)
{
	if (event->type != SMPP_SMSC_EVENT_GONE)
		return;
	ck_assert_ptr_null(event->peer->account);
	ck_assert_int_eq(smpp_smsc_is_over(event->peer), 1);
	ck_assert_uint_eq(r->account.transceivers, 0);
	ck_assert_ptr_null(smpp_smsc_mate_after(&r->account, NULL));
}

START_TEST(state_is_final_when_gone_is_told)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	rig.then = see_no_account;
	rig_break(&rig, l);
	rig_next(&rig, SMPP_SMSC_EVENT_GONE);
	rig_end(&rig);
}
END_TEST

START_TEST(release_waits_for_gone)
{
	struct line *l;

	begin();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &l->peer), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_is_over(&l->peer), 0);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &l->peer), SMPP_E_STATE);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), rig.now);
	ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_is_over(&l->peer), 1);
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &l->peer, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &l->peer), SMPP_OK); /* while next has it */
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), UINT64_MAX);
	rig_end(&rig);
}
END_TEST

START_TEST(calls_for_a_released_peer_do_nothing)
{
	struct smpp_span none = { NULL, 0 }, octets = smpp_span_of("octets");
	struct smpp_pdu pdu = rig_pdu(SMPP_ENQUIRE_LINK, 0);
	struct smpp_smsc_peer *p;
	size_t len = 1;

	begin();
	p = &rig_open(&rig, 0, SMPP_V3_4)->peer;
	rig_break(&rig, line_of(p));
	ck_assert_int_eq(smpp_smsc_release(rig.c, p), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_feed(rig.c, p, octets, rig.now, &len), SMPP_E_STATE);
	ck_assert_uint_eq(len, octets.len);
	ck_assert_int_eq(smpp_smsc_lost(rig.c, p, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_close(rig.c, p, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, p, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_outbind(rig.c, p, none, none, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_request(rig.c, p, &pdu, 1, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_sent(rig.c, p, 0, rig.now), SMPP_E_STATE);
	ck_assert_ptr_null(smpp_smsc_output(p, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(smpp_smsc_is_over(p), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(feed_after_the_end_uses_all_and_says_so)
{
	struct smpp_span octets = smpp_span_of("whatever");
	struct line *l;
	size_t used = 0;

	begin();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_close(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_feed(rig.c, &l->peer, octets, rig.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, octets.len);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	used = 0;
	ck_assert_int_eq(smpp_smsc_feed(rig.c, &l->peer, octets, rig.now, &used), SMPP_E_STATE);
	ck_assert_uint_eq(used, octets.len);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(octets_that_are_no_smpp_end_the_session_and_are_all_used)
{
	struct smpp_span octets = smpp_span_of("HTTP/1.1 400 Bad Request\r\n\r\n");
	struct line *l;
	size_t used = 0;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_feed(rig.c, &l->peer, octets, rig.now, &used), SMPP_OK);
	ck_assert_uint_eq(used, octets.len);
	ck_assert_int_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->reason, SMPP_REASON_FRAME);
	rig_end(&rig);
}
END_TEST

/* ---- what next gives ---- */

START_TEST(next_gives_each_peer_once_in_the_order_of_what_it_said)
{
	begin();
	for (unsigned i = 0; i < 3; i++)
		rig_bound(&rig, i, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 3; i > 0; i--) {
		struct smpp_pdu pdu = rig_pdu(SMPP_DELIVER_SM, 0);

		for (unsigned k = 0; k < 2; k++)
			ck_assert_int_eq(smpp_smsc_request(rig.c, &rig.lines[i - 1].peer, &pdu, 1,
							   rig.now), SMPP_OK);
	}
	ck_assert_ptr_eq(smpp_smsc_next(rig.c), &rig.lines[2].peer);
	ck_assert_ptr_eq(smpp_smsc_next(rig.c), &rig.lines[1].peer);
	ck_assert_ptr_eq(smpp_smsc_next(rig.c), &rig.lines[0].peer);
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	rig_end(&rig);
}
END_TEST

START_TEST(next_gives_a_peer_again_while_output_is_left_over)
{
	struct line *l;
	size_t len;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 1, NULL), SMPP_OK);
	ck_assert_ptr_eq(smpp_smsc_next(rig.c), &l->peer);
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	ck_assert_ptr_nonnull(smpp_smsc_output(&l->peer, &len));
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 0, rig.now), SMPP_OK);
	ck_assert_ptr_null(smpp_smsc_next(rig.c)); /* the connection takes nothing now */
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 1, rig.now), SMPP_OK);
	ck_assert_ptr_eq(smpp_smsc_next(rig.c), &l->peer);
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, len, rig.now), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, len - 1, rig.now), SMPP_OK);
	ck_assert_ptr_null(smpp_smsc_next(rig.c)); /* idle again */
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 0, rig.now), SMPP_OK);
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	rig_end(&rig);
}
END_TEST

START_TEST(release_takes_a_peer_out_of_the_middle_of_those_that_have_something_to_say)
{
	begin();
	for (unsigned i = 0; i < 5; i++) {
		rig_open(&rig, i, SMPP_V3_4);
		ck_assert_int_eq(smpp_smsc_lost(rig.c, &rig.lines[i].peer, rig.now), SMPP_OK);
	}
	ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &rig.lines[2].peer), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &rig.lines[4].peer), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_release(rig.c, &rig.lines[0].peer), SMPP_OK);
	for (unsigned i = 0; i < 2; i++) {
		struct smpp_smsc_peer *p = smpp_smsc_next(rig.c);

		ck_assert(p == &rig.lines[1].peer || p == &rig.lines[3].peer);
		ck_assert_int_eq(smpp_smsc_release(rig.c, p), SMPP_OK);
	}
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	rig_end(&rig);
}
END_TEST

/* The last word of a session that has ended waits for a peer that takes nothing. */
static struct line *end_with_output(void)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->deaf = 1;
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 1, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_close(rig.c, &l->peer, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_next(&rig, SMPP_SMSC_EVENT_GONE);
	ck_assert(l->open);
	return l;
}

START_TEST(output_after_the_end_is_dropped_when_it_is_not_taken)
{
	struct line *l = end_with_output();
	size_t len;

	rig_wait(&rig, 29999);
	ck_assert_ptr_nonnull(smpp_smsc_output(&l->peer, &len));
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 1, rig.now), SMPP_OK); /* it is alive */
	rig_wait(&rig, 29999);
	ck_assert_ptr_nonnull(smpp_smsc_output(&l->peer, &len));
	rig_wait(&rig, 1);
	ck_assert(!l->open);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(output_after_the_end_waits_for_ever_without_stall)
{
	struct line *l;

	session.stall = SMPP_OFF;
	l = end_with_output();
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), UINT64_MAX);
	l->deaf = 0;
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 1, rig.now), SMPP_OK);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), UINT64_MAX);
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &l->peer, rig.now), SMPP_E_STATE);
	rig_run(&rig);
	ck_assert(!l->open);
	rig_end(&rig);
}
END_TEST

START_TEST(output_after_the_end_can_still_be_sent)
{
	struct line *l = end_with_output();

	l->deaf = 0;
	line_deliver(&rig, l); /* the connection takes octets again */
	rig_run(&rig);
	ck_assert_str_eq(line_next(l, SMPP_EVENT_REQUEST)->text, "text");
	ck_assert(!l->open);
	rig_end(&rig);
}
END_TEST

/* ---- binds ---- */

START_TEST(bind_is_told_admitted_and_bound)
{
	struct line *l;
	struct told *t;

	begin();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_ptr_null(l->peer.account);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_BIND_TRANSCEIVER, 7), SMPP_OK);
	rig_run(&rig);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_BIND);
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_ptr_null(t->event.account);
	ck_assert_uint_eq(t->command_id, SMPP_BIND_TRANSCEIVER);
	ck_assert_ptr_eq(smpp_smsc_peer_of(rig.c, t->event.handle), &l->peer);
	t = rig_expect(&rig, SMPP_SMSC_EVENT_BOUND);
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	rig_expect_no_event(&rig);
	ck_assert_ptr_eq(l->peer.account, &rig.account);
	ck_assert_str_eq(line_expect_status(l, 7, SMPP_ESME_ROK)->text, "centre");
	ck_assert_int_eq(smpp_session_state(l->esme), SMPP_STATE_BOUND_TRX);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_can_be_admitted_later)
{
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	rig_wait(&rig, 5000);
	rig_expect(&rig, SMPP_SMSC_EVENT_BIND);
	rig_expect_no_event(&rig);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_OK);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), rig.now); /* BOUND is to be told */
	ck_assert_uint_eq(rig.account.receivers, 1);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_E_HANDLE);
	ck_assert_uint_eq(rig.account.receivers, 1);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_BOUND);
	line_expect_status(l, 77, SMPP_ESME_ROK);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_E_HANDLE);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_can_be_refused_and_tried_again_as_another_type)
{
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handle, SMPP_ESME_RINVPASWD, rig.now), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 77, SMPP_ESME_RINVPASWD);
	ck_assert_ptr_null(l->peer.account);
	ck_assert_uint_eq(rig.account.receivers, 0);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handle, SMPP_ESME_RINVPASWD, rig.now),
			 SMPP_E_HANDLE);
	rig_forget(&rig);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_BIND_TRANSMITTER, 78), SMPP_OK);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_BIND);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 78, SMPP_ESME_ROK);
	ck_assert_uint_eq(rig.account.transmitters, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_is_granted_by_admit_only)
{
	struct smpp_pdu pdu = rig_pdu(0, 0);
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handle, &pdu, rig.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, handle, SMPP_ESME_ROK, rig.now), SMPP_E_STATE);
	pdu.header.command_id = SMPP_GENERIC_NACK;
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handle, &pdu, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_str_eq(smpp_outcome_name(line_next(l, SMPP_EVENT_OUTCOME)->outcome), "NACKED");
	ck_assert_int_eq(smpp_session_state(l->peer.session), SMPP_STATE_OPEN);
	rig_end(&rig);
}
END_TEST

START_TEST(bind_can_be_refused_with_a_body)
{
	struct smpp_pdu pdu = rig_pdu(0, 0);
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	pdu.header.command_status = SMPP_ESME_RBINDFAIL;
	pdu.body.bind_resp.system_id = smpp_span_of("sorry");
	ck_assert_int_eq(smpp_smsc_reply(rig.c, handle, &pdu, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_str_eq(line_expect_status(l, 77, SMPP_ESME_RBINDFAIL)->text, "sorry");
	rig_end(&rig);
}
END_TEST

START_TEST(admit_after_the_peer_went_leaves_no_trace)
{
	struct smpp_smsc_handle old;
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	old = handle;
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, old, &rig.account, rig.now), SMPP_E_HANDLE);
	rig.account.limits.receivers = SMPP_OFF;
	ck_assert_int_eq(smpp_smsc_admit(rig.c, old, &rig.account, rig.now), SMPP_E_HANDLE);
	rig.account.limits.receivers = 0;
	rig_run(&rig);
	ck_assert(!l->open);
	ck_assert_ptr_null(smpp_smsc_peer_of(rig.c, old));
	ck_assert_int_eq(smpp_smsc_admit(rig.c, old, &rig.account, rig.now), SMPP_E_HANDLE);
	rig_bind(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4); /* the same structure and slot */
	ck_assert_uint_ne(old.peer, handle.peer);
	ck_assert_uint_eq(old.request, handle.request);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, old, &rig.account, rig.now), SMPP_E_HANDLE);
	ck_assert_int_eq(smpp_smsc_refuse(rig.c, old, 1, rig.now), SMPP_E_HANDLE);
	ck_assert_uint_eq(rig.account.receivers, 0);
	ck_assert_ptr_null(smpp_smsc_mate_after(&rig.account, NULL));
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(peer_lost_between_admission_and_bound_is_only_gone)
{
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	rig_forget(&rig);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_uint_eq(rig.account.receivers, 0);
	rig_run(&rig);
	ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->event.account, &rig.account);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(second_bind_is_refused_by_the_session)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	/* an ESME's session does not send it */
	memcpy(l->rest, "\0\0\0\x25\0\0\0\x09\0\0\0\0\0\0\0\x63" "esme\0\0\0\x34\0\0\0", 28);
	l->rest[3] = 28;
	l->rest_len = 28;
	ck_assert_uint_eq(line_feed(&rig, l), 28);
	rig_run(&rig);
	ck_assert_uint_eq(rig_expect(&rig, SMPP_SMSC_EVENT_OTHER)->status, SMPP_ESME_RALYBND);
	rig_expect_no_event(&rig);
	ck_assert_uint_eq(rig.account.transmitters, 1);
	rig_end(&rig);
}
END_TEST

/* ---- limits of binds ---- */

static const uint32_t binds[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
				  SMPP_BIND_TRANSCEIVER };

static uint32_t *limit_of(unsigned type)
{
	struct smpp_smsc_limits *l = &rig.account.limits;

	return type == 0 ? &l->transmitters : type == 1 ? &l->receivers : &l->transceivers;
}

static uint32_t bound_of(unsigned type)
{
	const struct smpp_smsc_account *a = &rig.account;

	return type == 0 ? a->transmitters : type == 1 ? a->receivers : a->transceivers;
}

START_TEST(more_of_one_type_than_its_limit_are_already_bound)
{
	unsigned type = (unsigned)_i;

	begin();
	*limit_of(type) = 2;
	for (unsigned i = 0; i < 3; i++)
		rig_bind(&rig, i, binds[type], SMPP_V3_4);
	line_expect_status(&rig.lines[1], 77, SMPP_ESME_ROK);
	line_expect_status(&rig.lines[2], 77, SMPP_ESME_RALYBND);
	ck_assert_uint_eq(bound_of(type), 2);
	ck_assert_ptr_null(rig.lines[2].peer.account);
	for (unsigned other = 0; other < 3; other++)
		if (other != type)
			rig_bound(&rig, 3 + other, binds[other], SMPP_V3_4);
	rig_break(&rig, &rig.lines[0]);
	rig_bound(&rig, 0, binds[type], SMPP_V3_4);
	*limit_of(type) = 3; /* holds from the next bind on */
	ck_assert_int_eq(line_ask(&rig, &rig.lines[2], binds[type], 78), SMPP_OK);
	rig_run(&rig);
	line_expect_status(&rig.lines[2], 78, SMPP_ESME_ROK);
	ck_assert_uint_eq(bound_of(type), 3);
	rig_end(&rig);
}
END_TEST

START_TEST(type_that_is_off_fails_to_bind)
{
	unsigned type = (unsigned)_i;

	begin_slow();
	*limit_of(type) = SMPP_OFF;
	for (unsigned i = 0; i < 3; i++) {
		rig_bind(&rig, i, binds[i], SMPP_V3_4);
		ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now),
				 i == type ? SMPP_E_WINDOW : SMPP_OK);
		rig_run(&rig);
		line_expect_status(&rig.lines[i], 77,
				   i == type ? SMPP_ESME_RBINDFAIL : SMPP_ESME_ROK);
	}
	ck_assert_uint_eq(bound_of(type), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(sessions_limit_counts_all_types)
{
	begin();
	rig.account.limits.sessions = 3;
	for (unsigned i = 0; i < 3; i++)
		rig_bound(&rig, i, binds[i], SMPP_V3_4);
	for (unsigned i = 0; i < 3; i++) {
		rig_bind(&rig, 3 + i, binds[i], SMPP_V3_4);
		line_expect_status(&rig.lines[3 + i], 77, SMPP_ESME_RALYBND);
	}
	rig.account.limits.sessions = 1; /* those that are bound stay so */
	rig_run(&rig);
	ck_assert_uint_eq(bound_of(0) + bound_of(1) + bound_of(2), 3);
	rig_end(&rig);
}
END_TEST

static void close_first(struct rig *r, const struct smpp_smsc_event *event)
{
	struct smpp_smsc_peer *old = smpp_smsc_mate_after(&r->account, NULL);

	if (event->type != SMPP_SMSC_EVENT_BIND)
		return;
	if (old != NULL)
		ck_assert_int_eq(smpp_smsc_close(r->c, old, r->now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_admit(r->c, event->handle, &r->account, r->now), SMPP_OK);
}

START_TEST(new_bind_can_take_the_place_of_one_that_is_closed_for_it)
{
	begin();
	rig.admits = 0;
	rig.then = close_first;
	rig.account.limits.sessions = 1;
	rig_bind(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	rig_bind(&rig, 1, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_ptr_eq(smpp_smsc_mate_after(&rig.account, NULL), &rig.lines[1].peer);
	ck_assert_uint_eq(rig.account.transceivers, 1);
	ck_assert(!rig.lines[0].open);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_BOUND), 2);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_GONE), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(mates_stand_in_the_order_of_their_binds)
{
	static const unsigned order[] = { 2, 0, 3, 1 }, left[] = { 0, 3 };
	struct smpp_smsc_peer *p = NULL;

	begin();
	for (unsigned i = 0; i < 4; i++)
		rig_open(&rig, i, SMPP_V3_4);
	for (unsigned i = 0; i < 4; i++) {
		ck_assert_int_eq(line_ask(&rig, &rig.lines[order[i]], SMPP_BIND_RECEIVER, 1),
				 SMPP_OK);
		rig_run(&rig);
	}
	for (unsigned i = 0; i < 4; i++) {
		p = smpp_smsc_mate_after(&rig.account, p);
		ck_assert_ptr_eq(p, &rig.lines[order[i]].peer);
	}
	ck_assert_ptr_null(smpp_smsc_mate_after(&rig.account, p));
	rig_break(&rig, &rig.lines[2]);
	rig_break(&rig, &rig.lines[1]);
	for (unsigned i = 0, at = 0; i < 2; i++) {
		p = smpp_smsc_mate_after(&rig.account, i == 0 ? NULL : p);
		ck_assert_ptr_eq(p, &rig.lines[left[at++]].peer);
	}
	ck_assert_ptr_null(smpp_smsc_mate_after(&rig.account, p));
	rig_end(&rig);
}
END_TEST

/* ---- stop ---- */

START_TEST(stop_drains_the_bound_and_closes_the_others)
{
	struct line *bound, *open;

	begin();
	bound = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	open = rig_open(&rig, 1, SMPP_V3_4);
	bound->answers = 0;
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 5, NULL), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_stop(rig.c, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_stop(rig.c, rig.now), SMPP_E_STATE);
	rig_run(&rig);
	ck_assert(!open->open);
	ck_assert(bound->open);
	ck_assert_int_eq(rig_deliver(&rig, "1", "text", 6, NULL), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_smsc_receives(&rig.account), 0);
	ck_assert_uint_eq(rig.account.transceivers, 1);
	rig_forget(&rig);
	rig_wait(&rig, 30000);
	rig_expect_outcome(&rig, 5, "TIMEOUT");
	rig_expect_no_event(&rig); /* the ESME owes an answer, and its unbind_resp goes behind it */
	rig_wait(&rig, 30000);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(stopped_centre_admits_nobody)
{
	struct line *l;

	begin_slow();
	ck_assert_int_eq(smpp_smsc_stop(rig.c, rig.now), SMPP_OK);
	l = rig_bind(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_E_STATE);
	rig_run(&rig);
	line_expect_status(l, 77, SMPP_ESME_RSYSERR);
	ck_assert_uint_eq(rig.account.transceivers, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(stop_leaves_a_bind_that_waits_without_admission)
{
	struct line *l;

	begin_slow();
	l = rig_bind(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_stop(rig.c, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_admit(rig.c, handle, &rig.account, rig.now), SMPP_E_HANDLE);
	rig_run(&rig);
	ck_assert(!l->open);
	rig_end(&rig);
}
END_TEST

/* ---- deadlines ---- */

START_TEST(deadline_is_that_of_the_earliest_session)
{
	uint64_t opened[6];

	session.session_init = 1000;
	begin();
	for (unsigned i = 0; i < 6; i++) {
		rig_open(&rig, i, SMPP_V3_4);
		opened[i] = rig.now;
		rig.now += 10 + i;
		ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now), SMPP_OK);
	}
	ck_assert_int_eq(smpp_smsc_lost(rig.c, &rig.lines[2].peer, rig.now), SMPP_OK);
	rig_run(&rig);
	for (unsigned i = 0; i < 6; i++) {
		if (i == 2)
			continue;
		ck_assert_uint_eq(smpp_smsc_deadline(rig.c), opened[i] + 1000);
		rig.now = opened[i] + 1000;
		rig_forget(&rig);
		rig_run(&rig);
		ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_GONE)->event.peer,
				 &rig.lines[i].peer);
		rig_expect_no_event(&rig);
	}
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), UINT64_MAX);
	rig_end(&rig);
}
END_TEST

START_TEST(deadline_stays_that_of_the_earliest_whoever_comes_and_goes)
{
	uint32_t chance = 1;

	session.session_init = SMPP_OFF;
	begin();
	for (unsigned i = 0; i < 3000; i++) {
		uint64_t earliest = UINT64_MAX;
		struct line *l = &rig.lines[(chance = chance * 1103515245u + 12345u) >> 16 & 15];

		if (!l->open) /* bound: its deadline is that of the next enquiry or its answer */
			rig_bind(&rig, (unsigned)(l - rig.lines), SMPP_BIND_RECEIVER, SMPP_V3_4);
		else if (chance >> 24 & 1)
			rig_break(&rig, l);
		else
			(void)rig_deliver(&rig, "k", "x", 1, NULL);
		rig_wait(&rig, chance >> 20 & 1023);
		for (unsigned k = 0; k < RIG_LINES; k++)
			if (rig.lines[k].open &&
			    smpp_session_deadline(rig.lines[k].peer.session) < earliest)
				earliest = smpp_session_deadline(rig.lines[k].peer.session);
		ck_assert_uint_eq(smpp_smsc_deadline(rig.c), earliest);
		rig_forget(&rig);
	}
	rig_end(&rig);
}
END_TEST

START_TEST(time_that_runs_backwards_stands_still)
{
	struct line *l;

	begin();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now + 5000), SMPP_OK);
	rig_open(&rig, 1, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_tick(rig.c, 0), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_sent(rig.c, &l->peer, 0, 0), SMPP_OK);
	rig_expect_no_event(&rig);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), rig.now + 10000);
	rig.now += 10000;
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_expect_no_event(&rig); /* the second came at now + 5000 */
	rig_end(&rig);
}
END_TEST

START_TEST(silent_peer_is_asked_and_then_gone)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	l->deaf = 1;
	rig_wait(&rig, 20000);
	ck_assert_uint_eq(smpp_session_counters(l->peer.session).pdus_out, 2);
	rig_expect_no_event(&rig);
	rig_wait(&rig, 30000);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_end(&rig);
}
END_TEST

/* Peers with the memory of their sessions, each on pages of its own, which are locked. */
#define CROWD 10000
#define BUSY 5

static uint8_t *crowd;
static size_t cell;
static volatile sig_atomic_t touched;

static void unlock(int number, siginfo_t *info, void *context)
{
	size_t at = (size_t)((uint8_t *)info->si_addr - crowd);

	(void)number;
	(void)context;
	if ((uint8_t *)info->si_addr < crowd || at >= cell * CROWD ||
	    mprotect(crowd + at / cell * cell, cell, PROT_READ | PROT_WRITE) != 0)
		abort();
	touched = touched + 1;
}

static struct smpp_smsc_peer *peer_at(unsigned i)
{
	return (struct smpp_smsc_peer *)(void *)(crowd + cell * i);
}

static void open_crowd(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = smpp_smsc_session_size(rig.c);
	size_t own = (sizeof(struct smpp_smsc_peer) + 7) & ~(size_t)7;

	cell = (own + size + page - 1) / page * page;
	crowd = mmap(NULL, cell * CROWD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		     0);
	ck_assert(crowd != MAP_FAILED);
	for (unsigned i = 0; i < CROWD; i++)
		ck_assert_int_eq(smpp_smsc_open(rig.c, peer_at(i), crowd + cell * i + own, size,
						rig.now), SMPP_OK);
}

/* How many peers are touched until the centre comes to rest at rig.now. */
static unsigned touched_by_a_turn(void)
{
	struct smpp_smsc_peer *p;

	ck_assert_int_eq(mprotect(crowd, cell * CROWD, PROT_NONE), 0);
	touched = 0;
	ck_assert_int_eq(smpp_smsc_tick(rig.c, rig.now), SMPP_OK);
	while ((p = smpp_smsc_next(rig.c)) != NULL) {
		size_t len;

		while (smpp_smsc_output(p, &len) != NULL)
			(void)smpp_smsc_sent(rig.c, p, len, rig.now);
	}
	(void)smpp_smsc_deadline(rig.c);
	return (unsigned)touched;
}

START_TEST(turn_touches_those_that_are_due_and_few_others)
{
	struct smpp_smsc_config config = rig_config();
	struct sigaction action, before;

	session.window = 1;
	session.inbound = 1;
	session.partial = 64;
	session.output = 100;
	session.session_init = 1000000;
	config.session = &session;
	config.peers = CROWD;
	rig_begin(&rig, &config);
	ck_assert_uint_lt(smpp_smsc_session_size(rig.c), 1500);
	ck_assert_uint_lt(rig.size, CROWD * 24);
	open_crowd();
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = unlock;
	action.sa_flags = SA_SIGINFO;
	ck_assert_int_eq(sigaction(SIGSEGV, &action, &before), 0);
	(void)sigaction(SIGBUS, &action, NULL);
	ck_assert_uint_le(touched_by_a_turn(), 3); /* the earliest, to see that it is not due */
	for (unsigned i = 0; i < BUSY; i++)
		ck_assert_int_eq(smpp_smsc_close(rig.c, peer_at(i * 1999 + 1), rig.now), SMPP_OK);
	ck_assert_uint_le(touched_by_a_turn(), BUSY * 30 + 3); /* 2 * log2(CROWD) each */
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_GONE), BUSY);
	(void)sigaction(SIGSEGV, &before, NULL);
	(void)sigaction(SIGBUS, &before, NULL);
	ck_assert_int_eq(mprotect(crowd, cell * CROWD, PROT_READ | PROT_WRITE), 0);
	for (unsigned i = 0; i < CROWD; i++)
		ck_assert(smpp_smsc_is_over(peer_at(i)) == (i % 1999 == 1 && i < 1999 * BUSY));
	ck_assert_int_eq(munmap(crowd, cell * CROWD), 0);
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smsc");
	TCase *tc = tcase_create("smsc");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, init_refuses_what_contradicts_itself);
	tcase_add_test(tc, session_must_have_room_for_the_answers_of_the_centre);
	tcase_add_test(tc, init_wants_aligned_memory_of_that_size);
	tcase_add_test(tc, usual_is_a_thousand_peers_that_are_read_as_in_the_field);
	tcase_add_test(tc, side_relay_and_callback_of_the_session_are_the_centres);
	tcase_add_test(tc, centre_without_callback_lives_and_ends_its_peers);
	tcase_add_test(tc, events_have_names);
	tcase_add_test(tc, open_wants_memory_for_a_session);
	tcase_add_test(tc, no_more_peers_than_configured);
	tcase_add_test(tc, peers_stand_in_the_order_of_their_coming);
	tcase_add_test(tc, peer_that_does_not_bind_in_time_is_gone);
	tcase_add_test(tc, lost_connection_is_gone_and_released);
	tcase_add_test(tc, peer_that_unbinds_is_gone_once_it_has_its_answer);
	tcase_add_test(tc, unbind_waits_for_outcomes_and_tells_none_of_its_own);
	tcase_add_test(tc, unbind_that_the_caller_sends_has_its_outcome);
	tcase_add_test(tc, unbind_closes_what_is_not_bound);
	tcase_add_test(tc, close_ends_at_once_and_hands_out_what_waits_before_gone);
	tcase_add_test(tc, state_is_final_when_gone_is_told);
	tcase_add_test(tc, release_waits_for_gone);
	tcase_add_test(tc, calls_for_a_released_peer_do_nothing);
	tcase_add_test(tc, feed_after_the_end_uses_all_and_says_so);
	tcase_add_test(tc, octets_that_are_no_smpp_end_the_session_and_are_all_used);
	tcase_add_test(tc, next_gives_each_peer_once_in_the_order_of_what_it_said);
	tcase_add_test(tc, next_gives_a_peer_again_while_output_is_left_over);
	tcase_add_test(tc,
		release_takes_a_peer_out_of_the_middle_of_those_that_have_something_to_say);
	tcase_add_test(tc, output_after_the_end_is_dropped_when_it_is_not_taken);
	tcase_add_test(tc, output_after_the_end_waits_for_ever_without_stall);
	tcase_add_test(tc, output_after_the_end_can_still_be_sent);
	tcase_add_test(tc, bind_is_told_admitted_and_bound);
	tcase_add_test(tc, bind_can_be_admitted_later);
	tcase_add_test(tc, bind_can_be_refused_and_tried_again_as_another_type);
	tcase_add_test(tc, bind_is_granted_by_admit_only);
	tcase_add_test(tc, bind_can_be_refused_with_a_body);
	tcase_add_test(tc, admit_after_the_peer_went_leaves_no_trace);
	tcase_add_test(tc, peer_lost_between_admission_and_bound_is_only_gone);
	tcase_add_test(tc, second_bind_is_refused_by_the_session);
	tcase_add_loop_test(tc, more_of_one_type_than_its_limit_are_already_bound, 0, 3);
	tcase_add_loop_test(tc, type_that_is_off_fails_to_bind, 0, 3);
	tcase_add_test(tc, sessions_limit_counts_all_types);
	tcase_add_test(tc, new_bind_can_take_the_place_of_one_that_is_closed_for_it);
	tcase_add_test(tc, mates_stand_in_the_order_of_their_binds);
	tcase_add_test(tc, stop_drains_the_bound_and_closes_the_others);
	tcase_add_test(tc, stopped_centre_admits_nobody);
	tcase_add_test(tc, stop_leaves_a_bind_that_waits_without_admission);
	tcase_add_test(tc, deadline_is_that_of_the_earliest_session);
	tcase_add_test(tc, deadline_stays_that_of_the_earliest_whoever_comes_and_goes);
	tcase_add_test(tc, time_that_runs_backwards_stands_still);
	tcase_add_test(tc, silent_peer_is_asked_and_then_gone);
	tcase_add_test(tc, turn_touches_those_that_are_due_and_few_others);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
