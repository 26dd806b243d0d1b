/* SPDX-License-Identifier: MIT */
/*
 * Owns: reading messages of a file: CSV, JSON lines, smppload's lines; what is wrong with a line.
 * Must not know: files, sessions, what the options of a line mean.
 */
#include "lines.h"

#include <stddef.h>
#include <strings.h>

#include "jsonline.h"

enum { FIELD_BEGINS, FIELD_PLAIN, FIELD_QUOTED, FIELD_QUOTE_SEEN };

/* Of a record that is being looked for. */
enum framed { FRAMED, FRAME_WANTS, FRAME_UNCLOSED, FRAME_TOO_LONG, FRAME_END };

/* A name for each of the three fields that is not an option. */
enum role { ROLE_DESTINATION, ROLE_TEXT, ROLE_SOURCE, ROLE_OPTION };

void lines_init(struct lines *l, enum lines_form form)
{
	memset(l, 0, offsetof(struct lines, octets)); /* those are long, and need it not */
	l->form = (uint8_t)form;
	l->record.line = 1;
}

void lines_again(struct lines *l)
{
	uint64_t number = l->record.number;

	lines_init(l, (enum lines_form)l->form);
	l->record.number = number;
}

/* Goes on to the record behind this one. */
static void advance(struct lines *l)
{
	const uint8_t *at = l->octets + l->begin, *end = l->octets + l->next;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		l->record.line++;
		at++;
	}
	l->begin = l->next;
	l->scan = l->next;
	l->broken = 0;
	l->state = FIELD_BEGINS;
}

uint8_t *lines_room(struct lines *l, size_t *len)
{
	if (l->next > l->begin)
		advance(l);
	if (l->begin > 0) { /* what stands before it has been given out */
		memmove(l->octets, l->octets + l->begin, l->have - l->begin);
		l->have -= l->begin;
		l->scan -= l->begin;
		l->quote -= l->quote >= l->begin ? l->begin : 0;
		l->broken -= l->broken > 0 ? l->begin : 0;
		l->begin = 0;
		l->next = 0;
	}
	*len = sizeof(l->octets) - l->have;
	return *len > 0 ? l->octets + l->have : NULL;
}

void lines_filled(struct lines *l, size_t len)
{
	l->have += len;
	if (len == 0)
		l->ended = 1;
}

void lines_place(const struct lines *l, size_t at, uint64_t *line, uint64_t *column)
{
	*line = l->record.line;
	*column = 1;
	for (size_t i = l->begin; i < at && i < l->have; i++) {
		if (l->octets[i] == '\n') {
			++*line;
			*column = 1;
		} else if ((l->octets[i] & 0xC0) != 0x80) { /* no continuation of a character */
			++*column;
		}
	}
}

/* ---- where a record ends ---- */

/* One octet of a CSV. @return 1 when the record ends with it */
static int csv_step(struct lines *l, uint8_t c)
{
	if (c == '\n') {
		if (l->state != FIELD_QUOTED)
			return 1;
		if (l->broken == 0)
			l->broken = l->scan + 1;
		return 0;
	}
	switch (l->state) {
	case FIELD_BEGINS:
		l->state = c == '"' ? FIELD_QUOTED : c == ',' ? FIELD_BEGINS : FIELD_PLAIN;
		l->quote = l->scan;
		break;
	case FIELD_QUOTED:
		if (c == '"')
			l->state = FIELD_QUOTE_SEEN;
		break;
	case FIELD_QUOTE_SEEN:
		l->state = c == '"' ? FIELD_QUOTED : c == ',' ? FIELD_BEGINS : FIELD_PLAIN;
		break;
	default:
		if (c == ',')
			l->state = FIELD_BEGINS;
		break;
	}
	return 0;
}

