/* SPDX-License-Identifier: MIT */
/*
 * Owns: the centre's turn: what is due, what has become safe, and the events of its sessions.
 * Must not know: what is asked and where messages go.
 */
#include "smsc.h"

#include <stdlib.h>

#define STORE_AGAIN_MS 1000 /* after a batch that failed */
#define FORGET_AGAIN_MS 60000

/* xorshift64*: any seed but 0 will do. */
uint32_t smsc_random(struct smsc *smsc)
{
	smsc->random ^= smsc->random >> 12;
	smsc->random ^= smsc->random << 25;
	smsc->random ^= smsc->random >> 27;
	return (uint32_t)(smsc->random * UINT64_C(0x2545F4914F6CDD1D) >> 32);
}

void smsc_keep(char *to, size_t size, struct smpp_span from)
{
	size_t len = from.len < size ? from.len : size - 1;

	if (len > 0)
		memcpy(to, from.ptr, len);
	to[len] = '\0';
}

void smsc_log(const struct smsc *smsc, const char *what, const struct peer *peer,
	      const struct message *m, const struct smpp_smsc_event *event)
{
	const struct news news = { .what = what, .peer = peer, .m = m, .event = event };

	smsc_tell(smsc, &news);
}

void smsc_tell(const struct smsc *smsc, const struct news *news)
{
	if (smsc->hooks.log != NULL)
		smsc->hooks.log(smsc->hooks.user, news);
}

static void add_counters(struct smpp_session_counters *sum, const struct smpp_session *s)
{
	struct smpp_session_counters c = smpp_session_counters(s);

	sum->pdus_in += c.pdus_in;
	sum->pdus_out += c.pdus_out;
	sum->octets_in += c.octets_in;
	sum->octets_out += c.octets_out;
	for (unsigned i = 0; i < 3; i++) {
		sum->responses_in[i] += c.responses_in[i];
		sum->responses_out[i] += c.responses_out[i];
	}
	sum->timeouts += c.timeouts;
	sum->refused += c.refused;
	sum->stray += c.stray;
	sum->tolerated += c.tolerated;
}

struct smpp_session_counters smsc_counters(const struct smsc *smsc)
{
	struct smpp_session_counters sum = smsc->totals.counters;
	const struct smpp_smsc_peer *p = NULL;

	while ((p = smpp_smsc_peer_after(smsc->sessions, p)) != NULL) {
		if (!smpp_smsc_is_over(p))
			add_counters(&sum, p->session);
	}
	return sum;
}

/* Extras may deal with it. */
static void asked(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event)
{
	smsc->asked = event;
	smsc_log(smsc, "request", peer, NULL, event);
	if (smsc->hooks.request == NULL || !smsc->hooks.request(smsc->hooks.user, peer, event))
		(event->type == SMPP_SMSC_EVENT_BIND ? account_bind : request_came)(smsc, peer,
										    event);
	smsc->asked = NULL;
}

static void on_event(void *user, struct smpp_smsc *sessions, const struct smpp_smsc_event *event)
{
	struct smsc *smsc = user;
	struct peer *peer = event->peer->user;

	(void)sessions;
	switch (event->type) {
	case SMPP_SMSC_EVENT_BOUND:
		smsc_log(smsc, "bound", peer, NULL, event);
		route_bound(smsc, peer);
		break;
	case SMPP_SMSC_EVENT_BIND:
	case SMPP_SMSC_EVENT_REQUEST:
		asked(smsc, peer, event);
		break;
	case SMPP_SMSC_EVENT_OUTCOME: deliver_outcome(smsc, event); break;
	case SMPP_SMSC_EVENT_ROOM: deliver_backlog(smsc, peer); break;
	case SMPP_SMSC_EVENT_GONE:
		smsc_log(smsc, "gone", peer, NULL, event);
		add_counters(&smsc->totals.counters, peer->link.session);
		route_gone(smsc, peer);
		break;
	case SMPP_SMSC_EVENT_OTHER: smsc_log(smsc, "other", peer, NULL, event); break;
	}
}

/* What was under way when the process ended goes on where it was. */
static int take_up(void *user, const struct record *record)
{
	struct smsc *smsc = user;
	struct message *m = message_of(record);

	if (m == NULL)
		return -1;
	if (queue_add(&smsc->queue, m) != 0) {
		message_free(m);
		return -1;
	}
	if (record->number > smsc->top)
		smsc->top = record->number;
	deliver_saved(smsc, m);
	return 0;
}

