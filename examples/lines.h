/* SPDX-License-Identifier: MIT */
/*
 * Owns: reading messages of a file: CSV, JSON lines, smppload's lines; what is wrong with a line.
 * Must not know: files, sessions, what the options of a line mean.
 *
 *     lines_init(l, LINES_GUESS);
 *     room = lines_room(l, &len);       read octets to there
 *     lines_filled(l, n);               so many came; 0: there are no more
 *     while ((got = lines_next(l)) <= LINES_BAD)
 *             l->record is a message, or says what is wrong with it and where
 */
#ifndef EXAMPLES_LINES_H
#define EXAMPLES_LINES_H

#include <smpp.h>

#define LINES_RECORD 262144 /* octets of one message's lines at most */
#define LINES_BUFFER (LINES_RECORD + 65536)
#define LINES_COLUMNS 24    /* of a CSV; options of a message */
#define LINES_NAME 32       /* octets of an option's name, NUL included */

enum lines_form {
	LINES_GUESS = 0, /* by the first line */
	LINES_CSV,       /* dst,text[,src], quotation marks as in RFC 4180; a first line that names
	                    the columns is noticed, and further ones are options */
	LINES_JSON,      /* an object a line: dst, text, src; other members are options */
	LINES_SMPPLOAD   /* source;destination;body[;delivery[;data_coding[;esm_class]]] with ;; for
	                    ; inside of body; a # begins a line of comment */
};

enum lines_got {
	LINES_MESSAGE,
	LINES_BAD,  /* not a message: record.error says why */
	LINES_WANTS, /* more octets */
	LINES_END
};

struct lines_field {
	struct smpp_span name;  /* of an option: as of a long option, without its dashes */
	struct smpp_span value;
	size_t at;              /* where it begins, for lines_place */
	uint8_t given;          /* 0: the line has no such field */
	uint8_t word;           /* JSON's true (value "true") or false (value "false"), no string */
};

struct lines_record {
	uint64_t number;        /* from 1, bad ones counted too, empty lines and comments not */
	uint64_t line;          /* of the file, where it begins, from 1 */
	struct lines_field destination; /* never empty */
	struct lines_field text;
	struct lines_field source;
	struct lines_field options[LINES_COLUMNS];
	unsigned option_count;
	size_t at;              /* BAD: where it is wrong, for lines_place */
	const char *error;      /* BAD: what is wrong */
};

/* Large, and so not for the stack. Read form and record only. */
struct lines {
	uint8_t form;           /* enum lines_form; what was guessed, once it was */
	struct lines_record record; /* its spans live until the next lines_room */

	size_t room_used;
	size_t have;
	size_t begin;    /* of the record at hand */
	size_t scan;     /* looked at up to here */
	size_t end;      /* of the record, without the end of its line */
	size_t next;     /* begin of the next one; line is counted on up to here */
	size_t broken;   /* CSV: begin of the second line of this record; 0: it has one */
	size_t quote;    /* CSV: the quotation mark that is open */
	uint8_t state;   /* CSV: within the record */
	uint8_t ended;   /* no more octets come */
	uint8_t started; /* what stands before the first record has been dealt with */
	uint8_t skips;   /* the rest of a line that is too long */
	uint8_t headed;  /* CSV: the first record has been dealt with */
	uint8_t column_count; /* CSV: named ones; 0: dst,text,src */
	char columns[LINES_COLUMNS][LINES_NAME];
	uint8_t octets[LINES_BUFFER];
	uint8_t room[LINES_RECORD]; /* of fields that are not as they stand there */
};

void lines_init(struct lines *l, enum lines_form form);

/* The same input once more from its beginning: numbers go on. */
void lines_again(struct lines *l);

/* Where octets may be put. @return NULL: first take what is there */
uint8_t *lines_room(struct lines *l, size_t *len);

/* So many were put there; 0: the input has ended. */
void lines_filled(struct lines *l, size_t len);

/* The next message or bad line. A bad one never spoils those behind it. */
enum lines_got lines_next(struct lines *l);

/* Line of the file and column, both from 1 and in characters, of record.at or of a field's at. */
void lines_place(const struct lines *l, size_t at, uint64_t *line, uint64_t *column);

#endif
