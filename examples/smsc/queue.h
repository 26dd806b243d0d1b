/* SPDX-License-Identifier: MIT */
/*
 * Owns: the messages in memory: lists, timers, and how they are found again.
 * Must not know: sessions, where messages go, the store's engine.
 */
#ifndef SMSC_QUEUE_H
#define SMSC_QUEUE_H

#include "handset.h"
#include "store.h"

#define NOWHERE SIZE_MAX

struct message;
struct account;

/* First in, first out, and out of the middle too. */
struct list {
	struct message *head;
	struct message *tail;
	size_t count;
};

struct message {
	struct record record;
	struct smpp_pdu pdu;     /* record.octets, decoded */
	uint8_t *octets;         /* that hold it; the message's own */
	/* In at most one list and at most once among the timers. */
	struct list *in;
	struct message *before, *after;
	size_t place;            /* among the timers; NOWHERE */
	int64_t alarm;           /* when the timer goes off */
	/* Its last change is in that batch, and waits for it in the list of the unsafe. */
	uint64_t batch;
	struct message *unsafe_before, *unsafe_after;
	uint8_t unsafe;
	uint8_t stored;          /* the store has it, maybe as it was before */
	uint8_t settled;         /* and its final state */
	uint8_t removed;         /* freed once the store has forgotten it */
	uint8_t passing;         /* never stored: datagram and transaction mode */
	uint8_t out;             /* a request with it waits for its outcome */
	uint8_t at_handset;      /* until its timer goes off */
	struct handset_try attempt; /* what will have come of it then */
	uint8_t alert;           /* no message: an alert_notification that falls due */
	uint8_t alerts;          /* set_dpf: one is wanted when an absent subscriber is back */
	uint8_t alerted;         /* one is on its way */
	uint8_t transaction;     /* answered with its outcome */
	struct message *id_next, **id_link; /* chains of the two tables; what points to it there */
	struct message *to_next, **to_link; /* many may have one destination */
	struct smpp_smsc_handle handle; /* of the submit_sm: whose connection; in transaction mode
	                                   it waits for its answer */
	struct account *owner;   /* who submitted it; of a deliver_sm, for whom it is; or NULL */
};

struct queue {
	struct message **by_id;
	struct message **by_to;
	size_t buckets;
	struct message **timers; /* a heap, the first alarm on top */
	size_t timer_count;
	size_t timer_room;
	struct list kept;        /* JOB_KEEP, in the order in which they became final */
	struct message *unsafe_head, *unsafe_tail;
	size_t count;
	size_t max;              /* more: the oldest kept one goes, or nothing is taken */
	uint64_t numbers;        /* given out */
};

int queue_init(struct queue *queue, size_t max);
void queue_free(struct queue *queue);

/*
 * A message of a copy of that PDU, which encodes; id and account are the caller's to fill in before
 * queue_add. @return NULL without memory
 */
struct message *message_new(const struct smpp_pdu *pdu);
/* One that the store had. @return NULL without memory, or when its octets are no PDU */
struct message *message_of(const struct record *record);
void message_free(struct message *m);
/* Exchanges what they say; all else stays with each. */
void message_swap(struct message *a, struct message *b);

/* Where it goes and comes from, whatever PDU it is. A broadcast goes nowhere. */
struct address {
	uint8_t ton;
	uint8_t npi;
	struct smpp_span addr;
};
struct address message_from(const struct message *m);
struct address message_to(const struct message *m);
struct smpp_span message_service(const struct message *m);
uint8_t message_esm_class(const struct message *m);
uint8_t message_registered_delivery(const struct message *m);
int message_is_final(const struct message *m);
/* What may be told of it: a final state once it is safe. */
uint8_t message_state(const struct message *m);

/* Is there room, if need be in the place of a message that is only kept? */
int queue_has_room(const struct queue *queue);
/* Gives it a number, if it has none, and lets it be found. */
int queue_add(struct queue *queue, struct message *m);
/* Takes it out of all lists and tables and frees it. */
void queue_remove(struct queue *queue, struct message *m);

/* The next with that id, whoever's, behind after. NULL. */
struct message *queue_named(const struct queue *queue, const struct message *after,
			    struct smpp_span id);
/* The next with that id, source and account, behind after; those of a submit_multi share one. NULL. */
struct message *queue_with_id(const struct queue *queue, const struct message *after,
			      struct smpp_span id, struct smpp_span from, const char *account);
/* One of them, if there is one that is not final. */
struct message *queue_find(const struct queue *queue, struct smpp_span id, struct smpp_span from,
			   const char *account);
/* The next with that account, source and destination that is not final, behind after. NULL. */
struct message *queue_match(const struct queue *queue, const struct message *after,
			    const char *account, struct smpp_span from, struct smpp_span to);
/* It has become final: many may be kept that went to one number, and none is matched again. */
void queue_unmatch(struct message *m);

void list_append(struct list *list, struct message *m);
void list_prepend(struct list *list, struct message *m);
void list_take_out(struct message *m);

/* Sets the timer, which goes off once. */
void queue_set(struct queue *queue, struct message *m, int64_t alarm);
void queue_unset(struct queue *queue, struct message *m);
/* The message whose timer goes off first; NULL: none is set. It stays set. */
struct message *queue_first(const struct queue *queue);

/* Waits for batch, behind all that wait for an earlier one. */
void queue_unsafe(struct queue *queue, struct message *m, uint64_t batch);
void queue_safe(struct queue *queue, struct message *m);

#endif
