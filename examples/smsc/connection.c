/* SPDX-License-Identifier: MIT */
/*
 * Owns: the sockets of the message centre: connections, what comes and goes on them.
 * Must not know: what PDUs say, where messages go.
 */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define LINGER_MS 1000 /* for the peer to close after our last octet */
#define OVER_MS 60000  /* for what quirks hold back, once the session is over */
#define ACCEPT_MS 1000 /* without a descriptor, until one is tried again */

/* "ADDR PORT ADDR PORT": the third is the peer's address. */
static void address_of(const char *ends, char *address, size_t size)
{
	const char *from = ends;
	size_t len;

	for (int i = 0; i < 2; i++) {
		from += strcspn(from, " ");
		from += *from == ' ';
	}
	len = strcspn(from, " ");
	smsc_keep(address, size, (struct smpp_span){ (const uint8_t *)from, len });
}

static uint32_t from_there(const struct io *io, const char *address)
{
	const struct smpp_smsc_peer *p = NULL;
	uint32_t count = 0;

	while ((p = smpp_smsc_peer_after(io->smsc->sessions, p)) != NULL)
		count += strcmp(((const struct peer *)p->user)->address, address) == 0;
	return count;
}

static void discard(struct connection *c)
{
	tamper_free(c->tamper, net_now());
	wire_close(&c->wire);
	if (c->io->accept_at != 0)
		c->io->accept_at = 1; /* there is a descriptor now */
	free(c->rest);
	free(c->memory);
	free(c);
}

/* DIR/session-N.trace. Without a file there is no trace, but a session all the same. */
static void begin_records(struct connection *c, const char *ends)
{
	const struct io *io = c->io;
	char path[4096];
	FILE *file;

	pcap_begin(&c->pcap, io->capture, ends);
	c->pcap.mask = io->mask;
	if (io->trace == NULL)
		return;
	snprintf(path, sizeof(path), "%s/session-%llu.trace", io->trace,
		 (unsigned long long)c->peer.serial);
	file = trace_create(path);
	if (file == NULL || follow_begin(&c->follow, file, ends, SMPP_SMSC, io->tolerate,
					 io->mask) != 0)
		perror(path);
}

static void end_records(struct connection *c)
{
	pcap_finish(&c->pcap, net_wall());
	if (follow_end(&c->follow) != 0)
		perror("mini-smsc: trace");
}

/* There are quirks, which may have come while it was bound. */
static void begin_quirks(struct connection *c)
{
	enum smpp_state state = smpp_session_state(c->peer.link.session);

	if (c->tamper != NULL || c->midway || c->io->quirks->first == NULL)
		return;
	c->tamper = tamper_open(c->io->quirks, c->peer.address, net_now());
	if (c->tamper != NULL && state >= SMPP_STATE_BOUND_TX && state <= SMPP_STATE_BOUND_TRX)
		tamper_bound(c->tamper, c->peer.system_id, state != SMPP_STATE_BOUND_TX,
			     net_now());
}

static void serve(struct connection *c);

static void lost(struct connection *c)
{
	if (!c->released)
		(void)smpp_smsc_lost(c->io->smsc->sessions, &c->peer.link, net_now());
	c->shut = 1; /* nothing to wait for */
}

/* However many wait and do not bind, one that will finds a place: that of the oldest. */
static void make_room(struct io *io)
{
	struct connection *c;

	if (io->lobby.first == NULL ||
	    (io->lobby.count < io->max_unbound &&
	     smpp_smsc_peers(io->smsc->sessions) < io->max_sessions))
		return;
	c = io->lobby.first->who;
	smsc_log(io->smsc, "made_room", &c->peer, NULL, NULL);
	lost(c);
	(void)smpp_smsc_tick(io->smsc->sessions, net_now());
	serve(c);
}

/* The centre learns of it. @return 0 or -1 */
static int begin_session(struct connection *c)
{
	struct smsc *smsc = c->io->smsc;
	size_t size = smpp_smsc_session_size(smsc->sessions);
	char ends[160], address[64];

	net_ends(c->wire.fd, ends, sizeof(ends));
	address_of(ends, address, sizeof(address));
	smsc_keep(c->peer.address, sizeof(c->peer.address), smpp_span_of(address));
	if (quirks_remembers(c->io->quirks, 0, address, net_now()) ||
	    (c->io->max_per_address > 0 && from_there(c->io, address) >= c->io->max_per_address))
		return -1;
	make_room(c->io);
	c->memory = malloc(size);
	if (c->memory == NULL || smsc_open(smsc, &c->peer, c->memory, size, address) != SMPP_OK)
		return -1;
	if (c->outbind_id[0] == '\0')
		lobby_enter(&c->io->lobby, &c->seat, c);
	begin_records(c, ends);
	begin_quirks(c);
	return 0;
}

