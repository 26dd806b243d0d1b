/* SPDX-License-Identifier: MIT */
/*
 * Owns: a message centre under test with ESMEs at the other ends, and the clock of all.
 * Must not know: what is right or wrong.
 *
 * The ESMEs are sessions of the library; octets arrive at once. The rig keeps to what smsc.h asks
 * of a caller and no more: it looks at a peer when next gives it, feeds again what was not used
 * when more comes or next gives the peer, ticks once a turn and at the deadline.
 */
#ifndef SMPP_TESTS_SMSC_RIG_H
#define SMPP_TESTS_SMSC_RIG_H

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/smsc.h>

#define RIG_LINES 16
#define RIG_EVENTS 4096
#define LINE_EVENTS 512
#define LINE_OCTETS 100000

/* An event of the centre, with copies of what it points to. */
struct told {
	struct smpp_smsc_event event; /* session is not to be followed */
	enum smpp_event_type type;    /* of it, the rest too; 0: there was none */
	enum smpp_outcome outcome;
	enum smpp_reason reason;
	enum smpp_stray stray;
	uint32_t command_id;
	uint32_t status;
	char text[64];
};

/* What an ESME's session told. */
struct heard {
	enum smpp_event_type type;
	enum smpp_outcome outcome;
	enum smpp_state state;
	enum smpp_reason reason;
	uint64_t handle;
	uint64_t token;
	uint32_t command_id;
	uint32_t status;
	uint8_t congestion; /* SMPP_CONGESTION_NONE: not there */
	uint8_t has_tlvs;
	char text[256];     /* of a message; the system_id of a bind response */
	char source[24];
};

/* A connection: the centre's peer and the ESME at its other end. */
struct line {
	struct smpp_smsc_peer peer;
	void *memory;
	int open;   /* the peer is not released */
	int up;     /* the ESME has the connection */
	int deaf;   /* takes nothing of what the centre sends */
	int answers; /* requests of the centre at once, with status */
	uint32_t status;
	struct smpp_session *esme;
	void *esme_memory;
	struct smpp_session_config config;
	uint8_t rest[LINE_OCTETS]; /* of the ESME, not used yet by the centre */
	size_t rest_len;
	size_t piece; /* octets fed at once; 0: all */
	struct heard heard[LINE_EVENTS];
	size_t heard_first;
	size_t heard_count;
};

struct rig {
	struct smpp_smsc *c;
	void *memory;
	size_t size;
	struct smpp_smsc_config config;
	uint64_t now;
	struct line *lines; /* RIG_LINES */
	struct smpp_smsc_account account;
	int admits; /* binds at once, to account */
	int replies; /* requests at once, good */
	struct told told[RIG_EVENTS];
	size_t first;
	size_t events;
	void (*then)(struct rig *r, const struct smpp_smsc_event *event);
};

static inline struct line *line_of(struct smpp_smsc_peer *peer)
{
	return (struct line *)peer->user;
}

static inline void rig_copy(char *to, size_t room, struct smpp_span span)
{
	size_t len = span.len < room ? span.len : room - 1;

	if (len > 0)
		memcpy(to, span.ptr, len);
	to[len] = 0;
}

/* ---- the centre ---- */

static inline void rig_log(struct rig *r, const struct smpp_smsc_event *event)
{
	struct told *t = &r->told[r->events % RIG_EVENTS];

	ck_assert_uint_lt(r->events - r->first, RIG_EVENTS);
	memset(t, 0, sizeof(*t));
	t->event = *event;
	if (event->session != NULL) {
		t->type = event->session->type;
		t->outcome = event->session->outcome;
		t->reason = event->session->reason;
		t->stray = event->session->stray;
		t->status = event->session->command_status;
		t->command_id = event->session->command_id;
		if (event->session->has_pdu && t->type != SMPP_EVENT_OUTCOME)
			t->command_id = event->session->pdu.header.command_id;
		if (t->command_id == SMPP_SUBMIT_SM)
			rig_copy(t->text, sizeof(t->text),
				 event->session->pdu.body.submit_sm.short_message);
	}
	r->events++;
}

