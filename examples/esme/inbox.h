/* SPDX-License-Identifier: MIT */
/*
 * Owns: the messages that come: segments into messages, octets into text.
 * Must not know: sessions, sockets.
 */
#ifndef ESME_INBOX_H
#define ESME_INBOX_H

#include <smpp.h>

struct inbox {
	const struct smpp_profile *profile;
	struct smpp_assembler *assembler;
	/* Called for every message that is whole, or that is given up after its time. */
	void (*on_message)(void *user, const struct smpp_message *m);
	void *user;
};

/* @return 0, or -1 without memory */
int inbox_open(struct inbox *box, const struct smpp_profile *profile);
void inbox_close(struct inbox *box);

/* A deliver_sm or data_sm that is no receipt. @return the status to answer with */
uint32_t inbox_take(struct inbox *box, const struct smpp_pdu *pdu, uint64_t now);

/* Gives up what waits for its other segments too long. */
void inbox_tick(struct inbox *box, uint64_t now);
uint64_t inbox_deadline(const struct inbox *box);

/*
 * The text of a message as UTF-8, of which the caller frees ptr; octets that are no text, or of no
 * known alphabet, come as U+00XX, a character each.
 */
struct smpp_span inbox_text(const struct inbox *box, const struct smpp_message *m);

#endif
