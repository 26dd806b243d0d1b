/* SPDX-License-Identifier: MIT */
/*
 * Owns: how a fault is filled in.
 * Must not know: which rule was broken.
 */
#ifndef SMPP_FAULT_H
#define SMPP_FAULT_H

#include <smpp/codec.h>

/* A fault with neither list entry nor TLV. */
static inline struct smpp_fault smpp__fault(enum smpp_fault_code code, size_t offset,
					    const char *field, uint32_t status)
{
	struct smpp_fault fault;

	fault.code = code;
	fault.status = status;
	fault.offset = offset;
	fault.field = field;
	fault.member = NULL;
	fault.entry = -1;
	fault.tag = 0;
	return fault;
}

/* A fault of a TLV; of the area as a whole when named is 0. */
struct smpp_fault smpp__tlv_fault(enum smpp_fault_code code, size_t offset, int named,
				  uint16_t tag);

/* What the public calls give back: *to, where the caller wants to know. */
static inline void smpp__fault_tell(struct smpp_fault *to, struct smpp_fault fault)
{
	if (to != NULL)
		*to = fault;
}

static inline struct smpp_fault smpp__fault_none(void)
{
	return smpp__fault(SMPP_FAULT_NONE, 0, NULL, SMPP_ESME_ROK);
}

#endif
