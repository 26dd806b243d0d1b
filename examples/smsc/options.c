/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command line and the configuration file of mini-smsc.
 * Must not know: sockets, sessions.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "completion.h"
#include "option_rows.h"

#define EXIT_USAGE 2
#define LINE_OCTETS 1024
#define HELP_AT 30      /* where the words of help begin */
#define HELP_COLUMNS 92

/* A value may hold a password: of accounts and outbinds it is not repeated. */
static int wrong_value(const char *where, const struct option_row *row, const char *value,
		       const char *wrong)
{
	int secret = (row->flags & SECRET) != 0;

	fprintf(stderr, "mini-smsc: %s%s: %s%s%s\nmini-smsc: --help tells more\n", where, row->name,
		wrong, secret || value == NULL ? "" : ": ", secret || value == NULL ? "" : value);
	return EXIT_USAGE;
}

static const struct option_row *row_of(const char *name)
{
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		if (strcmp(option_rows[i].name, name) == 0)
			return &option_rows[i];
	}
	return NULL;
}

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

/* The text stays as long as o. */
static const char *kept(struct options *o, const char *text)
{
	char *copy = o->kept_count < sizeof(o->kept) / sizeof(o->kept[0])
			     ? malloc(strlen(text) + 1) : NULL;

	if (copy == NULL)
		return "";
	memcpy(copy, text, strlen(text) + 1);
	o->kept[o->kept_count++] = copy;
	return copy;
}

/* One line of the file. taken: rows that the command line has set. @return -1 or EXIT_USAGE */
static int read_line(struct options *o, char *line, const char *where, const uint8_t *taken)
{
	char *name = trim(line), *value = strchr(name, '=');
	const struct option_row *row;
	const char *wrong;

	if (name[0] == '\0' || name[0] == '#' || name[0] == ';' || name[0] == '[')
		return -1;
	if (value != NULL) {
		*value++ = '\0';
		value = trim(value);
	}
	row = row_of(trim(name));
	if (row == NULL || strcmp(row->name, "config") == 0 ||
	    (value == NULL) != (row->argument == NULL)) {
		fprintf(stderr, "mini-smsc: %snot NAME = VALUE with the name of an option: %s\n",
			where, name);
		return EXIT_USAGE;
	}
	if (taken[row - option_rows] && (row->flags & REPEATS) == 0)
		return -1;
	wrong = option_set(o, row, (row->flags & KEEPS) != 0 ? kept(o, value) : value);
	return wrong == NULL ? -1 : wrong_value(where, row, value, wrong);
}

static int wrong_line(const char *where)
{
	fprintf(stderr, "mini-smsc: %sthe line is too long\n", where);
	return EXIT_USAGE;
}

static int read_file(struct options *o, const uint8_t *taken)
{
	char line[LINE_OCTETS], where[LINE_OCTETS];
	FILE *file = fopen(o->config, "r");
	int got = -1;

	if (file == NULL) {
		fprintf(stderr, "mini-smsc: config: %s: %s\n", o->config, strerror(errno));
		return EXIT_USAGE;
	}
	for (unsigned n = 1; got < 0 && fgets(line, sizeof(line), file) != NULL; n++) {
		snprintf(where, sizeof(where), "%.900s:%u: ", o->config, n);
		if (strchr(line, '\n') != NULL || feof(file))
			got = read_line(o, line, where, taken);
		else
			got = wrong_line(where);
	}
	fclose(file);
	return got;
}

/* Words from column HELP_AT on, in as many lines as they need. */
static void print_words(const char *words)
{
	int column = HELP_AT;

	while (*words != '\0') {
		int len = (int)strcspn(words, " ");

		if (column > HELP_AT && column + 1 + len > HELP_COLUMNS) {
			printf("\n%*s", HELP_AT, "");
			column = HELP_AT;
		}
		column += printf(column > HELP_AT ? " %.*s" : "%.*s", len, words);
		words += len;
		words += strspn(words, " ");
	}
	putchar('\n');
}

