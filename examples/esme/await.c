/* SPDX-License-Identifier: MIT */
/*
 * Owns: accepted messages whose receipts are to come: ids, how long they are waited for.
 * Must not know: sessions, what is done with a receipt.
 */
#include "await.h"

#include <stdlib.h>

#define CHAINS_FIRST 1024

void await_init(struct await *a, unsigned rule,
		void (*done)(void *user, const struct await_group *group), void *user)
{
	memset(a, 0, sizeof(*a));
	a->rule = rule;
	a->done = done;
	a->user = user;
}

/* FNV-1a. Where ids are not compared octet by octet all are in one chain. */
static uint32_t hash_of(const struct await *a, struct smpp_span id)
{
	uint32_t hash = UINT32_C(2166136261);

	if (a->rule != SMPP_ID_EXACT)
		return 0;
	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ id.ptr[i]) * UINT32_C(16777619);
	return hash;
}

/* ---- the table ---- */

static void chain(struct await *a, struct await_id *id)
{
	struct await_id **to = &a->chains[id->hash & (a->chain_count - 1)];

	id->next = *to;
	*to = id;
}

/* As many chains as ids, or more. @return 0 or -1 */
static int make_room(struct await *a)
{
	size_t count = a->chain_count > 0 ? a->chain_count * 2 : CHAINS_FIRST;
	struct await_id **chains;

	if (a->ids.count + a->early.count < a->chain_count)
		return 0;
	chains = calloc(count, sizeof(struct await_id *));
	if (chains == NULL)
		return -1;
	free(a->chains);
	a->chains = chains;
	a->chain_count = count;
	for (struct await_id *id = a->ids.oldest; id != NULL; id = id->newer)
		chain(a, id);
	for (struct await_id *id = a->early.oldest; id != NULL; id = id->newer)
		chain(a, id);
	return 0;
}

static struct await_list *list_of(struct await *a, const struct await_id *id)
{
	return id->group != NULL ? &a->ids : &a->early;
}

static int add(struct await *a, struct smpp_span octets, struct await_group *group, uint64_t until,
	       uint8_t state)
{
	struct await_list *list = group != NULL ? &a->ids : &a->early;
	struct await_id *id;

	id = make_room(a) == 0 ? malloc(sizeof(*id) + octets.len) : NULL;
	if (id == NULL)
		return -1;
	memset(id, 0, sizeof(*id));
	id->group = group;
	id->until = until;
	id->state = state;
	id->hash = hash_of(a, octets);
	id->len = octets.len;
	memcpy(id->id, octets.ptr, octets.len);
	id->older = list->newest;
	if (list->newest != NULL)
		list->newest->newer = id;
	else
		list->oldest = id;
	list->newest = id;
	list->count++;
	chain(a, id);
	return 0;
}

/* Out of chain and list, and gone. */
static void drop(struct await *a, struct await_id *id)
{
	struct await_id **at = &a->chains[id->hash & (a->chain_count - 1)];
	struct await_list *list = list_of(a, id);

	while (*at != id)
		at = &(*at)->next;
	*at = id->next;
	if (id->older != NULL)
		id->older->newer = id->newer;
	else
		list->oldest = id->newer;
	if (id->newer != NULL)
		id->newer->older = id->older;
	else
		list->newest = id->older;
	list->count--;
	free(id);
}

/* What waits for that receipt, or the early receipt that a response's id names. */
static struct await_id *find(const struct await *a, struct smpp_span octets, int early)
{
	uint32_t hash = hash_of(a, octets);
	struct await_id *id = a->chain_count > 0 ? a->chains[hash & (a->chain_count - 1)] : NULL;

	for (; id != NULL; id = id->next) {
		struct smpp_span own = { id->id, id->len };

		if ((id->group == NULL) != early || id->hash != hash)
			continue;
		if (early ? smpp_id_same(a->rule, octets, own) : smpp_id_same(a->rule, own, octets))
			return id;
	}
	return NULL;
}

/* ---- messages ---- */

/* One more segment is settled; with the last one the message is. */
static void settle(struct await *a, struct await_group *group)
{
	if (--group->left > 0)
		return;
	a->messages--;
	a->missing += group->expired;
	a->done(a->user, group);
	free(group);
}

/* DELIVERED is better than all others. */
static void report(struct await *a, struct await_group *group, uint8_t state)
{
	if (group->state == SMPP_MESSAGE_STATE_DELIVERED)
		group->state = state;
	settle(a, group);
}

int await_message(struct await *a, uint64_t number, const struct smpp_span *ids, unsigned count,
		  uint64_t until)
{
	struct await_group *group = calloc(1, sizeof(*group));
	int got = 0;

	if (group == NULL)
		return -1;
	group->number = number;
	group->state = SMPP_MESSAGE_STATE_DELIVERED;
	group->left = 1; /* until all are there */
	group->expired = 1; /* without any id it never comes */
	a->messages++;
	for (unsigned i = 0; i < count && got == 0; i++) {
		struct await_id *early = ids[i].len > 0 ? find(a, ids[i], 1) : NULL;

		if (ids[i].len == 0)
			continue;
		group->expired = 0;
		group->left++;
		if (early != NULL) {
			uint8_t state = early->state;

			drop(a, early);
			report(a, group, state);
			continue;
		}
		got = add(a, ids[i], group, until, 0);
		group->left -= got != 0;
	}
	settle(a, group);
	return got;
}

int await_receipt(struct await *a, struct smpp_span id, uint8_t message_state)
{
	struct await_id *known = id.len > 0 ? find(a, id, 0) : NULL;
	struct await_group *group;

	if (id.len == 0)
		return 0;
	if (known != NULL) {
		group = known->group;
		drop(a, known);
		report(a, group, message_state);
		return 1;
	}
	if (find(a, id, 1) != NULL)
		return 1;
	if (a->early.count == AWAIT_EARLY)
		drop(a, a->early.oldest);
	return add(a, id, NULL, 0, message_state) == 0;
}

void await_tick(struct await *a, uint64_t now)
{
	while (a->ids.oldest != NULL && a->ids.oldest->until <= now) {
		struct await_group *group = a->ids.oldest->group;

		drop(a, a->ids.oldest);
		group->expired = 1;
		settle(a, group);
	}
}

uint64_t await_deadline(const struct await *a)
{
	return a->ids.oldest != NULL ? a->ids.oldest->until : UINT64_MAX;
}

void await_free(struct await *a)
{
	while (a->early.oldest != NULL)
		drop(a, a->early.oldest);
	while (a->ids.oldest != NULL) {
		struct await_group *group = a->ids.oldest->group;

		drop(a, a->ids.oldest);
		if (--group->left == 0)
			free(group);
	}
	free(a->chains);
	memset(a, 0, sizeof(*a));
}
