/* SPDX-License-Identifier: MIT */
/**
 * @file segment.h
 * Owns: from a text to the messages that carry it: which alphabet, how many, what is in each.
 * Must not know: sessions, addresses.
 *
 * A plan is made of a text and of what the peer is like; then next gives segment after segment:
 *
 *     struct smpp_plan plan;
 *     uint8_t room[SMPP_SEGMENT_OCTETS];
 *     struct smpp_buf octets = { room, sizeof(room), 0 };
 *
 *     smpp_plan_text(&plan, utf8, &profile, NULL, NULL);
 *     while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK) {
 *             smpp_segment_put(&segment, &pdu);      a submit_sm with its addresses
 *             send it, which copies it
 *     }
 *
 * A plan holds no copies: text, options->elements and what options->replace uses must stay until
 * the last segment. A copy of a plan starts again where the plan stood.
 */
#ifndef SMPP_SEGMENT_H
#define SMPP_SEGMENT_H

#include <smpp/pdu.h>
#include <smpp/udh.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Most segments of a message: their number has one octet (TS 23.040, 9.2.3.24.1). */
#define SMPP_SEGMENTS_MAX 255

/** Octets that a segment takes, header included, unless it is a message_payload. */
#define SMPP_SEGMENT_OCTETS 160

/** Octets that a message_payload takes at most (3.4, 5.3.2.32). */
#define SMPP_PAYLOAD_OCTETS 65535

/** What a plan should keep to. NULL or all zero: the best alphabet, reference 0, nothing added. */
struct smpp_plan_options {
	const struct smpp_charset *charset; /**< this one and no other; NULL: the best */
	uint8_t has_class;     /**< message_class counts */
	uint8_t message_class; /**< 0 to 3, as in struct smpp_coding */
	uint8_t octets;        /**< of user data in one message of the network: GSM's 140, which is
	                            the usual and the most, or less */
	uint16_t reference;    /**< of the segments; no other message under way from here to there
	                            should have it. Of SMPP_SPLIT_UDH8 its low octet counts */
	struct smpp_span elements; /**< to be in the header of each: ports and others, as in
	                                struct smpp_udh. Concatenation and languages are added */
	/**
	 * What stands for a character that an alphabet lacks, or 0: nothing. Used only where that
	 * saves a segment or nothing else is left; asked more than once, it must answer alike.
	 */
	uint32_t (*replace)(void *user, uint32_t character);
	void *user; /**< handed to replace */
};

/** How a text goes out. Read the upper members; the lower ones are where next stands. */
struct smpp_plan {
	struct smpp_charset charset;
	uint8_t data_coding;
	uint8_t esm_class;   /**< SMPP_ESM_CLASS_UDHI or 0 */
	uint8_t split;       /**< SMPP_SPLIT_NONE: one short_message; PAYLOAD: one message_payload;
	                          else how the segments are told apart */
	uint8_t packed;      /**< septets are packed behind fill bits */
	uint8_t segments;    /**< 1 to 255 */
	uint8_t header;      /**< octets of user data header in each, UDHL included */
	uint8_t forced;      /**< why counts: it is why this is not the default alphabet */
	struct smpp_text_fault why; /**< the first character that the default alphabet lacks */
	size_t replaced;     /**< characters that replace was asked for */
	size_t units;        /**< of the whole text: septets, 16-bit units of UCS2, or octets */
	size_t last;         /**< units in the last segment */
	size_t room;         /**< units that a segment has room for; PAYLOAD: 0 */

	struct smpp_span rest; /**< of the text: what has not been given out */
	uint8_t raw;           /**< it is octets, not UTF-8 */
	uint8_t number;        /**< segments given out */
	struct smpp_plan_options options;
};

