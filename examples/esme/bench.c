/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command bench: load by many connections, each an ESME of its own; what it measures.
 * Must not know: files of messages.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "meter.h"
#include "message.h"
#include "show.h"

#define WINDOW_USUAL 10
#define WINDOW_MAX 65535
#define CONNECTIONS_MAX 1000
#define RATE_MAX 10000000
#define LENGTH_USUAL 20
#define LENGTH_MAX 1530     /* ten segments */
#define SEGMENTS 10
#define DURATION_USUAL 10000 /* ms */
#define PREFIX_USUAL "4477009"
#define PREFIX_MAX 14
#define DIGITS 6            /* behind it */
#define STEPS 4             /* of one connection in one turn, at most */
#define TOKEN_SHIFT 20      /* token: a number, and which place of the window it has */

/* One message under way. */
struct place {
	uint64_t since; /* microseconds */
	uint32_t next;  /* free */
	char destination[PREFIX_MAX + DIGITS + 2];
};

struct connection {
	struct bench *bench;
	struct smpp_esme *esme;
	void *memory;
	struct link link;
	struct place *places; /* window of them */
	uint32_t free;        /* window: none */
	int was_bound;
};

struct bench {
	struct message_options message; /* first, for its rows */
	long connections;
	long window;
	long rate;
	long count;
	uint32_t duration;    /* ms; 0: by count */
	long length;
	const char *prefix;
	char text[LENGTH_MAX + 1];

	struct job *job;
	struct connection **all;
	struct meter meter;
	struct link_observer observer;
	uint64_t submitted;
	uint64_t owed;        /* receipts of what was accepted so far */
	uint64_t reported;    /* that have come, some of them before the response */
	uint64_t until;       /* ms: the load ends then; UINT64_MAX: by count */
	uint64_t give_up;     /* ms: receipts are not waited for any longer */
	int bound;            /* connections that are, or were */
	int status;           /* what went wrong first; EXIT_DONE: nothing */
	int stopping;
	int signals;
	int signal;
};

/* ---- what the ESMEs tell ---- */

static void fails(struct bench *b, int status)
{
	if (b->status == EXIT_DONE)
		b->status = status;
}

static void on_result(struct connection *c, const struct smpp_esme_event *event)
{
	struct bench *b = c->bench;
	uint32_t index = (uint32_t)(event->token & ((1U << TOKEN_SHIFT) - 1));
	struct place *place = &c->places[index];
	uint64_t now = net_micros();

	if (event->outcome == SMPP_ESME_ACCEPTED || event->outcome == SMPP_ESME_REFUSED)
		histogram_add(&b->meter.latency, now - place->since);
	meter_outcome(&b->meter, event->outcome, event->command_status, now);
	if (event->outcome == SMPP_ESME_ACCEPTED) {
		b->meter.segments += event->segment_count;
		b->owed += b->message.registered_delivery != 0 ? event->segment_count : 0;
	}
	place->next = c->free;
	c->free = index;
}

static void show_end(const struct smpp_esme_event *event)
{
	fputs("smpp-esme: ", stderr);
	if (event->command_status != SMPP_ESME_ROK) {
		fputs("bind refused: ", stderr);
		show_status(stderr, event->command_status);
	} else {
		fprintf(stderr, "a connection has ended: %s", smpp_reason_name(event->reason));
	}
	fputc('\n', stderr);
}

static void on_state(struct connection *c, const struct smpp_esme_event *event)
{
	struct bench *b = c->bench;

	if (event->state == SMPP_ESME_BOUND) {
		b->bound += !c->was_bound;
		c->was_bound = 1;
		return;
	}
	if (event->state != SMPP_ESME_WAITING && event->state != SMPP_ESME_IDLE)
		return;
	if (b->stopping || (c->was_bound && b->job->app->options.reconnect != 0))
		return;
	if (b->status == EXIT_DONE)
		show_end(event);
	if (event->command_status != SMPP_ESME_ROK)
		fails(b, EXIT_BIND_REFUSED);
	else
		fails(b, event->reason == SMPP_REASON_NONE ? EXIT_UNREACHABLE : EXIT_BROKEN);
	if (!c->was_bound || b->job->app->options.reconnect == 0)
		b->stopping = 1;
}

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct connection *c = user;
	struct bench *b = c->bench;
	const struct options *o = &b->job->app->options;
	const struct host *host = &o->hosts[event->address];

	(void)e;
	switch (event->type) {
	case SMPP_ESME_EVENT_CONNECT:
		link_connect(&c->link, host->name, host->port, o->connect_timeout);
		break;
	case SMPP_ESME_EVENT_DISCONNECT:
		link_close(&c->link);
		break;
	case SMPP_ESME_EVENT_STATE:
		on_state(c, event);
		break;
	case SMPP_ESME_EVENT_RESULT:
		on_result(c, event);
		break;
	case SMPP_ESME_EVENT_RECEIPT:
		if (!smpp_state_is_final(event->message_state))
			break;
		b->meter.receipts[event->message_state % METER_STATES]++;
		b->reported++;
		break;
	case SMPP_ESME_EVENT_MESSAGE:
	case SMPP_ESME_EVENT_OUTBIND:
	case SMPP_ESME_EVENT_OTHER:
		break;
	}
}

