/* SPDX-License-Identifier: MIT */
/*
 * Owns: the ESME's memory, its links with their states, binds and reconnects, the order of work.
 * Must not know: what a message says.
 */
#include "esme.h"

#define COUNT_MAX 1000000
#define SEGMENTS_MAX 255
#define ID_OCTETS_MAX 255
#define LEAST_CONFIG (offsetof(struct smpp_esme_config, profile))
#define OUTBIND_WAIT 10000 /* ms from a connection of the peer's to its outbind, usually */
#define DOUBLINGS_MAX 20

/* ---- configuration and memory ---- */

static uint32_t usual(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

static uint32_t some(uint32_t value, uint32_t otherwise)
{
	return value == SMPP_OFF ? 0 : usual(value, otherwise);
}

static void complete_times(struct smpp_esme_config *c)
{
	c->connect = usual(c->connect, 10000);
	c->reconnect = usual(c->reconnect, 5000);
	c->reconnect_max = usual(c->reconnect_max, 120000);
	c->pause = some(c->pause, 30000);
	c->stable = usual(c->stable, 60000);
	c->drain = usual(c->drain, 30000);
	c->patience = usual(c->patience, SMPP_OFF);
	c->receipt_expiry = usual(c->receipt_expiry, UINT32_C(259200000));
	c->held_wait = usual(c->held_wait, 30000);
}

static void complete_numbers(struct smpp_esme_config *c)
{
	c->addresses = usual(c->addresses, 1);
	c->rate = usual(c->rate, 10);
	if (c->burst == 0)
		c->burst = c->rate == SMPP_OFF || c->rate < 20 ? 1 : c->rate / 10;
	c->messages = usual(c->messages, 16);
	c->segments = usual(c->segments, 10);
	c->id_octets = usual(c->id_octets, 64);
	c->receipts = some(c->receipts, 256);
	c->held = some(c->held, 16);
	c->held_octets = usual(c->held_octets, 512);
	c->text_octets = usual(c->text_octets, 4096);
}

static int is_sound(const struct smpp_esme_config *c)
{
	return (unsigned)c->mode <= SMPP_ESME_PAIR && c->addresses != SMPP_OFF &&
	       (c->rate <= COUNT_MAX || c->rate == SMPP_OFF) && c->burst <= COUNT_MAX &&
	       c->messages <= COUNT_MAX && c->segments <= SEGMENTS_MAX &&
	       c->id_octets <= ID_OCTETS_MAX && c->receipts <= COUNT_MAX &&
	       c->held <= COUNT_MAX && c->held_octets < SMPP_MAX_PDU_EVER &&
	       c->text_octets < SMPP_MAX_PDU_EVER && c->reconnect <= c->reconnect_max;
}

/* The session's configuration, but for what the helper decides. */
static int complete_session(struct smpp_session_config *s, const struct smpp_esme_config *c)
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
	s->side = SMPP_ESME;
	s->version = c->bind.interface_version;
	s->relay = 0;
	s->on_event = NULL;
	s->tolerate &= ~(uint32_t)SMPP_TOLERATE_ALREADY_BOUND;
	if (s->absent_version == 0)
		s->absent_version = SMPP_V3_4;
	return smpp_session_size(s) != 0 ? SMPP_OK : SMPP_E_CONFIG;
}

static uint32_t bind_command(const struct smpp_esme_config *c, unsigned link)
{
	if (c->mode == SMPP_ESME_TRX)
		return SMPP_BIND_TRANSCEIVER;
	return c->mode == SMPP_ESME_RX || link == 1 ? SMPP_BIND_RECEIVER : SMPP_BIND_TRANSMITTER;
}

static void put_bind(struct smpp_pdu *pdu, const struct smpp_esme_config *c, unsigned link)
{
	memset(pdu, 0, sizeof(*pdu));
	pdu->header.command_id = bind_command(c, link);
	pdu->body.bind = c->bind;
}

