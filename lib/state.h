/* SPDX-License-Identifier: MIT */
/*
 * Owns: which side may send which request in which state, by version.
 * Must not know: octets.
 */
#ifndef SMPP_STATE_H
#define SMPP_STATE_H

#include <smpp/event.h>

#include "table.h"

/* 1 when that side may send that request there and then. */
int smpp__state_may_send(uint32_t command_id, enum smpp_side side, enum smpp_state state,
			 enum smpp__version version);

/*
 * 1 when such a request from that side is to be accepted: all that some version allows, so that a
 * peer of another version or of another reading of the tables is not refused without need.
 */
int smpp__state_accepts(uint32_t command_id, enum smpp_side side, enum smpp_state state);

#endif
