/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection's life: its memory, its state, its timers, and the loop that yields events.
 * Must not know: sockets, accounts, policy.
 */
#include "session.h"

#include "fault.h"

#define COUNT_MAX 1000000  /* of slots of either kind */
#define LEAST_ANSWER 21    /* octets: a header and a congestion_state */
#define FINISHED_MAX 1024  /* a stray response costs a look at all of them */
#define LEAST_CONFIG (offsetof(struct smpp_session_config, version))

/* ---- memory and configuration ---- */

static uint32_t usual(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

static size_t round_up(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* SMPP_OFF is none, 0 the usual. */
static uint32_t some(uint32_t value, uint32_t otherwise)
{
	return value == SMPP_OFF ? 0 : usual(value, otherwise);
}

static void complete_numbers(struct smpp_session_config *c)
{
	c->version = c->version != 0 ? c->version : SMPP_V3_4;
	c->absent_version = c->absent_version != 0 ? c->absent_version : SMPP_V3_3;
	c->max_pdu = usual(c->max_pdu, SMPP_MAX_PDU_USUAL);
	c->max_pdu_unbound = usual(c->max_pdu_unbound, c->max_pdu);
	c->window = usual(c->window, 10);
	c->window_min = c->window_min == SMPP_OFF ? c->window : usual(c->window_min, 1);
	c->inbound = usual(c->inbound, 10);
	c->partial = some(c->partial, 4096);
	c->output = usual(c->output, 16384);
	c->answer_reserve = some(c->answer_reserve, 96);
	c->first_sequence = usual(c->first_sequence, 1);
	c->finished = some(c->finished, 16);
}

static void complete_times(struct smpp_session_config *c)
{
	int smsc = c->side == SMPP_SMSC;

	c->session_init = usual(c->session_init, smsc ? 10000 : SMPP_OFF);
	c->enquire_link = usual(c->enquire_link, 20000);
	c->inactivity = usual(c->inactivity, smsc ? 300000 : SMPP_OFF);
	c->response = usual(c->response, 30000);
	c->bind_response = usual(c->bind_response, c->response);
	c->transaction_response = usual(c->transaction_response, c->response);
	c->partial_pdu = usual(c->partial_pdu, 10000);
	c->stall = usual(c->stall, 30000);
}

static int is_sound(const struct smpp_session_config *c)
{
	return (unsigned)c->side <= SMPP_SMSC && c->window <= COUNT_MAX &&
	       c->window_min <= c->window && c->inbound <= COUNT_MAX &&
	       c->output >= SMPP__HEADER_OCTETS && c->output < SMPP_MAX_PDU_EVER &&
	       (c->partial == 0 || c->partial >= SMPP__HEADER_OCTETS) &&
	       c->partial < SMPP_MAX_PDU_EVER && c->max_pdu >= SMPP__HEADER_OCTETS &&
	       c->max_pdu < SMPP_MAX_PDU_EVER && c->max_pdu_unbound <= c->max_pdu &&
	       c->max_pdu_unbound >= SMPP__HEADER_OCTETS && c->first_sequence <= SMPP__NUMBER_MAX &&
	       c->finished <= FINISHED_MAX &&
	       (!c->relay || c->partial == 0 || c->partial >= c->max_pdu);
}

/*
 * What can be kept for each answer: it leaves output room for one more request to be let in, and
 * for the least answer that the session itself gives to others.
 */
static uint32_t reserve_that_fits(const struct smpp_session_config *c)
{
	uint32_t rest = c->output > LEAST_ANSWER ? (c->output - LEAST_ANSWER) / c->inbound : 0;
	uint32_t share = c->output / (c->inbound + 1);

	return rest < share ? rest : share;
}

/* Fills in the usual values; a shorter struct is one of an older version. */
static int complete(struct smpp_session_config *c, const struct smpp_session_config *given)
{
	if (given->size < LEAST_CONFIG || given->size > sizeof(*given))
		return SMPP_E_CONFIG;
	memset(c, 0, sizeof(*c));
	memcpy(c, given, given->size);
	complete_numbers(c);
	complete_times(c);
	if (!is_sound(c))
		return SMPP_E_CONFIG;
	if (c->answer_reserve > reserve_that_fits(c))
		c->answer_reserve = reserve_that_fits(c);
	return SMPP_OK;
}

/* Octets of each part, in the order in which they stand in memory. */
struct layout {
	size_t slots;
	size_t inbound;
	size_t finished;
	size_t partial;
	size_t output;
};

static size_t lay_out(const struct smpp_session_config *c, struct layout *l)
{
	l->slots = ((size_t)c->window + SMPP__SPARE_SLOTS) * sizeof(struct smpp__slot);
	l->inbound = (size_t)c->inbound * sizeof(struct smpp__inbound);
	l->finished = round_up(c->finished * sizeof(uint32_t));
	l->partial = round_up(c->partial);
	l->output = round_up(c->output);
	return round_up(sizeof(struct smpp_session)) + l->slots + l->inbound + l->finished +
	       l->partial + l->output;
}

size_t smpp_session_size(const struct smpp_session_config *config)
{
	struct smpp_session_config c;
	struct layout l;

	return complete(&c, config) == SMPP_OK ? lay_out(&c, &l) : 0;
}

/* Hands out the parts of the block behind the session itself. */
static void carve(struct smpp_session *s, const struct smpp_session_config *c,
		  const struct layout *l)
{
	uint8_t *at = (uint8_t *)s + round_up(sizeof(*s));

	smpp__window_init(&s->window, (struct smpp__slot *)(void *)at,
			  c->window + SMPP__SPARE_SLOTS, c->first_sequence);
	at += l->slots;
	s->inbound = (struct smpp__inbound *)(void *)at;
	s->inbound_free = SMPP__NIL;
	at += l->inbound;
	smpp__window_remember(&s->window, (uint32_t *)(void *)at, c->finished);
	at += l->finished;
	smpp__stitch_init(&s->stitch, at, c->partial);
	at += l->partial;
	smpp__outq_init(&s->outq, at, c->output, c->answer_reserve);
}

static void settle_in(struct smpp__settings *set, const struct smpp_session_config *c)
{
	set->tolerate = c->tolerate;
	set->deviate = c->deviate & (SMPP_TOLERATE_LONG_STRING | SMPP_TOLERATE_TIME_LENGTH |
				     SMPP_TOLERATE_TLV_LENGTH);
	set->max_pdu = c->max_pdu;
	set->max_pdu_unbound = c->relay ? c->max_pdu : c->max_pdu_unbound;
	set->inbound = c->inbound;
	set->session_init = c->session_init;
	set->enquire_link = c->enquire_link;
	set->inactivity = c->inactivity;
	set->response = c->response;
	set->bind_response = c->bind_response;
	set->transaction_response = c->transaction_response;
	set->partial_pdu = c->partial_pdu;
	set->stall = c->stall;
	set->side = (uint8_t)c->side;
	set->version = c->version;
	set->absent_version = c->absent_version;
	set->relay = c->relay;
	set->on_event = c->on_event;
	set->user = c->user;
}

int smpp_session_init(struct smpp_session **session, void *mem, size_t len,
		      const struct smpp_session_config *config, uint64_t now)
{
	struct smpp_session_config c;
	struct smpp_session *s = mem;
	struct layout l;

	if (complete(&c, config) != SMPP_OK || len < lay_out(&c, &l) ||
	    (uintptr_t)mem % sizeof(uint64_t) != 0)
		return SMPP_E_CONFIG;
	memset(s, 0, sizeof(*s));
	settle_in(&s->set, &c);
	s->version = c.version;
	s->congestion = SMPP_CONGESTION_NONE;
	s->now = now;
	s->since = now;
	s->heard = now;
	s->progress = now;
	s->partial_since = SMPP__NEVER;
	s->fault = smpp__fault_none();
	smpp__limit_init(&s->limit, c.window_min, c.window);
	carve(s, &c, &l);
	*session = s;
	return SMPP_OK;
}

/* ---- the state ---- */

void smpp__session_hear(struct smpp_session *s, uint64_t now)
{
	if (now > s->now)
		s->now = now;
}

uint64_t smpp__session_after(uint64_t since, uint32_t span)
{
	return span == SMPP_OFF || since > SMPP__NEVER - span ? SMPP__NEVER : since + span;
}

int smpp__session_is_bound(const struct smpp_session *s)
{
	return s->state == SMPP_STATE_BOUND_TX || s->state == SMPP_STATE_BOUND_RX ||
	       s->state == SMPP_STATE_BOUND_TRX;
}

int smpp__session_is_bind(uint32_t command_id)
{
	return command_id == SMPP_BIND_TRANSMITTER || command_id == SMPP_BIND_RECEIVER ||
	       command_id == SMPP_BIND_TRANSCEIVER;
}

int smpp__session_has_response(uint32_t command_id)
{
	return command_id != SMPP_OUTBIND && command_id != SMPP_ALERT_NOTIFICATION;
}

static void drop_output(struct smpp_session *s)
{
	smpp__outq_init(&s->outq, s->outq.mem, s->outq.cap, s->outq.piece);
}

void smpp__session_enter(struct smpp_session *s, enum smpp_state state, enum smpp_reason reason)
{
	s->state = (uint8_t)state;
	if (state != SMPP_STATE_CLOSED)
		return;
	s->reason = (uint8_t)reason;
	s->fault = smpp__fault_none();
	s->bind_id = 0;
	s->left = 0;
	s->partial_since = SMPP__NEVER;
	for (uint32_t i = 0; i < s->inbound_used; i++) {
		s->inbound[i].command_id = 0;
		s->inbound[i].generation++;
	}
	s->inbound_open = 0;
	if (s->lost || reason == SMPP_REASON_STALL)
		drop_output(s);
}

int smpp_session_close(struct smpp_session *s, uint64_t now)
{
	smpp__session_hear(s, now);
	if (s->state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	smpp__session_enter(s, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
	return SMPP_OK;
}

/* A peer that goes once unbind was said has gone in good manners, answered or not. */
int smpp_session_lost(struct smpp_session *s, uint64_t now)
{
	if (s->busy)
		return SMPP_E_BUSY;
	smpp__session_hear(s, now);
	if (s->state == SMPP_STATE_CLOSED) {
		drop_output(s);
		return SMPP_E_STATE;
	}
	s->lost = 1;
	smpp__session_enter(s, SMPP_STATE_CLOSED,
			    s->state == SMPP_STATE_UNBOUND || s->leave >= LEAVE_SENT || s->left
				    ? SMPP_REASON_UNBOUND : SMPP_REASON_LOST);
	return SMPP_OK;
}

static enum smpp_state bound_state(uint32_t bind_id)
{
	if (bind_id == SMPP_BIND_TRANSMITTER)
		return SMPP_STATE_BOUND_TX;
	return bind_id == SMPP_BIND_RECEIVER ? SMPP_STATE_BOUND_RX : SMPP_STATE_BOUND_TRX;
}

uint8_t smpp__session_version_of(const struct smpp_session *s, uint8_t interface_version,
				 uint32_t *flag)
{
	if ((s->set.tolerate & SMPP_TOLERATE_DECIMAL_VERSION) != 0 &&
	    (interface_version == 34 || interface_version == 50)) {
		*flag = SMPP_TOLERATE_DECIMAL_VERSION;
		return interface_version == 34 ? SMPP_V3_4 : SMPP_V5_0;
	}
	if (interface_version < SMPP_V3_4)
		return SMPP_V3_3; /* 0 too (5.0, 4.7.13) */
	return interface_version < SMPP_V5_0 ? SMPP_V3_4 : SMPP_V5_0;
}

void smpp__session_bound(struct smpp_session *s, uint32_t bind_id, uint8_t peer_version)
{
	uint32_t flag = 0;
	uint8_t peer = smpp__session_version_of(s, peer_version, &flag);

	s->version = peer < s->set.version ? peer : s->set.version;
	smpp__session_enter(s, bound_state(bind_id), SMPP_REASON_NONE);
}

enum smpp__step smpp__session_settle(struct smpp_session *s, struct smpp__slot *slot,
				     enum smpp_outcome outcome, struct smpp_event *event)
{
	int own = (slot->flags & SLOT_OWN) != 0;

	event->outcome = outcome;
	event->token = slot->token;
	event->command_id = slot->kind;
	event->sequence_number = slot->number;
	if ((slot->flags & SLOT_COUNTED) != 0)
		s->in_window--;
	smpp__window_close(&s->window, slot,
			   outcome == SMPP_OUTCOME_TIMEOUT ? SMPP__EXPIRED : SMPP__ANSWERED);
	if (own) {
		s->keep_alive = 0;
		return STEP_AGAIN;
	}
	event->type = SMPP_EVENT_OUTCOME;
	return STEP_EVENT;
}

/* ---- timers ---- */

/* When the peer must have bound, by this side's patience; not while a bind is decided. */
static uint64_t session_init_end(const struct smpp_session *s)
{
	if (s->bind_id != 0 || s->set.relay ||
	    (s->state != SMPP_STATE_OPEN &&
	     (s->state != SMPP_STATE_OUTBOUND || s->set.side == SMPP_ESME)))
		return SMPP__NEVER;
	return smpp__session_after(s->since, s->set.session_init);
}

static uint64_t inactivity_end(const struct smpp_session *s)
{
	if (!smpp__session_is_bound(s) && !s->set.relay)
		return SMPP__NEVER;
	return smpp__session_after(s->heard, s->set.inactivity);
}

static uint64_t partial_end(const struct smpp_session *s)
{
	if (s->partial_since == SMPP__NEVER)
		return SMPP__NEVER;
	return smpp__session_after(s->partial_since, s->set.partial_pdu);
}

static uint64_t stall_end(const struct smpp_session *s)
{
	if (smpp__outq_used(&s->outq) == 0)
		return SMPP__NEVER;
	return smpp__session_after(s->progress, s->set.stall);
}

/* Until when answers are waited for that are owed to a peer that unbinds. */
static uint64_t left_end(const struct smpp_session *s)
{
	return s->left ? smpp__session_after(s->since, s->set.response) : SMPP__NEVER;
}

/* When to ask whether the peer is alive. Without room in output the stall decides. */
static uint64_t enquire_at(const struct smpp_session *s)
{
	if (!smpp__session_is_bound(s) || s->keep_alive || s->leave >= LEAVE_SENT || s->left ||
	    !smpp__session_header_fits(s, SMPP_ENQUIRE_LINK, s->inbound_open))
		return SMPP__NEVER;
	return smpp__session_after(s->heard, s->set.enquire_link);
}

static enum smpp__step expire(struct smpp_session *s, enum smpp_reason reason)
{
	smpp__session_enter(s, SMPP_STATE_CLOSED, reason);
	return STEP_AGAIN;
}

/* A request has waited long enough. */
static enum smpp__step expire_request(struct smpp_session *s, struct smpp__slot *slot,
				      struct smpp_event *event)
{
	uint32_t asked = slot->kind;
	uint64_t asked_at = slot->deadline - s->set.response;
	int own = (slot->flags & SLOT_OWN) != 0;
	enum smpp__step told = smpp__session_settle(s, slot, SMPP_OUTCOME_TIMEOUT, event);

	if (!own)
		s->counters.timeouts++;
	/* 3.4, 2.9: any PDU proves the peer alive, not only enquire_link_resp */
	if (own && s->heard <= asked_at)
		return expire(s, SMPP_REASON_RESPONSE);
	if (asked == SMPP_UNBIND && s->state == SMPP_STATE_UNBOUND)
		s->leave = LEAVE_DONE; /* the peer's own unbind ended it already */
	else if (smpp__session_is_bind(asked) || asked == SMPP_UNBIND)
		smpp__session_enter(s, SMPP_STATE_CLOSED, SMPP_REASON_RESPONSE);
	return told;
}

/* The oldest of those whose time is over, or NULL. */
static struct smpp__slot *overdue(const struct smpp_session *s)
{
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL && slot->deadline <= s->now && slot->deadline != SMPP__NEVER)
			return slot;
	}
	return NULL;
}

static enum smpp__step step_timers(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp__slot *slot = overdue(s);

	if (slot != NULL)
		return expire_request(s, slot, event);
	if (session_init_end(s) <= s->now)
		return expire(s, SMPP_REASON_SESSION_INIT);
	if (partial_end(s) <= s->now)
		return expire(s, SMPP_REASON_PARTIAL_PDU);
	if (stall_end(s) <= s->now)
		return expire(s, SMPP_REASON_STALL);
	if (inactivity_end(s) <= s->now)
		return expire(s, SMPP_REASON_INACTIVITY);
	if (enquire_at(s) > s->now)
		return STEP_IDLE;
	smpp__session_enquire(s);
	return STEP_AGAIN;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* An unbind was answered, and none of the other side's waits: the end. */
static int has_parted(const struct smpp_session *s)
{
	return s->state == SMPP_STATE_UNBOUND && s->leave != LEAVE_SENT && !s->left;
}

/* Is an unbind, or the answer to one, ready to go out? */
static int may_part(const struct smpp_session *s)
{
	return (smpp__session_is_drained(s) &&
		smpp__session_header_fits(s, SMPP_UNBIND, s->inbound_open)) ||
	       (s->left && (s->inbound_open == 0 || left_end(s) <= s->now) &&
		smpp__session_header_fits(s, SMPP_UNBIND_RESP, 0));
}

/* Is there something to tell or to do that waits for no octets and no time? */
static int has_news(const struct smpp_session *s)
{
	if (s->state == SMPP_STATE_CLOSED)
		return !s->over;
	return s->announced != s->state || has_parted(s) || may_part(s) ||
	       (s->want_room && s->gained);
}

uint64_t smpp_session_deadline(const struct smpp_session *s)
{
	uint64_t at = SMPP__NEVER;

	if (has_news(s))
		return s->now;
	if (s->state == SMPP_STATE_CLOSED)
		return SMPP__NEVER;
	if (s->blocked && s->freed)
		return s->now;
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		const struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL)
			at = earlier(at, slot->deadline);
	}
	at = earlier(at, session_init_end(s));
	at = earlier(at, partial_end(s));
	at = earlier(at, stall_end(s));
	at = earlier(at, inactivity_end(s));
	if (smpp__session_header_fits(s, SMPP_UNBIND_RESP, 0))
		at = earlier(at, left_end(s));
	return earlier(at, enquire_at(s));
}

/* ---- the pull loop ---- */

int smpp_session_lend(struct smpp_session *s, const uint8_t *lent, size_t len)
{
	if (s->busy || s->loan)
		return SMPP_E_BUSY;
	s->in.ptr = lent;
	s->in.len = len;
	s->lent = len;
	s->loan = 1;
	return SMPP_OK;
}

/* The event's PDU is not looked at any more: its memory may be used again. */
static void release_event(struct smpp_session *s)
{
	if (s->stitched) {
		s->stitched = 0;
		s->stitch.have = 0;
	}
}

int smpp_session_take(struct smpp_session *s, size_t *used)
{
	if (s->busy)
		return SMPP_E_BUSY;
	release_event(s);
	*used = s->lent - s->in.len;
	s->counters.octets_in += *used;
	s->in.ptr = NULL;
	s->in.len = 0;
	s->lent = 0;
	s->loan = 0;
	return SMPP_OK;
}

/* After the end: what waits is settled, one event each; then the end itself, once. */
static enum smpp__step step_closed(struct smpp_session *s, struct smpp_event *event)
{
	s->in.ptr = s->in.ptr != NULL ? s->in.ptr + s->in.len : NULL;
	s->in.len = 0; /* what the peer still says is not heard */
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL)
			return smpp__session_settle(
				s, slot, s->lost ? SMPP_OUTCOME_LOST : SMPP_OUTCOME_CLOSED, event);
	}
	if (s->over)
		return STEP_IDLE;
	s->over = 1;
	s->announced = SMPP_STATE_CLOSED;
	event->type = SMPP_EVENT_STATE;
	event->state = SMPP_STATE_CLOSED;
	event->reason = (enum smpp_reason)s->reason;
	event->fault = s->fault;
	return STEP_EVENT;
}

