/* SPDX-License-Identifier: MIT */
/*
 * Owns: mini-smsc: its loop, its signals, its totals.
 * Must not know: what PDUs say.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "connection.h"
#include "net.h"
#include "options.h"
#include "refuse.h"

#define MAX_EVENTS 64
#define GOODBYE_MS 1000 /* for unbinds to be answered at the end */
#define DELIVER_WINDOW 25
#define DESCRIPTORS 64 /* besides those of sessions */
#define STRANGER_OCTETS 300 /* no bind is longer */
#define OUTPUT_OCTETS 131072 /* the answers to all inbound ones fit */

/* All of it. */
struct program {
	struct smsc smsc;
	struct options options;
	struct io io;
	struct memory_store memory;
	struct quirks quirks;
	void *room; /* of the library's part */
	int signals;
	int ends;
	uint64_t until; /* once it ends */
};

static void log_line(void *user, const char *what, const struct peer *peer, const struct message *m,
		     const struct smpp_smsc_event *event)
{
	const struct program *program = user;
	const struct smpp_event *e = event != NULL ? event->session : NULL;
	uint8_t octets[256];
	struct smpp_buf text = { octets, sizeof(octets), 0 };

	if (!program->options.verbose)
		return;
	fprintf(stderr, "%s", what);
	if (peer != NULL)
		fprintf(stderr, " session %llu", (unsigned long long)peer->serial);
	if (m != NULL)
		fprintf(stderr, " message %s", m->record.id);
	if (e != NULL && e->type == SMPP_EVENT_STATE)
		fprintf(stderr, " %s %s", smpp_state_name(e->state), smpp_reason_name(e->reason));
	if (e != NULL && e->fault.code != SMPP_FAULT_NONE &&
	    smpp_fault_text(&e->fault, &text) == SMPP_OK)
		fprintf(stderr, ": %.*s", (int)text.len, (const char *)octets);
	fputc('\n', stderr);
}

static int call_outbind(void *user, struct account *account)
{
	struct program *program = user;

	return connection_outbind(&program->io, account);
}

static int refuse_by_quirks(void *user, struct peer *peer, const struct smpp_smsc_event *event)
{
	struct program *program = user;

	return refuse_request(&program->quirks, &program->smsc, peer, event);
}

static void usual(struct program *program)
{
	static const struct settings usual = {
		.max_messages = 1000000, .max_kept = 100000, .keep = 3600000,
		.validity = 86400000, .retry = 1000, .retry_max = 60000,
		.receipt_expiry = 259200000, .receipt_delay = 100, .receipt_delay_max = 100,
	};

	memset(program, 0, sizeof(*program));
	program->smsc.settings = usual;
	program->smsc.settings.seed = net_wall(); /* so that random ids are not those of before */
	program->options.smsc = &program->smsc;
	program->options.quirks = &program->quirks;
	program->options.host = "127.0.0.1";
	program->options.tolerate = SMPP_FIELD;
	program->options.max_sessions = 1000;
	program->options.enquire = 60000;
	program->io.smsc = &program->smsc;
	program->io.quirks = &program->quirks;
	program->io.listener = -1;
	program->until = UINT64_MAX;
}

/* Behind those that were given, of which the first that matches counts. */
static void usual_handsets(struct program *program)
{
	struct handsets *handsets = &program->smsc.handsets;

	(void)handsets_add(handsets, "666*=undeliverable,667*=expired,668*=rejected,669*=none");
	if (program->options.echo)
		(void)handsets_add(handsets, "*=echo");
}

