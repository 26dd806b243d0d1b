/* SPDX-License-Identifier: MIT */
/*
 * Owns: edits of responses and of any PDU: headers, ends of bodies, TLVs.
 * Must not know: what messages and receipts say.
 */
#include "edit_list.h"

#define USUAL_TAIL 3
#define TAIL_OCTET 0xEE /* as a TLV it is one that does not end */
#define OTHER_SEQUENCE UINT32_C(0x20000000)
#define BARE_TAG 0x1400
#define BARE_LENGTH 200

/* Is it of the command that the argument names, or without argument a deliver_sm? */
static int is_wanted(const struct draft *draft, const struct edit_note *note)
{
	const char *name = note->argument[0] != '\0' ? note->argument : "deliver_sm";

	return word_names(smpp_span_of(name), draft_command(draft));
}

/* Of a message that was taken. */
static int has_new_id(const struct draft *draft)
{
	uint32_t command_id = draft_command(draft);

	return draft_status(draft) == SMPP_ESME_ROK &&
	       (command_id == SMPP_SUBMIT_SM_RESP || command_id == SMPP_SUBMIT_MULTI_RESP ||
		command_id == SMPP_DATA_SM_RESP || command_id == SMPP_BROADCAST_SM_RESP);
}

/* Bodies */

int edit_error_body(struct draft *draft, const struct edit_note *note)
{
	const struct smpp_field *first = smpp_field_at(draft_command(draft), 0);
	struct parts parts;

	if (!is_response(draft_command(draft)) || draft_status(draft) == SMPP_ESME_ROK ||
	    draft->len != HEADER_OCTETS || smpp_field_kind(first) != SMPP_KIND_STRING ||
	    !parts_get(draft, &parts))
		return 0;
	return smpp_field_set_octets(&parts.pdu, first, smpp_span_of(note->argument)) == SMPP_OK &&
	       parts_put(draft, &parts);
}

int edit_bind_resp_empty(struct draft *draft, const struct edit_note *note)
{
	(void)note;
	if (!word_names(smpp_span_of("bind_resp"), draft_command(draft)) ||
	    draft->len == HEADER_OCTETS)
		return 0;
	draft_cut(draft, HEADER_OCTETS);
	return 1;
}

/* Without TLVs, so that it ends with the string. */
int edit_no_nul(struct draft *draft, const struct edit_note *note)
{
	const struct smpp_field *field, *last = NULL;
	uint32_t command_id = draft_command(draft);
	struct parts parts;

	if (!word_names(smpp_span_of(note->argument), command_id))
		return 0;
	for (size_t i = 0; (field = smpp_field_at(command_id, i)) != NULL; i++)
		last = field;
	if (smpp_field_kind(last) != SMPP_KIND_STRING || !parts_get(draft, &parts) ||
	    parts.pdu.body_absent || (parts.pdu.tolerated & SMPP_TOLERATE_NO_NUL) != 0)
		return 0;
	if (parts.pdu.tlv_count > 0) {
		parts.pdu.tlv_count = 0;
		(void)parts_put(draft, &parts);
	}
	draft_cut(draft, draft->len - 1);
	return 1;
}

int edit_long_id(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[LONG_ID_MAX];
	struct smpp_span id;
	struct parts parts;

	if (edit_receipt_long_id(draft, note))
		return 1;
	if (!has_new_id(draft) || !parts_get(draft, &parts))
		return 0;
	id = long_id(parts_octets(&parts, "message_id"), octets,
		     number_at(note->argument, 0, LONG_ID_USUAL));
	return id.ptr == octets && parts_set_octets(&parts, "message_id", id) &&
	       parts_put(draft, &parts);
}

int edit_empty_id(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	return has_new_id(draft) && (note->segment > 1 || note->argument[0] != '\0') &&
	       parts_get(draft, &parts) &&
	       parts_set_octets(&parts, "message_id", span_over(NULL, 0)) &&
	       parts_put(draft, &parts);
}

int edit_tail(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[UINT8_MAX];

	if (!word_names(word_at(note->argument, 0), draft_command(draft)))
		return 0;
	memset(octets, TAIL_OCTET, sizeof(octets));
	return draft_insert(draft, draft->len,
			    span_over(octets, number_at(note->argument, 1, USUAL_TAIL)));
}

