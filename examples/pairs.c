/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU out of words.
 * Must not know: sessions, sockets, which program it is in.
 */
#include "pairs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A word, or a part of one, that is being read. */
struct reader {
	const char *word;
	size_t at;  /* of what is to be read */
	size_t end; /* behind it */
	struct smpp_buf *room;
	struct pairs_error *error;
	const char *command; /* whose fields have been looked through, or NULL */
};

static int refuse(const struct reader *r, size_t at, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(r->error->why, sizeof(r->error->why), format, list);
	va_end(list);
	r->error->at = at;
	return -1;
}

static struct smpp_span rest_of(const struct reader *r)
{
	struct smpp_span rest = { (const uint8_t *)r->word + r->at, r->end - r->at };

	return rest;
}

static int is_text(struct smpp_span span, const char *text)
{
	return span.len == strlen(text) && strncasecmp((const char *)span.ptr, text, span.len) == 0;
}

static int ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), tail = strlen(end);

	return len >= tail && strcmp(name + len - tail, end) == 0;
}

static int has_prefix(const struct reader *r, const char *prefix)
{
	size_t len = strlen(prefix);

	return r->end - r->at >= len && memcmp(r->word + r->at, prefix, len) == 0;
}

/* Takes a prefix away. @return 1 when it was there */
static int take_prefix(struct reader *r, const char *prefix)
{
	if (!has_prefix(r, prefix))
		return 0;
	r->at += strlen(prefix);
	return 1;
}

/* Numbers */

struct symbol {
	const char *field; /* what its name ends with */
	const char *name;
	uint32_t value;
};

static const struct symbol symbols[] = {
	{ "_ton", "UNKNOWN", SMPP_TON_UNKNOWN },
	{ "_ton", "INTERNATIONAL", SMPP_TON_INTERNATIONAL },
	{ "_ton", "NATIONAL", SMPP_TON_NATIONAL },
	{ "_ton", "NETWORK_SPECIFIC", SMPP_TON_NETWORK_SPECIFIC },
	{ "_ton", "SUBSCRIBER_NUMBER", SMPP_TON_SUBSCRIBER_NUMBER },
	{ "_ton", "ALPHANUMERIC", SMPP_TON_ALPHANUMERIC },
	{ "_ton", "ABBREVIATED", SMPP_TON_ABBREVIATED },
	{ "_npi", "UNKNOWN", SMPP_NPI_UNKNOWN },
	{ "_npi", "ISDN", SMPP_NPI_ISDN },
	{ "_npi", "DATA", SMPP_NPI_DATA },
	{ "_npi", "TELEX", SMPP_NPI_TELEX },
	{ "_npi", "LAND_MOBILE", SMPP_NPI_LAND_MOBILE },
	{ "_npi", "NATIONAL", SMPP_NPI_NATIONAL },
	{ "_npi", "PRIVATE", SMPP_NPI_PRIVATE },
	{ "_npi", "ERMES", SMPP_NPI_ERMES },
	{ "_npi", "INTERNET", SMPP_NPI_INTERNET },
	{ "_npi", "WAP_CLIENT_ID", SMPP_NPI_WAP_CLIENT_ID },
	{ "interface_version", "3.3", SMPP_V3_3 },
	{ "interface_version", "3.4", SMPP_V3_4 },
	{ "interface_version", "5.0", SMPP_V5_0 },
	{ "esm_class", "MODE_DEFAULT", SMPP_ESM_CLASS_MODE_DEFAULT },
	{ "esm_class", "MODE_DATAGRAM", SMPP_ESM_CLASS_MODE_DATAGRAM },
	{ "esm_class", "MODE_TRANSACTION", SMPP_ESM_CLASS_MODE_TRANSACTION },
	{ "esm_class", "MODE_STORE_FORWARD", SMPP_ESM_CLASS_MODE_STORE_FORWARD },
	{ "esm_class", "TYPE_DELIVERY_RECEIPT", SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT },
	{ "esm_class", "TYPE_DELIVERY_ACK", SMPP_ESM_CLASS_TYPE_DELIVERY_ACK },
	{ "esm_class", "TYPE_USER_ACK", SMPP_ESM_CLASS_TYPE_USER_ACK },
	{ "esm_class", "TYPE_CONVERSATION_ABORT", SMPP_ESM_CLASS_TYPE_CONVERSATION_ABORT },
	{ "esm_class", "TYPE_INTERMEDIATE_NOTIFICATION",
	  SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION },
	{ "esm_class", "UDHI", SMPP_ESM_CLASS_UDHI },
	{ "esm_class", "REPLY_PATH", SMPP_ESM_CLASS_REPLY_PATH },
	{ "registered_delivery", "NONE", SMPP_RECEIPT_NONE },
	{ "registered_delivery", "FINAL", SMPP_RECEIPT_FINAL },
	{ "registered_delivery", "FAILURE", SMPP_RECEIPT_FAILURE },
	{ "registered_delivery", "SUCCESS", SMPP_RECEIPT_SUCCESS },
	{ "registered_delivery", "ACK_DELIVERY", SMPP_RECEIPT_ACK_DELIVERY },
	{ "registered_delivery", "ACK_USER", SMPP_RECEIPT_ACK_USER },
	{ "registered_delivery", "INTERMEDIATE", SMPP_RECEIPT_INTERMEDIATE },
	{ "data_coding", "DEFAULT", SMPP_DATA_CODING_DEFAULT },
	{ "data_coding", "IA5_ASCII", SMPP_DATA_CODING_IA5_ASCII },
	{ "data_coding", "OCTET_UNSPECIFIED_2", SMPP_DATA_CODING_OCTET_UNSPECIFIED_2 },
	{ "data_coding", "LATIN1", SMPP_DATA_CODING_LATIN1 },
	{ "data_coding", "OCTET_UNSPECIFIED", SMPP_DATA_CODING_OCTET_UNSPECIFIED },
	{ "data_coding", "JIS", SMPP_DATA_CODING_JIS },
	{ "data_coding", "CYRILLIC", SMPP_DATA_CODING_CYRILLIC },
	{ "data_coding", "HEBREW", SMPP_DATA_CODING_HEBREW },
	{ "data_coding", "UCS2", SMPP_DATA_CODING_UCS2 },
};