/* A good answer to a request of that command. */
static inline struct smpp_pdu rig_answer_to(uint32_t command_id)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	if (command_id == SMPP_SUBMIT_SM || command_id == SMPP_DATA_SM)
		pdu.body.submit_sm_resp.message_id = smpp_span_of("id");
	if (command_id == SMPP_SUBMIT_MULTI)
		pdu.body.submit_multi_resp.message_id = smpp_span_of("id");
	if (command_id == SMPP_QUERY_SM) {
		pdu.body.query_sm_resp.message_id = smpp_span_of("id");
		pdu.body.query_sm_resp.message_state = SMPP_MESSAGE_STATE_ENROUTE;
	}
	return pdu;
}

static inline void rig_event(void *user, struct smpp_smsc *c, const struct smpp_smsc_event *event)
{
	struct rig *r = user;

	ck_assert_ptr_eq(c, r->c);
	ck_assert_ptr_eq(smpp_smsc_user(c), r);
	ck_assert_ptr_nonnull(event->peer->session);
	rig_log(r, event);
	if (event->type == SMPP_SMSC_EVENT_BIND && r->admits)
		(void)smpp_smsc_admit(c, event->handle, &r->account, r->now);
	if (event->type == SMPP_SMSC_EVENT_REQUEST && r->replies) {
		struct smpp_pdu pdu = rig_answer_to(event->session->pdu.header.command_id);

		ck_assert_int_eq(smpp_smsc_reply(c, event->handle, &pdu, r->now), SMPP_OK);
	}
	if (r->then != NULL)
		r->then(r, event);
}

static inline struct smpp_smsc_config rig_config(void)
{
	struct smpp_smsc_config config;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.peers = RIG_LINES;
	config.system_id = smpp_span_of("centre");
	return config;
}

static inline struct smpp_session_config rig_session_config(void)
{
	struct smpp_session_config config;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.version = SMPP_V5_0;
	return config;
}

static inline void rig_begin(struct rig *r, const struct smpp_smsc_config *config)
{
	memset(r, 0, sizeof(*r));
	r->config = *config;
	r->config.on_event = rig_event;
	r->config.user = r;
	r->now = 1000;
	r->admits = 1;
	r->replies = 1;
	r->lines = calloc(RIG_LINES, sizeof(*r->lines));
	ck_assert_ptr_nonnull(r->lines);
	r->size = smpp_smsc_size(&r->config);
	ck_assert_uint_gt(r->size, 0);
	r->memory = malloc(r->size);
	ck_assert_ptr_nonnull(r->memory);
	memset(r->memory, 0xA5, r->size);
	ck_assert_int_eq(smpp_smsc_init(&r->c, r->memory, r->size, &r->config), SMPP_OK);
}

static inline void rig_end(struct rig *r)
{
	for (unsigned i = 0; i < RIG_LINES; i++) {
		free(r->lines[i].memory);
		free(r->lines[i].esme_memory);
	}
	free(r->lines);
	free(r->memory);
	memset(r, 0, sizeof(*r));
}

/* ---- the ESMEs ---- */

static inline void line_log(struct line *l, const struct smpp_event *event)
{
	struct heard *h = &l->heard[l->heard_count % LINE_EVENTS];

	ck_assert_uint_lt(l->heard_count - l->heard_first, LINE_EVENTS);
	memset(h, 0, sizeof(*h));
	h->type = event->type;
	h->outcome = event->outcome;
	h->state = event->state;
	h->reason = event->reason;
	h->handle = event->handle;
	h->token = event->token;
	h->status = event->command_status;
	h->command_id = event->command_id;
	h->congestion = SMPP_CONGESTION_NONE;
	l->heard_count++;
	if (!event->has_pdu || event->pdu.body_raw)
		return;
	if (event->type == SMPP_EVENT_REQUEST || event->type == SMPP_EVENT_NOTICE)
		h->command_id = event->pdu.header.command_id;
	h->has_tlvs = event->pdu.tlvs.len > 0;
	(void)smpp_tlv_u8(event->pdu.tlvs, SMPP_TLV_CONGESTION_STATE, &h->congestion);
	if (h->command_id == SMPP_DELIVER_SM && event->type == SMPP_EVENT_REQUEST) {
		rig_copy(h->text, sizeof(h->text), event->pdu.body.deliver_sm.short_message);
		rig_copy(h->source, sizeof(h->source), event->pdu.body.deliver_sm.source_addr);
	}
	if (event->pdu.header.command_id == SMPP_BIND_TRANSCEIVER_RESP && !event->pdu.body_absent)
		rig_copy(h->text, sizeof(h->text), event->pdu.body.bind_resp.system_id);
	if (event->pdu.header.command_id == SMPP_OUTBIND)
		rig_copy(h->text, sizeof(h->text), event->pdu.body.outbind.system_id);
}

