/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs out of hexadecimal text, octets or a capture.
 * Must not know: what becomes of them, sessions, sockets.
 *
 * All of the input is read first. Whatever its form, it becomes streams of octets, which are cut
 * into PDUs at one place. TCP segments are put in order by their sequence numbers; what is missing
 * in a capture is reported and skipped.
 */
#include "input.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FLOWS_MAX 1024      /* directions of TCP connections */
#define EARLY_MAX 64        /* segments that wait for one before them; then it is missing */
#define INTERFACES_MAX 64   /* of a pcapng file */
#define NAME_OCTETS 64      /* "[IPv6]:port" */

enum link {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW_BSD = 12,
	LINK_RAW_OPENBSD = 14,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_LINUX_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_UPPER_PDU = 252,
	LINK_LINUX_SLL2 = 276
};

struct octets {
	uint8_t *ptr;
	size_t len;
	size_t cap;
};

/* A segment that has come before its turn. */
struct early {
	uint32_t sequence;
	struct octets data;
};

/* One direction of a TCP connection. */
struct input_flow {
	struct input_flow *next;
	char from[NAME_OCTETS];
	char to[NAME_OCTETS];
	int cut;            /* 1 while where PDUs begin is known, 0 until it is */
	uint32_t sequence;  /* of the next octet */
	struct octets data; /* in order, not yet a whole PDU */
	struct early early[EARLY_MAX];
	size_t early_count;
};

struct segment {
	char from[NAME_OCTETS];
	char to[NAME_OCTETS];
	unsigned from_port, to_port;
	uint32_t sequence;
	int begins; /* SYN: its number is one below that of the first octet */
	struct smpp_span data;
};

/* An input that cannot be read further: says where, once. */
static void fail(struct input *input, const char *why, const char *what, size_t place)
{
	if (!input->failed) {
		fflush(stdout);
		fprintf(stderr, "%s: %s: %s %zu: %s\n", input->program, input->name, what, place,
			why);
	}
	input->failed = 1;
}

static void note(const struct input *input, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s: packet %zu: %s\n", input->program, input->name, input->packet,
		why);
}

/* Without memory nothing is appended, and the input has failed. */
static void append(struct input *input, struct octets *octets, const uint8_t *ptr, size_t len)
{
	if (len == 0)
		return;
	if (octets->cap - octets->len < len) {
		size_t cap = 2 * octets->cap + len;
		uint8_t *grown = realloc(octets->ptr, cap);

		if (grown == NULL) {
			fail(input, "out of memory", "octet", octets->len);
			return;
		}
		octets->ptr = grown;
		octets->cap = cap;
	}
	memcpy(octets->ptr + octets->len, ptr, len);
	octets->len += len;
}

static void drop(struct octets *octets, size_t len)
{
	octets->len -= len;
	if (octets->len > 0)
		memmove(octets->ptr, octets->ptr + len, octets->len);
}

static struct smpp_span part(struct smpp_span octets, size_t from)
{
	struct smpp_span rest = { NULL, 0 };

	if (octets.len > from) {
		rest.ptr = octets.ptr + from;
		rest.len = octets.len - from;
	}
	return rest;
}

/*
 * Hands out the whole PDUs at the front of in.
 * @return the octets used; *lost is set where the next PDU cannot be told
 */
static size_t cut(struct input *input, struct smpp_span in, struct input_origin *origin,
		  int *lost)
{
	size_t used = 0;
	int got = SMPP_OK;

	*lost = 0;
	while (used < in.len && got == SMPP_OK) {
		struct smpp_span rest = part(in, used);
		struct smpp_header header;

		got = smpp_frame_get(rest, 0, &header, NULL);
		if (got == SMPP_OK) {
			rest.len = header.command_length;
			input->on_pdu(input->user, rest, origin);
			used += rest.len;
			if (origin->from == NULL)
				origin->place += rest.len;
		}
	}
	*lost = got == SMPP_E_FAULT;
	return used;
}

