/* SPDX-License-Identifier: MIT */
/*
 * Owns: the quirks by which the centre refuses a request or a bind, before it does anything with it.
 * Must not know: sockets, octets.
 */
#include "refuse.h"

#include "note.h"

#define BAD_UDH_LENGTH UINT32_C(0x406) /* of vendors */
#define WHOLE UINT64_C(1000)           /* tokens of one message */

/* What is asked. */
struct asked {
	struct quirks *quirks;
	struct smsc *smsc;
	const struct smpp_pdu *pdu;
	uint32_t command_id;
	struct quirk_subject subject;
	char account[ACCOUNT_OCTETS + 1];
	struct note note;
};

static void ask(struct asked *asked, struct quirks *quirks, struct smsc *smsc,
		const struct peer *peer, const struct smpp_smsc_event *event)
{
	struct smpp_span id = smpp_span_of(peer->system_id);

	memset(asked, 0, sizeof(*asked));
	asked->quirks = quirks;
	asked->smsc = smsc;
	asked->pdu = &event->session->pdu;
	asked->command_id = asked->pdu->header.command_id;
	if (event->type == SMPP_SMSC_EVENT_BIND)
		id = asked->pdu->body.bind.system_id;
	smsc_keep(asked->account, sizeof(asked->account), id);
	note_of(&asked->note, asked->pdu);
	asked->subject = (struct quirk_subject){ asked->account, asked->note.to, asked->note.from,
						 smsc->now };
}

static struct quirk *that(struct asked *asked, enum quirk_id id)
{
	return quirks_that(asked->quirks, id, &asked->subject);
}

/* ---- binds ---- */

static int is_crowded(struct asked *asked)
{
	const struct account *a = account_find(asked->smsc, smpp_span_of(asked->account));
	const struct quirk *q = NULL;
	uint32_t bound = 0;

	if (a != NULL)
		bound = a->limits.transmitters + a->limits.receivers + a->limits.transceivers;
	while ((q = quirks_next(asked->quirks, q, QUIRK_BINDS, &asked->subject)) != NULL) {
		if (bound >= q->low && quirk_fits(asked->quirks, q, &asked->subject))
			return 1;
	}
	return 0;
}

/* @return 0: it may bind, as far as quirks go */
static uint32_t bind_status(struct asked *asked)
{
	const struct smpp_bind *bind = &asked->pdu->body.bind;
	struct quirk *q = NULL;

	if (is_crowded(asked) ||
	    quirks_remembers(asked->quirks, 1, asked->account, asked->subject.now))
		return SMPP_ESME_RALYBND;
	while ((q = quirks_next(asked->quirks, q, QUIRK_SYSTEM_TYPE, &asked->subject)) != NULL) {
		if (!smpp_span_equal(bind->system_type, smpp_span_of(q->argument)) &&
		    quirk_applies(asked->quirks, q, &asked->subject))
			return SMPP_ESME_RINVSYSTYP;
	}
	while ((q = quirks_next(asked->quirks, q, QUIRK_BIND_TON, &asked->subject)) != NULL) {
		if ((bind->addr_ton != q->low || bind->addr_npi != q->high) &&
		    quirk_applies(asked->quirks, q, &asked->subject))
			return SMPP_ESME_RBINDFAIL;
	}
	if (bind->interface_version != SMPP_V3_4 && that(asked, QUIRK_ONLY_34) != NULL)
		return SMPP_ESME_RBINDFAIL;
	return SMPP_ESME_ROK;
}

/* ---- messages ---- */

/* Does the rate allow one message more? It never saves up more than one. */
static int within_rate(struct quirk *q, uint64_t now)
{
	uint64_t earned = (now - q->filled) * q->low;

	q->tokens = q->filled == 0 || q->tokens + earned > WHOLE ? WHOLE : q->tokens + earned;
	q->filled = now;
	if (q->tokens < WHOLE)
		return 0;
	q->tokens -= WHOLE;
	return 1;
}

