/* SPDX-License-Identifier: MIT */
/*
 * Owns: mini-smsc: its command line, its epoll loop, its totals.
 * Must not know: what PDUs say.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "smsc.h"

#define MAX_EVENTS 64
#define GOODBYE_MS 1000 /* for unbinds to be answered at the end */

static const char help[] =
	"usage: mini-smsc [-l ADDR] [-p PORT] --account=ID:PW [OPTIONS]\n"
	"A small message centre: keeps messages in memory, delivers them to a bound receiver whose\n"
	"address_range matches or to a simulated handset, and sends the receipts asked for.\n"
	"  -l, --listen=ADDR     usual 127.0.0.1\n"
	"  -p, --port=PORT       usual 2775, with --tls 3550; 0: any free one\n"
	"      --tls --cert=FILE --key=FILE  TLS; PEM, the key is usually in the same file\n"
	"      --ca=FILE         demands certificates that this CA has signed\n"
	"      --account=ID:PW   who may bind; repeat it for more\n"
	"      --max-messages=N  kept at once, then ESME_RMSGQFUL; usual 1000000\n"
	"      --receipt-delay=MS  from a message's end to its receipt; usual 100\n"
	"      --strict          no tolerance for a peer's deviations\n"
	"      --trace=DIR       DIR/session-N.trace: what each session does, for smpp-replay\n"
	"      --pcap=FILE       what goes over the wire, for Wireshark\n"
	"      --mask            no password in these; they hold texts all the same\n"
	"  -v, --verbose         states and faults of sessions on stderr\n"
	"      --help  --version\n"
	"Prints 'listening on ADDR:PORT pid N' when it is ready. SIGTERM or SIGINT: unbinds all,\n"
	"prints totals, exit status 0. Destinations that begin with 666 are undeliverable.\n"
	"exit status: 0 ended by a signal, 2 usage, 3 cannot listen\n";

enum { OPT_HELP = 256, OPT_VERSION, OPT_ACCOUNT, OPT_MAX_MESSAGES, OPT_RECEIPT_DELAY,
       OPT_STRICT, OPT_TRACE, OPT_PCAP, OPT_MASK, OPT_TLS, OPT_CERT, OPT_KEY, OPT_CA };

static const struct option long_options[] = {
	{ "listen", required_argument, NULL, 'l' },
	{ "port", required_argument, NULL, 'p' },
	{ "account", required_argument, NULL, OPT_ACCOUNT },
	{ "max-messages", required_argument, NULL, OPT_MAX_MESSAGES },
	{ "receipt-delay", required_argument, NULL, OPT_RECEIPT_DELAY },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "pcap", required_argument, NULL, OPT_PCAP },
	{ "mask", no_argument, NULL, OPT_MASK },
	{ "tls", no_argument, NULL, OPT_TLS },
	{ "cert", required_argument, NULL, OPT_CERT },
	{ "key", required_argument, NULL, OPT_KEY },
	{ "ca", required_argument, NULL, OPT_CA },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

struct options {
	const char *host;
	const char *port;
	int tls;
	struct tls_files files;
};

static int usage_error(const char *what, const char *value)
{
	fprintf(stderr, "mini-smsc: %s%s\nmini-smsc: --help tells more\n", what, value);
	return 2;
}

static int has_account(const struct smsc *smsc, const char *system_id)
{
	for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
		if (strcmp(a->system_id, system_id) == 0)
			return 1;
	}
	return 0;
}

/* "ID:PW" */
static int add_account(struct smsc *smsc, const char *text)
{
	struct account *a = calloc(1, sizeof(*a));
	size_t id = strcspn(text, ":");

	if (a == NULL)
		return usage_error("no memory", "");
	if (text[id] != ':' || id == 0 || id >= sizeof(a->system_id) ||
	    strlen(text + id + 1) >= sizeof(a->password)) {
		free(a); /* what was given may hold a password: it is not repeated */
		return usage_error("--account: not ID:PW with an ID of 1 to 15 characters and a "
				   "PW of at most 63", "");
	}
	memcpy(a->system_id, text, id);
	if (has_account(smsc, a->system_id)) {
		fprintf(stderr, "mini-smsc: --account: %s twice\n", a->system_id);
		free(a);
		return 2;
	}
	memcpy(a->password, text + id + 1, strlen(text + id + 1));
	a->next = smsc->accounts;
	smsc->accounts = a;
	return -1;
}

