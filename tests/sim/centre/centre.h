/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the simulated network know of each other.
 * Must not know: real sockets, files, clocks.
 *
 * ESMEs of the library's helper and the core of mini-smsc in one thread, with a clock, links and a store
 * that are made up. Some ESMEs submit, query, cancel and replace; others are sent what is for them,
 * and answer late, or with a refusal, or go before they answer. Links cut, delay and divide; the store
 * is late, fails, and at a crash of the centre loses what it has not told safe, or keeps it, whole or
 * torn. Then the faults stop, and all must come to its end.
 */
#ifndef SIM_CENTRE_H
#define SIM_CENTRE_H

#include "smsc/smsc.h"

#define SENDERS 3     /* ESMEs that submit, and get receipts */
#define ESMES 7       /* the others receive */
#define MESSAGES 60   /* of one day */
#define ASKS 90       /* queries, cancels, replacements of a day */
#define FLIGHT 65536  /* octets on their way in one direction */
#define LATER 16      /* answers that an ESME owes */
#define RESPONSE_MS 4000
#define KEEP_MS 4000      /* at least, after the end of a message */

struct flight {
	size_t len;
	uint8_t octets[FLIGHT];
};

struct link {
	struct peer peer;
	struct esme *esme;
	void *memory;
	int open;            /* both sides are there */
	struct flight up, down; /* to the centre, to the ESME */
};

/* One way to an ESME: of a message, or of its receipt. */
struct passage {
	unsigned arrivals;
	uint8_t barred;      /* it has arrived, and nothing has happened that lets it come again */
	uint8_t over;        /* how it ended has outlived a crash: it never comes again */
	uint8_t answered;
	struct esme *by;     /* who has it, and whose answer may still get lost; or NULL */
	uint64_t handle, at; /* of its last arrival */
};

struct answer {
	uint64_t handle, due;
	uint32_t status;
	unsigned number;
	int receipt;
};

struct esme {
	struct day *day;
	unsigned index;
	struct smpp_esme *e;
	void *memory;
	int asks;            /* for a connection */
	int drops;           /* its connection is to break now */
	struct link *link;   /* or NULL */
	struct answer later[LATER];
	unsigned later_count;
	unsigned unheard;    /* answers that the centre may not have */
};

/* What is known of a message from outside. */
struct fate {
	struct esme *from;
	const char *to;
	char source[8];
	char text[16];
	unsigned results;
	enum smpp_esme_outcome outcome;
	char id[65];
	uint8_t registered;  /* registered_delivery */
	uint8_t told;        /* a final state that its ESME knows of; 0 */
	uint8_t taken, refused; /* an ESME has answered so for good */
	uint8_t cancels, cancelled; /* that may have come to pass; that one has */
	unsigned versions, least; /* of its text that may be; that must be */
	uint64_t denied;     /* a bit for each version that is not to be */
	uint64_t not_before; /* the last version that must be is scheduled; 0: it is not */
	unsigned turmoil;    /* of the day when it was submitted */
	struct passage message, receipt;
};

/* A query, cancel or replacement, and its words, which must stay. */
struct ask {
	uint32_t command;
	unsigned number, version;
	uint64_t not_before; /* REPLACE_SM: it is scheduled; 0: as it was */
	char text[16];
	int open;
};

struct day {
	uint64_t random, now;
	int64_t utc;
	uint32_t peace;      /* of this day: faults are so many times rarer */
	int idle;            /* all day little is submitted, and the disk fails often */
	int calm, doomed;    /* no faults any more; the centre is to crash now */
	unsigned crashes, cuts, next, asked;
	unsigned turmoil;    /* grows when a receiver comes or goes, or one of its messages is retried */
	unsigned ordered;    /* pairs of messages whose order was looked at */
	struct smsc smsc;
	void *room;
	int up;
	struct disk *disk;
	struct esme esmes[ESMES];
	struct fate fates[MESSAGES + 1];
	struct ask questions[ASKS];
	uint64_t hash;
	const char *broken;
	unsigned which;
};

/* main.c: the day. */
int chance(struct day *day, uint32_t n);
/* That a fault happens, which do not in peace. */
int fault(struct day *day, uint32_t n);
void note(struct day *day, uint64_t what);

/* centre.c: the centre's lives. */
void centre_start(struct day *day);
void centre_crash(struct day *day);

/* network.c: links. */
void network_connect(struct day *day, struct esme *esme);
void network_cut(struct day *day, struct esme *esme);
void network_carry(struct day *day, struct esme *esme);
void network_settle(struct day *day, struct esme *esme);
void network_forget(struct esme *esme);

/* esme.c: what ESMEs do. */
void esme_begin(struct day *day, unsigned i);
void esme_submit(struct day *day);
void esme_ask(struct day *day);
/* Answers that are due. */
void esme_answer_later(struct day *day, struct esme *esme);

/* judge.c: what must hold, and whether it does. */
void breaks(struct day *day, const char *what, unsigned which);
/* Number and version from the text of a message. @return 0: it is none of ours */
unsigned text_number(struct smpp_span text, unsigned *version);
void judge_result(struct day *day, unsigned number);
/* Something has come that wants that answer. */
void judge_arrival(struct day *day, struct esme *esme, const struct answer *answer,
		   unsigned version);
void judge_receipt(struct day *day, struct esme *esme, const struct answer *answer, uint8_t state);
void judge_answer(struct day *day, struct esme *esme, const struct answer *answer);
void judge_ask(struct day *day, const struct ask *ask, uint8_t state);
void judge_refusal(struct day *day, const struct ask *ask, uint32_t command_status);
/* The centre has all that the ESME has said. */
void judge_heard(struct day *day, struct esme *esme);
/* It may not have got what the ESME has not been heard on. */
void judge_gone(struct day *day, struct esme *esme);
void judge_crash(struct day *day);
int judge_is_over(const struct day *day);
void judge_end(struct day *day);

/* store.c: the disk, and batches that are on their way to it. */
struct disk;

struct disk *disk_new(uint64_t seed, int fails_often);
void disk_free(struct disk *disk);
/* A store for a centre that begins; the one before is over. */
struct store *disk_open(struct disk *disk);
/* The centre has died: of what is under way it is decided whether it was written. */
void disk_crash(struct disk *disk);
void disk_time(struct disk *disk, int64_t utc);
/* No fault happens any more. */
void disk_calm(struct disk *disk);
/* What is safe of the message with this number, or was when it was removed; count: its records.
 * @return NULL: none */
const struct record *disk_find(const struct disk *disk, unsigned number, unsigned *count);
/* Of all records; 0: all are final, and no receipt is owed. */
unsigned disk_unfinished(const struct disk *disk);

uint32_t random_below(uint64_t *state, uint32_t n);

#endif
