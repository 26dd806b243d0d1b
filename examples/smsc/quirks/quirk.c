/* SPDX-License-Identifier: MIT */
/*
 * Owns: the list of quirks in force: what they are called, for whom, and under which conditions.
 * Must not know: sockets, clocks; what a quirk does is done by those that ask for it.
 */
#include "quirk.h"

#include <stdlib.h>

#define HELP_COLUMN 34

void quirks_begin(struct quirks *quirks, uint64_t now, uint64_t seed)
{
	quirks->began = now;
	quirks->random = seed * 2 + 1;
}

/* xorshift64*, as the centre's own, which a quirk must not disturb. */
uint32_t quirks_random(struct quirks *quirks)
{
	uint64_t r = quirks->random | 1;

	r ^= r >> 12;
	r ^= r << 25;
	r ^= r >> 27;
	quirks->random = r;
	return (uint32_t)(r * UINT64_C(0x2545F4914F6CDD1D) >> 32);
}

uint32_t quirk_number(struct quirks *quirks, const struct quirk *q)
{
	return q->high > q->low ? q->low + quirks_random(quirks) % (q->high - q->low + 1) : q->low;
}

static void quirk_free(struct quirk *q)
{
	free(q->text);
	free(q);
}

static int has_name(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

static const char *name_of(const struct quirk *q)
{
	return q->edit != NULL ? q->edit->name : q->row->name;
}

/* @return 0 or -1 */
static int find(struct quirk *q, const char *name, size_t len)
{
	for (const struct quirk_row *row = quirk_rows; row->name != NULL; row++) {
		if (has_name(row->name, name, len)) {
			q->row = row;
			q->id = row->id;
			return 0;
		}
	}
	for (const struct edit *edit = edits; edit->name != NULL; edit++) {
		if (has_name(edit->name, name, len)) {
			q->edit = edit;
			q->id = QUIRK_EDIT;
			return 0;
		}
	}
	return -1;
}

/* given: behind '=', or NULL. */
static const char *read_argument(struct quirk *q, const char *given)
{
	const char *argument = q->edit != NULL ? q->edit->argument : q->row->argument;

	if (argument == NULL && given != NULL)
		return "takes no argument";
	if (argument != NULL && argument[0] != '[' && given == NULL)
		return "needs an argument";
	q->argument = given != NULL ? given : "";
	if (q->row != NULL)
		return q->row->read != NULL ? q->row->read(q, q->argument) : NULL;
	return given != NULL && q->edit->check != NULL ? q->edit->check(given) : NULL;
}

static int can_have(enum quirk_about about, const struct quirk_conditions *when)
{
	int numbers = when->to[0] != '\0' || when->from[0] != '\0';
	int counts = when->every > 0 || when->after > 0 || when->times > 0 || when->percent > 0;

	return about == ABOUT_MESSAGE || (!numbers && (about == ABOUT_CONNECTION || !counts));
}

/* q->text in its parts. */
static const char *fill(struct quirk *q)
{
	const char *name = q->text, *equals = strchr(name, '='), *colon = strchr(name, ':');
	size_t len;

	if (colon != NULL && (equals == NULL || colon < equals)) {
		len = (size_t)(colon - name);
		if (len == 0 || len > QUIRK_ID_OCTETS)
			return "an account's ID has 1 to 15 characters";
		memcpy(q->account, name, len);
		q->account[len] = '\0';
		name = colon + 1;
	}
	len = equals != NULL ? (size_t)(equals - name) : strlen(name);
	if (find(q, name, len) != 0)
		return "no such quirk: --quirk help lists them";
	if (q->row != NULL && !can_have(q->row->about, &q->when))
		return q->row->about == ABOUT_STATE
			       ? "it can only depend on the account and the time"
			       : "it is about a connection: it cannot depend on a number";
	return read_argument(q, equals != NULL ? equals + 1 : NULL);
}

const char *quirks_add_when(struct quirks *quirks, const struct quirk_conditions *when,
			    const char *account, const char *text)
{
	struct quirk *q = calloc(1, sizeof(*q)), **at = &quirks->first;
	const char *wrong;

	if (q != NULL)
		q->text = malloc(strlen(text) + 1);
	if (q == NULL || q->text == NULL) {
		free(q);
		return "no memory";
	}
	memcpy(q->text, text, strlen(text) + 1);
	q->when = *when;
	memcpy(q->account, account, strlen(account) + 1);
	wrong = fill(q);
	if (wrong != NULL) {
		quirk_free(q);
		return wrong;
	}
	while (*at != NULL)
		at = &(*at)->next;
	*at = q;
	quirks->ever = 1;
	return NULL;
}

const char *quirks_add(struct quirks *quirks, const char *text)
{
	static const struct quirk_conditions always;

	return quirks_add_when(quirks, &always, "", text);
}

int quirks_drop(struct quirks *quirks, const char *text)
{
	int dropped = 0;

	for (struct quirk **at = &quirks->first, *q; (q = *at) != NULL;) {
		if (strcmp(q->text, text) == 0 || strcmp(name_of(q), text) == 0) {
			*at = q->next;
			quirk_free(q);
			dropped++;
		} else {
			at = &q->next;
		}
	}
	return dropped;
}

void quirks_free(struct quirks *quirks)
{
	for (struct quirk *q = quirks->first, *next; q != NULL; q = next) {
		next = q->next;
		quirk_free(q);
	}
	for (struct quirk_past *p = quirks->past, *next; p != NULL; p = next) {
		next = p->next;
		free(p);
	}
	quirks->first = NULL;
	quirks->past = NULL;
}

static void help_of(FILE *out, const char *name, const char *argument, const char *help)
{
	int optional = argument != NULL && argument[0] == '[';
	char left[80];

	snprintf(left, sizeof(left), "%s%s%s", name, optional ? "[=" : argument != NULL ? "=" : "",
		 argument != NULL ? argument + optional : "");
	if (strlen(left) > HELP_COLUMN - 2)
		fprintf(out, "%s\n%*s%s\n", left, HELP_COLUMN, "", help);
	else
		fprintf(out, "%-*s%s\n", HELP_COLUMN, left, help);
}

void quirks_help(FILE *out)
{
	for (const struct quirk_row *row = quirk_rows; row->name != NULL; row++)
		help_of(out, row->name, row->argument, row->help);
	for (const struct edit *edit = edits; edit->name != NULL; edit++)
		help_of(out, edit->name, edit->argument, edit->help);
}

/* ---- conditions ---- */

static int matches(const char *pattern, const char *number)
{
	size_t len = strlen(pattern);

	if (number == NULL)
		number = "";
	if (len > 0 && pattern[len - 1] == '*')
		return strncmp(pattern, number, len - 1) == 0;
	return len == 0 || strcmp(pattern, number) == 0;
}

int quirk_fits(const struct quirks *quirks, const struct quirk *q,
	       const struct quirk_subject *subject)
{
	const struct quirk_conditions *when = &q->when;
	uint64_t age = subject->now - quirks->began;

	return age >= when->at && (when->span == 0 || age - when->at < when->span) &&
	       matches(when->to, subject->to) && matches(when->from, subject->from);
}

int quirk_counts(struct quirks *quirks, struct quirk *q)
{
	const struct quirk_conditions *when = &q->when;

	q->met++;
	if (q->met <= when->after || (when->times > 0 && q->applied >= when->times) ||
	    (when->every > 1 && (q->met - when->after) % when->every != 0) ||
	    (when->percent > 0 && quirks_random(quirks) % 100 >= when->percent))
		return 0;
	q->applied++;
	return 1;
}

int quirk_applies(struct quirks *quirks, struct quirk *q, const struct quirk_subject *subject)
{
	return quirk_fits(quirks, q, subject) && quirk_counts(quirks, q);
}

struct quirk *quirks_next(const struct quirks *quirks, const struct quirk *after, enum quirk_id id,
			  const struct quirk_subject *subject)
{
	struct quirk *q = after != NULL ? after->next : quirks->first;

	while (q != NULL && (q->id != id || (q->account[0] != '\0' &&
					     (subject->account == NULL ||
					      strcmp(q->account, subject->account) != 0))))
		q = q->next;
	return q;
}

struct quirk *quirks_that(struct quirks *quirks, enum quirk_id id,
			  const struct quirk_subject *subject)
{
	struct quirk *q = NULL;

	while ((q = quirks_next(quirks, q, id, subject)) != NULL &&
	       !quirk_applies(quirks, q, subject))
		continue;
	return q;
}

int quirk_names(const struct quirk *q, uint32_t command_id)
{
	for (unsigned i = 0; i < q->command_count; i++) {
		if (q->commands[i] == (command_id & ~SMPP_GENERIC_NACK))
			return 1;
	}
	return 0;
}

struct quirk *quirks_for(struct quirks *quirks, enum quirk_id id, uint32_t command_id,
			 const struct quirk_subject *subject)
{
	struct quirk *q = NULL;

	while ((q = quirks_next(quirks, q, id, subject)) != NULL &&
	       !(quirk_names(q, command_id) && quirk_applies(quirks, q, subject)))
		continue;
	return q;
}

/* ---- those who were here ---- */

void quirks_remember(struct quirks *quirks, int ghost, const char *who, uint64_t until)
{
	struct quirk_past *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return; /* then it is as if it had not been here */
	p->until = until;
	p->ghost = (uint8_t)ghost;
	snprintf(p->who, sizeof(p->who), "%s", who);
	p->next = quirks->past;
	quirks->past = p;
}

int quirks_remembers(struct quirks *quirks, int ghost, const char *who, uint64_t now)
{
	int found = 0;

	for (struct quirk_past **at = &quirks->past, *p; (p = *at) != NULL;) {
		if (p->until <= now) {
			*at = p->next;
			free(p);
			continue;
		}
		found |= p->ghost == ghost && strcmp(p->who, who) == 0;
		at = &p->next;
	}
	return found;
}
