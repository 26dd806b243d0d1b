/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs of an input as text, JSON or words on stdout, and what is wrong with them.
 * Must not know: where the octets come from.
 */
#include "decoded.h"

#include <stdio.h>
#include <stdlib.h>

#include "fields.h"

/* A decoded PDU and what was found about it. */
struct finding {
	struct smpp_pdu pdu;
	struct smpp_fault fault;
	const char *word; /* "malformed", "tolerated", "refused"; NULL: nothing is wrong */
	int bad;
};

static unsigned field_flags(const struct decoded *d)
{
	return d->passwords ? FIELDS_PASSWORD : 0;
}

static void put_dump(const struct smpp_pdu *pdu, unsigned flags)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_dump(pdu, flags, &text);
	text.cap = text.len;
	text.ptr = malloc(text.cap > 0 ? text.cap : 1);
	if (text.ptr != NULL && smpp_dump(pdu, flags, &text) == SMPP_OK)
		fwrite(text.ptr, 1, text.len, stdout);
	free(text.ptr);
}

/* A fault is a short line: fields have short names. */
static struct smpp_span fault_text(const struct smpp_fault *fault, uint8_t *room, size_t cap)
{
	struct smpp_buf buf = { room, cap, 0 };
	struct smpp_span text = { room, 0 };

	(void)smpp_fault_text(fault, &buf);
	text.len = buf.len < cap ? buf.len : cap;
	return text;
}

static void put_text(const struct decoded *d, const struct finding *f,
		     const struct input_origin *origin)
{
	uint8_t room[256];
	struct smpp_span text;

	if (d->shown > 0)
		putchar('\n');
	if (origin->from != NULL)
		printf("packet %zu, %s > %s\n", origin->place, origin->from, origin->to);
	put_dump(&f->pdu, d->passwords ? SMPP_DUMP_PASSWORD : 0);
	if (f->word == NULL)
		return;
	fputs(f->word, stdout);
	if (origin->from == NULL)
		printf(" PDU at octet %zu of the input", origin->place);
	text = fault_text(&f->fault, room, sizeof(room));
	printf(": %.*s\n", (int)text.len, (const char *)text.ptr);
}

/* "malformed":{"code":"CSTRING_TOO_LONG","offset":19,"field":"source_addr",...} */
static void json_finding(const struct finding *f)
{
	const struct smpp_fault *fault = &f->fault;
	const char *status = smpp_status_name(fault->status);
	uint8_t room[256];

	printf(",\"%s\":{\"code\":\"%s\",\"offset\":%zu", f->word, smpp_fault_name(fault->code),
	       fault->offset);
	if (fault->field != NULL)
		printf(",\"field\":\"%s\"", fault->field);
	if (fault->entry >= 0)
		printf(",\"entry\":%ld", (long)fault->entry);
	if (fault->member != NULL)
		printf(",\"member\":\"%s\"", fault->member);
	if (fault->tag != 0)
		printf(",\"tag\":\"0x%04X\"", (unsigned)fault->tag);
	printf(",\"status\":%lu,\"status_name\":", (unsigned long)fault->status);
	fields_json_string(stdout, smpp_span_of(status != NULL ? status : "?"));
	fputs(",\"text\":", stdout);
	fields_json_string(stdout, fault_text(fault, room, sizeof(room)));
	putchar('}');
}

static void put_json(const struct decoded *d, const struct finding *f, struct smpp_span octets,
		     const struct input_origin *origin)
{
	fputs("{\"ev\":\"pdu\",", stdout);
	if (origin->from != NULL)
		printf("\"packet\":%zu,\"from\":\"%s\",\"to\":\"%s\",", origin->place,
		       origin->from, origin->to);
	else
		printf("\"offset\":%zu,", origin->place);
	printf("\"length\":%zu,", octets.len);
	fields_json_pdu(stdout, &f->pdu, field_flags(d));
	if (f->word != NULL)
		json_finding(f);
	fputs("}\n", stdout);
}

static void put_words(const struct decoded *d, const struct finding *f)
{
	if (f->bad)
		return;
	fields_words(stdout, &f->pdu, field_flags(d));
	putchar('\n');
}

static void judge(const struct decoded *d, struct smpp_span octets, struct finding *f)
{
	f->bad = smpp_decode(octets, &d->rules, &f->pdu, &f->fault) != SMPP_OK;
	f->word = f->bad ? "malformed" : f->pdu.tolerated != 0 ? "tolerated" : NULL;
	if (!f->bad && d->check && smpp_check(&f->pdu, &d->rules, &f->fault) != SMPP_OK) {
		f->bad = 1;
		f->word = "refused";
	}
}

void decoded_pdu(void *decoded, struct smpp_span octets, const struct input_origin *origin)
{
	struct decoded *d = decoded;
	struct finding f;

	judge(d, octets, &f);
	switch (d->form) {
	case DECODED_TEXT: put_text(d, &f, origin); break;
	case DECODED_JSON: put_json(d, &f, octets, origin); break;
	case DECODED_WORDS: put_words(d, &f); break;
	}
	d->shown++;
	d->malformed += f.bad != 0;
}
