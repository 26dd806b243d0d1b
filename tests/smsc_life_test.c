/* SPDX-License-Identifier: MIT */
/*
 * Owns: lives of a message centre whose ESMEs bind, send, fall silent, break and come back, by
 * seeds that replay, and what is promised of it whatever happens. SMSC_LIFE_SEEDS=N in the
 * environment runs N of them.
 * Must not know: how it is done.
 */
#include "smsc_rig.h"

#define SEEDS 12
#define STEPS 4000
#define ACCOUNTS 3
#define TOKENS 100000
#define ASKED 100000

/* A request of the centre's that was taken. */
struct fate {
	struct smpp_smsc_peer *peer;
	unsigned life; /* of that peer's structure */
	uint8_t outcomes;
};

/* A request of an ESME's that was told. */
struct question {
	struct smpp_smsc_handle handle;
	struct smpp_smsc_peer *peer;
	unsigned life;
	uint8_t bind;
	uint8_t message;
	uint8_t answered;
};

static struct rig rig;
static struct smpp_smsc_account accounts[ACCOUNTS];
static struct fate fates[TOKENS];
static struct question asked[ASKED];
static uint32_t tokens, questions;
static unsigned lives[RIG_LINES]; /* which one of a line's peers this is */
static uint8_t gone[RIG_LINES];   /* has told GONE */
static uint32_t waiting[RIG_LINES];    /* deliveries without outcome */
static uint32_t unanswered[RIG_LINES]; /* messages told and not answered */
static uint64_t seen[SMPP_SMSC_EVENT_OTHER + 1];
static uint64_t throttled, full, refused;
static uint64_t seed;

static uint32_t dice(uint32_t limit)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % limit;
}

static unsigned number_of(struct smpp_smsc_peer *p)
{
	return (unsigned)(line_of(p) - rig.lines);
}

static int is_bound(const struct smpp_smsc_peer *p)
{
	enum smpp_state state = smpp_session_state(p->session);

	return state >= SMPP_STATE_BOUND_TX && state <= SMPP_STATE_BOUND_TRX;
}

/* Counts are those of the list, and everybody who is bound is in the list of his account. */
static void check_account(struct smpp_smsc_account *a)
{
	uint32_t counts[SMPP_STATE_CLOSED + 1] = { 0 }, owed = 0, bound = 0;
	struct smpp_smsc_peer *p;

	for (p = smpp_smsc_mate_after(a, NULL); p != NULL; p = smpp_smsc_mate_after(a, p)) {
		ck_assert_ptr_eq(p->account, a);
		ck_assert(is_bound(p));
		ck_assert(!gone[number_of(p)]);
		counts[smpp_session_state(p->session)]++;
		owed += unanswered[number_of(p)];
		bound++;
	}
	ck_assert_uint_eq(a->transmitters, counts[SMPP_STATE_BOUND_TX]);
	ck_assert_uint_eq(a->receivers, counts[SMPP_STATE_BOUND_RX]);
	ck_assert_uint_eq(a->transceivers, counts[SMPP_STATE_BOUND_TRX]);
	ck_assert_uint_eq(a->waiting, owed);
	for (p = smpp_smsc_peer_after(rig.c, NULL); p != NULL; p = smpp_smsc_peer_after(rig.c, p))
		if (p->account == a && is_bound(p))
			bound--;
	ck_assert_uint_eq(bound, 0);
}

static void check_all(void)
{
	uint32_t peers = 0, open = 0;

	for (unsigned i = 0; i < ACCOUNTS; i++)
		check_account(&accounts[i]);
	for (struct smpp_smsc_peer *p = smpp_smsc_peer_after(rig.c, NULL); p != NULL;
	     p = smpp_smsc_peer_after(rig.c, p))
		peers++;
	for (unsigned i = 0; i < RIG_LINES; i++)
		open += rig.lines[i].open != 0;
	ck_assert_uint_eq(peers, open);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), open);
}

static uint32_t below(uint32_t limit, uint32_t count)
{
	return limit == 0 || count <= limit;
}

