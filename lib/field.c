/* SPDX-License-Identifier: MIT */
/*
 * Owns: THE table and a PDU's members to who knows names only.
 * Must not know: how octets are walked, what values mean.
 *
 * A public struct smpp_field is a struct smpp__field whose members nobody outside can see.
 */
#include <smpp/field.h>

#include "table.h"

#define LAST_STATUS 0x4FF /* the last of the vendors' own; no version names one above */

static const struct smpp__field *row_of(const struct smpp_field *field)
{
	return (const struct smpp__field *)(const void *)field;
}

static const struct smpp_field *field_of(const struct smpp__field *row)
{
	return (const struct smpp_field *)(const void *)row;
}

static int is(struct smpp_span name, const char *known)
{
	return known != NULL && smpp_span_equal(name, smpp_span_of(known));
}

int smpp_command_id(struct smpp_span name, uint32_t *command_id)
{
	const struct smpp__command *command;

	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		if (is(name, smpp_command_name(command->id))) {
			*command_id = command->id;
			return SMPP_OK;
		}
	}
	return SMPP_E_ABSENT;
}

int smpp_status_value(struct smpp_span name, uint32_t *command_status)
{
	for (uint32_t status = 0; status <= LAST_STATUS; status++) {
		if (is(name, smpp_status_name(status))) {
			*command_status = status;
			return SMPP_OK;
		}
	}
	return SMPP_E_ABSENT;
}

int smpp_tlv_tag(struct smpp_span name, uint16_t *tag)
{
	const struct smpp__tlv_row *row;

	for (size_t i = 0; (row = smpp__tlv_at(i)) != NULL; i++) {
		if (is(name, smpp_tlv_name(row->tag))) {
			*tag = row->tag;
			return SMPP_OK;
		}
	}
	return SMPP_E_ABSENT;
}

int smpp_command_at(size_t index, uint32_t *command_id)
{
	const struct smpp__command *command = smpp__command_at(index);

	if (command == NULL)
		return SMPP_E_END;
	*command_id = command->id;
	return SMPP_OK;
}

int smpp_tlv_at(size_t index, uint16_t *tag)
{
	const struct smpp__tlv_row *row = smpp__tlv_at(index);

	if (row == NULL)
		return SMPP_E_END;
	*tag = row->tag;
	return SMPP_OK;
}

enum smpp_field_kind smpp_tlv_kind(uint16_t tag)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tag);

	if (row == NULL)
		return SMPP_KIND_NONE;
	switch ((enum smpp__tlv_kind)row->kind) {
	case TLV_U8: return SMPP_KIND_U8;
	case TLV_U16: return SMPP_KIND_U16;
	case TLV_U32: return SMPP_KIND_U32;
	case TLV_STRING: return SMPP_KIND_STRING;
	case TLV_OCTETS: break;
	}
	return SMPP_KIND_OCTETS;
}

int smpp_tlv_lengths(uint16_t tag, uint8_t version, size_t *fewest, size_t *most)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tag);
	size_t column = smpp__version_of(version) != V34;

	if (row == NULL)
		return SMPP_E_ABSENT;
	*fewest = row->min[column];
	*most = row->max[column];
	return SMPP_OK;
}

/* The rows of a command; *count of them, 0 for an unknown one. */
static const struct smpp__field *rows_of(uint32_t command_id, size_t *count)
{
	const struct smpp__command *command = smpp__command_find(command_id);

	*count = command != NULL ? command->count : 0;
	return command != NULL ? smpp__fields_of(command) : NULL;
}

static const struct smpp_field *find(const struct smpp__field *rows, size_t count,
				     struct smpp_span name)
{
	for (size_t i = 0; i < count; i++) {
		if (is(name, smpp__field_name(&rows[i])))
			return field_of(&rows[i]);
	}
	return NULL;
}

const struct smpp_field *smpp_field_at(uint32_t command_id, size_t index)
{
	size_t count;
	const struct smpp__field *rows = rows_of(command_id, &count);

	return index < count ? field_of(rows + index) : NULL;
}

