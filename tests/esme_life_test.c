/* SPDX-License-Identifier: MIT */
/*
 * Owns: virtual days of an ESME whose message centre drops, throttles, falls silent, dies and comes
 * back, by seeds that replay: what is promised of messages and receipts whatever happens.
 * ESME_LIFE_SEEDS=N in the environment runs N of them.
 * Must not know: how it is done.
 */
#include "esme_rig.h"

#define MESSAGES 10000 /* of a run */
#define SEEDS 8
#define DAY UINT64_C(86400000)

/* What was promised about a message, and what its message centre knows. */
struct fate {
	uint8_t segments;
	uint8_t taken;     /* submit took it */
	uint8_t results;   /* told */
	uint8_t outcomes[3];
	uint8_t got[3];    /* times that the message centre had that segment */
	uint8_t accepted[3]; /* answered with status 0 and the answer has arrived or may have */
	uint8_t refused[3];
	uint8_t receipts[3]; /* final ones told as matched and not settled */
	uint8_t asked[3];  /* receipts sent */
	char id[3][16];
};

static struct rig rig;
static struct fate fate[MESSAGES];
static uint32_t submitted;
static uint32_t counts[7]; /* receipts, results by outcome, messages */
static uint64_t seed;

static uint32_t dice(uint32_t limit)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % limit;
}

static void see_result(const struct smpp_esme_event *event)
{
	struct fate *f = &fate[event->token];

	f->results++;
	ck_assert_uint_eq(f->results, 1);
	ck_assert_uint_eq(event->segment_count, f->segments);
	counts[event->outcome]++;
	for (unsigned i = 0; i < f->segments; i++) {
		const struct smpp_esme_segment *s = &event->segments[i];

		f->outcomes[i] = (uint8_t)s->outcome;
		switch (s->outcome) {
		case SMPP_ESME_ACCEPTED:
			ck_assert_uint_eq(f->accepted[i], 1);
			ck_assert_uint_eq(s->message_id.len, strlen(f->id[i]));
			ck_assert_mem_eq(s->message_id.ptr, f->id[i], s->message_id.len);
			break;
		case SMPP_ESME_NOT_SENT:
			ck_assert_uint_eq(f->got[i], 0);
			break;
		case SMPP_ESME_REFUSED:
			ck_assert_uint_eq(f->refused[i], 1);
			break;
		case SMPP_ESME_TIMED_OUT:
		case SMPP_ESME_UNKNOWN:
			break;
		}
	}
}

static void see_receipt(const struct smpp_esme_event *event)
{
	struct fate *f;

	counts[0]++;
	if (!event->matched)
		return;
	f = &fate[event->token];
	ck_assert_uint_lt(event->segment, f->segments);
	ck_assert_uint_eq(event->receipt->id.len, strlen(f->id[event->segment]));
	ck_assert_mem_eq(event->receipt->id.ptr, f->id[event->segment],
			 event->receipt->id.len);
	ck_assert_uint_gt(f->asked[event->segment], 0);
	if (!event->settled && smpp_state_is_final(event->message_state))
		f->receipts[event->segment]++;
	ck_assert_uint_le(f->receipts[event->segment], 1);
}

static void see(struct rig *r, const struct smpp_esme_event *event)
{
	if (event->type == SMPP_ESME_EVENT_MESSAGE) {
		counts[6]++;
		ck_assert_uint_eq(event->text.len, event->incomplete ? 4 : 8);
		ck_assert_mem_eq(event->text.ptr, "part", 4);
	}
	if (event->type == SMPP_ESME_EVENT_RESULT)
		see_result(event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT)
		see_receipt(event);
	r->first = r->events;
}

