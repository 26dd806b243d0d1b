/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command listen: prints what comes.
 * Must not know: how it comes.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "command.h"
#include "show.h"

struct listen {
	const char *outbind; /* [ADDRESS:]PORT to be connected to, or NULL */
	struct app *app;     /* of the socket there */
	struct watch *watch;
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

/* ---- outbind ---- */

static int check(struct job *job, int count, char **words)
{
	const struct listen *l = job->state;
	const char *colon = l->outbind != NULL ? strrchr(l->outbind, ':') : NULL;

	if (count > 0)
		return usage_error("listen takes no argument '%s'", words[0]);
	if (l->outbind == NULL)
		return 0;
	if (job->app->options.mode == 1 + SMPP_ESME_PAIR)
		return usage_error("--outbind is for one link");
	return net_is_port(colon != NULL ? colon + 1 : l->outbind, 0)
		       ? 0 : usage_error("--outbind: '%s' is not [ADDRESS:]PORT", l->outbind);
}

static void accept_centre(void *user, uint32_t events)
{
	struct listen *l = user;
	int fd = accept(l->watch->fd, NULL, NULL);

	(void)events;
	if (fd >= 0)
		link_accept(&l->app->links[0], fd);
}

/* A socket that cannot be opened ends the job as an address that cannot be reached. */
static void configure(struct job *job, struct setup *setup)
{
	struct listen *l = job->state;
	char text[160], *colon, *address = text;
	int fd;

	l->app = job->app;
	setup->esme.own_answers = 1;
	if (l->outbind == NULL)
		return;
	setup->esme.outbind = 1;
	snprintf(text, sizeof(text), "%s%s", strchr(l->outbind, ':') == NULL ? "0.0.0.0:" : "",
		 l->outbind);
	colon = strrchr(text, ':');
	*colon = '\0';
	if (text[0] == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		address++;
	}
	fd = net_listen(address, colon + 1);
	l->watch = fd >= 0 ? loop_watch(&job->app->loop, fd, EPOLLIN, accept_centre, l) : NULL;
	if (l->watch == NULL) {
		job_finish(job, EXIT_UNREACHABLE);
		return;
	}
	net_name(fd, text, sizeof(text));
	show_note(&job->app->options, "waiting for an outbind on %s", text);
}

static void on_outbind(const struct job *job, const struct smpp_esme_event *event)
{
	struct smpp_span id = event->session->pdu.body.outbind.system_id;

	if (job->app->options.json || job->app->options.quiet)
		return;
	fputs("smpp-esme: outbind from ", stderr);
	show_span(stderr, id);
	fputc('\n', stderr);
}

static void end(struct job *job)
{
	struct listen *l = job->state;
	int fd = l->watch != NULL ? l->watch->fd : -1;

	loop_forget(&job->app->loop, l->watch);
	if (fd >= 0)
		close(fd);
}

/* ---- what comes ---- */

static void bound(struct job *job)
{
	show_note(&job->app->options, "bound, listening");
}

/* Accepted when it has been shown. What nobody can see is to come again, elsewhere. */
static void answer(struct job *job, const struct smpp_esme_event *event)
{
	int shown = fflush(stdout) == 0 && !ferror(stdout);

	if (event->handle != 0)
		(void)smpp_esme_answer(job->app->esme, event->handle,
				       shown ? SMPP_ESME_ROK : SMPP_ESME_RX_T_APPN, net_now());
	if (!shown)
		job_finish(job, EXIT_REFUSED);
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct listen *l = job->state;

	if (event->type == SMPP_ESME_EVENT_STATE)
		on_state(job, event);
	else if (event->type == SMPP_ESME_EVENT_OUTBIND)
		on_outbind(job, event);
	if (event->type != SMPP_ESME_EVENT_RECEIPT && event->type != SMPP_ESME_EVENT_MESSAGE)
		return;
	if (event->type == SMPP_ESME_EVENT_RECEIPT)
		show_receipt(job->app, event);
	else
		show_message(job->app, event);
	answer(job, event);
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
	{ "outbind", 0, OPTION_TEXT, offsetof(struct listen, outbind), 0, 0, NULL,
	  "[ADDRESS:]PORT", "do not connect: the centre does, and sends outbind", NULL },
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
	.check = check,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.interrupt = interrupt,
	.end = end
};