static int can_bind(const struct smpp_esme_config *c, const struct smpp_session_config *s)
{
	struct smpp_rules rules = { s->version, s->deviate, 0 };
	struct smpp_buf none = { NULL, 0, 0 };
	struct smpp_pdu pdu;

	put_bind(&pdu, c, 0);
	return smpp_encode(&pdu, &rules, &none, NULL) == SMPP_E_SPACE;
}

/* The first part of an ESME's memory; completed in place or in a copy for size. */
static int complete(struct smpp_esme_config *c, struct smpp_session_config *s,
		    const struct smpp_esme_config *given)
{
	if (given->size < LEAST_CONFIG || given->size > sizeof(*c))
		return SMPP_E_CONFIG;
	memset(c, 0, sizeof(*c));
	memcpy(c, given, given->size);
	complete_times(c);
	complete_numbers(c);
	if (c->bind.interface_version == 0 && c->profile != NULL)
		c->bind.interface_version = c->profile->version;
	if (c->bind.interface_version == 0)
		c->bind.interface_version = SMPP_V3_4;
	if (!is_sound(c) || complete_session(s, c) != SMPP_OK || !can_bind(c, s))
		return SMPP_E_CONFIG;
	return SMPP_OK;
}

/* Octets of each part, in the order in which they stand in memory. */
enum { PART_SELF, PART_SESSIONS, PART_SLOTS, PART_SEGMENTS, PART_IDS, PART_KNOWN, PART_KNOWN_IDS,
       PART_HELD, PART_HELD_OCTETS, PART_ASKED, PART_ASSEMBLER, PART_TEXT, PARTS };

static uint64_t lay_out(const struct smpp_esme_config *c, const struct smpp_session_config *s,
			uint64_t part[PARTS])
{
	struct smpp_assembler_config assembler = { sizeof(assembler), 0, 0, 0, 0, 0, 0 };
	uint64_t slots = (uint64_t)c->messages + 1;
	uint64_t links = c->mode == SMPP_ESME_PAIR ? 2 : 1;
	uint64_t total = 0;

	part[PART_SELF] = sizeof(struct smpp_esme);
	part[PART_SESSIONS] = links * ((smpp_session_size(s) + 7) & ~(size_t)7);
	part[PART_SLOTS] = slots * sizeof(struct smpp__esme_slot);
	part[PART_SEGMENTS] = slots * c->segments * sizeof(struct smpp_esme_segment);
	part[PART_IDS] = slots * c->segments * c->id_octets;
	part[PART_KNOWN] = (uint64_t)c->receipts * sizeof(struct smpp__esme_known);
	part[PART_KNOWN_IDS] = (uint64_t)c->receipts * c->id_octets;
	part[PART_HELD] = (uint64_t)c->held * sizeof(struct smpp__esme_held);
	part[PART_HELD_OCTETS] = (uint64_t)c->held * c->held_octets;
	part[PART_ASKED] = links * usual(s->inbound, 10) * sizeof(struct smpp__esme_asked);
	part[PART_ASSEMBLER] =
		smpp_assembler_size(c->assembler != NULL ? c->assembler : &assembler);
	part[PART_TEXT] = c->text_octets;
	if (part[PART_ASSEMBLER] == 0)
		return 0;
	for (unsigned i = 0; i < PARTS; i++) {
		part[i] = (part[i] + 7) & ~UINT64_C(7);
		total += part[i];
	}
	return total <= SIZE_MAX ? total : 0;
}

size_t smpp_esme_size(const struct smpp_esme_config *config)
{
	struct smpp_esme_config c;
	struct smpp_session_config s;
	uint64_t part[PARTS];

	return complete(&c, &s, config) == SMPP_OK ? (size_t)lay_out(&c, &s, part) : 0;
}

