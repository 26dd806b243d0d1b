/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection: to which address, until when, octets between the socket and the ESME.
 * Must not know: what the octets say.
 */
#ifndef ESME_LINK_H
#define ESME_LINK_H

#include <netdb.h>
#include <smpp.h>

#include "loop.h"

#define LINK_IN_OCTETS 71680 /* a PDU of the usual largest size fits */

/* What begin, read and write say instead of a number of octets. */
enum {
	LINK_AGAIN = -1, /* not now: when the socket is ready for what link.wants says */
	LINK_ENDED = -2  /* it is over; link.why says why, "" where the peer has just closed it */
};

struct link;

/* How octets travel. plain_transport is TCP as it is; another one goes into link.transport before
 * link_connect. */
struct transport {
	/* The socket is connected. Called again when it is ready. @return 0: talk, or one of those */
	long (*begin)(struct link *link);
	/* @return octets, at least 1, or one of those */
	long (*read)(struct link *link, uint8_t *octets, size_t len);
	long (*write)(struct link *link, const uint8_t *octets, size_t len);
	/* Before the socket is closed; after begin only. */
	void (*end)(struct link *link);
};

extern const struct transport plain_transport;

/* Looks on. All are called; now is net_now's. */
struct link_observer {
	void (*opened)(void *user, struct link *link);
	void (*came)(void *user, struct link *link, const uint8_t *octets, size_t len);
	void (*went)(void *user, struct link *link, const uint8_t *octets, size_t len);
	/* link->since says when they began to go */
	void (*closed)(void *user, struct link *link);
	void (*failed)(void *user, struct link *link, const char *where, const char *why);
	void *user;
};

enum link_state {
	LINK_CLOSED = 0,
	LINK_CONNECTING, /* to the address at hand */
	LINK_BEGINNING,  /* connected; the transport begins */
	LINK_OPEN        /* octets go to and fro */
};

struct link {
	struct loop *loop;
	struct smpp_esme *esme;
	unsigned number; /* of the ESME's links */
	const struct link_observer *observer;
	const struct transport *transport;
	void *transport_data;  /* the transport's own */
	uint32_t wants;        /* EPOLLIN, EPOLLOUT: set by the transport with LINK_AGAIN */
	char why[200];         /* set by the transport with LINK_ENDED */
	const char *host;      /* as link_connect got it */

	enum link_state state;
	int fd;
	struct watch *watch;
	struct addrinfo *list; /* all addresses of the host */
	struct addrinfo *at;   /* the one at hand */
	uint64_t due;          /* it has time until then */
	uint32_t each;         /* milliseconds for each address */
	uint64_t since;        /* net_micros before the last write */
	int blocked;           /* write said AGAIN */
	int unread;            /* in was full before all was read */
	uint8_t in[LINK_IN_OCTETS];
	size_t have;           /* octets in there that the ESME has not used yet */
};

void link_init(struct link *link, struct loop *loop, unsigned number,
	       const struct link_observer *observer);

/*
 * Connects to the first address of host that answers. Each gets an equal part of timeout
 * milliseconds. Tells the ESME what came of it, later or at once. The name is looked up at once,
 * which may take time. host must stay.
 */
void link_connect(struct link *link, const char *host, const char *port, uint32_t timeout);

/* The peer has connected, with an outbind to come: fd is the link's from now on. Tells the ESME. */
void link_accept(struct link *link, int fd);

/* The ESME is done with it: what output still has goes out, as far as it does at once. */
void link_close(struct link *link);

/* Feeds what waits, writes what output has. @return 1: something has moved, so try again */
int link_step(struct link *link);

/* When link_tick must be called at the latest. */
uint64_t link_deadline(const struct link *link);
void link_tick(struct link *link, uint64_t now);

#endif
