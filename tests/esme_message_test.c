/* SPDX-License-Identifier: MIT */
/* Owns: tests of smpp/esme.h: messages, segments, results, the window, the rate. */
#include "esme_rig.h"

static struct rig rig;

static const char *long_text(size_t len)
{
	static char text[4000];

	memset(text, 'a', len);
	text[len] = 0;
	return text;
}

START_TEST(text_is_sent_and_accepted_with_its_id)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, "Gr\xC3\xBC\xC3\x9F Gott", 42), SMPP_OK);
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 1);
	rig_run(&rig);
	t = rig_expect_result(&rig, 42, "ACCEPTED");
	ck_assert_uint_eq(t->event.segment_count, 1);
	ck_assert_str_eq(t->ids[0], "1");
	ck_assert_uint_eq(t->session_type, SMPP_EVENT_OUTCOME);
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 0);
	ck_assert_uint_eq(rig.heard_count, 1);
	ck_assert_str_eq(rig.heard[0].destination, "447700900123");
	ck_assert_mem_eq(rig.heard[0].text, "Gr\x7E\x1E Gott", 9);
	ck_assert_uint_eq(rig.heard[0].data_coding, 0);
	rig_end(&rig);
}
END_TEST

START_TEST(segments_are_joined_to_one_result)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, long_text(400), 7), SMPP_OK);
	ck_assert_int_eq(rig_submit(&rig, long_text(300), 8), SMPP_OK);
	rig_run(&rig);
	t = rig_expect_result(&rig, 7, "ACCEPTED");
	ck_assert_uint_eq(t->event.segment_count, 3);
	ck_assert_str_eq(t->ids[0], "1");
	ck_assert_str_eq(t->ids[2], "3");
	rig_expect_result(&rig, 8, "ACCEPTED");
	ck_assert_uint_eq(rig.heard_count, 5);
	ck_assert_uint_eq(rig.heard[0].esm_class, SMPP_ESM_CLASS_UDHI);
	ck_assert_uint_ne(rig.heard[0].text[3], rig.heard[3].text[3]); /* references */
	ck_assert_uint_eq(rig.heard[2].text[5], 3);
	rig_end(&rig);
}
END_TEST

START_TEST(rest_of_a_message_is_not_sent_after_a_refusal)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_session_config session;
	struct told *t;

	memset(&session, 0, sizeof(session));
	session.size = sizeof(session);
	session.window = 1;
	config.session = &session;
	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, long_text(400), 7), SMPP_OK);
	rig_run(&rig);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	rig_run(&rig);
	rig_answer(&rig, &rig.heard[1], SMPP_ESME_RINVDSTADR);
	rig_run(&rig);
	t = rig_expect_result(&rig, 7, "REFUSED");
	ck_assert_uint_eq(t->event.command_status, SMPP_ESME_RINVDSTADR);
	ck_assert_int_eq(t->outcomes[0], SMPP_ESME_ACCEPTED);
	ck_assert_int_eq(t->outcomes[1], SMPP_ESME_REFUSED);
	ck_assert_int_eq(t->outcomes[2], SMPP_ESME_NOT_SENT);
	ck_assert_uint_eq(rig.heard_count, 2);
	rig_end(&rig);
}
END_TEST

START_TEST(lost_connection_makes_unanswered_messages_unknown)
{
	struct smpp_esme_config config = rig_config();

	config.burst = 2;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	for (uint64_t i = 1; i <= 3; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard_count, 2);
	rig_break(&rig, 0);
	rig_expect_result(&rig, 1, "UNKNOWN");
	rig_expect_result(&rig, 2, "UNKNOWN");
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 1);
	rig.answers = 1;
	rig_wait(&rig, 10000);
	rig_expect_result(&rig, 3, "ACCEPTED"); /* it had never gone out */
	ck_assert_uint_eq(rig.heard_count, 3);
	rig_end(&rig);
}
END_TEST

