/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of the stores of mini-smsc as their user sees them, on files of this machine.
 * Must not know: how a store keeps anything.
 */
#include "store_rig.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#ifdef WITH_SQLITE
#define HAVE_SQLITE 1
#else
#define HAVE_SQLITE 0
#endif

#define NOBODY 65534

static char directory[64];
static char path[80];

static void in_a_directory(void)
{
	snprintf(directory, sizeof(directory), "/tmp/store_test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/store", directory);
}

static void without_it(void)
{
	char file[100];

	unlink(path);
	snprintf(file, sizeof(file), "%s-wal", path);
	unlink(file);
	snprintf(file, sizeof(file), "%s-journal", path);
	unlink(file);
	rmdir(directory);
}

static struct store *opened(void)
{
	struct store *store = rig_open(path);

	ck_assert_msg(store != NULL, "%s", rig_said);
	ck_assert_str_eq(rig_said, "");
	return store;
}

/* Writes that as the file. */
static void write_file(const char *octets, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, octets, len), (ssize_t)len);
	close(fd);
}

static void is_refused(const char *name, const char *why)
{
	char line[200];

	ck_assert_ptr_null(rig_open(name));
	snprintf(line, sizeof(line), "mini-smsc: %s: %s\n", name, why);
	ck_assert_str_eq(rig_said, line);
}

static int none(void *user, const struct record *record)
{
	(void)user;
	ck_abort_msg("message %llu", (unsigned long long)record->number);
	return -1;
}

START_TEST(memory_takes_all_and_hands_over_nothing)
{
	struct memory_store memory;
	struct store *store = memory_store_open(&memory);
	struct holding holding;
	uint64_t told;
	int failed;

	ck_assert_int_eq(store->done(store, &told, &failed), 0);
	ck_assert_int_eq(rig_change(store, &holding, 1, 1), 0);
	ck_assert_int_eq(rig_change(store, &holding, 1, 0), 0);
	ck_assert(rig_commit(store, 1));
	ck_assert(rig_commit(store, 2));
	ck_assert_int_eq(store->load(store, none, NULL), 0);
	ck_assert_ptr_null(store->error);
	ck_assert_int_eq(store->fd, -1);
	store->close(store);
}
END_TEST

START_TEST(a_build_without_sqlite_says_so)
{
	is_refused("file", "built without SQLite");
}
END_TEST

static uint8_t large[RIG_OCTETS];
static struct record limits[5];
static size_t found;

/* Every member at its least and its most. */
static void make_limits(void)
{
	struct record most = { INT64_MAX, "", "", 255, 255, 255, 255, UINT32_MAX, INT64_MAX,
			       INT64_MAX, INT64_MAX, INT64_MAX, { large, sizeof(large) } };

	memset(limits, 0, sizeof(limits));
	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (uint8_t)(i * 31);
	limits[0].number = 1;
	limits[1].number = 2;
	limits[1].submitted = limits[1].due = limits[1].expires = limits[1].final = INT64_MIN;
	limits[1].octets.ptr = large; /* and no length */
	limits[2].number = 3;
	for (int i = 0; i < ID_OCTETS; i++)
		limits[2].id[i] = (char)(0xC0 + i);
	strcpy(limits[2].account, "'\"\\\x01\xFF%;");
	limits[2].octets.ptr = (const uint8_t *)"\0\0\1";
	limits[2].octets.len = 3;
	limits[3].number = 4;
	limits[3].submitted = limits[3].due = limits[3].expires = limits[3].final = -1;
	limits[4] = most;
	memset(limits[4].id, 'x', ID_OCTETS);
	memset(limits[4].account, 'y', ACCOUNT_OCTETS);
}

static int is_next_limit(void *user, const struct record *record)
{
	(void)user;
	ck_assert_uint_lt(found, 5);
	ck_assert_msg(rig_same(record, &limits[found]), "record %u differs", (unsigned)found);
	found++;
	return 0;
}

START_TEST(every_member_comes_back_at_its_limits_in_the_order_of_the_numbers)
{
	static const int order[] = { 4, 2, 0, 3, 1 };
	struct store *store = opened();

	make_limits();
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(store->put(store, &limits[order[i]]), 0);
	ck_assert(rig_commit(store, 1));
	store->close(store);
	store = opened();
	found = 0;
	ck_assert_int_eq(store->load(store, is_next_limit, NULL), 0);
	ck_assert_uint_eq(found, 5);
	store->close(store);
}
END_TEST