/* The octet that ends the record, or none so far. */
static enum framed scan(struct lines *l, size_t limit)
{
	if (l->form != LINES_CSV || l->skips) {
		const uint8_t *end = memchr(l->octets + l->scan, '\n', limit - l->scan);

		l->scan = end != NULL ? (size_t)(end - l->octets) : limit;
		return end != NULL ? FRAMED : FRAME_WANTS;
	}
	while (l->scan < limit) {
		if (csv_step(l, l->octets[l->scan]))
			return FRAMED;
		l->scan++;
	}
	return FRAME_WANTS;
}

/* A record that has no end: what comes behind its first line is still to be read. */
static enum framed cut_off(struct lines *l)
{
	if (l->form == LINES_CSV && l->state == FIELD_QUOTED) {
		l->end = l->broken > 0 ? l->broken - 1 : l->scan;
		l->next = l->broken > 0 ? l->broken : l->scan;
		l->skips = l->broken == 0 && !l->ended;
		return FRAME_UNCLOSED;
	}
	l->end = l->scan;
	l->next = l->scan;
	l->skips = !l->ended;
	return FRAME_TOO_LONG;
}

/* Finds the next record, from begin to end; the one behind it begins at next. */
static enum framed frame(struct lines *l)
{
	size_t limit = l->have - l->begin > LINES_RECORD ? l->begin + LINES_RECORD : l->have;
	enum framed got = scan(l, limit);

	l->end = l->scan;
	if (got == FRAMED) {
		l->next = l->scan + 1;
		return FRAMED;
	}
	if (l->scan - l->begin == LINES_RECORD)
		return cut_off(l);
	if (!l->ended)
		return FRAME_WANTS;
	if (l->scan == l->begin)
		return FRAME_END;
	if (l->form == LINES_CSV && l->state == FIELD_QUOTED)
		return cut_off(l);
	l->next = l->scan; /* the last line has no end */
	return FRAMED;
}

/* ---- fields ---- */

static enum lines_got wrong(struct lines *l, size_t at, const char *error)
{
	l->record.at = at;
	l->record.error = error;
	if (l->broken > 0) /* a quotation mark may be at fault: only its own line is lost */
		l->next = l->broken;
	return LINES_BAD;
}

static int is_word(struct smpp_span name, const char *word)
{
	return name.len == strlen(word) && strncasecmp((const char *)name.ptr, word, name.len) == 0;
}

static enum role role_of(struct smpp_span name)
{
	if (is_word(name, "dst") || is_word(name, "destination") || is_word(name, "to"))
		return ROLE_DESTINATION;
	if (is_word(name, "text") || is_word(name, "body") || is_word(name, "message"))
		return ROLE_TEXT;
	if (is_word(name, "src") || is_word(name, "source") || is_word(name, "from"))
		return ROLE_SOURCE;
	return ROLE_OPTION;
}

/* Puts a value where its name says. @return NULL, or what is wrong */
static const char *put(struct lines *l, const struct lines_field *field)
{
	struct lines_record *r = &l->record;
	struct lines_field *const fields[] = { &r->destination, &r->text, &r->source };
	enum role role = role_of(field->name);
	struct lines_field *to;

	if (role == ROLE_OPTION) {
		if (r->option_count == LINES_COLUMNS)
			return "too many options";
		r->options[r->option_count] = *field;
		r->options[r->option_count++].given = 1;
		return NULL;
	}
	to = fields[role];
	if (to->given)
		return "a second destination, text or source";
	*to = *field;
	to->given = 1;
	return NULL;
}

/* A message needs a destination and a text, though that may be empty. */
static enum lines_got complete(struct lines *l)
{
	struct lines_record *r = &l->record;

	if (!r->destination.given || r->destination.value.len == 0)
		return wrong(l, r->destination.given ? r->destination.at : l->begin,
			     "no destination");
	if (!r->text.given)
		return wrong(l, l->end, "no text");
	if (r->source.value.len == 0)
		r->source.given = 0;
	return LINES_MESSAGE;
}

/* ---- CSV ---- */

