/* SPDX-License-Identifier: MIT */
/*
 * Owns: smpp-proxy: its command line, its epoll loop, its totals. It passes on every PDU as it is,
 * both ways, in order.
 * Must not know: how PDUs pass: pair.c.
 */
#include <smpp.h>

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "pair.h"

#define MAX_EVENTS 64

static struct proxy {
	const char *host, *port; /* to listen on */
	char *to_host, *to_port;
	int verbose;
	int epoll, listener, signals;
	struct pair *pairs;
	unsigned long serial;
	unsigned long passed[2]; /* PDUs, there and back, of connections that have ended */
} proxy = { .host = "127.0.0.1", .port = "2775" };

static const char help[] =
	"usage: smpp-proxy [-l ADDR] [-p PORT] --to=HOST:PORT [-v]\n"
	"Passes SMPP on to HOST:PORT and back, every PDU as it is, malformed and unknown ones\n"
	"too; octets that are not SMPP end the connection. One connection there for each here.\n"
	"  -l, --listen=ADDR   usual 127.0.0.1\n"
	"  -p, --port=PORT     usual 2775; 0: any free one\n"
	"      --to=HOST:PORT  an IPv6 address in brackets\n"
	"  -v, --verbose       a line for each PDU on stderr: > towards HOST, < back\n"
	"      --help  --version\n"
	"Prints 'listening on ADDR:PORT pid N' when it is ready. SIGTERM or SIGINT: ends all,\n"
	"prints totals, exit status 0.\n"
	"exit status: 0 ended by a signal, 2 usage, 3 cannot listen\n";

static void accept_all(void)
{
	struct pair *p;
	int fd;

	while ((fd = accept(proxy.listener, NULL, NULL)) >= 0) {
		p = pair_open(proxy.epoll, fd, proxy.to_host, proxy.to_port, ++proxy.serial);
		if (p == NULL)
			continue;
		p->verbose = proxy.verbose;
		p->next = proxy.pairs;
		proxy.pairs = p;
	}
}

static void end_pair(struct pair *p)
{
	proxy.passed[0] += p->passed[0];
	proxy.passed[1] += p->passed[1];
	pair_free(p);
}

/* All connections, and those that are over leave. @return when something is due next */
static uint64_t turn_all(void)
{
	struct pair **link = &proxy.pairs, *p;
	uint64_t at = UINT64_MAX;

	while ((p = *link) != NULL) {
		if (!pair_turn(p)) {
			*link = p->next;
			end_pair(p);
			continue;
		}
		if (pair_deadline(p) < at)
			at = pair_deadline(p);
		link = &p->next;
	}
	return at;
}

/* One wait. @return 0 when a signal asked to end */
static int wait_once(uint64_t at)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(proxy.epoll, events, MAX_EVENTS, net_until(at)), go_on = 1;

	for (int i = 0; i < n; i++) {
		if (events[i].data.ptr == &proxy.signals)
			go_on = 0;
		else if (events[i].data.ptr == &proxy.listener)
			accept_all();
		else
			pair_ready(events[i].data.ptr, events[i].events);
	}
	return go_on;
}

static int watch(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	proxy.signals = signalfd(-1, &set, 0);
	proxy.epoll = epoll_create1(0);
	event.data.ptr = &proxy.signals;
	if (proxy.signals < 0 || proxy.epoll < 0 || net_nonblocking(proxy.listener) != 0 ||
	    epoll_ctl(proxy.epoll, EPOLL_CTL_ADD, proxy.signals, &event) != 0)
		return -1;
	event.data.ptr = &proxy.listener;
	return epoll_ctl(proxy.epoll, EPOLL_CTL_ADD, proxy.listener, &event);
}

static int usage_error(const char *what, const char *value)
{
	fprintf(stderr, "smpp-proxy: %s%s\nsmpp-proxy: --help tells more\n", what, value);
	return 2;
}

/* HOST:PORT or [ADDR]:PORT */
static int parse_to(char *text)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL || colon == text || colon[1] == '\0')
		return usage_error("--to: not HOST:PORT: ", text);
	*colon = '\0';
	proxy.to_port = colon + 1;
	proxy.to_host = text;
	if (text[0] == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		proxy.to_host++;
	}
	return -1;
}

/* @return -1 to go on, else the exit status */
static int parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "port", required_argument, NULL, 'p' }, { "to", required_argument, NULL, 't' },
		{ "verbose", no_argument, NULL, 'v' },    { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },    { NULL, 0, NULL, 0 }
	};
	int option, got = -1;

	while (got < 0 && (option = getopt_long(argc, argv, "l:p:v", options, NULL)) != -1) {
		switch (option) {
		case 'l': proxy.host = optarg; break;
		case 'p': proxy.port = optarg; break;
		case 't': got = parse_to(optarg); break;
		case 'v': proxy.verbose = 1; break;
		case 'V': printf("smpp-proxy %s\n", smpp_version()); return 0;
		case 'h': fputs(help, stdout); return 0;
		default: got = usage_error("unknown option", ""); break;
		}
	}
	if (got < 0 && optind < argc)
		return usage_error("unexpected argument: ", argv[optind]);
	if (got < 0 && proxy.to_host == NULL)
		return usage_error("where to? give --to=HOST:PORT", "");
	return got;
}

int main(int argc, char **argv)
{
	int got = parse(argc, argv);
	char name[300];

	if (got >= 0)
		return got;
	proxy.listener = net_listen(proxy.host, proxy.port);
	if (proxy.listener < 0)
		return 3;
	if (watch() != 0) {
		perror("smpp-proxy");
		return 3;
	}
	net_name(proxy.listener, name, sizeof(name));
	printf("listening on %s pid %ld\n", name, (long)getpid());
	fflush(stdout);
	while (wait_once(turn_all()))
		;
	for (struct pair *p = proxy.pairs, *next; p != NULL; p = next) {
		next = p->next;
		end_pair(p);
	}
	printf("sessions %lu, PDUs there %lu, back %lu\n", proxy.serial, proxy.passed[0],
	       proxy.passed[1]);
	return 0;
}
