/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU by the names of its fields, going out.
 * Must not know: sessions, sockets, which program it is in.
 */
#include "fields.h"

#include <string.h>

static int is(const char *name, const char *other)
{
	return strcmp(name, other) == 0;
}

/* The body of that command has a password: what cannot be decoded must not be shown. */
static int is_secret(const struct smpp_pdu *pdu, unsigned flags)
{
	return (flags & FIELDS_PASSWORD) == 0 &&
	       smpp_field_find(pdu->header.command_id, smpp_span_of("password")) != NULL;
}

/* Of fields.h only: those whose value is known by a name. NULL: none. */
static const char *name_of_value(const char *field, uint32_t value)
{
	if (is(field, "message_state") && value <= UINT8_MAX)
		return smpp_message_state_name((uint8_t)value);
	return is(field, "error_status_code") || is(field, "broadcast_error_status")
		       ? smpp_status_name(value) : NULL;
}

static int is_printable(struct smpp_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < 0x20 || text.ptr[i] > 0x7E)
			return 0;
	}
	return 1;
}

static int is_utf8(struct smpp_span text)
{
	uint32_t character;

	while (text.len > 0) {
		if (smpp_utf8_next(&text, &character) != SMPP_OK)
			return 0;
	}
	return 1;
}

static void put_hex(FILE *to, struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len; i++)
		fprintf(to, "%02X", (unsigned)octets.ptr[i]);
}

/* JSON */

/* Controls of both sets, and what turns the direction of a line, could mislead on a screen. */
static int is_plain(uint32_t character)
{
	return character >= 0x20 && (character < 0x7F || character > 0x9F) &&
	       (character < 0x200E || character > 0x200F) &&
	       (character < 0x2028 || character > 0x202E) &&
	       (character < 0x2066 || character > 0x2069);
}

void fields_json_string(FILE *to, struct smpp_span text)
{
	fputc('"', to);
	while (text.len > 0) {
		struct smpp_span rest = text;
		uint32_t character;
		int valid = smpp_utf8_next(&rest, &character) == SMPP_OK;
		size_t len = valid ? text.len - rest.len : 1;

		if (!valid)
			character = text.ptr[0];
		if (character == '"' || character == '\\')
			fprintf(to, "\\%c", (int)character);
		else if (valid && is_plain(character))
			fwrite(text.ptr, 1, len, to);
		else /* none of these is above U+FFFF */
			fprintf(to, "\\u%04X", (unsigned)character);
		text.ptr += len;
		text.len -= len;
	}
	fputc('"', to);
}

static void json_name(FILE *to, const char *name)
{
	fprintf(to, "\"%s\":", name);
}

/* The members that every value of octets has; text is what may be shown as such. */
static void json_octets(FILE *to, struct smpp_span text, struct smpp_span octets)
{
	if (is_printable(text)) {
		json_name(to, "text");
		fields_json_string(to, text);
		fputc(',', to);
	}
	fputs("\"hex\":\"", to);
	put_hex(to, octets);
	fputc('"', to);
}

static void json_text(FILE *to, const char *name, struct smpp_span text, unsigned flags)
{
	if (is(name, "password") && (flags & FIELDS_PASSWORD) == 0) {
		fputs("\"*\"", to);
	} else if (is_utf8(text)) {
		fields_json_string(to, text);
	} else {
		fputc('{', to);
		json_octets(to, text, text);
		fputc('}', to);
	}
}

static void json_number(FILE *to, const char *name, uint32_t value)
{
	const char *known = name_of_value(name, value);

	fprintf(to, "%lu", (unsigned long)value);
	if (known != NULL)
		fprintf(to, ",\"%s_name\":\"%s\"",
			is(name, "error_status_code") ? "error_status" : name, known);
}

