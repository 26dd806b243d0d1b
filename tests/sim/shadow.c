/* SPDX-License-Identifier: MIT */
/*
 * Owns: what an observer knows of a session who sees its calls, its events and the octets on both
 * sides, and what must follow from that at the moment. Must not know: the library's inside.
 */
#include "sim.h"

void shadow_begin(struct end *e)
{
	struct shadow *shadow = &e->shadow;

	for (uint32_t i = 0; i < shadow->asked_places; i++)
		shadow->asked[i].used = 0;
	memset(&shadow->asked_places, 0, offsetof(struct shadow, owed) -
						 offsetof(struct shadow, asked_places));
	shadow->owed_count = 0;
	shadow->old_handle = 0;
	shadow->order_at = 0;
	shadow->order_count = 0;
	shadow->enquiries_at = 0;
	shadow->enquiries_count = 0;
	memset(&shadow->refused_count, 0, sizeof(*shadow) - offsetof(struct shadow, refused_count));
	shadow->since = e->world->now;
	shadow->heard = e->world->now;
	shadow->progress = e->world->now;
	shadow->partial_since = NEVER;
	shadow->window = e->config.window;
	shadow->in.line_ends = (e->config.tolerate & SMPP_TOLERATE_LINE_ENDS) != 0;
}

/* ---- requests ---- */

uint64_t shadow_token(struct end *e)
{
	uint64_t any = rng_next(&e->world->rng) & ~(uint64_t)0xFFFF;
	uint32_t place = 0;

	while (place < ASKED_MAX && e->shadow.asked[place].used)
		place++;
	return any | place;
}

struct asked *shadow_find(struct end *e, uint32_t sequence_number)
{
	for (uint32_t i = 0; i < e->shadow.asked_places; i++) {
		struct asked *asked = &e->shadow.asked[i];

		if (asked->used && asked->sequence_number == sequence_number)
			return asked;
	}
	return NULL;
}

static int is_bind(uint32_t command_id)
{
	return command_id == SMPP_BIND_RECEIVER || command_id == SMPP_BIND_TRANSMITTER ||
	       command_id == SMPP_BIND_TRANSCEIVER;
}

static struct asked *enter(struct end *e, uint64_t token)
{
	uint32_t place = (uint32_t)(token & 0xFFFF);
	struct asked *asked = &e->shadow.asked[place];

	if (place >= ASKED_MAX || e->shadow.asked_count >= e->config.window + 3)
		broken(e, "window_is_never_exceeded", "session.h, window",
		       "a request was accepted beyond all limits", e->shadow.asked_count, 0);
	if (e->shadow.asked_places <= place)
		e->shadow.asked_places = place + 1;
	e->shadow.asked_count++;
	memset(asked, 0, sizeof(*asked));
	asked->token = token;
	asked->used = 1;
	asked->deadline = NEVER;
	return asked;
}

static uint32_t time_for(const struct end *e, const struct smpp_pdu *pdu)
{
	uint8_t mode = 0;

	switch (pdu->header.command_id) {
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_UNBIND: return e->config.bind_response;
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: mode = pdu->body.submit_sm.esm_class; break;
	case SMPP_SUBMIT_MULTI: mode = pdu->body.submit_multi.esm_class; break;
	case SMPP_DATA_SM: mode = pdu->body.data_sm.esm_class; break;
	default: break;
	}
	return (mode & 3) == 2 ? e->config.transaction_response : e->config.response;
}

static void number_is_free(struct end *e, uint32_t number)
{
	if (number == 0 || number > UINT32_C(0x7FFFFFFF))
		broken(e, "sequence_numbers_are_legal", "3.4, 3.2: 1 to 0x7FFFFFFF",
		       "a request has the number", number, 0);
	if (shadow_find(e, number) != NULL || e->shadow.enquiry == number)
		broken(e, "sequence_number_is_not_reused_while_outstanding",
		       "window.h: at most one holder each", "given out twice: number", number, 0);
}

