/* SPDX-License-Identifier: MIT */
/*
 * Owns: a struct smpp_pdu into octets, by the table.
 * Must not know: sessions, time, what values mean.
 *
 * Writing and measuring are one path: what does not fit is counted and not written.
 */
#include "fault.h"
#include "table.h"
#include "wire.h"

#define HEADER_OCTETS 16
#define TLV_HEADER_OCTETS 4

struct writer {
	uint8_t *out;
	size_t cap;
	size_t at; /* octets of the PDU so far, written or not */
	enum smpp__version version;
	uint32_t tolerate;
	struct smpp_fault fault;
};

/* Where a field stands, for faults: in the body, or in an entry of a list. */
struct place {
	const struct smpp__field *field;
	const struct smpp__field *list; /* the list it is an entry of, or NULL */
	int32_t entry;                  /* its index, or -1 */
};

static int fits(const struct writer *w, size_t len)
{
	return w->at <= w->cap && len <= w->cap - w->at;
}

static void put_u8(struct writer *w, uint8_t value)
{
	if (fits(w, 1))
		w->out[w->at] = value;
	w->at += 1;
}

static void put_u32(struct writer *w, uint32_t value)
{
	if (fits(w, 4))
		smpp__put32(w->out + w->at, value);
	w->at += 4;
}

/*
 * Copies len octets. Short strings, of which most PDUs consist, are moved as two overlapping
 * words instead of by a call.
 */
static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
	if (len > 16 && len <= 32) {
		memcpy(to, from, 16);
		memcpy(to + len - 16, from + len - 16, 16);
	} else if (len >= 8 && len <= 16) {
		memcpy(to, from, 8);
		memcpy(to + len - 8, from + len - 8, 8);
	} else if (len > 32) {
		memcpy(to, from, len);
	} else {
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
	}
}

static void put_octets(struct writer *w, struct smpp_span octets)
{
	if (octets.len > 0 && fits(w, octets.len))
		copy(w->out + w->at, octets.ptr, octets.len);
	w->at += octets.len;
}

static struct smpp_span load_span(const void *body, size_t offset)
{
	return *(const struct smpp_span *)(const void *)((const uint8_t *)body + offset);
}

static uint8_t load_u8(const void *body, size_t offset)
{
	return ((const uint8_t *)body)[offset];
}

static int refuse(struct writer *w, const struct place *place, enum smpp_fault_code code)
{
	const struct smpp__field *named = place->list != NULL ? place->list : place->field;

	w->fault = smpp__fault(code, w->at, smpp__field_name(named), place->field->status);
	if (place->list != NULL) {
		w->fault.entry = place->entry;
		if (place->list->kind != SMPP__MESSAGE_IDS)
			w->fault.member = smpp__field_name(place->field);
	}
	return SMPP_E_FAULT;
}

static int put_cstring(struct writer *w, const struct place *place, struct smpp_span string)
{
	const struct smpp__field *field = place->field;
	size_t limit = field->max[w->version];

	for (size_t v = 0; limit == 0 && v < SMPP__VERSIONS; v++)
		limit = field->max[v]; /* as in decode: a command of another version */
	if (smpp__find_nul(string.ptr, string.len) != SMPP__NO_NUL)
		return refuse(w, place, SMPP_FAULT_CSTRING_HAS_NUL);
	if (string.len >= limit && (w->tolerate & SMPP_TOLERATE_LONG_STRING) == 0)
		return refuse(w, place, SMPP_FAULT_CSTRING_TOO_LONG);
	if (field->kind == SMPP__TIME && string.len != 0 && string.len != 16 &&
	    (string.len > 16 || (w->tolerate & SMPP_TOLERATE_TIME_LENGTH) == 0))
		return refuse(w, place, SMPP_FAULT_TIME_BAD_LENGTH);
	put_octets(w, string);
	put_u8(w, 0);
	return SMPP_OK;
}

/* One entry of a list. */
static int put_entry(struct writer *w, struct place place, const void *entry)
{
	size_t count;
	uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS;
	const struct smpp__field *field =
		smpp__entry_fields((enum smpp__kind)place.list->kind, flag, &count);

	if (field->kind == SMPP__DEST_FLAG) {
		place.field = field;
		flag = load_u8(entry, field->offset);
		if (flag != SMPP_DEST_FLAG_SME_ADDRESS && flag != SMPP_DEST_FLAG_DISTRIBUTION_LIST)
			return refuse(w, &place, SMPP_FAULT_BAD_DEST_FLAG);
		field = smpp__entry_fields((enum smpp__kind)place.list->kind, flag, &count);
	}
	for (; count > 0; field++, count--) {
		place.field = field;
		if (field->kind == SMPP__CSTRING) {
			if (put_cstring(w, &place, load_span(entry, field->offset)) != SMPP_OK)
				return SMPP_E_FAULT;
		} else if (field->kind == SMPP__U32) {
			uint32_t value;

			memcpy(&value, (const uint8_t *)entry + field->offset, sizeof(value));
			put_u32(w, value);
		} else {
			put_u8(w, load_u8(entry, field->offset));
		}
	}
	return SMPP_OK;
}

static size_t entry_size(const struct smpp__field *list)
{
	if (list->kind == SMPP__MESSAGE_IDS)
		return sizeof(struct smpp_span);
	return list->kind == SMPP__DESTS ? sizeof(struct smpp_dest_address)
					 : sizeof(struct smpp_unsuccess_sme);
}

