/* SPDX-License-Identifier: MIT */
/*
 * Owns: reading and writing user data headers.
 * Must not know: alphabets, segments, PDUs.
 */
#include <smpp/udh.h>

#include "wire.h"

#define ELEMENT_HEADER_OCTETS 2
#define LENGTH_MAX 255 /* of UDHL and of the length of an element */

/* Languages that have tables (TS 23.038, annex A), a bit each: 1 to 13, Spanish not locking. */
#define SINGLE_SHIFTS UINT32_C(0x3FFE)
#define LOCKING_SHIFTS (SINGLE_SHIFTS & ~(UINT32_C(1) << 2))

static int refuse(struct smpp_udh_fault *fault, enum smpp_udh_fault_code code, size_t offset)
{
	if (fault != NULL) {
		fault->code = code;
		fault->offset = offset;
	}
	return code == SMPP_UDH_FAULT_NONE ? SMPP_OK : SMPP_E_FAULT;
}

int smpp_udh_get(struct smpp_span text, struct smpp_udh *udh, struct smpp_udh_fault *fault)
{
	struct smpp_udh_element element;
	struct smpp_span rest;
	size_t udhl;
	int got;

	memset(udh, 0, sizeof(*udh));
	if (text.len == 0)
		return refuse(fault, SMPP_UDH_FAULT_MISSING, 0);
	udhl = text.ptr[0];
	if (text.len - 1 < udhl)
		return refuse(fault, SMPP_UDH_FAULT_TRUNCATED, 0);
	rest.ptr = text.ptr + 1;
	rest.len = udhl;
	do {
		got = smpp_udh_next(&rest, &element);
	} while (got == SMPP_OK);
	if (got == SMPP_E_FAULT)
		return refuse(fault, rest.len < ELEMENT_HEADER_OCTETS
			      ? SMPP_UDH_FAULT_ELEMENT_TRUNCATED : SMPP_UDH_FAULT_ELEMENT_OVERRUN,
			      1 + udhl - rest.len);
	udh->elements.ptr = text.ptr + 1;
	udh->elements.len = udhl;
	udh->octets = 1 + udhl;
	udh->text.ptr = text.ptr + udh->octets;
	udh->text.len = text.len - udh->octets;
	return refuse(fault, SMPP_UDH_FAULT_NONE, 0);
}

const char *smpp_udh_fault_name(enum smpp_udh_fault_code code)
{
	switch (code) {
	case SMPP_UDH_FAULT_NONE:
		return "NONE";
	case SMPP_UDH_FAULT_MISSING:
		return "MISSING";
	case SMPP_UDH_FAULT_TRUNCATED:
		return "TRUNCATED";
	case SMPP_UDH_FAULT_ELEMENT_OVERRUN:
		return "ELEMENT_OVERRUN";
	case SMPP_UDH_FAULT_ELEMENT_TRUNCATED:
		return "ELEMENT_TRUNCATED";
	}
	return "?";
}

int smpp_udh_next(struct smpp_span *rest, struct smpp_udh_element *element)
{
	size_t len;

	if (rest->len == 0)
		return SMPP_E_END;
	if (rest->len < ELEMENT_HEADER_OCTETS)
		return SMPP_E_FAULT;
	len = rest->ptr[1];
	if (rest->len - ELEMENT_HEADER_OCTETS < len)
		return SMPP_E_FAULT;
	element->iei = rest->ptr[0];
	element->data.ptr = rest->ptr + ELEMENT_HEADER_OCTETS;
	element->data.len = len;
	rest->ptr += ELEMENT_HEADER_OCTETS + len;
	rest->len -= ELEMENT_HEADER_OCTETS + len;
	return SMPP_OK;
}

int smpp_udh_find(struct smpp_span elements, uint8_t iei, struct smpp_span *data)
{
	struct smpp_udh_element element;
	int found = SMPP_E_ABSENT;
	int got;

	while ((got = smpp_udh_next(&elements, &element)) == SMPP_OK) {
		if (element.iei == iei) {
			*data = element.data;
			found = SMPP_OK;
		}
	}
	return got == SMPP_E_END ? found : got;
}

/* One element as concatenation. @return 1 when it is a valid one */
static int read_concat(const struct smpp_udh_element *element, struct smpp_concat *concat)
{
	const uint8_t *p = element->data.ptr;

	if (element->iei == SMPP_IEI_CONCAT8 && element->data.len == 3) {
		concat->split = SMPP_SPLIT_UDH8;
		concat->reference = p[0];
		p += 1;
	} else if (element->iei == SMPP_IEI_CONCAT16 && element->data.len == 4) {
		concat->split = SMPP_SPLIT_UDH16;
		concat->reference = smpp__get16(p);
		p += 2;
	} else {
		return 0;
	}
	concat->total = p[0];
	concat->number = p[1];
	return concat->number > 0 && concat->number <= concat->total;
}

