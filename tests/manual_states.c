/* SPDX-License-Identifier: MIT */
/*
 * Owns: man/smpp_states.7 on stdout: the table of who may send what when, and what sessions really
 * answer to what is wrong, tried here one by one.
 * Must not know: how a session works.
 */
#include <smpp.h>
#include <stdio.h>

#include "state.h"

#define STATES 7
#define OCTETS_MAX 512

static const char head[] =
	".\\\" SPDX-License-Identifier: MIT\n"
	".\\\" Written by tests/manual_states.c from the library itself: change that, not this file.\n"
	".Dd November 25, 2026\n"
	".Dt SMPP_STATES 7\n"
	".Os libsmpp\n"
	".Sh NAME\n"
	".Nm smpp_states\n"
	".Nd which request may be sent when, and what answers what is wrong\n"
	".Sh DESCRIPTION\n"
	"This page is written by a program that reads the table of\n"
	".Xr smpp_session 3\n"
	"and tries its sessions, so it says what the library does.\n";

static const char send_text[] =
	".Sh REQUESTS\n"
	"In which states a side may send a request, by the version that counts: its own before\n"
	"the bind, after it the lower one of both (3.4, table 2\\-1; 5.0, table 2\\-1).\n"
	"3.3 has no table; its section 5.1 gives submissions to the transmitter and deliveries to\n"
	"the receiver.\n"
	"Elsewhere\n"
	".Fn smpp_session_request\n"
	"returns\n"
	".Dv SMPP_E_STATE ,\n"
	"or\n"
	".Dv SMPP_E_VERSION\n"
	"where that version does not have the command.\n"
	"tx, rx and trx stand for BOUND_TX, BOUND_RX and BOUND_TRX, bound for all three.\n";

static const char accept_text[] =
	".Pp\n"
	"From the peer a request is accepted in every state in which some version allows it, and\n"
	"enquire_link in every state.\n"
	"Otherwise its own response says ESME_RINVBNDSTS, a second bind gets ESME_RALYBND, and\n"
	"alert_notification and outbind, which have no response, are only told of.\n"
	"No response is ever answered.\n";

static const char answers_text[] =
	".Sh ANSWERS TO WHAT IS WRONG\n"
	"What a strict SMSC session of 3.4 does when these octets come.\n"
	"It is bound as transceiver unless the state is named.\n"
	".Sy goes on\n"
	"means that the next PDU is read as if nothing had been.\n"
	"Tolerances let some of it pass, see\n"
	".Xr smpp 7 .\n";

static const char tail[] =
	".Sh SEE ALSO\n"
	".Xr smpp_event 3 ,\n"
	".Xr smpp_session 3 ,\n"
	".Xr smpp 7 ,\n"
	".Xr smpp_tables 7\n";

/* ---- the table ---- */

static void put_states(uint32_t command_id, enum smpp_side side, enum smpp__version version)
{
	static const char *const names[STATES] = { "open", "outbound", "tx", "rx", "trx",
						   "unbound", "closed" };
	char text[64] = "";
	unsigned set = 0, bound = 1U << SMPP_STATE_BOUND_TX | 1U << SMPP_STATE_BOUND_RX |
				  1U << SMPP_STATE_BOUND_TRX;

	for (int state = 0; state < STATES; state++)
		set |= (unsigned)smpp__state_may_send(command_id, side, (enum smpp_state)state,
						      version) << state;
	for (int state = 0; state < STATES; state++) {
		if ((set >> state & 1) == 0 ||
		    ((set & bound) == bound && (bound >> state & 1) != 0 &&
		     state != SMPP_STATE_BOUND_TX))
			continue;
		if (text[0] != '\0')
			strcat(text, " ");
		strcat(text, (set & bound) == bound && state == SMPP_STATE_BOUND_TX
				     ? "bound" : names[state]);
	}
	if (set == (bound | 1U << SMPP_STATE_OPEN | 1U << SMPP_STATE_OUTBOUND |
		    1U << SMPP_STATE_UNBOUND))
		strcpy(text, "all");
	printf(" %-*s", version == V50 ? 1 : 14, text[0] != '\0' ? text : "-");
}

