/* SPDX-License-Identifier: MIT */
/*
 * Owns: what must hold of a day, and whether it does.
 * Must not know: how the centre and the ESMEs work.
 *
 * Of each message:
 *  - one result. Accepted: it is safe when that is told, and there once, by an id of its own, until
 *    its end and for a while after that. Refused: it is not there.
 *  - It arrives again only when its ESME refused it for a time or answered too late, or the session
 *    or the centre ended before the answer was heard or its outcome was safe. The same of its receipt.
 *  - Its receipt comes behind the response, or when that is known to be lost.
 *  - A final state is told, by receipt, query or cancel, only when it is safe, and there is but one.
 *  - Cancelled: it does not arrive any more. Replaced: no older text of it does. Refused: no such text.
 *  - It does not arrive after its validity.
 *  - Scheduled: it does not arrive before, nor ends but by cancel or expiry.
 *  - DELIVERED: an ESME took it. UNDELIVERABLE: one refused it for good.
 *  - Two of one submitter for one destination arrive first in the order in which they were submitted,
 *    which is that of their acceptance, if between the submission of the first and its arrival no
 *    receiver has come or gone, none has refused anything for a time or answered too late, the centre
 *    has not crashed, and neither was replaced or scheduled.
 *  - When the faults stop, it becomes final, and who wants a receipt gets it.
 */
#include "centre.h"

#define TRAVEL_MS 1000 /* octets take less from one end of a link to the other */
#define TOO_LATE_MS (RESPONSE_MS - TRAVEL_MS)

void breaks(struct day *day, const char *what, unsigned which)
{
	if (day->broken == NULL) {
		day->broken = what;
		day->which = which;
	}
}

/* Digits from at on; at is left behind them. */
static unsigned digits(struct smpp_span text, size_t *at)
{
	unsigned number = 0;

	for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at)
		number = number * 10 + (unsigned)(text.ptr[*at] - '0');
	return number;
}

/* "m17 v2": the third text of the 17th message. */
unsigned text_number(struct smpp_span text, unsigned *version)
{
	size_t at = 1;
	unsigned number;

	if (text.len < 2 || text.ptr[0] != 'm')
		return 0;
	number = digits(text, &at);
	at += 2;
	if (version != NULL)
		*version = digits(text, &at);
	return number <= MESSAGES ? number : 0;
}

static uint8_t safe_state(const struct day *day, unsigned number)
{
	const struct record *record = disk_find(day->disk, number, NULL);

	return record != NULL && record->final != 0 ? record->state : 0;
}

/* ---- results and states ---- */

static void check_disk(struct day *day, unsigned number)
{
	const struct fate *fate = &day->fates[number];
	unsigned count;

	(void)disk_find(day->disk, number, &count);
	if (count > 1)
		breaks(day, "stored twice", number);
	if (fate->results == 0)
		return;
	if (fate->outcome == SMPP_ESME_ACCEPTED && count != 1)
		breaks(day, "accepted and not stored", number);
	if ((fate->outcome == SMPP_ESME_REFUSED || fate->outcome == SMPP_ESME_NOT_SENT) &&
	    (count != 0 || fate->message.arrivals > 0))
		breaks(day, "refused and stored", number);
}

void judge_result(struct day *day, unsigned number)
{
	struct fate *fate = &day->fates[number];

	if (fate->results > 1)
		breaks(day, "two results of one message", number);
	for (unsigned i = 1; i < day->next && fate->id[0] != '\0'; i++) {
		if (i != number && strcmp(day->fates[i].id, fate->id) == 0)
			breaks(day, "an id that another has", number);
	}
	check_disk(day, number);
}

/* Its ESME learns that it has come to that end. */
static void told(struct day *day, unsigned number, uint8_t state)
{
	struct fate *fate = &day->fates[number];

	if (fate->told != 0 && fate->told != state)
		breaks(day, "two final states of one message", number);
	if (safe_state(day, number) != state)
		breaks(day, "a state that is not safe was told", number);
	if (day->now < fate->not_before && state != SMPP_MESSAGE_STATE_DELETED &&
	    state != SMPP_MESSAGE_STATE_EXPIRED)
		breaks(day, "it ended before its time", number);
	fate->told = state;
}

void judge_ask(struct day *day, const struct ask *ask, uint8_t state)
{
	struct fate *fate = &day->fates[ask->number];

	switch (ask->command) {
	case SMPP_QUERY_SM:
		if (smpp_state_is_final(state))
			told(day, ask->number, state);
		else if (fate->told != 0)
			breaks(day, "a final state was taken back", ask->number);
		break;
	case SMPP_CANCEL_SM:
		told(day, ask->number, SMPP_MESSAGE_STATE_DELETED);
		fate->cancelled = 1;
		break;
	default:
		fate->least = ask->version;
		if (ask->not_before != 0)
			fate->not_before = ask->not_before;
		break;
	}
}

