/* SPDX-License-Identifier: MIT */
/*
 * Owns: a connection to a port of 127.0.0.1 that says what standard input says, and writes to standard
 * output what comes back.
 * Must not know: what the octets mean.
 *
 * usage: octets PORT SECONDS
 * Exit status: 0 the peer has closed; 1 it has not in so many seconds; 2 usage; 3 no connection.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net.h"

/* @return octets moved; 0 at the end of from, or when either of them fails */
static ssize_t move(int from, int to)
{
	char octets[65536];
	ssize_t n = read(from, octets, sizeof(octets)), put = 0;

	while (put < n) {
		ssize_t got = write(to, octets + put, (size_t)(n - put));

		if (got < 0)
			return 0;
		put += got;
	}
	return n < 0 ? 0 : n;
}

int main(int argc, char **argv)
{
	struct pollfd p[2] = { { .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
	uint64_t end;

	if (argc != 3 || !net_is_port(argv[1], 1) || atoi(argv[2]) < 1) {
		fputs("usage: octets PORT SECONDS\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	end = net_now() + (uint64_t)atoi(argv[2]) * 1000;
	p[0].fd = net_connect("127.0.0.1", argv[1], 10000);
	if (p[0].fd < 0)
		return 3;
	while (poll(p, 2, net_until(end)) > 0) {
		if (p[0].revents != 0 && move(p[0].fd, STDOUT_FILENO) == 0)
			return 0;
		if (p[1].revents != 0 && move(STDIN_FILENO, p[0].fd) == 0)
			p[1].fd = -1; /* the connection stays all the same */
	}
	return 1;
}