static void carve(struct smpp_esme *e, const uint64_t part[PARTS])
{
	struct smpp_assembler_config assembler = { sizeof(assembler), 0, 0, 0, 0, 0, 0 };
	void *at[PARTS];
	uint8_t *next = (uint8_t *)e;

	for (unsigned i = 0; i < PARTS; i++) {
		at[i] = next;
		if (i != PART_SELF)
			memset(next, 0, i == PART_TEXT || i == PART_SESSIONS ? 0 : (size_t)part[i]);
		next += part[i];
	}
	for (uint32_t i = 0; i < e->link_count; i++)
		e->links[i].memory = (uint8_t *)at[PART_SESSIONS] +
				     i * ((size_t)part[PART_SESSIONS] / e->link_count);
	e->slots = at[PART_SLOTS];
	e->segments = at[PART_SEGMENTS];
	e->ids = at[PART_IDS];
	e->known = at[PART_KNOWN];
	e->known_ids = at[PART_KNOWN_IDS];
	e->held = at[PART_HELD];
	e->held_octets = at[PART_HELD_OCTETS];
	e->asked = at[PART_ASKED];
	e->text = at[PART_TEXT];
	/* its size was asked for before, so it cannot fail */
	(void)smpp_assembler_init(&e->assembler, at[PART_ASSEMBLER], (size_t)part[PART_ASSEMBLER],
				  e->config.assembler != NULL ? e->config.assembler : &assembler);
}

int smpp_esme_init(struct smpp_esme **esme, void *mem, size_t len,
		   const struct smpp_esme_config *config, uint64_t now)
{
	struct smpp_esme_config c;
	struct smpp_session_config s;
	struct smpp_esme *e = mem;
	uint64_t part[PARTS];
	uint64_t size;

	if (complete(&c, &s, config) != SMPP_OK || (uintptr_t)mem % sizeof(uint64_t) != 0)
		return SMPP_E_CONFIG;
	size = lay_out(&c, &s, part);
	if (size == 0 || len < size)
		return SMPP_E_CONFIG;
	memset(e, 0, sizeof(*e));
	e->config = c;
	e->session = s;
	if (c.profile != NULL)
		e->profile = *c.profile;
	e->profile.version = c.bind.interface_version;
	e->now = now;
	e->link_count = c.mode == SMPP_ESME_PAIR ? 2 : 1;
	for (uint32_t i = 0; i < e->link_count; i++) {
		e->links[i].number = (uint8_t)i;
		e->links[i].due = SMPP__ESME_NEVER;
	}
	e->asked_count = e->link_count * usual(s.inbound, 10);
	carve(e, part);
	if (c.random != NULL)
		e->reference = (uint16_t)c.random(c.user);
	smpp__esme_rate_init(&e->rate, &c, now);
	smpp__esme_messages_init(e);
	*esme = e;
	return SMPP_OK;
}

/* ---- telling ---- */

struct smpp_esme_event *smpp__esme_event(struct smpp_esme *e, enum smpp_esme_event_type type,
					 unsigned link, int session)
{
	memset(&e->out, 0, sizeof(e->out));
	e->out.type = type;
	e->out.link = (uint8_t)link;
	e->out.session = session ? &e->event : NULL;
	return &e->out;
}

void smpp__esme_tell(struct smpp_esme *e)
{
	if (e->config.on_event == NULL)
		return;
	e->busy = 1;
	e->config.on_event(e->config.user, e, &e->out);
	e->busy = 0;
}

static void tell_state(struct smpp_esme *e, struct smpp__esme_link *l)
{
	struct smpp_esme_event *out = smpp__esme_event(e, SMPP_ESME_EVENT_STATE, l->number, 0);

	l->told = l->state;
	out->state = (enum smpp_esme_state)l->state;
	out->address = l->address;
	if (l->state == SMPP_ESME_WAITING || l->state == SMPP_ESME_IDLE) {
		out->reason = (enum smpp_reason)l->reason;
		out->command_status = l->status;
		out->fault = l->fault;
		out->permanent = l->permanent;
	}
	if (l->state == SMPP_ESME_WAITING)
		out->due = l->due;
	smpp__esme_tell(e);
}

