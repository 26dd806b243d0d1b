/* SPDX-License-Identifier: MIT */
/*
 * Owns: the log: a line for each thing that happened, as words or as JSON.
 * Must not know: why it happened; passwords.
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "json.h"
#include "net.h"
#include "quote.h"

#define CHUNK 4096 /* PIPE_BUF: a pipe that can be written to takes so many without waiting */
#define AGAIN_MS 100
#define LAST_MS 1000
#define TEXT_OCTETS 4096

/* ---- the file ---- */

static int open_file(const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDERR_FILENO;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd < 0)
		fprintf(stderr, "mini-smsc: --log: %s: %s\n", path, strerror(errno));
	return fd;
}

int log_open(struct log *log, const char *path)
{
	log->fd = open_file(path);
	if (log->fd < 0)
		return -1;
	log->to = open_memstream(&log->octets, &log->len);
	log->path = log->to != NULL ? path : NULL;
	return log->to != NULL ? 0 : -1;
}

int log_reopen(struct log *log)
{
	int fd = log->path != NULL ? open_file(log->path) : -1;

	if (fd < 0)
		return log->path != NULL ? -1 : 0;
	(void)log_flush(log);
	if (log->fd != STDERR_FILENO)
		close(log->fd);
	log->fd = fd;
	return 0;
}

/* @return 1: some of it, so go on */
static int write_some(struct log *log, int timeout)
{
	struct pollfd p = { .fd = log->fd, .events = POLLOUT };
	size_t len = log->len - log->written;
	ssize_t n;

	if (len == 0 || poll(&p, 1, timeout) != 1 || (p.revents & POLLOUT) == 0)
		return 0;
	n = write(log->fd, log->octets + log->written, len < CHUNK ? len : CHUNK);
	if (n <= 0)
		return 0;
	log->written += (size_t)n;
	return 1;
}

uint64_t log_flush(struct log *log)
{
	if (log->path == NULL)
		return UINT64_MAX;
	fflush(log->to);
	while (write_some(log, 0))
		;
	if (log->written < log->len)
		return net_now() + AGAIN_MS;
	fseek(log->to, 0, SEEK_SET);
	fflush(log->to);
	log->written = 0;
	log->len = 0;
	return UINT64_MAX;
}

void log_close(struct log *log)
{
	uint64_t last = net_now() + LAST_MS;

	if (log->path == NULL)
		return;
	fflush(log->to);
	while (net_now() < last && write_some(log, net_until(last)))
		;
	if (log->fd != STDERR_FILENO)
		close(log->fd);
	fclose(log->to);
	free(log->octets);
	log->path = NULL;
}

/* ---- a line ---- */

static void put_span(struct log *log, const char *key, struct smpp_span text)
{
	if (log->json) {
		json_span(log->to, key, text);
		return;
	}
	fprintf(log->to, " %s=", key);
	quote_text(log->to, text);
}

static void put_text(struct log *log, const char *key, const char *text)
{
	put_span(log, key, smpp_span_of(text));
}

/* Not empty, or nothing is said of it. */
static void put_some(struct log *log, const char *key, struct smpp_span text)
{
	if (text.len > 0)
		put_span(log, key, text);
}

static void put_number(struct log *log, const char *key, uint64_t number)
{
	if (log->json)
		json_number(log->to, key, number);
	else
		fprintf(log->to, " %s=%llu", key, (unsigned long long)number);
}

static void put_time(struct log *log, const char *key, int64_t utc)
{
	char time[QUOTE_TIME];

	quote_time(time, utc);
	if (log->json)
		json_text(log->to, key, time);
	else
		fprintf(log->to, " %s=%s", key, time);
}

static void put_status(struct log *log, uint32_t status)
{
	const char *name = smpp_status_name(status);
	char number[11];

	snprintf(number, sizeof(number), "0x%08lX", (unsigned long)status);
	put_text(log, "status", name != NULL ? name : number);
}

static void begin(struct log *log, int64_t utc, const char *ev)
{
	char time[QUOTE_TIME];

	quote_time(time, utc);
	if (log->json)
		fprintf(log->to, "{\"t\":\"%s\",\"ev\":\"%s\"", time, ev);
	else
		fprintf(log->to, "t=%s ev=%s", time, ev);
}

static void end(struct log *log)
{
	fputs(log->json ? "}\n" : "\n", log->to);
}

/* ---- what is told ---- */

static const struct account *account_of(const struct news *news)
{
	const struct smpp_smsc_account *limits = NULL;

	if (news->account != NULL)
		return news->account;
	if (news->event != NULL && news->event->account != NULL)
		limits = news->event->account;
	else if (news->peer != NULL)
		limits = news->peer->link.account;
	if (limits != NULL)
		return limits->user;
	return news->m != NULL ? news->m->owner : NULL;
}

