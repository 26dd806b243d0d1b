/* SPDX-License-Identifier: MIT */
/**
 * @file esme.h
 * Owns: an ESME's life: connections, binds, reconnects, the rate, messages and their results.
 * Must not know: sockets, clocks, storage.
 *
 * The caller opens and closes connections, moves octets and tells the time:
 *
 *     smpp_esme_init(&e, memory, sizeof(memory), &config, now);
 *     smpp_esme_start(e, now);
 *     for (;;) {
 *             smpp_esme_tick(e, now);             events: CONNECT asks for a connection
 *             write what smpp_esme_output gives   and say so to smpp_esme_sent
 *             wait for octets, or until smpp_esme_deadline
 *             smpp_esme_feed(e, 0, octets, now, &used);
 *     }
 *
 * Events come out of feed and tick only. Inside on_event every other call is legal; feed and tick
 * return SMPP_E_BUSY there. All other calls only note what is to be done and set the deadline to
 * now; so call tick after them, before output.
 *
 * A link is one connection: number 0, and 1 for the receiver of SMPP_ESME_PAIR. Each has a state
 * of its own and reconnects by itself. Messages go out on link 0.
 */
#ifndef SMPP_ESME_H
#define SMPP_ESME_H

#include <smpp/assemble.h>
#include <smpp/receipt.h>
#include <smpp/segment.h>
#include <smpp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque, in the caller's memory. */
struct smpp_esme;

/** As what it binds. */
enum smpp_esme_mode {
	SMPP_ESME_TRX = 0, /**< transceiver */
	SMPP_ESME_TX,      /**< transmitter */
	SMPP_ESME_RX,      /**< receiver */
	SMPP_ESME_PAIR     /**< transmitter on link 0, receiver on link 1 */
};

/** Where a link stands. The picture is in smpp_esme(3). */
enum smpp_esme_state {
	SMPP_ESME_IDLE = 0,   /**< not started, stopped, or refused for good */
	SMPP_ESME_CONNECTING, /**< CONNECT was told; the caller is at it */
	SMPP_ESME_BINDING,    /**< connected; a bind is under way, or an outbind awaited */
	SMPP_ESME_BOUND,      /**< messages flow */
	SMPP_ESME_DRAINING,   /**< stop: what is under way comes to its end, then unbind */
	SMPP_ESME_WAITING     /**< for the next attempt; with outbind: for smpp_esme_accepted */
};

/** What became of a message or of a segment of it. */
enum smpp_esme_outcome {
	SMPP_ESME_ACCEPTED = 1, /**< the message centre has it */
	SMPP_ESME_NOT_SENT,     /**< it never went out: sending it again is safe */
	SMPP_ESME_REFUSED,      /**< command_status says why: the message centre does not have it */
	SMPP_ESME_TIMED_OUT,    /**< no answer: the message centre may have it or not */
	SMPP_ESME_UNKNOWN       /**< the connection went before the answer: the same */
};

/** What an event tells. New types may come: ignore those you do not know. */
enum smpp_esme_event_type {
	SMPP_ESME_EVENT_CONNECT = 1, /**< connect link to address; then smpp_esme_connected or
	                                  smpp_esme_connect_failed, now or later */
	SMPP_ESME_EVENT_DISCONNECT,  /**< link is over: write what output still gives, close it; or
	                                  give up connecting, it took too long */
	SMPP_ESME_EVENT_STATE,       /**< link is in state; with what was the reason */
	SMPP_ESME_EVENT_RESULT,      /**< token's message has come to its outcome: exactly one for
	                                  each that smpp_esme_submit took */
	SMPP_ESME_EVENT_RECEIPT,     /**< a receipt or intermediate notification */
	SMPP_ESME_EVENT_MESSAGE,     /**< a message came, whole or given up */
	SMPP_ESME_EVENT_OUTBIND,     /**< session->pdu is an outbind. A bind follows, unless the
	                                  link is given up with smpp_esme_lost */
	SMPP_ESME_EVENT_OTHER        /**< session tells what nothing here is made of: a stray or
	                                  refused PDU, an alert_notification, an unbind, a response
	                                  to its own bind or unbind that needed a tolerance */
};

/** One segment of a message that was sent. */
struct smpp_esme_segment {
	enum smpp_esme_outcome outcome;
	uint32_t command_status;     /**< of the response, if one came */
	struct smpp_span message_id; /**< ACCEPTED; empty where the peer gave none */
};

