/* SPDX-License-Identifier: MIT */
/*
 * Owns: the few connections beside SMPP by which people and their tools ask: what comes, what goes.
 * Must not know: what is asked and answered.
 *
 * Nobody waits for such a client. Each does one thing a turn, is read no further while it has not
 * taken its answer, and has room of its own and a time to be done in.
 */
#ifndef SMSC_SERVER_H
#define SMSC_SERVER_H

#include <smpp.h>
#include <stdio.h>

#include "../loop.h"

#define SERVER_IN 8192 /* octets that may be asked at once */

struct server;

struct client {
	struct source source;
	struct server *server;
	struct client *next;
	int fd;
	uint32_t watched;
	uint64_t began;   /* when it came */
	uint64_t moved;   /* when it last came or took something */
	FILE *out;        /* its answer goes there, into octets */
	char *octets;
	size_t len, written;
	void *job;        /* of an answer that takes several turns: its owner's, freed with it */
	uint8_t closing;  /* its owner says: no more is asked once the answer is taken */
	uint8_t ended;    /* it says no more */
	uint8_t shut;     /* has been told the end */
	uint8_t over;
	size_t have;
	char in[SERVER_IN];
};

struct server {
	/* The owner's, before server_open. */
	unsigned max;     /* clients at once */
	uint64_t life;    /* milliseconds for a client in all; 0: no limit */
	uint64_t stall;   /* and for one that does not take its answer */
	const char *full; /* what those are told that are too many */
	/* Something has been asked. @return how much of it is dealt with; 0: more must come, unless
	   SERVER_IN octets are there or ended is set */
	size_t (*asked)(struct client *client, struct smpp_span octets);
	/* The next part of an answer with a job. @return 1: it is whole; job is freed */
	int (*goes_on)(struct client *client);
	void *user;

	struct source source;
	int epoll;
	int fd;
	uint64_t paused;  /* no more descriptors: none is taken before; 0: it is not so */
	unsigned count;
	struct client *clients;
};

/* fd: listens, and belongs to it. @return 0 or -1 */
int server_open(struct server *server, int epoll, int fd);
/* Once a turn. @return when it must be called again at the latest */
uint64_t server_turn(struct server *server, uint64_t now);
/* What has been answered still goes out, as far as it is taken at once. */
void server_close(struct server *server);

#endif
