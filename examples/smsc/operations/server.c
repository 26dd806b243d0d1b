/* SPDX-License-Identifier: MIT */
/*
 * Owns: the few connections beside SMPP by which people and their tools ask: what comes, what goes.
 * Must not know: what is asked and answered.
 */
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define PAUSE_MS 1000

static size_t pending(const struct client *c)
{
	return c->len - c->written;
}

static void discard(struct client *c)
{
	close(c->fd);
	if (c->out != NULL)
		fclose(c->out);
	free(c->octets);
	free(c->job);
	free(c);
}

/* What comes after the last answer is of no use to anybody. */
static void read_some(struct client *c)
{
	ssize_t n;

	if (c->closing)
		c->have = 0;
	if (c->ended || c->have == sizeof(c->in))
		return;
	n = recv(c->fd, c->in + c->have, sizeof(c->in) - c->have, MSG_DONTWAIT);
	if (n > 0) {
		c->have += (size_t)n;
		if (!c->closing)
			c->moved = net_now();
	} else if (n == 0) {
		c->ended = 1;
	} else if (errno != EAGAIN && errno != EINTR) {
		c->over = 1;
	}
}

static void write_some(struct client *c)
{
	ssize_t n;

	while (pending(c) > 0) {
		n = send(c->fd, c->octets + c->written, pending(c), MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n <= 0) {
			c->over = n < 0 && errno != EAGAIN && errno != EINTR;
			return;
		}
		c->written += (size_t)n;
		c->moved = net_now();
	}
	if (c->len > 0) {
		fseek(c->out, 0, SEEK_SET);
		fflush(c->out);
		c->written = 0;
		c->len = 0;
	}
}

/* One thing: the next part of an answer, or the next question. @return 1: it did something */
static int step(struct client *c)
{
	size_t used = 0;

	if (pending(c) > 0 || c->over || c->shut)
		return 0;
	if (c->job != NULL) {
		if (c->server->goes_on(c)) {
			free(c->job);
			c->job = NULL;
		}
		used = 1;
	} else if (!c->closing && c->have > 0) {
		used = c->server->asked(c, (struct smpp_span){ (const uint8_t *)c->in, c->have });
		c->have -= used;
		memmove(c->in, c->in + used, c->have);
	}
	fflush(c->out);
	return used > 0;
}

/* All is said and answered. */
static void leave(struct client *c)
{
	if (pending(c) > 0 || c->job != NULL)
		return;
	if (c->ended && (c->shut || c->closing || c->have == 0))
		c->over = 1;
	else if (c->closing && !c->shut) {
		shutdown(c->fd, SHUT_WR); /* closing at once could take the answer away from it */
		c->shut = 1;
	}
}

static void watch(struct client *c)
{
	uint32_t events = pending(c) > 0 ? EPOLLOUT : 0;

	if (!c->ended && c->have < sizeof(c->in) && pending(c) == 0)
		events |= EPOLLIN;
	if (events != c->watched)
		loop_change(c->server->epoll, c->fd, events, &c->source);
	c->watched = events;
}

/* The turn does the rest. */
static void client_ready(void *user)
{
	struct client *c = user;

	write_some(c);
	if (pending(c) == 0)
		read_some(c);
}

static struct client *client_new(struct server *server, int fd)
{
	struct client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->source.ready = client_ready;
	c->source.user = c;
	c->server = server;
	c->fd = fd;
	c->watched = EPOLLIN;
	c->began = net_now();
	c->moved = c->began;
	c->out = open_memstream(&c->octets, &c->len);
	if (c->out == NULL || net_nonblocking(fd) != 0 ||
	    loop_add(server->epoll, fd, EPOLLIN, &c->source) != 0) {
		c->fd = -1;
		discard(c);
		return NULL;
	}
	return c;
}

static void turn_away(const struct server *server, int fd)
{
	(void)send(fd, server->full, strlen(server->full), MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	close(fd);
}

static void listener_ready(void *user)
{
	struct server *server = user;
	struct client *c;
	int fd;

	while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
		c = server->count < server->max ? client_new(server, fd) : NULL;
		if (c == NULL) {
			turn_away(server, fd);
			continue;
		}
		c->next = server->clients;
		server->clients = c;
		server->count++;
	}
	if (errno == EMFILE || errno == ENFILE) {
		server->paused = net_now() + PAUSE_MS;
		loop_change(server->epoll, server->fd, 0, &server->source);
	}
}

int server_open(struct server *server, int epoll, int fd)
{
	server->source.ready = listener_ready;
	server->source.user = server;
	server->epoll = epoll;
	server->fd = fd;
	return net_nonblocking(fd) != 0 ? -1 : loop_add(epoll, fd, EPOLLIN, &server->source);
}

/* @return when it must be done */
static uint64_t end_of(const struct client *c)
{
	uint64_t at = c->server->life > 0 ? c->began + c->server->life : UINT64_MAX;

	if ((pending(c) > 0 || c->shut) && c->moved + c->server->stall < at)
		at = c->moved + c->server->stall;
	return at;
}

/* @return when it has to do with it again; 0: it is over */
static uint64_t turn_client(struct client *c, uint64_t now)
{
	int busy;

	write_some(c);
	busy = step(c);
	write_some(c);
	leave(c);
	if (c->over || end_of(c) <= now)
		return 0;
	watch(c);
	return busy && pending(c) == 0 ? now : end_of(c);
}

uint64_t server_turn(struct server *server, uint64_t now)
{
	uint64_t at = UINT64_MAX, next;
	struct client **link = &server->clients, *c;

	if (server->paused > 0 && server->paused <= now) {
		server->paused = 0;
		loop_change(server->epoll, server->fd, EPOLLIN, &server->source);
	}
	if (server->paused > 0)
		at = server->paused;
	while ((c = *link) != NULL) {
		next = turn_client(c, now);
		if (next == 0) {
			*link = c->next;
			server->count--;
			discard(c);
			continue;
		}
		link = &c->next;
		at = next < at ? next : at;
	}
	return at;
}

void server_close(struct server *server)
{
	struct client *next;

	for (struct client *c = server->clients; c != NULL; c = next) {
		next = c->next;
		fflush(c->out);
		write_some(c);
		discard(c);
	}
	server->clients = NULL;
	close(server->fd);
}
