/* SPDX-License-Identifier: MIT */
/*
 * Owns: an ESME under test with a message centre at the other end, and the clock of both.
 * Must not know: what is right or wrong.
 *
 * The message centre is a session of the library; octets arrive at once. What the ESME tells is
 * logged, with copies of what an event points to.
 */
#ifndef SMPP_TESTS_ESME_RIG_H
#define SMPP_TESTS_ESME_RIG_H

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/esme.h>

#define RIG_EVENTS 1024
#define RIG_HEARD 256

struct told {
	struct smpp_esme_event event; /* what it points to is copied below, or not to be followed */
	uint32_t session_type;        /* of event.session, else 0 */
	uint32_t command_id;
	char ids[10][80];
	enum smpp_esme_outcome outcomes[10];
	char text[2000];
	char source[24];
	char id[80];                  /* of a receipt */
};

/* A submit_sm or other request that the message centre has had. */
struct heard {
	uint64_t handle;
	unsigned link;
	unsigned connects; /* the connection on which it came */
	uint32_t command_id;
	uint64_t at;
	uint8_t text[300];
	size_t len;
	uint8_t esm_class;
	uint8_t data_coding;
	char destination[24];
	char id[32]; /* that it was answered with */
};

struct rig {
	struct smpp_esme *e;
	void *memory;
	size_t size;
	struct smpp_esme_config config;
	uint64_t now;
	uint64_t random;
	struct told told[RIG_EVENTS];
	size_t first;
	size_t events;
	void (*then)(struct rig *r, const struct smpp_esme_event *event);

	/* the message centre */
	struct smpp_session *smsc[2];
	void *smsc_memory[2];
	struct smpp_session_config smsc_config;
	int up[2];
	unsigned serving;
	uint32_t bind_status;
	struct smpp_span system_id; /* of its bind responses */
	uint32_t last_bind;    /* command_id */
	unsigned binds;
	uint32_t address;      /* last connected to */
	unsigned connects;     /* asked for */
	int refuses;           /* connections fail */
	int slow;              /* the test connects */
	int answers;           /* submit_sm at once */
	uint32_t status;       /* with that */
	uint32_t last_id;
	struct heard heard[RIG_HEARD];
	size_t heard_count;
	uint32_t resp_status;  /* of the last response of the ESME */
	unsigned resps;
};

static inline void rig_answer(struct rig *r, struct heard *h, uint32_t status)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = status;
	pdu.body_absent = status != SMPP_ESME_ROK;
	if (status == SMPP_ESME_ROK && h->id[0] == 0)
		snprintf(h->id, sizeof(h->id), "%lu", (unsigned long)++r->last_id);
	pdu.body.submit_sm_resp.message_id = smpp_span_of(h->id);
	ck_assert_int_eq(smpp_session_reply(r->smsc[h->link], h->handle, &pdu, r->now), SMPP_OK);
	h->handle = 0;
}

static inline void rig_hear(struct rig *r, unsigned link, const struct smpp_event *event)
{
	const struct smpp_sm *sm = &event->pdu.body.submit_sm;
	struct smpp_span text = { NULL, 0 };
	struct heard *h = &r->heard[r->heard_count % RIG_HEARD];

	memset(h, 0, sizeof(*h));
	h->handle = event->handle;
	h->link = link;
	h->connects = r->connects;
	h->at = r->now;
	h->command_id = event->pdu.header.command_id;
	if (h->command_id == SMPP_SUBMIT_SM) {
		h->esm_class = sm->esm_class;
		h->data_coding = sm->data_coding;
		memcpy(h->destination, sm->destination_addr.ptr, sm->destination_addr.len);
		ck_assert_int_eq(smpp_pdu_text(&event->pdu, &text), SMPP_OK);
		h->len = text.len < sizeof(h->text) ? text.len : sizeof(h->text);
		memcpy(h->text, text.ptr, h->len);
	}
	r->heard_count++;
	if (r->answers)
		rig_answer(r, h, r->status);
}

static inline void rig_smsc_event(void *user, struct smpp_session *s,
				  const struct smpp_event *event)
{
	struct rig *r = user;
	unsigned link = s == r->smsc[1];
	struct smpp_pdu pdu;

	if (event->type == SMPP_EVENT_OUTCOME && event->has_pdu) {
		r->resp_status = event->command_status;
		r->resps++;
	}
	if (event->type != SMPP_EVENT_REQUEST)
		return;
	memset(&pdu, 0, sizeof(pdu));
	switch (event->pdu.header.command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER:
		r->last_bind = event->pdu.header.command_id;
		r->binds++;
		pdu.header.command_status = r->bind_status;
		pdu.body_absent = r->bind_status != 0;
		pdu.body.bind_resp.system_id = r->system_id;
		ck_assert_int_eq(smpp_session_reply(s, event->handle, &pdu, r->now), SMPP_OK);
		break;
	default:
		rig_hear(r, link, event);
	}
}