static inline void line_event(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	struct line *l = user;
	struct smpp_pdu pdu;

	line_log(l, event);
	if (event->type != SMPP_EVENT_REQUEST || !l->answers)
		return;
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = l->status;
	pdu.body_absent = l->status != SMPP_ESME_ROK;
	ck_assert_int_eq(smpp_session_reply(s, event->handle, &pdu, 0), SMPP_OK);
}

/* A connection comes on that line; an ESME of that version is at its other end. */
static inline struct line *rig_open(struct rig *r, unsigned i, uint8_t version)
{
	struct line *l = &r->lines[i];
	size_t size = smpp_smsc_session_size(r->c);

	ck_assert(!l->open);
	l->up = 1;
	l->open = 1;
	l->deaf = 0;
	l->answers = 1;
	l->status = SMPP_ESME_ROK;
	l->rest_len = 0;
	l->heard_first = l->heard_count;
	free(l->memory);
	l->memory = malloc(size);
	memset(l->memory, 0x5A, size);
	l->peer.user = l;
	ck_assert_int_eq(smpp_smsc_open(r->c, &l->peer, l->memory, size, r->now), SMPP_OK);
	memset(&l->config, 0, sizeof(l->config));
	l->config.size = sizeof(l->config);
	l->config.side = SMPP_ESME;
	l->config.version = version;
	l->config.absent_version = SMPP_V3_4;
	l->config.window = 50;
	l->config.inbound = 50;
	l->config.window_min = SMPP_OFF;
	l->config.enquire_link = SMPP_OFF;
	l->config.response = 100000;
	l->config.on_event = line_event;
	l->config.user = l;
	free(l->esme_memory);
	l->esme_memory = malloc(smpp_session_size(&l->config));
	ck_assert_int_eq(smpp_session_init(&l->esme, l->esme_memory,
					   smpp_session_size(&l->config), &l->config, r->now),
			 SMPP_OK);
	return l;
}

/* ---- the loop of the centre's caller ---- */

/* What the ESME has sent and the centre has not used is fed. @return octets used */
static inline size_t line_feed(struct rig *r, struct line *l)
{
	struct smpp_span octets = { l->rest, l->rest_len };
	size_t used, all = 0;
	int got = SMPP_OK;

	while (l->open && octets.len > 0 && got == SMPP_OK) {
		uint8_t *exact; /* so that reading past the end is seen */

		octets.len = l->piece != 0 && l->piece < l->rest_len ? l->piece : l->rest_len;
		exact = malloc(octets.len);
		memcpy(exact, l->rest, octets.len);
		octets.ptr = exact;
		got = smpp_smsc_feed(r->c, &l->peer, octets, r->now, &used);
		free(exact);
		ck_assert(got == SMPP_OK || got == SMPP_E_STATE);
		ck_assert_uint_le(used, octets.len);
		memmove(l->rest, l->rest + used, l->rest_len - used);
		l->rest_len -= used;
		all += used;
		if (used < octets.len)
			break;
		octets.len = l->rest_len;
	}
	return all;
}

/* What the centre has for the ESME arrives there. */
static inline size_t line_deliver(struct rig *r, struct line *l)
{
	const uint8_t *out;
	size_t len, used, moved = 0;

	while (l->up && !l->deaf && (out = smpp_smsc_output(&l->peer, &len)) != NULL) {
		uint8_t *exact = malloc(len);

		memcpy(exact, out, len);
		ck_assert_int_eq(smpp_smsc_sent(r->c, &l->peer, len, r->now), SMPP_OK);
		ck_assert_int_eq(smpp_session_feed(l->esme, exact, len, r->now, &used), SMPP_OK);
		free(exact);
		moved += len;
	}
	return moved;
}

