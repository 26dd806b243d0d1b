/* SPDX-License-Identifier: MIT */
/*
 * Owns: the way of a message of bulk from its record to the ESME, for the first time or again.
 * Must not know: what becomes of it.
 */
#include "bulk.h"

#include <stdio.h>

#define AHEAD_PART 25 /* of a second: with --rate so much is handed over ahead of time */

/* ---- records ---- */

/* A record that is no message, or cannot be sent: said already why. */
static void is_bad(struct bulk *b, struct smpp_span destination, uint32_t digest, const char *why)
{
	const struct lines_record *r = &b->input.lines.record;
	struct journal_entry entry = { .number = r->number, .line = r->line,
				       .destination = destination, .digest = digest,
				       .outcome = SMPP_ESME_NOT_SENT, .detail = why };

	b->meter.bad++;
	journal_put(&b->journal, &entry);
	meter_outcome(&b->meter, SMPP_ESME_NOT_SENT, SMPP_ESME_ROK, net_micros());
	bulk_on_error(b);
}

static void say_where(const struct bulk *b, size_t at, const char *why)
{
	uint64_t line, column;

	lines_place(&b->input.lines, at, &line, &column);
	fprintf(stderr, "smpp-esme: %s:%llu:%llu: %s\n", b->input.name, (unsigned long long)line,
		(unsigned long long)column, why);
}

/* It is another file than that of the run before. */
static void is_another(struct bulk *b)
{
	say_where(b, b->input.lines.begin, "not the message of which --outcome tells; is it "
					   "another file?");
	bulk_stop(b);
	job_finish(b->job, EXIT_USAGE);
}

/* @return 1: an earlier run has dealt with it */
static int was_done(struct bulk *b, uint32_t digest)
{
	const struct lines_record *r = &b->input.lines.record;
	int outcome = journal_outcome(&b->journal, r->number);
	int unknown = outcome == SMPP_ESME_UNKNOWN || outcome == SMPP_ESME_TIMED_OUT;

	if (outcome == 0 || outcome == SMPP_ESME_NOT_SENT || (unknown && b->resend_unknown))
		return 0;
	if (!journal_is_same(&b->journal, r->number, digest)) {
		is_another(b);
		return 1;
	}
	if (unknown && !journal_has(&b->journal, r->number)) {
		struct journal_entry entry = { .number = r->number, .line = r->line,
					       .destination = r->destination.value,
					       .digest = digest, .outcome = SMPP_ESME_UNKNOWN };

		journal_put(&b->journal, &entry);
	}
	b->meter.done_before++;
	b->bad_before += outcome != SMPP_ESME_ACCEPTED;
	return 1;
}

/* Why smpp_esme_submit does not take a text, said and noted. */
static void cannot_submit(struct bulk *b, const struct parcel *p, int error)
{
	struct smpp_text_fault fault = smpp_esme_text_fault(b->job->app->esme);
	char why[120];

	if (error == SMPP_E_ABSENT)
		snprintf(why, sizeof(why), "octet %zu of the text (U+%04X) is not in the alphabet",
			 fault.offset + 1, (unsigned)fault.character);
	else if (error == SMPP_E_TOO_BIG)
		snprintf(why, sizeof(why), "the text is too long for --split and --window");
	else
		snprintf(why, sizeof(why), "cannot be sent: %s", smpp_error_name(error));
	say_where(b, b->input.lines.record.text.at, why);
	is_bad(b, p->destination.addr, p->digest, why);
}

/* @return SMPP_OK: it is on its way */
static int submit(struct bulk *b, struct parcel *p)
{
	struct smpp_esme_message message;
	int got;

	parcel_put(p, &b->message, &message);
	message.token = ++b->serial << BULK_TOKEN_SHIFT | (uint64_t)(p - b->parcels);
	got = smpp_esme_submit(b->job->app->esme, &message, net_now());
	if (got == SMPP_OK)
		journal_sends(&b->journal, p->number);
	return got;
}

/* The record at hand, in a free parcel, on its way. @return 0: no more now */
static int send_record(struct bulk *b)
{
	const struct lines *lines = &b->input.lines;
	uint32_t digest = parcel_digest(&lines->record);
	struct parcel *p;
	int got;

	if (was_done(b, digest))
		return !b->stopping;
	p = parcel_take(&b->free);
	b->under_way++;
	p->digest = digest;
	if (parcel_fill(p, b->job, lines, b->input.name, &b->base) != 0) {
		bulk_release(b, p);
		is_bad(b, lines->record.destination.value, digest, "not a message");
		return !b->stopping;
	}
	got = submit(b, p);
	if (got == SMPP_OK)
		return 1;
	if (got == SMPP_E_STATE || got == SMPP_E_WINDOW) {
		p->outcome = SMPP_ESME_NOT_SENT;
		p->due = 0;
		parcel_append(&b->retries[0], p);
		return 0;
	}
	cannot_submit(b, p, got);
	bulk_release(b, p);
	return !b->stopping;
}

/* The next one of the input. @return 0: there is none now */
static int send_next(struct bulk *b)
{
	switch (input_next(&b->input)) {
	case INPUT_RECORD:
		return send_record(b);
	case INPUT_BAD:
		say_where(b, b->input.lines.record.at, b->input.lines.record.error);
		is_bad(b, (struct smpp_span){ NULL, 0 }, 0, b->input.lines.record.error);
		return !b->stopping;
	case INPUT_WAITS:
	case INPUT_END: break;
	}
	return 0;
}

/* The first that is due, or NULL. */
static struct parcel_queue *due(struct bulk *b)
{
	for (int level = 0; level < BULK_RETRY_LEVELS; level++) {
		const struct parcel *p = b->retries[level].head;

		if (p != NULL && p->due <= net_now())
			return &b->retries[level];
	}
	return NULL;
}

/* One that is due. @return 0: it cannot be taken now */
static int send_due(struct bulk *b, struct parcel_queue *queue)
{
	struct parcel *p = queue->head;

	if (submit(b, p) != SMPP_OK)
		return 0;
	(void)parcel_take(queue);
	b->meter.resent += p->tries > 0;
	return 1;
}

int bulk_has_room(const struct bulk *b)
{
	const struct smpp_esme *e = b->job->app->esme;
	const struct smpp_session *s = smpp_esme_session(e, 0);
	uint32_t messages = smpp_esme_messages(e);

	if (b->stopping || smpp_esme_state(e, 0) != SMPP_ESME_BOUND ||
	    messages >= (uint32_t)b->window)
		return 0;
	return b->rate == 0 ||
	       messages <= smpp_session_outstanding(s) + (uint32_t)(b->rate / AHEAD_PART);
}

void bulk_fill(struct bulk *b)
{
	while (bulk_has_room(b)) {
		struct parcel_queue *queue = due(b);
		int more;

		if (queue != NULL)
			more = send_due(b, queue);
		else
			more = b->free.head != NULL && b->await.messages < BULK_AWAITED &&
			       send_next(b);
		if (!more)
			return;
	}
}