/* One field from *at on, which is then at the ',' behind it or at end. @return NULL or an error */
static const char *csv_field(struct lines *l, size_t *at, size_t end, struct lines_field *field)
{
	const uint8_t *octets = l->octets;
	size_t from, to;

	field->at = *at;
	if (*at == end || octets[*at] != '"') {
		for (from = *at; *at < end && octets[*at] != ','; ++*at)
			if (octets[*at] == '"')
				return "a quotation mark in a field that does not begin with one";
		field->value.ptr = octets + from;
		field->value.len = *at - from;
		return NULL;
	}
	field->value.ptr = octets + *at + 1;
	to = l->room_used;
	for (from = ++*at; *at < end; ++*at) {
		if (octets[*at] != '"')
			continue;
		if (*at + 1 == end || octets[*at + 1] != '"')
			break;
		++*at; /* two of them are one: from here on it is a copy */
		memcpy(l->room + l->room_used, octets + from, *at - from);
		l->room_used += *at - from;
		from = *at + 1;
	}
	field->value.len = *at - from;
	if (l->room_used > to) {
		memcpy(l->room + l->room_used, octets + from, *at - from);
		l->room_used += *at - from;
		field->value.ptr = l->room + to;
		field->value.len = l->room_used - to;
	}
	if (*at < end)
		++*at;
	return *at == end || octets[*at] == ',' ? NULL : "',' is missing behind a quotation mark";
}

/* All fields. @return how many, or -1 after bad */
static int csv_fields(struct lines *l, struct lines_field *fields, unsigned max)
{
	size_t end = l->end, at = l->begin;
	unsigned count = 0;
	const char *error;

	if (end > at && l->octets[end - 1] == '\r')
		end--;
	for (;; at++) {
		if (count == max) {
			(void)wrong(l, at, "more fields than columns: a text with a comma needs "
					   "quotation marks");
			return -1;
		}
		fields[count].word = 0;
		error = csv_field(l, &at, end, &fields[count]);
		if (error != NULL) {
			(void)wrong(l, at, error);
			return -1;
		}
		count++;
		if (at == end)
			return (int)count;
	}
}

/* Is that a line of names? Then it is kept. */
static int take_header(struct lines *l)
{
	struct lines_field fields[LINES_COLUMNS];
	int count = csv_fields(l, fields, LINES_COLUMNS), destination = 0, text = 0;

	for (int i = 0; i < count; i++) {
		destination += role_of(fields[i].value) == ROLE_DESTINATION;
		text += role_of(fields[i].value) == ROLE_TEXT;
	}
	if (destination != 1 || text != 1)
		return 0;
	for (int i = 0; i < count; i++) {
		struct smpp_span name = fields[i].value;

		if (name.len >= LINES_NAME)
			return 0;
		memcpy(l->columns[i], name.ptr, name.len);
		l->columns[i][name.len] = '\0';
	}
	l->column_count = (uint8_t)count;
	return 1;
}

static enum lines_got read_csv(struct lines *l)
{
	static const char *const usual[] = { "dst", "text", "src" };
	struct lines_field fields[LINES_COLUMNS];
	int count = csv_fields(l, fields, l->column_count > 0 ? l->column_count : 3);

	if (count < 0)
		return LINES_BAD;
	for (int i = 0; i < count; i++) {
		const char *name = l->column_count > 0 ? l->columns[i] : usual[i], *error;

		fields[i].name = smpp_span_of(name);
		if (fields[i].value.len == 0 && role_of(fields[i].name) == ROLE_OPTION)
			continue; /* this line leaves it as it is */
		error = put(l, &fields[i]);
		if (error != NULL)
			return wrong(l, fields[i].at, error);
	}
	return complete(l);
}

/* ---- JSON ---- */

static enum lines_got read_json(struct lines *l)
{
	struct smpp_span text = { l->octets + l->begin, l->end - l->begin };
	struct smpp_buf room = { l->room, sizeof(l->room), 0 };
	struct jsonline_member m;
	struct jsonline j;
	int got;

