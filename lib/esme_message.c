/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages from submit to their one result: the queue, segments, outcomes joined.
 * Must not know: links, what comes from the peer.
 */
#include "esme.h"

#define WANTS_RECEIPT 0x13 /* registered_delivery: receipts, intermediate notifications */

static struct smpp_esme_segment *segments_of(const struct smpp_esme *e, uint32_t at)
{
	return e->segments + (size_t)at * e->config.segments;
}

void smpp__esme_messages_init(struct smpp_esme *e)
{
	for (uint32_t i = 0; i <= e->config.messages; i++)
		e->slots[i].next = i < e->config.messages ? i + 1 : SMPP__ESME_NIL;
	e->free_slot = 0;
	e->head = SMPP__ESME_NIL;
	e->tail = SMPP__ESME_NIL;
}

/* ---- taking ---- */

static int has_text(uint32_t command_id)
{
	return command_id == SMPP_SUBMIT_SM || command_id == SMPP_SUBMIT_MULTI ||
	       command_id == SMPP_DATA_SM;
}

/* Requests that the helper does not send itself, and that have an outcome. */
static int is_sendable(uint32_t command_id)
{
	return (command_id & SMPP_RESPONSE) == 0 && command_id != SMPP_BIND_TRANSMITTER &&
	       command_id != SMPP_BIND_RECEIVER && command_id != SMPP_BIND_TRANSCEIVER &&
	       command_id != SMPP_UNBIND && command_id != SMPP_OUTBIND &&
	       command_id != SMPP_ALERT_NOTIFICATION;
}

static int wants_receipt(const struct smpp_pdu *pdu)
{
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM:
		return (pdu->body.submit_sm.registered_delivery & WANTS_RECEIPT) != 0;
	case SMPP_SUBMIT_MULTI:
		return (pdu->body.submit_multi.registered_delivery & WANTS_RECEIPT) != 0;
	case SMPP_DATA_SM:
		return (pdu->body.data_sm.registered_delivery & WANTS_RECEIPT) != 0;
	default:
		return 0;
	}
}

/* Octets that a payload takes at most. */
static size_t payload_octets(const struct smpp_plan *plan)
{
	return plan->header + plan->units *
	       (plan->charset.alphabet == SMPP_ALPHABET_UCS2 ? 2u : 1u);
}

/* Plans a message into e->plan. */
static int plan_of(struct smpp_esme *e, const struct smpp_esme_message *message)
{
	struct smpp_plan *plan = &e->plan;
	struct smpp_plan_options options;
	int got;

	memset(&options, 0, sizeof(options));
	if (message->options != NULL)
		options = *message->options;
	options.reference = (uint16_t)(e->reference + 1);
	memset(&e->text_fault, 0, sizeof(e->text_fault));
	if (message->kind == SMPP_ESME_OCTETS)
		got = smpp_plan_octets(plan, message->text, &e->profile, &options, &e->text_fault);
	else
		got = smpp_plan_text(plan, message->text, &e->profile, &options, &e->text_fault);
	if (got != SMPP_OK)
		return got;
	if (plan->segments > e->config.segments ||
	    (plan->split == SMPP_SPLIT_PAYLOAD && payload_octets(plan) > e->config.text_octets))
		return SMPP_E_TOO_BIG;
	return SMPP_OK;
}

static void enqueue(struct smpp_esme *e, uint32_t at)
{
	e->slots[at].next = SMPP__ESME_NIL;
	e->slots[at].queued = 1;
	if (e->tail == SMPP__ESME_NIL)
		e->head = at;
	else
		e->slots[e->tail].next = at;
	e->tail = at;
}

/* What is first in the queue has nothing more to send. */
static void dequeue(struct smpp_esme *e)
{
	struct smpp__esme_slot *slot = &e->slots[e->head];

	slot->queued = 0;
	e->head = slot->next;
	if (e->head == SMPP__ESME_NIL)
		e->tail = SMPP__ESME_NIL;
	e->blocked = 0;
}

static int may_take(const struct smpp_esme *e, const struct smpp_esme_message *message,
		    uint32_t command_id)
{
	if (message->kind == SMPP_ESME_PDU ? !is_sendable(command_id) : !has_text(command_id))
		return SMPP_E_ABSENT;
	if (e->stopping || e->config.mode == SMPP_ESME_RX ||
	    (e->config.report_unsent && !smpp__esme_sends(e)))
		return SMPP_E_STATE;
	return e->used < e->config.messages ? SMPP_OK : SMPP_E_WINDOW;
}