START_TEST(message_half_sent_and_accepted_goes_on_after_a_reconnect)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, long_text(400), 7), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard_count, 1);
	rig_break(&rig, 0);
	rig_wait(&rig, 10000);
	t = rig_expect_result(&rig, 7, "ACCEPTED");
	ck_assert_str_eq(t->ids[0], "1");
	ck_assert_str_eq(t->ids[2], "3");
	ck_assert_uint_eq(rig.heard[2].text[5], 3);
	rig_end(&rig);
}
END_TEST

START_TEST(answer_that_does_not_come_is_a_time_out)
{
	struct smpp_esme_config config = rig_config();

	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_wait(&rig, 30000);
	rig_expect_result(&rig, 1, "TIMED_OUT");
	rig_now_in(&rig, "BOUND");
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK); /* late: no second result */
	rig_run(&rig);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RESULT), 0);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_OTHER), 1);
	rig_end(&rig);
}
END_TEST

START_TEST(slots_are_as_many_as_configured)
{
	struct smpp_esme_config config = rig_config();

	config.messages = 2;
	rig_begin(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	ck_assert_int_eq(rig_submit(&rig, "x", 2), SMPP_OK);
	ck_assert_int_eq(rig_submit(&rig, "x", 3), SMPP_E_WINDOW);
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
	rig_wait(&rig, 1000);
	rig_expect_result(&rig, 1, "ACCEPTED");
	rig_expect_result(&rig, 2, "ACCEPTED");
	ck_assert_int_eq(rig_submit(&rig, "x", 3), SMPP_OK);
	rig_end(&rig);
}
END_TEST

static void submit_next(struct rig *r, const struct smpp_esme_event *event)
{
	if (event->type != SMPP_ESME_EVENT_RESULT || event->token >= 50)
		return;
	ck_assert_int_eq(rig_submit(r, "x", event->token + 1), SMPP_OK);
	/* what the event points to is not touched by that */
	ck_assert_int_eq(event->segments[0].outcome, SMPP_ESME_ACCEPTED);
	ck_assert_uint_gt(event->segments[0].message_id.len, 0);
}

START_TEST(slot_is_free_inside_the_result)
{
	struct smpp_esme_config config = rig_config();

	config.messages = 1;
	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	rig.then = submit_next;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_run(&rig);
	for (uint64_t i = 1; i <= 50; i++)
		rig_expect_result(&rig, i, "ACCEPTED");
	rig_end(&rig);
}
END_TEST

START_TEST(report_unsent_keeps_nothing_without_a_bind)
{
	struct smpp_esme_config config = rig_config();

	config.report_unsent = 1;
	rig_begin(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_E_STATE);
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
	rig_run(&rig);
	for (uint64_t i = 1; i <= 2; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	rig_run(&rig);
	rig_break(&rig, 0);
	rig_expect_result(&rig, 1, "ACCEPTED");
	rig_expect_result(&rig, 2, "NOT_SENT");
	rig_end(&rig);
}
END_TEST

START_TEST(patience_has_an_end)
{
	struct smpp_esme_config config = rig_config();

	config.patience = 60000;
	rig_begin(&rig, &config);
	rig.refuses = 1;
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_wait(&rig, 59999);
	ck_assert_uint_eq(rig_count(&rig, SMPP_ESME_EVENT_RESULT), 0);
	rig_wait(&rig, 1);
	rig_expect_result(&rig, 1, "NOT_SENT");
	rig_end(&rig);
}
END_TEST

START_TEST(submit_says_what_it_cannot_take)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_esme_message m;

	config.segments = 2;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, long_text(307), 1), SMPP_E_TOO_BIG);
	ck_assert_int_eq(rig_submit(&rig, "ab\xFF", 1), SMPP_E_FAULT);
	ck_assert_uint_eq(smpp_esme_text_fault(rig.e).offset, 2);
	memset(&m, 0, sizeof(m));
	m.pdu.header.command_id = SMPP_QUERY_SM;
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_E_ABSENT);
	m.kind = SMPP_ESME_PDU;
	m.pdu.header.command_id = SMPP_UNBIND;
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_E_ABSENT);
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 0);
	rig_end(&rig);
}
END_TEST