void shadow_requested(struct end *e, const struct smpp_pdu *pdu, uint64_t token, uint64_t nonce,
		      int has_nonce)
{
	const struct smpp_header *header = &pdu->header;
	struct ordered ordered = { header->command_id, header->sequence_number,
				   header->command_status, 0 };
	struct asked *asked;
	uint32_t id = header->command_id, time = time_for(e, pdu);

	e->credits++;
	shadow_order(e, ordered);
	if (e->kind == KIND_RELAY)
		return;
	number_is_free(e, header->sequence_number);
	if (id == SMPP_OUTBIND)
		e->shadow.since = e->world->now;
	if (id == SMPP_OUTBIND || id == SMPP_ALERT_NOTIFICATION)
		return;
	asked = enter(e, token);
	asked->command_id = id;
	asked->sequence_number = header->sequence_number;
	asked->nonce = nonce;
	asked->has_nonce = (uint8_t)has_nonce;
	asked->counted = !is_bind(id) && id != SMPP_UNBIND && id != SMPP_ENQUIRE_LINK;
	asked->deadline = time == SMPP_OFF ? NEVER : e->world->now + time;
	if (is_bind(id))
		e->shadow.binding = 1;
	if (id == SMPP_UNBIND)
		e->shadow.leaving = 1;
	if (asked->counted && ++e->shadow.counted > smpp_session_window(e->s))
		broken(e, "window_is_never_exceeded", "session.h, smpp_session_window",
		       "unanswered and allowed are", e->shadow.counted,
		       smpp_session_window(e->s));
}

void shadow_drained(struct end *e, uint64_t token, int waits)
{
	struct asked *asked = enter(e, token);

	asked->command_id = SMPP_UNBIND;
	asked->drained = 1; /* when it goes out is seen later only */
	e->shadow.drain = (uint32_t)(token & 0xFFFF) + 1;
	e->shadow.drain_waits = (uint8_t)waits;
	e->shadow.leaving = 1;
	e->credits += 4;
}

/* ---- what must come out ---- */

void shadow_order(struct end *e, struct ordered ordered)
{
	struct shadow *shadow = &e->shadow;

	if (shadow->order_count == ORDER_MAX)
		broken(e, "output_is_bounded", "session.h, output",
		       "more PDUs wait than output can hold", shadow->order_count, 0);
	if (shadow->order_count == 0)
		shadow->order_at = 0;
	shadow->order[(shadow->order_at + shadow->order_count++) % ORDER_MAX] = ordered;
}

void shadow_answered(struct end *e, struct owed *owed, uint32_t command_id, uint32_t status)
{
	struct ordered ordered = { command_id, owed->sequence_number, status, 0 };

	e->credits++;
	shadow_order(e, ordered);
	e->shadow.old_handle = owed->handle;
	if (is_bind(owed->command_id)) /* the time in which this side decided does not count */
		e->shadow.since += e->world->now - e->shadow.bind_came;
	*owed = e->shadow.owed[--e->shadow.owed_count];
}

void shadow_raw(struct end *e, struct smpp_span wire)
{
	struct ordered ordered = { get32(wire.ptr + 4), get32(wire.ptr + 12), get32(wire.ptr + 8),
				   0 };

	shadow_order(e, ordered);
}

/* Is the frame what was ordered next? */
static int is_ordered(struct end *e, const struct frame *frame)
{
	struct shadow *shadow = &e->shadow;
	const struct ordered *head = &shadow->order[shadow->order_at];
	int id_fits;

	if (shadow->order_count == 0)
		return 0;
	id_fits = head->refusal ? frame->command_id == (head->command_id | SMPP_RESPONSE) ||
					  frame->command_id == SMPP_GENERIC_NACK
				: frame->command_id == head->command_id;
	if (!id_fits || frame->sequence_number != head->sequence_number ||
	    frame->command_status != head->command_status)
		return 0;
	shadow->order_at = (shadow->order_at + 1) % ORDER_MAX;
	shadow->order_count--;
	return 1;
}

/* The session asks by itself whether the peer is alive. */
static void own_enquiry(struct end *e, const struct frame *frame)
{
	number_is_free(e, frame->sequence_number);
	e->shadow.enquiry = frame->sequence_number;
	e->shadow.enquiry_end = e->config.response == SMPP_OFF
					? NEVER : e->world->now + e->config.response;
}

