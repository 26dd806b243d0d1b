/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets that nobody asked for: PDUs of the centre's own making, and garbage.
 * Must not know: when they are sent, connections.
 */
#ifndef SMSC_INJECT_H
#define SMSC_INJECT_H

#include "quirk.h"

#define INJECT_OCTETS 1024 /* each of these is shorter */

/* Each writes into octets[INJECT_OCTETS]. @return their number */
size_t inject_header(uint8_t *octets, uint32_t command_id, uint32_t command_status,
		     uint32_t sequence_number);
/* deliver_sm, or submit_sm: the bodies are the same. */
size_t inject_message(uint8_t *octets, uint32_t command_id, uint32_t sequence_number,
		      const char *text);
/* A receipt; state is enum smpp_message_state. from: the message's destination. */
size_t inject_receipt(uint8_t *octets, uint32_t sequence_number, uint8_t version,
		      struct smpp_span id, uint8_t state, const char *from, const char *to);
size_t inject_garbage(uint8_t *octets, enum quirk_garbage kind, struct quirks *quirks);

#endif
