/* SPDX-License-Identifier: MIT */
/*
 * Owns: that it makes no difference in which pieces octets come.
 * Must not know: where PDUs begin and end, once a stream is made.
 *
 * A stream of many PDUs is fed whole, and the log of all events and of all output is kept. Then
 * it is fed octet by octet, in two pieces cut at every place, and in many pieces cut at random,
 * pushed and pulled, with a buffer for partial PDUs and without. The log must be the same.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <smpp/session.h>

#define STREAM_OCTETS 140000
#define LOG_OCTETS 2000000
#define REQUESTS 6 /* of the session, that the stream's first PDUs answer */

static uint8_t stream[STREAM_OCTETS];
static size_t stream_len;

/* How a stream is given. */
enum way { PUSHED, PULLED, KEPT }; /* KEPT: pulled, the tail is kept by the caller */

struct text {
	char *octets;
	size_t len;
};

static struct text logs[2]; /* of the whole stream, and of its pieces */
static struct text *out;    /* the one that is written */
static uint64_t memory[SMPP_SESSION_SIZE(10, 10, 70000, 200000) / sizeof(uint64_t)];
static struct smpp_session *s;
static enum smpp_side side;
static int bound; /* streams begin in a bound state */
static uint32_t partial;

static void load(void)
{
	logs[0].octets = malloc(LOG_OCTETS);
	logs[1].octets = malloc(LOG_OCTETS);
	ck_assert_ptr_nonnull(logs[0].octets);
	ck_assert_ptr_nonnull(logs[1].octets);
	partial = 70000;
}

static void unload(void)
{
	free(logs[0].octets);
	free(logs[1].octets);
}

/* As ck_assert, without its cost when all is well: this runs millions of times. */
static void must(int holds, const char *what)
{
	if (!holds)
		ck_abort_msg("%s", what);
}

static void note_octets(const void *octets, size_t len)
{
	must(out->len + len <= LOG_OCTETS, "the log is full");
	memcpy(out->octets + out->len, octets, len);
	out->len += len;
}

/* Everything of an event; the PDU as its dump and its octets. */
static void note_event(const struct smpp_event *e)
{
	char line[256];
	struct smpp_buf buf;

	buf.ptr = (uint8_t *)line;
	buf.cap = sizeof(line);
	note_octets(line, (size_t)snprintf(line, sizeof(line),
		    "\n%d handle %llx token %llu id %lx number %lu status %lx %d %d %d %d tag %x\n",
		    (int)e->type, (unsigned long long)e->handle, (unsigned long long)e->token,
		    (unsigned long)e->command_id, (unsigned long)e->sequence_number,
		    (unsigned long)e->command_status, (int)e->outcome, (int)e->stray,
		    (int)e->state, (int)e->reason, (unsigned)e->fault.tag));
	must(smpp_fault_text(&e->fault, &buf) == SMPP_OK, "a fault without text");
	note_octets(line, buf.len);
	if (!e->has_pdu)
		return;
	buf.ptr = (uint8_t *)out->octets + out->len;
	buf.cap = LOG_OCTETS - out->len;
	must(smpp_dump(&e->pdu, SMPP_DUMP_PASSWORD, &buf) == SMPP_OK, "a PDU without a dump");
	out->len += buf.len;
	note_octets(e->pdu.wire.ptr, e->pdu.wire.len);
	note_octets(&e->pdu.tolerated, sizeof(e->pdu.tolerated));
}

/* A bind is accepted, any other request refused. */
static void on_event(void *user, struct smpp_session *session, const struct smpp_event *e)
{
	struct smpp_pdu answer;

	(void)user;
	note_event(e);
	if (e->type != SMPP_EVENT_REQUEST)
		return;
	memset(&answer, 0, sizeof(answer));
	if (e->pdu.header.command_id == SMPP_BIND_TRANSCEIVER)
		must(smpp_session_reply(session, e->handle, &answer, 0) == SMPP_OK, "reply");
	else
		must(smpp_session_refuse(session, e->handle, SMPP_ESME_RSYSERR, 0) == SMPP_OK,
		     "refuse");
}

static struct smpp_span encoded(const struct smpp_pdu *pdu)
{
	static uint8_t octets[1000];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span span = { octets, 0 };

