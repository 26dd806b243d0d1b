/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection through smpp-proxy: two sockets, two sessions in relay mode.
 * Must not know: the command line, other connections, what PDUs say.
 */
#include "pair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define LINGER_MS 5000 /* for one side to end after the other has */

/* ---- PDUs ---- */

static int index_of(const struct side *s)
{
	return s == &s->pair->side[0] ? 0 : 1;
}

static void begin_line(const struct side *from)
{
	fprintf(stderr, "session %lu %c ", from->pair->number, "><"[index_of(from)]);
}

static void log_pdu(struct side *from, const struct smpp_event *e)
{
	const char *name = smpp_command_name(e->pdu.header.command_id);

	begin_line(from);
	if (name != NULL)
		fputs(name, stderr);
	else
		fprintf(stderr, "0x%08lX", (unsigned long)e->pdu.header.command_id);
	fprintf(stderr, " %lu", (unsigned long)e->pdu.header.sequence_number);
	if ((e->pdu.header.command_id & SMPP_RESPONSE) != 0)
		fprintf(stderr, " 0x%08lX", (unsigned long)e->pdu.header.command_status);
	if (e->fault.code != SMPP_FAULT_NONE)
		fprintf(stderr, " %s", smpp_fault_name(e->fault.code));
	fputc('\n', stderr);
}

/* One PDU; for a side that is over it goes nowhere. @return 0 when there is no room for it yet */
static int pass_pdu(struct side *from, const struct smpp_event *e)
{
	const struct smpp_span wire = e->pdu.wire;
	int got = SMPP_E_STATE;

	if (!from->other->shut)
		got = smpp_session_send_raw(from->other->session, wire.ptr, wire.len, net_now());
	if (got == SMPP_OK)
		from->pair->passed[index_of(from)]++;
	if (got == SMPP_OK && from->pair->verbose)
		log_pdu(from, e);
	return got != SMPP_E_SPACE;
}

static void session_over(struct side *s, const struct smpp_event *e)
{
	if (s->pair->verbose) {
		begin_line(s);
		fprintf(stderr, "%s %s\n", smpp_reason_name(e->reason),
			e->fault.code != SMPP_FAULT_NONE ? smpp_fault_name(e->fault.code) : "");
	}
	s->ended = 1;
	s->other->held = 0;
}

/*
 * What came from one side goes to the other, as far as there is room. next has used up the PDU for
 * which there is none: it stays in front of the buffer, and the session gets it again later.
 * @return 1 when anything has changed
 */
static int pass(struct side *from)
{
	size_t used, back = 0;
	struct smpp_event e;
	int changed = 0;

	(void)smpp_session_lend(from->session, from->in, from->held ? 0 : from->have);
	while (back == 0 && smpp_session_next(from->session, net_now(), &e) == SMPP_OK &&
	       e.type != SMPP_EVENT_NONE && e.type != SMPP_EVENT_BLOCKED) {
		changed |= e.type != SMPP_EVENT_NOTICE;
		if (e.type == SMPP_EVENT_ROOM)
			from->other->held = 0;
		else if (e.type == SMPP_EVENT_STATE)
			session_over(from, &e);
		else if (e.type == SMPP_EVENT_NOTICE && !pass_pdu(from, &e))
			back = e.pdu.wire.len;
	}
	(void)smpp_session_take(from->session, &used);
	if (back > 0)
		from->held = 1;
	from->have -= used - back;
	memmove(from->in, from->in + used - back, from->have);
	return changed || used > back;
}

/* ---- sockets ---- */

/*
 * The socket has failed. The session is not told: what it has not passed on yet still goes to the
 * other side, and after smpp_session_lost it would not be heard.
 */
static void side_failed(struct side *s)
{
	s->ended = 1;
	s->shut = 1;
	s->other->held = 0; /* what waited for room here goes nowhere */
}

static int has_output(const struct side *s)
{
	size_t len;

	return !s->shut && smpp_session_output(s->session, &len) != NULL;
}

static void side_read(struct side *s)
{
	ssize_t n = read(s->fd, s->in + s->have, sizeof(s->in) - s->have);

	if (n > 0)
		s->have += (size_t)n;
	else if (n == 0)
		s->ended = 1; /* it may still read: what comes for it goes there */
	else if (errno != EAGAIN && errno != EINTR)
		side_failed(s);
}

/* @return 1 when some octets went out */
static int side_flush(struct side *s)
{
	int sent = 0;

	while (!s->connecting && has_output(s)) {
		size_t len;
		const uint8_t *out = smpp_session_output(s->session, &len);
		ssize_t n = write(s->fd, out, len);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			side_failed(s);
		if (n < 0)
			return sent;
		smpp_session_sent(s->session, (size_t)n, net_now());
		sent = 1;
	}
	return sent;
}

