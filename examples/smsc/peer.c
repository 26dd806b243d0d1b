/* SPDX-License-Identifier: MIT */
/*
 * Owns: one connection of an ESME: its socket, its session, and what it asks.
 * Must not know: where messages go.
 */
#include "smsc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define LINGER_MS 1000 /* for the peer to close after our last octet */

int peer_receives(const struct peer *peer)
{
	enum smpp_state state = smpp_session_state(peer->session);

	return state == SMPP_STATE_BOUND_RX || state == SMPP_STATE_BOUND_TRX;
}

/* Compares all octets whatever differs first, so that the time it takes tells nothing. */
static int same_secret(const char *secret, struct smpp_span given)
{
	size_t len = strlen(secret);
	unsigned differs = len != given.len;

	for (size_t i = 0; i < given.len; i++)
		differs |= (unsigned char)secret[len > 0 ? i % len : 0] ^ given.ptr[i];
	return differs == 0;
}

static int is_welcome(const struct smsc *smsc, const struct smpp_bind *bind)
{
	int welcome = 0;

	for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
		int known = smpp_span_equal(smpp_span_of(a->system_id), bind->system_id);

		welcome |= same_secret(a->password, bind->password) & known;
	}
	return welcome;
}

static void keep(char *to, size_t size, struct smpp_span from)
{
	size_t len = from.len < size ? from.len : size - 1;

	memcpy(to, from.ptr, len);
	to[len] = '\0';
}

/* One status for every wrong credential: it does not tell which part was wrong (5.0, 4.7.6). */
static void answer_bind(struct peer *peer, const struct smpp_event *e)
{
	const struct smpp_bind *bind = &e->pdu.body.bind;
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };

	if (!is_welcome(peer->smsc, bind)) {
		if (peer->smsc->verbose)
			fprintf(stderr, "session %lu: bind refused\n", (unsigned long)peer->serial);
		trace_refuse(&peer->trace, e->handle, SMPP_ESME_RBINDFAIL, net_now());
		return;
	}
	keep(peer->system_id, sizeof(peer->system_id), bind->system_id);
	keep(peer->address_range, sizeof(peer->address_range), bind->address_range);
	answer.body.bind_resp.system_id = smpp_span_of("mini-smsc");
	trace_reply(&peer->trace, e->handle, &answer, net_now());
}

/* The status that refuses a submit_sm, or ESME_ROK. */
static uint32_t judge_submit(const struct smpp_sm *sm)
{
	struct smpp_time validity;

	if (sm->destination_addr.len == 0)
		return SMPP_ESME_RINVDSTADR;
	if (sm->schedule_delivery_time.len > 0)
		return SMPP_ESME_RINVSCHED; /* everything here goes at once */
	if (smpp_time_read(sm->validity_period, 0, &validity, NULL) != SMPP_OK)
		return SMPP_ESME_RINVEXPIRY; /* which the tolerances let through */
	return SMPP_ESME_ROK;
}

/* The answer goes out before the message goes on, so a receipt never overtakes it. */
static void answer_submit(struct peer *peer, const struct smpp_event *e)
{
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };
	uint32_t status = judge_submit(&e->pdu.body.submit_sm);
	int version_33 = smpp_session_version(peer->session) < SMPP_V3_4;
	struct message *m;

	if (status == SMPP_ESME_ROK) {
		m = store_add(&peer->smsc->store, &e->pdu, version_33);
		status = m != NULL ? SMPP_ESME_ROK : SMPP_ESME_RMSGQFUL;
	}
	if (status != SMPP_ESME_ROK) {
		trace_refuse(&peer->trace, e->handle, status, net_now());
		return;
	}
	keep(m->account, sizeof(m->account), smpp_span_of(peer->system_id));
	m->from = peer->serial;
	answer.body.submit_sm_resp.message_id = smpp_span_of(m->id);
	if (trace_reply(&peer->trace, e->handle, &answer, net_now()) == SMPP_OK)
		route_accept(peer->smsc, m);
	else
		store_remove(&peer->smsc->store, m); /* never acknowledged */
}

/* A command of SMPP that this centre does not offer (5.0, 2.8.2). */
static void answer_other(struct peer *peer, const struct smpp_event *e)
{
	struct smpp_pdu nack = { .header.command_id = SMPP_GENERIC_NACK, .body_absent = 1 };

	nack.header.command_status = SMPP_ESME_RINVCMDID;
	trace_reply(&peer->trace, e->handle, &nack, net_now());
}

