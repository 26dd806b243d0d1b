/* SPDX-License-Identifier: MIT */
/*
 * Owns: how a value stands in a line for people: nothing in it that a terminal would obey.
 * Must not know: what it means.
 */
#ifndef SMSC_QUOTE_H
#define SMSC_QUOTE_H

#include <smpp.h>
#include <stdio.h>

/* In quotation marks; a mark or a backslash in it has a backslash before it, and every octet that
 * is a control or not ASCII is \xNN. */
void quote_text(FILE *to, struct smpp_span text);

#define QUOTE_TIME 25
/* Milliseconds since 1970 as 2026-11-25T10:00:00.123Z. */
void quote_time(char text[QUOTE_TIME], int64_t utc);

#endif
