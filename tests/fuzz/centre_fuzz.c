/* SPDX-License-Identifier: MIT */
/*
 * Owns: the core of mini-smsc, whose ESMEs, their octets, the clock and the store the input chooses.
 * What the centre says are whole PDUs, each request has at most one answer, and its lists, timers
 * and tables hold together after every step.
 *
 * Steps of the input: what, for which ESME, and what that step needs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../examples/smsc/smsc.h"

#define ESMES 6
#define PENDING 8192   /* octets that an ESME has said and the centre not used yet */
#define BATCHES 64     /* under way in the store */
#define MESSAGES 40    /* kept at once */
#define TURNS 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct esme {
	struct peer peer;
	void *memory; /* NULL: no connection */
	size_t waiting;
	uint8_t pending[PENDING];
	uint32_t sequence;
};

/* Keeps nothing, and tells of a batch when the input says so. */
struct slow_store {
	struct store store;
	uint64_t began, told;
	int fails;
};

struct run {
	struct smsc smsc;
	struct slow_store slow;
	void *room;
	struct esme esmes[ESMES];
	const uint8_t *at, *end;
	uint64_t now;
};

static void fail(const char *why)
{
	fprintf(stderr, "broken: %s\n", why);
	abort();
}

static uint8_t take(struct run *run)
{
	return run->at < run->end ? *run->at++ : 0;
}

static struct smpp_span take_some(struct run *run, size_t most)
{
	size_t len = take(run);
	struct smpp_span span = { run->at, len < most ? len : most };

	if (span.len > (size_t)(run->end - run->at))
		span.len = (size_t)(run->end - run->at);
	run->at += span.len;
	return span;
}

static int put(struct store *store, const struct record *record)
{
	if (store == NULL || record->number == 0 || record->octets.len < 16)
		fail("a record without number or PDU");
	return 0;
}

static int forget(struct store *store, uint64_t number)
{
	return store != NULL && number > 0 ? 0 : -1;
}

static int commit(struct store *store, uint64_t batch)
{
	struct slow_store *slow = (void *)store;

	if (batch != slow->began + 1)
		fail("batches are not numbered one by one");
	slow->began = batch;
	return 0;
}

static int done(struct store *store, uint64_t *batch, int *failed)
{
	struct slow_store *slow = (void *)store;

	if (slow->told == slow->began || (!slow->fails && slow->began - slow->told < BATCHES))
		return 0;
	*batch = ++slow->told;
	*failed = slow->fails == 2;
	return 1;
}

static int load(struct store *store, int (*each)(void *user, const struct record *record), void *user)
{
	(void)each;
	return store != NULL && user != NULL ? 0 : -1;
}

static void shut(struct store *store)
{
	(void)store;
}

static void check_list(const struct list *list)
{
	size_t count = 0;

	for (const struct message *m = list->head; m != NULL; m = m->after, count++) {
		if (m->in != list || (m->after != NULL ? m->after->before : list->tail) != m)
			fail("a list does not hold together");
	}
	if (count != list->count)
		fail("a list counts wrongly");
}

static void check_message(const struct queue *queue, const struct message *m)
{
	if (m->place != NOWHERE && (m->place >= queue->timer_count ||
				    queue->timers[m->place] != m))
		fail("a timer is not where it says");
	if (*m->id_link != m)
		fail("the table of ids does not hold together");
	if (m->to_link != NULL && *m->to_link != m)
		fail("the table of destinations does not hold together");
	if (m->out + m->at_handset + (m->in != NULL) > 1)
		fail("a message is in two places");
	if (!m->out && !m->at_handset && m->in == NULL && m->place == NOWHERE && !m->unsafe &&
	    !m->removed)
		fail("a message is nowhere");
}

static void check(const struct run *run)
{
	const struct queue *queue = &run->smsc.queue;
	size_t count = 0;

	for (size_t i = 0; i < queue->buckets; i++) {
		for (const struct message *m = queue->by_id[i]; m != NULL; m = m->id_next) {
			check_message(queue, m);
			count++;
		}
	}
	if (count != queue->count || count > MESSAGES + ESMES * 300)
		fail("the queue counts wrongly, or holds too much");
	for (size_t i = 1; i < queue->timer_count; i++) {
		if (queue->timers[(i - 1) / 2]->alarm > queue->timers[i]->alarm)
			fail("the timers are not a heap");
	}
	check_list(&queue->kept);
	check_list(&run->smsc.ready);
	for (const struct account *a = run->smsc.accounts; a != NULL; a = a->next)
		check_list(&a->parked);
}

