/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is kept of a message, and how a change becomes safe.
 * Must not know: sessions, sockets, what the messages are for.
 *
 * Changes are gathered with put and remove; commit begins to make all since the last commit safe and
 * gives them a number. done tells, in the order of the numbers, of each batch that it is safe or
 * that nothing of it is: the caller puts what still matters into a later one. An engine that is
 * done at once has its answer ready when commit returns; one on a network has it later, and its
 * descriptor becomes readable then. Several batches may be under way.
 *
 * After load a store holds exactly the batches that were safe, and maybe some of those under way
 * when it ended, each of them whole.
 */
#ifndef SMSC_STORE_H
#define SMSC_STORE_H

#include <smpp.h>

#define ID_OCTETS 64      /* of a message_id */
#define ACCOUNT_OCTETS 15 /* of a system_id */

/* What is to be done for a message next. */
enum job {
	JOB_DELIVER = 0, /* to a handset or an ESME */
	JOB_RECEIPT = 1, /* its state is final and a receipt is owed */
	JOB_KEEP = 2     /* nothing: it is there for queries only */
};

/* A message as it is kept. Times are milliseconds since 1970. */
struct record {
	uint64_t number;                   /* the store's key, from 1, never used again */
	char id[ID_OCTETS + 1];            /* as the ESME knows it: all of a submit_multi have one */
	char account[ACCOUNT_OCTETS + 1];  /* that submitted it; of a deliver_sm, from a handset, for
	                                      which it is, or "" */
	uint8_t state;                     /* enum smpp_message_state */
	uint8_t job;                       /* enum job */
	uint8_t error;                     /* error_code of query_sm_resp: 0 or why it failed */
	uint8_t replaced;                  /* by replace_sm or replace_if_present */
	uint32_t tries;                    /* deliveries tried */
	int64_t submitted;
	int64_t due;                       /* not to be tried before */
	int64_t expires;
	int64_t final;                     /* since when its state is final; 0: it is not */
	struct smpp_span octets;           /* the PDU: submit_sm, deliver_sm, data_sm, broadcast_sm */
};

struct store {
	/* A new message, or what has become of one. What record points to is copied. @return 0 or -1 */
	int (*put)(struct store *store, const struct record *record);
	/* Forgets one. @return 0 or -1 */
	int (*remove)(struct store *store, uint64_t number);
	/* @return 0; -1: the batch has failed, which done tells too */
	int (*commit)(struct store *store, uint64_t batch);
	/* The next batch that has come to its end. @return 1 and its number, and whether it failed; 0 */
	int (*done)(struct store *store, uint64_t *batch, int *failed);
	/* Hands over all that is kept, in the order of the numbers; record is each's only until it
	   returns. @return 0; -1 as soon as each returns that, or the store cannot be read */
	int (*load)(struct store *store, int (*each)(void *user, const struct record *record),
		    void *user);
	void (*close)(struct store *store);
	int fd;            /* becomes readable when done has something to tell; -1: never needed */
	const char *error; /* what went wrong last, for people; NULL: nothing */
};

/* Keeps nothing beyond the process's end. Nothing has to be closed. */
struct memory_store {
	struct store store;
	uint64_t began; /* the last batch */
	uint64_t told;
};
struct store *memory_store_open(struct memory_store *memory);

/* A file of SQLite. @return NULL after a line on stderr; without SQLite in the build, that says so */
struct store *sqlite_store_open(const char *path);

#endif
