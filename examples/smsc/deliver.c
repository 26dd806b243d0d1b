/* SPDX-License-Identifier: MIT */
/*
 * Owns: tries, retries and receipts: a message from when it is safe to when it is only kept.
 * Must not know: who may submit, how changes become safe.
 *
 * A message is in one place at a time: ready; a backlog, for room in a session's window; parked, for
 * a receiver of an account; out, as token of a request; at a handset; or only among the timers.
 */
#include "smsc.h"

#include <stdio.h>

#define RESPONSE_BIT UINT32_C(0x80000000)
#define REFUSED_BY_ESME 254 /* error: it said so for good */
#define NOT_FOR_ESME 255    /* error: its version or its limits cannot take it */

int64_t deliver_wait(const struct smsc *smsc, uint32_t tries)
{
	int64_t wait = smsc->settings.retry;

	while (tries-- > 1 && wait < smsc->settings.retry_max)
		wait *= 2;
	return wait < smsc->settings.retry_max ? wait : smsc->settings.retry_max;
}

/* When waiting for whatever it is ends. */
static int64_t end_of(const struct smsc *smsc, const struct message *m)
{
	return m->record.job == JOB_RECEIPT ? m->record.final + smsc->settings.receipt_expiry
					    : m->record.expires;
}

static void try_at(struct smsc *smsc, struct message *m, int64_t due)
{
	m->record.due = due;
	list_take_out(m);
	queue_set(&smsc->queue, m, due < end_of(smsc, m) ? due : end_of(smsc, m));
}

static void wait_in(struct smsc *smsc, struct list *list, struct message *m)
{
	list_append(list, m);
	queue_set(&smsc->queue, m, end_of(smsc, m));
}

static int wants_receipt(const struct message *m)
{
	int delivered = m->record.state == SMPP_MESSAGE_STATE_DELIVERED ||
			m->record.state == SMPP_MESSAGE_STATE_ACCEPTED;

	if (m->owner == NULL || m->pdu.header.command_id == SMPP_DELIVER_SM)
		return 0;
	switch (message_registered_delivery(m) & SMPP_RECEIPT) {
	case SMPP_RECEIPT_FINAL: return 1;
	case SMPP_RECEIPT_FAILURE: return !delivered;
	case SMPP_RECEIPT_SUCCESS: return delivered;
	default: return 0;
	}
}

/* delivery_failure_reason (3.4, 5.3.2.33) */
static uint8_t failure_reason(const struct message *m)
{
	switch (m->record.error) {
	case HANDSET_ABSENT: return 0; /* destination unavailable */
	case HANDSET_UNKNOWN: return 1; /* destination address invalid */
	case HANDSET_FULL:
	case HANDSET_NO_ANSWER: return 3; /* temporary network error */
	default: return 2; /* permanent network error */
	}
}

/* It was submitted in transaction mode: the outcome is the answer (3.4, 2.10.3); that to a data_sm
 * tells why, and whether an alert will follow. */
static void answer_transaction(struct smsc *smsc, struct message *m)
{
	struct smpp_pdu answer = { .header.command_id = m->pdu.header.command_id };
	const uint8_t reason = failure_reason(m), pending = m->attempt.absent_for > 0;
	const uint8_t error[] = { 3, 0, m->record.error }; /* GSM */
	const struct smpp_tlv tlv[] = { { SMPP_TLV_DELIVERY_FAILURE_REASON, { &reason, 1 } },
					{ SMPP_TLV_NETWORK_ERROR_CODE, { error, 3 } },
					{ SMPP_TLV_DPF_RESULT, { &pending, 1 } } };

	answer.header.command_id |= RESPONSE_BIT;
	answer.body.submit_sm_resp.message_id = smpp_span_of(m->record.id);
	if (m->record.state != SMPP_MESSAGE_STATE_DELIVERED) {
		answer.header.command_status = SMPP_ESME_RDELIVERYFAILURE;
		answer.body_absent = m->pdu.header.command_id != SMPP_DATA_SM;
		answer.tlv = tlv;
		answer.tlv_count = answer.body_absent ? 0 : m->alerts ? 3 : 2;
	} else if (m->alerts && m->pdu.header.command_id == SMPP_DATA_SM) {
		answer.tlv = &tlv[2];
		answer.tlv_count = 1;
	}
	smsc_answer(smsc, m->handle, &answer);
}

