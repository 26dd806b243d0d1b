/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command line of smpp-esme.
 * Must not know: sessions, sockets.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"

static const char help[] =
	"usage: smpp-esme [CONNECTION] COMMAND [OPTIONS]\n"
	"commands\n"
	"  send DST TEXT              send one message; TEXT is UTF-8, in as many segments as it takes\n"
	"    -s, --source=ADDR[,TON,NPI]   who sends it (DST takes the same form)\n"
	"    -e, --encoding=ALPHABET       auto (usual: the fewest segments), gsm7, ascii, latin1,\n"
	"                                  latin9, cyrillic, hebrew, ucs2\n"
	"        --split=HOW               udh8 (usual), udh16, sar, payload, none\n"
	"        --ref=N                   reference of the segments; usual from the clock\n"
	"    -r, --receipt[=KIND]          ask for a receipt: final (usual), failure, success\n"
	"        --wait-receipt[=SEC]      ask for it and wait for it; usual 60\n"
	"  listen                     print the messages and receipts that come, until ^C; segments\n"
	"                             are put together\n"
	"    -n, --count=N                 or until N have come\n"
	"  ping                       send enquire_link, once a second\n"
	"    -n, --count=N                 so many; usual 1\n"
	"connection\n"
	"  -H, --host=HOST            usual 127.0.0.1\n"
	"  -p, --port=PORT            usual 2775\n"
	"  -u, --system-id=ID         usual empty\n"
	"  -w, --password=PW          also from the environment: SMPP_PASSWORD\n"
	"  -t, --system-type=TYPE     usual empty\n"
	"  -b, --bind=tx|rx|trx       usual trx, in 3.3 tx; listen: rx\n"
	"      --interface-version=V  3.3, 3.4 (usual) or 5.0\n"
	"      --address-range=RANGE  usual empty\n"
	"      --default-alphabet=A   what data_coding 0 is at this centre; usual gsm7\n"
	"      --connect-timeout=SEC  usual 10;  --bind-timeout=SEC, --response-timeout=SEC usual 30\n"
	"      --enquire-interval=SEC enquire_link when so long nothing came; usual 20\n"
	"      --strict               no tolerance for a peer's deviations\n"
	"others\n"
	"  -v, --verbose              every PDU on stderr, decoded;  -q, --quiet  results only\n"
	"      --trace=FILE           what the session does, for smpp-replay\n"
	"      --pcap=FILE            what goes over the wire, for Wireshark\n"
	"      --mask                 no password in these two; they hold texts all the same\n"
	"      --help  --version\n"
	"exit status: 0 accepted (and delivered), 1 refused or undelivered, 2 usage, 3 cannot\n"
	"connect, 4 bind refused, 5 the peer broke the protocol, 6 timeout, 128+N signal N\n";

enum {
	OPT_HELP = 256,
	OPT_VERSION,
	OPT_INTERFACE_VERSION,
	OPT_ADDRESS_RANGE,
	OPT_CONNECT_TIMEOUT,
	OPT_BIND_TIMEOUT,
	OPT_RESPONSE_TIMEOUT,
	OPT_ENQUIRE_INTERVAL,
	OPT_STRICT,
	OPT_TRACE,
	OPT_PCAP,
	OPT_MASK,
	OPT_WAIT_RECEIPT,
	OPT_SPLIT,
	OPT_REF,
	OPT_DEFAULT_ALPHABET
};

