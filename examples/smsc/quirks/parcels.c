/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets for one connection that wait for their time, and how many go at once.
 * Must not know: what they say, quirks.
 */
#include "parcels.h"

#include <stdlib.h>
#include <string.h>

#define READY_OCTETS 65536 /* beyond, what is due waits with the others */

size_t pile_count(const struct pile *pile)
{
	return pile->to - pile->from;
}

void pile_take(struct pile *pile, size_t len)
{
	pile->from += len;
	if (pile->from == pile->to)
		pile->from = pile->to = 0;
}

int pile_put(struct pile *pile, const void *octets, size_t len)
{
	size_t have = pile_count(pile);
	uint8_t *larger;

	if (len == 0)
		return 0;
	if (len > pile->room - pile->to && pile->from > 0) {
		memmove(pile->octets, pile->octets + pile->from, have);
		pile->from = 0;
		pile->to = have;
	}
	if (len > pile->room - pile->to) {
		larger = realloc(pile->octets, have + len);
		if (larger == NULL)
			return -1;
		pile->octets = larger;
		pile->room = have + len;
	}
	memcpy(pile->octets + pile->to, octets, len);
	pile->to += len;
	return 0;
}

struct parcel *parcel_new(const void *a, size_t a_len, const void *b, size_t b_len)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + a_len + b_len);

	if (parcel == NULL)
		return NULL;
	parcel->next = NULL;
	parcel->due = 0;
	parcel->len = a_len + b_len;
	memcpy(parcel->octets, a, a_len);
	if (b != NULL)
		memcpy(parcel->octets + a_len, b, b_len);
	return parcel;
}

void parcel_append(struct parcel_list *list, struct parcel *parcel)
{
	parcel->next = NULL;
	*(list->tail != NULL ? &list->tail->next : &list->head) = parcel;
	list->tail = parcel;
	list->count++;
	list->octets += parcel->len;
}

struct parcel *parcel_take(struct parcel_list *list)
{
	struct parcel *parcel = list->head;

	if (parcel == NULL)
		return NULL;
	list->head = parcel->next;
	if (list->head == NULL)
		list->tail = NULL;
	list->count--;
	list->octets -= parcel->len;
	parcel->next = NULL;
	return parcel;
}

void parcel_list_free(struct parcel_list *list)
{
	struct parcel *parcel;

	while ((parcel = parcel_take(list)) != NULL)
		free(parcel);
}

void parcels_put(struct parcels *parcels, struct parcel *parcel, uint64_t due)
{
	struct parcel **at = &parcels->first;

	if (parcel == NULL)
		return;
	while (*at != NULL && (*at)->due <= due)
		at = &(*at)->next;
	parcel->due = due;
	parcel->next = *at;
	*at = parcel;
	parcels->waiting += parcel->len;
}

/* What is due goes to the octets that are ready. */
static void ripen(struct parcels *parcels, uint64_t now)
{
	struct parcel *p;

	while ((p = parcels->first) != NULL && p->due <= now &&
	       pile_count(&parcels->ready) < READY_OCTETS) {
		if (pile_count(&parcels->ready) == 0)
			parcels->since = now;
		if (pile_put(&parcels->ready, p->octets, p->len) != 0)
			return; /* tried again with the next output */
		parcels->first = p->next;
		free(p);
	}
}

const uint8_t *parcels_output(struct parcels *parcels, const struct pace *pace, uint64_t now,
			      size_t *len)
{
	ripen(parcels, now);
	*len = pile_count(&parcels->ready);
	if (*len == 0 || now < parcels->not_before ||
	    (*len < READY_OCTETS && now - parcels->since < pace->gather)) {
		*len = 0;
		return NULL;
	}
	if (pace->octets > 0 && *len > pace->octets)
		*len = pace->octets;
	return parcels->ready.octets + parcels->ready.from;
}

void parcels_sent(struct parcels *parcels, const struct pace *pace, uint64_t now, size_t len)
{
	pile_take(&parcels->ready, len);
	parcels->waiting -= len;
	parcels->not_before = now + pace->pause;
}

uint64_t parcels_deadline(const struct parcels *parcels, const struct pace *pace)
{
	uint64_t at = UINT64_MAX;

	if (pile_count(&parcels->ready) > 0)
		at = parcels->since + pace->gather;
	else if (parcels->first != NULL)
		at = parcels->first->due;
	return at < parcels->not_before ? parcels->not_before : at;
}

void parcels_clear(struct parcels *parcels)
{
	struct parcel *next;

	for (struct parcel *p = parcels->first; p != NULL; p = next) {
		next = p->next;
		free(p);
	}
	free(parcels->ready.octets);
	memset(parcels, 0, sizeof(*parcels));
}
