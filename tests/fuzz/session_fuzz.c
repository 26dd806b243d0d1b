/* SPDX-License-Identifier: MIT */
/*
 * Owns: a session whose octets, chunking, clock and calls the input chooses. The same input is run
 * twice, its octets in other pieces: events and output must be the same. Each request has exactly
 * one outcome, and no event follows CLOSED.
 *
 * The first eight octets configure the session; then come steps: what, how much, and for octets
 * from the peer the octets themselves.
 */
#include <smpp/session.h>

#include <stdio.h>
#include <stdlib.h>

#define REQUESTS 64
#define PENDING 70000
#define WHOLE 2048 /* octets of an input that are looked at */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct smpp_session *s;
	void *memory;
	struct smpp_session_config config;
	uint64_t now;
	uint64_t hash;  /* of all events and of what calls return */
	uint64_t sent;  /* of all output */
	size_t events;
	int closed;
	int no_frames; /* it is closed because the octets are not SMPP */
	size_t requests;
	uint8_t outcomes[REQUESTS]; /* of each request */
	uint8_t wanted[REQUESTS];   /* 1: it was accepted and has one */
	uint64_t handles[16];
	size_t held;
	uint8_t *pending; /* octets that the session has not used yet */
	size_t waiting;
	size_t piece;     /* octets fed at a time; 0: all */
};

static int loud; /* FUZZ_LOG is set: events are printed, to look at one input */

static void fail(const char *why)
{
	fprintf(stderr, "broken: %s\n", why);
	abort();
}

static void mix(uint64_t *hash, const void *octets, size_t len)
{
	const uint8_t *p = octets;

	for (size_t i = 0; i < len; i++)
		*hash = (*hash ^ p[i]) * UINT64_C(0x100000001B3);
}

static void mix_number(struct run *run, uint64_t number)
{
	mix(&run->hash, &number, sizeof(number));
}

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	struct run *run = user;

	if (loud)
		fprintf(stderr, "%zu: now %llu %s %s %s seq %u status %u fault %s token %llu\n",
			run->piece, (unsigned long long)run->now, smpp_event_name(event->type),
			smpp_state_name(event->state), smpp_reason_name(event->reason),
			event->sequence_number, event->command_status,
			smpp_fault_name(event->fault.code), (unsigned long long)event->token);
	if (s != run->s)
		fail("an event of another session");
	if (run->closed)
		fail("an event after CLOSED");
	run->events++;
	mix_number(run, (uint64_t)event->type);
	mix_number(run, (uint64_t)event->outcome << 48 | (uint64_t)event->stray << 32 |
				(uint64_t)event->state << 16 | (uint64_t)event->reason);
	mix_number(run, event->token);
	mix_number(run, (uint64_t)event->command_id << 32 | event->sequence_number);
	mix_number(run, (uint64_t)event->command_status << 32 | event->has_pdu);
	mix_number(run, (uint64_t)event->fault.code << 32 | event->fault.offset);
	if (event->has_pdu)
		mix(&run->hash, event->pdu.wire.ptr, event->pdu.wire.len);
	if (event->type == SMPP_EVENT_OUTCOME) {
		if (event->token >= run->requests || !run->wanted[event->token])
			fail("an outcome of no request");
		if (++run->outcomes[event->token] > 1)
			fail("two outcomes of a request");
	}
	if (event->type == SMPP_EVENT_REQUEST && run->held < 16)
		run->handles[run->held++] = event->handle;
	if (event->type == SMPP_EVENT_STATE && event->state == SMPP_STATE_CLOSED) {
		run->closed = 1;
		run->no_frames = event->reason == SMPP_REASON_FRAME;
	}
}

/* @return octets that went to the transport */
static size_t send_output(struct run *run, size_t limit)
{
	const uint8_t *out;
	size_t len, sum = 0;

	while (sum < limit && (out = smpp_session_output(run->s, &len)) != NULL) {
		if (len > limit - sum)
			len = limit - sum;
		mix(&run->sent, out, len);
		sum += len;
		if (smpp_session_sent(run->s, len, run->now) != SMPP_OK)
			fail("sent refuses what waited");
	}
	return sum;
}