static int has_news(const struct smpp__esme_link *l)
{
	return l->hang_up || l->told != l->state ||
	       (l->state == SMPP_ESME_CONNECTING && !l->asked);
}

/* What has become of the link, until the caller knows all of it. */
static void tell_news(struct smpp_esme *e, struct smpp__esme_link *l)
{
	while (has_news(l)) {
		if (l->hang_up) {
			l->hang_up = 0;
			smpp__esme_event(e, SMPP_ESME_EVENT_DISCONNECT, l->number, 0);
			smpp__esme_tell(e);
		} else if (l->told != l->state) {
			tell_state(e, l);
		} else {
			l->asked = 1;
			l->due = smpp__esme_after(e->now, e->config.connect);
			smpp__esme_event(e, SMPP_ESME_EVENT_CONNECT, l->number, 0)->address =
				l->address;
			smpp__esme_tell(e);
		}
	}
}

/* ---- the state of a link: all that is entered is entered here ---- */

static uint32_t random_below(struct smpp_esme *e, uint32_t limit)
{
	return e->config.random != NULL ? e->config.random(e->config.user) % limit : 0;
}

/* The wait before the next attempt, longer each time. */
static uint64_t wait_of(struct smpp_esme *e, struct smpp__esme_link *l, int pause)
{
	uint64_t span = (uint64_t)e->config.reconnect
			<< (l->failures < DOUBLINGS_MAX ? l->failures : DOUBLINGS_MAX);
	uint32_t wait = span < e->config.reconnect_max ? (uint32_t)span : e->config.reconnect_max;

	l->failures++;
	wait -= random_below(e, wait / 2 + 1);
	return (uint64_t)wait + (pause ? e->config.pause : 0);
}

static void forget_reason(struct smpp__esme_link *l)
{
	l->reason = SMPP_REASON_NONE;
	l->status = SMPP_ESME_ROK;
	l->fault.code = SMPP_FAULT_NONE;
}

static void enter(struct smpp_esme *e, struct smpp__esme_link *l, enum smpp_esme_state state)
{
	l->state = (uint8_t)state;
	switch (state) {
	case SMPP_ESME_CONNECTING:
		l->asked = 0;
		break;
	case SMPP_ESME_BINDING:
		l->unbinding = 0;
		l->was_bound = 0;
		l->tried = 0;
		l->permanent = 0;
		forget_reason(l);
		break;
	case SMPP_ESME_BOUND:
		l->was_bound = 1;
		l->outbound = 0;
		l->since = e->now;
		break;
	case SMPP_ESME_IDLE:
	case SMPP_ESME_DRAINING:
	case SMPP_ESME_WAITING:
		break;
	}
	if (state != SMPP_ESME_WAITING)
		l->due = SMPP__ESME_NEVER;
}

static void wait_for(struct smpp_esme *e, struct smpp__esme_link *l, uint64_t due)
{
	enter(e, l, SMPP_ESME_WAITING);
	l->due = due;
}

static int is_permanent(uint32_t status)
{
	return status == SMPP_ESME_RINVPASWD || status == SMPP_ESME_RINVSYSID;
}

/* A connection with a session is over, or was refused: what next? */
static void go_on(struct smpp_esme *e, struct smpp__esme_link *l)
{
	int pause = l->reason == SMPP_REASON_UNBOUND || l->status == SMPP_ESME_RBINDFAIL ||
		    is_permanent(l->status);

	l->permanent = is_permanent(l->status) && !e->config.retry_permanent;
	if (e->stopping || l->permanent) {
		enter(e, l, SMPP_ESME_IDLE);
		return;
	}
	if (l->was_bound && e->now - l->since >= e->config.stable)
		l->failures = 0;
	else if (!e->config.outbind)
		l->address = (l->address + 1) % e->config.addresses;
	if (!e->config.outbind)
		wait_for(e, l, e->now + wait_of(e, l, pause));
	else if (l->outbound && !l->was_bound && l->status == SMPP_ESME_ROK)
		enter(e, l, SMPP_ESME_CONNECTING); /* it has something for us, and is gone */
	else
		wait_for(e, l, SMPP__ESME_NEVER);
}

