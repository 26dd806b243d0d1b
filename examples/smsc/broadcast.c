/* SPDX-License-Identifier: MIT */
/*
 * Owns: broadcasts to simulated cells, of which each is reached (5.0, 4.4).
 * Must not know: sessions, handsets.
 */
#include "smsc.h"

#define AREAS_MAX 64       /* told of one broadcast */
#define SOONEST_MS 1000    /* "as often as possible" */
#define AREA_REACHED 100   /* per cent */

/* Milliseconds between two repetitions. */
static int64_t interval_of(const struct message *m)
{
	static const struct { uint8_t unit; int64_t ms; } units[] = {
		{ 0x08, 1000 }, { 0x09, 60000 }, { 0x0A, 3600000 }, { 0x0B, 86400000 },
		{ 0x0C, 604800000 }, { 0x0D, INT64_C(2592000000) }, { 0x0E, INT64_C(31536000000) }
	};
	struct smpp_span value;

	if (smpp_tlv_find(m->pdu.tlvs, SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, &value) != SMPP_OK ||
	    value.len != 3)
		return SOONEST_MS;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].unit == value.ptr[0])
			return units[i].ms * (value.ptr[1] << 8 | value.ptr[2]);
	}
	return SOONEST_MS;
}

static unsigned repetitions_of(const struct message *m)
{
	uint16_t number = 0;

	(void)smpp_tlv_u16(m->pdu.tlvs, SMPP_TLV_BROADCAST_REP_NUM, &number);
	return number > 0 ? number : 1;
}

/* One repetition. */
void broadcast_try(struct smsc *smsc, struct message *m)
{
	int64_t next = smsc->utc + interval_of(m);

	m->record.tries++;
	if (m->record.tries >= repetitions_of(m) || next >= m->record.expires) {
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_DELIVERED, 0);
		return;
	}
	m->record.due = next;
	queue_set(&smsc->queue, m, next);
}

void broadcast_came(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    struct smpp_pdu *answer)
{
	const struct smpp_broadcast_sm *ask = &event->session->pdu.body.broadcast_sm;
	const struct account *account = peer->link.account->user;

	if (ask->replace_if_present_flag == 1 && ask->message_id.len > 0) {
		struct message *old = queue_find(&smsc->queue, ask->message_id, ask->source_addr,
						 account->system_id);

		if (old == NULL || message_is_final(old)) {
			smsc_refuse(smsc, event->handle, SMPP_ESME_RREPLACEFAIL);
			return;
		}
		deliver_conclude(smsc, old, SMPP_MESSAGE_STATE_DELETED, 0);
	}
	request_submit(smsc, peer, event, answer);
}

/* Each area twice: which, and how well it was reached. */
static uint16_t put_areas(const struct message *m, struct smpp_tlv *tlv, const uint8_t *reached)
{
	struct smpp_span rest = m->pdu.tlvs;
	struct smpp_tlv area;
	uint16_t count = 0;

	while (count < AREAS_MAX * 2 && smpp_tlv_next(&rest, &area) == SMPP_OK) {
		if (area.tag != SMPP_TLV_BROADCAST_AREA_IDENTIFIER)
			continue;
		tlv[count++] = area;
		tlv[count].tag = SMPP_TLV_BROADCAST_AREA_SUCCESS;
		tlv[count].value.ptr = reached;
		tlv[count++].value.len = 1;
	}
	return count;
}

void broadcast_query(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		     struct smpp_pdu *answer)
{
	const struct smpp_query_sm *ask = &event->session->pdu.body.query_broadcast_sm;
	const struct account *account = peer->link.account->user;
	const struct message *m = queue_find(&smsc->queue, ask->message_id, ask->source_addr,
					     account->system_id);
	struct smpp_tlv tlv[1 + AREAS_MAX * 2];
	uint8_t reached, state;

	if (m == NULL || m->pdu.header.command_id != SMPP_BROADCAST_SM) {
		smsc_refuse(smsc, event->handle, SMPP_ESME_RBCASTQUERYFAIL);
		return;
	}
	reached = m->record.tries > 0 ? AREA_REACHED : 0;
	state = message_state(m);
	tlv[0].tag = SMPP_TLV_MESSAGE_STATE;
	tlv[0].value.ptr = &state;
	tlv[0].value.len = 1;
	answer->header.command_id = SMPP_QUERY_BROADCAST_SM_RESP;
	answer->body.query_broadcast_sm_resp.message_id = ask->message_id;
	answer->tlv = tlv;
	answer->tlv_count = (uint16_t)(1 + put_areas(m, tlv + 1, &reached));
	(void)smpp_smsc_reply(smsc->sessions, event->handle, answer, smsc->now);
}

void broadcast_cancel(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		      struct smpp_pdu *answer)
{
	const struct smpp_cancel_broadcast_sm *ask =
		&event->session->pdu.body.cancel_broadcast_sm;
	const struct account *account = peer->link.account->user;
	struct message *m = queue_find(&smsc->queue, ask->message_id, ask->source_addr,
				       account->system_id);

	if (m == NULL || m->pdu.header.command_id != SMPP_BROADCAST_SM || message_is_final(m) ||
	    !m->stored) {
		smsc_refuse(smsc, event->handle, SMPP_ESME_RBCASTCANCELFAIL);
		return;
	}
	deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_DELETED, 0);
	answer->header.command_id = SMPP_CANCEL_BROADCAST_SM_RESP;
	smsc_answer(smsc, event->handle, answer);
}
