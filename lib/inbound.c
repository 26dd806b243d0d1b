/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the peer says to a session: PDUs out of the stream, judged, answered or handed on.
 * Must not know: sockets, accounts, policy.
 */
#include "fault.h"
#include "session.h"
#include "state.h"
#include "wire.h"

static enum smpp_side peer_of(const struct smpp_session *s)
{
	return s->set.side == SMPP_ESME ? SMPP_SMSC : SMPP_ESME;
}

/* A careful program reads what its own version has, a strict one what both have agreed on. */
static int reads_widely(const struct smpp_session *s)
{
	return (s->set.tolerate & SMPP_FIELD) == SMPP_FIELD;
}

/*
 * By which rules a PDU of the peer is read: a careful program reads by the limits of 5.0, or by
 * those of the last version that has the command.
 */
static struct smpp_rules reading(const struct smpp_session *s, uint32_t command_id)
{
	static const uint8_t versions[SMPP__VERSIONS] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };
	const struct smpp__command *command = smpp__command_find(command_id);
	struct smpp_rules rules = { s->version, s->set.tolerate, s->set.max_pdu };

	if (reads_widely(s))
		rules.version = command != NULL ? versions[command->last] : SMPP_V5_0;
	return rules;
}

static enum smpp__step tell(struct smpp_event *event, enum smpp_event_type type)
{
	event->type = type;
	event->has_pdu = 1;
	return STEP_EVENT;
}

/* Notes that the PDU at hand needed a tolerance of the session. */
static void tolerated(struct smpp_session *s, struct smpp_event *event, uint32_t flag)
{
	if (flag != 0 && event->pdu.tolerated == 0)
		s->counters.tolerated++;
	event->pdu.tolerated |= flag;
}

/* A PDU of which only the header is here: it is larger than what this side keeps. */
static struct smpp_fault too_large(const struct smpp_header *header)
{
	uint32_t status = SMPP_ESME_RINVCMDLEN;

	switch (header->command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM:
	case SMPP_SUBMIT_MULTI:
	case SMPP_DATA_SM:
	case SMPP_REPLACE_SM:
	case SMPP_BROADCAST_SM: status = SMPP_ESME_RINVMSGLEN; break;
	default: break;
	}
	return smpp__fault(SMPP_FAULT_COMMAND_LENGTH_TOO_LARGE, 0, smpp__header_name(0), status);
}

/* Decodes the PDU at hand, of which there may be the header only. */
static int read_pdu(struct smpp_session *s, struct smpp_span octets, struct smpp_event *event)
{
	const struct smpp_rules rules = reading(s, event->pdu.header.command_id);
	int got;

	if (event->pdu.header.command_length > octets.len) {
		event->fault = too_large(&event->pdu.header);
		return SMPP_E_FAULT;
	}
	got = smpp_decode(octets, &rules, &event->pdu, &event->fault);
	if (got == SMPP_OK && event->pdu.tolerated != 0)
		s->counters.tolerated++;
	return got;
}

/* ---- requests ---- */

/* The peer's request is answered with a status and goes no further. */
static enum smpp__step refuse(struct smpp_session *s, uint32_t answer, struct smpp_fault fault,
			      struct smpp_event *event)
{
	const struct smpp_header *header = &event->pdu.header;

	if (smpp__session_has_response(header->command_id) &&
	    !smpp__session_put_header(s, answer, fault.status, header->sequence_number,
				      s->inbound_open))
		return STEP_BLOCKED;
	event->command_id = header->command_id;
	event->sequence_number = header->sequence_number;
	event->command_status = fault.status;
	event->fault = fault;
	s->counters.refused++;
	return tell(event, SMPP_EVENT_REFUSED);
}