/* No connection: the next address at once, and after the last of them a wait. */
static void not_connected(struct smpp_esme *e, struct smpp__esme_link *l)
{
	forget_reason(l);
	l->address = (l->address + 1) % e->config.addresses;
	if (++l->tried < e->config.addresses) {
		enter(e, l, SMPP_ESME_CONNECTING);
		return;
	}
	l->tried = 0;
	l->outbound = 0;
	if (e->config.outbind)
		wait_for(e, l, SMPP__ESME_NEVER);
	else
		wait_for(e, l, e->now + wait_of(e, l, 0));
}

static void ended(struct smpp_esme *e, struct smpp__esme_link *l, enum smpp_reason reason)
{
	l->open = 0;
	l->awaits_outbind = 0;
	l->reason = (uint8_t)reason;
	if (!l->lost)
		l->hang_up = 1;
	smpp__esme_forget_link(e, l->number);
	go_on(e, l);
}

/* ---- what sessions tell ---- */

static void send_bind(struct smpp_esme *e, struct smpp__esme_link *l)
{
	put_bind(&e->pdu, &e->config, l->number);
	if (smpp_session_request(l->s, &e->pdu, SMPP__ESME_BIND, e->now) != SMPP_OK)
		(void)smpp_session_close(l->s, e->now);
}

static int is_bound(const struct smpp__esme_link *l)
{
	enum smpp_state state = smpp_session_state(l->s);

	return state == SMPP_STATE_BOUND_TX || state == SMPP_STATE_BOUND_RX ||
	       state == SMPP_STATE_BOUND_TRX;
}

static void bind_outcome(struct smpp_esme *e, struct smpp__esme_link *l)
{
	if (is_bound(l))
		return;
	l->status = e->event.command_status;
	l->fault = e->event.fault;
	(void)smpp_session_close(l->s, e->now);
}

static void session_state(struct smpp_esme *e, struct smpp__esme_link *l)
{
	switch (e->event.state) {
	case SMPP_STATE_BOUND_TX:
	case SMPP_STATE_BOUND_RX:
	case SMPP_STATE_BOUND_TRX:
		if (l->state == SMPP_ESME_BINDING)
			enter(e, l, SMPP_ESME_BOUND);
		break;
	case SMPP_STATE_CLOSED:
		if (e->event.fault.code != SMPP_FAULT_NONE)
			l->fault = e->event.fault;
		ended(e, l, e->event.reason);
		break;
	case SMPP_STATE_OPEN:
	case SMPP_STATE_OUTBOUND:
	case SMPP_STATE_UNBOUND:
		break;
	}
}

static void tell_other(struct smpp_esme *e, struct smpp__esme_link *l)
{
	smpp__esme_event(e, SMPP_ESME_EVENT_OTHER, l->number, 1);
	smpp__esme_tell(e);
}

static void notice(struct smpp_esme *e, struct smpp__esme_link *l)
{
	if (!l->awaits_outbind || e->event.pdu.header.command_id != SMPP_OUTBIND) {
		tell_other(e, l);
		return;
	}
	l->awaits_outbind = 0;
	l->outbound = 1;
	smpp__esme_event(e, SMPP_ESME_EVENT_OUTBIND, l->number, 1);
	smpp__esme_tell(e);
	if (l->lost)
		l->outbound = 0; /* the caller does not want it */
	else
		send_bind(e, l);
}

