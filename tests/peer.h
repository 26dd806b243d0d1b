/* SPDX-License-Identifier: MIT */
/*
 * Owns: a session under test, with the test in the place of its peer and of its caller.
 * Must not know: what is right or wrong.
 *
 * The session lives in memory of exactly the size that it asks for. Its events are logged with
 * what a test may ask of them later; what it sends is read PDU by PDU.
 */
#ifndef SMPP_TESTS_PEER_H
#define SMPP_TESTS_PEER_H

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/session.h>

#define PEER_EVENTS 64
#define PEER_OCTETS 300000

/* An event, and of its PDU what outlives it. */
struct seen {
	struct smpp_event event; /* pdu is NULL or not, never to be followed */
	struct smpp_header header;
	uint8_t body_absent;
	uint8_t body_raw;
	uint32_t tolerated;
	size_t wire;
};

struct peer {
	struct smpp_session *s;
	void *memory;
	struct smpp_session_config config;
	uint64_t now;
	struct seen seen[PEER_EVENTS];
	size_t first;  /* event that the test has not looked at */
	size_t events; /* all that came */
	uint8_t heard[PEER_OCTETS]; /* what the session sent */
	size_t read;                /* of that the test has looked at */
	size_t len;
	/* called for each event after it was logged */
	void (*then)(struct peer *p, const struct smpp_event *event);
	uint64_t handle; /* of the last request */
};

static inline void peer_log(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	struct peer *p = user;
	struct seen *seen = &p->seen[p->events % PEER_EVENTS];

	ck_assert_msg(p->events - p->first < PEER_EVENTS, "more events than a test looks at");
	memset(seen, 0, sizeof(*seen));
	seen->event = *event;
	if (event->pdu != NULL) {
		seen->header = event->pdu->header;
		seen->body_absent = event->pdu->body_absent;
		seen->body_raw = event->pdu->body_raw;
		seen->tolerated = event->pdu->tolerated;
		seen->wire = event->pdu->wire.len;
	}
	if (event->type == SMPP_EVENT_REQUEST)
		p->handle = event->handle;
	p->events++;
	ck_assert_ptr_eq(s, p->s);
	if (p->then != NULL)
		p->then(p, event);
}

static inline struct smpp_session_config config_of(enum smpp_side side)
{
	struct smpp_session_config config;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.side = side;
	return config;
}

/* Starts a session at time 1000; the configuration without on_event and user. */
static inline void peer_start(struct peer *p, const struct smpp_session_config *config)
{
	size_t size;

	memset(p, 0, sizeof(*p));
	p->config = *config;
	p->config.on_event = peer_log;
	p->config.user = p;
	p->now = 1000;
	size = smpp_session_size(&p->config);
	ck_assert_uint_gt(size, 0);
	p->memory = malloc(size);
	ck_assert_ptr_nonnull(p->memory);
	memset(p->memory, 0xA5, size);
	ck_assert_int_eq(smpp_session_init(&p->s, p->memory, size, &p->config, p->now), SMPP_OK);
}

static inline void peer_stop(struct peer *p)
{
	free(p->memory);
	p->memory = NULL;
	p->s = NULL;
}

/* What the session has to say goes to heard. */
static inline void peer_listen(struct peer *p)
{
	const uint8_t *out;
	size_t len;

	while ((out = smpp_session_output(p->s, &len)) != NULL) {
		ck_assert_uint_le(p->len + len, PEER_OCTETS);
		memcpy(p->heard + p->len, out, len);
		p->len += len;
		ck_assert_int_eq(smpp_session_sent(p->s, len, p->now), SMPP_OK);
	}
}

/* Octets from the peer, all of which the session uses. */
static inline void peer_feed(struct peer *p, const uint8_t *octets, size_t len)
{
	size_t used = SIZE_MAX;

	ck_assert_int_eq(smpp_session_feed(p->s, octets, len, p->now, &used), SMPP_OK);
	ck_assert_uint_eq(used, len);
}

/* Octets of a PDU as the peer encodes it, by 5.0 and without limits; in static memory. */
static inline struct smpp_span peer_octets(const struct smpp_pdu *pdu)
{
	static uint8_t octets[70000];
	struct smpp_rules rules = { SMPP_V5_0, SMPP_TOLERATE_LONG_STRING, 0 };
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span span = { octets, 0 };

	ck_assert_int_eq(smpp_encode(pdu, &rules, &buf, NULL), SMPP_OK);
	span.len = buf.len;
	return span;
}

