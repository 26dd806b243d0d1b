/* SPDX-License-Identifier: MIT */
/*
 * Owns: what stands between the session of one connection and its socket while there are quirks: its
 * life, how octets become PDUs, its timers.
 * Must not know: sockets, messages, the centre; what happens to one PDU.
 */
#include "tamper.h"

#include <stdlib.h>

#include "tamper_parts.h"

#define HEARD_OCTETS 65536      /* beyond, nothing more is taken from the ESME */
#define WAITING_OCTETS 4194304  /* of output: beyond, nothing more is taken from anybody */
#define LOOK_MS 1000            /* quirks may come into force at any time */

uint32_t draft_number(const struct draft *draft, size_t at)
{
	const uint8_t *p = draft->octets + at;

	if (draft->len < at + 4)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void draft_set(struct draft *draft, size_t at, uint32_t number)
{
	for (unsigned i = 0; i < 4 && draft->len >= at + 4; i++)
		draft->octets[at + i] = (uint8_t)(number >> (24 - 8 * i));
}

struct quirk_subject tamper_subject(const struct tamper *t, const struct note *note, uint64_t now)
{
	struct quirk_subject subject = { .account = t->account, .now = now };

	if (note != NULL) {
		subject.to = note->to;
		subject.from = note->from;
	}
	return subject;
}

void tamper_edit(struct tamper *t, int inbound, uint32_t request, const struct note *note,
		 uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, note, now);
	struct edit_note known = { .version = t->version, .inbound = (uint8_t)inbound,
				   .request = request };
	struct quirk *q = NULL;

	known.segment = note != NULL ? note->segment : 0;
	while ((q = quirks_next(t->quirks, q, QUIRK_EDIT, &subject)) != NULL) {
		if (q->edit->inbound != inbound || !quirk_fits(t->quirks, q, &subject))
			continue;
		memcpy(t->before.octets, t->draft.octets, t->draft.len);
		t->before.len = t->draft.len;
		known.argument = q->argument;
		known.count = q->applied;
		if (q->edit->apply(&t->draft, &known) && !quirk_counts(t->quirks, q)) {
			memcpy(t->draft.octets, t->before.octets, t->before.len);
			t->draft.len = t->before.len;
		}
	}
}

/* ---- life ---- */

/* Before the ESME has said anything: whose it is nobody knows. */
static void open_quirks(struct tamper *t, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, NULL, now);
	uint8_t octets[INJECT_OCTETS];
	struct quirk *q = NULL;

	while ((q = quirks_next(t->quirks, q, QUIRK_GARBAGE, &subject)) != NULL) {
		if (q->flag && quirk_applies(t->quirks, q, &subject))
			say_octets(t, octets, inject_garbage(octets, (enum quirk_garbage)q->low,
							     t->quirks), now);
	}
	if (quirks_that(t->quirks, QUIRK_EARLY_ENQUIRE, &subject) != NULL)
		say_octets(t, octets, inject_header(octets, SMPP_ENQUIRE_LINK, 0, t->injected++),
			   now);
}

struct tamper *tamper_open(struct quirks *quirks, const char *address, uint64_t now)
{
	struct tamper *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->quirks = quirks;
	snprintf(t->address, sizeof(t->address), "%s", address);
	t->version = SMPP_V3_4;
	t->injected = INJECTED_FROM;
	t->heard_at = now;
	t->enquire_at = UINT64_MAX;
	open_quirks(t, now);
	return t;
}

void tamper_bound(struct tamper *t, const char *account, int receives, uint64_t now)
{
	if (account != t->account)
		snprintf(t->account, sizeof(t->account), "%s", account);
	t->bound = 1;
	t->receives = (uint8_t)receives;
	t->bound_at = t->heard_at = now;
	t->enquire_at = UINT64_MAX;
}

/* Ghosts, and those who are not let in again for a while. */
static void remember(struct tamper *t, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, NULL, now);
	struct quirk *q;

	if (!t->bound)
		return;
	q = quirks_that(t->quirks, t->unbound ? QUIRK_REFUSE_AFTER_UNBIND : QUIRK_GHOST, &subject);
	if (q != NULL)
		quirks_remember(t->quirks, !t->unbound, t->unbound ? t->address : t->account,
				now + (uint64_t)q->low * 1000);
}