/* Refused for the command, before its body is looked at. */
static enum smpp__step refuse_command(struct smpp_session *s, uint32_t status,
				      struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;
	struct smpp_fault fault = smpp__fault(SMPP_FAULT_NONE, 4, smpp__header_name(1), status);
	uint32_t answer = id | SMPP_RESPONSE;

	if (status == SMPP_ESME_RINVCMDID) {
		fault.code = smpp__command_find(id) != NULL ? SMPP_FAULT_COMMAND_VERSION
							    : SMPP_FAULT_UNKNOWN_COMMAND_ID;
		answer = SMPP_GENERIC_NACK;
	}
	return refuse(s, answer, fault, event);
}

/* May the peer ask this now? ESME_ROK, or the status that says why not. */
static uint32_t judge_request(const struct smpp_session *s, uint32_t id)
{
	const struct smpp__command *command = smpp__command_find(id);

	if (command == NULL)
		return SMPP_ESME_RINVCMDID;
	if (smpp__session_is_bind(id) && s->set.side == SMPP_SMSC &&
	    (smpp__session_is_bound(s) || s->bind_id != 0))
		return SMPP_ESME_RALYBND;
	if (id != SMPP_ENQUIRE_LINK &&
	    (s->left || (s->set.side == SMPP_SMSC && s->bind_id != 0)))
		return SMPP_ESME_RINVBNDSTS;
	if (!smpp__state_accepts(id, peer_of(s), (enum smpp_state)s->state))
		return SMPP_ESME_RINVBNDSTS;
	if (smpp__version_of(reads_widely(s) ? s->set.version : s->version) < command->since ||
	    smpp__version_of(s->version) > command->last)
		return SMPP_ESME_RINVCMDID;
	return SMPP_ESME_ROK;
}

/*
 * Structure, then values. Enquire_link and unbind are a header only: whatever stands behind it
 * means nothing, so nothing is lost by going on.
 */
static int read_request(struct smpp_session *s, struct smpp_span octets, struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;
	const struct smpp_rules rules = reading(s, id);
	int got = read_pdu(s, octets, event);
	struct smpp_fault fault;

	if (event->pdu.header.command_length <= octets.len &&
	    (id == SMPP_ENQUIRE_LINK || id == SMPP_UNBIND))
		return SMPP_OK;
	if (got == SMPP_OK && smpp_check(&event->pdu, &rules, &fault) != SMPP_OK) {
		event->fault = fault; /* else the deviation that was tolerated stays told */
		got = SMPP_E_FAULT;
	}
	return got;
}

/* There is one. Memory of slots is touched only when so many requests wait at once. */
static struct smpp__inbound *take_slot(struct smpp_session *s)
{
	struct smpp__inbound *in;

	s->inbound_open++;
	if (s->inbound_free == SMPP__NIL) {
		in = &s->inbound[s->inbound_used++];
		in->generation = 1;
		return in;
	}
	in = &s->inbound[s->inbound_free];
	s->inbound_free = in->next;
	return in;
}

/* The request waits for its answer under a handle. */
static enum smpp__step admit(struct smpp_session *s, struct smpp_event *event)
{
	uint32_t flag = 0;
	struct smpp__inbound *in = take_slot(s);
	const struct smpp_header *header = &event->pdu.header;

	in->command_id = header->command_id;
	in->sequence_number = header->sequence_number;
	if (smpp__session_is_bind(header->command_id)) {
		s->bind_id = header->command_id;
		s->since = s->now - s->since; /* stands still while this side decides */
		s->bind_version = event->pdu.body.bind.interface_version;
		(void)smpp__session_version_of(s, s->bind_version, &flag);
		tolerated(s, event, flag);
	}
	event->handle = (uint64_t)in->generation << 32 | ((uint32_t)(in - s->inbound) + 1);
	return tell(event, SMPP_EVENT_REQUEST);
}

/* As many requests wait as this side allows: the peer is to come again later. */
static enum smpp__step refuse_surplus(struct smpp_session *s, struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;
	uint32_t status = s->set.side == SMPP_ESME ? SMPP_ESME_RX_T_APPN : SMPP_ESME_RTHROTTLED;

	return refuse(s, id | SMPP_RESPONSE, smpp__fault(SMPP_FAULT_NONE, 0, NULL, status), event);
}

