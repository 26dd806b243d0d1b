/* SPDX-License-Identifier: MIT */
/*
 * Owns: every cell of the table of operations, states, sides and versions, tried on a session: as
 * the one who sends and as the one who receives. state_test compares the table with the
 * specifications.
 * Must not know: how the session reads the table.
 */
#include "peer.h"

#include "state.h"

#define VERSIONS 3

static const uint8_t versions[VERSIONS] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };
static const uint32_t binds[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
				  SMPP_BIND_TRANSCEIVER };
static struct peer p;

/* Into OUTBOUND: the SMSC sends outbind, the ESME hears it. */
static void go_outbound(void)
{
	if (p.config.side == SMPP_SMSC) {
		ck_assert_int_eq(peer_request(&p, SMPP_OUTBIND, 1), SMPP_OK);
		(void)peer_hear(&p);
		ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
	} else {
		peer_say_pdu(&p, SMPP_OUTBIND, 800);
		expect_event(&p, SMPP_EVENT_NOTICE);
	}
	expect_state(&p, SMPP_STATE_OUTBOUND, SMPP_REASON_NONE);
}

/* UNBOUND lasts while this side's own unbind is not answered. */
static void go_unbound(uint8_t version)
{
	peer_bind(&p, SMPP_BIND_TRANSMITTER, version);
	ck_assert_int_eq(smpp_session_unbind(p.s, 1, p.now), SMPP_OK);
	(void)peer_hear(&p);
	peer_say_header(&p, SMPP_UNBIND, SMPP_ESME_ROK, 801);
	(void)peer_hear(&p);
	expect_state(&p, SMPP_STATE_UNBOUND, SMPP_REASON_NONE);
}

/* A session of that side in that state whose version is that of both. @return 0: cannot be */
static int start(enum smpp_side side, enum smpp_state state, uint8_t version)
{
	struct smpp_session_config config = config_of(side);

	if (state == SMPP_STATE_OUTBOUND && version < SMPP_V3_4 && side == SMPP_SMSC)
		return 0; /* 3.3 has no outbind */
	/* 3.3 has no transceiver, but a session of 3.4 whose peer is of 3.3 may be bound as one */
	config.version = version < SMPP_V3_4 && state >= SMPP_STATE_BOUND_TX ? SMPP_V3_4 : version;
	config.tolerate = SMPP_FIELD; /* of what the bodies here lack */
	peer_start(&p, &config);
	switch (state) {
	case SMPP_STATE_OPEN: break;
	case SMPP_STATE_OUTBOUND:
		if (version < SMPP_V3_4) {
			peer_stop(&p);
			return 0;
		}
		go_outbound();
		break;
	case SMPP_STATE_BOUND_TX:
	case SMPP_STATE_BOUND_RX:
	case SMPP_STATE_BOUND_TRX: peer_bind(&p, binds[state - SMPP_STATE_BOUND_TX], version); break;
	case SMPP_STATE_UNBOUND: go_unbound(version); break;
	case SMPP_STATE_CLOSED:
		ck_assert_int_eq(smpp_session_close(p.s, p.now), SMPP_OK);
		ck_assert_int_eq(smpp_session_tick(p.s, p.now), SMPP_OK);
		expect_state(&p, SMPP_STATE_CLOSED, SMPP_REASON_CLOSED);
		break;
	}
	expect_now(&p, state);
	return 1;
}

/* Has it the version of both? Of what comes, what this side's own version has is welcome. */
static int has_command(const struct smpp__command *command, uint8_t own, uint8_t both)
{
	return smpp__version_of(own) >= command->since && smpp__version_of(both) <= command->last;
}

static int is_bind(uint32_t id)
{
	return id == SMPP_BIND_TRANSMITTER || id == SMPP_BIND_RECEIVER ||
	       id == SMPP_BIND_TRANSCEIVER;
}

/* What a request comes to here. A session that leaves sends none, whatever the table says. */
static int expected_send(const struct smpp__command *command, enum smpp_side side,
			 enum smpp_state state, uint8_t version)
{
	if (state == SMPP_STATE_CLOSED || state == SMPP_STATE_UNBOUND)
		return SMPP_E_STATE;
	if (!has_command(command, version, version) && !is_bind(command->id))
		return SMPP_E_VERSION;
	return smpp__state_may_send(command->id, side, state, smpp__version_of(version))
		       ? SMPP_OK : SMPP_E_STATE;
}