static const struct option long_options[] = {
	{ "host", required_argument, NULL, 'H' },
	{ "port", required_argument, NULL, 'p' },
	{ "system-id", required_argument, NULL, 'u' },
	{ "password", required_argument, NULL, 'w' },
	{ "system-type", required_argument, NULL, 't' },
	{ "bind", required_argument, NULL, 'b' },
	{ "interface-version", required_argument, NULL, OPT_INTERFACE_VERSION },
	{ "address-range", required_argument, NULL, OPT_ADDRESS_RANGE },
	{ "connect-timeout", required_argument, NULL, OPT_CONNECT_TIMEOUT },
	{ "bind-timeout", required_argument, NULL, OPT_BIND_TIMEOUT },
	{ "response-timeout", required_argument, NULL, OPT_RESPONSE_TIMEOUT },
	{ "enquire-interval", required_argument, NULL, OPT_ENQUIRE_INTERVAL },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "pcap", required_argument, NULL, OPT_PCAP },
	{ "mask", no_argument, NULL, OPT_MASK },
	{ "source", required_argument, NULL, 's' },
	{ "encoding", required_argument, NULL, 'e' },
	{ "split", required_argument, NULL, OPT_SPLIT },
	{ "ref", required_argument, NULL, OPT_REF },
	{ "default-alphabet", required_argument, NULL, OPT_DEFAULT_ALPHABET },
	{ "receipt", optional_argument, NULL, 'r' },
	{ "wait-receipt", optional_argument, NULL, OPT_WAIT_RECEIPT },
	{ "count", required_argument, NULL, 'n' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static int usage_error(const char *format, ...)
{
	va_list args;

	fputs("smpp-esme: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nsmpp-esme: --help tells more\n", stderr);
	return EXIT_USAGE;
}

static int number(const char *name, const char *text, long low, long high, long *value)
{
	char *end;

	errno = 0;
	*value = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || *value < low || *value > high)
		return usage_error("%s: '%s' is not a number from %ld to %ld", name, text, low,
				   high);
	return -1;
}

static int seconds(const char *name, const char *text, uint32_t *milliseconds)
{
	long value;
	int got = number(name, text, 1, 86400, &value);

	if (got < 0)
		*milliseconds = (uint32_t)value * 1000;
	return got;
}

/* An alphanumeric address is TON 5, digits are international; a third form says so itself. */
static int parse_address(const char *name, char *text, struct address *a)
{
	size_t len = strcspn(text, ","), digits = strspn(text, "0123456789");
	unsigned ton, npi;
	char rest;

	a->addr.ptr = (const uint8_t *)text;
	a->addr.len = len;
	a->ton = digits == len ? SMPP_TON_INTERNATIONAL : SMPP_TON_ALPHANUMERIC;
	a->npi = digits == len ? SMPP_NPI_ISDN : SMPP_NPI_UNKNOWN;
	if (text[0] == '+' && strspn(text + 1, "0123456789") == len - 1 && len > 1) {
		a->addr.ptr++;
		a->addr.len--;
		a->ton = SMPP_TON_INTERNATIONAL;
		a->npi = SMPP_NPI_ISDN;
	}
	if (a->addr.len == 0 || a->addr.len > 20 || (len == 1 && text[0] == '+'))
		return usage_error("%s: '%s' has no address of 1 to 20 characters", name, text);
	if (text[len] == '\0')
		return -1;
	if (sscanf(text + len, ",%u,%u%c", &ton, &npi, &rest) != 2 || ton > 255 || npi > 255)
		return usage_error("%s: '%s' is not ADDR or ADDR,TON,NPI", name, text);
	a->ton = (uint8_t)ton;
	a->npi = (uint8_t)npi;
	return -1;
}

static int parse_port(const char *text, const char **port)
{
	*port = text;
	return net_is_port(text, 1) ? -1 : usage_error("--port: '%s' is not a number from 1 to 65535",
						       text);
}

static int parse_bind(const char *text, uint32_t *bind)
{
	if (strcmp(text, "tx") == 0)
		*bind = SMPP_BIND_TRANSMITTER;
	else if (strcmp(text, "rx") == 0)
		*bind = SMPP_BIND_RECEIVER;
	else if (strcmp(text, "trx") == 0)
		*bind = SMPP_BIND_TRANSCEIVER;
	else
		return usage_error("--bind: '%s' is not tx, rx or trx", text);
	return -1;
}

static int parse_version(const char *text, uint8_t *version)
{
	if (strcmp(text, "3.3") == 0)
		*version = SMPP_V3_3;
	else if (strcmp(text, "3.4") == 0)
		*version = SMPP_V3_4;
	else if (strcmp(text, "5.0") == 0)
		*version = SMPP_V5_0;
	else
		return usage_error("--interface-version: '%s' is not 3.3, 3.4 or 5.0", text);
	return -1;
}

