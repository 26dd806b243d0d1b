/* SPDX-License-Identifier: MIT */
/*
 * Owns: the messages in memory: lists, timers, and how they are found again.
 * Must not know: sessions, where messages go, the store's engine.
 */
#include "queue.h"

#include <stdlib.h>

#define FIRST_BUCKETS 1024 /* a power of two, as all that follow */

int queue_init(struct queue *queue, size_t max)
{
	memset(queue, 0, sizeof(*queue));
	queue->max = max;
	queue->buckets = FIRST_BUCKETS;
	queue->by_id = calloc(FIRST_BUCKETS, sizeof(struct message *));
	queue->by_to = calloc(FIRST_BUCKETS, sizeof(struct message *));
	return queue->by_id != NULL && queue->by_to != NULL ? 0 : -1;
}

void queue_free(struct queue *queue)
{
	for (size_t i = 0; i < queue->buckets; i++) {
		struct message *next;

		for (struct message *m = queue->by_id[i]; m != NULL; m = next) {
			next = m->id_next;
			message_free(m);
		}
	}
	free(queue->by_id);
	free(queue->by_to);
	free(queue->timers);
	memset(queue, 0, sizeof(*queue));
}

/* The octets are the message's own: what the PDU pointed to goes away. */
static struct message *decoded(uint8_t *octets, size_t len)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct message *m = calloc(1, sizeof(*m));

	if (m != NULL) {
		m->octets = octets;
		m->place = NOWHERE;
		m->record.octets.ptr = octets;
		m->record.octets.len = len;
		if (smpp_decode(m->record.octets, &rules, &m->pdu, NULL) == SMPP_OK)
			return m;
	}
	free(octets);
	free(m);
	return NULL;
}

/* Long strings and the like that were tolerated when it came are so again. */
struct message *message_new(const struct smpp_pdu *pdu)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_buf buf = { NULL, 0, 0 };

	if (pdu->wire.len > 0) {
		buf.ptr = malloc(pdu->wire.len);
		if (buf.ptr == NULL)
			return NULL;
		memcpy(buf.ptr, pdu->wire.ptr, pdu->wire.len);
		return decoded(buf.ptr, pdu->wire.len);
	}
	if (smpp_encode(pdu, &rules, &buf, NULL) != SMPP_E_SPACE)
		return NULL;
	buf.cap = buf.len;
	buf.ptr = malloc(buf.cap);
	if (buf.ptr == NULL || smpp_encode(pdu, &rules, &buf, NULL) != SMPP_OK) {
		free(buf.ptr);
		return NULL;
	}
	return decoded(buf.ptr, buf.len);
}

struct message *message_of(const struct record *record)
{
	uint8_t *octets = malloc(record->octets.len > 0 ? record->octets.len : 1);
	struct message *m;

	if (octets == NULL)
		return NULL;
	memcpy(octets, record->octets.ptr, record->octets.len);
	m = decoded(octets, record->octets.len);
	if (m == NULL)
		return NULL;
	m->record = *record;
	m->record.octets.ptr = m->octets;
	m->stored = 1;
	m->settled = record->final != 0;
	return m;
}

void message_free(struct message *m)
{
	free(m->octets);
	free(m);
}

void message_swap(struct message *a, struct message *b)
{
	struct smpp_pdu pdu = a->pdu;
	uint8_t *octets = a->octets;
	struct smpp_span span = a->record.octets;

	a->pdu = b->pdu;
	a->octets = b->octets;
	a->record.octets = b->record.octets;
	b->pdu = pdu;
	b->octets = octets;
	b->record.octets = span;
}

struct address message_from(const struct message *m)
{
	const struct smpp_data_sm *data = &m->pdu.body.data_sm;
	const struct smpp_broadcast_sm *cells = &m->pdu.body.broadcast_sm;
	const struct smpp_sm *sm = &m->pdu.body.submit_sm;

	switch (m->pdu.header.command_id) {
	case SMPP_DATA_SM:
		return (struct address){ data->source_addr_ton, data->source_addr_npi,
					 data->source_addr };
	case SMPP_BROADCAST_SM:
		return (struct address){ cells->source_addr_ton, cells->source_addr_npi,
					 cells->source_addr };
	default:
		return (struct address){ sm->source_addr_ton, sm->source_addr_npi, sm->source_addr };
	}
}

struct address message_to(const struct message *m)
{
	const struct smpp_data_sm *data = &m->pdu.body.data_sm;
	const struct smpp_sm *sm = &m->pdu.body.submit_sm;

	switch (m->pdu.header.command_id) {
	case SMPP_DATA_SM:
		return (struct address){ data->dest_addr_ton, data->dest_addr_npi,
					 data->destination_addr };
	case SMPP_BROADCAST_SM:
		return (struct address){ 0, 0, { m->octets, 0 } };
	default:
		return (struct address){ sm->dest_addr_ton, sm->dest_addr_npi,
					 sm->destination_addr };
	}
}

