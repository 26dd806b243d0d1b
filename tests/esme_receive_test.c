/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/esme.h: receipts and the messages they match, messages that come. */
#include "esme_rig.h"

static struct rig rig;

static void begin(const struct smpp_esme_config *config)
{
	rig_begin_bound(&rig, config);
}

/* A message that is accepted, with the id 1, 2, ... */
static void sent(uint64_t token)
{
	ck_assert_int_eq(rig_submit(&rig, "x", token), SMPP_OK);
	rig_wait(&rig, 200);
	rig_expect_result(&rig, token, "ACCEPTED");
}

START_TEST(receipt_is_matched_to_its_message_and_answered)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	sent(11);
	sent(12);
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.matched, 1);
	ck_assert_uint_eq(t->event.token, 11);
	ck_assert_uint_eq(t->event.segment, 0);
	ck_assert_uint_eq(t->event.settled, 0);
	ck_assert_uint_eq(t->event.message_state, SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_uint_eq(rig.resps, 1);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(receipt_of_a_segment_says_which)
{
	struct smpp_esme_config config = rig_config();
	char text[400];

	config.rate = SMPP_OFF;
	begin(&config);
	memset(text, 'a', sizeof(text));
	text[399] = 0;
	ck_assert_int_eq(rig_submit(&rig, text, 5), SMPP_OK);
	rig_run(&rig);
	rig_receipt(&rig, 0, "3", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.segment, 2);
	rig_end(&rig);
}
END_TEST

START_TEST(receipt_is_matched_by_the_rule_of_the_profile)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_profile profile;
	struct told *t;

	memset(&profile, 0, sizeof(profile));
	profile.id_rule = SMPP_ID_RESPONSE_HEX;
	config.profile = &profile;
	begin(&config);
	rig.last_id = 19; /* "20" is to be read as hexadecimal */
	sent(1);
	rig_receipt(&rig, 0, "32", "DELIVRD");
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.matched, 1);
	ck_assert_uint_eq(t->event.token, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(unknown_receipt_is_told_and_answered_with_success)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	rig_receipt(&rig, 0, "777", "DELIVRD");
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.matched, 0);
	ck_assert_str_eq(t->id, "777");
	ck_assert_uint_eq(rig.resps, 1);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

START_TEST(receipt_before_its_response_waits_for_it)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 21), SMPP_OK);
	rig_run(&rig);
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RECEIPT), 0);
	ck_assert_uint_eq(rig.resps, 1); /* the peer is not kept waiting */
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	rig_run(&rig);
	rig_expect_result(&rig, 21, "ACCEPTED");
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.matched, 1);
	ck_assert_uint_eq(t->event.token, 21);
	ck_assert_uint_eq(t->event.handle, 0);
	ck_assert_uint_eq(t->event.message_state, SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_uint_eq(rig.resps, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(held_receipt_of_nobody_is_told_in_the_end)
{
	struct smpp_esme_config config = rig_config();

	config.held_wait = 10000;
	begin(&config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 21), SMPP_OK);
	rig_run(&rig);
	rig_receipt(&rig, 0, "999", "DELIVRD");
	rig_wait(&rig, 9999);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RECEIPT), 0);
	rig_wait(&rig, 1);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	/* another one waits no longer than there is a response to come */
	rig_receipt(&rig, 0, "998", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RECEIPT), 0);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(held_receipts_are_told_in_their_order)
{
	struct smpp_esme_config config = rig_config();

	config.held = 2;
	begin(&config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 21), SMPP_OK);
	rig_run(&rig);
	rig_receipt(&rig, 0, "1", "ENROUTE");
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RECEIPT), 0);
	rig_receipt(&rig, 0, "1", "EXPIRED"); /* no place is left */
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.message_state,
			  SMPP_MESSAGE_STATE_ENROUTE);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.message_state,
			  SMPP_MESSAGE_STATE_DELIVERED);
	rig_end(&rig);
}
END_TEST

START_TEST(final_state_is_never_undone)
{
	static const char *const later[] = { "ENROUTE", "UNDELIV", "DELIVRD" };
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	sent(1);
	rig_receipt(&rig, 0, "1", "ENROUTE");
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.message_state, SMPP_MESSAGE_STATE_ENROUTE);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.settled, 0);
	for (size_t i = 0; i < 3; i++) {
		rig_receipt(&rig, 0, "1", later[i]);
		rig_run(&rig);
		t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
		ck_assert_uint_eq(t->event.matched, 1);
		ck_assert_uint_eq(t->event.settled, 1);
		ck_assert_uint_eq(t->event.message_state, SMPP_MESSAGE_STATE_DELIVERED);
	}
	rig_end(&rig);
}
END_TEST

