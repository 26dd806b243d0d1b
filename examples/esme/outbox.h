/* SPDX-License-Identifier: MIT */
/*
 * Owns: the message that send sends: its segments, what became of each, the receipts they wait for.
 * Must not know: sessions, sockets.
 */
#ifndef ESME_OUTBOX_H
#define ESME_OUTBOX_H

#include "options.h"

#define ID_OCTETS 65

/* One segment of the message. */
struct outgoing {
	char id[ID_OCTETS + 1]; /* of its response */
	uint8_t accepted;
	uint8_t state;          /* of its last receipt: enum smpp_message_state */
	uint8_t reported;       /* a final receipt has come */
};

/* A receipt that came before the response which would have said whose it is. */
struct early {
	char id[ID_OCTETS + 1];
	uint8_t state;
};

struct outbox {
	const struct options *options;
	struct smpp_plan plan;
	uint8_t room[SMPP_PAYLOAD_OCTETS]; /* of the segment at hand */
	struct smpp_segment segment;
	unsigned settled;  /* segments that have come to their outcome */
	unsigned accepted;
	unsigned reported; /* final receipts */
	struct outgoing segments[SMPP_SEGMENTS_MAX];
	struct early early[SMPP_SEGMENTS_MAX];
	unsigned early_count;
};

/* Plans the message. @return -1, or an exit status after a line on stderr that says where */
int outbox_plan(struct outbox *box, const struct options *o);

/*
 * The next segment as a submit_sm, whose number is its token, 1 to box->plan.segments.
 * @return SMPP_OK, SMPP_E_END. outbox_back makes it the next one again
 */
int outbox_next(struct outbox *box, struct smpp_pdu *pdu);
void outbox_back(struct outbox *box, const struct smpp_plan *before);

/* A segment has been answered with that id. */
void outbox_accepted(struct outbox *box, uint64_t token, struct smpp_span id);

/* Has been refused, or nobody knows. */
void outbox_failed(struct outbox *box);

/* A receipt with that id. @return 1 when it is one of ours or may become one */
int outbox_receipt(struct outbox *box, struct smpp_span id, uint8_t state);

/* 1 when all segments have their outcome; when all receipts have come; when all are DELIVERED. */
int outbox_is_settled(const struct outbox *box);
int outbox_is_reported(const struct outbox *box);
int outbox_is_delivered(const struct outbox *box);

#endif