/* All of in, and what is left at its end as a PDU that does not decode. */
static void give_all(struct input *input, struct smpp_span in, struct input_origin *origin)
{
	int lost;
	size_t used = cut(input, in, origin, &lost);

	if (used < in.len)
		input->on_pdu(input->user, part(in, used), origin);
}

/* Hexadecimal text in */

static int digit_of(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Octets of text that are hexadecimal digits, from at on. */
static size_t count_digits(struct smpp_span text, size_t at)
{
	size_t len = 0;

	while (at + len < text.len && digit_of(text.ptr[at + len]) >= 0)
		len++;
	return len;
}

static size_t count_until(struct smpp_span text, int end)
{
	const uint8_t *found = text.len > 0 ? memchr(text.ptr, end, text.len) : NULL;

	return found != NULL ? (size_t)(found - text.ptr) : text.len;
}

/* "4500 003c  E..<": the characters that some programs put behind the digits are cut off. */
static struct smpp_span without_characters(struct smpp_span line)
{
	size_t at = 0;

	while (at < line.len && is_space(line.ptr[at]))
		at++;
	for (; at + 1 < line.len; at++) {
		if (line.ptr[at] == ' ' && line.ptr[at + 1] == ' ')
			line.len = at;
	}
	return line;
}

/*
 * A line without what is no octets in it: a comment, and the columns of xxd and tcpdump
 * ("00000010: 6869  hi") or hexdump ("00000010  68 69  |hi|", whose last line is an offset alone).
 */
static struct smpp_span digits_of(struct smpp_span line, int *is_dump)
{
	size_t at = 0, digits;

	line.len = count_until(line, '#');
	while (at < line.len && is_space(line.ptr[at]))
		at++;
	if (at + 1 < line.len && line.ptr[at] == '0' && (line.ptr[at + 1] | 0x20) == 'x')
		at += 2;
	digits = count_digits(line, at);
	if (digits >= 4 && at + digits < line.len && line.ptr[at + digits] == ':')
		return without_characters(part(line, at + digits + 1));
	if (digits >= 7 && count_until(line, '|') < line.len) {
		*is_dump = 1;
		line.len = count_until(line, '|');
		return part(line, at + digits);
	}
	return *is_dump && digits >= 7 && digits == line.len ? part(line, line.len) : line;
}

/* The octets of a line; *digits counts, as an octet may go on in the next one. @return 0, -1 */
static int read_line(struct input *input, struct smpp_span line, struct octets *octets,
		     size_t *digits, uint8_t *octet)
{
	for (size_t i = 0; i < line.len; i++) {
		int digit = digit_of(line.ptr[i]);

		if (is_space(line.ptr[i]))
			continue;
		if (i + 1 < line.len && digit == 0 && (line.ptr[i + 1] | 0x20) == 'x') {
			i++;
			continue;
		}
		if (digit < 0) {
			return -1;
		}
		*octet = (uint8_t)(*octet << 4 | digit);
		if ((*digits)++ % 2 == 1)
			append(input, octets, octet, 1);
	}
	return 0;
}

static void read_hex(struct input *input, struct smpp_span text)
{
	struct input_origin origin = { NULL, NULL, 0 };
	struct octets octets = { NULL, 0, 0 };
	size_t number = 0, digits = 0;
	int is_dump = 0;
	uint8_t octet = 0;

	while (text.len > 0 && !input->failed) {
		struct smpp_span line = { text.ptr, count_until(text, '\n') };

		number++;
		text = part(text, line.len + 1);
		if (read_line(input, digits_of(line, &is_dump), &octets, &digits, &octet) != 0)
			fail(input, "neither a hexadecimal digit nor space", "line", number);
	}
	if (digits % 2 == 1 && !input->failed)
		fail(input, "the last octet has one digit only", "line", number);
	if (!input->failed)
		give_all(input, (struct smpp_span){ octets.ptr, octets.len }, &origin);
	free(octets.ptr);
}

/* TCP: segments into streams */

/* 1 when in begins like SMPP: a known command and a length that could be its own. */
static int looks_like_smpp(struct smpp_span in)
{
	struct smpp_header header;

	return smpp_frame_get(in, 0, &header, NULL) != SMPP_E_FAULT &&
	       in.len >= 16 && smpp_command_name(header.command_id) != NULL;
}

static struct input_flow *flow_of(struct input *input, const struct segment *segment)
{
	struct input_flow *flow;

	for (flow = input->flows; flow != NULL; flow = flow->next) {
		if (strcmp(flow->from, segment->from) == 0 && strcmp(flow->to, segment->to) == 0)
			return flow;
	}
	if (input->flow_count == FLOWS_MAX) {
		note(input, "too many connections: this one is not followed");
		return NULL;
	}
	flow = calloc(1, sizeof(*flow));
	if (flow == NULL) {
		fail(input, "out of memory", "packet", input->packet);
		return NULL;
	}
	memcpy(flow->from, segment->from, sizeof(flow->from));
	memcpy(flow->to, segment->to, sizeof(flow->to));
	flow->sequence = segment->sequence + (segment->begins ? 1 : 0);
	flow->next = input->flows;
	input->flows = flow;
	input->flow_count++;
	return flow;
}

/* The octets of a flow that end here: a fragment of a PDU, if anything. */
static void end_data(struct input *input, struct input_flow *flow)
{
	struct input_origin origin = { flow->from, flow->to, input->packet };

	if (flow->cut && flow->data.len > 0)
		input->on_pdu(input->user,
			      (struct smpp_span){ flow->data.ptr, flow->data.len }, &origin);
	flow->data.len = 0;
	flow->cut = 0;
}

/* Octets in order. */
static void add_data(struct input *input, struct input_flow *flow, struct smpp_span in)
{
	struct input_origin origin = { flow->from, flow->to, input->packet };
	int lost;

	flow->sequence += (uint32_t)in.len;
	if (!flow->cut && (input->port == 0 || flow->data.len > 0) && !looks_like_smpp(in))
		return;
	flow->cut = 1;
	append(input, &flow->data, in.ptr, in.len);
	drop(&flow->data,
	     cut(input, (struct smpp_span){ flow->data.ptr, flow->data.len }, &origin, &lost));
	if (lost)
		end_data(input, flow);
}

/* Takes out a waiting segment. */
static struct early take_early(struct input_flow *flow, size_t index)
{
	struct early early = flow->early[index];

	flow->early[index] = flow->early[--flow->early_count];
	return early;
}

/* Octets from sequence on: what is known already is dropped. @return 0 when it is not their turn */
static int add_at(struct input *input, struct input_flow *flow, uint32_t sequence,
		  struct smpp_span in)
{
	uint32_t known = flow->sequence - sequence;

	if (known > UINT32_C(0x7FFFFFFF))
		return 0;
	if (known < in.len)
		add_data(input, flow, part(in, known));
	return 1;
}

/* Waiting segments whose turn has come. */
static void add_early(struct input *input, struct input_flow *flow)
{
	for (size_t i = 0; i < flow->early_count;) {
		struct early *early = &flow->early[i];

		if (!add_at(input, flow, early->sequence,
			    (struct smpp_span){ early->data.ptr, early->data.len })) {
			i++;
			continue;
		}
		free(take_early(flow, i).data.ptr);
		i = 0;
	}
}

/* What stands before the first waiting segment is not in the capture. */
static void skip_gap(struct input *input, struct input_flow *flow)
{
	uint32_t gap = UINT32_MAX;
	char text[2 * NAME_OCTETS + 80];

	for (size_t i = 0; i < flow->early_count; i++) {
		uint32_t distance = flow->early[i].sequence - flow->sequence;

		gap = distance < gap ? distance : gap;
	}
	snprintf(text, sizeof(text), "%s > %s: %lu octets are not in the capture", flow->from,
		 flow->to, (unsigned long)gap);
	note(input, text);
	end_data(input, flow);
	flow->sequence += gap;
	add_early(input, flow);
}

static void add_segment(struct input *input, const struct segment *segment)
{
	uint32_t sequence = segment->sequence + (segment->begins ? 1 : 0);
	struct early early = { sequence, { NULL, 0, 0 } };
	struct input_flow *flow;

	if (input->port != 0 && input->port != segment->from_port && input->port != segment->to_port)
		return;
	flow = flow_of(input, segment);
	if (flow == NULL || segment->data.len == 0)
		return;
	if (add_at(input, flow, sequence, segment->data)) {
		add_early(input, flow);
		return;
	}
	append(input, &early.data, segment->data.ptr, segment->data.len);
	flow->early[flow->early_count++] = early;
	if (flow->early_count == EARLY_MAX)
		skip_gap(input, flow);
}

static void end_flows(struct input *input)
{
	while (input->flows != NULL) {
		struct input_flow *flow = input->flows;

		while (flow->early_count > 0 && !input->failed)
			skip_gap(input, flow);
		if (!input->failed)
			end_data(input, flow);
		while (flow->early_count > 0)
			free(take_early(flow, 0).data.ptr);
		input->flows = flow->next;
		free(flow->data.ptr);
		free(flow);
	}
}

/* Packets: link, IP and TCP headers off */

static unsigned get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void put_address(char *name, int family, const uint8_t *address, unsigned port)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(family, address, text, sizeof(text)) == NULL)
		text[0] = '\0';
	snprintf(name, NAME_OCTETS, family == AF_INET6 ? "[%s]:%u" : "%s:%u", text, port);
}

