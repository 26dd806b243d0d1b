/* SPDX-License-Identifier: MIT */
/*
 * Owns: options of smpp-esme as tables: command line, environment, configuration file, help.
 * Must not know: what they do.
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

/* What an option's value is, and what its member is. */
enum option_kind {
	OPTION_FLAG,     /* none; int, counts how often */
	OPTION_TEXT,     /* const char * */
	OPTION_NUMBER,   /* low to high, decimal or 0x; long */
	OPTION_SECONDS,  /* low milliseconds to high seconds, with a fraction if need be;
	                    uint32_t milliseconds */
	OPTION_CALL,     /* set reads it */
	OPTION_CALL_OPTIONAL /* the same; NULL where none was given */
};

/* One option. */
struct option_row {
	const char *name; /* long, without its hyphens; also the key in the file */
	char letter;      /* or 0 */
	enum option_kind kind;
	size_t offset;    /* of the member, in struct options or in the state of the job */
	long low, high;   /* NUMBER, SECONDS */
	/* CALL: base is the struct that the offsets are of. The text may be kept, it stays.
	 * @return 0, or EXIT_USAGE by way of usage_error */
	int (*set)(void *base, const char *name, const char *value);
	const char *value; /* for help: "SEC"; NULL with FLAG */
	const char *help;  /* a line; NULL: smpp-esme --help names it only */
	/* CALL: the words that the value can be, NULL last, for completion; or NULL */
	const char *const *choices;
};

#define HOSTS 8

/* A host to fail over to. */
struct host {
	const char *name;
	const char *port; /* NULL: that of --port */
};

/* Options that each command with a connection takes. */
struct options {
	struct host hosts[HOSTS];
	uint32_t host_count;
	const char *port;
	const char *system_id;
	char *password;             /* a copy; NULL: none was given */
	const char *password_file;
	const char *system_type;
	const char *address_range;
	int mode;                   /* 1 + enum smpp_esme_mode; 0: not given */
	uint8_t interface_version;  /* 0: the command's usual one, until it runs */
	int strict;
	uint32_t connect_timeout;   /* milliseconds, as all below */
	uint32_t bind_timeout;
	uint32_t response_timeout;
	uint32_t enquire_interval;
	uint32_t inactivity_timeout; /* of these two 0: never */
	uint32_t reconnect;         /* 0: it does not */
	struct smpp_profile profile; /* what the centre is like */
	int json;
	int verbose;                /* 1: what happens, 2: PDUs too */
	int hexdump;
	int quiet;
	uint32_t stats;             /* milliseconds between two, UINT32_MAX: at the end only */
	const char *trace;          /* file, or NULL */
	const char *pcap;           /* file, or NULL */
	int mask;                   /* no passwords in those */
	const char *config;         /* file, or NULL */
	int help;
	int version;
};

/* The tables of these, NULL last. */
extern const struct option_row *const common_tables[];

struct job;

/*
 * Reads a command line into job->app->options, job->command and job->state, which is allocated,
 * then environment and file. @return -1 to go on, else the exit status; messages were printed
 */
int options_parse(struct job *job, int argc, char **argv);

/*
 * The same of the words of one command, word[0] its name, without common options, environment and
 * file; its check is called. For a command inside another. @return -1, or EXIT_USAGE
 */
int options_parse_job(struct job *job, int count, char **words);

/* Prints "smpp-esme: ..." and where there is help. @return EXIT_USAGE */
int usage_error(const char *format, ...);

/* A copy that stays until options_forget. @return NULL without memory */
char *option_keep(const char *text);

/* Frees what options_parse has kept, and the state of the job. */
void options_forget(struct job *job);

/* For setters. The number in text. @return 0 or EXIT_USAGE */
int option_number(const char *name, const char *text, long low, long high, long *value);

/* For setters. Index of text among words, NULL last, or -1 after usage_error. */
int option_word(const char *name, const char *text, const char *const *words);

#endif
