/* SPDX-License-Identifier: MIT */
/*
 * Owns: a session's configuration, what it refuses and answers by itself, and its ends.
 * Must not know: how the session keeps any of it.
 */
#include "peer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct peer p;

static void stop(void)
{
	peer_stop(&p);
}

static void start(enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);

	peer_start(&p, &config);
}

static void start_bound(enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);

	peer_start_bound(&p, &config);
}

/* ---- configuration ---- */

START_TEST(a_zeroed_configuration_means_the_usual_values)
{
	struct smpp_session_config config = config_of(SMPP_ESME), usual = config;

	usual.version = SMPP_V3_4;
	usual.max_pdu = 70000;
	usual.window = 10;
	usual.inbound = 10;
	usual.partial = 4096;
	usual.output = 16384;
	usual.first_sequence = 1;
	ck_assert_uint_eq(smpp_session_size(&config), smpp_session_size(&usual));
	peer_start(&p, &config);
	ck_assert_uint_eq(smpp_session_version(p.s), SMPP_V3_4);
	expect_now(&p, SMPP_STATE_OPEN);
	ck_assert_uint_eq(peer_ask(&p, SMPP_BIND_TRANSMITTER, 1), 1);
}
END_TEST

/* One member at a time is given a value that cannot be. */
static void expect_contradiction(void (*spoil)(struct smpp_session_config *c))
{
	static uint64_t memory[8192];
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_session *s = NULL;

	ck_assert_uint_gt(smpp_session_size(&config), 0);
	spoil(&config);
	ck_assert_uint_eq(smpp_session_size(&config), 0);
	ck_assert_int_eq(smpp_session_init(&s, memory, sizeof(memory), &config, 0), SMPP_E_CONFIG);
	ck_assert_ptr_null(s);
}

static void spoil_size(struct smpp_session_config *c) { c->size++; }
static void spoil_zero(struct smpp_session_config *c) { c->size = 0; }
static void spoil_side(struct smpp_session_config *c) { c->side = (enum smpp_side)2; }
static void spoil_window(struct smpp_session_config *c) { c->window = 1000001; }
static void spoil_inbound(struct smpp_session_config *c) { c->inbound = 1000001; }
static void spoil_output(struct smpp_session_config *c) { c->output = 15; }
static void spoil_much_output(struct smpp_session_config *c) { c->output = SMPP_MAX_PDU_EVER; }
static void spoil_partial(struct smpp_session_config *c) { c->partial = 15; }
static void spoil_much_partial(struct smpp_session_config *c) { c->partial = SMPP_MAX_PDU_EVER; }
static void spoil_max_pdu(struct smpp_session_config *c) { c->max_pdu = 15; }
static void spoil_large_pdu(struct smpp_session_config *c) { c->max_pdu = SMPP_MAX_PDU_EVER; }
static void spoil_unbound(struct smpp_session_config *c) { c->max_pdu_unbound = 15; }
static void spoil_more_unbound(struct smpp_session_config *c) { c->max_pdu_unbound = 70001; }
static void spoil_first(struct smpp_session_config *c) { c->first_sequence = 0x80000000; }

START_TEST(a_configuration_that_contradicts_itself_has_no_size_and_no_session)
{
	static void (*const spoils[])(struct smpp_session_config *c) = {
		spoil_size, spoil_zero, spoil_side, spoil_window, spoil_inbound, spoil_output,
		spoil_much_output, spoil_partial, spoil_much_partial, spoil_max_pdu,
		spoil_large_pdu, spoil_unbound, spoil_more_unbound, spoil_first
	};

	for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++)
		expect_contradiction(spoils[i]);
}
END_TEST

START_TEST(init_refuses_memory_that_is_too_small_or_not_aligned)
{
	static uint64_t memory[8192];
	struct smpp_session_config config = config_of(SMPP_ESME);
	size_t size = smpp_session_size(&config);
	struct smpp_session *s;

	ck_assert_uint_le(size, sizeof(memory));
	ck_assert_int_eq(smpp_session_init(&s, memory, size - 1, &config, 0), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_session_init(&s, memory, 0, &config, 0), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_session_init(&s, (uint8_t *)memory + 1, size, &config, 0),
			 SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_session_init(&s, memory, size, &config, 0), SMPP_OK);
}
END_TEST

