/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of what mini-smsc owes its host when strangers and customers mean it ill. Each starts
 * the program and talks to its socket. tests/README says which test is for which class of faults.
 * Must not know: how the program is made.
 */
#include "support.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <smpp.h>

#define ARGUMENTS 16
#define PATIENCE_MS 20000
#define NOBODY 65534

static pid_t centre;
static unsigned port;
static int log_fd;
static rlim_t file_limit; /* octets of a file that the next centre may write; 0: any number */

/* ---- the program ---- */

static const char *build_of(const char *name)
{
	static char path[300];
	const char *build = getenv("BUILD");

	snprintf(path, sizeof(path), "%s/%s", build != NULL ? build : "build", name);
	return path;
}

/* What it has printed so far. Stays until the next call. */
static const char *printed(void)
{
	static char text[65536];
	ssize_t len = pread(log_fd, text, sizeof(text) - 1, 0);

	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	return text;
}

static void expect_printed(const char *what)
{
	for (unsigned i = 0; i < PATIENCE_MS / 10 && strstr(printed(), what) == NULL; i++)
		usleep(10000);
	ck_assert_msg(strstr(printed(), what) != NULL, "no %s in: %s", what, printed());
}

static void become_centre(uid_t user, const char *const *options)
{
	const char *arguments[ARGUMENTS] = { build_of("mini-smsc"), "-p", "0",
					     "--account=user:secret" };
	int count = 4;

	while (options != NULL && *options != NULL && count < ARGUMENTS - 1)
		arguments[count++] = *options++;
	(void)dup2(log_fd, 1);
	(void)dup2(log_fd, 2);
	if (file_limit != 0)
		(void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){ file_limit, file_limit });
	if (user != 0 && setuid(user) != 0)
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* a test that fails leaves nothing behind */
	execv(arguments[0], (char *const *)(uintptr_t)arguments);
	_exit(127);
}

/* user: whose process it is; 0: whose the test is. options ends with NULL. @return 0: the build has
 * not what they need */
static int start_as(uid_t user, const char *const *options)
{
	char path[] = "/tmp/classes-XXXXXX";
	const char *at = NULL;

	log_fd = mkstemp(path);
	ck_assert_int_ge(log_fd, 0);
	fcntl(log_fd, F_SETFL, O_APPEND);
	unlink(path);
	centre = fork();
	ck_assert_int_ge(centre, 0);
	if (centre == 0)
		become_centre(user, options);
	for (unsigned i = 0; i < PATIENCE_MS / 10 && at == NULL; i++) {
		usleep(10000);
		at = strstr(printed(), "listening on ");
		if (strstr(printed(), "without SQLite") != NULL)
			return 0;
	}
	ck_assert_msg(at != NULL && sscanf(at, "listening on 127.0.0.1:%u", &port) == 1,
		      "it does not begin: %s", printed());
	return 1;
}

#define START(...) start_as(0, (const char *const[]){ __VA_ARGS__, NULL })

static void stop(void)
{
	if (centre <= 0)
		return;
	kill(centre, SIGKILL);
	waitpid(centre, NULL, 0);
	centre = 0;
}

/* Kilobytes of memory that it really uses. */
static unsigned long resident(void)
{
	char path[64], line[256];
	unsigned long size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)centre);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (size == 0 && fgets(line, sizeof(line), file) != NULL)
		(void)sscanf(line, "VmRSS: %lu", &size);
	fclose(file);
	ck_assert_uint_gt(size, 0);
	return size;
}