int smsc_init(struct smsc *smsc, void *memory, size_t len, struct smpp_smsc_config *config)
{
	config->on_event = on_event;
	config->user = smsc;
	smsc->batch = 1;
	smsc->outbind_at = INT64_MAX;
	smsc->random = smsc->settings.seed * 2 + 1;
	if (smpp_smsc_init(&smsc->sessions, memory, len, config) != SMPP_OK ||
	    queue_init(&smsc->queue, smsc->settings.max_messages) != 0)
		return -1;
	return smsc->store->load(smsc->store, take_up, smsc);
}

static void free_pendings(struct pendings *list)
{
	struct pending *next;

	for (struct pending *p = list->head; p != NULL; p = next) {
		next = p->next;
		free(p);
	}
}

void smsc_free(struct smsc *smsc)
{
	free_pendings(&smsc->waiting);
	free_pendings(&smsc->slowed);
	queue_free(&smsc->queue);
	handsets_free(&smsc->handsets);
	route_free(smsc);
	account_free_all(smsc);
}

int smsc_open(struct smsc *smsc, struct peer *peer, void *memory, size_t len, const char *address)
{
	int got;

	peer->link.user = peer;
	smsc_keep(peer->address, sizeof(peer->address), smpp_span_of(address));
	got = smpp_smsc_open(smsc->sessions, &peer->link, memory, len, smsc->now);
	if (got != SMPP_OK)
		return got;
	peer->serial = ++smsc->totals.sessions;
	peer->since = smsc->utc;
	smsc_log(smsc, "connected", peer, NULL, NULL);
	return SMPP_OK;
}

void smsc_release(struct smsc *smsc, struct peer *peer)
{
	(void)smpp_smsc_release(smsc->sessions, &peer->link);
}

void smsc_save(struct smsc *smsc, struct message *m)
{
	if (!m->passing)
		(void)smsc->store->put(smsc->store, &m->record); /* commit tells */
	queue_unsafe(&smsc->queue, m, smsc->batch);
	smsc->dirty = 1;
}

/* By the highest number in the store it is known after a restart which were given out: it stays
 * until a higher one is safe. */
static void forget_later(struct smsc *smsc, struct message *m)
{
	int was_kept = m->record.job == JOB_KEEP;

	m->record.job = JOB_KEEP;
	queue_set(&smsc->queue, m, smsc->utc + FORGET_AGAIN_MS);
	if (!was_kept)
		smsc_save(smsc, m);
}

void smsc_forget(struct smsc *smsc, struct message *m)
{
	list_take_out(m);
	queue_unset(&smsc->queue, m);
	if (!m->passing && m->record.number >= smsc->top) {
		forget_later(smsc, m);
		return;
	}
	m->removed = 1;
	if (!m->passing)
		(void)smsc->store->remove(smsc->store, m->record.number);
	queue_unsafe(&smsc->queue, m, smsc->batch);
	smsc->dirty = 1;
}

static void append(struct pendings *list, struct pending *p)
{
	p->next = NULL;
	*(list->tail != NULL ? &list->tail->next : &list->head) = p;
	list->tail = p;
}

static struct pending *take_first(struct pendings *list)
{
	struct pending *p = list->head;

	list->head = p->next;
	if (list->head == NULL)
		list->tail = NULL;
	return p;
}

/* The answer is kept as octets, since what it points to will have gone. */
void smsc_answer(struct smsc *smsc, struct smpp_smsc_handle handle, struct smpp_pdu *answer)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_buf buf = { NULL, 0, 0 };
	struct pending *p;

	(void)smpp_encode(answer, &rules, &buf, NULL);
	p = malloc(sizeof(*p) + buf.len);
	if (p == NULL) {
		smsc_refuse(smsc, handle, SMPP_ESME_RSYSERR);
		return;
	}
	memset(p, 0, sizeof(*p));
	buf.ptr = p->octets;
	buf.cap = buf.len;
	if (smpp_encode(answer, &rules, &buf, NULL) != SMPP_OK)
		buf.len = 0; /* an answer of ours always encodes; else it is ESME_RSYSERR */
	p->len = buf.len;
	p->handle = handle;
	p->batch = smsc->batch;
	append(&smsc->waiting, p);
	smsc->dirty = 1;
}

