/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/trace.h: what is recorded, and that smpp-replay finds all of it again.
 * Must not know: how the session is made.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../examples/trace.h"

#define MEMORY 65536

static uint64_t memory[MEMORY / sizeof(uint64_t)];
static struct trace trace;
static char *text; /* of the trace, once it has ended */
static size_t text_len;
static uint64_t handles[8];
static unsigned handle_count;

static void keep_handle(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	(void)user;
	(void)s;
	if (e->type == SMPP_EVENT_REQUEST)
		handles[handle_count++ % 8] = e->handle;
}

static void forget(void)
{
	free(text);
	text = NULL;
}

static void begin(struct smpp_session_config *config)
{
	memset(&trace, 0, sizeof(trace));
	handle_count = 0;
	forget();
	trace.file = open_memstream(&text, &text_len);
	config->size = sizeof(*config);
	if (config->on_event == NULL)
		config->on_event = keep_handle;
	ck_assert_int_eq(trace_init(&trace, memory, sizeof(memory), config, 1000), SMPP_OK);
}

/* Does smpp-replay come to the same? @return its exit status, -1: it cannot be run */
static int replay(void)
{
	const char *build = getenv("BUILD");
	char path[] = "/tmp/trace_test.XXXXXX", command[600];
	int fd = mkstemp(path), got;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, text_len), (ssize_t)text_len);
	close(fd);
	snprintf(command, sizeof(command), "%s/smpp-replay -q %s", build != NULL ? build : "build",
		 path);
	got = system(command);
	unlink(path);
	return got < 0 ? -1 : got >> 8;
}

static void ends_and_replays(void)
{
	ck_assert_int_eq(trace_end(&trace), 0);
	fclose(trace.file);
	ck_assert_msg(replay() == 0, "differs:\n%s", text);
}

static void says(const char *line)
{
	ck_assert_msg(strstr(text, line) != NULL, "no '%s' in\n%s", line, text);
}

static void send_all(uint64_t now)
{
	size_t len;

	while (smpp_session_output(trace.session, &len) != NULL)
		ck_assert_int_eq(trace_sent(&trace, len, now), SMPP_OK);
}

static void feed(const char *octets, size_t len, uint64_t now)
{
	size_t used;

	ck_assert_int_eq(trace_feed(&trace, (const uint8_t *)octets, len, now, &used), SMPP_OK);
}

#define FEED(octets, now) feed(octets, sizeof(octets) - 1, now)
#define BIND_RESP "\0\0\0\022\200\0\0\011\0\0\0\0\0\0\0\001s\0"

static void bind_as_esme(uint64_t now)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_BIND_TRANSCEIVER };

	pdu.body.bind.system_id = smpp_span_of("me");
	pdu.body.bind.password = smpp_span_of("secret");
	pdu.body.bind.interface_version = SMPP_V3_4;
	ck_assert_int_eq(trace_request(&trace, &pdu, 7, now), SMPP_OK);
	send_all(now);
	FEED(BIND_RESP, now + 5);
	ck_assert_int_eq(smpp_session_state(trace.session), SMPP_STATE_BOUND_TRX);
}

START_TEST(trace_off_is_the_session_itself)
{
	struct smpp_session_config config = { .size = sizeof(config) };

	memset(&trace, 0, sizeof(trace));
	ck_assert_int_eq(trace_init(&trace, memory, sizeof(memory), &config, 0), SMPP_OK);
	config.user = &config;
	bind_as_esme(0);
	ck_assert_int_eq(trace_tick(&trace, 1), SMPP_OK);
	ck_assert_int_eq(trace_lost(&trace, 1), SMPP_OK);
	ck_assert_int_eq(trace_end(&trace), 0);
}
END_TEST

