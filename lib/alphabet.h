/* SPDX-License-Identifier: MIT */
/*
 * Owns: one character in one alphabet. gsm7.c, latin.c and ucs2.c implement it.
 * Must not know: texts.
 */
#ifndef SMPP_ALPHABET_H
#define SMPP_ALPHABET_H

#include <smpp/text.h>

#define SMPP__CHARACTER_OCTETS 4 /* the longest: a pair of UTF-16 */
#define SMPP__NO_CHARACTER UINT32_MAX

/* Writes a character. @return its octets (of GSM7: septets), 0 when it is not in the alphabet */
size_t smpp__gsm7_put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets);
size_t smpp__latin_put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets);
size_t smpp__ucs2_put(const struct smpp_charset *charset, uint32_t character, uint8_t *octets);

/*
 * Reads a character off the front of octets, of which there is at least one. *used is set.
 * @return the character, or SMPP__NO_CHARACTER
 */
uint32_t smpp__gsm7_get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used);
uint32_t smpp__latin_get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used);
uint32_t smpp__ucs2_get(const struct smpp_charset *charset, struct smpp_span octets, size_t *used);

#endif
