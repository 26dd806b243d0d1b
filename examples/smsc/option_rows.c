/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of mini-smsc: their names, arguments, words of help, and where they go.
 * Must not know: where their values come from.
 */
#include "option_rows.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"

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

/* One that was given before: when the file is read again, on the command line too. */
static struct account *account_of(const struct options *o, const char *id)
{
	struct account *a = account_find(o->smsc, smpp_span_of(id));

	if (a != NULL || o->running == NULL)
		return a;
	a = account_find(o->running, smpp_span_of(id));
	return a != NULL && a->fixed ? a : NULL;
}

static const char *set_route(struct options *o, const char *value)
{
	struct route *r = calloc(1, sizeof(*r));
	const char *id = r != NULL ? divide(value, r->prefix, sizeof(r->prefix)) : NULL;

	if (id != NULL)
		r->account = account_of(o, id);
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
	struct account *a = host != NULL ? account_of(o, id) : NULL;
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
	struct account *a = account_of(o, value);

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

const struct option_row option_rows[OPTION_ROWS] = {
	{ "listen", 'l', TEXT, "ADDR", "usual 127.0.0.1", OF(host), 0, 0, 0, NULL, KEEPS },
	{ "port", 'p', CALL, "PORT", "usual 2775, with --tls 3550; 0: any free one", 0, 0, 0, 0,
	  0, set_port, KEEPS },
	{ "config", 'c', TEXT, "FILE", "lines NAME = VALUE with these names", OF(config), 0, 0, 0,
	  NULL, KEEPS },
	{ "test", 't', FLAG, NULL, "checks the configuration, and no more", OF(test), 0, 0, 0,
	  NULL, 0 },
	{ "account", 0, CALL, "ID:PW[:tx|rx|trx[:RATE[:WINDOW]]]", "who may bind; may be "
	  "repeated", 0, 0, 0, 0, 0, set_account, REPEATS | SECRET },
	{ "route", 0, CALL, "PREFIX=ID", "destinations that begin so go to that account", 0, 0, 0,
	  0, 0, set_route, REPEATS },
	{ "outbind", 0, CALL, "ID=HOST:PORT[:PW]", "connects there when mail waits for ID", 0, 0,
	  0, 0, 0, set_outbind, REPEATS | SECRET },
	{ "only-34", 0, CALL, "ID", "admits ID with interface_version 3.4 only", 0, 0, 0, 0, 0,
	  set_only_34, REPEATS | RARE },
	{ "store", 0, CALL, "memory|FILE", "where messages are kept; usual memory", 0, 0, 0, 0, 0,
	  set_store, KEEPS },
	{ "max-messages", 0, COUNT, "N", "kept at once, then ESME_RMSGQFUL; usual 1000000",
	  OF_SETTINGS(max_messages), 1, 1000000000, 1, NULL, RARE },
	{ "max-kept", 0, COUNT, "N", "of them, for queries after their end; usual 100000",
	  OF_SETTINGS(max_kept), 0, 1000000000, 1, NULL, RARE },
	{ "keep", 0, SECONDS, "SEC", "and for so long; usual 3600", OF_SETTINGS(keep), 0,
	  31536000, 1000, NULL, RARE },
	{ "validity", 0, SECONDS, "SEC", "of messages that do not say; usual 86400",
	  OF_SETTINGS(validity), 1, 31536000, 1000, NULL, RARE },
	{ "retry", 0, CALL, "MS[-MS]", "after a failed delivery, doubled each time; usual "
	  "1000-60000", 0, 0, 0, 0, 0, set_retry, 0 },
	{ "receipt-delay", 0, CALL, "MS[-MS]", "from a message's end to its receipt; usual 100",
	  0, 0, 0, 0, 0, set_receipt_delay, 0 },
	{ "receipt-form", 0, CALL, "3.4|tlv|both", "text, TLVs; usual both", 0, 0, 0, 0, 0,
	  set_receipt_form, RARE },
	{ "receipt-expiry", 0, SECONDS, "SEC", "of receipts that nobody takes; usual 259200",
	  OF_SETTINGS(receipt_expiry), 1, 31536000, 1000, NULL, RARE },
	{ "message-id", 0, CALL, "decimal|hex|uuid|random", "usual decimal", 0, 0, 0, 0, 0,
	  set_message_id, 0 },
	{ "outcome", 0, CALL, "PATTERN=WORD[+WORD],...", "what handsets do: delivered, "
	  "undeliverable, rejected, expired, absent:SEC and so on", 0, 0, 0, 0, 0,
	  set_outcome, REPEATS },
	{ "echo", 0, FLAG, NULL, "what handsets get comes back from them", OF(echo), 0, 0, 0,
	  NULL, 0 },
	{ "seed", 0, CALL, "N", "of all that is random; usual the time", 0, 0, 0, 0, 0, set_seed,
	  RARE },
	{ "max-sessions", 0, NUMBER, "N", "at once; usual 1000", OF(max_sessions), 1, 1000000, 1,
	  NULL, RARE },
	{ "max-per-address", 0, NUMBER, "N", "of them from one address; usual no limit",
	  OF(max_per_address), 1, 1000000, 1, NULL, RARE },
	{ "max-unbound", 0, NUMBER, "N", "that have not bound; more: the oldest goes",
	  OF(max_unbound), 1, 1000000, 1, NULL, RARE },
	{ "session-init", 0, NUMBER, "SEC", "from connecting to a bind; usual 10",
	  OF(session_init), 1, 86400, 1000, NULL, RARE },
	{ "enquire-interval", 0, NUMBER, "SEC", "silence before an enquire_link; usual 60",
	  OF(enquire), 1, 86400, 1000, NULL, RARE },
	{ "inactivity-timeout", 0, NUMBER, "SEC", "silence before the end; usual 300",
	  OF(inactivity), 1, 86400, 1000, NULL, RARE },
	{ "plain", 0, FLAG, NULL, "without TLS on addresses that others reach", OF(plain), 0, 0,
	  0, NULL, RARE },
	{ "tls", 0, FLAG, NULL, "TLS 1.2 or later, with --cert", OF(tls), 0, 0, 0, NULL, 0 },
	{ "cert", 0, TEXT, "FILE", "the own certificate, PEM", OF(files.cert), 0, 0, 0, NULL,
	  KEEPS },
	{ "key", 0, TEXT, "FILE", "of it; usual in the same", OF(files.key), 0, 0, 0, NULL,
	  KEEPS | RARE },
	{ "ca", 0, TEXT, "FILE", "who signs those that ESMEs must have", OF(files.ca), 0, 0, 0,
	  NULL, KEEPS | RARE },
	{ "quirk", 0, CALL, "[ID:]NAME[=ARG]", "a sin of other centres, of that account's "
	  "sessions or of all; --quirk=help lists them", 0, 0, 0, 0, 0, set_quirk,
	  REPEATS },
	{ "scenario", 0, CALL, "FILE", "quirks with conditions, see mini-smsc(1)", 0, 0, 0, 0, 0,
	  set_scenario, REPEATS },
	{ "strict", 0, CALL, NULL, "no tolerance for a peer's deviations", 0, 0, 0, 0, 0,
	  set_strict, RARE },
	{ "trace", 0, TEXT, "DIR", "DIR/session-N.trace: what each session does, for smpp-replay",
	  OF(trace), 0, 0, 0, NULL, KEEPS | RARE },
	{ "pcap", 0, TEXT, "FILE", "what goes over the wire, for Wireshark", OF(pcap), 0, 0, 0,
	  NULL, KEEPS },
	{ "mask", 0, FLAG, NULL, "no password in these; they hold texts all the same", OF(mask),
	  0, 0, 0, NULL, RARE },
	{ "core", 0, FLAG, NULL, "lets the system dump its memory, passwords and all", OF(core),
	  0, 0, 0, NULL, RARE },
	{ "log", 0, TEXT, "FILE|-", "what happens, a line each; -: on stderr", OF(log), 0, 0, 0,
	  NULL, KEEPS },
	{ "verbose", 'v', CALL, NULL, "the same as --log=-", 0, 0, 0, 0, 0, set_verbose, 0 },
	{ "format", 0, CALL, "text|json", "of the log; usual text", 0, 0, 0, 0, 0, set_format,
	  RARE },
	{ "log-texts", 0, FLAG, NULL, "with the texts of messages", OF(log_texts), 0, 0, 0, NULL,
	  RARE },
	{ "control", 0, TEXT, "PATH", "a socket for mini-smsc ctl PATH COMMAND; help lists them",
	  OF(control), 0, 0, 0, NULL, KEEPS },
	{ "status-port", 0, CALL, "PORT", "/status.json, /metrics, /health on 127.0.0.1; 0: any "
	  "free one", 0, 0, 0, 0, 0, set_status_port, KEEPS },
	{ "stats", 0, SECONDS, "SEC", "a line on stderr every SEC seconds", OF(stats), 1, 86400,
	  1000, NULL, RARE },
	{ "mo", 0, TEXT, "FILE[:RATE]", "handsets send what its lines src,dst,text say; usual 1 "
	  "a second", OF(mo), 0, 0, 0, NULL, KEEPS },
	{ "mo-repeat", 0, FLAG, NULL, "from the top again at its end", OF(mo_repeat), 0, 0, 0,
	  NULL, RARE },
	{ "congestion", 0, CALL, "auto|off", "what 5.0 peers are told of the load; usual auto", 0,
	  0, 0, 0, 0, set_congestion, RARE },
	{ "once", 0, FLAG, NULL, "ends when the first session that was bound has gone", OF(once),
	  0, 0, 0, NULL, RARE },
	{ "max-time", 0, SECONDS, "SEC", "ends after so long", OF(max_time), 1, 31536000, 1000,
	  NULL, 0 },
};

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
const char *option_set(struct options *o, const struct option_row *row, const char *value)
{
	switch ((enum option_kind)row->kind) {
	case FLAG: *(int *)member(o, row) = 1; return NULL;
	case TEXT: *(const char **)member(o, row) = value; return NULL;
	case NUMBER:
	case SECONDS:
	case COUNT: return set_number(o, row, value);
	case CALL: return row->call(o, value);
	}
	return "?";
}
