/* SPDX-License-Identifier: MIT */
/*
 * Owns: how fast messages go: the token bucket, back-off when the peer is overrun, recovery.
 * Must not know: what a message is.
 */
#include "esme.h"

#define PDU UINT64_C(1000000)    /* one, in the bucket */
#define CUT_APART 1000           /* ms: answers of one overrun cut the rate once */
#define GROW_AFTER 5000          /* ms from a cut to the first growth */
#define GROW_EVERY 1000          /* ms */
#define GROW_STEPS 20            /* from nothing to the target */
#define CUTS_DEEPEST 32          /* the rate falls to that part of the target */
#define USUAL 10                 /* PDUs a second: where too little went to tell, the usual rate */
#define SLOWEST UINT64_C(100)    /* or to one PDU in ten seconds */
#define SECOND 1000

void smpp__esme_rate_init(struct smpp__esme_rate *rate, const struct smpp_esme_config *config,
			  uint64_t now)
{
	memset(rate, 0, sizeof(*rate));
	rate->full = config->rate == SMPP_OFF ? 0 : (uint64_t)config->rate * 1000;
	rate->now = rate->full;
	rate->burst = config->burst * PDU;
	rate->bucket = rate->burst;
	rate->at = now;
	rate->second = now;
}

/* Some time after the last cut the rate rises, step by step, until it is what it was. */
static void recover(struct smpp__esme_rate *rate, uint64_t now)
{
	uint64_t steps;

	if (!rate->cut || now < rate->grow_at)
		return;
	steps = (now - rate->grow_at) / GROW_EVERY + 1;
	rate->grow_at += steps * GROW_EVERY;
	rate->now += (steps < GROW_STEPS ? steps : GROW_STEPS) *
		     (rate->target / GROW_STEPS > 0 ? rate->target / GROW_STEPS : 1);
	if (rate->now < rate->target)
		return;
	rate->now = rate->full;
	rate->cut = 0;
}

static void fill(struct smpp__esme_rate *rate, uint64_t now)
{
	uint64_t passed = now > rate->at ? now - rate->at : 0;

	if (rate->now == 0 || passed >= rate->burst / rate->now + 1 ||
	    rate->bucket + passed * rate->now > rate->burst)
		rate->bucket = rate->burst;
	else
		rate->bucket += passed * rate->now;
	rate->at += passed;
}

uint64_t smpp__esme_rate_ready(const struct smpp__esme_rate *rate)
{
	if (rate->now == 0 || rate->bucket >= PDU)
		return rate->at;
	return rate->at + (PDU - rate->bucket + rate->now - 1) / rate->now;
}

int smpp__esme_rate_may(struct smpp__esme_rate *rate, uint64_t now)
{
	fill(rate, now);
	recover(rate, now);
	return rate->now == 0 || rate->bucket >= PDU;
}

/* Counts what went in this second and in the one before. */
static void count(struct smpp__esme_rate *rate, uint64_t now, uint32_t more)
{
	uint64_t passed = now > rate->second ? now - rate->second : 0;

	if (passed >= SECOND) {
		rate->before = passed < 2 * SECOND ? rate->sent : 0;
		rate->sent = 0;
		rate->second = now - passed % SECOND;
	}
	rate->sent += more;
}

void smpp__esme_rate_take(struct smpp__esme_rate *rate, uint64_t now)
{
	count(rate, now, 1);
	if (rate->now != 0)
		rate->bucket -= PDU;
}

void smpp__esme_rate_cut(struct smpp__esme_rate *rate, uint64_t now)
{
	uint64_t floor, was;

	if (rate->cut && now - rate->cut_at < CUT_APART)
		return;
	(void)smpp__esme_rate_may(rate, now);
	count(rate, now, 0);
	if (!rate->cut) { /* without a limit: what went lately is too much */
		was = rate->sent > rate->before ? rate->sent : rate->before;
		rate->target = rate->full != 0 ? rate->full : (was > USUAL ? was : USUAL) * 1000;
	}
	was = rate->now != 0 ? rate->now : rate->target;
	floor = rate->target / CUTS_DEEPEST;
	floor = floor > SLOWEST ? floor : SLOWEST;
	rate->now = was / 2 > floor ? was / 2 : floor;
	if (rate->now > rate->target)
		rate->now = rate->target;
	rate->bucket = 0;
	rate->cut = 1;
	rate->cut_at = now;
	rate->grow_at = now + GROW_AFTER;
}
