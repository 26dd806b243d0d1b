/* SPDX-License-Identifier: MIT */
/*
 * Owns: what becomes of the messages of bulk: outcomes, what is sent again, receipts.
 * Must not know: where messages come from.
 */
#include "bulk.h"

#include <stdio.h>

#include "show.h"

#define RETRY_FIRST 100   /* ms: first wait of a message that was throttled, doubled each time */
#define WAIT_USUAL 60000 /* ms: for receipts that do not keep the run from ending */

/* ---- outcomes ---- */

uint64_t bulk_failed(const struct bulk *b)
{
	const uint64_t *o = b->meter.outcomes;

	return o[SMPP_ESME_REFUSED] + o[SMPP_ESME_TIMED_OUT] + o[SMPP_ESME_UNKNOWN] +
	       o[SMPP_ESME_NOT_SENT];
}

void bulk_release(struct bulk *b, struct parcel *p)
{
	parcel_clear(p);
	parcel_append(&b->free, p);
	b->under_way--;
}

void bulk_on_error(struct bulk *b)
{
	if (!b->stop_on_error || b->stopping)
		return;
	bulk_stop(b);
	job_finish(b->job, EXIT_REFUSED);
}

/* The name of a status, or its number. */
static const char *status_text(uint32_t command_status, char number[16])
{
	const char *name = smpp_status_name(command_status);

	snprintf(number, 16, "0x%08X", (unsigned)command_status);
	return name != NULL ? name : number;
}

/* What becomes of a message in the end. event may be NULL. */
static void settle(struct bulk *b, struct parcel *p, enum smpp_esme_outcome outcome,
		   const struct smpp_esme_event *event)
{
	struct journal_entry entry = { .number = p->number, .line = p->line,
				       .destination = p->destination.addr, .digest = p->digest,
				       .outcome = outcome };
	char number[16];

	if (event != NULL) {
		entry.segments = event->segments;
		entry.segment_count = event->segment_count;
		if (event->error != SMPP_OK)
			entry.detail = smpp_error_name(event->error);
	}
	if (p->command_status != SMPP_ESME_ROK && entry.detail == NULL)
		entry.detail = status_text(p->command_status, number);
	entry.awaits_receipt = outcome == SMPP_ESME_ACCEPTED &&
			       parcel_awaits(p, &b->message);
	journal_put(&b->journal, &entry);
	meter_outcome(&b->meter, outcome, p->command_status, net_micros());
	bulk_release(b, p);
	if (outcome != SMPP_ESME_ACCEPTED)
		bulk_on_error(b);
}

void bulk_stop(struct bulk *b)
{
	struct parcel *p;

	b->stopping = 1;
	for (int level = 0; level < BULK_RETRY_LEVELS; level++) {
		while ((p = parcel_take(&b->retries[level])) != NULL)
			settle(b, p, p->outcome, NULL);
	}
}

/* All its segments are accepted: their receipts may be. */
static void await_receipts(struct bulk *b, const struct parcel *p,
			   const struct smpp_esme_event *event)
{
	struct smpp_span ids[SMPP_SEGMENTS_MAX];
	uint32_t wait = b->message.wait_receipt != 0 ? b->message.wait_receipt : WAIT_USUAL;

	b->meter.segments += event->segment_count;
	if (!parcel_awaits(p, &b->message))
		return;
	for (unsigned i = 0; i < event->segment_count; i++)
		ids[i] = event->segments[i].message_id;
	if (await_message(&b->await, p->number, ids, event->segment_count, net_now() + wait) != 0)
		show_note(&b->job->app->options, "no memory to wait for a receipt");
}

/* ---- once more ---- */

static int is_temporary(const struct bulk *b, uint32_t command_status)
{
	int retry = b->retry != 0 ? b->retry : RETRY_THROTTLED | RETRY_QUEUE_FULL;

	return (command_status == SMPP_ESME_RTHROTTLED && (retry & RETRY_THROTTLED) != 0) ||
	       (command_status == SMPP_ESME_RMSGQFUL && (retry & RETRY_QUEUE_FULL) != 0);
}

