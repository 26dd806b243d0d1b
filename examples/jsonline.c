/* SPDX-License-Identifier: MIT */
/*
 * Owns: reading one JSON object of scalars, strictly (RFC 8259).
 * Must not know: what its members mean.
 */
#include "jsonline.h"

void jsonline_begin(struct jsonline *j, struct smpp_span text, struct smpp_buf room)
{
	memset(j, 0, sizeof(*j));
	j->text = text;
	j->room = room;
	j->room.len = 0;
}

/* Always -1, so that a refusal is one statement. */
static int wrong(struct jsonline *j, const char *error)
{
	j->error = error;
	return -1;
}

/* The octet at hand; 0 at the end, which is no character of JSON either. */
static uint8_t peek(const struct jsonline *j)
{
	return j->at < j->text.len ? j->text.ptr[j->at] : 0;
}

static uint8_t skip_blanks(struct jsonline *j)
{
	while (peek(j) == ' ' || peek(j) == '\t' || peek(j) == '\r' || peek(j) == '\n')
		j->at++;
	return peek(j);
}

static int take(struct jsonline *j, uint8_t octet)
{
	if (skip_blanks(j) != octet)
		return 0;
	j->at++;
	return 1;
}

/* Four hexadecimal digits. @return 0 or -1 */
static int read_unit(struct jsonline *j, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, j->at++) {
		uint8_t c = peek(j);
		uint32_t digit = c <= '9' ? c - (uint32_t)'0' : (c | 0x20U) - 'a' + 10U;

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			return wrong(j, "\\u needs four hexadecimal digits");
		*unit = *unit << 4 | digit;
	}
	return 0;
}

/* Behind "\u". Characters above U+FFFF are written as two surrogates. */
static int read_character(struct jsonline *j, uint32_t *character)
{
	uint32_t low;

	if (read_unit(j, character) != 0)
		return -1;
	if (*character < 0xD800 || *character > 0xDFFF)
		return 0;
	if (*character > 0xDBFF || peek(j) != '\\')
		return wrong(j, "half of a surrogate pair");
	j->at++;
	if (peek(j) != 'u')
		return wrong(j, "half of a surrogate pair");
	j->at++;
	if (read_unit(j, &low) != 0)
		return -1;
	if (low < 0xDC00 || low > 0xDFFF)
		return wrong(j, "half of a surrogate pair");
	*character = 0x10000 + ((*character - 0xD800) << 10) + (low - 0xDC00);
	return 0;
}

/* Behind a backslash. */
static int read_escape(struct jsonline *j)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	uint8_t c = peek(j);
	const char *letter = c != 0 ? strchr(letters, c) : NULL;
	uint32_t character;

	if (letter != NULL)
		character = (uint8_t)meanings[letter - letters];
	else if (c != 'u')
		return wrong(j, "no such escape");
	j->at++;
	if (letter == NULL && read_character(j, &character) != 0)
		return -1;
	smpp_utf8_put(&j->room, character);
	return 0;
}

/* A string that has escapes, from its first one on, into room. */
static int read_escaped(struct jsonline *j, size_t from, struct smpp_span *value)
{
	size_t begin = j->room.len, len = j->at - from;

	memcpy(j->room.ptr + begin, j->text.ptr + from, len);
	j->room.len += len;
	while (peek(j) != '"') {
		if (j->at == j->text.len)
			return wrong(j, "the string does not end");
		if (peek(j) < 0x20)
			return wrong(j, "a control character in a string");
		if (peek(j) != '\\') {
			j->room.ptr[j->room.len++] = j->text.ptr[j->at++];
			continue;
		}
		j->at++;
		if (read_escape(j) != 0)
			return -1;
	}
	j->at++;
	value->ptr = j->room.ptr + begin;
	value->len = j->room.len - begin;
	return 0;
}

/* Behind the opening quotation mark. Without escapes it stays where it is. */
static int read_string(struct jsonline *j, struct smpp_span *value)
{
	size_t from = j->at;

	while (peek(j) >= 0x20 && peek(j) != '"' && peek(j) != '\\')
		j->at++;
	if (peek(j) != '"')
		return read_escaped(j, from, value);
	value->ptr = j->text.ptr + from;
	value->len = j->at++ - from;
	return 0;
}