START_TEST(the_size_macro_is_never_below_the_size_and_little_above)
{
	static const uint32_t counts[] = { 1, 2, 3, 10, 1000, 65536, 1000000 };
	static const uint32_t sizes[] = { 16, 17, 23, 24, 100, 4096, 70001 };
	struct alignment {
		char first;
		uint64_t number;
	};
	/* where a number of 64 bits may stand at any 4, a request's slot is that much smaller */
	const size_t gap = 8 - offsetof(struct alignment, number);

	for (size_t i = 0; i < 7 * 7 * 7; i++) {
		struct smpp_session_config c = config_of(SMPP_SMSC);
		size_t macro, size;

		c.window = counts[i % 7];
		c.inbound = counts[6 - i % 7];
		c.partial = sizes[i / 7 % 7];
		c.output = sizes[i / 49];
		size = smpp_session_size(&c);
		macro = SMPP_SESSION_SIZE(c.window, c.inbound, c.partial, c.output);
		ck_assert_uint_ge(macro, size);
		ck_assert_uint_le(macro, size + 1024 + c.window * gap);
	}
}
END_TEST

START_TEST(without_a_partial_buffer_the_size_is_that_much_smaller)
{
	struct smpp_session_config c = config_of(SMPP_ESME);
	size_t with = smpp_session_size(&c);

	c.partial = SMPP_OFF;
	ck_assert_uint_eq(smpp_session_size(&c), with - 4096);
	ck_assert_uint_ge(SMPP_SESSION_SIZE(10, 10, 0, 16384), smpp_session_size(&c));
}
END_TEST

START_TEST(user_is_what_the_configuration_says)
{
	start(SMPP_ESME);
	ck_assert_ptr_eq(smpp_session_user(p.s), &p);
}
END_TEST

/* The last of each is that of the first number behind the enum. */
START_TEST(names_are_those_of_the_enums)
{
	static const char *const events[] = { "NONE", "BLOCKED", "REQUEST", "NOTICE", "OUTCOME",
					      "STRAY", "REFUSED", "STATE", "ROOM", "?" };
	static const char *const states[] = { "OPEN", "OUTBOUND", "BOUND_TX", "BOUND_RX",
					      "BOUND_TRX", "UNBOUND", "CLOSED", "?" };
	static const char *const outcomes[] = { "?", "RESPONSE", "NACKED", "BAD_RESPONSE",
						"TIMEOUT", "LOST", "CLOSED", "?" };
	static const char *const reasons[] = { "NONE", "UNBOUND", "CLOSED", "LOST", "FRAME",
					       "SESSION_INIT", "RESPONSE", "INACTIVITY",
					       "PARTIAL_PDU", "STALL", "?" };
	static const char *const strays[] = { "?", "UNSOLICITED", "LATE", "DUPLICATE",
					      "WRONG_TYPE", "NACK_ZERO", "UNKNOWN", "?" };

	for (size_t i = 0; i < COUNT(events); i++)
		ck_assert_str_eq(smpp_event_name((enum smpp_event_type)i), events[i]);
	for (size_t i = 0; i < COUNT(states); i++)
		ck_assert_str_eq(smpp_state_name((enum smpp_state)i), states[i]);
	for (size_t i = 0; i < COUNT(outcomes); i++)
		ck_assert_str_eq(smpp_outcome_name((enum smpp_outcome)i), outcomes[i]);
	for (size_t i = 0; i < COUNT(reasons); i++)
		ck_assert_str_eq(smpp_reason_name((enum smpp_reason)i), reasons[i]);
	for (size_t i = 0; i < COUNT(strays); i++)
		ck_assert_str_eq(smpp_stray_name((enum smpp_stray)i), strays[i]);
}
END_TEST

/* ---- what is refused, and what is answered by itself ---- */

