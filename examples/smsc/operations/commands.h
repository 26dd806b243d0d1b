/* SPDX-License-Identifier: MIT */
/*
 * Owns: the commands of the control socket.
 * Must not know: how they come and how their answers go.
 */
#ifndef SMSC_COMMANDS_H
#define SMSC_COMMANDS_H

#include "server.h"

/* For struct control; user is the struct program. */
const char *commands_run(void *user, struct client *client, char *line);
int commands_go_on(void *user, struct client *client);

#endif
