/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of a message, and the message that is made of them.
 * Must not know: commands, where a text comes from.
 */
#include "message.h"
#include "pairs.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "show.h"

#define DAY 86400
#define RAW_OCTETS 254 /* of short_message; 5.0: one more */

/* ---- addresses ---- */

/* An alphanumeric address is TON 5, digits are international; a third form says so itself. */
int address_parse(const char *name, const char *text, struct address *a)
{
	size_t len = strcspn(text, ","), digits = strspn(text, "0123456789");
	unsigned ton, npi;
	char rest;

	a->addr.ptr = (const uint8_t *)text;
	a->addr.len = len;
	a->ton = digits == len ? SMPP_TON_INTERNATIONAL : SMPP_TON_ALPHANUMERIC;
	a->npi = digits == len ? SMPP_NPI_ISDN : SMPP_NPI_UNKNOWN;
	if (text[0] == '+' && strspn(text + 1, "0123456789") == len - 1 && len > 1) {
		a->addr.ptr++;
		a->addr.len--;
		a->ton = SMPP_TON_INTERNATIONAL;
		a->npi = SMPP_NPI_ISDN;
	}
	if (a->addr.len == 0 || a->addr.len > 64 || (len == 1 && text[0] == '+'))
		return usage_error("%s: '%s' has no address of 1 to 20 characters", name, text);
	if (text[len] == '\0')
		return 0;
	if (sscanf(text + len, ",%u,%u%c", &ton, &npi, &rest) != 2 || ton > 255 || npi > 255)
		return usage_error("%s: '%s' is not ADDR or ADDR,TON,NPI", name, text);
	a->ton = (uint8_t)ton;
	a->npi = (uint8_t)npi;
	return 0;
}

static int set_source(void *base, const char *name, const char *value)
{
	return address_parse(name, value, &((struct message_options *)base)->source);
}

/* ---- alphabets and segments ---- */

/* enum smpp_alphabet, then those that are none. */
static const char *const encodings[] = { "gsm7", "ascii", "latin1", "latin9", "cyrillic", "hebrew",
					 "ucs2", "binary", "raw", "auto", NULL };
#define WORD_BINARY SMPP_ALPHABET_BINARY
#define WORD_RAW 8
#define WORD_AUTO 9

static int set_encoding(void *base, const char *name, const char *value)
{
	struct message_options *m = base;
	int word = option_word(name, value, encodings);

	if (word < 0)
		return EXIT_USAGE;
	m->encoding = word == WORD_AUTO ? ENCODING_AUTO : word == WORD_RAW ? ENCODING_RAW
		      : word == WORD_BINARY ? ENCODING_BINARY : ENCODING_GIVEN;
	m->charset.alphabet = (uint8_t)(word <= WORD_BINARY ? word : 0);
	return 0;
}

static int set_data_coding(void *base, const char *name, const char *value)
{
	struct message_options *m = base;
	long number;

	if (option_number(name, value, 0, 255, &number) != 0)
		return EXIT_USAGE;
	m->has_data_coding = 1;
	m->data_coding = (uint8_t)number;
	return 0;
}

static const char *const splits[] = { "udh8", "udh16", "sar", "payload", "none",
				      NULL }; /* enum smpp_split */

static int set_split(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, splits);

	((struct message_options *)base)->split = word + 1;
	return word < 0 ? EXIT_USAGE : 0;
}

static int set_reference(void *base, const char *name, const char *value)
{
	struct message_options *m = base;

	if (option_number(name, value, 0, 65535, &m->reference) != 0)
		return EXIT_USAGE;
	m->reference++;
	return 0;
}

/* ---- receipts ---- */

static const char *const receipts[] = { "final", "failure", "success", "intermediate", NULL };

