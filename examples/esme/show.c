/* SPDX-License-Identifier: MIT */
/*
 * Owns: everything smpp-esme prints, as text or JSON. What comes from the peer is printed without
 * control characters.
 * Must not know: why.
 */
#include "show.h"

#include <stdarg.h>
#include <stdlib.h>

#include "command.h"
#include "fields.h"
#include "json.h"
#include "mask.h"

/* ---- pieces ---- */

/* Controls of both sets, and the backslash, could move a terminal's cursor or mislead. */
static int is_plain(uint32_t character)
{
	return character >= 0x20 && character != 0x7F && character != '\\' &&
	       (character < 0x80 || character >= 0xA0) && (character < 0x200E || character > 0x200F) &&
	       (character < 0x202A || character > 0x202E) && (character < 0x2066 || character > 0x2069);
}

void show_span(FILE *to, struct smpp_span text)
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

void show_status(FILE *to, uint32_t command_status)
{
	const char *name = smpp_status_name(command_status);
	const char *text = smpp_status_text(command_status);

	fprintf(to, "%s (0x%08X)", name != NULL ? name : "status", (unsigned)command_status);
	if (text != NULL)
		fprintf(to, ", %s", text);
}

static void note(const char *format, va_list args)
{
	fputs("smpp-esme: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void show_note(const struct options *options, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!options->quiet)
		note(format, args);
	va_end(args);
}

void show_detail(const struct options *options, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (options->verbose > 0)
		note(format, args);
	va_end(args);
}

/* A call that fills a buffer and says how much it needs is made twice. */
static uint8_t *filled(struct smpp_buf *buf)
{
	buf->cap = buf->len;
	buf->ptr = malloc(buf->len > 0 ? buf->len : 1);
	return buf->ptr;
}

static void put_fault(FILE *to, const struct smpp_fault *fault)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_fault_text(fault, &text);
	if (filled(&text) == NULL)
		return;
	(void)smpp_fault_text(fault, &text);
	show_span(to, (struct smpp_span){ text.ptr, text.len });
	free(text.ptr);
}

static void json_fault(FILE *to, const struct smpp_fault *fault)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_fault_text(fault, &text);
	if (filled(&text) == NULL)
		return;
	(void)smpp_fault_text(fault, &text);
	json_span(to, "fault", (struct smpp_span){ text.ptr, text.len });
	free(text.ptr);
}

static void json_command(FILE *to, uint32_t command_id)
{
	const char *name = smpp_command_name(command_id);
	char number[16];

	snprintf(number, sizeof(number), "0x%08X", (unsigned)command_id);
	json_text(to, "cmd", name != NULL ? name : number);
}

/* ---- results ---- */

/* Did its response have a body that cannot be used? */
static int is_malformed(const struct smpp_esme_event *event)
{
	return event->session != NULL &&
	       event->session->outcome == SMPP_OUTCOME_BAD_RESPONSE;
}

/* What the response says besides, by its command. */
static void response_json(FILE *to, const struct smpp_pdu *pdu)
{
	const struct smpp_query_sm_resp *query = &pdu->body.query_sm_resp;
	const char *state = smpp_message_state_name(query->message_state);
	uint8_t number;

	if (pdu->header.command_id == SMPP_QUERY_SM_RESP && !pdu->body_absent && !pdu->body_raw) {
		json_span(to, "message_id", query->message_id);
		json_text(to, "state", state != NULL ? state : "?");
		json_span(to, "final_date", query->final_date);
		json_number(to, "error_code", query->error_code);
	}
	if (pdu->header.command_id == SMPP_QUERY_BROADCAST_SM_RESP &&
	    smpp_tlv_u8(pdu->tlvs, SMPP_TLV_MESSAGE_STATE, &number) == SMPP_OK) {
		state = smpp_message_state_name(number);
		json_text(to, "state", state != NULL ? state : "?");
	}
}

static int has_id(uint32_t command_id)
{
	return command_id == SMPP_SUBMIT_SM || command_id == SMPP_DATA_SM ||
	       command_id == SMPP_SUBMIT_MULTI || command_id == SMPP_BROADCAST_SM;
}

/* "fields": those of a PDU by their names. */
static void json_fields(FILE *to, const struct smpp_pdu *pdu)
{
	fputs(",\"fields\":", to);
	fields_json(to, pdu, 0);
}

