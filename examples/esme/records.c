/* SPDX-License-Identifier: MIT */
/*
 * Owns: what is kept and shown of the octets of a link: PDUs, their times, capture, trace.
 * Must not know: commands, sockets.
 */
#include "records.h"

#include <errno.h>
#include <stdlib.h>

#include "net.h"
#include "show.h"

#define RESPONSE_BIT UINT32_C(0x80000000)

static int cannot(const char *option, const char *path)
{
	fprintf(stderr, "smpp-esme: %s: %s: %s\n", option, path, strerror(errno));
	return EXIT_USAGE;
}

/* ---- trace ---- */

/* FILE for the first connection, FILE.2 for the second. */
static FILE *create_trace(const char *path, unsigned number)
{
	size_t size = strlen(path) + 16;
	char *name = malloc(size);
	FILE *file = NULL;

	if (name == NULL)
		return NULL;
	snprintf(name, size, number > 1 ? "%s.%u" : "%s", path, number);
	file = trace_create(name);
	free(name);
	return file;
}

/* ---- PDUs ---- */

static void on_pdu(struct record *record, int out, struct smpp_span octets,
		   const struct smpp_header *header)
{
	const struct options *o = record->records->options;

	if (out && (header->command_id & RESPONSE_BIT) == 0)
		record->times[header->sequence_number % RECORDS_TIMES] = record->since;
	if (o->verbose > 1 || o->hexdump)
		show_pdu(o, record->link, out, octets);
}

static int append(struct flow *flow, const uint8_t *octets, size_t len)
{
	size_t cap = flow->cap;
	uint8_t *grown;

	while (cap < flow->len + len)
		cap = cap > 0 ? cap * 2 : 4096;
	if (cap != flow->cap) {
		grown = realloc(flow->octets, cap);
		if (grown == NULL)
			return -1;
		flow->octets = grown;
		flow->cap = cap;
	}
	memcpy(flow->octets + flow->len, octets, len);
	flow->len += len;
	return 0;
}

/* Takes whole PDUs off the front. @return what is left */
static struct smpp_span take_pdus(struct record *record, struct flow *flow, struct smpp_span rest)
{
	struct smpp_header header;
	int got;

	while (rest.len > 0 && !flow->broken) {
		got = smpp_frame_get(rest, SMPP_MAX_PDU_EVER - 1, &header, NULL);
		if (got == SMPP_E_FAULT)
			flow->broken = 1;
		if (got != SMPP_OK)
			break;
		on_pdu(record, flow == &record->out,
		       (struct smpp_span){ rest.ptr, header.command_length }, &header);
		rest.ptr += header.command_length;
		rest.len -= header.command_length;
	}
	if (flow->broken)
		rest.len = 0;
	return rest;
}

/* Mostly whole PDUs come: only what is left over is copied. */
static void take(struct record *record, struct flow *flow, const uint8_t *octets, size_t len)
{
	struct smpp_span rest = { octets, len };
	int kept = flow->len > 0;

	if (kept) {
		if (append(flow, octets, len) != 0)
			return;
		rest.ptr = flow->octets;
		rest.len = flow->len;
	}
	rest = take_pdus(record, flow, rest);
	if (!kept) {
		if (rest.len > 0)
			(void)append(flow, rest.ptr, rest.len);
		return;
	}
	memmove(flow->octets, rest.ptr, rest.len);
	flow->len = rest.len;
}

/* ---- connections ---- */

int records_open(struct records *records, const struct options *options)
{
	records->options = options;
	for (unsigned i = 0; i < RECORDS_LINKS; i++) {
		records->record[i].records = records;
		records->record[i].link = i;
	}
	if (options->trace != NULL) {
		records->first = create_trace(options->trace, 1);
		if (records->first == NULL)
			return cannot("--trace", options->trace);
	}
	if (options->pcap != NULL) {
		records->capture = pcap_create(options->pcap);
		if (records->capture == NULL)
			return cannot("--pcap", options->pcap);
	}
	return 0;
}

void records_begin(struct records *records, unsigned link, int fd)
{
	struct record *record = &records->record[link];
	FILE *file;

	net_ends(fd, record->ends, sizeof(record->ends));
	pcap_begin(&record->pcap, records->capture, record->ends);
	record->pcap.mask = records->options->mask;
	if (records->options->trace == NULL)
		return;
	records->traces++;
	file = records->first != NULL ? records->first
				      : create_trace(records->options->trace, records->traces);
	records->first = NULL;
	if (file == NULL ||
	    follow_begin(&record->follow, file, record->ends, SMPP_ESME,
			 records->options->strict ? SMPP_STRICT : SMPP_FIELD,
			 records->options->mask) != 0)
		(void)cannot("--trace", records->options->trace);
}

void records_came(struct records *records, unsigned link, const uint8_t *octets, size_t len)
{
	struct record *record = &records->record[link];

	(void)pcap_in(&record->pcap, octets, len, net_wall());
	follow_came(&record->follow, octets, len);
	if (records->options->verbose > 1 || records->options->hexdump)
		take(record, &record->in, octets, len);
}

void records_went(struct records *records, unsigned link, const uint8_t *octets, size_t len,
		  uint64_t since)
{
	struct record *record = &records->record[link];

	record->since = since;
	(void)pcap_out(&record->pcap, octets, len, net_wall());
	follow_went(&record->follow, octets, len);
	take(record, &record->out, octets, len);
}

static void end_flow(struct flow *flow)
{
	free(flow->octets);
	memset(flow, 0, sizeof(*flow));
}

void records_end(struct records *records, unsigned link)
{
	struct record *record = &records->record[link];

	pcap_finish(&record->pcap, net_wall());
	if (follow_end(&record->follow) != 0)
		(void)cannot("--trace", records->options->trace);
	end_flow(&record->in);
	end_flow(&record->out);
}

int records_close(struct records *records)
{
	int got = 0;

	for (unsigned i = 0; i < RECORDS_LINKS; i++)
		got |= follow_end(&records->record[i].follow);
	if (records->first != NULL)
		fclose(records->first); /* there was no connection */
	records->first = NULL;
	if (records->capture != NULL && (ferror(records->capture) | fclose(records->capture)) != 0)
		got = -1;
	if (got != 0)
		fputs("smpp-esme: trace or capture could not be written\n", stderr);
	return got;
}

uint64_t records_latency(const struct records *records, unsigned link, uint32_t sequence_number)
{
	return net_micros() - records->record[link].times[sequence_number % RECORDS_TIMES];
}
