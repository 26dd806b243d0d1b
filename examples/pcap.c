/* SPDX-License-Identifier: MIT */
/*
 * Owns: capture files that Wireshark opens as SMPP.
 * Must not know: sockets, sessions, the clock.
 */
#include "pcap.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>

#include "mask.h"

#define LINK_UPPER_PDU 252
#define SNAP_OCTETS 262144 /* what readers accept in one record */
#define TAGS_OCTETS 96     /* all tags of a record: at most 84 */

/* Of "exported PDUs": 16 bits of tag, 16 of length, the value; all big-endian. */
enum tag {
	TAG_END = 0,
	TAG_DISSECTOR = 12,
	TAG_IPV4_FROM = 20,
	TAG_IPV4_TO = 21,
	TAG_IPV6_FROM = 22,
	TAG_IPV6_TO = 23,
	TAG_PORT_TYPE = 24,
	TAG_PORT_FROM = 25,
	TAG_PORT_TO = 26
};

#define PORT_TYPE_TCP 2

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 24);
	at[1] = (uint8_t)(value >> 16);
	at[2] = (uint8_t)(value >> 8);
	at[3] = (uint8_t)value;
	return at + 4;
}

static uint8_t *put_tag(uint8_t *at, enum tag tag, const void *value, uint32_t len)
{
	at = put32(at, (uint32_t)tag << 16 | len);
	if (len > 0)
		memcpy(at, value, len);
	return at + len;
}

static uint8_t *put_number(uint8_t *at, enum tag tag, uint32_t value)
{
	return put32(put32(at, (uint32_t)tag << 16 | 4), value);
}

static size_t put_tags(uint8_t *tags, const struct pcap_end *from, const struct pcap_end *to)
{
	uint8_t *at = put_tag(tags, TAG_DISSECTOR, "smpp", 4);
	int ipv6 = from->len == 16;

	if (from->len != 0 && from->len == to->len) {
		at = put_tag(at, ipv6 ? TAG_IPV6_FROM : TAG_IPV4_FROM, from->address, from->len);
		at = put_tag(at, ipv6 ? TAG_IPV6_TO : TAG_IPV4_TO, to->address, to->len);
		at = put_number(at, TAG_PORT_TYPE, PORT_TYPE_TCP);
		at = put_number(at, TAG_PORT_FROM, from->port);
		at = put_number(at, TAG_PORT_TO, to->port);
	}
	return (size_t)(put_tag(at, TAG_END, NULL, 0) - tags);
}

FILE *pcap_create(const char *path)
{
	/* the file's own numbers are in the order of the machine: the first one tells which */
	const uint32_t head[] = { 0xA1B2C3D4, 0, 0, 0, SNAP_OCTETS, LINK_UPPER_PDU };
	const uint16_t version[] = { 2, 4 };
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600); /* it holds passwords */
	FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");

	if (file == NULL)
		return NULL;
	fwrite(head, 4, 1, file);
	fwrite(version, 2, 2, file);
	fwrite(head + 2, 4, 4, file);
	fflush(file);
	return file;
}

static int read_end(struct pcap_end *end, const char *address, const char *port)
{
	end->port = (uint16_t)strtoul(port, NULL, 10);
	if (inet_pton(AF_INET, address, end->address) == 1)
		end->len = 4;
	else if (inet_pton(AF_INET6, address, end->address) == 1)
		end->len = 16;
	return end->len != 0;
}

void pcap_begin(struct pcap *pcap, FILE *file, const char *ends)
{
	char address[2][64], port[2][8];

	memset(pcap, 0, sizeof(*pcap));
	pcap->file = file;
	if (ends == NULL || sscanf(ends, "%63s %7s %63s %7s", address[0], port[0], address[1],
				   port[1]) != 4)
		return;
	if (!read_end(&pcap->local, address[0], port[0]) ||
	    !read_end(&pcap->peer, address[1], port[1]))
		pcap->local.len = 0;
}

static void put_octets(const struct pcap *pcap, const uint8_t *octets, size_t len)
{
	struct mask mask = { 0, 0, 0, 0, 0 };

	if (!pcap->mask)
		fwrite(octets, 1, len, pcap->file);
	for (size_t i = 0; pcap->mask && i < len; i++)
		fputc(mask_next(&mask, octets[i]), pcap->file);
}

static void record(const struct pcap *pcap, const struct pcap_flow *flow, const uint8_t *octets,
		   size_t len, uint64_t wall)
{
	int out = flow == &pcap->out;
	uint8_t tags[TAGS_OCTETS];
	size_t tags_len = put_tags(tags, out ? &pcap->local : &pcap->peer,
				   out ? &pcap->peer : &pcap->local);
	size_t kept = len < SNAP_OCTETS - tags_len ? len : SNAP_OCTETS - tags_len;
	const uint32_t head[] = { (uint32_t)(wall / 1000), (uint32_t)(wall % 1000 * 1000),
				  (uint32_t)(tags_len + kept), (uint32_t)(tags_len + len) };

	fwrite(head, 4, 4, pcap->file);
	fwrite(tags, 1, tags_len, pcap->file);
	put_octets(pcap, octets, kept);
	fflush(pcap->file); /* a killed program leaves whole records */
}

static int append(struct pcap_flow *flow, const uint8_t *octets, size_t len)
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

static int take(struct pcap *pcap, struct pcap_flow *flow, const uint8_t *octets, size_t len,
		uint64_t wall)
{
	struct smpp_header header;
	struct smpp_span rest;
	int got = SMPP_E_FAULT;

	if (pcap->file == NULL || len == 0)
		return 0;
	if (append(flow, octets, len) != 0)
		return -1;
	rest.ptr = flow->octets;
	rest.len = flow->len;
	while (!flow->broken && rest.len > 0 &&
	       (got = smpp_frame_get(rest, SMPP_MAX_PDU_EVER - 1, &header, NULL)) == SMPP_OK) {
		record(pcap, flow, rest.ptr, header.command_length, wall);
		rest.ptr += header.command_length;
		rest.len -= header.command_length;
	}
	if (got == SMPP_E_FAULT && rest.len > 0) {
		flow->broken = 1;
		record(pcap, flow, rest.ptr, rest.len, wall);
		rest.len = 0;
	}
	if (rest.len > 0)
		memmove(flow->octets, rest.ptr, rest.len);
	flow->len = rest.len;
	return 0;
}

int pcap_in(struct pcap *pcap, const uint8_t *octets, size_t len, uint64_t wall)
{
	return take(pcap, &pcap->in, octets, len, wall);
}

int pcap_out(struct pcap *pcap, const uint8_t *octets, size_t len, uint64_t wall)
{
	return take(pcap, &pcap->out, octets, len, wall);
}

static void finish(struct pcap *pcap, struct pcap_flow *flow, uint64_t wall)
{
	if (pcap->file != NULL && flow->len > 0)
		record(pcap, flow, flow->octets, flow->len, wall);
	free(flow->octets);
	memset(flow, 0, sizeof(*flow));
}

void pcap_finish(struct pcap *pcap, uint64_t wall)
{
	finish(pcap, &pcap->in, wall);
	finish(pcap, &pcap->out, wall);
	pcap->file = NULL;
}
