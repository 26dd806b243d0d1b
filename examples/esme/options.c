/* SPDX-License-Identifier: MIT */
/*
 * Owns: options of smpp-esme as tables: command line, environment, configuration file, help.
 * Must not know: what they do.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"
#include "completion.h"

#define ROWS 256        /* of all tables */
#define GIVEN 256       /* options on one command line */
#define LINE_OCTETS 4096
#define HELP_COLUMNS 100 /* where there is no terminal */
#define LONG_VALUE 256  /* of getopt: index of a row behind it */

int usage_error(const char *format, ...)
{
	va_list args;

	fputs("smpp-esme: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* ---- what is kept ---- */

struct kept {
	struct kept *next;
	char text[];
};

static struct kept *kept;

char *option_keep(const char *text)
{
	size_t size = strlen(text) + 1;
	struct kept *copy = malloc(sizeof(*copy) + size);

	if (copy == NULL)
		return NULL;
	memcpy(copy->text, text, size);
	copy->next = kept;
	kept = copy;
	return copy->text;
}

void options_forget(struct job *job)
{
	while (kept != NULL) {
		struct kept *next = kept->next;

		free(kept);
		kept = next;
	}
	free(job->state);
	job->state = NULL;
}

/* ---- values ---- */

int option_number(const char *name, const char *text, long low, long high, long *value)
{
	char *end;
	int base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;

	errno = 0;
	*value = strtol(text, &end, base);
	if (end == text || *end != '\0' || errno != 0 || *value < low || *value > high)
		return usage_error("%s: '%s' is not a number from %ld to %ld", name, text, low,
				   high);
	return 0;
}

int option_word(const char *name, const char *text, const char *const *words)
{
	char list[512] = "";
	size_t len = 0;

	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(text, words[i]) == 0)
			return i;
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
					i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ",
					words[i]);
		len = len < sizeof(list) ? len : sizeof(list) - 1;
	}
	usage_error("%s: '%s' is not %s", name, text, list);
	return -1;
}

static int set_seconds(const struct option_row *row, const char *name, const char *text,
		       uint32_t *milliseconds)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end != '\0' || !(value * 1000 >= (double)row->low) ||
	    !(value <= (double)row->high))
		return usage_error("%s: '%s' is not a number of seconds from %s to %ld", name,
				   text, row->low == 0 ? "0" : "0.001", row->high);
	*milliseconds = (uint32_t)(value * 1000 + 0.5);
	return 0;
}

static int set_flag(const char *name, const char *text, int *flag)
{
	static const char *const words[] = { "no", "yes", "false", "true", "0", "1", NULL };
	int word = text == NULL ? 1 : option_word(name, text, words);

	if (word < 0)
		return EXIT_USAGE;
	*flag = text == NULL ? *flag + 1 : word % 2;
	return 0;
}

/* name is how messages call it: "--port", "SMPP_PORT", "FILE:3: port" */
int option_set(const struct option_row *row, void *base, const char *name, const char *value)
{
	char *member = (char *)base + row->offset;

	switch (row->kind) {
	case OPTION_FLAG: return set_flag(name, value, (int *)(void *)member);
	case OPTION_TEXT: memcpy(member, &value, sizeof(value)); return 0;
	case OPTION_NUMBER:
		return option_number(name, value, row->low, row->high, (long *)(void *)member);
	case OPTION_SECONDS: return set_seconds(row, name, value, (uint32_t *)(void *)member);
	case OPTION_CALL:
	case OPTION_CALL_OPTIONAL: return row->set(base, name, value);
	}
	return EXIT_USAGE;
}