/* The text is the number of the message, and tells segments apart where there are some. */
static void submit(void)
{
	static char text[MESSAGES][400];
	struct fate *f = &fate[submitted];
	size_t len = dice(5) == 0 ? 200 : 20;

	memset(text[submitted], 'a', len);
	text[submitted][snprintf(text[submitted], 12, "%06lu", (unsigned long)submitted)] = '.';
	text[submitted][len] = 0;
	if (rig_submit(&rig, text[submitted], submitted) != SMPP_OK)
		return;
	f->taken = 1;
	f->segments = len > 160 ? 2 : 1;
	submitted++;
}

/* References and totals tell to which message a second segment belongs. */
static uint32_t by_reference[256];

static struct fate *fate_of(const struct heard *h, unsigned *segment)
{
	const uint8_t *text = h->text;
	unsigned long number;

	*segment = 0;
	if ((h->esm_class & SMPP_ESM_CLASS_UDHI) != 0) {
		*segment = text[5] - 1u;
		if (*segment > 0)
			return &fate[by_reference[text[3]]];
		text += 6;
	}
	number = strtoul((const char *)text, NULL, 10);
	ck_assert_uint_lt(number, MESSAGES);
	if (text != h->text)
		by_reference[h->text[3]] = (uint32_t)number;
	return &fate[number];
}

static unsigned receiver; /* link on which it delivers */

/* A receipt, if it can be sent now. @return 1: it was */
static uint8_t report(const char *id, const char *stat)
{
	if (!rig.up[receiver] ||
	    smpp_session_can(rig.smsc[receiver], SMPP_DELIVER_SM) != SMPP_OK)
		return 0;
	rig_receipt(&rig, receiver, id, stat);
	return 1;
}

/* One of the two parts of a message: which of them come, and how often, is chance. */
static void say_something(void)
{
	char text[20];
	struct smpp_pdu pdu;

	if (!rig.up[receiver] ||
	    smpp_session_can(rig.smsc[receiver], SMPP_DELIVER_SM) != SMPP_OK)
		return;
	memset(&pdu, 0, sizeof(pdu));
	memcpy(text, "\x05\x00\x03\x00\x02\x01part", 11);
	text[3] = (char)dice(10);
	text[5] = (char)(1 + dice(2));
	pdu.body.deliver_sm.esm_class = SMPP_ESM_CLASS_UDHI;
	pdu.body.deliver_sm.short_message.ptr = (const uint8_t *)text;
	pdu.body.deliver_sm.short_message.len = 10;
	rig_deliver(&rig, receiver, &pdu);
}

/* The message centre deals with what it has: answers, refuses, forgets, sends receipts early. */
static size_t dealt;

static void deal_with(struct heard *h)
{
	static const uint32_t status[] = { SMPP_ESME_RTHROTTLED, SMPP_ESME_RMSGQFUL,
					   SMPP_ESME_RINVDSTADR };
	unsigned segment;
	struct fate *f = fate_of(h, &segment);
	uint32_t what = dice(100);

	f->got[segment]++;
	ck_assert_uint_eq(f->got[segment], 1); /* never twice */
	if (!rig.up[0] || h->connects != rig.connects)
		return; /* the connection is gone */
	if (what < 3)
		return; /* it does not answer */
	if (what < 9) {
		f->refused[segment]++;
		rig_answer(&rig, h, status[dice(3)]);
		return;
	}
	snprintf(h->id, sizeof(h->id), "%lu", (unsigned long)++rig.last_id);
	memcpy(f->id[segment], h->id, 16);
	f->accepted[segment]++;
	if (what < 30)
		f->asked[segment] += report(h->id, "DELIVRD");
	rig_answer(&rig, h, SMPP_ESME_ROK);
	if (what > 30 && what < 80)
		f->asked[segment] += report(h->id, what < 40 ? "ENROUTE" : "UNDELIV");
	if (what > 30 && what < 50)
		f->asked[segment] += report(h->id, "DELIVRD");
	if (what > 80)
		say_something();
}

static void deal(void)
{
	while (dealt < rig.heard_count)
		deal_with(&rig.heard[dealt++ % RIG_HEARD]);
	rig_run(&rig);
}