void deliver_conclude(struct smsc *smsc, struct message *m, uint8_t state, uint8_t error)
{
	m->record.state = state;
	m->record.error = error;
	m->record.final = smsc->utc;
	list_take_out(m);
	queue_unset(&smsc->queue, m);
	queue_unmatch(m);
	m->at_handset = 0;
	smsc->totals.by_state[state & 15]++;
	if (m->owner != NULL && state == SMPP_MESSAGE_STATE_DELIVERED)
		m->owner->delivered++;
	smsc_log(smsc, "final", NULL, m, NULL);
	if (m->transaction)
		answer_transaction(smsc, m);
	m->record.job = JOB_KEEP;
	if (wants_receipt(m) && !m->passing) {
		m->record.job = JOB_RECEIPT;
		m->record.tries = 0; /* of the receipt */
		m->record.due = smsc->utc + smsc->settings.receipt_delay;
		if (smsc->settings.receipt_delay_max > smsc->settings.receipt_delay)
			m->record.due += smsc_random(smsc) %
				(smsc->settings.receipt_delay_max -
				 smsc->settings.receipt_delay + 1);
	}
	if (m->passing || m->pdu.header.command_id == SMPP_DELIVER_SM)
		smsc_forget(smsc, m);
	else
		smsc_save(smsc, m);
}

static void keep(struct smsc *smsc, struct message *m)
{
	struct list *kept = &smsc->queue.kept;

	list_append(kept, m);
	queue_set(&smsc->queue, m, m->record.final + smsc->settings.keep);
	while (kept->count > smsc->settings.max_kept)
		smsc_forget(smsc, kept->head);
}

void deliver_saved(struct smsc *smsc, struct message *m)
{
	if (m->owner == NULL)
		m->owner = account_find(smsc, smpp_span_of(m->record.account));
	if (m->record.job == JOB_KEEP)
		keep(smsc, m);
	else if (m->out || m->at_handset || m->in != NULL)
		return; /* it is on its way */
	else if (m->record.due > smsc->utc)
		try_at(smsc, m, m->record.due);
	else
		list_append(&smsc->ready, m);
}

void deliver_again(struct smsc *smsc, struct list *list)
{
	while (list->head != NULL) {
		queue_unset(&smsc->queue, list->head);
		list_append(&smsc->ready, list->head);
	}
}

/* The message's own text, without the header of a segment; empty where it cannot be told. */
static void put_text(struct smpp_receipt_draft *draft, const struct message *m)
{
	uint8_t data_coding = m->pdu.header.command_id == SMPP_DATA_SM
				      ? m->pdu.body.data_sm.data_coding
				      : m->pdu.body.submit_sm.data_coding;
	struct smpp_coding coding = smpp_coding_of(data_coding, NULL);
	struct smpp_udh udh;

	(void)smpp_pdu_text(&m->pdu, &draft->text);
	draft->alphabet = coding.unknown || coding.compressed ? SMPP_ALPHABET_BINARY
							      : coding.alphabet;
	if ((message_esm_class(m) & SMPP_ESM_CLASS_UDHI) == 0)
		return;
	(void)smpp_udh_get(draft->text, &udh, NULL);
	draft->text = udh.text;
}

static void put_addresses(struct smpp_sm *sm, const struct message *m)
{
	struct address from = message_from(m), to = message_to(m);

	sm->source_addr_ton = from.ton;
	sm->source_addr_npi = from.npi;
	sm->source_addr = from.addr;
	sm->dest_addr_ton = to.ton;
	sm->dest_addr_npi = to.npi;
	sm->destination_addr = to.addr;
	sm->service_type = message_service(m);
}

static void put_outcome(struct smpp_receipt_draft *draft, const struct message *m, char *err)
{
	snprintf(err, 4, "%03u", (unsigned)m->record.error);
	draft->id = smpp_span_of(m->record.id);
	draft->message_state = m->record.state;
	draft->sub = 1;
	draft->dlvrd = m->record.state == SMPP_MESSAGE_STATE_DELIVERED;
	draft->err = smpp_span_of(err);
	draft->has_network_error = m->record.error != 0;
	draft->network_type = 3; /* GSM */
	draft->network_error = m->record.error;
	draft->has_user_message_reference =
		smpp_tlv_u16(m->pdu.tlvs, SMPP_TLV_USER_MESSAGE_REFERENCE,
			     &draft->user_message_reference) == SMPP_OK;
	(void)smpp_time_from_utc(m->record.submitted / 1000, 0, 0, &draft->submit_date);
	(void)smpp_time_from_utc((m->record.final != 0 ? m->record.final : m->record.due) / 1000,
				 0, 0, &draft->done_date);
}

/* Who takes the receipt: the connection that the message came by, or another of the account; for
 * one message always the same one. */
