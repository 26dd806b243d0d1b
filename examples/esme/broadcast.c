/* SPDX-License-Identifier: MIT */
/*
 * Owns: the command broadcast: a text to all telephones of some areas (SMPP 5.0).
 * Must not know: how it is sent.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "request.h"
#include "show.h"

#define AREAS 32
#define TLVS (AREAS + 4)
#define VALUE_OCTETS 101

struct broadcast {
	struct request request; /* first, for its rows */
	struct smpp_tlv tlvs[TLVS];
	uint16_t tlv_count;
	uint8_t areas[AREAS][VALUE_OCTETS];
	unsigned area_count;
	uint8_t content[3];  /* network type, 16 bits of type */
	long count;          /* 0: not given */
	uint8_t repeat[2];
	uint8_t interval[3]; /* unit, 16 bits of count */
	uint8_t *text;
	struct smpp_span payload;
	uint8_t data_coding;
};

static const char *const formats[] = { "name", "ellipsoid", "polygon", NULL }; /* 0, 1, 2 */

/* NAME, or FORMAT:HEX */
static int set_area(void *base, const char *name, const char *value)
{
	struct broadcast *b = base;
	uint8_t *area = b->areas[b->area_count];
	const char *colon = strchr(value, ':');
	char word[16];
	int format = 0;
	size_t len = strlen(value);

	if (b->area_count == AREAS)
		return usage_error("%s: more than %d", name, AREAS);
	if (colon != NULL && (size_t)(colon - value) < sizeof(word)) {
		memcpy(word, value, (size_t)(colon - value));
		word[colon - value] = '\0';
		format = option_word(name, word, formats);
		value = colon + 1;
		len = strlen(value);
	}
	if (format < 0)
		return EXIT_USAGE;
	if (format == 0 && len < VALUE_OCTETS)
		memcpy(area + 1, value, len);
	else if (format == 0 || message_hex(value, area + 1, VALUE_OCTETS - 1, &len) != 0)
		return usage_error("%s: '%s' is too long or not hexadecimal", name, value);
	area[0] = (uint8_t)format;
	b->tlvs[b->tlv_count].tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER;
	b->tlvs[b->tlv_count].value.ptr = area;
	b->tlvs[b->tlv_count++].value.len = len + 1;
	b->area_count++;
	return 0;
}

static void put16(uint8_t *to, long number)
{
	to[0] = (uint8_t)(number >> 8 & 0xFF);
	to[1] = (uint8_t)(number & 0xFF);
}

/* TYPE or NETWORK,TYPE */
static int set_content(void *base, const char *name, const char *value)
{
	struct broadcast *b = base;
	const char *comma = strchr(value, ',');
	char network[8] = "0";
	long number;

	if (comma != NULL)
		snprintf(network, sizeof(network), "%.*s", (int)(comma - value), value);
	if (option_number(name, network, 0, 255, &number) != 0)
		return EXIT_USAGE;
	b->content[0] = (uint8_t)number;
	if (option_number(name, comma != NULL ? comma + 1 : value, 0, 65535, &number) != 0)
		return EXIT_USAGE;
	put16(b->content + 1, number);
	return 0;
}

/* 30s, 5m, 1h, 1d, 2w; 0: as often as possible */
static int set_interval(void *base, const char *name, const char *value)
{
	static const char units[] = "smhdw"; /* 0x08 and on */
	struct broadcast *b = base;
	char *end;
	unsigned long count = strtoul(value, &end, 10);
	const char *unit = *end == '\0' ? units : strchr(units, *end);

	if (!isdigit((unsigned char)value[0]) || count > 65535 || unit == NULL ||
	    (*end != '\0' && end[1] != '\0'))
		return usage_error("%s: '%s' is not a time: 30s, 5m, 1h, 1d, 2w", name, value);
	b->interval[0] = (uint8_t)(count > 0 ? 0x08 + (unit - units) : 0);
	put16(b->interval + 1, (long)count);
	return 0;
}