static void trouble(void)
{
	static const uint32_t refusals[] = { SMPP_ESME_RALYBND, SMPP_ESME_RBINDFAIL,
					     SMPP_ESME_RSYSERR };

	switch (dice(400)) {
	case 0:
		if (rig.up[0])
			rig_break(&rig, 0);
		break;
	case 1:
		if (rig.up[0])
			(void)smpp_session_unbind(rig.smsc[0], 1, rig.now);
		break;
	case 2: /* octets that are no SMPP */
		if (rig.up[0]) {
			struct smpp_span junk = smpp_span_of("HTTP/1.1 400 Bad Request\r\n\r\n");
			size_t used;

			(void)smpp_esme_feed(rig.e, 0, junk, rig.now, &used);
		}
		break;
	case 3:
		rig.refuses = !rig.refuses; /* it is dead, or back */
		break;
	case 4:
		rig.bind_status = dice(2) ? refusals[dice(3)] : SMPP_ESME_ROK;
		break;
	case 5:
		rig.up[0] = 0; /* silence: nobody tells the ESME */
		break;
	case 6:
		if (receiver && rig.up[1])
			rig_break(&rig, 1);
		break;
	default:
		break;
	}
}

static void live_for_days(unsigned number)
{
	struct smpp_esme_config config = rig_config();
	uint64_t begin;

	seed = number;
	receiver = number % 2;
	config.mode = receiver ? SMPP_ESME_PAIR : SMPP_ESME_TRX;
	submitted = 0;
	dealt = 0;
	memset(fate, 0, sizeof(fate));
	memset(counts, 0, sizeof(counts));
	config.messages = 40;
	config.addresses = 2;
	config.random = rig_random;
	config.rate = 20;
	rig_begin(&rig, &config);
	rig.random = number;
	rig.smsc_config.inbound = MESSAGES; /* it forgets to answer some of them */
	rig.smsc_config.output = 1u << 20;
	rig.answers = 0;
	rig.then = see;
	ck_assert_int_eq(smpp_esme_start(rig.e, rig.now), SMPP_OK);
	begin = rig.now;
	while (submitted < MESSAGES - 1) {
		for (uint32_t i = dice(8); i > 0 && submitted < MESSAGES - 1; i--)
			submit();
		rig_wait(&rig, dice(50) == 0 ? dice(3600000) : dice(2000));
		deal();
		trouble();
		rig_run(&rig);
	}
	ck_assert_uint_gt(rig.now - begin, DAY);
	rig.refuses = 0;
	rig.bind_status = 0;
	for (unsigned i = 0; i < 2000 && smpp_esme_messages(rig.e) > 0; i++) {
		rig_wait(&rig, 1000);
		deal();
	}
	(void)smpp_esme_stop(rig.e, rig.now);
	rig_wait(&rig, 100000);
	rig_now_in(&rig, "IDLE");
}

START_TEST(each_message_has_one_result_and_is_sent_at_most_once)
{
	live_for_days((unsigned)_i);
	ck_assert_uint_eq(smpp_esme_messages(rig.e), 0);
	ck_assert_uint_eq(smpp_esme_deadline(rig.e), UINT64_MAX);
	for (uint32_t i = 0; i < submitted; i++) {
		ck_assert_uint_eq(fate[i].results, 1);
		for (unsigned k = 0; k < fate[i].segments; k++)
			ck_assert(fate[i].outcomes[k] != SMPP_ESME_NOT_SENT || !fate[i].got[k]);
	}
	/* all of it was seen */
	ck_assert_uint_gt(counts[SMPP_ESME_ACCEPTED], MESSAGES / 2);
	ck_assert_uint_gt(counts[SMPP_ESME_REFUSED], 100);
	ck_assert_uint_gt(counts[SMPP_ESME_TIMED_OUT], 10);
	ck_assert_uint_gt(counts[SMPP_ESME_UNKNOWN], 0);
	ck_assert_uint_gt(counts[0], 1000);
	ck_assert_uint_gt(counts[6], 100);
	rig_end(&rig);
}
END_TEST

