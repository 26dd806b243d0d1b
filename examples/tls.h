/* SPDX-License-Identifier: MIT */
/*
 * Owns: TLS over a socket that does not wait.
 * Must not know: SMPP, who waits for the socket and how.
 *
 * A build without OpenSSL has the same calls: tls_client and tls_server say "built without TLS".
 *
 *     client = tls_client(&files, why, sizeof(why));      once
 *     t = tls_open(client, fd, "smsc.example");           for each connection
 *     tls_handshake(t), until it is 0
 *     tls_read, tls_write
 *     tls_end(t), then close the socket
 *
 * What says TLS_AGAIN is called again once the socket is ready for what tls_wants says. Any of them
 * may want any of both: TLS has things to say of its own. Programs ignore SIGPIPE.
 */
#ifndef EXAMPLES_TLS_H
#define EXAMPLES_TLS_H

#include <stddef.h>

enum {
	TLS_AGAIN = -1, /* not now */
	TLS_ENDED = -2  /* it is over; tls_why says why */
};

enum { TLS_WANTS_READ = 1, TLS_WANTS_WRITE = 2 };

/* What one accepts and shows. PEM files, or NULL. */
struct tls_files {
	const char *ca;   /* who may sign the peer's certificate. Client: usually those whom the
	                     system trusts. Server: with it certificates are demanded */
	const char *cert; /* the own one, then those that lead up to its CA; a server has one */
	const char *key;  /* of it; NULL: it is in cert */
	int insecure;     /* client: whoever the peer is */
};

struct tls_side;
struct tls;

/* @return 0 in a build without TLS */
int tls_is_built_in(void);

/*
 * The client's or the server's side of all connections. TLS 1.2 at least.
 * @return NULL after writing into why; to be freed with tls_side_free when no connection uses it
 */
struct tls_side *tls_client(const struct tls_files *files, char *why, size_t size);
struct tls_side *tls_server(const struct tls_files *files, char *why, size_t size);
void tls_side_free(struct tls_side *side);

/*
 * A connection over fd, which is connected, does not wait, and stays the caller's.
 * @param host of a client: whom it means, a name or an address. The server's certificate must be
 *             for it, and a name is told to the server (SNI). Of a server NULL
 * @return NULL without memory
 */
struct tls *tls_open(struct tls_side *side, int fd, const char *host);

/* @return 0: talk, also when it was done before; TLS_AGAIN or TLS_ENDED */
int tls_handshake(struct tls *t);

/*
 * Octets that came. Read until TLS_AGAIN, or until tls_pending is 0: what TLS holds already, the
 * socket does not tell of again.
 * @return at least 1; TLS_AGAIN or TLS_ENDED
 */
long tls_read(struct tls *t, void *octets, size_t len);

/* @return octets that were taken, at least 1; TLS_AGAIN: later the same again, and more behind them
 *         if there are; TLS_ENDED */
long tls_write(struct tls *t, const void *octets, size_t len);

/* Octets that tls_read gives without the socket. */
size_t tls_pending(const struct tls *t);

/* What those that said TLS_AGAIN last wait for: TLS_WANTS_READ, TLS_WANTS_WRITE, both or 0. */
int tls_wants(const struct tls *t);

/* Of TLS_ENDED. "": the peer has ended it in order. Without control characters. */
const char *tls_why(const struct tls *t);

/* TLS_ENDED was one side's refusal of the other: certificates, versions, no TLS at all. */
int tls_refused(const struct tls *t);

/* Says that nothing follows, as far as the socket takes it. tls_read may go on. */
void tls_shut(struct tls *t);

/* The same, and frees it. NULL does nothing. */
void tls_end(struct tls *t);

#endif