static int sends(uint32_t command_id, enum smpp_side side)
{
	for (int state = 0; state < STATES; state++) {
		for (int v = V33; v < SMPP__VERSIONS; v++) {
			if (smpp__state_may_send(command_id, side, (enum smpp_state)state,
						 (enum smpp__version)v))
				return 1;
		}
	}
	return 0;
}

static void put_requests(enum smpp_side side)
{
	const struct smpp__command *command;

	printf(".Ss %s\n.Bd -literal\n", side == SMPP_ESME ? "ESME" : "SMSC");
	printf("%-20s %-14s %-14s %s\n", "request", "3.3", "3.4", "5.0");
	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		if (!sends(command->id, side))
			continue;
		printf("%-20s", smpp_command_name(command->id));
		for (int v = V33; v < SMPP__VERSIONS; v++)
			put_states(command->id, side, (enum smpp__version)v);
		printf("\n");
	}
	printf(".Ed\n");
}

/* ---- the answers ---- */

struct sample {
	const char *what;
	enum smpp_state state;
	const char *hex;
};

/* "submit_sm" of 61 octets and its parts, to be broken. */
#define HEAD(id) "00000000" id "00000000" "00000007"
#define ADDRESSES "00" "0101" "3434373700" "0101" "3434373800"
#define REST "000000" "0000" "00000000"

static const struct sample samples[] = {
	{ "command_length 0 to 15", SMPP_STATE_BOUND_TRX, "0000000f000000040000000000000007" },
	{ "command_length above max_pdu", SMPP_STATE_BOUND_TRX,
	  "000fffff000000040000000000000007" },
	{ "an HTTP request", SMPP_STATE_OPEN, "474554202f20485454502f312e310d0a0d0a" },
	{ "a TLS ClientHello", SMPP_STATE_OPEN, "16030100c8010000c40303000000000000" },
	{ "line ends", SMPP_STATE_BOUND_TRX, "0d0a0d0a" },
	{ "a PDU that partial cannot hold, in pieces", SMPP_STATE_BOUND_TRX,
	  "00001001000000040000000000000007" },
	{ "an unknown request", SMPP_STATE_BOUND_TRX, HEAD("00000110") },
	{ "an unknown response", SMPP_STATE_BOUND_TRX, HEAD("80000110") },
	{ "a request of 5.0", SMPP_STATE_BOUND_TRX, HEAD("00000111") },
	{ "submit_sm before the bind", SMPP_STATE_OPEN,
	  HEAD("00000004") ADDRESSES REST "0161" },
	{ "a second bind", SMPP_STATE_BOUND_TRX, HEAD("00000009") "00" "00" "00" "34000000" },
	{ "a request in the wrong direction", SMPP_STATE_BOUND_TRX,
	  HEAD("00000005") ADDRESSES REST "0161" },
	{ "outbind from the ESME", SMPP_STATE_BOUND_TRX, HEAD("0000000b") "0000" },
	{ "a body that ends early", SMPP_STATE_BOUND_TRX, HEAD("00000004") ADDRESSES "0000" },
	{ "a string without its NUL", SMPP_STATE_BOUND_TRX, HEAD("00000004") "00" "0101" "3434" },
	{ "a string that is too long", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") "313233343536373800" "0101" "3400" "0101" "3400" REST "0161" },
	{ "sm_length beyond the end", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES REST "0961" },
	{ "a TLV cut off", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES REST "0161" "0424000561" },
	{ "a TLV of the wrong length", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES REST "0161" "0204000101" },
	{ "a TLV in the wrong PDU", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES REST "0161" "0427000102" },
	{ "a time of 3 characters", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES "000000" "31323300" "00" "00000000" "0161" },
	{ "a reserved value", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES "000009" "0000" "00000000" "0161" },
	{ "short_message and message_payload", SMPP_STATE_BOUND_TRX,
	  HEAD("00000004") ADDRESSES REST "0161" "0424000161" },
	{ "octets behind an enquire_link", SMPP_STATE_BOUND_TRX, HEAD("00000015") "00" },
	{ "octets behind an unbind", SMPP_STATE_BOUND_TRX, HEAD("00000006") "00" },
	{ "alert_notification from the ESME", SMPP_STATE_BOUND_TRX,
	  HEAD("00000102") "000000" "000000" },
	{ "a response that nobody waits for", SMPP_STATE_BOUND_TRX, HEAD("80000005") "00" },
	{ "generic_nack with number 0", SMPP_STATE_BOUND_TRX,
	  "00000010" "80000000" "00000002" "00000000" },
};

static size_t octets_of(const char *hex, uint8_t *octets)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++) {
		unsigned value;

		sscanf(hex + 2 * i, "%2x", &value);
		octets[i] = (uint8_t)value;
	}
	if (octets[0] == 0 && octets[1] == 0 && octets[2] == 0 && octets[3] == 0)
		octets[3] = (uint8_t)len; /* left out above */
	return len;
}

