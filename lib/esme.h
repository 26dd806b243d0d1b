/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the ESME helper share: links, messages under way, receipts, the rate.
 * Must not know: the inside of a session.
 */
#ifndef SMPP_LIB_ESME_H
#define SMPP_LIB_ESME_H

#include <smpp/esme.h>

#define SMPP__ESME_NIL UINT32_MAX
#define SMPP__ESME_NEVER UINT64_MAX
#define SMPP__ESME_BIND UINT64_MAX         /* tokens of the helper's own requests; those of */
#define SMPP__ESME_UNBIND (UINT64_MAX - 1) /* messages are slot * 256 + segment */
#define SMPP__ESME_LINKS 2

/* One connection, or the wish for one. */
struct smpp__esme_link {
	struct smpp_session *s; /* NULL before the first connection */
	void *memory;           /* of its session */
	uint8_t number;
	uint8_t state;          /* enum smpp_esme_state */
	uint8_t told;           /* the one that the caller knows */
	uint8_t open;           /* the session has not told its end */
	uint8_t lost;           /* the caller knows that the connection is gone */
	uint8_t hang_up;        /* DISCONNECT is to be told */
	uint8_t asked;          /* CONNECTING: CONNECT was told */
	uint8_t awaits_outbind;
	uint8_t outbound;       /* an outbind came and no bind has succeeded since */
	uint8_t unbinding;      /* DRAINING: the session does the rest */
	uint8_t was_bound;      /* in the connection that is or was last */
	uint8_t permanent;      /* refused for good */
	uint8_t reason;         /* enum smpp_reason of the last session */
	struct smpp_fault fault; /* why it ended, or of its bind's response */
	uint32_t status;        /* of the bind that was refused */
	uint32_t address;
	uint32_t tried;         /* addresses that could not be connected to, one after the other */
	uint32_t failures;      /* doublings of the wait */
	uint64_t since;         /* bound since then */
	uint64_t due;           /* CONNECTING, WAITING: until then */
};

/* The token bucket. Rates are PDUs in 1,000 seconds, the bucket holds millionths of a PDU. */
struct smpp__esme_rate {
	uint64_t full;    /* as configured; 0: no limit */
	uint64_t now;     /* in force; 0: no limit */
	uint64_t target;  /* where recovery ends */
	uint64_t burst;
	uint64_t bucket;  /* at the time at */
	uint64_t at;
	uint64_t cut_at;  /* last cut */
	uint64_t grow_at; /* next growth */
	uint64_t second;  /* when the present second of counting began */
	uint32_t sent;    /* in it */
	uint32_t before;  /* in the one before */
	uint8_t cut;      /* there was a cut, and recovery is not over */
};

/* A message from submit to result. */
struct smpp__esme_slot {
	struct smpp_pdu pdu;
	struct smpp_plan plan;
	uint64_t token;
	uint64_t since;
	int error;
	uint32_t next;         /* in the queue, or free */
	uint8_t kind;          /* enum smpp_esme_kind */
	uint8_t total;         /* segments */
	uint8_t sent;          /* of them */
	uint8_t answered;      /* of those */
	uint8_t queued;        /* more of it is to be sent */
	uint8_t wants_receipt;
};

/* An id that a receipt may name. */
struct smpp__esme_known {
	uint64_t token;
	uint64_t since;
	uint8_t segment;
	uint8_t len;     /* of the id */
	uint8_t settled; /* a final state was told */
	uint8_t state;   /* which */
};

/* A receipt that came before the response with its id. */
struct smpp__esme_held {
	uint64_t until;
	uint64_t handle; /* 0: answered */
	uint32_t len;    /* of the PDU; 0: free */
	uint32_t order;  /* of coming */
	uint8_t link;
};

/* A request of the peer that is to be answered. */
struct smpp__esme_asked {
	uint64_t handle;     /* of the session; 0: free */
	uint32_t generation;
	uint8_t link;
};

struct smpp_esme {
	struct smpp_esme_config config; /* usual values filled in; its pointers are not followed */
	struct smpp_session_config session;
	struct smpp_profile profile;
	struct smpp__esme_link links[SMPP__ESME_LINKS];
	uint32_t link_count;
	uint64_t now;
	uint64_t drain_until;
	uint8_t busy;
	uint8_t stopping;
	uint8_t blocked; /* output has no room for the message at the head of the queue */