START_TEST(ids_are_forgotten_when_they_are_old_or_too_many)
{
	struct smpp_esme_config config = rig_config();

	config.receipts = 2;
	config.receipt_expiry = 100000;
	begin(&config);
	for (uint64_t i = 1; i <= 3; i++)
		sent(i);
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_receipt(&rig, 0, "2", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 1);
	rig_wait(&rig, 100000);
	rig_receipt(&rig, 0, "3", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(receipt_after_a_reconnect_is_still_matched)
{
	struct smpp_esme_config config = rig_config();

	begin(&config);
	sent(1);
	rig_break(&rig, 0);
	rig_wait(&rig, 10000);
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 1);
	rig_end(&rig);
}
END_TEST

/* ---- messages ---- */

static void say(const char *text, size_t len, uint8_t esm_class, uint8_t data_coding)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.body.deliver_sm.source_addr = smpp_span_of("447700900123");
	pdu.body.deliver_sm.destination_addr = smpp_span_of("12345");
	pdu.body.deliver_sm.esm_class = esm_class;
	pdu.body.deliver_sm.data_coding = data_coding;
	pdu.body.deliver_sm.short_message.ptr = (const uint8_t *)text;
	pdu.body.deliver_sm.short_message.len = len;
	rig_deliver(&rig, 0, &pdu);
	rig_run(&rig);
}

START_TEST(message_is_given_as_text_and_answered)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	say("Gr\x7E\x1E", 4, 0, 0);
	t = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE);
	ck_assert_uint_eq(t->event.has_text, 1);
	ck_assert_str_eq(t->text, "Gr\xC3\xBC\xC3\x9F");
	ck_assert_str_eq(t->source, "447700900123");
	ck_assert_uint_eq(rig.resps, 1);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_ROK);
	say("\x04\x1F", 2, 0, SMPP_DATA_CODING_UCS2);
	ck_assert_str_eq(rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->text, "\xD0\x9F");
	say("\x04\x1F", 2, 0, SMPP_DATA_CODING_OCTET_UNSPECIFIED);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->event.has_text, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(parts_are_answered_on_arrival_and_joined)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	config.own_answers = _i;
	begin(&config);
	say("\x05\x00\x03\x07\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_MESSAGE), 0);
	ck_assert_uint_eq(rig.resps, 1);
	say("\x05\x00\x03\x07\x02\x01Hello ", 12, SMPP_ESM_CLASS_UDHI, 0);
	t = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE);
	ck_assert_str_eq(t->text, "Hello world");
	ck_assert_uint_eq(t->event.incomplete, 0);
	ck_assert_uint_eq(rig.resps, _i ? 1 : 2);
	rig_end(&rig);
}
END_TEST

START_TEST(message_that_lacks_parts_is_told_in_the_end)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	say("\x05\x00\x03\x07\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	rig_wait(&rig, 600000);
	t = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE);
	ck_assert_uint_eq(t->event.incomplete, 1);
	ck_assert_str_eq(t->text, "world");
	ck_assert_uint_eq(t->event.handle, 0);
	ck_assert_ptr_null(t->event.session);
	rig_end(&rig);
}
END_TEST

START_TEST(conflicting_part_hands_over_the_old_message)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	say("\x05\x00\x03\x07\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	say("\x05\x00\x03\x07\x02\x02moon", 10, SMPP_ESM_CLASS_UDHI, 0);
	t = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE);
	ck_assert_uint_eq(t->event.incomplete, 1);
	ck_assert_str_eq(t->text, "world");
	say("\x05\x00\x03\x07\x02\x01Hello ", 12, SMPP_ESM_CLASS_UDHI, 0);
	ck_assert_str_eq(rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->text, "Hello moon");
	ck_assert_uint_eq(rig.resps, 3);
	rig_end(&rig);
}
END_TEST

START_TEST(part_without_room_is_refused_for_now)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_assembler_config assembler;

	memset(&assembler, 0, sizeof(assembler));
	assembler.size = sizeof(assembler);
	assembler.messages = 1;
	config.assembler = &assembler;
	begin(&config);
	say("\x05\x00\x03\x07\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	say("\x05\x00\x03\x08\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_RX_T_APPN);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_OTHER), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(parts_are_handed_over_when_all_is_over)
{
	struct smpp_esme_config config = rig_config();

	begin(&config);
	say("\x05\x00\x03\x07\x02\x02world", 11, SMPP_ESM_CLASS_UDHI, 0);
	ck_assert_int_eq(smpp_esme_stop(rig.e, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->event.incomplete, 1);
	rig_now_in(&rig, "IDLE");
	ck_assert_uint_eq(smpp_esme_deadline(rig.e), UINT64_MAX);
	rig_end(&rig);
}
END_TEST

START_TEST(broken_header_is_handed_over_as_it_is)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	begin(&config);
	say("\x20\x00", 2, SMPP_ESM_CLASS_UDHI, 0);
	t = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE);
	ck_assert_uint_eq(t->event.incomplete, 1);
	ck_assert_uint_eq(t->event.has_text, 0);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_ROK);
	rig_end(&rig);
}
END_TEST

