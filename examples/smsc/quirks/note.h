/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is remembered of the last requests of one direction, so that a response can be told by
 * what it answers.
 * Must not know: quirks.
 */
#ifndef SMSC_NOTE_H
#define SMSC_NOTE_H

#include <smpp.h>

#define NOTES 256
#define NOTE_ADDRESS_OCTETS 65

struct note {
	uint64_t order;          /* from 1; 0: there is none */
	uint32_t command_id;
	uint32_t sequence_number;
	uint32_t sent_as;        /* the command_id that went out, if an edit changed it */
	uint8_t zeroed;          /* it went out with sequence_number 0 and is not answered */
	uint8_t registered;      /* a receipt is wanted */
	uint8_t segment;         /* its number, from 1; 0: it is not one */
	char to[NOTE_ADDRESS_OCTETS + 1];
	char from[NOTE_ADDRESS_OCTETS + 1];
};

/* The last one of each sequence_number modulo their count. All zero: none. */
struct notes {
	uint64_t count;
	struct note ring[NOTES];
};

int command_is_bind(uint32_t command_id);
/* That an account's rate counts. */
int command_is_message(uint32_t command_id);

/* What a request says. A submit_multi is known by its first destination. */
void note_of(struct note *note, const struct smpp_pdu *pdu);
/* The same of octets, as good as they can be read. */
void note_read(struct note *note, const uint8_t *octets, size_t len);
/* @return the one kept */
struct note *notes_put(struct notes *notes, const struct note *note);
/* NULL: it is not known any more. */
struct note *notes_find(struct notes *notes, uint32_t sequence_number);
/* The oldest one that went out with 0, to which command_id is the response, or any for
 * generic_nack; NULL. */
struct note *notes_zeroed(struct notes *notes, uint32_t command_id);

#endif