static void answer(struct peer *peer, const struct smpp_event *e)
{
	switch (e->pdu.header.command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER: answer_bind(peer, e); break;
	case SMPP_SUBMIT_SM: answer_submit(peer, e); break;
	default: answer_other(peer, e); break;
	}
}

static void log_event(const struct peer *peer, const struct smpp_event *e)
{
	uint8_t octets[256];
	struct smpp_buf text = { octets, sizeof(octets), 0 };

	if (e->type == SMPP_EVENT_STATE)
		fprintf(stderr, "session %lu: %s%s%s\n", (unsigned long)peer->serial,
			smpp_state_name(e->state), e->reason != SMPP_REASON_NONE ? " " : "",
			e->reason != SMPP_REASON_NONE ? smpp_reason_name(e->reason) : "");
	if (e->fault.code != SMPP_FAULT_NONE && smpp_fault_text(&e->fault, &text) == SMPP_OK)
		fprintf(stderr, "session %lu: %.*s\n", (unsigned long)peer->serial, (int)text.len,
			(const char *)octets);
}

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct peer *peer = user;

	(void)s;
	if (peer->smsc->verbose)
		log_event(peer, e);
	switch (e->type) {
	case SMPP_EVENT_REQUEST: answer(peer, e); break;
	case SMPP_EVENT_OUTCOME: route_outcome(peer, e); break;
	case SMPP_EVENT_ROOM: route_backlog(peer); break;
	case SMPP_EVENT_STATE:
		if (peer_receives(peer))
			route_bound(peer->smsc);
		break;
	default: break;
	}
}

static struct smpp_session *open_session(struct peer *peer)
{
	struct smpp_session_config config = { .size = sizeof(config) };
	size_t size;
	void *mem;

	config.side = SMPP_SMSC;
	config.tolerate = peer->smsc->tolerate;
	config.window = 25;
	config.partial = SMPP_OFF; /* peer->in keeps the rest */
	config.output = 131072;
	config.on_event = on_event;
	config.user = peer;
	size = smpp_session_size(&config);
	mem = malloc(size);
	if (mem == NULL || trace_init(&peer->trace, mem, size, &config, net_now()) != SMPP_OK)
		free(mem);
	return peer->trace.session;
}

/*
 * The session; trace and capture, where they are wanted. Without a file for the trace there is
 * none, but a session all the same.
 */
static void begin_session(struct peer *peer, int fd)
{
	const struct smsc *smsc = peer->smsc;
	char ends[160], path[4096];

	net_ends(fd, ends, sizeof(ends));
	pcap_begin(&peer->pcap, smsc->capture, ends);
	peer->pcap.mask = smsc->mask;
	if (smsc->trace != NULL) {
		snprintf(path, sizeof(path), "%s/session-%lu.trace", smsc->trace,
			 (unsigned long)peer->serial);
		peer->trace.file = trace_create(path);
		if (peer->trace.file == NULL)
			perror(path);
	}
	peer->trace.ends = ends;
	peer->trace.wall = net_wall();
	peer->trace.mask = smsc->mask;
	peer->session = open_session(peer);
	peer->trace.ends = NULL;
}

static void end_records(struct peer *peer)
{
	pcap_finish(&peer->pcap, net_wall());
	if (peer->session != NULL && trace_end(&peer->trace) != 0)
		perror("mini-smsc: trace");
	if (peer->trace.file != NULL)
		fclose(peer->trace.file);
}

