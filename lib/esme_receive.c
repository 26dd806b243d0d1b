/* SPDX-License-Identifier: MIT */
/*
 * Owns: what comes from the peer: receipts and the ids they match, messages joined and decoded.
 * Must not know: links, how messages are sent.
 */
#include "esme.h"

/* ---- answers ---- */

void smpp__esme_forget_link(struct smpp_esme *e, unsigned link)
{
	for (uint32_t i = 0; i < e->asked_count; i++) {
		if (e->asked[i].handle == 0 || e->asked[i].link != link)
			continue;
		e->asked[i].handle = 0;
		e->asked[i].generation++;
	}
}

/* A handle of the helper's own: those of sessions repeat with the next connection. */
static uint64_t keep_handle(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	uint32_t at = 0;

	while (at + 1 < e->asked_count && e->asked[at].handle != 0)
		at++;
	e->asked[at].handle = handle;
	e->asked[at].link = (uint8_t)link;
	return (uint64_t)e->asked[at].generation << 32 | (at + 1);
}

int smpp_esme_answer(struct smpp_esme *e, uint64_t handle, uint32_t command_status, uint64_t now)
{
	uint32_t at = (uint32_t)(handle & UINT32_MAX) - 1;
	struct smpp__esme_asked *asked;
	int got;

	if (at >= e->asked_count)
		return SMPP_E_HANDLE;
	asked = &e->asked[at];
	if (asked->handle == 0 || asked->generation != (uint32_t)(handle >> 32))
		return SMPP_E_HANDLE;
	smpp__esme_hear(e, now);
	if (command_status == SMPP_ESME_ROK) {
		memset(&e->pdu, 0, sizeof(e->pdu));
		got = smpp_session_reply(e->links[asked->link].s, asked->handle, &e->pdu, e->now);
	} else {
		got = smpp_session_refuse(e->links[asked->link].s, asked->handle, command_status,
					  e->now);
	}
	if (got == SMPP_E_SPACE || got == SMPP_E_TOO_BIG)
		return got;
	asked->handle = 0;
	asked->generation++;
	return got;
}

/* Tells e->out; then it is answered, if that is not left to the caller and was not done. */
static void tell_and_answer(struct smpp_esme *e, uint64_t handle)
{
	e->out.handle = handle;
	smpp__esme_tell(e);
	if (handle != 0 && !e->config.own_answers)
		(void)smpp_esme_answer(e, handle, SMPP_ESME_ROK, e->now);
}

/* ---- ids ---- */

static uint8_t *known_id(const struct smpp_esme *e, uint32_t at)
{
	return e->known_ids + (size_t)at * e->config.id_octets;
}

void smpp__esme_remember(struct smpp_esme *e, uint64_t token, uint8_t segment,
			 struct smpp_span id)
{
	struct smpp__esme_known *known = &e->known[e->known_next];

	if (e->config.receipts == 0)
		return;
	e->learned = 1;
	memset(known, 0, sizeof(*known));
	known->token = token;
	known->since = e->now;
	known->segment = segment;
	known->len = (uint8_t)id.len;
	memcpy(known_id(e, e->known_next), id.ptr, id.len);
	e->known_next = (e->known_next + 1) % e->config.receipts;
	if (e->known_count < e->config.receipts)
		e->known_count++;
}

/* The newest segment that an id names. */
static struct smpp__esme_known *find(const struct smpp_esme *e, struct smpp_span id)
{
	uint32_t at = e->known_next;

	if (id.len == 0)
		return NULL;
	for (uint32_t i = 0; i < e->known_count; i++) {
		struct smpp_span own;

		at = (at > 0 ? at : e->config.receipts) - 1;
		if (smpp__esme_after(e->known[at].since, e->config.receipt_expiry) <= e->now)
			return NULL; /* and the others are older */
		own.ptr = known_id(e, at);
		own.len = e->known[at].len;
		if (smpp_id_same(e->profile.id_rule, own, id))
			return &e->known[at];
	}
	return NULL;
}

/* By the TLV's id, or where that is of another form by the text's. */
static struct smpp__esme_known *match(const struct smpp_esme *e)
{
	struct smpp__esme_known *known = find(e, e->receipt.id);

	return known != NULL || smpp_span_equal(e->receipt.id, e->receipt.text_id)
		? known : find(e, e->receipt.text_id);
}

/* ---- receipts: e->event is the deliver_sm, e->receipt what it says ---- */

static int read_receipt(struct smpp_esme *e)
{
	struct smpp_buf room = { e->text, e->config.text_octets, 0 };

	return smpp_receipt_read(&e->event.pdu, &room, &e->receipt);
}

