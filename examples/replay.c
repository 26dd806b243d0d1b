/* SPDX-License-Identifier: MIT */
/*
 * Owns: smpp-replay: does again what a trace says, and compares.
 * Must not know: how a trace is written: trace.c writes the new lines too, into memory, and all
 * lines must be the same.
 */
#include <smpp.h>

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "pcap.h"
#include "trace.h"

#define WORDS_MAX 8 /* of a call's line that are looked at */
#define LEAD 100    /* characters shown before a difference */
#define SHOWN 180   /* and in all */
#define TOLERATE_ALL 0x1FFFF

enum { EXIT_EQUAL = 0, EXIT_DIFFERENT = 1, EXIT_UNREADABLE = 2 };

static const char help[] =
	"usage: smpp-replay [OPTIONS] FILE\n"
	"Repeats a trace, written by smpp-esme --trace or mini-smsc --trace, on a new session and\n"
	"prints its events; - is standard input.\n"
	"  -q, --quiet      no events\n"
	"  -v, --verbose    events with their PDUs field by field\n"
	"      --pcap=FILE  writes what came and what was sent as a capture that Wireshark opens\n"
	"      --help  --version\n"
	"exit status: 0 all results, events and octets are the same; 1 the first that differs is\n"
	"printed with its line; 2 usage, or FILE is no trace (the line is said)\n";

static struct replay {
	const char *name;
	FILE *input;
	char *line;           /* the one at hand, without its line end; NULL at the end */
	size_t line_cap;
	unsigned long number; /* of that line */
	struct trace trace;   /* the new one */
	char *text;           /* what the new one says, not compared yet */
	size_t text_len;
	void *mem;            /* the session's */
	char ends[160];
	uint64_t began;       /* milliseconds since 1970 */
	struct pcap pcap;
	size_t ahead;         /* octets captured that the session has not used */
	int ended;            /* the trace has said so */
	int quiet, verbose;
} replay;

static void fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "smpp-replay: %s:%lu: ", replay.name, replay.number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_UNREADABLE);
}

/* ---- lines ---- */

static void next_line(void)
{
	ssize_t len = getline(&replay.line, &replay.line_cap, replay.input);

	replay.number++;
	if (len < 0 && ferror(replay.input))
		fail("%s", strerror(errno));
	if (len > 0 && replay.line[len - 1] == '\n') {
		replay.line[len - 1] = '\0';
		return;
	}
	free(replay.line); /* half a line is none: the program was killed while it wrote it */
	replay.line = NULL;
	replay.line_cap = 0;
}

/* The program that wrote the trace did not come to its end: nothing more can be compared. */
static void end_early(void)
{
	fprintf(stderr, "smpp-replay: %s:%lu: the trace was cut here; all is the same so far\n",
		replay.name, replay.number);
	exit(EXIT_EQUAL);
}

static void open_text(void)
{
	replay.trace.file = open_memstream(&replay.text, &replay.text_len);
	if (replay.trace.file == NULL)
		fail("%s", strerror(errno));
}

/* The first difference, and what stands around it where lines are long. */
static void differ(const char *now)
{
	const char *old = replay.line;
	size_t at = 0, from;

	now = now != NULL ? now : "(nothing)";
	while (old[at] != '\0' && old[at] == now[at])
		at++;
	from = at > LEAD ? at - LEAD : 0;
	printf("%s:%lu: differs in column %lu\n  recorded: %s%.*s\n  now:      %s%.*s\n",
	       replay.name, replay.number, (unsigned long)at + 1, from > 0 ? "..." : "", SHOWN,
	       old + from, from > 0 ? "..." : "", SHOWN, now + from);
	exit(EXIT_DIFFERENT);
}

/* An event that is as it was; the octets of its PDU are left out. */
static void show_event(const char *line)
{
	const char *verb = strchr(line, ' '), *last = strrchr(line, ' ');
	size_t len = strlen(line);

	if (replay.quiet || verb == NULL || strncmp(verb, " event ", 7) != 0)
		return;
	if (strlen(last + 1) >= 32 && strspn(last + 1, "0123456789ABCDEF") == strlen(last + 1))
		len = (size_t)(last - line);
	printf("%.*s\n", (int)len, line);
}

