/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/esme/journal.h: outcomes that outlive a run, wherever its file was cut.
 * Must not know: how messages are sent.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../examples/esme/journal.h"

#define MESSAGES 12

static struct journal j;
static char path[64];

static void begin(void)
{
	strcpy(path, "/tmp/journal_test.XXXXXX");
	close(mkstemp(path));
	unlink(path);
}

static void end(void)
{
	char beside[80];

	journal_close(&j);
	unlink(path);
	snprintf(beside, sizeof(beside), "%s.new", path);
	unlink(beside);
}

/* All of the file; the caller's to free. */
static char *content(size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(1000000);

	ck_assert_ptr_nonnull(f);
	*len = fread(text, 1, 999999, f);
	text[*len] = '\0';
	fclose(f);
	return text;
}

static void write_file(const char *text, size_t len)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, len, f), len);
	fclose(f);
}

static void opens(void)
{
	ck_assert_msg(journal_open(&j, path, NULL, NULL) == 0, "%s", j.why);
}

/* As after kill -9: what was flushed is there, nothing was rewritten. */
static void is_killed(void)
{
	ck_assert_int_eq(journal_flush(&j), 0);
	close(j.fd);
	free(j.index);
	memset(&j, 0, sizeof(j));
	j.fd = -1;
}

static void put(uint64_t number, enum smpp_esme_outcome outcome, const char *id, int awaits)
{
	struct smpp_esme_segment segment = { outcome, 0, smpp_span_of(id) };
	struct journal_entry entry = { number, number + 100, smpp_span_of("4477"),
				       (uint32_t)number * 0x01010101U, outcome, NULL, &segment, 1,
				       awaits };

	journal_put(&j, &entry);
}

static void has_line(const char *line)
{
	size_t len;
	char *text = content(&len), *at = strstr(text, line);

	ck_assert_msg(at != NULL, "no '%s' in\n%s", line, text);
	ck_assert_msg(strstr(at + 1, line) == NULL, "'%s' twice in\n%s", line, text);
	free(text);
}

START_TEST(journal_tells_outcomes_to_the_next_run)
{
	opens();
	ck_assert_int_eq(journal_outcome(&j, 1), 0);
	for (uint64_t n = 1; n <= 5; n++) {
		journal_sends(&j, n);
		put(n, (enum smpp_esme_outcome)n, "id", 0);
	}
	ck_assert_int_eq(journal_close(&j), 0);
	has_line("\n1\t101\t4477\t01010101\taccepted\t-\tid\t-\n");
	has_line("\n2\t102\t4477\t02020202\tnot-sent\t-\tid\t-\n");
	has_line("\n3\t103\t4477\t03030303\trefused\t-\tid\t-\n");
	has_line("\n4\t104\t4477\t04040404\ttimed-out\t-\tid\t-\n");
	has_line("\n5\t105\t4477\t05050505\tunknown\t-\tid\t-\n");
	opens();
	for (int n = 1; n <= 5; n++)
		ck_assert_int_eq(journal_outcome(&j, (uint64_t)n), n);
	ck_assert_int_eq(journal_outcome(&j, 6), 0);
	ck_assert_int_eq(journal_outcome(&j, 0), 0);
}
END_TEST

START_TEST(journal_without_a_file_does_nothing)
{
	ck_assert_int_eq(journal_open(&j, NULL, NULL, NULL), 0);
	journal_sends(&j, 1);
	put(1, SMPP_ESME_ACCEPTED, "id", 1);
	journal_receipt(&j, 1, SMPP_MESSAGE_STATE_DELIVERED);
	ck_assert_int_eq(journal_flush(&j), 0);
	ck_assert_int_eq(journal_outcome(&j, 1), 0);
	ck_assert_int_eq(journal_close(&j), 0);
}
END_TEST