int smpp_esme_submit(struct smpp_esme *e, const struct smpp_esme_message *message, uint64_t now)
{
	uint32_t command_id = message->pdu.header.command_id;
	uint32_t at = e->free_slot;
	struct smpp__esme_slot *slot;
	int got;

	command_id = command_id != 0 ? command_id : SMPP_SUBMIT_SM;
	got = may_take(e, message, command_id);
	if (got == SMPP_OK && message->kind != SMPP_ESME_PDU)
		got = plan_of(e, message);
	if (got != SMPP_OK)
		return got;
	smpp__esme_hear(e, now);
	slot = &e->slots[at];
	e->free_slot = slot->next;
	e->used++;
	memset(slot, 0, sizeof(*slot));
	slot->pdu = message->pdu;
	slot->pdu.header.command_id = command_id;
	slot->token = message->token;
	slot->since = e->now;
	slot->kind = (uint8_t)message->kind;
	slot->total = 1;
	slot->wants_receipt = (uint8_t)wants_receipt(&slot->pdu);
	if (message->kind != SMPP_ESME_PDU) {
		slot->plan = e->plan;
		slot->total = e->plan.segments;
	}
	if (slot->total > 1)
		e->reference++;
	for (uint32_t i = 0; i < slot->total; i++) {
		memset(&segments_of(e, at)[i], 0, sizeof(struct smpp_esme_segment));
		segments_of(e, at)[i].outcome = SMPP_ESME_NOT_SENT;
	}
	enqueue(e, at);
	return SMPP_OK;
}

/* ---- results ---- */

/* The one result of all segments; the slot is free for others meanwhile, but not its memory. */
static void finish(struct smpp_esme *e, uint32_t at)
{
	struct smpp__esme_slot *slot = &e->slots[at];
	const struct smpp_esme_segment *segments = segments_of(e, at);
	struct smpp_esme_event *out =
		smpp__esme_event(e, SMPP_ESME_EVENT_RESULT, 0,
				 e->event.type == SMPP_EVENT_OUTCOME &&
				 e->event.token >> 8 == at);

	for (uint32_t i = slot->total; i-- > 0;) {
		if (segments[i].outcome > out->outcome)
			out->outcome = segments[i].outcome;
		if (segments[i].outcome == SMPP_ESME_REFUSED)
			out->command_status = segments[i].command_status;
	}
	out->token = slot->token;
	out->error = slot->error;
	out->segments = segments;
	out->segment_count = slot->total;
	e->used--;
	smpp__esme_tell(e);
	slot->next = e->free_slot;
	e->free_slot = at;
}

/* The rest of the first message is not sent. */
static void give_up(struct smpp_esme *e, int error)
{
	uint32_t at = e->head;

	e->slots[at].error = error;
	dequeue(e);
	if (e->slots[at].answered == e->slots[at].sent)
		finish(e, at);
}

static enum smpp_esme_outcome outcome_of(const struct smpp_event *event)
{
	switch (event->outcome) {
	case SMPP_OUTCOME_RESPONSE:
		return event->command_status == SMPP_ESME_ROK ? SMPP_ESME_ACCEPTED
							      : SMPP_ESME_REFUSED;
	case SMPP_OUTCOME_NACKED:
		return SMPP_ESME_REFUSED;
	case SMPP_OUTCOME_BAD_RESPONSE:
		return SMPP_ESME_ACCEPTED;
	case SMPP_OUTCOME_TIMEOUT:
		return SMPP_ESME_TIMED_OUT;
	case SMPP_OUTCOME_LOST:
	case SMPP_OUTCOME_CLOSED:
		return SMPP_ESME_UNKNOWN;
	}
	return SMPP_ESME_UNKNOWN;
}

/* The message_id of a response, if it is one that has it. */
static struct smpp_span id_of(const struct smpp_event *event)
{
	struct smpp_span none = { NULL, 0 };

	if (!event->has_pdu || event->pdu.body_absent || event->pdu.body_raw ||
	    event->outcome != SMPP_OUTCOME_RESPONSE)
		return none;
	switch (event->command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM:
		return event->pdu.body.submit_sm_resp.message_id;
	case SMPP_SUBMIT_MULTI:
		return event->pdu.body.submit_multi_resp.message_id;
	default:
		return none;
	}
}

/* Keeps the id of an accepted segment, for its result and for its receipts. */
static void keep_id(struct smpp_esme *e, uint32_t at, uint8_t number)
{
	struct smpp_esme_segment *segment = &segments_of(e, at)[number];
	uint8_t *octets = e->ids + ((size_t)at * e->config.segments + number) * e->config.id_octets;
	struct smpp_span id = id_of(&e->event);
	size_t len = id.len < e->config.id_octets ? id.len : e->config.id_octets;

	if (len == 0)
		return;
	memcpy(octets, id.ptr, len);
	segment->message_id.ptr = octets;
	segment->message_id.len = len;
	if (e->slots[at].wants_receipt && len == id.len)
		smpp__esme_remember(e, e->slots[at].token, number, segment->message_id);
}

