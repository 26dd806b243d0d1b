/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages that were accepted, until nothing is owed for them any more.
 * Must not know: sessions, sockets, where messages go.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

void list_append(struct list *list, struct message *m)
{
	m->next = NULL;
	if (list->head == NULL)
		list->head = m;
	else
		list->tail->next = m;
	list->tail = m;
}

struct message *list_take(struct list *list)
{
	struct message *m = list->head;

	if (m != NULL)
		list->head = m->next;
	return m;
}

struct message *store_add(struct store *store, const struct smpp_pdu *submit, int version_33)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_span copy;
	struct message *m;

	if (store->count >= store->max)
		return NULL;
	m = malloc(sizeof(*m) + submit->wire.len);
	if (m == NULL)
		return NULL;
	memset(m, 0, sizeof(*m));
	m->len = submit->wire.len;
	memcpy(m->octets, submit->wire.ptr, m->len);
	copy.ptr = m->octets;
	copy.len = m->len;
	if (smpp_decode(copy, &rules, &m->pdu, NULL) != SMPP_OK) {
		free(m);
		return NULL;
	}
	m->state = SMPP_MESSAGE_STATE_ENROUTE;
	m->submitted = time(NULL);
	store->numbers++;
	snprintf(m->id, sizeof(m->id), version_33 ? "%08lX" : "%010lu",
		 (unsigned long)(store->numbers & 0xFFFFFFFF));
	store->count++;
	return m;
}

void store_remove(struct store *store, struct message *m)
{
	store->count--;
	free(m);
}
