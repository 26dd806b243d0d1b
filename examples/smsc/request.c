/* SPDX-License-Identifier: MIT */
/*
 * Owns: what ESMEs ask: submit, query, cancel, replace; and new messages of handsets.
 * Must not know: how messages are delivered.
 */
#include "smsc.h"

#include <stdio.h>
#include <stdlib.h>

#define DESTS_MAX 255
#define TLVS_MAX 300 /* of one request: each is looked at more than once */
#define RESPONSE_BIT UINT32_C(0x80000000)

/* What is asked of a new message, from whichever PDU. */
struct wish {
	struct smpp_span schedule;
	struct smpp_span validity;
	uint8_t replace;
	uint8_t default_msg_id;
};

/* A time field as milliseconds since 1970; when it is empty, otherwise. @return 0 or -1 */
static int read_time(const struct smsc *smsc, struct smpp_span text, int64_t otherwise,
		     int64_t *at)
{
	struct smpp_time time;
	int64_t seconds;

	*at = otherwise;
	if (smpp_time_read(text, 0, &time, NULL) != SMPP_OK)
		return -1;
	if (time.kind == SMPP_TIME_EMPTY)
		return 0;
	if (time.kind == SMPP_TIME_LOCAL ||
	    smpp_time_to_utc(&time, smsc->utc / 1000, &seconds) != SMPP_OK)
		return -1;
	*at = seconds * 1000;
	return 0;
}

/* When it goes and until when; 0 or the status that refuses it. A time that has passed is now. */
static uint32_t plan(const struct smsc *smsc, struct record *r, const struct wish *wish)
{
	int64_t due, expires;

	if (read_time(smsc, wish->schedule, r->due, &due) != 0)
		return SMPP_ESME_RINVSCHED;
	if (read_time(smsc, wish->validity, r->expires, &expires) != 0 || expires <= smsc->utc)
		return SMPP_ESME_RINVEXPIRY;
	if (expires <= due)
		return SMPP_ESME_RINVSCHED; /* it would never go */
	r->due = due;
	r->expires = expires;
	return SMPP_ESME_ROK;
}

/* Two halves of random digits make a UUID of version 4. */
static void write_id(struct smsc *smsc, struct record *r, int version_33)
{
	uint32_t a = smsc_random(smsc), b = smsc_random(smsc), c = smsc_random(smsc);
	unsigned long long number = r->number;

	if (version_33 || smsc->settings.id_form == ID_HEX)
		snprintf(r->id, sizeof(r->id), "%08llX", number & 0xFFFFFFFF);
	else if (smsc->settings.id_form == ID_UUID)
		snprintf(r->id, sizeof(r->id), "%08x-%04x-4%03x-%04x-%012llx", (unsigned)a,
			 (unsigned)(b >> 16), (unsigned)(b & 0xFFF),
			 (unsigned)(0x8000 | (c & 0x3FFF)), number & 0xFFFFFFFFFFFF);
	else if (smsc->settings.id_form == ID_RANDOM)
		snprintf(r->id, sizeof(r->id), "%08lx%08lx", (unsigned long)a, (unsigned long)b);
	else
		snprintf(r->id, sizeof(r->id), "%010llu", number);
}

/* One more than there may be: the one that has been final longest makes room. */
static int make_room(struct smsc *smsc)
{
	if (!queue_has_room(&smsc->queue))
		return 0;
	if (smsc->queue.count >= smsc->queue.max)
		smsc_forget(smsc, smsc->queue.kept.head);
	return 1;
}

/*
 * Makes it a message and lets the store have it. id: NULL: a new one.
 * @return ESME_ROK, or the status that refuses it; then there is none
 */
