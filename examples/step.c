/* SPDX-License-Identifier: MIT */
/*
 * Owns: the meeting of one session and one blocking socket.
 * Must not know: what is said.
 */
#include "step.h"

#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

int step(int fd, struct smpp_session *s)
{
	static uint8_t in[65536];
	static size_t have; /* octets in there that the session has not used yet */
	const uint8_t *out;
	size_t len, used;
	ssize_t n;

	while ((out = smpp_session_output(s, &len)) != NULL) {
		n = send(fd, out, len, MSG_NOSIGNAL);
		if (n < 0)
			smpp_session_lost(s, net_now());
		else
			smpp_session_sent(s, (size_t)n, net_now());
	}
	smpp_session_tick(s, net_now());
	if (smpp_session_deadline(s) == UINT64_MAX &&
	    smpp_session_state(s) == SMPP_STATE_CLOSED && smpp_session_output(s, &len) == NULL)
		return 0;
	if (smpp_session_output(s, &len) != NULL || !net_wait(fd, smpp_session_deadline(s)))
		return 1;
	n = read(fd, in + have, sizeof(in) - have);
	if (n <= 0) {
		smpp_session_lost(s, net_now());
		return 1;
	}
	have += (size_t)n;
	smpp_session_feed(s, in, have, net_now(), &used);
	have -= used;
	memmove(in, in + used, have);
	return 1;
}