static void admit(struct question *q, struct smpp_smsc_account *a)
{
	const struct smpp_smsc_limits *l = &a->limits;
	uint32_t before = a->transmitters + a->receivers + a->transceivers;
	int got = smpp_smsc_admit(rig.c, q->handle, a, rig.now);

	if (q->answered || q->life != lives[number_of(q->peer)])
		ck_assert_int_eq(got, SMPP_E_HANDLE);
	q->answered |= got != SMPP_E_HANDLE;
	if (got == SMPP_OK) {
		ck_assert(below(l->sessions, before + 1));
		ck_assert_ptr_eq(q->peer->account, a);
		switch (smpp_session_state(q->peer->session)) {
		case SMPP_STATE_BOUND_TX: ck_assert(below(l->transmitters, a->transmitters)); break;
		case SMPP_STATE_BOUND_RX: ck_assert(below(l->receivers, a->receivers)); break;
		default: ck_assert(below(l->transceivers, a->transceivers));
		}
	} else {
		ck_assert(got == SMPP_E_HANDLE || got == SMPP_E_WINDOW || got == SMPP_E_STATE);
		ck_assert_uint_eq(before, a->transmitters + a->receivers + a->transceivers);
		refused += got == SMPP_E_WINDOW;
	}
}

static void answer(struct question *q)
{
	struct smpp_pdu pdu = rig_answer_to(SMPP_SUBMIT_SM);
	int live = !q->answered && q->life == lives[number_of(q->peer)];
	int got;

	if (q->bind && dice(4) != 0) {
		admit(q, &accounts[dice(ACCOUNTS)]);
		return;
	}
	if (q->bind || dice(3) == 0 || !q->message)
		got = smpp_smsc_refuse(rig.c, q->handle, SMPP_ESME_RSYSERR, rig.now);
	else
		got = smpp_smsc_reply(rig.c, q->handle, &pdu, rig.now);
	if (!live)
		ck_assert_int_eq(got, SMPP_E_HANDLE);
	if (got != SMPP_OK)
		return;
	q->answered = 1;
	if (q->message)
		unanswered[number_of(q->peer)]--;
}

static void take(struct smpp_smsc_peer *p, int got)
{
	if (got != SMPP_OK) {
		full += got == SMPP_E_WINDOW || got == SMPP_E_SPACE;
		return;
	}
	ck_assert_uint_lt(tokens, TOKENS - 1);
	fates[tokens].peer = p;
	fates[tokens].life = lives[number_of(p)];
	fates[tokens].outcomes = 0;
	waiting[number_of(p)]++;
	tokens++;
}

static void deliver(void)
{
	static const char *const keys[] = { "", "a", "b", "c" };
	struct smpp_pdu pdu = rig_pdu(SMPP_DELIVER_SM, 0);
	struct smpp_smsc_account *a = &accounts[dice(ACCOUNTS)];
	struct smpp_span key = smpp_span_of(keys[dice(4)]);
	struct smpp_smsc_peer *p = NULL, *foretold = smpp_smsc_receiver(a, key);
	struct smpp_receipt_draft draft;
	int got;

	memset(&draft, 0, sizeof(draft));
	draft.id = smpp_span_of("1");
	draft.message_state = SMPP_MESSAGE_STATE_DELIVERED;
	got = dice(3) == 0 ? smpp_smsc_receipt(rig.c, a, &draft, key, tokens, rig.now, &p)
			   : smpp_smsc_deliver(rig.c, a, &pdu, key, tokens, rig.now, &p);
	ck_assert(got == SMPP_OK || got == SMPP_E_ABSENT || got == SMPP_E_WINDOW ||
		  got == SMPP_E_SPACE);
	ck_assert_int_eq(got == SMPP_E_ABSENT, p == NULL);
	if (p != NULL)
		ck_assert_ptr_eq(p->account, a);
	if (key.len > 0)
		ck_assert_ptr_eq(p, foretold);
	take(p, got);
}

static struct smpp_smsc_peer *any_peer(void)
{
	struct line *l = &rig.lines[dice(RIG_LINES)];

	return l->open ? &l->peer : NULL;
}

static void request(void)
{
	struct smpp_pdu pdu = rig_pdu(dice(2) ? SMPP_ENQUIRE_LINK : SMPP_DELIVER_SM, 0);
	struct smpp_smsc_peer *p = any_peer();

	if (p != NULL)
		take(p, smpp_smsc_request(rig.c, p, &pdu, tokens, rig.now));
}

static void change_limits(void)
{
	struct smpp_smsc_limits *l = &accounts[dice(ACCOUNTS)].limits;

	l->sessions = dice(6);
	l->transmitters = dice(4);
	l->receivers = dice(8) == 0 ? SMPP_OFF : dice(4);
	l->transceivers = dice(4);
	l->window = dice(3) == 0 ? 0 : dice(6);
	l->rate = dice(2) ? 0 : dice(20);
	l->burst = dice(10);
}