static struct peer *submitter(const struct smsc *smsc, const struct message *m)
{
	struct smpp_smsc_peer *peer = smpp_smsc_peer_of(smsc->sessions, m->handle);

	if (peer == NULL || peer->account != &m->owner->limits ||
	    smpp_session_can(peer->session, SMPP_DELIVER_SM) == SMPP_E_STATE)
		peer = smpp_smsc_receiver(&m->owner->limits, smpp_span_of(m->record.id));
	return peer != NULL ? peer->user : NULL;
}

static int send_report(struct smsc *smsc, struct peer *to, struct message *m, int intermediate)
{
	struct smpp_sm sm = { .source_addr_ton = 0 };
	struct smpp_receipt_draft draft = { .message = &sm };
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };
	struct smpp_receipt_room room;
	uint8_t version = smpp_session_version(to->link.session);
	char err[4];
	int got;

	put_addresses(&sm, m);
	put_outcome(&draft, m, err);
	put_text(&draft, m);
	draft.intermediate = (uint8_t)intermediate;
	draft.form = version < SMPP_V3_4 ? SMPP_FORM_TEXT : smsc->settings.receipt_form;
	got = smpp_receipt_fill(&draft, version, &room, &pdu.body.deliver_sm);
	if (got != SMPP_OK)
		return got;
	pdu.tlv = room.tlv;
	pdu.tlv_count = room.tlv_count;
	return smpp_smsc_request(smsc->sessions, &to->link, &pdu,
				 intermediate ? 0 : (uint64_t)(uintptr_t)m, smsc->now);
}

static int send_message(struct smsc *smsc, struct peer *to, struct message *m)
{
	struct smpp_pdu pdu = m->pdu;
	struct smpp_sm *sm = &pdu.body.deliver_sm;

	pdu.header.sequence_number = 0;
	if (pdu.header.command_id == SMPP_SUBMIT_SM) {
		pdu.header.command_id = SMPP_DELIVER_SM;
		sm->esm_class &= (uint8_t)~SMPP_ESM_CLASS_MODE;
		sm->schedule_delivery_time = smpp_span_of("");
		sm->validity_period = smpp_span_of("");
		sm->registered_delivery = 0;
		sm->replace_if_present_flag = 0;
		sm->sm_default_msg_id = 0;
	}
	return smpp_smsc_request(smsc->sessions, &to->link, &pdu, (uint64_t)(uintptr_t)m,
				 smsc->now);
}

/* The receipt is not owed any more: it was taken, or nobody will. */
static void receipt_over(struct smsc *smsc, struct message *m)
{
	list_take_out(m);
	queue_unset(&smsc->queue, m);
	m->record.job = JOB_KEEP;
	smsc_save(smsc, m);
}

/* The first time that it could not be delivered, if that was to be told (3.4, 5.2.17). It is told
 * once or not at all. */
static void notify(struct smsc *smsc, struct message *m)
{
	struct peer *to;

	if (m->record.tries != 1 || m->owner == NULL || m->passing ||
	    (message_registered_delivery(m) & SMPP_RECEIPT_INTERMEDIATE) == 0)
		return;
	to = submitter(smsc, m);
	if (to != NULL && to->backlog.head == NULL &&
	    send_report(smsc, to, m, 1) == SMPP_OK)
		smsc->totals.notifications++;
}

/* A try that failed, to be repeated. How often it was tried is not saved: after a crash the waits
 * begin anew. */
static void failed(struct smsc *smsc, struct message *m, uint8_t error)
{
	m->record.tries++;
	if (m->record.job == JOB_DELIVER)
		m->record.error = error;
	if (m->passing) {
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_UNDELIVERABLE, error);
		return;
	}
	smsc->totals.retries++;
	try_at(smsc, m, smsc->utc + deliver_wait(smsc, m->record.tries));
	smsc_log(smsc, "retry", NULL, m, NULL);
	if (m->record.job == JOB_DELIVER)
		notify(smsc, m);
}

static void failed_for_good(struct smsc *smsc, struct message *m, uint8_t error)
{
	if (m->record.job == JOB_RECEIPT)
		receipt_over(smsc, m);
	else
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_UNDELIVERABLE, error);
}

static int send_what(struct smsc *smsc, struct peer *to, struct message *m)
{
	return m->record.job == JOB_RECEIPT ? send_report(smsc, to, m, 0)
					    : send_message(smsc, to, m);
}

static int must_wait(int got)
{
	return got == SMPP_E_WINDOW || got == SMPP_E_SPACE;
}