/* ---- a connection ---- */

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void say(int fd, const void *octets, size_t len)
{
	ck_assert_int_eq(send(fd, octets, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* @return octets; 0: the connection is at its end */
static size_t hear_some(int fd, uint8_t *octets, size_t len)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t got;

	ck_assert_msg(poll(&p, 1, PATIENCE_MS) == 1, "nothing comes");
	got = recv(fd, octets, len, 0);
	return got > 0 ? (size_t)got : 0;
}

static void expect_end(int fd)
{
	uint8_t octets[4096];

	while (hear_some(fd, octets, sizeof(octets)) > 0)
		continue;
	close(fd);
}

/* The next PDU; what it points to stays until the next call. */
static struct smpp_pdu hear(int fd)
{
	static uint8_t octets[70000];
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, 0 };
	struct smpp_span in = { octets, 0 };
	struct smpp_header header;
	struct smpp_pdu pdu;
	size_t want = 16;

	memset(&pdu, 0, sizeof(pdu));
	while (in.len < want) {
		size_t got = hear_some(fd, octets + in.len, want - in.len);

		ck_assert_msg(got > 0, "the connection is at its end");
		in.len += got;
		if (in.len == 16 && smpp_frame_get(in, 0, &header, NULL) != SMPP_E_FAULT)
			want = header.command_length;
	}
	ck_assert_int_eq(smpp_decode(in, &rules, &pdu, NULL), SMPP_OK);
	return pdu;
}

static struct smpp_pdu expect(int fd, uint32_t command_id, uint32_t status)
{
	struct smpp_pdu pdu = hear(fd);

	ck_assert_msg(pdu.header.command_id == command_id && pdu.header.command_status == status,
		      "%08lX with status %08lX came", (unsigned long)pdu.header.command_id,
		      (unsigned long)pdu.header.command_status);
	return pdu;
}

static size_t encode(const struct smpp_pdu *pdu, uint8_t *octets, size_t cap)
{
	const struct smpp_rules rules = { SMPP_V5_0, SMPP_TOLERATE_LONG_STRING, 0 };
	struct smpp_buf buf = { octets, cap, 0 };

	ck_assert_int_eq(smpp_encode(pdu, &rules, &buf, NULL), SMPP_OK);
	return buf.len;
}

static void say_pdu(int fd, const struct smpp_pdu *pdu)
{
	static uint8_t octets[70000];

	say(fd, octets, encode(pdu, octets, sizeof(octets)));
}

static void say_header(int fd, uint32_t command_length, uint32_t command_id)
{
	uint32_t header[4] = { htonl(command_length), htonl(command_id), 0, htonl(7) };

	say(fd, header, sizeof(header));
}

static void expect_alive(int fd)
{
	say_header(fd, 16, SMPP_ENQUIRE_LINK);
	(void)expect(fd, SMPP_ENQUIRE_LINK_RESP, SMPP_ESME_ROK);
}

static void say_bind(int fd, const char *system_id, const char *password)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_BIND_TRANSCEIVER };

	pdu.header.sequence_number = 1;
	pdu.body.bind.system_id = smpp_span_of(system_id);
	pdu.body.bind.password = smpp_span_of(password);
	pdu.body.bind.interface_version = SMPP_V5_0;
	say_pdu(fd, &pdu);
}

static int dial_and_bind(void)
{
	int fd = dial();

	say_bind(fd, "user", "secret");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_ROK);
	return fd;
}

static struct smpp_pdu message_to(const char *number, const char *text)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };

	pdu.header.sequence_number = 2;
	pdu.body.submit_sm.source_addr = smpp_span_of("99");
	pdu.body.submit_sm.destination_addr = smpp_span_of(number);
	pdu.body.submit_sm.short_message = smpp_span_of(text);
	return pdu;
}

static void submit(int fd, const struct smpp_pdu *pdu, uint32_t status)
{
	say_pdu(fd, pdu);
	(void)expect(fd, pdu->header.command_id | SMPP_RESPONSE, status);
}

/* Its receipt, answered. What it points to stays until the next PDU is heard. */
static struct smpp_pdu hear_receipt(int fd)
{
	struct smpp_pdu pdu = expect(fd, SMPP_DELIVER_SM, SMPP_ESME_ROK);
	uint32_t answer[5] = { htonl(17), htonl(SMPP_DELIVER_SM_RESP), 0,
			       htonl(pdu.header.sequence_number), 0 };

