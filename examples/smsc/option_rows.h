/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of mini-smsc: their names, arguments, words of help, and where they go.
 * Must not know: where their values come from.
 */
#ifndef SMSC_OPTION_ROWS_H
#define SMSC_OPTION_ROWS_H

#include "options.h"

/* How an argument is read. */
enum option_kind {
	FLAG,    /* none: int set to 1 */
	TEXT,    /* const char * */
	NUMBER,  /* uint32_t, from low to high, times scale */
	SECONDS, /* int64_t, the same in milliseconds */
	COUNT,   /* size_t */
	CALL     /* a function of its own */
};

enum { REPEATS = 1, /* each adds something; else what came first holds */
       KEEPS = 2,   /* options point to the value itself */
       SECRET = 4,  /* the value may hold a password */
       RARE = 8 };  /* --help=all only */

struct option_row {
	const char *name;
	char letter;
	uint8_t kind; /* enum option_kind */
	const char *argument; /* as help shows it; NULL: none */
	const char *help;
	size_t offset;    /* in struct options; in struct settings where settings is set */
	uint8_t settings; /* 1: of struct settings */
	uint64_t low, high;
	uint32_t scale;
	const char *(*call)(struct options *o, const char *value);
	uint8_t flags;
};

#define OPTION_ROWS 51
extern const struct option_row option_rows[OPTION_ROWS];
/* @return NULL, or what is wrong with the value */
const char *option_set(struct options *o, const struct option_row *row, const char *value);

#endif
