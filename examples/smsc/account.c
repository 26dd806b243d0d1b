/* SPDX-License-Identifier: MIT */
/*
 * Owns: who may bind, and what wrong guesses cost.
 * Must not know: messages.
 */
#include "smsc.h"

#include <stdlib.h>

#include "secret.h"

#define FREE_GUESSES 3
#define GUESS_MS 500        /* doubled with each guess beyond */
#define GUESS_MAX_MS 8000
#define FORGIVEN_MS 600000  /* without a further one */

struct account *account_find(const struct smsc *smsc, struct smpp_span system_id)
{
	for (struct account *a = smsc->accounts; a != NULL; a = a->next) {
		if (smpp_span_equal(smpp_span_of(a->system_id), system_id))
			return a;
	}
	return NULL;
}

/* @return 0 or -1 */
static int limit_binds(struct smpp_smsc_limits *limits, struct smpp_span mode)
{
	int tx = smpp_span_equal(mode, smpp_span_of("tx"));
	int rx = smpp_span_equal(mode, smpp_span_of("rx"));

	if (!tx && !rx)
		return smpp_span_equal(mode, smpp_span_of("trx")) || mode.len == 0 ? 0 : -1;
	limits->transceivers = SMPP_OFF;
	*(tx ? &limits->receivers : &limits->transmitters) = SMPP_OFF;
	return 0;
}

static int limit_number(uint32_t *limit, struct smpp_span text)
{
	uint32_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > 100000)
			return -1;
		value = value * 10 + (uint32_t)(text.ptr[i] - '0');
	}
	*limit = value;
	return value <= 1000000 ? 0 : -1;
}

/* Takes what stands before the next colon off the front. */
static struct smpp_span part(const char **text)
{
	struct smpp_span span = { (const uint8_t *)*text, strcspn(*text, ":") };

	*text += span.len;
	*text += **text == ':';
	return span;
}

/* What was given may hold a password: it is not repeated. */
static const char *fill(struct account *a, const char *text)
{
	struct smpp_span id = part(&text), password = part(&text);
	struct smpp_smsc_limits *limits = &a->limits.limits;

	if (id.len == 0 || id.len >= sizeof(a->system_id) || password.len >= sizeof(a->secret) ||
	    password.ptr[-1] != ':')
		return "not ID:PW with an ID of 1 to 15 characters and a PW of at most 127";
	smsc_keep(a->system_id, sizeof(a->system_id), id);
	smsc_keep(a->secret, sizeof(a->secret), password);
	if (limit_binds(limits, part(&text)) != 0)
		return "behind the password: tx, rx or trx";
	if (limit_number(&limits->rate, part(&text)) != 0 ||
	    limit_number(&limits->window, part(&text)) != 0 || *text != '\0')
		return "behind tx, rx or trx: RATE[:WINDOW], each at most 1000000";
	return secret_is_usable(a->secret) ? NULL : "this build knows no hashed passwords";
}

void account_append(struct smsc *smsc, struct account *account)
{
	struct account **at = &smsc->accounts;

	while (*at != NULL)
		at = &(*at)->next;
	account->next = NULL;
	*at = account;
}

void account_renew(struct account *account, struct account *from)
{
	memcpy(account->secret, from->secret, sizeof(account->secret));
	memcpy(account->host, from->host, sizeof(account->host));
	memcpy(account->port, from->port, sizeof(account->port));
	memcpy(account->outbind_password, from->outbind_password,
	       sizeof(account->outbind_password));
	account->limits.limits = from->limits.limits;
	account->only_34 = from->only_34;
	account->gone = 0;
	smpp_wipe(from->secret, sizeof(from->secret));
	free(from);
}

void account_free_all(struct smsc *smsc)
{
	struct account *next;

	for (struct account *a = smsc->accounts; a != NULL; a = next) {
		next = a->next;
		smpp_wipe(a->secret, sizeof(a->secret));
		free(a);
	}
	smsc->accounts = NULL;
}

const char *account_add(struct smsc *smsc, const char *text)
{
	struct account *a = calloc(1, sizeof(*a));
	const char *wrong;

	if (a == NULL)
		return "no memory";
	a->limits.user = a;
	wrong = fill(a, text);
	if (wrong == NULL && account_find(smsc, smpp_span_of(a->system_id)) != NULL)
		wrong = "there is an account with that ID already";
	if (wrong != NULL) {
		smpp_wipe(a->secret, sizeof(a->secret));
		free(a);
		return wrong;
	}
	account_append(smsc, a);
	return NULL;
}