/** One segment. Octets are in the caller's buffer, values of the TLVs in the segment itself. */
struct smpp_segment {
	struct smpp_span octets; /**< header and text, for short_message or message_payload */
	uint8_t data_coding;
	uint8_t esm_class;       /**< SMPP_ESM_CLASS_UDHI or 0 */
	uint8_t number;          /**< 1 to total */
	uint8_t total;
	uint8_t payload;         /**< octets are for message_payload */
	uint8_t header;          /**< of the octets: user data header, UDHL included */
	size_t units;            /**< of the text; where it is packed this says whether 7 bits at
	                              its end are a septet, '@', or not used */
	struct smpp_span source; /**< the piece of the plan's text that this is */
	uint16_t reference;      /**< as it stands in header or TLVs */
	uint8_t tlv_count;       /**< SAR: 3 */
	struct smpp_tlv tlv[4];  /**< set by smpp_segment_put */
	uint8_t values[4];
};

/**
 * Plans a UTF-8 text: the fewest segments, and of as many the first of these: nothing replaced;
 * the default alphabet; those of one octet a character, in order of enum smpp_alphabet; UCS2; the
 * national tables (one before two, fewer septets, the same language twice, low numbers). So tables
 * that not every telephone has are used only where that saves a segment. Alphabets that the profile
 * or its data_codings do not have are left out.
 *
 * Segments are filled as far as they go; an escape stays with its code and a pair of UTF-16
 * together. With SAR the centre makes the header: room is left for it, for a reference above 255
 * one octet more. A header of the text's own (national tables, elements) excludes SAR and payload
 * (3.4, 5.2.12): such a text must fit one message. Payloads are as if divided by the centre.
 * 3.3 has no UDHI; segments are marked by it all the same, as centres accept.
 *
 * Cost: at most 8 walks through the text, and one for each national table or pair of tables.
 *
 * @param profile may be NULL
 * @param options may be NULL; is copied
 * @param fault   may be NULL; set with SMPP_E_FAULT and SMPP_E_ABSENT
 * @return SMPP_OK. SMPP_E_FAULT: not UTF-8. SMPP_E_ABSENT: no alphabet that may be used has all
 *         characters; fault is the one where the last gave up. SMPP_E_TOO_BIG: more than 255
 *         segments, than 65,535 octets of payload, than one message where it must be one, or a
 *         header that leaves no room. SMPP_E_VERSION: SAR or payload is needed, and 3.3 has no
 *         TLVs. SMPP_E_CONFIG: elements are not well-formed, or octets is above 140. plan is
 *         unspecified after an error.
 */
SMPP_API int smpp_plan_text(struct smpp_plan *plan, struct smpp_span utf8,
			    const struct smpp_profile *profile,
			    const struct smpp_plan_options *options, struct smpp_text_fault *fault);

/**
 * The same of octets that are encoded already: of options->charset (GSM7 as one septet an octet,
 * UCS2 as UTF-16BE), or without one SMPP_ALPHABET_BINARY. Nothing is replaced.
 * @return as smpp_plan_text. SMPP_E_FAULT: an octet above 0x7F in GSM7, half a unit at the end of
 *         UCS2. SMPP_E_ABSENT: no data_coding says that to this peer; fault is zero
 */
SMPP_API int smpp_plan_octets(struct smpp_plan *plan, struct smpp_span octets,
			      const struct smpp_profile *profile,
			      const struct smpp_plan_options *options,
			      struct smpp_text_fault *fault);

/**
 * The next segment.
 *
 * @param octets  where header and text go; len is set to what it takes. SMPP_SEGMENT_OCTETS are
 *                enough; for a payload plan->units, of UCS2 twice as many
 * @param segment points into octets->ptr; usable until either changes; no copies of it
 * @return SMPP_OK; SMPP_E_END: there are no more; SMPP_E_SPACE: octets is too small, the plan
 *         stands where it was
 */
SMPP_API int smpp_plan_next(struct smpp_plan *plan, struct smpp_buf *octets,
			    struct smpp_segment *segment);

/**
 * Puts a segment into a submit_sm, deliver_sm, submit_multi or data_sm, which can be the same one
 * for all segments: data_coding, UDHI of esm_class, short_message, pdu->tlv and tlv_count. Other
 * TLVs go into pdu->tlvs, as octets. data_sm has message_payload always.
 *
 * @param segment must stay as long as pdu: its TLVs are there
 * @return SMPP_OK; SMPP_E_ABSENT: another command
 */
SMPP_API int smpp_segment_put(struct smpp_segment *segment, struct smpp_pdu *pdu);

#ifdef __cplusplus
}
#endif

#endif
