/* SPDX-License-Identifier: MIT */
/**
 * @file codec.h
 * Owns: one PDU in one buffer: frame, decode, encode, check, TLVs, lists, dump.
 * Must not know: sessions, time.
 *
 * No call allocates, keeps anything or has a limit of its own. Decoding copies nothing: what it
 * fills in points into the input. All calls may run in any thread on different objects.
 */
#ifndef SMPP_CODEC_H
#define SMPP_CODEC_H

#include <smpp/pdu.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The largest PDU accepted unless told otherwise: 65,535 octets of payload and their body. */
#define SMPP_MAX_PDU_USUAL UINT32_C(70000)

/** From here on command_length cannot be one: text or another protocol (16 MiB). */
#define SMPP_MAX_PDU_EVER UINT32_C(0x1000000)

/** What is wrong with octets or with a structure. The first group comes from decode. */
enum smpp_fault_code {
	SMPP_FAULT_NONE = 0,
	SMPP_FAULT_INCOMPLETE_HEADER,        /**< fewer than 16 octets yet */
	SMPP_FAULT_INCOMPLETE_BODY,          /**< fewer octets than command_length yet */
	SMPP_FAULT_COMMAND_LENGTH_TOO_SMALL, /**< below 16 */
	SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE, /**< above max_pdu */
	SMPP_FAULT_TRAILING_DATA,            /**< octets after the PDU */
	SMPP_FAULT_UNKNOWN_COMMAND_ID,       /**< in no version */
	SMPP_FAULT_FIELD_TRUNCATED,          /**< the PDU ends where a field begins */
	SMPP_FAULT_CSTRING_NOT_TERMINATED,   /**< no NUL up to the end */
	SMPP_FAULT_CSTRING_TOO_LONG,         /**< its NUL comes after the limit */
	SMPP_FAULT_OCTETS_TRUNCATED,         /**< fewer octets than the length announces */
	SMPP_FAULT_BAD_DEST_FLAG,            /**< neither 1 nor 2 */
	SMPP_FAULT_TLV_HEADER_TRUNCATED,     /**< 1 to 3 octets are left for a TLV */
	SMPP_FAULT_TLV_OVERRUN,              /**< a TLV's length goes beyond the end */
	SMPP_FAULT_TLV_BAD_LENGTH,           /**< a length this TLV cannot have */
	SMPP_FAULT_TIME_BAD_LENGTH,          /**< a time of neither 0 nor 16 characters */
	/* from check */
	SMPP_FAULT_RESERVED_VALUE, /**< a value that the version reserves */
	SMPP_FAULT_EXCLUSIVE_FIELDS, /**< two that must not be used together */
	SMPP_FAULT_TLV_MISSING,      /**< required in this PDU */
	SMPP_FAULT_TLV_NOT_ALLOWED,  /**< not in this PDU, or not in this version */
	SMPP_FAULT_COMMAND_VERSION,  /**< a command that the version does not have */
	SMPP_FAULT_TIME_BAD_VALUE,   /**< 16 characters that are no time */
	/* from encode */
	SMPP_FAULT_CSTRING_HAS_NUL, /**< the string would end early */
	SMPP_FAULT_VALUE_TOO_LONG,  /**< longer than its length octets can say */
	SMPP_FAULT_LIST_BOTH        /**< octets and array of a list are both set */
};

/**
 * A refusal with its place. Names live as long as the library. Every member is filled in; what
 * does not apply is 0, NULL or, for entry, -1.
 */
struct smpp_fault {
	enum smpp_fault_code code;
	uint32_t status;    /**< the command_status to answer a request with */
	size_t offset;      /**< of the field's first octet in the PDU; of a TLV: of its tag */
	const char *field;  /**< "short_message", a TLV's name, "tlv", "unknown" for other tags */
	const char *member; /**< inside a list entry: "dl_name" */
	int32_t entry;      /**< index in a list, else -1 */
	uint16_t tag;       /**< of the TLV in question, else 0 */
};

/** The name of a fault as in the enum, without SMPP_FAULT_ ("CSTRING_TOO_LONG"). */
SMPP_API const char *smpp_fault_name(enum smpp_fault_code code);

/**
 * A fault as one line of text without line end: "CSTRING_TOO_LONG at octet 19,
 * dest_address[1].dl_name: ESME_RINVDLNAME". The status is left out where it is ESME_ROK.
 * @return SMPP_OK, or SMPP_E_SPACE with text->len = the octets needed. No NUL is written.
 */
SMPP_API int smpp_fault_text(const struct smpp_fault *fault, struct smpp_buf *text);

/**
 * Tolerances: each lets in one known deviation of real peers. Off by default. A PDU that needed
 * one says so in smpp_pdu.tolerated, and carries all its octets in smpp_pdu.wire.
 */