/* Of a status that says that the store failed, nothing follows. */
void judge_refusal(struct day *day, const struct ask *ask, uint32_t command_status)
{
	struct fate *fate = &day->fates[ask->number];

	const struct record *record = disk_find(day->disk, ask->number, NULL);

	if (command_status == SMPP_ESME_RQUERYFAIL &&
	    (record == NULL || record->final == 0 || day->utc - record->final < KEEP_MS))
		breaks(day, "an accepted message is not known", ask->number);
	if (command_status == SMPP_ESME_RCANCELFAIL)
		fate->cancels--;
	if (command_status == SMPP_ESME_RREPLACEFAIL && ask->version < 64)
		fate->denied |= UINT64_C(1) << ask->version;
}

/* ---- arrivals ---- */

static struct passage *passage_of(struct day *day, const struct answer *answer)
{
	struct fate *fate = &day->fates[answer->number];

	return answer->receipt ? &fate->receipt : &fate->message;
}

static void arrive(struct day *day, struct esme *esme, const struct answer *answer)
{
	struct passage *passage = passage_of(day, answer);

	if (passage->over)
		breaks(day, "it comes again after its end was safe", answer->number);
	passage->arrivals++;
	if (smpp_smsc_is_over(&esme->link->peer.link))
		return; /* it was sent before the centre gave up this link, and may have come again */
	if (passage->barred && (passage->answered || day->now - passage->at < TOO_LATE_MS))
		breaks(day, "it comes again without a reason", answer->number);
	passage->barred = 1;
	passage->answered = 0;
	passage->by = esme;
	passage->handle = answer->handle;
	passage->at = day->now;
}

static void check_order(struct day *day, unsigned number)
{
	const struct fate *fate = &day->fates[number];

	if (fate->message.arrivals > 1 || fate->versions > 0 || fate->not_before > 0 ||
	    fate->turmoil != day->turmoil)
		return;
	for (unsigned i = number + 1; i < day->next; i++) {
		const struct fate *later = &day->fates[i];

		if (later->from != fate->from || strcmp(later->to, fate->to) != 0 ||
		    later->versions > 0 || later->not_before > 0)
			continue;
		day->ordered++;
		if (later->message.arrivals > 0)
			breaks(day, "it was overtaken", number);
	}
}

/* Has it a range or a route for that destination? As esme.c and centre.c have them. */
static int is_for(const struct esme *esme, const char *to)
{
	switch (esme->index) {
	case 3: return to[0] == '8';
	case 4: return strcmp(to, "81") == 0 || strcmp(to, "82") == 0;
	case 5:
	case 6: return to[0] == '9';
	default: return 0;
	}
}

void judge_arrival(struct day *day, struct esme *esme, const struct answer *answer,
		   unsigned version)
{
	unsigned number = answer->number;
	struct fate *fate = &day->fates[number];
	const struct record *record = disk_find(day->disk, number, NULL);

	arrive(day, esme, answer);
	if (fate->results > 0 &&
	    (fate->outcome == SMPP_ESME_REFUSED || fate->outcome == SMPP_ESME_NOT_SENT))
		breaks(day, "refused and delivered", number);
	if (fate->cancelled)
		breaks(day, "cancelled and delivered", number);
	if (version < fate->least || version > fate->versions)
		breaks(day, "replaced and delivered as it was", number);
	if (version < 64 && (fate->denied >> version & 1) != 0)
		breaks(day, "a text that was refused is delivered", number);
	if (version == fate->least && day->now < fate->not_before)
		breaks(day, "delivered before its time", number);
	if (record != NULL && day->utc > record->expires + TRAVEL_MS)
		breaks(day, "delivered after its validity", number);
	if (!is_for(esme, fate->to))
		breaks(day, "delivered to whom it is not for", number);
	check_order(day, number);
}

void judge_receipt(struct day *day, struct esme *esme, const struct answer *answer, uint8_t state)
{
	arrive(day, esme, answer);
	if (esme != day->fates[answer->number].from)
		breaks(day, "another's receipt", answer->number);
	if (day->fates[answer->number].results == 0)
		breaks(day, "the receipt comes before the response", answer->number);
	told(day, answer->number, state);
}

