/* SPDX-License-Identifier: MIT */
/*
 * Owns: load for an SMSC on 127.0.0.1 over plain sockets, and the same octets without a protocol.
 * Must not know: the library.
 *
 * smppload PORT COUNT WINDOW PID   binds as a transceiver bench/bench, sends COUNT submit_sm with
 *                                  WINDOW of them unanswered, answers receipts; PID: the server
 * smppload raw COUNT WINDOW        a second process answers 229 octets with 33, unread
 *
 * Prints WINDOW, messages a second, CPU seconds for a million messages of the server and of this
 * process, PDUs for each read and each write of this process. Exit status: 0; 1 when the server
 * refuses, ends or is not done in a minute.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pdus.h"

#define SECONDS_MAX 60
#define WINDOW_MAX 4000
#define SUBMIT_OCTETS 229
#define RESP_OCTETS 33

static const char bind_pdu[] = "\0\0\0\x21" "\0\0\0\x09" "\0\0\0\0" "\0\0\0\1"
			       "bench\0" "bench\0" "\0" "\x34" "\0\0";
static const char unbind_pdu[] = "\0\0\0\x10" "\0\0\0\x06" "\0\0\0\0" "\x7F\xFF\xFF\xFF";

struct load {
	int fd;
	long count;
	long window;
	long sent;
	long done;
	int bound;
	uint8_t in[262144];
	size_t have;
	uint8_t out[WINDOW_MAX * 512];
	size_t waiting;
	unsigned long pdus_in, pdus_out, reads, writes;
};

static struct load load;

static void die(const char *what)
{
	fprintf(stderr, "smppload: %s\n", what);
	exit(1);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_of(int who)
{
	struct rusage r;

	getrusage(who, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
	       (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* CPU seconds of another process, by /proc where there is one; else 0. */
static double cpu_of_pid(const char *pid)
{
	unsigned long user = 0, system = 0;
	char text[1024] = "";
	const char *behind_name;
	FILE *f;

	snprintf(text, sizeof(text), "/proc/%s/stat", pid);
	f = fopen(text, "r");
	if (f == NULL)
		return 0;
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	behind_name = strrchr(text, ')');
	if (behind_name == NULL ||
	    sscanf(behind_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		   &system) != 2)
		return 0;
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void no_delay(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("cannot connect");
	no_delay(fd);
	return fd;
}

static void append(const void *octets, size_t len, uint32_t sequence_number)
{
	if (len > sizeof(load.out) - load.waiting)
		die("too much waits to be sent");
	memcpy(load.out + load.waiting, octets, len);
	put32(load.out + load.waiting + 12, sequence_number);
	load.waiting += len;
	load.pdus_out++;
}

static void fill_window(void)
{
	while (load.sent - load.done < load.window && load.sent < load.count) {
		load.sent++;
		append(bench_pdus[0].octets, SUBMIT_OCTETS, (uint32_t)load.sent + 1);
	}
}

static void take_pdu(const uint8_t *pdu)
{
	static uint8_t answer[17] = { 0, 0, 0, 17, 0x80, 0, 0, 5 };
	uint32_t id = get32(pdu + 4);

	load.pdus_in++;
	if ((id & UINT32_C(0x80000000)) != 0 && get32(pdu + 8) != 0)
		die("the server refuses");
	if (id == UINT32_C(0x80000009))
		load.bound = 1;
	else if (id == UINT32_C(0x80000004))
		load.done++;
	else if (id == 5)
		append(answer, sizeof(answer), get32(pdu + 12));
	else if (id == UINT32_C(0x80000006))
		load.bound = 0;
}

static void read_some(void)
{
	ssize_t n = read(load.fd, load.in + load.have, sizeof(load.in) - load.have);
	size_t at = 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		die("the server has closed");
	load.reads++;
	load.have += (size_t)n;
	while (load.have - at >= 16) {
		size_t len = get32(load.in + at);

		if (len < 16 || len > 65536)
			die("no PDU");
		if (load.have - at < len)
			break;
		take_pdu(load.in + at);
		at += len;
	}
	load.have -= at;
	memmove(load.in, load.in + at, load.have);
}

static void write_some(void)
{
	ssize_t n = write(load.fd, load.out, load.waiting);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("cannot write");
	if (n <= 0)
		return;
	load.writes++;
	load.waiting -= (size_t)n;
	memmove(load.out, load.out + n, load.waiting);
}

static void turn(double until)
{
	struct pollfd poller = { .fd = load.fd, .events = POLLIN };

	if (load.waiting > 0)
		write_some();
	if (load.waiting > 0)
		poller.events |= POLLOUT;
	if (seconds() > until)
		die("not done in time");
	if (poll(&poller, 1, 1000) > 0 && (poller.revents & (POLLIN | POLLHUP | POLLERR)) != 0)
		read_some();
}

static void report(double took, double server, double own)
{
	double millions = (double)load.count / 1e6;

	printf("%6ld %10.0f %12.3f %12.3f %10.1f %10.1f\n", load.window,
	       (double)load.count / took, server / millions, own / millions,
	       (double)load.pdus_in / (double)load.reads,
	       (double)load.pdus_out / (double)load.writes);
}

static int run(int port, const char *pid)
{
	double until = seconds() + SECONDS_MAX, begin, took, server, own;

	load.fd = connect_to(port);
	append(bind_pdu, sizeof(bind_pdu), 1);
	while (!load.bound)
		turn(until);
	load.pdus_in = load.pdus_out = load.reads = load.writes = 0;
	server = cpu_of_pid(pid);
	own = cpu_of(RUSAGE_SELF);
	begin = seconds();
	while (load.done < load.count) {
		fill_window();
		turn(until);
	}
	took = seconds() - begin;
	report(took, cpu_of_pid(pid) - server, cpu_of(RUSAGE_SELF) - own);
	append(unbind_pdu, sizeof(unbind_pdu) - 1, UINT32_C(0x7FFFFFFF));
	while (load.bound)
		turn(until);
	close(load.fd);
	return 0;
}

/* The other process: so many octets out for so many in. Ends with the connection. */
static void answer_raw(int listener)
{
	static uint8_t octets[65536], answers[sizeof(octets)];
	struct pollfd poller = { .fd = accept(listener, NULL, NULL), .events = POLLIN };
	size_t got = 0, due = 0;
	ssize_t n;

	no_delay(poller.fd);
	while (poll(&poller, 1, -1) > 0) {
		if ((poller.revents & POLLIN) != 0) {
			n = read(poller.fd, octets, sizeof(octets));
			if (n == 0 || (n < 0 && errno != EAGAIN))
				break;
			got += n > 0 ? (size_t)n : 0;
			due += got / SUBMIT_OCTETS * RESP_OCTETS;
			got %= SUBMIT_OCTETS;
		}
		n = 0;
		if (due > 0)
			n = write(poller.fd, answers, due < sizeof(answers) ? due : sizeof(answers));
		due -= n > 0 ? (size_t)n : 0;
		poller.events = (short)(due > 0 ? POLLIN | POLLOUT : POLLIN);
	}
	exit(0);
}

/* @return the port of the other process */
static int start_raw(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 1) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &len) != 0)
		die("cannot listen");
	fflush(stdout);
	if (fork() == 0)
		answer_raw(listener);
	close(listener);
	return ntohs(address.sin_port);
}

