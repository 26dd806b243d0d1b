/* SPDX-License-Identifier: MIT */
/*
 * Owns: what happens to one PDU of the session on its way to the ESME, and what is put beside it.
 * Must not know: sockets.
 */
#include "tamper_parts.h"

#include <stdlib.h>

#define REVERSED_MS 500 /* so long responses wait for others */
#define EARLY_MS 1000   /* and for their receipts */

/* Not of the connection itself. */
static int is_operation(uint32_t request)
{
	return request != 0 && !command_is_bind(request) && request != SMPP_UNBIND &&
	       request != SMPP_ENQUIRE_LINK;
}

/* It goes out when due has come, unless all is held. */
static void dispatch(struct tamper *t, struct parcel *parcel, uint64_t due)
{
	if (parcel == NULL)
		return;
	parcel->due = due;
	if (t->first != 0)
		parcel_append(&t->held, parcel);
	else
		parcels_put(&t->out, parcel, due);
}

void say_octets(struct tamper *t, const uint8_t *octets, size_t len, uint64_t due)
{
	if (len > 0 && !t->finishing)
		dispatch(t, parcel_new(octets, len, NULL, 0), due);
}

void say_held(struct tamper *t, uint64_t now)
{
	struct parcel *parcel;

	t->first = 0;
	while ((parcel = parcel_take(&t->held)) != NULL)
		parcels_put(&t->out, parcel, parcel->due > now ? parcel->due : now);
}

/* ---- early-receipt ---- */

/* @return 1: it waits */
static int wait_for_receipt(struct tamper *t, struct parcel *parcel, struct smpp_span id,
			    uint64_t now)
{
	struct early *early = calloc(1, sizeof(*early)), **at = &t->early;

	if (early == NULL || id.len == 0 || id.len >= sizeof(early->id)) {
		free(early);
		return 0;
	}
	memcpy(early->id, id.ptr, id.len);
	early->parcel = parcel;
	t->early_octets += parcel->len;
	early->until = now + EARLY_MS;
	while (*at != NULL)
		at = &(*at)->next;
	*at = early;
	return 1;
}

/* Those whose receipt has that id, or whose time has come, go out. */
static void release_early(struct tamper *t, struct smpp_span id, uint64_t now)
{
	for (struct early **at = &t->early, *early; (early = *at) != NULL;) {
		if (early->until > now && !smpp_span_equal(smpp_span_of(early->id), id)) {
			at = &early->next;
			continue;
		}
		*at = early->next;
		t->early_octets -= early->parcel->len;
		dispatch(t, early->parcel, now);
		free(early);
	}
}

/* ---- reorder ---- */

static void release_reversed(struct tamper *t, uint64_t now)
{
	struct parcel *parcel, *last = NULL;

	while ((parcel = parcel_take(&t->reversed)) != NULL) {
		parcel->next = last;
		last = parcel;
	}
	while ((parcel = last) != NULL) {
		last = parcel->next;
		dispatch(t, parcel, parcel->due > now ? parcel->due : now);
	}
}

/* The quirk that reverses such PDUs. Requests are only reversed by name. */
static const struct quirk *reorder_of(struct tamper *t, uint32_t command_id, int request,
				      const struct quirk_subject *subject)
{
	struct quirk *q = NULL;

	while ((q = quirks_next(t->quirks, q, QUIRK_REORDER, subject)) != NULL) {
		if ((q->command_count > 0 ? quirk_names(q, command_id)
					  : !request && is_operation(command_id)) &&
		    quirk_applies(t->quirks, q, subject))
			return q;
	}
	return NULL;
}

static void reverse(struct tamper *t, struct parcel *parcel, uint32_t count, uint64_t now)
{
	if (t->reversed.head == NULL)
		t->reversed_until = now + REVERSED_MS;
	parcel_append(&t->reversed, parcel);
	if (t->reversed.count >= count)
		release_reversed(t, now);
}

/* At once, or in its turn when reorder is not NULL. */
static void send(struct tamper *t, struct parcel *parcel, uint64_t due,
		 const struct quirk *reorder, uint64_t now)
{
	if (parcel == NULL)
		return;
	parcel->due = due;
	if (reorder != NULL)
		reverse(t, parcel, reorder->low, now);
	else
		dispatch(t, parcel, due);
}

void say_due(struct tamper *t, uint64_t now)
{
	release_early(t, (struct smpp_span){ NULL, 0 }, now);
	if (t->reversed.head != NULL && t->reversed_until <= now)
		release_reversed(t, now);
}