START_TEST(put_replaces_and_remove_forgets_in_order)
{
	struct store *store = opened();
	struct holding want, holding;

	memset(&want, 0, sizeof(want));
	for (uint64_t i = 1; i <= 9; i++)
		ck_assert_int_eq(rig_change(store, &want, i, i), 0);
	ck_assert(rig_commit(store, 1));
	ck_assert_int_eq(rig_change(store, &want, 3, 30), 0);
	ck_assert_int_eq(rig_change(store, &want, 4, 0), 0);
	ck_assert_int_eq(rig_change(store, &want, 5, 0), 0);
	ck_assert_int_eq(rig_change(store, &want, 5, 50), 0);
	ck_assert_int_eq(rig_change(store, &want, 6, 60), 0);
	ck_assert_int_eq(rig_change(store, &want, 6, 0), 0);
	ck_assert_int_eq(rig_change(store, &want, 40, 0), 0); /* was never there */
	ck_assert(rig_commit(store, 2));
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert(rig_equal(&holding, &want));
	store->close(store);
	store = opened();
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert(rig_equal(&holding, &want));
	store->close(store);
}
END_TEST

START_TEST(what_is_not_committed_is_not_there_the_next_time)
{
	struct store *store = opened();
	struct holding want, holding;

	memset(&want, 0, sizeof(want));
	ck_assert_int_eq(rig_change(store, &want, 1, 1), 0);
	ck_assert(rig_commit(store, 1));
	holding = want;
	ck_assert_int_eq(rig_change(store, &holding, 2, 1), 0);
	ck_assert_int_eq(rig_change(store, &holding, 1, 0), 0);
	store->close(store);
	store = opened();
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert(rig_equal(&holding, &want));
	store->close(store);
}
END_TEST

START_TEST(batches_are_told_one_by_one_in_their_order)
{
	struct store *store = opened();
	struct record bad = { 0 };
	struct holding holding;
	uint64_t told;
	int failed;

	for (uint64_t i = 1; i <= 16; i++) {
		if (i == 5)
			ck_assert_int_eq(store->put(store, &bad), -1);
		else if (i % 2 == 0)
			ck_assert_int_eq(rig_change(store, &holding, i, i), 0);
		ck_assert_int_eq(store->commit(store, i * 10), i == 5 ? -1 : 0);
	}
	ck_assert_int_eq(rig_change(store, &holding, 17, 1), 0);
	ck_assert_int_eq(store->commit(store, 170), -1); /* nobody has asked for so long */
	for (uint64_t i = 1; i <= 16; i++) {
		ck_assert_int_eq(store->done(store, &told, &failed), 1);
		ck_assert_uint_eq(told, i * 10);
		ck_assert_int_eq(failed, i == 5);
	}
	ck_assert_int_eq(store->done(store, &told, &failed), 0);
	ck_assert(rig_commit(store, 170)); /* it was still gathering */
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert_uint_eq(holding.version[17], 1);
	store->close(store);
}
END_TEST

START_TEST(a_change_that_fails_fails_its_whole_batch_and_no_other)
{
	struct store *store = opened();
	struct holding want, holding;
	struct record bad = { 0 }; /* numbers begin with 1 */

	memset(&want, 0, sizeof(want));
	ck_assert_int_eq(rig_change(store, &want, 1, 1), 0);
	ck_assert(rig_commit(store, 1));
	holding = want;
	ck_assert_int_eq(rig_change(store, &holding, 2, 1), 0);
	ck_assert_int_eq(rig_change(store, &holding, 1, 0), 0);
	ck_assert_int_eq(store->put(store, &bad), -1);
	ck_assert_int_eq(rig_change(store, &holding, 3, 1), -1);
	ck_assert_int_eq(rig_change(store, &holding, 1, 0), -1);
	ck_assert(!rig_commit(store, 2));
	bad.number = UINT64_MAX;
	ck_assert_int_eq(store->put(store, &bad), -1);
	ck_assert(!rig_commit(store, 3));
	ck_assert_int_eq(rig_change(store, &want, 4, 1), 0);
	ck_assert(rig_commit(store, 4));
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert(rig_equal(&holding, &want));
	store->close(store);
}
END_TEST

static int second(void *user, const struct record *record)
{
	*(uint64_t *)user = record->number;
	return record->number == 2 ? -1 : 0;
}