/* A refusal for a time lets it come again, and so does an answer that comes too late. */
void judge_answer(struct day *day, struct esme *esme, const struct answer *answer)
{
	struct fate *fate = &day->fates[answer->number];
	struct passage *passage = passage_of(day, answer);
	int temporary = smpp_status_class(answer->status) == SMPP_STATUS_TEMPORARY;

	if (!answer->receipt && answer->status == SMPP_ESME_ROK)
		fate->taken = 1;
	else if (!answer->receipt && !temporary)
		fate->refused = 1;
	if (passage->by != esme || passage->handle != answer->handle)
		return; /* it has come once more since */
	if (temporary || day->now - passage->at >= TOO_LATE_MS)
		passage->barred = 0;
	passage->answered = 1;
	esme->unheard++;
}

/* ---- what ends without an answer ---- */

static void each_passage(struct day *day, struct esme *by, void (*each)(struct passage *passage))
{
	for (unsigned i = 1; i < day->next; i++) {
		if (day->fates[i].message.by == by)
			each(&day->fates[i].message);
		if (day->fates[i].receipt.by == by)
			each(&day->fates[i].receipt);
	}
}

static void heard(struct passage *passage)
{
	if (passage->answered)
		passage->by = NULL;
}

static void gone(struct passage *passage)
{
	passage->by = NULL;
	passage->barred = 0;
}

void judge_heard(struct day *day, struct esme *esme)
{
	if (esme->unheard > 0)
		each_passage(day, esme, heard);
	esme->unheard = 0;
}

void judge_gone(struct day *day, struct esme *esme)
{
	each_passage(day, esme, gone);
	esme->unheard = 0;
}

static void outlive(struct passage *passage, int over)
{
	passage->by = NULL;
	passage->barred = 0;
	passage->over = (uint8_t)over;
}

void judge_crash(struct day *day)
{
	for (unsigned i = 1; i < day->next; i++) {
		struct fate *fate = &day->fates[i];
		const struct record *record = disk_find(day->disk, i, NULL);

		check_disk(day, i);
		outlive(&fate->message, record != NULL && record->final != 0);
		outlive(&fate->receipt, record != NULL && record->final != 0 &&
						record->job == JOB_KEEP);
		if (fate->told != 0 && safe_state(day, i) != fate->told)
			breaks(day, "a state that was told is lost", i);
	}
	for (unsigned i = 0; i < ESMES; i++)
		day->esmes[i].unheard = 0;
}

/* ---- the end ---- */

static int owes_receipt(const struct fate *fate, uint8_t state)
{
	switch (fate->registered) {
	case SMPP_RECEIPT_FINAL: return 1;
	case SMPP_RECEIPT_FAILURE: return state != SMPP_MESSAGE_STATE_DELIVERED;
	case SMPP_RECEIPT_SUCCESS: return state == SMPP_MESSAGE_STATE_DELIVERED;
	default: return 0;
	}
}

/* Could it end so, by whom it was for and what he said? */
static int is_plausible(const struct fate *fate, uint8_t state)
{
	int esme = fate->to[0] >= '8';

	switch (state) {
	case SMPP_MESSAGE_STATE_DELIVERED:
		return esme ? fate->taken : strchr("367", fate->to[0]) == NULL;
	case SMPP_MESSAGE_STATE_UNDELIVERABLE: return esme ? fate->refused : fate->to[0] == '3';
	case SMPP_MESSAGE_STATE_REJECTED: return fate->to[0] == '7';
	case SMPP_MESSAGE_STATE_EXPIRED: return 1;
	case SMPP_MESSAGE_STATE_DELETED: return fate->cancels > 0;
	default: return 0;
	}
}

int judge_is_over(const struct day *day)
{
	if (!day->calm || day->next <= MESSAGES || disk_unfinished(day->disk) > 0)
		return 0;
	for (unsigned i = 0; i < day->asked; i++) {
		if (day->questions[i].open)
			return 0;
	}
	for (unsigned i = 1; i <= MESSAGES; i++) {
		if (day->fates[i].results == 0)
			return 0;
	}
	return 1;
}

void judge_end(struct day *day)
{
	for (unsigned i = 1; i < day->next; i++) {
		const struct fate *fate = &day->fates[i];
		const struct record *record = disk_find(day->disk, i, NULL);

		check_disk(day, i);
		if (record == NULL)
			continue;
		if (record->job != JOB_KEEP)
			breaks(day, "forgotten before its end", i);
		if (!is_plausible(fate, record->state))
			breaks(day, "it cannot have ended so", i);
		if (fate->told != 0 && fate->told != record->state)
			breaks(day, "another state was told", i);
		if (owes_receipt(fate, record->state) != (fate->receipt.arrivals > 0))
			breaks(day, "a receipt too few or too many", i);
	}
}