	jsonline_begin(&j, text, room);
	while ((got = jsonline_next(&j, &m)) > 0) {
		struct lines_field field = { m.name, m.value, l->begin + m.value_at, 1, 0 };
		enum role role = role_of(m.name);
		const char *error;

		if (m.kind == JSONLINE_NULL)
			continue;
		field.word = m.kind == JSONLINE_TRUE || m.kind == JSONLINE_FALSE;
		if (field.word && role != ROLE_OPTION)
			return wrong(l, field.at,
				     "a destination, text or source is no truth value");
		error = put(l, &field);
		if (error != NULL)
			return wrong(l, l->begin + m.name_at, error);
	}
	if (got < 0)
		return wrong(l, l->begin + j.at, j.error);
	return complete(l);
}

/* ---- smppload ---- */

static int is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Up to the next single ';', or end. ";;" is a ';' of the field itself. */
static void smppload_field(struct lines *l, size_t *at, size_t end, struct lines_field *field)
{
	size_t begin = l->room_used;

	field->at = *at;
	field->value.ptr = l->octets + *at;
	for (; *at < end; ++*at) {
		if (l->octets[*at] == ';' && (*at + 1 >= end || l->octets[*at + 1] != ';'))
			break;
		*at += l->octets[*at] == ';';
		l->room[l->room_used++] = l->octets[*at];
	}
	field->value.len = l->room_used - begin;
	if (field->value.len != *at - field->at)
		field->value.ptr = l->room + begin;
	else
		l->room_used = begin;
}

/* @return how many; one more than max: there are too many */
static unsigned smppload_fields(struct lines *l, struct lines_field *fields, unsigned max)
{
	size_t at = l->begin, end = l->end;
	unsigned count = 0;

	while (at < end && is_blank(l->octets[at]))
		at++;
	while (end > at && is_blank(l->octets[end - 1]))
		end--;
	for (;; at++) {
		if (count == max)
			return max + 1;
		fields[count].word = 0;
		smppload_field(l, &at, end, &fields[count++]);
		if (at == end)
			return count;
	}
}

/* delivery: 1 a receipt of the final state, 0 none. */
static const char *receipt_of(struct smpp_span word)
{
	if (is_word(word, "1") || is_word(word, "true"))
		return "final";
	return is_word(word, "0") || is_word(word, "false") ? "none" : NULL;
}

static enum lines_got read_smppload(struct lines *l)
{
	static const char *const names[] = { "src", "dst", "text", "receipt", "data-coding",
					     "esm-class" };
	struct lines_field fields[6];
	unsigned count = smppload_fields(l, fields, 6);

	if (count < 3 || count > 6)
		return wrong(l, count < 3 ? l->end : fields[5].at,
			     "not source;destination;body[;delivery[;data_coding[;esm_class]]]");
	for (unsigned i = 0; i < count; i++) {
		fields[i].name = smpp_span_of(names[i]);
		if (i == 3) {
			const char *receipt = receipt_of(fields[i].value);

			if (receipt == NULL)
				return wrong(l, fields[i].at,
					     "delivery is not true, false, 1 or 0");
			fields[i].value = smpp_span_of(receipt);
		}
		if (fields[i].value.len == 0 && i > 3)
			continue;
		(void)put(l, &fields[i]); /* each of them once: there is always room */
	}
	return complete(l);
}

/* ---- lines ---- */

/* Nothing but blanks, or a comment of smppload. */
static int is_empty(const struct lines *l, int comments)
{
	size_t at = l->begin;

	while (at < l->end && is_blank(l->octets[at]))
		at++;
	return at == l->end || (comments && l->octets[at] == '#');
}

/* By the first line that says something. */
static enum lines_form guess(struct lines *l)
{
	struct lines_field fields[6];
	size_t at = l->begin;
	unsigned count;