struct smpp_span message_service(const struct message *m)
{
	switch (m->pdu.header.command_id) {
	case SMPP_DATA_SM: return m->pdu.body.data_sm.service_type;
	case SMPP_BROADCAST_SM: return m->pdu.body.broadcast_sm.service_type;
	default: return m->pdu.body.submit_sm.service_type;
	}
}

uint8_t message_esm_class(const struct message *m)
{
	switch (m->pdu.header.command_id) {
	case SMPP_DATA_SM: return m->pdu.body.data_sm.esm_class;
	case SMPP_BROADCAST_SM: return 0;
	default: return m->pdu.body.submit_sm.esm_class;
	}
}

uint8_t message_registered_delivery(const struct message *m)
{
	switch (m->pdu.header.command_id) {
	case SMPP_DATA_SM: return m->pdu.body.data_sm.registered_delivery;
	case SMPP_BROADCAST_SM: return 0;
	default: return m->pdu.body.submit_sm.registered_delivery;
	}
}

int message_is_final(const struct message *m)
{
	return m->record.final != 0;
}

uint8_t message_state(const struct message *m)
{
	return message_is_final(m) && !m->settled ? SMPP_MESSAGE_STATE_ENROUTE : m->record.state;
}

/* FNV-1a, its high half folded in: the tables use the low bits. */
static size_t hash(struct smpp_span octets)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < octets.len; i++)
		h = (h ^ octets.ptr[i]) * UINT64_C(0x100000001B3);
	return (size_t)(h ^ h >> 32);
}

static size_t id_bucket(const struct queue *queue, const struct message *m)
{
	return hash(smpp_span_of(m->record.id)) & (queue->buckets - 1);
}

static size_t to_bucket(const struct queue *queue, const struct message *m)
{
	return hash(message_to(m).addr) & (queue->buckets - 1);
}

static void link_up(struct queue *queue, struct message *m)
{
	m->id_link = &queue->by_id[id_bucket(queue, m)];
	m->id_next = *m->id_link;
	*m->id_link = m;
	if (m->id_next != NULL)
		m->id_next->id_link = &m->id_next;
	if (message_is_final(m))
		return;
	m->to_link = &queue->by_to[to_bucket(queue, m)];
	m->to_next = *m->to_link;
	*m->to_link = m;
	if (m->to_next != NULL)
		m->to_next->to_link = &m->to_next;
}

void queue_unmatch(struct message *m)
{
	if (m->to_link == NULL)
		return;
	*m->to_link = m->to_next;
	if (m->to_next != NULL)
		m->to_next->to_link = m->to_link;
	m->to_link = NULL;
}

static void unlink_it(struct message *m)
{
	*m->id_link = m->id_next;
	if (m->id_next != NULL)
		m->id_next->id_link = m->id_link;
	queue_unmatch(m);
}

/* Chains stay short: twice as many buckets as soon as there are as many messages. */
static void grow(struct queue *queue)
{
	size_t buckets = queue->buckets * 2;
	struct message **by_id = calloc(buckets, sizeof(struct message *));
	struct message **by_to = calloc(buckets, sizeof(struct message *));
	struct queue old = *queue;
	struct message *next;

	if (by_id == NULL || by_to == NULL) {
		free(by_id);
		free(by_to);
		return;
	}
	queue->by_id = by_id;
	queue->by_to = by_to;
	queue->buckets = buckets;
	for (size_t i = 0; i < old.buckets; i++) {
		for (struct message *m = old.by_id[i]; m != NULL; m = next) {
			next = m->id_next;
			link_up(queue, m);
		}
	}
	free(old.by_id);
	free(old.by_to);
}

/* Each message may need a timer, so there is always room for one. */
static int timers_have_room(struct queue *queue)
{
	size_t room = queue->timer_room > 0 ? queue->timer_room * 2 : FIRST_BUCKETS;
	struct message **timers;

	if (queue->count < queue->timer_room)
		return 1;
	timers = realloc(queue->timers, room * sizeof(struct message *));
	if (timers == NULL)
		return 0;
	queue->timers = timers;
	queue->timer_room = room;
	return 1;
}

int queue_has_room(const struct queue *queue)
{
	return queue->count < queue->max || queue->kept.head != NULL;
}

int queue_add(struct queue *queue, struct message *m)
{
	if (!timers_have_room(queue))
		return -1;
	if (queue->count >= queue->buckets)
		grow(queue);
	if (m->record.number == 0)
		m->record.number = queue->numbers + 1;
	if (m->record.number > queue->numbers)
		queue->numbers = m->record.number;
	link_up(queue, m);
	queue->count++;
	return 0;
}

void queue_remove(struct queue *queue, struct message *m)
{
	unlink_it(m);
	list_take_out(m);
	queue_unset(queue, m);
	queue_safe(queue, m);
	queue->count--;
	message_free(m);
}

