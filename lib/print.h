/* SPDX-License-Identifier: MIT */
/*
 * Owns: writing text into a caller's buffer, counting on when it is full.
 * Must not know: SMPP.
 */
#ifndef SMPP_PRINT_H
#define SMPP_PRINT_H

#include <smpp/span.h>

/* Appends; buf->len grows by what would have been written. */
void smpp__print_char(struct smpp_buf *buf, char c);
void smpp__print_string(struct smpp_buf *buf, const char *s);
void smpp__print_number(struct smpp_buf *buf, uint64_t value, unsigned width);
void smpp__print_hex(struct smpp_buf *buf, uint64_t value, unsigned digits);

#endif
