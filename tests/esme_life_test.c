/* SPDX-License-Identifier: MIT */
/*
 * Owns: virtual days of an ESME whose message centre drops, throttles, falls silent, dies and comes
 * back, by seeds that replay: what is promised of messages and receipts whatever happens.
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
	size_t len = dice(5) == 0 ? 200 : 10;

	memset(text[submitted], 'a', len);
	snprintf(text[submitted], 8, "%06lu", (unsigned long)submitted);
	text[submitted][6] = '.';
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

int main(void)
{
	Suite *suite = suite_create("esme_life");
	TCase *tc = tcase_create("days");

	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(tc, each_message_has_one_result_and_is_sent_at_most_once, 1, SEEDS + 1);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
