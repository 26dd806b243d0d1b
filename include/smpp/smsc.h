/* SPDX-License-Identifier: MIT */
/**
 * @file smsc.h
 * Owns: the sessions of a message centre: binds, limits of accounts, answers, choice of receivers.
 * Must not know: sockets, clocks, storage, passwords.
 *
 * The caller accepts and closes connections, moves octets and tells the time:
 *
 *     smpp_smsc_init(&c, memory, sizeof(memory), &config);
 *     smpp_smsc_open(c, &peer, session_memory, size, now);    a connection has come
 *     smpp_smsc_feed(c, &peer, octets, now, &used);           octets have come on it
 *     smpp_smsc_tick(c, now);                                 once a turn, and at the deadline
 *     while ((p = smpp_smsc_next(c)) != NULL)                 each that has something to say:
 *             write what smpp_smsc_output(p) gives, and say so to smpp_smsc_sent;
 *             when it is over and has none: close the connection, smpp_smsc_release(c, p)
 *     wait for octets, or until smpp_smsc_deadline(c)
 *
 * A turn costs what there is to do, however many sessions are idle.
 *
 * Events come out of feed and tick only. Inside on_event every other call is legal but release;
 * feed, tick and release return SMPP_E_BUSY there. After the others call tick, then next.
 *
 * Peers and accounts are structures of the caller, mostly inside larger ones of his own. They
 * begin zeroed, and what their comments do not give to the caller is the helper's.
 */
#ifndef SMPP_SMSC_H
#define SMPP_SMSC_H

#include <smpp/receipt.h>
#include <smpp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque, in the caller's memory. */
struct smpp_smsc;

struct smpp_smsc_account;

/** One connection, from smpp_smsc_open to smpp_smsc_release. */
struct smpp_smsc_peer {
	void *user;                        /**< the caller's */
	struct smpp_session *session;      /**< for questions: the helper makes the calls */
	struct smpp_smsc_account *account; /**< once admitted; NULL before, and from GONE on */
	/** @cond the helper's own */
	uint64_t serial;                                 /* never the same twice; its slot is in it */
	uint64_t due;
	uint64_t written;                                /* PDUs that next knows of */
	struct smpp_smsc_peer *before, *after;           /* of all peers */
	struct smpp_smsc_peer *mate_before, *mate_after; /* of the account's */
	struct smpp_smsc_peer *said_before, *said_after; /* of those that have something to say */
	uint32_t place;   /* among the deadlines */
	uint32_t waiting; /* messages of it that are not answered */
	uint8_t type;     /* enum smpp_state that its bind leads to */
	uint8_t member;   /* counted by its account */
	uint8_t said;
	uint8_t gone;
	uint8_t crowded;  /* its window was full for a request */
	uint8_t held;     /* octets of it wait for room in output */
	uint8_t leaving;  /* the unbind is the helper's */
	/** @endcond */
};

/** What an account may do. 0 means no limit; changes hold from the next request or bind on. */
struct smpp_smsc_limits {
	uint32_t sessions;      /**< bound at once; more: ESME_RALYBND */
	uint32_t transmitters;  /**< of them; SMPP_OFF: none, ESME_RBINDFAIL */
	uint32_t receivers;     /**< the same */
	uint32_t transceivers;  /**< the same */
	uint32_t window;        /**< messages unanswered in all its sessions; more: ESME_RTHROTTLED */
	uint32_t rate;          /**< messages a second in all its sessions; more: ESME_RTHROTTLED.
	                             Messages are submit_sm, submit_multi, data_sm, broadcast_sm. A
	                             submit_multi is one for the window, and for the rate one for each
	                             destination: it is let in as soon as one is, and the next message
	                             when the rate has made up for all of it */
	uint32_t burst;         /**< that many at once after a rest; usual a tenth of rate, at least 1 */
};