static enum smpp__step answer_enquiry(struct smpp_session *s, const struct smpp_header *header)
{
	return smpp__session_put_header(s, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK,
					header->sequence_number, s->inbound_open)
		       ? STEP_AGAIN : STEP_BLOCKED;
}

int smpp__session_answer_unbind(struct smpp_session *s)
{
	if (!s->left || (s->inbound_open > 0 &&
			 s->now < smpp__session_after(s->since, s->set.response)) ||
	    !smpp__session_put_header(s, SMPP_UNBIND_RESP, SMPP_ESME_ROK, s->unbind_number, 0))
		return 0;
	s->left = 0;
	smpp__session_enter(s, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	return 1;
}

/* The peer's unbind is answered when nothing is owed to it; the caller hears if that is not now. */
static enum smpp__step take_unbind(struct smpp_session *s, struct smpp_event *event)
{
	s->left = 1;
	s->unbind_number = event->pdu.header.sequence_number;
	s->since = s->now;
	if (s->inbound_open == 0) {
		if (smpp__session_answer_unbind(s))
			return STEP_AGAIN;
		s->left = 0;
		return STEP_BLOCKED;
	}
	return tell(event, SMPP_EVENT_NOTICE);
}

/* A request without response that is not acceptable; for outbind that is the end. */
static enum smpp__step note_unanswerable(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp_fault fault = event->fault;

	if (event->pdu.header.command_id == SMPP_OUTBIND && s->state == SMPP_STATE_OPEN) {
		smpp__session_enter(s, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
		s->fault = fault;
		return STEP_AGAIN;
	}
	return refuse(s, 0, fault, event);
}

static enum smpp__step take_request(struct smpp_session *s, struct smpp_span octets,
				    struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;
	uint32_t status = judge_request(s, id);

	if (status != SMPP_ESME_ROK)
		return refuse_command(s, status, event);
	if (read_request(s, octets, event) != SMPP_OK)
		return smpp__session_has_response(id)
			       ? refuse(s, id | SMPP_RESPONSE, event->fault, event)
			       : note_unanswerable(s, event);
	if (id == SMPP_ENQUIRE_LINK)
		return answer_enquiry(s, &event->pdu.header);
	if (id == SMPP_UNBIND)
		return take_unbind(s, event);
	if (!smpp__session_has_response(id)) {
		if (id == SMPP_OUTBIND)
			smpp__session_enter(s, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
		return tell(event, SMPP_EVENT_NOTICE);
	}
	if (s->inbound_open == s->set.inbound)
		return refuse_surplus(s, event);
	if (smpp__outq_place(&s->outq, 0, (size_t)s->inbound_open + 1) == NULL)
		return STEP_BLOCKED;
	return admit(s, event);
}

/* ---- responses ---- */

/* Is the bind that was asked for granted by this response? */
static int grants_bind(struct smpp_session *s, struct smpp_event *event, int usable)
{
	uint32_t status = event->pdu.header.command_status;

	if (smpp__session_is_bound(s) || event->pdu.header.command_id == SMPP_GENERIC_NACK)
		return 0;
	if (status == SMPP_ESME_RALYBND &&
	    (s->set.tolerate & SMPP_TOLERATE_ALREADY_BOUND) != 0) {
		tolerated(s, event, SMPP_TOLERATE_ALREADY_BOUND);
		return 1;
	}
	return status == SMPP_ESME_ROK && usable;
}

/* What the response changes in the session. */
static void response_changes(struct smpp_session *s, uint32_t asked, int usable,
			     struct smpp_event *event)
{
	uint8_t version = s->set.absent_version;
	uint32_t flag = 0;

	if (asked == SMPP_UNBIND) {
		s->leave = LEAVE_DONE;
		smpp__session_enter(s, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
	}
	if (!smpp__session_is_bind(asked))
		return;
	s->bind_id = 0;
	s->since = s->now;
	if (!grants_bind(s, event, usable))
		return;
	if (usable && !event->pdu.body_raw)
		(void)smpp_tlv_u8(event->pdu.tlvs, SMPP_TLV_SC_INTERFACE_VERSION, &version);
	version = smpp__session_version_of(s, version, &flag);
	tolerated(s, event, flag);
	smpp__session_bound(s, asked, version);
}

/* What the answer says about how many may be out (5.0, 2.9). */
static void heed(struct smpp_session *s, const struct smpp_event *event)
{
	uint32_t status = event->pdu.header.command_status;
	uint8_t congestion = 0;

	if (!event->pdu.body_raw)
		(void)smpp_tlv_u8(event->pdu.tlvs, SMPP_TLV_CONGESTION_STATE, &congestion);
	if (congestion > 100)
		congestion = 0; /* reserved: ignored */
	if (status == SMPP_ESME_RTHROTTLED || status == SMPP_ESME_RMSGQFUL || congestion > 90)
		smpp__limit_shrink(&s->limit, s->in_window, congestion == 100);
	else if (status == SMPP_ESME_ROK && congestion < 80 &&
		 event->outcome == SMPP_OUTCOME_RESPONSE)
		smpp__limit_grow(&s->limit);
	else
		smpp__limit_neutral(&s->limit);
}

/* 5.0 requires some TLVs of a good response; what else it may not have is not looked at here. */
static int lacks_tlv(const struct smpp_session *s, struct smpp_event *event)
{
	const struct smpp_rules rules = reading(s, event->pdu.header.command_id);
	struct smpp_fault fault;

	if (event->pdu.header.command_status != SMPP_ESME_ROK || event->pdu.body_raw ||
	    smpp_check(&event->pdu, &rules, &fault) == SMPP_OK ||
	    fault.code != SMPP_FAULT_TLV_MISSING)
		return 0;
	event->fault = fault;
	return 1;
}

/* The response of a request that waits for it. */
static enum smpp__step take_answer(struct smpp_session *s, struct smpp_span octets,
				   struct smpp__slot *slot, struct smpp_event *event)
{
	enum smpp_outcome outcome = SMPP_OUTCOME_RESPONSE;
	int counted = (slot->flags & SLOT_COUNTED) != 0;
	int got = read_pdu(s, octets, event);
	uint32_t id = event->pdu.header.command_id;
	enum smpp__step told;

	event->command_status = event->pdu.header.command_status;
	if (id != SMPP_GENERIC_NACK && id != (slot->kind | SMPP_RESPONSE))
		tolerated(s, event, SMPP_TOLERATE_BIND_TYPE);
	if (id == SMPP_GENERIC_NACK)
		outcome = SMPP_OUTCOME_NACKED;
	else if (lacks_tlv(s, event) ||
		 (got != SMPP_OK && event->command_status == SMPP_ESME_ROK &&
		  event->fault.status != SMPP_ESME_ROK))
		outcome = SMPP_OUTCOME_BAD_RESPONSE;
	s->counters.responses_in[outcome == SMPP_OUTCOME_RESPONSE
					 ? smpp_status_class(event->command_status)
					 : SMPP_STATUS_FAILED]++;
	event->has_pdu = 1;
	response_changes(s, slot->kind, outcome == SMPP_OUTCOME_RESPONSE, event);
	told = smpp__session_settle(s, slot, outcome, event);
	if (counted)
		heed(s, event);
	return told;
}

/* Does that response belong to the request of that slot? */
static int matches(const struct smpp_session *s, const struct smpp__slot *slot, uint32_t id)
{
	if (slot == NULL || (slot->flags & SLOT_WAITS) != 0)
		return 0;
	if (id == SMPP_GENERIC_NACK || id == (slot->kind | SMPP_RESPONSE))
		return 1;
	return (s->set.tolerate & SMPP_TOLERATE_BIND_TYPE) != 0 &&
	       smpp__session_is_bind(slot->kind) && smpp__session_is_bind(id & ~SMPP_RESPONSE);
}

static enum smpp_stray judge_stray(const struct smpp_session *s, const struct smpp_header *header,
				   const struct smpp__slot *slot)
{
	int finished = smpp__window_finished(&s->window, header->sequence_number);

	if (header->command_id == SMPP_GENERIC_NACK && header->sequence_number == 0)
		return SMPP_STRAY_NACK_ZERO;
	if (smpp__command_find(header->command_id) == NULL)
		return SMPP_STRAY_UNKNOWN;
	if (slot != NULL && (slot->flags & SLOT_WAITS) == 0)
		return SMPP_STRAY_WRONG_TYPE;
	if (finished == 0)
		return SMPP_STRAY_UNSOLICITED;
	return finished == SMPP__EXPIRED ? SMPP_STRAY_LATE : SMPP_STRAY_DUPLICATE;
}

static enum smpp__step take_response(struct smpp_session *s, struct smpp_span octets,
				     struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;
	struct smpp__slot *slot =
		smpp__window_find(&s->window, event->pdu.header.sequence_number);

	if (matches(s, slot, id))
		return take_answer(s, octets, slot, event);
	event->stray = judge_stray(s, &event->pdu.header, slot);
	(void)read_pdu(s, octets, event);
	s->counters.stray++;
	return tell(event, SMPP_EVENT_STRAY);
}

/* ---- octets into PDUs ---- */

/* Relay mode: as it is, with what is wrong with it. */
static enum smpp__step take_any(struct smpp_session *s, struct smpp_span octets,
				struct smpp_event *event)
{
	(void)read_pdu(s, octets, event);
	return tell(event, SMPP_EVENT_NOTICE);
}

/* A PDU, or the header of one that is too large to be kept, is at hand. */
static enum smpp__step take_pdu(struct smpp_session *s, struct smpp_span octets,
				const struct smpp_header *header, struct smpp_event *event)
{
	enum smpp__step step;

	memset(&event->pdu, 0, sizeof(event->pdu));
	event->pdu.header = *header;
	event->pdu.body_raw = 1;
	event->pdu.wire = octets;
	s->partial_since = SMPP__NEVER; /* from here on it is not the peer who is waited for */
	if (s->set.relay)
		step = take_any(s, octets, event);
	else if ((header->command_id & SMPP_RESPONSE) != 0)
		step = take_response(s, octets, event);
	else
		step = take_request(s, octets, event);
	if (step != STEP_BLOCKED) {
		if (s->line_ends)
			tolerated(s, event, SMPP_TOLERATE_LINE_ENDS);
		s->heard = s->now;
		s->line_ends = 0;
		s->counters.pdus_in++;
	}
	return step;
}

/* The octets are not SMPP: a last word if there is room for one, and the end. */
static enum smpp__step end_of_frames(struct smpp_session *s, const struct smpp_header *header,
				     struct smpp_fault fault)
{
	int known = header->command_length >= SMPP__HEADER_OCTETS &&
		    header->command_length < SMPP_MAX_PDU_EVER;

	if (!s->set.relay)
		(void)smpp__session_put_header(s, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN,
					       known ? header->sequence_number : 0, 0);
	smpp__session_enter(s, SMPP_STATE_CLOSED, SMPP_REASON_FRAME);
	s->fault = fault;
	return STEP_AGAIN;
}

/* A PDU that is all in the loan. */
static enum smpp__step step_direct(struct smpp_session *s, const struct smpp_header *header,
				   struct smpp_event *event)
{
	struct smpp_span octets = { s->in.ptr, header->command_length };
	enum smpp__step step = take_pdu(s, octets, header, event);

	if (step != STEP_BLOCKED) {
		s->in.ptr += octets.len;
		s->in.len -= octets.len;
	}
	return step;
}

/* A PDU too large to be kept: judged by its header, and passed over. */
static enum smpp__step step_too_large(struct smpp_session *s, const struct smpp_header *header,
				      struct smpp_span have, struct smpp_event *event)
{
	uint64_t since = s->partial_since != SMPP__NEVER ? s->partial_since : s->now;
	enum smpp__step step = take_pdu(s, have, header, event);

	if (step == STEP_BLOCKED)
		return step;
	s->stitch.skip = header->command_length - s->stitch.have;
	s->stitch.have = 0;
	s->partial_since = since; /* the rest is still waited for */
	return step;
}

/* What may come now: less from a stranger. */
static uint32_t most_now(const struct smpp_session *s)
{
	return s->state == SMPP_STATE_OPEN || s->state == SMPP_STATE_OUTBOUND
		       ? s->set.max_pdu_unbound : s->set.max_pdu;
}

/* Part of a PDU is kept already: goes on until it is all there. */
static enum smpp__step step_stitch(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp__stitch *st = &s->stitch;
	struct smpp_header header;
	struct smpp_fault fault;
	struct smpp_span have;
	enum smpp__step step;

	(void)smpp__stitch_fill(st, &s->in, st->have < 4 ? 4 : SMPP__HEADER_OCTETS);
	if (st->have >= 4)
		(void)smpp__stitch_fill(st, &s->in, SMPP__HEADER_OCTETS);
	have.ptr = st->mem;
	have.len = st->have;
	if (smpp_frame_get(have, most_now(s), &header, &fault) == SMPP_E_FAULT)
		return end_of_frames(s, &header, fault);
	if (have.len < SMPP__HEADER_OCTETS)
		return STEP_IDLE;
	if (header.command_length > st->cap)
		return step_too_large(s, &header, have, event);
	if (!smpp__stitch_fill(st, &s->in, header.command_length))
		return STEP_IDLE;
	have.len = st->have;
	step = take_pdu(s, have, &header, event);
	if (step == STEP_EVENT)
		s->stitched = 1; /* the event points there: released by the next call */
	else if (step != STEP_BLOCKED)
		st->have = 0;
	return step;
}

/* The loan holds the beginning of a PDU only: keep it, if it is to be kept here. */
static enum smpp__step step_begin(struct smpp_session *s, const struct smpp_header *header,
				  struct smpp_event *event)
{
	struct smpp_span have = { s->in.ptr, SMPP__HEADER_OCTETS };

	if (s->in.len == 0)
		return STEP_IDLE;
	if (s->partial_since == SMPP__NEVER)
		s->partial_since = s->now;
	if (s->stitch.cap == 0)
		return STEP_IDLE;
	if (s->in.len >= SMPP__HEADER_OCTETS && header->command_length > s->stitch.cap)
		return step_too_large(s, header, have, event);
	(void)smpp__stitch_fill(&s->stitch, &s->in, s->in.len);
	return STEP_IDLE;
}

/* No command_length begins with one of these. */
static void pass_line_ends(struct smpp_session *s)
{
	while (s->in.len > 0 && (s->in.ptr[0] == '\r' || s->in.ptr[0] == '\n')) {
		s->in.ptr++;
		s->in.len--;
		s->line_ends = 1;
	}
}

enum smpp__step smpp__session_input(struct smpp_session *s, struct smpp_event *event)
{
	struct smpp_header header;
	struct smpp_fault fault;

	if (s->stitch.skip > 0) {
		if (!smpp__stitch_skip(&s->stitch, &s->in))
			return STEP_IDLE;
		s->partial_since = SMPP__NEVER;
	}
	if (s->stitch.have > 0)
		return step_stitch(s, event);
	if ((s->set.tolerate & SMPP_TOLERATE_LINE_ENDS) != 0)
		pass_line_ends(s);
	switch (smpp_frame_get(s->in, most_now(s), &header, &fault)) {
	case SMPP_OK: return step_direct(s, &header, event);
	case SMPP_E_FAULT: return end_of_frames(s, &header, fault);
	default: return step_begin(s, &header, event);
	}
}