/* Everything that came from there has gone out on the other side. */
static int is_done(const struct side *s)
{
	return s->ended && !s->held && !has_output(s->other);
}

/* What epoll is to watch: octets while there is a place for them, room for what waits. */
static void watch(struct side *s)
{
	struct epoll_event event = { .events = 0, .data.ptr = s };

	if (!s->ended && !s->connecting && s->have < sizeof(s->in))
		event.events |= EPOLLIN;
	if (s->connecting || has_output(s))
		event.events |= EPOLLOUT;
	if (event.events == s->watched)
		return;
	/* an end of both directions is told even if nothing is asked: then only leaving helps */
	epoll_ctl(s->pair->epoll,
		  event.events == 0 ? EPOLL_CTL_DEL
		  : s->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, s->fd, &event);
	s->watched = event.events;
}

static void finish_connect(struct side *s)
{
	int error = net_error(s->fd);

	s->connecting = 0;
	if (error == 0)
		return;
	fprintf(stderr, "smpp-proxy: session %lu: %s\n", s->pair->number, strerror(error));
	side_failed(s);
	s->other->ended = 1;
}

void pair_ready(struct side *s, uint32_t events)
{
	if (s->connecting)
		finish_connect(s);
	else if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !s->ended)
		side_read(s);
}

/* ---- the pair ---- */

int pair_turn(struct pair *p)
{
	int again;

	do {
		again = pass(&p->side[0]) | pass(&p->side[1]);
		again |= side_flush(&p->side[0]) | side_flush(&p->side[1]);
	} while (again);
	for (int i = 0; i < 2; i++) {
		if (!is_done(&p->side[i]) || p->side[!i].shut)
			continue;
		shutdown(p->side[!i].fd, SHUT_WR);
		p->side[!i].shut = 1;
	}
	if (p->linger == 0 && (is_done(&p->side[0]) || is_done(&p->side[1])))
		p->linger = net_now() + LINGER_MS;
	if ((is_done(&p->side[0]) && is_done(&p->side[1])) ||
	    (p->linger != 0 && p->linger <= net_now()))
		return 0;
	watch(&p->side[0]);
	watch(&p->side[1]);
	return 1;
}

uint64_t pair_deadline(const struct pair *p)
{
	uint64_t at = p->linger != 0 ? p->linger : UINT64_MAX;

	for (int i = 0; i < 2; i++) {
		if (smpp_session_deadline(p->side[i].session) < at)
			at = smpp_session_deadline(p->side[i].session);
	}
	return at;
}

static int side_open(struct side *s, enum smpp_side which)
{
	struct smpp_session_config config = { .size = sizeof(config), .side = which, .relay = 1 };
	size_t size;
	void *mem;

	config.version = SMPP_V5_0;
	config.tolerate = SMPP_FIELD;
	config.partial = SMPP_OFF;    /* in keeps the rest */
	config.inactivity = SMPP_OFF; /* the two ends see to that themselves */
	config.output = BUFFER_OCTETS;
	config.window = 1;
	config.inbound = 1;
	size = smpp_session_size(&config);
	mem = malloc(size);
	if (mem == NULL || s->fd < 0 || net_nonblocking(s->fd) != 0 ||
	    smpp_session_init(&s->session, mem, size, &config, net_now()) != SMPP_OK) {
		free(mem);
		return -1;
	}
	return 0;
}

struct pair *pair_open(int epoll, int fd, const char *host, const char *port, unsigned long number)
{
	struct pair *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		perror("smpp-proxy");
		close(fd);
		return NULL;
	}
	p->epoll = epoll;
	p->number = number;
	for (int i = 0; i < 2; i++) {
		p->side[i].pair = p;
		p->side[i].other = &p->side[!i];
	}
	p->side[0].fd = fd;
	p->side[1].fd = net_connect_begin(host, port);
	p->side[1].connecting = 1;
	if (side_open(&p->side[0], SMPP_SMSC) != 0 || side_open(&p->side[1], SMPP_ESME) != 0) {
		pair_free(p);
		return NULL;
	}
	watch(&p->side[0]);
	watch(&p->side[1]);
	return p;
}

void pair_free(struct pair *p)
{
	for (int i = 0; i < 2; i++) {
		if (p->side[i].fd >= 0)
			close(p->side[i].fd);
		free(p->side[i].session);
	}
	free(p);
}
