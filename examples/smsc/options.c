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
#include "net.h"

#define EXIT_USAGE 2
#define LINE_OCTETS 1024

/* How an argument is read. */
enum kind {
	FLAG,    /* none: int set to 1 */
	TEXT,    /* const char * */
	NUMBER,  /* uint32_t, from low to high, times scale */
	SECONDS, /* int64_t, the same in milliseconds */
	COUNT,   /* size_t */
	CALL     /* a function of its own */
};

struct option_row {
	const char *name;
	char letter;
	uint8_t kind; /* enum kind */
	const char *argument; /* as help shows it; NULL: none */
	const char *help;
	size_t offset;    /* in struct options; in struct settings where settings is set */
	uint8_t settings; /* 1: of struct settings */
	uint64_t low, high;
	uint32_t scale;
	const char *(*call)(struct options *o, const char *value);
	uint8_t repeats;  /* CALL: each adds something; else what came first holds */
};

static const char *set_port(struct options *o, const char *value)
{
	o->port = value;
	return net_is_port(value, 0) ? NULL : "not a number from 0 to 65535";
}

static const char *set_account(struct options *o, const char *value)
{
	return account_add(o->smsc, value);
}

static const char *set_outcome(struct options *o, const char *value)
{
	return handsets_add(&o->smsc->handsets, value);
}

static const char *set_strict(struct options *o, const char *value)
{
	(void)value;
	o->tolerate = SMPP_STRICT;
	return NULL;
}

/* "A=B" in two; a is copied into name. @return what stands behind '=', or NULL */
static const char *divide(const char *value, char *name, size_t size)
{
	const char *equals = strchr(value, '=');

	if (equals == NULL || (size_t)(equals - value) >= size)
		return NULL;
	smsc_keep(name, size, (struct smpp_span){ (const uint8_t *)value,
						  (size_t)(equals - value) });
	return equals + 1;
}

static const char *set_route(struct options *o, const char *value)
{
	struct route *r = calloc(1, sizeof(*r));
	const char *id = r != NULL ? divide(value, r->prefix, sizeof(r->prefix)) : NULL;

	if (id != NULL)
		r->account = account_find(o->smsc, smpp_span_of(id));
	if (id == NULL || r->account == NULL) {
		free(r);
		return "not PREFIX=ID with the ID of an account that was given before";
	}
	r->next = o->smsc->routes;
	o->smsc->routes = r;
	return NULL;
}

/* "ID=HOST:PORT[:PASSWORD]"; HOST may be in brackets. */
static const char *set_outbind(struct options *o, const char *value)
{
	const char *wrong = "not ID=HOST:PORT[:PASSWORD] with the ID of an account given before";
	char id[ACCOUNT_OCTETS + 1];
	const char *host = divide(value, id, sizeof(id)), *end, *port;
	struct account *a = host != NULL ? account_find(o->smsc, smpp_span_of(id)) : NULL;
	int bracket = host != NULL && host[0] == '[';
	size_t len;

	if (a == NULL)
		return wrong;
	end = strchr(host, bracket ? ']' : ':');
	if (end == NULL || (bracket && end[1] != ':'))
		return wrong;
	smsc_keep(a->host, sizeof(a->host),
		  (struct smpp_span){ (const uint8_t *)host + bracket,
				      (size_t)(end - host) - (size_t)bracket });
	port = end + 1 + bracket;
	len = strcspn(port, ":");
	smsc_keep(a->port, sizeof(a->port), (struct smpp_span){ (const uint8_t *)port, len });
	if (port[len] == ':' && strlen(port + len + 1) >= sizeof(a->outbind_password))
		return "the password of an outbind has at most 8 characters";
	if (port[len] == ':')
		smsc_keep(a->outbind_password, sizeof(a->outbind_password),
			  smpp_span_of(port + len + 1));
	return net_is_port(a->port, 1) ? NULL : wrong;
}

static const char *set_only_34(struct options *o, const char *value)
{
	struct account *a = account_find(o->smsc, smpp_span_of(value));

	if (a == NULL)
		return "not the ID of an account that was given before";
	a->only_34 = 1;
	return NULL;
}

static const char *set_quirk(struct options *o, const char *value)
{
	return quirks_add(o->quirks, value);
}

