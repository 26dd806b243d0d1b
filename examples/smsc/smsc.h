/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of mini-smsc know of each other.
 * Must not know: how they do it.
 */
#ifndef SMSC_SMSC_H
#define SMSC_SMSC_H

#include <smpp.h>

#include "pcap.h"
#include "store.h"
#include "trace.h"
#include "wire.h"

#define IN_OCTETS 71680 /* a PDU of the usual largest size fits */

struct account {
	struct account *next;
	char system_id[16];
	char password[64];
};

/* One connection of an ESME. */
struct peer {
	struct peer *next;
	struct smsc *smsc;
	struct smpp_session *session;
	struct trace trace;   /* of what is done to the session, if it is wanted */
	struct pcap pcap;     /* the same */
	uint64_t serial;
	struct wire wire;
	uint32_t watched;     /* what epoll watches the socket for */
	uint64_t shut;        /* said goodbye then; 0: not yet */
	char system_id[16];   /* of the account; "" until bound */
	char address_range[41];
	struct list backlog;  /* deliveries that wait for its window */
	size_t have;          /* octets of in that the session has not used yet */
	uint8_t in[IN_OCTETS];
};

struct totals {
	uint64_t sessions;
	uint64_t reads;
	uint64_t writes;
	uint64_t accepted;
	uint64_t delivered;
	uint64_t undeliverable;
	uint64_t receipts;
	struct smpp_session_counters counters; /* of the sessions that have ended */
};

struct smsc {
	struct account *accounts;
	struct peer *peers;
	struct store store;
	struct list ready;  /* to be tried now */
	struct list owed;   /* receipts, in the order in which they fall due */
	struct list parked; /* to be tried when due, or when somebody binds */
	uint64_t unpark_at; /* next look at the parked ones */
	uint32_t receipt_delay; /* milliseconds from the end of a message to its receipt */
	struct totals totals;
	uint32_t tolerate;
	uint64_t serial;
	int epoll;
	const char *trace; /* directory for traces, or NULL */
	FILE *capture;     /* or NULL */
	int mask;          /* no passwords in those */
	struct tls_side *tls; /* NULL: TCP as it is */
	int verbose;
};

/* peer.c: a connection and what its ESME asks. */
struct peer *peer_open(struct smsc *smsc, int fd);
void peer_ready(struct peer *peer);
/* Timers, then output and what waited for it. @return 0 when the connection is over and peer gone */
int peer_turn(struct peer *peer);
uint64_t peer_deadline(const struct peer *peer);
int peer_receives(const struct peer *peer);

/* route.c: where messages and receipts go. */
void route_accept(struct smsc *smsc, struct message *m);
/* Tries what is to be tried now. */
void route_run(struct smsc *smsc);
/* When there is something to be tried next. */
uint64_t route_due(const struct smsc *smsc);
void route_outcome(struct peer *peer, const struct smpp_event *e);
void route_backlog(struct peer *peer);
void route_bound(struct smsc *smsc);
void route_gone(struct peer *peer);

#endif
