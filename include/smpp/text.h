/* SPDX-License-Identifier: MIT */
/**
 * @file text.h
 * Owns: texts as octets of a message: alphabets, septets, data_coding. UTF-8 in and out.
 * Must not know: PDUs, segments.
 *
 * Nothing is replaced or left out unless the caller says by what. All calls measure when the
 * buffer is too small: len is then what is needed. After another error len is as it was, but octets
 * of the buffer may have been written. Input and output must not overlap.
 */
#ifndef SMPP_TEXT_H
#define SMPP_TEXT_H

#include <smpp/profile.h>
#include <smpp/span.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An alphabet; of GSM7 with its national tables (TS 23.038, 6.2.1.2). */
struct smpp_charset {
	uint8_t alphabet; /**< enum smpp_alphabet */
	uint8_t locking;  /**< GSM7: language of the locking shift table, 1 to 13; else default */
	uint8_t single;   /**< GSM7: language of the single shift table, 1 to 13; else default */
};

/** Where a text could not be converted. */
struct smpp_text_fault {
	size_t offset;      /**< octet of the input where the character begins */
	uint32_t character; /**< its code point; of octets that are no character: the octet */
};

/**
 * The next character of a UTF-8 text, strict: no surrogates, no overlong forms, up to U+10FFFF.
 * @param utf8 begins behind the character after the call; unchanged on an error
 * @return SMPP_OK, SMPP_E_END (nothing left), SMPP_E_FAULT (not UTF-8 there)
 */
SMPP_API int smpp_utf8_next(struct smpp_span *utf8, uint32_t *character);

/**
 * Appends a character; U+FFFD for a number that is none (surrogates, above U+10FFFF). Nothing is
 * written when it does not fit; len grows all the same.
 */
SMPP_API void smpp_utf8_put(struct smpp_buf *utf8, uint32_t character);

/** Octets that a character takes in that charset (GSM7: septets); 0: it is not in it. */
SMPP_API size_t smpp_charset_width(const struct smpp_charset *charset, uint32_t character);

/**
 * UTF-8 into the octets of a message: GSM7 as one septet an octet, UCS2 as UTF-16BE.
 *
 * @param replacement what stands for a character that is not there; 0: such a one is an error
 * @param fault may be NULL; set with SMPP_E_FAULT and SMPP_E_ABSENT
 * @return SMPP_OK; SMPP_E_SPACE; SMPP_E_FAULT: not UTF-8; SMPP_E_ABSENT: not in the alphabet
 */
SMPP_API int smpp_text_encode(const struct smpp_charset *charset, struct smpp_span utf8,
			      uint32_t replacement, struct smpp_buf *octets,
			      struct smpp_text_fault *fault);

/**
 * The octets of a message into UTF-8. Of GSM7: an escape that leads nowhere is a space, before a
 * code that the single shift table lacks it is passed over (TS 23.038, 6.2.1.1).
 *
 * @param replacement what stands for octets that are no character; 0: they are an error
 * @return SMPP_OK; SMPP_E_SPACE; SMPP_E_FAULT
 */
SMPP_API int smpp_text_decode(const struct smpp_charset *charset, struct smpp_span octets,
			      uint32_t replacement, struct smpp_buf *utf8,
			      struct smpp_text_fault *fault);

/** @name Septets (TS 23.038, 6.1.2)
 * @{ */

/**
 * Packs septets, one an octet, bit 7 of each ignored, behind fill bits of 0 (0 to 6). No septets
 * take no octets.
 * @return SMPP_OK; SMPP_E_SPACE; SMPP_E_FAULT: fill is above 6
 */
SMPP_API int smpp_septets_pack(struct smpp_span septets, unsigned fill, struct smpp_buf *packed);

/**
 * The reverse: count septets behind fill bits.
 * @return SMPP_OK; SMPP_E_SPACE; SMPP_E_FAULT: packed is too short for them, or fill above 6
 */
SMPP_API int smpp_septets_unpack(struct smpp_span packed, unsigned fill, size_t count,
				 struct smpp_buf *septets);

/** Fill bits behind a user data header of that many octets, UDHL included. */
static inline unsigned smpp_septets_fill(size_t header)
{
	return (unsigned)((7 - header % 7) % 7); /* its 8 bits an octet are 1 bit, modulo 7 */
}

/** @} */
/** @name data_coding (3.4, 5.2.19; TS 23.038, 4)
 * @{ */

/** What a data_coding says. */
struct smpp_coding {
	uint8_t alphabet;       /**< enum smpp_alphabet */
	uint8_t has_class;      /**< message_class counts */
	uint8_t message_class;  /**< 0: flash, 1: phone, 2: card, 3: terminal equipment */
	uint8_t compressed;     /**< by TS 23.042: the octets are no text of the alphabet yet */
	uint8_t waiting;        /**< message waiting group: 1 discard, 2 store the message */
	uint8_t waiting_active; /**< message waiting: set the indication, else clear it */
	uint8_t waiting_kind;   /**< message waiting: 0 voicemail, 1 fax, 2 mail, 3 other */
	uint8_t unknown;        /**< 1: reserved, or an alphabet that enum smpp_alphabet lacks (JIS, KS C
	                             5601, pictograms); alphabet is then BINARY */
};

/** Reads a data_coding as that peer means it; profile may be NULL. */
SMPP_API struct smpp_coding smpp_coding_of(uint8_t data_coding, const struct smpp_profile *profile);

/**
 * The data_coding that says that to that peer: the plain SMPP values where there is no class, no
 * compression and no waiting message, else a group of TS 23.038. profile may be NULL.
 * @return SMPP_OK; SMPP_E_ABSENT: there is none
 */
SMPP_API int smpp_coding_put(const struct smpp_coding *coding, const struct smpp_profile *profile,
			     uint8_t *data_coding);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