#define SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

/* Names that the library knows: states and statuses. */
static int known_value(const char *name, struct smpp_span part, uint32_t *value)
{
	if (strcmp(name, "message_state") == 0) {
		for (unsigned state = 0; state <= UINT8_MAX; state++) {
			const char *known = smpp_message_state_name((uint8_t)state);

			*value = state;
			if (known != NULL && is_text(part, known))
				return 1;
		}
	}
	if (ends_with(name, "_status") || ends_with(name, "_status_code"))
		return smpp_status_value(part, value) == SMPP_OK;
	return 0;
}

static int symbol_value(const char *name, struct smpp_span part, uint32_t *value)
{
	for (size_t i = 0; i < SYMBOLS; i++) {
		if (ends_with(name, symbols[i].field) && is_text(part, symbols[i].name)) {
			*value = symbols[i].value;
			return 1;
		}
	}
	return known_value(name, part, value);
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Digits from r->at to end, which are all there is. *at: the first that is none. */
static int read_digits(const struct reader *r, size_t end, uint64_t *value, size_t *at)
{
	size_t start = r->at;
	uint64_t base = 10;

	if (end - start > 2 && r->word[start] == '0' && (r->word[start + 1] | 0x20) == 'x') {
		start += 2;
		base = 16;
	}
	*value = 0;
	for (*at = start; *at < end; ++*at) {
		int digit = digit_of(r->word[*at]);

		if (digit < 0 || (uint64_t)digit >= base)
			return -1;
		*value = *value * base + (uint64_t)digit;
		if (*value > UINT32_MAX)
			return -1;
	}
	return end > start ? 0 : -1;
}

/* One number or name of a sum. */
static int read_part(struct reader *r, const char *name, size_t end, uint64_t *value)
{
	struct smpp_span part = { (const uint8_t *)r->word + r->at, end - r->at };
	uint32_t symbol;
	size_t at;

	if (symbol_value(name, part, &symbol)) {
		*value = symbol;
		return 0;
	}
	if (read_digits(r, end, value, &at) == 0)
		return 0;
	if (*value > UINT32_MAX)
		return refuse(r, r->at, "more than four octets can say");
	if (part.len == 0)
		return refuse(r, r->at, "%s is a number, and none is given", name);
	if (digit_of((char)part.ptr[0]) < 0 || part.ptr[0] > '9')
		return refuse(r, r->at, "%s has no value of that name", name);
	return refuse(r, at, "not a digit of a number");
}

/* Numbers and names with + between them, at most most. */
static int read_number(struct reader *r, const char *name, uint32_t most, uint32_t *value)
{
	size_t start = r->at;
	uint64_t sum = 0, part;

	for (;;) {
		size_t end = r->at;

		while (end < r->end && r->word[end] != '+')
			end++;
		if (read_part(r, name, end, &part) != 0)
			return -1;
		sum += part;
		if (sum > most)
			return refuse(r, start, "%s is at most %lu", name, (unsigned long)most);
		r->at = end + 1;
		if (end == r->end)
			break;
	}
	r->at = r->end;
	*value = (uint32_t)sum;
	return 0;
}

/* Octets */

/* Room for len more. @return 0 or -1 */
static int reserve(const struct reader *r, size_t len)
{
	if (r->room->cap - r->room->len >= len)
		return 0;
	return refuse(r, r->at, "the values are too long together");
}

static struct smpp_span kept(const struct reader *r, size_t from)
{
	struct smpp_span octets = { r->room->ptr + from, r->room->len - from };

	return octets;
}

static int read_hex(struct reader *r, struct smpp_span *octets)
{
	size_t from = r->room->len;

	if (reserve(r, (r->end - r->at) / 2) != 0)
		return -1;
	for (size_t i = r->at; i < r->end; i++) {
		if (digit_of(r->word[i]) < 0) {
			r->room->len = from;
			return refuse(r, i, "not a hexadecimal digit");
		}
		if ((i - r->at) % 2 == 1)
			r->room->ptr[r->room->len++] = (uint8_t)(digit_of(r->word[i - 1]) << 4 |
								 digit_of(r->word[i]));
	}
	if ((r->end - r->at) % 2 == 1) {
		r->room->len = from;
		return refuse(r, r->end, "the last octet has one digit only");
	}
	*octets = kept(r, from);
	return 0;
}

/* The characters as they are. */
static int read_text(struct reader *r, struct smpp_span *octets)
{
	size_t from = r->room->len, len = r->end - r->at;

	if (reserve(r, len) != 0)
		return -1;
	if (len > 0)
		memcpy(r->room->ptr + from, r->word + r->at, len);
	r->room->len += len;
	*octets = kept(r, from);
	return 0;
}

static int read_octets(struct reader *r, struct smpp_span *octets)
{
	if (take_prefix(r, "hex:"))
		return read_hex(r, octets);
	(void)take_prefix(r, "text:");
	return read_text(r, octets);
}

/* Times */

static int put_time(struct reader *r, const struct smpp_time *time, struct smpp_span *octets)
{
	struct smpp_buf text;
	size_t from = r->room->len;

	if (reserve(r, SMPP_TIME_CHARACTERS) != 0)
		return -1;
	text.ptr = r->room->ptr + from;
	text.cap = SMPP_TIME_CHARACTERS;
	if (smpp_time_write(time, 0, &text) != SMPP_OK)
		return refuse(r, r->at, "a time that 16 characters cannot say");
	r->room->len += text.len;
	*octets = kept(r, from);
	return 0;
}

/* "+1d12h30m5s" */
static int read_duration(struct reader *r, struct smpp_time *time)
{
	static const char units[] = "smhd";
	static const uint32_t seconds[] = { 1, 60, 3600, 86400 };
	uint64_t sum = 0, value = 0;
	size_t start = ++r->at, digits = 0;

	for (; r->at < r->end; r->at++) {
		char c = r->word[r->at];
		const char *unit = c != '\0' ? strchr(units, c) : NULL;

		if (c >= '0' && c <= '9' && ++digits <= 9) {
			value = value * 10 + (uint64_t)(c - '0');
			continue;
		}
		if (unit == NULL || digits == 0)
			return refuse(r, r->at, "a duration is like +90s or +1d12h");
		sum += value * seconds[unit - units];
		value = 0;
		digits = 0;
	}
	if (digits > 0 || r->end == start)
		return refuse(r, r->end, "a duration ends with d, h, m or s");
	if (smpp_time_from_duration(sum, time) != SMPP_OK)
		return refuse(r, start, "100 days or more need an absolute time");
	return 0;
}

/* Digits of a fixed number. */
static int read_fixed(struct reader *r, size_t count, unsigned *value)
{
	*value = 0;
	for (; count > 0; count--, r->at++) {
		if (r->at >= r->end || r->word[r->at] < '0' || r->word[r->at] > '9')
			return refuse(r, r->at < r->end ? r->at : r->end,
				      "a time is like 2026-11-24T18:30:00Z");
		*value = *value * 10 + (unsigned)(r->word[r->at] - '0');
	}
	return 0;
}

static int read_mark(struct reader *r, const char *marks)
{
	if (r->at >= r->end || strchr(marks, r->word[r->at]) == NULL)
		return refuse(r, r->at, "a time is like 2026-11-24T18:30:00Z");
	return r->word[r->at++];
}

/* Z, or +hh:mm. In quarter hours. */
static int read_offset(struct reader *r, int *offset)
{
	size_t start = r->at;
	unsigned hours, minutes;
	int sign = read_mark(r, "Zz+-");

	*offset = 0;
	if (sign < 0 || sign == 'Z' || sign == 'z')
		return sign < 0 ? -1 : 0;
	if (read_fixed(r, 2, &hours) != 0 || read_mark(r, ":") < 0 ||
	    read_fixed(r, 2, &minutes) != 0)
		return -1;
	if (minutes % 15 != 0 || hours * 4 + minutes / 15 > 48)
		return refuse(r, start, "an offset is in quarter hours, at most 12:00");
	*offset = (int)(hours * 4 + minutes / 15) * (sign == '-' ? -1 : 1);
	return 0;
}

/* "2026-11-24T18:30:00Z" */
static int read_date(struct reader *r, struct smpp_time *time)
{
	static const char marks[] = "--T::";
	static const size_t counts[] = { 4, 2, 2, 2, 2, 2 };
	unsigned part[6];
	int offset;

	for (size_t i = 0; i < 6; i++) {
		const char mark[2] = { i > 0 ? marks[i - 1] : '\0', '\0' };

		if ((i > 0 && read_mark(r, mark) < 0) || read_fixed(r, counts[i], &part[i]) != 0)
			return -1;
	}
	if (read_offset(r, &offset) != 0)
		return -1;
	if (r->at < r->end)
		return refuse(r, r->at, "more than a time");
	memset(time, 0, sizeof(*time));
	time->kind = SMPP_TIME_ABSOLUTE;
	time->year = (uint16_t)part[0];
	time->month = (uint8_t)part[1];
	time->day = (uint8_t)part[2];
	time->hour = (uint8_t)part[3];
	time->minute = (uint8_t)part[4];
	time->second = (uint8_t)part[5];
	time->offset = (int8_t)offset;
	return 0;
}

static int read_time(struct reader *r, struct smpp_span *octets)
{
	struct smpp_span text = rest_of(r);
	struct smpp_time time;
	size_t start = r->at, at;
	int got;

	if (text.len == 0 || has_prefix(r, "hex:") || has_prefix(r, "text:"))
		return read_octets(r, octets);
	if (text.ptr[0] == '+')
		got = read_duration(r, &time);
	else if (text.len > 4 && text.ptr[4] == '-')
		got = read_date(r, &time);
	else if (smpp_time_read(text, 0, &time, &at) == SMPP_OK)
		return read_text(r, octets);
	else
		return refuse(r, start + at, "not a time of 16 characters");
	r->at = start;
	return got == 0 ? put_time(r, &time, octets) : -1;
}

/* TLVs */

struct type {
	const char *name;
	enum smpp_field_kind kind;
	int hex;
};

static const struct type types[] = {
	{ "u8", SMPP_KIND_U8, 0 },
	{ "u16", SMPP_KIND_U16, 0 },
	{ "u32", SMPP_KIND_U32, 0 },
	{ "string", SMPP_KIND_STRING, 0 },
	{ "text", SMPP_KIND_OCTETS, 0 },
	{ "hex", SMPP_KIND_OCTETS, 1 },
	/* as other programs call them */
	{ "int8", SMPP_KIND_U8, 0 },
	{ "int16", SMPP_KIND_U16, 0 },
	{ "int32", SMPP_KIND_U32, 0 },
	{ "cstr", SMPP_KIND_STRING, 0 },
	{ "str", SMPP_KIND_OCTETS, 0 },
	{ "int", SMPP_KIND_NONE, 0 }, /* as the specification says */
};

static int is_number(enum smpp_field_kind kind)
{
	return kind == SMPP_KIND_U8 || kind == SMPP_KIND_U16 || kind == SMPP_KIND_U32;
}

/* TAG[:TYPE] from r->at to equals. A type that is not given is that of the tag. */
static int read_tag(struct reader *r, size_t equals, uint16_t *tag, struct type *type)
{
	const char *colon = memchr(r->word + r->at, ':', equals - r->at);
	size_t end = colon != NULL ? (size_t)(colon - r->word) : equals, at;
	struct smpp_span name = { (const uint8_t *)r->word + r->at, end - r->at };
	struct smpp_span wanted = { (const uint8_t *)r->word + end + 1,
				    colon != NULL ? equals - end - 1 : 0 };
	uint64_t number;

	if (smpp_tlv_tag(name, tag) != SMPP_OK) {
		if (read_digits(r, end, &number, &at) != 0)
			return refuse(r, r->at, "%s%sno TLV has that name",
				      r->command != NULL ? r->command : "",
				      r->command != NULL ? " has no such field, and " : "");
		if (number > UINT16_MAX)
			return refuse(r, r->at, "a tag is at most 0xFFFF");
		*tag = (uint16_t)number;
	}
	type->name = NULL;
	type->kind = smpp_tlv_kind(*tag);
	type->hex = 0;
	for (size_t i = 0; colon != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		if (is_text(wanted, types[i].name))
			*type = types[i];
	}
	if (colon != NULL && type->name == NULL)
		return refuse(r, end + 1, "a type is u8, u16, u32, string, text or hex");
	if (colon != NULL && type->kind == SMPP_KIND_NONE)
		type->kind = smpp_tlv_kind(*tag);
	if (colon != NULL && strcmp(type->name, "int") == 0 && !is_number(type->kind))
		return refuse(r, end + 1, "how many octets? Say u8, u16 or u32");
	return 0;
}

/* A number of len octets, the highest first. */
static int read_sized(struct reader *r, const char *name, size_t len, struct smpp_span *octets)
{
	uint32_t most = len == 4 ? UINT32_MAX : ((uint32_t)1 << 8 * len) - 1, number;
	size_t from = r->room->len;

	if (reserve(r, len) != 0 || read_number(r, name, most, &number) != 0)
		return -1;
	while (len-- > 0)
		r->room->ptr[r->room->len++] = (uint8_t)(number >> 8 * len);
	*octets = kept(r, from);
	return 0;
}

/* Text and its NUL; hex: has what it has. */
static int read_string(struct reader *r, struct smpp_span *octets)
{
	int hex = has_prefix(r, "hex:");
	size_t from = r->room->len;

	if (read_octets(r, octets) != 0)
		return -1;
	if (hex)
		return 0;
	if (reserve(r, 1) != 0) {
		r->room->len = from;
		return -1;
	}
	r->room->ptr[r->room->len++] = 0;
	*octets = kept(r, from);
	return 0;
}

static int read_value(struct reader *r, uint16_t tag, const struct type *type,
		      struct smpp_span *octets)
{
	const char *name = smpp_tlv_name(tag);

	if (name == NULL)
		name = "the value";
	if (type->hex) {
		(void)take_prefix(r, "hex:");
		return read_hex(r, octets);
	}
	if (type->name == NULL &&
	    (r->at == r->end || (is_number(type->kind) && has_prefix(r, "hex:"))))
		return read_octets(r, octets);
	switch (type->kind) {
	case SMPP_KIND_U8: return read_sized(r, name, 1, octets);
	case SMPP_KIND_U16: return read_sized(r, name, 2, octets);
	case SMPP_KIND_U32: return read_sized(r, name, 4, octets);
	case SMPP_KIND_STRING: return read_string(r, octets);
	default: return read_octets(r, octets);
	}
}

/* Of the word in r, whose = is at equals. */
static int read_tlv(struct reader *r, size_t equals, struct smpp_tlv *tlv)
{
	struct smpp_tlv got = { 0, { NULL, 0 } };
	struct type type = { NULL, SMPP_KIND_NONE, 0 };

	if (read_tag(r, equals, &got.tag, &type) != 0)
		return -1;
	r->at = equals + 1;
	if (read_value(r, got.tag, &type, &got.value) != 0)
		return -1;
	if (got.value.len > UINT16_MAX)
		return refuse(r, equals + 1, "a TLV has at most 65535 octets");
	*tlv = got;
	return 0;
}

int pairs_tlv(const char *word, struct smpp_buf *room, struct smpp_tlv *tlv,
	      struct pairs_error *error)
{
	struct reader r = { word, 0, strlen(word), room, error, NULL };
	const char *equals = strchr(word, '=');

	if (equals == NULL)
		return refuse(&r, r.end, "no = behind the tag");
	return read_tlv(&r, (size_t)(equals - word), tlv);
}

static int add_tlv(struct pairs *pairs, struct reader *r, size_t equals)
{
	struct smpp_pdu *pdu = &pairs->pdu;

	if (pdu->body_raw)
		return refuse(r, 0, "body=hex: has everything behind the header");
	if (pdu->tlv_count == PAIRS_TLVS)
		return refuse(r, 0, "more than %d TLVs", PAIRS_TLVS);
	if (read_tlv(r, equals, &pairs->tlv[pdu->tlv_count]) != 0)
		return -1;
	pdu->tlv = pairs->tlv;
	pdu->tlv_count++;
	return 0;
}

/* Lists */

/* The end of the part of an entry that begins at r->at. */
static size_t part_end(const struct reader *r)
{
	size_t end = r->at;

	while (end < r->end && r->word[end] != ',')
		end++;
	return end;
}

/* Cuts r to the part at hand. @return the end of the whole */
static size_t begin_part(struct reader *r)
{
	size_t whole = r->end;

	r->end = part_end(r);
	return whole;
}

static void end_part(struct reader *r, size_t whole)
{
	r->at = r->end < whole ? r->end + 1 : whole;
	r->end = whole;
}

/* The first part: the string of an entry, whose kind is then known. */
static int read_entry_string(struct reader *r, const struct smpp_field *list, void *entry)
{
	const struct smpp_field *flag = smpp_entry_field_find(list, smpp_span_of("dest_flag"));
	int dl = flag != NULL && take_prefix(r, "list:");
	const struct smpp_field *field;
	struct smpp_span octets;
	size_t whole = begin_part(r);

	if (read_octets(r, &octets) != 0)
		return -1;
	end_part(r, whole);
	(void)smpp_entry_set_number(entry, flag, dl ? SMPP_DEST_FLAG_DISTRIBUTION_LIST
						    : SMPP_DEST_FLAG_SME_ADDRESS);
	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++)
		(void)smpp_entry_set_octets(entry, field, octets); /* there is one string */
	return 0;
}

