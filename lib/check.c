/* SPDX-License-Identifier: MIT */
/*
 * Owns: which values and combinations the specifications allow.
 * Must not know: how octets are walked, sessions.
 */
#include <smpp/smpptime.h>

#include "fault.h"
#include "table.h"

#define HEADER_OCTETS 16
#define TLV_HEADER_OCTETS 4

struct judge {
	const struct smpp_pdu *pdu;
	const struct smpp__command *command;
	enum smpp__version version;
	uint32_t tolerate;
	size_t at; /* where the encoded PDU would stand */
	struct smpp_fault fault;
};

static int refuse(struct judge *j, struct smpp_fault fault)
{
	j->fault = fault;
	return SMPP_E_FAULT;
}

static int tolerates(const struct judge *j, uint32_t flag)
{
	return (j->tolerate & flag) != 0;
}

/* The octet of a row that has a rule; of LENGTH, the length it will say. */
static size_t value_of(const struct smpp__field *field, const uint8_t *body)
{
	if (field->kind == SMPP__LENGTH)
		return ((const struct smpp_span *)(const void *)(body + field[1].offset))->len;
	return body[field->offset];
}

static int value_ok(const struct smpp__rule *rule, size_t value, enum smpp__version version)
{
	size_t number = value & rule->mask;

	return value <= UINT8_MAX && (value & rule->reserved[version]) == 0 &&
	       number >= rule->low && number <= rule->top[version];
}

/* Octets of an array's entries on the wire; those of a list that was decoded are known. */
static size_t list_size(const struct smpp__field *field, size_t entries, const uint8_t *body)
{
	struct smpp_list list;
	size_t size = 0;

	memcpy(&list, body + field->offset, sizeof(list));
	if (list.array == NULL)
		return list.octets.len;
	for (size_t i = 0; i < entries; i++) {
		if (field->kind == SMPP__MESSAGE_IDS) {
			size += ((const struct smpp_span *)list.array)[i].len + 1;
		} else if (field->kind == SMPP__UNSUCCESS) {
			size += ((const struct smpp_unsuccess_sme *)list.array)[i]
					.destination_addr.len + 7;
		} else {
			const struct smpp_dest_address *dest = list.array;

			size += dest[i].dest_flag == SMPP_DEST_FLAG_SME_ADDRESS
					? dest[i].destination_addr.len + 4
					: dest[i].dl_name.len + 2;
		}
	}
	return size;
}

static size_t size_of(const struct smpp__field *field, const uint8_t *body)
{
	switch ((enum smpp__kind)field->kind) {
	case SMPP__CSTRING:
	case SMPP__TIME:
		return ((const struct smpp_span *)(const void *)(body + field->offset))->len + 1;
	case SMPP__OCTETS:
		return ((const struct smpp_span *)(const void *)(body + field->offset))->len;
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS:
		return list_size(field, body[field[-1].offset], body);
	case SMPP__U8:
	case SMPP__U32:
	case SMPP__LENGTH:
	case SMPP__COUNT:
	case SMPP__DEST_FLAG:
		break;
	}
	return field->max[V34];
}

/* Of a time that has its 16 characters; another length is for decode and encode to judge. */
static int time_ok(const struct smpp__field *field, const uint8_t *body)
{
	const struct smpp_span *text =
		(const struct smpp_span *)(const void *)(body + field->offset);
	struct smpp_time time;

	return text->len != SMPP_TIME_CHARACTERS ||
	       smpp_time_read(*text, 0, &time, NULL) == SMPP_OK;
}

static enum smpp_fault_code judge_value(const struct judge *j, const struct smpp__field *field,
					const uint8_t *body)
{
	if (field->rule != ANY &&
	    !value_ok(&smpp__rules[field->rule], value_of(field, body), j->version))
		return SMPP_FAULT_RESERVED_VALUE;
	if (field->kind == SMPP__TIME && !time_ok(field, body))
		return SMPP_FAULT_TIME_BAD_VALUE;
	return SMPP_FAULT_NONE;
}

static int judge_fields(struct judge *j)
{
	const struct smpp__field *field = smpp__fields_of(j->command);
	const uint8_t *body = (const uint8_t *)&j->pdu->body;

	for (size_t i = 0; i < j->command->count; i++, field++) {
		enum smpp_fault_code code = SMPP_FAULT_NONE;

		if (!tolerates(j, SMPP_TOLERATE_RESERVED_VALUE))
			code = judge_value(j, field, body);
		if (code != SMPP_FAULT_NONE)
			return refuse(j, smpp__fault(code, j->at, smpp__field_name(field),
						     field->status));
		j->at += size_of(field, body);
	}
	return SMPP_OK;
}

static int refuse_tlv(struct judge *j, enum smpp_fault_code code, uint16_t tag, size_t at,
		      uint32_t status)
{
	struct smpp_fault fault = smpp__tlv_fault(code, at, 1, tag);

	fault.status = status;
	return refuse(j, fault);
}

