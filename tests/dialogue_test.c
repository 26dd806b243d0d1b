/* SPDX-License-Identifier: MIT */
/*
 * Owns: that two sessions back to back come to an end, however little room and window they have.
 * Must not know: what goes over the wire between them.
 */
#include "peer.h"

#define TOKENS 64

/* One end of the dialogue: what it still wants to say, and what it owes. */
static struct end {
	struct peer peer;
	uint32_t command;  /* of its requests */
	uint32_t wanted;   /* of them it has not sent */
	uint64_t next;     /* token */
	unsigned accepted[TOKENS];
	unsigned settled[TOKENS];
	unsigned open;     /* requests without outcome */
	uint64_t owed[16]; /* handles without an answer */
	uint32_t owes;
	int later;         /* answers after the event, the last one first */
	int bound;
	int closed;
	int unbind;        /* wants to */
	uint8_t wire[8192]; /* what it has sent and the other end has not read */
	size_t on_wire;
} esme, smsc;

static int end_request(struct end *e, struct smpp_pdu *pdu)
{
	int got = smpp_session_request(e->peer.s, pdu, e->next, e->peer.now);

	if (got != SMPP_OK)
		return got;
	e->accepted[e->next++] = 1;
	e->open++;
	return got;
}

/* All that is wanted and possible now. What can never be sent is not wanted any more. */
static void end_talk(struct end *e)
{
	struct smpp_pdu unbind = header_only(SMPP_UNBIND, 0, 0);

	while (e->bound && !e->closed && e->wanted > 0) {
		struct smpp_pdu pdu = pdu_of(e->command, 0);
		int got = end_request(e, &pdu);

		if (got == SMPP_E_WINDOW || got == SMPP_E_SPACE)
			return;
		ck_assert(got == SMPP_OK || got == SMPP_E_TOO_BIG);
		e->wanted--;
	}
	if (e->bound && !e->closed && e->unbind && e->open == 0 &&
	    end_request(e, &unbind) == SMPP_OK)
		e->unbind = 0;
}

/* Answers with a body, or, where that can never fit, with a header. @return 0 when it must wait */
static int end_answer(struct end *e, uint64_t handle)
{
	int got = peer_reply(&e->peer, handle, SMPP_ESME_ROK);

	if (got == SMPP_E_TOO_BIG)
		got = smpp_session_refuse(e->peer.s, handle, SMPP_ESME_RSYSERR, e->peer.now);
	ck_assert(got == SMPP_OK || got == SMPP_E_SPACE || (got == SMPP_E_HANDLE && e->closed));
	return got != SMPP_E_SPACE;
}

static void end_pay(struct end *e)
{
	while (e->owes > 0 && end_answer(e, e->owed[e->owes - 1]))
		e->owes--;
}

static void end_hears(struct peer *peer, const struct smpp_event *event)
{
	struct end *e = (struct end *)(void *)peer; /* its first member */

	peer->first = peer->events;
	if (event->type == SMPP_EVENT_OUTCOME) {
		e->settled[event->token]++;
		e->open--;
	}
	if (event->type == SMPP_EVENT_STATE) {
		e->bound = event->state == SMPP_STATE_BOUND_TRX;
		e->closed = event->state == SMPP_STATE_CLOSED;
		e->owes = e->closed ? 0 : e->owes;
	}
	if (event->type == SMPP_EVENT_REQUEST) {
		e->owed[e->owes++] = event->handle;
		if (e->later)
			return;
	}
	if (event->type == SMPP_EVENT_REQUEST || event->type == SMPP_EVENT_ROOM)
		end_pay(e);
	end_talk(e);
}

static void end_start(struct end *e, enum smpp_side side, uint32_t output, uint32_t window)
{
	struct smpp_session_config config = config_of(side);

	memset(e, 0, sizeof(*e));
	config.output = output;
	config.window = window;
	config.inbound = 4;
	peer_start(&e->peer, &config);
	e->peer.then = end_hears;
	if (side == SMPP_ESME) /* what is short enough for the smallest output too */
		e->command = output < 60 ? SMPP_QUERY_SM : SMPP_SUBMIT_SM;
	else
		e->command = output < 60 ? SMPP_DATA_SM : SMPP_DELIVER_SM;
	e->wanted = side == SMPP_ESME ? 6 : 4;
	e->unbind = side == SMPP_ESME;
}

