/* SPDX-License-Identifier: MIT */
/*
 * Owns: what was put into one session and what came of it, as a text that smpp-replay repeats.
 * Must not know: sockets, the clock, what the caller does.
 */
#include "trace.h"

#include <fcntl.h>
#include <stdlib.h>

#define FAULT_OCTETS 256   /* the longest text of a fault */
#define TOLERATE_ALL 0x1FFFF

/* ---- configuration ---- */

#define MEMBER(name) { #name, offsetof(struct smpp_session_config, name) }

static const struct {
	const char *name;
	size_t offset;
} numbers[] = {
	MEMBER(tolerate), MEMBER(deviate), MEMBER(max_pdu), MEMBER(window), MEMBER(window_min),
	MEMBER(inbound), MEMBER(partial), MEMBER(output), MEMBER(answer_reserve),
	MEMBER(first_sequence), MEMBER(finished), MEMBER(session_init), MEMBER(enquire_link),
	MEMBER(inactivity), MEMBER(response), MEMBER(bind_response),
	MEMBER(transaction_response), MEMBER(partial_pdu), MEMBER(stall)
}, small[] = { MEMBER(version), MEMBER(absent_version), MEMBER(relay) };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void write_config(FILE *file, const struct smpp_session_config *config)
{
	const uint8_t *base = (const uint8_t *)config;
	uint32_t value;

	fprintf(file, "config side=%s", config->side == SMPP_SMSC ? "SMSC" : "ESME");
	for (size_t i = 0; i < COUNT(small); i++) {
		if (base[small[i].offset] != 0)
			fprintf(file, " %s=%u", small[i].name, base[small[i].offset]);
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		memcpy(&value, base + numbers[i].offset, sizeof(value));
		if (value == SMPP_OFF)
			fprintf(file, " %s=off", numbers[i].name);
		else if (value != 0)
			fprintf(file, " %s=%lu", numbers[i].name, (unsigned long)value);
	}
	fputc('\n', file);
}

int trace_configure(struct smpp_session_config *config, const char *name, const char *value)
{
	uint8_t *base = (uint8_t *)config;
	char *end = NULL;
	uint32_t number = strcmp(value, "off") == 0 ? SMPP_OFF
						    : (uint32_t)strtoul(value, &end, 0);

	if (strcmp(name, "side") == 0) {
		config->side = strcmp(value, "SMSC") == 0 ? SMPP_SMSC : SMPP_ESME;
		return strcmp(value, "SMSC") == 0 || strcmp(value, "ESME") == 0 ? 0 : -1;
	}
	if (end != NULL && (end == value || *end != '\0'))
		return -1;
	for (size_t i = 0; i < COUNT(small); i++) {
		if (strcmp(name, small[i].name) == 0) {
			base[small[i].offset] = (uint8_t)number;
			return 0;
		}
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (strcmp(name, numbers[i].name) == 0) {
			memcpy(base + numbers[i].offset, &number, sizeof(number));
			return 0;
		}
	}
	return -1;
}

/* ---- words and lines ---- */

static void begin_line(struct trace *t, uint64_t now, const char *verb)
{
	t->last = now > t->last ? now : t->last;
	fprintf(t->file, "%llu %s", (unsigned long long)(now > t->began ? now - t->began : 0),
		verb);
}

/* What a program that crashes did last is what one looks for: every line goes out. */
static void end_line(struct trace *t)
{
	fputc('\n', t->file);
	fflush(t->file);
}

static void result(struct trace *t, int got)
{
	fprintf(t->file, " = %s", got == SMPP_OK ? "SMPP_OK" : smpp_error_name(got));
}

/* A call without arguments, or with one number; its result; the end of the line. */
static int simple(struct trace *t, uint64_t now, const char *verb, const uint64_t *number, int got)
{
	begin_line(t, now, verb);
	if (number != NULL)
		fprintf(t->file, " %llu", (unsigned long long)*number);
	result(t, got);
	end_line(t);
	return got;
}

static void put_octets(struct trace *t, struct mask *mask, const uint8_t *octets, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";

	fputc(' ', t->file);
	if (len == 0)
		fputc('-', t->file);
	for (size_t i = 0; i < len; i++) {
		uint8_t octet = t->mask ? mask_next(mask, octets[i]) : octets[i];

		fputc(digits[octet >> 4], t->file);
		fputc(digits[octet & 15], t->file);
	}
}

