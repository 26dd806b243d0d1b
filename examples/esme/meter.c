/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is counted of many messages: latencies, outcomes, receipts; the bar, the summary.
 * Must not know: sessions, clocks.
 */
#include "meter.h"

#include "json.h"

/* ---- latencies ---- */

static size_t cell_of(uint64_t value)
{
	unsigned power = 0;

	if (value < HISTOGRAM_EXACT)
		return (size_t)value;
	while (value >= 2 * HISTOGRAM_PARTS) {
		value >>= 1;
		power++;
	}
	if (power > HISTOGRAM_POWERS)
		return HISTOGRAM_CELLS - 1;
	return HISTOGRAM_EXACT + (power - 1) * (size_t)HISTOGRAM_PARTS +
	       (size_t)(value - HISTOGRAM_PARTS);
}

/* The middle of what a cell counts. */
static uint64_t value_of(size_t cell)
{
	unsigned power;

	if (cell < HISTOGRAM_EXACT)
		return cell;
	cell -= HISTOGRAM_EXACT;
	power = (unsigned)(cell / HISTOGRAM_PARTS) + 1;
	return ((uint64_t)(HISTOGRAM_PARTS + cell % HISTOGRAM_PARTS) << power) +
	       ((uint64_t)1 << (power - 1));
}