/* ---- the load ---- */

/* How many may have been submitted by now. */
static uint64_t allowed(const struct bench *b)
{
	uint64_t all = b->count != 0 ? (uint64_t)b->count : UINT64_MAX, by_now;

	if (b->rate == 0)
		return all;
	by_now = 1 + (uint64_t)((double)(net_micros() - b->meter.began) / 1e6 * (double)b->rate);
	return by_now < all ? by_now : all;
}

static int submit(struct connection *c)
{
	struct bench *b = c->bench;
	uint32_t index = c->free;
	struct place *place = &c->places[index];
	struct smpp_esme_message message;
	struct address destination = { .ton = SMPP_TON_INTERNATIONAL, .npi = SMPP_NPI_ISDN };
	int got;

	snprintf(place->destination, sizeof(place->destination), "%s%0*u", b->prefix, DIGITS,
		 (unsigned)(b->submitted % 1000000));
	destination.addr = smpp_span_of(place->destination);
	message_put(&b->message, SMPP_SUBMIT_SM, &destination, smpp_span_of(b->text), &message);
	message.token = ++b->submitted << TOKEN_SHIFT | index;
	place->since = net_micros();
	got = smpp_esme_submit(c->esme, &message, net_now());
	if (got == SMPP_OK)
		c->free = place->next;
	else
		b->submitted--;
	return got;
}

/* One to each connection in turn, as long as there is room and the rate allows. */
static void load(struct bench *b)
{
	uint64_t may = allowed(b);
	int more = 1;

	while (more && b->submitted < may) {
		more = 0;
		for (long i = 0; i < b->connections && b->submitted < may; i++) {
			struct connection *c = b->all[i];

			if (c->free == (uint32_t)b->window ||
			    smpp_esme_state(c->esme, 0) != SMPP_ESME_BOUND)
				continue;
			more |= submit(c) == SMPP_OK;
		}
	}
}

static int has_all_results(const struct bench *b)
{
	for (long i = 0; i < b->connections; i++)
		if (smpp_esme_messages(b->all[i]->esme) > 0)
			return 0;
	return 1;
}

/* Begins when all are bound, and ends by time, by count, by a signal or an error. */
static void conduct(struct bench *b)
{
	if (b->stopping || b->bound < (int)b->connections)
		return;
	if (b->meter.began == 0) {
		b->meter.began = net_micros();
		b->until = b->duration != 0 ? net_now() + b->duration : UINT64_MAX;
	}
	if (net_now() < b->until && (b->count == 0 || b->submitted < (uint64_t)b->count)) {
		load(b);
		return;
	}
	if (!has_all_results(b))
		return;
	if (b->give_up == 0)
		b->give_up = net_now() + b->message.wait_receipt;
	if (b->message.wait_receipt == 0 || b->reported >= b->owed || net_now() >= b->give_up)
		b->stopping = 1;
}

/* ---- the loop ---- */

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t earliest(const struct bench *b)
{
	uint64_t at = b->give_up != 0 && !b->stopping ? b->give_up : UINT64_MAX;

	for (long i = 0; i < b->connections; i++)
		at = earlier(at, earlier(smpp_esme_deadline(b->all[i]->esme),
					 link_deadline(&b->all[i]->link)));
	if (b->meter.began == 0 || b->stopping)
		return at;
	at = earlier(at, net_now() < b->until ? b->until : UINT64_MAX);
	return b->rate != 0 ? earlier(at, net_now() + 1) : at;
}

