/* SPDX-License-Identifier: MIT */
/*
 * Owns: what a delivery receipt says, as far as smpp-esme waits for it.
 * Must not know: sessions.
 */
#ifndef ESME_RECEIPT_H
#define ESME_RECEIPT_H

#include <smpp.h>

struct receipt {
	char id[66];
	uint8_t state;  /* enum smpp_message_state */
	char text[256]; /* of the receipt itself, printable */
};

/*
 * Reads a deliver_sm or data_sm that is marked as a receipt: the TLVs receipted_message_id and
 * message_state where they are there, else id: and stat: in the text (3.4, appendix B).
 * @return 1, or 0 when it is no receipt
 */
int receipt_read(const struct smpp_pdu *pdu, struct receipt *r);

#endif
