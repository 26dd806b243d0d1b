/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command send: one message, its result, its receipts.
 * Must not know: how it is sent.
 */
#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "show.h"

struct send {
	struct message_options message; /* first, for its rows */
	struct address destination;
	struct smpp_span text;
	void *memory;      /* of text, or NULL */
	uint64_t token;
	unsigned segments; /* of which receipts are awaited */
	unsigned reported;
	int undelivered;
};

static int check(struct job *job, int count, char **words)
{
	struct send *s = job->state;

	if (count != 2)
		return usage_error("send takes DST and TEXT");
	if (address_parse("DST", words[0], &s->destination) != 0 ||
	    message_check(job, &s->message) != 0)
		return EXIT_USAGE;
	if (s->message.wait_receipt != 0 && job->app->options.mode == 1 + SMPP_ESME_TX)
		return usage_error("--wait-receipt needs --bind=trx");
	if (message_text(&s->message, words[1], &s->text, &s->memory) != 0)
		return usage_error("TEXT is not hexadecimal");
	return message_segments(job, &s->message, "TEXT", s->text) > 0 ? 0 : EXIT_USAGE;
}

static void configure(struct job *job, struct setup *setup)
{
	message_configure(job, job->state, setup);
}

static void bound(struct job *job)
{
	struct send *s = job->state;
	struct smpp_esme_message message;
	int got;

	message_put(&s->message, SMPP_SUBMIT_SM, &s->destination, s->text, &message);
	message.token = s->token = app_token(job->app);
	got = smpp_esme_submit(job->app->esme, &message, net_now());
	if (got == SMPP_OK)
		return;
	show_text_fault(job->app, "cannot send", got);
	job_finish(job, EXIT_REFUSED);
}

static void on_result(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;

	show_result(job->app, "message", event);
	if (event->outcome == SMPP_ESME_TIMED_OUT)
		job_finish(job, EXIT_TIMED_OUT);
	else if (event->outcome == SMPP_ESME_UNKNOWN && job->app->options.reconnect == 0)
		return; /* the state that follows says why */
	else if (event->outcome != SMPP_ESME_ACCEPTED)
		job_finish(job, EXIT_REFUSED);
	else if (event->session != NULL &&
		 event->session->outcome == SMPP_OUTCOME_BAD_RESPONSE)
		job_finish(job, EXIT_BROKEN);
	else if (s->message.wait_receipt == 0)
		job_finish(job, EXIT_DONE);
	s->segments = event->segment_count;
	job->deadline = net_now() + s->message.wait_receipt;
}

static void on_receipt(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;

	if (s->message.wait_receipt == 0 || !event->matched || event->token != s->token)
		return;
	show_receipt(job->app, event);
	if (event->settled || !smpp_state_is_final(event->message_state))
		return;
	s->undelivered |= event->message_state != SMPP_MESSAGE_STATE_DELIVERED;
	if (++s->reported == s->segments)
		job_finish(job, s->undelivered ? EXIT_REFUSED : EXIT_DONE);
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct send *s = job->state;

	if (event->type == SMPP_ESME_EVENT_RESULT && event->token == s->token)
		on_result(job, event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT)
		on_receipt(job, event);
}

static void tick(struct job *job)
{
	struct send *s = job->state;

	if (s->segments == 0 || job->status != UNDECIDED)
		return;
	fprintf(stderr, "smpp-esme: %u of %u receipts in %u s\n", s->reported, s->segments,
		(unsigned)(s->message.wait_receipt / 1000));
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
	.check = check,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.end = end
};