/* The unbind of a drain: nothing else may wait any more. */
static void drain_goes_out(struct end *e, const struct frame *frame)
{
	struct asked *asked = &e->shadow.asked[e->shadow.drain - 1];

	if (e->shadow.drain_waits && asked->used && e->shadow.asked_count != 1)
		broken(e, "drain_waits_for_all_outcomes", "session.h, smpp_session_drain",
		       "unbind went out while others wait:", e->shadow.asked_count - 1, 0);
	number_is_free(e, frame->sequence_number);
	e->shadow.drain = 0;
	asked->sequence_number = frame->sequence_number;
	if (e->config.bind_response != SMPP_OFF)
		asked->deadline = e->world->now + e->config.bind_response;
}

static int answers_enquiry(struct end *e, const struct frame *frame)
{
	struct shadow *shadow = &e->shadow;

	if (shadow->enquiries_count == 0 || frame->command_status != SMPP_ESME_ROK ||
	    shadow->enquiries[shadow->enquiries_at] != frame->sequence_number)
		return 0;
	shadow->enquiries_at = (shadow->enquiries_at + 1) % ORDER_MAX;
	shadow->enquiries_count--;
	return 1;
}

/* What the session says by itself. @return 0 when it had no reason to */
static int is_automatic(struct end *e, const struct frame *frame)
{
	switch (frame->command_id) {
	case SMPP_ENQUIRE_LINK: own_enquiry(e, frame); return 1;
	case SMPP_ENQUIRE_LINK_RESP: return answers_enquiry(e, frame);
	case SMPP_UNBIND:
		if (e->shadow.drain == 0)
			return frame->sequence_number == e->shadow.drain_number;
		drain_goes_out(e, frame);
		return 1;
	case SMPP_UNBIND_RESP:
		if (e->shadow.unbinds == 0 || frame->sequence_number != e->shadow.unbind_number)
			return 0;
		e->shadow.unbinds = 0;
		return 1;
	case SMPP_GENERIC_NACK:
		e->shadow.nacked = 1;
		return smpp_session_state(e->s) == SMPP_STATE_CLOSED &&
		       frame->command_status == SMPP_ESME_RINVCMDLEN;
	default: return 0;
	}
}

void shadow_sent(struct end *e, const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };
	struct frame frame;

	while (frames_next(&e->shadow.out, &span, &frame)) {
		coverage.pdus++;
		trace(e, "wire: %s number %llu, status %llx", command_name(frame.command_id),
		      frame.sequence_number, frame.command_status, 0);
		if (e->shadow.nacked)
			broken(e, "nothing_follows_the_last_word", "smpp_states(7): nack and close",
			       "sent after it: number", frame.sequence_number, 0);
		if (!is_ordered(e, &frame) && (e->kind == KIND_RELAY || !is_automatic(e, &frame)))
			broken(e, "each_pdu_goes_out_once_in_order_with_its_number",
			       "session.h, request and reply",
			       "not the PDU that is due: id, number", frame.command_id,
			       frame.sequence_number);
		if (frame.command_length > e->config.output)
			broken(e, "output_is_bounded", "session.h, output",
			       "a PDU is larger than it: octets", frame.command_length,
			       e->config.output);
	}
	if (e->shadow.out.lost)
		broken(e, "output_is_smpp", "session.h, smpp_session_output",
		       "not a command_length", get32(e->shadow.out.header), 0);
}

/* ---- what came in ---- */

/* Was that enquire_link or unbind refused, so that nothing else answers it? */
static int was_refused(struct end *e, const struct frame *frame)
{
	struct shadow *shadow = &e->shadow;

	for (uint32_t i = 0; i < shadow->refused_count; i++) {
		if (shadow->refused[i].command_id == frame->command_id &&
		    shadow->refused[i].sequence_number == frame->sequence_number) {
			shadow->refused[i] = shadow->refused[--shadow->refused_count];
			return 1;
		}
	}
	return 0;
}

