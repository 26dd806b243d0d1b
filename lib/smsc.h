/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the SMSC helper share: the centre, and what a handle says.
 * Must not know: the inside of a session.
 */
#ifndef SMPP_LIB_SMSC_H
#define SMPP_LIB_SMSC_H

#include <smpp/smsc.h>

#define SMPP__SMSC_PEERS_MAX UINT32_C(1000000)
#define SMPP__SMSC_NEVER UINT64_MAX

/* handle.peer, from the lowest bit: slot, kind of request, how many peers came before. A peer's
   serial is the same without the kind. */
#define SMPP__SMSC_SLOT_BITS 20
#define SMPP__SMSC_KIND_BITS 2
#define SMPP__SMSC_SLOT_MASK ((UINT64_C(1) << SMPP__SMSC_SLOT_BITS) - 1)
#define SMPP__SMSC_KIND_MASK (UINT64_C(3) << SMPP__SMSC_SLOT_BITS)

enum smpp__smsc_kind {
	SMPP__SMSC_OTHER,
	SMPP__SMSC_BIND,
	SMPP__SMSC_MESSAGE /* counts for window and rate of its account */
};

struct smpp_smsc {
	struct smpp_smsc_config config;     /* usual values filled in */
	struct smpp_session_config session; /* of every session */
	size_t session_size;
	uint64_t now;
	uint64_t serial; /* of the peer that came last */
	uint32_t count;  /* peers that are open; as many have a deadline */
	uint8_t busy;
	uint8_t stopping;
	uint8_t load;
	struct smpp_smsc_peer *first, *last; /* as they came */
	struct smpp_smsc_peer *said_first, *said_last;
	struct smpp_smsc_peer **slots; /* config.peers: a peer or NULL */
	struct smpp_smsc_peer **heap;  /* the first count by due, the earliest on top */
	uint32_t *free;                /* slots without peer, the last is used next */

	struct smpp_event event;    /* of a session, while it is dealt with */
	struct smpp_smsc_event out; /* of this, while it is told */

	/* for the time of one call, to keep the stack small */
	struct smpp_pdu pdu;
	struct smpp_receipt_room room;
};

static inline void smpp__smsc_hear(struct smpp_smsc *c, uint64_t now)
{
	if (now > c->now)
		c->now = now;
}

static inline int smpp__smsc_is_bound(const struct smpp_smsc_peer *p)
{
	enum smpp_state state = smpp_session_state(p->session);

	return state == SMPP_STATE_BOUND_TX || state == SMPP_STATE_BOUND_RX ||
	       state == SMPP_STATE_BOUND_TRX;
}

/* ---- smsc.c ---- */

/* A call has reached the peer's session: its deadline, its output and its state may be others. */
void smpp__smsc_touched(struct smpp_smsc *c, struct smpp_smsc_peer *p);

/* A request to that peer at the time c->now; notes that a window was full. */
int smpp__smsc_request(struct smpp_smsc *c, struct smpp_smsc_peer *p, struct smpp_pdu *pdu,
		       uint64_t token);

/* ---- smsc_due.c ---- */

void smpp__smsc_due_add(struct smpp_smsc *c, struct smpp_smsc_peer *p); /* due at once; counts */
void smpp__smsc_due_set(struct smpp_smsc *c, struct smpp_smsc_peer *p, uint64_t due);
void smpp__smsc_due_drop(struct smpp_smsc *c, struct smpp_smsc_peer *p);
void smpp__smsc_say(struct smpp_smsc *c, struct smpp_smsc_peer *p); /* next is to give it */
void smpp__smsc_unsay(struct smpp_smsc *c, struct smpp_smsc_peer *p);

/* ---- smsc_account.c ---- */

/* May a peer of that type be bound? @return the command_status to refuse it with, or ROK */
uint32_t smpp__smsc_judge(const struct smpp_smsc_account *a, enum smpp_state type);
void smpp__smsc_join(struct smpp_smsc_account *a, struct smpp_smsc_peer *p);
void smpp__smsc_leave(struct smpp_smsc_peer *p); /* its account; p->account stays */

/* May a request of so many messages come in? If so they are counted by the rate. */
int smpp__smsc_may(struct smpp_smsc_account *a, uint32_t messages, uint64_t now);
int smpp__smsc_receives(const struct smpp_smsc_peer *p);

#endif