static inline void rig_copy(char *to, size_t room, struct smpp_span span)
{
	size_t len = span.len < room ? span.len : room - 1;

	if (len > 0)
		memcpy(to, span.ptr, len);
	to[len] = 0;
}

/* Connects the link to a message centre that has just begun. */
static inline void rig_connect(struct rig *r, unsigned link)
{
	size_t size = smpp_session_size(&r->smsc_config);

	free(r->smsc_memory[link]);
	r->smsc_memory[link] = malloc(size);
	ck_assert_int_eq(smpp_session_init(&r->smsc[link], r->smsc_memory[link], size,
					   &r->smsc_config, r->now), SMPP_OK);
	r->up[link] = 1;
}

static inline void rig_log(struct rig *r, const struct smpp_esme_event *event)
{
	struct told *t = &r->told[r->events % RIG_EVENTS];

	ck_assert_uint_lt(r->events - r->first, RIG_EVENTS);
	memset(t, 0, sizeof(*t));
	t->event = *event;
	if (event->session != NULL) {
		t->session_type = event->session->type;
		t->command_id = event->session->command_id;
	}
	for (unsigned i = 0; i < event->segment_count && i < 10; i++) {
		rig_copy(t->ids[i], sizeof(t->ids[i]), event->segments[i].message_id);
		t->outcomes[i] = event->segments[i].outcome;
	}
	rig_copy(t->text, sizeof(t->text), event->text);
	if (event->message != NULL)
		rig_copy(t->source, sizeof(t->source), event->message->source_addr);
	if (event->receipt != NULL)
		rig_copy(t->id, sizeof(t->id), event->receipt->id);
	r->events++;
}

static inline void rig_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct rig *r = user;

	ck_assert_ptr_eq(e, r->e);
	rig_log(r, event);
	if (event->type == SMPP_ESME_EVENT_CONNECT) {
		r->address = event->address;
		r->connects++;
		if (!r->slow && r->refuses) {
			ck_assert_int_eq(smpp_esme_connect_failed(e, event->link, r->now), SMPP_OK);
		} else if (!r->slow) {
			rig_connect(r, event->link);
			ck_assert_int_eq(smpp_esme_connected(e, event->link, r->now), SMPP_OK);
		}
	}
	if (r->then != NULL)
		r->then(r, event);
}

static inline uint32_t rig_random(void *user)
{
	struct rig *r = user;

	r->random = r->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(r->random >> 33);
}

/* Octets of one side to the other. @return how many */
static inline size_t rig_carry(struct rig *r, unsigned link)
{
	const uint8_t *out;
	struct smpp_span span;
	size_t used, moved = 0;

	while ((out = smpp_esme_output(r->e, link, &span.len)) != NULL) {
		uint8_t *copy = malloc(span.len);

		memcpy(copy, out, span.len);
		ck_assert_int_eq(smpp_esme_sent(r->e, link, span.len, r->now), SMPP_OK);
		moved += span.len;
		if (r->up[link])
			ck_assert_int_eq(smpp_session_feed(r->smsc[link], copy, span.len, r->now,
							   &used), SMPP_OK);
		free(copy);
	}
	if (!r->up[link])
		return moved;
	ck_assert_int_eq(smpp_session_tick(r->smsc[link], r->now), SMPP_OK);
	while (r->up[link] &&
	       (span.ptr = smpp_session_output(r->smsc[link], &span.len)) != NULL) {
		size_t len = span.len;

		(void)smpp_esme_feed(r->e, link, span, r->now, &used);
		ck_assert_uint_eq(used, len);
		ck_assert_int_eq(smpp_session_sent(r->smsc[link], len, r->now), SMPP_OK);
		moved += len;
	}
	if (smpp_session_state(r->smsc[link]) == SMPP_STATE_CLOSED) {
		r->up[link] = 0;
		(void)smpp_esme_lost(r->e, link, r->now);
		moved++;
	}
	return moved;
}

/* Until nothing moves at this time. */
static inline void rig_run(struct rig *r)
{
	size_t moved;

	do {
		ck_assert_int_eq(smpp_esme_tick(r->e, r->now), SMPP_OK);
		moved = rig_carry(r, 0);
		if (r->config.mode == SMPP_ESME_PAIR)
			moved += rig_carry(r, 1);
	} while (moved > 0 || smpp_esme_deadline(r->e) <= r->now);
}

static inline void rig_wait(struct rig *r, uint64_t span)
{
	uint64_t until = r->now + span;

	rig_run(r);
	while (r->now < until) {
		uint64_t at = smpp_esme_deadline(r->e);

		for (unsigned i = 0; i < 2; i++)
			if (r->up[i] && smpp_session_deadline(r->smsc[i]) < at)
				at = smpp_session_deadline(r->smsc[i]);
		if (at > r->now)
			r->now = at < until ? at : until;
		rig_run(r);
	}
}

/* The connection breaks, both ends hear of it. */
static inline void rig_break(struct rig *r, unsigned link)
{
	r->up[link] = 0;
	(void)smpp_esme_lost(r->e, link, r->now); /* it may have ended by itself */
	rig_run(r);
}

