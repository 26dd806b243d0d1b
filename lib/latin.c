/* SPDX-License-Identifier: MIT */
/*
 * Owns: the alphabets of one octet a character: ASCII and parts of ISO 8859.
 * Must not know: texts.
 */
#include "alphabet.h"

/* Octets from first to last are characters that follow one another, from point on. */
struct run {
	uint8_t first;
	uint8_t last;
	uint16_t point;
};

/* Each alphabet as its runs in order of their octets, from 0x80 on; below, all are ASCII. */
static const struct run runs[] = {
	/* ISO 8859-1 */
	{ 0x80, 0xFF, 0x0080 },
	/* ISO 8859-15 */
	{ 0x80, 0xA3, 0x0080 }, { 0xA4, 0xA4, 0x20AC }, { 0xA5, 0xA5, 0x00A5 },
	{ 0xA6, 0xA6, 0x0160 }, { 0xA7, 0xA7, 0x00A7 }, { 0xA8, 0xA8, 0x0161 },
	{ 0xA9, 0xB3, 0x00A9 }, { 0xB4, 0xB4, 0x017D }, { 0xB5, 0xB7, 0x00B5 },
	{ 0xB8, 0xB8, 0x017E }, { 0xB9, 0xBB, 0x00B9 }, { 0xBC, 0xBD, 0x0152 },
	{ 0xBE, 0xBE, 0x0178 }, { 0xBF, 0xFF, 0x00BF },
	/* ISO 8859-5 */
	{ 0x80, 0xA0, 0x0080 }, { 0xA1, 0xAC, 0x0401 }, { 0xAD, 0xAD, 0x00AD },
	{ 0xAE, 0xEF, 0x040E }, { 0xF0, 0xF0, 0x2116 }, { 0xF1, 0xFC, 0x0451 },
	{ 0xFD, 0xFD, 0x00A7 }, { 0xFE, 0xFF, 0x045E },
	/* ISO 8859-8 */
	{ 0x80, 0xA0, 0x0080 }, { 0xA2, 0xA9, 0x00A2 }, { 0xAA, 0xAA, 0x00D7 },
	{ 0xAB, 0xB9, 0x00AB }, { 0xBA, 0xBA, 0x00F7 }, { 0xBB, 0xBE, 0x00BB },
	{ 0xDF, 0xDF, 0x2017 }, { 0xE0, 0xFA, 0x05D0 }, { 0xFD, 0xFE, 0x200E },
};

/* Where the runs of each enum smpp_alphabet begin; those of the next end them. */
static const uint8_t runs_begin[] = { 0, 0, 0, 1, 15, 23, 32 };

size_t smpp__latin_put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets)
{
	if (character < 0x80) {
		octets[0] = (uint8_t)character;
		return 1;
	}
	for (size_t i = runs_begin[charset->alphabet]; i < runs_begin[charset->alphabet + 1]; i++) {
		uint32_t length = (uint32_t)runs[i].last - runs[i].first;

		if (character < runs[i].point || character - runs[i].point > length)
			continue;
		octets[0] = (uint8_t)(runs[i].first + (character - runs[i].point));
		return 1;
	}
	return 0;
}

uint32_t smpp__latin_get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used)
{
	uint8_t octet = octets.ptr[0];

	*used = 1;
	if (octet < 0x80)
		return octet;
	for (size_t i = runs_begin[charset->alphabet]; i < runs_begin[charset->alphabet + 1]; i++) {
		if (octet <= runs[i].last && octet >= runs[i].first)
			return (uint32_t)runs[i].point + octet - runs[i].first;
	}
	return SMPP__NO_CHARACTER;
}