/* The other parts are its numbers, as far as they are given. */
static int read_entry_numbers(struct reader *r, const struct smpp_field *list, void *entry)
{
	const struct smpp_field *field;

	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		enum smpp_field_kind kind = smpp_field_kind(field);
		const char *name = smpp_field_name(field);
		uint32_t value;
		size_t whole;

		if (!is_number(kind) || strcmp(name, "dest_flag") == 0)
			continue;
		if (r->at == r->end && r->word[r->end - 1] != ',')
			return 0;
		whole = begin_part(r);
		if (read_number(r, name, kind == SMPP_KIND_U8 ? UINT8_MAX : UINT32_MAX,
				&value) != 0)
			return -1;
		end_part(r, whole);
		(void)smpp_entry_set_number(entry, field, value);
	}
	if (r->at < r->end || r->word[r->end - 1] == ',')
		return refuse(r, r->at, "more than an entry has");
	return 0;
}

static int add_entry(struct pairs *pairs, struct reader *r, const struct smpp_field *list)
{
	struct smpp_entries entries;
	size_t size = smpp_entry_size(list), count = 0;
	uint8_t *entry;

	if (smpp_field_get_list(&pairs->pdu, list, &entries) == SMPP_OK)
		count = entries.cursor.left;
	if (count == UINT8_MAX)
		return refuse(r, 0, "more than 255 entries");
	entry = (uint8_t *)pairs->entries + count * size;
	memset(entry, 0, size);
	if (read_entry_string(r, list, entry) != 0 || read_entry_numbers(r, list, entry) != 0)
		return -1;
	(void)smpp_field_set_list(&pairs->pdu, list, pairs->entries, count + 1);
	return 0;
}