static int set_receipt(void *base, const char *name, const char *value)
{
	static const uint8_t bits[] = { SMPP_RECEIPT_FINAL, SMPP_RECEIPT_FAILURE,
					SMPP_RECEIPT_SUCCESS, SMPP_RECEIPT_INTERMEDIATE };
	struct message_options *m = base;
	int word = option_word(name, value != NULL ? value : "final", receipts);

	if (word < 0)
		return EXIT_USAGE;
	if (bits[word] == SMPP_RECEIPT_INTERMEDIATE)
		m->registered_delivery |= SMPP_RECEIPT_INTERMEDIATE;
	else
		m->registered_delivery = (uint8_t)((m->registered_delivery &
						    SMPP_RECEIPT_INTERMEDIATE) | bits[word]);
	return 0;
}

static int set_wait(void *base, const char *name, const char *value)
{
	long seconds = 60;

	if (value != NULL && option_number(name, value, 1, 30 * DAY, &seconds) != 0)
		return EXIT_USAGE;
	((struct message_options *)base)->wait_receipt = (uint32_t)seconds * 1000;
	return 0;
}

/* ---- times ---- */

/* 16 characters as they stand, or a duration: 90, 90s, 15m, 4h, 3d. */
static int parse_time(const char *name, const char *value, char *to)
{
	static const char units[] = "smhd";
	static const uint32_t each[] = { 1, 60, 3600, DAY };
	struct smpp_buf text = { (uint8_t *)to, MESSAGE_TIME_OCTETS - 1, 0 };
	struct smpp_time time;
	char *end;
	unsigned long count = strtoul(value, &end, 10);
	const char *unit = *end == '\0' ? units : strchr(units, *end);

	to[0] = '\0';
	if (strlen(value) == SMPP_TIME_CHARACTERS &&
	    smpp_time_read(smpp_span_of(value), 0, &time, NULL) == SMPP_OK) {
		memcpy(to, value, MESSAGE_TIME_OCTETS);
		return 0;
	}
	if (end == value || !isdigit((unsigned char)value[0]) || unit == NULL ||
	    (*end != '\0' && end[1] != '\0') || count > 99 * (unsigned long)DAY ||
	    smpp_time_from_duration((uint64_t)count * each[unit - units], &time) != SMPP_OK ||
	    smpp_time_write(&time, 0, &text) != SMPP_OK)
		return usage_error("%s: '%s' is not a duration (90s, 15m, 4h, 3d: less than 100 "
				   "days) or YYMMDDhhmmsstnnp", name, value);
	to[text.len] = '\0';
	return 0;
}

static int set_validity(void *base, const char *name, const char *value)
{
	return parse_time(name, value, ((struct message_options *)base)->validity);
}

static int set_schedule(void *base, const char *name, const char *value)
{
	return parse_time(name, value, ((struct message_options *)base)->schedule);
}

/* ---- TLVs ---- */

int message_hex(const char *text, uint8_t *to, size_t cap, size_t *len)
{
	unsigned octet;
	int used;

	for (*len = 0; *text != '\0'; text += used) {
		if (isspace((unsigned char)*text) || *text == ':') {
			used = 1;
			continue;
		}
		used = 2;
		if (*len == cap || !isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]) || sscanf(text, "%2x", &octet) != 1)
			return -1;
		to[(*len)++] = (uint8_t)octet;
	}
	return 0;
}

/* TAG[:TYPE]=VALUE. Its octets are put behind those of the others, as on the wire. */
static int set_tlv(void *base, const char *name, const char *value)
{
	struct message_options *m = base;
	uint8_t *to = m->tlvs + m->tlvs_len;
	size_t cap = sizeof(m->tlvs) - m->tlvs_len;
	struct smpp_buf room = { to + 4, cap > 4 ? cap - 4 : 0, 0 };
	struct pairs_error error;
	struct smpp_tlv tlv;

	if (cap < 4)
		return usage_error("%s: more than %d octets of TLVs", name, MESSAGE_TLV_OCTETS);
	if (pairs_tlv(value, &room, &tlv, &error) != 0)
		return usage_error("%s: '%s': character %lu: %s", name, value,
				   (unsigned long)error.at + 1, error.why);
	to[0] = (uint8_t)(tlv.tag >> 8);
	to[1] = (uint8_t)tlv.tag;
	to[2] = (uint8_t)(tlv.value.len >> 8);
	to[3] = (uint8_t)tlv.value.len;
	m->tlvs_len += 4 + tlv.value.len;
	return 0;
}

