/* SPDX-License-Identifier: MIT */
/*
 * Owns: the trace of a connection whose session belongs to a helper of the library.
 * Must not know: sockets, who reads and writes them.
 */
#include "follow.h"

#include <stdlib.h>

#include "net.h"

#define TOLERATE_ALL 0x1FFFF

int follow_begin(struct follow *f, FILE *file, const char *ends, enum smpp_side side,
		 uint32_t tolerate, int mask)
{
	struct smpp_session_config config = { .size = sizeof(config), .side = side, .relay = 1,
					      .max_pdu = SMPP_MAX_PDU_USUAL };
	size_t size;

	config.tolerate = tolerate;
	config.partial = SMPP_MAX_PDU_USUAL;
	config.output = 2 * SMPP_MAX_PDU_USUAL;
	config.partial_pdu = config.stall = config.session_init = SMPP_OFF;
	size = smpp_session_size(&config);
	memset(f, 0, sizeof(*f));
	f->memory = malloc(size > 0 ? size : 1);
	f->trace.file = file;
	f->trace.ends = ends;
	f->trace.wall = net_wall();
	f->trace.mask = mask;
	if (f->memory != NULL &&
	    trace_init(&f->trace, f->memory, size, &config, net_now()) == SMPP_OK)
		return 0;
	(void)follow_end(f);
	return -1;
}

void follow_came(struct follow *f, const uint8_t *octets, size_t len)
{
	size_t used;

	if (f->trace.file != NULL)
		(void)trace_feed(&f->trace, octets, len, net_now(), &used);
}

/* A whole PDU. */
static void went(struct follow *f, struct smpp_span octets)
{
	const struct smpp_rules rules = { SMPP_V5_0, TOLERATE_ALL, SMPP_MAX_PDU_EVER - 1 };
	struct trace *t = &f->trace;
	struct smpp_pdu pdu;
	size_t len;

	if (smpp_decode(octets, &rules, &pdu, NULL) != SMPP_OK)
		return;
	(void)trace_request(t, &pdu, 0, net_now());
	if (smpp_session_output(t->session, &len) != NULL)
		(void)trace_sent(t, len, net_now());
}

static int append(struct follow *f, const uint8_t *octets, size_t len)
{
	size_t cap = f->cap;
	uint8_t *grown;

	while (cap < f->len + len)
		cap = cap > 0 ? cap * 2 : 4096;
	if (cap != f->cap) {
		grown = realloc(f->octets, cap);
		if (grown == NULL)
			return -1;
		f->octets = grown;
		f->cap = cap;
	}
	memcpy(f->octets + f->len, octets, len);
	f->len += len;
	return 0;
}

void follow_went(struct follow *f, const uint8_t *octets, size_t len)
{
	struct smpp_header header;
	struct smpp_span rest;
	int got;

	if (f->trace.file == NULL || f->broken || append(f, octets, len) != 0)
		return;
	rest = (struct smpp_span){ f->octets, f->len };
	while ((got = smpp_frame_get(rest, SMPP_MAX_PDU_EVER - 1, &header, NULL)) == SMPP_OK) {
		went(f, (struct smpp_span){ rest.ptr, header.command_length });
		rest.ptr += header.command_length;
		rest.len -= header.command_length;
	}
	f->broken = got == SMPP_E_FAULT;
	memmove(f->octets, rest.ptr, rest.len);
	f->len = rest.len;
}

int follow_end(struct follow *f)
{
	struct trace *t = &f->trace;
	int got = 0;

	if (t->file == NULL)
		return 0;
	if (t->session != NULL) {
		(void)trace_lost(t, net_now());
		(void)trace_tick(t, net_now());
		got = trace_end(t);
	}
	if (fclose(t->file) != 0)
		got = -1;
	free(f->memory);
	free(f->octets);
	memset(f, 0, sizeof(*f));
	return got;
}