static void answer_inside(struct rig *r, const struct smpp_esme_event *event)
{
	if (event->handle != 0)
		ck_assert_int_eq(smpp_esme_answer(r->e, event->handle, SMPP_ESME_RX_T_APPN,
						  r->now), SMPP_OK);
}

START_TEST(caller_may_answer_inside_the_event)
{
	struct smpp_esme_config config = rig_config();

	begin(&config);
	rig.then = answer_inside;
	say("Hello", 5, 0, 0);
	ck_assert_uint_eq(rig.resps, 1);
	ck_assert_uint_eq(rig.resp_status, SMPP_ESME_RX_T_APPN);
	rig_end(&rig);
}
END_TEST

START_TEST(own_answers_come_later)
{
	struct smpp_esme_config config = rig_config();
	uint64_t handle;

	config.own_answers = 1;
	begin(&config);
	say("Hello", 5, 0, 0);
	handle = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->event.handle;
	ck_assert_uint_ne(handle, 0);
	rig_wait(&rig, 1000);
	ck_assert_uint_eq(rig.resps, 0);
	ck_assert_int_eq(smpp_esme_answer(rig.e, handle, SMPP_ESME_ROK, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_esme_answer(rig.e, handle, SMPP_ESME_ROK, rig.now), SMPP_E_HANDLE);
	rig_run(&rig);
	ck_assert_uint_eq(rig.resps, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(handle_of_a_connection_that_went_answers_nobody_else)
{
	struct smpp_esme_config config = rig_config();
	uint64_t handle;

	config.own_answers = 1;
	begin(&config);
	say("Hello", 5, 0, 0);
	handle = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->event.handle;
	rig_break(&rig, 0);
	rig_wait(&rig, 10000);
	say("Again", 5, 0, 0);
	ck_assert_int_eq(smpp_esme_answer(rig.e, handle, SMPP_ESME_ROK, rig.now), SMPP_E_HANDLE);
	handle = rig_next(&rig, SMPP_ESME_EVENT_MESSAGE)->event.handle;
	ck_assert_int_eq(smpp_esme_answer(rig.e, handle, SMPP_ESME_ROK, rig.now), SMPP_OK);
	ck_assert_int_eq(smpp_esme_answer(rig.e, 0, SMPP_ESME_ROK, rig.now), SMPP_E_HANDLE);
	rig_end(&rig);
}
END_TEST

START_TEST(receipts_come_on_the_other_link_of_a_pair)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	config.mode = SMPP_ESME_PAIR;
	begin(&config);
	sent(9);
	rig_receipt(&rig, 1, "1", "DELIVRD");
	rig_run(&rig);
	t = rig_next(&rig, SMPP_ESME_EVENT_RECEIPT);
	ck_assert_uint_eq(t->event.link, 1);
	ck_assert_uint_eq(t->event.token, 9);
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("esme_receive");
	TCase *tc = tcase_create("receipts");

	tcase_add_test(tc, receipt_is_matched_to_its_message_and_answered);
	tcase_add_test(tc, receipt_of_a_segment_says_which);
	tcase_add_test(tc, receipt_is_matched_by_the_rule_of_the_profile);
	tcase_add_test(tc, unknown_receipt_is_told_and_answered_with_success);
	tcase_add_test(tc, receipt_before_its_response_waits_for_it);
	tcase_add_test(tc, held_receipt_of_nobody_is_told_in_the_end);
	tcase_add_test(tc, held_receipts_are_told_in_their_order);
	tcase_add_test(tc, final_state_is_never_undone);
	tcase_add_test(tc, ids_are_forgotten_when_they_are_old_or_too_many);
	tcase_add_test(tc, receipt_after_a_reconnect_is_still_matched);
	tcase_add_test(tc, receipts_come_on_the_other_link_of_a_pair);
	suite_add_tcase(suite, tc);
	tc = tcase_create("messages");
	tcase_add_test(tc, message_is_given_as_text_and_answered);
	tcase_add_loop_test(tc, parts_are_answered_on_arrival_and_joined, 0, 2);
	tcase_add_test(tc, message_that_lacks_parts_is_told_in_the_end);
	tcase_add_test(tc, conflicting_part_hands_over_the_old_message);
	tcase_add_test(tc, part_without_room_is_refused_for_now);
	tcase_add_test(tc, parts_are_handed_over_when_all_is_over);
	tcase_add_test(tc, broken_header_is_handed_over_as_it_is);
	tcase_add_test(tc, caller_may_answer_inside_the_event);
	tcase_add_test(tc, own_answers_come_later);
	tcase_add_test(tc, handle_of_a_connection_that_went_answers_nobody_else);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
