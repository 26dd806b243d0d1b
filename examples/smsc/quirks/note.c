/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is remembered of the last requests of one direction, so that a response can be told by
 * what it answers.
 * Must not know: quirks.
 */
#include "note.h"

int command_is_bind(uint32_t command_id)
{
	return command_id == SMPP_BIND_TRANSMITTER || command_id == SMPP_BIND_RECEIVER ||
	       command_id == SMPP_BIND_TRANSCEIVER;
}

int command_is_message(uint32_t command_id)
{
	return command_id == SMPP_SUBMIT_SM || command_id == SMPP_SUBMIT_MULTI ||
	       command_id == SMPP_DATA_SM || command_id == SMPP_BROADCAST_SM;
}

static void keep(char *to, struct smpp_span from)
{
	size_t len = from.len < NOTE_ADDRESS_OCTETS ? from.len : NOTE_ADDRESS_OCTETS;

	if (len > 0)
		memcpy(to, from.ptr, len);
	to[len] = '\0';
}

static void addresses(struct note *note, struct smpp_span to, struct smpp_span from)
{
	keep(note->to, to);
	keep(note->from, from);
}

static uint8_t segment_of(const struct smpp_pdu *pdu, uint8_t esm_class)
{
	struct smpp_concat concat;
	struct smpp_span text;
	struct smpp_udh udh;
	uint8_t number;

	if (smpp_tlv_u8(pdu->tlvs, SMPP_TLV_SAR_SEGMENT_SEQNUM, &number) == SMPP_OK)
		return number;
	if ((esm_class & SMPP_ESM_CLASS_UDHI) == 0 || smpp_pdu_text(pdu, &text) != SMPP_OK ||
	    smpp_udh_get(text, &udh, NULL) != SMPP_OK ||
	    smpp_udh_concat(udh.elements, &concat) != SMPP_OK)
		return 0;
	return (uint8_t)concat.number;
}

static void read_message(struct note *note, const struct smpp_pdu *pdu)
{
	const union smpp_body *body = &pdu->body;
	struct smpp_dest_address first;
	struct smpp_cursor cursor;

	memset(&first, 0, sizeof(first));
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM:
		addresses(note, body->submit_sm.destination_addr, body->submit_sm.source_addr);
		note->registered = body->submit_sm.registered_delivery & 3;
		note->segment = segment_of(pdu, body->submit_sm.esm_class);
		break;
	case SMPP_DATA_SM:
		addresses(note, body->data_sm.destination_addr, body->data_sm.source_addr);
		note->registered = body->data_sm.registered_delivery & 3;
		note->segment = segment_of(pdu, body->data_sm.esm_class);
		break;
	case SMPP_SUBMIT_MULTI:
		cursor = (struct smpp_cursor){ body->submit_multi.dest_address.octets,
					       body->submit_multi.number_of_dests };
		(void)smpp_dest_next(&cursor, &first);
		addresses(note, first.destination_addr, body->submit_multi.source_addr);
		note->registered = body->submit_multi.registered_delivery & 3;
		break;
	default: break;
	}
}

static void read_operation(struct note *note, const struct smpp_pdu *pdu)
{
	const union smpp_body *body = &pdu->body;

	switch (pdu->header.command_id) {
	case SMPP_CANCEL_SM:
		addresses(note, body->cancel_sm.destination_addr, body->cancel_sm.source_addr);
		break;
	case SMPP_QUERY_SM: keep(note->from, body->query_sm.source_addr); break;
	case SMPP_REPLACE_SM: keep(note->from, body->replace_sm.source_addr); break;
	case SMPP_BROADCAST_SM: keep(note->from, body->broadcast_sm.source_addr); break;
	default: break;
	}
}

void note_of(struct note *note, const struct smpp_pdu *pdu)
{
	memset(note, 0, sizeof(*note));
	note->command_id = note->sent_as = pdu->header.command_id;
	note->sequence_number = pdu->header.sequence_number;
	if (pdu->body_absent || pdu->body_raw)
		return;
	read_message(note, pdu);
	read_operation(note, pdu);
}

void note_read(struct note *note, const uint8_t *octets, size_t len)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_pdu pdu;

	(void)smpp_decode((struct smpp_span){ octets, len }, &rules, &pdu, NULL);
	note_of(note, &pdu);
}

struct note *notes_put(struct notes *notes, const struct note *note)
{
	struct note *kept = &notes->ring[note->sequence_number % NOTES];

	*kept = *note;
	kept->order = ++notes->count;
	return kept;
}

struct note *notes_find(struct notes *notes, uint32_t sequence_number)
{
	struct note *note = &notes->ring[sequence_number % NOTES];

	return note->order > 0 && note->sequence_number == sequence_number ? note : NULL;
}

struct note *notes_zeroed(struct notes *notes, uint32_t command_id)
{
	struct note *oldest = NULL;

	for (unsigned i = 0; i < NOTES; i++) {
		struct note *note = &notes->ring[i];

		if (note->zeroed && (command_id == SMPP_GENERIC_NACK ||
				     (note->sent_as | SMPP_GENERIC_NACK) == command_id) &&
		    (oldest == NULL || note->order < oldest->order))
			oldest = note;
	}
	return oldest;
}