static size_t skip_digits(struct jsonline *j)
{
	size_t from = j->at;

	while (peek(j) >= '0' && peek(j) <= '9')
		j->at++;
	return j->at - from;
}

static int read_number(struct jsonline *j, struct smpp_span *value)
{
	size_t from = j->at;

	j->at += peek(j) == '-';
	if (peek(j) == '0')
		j->at++;
	else if (skip_digits(j) == 0)
		return wrong(j, "a value is missing, or is no JSON");
	if (peek(j) == '.') {
		j->at++;
		if (skip_digits(j) == 0)
			return wrong(j, "digits are missing in a number");
	}
	if ((peek(j) | 0x20) == 'e') {
		j->at++;
		j->at += peek(j) == '-' || peek(j) == '+';
		if (skip_digits(j) == 0)
			return wrong(j, "digits are missing in a number");
	}
	value->ptr = j->text.ptr + from;
	value->len = j->at - from;
	return 0;
}

static int is_word(struct jsonline *j, const char *word, struct smpp_span *value)
{
	*value = smpp_span_of(word);
	if (value->len > j->text.len - j->at ||
	    memcmp(j->text.ptr + j->at, word, value->len) != 0)
		return 0;
	j->at += value->len;
	return 1;
}

static int read_scalar(struct jsonline *j, struct jsonline_member *m)
{
	skip_blanks(j);
	m->value_at = j->at;
	m->kind = JSONLINE_STRING;
	if (peek(j) == '"') {
		j->at++;
		return read_string(j, &m->value);
	}
	if (peek(j) == '{' || peek(j) == '[')
		return wrong(j, "an object or array cannot stand here");
	m->kind = JSONLINE_TRUE;
	if (is_word(j, "true", &m->value))
		return 0;
	m->kind = JSONLINE_FALSE;
	if (is_word(j, "false", &m->value))
		return 0;
	m->kind = JSONLINE_NULL;
	if (is_word(j, "null", &m->value))
		return 0;
	m->kind = JSONLINE_NUMBER;
	return read_number(j, &m->value);
}

/* The next element of the array. @return as jsonline_next; 0: the array has ended */
static int next_element(struct jsonline *j, struct jsonline_member *m)
{
	if (take(j, ']')) {
		j->in_array = 0;
		return 0;
	}
	if (j->elements && !take(j, ','))
		return wrong(j, "',' or ']' is missing");
	j->elements = 1;
	m->name = j->name;
	m->name_at = j->name_at;
	m->element = 1;
	return read_scalar(j, m) == 0 ? 1 : -1;
}

static int end_of_object(struct jsonline *j)
{
	skip_blanks(j);
	return j->at == j->text.len ? 0 : wrong(j, "something stands behind the object");
}

/* Name and colon. */
static int read_name(struct jsonline *j, struct jsonline_member *m)
{
	if (j->members && !take(j, ','))
		return wrong(j, "',' or '}' is missing");
	skip_blanks(j);
	m->name_at = j->at;
	if (!take(j, '"'))
		return wrong(j, "a member's name in quotation marks is missing");
	if (read_string(j, &m->name) != 0)
		return -1;
	return take(j, ':') ? 0 : wrong(j, "':' is missing");
}

int jsonline_next(struct jsonline *j, struct jsonline_member *m)
{
	int got;

	memset(m, 0, sizeof(*m));
	if (!j->members && j->at == 0 && !take(j, '{'))
		return wrong(j, "not an object");
	for (;;) {
		if (j->in_array) {
			got = next_element(j, m);
			if (got != 0)
				return got;
		}
		if (take(j, '}'))
			return end_of_object(j);
		if (read_name(j, m) != 0)
			return -1;
		j->members = 1;
		if (!take(j, '['))
			return read_scalar(j, m) == 0 ? 1 : -1;
		j->in_array = 1;
		j->elements = 0;
		j->name = m->name;
		j->name_at = m->name_at;
	}
}
