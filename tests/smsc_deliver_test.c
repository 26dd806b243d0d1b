/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/smsc.h: deliveries, who gets them, room, receipts, outbind, alerts. */
#include "smsc_rig.h"

static struct rig rig;
static struct smpp_session_config session;

static void begin(void)
{
	struct smpp_smsc_config config = rig_config();

	config.session = &session;
	rig_begin(&rig, &config);
}

static void setup(void)
{
	session = rig_session_config();
}

/* ---- one delivery ---- */

START_TEST(delivery_comes_to_one_outcome)
{
	struct smpp_smsc_peer *peer = NULL;
	struct line *l;
	struct told *t;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->status = SMPP_ESME_RX_P_APPN;
	ck_assert_int_eq(rig_deliver(&rig, "44", "a text", 9, &peer), SMPP_OK);
	ck_assert_ptr_eq(peer, &l->peer);
	rig_run(&rig);
	ck_assert_str_eq(line_next(l, SMPP_EVENT_REQUEST)->text, "a text");
	t = rig_expect_outcome(&rig, 9, "RESPONSE");
	ck_assert_ptr_eq(t->event.account, &rig.account);
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_uint_eq(t->status, SMPP_ESME_RX_P_APPN);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(delivery_that_is_not_answered_times_out)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->answers = 0;
	ck_assert_int_eq(rig_deliver(&rig, "44", "a text", 9, NULL), SMPP_OK);
	rig_wait(&rig, 29999);
	rig_expect_no_event(&rig);
	rig_wait(&rig, 1);
	rig_expect_outcome(&rig, 9, "TIMEOUT");
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(delivery_needs_a_receiver)
{
	struct smpp_smsc_peer *peer = NULL;
	const char *key = _i ? "44" : "";
	struct line *l;

	begin();
	ck_assert_int_eq(rig_deliver(&rig, key, "x", 1, &peer), SMPP_E_ABSENT);
	ck_assert_ptr_null(peer);
	ck_assert_ptr_null(smpp_smsc_receiver(&rig.account, smpp_span_of(key)));
	ck_assert_int_eq(smpp_smsc_receives(&rig.account), 0);
	rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	ck_assert_int_eq(rig_deliver(&rig, key, "x", 1, &peer), SMPP_E_ABSENT);
	ck_assert_ptr_null(smpp_smsc_receiver(&rig.account, smpp_span_of(key)));
	l = rig_bound(&rig, 1, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_receives(&rig.account), 1);
	ck_assert_ptr_eq(smpp_smsc_receiver(&rig.account, smpp_span_of(key)), &l->peer);
	ck_assert_int_eq(smpp_smsc_unbind(rig.c, &l->peer, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_smsc_receives(&rig.account), 0); /* it drains */
	ck_assert_int_eq(rig_deliver(&rig, key, "x", 1, &peer), SMPP_E_ABSENT);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(peer_that_asked_to_unbind_gets_no_more)
{
	struct line *l;

	begin();
	rig.replies = 0;
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_SUBMIT_SM, 1), SMPP_OK);
	rig_run(&rig);
	ck_assert_int_eq(smpp_session_unbind(l->esme, 2, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_int_eq(rig_deliver(&rig, "1", "x", 1, NULL), SMPP_E_ABSENT);
	rig_end(&rig);
}
END_TEST

START_TEST(delivery_that_is_wrong_is_refused_and_has_no_outcome)
{
	static char text[300];
	struct smpp_smsc_peer *peer = NULL;
	const char *key = _i ? "44" : "";
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	memset(text, 'a', sizeof(text) - 1);
	ck_assert_int_eq(rig_deliver(&rig, key, text, 1, &peer), SMPP_E_FAULT);
	ck_assert_ptr_eq(peer, &l->peer);
	rig_run(&rig);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(outcomes_come_before_gone_when_the_connection_breaks)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->answers = 0;
	for (unsigned i = 0; i < 5; i++)
		ck_assert_int_eq(rig_deliver(&rig, "1", "x", i, NULL), SMPP_OK);
	rig_break(&rig, l);
	for (unsigned i = 0; i < 5; i++)
		ck_assert_ptr_eq(rig_expect_outcome(&rig, i, "LOST")->event.account, &rig.account);
	rig_expect(&rig, SMPP_SMSC_EVENT_GONE);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

/* ---- keys ---- */

#define KEYS 400

static const char *key_of(unsigned i)
{
	static char key[20];

	snprintf(key, sizeof(key), "4477009%05u", i);
	return key;
}

static struct smpp_smsc_peer *owner(unsigned i)
{
	return smpp_smsc_receiver(&rig.account, smpp_span_of(key_of(i)));
}

START_TEST(messages_of_a_key_arrive_at_one_receiver_in_order)
{
	session.window = 100;
	begin();
	for (unsigned i = 0; i < 4; i++)
		rig_bound(&rig, i, i % 2 ? SMPP_BIND_RECEIVER : SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < 200; i++) {
		struct smpp_smsc_peer *peer, *want = owner(i % 10);
		char text[20];

		snprintf(text, sizeof(text), "%u %u", i % 10, i / 10);
		ck_assert_int_eq(rig_deliver(&rig, key_of(i % 10), text, i, &peer), SMPP_OK);
		ck_assert_ptr_eq(peer, want);
	}
	rig_run(&rig);
	for (unsigned key = 0; key < 10; key++) {
		struct line *l = line_of(owner(key));
		unsigned next = 0;

		for (size_t i = l->heard_first; i < l->heard_count; i++) {
			unsigned k, number;

			if (l->heard[i].type == SMPP_EVENT_REQUEST &&
			    sscanf(l->heard[i].text, "%u %u", &k, &number) == 2 && k == key)
				ck_assert_uint_eq(number, next++);
		}
		ck_assert_uint_eq(next, 20);
	}
	rig_end(&rig);
}
END_TEST

START_TEST(keys_are_spread_evenly_and_move_only_when_they_must)
{
	struct smpp_smsc_peer *before[KEYS];
	unsigned share[5] = { 0 }, moved = 0;

	begin();
	for (unsigned i = 0; i < 4; i++)
		rig_bound(&rig, i, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < KEYS; i++) {
		before[i] = owner(i);
		share[line_of(before[i]) - rig.lines]++;
	}
	for (unsigned i = 0; i < 4; i++) {
		ck_assert_uint_gt(share[i], KEYS / 8);
		ck_assert_uint_lt(share[i], KEYS / 2);
	}
	rig_bound(&rig, 4, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < KEYS; i++) {
		if (owner(i) == before[i])
			continue;
		ck_assert_ptr_eq(owner(i), &rig.lines[4].peer);
		moved++;
	}
	ck_assert_uint_gt(moved, KEYS / 10);
	ck_assert_uint_lt(moved, KEYS * 3 / 10);
	rig_break(&rig, &rig.lines[4]);
	for (unsigned i = 0; i < KEYS; i++)
		ck_assert_ptr_eq(owner(i), before[i]);
	rig_break(&rig, &rig.lines[1]);
	for (unsigned i = 0; i < KEYS; i++)
		ck_assert(owner(i) == before[i] || before[i] == &rig.lines[1].peer);
	rig_end(&rig);
}
END_TEST

START_TEST(key_of_a_full_receiver_waits_for_it)
{
	struct smpp_smsc_peer *peer;
	struct line *l;

	session.window = 2;
	begin();
	for (unsigned i = 0; i < 3; i++)
		rig_bound(&rig, i, SMPP_BIND_RECEIVER, SMPP_V3_4)->answers = 0;
	l = line_of(owner(7));
	ck_assert_int_eq(rig_deliver(&rig, key_of(7), "a", 1, &peer), SMPP_OK);
	ck_assert_int_eq(rig_deliver(&rig, key_of(7), "b", 2, &peer), SMPP_OK);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(rig_deliver(&rig, key_of(7), "c", 3, &peer), SMPP_E_WINDOW);
		ck_assert_ptr_eq(peer, &l->peer);
	}
	rig_run(&rig);
	rig_expect_no_event(&rig);
	for (unsigned i = 0; i < 2; i++)
		ck_assert_int_eq(smpp_session_refuse(l->esme,
						     line_next(l, SMPP_EVENT_REQUEST)->handle,
						     SMPP_ESME_RX_P_APPN, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_OUTCOME);
	ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_ROOM)->event.peer, &l->peer);
	rig_expect(&rig, SMPP_SMSC_EVENT_OUTCOME);
	rig_expect_no_event(&rig); /* told once */
	ck_assert_int_eq(rig_deliver(&rig, key_of(7), "c", 3, &peer), SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(receiver_that_is_congested_has_room_only_when_its_window_has)
{
	struct line *l;

	session.window = 4;
	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->answers = 0;
	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(rig_deliver(&rig, "1", "x", i, NULL), SMPP_OK);
	ck_assert_int_eq(rig_deliver(&rig, "1", "x", 9, NULL), SMPP_E_WINDOW);
	rig_run(&rig);
	for (unsigned i = 0; i < 4; i++) { /* the first halves the window */
		ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), i < 3 ? 0 : 1);
		ck_assert_int_eq(smpp_session_refuse(l->esme,
						     line_next(l, SMPP_EVENT_REQUEST)->handle,
						     SMPP_ESME_RMSGQFUL, rig.now), SMPP_OK);
		rig_run(&rig);
	}
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(receiver_without_room_in_output_tells_when_it_has)
{
	struct smpp_smsc_peer *peer;
	struct line *l;
	unsigned sent = 0;

	session.output = 500;
	session.window = 100;
	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	l->deaf = 1;
	while (rig_deliver(&rig, "1", "x", sent, &peer) == SMPP_OK)
		sent++;
	ck_assert_int_eq(rig_deliver(&rig, "1", "x", 0, &peer), SMPP_E_SPACE);
	ck_assert_ptr_eq(peer, &l->peer);
	ck_assert_ptr_eq(smpp_smsc_receiver(&rig.account, smpp_span_of("")), &l->peer);
	rig_run(&rig);
	rig_expect_no_event(&rig);
	l->deaf = 0;
	line_deliver(&rig, l);
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), 1);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_OUTCOME), sent);
	rig_end(&rig);
}
END_TEST