static void leave(struct run *run, struct esme *esme)
{
	smsc_release(&run->smsc, &esme->peer);
	free(esme->memory);
	memset(esme, 0, sizeof(*esme));
}

static void answer(struct esme *esme, const struct smpp_pdu *pdu, uint8_t how)
{
	static const uint32_t statuses[] = { SMPP_ESME_ROK, SMPP_ESME_RX_T_APPN,
					     SMPP_ESME_RX_R_APPN, SMPP_ESME_RTHROTTLED };
	uint32_t words[4] = { 16, pdu->header.command_id | UINT32_C(0x80000000), statuses[how & 3],
			      pdu->header.sequence_number };

	if (how < 0x40 || (pdu->header.command_id & UINT32_C(0x80000000)) != 0 ||
	    pdu->header.command_id == SMPP_ALERT_NOTIFICATION ||
	    pdu->header.command_id == SMPP_OUTBIND || esme->waiting > PENDING - 17)
		return;
	words[0] += pdu->header.command_id == SMPP_DELIVER_SM && words[2] == 0;
	for (unsigned i = 0; i < 16; i++)
		esme->pending[esme->waiting + i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
	esme->pending[esme->waiting + 16] = 0;
	esme->waiting += words[0];
}

/* What the centre says: whole PDUs, in which the answers to come are chosen by how. */
static void listen(struct run *run, struct esme *esme, uint8_t how)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	const uint8_t *out;
	size_t len;

	while ((out = smpp_smsc_output(&esme->peer.link, &len)) != NULL) {
		struct smpp_span rest = { out, len };
		struct smpp_pdu pdu;
		uint32_t size;

		while (rest.len > 0) {
			if (rest.len < 16)
				fail("half a header goes out");
			size = (uint32_t)rest.ptr[0] << 24 | (uint32_t)rest.ptr[1] << 16 |
			       (uint32_t)rest.ptr[2] << 8 | rest.ptr[3];
			if (size < 16 || size > rest.len)
				fail("output is not whole PDUs");
			if (smpp_decode((struct smpp_span){ rest.ptr, size }, &rules, &pdu, NULL) ==
			    SMPP_OK)
				answer(esme, &pdu, how);
			else if ((rest.ptr[4] & 0x80) != 0)
				fail("an answer does not decode");
			rest.ptr += size;
			rest.len -= size;
		}
		if (smpp_smsc_sent(run->smsc.sessions, &esme->peer.link, len, run->now) != SMPP_OK)
			fail("sent refuses what waited");
	}
}

static void feed(struct run *run, struct esme *esme)
{
	struct smpp_span octets = { esme->pending, esme->waiting };
	size_t used = 0;

	if (smpp_smsc_feed(run->smsc.sessions, &esme->peer.link, octets, run->now, &used) !=
	    SMPP_OK)
		used = esme->waiting;
	if (used > esme->waiting)
		fail("feed used more than there was");
	memmove(esme->pending, esme->pending + used, esme->waiting - used);
	esme->waiting -= used;
}

static void say(struct esme *esme, const void *octets, size_t len)
{
	if (len > PENDING - esme->waiting)
		return;
	if (len > 0)
		memcpy(esme->pending + esme->waiting, octets, len);
	esme->waiting += len;
}

static void say_pdu(struct esme *esme, uint32_t command_id, struct smpp_span body)
{
	uint32_t words[4] = { (uint32_t)body.len + 16, command_id, 0, ++esme->sequence };
	uint8_t header[16];

	for (unsigned i = 0; i < 16; i++)
		header[i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
	say(esme, header, 16);
	say(esme, body.ptr, body.len);
}

static void say_encoded(struct esme *esme, struct smpp_pdu *pdu)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	uint8_t octets[2048];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };

	pdu->header.sequence_number = ++esme->sequence;
	if (smpp_encode(pdu, &rules, &buf, NULL) == SMPP_OK)
		say(esme, octets, buf.len);
}

