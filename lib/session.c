/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection's life: states, requests and their outcomes, timers.
 * Must not know: sockets, accounts, policy.
 *
 * In the order of this file: memory and configuration; output; the one place where the state
 * changes; requests and answers of this side; what comes from the peer; timers; the pull loop.
 *
 * A step of the loop yields one of enum step. Before a step that would have to put something
 * into output for which there is no room, nothing has changed: it is taken again later.
 */
#include <smpp/session.h>

#include "fault.h"
#include "outq.h"
#include "state.h"
#include "stitch.h"
#include "table.h"
#include "window.h"
#include "wire.h"

#define HEADER_OCTETS 16
#define VERSION_TLV_OCTETS 5 /* sc_interface_version */
#define COUNT_MAX 1000000    /* of slots of either kind */
#define SPARE_SLOTS 4        /* bind or unbind, the caller's enquire_link, the session's, and
                                one for a request that has no response */
#define NEVER UINT64_MAX

/* What a step of the loop came to. */
enum step {
	STEP_EVENT,   /* the event is filled in */
	STEP_AGAIN,   /* something was done: look again */
	STEP_IDLE,    /* nothing to do */
	STEP_BLOCKED  /* output needs room */
};

/* Queues of the window: requests of one have the same time to be answered. */
enum time_class { CLASS_USUAL, CLASS_BIND, CLASS_TRANSACTION, CLASS_KEEP_ALIVE };

/* Flags of a window slot. */
enum { SLOT_COUNTED = 1, SLOT_OWN = 2 }; /* counts for config.window; the session's own */

/* A request of the peer that waits for its answer. */
struct inbound {
	uint32_t command_id; /* 0: free */
	uint32_t sequence_number;
	uint32_t generation; /* grows with every use, so an old handle is known as old */
	uint32_t next;       /* free one after this */
};

struct smpp_session {
	struct smpp_session_config config; /* usual values filled in */
	enum smpp_state state;
	enum smpp_state announced; /* what the caller has been told */
	enum smpp_reason reason;
	struct smpp_fault end_fault;
	uint8_t version;      /* of both */
	uint8_t bind_version; /* interface_version of the bind that is being decided */
	uint32_t bind_id;     /* its command, 0: none */

	uint64_t now;           /* the latest time heard of */
	uint64_t opened;        /* init */
	uint64_t heard;         /* last PDU from the peer */
	uint64_t partial_since; /* first octet of the PDU that is not all there; NEVER: none */
	uint64_t progress;      /* output was empty or was taken */

	struct smpp_span in; /* what is left of the loan */
	size_t lent;
	uint8_t loan;
	uint8_t stitched; /* the last event's PDU is in the stitch's memory */
	uint8_t busy;     /* inside on_event */
	uint8_t unbinding;
	uint8_t keep_alive; /* an own enquire_link is unanswered */
	uint8_t want_room; /* a call returned SPACE */
	uint8_t gained;    /* and since then room was gained */
	uint8_t over; /* the last event has been handed out */

	struct smpp__stitch stitch;
	struct smpp__outq outq;
	struct smpp__window window;
	uint32_t in_window; /* slots that count for config.window */
	struct inbound *inbound;
	uint32_t inbound_free;
	uint32_t inbound_open;

	struct smpp_session_counters counters;
	struct smpp_fault fault; /* of the last call that refused the caller's PDU */
	struct smpp_pdu pdu;     /* of the event at hand */
};

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
static uint32_t octets(uint32_t value, uint32_t otherwise)
{
	return value == SMPP_OFF ? 0 : usual(value, otherwise);
}

/* Fills in the usual values. @return SMPP_OK or SMPP_E_CONFIG */
static int complete(struct smpp_session_config *c, const struct smpp_session_config *given)
{
	if (given->size != sizeof(*given) || (unsigned)given->side > SMPP_SMSC)
		return SMPP_E_CONFIG;
	*c = *given;
	c->version = c->version != 0 ? c->version : SMPP_V3_4;
	c->absent_version = c->absent_version != 0 ? c->absent_version : SMPP_V3_3;
	c->max_pdu = usual(c->max_pdu, SMPP_MAX_PDU_USUAL);
	c->window = usual(c->window, 10);
	c->inbound = usual(c->inbound, 10);
	c->partial = octets(c->partial, 4096);
	c->output = usual(c->output, 16384);
	c->answer_reserve = octets(c->answer_reserve, 96);
	c->first_sequence = usual(c->first_sequence, 1);
	c->session_init = usual(c->session_init, 10000);
	c->enquire_link = usual(c->enquire_link, 20000);
	c->inactivity = usual(c->inactivity, c->side == SMPP_SMSC ? 300000 : SMPP_OFF);
	c->response = usual(c->response, 30000);
	c->bind_response = usual(c->bind_response, c->response);
	c->transaction_response = usual(c->transaction_response, c->response);
	c->partial_pdu = usual(c->partial_pdu, 10000);
	c->stall = usual(c->stall, 30000);
	if (c->window > COUNT_MAX || c->inbound > COUNT_MAX || c->output < HEADER_OCTETS ||
	    (c->partial != 0 && c->partial < HEADER_OCTETS) || c->max_pdu < HEADER_OCTETS ||
	    c->max_pdu >= SMPP_MAX_PDU_EVER || c->output >= SMPP_MAX_PDU_EVER ||
	    c->partial >= SMPP_MAX_PDU_EVER || c->first_sequence > SMPP__NUMBER_MAX)
		return SMPP_E_CONFIG;
	if (c->answer_reserve > c->output / (c->inbound + 1))
		c->answer_reserve = c->output / (c->inbound + 1);
	return SMPP_OK;
}

/* Octets of each part, in the order in which they stand in memory. */
struct layout {
	size_t slots;
	size_t inbound;
	size_t partial;
	size_t output;
};

static size_t lay_out(const struct smpp_session_config *c, struct layout *l)
{
	l->slots = ((size_t)c->window + SPARE_SLOTS) * sizeof(struct smpp__slot);
	l->inbound = (size_t)c->inbound * sizeof(struct inbound);
	l->partial = round_up(c->partial);
	l->output = round_up(c->output);
	return round_up(sizeof(struct smpp_session)) + l->slots + l->inbound + l->partial +
	       l->output;
}

size_t smpp_session_size(const struct smpp_session_config *config)
{
	struct smpp_session_config c;
	struct layout l;

	return complete(&c, config) == SMPP_OK ? lay_out(&c, &l) : 0;
}

