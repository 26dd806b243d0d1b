/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of connection and output, and what they set.
 * Must not know: commands.
 */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "completion.h"
#include "net.h"
#include "secure.h"

#define PASSWORD_OCTETS 256
#define DAY 86400

/* ---- connection ---- */

static int add_host(struct options *o, const char *name, char *text)
{
	struct host *host = &o->hosts[o->host_count];
	char *colon = strrchr(text, ':'), *bracket = strchr(text, ']');

	if (o->host_count == HOSTS)
		return usage_error("%s: more than %d hosts", name, HOSTS);
	if (text[0] == '[' && bracket != NULL) {
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
		*bracket = '\0';
		text++;
	} else if (colon != NULL && strchr(text, ':') != colon) {
		colon = NULL; /* IPv6 as it is */
	}
	if (colon != NULL)
		*colon = '\0';
	host->name = text;
	host->port = colon != NULL ? colon + 1 : NULL;
	if (text[0] == '\0' || (colon != NULL && !net_is_port(host->port, 1)))
		return usage_error("%s: '%s' is not HOST, HOST:PORT or [ADDRESS]:PORT", name, text);
	o->host_count++;
	return 0;
}

/* One or several, with commas; the option adds to those that are there. */
static int set_host(void *base, const char *name, const char *value)
{
	char *list = option_keep(value), *comma;
	int got = list != NULL ? 0 : EXIT_USAGE;

	while (got == 0 && list != NULL) {
		comma = strchr(list, ',');
		if (comma != NULL)
			*comma++ = '\0';
		got = add_host(base, name, list);
		list = comma;
	}
	return got;
}

static int set_port(void *base, const char *name, const char *value)
{
	struct options *o = base;

	o->port = value;
	return net_is_port(value, 1) ? 0 : usage_error("%s: '%s' is not a number from 1 to 65535",
						       name, value);
}

static int set_password(void *base, const char *name, const char *value)
{
	struct options *o = base;

	(void)name;
	free(o->password);
	o->password = strdup(value); /* the argument is overwritten */
	return o->password != NULL ? 0 : EXIT_USAGE;
}

static const char *const binds[] = { "trx", "tx", "rx", "pair", NULL }; /* enum smpp_esme_mode */

static int set_bind(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, binds);

	((struct options *)base)->mode = word + 1;
	return word < 0 ? EXIT_USAGE : 0;
}

static const char *const versions[] = { "3.3", "3.4", "5.0", NULL };

static int set_version(void *base, const char *name, const char *value)
{
	static const uint8_t number[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };
	int word = option_word(name, value, versions);

	if (word < 0)
		return EXIT_USAGE;
	((struct options *)base)->interface_version = number[word];
	((struct options *)base)->profile.version = number[word];
	return 0;
}

static const char *const alphabets[] = { "gsm7", "ascii", "latin1", "latin9", "cyrillic", "hebrew",
					 "ucs2", NULL }; /* enum smpp_alphabet */

static int set_alphabet(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, alphabets);

	if (word < 0)
		return EXIT_USAGE;
	((struct options *)base)->profile.default_alphabet = (uint8_t)word;
	return 0;
}

static const char *const id_rules[] = { "exact", "response-hex", "receipt-hex", "hex-of-text",
					"no-hyphens", "no-suffix", "first", "last",
					NULL }; /* enum smpp_id_rule */

/* RULE, and behind a + each what is added. */
static int set_id_rule(void *base, const char *name, const char *value)
{
	static const char *const added[] = { "strip-zeros", "strip-prefix", "fold-case", NULL };
	struct options *o = base;
	char word[16];

	o->profile.id_rule = 0;
	for (int first = 1; *value != '\0' || first; first = 0) {
		size_t len = strcspn(value, "+");
		int got;

		snprintf(word, sizeof(word), "%.*s", (int)len, value);
		got = option_word(name, word, first ? id_rules : added);
		if (got < 0)
			return EXIT_USAGE;
		o->profile.id_rule |= (uint8_t)(first ? got : SMPP_ID_STRIP_ZEROS << got);
		value += len + (value[len] == '+');
	}
	return 0;
}

