/* SPDX-License-Identifier: MIT */
/*
 * Owns: a peer without manners: it says what real peers have said, and worse, octet by octet if it
 * likes. It needs no session, and keeps no promise.
 */
#include "sim.h"

void hostile_begin(struct end *e)
{
	struct rng *rng = &e->world->rng;
	struct hostile *h = &e->hostile;

	memset(&h->in, 0, sizeof(h->in));
	memset(h->heard, 0, sizeof(h->heard));
	h->heard_at = 0;
	h->out_at = 0;
	h->out_len = 0;
	h->reads = (uint8_t)rng_chance(rng, 9, 10);
	h->dribbles = (uint8_t)rng_chance(rng, 1, 8);
	h->nasty = (uint8_t)(rng_chance(rng, 1, 2) ? 3 : 30);
	h->bound = 0;
	h->number = rng_chance(rng, 1, 2) ? 1 : (uint32_t)rng_next(rng);
	e->gone = 0;
	trace(e, "begins%s", "", 0, 0, 0);
}

static void say(struct hostile *h, const uint8_t *octets, size_t len)
{
	if (h->out_at == h->out_len) {
		h->out_at = 0;
		h->out_len = 0;
	}
	if (len > sizeof(h->out) - h->out_len)
		return;
	memcpy(h->out + h->out_len, octets, len);
	h->out_len += len;
}

static void say_header(struct end *e, uint32_t len, uint32_t id, uint32_t status, uint32_t number)
{
	uint8_t header[16];

	put32(header, len);
	put32(header + 4, id);
	put32(header + 8, status);
	put32(header + 12, number);
	trace(e, "says %s: number %llu, status %llx, octets %llu", command_name(id), number, status,
	      len);
	say(&e->hostile, header, sizeof(header));
}

/* A whole PDU, now and then with an octet of its body changed. */
static void say_pdu(struct end *e, struct smpp_pdu *pdu, uint32_t number)
{
	static uint8_t octets[8192];
	struct smpp_rules rules = { SMPP_V5_0, 0, 0 };
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct rng *rng = &e->world->rng;

	pdu->header.sequence_number = number;
	if (smpp_encode(pdu, &rules, &buf, NULL) != SMPP_OK)
		return;
	if (rng_chance(rng, e->hostile.nasty, 100) && buf.len > 16) {
		uint8_t bit = (uint8_t)(1U << rng_below(rng, 8));

		octets[16 + rng_below(rng, (uint32_t)buf.len - 16)] ^= bit;
	}
	trace(e, "says %s: number %llu, octets %llu", command_name(pdu->header.command_id), number,
	      buf.len, 0);
	say(&e->hostile, octets, buf.len);
}

static const struct frame *one_heard(struct end *e)
{
	return &e->hostile.heard[rng_below(&e->world->rng, 8)];
}

/* The right answer, as far as it can be told from a header. */
static void answer(struct end *e, const struct frame *heard)
{
	struct smpp_pdu pdu;
	struct rng *rng = &e->world->rng;
	uint8_t octet = 0;
	const struct smpp_tlv tlv = { SMPP_TLV_CONGESTION_STATE, { &octet, 1 } };

	if (heard->command_id == 0)
		return;
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = heard->command_id | SMPP_RESPONSE;
	pdu.header.command_status = rng_chance(rng, 1, 4) ? 8 : 0;
	if (rng_chance(rng, 1, 10))
		pdu.body_absent = 1;
	if (heard->command_id == SMPP_BIND_TRANSCEIVER && rng_chance(rng, 1, 10))
		pdu.header.command_id = SMPP_BIND_RECEIVER_RESP;
	if (rng_chance(rng, 1, 10)) { /* of all octets, reserved ones too */
		octet = (uint8_t)rng_next(rng);
		pdu.tlv = &tlv;
		pdu.tlv_count = 1;
	}
	say_pdu(e, &pdu, heard->sequence_number);
}

static void hear(struct end *e)
{
	static uint8_t octets[65536];
	struct hostile *h = &e->hostile;
	struct smpp_span span = { octets, 0 };
	struct frame frame;

	span.len = pipe_read(e->in, octets, sizeof(octets), e->world->now);
	while (frames_next(&h->in, &span, &frame)) {
		if ((frame.command_id & SMPP_RESPONSE) != 0)
			continue;
		h->heard[h->heard_at++ % 8] = frame;
		if (rng_chance(&e->world->rng, 9, 10) && frame.command_id != SMPP_SUBMIT_SM &&
		    frame.command_id <= SMPP_BIND_TRANSCEIVER)
			answer(e, &frame);
	}
}

static uint32_t any_command(struct rng *rng)
{
	static const uint32_t commands[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0B, 0x15, 0x21, 0x22,
					     0x23, 0x24, 0x102, 0x103, 0x111, 0x112, 0x113,
					     0x01000001, 0x7FFFFFFF };

	return commands[rng_below(rng, sizeof(commands) / sizeof(commands[0]))];
}

static void request(struct end *e, uint32_t command_id)
{
	static struct draft draft;

	draft_request(&draft, &e->world->rng, command_id, SMPP_V3_4,
		      rng_chance(&e->world->rng, 1, 4));
	say_pdu(e, &draft.pdu, e->hostile.number++);
}

