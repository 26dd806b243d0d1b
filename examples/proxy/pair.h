/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection through smpp-proxy: two sockets, two sessions in relay mode.
 * Must not know: the command line, other connections, what PDUs say.
 */
#ifndef PROXY_PAIR_H
#define PROXY_PAIR_H

#include <smpp.h>

#define BUFFER_OCTETS 71680 /* a PDU of the usual largest size fits */

/*
 * Octets read from one side stay in its buffer until their PDU has room in the other side's
 * output. While that is full nothing more is read, so TCP makes the sender wait.
 */
struct side {
	struct pair *pair;
	struct side *other;
	struct smpp_session *session;
	int fd;
	uint32_t watched; /* what epoll watches it for */
	int connecting;
	int ended;        /* nothing more comes from there */
	int shut;         /* nothing more goes there */
	int held;         /* the PDU at the front of in waits for room on the other side */
	size_t have;
	uint8_t in[BUFFER_OCTETS];
};

struct pair {
	struct pair *next;
	struct side side[2];     /* 0: who connected, 1: where to */
	unsigned long number;
	unsigned long passed[2]; /* PDUs, by the side they came from */
	uint64_t linger;         /* it ends then at the latest; 0: not yet */
	int epoll;
	int verbose;
};

/* A connection that came, and the one to HOST for it. The sides are epoll's data.
 * @return NULL after a line on stderr; fd is closed then */
struct pair *pair_open(int epoll, int fd, const char *host, const char *port, unsigned long number);

/* What epoll says of one side. */
void pair_ready(struct side *side, uint32_t events);

/* Passes on what can be. @return 0 when both sides are over */
int pair_turn(struct pair *p);

/* When pair_turn must be called at the latest. */
uint64_t pair_deadline(const struct pair *p);

void pair_free(struct pair *p);

#endif
