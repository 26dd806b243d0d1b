/* SPDX-License-Identifier: MIT */
/**
 * @file profile.h
 * Owns: what the specifications leave to each peer, as one struct: alphabets, splitting, ids.
 * Must not know: how any of it is done.
 */
#ifndef SMPP_PROFILE_H
#define SMPP_PROFILE_H

#include <smpp/const.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Alphabets of texts. All but UCS2 have octets below 0x80 of their own for Latin letters. */
enum smpp_alphabet {
	SMPP_ALPHABET_GSM7 = 0,     /**< 3GPP TS 23.038, one septet an octet; national tables */
	SMPP_ALPHABET_ASCII = 1,    /**< data_coding 1 */
	SMPP_ALPHABET_LATIN1 = 2,   /**< ISO 8859-1; data_coding 3 */
	SMPP_ALPHABET_LATIN9 = 3,   /**< ISO 8859-15; what data_coding 0 or 3 means to some */
	SMPP_ALPHABET_CYRILLIC = 4, /**< ISO 8859-5; data_coding 6 */
	SMPP_ALPHABET_HEBREW = 5,   /**< ISO 8859-8; data_coding 7 */
	SMPP_ALPHABET_UCS2 = 6,     /**< UTF-16, big-endian, pairs kept; data_coding 8 */
	SMPP_ALPHABET_BINARY = 7    /**< no text; data_coding 2 and 4 */
};

/** How a text is divided that is too long for one message. */
enum smpp_split {
	SMPP_SPLIT_UDH8 = 0, /**< user data header, reference of 8 bits */
	SMPP_SPLIT_UDH16,    /**< user data header, reference of 16 bits */
	SMPP_SPLIT_SAR,      /**< TLVs sar_msg_ref_num, sar_total_segments, sar_segment_seqnum */
	SMPP_SPLIT_PAYLOAD,  /**< not at all: TLV message_payload */
	SMPP_SPLIT_NONE      /**< not at all: too long is an error */
};

/** How the id in a response and the id in a receipt are compared: one of the first, and what is added
 *  to it. */
enum smpp_id_rule {
	SMPP_ID_EXACT = 0,          /**< the same octets */
	SMPP_ID_RESPONSE_HEX = 1,   /**< hexadecimal in the response, decimal in the receipt */
	SMPP_ID_RECEIPT_HEX = 2,    /**< decimal in the response, hexadecimal in the receipt */
	SMPP_ID_HEX_OF_TEXT = 3,    /**< the receipt has the hexadecimal digits of the characters */
	SMPP_ID_NO_HYPHENS = 4,     /**< '-' does not count */
	SMPP_ID_NO_SUFFIX = 5,      /**< a '@' and what follows do not count */
	SMPP_ID_FIRST = 6,          /**< the receipt has the first characters only, at least 8 of them.
	                                 Two messages may share them */
	SMPP_ID_LAST = 7,           /**< the same of the last characters */
	SMPP_ID_STRIP_ZEROS = 0x10, /**< added: zeros at the front do not count */
	SMPP_ID_STRIP_PREFIX = 0x20, /**< added: "0x" and all up to a last '-' or ':' do not count */
	SMPP_ID_FOLD_CASE = 0x40    /**< added: letters of either case are the same */
};

/** What a peer is like. Zeroed: 3.4, GSM alphabet, user data headers, exact ids. */
struct smpp_profile {
	uint8_t version;          /**< enum smpp_interface_version; 0: SMPP_V3_4 */
	uint8_t default_alphabet; /**< enum smpp_alphabet: what data_coding 0 means */
	uint8_t coding_1;         /**< what data_coding 1 means: 1 + enum smpp_alphabet; 0: ASCII */
	uint8_t coding_3;         /**< what data_coding 3 means, the same way; 0: ISO 8859-1 */
	uint8_t class_general;    /**< 1: a message class is written as 0x10 to 0x1B; 0: as 0xF0 to
	                               0xF7, of UCS2 as 0x18 to 0x1B. All are read */
	uint8_t packed;           /**< 1: texts of the GSM alphabet are packed septets */
	uint8_t split;            /**< enum smpp_split */
	uint8_t id_rule;          /**< one enum smpp_id_rule, with what is added */
	uint32_t alphabets;       /**< that it takes besides the default one: a bit for each,
	                               1 << enum smpp_alphabet; 0: UCS2 */
	uint32_t single_shifts;   /**< national languages whose single shift table it takes: a bit for
	                               each, 1 << language (1 to 13); 0: none */
	uint32_t locking_shifts;  /**< the same of locking shift tables */
};

#ifdef __cplusplus
}
#endif

#endif