static void put_command(struct trace *t, uint32_t id)
{
	const char *name = smpp_command_name(id);

	if (name != NULL)
		fprintf(t->file, " %s", name);
	else
		fprintf(t->file, " 0x%08lX", (unsigned long)id);
}

static void put_pdu(struct trace *t, const struct smpp_pdu *pdu, struct smpp_span octets)
{
	struct mask mask = { 0, 0, 0, 0, 0 };

	put_command(t, pdu->header.command_id);
	if (pdu->body_raw)
		fputs("/raw", t->file);
	else if (pdu->body_absent)
		fputs("/absent", t->file);
	if (pdu->tlv_count > 0)
		fprintf(t->file, "/tlv%u", pdu->tlv_count);
	put_octets(t, &mask, octets.ptr, octets.len);
}

/* A PDU that the caller made, by rules that refuse nothing that has octets. */
static void put_structure(struct trace *t, const struct smpp_pdu *pdu)
{
	const struct smpp_rules rules = { SMPP_V5_0, TOLERATE_ALL, SMPP_MAX_PDU_EVER - 1 };
	struct smpp_buf buf = { NULL, 0, 0 };
	int got = smpp_encode(pdu, &rules, &buf, NULL);

	if (got == SMPP_E_SPACE) {
		buf.cap = buf.len;
		buf.ptr = malloc(buf.len);
		if (buf.ptr != NULL)
			got = smpp_encode(pdu, &rules, &buf, NULL);
	}
	if (got == SMPP_OK)
		put_pdu(t, pdu, (struct smpp_span){ buf.ptr, buf.len });
	else
		fputs(" ?", t->file);
	free(buf.ptr);
}

/* ---- events ---- */

static const char *const types[] = {
	"NONE", "BLOCKED", "REQUEST", "NOTICE", "OUTCOME", "STRAY", "REFUSED", "STATE", "ROOM"
};

static void put_fault(struct trace *t, const struct smpp_fault *fault)
{
	uint8_t octets[FAULT_OCTETS];
	struct smpp_buf text = { octets, sizeof(octets), 0 };

	if (fault->code != SMPP_FAULT_NONE && smpp_fault_text(fault, &text) == SMPP_OK)
		fprintf(t->file, " (%.*s)", (int)text.len, (const char *)octets);
}

static void put_members(struct trace *t, const struct smpp_event *e)
{
	if (e->type == SMPP_EVENT_REQUEST)
		fprintf(t->file, " handle=%llu", (unsigned long long)e->handle);
	if (e->type == SMPP_EVENT_STRAY)
		fprintf(t->file, " %s", smpp_stray_name(e->stray));
	if (e->type == SMPP_EVENT_STATE)
		fprintf(t->file, " %s", smpp_state_name(e->state));
	if (e->type == SMPP_EVENT_STATE && e->reason != SMPP_REASON_NONE)
		fprintf(t->file, " %s", smpp_reason_name(e->reason));
	if (e->type == SMPP_EVENT_OUTCOME)
		fprintf(t->file, " %s token=%llu", smpp_outcome_name(e->outcome),
			(unsigned long long)e->token);
	if (e->type == SMPP_EVENT_OUTCOME || e->type == SMPP_EVENT_REFUSED) {
		put_command(t, e->command_id);
		fprintf(t->file, " number=%lu status=0x%08lX", (unsigned long)e->sequence_number,
			(unsigned long)e->command_status);
	}
}

static void note_handle(struct trace *t, const struct smpp_event *e)
{
	for (uint32_t i = 0; i < t->open_count; i++) {
		if (t->open[i].handle == 0) {
			t->open[i].handle = e->handle;
			t->open[i].command_id = e->pdu.header.command_id;
			return;
		}
	}
}

static struct trace_open *find_handle(struct trace *t, uint64_t handle)
{
	for (uint32_t i = 0; i < t->open_count && handle != 0; i++) {
		if (t->open[i].handle == handle)
			return &t->open[i];
	}
	return NULL;
}