static enum smpp__step step_news(struct smpp_session *s, struct smpp_event *event)
{
	if (s->announced != s->state) {
		s->announced = s->state;
		event->type = SMPP_EVENT_STATE;
		event->state = (enum smpp_state)s->state;
		return STEP_EVENT;
	}
	if (has_parted(s))
		return expire(s, SMPP_REASON_UNBOUND);
	if (smpp__session_send_unbind(s) || smpp__session_answer_unbind(s))
		return STEP_AGAIN;
	s->want_room = 0;
	event->type = SMPP_EVENT_ROOM;
	return STEP_EVENT;
}

/* One step: news first, then octets, then time. */
static enum smpp__step step_once(struct smpp_session *s, struct smpp_event *event)
{
	enum smpp__step input, timers;

	if (s->state == SMPP_STATE_CLOSED)
		return step_closed(s, event);
	if (has_news(s))
		return step_news(s, event);
	input = smpp__session_input(s, event);
	if (input == STEP_EVENT || input == STEP_AGAIN)
		return input;
	timers = step_timers(s, event);
	return timers == STEP_IDLE ? input : timers;
}

/* All of an event but its PDU, which has_pdu tells of. */
static void clear(struct smpp_event *event)
{
	memset(event, 0, offsetof(struct smpp_event, pdu));
	event->fault.entry = -1;
}