/** One thing that happened. Members that the type does not name are zero. Everything that it points
 *  to lives until on_event returns. */
struct smpp_esme_event {
	enum smpp_esme_event_type type;
	uint8_t link;           /**< 0 or 1; of RESULT always 0 */
	uint32_t address;       /**< CONNECT: 0 to config.addresses - 1 */

	enum smpp_esme_state state; /**< STATE: the new one */
	enum smpp_reason reason;    /**< STATE: how the session before ended, if any */
	uint32_t command_status; /**< STATE: of a bind that was refused. RESULT: of the first
	                              segment that was refused */
	struct smpp_fault fault; /**< STATE: of the octets that ended the session before, or of the
	                              bind's response; code NONE: nothing was wrong with them */
	uint8_t permanent;      /**< STATE: IDLE because password or system_id are wrong */
	uint64_t due;           /**< STATE: WAITING until then; UINT64_MAX: for an outbind */

	uint64_t token;         /**< RESULT, RECEIPT matched: of struct smpp_esme_message */
	enum smpp_esme_outcome outcome; /**< RESULT: the last of the enum that a segment had */
	int error;              /**< RESULT: NOT_SENT because request returned that, else 0 */
	const struct smpp_esme_segment *segments; /**< RESULT */
	uint8_t segment_count;  /**< RESULT */

	const struct smpp_receipt *receipt; /**< RECEIPT */
	uint8_t matched;        /**< RECEIPT: it belongs to token's message */
	uint8_t segment;        /**< RECEIPT matched: to which of its segments, from 0 */
	uint8_t settled;        /**< RECEIPT matched: a final state of it was told before */
	uint8_t message_state;  /**< RECEIPT: enum smpp_message_state; settled: that final one,
	                             whatever this receipt says */

	const struct smpp_message *message; /**< MESSAGE: addresses, octets, parts */
	uint8_t incomplete;     /**< MESSAGE: parts of it are missing. message->parts is NULL: it
	                             is one that could not be joined, with its header if any */
	uint8_t has_text;       /**< MESSAGE: text is what its octets say. 0: binary, compressed,
	                             packed septets, no known alphabet, longer than text_octets */
	struct smpp_span text;  /**< MESSAGE: UTF-8 */

	uint64_t handle;        /**< RECEIPT, MESSAGE: for smpp_esme_answer; 0: answered already */
	const struct smpp_event *session; /**< what the session told, if that led here: its
	                             pdu is the response of RESULT, the deliver_sm of others */
};

/** How an ESME is to be. Set size and bind; 0 elsewhere means the usual, SMPP_OFF none. Times are
 *  in milliseconds. What pointers point to is copied, but for what bind's spans point to. */
struct smpp_esme_config {
	size_t size;              /**< sizeof(struct smpp_esme_config) */
	enum smpp_esme_mode mode; /**< usual SMPP_ESME_TRX */
	struct smpp_bind bind;    /**< interface_version 0: the profile's */
	const struct smpp_profile *profile; /**< of the peer; NULL: the usual */
	const struct smpp_session_config *session; /**< window, timers, tolerances; NULL: the usual
	                               with SMPP_FIELD. side, version, relay, on_event and user are
	                               not read; absent_version is 3.4 unless set;
	                               SMPP_TOLERATE_ALREADY_BOUND is never used */
	const struct smpp_assembler_config *assembler; /**< of what comes; NULL: the usual */

	uint32_t addresses;       /**< to fail over between; usual 1 */
	uint8_t outbind;          /**< 1: it does not connect, but waits for smpp_esme_accepted */
	uint8_t retry_permanent;  /**< 1: goes on trying after a permanent refusal too */
	uint8_t report_unsent;    /**< 1: without a bound link messages are not kept: those not yet
	                               sent are NOT_SENT, and submit returns SMPP_E_STATE */
	uint8_t own_answers;      /**< 1: the caller answers RECEIPT and MESSAGE, then or later. 0:
	                               status 0 when on_event returns, unless it has answered */
	uint32_t connect;         /**< until a connection must be there; usual 10,000 */
	uint32_t reconnect;       /**< wait before the next attempt, doubled each time; 5,000 */
	uint32_t reconnect_max;   /**< at most; usual 120,000 */
	uint32_t pause;           /**< at least that after the peer's unbind, ESME_RBINDFAIL, and a
	                               permanent refusal; usual 30,000 */
	uint32_t stable;          /**< bound for so long: the wait begins at reconnect again,
	                               with the same address; usual 60,000 */
	uint32_t drain;           /**< stop: messages not sent by then are NOT_SENT; usual 30,000 */

