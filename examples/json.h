/* SPDX-License-Identifier: MIT */
/*
 * Owns: JSON lines: one object a line, members in the order of the calls.
 * Must not know: what they mean.
 */
#ifndef EXAMPLES_JSON_H
#define EXAMPLES_JSON_H

#include <smpp.h>
#include <stdio.h>

/* The beginning: {"t":SECONDS SINCE 1970,"ev":EV */
void json_begin(FILE *to, const char *ev);

/* Members. A string is UTF-8; an octet that is not comes as the character of its number. */
void json_span(FILE *to, const char *key, struct smpp_span text);
void json_text(FILE *to, const char *key, const char *text);
void json_number(FILE *to, const char *key, uint64_t number);

/* Octets as hexadecimal digits. */
void json_octets(FILE *to, const char *key, struct smpp_span octets);

/* "status" and "status_name". */
void json_status(FILE *to, uint32_t command_status);

/* The end of the object and of the line, which goes out at once. */
void json_end(FILE *to);

#endif
