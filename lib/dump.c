/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU as lines of text.
 * Must not know: what the text is for.
 *
 * The offsets are those of the encoded PDU, which for a decoded one are those of its octets.
 */
#include "table.h"
#include "print.h"
#include "wire.h"

#include <smpp/codec.h>

#define HEADER_OCTETS 16
#define SHOWN_OCTETS 64 /* of a long value */
#define NAME_COLUMNS 24 /* of the name and the blank behind it */

struct printer {
	struct smpp_buf *text;
	unsigned flags;
	size_t at; /* offset of the field at hand */
};

static void put_name(struct printer *p, const char *name)
{
	size_t len = strlen(name);

	smpp__print_number(p->text, p->at, 5);
	smpp__print_string(p->text, "  ");
	smpp__print_string(p->text, name);
	for (; len < NAME_COLUMNS; len++)
		smpp__print_char(p->text, ' ');
	smpp__print_char(p->text, ' ');
}

static void end_line(struct printer *p)
{
	smpp__print_char(p->text, '\n');
}

static void put_cut(struct printer *p, size_t len)
{
	if (len <= SHOWN_OCTETS)
		return;
	smpp__print_string(p->text, "... (");
	smpp__print_number(p->text, len, 0);
	smpp__print_string(p->text, " octets)");
}

/* "printable", and \x41 for all that could move a terminal's cursor or end the quotes. */
static void put_quoted(struct printer *p, struct smpp_span octets)
{
	smpp__print_char(p->text, '"');
	for (size_t i = 0; i < octets.len && i < SHOWN_OCTETS; i++) {
		uint8_t c = octets.ptr[i];

		if (c >= 0x20 && c <= 0x7E && c != '"' && c != '\\') {
			smpp__print_char(p->text, (char)c);
		} else {
			smpp__print_string(p->text, "\\x");
			smpp__print_hex(p->text, c, 2);
		}
	}
	smpp__print_char(p->text, '"');
	put_cut(p, octets.len);
}

static int printable(struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len && i < SHOWN_OCTETS; i++) {
		if (octets.ptr[i] < 0x20 || octets.ptr[i] > 0x7E)
			return 0;
	}
	return 1;
}

static void put_bytes(struct printer *p, struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len && i < SHOWN_OCTETS; i++) {
		if (i > 0)
			smpp__print_char(p->text, ' ');
		smpp__print_hex(p->text, octets.ptr[i], 2);
	}
	put_cut(p, octets.len);
}

/* Text where it is text, else hexadecimal. */
static void put_octets(struct printer *p, struct smpp_span octets)
{
	if (octets.len == 0)
		smpp__print_string(p->text, "\"\"");
	else if (printable(octets))
		put_quoted(p, octets);
	else
		put_bytes(p, octets);
}

static void put_status(struct printer *p, const char *name, uint32_t status)
{
	const char *known = smpp_status_name(status);

	put_name(p, name);
	smpp__print_string(p->text, "0x");
	smpp__print_hex(p->text, status, 8);
	if (known != NULL) {
		smpp__print_char(p->text, ' ');
		smpp__print_string(p->text, known);
	}
	end_line(p);
}

static void put_header(struct printer *p, const struct smpp_pdu *pdu)
{
	const struct smpp_header *header = &pdu->header;
	const char *command = smpp_command_name(header->command_id);

	p->at = 0;
	put_name(p, smpp__header_name(0));
	smpp__print_number(p->text, header->command_length, 0);
	end_line(p);
	p->at = 4;
	put_name(p, smpp__header_name(1));
	smpp__print_string(p->text, "0x");
	smpp__print_hex(p->text, header->command_id, 8);
	smpp__print_char(p->text, ' ');
	smpp__print_string(p->text, command != NULL ? command : "unknown");
	end_line(p);
	p->at = 8;
	put_status(p, smpp__header_name(2), header->command_status);
	p->at = 12;
	put_name(p, smpp__header_name(3));
	smpp__print_number(p->text, header->sequence_number, 0);
	end_line(p);
	p->at = HEADER_OCTETS;
}