static void frame_came(struct end *e, const struct frame *frame)
{
	struct shadow *shadow = &e->shadow;

	switch (frame->command_id) {
	case SMPP_ENQUIRE_LINK:
		if (was_refused(e, frame) || shadow->enquiries_count == ORDER_MAX)
			break;
		if (shadow->enquiries_count == 0)
			shadow->enquiries_at = 0;
		shadow->enquiries[(shadow->enquiries_at + shadow->enquiries_count++) %
				  ORDER_MAX] = frame->sequence_number;
		break;
	case SMPP_UNBIND:
		if (was_refused(e, frame) || shadow->unbinds > 0)
			break;
		shadow->unbinds = 1;
		shadow->unbind_since = e->world->now;
		shadow->peer_leaves = 1;
		shadow->unbind_number = frame->sequence_number;
		break;
	case SMPP_ENQUIRE_LINK_RESP:
	case SMPP_GENERIC_NACK:
		if (frame->sequence_number == shadow->enquiry)
			shadow->enquiry = 0;
		break;
	default: break;
	}
}

void shadow_used(struct end *e, const uint8_t *octets, size_t len)
{
	struct smpp_span span = { octets, len };
	struct frame frame;

	e->shadow.used += len;
	coverage.octets += len;
	while (frames_next(&e->shadow.in, &span, &frame)) {
		if (e->kind != KIND_RELAY)
			frame_came(e, &frame);
	}
}

/* ---- events ---- */

static void outcome_fits(struct end *e, const struct asked *asked, const struct smpp_event *event)
{
	uint32_t id = event->pdu.header.command_id;

	if (event->command_id != asked->command_id ||
	    (asked->sequence_number != 0 && asked->sequence_number != event->sequence_number))
		broken(e, "outcome_is_of_its_request", "event.h, command_id and sequence_number",
		       "the token is of another: id, number", event->command_id,
		       event->sequence_number);
	if (event->has_pdu && event->pdu.header.sequence_number != event->sequence_number)
		broken(e, "outcome_is_of_its_request", "3.4, 3.2: a response carries the number",
		       "the response has number", event->pdu.header.sequence_number, 0);
	switch (event->outcome) {
	case SMPP_OUTCOME_RESPONSE:
	case SMPP_OUTCOME_BAD_RESPONSE:
		if (!event->has_pdu || (id != (asked->command_id | SMPP_RESPONSE) &&
					(!is_bind(id & ~SMPP_RESPONSE) ||
					 !is_bind(asked->command_id))))
			broken(e, "outcome_is_of_its_request", "event.h, RESPONSE",
			       "the response is of another command", id, 0);
		break;
	case SMPP_OUTCOME_NACKED:
		if (!event->has_pdu || id != SMPP_GENERIC_NACK)
			broken(e, "outcome_is_of_its_request", "event.h, NACKED", "by", id, 0);
		break;
	case SMPP_OUTCOME_TIMEOUT:
		if (!asked->drained && asked->deadline > e->world->now)
			broken(e, "no_request_times_out_early", "session.h, response",
			       "due at, now", asked->deadline, e->world->now);
		break;
	case SMPP_OUTCOME_LOST:
	case SMPP_OUTCOME_CLOSED:
		if (smpp_session_state(e->s) != SMPP_STATE_CLOSED ||
		    (event->outcome == SMPP_OUTCOME_LOST) != (e->shadow.lost != 0))
			broken(e, "outcome_is_of_its_request", "event.h, LOST and CLOSED",
			       "the session is in state", smpp_session_state(e->s), 0);
		break;
	}
}

/* 5.0, 2.9, and session.h: down after a complaint only, up by one after a good answer only. */
static void window_moves(struct end *e, const struct smpp_event *event, int counted)
{
	uint32_t before = e->shadow.window, after = smpp_session_window(e->s);
	uint8_t congestion = 0;
	int complains, congested;

	if (event->has_pdu && !event->pdu.body_raw)
		(void)smpp_tlv_u8(event->pdu.tlvs, SMPP_TLV_CONGESTION_STATE, &congestion);
	congested = congestion > 90 && congestion <= 100;
	complains = event->command_status == SMPP_ESME_RTHROTTLED ||
		    event->command_status == SMPP_ESME_RMSGQFUL || congested;
	if ((after < before && (!counted || !complains)) ||
	    (after > before && (!counted || complains || after != before + 1)))
		broken(e, "window_moves_by_the_rule", "session.h, smpp_session_window",
		       "it went from, to", before, after);
	if (counted && event->has_pdu && congestion == 100 && after != e->config.window_min)
		broken(e, "window_moves_by_the_rule", "session.h, smpp_session_window",
		       "congestion_state 100 leaves it above the least: it is", after, 0);
	e->shadow.window = after;
}

