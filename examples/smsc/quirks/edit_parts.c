/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU taken apart, to be changed and put together again; the words of an edit's argument.
 * Must not know: which edits there are.
 */
#include "edit_parts.h"

#define RESPONSE_BIT UINT32_C(0x80000000)

static const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, DRAFT_OCTETS };
static const struct smpp_span none = { NULL, 0 };

/* Parts */

int parts_get(const struct draft *draft, struct parts *parts)
{
	struct smpp_pdu *pdu = &parts->pdu;
	struct smpp_span rest;
	size_t count = 0;

	if (smpp_decode(span_over(draft->octets, draft->len), &rules, pdu, NULL) != SMPP_OK ||
	    pdu->body_raw)
		return 0;
	for (rest = pdu->tlvs; count < PARTS_TLVS - 4; count++) {
		if (smpp_tlv_next(&rest, &parts->tlv[count]) != SMPP_OK)
			break;
	}
	pdu->tlvs = none;
	pdu->tlv_count = (uint16_t)count;
	return rest.len == 0;
}

int parts_of_delivery(const struct draft *draft, struct parts *parts)
{
	return draft_command(draft) == SMPP_DELIVER_SM && parts_get(draft, parts) &&
	       !parts->pdu.body_absent;
}

int parts_of_message(const struct draft *draft, struct parts *parts)
{
	return (draft_command(draft) == SMPP_DELIVER_SM || draft_command(draft) == SMPP_DATA_SM) &&
	       parts_get(draft, parts) && !parts->pdu.body_absent;
}

int parts_put(struct draft *draft, struct parts *parts)
{
	uint8_t octets[DRAFT_OCTETS];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };

	parts->pdu.tlv = parts->tlv;
	if (smpp_encode(&parts->pdu, &rules, &buf, NULL) != SMPP_OK ||
	    smpp_span_equal(span_over(octets, buf.len), span_over(draft->octets, draft->len)))
		return 0;
	memcpy(draft->octets, octets, buf.len);
	draft->len = buf.len;
	return 1;
}

struct smpp_tlv *parts_tlv(struct parts *parts, uint16_t tag)
{
	for (size_t i = 0; i < parts->pdu.tlv_count; i++) {
		if (parts->tlv[i].tag == tag)
			return &parts->tlv[i];
	}
	return NULL;
}

void parts_set_tlv(struct parts *parts, uint16_t tag, struct smpp_span value)
{
	struct smpp_tlv *tlv = parts_tlv(parts, tag);

	if (tlv == NULL && parts->pdu.tlv_count < PARTS_TLVS)
		tlv = &parts->tlv[parts->pdu.tlv_count++];
	if (tlv == NULL)
		return;
	tlv->tag = tag;
	tlv->value = value;
}

int parts_drop_tlv(struct parts *parts, uint16_t tag)
{
	struct smpp_tlv *tlv = parts_tlv(parts, tag);
	size_t at;

	if (tlv == NULL)
		return 0;
	at = (size_t)(tlv - parts->tlv);
	memmove(tlv, tlv + 1, (parts->pdu.tlv_count - at - 1) * sizeof(*tlv));
	parts->pdu.tlv_count--;
	return 1;
}

static const struct smpp_field *field_of(const struct parts *parts, const char *name)
{
	return smpp_field_find(parts->pdu.header.command_id, smpp_span_of(name));
}

uint32_t parts_number(const struct parts *parts, const char *name)
{
	uint32_t number;

	return smpp_field_get_number(&parts->pdu, field_of(parts, name), &number) == SMPP_OK
		       ? number : 0;
}

int parts_set_number(struct parts *parts, const char *name, uint32_t number)
{
	return smpp_field_set_number(&parts->pdu, field_of(parts, name), number) == SMPP_OK;
}

struct smpp_span parts_octets(const struct parts *parts, const char *name)
{
	struct smpp_span octets;

	return smpp_field_get_octets(&parts->pdu, field_of(parts, name), &octets) == SMPP_OK
		       ? octets : none;
}

int parts_set_octets(struct parts *parts, const char *name, struct smpp_span octets)
{
	return smpp_field_set_octets(&parts->pdu, field_of(parts, name), octets) == SMPP_OK;
}

struct smpp_span parts_text(struct parts *parts)
{
	const struct smpp_tlv *payload = parts_tlv(parts, SMPP_TLV_MESSAGE_PAYLOAD);

	return payload != NULL ? payload->value : parts_octets(parts, "short_message");
}

void parts_set_text(struct parts *parts, struct smpp_span text)
{
	if (text.len <= TEXT_OCTETS && parts_tlv(parts, SMPP_TLV_MESSAGE_PAYLOAD) == NULL &&
	    parts_set_octets(parts, "short_message", text))
		return;
	parts_set_tlv(parts, SMPP_TLV_MESSAGE_PAYLOAD, text);
	(void)parts_set_octets(parts, "short_message", none);
}

/* Octets */

