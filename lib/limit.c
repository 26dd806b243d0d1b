/* SPDX-License-Identifier: MIT */
/*
 * Owns: how many may be out at once: one more for as many good answers, half after a bad one.
 * Must not know: what is out.
 */
#include "limit.h"

void smpp__limit_init(struct smpp__limit *l, uint32_t min, uint32_t max)
{
	l->now = max;
	l->min = min;
	l->max = max;
	l->good = 0;
	l->deaf = 0;
}

void smpp__limit_neutral(struct smpp__limit *l)
{
	if (l->deaf > 0)
		l->deaf--;
}

void smpp__limit_grow(struct smpp__limit *l)
{
	smpp__limit_neutral(l);
	l->good++;
	if (l->good < l->now)
		return;
	l->good = 0;
	if (l->now < l->max)
		l->now++;
}

void smpp__limit_shrink(struct smpp__limit *l, uint32_t out, int all_the_way)
{
	l->good = 0;
	if (all_the_way) {
		l->now = l->min;
		l->deaf = out;
	} else if (l->deaf > 0) {
		l->deaf--;
	} else {
		l->now = l->now / 2 > l->min ? l->now / 2 : l->min;
		l->deaf = out;
	}
}
