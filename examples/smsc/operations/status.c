/* SPDX-License-Identifier: MIT */
/*
 * Owns: the figures of the centre at one moment, and their names.
 * Must not know: who wants them, how they are written.
 */
#include "status.h"

#include "net.h"

static void count_sessions(struct status *status, const struct smsc *smsc)
{
	const struct smpp_smsc_peer *p = NULL;

	status->connections = smpp_smsc_peers(smsc->sessions);
	while ((p = smpp_smsc_peer_after(smsc->sessions, p)) != NULL)
		status->for_esme += ((const struct peer *)p->user)->backlog.count;
	for (const struct account *a = smsc->accounts; a != NULL; a = a->next) {
		status->transmitters += a->limits.transmitters;
		status->receivers += a->limits.receivers;
		status->transceivers += a->limits.transceivers;
		status->throttled += a->limits.throttled;
		status->for_esme += a->parked.count;
	}
}

void status_take(struct status *status, const struct io *io, const struct meter *meter,
		 const struct congestion *congestion)
{
	static const unsigned spans[3] = { 60, 300, 900 };
	const struct smsc *smsc = io->smsc;

	memset(status, 0, sizeof(*status));
	status->uptime = (double)(net_now() - meter->began) / 1000;
	count_sessions(status, smsc);
	status->messages = smsc->queue.count;
	status->room = smsc->queue.max;
	status->kept = smsc->queue.kept.count;
	status->ready = smsc->ready.count;
	status->totals = smsc->totals;
	for (unsigned i = 0; i < 16; i++) {
		if (i != SMPP_MESSAGE_STATE_DELIVERED)
			status->undeliverable += smsc->totals.by_state[i];
	}
	status->pdus = smsc_counters(smsc);
	status->reads = io->reads;
	status->writes = io->writes;
	for (unsigned i = 0; i < 3; i++)
		status->rates[i] = meter_rate(meter, spans[i]);
	status->behind = congestion->behind;
	status->congestion = congestion->state;
}

#define OF(member) offsetof(struct status, member), 0
#define OF_REAL(member) offsetof(struct status, member), 1

