/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/smsc.h: configuration, connections, binds, limits, answers, the end. */
#include "smsc_rig.h"

static struct rig rig;

static void begin(void)
{
	struct smpp_smsc_config config = rig_config();
	struct smpp_session_config session = rig_session_config();

	config.session = &session;
	rig_begin(&rig, &config);
}

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
	t = rig_expect(&rig, SMPP_SMSC_EVENT_BOUND);
	ck_assert_ptr_eq(t->event.peer, &l->peer);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	rig_expect_no_event(&rig);
	ck_assert_ptr_eq(l->peer.account, &rig.account);
	ck_assert_str_eq(line_expect_status(l, 7, SMPP_ESME_ROK)->text, "centre");
	ck_assert_int_eq(smpp_session_state(l->esme), SMPP_STATE_BOUND_TRX);
	ck_assert_uint_eq(rig.account.transceivers, 1);
	ck_assert_uint_eq(rig.account.transmitters, 0);
	ck_assert_uint_eq(rig.account.receivers, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(request_is_told_and_answered)
{
	struct line *l;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	ck_assert_int_eq(line_ask(&rig, l, SMPP_SUBMIT_SM, 8), SMPP_OK);
	rig_run(&rig);
	ck_assert_str_eq(rig_expect(&rig, SMPP_SMSC_EVENT_REQUEST)->text, "Hello");
	rig_expect_no_event(&rig);
	line_expect_status(l, 8, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(delivery_comes_to_one_outcome)
{
	struct line *l;
	struct smpp_smsc_peer *peer = NULL;
	struct told *t;

	begin();
	l = rig_bound(&rig, 0, SMPP_BIND_RECEIVER, SMPP_V3_4);
	ck_assert_int_eq(rig_deliver(&rig, "44", "a text", 9, &peer), SMPP_OK);
	ck_assert_ptr_eq(peer, &l->peer);
	rig_run(&rig);
	ck_assert_str_eq(line_next(l, SMPP_EVENT_REQUEST)->text, "a text");
	t = rig_expect(&rig, SMPP_SMSC_EVENT_OUTCOME);
	ck_assert_uint_eq(t->event.token, 9);
	ck_assert_ptr_eq(t->event.account, &rig.account);
	ck_assert_int_eq(t->outcome, SMPP_OUTCOME_RESPONSE);
	rig_expect_no_event(&rig);
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
	ck_assert_ptr_eq(t->event.account, &rig.account);
	ck_assert_int_eq(t->reason, SMPP_REASON_LOST);
	rig_expect_no_event(&rig);
	ck_assert(!l->open);
	ck_assert_uint_eq(rig.account.receivers, 0);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smsc");
	TCase *tc = tcase_create("binds");

	tcase_add_test(tc, bind_is_told_admitted_and_bound);
	tcase_add_test(tc, request_is_told_and_answered);
	tcase_add_test(tc, delivery_comes_to_one_outcome);
	tcase_add_test(tc, lost_connection_is_gone_and_released);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