/* As smpp_session_next, for next itself and for the push calls. */
static void pull(struct smpp_session *s, struct smpp_event *event)
{
	enum smpp__step got;

	release_event(s);
	do {
		clear(event);
		got = step_once(s, event);
	} while (got == STEP_AGAIN);
	s->blocked = got == STEP_BLOCKED && s->stitch.have > 0;
	s->freed = 0;
	if (got == STEP_EVENT)
		return;
	clear(event);
	event->type = got == STEP_BLOCKED ? SMPP_EVENT_BLOCKED : SMPP_EVENT_NONE;
}

int smpp_session_next(struct smpp_session *s, uint64_t now, struct smpp_event *event)
{
	if (s->busy)
		return SMPP_E_BUSY;
	smpp__session_hear(s, now);
	pull(s, event);
	return SMPP_OK;
}

/* Pulls until nothing is left and hands every event to the caller. */
static void push(struct smpp_session *s)
{
	struct smpp_event event;

	for (;;) {
		pull(s, &event);
		if (event.type == SMPP_EVENT_NONE || event.type == SMPP_EVENT_BLOCKED)
			return;
		if (s->set.on_event == NULL)
			continue;
		s->busy = 1;
		s->set.on_event(s->set.user, s, &event);
		s->busy = 0;
	}
}