	say(fd, answer, 17);
	return pdu;
}

/* ---- strangers ---- */

START_TEST(impossible_lengths_are_nacked_and_end_the_connection)
{
	static const uint32_t lengths[] = { 0, 1, 2, 15, 0x01000000, 0x47455420, 0x7FFFFFFF,
					    0x80000000, 0xFFFFFFFF };
	int other;

	START("-v");
	other = dial_and_bind();
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		int fd = i % 2 ? dial() : dial_and_bind();

		say_header(fd, lengths[i], SMPP_SUBMIT_SM);
		(void)expect(fd, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN);
		expect_end(fd);
	}
	expect_alive(other);
}
END_TEST

START_TEST(a_stranger_may_announce_300_octets_and_no_more)
{
	uint8_t rest[300 - 16] = { 0 };
	int fd;

	START("-v");
	fd = dial();
	say_header(fd, 300, SMPP_SUBMIT_SM);
	say(fd, rest, sizeof(rest));
	(void)expect(fd, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVBNDSTS);
	say_header(fd, 301, SMPP_SUBMIT_SM);
	(void)expect(fd, SMPP_GENERIC_NACK, SMPP_ESME_RINVCMDLEN);
	expect_end(fd);
}
END_TEST

static void allow_files(rlim_t count)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < count) {
		limit.rlim_cur = count < limit.rlim_max ? count : limit.rlim_max;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	}
}

/* 2,000 connections: half say that 64 KB come, half that 300 octets do, and say 200 of them. */
START_TEST(what_strangers_announce_costs_no_memory)
{
	enum { STRANGERS = 2000 };
	static int fds[STRANGERS];
	uint8_t rest[200] = { 0 };
	unsigned long before;
	int fd;

	allow_files(STRANGERS + 100);
	START("--max-sessions=4000", "--session-init=600");
	fd = dial_and_bind();
	before = resident();
	for (unsigned i = 0; i < STRANGERS; i++) {
		fds[i] = dial();
		say_header(fds[i], i % 2 ? 65536 : 300, SMPP_SUBMIT_SM);
		(void)send(fds[i], rest, sizeof(rest), MSG_NOSIGNAL); /* it may be closed by now */
	}
	for (unsigned i = 1; i < STRANGERS; i += 2)
		expect_end(fds[i]);
	expect_alive(fd);
	ck_assert_msg(resident() < before + STRANGERS * 60, "%lu KB more", resident() - before);
}
END_TEST

START_TEST(what_customers_announce_costs_no_memory)
{
	enum { CUSTOMERS = 200 };
	static int fds[CUSTOMERS];
	unsigned long before;

	START("--session-init=600");
	for (unsigned i = 0; i < CUSTOMERS; i++)
		fds[i] = dial_and_bind();
	before = resident();
	for (unsigned i = 0; i < CUSTOMERS; i++)
		say_header(fds[i], 65536, SMPP_SUBMIT_SM);
	expect_alive(dial_and_bind());
	ck_assert_msg(resident() < before + CUSTOMERS * 16, "%lu KB more", resident() - before);
}
END_TEST

START_TEST(however_many_do_not_bind_one_that_does_gets_in)
{
	enum { STRANGERS = 1500 };
	int bound;

	allow_files(STRANGERS + 100);
	START("--max-sessions=300", "--session-init=600");
	bound = dial_and_bind();
	for (unsigned i = 0; i < STRANGERS; i++)
		(void)dial();
	expect_alive(dial_and_bind());
	expect_alive(bound);
}
END_TEST

START_TEST(the_oldest_that_has_not_bound_makes_room_for_the_next)
{
	int first, fds[3], bound;

	START("--max-unbound=3", "--session-init=600", "-v");
	first = dial();
	expect_alive(first); /* it has been let in */
	bound = dial_and_bind();
	for (unsigned i = 0; i < 3; i++) {
		fds[i] = dial();
		expect_alive(fds[i]);
	}
	expect_end(first);
	for (unsigned i = 0; i < 3; i++)
		expect_alive(fds[i]);
	expect_alive(bound);
}
END_TEST

