/* SPDX-License-Identifier: MIT */
/*
 * Owns: that a session answers every PDU of malformed.tsv as the table says.
 * Must not know: which rule of the session makes it so.
 */
#include "peer.h"

static struct peer p;
static struct tsv rows, commands, statuses;
static size_t row;

static void load(void)
{
	rows = tsv_read("malformed.tsv");
	commands = tsv_read("commands.tsv");
	statuses = tsv_read("status.tsv");
}

static void unload(void)
{
	tsv_free(&rows);
	tsv_free(&commands);
	tsv_free(&statuses);
	peer_stop(&p);
}

static int is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static const char *get(const char *column)
{
	return tsv_get(&rows, row, column);
}

static int named(const char *name)
{
	return is(get("name"), name);
}

/* A column of commands.tsv, found by another one; NULL when there is no such command. */
static const char *command_column(uint32_t id, const char *column)
{
	for (size_t i = 0; i < commands.rows; i++) {
		if (strtoul(tsv_get(&commands, i, "command_id"), NULL, 16) == id)
			return tsv_get(&commands, i, column);
	}
	return NULL;
}

static uint32_t id_of_command(const char *name)
{
	for (size_t i = 0; i < commands.rows; i++) {
		if (is(tsv_get(&commands, i, "command_name"), name))
			return (uint32_t)strtoul(tsv_get(&commands, i, "command_id"), NULL, 16);
	}
	ck_abort_msg("no command %s", name);
	return 0;
}

static uint32_t status_of_symbol(const char *symbol)
{
	static const char *const columns[] = { "symbol", "symbol_v33" };

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < statuses.rows; i++) {
			if (is(tsv_get(&statuses, i, columns[k]), symbol))
				return (uint32_t)strtoul(tsv_get(&statuses, i, "value"), NULL, 16);
		}
	}
	ck_abort_msg("no status %s", symbol);
	return 0;
}

static uint32_t number_at(struct smpp_span in, size_t at)
{
	if (in.len < at + 4)
		return 0;
	return (uint32_t)in.ptr[at] << 24 | (uint32_t)in.ptr[at + 1] << 16 |
	       (uint32_t)in.ptr[at + 2] << 8 | in.ptr[at + 3];
}

/* Does the PDU come to that side? What has no direction comes to both. */
static int comes_to(uint32_t id, enum smpp_side side)
{
	const char *direction = command_column(id, "direction");

	if (named("sem_outbind_from_esme"))
		return side == SMPP_SMSC;
	if (direction == NULL || is(direction, "both"))
		return 1;
	return is(direction, "ESME->MC") == (side == SMPP_SMSC);
}

static int is_bind(uint32_t id)
{
	id &= ~SMPP_RESPONSE;
	return id == SMPP_BIND_TRANSMITTER || id == SMPP_BIND_RECEIVER ||
	       id == SMPP_BIND_TRANSCEIVER;
}

/* The bind that the row supposes to have happened, or 0. */
static uint32_t bind_before(uint32_t id, enum smpp_side side, uint8_t version)
{
	if (named("sem_submit_in_bound_rx"))
		return SMPP_BIND_RECEIVER;
	if (named("sem_second_bind"))
		return SMPP_BIND_TRANSCEIVER;
	if (is_bind(id) || id == SMPP_OUTBIND || named("sem_submit_in_open_state"))
		return 0;
	if (version != SMPP_V3_3)
		return SMPP_BIND_TRANSCEIVER;
	return is(command_column(id & ~SMPP_RESPONSE, "direction"), "ESME->MC") ||
	       side == SMPP_SMSC ? SMPP_BIND_TRANSMITTER : SMPP_BIND_RECEIVER;
}

/* The request that waits for the response in that row, or 0. */
static uint32_t request_before(uint32_t id, enum smpp_side side)
{
	if (named("sem_response_of_other_type"))
		return side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM;
	if (!is(get("action"), "fail-request"))
		return 0;
	if (id == SMPP_GENERIC_NACK)
		return side == SMPP_ESME ? SMPP_SUBMIT_SM : SMPP_DELIVER_SM;
	return id & ~SMPP_RESPONSE;
}

/* The number of an ESME's bind is 1, so a response with that number is given the next one. */
static void make_room_for_bind(struct smpp_span in, enum smpp_side side)
{
	uint32_t id = number_at(in, 4);

	if (side == SMPP_ESME && request_before(id, side) != 0 && !is_bind(id) &&
	    number_at(in, 12) == 1)
		((uint8_t *)(uintptr_t)in.ptr)[15] = 2;
}

