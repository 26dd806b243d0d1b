/* SPDX-License-Identifier: MIT */
/*
 * Owns: the meeting of one session and one blocking socket.
 * Must not know: what is said.
 */
#ifndef EXAMPLES_STEP_H
#define EXAMPLES_STEP_H

#include <smpp.h>

/*
 * Sends what waits, then waits for octets or for the deadline and gives them to the session.
 * @return 0 when the session is over and everything has been sent and told; else 1
 */
int step(int fd, struct smpp_session *s);

#endif
