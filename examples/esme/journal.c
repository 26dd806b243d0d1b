/* SPDX-License-Identifier: MIT */
/*
 * Owns: the file of outcomes: what became of each message, so that a run can be taken up again.
 * Must not know: sessions, how messages are read.
 */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLUMNS 8
#define NUMBER_MAX UINT64_C(1000000000000)
#define LINE_ROOM 4096 /* there is room for a line of usual length; ids may be longer */

static const char head[] = "# smpp-esme outcomes 1\tline\tdestination\tdigest\toutcome\tdetail\t"
			   "message_ids\treceipt\n";
static const char *const outcomes[] = { NULL, "accepted", "not-sent", "refused", "timed-out",
					"unknown" };

/* Of a message in the index: 3 bits of outcome, 4 of receipt, one for tidy, 24 of digest. */
enum { RECEIPT_NONE = 0, RECEIPT_AWAITED = 15, RECEIPT_SHIFT = 3, TIDIED = 0x80, DIGEST_SHIFT = 8 };

static int fail(struct journal *j, const char *format, ...)
{
	va_list args;

	j->failed = 1;
	va_start(args, format);
	vsnprintf(j->why, sizeof(j->why), format, args);
	va_end(args);
	return -1;
}

/* ---- the index ---- */

static uint32_t entry_of(const struct journal *j, uint64_t number)
{
	return number > 0 && number <= j->count ? j->index[number - 1] : 0;
}

static unsigned outcome_of(uint32_t entry)
{
	return entry & 7;
}

static unsigned receipt_of(uint32_t entry)
{
	return entry >> RECEIPT_SHIFT & 15;
}

static uint32_t with_receipt(uint32_t entry, uint32_t receipt)
{
	return (entry & ~(UINT32_C(15) << RECEIPT_SHIFT)) | receipt << RECEIPT_SHIFT;
}

static int set_entry(struct journal *j, uint64_t number, uint32_t entry)
{
	if (number > j->room) {
		uint64_t room = j->room > 0 ? j->room : 1024;
		uint32_t *index;

		while (room < number)
			room *= 2;
		index = room > SIZE_MAX / sizeof(*index)
				? NULL : realloc(j->index, (size_t)room * sizeof(*index));
		if (index == NULL)
			return fail(j, "no memory for so many messages");
		memset(index + j->room, 0, (size_t)(room - j->room) * sizeof(*index));
		j->index = index;
		j->room = room;
	}
	if (number > j->count)
		j->count = number;
	j->index[number - 1] = entry;
	return 0;
}

/* ---- reading ---- */

static int read_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
	       *number <= NUMBER_MAX;
}

/* Cuts a line at its tabs. @return how many columns; the others are "" */
static int split(char *line, char *columns[COLUMNS])
{
	int count = 0;
	char *tab = line;

	for (int i = 0; i < COLUMNS; i++) {
		columns[i] = tab != NULL ? tab : line + strlen(line);
		if (tab == NULL)
			continue;
		count++;
		tab = strchr(tab, '\t');
		if (tab != NULL)
			*tab++ = '\0';
	}
	return tab != NULL ? COLUMNS + 1 : count;
}

/* "-", "awaited", or a state. @return what the index has for it, or -1 */
static int read_receipt(const char *text)
{
	if (strcmp(text, "-") == 0)
		return RECEIPT_NONE;
	if (strcmp(text, "awaited") == 0)
		return RECEIPT_AWAITED;
	for (uint8_t state = 0; state < 10; state++) {
		const char *name = smpp_message_state_name(state);

		if (name != NULL && strcmp(name, text) == 0)
			return state + 1;
	}
	return -1;
}

static int read_outcome(const char *text)
{
	for (int i = 1; i < 6; i++) {
		if (strcmp(outcomes[i], text) == 0)
			return i;
	}
	return -1;
}

/* The eight columns of a message. @return 0; 1: it is no such line; -1: failed */
static int take_message(struct journal *j, char *columns[COLUMNS])
{
	int outcome = read_outcome(columns[4]), receipt = read_receipt(columns[7]);
	uint64_t number, line;
	unsigned long digest;
	uint32_t entry;
	char *end;

	digest = strtoul(columns[3], &end, 16);
	if (!read_number(columns[0], &number) || number == 0 || !read_number(columns[1], &line) ||
	    outcome < 0 || receipt < 0 || end == columns[3] || *end != '\0')
		return 1;
	if (outcome_of(entry_of(j, number)) != 0)
		j->untidy = 1;
	entry = (uint32_t)outcome | (uint32_t)receipt << RECEIPT_SHIFT |
		(uint32_t)digest << DIGEST_SHIFT;
	return set_entry(j, number, entry);
}

