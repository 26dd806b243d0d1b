/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of the SQLite store on a disk that fails and whose power is cut, and of files that
 * are not its own.
 * Must not know: how the store uses SQLite.
 *
 * STORE_SEEDS=n cuts the power in so many histories.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

/* X(test) */
#define TESTS                                                                     \
	X(a_power_cut_loses_nothing_that_was_told_safe)                           \
	X(each_error_fails_one_batch_and_the_file_stays_whole)                    \
	X(an_error_for_ever_fails_the_batches_from_there_on)                      \
	X(an_error_in_a_long_log_is_one_too)                                      \
	X(a_disk_that_dies_leaves_at_most_the_batch_that_met_it)                  \
	X(memory_that_ends_fails_one_batch)                                       \
	X(a_full_file_fails_the_batch_and_takes_the_next_when_there_is_room)      \
	X(pages_of_what_was_removed_are_used_again)                               \
	X(a_newer_version_is_refused_and_left_as_it_is)                           \
	X(another_programs_database_is_refused_and_left_as_it_is)                 \
	X(a_record_that_does_not_fit_is_told_and_not_handed_over)

#ifdef WITH_SQLITE

#include "disk.h"
#include "store_rig.h"

#define PATH "store"

static struct holding safe;  /* what was told */
static struct holding after; /* and with the batch that was under way */
static struct store *store;
static uint64_t batches;
static uint64_t versions;

static void begin(uint64_t seed)
{
	disk_new(seed);
	memset(&safe, 0, sizeof(safe));
	after = safe;
	store = NULL;
	batches = 0;
	versions = 0;
}

/* The process ends without another word. */
static void end_at_once(void)
{
	if (store == NULL)
		return;
	disk_kill();
	store->close(store);
	store = NULL;
}

/* A batch of 1 to most changes. after has it, safe too when it was told so. @return 1: safe */
static int batch(size_t most)
{
	int bad = 0;

	after = safe;
	for (size_t n = disk_below(most) + 1; n > 0; n--) {
		uint64_t version = disk_below(4) == 0 ? 0 : ++versions;

		bad |= rig_change(store, &after, disk_below(RIG_NUMBERS) + 1, version);
	}
	if (!rig_commit(store, ++batches))
		return 0;
	ck_assert_msg(!bad, "a change failed and its batch did not");
	safe = after;
	return 1;
}

/* The store holds what is safe, or all that was under way besides. @return 0: it cannot be read */
static int holds_what_was_told(const char *when, unsigned long which)
{
	struct holding holding;

	if (rig_load(store, &holding) != 0)
		return 0;
	if (!rig_equal(&holding, &safe) && !rig_equal(&holding, &after)) {
		for (int i = 1; i <= RIG_NUMBERS; i++) {
			ck_assert_msg(holding.version[i] == safe.version[i] ||
					      holding.version[i] == after.version[i],
				      "%s %lu: message %d of batch %lu is lost", when, which, i,
				      (unsigned long)batches);
		}
		ck_abort_msg("%s %lu: half of batch %lu", when, which, (unsigned long)batches);
	}
	safe = holding;
	after = holding;
	return 1;
}

/* From one start to the next power cut. */
static void live(unsigned long seed)
{
	disk.dies_at = disk_below(3) == 0 ? disk_below(40) + 1 : disk_below(1500) + 1;
	disk.calls = 0;
	store = rig_open(PATH);
	if (store == NULL) {
		ck_assert_msg(disk.dead || disk.failed, "seed %lu: %s", seed, rig_said);
		return;
	}
	if (!holds_what_was_told("seed", seed)) {
		ck_assert_msg(disk.dead || disk.failed, "seed %lu: %s", seed, store->error);
		end_at_once();
		return;
	}
	for (size_t n = disk_below(60); n > 0 && !disk.dead; n--)
		ck_assert_msg(batch(12) || disk.dead || disk.failed, "seed %lu: %s", seed,
			      store->error);
	if (disk_below(4) == 0) {
		store->close(store);
		store = NULL;
	}
	end_at_once();
}

/*
 * In every third history a sync fails besides, and what it should have made safe is never tried
 * again. A batch that failed so and not for the power must not come back.
 */
