/* SPDX-License-Identifier: MIT */
/*
 * Owns: where messages and receipts go, and when they are tried again.
 * Must not know: sockets, accounts.
 *
 * A message is in one place at a time: ready, parked, the backlog of a peer, or in flight (a
 * peer's session has it as the token of a request).
 */
#include "smsc.h"

#include "net.h"

#define RETRY_MS 1000
#define MAX_TRIES 10

/* Does one item of an address_range stand for the address? "46*", "^46", "46.*", "4670000" */
static int item_matches(const char *item, size_t len, struct smpp_span address)
{
	int prefix = 0;

	if (len > 0 && item[0] == '^') {
		item++;
		len--;
		prefix = 1;
	}
	if (len > 0 && item[len - 1] == '$') {
		len--;
		prefix = 0;
	}
	if (len > 0 && item[len - 1] == '*') {
		len--;
		prefix = 1;
		if (len > 0 && item[len - 1] == '.')
			len--;
	}
	if (prefix ? address.len < len : address.len != len)
		return 0;
	return (len > 0 || prefix) && memcmp(item, address.ptr, len) == 0;
}

static int range_matches(const char *range, struct smpp_span address)
{
	while (*range != '\0') {
		size_t len = strcspn(range, ",");

		if (item_matches(range, len, address))
			return 1;
		range += len;
		range += *range == ',';
	}
	return 0;
}

/* The bound ESME whose address_range has the destination; NULL: a handset. */
static struct peer *find_esme(struct smsc *smsc, const struct message *m)
{
	for (struct peer *p = smsc->peers; p != NULL; p = p->next) {
		if (peer_receives(p) &&
		    range_matches(p->address_range, m->pdu.body.submit_sm.destination_addr))
			return p;
	}
	return NULL;
}

/* Who takes the receipt: the connection the message came by, or another one of the account. */
static struct peer *find_submitter(struct smsc *smsc, const struct message *m)
{
	struct peer *other = NULL;

	for (struct peer *p = smsc->peers; p != NULL; p = p->next) {
		if (!peer_receives(p) || strcmp(p->system_id, m->account) != 0)
			continue;
		if (p->serial == m->from)
			return p;
		other = p;
	}
	return other;
}

static void park(struct smsc *smsc, struct message *m, uint64_t due)
{
	m->due = due;
	list_append(&smsc->parked, m);
	if (due < smsc->unpark_at)
		smsc->unpark_at = due;
}

static int wants_receipt(const struct message *m)
{
	int delivered = m->state == SMPP_MESSAGE_STATE_DELIVERED;

	switch (m->pdu.body.submit_sm.registered_delivery & SMPP_RECEIPT) {
	case SMPP_RECEIPT_FINAL: return 1;
	case SMPP_RECEIPT_FAILURE: return !delivered;
	case SMPP_RECEIPT_SUCCESS: return delivered;
	default: return 0;
	}
}

/* The message has come to its end: a receipt is owed, or nothing is. */
static void conclude(struct smsc *smsc, struct message *m, uint8_t state)
{
	m->state = state;
	m->done = time(NULL);
	if (state == SMPP_MESSAGE_STATE_DELIVERED)
		smsc->totals.delivered++;
	else
		smsc->totals.undeliverable++;
	if (!wants_receipt(m)) {
		store_remove(&smsc->store, m);
		return;
	}
	m->stage = STAGE_RECEIPT;
	m->tries = 0;
	m->due = net_now() + smsc->receipt_delay;
	list_append(&smsc->owed, m);
}

/* Numbers that begin with 666 belong to nobody. */
static void to_handset(struct smsc *smsc, struct message *m)
{
	struct smpp_span to = m->pdu.body.submit_sm.destination_addr;
	int nobody = to.len >= 3 && memcmp(to.ptr, "666", 3) == 0;

	conclude(smsc, m, nobody ? SMPP_MESSAGE_STATE_UNDELIVERABLE
				 : SMPP_MESSAGE_STATE_DELIVERED);
}

/* The message's own text, without the header of a segment; empty where it cannot be told. */
static void put_text(struct smpp_receipt_draft *draft, const struct message *m)
{
	const struct smpp_sm *sm = &m->pdu.body.submit_sm;
	struct smpp_coding coding = smpp_coding_of(sm->data_coding, NULL);
	struct smpp_udh udh;

	(void)smpp_pdu_text(&m->pdu, &draft->text);
	draft->alphabet = coding.unknown || coding.compressed ? SMPP_ALPHABET_BINARY
							      : coding.alphabet;
	if ((sm->esm_class & SMPP_ESM_CLASS_UDHI) == 0)
		return;
	(void)smpp_udh_get(draft->text, &udh, NULL);
	draft->text = udh.text;
}

static int send_receipt(struct peer *to, struct message *m)
{
	struct smpp_receipt_draft draft = { .message = &m->pdu.body.submit_sm, .sub = 1 };
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };
	struct smpp_receipt_room room;
	int got;

	draft.id = smpp_span_of(m->id);
	draft.message_state = m->state;
	draft.dlvrd = m->state == SMPP_MESSAGE_STATE_DELIVERED;
	draft.err = smpp_span_of(draft.dlvrd ? "000" : "001");
	put_text(&draft, m);
	draft.has_user_message_reference =
		smpp_tlv_u16(m->pdu.tlvs, SMPP_TLV_USER_MESSAGE_REFERENCE,
			     &draft.user_message_reference) == SMPP_OK;
	(void)smpp_time_from_utc(m->submitted, 0, 0, &draft.submit_date);
	(void)smpp_time_from_utc(m->done, 0, 0, &draft.done_date);
	got = smpp_receipt_fill(&draft, smpp_session_version(to->session), &room,
				&pdu.body.deliver_sm);
	if (got != SMPP_OK)
		return got;
	pdu.tlv = room.tlv;
	pdu.tlv_count = room.tlv_count;
	return trace_request(&to->trace, &pdu, (uint64_t)(uintptr_t)m, net_now());
}

