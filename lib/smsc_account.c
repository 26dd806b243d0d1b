/* SPDX-License-Identifier: MIT */
/*
 * Owns: accounts: their limits, who is bound to them, which of those gets a delivery.
 * Must not know: connections, deadlines.
 */
#include "smsc.h"

#define MESSAGE 1000 /* one, in tokens */

/* ---- who is bound ---- */

static uint32_t *count_of(struct smpp_smsc_account *a, enum smpp_state type)
{
	if (type == SMPP_STATE_BOUND_TX)
		return &a->transmitters;
	return type == SMPP_STATE_BOUND_RX ? &a->receivers : &a->transceivers;
}

uint32_t smpp__smsc_judge(const struct smpp_smsc_account *a, enum smpp_state type)
{
	const struct smpp_smsc_limits *l = &a->limits;
	uint64_t bound = (uint64_t)a->transmitters + a->receivers + a->transceivers;
	uint32_t limit = l->transceivers, same = a->transceivers;

	if (type == SMPP_STATE_BOUND_TX) {
		limit = l->transmitters;
		same = a->transmitters;
	} else if (type == SMPP_STATE_BOUND_RX) {
		limit = l->receivers;
		same = a->receivers;
	}
	if (limit == SMPP_OFF)
		return SMPP_ESME_RBINDFAIL;
	if ((l->sessions != 0 && bound >= l->sessions) || (limit != 0 && same >= limit))
		return SMPP_ESME_RALYBND;
	return SMPP_ESME_ROK;
}

void smpp__smsc_join(struct smpp_smsc_account *a, struct smpp_smsc_peer *p)
{
	p->account = a;
	p->member = 1;
	p->mate_before = a->last;
	p->mate_after = NULL;
	if (a->last != NULL)
		a->last->mate_after = p;
	else
		a->first = p;
	a->last = p;
	++*count_of(a, (enum smpp_state)p->type);
}

void smpp__smsc_leave(struct smpp_smsc_peer *p)
{
	struct smpp_smsc_account *a = p->account;

	if (!p->member)
		return;
	p->member = 0;
	--*count_of(a, (enum smpp_state)p->type);
	a->waiting -= p->waiting;
	p->waiting = 0;
	if (a->turn == p)
		a->turn = p->mate_before;
	if (p->mate_before != NULL)
		p->mate_before->mate_after = p->mate_after;
	else
		a->first = p->mate_after;
	if (p->mate_after != NULL)
		p->mate_after->mate_before = p->mate_before;
	else
		a->last = p->mate_before;
}

struct smpp_smsc_peer *smpp_smsc_mate_after(const struct smpp_smsc_account *account,
					    const struct smpp_smsc_peer *peer)
{
	return peer != NULL ? peer->mate_after : account->first;
}

/* Bound as such, and neither side has asked to unbind. */
int smpp__smsc_receives(const struct smpp_smsc_peer *p)
{
	return smpp_session_can(p->session, SMPP_DELIVER_SM) != SMPP_E_STATE;
}

int smpp_smsc_receives(const struct smpp_smsc_account *account)
{
	for (const struct smpp_smsc_peer *p = account->first; p != NULL; p = p->mate_after)
		if (smpp__smsc_receives(p))
			return 1;
	return 0;
}

/* ---- what it may send ---- */

/* Tokens come by the millisecond, rate of them, up to those of a burst: whole numbers, no drift. */
static void fill(struct smpp_smsc_account *a, uint64_t now)
{
	uint32_t rate = a->limits.rate;
	uint32_t burst = a->limits.burst != 0 ? a->limits.burst : rate / 10;
	uint64_t full = (uint64_t)(burst > 0 ? burst : 1) * MESSAGE;
	uint64_t passed = a->rated && now > a->filled ? now - a->filled : 0;

	if (!a->rated) {
		a->rated = 1;
		a->filled = now;
		a->tokens = full;
	}
	if (a->tokens >= full || passed > (full - a->tokens) / rate)
		a->tokens = full;
	else
		a->tokens += passed * rate;
	a->filled += passed;
}

/* What the tokens do not pay for is paid by the time to come. */
static void charge(struct smpp_smsc_account *a, uint32_t messages)
{
	uint64_t cost = (uint64_t)messages * MESSAGE;
	uint32_t rate = a->limits.rate;

	if (cost <= a->tokens) {
		a->tokens -= cost;
		return;
	}
	a->filled += (cost - a->tokens + rate - 1) / rate;
	a->tokens = 0;
}

int smpp__smsc_may(struct smpp_smsc_account *a, uint32_t messages, uint64_t now)
{
	if (a->limits.window != 0 && a->waiting >= a->limits.window)
		return 0;
	if (a->limits.rate == 0) {
		a->rated = 0; /* a limit that comes later begins with a full burst */
		return 1;
	}
	fill(a, now);
	if (a->tokens < MESSAGE)
		return 0;
	charge(a, messages);
	return 1;
}

/* ---- deliveries ---- */

/* What is to be sent: a PDU of the caller's, or a receipt that is written for its receiver. */
struct delivery {
	struct smpp_pdu *pdu;
	const struct smpp_receipt_draft *draft;
	uint64_t token;
};

