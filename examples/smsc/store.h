/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages that were accepted, until nothing is owed for them any more.
 * Must not know: sessions, sockets, where messages go.
 */
#ifndef SMSC_STORE_H
#define SMSC_STORE_H

#include <smpp.h>
#include <time.h>

/* What is to be done for a message next. */
enum stage { STAGE_DELIVER, STAGE_RECEIPT };

struct message {
	struct message *next; /* in the one list that holds it */
	char id[17];
	char account[16];     /* of the ESME that submitted it */
	uint64_t from;        /* serial number of the connection it came by */
	enum stage stage;
	uint8_t state;        /* enum smpp_message_state */
	unsigned tries;
	uint64_t due;         /* not to be tried again before */
	time_t submitted;
	time_t done;
	struct smpp_pdu pdu;  /* the submit_sm, in octets */
	size_t len;
	uint8_t octets[];
};

/* First in, first out. */
struct list {
	struct message *head;
	struct message *tail;
};

void list_append(struct list *list, struct message *m);
struct message *list_take(struct list *list);

struct store {
	size_t count;
	size_t max;
	uint64_t numbers; /* given out */
};

/*
 * Keeps a copy of a submit_sm. The id is decimal, for a peer of 3.3 hexadecimal of 8 digits.
 * @return NULL when the store is full
 */
struct message *store_add(struct store *store, const struct smpp_pdu *submit, int version_33);

void store_remove(struct store *store, struct message *m);

#endif