static void read_tcp(struct input *input, struct smpp_span in, int family, const uint8_t *from,
		     const uint8_t *to)
{
	struct segment segment;
	size_t header;

	if (in.len < 20)
		return;
	header = (size_t)(in.ptr[12] >> 4) * 4;
	if (header < 20)
		return;
	memset(&segment, 0, sizeof(segment));
	segment.from_port = get16(in.ptr);
	segment.to_port = get16(in.ptr + 2);
	segment.sequence = get32(in.ptr + 4);
	segment.begins = (in.ptr[13] & 0x02) != 0;
	segment.data = part(in, header);
	put_address(segment.from, family, from, segment.from_port);
	put_address(segment.to, family, to, segment.to_port);
	add_segment(input, &segment);
}

static void read_ipv4(struct input *input, struct smpp_span in)
{
	size_t header, total;

	if (in.len < 20)
		return;
	header = (size_t)(in.ptr[0] & 15) * 4;
	total = get16(in.ptr + 2);
	if (in.ptr[9] != IPPROTO_TCP || header < 20)
		return;
	if ((get16(in.ptr + 6) & 0x3FFF) != 0) {
		note(input, "a fragment of an IP packet is left out");
		return;
	}
	if (total >= header && total < in.len)
		in.len = total; /* behind it: what fills an Ethernet frame up */
	read_tcp(input, part(in, header), AF_INET, in.ptr + 12, in.ptr + 16);
}