static void try_send(const struct smpp__command *command, enum smpp_side side,
		     enum smpp_state state, uint8_t version)
{
	int want = expected_send(command, side, state, version);
	int can = smpp_session_can(p.s, command->id);
	int got = peer_request(&p, command->id, 5);

	ck_assert_msg(got == want && can == want, "%s by %s of %02X in %s: request %s, can %s, not %s",
		      smpp_command_name(command->id), side == SMPP_ESME ? "ESME" : "SMSC",
		      (unsigned)version, smpp_state_name(state), smpp_error_name(got),
		      smpp_error_name(can), smpp_error_name(want));
	if (want == SMPP_OK)
		ck_assert_uint_eq(peer_hear(&p).header.command_id, command->id);
	else
		expect_silence(&p);
}

/* The status by which a request that must not come is refused; ESME_ROK: it is accepted. */
static uint32_t expected_status(const struct smpp__command *command, enum smpp_side side,
				enum smpp_state state, uint8_t version)
{
	enum smpp_side from = side == SMPP_ESME ? SMPP_SMSC : SMPP_ESME;
	int bound = state >= SMPP_STATE_BOUND_TX && state <= SMPP_STATE_BOUND_TRX;

	if (is_bind(command->id) && side == SMPP_SMSC && bound)
		return SMPP_ESME_RALYBND;
	if (!smpp__state_accepts(command->id, from, state))
		return SMPP_ESME_RINVBNDSTS;
	return has_command(command, p.config.version, version) ? SMPP_ESME_ROK : SMPP_ESME_RINVCMDID;
}

static void expect_accepted(const struct smpp__command *command)
{
	uint32_t id = command->id;

	if (id == SMPP_ENQUIRE_LINK || id == SMPP_UNBIND) {
		expect_pdu(&p, id | SMPP_RESPONSE, SMPP_ESME_ROK, 950);
		return;
	}
	expect_silence(&p);
	expect_event(&p, id == SMPP_OUTBIND || id == SMPP_ALERT_NOTIFICATION
				? SMPP_EVENT_NOTICE : SMPP_EVENT_REQUEST);
}

static void try_receive(const struct smpp__command *command, enum smpp_side side,
			enum smpp_state state, uint8_t version)
{
	uint32_t status = expected_status(command, side, state, version), id = command->id;

	peer_say_pdu(&p, id, 950);
	if (state == SMPP_STATE_CLOSED) {
		expect_silence(&p);
		expect_no_event(&p);
		return;
	}
	if (status == SMPP_ESME_ROK) {
		expect_accepted(command);
		return;
	}
	expect_refused(&p, id, status);
	if (id == SMPP_OUTBIND || id == SMPP_ALERT_NOTIFICATION)
		expect_silence(&p);
	else
		expect_pdu(&p, status == SMPP_ESME_RINVCMDID ? SMPP_GENERIC_NACK
							     : id | SMPP_RESPONSE, status, 950);
}

typedef void try_cell(const struct smpp__command *command, enum smpp_side side,
		      enum smpp_state state, uint8_t version);

/* @return the cells that exist */
static unsigned try_all(try_cell *cell)
{
	const struct smpp__command *command;
	unsigned count = 0;

	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		if ((command->id & SMPP_RESPONSE) != 0)
			continue;
		for (int at = 0; at < 2 * 7 * VERSIONS; at++) {
			enum smpp_side side = (enum smpp_side)(at % 2);
			enum smpp_state state = (enum smpp_state)(at / 2 % 7);
			uint8_t version = versions[at / 14];

			if (!start(side, state, version))
				continue;
			cell(command, side, state, version);
			peer_stop(&p);
			count++;
		}
	}
	return count;
}

START_TEST(every_request_is_sent_where_the_table_says_and_nowhere_else)
{
	unsigned count = try_all(try_send);

	printf("# state table: %u cells tried by sending\n", count);
	ck_assert_uint_eq(count, 20 * (42 - 2)); /* no OUTBOUND in 3.3 */
}
END_TEST

START_TEST(every_request_is_accepted_where_the_table_says_and_refused_elsewhere)
{
	unsigned count = try_all(try_receive);

	printf("# state table: %u cells tried by receiving\n", count);
	ck_assert_uint_eq(count, 20 * (42 - 2));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cells");
	TCase *tests = tcase_create("cells");

	tcase_add_test(tests, every_request_is_sent_where_the_table_says_and_nowhere_else);
	tcase_add_test(tests,
		       every_request_is_accepted_where_the_table_says_and_refused_elsewhere);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
