/* SPDX-License-Identifier: MIT */
/**
 * @file udh.h
 * Owns: the user data header at the front of a text (3GPP TS 23.040, 9.2.3.24).
 * Must not know: PDUs, alphabets, what is done with segments.
 *
 * A text has a header when esm_class has SMPP_ESM_CLASS_UDHI (3.4, 5.2.12), be it short_message
 * or message_payload. The header is UDHL, the number of octets that follow, then elements: IEI,
 * the length of the data, the data. Elements stand in any order. Those that are not known are
 * skipped. Of several that exclude each other the last counts; one of a wrong length or with a
 * value that cannot be is as if it were not there.
 *
 * Nothing is copied: what calls fill in points into the text and lives as long as it.
 */
#ifndef SMPP_UDH_H
#define SMPP_UDH_H

#include <smpp/profile.h>
#include <smpp/span.h>
#include <smpp/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The longest header: UDHL and 255 octets. */
#define SMPP_UDH_OCTETS_MAX 256

/** Information element identifiers that this library reads or writes; there are more. */
enum smpp_iei {
	SMPP_IEI_CONCAT8 = 0x00,       /**< reference, total, number */
	SMPP_IEI_PORTS8 = 0x04,        /**< destination, originator */
	SMPP_IEI_PORTS16 = 0x05,       /**< destination, originator, 2 octets each */
	SMPP_IEI_CONCAT16 = 0x08,      /**< reference of 2 octets, total, number */
	SMPP_IEI_SINGLE_SHIFT = 0x24,  /**< language */
	SMPP_IEI_LOCKING_SHIFT = 0x25  /**< language */
};

/** What makes a header unusable as a whole. */
enum smpp_udh_fault_code {
	SMPP_UDH_FAULT_NONE = 0,
	SMPP_UDH_FAULT_MISSING,          /**< there are no octets at all */
	SMPP_UDH_FAULT_TRUNCATED,        /**< UDHL goes beyond the text */
	SMPP_UDH_FAULT_ELEMENT_OVERRUN,  /**< an element's length goes beyond UDHL */
	SMPP_UDH_FAULT_ELEMENT_TRUNCATED /**< one octet is left where an element begins */
};

/** A header that cannot be used, and where. */
struct smpp_udh_fault {
	enum smpp_udh_fault_code code;
	size_t offset; /**< in the text: of UDHL, or of the IEI of the element in question */
};

/** A text divided into its header and the rest. */
struct smpp_udh {
	struct smpp_span elements; /**< without UDHL; for the calls below */
	struct smpp_span text;     /**< what follows the header: data_coding applies to this */
	size_t octets;             /**< of the header, UDHL included; for smpp_septets_fill */
};

/** One information element. */
struct smpp_udh_element {
	uint8_t iei;           /**< enum smpp_iei, or any other number */
	struct smpp_span data; /**< 0 to 255 octets */
};

/** Which part of which message a text is (9.2.3.24.1 and 9.2.3.24.8). */
struct smpp_concat {
	uint8_t split;      /**< SMPP_SPLIT_UDH8 or SMPP_SPLIT_UDH16: width of the reference */
	uint8_t total;      /**< parts of the message, 1 to 255 */
	uint8_t number;     /**< of this one, 1 to total */
	uint16_t reference; /**< the same in all parts; UDH8: 0 to 255 */
};

/** Ports of an application (9.2.3.24.3 and 9.2.3.24.4). */
struct smpp_ports {
	uint8_t wide;         /**< 1: 16 bits each, 0: 8 bits each */
	uint16_t destination; /**< 2948: WAP push */
	uint16_t originator;
};

/**
 * Divides a text that has a header, and judges all of it. Only call it when UDHI is set.
 *
 * @param fault may be NULL; filled in always, with code 0 when there is none
 * @return SMPP_OK. SMPP_E_FAULT: the whole header is invalid, so that nobody knows where the text
 *         begins; udh is zeroed. Refuse the message, or keep it as octets.
 */
SMPP_API int smpp_udh_get(struct smpp_span text, struct smpp_udh *udh,
			  struct smpp_udh_fault *fault);

/** The name of a fault, without SMPP_UDH_FAULT_; lives as long as the library. */
SMPP_API const char *smpp_udh_fault_name(enum smpp_udh_fault_code code);

/** @name Reading: elements are those of struct smpp_udh
 * @{ */

/**
 * Takes the next element off the front of rest; start with a copy of elements.
 * @return SMPP_OK; SMPP_E_END when rest is empty; SMPP_E_FAULT when rest is cut, which smpp_udh_get
 *         rules out, and then rest is unchanged
 */
SMPP_API int smpp_udh_next(struct smpp_span *rest, struct smpp_udh_element *element);

/** Data of the last element with that IEI. @return SMPP_OK, SMPP_E_ABSENT, SMPP_E_FAULT (cut). */
SMPP_API int smpp_udh_find(struct smpp_span elements, uint8_t iei, struct smpp_span *data);

/**
 * Concatenation: the last element of 0x00 and 0x08 that is valid. One with a total of 0, a number
 * of 0 or a number above the total is ignored (9.2.3.24.1).
 * @return SMPP_OK; SMPP_E_ABSENT: the text is not a segment
 */
SMPP_API int smpp_udh_concat(struct smpp_span elements, struct smpp_concat *concat);

/** Ports: the last element of 0x04 and 0x05. @return SMPP_OK or SMPP_E_ABSENT. */
SMPP_API int smpp_udh_ports(struct smpp_span elements, struct smpp_ports *ports);

/**
 * Languages of the national tables (9.2.3.24.15, 9.2.3.24.16): sets charset->single and ->locking,
 * each to 0 where there is no element or only ones of languages that have no such table. The
 * alphabet is left as it is.
 */
SMPP_API void smpp_udh_languages(struct smpp_span elements, struct smpp_charset *charset);

/** @} */
/** @name Writing: start with udh->len = 0
 * @{ */

/**
 * Appends an element and sets UDHL. The usual order is concatenation, ports, single shift, locking
 * shift. data is copied.
 * @return SMPP_OK; SMPP_E_SPACE: not within udh->cap; SMPP_E_TOO_BIG: the header or the data would
 *         have more than 255 octets. Nothing is changed then.
 */
SMPP_API int smpp_udh_put(struct smpp_buf *udh, uint8_t iei, struct smpp_span data);

/** Appends 0x00 or 0x08, by split. @return as smpp_udh_put; SMPP_E_CONFIG: values that are no part
 *  of a message, or do not fit. */
SMPP_API int smpp_udh_put_concat(struct smpp_buf *udh, const struct smpp_concat *concat);

/** Appends 0x04 or 0x05. @return as smpp_udh_put; SMPP_E_CONFIG: above 255 and not wide. */
SMPP_API int smpp_udh_put_ports(struct smpp_buf *udh, const struct smpp_ports *ports);

/** Appends 0x24 and 0x25, each where charset has such a language; maybe nothing at all. */
SMPP_API int smpp_udh_put_languages(struct smpp_buf *udh, const struct smpp_charset *charset);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
