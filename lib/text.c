/* SPDX-License-Identifier: MIT */
/*
 * Owns: texts in and out of UTF-8, packed septets, what a data_coding means.
 * Must not know: what characters an alphabet has; PDUs, segments.
 */
#include "alphabet.h"

#define REPLACEMENT_CHARACTER 0xFFFD
#define CONTINUATION_BITS 6

static int is_character(uint32_t character)
{
	return character < 0xD800 || (character > 0xDFFF && character <= 0x10FFFF);
}

/* Octets of a UTF-8 sequence of more than one, by its first; 0: that begins none. */
static size_t sequence_length(uint8_t first)
{
	if (first < 0xC0 || first >= 0xF8)
		return 0;
	return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* A sequence of two octets or more. @return its length, 0 when it is not UTF-8 */
static size_t long_sequence(struct smpp_span utf8, uint32_t *character)
{
	static const uint8_t first_bits[5] = { 0, 0, 0x1F, 0x0F, 0x07 };
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = sequence_length(utf8.ptr[0]);
	uint32_t value;

	if (length == 0 || utf8.len < length)
		return 0;
	value = utf8.ptr[0] & first_bits[length];
	for (size_t i = 1; i < length; i++) {
		if (utf8.ptr[i] >> CONTINUATION_BITS != 2)
			return 0;
		value = value << CONTINUATION_BITS | (utf8.ptr[i] & 0x3F);
	}
	if (value < least[length] || !is_character(value))
		return 0;
	*character = value;
	return length;
}

/* The sequence at the front of at least one octet. @return its length, 0 when it is not UTF-8 */
static inline size_t sequence(struct smpp_span utf8, uint32_t *character)
{
	if (utf8.ptr[0] >= 0x80)
		return long_sequence(utf8, character);
	*character = utf8.ptr[0];
	return 1;
}

int smpp_utf8_next(struct smpp_span *utf8, uint32_t *character)
{
	size_t length;

	if (utf8->len == 0)
		return SMPP_E_END;
	length = sequence(*utf8, character);
	utf8->ptr += length;
	utf8->len -= length;
	return length > 0 ? SMPP_OK : SMPP_E_FAULT;
}

/* A character of two octets or more. */
static void put_long(struct smpp_buf *utf8, uint32_t character)
{
	uint32_t value = is_character(character) ? character : REPLACEMENT_CHARACTER;
	size_t length = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4, at = utf8->len;

	utf8->len += length;
	if (utf8->cap < utf8->len)
		return;
	for (size_t i = length - 1; i > 0; i--) {
		utf8->ptr[at + i] = (uint8_t)(0x80 | (value & 0x3F));
		value >>= CONTINUATION_BITS;
	}
	utf8->ptr[at] = (uint8_t)(0xF00u >> length | value); /* as many ones as octets */
}

static inline void put_utf8(struct smpp_buf *utf8, uint32_t character)
{
	if (character >= 0x80) {
		put_long(utf8, character);
		return;
	}
	if (utf8->len < utf8->cap)
		utf8->ptr[utf8->len] = (uint8_t)character;
	utf8->len++;
}

void smpp_utf8_put(struct smpp_buf *utf8, uint32_t character)
{
	put_utf8(utf8, character);
}

/* Writes a character of any alphabet. @return its octets, 0 when it is not there */
static size_t put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets)
{
	switch ((enum smpp_alphabet)charset->alphabet) {
	case SMPP_ALPHABET_GSM7:
		return smpp__gsm7_put(charset, character, octets);
	case SMPP_ALPHABET_ASCII:
	case SMPP_ALPHABET_LATIN1:
	case SMPP_ALPHABET_LATIN9:
	case SMPP_ALPHABET_CYRILLIC:
	case SMPP_ALPHABET_HEBREW:
		return smpp__latin_put(charset, character, octets);
	case SMPP_ALPHABET_UCS2:
		return smpp__ucs2_put(charset, character, octets);
	case SMPP_ALPHABET_BINARY:
		break;
	}
	return 0;
}

/* Reads a character of any alphabet, of at least one octet. */
static uint32_t get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used)
{
	switch ((enum smpp_alphabet)charset->alphabet) {
	case SMPP_ALPHABET_GSM7:
		return smpp__gsm7_get(charset, octets, used);
	case SMPP_ALPHABET_ASCII:
	case SMPP_ALPHABET_LATIN1:
	case SMPP_ALPHABET_LATIN9:
	case SMPP_ALPHABET_CYRILLIC:
	case SMPP_ALPHABET_HEBREW:
		return smpp__latin_get(charset, octets, used);
	case SMPP_ALPHABET_UCS2:
		return smpp__ucs2_get(charset, octets, used);
	case SMPP_ALPHABET_BINARY:
		break;
	}
	*used = 1;
	return SMPP__NO_CHARACTER;
}

