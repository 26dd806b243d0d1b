/* SPDX-License-Identifier: MIT */
/*
 * Owns: the names of faults, and a fault as a line of text.
 * Must not know: which rule was broken.
 */
#include "fault.h"
#include "print.h"

struct smpp_fault smpp__tlv_fault(enum smpp_fault_code code, size_t offset, int named,
				  uint16_t tag)
{
	const char *name = named ? smpp_tlv_name(tag) : "tlv";
	struct smpp_fault fault;

	if (name == NULL)
		name = "unknown";
	fault = smpp__fault(code, offset, name, SMPP_ESME_RINVTLVSTREAM);
	fault.tag = tag;
	return fault;
}

const char *smpp_fault_name(enum smpp_fault_code code)
{
	switch (code) {
	case SMPP_FAULT_NONE: return "NONE";
	case SMPP_FAULT_INCOMPLETE_HEADER: return "INCOMPLETE_HEADER";
	case SMPP_FAULT_INCOMPLETE_BODY: return "INCOMPLETE_BODY";
	case SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL: return "COMMAND_LENGTH_TOO_SMALL";
	case SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE: return "COMMAND_LENGTH_TOO_LARGE";
	case SMPP_FAULT_TRAILING_DATA: return "TRAILING_DATA";
	case SMPP_FAULT_UNKNOWN_COMMAND_ID: return "UNKNOWN_COMMAND_ID";
	case SMPP_FAULT_FIELD_TRUNCATED: return "FIELD_TRUNCATED";
	case SMPP_FAULT_CSTRING_NOT_TERMINATED: return "CSTRING_NOT_TERMINATED";
	case SMPP_FAULT_CSTRING_TOO_LONG: return "CSTRING_TOO_LONG";
	case SMPP_FAULT_OCTETS_TRUNCATED: return "OCTETS_TRUNCATED";
	case SMPP_FAULT_BAD_DEST_FLAG: return "BAD_DEST_FLAG";
	case SMPP_FAULT_TLV_HEADER_TRUNCATED: return "TLV_HEADER_TRUNCATED";
	case SMPP_FAULT_TLV_OVERRUN: return "TLV_OVERRUN";
	case SMPP_FAULT_TLV_BAD_LENGTH: return "TLV_BAD_LENGTH";
	case SMPP_FAULT_TIME_BAD_LENGTH: return "TIME_BAD_LENGTH";
	case SMPP_FAULT_RESERVED_VALUE: return "RESERVED_VALUE";
	case SMPP_FAULT_EXCLUSIVE_FIELDS: return "EXCLUSIVE_FIELDS";
	case SMPP_FAULT_TLV_MISSING: return "TLV_MISSING";
	case SMPP_FAULT_TLV_NOT_ALLOWED: return "TLV_NOT_ALLOWED";
	case SMPP_FAULT_COMMAND_VERSION: return "COMMAND_VERSION";
	case SMPP_FAULT_TIME_BAD_VALUE: return "TIME_BAD_VALUE";
	case SMPP_FAULT_CSTRING_HAS_NUL: return "CSTRING_HAS_NUL";
	case SMPP_FAULT_VALUE_TOO_LONG: return "VALUE_TOO_LONG";
	case SMPP_FAULT_LIST_BOTH: return "LIST_BOTH";
	}
	return "?";
}

/* "dest_address[1].dl_name" or "unknown (tag 0x1400)" */
static void put_place(const struct smpp_fault *fault, struct smpp_buf *text)
{
	smpp__print_string(text, fault->field);
	if (fault->entry >= 0) {
		smpp__print_char(text, '[');
		smpp__print_number(text, (uint64_t)fault->entry, 0);
		smpp__print_char(text, ']');
	}
	if (fault->member != NULL) {
		smpp__print_char(text, '.');
		smpp__print_string(text, fault->member);
	}
	if (fault->tag != 0) {
		smpp__print_string(text, " (tag 0x");
		smpp__print_hex(text, fault->tag, 4);
		smpp__print_char(text, ')');
	}
}

int smpp_fault_text(const struct smpp_fault *fault, struct smpp_buf *text)
{
	const char *status = smpp_status_name(fault->status);

	text->len = 0;
	smpp__print_string(text, smpp_fault_name(fault->code));
	smpp__print_string(text, " at octet ");
	smpp__print_number(text, fault->offset, 0);
	if (fault->field != NULL) {
		smpp__print_string(text, ", ");
		put_place(fault, text);
	}
	if (fault->status != SMPP_ESME_ROK) { /* of octets that only have not come yet it is */
		smpp__print_string(text, ": ");
		smpp__print_string(text, status != NULL ? status : "?");
	}
	return text->len <= text->cap ? SMPP_OK : SMPP_E_SPACE;
}
