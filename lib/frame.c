/* SPDX-License-Identifier: MIT */
/*
 * Owns: where one PDU ends and the next begins.
 * Must not know: bodies.
 */
#include "fault.h"
#include "table.h"
#include "wire.h"

#define HEADER_OCTETS 16

/* The header as far as it is there; the rest stays 0. */
static void get_header(struct smpp_span in, struct smpp_header *header)
{
	header->command_length = in.len >= 4 ? smpp__get32(in.ptr) : 0;
	header->command_id = in.len >= 8 ? smpp__get32(in.ptr + 4) : 0;
	header->command_status = in.len >= 12 ? smpp__get32(in.ptr + 8) : 0;
	header->sequence_number = in.len >= 16 ? smpp__get32(in.ptr + 12) : 0;
}

static int refuse(struct smpp_fault *fault, enum smpp_fault_code code)
{
	smpp__fault_tell(fault,
			 smpp__fault(code, 0, smpp__header_name(0), SMPP_ESME_RINVCMDLEN));
	return SMPP_E_FAULT;
}

/* Fewer than 16 octets and no reason to refuse: says which field of the header is next. */
static int want_header(struct smpp_fault *fault, size_t have)
{
	size_t index = have / 4;

	smpp__fault_tell(fault, smpp__fault(SMPP_FAULT_INCOMPLETE_HEADER, index * 4,
					    smpp__header_name(index), SMPP_ESME_ROK));
	return SMPP_E_MORE;
}

int smpp_frame_get(struct smpp_span in, uint32_t max_pdu, struct smpp_header *header,
		   struct smpp_fault *fault)
{
	uint32_t limit = max_pdu != 0 ? max_pdu : SMPP_MAX_PDU_USUAL;

	get_header(in, header);
	if (in.len < 4)
		return want_header(fault, in.len);
	if (header->command_length < HEADER_OCTETS)
		return refuse(fault, SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL);
	if (header->command_length >= SMPP_MAX_PDU_EVER)
		return refuse(fault, SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	if (in.len < HEADER_OCTETS)
		return want_header(fault, in.len);
	if (header->command_length > limit)
		return refuse(fault, SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE);
	smpp__fault_tell(fault, smpp__fault_none());
	return in.len < header->command_length ? SMPP_E_MORE : SMPP_OK;
}
