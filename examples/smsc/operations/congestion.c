/* SPDX-License-Identifier: MIT */
/*
 * Owns: how busy the centre says it is to peers of version 5.0: the congestion_state of answers.
 * Must not know: sockets.
 */
#include "congestion.h"

#define BEHIND_MAX_MS 5000 /* no ESME should wait longer for an answer */

/*
 * The larger of two figures, either of which would stop the centre (5.0, 4.8.4.18: from 90 on it is
 * nearly congested, at 100 it is):
 *
 *     the queue    100 when every place is taken
 *     the store    100 when it is BEHIND_MAX_MS behind
 */
uint8_t congestion_of(size_t waiting, size_t max, uint64_t behind)
{
	uint64_t queue = (uint64_t)waiting * 100 / max;
	uint64_t store = behind * 100 / BEHIND_MAX_MS;
	uint64_t state = queue > store ? queue : store;

	return (uint8_t)(state < 100 ? state : 100);
}

/* Batches are safe in their order, so the oldest one tells how long. */
static uint64_t behind(struct congestion *c, const struct smsc *smsc)
{
	uint64_t oldest = smsc->settled + 1;

	if (oldest == smsc->batch && !smsc->dirty) {
		c->batch = 0;
		return 0;
	}
	if (c->batch != oldest) {
		c->batch = oldest;
		c->since = smsc->now;
	}
	return smsc->now - c->since;
}

void congestion_turn(struct congestion *congestion, struct smsc *smsc, int tells)
{
	const struct queue *queue = &smsc->queue;

	congestion->behind = behind(congestion, smsc);
	congestion->state = congestion_of(queue->count - queue->kept.count, queue->max,
					  congestion->behind);
	smpp_smsc_load(smsc->sessions, tells ? congestion->state : SMPP_CONGESTION_NONE);
}