/* ---- in turn ---- */

static unsigned line_in_turn(void)
{
	struct smpp_smsc_peer *peer = NULL;
	struct smpp_smsc_peer *foretold = smpp_smsc_receiver(&rig.account, smpp_span_of(""));

	ck_assert_int_eq(rig_deliver(&rig, "", "x", 1, &peer), SMPP_OK);
	ck_assert_ptr_eq(peer, foretold);
	return (unsigned)(line_of(peer) - rig.lines);
}

START_TEST(empty_key_goes_to_each_receiver_in_turn)
{
	static const unsigned turn[] = { 0, 2, 3 };

	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	rig_bound(&rig, 1, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	rig_bound(&rig, 2, SMPP_BIND_TRANSCEIVER, SMPP_V3_4);
	rig_bound(&rig, 3, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < 6; i++)
		ck_assert_uint_eq(line_in_turn(), turn[i % 3]);
	ck_assert_uint_eq(line_in_turn(), 0);
	ck_assert_uint_eq(line_in_turn(), 2);
	rig_break(&rig, &rig.lines[2]); /* who had the last one */
	ck_assert_uint_eq(line_in_turn(), 3);
	ck_assert_uint_eq(line_in_turn(), 0);
	rig_break(&rig, &rig.lines[0]); /* the first of the list had it */
	ck_assert_uint_eq(line_in_turn(), 3);
	rig_end(&rig);
}
END_TEST

START_TEST(empty_key_passes_over_those_without_room)
{
	struct smpp_pdu pdu = rig_pdu(SMPP_DELIVER_SM, 0);
	struct smpp_smsc_peer *peer;

	session.window = 2;
	begin();
	for (unsigned i = 0; i < 2; i++)
		rig_bound(&rig, i, SMPP_BIND_RECEIVER, SMPP_V3_4)->answers = 0;
	ck_assert_int_eq(smpp_smsc_request(rig.c, &rig.lines[0].peer, &pdu, 1, rig.now), SMPP_OK);
	ck_assert_uint_eq(line_in_turn(), 0);
	ck_assert_uint_eq(line_in_turn(), 1);
	ck_assert_uint_eq(line_in_turn(), 1); /* 0 is full */
	ck_assert_int_eq(rig_deliver(&rig, "", "x", 1, &peer), SMPP_E_WINDOW);
	ck_assert_ptr_eq(peer, &rig.lines[0].peer);
	rig_run(&rig);
	rig_expect_no_event(&rig);
	ck_assert_int_eq(smpp_session_refuse(rig.lines[1].esme,
					     line_next(&rig.lines[1], SMPP_EVENT_REQUEST)->handle,
					     SMPP_ESME_RX_P_APPN, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect(&rig, SMPP_SMSC_EVENT_OUTCOME);
	ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_ROOM)->event.peer, &rig.lines[1].peer);
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

START_TEST(new_receiver_is_room_for_what_had_none)
{
	session.window = 1;
	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4)->answers = 0;
	ck_assert_uint_eq(line_in_turn(), 0);
	ck_assert_int_eq(rig_deliver(&rig, "", "x", 2, NULL), SMPP_E_WINDOW);
	rig_bind(&rig, 1, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), 0);
	rig_bind(&rig, 2, SMPP_BIND_RECEIVER, SMPP_V3_4);
	rig_next(&rig, SMPP_SMSC_EVENT_BOUND);
	rig_next(&rig, SMPP_SMSC_EVENT_BOUND);
	ck_assert_ptr_eq(rig_expect(&rig, SMPP_SMSC_EVENT_ROOM)->event.peer, &rig.lines[2].peer);
	rig_bind(&rig, 3, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), 0); /* once */
	rig_end(&rig);
}
END_TEST