static void ready(void *user);

/* tls: NULL, or whose side the connection is on. */
static struct connection *watch_new(struct io *io, int fd, struct tls_side *tls, uint32_t events)
{
	struct connection *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		close(fd);
		return NULL;
	}
	c->io = io;
	c->source.ready = ready;
	c->source.user = c;
	c->watched = events;
	if (net_nonblocking(fd) != 0 || wire_open(&c->wire, fd, tls) != 0) {
		close(fd);
		free(c);
		return NULL;
	}
	if (loop_add(io->epoll, fd, events, &c->source) != 0) {
		discard(c);
		return NULL;
	}
	return c;
}

/* The listener is always readable while somebody waits there: when he cannot be let in, it is not
 * looked at. */
static void watch_listener(struct io *io, uint64_t accept_at)
{
	io->accept_at = accept_at;
	loop_change(io->epoll, io->listener, accept_at == 0 ? EPOLLIN : 0, &io->on_listener);
}

static void cannot_accept(struct io *io)
{
	const struct news news = { .what = "no_descriptor", .why = strerror(errno) };

	smsc_tell(io->smsc, &news);
	watch_listener(io, net_now() + ACCEPT_MS);
}

/* Takes all that wait there. */
static void listener_ready(void *user)
{
	struct io *io = user;
	int fd;

	while ((fd = accept(io->listener, NULL, NULL)) >= 0) {
		struct connection *c = watch_new(io, fd, io->tls, EPOLLIN);

		if (c != NULL && begin_session(c) != 0) {
			smsc_log(io->smsc, "no_room", &c->peer, NULL, NULL);
			discard(c);
		}
	}
	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		cannot_accept(io);
}

int connection_listen(struct io *io)
{
	io->on_listener.ready = listener_ready;
	io->on_listener.user = io;
	return net_nonblocking(io->listener) != 0
		       ? -1 : loop_add(io->epoll, io->listener, EPOLLIN, &io->on_listener);
}

int connection_outbind(struct io *io, const char *host, const char *port, const char *system_id,
		       const char *password)
{
	int fd = net_connect_begin(host, port);
	struct connection *c = fd >= 0 ? watch_new(io, fd, NULL, EPOLLOUT) : NULL;

	if (c == NULL)
		return -1;
	c->connecting = 1;
	smsc_keep(c->outbind_id, sizeof(c->outbind_id), smpp_span_of(system_id));
	smsc_keep(c->outbind_password, sizeof(c->outbind_password), smpp_span_of(password));
	return 0;
}

/* The connection to an ESME is there, or cannot be. */
static void connected(struct connection *c)
{
	struct smsc *smsc = c->io->smsc;

	c->connecting = 0;
	if (net_error(c->wire.fd) != 0 || begin_session(c) != 0) {
		discard(c);
		return;
	}
	if (smpp_smsc_outbind(smsc->sessions, &c->peer.link, smpp_span_of(c->outbind_id),
			      smpp_span_of(c->outbind_password), smsc->now) != SMPP_OK)
		(void)smpp_smsc_close(smsc->sessions, &c->peer.link, smsc->now);
	smpp_wipe(c->outbind_password, sizeof(c->outbind_password));
}

/* What the session has not used is kept; only then is there memory for it. */
static void keep_rest(struct connection *c, const uint8_t *octets, size_t len)
{
	uint8_t *rest = realloc(c->rest, len);

	if (rest == NULL) {
		lost(c);
		return;
	}
	memcpy(rest, octets, len);
	c->rest = rest;
	c->have = len;
}

/* So many of octets, which are what was kept or other ones, have been used. */
static void keep(struct connection *c, const uint8_t *octets, size_t len, size_t used)
{
	if (used == len) {
		free(c->rest);
		c->rest = NULL;
		c->have = 0;
	} else if (octets == c->rest) {
		c->have = len - used;
		memmove(c->rest, c->rest + used, c->have);
	} else {
		keep_rest(c, octets + used, len - used);
	}
}

