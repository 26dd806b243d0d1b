/* SPDX-License-Identifier: MIT */
/*
 * Owns: how busy the centre says it is to peers of version 5.0: the congestion_state of answers.
 * Must not know: sockets.
 */
#ifndef SMSC_CONGESTION_H
#define SMSC_CONGESTION_H

#include "../smsc.h"

/* Zeroed at the beginning. */
struct congestion {
	uint64_t batch; /* the oldest that the store has not told of */
	uint64_t since; /* when it was seen first */
	uint64_t behind; /* milliseconds that the store is */
	uint8_t state;  /* 0 to 100 */
};

/* What waits of so many that may, and how long the oldest change waits for the store, as 0 to 100. */
uint8_t congestion_of(size_t waiting, size_t max, uint64_t behind);

/* Once a turn. tells: the peers are to know it */
void congestion_turn(struct congestion *congestion, struct smsc *smsc, int tells);

#endif