static uint32_t enter(struct smsc *smsc, struct message *m, const struct wish *wish, const char *id,
		      int version_33)
{
	uint32_t status;

	m->record.state = SMPP_MESSAGE_STATE_ENROUTE;
	m->record.submitted = smsc->utc;
	m->record.due = smsc->utc;
	m->record.expires = smsc->utc + smsc->settings.validity;
	status = plan(smsc, &m->record, wish);
	if (status == SMPP_ESME_ROK && !make_room(smsc))
		status = SMPP_ESME_RMSGQFUL;
	if (status != SMPP_ESME_ROK)
		return status;
	if (m->record.due > smsc->utc)
		m->record.state = SMPP_MESSAGE_STATE_SCHEDULED;
	m->record.number = smsc->queue.numbers + 1;
	if (id != NULL)
		smsc_keep(m->record.id, sizeof(m->record.id), smpp_span_of(id));
	else
		write_id(smsc, &m->record, version_33);
	if (m->owner != NULL)
		smsc_keep(m->record.account, sizeof(m->record.account),
			  smpp_span_of(m->owner->system_id));
	if (queue_add(&smsc->queue, m) != 0)
		return SMPP_ESME_RMSGQFUL;
	smsc_save(smsc, m);
	return SMPP_ESME_ROK;
}

/* One that has not gone out yet and that a new one of the same kind takes the place of. */
static struct message *replaceable(const struct smsc *smsc, const struct account *owner,
				   const struct message *new)
{
	struct message *m = NULL;

	while ((m = queue_match(&smsc->queue, m, owner->system_id, message_from(new).addr,
				message_to(new).addr)) != NULL) {
		if (!m->out && !m->at_handset && m->stored &&
		    smpp_span_equal(message_service(m), message_service(new)))
			return m;
	}
	return NULL;
}

/* @return ESME_ROK, and m is the one that was replaced, whose id stays */
static uint32_t take_place(struct smsc *smsc, struct message **m, struct message *old,
			   const struct wish *wish)
{
	struct record r = old->record;
	uint32_t status;

	r.due = smsc->utc;
	r.expires = smsc->utc + smsc->settings.validity;
	status = plan(smsc, &r, wish);
	if (status != SMPP_ESME_ROK)
		return status;
	message_swap(old, *m);
	message_free(*m);
	*m = old;
	old->record.due = r.due;
	old->record.expires = r.expires;
	old->record.replaced = 1;
	old->record.state = r.due > smsc->utc ? SMPP_MESSAGE_STATE_SCHEDULED
					      : SMPP_MESSAGE_STATE_ENROUTE;
	list_take_out(old);
	queue_unset(&smsc->queue, old); /* its time is another */
	smsc_save(smsc, old);
	return SMPP_ESME_ROK;
}

/* @return ESME_ROK and m is kept: itself or the one that it replaced; else m is freed */
static uint32_t accept(struct smsc *smsc, struct message **m, const struct wish *wish,
		       const char *id, int version_33)
{
	struct message *old = NULL;
	uint32_t status = SMPP_ESME_ROK;

	if (wish->default_msg_id != 0)
		status = SMPP_ESME_RINVDFTMSGID; /* there are none */
	else if (message_to(*m).addr.len == 0 &&
		 (*m)->pdu.header.command_id != SMPP_BROADCAST_SM)
		status = SMPP_ESME_RINVDSTADR;
	else if (wish->replace && (*m)->owner != NULL)
		old = replaceable(smsc, (*m)->owner, *m);
	if (status == SMPP_ESME_ROK)
		status = old != NULL ? take_place(smsc, m, old, wish)
				     : enter(smsc, *m, wish, id, version_33);
	if (status != SMPP_ESME_ROK) {
		if (old == NULL || *m != old)
			message_free(*m);
		*m = NULL;
		smsc->totals.refused++;
	} else {
		smsc->totals.accepted++;
	}
	return status;
}

/* How it is to be treated that came on this session. */
static void set_manner(struct message *m, struct peer *peer, const struct smpp_smsc_event *event)
{
	uint8_t mode = message_esm_class(m) & SMPP_ESM_CLASS_MODE;
	uint8_t dpf = 0;

	m->owner = peer->link.account->user;
	m->handle = event->handle;
	m->passing = mode == SMPP_ESM_CLASS_MODE_DATAGRAM ||
		     mode == SMPP_ESM_CLASS_MODE_TRANSACTION;
	m->transaction = mode == SMPP_ESM_CLASS_MODE_TRANSACTION;
	(void)smpp_tlv_u8(m->pdu.tlvs, SMPP_TLV_SET_DPF, &dpf);
	m->alerts = dpf == 1;
}

static int is_33(const struct peer *peer)
{
	return smpp_session_version(peer->link.session) < SMPP_V3_4;
}

