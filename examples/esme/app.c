/* SPDX-License-Identifier: MIT */
/*
 * Owns: one run: the ESME, its links, signals, and when it is over.
 * Must not know: what the command does.
 */
#include "command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "secure.h"
#include "show.h"

#define NOW_AND_AGAIN 4 /* steps of the links in one turn, at most */

/* ---- for commands ---- */

void job_wake(struct job *job)
{
	job->deadline = net_now();
}

uint64_t app_token(struct app *app)
{
	return ++app->last_token;
}

static void stop(struct app *app)
{
	if (app->stopped || app->esme == NULL)
		return;
	app->stopped = 1;
	(void)smpp_esme_stop(app->esme, net_now());
}

void job_finish(struct job *job, int status)
{
	if (job->status == UNDECIDED)
		job->status = status;
	if (job == job->app->job)
		stop(job->app);
}

int job_accepted(struct job *job, const struct smpp_esme_event *result)
{
	switch (result->outcome) {
	case SMPP_ESME_ACCEPTED:
		if (result->session == NULL ||
		    result->session->outcome != SMPP_OUTCOME_BAD_RESPONSE)
			return 1;
		job_finish(job, EXIT_BROKEN);
		break;
	case SMPP_ESME_NOT_SENT: /* with an error: a value that cannot be sent so */
		job_finish(job, result->error != SMPP_OK ? EXIT_USAGE : EXIT_REFUSED);
		break;
	case SMPP_ESME_REFUSED:
		job_finish(job, EXIT_REFUSED);
		break;
	case SMPP_ESME_TIMED_OUT:
		job_finish(job, EXIT_TIMED_OUT);
		break;
	case SMPP_ESME_UNKNOWN:
		if (job->app->options.reconnect != 0)
			job_finish(job, EXIT_BROKEN);
		break;
	}
	return 0;
}

int app_reconnect(struct app *app)
{
	int got = app->stopped ? SMPP_E_STATE : smpp_esme_stop(app->esme, net_now());

	app->reconnecting |= got == SMPP_OK;
	return got;
}

/* ---- what the ESME tells ---- */

/* A link has ended, or cannot be made: what does that say? */
static int status_of(struct app *app, const struct smpp_esme_event *event)
{
	if (event->command_status != SMPP_ESME_ROK)
		return EXIT_BIND_REFUSED;
	if (!app->begun && app->links[event->link].refused)
		return EXIT_UNREACHABLE;
	switch (event->reason) {
	case SMPP_REASON_NONE: return EXIT_UNREACHABLE;
	case SMPP_REASON_UNBOUND:
		return app->begun ? EXIT_REFUSED : EXIT_BROKEN;
	case SMPP_REASON_RESPONSE:
	case SMPP_REASON_PARTIAL_PDU:
	case SMPP_REASON_STALL:
	case SMPP_REASON_INACTIVITY: return EXIT_TIMED_OUT;
	case SMPP_REASON_CLOSED:
	case SMPP_REASON_LOST:
	case SMPP_REASON_FRAME:
	case SMPP_REASON_SESSION_INIT: break;
	}
	return EXIT_BROKEN;
}

/* The ESME has given up, or would go on though it was not asked to. */
static void give_up(struct app *app, int status)
{
	struct job *job = app->job;

	if (job->status == UNDECIDED)
		job->status = status;
	if (job->command->interrupt != NULL && !app->stopped)
		job->command->interrupt(job);
	stop(app);
}

static int all_bound(const struct app *app)
{
	enum smpp_esme_state second = smpp_esme_state(app->esme, 1);

	return smpp_esme_state(app->esme, 0) == SMPP_ESME_BOUND &&
	       (app->options.mode != 1 + SMPP_ESME_PAIR || second == SMPP_ESME_BOUND);
}

