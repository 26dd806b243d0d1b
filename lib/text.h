/* SPDX-License-Identifier: MIT */
/*
 * Owns: writing text into a caller's buffer, counting on when it is full.
 * Must not know: SMPP.
 */
#ifndef SMPP_TEXT_H
#define SMPP_TEXT_H

#include <smpp/span.h>

/* Appends; buf->len grows by what would have been written. */
void smpp__text_char(struct smpp_buf *buf, char c);
void smpp__text_string(struct smpp_buf *buf, const char *s);
void smpp__text_number(struct smpp_buf *buf, uint64_t value, unsigned width);
void smpp__text_hex(struct smpp_buf *buf, uint64_t value, unsigned digits);

#endif