int option_apply(const struct option_row *rows, void *base, const char *where, const char *name,
		 const char *value)
{
	char called[LINE_OCTETS];

	snprintf(called, sizeof(called), "%s: %s", where, name);
	for (const struct option_row *row = rows; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return option_set(row, base, called, value);
	return usage_error("%s: there is no such option", called);
}

/* ---- tables ---- */

/* An option is known by its name or, where that is NULL, by its letter. */
static const struct option_row *find_in(const struct option_row *const *tables, const char *name,
					int letter)
{
	for (; tables != NULL && *tables != NULL; tables++)
		for (const struct option_row *row = *tables; row->name != NULL; row++)
			if (name != NULL ? strcmp(row->name, name) == 0 : row->letter == letter)
				return row;
	return NULL;
}

const struct option_row *option_find(const struct option_row *const *tables, const char *name)
{
	return find_in(tables, name, 0);
}

/* The one that this job takes, and the struct that it sets. */
static const struct option_row *find(struct job *job, const char *name, int letter, void **base)
{
	const struct option_row *row = find_in(job->command->tables, name, letter);

	*base = job->state;
	if (row == NULL) {
		row = find_in(common_tables, name, letter);
		*base = &job->app->options;
	}
	return row;
}

/* Of all tables, as getopt wants it. */
struct everything {
	const struct option_row *rows[ROWS];
	struct option longs[ROWS + 1];
	char letters[3 * ROWS + 1];
	size_t count;
};

static int argument_of(const struct option_row *row)
{
	return row->kind == OPTION_FLAG ? no_argument
	       : row->kind == OPTION_CALL_OPTIONAL ? optional_argument : required_argument;
}

static void add_letter(struct everything *all, const struct option_row *row)
{
	size_t len = strlen(all->letters);
	int argument = argument_of(row);

	if (row->letter == 0 || strchr(all->letters, row->letter) != NULL)
		return;
	all->letters[len++] = row->letter;
	for (int i = 0; i < argument; i++) /* none, one or two colons */
		all->letters[len++] = ':';
	all->letters[len] = '\0';
}

static void add_tables(struct everything *all, const struct option_row *const *tables)
{
	for (; tables != NULL && *tables != NULL; tables++) {
		for (const struct option_row *row = *tables; row->name != NULL; row++) {
			size_t i = 0;

			add_letter(all, row);
			while (i < all->count && strcmp(all->rows[i]->name, row->name) != 0)
				i++;
			if (i < all->count || i == ROWS)
				continue;
			all->rows[i] = row;
			all->longs[i].name = row->name;
			all->longs[i].has_arg = argument_of(row);
			all->longs[i].val = LONG_VALUE + (int)i;
			all->count++;
		}
	}
}

static void gather(struct everything *all)
{
	memset(all, 0, sizeof(*all));
	add_tables(all, common_tables);
	for (int i = 0; commands[i] != NULL; i++)
		add_tables(all, commands[i]->tables);
}

/* ---- the command line ---- */

/* What was said there, before it is known by which command. */
struct given {
	const char *name; /* or NULL: letter */
	int letter;
	char *value;
};

struct line {
	struct everything all;
	struct given given[GIVEN];
	size_t count;
	const struct option_row *set[GIVEN]; /* already, by what has precedence */
	size_t set_count;
};

static int scan(struct line *line, int argc, char **argv)
{
	int option;

	gather(&line->all);
	line->count = 0;
	line->set_count = 0;
	optind = 0; /* from the beginning again, also where it was used before */
	while ((option = getopt_long(argc, argv, line->all.letters, line->all.longs, NULL)) != -1) {
		struct given *given = &line->given[line->count];

		if (option == '?')
			return EXIT_USAGE;
		if (line->count == GIVEN)
			return usage_error("too many options");
		given->name = option < LONG_VALUE ? NULL : line->all.rows[option - LONG_VALUE]->name;
		given->letter = option;
		given->value = optarg;
		line->count++;
	}
	return 0;
}

static int was_set(const struct line *line, const struct option_row *row)
{
	for (size_t i = 0; i < line->set_count; i++)
		if (line->set[i] == row)
			return 1;
	return 0;
}

static void note_set(struct line *line, const struct option_row *row)
{
	if (!was_set(line, row) && line->set_count < GIVEN)
		line->set[line->set_count++] = row;
}

/* Everybody on the machine can read arguments. */
static void hide(char *value)
{
	memset(value, '*', strlen(value));
}

static int set_given(struct line *line, struct job *job, int common)
{
	for (size_t i = 0; i < line->count; i++) {
		struct given *g = &line->given[i];
		char letter[2] = { (char)g->letter, '\0' }, name[64];
		void *base;
		const struct option_row *row = find(job, g->name, g->letter, &base);

		snprintf(name, sizeof(name), "-%s%s", g->name != NULL ? "-" : "",
			 g->name != NULL ? g->name : letter);
		if (row == NULL || (!common && base != job->state))
			return usage_error("%s takes no %s", job->command->name, name);
		if (row->kind == OPTION_CALL_OPTIONAL && g->name == NULL && g->value != NULL &&
		    g->value[0] == '=')
			g->value++; /* -r=final is as good as -rfinal */
		if (option_set(row, base, name, g->value) != 0)
			return EXIT_USAGE;
		note_set(line, row);
		if (strcmp(row->name, "password") == 0)
			hide(g->value);
	}
	return 0;
}

/* Has it been said at all? @return NULL: no */
static const struct given *find_given(const struct line *line, const char *name)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->given[i].name != NULL && strcmp(line->given[i].name, name) == 0)
			return &line->given[i];
	return NULL;
}

static int is_given(const struct line *line, const char *name)
{
	return find_given(line, name) != NULL;
}

/* ---- environment ---- */