size_t smpp_charset_width(const struct smpp_charset *charset, uint32_t character)
{
	uint8_t octets[SMPP__CHARACTER_OCTETS];

	return put(charset, character, octets);
}

static int refuse(struct smpp_text_fault *fault, size_t offset, uint32_t character, int error)
{
	if (fault != NULL) {
		fault->offset = offset;
		fault->character = character;
	}
	return error;
}

static int measured(const struct smpp_buf *out, struct smpp_buf *buf)
{
	buf->len = out->len;
	return out->len <= out->cap ? SMPP_OK : SMPP_E_SPACE;
}

/* Appends a character, or what stands for it. @return its octets, 0 when neither is there */
static size_t append(const struct smpp_charset *charset, uint32_t character, uint32_t replacement,
		     struct smpp_buf *out)
{
	uint8_t piece[SMPP__CHARACTER_OCTETS];
	int roomy = out->len < out->cap && out->cap - out->len >= sizeof(piece);
	uint8_t *to = roomy ? out->ptr + out->len : piece;
	size_t width = put(charset, character, to);

	if (width == 0 && replacement != 0)
		width = put(charset, replacement, to);
	out->len += width;
	if (!roomy && out->len <= out->cap) { /* as a whole or not at all */
		for (size_t i = 0; i < width; i++)
			out->ptr[out->len - width + i] = piece[i];
	}
	return width;
}

int smpp_text_encode(const struct smpp_charset *charset, struct smpp_span utf8,
		     uint32_t replacement, struct smpp_buf *octets, struct smpp_text_fault *fault)
{
	struct smpp_buf out = { octets->ptr, octets->cap, 0 };

	for (size_t at = 0, length; at < utf8.len; at += length) {
		struct smpp_span rest = { utf8.ptr + at, utf8.len - at };
		uint32_t character;

		length = sequence(rest, &character);
		if (length == 0)
			return refuse(fault, at, rest.ptr[0], SMPP_E_FAULT);
		if (append(charset, character, replacement, &out) == 0)
			return refuse(fault, at, character, SMPP_E_ABSENT);
	}
	return measured(&out, octets);
}

int smpp_text_decode(const struct smpp_charset *charset, struct smpp_span octets,
		     uint32_t replacement, struct smpp_buf *utf8, struct smpp_text_fault *fault)
{
	struct smpp_buf out = { utf8->ptr, utf8->cap, 0 };

	for (size_t at = 0, used; at < octets.len; at += used) {
		struct smpp_span rest = { octets.ptr + at, octets.len - at };
		uint32_t character = get(charset, rest, &used);

		if (character == SMPP__NO_CHARACTER) {
			if (replacement == 0)
				return refuse(fault, at, rest.ptr[0], SMPP_E_FAULT);
			character = replacement;
		}
		put_utf8(&out, character);
	}
	return measured(&out, utf8);
}

/*
 * Septets are packed and unpacked by groups: eight are seven octets. Bits that do not fill an octet
 * yet, fewer than eight, wait at the low end of a word; 56 more have room there.
 */
#define GROUP_SEPTETS 8
#define GROUP_OCTETS 7
#define FILL_MAX 6

/* Written out for all octets of a group, which compilers make one access; a loop for the last. */
static uint64_t load(const uint8_t *p)
{
	return (uint64_t)p[7] << 56 | (uint64_t)p[6] << 48 | (uint64_t)p[5] << 40 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[3] << 24 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[1] << 8 | p[0];
}

static uint64_t load_few(const uint8_t *p, size_t count)
{
	uint64_t word = 0;

	for (size_t i = 0; i < count; i++)
		word |= (uint64_t)p[i] << 8 * i;
	return word;
}

static void store7(uint8_t *p, uint64_t word)
{
	p[0] = (uint8_t)word;
	p[1] = (uint8_t)(word >> 8);
	p[2] = (uint8_t)(word >> 16);
	p[3] = (uint8_t)(word >> 24);
	p[4] = (uint8_t)(word >> 32);
	p[5] = (uint8_t)(word >> 40);
	p[6] = (uint8_t)(word >> 48);
}

static void store8(uint8_t *p, uint64_t word)
{
	store7(p, word);
	p[7] = (uint8_t)(word >> 56);
}

static void store_few(uint8_t *p, uint64_t word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p[i] = (uint8_t)(word >> 8 * i);
}