START_TEST(an_unknown_command_is_nacked_with_its_number)
{
	struct seen *seen;

	start(SMPP_SMSC);
	peer_say_header(&p, 0x110, 0, 0xCAFE);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 0xCAFE);
	seen = expect_refused(&p, 0x110, SMPP_ESME_RINVCMDID);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_UNKNOWN_COMMAND_ID);
	ck_assert_uint_eq(seen->event.fault.offset, 4);
	ck_assert_uint_eq(seen->event.sequence_number, 0xCAFE);
	ck_assert(seen->event.has_pdu);
	expect_now(&p, SMPP_STATE_OPEN);
}
END_TEST

START_TEST(an_unknown_response_and_a_nack_are_never_answered)
{
	start_bound(SMPP_SMSC);
	peer_say_header(&p, 0x80000110, 0, 5);
	expect_stray(&p, SMPP_STRAY_UNKNOWN);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 5);
	expect_stray(&p, SMPP_STRAY_UNSOLICITED);
	peer_say_header(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN, 0);
	expect_stray(&p, SMPP_STRAY_NACK_ZERO);
	expect_silence(&p);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(a_command_that_the_version_does_not_have_is_nacked)
{
	struct seen *seen;

	start_bound(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_BROADCAST_SM, 4);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 4);
	seen = expect_refused(&p, SMPP_BROADCAST_SM, SMPP_ESME_RINVCMDID);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_COMMAND_VERSION);
}
END_TEST

START_TEST(a_transceiver_bind_is_nacked_by_an_smsc_of_3_3)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.version = SMPP_V3_3;
	peer_start(&p, &config);
	peer_say_pdu(&p, SMPP_BIND_TRANSCEIVER, 4);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, 4);
	expect_refused(&p, SMPP_BIND_TRANSCEIVER, SMPP_ESME_RINVCMDID);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, SMPP_V3_3);
}
END_TEST

START_TEST(a_bad_body_costs_that_pdu_only)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 3);
	struct seen *seen;

	start_bound(SMPP_SMSC);
	pdu.body.submit_sm.source_addr = smpp_span_of("1234567890123456789012");
	peer_say(&p, &pdu);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVSRCADR, 3);
	seen = expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVSRCADR);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_CSTRING_TOO_LONG);
	ck_assert_str_eq(seen->event.fault.field, "source_addr");
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 4);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_now(&p, SMPP_STATE_BOUND_TRX);
}
END_TEST

START_TEST(a_value_that_check_refuses_is_answered_with_its_status)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 3);

	start_bound(SMPP_SMSC);
	pdu.body.submit_sm.replace_if_present_flag = 2;
	peer_say(&p, &pdu);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVREPFLAG, 3);
	expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVREPFLAG);
	expect_no_event(&p);
}
END_TEST

START_TEST(enquire_link_is_answered_in_every_state_without_an_event)
{
	start(SMPP_SMSC);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 7);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 7);
	peer_bind(&p, SMPP_BIND_RECEIVER, SMPP_V3_4);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 0xFFFFFFFF);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 0xFFFFFFFF);
	expect_no_event(&p);
}
END_TEST

START_TEST(octets_behind_an_enquire_link_are_ignored)
{
	struct smpp_pdu pdu = header_only(SMPP_ENQUIRE_LINK, 0, 3);

	start_bound(SMPP_ESME);
	pdu.body.raw = smpp_span_of("?");
	peer_say(&p, &pdu);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 3);
	expect_no_event(&p);
}
END_TEST

START_TEST(an_alert_notification_is_a_notice_where_it_may_come)
{
	start_bound(SMPP_ESME);
	peer_say_pdu(&p, SMPP_ALERT_NOTIFICATION, 3);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_NOTICE)->header.command_id,
			  SMPP_ALERT_NOTIFICATION);
	expect_silence(&p);
	peer_stop(&p);
	start(SMPP_ESME);
	peer_bind(&p, SMPP_BIND_TRANSMITTER, SMPP_V3_4);
	peer_say_pdu(&p, SMPP_ALERT_NOTIFICATION, 3);
	ck_assert_uint_eq(expect_event(&p, SMPP_EVENT_REFUSED)->event.command_id,
			  SMPP_ALERT_NOTIFICATION);
	expect_silence(&p);
}
END_TEST