/** One customer of the message centre. Must stay until each session bound to it has told GONE. */
struct smpp_smsc_account {
	void *user;                     /**< the caller's */
	struct smpp_smsc_limits limits; /**< the caller's, to be changed at any time */
	uint64_t throttled;             /**< requests refused for window or rate; to be read */
	uint32_t transmitters;          /**< bound now, by what has been asked for: one that close
	                                     was called for is not; to be read, as the next two */
	uint32_t receivers;
	uint32_t transceivers;
	/** @cond the helper's own */
	struct smpp_smsc_peer *first, *last;
	struct smpp_smsc_peer *turn; /* had the last delivery without key */
	uint64_t tokens;             /* thousandths of a message that the rate allows */
	uint64_t filled;             /* when that was so */
	uint32_t waiting;            /* messages unanswered in all its sessions */
	uint8_t rated;               /* tokens and filled are set */
	uint8_t crowded;             /* none had room for a delivery without key */
	/** @endcond */
};

/** Names a request that waits for its answer. Safe to use after its session has gone. */
struct smpp_smsc_handle {
	uint64_t peer;
	uint64_t request;
};

/** What an event tells. New types may come: ignore those you do not know. */
enum smpp_smsc_event_type {
	SMPP_SMSC_EVENT_BIND = 1, /**< session->pdu is a bind: answer it with smpp_smsc_admit or
	                               smpp_smsc_refuse, now or later */
	SMPP_SMSC_EVENT_BOUND,    /**< the peer that was admitted is bound to its account */
	SMPP_SMSC_EVENT_REQUEST,  /**< session->pdu wants an answer: smpp_smsc_reply or
	                               smpp_smsc_refuse, now or later */
	SMPP_SMSC_EVENT_OUTCOME,  /**< what became of token's request: exactly one for each that
	                               deliver, receipt or request took, none for alert_notification */
	SMPP_SMSC_EVENT_ROOM,     /**< the peer takes requests again, after it had no room for one */
	SMPP_SMSC_EVENT_GONE,     /**< the session is over: session->reason. Requests of it that wait
	                               need no answer any more */
	SMPP_SMSC_EVENT_OTHER     /**< session tells something else: a stray or refused PDU */
};

/** One thing that happened. Members that the type does not name are zero. */
struct smpp_smsc_event {
	enum smpp_smsc_event_type type;
	struct smpp_smsc_peer *peer;
	struct smpp_smsc_account *account; /**< that it is bound to, or was before GONE; or NULL */
	struct smpp_smsc_handle handle;    /**< BIND, REQUEST */
	uint64_t token;                    /**< OUTCOME */
	const struct smpp_event *session;  /**< what the session told; of ROOM NULL at times. Lives
	                                        until on_event returns */
};

/** How a message centre is to be. Set size; 0 elsewhere means the usual. */
struct smpp_smsc_config {
	size_t size;      /**< sizeof(struct smpp_smsc_config) */
	uint32_t peers;   /**< connections at once; usual 1,000, at most 1,000,000 */
	const struct smpp_session_config *session; /**< of every session; NULL: the usual with
	                       SMPP_FIELD. side, relay, on_event and user are not read;
	                       answer_reserve is at least 37, and output has room for that of
	                       inbound + 1 answers. Copied */
	struct smpp_span system_id; /**< in bind responses; usual empty; at most 15 octets. Must stay */
	void (*on_event)(void *user, struct smpp_smsc *c, const struct smpp_smsc_event *event);
	void *user;       /**< handed to on_event */
};

/** @name Life
 * @{ */

/** Octets of memory that init needs for this configuration; 0 when it contradicts itself. */
SMPP_API size_t smpp_smsc_size(const struct smpp_smsc_config *config);

/**
 * Makes a message centre without peers in the caller's memory. Nothing has to be freed.
 * @param c   set to it, which is inside mem
 * @param mem aligned as for uint64_t; belongs to it until it is not used any more
 * @param len at least smpp_smsc_size(config)
 * @return SMPP_OK or SMPP_E_CONFIG
 */
SMPP_API int smpp_smsc_init(struct smpp_smsc **c, void *mem, size_t len,
			    const struct smpp_smsc_config *config);

/**
 * No bind is admitted from now on (ESME_RSYSERR), and every bound session drains and unbinds; the
 * others are closed. @return SMPP_OK; SMPP_E_STATE: it is so already
 */
SMPP_API int smpp_smsc_stop(struct smpp_smsc *c, uint64_t now);