static void count(struct peer *peer, uint32_t status)
{
	struct account *account = peer->link.account->user;

	*(status == SMPP_ESME_ROK ? &account->accepted : &account->refused) += 1;
}

void request_submit(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    struct smpp_pdu *answer)
{
	const struct smpp_pdu *pdu = &event->session->pdu;
	const struct smpp_sm *sm = &pdu->body.submit_sm;
	struct wish wish = { { NULL, 0 }, { NULL, 0 }, 0, 0 };
	struct message *m = message_new(pdu);
	uint32_t status = SMPP_ESME_RSYSERR;

	if (pdu->header.command_id == SMPP_SUBMIT_SM) {
		wish.schedule = sm->schedule_delivery_time;
		wish.validity = sm->validity_period;
		wish.replace = sm->replace_if_present_flag == 1;
		wish.default_msg_id = sm->sm_default_msg_id;
	} else if (pdu->header.command_id == SMPP_BROADCAST_SM) {
		wish.schedule = pdu->body.broadcast_sm.schedule_delivery_time;
		wish.validity = pdu->body.broadcast_sm.validity_period;
		wish.default_msg_id = pdu->body.broadcast_sm.sm_default_msg_id;
	}
	if (m != NULL) {
		set_manner(m, peer, event);
		status = accept(smsc, &m, &wish, NULL, is_33(peer));
	}
	count(peer, status);
	if (status != SMPP_ESME_ROK) {
		smsc_refuse(smsc, event->handle, status);
		return;
	}
	smsc_log(smsc, "accepted", peer, m, event);
	if (m->transaction)
		return; /* its outcome is the answer */
	answer->header.command_id = pdu->header.command_id | RESPONSE_BIT;
	answer->body.submit_sm_resp.message_id = smpp_span_of(m->record.id);
	smsc_answer(smsc, event->handle, answer);
}

/* The submit_sm for one destination of a submit_multi. */
static void one_of(struct smpp_pdu *pdu, const struct smpp_pdu *multi,
		   const struct smpp_dest_address *dest)
{
	const struct smpp_submit_multi *from = &multi->body.submit_multi;
	struct smpp_sm *sm = &pdu->body.submit_sm;

	memset(pdu, 0, sizeof(*pdu));
	pdu->header.command_id = SMPP_SUBMIT_SM;
	pdu->tlvs = multi->tlvs;
	sm->service_type = from->service_type;
	sm->source_addr_ton = from->source_addr_ton;
	sm->source_addr_npi = from->source_addr_npi;
	sm->source_addr = from->source_addr;
	sm->dest_addr_ton = dest->dest_addr_ton;
	sm->dest_addr_npi = dest->dest_addr_npi;
	sm->destination_addr = dest->destination_addr;
	sm->esm_class = from->esm_class;
	sm->protocol_id = from->protocol_id;
	sm->priority_flag = from->priority_flag;
	sm->schedule_delivery_time = from->schedule_delivery_time;
	sm->validity_period = from->validity_period;
	sm->registered_delivery = from->registered_delivery;
	sm->data_coding = from->data_coding;
	sm->short_message = from->short_message;
}

static uint32_t multi_one(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
			  const struct smpp_dest_address *dest, char *id)
{
	const struct smpp_submit_multi *multi = &event->session->pdu.body.submit_multi;
	struct wish wish = { multi->schedule_delivery_time, multi->validity_period, 0,
			     multi->sm_default_msg_id };
	struct smpp_pdu pdu;
	struct message *m;
	uint32_t status;

	if (dest->dest_flag != SMPP_DEST_FLAG_SME_ADDRESS)
		return SMPP_ESME_RINVDLNAME; /* there are no lists */
	one_of(&pdu, &event->session->pdu, dest);
	m = message_new(&pdu);
	if (m == NULL)
		return SMPP_ESME_RSYSERR;
	set_manner(m, peer, event);
	m->transaction = 0; /* one answer cannot tell many outcomes */
	status = accept(smsc, &m, &wish, id[0] != '\0' ? id : NULL, is_33(peer));
	if (status == SMPP_ESME_ROK) {
		smsc_keep(id, ID_OCTETS + 1, smpp_span_of(m->record.id));
		smsc_log(smsc, "accepted", peer, m, event);
	}
	return status;
}