static const char *set_scenario(struct options *o, const char *value)
{
	return quirks_read(o->quirks, value) == 0 ? NULL : "nothing more is read";
}

static const char *set_word(const char *value, const char *const *words, uint8_t *to)
{
	for (uint8_t i = 0; words[i] != NULL; i++) {
		if (strcmp(value, words[i]) == 0) {
			*to = i;
			return NULL;
		}
	}
	return "no such word";
}

static const char *set_receipt_form(struct options *o, const char *value)
{
	static const char *const words[] = { "both", "3.4", "tlv", NULL };

	return set_word(value, words, &o->smsc->settings.receipt_form);
}

static const char *set_message_id(struct options *o, const char *value)
{
	static const char *const words[] = { "decimal", "hex", "uuid", "random", NULL };

	return set_word(value, words, &o->smsc->settings.id_form);
}

/* "N" or "N-M", decimal. @return 0 or -1 */
static int read_range(const char *value, uint64_t high, uint64_t *a, uint64_t *b)
{
	char *end;

	errno = 0;
	*a = *b = strtoull(value, &end, 10);
	if (!isdigit((unsigned char)value[0]))
		return -1;
	if (*end == '-' && isdigit((unsigned char)end[1]))
		*b = strtoull(end + 1, &end, 10);
	return *end == '\0' && errno == 0 && *a <= *b && *b <= high ? 0 : -1;
}

static const char *set_verbose(struct options *o, const char *value)
{
	(void)value;
	o->log = "-";
	return NULL;
}

static const char *set_format(struct options *o, const char *value)
{
	static const char *const words[] = { "text", "json", NULL };

	return set_word(value, words, &o->format);
}

static const char *set_congestion(struct options *o, const char *value)
{
	static const char *const words[] = { "auto", "off", NULL };

	return set_word(value, words, &o->congestion_off);
}

static const char *set_status_port(struct options *o, const char *value)
{
	o->status_port = value;
	return net_is_port(value, 0) ? NULL : "not a number from 0 to 65535";
}

static const char *set_receipt_delay(struct options *o, const char *value)
{
	struct settings *s = &o->smsc->settings;
	uint64_t a, b;

	if (read_range(value, 86400000, &a, &b) != 0)
		return "not MS or MS-MS, at most 86400000";
	s->receipt_delay = (uint32_t)a;
	s->receipt_delay_max = (uint32_t)b;
	return NULL;
}

static const char *set_retry(struct options *o, const char *value)
{
	uint64_t a, b;

	if (read_range(value, 86400000, &a, &b) != 0 || a == 0)
		return "not MS or MS-MS, from 1 to 86400000";
	o->smsc->settings.retry = (int64_t)a;
	o->smsc->settings.retry_max = (int64_t)b;
	return NULL;
}

static const char *set_seed(struct options *o, const char *value)
{
	uint64_t b;

	return read_range(value, UINT64_MAX / 4, &o->smsc->settings.seed, &b) == 0 ? NULL
								       : "not a number";
}

static const char *set_store(struct options *o, const char *value)
{
	o->store = strcmp(value, "memory") == 0 ? NULL : value;
	return NULL;
}

#define OF(member) offsetof(struct options, member), 0
#define OF_SETTINGS(member) offsetof(struct settings, member), 1