void tamper_free(struct tamper *t, uint64_t now)
{
	struct early *early;

	if (t == NULL)
		return;
	remember(t, now);
	while ((early = t->early) != NULL) {
		t->early = early->next;
		free(early->parcel);
		free(early);
	}
	parcel_list_free(&t->held);
	parcel_list_free(&t->reversed);
	parcels_clear(&t->out);
	free(t->heard.octets);
	free(t);
}

/* Octets for the ESME that have not gone out. */
static size_t waiting(const struct tamper *t)
{
	return t->out.waiting + t->held.octets + t->reversed.octets + t->early_octets;
}

/* ---- from the ESME ---- */

/* Octets in front that go to the session as they are: all when they are no PDUs, or of one that is
 * too large. */
static size_t raw_octets(struct tamper *t, const uint8_t *octets, size_t len)
{
	struct smpp_header header;
	size_t n;
	int got = smpp_frame_get((struct smpp_span){ octets, len }, 0, &header, NULL);

	if (t->raw_left == 0 && !t->raw && got == SMPP_E_FAULT) {
		t->raw_left = header.command_length < SMPP_MAX_PDU_EVER ? header.command_length : 0;
		t->raw = t->raw_left < 16;
		if (t->raw)
			t->raw_left = 0;
	}
	n = t->raw || t->raw_left > len ? len : t->raw_left;
	if (t->raw_left > 0)
		t->raw_left -= n;
	return n;
}

size_t tamper_hear(struct tamper *t, const uint8_t *octets, size_t len, uint64_t now)
{
	struct smpp_header header;
	size_t used = 0, n;

	t->cut = 0;
	while (used < len && pile_count(&t->heard) < HEARD_OCTETS && !t->closing &&
	       waiting(t) < WAITING_OCTETS) {
		n = raw_octets(t, octets + used, len - used);
		if (n > 0) {
			(void)pile_put(&t->heard, octets + used, n);
			used += n;
			continue;
		}
		if (smpp_frame_get((struct smpp_span){ octets + used, len - used }, 0, &header,
				   NULL) != SMPP_OK) {
			t->cut = 1;
			break;
		}
		memcpy(t->draft.octets, octets + used, header.command_length);
		t->draft.len = header.command_length;
		used += header.command_length;
		t->heard_at = now;
		if (hear_pdu(t, now))
			(void)pile_put(&t->heard, t->draft.octets, t->draft.len);
	}
	return t->closing ? len : used; /* what follows is not heard any more */
}

struct smpp_span tamper_heard(struct tamper *t, struct smpp_span rest)
{
	size_t have = pile_count(&t->heard);

	if (t->cut && pile_put(&t->heard, rest.ptr, rest.len) == 0) {
		t->heard.to -= rest.len; /* only lent */
		have += rest.len;
	}
	return have > 0 ? (struct smpp_span){ t->heard.octets + t->heard.from, have }
			: (struct smpp_span){ NULL, 0 };
}

size_t tamper_fed(struct tamper *t, size_t len)
{
	size_t have = pile_count(&t->heard);

	if (len > have)
		len = have;
	pile_take(&t->heard, len);
	return len;
}

int tamper_has_heard(const struct tamper *t)
{
	return pile_count(&t->heard) > 0;
}

/* ---- from the session ---- */

size_t tamper_say(struct tamper *t, const uint8_t *octets, size_t len, uint8_t version,
		  uint64_t now)
{
	struct smpp_header header;
	size_t used = 0;

	t->version = version;
	while (used < len && waiting(t) < WAITING_OCTETS &&
	       smpp_frame_get((struct smpp_span){ octets + used, len - used }, DRAFT_OCTETS,
			      &header, NULL) == SMPP_OK) {
		memcpy(t->draft.octets, octets + used, header.command_length);
		t->draft.len = header.command_length;
		used += header.command_length;
		if (!t->finishing && !t->closing)
			say_pdu(t, now);
	}
	return used;
}

static const struct quirk *state_of(const struct tamper *t, enum quirk_id id, uint64_t now)
{
	struct quirk_subject subject = tamper_subject(t, NULL, now);
	const struct quirk *q = NULL;

	while ((q = quirks_next(t->quirks, q, id, &subject)) != NULL &&
	       !quirk_fits(t->quirks, q, &subject))
		continue;
	return q;
}