static void init_inbound(struct smpp_session *s)
{
	for (uint32_t i = 0; i < s->config.inbound; i++) {
		s->inbound[i].command_id = 0;
		s->inbound[i].generation = 1;
		s->inbound[i].next = i + 1 < s->config.inbound ? i + 1 : SMPP__NIL;
	}
	s->inbound_free = 0;
}

/* Hands out the parts of the block behind the session itself. */
static void carve(struct smpp_session *s, const struct layout *l)
{
	uint8_t *at = (uint8_t *)s + round_up(sizeof(*s));

	smpp__window_init(&s->window, (struct smpp__slot *)(void *)at,
			  s->config.window + SPARE_SLOTS, s->config.first_sequence);
	at += l->slots;
	s->inbound = (struct inbound *)(void *)at;
	init_inbound(s);
	at += l->inbound;
	smpp__stitch_init(&s->stitch, at, s->config.partial);
	at += l->partial;
	smpp__outq_init(&s->outq, at, s->config.output, s->config.answer_reserve);
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
	s->config = c;
	s->version = c.version;
	s->now = now;
	s->opened = now;
	s->heard = now;
	s->progress = now;
	s->partial_since = NEVER;
	s->end_fault = smpp__fault_none();
	s->fault = smpp__fault_none();
	carve(s, &l);
	*session = s;
	return SMPP_OK;
}

/* Time that runs backwards stands still. */
static void hear_time(struct smpp_session *s, uint64_t now)
{
	if (now > s->now)
		s->now = now;
}

static uint64_t after(uint64_t since, uint32_t span)
{
	return span == SMPP_OFF || since > NEVER - span ? NEVER : since + span;
}

static int is_bound(const struct smpp_session *s)
{
	return s->state == SMPP_STATE_BOUND_TX || s->state == SMPP_STATE_BOUND_RX ||
	       s->state == SMPP_STATE_BOUND_TRX;
}

static int is_bind(uint32_t command_id)
{
	return command_id == SMPP_BIND_TRANSMITTER || command_id == SMPP_BIND_RECEIVER ||
	       command_id == SMPP_BIND_TRANSCEIVER;
}

static enum smpp_side peer_of(const struct smpp_session *s)
{
	return s->config.side == SMPP_ESME ? SMPP_SMSC : SMPP_ESME;
}

/* By which rules the peer's PDUs are read: a careful program reads by the limits of 5.0. */
static struct smpp_rules reading(const struct smpp_session *s)
{
	struct smpp_rules rules = { s->version, s->config.tolerate, s->config.max_pdu };

	if ((s->config.tolerate & SMPP_FIELD) == SMPP_FIELD)
		rules.version = SMPP_V5_0;
	return rules;
}

static struct smpp_rules writing(const struct smpp_session *s)
{
	struct smpp_rules rules = { s->version, s->config.tolerate, s->config.max_pdu };

	return rules;
}

/* ---- output ---- */

static void sent_nothing_yet(struct smpp_session *s)
{
	if (smpp__outq_used(&s->outq) == 0)
		s->progress = s->now;
}

static void committed(struct smpp_session *s, const uint8_t *place, size_t len)
{
	sent_nothing_yet(s);
	smpp__outq_commit(&s->outq, place, len);
	s->counters.pdus_out++;
}

/* A PDU that is a header only. @return 1, or 0 when there is no room. */
static int put_header(struct smpp_session *s, uint32_t command_id, uint32_t command_status,
		      uint32_t sequence_number, size_t keep)
{
	uint8_t *place = smpp__outq_place(&s->outq, HEADER_OCTETS, keep);

	if (place == NULL)
		return 0;
	smpp__put32(place, HEADER_OCTETS);
	smpp__put32(place + 4, command_id);
	smpp__put32(place + 8, command_status);
	smpp__put32(place + 12, sequence_number);
	committed(s, place, HEADER_OCTETS);
	return 1;
}

/*
 * Encodes where there is room: behind the last PDU, where most fit, or at the front of the
 * memory. extra octets behind the PDU are kept for the caller.
 */
static int put_pdu(struct smpp_session *s, const struct smpp_pdu *pdu, size_t keep, size_t extra,
		   struct smpp_buf *buf)
{
	const struct smpp_rules rules = writing(s);
	uint8_t *place;
	int got;

	buf->ptr = smpp__outq_tail(&s->outq, &buf->cap);
	got = smpp_encode(pdu, &rules, buf, &s->fault);
	if (got != SMPP_OK && got != SMPP_E_SPACE)
		return got;
	if (buf->len + extra > s->config.output)
		return SMPP_E_TOO_BIG;
	place = smpp__outq_place(&s->outq, buf->len + extra, keep);
	if (place == NULL) {
		s->want_room = 1;
		s->gained = 0;
		return SMPP_E_SPACE;
	}
	if (place == buf->ptr && got == SMPP_OK)
		return SMPP_OK;
	buf->ptr = place;
	buf->cap = buf->len;
	return smpp_encode(pdu, &rules, buf, NULL);
}

const uint8_t *smpp_session_output(const struct smpp_session *s, size_t *len)
{
	return smpp__outq_peek(&s->outq, len);
}

int smpp_session_sent(struct smpp_session *s, size_t len, uint64_t now)
{
	size_t waiting;

	hear_time(s, now);
	(void)smpp__outq_peek(&s->outq, &waiting);
	if (len > waiting)
		return SMPP_E_LENGTH;
	if (len == 0)
		return SMPP_OK;
	smpp__outq_drop(&s->outq, len);
	s->progress = s->now;
	s->counters.octets_out += len;
	if (smpp__outq_used(&s->outq) <= s->config.output / 2)
		s->gained = 1;
	return SMPP_OK;
}

/* ---- the state ---- */

/* The one place where the state changes. */
static void enter(struct smpp_session *s, enum smpp_state state, enum smpp_reason reason)
{
	s->state = state;
	if (state != SMPP_STATE_CLOSED)
		return;
	s->reason = reason;
	s->bind_id = 0;
	s->partial_since = NEVER;
	for (uint32_t i = 0; i < s->config.inbound; i++) {
		s->inbound[i].command_id = 0;
		s->inbound[i].generation++;
	}
	s->inbound_open = 0;
	if (reason == SMPP_REASON_LOST || reason == SMPP_REASON_STALL)
		smpp__outq_init(&s->outq, s->outq.mem, s->outq.cap, s->outq.piece);
}

