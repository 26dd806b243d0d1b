/* SPDX-License-Identifier: MIT */
/*
 * Owns: who has connected and not bound yet, in the order of their coming.
 * Must not know: sockets, sessions.
 */
#include "lobby.h"

#include <stddef.h>

void lobby_enter(struct lobby *lobby, struct seat *seat, void *who)
{
	seat->in = lobby;
	seat->who = who;
	seat->before = lobby->last;
	seat->after = NULL;
	*(lobby->last != NULL ? &lobby->last->after : &lobby->first) = seat;
	lobby->last = seat;
	lobby->count++;
}

void lobby_leave(struct seat *seat)
{
	if (seat->in == NULL)
		return;
	*(seat->before != NULL ? &seat->before->after : &seat->in->first) = seat->after;
	*(seat->after != NULL ? &seat->after->before : &seat->in->last) = seat->before;
	seat->in->count--;
	seat->in = NULL;
}