/* Words */

static int add_header(struct pairs *pairs, struct reader *r, struct smpp_span name)
{
	struct smpp_header *header = &pairs->pdu.header;

	if (is_text(name, "sequence_number"))
		return read_number(r, "sequence_number", UINT32_MAX, &header->sequence_number);
	return read_number(r, "command_status", UINT32_MAX, &header->command_status);
}

static int add_body(struct pairs *pairs, struct reader *r)
{
	struct smpp_span octets;

	if (pairs->given != 0 || pairs->pdu.tlv_count > 0 || pairs->pdu.body_absent ||
	    pairs->pdu.body_raw)
		return refuse(r, 0, "body stands before all fields and TLVs, once");
	if (is_text(rest_of(r), "absent")) {
		pairs->pdu.body_absent = 1;
		return 0;
	}
	if (read_octets(r, &octets) != 0)
		return -1;
	pairs->pdu.body_raw = 1;
	pairs->pdu.body.raw = octets;
	return 0;
}

static int add_value(struct pairs *pairs, struct reader *r, const struct smpp_field *field)
{
	enum smpp_field_kind kind = smpp_field_kind(field);
	struct smpp_span octets;
	uint32_t number;

	switch (kind) {
	case SMPP_KIND_LIST:
		return add_entry(pairs, r, field);
	case SMPP_KIND_LENGTH:
	case SMPP_KIND_COUNT:
		return refuse(r, 0, "it is counted, not given");
	case SMPP_KIND_U8:
	case SMPP_KIND_U32:
		if (read_number(r, smpp_field_name(field),
				kind == SMPP_KIND_U8 ? UINT8_MAX : UINT32_MAX, &number) != 0)
			return -1;
		(void)smpp_field_set_number(&pairs->pdu, field, number);
		return 0;
	default:
		if ((kind == SMPP_KIND_TIME ? read_time(r, &octets) : read_octets(r, &octets)) != 0)
			return -1;
		(void)smpp_field_set_octets(&pairs->pdu, field, octets);
		return 0;
	}
}