START_TEST(members_of_an_event_that_its_type_does_not_name_are_zero)
{
	const struct smpp_event *event;

	start_bound(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 4);
	event = &expect_event(&p, SMPP_EVENT_REQUEST)->event;
	ck_assert(event->token == 0 && event->command_id == 0 && event->sequence_number == 0);
	ck_assert(event->command_status == 0 && event->outcome == 0 && event->stray == 0);
	ck_assert(event->state == 0 && event->reason == 0 && event->fault.code == 0);
	ck_assert(event->handle != 0 && event->has_pdu);
}
END_TEST

/* ---- frames ---- */

/* The session has ended for its octets, with a nack of that number. */
static void expect_frame_end(uint32_t number)
{
	struct seen *seen = expect_event(&p, SMPP_EVENT_STATE);

	ck_assert_int_eq(seen->event.state, SMPP_STATE_CLOSED);
	ck_assert_int_eq(seen->event.reason, SMPP_REASON_FRAME);
	ck_assert(seen->event.fault.code == SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL ||
		  seen->event.fault.code == SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	expect_pdu(&p, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN, number);
	expect_silence(&p);
	expect_no_event(&p);
}

static void put_number(uint8_t *at, uint32_t number)
{
	at[0] = (uint8_t)(number >> 24);
	at[1] = (uint8_t)(number >> 16);
	at[2] = (uint8_t)(number >> 8);
	at[3] = (uint8_t)number;
}

START_TEST(impossible_lengths_end_the_session_from_four_octets)
{
	static const uint32_t lengths[] = { 0, 1, 4, 15, SMPP_MAX_PDU_EVER, 0x7FFFFFFF,
					    0x80000010, 0xFFFFFFFF };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint8_t octets[4];

		put_number(octets, lengths[i]);
		for (size_t piece = 1; piece <= 4; piece += 3) {
			start(i % 2 == 0 ? SMPP_SMSC : SMPP_ESME);
			for (size_t at = 0; at < 4; at += piece)
				peer_feed(&p, octets + at, piece);
			expect_frame_end(0);
			peer_stop(&p);
		}
	}
}
END_TEST

START_TEST(a_length_above_max_pdu_ends_the_session_and_echoes_the_number)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	uint8_t octets[16] = { 0, 0, 0, 0, 0, 0, 0, SMPP_ENQUIRE_LINK };

	config.max_pdu = 1000;
	put_number(octets, 1001);
	put_number(octets + 12, 0x11223344);
	peer_start(&p, &config);
	peer_feed(&p, octets, 15);
	expect_no_event(&p);
	expect_silence(&p);
	peer_feed(&p, octets + 15, 1);
	expect_frame_end(0x11223344);
}
END_TEST

/* An unbound session that takes no more than 300 octets, for which 301 are announced. */
static void start_stranger(size_t piece)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	uint8_t octets[16] = { 0, 0, 0, 0, 0, 0, 0, SMPP_SUBMIT_SM };

	config.max_pdu_unbound = 300;
	put_number(octets, 301);
	put_number(octets + 12, 7);
	peer_start(&p, &config);
	for (size_t at = 0; at < sizeof(octets); at += piece)
		peer_feed(&p, octets + at, piece);
}

START_TEST(before_the_bind_a_length_above_max_pdu_unbound_ends_the_session)
{
	start_stranger(16);
	expect_frame_end(7);
	peer_stop(&p);
	start_stranger(1);
	expect_frame_end(7);
}
END_TEST

START_TEST(once_bound_max_pdu_holds_and_not_max_pdu_unbound)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 2);
	uint8_t text[250] = { 'x' };
	struct smpp_tlv tlv = { 0x1501, { text, sizeof(text) } };

	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	config.max_pdu_unbound = 100;
	peer_start_bound(&p, &config);
	peer_say(&p, &pdu);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_no_event(&p);
}
END_TEST