START_TEST(load_ends_where_its_user_says_and_begins_anew)
{
	struct store *store = opened();
	struct holding want, holding;
	uint64_t last = 0;

	memset(&want, 0, sizeof(want));
	for (uint64_t i = 1; i <= 3; i++)
		ck_assert_int_eq(rig_change(store, &want, i, 1), 0);
	ck_assert(rig_commit(store, 1));
	ck_assert_int_eq(store->load(store, second, &last), -1);
	ck_assert_uint_eq(last, 2);
	ck_assert_int_eq(rig_load(store, &holding), 0);
	ck_assert(rig_equal(&holding, &want));
	store->close(store);
}
END_TEST

/* Runs that in a process of its own. @return its exit status; 128 + n: it died of signal n */
static int in_a_child(void (*what)(void))
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		what();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void open_in_vain(void)
{
	if (rig_open(path) != NULL || strstr(rig_said, ": another process uses it\n") == NULL)
		_exit(1);
}

START_TEST(a_second_opener_is_refused_as_long_as_the_first_is_there)
{
	struct store *store = opened();
	struct holding holding;

	ck_assert_int_eq(in_a_child(open_in_vain), 0); /* fresh */
	ck_assert_int_eq(rig_change(store, &holding, 1, 1), 0);
	ck_assert_int_eq(in_a_child(open_in_vain), 0); /* in a batch */
	ck_assert(rig_commit(store, 1));
	is_refused(path, "another process uses it"); /* ourselves */
	store->close(store);
	store = opened();
	ck_assert_int_eq(in_a_child(open_in_vain), 0);
	store->close(store);
}
END_TEST

START_TEST(the_file_is_its_owners)
{
	struct stat about;
	struct store *store;
	mode_t mask = umask(0);

	store = opened();
	ck_assert_uint_eq(umask(mask), 0); /* as it was */
	store->close(store);
	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_uint_eq(about.st_mode & 0777, 0600);
}
END_TEST

START_TEST(what_is_no_database_is_refused_in_one_line)
{
	static char garbage[8192];

	for (size_t i = 0; i < sizeof(garbage); i++)
		garbage[i] = (char)rig_mix(i);
	write_file(garbage, sizeof(garbage));
	is_refused(path, "file is not a database");
	write_file("hi\n", 3);
	is_refused(path, "file is not a database");
	is_refused(directory, "unable to open database file: Is a directory");
	unlink(path);
	strcat(path, "/store");
	is_refused(path, "unable to open database file: No such file or directory");
	path[strlen(path) - 6] = '\0';
	is_refused("", "SQLite would keep this in memory only");
	is_refused(":memory:", "SQLite would keep this in memory only");
}
END_TEST

START_TEST(a_file_that_was_cut_is_not_taken_for_whole)
{
	struct store *store = opened();
	struct holding holding;
	struct stat about;

	for (uint64_t i = 1; i <= RIG_NUMBERS; i++)
		ck_assert_int_eq(rig_change(store, &holding, i, 2), 0);
	ck_assert(rig_commit(store, 1));
	store->close(store);
	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_int_eq(truncate(path, about.st_size / 8192 * 4096), 0);
	store = rig_open(path);
	if (store == NULL)
		return;
	ck_assert_int_eq(rig_load(store, &holding), -1);
	ck_assert_str_eq(store->error, "database disk image is malformed");
	store->close(store);
}
END_TEST

static void open_as_nobody(void)
{
	if (geteuid() == 0 && setuid(NOBODY) != 0)
		_exit(2);
	if (rig_open(path) != NULL || strstr(rig_said, ": it may only be read\n") == NULL)
		_exit(1);
}

START_TEST(a_read_only_file_is_refused)
{
	struct store *store = opened();

	store->close(store);
	ck_assert_int_eq(chmod(path, 0444), 0);
	ck_assert_int_eq(chmod(directory, 0777), 0);
	ck_assert_int_eq(in_a_child(open_as_nobody), 0);
}
END_TEST

/* No file may grow beyond 300,000 octets, until it may. */
static void fill_it(void)
{
	struct rlimit size;
	struct store *store = rig_open(path);
	struct holding holding, want;
	uint64_t batch = 0, i = 0;

	memset(&want, 0, sizeof(want));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &size);
	size.rlim_cur = 300000;
	if (store == NULL || setrlimit(RLIMIT_FSIZE, &size) != 0)
		_exit(2);
	do {
		holding = want;
		for (int n = 0; n < 4; n++, i++)
			rig_change(store, &want, i % RIG_NUMBERS + 1, i + 1);
	} while (rig_commit(store, ++batch) && batch < 1000);
	want = holding;
	if (batch == 1 || batch == 1000 || strncmp(store->error, "disk I/O error", 14) != 0)
		_exit(3);
	size.rlim_cur = size.rlim_max;
	setrlimit(RLIMIT_FSIZE, &size);
	if (rig_change(store, &want, 1, 7777) != 0 || !rig_commit(store, ++batch))
		_exit(4);
	if (rig_load(store, &holding) != 0 || !rig_equal(&holding, &want))
		_exit(5);
	store->close(store);
	store = rig_open(path);
	if (store == NULL || rig_load(store, &holding) != 0 || !rig_equal(&holding, &want))
		_exit(6);
	store->close(store);
}

