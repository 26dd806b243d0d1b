/* SPDX-License-Identifier: MIT */
/*
 * Owns: the beginning of a record whose rest has not arrived yet, or that is to be passed over.
 * Must not know: what a PDU is.
 */
#include "stitch.h"

void smpp__stitch_init(struct smpp__stitch *st, uint8_t *mem, uint32_t cap)
{
	st->mem = mem;
	st->cap = cap;
	st->have = 0;
	st->skip = 0;
}

int smpp__stitch_fill(struct smpp__stitch *st, struct smpp_span *in, size_t want)
{
	size_t missing = want > st->have ? want - st->have : 0;
	size_t len = in->len < missing ? in->len : missing;

	if (len > 0) {
		memcpy(st->mem + st->have, in->ptr, len);
		st->have += (uint32_t)len;
		in->ptr += len;
		in->len -= len;
	}
	return len == missing;
}

int smpp__stitch_skip(struct smpp__stitch *st, struct smpp_span *in)
{
	size_t len = in->len < st->skip ? in->len : st->skip;

	if (len > 0) {
		st->skip -= (uint32_t)len;
		in->ptr += len;
		in->len -= len;
	}
	return st->skip == 0;
}