START_TEST(journal_folds_receipts_into_their_lines)
{
	opens();
	for (uint64_t n = 1; n <= 3; n++)
		put(n, SMPP_ESME_ACCEPTED, "id", n != 3);
	journal_receipt(&j, 1, SMPP_MESSAGE_STATE_UNDELIVERABLE);
	journal_receipt(&j, 4, SMPP_MESSAGE_STATE_DELIVERED); /* of nothing here */
	is_killed();
	has_line("\nreceipt\t1\tUNDELIVERABLE\n");
	opens();
	ck_assert_int_eq(journal_close(&j), 0);
	has_line("\n1\t101\t4477\t01010101\taccepted\t-\tid\tUNDELIVERABLE\n");
	has_line("\n2\t102\t4477\t02020202\taccepted\t-\tid\tawaited\n");
	has_line("\n3\t103\t4477\t03030303\taccepted\t-\tid\t-\n");
}
END_TEST

static unsigned awaited_count;

static void note_awaited(void *user, uint64_t number, const char *ids)
{
	uint8_t octets[8];
	struct smpp_buf id = { octets, sizeof(octets), 0 };

	ck_assert_ptr_eq(user, &awaited_count);
	awaited_count++;
	ck_assert_uint_eq(number, 2);
	ck_assert_int_eq(journal_next_id(&ids, &id), 1);
	ck_assert_uint_eq(id.len, 6);
	ck_assert_mem_eq(id.ptr, "a,\\\t\303d", 6);
	ck_assert_int_eq(journal_next_id(&ids, &id), 1);
	ck_assert_uint_eq(id.len, 1);
	ck_assert_int_eq(journal_next_id(&ids, &id), 0);
}

START_TEST(journal_hands_over_ids_whose_receipts_are_awaited)
{
	struct smpp_esme_segment segments[2] = {
		{ SMPP_ESME_ACCEPTED, 0, smpp_span_of("a,\\\t\303d") },
		{ SMPP_ESME_ACCEPTED, 0, smpp_span_of("7") }
	};
	struct journal_entry entry = { 2, 2, smpp_span_of("+44,77"), 7, SMPP_ESME_ACCEPTED, NULL,
				       segments, 2, 1 };

	opens();
	put(1, SMPP_ESME_ACCEPTED, "x", 1);
	journal_receipt(&j, 1, SMPP_MESSAGE_STATE_DELIVERED);
	journal_put(&j, &entry);
	ck_assert_int_eq(journal_close(&j), 0);
	has_line("\n2\t2\t+44\\x2C77\t00000007\taccepted\t-\ta\\x2C\\x5C\\x09\\xC3d,7\tawaited\n");
	awaited_count = 0;
	ck_assert_int_eq(journal_open(&j, path, note_awaited, &awaited_count), 0);
	ck_assert_uint_eq(awaited_count, 1);
}
END_TEST

START_TEST(journal_calls_unknown_what_was_under_way_when_it_was_killed)
{
	opens();
	journal_sends(&j, 1);
	journal_sends(&j, 2);
	journal_sends(&j, 3);
	put(2, SMPP_ESME_ACCEPTED, "id", 0);
	is_killed();
	opens();
	ck_assert_int_eq(journal_outcome(&j, 1), SMPP_ESME_UNKNOWN);
	ck_assert_int_eq(journal_outcome(&j, 2), SMPP_ESME_ACCEPTED);
	ck_assert_int_eq(journal_outcome(&j, 3), SMPP_ESME_UNKNOWN);
	ck_assert_int_eq(journal_outcome(&j, 4), 0);
	is_killed(); /* still, if nothing was said of them meanwhile */
	opens();
	ck_assert_int_eq(journal_outcome(&j, 3), SMPP_ESME_UNKNOWN);
}
END_TEST

START_TEST(journal_calls_unknown_what_was_sent_again_and_killed)
{
	opens();
	put(1, SMPP_ESME_NOT_SENT, "", 0);
	ck_assert_int_eq(journal_close(&j), 0);
	opens();
	ck_assert_int_eq(journal_outcome(&j, 1), SMPP_ESME_NOT_SENT);
	journal_sends(&j, 1);
	is_killed();
	opens();
	ck_assert_int_eq(journal_outcome(&j, 1), SMPP_ESME_UNKNOWN);
	put(1, SMPP_ESME_ACCEPTED, "id", 0);
	ck_assert_int_eq(journal_close(&j), 0);
	has_line("\n1\t");
	has_line("\taccepted\t");
}
END_TEST