/* Elements: IEI, length and data each, without UDHL. */
static int set_udh(void *base, const char *name, const char *value)
{
	struct message_options *m = base;
	size_t at = 0;

	if (message_hex(value, m->udh, sizeof(m->udh), &m->udh_len) == 0) {
		while (at + 1 < m->udh_len)
			at += (size_t)2 + m->udh[at + 1];
		if (at == m->udh_len)
			return 0;
	}
	return usage_error("%s: '%s' is not elements in hexadecimal, at most %d octets", name,
			   value, MESSAGE_UDH_OCTETS);
}

/* ---- the rows ---- */

#define TO(member) offsetof(struct message_options, member)
#define CALL OPTION_CALL

#define SOURCE \
	{ "source", 's', CALL, 0, 0, 0, set_source, "ADDR[,TON,NPI]", \
	  "who sends it; DST takes the same form", NULL }
#define ENCODING \
	{ "encoding", 'e', CALL, 0, 0, 0, set_encoding, "HOW", \
	  "auto (usual: fewest segments), gsm7, ascii, latin1, latin9,\n" \
	  "                                cyrillic, hebrew, ucs2; TEXT's octets: binary, raw", \
	  encodings }
#define DATA_CODING \
	{ "data-coding", 0, CALL, 0, 0, 0, set_data_coding, "N", \
	  "that number, whatever the alphabet says", NULL }
#define HEX \
	{ "hex", 0, OPTION_FLAG, TO(hex), 0, 0, NULL, NULL, \
	  "TEXT is octets in hexadecimal, of the encoding", NULL }
#define RECEIPT \
	{ "receipt", 'r', OPTION_CALL_OPTIONAL, 0, 0, 0, set_receipt, "KIND", \
	  "ask for it: final (usual), failure, success, intermediate", receipts }
#define VALIDITY \
	{ "validity", 0, CALL, 0, 0, 0, set_validity, "TIME", \
	  "90s, 15m, 4h, 3d or as in the PDU: YYMMDDhhmmsstnnp", NULL }
#define SCHEDULE \
	{ "schedule", 0, CALL, 0, 0, 0, set_schedule, "TIME", "the same: not before", NULL }
#define PRIORITY \
	{ "priority", 0, OPTION_NUMBER, TO(priority), 0, 255, NULL, "N", "0 to 3, 5.0: 4", NULL }
#define SERVICE_TYPE \
	{ "service-type", 0, OPTION_TEXT, TO(service_type), 0, 0, NULL, "TYPE", "usual empty", \
	  NULL }
#define REPLACE \
	{ "replace-if-present", 0, OPTION_FLAG, TO(replace_if_present), 0, 0, NULL, NULL, \
	  "an earlier message of the same source and service type", NULL }
#define TLV \
	{ "tlv", 0, CALL, 0, 0, 0, set_tlv, "TAG[:TYPE]=VALUE", \
	  "TAG by name or number; int, int8, int16, int32, str, cstr, hex", NULL }
#define LAST { NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }

const struct option_row message_rows[] = {
	SOURCE, ENCODING, DATA_CODING, HEX,
	{ "esm-class", 0, OPTION_NUMBER, TO(esm_class), 0, 255, NULL, "N", "UDHI is added", NULL },
	RECEIPT,
	{ "wait-receipt", 0, OPTION_CALL_OPTIONAL, 0, 0, 0, set_wait, "SEC",
	  "ask for it and wait for it; usual 60", NULL },
	{ "split", 0, CALL, 0, 0, 0, set_split, "HOW",
	  "udh8 (usual), udh16, sar, payload, none", splits },
	{ "ref", 0, CALL, 0, 0, 0, set_reference, "N", "reference of the first segments", NULL },
	{ "udh", 0, CALL, 0, 0, 0, set_udh, "HEX",
	  "elements for the header of user data, as 05040B8423F0", NULL },
	VALIDITY, SCHEDULE, PRIORITY,
	{ "protocol-id", 0, OPTION_NUMBER, TO(protocol_id), 0, 255, NULL, "N", "of the network",
	  NULL },
	SERVICE_TYPE, REPLACE, TLV, LAST
};