/* What the new trace has said by now must be the next lines of the old one. */
static void compare(void)
{
	char *text, *at, *end;

	fclose(replay.trace.file);
	text = replay.text;
	for (at = text; *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		*end = '\0';
		if (replay.line == NULL)
			end_early();
		if (strcmp(at, replay.line) != 0)
			differ(at);
		show_event(at);
		next_line();
	}
	free(text);
	open_text();
}

/* A line at the hands of a parser: cut at blanks, at most WORDS_MAX words. */
struct words {
	char *copy;
	char *word[WORDS_MAX];
	int count;
	uint64_t now;
};

static struct words cut(void)
{
	struct words w = { .copy = strdup(replay.line) };
	char *rest = NULL, *word;

	if (w.copy == NULL)
		fail("no memory");
	for (word = strtok_r(w.copy, " ", &rest); word != NULL && w.count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		w.word[w.count++] = word;
	return w;
}

static uint64_t number_of(const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (end == text || *end != '\0' || errno != 0)
		fail("'%s' is not a number", text);
	return value;
}

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c < 'A' || c > 'F')
		fail("not hexadecimal octets");
	return (unsigned)(c - 'A' + 10);
}

/* Octets in place of their digits. */
static struct smpp_span octets_of(char *text)
{
	size_t len = strcmp(text, "-") == 0 ? 0 : strlen(text);

	if (len % 2 != 0)
		fail("half an octet");
	for (size_t i = 0; i < len; i += 2)
		text[i / 2] = (char)(digit(text[i]) << 4 | digit(text[i + 1]));
	return (struct smpp_span){ (const uint8_t *)text, len / 2 };
}

/* ---- PDUs ---- */

/* The last TLVs become an array, as they were when they were recorded. */
static struct smpp_tlv *split_tlvs(struct smpp_pdu *pdu, uint64_t count)
{
	struct smpp_tlv *tlv = count > UINT16_MAX ? NULL : calloc((size_t)count + 1, sizeof(*tlv));
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv one;
	uint64_t all = 0;

	if (tlv == NULL)
		fail("too many TLVs");
	while (smpp_tlv_next(&rest, &one) == SMPP_OK)
		all++;
	rest = pdu->tlvs;
	if (all < count)
		fail("fewer than %lu TLVs", (unsigned long)count);
	for (; all > count; all--)
		(void)smpp_tlv_next(&rest, &one);
	pdu->tlvs.len -= rest.len;
	while (smpp_tlv_next(&rest, &one) == SMPP_OK)
		tlv[pdu->tlv_count++] = one;
	pdu->tlv = tlv;
	return tlv;
}

/* NAME[/raw|/absent][/tlvN] OCTETS. @return what is to be freed after use */
static struct smpp_tlv *pdu_of(const char *form, char *text, struct smpp_pdu *pdu)
{
	const struct smpp_rules rules = { SMPP_V5_0, TOLERATE_ALL, SMPP_MAX_PDU_EVER - 1 };
	struct smpp_span octets = octets_of(text);
	const char *tlvs = strstr(form, "/tlv");
	int raw = strstr(form, "/raw") != NULL, absent = strstr(form, "/absent") != NULL;
	int got = smpp_decode(octets, &rules, pdu, NULL);

	if (octets.len < 16 || pdu->header.command_length != octets.len)
		fail("not one PDU");
	if (absent) {
		pdu->body_absent = 1;
		pdu->body_raw = 0;
	} else if (raw) {
		pdu->body_raw = 1;
		pdu->body.raw.ptr = octets.ptr + 16;
		pdu->body.raw.len = octets.len - 16;
	} else if (got != SMPP_OK || pdu->body_raw) {
		fail("this PDU does not decode");
	}
	return tlvs != NULL ? split_tlvs(pdu, number_of(tlvs + 4)) : NULL;
}

/* ---- calls ---- */

/* What came: all that has not come before. */
static void capture_in(struct smpp_span octets, uint64_t now)
{
	if (octets.len > replay.ahead)
		(void)pcap_in(&replay.pcap, octets.ptr + replay.ahead, octets.len - replay.ahead,
			      replay.began + now);
	replay.ahead = octets.len > replay.ahead ? octets.len : replay.ahead;
}

static void do_feed(struct words *w)
{
	struct smpp_span octets = octets_of(w->word[2]);
	size_t used = 0;

	capture_in(octets, w->now);
	(void)trace_feed(&replay.trace, octets.ptr, octets.len, w->now, &used);
	replay.ahead -= used < replay.ahead ? used : replay.ahead;
}

