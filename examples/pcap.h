/* SPDX-License-Identifier: MIT */
/*
 * Owns: capture files that Wireshark opens as SMPP: one record a PDU, at any port, without
 * made-up TCP. Link type LINKTYPE_WIRESHARK_UPPER_PDU: a few tags, then the PDU.
 * Must not know: sockets, sessions, the clock.
 */
#ifndef EXAMPLES_PCAP_H
#define EXAMPLES_PCAP_H

#include <smpp.h>
#include <stdio.h>

#define PCAP_ADDRESS_OCTETS 16

/* One end of a connection. */
struct pcap_end {
	uint8_t address[PCAP_ADDRESS_OCTETS]; /* IPv4 in the first 4, or IPv6 */
	uint8_t len;                          /* 4, 16, or 0: not known */
	uint16_t port;
};

/* The octets of one direction that are not a whole PDU yet. */
struct pcap_flow {
	uint8_t *octets;
	size_t len;
	size_t cap;
	int broken; /* they are not SMPP: each piece is a record from now on */
};

/* One connection in a capture. A zeroed one is valid and writes nothing. */
struct pcap {
	FILE *file; /* NULL: none; several connections may share one */
	int mask;   /* passwords are written as '*' */
	struct pcap_end local, peer;
	struct pcap_flow in, out;
};

/* A new capture file with its head, that nobody else may read. @return NULL with errno */
FILE *pcap_create(const char *path);

/* A connection in that file. ends is "ADDR PORT ADDR PORT", own end first, as net_ends writes it;
 * NULL or other text: not known. */
void pcap_begin(struct pcap *pcap, FILE *file, const char *ends);

/* Octets that came or went at that time, in milliseconds since 1970. @return 0, -1 no memory */
int pcap_in(struct pcap *pcap, const uint8_t *octets, size_t len, uint64_t wall);
int pcap_out(struct pcap *pcap, const uint8_t *octets, size_t len, uint64_t wall);

/* The rest of a PDU did not come: what there is of it is written. The file stays open. */
void pcap_finish(struct pcap *pcap, uint64_t wall);

#endif
