/* SPDX-License-Identifier: MIT */
/*
 * Owns: the message that send sends: its segments, what became of each, the receipts they wait for.
 * Must not know: sessions, sockets.
 */
#include "outbox.h"

#include <stdio.h>

static int cannot_plan(int error, const struct smpp_text_fault *fault)
{
	switch (error) {
	case SMPP_E_FAULT:
		fprintf(stderr, "smpp-esme: TEXT: octet %zu (0x%02X) is not UTF-8\n",
			fault->offset + 1, (unsigned)fault->character);
		break;
	case SMPP_E_ABSENT:
		fprintf(stderr, "smpp-esme: TEXT: octet %zu (U+%04X) is not in the alphabet\n",
			fault->offset + 1, (unsigned)fault->character);
		break;
	case SMPP_E_TOO_BIG:
		fprintf(stderr, "smpp-esme: TEXT: too long for --split as it is\n");
		break;
	default:
		fprintf(stderr, "smpp-esme: TEXT: %s\n", smpp_error_name(error));
		break;
	}
	return EXIT_USAGE;
}

int outbox_plan(struct outbox *box, const struct options *o)
{
	struct smpp_plan_options options = { .reference = o->reference };
	struct smpp_text_fault fault = { 0, 0 };
	int got;

	box->options = o;
	if (o->encoding != ENCODING_AUTO)
		options.charset = &o->charset;
	got = smpp_plan_text(&box->plan, smpp_span_of(o->text), &o->profile, &options, &fault);
	if (got != SMPP_OK)
		return cannot_plan(got, &fault);
	if (o->verbose && box->plan.forced)
		fprintf(stderr, "smpp-esme: data_coding %u because of U+%04X at octet %zu\n",
			(unsigned)box->plan.data_coding, (unsigned)box->plan.why.character,
			box->plan.why.offset + 1);
	return -1;
}

int outbox_next(struct outbox *box, struct smpp_pdu *pdu)
{
	const struct options *o = box->options;
	struct smpp_sm *sm = &pdu->body.submit_sm;
	struct smpp_buf room = { box->room, sizeof(box->room), 0 };
	int got = smpp_plan_next(&box->plan, &room, &box->segment);

	if (got != SMPP_OK)
		return got;
	memset(pdu, 0, sizeof(*pdu));
	pdu->header.command_id = SMPP_SUBMIT_SM;
	sm->source_addr_ton = o->source.ton;
	sm->source_addr_npi = o->source.npi;
	sm->source_addr = o->source.addr;
	sm->dest_addr_ton = o->destination.ton;
	sm->dest_addr_npi = o->destination.npi;
	sm->destination_addr = o->destination.addr;
	sm->registered_delivery = o->registered_delivery;
	return smpp_segment_put(&box->segment, pdu);
}

void outbox_back(struct outbox *box, const struct smpp_plan *before)
{
	box->plan = *before;
}

static void keep(char *to, struct smpp_span id)
{
	size_t len = id.len < ID_OCTETS ? id.len : ID_OCTETS;

	memcpy(to, id.ptr, len);
	to[len] = '\0';
}

static int is_of(const struct outbox *box, const char *id, struct smpp_span receipt_id)
{
	return id[0] != '\0' &&
	       smpp_id_same(box->options->profile.id_rule, smpp_span_of(id), receipt_id);
}

/* A final state is never undone. */
static void report(struct outbox *box, struct outgoing *segment, uint8_t state)
{
	if (segment->reported)
		return;
	segment->state = state;
	segment->reported = (uint8_t)smpp_state_is_final(state);
	box->reported += segment->reported;
}

void outbox_accepted(struct outbox *box, uint64_t token, struct smpp_span id)
{
	struct outgoing *segment = &box->segments[token - 1];

	segment->accepted = 1;
	keep(segment->id, id);
	box->settled++;
	box->accepted++;
	for (unsigned i = 0; i < box->early_count; i++) {
		if (is_of(box, segment->id, smpp_span_of(box->early[i].id)))
			report(box, segment, box->early[i].state);
	}
}

void outbox_failed(struct outbox *box)
{
	box->settled++;
}

int outbox_receipt(struct outbox *box, struct smpp_span id, uint8_t state)
{
	for (unsigned i = 0; i < box->plan.segments; i++) {
		if (is_of(box, box->segments[i].id, id)) {
			report(box, &box->segments[i], state);
			return 1;
		}
	}
	if (outbox_is_settled(box) || box->early_count == SMPP_SEGMENTS_MAX)
		return 0;
	keep(box->early[box->early_count].id, id);
	box->early[box->early_count++].state = state;
	return 1;
}

int outbox_is_settled(const struct outbox *box)
{
	return box->settled == box->plan.segments;
}

int outbox_is_reported(const struct outbox *box)
{
	return box->reported == box->plan.segments;
}

int outbox_is_delivered(const struct outbox *box)
{
	for (unsigned i = 0; i < box->plan.segments; i++) {
		if (box->segments[i].state != SMPP_MESSAGE_STATE_DELIVERED)
			return 0;
	}
	return 1;
}