/* Versions and congestion */

static int set_octet_tlv(struct draft *draft, uint16_t tag, const char *number)
{
	uint8_t octet = (uint8_t)number_at(number, 0, 0);
	struct parts parts;

	if (!parts_get(draft, &parts) || parts.pdu.body_absent)
		return 0;
	parts_set_tlv(&parts, tag, span_over(&octet, 1));
	return parts_put(draft, &parts);
}

int edit_version(struct draft *draft, const struct edit_note *note)
{
	return word_names(smpp_span_of("bind_resp"), draft_command(draft)) &&
	       set_octet_tlv(draft, SMPP_TLV_SC_INTERFACE_VERSION, note->argument);
}

int edit_no_version(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	(void)note;
	return word_names(smpp_span_of("bind_resp"), draft_command(draft)) &&
	       parts_get(draft, &parts) &&
	       parts_drop_tlv(&parts, SMPP_TLV_SC_INTERFACE_VERSION) && parts_put(draft, &parts);
}

int edit_congestion(struct draft *draft, const struct edit_note *note)
{
	return has_new_id(draft) &&
	       set_octet_tlv(draft, SMPP_TLV_CONGESTION_STATE, note->argument);
}

/* TLVs */

static int get_tag(struct smpp_span word, uint16_t *tag)
{
	uint32_t number;

	if (word_number(word, UINT16_MAX, &number)) {
		*tag = (uint16_t)number;
		return SMPP_OK;
	}
	return smpp_tlv_tag(word, tag);
}

/* Behind whatever there is: the command need not have it, nor a body. */
int edit_tlv(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[TLV_HEADER_OCTETS + TLV_VALUE_MAX];
	uint16_t tag;
	size_t len;

	if (!word_names(word_at(note->argument, 0), draft_command(draft)) ||
	    draft_status(draft) != SMPP_ESME_ROK ||
	    get_tag(word_at(note->argument, 1), &tag) != SMPP_OK ||
	    !word_octets(word_at(note->argument, 2), octets + TLV_HEADER_OCTETS, TLV_VALUE_MAX,
			 &len))
		return 0;
	octets[0] = (uint8_t)(tag >> 8);
	octets[1] = (uint8_t)tag;
	octets[2] = 0;
	octets[3] = (uint8_t)len;
	return draft_insert(draft, draft->len, span_over(octets, TLV_HEADER_OCTETS + len));
}

const char *check_tlv(const char *argument)
{
	uint8_t octets[TLV_VALUE_MAX];
	uint16_t tag;
	size_t len;

	if (check_command(argument) != NULL)
		return check_command(argument);
	if (get_tag(word_at(argument, 1), &tag) != SMPP_OK)
		return "a tag is a TLV's name or a number up to 0xFFFF";
	return word_octets(word_at(argument, 2), octets, sizeof(octets), &len)
		       ? NULL : "a value is hexadecimal, up to 255 octets";
}

/* The first TLV that is a number gets an octet more. */
int edit_tlv_length(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[5] = { 0, 0, 0, 0, 0 };
	struct parts parts;

	if (!is_wanted(draft, note) || !parts_get(draft, &parts))
		return 0;
	for (size_t i = 0; i < parts.pdu.tlv_count; i++) {
		struct smpp_span *value = &parts.tlv[i].value;
		enum smpp_field_kind kind = smpp_tlv_kind(parts.tlv[i].tag);

		if ((kind == SMPP_KIND_U8 || kind == SMPP_KIND_U16 || kind == SMPP_KIND_U32) &&
		    value->len > 0 && value->len < sizeof(octets)) {
			memcpy(octets + 1, value->ptr, value->len);
			*value = span_over(octets, value->len + 1);
			return parts_put(draft, &parts);
		}
	}
	return 0;
}

/* Texts in TLVs lose their NUL. */
int edit_tlv_no_nul(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;
	int changed = 0;

	if (!is_wanted(draft, note) || !parts_get(draft, &parts))
		return 0;
	for (size_t i = 0; i < parts.pdu.tlv_count; i++) {
		struct smpp_span *value = &parts.tlv[i].value;

		if (smpp_tlv_kind(parts.tlv[i].tag) == SMPP_KIND_STRING && value->len > 1 &&
		    value->ptr[value->len - 1] == 0) {
			value->len--;
			changed = 1;
		}
	}
	return changed && parts_put(draft, &parts);
}

