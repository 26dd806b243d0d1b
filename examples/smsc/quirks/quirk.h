/* SPDX-License-Identifier: MIT */
/*
 * Owns: the list of quirks in force: what they are called, for whom, and under which conditions.
 * Must not know: sockets, clocks; what a quirk does is done by those that ask for it.
 *
 * A quirk is a sin of real message centres that mini-smsc commits on request:
 *
 *     [ID:]NAME[=ARGUMENT]           of sessions of that account, or of all
 *     to 4477* every 2 NAME          a line of a scenario: conditions before it
 *
 * Those whose name the table of quirk_rows.c has change what a connection does; all others are edits
 * of one PDU, see edit.h.
 */
#ifndef SMSC_QUIRK_H
#define SMSC_QUIRK_H

#include <stdio.h>

#include "edit.h"

#define QUIRK_COMMANDS 16
#define QUIRK_ID_OCTETS 15      /* of a system_id */
#define QUIRK_PATTERN_OCTETS 23
#define QUIRK_GARBAGE_WORDS "http|crlf|random|short|huge|headless|zero|smpp4"

/* In the order of these words. */
enum quirk_garbage {
	GARBAGE_HTTP, GARBAGE_CRLF, GARBAGE_RANDOM, GARBAGE_SHORT, GARBAGE_HUGE, GARBAGE_HEADLESS,
	GARBAGE_ZERO, GARBAGE_SMPP4
};
enum quirk_sequence { SEQUENCE_ZERO, SEQUENCE_HIGH };

enum quirk_id {
	QUIRK_EDIT, /* one of edit.h */
	QUIRK_BIND_TON,
	QUIRK_BINDS,
	QUIRK_COALESCE,
	QUIRK_DELIVER_WITH_BIND,
	QUIRK_DRIBBLE,
	QUIRK_DROP_AFTER,
	QUIRK_DROP_BIND,
	QUIRK_AFTER_FINAL,
	QUIRK_EARLY_ENQUIRE,
	QUIRK_EARLY_RECEIPT,
	QUIRK_ENQUIRE,
	QUIRK_ENQUIRE_MIN,
	QUIRK_FRAGMENT,
	QUIRK_GARBAGE,
	QUIRK_GHOST,
	QUIRK_IDLE_CLOSE,
	QUIRK_LATE,
	QUIRK_MUTE,
	QUIRK_NO_PAYLOAD,
	QUIRK_NO_SAR,
	QUIRK_OFF,
	QUIRK_ONLY_34,
	QUIRK_OUTBIND_CLOSE,
	QUIRK_PHANTOM_RECEIPTS,
	QUIRK_REFUSE_AFTER_UNBIND,
	QUIRK_REORDER,
	QUIRK_REPEAT,
	QUIRK_RESPONSE_DELAY,
	QUIRK_SEQUENCE,
	QUIRK_STATUS,
	QUIRK_SUBMIT_TO_ESME,
	QUIRK_SYSTEM_TYPE,
	QUIRK_THROTTLE,
	QUIRK_UDH_LENGTH,
	QUIRK_UNANSWERED_FIRST,
	QUIRK_UNBIND_AFTER,
	QUIRK_UNBIND_CLOSE,
	QUIRK_VENDOR_COMMAND
};

struct quirk;

/* What a quirk is about: which conditions it can have. */
enum quirk_about {
	ABOUT_MESSAGE,    /* all of them */
	ABOUT_CONNECTION, /* none of numbers */
	ABOUT_STATE       /* those of time only: it does not happen, it is so */
};

/* What there is besides edits. */
struct quirk_row {
	enum quirk_id id;
	enum quirk_about about;
	const char *name, *argument, *help; /* as in struct edit */
	/* Reads the argument. @return NULL, or what is wrong */
	const char *(*read)(struct quirk *q, const char *argument);
	uint32_t usual, least, most; /* of a number */
};
/* Ends with a name of NULL. */
extern const struct quirk_row quirk_rows[];