static void live_with_a_failing_sync(unsigned long seed)
{
	int dead;

	disk.fail = DISK_SYNC;
	disk.fail_calls = 0;
	disk.fail_at = disk_below(60) + 1;
	disk.dies_at = 0;
	store = rig_open(PATH);
	if (store != NULL && holds_what_was_told("seed", seed)) {
		for (int n = 0; n < 40; n++) {
			if (n == 30)
				disk.dies_at = disk.calls + disk_below(60) + 1;
			dead = !batch(12) && disk.dead;
			if (dead)
				break;
			after = safe;
		}
	}
	disk.fail_at = 0;
	disk.failed = 0;
	end_at_once();
}

START_TEST(a_power_cut_loses_nothing_that_was_told_safe)
{
	const char *text = getenv("STORE_SEEDS");
	unsigned long seeds = text != NULL ? strtoul(text, NULL, 10) : 150;
	unsigned long cuts = 0, torn = 0, told = 0;

	for (unsigned long seed = 1; seed <= seeds; seed++) {
		begin(seed);
		disk.sector = seed % 8 < 4 ? 512 : 4096;
		for (int life = 0; life < 8; life++) {
			if (seed % 3 == 0 && life % 2 == 1)
				live_with_a_failing_sync(seed);
			else
				live(seed);
			disk_power_cut();
		}
		store = rig_open(PATH);
		ck_assert_msg(store != NULL, "seed %lu: %s", seed, rig_said);
		ck_assert(holds_what_was_told("seed", seed));
		store->close(store);
		cuts += disk.power_cuts;
		torn += disk.torn;
		told += batches;
	}
	ck_assert_uint_gt(torn, 0);
	printf("# %lu power cuts, %lu batches, %lu sectors torn\n", cuts, told, torn);
}
END_TEST

static unsigned refused; /* batches of the last history */

/* A history of two starts, through errors. The second closes the file or ends without a word. */
static void history(int closes, size_t most)
{
	refused = 0;
	for (int start = 0; start < 2; start++) {
		store = rig_open(PATH);
		if (store == NULL) {
			ck_assert_msg(disk.failed, "%s", rig_said);
			continue;
		}
		for (int n = 0; n < 6; n++) {
			if (!batch(most)) {
				ck_assert_msg(disk.failed, "%s", store->error);
				refused++;
			}
		}
		if (start == 0 || closes) {
			store->close(store);
			store = NULL;
		}
		end_at_once();
		disk.dead = 0;
	}
}

/* The disk is well again and holds what was told; a failed batch is not there at all. */
static void is_whole_and_works(int call, unsigned long n)
{
	disk_heal();
	store = rig_open(PATH);
	ck_assert_msg(store != NULL, "call %d, %lu: %s", call, n, rig_said);
	ck_assert_msg(holds_what_was_told("error", n), "call %d, %lu: %s", call, n, store->error);
	ck_assert(batch(3));
	store->close(store);
	store = NULL;
}

static void fail_at(int call, unsigned long n, int for_ever, int code)
{
	begin(7);
	disk.fail = call;
	disk.fail_at = n;
	disk.fail_for_ever = for_ever;
	disk.fail_code = code;
}

static const int calls[] = { DISK_READ, DISK_WRITE, DISK_SYNC, DISK_TRUNCATE, DISK_OPEN,
			     DISK_DELETE };

/* Errors at the n-th call of each kind, for all n until none comes. */
static void at_every_point(int for_ever)
{
	for (unsigned i = 0; i < 4 * sizeof(calls) / sizeof(calls[0]); i++) {
		int call = calls[i / 4], code = i % 4 < 2 ? SQLITE_IOERR_WRITE : SQLITE_FULL;
		unsigned long n = 0;

		do {
			fail_at(call, ++n, for_ever, code);
			history((int)(i % 2), 3);
			if (!for_ever)
				ck_assert_msg(refused <= 1, "call %d, %lu: %u batches failed", call,
					      n, refused);
			after = safe;
			if (!disk.failed)
				break;
			is_whole_and_works(call, n);
		} while (1);
		ck_assert_msg(n > 1 || call == DISK_TRUNCATE, "no call %d at all", call);
	}
}

