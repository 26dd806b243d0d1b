/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection: to which address, until when, octets between the socket and the ESME.
 * Must not know: what the octets say.
 */
#include "link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

/* ---- TCP as it is ---- */

static long plain_result(struct link *link, ssize_t n, uint32_t wants)
{
	if (n > 0)
		return n;
	link->why[0] = '\0';
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		link->wants = wants;
		return LINK_AGAIN;
	}
	if (n < 0)
		snprintf(link->why, sizeof(link->why), "%s", strerror(errno));
	return LINK_ENDED;
}

static long plain_begin(struct link *link)
{
	(void)link;
	return 0;
}

static long plain_read(struct link *link, uint8_t *octets, size_t len)
{
	return plain_result(link, recv(link->fd, octets, len, 0), EPOLLIN);
}

static long plain_write(struct link *link, const uint8_t *octets, size_t len)
{
	return plain_result(link, send(link->fd, octets, len, MSG_NOSIGNAL), EPOLLOUT);
}

static void plain_end(struct link *link)
{
	(void)link;
}

const struct transport plain_transport = { plain_begin, plain_read, plain_write, plain_end };

/* ---- ends ---- */

void link_init(struct link *link, struct loop *loop, unsigned number,
	       const struct link_observer *observer)
{
	link->loop = loop;
	link->number = number;
	link->observer = observer;
	link->transport = &plain_transport;
	link->fd = -1;
	link->due = UINT64_MAX;
}

static void hang_up(struct link *link)
{
	if (link->state == LINK_BEGINNING || link->state == LINK_OPEN)
		link->transport->end(link);
	if (link->state == LINK_OPEN)
		link->observer->closed(link->observer->user, link);
	loop_forget(link->loop, link->watch);
	link->watch = NULL;
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
	link->have = 0;
	link->due = UINT64_MAX;
	link->state = LINK_CLOSED;
}

static void forget_addresses(struct link *link)
{
	if (link->list != NULL)
		freeaddrinfo(link->list);
	link->list = NULL;
	link->at = NULL;
}

/* ---- octets ---- */

/* What came, and what was left over for lack of room in output. @return 1 when some was used */
static int feed(struct link *link)
{
	struct smpp_span octets = { link->in, link->have };
	size_t used;

	if (smpp_esme_feed(link->esme, link->number, octets, net_now(), &used) == SMPP_E_BUSY)
		return 0;
	used = used < link->have ? used : link->have; /* it may have been closed meanwhile */
	link->have -= used;
	memmove(link->in, link->in + used, link->have);
	return used > 0;
}

/* The peer has closed it, or it has failed. What came before counts. */
static void lose(struct link *link)
{
	while (link->have > 0 && feed(link))
		;
	if (link->state == LINK_CLOSED)
		return; /* the ESME was done with it */
	if (link->why[0] != '\0')
		link->observer->failed(link->observer->user, link, link->host, link->why);
	hang_up(link);
	smpp_esme_lost(link->esme, link->number, net_now());
}

/* All that there is, or as much as there is room for: a transport may hold back more than the
 * socket tells of. */
static void hear(struct link *link)
{
	long n = LINK_AGAIN;

	while (link->have < sizeof(link->in)) {
		n = link->transport->read(link, link->in + link->have,
					  sizeof(link->in) - link->have);
		if (n <= 0)
			break;
		link->observer->came(link->observer->user, link, link->in + link->have, (size_t)n);
		link->have += (size_t)n;
	}
	link->unread = link->have == sizeof(link->in);
	if (n == LINK_ENDED)
		lose(link);
}

/* Output that the socket takes now. @return 1 when it took some */
static int say(struct link *link)
{
	const uint8_t *out;
	size_t len;
	int moved = 0;

	while ((out = smpp_esme_output(link->esme, link->number, &len)) != NULL) {
		long n;

		link->since = net_micros();
		n = link->transport->write(link, out, len);
		link->blocked = n == LINK_AGAIN;
		if (n == LINK_ENDED)
			lose(link);
		if (n <= 0)
			return moved;
		link->observer->went(link->observer->user, link, out, (size_t)n);
		smpp_esme_sent(link->esme, link->number, (size_t)n, net_now());
		moved = 1;
	}
	return moved;
}

static uint32_t wanted(const struct link *link)
{
	uint32_t events = link->have < sizeof(link->in) ? (uint32_t)EPOLLIN : 0;

	return link->blocked ? events | link->wants : events;
}

int link_step(struct link *link)
{
	int moved;

	if (link->state != LINK_OPEN)
		return 0;
	moved = link->have > 0 && feed(link);
	if (link->state == LINK_OPEN)
		moved |= say(link);
	if (link->state == LINK_OPEN && link->unread && moved)
		hear(link);
	if (link->state == LINK_OPEN)
		loop_want(link->loop, link->watch, wanted(link));
	return moved;
}