static int put_list(struct writer *w, const struct smpp__field *field, size_t count,
		    const void *body)
{
	struct place place = { field, NULL, -1 };
	struct smpp_list list;

	memcpy(&list, (const uint8_t *)body + field->offset, sizeof(list));
	if (list.array != NULL && list.octets.len > 0)
		return refuse(w, &place, SMPP_FAULT_LIST_BOTH);
	if (list.array == NULL) {
		put_octets(w, list.octets);
		return SMPP_OK;
	}
	place.list = field;
	for (size_t i = 0; i < count; i++) {
		place.entry = (int32_t)i;
		if (put_entry(w, place, (const uint8_t *)list.array + i * entry_size(field)) !=
		    SMPP_OK)
			return SMPP_E_FAULT;
	}
	return SMPP_OK;
}

/* One row. count: the entries of a list, from the row before. */
static int put_field(struct writer *w, const struct place *place, size_t *count, const void *body)
{
	const struct smpp__field *field = place->field;
	struct smpp_span octets;

	switch ((enum smpp__kind)field->kind) {
	case SMPP__CSTRING:
	case SMPP__TIME:
		return put_cstring(w, place, load_span(body, field->offset));
	case SMPP__LENGTH:
		octets = load_span(body, field[1].offset);
		put_u8(w, (uint8_t)octets.len); /* too long: refused with the next row */
		return SMPP_OK;
	case SMPP__OCTETS:
		octets = load_span(body, field->offset);
		if (octets.len > UINT8_MAX)
			return refuse(w, place, SMPP_FAULT_VALUE_TOO_LONG);
		put_octets(w, octets);
		return SMPP_OK;
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS:
		return put_list(w, field, *count, body);
	case SMPP__COUNT:
	case SMPP__U8:
	case SMPP__DEST_FLAG:
	case SMPP__U32:
		break;
	}
	*count = load_u8(body, field->offset);
	put_u8(w, (uint8_t)*count);
	return SMPP_OK;
}

static int put_fields(struct writer *w, const struct smpp__command *command, const void *body)
{
	const struct smpp__field *field = smpp__fields_of(command);
	struct place place = { NULL, NULL, -1 };
	size_t rows = command->count, count = 0;

	while (rows > 0) {
		size_t run = field->run;

		if (run > 0) {
			struct smpp_span octets = { (const uint8_t *)body + field->offset, run };

			put_octets(w, octets);
			field += run;
			rows -= run;
			continue;
		}
		place.field = field;
		if (put_field(w, &place, &count, body) != SMPP_OK)
			return SMPP_E_FAULT;
		field++;
		rows--;
	}
	return SMPP_OK;
}

static int put_tlv(struct writer *w, const struct smpp_tlv *tlv)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tlv->tag);

	if (tlv->value.len > UINT16_MAX) {
		w->fault = smpp__tlv_fault(SMPP_FAULT_VALUE_TOO_LONG, w->at, 1, tlv->tag);
		return SMPP_E_FAULT;
	}
	if (row != NULL && (w->tolerate & SMPP_TOLERATE_TLV_LENGTH) == 0 &&
	    !smpp__tlv_length_ok(row, tlv->value.len, w->version)) {
		w->fault = smpp__tlv_fault(SMPP_FAULT_TLV_BAD_LENGTH, w->at, 1, tlv->tag);
		w->fault.status = row->status;
		return SMPP_E_FAULT;
	}
	if (fits(w, TLV_HEADER_OCTETS)) {
		smpp__put16(w->out + w->at, tlv->tag);
		smpp__put16(w->out + w->at + 2, (uint16_t)tlv->value.len);
	}
	w->at += TLV_HEADER_OCTETS;
	put_octets(w, tlv->value);
	return SMPP_OK;
}

/* All that follows the header. */
static int put_rest(struct writer *w, const struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);

	if (pdu->body_raw) {
		put_octets(w, pdu->body.raw);
		return SMPP_OK;
	}
	if (command == NULL) {
		w->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
				       SMPP_ESME_RINVCMDID);
		return SMPP_E_FAULT;
	}
	if (!pdu->body_absent && put_fields(w, command, &pdu->body) != SMPP_OK)
		return SMPP_E_FAULT;
	put_octets(w, pdu->tlvs);
	for (size_t i = 0; i < pdu->tlv_count; i++) {
		if (put_tlv(w, &pdu->tlv[i]) != SMPP_OK)
			return SMPP_E_FAULT;
	}
	return SMPP_OK;
}

static void put_header(uint8_t *out, const struct smpp_header *header, size_t length)
{
	smpp__put32(out, (uint32_t)length);
	smpp__put32(out + 4, header->command_id);
	smpp__put32(out + 8, header->command_status);
	smpp__put32(out + 12, header->sequence_number);
}

int smpp_encode(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
		struct smpp_buf *buf, struct smpp_fault *fault)
{
	size_t max = rules != NULL && rules->max_pdu != 0 ? rules->max_pdu : SMPP_MAX_PDU_USUAL;
	struct writer w;
	int got;

	w.out = buf->ptr;
	w.cap = buf->cap;
	w.at = HEADER_OCTETS;
	w.version = smpp__version_of(rules != NULL ? rules->version : 0);
	w.tolerate = rules != NULL ? rules->tolerate : SMPP_STRICT;
	w.fault = smpp__fault_none();
	got = put_rest(&w, pdu);
	buf->len = w.at;
	smpp__fault_tell(fault, w.fault);
	if (got != SMPP_OK)
		return got;
	if (w.at > max)
		return SMPP_E_TOO_BIG;
	if (w.at > w.cap)
		return SMPP_E_SPACE;
	put_header(w.out, &pdu->header, w.at);
	return SMPP_OK;
}
