/* SPDX-License-Identifier: MIT */
/*
 * Owns: the store in a file of SQLite.
 * Must not know: what the messages are for.
 *
 * A batch is a transaction. Each change is made in it at once, and commit returns when it is on the
 * disk, so there is never one under way. With a write-ahead log that takes one flush, of the log,
 * which is copied into the file when it has grown to CHECKPOINT_PAGES.
 *
 * synchronous=FULL: with NORMAL, which is what most use with such a log, COMMIT does not flush it.
 * The file would be sound after a power cut, but without the batches since the last copying, and
 * they were told safe: an ESME had its submit_sm_resp for them.
 *
 * When the flush at a COMMIT fails, the batch is told failed though the log may hold all of it: the
 * next start would find it there. So something else is written in its place at once. Only when the
 * disk refuses that as well, and is well again at the next start, may such a batch come back.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifdef WITH_SQLITE

#include <sqlite3.h>

#define APPLICATION 1397576515 /* "SMSC": what makes a file of SQLite one of ours */
#define VERSION 1              /* of the table */
#define TEXT(literal) TEXT_OF(literal)
#define TEXT_OF(literal) #literal

/* Pages of 4096 octets. Copying them is what the slowest commit waits for, besides its own flush. */
#define CHECKPOINT_PAGES 1000
#define LOG_OCTETS 16777216 /* what the log keeps of the disk when a large batch made it larger */

#define UNTOLD 16 /* batches that have ended and of which done has not told yet */

static const char create[] =
	"BEGIN EXCLUSIVE;"
	"CREATE TABLE message (number INTEGER PRIMARY KEY CHECK (number > 0), id TEXT NOT NULL,"
	" account TEXT NOT NULL, state INTEGER NOT NULL, job INTEGER NOT NULL,"
	" error INTEGER NOT NULL, replaced INTEGER NOT NULL, tries INTEGER NOT NULL,"
	" submitted INTEGER NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL,"
	" final INTEGER NOT NULL, octets BLOB NOT NULL);"
	"PRAGMA application_id=" TEXT(APPLICATION) ";"
	"PRAGMA user_version=" TEXT(VERSION) ";"
	"COMMIT";

static const char settings[] =
	"PRAGMA synchronous=FULL;"
	"PRAGMA wal_autocheckpoint=" TEXT(CHECKPOINT_PAGES) ";"
	"PRAGMA journal_size_limit=" TEXT(LOG_OCTETS) ";"
	"PRAGMA cell_size_check=ON";

/* In the order of load's columns, which is that of struct record. */
#define COLUMNS "number, id, account, state, job, error, replaced, tries, submitted, due, expires," \
	" final, octets"

enum statement { BEGIN, PUT, REMOVE, COMMIT, ROLLBACK, OVERWRITE, LOAD, STATEMENTS };

/* OVERWRITE says what is so already, but the page goes into the log. */
static const char *const statements[STATEMENTS] = {
	"BEGIN IMMEDIATE",
	"REPLACE INTO message (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"DELETE FROM message WHERE number = ?",
	"COMMIT",
	"ROLLBACK",
	"PRAGMA user_version=" TEXT(VERSION),
	"SELECT " COLUMNS " FROM message ORDER BY number"
};

struct ended {
	uint64_t batch;
	int failed;
};

struct sqlite {
	struct store store;
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENTS];
	struct ended ended[UNTOLD]; /* a ring */
	unsigned first;
	unsigned untold;
	uint8_t gathering; /* a transaction has begun */
	uint8_t failed;    /* and has been rolled back: nothing more goes into this batch */
	char error[200];
};

/* What SQLite says of its last call, and the system where it was asked. */
static const char *explain(struct sqlite *s)
{
	int code = s->db != NULL ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
	int number = s->db != NULL ? sqlite3_system_errno(s->db) : 0;

	if (code == SQLITE_BUSY)
		snprintf(s->error, sizeof(s->error), "another process uses it");
	else if (number != 0 && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN))
		snprintf(s->error, sizeof(s->error), "%s: %s", sqlite3_errmsg(s->db),
			 strerror(number));
	else
		snprintf(s->error, sizeof(s->error), "%s",
			 s->db != NULL ? sqlite3_errmsg(s->db) : "out of memory");
	s->store.error = s->error;
	return s->error;
}

static int run(struct sqlite *s, enum statement which)
{
	int got = sqlite3_step(s->statement[which]);

	if (got != SQLITE_DONE)
		explain(s);
	sqlite3_reset(s->statement[which]);
	return got == SQLITE_DONE ? 0 : -1;
}

/* Nothing of the batch is to be seen any more. What explain said stays. */
static int fail(struct sqlite *s)
{
	s->failed = 1;
	if (!sqlite3_get_autocommit(s->db)) { /* else SQLite has done so itself */
		sqlite3_step(s->statement[ROLLBACK]);
		sqlite3_reset(s->statement[ROLLBACK]);
	}
	return -1;
}