static int run_raw(void)
{
	double until = seconds() + SECONDS_MAX, begin, took, own;
	size_t got = 0;

	load.fd = connect_to(start_raw());
	own = cpu_of(RUSAGE_SELF);
	begin = seconds();
	while (load.done < load.count) {
		struct pollfd poller = { .fd = load.fd, .events = POLLIN };
		ssize_t n;

		fill_window();
		if (load.waiting > 0)
			write_some();
		if (load.waiting > 0)
			poller.events |= POLLOUT;
		if (seconds() > until || poll(&poller, 1, 1000) <= 0)
			die("not done in time");
		n = read(load.fd, load.in, sizeof(load.in));
		if (n == 0 || (n < 0 && errno != EAGAIN))
			die("the other process has closed");
		load.reads += n > 0;
		got += n > 0 ? (size_t)n : 0;
		load.done = (long)(got / RESP_OCTETS);
	}
	load.pdus_in = (unsigned long)load.done;
	took = seconds() - begin;
	own = cpu_of(RUSAGE_SELF) - own;
	close(load.fd);
	wait(NULL);
	report(took, cpu_of(RUSAGE_CHILDREN), own);
	return 0;
}

int main(int argc, char **argv)
{
	int raw = argc == 4 && strcmp(argv[1], "raw") == 0;

	if (!raw && argc != 5)
		die("usage: smppload PORT COUNT WINDOW PID, or smppload raw COUNT WINDOW");
	load.count = atol(argv[2]);
	load.window = atol(argv[3]);
	if (load.count < 1 || load.count > 100000000 || load.window < 1 ||
	    load.window > WINDOW_MAX)
		die("COUNT is 1 to 100000000, WINDOW 1 to 4000");
	signal(SIGPIPE, SIG_IGN);
	return raw ? run_raw() : run(atoi(argv[1]), argv[4]);
}
