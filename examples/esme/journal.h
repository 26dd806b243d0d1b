/* SPDX-License-Identifier: MIT */
/*
 * Owns: the file of outcomes: what became of each message, so that a run can be taken up again.
 * Must not know: sessions, how messages are read.
 *
 * While a run goes on lines are appended; at its end, and when it is opened again, the file is
 * rewritten with one line a message. Columns are set apart by tabs:
 *
 *     number line destination digest outcome detail message_ids receipt
 *
 * Between those, while it runs, stand
 *
 *     mark N         messages up to N may have gone out: one without an outcome is unknown then
 *     again N        what was said of N before does not count any more
 *     receipt N STATE
 *
 * A mark is in the file before the first octet of its messages is in the socket; so no kill makes
 * a message go out twice. It costs four octets of memory a message.
 */
#ifndef ESME_JOURNAL_H
#define ESME_JOURNAL_H

#include <smpp.h>

#define JOURNAL_BUFFER 65536

/* What is said of a message. */
struct journal_entry {
	uint64_t number;        /* from 1 */
	uint64_t line;          /* of the input */
	struct smpp_span destination;
	uint32_t digest;        /* of all that it is */
	enum smpp_esme_outcome outcome;
	const char *detail;     /* name of a status, why it was not sent; NULL: nothing */
	const struct smpp_esme_segment *segments; /* for their ids */
	unsigned segment_count;
	int awaits_receipt;     /* ACCEPTED: one was asked for */
};

/* Read only. */
struct journal {
	const char *path;
	int fd;             /* -1: there is no file, and all calls do nothing */
	char why[200];      /* what went wrong */
	uint64_t mark;      /* of the file */
	uint64_t interrupted; /* mark of the runs before, when it was opened */
	uint32_t *index;    /* of number - 1: outcome, receipt, digest */
	uint64_t count;     /* numbers that are there */
	uint64_t room;
	int untidy;         /* there is more than one line a message */
	int failed;         /* not all could be written */
	size_t waiting;
	char buffer[JOURNAL_BUFFER];
};

/* An accepted message whose receipt has not come: its ids, escaped, with commas between. */
typedef void journal_awaited(void *user, uint64_t number, const char *ids);

/*
 * Opens the file, or makes it, for one run at a time; with path NULL there is none. awaited may be
 * NULL. @return 0; -1: why says why
 */
int journal_open(struct journal *j, const char *path, journal_awaited *awaited, void *user);

/* What is known of a message: enum smpp_esme_outcome; UNKNOWN too when it may have gone out in a
 * run that was interrupted; 0: nothing, it is to be sent. */
int journal_outcome(const struct journal *j, uint64_t number);

/* 1: something has been said of it, in this run or an earlier one. */
int journal_has(const struct journal *j, uint64_t number);

/* 0: that number had another message, and it is not one that was NOT_SENT. */
int journal_is_same(const struct journal *j, uint64_t number, uint32_t digest);

/* It is about to be sent; journal_flush must be called before its octets go out. */
void journal_sends(struct journal *j, uint64_t number);

void journal_put(struct journal *j, const struct journal_entry *entry);

/* The receipt of an accepted message: enum smpp_message_state. */
void journal_receipt(struct journal *j, uint64_t number, uint8_t message_state);

/* To the file with it; a kill of the program loses nothing then. @return 0 or -1, see why */
int journal_flush(struct journal *j);

/* Rewrites it with one line a message, and closes it. @return 0 or -1, see why */
int journal_close(struct journal *j);

/* Takes the first id off ids that journal_awaited got, into buf. @return 0: there is none left */
int journal_next_id(const char **ids, struct smpp_buf *id);

#endif
