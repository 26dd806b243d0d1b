/* SPDX-License-Identifier: MIT */
/*
 * Owns: HTTP/1.1 as far as it takes to show a few pages to whoever may read them.
 * Must not know: what stands in the pages.
 */
#ifndef SMSC_HTTP_H
#define SMSC_HTTP_H

#include "server.h"

struct page {
	const char *path;
	const char *type; /* its media type */
	/* @return the status, 200 mostly */
	unsigned (*write)(void *user, FILE *to);
};

struct http {
	struct server server;
	const struct page *pages; /* the last one has no path */
	void *user;               /* handed to write */
};

/* Listens at that port of the loopback address; name is set to "127.0.0.1:PORT".
 * @return 0, or -1 after a line on stderr */
int http_open(struct http *http, int epoll, const char *port, char *name, unsigned size);

#endif