static void json_entry(FILE *to, const struct smpp_field *list, const union smpp_entry *entry)
{
	const struct smpp_field *field;

	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		const char *name = smpp_field_name(field);
		struct smpp_span text;
		uint32_t number;

		fputc(i > 0 ? ',' : '{', to);
		json_name(to, name);
		if (smpp_entry_get_number(entry, field, &number) == SMPP_OK)
			json_number(to, name, number);
		else if (smpp_entry_get_octets(entry, field, &text) == SMPP_OK)
			json_text(to, name, text, 0);
	}
	fputc('}', to);
}

static void json_list(FILE *to, const struct smpp_field *list, struct smpp_entries entries)
{
	union smpp_entry entry;

	fputc('[', to);
	for (size_t i = 0; smpp_entry_next(&entries, &entry) == SMPP_OK; i++) {
		if (i > 0)
			fputc(',', to);
		json_entry(to, list, &entry);
	}
	fputc(']', to);
}

static void json_field(FILE *to, const struct smpp_pdu *pdu, const struct smpp_field *field,
		       unsigned flags)
{
	const char *name = smpp_field_name(field);
	struct smpp_entries entries;
	struct smpp_span octets;
	uint32_t number;

	json_name(to, name);
	if (smpp_field_get_number(pdu, field, &number) == SMPP_OK) {
		json_number(to, name, number);
	} else if (smpp_field_get_list(pdu, field, &entries) == SMPP_OK) {
		json_list(to, field, entries);
	} else if (smpp_field_get_octets(pdu, field, &octets) != SMPP_OK) {
		fputs("null", to);
	} else if (smpp_field_kind(field) == SMPP_KIND_OCTETS) {
		fputc('{', to);
		json_octets(to, octets, octets);
		fputc('}', to);
	} else {
		json_text(to, name, octets, flags);
	}
}

/* The value of a TLV as a number. @return 1 when it is one, of its proper length */
static int number_of(const struct smpp_tlv *tlv, uint32_t *number)
{
	enum smpp_field_kind kind = smpp_tlv_kind(tlv->tag);
	size_t len = kind == SMPP_KIND_U8 ? 1 : kind == SMPP_KIND_U16 ? 2
			     : kind == SMPP_KIND_U32 ? 4 : 0;

	*number = 0;
	for (size_t i = 0; i < len && tlv->value.len == len; i++)
		*number = *number << 8 | tlv->value.ptr[i];
	return len > 0 && tlv->value.len == len;
}

/* 1 for a string with its NUL, which would hide that it is text. */
static size_t ends_with_nul(const struct smpp_tlv *tlv)
{
	return smpp_tlv_kind(tlv->tag) == SMPP_KIND_STRING && tlv->value.len > 1 &&
	       tlv->value.ptr[tlv->value.len - 1] == 0;
}

static void json_tlv(FILE *to, const struct smpp_tlv *tlv)
{
	const char *name = smpp_tlv_name(tlv->tag);
	struct smpp_span text = tlv->value;
	uint32_t number;

	fprintf(to, "{\"tag\":\"0x%04X\"", (unsigned)tlv->tag);
	if (name != NULL)
		fprintf(to, ",\"name\":\"%s\"", name);
	fputc(',', to);
	if (number_of(tlv, &number)) {
		const char *known = name_of_value(name, number);

		fprintf(to, "\"value\":%lu,", (unsigned long)number);
		if (known != NULL)
			fprintf(to, "\"value_name\":\"%s\",", known);
	} else {
		text.len -= ends_with_nul(tlv);
	}
	json_octets(to, text, tlv->value);
	fputc('}', to);
}

/* Every TLV, those of the array behind the raw ones, as they are sent. */
static void json_tlvs(FILE *to, const struct smpp_pdu *pdu)
{
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;
	size_t count = 0;

	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK) {
		fputc(count++ > 0 ? ',' : '[', to);
		json_tlv(to, &tlv);
	}
	for (size_t i = 0; i < pdu->tlv_count; i++) {
		fputc(count++ > 0 ? ',' : '[', to);
		json_tlv(to, &pdu->tlv[i]);
	}
	fputc(']', to);
}