/* What stands between messages. */
static int take_note(struct journal *j, char *columns[COLUMNS], int count)
{
	uint64_t number;
	int receipt;

	if (count < 2 || !read_number(columns[1], &number))
		return 1;
	j->untidy = 1;
	if (count == 2 && strcmp(columns[0], "mark") == 0) {
		j->mark = number > j->mark ? number : j->mark;
		return 0;
	}
	if (number == 0)
		return 1;
	if (count == 2 && strcmp(columns[0], "again") == 0)
		return set_entry(j, number, entry_of(j, number) & ~UINT32_C(7));
	receipt = read_receipt(columns[2]);
	if (count != 3 || strcmp(columns[0], "receipt") != 0 || receipt < 0)
		return 1;
	return set_entry(j, number, with_receipt(entry_of(j, number), (uint32_t)receipt));
}

/* One line without its end. @return 0; 1: it is none of this kind of file; -1: failed */
static int take_line(struct journal *j, char *line, unsigned long number)
{
	char *columns[COLUMNS];
	int count;

	if (number == 1)
		return strlen(line) != sizeof(head) - 2 ||
		       strncmp(line, head, sizeof(head) - 2) != 0;
	count = split(line, columns);
	return count == COLUMNS ? take_message(j, columns) : take_note(j, columns, count);
}

/* The whole file into the index. What stands behind the last end of a line was not written whole,
 * and is cut off. */
static int read_file(struct journal *j, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	off_t whole = 0;
	unsigned long number = 1;
	ssize_t len;
	int got = 0;

	while ((len = getline(&line, &room, file)) > 0 && line[len - 1] == '\n') {
		line[len - 1] = '\0';
		got = take_line(j, line, number);
		if (got != 0)
			break;
		whole += len;
		number++;
	}
	if (got == 0 && len > 0 && number == 1)
		got = strncmp(line, head, (size_t)len) != 0;
	free(line);
	if (got > 0)
		return fail(j, "line %lu is not one of a file of outcomes", number);
	if (got == 0 && (ferror(file) || ftruncate(j->fd, whole) != 0))
		return fail(j, "%s", strerror(errno));
	return got;
}

/* ---- writing ---- */

/* All that waits, however many writes it takes. */
int journal_flush(struct journal *j)
{
	size_t done = 0;

	if (j->fd < 0 || j->failed)
		return j->failed ? -1 : 0;
	while (done < j->waiting) {
		ssize_t n = write(j->fd, j->buffer + done, j->waiting - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(j, "%s", n < 0 ? strerror(errno) : "nothing was written");
		done += (size_t)n;
	}
	j->waiting = 0;
	return 0;
}

/* Room for so many octets. @return NULL: failed */
static char *room_for(struct journal *j, size_t len)
{
	if (j->fd < 0 || j->failed)
		return NULL;
	if (sizeof(j->buffer) - j->waiting < len && journal_flush(j) != 0)
		return NULL;
	return j->buffer + j->waiting;
}

static void append(struct journal *j, const char *text, size_t len)
{
	while (len > 0) {
		size_t part = len < LINE_ROOM ? len : LINE_ROOM;
		char *to = room_for(j, part);

		if (to == NULL)
			return;
		memcpy(to, text, part);
		j->waiting += part;
		text += part;
		len -= part;
	}
}

static void append_text(struct journal *j, const char *text)
{
	append(j, text, strlen(text));
}

static void append_number(struct journal *j, uint64_t number, char behind)
{
	char digits[24];
	size_t at = sizeof(digits);

	digits[--at] = behind;
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	append(j, digits + at, sizeof(digits) - at);
}

/* Octets that would be taken for the file's own signs are \xNN, and so are those of no ASCII. */
static void append_escaped(struct journal *j, struct smpp_span text)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t plain = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		char escaped[4] = { '\\', 'x', digits[c >> 4], digits[c & 15] };

		if (c > ' ' && c <= '~' && c != '\\' && c != ',')
			continue;
		append(j, (const char *)text.ptr + plain, i - plain);
		append(j, escaped, sizeof(escaped));
		plain = i + 1;
	}
	if (text.len > plain)
		append(j, (const char *)text.ptr + plain, text.len - plain);
}

void journal_sends(struct journal *j, uint64_t number)
{
	if (j->fd < 0)
		return;
	if (outcome_of(entry_of(j, number)) != 0) {
		append_text(j, "again\t");
		append_number(j, number, '\n');
		(void)set_entry(j, number, entry_of(j, number) & ~UINT32_C(7));
	}
	if (number > j->mark) {
		append_text(j, "mark\t");
		append_number(j, number, '\n');
		j->mark = number;
	}
	j->untidy = 1;
}

