/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the ESMEs of a day do: submit, ask, answer soon, late or not at all, go and come.
 * Must not know: what must hold.
 */
#include <stdio.h>
#include <stdlib.h>

#include "centre.h"

#define SCHEDULED_MS 1900 /* of 3 seconds: the time is to the second */
#define FIRST_ASK 1000 /* among the tokens; those of messages are their numbers */

static const char in_3_seconds[] = "000000000003000R";

static uint32_t any(void *user)
{
	return random_below(&((struct esme *)user)->day->random, 0x7FFFFFFF);
}

/* ---- answers ---- */

/* @return 1 when it must wait for room */
static int answer_now(struct day *day, struct esme *esme, const struct answer *answer)
{
	int got = smpp_esme_answer(esme->e, answer->handle, answer->status, day->now);

	if (got == SMPP_OK)
		judge_answer(day, esme, answer);
	return got == SMPP_E_SPACE;
}

void esme_answer_later(struct day *day, struct esme *esme)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < esme->later_count; i++) {
		const struct answer *answer = &esme->later[i];

		if ((answer->due > day->now && !day->calm) || answer_now(day, esme, answer))
			esme->later[kept++] = *answer;
	}
	esme->later_count = kept;
}

/* At times it is refused, for now or for good; it takes a moment, or too long; or the ESME goes. */
static void answer_somehow(struct day *day, struct esme *esme, struct answer *answer)
{
	static const uint32_t refusals[] = { SMPP_ESME_RX_T_APPN, SMPP_ESME_RMSGQFUL,
					     SMPP_ESME_RX_P_APPN, SMPP_ESME_RX_R_APPN };
	uint32_t how = day->calm ? 99 : random_below(&day->random, 40 * day->peace);

	answer->due = day->now;
	if (how < 8)
		answer->status = refusals[how / 2];
	else if (how < 16)
		answer->due += random_below(&day->random, 1500);
	else if (how == 16)
		answer->due += random_below(&day->random, 2 * RESPONSE_MS);
	else if (how == 17)
		esme->drops = 1;
	else if (how == 18)
		(void)smpp_esme_stop(esme->e, day->now);
	else if (how == 19)
		(void)smpp_esme_close(esme->e, day->now);
	if ((how < 16 && answer->due > day->now) || how == 16 || how == 17 ||
	    answer_now(day, esme, answer)) {
		if (esme->later_count == LATER)
			memmove(esme->later, esme->later + 1, --esme->later_count * sizeof(*answer));
		esme->later[esme->later_count++] = *answer;
	}
	if (fault(day, 60))
		day->doomed = 1;
}

static void on_message(struct day *day, struct esme *esme, const struct smpp_esme_event *event)
{
	struct answer answer = { .handle = event->handle };
	unsigned version = 0;

	answer.number = text_number(event->text, &version);
	if (!event->has_text || answer.number == 0) {
		breaks(day, "a message that nobody has sent", answer.number);
		return;
	}
	judge_arrival(day, esme, &answer, version);
	answer_somehow(day, esme, &answer);
}

static void on_receipt(struct day *day, struct esme *esme, const struct smpp_esme_event *event)
{
	struct answer answer = { .handle = event->handle, .receipt = 1 };

	answer.number = text_number(event->receipt->text, NULL);
	if (answer.number == 0) {
		breaks(day, "a receipt of no message", 0);
		return;
	}
	judge_receipt(day, esme, &answer, event->receipt->message_state);
	answer_somehow(day, esme, &answer);
}

/* ---- messages and questions ---- */

