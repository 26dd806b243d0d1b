/* SPDX-License-Identifier: MIT */
/*
 * Owns: everything smpp-esme prints. What comes from the peer is printed without control characters.
 * Must not know: why.
 */
#include "show.h"

#include <stdlib.h>

/* Controls of both sets, and the backslash, could move a terminal's cursor or mislead. */
static int is_plain(uint32_t character)
{
	return character >= 0x20 && character != 0x7F && character != '\\' &&
	       (character < 0x80 || character >= 0xA0) && (character < 0x200E || character > 0x200F) &&
	       (character < 0x202A || character > 0x202E) && (character < 0x2066 || character > 0x2069);
}

/* UTF-8 as it is; what is not plain is written \xNN octet by octet. */
static void put(FILE *to, struct smpp_span text)
{
	while (text.len > 0) {
		struct smpp_span rest = text;
		uint32_t character;
		int got = smpp_utf8_next(&rest, &character);
		size_t len = got == SMPP_OK ? text.len - rest.len : 1;

		if (got == SMPP_OK && is_plain(character))
			fwrite(text.ptr, 1, len, to);
		for (size_t i = 0; i < len && (got != SMPP_OK || !is_plain(character)); i++)
			fprintf(to, "\\x%02X", text.ptr[i]);
		text.ptr += len;
		text.len -= len;
	}
}

/* A call that fills a buffer and says how much it needs is made twice. */
static uint8_t *filled(struct smpp_buf *buf)
{
	buf->cap = buf->len;
	buf->ptr = malloc(buf->len > 0 ? buf->len : 1);
	return buf->ptr;
}

void show_accepted(struct smpp_span message_id, unsigned number, unsigned total)
{
	fputs("message ", stdout);
	put(stdout, message_id);
	fputs(" accepted", stdout);
	if (total > 1)
		printf(", segment %u of %u", number, total);
	fputc('\n', stdout);
}

void show_receipt(const struct smpp_receipt *r, struct smpp_span text)
{
	const char *state = smpp_message_state_name(r->message_state);

	fputs("message ", stdout);
	put(stdout, r->id);
	printf(" %s, %s: ", state != NULL ? state : "?",
	       r->report == SMPP_REPORT_INTERMEDIATE ? "notification" : "receipt");
	put(stdout, text);
	fputc('\n', stdout);
}

void show_message(const struct inbox *box, const struct smpp_message *m)
{
	struct smpp_span text = inbox_text(box, m);

	put(stdout, m->source_addr);
	fputs(" > ", stdout);
	put(stdout, m->destination_addr);
	if (m->outcome == SMPP_ASSEMBLED_INCOMPLETE)
		printf(" (%u of %u segments)", (unsigned)m->received, (unsigned)m->total);
	fputs(": ", stdout);
	put(stdout, text);
	fputc('\n', stdout);
	free((void *)(uintptr_t)text.ptr);
}

static void put_status(uint32_t command_status)
{
	const char *name = smpp_status_name(command_status);
	const char *text = smpp_status_text(command_status);

	fprintf(stderr, "%s (0x%08X)", name != NULL ? name : "status", (unsigned)command_status);
	if (text != NULL)
		fprintf(stderr, ", %s", text);
}

void show_outcome(const char *what, const struct smpp_event *e)
{
	fprintf(stderr, "smpp-esme: %s: ", what);
	switch (e->outcome) {
	case SMPP_OUTCOME_RESPONSE: fputs("refused: ", stderr); break;
	case SMPP_OUTCOME_NACKED: fputs("refused by generic_nack: ", stderr); break;
	case SMPP_OUTCOME_BAD_RESPONSE: fputs("the response is malformed", stderr); break;
	case SMPP_OUTCOME_TIMEOUT: fputs("no response in time; unknown whether done", stderr); break;
	case SMPP_OUTCOME_LOST: fputs("connection lost; unknown whether done", stderr); break;
	case SMPP_OUTCOME_CLOSED: fputs("session ended; unknown whether done", stderr); break;
	}
	if (e->outcome == SMPP_OUTCOME_RESPONSE || e->outcome == SMPP_OUTCOME_NACKED)
		put_status(e->command_status);
	if (e->outcome == SMPP_OUTCOME_BAD_RESPONSE)
		show_fault(stderr, ": ", &e->fault);
	fputc('\n', stderr);
}

void show_refused(const struct smpp_event *e)
{
	const char *name = smpp_command_name(e->command_id);

	fprintf(stderr, "smpp-esme: refused %s 0x%08X: ", name != NULL ? name : "command",
		(unsigned)e->command_id);
	if (e->fault.code != SMPP_FAULT_NONE)
		show_fault(stderr, "", &e->fault);
	else
		put_status(e->command_status);
	fputc('\n', stderr);
}

void show_fault(FILE *to, const char *before, const struct smpp_fault *fault)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_fault_text(fault, &text);
	if (filled(&text) == NULL)
		return;
	(void)smpp_fault_text(fault, &text);
	fprintf(to, "%s%.*s", before, (int)text.len, (const char *)text.ptr);
	free(text.ptr);
}

void show_pdu(const char *direction, const struct smpp_pdu *pdu)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_dump(pdu, 0, &text);
	if (filled(&text) == NULL)
		return;
	(void)smpp_dump(pdu, 0, &text);
	fprintf(stderr, "%s\n%.*s", direction, (int)text.len, (const char *)text.ptr);
	free(text.ptr);
}

/* Only whole PDUs are shown: what the socket did not take at once is not. */
void show_octets(const char *direction, const uint8_t *octets, size_t len)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_span rest = { octets, len };
	struct smpp_header header;
	struct smpp_pdu pdu;

	while (smpp_frame_get(rest, 0, &header, NULL) == SMPP_OK) {
		struct smpp_span one = { rest.ptr, header.command_length };

		(void)smpp_decode(one, &rules, &pdu, NULL);
		show_pdu(direction, &pdu);
		rest.ptr += one.len;
		rest.len -= one.len;
	}
}