static inline void line_release(struct rig *r, struct line *l)
{
	ck_assert_int_eq(smpp_smsc_release(r->c, &l->peer), SMPP_OK);
	ck_assert_ptr_null(l->peer.session);
	ck_assert_ptr_eq(l->peer.user, l);
	memset(l->memory, 0xDD, smpp_smsc_session_size(r->c)); /* it is the caller's again */
	l->open = 0;
	l->up = 0;
	(void)smpp_session_lost(l->esme, r->now);
	(void)smpp_session_tick(l->esme, r->now);
}

/* One turn as in the head of smsc.h. @return how much moved */
static inline size_t rig_turn(struct rig *r)
{
	struct smpp_smsc_peer *p;
	size_t moved = 0, len;

	ck_assert_int_eq(smpp_smsc_tick(r->c, r->now), SMPP_OK);
	ck_assert_uint_gt(smpp_smsc_deadline(r->c), r->now);
	while ((p = smpp_smsc_next(r->c)) != NULL) {
		struct line *l = line_of(p);

		moved += line_deliver(r, l);
		if (smpp_smsc_is_over(p) && smpp_smsc_output(p, &len) == NULL) {
			line_release(r, l);
			moved++;
			continue;
		}
		moved += line_feed(r, l);
	}
	for (unsigned i = 0; i < RIG_LINES; i++) {
		struct line *l = &r->lines[i];
		const uint8_t *out;

		if (!l->open || !l->up)
			continue;
		ck_assert_int_eq(smpp_session_tick(l->esme, r->now), SMPP_OK);
		while ((out = smpp_session_output(l->esme, &len)) != NULL) {
			ck_assert_uint_le(l->rest_len + len, LINE_OCTETS);
			memcpy(l->rest + l->rest_len, out, len);
			l->rest_len += len;
			ck_assert_int_eq(smpp_session_sent(l->esme, len, r->now), SMPP_OK);
			moved += len;
			(void)line_feed(r, l);
		}
		if (smpp_session_state(l->esme) == SMPP_STATE_CLOSED && l->open) {
			l->up = 0;
			(void)smpp_smsc_lost(r->c, &l->peer, r->now);
			moved++;
		}
	}
	return moved;
}

/* Until nothing moves at this time. */
static inline void rig_run(struct rig *r)
{
	unsigned turns = 0;

	do {
		ck_assert_msg(turns++ < 10000, "it never comes to rest");
	} while (rig_turn(r) > 0 || smpp_smsc_deadline(r->c) <= r->now);
}

static inline void rig_wait(struct rig *r, uint64_t span)
{
	uint64_t until = r->now + span;

	rig_run(r);
	while (r->now < until) {
		uint64_t at = smpp_smsc_deadline(r->c);

		for (unsigned i = 0; i < RIG_LINES; i++)
			if (r->lines[i].up && smpp_session_deadline(r->lines[i].esme) < at)
				at = smpp_session_deadline(r->lines[i].esme);
		r->now = at < until && at > r->now ? at : until;
		rig_run(r);
	}
}

/* The connection breaks, both ends hear of it. */
static inline void rig_break(struct rig *r, struct line *l)
{
	l->up = 0;
	(void)smpp_smsc_lost(r->c, &l->peer, r->now);
	(void)smpp_session_lost(l->esme, r->now);
	(void)smpp_session_tick(l->esme, r->now);
	rig_run(r);
}

/* ---- what ESMEs say ---- */

static inline struct smpp_pdu rig_pdu(uint32_t command_id, uint8_t version)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	switch (command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER:
		pdu.body.bind.system_id = smpp_span_of("esme");
		pdu.body.bind.interface_version = version;
		break;
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM:
		pdu.body.submit_sm.source_addr = smpp_span_of("1234");
		pdu.body.submit_sm.destination_addr = smpp_span_of("447700900123");
		pdu.body.submit_sm.short_message = smpp_span_of("Hello");
		break;
	case SMPP_QUERY_SM:
		pdu.body.query_sm.message_id = smpp_span_of("1");
		break;
	default:
		break;
	}
	return pdu;
}

/* A request of the ESME's; it goes out when the rig runs. */
static inline int line_ask(struct rig *r, struct line *l, uint32_t command_id, uint64_t token)
{
	struct smpp_pdu pdu = rig_pdu(command_id, l->config.version);

	return smpp_session_request(l->esme, &pdu, token, r->now);
}

