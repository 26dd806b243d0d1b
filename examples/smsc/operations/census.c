/* SPDX-License-Identifier: MIT */
/*
 * Owns: counting all messages there are, a few at a time, so that nobody waits for it.
 * Must not know: who asks.
 */
#include "census.h"

const char *const place_names[PLACES] = {
	"store", "turn", "handset", "answer", "esme", "time", "receipt", "nothing"
};

enum place place_of(const struct smsc *smsc, const struct message *m)
{
	if (m->unsafe)
		return PLACE_STORE;
	if (m->out)
		return PLACE_ANSWER;
	if (m->at_handset)
		return PLACE_HANDSET;
	if (m->record.job == JOB_KEEP)
		return PLACE_KEPT;
	if (m->in == &smsc->ready)
		return PLACE_READY;
	if (m->in != NULL)
		return PLACE_ESME;
	return m->record.job == JOB_RECEIPT ? PLACE_RECEIPT : PLACE_TIME;
}

int census_step(struct census *census, const struct smsc *smsc)
{
	const struct queue *queue = &smsc->queue;
	unsigned seen = 0;

	if (census->buckets != queue->buckets) { /* they have been spread anew */
		memset(census, 0, sizeof(*census));
		census->buckets = queue->buckets;
	}
	for (; census->bucket < census->buckets && seen < CENSUS_MESSAGES; census->bucket++) {
		seen++; /* an empty one costs as much */
		for (const struct message *m = queue->by_id[census->bucket]; m != NULL;
		     m = m->id_next) {
			seen++;
			census->by_place[place_of(smsc, m)]++;
			if (!m->alert)
				census->by_state[m->record.state & 15]++;
		}
	}
	return census->bucket == census->buckets;
}