static void append_ids(struct journal *j, const struct journal_entry *e)
{
	unsigned ids = 0;

	for (unsigned i = 0; i < e->segment_count; i++) {
		if (e->segments[i].message_id.len == 0)
			continue;
		append(j, ",", ids++ > 0);
		append_escaped(j, e->segments[i].message_id);
	}
	append(j, "-", ids == 0);
}

void journal_put(struct journal *j, const struct journal_entry *e)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t receipt = e->outcome == SMPP_ESME_ACCEPTED && e->awaits_receipt
				   ? RECEIPT_AWAITED : RECEIPT_NONE;
	char digest[10] = { '\t', 0, 0, 0, 0, 0, 0, 0, 0, '\t' };

	if (j->fd >= 0 && outcome_of(entry_of(j, e->number)) != 0)
		j->untidy = 1;
	if (j->fd < 0 || e->number > NUMBER_MAX ||
	    set_entry(j, e->number, (uint32_t)e->outcome | receipt << RECEIPT_SHIFT |
					    e->digest << DIGEST_SHIFT) != 0)
		return;
	append_number(j, e->number, '\t');
	append_number(j, e->line, '\t');
	append_escaped(j, e->destination);
	append(j, "-", e->destination.len == 0);
	for (int i = 0; i < 8; i++)
		digest[1 + i] = digits[e->digest >> (28 - 4 * i) & 15];
	append(j, digest, sizeof(digest));
	append_text(j, outcomes[e->outcome]);
	append(j, "\t", 1);
	append_text(j, e->detail != NULL ? e->detail : "-");
	append(j, "\t", 1);
	append_ids(j, e);
	append_text(j, receipt == RECEIPT_AWAITED ? "\tawaited\n" : "\t-\n");
}

void journal_receipt(struct journal *j, uint64_t number, uint8_t message_state)
{
	const char *name = smpp_message_state_name(message_state);

	if (j->fd < 0 || name == NULL || number == 0 || number > j->count)
		return;
	j->index[number - 1] = with_receipt(entry_of(j, number), message_state + 1U);
	append_text(j, "receipt\t");
	append_number(j, number, '\t');
	append_text(j, name);
	append(j, "\n", 1);
	j->untidy = 1;
}

/* ---- one line a message ---- */

static const char *receipt_text(unsigned receipt)
{
	if (receipt == RECEIPT_NONE)
		return "-";
	return receipt == RECEIPT_AWAITED ? "awaited"
					  : smpp_message_state_name((uint8_t)(receipt - 1));
}

/* A line of the old file into the new one, if it is the one that counts. */
static void tidy_line(struct journal *j, char *line, journal_awaited *awaited, void *user)
{
	char *columns[COLUMNS];
	uint64_t number;
	uint32_t entry;

	if (split(line, columns) != COLUMNS || !read_number(columns[0], &number))
		return;
	entry = entry_of(j, number);
	if ((entry & TIDIED) != 0 || outcome_of(entry) == 0 ||
	    (int)outcome_of(entry) != read_outcome(columns[4]) ||
	    entry >> DIGEST_SHIFT != ((uint32_t)strtoul(columns[3], NULL, 16) & 0xFFFFFF))
		return;
	j->index[number - 1] |= TIDIED;
	for (int i = 0; i < COLUMNS - 1; i++) {
		append_text(j, columns[i]);
		append(j, "\t", 1);
	}
	append_text(j, receipt_text(receipt_of(entry)));
	append(j, "\n", 1);
	if (awaited != NULL && receipt_of(entry) == RECEIPT_AWAITED)
		awaited(user, number, columns[6]);
}

/* Is there a message that may have gone out and of which nothing is said? */
static int has_gaps(const struct journal *j)
{
	for (uint64_t number = 1; number <= j->mark; number++) {
		if (outcome_of(entry_of(j, number)) == 0)
			return 1;
	}
	return 0;
}

static void tidy_all(struct journal *j, FILE *old, journal_awaited *awaited, void *user)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	append_text(j, head);
	if (has_gaps(j)) {
		append_text(j, "mark\t");
		append_number(j, j->mark, '\n');
	} else {
		j->mark = 0;
	}
	rewind(old);
	while ((len = getline(&line, &room, old)) > 0) {
		line[len - 1] = '\0';
		tidy_line(j, line, awaited, user);
	}
	free(line);
	for (uint64_t i = 0; i < j->count; i++)
		j->index[i] &= ~(uint32_t)TIDIED;
}

