/* SPDX-License-Identifier: MIT */
/*
 * Owns: records made of a number and a version, and what a store should hold of them.
 * Must not know: which store it is.
 */
#ifndef SMPP_TESTS_STORE_RIG_H
#define SMPP_TESTS_STORE_RIG_H

#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../examples/smsc/store.h"

#define RIG_NUMBERS 48
#define RIG_OCTETS 70000

/* The version of each number, 0: it is not there. */
struct holding {
	uint64_t version[RIG_NUMBERS + 1];
};

static uint64_t rig_mix(uint64_t z)
{
	z += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* One in eight is large. The octets are the function's own until it is called again. */
static struct record rig_record(uint64_t number, uint64_t version)
{
	static uint8_t octets[RIG_OCTETS];
	uint64_t random = rig_mix(number * 1000003 + version);
	struct record record = { .number = number };

	snprintf(record.id, sizeof(record.id), "%016llx-%llu", (unsigned long long)random,
		 (unsigned long long)number);
	snprintf(record.account, sizeof(record.account), "account%u", (unsigned)(random % 100));
	record.state = (uint8_t)(random >> 8);
	record.job = (uint8_t)(random % 3);
	record.error = (uint8_t)(random >> 16);
	record.replaced = (uint8_t)(random >> 24 & 1);
	record.tries = (uint32_t)(random >> 32);
	record.submitted = (int64_t)version;
	record.due = (int64_t)rig_mix(random);
	record.expires = (int64_t)rig_mix(random + 1);
	record.final = (int64_t)rig_mix(random + 2);
	record.octets.ptr = octets;
	record.octets.len = random % 8 == 0 ? random / 8 % (RIG_OCTETS + 1) : random / 8 % 300;
	for (size_t i = 0; i < record.octets.len; i++)
		octets[i] = (uint8_t)(i * 7 + (random >> i % 8 * 8));
	return record;
}

/* Are all members the same? */
static int rig_same(const struct record *a, const struct record *b)
{
	return a->number == b->number && strcmp(a->id, b->id) == 0 &&
	       strcmp(a->account, b->account) == 0 && a->state == b->state &&
	       a->job == b->job && a->error == b->error && a->replaced == b->replaced &&
	       a->tries == b->tries && a->submitted == b->submitted && a->due == b->due &&
	       a->expires == b->expires && a->final == b->final &&
	       a->octets.len == b->octets.len &&
	       (a->octets.len == 0 || memcmp(a->octets.ptr, b->octets.ptr, a->octets.len) == 0);
}

struct rig_loading {
	struct holding holding;
	uint64_t last;
};

static int rig_each(void *user, const struct record *record)
{
	struct rig_loading *loading = user;
	struct record want;

	ck_assert_msg(record->number > loading->last && record->number <= RIG_NUMBERS,
		      "number %llu behind %llu", (unsigned long long)record->number,
		      (unsigned long long)loading->last);
	loading->last = record->number;
	want = rig_record(record->number, (uint64_t)record->submitted);
	ck_assert_msg(rig_same(record, &want), "message %llu is none that was put",
		      (unsigned long long)record->number);
	loading->holding.version[record->number] = (uint64_t)record->submitted;
	return 0;
}

/* @return what load does */
static int rig_load(struct store *store, struct holding *holding)
{
	struct rig_loading loading;
	int got;

	memset(&loading, 0, sizeof(loading));
	got = store->load(store, rig_each, &loading);
	*holding = loading.holding;
	return got;
}

static int rig_equal(const struct holding *a, const struct holding *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Puts that version; 0 removes it. @return what the store does */
static int rig_change(struct store *store, struct holding *holding, uint64_t number,
		      uint64_t version)
{
	struct record record;

	holding->version[number] = version;
	if (version == 0)
		return store->remove(store, number);
	record = rig_record(number, version);
	return store->put(store, &record);
}

/* Ends a batch, which done must tell, and nothing else. @return 1 when it is safe */
static int rig_commit(struct store *store, uint64_t batch)
{
	uint64_t told = 0;
	int failed = -1, got = store->commit(store, batch);

	ck_assert_int_eq(store->done(store, &told, &failed), 1);
	ck_assert_uint_eq(told, batch);
	ck_assert_int_eq(failed, got != 0);
	if (failed)
		ck_assert_ptr_nonnull(store->error);
	ck_assert_int_eq(store->done(store, &told, &failed), 0);
	return !failed;
}

/* What sqlite_store_open writes on stderr. */
static char rig_said[1000];

static struct store *rig_open(const char *path)
{
	FILE *file = tmpfile();
	int err = dup(STDERR_FILENO);
	struct store *store;

	ck_assert_ptr_nonnull(file);
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	store = sqlite_store_open(path);
	fflush(stderr);
	dup2(err, STDERR_FILENO);
	close(err);
	rewind(file);
	rig_said[fread(rig_said, 1, sizeof(rig_said) - 1, file)] = '\0';
	fclose(file);
	return store;
}

#endif
