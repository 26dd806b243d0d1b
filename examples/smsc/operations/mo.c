/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages that handsets send: of a file, one after another, or one that somebody gives.
 * Must not know: sockets, how they are delivered.
 */
#include "mo.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lines.h"

#define AT_ONCE 200       /* in a turn */
#define FULL_MS 1000      /* until the queue is asked again */
#define LATE_MS 1000      /* so much is made up for, and no more */

static const char columns[] = "src,dst,text\n"; /* their names, which the reader of lines takes */

static int is_utf8(struct smpp_span text)
{
	uint32_t character;
	int got;

	while ((got = smpp_utf8_next(&text, &character)) == SMPP_OK)
		;
	return got == SMPP_E_END;
}

static int is_number(struct smpp_span address)
{
	return address.len > 0 && address.len <= MO_ADDRESS &&
	       memchr(address.ptr, '\0', address.len) == NULL;
}

/* @return NULL, or what is wrong */
static const char *wrong_with(const struct mo_message *message)
{
	if (!is_number(message->from) || !is_number(message->to))
		return "numbers have 1 to 20 characters";
	return is_utf8(message->text) ? NULL : "the text is not UTF-8";
}

/* ---- a file ---- */

static int keep(struct smpp_span *to, struct smpp_span from)
{
	uint8_t *copy = malloc(from.len + 1);

	if (copy == NULL)
		return -1;
	if (from.len > 0)
		memcpy(copy, from.ptr, from.len);
	to->ptr = copy;
	to->len = from.len;
	return 0;
}

/* What is kept of one that could not be kept whole is freed by mo_free. @return NULL or wrong */
static const char *add(struct mo *mo, const struct lines_record *record)
{
	const struct mo_message message = { record->source.value, record->destination.value,
					    record->text.value };
	const char *wrong = wrong_with(&message);
	struct mo_message *all;

	if (record->number == 1 && smpp_span_equal(message.from, smpp_span_of("src")) &&
	    smpp_span_equal(message.to, smpp_span_of("dst")))
		return NULL;
	if (wrong != NULL)
		return wrong;
	if (mo->count == mo->room) {
		mo->room = mo->room * 2 + 64;
		all = realloc(mo->messages, mo->room * sizeof(*all));
		if (all == NULL)
			return "no memory";
		mo->messages = all;
	}
	all = &mo->messages[mo->count++];
	memset(all, 0, sizeof(*all));
	return keep(&all->from, message.from) == 0 && keep(&all->to, message.to) == 0 &&
	       keep(&all->text, message.text) == 0 ? NULL : "no memory";
}

static int complain(const char *path, const struct lines *l, const char *wrong)
{
	fprintf(stderr, "mini-smsc: mo: %s:%llu: %s\n", path,
		(unsigned long long)l->record.line - 1, wrong); /* the names are no line of it */
	return -1;
}

/* One record. @return 0 to go on, 1 at the end, -1 */
static int read_record(struct mo *mo, struct lines *l, FILE *file, const char *path)
{
	const char *wrong;
	uint8_t *room;
	size_t len;

	switch (lines_next(l)) {
	case LINES_MESSAGE:
		wrong = add(mo, &l->record);
		return wrong != NULL ? complain(path, l, wrong) : 0;
	case LINES_BAD: return complain(path, l, l->record.error);
	case LINES_WANTS:
		room = lines_room(l, &len);
		lines_filled(l, fread(room, 1, len, file));
		return 0;
	case LINES_END: break;
	}
	return 1;
}

static int read_file(struct mo *mo, const char *path)
{
	FILE *file = fopen(path, "r");
	struct lines *l = malloc(sizeof(*l));
	size_t len;
	int got = 0;

	if (file == NULL || l == NULL) {
		fprintf(stderr, "mini-smsc: mo: %s: %s\n", path, strerror(errno));
		got = -1;
	} else {
		lines_init(l, LINES_CSV);
		memcpy(lines_room(l, &len), columns, sizeof(columns) - 1);
		lines_filled(l, sizeof(columns) - 1);
	}
	while (got == 0)
		got = read_record(mo, l, file, path);
	if (got == 1 && ferror(file))
		got = complain(path, l, strerror(errno));
	if (got == 1 && mo->count == 0)
		got = complain(path, l, "no message in it");
	if (file != NULL)
		fclose(file);
	free(l);
	return got == 1 ? 0 : -1;
}

/* The colon before RATE; NULL: none is given, a colon may be one of the path. */
static char *rate_of(char *argument, double *rate)
{
	char *colon = strrchr(argument, ':'), *end;

	*rate = 1;
	if (colon == NULL || (!isdigit((unsigned char)colon[1]) && colon[1] != '.'))
		return NULL;
	*rate = strtod(colon + 1, &end);
	return *end == '\0' ? colon : NULL;
}

int mo_read(struct mo *mo, const char *argument)
{
	char *path = malloc(strlen(argument) + 1), *colon;
	double rate;
	int got = -1;

	if (path == NULL)
		return -1;
	memcpy(path, argument, strlen(argument) + 1);
	colon = rate_of(path, &rate);
	if (colon != NULL)
		*colon = '\0';
	if (rate > 0.001 && rate <= MO_RATE_MAX)
		got = read_file(mo, path);
	else
		fprintf(stderr, "mini-smsc: mo: a rate is more than 0.001 and at most %.0f\n",
			MO_RATE_MAX);
	mo->pause = 1000 / rate;
	free(path);
	return got;
}

void mo_free(struct mo *mo)
{
	for (size_t i = 0; i < mo->count; i++) {
		free((void *)(uintptr_t)mo->messages[i].from.ptr);
		free((void *)(uintptr_t)mo->messages[i].to.ptr);
		free((void *)(uintptr_t)mo->messages[i].text.ptr);
	}
	free(mo->messages);
	memset(mo, 0, sizeof(*mo));
}

/* ---- on their way ---- */

static int may_receive(const struct account *a)
{
	const struct smpp_smsc_limits *limits = &a->limits.limits;

	return !a->gone && (limits->receivers != SMPP_OFF || limits->transceivers != SMPP_OFF);
}

const char *mo_send(struct smsc *smsc, const struct mo_message *message)
{
	const char *wrong = wrong_with(message);
	struct account *account = smsc->accounts;

	if (wrong != NULL)
		return wrong;
	if (!queue_has_room(&smsc->queue))
		return "there is no room for more messages";
	while (account != NULL && !may_receive(account))
		account = account->next;
	return request_from_handset(smsc, message->from, message->to, message->text, account) == 0
		       ? NULL : "the text is too long, or there is no room for all of it";
}

uint64_t mo_turn(struct mo *mo, struct smsc *smsc, uint64_t now)
{
	if (mo->due < (double)now - LATE_MS)
		mo->due = (double)now;
	for (unsigned i = 0; i < AT_ONCE && mo->due <= (double)now; i++) {
		if (mo->next == mo->count && mo->repeats)
			mo->next = 0;
		if (mo->next == mo->count)
			break;
		if (!queue_has_room(&smsc->queue)) {
			mo->due = (double)now + FULL_MS;
			break;
		}
		(void)mo_send(smsc, &mo->messages[mo->next++]);
		mo->due += mo->pause;
	}
	return mo->next < mo->count || (mo->repeats && mo->count > 0) ? (uint64_t)mo->due + 1
								      : UINT64_MAX;
}