uint32_t draft_get(const struct draft *draft, size_t at)
{
	const uint8_t *p = draft->octets + at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void draft_put(struct draft *draft, size_t at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		draft->octets[at + i] = (uint8_t)(value >> (24 - 8 * i));
}

uint32_t draft_command(const struct draft *draft)
{
	return draft_get(draft, COMMAND_AT);
}

uint32_t draft_status(const struct draft *draft)
{
	return draft_get(draft, STATUS_AT);
}

int draft_insert(struct draft *draft, size_t at, struct smpp_span octets)
{
	if (octets.len > sizeof(draft->octets) - draft->len)
		return 0;
	memmove(draft->octets + at + octets.len, draft->octets + at, draft->len - at);
	memcpy(draft->octets + at, octets.ptr, octets.len);
	draft_cut(draft, draft->len + octets.len);
	return 1;
}

void draft_cut(struct draft *draft, size_t len)
{
	draft->len = len;
	draft_put(draft, LENGTH_AT, (uint32_t)len);
}

int is_response(uint32_t command_id)
{
	return (command_id & RESPONSE_BIT) != 0 && command_id != SMPP_GENERIC_NACK;
}

struct smpp_span span_over(const uint8_t *octets, size_t len)
{
	struct smpp_span span;

	span.ptr = octets;
	span.len = len;
	return span;
}

void put_words(struct smpp_buf *to, const char *literal, struct smpp_span octets)
{
	const struct smpp_span both[2] = { smpp_span_of(literal), octets };

	for (unsigned i = 0; i < 2; i++) {
		size_t room = to->cap - to->len;
		size_t len = both[i].len < room ? both[i].len : room;

		if (len > 0)
			memcpy(to->ptr + to->len, both[i].ptr, len);
		to->len += len;
	}
}

/* Arguments */

struct smpp_span word_at(const char *argument, unsigned at)
{
	size_t len;

	for (; at > 0; at--) {
		argument += strcspn(argument, ":");
		argument += *argument == ':';
	}
	len = strcspn(argument, ":");
	return span_over((const uint8_t *)argument, len);
}

/* @return 16 for what is none */
static unsigned digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - (unsigned)'0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 16;
}

int word_number(struct smpp_span word, uint32_t most, uint32_t *number)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (word.len > 2 && word.ptr[0] == '0' && (word.ptr[1] | 0x20) == 'x') {
		base = 16;
		word = span_over(word.ptr + 2, word.len - 2);
	}
	if (word.len == 0)
		return 0;
	for (size_t i = 0; i < word.len; i++) {
		unsigned digit = digit_of(word.ptr[i]);

		value = value * base + digit;
		if (digit >= base || value > most)
			return 0;
	}
	*number = (uint32_t)value;
	return 1;
}

static int is_bind(uint32_t command_id)
{
	return command_id == SMPP_BIND_TRANSMITTER || command_id == SMPP_BIND_RECEIVER ||
	       command_id == SMPP_BIND_TRANSCEIVER;
}

int word_names(struct smpp_span word, uint32_t command_id)
{
	uint32_t named;

	if (smpp_span_equal(word, smpp_span_of("bind")))
		return is_bind(command_id);
	if (smpp_span_equal(word, smpp_span_of("bind_resp")))
		return is_response(command_id) && is_bind(command_id & ~RESPONSE_BIT);
	return smpp_command_id(word, &named) == SMPP_OK && named == command_id;
}

int word_names_response(struct smpp_span word, uint32_t command_id)
{
	return is_response(command_id) &&
	       (word_names(word, command_id) || word_names(word, command_id & ~RESPONSE_BIT));
}

int word_octets(struct smpp_span word, uint8_t *octets, size_t room, size_t *len)
{
	if (word.len % 2 != 0 || word.len / 2 > room)
		return 0;
	for (size_t i = 0; i < word.len; i += 2) {
		unsigned high = digit_of(word.ptr[i]), low = digit_of(word.ptr[i + 1]);

		if (high > 15 || low > 15)
			return 0;
		octets[i / 2] = (uint8_t)(high << 4 | low);
	}
	*len = word.len / 2;
	return 1;
}

uint32_t number_at(const char *argument, unsigned at, uint32_t usual)
{
	uint32_t number;

	return word_number(word_at(argument, at), UINT32_MAX, &number) ? number : usual;
}

int span_is_one_of(struct smpp_span word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (smpp_span_equal(word, smpp_span_of(*words)))
			return 1;
	}
	return 0;
}

const char *check_command(const char *argument)
{
	static const char *const groups[] = { "bind", "bind_resp", NULL };
	struct smpp_span word = word_at(argument, 0);
	uint32_t named;

	return span_is_one_of(word, groups) || smpp_command_id(word, &named) == SMPP_OK
		       ? NULL : "not the name of a command";
}

const char *check_any_command(const char *argument)
{
	return argument[0] == '\0' ? NULL : check_command(argument);
}

const char *check_octet(const char *argument)
{
	uint32_t number;

	return word_number(smpp_span_of(argument), UINT8_MAX, &number) ? NULL
								       : "not a number from 0 to 255";
}