/* ---- anything at any time ---- */

static uint32_t open_tokens; /* taken, without result */

static void see_chaos(struct rig *r, const struct smpp_esme_event *event)
{
	r->first = r->events;
	if (event->type == SMPP_ESME_EVENT_RESULT) {
		ck_assert_uint_gt(open_tokens, 0);
		open_tokens--;
	}
	if (dice(4) == 0 && rig_submit(r, "inside", 1) == SMPP_OK)
		open_tokens++;
	if (event->handle != 0 && dice(2) == 0)
		(void)smpp_esme_answer(r->e, event->handle, dice(2), r->now);
}

/* A frame of any command, with any octets or a few of the right ones. */
static size_t frame(uint8_t octets[200])
{
	static const uint8_t ids[] = { 0x01, 0x04, 0x05, 0x06, 0x09, 0x0B, 0x15, 0x03 };
	size_t len = 16 + dice(100);

	for (size_t i = 0; i < 200; i++)
		octets[i] = (uint8_t)(dice(3) == 0 ? dice(256) : 0);
	memset(octets, 0, 15);
	octets[3] = (uint8_t)len;
	octets[4] = dice(2) == 0 ? 0x80 : 0;
	octets[6] = dice(40) == 0;
	octets[7] = ids[dice(sizeof(ids))];
	octets[11] = (uint8_t)(dice(3) == 0 ? dice(100) : 0);
	octets[15] = (uint8_t)dice(30);
	return len;
}

static void small_config(struct smpp_esme_config *config, struct smpp_session_config *session,
			 struct smpp_assembler_config *assembler)
{
	memset(session, 0, sizeof(*session));
	session->size = sizeof(*session);
	session->window = 1 + dice(3);
	session->inbound = 1 + dice(3);
	session->output = 150 + dice(200);
	session->partial = 16 + dice(200);
	session->tolerate = dice(2) == 0 ? SMPP_STRICT : UINT32_MAX;
	memset(assembler, 0, sizeof(*assembler));
	assembler->size = sizeof(*assembler);
	assembler->messages = 1 + dice(2);
	assembler->parts = 1 + dice(3);
	assembler->part_octets = 1 + dice(40);
	assembler->address_octets = 1 + dice(20);
	config->session = session;
	config->assembler = assembler;
	config->mode = (enum smpp_esme_mode)dice(4);
	config->outbind = (uint8_t)(dice(4) == 0);
	config->report_unsent = (uint8_t)dice(2);
	config->own_answers = (uint8_t)dice(2);
	config->retry_permanent = (uint8_t)dice(2);
	config->addresses = 1 + dice(3);
	config->messages = 1 + dice(3);
	config->segments = 1 + dice(3);
	config->id_octets = 1 + dice(10);
	config->receipts = dice(3) == 0 ? SMPP_OFF : 1 + dice(3);
	config->held = dice(3) == 0 ? SMPP_OFF : 1 + dice(3);
	config->held_octets = 1 + dice(200);
	config->text_octets = 1 + dice(100);
	config->rate = dice(2) == 0 ? SMPP_OFF : 1 + dice(100);
	config->random = rig_random;
}

static void feed_chaos(unsigned link)
{
	uint8_t octets[200], *copy;
	struct smpp_span span;
	size_t used;

	span.len = dice(4) == 0 ? dice(200) : 0;
	if (span.len == 0)
		span.len = frame(octets);
	else
		(void)frame(octets);
	copy = malloc(span.len); /* of exactly that size */
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, octets, span.len);
	span.ptr = copy;
	(void)smpp_esme_feed(rig.e, link, span, rig.now, &used);
	ck_assert_uint_le(used, span.len);
	free(copy);
}