START_TEST(other_protocols_end_the_session_at_once)
{
	static const char http[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	static const uint8_t tls[] = { 0x16, 3, 1, 0, 0xC8, 1, 0, 0, 0xC4, 3, 3, 0, 0, 0, 0, 0, 0 };

	start(SMPP_SMSC);
	peer_feed(&p, (const uint8_t *)http, sizeof(http) - 1);
	expect_frame_end(0);
	peer_stop(&p);
	start(SMPP_SMSC);
	peer_feed(&p, tls, sizeof(tls));
	expect_frame_end(0);
}
END_TEST

START_TEST(noise_ends_the_session_and_nothing_else_comes_of_it)
{
	uint64_t seed = UINT64_C(0x0123456789ABCDEF);

	for (int round = 0; round < 2000; round++) {
		uint8_t noise[200];

		for (size_t i = 0; i < sizeof(noise); i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			noise[i] = (uint8_t)(seed >> 40);
		}
		noise[0] |= 1; /* so that no length can come of it */
		start(round % 2 == 0 ? SMPP_SMSC : SMPP_ESME);
		peer_feed(&p, noise, sizeof(noise));
		expect_frame_end(0);
		peer_stop(&p);
	}
}
END_TEST

/* A session that keeps 64 octets, bound; and a PDU of that many octets for it. */
static struct smpp_span start_small(uint32_t id, size_t len)
{
	static uint8_t octets[1000];
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(id, 9);
	struct smpp_span span;

	config.partial = 64;
	peer_start_bound(&p, &config);
	span = peer_octets(&pdu);
	ck_assert_uint_le(span.len, 64);
	memset(octets, 0, sizeof(octets));
	memcpy(octets, span.ptr, span.len);
	put_number(octets, (uint32_t)len);
	span.ptr = octets;
	span.len = len;
	return span;
}

START_TEST(a_message_larger_than_what_is_kept_is_answered_and_passed_over)
{
	struct smpp_span in = start_small(SMPP_SUBMIT_SM, 300);
	struct seen *seen;

	for (size_t i = 0; i < in.len; i++)
		peer_feed(&p, in.ptr + i, 1);
	expect_pdu(&p, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVMSGLEN, 9);
	seen = expect_refused(&p, SMPP_SUBMIT_SM, SMPP_ESME_RINVMSGLEN);
	ck_assert_int_eq(seen->event.fault.code, SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	ck_assert_uint_eq(seen->wire, 16);
	expect_no_event(&p);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 10);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_uint_eq(smpp_session_counters(p.s).pdus_in, 3);
}
END_TEST

START_TEST(a_query_larger_than_what_is_kept_has_a_bad_length)
{
	struct smpp_span in = start_small(SMPP_QUERY_SM, 300);

	peer_feed(&p, in.ptr, 299);
	expect_pdu(&p, SMPP_QUERY_SM_RESP, SMPP_ESME_RINVCMDLEN, 9);
	expect_refused(&p, SMPP_QUERY_SM, SMPP_ESME_RINVCMDLEN);
	peer_feed(&p, in.ptr + 299, 1);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 10);
	expect_pdu(&p, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK, 10);
	expect_no_event(&p);
}
END_TEST

START_TEST(a_large_pdu_that_is_whole_in_the_input_is_decoded)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 9);
	static const char text[] = "This text makes the PDU larger than what the session keeps.";
	struct smpp_session_config config = config_of(SMPP_SMSC);

	config.partial = 64;
	peer_start_bound(&p, &config);
	pdu.body.submit_sm.short_message = smpp_span_of(text);
	peer_say(&p, &pdu);
	ck_assert_uint_gt(expect_event(&p, SMPP_EVENT_REQUEST)->wire, 64);
}
END_TEST

START_TEST(a_response_larger_than_what_is_kept_is_a_bad_response)
{
	struct smpp_session_config config = config_of(SMPP_ESME);
	uint8_t octets[100] = { 0, 0, 0, 100, 0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2 };

	config.partial = 64;
	peer_start_bound(&p, &config);
	ck_assert_uint_eq(peer_ask(&p, SMPP_SUBMIT_SM, 8), 2);
	peer_feed(&p, octets, 20);
	expect_outcome(&p, SMPP_OUTCOME_BAD_RESPONSE, 8);
	peer_feed(&p, octets + 20, 80);
	expect_no_event(&p);
	expect_silence(&p);
}
END_TEST