static int send_message(struct peer *to, struct message *m)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };

	pdu.body.deliver_sm = m->pdu.body.submit_sm;
	pdu.body.deliver_sm.schedule_delivery_time = smpp_span_of("");
	pdu.body.deliver_sm.validity_period = smpp_span_of("");
	pdu.body.deliver_sm.registered_delivery = 0;
	pdu.body.deliver_sm.replace_if_present_flag = 0;
	pdu.body.deliver_sm.sm_default_msg_id = 0;
	pdu.tlvs = m->pdu.tlvs;
	return trace_request(&to->trace, &pdu, (uint64_t)(uintptr_t)m, net_now());
}

/* A delivery that failed, to be tried again or not. */
static void failed(struct smsc *smsc, struct message *m, int for_good)
{
	m->tries++;
	if (!for_good && m->tries < MAX_TRIES)
		park(smsc, m, net_now() + RETRY_MS * m->tries);
	else if (m->stage == STAGE_DELIVER)
		conclude(smsc, m, SMPP_MESSAGE_STATE_UNDELIVERABLE);
	else
		store_remove(&smsc->store, m);
}

static void send_to(struct peer *to, struct message *m)
{
	int got = m->stage == STAGE_DELIVER ? send_message(to, m) : send_receipt(to, m);

	if (got == SMPP_E_WINDOW || got == SMPP_E_SPACE)
		list_append(&to->backlog, m);
	else if (got != SMPP_OK)
		failed(to->smsc, m, got != SMPP_E_STATE);
}

static void try_now(struct smsc *smsc, struct message *m)
{
	struct peer *to = m->stage == STAGE_DELIVER ? find_esme(smsc, m)
						    : find_submitter(smsc, m);

	if (to != NULL)
		send_to(to, m);
	else if (m->stage == STAGE_DELIVER)
		to_handset(smsc, m);
	else
		park(smsc, m, UINT64_MAX); /* until the account binds a receiver */
}

void route_accept(struct smsc *smsc, struct message *m)
{
	smsc->totals.accepted++;
	list_append(&smsc->ready, m);
}

/* The parked ones that are due become ready; all of them when somebody has bound. */
static void unpark(struct smsc *smsc, int all)
{
	struct list parked = smsc->parked;
	uint64_t now = net_now();
	struct message *m;

	smsc->parked.head = NULL;
	smsc->unpark_at = UINT64_MAX;
	while ((m = list_take(&parked)) != NULL) {
		if (m->due <= now || (all && m->due == UINT64_MAX))
			list_append(&smsc->ready, m);
		else
			park(smsc, m, m->due);
	}
}

void route_run(struct smsc *smsc)
{
	uint64_t now = net_now();
	struct message *m;

	if (smsc->unpark_at <= now)
		unpark(smsc, 0);
	while (smsc->owed.head != NULL && smsc->owed.head->due <= now)
		list_append(&smsc->ready, list_take(&smsc->owed));
	while ((m = list_take(&smsc->ready)) != NULL)
		try_now(smsc, m);
}

uint64_t route_due(const struct smsc *smsc)
{
	uint64_t at = smsc->owed.head != NULL ? smsc->owed.head->due : UINT64_MAX;

	if (smsc->ready.head != NULL)
		return 0; /* a session that ended gave its messages back */
	return at < smsc->unpark_at ? at : smsc->unpark_at;
}

void route_bound(struct smsc *smsc)
{
	unpark(smsc, 1);
}

void route_outcome(struct peer *peer, const struct smpp_event *e)
{
	struct message *m = (struct message *)(uintptr_t)e->token;
	struct smsc *smsc = peer->smsc;

	if (m == NULL)
		return; /* an unbind */
	if (e->outcome == SMPP_OUTCOME_LOST || e->outcome == SMPP_OUTCOME_CLOSED) {
		list_append(&smsc->ready, m); /* delivered at least once */
	} else if (e->outcome == SMPP_OUTCOME_TIMEOUT) {
		failed(smsc, m, 0);
	} else if (e->command_status != SMPP_ESME_ROK || e->outcome == SMPP_OUTCOME_NACKED) {
		failed(smsc, m, smpp_status_class(e->command_status) != SMPP_STATUS_TEMPORARY);
	} else if (m->stage == STAGE_DELIVER) {
		conclude(smsc, m, SMPP_MESSAGE_STATE_DELIVERED);
	} else {
		smsc->totals.receipts++;
		store_remove(&smsc->store, m);
	}
	route_backlog(peer);
}

void route_backlog(struct peer *peer)
{
	struct message *m;

	while (smpp_session_can(peer->session, SMPP_DELIVER_SM) == SMPP_OK &&
	       (m = list_take(&peer->backlog)) != NULL)
		send_to(peer, m);
}

void route_gone(struct peer *peer)
{
	struct message *m;

	while ((m = list_take(&peer->backlog)) != NULL)
		list_append(&peer->smsc->ready, m);
}