START_TEST(field_that_cannot_be_encoded_is_told_with_the_result)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_esme_message m;
	struct told *t;

	rig_begin_bound(&rig, &config);
	memset(&m, 0, sizeof(m));
	m.token = 3;
	m.pdu.body.submit_sm.destination_addr = smpp_span_of("4477009001234477009001234");
	m.text = smpp_span_of("x");
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_OK);
	rig_run(&rig);
	t = rig_expect_result(&rig, 3, "NOT_SENT");
	ck_assert_int_eq(t->event.error, SMPP_E_FAULT);
	ck_assert_str_eq(smpp_session_fault(smpp_esme_session(rig.e, 0))->field,
			 "destination_addr");
	rig_end(&rig);
}
END_TEST

START_TEST(octets_and_ready_pdus_are_sent_too)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_esme_message m;
	struct told *t;

	rig_begin_bound(&rig, &config);
	memset(&m, 0, sizeof(m));
	m.token = 1;
	m.kind = SMPP_ESME_OCTETS;
	m.text = smpp_span_of("\x01\x02\x03");
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_OK);
	memset(&m, 0, sizeof(m));
	m.token = 2;
	m.kind = SMPP_ESME_PDU;
	m.pdu.header.command_id = SMPP_QUERY_SM;
	m.pdu.body.query_sm.message_id = smpp_span_of("1");
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_OK);
	rig.answers = 0;
	rig_wait(&rig, 200);
	ck_assert_uint_eq(rig.heard_count, 2);
	ck_assert_uint_eq(rig.heard[0].data_coding,
			  SMPP_DATA_CODING_OCTET_UNSPECIFIED);
	ck_assert_uint_eq(rig.heard[0].len, 3);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	ck_assert_int_eq(smpp_session_refuse(rig.smsc[0], rig.heard[1].handle,
					     SMPP_ESME_RQUERYFAIL, rig.now), SMPP_OK);
	rig_run(&rig);
	rig_expect_result(&rig, 1, "ACCEPTED");
	t = rig_expect_result(&rig, 2, "REFUSED");
	ck_assert_uint_eq(t->command_id, SMPP_QUERY_SM);
	rig_end(&rig);
}
END_TEST

static int submit_text_of(uint32_t command_id, const struct smpp_plan_options *options)
{
	static const struct smpp_dest_address dest = { SMPP_DEST_FLAG_SME_ADDRESS, 0, 0,
						       { (const uint8_t *)"4477", 4 }, { NULL, 0 } };
	struct smpp_esme_message m;

	memset(&m, 0, sizeof(m));
	m.token = command_id;
	m.text = smpp_span_of("x");
	m.options = options;
	m.pdu.header.command_id = command_id;
	if (command_id == SMPP_DATA_SM) {
		m.pdu.body.data_sm.destination_addr = smpp_span_of("4477");
		m.pdu.body.data_sm.registered_delivery = 1;
	} else {
		m.pdu.body.submit_multi.number_of_dests = 1;
		m.pdu.body.submit_multi.dest_address.array = &dest;
		m.pdu.body.submit_multi.registered_delivery = 1;
	}
	return smpp_esme_submit(rig.e, &m, rig.now);
}

START_TEST(other_commands_carry_texts_and_have_receipts)
{
	static const uint32_t commands[] = { SMPP_DATA_SM, SMPP_SUBMIT_MULTI };
	struct smpp_esme_config config = rig_config();
	struct told *t;

	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(submit_text_of(commands[_i], NULL), SMPP_OK);
	rig_run(&rig);
	t = rig_expect_result(&rig, commands[_i], "ACCEPTED");
	ck_assert_str_eq(t->ids[0], "1");
	ck_assert_uint_eq(rig.heard[0].command_id, commands[_i]);
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.token, commands[_i]);
	rig_end(&rig);
}
END_TEST