static inline void peer_say(struct peer *p, const struct smpp_pdu *pdu)
{
	struct smpp_span octets = peer_octets(pdu);

	peer_feed(p, octets.ptr, octets.len);
}

static inline struct smpp_pdu header_only(uint32_t id, uint32_t status, uint32_t number)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = id;
	pdu.header.command_status = status;
	pdu.header.sequence_number = number;
	pdu.body_raw = 1; /* of no octets */
	return pdu;
}

/* A PDU of that command that is good enough: its fields are empty, a submit_sm has a text. */
static inline struct smpp_pdu pdu_of(uint32_t id, uint32_t number)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = id;
	pdu.header.sequence_number = number;
	if (id == SMPP_SUBMIT_SM || id == SMPP_DELIVER_SM) {
		pdu.body.submit_sm.destination_addr = smpp_span_of("447700900123");
		pdu.body.submit_sm.short_message = smpp_span_of("Hello");
	}
	if (id == SMPP_BIND_TRANSMITTER || id == SMPP_BIND_RECEIVER || id == SMPP_BIND_TRANSCEIVER)
		pdu.body.bind.interface_version = SMPP_V3_4;
	if (id == (SMPP_SUBMIT_SM | SMPP_RESPONSE))
		pdu.body.submit_sm_resp.message_id = smpp_span_of("1");
	return pdu;
}

static inline void peer_say_header(struct peer *p, uint32_t id, uint32_t status, uint32_t number)
{
	struct smpp_pdu pdu = header_only(id, status, number);

	peer_say(p, &pdu);
}

static inline void peer_say_pdu(struct peer *p, uint32_t id, uint32_t number)
{
	struct smpp_pdu pdu = pdu_of(id, number);

	peer_say(p, &pdu);
}

/* The next PDU that the session sent. */
static inline struct smpp_pdu peer_hear(struct peer *p)
{
	struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_span in;
	struct smpp_header header;
	struct smpp_pdu pdu;

	peer_listen(p);
	in.ptr = p->heard + p->read;
	in.len = p->len - p->read;
	ck_assert_msg(in.len > 0, "the session has sent nothing more");
	ck_assert_int_eq(smpp_frame_get(in, 0, &header, NULL), SMPP_OK);
	in.len = header.command_length;
	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, NULL), SMPP_OK);
	p->read += header.command_length;
	return pdu;
}

static inline void expect_pdu(struct peer *p, uint32_t id, uint32_t status, uint32_t number)
{
	struct smpp_pdu pdu = peer_hear(p);

	ck_assert_msg(pdu.header.command_id == id, "%08lX sent, not %08lX",
		      (unsigned long)pdu.header.command_id, (unsigned long)id);
	ck_assert_msg(pdu.header.command_status == status, "status %08lX sent, not %08lX",
		      (unsigned long)pdu.header.command_status, (unsigned long)status);
	ck_assert_msg(pdu.header.sequence_number == number, "number %lu sent, not %lu",
		      (unsigned long)pdu.header.sequence_number, (unsigned long)number);
}

static inline void expect_silence(struct peer *p)
{
	peer_listen(p);
	ck_assert_msg(p->len == p->read, "%lu octets sent", (unsigned long)(p->len - p->read));
}

/* The oldest event that the test has not looked at. */
static inline struct seen *next_event(struct peer *p)
{
	ck_assert_msg(p->first < p->events, "no more events");
	return &p->seen[p->first++ % PEER_EVENTS];
}

static inline struct seen *expect_event(struct peer *p, enum smpp_event_type type)
{
	struct seen *seen = next_event(p);

	ck_assert_msg(seen->event.type == type, "event %d, not %d", (int)seen->event.type,
		      (int)type);
	return seen;
}

static inline void expect_no_event(struct peer *p)
{
	ck_assert_msg(p->first == p->events, "an event of type %d",
		      (int)p->seen[p->first % PEER_EVENTS].event.type);
}

static inline void expect_state(struct peer *p, enum smpp_state state, enum smpp_reason reason)
{
	struct seen *seen = expect_event(p, SMPP_EVENT_STATE);

	ck_assert_str_eq(smpp_state_name(seen->event.state), smpp_state_name(state));
	ck_assert_str_eq(smpp_reason_name(seen->event.reason), smpp_reason_name(reason));
}

