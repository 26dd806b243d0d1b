/* SPDX-License-Identifier: MIT */
/*
 * Owns: everything smpp-esme prints. What comes from the peer is printed without control characters.
 * Must not know: why.
 */
#ifndef ESME_SHOW_H
#define ESME_SHOW_H

#include <smpp.h>
#include <stdio.h>

#include "inbox.h"

/* Results, on stdout. */
void show_accepted(struct smpp_span message_id, unsigned number, unsigned total);
void show_receipt(const struct smpp_receipt *r, struct smpp_span text);
void show_message(const struct inbox *box, const struct smpp_message *m);

/* Errors, on stderr, with the status by its name. */
void show_outcome(const char *what, const struct smpp_event *e);
void show_refused(const struct smpp_event *e);
void show_fault(FILE *to, const char *before, const struct smpp_fault *fault);

/* Decoded PDUs, on stderr. */
void show_pdu(const char *direction, const struct smpp_pdu *pdu);
void show_octets(const char *direction, const uint8_t *octets, size_t len);

#endif
