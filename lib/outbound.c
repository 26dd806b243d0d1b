/* SPDX-License-Identifier: MIT */
/*
 * Owns: what this side of a session says: requests, answers, and room for them in output.
 * Must not know: sockets, accounts, policy.
 */
#include "fault.h"
#include "session.h"
#include "state.h"
#include "wire.h"

#define U8_TLV_OCTETS 5 /* a TLV of one octet */

static struct smpp_rules writing(const struct smpp_session *s, uint8_t version)
{
	struct smpp_rules rules = { version, s->set.deviate, s->set.max_pdu };

	return rules;
}

/* ---- room ---- */

static void committed(struct smpp_session *s, const uint8_t *place, size_t len)
{
	uint32_t id = smpp__get32(place + 4);

	if (smpp__outq_used(&s->outq) == 0)
		s->progress = s->now; /* the stall timer starts */
	smpp__outq_commit(&s->outq, place, len);
	s->counters.pdus_out++;
	if ((id & SMPP_RESPONSE) != 0)
		s->counters.responses_out[id == SMPP_GENERIC_NACK
						  ? SMPP_STATUS_FAILED
						  : smpp_status_class(smpp__get32(place + 8))]++;
}

static uint8_t *put_u8_tlv(uint8_t *at, uint16_t tag, uint8_t value)
{
	smpp__put16(at, tag);
	smpp__put16(at + 2, 1);
	at[4] = value;
	return at + U8_TLV_OCTETS;
}

/*
 * Does congestion_state go with this response? Not where a body would have to stand before it, nor
 * where output could never hold it.
 */
static int adds_congestion(const struct smpp_session *s, uint32_t command_id, int body_there)
{
	const struct smpp__command *command = smpp__command_find(command_id);

	return s->congestion != SMPP_CONGESTION_NONE && s->version >= SMPP_V5_0 &&
	       smpp__session_is_bound(s) && (command_id & SMPP_RESPONSE) != 0 &&
	       command_id != SMPP_GENERIC_NACK && command != NULL &&
	       (body_there || command->count == 0) &&
	       s->outq.cap >= SMPP__HEADER_OCTETS + U8_TLV_OCTETS;
}

static size_t header_len(const struct smpp_session *s, uint32_t command_id)
{
	return SMPP__HEADER_OCTETS + (adds_congestion(s, command_id, 0) ? U8_TLV_OCTETS : 0);
}

int smpp__session_header_fits(const struct smpp_session *s, uint32_t command_id, size_t keep)
{
	return smpp__outq_place(&s->outq, header_len(s, command_id), keep) != NULL;
}

int smpp__session_put_header(struct smpp_session *s, uint32_t command_id, uint32_t command_status,
			     uint32_t sequence_number, size_t keep)
{
	size_t len = header_len(s, command_id);
	uint8_t *place = smpp__outq_place(&s->outq, len, keep);

	if (place == NULL)
		return 0;
	smpp__put32(place, (uint32_t)len);
	smpp__put32(place + 4, command_id);
	smpp__put32(place + 8, command_status);
	smpp__put32(place + 12, sequence_number);
	if (len > SMPP__HEADER_OCTETS)
		put_u8_tlv(place + SMPP__HEADER_OCTETS, SMPP_TLV_CONGESTION_STATE, s->congestion);
	committed(s, place, len);
	return 1;
}

static int lacks_room(struct smpp_session *s)
{
	s->want_room = 1;
	s->gained = 0;
	return SMPP_E_SPACE;
}

/*
 * Encodes where there is room: behind the last PDU, where most fit, or at the front of the
 * memory. extra octets behind the PDU are kept for the caller.
 */
static int put_pdu(struct smpp_session *s, const struct smpp_pdu *pdu,
		   const struct smpp_rules *rules, size_t keep, size_t extra, struct smpp_buf *buf)
{
	uint8_t *place;
	int got;

	buf->ptr = smpp__outq_tail(&s->outq, &buf->cap);
	got = smpp_encode(pdu, rules, buf, &s->fault);
	if (got != SMPP_OK && got != SMPP_E_SPACE)
		return got;
	if (buf->len + extra > s->outq.cap || buf->len + extra > s->set.max_pdu)
		return SMPP_E_TOO_BIG;
	place = smpp__outq_place(&s->outq, buf->len + extra, keep);
	if (place == NULL)
		return SMPP_E_SPACE;
	if (place == buf->ptr && got == SMPP_OK)
		return SMPP_OK;
	buf->ptr = place;
	buf->cap = buf->len;
	return smpp_encode(pdu, rules, buf, NULL);
}