	while (at < l->end && is_blank(l->octets[at]))
		at++;
	if (at < l->end && l->octets[at] == '{')
		return LINES_JSON;
	l->room_used = 0;
	count = smppload_fields(l, fields, 6);
	return count >= 4 && count <= 6 && receipt_of(fields[3].value) != NULL ? LINES_SMPPLOAD
									      : LINES_CSV;
}

/* A byte order mark, and which form it is. @return 1: it is known; 0: more is needed */
static int start(struct lines *l)
{
	static const uint8_t mark[] = { 0xEF, 0xBB, 0xBF };

	if (!l->started) {
		if (l->have < sizeof(mark) && !l->ended)
			return 0;
		if (l->have >= sizeof(mark) && memcmp(l->octets, mark, sizeof(mark)) == 0)
			l->next = sizeof(mark);
		advance(l);
		l->started = 1;
	}
	while (l->form == LINES_GUESS) {
		enum framed got = frame(l);

		if (got == FRAME_WANTS)
			return 0;
		l->scan = l->begin;
		if (got == FRAMED && is_empty(l, 1)) {
			advance(l);
			continue;
		}
		l->form = (uint8_t)(got == FRAMED ? guess(l) : LINES_CSV);
		l->next = l->begin;
		l->skips = 0;
	}
	return 1;
}

/* Every octet is UTF-8, whatever the form. @return 1, or 0 with the place in at */
static int is_utf8(const struct lines *l, size_t *at)
{
	for (*at = l->begin; *at < l->end;) {
		struct smpp_span rest = { l->octets + *at, l->end - *at };
		uint32_t character;

		if (l->octets[*at] < 0x80)
			++*at;
		else if (smpp_utf8_next(&rest, &character) == SMPP_OK)
			*at = l->end - rest.len;
		else
			return 0;
	}
	return 1;
}

/* A whole record. */
static enum lines_got read_record(struct lines *l)
{
	struct lines_record *r = &l->record;
	size_t at;

	r->number++;
	r->option_count = 0;
	r->destination.given = 0;
	r->text.given = 0;
	r->source.given = 0;
	r->source.value.len = 0;
	l->room_used = 0;
	if (!is_utf8(l, &at))
		return wrong(l, at, "not UTF-8");
	if (l->form == LINES_JSON)
		return read_json(l);
	return l->form == LINES_CSV ? read_csv(l) : read_smppload(l);
}

/* A record without an end. */
static enum lines_got refuse(struct lines *l, enum framed why)
{
	l->record.number++;
	l->record.at = why == FRAME_UNCLOSED ? l->quote : l->begin;
	l->record.error = why == FRAME_UNCLOSED ? "the quotation mark is not closed"
						: "the line is longer than 262143 octets";
	return LINES_BAD;
}

/* The rest of a line that was too long. @return 1: it has been passed */
static int skip(struct lines *l)
{
	enum framed got = frame(l);

	if (got == FRAMED)
		l->skips = 0;
	l->next = got == FRAME_WANTS ? l->scan : l->next;
	advance(l);
	return got != FRAME_WANTS;
}

enum lines_got lines_next(struct lines *l)
{
	enum framed got;

	if (l->next > l->begin)
		advance(l);
	if (!start(l))
		return LINES_WANTS;
	while (l->skips && l->begin < l->have) {
		if (!skip(l))
			return LINES_WANTS;
	}
	for (;; advance(l)) {
		got = frame(l);
		if (got == FRAME_END)
			return LINES_END;
		if (got == FRAME_WANTS)
			return LINES_WANTS;
		if (got != FRAMED)
			return refuse(l, got);
		if (is_empty(l, l->form == LINES_SMPPLOAD))
			continue;
		if (l->form == LINES_CSV && !l->headed) {
			l->headed = 1;
			l->room_used = 0;
			if (take_header(l))
				continue;
		}
		return read_record(l);
	}
}