/* octets: what was kept, or other ones. @return 1 when the session used some of them */
static int feed(struct connection *c, const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };
	size_t used = 0, heard = 0;

	if (c->tamper != NULL) {
		heard = tamper_hear(c->tamper, octets, len, net_now());
		keep(c, octets, len, heard);
		span = tamper_heard(c->tamper, (struct smpp_span){ c->rest, c->have });
	}
	if (smpp_smsc_feed(c->io->smsc->sessions, &c->peer.link, span, net_now(), &used) !=
	    SMPP_OK)
		used = span.len;
	if (c->tamper != NULL)
		return tamper_fed(c->tamper, used) > 0 || heard > 0;
	keep(c, octets, len, used);
	return used > 0;
}

/* What ended it, where that is no goodbye. */
static void tell_why(const struct connection *c)
{
	const struct news news = { .what = "broken", .peer = &c->peer, .why = wire_why(&c->wire) };

	if (news.why[0] != '\0' && !c->released)
		smsc_tell(c->io->smsc, &news);
}

/* @return 1 when the session used some of what came */
static int readable(struct connection *c)
{
	uint8_t *in = c->io->in;
	long n;

	if (c->have == IN_OCTETS)
		return 0; /* the session waits for room in output: so does the ESME */
	n = wire_read(&c->wire, in + c->have, IN_OCTETS - c->have);
	if (n == WIRE_AGAIN)
		return 0;
	if (n == WIRE_ENDED) {
		tell_why(c);
		lost(c);
		return 0;
	}
	if (c->released)
		return 0; /* it says goodbye: what still comes is of no use */
	c->io->reads++;
	(void)pcap_in(&c->pcap, in + c->have, (size_t)n, net_wall());
	follow_came(&c->follow, in + c->have, (size_t)n);
	if (c->have > 0)
		memcpy(in, c->rest, c->have);
	return feed(c, in, c->have + (size_t)n);
}

/* What the session says goes to its tamper, as far as that takes it. */
static void tell_tamper(struct connection *c)
{
	const uint8_t *out;
	size_t len;

	while ((out = smpp_smsc_output(&c->peer.link, &len)) != NULL) {
		len = tamper_say(c->tamper, out, len, smpp_session_version(c->peer.link.session),
				 net_now());
		if (len == 0)
			return;
		(void)smpp_smsc_sent(c->io->smsc->sessions, &c->peer.link, len, net_now());
	}
}

/* What the socket is to be given now. @return NULL: nothing */
static const uint8_t *output_of(struct connection *c, size_t *len)
{
	if (c->tamper == NULL)
		return smpp_smsc_output(&c->peer.link, len);
	tell_tamper(c);
	return tamper_output(c->tamper, net_now(), len);
}

static void output_sent(struct connection *c, size_t len)
{
	if (c->tamper != NULL)
		tamper_sent(c->tamper, len, net_now());
	else
		(void)smpp_smsc_sent(c->io->smsc->sessions, &c->peer.link, len, net_now());
}

/* Watches the socket for what is awaited of it: octets while there is room for them, room. */
static void watch(struct connection *c)
{
	uint32_t events;
	size_t len;
	int output = !c->released && output_of(c, &len) != NULL;

	events = wire_events(&c->wire, c->have < IN_OCTETS, output);
	if (events == c->watched)
		return;
	c->watched = events;
	loop_change(c->io->epoll, c->wire.fd, events, &c->source);
}

static void flush_output(struct connection *c)
{
	const uint8_t *out;
	size_t len;

	while ((out = output_of(c, &len)) != NULL) {
		long n = wire_write(&c->wire, out, len);

		if (n == WIRE_AGAIN)
			return;
		if (n == WIRE_ENDED) {
			lost(c);
			return;
		}
		c->io->writes++;
		(void)pcap_out(&c->pcap, out, (size_t)n, net_wall());
		follow_went(&c->follow, out, (size_t)n);
		c->midway = (size_t)n < len;
		output_sent(c, (size_t)n);
	}
}

/* The session is over and all was said: half-close, and give the peer time to read it. */
static void leave(struct connection *c)
{
	end_records(c);
	tamper_free(c->tamper, net_now());
	c->tamper = NULL;
	lobby_leave(&c->seat);
	smsc_release(c->io->smsc, &c->peer);
	free(c->memory);
	c->memory = NULL;
	c->released = 1;
	c->have = 0;
	if (c->shut == 0) {
		wire_shut(&c->wire);
		c->shut = net_now() + LINGER_MS;
	}
	c->next = c->io->leaving;
	c->io->leaving = c;
	watch(c);
}