static const struct option_row rows[] = {
	{ "listen", 'l', TEXT, "ADDR", "usual 127.0.0.1", OF(host), 0, 0, 0, NULL, 0 },
	{ "port", 'p', CALL, "PORT", "usual 2775, with --tls 3550; 0: any free one", 0, 0, 0, 0, 0, set_port, 0 },
	{ "config", 'c', TEXT, "FILE", "lines NAME = VALUE with these names", OF(config), 0, 0, 0,
	  NULL, 0 },
	{ "test", 't', FLAG, NULL, "checks the configuration, and no more", OF(test), 0, 0, 0,
	  NULL, 0 },
	{ "account", 0, CALL, "ID:PW[:tx|rx|trx[:RATE[:WINDOW]]]", "who may bind; may be repeated",
	  0, 0, 0, 0, 0, set_account, 1 },
	{ "route", 0, CALL, "PREFIX=ID", "destinations that begin so go to that account", 0, 0, 0,
	  0, 0, set_route, 1 },
	{ "outbind", 0, CALL, "ID=HOST:PORT[:PW]", "connects there when mail waits for ID", 0, 0,
	  0, 0, 0, set_outbind, 1 },
	{ "only-34", 0, CALL, "ID", "admits ID with interface_version 3.4 only", 0, 0, 0, 0, 0,
	  set_only_34, 1 },
	{ "store", 0, CALL, "memory|FILE", "where messages are kept; usual memory", 0, 0, 0, 0, 0,
	  set_store, 0 },
	{ "max-messages", 0, COUNT, "N", "kept at once, then ESME_RMSGQFUL; usual 1000000",
	  OF_SETTINGS(max_messages), 1, 1000000000, 1, NULL, 0 },
	{ "max-kept", 0, COUNT, "N", "of them, for queries after their end; usual 100000",
	  OF_SETTINGS(max_kept), 0, 1000000000, 1, NULL, 0 },
	{ "keep", 0, SECONDS, "SEC", "and for so long; usual 3600", OF_SETTINGS(keep), 0,
	  31536000, 1000, NULL, 0 },
	{ "validity", 0, SECONDS, "SEC", "of messages that do not say; usual 86400",
	  OF_SETTINGS(validity), 1, 31536000, 1000, NULL, 0 },
	{ "retry", 0, CALL, "MS[-MS]", "after a failed delivery, doubled each time; usual "
	  "1000-60000", 0, 0, 0, 0, 0, set_retry, 0 },
	{ "receipt-delay", 0, CALL, "MS[-MS]", "from a message's end to its receipt; usual 100", 0,
	  0, 0, 0, 0, set_receipt_delay, 0 },
	{ "receipt-form", 0, CALL, "3.4|tlv|both", "text, TLVs; usual both", 0, 0, 0, 0, 0,
	  set_receipt_form, 0 },
	{ "receipt-expiry", 0, SECONDS, "SEC", "of receipts that nobody takes; usual 259200",
	  OF_SETTINGS(receipt_expiry), 1, 31536000, 1000, NULL, 0 },
	{ "message-id", 0, CALL, "decimal|hex|uuid|random", "usual decimal", 0, 0, 0, 0, 0,
	  set_message_id, 0 },
	{ "outcome", 0, CALL, "PATTERN=WORD[+WORD],...", "what handsets do: delivered, "
	  "undeliverable,\n                        rejected, expired, absent:SEC, ...: see "
	  "mini-smsc(1)", 0, 0, 0, 0, 0, set_outcome, 1 },
	{ "echo", 0, FLAG, NULL, "what handsets get comes back from them", OF(echo), 0, 0, 0, NULL,
	  0 },
	{ "seed", 0, CALL, "N", "of all that is random; usual the time", 0, 0, 0, 0, 0, set_seed, 0 },
	{ "max-sessions", 0, NUMBER, "N", "at once; usual 1000", OF(max_sessions), 1, 1000000, 1,
	  NULL, 0 },
	{ "max-per-address", 0, NUMBER, "N", "of them from one address; usual no limit",
	  OF(max_per_address), 1, 1000000, 1, NULL, 0 },
	{ "max-unbound", 0, NUMBER, "N", "that have not bound; more: the oldest goes", OF(max_unbound),
	  1, 1000000, 1, NULL, 0 },
	{ "session-init", 0, NUMBER, "SEC", "from connecting to a bind; usual 10",
	  OF(session_init), 1, 86400, 1000, NULL, 0 },
	{ "enquire-interval", 0, NUMBER, "SEC", "silence before an enquire_link; usual 60",
	  OF(enquire), 1, 86400, 1000, NULL, 0 },
	{ "inactivity-timeout", 0, NUMBER, "SEC", "silence before the end; usual 300",
	  OF(inactivity), 1, 86400, 1000, NULL, 0 },
	{ "plain", 0, FLAG, NULL, "without TLS on addresses that others reach", OF(plain), 0, 0, 0,
	  NULL, 0 },
	{ "tls", 0, FLAG, NULL, "TLS 1.2 or later, with --cert", OF(tls), 0, 0, 0, NULL, 0 },
	{ "cert", 0, TEXT, "FILE", "the own certificate, PEM", OF(files.cert), 0, 0, 0, NULL, 0 },
	{ "key", 0, TEXT, "FILE", "of it; usual in the same", OF(files.key), 0, 0, 0, NULL, 0 },
	{ "ca", 0, TEXT, "FILE", "who signs those that ESMEs must have", OF(files.ca), 0, 0, 0,
	  NULL, 0 },
	{ "quirk", 0, CALL, "[ID:]NAME[=ARG]", "a sin of other centres, of that account's sessions or "
	  "of all;\n                        may be repeated; help: lists them", 0, 0, 0, 0, 0,
	  set_quirk, 1 },
	{ "scenario", 0, CALL, "FILE", "quirks with conditions, see mini-smsc(1)", 0, 0, 0, 0, 0,
	  set_scenario, 1 },
	{ "strict", 0, CALL, NULL, "no tolerance for a peer's deviations", 0, 0, 0, 0, 0,
	  set_strict, 0 },
	{ "trace", 0, TEXT, "DIR", "DIR/session-N.trace: what each session does, for smpp-replay",
	  OF(trace), 0, 0, 0, NULL, 0 },
	{ "pcap", 0, TEXT, "FILE", "what goes over the wire, for Wireshark", OF(pcap), 0, 0, 0,
	  NULL, 0 },
	{ "mask", 0, FLAG, NULL, "no password in these; they hold texts all the same", OF(mask), 0, 0,
	  0, NULL, 0 },
	{ "core", 0, FLAG, NULL, "lets the system dump its memory, passwords and all", OF(core), 0,
	  0, 0, NULL, 0 },
	{ "log", 0, TEXT, "FILE|-", "what happens, a line each; -: on stderr", OF(log), 0, 0, 0, NULL,
	  0 },
	{ "verbose", 'v', CALL, NULL, "the same as --log=-", 0, 0, 0, 0, 0, set_verbose, 0 },
	{ "format", 0, CALL, "text|json", "of the log; usual text", 0, 0, 0, 0, 0, set_format, 0 },
	{ "log-texts", 0, FLAG, NULL, "with the texts of messages", OF(log_texts), 0, 0, 0, NULL, 0 },
	{ "control", 0, TEXT, "PATH", "a socket for mini-smsc ctl PATH COMMAND; help lists them",
	  OF(control), 0, 0, 0, NULL, 0 },
	{ "status-port", 0, CALL, "PORT", "/status.json, /metrics, /health on 127.0.0.1; 0: any "
	  "free one", 0, 0, 0, 0, 0, set_status_port, 0 },
	{ "stats", 0, SECONDS, "SEC", "a line on stderr every SEC seconds", OF(stats), 1, 86400, 1000,
	  NULL, 0 },
	{ "mo", 0, TEXT, "FILE[:RATE]", "handsets send what its lines src,dst,text say; usual 1 a "
	  "second", OF(mo), 0, 0, 0, NULL, 0 },
	{ "mo-repeat", 0, FLAG, NULL, "from the top again at its end", OF(mo_repeat), 0, 0, 0, NULL,
	  0 },
	{ "congestion", 0, CALL, "auto|off", "what 5.0 peers are told of the load; usual auto", 0, 0, 0,
	  0, 0, set_congestion, 0 },
	{ "once", 0, FLAG, NULL, "ends when the first session that was bound has gone", OF(once), 0,
	  0, 0, NULL, 0 },
	{ "max-time", 0, SECONDS, "SEC", "ends after so long", OF(max_time), 1, 31536000, 1000, NULL,
	  0 },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void *member(struct options *o, const struct option_row *row)
{
	char *base = row->settings ? (char *)&o->smsc->settings : (char *)o;

	return base + row->offset;
}

static const char *set_number(struct options *o, const struct option_row *row, const char *value)
{
	static char wrong[80];
	uint64_t number, high;

	if (read_range(value, row->high, &number, &high) != 0 || number != high ||
	    number < row->low) {
		snprintf(wrong, sizeof(wrong), "not a number from %llu to %llu",
			 (unsigned long long)row->low, (unsigned long long)row->high);
		return wrong;
	}
	number *= row->scale;
	if (row->kind == NUMBER)
		*(uint32_t *)member(o, row) = (uint32_t)number;
	else if (row->kind == SECONDS)
		*(int64_t *)member(o, row) = (int64_t)number;
	else
		*(size_t *)member(o, row) = (size_t)number;
	return NULL;
}

/* @return NULL, or what is wrong with the value */
static const char *set(struct options *o, const struct option_row *row, const char *value)
{
	switch ((enum kind)row->kind) {
	case FLAG: *(int *)member(o, row) = 1; return NULL;
	case TEXT: *(const char **)member(o, row) = value; return NULL;
	case NUMBER:
	case SECONDS:
	case COUNT: return set_number(o, row, value);
	case CALL: return row->call(o, value);
	}
	return "?";
}

/* A value may hold a password: of accounts and outbinds it is not repeated. */
static int wrong_value(const char *where, const struct option_row *row, const char *value,
		       const char *wrong)
{
	int secret = strcmp(row->name, "account") == 0 || strcmp(row->name, "outbind") == 0;

	fprintf(stderr, "mini-smsc: %s%s: %s%s%s\nmini-smsc: --help tells more\n", where, row->name,
		wrong, secret || value == NULL ? "" : ": ", secret || value == NULL ? "" : value);
	return EXIT_USAGE;
}

static const struct option_row *row_of(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
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

/* o points to the value itself. */
static int keeps_value(const struct option_row *row)
{
	return row->kind == TEXT || row->call == set_port || row->call == set_store ||
	       row->call == set_status_port;
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
	if (taken[row - rows] && !row->repeats)
		return -1;
	wrong = set(o, row, keeps_value(row) ? kept(o, value) : value);
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

static void print_help(void)
{
	fputs("usage: mini-smsc [-l ADDR] [-p PORT] --account=ID:PW [OPTIONS]\n"
	      "       mini-smsc ctl PATH [COMMAND...]\n"
	      "A message centre: keeps messages, delivers them to the ESMEs that they are routed to "
	      "or to\nsimulated handsets, tries again, and sends the receipts asked for.\n", stdout);
	for (size_t i = 0; i < ROWS; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%c%c%s --%s%s%s", rows[i].letter != 0 ? '-' : ' ',
			 rows[i].letter != 0 ? rows[i].letter : ' ',
			 rows[i].letter != 0 ? "," : " ", rows[i].name,
			 rows[i].argument != NULL ? "=" : "",
			 rows[i].argument != NULL ? rows[i].argument : "");
		if (strlen(name) > 21)
			printf("  %s\n%24s%s\n", name, "", rows[i].help);
		else
			printf("  %-21s %s\n", name, rows[i].help);
	}
	fputs("      --completion=bash|zsh|fish  --help  --version\n"
	      "Prints 'listening on ADDR:PORT pid N' when it is ready. SIGTERM or SIGINT: unbinds "
	      "all,\nprints totals, exit status 0. SIGHUP: reads accounts and routes of the file "
	      "again.\n"
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
		for (size_t r = 0; r < ROWS; r++) {
			if (rows[r].letter == text[1])
				row = &rows[r];
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
	if (i >= ROWS)
		return 0;
	words->name = rows[i].name;
	words->letter = rows[i].letter;
	words->argument = rows[i].argument;
	words->help = rows[i].help;
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
	uint8_t taken[ROWS] = { 0 };
	const char *value, *wrong;
	int got = -1;

	for (int i = 1; i < argc; i++) {
		const struct option_row *row;

		if (strcmp(argv[i], "--help") == 0) {
			print_help();
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
		if (row->call == set_quirk && strcmp(value, "help") == 0) {
			quirks_help(stdout);
			return 0;
		}
		wrong = set(o, row, value);
		if (wrong != NULL)
			return wrong_value("--", row, value, wrong);
		taken[row - rows] = 1;
		hide(row, value);
	}
	for (struct account *a = o->smsc->accounts; a != NULL; a = a->next)
		a->fixed = 1;
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
	route_free(smsc);
	smsc->routes = from->routes;
	from->accounts = NULL;
	from->routes = NULL;
}

int options_reload(struct options *o)
{
	struct smsc *scratch = calloc(1, sizeof(*scratch));
	struct quirks ignored = { .first = NULL };
	struct options file = { .smsc = scratch, .quirks = &ignored, .config = o->config };
	uint8_t taken[ROWS] = { 0 };
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
