/* SPDX-License-Identifier: MIT */
/*
 * Owns: big-endian numbers and C-octet strings in memory, with their bounds.
 * Must not know: SMPP.
 *
 * Callers check that the octets are there before they read or write a number.
 */
#ifndef SMPP_WIRE_H
#define SMPP_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* All of a span that must not be followed: the result when no NUL was found. */
#define SMPP__NO_NUL SIZE_MAX

static inline uint16_t smpp__get16(const uint8_t *p)
{
	return (uint16_t)((uint32_t)p[0] << 8 | p[1]);
}

static inline uint32_t smpp__get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void smpp__put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void smpp__put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/*
 * Index of the first NUL in p[0 .. left), or SMPP__NO_NUL. Reads no octet at or beyond p + left.
 * Eight at a time: (w - 0x01..) & ~w & 0x80.. is not 0 exactly when w has a zero octet (an
 * unsigned wrap-around by design), and the octets of that word are then looked at one by one.
 */
static inline size_t smpp__find_nul(const uint8_t *p, size_t left)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
	size_t i = 0;

	for (; left - i >= 8; i += 8) {
		uint64_t w, zero;

		memcpy(&w, p + i, 8);
		zero = (w - ones) & ~w & tops;
		if (zero == 0)
			continue;
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		return i + ((size_t)__builtin_ctzll(zero) >> 3); /* the lowest mark is exact */
#else
		break;
#endif
	}
	for (; i < left; i++) {
		if (p[i] == 0)
			return i;
	}
	return SMPP__NO_NUL;
}

#endif