void smpp__esme_outcome(struct smpp_esme *e)
{
	uint32_t at = (uint32_t)(e->event.token >> 8);
	uint8_t number = (uint8_t)(e->event.token & 0xFF);
	struct smpp__esme_slot *slot = &e->slots[at];
	struct smpp_esme_segment *segment = &segments_of(e, at)[number];

	segment->outcome = outcome_of(&e->event);
	segment->command_status = e->event.command_status;
	slot->answered++;
	e->waiting--;
	if (segment->outcome == SMPP_ESME_ACCEPTED)
		keep_id(e, at, number);
	if (segment->outcome == SMPP_ESME_REFUSED &&
	    (segment->command_status == SMPP_ESME_RTHROTTLED ||
	     segment->command_status == SMPP_ESME_RMSGQFUL))
		smpp__esme_rate_cut(&e->rate, e->now);
	if (slot->queued && segment->outcome != SMPP_ESME_ACCEPTED)
		give_up(e, SMPP_OK); /* what has begun to be sent is first in the queue */
	else if (!slot->queued && slot->answered == slot->sent)
		finish(e, at);
}

/* ---- sending ---- */

/* Where the data_coding of a text's PDU stands. */
static uint8_t *data_coding_of(struct smpp_pdu *pdu)
{
	if (pdu->header.command_id == SMPP_SUBMIT_MULTI)
		return &pdu->body.submit_multi.data_coding;
	if (pdu->header.command_id == SMPP_DATA_SM)
		return &pdu->body.data_sm.data_coding;
	return &pdu->body.submit_sm.data_coding;
}

/* Puts the next segment into the message's PDU and sends it. */
static int send_segment(struct smpp_esme *e, uint32_t at, uint64_t token)
{
	struct smpp__esme_slot *slot = &e->slots[at];
	uint8_t few[SMPP_SEGMENT_OCTETS];
	struct smpp_buf octets = { few, sizeof(few), 0 };
	uint8_t *data_coding = data_coding_of(&slot->pdu), given = *data_coding;
	int got;

	e->plan = slot->plan;
	if (e->plan.split == SMPP_SPLIT_PAYLOAD) {
		octets.ptr = e->text;
		octets.cap = e->config.text_octets;
	}
	got = smpp_plan_next(&e->plan, &octets, &e->segment);
	if (got == SMPP_OK)
		got = smpp_segment_put(&e->segment, &slot->pdu);
	if (given != 0)
		*data_coding = given;
	if (got == SMPP_OK)
		got = smpp_session_request(e->links[0].s, &slot->pdu, token, e->now);
	if (got == SMPP_OK)
		slot->plan = e->plan;
	return got;
}

/* Can the first in the queue be sent? STATE only if others could: it is the command's fault. */
static int can_send(const struct smpp_esme *e)
{
	const struct smpp_session *s = e->links[0].s;
	uint32_t command_id = e->slots[e->head].pdu.header.command_id;
	int got = smpp_session_can(s, command_id);

	if (got == SMPP_E_STATE && smpp_session_can(s, SMPP_SUBMIT_SM) == SMPP_E_STATE)
		return SMPP_E_WINDOW;
	return got;
}

/* @return SMPP_OK: one was sent, or given up; else nothing can be done now */
static int send_next(struct smpp_esme *e)
{
	uint32_t at = e->head;
	struct smpp__esme_slot *slot = &e->slots[at];
	uint64_t token = (uint64_t)at << 8 | slot->sent;
	int got = can_send(e);

	if (got == SMPP_OK && slot->kind == SMPP_ESME_PDU)
		got = smpp_session_request(e->links[0].s, &slot->pdu, token, e->now);
	else if (got == SMPP_OK)
		got = send_segment(e, at, token);
	if (got == SMPP_E_WINDOW || got == SMPP_E_SPACE) {
		e->blocked = got == SMPP_E_SPACE;
		return got;
	}
	if (got != SMPP_OK) {
		give_up(e, got);
		return SMPP_OK;
	}
	smpp__esme_rate_take(&e->rate, e->now);
	e->waiting++;
	if (++slot->sent == slot->total)
		dequeue(e);
	return SMPP_OK;
}

/* Is the first in the queue not to wait any longer? */
static int must_give_up(const struct smpp_esme *e)
{
	if (e->stopping || e->config.report_unsent) {
		if (!smpp__esme_sends(e))
			return 1;
	}
	return smpp__esme_after(e->slots[e->head].since, e->config.patience) <= e->now;
}

void smpp__esme_messages_step(struct smpp_esme *e)
{
	e->event.type = SMPP_EVENT_NONE;
	while (e->head != SMPP__ESME_NIL && must_give_up(e))
		give_up(e, SMPP_OK);
	while (e->head != SMPP__ESME_NIL && smpp__esme_sends(e) && !e->blocked &&
	       smpp__esme_rate_may(&e->rate, e->now) && send_next(e) == SMPP_OK)
		;
}

uint64_t smpp__esme_messages_deadline(const struct smpp_esme *e)
{
	uint64_t at;
	int got;

	if (e->head == SMPP__ESME_NIL)
		return SMPP__ESME_NEVER;
	if (must_give_up(e))
		return e->now;
	at = smpp__esme_after(e->slots[e->head].since, e->config.patience);
	if (!smpp__esme_sends(e) || e->blocked)
		return at;
	got = can_send(e);
	if (got == SMPP_E_WINDOW || got == SMPP_E_SPACE)
		return at;
	return smpp__esme_earlier(at, smpp__esme_rate_ready(&e->rate));
}