/* What ends a session at once, or should. */
static void ruin(struct end *e)
{
	static const char http[] = "GET / HTTP/1.1\r\n\r\n", tls[] = "\x16\x03\x01\x02\x00\x01\x00";
	static const uint32_t lengths[] = { 0, 4, 15, 70001, 0xFFFFFF, 0x1000000, 0xFFFFFFFF };
	struct rng *rng = &e->world->rng;
	uint8_t octets[64];

	switch (rng_below(rng, 4)) {
	case 0:
		for (size_t i = 0; i < sizeof(octets); i++)
			octets[i] = (uint8_t)rng_next(rng);
		say(&e->hostile, octets, rng_between(rng, 1, 64));
		break;
	case 1: say(&e->hostile, (const uint8_t *)http, sizeof(http) - 1); break;
	case 2: say(&e->hostile, (const uint8_t *)tls, sizeof(tls) - 1); break;
	default: say_header(e, lengths[rng_below(rng, 7)], 4, 0, e->hostile.number++); break;
	}
	trace(e, "says what is no SMPP%s", "", 0, 0, 0);
}

static void flood(struct end *e)
{
	for (uint32_t i = rng_between(&e->world->rng, 10, 300); i > 0; i--)
		say_header(e, 16, SMPP_ENQUIRE_LINK, 0, e->hostile.number++);
	e->hostile.reads = (uint8_t)rng_chance(&e->world->rng, 1, 2);
}

/* A large PDU, or the beginning of one. */
static void oversize(struct end *e)
{
	static const uint8_t octets[600];
	uint32_t len = rng_between(&e->world->rng, 17, 600);

	say_header(e, len, any_command(&e->world->rng), 0, e->hostile.number++);
	if (rng_chance(&e->world->rng, 3, 4))
		say(&e->hostile, octets, len - 16);
	else
		e->hostile.dribbles = 1;
}

/* Responses that nobody waits for. */
static void stray(struct end *e)
{
	struct rng *rng = &e->world->rng;
	const struct frame *heard = one_heard(e);
	uint32_t id = any_command(rng) | SMPP_RESPONSE;

	switch (rng_below(rng, 6)) {
	case 0: say_header(e, 16, id, 0, (uint32_t)rng_next(rng)); break;
	case 1: say_header(e, 16, id, 0, heard->sequence_number); break;
	case 2: say_header(e, 16, SMPP_GENERIC_NACK, 3, 0); break;
	case 3: say_header(e, 16, SMPP_GENERIC_NACK, 3, heard->sequence_number); break;
	case 4: say_header(e, 16, UINT32_C(0x80777777), 0, heard->sequence_number); break;
	default:
		answer(e, heard);
		answer(e, heard);
		break;
	}
}

static void misbehave(struct end *e)
{
	struct rng *rng = &e->world->rng;
	uint32_t way = rng_below(rng, 100);

	if (way < 50)
		stray(e);
	else if (way < 65)
		request(e, any_command(rng));
	else if (way < 75)
		say_header(e, 16, 0x01000000 + rng_below(rng, 3), 0, e->hostile.number++);
	else if (way < 80)
		oversize(e);
	else if (way < 84)
		say(&e->hostile, (const uint8_t *)"\r\n", 2);
	else if (way < 88)
		flood(e);
	else if (way < 90)
		e->hostile.dribbles ^= 1;
	else if (way < 92)
		e->hostile.reads ^= 1;
	else if (way < 94)
		request(e, SMPP_UNBIND);
	else
		ruin(e);
}

static void behave(struct end *e)
{
	struct rng *rng = &e->world->rng;

	if (!e->hostile.bound && e->side == SMPP_ESME) {
		request(e, rng_chance(rng, 1, 2) ? SMPP_BIND_TRANSCEIVER : SMPP_BIND_RECEIVER);
		e->hostile.bound = 1;
	} else if (rng_chance(rng, 1, 2)) {
		answer(e, one_heard(e));
	} else {
		request(e, e->side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM);
	}
}

void hostile_act(struct end *e)
{
	struct rng *rng = &e->world->rng;
	struct hostile *h = &e->hostile;
	size_t len = h->out_len - h->out_at;

	if (h->reads)
		hear(e);
	if (len < 1000 && rng_chance(rng, 1, 3)) {
		if (rng_chance(rng, h->nasty, 100))
			misbehave(e);
		else
			behave(e);
	}
	len = h->out_len - h->out_at;
	if (len > 0 && (h->dribbles || rng_chance(rng, 1, 4)))
		len = h->dribbles ? 1 : rng_between(rng, 1, (uint32_t)len);
	if (len > 0)
		h->out_at += pipe_write(e->out, h->out + h->out_at, len);
	if (pipe_is_over(e->in) || e->out->broken || rng_chance(rng, 1, 3000)) {
		trace(e, "goes%s", "", 0, 0, 0);
		e->gone = 1;
		e->out->ended = 1;
		e->in->broken = 1;
		e->in->len = 0;
	}
}