	struct smpp__esme_rate rate;
	struct smpp_text_fault text_fault;
	struct smpp__esme_slot *slots;  /* one more than config.messages: that of the RESULT told */
	struct smpp_esme_segment *segments; /* config.segments for each slot */
	uint8_t *ids;                   /* config.id_octets for each segment */
	uint32_t free_slot;
	uint32_t head;                  /* of those that have something to send */
	uint32_t tail;
	uint32_t used;                  /* slots without result */
	uint32_t waiting;               /* segments sent without outcome */
	uint16_t reference;             /* of the last message of several segments */

	struct smpp__esme_known *known; /* a ring */
	uint8_t *known_ids;
	uint32_t known_next;
	uint32_t known_count;
	struct smpp__esme_held *held;
	uint8_t *held_octets;
	uint32_t held_count;
	uint32_t held_order;
	uint8_t learned;                /* an id, since they were looked at */
	struct smpp__esme_asked *asked;
	uint32_t asked_count;           /* places */
	struct smpp_assembler *assembler;
	uint8_t *text;                  /* config.text_octets */

	struct smpp_event event;        /* of the session, while it is dealt with */
	struct smpp_esme_event out;     /* of this, while it is told */
	struct smpp_receipt receipt;

	/* for the time of one call, to keep the stack small */
	struct smpp_pdu pdu;            /* a bind or an answer */
	struct smpp_plan plan;
	struct smpp_segment segment;
	struct smpp_part part;
	struct smpp_message message;
};

static inline void smpp__esme_hear(struct smpp_esme *e, uint64_t now)
{
	if (now > e->now)
		e->now = now;
}

static inline uint64_t smpp__esme_earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* SMPP_OFF: never. */
static inline uint64_t smpp__esme_after(uint64_t since, uint32_t span)
{
	return span == SMPP_OFF || since > SMPP__ESME_NEVER - span ? SMPP__ESME_NEVER
								   : since + span;
}

/* ---- esme.c ---- */

/* Clears e->out for an event of that link; session says whether e->event led to it. */
struct smpp_esme_event *smpp__esme_event(struct smpp_esme *e, enum smpp_esme_event_type type,
					 unsigned link, int session);
void smpp__esme_tell(struct smpp_esme *e); /* e->out */
int smpp__esme_sends(const struct smpp_esme *e); /* 1: messages may go out on link 0 */
int smpp__esme_is_over(const struct smpp_esme *e); /* 1: stopped, and no link is left */

/* ---- esme_rate.c ---- */

void smpp__esme_rate_init(struct smpp__esme_rate *rate, const struct smpp_esme_config *config,
			  uint64_t now);
uint64_t smpp__esme_rate_ready(const struct smpp__esme_rate *rate); /* when one may go */
int smpp__esme_rate_may(struct smpp__esme_rate *rate, uint64_t now); /* 1: now */
void smpp__esme_rate_take(struct smpp__esme_rate *rate, uint64_t now);
void smpp__esme_rate_cut(struct smpp__esme_rate *rate, uint64_t now);

/* ---- esme_message.c ---- */

void smpp__esme_messages_init(struct smpp_esme *e);
void smpp__esme_messages_step(struct smpp_esme *e); /* sends what may go, gives up what must */
uint64_t smpp__esme_messages_deadline(const struct smpp_esme *e);
void smpp__esme_outcome(struct smpp_esme *e); /* e->event is the outcome of a segment */

/* ---- esme_receive.c ---- */

void smpp__esme_remember(struct smpp_esme *e, uint64_t token, uint8_t segment,
			 struct smpp_span id);
void smpp__esme_request(struct smpp_esme *e, unsigned link); /* e->event is the peer's request */
void smpp__esme_receive_step(struct smpp_esme *e); /* held receipts, old parts */
uint64_t smpp__esme_receive_deadline(const struct smpp_esme *e);
void smpp__esme_forget_link(struct smpp_esme *e, unsigned link); /* its handles are void */

#endif