static void print_option(const struct option_row *row)
{
	char letter[] = "  ";
	int len;

	if (row->letter != 0) {
		letter[0] = '-';
		letter[1] = row->letter;
	}
	len = printf("  %s%c --%s%s%s", letter, row->letter != 0 ? ',' : ' ', row->name,
		     row->argument != NULL ? "=" : "", row->argument != NULL ? row->argument : "");
	if (len >= HELP_AT)
		printf("\n%*s", HELP_AT, "");
	else
		printf("%*s", HELP_AT - len, "");
	print_words(row->help);
}

static void print_help(int all)
{
	fputs("usage: mini-smsc [-l ADDR] [-p PORT] --account=ID:PW [OPTIONS]\n"
	      "       mini-smsc ctl PATH [COMMAND...]\n"
	      "A message centre: keeps messages, delivers them to the ESMEs they are routed to or to\n"
	      "simulated handsets, tries again, and sends the receipts asked for.\n", stdout);
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		if (all || (option_rows[i].flags & RARE) == 0)
			print_option(&option_rows[i]);
	}
	fputs("      --completion=bash|zsh|fish  --help[=all]  --version\n"
	      "Prints 'listening on ADDR:PORT pid N' when it is ready. SIGTERM or SIGINT: unbinds all,\n"
	      "prints totals. SIGHUP: reads accounts and routes of the file again.\n"
	      "exit status: 0 ended by a signal, 2 usage, 3 cannot listen or cannot open the store\n",
	      stdout);
}

/* The row of the i-th argument, and its value; i goes on. @return NULL after a line on stderr */
static const struct option_row *next_option(int argc, char **argv, int *i, const char **value)
{
	char *text = argv[*i], name[64];
	const struct option_row *row = NULL;
	size_t len = strcspn(text, "=");

	*value = NULL;
	if (text[0] == '-' && text[1] == '-' && len - 2 < sizeof(name)) {
		smsc_keep(name, sizeof(name), (struct smpp_span){ (uint8_t *)text + 2, len - 2 });
		row = row_of(name);
		if (text[len] == '=')
			*value = text + len + 1;
	} else if (text[0] == '-' && text[1] != '\0') {
		for (size_t r = 0; r < OPTION_ROWS; r++) {
			if (option_rows[r].letter == text[1])
				row = &option_rows[r];
		}
		if (text[2] != '\0')
			*value = text + 2;
	}
	if (row != NULL && row->argument != NULL && *value == NULL && *i + 1 < argc)
		*value = argv[++*i];
	if (row == NULL || (row->argument == NULL) != (*value == NULL)) {
		fprintf(stderr, "mini-smsc: %s: %s\nmini-smsc: --help tells more\n", text,
			row == NULL ? "no such option"
			: *value == NULL ? "an argument is missing" : "takes no argument");
		return NULL;
	}
	return row;
}

/* Everybody on the machine can read arguments. */
static void hide(const struct option_row *row, const char *value)
{
	char *password = NULL;

	if (strcmp(row->name, "account") == 0) {
		password = strchr((char *)(uintptr_t)value, ':');
	} else if (strcmp(row->name, "outbind") == 0) { /* behind host and port */
		password = strchr((char *)(uintptr_t)value, '=');
		password = strchr(password, password[1] == '[' ? ']' : ':');
		password = strchr(password + 2, ':');
	}
	for (; password != NULL && *++password != '\0' && *password != ':';)
		*password = '*';
}

int options_describe(size_t i, struct option_words *words)
{
	if (i >= OPTION_ROWS)
		return 0;
	words->name = option_rows[i].name;
	words->letter = option_rows[i].letter;
	words->argument = option_rows[i].argument;
	words->help = option_rows[i].help;
	return 1;
}

static int complete(const char *shell)
{
	if (completion_print(shell) == 0)
		return 0;
	fprintf(stderr, "mini-smsc: completion is for bash, zsh or fish: %s\n", shell);
	return EXIT_USAGE;
}

