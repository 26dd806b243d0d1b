/* SPDX-License-Identifier: MIT */
/*
 * Owns: what a request and its answer cost through two sessions that are joined in memory, while
 * many others are unanswered; and how large sessions are.
 * Must not know: sockets.
 *
 * session [PAIRS]          PAIRS requests for each number of outstanding ones, usual 2,000,000
 * session PAIRS OUTSTANDING   one of them, for callgrind
 * Exit status: 0; 1 when a call fails or a request does not come to its response.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <smpp.h>

#include "pdus.h"
#include "session.h"

#define BATCH 16 /* requests, then answers, that travel together */
#define OUTSTANDING_MAX 65536
#define OUTPUT 65536

struct pair {
	struct smpp_session *esme;
	struct smpp_session *smsc;
	uint64_t handles[OUTSTANDING_MAX]; /* to be answered, oldest first: a ring */
	uint64_t come;
	uint64_t answered;
	uint64_t responses;
};

static struct pair pair;

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "bench: session: %s\n", what);
		exit(1);
	}
}

static void on_smsc_event(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	struct smpp_pdu answer = { .tlv = NULL };

	(void)user;
	if (event->type != SMPP_EVENT_REQUEST)
		return;
	if (event->command_id == SMPP_SUBMIT_SM ||
	    event->pdu.header.command_id == SMPP_SUBMIT_SM) {
		pair.handles[pair.come++ % OUTSTANDING_MAX] = event->handle;
		return;
	}
	answer.body.bind_resp.system_id = smpp_span_of("bench");
	must(smpp_session_reply(s, event->handle, &answer, 0) == SMPP_OK, "bind refused");
}

static void on_esme_event(void *user, struct smpp_session *s, const struct smpp_event *event)
{
	(void)user;
	(void)s;
	if (event->type == SMPP_EVENT_OUTCOME && event->outcome == SMPP_OUTCOME_RESPONSE)
		pair.responses++;
}

/* All that one session has to say goes to the other. */
static void carry(struct smpp_session *from, struct smpp_session *to)
{
	const uint8_t *octets;
	size_t len, used;

	while ((octets = smpp_session_output(from, &len)) != NULL) {
		must(smpp_session_feed(to, octets, len, 0, &used) == SMPP_OK && used == len,
		     "octets not taken");
		must(smpp_session_sent(from, len, 0) == SMPP_OK, "octets not sent");
	}
}

static struct smpp_session_config config_of(enum smpp_side side, uint32_t outstanding)
{
	struct smpp_session_config config = { .size = sizeof(config) };

	config.side = side;
	config.window = side == SMPP_ESME ? outstanding : 1;
	config.inbound = side == SMPP_SMSC ? outstanding : 1;
	config.output = OUTPUT;
	config.answer_reserve = SMPP_OFF;
	config.on_event = side == SMPP_ESME ? on_esme_event : on_smsc_event;
	return config;
}

static struct smpp_session *open_session(enum smpp_side side, uint32_t outstanding)
{
	struct smpp_session_config config = config_of(side, outstanding);
	size_t size = smpp_session_size(&config);
	struct smpp_session *s = NULL;
	void *mem = malloc(size);

	must(mem != NULL && smpp_session_init(&s, mem, size, &config, 0) == SMPP_OK,
	     "not opened");
	return s;
}

static void bind_pair(uint32_t outstanding)
{
	struct smpp_pdu bind = { .header.command_id = SMPP_BIND_TRANSCEIVER };

	memset(&pair, 0, sizeof(pair));
	pair.esme = open_session(SMPP_ESME, outstanding);
	pair.smsc = open_session(SMPP_SMSC, outstanding);
	bind.body.bind.system_id = smpp_span_of("bench");
	bind.body.bind.interface_version = SMPP_V3_4;
	must(smpp_session_request(pair.esme, &bind, 0, 0) == SMPP_OK, "bind not sent");
	carry(pair.esme, pair.smsc);
	carry(pair.smsc, pair.esme);
	must(smpp_session_state(pair.esme) == SMPP_STATE_BOUND_TRX, "not bound");
	pair.responses = 0;
}

static void send_batch(struct smpp_pdu *submit)
{
	for (int i = 0; i < BATCH; i++)
		must(smpp_session_request(pair.esme, submit, 0, 0) == SMPP_OK, "not sent");
	carry(pair.esme, pair.smsc);
}

static void answer_batch(void)
{
	struct smpp_pdu answer = { .tlv = NULL };

	answer.body.submit_sm_resp.message_id = smpp_span_of("0123456789abcdef");
	for (int i = 0; i < BATCH; i++)
		must(smpp_session_reply(pair.smsc,
					pair.handles[pair.answered++ % OUTSTANDING_MAX], &answer,
					0) == SMPP_OK, "not answered");
	carry(pair.smsc, pair.esme);
}

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* @return ns for a request and its response, both sides together */
static double measure(uint32_t outstanding, uint64_t pairs)
{
	struct smpp_span octets = { (const uint8_t *)bench_pdus[0].octets, bench_pdus[0].len };
	struct smpp_pdu submit;
	double begin;
	uint64_t first;

	must(smpp_decode(octets, NULL, &submit, NULL) == SMPP_OK, "not decoded");
	bind_pair(outstanding);
	for (uint32_t i = 0; i + BATCH < outstanding; i += BATCH)
		send_batch(&submit);
	first = pair.responses;
	begin = cpu_ns();
	for (uint64_t i = 0; i < pairs; i += BATCH) {
		send_batch(&submit);
		answer_batch();
	}
	begin = cpu_ns() - begin;
	must(pair.responses - first >= pairs, "requests without a response");
	free(pair.esme);
	free(pair.smsc);
	return begin / (double)(pair.responses - first);
}

static size_t usual_size(void)
{
	struct smpp_session_config config = { .size = sizeof(config), .side = SMPP_SMSC };

	return smpp_session_size(&config);
}

int main(int argc, char **argv)
{
	static const uint32_t outstanding[] = { 16, 1024, 65536 };
	uint64_t pairs = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000000;
	uint32_t one = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;

	if (one > 0 && one <= OUTSTANDING_MAX) {
		(void)measure(one, pairs);
		return 0;
	}
	for (size_t i = 0; i < sizeof(outstanding) / sizeof(outstanding[0]); i++)
		printf("%6u outstanding: %7.1f ns for a request and its response, both sides\n",
		       (unsigned)outstanding[i], measure(outstanding[i], pairs));
	printf("octets: a session %zu beside its buffers and slots; a slot of the window %zu (and %d\n"
	       "        more than the window), of requests that came %zu, of a finished number %zu;\n"
	       "        with buffers and slots of the usual configuration %zu\n",
	       sizeof(struct smpp_session), sizeof(struct smpp__slot), SMPP__SPARE_SLOTS,
	       sizeof(struct smpp__inbound), sizeof(uint32_t), usual_size());
	return 0;
}