/* Of a scenario's line; all zero: always. Times are milliseconds. */
struct quirk_conditions {
	char to[QUIRK_PATTERN_OCTETS + 1];   /* digits; a last '*' stands for any more; "": any */
	char from[QUIRK_PATTERN_OCTETS + 1];
	uint64_t at, span;      /* since the start; 0: without end */
	uint32_t every;         /* of those that match otherwise; 0 as 1 */
	uint32_t after, times;  /* times 0: no limit */
	uint8_t percent;        /* 0: all */
};

/* One in force. */
struct quirk {
	struct quirk *next;
	enum quirk_id id;
	const struct quirk_row *row; /* one of these two */
	const struct edit *edit;
	char account[QUIRK_ID_OCTETS + 1]; /* "": all */
	char *text;                  /* as given */
	const char *argument;        /* inside text; "" */
	struct quirk_conditions when;
	/* The argument, as its row reads it. */
	uint32_t commands[QUIRK_COMMANDS]; /* command_ids of requests; how many: */
	uint8_t command_count;
	uint8_t flag;                /* of two readings the second: half, seconds, at connect */
	uint32_t low, high;          /* numbers */
	/* What happened. */
	uint64_t met, applied;
	uint64_t tokens, filled;     /* of throttle: thousandths of a message, when that was so */
};

/* Somebody who was here: for ghosts and for those who are not let in again. */
struct quirk_past {
	struct quirk_past *next;
	uint64_t until;
	uint8_t ghost;    /* 1: who is an account, else an address */
	char who[64];
};

/* All zero: none. */
struct quirks {
	struct quirk *first;
	struct quirk_past *past;
	uint64_t began;   /* what `at` counts from */
	uint64_t random;
	uint8_t ever;     /* there was one */
};

/* What a quirk may be about. Strings may be NULL, which is "". */
struct quirk_subject {
	const char *account;  /* "": not known yet */
	const char *to, *from;
	uint64_t now;
};

/* `at` counts from now on. */
void quirks_begin(struct quirks *quirks, uint64_t now, uint64_t seed);
/* @param text [ID:]NAME[=ARGUMENT]. @return NULL, or what is wrong; that lives until the next call */
const char *quirks_add(struct quirks *quirks, const char *text);
/* The same under conditions. account: "", or who a text without ID: is for */
const char *quirks_add_when(struct quirks *quirks, const struct quirk_conditions *when,
			    const char *account, const char *text);
/* Takes all out again that were given so, or have that name. @return how many */
int quirks_drop(struct quirks *quirks, const char *text);
/* Adds the lines of that file. @return 0; -1 after a line on stderr */
int quirks_read(struct quirks *quirks, const char *path);
void quirks_free(struct quirks *quirks);
/* Name, argument and help of each, one a line. */
void quirks_help(FILE *out);

/* The next of that kind that is for the subject's account, behind after or from the first on;
 * NULL: no other. */
struct quirk *quirks_next(const struct quirks *quirks, const struct quirk *after, enum quirk_id id,
			  const struct quirk_subject *subject);
/* Do its conditions of time and numbers hold? */
int quirk_fits(const struct quirks *quirks, const struct quirk *q,
	       const struct quirk_subject *subject);
/* So they do, and the subject is of its kind: do those hold that count? */
int quirk_counts(struct quirks *quirks, struct quirk *q);
/* Both. */
int quirk_applies(struct quirks *quirks, struct quirk *q, const struct quirk_subject *subject);
/* Does its argument name that command, or the request that it is the response to? */
int quirk_names(const struct quirk *q, uint32_t command_id);
/* The first of that kind for the account whose conditions hold; NULL. */
struct quirk *quirks_that(struct quirks *quirks, enum quirk_id id,
			  const struct quirk_subject *subject);
/* The same of those whose argument names the command. */
struct quirk *quirks_for(struct quirks *quirks, enum quirk_id id, uint32_t command_id,
			 const struct quirk_subject *subject);
/* Any number from low to high of the quirk. */
uint32_t quirk_number(struct quirks *quirks, const struct quirk *q);
uint32_t quirks_random(struct quirks *quirks);

/* Until then the account is a ghost, or the address is not let in. */
void quirks_remember(struct quirks *quirks, int ghost, const char *who, uint64_t until);
int quirks_remembers(struct quirks *quirks, int ghost, const char *who, uint64_t now);

#endif
