/* SPDX-License-Identifier: MIT */
/*
 * Owns: the beginning of a record whose rest has not arrived yet, or that is to be passed over.
 * Must not know: what a PDU is.
 */
#ifndef SMPP_STITCH_H
#define SMPP_STITCH_H

#include <smpp/span.h>

struct smpp__stitch {
	uint8_t *mem;
	uint32_t cap;
	uint32_t have; /* octets of the record in mem */
	uint32_t skip; /* octets still to be passed over */
};

void smpp__stitch_init(struct smpp__stitch *st, uint8_t *mem, uint32_t cap);

/* Moves octets from the front of in to mem until it has want of them. @return 1 when it has. */
int smpp__stitch_fill(struct smpp__stitch *st, struct smpp_span *in, size_t want);

/* Passes over the front of in. @return 1 when nothing is left to be passed over. */
int smpp__stitch_skip(struct smpp__stitch *st, struct smpp_span *in);

#endif