const uint8_t *smpp_session_output(const struct smpp_session *s, size_t *len)
{
	return smpp__outq_peek(&s->outq, len);
}

int smpp_session_sent(struct smpp_session *s, size_t len, uint64_t now)
{
	size_t waiting;

	smpp__session_hear(s, now);
	(void)smpp__outq_peek(&s->outq, &waiting);
	if (len > waiting)
		return SMPP_E_LENGTH;
	if (len == 0)
		return SMPP_OK;
	smpp__outq_drop(&s->outq, len);
	s->progress = s->now;
	s->counters.octets_out += len;
	s->freed = 1;
	if (smpp__outq_used(&s->outq) <= s->outq.cap / 2)
		s->gained = 1;
	return SMPP_OK;
}

int smpp_session_send_raw(struct smpp_session *s, const uint8_t *octets, size_t len, uint64_t now)
{
	struct smpp_span in = { octets, len };
	struct smpp_header header;
	uint8_t *place;
	int got;

	smpp__session_hear(s, now);
	if (!s->set.relay || s->state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	got = smpp_frame_get(in, s->set.max_pdu, &header, &s->fault);
	if (got == SMPP_OK && header.command_length != len)
		s->fault = smpp__fault(SMPP_FAULT_TRAILING_DATA, header.command_length, NULL,
				       SMPP_ESME_RINVCMDLEN);
	if (got == SMPP_E_MORE && len >= SMPP__HEADER_OCTETS)
		s->fault = smpp__fault(SMPP_FAULT_INCOMPLETE_BODY, len, NULL,
				       SMPP_ESME_RINVCMDLEN);
	if (got != SMPP_OK || header.command_length != len)
		return SMPP_E_FAULT;
	if (len > s->outq.cap)
		return SMPP_E_TOO_BIG;
	place = smpp__outq_place(&s->outq, len, 0);
	if (place == NULL)
		return lacks_room(s);
	memcpy(place, octets, len);
	committed(s, place, len);
	return SMPP_OK;
}

/* ---- what a peer of an older version does not know ---- */

static int refuse_command(struct smpp_session *s, enum smpp_fault_code code)
{
	s->fault = smpp__fault(code, 4, smpp__header_name(1), SMPP_ESME_RINVCMDID);
	return code == SMPP_FAULT_COMMAND_VERSION ? SMPP_E_VERSION : SMPP_E_FAULT;
}

/* Where the first TLV would stand: behind all that the PDU is without TLVs. */
static size_t place_of_tlvs(const struct smpp_session *s, const struct smpp_pdu *pdu)
{
	const struct smpp_rules ours = writing(s, s->set.version);
	struct smpp_pdu bare = *pdu;
	struct smpp_buf none = { NULL, 0, 0 };

	bare.tlvs.len = 0;
	bare.tlv_count = 0;
	(void)smpp_encode(&bare, &ours, &none, NULL);
	return none.len;
}

/* 3.3 has no TLVs. */
static int refuse_tlvs(struct smpp_session *s, const struct smpp_pdu *pdu)
{
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;

	if (smpp_tlv_next(&rest, &tlv) != SMPP_OK) {
		if (pdu->tlv_count == 0)
			return SMPP_OK;
		tlv = pdu->tlv[0];
	}
	s->fault = smpp__tlv_fault(SMPP_FAULT_TLV_NOT_ALLOWED, place_of_tlvs(s, pdu), 1, tlv.tag);
	s->fault.status = SMPP_ESME_RTLVNOTALLWD;
	return SMPP_E_VERSION;
}

/*
 * A command, TLV or value that this side's version has and the peer's has not, is not sent. What
 * neither has is the caller's affair.
 */
static int judge_version(struct smpp_session *s, const struct smpp_pdu *pdu, uint8_t version)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	const struct smpp_rules theirs = writing(s, version), ours = writing(s, s->set.version);
	enum smpp__version column = smpp__version_of(version);
	int newer = command != NULL && (column < command->since || column > command->last);
	struct smpp_fault fault;
	int got = column == V33 ? refuse_tlvs(s, pdu) : SMPP_OK;

	if (got != SMPP_OK || smpp__session_is_bind(pdu->header.command_id & ~SMPP_RESPONSE) ||
	    (newer && (pdu->header.command_id & SMPP_RESPONSE) != 0))
		return got; /* who has asked knows the command, whatever its version */
	if (newer)
		return refuse_command(s, SMPP_FAULT_COMMAND_VERSION);
	if (column == smpp__version_of(s->set.version) ||
	    smpp_check(pdu, &theirs, &fault) == SMPP_OK || smpp_check(pdu, &ours, NULL) != SMPP_OK)
		return SMPP_OK;
	s->fault = fault;
	return SMPP_E_VERSION;
}