/* The next event is the outcome of the request with that token. */
static inline struct seen *expect_outcome(struct peer *p, enum smpp_outcome outcome, uint64_t token)
{
	struct seen *seen = expect_event(p, SMPP_EVENT_OUTCOME);

	ck_assert_str_eq(smpp_outcome_name(seen->event.outcome), smpp_outcome_name(outcome));
	ck_assert_uint_eq(seen->event.token, token);
	return seen;
}

static inline struct seen *expect_stray(struct peer *p, enum smpp_stray stray)
{
	struct seen *seen = expect_event(p, SMPP_EVENT_STRAY);

	ck_assert_str_eq(smpp_stray_name(seen->event.stray), smpp_stray_name(stray));
	return seen;
}

static inline struct seen *expect_refused(struct peer *p, uint32_t id, uint32_t status)
{
	struct seen *seen = expect_event(p, SMPP_EVENT_REFUSED);

	ck_assert_uint_eq(seen->event.command_id, id);
	ck_assert_uint_eq(seen->event.command_status, status);
	return seen;
}

static inline void expect_now(const struct peer *p, enum smpp_state state)
{
	ck_assert_str_eq(smpp_state_name(smpp_session_state(p->s)), smpp_state_name(state));
}

/* Time goes on, and the session hears of it. */
static inline void peer_wait(struct peer *p, uint64_t span)
{
	p->now += span;
	ck_assert_int_eq(smpp_session_tick(p->s, p->now), SMPP_OK);
}

static inline int peer_request(struct peer *p, uint32_t id, uint64_t token)
{
	struct smpp_pdu pdu = pdu_of(id, 0);

	return smpp_session_request(p->s, &pdu, token, p->now);
}

/* A request that is accepted and sent. @return its number */
static inline uint32_t peer_ask(struct peer *p, uint32_t id, uint64_t token)
{
	struct smpp_pdu pdu = pdu_of(id, 0);

	ck_assert_int_eq(smpp_session_request(p->s, &pdu, token, p->now), SMPP_OK);
	expect_pdu(p, id, SMPP_ESME_ROK, pdu.header.sequence_number);
	return pdu.header.sequence_number;
}

static inline int peer_reply(struct peer *p, uint64_t handle, uint32_t status)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = status;
	pdu.body_absent = status != SMPP_ESME_ROK;
	return smpp_session_reply(p->s, handle, &pdu, p->now);
}

static inline enum smpp_state state_of_bind(uint32_t bind)
{
	if (bind == SMPP_BIND_TRANSMITTER)
		return SMPP_STATE_BOUND_TX;
	return bind == SMPP_BIND_RECEIVER ? SMPP_STATE_BOUND_RX : SMPP_STATE_BOUND_TRX;
}

/* The bind's response at an ESME, which names the version, or none when it is 0. */
static inline void peer_accept_bind(struct peer *p, uint32_t bind, uint32_t number,
				    uint8_t version)
{
	struct smpp_tlv tlv = { SMPP_TLV_SC_INTERFACE_VERSION, { &version, 1 } };
	struct smpp_pdu pdu = pdu_of(bind | SMPP_RESPONSE, number);

	pdu.tlv = &tlv;
	pdu.tlv_count = version != 0;
	peer_say(p, &pdu);
}

/* Binds with a peer of that version; nothing is left to be looked at. */
static inline void peer_bind(struct peer *p, uint32_t bind, uint8_t version)
{
	struct smpp_pdu pdu = pdu_of(bind, 1000);

	if (p->config.side == SMPP_ESME) {
		peer_accept_bind(p, bind, peer_ask(p, bind, 77), version);
		expect_outcome(p, SMPP_OUTCOME_RESPONSE, 77);
	} else {
		pdu.body.bind.interface_version = version;
		peer_say(p, &pdu);
		expect_event(p, SMPP_EVENT_REQUEST);
		ck_assert_int_eq(peer_reply(p, p->handle, SMPP_ESME_ROK), SMPP_OK);
		ck_assert_int_eq(smpp_session_tick(p->s, p->now), SMPP_OK);
		expect_pdu(p, bind | SMPP_RESPONSE, SMPP_ESME_ROK, 1000);
	}
	expect_state(p, state_of_bind(bind), SMPP_REASON_NONE);
	expect_now(p, state_of_bind(bind));
	expect_no_event(p);
	expect_silence(p);
}

/* A transceiver's session of that side, bound. */
static inline void peer_start_bound(struct peer *p, const struct smpp_session_config *config)
{
	peer_start(p, config);
	peer_bind(p, SMPP_BIND_TRANSCEIVER, config->version != 0 ? config->version : SMPP_V3_4);
}

#endif