/* Without the header of a segment; octets that are no text of a known alphabet as digits. */
static void put_message_text(struct log *log, const struct message *m)
{
	uint8_t data_coding = m->pdu.header.command_id == SMPP_DATA_SM
				      ? m->pdu.body.data_sm.data_coding
				      : m->pdu.body.submit_sm.data_coding;
	struct smpp_coding coding = smpp_coding_of(data_coding, NULL);
	const struct smpp_charset charset = { coding.alphabet, 0, 0 };
	uint8_t utf8[TEXT_OCTETS];
	struct smpp_buf text = { utf8, sizeof(utf8), 0 };
	struct smpp_span octets = { NULL, 0 };
	struct smpp_udh udh;

	(void)smpp_pdu_text(&m->pdu, &octets);
	if ((message_esm_class(m) & SMPP_ESM_CLASS_UDHI) != 0) {
		(void)smpp_udh_get(octets, &udh, NULL);
		octets = udh.text;
	}
	if (coding.alphabet != SMPP_ALPHABET_BINARY && !coding.compressed &&
	    smpp_text_decode(&charset, octets, 0xFFFD, &text, NULL) == SMPP_OK)
		put_span(log, "text", (struct smpp_span){ text.ptr, text.len });
	else
		put_number(log, "text_octets", octets.len);
}

static void put_message(struct log *log, const struct news *news)
{
	const struct message *m = news->m;
	const char *state = smpp_message_state_name(m->record.state);

	put_some(log, "id", smpp_span_of(m->record.id));
	put_span(log, "source", message_from(m).addr);
	put_span(log, "destination", message_to(m).addr);
	if (m->alert)
		return; /* the rest is of the message that it is about */
	put_text(log, "state", state != NULL ? state : "?");
	put_number(log, "tries", m->record.tries);
	if (m->record.error != 0)
		put_number(log, "error", m->record.error);
	if (strcmp(news->what, "retry") == 0)
		put_time(log, "due", m->record.due);
	if (log->texts && m->pdu.header.command_id != SMPP_BROADCAST_SM)
		put_message_text(log, m);
}

static void put_bind(struct log *log, const struct peer *peer, enum smpp_state state)
{
	unsigned version = smpp_session_version(peer->link.session);
	char text[8];

	snprintf(text, sizeof(text), "%u.%u", version >> 4, version & 15);
	put_text(log, "bind", smpp_state_name(state));
	put_text(log, "version", text);
}

static void put_session_event(struct log *log, const struct news *news, const struct smpp_event *e)
{
	uint32_t command_id = e->has_pdu ? e->pdu.header.command_id : e->command_id;
	const char *command = smpp_command_name(command_id);
	uint8_t octets[256];
	struct smpp_buf fault = { octets, sizeof(octets), 0 };

	if (e->type == SMPP_EVENT_STATE && e->state == SMPP_STATE_CLOSED)
		put_text(log, "reason", smpp_reason_name(e->reason));
	else if (e->type == SMPP_EVENT_STATE)
		put_bind(log, news->peer, e->state);
	else if (command != NULL)
		put_text(log, "command", command);
	if (e->type == SMPP_EVENT_REFUSED && news->status == 0)
		put_status(log, e->command_status);
	if (e->type == SMPP_EVENT_STRAY)
		put_text(log, "stray", smpp_stray_name(e->stray));
	if (news->event->type == SMPP_SMSC_EVENT_BIND)
		put_span(log, "system_id", e->pdu.body.bind.system_id);
	if (e->fault.code != SMPP_FAULT_NONE && smpp_fault_text(&e->fault, &fault) == SMPP_OK)
		put_span(log, "fault", (struct smpp_span){ fault.ptr, fault.len });
}

/* One word for what a session tells besides. */
static const char *name_of(const struct news *news)
{
	if (strcmp(news->what, "other") != 0 || news->event == NULL)
		return news->what;
	switch (news->event->session->type) {
	case SMPP_EVENT_REFUSED: return "refused";
	case SMPP_EVENT_STRAY: return "stray";
	default: return "notice";
	}
}

static void put_peer(struct log *log, const struct news *news)
{
	const struct peer *peer = news->peer;

	if (peer->serial > 0)
		put_number(log, "session", peer->serial);
	if (news->m == NULL && news->status == 0)
		put_some(log, "address", smpp_span_of(peer->address));
}

/* @return 1: there is room for a line */
static int has_room(struct log *log, int64_t utc)
{
	if (log->len + TEXT_OCTETS * 6 > LOG_OCTETS)
		(void)log_flush(log);
	if (log->len + TEXT_OCTETS * 6 > LOG_OCTETS) {
		log->lost++;
		return 0;
	}
	if (log->lost > 0) {
		begin(log, utc, "lines_lost");
		put_number(log, "lines", log->lost);
		end(log);
		log->lost = 0;
	}
	return 1;
}

void log_news(struct log *log, int64_t utc, const struct news *news)
{
	const struct account *account;

	if (log->path == NULL || strcmp(news->what, "request") == 0 || !has_room(log, utc))
		return;
	begin(log, utc, name_of(news));
	if (news->peer != NULL)
		put_peer(log, news);
	account = account_of(news);
	if (account != NULL)
		put_text(log, "account", account->system_id);
	if (news->status != 0)
		put_status(log, news->status);
	if (news->event != NULL && news->event->session != NULL)
		put_session_event(log, news, news->event->session);
	if (news->m != NULL)
		put_message(log, news);
	if (news->why != NULL)
		put_text(log, "why", news->why);
	end(log);
	fflush(log->to); /* into octets: len tells */
}
