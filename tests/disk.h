/* SPDX-License-Identifier: MIT */
/*
 * Owns: a disk in memory, under SQLite: what a power cut leaves of it, and its errors.
 * Must not know: what is stored.
 *
 * Files and the directory have two states: what a process sees, and what is safe, which only a sync
 * makes equal. A power cut keeps of each sector that was written since the last sync what it was,
 * what it should have become, or a part of both, each for itself; octets beside those written stay
 * as they were, which is what SQLite takes for granted on Unix. The directory is synced with a
 * new journal or log and when a deletion asks for it, as SQLite does on Unix. Locks and shared
 * memory there are none: the store must do without the latter.
 */
#ifndef SMPP_TESTS_DISK_H
#define SMPP_TESTS_DISK_H

#include "support.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define DISK_NAME 64

enum disk_call {
	DISK_READ = 1,
	DISK_WRITE = 2,
	DISK_SYNC = 4,
	DISK_TRUNCATE = 8,
	DISK_OPEN = 16,
	DISK_DELETE = 32,
	DISK_ALL = 63
};

/* A write, or a truncation to the size at: octets is NULL. */
struct disk_change {
	struct disk_change *next;
	size_t at;
	size_t len;
	uint8_t *octets;
	int safe;
	int given_up; /* a sync of it failed, so no later one tries it: fsync on Linux */
};

struct disk_image {
	uint8_t *octets;
	size_t size;
	size_t room;
};

struct disk_inode {
	struct disk_inode *next;
	char name[DISK_NAME];
	int linked;          /* its name is its own, as a process sees it */
	int safe_linked;
	int syncs_directory; /* with its first sync */
	struct disk_image now;
	struct disk_image safe;
	struct disk_change *changes; /* since safe, in the order of time */
};

struct disk_handle {
	sqlite3_file base;
	struct disk_inode *inode;
};

static struct disk {
	struct disk_inode *inodes;
	uint64_t random;
	int sector;
	int dead;          /* no process is there any more */
	unsigned long calls;
	unsigned long dies_at; /* with that call, read calls apart; 0: never */
	int fail;          /* which calls, DISK_WRITE and so on */
	unsigned long fail_at; /* the how manieth of them; 0: none */
	unsigned long fail_calls;
	int fail_for_ever;
	int fail_code;     /* what a write that fails says */
	int failed;        /* one has */
	unsigned long power_cuts, torn, lost, kept; /* what the cuts did to sectors */
} disk;