/* A session as the row supposes it; its request, if there is one, has the row's number. */
static void start_row(uint32_t id, uint32_t number, enum smpp_side side)
{
	struct smpp_session_config config = config_of(side);
	uint8_t version = version_of_text(get("version"));
	uint32_t bind = bind_before(id, side, version);
	uint32_t request = request_before(id, side);

	config.version = version;
	if (request != 0)
		config.first_sequence = bind != 0 && side == SMPP_ESME ? number - 1 : number;
	peer_start(&p, &config);
	if (bind != 0)
		peer_bind(&p, bind, version);
	if (request != 0)
		ck_assert_uint_eq(peer_ask(&p, request, 55), number);
}

/* What is wrong, for the report; NULL: nothing. The test goes on with the next row. */
static const char *wrong_reply(uint32_t number, uint32_t length)
{
	const char *reply = get("reply");
	struct smpp_header header;
	struct smpp_span in;

	peer_listen(&p);
	in.ptr = p.heard + p.read;
	in.len = p.len - p.read;
	if (named("garbage_after_pdu")) /* a stream: a whole enquire_link, and the next PDU */
		return in.len == 16 && number_at(in, 4) == SMPP_ENQUIRE_LINK_RESP ? NULL : "reply";
	if (reply[0] == '-')
		return in.len == 0 ? NULL : "it is answered";
	if (in.len == 0)
		return "it is not answered";
	if (smpp_frame_get(in, 0, &header, NULL) != SMPP_OK || header.command_length != in.len)
		return "more than one answer";
	if (header.command_id != id_of_command(reply))
		return "the answer is another command";
	if (header.command_status != status_of_symbol(get("reply_status")))
		return "the answer has another status";
	if (header.sequence_number != (length < 16 || length >= SMPP_MAX_PDU_EVER ? 0 : number))
		return "the answer has another number";
	return NULL;
}

static const struct seen *event_of_type(enum smpp_event_type type)
{
	for (size_t i = p.first; i < p.events; i++) {
		if (p.seen[i].event.type == type)
			return &p.seen[i];
	}
	return NULL;
}

static const char *wrong_outcome(void)
{
	const struct seen *outcome = event_of_type(SMPP_EVENT_OUTCOME);

	if (outcome == NULL)
		return "no outcome";
	if (outcome->event.token != 55)
		return "another token";
	if (outcome->event.outcome == SMPP_OUTCOME_NACKED)
		return outcome->header.command_id == SMPP_GENERIC_NACK ? NULL : "nacked";
	return outcome->event.outcome == SMPP_OUTCOME_BAD_RESPONSE ? NULL : "it did not fail";
}

static const char *wrong_action(enum smpp_state before)
{
	enum smpp_state state = smpp_session_state(p.s);
	const char *action = get("action");

	if (is(action, "close"))
		return state == SMPP_STATE_CLOSED ? NULL : "the session goes on";
	if (state != before)
		return "another state";
	if (is(action, "wait"))
		return p.first == p.events ? NULL : "an event, though octets are missing";
	if (is(action, "fail-request"))
		return wrong_outcome();
	return is(action, "keep") ? NULL : "an action that this test does not know";
}

/* The event that tells of a refused request names the same fault as the table. */
static const char *wrong_fault(void)
{
	static const char *const others[] = { "WRONG_STATE", "ALREADY_BOUND", "WRONG_DIRECTION" };
	const struct seen *refused = event_of_type(SMPP_EVENT_REFUSED);
	const char *fault = get("fault");

	if (refused == NULL || p.events - p.first != 1)
		return is(get("reply_status"), "ESME_ROK") ? NULL : "not one REFUSED";
	for (size_t i = 0; i < 3; i++) {
		if (is(fault, others[i]))
			fault = "NONE";
	}
	return is(smpp_fault_name(refused->event.fault.code), fault) ? NULL : "another fault";
}

