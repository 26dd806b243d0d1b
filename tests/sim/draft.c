/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs to be sent, of any kind. A text carries a nonce and octets that follow from it, a
 * message_id repeats the nonce: so both sides see at once if anything was mixed up.
 */
#include "sim.h"

static void put64(uint8_t *octets, uint64_t value)
{
	put32(octets, (uint32_t)(value >> 32));
	put32(octets + 4, (uint32_t)value);
}

/* "0123456789ABCDEF" of the nonce; its last count digits. */
static struct smpp_span digits_of(uint64_t nonce, char *digits, size_t count)
{
	struct smpp_span span = { (const uint8_t *)digits, count };

	for (size_t i = 0; i < count; i++)
		digits[i] = "0123456789ABCDEF"[nonce >> 4 * (count - 1 - i) & 15];
	return span;
}

static struct smpp_span make_text(struct draft *draft, size_t len)
{
	struct smpp_span span = { draft->text, len };

	put64(draft->text, draft->nonce);
	for (size_t i = 8; i < len; i++)
		draft->text[i] = (uint8_t)((draft->nonce >> 8 * (i % 8)) + i);
	draft->has_nonce = 1;
	return span;
}

int draft_nonce(const struct smpp_pdu *pdu, uint64_t *nonce)
{
	struct smpp_span text;

	if (smpp_pdu_text(pdu, &text) != SMPP_OK || text.len < 8)
		return 0;
	*nonce = (uint64_t)get32(text.ptr) << 32 | get32(text.ptr + 4);
	for (size_t i = 8; i < text.len; i++) {
		if (text.ptr[i] != (uint8_t)((*nonce >> 8 * (i % 8)) + i))
			return -1;
	}
	return 1;
}

static int repeats(struct smpp_span message_id, uint64_t nonce)
{
	char digits[16];

	return message_id.len == 0 || message_id.len > 16 ||
	       smpp_span_equal(message_id, digits_of(nonce, digits, message_id.len));
}

int draft_answers(const struct smpp_pdu *pdu, uint64_t nonce)
{
	if (pdu->body_absent || pdu->body_raw)
		return 1;
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM_RESP:
	case SMPP_DATA_SM_RESP:
	case SMPP_BROADCAST_SM_RESP:
		return repeats(pdu->body.submit_sm_resp.message_id, nonce);
	case SMPP_SUBMIT_MULTI_RESP:
		return repeats(pdu->body.submit_multi_resp.message_id, nonce);
	default: return 1;
	}
}

/* ---- requests ---- */

static void add_tlv(struct draft *draft, uint16_t tag, struct smpp_span value)
{
	draft->tlv[draft->pdu.tlv_count].tag = tag;
	draft->tlv[draft->pdu.tlv_count].value = value;
	draft->pdu.tlv = draft->tlv;
	draft->pdu.tlv_count++;
}

static struct smpp_span octets_of(const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };

	return span;
}

static void message(struct draft *draft, struct rng *rng, uint8_t version, int large)
{
	struct smpp_sm *sm = &draft->pdu.body.submit_sm;

	sm->source_addr = smpp_span_of(rng_chance(rng, 1, 40) ? "467012345678901234567890123456"
							      : "4670");
	sm->destination_addr = digits_of(draft->nonce, draft->digits, rng_between(rng, 1, 16));
	if (version >= SMPP_V5_0 && rng_chance(rng, 1, 10))
		sm->esm_class = SMPP_ESM_CLASS_MODE_TRANSACTION;
	if (large && version >= SMPP_V3_4)
		add_tlv(draft, SMPP_TLV_MESSAGE_PAYLOAD,
			make_text(draft, rng_between(rng, 8, TEXT_MAX)));
	else if (rng_chance(rng, 9, 10))
		sm->short_message =
			make_text(draft, rng_between(rng, 8, rng_chance(rng, 1, 4) ? 150 : 30));
	if (version >= SMPP_V3_4 && rng_chance(rng, 1, 3))
		add_tlv(draft, SMPP_TLV_USER_MESSAGE_REFERENCE, octets_of(draft->octet, 2));
}

static void multi(struct draft *draft, struct rng *rng)
{
	struct smpp_submit_multi *multi = &draft->pdu.body.submit_multi;

	memset(draft->dest, 0, sizeof(draft->dest));
	multi->number_of_dests = (uint8_t)rng_between(rng, 1, 3);
	for (int i = 0; i < multi->number_of_dests; i++) {
		draft->dest[i].dest_flag = SMPP_DEST_FLAG_SME_ADDRESS;
		draft->dest[i].destination_addr = smpp_span_of("4670123");
	}
	multi->dest_address.array = draft->dest;
	multi->short_message = make_text(draft, rng_between(rng, 8, 100));
}

static void data(struct draft *draft, struct rng *rng, int large)
{
	draft->pdu.body.data_sm.source_addr = smpp_span_of("4670");
	draft->pdu.body.data_sm.destination_addr = smpp_span_of("4671");
	if (rng_chance(rng, 1, 5))
		draft->pdu.body.data_sm.esm_class = SMPP_ESM_CLASS_MODE_TRANSACTION;
	add_tlv(draft, SMPP_TLV_MESSAGE_PAYLOAD,
		make_text(draft, rng_between(rng, 8, large ? TEXT_MAX : 200)));
}