/* A quirk may be given before its account. @return -1 or EXIT_USAGE */
static int check_quirks(const struct options *o)
{
	for (const struct quirk *q = o->quirks->first; q != NULL; q = q->next) {
		if (q->account[0] != '\0' &&
		    account_find(o->smsc, smpp_span_of(q->account)) == NULL) {
			fprintf(stderr, "mini-smsc: %s: there is no account %s\n"
				"mini-smsc: --help tells more\n", q->text, q->account);
			return EXIT_USAGE;
		}
	}
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	uint8_t taken[OPTION_ROWS] = { 0 };
	const char *value, *wrong;
	int got = -1;

	for (int i = 1; i < argc; i++) {
		const struct option_row *row;

		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--help=all") == 0) {
			print_help(argv[i][6] == '=');
			return 0;
		}
		if (strncmp(argv[i], "--completion=", 13) == 0)
			return complete(argv[i] + 13);
		if (strcmp(argv[i], "--version") == 0) {
			printf("mini-smsc %s\n", smpp_version());
			return 0;
		}
		row = next_option(argc, argv, &i, &value);
		if (row == NULL)
			return EXIT_USAGE;
		if (strcmp(row->name, "quirk") == 0 && strcmp(value, "help") == 0) {
			quirks_help(stdout);
			return 0;
		}
		wrong = option_set(o, row, value);
		if (wrong != NULL)
			return wrong_value("--", row, value, wrong);
		taken[row - option_rows] = 1;
		hide(row, value);
	}
	for (struct account *a = o->smsc->accounts; a != NULL; a = a->next)
		a->fixed = 1;
	for (struct route *r = o->smsc->routes; r != NULL; r = r->next)
		r->fixed = 1;
	if (o->config != NULL)
		got = read_file(o, taken);
	if (got < 0 && o->smsc->accounts == NULL) {
		fputs("mini-smsc: nobody may bind: give --account=ID:PW\n"
		      "mini-smsc: --help tells more\n", stderr);
		return EXIT_USAGE;
	}
	return got < 0 ? check_quirks(o) : got;
}

static void free_scratch(struct smsc *scratch)
{
	route_free(scratch);
	account_free_all(scratch);
	handsets_free(&scratch->handsets);
}

/* Those of the file go, in front of those of the command line come the new ones. */
static void take_routes(struct smsc *smsc, struct smsc *from)
{
	struct route **at = &smsc->routes, *r;

	while ((r = *at) != NULL) {
		if (r->fixed) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		free(r);
	}
	for (at = &from->routes; *at != NULL;)
		at = &(*at)->next;
	*at = smsc->routes;
	smsc->routes = from->routes;
	from->routes = NULL;
}

/* What the file says now takes the place of what it said. Sessions that are bound stay so. */
static void take_over(struct smsc *smsc, struct smsc *from)
{
	for (struct account *a = smsc->accounts; a != NULL; a = a->next)
		a->gone = !a->fixed &&
			  account_find(from, smpp_span_of(a->system_id)) == NULL;
	for (struct route *r = from->routes; r != NULL; r = r->next) {
		struct account *a = account_find(smsc, smpp_span_of(r->account->system_id));

		r->account = a != NULL ? a : r->account; /* which comes over as it is */
	}
	for (struct account *new = from->accounts, *next; new != NULL; new = next) {
		struct account *a = account_find(smsc, smpp_span_of(new->system_id));

		next = new->next;
		if (a == NULL)
			account_append(smsc, new);
		else
			account_renew(a, new);
	}
	take_routes(smsc, from);
	from->accounts = NULL;
}

int options_reload(struct options *o)
{
	struct smsc *scratch = calloc(1, sizeof(*scratch));
	struct quirks ignored = { .first = NULL };
	struct options file = { .smsc = scratch, .running = o->smsc, .quirks = &ignored,
				.config = o->config };
	uint8_t taken[OPTION_ROWS] = { 0 };
	int got;

	if (scratch == NULL || o->config == NULL) {
		free(scratch);
		return -1;
	}
	got = read_file(&file, taken);
	if (got < 0)
		take_over(o->smsc, scratch);
	free_scratch(scratch);
	quirks_free(&ignored);
	options_free(&file);
	free(scratch);
	return got < 0 ? 0 : -1;
}

void options_free(struct options *o)
{
	for (size_t i = 0; i < o->kept_count; i++)
		free(o->kept[i]);
	o->kept_count = 0;
}