static uint64_t disk_random(void)
{
	uint64_t z = disk.random += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static size_t disk_below(size_t n)
{
	return (size_t)(disk_random() % n);
}

static void disk_resize(struct disk_image *image, size_t size)
{
	if (size > image->room) {
		image->room = size * 2;
		image->octets = realloc(image->octets, image->room);
		ck_assert_ptr_nonnull(image->octets);
	}
	if (size > image->size)
		memset(image->octets + image->size, 0, size - image->size);
	image->size = size;
}

static void disk_put(struct disk_image *image, size_t at, const uint8_t *octets, size_t len)
{
	if (at + len > image->size)
		disk_resize(image, at + len);
	if (len > 0)
		memcpy(image->octets + at, octets, len);
}

static void disk_apply(struct disk_image *image, const struct disk_change *change)
{
	if (change->octets == NULL)
		disk_resize(image, change->at);
	else
		disk_put(image, change->at, change->octets, change->len);
}

static void disk_forget_changes(struct disk_inode *inode)
{
	while (inode->changes != NULL) {
		struct disk_change *change = inode->changes;

		inode->changes = change->next;
		free(change->octets);
		free(change);
	}
}

static void disk_free(void)
{
	while (disk.inodes != NULL) {
		struct disk_inode *inode = disk.inodes;

		disk.inodes = inode->next;
		disk_forget_changes(inode);
		free(inode->now.octets);
		free(inode->safe.octets);
		free(inode);
	}
}

static void disk_change(struct disk_inode *inode, size_t at, const uint8_t *octets, size_t len)
{
	struct disk_change *change = calloc(1, sizeof(*change)), **end = &inode->changes;

	ck_assert_ptr_nonnull(change);
	change->at = at;
	change->len = len;
	if (octets != NULL) {
		change->octets = malloc(len + 1);
		ck_assert_ptr_nonnull(change->octets);
		memcpy(change->octets, octets, len);
	}
	while (*end != NULL)
		end = &(*end)->next;
	*end = change;
	disk_apply(&inode->now, change);
}

static struct disk_inode *disk_find(const char *name)
{
	struct disk_inode *inode = disk.inodes;

	while (inode != NULL && !(inode->linked && strcmp(inode->name, name) == 0))
		inode = inode->next;
	return inode;
}

/* One call, which may be the last before the power fails, or an error. @return SQLITE_OK or error */
static int disk_call(enum disk_call call, int error)
{
	if (disk.dead)
		return error;
	if (call != DISK_READ && ++disk.calls == disk.dies_at) {
		disk.dead = 1;
		return error;
	}
	if ((disk.fail & call) != 0 && disk.fail_at != 0 &&
	    (++disk.fail_calls == disk.fail_at ||
	     (disk.fail_for_ever && disk.fail_calls > disk.fail_at))) {
		disk.failed = 1;
		return error;
	}
	return SQLITE_OK;
}

static void disk_sync_directory(void)
{
	for (struct disk_inode *inode = disk.inodes; inode != NULL; inode = inode->next)
		inode->safe_linked = inode->linked;
}

static int disk_close(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static int disk_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 offset)
{
	const struct disk_image *now = &((struct disk_handle *)file)->inode->now;
	size_t at = (size_t)offset, len = (size_t)amount, have = 0;

	if (disk_call(DISK_READ, SQLITE_IOERR) != SQLITE_OK)
		return SQLITE_IOERR_READ;
	if (at < now->size)
		have = now->size - at < len ? now->size - at : len;
	if (have > 0)
		memcpy(to, now->octets + at, have);
	memset((uint8_t *)to + have, 0, len - have);
	return have == len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset)
{
	struct disk_inode *inode = ((struct disk_handle *)file)->inode;
	int was_dead = disk.dead;
	int got = disk_call(DISK_WRITE, disk.fail_code);

	if (got == SQLITE_OK || (disk.dead && !was_dead))
		disk_change(inode, (size_t)offset, from, (size_t)amount);
	else if (!disk.dead) /* half of it, then the error */
		disk_change(inode, (size_t)offset, from, (size_t)amount / 2);
	return got;
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int got = disk_call(DISK_TRUNCATE, SQLITE_IOERR_TRUNCATE);

	if (got == SQLITE_OK)
		disk_change(((struct disk_handle *)file)->inode, (size_t)size, NULL, 0);
	return got;
}

/* Changes that were given up stay where a cut may lose them, and so those behind them are kept. */
static int disk_sync(sqlite3_file *file, int flags)
{
	struct disk_inode *inode = ((struct disk_handle *)file)->inode;
	int got = disk_call(DISK_SYNC, SQLITE_IOERR_FSYNC), whole = 1;

	(void)flags;
	for (struct disk_change *change = inode->changes; change != NULL; change = change->next) {
		if (got != SQLITE_OK)
			change->given_up |= !disk.dead && !change->safe;
		else if (!change->given_up)
			change->safe = 1;
		whole &= change->safe;
	}
	if (got != SQLITE_OK)
		return got;
	if (whole) {
		for (struct disk_change *change = inode->changes; change != NULL; change = change->next)
			disk_apply(&inode->safe, change);
		disk_forget_changes(inode);
	}
	if (inode->syncs_directory)
		disk_sync_directory();
	inode->syncs_directory = 0;
	return SQLITE_OK;
}

static int disk_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)((struct disk_handle *)file)->inode->now.size;
	return disk.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int disk_lock(sqlite3_file *file, int level)
{
	(void)file;
	(void)level;
	return SQLITE_OK;
}

static int disk_reserved(sqlite3_file *file, int *reserved)
{
	(void)file;
	*reserved = 0;
	return SQLITE_OK;
}

static int disk_control(sqlite3_file *file, int what, void *argument)
{
	(void)file;
	(void)what;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *file)
{
	(void)file;
	return disk.sector;
}

