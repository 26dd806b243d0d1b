/* SPDX-License-Identifier: MIT */
/**
 * @file session.h
 * Owns: one connection's life: states, requests and their outcomes, timers.
 * Must not know: sockets, accounts, policy.
 *
 * Octets that arrived and the time go in; events, octets to send and the next deadline come out.
 * Pull events with lend, next and take, or let feed and tick push them into on_event. After every
 * call send what output gives, and call tick no later than deadline.
 *
 *     smpp_session_feed(s, octets, len, now, &used);      octets that came from the peer
 *     while ((out = smpp_session_output(s, &n)) != NULL)  octets that go to the peer
 *             smpp_session_sent(s, write(fd, out, n), now);
 *     sleep until smpp_session_deadline(s), then
 *     smpp_session_tick(s, now);
 *
 * Inside on_event request, reply, refuse, unbind, drain, close, output, sent, send_raw, congestion
 * and all getters are legal; lend, next, take, feed, tick and lost return SMPP_E_BUSY.
 */
#ifndef SMPP_SESSION_H
#define SMPP_SESSION_H

#include <smpp/event.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A session: opaque, in the caller's memory. */
struct smpp_session;

/** "None": for a timer, for partial, answer_reserve, finished and window_min. */
#define SMPP_OFF UINT32_MAX

/**
 * How a session is to be. Set size and side, and what shall not be the usual: 0 means that.
 * Times are in milliseconds.
 */
struct smpp_session_config {
	size_t size;             /**< sizeof(struct smpp_session_config) */
	enum smpp_side side;     /**< which end this is */
	uint8_t version;         /**< own enum smpp_interface_version; usual SMPP_V3_4 */
	uint8_t absent_version;  /**< ESME: the peer's when its bind response names none; usual 3.3,
	                              which the specifications say (3.4, 3.4) */
	uint8_t relay;           /**< 1: a proxy's session. All that comes is a NOTICE; nothing is
	                              answered, no state is kept; request sends any PDU as it is,
	                              with its own number and no outcome. partial must be SMPP_OFF
	                              or hold max_pdu */
	uint32_t tolerate;       /**< of the peer: SMPP_STRICT, SMPP_FIELD or a sum of
	                              SMPP_TOLERATE_ */
	uint32_t deviate;        /**< in what this side writes: SMPP_TOLERATE_LONG_STRING,
	                              _TIME_LENGTH, _TLV_LENGTH; others do nothing; usual none */
	uint32_t max_pdu;        /**< largest PDU read or written; usual 70,000 octets */
	uint32_t max_pdu_unbound; /**< largest PDU read before the session is bound, at most max_pdu;
	                              usual max_pdu. A stranger's need not be larger than a bind */
	uint32_t window;         /**< own requests unanswered at once; usual 10, at most 1,000,000;
	                              bind, unbind and enquire_link are not counted */
	uint32_t window_min;     /**< it shrinks down to this while the peer is congested; usual 1,
	                              SMPP_OFF: it stays as it is */
	uint32_t inbound;        /**< peer's requests unanswered at once; usual 10, at most 1,000,000 */
	uint32_t partial;        /**< octets kept of a PDU that is not all there; usual 4,096, at
	                              least 16. A larger one is refused unless it comes whole.
	                              SMPP_OFF: the caller keeps what take leaves over */
	uint32_t output;         /**< octets of output that can wait; usual 16,384, at least 16 */
	uint32_t answer_reserve; /**< octets of output kept for the answer of each request that
	                              waits for one; usual 96; less where output is small */
	uint32_t first_sequence; /**< number of the first request; usual 1 */
	uint32_t finished;       /**< numbers remembered after their outcome, to tell late and
	                              duplicate responses from unsolicited ones; usual 16, at
	                              most 1,024 */
	uint32_t session_init;   /**< SMSC: from init or outbind to a bind; usual 10,000. ESME: from
	                              init to a bind or outbind; usual SMPP_OFF */
	uint32_t enquire_link;   /**< bound and no PDU came for so long: enquire; usual 20,000 */
	uint32_t inactivity;     /**< bound and no PDU came for so long: close; usual SMPP_OFF for an
	                              ESME, 300,000 for an SMSC */
	uint32_t response;       /**< from a request to its response; usual 30,000 */
	uint32_t bind_response;  /**< the same of a bind or an unbind; usual response */
	uint32_t transaction_response; /**< the same of a message in transaction mode; usual response */
	uint32_t partial_pdu;    /**< from the first octet of a PDU to its last; usual 10,000 */
	uint32_t stall;          /**< output waits and none is taken; usual 30,000 */
	/** Push mode: called by feed and tick for every event but NONE and BLOCKED. */
	void (*on_event)(void *user, struct smpp_session *s, const struct smpp_event *event);
	void *user;              /**< handed to on_event */
};

