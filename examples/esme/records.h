/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is kept and shown of the octets of a link: PDUs, their times, capture, trace.
 * Must not know: commands, sockets.
 */
#ifndef ESME_RECORDS_H
#define ESME_RECORDS_H

#include <smpp.h>
#include <stdio.h>

#include "follow.h"
#include "options.h"
#include "pcap.h"

#define RECORDS_LINKS 2
#define RECORDS_TIMES 65536 /* requests whose times are known */

/* The octets of one direction that are not a whole PDU yet. */
struct flow {
	uint8_t *octets;
	size_t len;
	size_t cap;
	int broken; /* they are not SMPP */
};

/* Of one link. */
struct record {
	struct records *records;
	unsigned link;
	char ends[160];      /* of the connection, as net_ends says them */
	struct pcap pcap;
	struct follow follow; /* the trace */
	struct flow in, out;
	uint64_t since;      /* of what goes out now */
	uint64_t times[RECORDS_TIMES]; /* net_micros, by the low bits of sequence_number */
};

struct records {
	const struct options *options;
	FILE *capture;
	FILE *first;         /* the trace of the first connection, before it is there */
	unsigned traces;     /* connections so far that have one */
	struct record record[RECORDS_LINKS];
};

/* Opens what the options ask for. @return 0 or EXIT_USAGE, after a line on stderr */
int records_open(struct records *records, const struct options *options);

/* A connection begins, on that socket; octets came or went; it is over. */
void records_begin(struct records *records, unsigned link, int fd);
void records_came(struct records *records, unsigned link, const uint8_t *octets, size_t len);
/* since: net_micros before they went */
void records_went(struct records *records, unsigned link, const uint8_t *octets, size_t len,
		  uint64_t since);
void records_end(struct records *records, unsigned link);

/* @return 0; -1, after a line on stderr: not all could be written */
int records_close(struct records *records);

/* Microseconds since the request with that number went out. */
uint64_t records_latency(const struct records *records, unsigned link, uint32_t sequence_number);

#endif