	uint32_t rate;            /**< PDUs of messages a second; usual 10, at most 1,000,000 */
	uint32_t burst;           /**< that many at once after a rest; usual a tenth of rate, at
	                               least 1; at most 1,000,000 */
	uint32_t messages;        /**< submitted, without result; usual 16, at most 1,000,000 */
	uint32_t segments;        /**< of a message, at most 255; usual 10 */
	uint32_t id_octets;       /**< longest message_id that is kept whole; usual 64, at most 255.
	                               One that is cut matches no receipt */
	uint32_t patience;        /**< not sent after so long: NOT_SENT; usual SMPP_OFF */
	uint32_t receipts;        /**< ids remembered to match receipts; the oldest are forgotten;
	                               usual 256, at most 1,000,000 */
	uint32_t receipt_expiry;  /**< or after so long; usual 259,200,000: three days */
	uint32_t held;            /**< receipts that may wait for the id that they match; usual 16,
	                               at most 1,000,000 */
	uint32_t held_octets;     /**< of their PDUs; usual 512 */
	uint32_t held_wait;       /**< at most; usual 30,000 */
	uint32_t text_octets;     /**< room for a text that came, in UTF-8, and for a
	                               message_payload that goes; usual 4,096 */

	uint32_t (*random)(void *user); /**< any number: waits are between half and all of what they
	                               would be. NULL: all, and many ESMEs come back at once.
	                               References of segments begin behind the first number */
	void (*on_event)(void *user, struct smpp_esme *e, const struct smpp_esme_event *event);
	void *user;               /**< handed to both */
};

/** @name Life
 * @{ */

/** Octets of memory that init needs for this configuration; 0 when it contradicts itself. */
SMPP_API size_t smpp_esme_size(const struct smpp_esme_config *config);

/**
 * Makes an ESME in the caller's memory, IDLE. Nothing has to be freed.
 * @param e      set to it, which is inside mem
 * @param mem    aligned as for uint64_t; belongs to it until it is not used any more
 * @param len    at least smpp_esme_size(config)
 * @return SMPP_OK; SMPP_E_CONFIG, a bind that cannot be encoded among the reasons
 */
SMPP_API int smpp_esme_init(struct smpp_esme **e, void *mem, size_t len,
			    const struct smpp_esme_config *config, uint64_t now);

/** Wants to be bound from now on. @return SMPP_OK; SMPP_E_STATE: not all links are IDLE. */
SMPP_API int smpp_esme_start(struct smpp_esme *e, uint64_t now);

/**
 * Takes no more messages, sends those that it has, waits for their answers, unbinds. A link that is
 * not bound gives up at once, and what was not sent is NOT_SENT. It is over when every link is IDLE
 * and the deadline UINT64_MAX; messages of which parts have come are handed over before.
 * @return SMPP_OK; SMPP_E_STATE: it is so already
 */
SMPP_API int smpp_esme_stop(struct smpp_esme *e, uint64_t now);

/** The same at once and without unbind: what was not answered is UNKNOWN. @return SMPP_OK. */
SMPP_API int smpp_esme_close(struct smpp_esme *e, uint64_t now);

/** @} */
/** @name Connections. Without such a link: SMPP_E_ABSENT
 * @{ */

/** The connection that CONNECT asked for is there. @return SMPP_OK; SMPP_E_STATE: not asked for. */
SMPP_API int smpp_esme_connected(struct smpp_esme *e, unsigned link, uint64_t now);

/** It cannot be made. @return as smpp_esme_connected. */
SMPP_API int smpp_esme_connect_failed(struct smpp_esme *e, unsigned link, uint64_t now);

/**
 * The message centre has connected: its outbind is awaited, then the link binds. When it hangs up
 * in between, CONNECT follows. @return SMPP_OK; SMPP_E_STATE: not WAITING with config.outbind
 */
SMPP_API int smpp_esme_accepted(struct smpp_esme *e, unsigned link, uint64_t now);

/** The connection has ended or failed. @return SMPP_OK; SMPP_E_STATE: it was over already. */
SMPP_API int smpp_esme_lost(struct smpp_esme *e, unsigned link, uint64_t now);

/**
 * Octets that came on a link.
 * @param used of them; feed the others again, with more behind them or once output was sent
 * @return SMPP_OK; SMPP_E_BUSY; SMPP_E_STATE: the link is not connected, used is all of them
 */
