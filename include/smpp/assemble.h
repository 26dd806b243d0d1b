/* SPDX-License-Identifier: MIT */
/**
 * @file assemble.h
 * Owns: the way back from segments to messages: parts are kept until all of a message are there.
 * Must not know: sessions, alphabets, how messages are divided.
 *
 * Parts come in any order, of many messages at once. Which message a part belongs to is said by
 * its addresses with TON and NPI, the reference and its kind (UDH of 8 bits, of 16 bits, SAR: three
 * spaces), and the total. Parts that disagree in any of them are parts of different messages.
 *
 *     smpp_part_of(&part, pdu);                         a deliver_sm, submit_sm or data_sm
 *     switch (smpp_assembler_add(a, &part, now, &m)) {  m.outcome says what became of it
 *     ...
 *     while (smpp_assembler_tick(a, now, &m) == SMPP_OK)
 *             m is what has come of a message that waited too long
 *
 * What was accepted is never dropped by add: when there is no room the new part is refused with
 * SMPP_E_SPACE, to be answered with a temporary error (ESME_RMSGQFUL, ESME_RX_T_APPN), so that the
 * peer keeps it. Only tick, evict and drop let go of parts, and each hands over what it lets go.
 * Parts that are answered with success before their message is complete are lost with this memory:
 * store them first, or answer when the message is complete (token tells which).
 *
 * All memory is the caller's block. Each call takes bounded time: it looks at the messages of one
 * hash chain (two on average, at worst as many as there may be), at the parts of one of them (up to
 * 255), and moves the octets of at most twice as many. To bound what one peer can hold, give each
 * an assembler of its own.
 */
#ifndef SMPP_ASSEMBLE_H
#define SMPP_ASSEMBLE_H

#include <smpp/pdu.h>
#include <smpp/udh.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque, in the caller's memory. */
struct smpp_assembler;

/** How much is kept, and for how long. Set size; 0 elsewhere means the usual. */
struct smpp_assembler_config {
	size_t size;             /**< sizeof(struct smpp_assembler_config) */
	uint32_t messages;       /**< incomplete messages at once; usual 16, at most 1,000,000 */
	uint32_t parts;          /**< parts of them, all together; usual 64, at most 16,000,000 */
	uint32_t part_octets;    /**< longest text of a part, without header; usual 255, at most
	                              65,535 */
	uint32_t address_octets; /**< longest source and destination together; usual 40, at most
	                              65,535; data_sm has up to 128 */
	uint32_t expiry;         /**< milliseconds from the first part of a message that came until
	                              it is given up; usual 600,000 */
	uint32_t seed;           /**< any number that peers do not know: against floods of addresses
	                              chosen to collide */
};

/** A message as it came, whole or one part of it. All spans stay the caller's. */
struct smpp_part {
	uint8_t source_addr_ton;
	uint8_t source_addr_npi;
	struct smpp_span source_addr;
	uint8_t dest_addr_ton;
	uint8_t dest_addr_npi;
	struct smpp_span destination_addr;
	uint8_t esm_class;     /**< UDHI says that text begins with a header */
	uint8_t data_coding;
	struct smpp_span text; /**< short_message or message_payload, header included */
	struct smpp_span tlvs; /**< as decoded: for the three of SAR (3.4, 5.3.2.22 to 24) */
	uint64_t token;        /**< the caller's; comes back in struct smpp_kept_part */
};

/** What became of a part. */
enum smpp_assembled {
	SMPP_ASSEMBLED_WHOLE = 0,   /**< it is no segment, but a message of its own */
	SMPP_ASSEMBLED_COMPLETE,    /**< it was the last one missing: here is the message */
	SMPP_ASSEMBLED_KEPT,        /**< others are missing */
	SMPP_ASSEMBLED_REPEATED,    /**< was there already, with the same octets: not kept again */
	SMPP_ASSEMBLED_CONFLICT,    /**< was there already, with other octets; the first stays. Drop
	                                 the message and add the part again, or refuse it */
	SMPP_ASSEMBLED_INCOMPLETE   /**< from tick, evict and drop: given up, this had come */
};

/** One part of a message that is handed over. */
struct smpp_kept_part {
	uint64_t token;  /**< of struct smpp_part */
	uint16_t octets; /**< of text */
	uint8_t number;  /**< 1 to total */
	uint8_t data_coding; /**< should be the same in all */
};

/**
 * A message. What it points into is the assembler's block, for WHOLE the part; from add, addresses
 * are those of the part. It lives until the next call on the assembler other than a getter, and no
 * longer than the part.
 */