static int open_centre(struct program *program)
{
	const struct options *o = &program->options;
	struct smpp_session_config session = { .size = sizeof(session) };
	struct smpp_smsc_config config = { .size = sizeof(config) };
	struct smsc *smsc = &program->smsc;

	session.version = SMPP_V5_0;
	session.tolerate = o->tolerate;
	session.max_pdu_unbound = STRANGER_OCTETS;
	session.window = DELIVER_WINDOW;
	session.inbound = 1000; /* while the store is at it */
	session.partial = SMPP_OFF; /* the connection keeps the rest */
	session.output = OUTPUT_OCTETS;
	session.session_init = o->session_init;
	session.enquire_link = o->enquire;
	session.inactivity = o->inactivity;
	config.peers = o->max_sessions;
	config.session = &session;
	config.system_id = smpp_span_of("mini-smsc");
	smsc->hooks.user = program;
	smsc->hooks.log = log_line;
	smsc->hooks.outbind = call_outbind;
	smsc->hooks.request = refuse_by_quirks;
	smsc->now = net_now();
	quirks_begin(&program->quirks, smsc->now, smsc->settings.seed);
	smsc->utc = (int64_t)net_wall();
	smsc->store = o->store != NULL ? sqlite_store_open(o->store)
				       : memory_store_open(&program->memory);
	if (smsc->store == NULL)
		return -1;
	program->room = malloc(smpp_smsc_size(&config));
	if (program->room == NULL ||
	    smsc_init(smsc, program->room, smpp_smsc_size(&config), &config) != 0) {
		fprintf(stderr, "mini-smsc: %s\n", smsc->store->error != NULL ? smsc->store->error
									     : "no memory");
		return -1;
	}
	return 0;
}

static int watch_fd(struct program *program, int fd, void *what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = what };

	return epoll_ctl(program->io.epoll, EPOLL_CTL_ADD, fd, &event);
}

static int watch(struct program *program)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a store that may not grow says so */
	program->signals = signalfd(-1, &set, SFD_NONBLOCK);
	program->io.epoll = epoll_create1(0);
	if (program->signals < 0 || program->io.epoll < 0 ||
	    net_nonblocking(program->io.listener) != 0)
		return -1;
	if (program->smsc.store->fd >= 0 &&
	    watch_fd(program, program->smsc.store->fd, &program->smsc.store) != 0)
		return -1;
	return watch_fd(program, program->signals, &program->signals) != 0 ? -1
	       : watch_fd(program, program->io.listener, &program->io.listener);
}

/* The first time all are unbound in good manners, the second time it just ends. */
static void take_signals(struct program *program)
{
	struct signalfd_siginfo info;

	while (read(program->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP && options_reload(&program->options) != 0)
			fputs("mini-smsc: nothing was reloaded\n", stderr);
		if (info.ssi_signo == SIGHUP)
			continue;
		program->until = program->ends ? 0 : net_now() + GOODBYE_MS;
		program->ends = 1;
	}
}

static void wait_once(struct program *program, uint64_t at)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(program->io.epoll, events, MAX_EVENTS, net_until(at));

	program->smsc.now = net_now();
	program->smsc.utc = (int64_t)net_wall();
	for (int i = 0; i < n; i++) {
		void *what = events[i].data.ptr;

		if (what == &program->signals)
			take_signals(program);
		else if (what == &program->io.listener)
			connection_accept(&program->io);
		else if (what != &program->smsc.store) /* the turn asks it */
			connection_event(what);
	}
}

/* @return when something is due next */
static uint64_t turn(struct program *program)
{
	uint64_t at, linger, quirks;

	if (program->ends && !program->smsc.stopping) {
		program->smsc.stopping = 1;
		(void)smpp_smsc_stop(program->smsc.sessions, net_now());
	}
	smsc_turn(&program->smsc, net_now(), (int64_t)net_wall());
	connection_serve(&program->io);
	quirks = connection_quirks(&program->io);
	linger = connection_linger(&program->io);
	at = smsc_deadline(&program->smsc);
	at = quirks < at ? quirks : at;
	return linger < at ? linger : at;
}

static int is_done(struct program *program)
{
	return program->ends && (net_now() >= program->until ||
				 smpp_smsc_peers(program->smsc.sessions) == 0);
}

static double per(uint64_t a, uint64_t b)
{
	return b > 0 ? (double)a / (double)b : 0;
}