static void came_out(struct end *e, const struct smpp_event *event)
{
	uint32_t place = (uint32_t)(event->token & 0xFFFF);
	struct asked *asked = &e->shadow.asked[place];
	uint64_t nonce;

	if (place >= ASKED_MAX || !asked->used || asked->token != event->token)
		broken(e, "each_accepted_request_has_exactly_one_outcome",
		       "session.h, smpp_session_request", "an outcome nobody waits for: number",
		       event->sequence_number, event->token);
	nonce = asked->nonce;
	outcome_fits(e, asked, event);
	window_moves(e, event, asked->counted);
	if (e->group->clean && asked->has_nonce && event->outcome == SMPP_OUTCOME_RESPONSE &&
	    !draft_answers(&event->pdu, nonce))
		broken(e, "tokens_are_never_mixed_up", "event.h, token",
		       "the response answers another request: number", event->sequence_number, 0);
	if (e->shadow.drain == place + 1) {
		e->shadow.drain = 0;
		e->shadow.drain_number = event->sequence_number;
	}
	if (is_bind(asked->command_id)) {
		e->shadow.binding = 0;
		e->shadow.since = e->world->now;
	}
	asked->used = 0;
	e->shadow.asked_count--;
	e->shadow.counted -= asked->counted;
}

/* 3.4, table 2-1: a bind before, all else while bound; and one bind is decided at a time. */
static void request_is_in_its_state(struct end *e, uint32_t command_id)
{
	enum smpp_state state = smpp_session_state(e->s);
	int bound = state >= SMPP_STATE_BOUND_TX && state <= SMPP_STATE_BOUND_TRX, binds = 0;

	for (uint32_t i = 0; i < e->shadow.owed_count; i++)
		binds += is_bind(e->shadow.owed[i].command_id);
	if (is_bind(command_id) == bound || binds > 0 || state >= SMPP_STATE_UNBOUND)
		broken(e, "requests_come_in_their_state", "3.4, table 2-1", "state, id", state,
		       command_id);
}

static void request_came(struct end *e, const struct smpp_event *event)
{
	struct shadow *shadow = &e->shadow;
	struct owed *owed = &shadow->owed[shadow->owed_count];
	int whole;

	request_is_in_its_state(e, event->pdu.header.command_id);
	for (uint32_t i = 0; i < shadow->owed_count; i++) {
		if (shadow->owed[i].handle == event->handle)
			broken(e, "a_handle_names_one_request", "event.h, handle",
			       "given out twice", event->handle, 0);
	}
	if (event->handle == 0 || event->handle == shadow->old_handle)
		broken(e, "a_handle_names_one_request", "event.h, handle", "not new",
		       event->handle, 0);
	if (shadow->owed_count >= e->config.inbound)
		broken(e, "inbound_is_never_exceeded", "session.h, inbound", "handles open",
		       shadow->owed_count + 1, 0);
	memset(owed, 0, sizeof(*owed));
	owed->handle = event->handle;
	owed->command_id = event->pdu.header.command_id;
	if (is_bind(owed->command_id))
		e->shadow.bind_came = e->world->now;
	owed->sequence_number = event->pdu.header.sequence_number;
	whole = draft_nonce(&event->pdu, &owed->nonce);
	owed->has_nonce = whole > 0;
	if (e->group->clean && whole < 0)
		broken(e, "octets_arrive_as_they_were", "session.h, smpp_session_lend",
		       "a text is mixed up: number", owed->sequence_number, 0);
	shadow->owed_count++;
}

/* It waited for room, so it was parsed before it was refused: it is not to be answered else. */
static int forget_parsed(struct shadow *shadow, const struct ordered *refused)
{
	uint32_t last = (shadow->enquiries_at + shadow->enquiries_count - 1) % ORDER_MAX;

	if (refused->command_id == SMPP_UNBIND && shadow->unbinds > 0 &&
	    shadow->unbind_number == refused->sequence_number) {
		shadow->unbinds = 0;
		shadow->peer_leaves = 0;
		return 1;
	}
	if (refused->command_id == SMPP_ENQUIRE_LINK && shadow->enquiries_count > 0 &&
	    shadow->enquiries[last] == refused->sequence_number) {
		shadow->enquiries_count--;
		return 1;
	}
	return 0;
}

