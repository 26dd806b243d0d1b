/* SPDX-License-Identifier: MIT */
/*
 * Owns: the extras by which the centre is watched and steered, all at once.
 * Must not know: what each of them does.
 */
#include "operations.h"

#include "commands.h"
#include "net.h"
#include "report.h"

#define THROTTLED_MS 1000 /* from one line of the log about an account to the next */

static struct status now(const struct program *program)
{
	struct status status;

	status_take(&status, &program->io, &program->meter, &program->congestion);
	return status;
}

/* ---- pages ---- */

static unsigned page_json(void *user, FILE *to)
{
	const struct program *program = user;
	const struct status status = now(program);

	report_json(to, &status, &program->smsc, &program->meter);
	return 200;
}

static unsigned page_metrics(void *user, FILE *to)
{
	const struct program *program = user;
	const struct status status = now(program);

	report_metrics(to, &status, &program->smsc, &program->meter);
	return 200;
}

static unsigned page_health(void *user, FILE *to)
{
	const struct program *program = user;
	const char *why = program->ends ? "ending"
			  : program->congestion.state == 100 ? "congested" : NULL;

	fprintf(to, "%s\n", why != NULL ? why : "ok");
	return why != NULL ? 503 : 200;
}

static const struct page pages[] = {
	{ "/status.json", "application/json", page_json },
	{ "/metrics", "text/plain; version=0.0.4", page_metrics },
	{ "/health", "text/plain", page_health },
	{ NULL, NULL, NULL }
};

/* ---- all of them ---- */

void operations_news(void *user, const struct news *news)
{
	struct program *program = user;

	meter_news(&program->meter, news);
	log_news(&program->log, program->smsc.utc, news);
	if (program->options.once && news->event != NULL && news->event->account != NULL &&
	    news->event->type == SMPP_SMSC_EVENT_GONE && !program->ends)
		program_end(program, 0);
}

int operations_check(struct program *program)
{
	const struct options *o = &program->options;

	program->mo.repeats = o->mo_repeat;
	if (o->mo_repeat && o->mo == NULL) {
		fputs("mini-smsc: mo-repeat needs --mo=FILE\n", stderr);
		return -1;
	}
	if (o->control != NULL && !control_path_fits(o->control)) {
		fprintf(stderr, "mini-smsc: control: the path is too long: %s\n", o->control);
		return -1;
	}
	return o->mo != NULL ? mo_read(&program->mo, o->mo) : 0;
}

int operations_open(struct program *program)
{
	const struct options *o = &program->options;
	char name[64];

	meter_begin(&program->meter, program->smsc.now);
	program->stats_at = program->smsc.now + (uint64_t)o->stats;
	program->log.json = o->format;
	program->log.texts = o->log_texts;
	if (o->log != NULL && log_open(&program->log, o->log) != 0)
		return -1;
	program->http.pages = pages;
	program->http.user = program;
	program->control.run = commands_run;
	program->control.goes_on = commands_go_on;
	program->control.user = program;
	if (o->status_port != NULL) {
		if (http_open(&program->http, program->io.epoll, o->status_port, name,
			      sizeof(name)) != 0)
			return -1;
		printf("status on %s\n", name);
	}
	return o->control != NULL ? control_open(&program->control, program->io.epoll, o->control)
				  : 0;
}

static uint64_t turn_stats(struct program *program)
{
	const uint64_t pause = (uint64_t)program->options.stats;
	struct status status;

	if (pause == 0)
		return UINT64_MAX;
	if (program->stats_at > program->smsc.now)
		return program->stats_at;
	status = now(program);
	report_line(stderr, &status, (double)(program->smsc.now - program->stats_at + pause) / 1000,
		    program->stats_last);
	program->stats_last = meter_flow(&program->smsc);
	program->stats_at = program->smsc.now + pause;
	return program->stats_at;
}

/* The library refuses what is beyond a limit by itself, and only counts it. */
static void tell_throttled(const struct smsc *smsc, struct account *account)
{
	struct news news = { .what = "throttled", .account = account };
	char why[64];

	if (account->limits.throttled == account->throttled)
		return;
	snprintf(why, sizeof(why), "%llu messages beyond rate or window",
		 (unsigned long long)(account->limits.throttled - account->throttled));
	account->throttled = account->limits.throttled;
	news.why = why;
	smsc_tell(smsc, &news);
}

static uint64_t turn_throttled(struct program *program)
{
	if (program->log.path == NULL)
		return UINT64_MAX;
	if (program->throttled_at <= program->smsc.now) {
		for (struct account *a = program->smsc.accounts; a != NULL; a = a->next)
			tell_throttled(&program->smsc, a);
		program->throttled_at = program->smsc.now + THROTTLED_MS;
	}
	return program->throttled_at;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t operations_turn(struct program *program)
{
	const struct options *o = &program->options;
	uint64_t at = turn_stats(program);

	at = earlier(at, turn_throttled(program));
	meter_turn(&program->meter, &program->smsc, program->smsc.now);
	congestion_turn(&program->congestion, &program->smsc, !o->congestion_off);
	if (!program->ends)
		at = earlier(at, mo_turn(&program->mo, &program->smsc, program->smsc.now));
	if (o->control != NULL)
		at = earlier(at, server_turn(&program->control.server, program->smsc.now));
	if (o->status_port != NULL)
		at = earlier(at, server_turn(&program->http.server, program->smsc.now));
	if (o->max_time > 0 && !program->ends) {
		const uint64_t end = program->meter.began + (uint64_t)o->max_time;

		if (program->smsc.now >= end)
			program_end(program, 0);
		at = earlier(at, end);
	}
	return at;
}

void operations_close(struct program *program)
{
	const struct options *o = &program->options;
	struct status status = now(program);

	report_totals(stdout, &status);
	if (o->control != NULL)
		control_close(&program->control);
	if (o->status_port != NULL)
		server_close(&program->http.server);
	log_close(&program->log);
	mo_free(&program->mo);
}