START_TEST(each_error_fails_one_batch_and_the_file_stays_whole)
{
	at_every_point(0);
}
END_TEST

START_TEST(an_error_for_ever_fails_the_batches_from_there_on)
{
	at_every_point(1);
	fail_at(DISK_WRITE, 60, 1, SQLITE_FULL);
	history(0, 3);
	ck_assert_uint_gt(refused, 1);
}
END_TEST

/* Batches so large that the log is copied into the file, more than once; errors at some points. */
START_TEST(an_error_in_a_long_log_is_one_too)
{
	for (unsigned long n = 3000, step = 1; n > 0; n = n > step ? n - step : 0, step++) {
		for (int for_ever = 0; for_ever < 2; for_ever++) {
			fail_at(DISK_WRITE | DISK_SYNC | DISK_TRUNCATE, n, for_ever,
				SQLITE_IOERR_WRITE);
			history((int)(n % 2), 100);
			after = safe;
			is_whole_and_works(disk.fail, n);
		}
	}
}
END_TEST

/* No call works any more, so the store cannot take back what the log holds of that batch. */
START_TEST(a_disk_that_dies_leaves_at_most_the_batch_that_met_it)
{
	struct holding with, before;
	unsigned long n = 0, left = 0;

	do {
		fail_at(DISK_ALL & ~DISK_READ, ++n, 1, SQLITE_IOERR_WRITE);
		store = rig_open(PATH);
		for (int i = 0; store != NULL && i < 6 && batch(3); i++)
			;
		with = after;
		before = safe;
		for (int i = 0; store != NULL && i < 2; i++)
			batch(3); /* safe only if it changes nothing */
		end_at_once();
		after = with;
		if (!disk.failed)
			break;
		is_whole_and_works(DISK_ALL, n);
		left += !rig_equal(&before, &safe);
	} while (1);
	ck_assert_uint_gt(n, 30);
	ck_assert_uint_gt(left, 0);
}
END_TEST

static sqlite3_mem_methods usual_memory;
static unsigned long memory_left; /* calls until one fails; 0: none does */
static int memory_failed;

static int memory_fails(void)
{
	if (memory_left == 0 || --memory_left > 0)
		return 0;
	memory_failed = 1;
	return 1;
}

static void *get_memory(int size)
{
	return memory_fails() ? NULL : usual_memory.xMalloc(size);
}

static void *change_memory(void *old, int size)
{
	return memory_fails() ? NULL : usual_memory.xRealloc(old, size);
}

START_TEST(memory_that_ends_fails_one_batch)
{
	sqlite3_mem_methods methods;
	unsigned long n = 0;

	ck_assert_int_eq(sqlite3_shutdown(), SQLITE_OK);
	ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual_memory), SQLITE_OK);
	methods = usual_memory;
	methods.xMalloc = get_memory;
	methods.xRealloc = change_memory;
	ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
	do {
		begin(++n);
		memory_failed = 0;
		memory_left = n;
		disk.failed = 1; /* what fails may be told */
		history(n % 2, 3);
		memory_left = 0;
		ck_assert_msg(refused <= 1, "allocation %lu: %u batches failed", n, refused);
		after = safe;
		is_whole_and_works(0, n);
	} while (memory_failed);
	ck_assert_uint_gt(n, 100);
	sqlite3_shutdown();
	ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &usual_memory), SQLITE_OK);
}
END_TEST

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL) ==
			      SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
		      "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

START_TEST(a_full_file_fails_the_batch_and_takes_the_next_when_there_is_room)
{
	struct holding before;

	begin(1);
	store = rig_open(PATH);
	ck_assert_ptr_nonnull(store);
	while (batch(8) && batches < 20)
		;
	before = safe;
	disk.fail = DISK_WRITE;
	disk.fail_code = SQLITE_FULL;
	disk.fail_at = 1;
	disk.fail_for_ever = 1;
	for (int i = 0; i < 5; i++) {
		ck_assert(!batch(8));
		ck_assert_str_eq(store->error, "database or disk is full");
	}
	disk.fail_at = 0;
	after = before;
	ck_assert(holds_what_was_told("full", 1));
	ck_assert(batch(8));
	end_at_once();
	is_whole_and_works(DISK_WRITE, 1);
}
END_TEST