static void tell_receipt(struct smpp_esme *e, struct smpp__esme_known *known, unsigned link,
			 uint64_t handle)
{
	struct smpp_esme_event *out =
		smpp__esme_event(e, SMPP_ESME_EVENT_RECEIPT, link, 1);

	out->receipt = &e->receipt;
	out->message_state = e->receipt.message_state;
	if (known != NULL) {
		out->matched = 1;
		out->token = known->token;
		out->segment = known->segment;
		out->settled = known->settled;
		if (known->settled) {
			out->message_state = known->state;
		} else if (e->receipt.state_known &&
			   smpp_state_is_final(e->receipt.message_state)) {
			known->settled = 1;
			known->state = e->receipt.message_state;
		}
	}
	tell_and_answer(e, handle);
}

/* Reads a PDU that was kept into e->event and e->receipt. It was read before, if more strictly. */
static int read_held(struct smpp_esme *e, struct smpp_span wire)
{
	struct smpp_rules rules = { SMPP_V5_0, e->session.tolerate | SMPP_FIELD,
				    e->session.max_pdu };

	memset(&e->event, 0, sizeof(e->event));
	e->event.type = SMPP_EVENT_REQUEST;
	e->event.has_pdu = 1;
	if (smpp_decode(wire, &rules, &e->event.pdu, &e->event.fault) != SMPP_OK)
		return SMPP_E_FAULT;
	e->event.command_id = e->event.pdu.header.command_id;
	return read_receipt(e);
}

/* Keeps a receipt until the response with its id comes. @return 0: it cannot wait */
static int hold(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	struct smpp_span wire = e->event.pdu.wire;
	struct smpp__esme_held *held;
	uint32_t at = 0;

	if (e->waiting == 0 || e->config.receipts == 0 ||
	    e->held_count == e->config.held || e->receipt.id.len == 0 || wire.len == 0 ||
	    wire.len > e->config.held_octets)
		return 0;
	while (e->held[at].len != 0)
		at++;
	memcpy(e->held_octets + (size_t)at * e->config.held_octets, wire.ptr, wire.len);
	held = &e->held[at];
	held->until = smpp__esme_after(e->now, e->config.held_wait);
	held->len = (uint32_t)wire.len;
	held->link = (uint8_t)link;
	held->order = e->held_order++;
	held->handle = handle;
	e->held_count++;
	if (!e->config.own_answers) {
		(void)smpp_esme_answer(e, handle, SMPP_ESME_ROK, e->now);
		held->handle = 0;
	}
	return 1;
}

static void receipt_came(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	struct smpp__esme_known *known = match(e);

	if (known == NULL && hold(e, link, handle))
		return;
	tell_receipt(e, known, link, handle);
}

/* The one that has been held longest of those that come after order, or NULL. */
static struct smpp__esme_held *next_held(const struct smpp_esme *e, uint32_t order)
{
	struct smpp__esme_held *first = NULL;

	for (uint32_t i = 0; i < e->config.held; i++) {
		struct smpp__esme_held *held = &e->held[i];

		if (held->len != 0 && held->order - order < e->held_order - order &&
		    (first == NULL || held->order - order < first->order - order))
			first = held;
	}
	return first;
}

/* When those that are held must be looked at, if no id is learned before. */
static uint64_t held_until(const struct smpp_esme *e)
{
	uint64_t at = SMPP__ESME_NEVER;

	if (e->held_count == 0)
		return SMPP__ESME_NEVER;
	if (e->waiting == 0)
		return e->now; /* no response can tell an id any more */
	for (uint32_t i = 0; i < e->config.held; i++)
		if (e->held[i].len != 0)
			at = smpp__esme_earlier(at, e->held[i].until);
	return at;
}

/* Tells those receipts whose id is known by now, or that have waited long enough. */
static void release_held(struct smpp_esme *e)
{
	uint32_t order = e->held_order - UINT32_C(0x80000000);

	if (!e->learned && held_until(e) > e->now)
		return;
	e->learned = 0;
	while (e->held_count > 0) {
		struct smpp__esme_held *held = next_held(e, order);
		struct smpp__esme_known *known;
		struct smpp_span wire;

		if (held == NULL)
			return;
		order = held->order + 1;
		wire.ptr = e->held_octets +
			   (size_t)(held - e->held) * e->config.held_octets;
		wire.len = held->len;
		if (read_held(e, wire) != SMPP_OK)
			memset(&e->receipt, 0, sizeof(e->receipt));
		known = match(e);
		if (known == NULL && e->waiting > 0 && held->until > e->now)
			continue;
		tell_receipt(e, known, held->link, held->handle);
		held->len = 0;
		e->held_count--;
	}
}

/* ---- messages ---- */

/* What the octets of a message say, into e->text. @return 1: UTF-8 is there */
static int decode_text(struct smpp_esme *e, const struct smpp_message *message,
		       struct smpp_span *text)
{
	struct smpp_coding coding = smpp_coding_of(message->data_coding, &e->profile);
	struct smpp_charset charset = { coding.alphabet, message->locking, message->single };
	struct smpp_buf utf8 = { e->text, e->config.text_octets, 0 };