enum smpp_tolerance {
	/** A C-octet string longer than its limit (ids of 65 and more, alphanumeric senders). */
	SMPP_TOLERATE_LONG_STRING = 0x0001,
	/** The last C-octet string of the body without its NUL: it runs to the end. */
	SMPP_TOLERATE_NO_NUL = 0x0002,
	/** One zero octet after the body, as if short_message had a NUL that is not counted. */
	SMPP_TOLERATE_EXTRA_NUL = 0x0004,
	/** Octets after a command that is a header only: ignored. */
	SMPP_TOLERATE_EXTRA_OCTETS = 0x0008,
	/** A body that ends before address_range of a bind or no_unsuccess: read as empty, 0. */
	SMPP_TOLERATE_MISSING_TAIL = 0x0010,
	/** A known TLV of another length: kept; typed getters return SMPP_E_LENGTH for it. */
	SMPP_TOLERATE_TLV_LENGTH = 0x0020,
	/** The last TLV is cut off: smpp_pdu.tlvs ends before it. It may have been the text! */
	SMPP_TOLERATE_TLV_OVERRUN = 0x0040,
	/** sm_length beyond the end: short_message is what is there. It may have been cut! */
	SMPP_TOLERATE_SHORT_TEXT = 0x0080,
	/** schedule_delivery_time, validity_period of 1 to 15 characters. */
	SMPP_TOLERATE_TIME_LENGTH = 0x0100,
	/** The body of a response with an error does not parse: body_raw, the status stands. */
	SMPP_TOLERATE_ERROR_BODY = 0x0200,
	/** check: values that the version reserves, and times that are none: read them yourself. */
	SMPP_TOLERATE_RESERVED_VALUE = 0x0400,
	/** check: TLVs where the version has none, or not this one; required ones missing. */
	SMPP_TOLERATE_TLV_PLACE = 0x0800,
	/** check: short_message and message_payload together: the payload is the text. */
	SMPP_TOLERATE_TEXT_AND_PAYLOAD = 0x1000,
	/** session: carriage returns and line feeds between PDUs. */
	SMPP_TOLERATE_LINE_ENDS = 0x2000,
	/** session: a bind answered by the response of another bind. */
	SMPP_TOLERATE_BIND_TYPE = 0x4000,
	/** session: an interface_version of decimal 34 or 50 means 3.4 or 5.0. */
	SMPP_TOLERATE_DECIMAL_VERSION = 0x8000,
	/** session: ESME_RALYBND answers a bind: bound. Mostly it means: too many binds. */
	SMPP_TOLERATE_ALREADY_BOUND = 0x10000
};

/** No tolerance. */
#define SMPP_STRICT UINT32_C(0)

/**
 * The tolerances that a careful program runs with: all by which nothing can be lost or mistaken, so
 * without SMPP_TOLERATE_TLV_OVERRUN, SMPP_TOLERATE_SHORT_TEXT and SMPP_TOLERATE_ALREADY_BOUND.
 */
#define SMPP_FIELD UINT32_C(0xFF3F)

/** By which rules to read or write. NULL or all zero: SMPP 3.4, strict, the usual max_pdu. */
struct smpp_rules {
	uint8_t version;   /**< enum smpp_interface_version; 0: SMPP_V3_4. Below 0x34 is 3.3,
	                        up to 0x4F 3.4, above 5.0 */
	uint32_t tolerate; /**< SMPP_STRICT, SMPP_FIELD or a sum of SMPP_TOLERATE_ */
	uint32_t max_pdu;  /**< largest command_length accepted; 0: SMPP_MAX_PDU_USUAL */
};

/**
 * Reads the header at the start of a stream and judges command_length, as early as can be: from
 * four octets if it is below 16 or at least SMPP_MAX_PDU_EVER, else from the whole header.
 *
 * @param in      what has arrived so far; may hold more than one PDU
 * @param max_pdu largest command_length accepted; 0: SMPP_MAX_PDU_USUAL
 * @param header  filled in as far as octets are there, zero beyond
 * @param fault   may be NULL
 * @return SMPP_OK: the first header->command_length octets of in are a PDU. SMPP_E_MORE: not all
 *         of it is there. SMPP_E_FAULT: the stream cannot be read further.
 */
SMPP_API int smpp_frame_get(struct smpp_span in, uint32_t max_pdu, struct smpp_header *header,
			    struct smpp_fault *fault);

/**
 * Decodes exactly one PDU (3.4, 3.2). pdu's spans point into in; nothing is copied.
 *
 * Structure, limits of the version, lengths of known TLVs and of times are judged; values are
 * passed as they are (see smpp_check). A response with a header only has body_absent set.
 *
 * @param rules may be NULL
 * @param fault may be NULL; also filled in for the first deviation that was tolerated
 * @return SMPP_OK. SMPP_E_MORE: in ends too early (fault says in which field). SMPP_E_FAULT:
 *         pdu then holds the header, as far as there are octets, and what follows as body.raw
 *         with body_raw set; so does an unknown command, whose fault is UNKNOWN_COMMAND_ID.
 */
SMPP_API int smpp_decode(struct smpp_span in, const struct smpp_rules *rules,
			 struct smpp_pdu *pdu, struct smpp_fault *fault);

