/* SPDX-License-Identifier: MIT */
/*
 * Owns: the meeting of one ESME with one link and one blocking socket.
 * Must not know: what is said.
 */
#ifndef EXAMPLES_STEP_H
#define EXAMPLES_STEP_H

#include <smpp.h>

/* Call it first in on_event: connects and disconnects when the ESME wants that. */
void step_event(struct smpp_esme *e, const struct smpp_esme_event *event, const char *host,
		const char *port);

/*
 * Sends what waits, then waits for octets or for the deadline and gives them to the ESME.
 * @return 0 when it is over and everything has been sent and told; else 1
 */
int step(struct smpp_esme *e);

/* Prints a peer's text: control characters, which could do things to a terminal, as '?'. */
void step_print(struct smpp_span text);

#endif