static int disk_kind(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static struct disk_inode *disk_create(const char *name, int flags)
{
	struct disk_inode *inode = calloc(1, sizeof(*inode));

	ck_assert_ptr_nonnull(inode);
	snprintf(inode->name, sizeof(inode->name), "%s", name);
	inode->linked = name[0] != '\0';
	inode->syncs_directory = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
	inode->next = disk.inodes;
	disk.inodes = inode;
	return inode;
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
	static const sqlite3_io_methods methods = {
		1, disk_close, disk_read, disk_write, disk_truncate, disk_sync, disk_file_size,
		disk_lock, disk_lock, disk_reserved, disk_control, disk_sector, disk_kind,
		NULL, NULL, NULL, NULL, NULL, NULL
	};
	struct disk_handle *handle = (struct disk_handle *)file;

	(void)vfs;
	file->pMethods = NULL;
	if (disk_call(DISK_OPEN, SQLITE_CANTOPEN) != SQLITE_OK)
		return SQLITE_CANTOPEN;
	handle->inode = name != NULL ? disk_find(name) : NULL;
	if (handle->inode == NULL && (flags & SQLITE_OPEN_CREATE) == 0)
		return SQLITE_CANTOPEN;
	if (handle->inode == NULL)
		handle->inode = disk_create(name != NULL ? name : "", flags);
	file->pMethods = &methods;
	if (got != NULL)
		*got = flags;
	return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
	struct disk_inode *inode = disk_find(name);

	(void)vfs;
	if (disk_call(DISK_DELETE, SQLITE_IOERR_DELETE) != SQLITE_OK)
		return SQLITE_IOERR_DELETE;
	if (inode == NULL)
		return SQLITE_IOERR_DELETE_NOENT;
	inode->linked = 0;
	if (sync_directory)
		disk_sync_directory();
	return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
	const struct disk_inode *inode = disk_find(name);

	(void)vfs;
	*result = inode != NULL && (flags != SQLITE_ACCESS_EXISTS || inode->now.size > 0);
	return disk.dead ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int disk_full_name(sqlite3_vfs *vfs, const char *name, int size, char *full)
{
	(void)vfs;
	snprintf(full, (size_t)size, "%s", name);
	return SQLITE_OK;
}

static int disk_randomness(sqlite3_vfs *vfs, int len, char *octets)
{
	(void)vfs;
	for (int i = 0; i < len; i++)
		octets[i] = (char)disk_random();
	return len;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, double *days)
{
	(void)vfs;
	*days = 2460000.5;
	return SQLITE_OK;
}

/* An empty one in place of any that there is: SQLite works on it from now on. */
static void disk_new(uint64_t seed)
{
	static sqlite3_vfs vfs = {
		.iVersion = 1, .szOsFile = sizeof(struct disk_handle), .mxPathname = DISK_NAME,
		.zName = "disk", .xOpen = disk_open, .xDelete = disk_delete,
		.xAccess = disk_access, .xFullPathname = disk_full_name,
		.xRandomness = disk_randomness, .xSleep = disk_sleep, .xCurrentTime = disk_time
	};

	disk_free();
	memset(&disk, 0, sizeof(disk));
	disk.random = seed;
	disk.sector = 512;
	disk.fail_code = SQLITE_IOERR_WRITE;
	ck_assert_int_eq(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
	sqlite3_randomness(0, NULL); /* begin again, with ours */
}

/* What a cut leaves of one piece of a write, all in one sector. */
static void disk_cut_piece(struct disk_image *image, size_t at, const uint8_t *octets, size_t len)
{
	size_t part;

	switch (disk_below(5)) {
	case 0:
	case 1:
		disk.lost++;
		break;
	case 2:
	case 3:
		disk.kept++;
		disk_put(image, at, octets, len);
		break;
	default:
		disk.torn++;
		part = disk_below(len + 1);
		disk_put(image, at, octets, part);
	}
}

static void disk_cut_change(struct disk_image *image, const struct disk_change *change)
{
	size_t sector = (size_t)disk.sector;

	if (change->safe) {
		disk_apply(image, change);
		return;
	}
	if (change->octets == NULL) {
		if (disk_below(2) == 0)
			disk_apply(image, change);
		return;
	}
	for (size_t done = 0, len; done < change->len; done += len) {
		size_t at = change->at + done;

		len = sector - at % sector;
		if (len > change->len - done)
			len = change->len - done;
		disk_cut_piece(image, at, change->octets + done, len);
	}
}

/* Of two files of one name, the old and the new, one is there, or none. */
static void disk_cut_directory(void)
{
	for (struct disk_inode *inode = disk.inodes; inode != NULL; inode = inode->next) {
		struct disk_inode *other = disk.inodes;

		if (inode->linked == inode->safe_linked)
			continue;
		inode->linked = disk_below(2) == 0;
		inode->safe_linked = inode->linked;
		while (other != NULL && (other == inode || strcmp(other->name, inode->name) != 0 ||
					 !(other->linked || other->safe_linked)))
			other = other->next;
		if (other != NULL && inode->linked)
			other->linked = other->safe_linked = 0;
	}
}

/* The power fails and comes back: only what is on the disk is there. */
static void disk_power_cut(void)
{
	int all = disk_below(8) == 0; /* all that was written is there after all */

	disk.power_cuts++;
	disk_cut_directory();
	for (struct disk_inode *inode = disk.inodes; inode != NULL; inode = inode->next) {
		for (const struct disk_change *change = inode->changes; change != NULL;
		     change = change->next) {
			if (all)
				disk_apply(&inode->safe, change);
			else
				disk_cut_change(&inode->safe, change);
		}
		disk_forget_changes(inode);
		inode->now.size = 0;
		disk_put(&inode->now, 0, inode->safe.octets, inode->safe.size);
		inode->syncs_directory = 0;
	}
	disk.dead = 0;
	disk.dies_at = 0;
}

/* The process ends at once; what it wrote stays. For a power cut, too, before it. */
static void disk_kill(void)
{
	disk.dead = 1;
}

static void disk_heal(void)
{
	disk.dead = 0;
	disk.dies_at = 0;
	disk.fail_at = 0;
}

#endif
