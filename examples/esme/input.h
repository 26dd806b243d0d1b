/* SPDX-License-Identifier: MIT */
/*
 * Owns: the file, pipe or terminal that messages are read from; how often it is read.
 * Must not know: what messages are for.
 */
#ifndef ESME_INPUT_H
#define ESME_INPUT_H

#include "lines.h"
#include "loop.h"

enum input_got {
	INPUT_RECORD, /* lines.record is a message */
	INPUT_BAD,    /* or says why it is none */
	INPUT_WAITS,  /* nothing is there yet: ready will be called */
	INPUT_END
};

struct input {
	const char *name;  /* for messages: "standard input" */
	struct loop *loop; /* once it is known */
	int fd;            /* -1: not open */
	int is_file;       /* it never waits, and can be read again */
	uint64_t size;     /* of a file, in octets; else 0 */
	uint64_t taken;    /* octets read, of all rounds */
	uint64_t rounds;   /* that have been ended */
	uint64_t limit;    /* records; 0: those of one round. More than there are: again and again */
	uint64_t in_round; /* records of this one */
	int ended;
	int failed;        /* an errno: it could not be read to its end */
	struct watch *watch;
	void (*ready)(void *user);
	void *user;
	struct lines lines;
};

/* FILE, or "-" for standard input. @return 0, or -1 with errno */
int input_open(struct input *in, const char *file, enum lines_form form, uint64_t limit);

/* The next record, as long as it is asked for: nothing is read ahead but one buffer. */
enum input_got input_next(struct input *in);

/* About how many records there will be; *estimated: it is a guess. 0: nobody knows */
uint64_t input_total(const struct input *in, int *estimated);

void input_close(struct input *in);

#endif