static inline struct line *rig_bind(struct rig *r, unsigned i, uint32_t bind, uint8_t version)
{
	struct line *l = rig_open(r, i, version);

	ck_assert_int_eq(line_ask(r, l, bind, 77), SMPP_OK);
	rig_run(r);
	return l;
}

static inline void rig_forget(struct rig *r)
{
	r->first = r->events;
	for (unsigned i = 0; i < RIG_LINES; i++)
		r->lines[i].heard_first = r->lines[i].heard_count;
}

/* Bound, and nothing is left to be looked at. */
static inline struct line *rig_bound(struct rig *r, unsigned i, uint32_t bind, uint8_t version)
{
	struct line *l = rig_bind(r, i, bind, version);

	ck_assert_ptr_eq(l->peer.account, &r->account);
	rig_forget(r);
	return l;
}

static inline int rig_deliver(struct rig *r, const char *key, const char *text, uint64_t token,
			      struct smpp_smsc_peer **peer)
{
	struct smpp_pdu pdu = rig_pdu(SMPP_DELIVER_SM, 0);

	pdu.body.deliver_sm.short_message = smpp_span_of(text);
	return smpp_smsc_deliver(r->c, &r->account, &pdu, smpp_span_of(key), token, r->now, peer);
}

/* ---- what tests look at ---- */

/* The next event of that type that the test has not looked at; others are passed over. */
static inline struct told *rig_next(struct rig *r, enum smpp_smsc_event_type type)
{
	while (r->first < r->events) {
		struct told *t = &r->told[r->first++ % RIG_EVENTS];

		if (t->event.type == type)
			return t;
	}
	ck_abort_msg("no event %s", smpp_smsc_event_name(type));
	return NULL;
}

static inline size_t rig_count(const struct rig *r, enum smpp_smsc_event_type type)
{
	size_t count = 0;

	for (size_t i = r->first; i < r->events; i++)
		count += r->told[i % RIG_EVENTS].event.type == type;
	return count;
}

static inline void rig_expect_no_event(const struct rig *r)
{
	ck_assert_msg(r->first == r->events, "an event %s", r->first == r->events ? "" :
		      smpp_smsc_event_name(r->told[r->first % RIG_EVENTS].event.type));
}

/* The very next event is of that type. */
static inline struct told *rig_expect(struct rig *r, enum smpp_smsc_event_type type)
{
	struct told *t = &r->told[r->first % RIG_EVENTS];

	ck_assert_msg(r->first < r->events, "no event, where %s should be",
		      smpp_smsc_event_name(type));
	ck_assert_str_eq(smpp_smsc_event_name(t->event.type), smpp_smsc_event_name(type));
	r->first++;
	return t;
}

static inline struct told *rig_expect_outcome(struct rig *r, uint64_t token, const char *outcome)
{
	struct told *t = rig_next(r, SMPP_SMSC_EVENT_OUTCOME);

	ck_assert_uint_eq(t->event.token, token);
	ck_assert_str_eq(smpp_outcome_name(t->outcome), outcome);
	return t;
}

/* The next event of that type at the ESME. */
static inline struct heard *line_next(struct line *l, enum smpp_event_type type)
{
	while (l->heard_first < l->heard_count) {
		struct heard *h = &l->heard[l->heard_first++ % LINE_EVENTS];

		if (h->type == type)
			return h;
	}
	ck_abort_msg("the ESME has no event %s", smpp_event_name(type));
	return NULL;
}

static inline size_t line_count(const struct line *l, enum smpp_event_type type)
{
	size_t count = 0;

	for (size_t i = l->heard_first; i < l->heard_count; i++)
		count += l->heard[i % LINE_EVENTS].type == type;
	return count;
}

/* The ESME's request came to a response of that status. */
static inline struct heard *line_expect_status(struct line *l, uint64_t token, uint32_t status)
{
	struct heard *h = line_next(l, SMPP_EVENT_OUTCOME);

	ck_assert_uint_eq(h->token, token);
	ck_assert_str_eq(smpp_outcome_name(h->outcome), "RESPONSE");
	ck_assert_msg(h->status == status, "status %08lX, not %08lX", (unsigned long)h->status,
		      (unsigned long)status);
	return h;
}

#endif