static int alert(const char *key, struct smpp_smsc_peer **peer)
{
	struct smpp_pdu pdu = rig_pdu(SMPP_ALERT_NOTIFICATION, 0);

	pdu.body.alert_notification.source_addr = smpp_span_of("447700900123");
	return smpp_smsc_deliver(rig.c, &rig.account, &pdu, smpp_span_of(key), 1, rig.now, peer);
}

START_TEST(empty_key_passes_over_versions_that_are_too_old)
{
	struct smpp_smsc_peer *peer;

	session.window = 1;
	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_3);
	ck_assert_int_eq(alert("", &peer), SMPP_E_VERSION);
	ck_assert_ptr_eq(peer, &rig.lines[0].peer);
	ck_assert_int_eq(alert("1", &peer), SMPP_E_VERSION);
	rig_bound(&rig, 1, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(alert("", &peer), SMPP_OK);
		ck_assert_ptr_eq(peer, &rig.lines[1].peer);
	}
	rig_run(&rig);
	rig_expect_no_event(&rig); /* it has no outcome */
	ck_assert_uint_eq(line_next(&rig.lines[1], SMPP_EVENT_NOTICE)->command_id,
			  SMPP_ALERT_NOTIFICATION);
	rig_end(&rig);
}
END_TEST

START_TEST(lack_of_room_is_told_rather_than_an_old_version)
{
	struct smpp_pdu pdu = rig_pdu(SMPP_DATA_SM, 0);
	struct smpp_tlv payload = { SMPP_TLV_MESSAGE_PAYLOAD, smpp_span_of("text") };
	struct smpp_smsc_peer *peer;

	session.window = 1;
	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_3);
	rig_bound(&rig, 1, SMPP_BIND_RECEIVER, SMPP_V3_4)->answers = 0;
	pdu.tlv = &payload;
	pdu.tlv_count = 1;
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(smpp_smsc_deliver(rig.c, &rig.account, &pdu, smpp_span_of(""), 1,
						   rig.now, &peer), i ? SMPP_E_WINDOW : SMPP_OK);
		ck_assert_ptr_eq(peer, &rig.lines[1].peer);
	}
	rig_end(&rig);
}
END_TEST

