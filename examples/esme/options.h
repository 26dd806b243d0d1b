/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command line of smpp-esme.
 * Must not know: sessions, sockets.
 */
#ifndef ESME_OPTIONS_H
#define ESME_OPTIONS_H

#include <smpp.h>

/* Exit statuses; after a signal it is 128 and the signal's number. */
enum {
	EXIT_DONE = 0,         /* all accepted, all awaited receipts DELIVERED */
	EXIT_REFUSED = 1,      /* some refused or not delivered */
	EXIT_USAGE = 2,
	EXIT_UNREACHABLE = 3,  /* no connection */
	EXIT_BIND_REFUSED = 4,
	EXIT_BROKEN = 5,       /* the peer broke the protocol or the connection */
	EXIT_TIMED_OUT = 6
};

enum command { COMMAND_SEND, COMMAND_LISTEN, COMMAND_PING };

/* How a text becomes octets. */
enum encoding { ENCODING_AUTO, ENCODING_GIVEN };

/* "ADDR[,TON,NPI]" */
struct address {
	struct smpp_span addr;
	uint8_t ton;
	uint8_t npi;
};

struct options {
	enum command command;
	const char *host;
	const char *port;
	const char *system_id;
	const char *password;
	const char *system_type;
	const char *address_range;
	uint32_t bind;              /* command_id */
	uint8_t interface_version;
	uint32_t tolerate;
	uint32_t connect_timeout;   /* milliseconds, as all below */
	uint32_t bind_timeout;
	uint32_t response_timeout;
	uint32_t enquire_interval;
	const char *trace;          /* file, or NULL */
	const char *pcap;           /* file, or NULL */
	int mask;                   /* no passwords in those */
	int verbose;
	int quiet;
	struct address source;      /* send */
	struct address destination; /* send */
	const char *text;           /* send; UTF-8 */
	enum encoding encoding;     /* send */
	struct smpp_charset charset; /* send: where encoding is GIVEN */
	uint16_t reference;         /* send: of the segments */
	struct smpp_profile profile; /* what the centre is like */
	uint8_t registered_delivery; /* send */
	uint32_t wait_receipt;      /* send; 0: do not wait */
	long count;                 /* listen: messages, 0 no end; ping */
};

/* Fills in o. @return -1 to go on, else the exit status; messages have been printed. */
int options_parse(struct options *o, int argc, char **argv);

#endif