static struct pace pace_of(const struct tamper *t, uint64_t now)
{
	const struct quirk *fragment = state_of(t, QUIRK_FRAGMENT, now);
	const struct quirk *dribble = state_of(t, QUIRK_DRIBBLE, now);
	const struct quirk *coalesce = state_of(t, QUIRK_COALESCE, now);
	struct pace pace = { 0, 0, 0 };

	if (fragment != NULL) {
		pace.octets = fragment->low;
		pace.pause = 1;
	} else if (dribble != NULL) {
		pace.octets = dribble->low / 100 + 1;
		pace.pause = pace.octets * 1000 / dribble->low;
	}
	if (coalesce != NULL)
		pace.gather = coalesce->low;
	return pace;
}

const uint8_t *tamper_output(struct tamper *t, uint64_t now, size_t *len)
{
	struct pace pace = pace_of(t, now);

	say_due(t, now);
	return parcels_output(&t->out, &pace, now, len);
}

void tamper_sent(struct tamper *t, size_t len, uint64_t now)
{
	struct pace pace = pace_of(t, now);

	parcels_sent(&t->out, &pace, now, len);
}

int tamper_is_idle(const struct tamper *t)
{
	return t->out.waiting == 0 && t->reversed.head == NULL && t->early == NULL;
}

/* ---- timers ---- */

static void wish_by_time(struct tamper *t, uint64_t now)
{
	const struct quirk *q = state_of(t, QUIRK_IDLE_CLOSE, now);
	uint8_t octets[INJECT_OCTETS];
	uint64_t bound_for = now - t->bound_at;

	if (q != NULL && now - t->heard_at >= (uint64_t)q->low * 1000)
		t->closing = 1;
	q = state_of(t, QUIRK_UNBIND_AFTER, now);
	if (q != NULL && q->flag && bound_for >= (uint64_t)q->low * 1000 && t->unbind == 0)
		t->unbind = 1;
	q = state_of(t, QUIRK_UNBIND_CLOSE, now);
	if (q != NULL && q->low > 0 && bound_for >= (uint64_t)q->low * 1000 && !t->finishing) {
		say_octets(t, octets, inject_header(octets, SMPP_UNBIND, 0, t->injected++), now);
		t->finishing = 1;
		t->unbound = 1;
	}
	q = state_of(t, QUIRK_ENQUIRE, now);
	if (q != NULL && t->enquire_at == UINT64_MAX)
		t->enquire_at = now + q->low;
	if (q != NULL && t->enquire_at <= now) {
		say_octets(t, octets, inject_header(octets, SMPP_ENQUIRE_LINK, 0, t->injected++),
			   now);
		t->enquire_at = now + q->low;
	}
}

enum tamper_wish tamper_wish(struct tamper *t, uint64_t now)
{
	if (t->bound && !t->unbound && !t->closing && !t->finishing)
		wish_by_time(t, now);
	if (t->closing || (t->finishing && t->out.waiting == 0))
		return TAMPER_CLOSE;
	if (t->unbind != 1)
		return TAMPER_NOTHING;
	t->unbind = 2;
	return TAMPER_UNBIND;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t seconds_after(const struct quirk *q, uint64_t from)
{
	return q != NULL && q->low > 0 ? from + (uint64_t)q->low * 1000 : UINT64_MAX;
}

uint64_t tamper_deadline(const struct tamper *t, uint64_t now)
{
	struct pace pace = pace_of(t, now);
	const struct quirk *after = state_of(t, QUIRK_UNBIND_AFTER, now);
	uint64_t at = parcels_deadline(&t->out, &pace);

	if (at <= now)
		at = UINT64_MAX; /* it waits for the socket */
	if (t->reversed.head != NULL)
		at = sooner(at, t->reversed_until);
	for (const struct early *early = t->early; early != NULL; early = early->next)
		at = sooner(at, early->until);
	if (!t->bound || t->unbound)
		return at;
	at = sooner(at, t->enquire_at);
	at = sooner(at, seconds_after(state_of(t, QUIRK_IDLE_CLOSE, now), t->heard_at));
	at = sooner(at, seconds_after(state_of(t, QUIRK_UNBIND_CLOSE, now), t->bound_at));
	if (after != NULL && after->flag && t->unbind == 0)
		at = sooner(at, seconds_after(after, t->bound_at));
	return sooner(at, now + LOOK_MS);
}