/* @return 1: it has more to do */
static int step(struct connection *c)
{
	int moved = 1;

	link_tick(&c->link, net_now());
	smpp_esme_tick(c->esme, net_now());
	for (int i = 0; moved && i < STEPS; i++) {
		moved = link_step(&c->link);
		if (moved)
			smpp_esme_tick(c->esme, net_now());
	}
	return moved;
}

static int is_over(const struct bench *b)
{
	for (long i = 0; i < b->connections; i++)
		if (smpp_esme_state(b->all[i]->esme, 0) != SMPP_ESME_IDLE ||
		    smpp_esme_deadline(b->all[i]->esme) != UINT64_MAX)
			return 0;
	return b->stopping;
}

static void run_all(struct bench *b)
{
	int told = 0, again = 1;

	for (long i = 0; i < b->connections; i++)
		smpp_esme_start(b->all[i]->esme, net_now());
	while (!is_over(b)) {
		loop_wait(&b->job->app->loop, again ? 0 : earliest(b));
		again = 0;
		for (long i = 0; i < b->connections; i++)
			again |= step(b->all[i]);
		conduct(b);
		for (long i = 0; i < b->connections && b->stopping && !told; i++)
			smpp_esme_stop(b->all[i]->esme, net_now());
		told |= b->stopping;
	}
}

/* ---- beginning and end ---- */

static void on_signal(void *user, uint32_t events)
{
	struct bench *b = user;
	struct signalfd_siginfo info;

	(void)events;
	if (read(b->signals, &info, sizeof(info)) != sizeof(info))
		return;
	for (long i = 0; i < b->connections && b->signal != 0; i++)
		(void)smpp_esme_close(b->all[i]->esme, net_now());
	b->signal = (int)info.ssi_signo;
	b->stopping = 1;
}

static int watch_signals(struct bench *b)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	b->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return b->signals >= 0 &&
	       loop_watch(&b->job->app->loop, b->signals, EPOLLIN, on_signal, b) != NULL ? 0 : -1;
}

static void moved(void *user, struct link *link, const uint8_t *octets, size_t len)
{
	(void)user;
	(void)link;
	(void)octets;
	(void)len;
}

static void opened(void *user, struct link *link)
{
	(void)user;
	(void)link;
}

static void link_failed(void *user, struct link *link, const char *where, const char *why)
{
	(void)user;
	(void)link;
	fprintf(stderr, "smpp-esme: %s: %s\n", where, why);
}

static int open_connection(struct bench *b, const struct setup *setup, struct connection **to)
{
	struct connection *c = calloc(1, sizeof(*c));
	struct smpp_esme_config config = setup->esme;
	size_t size;

	*to = c;
	if (c == NULL)
		return usage_error("%s", strerror(errno));
	config.user = c;
	size = smpp_esme_size(&config);
	c->bench = b;
	c->memory = malloc(size > 0 ? size : 1);
	c->places = calloc((size_t)b->window, sizeof(*c->places));
	if (c->memory == NULL || c->places == NULL)
		return usage_error("%s", strerror(errno));
	if (smpp_esme_init(&c->esme, c->memory, size, &config, net_now()) != SMPP_OK)
		return usage_error("cannot bind with these settings");
	link_init(&c->link, &b->job->app->loop, 0, &b->observer);
	c->link.esme = c->esme;
	for (uint32_t i = 0; i < (uint32_t)b->window; i++)
		c->places[i].next = i + 1;
	return 0;
}

static int open_all(struct bench *b)
{
	struct setup setup;
	int got = 0;

	b->observer = (struct link_observer){ opened, moved, moved, opened, link_failed, b };
	app_set_up(b->job->app, &setup);
	setup.session.window = (uint32_t)b->window;
	setup.esme.messages = (uint32_t)b->window;
	setup.esme.segments = SEGMENTS;
	setup.esme.receipts = SMPP_OFF;
	setup.esme.on_event = on_event;
	setup.esme.random = NULL;
	b->all = calloc((size_t)b->connections, sizeof(struct connection *));
	if (b->all == NULL || loop_open(&b->job->app->loop) != 0 || watch_signals(b) != 0)
		return usage_error("%s", strerror(errno));
	for (long i = 0; i < b->connections && got == 0; i++)
		got = open_connection(b, &setup, &b->all[i]);
	return got;
}