struct smpp_message {
	enum smpp_assembled outcome;
	uint8_t source_addr_ton;
	uint8_t source_addr_npi;
	struct smpp_span source_addr;
	uint8_t dest_addr_ton;
	uint8_t dest_addr_npi;
	struct smpp_span destination_addr;
	uint8_t split;         /**< SMPP_SPLIT_UDH8, _UDH16, _SAR; WHOLE: SMPP_SPLIT_NONE, unless it
	                            says that it is the only part */
	uint8_t total;         /**< parts; WHOLE: 1 */
	uint8_t received;      /**< of them so far, this one included */
	uint16_t reference;
	uint8_t both;          /**< header and TLVs of the part both say so: the header counted */
	uint8_t data_coding;   /**< this and what follows is of the part that came first */
	uint8_t single;        /**< language of the single shift table, as in struct smpp_charset */
	uint8_t locking;       /**< the same of the locking shift table */
	uint8_t has_ports;     /**< ports counts; in a header, not the TLVs */
	struct smpp_ports ports;
	struct smpp_span text; /**< WHOLE, COMPLETE, INCOMPLETE: of all parts that are there, in
	                            their order, without headers. Otherwise empty */
	const struct smpp_kept_part *parts; /**< of COMPLETE and INCOMPLETE: received of them; text
	                            is their octets one behind the other */
	uint64_t since;        /**< when the first of them came; WHOLE: now */
};

/**
 * smpp_assembler_size as a constant expression, for static memory; may be a little larger. The
 * arguments are those of the configuration, written out: no usual values here.
 */
#define SMPP_ASSEMBLER_SIZE(messages, parts, part_octets, address_octets) \
	((size_t)192 + (size_t)(parts) * (36 + (size_t)(part_octets)) + \
	 (size_t)(messages) * (104 + (((size_t)(address_octets) + 7) & ~(size_t)7)))

/** Octets of memory that init needs for this configuration; 0 when it cannot be. */
SMPP_API size_t smpp_assembler_size(const struct smpp_assembler_config *config);

/**
 * Makes an assembler in the caller's memory. Nothing has to be freed.
 * @param mem    aligned as for uint64_t; belongs to the assembler until it is not used any more
 * @param len    at least smpp_assembler_size(config)
 * @param config is copied
 * @return SMPP_OK or SMPP_E_CONFIG
 */
SMPP_API int smpp_assembler_init(struct smpp_assembler **a, void *mem, size_t len,
				 const struct smpp_assembler_config *config);

/**
 * The part of a decoded submit_sm, deliver_sm or data_sm, message_payload included; token is 0.
 * It points where pdu points. @return SMPP_OK; SMPP_E_ABSENT: another command, or no body
 */
SMPP_API int smpp_part_of(struct smpp_part *part, const struct smpp_pdu *pdu);

/**
 * Takes a part. What is kept is copied.
 *
 * A header that says concatenation counts, else the TLVs do if all three are there and valid
 * (total 1 to 255, number 1 to total); else the message is WHOLE.
 *
 * @param message may not be NULL; is set in every case but an error
 * @return SMPP_OK. SMPP_E_FAULT: UDHI is set and the header is invalid (smpp_udh_get says where).
 *         SMPP_E_SPACE: no room for another message or part now.
 *         SMPP_E_TOO_BIG: text, addresses or total are above what the configuration can ever hold.
 *         After an error nothing has changed.
 */
SMPP_API int smpp_assembler_add(struct smpp_assembler *a, const struct smpp_part *part,
				uint64_t now, struct smpp_message *message);

/**
 * Gives up one message whose time is over, the oldest first: call until SMPP_E_END. Before that a
 * part that comes late is still taken.
 * @return SMPP_OK: message is what had come of it; SMPP_E_END: there is none
 */
SMPP_API int smpp_assembler_tick(struct smpp_assembler *a, uint64_t now,
				 struct smpp_message *message);

/** When tick must be called at the latest; UINT64_MAX: no need. */
SMPP_API uint64_t smpp_assembler_deadline(const struct smpp_assembler *a);

/** Gives up the oldest message, to make room. @return as smpp_assembler_tick. */
SMPP_API int smpp_assembler_evict(struct smpp_assembler *a, struct smpp_message *message);

/**
 * Gives up the incomplete message that this part belongs to: after a CONFLICT.
 * @return SMPP_OK; SMPP_E_ABSENT: there is none; SMPP_E_FAULT as smpp_assembler_add
 */
SMPP_API int smpp_assembler_drop(struct smpp_assembler *a, const struct smpp_part *part,
				 struct smpp_message *message);

/** Incomplete messages now. */
SMPP_API uint32_t smpp_assembler_messages(const struct smpp_assembler *a);

/** Parts of them. */
SMPP_API uint32_t smpp_assembler_parts(const struct smpp_assembler *a);

#ifdef __cplusplus
}
#endif

#endif