void histogram_add(struct histogram *h, uint64_t value)
{
	h->cells[cell_of(value)]++;
	if (h->total == 0 || value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	h->total++;
}

void histogram_join(struct histogram *h, const struct histogram *other)
{
	for (size_t i = 0; i < HISTOGRAM_CELLS; i++)
		h->cells[i] += other->cells[i];
	if (other->total > 0 && (h->total == 0 || other->min < h->min))
		h->min = other->min;
	if (other->max > h->max)
		h->max = other->max;
	h->total += other->total;
}

uint64_t histogram_quantile(const struct histogram *h, unsigned per_mille)
{
	uint64_t rank = h->total / 1000 * per_mille + (h->total % 1000 * per_mille + 999) / 1000;
	uint64_t seen = 0, value;

	if (h->total == 0)
		return 0;
	rank = rank > 0 ? rank : 1;
	for (size_t i = 0; i < HISTOGRAM_CELLS; i++) {
		seen += h->cells[i];
		if (seen < rank)
			continue;
		value = value_of(i);
		value = value > h->max ? h->max : value;
		return value < h->min ? h->min : value;
	}
	return h->max;
}

/* ---- outcomes ---- */

static void count_refusal(struct meter *m, uint32_t command_status)
{
	unsigned i = 0;

	while (i < m->statuses && i < METER_STATUSES - 1 &&
	       m->refused[i].command_status != command_status)
		i++;
	if (i == m->statuses) {
		m->statuses++;
		m->refused[i].command_status = command_status;
	}
	m->refused[i].count++;
}

void meter_outcome(struct meter *m, enum smpp_esme_outcome outcome, uint32_t command_status,
		   uint64_t now)
{
	m->outcomes[outcome]++;
	if (outcome == SMPP_ESME_REFUSED)
		count_refusal(m, command_status);
	m->ended = now;
}

/* Those that went out, whatever came of it. */
static uint64_t sent(const struct meter *m)
{
	return m->outcomes[SMPP_ESME_ACCEPTED] + m->outcomes[SMPP_ESME_REFUSED] +
	       m->outcomes[SMPP_ESME_TIMED_OUT] + m->outcomes[SMPP_ESME_UNKNOWN];
}

static double seconds(const struct meter *m)
{
	return m->ended > m->began ? (double)(m->ended - m->began) / 1e6 : 0;
}

static double rate(const struct meter *m)
{
	return seconds(m) > 0 ? (double)sent(m) / seconds(m) : 0;
}

/* ---- the bar ---- */

#define BAR_CELLS 10

/* At most six characters: "999999", "1.00M", "123M", "999T". */
static const char *brief(uint64_t number, char text[8])
{
	static const char units[] = "kMGTPE";
	unsigned unit = 0;
	double value = (double)number / 1000;

	if (number <= 999999) {
		snprintf(text, 8, "%u", (unsigned)number);
		return text;
	}
	while (value >= 999.5) {
		value /= 1000;
		unit++;
	}
	snprintf(text, 8, "%.*f%c", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, units[unit]);
	return text;
}

/* "2s", "3m20s", "4h05m", "5d12h", ">1y" */
static void duration_text(uint64_t s, char text[8])
{
	if (s < 60)
		snprintf(text, 8, "%us", (unsigned)s);
	else if (s < 3600)
		snprintf(text, 8, "%um%02us", (unsigned)(s / 60), (unsigned)(s % 60));
	else if (s < 86400)
		snprintf(text, 8, "%uh%02um", (unsigned)(s / 3600), (unsigned)(s / 60 % 60));
	else if (s < 100 * UINT64_C(86400))
		snprintf(text, 8, "%ud%02uh", (unsigned)(s / 86400), (unsigned)(s / 3600 % 24));
	else
		snprintf(text, 8, s < 1000 * UINT64_C(86400) ? "%ud" : ">999d",
			 (unsigned)(s / 86400));
}

static size_t append(char text[BAR_SIZE], size_t len, const char *format, const char *a,
		     const char *b)
{
	int got = snprintf(text + len, BAR_SIZE - len, format, a, b);

	len += got > 0 ? (size_t)got : 0;
	return len < BAR_COLUMNS ? len : BAR_COLUMNS;
}

static size_t append_counts(const struct bar *bar, char text[BAR_SIZE], size_t len)
{
	char a[8], b[8];

	brief(bar->done, a);
	if (bar->total == 0)
		len = append(text, len, "%s%s", a, "");
	else
		len = append(text, len, bar->estimated ? "%s/~%s" : "%s/%s", a,
			     brief(bar->total, b));
	len = append(text, len, "  %s/s%s", brief(bar->rate, a), "");
	if (bar->over)
		return append(text, len, "  err %s%s", brief(bar->errors, a), "");
	if (bar->awaited > 0)
		len = append(text, len, "  receipts to come %s%s", brief(bar->awaited, a), "");
	else if (bar->bound)
		len = append(text, len, "  window %s/%s", brief(bar->used, a),
			     brief(bar->window, b));
	else
		len = append(text, len, "  not bound%s%s", "", "");
	return append(text, len, "  err %s%s", brief(bar->errors, a), "");
}

/* What stands behind the bar itself. */
static size_t tail_text(const struct bar *bar, uint64_t total, char text[BAR_SIZE])
{
	size_t len = append_counts(bar, text, 0);
	char eta[8];

	if (bar->total == 0 || bar->rate == 0 || bar->over || bar->awaited > 0)
		return len;
	duration_text((total - bar->done + bar->rate - 1) / bar->rate, eta);
	return append(text, len, "  eta %s%s", eta, "");
}

void bar_text(const struct bar *bar, char text[BAR_SIZE])
{
	uint64_t total = bar->total > bar->done ? bar->total : bar->done;
	double part = total > 0 ? (double)bar->done / (double)total : 0;
	char tail[BAR_SIZE];
	size_t behind = tail_text(bar, total, tail), at = 0, cells;

	cells = BAR_COLUMNS - behind > BAR_CELLS + 3 ? BAR_CELLS : BAR_COLUMNS - behind - 3;
	if (bar->total > 0) {
		text[at++] = '[';
		for (size_t i = 0; i < cells; i++)
			text[at++] = (double)(i + 1) <= part * (double)cells ? '#' : ' ';
		text[at++] = ']';
		text[at++] = ' ';
	}
	memcpy(text + at, tail, behind + 1);
}

uint64_t pace_of(struct pace *pace, uint64_t count, uint64_t now)
{
	double passed = (double)(now - pace->at) / 1e6, part, current;

	if (pace->at == 0 || passed <= 0) {
		if (pace->at == 0) {
			pace->at = now;
			pace->count = count;
		}
		return (uint64_t)(pace->rate + 0.5);
	}
	current = (double)(count - pace->count) / passed;
	part = passed < 2 ? passed / 2 : 1; /* the older a second, the less it counts */
	pace->rate = pace->rate == 0 ? current : pace->rate + (current - pace->rate) * part;
	pace->at = now;
	pace->count = count;
	return (uint64_t)(pace->rate + 0.5);
}

/* ---- the summary ---- */

static void put_number(FILE *to, const char *before, uint64_t number)
{
	fprintf(to, "%s%llu", before, (unsigned long long)number);
}

/* The name of a status, or its number; of the last cell, which is all others, "others". */
static const char *status_text(const struct meter *m, unsigned i, char number[16])
{
	const char *name = smpp_status_name(m->refused[i].command_status);

	if (i == METER_STATUSES - 1)
		return "others";
	snprintf(number, 16, "0x%08X", (unsigned)m->refused[i].command_status);
	return name != NULL ? name : number;
}

static void refusals_text(const struct meter *m, FILE *to)
{
	char number[16];

	for (unsigned i = 0; i < m->statuses; i++) {
		put_number(to, i == 0 ? "refused: " : ", ", m->refused[i].count);
		fprintf(to, " %s", status_text(m, i, number));
	}
	if (m->statuses > 0)
		fputc('\n', to);
}

static void receipts_text(const struct meter *m, FILE *to)
{
	const char *before = "receipts: ";

	for (unsigned i = 0; i < METER_STATES; i++) {
		if (m->receipts[i] == 0)
			continue;
		put_number(to, before, m->receipts[i]);
		fprintf(to, " %s", smpp_message_state_name((uint8_t)i));
		before = ", ";
	}
	if (m->missing > 0) {
		put_number(to, before, m->missing);
		fputs(" did not come", to);
		before = ", ";
	}
	if (before[0] == ',')
		fputc('\n', to);
}

static double milliseconds(uint64_t us)
{
	return (double)us / 1000;
}

static void latency_text(const struct meter *m, FILE *to)
{
	const struct histogram *h = &m->latency;

	fprintf(to, "p50 %.2f p95 %.2f p99 %.2f max %.2f", milliseconds(histogram_quantile(h, 500)),
		milliseconds(histogram_quantile(h, 950)), milliseconds(histogram_quantile(h, 990)),
		milliseconds(h->max));
}

void meter_text(const struct meter *m, FILE *to)
{
	put_number(to, "sent ", sent(m));
	put_number(to, ", accepted ", m->outcomes[SMPP_ESME_ACCEPTED]);
	put_number(to, ", refused ", m->outcomes[SMPP_ESME_REFUSED]);
	put_number(to, ", timed out ", m->outcomes[SMPP_ESME_TIMED_OUT]);
	put_number(to, ", unknown ", m->outcomes[SMPP_ESME_UNKNOWN]);
	put_number(to, ", not sent ", m->outcomes[SMPP_ESME_NOT_SENT]);
	fputc('\n', to);
	refusals_text(m, to);
	if (m->throttled > 0 || m->resent > 0) {
		put_number(to, "throttled ", m->throttled);
		put_number(to, ", resent ", m->resent);
		fputc('\n', to);
	}
	if (m->bad > 0 || m->done_before > 0) {
		put_number(to, "bad lines ", m->bad);
		put_number(to, ", done before ", m->done_before);
		fputc('\n', to);
	}
	receipts_text(m, to);
	fprintf(to, "rate %.1f/s, %.2f s, segments accepted %llu\n", rate(m), seconds(m),
		(unsigned long long)m->segments);
	if (m->latency.total == 0)
		return;
	fprintf(to, "latency ms: min %.2f ", milliseconds(m->latency.min));
	latency_text(m, to);
	fputc('\n', to);
}

void meter_line(const struct meter *m, FILE *to)
{
	put_number(to, "sent ", sent(m));
	put_number(to, ", failed ", sent(m) - m->outcomes[SMPP_ESME_ACCEPTED]);
	fprintf(to, ", %.2f s, %.0f/s, ", seconds(m), rate(m));
	latency_text(m, to);
	fputs(" ms\n", to);
}

static void json_counts(const struct meter *m, FILE *to)
{
	char number[16];
	int others = 0;

	fputs(",\"refused_by_status\":{", to);
	for (unsigned i = 0; i < m->statuses; i++)
		fprintf(to, "%s\"%s\":%llu", i > 0 ? "," : "", status_text(m, i, number),
			(unsigned long long)m->refused[i].count);
	fputs("},\"receipts\":{", to);
	for (unsigned i = 0; i < METER_STATES; i++) {
		if (m->receipts[i] == 0)
			continue;
		fprintf(to, "%s\"%s\":%llu", others++ > 0 ? "," : "",
			smpp_message_state_name((uint8_t)i), (unsigned long long)m->receipts[i]);
	}
	fputs("}", to);
}

void meter_json(const struct meter *m, const char *ev, FILE *to)
{
	static const struct { const char *name; unsigned per_mille; } quantiles[] = {
		{ "p50", 500 }, { "p95", 950 }, { "p99", 990 }
	};

	json_begin(to, ev);
	json_number(to, "sent", sent(m));
	json_number(to, "accepted", m->outcomes[SMPP_ESME_ACCEPTED]);
	json_number(to, "refused", m->outcomes[SMPP_ESME_REFUSED]);
	json_number(to, "timed_out", m->outcomes[SMPP_ESME_TIMED_OUT]);
	json_number(to, "unknown", m->outcomes[SMPP_ESME_UNKNOWN]);
	json_number(to, "not_sent", m->outcomes[SMPP_ESME_NOT_SENT]);
	json_counts(m, to);
	json_number(to, "receipts_missing", m->missing);
	json_number(to, "throttled", m->throttled);
	json_number(to, "resent", m->resent);
	json_number(to, "bad_lines", m->bad);
	json_number(to, "done_before", m->done_before);
	json_number(to, "segments", m->segments);
	fprintf(to, ",\"rate\":%.1f,\"seconds\":%.3f", rate(m), seconds(m));
	fprintf(to, ",\"latency_us\":{\"min\":%llu", (unsigned long long)m->latency.min);
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++) {
		uint64_t value = histogram_quantile(&m->latency, quantiles[i].per_mille);

		fprintf(to, ",\"%s\":%llu", quantiles[i].name, (unsigned long long)value);
	}
	fprintf(to, ",\"max\":%llu}", (unsigned long long)m->latency.max);
	json_end(to);
}
