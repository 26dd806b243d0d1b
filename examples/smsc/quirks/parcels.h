/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets for one connection that wait for their time, and how many go at once.
 * Must not know: what they say, quirks.
 */
#ifndef SMSC_PARCELS_H
#define SMSC_PARCELS_H

#include <stddef.h>
#include <stdint.h>

struct parcel {
	struct parcel *next;
	uint64_t due;      /* milliseconds */
	size_t len;
	uint8_t octets[];
};

/* First in, first out. */
struct parcel_list {
	struct parcel *head, *tail;
	size_t count;
	size_t octets;          /* of all */
};

/* Octets that grow at one end and go at the other. All zero: none. */
struct pile {
	uint8_t *octets;
	size_t from, to, room; /* they are [from, to) */
};

/* How octets are written. All zero: as they come. Milliseconds. */
struct pace {
	uint32_t octets;   /* at most so many at once; 0: any number */
	uint32_t pause;    /* after each write */
	uint32_t gather;   /* octets wait so long for others */
};

/* All zero: none. */
struct parcels {
	struct parcel *first;   /* by due, those of one time in their order */
	size_t waiting;         /* octets, all that were put and not sent */
	struct pile ready;      /* whose time has come */
	uint64_t since;         /* the first of them came */
	uint64_t not_before;    /* the pause is over */
};

/* @return 0 or -1: no memory, nothing is changed */
int pile_put(struct pile *pile, const void *octets, size_t len);
void pile_take(struct pile *pile, size_t len);
size_t pile_count(const struct pile *pile);

/* A copy of a, with b behind it; b may be NULL. @return NULL without memory */
struct parcel *parcel_new(const void *a, size_t a_len, const void *b, size_t b_len);
void parcel_append(struct parcel_list *list, struct parcel *parcel);
/* @return NULL when there is none */
struct parcel *parcel_take(struct parcel_list *list);
void parcel_list_free(struct parcel_list *list);

/* It goes out when due has come. parcel belongs to parcels then; NULL is nothing. */
void parcels_put(struct parcels *parcels, struct parcel *parcel, uint64_t due);
/* What can be written now; NULL: nothing. */
const uint8_t *parcels_output(struct parcels *parcels, const struct pace *pace, uint64_t now,
			      size_t *len);
void parcels_sent(struct parcels *parcels, const struct pace *pace, uint64_t now, size_t len);
/* When output has something, if it is not for want of the socket; UINT64_MAX: never. */
uint64_t parcels_deadline(const struct parcels *parcels, const struct pace *pace);
/* All that waits is given up. */
void parcels_clear(struct parcels *parcels);

#endif