static void begin_tick(struct trace *t)
{
	if (t->tick_waits) {
		t->tick_waits = 0;
		begin_line(t, t->last, "tick {");
		end_line(t);
	}
}

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct trace *t = user;

	begin_tick(t);
	begin_line(t, t->last, "event ");
	fputs((size_t)e->type < COUNT(types) ? types[e->type] : "?", t->file);
	put_members(t, e);
	put_fault(t, &e->fault);
	if (e->has_pdu && e->pdu.tolerated != 0)
		fprintf(t->file, " tolerated=0x%lX", (unsigned long)e->pdu.tolerated);
	if (e->has_pdu)
		put_pdu(t, &e->pdu, e->pdu.wire);
	end_line(t);
	if (e->type == SMPP_EVENT_REQUEST)
		note_handle(t, e);
	if (t->on_event != NULL)
		t->on_event(t->user, s, e);
}

/* ---- calls ---- */

FILE *trace_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* Room to note as many requests as can wait for their answers. */
static int note_room(struct trace *t, const struct smpp_session_config *config)
{
	t->open_count = config->inbound != 0 ? config->inbound : 10;
	t->open = calloc(t->open_count, sizeof(*t->open));
	return t->open != NULL ? SMPP_OK : SMPP_E_CONFIG;
}

int trace_init(struct trace *t, void *mem, size_t len, const struct smpp_session_config *config,
	       uint64_t now)
{
	struct smpp_session_config hooked = *config;

	if (t->file == NULL)
		return smpp_session_init(&t->session, mem, len, config, now);
	if (smpp_session_size(config) > 0 && note_room(t, config) != SMPP_OK)
		return SMPP_E_CONFIG;
	t->began = now;
	t->last = now;
	t->on_event = config->on_event;
	t->user = config->user;
	hooked.on_event = on_event;
	hooked.user = t;
	fprintf(t->file, "smpp-trace 1 %s\nbegan %llu\n", smpp_version(),
		(unsigned long long)t->wall);
	if (t->ends != NULL)
		fprintf(t->file, "ends %s\n", t->ends);
	write_config(t->file, config);
	return simple(t, now, "init", NULL,
		      smpp_session_init(&t->session, mem, len, &hooked, now));
}

static void close_brace(struct trace *t, const uint64_t *used, int got)
{
	uint64_t at = smpp_session_deadline(t->session);

	begin_line(t, t->last, "}");
	if (used != NULL)
		fprintf(t->file, " %llu", (unsigned long long)*used);
	result(t, got);
	if (at == UINT64_MAX)
		fputs(" next never", t->file);
	else
		fprintf(t->file, " next %llu",
			(unsigned long long)(at > t->began ? at - t->began : 0));
	end_line(t);
}

int trace_feed(struct trace *t, const uint8_t *octets, size_t len, uint64_t now, size_t *used)
{
	struct mask mask = t->in; /* what the session leaves over comes again */
	uint64_t taken;
	int got;

	if (t->file == NULL)
		return smpp_session_feed(t->session, octets, len, now, used);
	begin_line(t, now, "feed");
	put_octets(t, &mask, octets, len);
	fputs(" {", t->file);
	end_line(t);
	got = smpp_session_feed(t->session, octets, len, now, used);
	taken = got == SMPP_OK ? *used : 0;
	mask_pass(&t->in, octets, (size_t)taken);
	close_brace(t, &taken, got);
	return got;
}

/* Did a tick do anything? What it does shows in an event, the deadline, or the PDUs. */
static int is_as_before(const struct trace *t, uint64_t deadline,
			const struct smpp_session_counters *before)
{
	struct smpp_session_counters now = smpp_session_counters(t->session);

	return deadline == smpp_session_deadline(t->session) &&
	       before->pdus_out == now.pdus_out && before->pdus_in == now.pdus_in;
}

int trace_tick(struct trace *t, uint64_t now)
{
	struct smpp_session_counters before;
	uint64_t at;
	int got;

	if (t->file == NULL)
		return smpp_session_tick(t->session, now);
	at = smpp_session_deadline(t->session);
	before = smpp_session_counters(t->session);
	t->last = now > t->last ? now : t->last;
	t->tick_waits = 1;
	got = smpp_session_tick(t->session, now);
	if (got != SMPP_OK || !is_as_before(t, at, &before))
		begin_tick(t);
	if (!t->tick_waits)
		close_brace(t, NULL, got);
	t->tick_waits = 0;
	return got;
}

