/* SPDX-License-Identifier: MIT */
/*
 * Owns: reading one JSON object of scalars, strictly (RFC 8259).
 * Must not know: what its members mean.
 */
#ifndef EXAMPLES_JSONLINE_H
#define EXAMPLES_JSONLINE_H

#include <smpp.h>

enum jsonline_kind {
	JSONLINE_STRING,
	JSONLINE_NUMBER,
	JSONLINE_TRUE,
	JSONLINE_FALSE,
	JSONLINE_NULL
};

/* A member, or one element of a member that is an array: such a one comes element by element. */
struct jsonline_member {
	struct smpp_span name;
	struct smpp_span value; /* of a string its characters, else the word as it stands there */
	size_t name_at;         /* octet of the object's text where the name begins, */
	size_t value_at;        /* and the value */
	uint8_t kind;           /* enum jsonline_kind */
	uint8_t element;        /* 1: of an array */
};

/* Where the reading stands. */
struct jsonline {
	struct smpp_span text;
	size_t at;
	struct smpp_buf room; /* strings with escapes go there, one behind the other */
	uint8_t members;      /* some have been read */
	uint8_t in_array;
	uint8_t elements;     /* some of this array have been read */
	struct smpp_span name; /* of the array */
	size_t name_at;
	const char *error;    /* what is wrong, at the octet at */
};

/* text and room must stay; room of text.len octets is enough. text must be UTF-8 already. */
void jsonline_begin(struct jsonline *j, struct smpp_span text, struct smpp_buf room);

/* The next member. @return 1; 0: the object has ended, and so has the text; -1: see error */
int jsonline_next(struct jsonline *j, struct jsonline_member *member);

#endif
