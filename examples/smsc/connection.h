/* SPDX-License-Identifier: MIT */
/*
 * Owns: the sockets of the message centre: connections, what comes and goes on them.
 * Must not know: what PDUs say, where messages go.
 */
#ifndef SMSC_CONNECTION_H
#define SMSC_CONNECTION_H

#include "follow.h"
#include "lobby.h"
#include "loop.h"
#include "pcap.h"
#include "smsc.h"
#include "quirks/tamper.h"
#include "wire.h"

#define IN_OCTETS 71680 /* a PDU of the usual largest size fits */

struct io;

/* One connection of an ESME, or to one. */
struct connection {
	struct peer peer;     /* the centre's */
	struct io *io;
	struct source source;
	struct connection *next; /* of those that say goodbye */
	struct seat seat;        /* until it is bound, if it came to us */
	struct pcap pcap;     /* of what goes over it, if it is wanted */
	struct follow follow; /* the trace, if it is wanted */
	void *memory;         /* of its session */
	struct wire wire;
	struct tamper *tamper; /* NULL: no quirks, octets go as they are */
	uint64_t due;         /* it does something then */
	uint64_t over;        /* the session is, since then, and it still holds something; 0 */
	uint8_t midway;       /* the last write ended inside a PDU */
	uint32_t watched;     /* what epoll watches the socket for */
	uint8_t connecting;   /* to an ESME, for an outbind */
	uint8_t released;     /* the centre has given it back */
	uint64_t shut;        /* said goodbye: closed then at the latest; 0: not yet */
	char outbind_id[ACCOUNT_OCTETS + 1], outbind_password[9]; /* what it is to say; "" none */
	uint8_t *rest;        /* octets that the session has not used yet; most have none */
	size_t have;          /* so many */
};

struct io {
	struct smsc *smsc;
	int epoll;
	struct tls_side *tls; /* NULL: TCP as it is */
	int listener;
	struct source on_listener;
	FILE *capture;        /* or NULL */
	const char *trace;    /* directory for traces, or NULL */
	struct quirks *quirks;
	uint32_t tolerate;    /* as the sessions do */
	int mask;             /* no passwords in those */
	uint32_t max_sessions;
	uint32_t max_per_address; /* connections; 0: no limit */
	uint32_t max_unbound;     /* of those that have not bound yet; more: the oldest goes */
	struct lobby lobby;       /* where they are */
	uint64_t reads, writes;
	struct connection *leaving;
	uint64_t accept_at;   /* the listener is not looked at before; 0: it is */
	uint8_t in[IN_OCTETS]; /* of the connection that is read */
};

/* Takes what comes to the listener from now on, as long as there are descriptors. @return 0 or -1 */
int connection_listen(struct io *io);
/* Connects there; an outbind with these follows, of 15 and 8 characters at most. @return 0 or -1 */
int connection_outbind(struct io *io, const char *host, const char *port, const char *system_id,
		       const char *password);
/* What the centre has to say goes out, for all connections that have something. */
void connection_serve(struct io *io);
/* Quirks do what is due by now. @return when something is due next */
uint64_t connection_quirks(struct io *io);
/* Those that have said goodbye are closed when it is time, and the listener is looked at again.
 * @return when something of that is due next */
uint64_t connection_linger(struct io *io);
/* Closes all, at the end. */
void connection_close_all(struct io *io);

#endif