/* What the quirks want of the connection itself. */
static void heed(struct connection *c)
{
	switch (tamper_wish(c->tamper, net_now())) {
	case TAMPER_NOTHING: break;
	case TAMPER_UNBIND:
		(void)smpp_smsc_unbind(c->io->smsc->sessions, &c->peer.link, net_now());
		break;
	case TAMPER_CLOSE: lost(c); break;
	}
}

/* Is there something that the session may use? */
static int is_fed(const struct connection *c)
{
	return c->have > 0 || (c->tamper != NULL && tamper_has_heard(c->tamper));
}

/* All has been said, or will not be. */
static int is_finished(struct connection *c, uint64_t now)
{
	size_t len;

	if (!smpp_smsc_is_over(&c->peer.link) || smpp_smsc_output(&c->peer.link, &len) != NULL)
		return 0;
	if (c->tamper == NULL || c->shut > 0 || tamper_is_idle(c->tamper))
		return 1;
	if (c->over == 0)
		c->over = now;
	return now - c->over >= OVER_MS;
}

static void serve(struct connection *c)
{
	uint64_t now = net_now();

	begin_quirks(c);
	if (c->peer.link.account != NULL)
		lobby_leave(&c->seat);
	do {
		flush_output(c);
	} while ((is_fed(c) && feed(c, c->rest, c->have)) ||
		 (wire_pending(&c->wire) > 0 && readable(c)));
	if (c->tamper != NULL) {
		heed(c);
		flush_output(c);
		c->due = tamper_deadline(c->tamper, now);
		if (c->over > 0 && c->due > c->over + OVER_MS)
			c->due = c->over + OVER_MS;
	}
	if (is_finished(c, now))
		leave(c);
	else
		watch(c);
}

void connection_serve(struct io *io)
{
	struct smpp_smsc_peer *link;

	while ((link = smpp_smsc_next(io->smsc->sessions)) != NULL)
		serve((struct connection *)link->user);
}

/* Something has come about for it: a TLS read may have waited for writing. */
static void ready(void *user)
{
	struct connection *c = user;

	if (c->connecting) {
		connected(c);
		return;
	}
	(void)readable(c);
	if (!c->released)
		serve(c);
}

uint64_t connection_quirks(struct io *io)
{
	struct smpp_smsc_peer *link, *next;
	uint64_t now = net_now(), at = UINT64_MAX;

	if (!io->quirks->ever)
		return at; /* so it costs nothing */
	for (link = smpp_smsc_peer_after(io->smsc->sessions, NULL); link != NULL; link = next) {
		struct connection *c = link->user;

		next = smpp_smsc_peer_after(io->smsc->sessions, link);
		if (c->tamper != NULL ? c->due <= now : io->quirks->first != NULL)
			serve(c);
		if (c->tamper != NULL && c->due < at) /* else it has left, and is not freed yet */
			at = c->due;
	}
	return at;
}

uint64_t connection_linger(struct io *io)
{
	uint64_t now = net_now(), at = UINT64_MAX;

	for (struct connection **p = &io->leaving, *c; (c = *p) != NULL;) {
		if (c->shut > now) {
			at = c->shut < at ? c->shut : at;
			p = &c->next;
		} else {
			*p = c->next;
			discard(c);
		}
	}
	if (io->accept_at != 0 && io->accept_at <= now)
		watch_listener(io, 0);
	return io->accept_at != 0 && io->accept_at < at ? io->accept_at : at;
}

void connection_close_all(struct io *io)
{
	struct smpp_smsc_peer *link;

	while ((link = smpp_smsc_peer_after(io->smsc->sessions, NULL)) != NULL) {
		(void)smpp_smsc_close(io->smsc->sessions, link, net_now());
		(void)smpp_smsc_tick(io->smsc->sessions, net_now());
		serve((struct connection *)link->user);
		if (smpp_smsc_peer_after(io->smsc->sessions, NULL) == link)
			leave((struct connection *)link->user); /* it takes no more output */
	}
	for (struct connection *c = io->leaving; c != NULL; c = c->next)
		c->shut = 0;
	(void)connection_linger(io);
}