/* The row through a session of one side, in one piece or octet by octet. */
static const char *wrong_on(enum smpp_side side, struct smpp_span in, size_t piece)
{
	uint32_t id = number_at(in, 4), number;
	enum smpp_state before;
	const char *wrong;

	make_room_for_bind(in, side);
	number = number_at(in, 12);
	start_row(id, number, side);
	before = smpp_session_state(p.s);
	for (size_t at = 0; at < in.len; at += piece)
		peer_feed(&p, in.ptr + at, in.len - at < piece ? in.len - at : piece);
	wrong = wrong_reply(number, number_at(in, 0));
	if (wrong == NULL)
		wrong = wrong_action(before);
	if (wrong == NULL && is(get("action"), "keep") && (id & SMPP_RESPONSE) == 0 && in.len >= 16)
		wrong = wrong_fault();
	peer_stop(&p);
	return wrong;
}

/* About what is sent and not read. */
static int is_for_others(void)
{
	return named("sem_tlv_towards_33_peer");
}

static void replay(size_t piece)
{
	static const char *const sides[] = { "ESME", "SMSC" };
	static char report[10000];
	size_t cases = 0, bad = 0, len = 0;

	for (row = 0; row < rows.rows; row++) {
		struct smpp_span in = octets_of_hex(get("hex"));

		for (int side = SMPP_ESME; side <= SMPP_SMSC && !is_for_others(); side++) {
			const char *wrong;

			if (!comes_to(number_at(in, 4), (enum smpp_side)side))
				continue;
			cases++;
			wrong = wrong_on((enum smpp_side)side, in, piece);
			if (wrong == NULL)
				continue;
			bad++;
			if (len < sizeof(report) - 200)
				len += (size_t)snprintf(report + len, 200, "\n%s at the %s: %s",
							get("name"), sides[side], wrong);
		}
		free((void *)(uintptr_t)in.ptr);
	}
	printf("# replay: %lu rows and sides of malformed.tsv\n", (unsigned long)cases);
	ck_assert_uint_ge(cases, 160);
	ck_assert_msg(bad == 0, "%lu of them have another answer:%s", (unsigned long)bad, report);
}

START_TEST(malformed_pdus_get_the_answer_that_the_table_says)
{
	replay(100000);
}
END_TEST

START_TEST(malformed_pdus_octet_by_octet_get_the_same_answer)
{
	replay(1);
}
END_TEST

START_TEST(a_response_that_nobody_waits_for_is_the_stray_that_the_table_describes)
{
	static const char *const names[] = { "sem_response_without_request",
		"sem_response_of_other_type", "unknown_response_110", "outbind_resp_does_not_exist",
		"alert_notification_resp_does_not_exist" };
	static const enum smpp_stray strays[] = { SMPP_STRAY_UNSOLICITED, SMPP_STRAY_WRONG_TYPE,
		SMPP_STRAY_UNKNOWN, SMPP_STRAY_UNKNOWN, SMPP_STRAY_UNKNOWN };
	size_t found = 0;

	for (row = 0; row < rows.rows; row++) {
		for (size_t i = 0; i < 5; i++) {
			struct smpp_span in;

			if (!named(names[i]))
				continue;
			in = octets_of_hex(get("hex"));
			start_row(number_at(in, 4), number_at(in, 12), SMPP_ESME);
			peer_feed(&p, in.ptr, in.len);
			expect_stray(&p, strays[i]);
			expect_no_event(&p);
			expect_silence(&p);
			peer_stop(&p);
			free((void *)(uintptr_t)in.ptr);
			found++;
		}
	}
	ck_assert_uint_eq(found, 5);
}
END_TEST

START_TEST(tlvs_towards_a_peer_of_3_3_are_not_sent)
{
	struct smpp_session_config config = config_of(SMPP_SMSC);
	struct smpp_span in = { NULL, 0 };
	struct smpp_pdu pdu;

	for (row = 0; row < rows.rows; row++) {
		if (named("sem_tlv_towards_33_peer"))
			in = octets_of_hex(get("hex"));
	}
	ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
	peer_start(&p, &config);
	peer_bind(&p, SMPP_BIND_RECEIVER, SMPP_V3_3);
	ck_assert_int_eq(smpp_session_request(p.s, &pdu, 1, p.now), SMPP_E_VERSION);
	expect_silence(&p);
	free((void *)(uintptr_t)in.ptr);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("replay");
	TCase *tests = tcase_create("replay");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, malformed_pdus_get_the_answer_that_the_table_says);
	tcase_add_test(tests, malformed_pdus_octet_by_octet_get_the_same_answer);
	tcase_add_test(tests,
		       a_response_that_nobody_waits_for_is_the_stray_that_the_table_describes);
	tcase_add_test(tests, tlvs_towards_a_peer_of_3_3_are_not_sent);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