/* Eight septets, one an octet, moved together: by pairs, fours, eights. */
static uint64_t squeeze(uint64_t word)
{
	word = (word & UINT64_C(0x007F007F007F007F)) | (word & UINT64_C(0x7F007F007F007F00)) >> 1;
	word = (word & UINT64_C(0x00003FFF00003FFF)) | (word & UINT64_C(0x3FFF00003FFF0000)) >> 2;
	return (word & UINT64_C(0x000000000FFFFFFF)) | (word & UINT64_C(0x0FFFFFFF00000000)) >> 4;
}

/* The reverse, of the 56 low bits. */
static uint64_t spread(uint64_t word)
{
	word = (word & UINT64_C(0x000000000FFFFFFF)) | (word & UINT64_C(0x00FFFFFFF0000000)) << 4;
	word = (word & UINT64_C(0x00003FFF00003FFF)) | (word & UINT64_C(0x0FFFC0000FFFC000)) << 2;
	return (word & UINT64_C(0x007F007F007F007F)) | (word & UINT64_C(0x3F803F803F803F80)) << 1;
}

/* Octets that fill bits and so many septets take. */
static size_t packed_length(size_t count, unsigned fill)
{
	size_t rest = count % GROUP_SEPTETS;

	return count == 0 ? 0 : count / GROUP_SEPTETS * GROUP_OCTETS + (fill + 7 * rest + 7) / 8;
}

int smpp_septets_pack(struct smpp_span septets, unsigned fill, struct smpp_buf *packed)
{
	size_t need = packed_length(septets.len, fill), in = 0, out = 0;
	uint64_t word = 0;

	if (fill > FILL_MAX)
		return SMPP_E_FAULT;
	packed->len = need;
	if (packed->cap < need)
		return SMPP_E_SPACE;
	for (; septets.len - in >= GROUP_SEPTETS; in += GROUP_SEPTETS, out += GROUP_OCTETS) {
		word |= squeeze(load(septets.ptr + in)) << fill;
		store7(packed->ptr + out, word);
		word >>= 8 * GROUP_OCTETS;
	}
	if (out < need) {
		word |= squeeze(load_few(septets.ptr + in, septets.len - in)) << fill;
		store_few(packed->ptr + out, word, need - out);
	}
	return SMPP_OK;
}

int smpp_septets_unpack(struct smpp_span packed, unsigned fill, size_t count,
			struct smpp_buf *septets)
{
	size_t need = packed_length(count, fill), in = 0, out = 0;

	if (fill > FILL_MAX || packed.len < need)
		return SMPP_E_FAULT;
	septets->len = count;
	if (septets->cap < count)
		return SMPP_E_SPACE;
	for (; need - in >= 8 && count - out >= 8; in += GROUP_OCTETS, out += GROUP_SEPTETS)
		store8(septets->ptr + out, spread(load(packed.ptr + in) >> fill));
	for (; out < count; in += GROUP_OCTETS, out += GROUP_SEPTETS) { /* at most twice */
		size_t last = count - out < GROUP_SEPTETS ? count - out : GROUP_SEPTETS;

		store_few(septets->ptr + out,
			  spread(load_few(packed.ptr + in, need - in < 8 ? need - in : 8) >> fill),
			  last);
	}
	return SMPP_OK;
}

/*
 * data_coding. 0 to 15 are SMPP's own; from 0x10 on those of TS 23.038, section 4, which SMPP
 * reserves and centres pass on. In 3.3 all are those of TS 23.038.
 */
#define NO_ALPHABET 0xFF

/* 3.4, 5.2.19. Those of 5, 9, 10, 13 and 14 are not among ours. */
static const uint8_t plain_alphabets[16] = {
	SMPP_ALPHABET_GSM7,   SMPP_ALPHABET_ASCII,    SMPP_ALPHABET_BINARY, SMPP_ALPHABET_LATIN1,
	SMPP_ALPHABET_BINARY, NO_ALPHABET,            SMPP_ALPHABET_CYRILLIC, SMPP_ALPHABET_HEBREW,
	SMPP_ALPHABET_UCS2,   NO_ALPHABET,            NO_ALPHABET,          NO_ALPHABET,
	NO_ALPHABET,          NO_ALPHABET,            NO_ALPHABET,          NO_ALPHABET,
};

/* By bits 2 and 3 of the general groups. */
static const uint8_t group_alphabets[4] = {
	SMPP_ALPHABET_GSM7, SMPP_ALPHABET_BINARY, SMPP_ALPHABET_UCS2, NO_ALPHABET,
};