START_TEST(one_that_dribbles_a_bind_is_closed_in_time)
{
	static const uint8_t begin[] = { 0, 0, 0, 60, 0, 0, 0, 9 };
	struct pollfd p = { .events = POLLIN };
	size_t said = 0;

	START("--session-init=1");
	p.fd = dial();
	while (poll(&p, 1, 300) == 0 && said < 50) {
		uint8_t octet = said < sizeof(begin) ? begin[said] : 0;

		(void)send(p.fd, &octet, 1, MSG_NOSIGNAL);
		said++;
	}
	ck_assert_uint_lt(said, 50);
	expect_end(p.fd);
}
END_TEST

START_TEST(before_the_bind_no_body_is_looked_at)
{
	static const uint8_t garbage[40] = { 'g', 'a', 'r', 'b', 'a', 'g', 'e' };
	static const uint32_t commands[] = { SMPP_SUBMIT_SM, SMPP_DATA_SM, SMPP_SUBMIT_MULTI,
					     SMPP_QUERY_SM, SMPP_CANCEL_SM, SMPP_REPLACE_SM };
	int fd;

	START("--strict");
	fd = dial();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		say_header(fd, 16 + sizeof(garbage), commands[i]);
		say(fd, garbage, sizeof(garbage));
		(void)expect(fd, commands[i] | SMPP_RESPONSE, SMPP_ESME_RINVBNDSTS);
	}
	expect_alive(fd);
}
END_TEST

/* ---- passwords and the log ---- */

static int file_has(const char *name, const char *what)
{
	static char octets[65536];
	char path[64];
	ssize_t len;
	int fd, found = 0;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)centre, name);
	fd = open(path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	len = read(fd, octets, sizeof(octets));
	for (ssize_t i = 0; i + (ssize_t)strlen(what) <= len; i++)
		found |= memcmp(octets + i, what, strlen(what)) == 0;
	close(fd);
	return found;
}

START_TEST(a_password_is_in_no_argument_environment_or_log)
{
	int fd;

	START("--account=shop:hushhush:trx:10", "-v", "--core"); /* so that anybody but root may look */
	fd = dial();
	say_bind(fd, "shop", "wrongone");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_RBINDFAIL);
	close(fd);
	fd = dial();
	say_bind(fd, "shop", "hushhush");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_ROK);
	ck_assert(file_has("cmdline", "shop:"));
	for (unsigned i = 0; i < 3; i++) {
		static const char *const words[] = { "hushhush", "wrongone", "secret" };

		ck_assert(!file_has("cmdline", words[i]));
		ck_assert(!file_has("environ", words[i]));
		ck_assert_ptr_null(strstr(printed(), words[i]));
	}
}
END_TEST

/* Whose the files in /proc are says whether its memory may be dumped and looked into: root's, if not. */
static uid_t owner(void)
{
	char path[64];
	struct stat stat_of;

	snprintf(path, sizeof(path), "/proc/%ld/environ", (long)centre);
	ck_assert_int_eq(stat(path, &stat_of), 0);
	return stat_of.st_uid;
}

START_TEST(nobody_looks_into_its_memory_unless_core_is_given)
{
	uid_t user = getuid() == 0 ? NOBODY : 0;
	uid_t whose = getuid() == 0 ? NOBODY : getuid();

	start_as(user, NULL);
	ck_assert_uint_eq(owner(), 0);
	stop();
	start_as(user, (const char *const[]){ "--core", NULL });
	ck_assert_uint_eq(owner(), whose);
}
END_TEST