SMPP_API int smpp_esme_feed(struct smpp_esme *e, unsigned link, struct smpp_span octets,
			    uint64_t now, size_t *used);

/** The time has passed, or something was asked for. @return SMPP_OK; SMPP_E_BUSY. */
SMPP_API int smpp_esme_tick(struct smpp_esme *e, uint64_t now);

/** When tick must be called at the latest; UINT64_MAX: no need. */
SMPP_API uint64_t smpp_esme_deadline(const struct smpp_esme *e);

/** As smpp_session_output, of a link; NULL when there is nothing or no such link. */
SMPP_API const uint8_t *smpp_esme_output(const struct smpp_esme *e, unsigned link, size_t *len);

/** As smpp_session_sent. @return the same; SMPP_E_STATE: the link was never connected. */
SMPP_API int smpp_esme_sent(struct smpp_esme *e, unsigned link, size_t len, uint64_t now);

/** @} */
/** @name Messages
 * @{ */

/** What text of struct smpp_esme_message is. */
enum smpp_esme_kind {
	SMPP_ESME_TEXT = 0, /**< UTF-8: in the best alphabet, in as many segments as needed */
	SMPP_ESME_OCTETS,   /**< octets, as smpp_plan_octets takes them */
	SMPP_ESME_PDU       /**< nothing: pdu is sent as it is, any request but binds and unbind */
};

/** A message to send. Zeroed but for pdu and text it is the usual. */
struct smpp_esme_message {
	uint64_t token;         /**< comes back with the result and the receipts */
	enum smpp_esme_kind kind;
	struct smpp_pdu pdu;    /**< submit_sm, submit_multi or data_sm with addresses and flags;
	                             command_id 0: submit_sm. Of a TEXT or OCTETS its TLVs are in
	                             pdu.tlvs, not pdu.tlv, and its data_coding is sent in place of
	                             what the text's alphabet would have, unless it is 0 */
	struct smpp_span text;
	const struct smpp_plan_options *options; /**< NULL: the usual; reference is filled in */
};

/**
 * Takes a message, to be sent in its turn. The struct and its options are copied; but all that
 * they point to, addresses, text, TLVs and lists, must stay as it is until the result. After one
 * segment has failed the others of that message are not sent.
 * @return SMPP_OK, and exactly one RESULT follows. SMPP_E_WINDOW: config.messages are there: again
 *         when a RESULT comes, inside it or later. SMPP_E_STATE: stopping, only receiving, or
 *         report_unsent. SMPP_E_TOO_BIG: more segments or payload than the configuration has room
 *         for. Others as smpp_plan_text; SMPP_E_ABSENT too for a command that is not sendable so
 */
SMPP_API int smpp_esme_submit(struct smpp_esme *e, const struct smpp_esme_message *message,
			      uint64_t now);

/** Answers a RECEIPT or MESSAGE. @return SMPP_OK; SMPP_E_HANDLE: answered, or its link went. */
SMPP_API int smpp_esme_answer(struct smpp_esme *e, uint64_t handle, uint32_t command_status,
			      uint64_t now);

/** @} */
/** @name Questions
 * @{ */

/** The state of a link; IDLE for one that there is not. */
SMPP_API enum smpp_esme_state smpp_esme_state(const struct smpp_esme *e, unsigned link);

/** The enum's name without its prefix ("BOUND"), or "?". */
SMPP_API const char *smpp_esme_state_name(enum smpp_esme_state state);

/** The enum's name without its prefix ("NOT_SENT"), or "?". */
SMPP_API const char *smpp_esme_outcome_name(enum smpp_esme_outcome outcome);

/** Messages that have no result yet. */
SMPP_API uint32_t smpp_esme_messages(const struct smpp_esme *e);

/** PDUs in 1,000 seconds that may go out now; UINT64_MAX: no limit. */
SMPP_API uint64_t smpp_esme_rate(const struct smpp_esme *e);

/** Where the last text that submit refused has its fault: after SMPP_E_FAULT and SMPP_E_ABSENT. */
SMPP_API struct smpp_text_fault smpp_esme_text_fault(const struct smpp_esme *e);

/** The session of a link, for its questions; NULL before it was connected. */
SMPP_API const struct smpp_session *smpp_esme_session(const struct smpp_esme *e, unsigned link);

/** What config.user was. */
SMPP_API void *smpp_esme_user(const struct smpp_esme *e);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
