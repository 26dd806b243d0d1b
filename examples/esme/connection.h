/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of connection and output, and what they set.
 * Must not know: commands.
 */
#ifndef ESME_CONNECTION_H
#define ESME_CONNECTION_H

#include "options.h"

/* Before they are parsed. */
void connection_usual(struct options *options);

/* After: hosts, ports, the password from its file or its owner. @return 0 or an exit status */
int connection_complete(struct options *options);

#endif