START_TEST(what_is_refused_is_not_repeated_in_the_log)
{
	struct smpp_pdu pdu = message_to("123456789012345678901234567890", "text of a customer");
	int fd;

	START("--strict", "-v");
	fd = dial();
	say_bind(fd, "a-name-that-is-too-long-for-it", "pw");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_RINVSYSID);
	close(fd);
	fd = dial_and_bind();
	say_pdu(fd, &pdu);
	(void)expect(fd, SMPP_SUBMIT_SM_RESP, SMPP_ESME_RINVDSTADR);
	expect_printed("system_id");
	expect_printed("destination_addr");
	ck_assert_ptr_null(strstr(printed(), "a-name-that-is"));
	ck_assert_ptr_null(strstr(printed(), "12345678901234567890"));
	ck_assert_ptr_null(strstr(printed(), "text of a customer"));
}
END_TEST

START_TEST(the_log_has_no_control_characters_of_a_peer)
{
	int fd;

	START("-v");
	fd = dial();
	say_bind(fd, "\x1B[2J\r\nin: ok%n", "pw");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_RBINDFAIL);
	close(fd);
	for (const char *at = printed(); *at != '\0'; at++)
		ck_assert_msg((*at >= 0x20 && *at < 0x7F) || *at == '\n', "octet %02x in the log",
			      (unsigned)(unsigned char)*at);
	ck_assert_ptr_null(strstr(printed(), "\nin: ok"));
}
END_TEST

START_TEST(without_tls_it_listens_for_its_own_machine_only)
{
	static const struct {
		const char *arguments;
		int status;
	} cases[] = { { "-l 0.0.0.0", 2 },	   { "-l ::", 2 },
		      { "-l 192.0.2.1", 2 },	   { "-l 0.0.0.0 --plain", 0 },
		      { "-l 127.0.0.1", 0 },	   { "-l 127.9.9.9", 0 },
		      { "-l localhost", 0 } };
	char command[400];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status;

		snprintf(command, sizeof(command), "%s -p 0 --account=a:b -t %s >/dev/null 2>&1",
			 build_of("mini-smsc"), cases[i].arguments);
		status = system(command);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == cases[i].status,
			      "%s: %d", cases[i].arguments, status);
	}
}
END_TEST

/* ---- customers ---- */

START_TEST(text_in_both_places_is_that_of_the_payload)
{
	static const struct smpp_tlv tlv = { SMPP_TLV_MESSAGE_PAYLOAD,
					     { (const uint8_t *)"payload", 7 } };
	struct smpp_pdu pdu = message_to("4477", "short");
	struct smpp_receipt receipt;
	int fd;

	START("--receipt-delay=0");
	fd = dial_and_bind();
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	pdu.body.submit_sm.registered_delivery = SMPP_RECEIPT_FINAL;
	submit(fd, &pdu, SMPP_ESME_ROK);
	pdu = hear_receipt(fd);
	ck_assert_int_eq(smpp_receipt_read(&pdu, NULL, &receipt), SMPP_OK);
	ck_assert(smpp_span_equal(receipt.text, smpp_span_of("payload")));
}
END_TEST

START_TEST(a_text_longer_than_its_pdu_costs_that_pdu_only)
{
	static const uint8_t lengths[] = { 6, 7, 100, 254, 255 };
	uint8_t octets[256];
	int fd;

	START("-v");
	fd = dial_and_bind();
	for (size_t i = 0; i < sizeof(lengths); i++) {
		struct smpp_pdu pdu = message_to("4477", "hello");
		size_t len = encode(&pdu, octets, sizeof(octets));

		octets[len - 6] = lengths[i]; /* sm_length */
		say(fd, octets, len);
		pdu = hear(fd);
		ck_assert_uint_eq(pdu.header.command_id, SMPP_SUBMIT_SM_RESP);
		ck_assert_uint_eq(pdu.header.command_status, SMPP_ESME_RINVMSGLEN);
	}
	expect_alive(fd);
}
END_TEST