static void read_ipv6(struct input *input, struct smpp_span in)
{
	struct smpp_span rest = part(in, 40);
	unsigned next;

	if (in.len < 40)
		return;
	next = in.ptr[6];
	if (get16(in.ptr + 4) > 0 && get16(in.ptr + 4) < rest.len)
		rest.len = get16(in.ptr + 4);
	/* hop by hop, routing, destination: next header, length in units of 8 octets less one */
	while ((next == 0 || next == 43 || next == 60) && rest.len >= 8) {
		next = rest.ptr[0];
		rest = part(rest, 8 + (size_t)rest.ptr[1] * 8);
	}
	if (next == 44)
		note(input, "a fragment of an IP packet is left out");
	if (next == IPPROTO_TCP)
		read_tcp(input, rest, AF_INET6, in.ptr + 8, in.ptr + 24);
}

static void read_ip(struct input *input, struct smpp_span in)
{
	if (in.len > 0 && in.ptr[0] >> 4 == 4)
		read_ipv4(input, in);
	else if (in.len > 0 && in.ptr[0] >> 4 == 6)
		read_ipv6(input, in);
}

static void read_ethernet(struct input *input, struct smpp_span in)
{
	size_t at = 12;

	while (in.len >= at + 2 && (get16(in.ptr + at) == 0x8100 || get16(in.ptr + at) == 0x88A8))
		at += 4; /* VLAN */
	if (in.len >= at + 2 && (get16(in.ptr + at) == 0x0800 || get16(in.ptr + at) == 0x86DD))
		read_ip(input, part(in, at + 2));
}

