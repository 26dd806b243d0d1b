/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets that nobody asked for: PDUs of the centre's own making, and garbage.
 * Must not know: when they are sent, connections.
 */
#include "inject.h"

#define RANDOM_OCTETS 64

static size_t encode(uint8_t *octets, const struct smpp_pdu *pdu)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_buf buf = { octets, INJECT_OCTETS, 0 };

	return smpp_encode(pdu, &rules, &buf, NULL) == SMPP_OK ? buf.len : 0;
}

size_t inject_header(uint8_t *octets, uint32_t command_id, uint32_t command_status,
		     uint32_t sequence_number)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	pdu.header.command_status = command_status;
	pdu.header.sequence_number = sequence_number;
	pdu.body_raw = 1; /* the command may be one that nobody knows */
	return encode(octets, &pdu);
}

size_t inject_message(uint8_t *octets, uint32_t command_id, uint32_t sequence_number,
		      const char *text)
{
	struct smpp_pdu pdu;
	struct smpp_sm *sm = &pdu.body.submit_sm;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	pdu.header.sequence_number = sequence_number;
	sm->source_addr = smpp_span_of("10001");
	sm->destination_addr = smpp_span_of("10002");
	sm->short_message = smpp_span_of(text);
	return encode(octets, &pdu);
}

size_t inject_receipt(uint8_t *octets, uint32_t sequence_number, uint8_t version,
		      struct smpp_span id, uint8_t state, const char *from, const char *to)
{
	struct smpp_sm message = { .source_addr = smpp_span_of(to),
				   .destination_addr = smpp_span_of(from) };
	struct smpp_receipt_draft draft;
	struct smpp_receipt_room room;
	struct smpp_pdu pdu;

	memset(&draft, 0, sizeof(draft));
	memset(&pdu, 0, sizeof(pdu));
	draft.message = &message;
	draft.id = id;
	draft.message_state = state;
	if (smpp_receipt_fill(&draft, version, &room, &pdu.body.deliver_sm) != SMPP_OK)
		return 0;
	pdu.header.command_id = SMPP_DELIVER_SM;
	pdu.header.sequence_number = sequence_number;
	pdu.tlv = room.tlv;
	pdu.tlv_count = room.tlv_count;
	return encode(octets, &pdu);
}

static size_t put(uint8_t *octets, const void *from, size_t len)
{
	memcpy(octets, from, len);
	return len;
}

static size_t random_octets(uint8_t *octets, struct quirks *quirks)
{
	for (unsigned i = 0; i < RANDOM_OCTETS; i++)
		octets[i] = (uint8_t)(quirks_random(quirks) >> 24);
	octets[0] |= 0x80; /* never a length that a PDU can have */
	return RANDOM_OCTETS;
}

size_t inject_garbage(uint8_t *octets, enum quirk_garbage kind, struct quirks *quirks)
{
	static const char http[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
	static const uint8_t too_short[8] = { 0, 0, 0, 8, 0, 0, 0, 0x15 };
	static const uint8_t huge[16] = { 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 9 };
	/* the end of a header whose beginning is missing */
	static const uint8_t headless[14] = { 0, 0x2A, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1 };
	static const uint8_t zero[16] = { 0 };
	/* SMPP 4.0 has a header of 20 octets: behind the number stands another field */
	static const uint8_t smpp4[20] = { 0, 0, 0, 20, 0, 0, 0, 0x15, 0, 0, 0, 0, 0x70, 0xFF, 0xFF,
					   0xFF, 0, 0, 0, 1 };

	switch (kind) {
	case GARBAGE_HTTP: return put(octets, http, sizeof(http) - 1);
	case GARBAGE_CRLF: return put(octets, "\r\n\r\n", 4);
	case GARBAGE_RANDOM: return random_octets(octets, quirks);
	case GARBAGE_SHORT: return put(octets, too_short, sizeof(too_short));
	case GARBAGE_HUGE: return put(octets, huge, sizeof(huge));
	case GARBAGE_HEADLESS: return put(octets, headless, sizeof(headless));
	case GARBAGE_ZERO: return put(octets, zero, sizeof(zero));
	case GARBAGE_SMPP4: return put(octets, smpp4, sizeof(smpp4));
	}
	return 0;
}