static void print_totals(const struct program *program)
{
	const struct totals *t = &program->smsc.totals;
	const struct smpp_session_counters *c = &t->counters;
	uint64_t final = 0;

	for (unsigned i = 0; i < sizeof(t->by_state) / sizeof(t->by_state[0]); i++)
		final += t->by_state[i];
	printf("sessions %llu, messages accepted %llu, delivered %llu, undeliverable %llu, "
	       "receipts %llu, kept %llu\n",
	       (unsigned long long)t->sessions, (unsigned long long)t->accepted,
	       (unsigned long long)t->by_state[SMPP_MESSAGE_STATE_DELIVERED],
	       (unsigned long long)(final - t->by_state[SMPP_MESSAGE_STATE_DELIVERED]),
	       (unsigned long long)t->receipts, (unsigned long long)program->smsc.queue.count);
	printf("PDUs in %llu, out %llu, refused %llu, stray %llu, tolerated %llu; "
	       "%.1f PDUs per read, %.1f per write\n",
	       (unsigned long long)c->pdus_in, (unsigned long long)c->pdus_out,
	       (unsigned long long)c->refused, (unsigned long long)c->stray,
	       (unsigned long long)c->tolerated, per(c->pdus_in, program->io.reads),
	       per(c->pdus_out, program->io.writes));
}

/* @return -1 to go on, else the exit status */
static int open_tls(struct program *program)
{
	const struct options *o = &program->options;
	char why[256];

	if (!o->tls && o->files.ca == NULL && o->files.cert == NULL && o->files.key == NULL)
		return -1;
	if (!o->tls) {
		fputs("mini-smsc: --cert, --key and --ca need --tls\n"
		      "mini-smsc: --help tells more\n", stderr);
		return 2;
	}
	program->io.tls = tls_server(&o->files, why, sizeof(why));
	if (program->io.tls != NULL)
		return -1;
	fprintf(stderr, "mini-smsc: --tls: %s\nmini-smsc: --help tells more\n", why);
	return 2;
}

/* Where the system lets this process have more descriptors than it has, and they may be needed. */
static void raise_limit(rlim_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Passwords go over the wire as they are. @return -1 to go on, else the exit status */
static int refuse_plain(const struct options *o)
{
	if (o->tls || o->plain || net_is_local(o->host))
		return -1;
	fprintf(stderr, "mini-smsc: --listen=%s: others could read passwords and messages: give "
		"--tls, or --plain\nmini-smsc: --help tells more\n", o->host);
	return 2;
}

static int begin(struct program *program)
{
	const struct options *o = &program->options;
	char name[300];

	raise_limit(o->max_sessions + DESCRIPTORS);
	program->io.mask = o->mask;
	program->io.trace = o->trace;
	program->io.tolerate = o->tolerate;
	program->io.max_sessions = o->max_sessions;
	program->io.max_per_address = o->max_per_address;
	program->io.max_unbound = o->max_unbound != 0 ? o->max_unbound : o->max_sessions;
	if (o->pcap != NULL && (program->io.capture = pcap_create(o->pcap)) == NULL) {
		fprintf(stderr, "mini-smsc: --pcap: %s: %s\n", o->pcap, strerror(errno));
		return -1;
	}
	program->io.listener = net_listen(o->host, o->port);
	if (program->io.listener < 0 || open_centre(program) != 0)
		return -1;
	if (watch(program) != 0) {
		perror("mini-smsc");
		return -1;
	}
	net_name(program->io.listener, name, sizeof(name));
	printf("listening on %s pid %ld\n", name, (long)getpid());
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct program program;
	int got;

	usual(&program);
	got = options_parse(&program.options, argc, argv);
	if (got >= 0)
		return got;
	if (!program.options.core)
		(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* memory holds passwords */
	got = refuse_plain(&program.options);
	if (got < 0)
		got = open_tls(&program);
	if (got >= 0)
		return got;
	if (program.options.port == NULL)
		program.options.port = program.options.tls ? "3550" : "2775";
	if (program.options.test) {
		puts("the configuration is good");
		return 0;
	}
	usual_handsets(&program);
	if (begin(&program) != 0)
		return 3;
	for (uint64_t at = turn(&program); !is_done(&program); at = turn(&program))
		wait_once(&program, at < program.until ? at : program.until);
	connection_close_all(&program.io);
	print_totals(&program);
	program.smsc.store->close(program.smsc.store);
	if (program.io.capture != NULL)
		fclose(program.io.capture);
	smsc_free(&program.smsc);
	free(program.room);
	tls_side_free(program.io.tls);
	options_free(&program.options);
	quirks_free(&program.quirks);
	return 0;
}