const struct option_row request_rows[] = { SOURCE, SERVICE_TYPE, TLV, LAST };

const struct option_row replace_rows[] = {
	SOURCE, ENCODING, HEX, RECEIPT, VALIDITY, SCHEDULE, TLV, LAST
};

const struct option_row broadcast_rows[] = {
	SOURCE, ENCODING, DATA_CODING, HEX, VALIDITY, SCHEDULE, PRIORITY, SERVICE_TYPE, REPLACE,
	TLV, LAST
};

/* ---- messages ---- */

/* What --data-coding says where --encoding says nothing. */
static void settle_encoding(const struct smpp_profile *profile, struct message_options *m)
{
	struct smpp_coding coding = smpp_coding_of(m->data_coding, profile);

	if (m->hex && m->encoding == ENCODING_AUTO && !m->has_data_coding)
		m->encoding = ENCODING_BINARY;
	if (!m->has_data_coding || m->encoding != ENCODING_AUTO)
		return;
	m->encoding = coding.alphabet == SMPP_ALPHABET_BINARY || coding.compressed
			      ? ENCODING_RAW : ENCODING_GIVEN;
	m->charset.alphabet = coding.alphabet;
}

int message_check(struct job *job, struct message_options *m)
{
	struct smpp_profile *profile = &job->app->options.profile;

	settle_encoding(profile, m);
	if (job->app->esme != NULL && m->split != 0 && m->split != 1 + profile->split)
		return usage_error("--split holds for the whole connection");
	if (m->split != 0)
		profile->split = (uint8_t)(m->split - 1);
	if (m->encoding == ENCODING_GIVEN) {
		m->plan.charset = &m->charset;
		profile->alphabets |= UINT32_C(1) << m->charset.alphabet;
		if (m->has_data_coding && m->data_coding == 0)
			profile->default_alphabet = m->charset.alphabet;
	}
	m->plan.elements = (struct smpp_span){ m->udh, m->udh_len };
	if (m->wait_receipt != 0 && m->registered_delivery == 0)
		m->registered_delivery = SMPP_RECEIPT_FINAL;
	return 0;
}

void message_configure(struct job *job, const struct message_options *m, struct setup *setup)
{
	(void)setup;
	job->app->reference = m->reference;
}

int message_text(const struct message_options *m, const char *text, struct smpp_span *octets,
		 void **memory)
{
	size_t cap = strlen(text) / 2 + 1, len;

	*memory = NULL;
	*octets = smpp_span_of(text);
	if (!m->hex)
		return 0;
	*memory = malloc(cap);
	if (*memory == NULL || message_hex(text, *memory, cap, &len) != 0) {
		free(*memory);
		*memory = NULL;
		return -1;
	}
	octets->ptr = *memory;
	octets->len = len;
	return 0;
}

static int takes_octets(const struct message_options *m)
{
	return m->hex || m->encoding == ENCODING_BINARY || m->encoding == ENCODING_RAW;
}

static void put_sm(const struct message_options *m, const struct address *destination,
		   struct smpp_sm *sm)
{
	sm->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	sm->source_addr_ton = m->source.ton;
	sm->source_addr_npi = m->source.npi;
	sm->source_addr = m->source.addr;
	sm->dest_addr_ton = destination->ton;
	sm->dest_addr_npi = destination->npi;
	sm->destination_addr = destination->addr;
	sm->esm_class = (uint8_t)m->esm_class;
	sm->protocol_id = (uint8_t)m->protocol_id;
	sm->priority_flag = (uint8_t)m->priority;
	sm->schedule_delivery_time = smpp_span_of(m->schedule);
	sm->validity_period = smpp_span_of(m->validity);
	sm->registered_delivery = m->registered_delivery;
	sm->replace_if_present_flag = (uint8_t)(m->replace_if_present != 0);
	sm->data_coding = m->data_coding;
}

