/* SPDX-License-Identifier: MIT */
/**
 * @file receipt.h
 * Owns: delivery receipts and intermediate notifications, as text and as TLVs; message ids.
 * Must not know: sessions, which messages were sent.
 *
 * The text form is an example in 3.4 (appendix B) and every message centre writes it in its own
 * way; the TLV form (3.4, 5.3.2.12 and 5.3.2.35) is exact. Both are read into one structure: what
 * was there is said by flags, what was not is empty.
 */
#ifndef SMPP_RECEIPT_H
#define SMPP_RECEIPT_H

#include <smpp/codec.h>
#include <smpp/profile.h>
#include <smpp/smpptime.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Recognising
 * @{ */

/** What a deliver_sm or data_sm from a message centre reports (esm_class: 3.4, 5.2.12). */
enum smpp_report {
	SMPP_REPORT_NONE = 0,         /**< nothing: it is a message */
	SMPP_REPORT_RECEIPT = 1,      /**< delivery receipt: the final state, or so it is meant */
	SMPP_REPORT_INTERMEDIATE = 2, /**< intermediate delivery notification */
	SMPP_REPORT_DELIVERY_ACK = 3, /**< the recipient's delivery acknowledgement */
	SMPP_REPORT_USER_ACK = 4,     /**< the recipient's manual or user acknowledgement */
	SMPP_REPORT_ABORT = 5         /**< conversation abort */
};

/** How it is recognised: 0 is the usual. */
enum smpp_report_flag {
	/** Only the message types that the specification names; reserved ones are NONE. Usual: one
	 *  with bit 0x20 is INTERMEDIATE, any other with bit 0x04 RECEIPT. */
	SMPP_REPORT_EXACT_TYPE = 1,
	/** TLVs mark nothing. Usual: without a message type, a receipted_message_id that is not
	 *  empty and a message_state together are a RECEIPT. */
	SMPP_REPORT_NO_TLV_MARK = 2
};

/** By esm_class alone, without mode, UDHI and reply path bits. flags: enum smpp_report_flag. */
SMPP_API enum smpp_report smpp_report_of(uint8_t esm_class, unsigned flags);

/**
 * By esm_class and TLVs of a deliver_sm or data_sm; NONE for other commands and for bodies absent
 * or raw. Never by what the text looks like: anybody can send such a text.
 */
SMPP_API enum smpp_report smpp_report_of_pdu(const struct smpp_pdu *pdu, unsigned flags);

/** @} */
/** @name Reading
 * @{ */

/** The parts of a receipt: bits of smpp_receipt.has. Of the text, its label was there. */
enum smpp_receipt_part {
	SMPP_PART_ID = 0x0001,          /**< id: */
	SMPP_PART_SUB = 0x0002,         /**< sub: */
	SMPP_PART_DLVRD = 0x0004,       /**< dlvrd: */
	SMPP_PART_SUBMIT_DATE = 0x0008, /**< submit date: */
	SMPP_PART_DONE_DATE = 0x0010,   /**< done date: */
	SMPP_PART_STAT = 0x0020,        /**< stat: */
	SMPP_PART_ERR = 0x0040,         /**< err: */
	SMPP_PART_TEXT = 0x0080,        /**< text: */
	SMPP_PART_RECEIPTED_MESSAGE_ID = 0x0100,   /**< the TLV, not empty */
	SMPP_PART_MESSAGE_STATE = 0x0200,          /**< the TLV, of one octet, 0 to 9 */
	SMPP_PART_NETWORK_ERROR_CODE = 0x0400,     /**< the TLV, of any length */
	SMPP_PART_USER_MESSAGE_REFERENCE = 0x0800, /**< the TLV, of two octets */
	SMPP_PART_CUT = 0x1000          /**< room was too small: the end of the text was not read */
};

/** A count of a receipt. */
struct smpp_receipt_count {
	struct smpp_span word; /**< as it stands there */
	uint32_t value;
	uint8_t valid;         /**< 1: word is decimal digits, and value is what they say */
};

/** A date of a receipt. */
struct smpp_receipt_date {
	struct smpp_span word; /**< as it stands there; empty: none was given */
	struct smpp_time time; /**< LOCAL, of the message centre's clock; ABSOLUTE where the word
	                            says the offset to UTC */
	uint8_t valid;         /**< 1: word is a date, and time is it; 0: it is none, or zeros */
};

/** What a receipt says. All spans point into the octets that were read, or into room. */
struct smpp_receipt {
	uint32_t has;                /**< enum smpp_receipt_part */
	uint8_t report;              /**< enum smpp_report; from text octets NONE */
	uint8_t message_state;       /**< enum smpp_message_state: of the TLV, else of stat */
	uint8_t state_known;         /**< 0: neither was there, or stat is a word that nobody
	                                  knows; message_state is then UNKNOWN */
	uint8_t network_type;        /**< of network_error_code, see there; else 0 */
	uint16_t network_error;      /**< the same */
	uint16_t user_message_reference; /**< else 0 */
	struct smpp_span id;         /**< the TLV's where there is one, else the text's */
	struct smpp_span tlv_id;     /**< receipted_message_id up to its NUL, if there is one */
	struct smpp_span text_id;    /**< id: */
	struct smpp_receipt_count sub;   /**< messages submitted (distribution lists) */
	struct smpp_receipt_count dlvrd; /**< messages delivered; often 0 when one was */
	struct smpp_receipt_date submit_date;
	struct smpp_receipt_date done_date; /**< of the final state */
	struct smpp_span stat;       /**< the word as it stands there */
	struct smpp_span err;        /**< of the network or vendor: digits, letters, words */
	struct smpp_span network_error_code; /**< the octets. Three of them are a network type and a
	                                  code of 16 bits, or, as some send it, three ASCII digits
	                                  and no type: network_type is then 0 */
	struct smpp_span text;       /**< text:, the beginning of the message; any alphabet */
	struct smpp_span trailing;   /**< behind the last label's value where that is not text */
	struct smpp_span words;      /**< all before text, to be walked with smpp_receipt_next */
};

/**
 * Reads a deliver_sm or data_sm that smpp_report_of_pdu, usual flags, takes for a RECEIPT or
 * INTERMEDIATE. The text is message_payload if it is there, else short_message, without a user data
 * header. TLVs go before the text in id and message_state.
 *
 * A receipt of message type 0x24, which is reserved, is INTERMEDIATE unless its state is final.
 *
 * @param room where a text in UCS2 is turned into UTF-8: three octets for two at most, so 384 serve
 *             every short_message. NULL, or with cap 0: such a text is not read, CUT is set. len is
 *             set to what was used
 * @return SMPP_OK; SMPP_E_ABSENT: it is no receipt, only receipt->report is set then
 */
SMPP_API int smpp_receipt_read(const struct smpp_pdu *pdu, struct smpp_buf *room,
			       struct smpp_receipt *receipt);

/**
 * Reads octets as the text of a receipt, whatever they are: nothing in them is an error, and
 * without labels nothing is found. For peers whose receipts are not marked, among others.
 *
 * Labels may have letters of either case, stand in any order, at the start or behind an octet that
 * is no letter, digit, '_' or '-', and have blanks around the colon; "submit_date" and "submitdate"
 * are read too. The first of each counts. A value ends at a blank or '|'; a date may have one
 * blank, if it is ISO 8601. text runs to the end, unless it is empty and another label follows at
 * once.
 *
 * Dates are YYMMDDhhmm, YYMMDDhhmmss, YYYYMMDDhhmmss, times as in SMPP fields, ISO 8601, and where
 * those would be impossible YYYYMMDDhhmm; else seconds of UTC of 10 digits below 2^31 or
 * milliseconds of 13. The pivot of years is SMPP_TIME_PIVOT.
 */
SMPP_API void smpp_receipt_read_text(struct smpp_span text, struct smpp_receipt *receipt);

/** A word of a receipt: "mcc:310". */
struct smpp_receipt_word {
	uint32_t part;          /**< one enum smpp_receipt_part, 0 for other labels */
	struct smpp_span label; /**< without the colon */
	struct smpp_span value; /**< may be empty */
};

/**
 * Takes the next labelled word off the front of rest; start with a copy of smpp_receipt.words.
 * Words without a colon are passed over. Vendors add labels of their own, and so they can be
 * reached.
 * @return SMPP_OK; SMPP_E_END
 */
SMPP_API int smpp_receipt_next(struct smpp_span *rest, struct smpp_receipt_word *word);

/**
 * The state that a word of stat means: DELIVRD and the others of 3.4, appendix B, their full names,
 * and those that message centres are known to use instead; letters of either case.
 * @return SMPP_OK; SMPP_E_ABSENT: no such word is known
 */
SMPP_API int smpp_receipt_state(struct smpp_span stat, uint8_t *message_state);

/** The word of stat for a state ("DELIVRD"), or NULL for a reserved value. */
SMPP_API const char *smpp_receipt_stat(uint8_t message_state);

/** 1 when a message in that state stays in it: all but SCHEDULED, ENROUTE, UNKNOWN and reserved
 *  ones (5.0, 4.7.15). Some centres report ACCEPTED and another state later. */
SMPP_API int smpp_state_is_final(uint8_t message_state);

/** @} */
/** @name Message ids
 * @{ */

/**
 * Do the id of a response and the id of a receipt name the same message?
 *
 * What is added to the rule is done to both ids first: blanks at both ends are always left out,
 * then a prefix, then zeros, of which a last one stays. Numbers may have any size up to 256 digits;
 * they must be digits to the end. An empty id is the same as none.
 *
 * @param rule one of enum smpp_id_rule, with what is added; 0: the same octets
 * @return 1 or 0; 0 for a rule that there is not
 */
SMPP_API int smpp_id_same(unsigned rule, struct smpp_span response_id, struct smpp_span receipt_id);

/** @} */
/** @name Writing
 * @{ */

/** Which forms a receipt is to have. */
enum smpp_receipt_form {
	SMPP_FORM_BOTH = 0, /**< text and TLVs; to a 3.3 peer the text only */
	SMPP_FORM_TEXT = 1, /**< text only */
	SMPP_FORM_TLVS = 2  /**< TLVs only: not for a 3.3 peer */
};

/** Characters of the message that a receipt repeats (3.4, appendix B). */
#define SMPP_RECEIPT_TEXT_OCTETS 20

/** A receipt to write. Zeroed members are left out or written as zeros; id is needed. */
struct smpp_receipt_draft {
	const struct smpp_sm *message; /**< that it is for: smpp_receipt_fill takes its addresses.
	                              NULL: they stay empty */
	struct smpp_span id;     /**< as in the response; printable ASCII, no blank, no '|', and no
	                              label of a receipt inside ("x.stat:") */
	struct smpp_span err;    /**< as id; empty: 000 */
	struct smpp_span text;   /**< octets of the message; at most 20 are written, a blank for
	                              each control character: a receipt is one line */
	uint8_t alphabet;        /**< enum smpp_alphabet of text: no character is cut. BINARY: none
	                              is written */
	uint8_t message_state;   /**< enum smpp_message_state */
	uint8_t intermediate;    /**< 1: an intermediate notification, else a receipt */
	uint8_t form;            /**< enum smpp_receipt_form */
	uint8_t id_width;        /**< zeros before an id of digits up to this width, in the text;
	                              appendix B has 10. 0: as it is, so that it compares exactly */
	uint8_t seconds;         /**< 1: dates of 12 digits, else of 10 */
	uint8_t has_network_error; /**< 1: the next two are sent as network_error_code */
	uint8_t network_type;    /**< 3.4, 5.3.2.31 */
	uint16_t network_error;
	uint16_t sub;            /**< messages submitted, 0 to 999 */
	uint16_t dlvrd;          /**< messages delivered, 0 to 999 */
	uint8_t has_user_message_reference; /**< 1: the message had one */
	uint16_t user_message_reference;
	struct smpp_time submit_date; /**< ABSOLUTE or LOCAL: its clock's reading is written. EMPTY:
	                              zeros */
	struct smpp_time done_date;   /**< the same */
};

/**
 * Writes the text form: all labels of appendix B in its order, "Text:" last.
 * @return SMPP_OK; SMPP_E_SPACE; SMPP_E_FAULT: an id that is empty, an id or err with a character
 *         that it must not have, a reserved state, a count above 999, a date that is none
 */
SMPP_API int smpp_receipt_write(const struct smpp_receipt_draft *draft, struct smpp_buf *text);

/** Where smpp_receipt_fill puts what the PDU points to; keep it until that is encoded. */
struct smpp_receipt_room {
	struct smpp_tlv tlv[4];
	uint16_t tlv_count;
	uint8_t octets[72]; /**< values of the TLVs */
	uint8_t text[255];  /**< short_message */
};

/**
 * Makes the deliver_sm of a receipt: addresses of the message, the other way round, message type,
 * no receipt wanted for it, data_coding 0, short_message; all else is 0. pdu.tlv is room->tlv then,
 * and pdu.tlv_count room->tlv_count.
 *
 * @param version the peer's enum smpp_interface_version; 0: SMPP_V3_4. Below 3.4 no TLVs are made
 * @param sm      may be draft->message. Points into room and to what draft->message points to
 * @return SMPP_OK; SMPP_E_FAULT as smpp_receipt_write; SMPP_E_VERSION: TLVS only, and a 3.3 peer;
 *         SMPP_E_TOO_BIG: an id of more than 64 octets, or a text longer than the version allows
 */
SMPP_API int smpp_receipt_fill(const struct smpp_receipt_draft *draft, uint8_t version,
			       struct smpp_receipt_room *room, struct smpp_sm *sm);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