static void json_raw(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	fputs("\"body\":{", to);
	if (is_secret(pdu, flags))
		fprintf(to, "\"octets\":%zu", pdu->body.raw.len);
	else
		json_octets(to, pdu->body.raw, pdu->body.raw);
	fputc('}', to);
}

void fields_json(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	const struct smpp_field *field;
	size_t count = 0;

	fputc('{', to);
	if (pdu->body_raw) {
		json_raw(to, pdu, flags);
		fputc('}', to);
		return;
	}
	while (!pdu->body_absent &&
	       (field = smpp_field_at(pdu->header.command_id, count)) != NULL) {
		if (count++ > 0)
			fputc(',', to);
		json_field(to, pdu, field, flags);
	}
	if (pdu->tlvs.len > 0 || pdu->tlv_count > 0) {
		fputs(count > 0 ? ",\"tlvs\":" : "\"tlvs\":", to);
		json_tlvs(to, pdu);
	}
	fputc('}', to);
}

void fields_json_pdu(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	const struct smpp_header *header = &pdu->header;
	const char *command = smpp_command_name(header->command_id);
	const char *status = smpp_status_name(header->command_status);

	if (command != NULL)
		fprintf(to, "\"cmd\":\"%s\"", command);
	else
		fprintf(to, "\"cmd\":\"0x%08lX\"", (unsigned long)header->command_id);
	fprintf(to, ",\"seq\":%lu,\"status\":%lu,\"status_name\":",
		(unsigned long)header->sequence_number, (unsigned long)header->command_status);
	if (status != NULL)
		fprintf(to, "\"%s\"", status);
	else
		fputs("null", to);
	fputs(",\"fields\":", to);
	fields_json(to, pdu, flags);
}

/* Words for a shell */

/* What stands in a value as it is, and needs no quotes. */
static int is_bare(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("_./:+@%-", c) != NULL);
}

static int begins_with(struct smpp_span text, const char *prefix)
{
	size_t len = strlen(prefix);

	return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

/* Text that pairs.h reads as it is when "text:" is before it; all else as hex:. */
static void word_octets(FILE *to, struct smpp_span octets, int marked)
{
	int quoted = 0;

	if (!is_printable(octets)) {
		fputs("hex:", to);
		put_hex(to, octets);
		return;
	}
	if (marked || begins_with(octets, "hex:") || begins_with(octets, "text:"))
		fputs("text:", to);
	for (size_t i = 0; i < octets.len; i++)
		quoted = quoted || !is_bare(octets.ptr[i]);
	if (quoted)
		fputc('\'', to);
	for (size_t i = 0; i < octets.len; i++) {
		if (octets.ptr[i] == '\'')
			fputs("'\\''", to);
		else
			fputc(octets.ptr[i], to);
	}
	if (quoted)
		fputc('\'', to);
}

/* Part of an entry: a comma would divide it. */
static void word_part(FILE *to, struct smpp_span text)
{
	if (text.len == 0 || memchr(text.ptr, ',', text.len) == NULL) {
		word_octets(to, text, begins_with(text, "list:"));
		return;
	}
	fputs("hex:", to);
	put_hex(to, text);
}

/* The string of an entry, then its numbers. */
static void word_entry(FILE *to, const struct smpp_field *list, const union smpp_entry *entry)
{
	const struct smpp_field *field;
	struct smpp_span text;
	uint32_t number;

	fprintf(to, " %s=", smpp_field_name(list));
	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		if (smpp_entry_get_octets(entry, field, &text) != SMPP_OK)
			continue;
		if (is(smpp_field_name(field), "dl_name"))
			fputs("list:", to);
		word_part(to, text);
	}
	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		if (!is(smpp_field_name(field), "dest_flag") &&
		    smpp_entry_get_number(entry, field, &number) == SMPP_OK)
			fprintf(to, ",%lu", (unsigned long)number);
	}
}

/* A time that is none has to be marked as text. */
static int is_odd(const struct smpp_field *field, struct smpp_span text)
{
	struct smpp_time time;

	return smpp_field_kind(field) == SMPP_KIND_TIME &&
	       (text.len != SMPP_TIME_CHARACTERS ||
		smpp_time_read(text, 0, &time, NULL) != SMPP_OK);
}

