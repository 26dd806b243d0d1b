/* SPDX-License-Identifier: MIT */
/*
 * Owns: how the octets of one connection travel: by TCP as it is or by TLS.
 * Must not know: what they say.
 */
#ifndef SMSC_WIRE_H
#define SMSC_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "tls.h"

enum {
	WIRE_AGAIN = TLS_AGAIN, /* not now */
	WIRE_ENDED = TLS_ENDED  /* it is over; wire_why says why */
};

struct wire {
	int fd;          /* does not wait; closed by wire_close */
	int error;       /* errno that ended it */
	struct tls *tls; /* NULL: TCP as it is. The first reads and writes do its handshake */
};

/* side NULL: TCP as it is. @return 0 or -1; the descriptor is then still the caller's */
int wire_open(struct wire *w, int fd, struct tls_side *side);

/* @return octets, at least 1; WIRE_AGAIN or WIRE_ENDED */
long wire_read(struct wire *w, void *octets, size_t len);
long wire_write(struct wire *w, const void *octets, size_t len);

/* Octets that wire_read gives though the socket tells of none. */
size_t wire_pending(const struct wire *w);

/* What epoll is to watch it for. When anything comes about, read and write again.
 * @param room for octets that come; output waits to be written */
uint32_t wire_events(const struct wire *w, int room, int output);

/* Of WIRE_ENDED; "": the peer has closed it in order. */
const char *wire_why(const struct wire *w);

/* Nothing follows; what the peer still says can be read. */
void wire_shut(struct wire *w);
void wire_close(struct wire *w);

#endif