/** @} */
/** @name Connections
 * @{ */

/** Octets of memory that a session needs. */
SMPP_API size_t smpp_smsc_session_size(const struct smpp_smsc *c);

/**
 * A connection is there.
 * @param peer zeroed but for user; must stay where it is until smpp_smsc_release
 * @param mem  aligned as for uint64_t, at least smpp_smsc_session_size octets; the same
 * @return SMPP_OK; SMPP_E_WINDOW: config.peers are there; SMPP_E_CONFIG: len is too little
 */
SMPP_API int smpp_smsc_open(struct smpp_smsc *c, struct smpp_smsc_peer *peer, void *mem, size_t len,
			    uint64_t now);

/** An outbind to an ESME that was connected to: it is to bind as a receiver (3.4, 2.2.1).
 *  @return as smpp_session_request. */
SMPP_API int smpp_smsc_outbind(struct smpp_smsc *c, struct smpp_smsc_peer *peer,
			       struct smpp_span system_id, struct smpp_span password, uint64_t now);

/** Octets that came. Those not used are fed again with more behind them, or when next has given
 *  the peer. @return SMPP_OK; SMPP_E_BUSY; SMPP_E_STATE: it is over, used is all of them. */
SMPP_API int smpp_smsc_feed(struct smpp_smsc *c, struct smpp_smsc_peer *peer,
			    struct smpp_span octets, uint64_t now, size_t *used);

/** The connection has ended or failed. @return SMPP_OK; SMPP_E_STATE: it was over already. */
SMPP_API int smpp_smsc_lost(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now);

/** Drains, unbinds; a peer that is not bound is closed. @return SMPP_OK; SMPP_E_STATE: over. */
SMPP_API int smpp_smsc_unbind(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now);

/** Ends at once, without unbind. @return SMPP_OK; SMPP_E_STATE: it was over already. */
SMPP_API int smpp_smsc_close(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now);

/** The session has told its GONE: peer and its memory are the caller's again. peer is zeroed but
 *  for user.
 *  @return SMPP_OK; SMPP_E_BUSY inside on_event; SMPP_E_STATE: not over yet. */
SMPP_API int smpp_smsc_release(struct smpp_smsc *c, struct smpp_smsc_peer *peer);

/** The time has passed, or something was asked for: what is due happens. @return SMPP_OK, BUSY. */
SMPP_API int smpp_smsc_tick(struct smpp_smsc *c, uint64_t now);

/** When tick must be called at the latest; UINT64_MAX: no need. */
SMPP_API uint64_t smpp_smsc_deadline(const struct smpp_smsc *c);

/**
 * The next peer that has output, is over, or can use octets again, each once since it was given;
 * NULL: no other. One whose connection takes nothing now is asked again by the caller when it does.
 */
SMPP_API struct smpp_smsc_peer *smpp_smsc_next(struct smpp_smsc *c);

/** As smpp_session_output. */
SMPP_API const uint8_t *smpp_smsc_output(const struct smpp_smsc_peer *peer, size_t *len);

/** As smpp_session_sent. */
SMPP_API int smpp_smsc_sent(struct smpp_smsc *c, struct smpp_smsc_peer *peer, size_t len,
			    uint64_t now);

/** Has GONE been told, so that it is to be closed and released once output is empty? What of that
 *  is not taken for the time of the session's stall is dropped, and next gives the peer. */
SMPP_API int smpp_smsc_is_over(const struct smpp_smsc_peer *peer);

/** @} */
/** @name Answers
 * @{ */

/**
 * Admits the ESME that asked for this bind to an account, within its limits.
 * @return SMPP_OK: BOUND follows, or GONE. SMPP_E_HANDLE: it does not wait any more, or is no bind.
 *         SMPP_E_WINDOW: a limit of the account; SMPP_E_STATE: stopped. Of the last two the bind
 *         has been refused
 */
SMPP_API int smpp_smsc_admit(struct smpp_smsc *c, struct smpp_smsc_handle handle,
			     struct smpp_smsc_account *account, uint64_t now);

/** Answers a request, or refuses a bind with a body. @return as smpp_session_reply; SMPP_E_HANDLE
 *  after its session has gone too; SMPP_E_STATE: a bind is granted by smpp_smsc_admit only. */