/* "Exported PDUs": tags with their values, then the octets of the PDU. */
static void read_upper_pdu(struct input *input, struct smpp_span in)
{
	char from[NAME_OCTETS] = "?", to[NAME_OCTETS] = "?";
	const uint8_t *address[2] = { NULL, NULL };
	struct input_origin origin = { from, to, input->packet };
	unsigned port[2] = { 0, 0 }, tag;
	int family = AF_INET, smpp = 0;

	do {
		const uint8_t *value = in.ptr + 4;
		size_t len;

		if (in.len < 4 || in.len - 4 < get16(in.ptr + 2))
			return;
		tag = get16(in.ptr);
		len = get16(in.ptr + 2);
		if (tag == 12)
			smpp = len >= 4 && memcmp(value, "smpp", 4) == 0;
		else if ((tag == 20 || tag == 21) && len == 4)
			address[tag - 20] = value;
		else if ((tag == 22 || tag == 23) && len == 16)
			address[tag - 22] = value;
		else if ((tag == 25 || tag == 26) && len == 4)
			port[tag - 25] = get32(value);
		if (tag == 22 || tag == 23)
			family = AF_INET6;
		in = part(in, 4 + len);
	} while (tag != 0);
	if (address[0] != NULL)
		put_address(from, family, address[0], port[0]);
	if (address[1] != NULL)
		put_address(to, family, address[1], port[1]);
	if (smpp && (input->port == 0 || input->port == port[0] || input->port == port[1]))
		give_all(input, in, &origin);
}

static void read_packet(struct input *input, unsigned link, struct smpp_span in)
{
	input->packet++;
	switch (link) {
	case LINK_NULL:
	case LINK_LOOP: read_ip(input, part(in, 4)); break;
	case LINK_ETHERNET: read_ethernet(input, in); break;
	case LINK_RAW_BSD:
	case LINK_RAW_OPENBSD:
	case LINK_RAW:
	case LINK_IPV4:
	case LINK_IPV6: read_ip(input, in); break;
	case LINK_LINUX_SLL: read_ip(input, part(in, 16)); break;
	case LINK_LINUX_SLL2: read_ip(input, part(in, 20)); break;
	case LINK_UPPER_PDU: read_upper_pdu(input, in); break;
	default:
		if (!input->unknown_link)
			note(input, "a link type that is not known; its packets are left out");
		input->unknown_link = 1;
	}
}

/* Captures */

static uint32_t swapped32(const uint8_t *p, int little)
{
	uint32_t value = get32(p);

	if (!little)
		return value;
	return (value & 0xFF) << 24 | (value & 0xFF00) << 8 | (value >> 8 & 0xFF00) | value >> 24;
}

static unsigned swapped16(const uint8_t *p, int little)
{
	return little ? (unsigned)p[1] << 8 | p[0] : get16(p);
}

static int is_pcap(struct smpp_span in)
{
	static const uint32_t magics[] = { 0xA1B2C3D4, 0xD4C3B2A1, 0xA1B23C4D, 0x4D3CB2A1 };

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (in.len >= 4 && get32(in.ptr) == magics[i])
			return 1;
	}
	return 0;
}

static int is_pcapng(struct smpp_span in)
{
	return in.len >= 12 && get32(in.ptr) == 0x0A0D0D0A;
}

static void read_pcap(struct input *input, struct smpp_span in)
{
	int little = in.ptr[0] != 0xA1;
	unsigned link;
	size_t at = 24;

	if (in.len < at) {
		fail(input, "the capture's header is cut off", "octet", in.len);
		return;
	}
	link = swapped32(in.ptr + 20, little) & 0xFFFF;
	while (at < in.len && !input->failed) {
		struct smpp_span packet = part(in, at + 16);
		size_t len;

		if (in.len - at < 16) {
			fail(input, "a packet's header is cut off", "octet", at);
			return;
		}
		len = swapped32(in.ptr + at + 8, little);
		if (len > packet.len) {
			fail(input, "a packet is cut off", "octet", at);
			return;
		}
		packet.len = len;
		read_packet(input, link, packet);
		at += 16 + len;
	}
}