/* All have one id, that of the first; those that cannot be sent to are named (3.4, 4.5.2). */
static void submit_multi(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
			 struct smpp_pdu *answer)
{
	const struct smpp_submit_multi *multi = &event->session->pdu.body.submit_multi;
	struct smpp_submit_multi_resp *resp = &answer->body.submit_multi_resp;
	struct smpp_cursor at = { multi->dest_address.octets, multi->number_of_dests };
	struct smpp_unsuccess_sme failed[DESTS_MAX];
	struct smpp_dest_address dest;
	char id[ID_OCTETS + 1] = "";
	uint32_t status = SMPP_ESME_RINVNUMDESTS;

	while (smpp_dest_next(&at, &dest) == SMPP_OK) {
		status = multi_one(smsc, peer, event, &dest, id);
		count(peer, status);
		if (status == SMPP_ESME_ROK)
			continue;
		failed[resp->no_unsuccess].dest_addr_ton = dest.dest_addr_ton;
		failed[resp->no_unsuccess].dest_addr_npi = dest.dest_addr_npi;
		failed[resp->no_unsuccess].destination_addr =
			dest.dest_flag == SMPP_DEST_FLAG_SME_ADDRESS ? dest.destination_addr
							     : dest.dl_name;
		failed[resp->no_unsuccess++].error_status_code = status;
	}
	if (id[0] == '\0') { /* none could be sent to: the last one's reason */
		smsc_refuse(smsc, event->handle, status);
		return;
	}
	resp->message_id = smpp_span_of(id);
	resp->unsuccess_sme.array = failed;
	answer->header.command_id = SMPP_SUBMIT_MULTI_RESP;
	smsc_answer(smsc, event->handle, answer);
}

static void query(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		  struct smpp_pdu *answer)
{
	const struct smpp_query_sm *ask = &event->session->pdu.body.query_sm;
	const struct account *account = peer->link.account->user;
	const struct message *m = queue_find(&smsc->queue, ask->message_id, ask->source_addr,
					     account->system_id);
	struct smpp_query_sm_resp *resp = &answer->body.query_sm_resp;
	uint8_t octets[16];
	struct smpp_buf date = { octets, sizeof(octets), 0 };
	struct smpp_time time;

	if (m == NULL) {
		smsc_refuse(smsc, event->handle, SMPP_ESME_RQUERYFAIL);
		return;
	}
	answer->header.command_id = SMPP_QUERY_SM_RESP;
	resp->message_id = ask->message_id;
	resp->message_state = message_state(m);
	resp->error_code = m->record.error;
	if (m->settled &&
	    smpp_time_from_utc(m->record.final / 1000,
			       (unsigned)(m->record.final % 1000 / 100), 0, &time) == SMPP_OK &&
	    smpp_time_write(&time, 0, &date) == SMPP_OK)
		resp->final_date = (struct smpp_span){ date.ptr, date.len };
	(void)smpp_smsc_reply(smsc->sessions, event->handle, answer, smsc->now);
}

/* Not once it is final or may be there already. */
static int is_changeable(const struct message *m)
{
	return m != NULL && !message_is_final(m) && !m->out && !m->at_handset && m->stored;
}

/* By id those that have it, which are several after a submit_multi; else all with these addresses. */
static struct message *next_to_cancel(const struct smsc *smsc, const struct account *account,
				      const struct smpp_cancel_sm *ask, const struct message *m)
{
	if (ask->message_id.len == 0)
		return queue_match(&smsc->queue, m, account->system_id, ask->source_addr,
				   ask->destination_addr);
	return queue_with_id(&smsc->queue, m, ask->message_id, ask->source_addr,
			     account->system_id);
}

/* What is given besides must fit: the destination of one of several, the service_type. */
static int is_meant(const struct message *m, const struct smpp_cancel_sm *ask)
{
	return (ask->destination_addr.len == 0 ||
		smpp_span_equal(message_to(m).addr, ask->destination_addr)) &&
	       (ask->message_id.len > 0 || ask->service_type.len == 0 ||
		smpp_span_equal(message_service(m), ask->service_type));
}

