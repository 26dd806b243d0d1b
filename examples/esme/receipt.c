/* SPDX-License-Identifier: MIT */
/*
 * Owns: what a delivery receipt says, as far as smpp-esme waits for it.
 * Must not know: sessions.
 */
#include "receipt.h"

static const struct {
	char word[8];
	uint8_t state;
} words[] = {
	{ "DELIVRD", SMPP_MESSAGE_STATE_DELIVERED },    { "EXPIRED", SMPP_MESSAGE_STATE_EXPIRED },
	{ "DELETED", SMPP_MESSAGE_STATE_DELETED },      { "UNDELIV", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "ACCEPTD", SMPP_MESSAGE_STATE_ACCEPTED },     { "UNKNOWN", SMPP_MESSAGE_STATE_UNKNOWN },
	{ "REJECTD", SMPP_MESSAGE_STATE_REJECTED },     { "ENROUTE", SMPP_MESSAGE_STATE_ENROUTE },
};

static uint8_t state_of_word(struct smpp_span word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (smpp_span_equal(word, smpp_span_of(words[i].word)))
			return words[i].state;
	}
	return SMPP_MESSAGE_STATE_UNKNOWN;
}

/* The word behind key, which stands at the start or after a blank; nothing behind text: counts. */
static struct smpp_span find(struct smpp_span text, const char *key)
{
	struct smpp_span found = { NULL, 0 };
	size_t len = strlen(key);

	for (size_t i = 0; i + len <= text.len; i++) {
		if (i > 0 && text.ptr[i - 1] != ' ')
			continue;
		if (text.len - i >= 5 && (memcmp(text.ptr + i, "text:", 5) == 0 ||
					  memcmp(text.ptr + i, "Text:", 5) == 0))
			return found;
		if (memcmp(text.ptr + i, key, len) != 0)
			continue;
		found.ptr = text.ptr + i + len;
		while (i + len + found.len < text.len && found.ptr[found.len] != ' ')
			found.len++;
		return found;
	}
	return found;
}

static void keep(char *to, size_t size, struct smpp_span from)
{
	size_t len = from.len < size ? from.len : size - 1;

	for (size_t i = 0; i < len; i++)
		to[i] = (char)(from.ptr[i] >= 0x20 && from.ptr[i] <= 0x7E ? from.ptr[i] : '.');
	to[len] = '\0';
}

int receipt_read(const struct smpp_pdu *pdu, struct receipt *r)
{
	const uint8_t esm_class = pdu->header.command_id == SMPP_DATA_SM
					  ? pdu->body.data_sm.esm_class
					  : pdu->body.deliver_sm.esm_class;
	struct smpp_span text = { NULL, 0 }, id;

	if ((esm_class & SMPP_ESM_CLASS_TYPE) != SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT &&
	    (esm_class & SMPP_ESM_CLASS_TYPE) != SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION)
		return 0;
	(void)smpp_pdu_text(pdu, &text);
	if (smpp_tlv_string(pdu->tlvs, SMPP_TLV_RECEIPTED_MESSAGE_ID, &id) != SMPP_OK)
		id = find(text, "id:");
	if (smpp_tlv_u8(pdu->tlvs, SMPP_TLV_MESSAGE_STATE, &r->state) != SMPP_OK)
		r->state = state_of_word(find(text, "stat:"));
	keep(r->id, sizeof(r->id), id);
	keep(r->text, sizeof(r->text), text);
	return 1;
}
