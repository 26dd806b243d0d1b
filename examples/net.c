/* SPDX-License-Identifier: MIT */
/*
 * Owns: TCP sockets and the clock, for all example programs.
 * Must not know: SMPP.
 */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

uint64_t net_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t net_micros(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t net_wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int net_until(uint64_t deadline)
{
	uint64_t now = net_now();

	if (deadline == UINT64_MAX)
		return -1;
	if (deadline <= now)
		return 0;
	return deadline - now > INT_MAX ? INT_MAX : (int)(deadline - now);
}

int net_wait(int fd, uint64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, net_until(deadline)) > 0;
}

int net_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int net_is_port(const char *text, unsigned low)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && port >= low && port <= 65535;
}

static struct addrinfo *resolve(const char *host, const char *port, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags };
	struct addrinfo *list = NULL;
	int got = getaddrinfo(host, port, &hints, &list);

	if (got != 0) {
		fprintf(stderr, "%s port %s: %s\n", host, port, gai_strerror(got));
		return NULL;
	}
	return list;
}

/* One address, in time. @return descriptor or -1 with errno */
static int connect_one(const struct addrinfo *a, int timeout_ms)
{
	struct pollfd p = { .events = POLLOUT };
	int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol), error = 0, one = 1;
	socklen_t len = sizeof(error);

	if (fd < 0)
		return -1;
	p.fd = fd;
	net_nonblocking(fd);
	if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
		error = errno;
		if (error == EINPROGRESS)
			error = poll(&p, 1, timeout_ms) == 1 ? 0 : ETIMEDOUT;
		if (error == 0)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	}
	if (error != 0) {
		close(fd);
		errno = error;
		return -1;
	}
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

int net_connect(const char *host, const char *port, int timeout_ms)
{
	struct addrinfo *list = resolve(host, port, 0);
	int fd = -1;

	if (list == NULL)
		return -1;
	for (struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next)
		fd = connect_one(a, timeout_ms);
	if (fd < 0)
		fprintf(stderr, "%s port %s: %s\n", host, port, strerror(errno));
	freeaddrinfo(list);
	return fd;
}

int net_connect_begin(const char *host, const char *port)
{
	struct addrinfo *list = resolve(host, port, 0);
	int fd, one = 1;

	if (list == NULL)
		return -1;
	fd = socket(list->ai_family, list->ai_socktype, list->ai_protocol);
	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (fd < 0 || net_nonblocking(fd) != 0 ||
	    (connect(fd, list->ai_addr, list->ai_addrlen) != 0 && errno != EINPROGRESS)) {
		fprintf(stderr, "%s port %s: %s\n", host, port, strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

int net_error(int fd)
{
	int error = 0;
	socklen_t len = sizeof(error);

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

int net_listen(const char *host, const char *port)
{
	struct addrinfo *list = resolve(host, port, AI_PASSIVE);
	int fd, one = 1;

	if (list == NULL)
		return -1;
	fd = socket(list->ai_family, list->ai_socktype, list->ai_protocol);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, list->ai_addr, list->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
		fprintf(stderr, "%s port %s: %s\n", host, port, strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

static int is_loopback(const struct sockaddr *a)
{
	const struct sockaddr_in *v4 = (const void *)a;
	const struct sockaddr_in6 *v6 = (const void *)a;

	if (a->sa_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

int net_is_local(const char *host)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *list = NULL;
	int local = 1;

	if (getaddrinfo(host, "0", &hints, &list) != 0)
		return 1;
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
		local &= is_loopback(a->ai_addr);
	freeaddrinfo(list);
	return local;
}

void net_name(int fd, char *text, unsigned size)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);
	char host[NI_MAXHOST] = "?", port[NI_MAXSERV] = "?";

	a.ss_family = AF_UNSPEC;
	if (getsockname(fd, (struct sockaddr *)&a, &len) == 0)
		getnameinfo((struct sockaddr *)&a, len, host, sizeof(host), port, sizeof(port),
			    NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(text, size, a.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

void net_ends(int fd, char *text, unsigned size)
{
	struct sockaddr_storage own, peer;
	socklen_t own_len = sizeof(own), peer_len = sizeof(peer);
	char host[2][NI_MAXHOST], port[2][NI_MAXSERV];
	const int flags = NI_NUMERICHOST | NI_NUMERICSERV;

	text[0] = '\0';
	if (getsockname(fd, (struct sockaddr *)&own, &own_len) == 0 &&
	    getpeername(fd, (struct sockaddr *)&peer, &peer_len) == 0 &&
	    getnameinfo((struct sockaddr *)&own, own_len, host[0], sizeof(host[0]), port[0],
			sizeof(port[0]), flags) == 0 &&
	    getnameinfo((struct sockaddr *)&peer, peer_len, host[1], sizeof(host[1]), port[1],
			sizeof(port[1]), flags) == 0)
		snprintf(text, size, "%s %s %s %s", host[0], port[0], host[1], port[1]);
}
