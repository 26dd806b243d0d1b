/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command line and the configuration file of mini-smsc.
 * Must not know: sockets, sessions.
 */
#ifndef SMSC_OPTIONS_H
#define SMSC_OPTIONS_H

#include "quirks/quirk.h"
#include "smsc.h"
#include "tls.h"

struct options {
	struct smsc *smsc;       /* accounts, routes, settings, handsets go there */
	const struct smsc *running; /* NULL; when the file is read again: what its lines may name */
	struct quirks *quirks;
	const char *host;
	const char *port;
	const char *store;       /* a file, or NULL: memory */
	const char *trace;       /* directory, or NULL */
	const char *pcap;        /* file, or NULL */
	const char *config;      /* file, or NULL */
	uint32_t tolerate;
	uint32_t max_sessions;
	uint32_t max_per_address;
	uint32_t max_unbound;    /* 0: as max_sessions */
	uint32_t session_init, enquire, inactivity; /* milliseconds; 0: usual, SMPP_OFF */
	int tls;
	int plain;               /* without it on any address */
	int core;                /* memory may be dumped */
	struct tls_files files;
	int mask;
	int echo;
	const char *log;         /* file, "-": standard error, or NULL */
	uint8_t format;          /* 1: JSON */
	int log_texts;
	const char *control;     /* path of a socket, or NULL */
	const char *status_port; /* or NULL */
	const char *mo;          /* FILE[:RATE], or NULL */
	int mo_repeat;
	int64_t stats;           /* milliseconds; 0: none */
	int64_t max_time;        /* the same */
	int once;
	uint8_t congestion_off;
	int test;                /* only the configuration */
	char *kept[256];         /* values read from the file, which o points to */
	size_t kept_count;
};

/* Fills in o and o->smsc. @return -1 to go on, else the exit status; messages have been printed. */
int options_parse(struct options *o, int argc, char **argv);
/* Accounts and routes of the file anew: for SIGHUP. @return 0; -1: nothing is changed */
int options_reload(struct options *o);
void options_free(struct options *o);

/* What help says of an option. */
struct option_words {
	const char *name;
	char letter;          /* 0: none */
	const char *argument; /* NULL: it takes none */
	const char *help;
};
/* The i-th one. @return 0: there are no more */
int options_describe(size_t i, struct option_words *words);

#endif