int smpp_session_close(struct smpp_session *s, uint64_t now)
{
	hear_time(s, now);
	if (s->state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	enter(s, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
	return SMPP_OK;
}

int smpp_session_lost(struct smpp_session *s, uint64_t now)
{
	if (s->busy)
		return SMPP_E_BUSY;
	hear_time(s, now);
	if (s->state == SMPP_STATE_CLOSED) {
		smpp__outq_init(&s->outq, s->outq.mem, s->outq.cap, s->outq.piece);
		return SMPP_E_STATE;
	}
	enter(s, SMPP_STATE_CLOSED,
	      s->state == SMPP_STATE_UNBOUND ? SMPP_REASON_UNBOUND : SMPP_REASON_LOST);
	return SMPP_OK;
}

static enum smpp_state bound_state(uint32_t bind_id)
{
	if (bind_id == SMPP_BIND_TRANSMITTER)
		return SMPP_STATE_BOUND_TX;
	return bind_id == SMPP_BIND_RECEIVER ? SMPP_STATE_BOUND_RX : SMPP_STATE_BOUND_TRX;
}

/* An interface_version octet of the wire as one of the three; 0 is 3.3 here. */
static uint8_t version_of_peer(uint8_t interface_version)
{
	if (interface_version < SMPP_V3_4)
		return SMPP_V3_3;
	return interface_version < SMPP_V5_0 ? SMPP_V3_4 : SMPP_V5_0;
}

static void become_bound(struct smpp_session *s, uint32_t bind_id, uint8_t peer_version)
{
	uint8_t peer = version_of_peer(peer_version);

	s->version = peer < s->config.version ? peer : s->config.version;
	enter(s, bound_state(bind_id), SMPP_REASON_NONE);
}

/* ---- requests and answers of this side ---- */

/* A TLV that the peer's version does not know. */
static int refuse_tlv(struct smpp_session *s, uint16_t tag)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tag);
	enum smpp__version version = smpp__version_of(s->version);

	if (version == V50 || (version == V34 && (row == NULL || row->pdus[0] != 0)))
		return 0;
	s->fault = smpp__tlv_fault(SMPP_FAULT_TLV_NOT_ALLOWED, 0, 1, tag);
	s->fault.status = SMPP_ESME_RTLVNOTALLWD;
	return 1;
}

/* What the peer's version does not know is not sent to it: a command, a TLV. */
static int judge_version(struct smpp_session *s, const struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	enum smpp__version version = smpp__version_of(s->version);
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;

	if (command != NULL && !is_bind(command->id) &&
	    (version < command->since || version > command->last)) {
		s->fault = smpp__fault(SMPP_FAULT_COMMAND_VERSION, 4, smpp__header_name(1),
				       SMPP_ESME_RINVCMDID);
		return SMPP_E_VERSION;
	}
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK) {
		if (refuse_tlv(s, tlv.tag))
			return SMPP_E_VERSION;
	}
	for (size_t i = 0; i < pdu->tlv_count; i++) {
		if (refuse_tlv(s, pdu->tlv[i].tag))
			return SMPP_E_VERSION;
	}
	return SMPP_OK;
}

static int is_counted(uint32_t command_id)
{
	return !is_bind(command_id) && command_id != SMPP_UNBIND &&
	       command_id != SMPP_ENQUIRE_LINK;
}

static int has_response(uint32_t command_id)
{
	return command_id != SMPP_OUTBIND && command_id != SMPP_ALERT_NOTIFICATION;
}

/* Where the session stands, does it let such a request out? A bind only while none is pending. */
static int judge_state(const struct smpp_session *s, uint32_t command_id)
{
	enum smpp__version version = smpp__version_of(s->version);
	const struct smpp__command *command = smpp__command_find(command_id);

	if (s->unbinding || s->state == SMPP_STATE_CLOSED ||
	    (is_bind(command_id) && s->bind_id != 0))
		return SMPP_E_STATE;
	if (command != NULL && !is_bind(command_id) && version < command->since)
		return SMPP_OK; /* the version says it better */
	if (command != NULL && version > command->last)
		return SMPP_OK;
	return smpp__state_may_send(command_id, s->config.side, s->state, version) ? SMPP_OK
										   : SMPP_E_STATE;
}

static int judge_window(const struct smpp_session *s, uint32_t command_id)
{
	if (!has_response(command_id))
		return SMPP_OK;
	if (is_counted(command_id))
		return s->in_window < s->config.window ? SMPP_OK : SMPP_E_WINDOW;
	return s->window.used - s->in_window - s->keep_alive < SPARE_SLOTS - 2 ? SMPP_OK
									       : SMPP_E_WINDOW;
}

int smpp_session_can(const struct smpp_session *s, uint32_t command_id)
{
	const struct smpp__command *command = smpp__command_find(command_id);
	enum smpp__version version = smpp__version_of(s->version);
	int got = judge_state(s, command_id);

	if (got != SMPP_OK)
		return got;
	if (command == NULL ||
	    (!is_bind(command_id) && (version < command->since || version > command->last)))
		return SMPP_E_VERSION;
	got = judge_window(s, command_id);
	if (got != SMPP_OK)
		return got;
	return smpp__outq_place(&s->outq, HEADER_OCTETS, s->inbound_open) != NULL ? SMPP_OK
										  : SMPP_E_SPACE;
}

static uint8_t class_of(const struct smpp_pdu *pdu)
{
	uint8_t mode = 0;

	switch (pdu->header.command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_UNBIND: return CLASS_BIND;
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: mode = pdu->body.submit_sm.esm_class; break;
	case SMPP_SUBMIT_MULTI: mode = pdu->body.submit_multi.esm_class; break;
	case SMPP_DATA_SM: mode = pdu->body.data_sm.esm_class; break;
	default: break;
	}
	return (mode & SMPP_ESM_CLASS_MODE) == SMPP_ESM_CLASS_MODE_TRANSACTION ? CLASS_TRANSACTION
									       : CLASS_USUAL;
}

static uint32_t time_of(const struct smpp_session *s, uint8_t class)
{
	if (class == CLASS_BIND)
		return s->config.bind_response;
	return class == CLASS_TRANSACTION ? s->config.transaction_response : s->config.response;
}