START_TEST(trace_records_each_call_with_its_result)
{
	struct smpp_session_config config = { .side = SMPP_ESME, .absent_version = SMPP_V3_4 };

	begin(&config);
	bind_as_esme(1000);
	ck_assert_int_eq(trace_refuse(&trace, 99, SMPP_ESME_RSYSERR, 1010), SMPP_E_HANDLE);
	ck_assert_int_eq(trace_unbind(&trace, 3, 1020), SMPP_OK);
	ck_assert_int_eq(trace_close(&trace, 1030), SMPP_OK);
	ck_assert_int_eq(trace_tick(&trace, 1030), SMPP_OK);
	ck_assert_int_eq(trace_lost(&trace, 1040), SMPP_E_STATE);
	ends_and_replays();
	says("config side=ESME absent_version=52\n0 init = SMPP_OK\n");
	says("0 request 7 bind_transceiver ");
	says("5 event STATE BOUND_TRX\n5 } 18 = SMPP_OK next 20005\n");
	says("10 refuse 99 0x00000008 = SMPP_E_HANDLE\n");
	says("20 unbind 3 = SMPP_OK\n30 close = SMPP_OK\n30 tick {\n"
	     "30 event OUTCOME CLOSED token=3 unbind number=2 status=0x00000000\n"
	     "30 event STATE CLOSED CLOSED\n30 } = SMPP_OK next never\n"
	     "40 lost = SMPP_E_STATE\n");
}
END_TEST

START_TEST(trace_leaves_out_ticks_that_do_nothing)
{
	struct smpp_session_config config = { .side = SMPP_ESME };

	begin(&config);
	bind_as_esme(1000);
	for (uint64_t now = 1100; now < 21005; now += 100)
		ck_assert_int_eq(trace_tick(&trace, now), SMPP_OK);
	ck_assert_int_eq(trace_tick(&trace, 21005), SMPP_OK);
	send_all(21005);
	ends_and_replays();
	says("5 } 18 = SMPP_OK next 20005\n20005 tick {\n20005 } = SMPP_OK next 50005\n"
	     "20005 sent 16 00000010000000150000000000000002 = SMPP_OK\n");
}
END_TEST

START_TEST(trace_tells_tlvs_of_the_array_from_raw_ones)
{
	struct smpp_session_config config = { .absent_version = SMPP_V3_4 };
	const uint8_t raw[] = { 0x02, 0x04, 0, 2, 0, 1 }, bad[] = { 1, 2, 3 };
	const struct smpp_tlv tlv = { .tag = SMPP_TLV_SOURCE_PORT, .value = { bad, 3 } };
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };

	begin(&config);
	bind_as_esme(1000);
	pdu.body.submit_sm.destination_addr = smpp_span_of("1");
	pdu.tlvs = (struct smpp_span){ raw, sizeof(raw) };
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_int_eq(trace_request(&trace, &pdu, 1, 1010), SMPP_E_FAULT);
	pdu.tlv_count = 0;
	ck_assert_int_eq(trace_request(&trace, &pdu, 2, 1010), SMPP_OK);
	ends_and_replays();
	says("10 request 1 submit_sm/tlv1 ");
	says("10 request 2 submit_sm ");
}
END_TEST

START_TEST(trace_passes_over_what_has_no_octets)
{
	struct smpp_session_config config = { .side = SMPP_ESME };
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };
	static const uint8_t long_text[300];

	begin(&config);
	bind_as_esme(1000);
	pdu.body.submit_sm.short_message = (struct smpp_span){ long_text, sizeof(long_text) };
	ck_assert_int_eq(trace_request(&trace, &pdu, 1, 1010), SMPP_E_FAULT);
	ends_and_replays();
	says("10 request 1 ? = SMPP_E_FAULT\n");
}
END_TEST

START_TEST(trace_records_refusals_of_window_state_and_space)
{
	struct smpp_session_config config = { .window = 1, .output = 100 };
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };
	struct smpp_pdu enquiry = { .header.command_id = SMPP_ENQUIRE_LINK };

	begin(&config);
	ck_assert_int_eq(trace_request(&trace, &pdu, 1, 1000), SMPP_E_STATE);
	bind_as_esme(1000);
	ck_assert_int_eq(trace_request(&trace, &pdu, 2, 1010), SMPP_OK);
	ck_assert_int_eq(trace_request(&trace, &pdu, 3, 1010), SMPP_E_WINDOW);
	ck_assert_int_eq(trace_request(&trace, &enquiry, 4, 1010), SMPP_OK);
	send_all(1020);
	ck_assert_int_eq(trace_drain(&trace, 5, 1030), SMPP_OK);
	for (uint64_t now = 1030; now < 200000; now += 7)
		(void)trace_tick(&trace, now);
	ends_and_replays();
	says("10 request 3 submit_sm ");
	says(" = SMPP_E_WINDOW\n");
	says("event OUTCOME TIMEOUT token=2 submit_sm number=2 ");
	says("event STATE CLOSED RESPONSE\n");
}
END_TEST

