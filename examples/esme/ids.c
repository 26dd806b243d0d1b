/* SPDX-License-Identifier: MIT */
/*
 * Owns: the commands about a message that the centre has: query, cancel, replace, and those about
 * broadcasts.
 * Must not know: what the centre does.
 */
#include <stdio.h>
#include <stdlib.h>

#include "request.h"
#include "show.h"

#define TEXT_OCTETS 255

struct ids {
	struct request request; /* first, for its rows */
	struct address destination; /* cancel */
	struct smpp_span id;
	uint8_t text[TEXT_OCTETS]; /* replace: short_message */
	size_t text_len;
};

/* ---- arguments ---- */

/* Of those that need an id and nothing else. */
static int check_id(struct job *job, int count, char **words)
{
	struct ids *s = job->state;

	if (count != 1 || words[0][0] == '\0')
		return usage_error("%s takes ID", job->command->name);
	s->id = smpp_span_of(words[0]);
	return 0;
}

/* Without an id the addresses say which messages. */
static int check_cancel(struct job *job, int count, char **words)
{
	struct ids *s = job->state;

	if (count > 1)
		return usage_error("cancel takes one ID");
	if (count == 1)
		s->id = smpp_span_of(words[0]);
	if (s->id.len == 0 && (s->request.message.source.addr.len == 0 ||
			       s->destination.addr.len == 0))
		return usage_error("cancel takes ID, or --source and --dest");
	return 0;
}

/* The centre keeps the data_coding of the first text: so this one is not free to choose. */
static int encode(struct job *job, const char *text)
{
	struct ids *s = job->state;
	const struct message_options *m = &s->request.message;
	struct smpp_charset charset = { job->app->options.profile.default_alphabet, 0, 0 };
	struct smpp_buf octets = { s->text, sizeof(s->text), 0 };
	struct smpp_text_fault fault = { 0, 0 };
	struct smpp_span given;
	void *memory;
	int got = SMPP_OK;

	if (m->encoding == ENCODING_GIVEN)
		charset = m->charset;
	if (message_text(m, text, &given, &memory) != 0)
		return usage_error("TEXT: '%s' is not hexadecimal", text);
	if (m->hex || m->encoding > ENCODING_GIVEN) {
		octets.len = given.len;
		got = given.len > sizeof(s->text) ? SMPP_E_SPACE : SMPP_OK;
		if (got == SMPP_OK && given.len > 0)
			memcpy(s->text, given.ptr, given.len);
	} else {
		got = smpp_text_encode(&charset, given, 0, &octets, &fault);
	}
	free(memory);
	s->text_len = octets.len;
	if (got == SMPP_E_SPACE)
		return usage_error("TEXT: more than %d octets", TEXT_OCTETS);
	if (got != SMPP_OK)
		return usage_error("TEXT: octet %zu is not in the alphabet; --encoding is that of "
				   "the first text", fault.offset + 1);
	return 0;
}

static int check_replace(struct job *job, int count, char **words)
{
	struct ids *s = job->state;

	if (count != 2 || words[0][0] == '\0')
		return usage_error("replace takes ID and TEXT");
	s->id = smpp_span_of(words[0]);
	return encode(job, words[1]);
}

/* ---- requests ---- */

static void query(struct job *job)
{
	const struct ids *s = job->state;
	const struct address *source = &s->request.message.source;
	struct smpp_pdu pdu = { .header.command_id = SMPP_QUERY_SM };

	pdu.body.query_sm.message_id = s->id;
	pdu.body.query_sm.source_addr_ton = source->ton;
	pdu.body.query_sm.source_addr_npi = source->npi;
	pdu.body.query_sm.source_addr = source->addr;
	request_send(job, &pdu);
}

static void query_broadcast(struct job *job)
{
	const struct ids *s = job->state;
	const struct address *source = &s->request.message.source;
	struct smpp_pdu pdu = { .header.command_id = SMPP_QUERY_BROADCAST_SM };

	pdu.body.query_broadcast_sm.message_id = s->id;
	pdu.body.query_broadcast_sm.source_addr_ton = source->ton;
	pdu.body.query_broadcast_sm.source_addr_npi = source->npi;
	pdu.body.query_broadcast_sm.source_addr = source->addr;
	request_send(job, &pdu);
}

