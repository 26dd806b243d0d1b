/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is counted beside the centre's own totals: requests by command, refusals by status,
 *       rates of the last minutes.
 * Must not know: sockets, clocks, who asks.
 */
#include "meter.h"

void meter_begin(struct meter *meter, uint64_t now)
{
	memset(meter, 0, sizeof(*meter));
	meter->began = now;
}

/* When there is no place for another one, the last place counts it. */
static void count(struct tally *tallies, unsigned *used, unsigned max, uint32_t what)
{
	unsigned i = 0;

	while (i < *used && tallies[i].what != what)
		i++;
	if (i == max)
		i = max - 1;
	else if (i == *used)
		tallies[(*used)++].what = what;
	if (i == max - 1)
		tallies[i].what = 0;
	tallies[i].count++;
}

void meter_news(struct meter *meter, const struct news *news)
{
	const struct smpp_event *e = news->event != NULL ? news->event->session : NULL;

	if (strcmp(news->what, "request") == 0)
		count(meter->commands, &meter->command_count, METER_COMMANDS,
		      smpp_command_name(e->pdu.header.command_id) != NULL
			      ? e->pdu.header.command_id : 0);
	else if (news->status != 0)
		count(meter->statuses, &meter->status_count, METER_STATUSES, news->status);
	else if (e != NULL && e->type == SMPP_EVENT_REFUSED)
		count(meter->statuses, &meter->status_count, METER_STATUSES, e->command_status);
}

struct flow meter_flow(const struct smsc *smsc)
{
	const struct totals *t = &smsc->totals;
	struct flow flow = { t->accepted + t->from_handsets,
			     t->by_state[SMPP_MESSAGE_STATE_DELIVERED] + t->receipts };

	return flow;
}

void meter_turn(struct meter *meter, const struct smsc *smsc, uint64_t now)
{
	const struct flow before = meter->ring[meter->second % METER_SECONDS];
	uint64_t second = (now - meter->began) / 1000;

	if (second - meter->second > METER_SECONDS)
		meter->second = second - METER_SECONDS; /* so many were quiet */
	while (meter->second < second)
		meter->ring[++meter->second % METER_SECONDS] = before;
	meter->ring[second % METER_SECONDS] = meter_flow(smsc);
}

struct rate meter_rate(const struct meter *meter, unsigned seconds)
{
	struct flow now = meter->ring[meter->second % METER_SECONDS];
	struct flow then = { 0, 0 };
	double over = meter->second > 0 ? (double)meter->second : 1;
	struct rate rate;

	if (meter->second > seconds) {
		then = meter->ring[(meter->second - seconds) % METER_SECONDS];
		over = seconds;
	}
	rate.in = (double)(now.in - then.in) / over;
	rate.out = (double)(now.out - then.out) / over;
	return rate;
}
