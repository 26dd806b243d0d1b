/* SPDX-License-Identifier: MIT */
/*
 * Owns: the figures of the centre as lines, as JSON and as Prometheus reads them.
 * Must not know: sockets, where they go.
 */
#include "report.h"

#include "json.h"
#include "quote.h"

/* ---- what there is of each account, state, command and status ---- */

static const struct {
	const char *name, *metric, *help;
	uint8_t type; /* enum figure_type */
} account_figures[] = {
	{ "sessions", "smsc_account_sessions", "Bound sessions of an account.", GAUGE },
	{ "waiting", "smsc_account_waiting", "Messages that wait for a receiver of it.", GAUGE },
	{ "accepted", "smsc_account_accepted_total", "Messages accepted from it.", COUNTER },
	{ "refused", "smsc_account_refused_total", "Messages of it refused.", COUNTER },
	{ "throttled", "smsc_account_throttled_total", "Messages beyond its rate or window.",
	  COUNTER },
	{ "delivered", "smsc_account_delivered_total", "Messages of it delivered.", COUNTER },
	{ "receipts", "smsc_account_receipts_total", "Receipts that it took.", COUNTER },
};
#define ACCOUNT_FIGURES (sizeof(account_figures) / sizeof(account_figures[0]))

/* In the same order. */
static void account_numbers(const struct account *a, uint64_t numbers[ACCOUNT_FIGURES])
{
	const struct smpp_smsc_account *limits = &a->limits;

	numbers[0] = (uint64_t)limits->transmitters + limits->receivers + limits->transceivers;
	numbers[1] = a->parked.count;
	numbers[2] = a->accepted;
	numbers[3] = a->refused;
	numbers[4] = limits->throttled;
	numbers[5] = a->delivered;
	numbers[6] = a->receipts;
}

/* One that has no name is told by its number, since each is to be there once. */
static const char *status_name(uint32_t status, char number[11])
{
	const char *name = smpp_status_name(status);

	if (status == 0)
		return "other";
	snprintf(number, 11, "0x%08lX", (unsigned long)status);
	return name != NULL ? name : number;
}

static const char *command_name(uint32_t command_id)
{
	const char *name = smpp_command_name(command_id);

	return name != NULL ? name : "other";
}

static const char *state_name(unsigned state)
{
	const char *name = smpp_message_state_name((uint8_t)state);

	return name != NULL ? name : "other";
}

/* ---- lines ---- */

void report_text(FILE *to, const struct status *status)
{
	const char *group = NULL;

	for (const struct figure *f = figures; f->group != NULL; f++) {
		if (group == NULL || strcmp(f->group, group) != 0)
			fprintf(to, "%s%s", group != NULL ? "\n" : "", f->group);
		group = f->group;
		fprintf(to, " %s=", f->name);
		figure_write(to, f, status);
	}
	fputc('\n', to);
}

void report_accounts(FILE *to, const struct smsc *smsc)
{
	uint64_t numbers[ACCOUNT_FIGURES];

	for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
		account_numbers(a, numbers);
		fputs("account=", to);
		quote_text(to, smpp_span_of(a->system_id));
		for (size_t i = 0; i < ACCOUNT_FIGURES; i++)
			fprintf(to, " %s=%llu", account_figures[i].name,
				(unsigned long long)numbers[i]);
		fputs(a->gone ? " gone=yes\n" : "\n", to);
	}
}

void report_line(FILE *to, const struct status *status, double seconds, struct flow last)
{
	const struct totals *t = &status->totals;
	struct flow now = { t->accepted + t->from_handsets,
			    t->by_state[SMPP_MESSAGE_STATE_DELIVERED] + t->receipts };

	fprintf(to, "up %.0f s, in %.1f/s, out %.1f/s, sessions %llu, queue %llu, receipts %llu, "
		"refused %llu, congestion %llu\n", status->uptime,
		(double)(now.in - last.in) / seconds, (double)(now.out - last.out) / seconds,
		(unsigned long long)(status->transmitters + status->receivers +
				     status->transceivers),
		(unsigned long long)(status->messages - status->kept),
		(unsigned long long)t->receipts, (unsigned long long)t->refused,
		(unsigned long long)status->congestion);
}

static double per(uint64_t a, uint64_t b)
{
	return b > 0 ? (double)a / (double)b : 0;
}

void report_totals(FILE *to, const struct status *status)
{
	const struct totals *t = &status->totals;
	const struct smpp_session_counters *c = &status->pdus;

	fprintf(to, "sessions %llu, messages accepted %llu, delivered %llu, undeliverable %llu, "
		"receipts %llu, kept %llu\n",
		(unsigned long long)t->sessions, (unsigned long long)t->accepted,
		(unsigned long long)t->by_state[SMPP_MESSAGE_STATE_DELIVERED],
		(unsigned long long)status->undeliverable, (unsigned long long)t->receipts,
		(unsigned long long)status->messages);
	fprintf(to, "PDUs in %llu, out %llu, refused %llu, stray %llu, tolerated %llu; "
		"%.1f PDUs per read, %.1f per write\n",
		(unsigned long long)c->pdus_in, (unsigned long long)c->pdus_out,
		(unsigned long long)c->refused, (unsigned long long)c->stray,
		(unsigned long long)c->tolerated, per(c->pdus_in, status->reads),
		per(c->pdus_out, status->writes));
}

/* ---- JSON ---- */

/* A member before which there may be others. */
static void member(FILE *to, int *first, const char *name, uint64_t number)
{
	fprintf(to, "%s\"%s\":%llu", *first ? "" : ",", name, (unsigned long long)number);
	*first = 0;
}