START_TEST(a_pdu_of_exactly_what_is_kept_is_kept)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 9);
	struct smpp_span in = peer_octets(&pdu);

	config.partial = (uint32_t)in.len;
	peer_start_bound(&p, &config);
	in = peer_octets(&pdu);
	for (size_t i = 0; i < in.len; i++)
		peer_feed(&p, in.ptr + i, 1);
	expect_event(&p, SMPP_EVENT_REQUEST);
	expect_silence(&p);
}
END_TEST

START_TEST(without_a_partial_buffer_the_caller_keeps_the_tail)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM, 9);
	struct smpp_span in;
	size_t used = 99;

	config.partial = SMPP_OFF;
	peer_start_bound(&p, &config);
	in = peer_octets(&pdu);
	for (size_t i = 1; i < in.len; i++) {
		ck_assert_int_eq(smpp_session_feed(p.s, in.ptr, i, p.now, &used), SMPP_OK);
		ck_assert_uint_eq(used, 0);
	}
	expect_no_event(&p);
	peer_feed(&p, in.ptr, in.len);
	expect_event(&p, SMPP_EVENT_REQUEST);
}
END_TEST

/* ---- unbind, close, lost ---- */

/* The rest of a session that ended cleanly. */
static void expect_clean_end(void)
{
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
	expect_no_event(&p);
	expect_now(&p, SMPP_STATE_CLOSED);
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
}

START_TEST(an_unbind_of_the_peer_is_answered_and_ends_the_session)
{
	for (int side = SMPP_ESME; side <= SMPP_SMSC; side++) {
		start_bound((enum smpp_side)side);
		peer_say_header(&p, SMPP_UNBIND, 0, 5);
		expect_clean_end();
		expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_ROK, 5); /* after the end */
		expect_silence(&p);
		peer_stop(&p);
	}
}
END_TEST

START_TEST(an_own_unbind_ends_the_session_when_it_is_answered)
{
	for (int side = SMPP_ESME; side <= SMPP_SMSC; side++) {
		start_bound((enum smpp_side)side);
		ck_assert_int_eq(smpp_session_unbind(p.s, 6, p.now), SMPP_OK);
		peer_say_header(&p, SMPP_UNBIND_RESP, 0, peer_hear(&p).header.sequence_number);
		expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 6);
		expect_clean_end();
		peer_stop(&p);
	}
}
END_TEST

START_TEST(an_unbind_that_is_refused_ends_the_session_all_the_same)
{
	start_bound(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 6, p.now), SMPP_OK);
	peer_say_header(&p, SMPP_UNBIND_RESP, SMPP_ESME_RINVBNDSTS,
			peer_hear(&p).header.sequence_number);
	ck_assert_uint_eq(expect_outcome(&p, SMPP_OUTCOME_RESPONSE, 6)->event.command_status,
			  SMPP_ESME_RINVBNDSTS);
	expect_clean_end();
}
END_TEST

START_TEST(after_an_unbind_no_request_goes_out_and_those_of_the_peer_come_in)
{
	start_bound(SMPP_ESME);
	ck_assert_int_eq(smpp_session_unbind(p.s, 6, p.now), SMPP_OK);
	peer_hear(&p);
	ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, 7), SMPP_E_STATE);
	ck_assert_int_eq(peer_request(&p, SMPP_ENQUIRE_LINK, 7), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_unbind(p.s, 8, p.now), SMPP_E_STATE);
	peer_say_pdu(&p, SMPP_DELIVER_SM, 41);
	expect_event(&p, SMPP_EVENT_REQUEST);
	ck_assert_int_eq(peer_reply(&p, p.handle, SMPP_ESME_ROK), SMPP_OK);
	expect_pdu(&p, SMPP_DELIVER_SM_RESP, SMPP_ESME_ROK, 41);
}
END_TEST

START_TEST(an_unbind_before_a_bind_is_refused_on_both_ways)
{
	start(SMPP_SMSC);
	ck_assert_int_eq(smpp_session_unbind(p.s, 6, p.now), SMPP_E_STATE);
	peer_say_header(&p, SMPP_UNBIND, 0, 5);
	expect_pdu(&p, SMPP_UNBIND_RESP, SMPP_ESME_RINVBNDSTS, 5);
	expect_refused(&p, SMPP_UNBIND, SMPP_ESME_RINVBNDSTS);
}
END_TEST