static void on_state(struct app *app, const struct smpp_esme_event *event)
{
	const struct options *o = &app->options;
	int connected = event->reason != SMPP_REASON_NONE || event->command_status != SMPP_ESME_ROK;

	if (app->stopped)
		return;
	if (event->state == SMPP_ESME_BOUND && !app->begun && all_bound(app)) {
		app->begun = 1;
		if (app->job->command->bound != NULL)
			app->job->command->bound(app->job);
	} else if (event->state == SMPP_ESME_IDLE && app->reconnecting) {
		return; /* until all are */
	} else if (event->state == SMPP_ESME_IDLE) {
		give_up(app, status_of(app, event));
	} else if (event->state == SMPP_ESME_WAITING && app->outbind && !connected) {
		return; /* for the centre to connect */
	} else if (event->state == SMPP_ESME_WAITING && o->reconnect == 0) {
		app->attempts++;
		if (app->begun || !connected || (uint32_t)app->attempts >= o->host_count)
			give_up(app, status_of(app, event));
	}
}

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct app *app = user;
	const struct host *host = &app->options.hosts[event->address];

	(void)e;
	show_tolerated(app, event);
	switch (event->type) {
	case SMPP_ESME_EVENT_CONNECT:
		show_detail(&app->options, "link %u: connecting to %s port %s",
			    (unsigned)event->link, host->name, host->port);
		link_connect(&app->links[event->link], host->name, host->port,
			     app->options.connect_timeout);
		break;
	case SMPP_ESME_EVENT_DISCONNECT:
		link_close(&app->links[event->link]);
		break;
	case SMPP_ESME_EVENT_STATE:
		show_state(app, event);
		break;
	case SMPP_ESME_EVENT_OTHER:
		show_other(app, event);
		break;
	case SMPP_ESME_EVENT_RESULT:
	case SMPP_ESME_EVENT_RECEIPT:
	case SMPP_ESME_EVENT_MESSAGE:
	case SMPP_ESME_EVENT_OUTBIND:
		break;
	}
	if (app->job->command->on_event != NULL)
		app->job->command->on_event(app->job, event);
	if (event->type == SMPP_ESME_EVENT_STATE)
		on_state(app, event);
}

/* ---- what links tell ---- */

static void link_opened(void *user, struct link *link)
{
	records_begin(&((struct app *)user)->records, link->number, link->fd);
}

static void link_came(void *user, struct link *link, const uint8_t *octets, size_t len)
{
	records_came(&((struct app *)user)->records, link->number, octets, len);
}

static void link_went(void *user, struct link *link, const uint8_t *octets, size_t len)
{
	records_went(&((struct app *)user)->records, link->number, octets, len, link->since);
}

static void link_closed(void *user, struct link *link)
{
	records_end(&((struct app *)user)->records, link->number);
}

static void link_failed(void *user, struct link *link, const char *where, const char *why)
{
	(void)user;
	(void)link;
	fprintf(stderr, "smpp-esme: %s: %s\n", where, why);
}

static void observe(struct app *app)
{
	app->observer.opened = link_opened;
	app->observer.came = link_came;
	app->observer.went = link_went;
	app->observer.closed = link_closed;
	app->observer.failed = link_failed;
	app->observer.user = app;
	for (unsigned i = 0; i < LINKS; i++) {
		link_init(&app->links[i], &app->loop, i, &app->observer);
		app->links[i].esme = app->esme;
	}
}

/* ---- signals ---- */