static void close_all(struct bench *b)
{
	for (long i = 0; b->all != NULL && i < b->connections && b->all[i] != NULL; i++) {
		link_close(&b->all[i]->link);
		free(b->all[i]->memory);
		free(b->all[i]->places);
		free(b->all[i]);
	}
	free(b->all);
}

static int exit_status(const struct bench *b)
{
	const uint64_t *o = b->meter.outcomes;

	if (b->signal != 0)
		return 128 + b->signal;
	if (b->status != EXIT_DONE)
		return b->status;
	if (o[SMPP_ESME_REFUSED] + o[SMPP_ESME_UNKNOWN] + o[SMPP_ESME_NOT_SENT] > 0)
		return EXIT_REFUSED;
	return o[SMPP_ESME_TIMED_OUT] + b->meter.missing > 0 ? EXIT_TIMED_OUT : EXIT_DONE;
}

static int run(struct job *job)
{
	struct bench *b = job->state;
	int got = app_settle_mode(job->app, job->command);

	if (got == 0 && b->message.wait_receipt != 0 && job->app->options.mode == 1 + SMPP_ESME_TX)
		got = usage_error("--wait-receipt needs --bind=trx");
	if (got == 0)
		got = open_all(b);
	if (got == 0) {
		run_all(b);
		if (b->message.wait_receipt != 0)
			b->meter.missing = b->owed > b->reported ? b->owed - b->reported : 0;
		if (job->app->options.json)
			meter_json(&b->meter, "bench", stdout);
		else if (b->meter.began != 0)
			meter_line(&b->meter, stdout);
		got = exit_status(b);
	}
	close_all(b);
	return got;
}

static int check(struct job *job, int count, char **words)
{
	static const char letters[] = "The quick brown fox jumps over the lazy dog. ";
	struct bench *b = job->state;

	if (count != 0)
		return usage_error("bench takes no argument '%s'", words[0]);
	b->job = job;
	b->connections = b->connections != 0 ? b->connections : 1;
	b->window = b->window != 0 ? b->window : WINDOW_USUAL;
	b->length = b->length != 0 ? b->length : LENGTH_USUAL;
	b->prefix = b->prefix != NULL ? b->prefix : PREFIX_USUAL;
	if (b->duration == 0 && b->count == 0)
		b->duration = DURATION_USUAL;
	if (strlen(b->prefix) > PREFIX_MAX || strspn(b->prefix, "0123456789") != strlen(b->prefix))
		return usage_error("--prefix: '%s' is not up to %d digits", b->prefix, PREFIX_MAX);
	for (long i = 0; i < b->length; i++)
		b->text[i] = letters[(size_t)i % (sizeof(letters) - 1)];
	return message_check(job, &b->message);
}

#define TO(member) offsetof(struct bench, member)

static const struct option_row rows[] = {
	{ "connections", 0, OPTION_NUMBER, TO(connections), 1, CONNECTIONS_MAX, NULL, "N",
	  "binds at once; usual 1", NULL },
	{ "window", 'W', OPTION_NUMBER, TO(window), 1, WINDOW_MAX, NULL, "N",
	  "messages under way of each; usual 10", NULL },
	{ "rate", 'R', OPTION_NUMBER, TO(rate), 1, RATE_MAX, NULL, "MSG/S",
	  "of all connections together; usual no limit", NULL },
	{ "duration", 0, OPTION_SECONDS, TO(duration), 0, 86400, NULL, "SEC", "usual 10", NULL },
	{ "count", 'n', OPTION_NUMBER, TO(count), 1, 1000000000, NULL, "N",
	  "so many messages, however long it takes", NULL },
	{ "length", 0, OPTION_NUMBER, TO(length), 1, LENGTH_MAX, NULL, "N",
	  "characters of a text; usual 20", NULL },
	{ "prefix", 0, OPTION_TEXT, TO(prefix), 0, 0, NULL, "DIGITS",
	  "of the destinations; six more digits follow", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const tables[] = { rows, message_rows, NULL };

const struct command bench_command = {
	.name = "bench",
	.words = "",
	.summary = "sends as much as it can, by many connections, and measures",
	.tables = tables,
	.state_size = sizeof(struct bench),
	.binds = BINDS_TRX | BINDS_TX,
	.usual = SMPP_ESME_TRX,
	.check = check,
	.run = run
};