struct message *queue_named(const struct queue *queue, const struct message *after,
			    struct smpp_span id)
{
	struct message *m = after != NULL ? after->id_next
					  : queue->by_id[hash(id) & (queue->buckets - 1)];

	while (m != NULL && (m->removed || m->alert ||
			     !smpp_span_equal(smpp_span_of(m->record.id), id)))
		m = m->id_next;
	return m;
}

struct message *queue_with_id(const struct queue *queue, const struct message *after,
			      struct smpp_span id, struct smpp_span from, const char *account)
{
	struct message *m = queue_named(queue, after, id);

	while (m != NULL && (!smpp_span_equal(message_from(m).addr, from) ||
			     strcmp(m->record.account, account) != 0))
		m = queue_named(queue, m, id);
	return m;
}

struct message *queue_find(const struct queue *queue, struct smpp_span id, struct smpp_span from,
			   const char *account)
{
	struct message *found = NULL, *m = NULL;

	while ((m = queue_with_id(queue, m, id, from, account)) != NULL) {
		if (found == NULL || message_is_final(found))
			found = m;
	}
	return found;
}

struct message *queue_match(const struct queue *queue, const struct message *after,
			    const char *account, struct smpp_span from, struct smpp_span to)
{
	struct message *m = after != NULL ? after->to_next
					  : queue->by_to[hash(to) & (queue->buckets - 1)];

	for (; m != NULL; m = m->to_next) {
		if (!m->removed && !m->alert &&
		    strcmp(m->record.account, account) == 0 &&
		    smpp_span_equal(message_from(m).addr, from) &&
		    smpp_span_equal(message_to(m).addr, to))
			return m;
	}
	return NULL;
}

void list_append(struct list *list, struct message *m)
{
	list_take_out(m);
	m->in = list;
	m->before = list->tail;
	m->after = NULL;
	*(list->tail != NULL ? &list->tail->after : &list->head) = m;
	list->tail = m;
	list->count++;
}

void list_prepend(struct list *list, struct message *m)
{
	list_take_out(m);
	m->in = list;
	m->before = NULL;
	m->after = list->head;
	*(list->head != NULL ? &list->head->before : &list->tail) = m;
	list->head = m;
	list->count++;
}

void list_take_out(struct message *m)
{
	if (m->in == NULL)
		return;
	*(m->before != NULL ? &m->before->after : &m->in->head) = m->after;
	*(m->after != NULL ? &m->after->before : &m->in->tail) = m->before;
	m->in->count--;
	m->in = NULL;
}

static void put_timer(struct queue *queue, struct message *m, size_t place)
{
	queue->timers[place] = m;
	m->place = place;
}

static void sift_up(struct queue *queue, struct message *m, size_t place)
{
	while (place > 0) {
		size_t parent = (place - 1) / 2;

		if (queue->timers[parent]->alarm <= m->alarm)
			break;
		put_timer(queue, queue->timers[parent], place);
		place = parent;
	}
	put_timer(queue, m, place);
}

static void sift_down(struct queue *queue, struct message *m, size_t place)
{
	for (;;) {
		size_t child = place * 2 + 1;

		if (child + 1 < queue->timer_count &&
		    queue->timers[child + 1]->alarm < queue->timers[child]->alarm)
			child++;
		if (child >= queue->timer_count || queue->timers[child]->alarm >= m->alarm)
			break;
		put_timer(queue, queue->timers[child], place);
		place = child;
	}
	put_timer(queue, m, place);
}

void queue_set(struct queue *queue, struct message *m, int64_t alarm)
{
	queue_unset(queue, m);
	m->alarm = alarm;
	sift_up(queue, m, queue->timer_count++);
}

void queue_unset(struct queue *queue, struct message *m)
{
	size_t place = m->place;
	struct message *last;

	if (place == NOWHERE)
		return;
	m->place = NOWHERE;
	last = queue->timers[--queue->timer_count];
	if (last == m)
		return;
	sift_up(queue, last, place);
	sift_down(queue, last, last->place);
}

struct message *queue_first(const struct queue *queue)
{
	return queue->timer_count > 0 ? queue->timers[0] : NULL;
}

void queue_unsafe(struct queue *queue, struct message *m, uint64_t batch)
{
	queue_safe(queue, m);
	m->batch = batch;
	m->unsafe = 1;
	m->unsafe_before = queue->unsafe_tail;
	m->unsafe_after = NULL;
	*(queue->unsafe_tail != NULL ? &queue->unsafe_tail->unsafe_after
				     : &queue->unsafe_head) = m;
	queue->unsafe_tail = m;
}

void queue_safe(struct queue *queue, struct message *m)
{
	if (!m->unsafe)
		return;
	m->unsafe = 0;
	*(m->unsafe_before != NULL ? &m->unsafe_before->unsafe_after : &queue->unsafe_head) =
		m->unsafe_after;
	*(m->unsafe_after != NULL ? &m->unsafe_after->unsafe_before : &queue->unsafe_tail) =
		m->unsafe_before;
}