static size_t size_of(const char *name)
{
	const struct disk_inode *inode = disk_find(name);

	return inode != NULL ? inode->now.size : 0;
}

START_TEST(pages_of_what_was_removed_are_used_again)
{
	size_t size = 0, log = 0;

	begin(1);
	store = rig_open(PATH);
	ck_assert_ptr_nonnull(store);
	for (int round = 0; round < 40; round++) {
		for (uint64_t i = 1; i <= RIG_NUMBERS; i++)
			ck_assert_int_eq(rig_change(store, &after, i, 1), 0);
		ck_assert(rig_commit(store, ++batches));
		for (uint64_t i = 1; i <= RIG_NUMBERS; i++)
			ck_assert_int_eq(rig_change(store, &after, i, 0), 0);
		ck_assert(rig_commit(store, ++batches));
		log = size_of(PATH "-wal") > log ? size_of(PATH "-wal") : log;
		if (round == 20)
			size = size_of(PATH);
	}
	ck_assert_uint_gt(size, 0);
	ck_assert_uint_eq(size_of(PATH), size);
	ck_assert_uint_lt(log, 8000000);
	store->close(store);
	ck_assert_uint_eq(size_of(PATH "-wal"), 0);
}
END_TEST

static void is_refused(const char *why)
{
	struct disk_image before = { NULL, 0, 0 };
	const struct disk_inode *inode = disk_find(PATH);

	disk_put(&before, 0, inode->now.octets, inode->now.size);
	ck_assert_ptr_null(rig_open(PATH));
	ck_assert_str_eq(rig_said, why);
	ck_assert_uint_eq(inode->now.size, before.size);
	ck_assert_mem_eq(inode->now.octets, before.octets, before.size);
	free(before.octets);
}

START_TEST(a_newer_version_is_refused_and_left_as_it_is)
{
	begin(1);
	store = rig_open(PATH);
	ck_assert_ptr_nonnull(store);
	store->close(store);
	run_sql(PATH, "PRAGMA user_version=2");
	is_refused("mini-smsc: store: it is of version 2, which is newer than version 1, the last "
		   "that this program knows\n");
}
END_TEST

START_TEST(another_programs_database_is_refused_and_left_as_it_is)
{
	begin(1);
	run_sql(PATH, "CREATE TABLE message (number); PRAGMA user_version=1");
	is_refused("mini-smsc: store: it is another program's database\n");
}
END_TEST

/* The messages before it were handed over. */
static void is_damaged(const char *sql)
{
	struct rig_loading loading;

	begin(1);
	store = rig_open(PATH);
	ck_assert_ptr_nonnull(store);
	for (uint64_t i = 1; i < 4; i++)
		ck_assert_int_eq(rig_change(store, &after, i, 1), 0);
	ck_assert(rig_commit(store, 1));
	store->close(store);
	run_sql(PATH, sql);
	store = rig_open(PATH);
	ck_assert_ptr_nonnull(store);
	memset(&loading, 0, sizeof(loading));
	ck_assert_int_eq(store->load(store, rig_each, &loading), -1);
	ck_assert_str_eq(store->error, "message 2 is damaged");
	ck_assert_uint_eq(loading.last, 1);
	store->close(store);
}

START_TEST(a_record_that_does_not_fit_is_told_and_not_handed_over)
{
	is_damaged("UPDATE message SET id = hex(zeroblob(33)) WHERE number = 2"); /* 66 octets */
	is_damaged("UPDATE message SET account = '1234567890123456' WHERE number = 2");
	is_damaged("UPDATE message SET id = x'41004200' WHERE number = 2");
}
END_TEST

#define X(test) tcase_add_test(tests, test);

static void add(TCase *tests)
{
	tcase_add_checked_fixture(tests, NULL, disk_free);
	TESTS
}

#else

#define X(test) printf("# skipped: %s: built without SQLite\n", #test);

static void add(TCase *tests)
{
	(void)tests;
	TESTS
}

#endif

int main(void)
{
	Suite *suite = suite_create("store_disk");
	TCase *tests = tcase_create("store_disk");

	add(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
