/* SPDX-License-Identifier: MIT */
/*
 * Owns: UTF-16, big-endian, without byte order mark. UCS2 is the part of it without pairs.
 * Must not know: texts.
 */
#include "alphabet.h"
#include "wire.h"

#define PAIRS 0x10000 /* characters from here on take two units */

static int is_surrogate(uint32_t character)
{
	return character >= 0xD800 && character <= 0xDFFF;
}

size_t smpp__ucs2_put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets)
{
	(void)charset;
	if (is_surrogate(character) || character > 0x10FFFF)
		return 0;
	if (character < PAIRS) {
		smpp__put16(octets, (uint16_t)character);
		return 2;
	}
	smpp__put16(octets, (uint16_t)(0xD800 | (character - PAIRS) >> 10));
	smpp__put16(octets + 2, (uint16_t)(0xDC00 | (character & 0x3FF)));
	return 4;
}

uint32_t smpp__ucs2_get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used)
{
	uint32_t high, low;

	(void)charset;
	*used = 1;
	if (octets.len < 2)
		return SMPP__NO_CHARACTER;
	*used = 2;
	high = smpp__get16(octets.ptr);
	if (!is_surrogate(high))
		return high;
	if (high >= 0xDC00 || octets.len < 4)
		return SMPP__NO_CHARACTER;
	low = smpp__get16(octets.ptr + 2);
	if (low < 0xDC00 || low > 0xDFFF)
		return SMPP__NO_CHARACTER;
	*used = 4;
	return PAIRS + ((high & 0x3FF) << 10 | (low & 0x3FF));
}
