/* SPDX-License-Identifier: MIT */
/*
 * Owns: what every test program needs: Check's main, tables from TSV files, hexadecimal, guarded
 * memory, the expected text of a PDU.
 */
#ifndef SMPP_TESTS_SUPPORT_H
#define SMPP_TESTS_SUPPORT_H

#include <check.h>
#include <smpp/codec.h>

/* Runs a suite as a program's main; the exit status is 0 when all tests pass. */
int run_suite(Suite *suite);

/* A table read from tests/vectors/NAME: rows of columns, comments and the head left out. */
struct tsv {
	size_t rows;
	char ***row;  /* row[i][column] */
	char **head;  /* column names */
	size_t columns;
};

/* Reads it; aborts with a message when the file is missing or a row has too few columns. */
struct tsv tsv_read(const char *name);

/* The column with that name of a row. */
const char *tsv_get(const struct tsv *tsv, size_t row, const char *column);

void tsv_free(struct tsv *tsv);

/* Octets of "0a1b" ("-" is none) in memory of exactly that size from malloc. */
struct smpp_span octets_of_hex(const char *hex);

/* A copy of octets whose end lies directly before an unreadable page; free with guard_free. */
struct smpp_span guard_end(struct smpp_span octets);

/* A copy of octets whose beginning lies directly behind an unreadable page. */
struct smpp_span guard_begin(struct smpp_span octets);

void guard_free(struct smpp_span guarded);

/* "3.3", "3.4", "5.0" as interface_version. */
uint8_t version_of_text(const char *text);

/*
 * A decoded PDU in the notation of tests/vectors/vectors.tsv ("command_length=16;..."); the
 * result is the caller's to free.
 */
char *describe(const struct smpp_pdu *pdu);

#endif