static void json_tallies(FILE *to, const struct status *status, const struct meter *meter)
{
	char number[11];
	int first = 1;

	fputs(",\"states\":{", to);
	for (unsigned i = 0; i < 16; i++) {
		if (status->totals.by_state[i] > 0)
			member(to, &first, state_name(i), status->totals.by_state[i]);
	}
	first = 1;
	fputs("},\"requests\":{", to);
	for (unsigned i = 0; i < meter->command_count; i++)
		member(to, &first, command_name(meter->commands[i].what), meter->commands[i].count);
	first = 1;
	fputs("},\"refusals\":{", to);
	for (unsigned i = 0; i < meter->status_count; i++)
		member(to, &first, status_name(meter->statuses[i].what, number),
		       meter->statuses[i].count);
	fputc('}', to);
}

static void json_accounts(FILE *to, const struct smsc *smsc)
{
	uint64_t numbers[ACCOUNT_FIGURES];

	fputs(",\"accounts\":[", to);
	for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
		account_numbers(a, numbers);
		fprintf(to, "%s{\"gone\":%s", a != smsc->accounts ? "," : "",
			a->gone ? "true" : "false");
		json_text(to, "account", a->system_id);
		for (size_t i = 0; i < ACCOUNT_FIGURES; i++)
			json_number(to, account_figures[i].name, numbers[i]);
		fputc('}', to);
	}
	fputc(']', to);
}

void report_json(FILE *to, const struct status *status, const struct smsc *smsc,
		 const struct meter *meter)
{
	const char *group = NULL;

	fputc('{', to);
	for (const struct figure *f = figures; f->group != NULL; f++) {
		int begins = group == NULL || strcmp(f->group, group) != 0;

		if (begins)
			fprintf(to, "%s\"%s\":{", group != NULL ? "}," : "", f->group);
		group = f->group;
		fprintf(to, "%s\"%s\":", begins ? "" : ",", f->name);
		figure_write(to, f, status);
	}
	fputc('}', to);
	json_tallies(to, status, meter);
	json_accounts(to, smsc);
	fputs("}\n", to);
}

/* ---- Prometheus ---- */

static void head(FILE *to, const char *metric, const char *help, uint8_t type)
{
	fprintf(to, "# HELP %s %s\n# TYPE %s %s\n", metric, help, metric,
		type == COUNTER ? "counter" : "gauge");
}

/* A value of a label is UTF-8 in which these are escaped: \ " and the end of a line. Octets that are
 * not, and controls, are told by their number. */
static void put_label(FILE *to, struct smpp_span text)
{
	struct smpp_span rest = text;
	uint32_t character;

	for (; text.len > 0; text = rest) {
		if (smpp_utf8_next(&rest, &character) != SMPP_OK || character < 0x20) {
			fprintf(to, "\\\\x%02X", text.ptr[0]);
			rest.ptr = text.ptr + 1;
			rest.len = text.len - 1;
			continue;
		}
		if (character == '\\' || character == '"')
			fputc('\\', to);
		fwrite(text.ptr, 1, text.len - rest.len, to);
	}
}

static void labelled(FILE *to, const char *metric, const char *label, const char *value,
		     uint64_t number)
{
	fprintf(to, "%s{%s=\"", metric, label);
	put_label(to, smpp_span_of(value));
	fprintf(to, "\"} %llu\n", (unsigned long long)number);
}

static void metric_accounts(FILE *to, const struct smsc *smsc)
{
	uint64_t numbers[ACCOUNT_FIGURES];

	for (size_t i = 0; i < ACCOUNT_FIGURES; i++) {
		head(to, account_figures[i].metric, account_figures[i].help, account_figures[i].type);
		for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
			account_numbers(a, numbers);
			labelled(to, account_figures[i].metric, "account", a->system_id, numbers[i]);
		}
	}
}

static void metric_tallies(FILE *to, const struct status *status, const struct meter *meter)
{
	char number[11];

	head(to, "smsc_messages_final_total", "Messages by the state that they ended in.", COUNTER);
	for (uint8_t i = 0; i < 16; i++) {
		if (smpp_message_state_name(i) != NULL)
			labelled(to, "smsc_messages_final_total", "state", state_name(i),
				 status->totals.by_state[i]);
	}
	head(to, "smsc_requests_total", "Requests of ESMEs by command.", COUNTER);
	for (unsigned i = 0; i < meter->command_count; i++)
		labelled(to, "smsc_requests_total", "command", command_name(meter->commands[i].what),
			 meter->commands[i].count);
	head(to, "smsc_refusals_total", "Requests refused by status.", COUNTER);
	for (unsigned i = 0; i < meter->status_count; i++)
		labelled(to, "smsc_refusals_total", "status",
			 status_name(meter->statuses[i].what, number), meter->statuses[i].count);
}

void report_metrics(FILE *to, const struct status *status, const struct smsc *smsc,
		    const struct meter *meter)
{
	const char *metric = "";

	for (const struct figure *f = figures; f->group != NULL; f++) {
		if (strcmp(f->metric, metric) != 0)
			head(to, f->metric, f->help, f->type);
		metric = f->metric;
		fprintf(to, "%s%s%s%s ", f->metric, f->label != NULL ? "{" : "",
			f->label != NULL ? f->label : "", f->label != NULL ? "}" : "");
		figure_write(to, f, status);
		fputc('\n', to);
	}
	metric_tallies(to, status, meter);
	metric_accounts(to, smsc);
}