static void do_tick(struct words *w)
{
	(void)trace_tick(&replay.trace, w->now);
}

/* A call that cannot be repeated and changed nothing but the time. */
static void pass_over(const struct words *w)
{
	if (w->now > replay.trace.last)
		replay.trace.last = w->now;
	next_line();
}

static void do_request(struct words *w)
{
	struct smpp_pdu pdu;
	struct smpp_tlv *tlv;

	if (strcmp(w->word[3], "?") == 0) {
		pass_over(w);
		return;
	}
	tlv = pdu_of(w->word[3], w->word[4], &pdu);
	(void)trace_request(&replay.trace, &pdu, number_of(w->word[2]), w->now);
	free(tlv);
}

static void do_reply(struct words *w)
{
	struct smpp_pdu pdu;
	struct smpp_tlv *tlv;

	if (strcmp(w->word[3], "?") == 0) {
		pass_over(w);
		return;
	}
	tlv = pdu_of(w->word[3], w->word[4], &pdu);
	(void)trace_reply(&replay.trace, number_of(w->word[2]), &pdu, w->now);
	free(tlv);
}

static void do_refuse(struct words *w)
{
	(void)trace_refuse(&replay.trace, number_of(w->word[2]), (uint32_t)number_of(w->word[3]),
			   w->now);
}

static void do_unbind(struct words *w)
{
	(void)trace_unbind(&replay.trace, number_of(w->word[2]), w->now);
}

static void do_drain(struct words *w)
{
	(void)trace_drain(&replay.trace, number_of(w->word[2]), w->now);
}

static void do_close(struct words *w)
{
	(void)trace_close(&replay.trace, w->now);
}

static void do_lost(struct words *w)
{
	(void)trace_lost(&replay.trace, w->now);
}

static void do_sent(struct words *w)
{
	size_t len = (size_t)number_of(w->word[2]), waits;
	const uint8_t *out = smpp_session_output(replay.trace.session, &waits);

	(void)pcap_out(&replay.pcap, out, len < waits ? len : waits, replay.began + w->now);
	(void)trace_sent(&replay.trace, len, w->now);
}

static void do_congestion(struct words *w)
{
	trace_congestion(&replay.trace, (uint8_t)number_of(w->word[2]), w->now);
}

static void do_end(struct words *w)
{
	if (w->now > replay.trace.last)
		replay.trace.last = w->now; /* of a tick that did nothing */
	replay.ended = 1;
	(void)trace_end(&replay.trace);
}

static const struct {
	const char *verb;
	int words; /* at least */
	void (*call)(struct words *w);
} verbs[] = {
	{ "feed", 4, do_feed },       { "tick", 3, do_tick },     { "request", 6, do_request },
	{ "reply", 6, do_reply },     { "refuse", 6, do_refuse }, { "unbind", 5, do_unbind },
	{ "drain", 5, do_drain },     { "close", 4, do_close },   { "lost", 4, do_lost },
	{ "sent", 5, do_sent },       { "congestion", 5, do_congestion },
	{ "end", 3, do_end }
};

/* One line that is a call. @return 0 when the line at hand is none, but an event, } or the end */
static int repeat(void)
{
	struct words w;
	size_t i = 0;

	if (replay.line == NULL)
		return 0;
	w = cut();
	if (w.count >= 2 && (strcmp(w.word[1], "event") == 0 || strcmp(w.word[1], "}") == 0)) {
		free(w.copy);
		return 0;
	}
	while (w.count >= 2 && i < sizeof(verbs) / sizeof(verbs[0]) &&
	       strcmp(verbs[i].verb, w.word[1]) != 0)
		i++;
	if (w.count < 2 || i == sizeof(verbs) / sizeof(verbs[0]) || w.count < verbs[i].words)
		fail("not a line of a trace, or cut");
	w.now = number_of(w.word[0]);
	verbs[i].call(&w);
	free(w.copy);
	fflush(replay.trace.file);
	if (replay.text_len == 0 && strcmp(verbs[i].verb, "tick") == 0)
		differ(NULL);
	compare();
	return 1;
}

static void show_pdu(const struct smpp_pdu *pdu)
{
	struct smpp_buf text = { NULL, 0, 0 };

	(void)smpp_dump(pdu, 0, &text);
	text.cap = text.len;
	text.ptr = malloc(text.len + 1);
	if (text.ptr == NULL || smpp_dump(pdu, 0, &text) != SMPP_OK)
		fail("no memory");
	fwrite(text.ptr, 1, text.len, stdout);
	free(text.ptr);
}

