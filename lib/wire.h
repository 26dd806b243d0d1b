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

/* Marks what is done seldom, so that compilers keep it out of the way of what is done always. */
#if defined(__GNUC__)
#define SMPP__SELDOM __attribute__((cold, noinline))
#else
#define SMPP__SELDOM
#endif

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

/* Not 0 exactly when one of the octets p[0 .. 8) is: an unsigned wrap-around by design. */
static inline uint64_t smpp__nul_marks(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

/* Index of the first NUL in p[0 .. 8), of which there is one by these marks. */
static inline size_t smpp__first_nul(const uint8_t *p, uint64_t marks)
{
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	(void)p;
	return (unsigned)__builtin_ctzll(marks) >> 3; /* the lowest mark is exact */
#else
	size_t i = 0;

	(void)marks;
	while (p[i] != 0)
		i++;
	return i;
#endif
}

/*
 * Index of the first NUL in p[0 .. left), or SMPP__NO_NUL. Reads no octet at or beyond p + left.
 * Goes by words of eight octets; the last one overlaps the one before, where it must.
 */
static inline size_t smpp__find_nul(const uint8_t *p, size_t left)
{
	size_t i = 0;
	uint64_t marks;

	if (left < 8) {
		while (i < left && p[i] != 0)
			i++;
		return i < left ? i : SMPP__NO_NUL;
	}
	for (; i < left - 8; i += 8) {
		marks = smpp__nul_marks(p + i);
		if (marks != 0)
			return i + smpp__first_nul(p + i, marks);
	}
	i = left - 8;
	marks = smpp__nul_marks(p + i);
	return marks != 0 ? i + smpp__first_nul(p + i, marks) : SMPP__NO_NUL;
}

/* Copies 2 to 8 octets. */
static inline void smpp__copy_few(uint8_t *to, const uint8_t *from, size_t len)
{
	if (len < 4) {
		memcpy(to, from, 2);
		memcpy(to + len - 2, from + len - 2, 2);
	} else {
		memcpy(to, from, 4);
		memcpy(to + len - 4, from + len - 4, 4);
	}
}

/* Copies len octets; up to 32 as pairs of words that may overlap, since most are that short. */
static inline void smpp__copy(uint8_t *to, const uint8_t *from, size_t len)
{
	if (len > 32) {
		memcpy(to, from, len);
	} else if (len > 16) {
		memcpy(to, from, 16);
		memcpy(to + len - 16, from + len - 16, 16);
	} else if (len >= 8) {
		memcpy(to, from, 8);
		memcpy(to + len - 8, from + len - 8, 8);
	} else if (len >= 4) {
		memcpy(to, from, 4);
		memcpy(to + len - 4, from + len - 4, 4);
	} else if (len > 0) {
		to[0] = from[0];
		to[len / 2] = from[len / 2];
		to[len - 1] = from[len - 1];
	}
}

#endif