static void result_json(struct app *app, const struct smpp_esme_event *event, unsigned i)
{
	const struct smpp_esme_segment *segment = &event->segments[i];
	const struct smpp_event *s = event->session;

	json_begin(stdout, "result");
	json_number(stdout, "token", event->token);
	json_text(stdout, "outcome", smpp_esme_outcome_name(segment->outcome));
	if (event->segment_count > 1) {
		json_number(stdout, "segment", i + 1);
		json_number(stdout, "segments", event->segment_count);
	}
	if (s != NULL && i + 1 == event->segment_count) {
		json_command(stdout, s->command_id);
		json_number(stdout, "seq", s->sequence_number);
		json_number(stdout, "latency_us",
			    records_latency(&app->records, 0, s->sequence_number));
	}
	if (segment->outcome == SMPP_ESME_ACCEPTED || segment->outcome == SMPP_ESME_REFUSED)
		json_status(stdout, segment->command_status);
	if (segment->outcome == SMPP_ESME_ACCEPTED && (s == NULL || has_id(s->command_id)))
		json_span(stdout, "message_id", segment->message_id);
	if (s != NULL && s->has_pdu) {
		response_json(stdout, &s->pdu);
		json_fields(stdout, &s->pdu);
	}
	if (event->error != 0)
		json_text(stdout, "error", smpp_error_name(event->error));
	if (is_malformed(event))
		json_fault(stdout, &s->fault);
	json_end(stdout);
}

static void query_text(const struct smpp_query_sm_resp *query)
{
	const char *state = smpp_message_state_name(query->message_state);

	fputs("message ", stdout);
	show_span(stdout, query->message_id);
	printf(" %s", state != NULL ? state : "?");
	if (query->final_date.len > 0) {
		fputs(", final date ", stdout);
		show_span(stdout, query->final_date);
	}
	if (query->error_code != 0)
		printf(", error %u", (unsigned)query->error_code);
	fputc('\n', stdout);
}

/* Each area and its success stand in the order of the TLVs. */
static void broadcast_text(const struct smpp_pdu *pdu)
{
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;
	uint8_t number = 0;
	const char *state;

	(void)smpp_tlv_u8(pdu->tlvs, SMPP_TLV_MESSAGE_STATE, &number);
	state = smpp_message_state_name(number);
	fputs("message ", stdout);
	show_span(stdout, pdu->body.query_broadcast_sm_resp.message_id);
	printf(" %s", state != NULL ? state : "?");
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK) {
		if (tlv.tag == SMPP_TLV_BROADCAST_AREA_IDENTIFIER && tlv.value.len > 0) {
			fputs(", ", stdout);
			tlv.value.ptr++;
			tlv.value.len--;
			show_span(stdout, tlv.value);
		} else if (tlv.tag == SMPP_TLV_BROADCAST_AREA_SUCCESS && tlv.value.len == 1) {
			printf(tlv.value.ptr[0] <= 100 ? " %u %%" : " ?", tlv.value.ptr[0]);
		}
	}
	fputc('\n', stdout);
}

static void accepted_text(const char *what, const struct smpp_esme_event *event, unsigned i)
{
	const struct smpp_event *s = event->session;
	int has_body = s != NULL && s->has_pdu && !s->pdu.body_absent && !s->pdu.body_raw;

	if (has_body && s->pdu.header.command_id == SMPP_QUERY_SM_RESP) {
		query_text(&s->pdu.body.query_sm_resp);
		return;
	}
	if (has_body && s->pdu.header.command_id == SMPP_QUERY_BROADCAST_SM_RESP) {
		broadcast_text(&s->pdu);
		return;
	}
	fputs(what, stdout);
	if (event->segments[i].message_id.len > 0)
		fputc(' ', stdout);
	show_span(stdout, event->segments[i].message_id);
	fputs(" accepted", stdout);
	if (event->segment_count > 1)
		printf(", segment %u of %u", i + 1, (unsigned)event->segment_count);
	if (event->segments[i].message_id.len == 0 && (s == NULL || has_id(s->command_id)))
		fputs(", without an id", stdout);
	fputc('\n', stdout);
}

