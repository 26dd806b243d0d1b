/* SPDX-License-Identifier: MIT */
/*
 * Owns: the control socket: a line asks, lines answer, of which the last is "ok" or "error WHY".
 * Must not know: commands.
 */
#ifndef SMSC_CONTROL_H
#define SMSC_CONTROL_H

#include "server.h"

#define CONTROL_LATER "" /* instead of why: client->job goes on with it */

struct control {
	/* The owner's, before control_open. */
	/* Writes what a line asks for. @return NULL: ok; else why not, one line */
	const char *(*run)(void *user, struct client *client, char *line);
	/* The next part of an answer with a job. @return 1: it is whole */
	int (*goes_on)(void *user, struct client *client);
	void *user;

	struct server server;
	const char *path;
};

int control_path_fits(const char *path);
/* path stays the caller's. @return 0, or -1 after a line on stderr */
int control_open(struct control *control, int epoll, const char *path);
void control_close(struct control *control);

#endif
