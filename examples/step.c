/* SPDX-License-Identifier: MIT */
/*
 * Owns: the meeting of one session and one blocking socket.
 * Must not know: what is said.
 */
#include "step.h"

#include <sys/socket.h>

#include "net.h"

/* Octets in there that the session has not used yet: a PDU that waits for room in output. */
static uint8_t in[65536];
static size_t have;

static size_t feed(struct smpp_session *s)
{
	size_t used = 0;

	smpp_session_feed(s, in, have, net_now(), &used);
	have -= used;
	memmove(in, in + used, have);
	return used;
}

static void say(int fd, struct smpp_session *s)
{
	const uint8_t *out;
	size_t len;

	while ((out = smpp_session_output(s, &len)) != NULL) {
		ssize_t n = send(fd, out, len, MSG_NOSIGNAL);

		if (n < 0)
			smpp_session_lost(s, net_now());
		else
			smpp_session_sent(s, (size_t)n, net_now());
	}
}

int step(int fd, struct smpp_session *s)
{
	ssize_t n;

	smpp_session_tick(s, net_now());
	do {
		say(fd, s);
	} while (feed(s) > 0);
	if (smpp_session_deadline(s) == UINT64_MAX && smpp_session_state(s) == SMPP_STATE_CLOSED)
		return 0;
	if (!net_wait(fd, smpp_session_deadline(s)))
		return 1;
	n = recv(fd, in + have, sizeof(in) - have, 0);
	if (n <= 0)
		smpp_session_lost(s, net_now());
	else
		have += (size_t)n;
	feed(s);
	return 1;
}