START_TEST(options_say_how_a_text_goes_out)
{
	static const struct smpp_charset ucs2 = { SMPP_ALPHABET_UCS2, 0, 0 };
	struct smpp_esme_config config = rig_config();
	struct smpp_plan_options options;
	struct smpp_esme_message m;

	memset(&options, 0, sizeof(options));
	options.charset = &ucs2;
	memset(&m, 0, sizeof(m));
	m.text = smpp_span_of("x");
	m.options = &options;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_OK);
	memset(&options, 0xFF, sizeof(options)); /* they were copied */
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard[0].data_coding, SMPP_DATA_CODING_UCS2);
	ck_assert_ptr_eq(smpp_esme_user(rig.e), &rig);
	rig_end(&rig);
}
END_TEST

START_TEST(data_coding_of_the_pdu_stands)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_esme_message m;
	char text[200];

	memset(text, 'x', sizeof(text));
	memset(&m, 0, sizeof(m));
	m.text.ptr = (const uint8_t *)text;
	m.text.len = sizeof(text);
	m.pdu.body.submit_sm.data_coding = 0xF1;
	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(smpp_esme_submit(rig.e, &m, rig.now), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard[0].data_coding, 0xF1);
	ck_assert_uint_eq(rig.heard[1].data_coding, 0xF1);
	rig_end(&rig);
}
END_TEST

START_TEST(generic_nack_is_a_refusal)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_pdu nack;
	struct told *t;

	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_run(&rig);
	memset(&nack, 0, sizeof(nack));
	nack.header.command_id = SMPP_GENERIC_NACK;
	nack.header.command_status = SMPP_ESME_RINVCMDID;
	nack.body_absent = 1;
	ck_assert_int_eq(smpp_session_reply(rig.smsc[0], rig.heard[0].handle, &nack, rig.now),
			 SMPP_OK);
	rig_run(&rig);
	t = rig_expect_result(&rig, 1, "REFUSED");
	ck_assert_uint_eq(t->event.command_status, SMPP_ESME_RINVCMDID);
	rig_end(&rig);
}
END_TEST

START_TEST(segment_may_be_accepted_without_an_id)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_pdu pdu;
	struct told *t;

	config.burst = 2;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, long_text(200), 1), SMPP_OK);
	rig_run(&rig);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	memset(&pdu, 0, sizeof(pdu));
	pdu.body_absent = _i; /* without a body it is accepted too */
	ck_assert_int_eq(smpp_session_reply(rig.smsc[0], rig.heard[1].handle, &pdu, rig.now),
			 SMPP_OK);
	rig_run(&rig);
	t = rig_expect_result(&rig, 1, "ACCEPTED");
	ck_assert_str_eq(t->ids[0], "1");
	ck_assert_str_eq(t->ids[1], "");
	rig_receipt(&rig, 0, "1", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 1);
	rig_end(&rig);
}
END_TEST

START_TEST(payload_is_one_message)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_profile profile;

	memset(&profile, 0, sizeof(profile));
	profile.split = SMPP_SPLIT_PAYLOAD;
	config.profile = &profile;
	config.text_octets = 1000;
	rig_begin_bound(&rig, &config);
	ck_assert_int_eq(rig_submit(&rig, long_text(1001), 1), SMPP_E_TOO_BIG);
	ck_assert_int_eq(rig_submit(&rig, long_text(290), 1), SMPP_OK);
	rig_run(&rig);
	rig_expect_result(&rig, 1, "ACCEPTED");
	ck_assert_uint_eq(rig.heard[0].len, 290);
	rig_end(&rig);
}
END_TEST

START_TEST(window_is_the_sessions)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_session_config session;

	memset(&session, 0, sizeof(session));
	session.size = sizeof(session);
	session.window = 3;
	config.session = &session;
	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	for (uint64_t i = 1; i <= 6; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard_count, 3);
	ck_assert_uint_gt(smpp_esme_deadline(rig.e), rig.now);
	rig_answer(&rig, &rig.heard[1], SMPP_ESME_ROK);
	rig_run(&rig);
	ck_assert_uint_eq(rig.heard_count, 4);
	rig_expect_result(&rig, 2, "ACCEPTED");
	rig_end(&rig);
}
END_TEST