const struct figure figures[] = {
	{ "uptime", "seconds", "smsc_uptime_seconds", NULL, GAUGE, "Since the start.", OF_REAL(uptime) },
	{ "sessions", "connections", "smsc_connections", NULL, GAUGE,
	  "Connections of ESMEs, bound or not.", OF(connections) },
	{ "sessions", "transmitters", "smsc_sessions", "bind=\"transmitter\"", GAUGE,
	  "Bound sessions.", OF(transmitters) },
	{ "sessions", "receivers", "smsc_sessions", "bind=\"receiver\"", GAUGE, NULL, OF(receivers) },
	{ "sessions", "transceivers", "smsc_sessions", "bind=\"transceiver\"", GAUGE, NULL,
	  OF(transceivers) },
	{ "sessions", "total", "smsc_connections_total", NULL, COUNTER, "Connections so far.",
	  OF(totals.sessions) },
	{ "sessions", "binds_refused", "smsc_binds_refused_total", NULL, COUNTER, "Binds refused.",
	  OF(totals.binds_refused) },
	{ "queue", "messages", "smsc_queue_messages", NULL, GAUGE, "Messages there are.",
	  OF(messages) },
	{ "queue", "room", "smsc_queue_room", NULL, GAUGE, "Messages there may be.", OF(room) },
	{ "queue", "kept", "smsc_queue_kept", NULL, GAUGE, "Final ones, there for queries only.",
	  OF(kept) },
	{ "queue", "ready", "smsc_queue_ready", NULL, GAUGE, "To be tried at once.", OF(ready) },
	{ "queue", "for_esme", "smsc_queue_for_esme", NULL, GAUGE,
	  "Waiting for a receiver, or for room in its window.", OF(for_esme) },
	{ "messages", "accepted", "smsc_messages_accepted_total", NULL, COUNTER,
	  "Messages accepted from ESMEs.", OF(totals.accepted) },
	{ "messages", "refused", "smsc_messages_refused_total", NULL, COUNTER,
	  "Messages of ESMEs refused.", OF(totals.refused) },
	{ "messages", "throttled", "smsc_messages_throttled_total", NULL, COUNTER,
	  "Messages beyond the rate or the window of an account.", OF(throttled) },
	{ "messages", "delivered", "smsc_messages_delivered_total", NULL, COUNTER,
	  "Messages delivered.", OF(totals.by_state[SMPP_MESSAGE_STATE_DELIVERED]) },
	{ "messages", "undeliverable", "smsc_messages_undeliverable_total", NULL, COUNTER,
	  "Messages that came to another end.", OF(undeliverable) },
	{ "messages", "tries", "smsc_delivery_tries_total", NULL, COUNTER, "Deliveries tried.",
	  OF(totals.tries) },
	{ "messages", "retries", "smsc_delivery_retries_total", NULL, COUNTER,
	  "Tries that failed, to be repeated.", OF(totals.retries) },
	{ "messages", "receipts", "smsc_receipts_total", NULL, COUNTER, "Receipts that ESMEs took.",
	  OF(totals.receipts) },
	{ "messages", "notifications", "smsc_notifications_total", NULL, COUNTER,
	  "Intermediate notifications.", OF(totals.notifications) },
	{ "messages", "from_handsets", "smsc_messages_from_handsets_total", NULL, COUNTER,
	  "Messages of handsets.", OF(totals.from_handsets) },
	{ "messages", "alerts", "smsc_alerts_total", NULL, COUNTER, "alert_notifications.",
	  OF(totals.alerts) },
	{ "rates", "in_1m", "smsc_rate_in", "minutes=\"1\"", GAUGE,
	  "Messages accepted, a second.", OF_REAL(rates[0].in) },
	{ "rates", "in_5m", "smsc_rate_in", "minutes=\"5\"", GAUGE, NULL, OF_REAL(rates[1].in) },
	{ "rates", "in_15m", "smsc_rate_in", "minutes=\"15\"", GAUGE, NULL, OF_REAL(rates[2].in) },
	{ "rates", "out_1m", "smsc_rate_out", "minutes=\"1\"", GAUGE,
	  "Messages delivered and receipts, a second.", OF_REAL(rates[0].out) },
	{ "rates", "out_5m", "smsc_rate_out", "minutes=\"5\"", GAUGE, NULL, OF_REAL(rates[1].out) },
	{ "rates", "out_15m", "smsc_rate_out", "minutes=\"15\"", GAUGE, NULL,
	  OF_REAL(rates[2].out) },
	{ "pdus", "in", "smsc_pdus_total", "direction=\"in\"", COUNTER, "PDUs.", OF(pdus.pdus_in) },
	{ "pdus", "out", "smsc_pdus_total", "direction=\"out\"", COUNTER, NULL, OF(pdus.pdus_out) },
	{ "pdus", "octets_in", "smsc_octets_total", "direction=\"in\"", COUNTER, "Octets.",
	  OF(pdus.octets_in) },
	{ "pdus", "octets_out", "smsc_octets_total", "direction=\"out\"", COUNTER, NULL,
	  OF(pdus.octets_out) },
	{ "pdus", "refused", "smsc_pdus_refused_total", NULL, COUNTER,
	  "PDUs that were malformed or out of place.", OF(pdus.refused) },
	{ "pdus", "stray", "smsc_pdus_stray_total", NULL, COUNTER, "Responses to nothing.",
	  OF(pdus.stray) },
	{ "pdus", "tolerated", "smsc_pdus_tolerated_total", NULL, COUNTER,
	  "PDUs that needed a tolerance.", OF(pdus.tolerated) },
	{ "pdus", "timeouts", "smsc_timeouts_total", NULL, COUNTER,
	  "Requests that ESMEs did not answer in time.", OF(pdus.timeouts) },
	{ "responses", "in_ok", "smsc_responses_total", "direction=\"in\",class=\"ok\"", COUNTER,
	  "Responses by the class of their status.", OF(pdus.responses_in[SMPP_STATUS_OK]) },
	{ "responses", "in_temporary", "smsc_responses_total", "direction=\"in\",class=\"temporary\"",
	  COUNTER, NULL, OF(pdus.responses_in[SMPP_STATUS_TEMPORARY]) },
	{ "responses", "in_failed", "smsc_responses_total", "direction=\"in\",class=\"failed\"",
	  COUNTER, NULL, OF(pdus.responses_in[SMPP_STATUS_FAILED]) },
	{ "responses", "out_ok", "smsc_responses_total", "direction=\"out\",class=\"ok\"", COUNTER,
	  NULL, OF(pdus.responses_out[SMPP_STATUS_OK]) },
	{ "responses", "out_temporary", "smsc_responses_total",
	  "direction=\"out\",class=\"temporary\"", COUNTER, NULL,
	  OF(pdus.responses_out[SMPP_STATUS_TEMPORARY]) },
	{ "responses", "out_failed", "smsc_responses_total",
	  "direction=\"out\",class=\"failed\"", COUNTER, NULL,
	  OF(pdus.responses_out[SMPP_STATUS_FAILED]) },
	{ "store", "batches", "smsc_store_batches_total", NULL, COUNTER, "Batches that the store told of.",
	  OF(totals.batches) },
	{ "store", "failed", "smsc_store_batches_failed_total", NULL, COUNTER, "Batches that failed.",
	  OF(totals.batches_failed) },
	{ "store", "behind_ms", "smsc_store_behind_milliseconds", NULL, GAUGE,
	  "How long the oldest change waits for the store.", OF(behind) },
	{ "load", "congestion_state", "smsc_congestion_state", NULL, GAUGE,
	  "What answers to 5.0 peers say, 0 to 100.", OF(congestion) },
	{ NULL, NULL, NULL, NULL, 0, NULL, 0, 0 }
};

void figure_write(FILE *to, const struct figure *figure, const struct status *status)
{
	const char *at = (const char *)status + figure->offset;
	uint64_t number;
	double real;

	if (figure->real) {
		memcpy(&real, at, sizeof(real));
		fprintf(to, "%.3f", real);
	} else {
		memcpy(&number, at, sizeof(number));
		fprintf(to, "%llu", (unsigned long long)number);
	}
}
