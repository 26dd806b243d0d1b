/* SPDX-License-Identifier: MIT */
/*
 * Owns: that state.c says what the tables of the specifications say, cell by cell, but for the
 * differences that are named here.
 * Must not know: how state.c is written down.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "state.h"

#define STATES 7

static const char *const state_names[STATES] = { "OPEN", "OUTBOUND", "BOUND_TX", "BOUND_RX",
						 "BOUND_TRX", "UNBOUND", "CLOSED" };
static struct tsv commands;

static void load(void)
{
	commands = tsv_read("commands.tsv");
}

static void unload(void)
{
	tsv_free(&commands);
}

static int is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static uint32_t id_of(size_t row)
{
	return (uint32_t)strtoul(tsv_get(&commands, row, "command_id"), NULL, 16);
}

static const char *name_of(size_t row)
{
	return tsv_get(&commands, row, "command_name");
}

/* Is a state one of "BOUND_TX,BOUND_TRX"? */
static int lists(const char *cell, const char *state)
{
	size_t len = strlen(state);

	for (const char *at = strstr(cell, state); at != NULL; at = strstr(at + 1, state)) {
		if ((at == cell || at[-1] == ',') && (at[len] == ',' || at[len] == '\0'))
			return 1;
	}
	return 0;
}

/* A cell of the tables 2-1 of 3.4 and 5.0. */
static int table_allows(size_t row, enum smpp_side side, const char *state,
			enum smpp__version version)
{
	static const char *const columns[2][2] = {
		{ "v34_esme_may_issue_in", "v34_mc_may_issue_in" },
		{ "v50_esme_may_issue_in", "v50_mc_may_issue_in" }
	};

	return lists(tsv_get(&commands, row, columns[version == V50][side]), state);
}

/* 3.3 has no table: what its section 5.1 says of the two kinds of session. */
static int allows_in_33(size_t row, enum smpp_side side, const char *state)
{
	const char *name = name_of(row);
	int first = is(state, "BOUND_TX") || is(state, "BOUND_TRX"); /* difference: TRX */
	int second = is(state, "BOUND_RX") || is(state, "BOUND_TRX");

	if (is(name, "bind_receiver") || is(name, "bind_transmitter") ||
	    is(name, "bind_transceiver")) /* difference: for a session that calls itself 3.3 */
		return side == SMPP_ESME && is(state, "OPEN");
	if (is(name, "unbind") || is(name, "enquire_link"))
		return first || second;
	if (!is(tsv_get(&commands, row, "since"), "3.3"))
		return 0;
	if (is(name, "deliver_sm"))
		return side == SMPP_SMSC && second;
	return side == SMPP_ESME && first;
}

/* May that side send it? Where this differs from the tables, the comment says why. */
static int expected(size_t row, enum smpp_side side, const char *state,
		    enum smpp__version version)
{
	const char *name = name_of(row);

	if (version == V33)
		return allows_in_33(row, side, state);
	if (version == V34 && is(name, "replace_sm") && is(state, "BOUND_TRX"))
		return side == SMPP_ESME; /* the table forgets it, the text and 5.0 have it */
	if (version == V34 && strncmp(name, "bind_", 5) == 0 && is(state, "OUTBOUND"))
		state = "OPEN"; /* 3.4 has outbind, but no name for the state behind it */
	return table_allows(row, side, state, version);
}

static int is_request(size_t row)
{
	return (id_of(row) & SMPP_RESPONSE) == 0;
}

START_TEST(every_cell_of_the_tables_is_as_the_specifications_say)
{
	static const char *const versions[] = { "3.3", "3.4", "5.0" };
	unsigned cells = 0, allowed = 0;

	for (size_t row = 0; row < commands.rows; row++) {
		if (!is_request(row))
			continue;
		for (int cell = 0; cell < 2 * STATES * 3; cell++) {
			enum smpp_side side = (enum smpp_side)(cell % 2);
			enum smpp_state state = (enum smpp_state)(cell / 2 % STATES);
			enum smpp__version version = (enum smpp__version)(cell / 2 / STATES);
			int want = expected(row, side, state_names[state], version);

			int got = smpp__state_may_send(id_of(row), side, state, version);

			ck_assert_msg(got == want, "%s from %s in %s by %s: not %d", name_of(row),
				      side == SMPP_ESME ? "ESME" : "SMSC", state_names[state],
				      versions[version], want);
			cells++;
			allowed += (unsigned)want;
		}
	}
	printf("# state: %u cells, %u of them allowed\n", cells, allowed);
	ck_assert_uint_eq(cells, 20 * 42);
	ck_assert_uint_ge(allowed, 100);
}
END_TEST

/* What some version allows, data_sm in all bound states, and enquire_link wherever. */
static int accepted(size_t row, enum smpp_side side, enum smpp_state state)
{
	if (is(name_of(row), "enquire_link") && state != SMPP_STATE_CLOSED)
		return 1;
	for (int version = V33; version <= V50; version++) {
		if (expected(row, side, state_names[state], (enum smpp__version)version))
			return 1;
	}
	return 0;
}

START_TEST(what_any_version_allows_is_accepted_and_nothing_else)
{
	unsigned cells = 0;

	for (size_t row = 0; row < commands.rows; row++) {
		for (int cell = 0; is_request(row) && cell < 2 * STATES; cell++) {
			enum smpp_side side = (enum smpp_side)(cell % 2);
			enum smpp_state state = (enum smpp_state)(cell / 2);

			ck_assert_msg(smpp__state_accepts(id_of(row), side, state) ==
				      accepted(row, side, state), "%s from %s in %s", name_of(row),
				      side == SMPP_ESME ? "ESME" : "SMSC", state_names[state]);
			cells++;
		}
	}
	printf("# state: %u cells of what is accepted\n", cells);
	ck_assert_uint_eq(cells, 20 * 14);
}
END_TEST

START_TEST(no_response_is_a_request)
{
	for (size_t row = 0; row < commands.rows; row++) {
		for (int cell = 0; !is_request(row) && cell < 2 * STATES; cell++) {
			enum smpp_side side = (enum smpp_side)(cell % 2);
			enum smpp_state state = (enum smpp_state)(cell / 2);

			ck_assert(!smpp__state_may_send(id_of(row), side, state, V50));
			ck_assert(!smpp__state_accepts(id_of(row), side, state));
		}
	}
}
END_TEST

START_TEST(commands_that_do_not_exist_are_never_allowed)
{
	static const uint32_t ids[] = { 0, 0xA, 0xC, 0x16, 0x110, 0x104, 0x10200, 0x7FFFFFFF };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		for (int state = 0; state < STATES; state++) {
			ck_assert(!smpp__state_may_send(ids[i], SMPP_ESME, (enum smpp_state)state,
							V50));
			ck_assert(!smpp__state_accepts(ids[i], SMPP_SMSC, (enum smpp_state)state));
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state");
	TCase *tests = tcase_create("state");

	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, every_cell_of_the_tables_is_as_the_specifications_say);
	tcase_add_test(tests, what_any_version_allows_is_accepted_and_nothing_else);
	tcase_add_test(tests, no_response_is_a_request);
	tcase_add_test(tests, commands_that_do_not_exist_are_never_allowed);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
