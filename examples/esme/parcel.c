/* SPDX-License-Identifier: MIT */
/*
 * Owns: a message of a file on its way: copies of what it consists of, its options, its tries.
 * Must not know: when it is sent, what becomes of it.
 */
#include "parcel.h"

#include <stdio.h>
#include <stdlib.h>

#define NAMED_OCTETS 1024 /* "FILE:LINE:COLUMN: " and what is wrong there */
#define FINAL_RECEIPT 3   /* registered_delivery: the two bits of it */

void parcel_append(struct parcel_queue *queue, struct parcel *p)
{
	p->next = NULL;
	if (queue->head == NULL)
		queue->head = p;
	else
		queue->tail->next = p;
	queue->tail = p;
}

struct parcel *parcel_take(struct parcel_queue *queue)
{
	struct parcel *p = queue->head;

	if (p != NULL)
		queue->head = p->next;
	return p;
}

/* FNV-1a, with an octet that no UTF-8 has behind each field. */
static uint32_t digest_of(uint32_t digest, struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len; i++)
		digest = (digest ^ octets.ptr[i]) * UINT32_C(16777619);
	return (digest ^ 0xFF) * UINT32_C(16777619);
}

uint32_t parcel_digest(const struct lines_record *record)
{
	struct smpp_span none = { NULL, 0 };
	uint32_t digest = digest_of(UINT32_C(2166136261), record->destination.value);

	digest = digest_of(digest, record->text.value);
	digest = digest_of(digest, record->source.given ? record->source.value : none);
	for (unsigned i = 0; i < record->option_count; i++) {
		digest = digest_of(digest, record->options[i].name);
		digest = digest_of(digest, record->options[i].value);
	}
	return digest;
}

/* ---- filling ---- */

/* Where a field stands: "FILE:LINE:COLUMN" */
static void name_place(char *text, const struct lines *lines, const char *name, size_t at)
{
	uint64_t line, column;

	lines_place(lines, at, &line, &column);
	snprintf(text, NAMED_OCTETS, "%s:%llu:%llu", name, (unsigned long long)line,
		 (unsigned long long)column);
}

static char *copy(char **to, struct smpp_span octets)
{
	char *begin = *to;

	if (octets.len > 0)
		memcpy(begin, octets.ptr, octets.len);
	begin[octets.len] = '\0';
	*to += octets.len + 1;
	return begin;
}

static int make_room(struct parcel *p, const struct lines_record *r)
{
	size_t need = r->destination.value.len + r->text.value.len + r->source.value.len + 3;
	char *octets;

	for (unsigned i = 0; i < r->option_count; i++)
		need += r->options[i].value.len + 1;
	if (need <= p->cap)
		return 0;
	octets = realloc(p->octets, need * 2);
	if (octets == NULL)
		return usage_error("no memory for a message");
	p->octets = octets;
	p->cap = need * 2;
	return 0;
}

/* An address or the value of an option is a C string in the end. */
static int has_nul(const struct lines *lines, const char *name, const struct lines_field *field)
{
	char where[NAMED_OCTETS];

	if (field->value.len == 0 || memchr(field->value.ptr, '\0', field->value.len) == NULL)
		return 0;
	name_place(where, lines, name, field->at);
	return usage_error("%s: U+0000 cannot stand here", where);
}

static int fill_addresses(struct parcel *p, const struct lines *lines, const char *name, char **to)
{
	const struct lines_record *r = &lines->record;
	char where[NAMED_OCTETS];

	if (has_nul(lines, name, &r->destination) || has_nul(lines, name, &r->source))
		return -1;
	name_place(where, lines, name, r->destination.at);
	if (address_parse(where, copy(to, r->destination.value), &p->destination) != 0)
		return -1;
	p->has_source = r->source.given;
	if (!p->has_source)
		return 0;
	name_place(where, lines, name, r->source.at);
	return address_parse(where, copy(to, r->source.value), &p->source);
}

/* Of a line receipt can be taken back, too. */
static int fill_option(struct parcel *p, const char *where, const char *name, const char *value,
		       int word)
{
	int yes = word && strcmp(value, "true") == 0, no = word && !yes;

	if (strcmp(name, "receipt") == 0) {
		p->own->registered_delivery = 0;
		if (no || strcmp(value, "none") == 0) {
			p->own->wait_receipt = 0;
			return 0;
		}
		value = yes ? NULL : value;
	}
	if (strcmp(name, "wait-receipt") == 0 || strcmp(name, "split") == 0 ||
	    strcmp(name, "ref") == 0)
		return usage_error("%s: %s holds for all messages", where, name);
	return option_apply(message_rows, p->own, where, name, value);
}

static int fill_options(struct parcel *p, struct job *job, const struct lines *lines,
			const char *name, const struct message_options *base, char **to)
{
	const struct lines_record *r = &lines->record;
	char where[NAMED_OCTETS], option[LINES_NAME];

	p->has_own = r->option_count > 0;
	if (!p->has_own)
		return 0;
	if (p->own == NULL)
		p->own = malloc(sizeof(*p->own));
	if (p->own == NULL)
		return usage_error("no memory for a message");
	*p->own = *base;
	for (unsigned i = 0; i < r->option_count; i++) {
		const struct lines_field *field = &r->options[i];

		if (has_nul(lines, name, field))
			return -1;
		name_place(where, lines, name, field->at);
		snprintf(option, sizeof(option), "%.*s", (int)field->name.len,
			 (const char *)field->name.ptr);
		if (fill_option(p, where, option, copy(to, field->value), field->word) != 0)
			return -1;
	}
	return message_check(job, p->own);
}

int parcel_fill(struct parcel *p, struct job *job, const struct lines *lines, const char *name,
		const struct message_options *base)
{
	const struct lines_record *r = &lines->record;
	char *to, where[NAMED_OCTETS];
	const char *text;

	if (make_room(p, r) != 0)
		return -1;
	to = p->octets;
	p->number = r->number;
	p->line = r->line;
	p->tries = 0;
	p->command_status = 0;
	if (fill_addresses(p, lines, name, &to) != 0 ||
	    fill_options(p, job, lines, name, base, &to) != 0)
		return -1;
	text = copy(&to, r->text.value);
	p->text.ptr = (const uint8_t *)text;
	p->text.len = r->text.value.len;
	if (!(p->has_own ? p->own : base)->hex)
		return 0;
	if (message_text(p->has_own ? p->own : base, text, &p->text, &p->memory) == 0)
		return 0;
	name_place(where, lines, name, r->text.at);
	return usage_error("%s: the text is not hexadecimal", where);
}

/* ---- sending ---- */

void parcel_put(const struct parcel *p, const struct message_options *options,
		struct smpp_esme_message *message)
{
	struct smpp_sm *sm = &message->pdu.body.submit_sm;

	message_put(p->has_own ? p->own : options, SMPP_SUBMIT_SM, &p->destination, p->text,
		    message);
	if (!p->has_source)
		return;
	sm->source_addr_ton = p->source.ton;
	sm->source_addr_npi = p->source.npi;
	sm->source_addr = p->source.addr;
}

int parcel_awaits(const struct parcel *p, const struct message_options *options)
{
	return ((p->has_own ? p->own : options)->registered_delivery & FINAL_RECEIPT) != 0;
}

void parcel_clear(struct parcel *p)
{
	free(p->memory);
	p->memory = NULL;
}

void parcel_free(struct parcel *p)
{
	parcel_clear(p);
	free(p->own);
	free(p->octets);
}