struct result {
	struct smpp_session *session;
	uint64_t handle;
	int bound;
	struct smpp_event last; /* of what the sample caused */
};

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct result *r = user;
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };

	if (!r->bound && e->type == SMPP_EVENT_REQUEST)
		smpp_session_reply(s, e->handle, &answer, 0);
	else if (r->bound && r->last.type == SMPP_EVENT_NONE)
		r->last = *e;
}

static void feed_hex(struct smpp_session *s, const char *hex)
{
	uint8_t octets[OCTETS_MAX];
	size_t len = octets_of(hex, octets), used;

	smpp_session_feed(s, octets, len, 0, &used);
}

static void prepare(struct result *r, void *mem, size_t len, enum smpp_state state)
{
	struct smpp_session_config config = { .size = sizeof(config), .side = SMPP_SMSC };
	size_t waiting;

	memset(r, 0, sizeof(*r));
	config.on_event = on_event;
	config.user = r;
	smpp_session_init(&r->session, mem, len, &config, 0);
	if (state == SMPP_STATE_BOUND_TRX)
		feed_hex(r->session, HEAD("00000009") "00" "00" "00" "34" "0000" "00");
	smpp_session_tick(r->session, 0);
	smpp_session_output(r->session, &waiting);
	smpp_session_sent(r->session, waiting, 0);
	r->bound = 1;
}

static const char *event_name(const struct smpp_event *e)
{
	switch (e->type) {
	case SMPP_EVENT_NONE: return "none";
	case SMPP_EVENT_BLOCKED: return "BLOCKED";
	case SMPP_EVENT_REQUEST: return "REQUEST";
	case SMPP_EVENT_NOTICE: return "NOTICE";
	case SMPP_EVENT_OUTCOME: return "OUTCOME";
	case SMPP_EVENT_STRAY: return smpp_stray_name(e->stray);
	case SMPP_EVENT_REFUSED: return "REFUSED";
	case SMPP_EVENT_STATE: return smpp_state_name(e->state);
	case SMPP_EVENT_ROOM: return "ROOM";
	}
	return "?";
}

static void put_sample(const struct sample *sample)
{
	static uint64_t mem[4096];
	struct smpp_header header = { 0, 0, 0, 0 };
	struct smpp_span out;
	struct result r;

	prepare(&r, mem, sizeof(mem), sample->state);
	feed_hex(r.session, sample->hex);
	out.ptr = smpp_session_output(r.session, &out.len);
	printf(".It %s\n", sample->what);
	if (out.len > 0 && smpp_frame_get(out, 0, &header, NULL) == SMPP_OK)
		printf("%s, %s, number %u;", smpp_command_name(header.command_id),
		       smpp_status_name(header.command_status),
		       (unsigned)header.sequence_number);
	else
		printf("no answer;");
	printf(" event %s", event_name(&r.last));
	if (r.last.fault.code != SMPP_FAULT_NONE)
		printf(", %s", smpp_fault_name(r.last.fault.code));
	if (r.last.fault.field != NULL)
		printf(" (%s)", r.last.fault.field);
	printf("; the session %s.\n",
	       smpp_session_state(r.session) == SMPP_STATE_CLOSED ? "ends" : "goes on");
}

int main(void)
{
	fputs(head, stdout);
	fputs(send_text, stdout);
	put_requests(SMPP_ESME);
	put_requests(SMPP_SMSC);
	fputs(accept_text, stdout);
	fputs(answers_text, stdout);
	printf(".Bl -tag -width 4n\n");
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		put_sample(&samples[i]);
	printf(".El\n");
	fputs(tail, stdout);
	return fflush(stdout) != 0;
}