	must(smpp_encode(pdu, NULL, &buf, NULL) == SMPP_OK, "encode");
	span.len = buf.len;
	return span;
}

static struct smpp_pdu pdu_of(uint32_t id, uint32_t status, uint32_t number)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = id;
	pdu.header.command_status = status;
	pdu.header.sequence_number = number;
	return pdu;
}

static void feed_pdu(const struct smpp_pdu *pdu)
{
	struct smpp_span in = encoded(pdu);
	size_t used;

	must(smpp_session_feed(s, in.ptr, in.len, 0, &used) == SMPP_OK && used == in.len, "feed");
}

/* The session is bound and has sent REQUESTS requests, numbered from 2 or, by an SMSC, from 1. */
static void bind_session(void)
{
	struct smpp_pdu pdu = pdu_of(SMPP_BIND_TRANSCEIVER, 0, 1);
	uint8_t version = SMPP_V5_0;
	struct smpp_tlv tlv = { SMPP_TLV_SC_INTERFACE_VERSION, { &version, 1 } };

	pdu.body.bind.interface_version = SMPP_V5_0;
	if (side == SMPP_ESME) {
		must(smpp_session_request(s, &pdu, 1, 0) == SMPP_OK, "bind");
		pdu = pdu_of(SMPP_BIND_TRANSCEIVER_RESP, 0, 1);
		pdu.tlv = &tlv;
		pdu.tlv_count = 1;
	}
	feed_pdu(&pdu);
	must(smpp_session_state(s) == SMPP_STATE_BOUND_TRX, "not bound");
	for (uint64_t i = 0; i < REQUESTS; i++) {
		pdu = pdu_of(side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM, 0, 0);
		must(smpp_session_request(s, &pdu, 100 + i, 0) == SMPP_OK, "request");
	}
}

static void start(enum way way)
{
	struct smpp_session_config config;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.side = side;
	config.version = SMPP_V5_0;
	config.partial = way == KEPT ? SMPP_OFF : partial;
	config.output = 200000;
	config.on_event = on_event;
	must(smpp_session_init(&s, memory, sizeof(memory), &config, 0) == SMPP_OK, "init");
	out->len = 0;
	if (bound)
		bind_session();
}

static void pull_all(void)
{
	struct smpp_event event;

	for (;;) {
		must(smpp_session_next(s, 0, &event) == SMPP_OK, "next");
		must(event.type != SMPP_EVENT_BLOCKED, "blocked");
		if (event.type == SMPP_EVENT_NONE)
			return;
		on_event(NULL, s, &event);
	}
}

/* Gives one piece. have octets before it were left over; returns how many are now. */
static size_t give(enum way way, size_t at, size_t len, size_t have)
{
	size_t used = 0;

	if (way == PUSHED) {
		must(smpp_session_feed(s, stream + at, len, 0, &used) == SMPP_OK, "feed");
	} else {
		must(smpp_session_lend(s, stream + at - have, len + have) == SMPP_OK, "lend");
		pull_all();
		must(smpp_session_take(s, &used) == SMPP_OK, "take");
	}
	must(way == KEPT || used == len, "not all was used");
	return len + have - used;
}

/* Feeds the stream in pieces that end at cuts, in ascending order; the log goes to logs[which]. */
static void run(int which, enum way way, const size_t *cuts, size_t count)
{
	size_t at = 0, have = 0, len;
	const uint8_t *octets;

	out = &logs[which];
	start(way);
	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? cuts[i] : stream_len;

		have = give(way, at, end - at, have);
		at = end;
	}
	octets = smpp_session_output(s, &len);
	if (octets != NULL)
		note_octets(octets, len);
}

static void expect_same(enum way way, size_t cut, size_t count)
{
	size_t at = 0;

	if (logs[0].len == logs[1].len &&
	    memcmp(logs[0].octets, logs[1].octets, logs[0].len) == 0)
		return;
	while (at < logs[0].len && at < logs[1].len && logs[0].octets[at] == logs[1].octets[at])
		at++;
	ck_abort_msg("way %d, %lu cuts, the first at %lu: other from octet %lu of the log on",
		     (int)way, (unsigned long)count, (unsigned long)cut, (unsigned long)at);
}

