/* SPDX-License-Identifier: MIT */
/*
 * Owns: the simulated handsets: what each number does with a message.
 * Must not know: sessions, stores, clocks.
 */
#include "handset.h"

#include <errno.h>
#include <stdlib.h>

static int matches(const char *pattern, struct smpp_span number)
{
	size_t len = strlen(pattern);

	if (len > 0 && pattern[len - 1] == '*')
		return number.len >= len - 1 && memcmp(pattern, number.ptr, len - 1) == 0;
	return number.len == len && memcmp(pattern, number.ptr, len) == 0;
}

/* Words and what they mean for the end of a delivery. */
static const struct {
	const char *word;
	uint8_t state;
} ends[] = {
	{ "delivered", SMPP_MESSAGE_STATE_DELIVERED },
	{ "undeliverable", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "rejected", SMPP_MESSAGE_STATE_REJECTED },
	{ "accepted", SMPP_MESSAGE_STATE_ACCEPTED },
	{ "deleted", SMPP_MESSAGE_STATE_DELETED },
	{ "unknown", SMPP_MESSAGE_STATE_UNKNOWN },
	{ "skipped", SMPP_MESSAGE_STATE_SKIPPED },
	{ "expired", SMPP_MESSAGE_STATE_ENROUTE },
	{ "none", SMPP_MESSAGE_STATE_SCHEDULED },
};

/* "N" or "N-M", times factor. @return 0 or -1 */
static int numbers(const char *text, uint32_t factor, uint32_t max, uint32_t *low, uint32_t *high)
{
	unsigned long a, b;
	char *end;

	errno = 0;
	a = b = strtoul(text, &end, 10);
	if (end == text || text[0] < '0' || text[0] > '9')
		return -1;
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		b = strtoul(end + 1, &end, 10);
	if (*end != '\0' || errno != 0 || b < a || b > max)
		return -1;
	*low = (uint32_t)a * factor;
	*high = (uint32_t)b * factor;
	return 0;
}

static int set_reply(struct handset *h, const char *text)
{
	if (strlen(text) > HANDSET_REPLY_OCTETS)
		return -1;
	h->replies = 1;
	memcpy(h->reply, text, strlen(text) + 1);
	return 0;
}

/* One word, with its argument behind a colon. @return 0 or -1 */
static int behave(struct handset *h, char *word)
{
	uint32_t ignored, percent = 0;
	char *argument = strchr(word, ':');

	if (argument == NULL) {
		if (strcmp(word, "echo") == 0 || strcmp(word, "reply") == 0)
			return set_reply(h, word[0] == 'r' ? "OK" : "");
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			if (strcmp(word, ends[i].word) == 0) {
				h->state = ends[i].state;
				return 0;
			}
		}
		return -1;
	}
	*argument++ = '\0';
	if (strcmp(word, "absent") == 0)
		return numbers(argument, 1000, 4000000, &h->absent, &ignored);
	if (strcmp(word, "full") == 0)
		return numbers(argument, 1, 1000000, &h->full, &ignored);
	if (strcmp(word, "delay") == 0)
		return numbers(argument, 1, 86400000, &h->delay, &h->delay_max);
	if (strcmp(word, "reply") == 0)
		return set_reply(h, argument);
	if (strcmp(word, "lost") != 0 || numbers(argument, 1, 100, &percent, &ignored) != 0)
		return -1;
	h->lost = (uint8_t)percent;
	return 0;
}

static const char *add_one(struct handsets *handsets, char *text)
{
	struct handset *h = calloc(1, sizeof(*h)), **at = &handsets->first;
	char *word = strchr(text, '='), *next;

	if (h == NULL)
		return "no memory";
	h->state = SMPP_MESSAGE_STATE_DELIVERED;
	if (word == NULL || (size_t)(word - text) >= sizeof(h->pattern)) {
		free(h);
		return "not PATTERN=BEHAVIOUR";
	}
	memcpy(h->pattern, text, (size_t)(word - text));
	for (word++; word != NULL; word = next) {
		next = strchr(word, '+');
		if (next != NULL)
			*next++ = '\0';
		if (behave(h, word) != 0) {
			free(h);
			return "no such behaviour";
		}
	}
	while (*at != NULL)
		at = &(*at)->next;
	*at = h;
	return NULL;
}

const char *handsets_add(struct handsets *handsets, const char *text)
{
	char *copy = malloc(strlen(text) + 1), *next;
	const char *wrong = NULL;

	if (copy == NULL)
		return "no memory";
	memcpy(copy, text, strlen(text) + 1);
	for (char *one = copy; one != NULL && wrong == NULL; one = next) {
		next = strchr(one, ',');
		if (next != NULL)
			*next++ = '\0';
		wrong = add_one(handsets, one);
	}
	free(copy);
	return wrong;
}

void handsets_free(struct handsets *handsets)
{
	struct handset *next;

	for (struct handset *h = handsets->first; h != NULL; h = next) {
		next = h->next;
		free(h);
	}
	handsets->first = NULL;
}

struct handset_try handset_try(const struct handsets *handsets, struct smpp_span number,
			       uint32_t tries, int64_t age, uint32_t random)
{
	struct handset_try result = { .state = SMPP_MESSAGE_STATE_DELIVERED };
	const struct handset *h = handsets->first;

	while (h != NULL && !matches(h->pattern, number))
		h = h->next;
	if (h == NULL)
		return result;
	result.takes = h->delay;
	if (h->delay_max > h->delay)
		result.takes += (random >> 8) % (h->delay_max - h->delay + 1);
	result.state = SMPP_MESSAGE_STATE_ENROUTE;
	if (age < (int64_t)h->absent) {
		result.error = HANDSET_ABSENT;
		result.absent_for = (uint32_t)((int64_t)h->absent - age);
	} else if (tries < h->full) {
		result.error = HANDSET_FULL;
	} else if (h->lost > 0 && random % 100 < h->lost) {
		result.error = HANDSET_NO_ANSWER;
	} else {
		result.state = h->state;
		result.error = h->state == SMPP_MESSAGE_STATE_UNDELIVERABLE ? HANDSET_UNKNOWN
			     : h->state == SMPP_MESSAGE_STATE_REJECTED      ? HANDSET_REFUSED
			     : h->state == SMPP_MESSAGE_STATE_ENROUTE       ? HANDSET_NO_ANSWER
									    : 0;
		if (h->state == SMPP_MESSAGE_STATE_DELIVERED && h->replies)
			result.reply = h->reply;
	}
	return result;
}
