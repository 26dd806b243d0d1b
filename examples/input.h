/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs out of hexadecimal text, octets or a capture.
 * Must not know: what becomes of them, sessions, sockets.
 */
#ifndef EXAMPLES_INPUT_H
#define EXAMPLES_INPUT_H

#include <smpp.h>
#include <stdio.h>

/* Hexadecimal text may have blanks, 0x, comments behind #, and the offsets and characters that xxd,
 * hexdump -C and tcpdump -X write beside it. */
enum input_form { INPUT_ANY, INPUT_HEX, INPUT_BINARY, INPUT_PCAP };

/* Where the octets of a PDU come from. from and to, "ADDR:PORT", are NULL outside captures. */
struct input_origin {
	const char *from;
	const char *to;
	size_t place; /* octet of the input, or the number of the packet */
};

struct input {
	const char *program; /* for messages: "PROGRAM: NAME: line 3: ..." */
	const char *name;
	enum input_form form; /* INPUT_ANY: as it looks */
	unsigned port;        /* of captures: SMPP is at this one; 0: where PDUs are seen */
	/* Each PDU, and last what is left over and is none; octets stay until it returns */
	void (*on_pdu)(void *user, struct smpp_span octets, const struct input_origin *origin);
	void *user;
	/* input.c's own, zero at first */
	struct input_flow *flows;
	size_t flow_count;
	size_t packet;       /* the one at hand, from 1 */
	int unknown_link;    /* has been reported */
	int failed;
};

/* Reads all of it. @return 0; -1 after a line on stderr: it cannot be read, or not further */
int input_file(struct input *input, FILE *file);

/* The same of what is in memory. */
int input_octets(struct input *input, struct smpp_span octets);

#endif
