/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command listen: prints what comes.
 * Must not know: how it comes.
 */
#include <signal.h>

#include "command.h"
#include "show.h"

struct listen {
	long count; /* messages and receipts that are still to come; 0: no end */
	long came;
};

/* An end in good manners is its usual end. */
static void on_state(struct job *job, const struct smpp_esme_event *event)
{
	const struct listen *l = job->state;
	int over = event->state == SMPP_ESME_IDLE || event->state == SMPP_ESME_WAITING;

	if (over && event->reason == SMPP_REASON_UNBOUND && l->count == 0 &&
	    job->app->options.reconnect == 0)
		job_finish(job, EXIT_DONE);
}

static void bound(struct job *job)
{
	show_note(&job->app->options, "bound, listening");
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct listen *l = job->state;

	if (event->type == SMPP_ESME_EVENT_STATE)
		on_state(job, event);
	if (event->type != SMPP_ESME_EVENT_RECEIPT && event->type != SMPP_ESME_EVENT_MESSAGE)
		return;
	if (event->type == SMPP_ESME_EVENT_RECEIPT)
		show_receipt(job->app, event);
	else
		show_message(job->app, event);
	if (++l->came == l->count)
		job_finish(job, EXIT_DONE);
}

static void interrupt(struct job *job)
{
	const struct listen *l = job->state;

	if (l->count == 0 && job->app->signal == SIGINT)
		job->status = EXIT_DONE;
}

static const struct option_row rows[] = {
	{ "count", 'n', OPTION_NUMBER, offsetof(struct listen, count), 1, 1000000000, NULL, "N",
	  "until N messages and receipts have come; usual: until ^C", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const tables[] = { rows, NULL };

const struct command listen_command = {
	.name = "listen",
	.words = "",
	.summary = "prints messages and receipts that come; segments are put together",
	.tables = tables,
	.state_size = sizeof(struct listen),
	.binds = BINDS_TRX | BINDS_RX | BINDS_PAIR,
	.usual = SMPP_ESME_RX,
	.bound = bound,
	.on_event = on_event,
	.interrupt = interrupt
};