#define BIND "\0\0\0\041\0\0\0\011\0\0\0\0\0\0\0\001user\0secret\0\0\064\0\0\0"
#define ENQUIRY "\0\0\0\020\0\0\0\025\0\0\0\0\0\0\0\002"

START_TEST(trace_mask_hides_a_password_at_every_split)
{
	static const char octets[] = BIND ENQUIRY BIND;

	for (size_t split = 1; split < sizeof(octets) - 1; split++) {
		struct smpp_session_config config = { .side = SMPP_SMSC };
		struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };

		begin(&config);
		trace.mask = 1;
		feed(octets, split, 1000);
		feed(octets + split, sizeof(octets) - 1 - split, 1001);
		if (handle_count > 0)
			ck_assert_int_eq(trace_reply(&trace, handles[0], &answer, 1002), SMPP_OK);
		send_all(1003);
		ends_and_replays();
		ck_assert_ptr_null(strstr(text, "736563726574"));
		says("75736572002A2A2A2A2A2A00"); /* user and six stars */
		says(" event REQUEST handle=");
		says("reply 4294967297 bind_transceiver_resp ");
	}
}
END_TEST

START_TEST(trace_goes_on_with_octets_left_over)
{
	struct smpp_session_config config = { .side = SMPP_SMSC, .partial = SMPP_OFF,
					      .output = 64, .inbound = 1 };
	static const char octets[] = ENQUIRY ENQUIRY ENQUIRY ENQUIRY ENQUIRY ENQUIRY ENQUIRY BIND;
	size_t at = 0, used;

	begin(&config);
	trace.mask = 1;
	for (uint64_t now = 1000; at < sizeof(octets) - 1; now++) {
		ck_assert_uint_lt(now, 1100);
		ck_assert_int_eq(trace_feed(&trace, (const uint8_t *)octets + at,
					    sizeof(octets) - 1 - at, now, &used), SMPP_OK);
		at += used;
		send_all(now);
	}
	ends_and_replays();
	ck_assert_ptr_null(strstr(text, "736563726574"));
	says("event REQUEST handle=4294967297 bind_transceiver ");
}
END_TEST

static void answer_inside(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };
	size_t used;

	(void)user;
	(void)s;
	if (e->type != SMPP_EVENT_REQUEST)
		return;
	ck_assert_int_eq(trace_feed(&trace, (const uint8_t *)ENQUIRY, 16, 1000, &used),
			 SMPP_E_BUSY);
	ck_assert_int_eq(trace_tick(&trace, 1000), SMPP_E_BUSY);
	ck_assert_int_eq(trace_reply(&trace, e->handle, &answer, 1000), SMPP_OK);
	send_all(1000);
	trace_congestion(&trace, 50, 1000);
}

START_TEST(trace_holds_calls_made_inside_the_callback)
{
	struct smpp_session_config config = { .side = SMPP_SMSC, .on_event = answer_inside };

	begin(&config);
	FEED(BIND ENQUIRY, 1000);
	send_all(1000);
	ends_and_replays();
	says("0 } 0 = SMPP_E_BUSY next ");
	says("0 tick {\n0 } = SMPP_E_BUSY next ");
	says("0 congestion 50 = SMPP_OK\n0 event STATE BOUND_TRX\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trace");
	TCase *tests = tcase_create("trace");

	tcase_add_checked_fixture(tests, NULL, forget);
	tcase_add_test(tests, trace_off_is_the_session_itself);
	tcase_add_test(tests, trace_records_each_call_with_its_result);
	tcase_add_test(tests, trace_leaves_out_ticks_that_do_nothing);
	tcase_add_test(tests, trace_tells_tlvs_of_the_array_from_raw_ones);
	tcase_add_test(tests, trace_passes_over_what_has_no_octets);
	tcase_add_test(tests, trace_records_refusals_of_window_state_and_space);
	tcase_add_test(tests, trace_mask_hides_a_password_at_every_split);
	tcase_add_test(tests, trace_goes_on_with_octets_left_over);
	tcase_add_test(tests, trace_holds_calls_made_inside_the_callback);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