static void bind(struct run *run, struct esme *esme)
{
	static const uint32_t commands[] = { SMPP_BIND_TRANSCEIVER, SMPP_BIND_RECEIVER,
					     SMPP_BIND_TRANSMITTER, SMPP_BIND_TRANSCEIVER };
	static const char *const ranges[] = { "", "44*", "^46", "4470,47*" };
	uint8_t how = take(run);
	struct smpp_pdu pdu = { .header.command_id = commands[how & 3] };

	pdu.body.bind.system_id = smpp_span_of(how & 4 ? "shop" : "user");
	pdu.body.bind.password = smpp_span_of(how & 8 ? "wrong" : "secret");
	pdu.body.bind.interface_version = how & 0x10 ? SMPP_V3_3 : how & 0x20 ? SMPP_V3_4
									      : SMPP_V5_0;
	pdu.body.bind.address_range = smpp_span_of(ranges[how >> 6]);
	say_encoded(esme, &pdu);
}

static void submit(struct run *run, struct esme *esme)
{
	static const char *const numbers[] = { "4470", "4471", "46", "551", "552", "553", "554",
					       "555", "556", "557", "558", "559", "560", "", "47",
					       "561" };
	static const char *const times[] = { "", "000000000005000R", "000000000000100R",
					     "200101000000000+" };
	uint8_t how = take(run), more = take(run);
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };
	struct smpp_sm *sm = &pdu.body.submit_sm;

	sm->source_addr = smpp_span_of(how & 0x10 ? "99" : "4470");
	sm->destination_addr = smpp_span_of(numbers[how & 15]);
	sm->esm_class = how >> 6;
	sm->replace_if_present_flag = how >> 5 & 1;
	sm->registered_delivery = more & 0x13;
	sm->schedule_delivery_time = smpp_span_of(times[more >> 2 & 3]);
	sm->validity_period = smpp_span_of(times[more >> 5 & 3]);
	sm->short_message = take_some(run, 140);
	say_encoded(esme, &pdu);
}

/* About the message that has that number. */
static void ask(struct run *run, struct esme *esme)
{
	uint8_t how = take(run);
	struct smpp_pdu pdu = { .header.command_id = SMPP_QUERY_SM };
	char id[16];

	snprintf(id, sizeof(id), "%010u", (unsigned)(how & 15) + 1);
	pdu.body.query_sm.message_id = smpp_span_of(id);
	pdu.body.query_sm.source_addr = smpp_span_of("4470");
	if (how & 0x10) {
		pdu.header.command_id = SMPP_CANCEL_SM;
		pdu.body.cancel_sm.message_id = smpp_span_of(how & 0x20 ? "" : id);
		pdu.body.cancel_sm.source_addr = smpp_span_of("4470");
		pdu.body.cancel_sm.destination_addr = smpp_span_of(how & 0x20 ? "556" : "");
	} else if (how & 0x40) {
		pdu.header.command_id = SMPP_REPLACE_SM;
		pdu.body.replace_sm.message_id = smpp_span_of(id);
		pdu.body.replace_sm.source_addr = smpp_span_of("4470");
		pdu.body.replace_sm.short_message = take_some(run, 140);
	}
	say_encoded(esme, &pdu);
}

static void open_esme(struct run *run, struct esme *esme)
{
	static const char *const addresses[] = { "127.0.0.1", "127.0.0.2", "::1", "192.0.2.1" };
	size_t size = smpp_smsc_session_size(run->smsc.sessions);

	esme->memory = malloc(size);
	if (esme->memory == NULL || smsc_open(&run->smsc, &esme->peer, esme->memory, size,
					      addresses[take(run) & 3]) != SMPP_OK)
		fail("no session is opened");
}

static void any_pdu(struct run *run, struct esme *esme)
{
	static const uint32_t commands[] = {
		SMPP_SUBMIT_SM, SMPP_DATA_SM, SMPP_SUBMIT_MULTI, SMPP_QUERY_SM, SMPP_CANCEL_SM,
		SMPP_REPLACE_SM, SMPP_BROADCAST_SM, SMPP_QUERY_BROADCAST_SM,
		SMPP_CANCEL_BROADCAST_SM, SMPP_DELIVER_SM_RESP, SMPP_ENQUIRE_LINK, SMPP_UNBIND,
		SMPP_GENERIC_NACK, SMPP_BIND_TRANSCEIVER, UINT32_C(0x109), UINT32_C(0x80000109),
	};
	uint32_t command_id = commands[take(run) & 15];

	say_pdu(esme, command_id, take_some(run, 255));
}

static void any_octets(struct run *run, struct esme *esme)
{
	struct smpp_span octets = take_some(run, 255);

	say(esme, octets.ptr, octets.len);
}