/* A decimal number from low to high. @return 1 when it is one */
static int parse_number(const char *text, unsigned long low, unsigned long high,
			unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && *value >= low &&
	       *value <= high;
}

static int set_max_messages(struct smsc *smsc, const char *text)
{
	unsigned long value;

	if (!parse_number(text, 1, 1000000000, &value))
		return usage_error("--max-messages: not a number from 1 to 1000000000: ", text);
	smsc->store.max = value;
	return -1;
}

static int set_receipt_delay(struct smsc *smsc, const char *text)
{
	unsigned long value;

	if (!parse_number(text, 0, 86400000, &value))
		return usage_error("--receipt-delay: not a number from 0 to 86400000: ", text);
	smsc->receipt_delay = (uint32_t)value;
	return -1;
}

static int set_port(struct options *o, const char *text)
{
	o->port = text;
	return net_is_port(text, 0) ? -1 : usage_error("--port: not a number from 0 to 65535: ",
						       text);
}

static int open_capture(struct smsc *smsc, const char *path)
{
	smsc->capture = pcap_create(path);
	return smsc->capture != NULL ? -1 : usage_error("--pcap: cannot be written: ", path);
}

static int open_tls(struct smsc *smsc, const struct options *o)
{
	char why[400];

	if (!o->tls)
		return o->files.cert == NULL && o->files.key == NULL && o->files.ca == NULL ? -1 :
		       usage_error("--cert, --key and --ca need --tls", "");
	smsc->tls = tls_server(&o->files, why, sizeof(why));
	return smsc->tls != NULL ? -1 : usage_error("--tls: ", why);
}

/* What one option cannot say alone. @return as parse */
static int complete(struct smsc *smsc, struct options *o, const char *rest)
{
	if (rest != NULL)
		return usage_error("unexpected argument: ", rest);
	if (smsc->accounts == NULL)
		return usage_error("nobody may bind: give --account=ID:PW", "");
	if (o->port == NULL)
		o->port = o->tls ? "3550" : "2775";
	return open_tls(smsc, o);
}

/* @return -1 to go on, else the exit status */
static int parse(struct smsc *smsc, struct options *o, int argc, char **argv)
{
	int option, got = -1;

	while (got < 0 &&
	       (option = getopt_long(argc, argv, "l:p:v", long_options, NULL)) != -1) {
		switch (option) {
		case 'l': o->host = optarg; break;
		case 'p': got = set_port(o, optarg); break;
		case 'v': smsc->verbose = 1; break;
		case OPT_ACCOUNT: got = add_account(smsc, optarg); break;
		case OPT_MAX_MESSAGES: got = set_max_messages(smsc, optarg); break;
		case OPT_RECEIPT_DELAY: got = set_receipt_delay(smsc, optarg); break;
		case OPT_STRICT: smsc->tolerate = SMPP_STRICT; break;
		case OPT_TRACE: smsc->trace = optarg; break;
		case OPT_PCAP: got = open_capture(smsc, optarg); break;
		case OPT_MASK: smsc->mask = 1; break;
		case OPT_TLS: o->tls = 1; break;
		case OPT_CERT: o->files.cert = optarg; break;
		case OPT_KEY: o->files.key = optarg; break;
		case OPT_CA: o->files.ca = optarg; break;
		case OPT_VERSION: printf("mini-smsc %s\n", smpp_version()); got = 0; break;
		case OPT_HELP: fputs(help, stdout); got = 0; break;
		default: fputs("mini-smsc: --help tells more\n", stderr); got = 2; break;
		}
	}
	return got < 0 ? complete(smsc, o, argv[optind]) : got;
}

static void accept_all(struct smsc *smsc, int listener)
{
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (peer_open(smsc, fd) == NULL) {
			fprintf(stderr, "mini-smsc: no room for another session\n");
			close(fd);
		}
	}
}

/* All sessions: what is due, what is to be sent. @return when something is due next */
static uint64_t turn_all(struct smsc *smsc)
{
	uint64_t at;
	struct peer *next;

	route_run(smsc);
	for (struct peer *p = smsc->peers; p != NULL; p = next) {
		next = p->next;
		peer_turn(p);
	}
	at = route_due(smsc);
	for (struct peer *p = smsc->peers; p != NULL; p = p->next) {
		if (peer_deadline(p) < at)
			at = peer_deadline(p);
	}
	return at;
}

