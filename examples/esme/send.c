/* SPDX-License-Identifier: MIT */
/*
 * Owns: the commands send, data and multi: one message, its result, its receipts.
 * Must not know: how it is sent.
 */
#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "show.h"

#define DESTINATIONS 255

struct send {
	struct message_options message; /* first, for its rows */
	uint32_t command_id;
	struct address destination;     /* send, data */
	struct smpp_dest_address destinations[DESTINATIONS]; /* multi */
	uint8_t count;
	struct smpp_span text;
	void *memory;      /* of text, or NULL */
	struct smpp_tlv payload;
	uint64_t token;
	unsigned awaited;  /* receipts */
	unsigned reported;
	unsigned strays;   /* receipts whose id nobody knows */
	int undelivered;
	int refused;       /* destinations of multi */
};

/* ---- arguments ---- */

static int take_text(struct job *job, const char *text)
{
	struct send *s = job->state;

	if (message_check(job, &s->message) != 0)
		return EXIT_USAGE;
	if (message_text(&s->message, text, &s->text, &s->memory) != 0)
		return usage_error("TEXT: '%s' is not hexadecimal", text);
	if (message_segments(job, &s->message, "TEXT", s->text) > 0)
		return 0;
	free(s->memory);
	return EXIT_USAGE;
}

static int check_one(struct job *job, int count, char **words, uint32_t command_id)
{
	struct send *s = job->state;

	s->command_id = command_id;
	if (count != 2)
		return usage_error("%s takes DST and TEXT", job->command->name);
	if (address_parse("DST", words[0], &s->destination) != 0)
		return EXIT_USAGE;
	return take_text(job, words[1]);
}

static int check_send(struct job *job, int count, char **words)
{
	return check_one(job, count, words, SMPP_SUBMIT_SM);
}

static int check_data(struct job *job, int count, char **words)
{
	return check_one(job, count, words, SMPP_DATA_SM);
}

/* An address, or the name of a list that the centre has: list:NAME */
static int add_destination(struct send *s, const char *word)
{
	struct smpp_dest_address *dest = &s->destinations[s->count];
	struct address address;

	if (strncmp(word, "list:", 5) == 0) {
		dest->dest_flag = SMPP_DEST_FLAG_DISTRIBUTION_LIST;
		dest->dl_name = smpp_span_of(word + 5);
	} else {
		if (address_parse("DST", word, &address) != 0)
			return EXIT_USAGE;
		dest->dest_flag = SMPP_DEST_FLAG_SME_ADDRESS;
		dest->dest_addr_ton = address.ton;
		dest->dest_addr_npi = address.npi;
		dest->destination_addr = address.addr;
	}
	s->count++;
	return 0;
}

static int check_multi(struct job *job, int count, char **words)
{
	struct send *s = job->state;

	s->command_id = SMPP_SUBMIT_MULTI;
	if (count < 2 || count - 1 > DESTINATIONS)
		return usage_error("multi takes 1 to %d DST and TEXT", DESTINATIONS);
	for (int i = 0; i < count - 1; i++)
		if (add_destination(s, words[i]) != 0)
			return EXIT_USAGE;
	return take_text(job, words[count - 1]);
}

/* ---- sending ---- */

static void configure(struct job *job, struct setup *setup)
{
	const struct send *s = job->state;

	message_configure(job, &s->message, setup);
	if (s->message.wait_receipt != 0 && setup->esme.mode == SMPP_ESME_TX)
		job_finish(job, usage_error("--wait-receipt needs --bind=trx or pair"));
}

/* Raw octets for which there is no short_message. */
static void put_payload(struct send *s, struct smpp_esme_message *message)
{
	if (s->message.encoding != ENCODING_RAW ||
	    (s->command_id != SMPP_DATA_SM && s->message.split != 1 + SMPP_SPLIT_PAYLOAD))
		return;
	s->payload.tag = SMPP_TLV_MESSAGE_PAYLOAD;
	s->payload.value = s->text;
	message->pdu.tlv = &s->payload;
	message->pdu.tlv_count = 1;
	if (s->command_id == SMPP_SUBMIT_SM)
		message->pdu.body.submit_sm.short_message.len = 0;
	else if (s->command_id == SMPP_SUBMIT_MULTI)
		message->pdu.body.submit_multi.short_message.len = 0;
}