/* The first one drains, the second one ends it. */
static void on_signal(void *user, uint32_t events)
{
	struct app *app = user;
	struct signalfd_siginfo info;

	(void)events;
	if (read(app->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (app->signal != 0) {
		(void)smpp_esme_close(app->esme, net_now());
		return;
	}
	if (info.ssi_signo == SIGINT && app->begun && app->job->command->break_off != NULL &&
	    app->job->command->break_off(app->job))
		return;
	app->signal = (int)info.ssi_signo;
	show_note(&app->options, "ending; once more to end at once");
	give_up(app, 128 + app->signal);
}

static int watch_signals(struct app *app)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	app->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return app->signals >= 0 &&
	       loop_watch(&app->loop, app->signals, EPOLLIN, on_signal, app) != NULL ? 0 : -1;
}

/* ---- the ESME ---- */

/* Its first number is where the references of segments begin. */
static uint32_t random_number(void *user)
{
	struct app *app = user;
	uint32_t number = (uint32_t)app->reference - 2; /* it begins with the next one */

	if (app->reference != 0) {
		app->reference = 0;
		return number;
	}
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		number = (uint32_t)net_micros() * UINT32_C(2654435761);
	return number;
}

static void set_up_session(const struct options *o, struct smpp_session_config *c)
{
	c->size = sizeof(*c);
	c->absent_version = SMPP_V3_4; /* most centres that omit it are of 3.4 */
	c->tolerate = o->strict ? SMPP_STRICT : SMPP_FIELD;
	c->deviate = c->tolerate & SMPP_TOLERATE_LONG_STRING; /* passwords of more than 8 */
	c->partial = SMPP_OFF; /* link->in keeps the rest */
	c->output = 256 * 1024;
	c->response = o->response_timeout;
	c->bind_response = o->bind_timeout;
	c->enquire_link = o->enquire_interval != 0 ? o->enquire_interval : SMPP_OFF;
	c->inactivity = o->inactivity_timeout;
}

void app_set_up(struct app *app, struct setup *setup)
{
	const struct options *o = &app->options;
	struct smpp_esme_config *c = &setup->esme;

	memset(setup, 0, sizeof(*setup));
	set_up_session(o, &setup->session);
	setup->assembler.size = sizeof(setup->assembler);
	setup->assembler.messages = 256;
	setup->assembler.parts = 1024;
	setup->assembler.address_octets = 130;
	c->size = sizeof(*c);
	c->mode = (enum smpp_esme_mode)(o->mode - 1);
	c->bind.system_id = smpp_span_of(o->system_id);
	c->bind.password = smpp_span_of(o->password != NULL ? o->password : "");
	c->bind.system_type = smpp_span_of(o->system_type);
	c->bind.interface_version = o->interface_version;
	c->bind.address_range = smpp_span_of(o->address_range);
	c->profile = &o->profile;
	c->session = &setup->session;
	c->assembler = &setup->assembler;
	c->addresses = o->host_count;
	c->connect = o->connect_timeout + 1000; /* links have their own, and tell more */
	c->reconnect = o->reconnect != 0 ? o->reconnect : 1;
	c->pause = o->reconnect != 0 ? 0 : SMPP_OFF;
	c->rate = SMPP_OFF;
	c->segments = SMPP_SEGMENTS_MAX;
	c->id_octets = UINT8_MAX; /* some are longer than SMPP allows */
	c->text_octets = SMPP_PAYLOAD_OCTETS;
	c->random = random_number;
	c->on_event = on_event;
	c->user = app;
}

/* A bind that cannot be encoded is the usual reason. */
static int cannot_bind(const struct smpp_esme_config *c)
{
	static const uint32_t commands_of[] = { SMPP_BIND_TRANSCEIVER, SMPP_BIND_TRANSMITTER,
						SMPP_BIND_RECEIVER, SMPP_BIND_TRANSMITTER };
	struct smpp_pdu pdu = { .header.command_id = commands_of[c->mode], .body.bind = c->bind };
	const struct smpp_rules rules = { c->bind.interface_version, c->session->deviate, 0 };
	struct smpp_buf none = { NULL, 0, 0 };
	struct smpp_fault fault;
	uint8_t room[256];
	struct smpp_buf text = { room, sizeof(room), 0 };

	pdu.header.sequence_number = 1;
	if (smpp_encode(&pdu, &rules, &none, &fault) == SMPP_E_FAULT &&
	    smpp_fault_text(&fault, &text) == SMPP_OK)
		return usage_error("cannot bind: %.*s", (int)text.len, (const char *)room);
	return usage_error("these settings contradict each other");
}

static int open_esme(struct app *app)
{
	struct setup setup;
	size_t size;

	app_set_up(app, &setup);
	if (app->job->command->configure != NULL)
		app->job->command->configure(app->job, &setup);
	if (app->job->status != UNDECIDED)
		return app->job->status;
	app->outbind = setup.esme.outbind;
	size = smpp_esme_size(&setup.esme);
	app->memory = malloc(size > 0 ? size : 1);
	if (app->memory == NULL)
		return usage_error("%s", strerror(errno));
	if (smpp_esme_init(&app->esme, app->memory, size, &setup.esme, net_now()) != SMPP_OK)
		return cannot_bind(&setup.esme);
	return 0;
}

/* ---- the loop ---- */

static int is_idle(const struct app *app)
{
	for (unsigned i = 0; i < LINKS; i++)
		if (smpp_esme_state(app->esme, i) != SMPP_ESME_IDLE)
			return 0;
	return smpp_esme_deadline(app->esme) == UINT64_MAX;
}

static int is_over(const struct app *app)
{
	return app->stopped && is_idle(app);
}

static uint64_t earliest(const struct app *app)
{
	uint64_t at = smpp_esme_deadline(app->esme);

	for (unsigned i = 0; i < LINKS; i++)
		at = link_deadline(&app->links[i]) < at ? link_deadline(&app->links[i]) : at;
	at = app->job->deadline < at ? app->job->deadline : at;
	return app->stats_due < at ? app->stats_due : at;
}

static void tick(struct app *app)
{
	struct job *job = app->job;

	for (unsigned i = 0; i < LINKS; i++)
		link_tick(&app->links[i], net_now());
	if (job->deadline <= net_now()) {
		job->deadline = UINT64_MAX;
		if (job->command->tick != NULL)
			job->command->tick(job);
	}
	if (app->stats_due <= net_now()) {
		show_stats(app);
		app->stats_due = net_now() + app->options.stats;
	}
	smpp_esme_tick(app->esme, net_now());
}

static void turn(struct app *app)
{
	int moved = 1;

	if (app->reconnecting && !app->stopped && is_idle(app)) {
		app->reconnecting = 0;
		smpp_esme_start(app->esme, net_now());
	}
	if (app->begun && app->job->command->rest != NULL)
		app->job->command->rest(app->job);
	loop_wait(&app->loop, app->again ? 0 : earliest(app));
	tick(app);
	for (int i = 0; moved && i < NOW_AND_AGAIN; i++) {
		moved = 0;
		for (unsigned n = 0; n < LINKS; n++)
			moved |= link_step(&app->links[n]);
		if (moved)
			smpp_esme_tick(app->esme, net_now());
	}
	app->again = moved;
}

static void run(struct app *app)
{
	uint32_t stats = app->options.stats;

	app->stats_due = stats != 0 && stats != UINT32_MAX ? net_now() + stats : UINT64_MAX;
	smpp_esme_start(app->esme, net_now());
	smpp_esme_tick(app->esme, net_now());
	while (!is_over(app))
		turn(app);
	if (stats != 0)
		show_stats(app);
}

int app_settle_mode(struct app *app, const struct command *command)
{
	struct options *o = &app->options;
	uint32_t binds = command->binds;

	if (o->interface_version == 0)
		o->interface_version = command->version;
	if (o->interface_version == 0)
		o->interface_version = SMPP_V3_4;
	o->profile.version = o->interface_version;
	if (o->mode == 0)
		o->mode = 1 + (int)command->usual;
	if (o->mode == 1 + SMPP_ESME_TRX && o->interface_version < SMPP_V3_4)
		o->mode = 1 + SMPP_ESME_TX;
	if ((binds >> (o->mode - 1) & 1) == 0)
		return usage_error("%s is of no use with that --bind", command->name);
	return 0;
}

static int begin_all(struct app *app)
{
	int got = app_settle_mode(app, app->job->command);

	if (got == 0)
		got = records_open(&app->records, &app->options);
	if (got == 0 && (loop_open(&app->loop) != 0 || watch_signals(app) != 0))
		got = usage_error("%s", strerror(errno));
	return got;
}

int app_run(struct app *app, struct job *job)
{
	int got;

	app->job = job;
	got = begin_all(app);
	if (got != 0)
		return got;
	got = open_esme(app);
	if (got == 0) {
		observe(app);
		got = secure_open(app->links, LINKS, &app->options);
	}
	if (got == 0)
		run(app);
	else
		job->status = got;
	if (job->command->end != NULL)
		job->command->end(job);
	for (unsigned i = 0; i < LINKS && got == 0; i++)
		link_close(&app->links[i]);
	secure_close(app->links, LINKS);
	(void)records_close(&app->records);
	free(app->memory);
	return job->status;
}