static void cancel(struct job *job)
{
	const struct ids *s = job->state;
	const struct message_options *m = &s->request.message;
	struct smpp_pdu pdu = { .header.command_id = SMPP_CANCEL_SM };
	struct smpp_cancel_sm *body = &pdu.body.cancel_sm;

	body->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	body->message_id = s->id;
	body->source_addr_ton = m->source.ton;
	body->source_addr_npi = m->source.npi;
	body->source_addr = m->source.addr;
	body->dest_addr_ton = s->destination.ton;
	body->dest_addr_npi = s->destination.npi;
	body->destination_addr = s->destination.addr;
	request_send(job, &pdu);
}

static void cancel_broadcast(struct job *job)
{
	const struct ids *s = job->state;
	const struct message_options *m = &s->request.message;
	struct smpp_pdu pdu = { .header.command_id = SMPP_CANCEL_BROADCAST_SM };
	struct smpp_cancel_broadcast_sm *body = &pdu.body.cancel_broadcast_sm;

	body->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	body->message_id = s->id;
	body->source_addr_ton = m->source.ton;
	body->source_addr_npi = m->source.npi;
	body->source_addr = m->source.addr;
	request_send(job, &pdu);
}

static void replace(struct job *job)
{
	const struct ids *s = job->state;
	const struct message_options *m = &s->request.message;
	struct smpp_pdu pdu = { .header.command_id = SMPP_REPLACE_SM };
	struct smpp_replace_sm *body = &pdu.body.replace_sm;

	body->message_id = s->id;
	body->source_addr_ton = m->source.ton;
	body->source_addr_npi = m->source.npi;
	body->source_addr = m->source.addr;
	body->schedule_delivery_time = smpp_span_of(m->schedule);
	body->validity_period = smpp_span_of(m->validity);
	body->registered_delivery = m->registered_delivery;
	body->short_message.ptr = s->text;
	body->short_message.len = s->text_len;
	request_send(job, &pdu);
}

/* ---- the commands ---- */

static int set_destination(void *base, const char *name, const char *value)
{
	return address_parse(name, value, &((struct ids *)base)->destination);
}

static const struct option_row destination_rows[] = {
	{ "dest", 'd', OPTION_CALL, 0, 0, 0, set_destination, "ADDR[,TON,NPI]",
	  "to whom; without ID all messages from --source to there", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const id_tables[] = { request_rows, NULL };
static const struct option_row *const cancel_tables[] = { request_rows, destination_rows, NULL };
static const struct option_row *const replace_tables[] = { replace_rows, NULL };

const struct command query_command = {
	.name = "query",
	.words = "ID",
	.summary = "asks for the state of a message",
	.tables = id_tables,
	.state_size = sizeof(struct ids),
	.binds = BINDS_SENDER,
	.check = check_id,
	.bound = query,
	.on_event = request_on_event
};

const struct command cancel_command = {
	.name = "cancel",
	.words = "[ID]",
	.summary = "cancels a message, or all from --source to --dest",
	.tables = cancel_tables,
	.state_size = sizeof(struct ids),
	.binds = BINDS_SENDER,
	.check = check_cancel,
	.bound = cancel,
	.on_event = request_on_event
};

const struct command replace_command = {
	.name = "replace",
	.words = "ID TEXT",
	.summary = "replaces the text of a message that was not delivered yet",
	.tables = replace_tables,
	.state_size = sizeof(struct ids),
	.binds = BINDS_SENDER,
	.check = check_replace,
	.bound = replace,
	.on_event = request_on_event
};

const struct command query_broadcast_command = {
	.name = "query-broadcast",
	.words = "ID",
	.summary = "asks for the state of a broadcast",
	.tables = id_tables,
	.state_size = sizeof(struct ids),
	.binds = BINDS_SENDER,
	.version = SMPP_V5_0,
	.check = check_id,
	.bound = query_broadcast,
	.on_event = request_on_event
};

const struct command cancel_broadcast_command = {
	.name = "cancel-broadcast",
	.words = "ID",
	.summary = "cancels a broadcast",
	.tables = id_tables,
	.state_size = sizeof(struct ids),
	.binds = BINDS_SENDER,
	.version = SMPP_V5_0,
	.check = check_id,
	.bound = cancel_broadcast,
	.on_event = request_on_event
};