/* Why this side did not send it. */
static void not_sent_text(struct app *app, int error)
{
	const struct smpp_session *s = smpp_esme_session(app->esme, 0);

	if (error == SMPP_OK || s == NULL)
		return;
	if (error == SMPP_E_VERSION)
		fprintf(stderr, ": the centre speaks SMPP %u.%u", smpp_session_version(s) >> 4,
			smpp_session_version(s) & 15u);
	else if (error == SMPP_E_STATE)
		fputs(": not with this --bind or --interface-version", stderr);
	else
		fprintf(stderr, ": %s", smpp_error_name(error));
	if (smpp_session_fault(s)->code != SMPP_FAULT_NONE) {
		fputs(": ", stderr);
		put_fault(stderr, smpp_session_fault(s));
	}
}

static void failed_text(struct app *app, const char *what, const struct smpp_esme_event *event)
{
	fprintf(stderr, "smpp-esme: %s: ", what);
	switch (event->outcome) {
	case SMPP_ESME_ACCEPTED:
		fputs("the response is malformed: ", stderr);
		put_fault(stderr, &event->session->fault);
		break;
	case SMPP_ESME_NOT_SENT:
		fputs("not sent", stderr);
		not_sent_text(app, event->error);
		break;
	case SMPP_ESME_REFUSED:
		fputs(event->session != NULL &&
				      event->session->outcome == SMPP_OUTCOME_NACKED
			      ? "refused by generic_nack: " : "refused: ", stderr);
		show_status(stderr, event->command_status);
		break;
	case SMPP_ESME_TIMED_OUT:
		fputs("no response in time; unknown whether done", stderr);
		break;
	case SMPP_ESME_UNKNOWN:
		fputs("connection lost; unknown whether done", stderr);
		break;
	}
	fputc('\n', stderr);
}

void show_result(struct app *app, const char *what, const struct smpp_esme_event *event)
{
	for (unsigned i = 0; i < event->segment_count; i++) {
		if (app->options.json)
			result_json(app, event, i);
		else if (event->segments[i].outcome == SMPP_ESME_ACCEPTED)
			accepted_text(what, event, i);
	}
	if (!app->options.json && (event->outcome != SMPP_ESME_ACCEPTED || is_malformed(event)))
		failed_text(app, what, event);
}

static void unsuccess_json(const struct smpp_unsuccess_sme *sme)
{
	json_begin(stdout, "unsuccess");
	json_span(stdout, "destination", sme->destination_addr);
	json_status(stdout, sme->error_status_code);
	json_end(stdout);
}

unsigned show_unsuccess(struct app *app, const struct smpp_esme_event *event)
{
	const struct smpp_event *s = event->session;
	const struct smpp_submit_multi_resp *body;
	struct smpp_unsuccess_sme sme;
	struct smpp_cursor cursor;
	unsigned count = 0;

	if (s == NULL || !s->has_pdu || s->pdu.body_absent || s->pdu.body_raw ||
	    s->pdu.header.command_id != SMPP_SUBMIT_MULTI_RESP)
		return 0;
	body = &s->pdu.body.submit_multi_resp;
	cursor.rest = body->unsuccess_sme.octets;
	cursor.left = body->no_unsuccess;
	for (; smpp_unsuccess_next(&cursor, &sme) == SMPP_OK; count++) {
		if (app->options.json) {
			unsuccess_json(&sme);
			continue;
		}
		fputs("smpp-esme: destination ", stderr);
		show_span(stderr, sme.destination_addr);
		fputs(": refused: ", stderr);
		show_status(stderr, sme.error_status_code);
		fputc('\n', stderr);
	}
	return count;
}

/* ---- what comes ---- */

static void receipt_json(const struct smpp_esme_event *event, struct smpp_span text)
{
	const struct smpp_receipt *r = event->receipt;
	const char *state = smpp_message_state_name(event->message_state);

	json_begin(stdout, r->report == SMPP_REPORT_INTERMEDIATE ? "notification" : "receipt");
	json_text(stdout, "dir", "in");
	json_number(stdout, "link", event->link);
	if (event->matched) {
		json_number(stdout, "token", event->token);
		json_number(stdout, "segment", event->segment + 1u);
	}
	json_span(stdout, "message_id", r->id);
	json_text(stdout, "state", state != NULL ? state : "?");
	json_span(stdout, "err", r->err);
	json_span(stdout, "text", text);
	if (event->session != NULL && event->session->has_pdu)
		json_fields(stdout, &event->session->pdu);
	json_end(stdout);
}

