/* SPDX-License-Identifier: MIT */
/**
 * @file event.h
 * Owns: what a session tells its caller: states, outcomes, events, and their names.
 * Must not know: how a session works.
 */
#ifndef SMPP_EVENT_H
#define SMPP_EVENT_H

#include <smpp/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which end of the connection the session is. */
enum smpp_side { SMPP_ESME = 0, SMPP_SMSC = 1 };

/** Where the session stands (3.4, 2.2; 5.0, 2.3). */
enum smpp_state {
	SMPP_STATE_OPEN = 0,  /**< connected, nothing bound */
	SMPP_STATE_OUTBOUND,  /**< outbind was sent or received; a bind is awaited */
	SMPP_STATE_BOUND_TX,  /**< bound as transmitter */
	SMPP_STATE_BOUND_RX,  /**< bound as receiver */
	SMPP_STATE_BOUND_TRX, /**< bound as transceiver */
	SMPP_STATE_UNBOUND,   /**< unbind was answered; CLOSED follows by itself */
	SMPP_STATE_CLOSED     /**< over: send the rest of output, then close the connection */
};

/** Why a session ended. */
enum smpp_reason {
	SMPP_REASON_NONE = 0,     /**< it has not */
	SMPP_REASON_UNBOUND,      /**< a clean end: unbind was answered, or lost after an unbind */
	SMPP_REASON_CLOSED,       /**< smpp_session_close */
	SMPP_REASON_LOST,         /**< smpp_session_lost, with no unbind under way */
	SMPP_REASON_FRAME,        /**< the peer's octets are not SMPP, or an outbind does not
	                               decode: see the event's fault */
	SMPP_REASON_SESSION_INIT, /**< no bind in time */
	SMPP_REASON_RESPONSE,     /**< a bind, an unbind or the keep-alive was not answered */
	SMPP_REASON_INACTIVITY,   /**< no PDU came for too long */
	SMPP_REASON_PARTIAL_PDU,  /**< the rest of a PDU did not come in time */
	SMPP_REASON_STALL         /**< the peer does not take output */
};

/** What became of a request: exactly one for each that smpp_session_request accepted. */
enum smpp_outcome {
	SMPP_OUTCOME_RESPONSE = 1, /**< its response, with any status */
	SMPP_OUTCOME_NACKED,       /**< a generic_nack with its number */
	SMPP_OUTCOME_BAD_RESPONSE, /**< its response has status 0 and a body that is unusable, or
	                                lacks a TLV that 5.0 requires: the peer has accepted it */
	SMPP_OUTCOME_TIMEOUT,      /**< none in time: whether it was carried out is not known */
	SMPP_OUTCOME_LOST,         /**< the connection was lost before: not known either */
	SMPP_OUTCOME_CLOSED        /**< the session ended before: not known either */
};

/** What an event tells. New types may come: ignore those you do not know. */
enum smpp_event_type {
	SMPP_EVENT_NONE = 0, /**< nothing more until octets come or the deadline passes */
	SMPP_EVENT_BLOCKED,  /**< nothing more until output has room: send some, call again */
	SMPP_EVENT_REQUEST,  /**< pdu wants an answer under handle; a bind too */
	SMPP_EVENT_NOTICE,   /**< pdu wants no answer of yours: alert_notification, outbind, an
	                          unbind that waits for the handles you still hold; in relay
	                          mode whatever came, with its fault if it does not decode */
	SMPP_EVENT_OUTCOME,  /**< token's request came to outcome; pdu is the response, if any */
	SMPP_EVENT_STRAY,    /**< pdu is a response that fits no request; see stray */
	SMPP_EVENT_REFUSED,  /**< pdu was not acceptable and has been dealt with; see fault */
	SMPP_EVENT_STATE,    /**< the state is now state; reason where it is CLOSED, the last event */
	SMPP_EVENT_ROOM      /**< a request or an answer that had no space may be tried again */
};

/** Why a response fits no request. None of them is ever answered. */
enum smpp_stray {
	SMPP_STRAY_UNSOLICITED = 1, /**< no such number was sent lately */
	SMPP_STRAY_LATE,            /**< its request has timed out before */
	SMPP_STRAY_DUPLICATE,       /**< its request was settled before */
	SMPP_STRAY_WRONG_TYPE,      /**< of another command: the request stays unanswered */
	SMPP_STRAY_NACK_ZERO,       /**< generic_nack with number 0: whose, it does not say */
	SMPP_STRAY_UNKNOWN          /**< a response of a command that does not exist */
};

/** One thing that happened. Members that the type does not name are zero. */
struct smpp_event {
	enum smpp_event_type type;
	enum smpp_outcome outcome; /**< OUTCOME */
	enum smpp_stray stray;     /**< STRAY */
	enum smpp_state state;     /**< STATE: the new one */
	enum smpp_reason reason;   /**< STATE: why, when it is CLOSED */
	uint64_t handle;           /**< REQUEST: for reply or refuse, now or later; never 0 */
	uint64_t token;            /**< OUTCOME: what the caller gave with the request */
	uint32_t command_id;       /**< OUTCOME: of the request. REFUSED: of the PDU */
	uint32_t sequence_number;  /**< OUTCOME: of the request. REFUSED: of the PDU */
	uint32_t command_status;   /**< OUTCOME: of the response, if one came. REFUSED: answered,
	                                where the command has a response */
	uint8_t has_pdu;           /**< pdu holds one; else its members are not set */
	struct smpp_fault fault;   /**< what was wrong with the PDU, or why the session ended; code
	                                NONE: nothing */
	struct smpp_pdu pdu;       /**< its spans live until on_event returns; when pulled, until
	                                the next call of next or take */
};

/** The enum's name without its prefix ("BOUND_TRX", "TIMEOUT"), or "?". */
SMPP_API const char *smpp_event_name(enum smpp_event_type type);
SMPP_API const char *smpp_state_name(enum smpp_state state);
SMPP_API const char *smpp_outcome_name(enum smpp_outcome outcome);
SMPP_API const char *smpp_reason_name(enum smpp_reason reason);
SMPP_API const char *smpp_stray_name(enum smpp_stray stray);

#ifdef __cplusplus
}
#endif

#endif