static uint64_t seed = UINT64_C(0x9FB21C651E98DF25);

static uint32_t random_below(uint32_t bound_)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % bound_;
}

static unsigned long splits; /* streams fed in pieces */

static void run_cut(enum way way, const size_t *cuts, size_t count)
{
	run(1, way, cuts, count);
	expect_same(way, count > 0 ? cuts[0] : 0, count);
	splits++;
}

static void run_each_octet(enum way way)
{
	static size_t cuts[STREAM_OCTETS];

	for (size_t i = 1; i < stream_len; i++)
		cuts[i - 1] = i;
	run_cut(way, cuts, stream_len - 1);
}

static void run_random(enum way way)
{
	size_t cuts[64], count = 0, at = 0;

	while (count < 64) {
		at += random_below((uint32_t)(stream_len / 16) + 2);
		if (at >= stream_len)
			break;
		cuts[count++] = at;
	}
	run_cut(way, cuts, count);
}

/* The stream in pieces of every kind; at most so many two-way cuts in each way. */
static void split(size_t two_way)
{
	size_t step = two_way < stream_len ? stream_len / two_way : 1;

	if (stream_len == 0)
		return; /* malformed.tsv has a row of no octets */
	run(0, PUSHED, NULL, 0);
	for (int way = PUSHED; way <= KEPT; way++) {
		run_cut((enum way)way, NULL, 0);
		if (way != KEPT || stream_len < 20000)
			run_each_octet((enum way)way);
		for (size_t cut = 1; cut < stream_len; cut += step)
			run_cut((enum way)way, &cut, 1);
		for (int i = 0; i < 20; i++)
			run_random((enum way)way);
	}
}

/* ---- streams ---- */

static void append(const uint8_t *octets, size_t len)
{
	ck_assert_uint_le(stream_len + len, STREAM_OCTETS);
	memcpy(stream + stream_len, octets, len);
	stream_len += len;
}

static void append_pdu(struct smpp_pdu pdu)
{
	struct smpp_span octets = encoded(&pdu);

	append(octets.ptr, octets.len);
}

/* Answers of all kinds to the session's requests. */
static void begin_stream(void)
{
	uint32_t first = side == SMPP_ESME ? 2 : 1;
	uint32_t response = (side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM) | SMPP_RESPONSE;
	struct smpp_pdu bad = pdu_of(response, 0, first + 2);

	stream_len = 0;
	if (!bound)
		return;
	append_pdu(pdu_of(response, 0, first + 1));
	append_pdu(pdu_of(response, SMPP_ESME_RSYSERR, first));
	bad.body_raw = 1;
	bad.body.raw = smpp_span_of("no nul");
	append_pdu(bad);
	append_pdu(pdu_of(SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDID, first + 3));
	append_pdu(pdu_of(response, 0, first)); /* a duplicate */
	append_pdu(pdu_of(SMPP_QUERY_SM_RESP, 8, first + 4)); /* of another command */
	append_pdu(pdu_of(response, 0, 0x70000000)); /* unsolicited */
}

static uint32_t number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A PDU of that length after which the stream goes on. */
static int goes_on(struct smpp_span in)
{
	return in.len >= 16 && number_at(in.ptr) == in.len && number_at(in.ptr + 4) != SMPP_UNBIND;
}

/* All PDUs of a table in streams of some hundred octets, and each that ends a stream in one. */
static void split_table(const char *name, size_t about)
{
	struct tsv tsv = tsv_read(name);

	begin_stream();
	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span in = octets_of_hex(tsv_get(&tsv, i, "hex"));

		if (in.len <= 3000) {
			append(in.ptr, in.len);
			if (stream_len > about || !goes_on(in) || i + 1 == tsv.rows) {
				split(stream_len);
				begin_stream();
			}
		}
		free((void *)(uintptr_t)in.ptr);
	}
	tsv_free(&tsv);
}

static void split_table_on_both_sides(const char *name, int is_bound, unsigned long at_least)
{
	bound = is_bound;
	for (int which = SMPP_ESME; which <= SMPP_SMSC; which++) {
		side = (enum smpp_side)which;
		split_table(name, is_bound ? 450 : 300);
	}
	printf("# split: %lu streams in pieces, %s%s\n", splits, name, bound ? ", bound" : "");
	ck_assert_uint_ge(splits, at_least);
}