static int parse_receipt(const char *text, uint8_t *registered_delivery)
{
	if (text == NULL || strcmp(text, "final") == 0)
		*registered_delivery = SMPP_RECEIPT_FINAL;
	else if (strcmp(text, "failure") == 0)
		*registered_delivery = SMPP_RECEIPT_FAILURE;
	else if (strcmp(text, "success") == 0)
		*registered_delivery = SMPP_RECEIPT_SUCCESS;
	else
		return usage_error("--receipt: '%s' is not final, failure or success", text);
	return -1;
}

/* One of a list of words. @return its index, or -1 */
static int word_of(const char *text, const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(text, words[i]) == 0)
			return i;
	}
	return -1;
}

static int parse_alphabet(const char *name, const char *text, uint8_t *alphabet)
{
	static const char *const words[] = { "gsm7", "ascii", "latin1", "latin9", "cyrillic",
					     "hebrew", "ucs2", NULL }; /* as enum smpp_alphabet */
	int word = word_of(text, words);

	if (word < 0)
		return usage_error("%s: '%s' is not gsm7, ascii, latin1, latin9, cyrillic, hebrew "
				   "or ucs2", name, text);
	*alphabet = (uint8_t)word;
	return -1;
}

static int parse_encoding(struct options *o, const char *text)
{
	o->encoding = strcmp(text, "auto") == 0 ? ENCODING_AUTO : ENCODING_GIVEN;
	return o->encoding == ENCODING_AUTO ? -1 : parse_alphabet("--encoding", text,
								  &o->charset.alphabet);
}

static int parse_split(const char *text, uint8_t *split)
{
	static const char *const words[] = { "udh8", "udh16", "sar", "payload", "none",
					     NULL }; /* as enum smpp_split */
	int word = word_of(text, words);

	if (word < 0)
		return usage_error("--split: '%s' is not udh8, udh16, sar, payload or none", text);
	*split = (uint8_t)word;
	return -1;
}

static int parse_reference(const char *text, uint16_t *reference)
{
	long value;
	int got = number("--ref", text, 0, 65535, &value);

	if (got < 0)
		*reference = (uint16_t)value;
	return got;
}

/* One option of the text. @return -1 or an exit status */
static int parse_text_option(struct options *o, int option)
{
	switch (option) {
	case 'e': return parse_encoding(o, optarg);
	case OPT_SPLIT: return parse_split(optarg, &o->profile.split);
	case OPT_REF: return parse_reference(optarg, &o->reference);
	default:
		return parse_alphabet("--default-alphabet", optarg, &o->profile.default_alphabet);
	}
}

/* One option of the message or the output. @return -1 or an exit status */
static int parse_other(struct options *o, int option)
{
	switch (option) {
	case 's': return parse_address("--source", optarg, &o->source);
	case 'e':
	case OPT_SPLIT:
	case OPT_REF:
	case OPT_DEFAULT_ALPHABET: return parse_text_option(o, option);
	case 'r': return parse_receipt(optarg, &o->registered_delivery);
	case 'n': return number("--count", optarg, 1, 1000000000, &o->count);
	case OPT_WAIT_RECEIPT:
		o->wait_receipt = 60000;
		return optarg == NULL ? -1 : seconds("--wait-receipt", optarg, &o->wait_receipt);
	case OPT_TRACE: o->trace = optarg; return -1;
	case OPT_PCAP: o->pcap = optarg; return -1;
	case OPT_MASK: o->mask = 1; return -1;
	case 'v': o->verbose = 1; return -1;
	case 'q': o->quiet = 1; return -1;
	case OPT_VERSION: printf("smpp-esme %s\n", smpp_version()); return EXIT_DONE;
	case OPT_HELP: fputs(help, stdout); return EXIT_DONE;
	default: fputs("smpp-esme: --help tells more\n", stderr); return EXIT_USAGE;
	}
}