/* The text in one octet a letter; room is for one in UCS-2, which only begins so. */
static struct smpp_span receipt_text(const struct smpp_event *session, struct smpp_buf *room)
{
	static const struct smpp_charset ucs2 = { SMPP_ALPHABET_UCS2, 0, 0 };
	struct smpp_span text = { NULL, 0 };

	if (session == NULL || !session->has_pdu)
		return text;
	(void)smpp_pdu_text(&session->pdu, &text);
	if (text.len < 4 || text.ptr[0] != 0 || text.ptr[1] == 0 || text.ptr[2] != 0 ||
	    smpp_text_decode(&ucs2, text, '?', room, NULL) != SMPP_OK)
		return text;
	return (struct smpp_span){ room->ptr, room->len };
}

static void put_receipt(struct app *app, FILE *to, const struct smpp_esme_event *event)
{
	const struct smpp_receipt *r = event->receipt;
	const char *state = smpp_message_state_name(event->receipt->message_state);
	uint8_t octets[1024];
	struct smpp_buf room = { octets, sizeof(octets), 0 };
	struct smpp_span text = receipt_text(event->session, &room);

	if (app->options.json) {
		receipt_json(event, text);
		return;
	}
	fputs("message ", to);
	show_span(to, r->id);
	fprintf(to, " %s, %s: ", state != NULL ? state : "?",
	       r->report == SMPP_REPORT_INTERMEDIATE ? "notification" : "receipt");
	show_span(to, text);
	fputc('\n', to);
}

void show_receipt(struct app *app, const struct smpp_esme_event *event)
{
	put_receipt(app, stdout, event);
}

static void message_json(const struct smpp_esme_event *event)
{
	const struct smpp_message *m = event->message;

	json_begin(stdout, "message");
	json_text(stdout, "dir", "in");
	json_number(stdout, "link", event->link);
	json_span(stdout, "source", m->source_addr);
	json_span(stdout, "destination", m->destination_addr);
	json_number(stdout, "data_coding", m->data_coding);
	if (m->total > 1) {
		json_number(stdout, "segments", m->total);
		json_number(stdout, "received", m->received);
	}
	if (event->incomplete)
		fputs(",\"incomplete\":true", stdout);
	if (event->has_text)
		json_span(stdout, "text", event->text);
	else
		json_octets(stdout, "octets", m->text);
	if (event->session != NULL && event->session->has_pdu)
		json_fields(stdout, &event->session->pdu);
	json_end(stdout);
}

/* Octets that are no text: a character each. */
static void put_octets(FILE *to, struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t room[4];
		struct smpp_buf utf8 = { room, sizeof(room), 0 };

		smpp_utf8_put(&utf8, octets.ptr[i]);
		show_span(to, (struct smpp_span){ room, utf8.len });
	}
}

static void put_message(struct app *app, FILE *to, const struct smpp_esme_event *event)
{
	const struct smpp_message *m = event->message;

	if (app->options.json) {
		message_json(event);
		return;
	}
	show_span(to, m->source_addr);
	fputs(" > ", to);
	show_span(to, m->destination_addr);
	if (event->incomplete && m->total > 1)
		fprintf(to, " (%u of %u segments)", (unsigned)m->received, (unsigned)m->total);
	fputs(": ", to);
	if (event->has_text)
		show_span(to, event->text);
	else
		put_octets(to, m->text);
	fputc('\n', to);
}

void show_message(struct app *app, const struct smpp_esme_event *event)
{
	put_message(app, stdout, event);
}

void show_by_the_way(struct app *app, const struct smpp_esme_event *event)
{
	if (app->options.quiet && !app->options.json)
		return;
	if (event->type == SMPP_ESME_EVENT_RECEIPT)
		put_receipt(app, stderr, event);
	else if (event->type == SMPP_ESME_EVENT_MESSAGE)
		put_message(app, stderr, event);
}

/* ---- what happens ---- */

static void state_json(const struct smpp_esme_event *event)
{
	json_begin(stdout, "state");
	json_number(stdout, "link", event->link);
	json_text(stdout, "state", smpp_esme_state_name(event->state));
	if (event->reason != SMPP_REASON_NONE)
		json_text(stdout, "reason", smpp_reason_name(event->reason));
	if (event->command_status != SMPP_ESME_ROK)
		json_status(stdout, event->command_status);
	if (event->fault.code != SMPP_FAULT_NONE)
		json_fault(stdout, &event->fault);
	json_end(stdout);
}