static void trouble(struct smpp_smsc_peer *p)
{
	switch (dice(6)) {
	case 0: (void)smpp_smsc_unbind(rig.c, p, rig.now); break;
	case 1: (void)smpp_smsc_close(rig.c, p, rig.now); break;
	case 2: (void)smpp_smsc_lost(rig.c, p, rig.now); break;
	default: break;
	}
}

/* What the centre's caller may do at any moment, inside an event too. */
static void act(void)
{
	struct smpp_smsc_peer *p = any_peer();

	switch (dice(12)) {
	case 0: case 1: case 2: deliver(); break;
	case 3: request(); break;
	case 4: case 5: case 6: case 7:
		if (questions > 0) /* one of the last, mostly */
			answer(&asked[questions - 1 - dice(questions < 20 ? questions : 20)]);
		break;
	case 8: change_limits(); break;
	case 9: if (p != NULL && dice(6) == 0) trouble(p); break;
	case 10: smpp_smsc_load(rig.c, (uint8_t)dice(120)); break;
	default:
		if (p != NULL && dice(10) == 0)
			(void)smpp_smsc_outbind(rig.c, p, smpp_span_of("c"), smpp_span_of("p"),
						rig.now);
	}
}

static void see_question(const struct smpp_smsc_event *event, int bind)
{
	uint32_t command_id = event->session->pdu.header.command_id;
	struct question *q = &asked[questions++];

	ck_assert_uint_lt(questions, ASKED);
	ck_assert_ptr_eq(smpp_smsc_peer_of(rig.c, event->handle), event->peer);
	memset(q, 0, sizeof(*q));
	q->handle = event->handle;
	q->peer = event->peer;
	q->life = lives[number_of(event->peer)];
	q->bind = (uint8_t)bind;
	q->message = command_id == SMPP_SUBMIT_SM;
	if (!q->message)
		return;
	unanswered[number_of(event->peer)]++;
	if (event->account->limits.window != 0) /* it was asked before this one came */
		ck_assert_uint_le(event->account->waiting, event->account->limits.window);
}

static void see_outcome(const struct smpp_smsc_event *event)
{
	struct fate *f = &fates[event->token];

	ck_assert_uint_lt(event->token, tokens);
	ck_assert_uint_eq(++f->outcomes, 1);
	ck_assert_ptr_eq(f->peer, event->peer);
	ck_assert_uint_eq(f->life, lives[number_of(event->peer)]);
	waiting[number_of(event->peer)]--;
}

static void see(struct rig *r, const struct smpp_smsc_event *event)
{
	unsigned i = number_of(event->peer);

	r->first = r->events;
	seen[event->type]++;
	ck_assert(r->lines[i].open);
	ck_assert(!gone[i]); /* nothing comes after it */
	switch (event->type) {
	case SMPP_SMSC_EVENT_BIND:
		ck_assert_ptr_null(event->account);
		see_question(event, 1);
		break;
	case SMPP_SMSC_EVENT_REQUEST: see_question(event, 0); break;
	case SMPP_SMSC_EVENT_OUTCOME: see_outcome(event); break;
	case SMPP_SMSC_EVENT_BOUND: ck_assert_ptr_eq(event->account, event->peer->account); break;
	case SMPP_SMSC_EVENT_GONE:
		gone[i] = 1;
		lives[i]++;
		unanswered[i] = 0;
		ck_assert_uint_eq(waiting[i], 0);
		ck_assert_ptr_null(event->peer->account);
		break;
	case SMPP_SMSC_EVENT_ROOM:
	case SMPP_SMSC_EVENT_OTHER: break;
	}
	check_all();
	for (uint32_t k = dice(3); k > 0; k--) {
		act();
		check_all();
	}
}

static void open_line(unsigned i)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };

	gone[i] = 0;
	waiting[i] = 0;
	(void)rig_open(&rig, i, versions[dice(3)]);
	rig.lines[i].piece = dice(3) == 0 ? 1 + dice(60) : 0;
}