/* The request went out: what that changes. */
static void requested(struct smpp_session *s, uint32_t command_id, struct smpp__slot *slot)
{
	if (slot != NULL && is_counted(command_id)) {
		slot->flags |= SLOT_COUNTED;
		s->in_window++;
	}
	if (is_bind(command_id))
		s->bind_id = command_id;
	if (command_id == SMPP_UNBIND)
		s->unbinding = 1;
	if (command_id == SMPP_OUTBIND)
		enter(s, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
}

/* Encodes with the number of a new slot; without success the slot was never there. */
static int send_request(struct smpp_session *s, struct smpp_pdu *pdu, uint64_t token)
{
	uint32_t last = s->window.last, before = pdu->header.sequence_number;
	uint32_t command_id = pdu->header.command_id;
	uint8_t class = class_of(pdu);
	struct smpp__slot *slot;
	struct smpp_buf buf;
	int got;

	slot = smpp__window_open(&s->window, class, after(s->now, time_of(s, class)));
	pdu->header.sequence_number = slot->number;
	got = put_pdu(s, pdu, s->inbound_open, 0, &buf);
	if (got != SMPP_OK) {
		pdu->header.sequence_number = before;
		smpp__window_undo(&s->window, slot, last);
		return got;
	}
	committed(s, buf.ptr, buf.len);
	slot->token = token;
	slot->kind = command_id;
	if (!has_response(command_id)) {
		smpp__window_close(&s->window, slot, SMPP__ANSWERED);
		slot = NULL;
	}
	requested(s, command_id, slot);
	return SMPP_OK;
}

int smpp_session_request(struct smpp_session *s, struct smpp_pdu *pdu, uint64_t token,
			 uint64_t now)
{
	uint32_t command_id = pdu->header.command_id;
	int got;

	hear_time(s, now);
	s->fault = smpp__fault_none();
	if ((command_id & SMPP_RESPONSE) != 0 || smpp__command_find(command_id) == NULL) {
		s->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
				       SMPP_ESME_RINVCMDID);
		return SMPP_E_FAULT;
	}
	got = judge_state(s, command_id);
	if (got == SMPP_OK)
		got = judge_version(s, pdu);
	if (got == SMPP_OK)
		got = judge_window(s, command_id);
	return got == SMPP_OK ? send_request(s, pdu, token) : got;
}

int smpp_session_unbind(struct smpp_session *s, uint64_t token, uint64_t now)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_UNBIND;
	return smpp_session_request(s, &pdu, token, now);
}

static struct inbound *inbound_of(struct smpp_session *s, uint64_t handle)
{
	uint32_t index = (uint32_t)handle - 1; /* the low half counts from 1 */

	if (index >= s->config.inbound || s->inbound[index].command_id == 0 ||
	    s->inbound[index].generation != (uint32_t)(handle >> 32))
		return NULL;
	return &s->inbound[index];
}

static void settle_inbound(struct smpp_session *s, struct inbound *in)
{
	in->command_id = 0;
	in->generation++;
	in->next = s->inbound_free;
	s->inbound_free = (uint32_t)(in - s->inbound);
	s->inbound_open--;
	s->gained = 1;
}

/* The answer to a bind is out. */
static void bind_answered(struct smpp_session *s, uint32_t command_status)
{
	uint32_t bind_id = s->bind_id;

	s->bind_id = 0;
	if (command_status == SMPP_ESME_ROK)
		become_bound(s, bind_id, s->bind_version);
}

/* Does the session add sc_interface_version to this answer? */
static int adds_version(const struct smpp_session *s, const struct smpp_pdu *answer)
{
	struct smpp_span value;

	if (!is_bind(answer->header.command_id & ~SMPP_RESPONSE) ||
	    answer->header.command_status != SMPP_ESME_ROK || answer->body_absent ||
	    answer->body_raw || version_of_peer(s->bind_version) < SMPP_V3_4)
		return 0;
	for (size_t i = 0; i < answer->tlv_count; i++) {
		if (answer->tlv[i].tag == SMPP_TLV_SC_INTERFACE_VERSION)
			return 0;
	}
	return smpp_tlv_find(answer->tlvs, SMPP_TLV_SC_INTERFACE_VERSION, &value) != SMPP_OK;
}

static void add_version(const struct smpp_session *s, struct smpp_buf *buf)
{
	uint8_t *at = buf->ptr + buf->len;

	smpp__put16(at, SMPP_TLV_SC_INTERFACE_VERSION);
	smpp__put16(at + 2, 1);
	at[4] = s->config.version;
	buf->len += VERSION_TLV_OCTETS;
	smpp__put32(buf->ptr, (uint32_t)buf->len);
}

/* The answer with command and number of its request. @return SMPP_OK or SMPP_E_FAULT */
static int address_answer(struct smpp_session *s, const struct inbound *in, struct smpp_pdu *pdu)
{
	uint32_t response = in->command_id | SMPP_RESPONSE;

	if (pdu->header.command_id == 0)
		pdu->header.command_id = response;
	pdu->header.sequence_number = in->sequence_number;
	if (pdu->header.command_id == response || pdu->header.command_id == SMPP_GENERIC_NACK)
		return SMPP_OK;
	s->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
			       SMPP_ESME_RINVCMDID);
	return SMPP_E_FAULT;
}

int smpp_session_reply(struct smpp_session *s, uint64_t handle, const struct smpp_pdu *pdu,
		       uint64_t now)
{
	struct inbound *in = inbound_of(s, handle);
	struct smpp_pdu answer = *pdu;
	uint32_t asked;
	struct smpp_buf buf;
	size_t extra;
	int got;

	hear_time(s, now);
	s->fault = smpp__fault_none();
	if (in == NULL)
		return SMPP_E_HANDLE;
	got = address_answer(s, in, &answer);
	if (got == SMPP_OK && !is_bind(in->command_id))
		got = judge_version(s, &answer);
	if (got != SMPP_OK)
		return got;
	extra = adds_version(s, &answer) ? VERSION_TLV_OCTETS : 0;
	got = put_pdu(s, &answer, s->inbound_open - 1, extra, &buf);
	if (got != SMPP_OK)
		return got;
	if (extra > 0)
		add_version(s, &buf);
	committed(s, buf.ptr, buf.len);
	asked = in->command_id;
	settle_inbound(s, in);
	if (is_bind(asked))
		bind_answered(s, answer.header.command_id == SMPP_GENERIC_NACK
					 ? SMPP_ESME_RBINDFAIL : answer.header.command_status);
	return SMPP_OK;
}

int smpp_session_refuse(struct smpp_session *s, uint64_t handle, uint32_t command_status,
			uint64_t now)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = command_status;
	pdu.body_absent = 1;
	return smpp_session_reply(s, handle, &pdu, now);
}

/* ---- what comes from the peer ---- */