/* What encode refused by the peer's limits: is it the version, or wrong in this side's too? */
static int blame(const struct smpp_session *s, const struct smpp_pdu *pdu, uint8_t version)
{
	const struct smpp_rules ours = writing(s, s->set.version);
	struct smpp_buf none = { NULL, 0, 0 };

	if (smpp__version_of(version) == smpp__version_of(s->set.version))
		return SMPP_E_FAULT;
	return smpp_encode(pdu, &ours, &none, NULL) == SMPP_E_FAULT ? SMPP_E_FAULT
								    : SMPP_E_VERSION;
}

/* ---- requests ---- */

static int is_counted(uint32_t command_id)
{
	return !smpp__session_is_bind(command_id) && command_id != SMPP_UNBIND &&
	       command_id != SMPP_ENQUIRE_LINK;
}

/* Does the peer's version have that command at all? A bind is how the version is found out. */
static int is_of_version(const struct smpp_session *s, const struct smpp__command *command)
{
	enum smpp__version version = smpp__version_of(s->version);

	return smpp__session_is_bind(command->id) ||
	       (version >= command->since && version <= command->last);
}

/* Where the session stands, does it let such a request out? A bind only while none is pending. */
static int judge_state(const struct smpp_session *s, uint32_t command_id)
{
	const struct smpp__command *command = smpp__command_find(command_id);

	if (s->leave != LEAVE_NO || s->left || s->state == SMPP_STATE_CLOSED ||
	    (smpp__session_is_bind(command_id) && s->bind_id != 0))
		return SMPP_E_STATE;
	if (command != NULL && !is_of_version(s, command))
		return SMPP_OK; /* the version says it better */
	return smpp__state_may_send(command_id, (enum smpp_side)s->set.side,
				    (enum smpp_state)s->state, smpp__version_of(s->version))
		       ? SMPP_OK : SMPP_E_STATE;
}

static int judge_window(const struct smpp_session *s, uint32_t command_id)
{
	if (!smpp__session_has_response(command_id))
		return SMPP_OK;
	if (is_counted(command_id))
		return s->in_window < s->limit.now ? SMPP_OK : SMPP_E_WINDOW;
	/* beside the session's own and the one without response: the last is for bind and unbind */
	return s->window.used - s->in_window - s->keep_alive <
			       SMPP__SPARE_SLOTS - (command_id == SMPP_ENQUIRE_LINK ? 3 : 2)
		       ? SMPP_OK : SMPP_E_WINDOW;
}