START_TEST(more_than_300_tlvs_are_refused)
{
	static struct smpp_tlv tlvs[301];
	struct smpp_pdu pdu = message_to("4477", "hello");
	int fd;

	START("-v");
	fd = dial_and_bind();
	for (size_t i = 0; i < 301; i++)
		tlvs[i].tag = 0x1500;
	pdu.tlv = tlvs;
	pdu.tlv_count = 300;
	submit(fd, &pdu, SMPP_ESME_ROK);
	pdu.tlv_count = 301;
	submit(fd, &pdu, SMPP_ESME_RINVTLVSTREAM);
	expect_alive(fd);
}
END_TEST

/* To that many destinations. */
static struct smpp_pdu multi(uint8_t count)
{
	static uint8_t to[255 * 7];
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_MULTI };
	struct smpp_submit_multi *body = &pdu.body.submit_multi;

	for (size_t i = 0; i < 255; i++)
		memcpy(to + i * 7, "\1\0\0" "447", 7);
	pdu.header.sequence_number = 3;
	body->number_of_dests = count;
	body->dest_address.octets = (struct smpp_span){ to, (size_t)count * 7 };
	body->short_message = smpp_span_of("to all");
	return pdu;
}

START_TEST(many_destinations_cost_the_rate_of_as_many_messages)
{
	struct smpp_pdu pdu = multi(255), next = message_to("4477", "next");
	int fd;

	START("--account=slow:slow:trx:10");
	fd = dial();
	say_bind(fd, "slow", "slow");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_ROK);
	submit(fd, &pdu, SMPP_ESME_ROK);
	usleep(500000); /* enough for a message, were it not for the others */
	submit(fd, &next, SMPP_ESME_RTHROTTLED);
}
END_TEST

START_TEST(a_number_of_destinations_that_lies_is_refused)
{
	struct smpp_pdu pdu = multi(3);
	uint8_t octets[300];
	size_t len;
	int fd;

	START("-v");
	fd = dial_and_bind();
	for (unsigned count = 0; count < 256; count++) {
		len = encode(&pdu, octets, sizeof(octets));
		ck_assert_uint_eq(octets[20], 3);
		octets[20] = (uint8_t)count;
		say(fd, octets, len);
		pdu = hear(fd);
		ck_assert_uint_eq(pdu.header.command_id, SMPP_SUBMIT_MULTI_RESP);
		ck_assert_int_eq(pdu.header.command_status == SMPP_ESME_ROK, count == 3);
		pdu = multi(3);
	}
	expect_alive(fd);
}
END_TEST

START_TEST(what_exceeds_the_window_of_an_account_is_throttled)
{
	struct smpp_pdu pdu = message_to("5", "in transaction mode, so it waits");
	int fd;

	START("--account=small:small:trx:0:2", "--outcome=5=delay:100000");
	fd = dial();
	say_bind(fd, "small", "small");
	(void)expect(fd, SMPP_BIND_TRANSCEIVER_RESP, SMPP_ESME_ROK);
	pdu.body.submit_sm.esm_class = SMPP_ESM_CLASS_MODE_TRANSACTION;
	say_pdu(fd, &pdu);
	say_pdu(fd, &pdu);
	submit(fd, &pdu, SMPP_ESME_RTHROTTLED);
}
END_TEST

START_TEST(what_exceeds_all_that_is_kept_is_refused)
{
	struct smpp_pdu pdu = message_to("5", "for one who is away");
	int fd;

	START("--max-messages=3", "--outcome=5=absent:1000");
	fd = dial_and_bind();
	for (unsigned i = 0; i < 3; i++)
		submit(fd, &pdu, SMPP_ESME_ROK);
	submit(fd, &pdu, SMPP_ESME_RMSGQFUL);
	expect_alive(fd);
}
END_TEST

/* @return how many octets of them the centre and the system between have taken */
static size_t flood(int fd, const uint8_t *octets, size_t len)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	size_t sent = 0;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (sent < len && poll(&p, 1, 2000) == 1) {
		ssize_t n = send(fd, octets + sent, len - sent, MSG_NOSIGNAL);

		ck_assert(n > 0);
		sent += (size_t)n;
	}
	return sent;
}