static enum step tell(struct smpp_event *event, enum smpp_event_type type,
		      const struct smpp_pdu *pdu)
{
	event->type = type;
	event->pdu = pdu;
	return STEP_EVENT;
}

static enum step tell_stray(struct smpp_session *s, struct smpp_event *event,
			    enum smpp_stray stray)
{
	event->stray = stray;
	s->counters.stray++;
	return tell(event, SMPP_EVENT_STRAY, &s->pdu);
}

/* The peer's request is answered with a status and goes no further. */
static enum step refuse(struct smpp_session *s, uint32_t command_id, struct smpp_fault fault,
			struct smpp_event *event)
{
	const struct smpp_header *header = &s->pdu.header;

	if (has_response(header->command_id) &&
	    !put_header(s, command_id, fault.status, header->sequence_number, s->inbound_open))
		return STEP_BLOCKED;
	event->command_id = header->command_id;
	event->sequence_number = header->sequence_number;
	event->command_status = fault.status;
	event->fault = fault;
	s->counters.refused++;
	return tell(event, SMPP_EVENT_REFUSED, &s->pdu);
}

/* Refused for the command, before its body is looked at. */
static enum step refuse_command(struct smpp_session *s, uint32_t status,
				struct smpp_event *event)
{
	uint32_t id = s->pdu.header.command_id;
	struct smpp_fault fault = smpp__fault(SMPP_FAULT_NONE, 4, smpp__header_name(1), status);
	uint32_t answer = id | SMPP_RESPONSE;

	if (status == SMPP_ESME_RINVCMDID) {
		fault.code = smpp__command_find(id) != NULL ? SMPP_FAULT_COMMAND_VERSION
							    : SMPP_FAULT_UNKNOWN_COMMAND_ID;
		answer = SMPP_GENERIC_NACK;
	}
	return refuse(s, answer, fault, event);
}

/* May the peer ask this now? ESME_ROK, or the status that says why not. */
static uint32_t judge_request(const struct smpp_session *s, uint32_t id)
{
	const struct smpp__command *command = smpp__command_find(id);

	if (command == NULL)
		return SMPP_ESME_RINVCMDID;
	if (is_bind(id) && s->config.side == SMPP_SMSC && (is_bound(s) || s->bind_id != 0))
		return SMPP_ESME_RALYBND;
	if (s->config.side == SMPP_SMSC && s->bind_id != 0 && id != SMPP_ENQUIRE_LINK)
		return SMPP_ESME_RINVBNDSTS;
	if (!smpp__state_accepts(id, peer_of(s), s->state))
		return SMPP_ESME_RINVBNDSTS;
	if (smpp__version_of(s->config.version) < command->since ||
	    smpp__version_of(s->version) > command->last)
		return SMPP_ESME_RINVCMDID;
	return SMPP_ESME_ROK;
}

static int carries_message(uint32_t id)
{
	return id == SMPP_SUBMIT_SM || id == SMPP_DELIVER_SM || id == SMPP_SUBMIT_MULTI ||
	       id == SMPP_DATA_SM || id == SMPP_REPLACE_SM || id == SMPP_BROADCAST_SM;
}

/* A PDU of which only the header is here: it is larger than what this side keeps. */
static struct smpp_fault too_large(const struct smpp_header *header)
{
	return smpp__fault(SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE, 0, smpp__header_name(0),
			   carries_message(header->command_id) ? SMPP_ESME_RINVMSGLEN
							       : SMPP_ESME_RINVCMDLEN);
}

static int read_pdu(struct smpp_session *s, struct smpp_span octets, struct smpp_fault *fault)
{
	const struct smpp_rules rules = reading(s);
	int got = smpp_decode(octets, &rules, &s->pdu, fault);

	if (got == SMPP_OK && s->pdu.tolerated != 0)
		s->counters.tolerated++;
	return got;
}

/*
 * Structure, then values. Enquire_link and unbind are a header only: whatever stands behind it
 * means nothing, so nothing is lost by going on.
 */
static int read_request(struct smpp_session *s, struct smpp_span octets, struct smpp_fault *fault)
{
	const struct smpp_rules rules = reading(s);
	uint32_t id = s->pdu.header.command_id;
	int got;

	if (s->pdu.header.command_length > octets.len) {
		*fault = too_large(&s->pdu.header);
		return SMPP_E_FAULT;
	}
	got = read_pdu(s, octets, fault);
	if (id == SMPP_ENQUIRE_LINK || id == SMPP_UNBIND)
		return SMPP_OK;
	return got == SMPP_OK ? smpp_check(&s->pdu, &rules, fault) : got;
}

/* The request waits for its answer under a handle. */
static enum step admit(struct smpp_session *s, struct smpp_event *event)
{
	uint32_t index = s->inbound_free;
	struct inbound *in = &s->inbound[index];
	const struct smpp_header *header = &s->pdu.header;

	s->inbound_free = in->next;
	s->inbound_open++;
	in->command_id = header->command_id;
	in->sequence_number = header->sequence_number;
	if (is_bind(header->command_id)) {
		s->bind_id = header->command_id;
		s->bind_version = s->pdu.body.bind.interface_version;
	}
	event->handle = (uint64_t)in->generation << 32 | (index + 1);
	return tell(event, SMPP_EVENT_REQUEST, &s->pdu);
}

/* As many requests wait as this side allows: the peer is to come again later. */
static enum step refuse_surplus(struct smpp_session *s, struct smpp_event *event)
{
	uint32_t id = s->pdu.header.command_id;
	uint32_t status = s->config.side == SMPP_ESME ? SMPP_ESME_RX_T_APPN : SMPP_ESME_RTHROTTLED;

	return refuse(s, id | SMPP_RESPONSE, smpp__fault(SMPP_FAULT_NONE, 0, NULL, status), event);
}

/* Enquire_link and unbind are answered here; the caller hears of the unbind by the state. */
static enum step answer_self(struct smpp_session *s)
{
	const struct smpp_header *header = &s->pdu.header;

	if (!put_header(s, header->command_id | SMPP_RESPONSE, SMPP_ESME_ROK,
			header->sequence_number, s->inbound_open))
		return STEP_BLOCKED;
	if (header->command_id == SMPP_UNBIND)
		enter(s, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	return STEP_AGAIN;
}

/* A request without response that is not acceptable; for outbind that is the end. */
static enum step note_unanswerable(struct smpp_session *s, struct smpp_fault fault,
				   struct smpp_event *event)
{
	if (s->pdu.header.command_id == SMPP_OUTBIND && s->state == SMPP_STATE_OPEN) {
		s->end_fault = fault;
		enter(s, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
		return STEP_AGAIN;
	}
	return refuse(s, 0, fault, event);
}

static enum step take_request(struct smpp_session *s, struct smpp_span octets,
			      struct smpp_event *event)
{
	uint32_t id = s->pdu.header.command_id;
	uint32_t status = judge_request(s, id);
	struct smpp_fault fault;