/* Output goes to the wire, and at most piece octets of that to the other end. @return how many */
static size_t carry(struct end *from, struct end *to, size_t piece)
{
	const uint8_t *out;
	size_t len, used;

	while ((out = smpp_session_output(from->peer.s, &len)) != NULL) {
		ck_assert_uint_le(from->on_wire + len, sizeof(from->wire));
		memcpy(from->wire + from->on_wire, out, len);
		from->on_wire += len;
		ck_assert_int_eq(smpp_session_sent(from->peer.s, len, from->peer.now), SMPP_OK);
	}
	ck_assert_int_eq(smpp_session_tick(from->peer.s, from->peer.now), SMPP_OK);
	len = from->on_wire < piece ? from->on_wire : piece;
	ck_assert_int_eq(smpp_session_feed(to->peer.s, from->wire, len, to->peer.now, &used),
			 SMPP_OK);
	from->on_wire -= used;
	memmove(from->wire, from->wire + used, from->on_wire);
	return used;
}

static size_t events_of_both(void)
{
	return esme.peer.events + smsc.peer.events;
}

/* Octets go to and fro until both ends are silent. */
static void converse(size_t piece)
{
	for (int turn = 0; turn < 20000; turn++) {
		size_t before = events_of_both(), moved, owed = esme.owes + smsc.owes;

		moved = carry(&esme, &smsc, piece) + carry(&smsc, &esme, piece);
		if (esme.later && moved == 0 && before == events_of_both()) {
			end_pay(&esme);
			end_pay(&smsc);
		}
		if (moved == 0 && before == events_of_both() && owed == esme.owes + smsc.owes)
			return;
	}
	ck_abort_msg("the dialogue does not end");
}

/* A bind, messages in both directions, an unbind. */
static void dialogue(uint32_t output, uint32_t window, int later, size_t piece)
{
	struct smpp_pdu bind = pdu_of(SMPP_BIND_TRANSCEIVER, 0);

	end_start(&esme, SMPP_ESME, output, window);
	end_start(&smsc, SMPP_SMSC, output, window);
	esme.later = later;
	smsc.later = later;
	if (end_request(&esme, &bind) == SMPP_OK)
		converse(piece);
	if (esme.bound || smsc.bound)
		ck_abort_msg("output %u, window %u, %s: stuck; the ESME has %u to send, %u open, "
			     "owes %u; the SMSC %u, %u, %u", output, window,
			     later ? "later" : "at once", esme.wanted, esme.open, esme.owes,
			     smsc.wanted, smsc.open, smsc.owes);
	(void)smpp_session_close(esme.peer.s, esme.peer.now);
	ck_assert_int_eq(smpp_session_tick(esme.peer.s, esme.peer.now), SMPP_OK);
	(void)smpp_session_lost(smsc.peer.s, smsc.peer.now);
	ck_assert_int_eq(smpp_session_tick(smsc.peer.s, smsc.peer.now), SMPP_OK);
	ck_assert_int_eq(esme.closed + smsc.closed, 2);
	ck_assert_mem_eq(esme.settled, esme.accepted, sizeof(esme.settled));
	ck_assert_mem_eq(smsc.settled, smsc.accepted, sizeof(smsc.settled));
	peer_stop(&esme.peer);
	peer_stop(&smsc.peer);
}

static void sweep(int later)
{
	unsigned bound = 0, dialogues = 0;

	for (uint32_t output = 16; output <= 300; output++) {
		for (uint32_t window = 1; window <= 4; window++) {
			for (size_t piece = 7; piece <= 1000; piece += 993) {
				dialogue(output, window, later, piece);
				bound += esme.wanted == 0 && smsc.wanted == 0;
				dialogues++;
			}
		}
	}
	printf("# dialogue: %u dialogues, %u of them bound\n", dialogues, bound);
	ck_assert_uint_ge(bound, 1000);
}

START_TEST(every_capacity_lets_a_dialogue_end_when_answers_come_at_once)
{
	sweep(0);
}
END_TEST

START_TEST(every_capacity_lets_a_dialogue_end_when_answers_come_later)
{
	sweep(1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dialogue");
	TCase *tests = tcase_create("dialogue");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_capacity_lets_a_dialogue_end_when_answers_come_at_once);
	tcase_add_test(tests, every_capacity_lets_a_dialogue_end_when_answers_come_later);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