static uint64_t hash(const char *text)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	while (*text != '\0')
		h = (h ^ (unsigned char)*text++) * UINT64_C(0x100000001B3);
	return h;
}

/* The entry of that address; a new one takes the place of the one that has been quiet longest. */
static struct suspect *suspect(struct smsc *smsc, const char *address)
{
	struct suspect *oldest = &smsc->suspects[0];
	uint64_t h = hash(address);

	for (size_t i = 0; i < SUSPECTS; i++) {
		struct suspect *s = &smsc->suspects[i];

		if (s->address == h && smsc->utc - s->last < FORGIVEN_MS)
			return s;
		if (s->last < oldest->last)
			oldest = s;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->address = h;
	return oldest;
}

/* Milliseconds until the answer to this wrong guess. */
static int64_t price(struct smsc *smsc, const char *address)
{
	struct suspect *s = suspect(smsc, address);
	int64_t wait = GUESS_MS;

	s->last = smsc->utc;
	if (++s->failures <= FREE_GUESSES)
		return 0;
	for (uint32_t i = FREE_GUESSES + 1; i < s->failures && wait < GUESS_MAX_MS; i++)
		wait *= 2;
	return wait;
}

/* In the order of their times. */
static void refuse_later(struct smsc *smsc, struct smpp_smsc_handle handle, int64_t due)
{
	struct pending *p = calloc(1, sizeof(*p)), **at = &smsc->slowed.head;

	if (p == NULL) {
		smsc_refuse(smsc, handle, SMPP_ESME_RBINDFAIL);
		return;
	}
	p->handle = handle;
	p->due = due;
	while (*at != NULL && (*at)->due <= due)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
}

void account_turn(struct smsc *smsc)
{
	struct pending *p;

	while ((p = smsc->slowed.head) != NULL && p->due <= smsc->utc) {
		smsc->slowed.head = p->next;
		smsc_refuse(smsc, p->handle, SMPP_ESME_RBINDFAIL);
		free(p);
	}
}

/* The same for an id that nobody has as for a password that is wrong: so much is told, and so long
 * does it take (5.0, 4.7.6). */
static struct account *welcome(const struct smsc *smsc, const struct smpp_bind *bind)
{
	struct account *a = account_find(smsc, bind->system_id);
	const char *kept = a != NULL ? a->secret
			   : smsc->accounts != NULL ? smsc->accounts->secret : "";
	int same = secret_is(kept, bind->password);

	return same && a != NULL && !a->gone ? a : NULL;
}

static void refused(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    const char *why)
{
	const struct news news = { .what = "bind_refused", .peer = peer, .event = event,
				   .why = why };

	smsc->totals.binds_refused++;
	smsc_tell(smsc, &news);
}

static const char *limit_of(int got)
{
	return got == SMPP_E_WINDOW ? "no more sessions of that kind for the account"
	       : got == SMPP_E_STATE ? "the centre is about to end" : "it has gone";
}

void account_bind(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event)
{
	const struct smpp_bind *bind = &event->session->pdu.body.bind;
	struct account *account = welcome(smsc, bind);
	int64_t wait;
	int got;

	if (account == NULL) {
		wait = price(smsc, peer->address);
		refused(smsc, peer, event, "wrong system_id or password");
		if (wait > 0)
			refuse_later(smsc, event->handle, smsc->utc + wait);
		else
			smsc_refuse(smsc, event->handle, SMPP_ESME_RBINDFAIL);
		return;
	}
	if (account->only_34 && bind->interface_version != SMPP_V3_4) {
		refused(smsc, peer, event, "only version 3.4 is admitted");
		smsc_refuse(smsc, event->handle, SMPP_ESME_RBINDFAIL);
		return;
	}
	smsc_keep(peer->system_id, sizeof(peer->system_id), bind->system_id);
	smsc_keep(peer->address_range, sizeof(peer->address_range), bind->address_range);
	got = smpp_smsc_admit(smsc->sessions, event->handle, &account->limits, smsc->now);
	if (got != SMPP_OK)
		refused(smsc, peer, event, limit_of(got));
}