/* Feeds what waits until nothing moves any more; all output goes out at once. */
static void pump(struct run *run)
{
	size_t used, moved;

	do {
		used = 0;
		if (smpp_session_feed(run->s, run->pending, run->waiting, run->now, &used) !=
		    SMPP_OK)
			fail("feed refuses");
		if (used > run->waiting)
			fail("feed used more than there was");
		memmove(run->pending, run->pending + used, run->waiting - used);
		run->waiting -= used;
		moved = used + send_output(run, SIZE_MAX);
	} while (moved > 0 && !run->closed);
}

static void hear(struct run *run, const uint8_t *octets, size_t len)
{
	while (len > 0 && !run->closed) {
		size_t piece = run->piece == 0 || run->piece > len ? len : run->piece;

		if (piece > PENDING - run->waiting)
			return;
		memcpy(run->pending + run->waiting, octets, piece);
		run->waiting += piece;
		octets += piece;
		len -= piece;
		pump(run);
	}
}

static const uint32_t commands[16] = {
	SMPP_BIND_TRANSCEIVER, SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER, SMPP_SUBMIT_SM,
	SMPP_DELIVER_SM, SMPP_ENQUIRE_LINK, SMPP_DATA_SM, SMPP_QUERY_SM, SMPP_OUTBIND,
	SMPP_ALERT_NOTIFICATION, SMPP_SUBMIT_MULTI, SMPP_BROADCAST_SM, SMPP_UNBIND,
	SMPP_CANCEL_SM, SMPP_REPLACE_SM, SMPP_GENERIC_NACK,
};

static void request(struct run *run, uint8_t which)
{
	struct smpp_pdu pdu;
	int got;

	if (run->requests == REQUESTS)
		return;
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = commands[which % 16];
	pdu.header.sequence_number = which;
	if (which % 16 <= 2)
		pdu.body.bind.interface_version = which & 0x80 ? SMPP_V5_0 : SMPP_V3_4;
	if (which % 16 == 3)
		pdu.body.submit_sm.short_message = smpp_span_of("Hello");
	got = smpp_session_request(run->s, &pdu, run->requests, run->now);
	mix_number(run, (uint64_t)(unsigned)got);
	if (got == SMPP_OK && !run->config.relay && pdu.header.command_id != SMPP_OUTBIND &&
	    pdu.header.command_id != SMPP_ALERT_NOTIFICATION)
		run->wanted[run->requests] = 1;
	run->requests++;
}

static void answer(struct run *run, uint8_t how)
{
	struct smpp_pdu pdu;
	size_t which;
	int got;

	if (run->held == 0)
		return;
	which = how % run->held;
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = how & 0x40 ? SMPP_ESME_RTHROTTLED : 0;
	pdu.body_absent = how >> 7;
	if (how & 0x20)
		got = smpp_session_refuse(run->s, run->handles[which], how & 0x1F, run->now);
	else
		got = smpp_session_reply(run->s, run->handles[which], &pdu, run->now);
	mix_number(run, (uint64_t)(unsigned)got);
	if (got == SMPP_OK || got == SMPP_E_HANDLE)
		run->handles[which] = run->handles[--run->held];
}

static void unbind_or_drain(struct run *run, int drain)
{
	int got;

	if (run->requests == REQUESTS)
		return;
	got = drain ? smpp_session_drain(run->s, run->requests, run->now)
		    : smpp_session_unbind(run->s, run->requests, run->now);
	mix_number(run, (uint64_t)(unsigned)got);
	run->wanted[run->requests++] = got == SMPP_OK;
}

static void step(struct run *run, uint8_t what, uint8_t how)
{
	static const uint16_t jumps[8] = { 0, 1, 50, 500, 2000, 10000, 20000, 60000 };

	switch (what % 8) {
	case 1:
		run->now += (uint64_t)how + jumps[what >> 5];
		(void)smpp_session_tick(run->s, run->now);
		break;
	case 2: request(run, how); break;
	case 3: answer(run, how); break;
	case 4: /* exactly when it wants */
		if (smpp_session_deadline(run->s) != UINT64_MAX &&
		    smpp_session_deadline(run->s) > run->now)
			run->now = smpp_session_deadline(run->s);
		(void)smpp_session_tick(run->s, run->now);
		break;
	case 5: unbind_or_drain(run, how & 1); break;
	case 6:
		if (how == 0xFF)
			(void)smpp_session_close(run->s, run->now);
		else if (how == 0xFE)
			(void)smpp_session_lost(run->s, run->now);
		else
			smpp_session_congestion(run->s, how);
		break;
	default:
		(void)smpp_session_can(run->s, commands[how % 16]);
		break;
	}
	if (!run->closed)
		pump(run);
}

