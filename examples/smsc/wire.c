/* SPDX-License-Identifier: MIT */
/*
 * Owns: how the octets of one connection travel: by TCP as it is or by TLS.
 * Must not know: what they say.
 */
#include "wire.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int wire_open(struct wire *w, int fd, struct tls_side *side)
{
	memset(w, 0, sizeof(*w));
	w->fd = fd;
	if (side != NULL)
		w->tls = tls_open(side, fd, NULL);
	return side == NULL || w->tls != NULL ? 0 : -1;
}

static long plain(struct wire *w, ssize_t n)
{
	if (n > 0)
		return n;
	w->error = n < 0 ? errno : 0;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? WIRE_AGAIN : WIRE_ENDED;
}

long wire_read(struct wire *w, void *octets, size_t len)
{
	int got;

	if (w->tls == NULL)
		return plain(w, recv(w->fd, octets, len, 0));
	got = tls_handshake(w->tls);
	return got == 0 ? tls_read(w->tls, octets, len) : got;
}

long wire_write(struct wire *w, const void *octets, size_t len)
{
	int got;

	if (w->tls == NULL)
		return plain(w, send(w->fd, octets, len, MSG_NOSIGNAL));
	got = tls_handshake(w->tls);
	return got == 0 ? tls_write(w->tls, octets, len) : got;
}

size_t wire_pending(const struct wire *w)
{
	return w->tls != NULL ? tls_pending(w->tls) : 0;
}

/* TLS says itself when output waits for the socket: it may as well wait for octets to come. */
uint32_t wire_events(const struct wire *w, int room, int output)
{
	int wants = w->tls != NULL ? tls_wants(w->tls) : output ? TLS_WANTS_WRITE : 0;

	return (room || (wants & TLS_WANTS_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
	       ((wants & TLS_WANTS_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0);
}

const char *wire_why(const struct wire *w)
{
	if (w->tls != NULL)
		return tls_why(w->tls);
	return w->error != 0 ? strerror(w->error) : "";
}

void wire_shut(struct wire *w)
{
	if (w->tls != NULL)
		tls_shut(w->tls);
	shutdown(w->fd, SHUT_WR);
}

void wire_close(struct wire *w)
{
	tls_end(w->tls);
	close(w->fd);
}