/* An ESME does something, or what is between the two. */
static void live(struct line *l)
{
	static const uint32_t commands[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
					     SMPP_BIND_TRANSCEIVER };
	struct heard *h;

	switch (dice(20)) {
	case 0: case 1: case 2: (void)line_ask(&rig, l, commands[dice(3)], 1); break;
	case 3: (void)line_ask(&rig, l, SMPP_QUERY_SM, 1); break;
	case 4: if (dice(10) == 0) (void)smpp_session_unbind(l->esme, 1, rig.now); break;
	case 5: if (dice(10) == 0) rig_break(&rig, l); break;
	case 6: l->deaf = dice(3) == 0; break;
	case 7: l->answers = dice(4) != 0; break;
	case 8:
		if (dice(10) != 0)
			break;
		for (size_t i = 0; i < 40; i++) /* mostly no SMPP */
			l->rest[l->rest_len++] = (uint8_t)(dice(3) == 0 ? dice(256) : 0);
		break;
	case 9:
		memcpy(l->rest + l->rest_len, "\0\0\0\x10\x80\0\0\x15\0\0\0\0\0\0\0\x63", 16);
		l->rest_len += 16;
		break;
	default:
		for (uint32_t k = dice(4); k > 0; k--)
			(void)line_ask(&rig, l, SMPP_SUBMIT_SM, 1);
	}
	if (l->heard_first < l->heard_count && dice(2) == 0) {
		h = &l->heard[l->heard_first++ % LINE_EVENTS];
		if (h->type == SMPP_EVENT_REQUEST)
			(void)smpp_session_refuse(l->esme, h->handle, SMPP_ESME_RX_T_APPN, rig.now);
	}
	if (l->heard_count - l->heard_first > 100)
		l->heard_first = l->heard_count - 100;
	if (!l->deaf && l->open)
		line_deliver(&rig, l);
}

static void begin_life(unsigned number)
{
	static struct smpp_session_config session;
	struct smpp_smsc_config config = rig_config();

	seed = number;
	session = rig_session_config();
	session.window = 1 + dice(5);
	session.inbound = 1 + dice(6);
	session.output = 37 * (session.inbound + 1) + 60 + dice(600);
	session.partial = 100 + dice(200);
	session.tolerate = dice(2) ? SMPP_FIELD : SMPP_STRICT;
	config.session = &session;
	rig_begin(&rig, &config);
	rig.admits = 0;
	rig.replies = 0;
	rig.then = see;
	tokens = 0;
	questions = 0;
	memset(accounts, 0, sizeof(accounts));
	memset(waiting, 0, sizeof(waiting));
	memset(unanswered, 0, sizeof(unanswered));
	memset(gone, 0, sizeof(gone));
}

static void end_life(void)
{
	ck_assert_int_eq(smpp_smsc_stop(rig.c, rig.now), SMPP_OK);
	for (unsigned i = 0; i < RIG_LINES; i++)
		rig.lines[i].deaf = 0;
	for (unsigned i = 0; i < 100 && smpp_smsc_peers(rig.c) > 0; i++)
		rig_wait(&rig, 10000);
	ck_assert_uint_eq(smpp_smsc_peers(rig.c), 0);
	ck_assert_uint_eq(smpp_smsc_deadline(rig.c), UINT64_MAX);
	ck_assert_ptr_null(smpp_smsc_next(rig.c));
	for (uint32_t i = 0; i < tokens; i++)
		ck_assert_uint_eq(fates[i].outcomes, 1);
	for (unsigned i = 0; i < ACCOUNTS; i++) {
		throttled += accounts[i].throttled;
		check_account(&accounts[i]);
	}
	rig_end(&rig);
}

START_TEST(nothing_that_peers_or_caller_do_breaks_a_promise)
{
	memset(seen, 0, sizeof(seen));
	throttled = full = refused = 0;
	begin_life((unsigned)_i);
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned i = dice(RIG_LINES);

		if (!rig.lines[i].open)
			open_line(i);
		else if (rig.lines[i].up)
			live(&rig.lines[i]);
		act();
		check_all();
		rig_wait(&rig, dice(200) == 0 ? dice(60000) : dice(100));
		check_all();
	}
	end_life();
	for (unsigned type = 1; type <= SMPP_SMSC_EVENT_OTHER; type++)
		ck_assert_msg(seen[type] > 0, "%s was not seen",
			      smpp_smsc_event_name((enum smpp_smsc_event_type)type));
	ck_assert_uint_gt(throttled, 10);
	ck_assert_uint_gt(full, 10);
	ck_assert_uint_gt(refused, 10);
	ck_assert_uint_gt(tokens, 200);
}
END_TEST

int main(void)
{
	const char *given = getenv("SMSC_LIFE_SEEDS");
	int seeds = given != NULL ? atoi(given) : SEEDS;
	Suite *suite = suite_create("smsc_life");
	TCase *tc = tcase_create("lives");

	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(tc, nothing_that_peers_or_caller_do_breaks_a_promise, 1, seeds + 1);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