START_TEST(without_room_a_batch_fails_and_the_next_succeeds_when_there_is_some)
{
	ck_assert_int_eq(in_a_child(fill_it), 0);
}
END_TEST

static int said[2]; /* a pipe */
static uint64_t next_version;

/* Each version goes to all numbers in one batch, and is told when that is safe. */
static void write_until_killed(void)
{
	struct store *store = rig_open(path);
	struct holding holding;

	for (uint64_t version = next_version; store != NULL; version++) {
		for (uint64_t i = 1; i <= 12; i++)
			rig_change(store, &holding, i, version);
		if (!rig_commit(store, version) ||
		    write(said[1], &version, sizeof(version)) != (ssize_t)sizeof(version))
			break;
	}
	_exit(1);
}

/* @return the last version that was told: some were, before the child was killed */
static uint64_t kill_in_the_midst(unsigned more)
{
	uint64_t told = 0;
	pid_t child;
	int status;

	ck_assert_int_eq(pipe(said), 0);
	fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		write_until_killed();
	close(said[1]);
	for (unsigned i = 0; i < 3 + more; i++)
		ck_assert_int_eq(read(said[0], &told, sizeof(told)), (ssize_t)sizeof(told));
	kill(child, SIGKILL);
	while (read(said[0], &told, sizeof(told)) > 0)
		;
	close(said[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(WIFSIGNALED(status), 1);
	return told;
}

START_TEST(a_process_that_is_killed_leaves_whole_batches_and_all_that_it_told)
{
	struct holding holding;
	struct store *store;
	uint64_t told;

	next_version = 1;
	for (unsigned round = 0; round < 20; round++) {
		told = kill_in_the_midst(round);
		store = opened();
		ck_assert_int_eq(rig_load(store, &holding), 0);
		ck_assert_uint_ge(holding.version[1], told);
		ck_assert_uint_le(holding.version[1], told + 1);
		for (int i = 2; i <= 12; i++)
			ck_assert_uint_eq(holding.version[i], holding.version[1]);
		store->close(store);
		next_version = holding.version[1] + 1;
	}
}
END_TEST

/* X(test): those of the file */
#define TESTS                                                                  \
	X(every_member_comes_back_at_its_limits_in_the_order_of_the_numbers)   \
	X(put_replaces_and_remove_forgets_in_order)                            \
	X(what_is_not_committed_is_not_there_the_next_time)                    \
	X(batches_are_told_one_by_one_in_their_order)                          \
	X(a_change_that_fails_fails_its_whole_batch_and_no_other)              \
	X(load_ends_where_its_user_says_and_begins_anew)                       \
	X(a_second_opener_is_refused_as_long_as_the_first_is_there)            \
	X(the_file_is_its_owners)                                              \
	X(what_is_no_database_is_refused_in_one_line)                          \
	X(a_file_that_was_cut_is_not_taken_for_whole)                          \
	X(a_read_only_file_is_refused)                                         \
	X(without_room_a_batch_fails_and_the_next_succeeds_when_there_is_some) \
	X(a_process_that_is_killed_leaves_whole_batches_and_all_that_it_told)

/* Without SQLite, and so it must say, there is one test more and the others are left out. */
static void add_if(int wanted, TCase *tests, const TTest *test, const char *name)
{
	if (wanted)
		tcase_add_test(tests, test);
	else
		printf("# skipped: %s\n", name);
}

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tests = tcase_create("store");

	tcase_add_checked_fixture(tests, in_a_directory, without_it);
	tcase_add_test(tests, memory_takes_all_and_hands_over_nothing);
	add_if(!HAVE_SQLITE, tests, a_build_without_sqlite_says_so,
	       "a_build_without_sqlite_says_so: built with SQLite");
#define X(test) add_if(HAVE_SQLITE, tests, test, #test ": built without SQLite");
	TESTS
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