const struct smpp_field *smpp_field_find(uint32_t command_id, struct smpp_span name)
{
	size_t count;
	const struct smpp__field *rows = rows_of(command_id, &count);

	return find(rows, count, name);
}

const char *smpp_field_name(const struct smpp_field *field)
{
	return field != NULL ? smpp__field_name(row_of(field)) : NULL;
}

enum smpp_field_kind smpp_field_kind(const struct smpp_field *field)
{
	if (field == NULL)
		return SMPP_KIND_NONE;
	switch ((enum smpp__kind)row_of(field)->kind) {
	case SMPP__CSTRING: return SMPP_KIND_STRING;
	case SMPP__TIME: return SMPP_KIND_TIME;
	case SMPP__U8:
	case SMPP__DEST_FLAG: return SMPP_KIND_U8;
	case SMPP__U32: return SMPP_KIND_U32;
	case SMPP__LENGTH: return SMPP_KIND_LENGTH;
	case SMPP__OCTETS: return SMPP_KIND_OCTETS;
	case SMPP__COUNT: return SMPP_KIND_COUNT;
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS: break;
	}
	return SMPP_KIND_LIST;
}

size_t smpp_field_max(const struct smpp_field *field, uint8_t version)
{
	return field != NULL ? row_of(field)->max[smpp__version_of(version)] : 0;
}

uint32_t smpp_field_status(const struct smpp_field *field)
{
	return field != NULL ? row_of(field)->status : SMPP_ESME_ROK;
}

/* Values. What they are in is a body or an entry: the row has the offset in either. */

static int load_number(const void *in, const struct smpp__field *row, uint32_t *value)
{
	const uint8_t *member = (const uint8_t *)in + row->offset;
	struct smpp_span next;

	switch (smpp_field_kind(field_of(row))) {
	case SMPP_KIND_U8:
	case SMPP_KIND_COUNT:
		*value = *member;
		return SMPP_OK;
	case SMPP_KIND_U32:
		memcpy(value, member, sizeof(*value));
		return SMPP_OK;
	case SMPP_KIND_LENGTH: /* no member: it is the length of the octets behind it */
		memcpy(&next, (const uint8_t *)in + row[1].offset, sizeof(next));
		*value = (uint32_t)next.len;
		return SMPP_OK;
	case SMPP_KIND_NONE:
	case SMPP_KIND_U16:
	case SMPP_KIND_STRING:
	case SMPP_KIND_TIME:
	case SMPP_KIND_OCTETS:
	case SMPP_KIND_LIST:
		break;
	}
	return SMPP_E_LENGTH;
}

static int store_number(void *in, const struct smpp__field *row, uint32_t value)
{
	enum smpp_field_kind kind = smpp_field_kind(field_of(row));
	uint8_t *member = (uint8_t *)in + row->offset;

	if (kind == SMPP_KIND_U32) {
		memcpy(member, &value, sizeof(value));
		return SMPP_OK;
	}
	if (kind != SMPP_KIND_U8 && kind != SMPP_KIND_COUNT)
		return SMPP_E_LENGTH;
	if (value > UINT8_MAX)
		return SMPP_E_TOO_BIG;
	*member = (uint8_t)value;
	return SMPP_OK;
}

static int has_octets(const struct smpp__field *row)
{
	return row->kind == SMPP__CSTRING || row->kind == SMPP__TIME || row->kind == SMPP__OCTETS;
}

static int load_octets(const void *in, const struct smpp__field *row, struct smpp_span *octets)
{
	if (!has_octets(row))
		return SMPP_E_LENGTH;
	memcpy(octets, (const uint8_t *)in + row->offset, sizeof(*octets));
	return SMPP_OK;
}

static int store_octets(void *in, const struct smpp__field *row, struct smpp_span octets)
{
	if (!has_octets(row))
		return SMPP_E_LENGTH;
	memcpy((uint8_t *)in + row->offset, &octets, sizeof(octets));
	return SMPP_OK;
}