/**
 * Encodes a PDU: the header, the body unless body_absent, pdu->tlvs as they are, then the array
 * pdu->tlv. command_length of pdu is not read. With body_raw, body.raw stands for body and TLVs.
 *
 * Strings, times, list entries and known TLVs of the array are held to the version's limits, so
 * far as rules->tolerate does not lift them. buf->len is always set to the octets the PDU needs,
 * also when buf->cap is too small or 0. After an error the octets in buf are unspecified; none
 * beyond buf->cap is touched.
 *
 * @param rules may be NULL
 * @param fault may be NULL; offset is where the field would have been written
 * @return SMPP_OK, SMPP_E_SPACE, SMPP_E_FAULT, or SMPP_E_TOO_BIG above rules->max_pdu
 */
SMPP_API int smpp_encode(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
			 struct smpp_buf *buf, struct smpp_fault *fault);

/**
 * Judges what decode passes: reserved values, TLVs that this PDU or version does not have,
 * required ones missing, fields that exclude each other. Usable before encode too.
 *
 * @param fault may be NULL. Offsets are those of the encoded PDU.
 * @return SMPP_OK or SMPP_E_FAULT
 */
SMPP_API int smpp_check(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
			struct smpp_fault *fault);

/** @name TLVs: cursor and getters
 * @{ */

/**
 * Takes the next TLV off the front of rest; start with a copy of smpp_pdu.tlvs.
 * @return SMPP_OK; SMPP_E_END when rest is empty; SMPP_E_FAULT when rest is cut, and then rest
 *         is unchanged. tlv->value points into rest.
 */
SMPP_API int smpp_tlv_next(struct smpp_span *rest, struct smpp_tlv *tlv);

/** The first TLV with that tag. @return SMPP_OK, SMPP_E_ABSENT or SMPP_E_FAULT (cut before). */
SMPP_API int smpp_tlv_find(struct smpp_span tlvs, uint16_t tag, struct smpp_span *value);

/** The first TLV with that tag, of 1 octet. @return SMPP_OK, SMPP_E_ABSENT, SMPP_E_LENGTH. */
SMPP_API int smpp_tlv_u8(struct smpp_span tlvs, uint16_t tag, uint8_t *value);

/** The same of 2 octets. */
SMPP_API int smpp_tlv_u16(struct smpp_span tlvs, uint16_t tag, uint16_t *value);

/** The same of 4 octets. */
SMPP_API int smpp_tlv_u32(struct smpp_span tlvs, uint16_t tag, uint32_t *value);

/** The same as a C-octet string: up to its first NUL, or all of it where peers leave that out. */
SMPP_API int smpp_tlv_string(struct smpp_span tlvs, uint16_t tag, struct smpp_span *value);

/**
 * The text of a submit_sm, deliver_sm, submit_multi, replace_sm, data_sm or broadcast_sm:
 * message_payload if it is there, else short_message (3.4, 5.3.2.32).
 * @return SMPP_OK; SMPP_E_ABSENT for other commands and for bodies absent or raw
 */
SMPP_API int smpp_pdu_text(const struct smpp_pdu *pdu, struct smpp_span *text);

/** @} */
/** @name Lists: start with { body.dest_address.octets, body.number_of_dests }
 * @{ */

/** Where a walk through a list stands. */
struct smpp_cursor {
	struct smpp_span rest; /**< entries not read yet, and maybe what follows them */
	uint32_t left;         /**< how many */
};

/** Next destination. @return SMPP_OK, SMPP_E_END, or SMPP_E_FAULT with the cursor unchanged. */
SMPP_API int smpp_dest_next(struct smpp_cursor *cursor, struct smpp_dest_address *dest);

/** Next failed destination. Returns as smpp_dest_next. */
SMPP_API int smpp_unsuccess_next(struct smpp_cursor *cursor, struct smpp_unsuccess_sme *sme);

/** Next message_id of query_last_msgs_resp. Returns as smpp_dest_next. */
SMPP_API int smpp_message_id_next(struct smpp_cursor *cursor, struct smpp_span *message_id);

/** @} */

/** Flags of smpp_dump. */
enum smpp_dump_flag {
	SMPP_DUMP_PASSWORD = 1 /**< print the password; otherwise it is one * whatever its length */
};

/**
 * Writes a PDU as text, one line a field, each ended by a line feed: offset, name, value, and
 * the name of the value where there is one. Text is quoted; octets outside 0x20 to 0x7E, the
 * quote and the backslash are written as backslash, x and two digits. Values of more than 64
 * octets are cut, with their length. A PDU that was decoded or that encodes with rules has a dump.
 *
 * @param text  receives the lines, no NUL; len is the size needed, also if cap is too small
 * @param flags 0 or SMPP_DUMP_PASSWORD
 * @return SMPP_OK or SMPP_E_SPACE
 */
SMPP_API int smpp_dump(const struct smpp_pdu *pdu, unsigned flags, struct smpp_buf *text);

#ifdef __cplusplus
}
#endif

#endif