/* What has to be remembered between the blocks of a pcapng file. */
struct section {
	int little;
	unsigned link[INTERFACES_MAX];
	size_t interfaces;
};

/* Body of a block that holds a packet: interface, header octets before the length. */
static void read_block_packet(struct input *input, const struct section *section,
			      struct smpp_span body, uint32_t type)
{
	size_t interface = 0, header = type == 3 ? 4 : 20, len;
	struct smpp_span packet = part(body, header);

	if (body.len < header)
		return;
	len = swapped32(body.ptr + (type == 3 ? 0 : 12), section->little);
	if (type == 6)
		interface = swapped32(body.ptr, section->little);
	else if (type == 2)
		interface = swapped16(body.ptr, section->little);
	if (interface >= section->interfaces)
		return;
	if (len < packet.len)
		packet.len = len; /* a simple packet may have been cut when it was captured */
	read_packet(input, section->link[interface], packet);
}

static void read_block(struct input *input, struct section *section, struct smpp_span body,
		       uint32_t type, size_t at)
{
	if (type == 1) {
		if (section->interfaces == INTERFACES_MAX || body.len < 2) {
			fail(input, "too many interfaces", "octet", at);
			return;
		}
		section->link[section->interfaces++] = swapped16(body.ptr, section->little);
	} else if (type == 2 || type == 3 || type == 6) {
		read_block_packet(input, section, body, type);
	}
}

static void read_pcapng(struct input *input, struct smpp_span in)
{
	struct section section = { 0, { 0 }, 0 };
	size_t at = 0;

	while (at < in.len && !input->failed) {
		struct smpp_span body = part(in, at + 8);
		const char *wrong;
		size_t len;
		uint32_t type;

		if (in.len - at < 12) {
			fail(input, "a block's header is cut off", "octet", at);
			return;
		}
		if (get32(in.ptr + at) == 0x0A0D0D0A) {
			section.little = in.ptr[at + 8] == 0x4D;
			section.interfaces = 0;
		}
		type = swapped32(in.ptr + at, section.little);
		len = swapped32(in.ptr + at + 4, section.little);
		wrong = len < 12 || len % 4 != 0 ? "a block of impossible length"
			: len > in.len - at ? "a block is cut off" : NULL;
		if (wrong != NULL) {
			fail(input, wrong, "octet", at);
			return;
		}
		body.len = len - 12;
		read_block(input, &section, body, type, at);
		at += len;
	}
}

/* All of it */

/* Text has no NUL; every PDU has one, in its first octet. */
static enum input_form form_of(struct smpp_span in)
{
	if (is_pcap(in) || is_pcapng(in))
		return INPUT_PCAP;
	return in.len == 0 || memchr(in.ptr, 0, in.len) == NULL ? INPUT_HEX : INPUT_BINARY;
}

int input_octets(struct input *input, struct smpp_span in)
{
	struct input_origin origin = { NULL, NULL, 0 };
	enum input_form form = input->form == INPUT_ANY ? form_of(in) : input->form;

	if (form == INPUT_HEX) {
		read_hex(input, in);
	} else if (form == INPUT_BINARY) {
		give_all(input, in, &origin);
	} else {
		if (is_pcap(in))
			read_pcap(input, in);
		else if (is_pcapng(in))
			read_pcapng(input, in);
		else
			fail(input, "neither pcap nor pcapng", "octet", 0);
		end_flows(input);
	}
	return input->failed ? -1 : 0;
}

int input_file(struct input *input, FILE *file)
{
	struct octets octets = { NULL, 0, 0 };
	uint8_t chunk[65536];
	size_t len;

	while (!input->failed && (len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		append(input, &octets, chunk, len);
	if (ferror(file))
		fail(input, strerror(errno), "octet", octets.len);
	if (!input->failed)
		(void)input_octets(input, (struct smpp_span){ octets.ptr, octets.len });
	free(octets.ptr);
	return input->failed ? -1 : 0;
}
