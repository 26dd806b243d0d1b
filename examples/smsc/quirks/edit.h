/* SPDX-License-Identifier: MIT */
/*
 * Owns: the quirks that change one PDU: what each does to its octets.
 * Must not know: connections, when a quirk is in force, which other PDUs there are.
 */
#ifndef SMSC_EDIT_H
#define SMSC_EDIT_H

#include <smpp.h>

#define DRAFT_OCTETS 81920

/* A PDU on its way, changed in place. After an edit its command_length is right again. */
struct draft {
	uint8_t octets[DRAFT_OCTETS];
	size_t len; /* at least that of a header */
};

/* What an edit may know besides. */
struct edit_note {
	const char *argument; /* as given, or "" */
	uint8_t version;      /* of the session */
	uint8_t inbound;      /* 1: the ESME's, on its way to the centre */
	uint32_t request;     /* for a response: command_id of the request, 0 unknown */
	uint8_t segment;      /* for a response to, or a submit of, a segment: its number, from 1;
	                         else 0 */
	uint64_t count;       /* how often this edit was applied before, for "every second" and the
	                         like */
};

struct edit {
	const char *name, *argument, *help; /* argument: as help shows it, NULL: none, "[...]":
	                                       optional */
	uint8_t inbound; /* 1: edits what the ESME sends, 0: what the centre sends */
	/* NULL: anything goes. @return NULL, or what is wrong */
	const char *(*check)(const char *argument);
	/* @return 1: changed; 0: not its kind of PDU */
	int (*apply)(struct draft *draft, const struct edit_note *note);
};

/* Ends with a name of NULL. */
extern const struct edit edits[];

#endif