/* The text as the payload that it will be: as a plan that does not divide it says. */
static int plan(struct job *job, struct smpp_span text)
{
	struct broadcast *b = job->state;
	const struct message_options *m = &b->request.message;
	struct smpp_profile profile = job->app->options.profile;
	struct smpp_segment segment;
	struct smpp_buf room = { NULL, 2 * text.len + SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_plan plan;
	int got;

	if (m->encoding == ENCODING_RAW) {
		b->payload = text;
		b->data_coding = m->data_coding;
		return 0;
	}
	profile.version = SMPP_V5_0;
	profile.split = SMPP_SPLIT_PAYLOAD;
	got = m->hex || m->encoding == ENCODING_BINARY
		      ? smpp_plan_octets(&plan, text, &profile, &m->plan, NULL)
		      : smpp_plan_text(&plan, text, &profile, &m->plan, NULL);
	b->text = malloc(room.cap);
	room.ptr = b->text;
	if (got == SMPP_OK && b->text != NULL)
		got = smpp_plan_next(&plan, &room, &segment);
	if (got != SMPP_OK || b->text == NULL)
		return usage_error("TEXT: %s", got != SMPP_OK ? smpp_error_name(got) : "memory");
	b->payload = segment.octets;
	b->data_coding = m->has_data_coding ? m->data_coding : segment.data_coding;
	return 0;
}

static void add_tlv(struct broadcast *b, uint16_t tag, const uint8_t *octets, size_t len)
{
	b->tlvs[b->tlv_count].tag = tag;
	b->tlvs[b->tlv_count].value.ptr = octets;
	b->tlvs[b->tlv_count++].value.len = len;
}

static int check(struct job *job, int count, char **words)
{
	struct broadcast *b = job->state;
	struct smpp_span text;
	void *memory;
	int got;

	if (count != 1)
		return usage_error("broadcast takes TEXT");
	if (b->area_count == 0)
		return usage_error("broadcast takes --area");
	if (job->app->options.interface_version != 0 &&
	    job->app->options.interface_version != SMPP_V5_0)
		return usage_error("broadcast needs --interface-version=5.0");
	if (message_check(job, &b->request.message) != 0)
		return EXIT_USAGE;
	if (message_text(&b->request.message, words[0], &text, &memory) != 0)
		return usage_error("TEXT: '%s' is not hexadecimal", words[0]);
	got = plan(job, text);
	if (b->payload.ptr == memory)
		b->text = memory; /* raw: it stays */
	else
		free(memory);
	return got;
}

static void bound(struct job *job)
{
	struct broadcast *b = job->state;
	const struct message_options *m = &b->request.message;
	struct smpp_pdu pdu = { .header.command_id = SMPP_BROADCAST_SM };
	struct smpp_broadcast_sm *body = &pdu.body.broadcast_sm;

	body->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	body->source_addr_ton = m->source.ton;
	body->source_addr_npi = m->source.npi;
	body->source_addr = m->source.addr;
	body->priority_flag = (uint8_t)m->priority;
	body->schedule_delivery_time = smpp_span_of(m->schedule);
	body->validity_period = smpp_span_of(m->validity);
	body->replace_if_present_flag = (uint8_t)(m->replace_if_present != 0);
	body->data_coding = b->data_coding;
	put16(b->repeat, b->count > 0 ? b->count : 1);
	add_tlv(b, SMPP_TLV_BROADCAST_CONTENT_TYPE, b->content, sizeof(b->content));
	add_tlv(b, SMPP_TLV_BROADCAST_REP_NUM, b->repeat, sizeof(b->repeat));
	add_tlv(b, SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, b->interval, sizeof(b->interval));
	add_tlv(b, SMPP_TLV_MESSAGE_PAYLOAD, b->payload.ptr, b->payload.len);
	pdu.tlv = b->tlvs;
	pdu.tlv_count = b->tlv_count;
	request_send(job, &pdu);
}

static void end(struct job *job)
{
	free(((struct broadcast *)job->state)->text);
}

static const struct option_row rows[] = {
	{ "area", 0, OPTION_CALL, 0, 0, 0, set_area, "AREA",
	  "NAME, ellipsoid:HEX or polygon:HEX; needed, may be repeated", NULL },
	{ "content-type", 0, OPTION_CALL, 0, 0, 0, set_content, "[NETWORK,]TYPE",
	  "what it is about; 0: index, 1: emergency, 0x10: news", NULL },
	{ "repeat", 0, OPTION_NUMBER, offsetof(struct broadcast, count), 1, 65535, NULL, "N",
	  "so many times; usual 1", NULL },
	{ "interval", 0, OPTION_CALL, 0, 0, 0, set_interval, "TIME",
	  "between them: 30s, 5m, 1h, 1d, 2w; usual as often as possible", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const tables[] = { rows, broadcast_rows, NULL };

const struct command broadcast_command = {
	.name = "broadcast",
	.words = "TEXT",
	.summary = "sends a text to all telephones of some areas (5.0)",
	.tables = tables,
	.state_size = sizeof(struct broadcast),
	.binds = BINDS_SENDER,
	.version = SMPP_V5_0,
	.check = check,
	.bound = bound,
	.on_event = request_on_event,
	.end = end
};