/* The last TLV says its length, but half of its value is not there. */
int edit_cut_tlv(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;
	size_t len;

	if (!is_wanted(draft, note) || !parts_get(draft, &parts) ||
	    parts.pdu.tlv_count == 0)
		return 0;
	len = parts.tlv[parts.pdu.tlv_count - 1].value.len;
	if (len == 0)
		return 0;
	draft_cut(draft, draft->len - (len + 1) / 2);
	return 1;
}

int edit_bare_tlv(struct draft *draft, const struct edit_note *note)
{
	static const uint8_t octets[TLV_HEADER_OCTETS] = { BARE_TAG >> 8, BARE_TAG & 0xFF, 0,
							   BARE_LENGTH };

	return is_wanted(draft, note) &&
	       draft_insert(draft, draft->len, span_over(octets, sizeof(octets)));
}

/* Headers */

static int is_answer_named(const struct draft *draft, const struct edit_note *note)
{
	return word_names_response(word_at(note->argument, 0), draft_command(draft));
}

int edit_wrong_sequence(struct draft *draft, const struct edit_note *note)
{
	if (!is_answer_named(draft, note))
		return 0;
	draft_put(draft, SEQUENCE_AT, draft_get(draft, SEQUENCE_AT) ^ OTHER_SEQUENCE);
	return 1;
}

int edit_wrong_response(struct draft *draft, const struct edit_note *note)
{
	if (!is_answer_named(draft, note))
		return 0;
	draft_put(draft, COMMAND_AT, draft_command(draft) == SMPP_SUBMIT_SM_RESP
					     ? SMPP_DATA_SM_RESP : SMPP_SUBMIT_SM_RESP);
	return 1;
}

int edit_nack(struct draft *draft, const struct edit_note *note)
{
	if (!is_answer_named(draft, note))
		return 0;
	draft_put(draft, COMMAND_AT, SMPP_GENERIC_NACK);
	draft_put(draft, STATUS_AT, number_at(note->argument, 1, SMPP_ESME_RINVCMDID));
	draft_cut(draft, HEADER_OCTETS);
	return 1;
}

const char *check_nack(const char *argument)
{
	struct smpp_span word = word_at(argument, 1);
	uint32_t number;

	if (check_command(argument) != NULL)
		return check_command(argument);
	return word.len == 0 || word_number(word, UINT32_MAX, &number) ? NULL
								      : "a status is a number";
}

int edit_nack_zero(struct draft *draft, const struct edit_note *note)
{
	if (!is_answer_named(draft, note))
		return 0;
	draft_put(draft, COMMAND_AT, SMPP_GENERIC_NACK);
	draft_put(draft, STATUS_AT, SMPP_ESME_RINVCMDLEN);
	draft_put(draft, SEQUENCE_AT, 0);
	draft_cut(draft, HEADER_OCTETS);
	return 1;
}

int edit_bind_resp_type(struct draft *draft, const struct edit_note *note)
{
	(void)note;
	if (!word_names(smpp_span_of("bind_resp"), draft_command(draft)) ||
	    draft_command(draft) == SMPP_BIND_TRANSMITTER_RESP)
		return 0;
	draft_put(draft, COMMAND_AT, SMPP_BIND_TRANSMITTER_RESP);
	return 1;
}

/* Arguments */

const char *check_tail(const char *argument)
{
	struct smpp_span word = word_at(argument, 1);
	uint32_t number;

	if (check_command(argument) != NULL)
		return check_command(argument);
	return word.len == 0 || (word_number(word, UINT8_MAX, &number) && number > 0)
		       ? NULL : "1 to 255 octets";
}

const char *check_long_id(const char *argument)
{
	uint32_t number;

	return argument[0] == '\0' || (word_number(smpp_span_of(argument), LONG_ID_MAX, &number) &&
				       number > SHORT_ID_MAX)
		       ? NULL : "65 to 200 characters";
}

const char *check_empty_id(const char *argument)
{
	return argument[0] == '\0' || strcmp(argument, "all") == 0 ? NULL : "all, or nothing";
}
