/* SPDX-License-Identifier: MIT */
/*
 * Owns: message ids in the forms that centres give them in receipts.
 * Must not know: PDUs.
 */
#include "edit_list.h"

#include <stdio.h>

#define PADDED_DIGITS 20
#define LAST_CHARACTERS 8

static int only(struct smpp_span id, const char *characters)
{
	for (size_t i = 0; i < id.len; i++) {
		if (id.ptr[i] == 0 || strchr(characters, id.ptr[i]) == NULL)
			return 0;
	}
	return id.len > 0;
}

/* Of up to 16 digits in that base. @return 1 or 0 */
static int number_of(struct smpp_span id, unsigned base, unsigned long long *number)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";

	if (id.len > 16 || !only(id, base == 10 ? "0123456789" : digits))
		return 0;
	*number = 0;
	for (size_t i = 0; i < id.len; i++)
		*number = *number * base +
			  (unsigned long long)(strchr(digits, id.ptr[i]) - digits) % 16;
	return 1;
}

static void add_number(struct smpp_buf *to, const char *prefix, int hexadecimal,
		       unsigned long long number)
{
	char digits[32];

	snprintf(digits, sizeof(digits), hexadecimal ? "%llX" : "%llu", number);
	put_words(to, prefix, smpp_span_of(digits));
}

static void add_hex_of(struct smpp_buf *to, struct smpp_span id)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < id.len; i++) {
		uint8_t pair[2] = { (uint8_t)digits[id.ptr[i] >> 4],
				    (uint8_t)digits[id.ptr[i] & 15] };

		put_words(to, "", span_over(pair, sizeof(pair)));
	}
}

static void add_padded(struct smpp_buf *to, struct smpp_span id)
{
	static const char zeros[PADDED_DIGITS + 1] = "00000000000000000000";

	put_words(to, id.len < PADDED_DIGITS ? zeros + id.len : "", id);
}

static struct smpp_span last_of(struct smpp_span id)
{
	return id.len <= LAST_CHARACTERS
		       ? id : span_over(id.ptr + id.len - LAST_CHARACTERS, LAST_CHARACTERS);
}

static const char *const id_forms[] = { "decimal", "hex", "0x", "padded", "ascii", "suffix",
					"last", NULL };

int form_id(struct smpp_span form, struct smpp_span id, struct smpp_buf *to)
{
	static const struct smpp_span nothing = { NULL, 0 };
	unsigned long long number;

	if (id.len == 0 || id.len > UINT8_MAX)
		return 0;
	if (smpp_span_equal(form, smpp_span_of("padded"))) {
		add_padded(to, id);
	} else if (smpp_span_equal(form, smpp_span_of("ascii"))) {
		add_hex_of(to, id);
	} else if (smpp_span_equal(form, smpp_span_of("suffix"))) {
		put_words(to, "", id);
		put_words(to, "@mini-smsc", nothing);
	} else if (smpp_span_equal(form, smpp_span_of("last"))) {
		put_words(to, "", last_of(id));
	} else if (smpp_span_equal(form, smpp_span_of("decimal"))) {
		if (!number_of(id, 16, &number))
			return 0;
		add_number(to, "", 0, number);
	} else {
		if (!number_of(id, 10, &number))
			return 0;
		add_number(to, form.ptr[0] == '0' ? "0x" : "", 1, number);
	}
	return 1;
}

const char *check_receipt_id(const char *argument)
{
	return span_is_one_of(smpp_span_of(argument), id_forms)
		       ? NULL : "decimal, hex, 0x, padded, ascii, suffix or last";
}

struct smpp_span long_id(struct smpp_span id, uint8_t *octets, size_t len)
{
	if (id.len == 0 || id.len >= len)
		return id;
	for (size_t i = 0; i < len; i++)
		octets[i] = id.ptr[i % id.len];
	return span_over(octets, len);
}