struct peer *peer_open(struct smsc *smsc, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	struct peer *peer = calloc(1, sizeof(*peer));

	if (peer == NULL)
		return NULL;
	peer->smsc = smsc;
	peer->serial = ++smsc->serial;
	peer->watched = EPOLLIN;
	begin_session(peer, fd);
	event.data.ptr = peer;
	if (peer->session == NULL || net_nonblocking(fd) != 0 ||
	    wire_open(&peer->wire, fd, smsc->tls) != 0 ||
	    epoll_ctl(smsc->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
		end_records(peer);
		tls_end(peer->wire.tls);
		free(peer->session);
		free(peer);
		return NULL;
	}
	peer->next = smsc->peers;
	smsc->peers = peer;
	smsc->totals.sessions++;
	return peer;
}

/* @return 1 when the session used some of what has come */
static int feed(struct peer *peer)
{
	size_t used;

	if (trace_feed(&peer->trace, peer->in, peer->have, net_now(), &used) != SMPP_OK)
		return 0;
	peer->have -= used;
	if (used > 0)
		memmove(peer->in, peer->in + used, peer->have);
	return used > 0;
}

static void lose(struct peer *peer)
{
	const char *why = wire_why(&peer->wire);

	if (peer->smsc->verbose && why[0] != '\0')
		fprintf(stderr, "session %lu: %s\n", (unsigned long)peer->serial, why);
	trace_lost(&peer->trace, net_now());
	peer->shut = 1; /* nothing to wait for */
}

/* @return 1 when octets came */
static int hear(struct peer *peer)
{
	long n;

	if (peer->have == sizeof(peer->in) || peer->shut == 1)
		return 0; /* the session waits for room in output: so does the ESME */
	n = wire_read(&peer->wire, peer->in + peer->have, sizeof(peer->in) - peer->have);
	if (n == WIRE_ENDED)
		lose(peer);
	if (n <= 0)
		return 0;
	peer->smsc->totals.reads++;
	(void)pcap_in(&peer->pcap, peer->in + peer->have, (size_t)n, net_wall());
	peer->have += (size_t)n;
	(void)feed(peer);
	return 1;
}

void peer_ready(struct peer *peer)
{
	(void)hear(peer); /* the rest in peer_turn */
}

/* Watches the socket for what is awaited of it: octets while there is room for them, room. */
static void watch(struct peer *peer)
{
	struct epoll_event event = { .events = 0, .data.ptr = peer };
	size_t len;

	event.events = wire_events(&peer->wire, peer->have < sizeof(peer->in),
				   smpp_session_output(peer->session, &len) != NULL);
	if (event.events == peer->watched)
		return;
	peer->watched = event.events;
	epoll_ctl(peer->smsc->epoll, EPOLL_CTL_MOD, peer->wire.fd, &event);
}

static void flush_output(struct peer *peer)
{
	const uint8_t *out;
	size_t len;

	while ((out = smpp_session_output(peer->session, &len)) != NULL) {
		long n = wire_write(&peer->wire, out, len);

		if (n == WIRE_ENDED)
			trace_lost(&peer->trace, net_now());
		if (n <= 0)
			return;
		peer->smsc->totals.writes++;
		(void)pcap_out(&peer->pcap, out, (size_t)n, net_wall());
		trace_sent(&peer->trace, (size_t)n, net_now());
	}
}

static void add_counters(struct smpp_session_counters *sum, const struct smpp_session *s)
{
	struct smpp_session_counters c = smpp_session_counters(s);

	sum->pdus_in += c.pdus_in;
	sum->pdus_out += c.pdus_out;
	sum->octets_in += c.octets_in;
	sum->octets_out += c.octets_out;
	sum->refused += c.refused;
	sum->stray += c.stray;
	sum->tolerated += c.tolerated;
}

static void peer_free(struct peer *peer)
{
	struct peer **at = &peer->smsc->peers;

	while (*at != peer)
		at = &(*at)->next;
	*at = peer->next;
	route_gone(peer);
	add_counters(&peer->smsc->totals.counters, peer->session);
	end_records(peer);
	wire_close(&peer->wire);
	free(peer->session);
	free(peer);
}

/* The session is over and all was said: half-close, and give the peer time to read it. */
static int is_over(struct peer *peer)
{
	size_t len;

	if (smpp_session_state(peer->session) != SMPP_STATE_CLOSED ||
	    smpp_session_deadline(peer->session) != UINT64_MAX ||
	    smpp_session_output(peer->session, &len) != NULL)
		return 0;
	if (peer->shut == 0) {
		wire_shut(&peer->wire);
		peer->shut = net_now() + LINGER_MS;
		peer->have = 0;
	}
	return peer->shut <= net_now();
}

/* What the session left over for lack of room in output goes on once output has gone; and so does
 * what TLS has read already, of which the socket tells nothing. */
int peer_turn(struct peer *peer)
{
	trace_tick(&peer->trace, net_now());
	do {
		flush_output(peer);
	} while ((peer->have > 0 && feed(peer)) || (wire_pending(&peer->wire) > 0 && hear(peer)));
	if (is_over(peer)) {
		peer_free(peer);
		return 0;
	}
	watch(peer);
	return 1;
}

uint64_t peer_deadline(const struct peer *peer)
{
	uint64_t at = smpp_session_deadline(peer->session);

	return peer->shut != 0 && peer->shut < at ? peer->shut : at;
}
