/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the three parts of a session share: session.c (its life, timers, the pull loop),
 * inbound.c (what the peer says) and outbound.c (what this side says).
 * Must not know: sockets, accounts, policy.
 */
#ifndef SMPP_SESSION_PRIVATE_H
#define SMPP_SESSION_PRIVATE_H

#include <smpp/session.h>

#include "limit.h"
#include "outq.h"
#include "stitch.h"
#include "table.h"
#include "window.h"

#define SMPP__HEADER_OCTETS 16
#define SMPP__SPARE_SLOTS 5 /* bind or unbind, two enquire_link of the caller, the session's, and \
			       one for a request that has no response */
#define SMPP__NEVER UINT64_MAX

/*
 * What a step of the loop came to. Before a step that would have to put something into output
 * for which there is no room, nothing has changed: it is taken again later.
 */
enum smpp__step {
	STEP_EVENT,  /* the event is filled in */
	STEP_AGAIN,  /* something was done: look again */
	STEP_IDLE,   /* nothing to do */
	STEP_BLOCKED /* output needs room */
};

/* Queues of the window: requests of one have the same time to be answered. */
enum smpp__class { CLASS_USUAL, CLASS_BIND, CLASS_TRANSACTION, CLASS_KEEP_ALIVE };

/* Flags of a window slot: counts for the limit; the session's own; has not been sent yet. */
enum { SLOT_COUNTED = 1, SLOT_OWN = 2, SLOT_WAITS = 4 };

/* How the session is being ended in good manners. */
enum smpp__leave {
	LEAVE_NO,
	LEAVE_DRAIN, /* unbind goes out when all requests are settled */
	LEAVE_SENT,  /* unbind is out */
	LEAVE_DONE   /* and has been answered */
};

/* A request of the peer that waits for its answer. */
struct smpp__inbound {
	uint32_t command_id; /* 0: free */
	uint32_t sequence_number;
	uint32_t generation; /* grows with every use, so an old handle is known as old */
	uint32_t next;       /* free one after this */
};

/* The configuration with the usual values filled in, so far as it is needed after init. */
struct smpp__settings {
	uint32_t tolerate;
	uint32_t deviate;
	uint32_t max_pdu;
	uint32_t max_pdu_unbound;
	uint32_t inbound;
	uint32_t session_init;
	uint32_t enquire_link;
	uint32_t inactivity;
	uint32_t response;
	uint32_t bind_response;
	uint32_t transaction_response;
	uint32_t partial_pdu;
	uint32_t stall;
	uint8_t side;
	uint8_t version;
	uint8_t absent_version;
	uint8_t relay;
	void (*on_event)(void *user, struct smpp_session *s, const struct smpp_event *event);
	void *user;
};

struct smpp_session {
	struct smpp__settings set;
	uint8_t state;        /* enum smpp_state */
	uint8_t announced;    /* enum smpp_state: what the caller has been told */
	uint8_t reason;       /* enum smpp_reason */
	uint8_t version;      /* of both */
	uint8_t bind_version; /* interface_version of the bind that is being decided */
	uint8_t congestion;   /* congestion_state of responses, or SMPP_CONGESTION_NONE */
	uint8_t leave;        /* enum smpp__leave: this side's unbind */
	uint8_t left;         /* the peer's unbind waits for answers that are owed to it */
	uint8_t lost;         /* the transport is gone */
	uint8_t keep_alive;   /* an own enquire_link is unanswered */
	uint8_t loan;
	uint8_t stitched;     /* the last event's PDU is in the stitch's memory */
	uint8_t busy;         /* inside on_event */
	uint8_t want_room;    /* a call returned SPACE */
	uint8_t gained;       /* and since then room was gained */
	uint8_t over;         /* the last event has been handed out */
	uint8_t blocked;      /* a PDU of the peer, kept here, waits for room in output */
	uint8_t freed;        /* and since then there may be some */
	uint8_t line_ends;    /* some were passed over before the PDU that comes */
	uint32_t bind_id;     /* command of the bind that is not decided, 0: none */
	uint32_t unbind_number; /* of the peer's unbind */

	uint64_t now;           /* the latest time heard of */
	uint64_t since;         /* init or outbind, and how long ago that is while a bind of the
				   peer is decided; then the peer's unbind */
	uint64_t heard;         /* last PDU from the peer */
	uint64_t partial_since; /* first octet of the PDU that is not all there; NEVER: none */
	uint64_t progress;      /* output was empty or was taken */

	struct smpp_span in; /* what is left of the loan */
	size_t lent;
	struct smpp__stitch stitch;
	struct smpp__outq outq;
	struct smpp__window window;
	struct smpp__limit limit;
	uint32_t in_window; /* slots that count for the limit */
	uint32_t inbound_free; /* the first of those that were used before, or NIL */
	uint32_t inbound_used; /* behind these none was ever used: they are not set */
	uint32_t inbound_open;
	struct smpp__inbound *inbound;

	struct smpp_session_counters counters;
	struct smpp_fault fault; /* of the last call that refused the caller's PDU; in the end, why */
};

/* session.c */

/* Time that runs backwards stands still. */
void smpp__session_hear(struct smpp_session *s, uint64_t now);

/* since + span, NEVER where that is never. */
uint64_t smpp__session_after(uint64_t since, uint32_t span);

/* The one place where the state changes. */
void smpp__session_enter(struct smpp_session *s, enum smpp_state state, enum smpp_reason reason);

/* Bound by that command, to a peer of that interface_version. */
void smpp__session_bound(struct smpp_session *s, uint32_t bind_id, uint8_t peer_version);

/* An interface_version octet of the wire as one of the three; *flag: the tolerance it needs. */
uint8_t smpp__session_version_of(const struct smpp_session *s, uint8_t interface_version,
				 uint32_t *flag);

int smpp__session_is_bound(const struct smpp_session *s);
int smpp__session_is_bind(uint32_t command_id);
int smpp__session_has_response(uint32_t command_id);

/* The slot is settled; its holder hears how, unless it was the session itself. */
enum smpp__step smpp__session_settle(struct smpp_session *s, struct smpp__slot *slot,
				     enum smpp_outcome outcome, struct smpp_event *event);

/* outbound.c */

/* Is there room now for a PDU that is a header only, with keep answers kept free? */
int smpp__session_header_fits(const struct smpp_session *s, uint32_t command_id, size_t keep);

/* Has everything been settled that was asked before the drain? Its own slot is there already. */
int smpp__session_is_drained(const struct smpp_session *s);

/* A PDU that is a header only. @return 1, or 0 when there is no room. */
int smpp__session_put_header(struct smpp_session *s, uint32_t command_id, uint32_t command_status,
			     uint32_t sequence_number, size_t keep);

/* The keep-alive goes out; there is room for it. */
void smpp__session_enquire(struct smpp_session *s);

/* The unbind that waited for its time goes out. @return 1 when it did */
int smpp__session_send_unbind(struct smpp_session *s);

/* inbound.c */

/* The next thing that the octets of the loan bring. */
enum smpp__step smpp__session_input(struct smpp_session *s, struct smpp_event *event);

/* The answer that the peer's unbind waits for goes out, if nothing is owed any more. */
int smpp__session_answer_unbind(struct smpp_session *s);

#endif