static int add_field(struct pairs *pairs, struct reader *r, const struct smpp_field *field)
{
	size_t place = 0;

	while (smpp_field_at(pairs->pdu.header.command_id, place) != field)
		place++;
	if (pairs->pdu.body_raw || pairs->pdu.body_absent)
		return refuse(r, 0, "body has been given as a whole");
	if ((pairs->given & UINT32_C(1) << place) != 0 &&
	    smpp_field_kind(field) != SMPP_KIND_LIST)
		return refuse(r, 0, "it has been given before");
	if (add_value(pairs, r, field) != 0)
		return -1;
	pairs->given |= UINT32_C(1) << place;
	return 0;
}

int pairs_add(struct pairs *pairs, const char *word, struct pairs_error *error)
{
	const char *equals = strchr(word, '=');
	struct reader r = { word, 0, strlen(word), &pairs->room, error, NULL };
	struct smpp_span name = { (const uint8_t *)word, 0 };
	const char *command = smpp_command_name(pairs->pdu.header.command_id);
	const struct smpp_field *field;
	size_t used = pairs->room.len;
	int got;

	if (equals == NULL)
		return refuse(&r, r.end, "no = behind the name");
	name.len = (size_t)(equals - word);
	field = smpp_field_find(pairs->pdu.header.command_id, name);
	r.at = name.len + 1;
	if (is_text(name, "sequence_number") || is_text(name, "command_status")) {
		got = add_header(pairs, &r, name);
	} else if (is_text(name, "body")) {
		got = add_body(pairs, &r);
	} else if (field != NULL) {
		got = add_field(pairs, &r, field);
	} else {
		r.at = 0;
		r.command = command != NULL ? command : "the command";
		got = add_tlv(pairs, &r, name.len);
	}
	if (got != 0)
		pairs->room.len = used;
	return got;
}

int pairs_begin(struct pairs *pairs, const char *command, struct pairs_error *error)
{
	struct reader r = { command, 0, strlen(command), &pairs->room, error, NULL };
	uint64_t number;
	uint32_t id;
	size_t at;

	memset(&pairs->pdu, 0, sizeof(pairs->pdu));
	pairs->given = 0;
	pairs->room.ptr = pairs->octets;
	pairs->room.cap = sizeof(pairs->octets);
	pairs->room.len = 0;
	if (smpp_command_id(smpp_span_of(command), &id) != SMPP_OK) {
		if (read_digits(&r, r.end, &number, &at) != 0)
			return refuse(&r, 0, "no command has that name");
		id = (uint32_t)number;
	}
	pairs->pdu.header.command_id = id;
	pairs->pdu.header.sequence_number = 1;
	return 0;
}