static int is(const char *name, const char *other)
{
	size_t len = strlen(other);

	return strlen(name) == len && memcmp(name, other, len) == 0;
}

static void put_u8(struct printer *p, const char *name, uint8_t value)
{
	const char *state = is(name, "message_state") ? smpp_message_state_name(value) : NULL;

	put_name(p, name);
	smpp__print_number(p->text, value, 0);
	if (value > 9) {
		smpp__print_string(p->text, " 0x");
		smpp__print_hex(p->text, value, 2);
	}
	if (state != NULL) {
		smpp__print_char(p->text, ' ');
		smpp__print_string(p->text, state);
	}
	end_line(p);
	p->at += 1;
}

/* A C-octet string, NUL not shown. A password is one star, so not even its length is told. */
static void put_cstring(struct printer *p, const char *name, struct smpp_span string)
{
	put_name(p, name);
	if (is(name, "password") && (p->flags & SMPP_DUMP_PASSWORD) == 0)
		smpp__print_char(p->text, '*');
	else
		put_quoted(p, string);
	end_line(p);
	p->at += string.len + 1;
}

static void put_value(struct printer *p, const char *name, struct smpp_span octets)
{
	put_name(p, name);
	put_octets(p, octets);
	end_line(p);
	p->at += octets.len;
}

static void put_dest(struct printer *p, const struct smpp_dest_address *dest)
{
	put_u8(p, "  dest_flag", dest->dest_flag);
	if (dest->dest_flag == SMPP_DEST_FLAG_DISTRIBUTION_LIST) {
		put_cstring(p, "  dl_name", dest->dl_name);
		return;
	}
	put_u8(p, "  dest_addr_ton", dest->dest_addr_ton);
	put_u8(p, "  dest_addr_npi", dest->dest_addr_npi);
	put_cstring(p, "  destination_addr", dest->destination_addr);
}

static void put_unsuccess(struct printer *p, const struct smpp_unsuccess_sme *sme)
{
	put_u8(p, "  dest_addr_ton", sme->dest_addr_ton);
	put_u8(p, "  dest_addr_npi", sme->dest_addr_npi);
	put_cstring(p, "  destination_addr", sme->destination_addr);
	put_status(p, "  error_status_code", sme->error_status_code);
	p->at += 4;
}

/* Entries of a list that was decoded. */
static void put_cursor(struct printer *p, enum smpp__kind kind, struct smpp_cursor cursor)
{
	struct smpp_dest_address dest;
	struct smpp_unsuccess_sme sme;
	struct smpp_span id;

	if (kind == SMPP__DESTS) {
		while (smpp_dest_next(&cursor, &dest) == SMPP_OK)
			put_dest(p, &dest);
	} else if (kind == SMPP__UNSUCCESS) {
		while (smpp_unsuccess_next(&cursor, &sme) == SMPP_OK)
			put_unsuccess(p, &sme);
	} else {
		while (smpp_message_id_next(&cursor, &id) == SMPP_OK)
			put_cstring(p, "  message_id", id);
	}
}

/* Entries of the caller's array. */
static void put_array(struct printer *p, enum smpp__kind kind, const void *array, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (kind == SMPP__DESTS)
			put_dest(p, (const struct smpp_dest_address *)array + i);
		else if (kind == SMPP__UNSUCCESS)
			put_unsuccess(p, (const struct smpp_unsuccess_sme *)array + i);
		else
			put_cstring(p, "  message_id", ((const struct smpp_span *)array)[i]);
	}
}