START_TEST(every_split_of_the_vectors_gives_the_same_events_when_bound)
{
	split_table_on_both_sides("vectors.tsv", 1, 50000);
}
END_TEST

START_TEST(every_split_of_the_vectors_gives_the_same_events_before_a_bind)
{
	split_table_on_both_sides("vectors.tsv", 0, 50000);
}
END_TEST

START_TEST(every_split_of_malformed_pdus_gives_the_same_events_when_bound)
{
	split_table_on_both_sides("malformed.tsv", 1, 40000);
}
END_TEST

START_TEST(every_split_of_malformed_pdus_gives_the_same_events_before_a_bind)
{
	split_table_on_both_sides("malformed.tsv", 0, 40000);
}
END_TEST

START_TEST(splits_of_the_largest_pdus_give_the_same_events)
{
	struct tsv tsv = tsv_read("vectors.tsv");
	size_t large = 0;

	bound = 1;
	side = SMPP_SMSC;
	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span in = octets_of_hex(tsv_get(&tsv, i, "hex"));

		if (in.len > 3000) {
			begin_stream();
			append(in.ptr, in.len);
			append_pdu(pdu_of(SMPP_ENQUIRE_LINK, 0, 5));
			split(40);
			large++;
		}
		free((void *)(uintptr_t)in.ptr);
	}
	tsv_free(&tsv);
	ck_assert_uint_ge(large, 2);
}
END_TEST

/* A PDU of 300 octets for a session that keeps 64, with small ones around it. */
static size_t stream_with_large(uint32_t id)
{
	uint8_t large[300] = { 0, 0, 1, 44, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 };
	size_t at;

	partial = 64;
	bound = 1;
	begin_stream();
	append_pdu(pdu_of(SMPP_ENQUIRE_LINK, 0, 5));
	at = stream_len;
	large[4] = (uint8_t)(id >> 24);
	large[7] = (uint8_t)id;
	append(large, sizeof(large));
	append_pdu(pdu_of(SMPP_ENQUIRE_LINK, 0, 6));
	return at;
}

START_TEST(a_pdu_larger_than_what_is_kept_is_the_same_at_every_cut_inside_it)
{
	static const uint32_t ids[] = { SMPP_SUBMIT_SM, SMPP_QUERY_SM, SMPP_DELIVER_SM, 0x55,
					SMPP_ENQUIRE_LINK, SMPP_DELIVER_SM_RESP };

	side = SMPP_SMSC;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		size_t at = stream_with_large(ids[i]), middle = at + 150;

		run(0, PUSHED, &middle, 1);
		for (size_t cut = at + 1; cut < at + 300; cut++) {
			run_cut(PUSHED, &cut, 1);
			run_cut(PULLED, &cut, 1);
		}
		run_each_octet(PUSHED);
		run_each_octet(PULLED);
	}
}
END_TEST

START_TEST(the_logs_that_are_compared_are_not_empty_and_differ_for_other_streams)
{
	size_t len;

	bound = 1;
	side = SMPP_ESME;
	begin_stream();
	run(0, PUSHED, NULL, 0);
	len = logs[0].len;
	ck_assert_uint_gt(len, 1500);
	stream[stream_len - 1] ^= 1;
	run(1, PUSHED, NULL, 0);
	ck_assert(logs[1].len != len || memcmp(logs[0].octets, logs[1].octets, len) != 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("split");
	TCase *tests = tcase_create("split");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, every_split_of_the_vectors_gives_the_same_events_when_bound);
	tcase_add_test(tests, every_split_of_the_vectors_gives_the_same_events_before_a_bind);
	tcase_add_test(tests, every_split_of_malformed_pdus_gives_the_same_events_when_bound);
	tcase_add_test(tests, every_split_of_malformed_pdus_gives_the_same_events_before_a_bind);
	tcase_add_test(tests, splits_of_the_largest_pdus_give_the_same_events);
	tcase_add_test(tests, a_pdu_larger_than_what_is_kept_is_the_same_at_every_cut_inside_it);
	tcase_add_test(tests,
		       the_logs_that_are_compared_are_not_empty_and_differ_for_other_streams);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