	if (status != SMPP_ESME_ROK)
		return refuse_command(s, status, event);
	if (read_request(s, octets, &fault) != SMPP_OK)
		return has_response(id) ? refuse(s, id | SMPP_RESPONSE, fault, event)
					: note_unanswerable(s, fault, event);
	if (id == SMPP_ENQUIRE_LINK || id == SMPP_UNBIND)
		return answer_self(s);
	if (!has_response(id)) {
		if (id == SMPP_OUTBIND)
			enter(s, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
		return tell(event, SMPP_EVENT_NOTICE, &s->pdu);
	}
	if (s->inbound_open == s->config.inbound)
		return refuse_surplus(s, event);
	if (smpp__outq_place(&s->outq, 0, (size_t)s->inbound_open + 1) == NULL)
		return STEP_BLOCKED;
	return admit(s, event);
}

/* What the response changes in the session. */
static void response_changes(struct smpp_session *s, uint32_t asked, int usable)
{
	uint8_t version = s->config.absent_version;

	if (is_bind(asked))
		s->bind_id = 0;
	if (is_bind(asked) && s->pdu.header.command_status == SMPP_ESME_ROK && usable &&
	    s->pdu.header.command_id != SMPP_GENERIC_NACK && !is_bound(s)) {
		(void)smpp_tlv_u8(s->pdu.tlvs, SMPP_TLV_SC_INTERFACE_VERSION, &version);
		become_bound(s, asked, version);
	}
	if (asked == SMPP_UNBIND)
		enter(s, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
}

/* The slot is settled; its holder hears how, unless it was the session itself. */
static enum step settle(struct smpp_session *s, struct smpp__slot *slot, enum smpp_outcome outcome,
			struct smpp_event *event)
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
		memset(event, 0, sizeof(*event));
		return STEP_AGAIN;
	}
	event->type = SMPP_EVENT_OUTCOME;
	return STEP_EVENT;
}

/* The response of a request that waits for it. */
static enum step take_answer(struct smpp_session *s, struct smpp_span octets,
			     struct smpp__slot *slot, struct smpp_event *event)
{
	enum smpp_outcome outcome = SMPP_OUTCOME_RESPONSE;
	uint32_t asked = slot->kind;
	int got;

	if (s->pdu.header.command_length > octets.len) {
		event->fault = too_large(&s->pdu.header);
		got = SMPP_E_FAULT;
	} else {
		got = read_pdu(s, octets, &event->fault);
	}
	if (s->pdu.header.command_id == SMPP_GENERIC_NACK)
		outcome = SMPP_OUTCOME_NACKED;
	else if (got != SMPP_OK && s->pdu.header.command_status == SMPP_ESME_ROK &&
		 event->fault.status != SMPP_ESME_ROK)
		outcome = SMPP_OUTCOME_BAD_RESPONSE;
	event->command_status = s->pdu.header.command_status;
	event->pdu = &s->pdu;
	response_changes(s, asked, outcome == SMPP_OUTCOME_RESPONSE);
	return settle(s, slot, outcome, event);
}

static enum smpp_stray judge_stray(struct smpp_session *s, const struct smpp__slot *slot)
{
	const struct smpp_header *header = &s->pdu.header;
	int finished = smpp__window_finished(&s->window, header->sequence_number);

	if (header->command_id == SMPP_GENERIC_NACK && header->sequence_number == 0)
		return SMPP_STRAY_NACK_ZERO;
	if (smpp__command_find(header->command_id) == NULL)
		return SMPP_STRAY_UNKNOWN;
	if (slot != NULL)
		return SMPP_STRAY_WRONG_TYPE;
	if (finished == 0)
		return SMPP_STRAY_UNSOLICITED;
	return finished == SMPP__EXPIRED ? SMPP_STRAY_LATE : SMPP_STRAY_DUPLICATE;
}

static enum step take_response(struct smpp_session *s, struct smpp_span octets,
			       struct smpp_event *event)
{
	uint32_t id = s->pdu.header.command_id;
	struct smpp__slot *slot = smpp__window_find(&s->window, s->pdu.header.sequence_number);

	if (slot != NULL && (id == SMPP_GENERIC_NACK || id == (slot->kind | SMPP_RESPONSE)))
		return take_answer(s, octets, slot, event);
	if (s->pdu.header.command_length <= octets.len)
		(void)read_pdu(s, octets, &event->fault);
	return tell_stray(s, event, judge_stray(s, slot));
}

/* A PDU, or the header of one that is too large to be kept, is at hand. */
static enum step take_pdu(struct smpp_session *s, struct smpp_span octets,
			  const struct smpp_header *header, struct smpp_event *event)
{
	enum step step;

	memset(&s->pdu, 0, sizeof(s->pdu));
	s->pdu.header = *header;
	s->pdu.body_raw = 1;
	s->pdu.wire = octets;
	s->partial_since = NEVER; /* from here on it is not the peer who is waited for */
	if ((header->command_id & SMPP_RESPONSE) != 0)
		step = take_response(s, octets, event);
	else
		step = take_request(s, octets, event);
	if (step != STEP_BLOCKED) {
		s->heard = s->now;
		s->counters.pdus_in++;
	}
	return step;
}

/* The octets are not SMPP: a last word if there is room for one, and the end. */
static enum step end_of_frames(struct smpp_session *s, const struct smpp_header *header,
			       struct smpp_fault fault)
{
	int known = header->command_length >= HEADER_OCTETS &&
		    header->command_length < SMPP_MAX_PDU_EVER;

	(void)put_header(s, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN,
			 known ? header->sequence_number : 0, 0);
	s->end_fault = fault;
	enter(s, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
	return STEP_AGAIN;
}

/* A PDU that is all in the loan. */
static enum step step_direct(struct smpp_session *s, const struct smpp_header *header,
			     struct smpp_event *event)
{
	struct smpp_span octets = { s->in.ptr, header->command_length };
	enum step step = take_pdu(s, octets, header, event);

	if (step != STEP_BLOCKED) {
		s->in.ptr += octets.len;
		s->in.len -= octets.len;
	}
	return step;
}

/* A PDU too large to be kept: judged by its header, and passed over. */
static enum step step_too_large(struct smpp_session *s, const struct smpp_header *header,
				struct smpp_span have, struct smpp_event *event)
{
	enum step step = take_pdu(s, have, header, event);