/* One wait. @return 1 when a signal asked to end */
static int wait_once(struct smsc *smsc, int listener, int *signals, uint64_t at)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(smsc->epoll, events, MAX_EVENTS, net_until(at)), end = 0;

	for (int i = 0; i < n; i++) {
		struct peer *peer = events[i].data.ptr;

		if (events[i].data.ptr == signals) {
			end = 1;
		} else if (events[i].data.ptr == smsc) {
			accept_all(smsc, listener);
		} else {
			peer_ready(peer);
		}
	}
	return end;
}

/* Unbinds all and waits a little for their answers. */
static void say_goodbye(struct smsc *smsc, int listener, int *signals)
{
	uint64_t until = net_now() + GOODBYE_MS;

	epoll_ctl(smsc->epoll, EPOLL_CTL_DEL, *signals, NULL);
	for (struct peer *p = smsc->peers; p != NULL; p = p->next) {
		if (trace_unbind(&p->trace, 0, net_now()) != SMPP_OK)
			trace_close(&p->trace, net_now());
	}
	while (smsc->peers != NULL && net_now() < until) {
		uint64_t at = turn_all(smsc);

		if (smsc->peers != NULL)
			wait_once(smsc, listener, signals, at < until ? at : until);
	}
}

static double per(uint64_t a, uint64_t b)
{
	return b > 0 ? (double)a / (double)b : 0;
}

static void print_totals(const struct smsc *smsc)
{
	const struct totals *t = &smsc->totals;
	const struct smpp_session_counters *c = &t->counters;

	printf("sessions %llu, messages accepted %llu, delivered %llu, undeliverable %llu, "
	       "receipts %llu, kept %llu\n",
	       (unsigned long long)t->sessions, (unsigned long long)t->accepted,
	       (unsigned long long)t->delivered, (unsigned long long)t->undeliverable,
	       (unsigned long long)t->receipts, (unsigned long long)smsc->store.count);
	printf("PDUs in %llu, out %llu, refused %llu, stray %llu, tolerated %llu; "
	       "%.1f PDUs per read, %.1f per write\n",
	       (unsigned long long)c->pdus_in, (unsigned long long)c->pdus_out,
	       (unsigned long long)c->refused, (unsigned long long)c->stray,
	       (unsigned long long)c->tolerated, per(c->pdus_in, t->reads),
	       per(c->pdus_out, t->writes));
}

static int watch(struct smsc *smsc, int listener, int *signals)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	*signals = signalfd(-1, &set, 0);
	smsc->epoll = epoll_create1(0);
	if (*signals < 0 || smsc->epoll < 0 || net_nonblocking(listener) != 0)
		return -1;
	event.data.ptr = signals;
	if (epoll_ctl(smsc->epoll, EPOLL_CTL_ADD, *signals, &event) != 0)
		return -1;
	event.data.ptr = smsc;
	return epoll_ctl(smsc->epoll, EPOLL_CTL_ADD, listener, &event);
}

int main(int argc, char **argv)
{
	struct smsc smsc = { .tolerate = SMPP_FIELD, .unpark_at = UINT64_MAX, .receipt_delay = 100 };
	struct options o = { .host = "127.0.0.1" };
	int listener, signals, got;
	char name[300];

	smsc.store.max = 1000000;
	got = parse(&smsc, &o, argc, argv);
	if (got >= 0)
		return got;
	listener = net_listen(o.host, o.port);
	if (listener < 0)
		return 3;
	if (watch(&smsc, listener, &signals) != 0) {
		perror("mini-smsc");
		return 3;
	}
	net_name(listener, name, sizeof(name));
	printf("listening on %s pid %ld\n", name, (long)getpid());
	if (fflush(stdout) != 0) {
		perror("mini-smsc: stdout");
		return 3;
	}
	while (!wait_once(&smsc, listener, &signals, turn_all(&smsc)))
		;
	say_goodbye(&smsc, listener, &signals);
	for (struct peer *p = smsc.peers, *next; p != NULL; p = next) {
		next = p->next;
		trace_close(&p->trace, net_now());
		p->shut = 1;
		peer_turn(p);
	}
	print_totals(&smsc);
	tls_side_free(smsc.tls);
	if (smsc.capture != NULL)
		fclose(smsc.capture);
	return 0;
}
