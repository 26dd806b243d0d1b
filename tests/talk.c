/* SPDX-License-Identifier: MIT */
/*
 * Owns: a client that says what it is given and prints what it is told, for scripts.
 * Must not know: any protocol.
 *
 *     talk GOAL           connects; says what is on standard input, then that it is the end of it;
 *                         prints what comes until the other side's end. GOAL: a port of 127.0.0.1, or
 *                         the path of a UNIX socket
 *     talk --open GOAL    the same, without saying that it is the end
 *     talk --hold=N GOAL  connects N times, says the same on each, prints "holding N", reads nothing,
 *                         and stays so until it is killed
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SAID_OCTETS 1048576
#define LONGEST_MS 20000 /* nothing comes for so long */

static char said[SAID_OCTETS];
static size_t said_len;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int connect_to(const char *goal)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET };
	int is_port = strspn(goal, "0123456789") == strlen(goal);
	int fd = socket(is_port ? AF_INET : AF_UNIX, SOCK_STREAM, 0), got;

	if (is_port) {
		in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		in.sin_port = htons((unsigned short)atoi(goal));
		got = connect(fd, (struct sockaddr *)&in, sizeof(in));
	} else {
		snprintf(local.sun_path, sizeof(local.sun_path), "%s", goal);
		got = connect(fd, (struct sockaddr *)&local, sizeof(local));
	}
	if (fd < 0 || got != 0)
		fail(goal);
	return fd;
}

/* Both at once: the other side may stop reading until it is read. */
static void talk(int fd, int ends)
{
	size_t at = 0;
	char heard[65536];
	ssize_t n = 1;

	while (n > 0) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (at < said_len)
			p.events |= POLLOUT;
		if (poll(&p, 1, LONGEST_MS) != 1)
			fail("nothing comes");
		if ((p.revents & POLLOUT) != 0) {
			ssize_t went = send(fd, said + at, said_len - at, MSG_DONTWAIT | MSG_NOSIGNAL);

			at = went < 0 ? said_len : at + (size_t)went; /* it may answer all the same */
			if (at == said_len && ends)
				shutdown(fd, SHUT_WR);
		}
		if ((p.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
			n = recv(fd, heard, sizeof(heard), 0);
			if (n > 0)
				fwrite(heard, 1, (size_t)n, stdout);
		}
	}
}

static void hold(const char *goal, int count)
{
	for (int i = 0; i < count; i++)
		(void)send(connect_to(goal), said, said_len, MSG_NOSIGNAL);
	printf("holding %d\n", count);
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int fd, ends = argc != 3 || strcmp(argv[1], "--open") != 0;

	if (argc < 2)
		return 2;
	said_len = fread(said, 1, sizeof(said), stdin);
	if (argc == 3 && strncmp(argv[1], "--hold=", 7) == 0)
		hold(argv[2], atoi(argv[1] + 7));
	fd = connect_to(argv[argc - 1]);
	if (said_len == 0 && ends)
		shutdown(fd, SHUT_WR);
	talk(fd, ends);
	return 0;
}