static void pass_time(struct run *run)
{
	static const uint32_t steps[] = { 1, 10, 100, 1000, 10000, 60000, 600000, 90000000 };
	uint32_t step = steps[take(run) & 7];

	run->now += step;
	run->slow.fails = 0;
}

static void step(struct run *run)
{
	uint8_t what = take(run);
	struct esme *esme = &run->esmes[(what >> 4) % ESMES];

	if (esme->memory == NULL && (what & 15) < 10) {
		open_esme(run, esme);
		bind(run, esme);
	}
	switch (what & 15) {
	case 0: any_octets(run, esme); break;
	case 1:
	case 2: any_pdu(run, esme); break;
	case 3: bind(run, esme); break;
	case 4:
	case 5:
	case 6: submit(run, esme); break;
	case 7: ask(run, esme); break;
	case 8: listen(run, esme, take(run)); break;
	case 9: (void)smpp_smsc_lost(run->smsc.sessions, &esme->peer.link, run->now); break;
	case 10: run->slow.fails = 1; break; /* tells that all is safe */
	case 11: run->slow.fails = 2; break; /* or that nothing is */
	case 12: (void)request_from_handset(&run->smsc, smpp_span_of("551"), smpp_span_of("4470"),
					    smpp_span_of("hello"), NULL); break;
	default: pass_time(run); break;
	}
}

/* Octets are used, what is due happens, those that are over go. */
static void turn(struct run *run)
{
	struct smpp_smsc_peer *link;

	smsc_turn(&run->smsc, run->now, INT64_C(1700000000000) + (int64_t)run->now);
	while ((link = smpp_smsc_next(run->smsc.sessions)) != NULL) {
		size_t len;

		if (smpp_smsc_is_over(link) && smpp_smsc_output(link, &len) == NULL)
			leave(run, (struct esme *)link->user);
	}
	for (unsigned i = 0; i < ESMES; i++) {
		if (run->esmes[i].memory != NULL && run->esmes[i].waiting > 0)
			feed(run, &run->esmes[i]);
	}
	check(run);
}

/* Until nothing is due any more now. */
static void rest(struct run *run)
{
	unsigned turns = 0;

	do {
		turn(run);
		if (++turns > TURNS)
			fail("it does not come to rest");
	} while (smsc_deadline(&run->smsc) <= run->now);
}

static void begin(struct run *run)
{
	static const struct store calls = { put, forget, commit, done, load, shut, -1, NULL };
	static const struct settings settings = {
		.max_messages = MESSAGES, .max_kept = 10, .keep = 600000, .validity = 3600000,
		.retry = 1000, .retry_max = 60000, .receipt_expiry = 7200000, .receipt_delay = 10,
		.receipt_delay_max = 20, .seed = 1,
	};
	struct smpp_session_config session = { .size = sizeof(session) };
	struct smpp_smsc_config config = { .size = sizeof(config) };

	session.version = SMPP_V5_0;
	session.tolerate = SMPP_FIELD;
	session.window = 4;
	session.inbound = 8;
	session.output = 8192;
	session.max_pdu = 4096;
	config.peers = ESMES;
	config.session = &session;
	run->slow.store = calls;
	run->smsc.store = &run->slow.store;
	run->smsc.settings = settings;
	run->room = malloc(smpp_smsc_size(&config));
	if (run->room == NULL || account_add(&run->smsc, "user:secret") != NULL ||
	    account_add(&run->smsc, "shop:secret:trx:20:5") != NULL ||
	    handsets_add(&run->smsc.handsets,
			 "551*=reply:yes,552*=echo,553*=undeliverable,554*=absent:2,555*=full:2,"
			 "556*=absent:5000,557*=lost:50,558*=delay:10-500,559*=none,560*=expired,"
			 "561*=rejected") != NULL ||
	    smsc_init(&run->smsc, run->room, smpp_smsc_size(&config), &config) != 0)
		fail("it does not begin");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run *run = calloc(1, sizeof(*run));

	if (run == NULL)
		return 0;
	run->at = data;
	run->end = data + size;
	begin(run);
	while (run->at < run->end) {
		step(run);
		rest(run);
	}
	for (unsigned i = 0; i < ESMES; i++) {
		if (run->esmes[i].memory == NULL)
			continue;
		(void)smpp_smsc_lost(run->smsc.sessions, &run->esmes[i].peer.link, run->now);
		turn(run);
		if (run->esmes[i].memory != NULL)
			leave(run, &run->esmes[i]);
	}
	smsc_free(&run->smsc);
	free(run->room);
	free(run);
	return 0;
}