static int set_from_variable(struct line *line, struct options *options,
			     const struct option_row *row)
{
	char name[64] = "SMPP_";
	size_t len = strlen(name);
	const char *value;

	for (const char *from = row->name; *from != '\0' && len < sizeof(name) - 1; from++)
		name[len++] = *from == '-' ? '_' : (char)toupper((unsigned char)*from);
	name[len] = '\0';
	value = getenv(name);
	if (value == NULL && strcmp(row->name, "system-id") == 0)
		value = getenv("SMPP_USER");
	if (value == NULL || was_set(line, row))
		return 0;
	if (option_set(row, options, name, value) != 0)
		return EXIT_USAGE;
	note_set(line, row);
	return 0;
}

/* The first two tables are of the connection: host is SMPP_HOST there, and so on. */
static int set_from_environment(struct line *line, struct options *options)
{
	for (int i = 0; i < 2; i++)
		for (const struct option_row *row = common_tables[i]; row->name != NULL; row++)
			if (set_from_variable(line, options, row) != 0)
				return EXIT_USAGE;
	return 0;
}

/* ---- file ---- */

static char *trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

/* A key that some command takes, though not this one, is not wrong. */
static int is_known(const char *key)
{
	if (find_in(common_tables, key, 0) != NULL)
		return 1;
	for (int i = 0; commands[i] != NULL; i++)
		if (find_in(commands[i]->tables, key, 0) != NULL)
			return 1;
	return 0;
}

static int set_from_line(struct line *line, struct job *job, const char *where, char *text)
{
	char *equals = strchr(text, '='), name[300], *value;
	const char *key;
	const struct option_row *row;
	void *base;

	if (equals == NULL)
		return usage_error("%s: neither KEY = VALUE nor [COMMAND]", where);
	*equals = '\0';
	key = trim(text);
	row = find(job, key, 0, &base);
	snprintf(name, sizeof(name), "%s: %s", where, key);
	if (row == NULL)
		return is_known(key) ? 0 : usage_error("%s: there is no such option", name);
	if (was_set(line, row))
		return 0;
	value = option_keep(trim(equals + 1));
	return value == NULL ? EXIT_USAGE : option_set(row, base, name, value);
}

/* A line of the file. A section is of one command: *ours says whether of this one. */
static int read_line(struct line *line, struct job *job, const char *where, char *text, int *ours)
{
	size_t len;

	text = trim(text);
	len = strlen(text);
	if (text[0] == '\0' || text[0] == '#' || text[0] == ';')
		return 0;
	if (text[0] != '[')
		return *ours ? set_from_line(line, job, where, text) : 0;
	if (text[len - 1] != ']')
		return usage_error("%s: ']' is missing", where);
	text[len - 1] = '\0';
	if (command_find(trim(text + 1)) == NULL)
		return usage_error("%s: '%s' is not a command", where, trim(text + 1));
	*ours = strcmp(trim(text + 1), job->command->name) == 0;
	return 0;
}

static int set_from_file(struct line *line, struct job *job, const char *path)
{
	FILE *file = fopen(path, "r");
	char text[LINE_OCTETS], where[256];
	int got = 0, ours = 1;

	if (file == NULL)
		return usage_error("--config: %s: %s", path, strerror(errno));
	for (unsigned n = 1; got == 0 && fgets(text, sizeof(text), file) != NULL; n++) {
		snprintf(where, sizeof(where), "%s:%u", path, n);
		if (strchr(text, '\n') == NULL && !feof(file))
			got = usage_error("%s: the line is too long", where);
		else
			got = read_line(line, job, where, text, &ours);
	}
	fclose(file);
	return got;
}

/* ---- help ---- */

/* Of the terminal, also where the help goes to a pager. */
static size_t help_columns(void)
{
	struct winsize size = { 0 };

	return ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60 ? size.ws_col
										: HELP_COLUMNS;
}

void options_help_text(const char *left, unsigned column, const char *text)
{
	size_t at = (size_t)printf("%-*s", (int)column - 1, left), most = help_columns() - 1;

	for (text += strspn(text, " \n"); *text != '\0'; text += strspn(text, " \n")) {
		size_t len = strcspn(text, " \n");

		if (at >= column && at + 1 + len > most)
			at = (size_t)printf("\n%*s", (int)column - 1, "") - 1;
		at += (size_t)printf(" %.*s", (int)len, text);
		text += len;
	}
	putchar('\n');
}

static void help_row(const struct option_row *row)
{
	char left[64] = "      ";

	if (row->letter != 0)
		snprintf(left, sizeof(left), "  -%c, ", row->letter);
	snprintf(left + 6, sizeof(left) - 6, "--%s%s%s%s%s", row->name,
		 row->kind == OPTION_CALL_OPTIONAL ? "[" : "", row->value != NULL ? "=" : "",
		 row->value != NULL ? row->value : "",
		 row->kind == OPTION_CALL_OPTIONAL ? "]" : "");
	if (row->help == NULL)
		return;
	options_help_text(left, 32, row->help);
}