	if (step == STEP_BLOCKED)
		return step;
	s->stitch.skip = header->command_length - s->stitch.have;
	s->stitch.have = 0;
	s->partial_since = s->now;
	return step;
}

/* Part of a PDU is kept already: goes on until it is all there. */
static enum step step_stitch(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp__stitch *st = &s->stitch;
	struct smpp_header header;
	struct smpp_fault fault;
	struct smpp_span have;
	enum step step;
	int whole, got;

	(void)smpp__stitch_fill(st, &s->in, st->have < 4 ? 4 : HEADER_OCTETS);
	if (st->have >= 4)
		(void)smpp__stitch_fill(st, &s->in, HEADER_OCTETS);
	have.ptr = st->mem;
	have.len = st->have;
	got = smpp_frame_get(have, s->config.max_pdu, &header, &fault);
	if (got == SMPP_E_FAULT)
		return end_of_frames(s, &header, fault);
	if (have.len < HEADER_OCTETS)
		return STEP_IDLE;
	if (header.command_length > st->cap)
		return step_too_large(s, &header, have, event);
	whole = smpp__stitch_fill(st, &s->in, header.command_length);
	if (!whole)
		return STEP_IDLE;
	have.len = st->have;
	step = take_pdu(s, have, &header, event);
	if (step == STEP_EVENT)
		s->stitched = 1; /* the event points there: released by the next call */
	else if (step != STEP_BLOCKED)
		st->have = 0;
	return step;
}

/* The loan holds the beginning of a PDU only: keep it, if it is to be kept here. */
static enum step step_begin(struct smpp_session *s, const struct smpp_header *header,
			    struct smpp_event *event)
{
	struct smpp_span have = { s->in.ptr, HEADER_OCTETS };

	if (s->in.len == 0)
		return STEP_IDLE;
	if (s->partial_since == NEVER)
		s->partial_since = s->now;
	if (s->stitch.cap == 0)
		return STEP_IDLE;
	if (s->in.len >= HEADER_OCTETS && header->command_length > s->stitch.cap)
		return step_too_large(s, header, have, event);
	(void)smpp__stitch_fill(&s->stitch, &s->in, s->in.len);
	return STEP_IDLE;
}

static enum step step_input(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp_header header;
	struct smpp_fault fault;

	if (s->stitch.skip > 0) {
		if (!smpp__stitch_skip(&s->stitch, &s->in))
			return STEP_IDLE;
		s->partial_since = NEVER;
	}
	if (s->stitch.have > 0)
		return step_stitch(s, event);
	switch (smpp_frame_get(s->in, s->config.max_pdu, &header, &fault)) {
	case SMPP_OK: return step_direct(s, &header, event);
	case SMPP_E_FAULT: return end_of_frames(s, &header, fault);
	default: return step_begin(s, &header, event);
	}
}

/* ---- timers ---- */

/* When the peer must have bound, by this side's patience; not while this side decides. */
static uint64_t session_init_end(const struct smpp_session *s)
{
	if (s->config.side != SMPP_SMSC || s->bind_id != 0 ||
	    (s->state != SMPP_STATE_OPEN && s->state != SMPP_STATE_OUTBOUND))
		return NEVER;
	return after(s->opened, s->config.session_init);
}

static uint64_t inactivity_end(const struct smpp_session *s)
{
	return is_bound(s) ? after(s->heard, s->config.inactivity) : NEVER;
}

static uint64_t partial_end(const struct smpp_session *s)
{
	return s->partial_since == NEVER ? NEVER : after(s->partial_since, s->config.partial_pdu);
}

static uint64_t stall_end(const struct smpp_session *s)
{
	return smpp__outq_used(&s->outq) == 0 ? NEVER : after(s->progress, s->config.stall);
}

/* When to ask whether the peer is alive. Without room in output the stall decides instead. */
static uint64_t enquire_at(const struct smpp_session *s)
{
	if (!is_bound(s) || s->keep_alive || s->unbinding ||
	    smpp__outq_place(&s->outq, HEADER_OCTETS, s->inbound_open) == NULL)
		return NEVER;
	return after(s->heard, s->config.enquire_link);
}

static enum step expire(struct smpp_session *s, enum smpp_reason reason)
{
	enter(s, SMPP_STATE_CLOSED, reason);
	return STEP_AGAIN;
}

/* A request has waited long enough. */
static enum step expire_request(struct smpp_session *s, struct smpp__slot *slot,
				struct smpp_event *event)
{
	uint32_t asked = slot->kind;
	uint64_t asked_at = slot->deadline - s->config.response;
	int own = (slot->flags & SLOT_OWN) != 0;
	enum step told = settle(s, slot, SMPP_OUTCOME_TIMEOUT, event);

	/* 3.4, 2.9: any PDU proves the peer alive, not only enquire_link_resp */
	if (own && s->heard <= asked_at)
		return expire(s, SMPP_REASON_RESPONSE);
	if (is_bind(asked) || asked == SMPP_UNBIND)
		enter(s, SMPP_STATE_CLOSED, SMPP_REASON_RESPONSE);
	return told;
}

/* The oldest of those whose time is over, or NULL. */
static struct smpp__slot *overdue(const struct smpp_session *s)
{
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL && slot->deadline <= s->now && slot->deadline != NEVER)
			return slot;
	}
	return NULL;
}

static enum step enquire(struct smpp_session *s)
{
	struct smpp__slot *slot = smpp__window_open(&s->window, CLASS_KEEP_ALIVE,
						    after(s->now, s->config.response));