static void submit_one(struct day *day, struct esme *esme, const char *to)
{
	static const uint8_t wishes[] = { SMPP_RECEIPT_FINAL, SMPP_RECEIPT_FINAL,
					  SMPP_RECEIPT_FAILURE, SMPP_RECEIPT_SUCCESS, 0 };
	struct fate *fate = &day->fates[day->next];
	struct smpp_esme_message message = { .token = day->next };
	struct smpp_sm *sm = &message.pdu.body.submit_sm;

	fate->from = esme;
	fate->to = to;
	fate->registered = wishes[random_below(&day->random, sizeof(wishes))];
	fate->turmoil = day->turmoil;
	snprintf(fate->source, sizeof(fate->source), "44%u", day->next);
	snprintf(fate->text, sizeof(fate->text), "m%u v0", day->next);
	sm->source_addr = smpp_span_of(fate->source);
	sm->destination_addr = smpp_span_of(fate->to);
	sm->registered_delivery = fate->registered;
	fate->not_before = 0;
	if (chance(day, 8)) {
		sm->schedule_delivery_time = smpp_span_of(in_3_seconds);
		fate->not_before = day->now + SCHEDULED_MS;
	}
	message.text = smpp_span_of(fate->text);
	if (smpp_esme_submit(esme->e, &message, day->now) == SMPP_OK)
		day->next++;
}

/* Mostly from the same to the same as before, in smaller and larger steps. */
void esme_submit(struct day *day)
{
	static const char *const numbers[] = { "1", "2", "3", "4", "5", "6", "7", "81", "82", "83",
					       "81", "82", "91", "92", "91", "92" };
	const struct fate *before = &day->fates[day->next - 1];
	uint32_t count = chance(day, 4) ? 1 + random_below(&day->random, 5) : 1;
	struct esme *esme = before->from;
	const char *to = before->to;

	if (esme == NULL || chance(day, 3)) {
		esme = &day->esmes[random_below(&day->random, SENDERS)];
		to = numbers[random_below(&day->random, sizeof(numbers) / sizeof(numbers[0]))];
	}
	for (uint32_t i = 0; i < count && day->next <= MESSAGES; i++)
		submit_one(day, esme, to);
}

static void fill_question(struct smpp_pdu *pdu, struct ask *ask, struct fate *fate, int by_address)
{
	struct smpp_span id = smpp_span_of(fate->id), source = smpp_span_of(fate->source);

	pdu->header.command_id = ask->command;
	switch (ask->command) {
	case SMPP_QUERY_SM:
		pdu->body.query_sm.message_id = id;
		pdu->body.query_sm.source_addr = source;
		break;
	case SMPP_CANCEL_SM:
		pdu->body.cancel_sm.source_addr = source;
		if (by_address)
			pdu->body.cancel_sm.destination_addr = smpp_span_of(fate->to);
		else
			pdu->body.cancel_sm.message_id = id;
		fate->cancels++;
		break;
	default:
		pdu->body.replace_sm.message_id = id;
		pdu->body.replace_sm.source_addr = source;
		pdu->body.replace_sm.registered_delivery = fate->registered;
		ask->version = ++fate->versions;
		snprintf(ask->text, sizeof(ask->text), "m%u v%u", ask->number, ask->version);
		pdu->body.replace_sm.short_message = smpp_span_of(ask->text);
		if (ask->not_before != 0)
			pdu->body.replace_sm.schedule_delivery_time = smpp_span_of(in_3_seconds);
		break;
	}
}

void esme_ask(struct day *day)
{
	struct ask *ask = &day->questions[day->asked];
	struct smpp_esme_message message = { .token = FIRST_ASK + day->asked };
	uint32_t what = random_below(&day->random, 10);
	struct fate *fate;

	/* mostly of the last ones, which are under way */
	ask->number = random_below(&day->random, day->next);
	if (ask->number + 4 < day->next && chance(day, 2))
		ask->number = day->next - 1 - random_below(&day->random, 4);
	fate = &day->fates[ask->number];
	ask->command = what < 6 ? SMPP_QUERY_SM : what < 8 ? SMPP_CANCEL_SM : SMPP_REPLACE_SM;
	if (fate->from == NULL || (fate->id[0] == '\0' && ask->command != SMPP_CANCEL_SM))
		return; /* only by its addresses can be asked for one without id */
	ask->not_before = chance(day, 3) ? day->now + SCHEDULED_MS : 0;
	message.kind = SMPP_ESME_PDU;
	fill_question(&message.pdu, ask, fate, fate->id[0] == '\0' || chance(day, 2));
	if (smpp_esme_submit(fate->from->e, &message, day->now) != SMPP_OK)
		return;
	ask->open = 1;
	day->asked++;
}