/* Waits for its turn to be sent again. Nothing says so to the file: it may have gone out. */
static void send_again(struct bulk *b, struct parcel *p, enum smpp_esme_outcome so_far)
{
	unsigned level = p->tries < BULK_RETRY_LEVELS ? p->tries : BULK_RETRY_LEVELS - 1;

	p->outcome = so_far;
	p->tries++;
	p->due = net_now() + (so_far == SMPP_ESME_NOT_SENT ? (uint64_t)RETRY_FIRST << level : 0);
	parcel_append(&b->retries[so_far == SMPP_ESME_NOT_SENT ? level : 0], p);
}

/* @return 1: it is not over with that message */
static int may_go_again(struct bulk *b, struct parcel *p, const struct smpp_esme_event *event)
{
	if (b->stopping || p->tries >= (unsigned)b->retry_max)
		return 0;
	switch (event->outcome) {
	case SMPP_ESME_REFUSED:
		if (!is_temporary(b, event->command_status))
			return 0;
		b->meter.throttled++;
		send_again(b, p, SMPP_ESME_NOT_SENT);
		return 1;
	case SMPP_ESME_TIMED_OUT:
	case SMPP_ESME_UNKNOWN:
		if (!b->resend_unknown)
			return 0;
		send_again(b, p, event->outcome);
		return 1;
	case SMPP_ESME_ACCEPTED:
	case SMPP_ESME_NOT_SENT: break;
	}
	return 0;
}

/* ---- events ---- */

static struct parcel *parcel_of(struct bulk *b, uint64_t token)
{
	uint64_t index = token & ((UINT64_C(1) << BULK_TOKEN_SHIFT) - 1);

	if (token >> BULK_TOKEN_SHIFT == 0 || index >= (uint64_t)b->window)
		return NULL;
	return &b->parcels[index];
}

static void on_result(struct bulk *b, const struct smpp_esme_event *event)
{
	struct app *app = b->job->app;
	struct parcel *p = parcel_of(b, event->token);
	enum smpp_esme_outcome outcome = event->outcome;

	if (p == NULL)
		return;
	if (event->session != NULL && event->session->outcome == SMPP_OUTCOME_RESPONSE)
		histogram_add(&b->meter.latency,
			      records_latency(&app->records, 0, event->session->sequence_number));
	if (app->options.verbose > 0)
		show_result(app, "message", event);
	if (outcome == SMPP_ESME_REFUSED)
		p->command_status = event->command_status;
	else if (outcome == SMPP_ESME_NOT_SENT && p->tries > 0)
		outcome = p->outcome; /* of the try before */
	else
		p->command_status = SMPP_ESME_ROK;
	if (may_go_again(b, p, event))
		return;
	if (b->stopping && outcome == SMPP_ESME_REFUSED && is_temporary(b, event->command_status))
		outcome = SMPP_ESME_NOT_SENT; /* the next run may send it */
	if (outcome == SMPP_ESME_ACCEPTED)
		await_receipts(b, p, event);
	settle(b, p, outcome, event);
}

static void on_receipt(struct bulk *b, const struct smpp_esme_event *event)
{
	const struct smpp_receipt *r = event->receipt;

	if (b->job->app->options.verbose > 0)
		show_receipt(b->job->app, event);
	if (!smpp_state_is_final(event->message_state))
		return;
	if (await_receipt(&b->await, r->id, event->message_state) == 0)
		(void)await_receipt(&b->await, r->text_id, event->message_state);
}

void bulk_reported(void *user, const struct await_group *group)
{
	struct bulk *b = user;

	if (group->expired) {
		b->meter.missing++;
		return;
	}
	b->meter.receipts[group->state % METER_STATES]++;
	journal_receipt(&b->journal, group->number, group->state);
}

void bulk_on_event(struct job *job, const struct smpp_esme_event *event)
{
	struct bulk *b = job->state;

	if (event->type == SMPP_ESME_EVENT_RESULT)
		on_result(b, event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT)
		on_receipt(b, event);
	else if (event->type == SMPP_ESME_EVENT_MESSAGE)
		show_by_the_way(job->app, event); /* it was answered: who else would have it? */
	job_wake(job);
}
