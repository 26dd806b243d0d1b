/* SPDX-License-Identifier: MIT */
/*
 * Owns: the meeting of one ESME with one link and one blocking socket.
 * Must not know: what is said.
 */
#include "step.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

static int fd = -1;
/* Octets in there that the ESME has not used yet: a PDU that waits for room in output. */
static uint8_t in[65536];
static size_t have;

static void say(struct smpp_esme *e)
{
	const uint8_t *out;
	size_t len;

	while (fd >= 0 && (out = smpp_esme_output(e, 0, &len)) != NULL) {
		ssize_t n = send(fd, out, len, MSG_NOSIGNAL);

		if (n < 0)
			return; /* reading will tell that it is lost */
		smpp_esme_sent(e, 0, (size_t)n, net_now());
	}
}

static void hang_up(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
	have = 0;
}

void step_event(struct smpp_esme *e, const struct smpp_esme_event *event, const char *host,
		const char *port)
{
	if (event->type == SMPP_ESME_EVENT_CONNECT) {
		fd = net_connect(host, port, 10000);
		if (fd >= 0)
			smpp_esme_connected(e, 0, net_now());
		else
			smpp_esme_connect_failed(e, 0, net_now());
	} else if (event->type == SMPP_ESME_EVENT_DISCONNECT) {
		say(e);
		hang_up();
	}
}

static void hear(struct smpp_esme *e)
{
	ssize_t n = recv(fd, in + have, sizeof(in) - have, 0);

	if (n > 0) {
		have += (size_t)n;
		return;
	}
	hang_up();
	smpp_esme_lost(e, 0, net_now());
}

static void feed(struct smpp_esme *e)
{
	size_t used = 0;

	smpp_esme_feed(e, 0, (struct smpp_span){ in, have }, net_now(), &used);
	used = used < have ? used : have; /* it may have been hung up meanwhile */
	have -= used;
	memmove(in, in + used, have);
}

void step_print(struct smpp_span text)
{
	for (size_t i = 0; i < text.len; i++)
		putchar(text.ptr[i] < 0x20 || text.ptr[i] == 0x7F ? '?' : text.ptr[i]);
}

int step(struct smpp_esme *e)
{
	struct pollfd wait = { .events = POLLIN };

	smpp_esme_tick(e, net_now());
	say(e);
	if (have > 0)
		feed(e);
	if (smpp_esme_deadline(e) == UINT64_MAX && smpp_esme_state(e, 0) == SMPP_ESME_IDLE)
		return 0;
	wait.fd = fd;
	if (poll(&wait, 1, net_until(smpp_esme_deadline(e))) > 0)
		hear(e);
	if (have > 0)
		feed(e);
	return 1;
}
