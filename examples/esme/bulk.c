/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command bulk: the messages of a file, their outcomes, what is sent again, the summary.
 * Must not know: how a file is written, how messages are sent.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "await.h"
#include "input.h"
#include "journal.h"
#include "meter.h"
#include "parcel.h"
#include "show.h"

#define WINDOW_USUAL 10
#define WINDOW_MAX 65535
#define RETRIES_USUAL 10
#define RATE_MAX 1000000
#define SEGMENT_OCTETS 96          /* of memory, about, for each that a message may have */
#define SEGMENTS_MEMORY (16 << 20) /* for those of all messages under way */
#define SEGMENTS_LEAST 10
#define AWAITED_MAX 1000000        /* messages that wait for receipts at once */
#define DRAW_EVERY 200             /* ms */
#define AHEAD_TIME 20              /* ms: with --rate so much is handed over ahead of time, */
#define AHEAD_PART (1000 / AHEAD_TIME / 2) /* twice that at most */
#define ERRORS_BUFFER 65536

/* The first wait of a message that was throttled, doubled each time, is 100 ms. */
#define RETRY_LEVELS 8
#define RETRY_FIRST 100
#define TOKEN_SHIFT 24 /* token: a number, and which parcel it is */

enum { RETRY_THROTTLED = 1, RETRY_QUEUE_FULL = 2, RETRY_NONE = 4 };
enum { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct bulk {
	struct message_options message; /* first, for its rows */
	struct message_options base;    /* the same before message_check */
	const char *outcome;
	long count;
	long window;
	long rate;
	int retry;             /* RETRY_ bits; 0: the usual */
	long retry_max;
	int form;              /* enum lines_form */
	int progress;
	int stop_on_error;
	int resend_unknown;