void link_close(struct link *link)
{
	if (link->state == LINK_OPEN)
		(void)say(link);
	hang_up(link);
	forget_addresses(link);
}

/* ---- connecting ---- */

static void tell_failure(struct link *link, const char *why)
{
	char host[NI_MAXHOST] = "?", port[NI_MAXSERV] = "?";
	char where[NI_MAXHOST + NI_MAXSERV + 8];

	getnameinfo(link->at->ai_addr, link->at->ai_addrlen, host, sizeof(host), port,
		    sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(where, sizeof(where), "%s port %s", host, port);
	link->observer->failed(link->observer->user, link, where, why);
	hang_up(link);
}

static void begin(struct link *link);

static void ready(void *user, uint32_t events)
{
	struct link *link = user;

	if (link->state == LINK_OPEN && ((events & ~(uint32_t)EPOLLOUT) != 0 || link->blocked))
		hear(link);
	else if (link->state != LINK_OPEN)
		begin(link);
	link->blocked = 0; /* try again */
}

static int open_socket(struct link *link)
{
	int one = 1;

	link->fd = socket(link->at->ai_family, link->at->ai_socktype | SOCK_CLOEXEC,
			  link->at->ai_protocol);
	if (link->fd < 0 || net_nonblocking(link->fd) != 0)
		return -1;
	setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(link->fd, link->at->ai_addr, link->at->ai_addrlen) != 0 &&
	    errno != EINPROGRESS)
		return -1;
	link->watch = loop_watch(link->loop, link->fd, EPOLLOUT, ready, link);
	return link->watch != NULL ? 0 : -1;
}

/* The address at hand, or the next that is of any use. */
static void try_address(struct link *link)
{
	for (; link->at != NULL; link->at = link->at->ai_next) {
		link->state = LINK_CONNECTING;
		link->due = net_now() + link->each;
		if (open_socket(link) == 0)
			return;
		tell_failure(link, strerror(errno));
	}
	forget_addresses(link);
	smpp_esme_connect_failed(link->esme, link->number, net_now());
}

static void next_address(struct link *link, const char *why)
{
	if (link->at == NULL) { /* it was the peer that connected */
		hang_up(link);
		return;
	}
	tell_failure(link, why);
	link->at = link->at->ai_next;
	try_address(link);
}

/* Connected, or not; then the transport begins. */
static void begin(struct link *link)
{
	int error = link->state == LINK_CONNECTING ? net_error(link->fd) : 0;
	long got;

	if (error != 0) {
		next_address(link, strerror(error));
		return;
	}
	link->state = LINK_BEGINNING;
	got = link->transport->begin(link);
	if (got == LINK_AGAIN) {
		loop_want(link->loop, link->watch, link->wants);
		return;
	}
	if (got == LINK_ENDED) {
		next_address(link, link->why[0] != '\0' ? link->why : "closed by the peer");
		return;
	}
	link->state = LINK_OPEN;
	link->due = UINT64_MAX;
	link->blocked = 0;
	link->unread = 0;
	loop_want(link->loop, link->watch, EPOLLIN);
	link->observer->opened(link->observer->user, link);
	if (link->at == NULL) {
		smpp_esme_accepted(link->esme, link->number, net_now());
		return;
	}
	forget_addresses(link);
	smpp_esme_connected(link->esme, link->number, net_now());
}

void link_accept(struct link *link, int fd)
{
	if (link->state != LINK_CLOSED || net_nonblocking(fd) != 0 ||
	    (link->watch = loop_watch(link->loop, fd, EPOLLIN, ready, link)) == NULL) {
		close(fd);
		return;
	}
	link->fd = fd;
	link->state = LINK_BEGINNING;
	begin(link);
}

void link_connect(struct link *link, const char *host, const char *port, uint32_t timeout)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	uint32_t count = 0;
	int got = getaddrinfo(host, port, &hints, &link->list);

	link->host = host;
	if (got != 0) {
		link->list = NULL;
		link->observer->failed(link->observer->user, link, host, gai_strerror(got));
	}
	for (const struct addrinfo *a = link->list; a != NULL; a = a->ai_next)
		count++;
	link->each = timeout / (count > 0 ? count : 1);
	link->at = link->list;
	try_address(link);
}

uint64_t link_deadline(const struct link *link)
{
	return link->due;
}

void link_tick(struct link *link, uint64_t now)
{
	if (link->due <= now)
		next_address(link, strerror(ETIMEDOUT));
}
