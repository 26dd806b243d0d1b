/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the files of the tamper know of each other.
 * Must not know: sockets, messages, the centre.
 */
#ifndef SMSC_TAMPER_PARTS_H
#define SMSC_TAMPER_PARTS_H

#include "inject.h"
#include "note.h"
#include "parcels.h"
#include "tamper.h"

#define INJECTED_FROM UINT32_C(0x70000000) /* sequence_numbers of what is put in */
#define RESPONSE_BIT SMPP_GENERIC_NACK

/* A submit_sm_resp that waits for its receipt to go first. */
struct early {
	struct early *next;
	struct parcel *parcel;
	uint64_t until;
	char id[NOTE_ADDRESS_OCTETS + 1];
};

struct tamper {
	struct quirks *quirks;
	char address[64];
	char account[QUIRK_ID_OCTETS + 1];  /* of its last bind */
	uint8_t version;
	uint8_t bound, receives, unbound;   /* as the session has it */
	uint8_t finishing;      /* nothing more is said; closed when all has gone */
	uint8_t closing;
	uint8_t unbind;         /* 1: the centre is to unbind, 2: it has been told */
	uint8_t half;           /* the next response is cut in the middle */
	uint8_t cut;            /* the octets that were not taken are the beginning of a PDU */
	uint8_t raw;            /* what the ESME sends cannot be told apart any more */
	size_t raw_left;        /* octets of a PDU too large to be looked at */
	uint32_t injected;      /* the next number of what is put in */
	uint32_t first;         /* number of the deliver_sm that must be answered first; 0 */
	uint64_t submits;       /* messages that came */
	uint64_t heard_at, bound_at, enquired_at, enquire_at;
	struct pile heard;
	struct parcels out;
	struct parcel_list held;     /* until the first deliver_sm is answered */
	struct parcel_list reversed; /* until they are so many */
	uint64_t reversed_until;
	struct early *early;
	size_t early_octets;
	struct notes asked;          /* the ESME's requests */
	struct notes asking;         /* the centre's */
	struct draft draft, before;
};

/* Numbers of four octets; 0 beyond the end. */
uint32_t draft_number(const struct draft *draft, size_t at);
void draft_set(struct draft *draft, size_t at, uint32_t number);
/* note may be NULL; what the subject points to lives as long as it and t. */
struct quirk_subject tamper_subject(const struct tamper *t, const struct note *note, uint64_t now);
/* t->draft goes through the edits. request: to which it is the response, or 0. */
void tamper_edit(struct tamper *t, int inbound, uint32_t request, const struct note *note,
		 uint64_t now);

/* tamper_say.c */
/* t->draft is a PDU of the session. */
void say_pdu(struct tamper *t, uint64_t now);
/* Octets of the tamper's own, which no quirk changes. */
void say_octets(struct tamper *t, const uint8_t *octets, size_t len, uint64_t due);
/* The first deliver_sm has been answered. */
void say_held(struct tamper *t, uint64_t now);
/* What has waited long enough. */
void say_due(struct tamper *t, uint64_t now);

/* tamper_hear.c: t->draft is a PDU of the ESME. @return 1: the session is to have it */
int hear_pdu(struct tamper *t, uint64_t now);

#endif