START_TEST(close_gives_each_request_its_outcome_and_keeps_the_output)
{
	start_bound(SMPP_ESME);
	for (uint64_t token = 1; token <= 3; token++)
		ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, token), SMPP_OK);
	ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
	expect_now(&p, SMPP_STATE_CLOSED);
	expect_no_event(&p);
	ck_assert_uint_eq(smpp_session_deadline(p.s), p.now);
	peer_wait(&p, 0);
	for (uint64_t token = 1; token <= 3; token++)
		expect_outcome(&p, SMPP_OUTCOME_CLOSED, token);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
	expect_no_event(&p);
	for (uint32_t number = 2; number <= 4; number++)
		expect_pdu(&p, SMPP_SUBMIT_SM, 0, number);
	ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_E_STATE);
}
END_TEST

START_TEST(lost_gives_each_request_its_outcome_and_drops_the_output)
{
	struct smpp_event event;

	start_bound(SMPP_ESME);
	for (uint64_t token = 1; token <= 3; token++)
		ck_assert_int_eq(peer_request(&p, SMPP_SUBMIT_SM, token), SMPP_OK);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	peer_wait(&p, 0);
	for (uint64_t token = 1; token <= 3; token++)
		expect_outcome(&p, SMPP_OUTCOME_LOST, token);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_LOST);
	expect_silence(&p);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(smpp_session_next(p.s, p.now + 1000000, &event), SMPP_OK);
		ck_assert_int_eq(event.type, SMPP_EVENT_NONE);
	}
	ck_assert_uint_eq(smpp_session_deadline(p.s), UINT64_MAX);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_E_STATE);
}
END_TEST

START_TEST(lost_after_an_unbind_is_a_clean_end_and_drops_the_output_too)
{
	struct smpp_pdu unbind = header_only(SMPP_UNBIND, 0, 5);
	struct smpp_span in;
	struct smpp_event event;
	size_t used;

	start_bound(SMPP_SMSC);
	in = peer_octets(&unbind);
	ck_assert_int_eq(smpp_session_lend(p.s, in.ptr, in.len), SMPP_OK);
	ck_assert_int_eq(smpp_session_next(p.s, p.now, &event), SMPP_OK);
	ck_assert_int_eq(event.state, SMPP_STATE_UNBOUND);
	ck_assert_int_eq(smpp_session_take(p.s, &used), SMPP_OK);
	ck_assert_int_eq(smpp_session_lost(p.s, p.now), SMPP_OK);
	expect_silence(&p);
	peer_wait(&p, 0);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_UNBOUND);
}
END_TEST

START_TEST(octets_that_come_after_the_end_are_used_and_not_looked_at)
{
	start_bound(SMPP_SMSC);
	ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
	peer_say_header(&p, SMPP_ENQUIRE_LINK, 0, 4);
	expect_no_event(&p);
	expect_silence(&p);
}
END_TEST

START_TEST(nothing_can_be_sent_after_the_end)
{
	start_bound(SMPP_SMSC);
	peer_say_pdu(&p, SMPP_SUBMIT_SM, 3);
	ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
	ck_assert_int_eq(peer_request(&p, SMPP_DELIVER_SM, 1), SMPP_E_STATE);
	ck_assert_int_eq(peer_reply(&p, p.handle, 0), SMPP_E_HANDLE);
	ck_assert_int_eq(smpp_session_unbind(p.s, 1, p.now), SMPP_E_STATE);
	ck_assert_int_eq(smpp_session_can(p.s, SMPP_ENQUIRE_LINK), SMPP_E_STATE);
	expect_silence(&p);
}
END_TEST