static int begin(struct sqlite *s)
{
	if (s->failed)
		return -1;
	if (s->gathering)
		return 0;
	s->gathering = 1;
	return run(s, BEGIN) == 0 ? 0 : fail(s);
}

/* What is bound lives until the statement has run, so nothing is copied. */
static int bind_octets(sqlite3_stmt *put, const struct record *record)
{
	struct smpp_span octets = record->octets;
	const void *ptr = octets.ptr != NULL ? octets.ptr : (const uint8_t *)"";

	return sqlite3_bind_text(put, 2, record->id, -1, SQLITE_STATIC) == SQLITE_OK &&
	       sqlite3_bind_text(put, 3, record->account, -1, SQLITE_STATIC) == SQLITE_OK &&
	       sqlite3_bind_blob64(put, 13, ptr, octets.len, SQLITE_STATIC) == SQLITE_OK;
}

static int put(struct store *store, const struct record *record)
{
	struct sqlite *s = (struct sqlite *)store;
	sqlite3_stmt *put = s->statement[PUT];

	if (begin(s) != 0)
		return -1;
	if (!bind_octets(put, record)) {
		explain(s);
		return fail(s);
	}
	sqlite3_bind_int64(put, 1, (sqlite3_int64)record->number);
	sqlite3_bind_int(put, 4, record->state);
	sqlite3_bind_int(put, 5, record->job);
	sqlite3_bind_int(put, 6, record->error);
	sqlite3_bind_int(put, 7, record->replaced);
	sqlite3_bind_int64(put, 8, record->tries);
	sqlite3_bind_int64(put, 9, record->submitted);
	sqlite3_bind_int64(put, 10, record->due);
	sqlite3_bind_int64(put, 11, record->expires);
	sqlite3_bind_int64(put, 12, record->final);
	return run(s, PUT) == 0 ? 0 : fail(s);
}

static int forget(struct store *store, uint64_t number)
{
	struct sqlite *s = (struct sqlite *)store;

	if (begin(s) != 0)
		return -1;
	sqlite3_bind_int64(s->statement[REMOVE], 1, (sqlite3_int64)number);
	return run(s, REMOVE) == 0 ? 0 : fail(s);
}

static int commit(struct store *store, uint64_t batch)
{
	struct sqlite *s = (struct sqlite *)store;
	struct ended *ended = &s->ended[(s->first + s->untold) % UNTOLD];

	if (s->untold == UNTOLD) {
		s->store.error = "nobody asks how the batches ended";
		return -1;
	}
	if (s->gathering && !s->failed && run(s, COMMIT) != 0) {
		fail(s);
		sqlite3_step(s->statement[OVERWRITE]);
		sqlite3_reset(s->statement[OVERWRITE]);
	}
	ended->batch = batch;
	ended->failed = s->failed;
	s->untold++;
	s->gathering = 0;
	s->failed = 0;
	return ended->failed ? -1 : 0;
}

static int done(struct store *store, uint64_t *batch, int *failed)
{
	struct sqlite *s = (struct sqlite *)store;

	if (s->untold == 0)
		return 0;
	*batch = s->ended[s->first].batch;
	*failed = s->ended[s->first].failed;
	s->first = (s->first + 1) % UNTOLD;
	s->untold--;
	return 1;
}

/* Anybody may have written into the file. @return 0; -1: it does not fit */
static int text_of(sqlite3_stmt *row, int column, char *text, size_t size)
{
	const void *from = sqlite3_column_blob(row, column);
	size_t len = (size_t)sqlite3_column_bytes(row, column);

	if (len >= size || (len > 0 && (from == NULL || memchr(from, '\0', len) != NULL)))
		return -1;
	if (len > 0)
		memcpy(text, from, len);
	text[len] = '\0';
	return 0;
}

static int record_of(sqlite3_stmt *row, struct record *record)
{
	memset(record, 0, sizeof(*record));
	record->number = (uint64_t)sqlite3_column_int64(row, 0);
	record->state = (uint8_t)sqlite3_column_int(row, 3);
	record->job = (uint8_t)sqlite3_column_int(row, 4);
	record->error = (uint8_t)sqlite3_column_int(row, 5);
	record->replaced = (uint8_t)sqlite3_column_int(row, 6);
	record->tries = (uint32_t)sqlite3_column_int64(row, 7);
	record->submitted = sqlite3_column_int64(row, 8);
	record->due = sqlite3_column_int64(row, 9);
	record->expires = sqlite3_column_int64(row, 10);
	record->final = sqlite3_column_int64(row, 11);
	record->octets.ptr = sqlite3_column_blob(row, 12);
	record->octets.len = (size_t)sqlite3_column_bytes(row, 12);
	return text_of(row, 1, record->id, sizeof(record->id)) != 0 ||
	       text_of(row, 2, record->account, sizeof(record->account)) != 0 ||
	       (record->octets.ptr == NULL && record->octets.len > 0) ? -1 : 0;
}