/** What a session has counted since init. Responses by enum smpp_status_class. */
struct smpp_session_counters {
	uint64_t pdus_in;          /**< whole PDUs that came, acceptable or not */
	uint64_t pdus_out;         /**< PDUs put into output */
	uint64_t octets_in;        /**< octets used */
	uint64_t octets_out;       /**< octets sent */
	uint64_t responses_in[3];  /**< that answered a request of this side */
	uint64_t responses_out[3]; /**< generic_nack is among the failed ones */
	uint64_t timeouts;         /**< own requests that were not answered in time */
	uint64_t refused;          /**< REFUSED events */
	uint64_t stray;            /**< STRAY events */
	uint64_t tolerated;        /**< PDUs that needed a tolerance */
};

/**
 * smpp_session_size as a constant expression, for static memory; may be a little larger. The
 * arguments are those of the configuration, written out: no usual values here, and 0 where that has
 * SMPP_OFF. finished is the usual one.
 */
#define SMPP_SESSION_SIZE(window, inbound, partial, output) \
	((size_t)600 + ((size_t)(window) + 5) * 40 + (size_t)(inbound) * 16 + \
	 (((size_t)(partial) + 7) & ~(size_t)7) + (((size_t)(output) + 7) & ~(size_t)7))

/** @name Life
 * @{ */

/** Octets of memory that init needs for this configuration; 0 when it contradicts itself. */
SMPP_API size_t smpp_session_size(const struct smpp_session_config *config);

/**
 * Makes a session in the caller's memory, in state OPEN: the connection is there.
 *
 * @param s      set to the session, which is inside mem; nothing has to be freed
 * @param mem    aligned as for uint64_t; belongs to the session until it is not used any more
 * @param len    at least smpp_session_size(config)
 * @param config is copied
 * @return SMPP_OK or SMPP_E_CONFIG
 */
SMPP_API int smpp_session_init(struct smpp_session **s, void *mem, size_t len,
			       const struct smpp_session_config *config, uint64_t now);

/** Ends the session from this side at once, without unbind. @return SMPP_OK; E_STATE if over. */
SMPP_API int smpp_session_close(struct smpp_session *s, uint64_t now);

/**
 * The transport has ended or failed. Output is dropped, and input is not read any more: feed what
 * has come before. @return SMPP_OK; SMPP_E_BUSY; SMPP_E_STATE: it was over already, and output is
 * dropped all the same
 */
SMPP_API int smpp_session_lost(struct smpp_session *s, uint64_t now);

/** @} */
/** @name Input, pulled
 * @{ */

/**
 * Lends octets that came from the peer; next reads them. They must stay until take.
 * @return SMPP_OK; SMPP_E_BUSY while there is a loan or inside a callback
 */
SMPP_API int smpp_session_lend(struct smpp_session *s, const uint8_t *octets, size_t len);

/**
 * The next thing that happened, by the octets lent and the time. Call until the type is NONE or
 * BLOCKED. After the STATE event with CLOSED there is only NONE.
 * @return SMPP_OK; SMPP_E_BUSY inside a callback
 */
SMPP_API int smpp_session_next(struct smpp_session *s, uint64_t now, struct smpp_event *event);

/**
 * Ends the loan.
 * @param used octets that were used; keep the others and lend them again, with more behind them
 * @return SMPP_OK; SMPP_E_BUSY inside a callback
 */
SMPP_API int smpp_session_take(struct smpp_session *s, size_t *used);

/** @} */
/** @name Input, pushed
 * @{ */

/**
 * lend, next until nothing is left, take; each event goes to on_event. Octets that were not used
 * are fed again, with those that come or once some output was sent. @return SMPP_OK, E_BUSY.
 */
SMPP_API int smpp_session_feed(struct smpp_session *s, const uint8_t *octets, size_t len,
			       uint64_t now, size_t *used);

/** The time has passed: next until nothing is left. @return SMPP_OK; E_BUSY, during a loan too. */
SMPP_API int smpp_session_tick(struct smpp_session *s, uint64_t now);

/**
 * When tick (or next) must be called at the latest; UINT64_MAX: no need. What a full output holds
 * up is not in it: call feed or tick after sent.
 */
SMPP_API uint64_t smpp_session_deadline(const struct smpp_session *s);

/** @} */
/** @name Output
 * @{ */

/**
 * Octets for the peer, in order. Whole PDUs, as many as wait in one piece of memory.
 * @param len set to their number, 0 when none
 * @return where they are, or NULL; valid until the next call other than a getter
 */
SMPP_API const uint8_t *smpp_session_output(const struct smpp_session *s, size_t *len);

/** len octets of output have gone to the transport. @return SMPP_OK; SMPP_E_LENGTH: so many never
 *  waited. */
SMPP_API int smpp_session_sent(struct smpp_session *s, size_t len, uint64_t now);

/** @} */
/** @name Requests and answers
 * @{ */

