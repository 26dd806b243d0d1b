/* SPDX-License-Identifier: MIT */
/*
 * Owns: a scenario: a file of quirks, one a line, with the conditions under which they hold.
 * Must not know: what quirks do.
 */
#include "quirk.h"

#include <errno.h>
#include <stdlib.h>

#define LINE_OCTETS 1024
#define SPACE " \t\r\n"

/* One line, while it is read. */
struct line {
	struct quirk_conditions when;
	char account[QUIRK_ID_OCTETS + 1];
};

/* A number with at most three decimals times scale, from least to most. @return 0 or -1 */
static int read_number(const char *word, double scale, double least, double most, double *number)
{
	char *end;

	if (word == NULL || word[0] < '0' || word[0] > '9')
		return -1;
	errno = 0;
	*number = strtod(word, &end) * scale;
	return errno != 0 || *end != '\0' || !(*number >= least && *number <= most) ? -1 : 0;
}

static const char *keep(char *to, size_t room, const char *word)
{
	if (word == NULL || word[0] == '\0' || strlen(word) >= room)
		return "not a pattern of 1 to 23 characters, or an ID of 1 to 15";
	memcpy(to, word, strlen(word) + 1);
	return NULL;
}

static const char *seconds(uint64_t *to, const char *word, double least)
{
	double number;

	if (read_number(word, 1000, least, 1e12, &number) != 0)
		return "not a number of seconds";
	*to = (uint64_t)number;
	return NULL;
}

static const char *count(uint32_t *to, const char *word, double least, double most)
{
	double number;

	if (read_number(word, 1, least, most, &number) != 0 || number != (uint32_t)number)
		return "not such a number";
	*to = (uint32_t)number;
	return NULL;
}

/* @return NULL, what is wrong, or name when it is no condition */
static const char *condition(struct line *line, const char *name, const char *value)
{
	struct quirk_conditions *when = &line->when;
	uint32_t percent = 0;
	const char *wrong;

	if (strcmp(name, "to") == 0)
		return keep(when->to, sizeof(when->to), value);
	if (strcmp(name, "from") == 0)
		return keep(when->from, sizeof(when->from), value);
	if (strcmp(name, "account") == 0)
		return keep(line->account, sizeof(line->account), value);
	if (strcmp(name, "at") == 0)
		return seconds(&when->at, value, 0);
	if (strcmp(name, "for") == 0)
		return seconds(&when->span, value, 1);
	if (strcmp(name, "every") == 0)
		return count(&when->every, value, 1, 1e9);
	if (strcmp(name, "after") == 0)
		return count(&when->after, value, 0, 1e9);
	if (strcmp(name, "times") == 0)
		return count(&when->times, value, 1, 1e9);
	if (strcmp(name, "percent") != 0)
		return name;
	wrong = count(&percent, value, 1, 100);
	when->percent = (uint8_t)percent;
	return wrong;
}

/* place: set to the word that is wrong. */
static const char *read_line(struct quirks *quirks, char *text, const char **place)
{
	struct line line = { .account = "" };
	char *word = strtok(text, SPACE), *next;
	int conditions = 0;

	for (; word != NULL && word[0] != '#'; word = strtok(NULL, SPACE)) {
		const char *wrong;

		*place = word;
		next = strtok(NULL, SPACE);
		wrong = condition(&line, word, next != NULL && next[0] != '#' ? next : NULL);
		if (wrong == word) {
			wrong = quirks_add_when(quirks, &line.when, line.account, word);
			if (wrong != NULL || next == NULL || next[0] == '#')
				return wrong;
			*place = next;
			return "nothing follows a quirk: conditions stand before it";
		}
		if (wrong != NULL)
			return wrong;
		conditions = 1;
	}
	return conditions ? "no quirk follows the conditions" : NULL;
}

int quirks_read(struct quirks *quirks, const char *path)
{
	char text[LINE_OCTETS];
	const char *wrong = NULL, *place;
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		fprintf(stderr, "mini-smsc: --scenario: %s: %s\n", path, strerror(errno));
		return -1;
	}
	for (unsigned n = 1; wrong == NULL && fgets(text, sizeof(text), file) != NULL; n++) {
		place = "";
		wrong = strchr(text, '\n') == NULL && !feof(file)
				? "the line is too long" : read_line(quirks, text, &place);
		if (wrong != NULL)
			fprintf(stderr, "mini-smsc: %s:%u: %s%s%s\n", path, n, place,
				place[0] != '\0' ? ": " : "", wrong);
	}
	fclose(file);
	return wrong == NULL ? 0 : -1;
}