/* What came of sending it, but for having to wait. */
static void sent(struct smsc *smsc, struct message *m, int got)
{
	list_take_out(m);
	queue_unset(&smsc->queue, m);
	if (got == SMPP_OK)
		m->out = 1;
	else if (got == SMPP_E_STATE)
		failed(smsc, m, 0); /* it is leaving */
	else
		failed_for_good(smsc, m, NOT_FOR_ESME);
}

/* Behind those that wait for that session already. */
static void send_to(struct smsc *smsc, struct peer *to, struct message *m)
{
	int got = to->backlog.head != NULL ? SMPP_E_WINDOW : send_what(smsc, to, m);

	if (must_wait(got))
		wait_in(smsc, &to->backlog, m);
	else
		sent(smsc, m, got);
}

/* There is room: those that wait go in their order. */
void deliver_backlog(struct smsc *smsc, struct peer *peer)
{
	struct message *m;

	while ((m = peer->backlog.head) != NULL) {
		int got = send_what(smsc, peer, m);

		if (must_wait(got))
			return;
		sent(smsc, m, got);
	}
}

/* The account has an address and may be asked to bind. */
static void ask_to_bind(struct smsc *smsc, struct account *account)
{
	if (account->outbind_at <= smsc->utc) {
		account->outbind_at = smsc->utc + smsc->settings.retry_max;
		(void)smsc->hooks.outbind(smsc->hooks.user, account);
	}
	if (account->outbind_at < smsc->outbind_at)
		smsc->outbind_at = account->outbind_at;
}

void deliver_outbinds(struct smsc *smsc)
{
	if (smsc->utc < smsc->outbind_at)
		return;
	smsc->outbind_at = INT64_MAX;
	for (struct account *a = smsc->accounts; a != NULL; a = a->next) {
		if (a->host[0] != '\0' && a->parked.head != NULL)
			ask_to_bind(smsc, a);
	}
}

/* Until the account binds a receiver; if it has an address, it is asked to, again and again. */
static void park(struct smsc *smsc, struct account *account, struct message *m)
{
	wait_in(smsc, &account->parked, m);
	if (account->host[0] != '\0' && smsc->hooks.outbind != NULL)
		ask_to_bind(smsc, account);
}

static void try_account(struct smsc *smsc, struct account *account, struct peer *to,
			struct message *m)
{
	if (to != NULL)
		send_to(smsc, to, m);
	else
		park(smsc, account, m);
}

/* The subscriber was not there, and the ESME wants to know when he is (3.4, 5.3.2.28). */
static void alert_later(struct smsc *smsc, struct message *m, uint32_t wait)
{
	struct message *alert;

	if (!m->alerts || m->alerted || m->owner == NULL || !queue_has_room(&smsc->queue))
		return;
	m->alerted = 1;
	alert = message_new(&m->pdu);
	if (alert == NULL)
		return;
	alert->owner = m->owner;
	alert->alert = 1;
	alert->passing = 1;
	alert->record.number = m->record.number; /* it takes none of its own */
	alert->record.expires = smsc->utc + wait + smsc->settings.receipt_expiry;
	if (queue_add(&smsc->queue, alert) != 0)
		message_free(alert);
	else
		queue_set(&smsc->queue, alert, smsc->utc + wait);
}

static void send_alert(struct smsc *smsc, struct message *m)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_ALERT_NOTIFICATION };
	struct smpp_alert_notification *alert = &pdu.body.alert_notification;
	struct address who = message_to(m), esme = message_from(m);
	int got;

	alert->source_addr_ton = who.ton;
	alert->source_addr_npi = who.npi;
	alert->source_addr = who.addr;
	alert->esme_addr_ton = esme.ton;
	alert->esme_addr_npi = esme.npi;
	alert->esme_addr = esme.addr;
	got = smpp_smsc_deliver(smsc->sessions, &m->owner->limits, &pdu, who.addr, 0, smsc->now,
				NULL);
	smsc->totals.alerts += got == SMPP_OK;
	if (got == SMPP_OK)
		smsc_log(smsc, "alert", NULL, m, NULL);
	if ((got == SMPP_E_ABSENT || must_wait(got)) && smsc->utc < m->record.expires)
		queue_set(&smsc->queue, m, smsc->utc + smsc->settings.retry_max);
	else
		smsc_forget(smsc, m);
}

/* What he writes back goes to the source of the message, or whose account it was. */
static void answer_back(struct smsc *smsc, const struct message *m, const char *reply)
{
	struct smpp_span text = smpp_span_of(reply);

	if (m->pdu.header.command_id == SMPP_DELIVER_SM)
		return; /* two handsets could go on for ever */
	if (reply[0] != '\0')
		(void)request_from_handset(smsc, message_to(m).addr, message_from(m).addr, text,
					   m->owner);
	else
		(void)request_echo(smsc, m);
}