static void broadcast(struct draft *draft, struct rng *rng)
{
	static const uint8_t area[] = { 0, 'x' }, content[] = { 0, 0, 0 }, rep[] = { 0, 1 },
			     frequency[] = { 8, 0, 1 };

	draft->pdu.body.broadcast_sm.source_addr = smpp_span_of("4670");
	add_tlv(draft, SMPP_TLV_BROADCAST_AREA_IDENTIFIER, octets_of(area, 2));
	add_tlv(draft, SMPP_TLV_BROADCAST_CONTENT_TYPE, octets_of(content, 3));
	add_tlv(draft, SMPP_TLV_BROADCAST_REP_NUM, octets_of(rep, 2));
	add_tlv(draft, SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, octets_of(frequency, 3));
	(void)rng;
}

static void bind(struct draft *draft, struct rng *rng, uint8_t version)
{
	struct smpp_bind *bind = &draft->pdu.body.bind;

	bind->system_id = smpp_span_of("esme");
	bind->password = smpp_span_of("secret");
	bind->interface_version = version;
	if (rng_chance(rng, 1, 30))
		bind->interface_version = (uint8_t)(version >= SMPP_V5_0 ? 50 : 34);
}

static void named(struct draft *draft)
{
	struct smpp_span id = digits_of(draft->nonce, draft->digits, 8);
	struct smpp_pdu *pdu = &draft->pdu;

	switch (pdu->header.command_id) {
	case SMPP_QUERY_SM:
	case SMPP_QUERY_BROADCAST_SM: pdu->body.query_sm.message_id = id; break;
	case SMPP_CANCEL_SM: pdu->body.cancel_sm.message_id = id; break;
	case SMPP_CANCEL_BROADCAST_SM: pdu->body.cancel_broadcast_sm.message_id = id; break;
	case SMPP_REPLACE_SM:
		pdu->body.replace_sm.message_id = id;
		pdu->body.replace_sm.short_message = make_text(draft, 20);
		break;
	case SMPP_OUTBIND: pdu->body.outbind.system_id = smpp_span_of("smsc"); break;
	case SMPP_ALERT_NOTIFICATION:
		pdu->body.alert_notification.source_addr = smpp_span_of("4670");
		break;
	default: break;
	}
}

void draft_request(struct draft *draft, struct rng *rng, uint32_t command_id, uint8_t version,
		   int large)
{
	memset(draft, 0, offsetof(struct draft, text));
	memset(draft->octet, 0, sizeof(draft->octet));
	draft->nonce = rng_next(rng);
	draft->pdu.header.command_id = command_id;
	switch (command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: message(draft, rng, version, large); break;
	case SMPP_SUBMIT_MULTI: multi(draft, rng); break;
	case SMPP_DATA_SM: data(draft, rng, large); break;
	case SMPP_BROADCAST_SM: broadcast(draft, rng); break;
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER: bind(draft, rng, version); break;
	default: named(draft); break;
	}
}

/* ---- answers ---- */

/* What the session would add itself, or what the peer may not know. */
static void own_tlv(struct draft *draft, struct rng *rng, uint32_t command_id, uint8_t version)
{
	int bind = command_id == SMPP_BIND_RECEIVER || command_id == SMPP_BIND_TRANSMITTER ||
		   command_id == SMPP_BIND_TRANSCEIVER;

	if (!rng_chance(rng, 1, 8) || (version < SMPP_V5_0 && !rng_chance(rng, 1, 4)))
		return;
	draft->octet[0] = bind ? SMPP_V3_4 : (uint8_t)rng_below(rng, 101);
	add_tlv(draft, bind ? SMPP_TLV_SC_INTERFACE_VERSION : SMPP_TLV_CONGESTION_STATE,
		octets_of(draft->octet, 1));
}

void draft_answer(struct draft *draft, struct rng *rng, const struct owed *owed,
		  uint32_t command_status, uint8_t version)
{
	struct smpp_pdu *pdu = &draft->pdu;
	size_t digits = version >= SMPP_V3_4 ? 16 : 8;
	struct smpp_span id = { NULL, 0 };

	memset(draft, 0, offsetof(struct draft, text));
	pdu->header.command_status = command_status;
	if (owed->has_nonce)
		id = digits_of(owed->nonce, draft->digits, digits);
	if (command_status != SMPP_ESME_ROK && rng_chance(rng, 3, 4)) {
		pdu->body_absent = 1;
		return;
	}
	switch (owed->command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM: pdu->body.submit_sm_resp.message_id = id; break;
	case SMPP_SUBMIT_MULTI: pdu->body.submit_multi_resp.message_id = id; break;
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER: pdu->body.bind_resp.system_id = smpp_span_of("smsc"); break;
	default: break;
	}
	own_tlv(draft, rng, owed->command_id, version);
}
