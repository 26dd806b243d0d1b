/* SPDX-License-Identifier: MIT */
/*
 * Owns: a disk that is late, fails, and forgets at a crash what it has not told safe.
 * Must not know: what is kept, but for the number in a message's text.
 *
 * Of what is under way at a crash any batch may have been written and any other not, whichever was
 * first. Some crashes tear batches too: a store may not do that, but the centre gets over it.
 */
#include <stdlib.h>

#include "centre.h"

#define LATE_MS 40
#define VERY_LATE_MS 1500
#define VERY_LATE_ONE_IN 15

/* A record as it is kept, or its removal. */
struct change {
	struct change *next;
	uint64_t number;
	unsigned message; /* that is in its text; 0 */
	int removes;
	struct record record;
	uint8_t octets[];
};

struct batch {
	struct batch *next;
	uint64_t number;
	int64_t due;
	int fails;
	struct change *first, *last;
};

struct disk {
	struct store store;
	struct change *kept;   /* in the order of their numbers */
	struct change *buried; /* as they were when they were removed */
	struct batch *under_way, *newest;
	struct batch *gathering;
	int64_t utc;
	uint64_t random;
	uint32_t fail_one_in;
	int calm;
};

uint32_t random_below(uint64_t *state, uint32_t n)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*state >> 33) % n);
}

static struct batch *gather(struct disk *disk)
{
	if (disk->gathering == NULL)
		disk->gathering = calloc(1, sizeof(struct batch));
	return disk->gathering;
}

static void add(struct disk *disk, struct change *change)
{
	struct batch *batch = gather(disk);

	*(batch->last != NULL ? &batch->last->next : &batch->first) = change;
	batch->last = change;
}

static unsigned message_in(struct smpp_span octets)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_pdu pdu;

	return smpp_decode(octets, &rules, &pdu, NULL) == SMPP_OK
		       ? text_number(pdu.body.submit_sm.short_message, NULL) : 0;
}

static int put(struct store *store, const struct record *record)
{
	struct change *change = calloc(1, sizeof(*change) + record->octets.len);

	change->number = record->number;
	change->message = message_in(record->octets);
	change->record = *record;
	memcpy(change->octets, record->octets.ptr, record->octets.len);
	change->record.octets.ptr = change->octets;
	add((void *)store, change);
	return 0;
}

static int forget(struct store *store, uint64_t number)
{
	struct change *change = calloc(1, sizeof(*change));

	change->number = number;
	change->removes = 1;
	add((void *)store, change);
	return 0;
}

static int commit(struct store *store, uint64_t number)
{
	struct disk *disk = (void *)store;
	struct batch *batch = gather(disk);
	uint32_t late = 0;

	disk->gathering = NULL;
	batch->number = number;
	if (!disk->calm)
		late = random_below(&disk->random, VERY_LATE_ONE_IN) > 0 ? LATE_MS : VERY_LATE_MS;
	batch->due = disk->utc + (late > 0 ? random_below(&disk->random, late) : 0);
	batch->fails = !disk->calm && random_below(&disk->random, disk->fail_one_in) == 0;
	*(disk->newest != NULL ? &disk->newest->next : &disk->under_way) = batch;
	disk->newest = batch;
	return 0;
}

static void free_all(struct change *list)
{
	struct change *next;

	for (struct change *c = list; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
}

static void put_away(struct disk *disk, struct change *old, int buries)
{
	if (!buries) {
		free(old);
		return;
	}
	old->next = disk->buried;
	disk->buried = old;
}

static void apply(struct disk *disk, struct batch *batch)
{
	struct change *next;

	for (struct change *c = batch->first; c != NULL; c = next) {
		struct change **at = &disk->kept;

		next = c->next;
		while (*at != NULL && (*at)->number < c->number)
			at = &(*at)->next;
		if (*at != NULL && (*at)->number == c->number) {
			struct change *old = *at;

			*at = old->next;
			put_away(disk, old, c->removes);
		}
		if (c->removes) {
			free(c);
			continue;
		}
		c->next = *at;
		*at = c;
	}
	free(batch);
}

static void discard(struct batch *batch)
{
	if (batch == NULL)
		return;
	free_all(batch->first);
	free(batch);
}

static struct batch *take(struct disk *disk)
{
	struct batch *batch = disk->under_way;

	disk->under_way = batch->next;
	if (disk->under_way == NULL)
		disk->newest = NULL;
	return batch;
}

static int done(struct store *store, uint64_t *number, int *failed)
{
	struct disk *disk = (void *)store;

	if (disk->under_way == NULL || disk->under_way->due > disk->utc)
		return 0;
	*number = disk->under_way->number;
	*failed = disk->under_way->fails;
	if (*failed)
		discard(take(disk));
	else
		apply(disk, take(disk));
	return 1;
}

static int load(struct store *store, int (*each)(void *user, const struct record *record), void *user)
{
	struct disk *disk = (void *)store;

	for (struct change *c = disk->kept; c != NULL; c = c->next) {
		if (each(user, &c->record) != 0)
			return -1;
	}
	return 0;
}

static void shut(struct store *store)
{
	(void)store;
}

struct disk *disk_new(uint64_t seed, int fails_often)
{
	struct disk *disk = calloc(1, sizeof(*disk));

	disk->random = seed;
	disk->fail_one_in = fails_often ? 5 : 40;
	return disk;
}

struct store *disk_open(struct disk *disk)
{
	static const struct store calls = { put, forget, commit, done, load, shut, -1, NULL };

	disk->store = calls;
	return &disk->store;
}

/* Some of its changes are lost. */
static void tear(struct disk *disk, struct batch *batch)
{
	struct change **at = &batch->first;

	while (*at != NULL) {
		struct change *c = *at;

		if (random_below(&disk->random, 2) == 0) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		free(c);
	}
}

void disk_crash(struct disk *disk)
{
	int tears = random_below(&disk->random, 3) == 0;

	discard(disk->gathering);
	disk->gathering = NULL;
	while (disk->under_way != NULL) {
		struct batch *batch = take(disk);

		if (tears)
			tear(disk, batch);
		if (!batch->fails && (tears || random_below(&disk->random, 2) == 0))
			apply(disk, batch);
		else
			discard(batch);
	}
}

void disk_free(struct disk *disk)
{
	disk_crash(disk);
	free_all(disk->kept);
	free_all(disk->buried);
	free(disk);
}

void disk_time(struct disk *disk, int64_t utc)
{
	disk->utc = utc;
}

void disk_calm(struct disk *disk)
{
	disk->calm = 1;
}

static const struct record *find(const struct change *list, unsigned number, unsigned *count)
{
	const struct record *found = NULL;

	for (const struct change *c = list; c != NULL; c = c->next) {
		if (c->message != number)
			continue;
		found = &c->record;
		++*count;
	}
	return found;
}

const struct record *disk_find(const struct disk *disk, unsigned number, unsigned *count)
{
	unsigned records = 0;
	const struct record *kept = find(disk->kept, number, &records);
	const struct record *buried = find(disk->buried, number, &records);

	if (count != NULL)
		*count = records;
	return kept != NULL ? kept : buried;
}

unsigned disk_unfinished(const struct disk *disk)
{
	unsigned count = 0;

	for (const struct change *c = disk->kept; c != NULL; c = c->next)
		count += c->record.job != JOB_KEEP;
	return count;
}
