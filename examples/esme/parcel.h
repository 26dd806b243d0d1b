/* SPDX-License-Identifier: MIT */
/*
 * Owns: a message of a file on its way: copies of what it consists of, its options, its tries.
 * Must not know: when it is sent, what becomes of it.
 */
#ifndef ESME_PARCEL_H
#define ESME_PARCEL_H

#include "lines.h"
#include "message.h"

struct parcel {
	struct parcel *next;       /* in the queue that holds it */
	uint64_t number;           /* of the record */
	uint64_t line;             /* of the file */
	uint32_t digest;           /* of all that the record says */
	uint32_t command_status;   /* of the last refusal */
	enum smpp_esme_outcome outcome; /* of the last try that is to be repeated */
	unsigned tries;            /* that are to be repeated */
	uint64_t due;              /* not before */
	struct address destination;
	struct address source;
	int has_source;
	struct smpp_span text;
	int has_own;               /* options of its own */
	struct message_options *own;
	void *memory;              /* of a text that was hexadecimal */
	char *octets;              /* of all fields, each with a NUL */
	size_t cap;
};

/* First in, first out. */
struct parcel_queue {
	struct parcel *head;
	struct parcel *tail;
};

void parcel_append(struct parcel_queue *queue, struct parcel *p);
struct parcel *parcel_take(struct parcel_queue *queue);

/* Of all that a record says. */
uint32_t parcel_digest(const struct lines_record *record);

/*
 * Makes it of a record: base is what the command line says of all messages, before message_check.
 * @return 0; -1: it cannot be sent, and a line on stderr says why, behind name and its place
 */
int parcel_fill(struct parcel *p, struct job *job, const struct lines *lines, const char *name,
		const struct message_options *base);

/* The message, but for its token; options: those of the command line, after message_check. It
 * points into the parcel. */
void parcel_put(const struct parcel *p, const struct message_options *options,
		struct smpp_esme_message *message);

/* 1: receipts of the final state are asked for. */
int parcel_awaits(const struct parcel *p, const struct message_options *options);

/* What it holds of its own, before it is used for another. */
void parcel_clear(struct parcel *p);

void parcel_free(struct parcel *p);

#endif