static void handle(struct smpp_esme *e, struct smpp__esme_link *l)
{
	switch (e->event.type) {
	case SMPP_EVENT_REQUEST:
		smpp__esme_request(e, l->number);
		break;
	case SMPP_EVENT_NOTICE:
		notice(e, l);
		break;
	case SMPP_EVENT_OUTCOME:
		if (e->event.token == SMPP__ESME_BIND)
			bind_outcome(e, l);
		if (e->event.token != SMPP__ESME_BIND && e->event.token != SMPP__ESME_UNBIND)
			smpp__esme_outcome(e);
		else if (e->event.has_pdu && e->event.pdu.tolerated != 0)
			tell_other(e, l);
		break;
	case SMPP_EVENT_STRAY:
	case SMPP_EVENT_REFUSED:
		tell_other(e, l);
		break;
	case SMPP_EVENT_STATE:
		session_state(e, l);
		break;
	case SMPP_EVENT_ROOM:
		if (l->number == 0)
			e->blocked = 0;
		break;
	case SMPP_EVENT_NONE:
	case SMPP_EVENT_BLOCKED:
		break;
	}
}

/* All that a session has to say, by the octets lent to it and the time. */
static void pull(struct smpp_esme *e, struct smpp__esme_link *l)
{
	while (l->open && smpp_session_next(l->s, e->now, &e->event) == SMPP_OK &&
	       e->event.type != SMPP_EVENT_NONE && e->event.type != SMPP_EVENT_BLOCKED) {
		handle(e, l);
		if (l->open)
			tell_news(e, l);
	}
}

/* ---- the loop ---- */

int smpp__esme_sends(const struct smpp_esme *e)
{
	const struct smpp__esme_link *l = &e->links[0];

	return l->open && (l->state == SMPP_ESME_BOUND ||
			   (l->state == SMPP_ESME_DRAINING && !l->unbinding));
}

int smpp__esme_is_over(const struct smpp_esme *e)
{
	for (uint32_t i = 0; i < e->link_count; i++)
		if (e->links[i].state != SMPP_ESME_IDLE)
			return 0;
	return e->stopping;
}

/* May the link unbind? Not while it has messages to send, as long as there is time. */
static int may_unbind(const struct smpp_esme *e, const struct smpp__esme_link *l)
{
	return l->state == SMPP_ESME_DRAINING && !l->unbinding &&
	       (l->number != 0 || e->head == SMPP__ESME_NIL || e->now >= e->drain_until);
}

static void step_link(struct smpp_esme *e, struct smpp__esme_link *l)
{
	pull(e, l);
	if (may_unbind(e, l)) {
		l->unbinding = 1;
		/* if the peer has unbound before, the end comes by itself */
		(void)smpp_session_drain(l->s, SMPP__ESME_UNBIND, e->now);
		pull(e, l);
	}
	if (l->due <= e->now && l->state == SMPP_ESME_WAITING) {
		enter(e, l, SMPP_ESME_CONNECTING);
	} else if (l->due <= e->now && l->state == SMPP_ESME_CONNECTING && l->asked) {
		l->hang_up = 1;
		not_connected(e, l);
	}
	tell_news(e, l);
}

/* All that octets and time have brought about. The second walk: what messages led to. */
static void run(struct smpp_esme *e)
{
	for (uint32_t i = 0; i < e->link_count; i++)
		tell_news(e, &e->links[i]);
	for (uint32_t i = 0; i < e->link_count; i++)
		step_link(e, &e->links[i]);
	smpp__esme_receive_step(e);
	smpp__esme_messages_step(e);
	for (uint32_t i = 0; i < e->link_count; i++)
		step_link(e, &e->links[i]);
}

int smpp_esme_feed(struct smpp_esme *e, unsigned link, struct smpp_span octets, uint64_t now,
		   size_t *used)
{
	struct smpp__esme_link *l = &e->links[link < e->link_count ? link : 0];

	*used = 0;
	if (e->busy)
		return SMPP_E_BUSY;
	if (link >= e->link_count)
		return SMPP_E_ABSENT;
	*used = octets.len;
	if (!l->open)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	tell_news(e, l);
	if (smpp_session_lend(l->s, octets.ptr, octets.len) == SMPP_OK) {
		pull(e, l);
		(void)smpp_session_take(l->s, used);
	}
	if (!l->open)
		*used = octets.len;
	run(e);
	return SMPP_OK;
}