static void put_list(struct printer *p, const struct smpp__field *field, const uint8_t *body)
{
	uint8_t count = body[field[-1].offset];
	struct smpp_cursor cursor;
	struct smpp_list list;

	memcpy(&list, body + field->offset, sizeof(list));
	cursor.rest = list.octets;
	cursor.left = count;
	if (list.array != NULL)
		put_array(p, (enum smpp__kind)field->kind, list.array, count);
	else
		put_cursor(p, (enum smpp__kind)field->kind, cursor);
}

static void put_field(struct printer *p, const struct smpp__field *field, const uint8_t *body)
{
	const char *name = smpp__field_name(field);
	struct smpp_span span = { NULL, 0 };

	switch ((enum smpp__kind)field->kind) {
	case SMPP__CSTRING:
	case SMPP__TIME:
	case SMPP__OCTETS:
		memcpy(&span, body + field->offset, sizeof(span));
		if (field->kind == SMPP__OCTETS)
			put_value(p, name, span);
		else
			put_cstring(p, name, span);
		return;
	case SMPP__LENGTH:
		memcpy(&span, body + field[1].offset, sizeof(span));
		put_u8(p, name, (uint8_t)span.len);
		return;
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS:
		put_list(p, field, body);
		return;
	case SMPP__U8:
	case SMPP__COUNT:
	case SMPP__DEST_FLAG:
	case SMPP__U32:
		break;
	}
	put_u8(p, name, body[field->offset]);
}

static void put_tlv(struct printer *p, const struct smpp_tlv *tlv)
{
	const char *name = smpp_tlv_name(tlv->tag);

	put_name(p, name != NULL ? name : "unknown");
	smpp__print_string(p->text, "0x");
	smpp__print_hex(p->text, tlv->tag, 4);
	smpp__print_char(p->text, ' ');
	put_octets(p, tlv->value);
	if (tlv->tag == SMPP_TLV_MESSAGE_STATE && tlv->value.len == 1 &&
	    smpp_message_state_name(tlv->value.ptr[0]) != NULL) {
		smpp__print_char(p->text, ' ');
		smpp__print_string(p->text, smpp_message_state_name(tlv->value.ptr[0]));
	}
	end_line(p);
	p->at += 4 + tlv->value.len;
}

static void put_body(struct printer *p, const struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	const struct smpp__field *field;

	if (command == NULL || pdu->body_absent)
		return;
	field = smpp__fields_of(command);
	for (size_t i = 0; i < command->count; i++)
		put_field(p, field + i, (const uint8_t *)&pdu->body);
}

/* A body that did not decode. Where a password may be in it, its place is not known. */
static void put_raw(struct printer *p, const struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	const struct smpp__field *field = command != NULL ? smpp__fields_of(command) : NULL;

	for (size_t i = 0; command != NULL && i < command->count; i++) {
		if (!is(smpp__field_name(field + i), "password") ||
		    (p->flags & SMPP_DUMP_PASSWORD) != 0)
			continue;
		put_name(p, "(not decoded)");
		smpp__print_char(p->text, '(');
		smpp__print_number(p->text, pdu->body.raw.len, 0);
		smpp__print_string(p->text, " octets, not shown)");
		end_line(p);
		return;
	}
	put_value(p, "(not decoded)", pdu->body.raw);
}

int smpp_dump(const struct smpp_pdu *pdu, unsigned flags, struct smpp_buf *text)
{
	struct printer p = { text, flags, 0 };
	struct smpp_span rest = pdu->tlvs;
	struct smpp_tlv tlv;

	text->len = 0;
	put_header(&p, pdu);
	if (pdu->body_raw) {
		put_raw(&p, pdu);
	} else {
		put_body(&p, pdu);
		while (smpp_tlv_next(&rest, &tlv) == SMPP_OK)
			put_tlv(&p, &tlv);
		for (size_t i = 0; i < pdu->tlv_count; i++)
			put_tlv(&p, &pdu->tlv[i]);
	}
	return text->len <= text->cap ? SMPP_OK : SMPP_E_SPACE;
}