/* ---- requests to one peer ---- */

START_TEST(enquiries_that_had_no_room_are_told_of_it)
{
	struct smpp_pdu pdu = rig_pdu(SMPP_ENQUIRE_LINK, 0);
	struct line *l;
	unsigned taken = 0;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	while (smpp_smsc_request(rig.c, &l->peer, &pdu, taken, rig.now) == SMPP_OK)
		taken++;
	ck_assert_uint_gt(taken, 0);
	ck_assert_int_eq(smpp_smsc_request(rig.c, &l->peer, &pdu, 9, rig.now), SMPP_E_WINDOW);
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_OUTCOME), taken);
	ck_assert_uint_eq(rig_count(&rig, SMPP_SMSC_EVENT_ROOM), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(outbind_makes_the_esme_bind)
{
	struct line *l;

	begin();
	l = rig_open(&rig, 0, SMPP_V3_4);
	ck_assert_int_eq(smpp_smsc_outbind(rig.c, &l->peer, smpp_span_of("centre"),
					   smpp_span_of("secret"), rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_str_eq(line_next(l, SMPP_EVENT_NOTICE)->text, "centre");
	ck_assert_int_eq(line_ask(&rig, l, SMPP_BIND_RECEIVER, 1), SMPP_OK);
	rig_run(&rig);
	line_expect_status(l, 1, SMPP_ESME_ROK);
	ck_assert_int_eq(smpp_smsc_outbind(rig.c, &l->peer, smpp_span_of("centre"),
					   smpp_span_of("secret"), rig.now), SMPP_E_STATE);
	ck_assert_uint_eq(rig.account.receivers, 1);
	rig_end(&rig);
}
END_TEST

/* ---- receipts ---- */

static struct smpp_receipt_draft draft(const struct smpp_sm *message)
{
	struct smpp_receipt_draft d;

	memset(&d, 0, sizeof(d));
	d.message = message;
	d.id = smpp_span_of("4711");
	d.message_state = SMPP_MESSAGE_STATE_DELIVERED;
	return d;
}

static int receipt(const struct smpp_receipt_draft *d, const char *key,
		   struct smpp_smsc_peer **peer)
{
	return smpp_smsc_receipt(rig.c, &rig.account, d, smpp_span_of(key), 5, rig.now, peer);
}

START_TEST(receipts_have_the_form_that_their_receiver_knows)
{
	struct smpp_pdu message = rig_pdu(SMPP_SUBMIT_SM, 0);
	struct smpp_receipt_draft d = draft(&message.body.submit_sm);
	struct smpp_smsc_peer *peer;

	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_3);
	rig_bound(&rig, 1, SMPP_BIND_RECEIVER, SMPP_V3_4);
	for (unsigned i = 0; i < 2; i++) {
		struct heard *h;

		ck_assert_int_eq(receipt(&d, "", &peer), SMPP_OK);
		ck_assert_ptr_eq(peer, &rig.lines[i].peer);
		rig_run(&rig);
		h = line_next(&rig.lines[i], SMPP_EVENT_REQUEST);
		ck_assert_ptr_nonnull(strstr(h->text, "id:4711 "));
		ck_assert_ptr_nonnull(strstr(h->text, "stat:DELIVRD"));
		ck_assert_str_eq(h->source, "447700900123");
		ck_assert_uint_eq(h->has_tlvs, i);
		rig_expect_outcome(&rig, 5, "RESPONSE");
	}
	ck_assert_int_eq(receipt(&d, "key", NULL), SMPP_OK);
	rig_end(&rig);
}
END_TEST

START_TEST(receipt_of_tlvs_only_is_not_for_33)
{
	struct smpp_receipt_draft d = draft(NULL);
	struct smpp_smsc_peer *peer;

	begin();
	rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_3);
	d.form = SMPP_FORM_TLVS;
	ck_assert_int_eq(receipt(&d, "", &peer), SMPP_E_VERSION);
	ck_assert_ptr_eq(peer, &rig.lines[0].peer);
	rig_bound(&rig, 1, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(receipt(&d, "", &peer), SMPP_OK);
	ck_assert_ptr_eq(peer, &rig.lines[1].peer);
	d.form = SMPP_FORM_BOTH;
	d.id.len = 0;
	ck_assert_int_eq(receipt(&d, "1", &peer), SMPP_E_FAULT);
	rig_run(&rig);
	rig_expect_outcome(&rig, 5, "RESPONSE");
	rig_expect_no_event(&rig);
	rig_end(&rig);
}
END_TEST

/* ---- all of it, whatever room there is ---- */

#define MANY 60

static unsigned next_token;
static uint8_t outcomes[MANY];

static void send_more(struct rig *r)
{
	while (next_token < MANY && rig_deliver(r, next_token % 3 ? key_of(next_token) : "",
						"twenty octets, so far", next_token, NULL) == SMPP_OK)
		next_token++;
}

static void go_on(struct rig *r, const struct smpp_smsc_event *event)
{
	if (event->type == SMPP_SMSC_EVENT_OUTCOME)
		outcomes[event->token]++;
	if (event->type == SMPP_SMSC_EVENT_ROOM)
		send_more(r);
	r->first = r->events;
}

START_TEST(all_deliveries_come_through_whatever_room_there_is)
{
	for (unsigned output = 112; output < 500; output += 7) {
		session.output = output;
		session.inbound = 1;
		session.window = 1 + (unsigned)_i;
		begin();
		for (unsigned i = 0; i < 2; i++)
			rig_bound(&rig, i, SMPP_BIND_RECEIVER, SMPP_V3_4);
		rig.then = go_on;
		next_token = 0;
		memset(outcomes, 0, sizeof(outcomes));
		send_more(&rig);
		rig_run(&rig);
		ck_assert_uint_eq(next_token, MANY);
		for (unsigned i = 0; i < MANY; i++)
			ck_assert_uint_eq(outcomes[i], 1);
		rig_end(&rig);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smsc_deliver");
	TCase *tc = tcase_create("deliveries");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, delivery_comes_to_one_outcome);
	tcase_add_test(tc, delivery_that_is_not_answered_times_out);
	tcase_add_loop_test(tc, delivery_needs_a_receiver, 0, 2);
	tcase_add_test(tc, peer_that_asked_to_unbind_gets_no_more);
	tcase_add_loop_test(tc, delivery_that_is_wrong_is_refused_and_has_no_outcome, 0, 2);
	tcase_add_test(tc, outcomes_come_before_gone_when_the_connection_breaks);
	tcase_add_test(tc, messages_of_a_key_arrive_at_one_receiver_in_order);
	tcase_add_test(tc, keys_are_spread_evenly_and_move_only_when_they_must);
	tcase_add_test(tc, key_of_a_full_receiver_waits_for_it);
	tcase_add_test(tc, receiver_that_is_congested_has_room_only_when_its_window_has);
	tcase_add_test(tc, receiver_without_room_in_output_tells_when_it_has);
	tcase_add_test(tc, empty_key_goes_to_each_receiver_in_turn);
	tcase_add_test(tc, empty_key_passes_over_those_without_room);
	tcase_add_test(tc, new_receiver_is_room_for_what_had_none);
	tcase_add_test(tc, empty_key_passes_over_versions_that_are_too_old);
	tcase_add_test(tc, lack_of_room_is_told_rather_than_an_old_version);
	tcase_add_test(tc, enquiries_that_had_no_room_are_told_of_it);
	tcase_add_test(tc, outbind_makes_the_esme_bind);
	tcase_add_test(tc, receipts_have_the_form_that_their_receiver_knows);
	tcase_add_test(tc, receipt_of_tlvs_only_is_not_for_33);
	tcase_add_loop_test(tc, all_deliveries_come_through_whatever_room_there_is, 0, 4);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