int smpp_esme_tick(struct smpp_esme *e, uint64_t now)
{
	if (e->busy)
		return SMPP_E_BUSY;
	smpp__esme_hear(e, now);
	run(e);
	return SMPP_OK;
}

uint64_t smpp_esme_deadline(const struct smpp_esme *e)
{
	uint64_t at = smpp__esme_earlier(smpp__esme_messages_deadline(e),
					 smpp__esme_receive_deadline(e));

	for (uint32_t i = 0; i < e->link_count; i++) {
		const struct smpp__esme_link *l = &e->links[i];

		if (has_news(l) || may_unbind(e, l))
			return e->now;
		at = smpp__esme_earlier(at, l->due);
		if (l->open)
			at = smpp__esme_earlier(at, smpp_session_deadline(l->s));
		if (l->state == SMPP_ESME_DRAINING && !l->unbinding)
			at = smpp__esme_earlier(at, e->drain_until);
	}
	return at;
}

/* ---- what the caller asks for ---- */

int smpp_esme_start(struct smpp_esme *e, uint64_t now)
{
	for (uint32_t i = 0; i < e->link_count; i++)
		if (e->links[i].state != SMPP_ESME_IDLE)
			return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	e->stopping = 0;
	for (uint32_t i = 0; i < e->link_count; i++) {
		struct smpp__esme_link *l = &e->links[i];

		l->failures = 0;
		l->tried = 0;
		l->outbound = 0;
		if (e->config.outbind)
			wait_for(e, l, SMPP__ESME_NEVER);
		else
			enter(e, l, SMPP_ESME_CONNECTING);
	}
	return SMPP_OK;
}

/* The link ends without more ado. */
static void give_up(struct smpp_esme *e, struct smpp__esme_link *l)
{
	if (l->open) {
		(void)smpp_session_close(l->s, e->now);
		return;
	}
	l->reason = SMPP_REASON_NONE;
	l->fault.code = SMPP_FAULT_NONE;
	if (l->state == SMPP_ESME_CONNECTING && l->asked)
		l->hang_up = 1;
	enter(e, l, SMPP_ESME_IDLE);
}

int smpp_esme_stop(struct smpp_esme *e, uint64_t now)
{
	if (e->stopping)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	e->stopping = 1;
	e->drain_until = smpp__esme_after(e->now, e->config.drain);
	for (uint32_t i = 0; i < e->link_count; i++) {
		if (e->links[i].state == SMPP_ESME_BOUND)
			enter(e, &e->links[i], SMPP_ESME_DRAINING);
		else
			give_up(e, &e->links[i]);
	}
	return SMPP_OK;
}

int smpp_esme_close(struct smpp_esme *e, uint64_t now)
{
	smpp__esme_hear(e, now);
	e->stopping = 1;
	for (uint32_t i = 0; i < e->link_count; i++) {
		e->links[i].unbinding = 1;
		give_up(e, &e->links[i]);
		if (e->links[i].state == SMPP_ESME_BOUND)
			enter(e, &e->links[i], SMPP_ESME_DRAINING);
	}
	return SMPP_OK;
}

/* A session for a connection that is there. */
static int open_session(struct smpp_esme *e, struct smpp__esme_link *l, int outbind)
{
	struct smpp_session_config c = e->session;
	int got;

	if (outbind && c.session_init == 0)
		c.session_init = OUTBIND_WAIT;
	got = smpp_session_init(&l->s, l->memory, smpp_session_size(&c), &c, e->now);
	if (got != SMPP_OK)
		return got;
	l->open = 1;
	l->lost = 0;
	l->awaits_outbind = (uint8_t)outbind;
	enter(e, l, SMPP_ESME_BINDING);
	return SMPP_OK;
}

/* The link on which CONNECT was told. */
static int connecting(struct smpp_esme *e, unsigned link, uint64_t now)
{
	if (link >= e->link_count)
		return SMPP_E_ABSENT;
	if (e->links[link].state != SMPP_ESME_CONNECTING || !e->links[link].asked)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	return SMPP_OK;
}