	struct job *job;
	struct input input;
	struct journal journal;
	struct await await;
	struct meter meter;
	struct pace pace;
	struct parcel *parcels; /* window of them */
	struct parcel_queue free;
	struct parcel_queue retries[RETRY_LEVELS]; /* each in the order in which they fall due */
	uint64_t serial;
	uint64_t under_way;    /* parcels that are not free */
	uint64_t bad_before;   /* of done_before, those that were not accepted */
	int stopping;          /* nothing more is read or sent again */
	int journal_failed;    /* said already */
	int draws;             /* the bar */
	uint64_t drawn;        /* last time */
	char errors[ERRORS_BUFFER]; /* of stderr, while there is a bar */
};

/* ---- the bar ---- */

static uint64_t failed(const struct bulk *b)
{
	const uint64_t *o = b->meter.outcomes;

	return o[SMPP_ESME_REFUSED] + o[SMPP_ESME_TIMED_OUT] + o[SMPP_ESME_UNKNOWN] +
	       o[SMPP_ESME_NOT_SENT];
}

/* What is written to stderr waits in its buffer until the bar has been taken away. */
static void draw(struct bulk *b, int last)
{
	struct smpp_esme *e = b->job->app->esme;
	uint64_t done = failed(b) + b->meter.outcomes[SMPP_ESME_ACCEPTED];
	struct bar bar = { .done = done + b->meter.done_before, .errors = failed(b) };
	char text[BAR_SIZE];

	if (!b->draws)
		return;
	bar.total = input_total(&b->input, &bar.estimated);
	bar.rate = pace_of(&b->pace, done, net_micros());
	bar.used = smpp_esme_messages(e);
	bar.window = (uint32_t)b->window;
	bar.bound = smpp_esme_state(e, 0) == SMPP_ESME_BOUND ||
		    smpp_esme_state(e, 0) == SMPP_ESME_DRAINING;
	bar.over = last;
	bar.awaited = b->input.ended && b->under_way == 0 ? b->await.messages : 0;
	bar_text(&bar, text);
	(void)!write(2, "\r\033[K", 4);
	fflush(stderr);
	(void)!write(2, text, strlen(text));
	if (last)
		(void)!write(2, "\n", 1);
	b->drawn = net_now();
}

static void begin_bar(struct bulk *b)
{
	b->draws = b->progress == PROGRESS_ALWAYS ||
		   (b->progress == PROGRESS_AUTO && isatty(2) && !b->job->app->options.quiet);
	if (b->draws)
		setvbuf(stderr, b->errors, _IOFBF, sizeof(b->errors));
}

static void end_bar(struct bulk *b)
{
	if (!b->draws)
		return;
	if (b->job->app->esme != NULL)
		draw(b, 1);
	b->draws = 0;
	setvbuf(stderr, NULL, _IONBF, 0);
}

/* ---- outcomes ---- */

static void release(struct bulk *b, struct parcel *p)
{
	parcel_clear(p);
	parcel_append(&b->free, p);
	b->under_way--;
}

/* Input is not read any further, and what was to be sent again is not. */
static void stop(struct bulk *b);

static void on_error(struct bulk *b)
{
	if (!b->stop_on_error || b->stopping)
		return;
	stop(b);
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
	release(b, p);
	if (outcome != SMPP_ESME_ACCEPTED)
		on_error(b);
}

static void stop(struct bulk *b)
{
	struct parcel *p;

	b->stopping = 1;
	for (int level = 0; level < RETRY_LEVELS; level++) {
		while ((p = parcel_take(&b->retries[level])) != NULL)
			settle(b, p, p->outcome, NULL);
	}
}

/* All its segments are accepted: their receipts may be. */
static void await_receipts(struct bulk *b, const struct parcel *p,
			   const struct smpp_esme_event *event)
{
	struct smpp_span ids[SMPP_SEGMENTS_MAX];
	uint32_t wait = b->message.wait_receipt != 0 ? b->message.wait_receipt : 60000;

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
	unsigned level = p->tries < RETRY_LEVELS ? p->tries : RETRY_LEVELS - 1;

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
	uint64_t index = token & ((UINT64_C(1) << TOKEN_SHIFT) - 1);

	return token >> TOKEN_SHIFT != 0 && index < (uint64_t)b->window ? &b->parcels[index] : NULL;
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

/* All receipts of a message are there, or it is not waited for any longer. */
static void reported(void *user, const struct await_group *group)
{
	struct bulk *b = user;

	if (group->expired) {
		b->meter.missing++;
		return;
	}
	b->meter.receipts[group->state % METER_STATES]++;
	journal_receipt(&b->journal, group->number, group->state);
}

static void on_event(struct job *job, const struct smpp_esme_event *event)
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
	on_error(b);
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
	stop(b);
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
	message.token = ++b->serial << TOKEN_SHIFT | (uint64_t)(p - b->parcels);
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
		release(b, p);
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
	release(b, p);
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
	for (int level = 0; level < RETRY_LEVELS; level++) {
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

/* May another one be handed over? Not many more than go out soon: those that wait for their turn are
 * unknown after a kill. */
static int has_room(const struct bulk *b)
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

/* As many as the window takes. */
static void fill(struct bulk *b)
{
	while (has_room(b)) {
		struct parcel_queue *queue = due(b);
		int more;

		if (queue != NULL)
			more = send_due(b, queue);
		else
			more = b->free.head != NULL && b->await.messages < AWAITED_MAX &&
			       send_next(b);
		if (!more)
			return;
	}
}

/* ---- turns ---- */

static int exit_status(const struct bulk *b)
{
	const uint64_t *o = b->meter.outcomes;
	int late = o[SMPP_ESME_TIMED_OUT] > 0;

	if (b->message.wait_receipt != 0) {
		for (unsigned i = 0; i < METER_STATES; i++)
			if (i != SMPP_MESSAGE_STATE_DELIVERED && b->meter.receipts[i] > 0)
				return EXIT_REFUSED;
		late |= b->meter.missing > 0;
	}
	if (failed(b) > o[SMPP_ESME_TIMED_OUT] || b->bad_before > 0 || b->input.failed != 0)
		return EXIT_REFUSED;
	return late ? EXIT_TIMED_OUT : EXIT_DONE;
}

static void finish_if_done(struct bulk *b)
{
	if (!b->input.ended || b->under_way > 0 ||
	    (b->message.wait_receipt != 0 && b->await.messages > 0))
		return;
	if (b->input.failed != 0 && !b->stopping)
		fprintf(stderr, "smpp-esme: %s: %s\n", b->input.name, strerror(b->input.failed));
	b->stopping = 1;
	job_finish(b->job, exit_status(b));
}

/* When there is something to be done though nothing happens. */
static uint64_t next_deadline(const struct bulk *b)
{
	uint64_t at = await_deadline(&b->await);

	for (int level = 0; level < RETRY_LEVELS && has_room(b); level++) {
		const struct parcel *p = b->retries[level].head;

		if (p != NULL && p->due > net_now())
			at = p->due < at ? p->due : at;
	}
	if (b->rate != 0 && !b->stopping && b->under_way > 0 && net_now() + AHEAD_TIME < at)
		at = net_now() + AHEAD_TIME; /* nothing tells that one has gone out */
	if (b->draws)
		at = b->drawn + DRAW_EVERY < at ? b->drawn + DRAW_EVERY : at;
	return at;
}

/* What has been handed over since must not go out: the next run would send it again. */
static void cannot_note(struct bulk *b)
{
	if (!b->journal_failed)
		fprintf(stderr, "smpp-esme: --outcome: %s: %s\n", b->outcome, b->journal.why);
	b->journal_failed = 1;
	stop(b);
	job_finish(b->job, EXIT_REFUSED);
	(void)smpp_esme_close(b->job->app->esme, net_now());
}

static void tick(struct job *job)
{
	struct bulk *b = job->state;

	await_tick(&b->await, net_now());
	if (job->app->begun)
		fill(b);
	if (journal_flush(&b->journal) != 0)
		cannot_note(b);
	if (b->drawn + DRAW_EVERY <= net_now())
		draw(b, 0);
	finish_if_done(b);
	job->deadline = next_deadline(b);
}

static void input_ready(void *user)
{
	job_wake(((struct bulk *)user)->job);
}

static void bound(struct job *job)
{
	((struct bulk *)job->state)->meter.began = net_micros();
	job_wake(job);
}

static void interrupt(struct job *job)
{
	stop(job->state);
}

/* ---- beginning and end ---- */

/* A message of the run before whose receipts had not come. */
static void awaited(void *user, uint64_t number, const char *text)
{
	struct bulk *b = user;
	struct smpp_span ids[SMPP_SEGMENTS_MAX];
	uint8_t octets[SMPP_SEGMENTS_MAX * 65];
	struct smpp_buf id = { octets, 65, 0 };
	unsigned count = 0;

	while (count < SMPP_SEGMENTS_MAX && journal_next_id(&text, &id)) {
		ids[count].ptr = id.ptr;
		ids[count++].len = id.len;
		id.ptr += 65;
	}
	if (b->await.messages < AWAITED_MAX)
		(void)await_message(&b->await, number, ids, count,
				    net_now() + b->message.wait_receipt);
}

static int open_files(struct bulk *b, const char *file)
{
	journal_awaited *wanted = b->message.wait_receipt != 0 ? awaited : NULL;

	if (input_open(&b->input, file, (enum lines_form)b->form, (uint64_t)b->count) != 0)
		return usage_error("%s: %s", file, strerror(errno));
	if (journal_open(&b->journal, b->outcome, wanted, b) != 0)
		return usage_error("--outcome: %s: %s", b->outcome, b->journal.why);
	return 0;
}

static void drop(struct bulk *b)
{
	input_close(&b->input);
	await_free(&b->await);
	for (long i = 0; b->parcels != NULL && i < b->window; i++)
		parcel_free(&b->parcels[i]);
	free(b->parcels);
}

static int check(struct job *job, int count, char **words)
{
	struct bulk *b = job->state;
	int got;

	if (count != 1)
		return usage_error("bulk takes FILE, or - for standard input");
	b->job = job;
	b->input.loop = &job->app->loop;
	b->input.ready = input_ready;
	b->input.user = b;
	b->base = b->message;
	if (message_check(job, &b->message) != 0)
		return EXIT_USAGE;
	if (b->message.wait_receipt != 0 && job->app->options.mode == 1 + SMPP_ESME_TX)
		return usage_error("--wait-receipt needs --bind=trx or pair");
	b->window = b->window != 0 ? b->window : WINDOW_USUAL;
	b->retry_max = b->retry_max != 0 ? b->retry_max : RETRIES_USUAL;
	await_init(&b->await, job->app->options.profile.id_rule, reported, b);
	b->parcels = calloc((size_t)b->window, sizeof(*b->parcels));
	if (b->parcels == NULL)
		return usage_error("no memory for that --window");
	for (long i = 0; i < b->window; i++)
		parcel_append(&b->free, &b->parcels[i]);
	got = open_files(b, words[0]);
	if (got != 0) {
		(void)journal_close(&b->journal);
		drop(b);
	}
	return got;
}

static void configure(struct job *job, struct setup *setup)
{
	struct bulk *b = job->state;
	size_t segments = SEGMENTS_MEMORY / SEGMENT_OCTETS / (size_t)b->window;

	message_configure(job, &b->message, setup);
	segments = segments < SMPP_SEGMENTS_MAX ? segments : SMPP_SEGMENTS_MAX;
	setup->esme.segments = segments > SEGMENTS_LEAST ? (uint32_t)segments : SEGMENTS_LEAST;
	setup->esme.messages = (uint32_t)b->window;
	setup->session.window = (uint32_t)b->window;
	setup->esme.receipts = SMPP_OFF; /* await finds them */
	if (b->rate != 0)
		setup->esme.rate = (uint32_t)b->rate;
	begin_bar(b);
}

static void show_summary(struct bulk *b)
{
	if (b->message.wait_receipt != 0)
		b->meter.missing += b->await.messages;
	if (b->job->app->options.json)
		meter_json(&b->meter, "summary", stdout);
	else
		meter_text(&b->meter, stdout);
}

static void end(struct job *job)
{
	struct bulk *b = job->state;

	end_bar(b);
	if (job->app->esme != NULL)
		show_summary(b);
	if (journal_close(&b->journal) != 0) {
		if (!b->journal_failed)
			fprintf(stderr, "smpp-esme: --outcome: %s: %s\n", b->outcome,
				b->journal.why);
		job->status = EXIT_REFUSED;
	}
	drop(b);
}

/* ---- options ---- */

static const char *const retries[] = { "throttled", "queue-full", "none", NULL }; /* RETRY_ bits */

/* A list with commas. */
static int set_retry(void *base, const char *name, const char *value)
{
	struct bulk *b = base;
	char word[32];

	for (b->retry = 0; *value != '\0'; value += *value == ',') {
		size_t len = strcspn(value, ",");
		int index;

		snprintf(word, sizeof(word), "%.*s", (int)(len < 31 ? len : 31), value);
		index = option_word(name, word, retries);
		if (index < 0)
			return EXIT_USAGE;
		b->retry |= 1 << index;
		value += len;
	}
	return b->retry != 0 ? 0 : usage_error("%s: it names nothing", name);
}

static const char *const forms[] = { "csv", "json", "smppload", NULL }; /* enum lines_form - 1 */

static int set_form(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, forms);

	((struct bulk *)base)->form = word + 1;
	return word < 0 ? EXIT_USAGE : 0;
}

static const char *const progresses[] = { "auto", "always", "never", NULL };

static int set_progress(void *base, const char *name, const char *value)
{
	int word = value != NULL ? option_word(name, value, progresses) : PROGRESS_ALWAYS;

	((struct bulk *)base)->progress = word;
	return word < 0 ? EXIT_USAGE : 0;
}

#define TO(member) offsetof(struct bulk, member)

static const struct option_row rows[] = {
	{ "input", 0, OPTION_CALL, 0, 0, 0, set_form, "FORM",
	  "csv (dst,text[,src]), json (an object a line), smppload;\n"
	  "                                usual: by the first line", forms },
	{ "count", 'n', OPTION_NUMBER, TO(count), 1, 1000000000, NULL, "N",
	  "so many lines: a file's again and again", NULL },
	{ "window", 'W', OPTION_NUMBER, TO(window), 1, WINDOW_MAX, NULL, "N",
	  "messages under way at once; usual 10", NULL },
	{ "rate", 'R', OPTION_NUMBER, TO(rate), 1, RATE_MAX, NULL, "MSG/S",
	  "at most; usual no limit", NULL },
	{ "retry", 0, OPTION_CALL, 0, 0, 0, set_retry, "LIST",
	  "send again when: throttled,queue-full (usual), none", retries },
	{ "retry-max", 0, OPTION_NUMBER, TO(retry_max), 1, 1000000, NULL, "N",
	  "so often each; usual 10", NULL },
	{ "outcome", 0, OPTION_TEXT, TO(outcome), 0, 0, NULL, "FILE",
	  "what became of each line; with it a run can be taken up again", NULL },
	{ "resend-unknown", 0, OPTION_FLAG, TO(resend_unknown), 0, 0, NULL, NULL,
	  "send again what may have arrived or not", NULL },
	{ "stop-on-error", 0, OPTION_FLAG, TO(stop_on_error), 0, 0, NULL, NULL,
	  "end with the first line that is wrong or not accepted", NULL },
	{ "progress", 0, OPTION_CALL_OPTIONAL, 0, 0, 0, set_progress, "WHEN",
	  "a bar on stderr: auto (usual: on a terminal), always, never", progresses },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const tables[] = { rows, message_rows, NULL };

const struct command bulk_command = {
	.name = "bulk",
	.words = "FILE|-",
	.summary = "sends the messages of a file, and says what became of each",
	.tables = tables,
	.state_size = sizeof(struct bulk),
	.binds = BINDS_SENDER,
	.usual = SMPP_ESME_TRX,
	.check = check,
	.configure = configure,
	.bound = bound,
	.on_event = on_event,
	.tick = tick,
	.interrupt = interrupt,
	.end = end
};
