/* SPDX-License-Identifier: MIT */
/*
 * Owns: TLS as the transport of links.
 * Must not know: what the octets say.
 */
#ifndef ESME_SECURE_H
#define ESME_SECURE_H

#include "link.h"
#include "options.h"

/* The rows of --tls and what belongs to it, in struct options. */
extern const struct option_row secure_rows[];

/* Can they be meant? @return 0 or EXIT_USAGE, after a line on stderr */
int secure_check(const struct options *options);

/* With --tls: the links go by TLS from now on. @return 0 or EXIT_USAGE, after a line on stderr */
int secure_open(struct link *links, unsigned count, const struct options *options);

/* After link_close. */
void secure_close(struct link *links, unsigned count);

#endif