static void refusal(struct end *e, const struct smpp_event *event)
{
	struct shadow *shadow = &e->shadow;
	struct ordered ordered = { event->command_id, event->sequence_number,
				   event->command_status, 1 };

	if (event->command_id == SMPP_ALERT_NOTIFICATION || event->command_id == SMPP_OUTBIND)
		return;
	shadow_order(e, ordered);
	if ((event->command_id == SMPP_ENQUIRE_LINK || event->command_id == SMPP_UNBIND) &&
	    !forget_parsed(shadow, &ordered) && shadow->refused_count < 16)
		shadow->refused[shadow->refused_count++] = ordered;
}

/* Where the state may go (3.4, 2.2; 5.0, 2.3). */
static int may_become(enum smpp_state from, enum smpp_state to)
{
	switch (to) {
	case SMPP_STATE_OPEN: return 0;
	case SMPP_STATE_OUTBOUND: return from == SMPP_STATE_OPEN;
	case SMPP_STATE_BOUND_TX:
	case SMPP_STATE_BOUND_RX:
	case SMPP_STATE_BOUND_TRX:
		return from == SMPP_STATE_OPEN || from == SMPP_STATE_OUTBOUND;
	case SMPP_STATE_UNBOUND:
		return from >= SMPP_STATE_BOUND_TX && from <= SMPP_STATE_BOUND_TRX;
	case SMPP_STATE_CLOSED: return from != SMPP_STATE_CLOSED;
	}
	return 0;
}

static void state_told(struct end *e, const struct smpp_event *event)
{
	struct shadow *shadow = &e->shadow;

	if (!may_become((enum smpp_state)shadow->told, event->state))
		broken(e, "states_follow_the_specification", "3.4, 2.2", "from, to",
		       shadow->told, event->state);
	shadow->told = (uint8_t)event->state;
	if (event->state != SMPP_STATE_CLOSED)
		return;
	if (shadow->asked_count > 0)
		broken(e, "closed_is_the_last_event", "event.h, STATE",
		       "requests without outcome", shadow->asked_count, 0);
	shadow->over = 1;
	shadow->owed_count = 0;
	coverage.reasons[event->reason]++;
}

void shadow_event(struct end *e, const struct smpp_event *event)
{
	e->events++;
	coverage.events[event->type]++;
	if (e->shadow.over)
		broken(e, "closed_is_the_last_event", "session.h, smpp_session_next",
		       "an event came after it, of type", event->type, 0);
	switch (event->type) {
	case SMPP_EVENT_NONE:
	case SMPP_EVENT_BLOCKED:
	case SMPP_EVENT_NOTICE: break;
	case SMPP_EVENT_REQUEST: request_came(e, event); break;
	case SMPP_EVENT_OUTCOME:
		coverage.outcomes[event->outcome]++;
		e->shadow.timeouts += event->outcome == SMPP_OUTCOME_TIMEOUT;
		came_out(e, event);
		break;
	case SMPP_EVENT_STRAY:
		coverage.strays[event->stray]++;
		e->shadow.strays++;
		if (event->stray == SMPP_STRAY_LATE &&
		    shadow_find(e, event->pdu.header.sequence_number) != NULL)
			broken(e, "strays_are_no_answers", "event.h, smpp_stray",
			       "late, but awaited: number", event->pdu.header.sequence_number, 0);
		break;
	case SMPP_EVENT_REFUSED:
		e->shadow.refusals++;
		refusal(e, event);
		break;
	case SMPP_EVENT_STATE:
		coverage.states[event->state]++;
		state_told(e, event);
		break;
	case SMPP_EVENT_ROOM:
		if (!e->shadow.wants_room)
			broken(e, "room_follows_space", "event.h, ROOM", "nobody asked for it", 0,
			       0);
		e->shadow.wants_room = 0;
		break;
	}
}