	slot->kind = SMPP_ENQUIRE_LINK;
	slot->flags = SLOT_OWN;
	slot->token = 0;
	s->keep_alive = 1;
	(void)put_header(s, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, slot->number, s->inbound_open);
	return STEP_AGAIN;
}

static enum step step_timers(struct smpp_session *s, struct smpp_event *event)
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
	return enquire_at(s) <= s->now ? enquire(s) : STEP_IDLE;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Is there something to tell that waits for no octets and no time? */
static int has_news(const struct smpp_session *s)
{
	if (s->state == SMPP_STATE_CLOSED)
		return !s->over;
	return s->announced != s->state || s->state == SMPP_STATE_UNBOUND ||
	       (s->want_room && s->gained);
}

uint64_t smpp_session_deadline(const struct smpp_session *s)
{
	uint64_t at = NEVER;

	if (has_news(s))
		return s->now;
	if (s->state == SMPP_STATE_CLOSED)
		return NEVER;
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		const struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL)
			at = earlier(at, slot->deadline);
	}
	at = earlier(at, session_init_end(s));
	at = earlier(at, partial_end(s));
	at = earlier(at, stall_end(s));
	at = earlier(at, inactivity_end(s));
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
static enum step step_closed(struct smpp_session *s, struct smpp_event *event)
{
	s->in.ptr = s->in.ptr != NULL ? s->in.ptr + s->in.len : NULL;
	s->in.len = 0; /* what the peer still says is not heard */
	for (uint8_t class = 0; class < SMPP__CLASSES; class++) {
		struct smpp__slot *slot = smpp__window_oldest(&s->window, class);

		if (slot != NULL)
			return settle(s, slot, s->reason == SMPP_REASON_LOST
					       ? SMPP_OUTCOME_LOST : SMPP_OUTCOME_CLOSED, event);
	}
	if (s->over)
		return STEP_IDLE;
	s->over = 1;
	s->announced = SMPP_STATE_CLOSED;
	event->type = SMPP_EVENT_STATE;
	event->state = SMPP_STATE_CLOSED;
	event->reason = s->reason;
	event->fault = s->end_fault;
	return STEP_EVENT;
}

static enum step step_news(struct smpp_session *s, struct smpp_event *event)
{
	if (s->announced != s->state) {
		s->announced = s->state;
		event->type = SMPP_EVENT_STATE;
		event->state = s->state;
		return STEP_EVENT;
	}
	if (s->state == SMPP_STATE_UNBOUND)
		return expire(s, SMPP_REASON_UNBOUND);
	s->want_room = 0;
	event->type = SMPP_EVENT_ROOM;
	return STEP_EVENT;
}

/* One step: news first, then octets, then time. */
static enum step step_once(struct smpp_session *s, struct smpp_event *event)
{
	enum step input, timers;

	if (s->state == SMPP_STATE_CLOSED)
		return step_closed(s, event);
	if (has_news(s))
		return step_news(s, event);
	input = step_input(s, event);
	if (input == STEP_EVENT || input == STEP_AGAIN)
		return input;
	timers = step_timers(s, event);
	return timers == STEP_IDLE ? input : timers;
}

/* As smpp_session_next, for next itself and for the push calls. */
static void pull(struct smpp_session *s, struct smpp_event *event)
{
	enum step got;

	release_event(s);
	do {
		memset(event, 0, sizeof(*event));
		got = step_once(s, event);
	} while (got == STEP_AGAIN);
	if (got == STEP_EVENT)
		return;
	memset(event, 0, sizeof(*event));
	event->type = got == STEP_BLOCKED ? SMPP_EVENT_BLOCKED : SMPP_EVENT_NONE;
}

int smpp_session_next(struct smpp_session *s, uint64_t now, struct smpp_event *event)
{
	if (s->busy)
		return SMPP_E_BUSY;
	hear_time(s, now);
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
		if (s->config.on_event == NULL)
			continue;
		s->busy = 1;
		s->config.on_event(s->config.user, s, &event);
		s->busy = 0;
	}
}

int smpp_session_feed(struct smpp_session *s, const uint8_t *lent, size_t len, uint64_t now,
		      size_t *used)
{
	int got = smpp_session_lend(s, lent, len);

	if (got != SMPP_OK)
		return got;
	hear_time(s, now);
	push(s);
	return smpp_session_take(s, used);
}

int smpp_session_tick(struct smpp_session *s, uint64_t now)
{
	if (s->busy || s->loan)
		return SMPP_E_BUSY;
	hear_time(s, now);
	push(s);
	return SMPP_OK;
}

/* ---- questions ---- */

enum smpp_state smpp_session_state(const struct smpp_session *s)
{
	return s->state;
}

uint8_t smpp_session_version(const struct smpp_session *s)
{
	return s->version;
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
	return s->config.user;
}

const char *smpp_state_name(enum smpp_state state)
{
	switch (state) {
	case SMPP_STATE_OPEN: return "OPEN";
	case SMPP_STATE_OUTBOUND: return "OUTBOUND";
	case SMPP_STATE_BOUND_TX: return "BOUND_TX";
	case SMPP_STATE_BOUND_RX: return "BOUND_RX";
	case SMPP_STATE_BOUND_TRX: return "BOUND_TRX";
	case SMPP_STATE_UNBOUND: return "UNBOUND";
	case SMPP_STATE_CLOSED: return "CLOSED";
	}
	return "?";
}

const char *smpp_outcome_name(enum smpp_outcome outcome)
{
	switch (outcome) {
	case SMPP_OUTCOME_RESPONSE: return "RESPONSE";
	case SMPP_OUTCOME_NACKED: return "NACKED";
	case SMPP_OUTCOME_BAD_RESPONSE: return "BAD_RESPONSE";
	case SMPP_OUTCOME_TIMEOUT: return "TIMEOUT";
	case SMPP_OUTCOME_LOST: return "LOST";
	case SMPP_OUTCOME_CLOSED: return "CLOSED";
	}
	return "?";
}

const char *smpp_reason_name(enum smpp_reason reason)
{
	switch (reason) {
	case SMPP_REASON_NONE: return "NONE";
	case SMPP_REASON_UNBOUND: return "UNBOUND";
	case SMPP_REASON_CLOSED: return "CLOSED";
	case SMPP_REASON_LOST: return "LOST";
	case SMPP_REASON_FRAME: return "FRAME";
	case SMPP_REASON_SESSION_INIT: return "SESSION_INIT";
	case SMPP_REASON_RESPONSE: return "RESPONSE";
	case SMPP_REASON_INACTIVITY: return "INACTIVITY";
	case SMPP_REASON_PARTIAL_PDU: return "PARTIAL_PDU";
	case SMPP_REASON_STALL: return "STALL";
	}
	return "?";
}

const char *smpp_stray_name(enum smpp_stray stray)
{
	switch (stray) {
	case SMPP_STRAY_UNSOLICITED: return "UNSOLICITED";
	case SMPP_STRAY_LATE: return "LATE";
	case SMPP_STRAY_DUPLICATE: return "DUPLICATE";
	case SMPP_STRAY_WRONG_TYPE: return "WRONG_TYPE";
	case SMPP_STRAY_NACK_ZERO: return "NACK_ZERO";
	case SMPP_STRAY_UNKNOWN: return "UNKNOWN";
	}
	return "?";
}