/* ---- the bind ---- */

/* What follows a bind response. */
static void greet(struct tamper *t, const struct quirk_subject *subject, uint64_t due)
{
	uint8_t octets[INJECT_OCTETS];
	struct quirk *q = NULL;

	while ((q = quirks_next(t->quirks, q, QUIRK_GARBAGE, subject)) != NULL) {
		if (!q->flag && quirk_applies(t->quirks, q, subject))
			say_octets(t, octets, inject_garbage(octets, (enum quirk_garbage)q->low,
							     t->quirks), due);
	}
	q = quirks_that(t->quirks, QUIRK_VENDOR_COMMAND, subject);
	if (q != NULL)
		say_octets(t, octets, inject_header(octets, q->low, 0, t->injected++), due);
	if (quirks_that(t->quirks, QUIRK_SUBMIT_TO_ESME, subject) != NULL)
		say_octets(t, octets, inject_message(octets, SMPP_SUBMIT_SM, t->injected++,
						     "the wrong way"), due);
	if (t->receives && quirks_that(t->quirks, QUIRK_UNANSWERED_FIRST, subject) != NULL) {
		say_octets(t, octets, inject_message(octets, SMPP_DELIVER_SM, t->injected,
						     "answer this first"), due);
		t->first = t->injected++;
	}
}

/* The response to a bind, and maybe a deliver_sm right behind it. */
static struct parcel *bind_parcel(struct tamper *t, const struct quirk_subject *subject)
{
	uint8_t octets[INJECT_OCTETS];
	size_t len = 0;

	if (t->receives && quirks_that(t->quirks, QUIRK_DELIVER_WITH_BIND, subject) != NULL)
		len = inject_message(octets, SMPP_DELIVER_SM, t->injected++, "with the bind");
	return parcel_new(t->draft.octets, t->draft.len, octets, len);
}

/* ---- responses ---- */

static uint64_t delay(struct tamper *t, uint32_t request, const struct quirk_subject *subject)
{
	struct quirk *q = NULL;
	uint64_t ms = 0;

	while ((q = quirks_next(t->quirks, q, QUIRK_RESPONSE_DELAY, subject)) != NULL) {
		if ((q->command_count > 0 ? quirk_names(q, request) : is_operation(request)) &&
		    quirk_applies(t->quirks, q, subject))
			ms += quirk_number(t->quirks, q);
	}
	q = quirks_for(t->quirks, QUIRK_LATE, request, subject);
	return ms + (q != NULL ? quirk_number(t->quirks, q) : 0);
}

/* What the session answers by itself is refused here, all else before the centre acts. */
static void refuse(struct tamper *t, uint32_t request, const struct quirk_subject *subject)
{
	struct quirk *q = NULL;

	if (request == SMPP_UNBIND || request == SMPP_ENQUIRE_LINK)
		q = quirks_for(t->quirks, QUIRK_STATUS, request, subject);
	if (q != NULL)
		draft_set(&t->draft, 8, q->low);
}

/* The id in a submit_sm_resp that is no refusal; its body is a C-octet string. */
static struct smpp_span id_of(const struct draft *draft, uint32_t request)
{
	struct smpp_span id = { draft->octets + 16, 0 };

	if (request == SMPP_SUBMIT_SM && draft_number(draft, 8) == 0) {
		while (16 + id.len < draft->len && id.ptr[id.len] != 0)
			id.len++;
	}
	return id;
}

/* t->draft goes out as a response; parcel is it, and maybe more. */
static void send_response(struct tamper *t, uint32_t request, struct parcel *parcel, uint64_t due,
			  const struct quirk_subject *subject)
{
	send(t, parcel, due, reorder_of(t, request, 0, subject), subject->now);
	if (quirks_for(t->quirks, QUIRK_REPEAT, request, subject) != NULL)
		say_octets(t, t->draft.octets, t->draft.len, due);
}

/* Half of it is the last that is said. */
static void send_half(struct tamper *t, uint64_t now)
{
	say_octets(t, t->draft.octets, t->draft.len / 2, now);
	t->finishing = 1;
}