/**
 * Sends a request: any command without the response bit, a bind too. It is checked against the
 * state, the version and the limits, encoded into output and waits for its response.
 *
 * @param pdu   is not kept. header.sequence_number is set to the number it got: above the last, and
 *              behind 0x7FFFFFFF anywhere from 1 to a little above the window
 * @param token comes back with the outcome
 * @return SMPP_OK, and exactly one OUTCOME event follows (none for alert_notification and outbind).
 *         SMPP_E_STATE, SMPP_E_VERSION (own version has it, the peer's has not), SMPP_E_WINDOW,
 *         SMPP_E_FAULT (smpp_session_fault says where, of both), SMPP_E_TOO_BIG, SMPP_E_SPACE (a
 *         ROOM event follows): nothing was sent
 */
SMPP_API int smpp_session_request(struct smpp_session *s, struct smpp_pdu *pdu, uint64_t token,
				  uint64_t now);

/**
 * Answers the request of that handle. Command and number are filled in; set status, body, TLVs.
 * A bind response with status 0 makes the session bound; sc_interface_version is added to it for
 * peers that know TLVs, unless it is there.
 *
 * @param pdu is not kept; header.command_id may be 0, the response, or SMPP_GENERIC_NACK
 * @return SMPP_OK; SMPP_E_HANDLE; SMPP_E_FAULT, SMPP_E_VERSION; SMPP_E_TOO_BIG: output has no place
 *         for it beside the other answers that are owed (one without a body always has);
 *         SMPP_E_SPACE (a ROOM event follows), which cannot happen while the answer fits
 *         answer_reserve
 */
SMPP_API int smpp_session_reply(struct smpp_session *s, uint64_t handle,
				const struct smpp_pdu *pdu, uint64_t now);

/** The same with a response that has a header only and that status. */
SMPP_API int smpp_session_refuse(struct smpp_session *s, uint64_t handle, uint32_t command_status,
				 uint64_t now);

/**
 * Sends an unbind. No further request is accepted; its outcome comes under that token. What the
 * peer has asked and is not answered before that never is. @return as smpp_session_request
 *
 * The peer's own unbind is answered by the session, behind the answers that are still owed to it.
 */
SMPP_API int smpp_session_unbind(struct smpp_session *s, uint64_t token, uint64_t now);

/**
 * The same once all requests that wait have come to their outcomes. No further request is accepted
 * from now on. @return SMPP_OK; SMPP_E_STATE: not bound, or unbinding already
 */
SMPP_API int smpp_session_drain(struct smpp_session *s, uint64_t token, uint64_t now);

/**
 * Relay mode: one PDU as it is.
 * @return SMPP_OK; SMPP_E_FAULT: not exactly one PDU; SMPP_E_TOO_BIG; SMPP_E_SPACE (a ROOM event
 *         follows); SMPP_E_STATE: not in relay mode, or closed
 */
SMPP_API int smpp_session_send_raw(struct smpp_session *s, const uint8_t *octets, size_t len,
				   uint64_t now);

/** No congestion_state is sent. */
#define SMPP_CONGESTION_NONE 255

/**
 * From now on responses to a 5.0 peer carry that congestion_state, 0 (idle) to 100 (5.0, 4.8.4.18),
 * unless they have one or stand without a body that they could have. Usual: SMPP_CONGESTION_NONE.
 */
SMPP_API void smpp_session_congestion(struct smpp_session *s, uint8_t congestion_state);

/** @} */
/** @name Questions
 * @{ */

/** Would a request of that command be accepted now, as far as its content allows?
 *  @return as smpp_session_request. */
SMPP_API int smpp_session_can(const struct smpp_session *s, uint32_t command_id);

/** The state. */
SMPP_API enum smpp_state smpp_session_state(const struct smpp_session *s);

/** The negotiated version once bound, own before (5.0, 2.8): what both sides know. */
SMPP_API uint8_t smpp_session_version(const struct smpp_session *s);

/**
 * How many own requests may be unanswered now: from window_min to window of the configuration.
 * Halved when a response is ESME_RTHROTTLED or ESME_RMSGQFUL or its congestion_state is above 90,
 * once for all that were out then; at 100 it falls to window_min. One more after as many good
 * responses as it allows, if their congestion_state, where there is one, is below 80 (5.0, 2.9).
 */
SMPP_API uint32_t smpp_session_window(const struct smpp_session *s);

/** Own requests without outcome yet, a drain's unbind too, but not the session's keep-alive. */
SMPP_API uint32_t smpp_session_outstanding(const struct smpp_session *s);

/** What was wrong with the last request, reply or send_raw: of SMPP_E_FAULT and SMPP_E_VERSION. */
SMPP_API const struct smpp_fault *smpp_session_fault(const struct smpp_session *s);

/** The counters, now. */
SMPP_API struct smpp_session_counters smpp_session_counters(const struct smpp_session *s);

/** What config.user was. */
SMPP_API void *smpp_session_user(const struct smpp_session *s);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