void show_state(struct app *app, const struct smpp_esme_event *event)
{
	if (app->options.json) {
		state_json(event);
		return;
	}
	show_detail(&app->options, "link %u: %s", (unsigned)event->link,
		    smpp_esme_state_name(event->state));
	if (app->stopped)
		return;
	if (event->command_status != SMPP_ESME_ROK) {
		fputs("smpp-esme: bind refused: ", stderr);
		show_status(stderr, event->command_status);
		fputc('\n', stderr);
	} else if (event->reason != SMPP_REASON_NONE) {
		fprintf(stderr, "smpp-esme: the session ended: %s",
			smpp_reason_name(event->reason));
		if (event->fault.code != SMPP_FAULT_NONE) {
			fputs(", ", stderr);
			put_fault(stderr, &event->fault);
		}
		fputc('\n', stderr);
	}
}

static int is_alert(const struct smpp_event *s)
{
	return s->type == SMPP_EVENT_NOTICE && !s->pdu.body_absent && !s->pdu.body_raw &&
	       s->pdu.header.command_id == SMPP_ALERT_NOTIFICATION;
}

static void other_json(const struct smpp_event *s, uint32_t command_id, uint32_t number)
{
	json_begin(stdout, s->type == SMPP_EVENT_REFUSED ? "refused"
			   : s->type == SMPP_EVENT_STRAY ? "stray" : "notice");
	json_text(stdout, "dir", "in");
	json_command(stdout, command_id);
	json_number(stdout, "seq", number);
	if (s->type == SMPP_EVENT_STRAY)
		json_text(stdout, "why", smpp_stray_name(s->stray));
	if (s->type == SMPP_EVENT_REFUSED)
		json_status(stdout, s->command_status);
	if (is_alert(s))
		json_span(stdout, "source", s->pdu.body.alert_notification.source_addr);
	if (s->fault.code != SMPP_FAULT_NONE)
		json_fault(stdout, &s->fault);
	json_end(stdout);
}

static void other_text(const struct smpp_event *s, uint32_t command_id)
{
	const char *name = smpp_command_name(command_id);
	const char *what = s->type == SMPP_EVENT_REFUSED ? "refused"
			   : s->type == SMPP_EVENT_STRAY ? smpp_stray_name(s->stray) : "got";

	fprintf(stderr, "smpp-esme: %s %s 0x%08X", what, name != NULL ? name : "command",
		(unsigned)command_id);
	if (is_alert(s)) {
		fputs(": ", stderr);
		show_span(stderr, s->pdu.body.alert_notification.source_addr);
		fputs(" can be reached", stderr);
	}
	if (s->fault.code != SMPP_FAULT_NONE) {
		fputs(": ", stderr);
		put_fault(stderr, &s->fault);
	} else if (s->type == SMPP_EVENT_REFUSED) {
		fputs(": ", stderr);
		show_status(stderr, s->command_status);
	}
	fputc('\n', stderr);
}

void show_other(struct app *app, const struct smpp_esme_event *event)
{
	const struct smpp_event *s = event->session;
	int refused = s->type == SMPP_EVENT_REFUSED;
	uint32_t command_id = refused ? s->command_id : s->pdu.header.command_id;

	if (s->type == SMPP_EVENT_OUTCOME)
		return; /* show_tolerated tells of it */
	if (app->options.json)
		other_json(s, command_id,
			   refused ? s->sequence_number : s->pdu.header.sequence_number);
	else if (!app->options.quiet)
		other_text(s, command_id);
}

void show_tolerated(struct app *app, const struct smpp_esme_event *event)
{
	const struct smpp_event *s = event->session;
	const char *name;

	if (app->options.verbose == 0 || s == NULL || !s->has_pdu || s->pdu.tolerated == 0)
		return;
	name = smpp_command_name(s->pdu.header.command_id);
	fprintf(stderr, "smpp-esme: tolerated %s 0x%08X", name != NULL ? name : "command",
		(unsigned)s->pdu.header.command_id);
	if (s->fault.code != SMPP_FAULT_NONE) {
		fputs(": ", stderr);
		put_fault(stderr, &s->fault);
	}
	fputc('\n', stderr);
}

