/* SPDX-License-Identifier: MIT */
/*
 * Owns: finding passwords in a stream of octets, in whatever pieces it comes.
 * Must not know: what becomes of the stream.
 */
#ifndef EXAMPLES_MASK_H
#define EXAMPLES_MASK_H

#include <smpp.h>

/* Where a stream stands. Zeroed: at its first octet. */
struct mask {
	uint32_t at;     /* octets of the PDU that have passed */
	uint32_t length; /* its command_length, once 4 have */
	uint32_t id;     /* its command_id, once 8 have */
	uint32_t nuls;   /* in its body so far */
	int lost;        /* the octets are not SMPP */
};

/* The next octet of the stream, or '*' if it belongs to the password of a bind or an outbind. */
uint8_t mask_next(struct mask *mask, uint8_t octet);

/* Octets pass without being looked at. */
void mask_pass(struct mask *mask, const uint8_t *octets, size_t len);

#endif