int smpp_esme_connected(struct smpp_esme *e, unsigned link, uint64_t now)
{
	int got = connecting(e, link, now);

	if (got == SMPP_OK)
		got = open_session(e, &e->links[link], 0);
	if (got == SMPP_OK)
		send_bind(e, &e->links[link]);
	return got;
}

int smpp_esme_connect_failed(struct smpp_esme *e, unsigned link, uint64_t now)
{
	int got = connecting(e, link, now);

	if (got == SMPP_OK)
		not_connected(e, &e->links[link]);
	return got;
}

int smpp_esme_accepted(struct smpp_esme *e, unsigned link, uint64_t now)
{
	if (link >= e->link_count)
		return SMPP_E_ABSENT;
	if (!e->config.outbind || e->links[link].state != SMPP_ESME_WAITING)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	return open_session(e, &e->links[link], 1);
}

int smpp_esme_lost(struct smpp_esme *e, unsigned link, uint64_t now)
{
	struct smpp__esme_link *l;

	if (link >= e->link_count)
		return SMPP_E_ABSENT;
	l = &e->links[link];
	l->hang_up = 0;
	if (l->s == NULL)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	l->lost = 1;
	return smpp_session_lost(l->s, e->now);
}

const uint8_t *smpp_esme_output(const struct smpp_esme *e, unsigned link, size_t *len)
{
	*len = 0;
	if (link >= e->link_count || e->links[link].s == NULL)
		return NULL;
	return smpp_session_output(e->links[link].s, len);
}

int smpp_esme_sent(struct smpp_esme *e, unsigned link, size_t len, uint64_t now)
{
	if (link >= e->link_count)
		return SMPP_E_ABSENT;
	if (e->links[link].s == NULL)
		return SMPP_E_STATE;
	smpp__esme_hear(e, now);
	if (link == 0)
		e->blocked = 0;
	return smpp_session_sent(e->links[link].s, len, e->now);
}

/* ---- questions ---- */

enum smpp_esme_state smpp_esme_state(const struct smpp_esme *e, unsigned link)
{
	return link < e->link_count ? (enum smpp_esme_state)e->links[link].state : SMPP_ESME_IDLE;
}

const struct smpp_session *smpp_esme_session(const struct smpp_esme *e, unsigned link)
{
	return link < e->link_count ? e->links[link].s : NULL;
}

void *smpp_esme_user(const struct smpp_esme *e)
{
	return e->config.user;
}

uint32_t smpp_esme_messages(const struct smpp_esme *e)
{
	return e->used;
}

uint64_t smpp_esme_rate(const struct smpp_esme *e)
{
	return e->rate.now != 0 ? e->rate.now : UINT64_MAX;
}

struct smpp_text_fault smpp_esme_text_fault(const struct smpp_esme *e)
{
	return e->text_fault;
}

const char *smpp_esme_state_name(enum smpp_esme_state state)
{
	switch (state) {
	case SMPP_ESME_IDLE: return "IDLE";
	case SMPP_ESME_CONNECTING: return "CONNECTING";
	case SMPP_ESME_BINDING: return "BINDING";
	case SMPP_ESME_BOUND: return "BOUND";
	case SMPP_ESME_DRAINING: return "DRAINING";
	case SMPP_ESME_WAITING: return "WAITING";
	}
	return "?";
}

const char *smpp_esme_outcome_name(enum smpp_esme_outcome outcome)
{
	switch (outcome) {
	case SMPP_ESME_ACCEPTED: return "ACCEPTED";
	case SMPP_ESME_NOT_SENT: return "NOT_SENT";
	case SMPP_ESME_REFUSED: return "REFUSED";
	case SMPP_ESME_TIMED_OUT: return "TIMED_OUT";
	case SMPP_ESME_UNKNOWN: return "UNKNOWN";
	}
	return "?";
}