static void on_result(struct day *day, const struct smpp_esme_event *event)
{
	struct fate *fate;
	struct ask *ask;

	if (event->token >= FIRST_ASK) {
		ask = &day->questions[event->token - FIRST_ASK];
		if (ask->open && event->outcome == SMPP_ESME_ACCEPTED)
			judge_ask(day, ask, event->session->pdu.body.query_sm_resp.message_state);
		else if (ask->open && event->outcome == SMPP_ESME_REFUSED)
			judge_refusal(day, ask, event->command_status);
		if (!ask->open)
			breaks(day, "two results of one question", ask->number);
		ask->open = 0;
		return;
	}
	fate = &day->fates[event->token];
	fate->results++;
	fate->outcome = event->outcome;
	if (event->segment_count == 1)
		smsc_keep(fate->id, sizeof(fate->id), event->segments[0].message_id);
	judge_result(day, (unsigned)event->token);
}

/* ---- life ---- */

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct esme *esme = user;
	struct day *day = esme->day;

	(void)e;
	note(day, (uint64_t)event->type * 1000003 + event->token * 31 + event->outcome + day->now);
	if (event->type == SMPP_ESME_EVENT_CONNECT)
		esme->asks = 1;
	else if (event->type == SMPP_ESME_EVENT_DISCONNECT && esme->link != NULL)
		esme->link->open = 0;
	else if (event->type == SMPP_ESME_EVENT_RESULT)
		on_result(day, event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT)
		on_receipt(day, esme, event);
	else if (event->type == SMPP_ESME_EVENT_MESSAGE)
		on_message(day, esme, event);
}

/* Two have overlapping ranges, two are of one account. */
static const struct {
	const char *system_id, *range;
	enum smpp_esme_mode mode;
} esmes[ESMES] = {
	{ "esme0", "", SMPP_ESME_TRX },    { "esme1", "", SMPP_ESME_TRX },
	{ "esme2", "", SMPP_ESME_TRX },    { "esme3", "8*", SMPP_ESME_RX },
	{ "esme4", "81,82", SMPP_ESME_TRX }, { "esme5", "", SMPP_ESME_RX },
	{ "esme5", "", SMPP_ESME_TRX },
};

void esme_begin(struct day *day, unsigned i)
{
	struct smpp_session_config session = { .size = sizeof(session), .response = RESPONSE_MS,
					       .enquire_link = 3000 };
	struct smpp_esme_config config = { .size = sizeof(config), .session = &session,
					   .reconnect = 100, .reconnect_max = 2000, .pause = 500,
					   .rate = 1000, .messages = 32, .own_answers = 1,
					   .held = SMPP_OFF, /* so that they are told when they come */
					   .on_event = on_event, .random = any };
	struct esme *esme = &day->esmes[i];

	session.tolerate = SMPP_FIELD;
	esme->day = day;
	esme->index = i;
	config.user = esme;
	config.mode = esmes[i].mode;
	config.bind.system_id = smpp_span_of(esmes[i].system_id);
	config.bind.address_range = smpp_span_of(esmes[i].range);
	config.bind.password = smpp_span_of("secret");
	esme->memory = malloc(smpp_esme_size(&config));
	if (smpp_esme_init(&esme->e, esme->memory, smpp_esme_size(&config), &config, day->now) !=
		    SMPP_OK ||
	    smpp_esme_start(esme->e, day->now) != SMPP_OK)
		breaks(day, "an ESME does not begin", i);
}