static void cancel(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		   struct smpp_pdu *answer)
{
	const struct smpp_cancel_sm *ask = &event->session->pdu.body.cancel_sm;
	const struct account *account = peer->link.account->user;
	struct message *m = NULL;
	unsigned cancelled = 0;

	while ((m = next_to_cancel(smsc, account, ask, m)) != NULL) {
		if (!is_changeable(m) || !is_meant(m, ask))
			continue;
		deliver_conclude(smsc, m, SMPP_MESSAGE_STATE_DELETED, 0);
		cancelled++;
	}
	if (cancelled == 0) {
		smsc_refuse(smsc, event->handle, SMPP_ESME_RCANCELFAIL);
		return;
	}
	answer->header.command_id = SMPP_CANCEL_SM_RESP;
	smsc_answer(smsc, event->handle, answer);
}

/* Those of the message without its text, and those of replace_sm. @return octets written to to */
static size_t merge_tlvs(uint8_t *to, struct smpp_span old, struct smpp_span new)
{
	const uint8_t *at = old.ptr;
	struct smpp_tlv tlv;
	size_t len = 0;

	for (; smpp_tlv_next(&old, &tlv) == SMPP_OK; at = old.ptr) {
		if (tlv.tag == SMPP_TLV_MESSAGE_PAYLOAD)
			continue;
		memcpy(to + len, at, (size_t)(old.ptr - at));
		len += (size_t)(old.ptr - at);
	}
	if (new.len > 0)
		memcpy(to + len, new.ptr, new.len);
	return len + new.len;
}

/* The message with what replace_sm gives in place of what it had; in 5.0 that may be a
 * message_payload. NULL without memory. */
static struct message *replaced(const struct message *old, const struct smpp_pdu *by)
{
	const struct smpp_replace_sm *ask = &by->body.replace_sm;
	struct smpp_pdu pdu = old->pdu;
	uint8_t *tlvs = malloc(old->pdu.tlvs.len + by->tlvs.len + 1);
	struct message *m;

	if (tlvs == NULL)
		return NULL;
	pdu.wire.len = 0;
	pdu.body.submit_sm.short_message = ask->short_message;
	pdu.body.submit_sm.registered_delivery = ask->registered_delivery;
	pdu.tlvs.len = merge_tlvs(tlvs, old->pdu.tlvs, by->tlvs);
	pdu.tlvs.ptr = tlvs;
	m = message_new(&pdu);
	free(tlvs);
	return m;
}

static void replace(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    struct smpp_pdu *answer)
{
	const struct smpp_replace_sm *ask = &event->session->pdu.body.replace_sm;
	const struct account *account = peer->link.account->user;
	struct wish wish = { ask->schedule_delivery_time, ask->validity_period, 0, 0 };
	struct message *m = queue_find(&smsc->queue, ask->message_id, ask->source_addr,
				       account->system_id);
	struct message *new = NULL;
	struct record r;
	uint32_t status = SMPP_ESME_RREPLACEFAIL;

	if (is_changeable(m) && m->pdu.header.command_id == SMPP_SUBMIT_SM) {
		r = m->record;
		status = ask->sm_default_msg_id != 0 ? SMPP_ESME_RINVDFTMSGID
						     : plan(smsc, &r, &wish);
	}
	if (status == SMPP_ESME_ROK)
		new = replaced(m, &event->session->pdu);
	if (new == NULL) {
		smsc_refuse(smsc, event->handle,
			    status != SMPP_ESME_ROK ? status : SMPP_ESME_RSYSERR);
		return;
	}
	message_swap(m, new);
	message_free(new);
	m->record.due = r.due;
	m->record.expires = r.expires;
	m->record.replaced = 1;
	m->record.state = r.due > smsc->utc ? SMPP_MESSAGE_STATE_SCHEDULED
					    : SMPP_MESSAGE_STATE_ENROUTE;
	list_take_out(m);
	queue_unset(&smsc->queue, m); /* its time is another */
	smsc_save(smsc, m);
	answer->header.command_id = SMPP_REPLACE_SM_RESP;
	smsc_answer(smsc, event->handle, answer);
}

/* A command of SMPP that this centre does not offer (5.0, 2.8.2). */
static void nack(struct smsc *smsc, const struct smpp_smsc_event *event, struct smpp_pdu *answer)
{
	answer->header.command_id = SMPP_GENERIC_NACK;
	answer->header.command_status = SMPP_ESME_RINVCMDID;
	answer->body_absent = 1;
	(void)smpp_smsc_reply(smsc->sessions, event->handle, answer, smsc->now);
}