static void word_field(FILE *to, const struct smpp_pdu *pdu, const struct smpp_field *field,
		       unsigned flags)
{
	enum smpp_field_kind kind = smpp_field_kind(field);
	const char *name = smpp_field_name(field);
	struct smpp_entries entries;
	union smpp_entry entry;
	struct smpp_span octets;
	uint32_t number;

	if (kind == SMPP_KIND_LENGTH || kind == SMPP_KIND_COUNT)
		return;
	if (smpp_field_get_list(pdu, field, &entries) == SMPP_OK) {
		while (smpp_entry_next(&entries, &entry) == SMPP_OK)
			word_entry(to, field, &entry);
	} else if (smpp_field_get_number(pdu, field, &number) == SMPP_OK) {
		if (number != 0)
			fprintf(to, " %s=%lu", name, (unsigned long)number);
	} else if (smpp_field_get_octets(pdu, field, &octets) == SMPP_OK && octets.len > 0) {
		fprintf(to, " %s=", name);
		if (is(name, "password") && (flags & FIELDS_PASSWORD) == 0)
			fputs("'*'", to);
		else
			word_octets(to, octets, is_odd(field, octets));
	}
}

/* A name that the command has as a field would be taken for that. */
static void word_tag(FILE *to, uint32_t command_id, uint16_t tag)
{
	const char *name = smpp_tlv_name(tag);

	if (name != NULL && smpp_field_find(command_id, smpp_span_of(name)) == NULL)
		fprintf(to, " %s=", name);
	else
		fprintf(to, " 0x%04X=", (unsigned)tag);
}

static void word_tlv(FILE *to, uint32_t command_id, const struct smpp_tlv *tlv)
{
	enum smpp_field_kind kind = smpp_tlv_kind(tlv->tag);
	struct smpp_span text = tlv->value;
	uint32_t number;

	word_tag(to, command_id, tlv->tag);
	if (number_of(tlv, &number)) {
		fprintf(to, "%lu", (unsigned long)number);
		return;
	}
	/* what is given as text to a string gets a NUL */
	text.len -= ends_with_nul(tlv);
	if (text.len == 0 || (is_printable(text) && (kind == SMPP_KIND_OCTETS ||
						     kind == SMPP_KIND_NONE ||
						     ends_with_nul(tlv) > 0))) {
		word_octets(to, text, 0);
		return;
	}
	fputs("hex:", to);
	put_hex(to, tlv->value);
}

static void word_body(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	const struct smpp_field *field;
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;

	if (pdu->body_absent)
		fputs(" body=absent", to);
	for (size_t i = 0; (field = smpp_field_at(pdu->header.command_id, i)) != NULL; i++)
		word_field(to, pdu, field, flags);
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK)
		word_tlv(to, pdu->header.command_id, &tlv);
	for (size_t i = 0; i < pdu->tlv_count; i++)
		word_tlv(to, pdu->header.command_id, &pdu->tlv[i]);
}

void fields_words(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	const struct smpp_header *header = &pdu->header;
	const char *command = smpp_command_name(header->command_id);
	const char *status = smpp_status_name(header->command_status);

	if (command != NULL)
		fputs(command, to);
	else
		fprintf(to, "0x%08lX", (unsigned long)header->command_id);
	fprintf(to, " sequence_number=%lu", (unsigned long)header->sequence_number);
	if (header->command_status != 0 && status != NULL)
		fprintf(to, " command_status=%s", status);
	else if (header->command_status != 0)
		fprintf(to, " command_status=0x%08lX", (unsigned long)header->command_status);
	if (!pdu->body_raw) {
		word_body(to, pdu, flags);
		return;
	}
	fputs(" body=", to);
	if (is_secret(pdu, flags))
		fputs("'*'", to);
	else
		word_octets(to, pdu->body.raw, 1);
}