START_TEST(one_who_asks_a_million_times_and_never_reads_is_read_no_more)
{
	enum { ASKED = 1000000 };
	uint8_t *octets = malloc(ASKED * 16), answers[65536];
	uint32_t ask[4] = { htonl(16), htonl(SMPP_ENQUIRE_LINK), 0, 0 };
	int fd, small = 65536;
	size_t sent, heard = 0;
	unsigned long before;

	for (uint32_t i = 0; i < ASKED; i++) {
		ask[3] = htonl(i + 1);
		memcpy(octets + i * 16, ask, 16);
	}
	START("-v");
	fd = dial_and_bind();
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	before = resident();
	sent = flood(fd, octets, ASKED * 16);
	ck_assert_uint_lt(sent, ASKED * 16);
	ck_assert_msg(resident() < before + 2048, "%lu KB more", resident() - before);
	expect_alive(dial_and_bind());
	while (heard < sent / 16 * 16) /* it has not been forgotten either */
		heard += hear_some(fd, answers, sizeof(answers));
	free(octets);
}
END_TEST

START_TEST(each_part_of_a_long_text_is_kept_by_itself)
{
	static const uint8_t part[] = { 5, 0, 3, 42, 3, 1, 'p', 'a', 'r', 't' };
	struct smpp_pdu pdu = message_to("5", ""), ask = { .header.command_id = SMPP_QUERY_SM };
	char id[65];
	int fd;

	START("--outcome=5=absent:1000");
	fd = dial_and_bind();
	pdu.body.submit_sm.esm_class = SMPP_ESM_CLASS_UDHI;
	pdu.body.submit_sm.short_message = (struct smpp_span){ part, sizeof(part) };
	for (unsigned i = 0; i < 500; i++) { /* first parts only: none makes room for another */
		struct smpp_pdu answer;

		say_pdu(fd, &pdu);
		answer = expect(fd, SMPP_SUBMIT_SM_RESP, SMPP_ESME_ROK);
		snprintf(id, sizeof(id), "%.*s", (int)answer.body.submit_sm_resp.message_id.len,
			 (const char *)answer.body.submit_sm_resp.message_id.ptr);
	}
	for (unsigned i = 1; i <= 500; i++) {
		snprintf(id, sizeof(id), "%010u", i);
		ask.header.sequence_number = i;
		ask.body.query_sm.message_id = smpp_span_of(id);
		ask.body.query_sm.source_addr = smpp_span_of("99");
		say_pdu(fd, &ask);
		(void)expect(fd, SMPP_QUERY_SM_RESP, SMPP_ESME_ROK);
	}
}
END_TEST

/* Texts until one is refused. @return how many were accepted before */
static unsigned fill_the_disk(int fd)
{
	char text[255];
	struct smpp_pdu pdu;
	unsigned count = 0;

	memset(text, 'x', 254);
	text[254] = '\0';
	pdu = message_to("5", text);
	for (;;) {
		struct smpp_pdu answer;

		say_pdu(fd, &pdu);
		answer = hear(fd);
		ck_assert_uint_eq(answer.header.command_id, SMPP_SUBMIT_SM_RESP);
		if (answer.header.command_status == SMPP_ESME_RSYSERR)
			return count;
		ck_assert_uint_eq(answer.header.command_status, SMPP_ESME_ROK);
		ck_assert_uint_lt(++count, 10000);
	}
}

