/* SPDX-License-Identifier: MIT */
/*
 * Owns: a line on stdout for each message that a store in a file holds: number, id, account, source,
 * destination, state and job, with tabs between them. What is empty is '-'.
 * Must not know: how the file is made.
 */
#include <stdio.h>
#include <unistd.h>

#include "smsc/queue.h"
#include "smsc/store.h"

static void field(struct smpp_span text)
{
	if (text.len == 0)
		putchar('-');
	for (size_t i = 0; i < text.len; i++)
		putchar(text.ptr[i] > ' ' && text.ptr[i] < 0x7F ? text.ptr[i] : '?');
	putchar('\t');
}

static int show(void *user, const struct record *record)
{
	static const char *const jobs[] = { "deliver", "receipt", "keep" };
	const char *state = smpp_message_state_name(record->state);
	struct message *m = message_of(record);

	(void)user;
	if (m == NULL || state == NULL || record->job > JOB_KEEP) {
		fprintf(stderr, "store_list: message %llu is none\n",
			(unsigned long long)record->number);
		if (m != NULL)
			message_free(m);
		return -1;
	}
	printf("%llu\t", (unsigned long long)record->number);
	field(smpp_span_of(record->id));
	field(smpp_span_of(record->account));
	field(message_from(m).addr);
	field(message_to(m).addr);
	printf("%s\t%s\n", state, jobs[record->job]);
	message_free(m);
	return 0;
}

int main(int argc, char **argv)
{
	struct store *store;
	int got;

	if (argc != 2 || access(argv[1], F_OK) != 0) {
		fputs("usage: store_list FILE, which is there and used by no other process\n", stderr);
		return 2;
	}
	store = sqlite_store_open(argv[1]);
	if (store == NULL)
		return 3;
	got = store->load(store, show, NULL);
	if (got != 0)
		fprintf(stderr, "store_list: %s\n", store->error != NULL ? store->error : argv[1]);
	store->close(store);
	return got == 0 && fflush(stdout) == 0 ? 0 : 1;
}
