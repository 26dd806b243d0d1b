/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command bulk: its options, its turns, the bar, the summary.
 * Must not know: how a file is written, how messages are sent.
 */
#include "bulk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WINDOW_USUAL 10
#define WINDOW_MAX 65535
#define RETRIES_USUAL 10
#define RATE_MAX 1000000
#define SEGMENT_OCTETS 96          /* of memory, about, for each that a message may have */
#define SEGMENTS_MEMORY (16 << 20) /* for those of all messages under way */
#define SEGMENTS_LEAST 10
#define ID_OCTETS 65
#define DRAW_EVERY 200             /* ms */
#define AHEAD_TIME 20              /* ms: with --rate, from one look to the next */

enum { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* ---- the bar ---- */

/* What is written to stderr waits in its buffer until the bar has been taken away. */
static void draw(struct bulk *b, int last)
{
	struct smpp_esme *e = b->job->app->esme;
	uint64_t done = bulk_failed(b) + b->meter.outcomes[SMPP_ESME_ACCEPTED];
	struct bar bar = { .done = done + b->meter.done_before, .errors = bulk_failed(b) };
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
	if (bulk_failed(b) > o[SMPP_ESME_TIMED_OUT] || b->bad_before > 0 || b->input.failed != 0)
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

	for (int level = 0; level < BULK_RETRY_LEVELS && bulk_has_room(b); level++) {
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
	bulk_stop(b);
	job_finish(b->job, EXIT_REFUSED);
	(void)smpp_esme_close(b->job->app->esme, net_now());
}

static void tick(struct job *job)
{
	struct bulk *b = job->state;

	await_tick(&b->await, net_now());
	if (job->app->begun)
		bulk_fill(b);
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
	bulk_stop(job->state);
}

/* ---- beginning and end ---- */

/* A message of the run before whose receipts had not come. */
static void awaited(void *user, uint64_t number, const char *text)
{
	struct bulk *b = user;
	struct smpp_span ids[SMPP_SEGMENTS_MAX];
	uint8_t octets[SMPP_SEGMENTS_MAX * ID_OCTETS];
	struct smpp_buf id = { octets, ID_OCTETS, 0 };
	unsigned count = 0;

	while (count < SMPP_SEGMENTS_MAX && journal_next_id(&text, &id)) {
		ids[count].ptr = id.ptr;
		ids[count++].len = id.len;
		id.ptr += ID_OCTETS;
	}
	if (b->await.messages < BULK_AWAITED)
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
	await_init(&b->await, job->app->options.profile.id_rule, bulk_reported, b);
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
	.on_event = bulk_on_event,
	.tick = tick,
	.interrupt = interrupt,
	.end = end
};