int smpp_session_feed(struct smpp_session *s, const uint8_t *lent, size_t len, uint64_t now,
		      size_t *used)
{
	int got = smpp_session_lend(s, lent, len);

	if (got != SMPP_OK)
		return got;
	smpp__session_hear(s, now);
	push(s);
	return smpp_session_take(s, used);
}

int smpp_session_tick(struct smpp_session *s, uint64_t now)
{
	if (s->busy || s->loan)
		return SMPP_E_BUSY;
	smpp__session_hear(s, now);
	push(s);
	return SMPP_OK;
}

/* ---- questions ---- */

enum smpp_state smpp_session_state(const struct smpp_session *s)
{
	return (enum smpp_state)s->state;
}

uint8_t smpp_session_version(const struct smpp_session *s)
{
	return s->version;
}

uint32_t smpp_session_window(const struct smpp_session *s)
{
	return s->limit.now;
}

uint32_t smpp_session_outstanding(const struct smpp_session *s)
{
	return s->window.used - s->keep_alive;
}

const struct smpp_fault *smpp_session_fault(const struct smpp_session *s)
{
	return &s->fault;
}

struct smpp_session_counters smpp_session_counters(const struct smpp_session *s)
{
	return s->counters;
}

void *smpp_session_user(const struct smpp_session *s)
{
	return s->set.user;
}