/* The row when it is one of the PDU's command and the body has members, else NULL. */
static const struct smpp__field *row_in(const struct smpp_pdu *pdu, const struct smpp_field *field)
{
	size_t count;
	const struct smpp__field *rows = rows_of(pdu->header.command_id, &count);

	if (field == NULL || pdu->body_raw)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (row_of(field) == &rows[i])
			return &rows[i];
	}
	return NULL;
}

/* The same to be read. */
static const struct smpp__field *row_of_body(const struct smpp_pdu *pdu,
					     const struct smpp_field *field)
{
	return pdu->body_absent ? NULL : row_in(pdu, field);
}

int smpp_field_get_number(const struct smpp_pdu *pdu, const struct smpp_field *field,
			  uint32_t *value)
{
	const struct smpp__field *row = row_of_body(pdu, field);

	return row != NULL ? load_number(&pdu->body, row, value) : SMPP_E_ABSENT;
}

int smpp_field_get_octets(const struct smpp_pdu *pdu, const struct smpp_field *field,
			  struct smpp_span *octets)
{
	const struct smpp__field *row = row_of_body(pdu, field);

	return row != NULL ? load_octets(&pdu->body, row, octets) : SMPP_E_ABSENT;
}

/* What a setter that went well does besides. */
static int present(struct smpp_pdu *pdu, int got)
{
	if (got == SMPP_OK)
		pdu->body_absent = 0;
	return got;
}

int smpp_field_set_number(struct smpp_pdu *pdu, const struct smpp_field *field, uint32_t value)
{
	const struct smpp__field *row = row_in(pdu, field);

	return row != NULL ? present(pdu, store_number(&pdu->body, row, value)) : SMPP_E_ABSENT;
}

int smpp_field_set_octets(struct smpp_pdu *pdu, const struct smpp_field *field,
			  struct smpp_span octets)
{
	const struct smpp__field *row = row_in(pdu, field);

	return row != NULL ? present(pdu, store_octets(&pdu->body, row, octets)) : SMPP_E_ABSENT;
}

/* Lists: their count is the row before them. */

static int is_list(const struct smpp__field *row)
{
	return smpp_field_kind(field_of(row)) == SMPP_KIND_LIST;
}

int smpp_field_get_list(const struct smpp_pdu *pdu, const struct smpp_field *field,
			struct smpp_entries *entries)
{
	const struct smpp__field *row = row_of_body(pdu, field);
	const uint8_t *body = (const uint8_t *)&pdu->body;
	struct smpp_list list;

	if (row == NULL)
		return SMPP_E_ABSENT;
	if (!is_list(row))
		return SMPP_E_LENGTH;
	memcpy(&list, body + row->offset, sizeof(list));
	entries->list = field;
	entries->cursor.rest = list.octets;
	entries->cursor.left = body[row[-1].offset];
	entries->array = list.array;
	return SMPP_OK;
}

int smpp_field_set_list(struct smpp_pdu *pdu, const struct smpp_field *field, const void *array,
			size_t count)
{
	const struct smpp__field *row = row_in(pdu, field);
	struct smpp_list list = { { NULL, 0 }, NULL };

	if (row == NULL)
		return SMPP_E_ABSENT;
	if (!is_list(row))
		return SMPP_E_LENGTH;
	if (count > UINT8_MAX)
		return SMPP_E_TOO_BIG;
	list.array = count > 0 ? array : NULL;
	memcpy((uint8_t *)&pdu->body + row->offset, &list, sizeof(list));
	return present(pdu, store_number(&pdu->body, row - 1, (uint32_t)count));
}

size_t smpp_entry_size(const struct smpp_field *list)
{
	if (list == NULL)
		return 0;
	switch ((enum smpp__kind)row_of(list)->kind) {
	case SMPP__DESTS: return sizeof(struct smpp_dest_address);
	case SMPP__UNSUCCESS: return sizeof(struct smpp_unsuccess_sme);
	case SMPP__MESSAGE_IDS: return sizeof(struct smpp_span);
	case SMPP__CSTRING:
	case SMPP__TIME:
	case SMPP__U8:
	case SMPP__U32:
	case SMPP__LENGTH:
	case SMPP__OCTETS:
	case SMPP__COUNT:
	case SMPP__DEST_FLAG:
		break;
	}
	return 0;
}