static inline struct smpp_esme_config rig_config(void)
{
	struct smpp_esme_config config;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.bind.system_id = smpp_span_of("esme");
	config.bind.password = smpp_span_of("secret");
	return config;
}

static inline void rig_begin(struct rig *r, const struct smpp_esme_config *config)
{
	memset(r, 0, sizeof(*r));
	r->config = *config;
	r->config.on_event = rig_event;
	r->config.user = r;
	r->now = 1000;
	r->random = 1;
	r->answers = 1;
	r->smsc_config.size = sizeof(r->smsc_config);
	r->smsc_config.side = SMPP_SMSC;
	r->smsc_config.version = SMPP_V5_0;
	r->smsc_config.window = 100;
	r->smsc_config.inbound = 100;
	r->smsc_config.inactivity = SMPP_OFF;
	r->smsc_config.enquire_link = SMPP_OFF;
	r->smsc_config.on_event = rig_smsc_event;
	r->smsc_config.user = r;
	r->size = smpp_esme_size(&r->config);
	ck_assert_uint_gt(r->size, 0);
	r->memory = malloc(r->size);
	ck_assert_ptr_nonnull(r->memory);
	memset(r->memory, 0xA5, r->size);
	ck_assert_int_eq(smpp_esme_init(&r->e, r->memory, r->size, &r->config, r->now), SMPP_OK);
}

static inline void rig_end(struct rig *r)
{
	free(r->memory);
	free(r->smsc_memory[0]);
	free(r->smsc_memory[1]);
	memset(r, 0, sizeof(*r));
}

static inline void rig_forget(struct rig *r)
{
	r->first = r->events;
}

/* Bound, and nothing is left to be looked at. */
static inline void rig_begin_bound(struct rig *r, const struct smpp_esme_config *config)
{
	rig_begin(r, config);
	ck_assert_int_eq(smpp_esme_start(r->e, r->now), SMPP_OK);
	rig_run(r);
	ck_assert_str_eq(smpp_esme_state_name(smpp_esme_state(r->e, 0)), "BOUND");
	rig_forget(r);
}

/* The next event of that type that the test has not looked at; others are passed over. */
static inline struct told *rig_next(struct rig *r, enum smpp_esme_event_type type)
{
	while (r->first < r->events) {
		struct told *t = &r->told[r->first++ % RIG_EVENTS];

		if (t->event.type == type)
			return t;
	}
	ck_abort_msg("no event of type %d", (int)type);
	return NULL;
}

static inline size_t rig_count(const struct rig *r, enum smpp_esme_event_type type)
{
	size_t count = 0;

	for (size_t i = r->first; i < r->events; i++)
		count += r->told[i % RIG_EVENTS].event.type == type;
	return count;
}

static inline void rig_expect_state(struct rig *r, const char *name)
{
	struct told *t = rig_next(r, SMPP_ESME_EVENT_STATE);

	ck_assert_str_eq(smpp_esme_state_name(t->event.state), name);
}

static inline void rig_now_in(const struct rig *r, const char *name)
{
	ck_assert_str_eq(smpp_esme_state_name(smpp_esme_state(r->e, 0)), name);
}

static inline int rig_submit(struct rig *r, const char *text, uint64_t token)
{
	struct smpp_esme_message m;

	memset(&m, 0, sizeof(m));
	m.token = token;
	m.pdu.body.submit_sm.destination_addr = smpp_span_of("447700900123");
	m.pdu.body.submit_sm.registered_delivery = 1;
	m.text = smpp_span_of(text);
	return smpp_esme_submit(r->e, &m, r->now);
}

static inline struct told *rig_expect_result(struct rig *r, uint64_t token, const char *outcome)
{
	struct told *t = rig_next(r, SMPP_ESME_EVENT_RESULT);

	ck_assert_uint_eq(t->event.token, token);
	ck_assert_str_eq(smpp_esme_outcome_name(t->event.outcome), outcome);
	return t;
}

static inline void rig_deliver(struct rig *r, unsigned link, struct smpp_pdu *pdu)
{
	pdu->header.command_id = SMPP_DELIVER_SM;
	ck_assert_int_eq(smpp_session_request(r->smsc[link], pdu, 1, r->now), SMPP_OK);
}

/* A receipt as the text of a deliver_sm. */
static inline void rig_receipt(struct rig *r, unsigned link, const char *id, const char *stat)
{
	char text[200];
	struct smpp_pdu pdu;

	snprintf(text, sizeof(text), "id:%s sub:001 dlvrd:001 submit date:2611250000 "
		 "done date:2611250001 stat:%s err:000 text:Hello", id, stat);
	memset(&pdu, 0, sizeof(pdu));
	pdu.body.deliver_sm.esm_class = 0x04;
	pdu.body.deliver_sm.source_addr = smpp_span_of("447700900123");
	pdu.body.deliver_sm.short_message = smpp_span_of(text);
	rig_deliver(r, link, &pdu);
}

#endif