static void put_multi(const struct message_options *m, struct smpp_submit_multi *multi)
{
	multi->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	multi->source_addr_ton = m->source.ton;
	multi->source_addr_npi = m->source.npi;
	multi->source_addr = m->source.addr;
	multi->esm_class = (uint8_t)m->esm_class;
	multi->protocol_id = (uint8_t)m->protocol_id;
	multi->priority_flag = (uint8_t)m->priority;
	multi->schedule_delivery_time = smpp_span_of(m->schedule);
	multi->validity_period = smpp_span_of(m->validity);
	multi->registered_delivery = m->registered_delivery;
	multi->replace_if_present_flag = (uint8_t)(m->replace_if_present != 0);
	multi->data_coding = m->data_coding;
}

static void put_data(const struct message_options *m, const struct address *destination,
		     struct smpp_data_sm *data)
{
	data->service_type = smpp_span_of(m->service_type != NULL ? m->service_type : "");
	data->source_addr_ton = m->source.ton;
	data->source_addr_npi = m->source.npi;
	data->source_addr = m->source.addr;
	data->dest_addr_ton = destination->ton;
	data->dest_addr_npi = destination->npi;
	data->destination_addr = destination->addr;
	data->esm_class = (uint8_t)m->esm_class;
	data->registered_delivery = m->registered_delivery;
	data->data_coding = m->data_coding;
}

void message_put(const struct message_options *m, uint32_t command_id,
		 const struct address *destination, struct smpp_span text,
		 struct smpp_esme_message *message)
{
	memset(message, 0, sizeof(*message));
	message->pdu.header.command_id = command_id;
	message->kind = takes_octets(m) ? SMPP_ESME_OCTETS : SMPP_ESME_TEXT;
	message->text = text;
	message->options = &m->plan;
	message->pdu.tlvs.ptr = m->tlvs;
	message->pdu.tlvs.len = m->tlvs_len;
	if (command_id == SMPP_SUBMIT_MULTI)
		put_multi(m, &message->pdu.body.submit_multi);
	else if (command_id == SMPP_DATA_SM)
		put_data(m, destination, &message->pdu.body.data_sm);
	else
		put_sm(m, destination, &message->pdu.body.submit_sm);
	if (m->encoding != ENCODING_RAW)
		return;
	message->kind = SMPP_ESME_PDU;
	if (command_id == SMPP_SUBMIT_MULTI)
		message->pdu.body.submit_multi.short_message = text;
	else if (command_id != SMPP_DATA_SM)
		message->pdu.body.submit_sm.short_message = text;
}

unsigned message_segments(const struct job *job, const struct message_options *m, const char *what,
			  struct smpp_span text)
{
	const struct smpp_profile *profile = &job->app->options.profile;
	struct smpp_text_fault fault = { 0, 0 };
	struct smpp_plan plan;
	int got;

	if (m->encoding == ENCODING_RAW) {
		if (text.len <= RAW_OCTETS || m->split == 1 + SMPP_SPLIT_PAYLOAD)
			return 1;
		usage_error("%s: more than %d octets; --split=payload has room", what, RAW_OCTETS);
		return 0;
	}
	if (takes_octets(m))
		got = smpp_plan_octets(&plan, text, profile, &m->plan, &fault);
	else
		got = smpp_plan_text(&plan, text, profile, &m->plan, &fault);
	if (got == SMPP_OK && plan.forced)
		show_detail(&job->app->options, "data_coding %u because of U+%04X at octet %zu",
			    (unsigned)plan.data_coding, (unsigned)plan.why.character,
			    plan.why.offset + 1);
	if (got == SMPP_OK)
		return plan.segments;
	if (got == SMPP_E_FAULT)
		usage_error("%s: octet %zu (0x%02X) is not UTF-8", what, fault.offset + 1,
			    (unsigned)fault.character);
	else if (got == SMPP_E_ABSENT)
		usage_error("%s: octet %zu (U+%04X) is not in the alphabet", what,
			    fault.offset + 1, (unsigned)fault.character);
	else if (got == SMPP_E_TOO_BIG)
		usage_error("%s: too long for --split as it is", what);
	else
		usage_error("%s: %s", what, smpp_error_name(got));
	return 0;
}