/* The new trace has the event already: compare it, then do what was done inside it. */
static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	(void)user;
	(void)s;
	compare();
	if (replay.verbose && e->has_pdu)
		show_pdu(&e->pdu);
	while (repeat())
		;
}

/* ---- the beginning ---- */

static void configure(struct smpp_session_config *config)
{
	char *rest = NULL, *word = strtok_r(replay.line, " ", &rest);

	while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
		char *value = strchr(word, '=');

		if (value != NULL)
			*value++ = '\0';
		if (value == NULL || trace_configure(config, word, value) != 0)
			fail("no such setting: %s", word);
	}
}

static int begins_with(const char *word)
{
	return replay.line != NULL && strncmp(replay.line, word, strlen(word)) == 0;
}

static void read_head(struct smpp_session_config *config)
{
	next_line();
	if (!begins_with("smpp-trace 1 "))
		fail("not a trace");
	next_line();
	if (!begins_with("began "))
		fail("no 'began'");
	replay.began = number_of(replay.line + 6);
	next_line();
	if (begins_with("ends ")) {
		snprintf(replay.ends, sizeof(replay.ends), "%s", replay.line + 5);
		next_line();
	}
	if (!begins_with("config "))
		fail("no 'config'");
	configure(config);
	next_line();
	if (!begins_with("0 init = "))
		fail("no 'init'");
}

/* The session; of the new trace's head only the result of init is looked at. */
static int begin(struct smpp_session_config *config)
{
	size_t size;
	char *line;
	int got;

	config->on_event = on_event;
	size = smpp_session_size(config);
	replay.mem = malloc(size > 0 ? size : 1);
	if (replay.mem == NULL)
		fail("no memory for a session of %lu octets", (unsigned long)size);
	open_text();
	got = trace_init(&replay.trace, replay.mem, size, config, 0);
	fclose(replay.trace.file);
	line = strstr(replay.text, "\n0 init") + 1;
	line[strlen(line) - 1] = '\0';
	if (strcmp(line, replay.line) != 0)
		differ(line);
	free(replay.text);
	open_text();
	next_line();
	return got;
}

static void open_capture(const char *path)
{
	FILE *file = path != NULL ? pcap_create(path) : NULL;

	if (path != NULL && file == NULL) {
		fprintf(stderr, "smpp-replay: %s: %s\n", path, strerror(errno));
		exit(EXIT_UNREADABLE);
	}
	pcap_begin(&replay.pcap, file, replay.ends);
}

static int run(const char *capture)
{
	struct smpp_session_config config = { .size = sizeof(config) };

	read_head(&config);
	open_capture(capture);
	if (begin(&config) == SMPP_OK) {
		while (repeat())
			;
		if (replay.line != NULL)
			differ(NULL);
	}
	pcap_finish(&replay.pcap, replay.began + replay.trace.last);
	if (!replay.ended)
		end_early();
	fclose(replay.trace.file);
	free(replay.text);
	free(replay.trace.open);
	free(replay.mem);
	return EXIT_EQUAL;
}

static const struct option long_options[] = {
	{ "quiet", no_argument, NULL, 'q' },   { "verbose", no_argument, NULL, 'v' },
	{ "pcap", required_argument, NULL, 'P' }, { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 }
};

static int usage_error(const char *what, const char *value)
{
	fprintf(stderr, "smpp-replay: %s%s\nsmpp-replay: --help tells more\n", what, value);
	return EXIT_UNREADABLE;
}

int main(int argc, char **argv)
{
	const char *capture = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "qv", long_options, NULL)) != -1) {
		switch (option) {
		case 'q': replay.quiet = 1; break;
		case 'v': replay.verbose = 1; break;
		case 'P': capture = optarg; break;
		case 'V': printf("smpp-replay %s\n", smpp_version()); return 0;
		case 'h': fputs(help, stdout); return 0;
		default: return usage_error("unknown option", "");
		}
	}
	if (argc - optind != 1)
		return usage_error(optind == argc ? "FILE is missing" : "one FILE only", "");
	replay.name = argv[optind];
	replay.input = strcmp(replay.name, "-") == 0 ? stdin : fopen(replay.name, "r");
	if (replay.input == NULL)
		return usage_error(replay.name, ": cannot be opened");
	return run(capture);
}