static void help_rest(const struct option_row *const *tables)
{
	size_t most = help_columns() - 1, column = 0;

	for (; *tables != NULL; tables++) {
		for (const struct option_row *row = *tables; row->name != NULL; row++) {
			size_t len = strlen(row->name) + 4 +
				     (row->value != NULL ? strlen(row->value) + 1 : 0);

			if (row->help != NULL)
				continue;
			if (column == 0 || column + len > most) {
				fputs(column == 0 ? "     " : "\n     ", stdout);
				column = 5;
			}
			column += len;
			printf(" --%s%s%s ", row->name, row->value != NULL ? "=" : "",
			       row->value != NULL ? row->value : "");
		}
	}
	putchar('\n');
}

static int help_all(void)
{
	puts("usage: smpp-esme [CONNECTION] COMMAND [OPTIONS]");
	for (int i = 0; commands[i] != NULL; i++) {
		char left[64];

		snprintf(left, sizeof(left), "  %s %s", commands[i]->name, commands[i]->words);
		options_help_text(left, 32, commands[i]->summary);
	}
	for (int i = 0; common_tables[i] != NULL; i++)
		for (const struct option_row *row = common_tables[i]; row->name != NULL; row++)
			help_row(row);
	help_rest(common_tables);
	puts("exit status: 0 accepted (and delivered), 1 refused or undelivered, 2 usage,\n"
	     "3 cannot connect, 4 bind refused, 5 the peer broke the protocol, 6 timeout,\n"
	     "128+N signal N\n"
	     "smpp-esme COMMAND --help tells what a command takes.");
	return EXIT_DONE;
}

int options_help(const struct command *command)
{
	const struct option_row *const *tables = command->tables;

	printf("usage: smpp-esme %s%s %s [OPTIONS]\n%s\n",
	       command->binds != 0 ? "[CONNECTION] " : "", command->name, command->words,
	       command->summary);
	for (; tables != NULL && *tables != NULL; tables++)
		for (const struct option_row *row = *tables; row->name != NULL; row++)
			help_row(row);
	if (command->binds != 0)
		puts("smpp-esme --help tells about connections and output.");
	return EXIT_DONE;
}

/* ---- all of it ---- */

static int begin_job(struct job *job, const char *name)
{
	job->command = command_find(name);
	if (job->command == NULL)
		return usage_error("'%s' is not a command", name);
	job->state = calloc(1, job->command->state_size > 0 ? job->command->state_size : 1);
	job->status = UNDECIDED;
	job->deadline = UINT64_MAX;
	return job->state != NULL ? 0 : usage_error("%s", strerror(errno));
}

static int check(struct job *job, int count, char **words)
{
	if (job->command->check != NULL)
		return job->command->check(job, count, words);
	return count == 0 ? 0 : usage_error("%s takes no argument '%s'", job->command->name,
					    words[0]);
}

static int set_all(struct line *line, struct job *job)
{
	struct options *options = &job->app->options;
	const char *config = getenv("SMPP_CONFIG");
	int got = set_given(line, job, 1);

	if (got == 0)
		got = set_from_environment(line, options);
	if (options->config == NULL)
		options->config = config;
	if (got == 0 && options->config != NULL)
		got = set_from_file(line, job, options->config);
	return got;
}

static int print_completion(const char *value)
{
	int shell = option_word("--completion", value, completion_shells);

	if (shell < 0)
		return EXIT_USAGE;
	completion_print(shell);
	return EXIT_DONE;
}

int options_parse(struct job *job, int argc, char **argv)
{
	static struct line line;
	int got = scan(&line, argc, argv), words = argc - optind;
	char **word = argv + optind;

	if (got != 0)
		return got;
	if (is_given(&line, "version")) {
		printf("smpp-esme %s\n", smpp_version());
		return EXIT_DONE;
	}
	if (is_given(&line, "completion"))
		return print_completion(find_given(&line, "completion")->value);
	if (words == 0)
		return is_given(&line, "help") ? help_all() : usage_error("a command is missing");
	got = begin_job(job, word[0]);
	if (got == 0 && is_given(&line, "help"))
		return options_help(job->command);
	if (got == 0)
		got = set_all(&line, job);
	if (got == 0)
		got = check(job, words - 1, word + 1);
	return got == 0 ? -1 : got;
}

int options_parse_job(struct job *job, int count, char **words)
{
	static struct line line;
	int got = scan(&line, count, words);

	if (got == 0)
		got = begin_job(job, words[0]);
	if (got == 0)
		got = set_given(&line, job, 0);
	if (got == 0)
		got = check(job, count - optind, words + optind);
	return got == 0 ? -1 : got;
}
