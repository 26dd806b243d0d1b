/* SPDX-License-Identifier: MIT */
/*
 * Owns: writing text into a caller's buffer, counting on when it is full.
 * Must not know: SMPP.
 */
#include "print.h"

void smpp__print_char(struct smpp_buf *buf, char c)
{
	if (buf->len < buf->cap)
		buf->ptr[buf->len] = (uint8_t)c;
	buf->len++;
}

void smpp__print_string(struct smpp_buf *buf, const char *s)
{
	for (; *s != '\0'; s++)
		smpp__print_char(buf, *s);
}

/* Decimal, with blanks in front up to width. */
void smpp__print_number(struct smpp_buf *buf, uint64_t value, unsigned width)
{
	char digits[20]; /* 2^64 has 20 */
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	for (unsigned i = count; i < width; i++)
		smpp__print_char(buf, ' ');
	while (count > 0)
		smpp__print_char(buf, digits[--count]);
}

/* Upper-case hexadecimal, the low digits of value. */
void smpp__print_hex(struct smpp_buf *buf, uint64_t value, unsigned digits)
{
	while (digits > 0)
		smpp__print_char(buf, "0123456789ABCDEF"[value >> 4 * --digits & 15]);
}