static void add_configuration(TCase *tests)
{
	tcase_add_test(tests, a_zeroed_configuration_means_the_usual_values);
	tcase_add_test(tests, a_configuration_that_contradicts_itself_has_no_size_and_no_session);
	tcase_add_test(tests, init_refuses_memory_that_is_too_small_or_not_aligned);
	tcase_add_test(tests, the_size_macro_is_never_below_the_size_and_little_above);
	tcase_add_test(tests, without_a_partial_buffer_the_size_is_that_much_smaller);
	tcase_add_test(tests, user_is_what_the_configuration_says);
	tcase_add_test(tests, names_are_those_of_the_enums);
}

static void add_refusals(TCase *tests)
{
	tcase_add_test(tests, an_unknown_command_is_nacked_with_its_number);
	tcase_add_test(tests, an_unknown_response_and_a_nack_are_never_answered);
	tcase_add_test(tests, a_command_that_the_version_does_not_have_is_nacked);
	tcase_add_test(tests, a_transceiver_bind_is_nacked_by_an_smsc_of_3_3);
	tcase_add_test(tests, a_bad_body_costs_that_pdu_only);
	tcase_add_test(tests, a_value_that_check_refuses_is_answered_with_its_status);
	tcase_add_test(tests, enquire_link_is_answered_in_every_state_without_an_event);
	tcase_add_test(tests, octets_behind_an_enquire_link_are_ignored);
	tcase_add_test(tests, an_alert_notification_is_a_notice_where_it_may_come);
	tcase_add_test(tests, members_of_an_event_that_its_type_does_not_name_are_zero);
}

static void add_frames(TCase *tests)
{
	tcase_add_test(tests, impossible_lengths_end_the_session_from_four_octets);
	tcase_add_test(tests, a_length_above_max_pdu_ends_the_session_and_echoes_the_number);
	tcase_add_test(tests, before_the_bind_a_length_above_max_pdu_unbound_ends_the_session);
	tcase_add_test(tests, once_bound_max_pdu_holds_and_not_max_pdu_unbound);
	tcase_add_test(tests, other_protocols_end_the_session_at_once);
	tcase_add_test(tests, noise_ends_the_session_and_nothing_else_comes_of_it);
	tcase_add_test(tests, a_message_larger_than_what_is_kept_is_answered_and_passed_over);
	tcase_add_test(tests, a_query_larger_than_what_is_kept_has_a_bad_length);
	tcase_add_test(tests, a_large_pdu_that_is_whole_in_the_input_is_decoded);
	tcase_add_test(tests, a_response_larger_than_what_is_kept_is_a_bad_response);
	tcase_add_test(tests, a_pdu_of_exactly_what_is_kept_is_kept);
	tcase_add_test(tests, without_a_partial_buffer_the_caller_keeps_the_tail);
}

static void add_ends(TCase *tests)
{
	tcase_add_test(tests, an_unbind_of_the_peer_is_answered_and_ends_the_session);
	tcase_add_test(tests, an_own_unbind_ends_the_session_when_it_is_answered);
	tcase_add_test(tests, an_unbind_that_is_refused_ends_the_session_all_the_same);
	tcase_add_test(tests, after_an_unbind_no_request_goes_out_and_those_of_the_peer_come_in);
	tcase_add_test(tests, an_unbind_before_a_bind_is_refused_on_both_ways);
	tcase_add_test(tests, close_gives_each_request_its_outcome_and_keeps_the_output);
	tcase_add_test(tests, lost_gives_each_request_its_outcome_and_drops_the_output);
	tcase_add_test(tests, lost_after_an_unbind_is_a_clean_end_and_drops_the_output_too);
	tcase_add_test(tests, octets_that_come_after_the_end_are_used_and_not_looked_at);
	tcase_add_test(tests, nothing_can_be_sent_after_the_end);
}

int main(void)
{
	static void (*const adds[])(TCase *tests) = { add_configuration, add_refusals, add_frames,
						      add_ends };
	static const char *const names[] = { "configuration", "refusals", "frames", "ends" };
	Suite *suite = suite_create("session");

	for (size_t i = 0; i < sizeof(adds) / sizeof(adds[0]); i++) {
		TCase *tests = tcase_create(names[i]);

		tcase_set_timeout(tests, 60);
		tcase_add_checked_fixture(tests, NULL, stop);
		adds[i](tests);
		suite_add_tcase(suite, tests);
	}
	return run_suite(suite);
}