static void bind_answer(unsigned link)
{
	struct smpp_esme_config *config = &rig.config;
	uint8_t octets[17] = { 0, 0, 0, 17, 0x80, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0 };
	struct smpp_span span = { octets, sizeof(octets) };
	size_t used;

	if (config->mode == SMPP_ESME_RX || link == 1)
		octets[7] = 1;
	else if (config->mode != SMPP_ESME_TRX)
		octets[7] = 2;
	(void)smpp_esme_feed(rig.e, link, span, rig.now, &used);
}

static void do_anything(void)
{
	static char text[400];
	unsigned link = dice(3);
	size_t len;

	switch (dice(16)) {
	case 0: (void)smpp_esme_start(rig.e, rig.now); break;
	case 1: if (dice(20) == 0) (void)smpp_esme_stop(rig.e, rig.now); break;
	case 2: if (dice(20) == 0) (void)smpp_esme_close(rig.e, rig.now); break;
	case 3: (void)smpp_esme_connected(rig.e, link, rig.now); break;
	case 4: if (dice(4) == 0) (void)smpp_esme_connect_failed(rig.e, link, rig.now); break;
	case 5: (void)smpp_esme_accepted(rig.e, link, rig.now); break;
	case 6: if (dice(10) == 0) (void)smpp_esme_lost(rig.e, link, rig.now); break;
	case 7: case 8:
		memset(text, 'a', sizeof(text) - 1);
		if (rig_submit(&rig, text + dice(399), 1) == SMPP_OK)
			open_tokens++;
		break;
	case 9: rig.now += dice(5) == 0 ? dice(100000) : dice(1000); break;
	case 10: case 11:
		if (smpp_esme_output(rig.e, link, &len) != NULL)
			(void)smpp_esme_sent(rig.e, link, 1 + dice((uint32_t)len), rig.now);
		break;
	case 12: bind_answer(link); break;
	default: feed_chaos(link);
	}
	(void)smpp_esme_tick(rig.e, rig.now);
}

START_TEST(nothing_that_peer_or_caller_do_breaks_it)
{
	struct smpp_esme_config config;
	struct smpp_session_config session;
	struct smpp_assembler_config assembler;
	size_t bound = 0;

	seed = (uint64_t)_i;
	for (unsigned life = 0; life < 300; life++) {
		config = rig_config();
		small_config(&config, &session, &assembler);
		rig_begin(&rig, &config);
		rig.slow = 1;
		rig.then = see_chaos;
		open_tokens = 0;
		for (unsigned i = 0; i < 300; i++) {
			do_anything();
			bound += smpp_esme_state(rig.e, 0) == SMPP_ESME_BOUND;
			ck_assert_uint_eq(smpp_esme_messages(rig.e), open_tokens);
		}
		(void)smpp_esme_close(rig.e, rig.now);
		for (unsigned i = 0; i < 100 && smpp_esme_deadline(rig.e) != UINT64_MAX; i++)
			(void)smpp_esme_tick(rig.e, rig.now);
		ck_assert_uint_eq(smpp_esme_deadline(rig.e), UINT64_MAX);
		ck_assert_uint_eq(open_tokens, 0);
		rig_end(&rig);
	}
	ck_assert_uint_gt(bound, 1000);
}
END_TEST

int main(void)
{
	const char *given = getenv("ESME_LIFE_SEEDS");
	int seeds = given != NULL ? atoi(given) : SEEDS;
	Suite *suite = suite_create("esme_life");
	TCase *tc = tcase_create("days");

	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(tc, each_message_has_one_result_and_is_sent_at_most_once, 1,
			    seeds + 1);
	suite_add_tcase(suite, tc);
	tc = tcase_create("chaos");
	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(tc, nothing_that_peer_or_caller_do_breaks_it, 1, seeds / 2 + 1);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