static int set_reconnect(void *base, const char *name, const char *value)
{
	long seconds = 5;

	if (value != NULL && option_number(name, value, 1, DAY, &seconds) != 0)
		return EXIT_USAGE;
	((struct options *)base)->reconnect = (uint32_t)seconds * 1000;
	return 0;
}

#define TO(member) offsetof(struct options, member)
#define CALL OPTION_CALL

static const struct option_row connection_rows[] = {
	{ "host", 'H', CALL, 0, 0, 0, set_host, "HOST[:PORT]",
	  "usual 127.0.0.1; more of them: if one fails, the next", NULL },
	{ "port", 'p', CALL, 0, 0, 0, set_port, "PORT", "usual 2775, with --tls 3550", NULL },
	{ "system-id", 'u', OPTION_TEXT, TO(system_id), 0, 0, NULL, "ID",
	  "also SMPP_USER; each of these is also SMPP_NAME", NULL },
	{ "password", 'w', CALL, 0, 0, 0, set_password, "PW",
	  "better SMPP_PASSWORD, --password-file or the question", NULL },
	{ "password-file", 0, OPTION_TEXT, TO(password_file), 0, 0, NULL, "FILE",
	  "its first line; - is standard input", NULL },
	{ "system-type", 't', OPTION_TEXT, TO(system_type), 0, 0, NULL, "TYPE", "usual empty",
	  NULL },
	{ "bind", 'b', CALL, 0, 0, 0, set_bind, "tx|rx|trx|pair",
	  "usual trx (3.3: tx), listen: rx; pair: tx and rx", binds },
	{ "interface-version", 0, CALL, 0, 0, 0, set_version, "3.3|3.4|5.0", "usual 3.4",
	  versions },
	{ "address-range", 0, OPTION_TEXT, TO(address_range), 0, 0, NULL, "RANGE", NULL, NULL },
	{ "default-alphabet", 0, CALL, 0, 0, 0, set_alphabet, "ALPHABET", NULL, alphabets },
	{ "id-rule", 0, CALL, 0, 0, 0, set_id_rule, "RULE[+WORD...]", NULL, id_rules },
	{ "reconnect", 0, OPTION_CALL_OPTIONAL, 0, 0, 0, set_reconnect, "SEC",
	  "when the connection ends; usual after 5 s, then longer", NULL },
	{ "connect-timeout", 0, OPTION_SECONDS, TO(connect_timeout), 1, DAY, NULL, "SEC", NULL,
	  NULL },
	{ "bind-timeout", 0, OPTION_SECONDS, TO(bind_timeout), 1, DAY, NULL, "SEC", NULL, NULL },
	{ "response-timeout", 0, OPTION_SECONDS, TO(response_timeout), 1, DAY, NULL, "SEC", NULL,
	  NULL },
	{ "enquire-interval", 0, OPTION_SECONDS, TO(enquire_interval), 0, DAY, NULL, "SEC", NULL,
	  NULL },
	{ "inactivity-timeout", 0, OPTION_SECONDS, TO(inactivity_timeout), 0, DAY, NULL, "SEC",
	  NULL, NULL },
	{ "strict", 0, OPTION_FLAG, TO(strict), 0, 0, NULL, NULL, NULL, NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

/* ---- output ---- */

static const char *const formats[] = { "text", "json", NULL };

static int set_format(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, formats);

	((struct options *)base)->json = word == 1;
	return word < 0 ? EXIT_USAGE : 0;
}

static int set_stats(void *base, const char *name, const char *value)
{
	struct options *o = base;
	long seconds;

	o->stats = UINT32_MAX;
	if (value == NULL)
		return 0;
	if (option_number(name, value, 1, DAY, &seconds) != 0)
		return EXIT_USAGE;
	o->stats = (uint32_t)seconds * 1000;
	return 0;
}

static const struct option_row output_rows[] = {
	{ "format", 0, CALL, 0, 0, 0, set_format, "text|json", "json: one object an event", formats },
	{ "verbose", 'v', OPTION_FLAG, TO(verbose), 0, 0, NULL, NULL,
	  "what happens; twice: every PDU, decoded; on stderr", NULL },
	{ "hexdump", 'x', OPTION_FLAG, TO(hexdump), 0, 0, NULL, NULL, "every PDU's octets", NULL },
	{ "quiet", 'q', OPTION_FLAG, TO(quiet), 0, 0, NULL, NULL, "results and errors only", NULL },
	{ "stats", 0, OPTION_CALL_OPTIONAL, 0, 0, 0, set_stats, "SEC",
	  "counts at the end, and every SEC seconds", NULL },
	{ "trace", 0, OPTION_TEXT, TO(trace), 0, 0, NULL, "FILE",
	  "all PDUs with their times, for smpp-replay", NULL },
	{ "pcap", 0, OPTION_TEXT, TO(pcap), 0, 0, NULL, "FILE", "the same, for Wireshark", NULL },
	{ "mask", 0, OPTION_FLAG, TO(mask), 0, 0, NULL, NULL, "no password in these two", NULL },
	{ "config", 'c', OPTION_TEXT, TO(config), 0, 0, NULL, "FILE",
	  "KEY = VALUE lines; keys are long options", NULL },
	{ "completion", 0, OPTION_TEXT, TO(completion), 0, 0, NULL, "bash|zsh|fish", NULL,
	  completion_shells },
	{ "help", 0, OPTION_FLAG, TO(help), 0, 0, NULL, NULL, NULL, NULL },
	{ "version", 0, OPTION_FLAG, TO(version), 0, 0, NULL, NULL, NULL, NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

const struct option_row *const common_tables[] = { connection_rows, secure_rows, output_rows, NULL };

/* ---- passwords ---- */

static int keep_line(struct options *o, FILE *from, const char *what)
{
	char line[PASSWORD_OCTETS];
	int got = fgets(line, sizeof(line), from) != NULL;

	if (!got && ferror(from))
		return usage_error("%s: %s", what, strerror(errno));
	if (!got)
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	got = set_password(o, what, line);
	smpp_wipe(line, sizeof(line));
	return got;
}

static int read_password(struct options *o)
{
	FILE *file = strcmp(o->password_file, "-") == 0 ? stdin : fopen(o->password_file, "r");
	int got;

	if (file == NULL)
		return usage_error("--password-file: %s: %s", o->password_file, strerror(errno));
	got = keep_line(o, file, "--password-file");
	if (file != stdin)
		fclose(file);
	return got;
}

/* Without echo. A terminal that cannot do that is not asked. */
static int ask_password(struct options *o)
{
	struct termios before, silent;
	FILE *terminal = fopen("/dev/tty", "w+");
	int got = 0;

	if (terminal == NULL)
		return 0;
	if (tcgetattr(fileno(terminal), &before) == 0) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(terminal, "password of %s: ", o->system_id);
		fflush(terminal);
		if (tcsetattr(fileno(terminal), TCSAFLUSH, &silent) == 0) {
			got = keep_line(o, terminal, "password");
			tcsetattr(fileno(terminal), TCSAFLUSH, &before);
			fputc('\n', terminal);
		}
	}
	fclose(terminal);
	return got;
}

/* ---- what one option cannot say alone ---- */

void connection_usual(struct options *o)
{
	o->system_id = "";
	o->system_type = "";
	o->address_range = "";
	o->connect_timeout = 10000;
	o->enquire_interval = 20000;
}

int connection_complete(struct options *o)
{
	if (secure_check(o) != 0)
		return EXIT_USAGE;
	if (o->port == NULL)
		o->port = o->tls ? "3550" : "2775";
	if (o->host_count == 0)
		o->hosts[o->host_count++].name = "127.0.0.1";
	for (uint32_t i = 0; i < o->host_count; i++)
		if (o->hosts[i].port == NULL)
			o->hosts[i].port = o->port;
	o->profile.alphabets |= UINT32_C(1) << SMPP_ALPHABET_LATIN1 |
				UINT32_C(1) << SMPP_ALPHABET_UCS2;
	if (o->password == NULL && o->password_file != NULL)
		return read_password(o);
	if (o->password == NULL && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		return ask_password(o);
	return 0;
}
