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

#include "operations/ctl.h"
#include "net.h"
#include "operations/operations.h"
#include "quirks/refuse.h"

#define DELIVER_WINDOW 25
#define DESCRIPTORS 64 /* besides those of sessions */
#define STRANGER_OCTETS 300 /* no bind is longer */
#define OUTPUT_OCTETS 131072 /* the answers to all inbound ones fit */

static void look_at_clock(struct program *program)
{
	program->smsc.now = net_now();
	program->smsc.utc = (int64_t)net_wall();
}

static int call_outbind(void *user, struct account *account)
{
	struct program *program = user;

	const struct news news = { .what = "outbind", .account = account };

	smsc_tell(&program->smsc, &news);
	return connection_outbind(&program->io, account->host, account->port, "mini-smsc",
				  account->outbind_password);
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
	smsc->hooks.log = operations_news;
	smsc->hooks.outbind = call_outbind;
	smsc->hooks.request = refuse_by_quirks;
	look_at_clock(program);
	quirks_begin(&program->quirks, smsc->now, smsc->settings.seed);
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

/* The first time all are unbound in good manners, the second time it just ends. */
static void take_signals(void *user)
{
	struct program *program = user;
	struct signalfd_siginfo info;

	while (read(program->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			(void)program_reload(program);
		else
			program_end(program, program->ends);
	}
}

static void store_ready(void *user)
{
	(void)user; /* the turn asks it */
}

static int watch(struct program *program)
{
	const int store = program->smsc.store->fd;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a store that may not grow says so */
	program->on_signal.ready = take_signals;
	program->on_signal.user = program;
	program->on_store.ready = store_ready;
	program->signals = signalfd(-1, &set, SFD_NONBLOCK);
	program->io.epoll = loop_open();
	if (program->signals < 0 || program->io.epoll < 0 ||
	    loop_add(program->io.epoll, program->signals, EPOLLIN, &program->on_signal) != 0)
		return -1;
	if (store >= 0 && loop_add(program->io.epoll, store, EPOLLIN, &program->on_store) != 0)
		return -1;
	return connection_listen(&program->io);
}

void program_end(struct program *program, int now)
{
	program->until = now ? 0 : net_now() + GOODBYE_MS;
	program->ends = 1;
}

int program_reload(struct program *program)
{
	const struct news news = { .what = "reload" };
	int log = log_reopen(&program->log), accounts = 0;

	if (program->options.config != NULL || program->log.path == NULL)
		accounts = options_reload(&program->options);
	if (accounts != 0)
		fputs("mini-smsc: accounts and routes stay as they were\n", stderr);
	else
		smsc_tell(&program->smsc, &news);
	return log == 0 && accounts == 0 ? 0 : -1;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* @return when something is due next */
static uint64_t turn(struct program *program)
{
	uint64_t at = operations_turn(program);

	if (program->ends && !program->smsc.stopping) {
		program->smsc.stopping = 1;
		(void)smpp_smsc_stop(program->smsc.sessions, net_now());
	}
	smsc_turn(&program->smsc, net_now(), (int64_t)net_wall());
	(void)log_flush(&program->log); /* a line is there before the answer that it tells of */
	connection_serve(&program->io);
	at = earlier(at, connection_quirks(&program->io));
	at = earlier(at, connection_linger(&program->io));
	at = earlier(at, log_flush(&program->log));
	at = earlier(at, smsc_deadline(&program->smsc));
	return earlier(at, program->until);
}

static void wait_once(struct program *program, uint64_t at)
{
	struct loop_news news;

	loop_wait(program->io.epoll, at, &news);
	look_at_clock(program);
	loop_serve(&news);
}

static int is_done(struct program *program)
{
	return program->ends && (net_now() >= program->until ||
				 smpp_smsc_peers(program->smsc.sessions) == 0);
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
	if (operations_open(program) != 0)
		return -1;
	net_name(program->io.listener, name, sizeof(name));
	printf("listening on %s pid %ld\n", name, (long)getpid());
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct program program;
	int got;

	if (argc > 1 && strcmp(argv[1], "ctl") == 0)
		return ctl_run(argc - 2, argv + 2);
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
	if (operations_check(&program) != 0)
		return 2;
	if (program.options.test) {
		puts("the configuration is good");
		return 0;
	}
	usual_handsets(&program);
	if (begin(&program) != 0)
		return 3;
	for (uint64_t at = turn(&program); !is_done(&program); at = turn(&program))
		wait_once(&program, at);
	connection_close_all(&program.io);
	operations_close(&program);
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
