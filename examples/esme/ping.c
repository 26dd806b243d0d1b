/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command ping: enquire_link, once a second.
 * Must not know: how it is sent.
 */
#include <stdio.h>

#include "command.h"
#include "json.h"
#include "show.h"

struct ping {
	long count; /* still to be sent */
	uint64_t token;
	uint64_t sent;
};

static void begin(struct job *job)
{
	struct ping *p = job->state;
	struct smpp_esme_message message = { .kind = SMPP_ESME_PDU };
	int got;

	message.pdu.header.command_id = SMPP_ENQUIRE_LINK;
	message.token = p->token = app_token(job->app);
	p->sent = net_now();
	got = smpp_esme_submit(job->app->esme, &message, p->sent);
	if (got == SMPP_OK)
		return;
	fprintf(stderr, "smpp-esme: cannot send: %s\n", smpp_error_name(got));
	job_finish(job, EXIT_USAGE);
}

static void answered(struct job *job, const struct smpp_esme_event *event)
{
	struct ping *p = job->state;
	uint32_t number = event->session->sequence_number;
	uint64_t latency = records_latency(&job->app->records, 0, number);

	if (job->app->options.json)
		show_result(job->app, "enquire_link", event);
	else
		printf("enquire_link_resp, number %u, %llu.%03u ms\n", (unsigned)number,
		       (unsigned long long)(latency / 1000), (unsigned)(latency % 1000));
	if (p->count > 0)
		p->count--;
	if (p->count == 0)
		job_finish(job, EXIT_DONE);
	else
		job->deadline = p->sent + 1000;
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	const struct ping *p = job->state;

	if (event->type != SMPP_ESME_EVENT_RESULT || event->token != p->token)
		return;
	if (job_accepted(job, event) && event->session != NULL)
		answered(job, event);
	else
		show_result(job->app, "enquire_link", event);
}

static const struct option_row rows[] = {
	{ "count", 'n', OPTION_NUMBER, offsetof(struct ping, count), 1, 1000000000, NULL, "N",
	  "so many; usual 1", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const tables[] = { rows, NULL };

const struct command ping_command = {
	.name = "ping",
	.words = "",
	.summary = "sends enquire_link, once a second",
	.tables = tables,
	.state_size = sizeof(struct ping),
	.binds = BINDS_SENDER,
	.bound = begin,
	.on_event = on_event,
	.tick = begin
};