static int send_to(struct smpp_smsc *c, struct smpp_smsc_peer *p, const struct delivery *d)
{
	int got;

	if (d->draft == NULL)
		return smpp__smsc_request(c, p, d->pdu, d->token);
	memset(&c->pdu, 0, sizeof(c->pdu));
	c->pdu.header.command_id = SMPP_DELIVER_SM;
	got = smpp_receipt_fill(d->draft, smpp_session_version(p->session), &c->room,
				&c->pdu.body.deliver_sm);
	if (got != SMPP_OK)
		return got;
	c->pdu.tlv = c->room.tlv;
	c->pdu.tlv_count = c->room.tlv_count;
	return smpp__smsc_request(c, p, &c->pdu, d->token);
}

/* Each bit of the result depends on each of the argument, and no two arguments give the same. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
	x = (x ^ x >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
	return x ^ x >> 33;
}

/* FNV-1a. */
static uint64_t hash(struct smpp_span key)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < key.len; i++)
		h = (h ^ key.ptr[i]) * UINT64_C(0x100000001B3);
	return h;
}

/* Rendezvous hashing: when receivers come or go, only those keys move that must. */
static struct smpp_smsc_peer *chosen(const struct smpp_smsc_account *a, struct smpp_span key)
{
	struct smpp_smsc_peer *best = NULL;
	uint64_t h = hash(key), highest = 0;

	for (struct smpp_smsc_peer *p = a->first; p != NULL; p = p->mate_after) {
		uint64_t score = mix(h ^ mix(p->serial));

		if ((best == NULL || score > highest) && smpp__smsc_receives(p)) {
			best = p;
			highest = score;
		}
	}
	return best;
}

/* All of an account in a circle, the first after NULL; NULL when there is none. */
static struct smpp_smsc_peer *in_turn(const struct smpp_smsc_account *a, struct smpp_smsc_peer *p)
{
	return p != NULL && p->mate_after != NULL ? p->mate_after : a->first;
}

struct smpp_smsc_peer *smpp_smsc_receiver(const struct smpp_smsc_account *account,
					  struct smpp_span key)
{
	struct smpp_smsc_peer *p = account->turn, *end = p != NULL ? p : account->last;
	struct smpp_smsc_peer *full = NULL;

	if (key.len > 0)
		return chosen(account, key);
	do {
		p = in_turn(account, p);
		if (p != NULL && smpp_session_can(p->session, SMPP_DELIVER_SM) == SMPP_OK)
			return p;
		if (p != NULL && full == NULL && smpp__smsc_receives(p))
			full = p;
	} while (p != end);
	return full;
}

/* Another receiver may take what this one does not: it has room, or knows a later version. */
static int is_passed_over(int got)
{
	return got == SMPP_E_WINDOW || got == SMPP_E_SPACE || got == SMPP_E_VERSION;
}

/* To the next in turn that has room. When none has, *peer is the first that had not. */
static int send_in_turn(struct smpp_smsc *c, struct smpp_smsc_account *a, const struct delivery *d,
			struct smpp_smsc_peer **peer)
{
	struct smpp_smsc_peer *p = a->turn, *end = p != NULL ? p : a->last;
	int result = SMPP_E_ABSENT;

	*peer = NULL;
	do {
		int got;

		p = in_turn(a, p);
		if (p == NULL || !smpp__smsc_receives(p))
			continue;
		got = send_to(c, p, d);
		if (*peer == NULL || result == SMPP_E_VERSION || !is_passed_over(got)) {
			*peer = p;
			result = got;
		}
	} while (p != end && (*peer == NULL || is_passed_over(result)));
	if (result == SMPP_OK)
		a->turn = p;
	if (result == SMPP_E_WINDOW || result == SMPP_E_SPACE)
		a->crowded = 1;
	return result;
}

static int deliver(struct smpp_smsc *c, struct smpp_smsc_account *a, const struct delivery *d,
		   struct smpp_span key, struct smpp_smsc_peer **peer)
{
	struct smpp_smsc_peer *unasked;

	if (peer == NULL)
		peer = &unasked;
	if (key.len == 0)
		return send_in_turn(c, a, d, peer);
	*peer = chosen(a, key);
	return *peer != NULL ? send_to(c, *peer, d) : SMPP_E_ABSENT;
}

int smpp_smsc_deliver(struct smpp_smsc *c, struct smpp_smsc_account *account, struct smpp_pdu *pdu,
		      struct smpp_span key, uint64_t token, uint64_t now,
		      struct smpp_smsc_peer **peer)
{
	struct delivery d = { pdu, NULL, token };

	smpp__smsc_hear(c, now);
	return deliver(c, account, &d, key, peer);
}

int smpp_smsc_receipt(struct smpp_smsc *c, struct smpp_smsc_account *account,
		      const struct smpp_receipt_draft *draft, struct smpp_span key,
		      uint64_t token, uint64_t now, struct smpp_smsc_peer **peer)
{
	struct delivery d = { NULL, draft, token };

	smpp__smsc_hear(c, now);
	return deliver(c, account, &d, key, peer);
}