START_TEST(output_without_room_waits_for_sent)
{
	struct smpp_esme_config config = rig_config();
	struct smpp_session_config session;
	size_t len, rounds = 0;

	memset(&session, 0, sizeof(session));
	session.size = sizeof(session);
	session.output = 700;
	session.inbound = 1;
	config.session = &session;
	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	for (uint64_t i = 1; i <= 10; i++)
		ck_assert_int_eq(rig_submit(&rig, long_text(150), i), SMPP_OK);
	ck_assert_int_eq(smpp_esme_tick(rig.e, rig.now), SMPP_OK);
	ck_assert_ptr_nonnull(smpp_esme_output(rig.e, 0, &len));
	ck_assert_uint_gt(smpp_esme_deadline(rig.e), rig.now); /* no busy loop */
	while (rig.heard_count < 10 && rounds++ < 20)
		rig_run(&rig);
	ck_assert_uint_eq(rig.heard_count, 10);
	rig_end(&rig);
}
END_TEST

START_TEST(rate_is_kept)
{
	static const uint32_t rates[] = { 1, 7, 30, 1000, 5000 };
	struct smpp_esme_config config = rig_config();
	uint32_t rate = rates[_i];
	uint64_t since, sent = 0;

	config.rate = rate;
	config.messages = 2000;
	config.segments = 1;
	rig_begin_bound(&rig, &config);
	since = rig.now;
	while (rig.now < since + 10000) {
		while (rig_submit(&rig, "x", 1) == SMPP_OK)
			;
		rig_forget(&rig);
		rig_wait(&rig, 10);
		rig_forget(&rig);
		sent = rig.heard_count;
	}
	ck_assert_uint_le(sent, rate * 10 + rate / 10 + 1);
	ck_assert_uint_ge(sent, rate * 10 - 1);
	rig_end(&rig);
}
END_TEST

/* Sends all the time. @return how many in that time went out */
static size_t flow(uint64_t span)
{
	uint64_t until = rig.now + span;
	size_t before = rig.heard_count;

	while (rig.now < until) {
		while (rig_submit(&rig, "x", 1) == SMPP_OK)
			;
		rig_wait(&rig, 10);
		rig_forget(&rig);
	}
	return rig.heard_count - before;
}

START_TEST(throttling_halves_the_rate_and_it_recovers)
{
	static const uint32_t status[] = { SMPP_ESME_RTHROTTLED, SMPP_ESME_RMSGQFUL };
	struct smpp_esme_config config = rig_config();

	config.rate = _i < 2 ? 100 : SMPP_OFF;
	config.burst = 1;
	rig_begin_bound(&rig, &config);
	if (_i < 2)
		ck_assert_uint_eq(smpp_esme_rate(rig.e), 100000);
	else
		ck_assert_uint_eq(smpp_esme_rate(rig.e), UINT64_MAX);
	(void)flow(2000);
	rig.status = status[_i % 2];
	(void)flow(20);
	rig.status = SMPP_ESME_ROK;
	if (_i < 2)
		ck_assert_uint_eq(smpp_esme_rate(rig.e), 50000);
	else
		ck_assert_uint_lt(smpp_esme_rate(rig.e), UINT64_MAX);
	if (_i < 2) {
		ck_assert_uint_le(flow(1000), 52);
		rig.status = SMPP_ESME_RTHROTTLED; /* much too fast still */
		(void)flow(20000);
		ck_assert_uint_le(smpp_esme_rate(rig.e), 100000 / 16);
		rig.status = SMPP_ESME_ROK;
	}
	(void)flow(30000);
	if (_i < 2)
		ck_assert_uint_eq(smpp_esme_rate(rig.e), 100000);
	else
		ck_assert_uint_eq(smpp_esme_rate(rig.e), UINT64_MAX);
	rig_end(&rig);
}
END_TEST

/* So little has gone by then that it tells nothing of what the peer takes. */
START_TEST(throttled_at_once_without_a_limit_it_goes_on_at_half_the_usual_rate)
{
	struct smpp_esme_config config = rig_config();

	config.rate = SMPP_OFF;
	rig_begin_bound(&rig, &config);
	rig.status = SMPP_ESME_RTHROTTLED;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_run(&rig);
	rig_expect_result(&rig, 1, "REFUSED");
	ck_assert_uint_eq(smpp_esme_rate(rig.e), 5000);
	rig.status = SMPP_ESME_ROK;
	(void)flow(20000);
	ck_assert_uint_eq(smpp_esme_rate(rig.e), UINT64_MAX);
	rig_end(&rig);
}
END_TEST

