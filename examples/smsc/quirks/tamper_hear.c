/* SPDX-License-Identifier: MIT */
/*
 * Owns: what happens to one PDU of the ESME on its way to the session.
 * Must not know: sockets, timers.
 */
#include "tamper_parts.h"

/* The number that the session gave the request to which this is the response. */
static void turn_back(struct tamper *t)
{
	uint32_t command_id = draft_number(&t->draft, 4), number = draft_number(&t->draft, 12);
	struct note *note = NULL;

	if (number == 0)
		note = notes_zeroed(&t->asking, command_id);
	if (note != NULL) {
		note->zeroed = 0;
		draft_set(&t->draft, 12, note->sequence_number);
	} else if ((number & RESPONSE_BIT) != 0) { /* the top bit is not the session's */
		draft_set(&t->draft, 12, number & ~RESPONSE_BIT);
	}
}

static int hear_response(struct tamper *t, uint64_t now)
{
	uint32_t number;
	struct note *note;

	turn_back(t);
	number = draft_number(&t->draft, 12);
	if (t->first != 0 && number == t->first)
		say_held(t, now);
	if (number >= INJECTED_FROM)
		return 0; /* the session never counts so far */
	note = notes_find(&t->asking, number);
	if (note != NULL && note->sent_as != note->command_id &&
	    draft_number(&t->draft, 4) == (note->sent_as | RESPONSE_BIT))
		draft_set(&t->draft, 4, note->command_id | RESPONSE_BIT);
	tamper_edit(t, 1, note != NULL ? note->command_id : 0, note, now);
	return 1;
}

/* The system_id is the first field. */
static void keep_account(struct tamper *t)
{
	size_t room = t->draft.len - 16, len;

	if (room > QUIRK_ID_OCTETS)
		room = QUIRK_ID_OCTETS;
	for (len = 0; len < room && t->draft.octets[16 + len] != 0; len++)
		t->account[len] = (char)t->draft.octets[16 + len];
	t->account[len] = '\0';
}

/* A receipt of nothing, to where this message came from. */
static void phantom(struct tamper *t, const struct note *note, uint64_t now)
{
	uint8_t octets[INJECT_OCTETS];
	char id[16];
	size_t len;

	snprintf(id, sizeof(id), "99%08lu",
		 (unsigned long)(quirks_random(t->quirks) % 100000000));
	len = inject_receipt(octets, t->injected++, t->version, smpp_span_of(id),
			     SMPP_MESSAGE_STATE_DELIVERED, note->to, note->from);
	say_octets(t, octets, len, now);
}

static void hear_message(struct tamper *t, const struct note *note, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, note, now);
	struct quirk *q = NULL;

	t->submits++;
	while ((q = quirks_next(t->quirks, q, QUIRK_DROP_AFTER, &subject)) != NULL) {
		if (t->submits < q->low || !quirk_applies(t->quirks, q, &subject))
			continue;
		t->half |= q->flag;
		t->closing |= !q->flag;
	}
	while ((q = quirks_next(t->quirks, q, QUIRK_UNBIND_AFTER, &subject)) != NULL) {
		if (!q->flag && t->submits >= q->low && t->unbind == 0 &&
		    quirk_applies(t->quirks, q, &subject))
			t->unbind = 1;
	}
	while (t->receives &&
	       (q = quirks_next(t->quirks, q, QUIRK_PHANTOM_RECEIPTS, &subject)) != NULL) {
		if (t->submits % q->low == 0 && quirk_applies(t->quirks, q, &subject))
			phantom(t, note, now);
	}
}

/* @return 1: it has been answered */
static int enquired_too_soon(struct tamper *t, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, NULL, now);
	const struct quirk *q = quirks_next(t->quirks, NULL, QUIRK_ENQUIRE_MIN, &subject);
	uint64_t last = t->enquired_at;
	uint8_t octets[INJECT_OCTETS];

	t->enquired_at = now;
	if (q == NULL || last == 0 || !quirk_fits(t->quirks, q, &subject) ||
	    now - last >= (uint64_t)q->low * 1000)
		return 0;
	say_octets(t, octets, inject_header(octets, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_RTHROTTLED,
					    draft_number(&t->draft, 12)), now);
	return 1;
}

/* @return 0: the connection is closed instead */
static int hear_end(struct tamper *t, enum quirk_id id, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, NULL, now);

	if (quirks_that(t->quirks, id, &subject) == NULL)
		return 1;
	t->closing = 1;
	return 0;
}

static int hear_request(struct tamper *t, uint64_t now)
{
	uint32_t command_id = draft_number(&t->draft, 4);
	struct note note;

	if (command_is_bind(command_id)) {
		keep_account(t);
		if (!hear_end(t, QUIRK_DROP_BIND, now))
			return 0;
	}
	if (command_id == SMPP_UNBIND) {
		t->unbound = 1;
		if (!hear_end(t, QUIRK_UNBIND_CLOSE, now))
			return 0;
	}
	if (command_id == SMPP_ENQUIRE_LINK && enquired_too_soon(t, now))
		return 0;
	note_read(&note, t->draft.octets, t->draft.len);
	if (command_is_message(command_id))
		hear_message(t, &note, now);
	tamper_edit(t, 1, 0, &note, now);
	note_read(&note, t->draft.octets, t->draft.len); /* what the centre takes it for */
	(void)notes_put(&t->asked, &note);
	return 1;
}

int hear_pdu(struct tamper *t, uint64_t now)
{
	if ((draft_number(&t->draft, 4) & RESPONSE_BIT) != 0)
		return hear_response(t, now);
	return hear_request(t, now);
}