int smpp_udh_concat(struct smpp_span elements, struct smpp_concat *concat)
{
	struct smpp_udh_element element;
	struct smpp_concat read;
	int found = SMPP_E_ABSENT;

	while (smpp_udh_next(&elements, &element) == SMPP_OK) {
		if (read_concat(&element, &read)) {
			*concat = read;
			found = SMPP_OK;
		}
	}
	return found;
}

int smpp_udh_ports(struct smpp_span elements, struct smpp_ports *ports)
{
	struct smpp_udh_element element;
	int found = SMPP_E_ABSENT;

	while (smpp_udh_next(&elements, &element) == SMPP_OK) {
		const uint8_t *p = element.data.ptr;

		if (element.iei == SMPP_IEI_PORTS8 && element.data.len == 2) {
			ports->wide = 0;
			ports->destination = p[0];
			ports->originator = p[1];
			found = SMPP_OK;
		} else if (element.iei == SMPP_IEI_PORTS16 && element.data.len == 4) {
			ports->wide = 1;
			ports->destination = smpp__get16(p);
			ports->originator = smpp__get16(p + 2);
			found = SMPP_OK;
		}
	}
	return found;
}

/* Does that language have a table? tables: a bit each. */
static int has_table(uint32_t tables, uint8_t language)
{
	return language < 32 && (tables >> language & 1) != 0;
}

void smpp_udh_languages(struct smpp_span elements, struct smpp_charset *charset)
{
	struct smpp_udh_element element;

	charset->single = 0;
	charset->locking = 0;
	while (smpp_udh_next(&elements, &element) == SMPP_OK) {
		if (element.data.len != 1)
			continue;
		if (element.iei == SMPP_IEI_SINGLE_SHIFT &&
		    has_table(SINGLE_SHIFTS, element.data.ptr[0]))
			charset->single = element.data.ptr[0];
		if (element.iei == SMPP_IEI_LOCKING_SHIFT &&
		    has_table(LOCKING_SHIFTS, element.data.ptr[0]))
			charset->locking = element.data.ptr[0];
	}
}

int smpp_udh_put(struct smpp_buf *udh, uint8_t iei, struct smpp_span data)
{
	size_t len = udh->len > 0 ? udh->len : 1;

	if (len > SMPP_UDH_OCTETS_MAX || data.len > LENGTH_MAX ||
	    SMPP_UDH_OCTETS_MAX - len < ELEMENT_HEADER_OCTETS + data.len)
		return SMPP_E_TOO_BIG;
	if (udh->cap < len || udh->cap - len < ELEMENT_HEADER_OCTETS + data.len)
		return SMPP_E_SPACE;
	udh->ptr[len++] = iei;
	udh->ptr[len++] = (uint8_t)data.len;
	if (data.len > 0)
		memcpy(udh->ptr + len, data.ptr, data.len);
	udh->len = len + data.len;
	udh->ptr[0] = (uint8_t)(udh->len - 1);
	return SMPP_OK;
}

static int put_octets(struct smpp_buf *udh, uint8_t iei, const uint8_t *octets, size_t len)
{
	struct smpp_span data;

	data.ptr = octets;
	data.len = len;
	return smpp_udh_put(udh, iei, data);
}

int smpp_udh_put_concat(struct smpp_buf *udh, const struct smpp_concat *concat)
{
	uint8_t octets[4];

	if (concat->number == 0 || concat->number > concat->total)
		return SMPP_E_CONFIG;
	smpp__put16(octets, concat->reference);
	octets[2] = concat->total;
	octets[3] = concat->number;
	if (concat->split == SMPP_SPLIT_UDH16)
		return put_octets(udh, SMPP_IEI_CONCAT16, octets, 4);
	if (concat->split != SMPP_SPLIT_UDH8 || concat->reference > 0xFF)
		return SMPP_E_CONFIG;
	return put_octets(udh, SMPP_IEI_CONCAT8, octets + 1, 3);
}

int smpp_udh_put_ports(struct smpp_buf *udh, const struct smpp_ports *ports)
{
	uint8_t octets[4];

	if (ports->wide) {
		smpp__put16(octets, ports->destination);
		smpp__put16(octets + 2, ports->originator);
		return put_octets(udh, SMPP_IEI_PORTS16, octets, 4);
	}
	if (ports->destination > 0xFF || ports->originator > 0xFF)
		return SMPP_E_CONFIG;
	octets[0] = (uint8_t)ports->destination;
	octets[1] = (uint8_t)ports->originator;
	return put_octets(udh, SMPP_IEI_PORTS8, octets, 2);
}

int smpp_udh_put_languages(struct smpp_buf *udh, const struct smpp_charset *charset)
{
	struct smpp_buf start = *udh;
	int put = SMPP_OK;

	if (charset->single != 0)
		put = put_octets(udh, SMPP_IEI_SINGLE_SHIFT, &charset->single, 1);
	if (put == SMPP_OK && charset->locking != 0)
		put = put_octets(udh, SMPP_IEI_LOCKING_SHIFT, &charset->locking, 1);
	if (put != SMPP_OK) {
		*udh = start;
		if (udh->len > 0)
			udh->ptr[0] = (uint8_t)(udh->len - 1);
	}
	return put;
}