static int parse_one(struct options *o, int option)
{
	switch (option) {
	case 'H': o->host = optarg; return -1;
	case 'p': return parse_port(optarg, &o->port);
	case 'u': o->system_id = optarg; return -1;
	case 'w': o->password = optarg; return -1;
	case 't': o->system_type = optarg; return -1;
	case 'b': return parse_bind(optarg, &o->bind);
	case OPT_INTERFACE_VERSION: return parse_version(optarg, &o->interface_version);
	case OPT_ADDRESS_RANGE: o->address_range = optarg; return -1;
	case OPT_CONNECT_TIMEOUT:
		return seconds("--connect-timeout", optarg, &o->connect_timeout);
	case OPT_BIND_TIMEOUT: return seconds("--bind-timeout", optarg, &o->bind_timeout);
	case OPT_RESPONSE_TIMEOUT:
		return seconds("--response-timeout", optarg, &o->response_timeout);
	case OPT_ENQUIRE_INTERVAL:
		return seconds("--enquire-interval", optarg, &o->enquire_interval);
	case OPT_STRICT: o->tolerate = SMPP_STRICT; return -1;
	default: return parse_other(o, option);
	}
}

static int parse_command(struct options *o, int words, char **word)
{
	int got;

	if (words == 0)
		return usage_error("a command is missing: send, listen or ping");
	if (strcmp(word[0], "send") == 0) {
		o->command = COMMAND_SEND;
		if (words != 3)
			return usage_error("send takes DST and TEXT");
		got = parse_address("DST", word[1], &o->destination);
		o->text = word[2];
		return got;
	}
	if (strcmp(word[0], "listen") == 0)
		o->command = COMMAND_LISTEN;
	else if (strcmp(word[0], "ping") == 0)
		o->command = COMMAND_PING;
	else
		return usage_error("'%s' is not a command: send, listen or ping", word[0]);
	return words == 1 ? -1 : usage_error("%s takes no argument '%s'", word[0], word[1]);
}

/* What one option cannot say alone. */
static int complete(struct options *o)
{
	if (o->bind == 0 && o->command == COMMAND_LISTEN)
		o->bind = SMPP_BIND_RECEIVER;
	else if (o->bind == 0)
		o->bind = o->interface_version < SMPP_V3_4 ? SMPP_BIND_TRANSMITTER
							   : SMPP_BIND_TRANSCEIVER;
	if (o->command == COMMAND_SEND && o->bind == SMPP_BIND_RECEIVER)
		return usage_error("send needs --bind=tx or trx");
	if (o->command == COMMAND_LISTEN && o->bind == SMPP_BIND_TRANSMITTER)
		return usage_error("listen needs --bind=rx or trx");
	if (o->wait_receipt != 0 && o->bind == SMPP_BIND_TRANSMITTER)
		return usage_error("--wait-receipt needs --bind=trx");
	if (o->wait_receipt != 0 && o->registered_delivery == 0)
		o->registered_delivery = SMPP_RECEIPT_FINAL;
	if (o->command == COMMAND_PING && o->count == 0)
		o->count = 1;
	o->profile.version = o->interface_version;
	o->profile.alphabets = UINT32_C(1) << SMPP_ALPHABET_LATIN1 |
			       UINT32_C(1) << SMPP_ALPHABET_UCS2;
	if (o->encoding == ENCODING_GIVEN)
		o->profile.alphabets |= UINT32_C(1) << o->charset.alphabet;
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	int option, got;

	memset(o, 0, sizeof(*o));
	o->host = "127.0.0.1";
	o->port = "2775";
	o->password = getenv("SMPP_PASSWORD");
	o->interface_version = SMPP_V3_4;
	o->tolerate = SMPP_FIELD;
	o->connect_timeout = 10000;
	o->reference = (uint16_t)net_now();
	while ((option = getopt_long(argc, argv, "H:p:u:w:t:b:s:e:rn:vq", long_options, NULL)) != -1) {
		got = parse_one(o, option);
		if (got >= 0)
			return got;
	}
	got = parse_command(o, argc - optind, argv + optind);
	return got >= 0 ? got : complete(o);
}