	if (message->outcome == SMPP_ASSEMBLED_INCOMPLETE && message->parts == NULL)
		return 0; /* there may be a header in it */
	if (coding.alphabet == SMPP_ALPHABET_BINARY || coding.compressed || coding.unknown ||
	    (coding.alphabet == SMPP_ALPHABET_GSM7 && e->profile.packed))
		return 0;
	if (smpp_text_decode(&charset, message->text, 0xFFFD, &utf8, NULL) != SMPP_OK)
		return 0;
	text->ptr = e->text;
	text->len = utf8.len;
	return 1;
}

/* e->message */
static void tell_message(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	struct smpp_esme_event *out = smpp__esme_event(e, SMPP_ESME_EVENT_MESSAGE, link,
						       e->event.type == SMPP_EVENT_REQUEST);

	out->message = &e->message;
	out->incomplete = e->message.outcome == SMPP_ASSEMBLED_INCOMPLETE;
	out->has_text = (uint8_t)decode_text(e, &e->message, &out->text);
	tell_and_answer(e, handle);
}

/* A part that cannot be joined with others stands for itself. */
static void tell_part(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	const struct smpp_part *part = &e->part;
	struct smpp_message *message = &e->message;

	memset(message, 0, sizeof(*message));
	message->outcome = SMPP_ASSEMBLED_INCOMPLETE;
	message->source_addr_ton = part->source_addr_ton;
	message->source_addr_npi = part->source_addr_npi;
	message->source_addr = part->source_addr;
	message->dest_addr_ton = part->dest_addr_ton;
	message->dest_addr_npi = part->dest_addr_npi;
	message->destination_addr = part->destination_addr;
	message->split = SMPP_SPLIT_NONE;
	message->total = 1;
	message->received = 1;
	message->data_coding = part->data_coding;
	message->text = part->text;
	message->since = e->now;
	tell_message(e, link, handle);
}

/* Adds e->part. A message that disagrees with it is given up: the peer uses a reference again. */
static int add_part(struct smpp_esme *e, unsigned link)
{
	int got = smpp_assembler_add(e->assembler, &e->part, e->now, &e->message);

	if (got != SMPP_OK || e->message.outcome != SMPP_ASSEMBLED_CONFLICT ||
	    smpp_assembler_drop(e->assembler, &e->part, &e->message) != SMPP_OK)
		return got;
	tell_message(e, link, 0);
	return smpp_assembler_add(e->assembler, &e->part, e->now, &e->message);
}

static void message_came(struct smpp_esme *e, unsigned link, uint64_t handle)
{
	int got = smpp_part_of(&e->part, &e->event.pdu);

	if (got == SMPP_OK)
		got = add_part(e, link);
	if (got == SMPP_E_ABSENT || got == SMPP_E_SPACE) {
		smpp__esme_event(e, SMPP_ESME_EVENT_OTHER, link, 1);
		smpp__esme_tell(e);
		(void)smpp_esme_answer(e, handle, got == SMPP_E_SPACE ? SMPP_ESME_RX_T_APPN
								      : SMPP_ESME_RX_P_APPN,
				       e->now);
	} else if (got != SMPP_OK) {
		tell_part(e, link, handle);
	} else if (e->message.outcome == SMPP_ASSEMBLED_WHOLE ||
		   e->message.outcome == SMPP_ASSEMBLED_COMPLETE) {
		tell_message(e, link, handle);
	} else {
		/* kept, or there already: the peer may wait for this before it sends the next */
		(void)smpp_esme_answer(e, handle, SMPP_ESME_ROK, e->now);
	}
}

void smpp__esme_request(struct smpp_esme *e, unsigned link)
{
	uint32_t command_id = e->event.pdu.header.command_id;
	uint64_t handle = keep_handle(e, link, e->event.handle);

	if (command_id != SMPP_DELIVER_SM && command_id != SMPP_DATA_SM) {
		smpp__esme_event(e, SMPP_ESME_EVENT_OTHER, link, 1);
		smpp__esme_tell(e);
		(void)smpp_esme_answer(e, handle, SMPP_ESME_RINVCMDID, e->now);
	} else if (read_receipt(e) == SMPP_OK) {
		receipt_came(e, link, handle);
	} else {
		message_came(e, link, handle);
	}
}

/* ---- time ---- */

void smpp__esme_receive_step(struct smpp_esme *e)
{
	release_held(e);
	e->event.type = SMPP_EVENT_NONE;
	while (smpp_assembler_tick(e->assembler, e->now, &e->message) == SMPP_OK ||
	       (smpp__esme_is_over(e) &&
		smpp_assembler_evict(e->assembler, &e->message) == SMPP_OK))
		tell_message(e, 0, 0);
}

uint64_t smpp__esme_receive_deadline(const struct smpp_esme *e)
{
	if ((e->learned && e->held_count > 0) ||
	    (smpp__esme_is_over(e) && smpp_assembler_messages(e->assembler) > 0))
		return e->now;
	return smpp__esme_earlier(smpp_assembler_deadline(e->assembler), held_until(e));
}
