/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the commands have in common that ask one thing of the centre and end with its answer.
 * Must not know: which they are.
 */
#ifndef ESME_REQUEST_H
#define ESME_REQUEST_H

#include "message.h"

/* The first member of the state of such a command. */
struct request {
	struct message_options message; /* its source, service type, TLVs are what counts */
	uint64_t token;
};

/* Sends pdu as it is, with the TLVs of --tlv before its own; what it points to stays until the
 * result. */
void request_send(struct job *job, const struct smpp_pdu *pdu);

/* For command.on_event: shows the result, or what came by the way, and ends the job. */
void request_on_event(struct job *job, const struct smpp_esme_event *event);

#endif