void smsc_refuse(struct smsc *smsc, struct smpp_smsc_handle handle, uint32_t command_status)
{
	const struct smpp_smsc_peer *link = smpp_smsc_peer_of(smsc->sessions, handle);
	struct news news = { .what = "refused", .event = smsc->asked, .status = command_status };

	if (link != NULL && link->account != NULL) { /* else it is a bind, which has its own news */
		news.peer = link->user;
		smsc_tell(smsc, &news);
	}
	(void)smpp_smsc_refuse(smsc->sessions, handle, command_status, smsc->now);
}

/* @return 1 when it must be tried again: output has no room */
static int answer_now(struct smsc *smsc, const struct pending *p, int failed)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	const struct smpp_span octets = { p->octets, p->len };
	struct smpp_pdu pdu;
	int got = SMPP_E_FAULT;

	if (!failed && smpp_decode(octets, &rules, &pdu, NULL) == SMPP_OK)
		got = smpp_smsc_reply(smsc->sessions, p->handle, &pdu, smsc->now);
	if (got == SMPP_E_SPACE)
		return 1;
	if (got != SMPP_OK && got != SMPP_E_HANDLE)
		smsc_refuse(smsc, p->handle, SMPP_ESME_RSYSERR);
	return 0;
}

static void settle_message(struct smsc *smsc, struct message *m, int failed)
{
	queue_safe(&smsc->queue, m);
	if (!failed && !m->removed) {
		m->stored = 1;
		if (!m->passing && m->record.number > smsc->top)
			smsc->top = m->record.number;
		m->settled = (uint8_t)message_is_final(m);
		deliver_saved(smsc, m);
	} else if (!failed || !m->stored) {
		queue_remove(&smsc->queue, m); /* its answer was a refusal, if it failed */
	} else if (m->removed) {
		smsc_forget(smsc, m);
	} else {
		smsc_save(smsc, m);
	}
}

/* The store has told of a batch. Answers go first, so that no receipt overtakes one. */
static void settle(struct smsc *smsc, uint64_t batch, int failed)
{
	smsc->settled = batch;
	smsc->totals.batches++;
	smsc->totals.batches_failed += failed != 0;
	if (failed)
		smsc_log(smsc, "store_failed", NULL, NULL, NULL);
	while (smsc->waiting.head != NULL && smsc->waiting.head->batch <= batch) {
		struct pending *p = take_first(&smsc->waiting);

		if (answer_now(smsc, p, failed)) { /* with the next batch */
			p->batch = smsc->batch;
			append(&smsc->waiting, p);
			smsc->dirty = 1;
		} else {
			free(p);
		}
	}
	while (smsc->queue.unsafe_head != NULL && smsc->queue.unsafe_head->batch <= batch)
		settle_message(smsc, smsc->queue.unsafe_head, failed);
	if (failed)
		smsc->store_at = smsc->now + STORE_AGAIN_MS;
}

static void run_store(struct smsc *smsc)
{
	uint64_t batch;
	int failed;

	if (smsc->dirty && smsc->store_at <= smsc->now) {
		smsc->dirty = 0;
		(void)smsc->store->commit(smsc->store, smsc->batch++);
	}
	while (smsc->store->done(smsc->store, &batch, &failed))
		settle(smsc, batch, failed);
}

void smsc_turn(struct smsc *smsc, uint64_t now, int64_t utc)
{
	struct message *m;

	smsc->now = now;
	smsc->utc = utc;
	while ((m = queue_first(&smsc->queue)) != NULL && m->alarm <= utc) {
		queue_unset(&smsc->queue, m);
		deliver_alarm(smsc, m);
	}
	deliver_ready(smsc);
	deliver_outbinds(smsc);
	run_store(smsc);
	account_turn(smsc);
	(void)smpp_smsc_tick(smsc->sessions, now);
}

static uint64_t until(const struct smsc *smsc, int64_t utc)
{
	return smsc->now + (uint64_t)(utc > smsc->utc ? utc - smsc->utc : 0);
}

uint64_t smsc_deadline(const struct smsc *smsc)
{
	const struct message *first = queue_first(&smsc->queue);
	uint64_t at = smpp_smsc_deadline(smsc->sessions);

	if (smsc->ready.head != NULL)
		return smsc->now;
	if (smsc->dirty && smsc->store_at < at)
		at = smsc->store_at;
	if (smsc->outbind_at != INT64_MAX && until(smsc, smsc->outbind_at) < at)
		at = until(smsc, smsc->outbind_at);
	if (first != NULL && until(smsc, first->alarm) < at)
		at = until(smsc, first->alarm);
	if (smsc->slowed.head != NULL && until(smsc, smsc->slowed.head->due) < at)
		at = until(smsc, smsc->slowed.head->due);
	return at;
}