/* The file beside this one, that is to take its name; locked. */
static int open_beside(struct journal *j, const char *beside)
{
	int fd = open(beside, O_RDWR | O_CREAT | O_TRUNC, 0666);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	(void)fail(j, "%s: %s", beside, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Writes the new file beside the old one, which is whole until the new one takes its name. */
static int tidy(struct journal *j, journal_awaited *awaited, void *user)
{
	size_t len = strlen(j->path);
	char *beside = malloc(len + sizeof(".new"));
	FILE *old = fdopen(j->fd, "r");

	if (beside == NULL || old == NULL) {
		free(beside);
		return fail(j, "%s", strerror(errno));
	}
	memcpy(beside, j->path, len);
	memcpy(beside + len, ".new", sizeof(".new"));
	j->fd = open_beside(j, beside);
	if (j->fd >= 0) {
		tidy_all(j, old, awaited, user);
		if (journal_flush(j) == 0 &&
		    (ferror(old) || fsync(j->fd) != 0 || rename(beside, j->path) != 0))
			(void)fail(j, "%s: %s", beside, strerror(errno));
	}
	fclose(old);
	free(beside);
	j->untidy = j->mark > 0;
	return j->failed ? -1 : 0;
}

/* ---- life ---- */

/* One run at a time: another one would take its messages for its own. */
static int lock(struct journal *j)
{
	struct stat of_fd, of_path;

	if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
		return fail(j, errno == EWOULDBLOCK ? "another run is using it" : "%s",
			    strerror(errno));
	if (fstat(j->fd, &of_fd) != 0 || stat(j->path, &of_path) != 0)
		return fail(j, "%s", strerror(errno));
	if (!S_ISREG(of_fd.st_mode))
		return fail(j, "not a file");
	if (of_fd.st_ino != of_path.st_ino || of_fd.st_dev != of_path.st_dev)
		return fail(j, "another run is using it");
	return 0;
}

int journal_open(struct journal *j, const char *path, journal_awaited *awaited, void *user)
{
	FILE *file;
	int fd, got;

	memset(j, 0, sizeof(*j));
	j->path = path;
	j->fd = -1;
	if (path == NULL)
		return 0;
	j->fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0666);
	if (j->fd < 0)
		return fail(j, "%s", strerror(errno));
	if (lock(j) != 0)
		return -1;
	fd = dup(j->fd);
	file = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (file == NULL)
		return fail(j, "%s", strerror(errno));
	got = read_file(j, file);
	fclose(file);
	if (got == 0 && (j->untidy || j->count == 0 || awaited != NULL))
		got = tidy(j, awaited, user);
	j->interrupted = j->mark;
	return got;
}

int journal_close(struct journal *j)
{
	int got = 0;

	if (j->fd >= 0) {
		got = journal_flush(j);
		if (got == 0 && j->untidy)
			got = tidy(j, NULL, NULL);
		if (j->fd >= 0)
			close(j->fd);
	}
	free(j->index);
	j->fd = -1;
	j->index = NULL;
	return got;
}

/* ---- questions ---- */

int journal_outcome(const struct journal *j, uint64_t number)
{
	unsigned outcome = outcome_of(entry_of(j, number));

	if (outcome == 0 && number > 0 && number <= j->interrupted)
		return SMPP_ESME_UNKNOWN;
	return (int)outcome;
}

int journal_has(const struct journal *j, uint64_t number)
{
	return outcome_of(entry_of(j, number)) != 0;
}

int journal_is_same(const struct journal *j, uint64_t number, uint32_t digest)
{
	uint32_t entry = entry_of(j, number);

	return outcome_of(entry) == 0 || outcome_of(entry) == SMPP_ESME_NOT_SENT ||
	       entry >> DIGEST_SHIFT == (digest & 0xFFFFFF);
}

static unsigned hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10);
}

int journal_next_id(const char **ids, struct smpp_buf *id)
{
	const char *at = *ids;

	id->len = 0;
	if (*at == '\0' || strcmp(at, "-") == 0)
		return 0;
	for (; *at != '\0' && *at != ','; at++) {
		uint8_t octet = (uint8_t)*at;

		if (at[0] == '\\' && at[1] == 'x' && at[2] != '\0' && at[3] != '\0') {
			octet = (uint8_t)(hex(at[2]) << 4 | hex(at[3]));
			at += 3;
		}
		if (id->len < id->cap)
			id->ptr[id->len++] = octet;
	}
	*ids = *at == ',' ? at + 1 : at;
	return 1;
}