START_TEST(when_the_disk_is_full_messages_are_refused_and_those_accepted_stay)
{
	char directory[] = "/tmp/classes-XXXXXX", option[64], command[64];
	struct smpp_pdu ask = { .header.command_id = SMPP_QUERY_SM };
	unsigned count;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(option, sizeof(option), "--store=%s/store", directory);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	file_limit = 200000;
	if (START(option, "--outcome=5=absent:1000")) {
		int fd = dial_and_bind();

		count = fill_the_disk(fd);
		ck_assert_uint_gt(count, 0);
		expect_alive(fd);
		stop();
		file_limit = 0;
		START(option, "--outcome=5=absent:1000");
		fd = dial_and_bind();
		for (unsigned i = 1; i <= count; i++) {
			char id[16];

			snprintf(id, sizeof(id), "%010u", i);
			ask.header.sequence_number = i;
			ask.body.query_sm.message_id = smpp_span_of(id);
			ask.body.query_sm.source_addr = smpp_span_of("99");
			say_pdu(fd, &ask);
			(void)expect(fd, SMPP_QUERY_SM_RESP, SMPP_ESME_ROK);
		}
	}
	stop();
	ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(a_receipt_is_one_line_and_the_customers_text_comes_last)
{
	struct smpp_pdu pdu = message_to("6661", "\r\nid:9 stat:DELIVRD");
	struct smpp_span text;
	char line[300];
	int fd;

	START("--receipt-delay=0", "--receipt-form=3.4");
	fd = dial_and_bind();
	pdu.body.submit_sm.registered_delivery = SMPP_RECEIPT_FINAL;
	pdu.body.submit_sm.data_coding = 1; /* ASCII */
	submit(fd, &pdu, SMPP_ESME_ROK);
	pdu = hear_receipt(fd);
	text = pdu.body.deliver_sm.short_message;
	snprintf(line, sizeof(line), "%.*s", (int)text.len, (const char *)text.ptr);
	ck_assert_ptr_null(strpbrk(line, "\r\n"));
	ck_assert_msg(strstr(line, "stat:UNDELIV") < strstr(line, "stat:DELIVRD"), "%s", line);
	ck_assert_str_eq(strstr(line, "Text:"), "Text:  id:9 stat:DELIVRD");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("classes");
	TCase *tests = tcase_create("classes");

	tcase_add_checked_fixture(tests, NULL, stop);
	tcase_add_test(tests, impossible_lengths_are_nacked_and_end_the_connection);
	tcase_add_test(tests, a_stranger_may_announce_300_octets_and_no_more);
	tcase_add_test(tests, what_strangers_announce_costs_no_memory);
	tcase_add_test(tests, what_customers_announce_costs_no_memory);
	tcase_add_test(tests, however_many_do_not_bind_one_that_does_gets_in);
	tcase_add_test(tests, the_oldest_that_has_not_bound_makes_room_for_the_next);
	tcase_add_test(tests, one_that_dribbles_a_bind_is_closed_in_time);
	tcase_add_test(tests, before_the_bind_no_body_is_looked_at);
	tcase_add_test(tests, a_password_is_in_no_argument_environment_or_log);
	tcase_add_test(tests, nobody_looks_into_its_memory_unless_core_is_given);
	tcase_add_test(tests, what_is_refused_is_not_repeated_in_the_log);
	tcase_add_test(tests, the_log_has_no_control_characters_of_a_peer);
	tcase_add_test(tests, without_tls_it_listens_for_its_own_machine_only);
	tcase_add_test(tests, text_in_both_places_is_that_of_the_payload);
	tcase_add_test(tests, a_text_longer_than_its_pdu_costs_that_pdu_only);
	tcase_add_test(tests, more_than_300_tlvs_are_refused);
	tcase_add_test(tests, many_destinations_cost_the_rate_of_as_many_messages);
	tcase_add_test(tests, a_number_of_destinations_that_lies_is_refused);
	tcase_add_test(tests, what_exceeds_the_window_of_an_account_is_throttled);
	tcase_add_test(tests, what_exceeds_all_that_is_kept_is_refused);
	tcase_add_test(tests, one_who_asks_a_million_times_and_never_reads_is_read_no_more);
	tcase_add_test(tests, each_part_of_a_long_text_is_kept_by_itself);
	tcase_add_test(tests, when_the_disk_is_full_messages_are_refused_and_those_accepted_stay);
	tcase_add_test(tests, a_receipt_is_one_line_and_the_customers_text_comes_last);
	tcase_set_timeout(tests, 120);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