/* The alphabet of a data_coding below 16. */
static uint8_t plain_alphabet(uint8_t data_coding, const struct smpp_profile *profile)
{
	if (profile == NULL)
		return plain_alphabets[data_coding];
	if (data_coding == 0)
		return profile->default_alphabet;
	if (data_coding == 1 && profile->coding_1 != 0)
		return (uint8_t)(profile->coding_1 - 1);
	if (data_coding == 3 && profile->coding_3 != 0)
		return (uint8_t)(profile->coding_3 - 1);
	if (profile->version != 0 && profile->version <= SMPP_V3_3)
		return group_alphabets[data_coding >> 2];
	return plain_alphabets[data_coding];
}

/* The groups of message waiting: discard, store, store as UCS2 (0xC0, 0xD0, 0xE0). */
static void read_waiting(struct smpp_coding *coding, uint8_t data_coding)
{
	coding->alphabet = data_coding < 0xE0 ? SMPP_ALPHABET_GSM7 : SMPP_ALPHABET_UCS2;
	coding->waiting = data_coding < 0xD0 ? 1 : 2;
	coding->waiting_active = data_coding >> 3 & 1;
	coding->waiting_kind = data_coding & 3;
}

struct smpp_coding smpp_coding_of(uint8_t data_coding, const struct smpp_profile *profile)
{
	struct smpp_coding coding = { 0, 0, 0, 0, 0, 0, 0, 0 };

	if (data_coding < 0x10) {
		coding.alphabet = plain_alphabet(data_coding, profile);
	} else if (data_coding < 0x80) { /* 0x40 and above also ask for deletion after reading */
		coding.alphabet = group_alphabets[data_coding >> 2 & 3];
		coding.compressed = data_coding >> 5 & 1;
		coding.has_class = data_coding >> 4 & 1;
	} else if (data_coding < 0xC0) {
		coding.alphabet = NO_ALPHABET;
	} else if (data_coding < 0xF0) {
		read_waiting(&coding, data_coding);
	} else {
		coding.alphabet = group_alphabets[data_coding >> 2 & 1];
		coding.has_class = 1;
	}
	if (coding.alphabet == NO_ALPHABET) {
		memset(&coding, 0, sizeof(coding));
		coding.alphabet = SMPP_ALPHABET_BINARY;
		coding.unknown = 1;
	}
	if (coding.has_class)
		coding.message_class = data_coding & 3;
	return coding;
}

static int put_waiting(const struct smpp_coding *coding, uint8_t *data_coding)
{
	unsigned group = coding->waiting == 1 ? 0xC0 : 0xD0;

	if (coding->waiting > 2 || coding->waiting_kind > 3 || coding->has_class ||
	    coding->compressed)
		return SMPP_E_ABSENT;
	if (coding->alphabet == SMPP_ALPHABET_UCS2 && coding->waiting == 2)
		group = 0xE0;
	else if (coding->alphabet != SMPP_ALPHABET_GSM7)
		return SMPP_E_ABSENT;
	*data_coding = (uint8_t)(group | (coding->waiting_active ? 8u : 0) | coding->waiting_kind);
	return SMPP_OK;
}

/* With a class or compressed. */
static int put_group(const struct smpp_coding *coding, const struct smpp_profile *profile,
		     uint8_t *data_coding)
{
	unsigned alphabet = 0, class_bits = coding->has_class ? coding->message_class : 0u;

	while (alphabet < 3 && group_alphabets[alphabet] != coding->alphabet)
		alphabet++;
	if (alphabet == 3 || class_bits > 3)
		return SMPP_E_ABSENT;
	if (!coding->compressed && alphabet < 2 && (profile == NULL || !profile->class_general))
		*data_coding = (uint8_t)(0xF0 | alphabet << 2 | class_bits);
	else
		*data_coding = (uint8_t)((coding->compressed ? 0x20u : 0) |
					 (coding->has_class ? 0x10u : 0) | alphabet << 2 |
					 class_bits);
	return SMPP_OK;
}

int smpp_coding_put(const struct smpp_coding *coding, const struct smpp_profile *profile,
		    uint8_t *data_coding)
{
	static const uint8_t choices[] = { 0, 1, 3, 4, 6, 7, 8 }; /* 2 says no more than 4 */

	if (coding->unknown)
		return SMPP_E_ABSENT;
	if (coding->waiting)
		return put_waiting(coding, data_coding);
	if (coding->has_class || coding->compressed)
		return put_group(coding, profile, data_coding);
	for (size_t i = 0; i < sizeof(choices); i++) {
		if (plain_alphabet(choices[i], profile) == coding->alphabet) {
			*data_coding = choices[i];
			return SMPP_OK;
		}
	}
	return SMPP_E_ABSENT;
}