int smpp_session_can(const struct smpp_session *s, uint32_t command_id)
{
	const struct smpp__command *command = smpp__command_find(command_id);
	int got = s->set.relay ? SMPP_OK : judge_state(s, command_id);

	if (s->set.relay && s->state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	if (got == SMPP_OK && !s->set.relay && (command == NULL || !is_of_version(s, command)))
		return SMPP_E_VERSION;
	if (got == SMPP_OK && !s->set.relay)
		got = judge_window(s, command_id);
	if (got != SMPP_OK)
		return got;
	return smpp__outq_place(&s->outq, SMPP__HEADER_OCTETS, s->inbound_open) != NULL
		       ? SMPP_OK : SMPP_E_SPACE;
}

static uint8_t class_of(const struct smpp_pdu *pdu)
{
	uint8_t mode = 0;

	switch (pdu->header.command_id) {
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_UNBIND: return CLASS_BIND;
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: mode = pdu->body.submit_sm.esm_class; break;
	case SMPP_SUBMIT_MULTI: mode = pdu->body.submit_multi.esm_class; break;
	case SMPP_DATA_SM: mode = pdu->body.data_sm.esm_class; break;
	default: break;
	}
	return (mode & SMPP_ESM_CLASS_MODE) == SMPP_ESM_CLASS_MODE_TRANSACTION ? CLASS_TRANSACTION
									       : CLASS_USUAL;
}

static uint32_t time_of(const struct smpp_session *s, uint8_t class)
{
	if (class == CLASS_BIND)
		return s->set.bind_response;
	return class == CLASS_TRANSACTION ? s->set.transaction_response : s->set.response;
}

static uint64_t deadline_of(const struct smpp_session *s, uint8_t class)
{
	return smpp__session_after(s->now, time_of(s, class));
}

/* The request went out: what that changes. */
static void requested(struct smpp_session *s, uint32_t command_id, struct smpp__slot *slot)
{
	if (slot != NULL && is_counted(command_id)) {
		slot->flags |= SLOT_COUNTED;
		s->in_window++;
	}
	if (smpp__session_is_bind(command_id))
		s->bind_id = command_id;
	if (command_id == SMPP_UNBIND)
		s->leave = LEAVE_SENT;
	if (command_id == SMPP_OUTBIND) {
		s->since = s->now;
		smpp__session_enter(s, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
	}
}

/* Encodes with the number of a new slot; without success the slot was never there. */
static int send_request(struct smpp_session *s, struct smpp_pdu *pdu, uint64_t token)
{
	const struct smpp_rules rules = writing(s, s->version);
	uint32_t last = s->window.last, before = pdu->header.sequence_number;
	uint32_t command_id = pdu->header.command_id;
	uint8_t class = class_of(pdu);
	struct smpp__slot *slot;
	struct smpp_buf buf;
	int got;

	slot = smpp__window_open(&s->window, class, deadline_of(s, class));
	pdu->header.sequence_number = slot->number;
	got = put_pdu(s, pdu, &rules, s->inbound_open, 0, &buf);
	if (got != SMPP_OK) {
		pdu->header.sequence_number = before;
		smpp__window_undo(&s->window, slot, last);
		if (got == SMPP_E_SPACE)
			return lacks_room(s);
		return got == SMPP_E_FAULT ? blame(s, pdu, s->version) : got;
	}
	committed(s, buf.ptr, buf.len);
	slot->token = token;
	slot->kind = command_id;
	if (!smpp__session_has_response(command_id)) {
		smpp__window_close(&s->window, slot, SMPP__ANSWERED);
		slot = NULL;
	}
	requested(s, command_id, slot);
	return SMPP_OK;
}

/* Relay mode: any PDU, as it is. */
static int relay(struct smpp_session *s, const struct smpp_pdu *pdu)
{
	struct smpp_rules rules = writing(s, s->set.version);
	struct smpp_buf buf;
	int got = put_pdu(s, pdu, &rules, 0, 0, &buf);

	if (got == SMPP_OK)
		committed(s, buf.ptr, buf.len);
	return got == SMPP_E_SPACE ? lacks_room(s) : got;
}

int smpp_session_request(struct smpp_session *s, struct smpp_pdu *pdu, uint64_t token,
			 uint64_t now)
{
	uint32_t command_id = pdu->header.command_id;
	int got;

	smpp__session_hear(s, now);
	if (s->state == SMPP_STATE_CLOSED)
		return SMPP_E_STATE;
	s->fault = smpp__fault_none();
	if (s->set.relay)
		return relay(s, pdu);
	if ((command_id & SMPP_RESPONSE) != 0 || smpp__command_find(command_id) == NULL)
		return refuse_command(s, SMPP_FAULT_UNKNOWN_COMMAND_ID);
	got = judge_state(s, command_id);
	if (got == SMPP_OK)
		got = judge_version(s, pdu, s->version);
	if (got == SMPP_OK)
		got = judge_window(s, command_id);
	return got == SMPP_OK ? send_request(s, pdu, token) : got;
}

int smpp_session_unbind(struct smpp_session *s, uint64_t token, uint64_t now)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_UNBIND;
	return s->set.relay ? SMPP_E_STATE : smpp_session_request(s, &pdu, token, now);
}

/* The slot is taken now, so that its outcome is certain; the unbind goes out in its time. */
int smpp_session_drain(struct smpp_session *s, uint64_t token, uint64_t now)
{
	struct smpp__slot *slot;
	int got;

	smpp__session_hear(s, now);
	got = s->set.relay ? SMPP_E_STATE : judge_state(s, SMPP_UNBIND);
	if (got == SMPP_OK)
		got = judge_window(s, SMPP_UNBIND);
	if (got != SMPP_OK)
		return got;
	slot = smpp__window_open(&s->window, CLASS_BIND, SMPP__NEVER);
	slot->token = token;
	slot->kind = SMPP_UNBIND;
	slot->flags = SLOT_WAITS;
	s->leave = LEAVE_DRAIN;
	return SMPP_OK;
}

int smpp__session_is_drained(const struct smpp_session *s)
{
	return s->leave == LEAVE_DRAIN && smpp_session_outstanding(s) == 1;
}

int smpp__session_send_unbind(struct smpp_session *s)
{
	struct smpp__slot *slot = smpp__window_oldest(&s->window, CLASS_BIND);

	if (!smpp__session_is_drained(s) ||
	    !smpp__session_put_header(s, SMPP_UNBIND, SMPP_ESME_ROK, slot->number,
				      s->inbound_open))
		return 0;
	slot->flags = 0;
	slot->deadline = deadline_of(s, CLASS_BIND);
	s->leave = LEAVE_SENT;
	return 1;
}

void smpp__session_enquire(struct smpp_session *s)
{
	struct smpp__slot *slot =
		smpp__window_open(&s->window, CLASS_KEEP_ALIVE, deadline_of(s, CLASS_KEEP_ALIVE));

	slot->kind = SMPP_ENQUIRE_LINK;
	slot->flags = SLOT_OWN;
	slot->token = 0;
	s->keep_alive = 1;
	(void)smpp__session_put_header(s, SMPP_ENQUIRE_LINK, SMPP_ESME_ROK, slot->number,
				       s->inbound_open);
}

/* ---- answers ---- */

static struct smpp__inbound *inbound_of(struct smpp_session *s, uint64_t handle)
{
	uint32_t index = (uint32_t)handle - 1; /* the low half counts from 1 */

	if (index >= s->inbound_used || s->inbound[index].command_id == 0 ||
	    s->inbound[index].generation != (uint32_t)(handle >> 32))
		return NULL;
	return &s->inbound[index];
}

static void settle_inbound(struct smpp_session *s, struct smpp__inbound *in)
{
	in->command_id = 0;
	in->generation++;
	in->next = s->inbound_free;
	s->inbound_free = (uint32_t)(in - s->inbound);
	s->inbound_open--;
	s->gained = 1;
	s->freed = 1;
}

/* The answer to a bind is out. */
static void bind_answered(struct smpp_session *s, uint32_t command_status)
{
	uint32_t bind_id = s->bind_id;

	s->bind_id = 0;
	s->since = s->now - s->since; /* the peer's time runs on */
	if (command_status == SMPP_ESME_ROK)
		smpp__session_bound(s, bind_id, s->bind_version);
}

static int has_tlv(const struct smpp_pdu *pdu, uint16_t tag)
{
	struct smpp_span value;

	for (size_t i = 0; i < pdu->tlv_count; i++) {
		if (pdu->tlv[i].tag == tag)
			return 1;
	}
	return smpp_tlv_find(pdu->tlvs, tag, &value) == SMPP_OK;
}

/* The TLVs that the session adds to an answer by itself. @return their octets in tlvs */
static size_t extra_tlvs(const struct smpp_session *s, const struct smpp_pdu *answer,
			 uint8_t version, uint8_t *tlvs)
{
	uint32_t id = answer->header.command_id;
	uint8_t *at = tlvs;

	if (answer->body_raw)
		return 0;
	if (smpp__session_is_bind(id & ~SMPP_RESPONSE) && !answer->body_absent &&
	    answer->header.command_status == SMPP_ESME_ROK && version >= SMPP_V3_4 &&
	    !has_tlv(answer, SMPP_TLV_SC_INTERFACE_VERSION))
		at = put_u8_tlv(at, SMPP_TLV_SC_INTERFACE_VERSION, s->set.version);
	if (adds_congestion(s, id, !answer->body_absent) &&
	    !has_tlv(answer, SMPP_TLV_CONGESTION_STATE))
		at = put_u8_tlv(at, SMPP_TLV_CONGESTION_STATE, s->congestion);
	return (size_t)(at - tlvs);
}

/* The answer with command and number of its request. @return SMPP_OK or SMPP_E_FAULT */
static int address_answer(struct smpp_session *s, const struct smpp__inbound *in,
			  struct smpp_pdu *pdu)
{
	uint32_t response = in->command_id | SMPP_RESPONSE;

	if (pdu->header.command_id == 0)
		pdu->header.command_id = response;
	pdu->header.sequence_number = in->sequence_number;
	if (pdu->header.command_id == response || pdu->header.command_id == SMPP_GENERIC_NACK)
		return SMPP_OK;
	return refuse_command(s, SMPP_FAULT_UNKNOWN_COMMAND_ID);
}

/* What the peer knows: of a bind that is being decided, by what it said. */
static uint8_t version_for(const struct smpp_session *s, const struct smpp__inbound *in)
{
	uint32_t flag = 0;
	uint8_t version;

	if (!smpp__session_is_bind(in->command_id))
		return s->version;
	version = smpp__session_version_of(s, s->bind_version, &flag);
	return version < s->set.version ? version : s->set.version;
}

/* No room for an answer. Where the other answers that are owed leave it none, none will come. */
static int lacks_room_for_answer(struct smpp_session *s, size_t len)
{
	if (!smpp__outq_can_hold(&s->outq, len, s->inbound_open - 1))
		return SMPP_E_TOO_BIG;
	return lacks_room(s);
}

static int send_answer(struct smpp_session *s, struct smpp__inbound *in,
		       const struct smpp_pdu *answer)
{
	uint8_t version = version_for(s, in), tlvs[2 * U8_TLV_OCTETS];
	const struct smpp_rules rules = writing(s, version);
	size_t extra = extra_tlvs(s, answer, version, tlvs);
	uint32_t asked = in->command_id;
	struct smpp_buf buf;
	int got = judge_version(s, answer, version);

	if (got == SMPP_OK)
		got = put_pdu(s, answer, &rules, s->inbound_open - 1, extra, &buf);
	if (got == SMPP_E_SPACE)
		return lacks_room_for_answer(s, buf.len + extra);
	if (got != SMPP_OK)
		return got == SMPP_E_FAULT ? blame(s, answer, version) : got;
	memcpy(buf.ptr + buf.len, tlvs, extra);
	smpp__put32(buf.ptr, (uint32_t)(buf.len + extra));
	committed(s, buf.ptr, buf.len + extra);
	settle_inbound(s, in);
	if (smpp__session_is_bind(asked))
		bind_answered(s, answer->header.command_id == SMPP_GENERIC_NACK
					 ? SMPP_ESME_RBINDFAIL : answer->header.command_status);
	return SMPP_OK;
}

int smpp_session_reply(struct smpp_session *s, uint64_t handle, const struct smpp_pdu *pdu,
		       uint64_t now)
{
	struct smpp__inbound *in = inbound_of(s, handle);
	struct smpp_pdu answer = *pdu;
	int got;

	smpp__session_hear(s, now);
	if (in == NULL)
		return SMPP_E_HANDLE;
	s->fault = smpp__fault_none();
	got = address_answer(s, in, &answer);
	return got == SMPP_OK ? send_answer(s, in, &answer) : got;
}

int smpp_session_refuse(struct smpp_session *s, uint64_t handle, uint32_t command_status,
			uint64_t now)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_status = command_status;
	pdu.body_absent = 1;
	return smpp_session_reply(s, handle, &pdu, now);
}

void smpp_session_congestion(struct smpp_session *s, uint8_t congestion_state)
{
	s->congestion = congestion_state <= 100 ? congestion_state : SMPP_CONGESTION_NONE;
}
