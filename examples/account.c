/* SPDX-License-Identifier: MIT */
/*
 * Stays bound and sends what it reads: account HOST PORT SYSTEM_ID PASSWORD
 * Lines of standard input are "DESTINATION TEXT". It prints what became of each, the receipts and the
 * messages that come, connects again when it must, and ends when all lines have their receipts.
 */
#include <poll.h>
#include <smpp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define LINES 16 /* under way at once */
#define LINE_OCTETS 8192

struct line {
	char text[LINE_OCTETS]; /* must stay until the result */
	uint64_t token;  /* 0: free */
};

struct account {
	char **args;
	int fd; /* -1: not connected */
	uint8_t in[65536];
	size_t have; /* octets that wait for room in output */
	char read[LINE_OCTETS];
	size_t read_len;
	int at_end; /* of the lines */
	struct line lines[LINES];
	uint64_t count;
	long awaited; /* receipts */
	int status;
};

static int span(struct smpp_span s)
{
	return (int)(s.len < 1000 ? s.len : 1000);
}

static void say(struct account *a, struct smpp_esme *e)
{
	const uint8_t *out;
	size_t len;

	while (a->fd >= 0 && (out = smpp_esme_output(e, 0, &len)) != NULL) {
		ssize_t n = send(a->fd, out, len, MSG_NOSIGNAL);

		if (n < 0)
			break; /* reading will tell that it is lost */
		smpp_esme_sent(e, 0, (size_t)n, net_now());
	}
}

static void hang_up(struct account *a)
{
	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
	a->have = 0;
}

static void result(struct account *a, const struct smpp_esme_event *event)
{
	for (size_t i = 0; i < LINES; i++)
		if (a->lines[i].token == event->token)
			a->lines[i].token = 0;
	printf("line %lu %s", (unsigned long)event->token, smpp_esme_outcome_name(event->outcome));
	if (event->outcome == SMPP_ESME_REFUSED)
		printf(" 0x%08X", (unsigned)event->command_status);
	for (unsigned i = 0; i < event->segment_count; i++) {
		struct smpp_span id = event->segments[i].message_id;

		if (event->segments[i].outcome != SMPP_ESME_ACCEPTED)
			continue;
		printf(" %.*s", span(id), (const char *)id.ptr);
		a->awaited += id.len > 0;
	}
	printf("\n");
	if (event->outcome != SMPP_ESME_ACCEPTED)
		a->status = 1;
}

static void receipt(struct account *a, const struct smpp_esme_event *event)
{
	if (!event->matched)
		return;
	printf("line %lu %s %.*s\n", (unsigned long)event->token,
	       smpp_message_state_name(event->message_state), span(event->receipt->id),
	       (const char *)event->receipt->id.ptr);
	if (event->settled || !smpp_state_is_final(event->message_state))
		return;
	a->awaited--;
	if (event->message_state != SMPP_MESSAGE_STATE_DELIVERED)
		a->status = 1;
}

/* "BOUND", or why it is not: "WAITING, ESME_RBINDFAIL", "WAITING, LOST" */
static void show_state(const struct smpp_esme_event *event)
{
	const char *status = smpp_status_name(event->command_status);

	fputs(smpp_esme_state_name(event->state), stderr);
	if (event->command_status != SMPP_ESME_ROK)
		fprintf(stderr, ", %s", status != NULL ? status : "refused");
	else if (event->reason != SMPP_REASON_NONE)
		fprintf(stderr, ", %s", smpp_reason_name(event->reason));
	fputc('\n', stderr);
}

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct account *a = user;

	switch (event->type) {
	case SMPP_ESME_EVENT_CONNECT:
		a->fd = net_connect(a->args[1], a->args[2], 10000);
		if (a->fd < 0)
			smpp_esme_connect_failed(e, event->link, net_now());
		else
			smpp_esme_connected(e, event->link, net_now());
		break;
	case SMPP_ESME_EVENT_DISCONNECT:
		say(a, e);
		hang_up(a);
		break;
	case SMPP_ESME_EVENT_STATE:
		show_state(event);
		if (event->permanent) {
			a->status = 2;
			smpp_esme_stop(e, net_now());
		}
		break;
	case SMPP_ESME_EVENT_RESULT:
		result(a, event);
		break;
	case SMPP_ESME_EVENT_RECEIPT:
		receipt(a, event);
		break;
	case SMPP_ESME_EVENT_MESSAGE:
		printf("%.*s > %.*s: %.*s\n", span(event->message->source_addr),
		       (const char *)event->message->source_addr.ptr,
		       span(event->message->destination_addr),
		       (const char *)event->message->destination_addr.ptr, span(event->text),
		       (const char *)event->text.ptr);
		break;
	case SMPP_ESME_EVENT_OUTBIND:
	case SMPP_ESME_EVENT_OTHER:
		break;
	}
}

