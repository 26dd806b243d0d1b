/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs of an input as text, JSON or words on stdout, and what is wrong with them.
 * Must not know: where the octets come from.
 */
#ifndef EXAMPLES_DECODED_H
#define EXAMPLES_DECODED_H

#include "input.h"

enum decoded_form {
	DECODED_TEXT, /* a line a field, an empty line between two PDUs */
	DECODED_JSON, /* a line a PDU */
	DECODED_WORDS /* a line a PDU, as smpp-esme encode takes it; nothing of malformed ones */
};

/* What is decoded, and how. */
struct decoded {
	enum decoded_form form;
	struct smpp_rules rules;
	int check;        /* values and rules count too: smpp_check */
	int passwords;    /* are shown */
	size_t shown;     /* PDUs so far */
	size_t malformed; /* of them */
};

/* One PDU, or what there is of it: the on_pdu of an input, with a struct decoded as user. */
void decoded_pdu(void *decoded, struct smpp_span octets, const struct input_origin *origin);

#endif