static void say_response(struct tamper *t, uint64_t now)
{
	const struct note *note = notes_find(&t->asked, draft_number(&t->draft, 12));
	uint32_t request = note != NULL ? note->command_id : 0;
	struct quirk_subject subject = tamper_subject(t, note, now);
	char kept[NOTE_ADDRESS_OCTETS + 1];
	int welcome = command_is_bind(request) && draft_number(&t->draft, 8) == 0;
	struct smpp_span id = id_of(&t->draft, request);
	struct parcel *parcel;
	uint64_t due;

	if (welcome)
		tamper_bound(t, t->account, request != SMPP_BIND_TRANSMITTER, now);
	if (quirks_for(t->quirks, QUIRK_MUTE, request, &subject) != NULL)
		return;
	if (id.len >= sizeof(kept))
		id.len = 0;
	memcpy(kept, id.ptr, id.len);
	id.ptr = (const uint8_t *)kept;
	refuse(t, request, &subject);
	tamper_edit(t, 0, request, note, now);
	if (t->half && is_operation(request)) {
		send_half(t, now);
		return;
	}
	parcel = welcome ? bind_parcel(t, &subject)
			 : parcel_new(t->draft.octets, t->draft.len, NULL, 0);
	if (parcel != NULL && id.len > 0 && note->registered &&
	    quirks_that(t->quirks, QUIRK_EARLY_RECEIPT, &subject) != NULL &&
	    wait_for_receipt(t, parcel, id, now))
		return;
	due = now + delay(t, request, &subject);
	send_response(t, request, parcel, due, &subject);
	if (welcome)
		greet(t, &subject, due);
}

/* ---- requests ---- */

/* The response that waits for it goes, and another receipt behind a final one. */
static void receipt_went(struct tamper *t, const struct smpp_receipt *receipt,
			 const struct note *note, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, note, now);
	uint8_t octets[INJECT_OCTETS];

	release_early(t, receipt->id, now);
	if (!smpp_state_is_final(receipt->message_state) ||
	    quirks_that(t->quirks, QUIRK_AFTER_FINAL, &subject) == NULL)
		return;
	say_octets(t, octets,
		   inject_receipt(octets, t->injected++, t->version, receipt->id,
				  SMPP_MESSAGE_STATE_ENROUTE, note->from, note->to), now);
}

static void number_anew(struct tamper *t, struct note *note, const struct quirk_subject *subject)
{
	const struct quirk *q = quirks_that(t->quirks, QUIRK_SEQUENCE, subject);

	if (q == NULL)
		return;
	note->zeroed = q->low == SEQUENCE_ZERO;
	draft_set(&t->draft, 12,
		  q->low == SEQUENCE_ZERO ? 0 : note->sequence_number | RESPONSE_BIT);
}

static void say_request(struct tamper *t, uint64_t now)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	uint8_t original[INJECT_OCTETS];
	struct smpp_span octets = { original, t->draft.len };
	struct smpp_receipt receipt = { .report = SMPP_REPORT_NONE };
	struct quirk_subject subject;
	struct smpp_pdu pdu;
	struct note read, *note;

	note_read(&read, t->draft.octets, t->draft.len);
	note = notes_put(&t->asking, &read);
	subject = tamper_subject(t, note, now);
	if (octets.len <= sizeof(original)) { /* as the centre has it, before any edit */
		memcpy(original, t->draft.octets, t->draft.len);
		if (smpp_decode(octets, &rules, &pdu, NULL) == SMPP_OK)
			(void)smpp_receipt_read(&pdu, NULL, &receipt);
	}
	t->unbound |= note->command_id == SMPP_UNBIND;
	tamper_edit(t, 0, 0, note, now);
	note->sent_as = draft_number(&t->draft, 4);
	number_anew(t, note, &subject);
	send(t, parcel_new(t->draft.octets, t->draft.len, NULL, 0), now,
	     reorder_of(t, note->command_id, 1, &subject), now);
	if (quirks_for(t->quirks, QUIRK_REPEAT, note->command_id, &subject) != NULL) {
		draft_set(&t->draft, 12, t->injected++);
		say_octets(t, t->draft.octets, t->draft.len, now);
	}
	if (receipt.report != SMPP_REPORT_NONE)
		receipt_went(t, &receipt, note, now);
	if (note->command_id == SMPP_OUTBIND &&
	    quirks_that(t->quirks, QUIRK_OUTBIND_CLOSE, &subject) != NULL)
		t->finishing = 1;
}

void say_pdu(struct tamper *t, uint64_t now)
{
	if ((draft_number(&t->draft, 4) & RESPONSE_BIT) != 0)
		say_response(t, now);
	else
		say_request(t, now);
}