/* The connection is gone: all outcomes come, then CLOSED, then nothing. */
static void finish(struct run *run)
{
	(void)smpp_session_lost(run->s, run->now);
	for (int i = 0; i < 200 && !run->closed; i++)
		(void)smpp_session_tick(run->s, run->now);
	if (!run->closed)
		fail("lost, and never CLOSED");
	(void)smpp_session_tick(run->s, run->now + 100000);
	for (size_t i = 0; i < run->requests; i++) {
		if (run->wanted[i] && run->outcomes[i] != 1)
			fail("a request without outcome");
	}
	if (smpp_session_outstanding(run->s) != 0)
		fail("closed, and requests outstanding");
}

static void configure(struct run *run, const uint8_t *how)
{
	static const uint8_t versions[] = { 0, SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };
	struct smpp_session_config *config = &run->config;

	config->size = sizeof(*config);
	config->side = how[0] & 1 ? SMPP_SMSC : SMPP_ESME;
	config->relay = how[0] >> 7;
	config->version = versions[how[0] >> 1 & 3];
	config->absent_version = how[0] & 8 ? SMPP_V3_4 : 0;
	config->tolerate = how[1] & 1 ? SMPP_FIELD : how[1] & 2 ? UINT32_C(0x1FFFF) : 0;
	config->window = how[2] % 8;
	config->inbound = how[3] % 8;
	config->partial = how[4] == 255 ? SMPP_OFF : how[4] * 4U;
	config->output = how[5] == 0 ? 0 : 16 + how[5] * 8U;
	config->max_pdu = how[6] == 0 ? 0 : 64 + how[6] * 16U;
	config->finished = how[7] % 4;
	if (config->relay)
		config->partial = SMPP_OFF;
	config->on_event = on_event;
	config->user = run;
}

/* @return 0 when the configuration contradicts itself. */
static int run_input(struct run *run, const uint8_t *data, size_t size, size_t piece)
{
	size_t len, at = 8;

	memset(run, 0, sizeof(*run));
	run->hash = UINT64_C(0xCBF29CE484222325);
	run->piece = piece;
	run->now = 1000;
	configure(run, data);
	len = smpp_session_size(&run->config);
	if (len == 0)
		return 0;
	run->memory = malloc(len);
	run->pending = malloc(PENDING);
	if (smpp_session_init(&run->s, run->memory, len, &run->config, run->now) != SMPP_OK)
		fail("init refuses what size accepts");
	while (size - at >= 2 && !run->closed) {
		uint8_t what = data[at++], how = data[at++];

		if (what % 8 == 0) {
			len = size - at < how ? size - at : how;
			hear(run, data + at, len);
			at += len;
		} else {
			step(run, what, how);
		}
	}
	finish(run);
	free(run->pending);
	free(run->memory);
	return 1;
}

/*
 * A PDU that does not fit into the partial-PDU buffer is read if it comes in one piece and refused
 * if it does not: only then pieces matter. More than WHOLE octets never come in one piece here.
 */
static int pieces_matter(const struct smpp_session_config *config)
{
	uint32_t partial = config->partial == 0 ? 4096 : config->partial;
	uint32_t max_pdu = config->max_pdu == 0 ? SMPP_MAX_PDU_USUAL : config->max_pdu;

	return partial != SMPP_OFF && partial < max_pdu && partial < WHOLE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t pieces[] = { 1, 3, 16, 17 };
	struct run whole, split;

	loud = getenv("FUZZ_LOG") != NULL;
	if (size > WHOLE)
		size = WHOLE;
	if (size < 8 || !run_input(&whole, data, size, 0))
		return 0;
	(void)run_input(&split, data, size, pieces[data[7] >> 6]);
	if (pieces_matter(&whole.config))
		return 0;
	if (whole.events != split.events || whole.hash != split.hash)
		fail("octets in other pieces give other events");
	if (whole.no_frames && whole.config.output != 0)
		return 0; /* the last word goes out if there is room for it */
	if (whole.sent != split.sent)
		fail("octets in other pieces give other output");
	return 0;
}