/* ---- PDUs ---- */

/* Passwords are '*' in it. */
static void hexdump(FILE *to, struct smpp_span octets)
{
	struct mask mask = { 0, 0, 0, 0, 0 };

	for (size_t line = 0; line < octets.len; line += 16) {
		size_t n = octets.len - line < 16 ? octets.len - line : 16;

		char text[17] = "";

		fprintf(to, "%06zx ", line);
		for (size_t i = 0; i < n; i++) {
			uint8_t octet = mask_next(&mask, octets.ptr[line + i]);

			fprintf(to, " %02x", octet);
			text[i] = (char)(octet >= 0x20 && octet < 0x7F ? octet : '.');
		}
		fprintf(to, "%*s  %s\n", (int)(3 * (16 - n)), "", text);
	}
}

static void json_masked(FILE *to, struct smpp_span octets)
{
	struct mask mask = { 0, 0, 0, 0, 0 };

	fputs(",\"octets\":\"", to);
	for (size_t i = 0; i < octets.len; i++)
		fprintf(to, "%02x", mask_next(&mask, octets.ptr[i]));
	fputc('"', to);
}

static void pdu_json(unsigned link, int out, const struct smpp_pdu *pdu, struct smpp_span octets,
		     int with_octets)
{
	json_begin(stdout, "pdu");
	json_number(stdout, "link", link);
	json_text(stdout, "dir", out ? "out" : "in");
	json_command(stdout, pdu->header.command_id);
	json_number(stdout, "seq", pdu->header.sequence_number);
	json_status(stdout, pdu->header.command_status);
	json_fields(stdout, pdu);
	if (with_octets)
		json_masked(stdout, octets);
	json_end(stdout);
}

void show_pdu(const struct options *options, unsigned link, int out, struct smpp_span octets)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_buf text = { NULL, 0, 0 };
	struct smpp_pdu pdu;

	(void)smpp_decode(octets, &rules, &pdu, NULL);
	if (options->json) {
		pdu_json(link, out, &pdu, octets, options->hexdump);
		return;
	}
	fprintf(stderr, "%s\n", out ? ">" : "<");
	if (options->verbose > 1) {
		(void)smpp_dump(&pdu, 0, &text);
		if (filled(&text) != NULL) {
			(void)smpp_dump(&pdu, 0, &text);
			fwrite(text.ptr, 1, text.len, stderr);
		}
		free(text.ptr);
	}
	if (options->hexdump)
		hexdump(stderr, octets);
}

/* ---- counts ---- */

static void stats_json(unsigned link, const struct smpp_session_counters *c)
{
	json_begin(stdout, "stats");
	json_number(stdout, "link", link);
	json_number(stdout, "pdus_in", c->pdus_in);
	json_number(stdout, "pdus_out", c->pdus_out);
	json_number(stdout, "octets_in", c->octets_in);
	json_number(stdout, "octets_out", c->octets_out);
	json_number(stdout, "responses_ok", c->responses_in[0]);
	json_number(stdout, "responses_failed", c->responses_in[1] + c->responses_in[2]);
	json_number(stdout, "timeouts", c->timeouts);
	json_number(stdout, "refused", c->refused);
	json_number(stdout, "stray", c->stray);
	json_number(stdout, "tolerated", c->tolerated);
	json_end(stdout);
}

void show_stats(struct app *app)
{
	for (unsigned i = 0; i < LINKS; i++) {
		const struct smpp_session *s = smpp_esme_session(app->esme, i);
		struct smpp_session_counters c;

		if (s == NULL)
			continue;
		c = smpp_session_counters(s);
		if (app->options.json) {
			stats_json(i, &c);
			continue;
		}
		fprintf(stderr,
			"smpp-esme: link %u: PDUs in %llu out %llu, octets in %llu out %llu, "
			"responses good %llu other %llu, timeouts %llu, refused %llu, stray %llu\n",
			i, (unsigned long long)c.pdus_in, (unsigned long long)c.pdus_out,
			(unsigned long long)c.octets_in, (unsigned long long)c.octets_out,
			(unsigned long long)c.responses_in[0],
			(unsigned long long)(c.responses_in[1] + c.responses_in[2]),
			(unsigned long long)c.timeouts, (unsigned long long)c.refused,
			(unsigned long long)c.stray);
	}
}