static struct line *free_line(struct account *a)
{
	for (size_t i = 0; i < LINES; i++)
		if (a->lines[i].token == 0)
			return &a->lines[i];
	return NULL;
}

static void submit(struct account *a, struct smpp_esme *e, struct line *line)
{
	struct smpp_esme_message message = { .token = ++a->count };
	char *space = strchr(line->text, ' ');
	int got;

	if (space == NULL) {
		printf("line %lu has no text\n", (unsigned long)a->count);
		a->status = 1;
		return;
	}
	*space = '\0';
	message.pdu.body.submit_sm.dest_addr_ton = SMPP_TON_INTERNATIONAL;
	message.pdu.body.submit_sm.dest_addr_npi = SMPP_NPI_ISDN;
	message.pdu.body.submit_sm.destination_addr = smpp_span_of(line->text);
	message.pdu.body.submit_sm.registered_delivery = SMPP_RECEIPT_FINAL;
	message.text = smpp_span_of(space + 1);
	got = smpp_esme_submit(e, &message, net_now());
	if (got == SMPP_OK) {
		line->token = message.token;
		return;
	}
	printf("line %lu %s\n", (unsigned long)a->count, smpp_error_name(got));
	a->status = 1;
}

/* Whole lines are submitted as long as there is room. */
static void take_lines(struct account *a, struct smpp_esme *e)
{
	struct line *line;
	char *end;

	while ((line = free_line(a)) != NULL &&
	       (end = memchr(a->read, '\n', a->read_len)) != NULL) {
		size_t len = (size_t)(end - a->read);

		memcpy(line->text, a->read, len);
		line->text[len] = '\0';
		a->read_len -= len + 1;
		memmove(a->read, end + 1, a->read_len);
		submit(a, e, line);
	}
	if (line != NULL && a->read_len == sizeof(a->read)) {
		printf("line %lu is too long\n", (unsigned long)a->count + 1);
		a->status = 1;
		a->at_end = 1;
		a->read_len = 0;
	}
}

static void read_lines(struct account *a)
{
	ssize_t n = read(0, a->read + a->read_len, sizeof(a->read) - a->read_len);

	if (n > 0) {
		a->read_len += (size_t)n;
		return;
	}
	a->at_end = 1;
	if (a->read_len > 0)
		a->read[a->read_len++] = '\n';
}

static void hear(struct account *a, struct smpp_esme *e)
{
	ssize_t n = recv(a->fd, a->in + a->have, sizeof(a->in) - a->have, 0);

	if (n <= 0) {
		hang_up(a);
		smpp_esme_lost(e, 0, net_now());
		return;
	}
	a->have += (size_t)n;
}

/* Octets that were not used before may be by now: output has been sent. */
static void feed(struct account *a, struct smpp_esme *e)
{
	size_t used = 0;

	if (a->have == 0)
		return;
	smpp_esme_feed(e, 0, (struct smpp_span){ a->in, a->have }, net_now(), &used);
	used = used < a->have ? used : a->have;
	a->have -= used;
	memmove(a->in, a->in + used, a->have);
}

static int turn(struct account *a, struct smpp_esme *e)
{
	struct pollfd wait[2] = { { .fd = -1, .events = POLLIN }, { .fd = -1, .events = POLLIN } };

	smpp_esme_tick(e, net_now());
	say(a, e);
	feed(a, e);
	take_lines(a, e);
	if (a->at_end && smpp_esme_messages(e) == 0 && a->awaited == 0)
		smpp_esme_stop(e, net_now());
	if (smpp_esme_deadline(e) == UINT64_MAX && smpp_esme_state(e, 0) == SMPP_ESME_IDLE)
		return 0;
	wait[0].fd = a->fd;
	if (!a->at_end && a->read_len < sizeof(a->read) && free_line(a) != NULL)
		wait[1].fd = 0;
	if (poll(wait, 2, net_until(smpp_esme_deadline(e))) < 0)
		return 0;
	if (wait[0].revents != 0)
		hear(a, e);
	if (wait[1].revents != 0)
		read_lines(a);
	return 1;
}

int main(int argc, char **argv)
{
	static struct account a;
	struct smpp_esme_config config = { .size = sizeof(config), .messages = LINES,
					   .on_event = on_event, .user = &a };
	struct smpp_esme *e;
	size_t size;
	void *memory;

	if (argc != 5) {
		fputs("usage: account HOST PORT SYSTEM_ID PASSWORD\n", stderr);
		return 2;
	}
	a.args = argv;
	a.fd = -1;
	config.bind.system_id = smpp_span_of(argv[3]);
	config.bind.password = smpp_span_of(argv[4]);
	size = smpp_esme_size(&config);
	memory = malloc(size > 0 ? size : 1);
	if (memory == NULL || smpp_esme_init(&e, memory, size, &config, net_now()) != SMPP_OK)
		return 2;
	smpp_esme_start(e, net_now());
	while (turn(&a, e))
		;
	free(memory);
	return a.status;
}
