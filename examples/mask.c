/* SPDX-License-Identifier: MIT */
/*
 * Owns: finding passwords in a stream of octets, in whatever pieces it comes.
 * Must not know: what becomes of the stream.
 */
#include "mask.h"

/* All of these have system_id first and the password second (3.4, 4.1.1 and 4.1.7). */
static int has_password(uint32_t id)
{
	return id == SMPP_BIND_TRANSMITTER || id == SMPP_BIND_RECEIVER ||
	       id == SMPP_BIND_TRANSCEIVER || id == SMPP_OUTBIND;
}

uint8_t mask_next(struct mask *mask, uint8_t octet)
{
	uint8_t shown = octet;

	if (mask->lost || (mask->at == 0 && (octet == '\r' || octet == '\n')))
		return octet; /* line ends may stand between PDUs */
	if (mask->at < 4)
		mask->length = mask->length << 8 | octet;
	else if (mask->at < 8)
		mask->id = mask->id << 8 | octet;
	else if (mask->at >= 16 && octet == 0)
		mask->nuls++;
	else if (mask->at >= 16 && mask->nuls == 1 && has_password(mask->id))
		shown = '*';
	mask->at++;
	mask->lost = mask->at == 4 && mask->length < 16;
	if (mask->at >= 16 && mask->at == mask->length)
		memset(mask, 0, sizeof(*mask));
	return shown;
}

void mask_pass(struct mask *mask, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		(void)mask_next(mask, octets[i]);
}