static size_t text_length(const struct judge *j)
{
	const union smpp_body *body = &j->pdu->body;

	switch (j->command->id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: return body->submit_sm.short_message.len;
	case SMPP_SUBMIT_MULTI: return body->submit_multi.short_message.len;
	case SMPP_REPLACE_SM: return body->replace_sm.short_message.len;
	default: return 0;
	}
}

/* Both at once are refused by the status of the command's own failure. */
static int judge_pair(struct judge *j, uint16_t tag, size_t at)
{
	if (tag == SMPP_TLV_MESSAGE_PAYLOAD && text_length(j) > 0 &&
	    !tolerates(j, SMPP_TOLERATE_TEXT_AND_PAYLOAD))
		return refuse_tlv(j, SMPP_FAULT_EXCLUSIVE_FIELDS, tag, at, SMPP_ESME_RINVMSGLEN);
	if (tag == SMPP_TLV_USER_MESSAGE_REFERENCE && j->command->id == SMPP_BROADCAST_SM &&
	    j->pdu->body.broadcast_sm.message_id.len > 0)
		return refuse_tlv(j, SMPP_FAULT_EXCLUSIVE_FIELDS, tag, at, SMPP_ESME_RBCASTFAIL);
	return SMPP_OK;
}

/* One TLV at its place. Unknown tags may stand anywhere; only 3.3 has no TLVs at all. */
static int judge_tlv(struct judge *j, const struct smpp_tlv *tlv)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tlv->tag);
	size_t at = j->at;

	j->at += TLV_HEADER_OCTETS + tlv->value.len;
	if (!tolerates(j, SMPP_TOLERATE_TLV_PLACE) &&
	    (j->version == V33 ||
	     (row != NULL && !smpp__tlv_allowed(row, j->command, j->version))))
		return refuse_tlv(j, SMPP_FAULT_TLV_NOT_ALLOWED, tlv->tag, at,
				  SMPP_ESME_RTLVNOTALLWD);
	return judge_pair(j, tlv->tag, at);
}

static int has_tlv(const struct smpp_pdu *pdu, uint16_t tag)
{
	struct smpp_span value;

	if (smpp_tlv_find(pdu->tlvs, tag, &value) == SMPP_OK)
		return 1;
	for (size_t i = 0; i < pdu->tlv_count; i++) {
		if (pdu->tlv[i].tag == tag)
			return 1;
	}
	return 0;
}

/* 5.0 requires some TLVs; of a response only when it reports success. */
static int judge_required(struct judge *j)
{
	const struct smpp__tlv_row *row;

	if (j->version != V50 || tolerates(j, SMPP_TOLERATE_TLV_PLACE) ||
	    j->pdu->header.command_status != 0)
		return SMPP_OK;
	for (size_t i = 0; (row = smpp__tlv_at(i)) != NULL; i++) {
		if ((row->required & j->command->tlvs) != 0 && !has_tlv(j->pdu, row->tag))
			return refuse_tlv(j, SMPP_FAULT_TLV_MISSING, row->tag, j->at,
					  SMPP_ESME_RMISSINGTLV);
	}
	return SMPP_OK;
}

static int judge_tlvs(struct judge *j)
{
	struct smpp_span rest = j->pdu->tlvs;
	struct smpp_tlv tlv;

	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK) {
		if (judge_tlv(j, &tlv) != SMPP_OK)
			return SMPP_E_FAULT;
	}
	for (size_t i = 0; i < j->pdu->tlv_count; i++) {
		if (judge_tlv(j, &j->pdu->tlv[i]) != SMPP_OK)
			return SMPP_E_FAULT;
	}
	return judge_required(j);
}

static int judge_pdu(struct judge *j)
{
	if (j->command == NULL)
		return refuse(j, smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4,
					     smpp__header_name(1), SMPP_ESME_RINVCMDID));
	if (j->version < j->command->since || j->version > j->command->last)
		return refuse(j, smpp__fault(SMPP_FAULT_COMMAND_VERSION, 4, smpp__header_name(1),
					     SMPP_ESME_RINVCMDID));
	if (j->pdu->body_raw)
		return SMPP_OK;
	if (!j->pdu->body_absent && judge_fields(j) != SMPP_OK)
		return SMPP_E_FAULT;
	return judge_tlvs(j);
}

int smpp_check(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
	       struct smpp_fault *fault)
{
	struct judge j;
	int got;

	j.pdu = pdu;
	j.command = smpp__command_find(pdu->header.command_id);
	j.version = smpp__version_of(rules != NULL ? rules->version : 0);
	j.tolerate = rules != NULL ? rules->tolerate : SMPP_STRICT;
	j.at = HEADER_OCTETS;
	j.fault = smpp__fault_none();
	got = judge_pdu(&j);
	smpp__fault_tell(fault, j.fault);
	return got;
}
