/* SPDX-License-Identifier: MIT */
/*
 * Owns: the centre's memory, the life of its peers, what their sessions tell, answers.
 * Must not know: sockets, storage, passwords, how a receiver is chosen.
 */
#include "smsc.h"

#define LEAST_CONFIG (offsetof(struct smpp_smsc_config, peers))
#define SYSTEM_ID_MAX 15
#define LEAST_RESERVE 37 /* octets of a bind response: header, system_id, sc_interface_version */

/* Of which requests a peer's window was full. */
enum { CROWD_OF_MESSAGES = 1, CROWD_OF_ENQUIRIES = 2 };

/* ---- configuration and memory ---- */

static uint32_t usual(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

/*
 * The configuration of each session. Each request of a peer's must have room in output for the
 * answers that are the helper's own, so that those never fail.
 */
static int complete_session(struct smpp_session_config *s, const struct smpp_smsc_config *c)
{
	memset(s, 0, sizeof(*s));
	s->tolerate = SMPP_FIELD;
	if (c->session != NULL) {
		if (c->session->size > sizeof(*s))
			return SMPP_E_CONFIG;
		memset(s, 0, sizeof(*s));
		memcpy(s, c->session, c->session->size);
	}
	s->size = sizeof(*s);
	s->side = SMPP_SMSC;
	s->relay = 0;
	s->on_event = NULL;
	if (s->answer_reserve == SMPP_OFF || (s->answer_reserve > 0 &&
					      s->answer_reserve < LEAST_RESERVE))
		s->answer_reserve = LEAST_RESERVE;
	if ((s->max_pdu != 0 && s->max_pdu < LEAST_RESERVE) || smpp_session_size(s) == 0 ||
	    usual(s->output, 16384) / (usual(s->inbound, 10) + 1) < LEAST_RESERVE)
		return SMPP_E_CONFIG;
	return SMPP_OK;
}

static int complete(struct smpp_smsc_config *c, struct smpp_session_config *s,
		    const struct smpp_smsc_config *given)
{
	if (given->size < LEAST_CONFIG || given->size > sizeof(*c))
		return SMPP_E_CONFIG;
	memset(c, 0, sizeof(*c));
	memcpy(c, given, given->size);
	c->peers = usual(c->peers, 1000);
	if (c->peers > SMPP__SMSC_PEERS_MAX || c->system_id.len > SYSTEM_ID_MAX)
		return SMPP_E_CONFIG;
	return complete_session(s, c);
}

/* Octets of each part, in the order in which they stand in memory. */
enum { PART_SELF, PART_SLOTS, PART_HEAP, PART_FREE, PARTS };

static size_t lay_out(const struct smpp_smsc_config *c, size_t part[PARTS])
{
	size_t total = 0;

	part[PART_SELF] = sizeof(struct smpp_smsc);
	part[PART_SLOTS] = c->peers * sizeof(struct smpp_smsc_peer *);
	part[PART_HEAP] = part[PART_SLOTS];
	part[PART_FREE] = c->peers * sizeof(uint32_t);
	for (unsigned i = 0; i < PARTS; i++) {
		part[i] = (part[i] + 7) & ~(size_t)7;
		total += part[i];
	}
	return total;
}

size_t smpp_smsc_size(const struct smpp_smsc_config *config)
{
	struct smpp_smsc_config c;
	struct smpp_session_config s;
	size_t part[PARTS];

	return complete(&c, &s, config) == SMPP_OK ? lay_out(&c, part) : 0;
}

static void carve(struct smpp_smsc *c, const size_t part[PARTS])
{
	uint8_t *at = (uint8_t *)c + part[PART_SELF];

	c->slots = (struct smpp_smsc_peer **)(void *)at;
	at += part[PART_SLOTS];
	c->heap = (struct smpp_smsc_peer **)(void *)at;
	at += part[PART_HEAP];
	c->free = (uint32_t *)(void *)at;
	for (uint32_t i = 0; i < c->config.peers; i++) {
		c->slots[i] = NULL;
		c->free[i] = c->config.peers - 1 - i;
	}
}

int smpp_smsc_init(struct smpp_smsc **smsc, void *mem, size_t len,
		   const struct smpp_smsc_config *config)
{
	struct smpp_smsc_config completed;
	struct smpp_session_config s;
	struct smpp_smsc *c = mem;
	size_t part[PARTS];

	if (complete(&completed, &s, config) != SMPP_OK || len < lay_out(&completed, part) ||
	    (uintptr_t)mem % sizeof(uint64_t) != 0)
		return SMPP_E_CONFIG;
	memset(c, 0, sizeof(*c));
	c->config = completed;
	c->session = s;
	c->session_size = smpp_session_size(&s);
	c->load = SMPP_CONGESTION_NONE;
	carve(c, part);
	*smsc = c;
	return SMPP_OK;
}

size_t smpp_smsc_session_size(const struct smpp_smsc *c)
{
	return c->session_size;
}

/* ---- what is told ---- */

static struct smpp_smsc_event *event_of(struct smpp_smsc *c, struct smpp_smsc_peer *p,
					enum smpp_smsc_event_type type)
{
	memset(&c->out, 0, sizeof(c->out));
	c->out.type = type;
	c->out.peer = p;
	c->out.account = p->account;
	c->out.session = &c->event;
	return &c->out;
}

/* c->out. The caller finds a peer that is not bound any more in no account. */
static void tell(struct smpp_smsc *c)
{
	struct smpp_smsc_peer *p = c->out.peer;

	if (p->member && !smpp__smsc_is_bound(p))
		smpp__smsc_leave(p);
	if (c->config.on_event == NULL)
		return;
	c->busy = 1;
	c->config.on_event(c->config.user, c, &c->out);
	c->busy = 0;
}

static void tell_room(struct smpp_smsc *c, struct smpp_smsc_peer *p, const struct smpp_event *event)
{
	if (p->account != NULL)
		p->account->crowded = 0;
	event_of(c, p, SMPP_SMSC_EVENT_ROOM)->session = event;
	tell(c);
}

/* ---- what sessions tell ---- */

static enum smpp__smsc_kind kind_of(uint32_t command_id)
{
	switch (command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER: return SMPP__SMSC_BIND;
	case SMPP_SUBMIT_SM:
	case SMPP_SUBMIT_MULTI:
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM: return SMPP__SMSC_MESSAGE;
	default: return SMPP__SMSC_OTHER;
	}
}

static enum smpp_state type_of(uint32_t bind)
{
	if (bind == SMPP_BIND_TRANSMITTER)
		return SMPP_STATE_BOUND_TX;
	return bind == SMPP_BIND_RECEIVER ? SMPP_STATE_BOUND_RX : SMPP_STATE_BOUND_TRX;
}

/* A submit_multi is as many messages as it has destinations. */
static uint32_t messages_of(const struct smpp_pdu *pdu)
{
	uint32_t count = pdu->header.command_id == SMPP_SUBMIT_MULTI
				 ? pdu->body.submit_multi.number_of_dests : 1;

	return count > 0 ? count : 1;
}

static void request_came(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	uint32_t command_id = c->event.pdu.header.command_id;
	enum smpp__smsc_kind kind = kind_of(command_id);
	struct smpp_smsc_event *out;

	if (kind == SMPP__SMSC_BIND)
		p->type = (uint8_t)type_of(command_id);
	if (kind == SMPP__SMSC_MESSAGE) {
		if (!smpp__smsc_may(p->account, messages_of(&c->event.pdu), c->now)) {
			p->account->throttled++;
			(void)smpp_session_refuse(p->session, c->event.handle,
						  SMPP_ESME_RTHROTTLED, c->now);
			return;
		}
		p->account->waiting++;
		p->waiting++;
	}
	out = event_of(c, p, kind == SMPP__SMSC_BIND ? SMPP_SMSC_EVENT_BIND
						     : SMPP_SMSC_EVENT_REQUEST);
	out->handle.peer = p->serial | (uint64_t)kind << SMPP__SMSC_SLOT_BITS;
	out->handle.request = c->event.handle;
	tell(c);
}

/* Would its window take such a request again? */
static int takes(const struct smpp_smsc_peer *p, uint8_t crowd, uint32_t command_id)
{
	int got = smpp_session_can(p->session, command_id);

	return (p->crowded & crowd) != 0 && (got == SMPP_OK || got == SMPP_E_SPACE);
}

static void outcome_came(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	if (!p->leaving || c->event.command_id != SMPP_UNBIND) {
		event_of(c, p, SMPP_SMSC_EVENT_OUTCOME)->token = c->event.token;
		tell(c);
	}
	if (takes(p, CROWD_OF_MESSAGES, SMPP_DELIVER_SM) ||
	    takes(p, CROWD_OF_ENQUIRIES, SMPP_ENQUIRE_LINK)) {
		p->crowded = 0;
		tell_room(c, p, NULL);
	}
}

static void bound(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	event_of(c, p, SMPP_SMSC_EVENT_BOUND);
	tell(c);
	if (p->account->crowded && smpp__smsc_receives(p))
		tell_room(c, p, NULL);
}

/* How long the peer has to take what was still said to it. */
static void linger(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	uint32_t span = usual(c->session.stall, 30000);

	smpp__smsc_due_set(c, p, span == SMPP_OFF || c->now > SMPP__SMSC_NEVER - span
					 ? SMPP__SMSC_NEVER : c->now + span);
}

static void ended(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	struct smpp_smsc_account *account = p->account;

	smpp__smsc_leave(p);
	p->gone = 1;
	p->account = NULL;
	linger(c, p);
	smpp__smsc_say(c, p);
	event_of(c, p, SMPP_SMSC_EVENT_GONE)->account = account;
	tell(c);
}

static void state_changed(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	switch (c->event.state) {
	case SMPP_STATE_BOUND_TX:
	case SMPP_STATE_BOUND_RX:
	case SMPP_STATE_BOUND_TRX: bound(c, p); break;
	case SMPP_STATE_CLOSED: ended(c, p); break;
	case SMPP_STATE_OPEN:
	case SMPP_STATE_OUTBOUND:
	case SMPP_STATE_UNBOUND: break;
	}
}

/* @return 0: there was nothing */
static int handle(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	switch (c->event.type) {
	case SMPP_EVENT_REQUEST: request_came(c, p); break;
	case SMPP_EVENT_OUTCOME: outcome_came(c, p); break;
	case SMPP_EVENT_STATE: state_changed(c, p); break;
	case SMPP_EVENT_ROOM: tell_room(c, p, &c->event); break;
	case SMPP_EVENT_NOTICE:
	case SMPP_EVENT_STRAY:
	case SMPP_EVENT_REFUSED:
		event_of(c, p, SMPP_SMSC_EVENT_OTHER);
		tell(c);
		break;
	case SMPP_EVENT_NONE:
	case SMPP_EVENT_BLOCKED: return 0;
	}
	return 1;
}

/* ---- the loop ---- */

void smpp__smsc_touched(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	uint64_t written = smpp_session_counters(p->session).pdus_out;
	size_t len;

	if (p->member && !smpp__smsc_is_bound(p))
		smpp__smsc_leave(p);
	if (written != p->written)
		smpp__smsc_say(c, p); /* output that was there before is no news */
	p->written = written;
	if (!p->gone || smpp_session_output(p->session, &len) == NULL) /* else it lingers */
		smpp__smsc_due_set(c, p, smpp_session_deadline(p->session));
}

/* All that the session has to say, by the octets lent to it and the time. */
static void pull(struct smpp_smsc *c, struct smpp_smsc_peer *p)
{
	if (p->gone) { /* it has lingered: output is dropped */
		(void)smpp_session_lost(p->session, c->now);
		smpp__smsc_say(c, p);
	}
	smpp_session_congestion(p->session, c->load);
	while (!p->gone && smpp_session_next(p->session, c->now, &c->event) == SMPP_OK &&
	       handle(c, p))
		continue;
	smpp__smsc_touched(c, p);
}

int smpp_smsc_feed(struct smpp_smsc *c, struct smpp_smsc_peer *peer, struct smpp_span octets,
		   uint64_t now, size_t *used)
{
	*used = 0;
	if (c->busy)
		return SMPP_E_BUSY;
	*used = octets.len;
	if (peer->session == NULL || peer->gone)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	(void)smpp_session_lend(peer->session, octets.ptr, octets.len);
	pull(c, peer);
	(void)smpp_session_take(peer->session, used);
	if (peer->gone)
		*used = octets.len;
	peer->held = *used < octets.len && c->event.type == SMPP_EVENT_BLOCKED;
	smpp__smsc_touched(c, peer); /* without the loan */
	return SMPP_OK;
}

int smpp_smsc_tick(struct smpp_smsc *c, uint64_t now)
{
	if (c->busy)
		return SMPP_E_BUSY;
	smpp__smsc_hear(c, now);
	while (c->count > 0 && c->heap[0]->due <= c->now)
		pull(c, c->heap[0]);
	return SMPP_OK;
}

/* ---- connections ---- */

int smpp_smsc_open(struct smpp_smsc *c, struct smpp_smsc_peer *peer, void *mem, size_t len,
		   uint64_t now)
{
	void *user = peer->user;
	struct smpp_session *s;
	uint32_t slot;

	if (c->count == c->config.peers)
		return SMPP_E_WINDOW;
	smpp__smsc_hear(c, now);
	if (smpp_session_init(&s, mem, len, &c->session, c->now) != SMPP_OK)
		return SMPP_E_CONFIG;
	slot = c->free[c->config.peers - 1 - c->count];
	memset(peer, 0, sizeof(*peer));
	peer->user = user;
	peer->session = s;
	peer->serial = ++c->serial << (SMPP__SMSC_SLOT_BITS + SMPP__SMSC_KIND_BITS) | slot;
	peer->before = c->last;
	if (c->last != NULL)
		c->last->after = peer;
	else
		c->first = peer;
	c->last = peer;
	c->slots[slot] = peer;
	smpp__smsc_due_add(c, peer);
	smpp__smsc_touched(c, peer);
	return SMPP_OK;
}

int smpp_smsc_release(struct smpp_smsc *c, struct smpp_smsc_peer *peer)
{
	uint32_t slot = (uint32_t)(peer->serial & SMPP__SMSC_SLOT_MASK);
	void *user = peer->user;

	if (c->busy)
		return SMPP_E_BUSY;
	if (!peer->gone)
		return SMPP_E_STATE;
	smpp__smsc_unsay(c, peer);
	smpp__smsc_due_drop(c, peer);
	if (peer->before != NULL)
		peer->before->after = peer->after;
	else
		c->first = peer->after;
	if (peer->after != NULL)
		peer->after->before = peer->before;
	else
		c->last = peer->before;
	c->slots[slot] = NULL;
	c->free[c->config.peers - 1 - c->count] = slot;
	memset(peer, 0, sizeof(*peer));
	peer->user = user;
	return SMPP_OK;
}

int smpp_smsc_lost(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now)
{
	int got;

	if (peer->session == NULL)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	got = smpp_session_lost(peer->session, c->now);
	if (peer->gone)
		smpp__smsc_say(c, peer); /* output is dropped */
	smpp__smsc_touched(c, peer);
	return got;
}

int smpp_smsc_close(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now)
{
	int got;

	if (peer->session == NULL)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	got = smpp_session_close(peer->session, c->now);
	smpp__smsc_touched(c, peer);
	return got;
}

int smpp_smsc_unbind(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now)
{
	enum smpp_state state;

	if (peer->session == NULL)
		return SMPP_E_STATE;
	state = smpp_session_state(peer->session);
	if (state == SMPP_STATE_OPEN || state == SMPP_STATE_OUTBOUND)
		return smpp_smsc_close(c, peer, now);
	if (state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	/* it fails where one side has asked for the end already, which comes then */
	if (smpp_session_drain(peer->session, 0, c->now) == SMPP_OK)
		peer->leaving = 1;
	smpp__smsc_touched(c, peer);
	return SMPP_OK;
}

int smpp_smsc_stop(struct smpp_smsc *c, uint64_t now)
{
	if (c->stopping)
		return SMPP_E_STATE;
	c->stopping = 1;
	for (struct smpp_smsc_peer *p = c->first; p != NULL; p = p->after)
		(void)smpp_smsc_unbind(c, p, now); /* those that are over stay so */
	return SMPP_OK;
}

const uint8_t *smpp_smsc_output(const struct smpp_smsc_peer *peer, size_t *len)
{
	*len = 0;
	return peer->session != NULL ? smpp_session_output(peer->session, len) : NULL;
}

int smpp_smsc_sent(struct smpp_smsc *c, struct smpp_smsc_peer *peer, size_t len, uint64_t now)
{
	size_t left;
	int got;

	if (peer->session == NULL)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	got = smpp_session_sent(peer->session, len, c->now);
	if (got != SMPP_OK || len == 0)
		return got; /* nothing is new, so next does not give it again */
	if (peer->held || peer->gone || smpp_session_output(peer->session, &left) != NULL)
		smpp__smsc_say(c, peer);
	if (peer->gone)
		linger(c, peer);
	smpp__smsc_touched(c, peer);
	return SMPP_OK;
}

int smpp_smsc_is_over(const struct smpp_smsc_peer *peer)
{
	return peer->gone;
}

/* ---- requests ---- */

int smpp__smsc_request(struct smpp_smsc *c, struct smpp_smsc_peer *p, struct smpp_pdu *pdu,
		       uint64_t token)
{
	uint32_t command_id = pdu->header.command_id;
	int got = smpp_session_request(p->session, pdu, token, c->now);

	if (got == SMPP_E_WINDOW)
		p->crowded |= command_id == SMPP_ENQUIRE_LINK ? CROWD_OF_ENQUIRIES
							      : CROWD_OF_MESSAGES;
	smpp__smsc_touched(c, p);
	return got;
}

int smpp_smsc_request(struct smpp_smsc *c, struct smpp_smsc_peer *peer, struct smpp_pdu *pdu,
		      uint64_t token, uint64_t now)
{
	if (peer->session == NULL)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	return smpp__smsc_request(c, peer, pdu, token);
}

int smpp_smsc_outbind(struct smpp_smsc *c, struct smpp_smsc_peer *peer, struct smpp_span system_id,
		      struct smpp_span password, uint64_t now)
{
	memset(&c->pdu, 0, sizeof(c->pdu));
	c->pdu.header.command_id = SMPP_OUTBIND;
	c->pdu.body.outbind.system_id = system_id;
	c->pdu.body.outbind.password = password;
	return smpp_smsc_request(c, peer, &c->pdu, 0, now);
}

/* ---- questions ---- */

struct smpp_smsc_peer *smpp_smsc_peer_after(const struct smpp_smsc *c,
					    const struct smpp_smsc_peer *peer)
{
	return peer != NULL ? peer->after : c->first;
}

uint32_t smpp_smsc_peers(const struct smpp_smsc *c)
{
	return c->count;
}

const char *smpp_smsc_event_name(enum smpp_smsc_event_type type)
{
	switch (type) {
	case SMPP_SMSC_EVENT_BIND: return "BIND";
	case SMPP_SMSC_EVENT_BOUND: return "BOUND";
	case SMPP_SMSC_EVENT_REQUEST: return "REQUEST";
	case SMPP_SMSC_EVENT_OUTCOME: return "OUTCOME";
	case SMPP_SMSC_EVENT_ROOM: return "ROOM";
	case SMPP_SMSC_EVENT_GONE: return "GONE";
	case SMPP_SMSC_EVENT_OTHER: return "OTHER";
	}
	return "?";
}

void *smpp_smsc_user(const struct smpp_smsc *c)
{
	return c->config.user;
}
