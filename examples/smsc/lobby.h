/* SPDX-License-Identifier: MIT */
/*
 * Owns: who has connected and not bound yet, in the order of their coming.
 * Must not know: sockets, sessions.
 */
#ifndef SMSC_LOBBY_H
#define SMSC_LOBBY_H

#include <stdint.h>

struct lobby;

/* Begins zeroed. */
struct seat {
	struct lobby *in; /* or NULL */
	struct seat *before, *after;
	void *who;
};

struct lobby {
	struct seat *first, *last; /* the first has waited longest */
	uint32_t count;
};

void lobby_enter(struct lobby *lobby, struct seat *seat, void *who);
/* Nothing when it is in none. */
void lobby_leave(struct seat *seat);

#endif