static void handset_done(struct smsc *smsc, struct message *m)
{
	const struct handset_try *got = &m->attempt;

	m->at_handset = 0;
	switch (got->state) {
	case SMPP_MESSAGE_STATE_ENROUTE:
		if (got->absent_for > 0)
			alert_later(smsc, m, got->absent_for);
		failed(smsc, m, got->error);
		break;
	case SMPP_MESSAGE_STATE_SCHEDULED: /* lost: nothing more is heard of it */
		m->record.tries++;
		queue_set(&smsc->queue, m, m->record.expires);
		break;
	default:
		if (got->reply != NULL)
			answer_back(smsc, m, got->reply);
		deliver_conclude(smsc, m, got->state, got->error);
		break;
	}
}

static void try_handset(struct smsc *smsc, struct message *m)
{
	struct smpp_span number = message_to(m).addr;

	m->attempt = handset_try(&smsc->handsets, number, m->record.tries,
				 smsc->utc - m->record.submitted, smsc_random(smsc));
	if (m->attempt.takes == 0) {
		handset_done(smsc, m);
		return;
	}
	m->at_handset = 1;
	queue_set(&smsc->queue, m, smsc->utc + m->attempt.takes);
}

static void try_now(struct smsc *smsc, struct message *m)
{
	struct target target;

	if (m->record.job == JOB_RECEIPT) {
		if (m->owner == NULL)
			receipt_over(smsc, m); /* there is no such account any more */
		else
			try_account(smsc, m->owner, submitter(smsc, m), m);
		return;
	}
	if (m->record.expires <= smsc->utc) {
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_EXPIRED, HANDSET_EXPIRED);
		return;
	}
	m->record.state = SMPP_MESSAGE_STATE_ENROUTE;
	smsc->totals.tries++;
	target = route_of(smsc, m);
	if (target.account != NULL) {
		struct smpp_smsc_peer *to = smpp_smsc_receiver(&target.account->limits,
							       message_to(m).addr);

		target.peer = to != NULL ? to->user : NULL;
		try_account(smsc, target.account, target.peer, m);
	} else if (target.peer != NULL) {
		send_to(smsc, target.peer, m);
	} else if (m->pdu.header.command_id == SMPP_BROADCAST_SM) {
		broadcast_try(smsc, m);
	} else {
		try_handset(smsc, m);
	}
}

void deliver_ready(struct smsc *smsc)
{
	struct message *m;

	while ((m = smsc->ready.head) != NULL) {
		list_take_out(m);
		try_now(smsc, m);
	}
}

void deliver_alarm(struct smsc *smsc, struct message *m)
{
	if (m->alert)
		send_alert(smsc, m);
	else if (m->at_handset)
		handset_done(smsc, m);
	else if (m->record.job == JOB_KEEP)
		smsc_forget(smsc, m);
	else if (smsc->utc < end_of(smsc, m))
		list_append(&smsc->ready, m);
	else if (m->record.job == JOB_RECEIPT)
		receipt_over(smsc, m);
	else
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_EXPIRED, HANDSET_EXPIRED);
}

/* Where the session ended before the answer, the ESME gets it again: at least once. */
void deliver_outcome(struct smsc *smsc, const struct smpp_smsc_event *event)
{
	struct message *m = (struct message *)(uintptr_t)event->token;
	const struct smpp_event *e = event->session;

	if (m == NULL)
		return; /* a notification, an alert, an unbind */
	m->out = 0;
	if (e->outcome == SMPP_OUTCOME_LOST || e->outcome == SMPP_OUTCOME_CLOSED) {
		list_append(&smsc->ready, m);
	} else if (e->outcome == SMPP_OUTCOME_TIMEOUT) {
		failed(smsc, m, HANDSET_NO_ANSWER);
	} else if (e->command_status != SMPP_ESME_ROK || e->outcome == SMPP_OUTCOME_NACKED) {
		if (smpp_status_class(e->command_status) == SMPP_STATUS_TEMPORARY)
			failed(smsc, m, HANDSET_NO_ANSWER);
		else
			failed_for_good(smsc, m, REFUSED_BY_ESME);
	} else if (m->record.job == JOB_DELIVER) {
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_DELIVERED, 0);
	} else {
		smsc->totals.receipts++;
		if (m->owner != NULL)
			m->owner->receipts++;
		smsc_log(smsc, "receipt", event->peer->user, m, NULL);
		receipt_over(smsc, m);
	}
}
