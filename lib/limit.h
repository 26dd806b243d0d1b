/* SPDX-License-Identifier: MIT */
/*
 * Owns: how many may be out at once: one more for as many good answers, half after a bad one.
 * Must not know: what is out.
 */
#ifndef SMPP_LIMIT_H
#define SMPP_LIMIT_H

#include <stdint.h>

struct smpp__limit {
	uint32_t now;
	uint32_t min;
	uint32_t max;
	uint32_t good; /* answers since it last grew */
	uint32_t deaf; /* answers to what was out when it last shrank: they say nothing new */
};

/* Starts at max; with min equal to max it never moves. 1 <= min <= max. */
void smpp__limit_init(struct smpp__limit *l, uint32_t min, uint32_t max);

/* An answer that neither praises nor complains. */
void smpp__limit_neutral(struct smpp__limit *l);

/* An answer by which one more may be out, once there were as many as may be out. */
void smpp__limit_grow(struct smpp__limit *l);

/* An answer by which half as many may be out, or just min; out: those not answered yet. */
void smpp__limit_shrink(struct smpp__limit *l, uint32_t out, int all_the_way);

#endif