START_TEST(journal_knows_another_message_by_its_digest)
{
	opens();
	put(1, SMPP_ESME_ACCEPTED, "id", 0);
	put(2, SMPP_ESME_NOT_SENT, "", 0);
	ck_assert_int_eq(journal_close(&j), 0);
	opens();
	ck_assert(journal_is_same(&j, 1, 0x01010101));
	ck_assert(!journal_is_same(&j, 1, 0x01010102));
	ck_assert(journal_is_same(&j, 2, 0x01010102)); /* a line that was mended */
	ck_assert(journal_is_same(&j, 3, 5));
}
END_TEST

START_TEST(journal_refuses_a_file_of_another_kind_and_leaves_it_alone)
{
	static const char *const others[] = {
		"dst,text\n", "x", "# smpp-esme outcomes 2\n",
		"# smpp-esme outcomes 1\tline\tdestination\tdigest\toutcome\tdetail\tmessage_ids\t"
		"receipt\n1\t2\t3\n"
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t len;
		char *text;

		write_file(others[i], strlen(others[i]));
		ck_assert_int_eq(journal_open(&j, path, NULL, NULL), -1);
		ck_assert_ptr_nonnull(strstr(j.why, "is not one of a file of outcomes"));
		journal_close(&j);
		text = content(&len);
		ck_assert_str_eq(text, others[i]);
		free(text);
	}
	ck_assert_int_eq(journal_open(&j, "/tmp", NULL, NULL), -1);
	ck_assert_int_eq(journal_open(&j, "/dev/null", NULL, NULL), -1);
	ck_assert_str_eq(j.why, "not a file");
}
END_TEST

START_TEST(journal_is_of_one_run_at_a_time)
{
	static struct journal other;

	opens();
	ck_assert_int_eq(journal_open(&other, path, NULL, NULL), -1);
	ck_assert_str_eq(other.why, "another run is using it");
	journal_close(&other);
	put(1, SMPP_ESME_ACCEPTED, "id", 0);
	ck_assert_int_eq(journal_close(&j), 0);
	ck_assert_int_eq(journal_open(&other, path, NULL, NULL), 0);
	ck_assert_int_eq(journal_close(&other), 0);
}
END_TEST

/* A run that has some of each, three under way at a time; killed before its end. */
static char *killed_run(size_t *len)
{
	opens();
	for (uint64_t n = 1; n <= MESSAGES; n++) {
		char id[20];

		journal_sends(&j, n);
		snprintf(id, sizeof(id), "id%d", (int)n);
		if (n > 3)
			put(n - 3, n - 3 == 5 ? SMPP_ESME_NOT_SENT : n - 3 == 6 ? SMPP_ESME_REFUSED
									 : SMPP_ESME_ACCEPTED,
			    id, 1);
		if (n == 9) {
			journal_sends(&j, 5);
			put(5, SMPP_ESME_ACCEPTED, "second", 1);
			journal_receipt(&j, 1, SMPP_MESSAGE_STATE_DELIVERED);
		}
	}
	is_killed();
	return content(len);
}

/* The highest mark in whole lines. */
static uint64_t mark_of(const char *text, size_t len)
{
	uint64_t mark = 0;

	for (const char *at = text; (at = strstr(at, "\nmark\t")) != NULL; at++) {
		const char *stop = strchr(at + 1, '\n');

		if (stop == NULL || stop >= text + len)
			break;
		mark = strtoull(at + 6, NULL, 10);
	}
	return mark;
}

/* Every message once, each with an outcome. */
static void accounts_for_all(const char *text)
{
	for (int n = 1; n <= MESSAGES; n++) {
		char begins[20];
		const char *at;

		snprintf(begins, sizeof(begins), "\n%d\t", n);
		at = strstr(text, begins);
		ck_assert_msg(at != NULL && strstr(at + 1, begins) == NULL, "%d in\n%s", n, text);
	}
	ck_assert_ptr_null(strstr(text, "\nmark"));
	ck_assert_ptr_null(strstr(text, "\nagain"));
	ck_assert_ptr_null(strstr(text, "\nreceipt"));
}