SMPP_API int smpp_smsc_reply(struct smpp_smsc *c, struct smpp_smsc_handle handle,
			     const struct smpp_pdu *pdu, uint64_t now);

/** Answers a request or a bind with a status and no body. @return as smpp_smsc_reply. */
SMPP_API int smpp_smsc_refuse(struct smpp_smsc *c, struct smpp_smsc_handle handle,
			      uint32_t command_status, uint64_t now);

/** Answers to 5.0 peers carry this congestion_state from now on: 0 to 100, or
 *  SMPP_CONGESTION_NONE, which is usual. See smpp_session_congestion. */
SMPP_API void smpp_smsc_load(struct smpp_smsc *c, uint8_t congestion_state);

/** @} */
/** @name Deliveries
 * @{ */

/**
 * Sends a deliver_sm, data_sm or alert_notification to one of the account's receivers.
 * @param key   messages of one key go to the same receiver in the order of the calls, as long as
 *              the same receivers are bound: the destination, mostly. Empty: to each in turn that
 *              has room, and is not of too old a version
 * @param token comes back with the outcome
 * @param peer  set to the chosen one, also when it has no room; to NULL when there is none. May be
 *              NULL
 * @return SMPP_OK; SMPP_E_ABSENT: no receiver is bound, a BOUND of the account may change that.
 *         SMPP_E_WINDOW, SMPP_E_SPACE: not now, a ROOM of that peer follows, or its GONE. Others as
 *         smpp_session_request
 */
SMPP_API int smpp_smsc_deliver(struct smpp_smsc *c, struct smpp_smsc_account *account,
			       struct smpp_pdu *pdu, struct smpp_span key, uint64_t token,
			       uint64_t now, struct smpp_smsc_peer **peer);

/**
 * The same with the receipt of that draft, in the form that the chosen receiver's version knows.
 * @return as smpp_smsc_deliver and smpp_receipt_fill
 */
SMPP_API int smpp_smsc_receipt(struct smpp_smsc *c, struct smpp_smsc_account *account,
			       const struct smpp_receipt_draft *draft, struct smpp_span key,
			       uint64_t token, uint64_t now, struct smpp_smsc_peer **peer);

/** Any request to that peer, no other. @return as smpp_session_request; after SMPP_E_WINDOW and
 *  SMPP_E_SPACE a ROOM of the peer follows, or its GONE. */
SMPP_API int smpp_smsc_request(struct smpp_smsc *c, struct smpp_smsc_peer *peer,
			       struct smpp_pdu *pdu, uint64_t token, uint64_t now);

/** @} */
/** @name Questions
 * @{ */

/** The peer after that one, the first after NULL; NULL at the end. */
SMPP_API struct smpp_smsc_peer *smpp_smsc_peer_after(const struct smpp_smsc *c,
						     const struct smpp_smsc_peer *peer);

/** The same of those that are bound to an account. */
SMPP_API struct smpp_smsc_peer *smpp_smsc_mate_after(const struct smpp_smsc_account *account,
						     const struct smpp_smsc_peer *peer);

/** The peer whose request the handle names, answered or not; NULL: it has gone. */
SMPP_API struct smpp_smsc_peer *smpp_smsc_peer_of(const struct smpp_smsc *c,
						  struct smpp_smsc_handle handle);

/** Peers that are open. */
SMPP_API uint32_t smpp_smsc_peers(const struct smpp_smsc *c);

/** The receiver that deliver would choose for that key now, if its version is no matter; NULL: none
 *  is bound. */
SMPP_API struct smpp_smsc_peer *smpp_smsc_receiver(const struct smpp_smsc_account *account,
						   struct smpp_span key);

/** Does one of the account's sessions receive? */
SMPP_API int smpp_smsc_receives(const struct smpp_smsc_account *account);

/** The enum's name without its prefix ("REQUEST"), or "?". */
SMPP_API const char *smpp_smsc_event_name(enum smpp_smsc_event_type type);

/** What config.user was. */
SMPP_API void *smpp_smsc_user(const struct smpp_smsc *c);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
