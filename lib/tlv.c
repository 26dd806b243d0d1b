/* SPDX-License-Identifier: MIT */
/*
 * Owns: walking TLVs and reading their values.
 * Must not know: which PDU they are in.
 */
#include <smpp/codec.h>

#include "wire.h"

#define TLV_HEADER_OCTETS 4

int smpp_tlv_next(struct smpp_span *rest, struct smpp_tlv *tlv)
{
	size_t len;

	if (rest->len == 0)
		return SMPP_E_END;
	if (rest->len < TLV_HEADER_OCTETS)
		return SMPP_E_FAULT;
	len = smpp__get16(rest->ptr + 2);
	if (rest->len - TLV_HEADER_OCTETS < len)
		return SMPP_E_FAULT;
	tlv->tag = smpp__get16(rest->ptr);
	tlv->value.ptr = rest->ptr + TLV_HEADER_OCTETS;
	tlv->value.len = len;
	rest->ptr += TLV_HEADER_OCTETS + len;
	rest->len -= TLV_HEADER_OCTETS + len;
	return SMPP_OK;
}

int smpp_tlv_find(struct smpp_span tlvs, uint16_t tag, struct smpp_span *value)
{
	struct smpp_tlv tlv;
	int got;

	while ((got = smpp_tlv_next(&tlvs, &tlv)) == SMPP_OK) {
		if (tlv.tag == tag) {
			*value = tlv.value;
			return SMPP_OK;
		}
	}
	return got == SMPP_E_END ? SMPP_E_ABSENT : got;
}

/* The first TLV with that tag, which must have len octets. */
static int find_number(struct smpp_span tlvs, uint16_t tag, size_t len, struct smpp_span *value)
{
	int got = smpp_tlv_find(tlvs, tag, value);

	if (got != SMPP_OK)
		return got;
	return value->len == len ? SMPP_OK : SMPP_E_LENGTH;
}

int smpp_tlv_u8(struct smpp_span tlvs, uint16_t tag, uint8_t *value)
{
	struct smpp_span octets;
	int got = find_number(tlvs, tag, 1, &octets);

	if (got == SMPP_OK)
		*value = octets.ptr[0];
	return got;
}

int smpp_tlv_u16(struct smpp_span tlvs, uint16_t tag, uint16_t *value)
{
	struct smpp_span octets;
	int got = find_number(tlvs, tag, 2, &octets);

	if (got == SMPP_OK)
		*value = smpp__get16(octets.ptr);
	return got;
}

int smpp_tlv_u32(struct smpp_span tlvs, uint16_t tag, uint32_t *value)
{
	struct smpp_span octets;
	int got = find_number(tlvs, tag, 4, &octets);

	if (got == SMPP_OK)
		*value = smpp__get32(octets.ptr);
	return got;
}

int smpp_tlv_string(struct smpp_span tlvs, uint16_t tag, struct smpp_span *value)
{
	int got = smpp_tlv_find(tlvs, tag, value);
	size_t nul;

	if (got != SMPP_OK)
		return got;
	nul = smpp__find_nul(value->ptr, value->len);
	if (nul != SMPP__NO_NUL)
		value->len = nul;
	return SMPP_OK;
}