START_TEST(journal_is_taken_up_after_a_cut_at_every_octet)
{
	size_t whole, len;
	char *log = killed_run(&whole);

	for (size_t cut = 0; cut <= whole; cut++) {
		uint64_t mark = mark_of(log, cut);
		char *text;

		write_file(log, cut);
		opens();
		for (uint64_t n = 1; n <= MESSAGES; n++) {
			int outcome = journal_outcome(&j, n);

			if (n > mark) {
				ck_assert_int_eq(outcome, 0);
				journal_sends(&j, n);
				put(n, SMPP_ESME_ACCEPTED, "later", 0);
			} else { /* it may have gone out: nothing must call for it again */
				ck_assert_msg(outcome == SMPP_ESME_UNKNOWN ||
					      outcome == SMPP_ESME_ACCEPTED ||
					      (outcome == SMPP_ESME_REFUSED && n == 6) ||
					      (outcome == SMPP_ESME_NOT_SENT && n == 5),
					      "%d: %d after %zu", (int)n, outcome, cut);
				if (outcome == SMPP_ESME_UNKNOWN)
					put(n, SMPP_ESME_UNKNOWN, "", 0);
			}
		}
		ck_assert_int_eq(journal_close(&j), 0);
		text = content(&len);
		accounts_for_all(text);
		free(text);
	}
	free(log);
}
END_TEST

START_TEST(journal_says_when_it_cannot_be_written)
{
	if (access("/dev/full", W_OK) != 0)
		return;
	opens();
	ck_assert_ptr_nonnull(freopen("/dev/full", "w", stdin));
	ck_assert_int_eq(dup2(fileno(stdin), j.fd), j.fd);
	put(1, SMPP_ESME_ACCEPTED, "id", 0);
	ck_assert_int_eq(journal_flush(&j), -1);
	ck_assert_str_eq(j.why, "No space left on device");
	put(2, SMPP_ESME_ACCEPTED, "id", 0);
	ck_assert_int_eq(journal_flush(&j), -1);
	ck_assert_int_eq(journal_close(&j), -1);
}
END_TEST

START_TEST(journal_takes_many_messages_and_long_ids)
{
	char id[9000];

	memset(id, 'x', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	opens();
	for (uint64_t n = 1; n <= 3000; n++) {
		journal_sends(&j, n);
		put(n, SMPP_ESME_ACCEPTED, n == 7 ? id : "id", 0);
	}
	ck_assert_int_eq(journal_close(&j), 0);
	opens();
	for (uint64_t n = 1; n <= 3000; n++)
		ck_assert_int_eq(journal_outcome(&j, n), SMPP_ESME_ACCEPTED);
	has_line(id);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("journal");
	TCase *tests = tcase_create("journal");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, journal_tells_outcomes_to_the_next_run);
	tcase_add_test(tests, journal_without_a_file_does_nothing);
	tcase_add_test(tests, journal_folds_receipts_into_their_lines);
	tcase_add_test(tests, journal_hands_over_ids_whose_receipts_are_awaited);
	tcase_add_test(tests, journal_calls_unknown_what_was_under_way_when_it_was_killed);
	tcase_add_test(tests, journal_calls_unknown_what_was_sent_again_and_killed);
	tcase_add_test(tests, journal_knows_another_message_by_its_digest);
	tcase_add_test(tests, journal_refuses_a_file_of_another_kind_and_leaves_it_alone);
	tcase_add_test(tests, journal_is_of_one_run_at_a_time);
	tcase_add_test(tests, journal_is_taken_up_after_a_cut_at_every_octet);
	tcase_add_test(tests, journal_says_when_it_cannot_be_written);
	tcase_add_test(tests, journal_takes_many_messages_and_long_ids);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