static void bound(struct job *job)
{
	struct send *s = job->state;
	struct smpp_esme_message message;
	int got;

	message_put(&s->message, s->command_id, &s->destination, s->text, &message);
	if (s->command_id == SMPP_SUBMIT_MULTI) {
		message.pdu.body.submit_multi.number_of_dests = s->count;
		message.pdu.body.submit_multi.dest_address.array = s->destinations;
	}
	put_payload(s, &message);
	message.token = s->token = app_token(job->app);
	got = smpp_esme_submit(job->app->esme, &message, net_now());
	if (got == SMPP_OK)
		return;
	fprintf(stderr, "smpp-esme: cannot send: %s\n", smpp_error_name(got));
	job_finish(job, EXIT_USAGE);
}

/* ---- what becomes of it ---- */

/* Some centres give segments after the first no id, and one receipt for all of them. */
static unsigned receipts_of(const struct smpp_esme_event *event)
{
	unsigned count = 0;

	for (unsigned i = 0; i < event->segment_count; i++)
		count += event->segments[i].message_id.len > 0;
	return count > 0 ? count : event->segment_count;
}

static void on_result(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;
	unsigned refused;

	show_result(job->app, "message", event);
	refused = show_unsuccess(job->app, event);
	if (!job_accepted(job, event))
		return;
	s->refused = refused > 0;
	s->awaited = receipts_of(event) * (s->count > 0 ? s->count - refused : 1);
	if (s->message.wait_receipt == 0 || s->awaited == 0)
		job_finish(job, refused > 0 ? EXIT_REFUSED : EXIT_DONE);
	job->deadline = net_now() + s->message.wait_receipt;
}

/* Of multi each destination has one, all with the same id; event->message_state is the first's. */
static void on_receipt(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;
	uint8_t state = s->count > 0 ? event->receipt->message_state : event->message_state;

	show_receipt(job->app, event);
	if (s->message.wait_receipt == 0 || !smpp_state_is_final(state) ||
	    (event->settled && s->count == 0))
		return;
	s->undelivered |= state != SMPP_MESSAGE_STATE_DELIVERED;
	s->reported++;
	if (s->awaited > 0 && s->reported == s->awaited)
		job_finish(job, s->undelivered || s->refused ? EXIT_REFUSED : EXIT_DONE);
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;
	int ours = s->token != 0 && event->token == s->token;

	if (event->type == SMPP_ESME_EVENT_RESULT && ours)
		on_result(job, event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT && ours && event->matched)
		on_receipt(job, event);
	else
		show_by_the_way(job->app, event);
	s->strays += event->type == SMPP_ESME_EVENT_RECEIPT && !event->matched;
}

static void tick(struct job *job)
{
	struct send *s = job->state;

	if (s->awaited == 0 || job->status != UNDECIDED)
		return;
	fprintf(stderr, "smpp-esme: %u of %u receipts in %u s", s->reported, s->awaited,
		(unsigned)(s->message.wait_receipt / 1000));
	if (s->strays > 0)
		fprintf(stderr, ", %u for ids that no response had: --id-rule?", s->strays);
	fputc('\n', stderr);
	job_finish(job, EXIT_TIMED_OUT);
}

static void end(struct job *job)
{
	free(((struct send *)job->state)->memory);
}

static const struct option_row *const tables[] = { message_rows, NULL };

const struct command send_command = {
	.name = "send",
	.words = "DST TEXT",
	.summary = "sends one message; TEXT is UTF-8, in as many segments as it takes",
	.tables = tables,
	.state_size = sizeof(struct send),
	.binds = BINDS_SENDER,
	.check = check_send,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.end = end
};

const struct command data_command = {
	.name = "data",
	.words = "DST TEXT",
	.summary = "the same by data_sm",
	.tables = tables,
	.state_size = sizeof(struct send),
	.binds = BINDS_SENDER,
	.check = check_data,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.end = end
};

const struct command multi_command = {
	.name = "multi",
	.words = "DST... TEXT",
	.summary = "the same to several by submit_multi; DST may be list:NAME",
	.tables = tables,
	.state_size = sizeof(struct send),
	.binds = BINDS_SENDER,
	.check = check_multi,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.end = end
};