static int has_too_many_tlvs(const struct smpp_pdu *pdu)
{
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;
	unsigned count = 0;

	while (count <= TLVS_MAX && smpp_tlv_next(&rest, &tlv) == SMPP_OK)
		count++;
	return count > TLVS_MAX;
}

void request_came(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event)
{
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };

	if (has_too_many_tlvs(&event->session->pdu)) {
		smsc_refuse(smsc, event->handle, SMPP_ESME_RINVTLVSTREAM);
		return;
	}
	switch (event->session->pdu.header.command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM: request_submit(smsc, peer, event, &answer); break;
	case SMPP_SUBMIT_MULTI: submit_multi(smsc, peer, event, &answer); break;
	case SMPP_QUERY_SM: query(smsc, peer, event, &answer); break;
	case SMPP_CANCEL_SM: cancel(smsc, peer, event, &answer); break;
	case SMPP_REPLACE_SM: replace(smsc, peer, event, &answer); break;
	case SMPP_BROADCAST_SM: broadcast_came(smsc, peer, event, &answer); break;
	case SMPP_QUERY_BROADCAST_SM: broadcast_query(smsc, peer, event, &answer); break;
	case SMPP_CANCEL_BROADCAST_SM: broadcast_cancel(smsc, peer, event, &answer); break;
	default: nack(smsc, event, &answer); break;
	}
}

static int enter_own(struct smsc *smsc, const struct smpp_pdu *pdu, struct account *account)
{
	const struct wish wish = { { NULL, 0 }, { NULL, 0 }, 0, 0 };
	struct message *m = message_new(pdu);

	if (m == NULL)
		return -1;
	m->owner = account;
	if (enter(smsc, m, &wish, NULL, 0) != SMPP_ESME_ROK) {
		message_free(m);
		return -1;
	}
	smsc->totals.from_handsets++;
	smsc_log(smsc, "from_handset", NULL, m, NULL);
	return 0;
}

int request_from_handset(struct smsc *smsc, struct smpp_span from, struct smpp_span to,
			 struct smpp_span text, struct account *account)
{
	struct smpp_plan_options options = { .reference = (uint16_t)smsc_random(smsc) };
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };
	struct smpp_sm *sm = &pdu.body.deliver_sm;
	uint8_t octets[SMPP_PAYLOAD_OCTETS];
	struct smpp_segment segment;
	struct smpp_plan plan;
	int got = smpp_plan_text(&plan, text, NULL, &options, NULL);

	while (got == SMPP_OK) {
		struct smpp_buf room = { octets, sizeof(octets), 0 };

		if (smpp_plan_next(&plan, &room, &segment) != SMPP_OK)
			return 0;
		memset(&pdu.body, 0, sizeof(pdu.body));
		sm->source_addr_ton = SMPP_TON_INTERNATIONAL;
		sm->source_addr_npi = SMPP_NPI_ISDN;
		sm->source_addr = from;
		sm->destination_addr = to;
		got = smpp_segment_put(&segment, &pdu);
		if (got == SMPP_OK && enter_own(smsc, &pdu, account) != 0)
			return -1;
	}
	return -1;
}

int request_echo(struct smsc *smsc, const struct message *m)
{
	struct address from = message_to(m), to = message_from(m);
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };
	struct smpp_sm *sm = &pdu.body.deliver_sm;
	const struct smpp_data_sm *data = &m->pdu.body.data_sm;
	int is_data = m->pdu.header.command_id == SMPP_DATA_SM;

	sm->source_addr_ton = from.ton;
	sm->source_addr_npi = from.npi;
	sm->source_addr = from.addr;
	sm->dest_addr_ton = to.ton;
	sm->dest_addr_npi = to.npi;
	sm->destination_addr = to.addr;
	sm->esm_class = message_esm_class(m) & SMPP_ESM_CLASS_UDHI;
	sm->data_coding = is_data ? data->data_coding : m->pdu.body.submit_sm.data_coding;
	if (!is_data)
		sm->short_message = m->pdu.body.submit_sm.short_message;
	pdu.tlvs = m->pdu.tlvs;
	return enter_own(smsc, &pdu, m->owner);
}