int smpp_entry_next(struct smpp_entries *entries, union smpp_entry *entry)
{
	size_t size = smpp_entry_size(entries->list);

	if (size == 0 || entries->cursor.left == 0)
		return SMPP_E_END;
	if (entries->array != NULL) {
		memcpy(entry, entries->array, size);
		entries->array = (const uint8_t *)entries->array + size;
		entries->cursor.left--;
		return SMPP_OK;
	}
	if (row_of(entries->list)->kind == SMPP__DESTS)
		return smpp_dest_next(&entries->cursor, &entry->dest_address);
	if (row_of(entries->list)->kind == SMPP__UNSUCCESS)
		return smpp_unsuccess_next(&entries->cursor, &entry->unsuccess_sme);
	return smpp_message_id_next(&entries->cursor, &entry->message_id);
}

/* Rows of the entries of a list, or none. */
static const struct smpp__field *entry_rows(const struct smpp_field *list, uint8_t dest_flag,
					    size_t *count)
{
	*count = 0;
	if (smpp_entry_size(list) == 0)
		return NULL;
	return smpp__entry_fields((enum smpp__kind)row_of(list)->kind, dest_flag, count);
}

const struct smpp_field *smpp_entry_field_at(const struct smpp_field *list, const void *entry,
					     size_t index)
{
	uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS;
	size_t count;
	const struct smpp__field *rows;

	if (entry != NULL && list != NULL && row_of(list)->kind == SMPP__DESTS)
		flag = ((const struct smpp_dest_address *)entry)->dest_flag;
	rows = entry_rows(list, flag, &count);
	return index < count ? field_of(rows + index) : NULL;
}

const struct smpp_field *smpp_entry_field_find(const struct smpp_field *list,
					       struct smpp_span name)
{
	size_t count;
	const struct smpp__field *rows = entry_rows(list, SMPP_DEST_FLAG_SME_ADDRESS, &count);
	const struct smpp_field *field = find(rows, count, name);

	if (field != NULL)
		return field;
	rows = entry_rows(list, SMPP_DEST_FLAG_DISTRIBUTION_LIST, &count);
	return find(rows, count, name);
}

/* 1 when a row belongs to an entry of any list. */
static int is_of_entry(const struct smpp__field *row)
{
	static const struct {
		uint8_t kind; /* enum smpp__kind */
		uint8_t flag;
	} entries[] = {
		{ SMPP__DESTS, SMPP_DEST_FLAG_SME_ADDRESS },
		{ SMPP__DESTS, SMPP_DEST_FLAG_DISTRIBUTION_LIST },
		{ SMPP__UNSUCCESS, 0 },
		{ SMPP__MESSAGE_IDS, 0 },
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		size_t count;
		const struct smpp__field *rows = smpp__entry_fields(
			(enum smpp__kind)entries[i].kind, entries[i].flag, &count);

		for (size_t j = 0; j < count; j++) {
			if (row == &rows[j])
				return 1;
		}
	}
	return 0;
}

int smpp_entry_get_number(const void *entry, const struct smpp_field *field, uint32_t *value)
{
	const struct smpp__field *row = row_of(field);

	return is_of_entry(row) ? load_number(entry, row, value) : SMPP_E_ABSENT;
}

int smpp_entry_get_octets(const void *entry, const struct smpp_field *field,
			  struct smpp_span *octets)
{
	const struct smpp__field *row = row_of(field);

	return is_of_entry(row) ? load_octets(entry, row, octets) : SMPP_E_ABSENT;
}

int smpp_entry_set_number(void *entry, const struct smpp_field *field, uint32_t value)
{
	const struct smpp__field *row = row_of(field);

	return is_of_entry(row) ? store_number(entry, row, value) : SMPP_E_ABSENT;
}

int smpp_entry_set_octets(void *entry, const struct smpp_field *field, struct smpp_span octets)
{
	const struct smpp__field *row = row_of(field);

	return is_of_entry(row) ? store_octets(entry, row, octets) : SMPP_E_ABSENT;
}