START_TEST(answers_of_one_overrun_cut_the_rate_once)
{
	struct smpp_esme_config config = rig_config();

	config.burst = 10;
	rig_begin_bound(&rig, &config);
	rig.status = SMPP_ESME_RTHROTTLED;
	for (uint64_t i = 1; i <= 10; i++)
		ck_assert_int_eq(rig_submit(&rig, "x", i), SMPP_OK);
	rig_run(&rig);
	for (uint64_t i = 1; i <= 5; i++) /* refused, not sent again by itself */
		rig_expect_result(&rig, i, "REFUSED");
	ck_assert_uint_eq(smpp_esme_rate(rig.e), 5000);
	rig_end(&rig);
}
END_TEST

START_TEST(id_is_cut_at_its_room)
{
	struct smpp_esme_config config = rig_config();
	struct told *t;

	config.id_octets = 8;
	rig_begin_bound(&rig, &config);
	rig.answers = 0;
	ck_assert_int_eq(rig_submit(&rig, "x", 1), SMPP_OK);
	rig_run(&rig);
	memcpy(rig.heard[0].id, "0123456789", 11);
	rig_answer(&rig, &rig.heard[0], SMPP_ESME_ROK);
	rig_run(&rig);
	t = rig_expect_result(&rig, 1, "ACCEPTED");
	ck_assert_str_eq(t->ids[0], "01234567");
	rig_receipt(&rig, 0, "01234567", "DELIVRD");
	rig_run(&rig);
	ck_assert_uint_eq(rig_next(&rig, SMPP_ESME_EVENT_RECEIPT)->event.matched, 0);
	rig_end(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("esme_message");
	TCase *tc = tcase_create("messages");

	tcase_add_test(tc, text_is_sent_and_accepted_with_its_id);
	tcase_add_test(tc, segments_are_joined_to_one_result);
	tcase_add_test(tc, rest_of_a_message_is_not_sent_after_a_refusal);
	tcase_add_test(tc, lost_connection_makes_unanswered_messages_unknown);
	tcase_add_test(tc, message_half_sent_and_accepted_goes_on_after_a_reconnect);
	tcase_add_test(tc, answer_that_does_not_come_is_a_time_out);
	tcase_add_test(tc, slots_are_as_many_as_configured);
	tcase_add_test(tc, slot_is_free_inside_the_result);
	tcase_add_test(tc, report_unsent_keeps_nothing_without_a_bind);
	tcase_add_test(tc, patience_has_an_end);
	tcase_add_test(tc, submit_says_what_it_cannot_take);
	tcase_add_test(tc, field_that_cannot_be_encoded_is_told_with_the_result);
	tcase_add_test(tc, octets_and_ready_pdus_are_sent_too);
	tcase_add_loop_test(tc, other_commands_carry_texts_and_have_receipts, 0, 2);
	tcase_add_test(tc, options_say_how_a_text_goes_out);
	tcase_add_test(tc, data_coding_of_the_pdu_stands);
	tcase_add_test(tc, generic_nack_is_a_refusal);
	tcase_add_loop_test(tc, segment_may_be_accepted_without_an_id, 0, 2);
	tcase_add_test(tc, payload_is_one_message);
	tcase_add_test(tc, window_is_the_sessions);
	tcase_add_test(tc, output_without_room_waits_for_sent);
	tcase_add_loop_test(tc, rate_is_kept, 0, 5);
	tcase_add_loop_test(tc, throttling_halves_the_rate_and_it_recovers, 0, 3);
	tcase_add_test(tc, throttled_at_once_without_a_limit_it_goes_on_at_half_the_usual_rate);
	tcase_add_test(tc, answers_of_one_overrun_cut_the_rate_once);
	tcase_add_test(tc, id_is_cut_at_its_room);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