static int is_throttled(struct asked *asked)
{
	struct quirk *q = NULL;

	while ((q = quirks_next(asked->quirks, q, QUIRK_THROTTLE, &asked->subject)) != NULL) {
		if (!quirk_applies(asked->quirks, q, &asked->subject))
			continue;
		if (q->flag ? ++q->tokens % q->low == 0 : !within_rate(q, asked->subject.now))
			return 1;
	}
	return 0;
}

static int has_tlv(const struct asked *asked, uint16_t tag)
{
	struct smpp_span value;

	return smpp_tlv_find(asked->pdu->tlvs, tag, &value) == SMPP_OK;
}

static uint8_t esm_class_of(const struct asked *asked)
{
	const union smpp_body *body = &asked->pdu->body;

	switch (asked->command_id) {
	case SMPP_SUBMIT_SM: return body->submit_sm.esm_class;
	case SMPP_SUBMIT_MULTI: return body->submit_multi.esm_class;
	case SMPP_DATA_SM: return body->data_sm.esm_class;
	default: return 0;
	}
}

/* The length octet of a user data header that is neither 5 nor 6. */
static int has_odd_udh(const struct asked *asked)
{
	struct smpp_span text;

	return (esm_class_of(asked) & SMPP_ESM_CLASS_UDHI) != 0 &&
	       smpp_pdu_text(asked->pdu, &text) == SMPP_OK && text.len > 0 && text.ptr[0] != 5 &&
	       text.ptr[0] != 6;
}

static uint32_t message_status(struct asked *asked)
{
	if (is_throttled(asked))
		return SMPP_ESME_RTHROTTLED;
	if (has_tlv(asked, SMPP_TLV_SAR_MSG_REF_NUM) && that(asked, QUIRK_NO_SAR) != NULL)
		return SMPP_ESME_RTLVNOTALLWD;
	if (has_tlv(asked, SMPP_TLV_MESSAGE_PAYLOAD) && asked->command_id != SMPP_DATA_SM &&
	    that(asked, QUIRK_NO_PAYLOAD) != NULL)
		return SMPP_ESME_RTLVNOTALLWD;
	if (has_odd_udh(asked) && that(asked, QUIRK_UDH_LENGTH) != NULL)
		return BAD_UDH_LENGTH;
	return SMPP_ESME_ROK;
}

/* A command that is not there at all. */
static void nack(struct smsc *smsc, struct smpp_smsc_handle handle)
{
	struct smpp_pdu answer;

	memset(&answer, 0, sizeof(answer));
	answer.header.command_id = SMPP_GENERIC_NACK;
	answer.header.command_status = SMPP_ESME_RINVCMDID;
	(void)smpp_smsc_reply(smsc->sessions, handle, &answer, smsc->now);
}

int refuse_request(struct quirks *quirks, struct smsc *smsc, struct peer *peer,
		   const struct smpp_smsc_event *event)
{
	const struct quirk *q;
	struct asked asked;
	uint32_t status = SMPP_ESME_ROK;

	if (!quirks->ever)
		return 0;
	ask(&asked, quirks, smsc, peer, event);
	if (quirks_for(quirks, QUIRK_OFF, asked.command_id, &asked.subject) != NULL) {
		nack(smsc, event->handle);
		return 1;
	}
	if (event->type == SMPP_SMSC_EVENT_BIND)
		status = bind_status(&asked);
	else if (command_is_message(asked.command_id))
		status = message_status(&asked);
	if (status == SMPP_ESME_ROK) {
		q = quirks_for(quirks, QUIRK_STATUS, asked.command_id, &asked.subject);
		status = q != NULL ? q->low : SMPP_ESME_ROK;
	}
	if (status == SMPP_ESME_ROK)
		return 0;
	smsc_refuse(smsc, event->handle, status);
	smsc_log(smsc, "quirk_refused", peer, NULL, event);
	return 1;
}