int trace_request(struct trace *t, struct smpp_pdu *pdu, uint64_t token, uint64_t now)
{
	int got;

	if (t->file == NULL)
		return smpp_session_request(t->session, pdu, token, now);
	begin_line(t, now, "request");
	fprintf(t->file, " %llu", (unsigned long long)token);
	put_structure(t, pdu);
	got = smpp_session_request(t->session, pdu, token, now);
	result(t, got);
	if (got == SMPP_OK)
		fprintf(t->file, " %lu", (unsigned long)pdu->header.sequence_number);
	end_line(t);
	return got;
}

int trace_reply(struct trace *t, uint64_t handle, const struct smpp_pdu *pdu, uint64_t now)
{
	struct smpp_pdu answer;
	struct trace_open *open;
	int got;

	if (t->file == NULL)
		return smpp_session_reply(t->session, handle, pdu, now);
	open = find_handle(t, handle);
	answer = *pdu;
	if (answer.header.command_id == 0 && open != NULL)
		answer.header.command_id = open->command_id | SMPP_RESPONSE;
	begin_line(t, now, "reply");
	fprintf(t->file, " %llu", (unsigned long long)handle);
	put_structure(t, &answer);
	got = smpp_session_reply(t->session, handle, pdu, now);
	result(t, got);
	end_line(t);
	if (got == SMPP_OK && open != NULL)
		open->handle = 0;
	return got;
}

int trace_refuse(struct trace *t, uint64_t handle, uint32_t command_status, uint64_t now)
{
	int got = smpp_session_refuse(t->session, handle, command_status, now);
	struct trace_open *open;

	if (t->file == NULL)
		return got;
	open = find_handle(t, handle);
	if (got == SMPP_OK && open != NULL)
		open->handle = 0;
	begin_line(t, now, "refuse");
	fprintf(t->file, " %llu 0x%08lX", (unsigned long long)handle,
		(unsigned long)command_status);
	result(t, got);
	end_line(t);
	return got;
}

int trace_unbind(struct trace *t, uint64_t token, uint64_t now)
{
	int got = smpp_session_unbind(t->session, token, now);

	return t->file == NULL ? got : simple(t, now, "unbind", &token, got);
}

int trace_drain(struct trace *t, uint64_t token, uint64_t now)
{
	int got = smpp_session_drain(t->session, token, now);

	return t->file == NULL ? got : simple(t, now, "drain", &token, got);
}

int trace_close(struct trace *t, uint64_t now)
{
	int got = smpp_session_close(t->session, now);

	return t->file == NULL ? got : simple(t, now, "close", NULL, got);
}

int trace_lost(struct trace *t, uint64_t now)
{
	int got = smpp_session_lost(t->session, now);

	return t->file == NULL ? got : simple(t, now, "lost", NULL, got);
}

int trace_sent(struct trace *t, size_t len, uint64_t now)
{
	const uint8_t *out;
	size_t waits;
	int got;

	if (t->file == NULL)
		return smpp_session_sent(t->session, len, now);
	out = smpp_session_output(t->session, &waits);
	begin_line(t, now, "sent");
	fprintf(t->file, " %lu", (unsigned long)len);
	put_octets(t, &t->out, out, len < waits ? len : waits);
	got = smpp_session_sent(t->session, len, now);
	result(t, got);
	end_line(t);
	return got;
}

void trace_congestion(struct trace *t, uint8_t congestion_state, uint64_t now)
{
	uint64_t number = congestion_state;

	smpp_session_congestion(t->session, congestion_state);
	if (t->file != NULL)
		(void)simple(t, now, "congestion", &number, SMPP_OK);
}

int trace_end(struct trace *t)
{
	struct smpp_session_counters c;

	if (t->file == NULL || t->session == NULL)
		return 0;
	c = smpp_session_counters(t->session);
	begin_line(t, t->last, "end");
	fprintf(t->file, " %s in %llu/%llu out %llu/%llu",
		smpp_state_name(smpp_session_state(t->session)), (unsigned long long)c.pdus_in,
		(unsigned long long)c.octets_in, (unsigned long long)c.pdus_out,
		(unsigned long long)c.octets_out);
	end_line(t);
	free(t->open);
	t->open = NULL;
	t->open_count = 0;
	return ferror(t->file) ? -1 : 0;
}