static int load(struct store *store, int (*each)(void *user, const struct record *record), void *user)
{
	struct sqlite *s = (struct sqlite *)store;
	sqlite3_stmt *row = s->statement[LOAD];
	struct record record;
	int got = sqlite3_step(row), bad = 0;

	for (; got == SQLITE_ROW && !bad; got = bad ? got : sqlite3_step(row)) {
		if (record_of(row, &record) != 0) {
			snprintf(s->error, sizeof(s->error), "message %llu is damaged",
				 (unsigned long long)record.number);
			s->store.error = s->error;
			bad = 1;
		} else if (each(user, &record) != 0) {
			bad = 1;
		}
	}
	if (!bad && got != SQLITE_DONE) {
		explain(s);
		bad = 1;
	}
	sqlite3_reset(row);
	return bad ? -1 : 0;
}

/* What is not committed is forgotten. */
static void shut(struct store *store)
{
	struct sqlite *s = (struct sqlite *)store;

	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->statement[i]);
	sqlite3_close(s->db);
	free(s);
}

/* The first value of the answer. @return 0 or -1 */
static int ask(struct sqlite *s, const char *question, char *answer, size_t size)
{
	sqlite3_stmt *statement;
	int got = -1;

	if (sqlite3_prepare_v2(s->db, question, -1, &statement, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(statement) == SQLITE_ROW)
		got = text_of(statement, 0, answer, size);
	return sqlite3_finalize(statement) == SQLITE_OK ? got : -1;
}

/* Only one process at a time. A file that is another program's is left as it is. */
static const char *open_file(struct sqlite *s, const char *path)
{
	mode_t mask = umask(S_IRWXG | S_IRWXO); /* people's messages: for the owner's eyes */
	int got = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	const char *name;

	umask(mask);
	if (got != SQLITE_OK)
		return explain(s);
	name = sqlite3_db_filename(s->db, "main");
	if (name == NULL || *name == '\0')
		return "SQLite would keep this in memory only";
	if (sqlite3_db_readonly(s->db, "main"))
		return "it may only be read";
	if (sqlite3_exec(s->db, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK)
		return explain(s);
	return NULL;
}

static const char *check_table(struct sqlite *s)
{
	char application[24], version[24], tables[24], mode[24];
	long is;

	if (ask(s, "PRAGMA application_id", application, sizeof(application)) != 0 ||
	    ask(s, "PRAGMA user_version", version, sizeof(version)) != 0 ||
	    ask(s, "SELECT count(*) FROM sqlite_master", tables, sizeof(tables)) != 0)
		return explain(s);
	is = strtol(version, NULL, 10);
	if (strcmp(tables, "0") != 0 && (strcmp(application, TEXT(APPLICATION)) != 0 || is < 1))
		return "it is another program's database";
	if (is > VERSION) {
		snprintf(s->error, sizeof(s->error), "it is of version %ld, which is newer than "
			 "version " TEXT(VERSION) ", the last that this program knows", is);
		return s->error;
	}
	if (ask(s, "PRAGMA journal_mode=WAL", mode, sizeof(mode)) != 0)
		return explain(s);
	if (strcmp(mode, "wal") != 0)
		return "SQLite cannot keep a write-ahead log for it";
	if (sqlite3_exec(s->db, settings, NULL, NULL, NULL) != SQLITE_OK ||
	    (strcmp(tables, "0") == 0 && sqlite3_exec(s->db, create, NULL, NULL, NULL) != SQLITE_OK))
		return explain(s);
	return NULL;
}

static const char *prepare(struct sqlite *s)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		if (sqlite3_prepare_v2(s->db, statements[i], -1, &s->statement[i], NULL) !=
		    SQLITE_OK)
			return explain(s);
	}
	return NULL;
}

struct store *sqlite_store_open(const char *path)
{
	static const struct store calls = { put, forget, commit, done, load, shut, -1, NULL };
	struct sqlite *s = calloc(1, sizeof(*s));
	const char *wrong;

	if (s == NULL) {
		fprintf(stderr, "mini-smsc: %s: out of memory\n", path);
		return NULL;
	}
	s->store = calls;
	if ((wrong = open_file(s, path)) != NULL || (wrong = check_table(s)) != NULL ||
	    (wrong = prepare(s)) != NULL) {
		fprintf(stderr, "mini-smsc: %s: %s\n", path, wrong);
		shut(&s->store);
		return NULL;
	}
	return &s->store;
}

#else

struct store *sqlite_store_open(const char *path)
{
	fprintf(stderr, "mini-smsc: %s: built without SQLite\n", path);
	return NULL;
}

#endif
