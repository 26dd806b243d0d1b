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
	enum smpp__version version;
	uint32_t tolerate;
	const struct smpp__field *list; /* the list whose entries are written, or NULL */
	int32_t entry;                  /* index of that entry, or -1 */
	size_t refused_at;              /* the place of what was refused */
	struct smpp_fault *fault;
};

/*
 * What puts octets is given the place where they are to begin and returns the place behind them,
 * whether they fit or not. No place is 0: the header comes first.
 */
enum { REFUSED = 0 };

static inline int fits(const struct writer *w, size_t at, size_t len)
{
	return at <= w->cap && len <= w->cap - at;
}

static inline size_t put_u8(const struct writer *w, size_t at, uint8_t value)
{
	if (fits(w, at, 1))
		w->out[at] = value;
	return at + 1;
}

static size_t put_u32(const struct writer *w, size_t at, uint32_t value)
{
	if (fits(w, at, 4))
		smpp__put32(w->out + at, value);
	return at + 4;
}

static inline size_t put_octets(const struct writer *w, size_t at, struct smpp_span octets)
{
	if (fits(w, at, octets.len))
		smpp__copy(w->out + at, octets.ptr, octets.len);
	return at + octets.len;
}

static inline struct smpp_span load_span(const void *body, size_t offset)
{
	return *(const struct smpp_span *)(const void *)((const uint8_t *)body + offset);
}

static inline uint8_t load_u8(const void *body, size_t offset)
{
	return ((const uint8_t *)body)[offset];
}

SMPP__SELDOM static size_t refuse(struct writer *w, const struct smpp__field *field, size_t at,
				  enum smpp_fault_code code)
{
	const struct smpp__field *named = w->list != NULL ? w->list : field;

	*w->fault = smpp__fault(code, at, smpp__field_name(named), field->status);
	w->fault->entry = w->entry;
	if (w->list != NULL && w->list->kind != SMPP__MESSAGE_IDS)
		w->fault->member = smpp__field_name(field);
	w->refused_at = at;
	return REFUSED;
}

/* A string that breaks a rule. @return SMPP_OK when that is tolerated. */
SMPP__SELDOM static int judge_cstring(struct writer *w, const struct smpp__field *field,
				      size_t at, struct smpp_span string)
{
	size_t limit = field->max[w->version];
	enum smpp_fault_code code = SMPP_FAULT_NONE;

	for (size_t v = 0; limit == 0 && v < SMPP__VERSIONS; v++)
		limit = field->max[v]; /* as in decode: a command of another version */
	if (smpp__find_nul(string.ptr, string.len) != SMPP__NO_NUL)
		code = SMPP_FAULT_CSTRING_HAS_NUL;
	else if (string.len >= limit && (w->tolerate & SMPP_TOLERATE_LONG_STRING) == 0)
		code = SMPP_FAULT_CSTRING_TOO_LONG;
	else if (field->kind == SMPP__TIME && string.len != 0 && string.len != 16 &&
		 (string.len > 16 || (w->tolerate & SMPP_TOLERATE_TIME_LENGTH) == 0))
		code = SMPP_FAULT_TIME_BAD_LENGTH;
	if (code == SMPP_FAULT_NONE)
		return SMPP_OK;
	(void)refuse(w, field, at, code);
	return SMPP_E_FAULT;
}

/* A C-octet string that is not empty, and its NUL. */
static size_t put_text(struct writer *w, const struct smpp__field *field, size_t at,
		       struct smpp_span string)
{
	if ((string.len >= field->max[w->version] ||
	     (field->kind == SMPP__TIME && string.len != 16) ||
	     smpp__find_nul(string.ptr, string.len) != SMPP__NO_NUL) &&
	    judge_cstring(w, field, at, string) != SMPP_OK)
		return REFUSED;
	if (fits(w, at, string.len + 1)) {
		smpp__copy(w->out + at, string.ptr, string.len);
		w->out[at + string.len] = 0;
	}
	return at + string.len + 1;
}

static inline size_t put_cstring(struct writer *w, const struct smpp__field *field, size_t at,
				 struct smpp_span string)
{
	if (string.len == 0) /* most are empty */
		return put_u8(w, at, 0);
	return put_text(w, field, at, string);
}

static size_t put_entry_field(struct writer *w, const struct smpp__field *field, size_t at,
			      const void *entry)
{
	uint32_t value;

	if (field->kind == SMPP__CSTRING)
		return put_cstring(w, field, at, load_span(entry, field->offset));
	if (field->kind != SMPP__U32)
		return put_u8(w, at, load_u8(entry, field->offset));
	memcpy(&value, (const uint8_t *)entry + field->offset, sizeof(value));
	return put_u32(w, at, value);
}

/* One entry of w->list. */
static size_t put_entry(struct writer *w, size_t at, const void *entry)
{
	size_t count;
	uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS;
	const struct smpp__field *field =
		smpp__entry_fields((enum smpp__kind)w->list->kind, flag, &count);

	if (field->kind == SMPP__DEST_FLAG) {
		flag = load_u8(entry, field->offset);
		if (flag != SMPP_DEST_FLAG_SME_ADDRESS && flag != SMPP_DEST_FLAG_DISTRIBUTION_LIST)
			return refuse(w, field, at, SMPP_FAULT_BAD_DEST_FLAG);
		field = smpp__entry_fields((enum smpp__kind)w->list->kind, flag, &count);
	}
	for (; count > 0 && at != REFUSED; field++, count--)
		at = put_entry_field(w, field, at, entry);
	return at;
}

static size_t entry_size(const struct smpp__field *list)
{
	if (list->kind == SMPP__MESSAGE_IDS)
		return sizeof(struct smpp_span);
	return list->kind == SMPP__DESTS ? sizeof(struct smpp_dest_address)
					 : sizeof(struct smpp_unsuccess_sme);
}

SMPP__SELDOM static size_t put_list(struct writer *w, const struct smpp__field *field, size_t at,
				    size_t count, const void *body)
{
	struct smpp_list list;
	const uint8_t *entry;

	memcpy(&list, (const uint8_t *)body + field->offset, sizeof(list));
	if (list.array != NULL && list.octets.len > 0)
		return refuse(w, field, at, SMPP_FAULT_LIST_BOTH);
	if (list.array == NULL)
		return put_octets(w, at, list.octets);
	w->list = field;
	entry = list.array;
	for (size_t i = 0; i < count && at != REFUSED; i++, entry += entry_size(field)) {
		w->entry = (int32_t)i;
		at = put_entry(w, at, entry);
	}
	w->list = NULL;
	w->entry = -1;
	return at;
}

/* A length and the octets that follow it. */
static inline size_t put_counted(struct writer *w, const struct smpp__field *field, size_t at,
				 struct smpp_span octets)
{
	if (octets.len > UINT8_MAX)
		return refuse(w, field + 1, at + 1, SMPP_FAULT_VALUE_TOO_LONG);
	at = put_u8(w, at, (uint8_t)octets.len);
	return put_octets(w, at, octets);
}

/* A row that is neither a string nor in a run nor a length. count: of the list that follows. */
static size_t put_field(struct writer *w, const struct smpp__field *field, size_t at,
			size_t *count, const void *body)
{
	if (field->kind > SMPP__DEST_FLAG)
		return put_list(w, field, at, *count, body);
	*count = load_u8(body, field->offset);
	return put_u8(w, at, (uint8_t)*count);
}

static size_t put_fields(struct writer *w, const struct smpp__command *command, const void *body)
{
	const struct smpp__field *field = smpp__fields_of(command), *end = field + command->count;
	size_t at = HEADER_OCTETS, count = 0;

	while (field < end) {
		if (field->kind == SMPP__CSTRING || field->kind == SMPP__TIME) {
			at = put_cstring(w, field, at, load_span(body, field->offset));
			field++;
		} else if (field->kind == SMPP__LENGTH) {
			at = put_counted(w, field, at, load_span(body, field[1].offset));
			field += 2;
		} else {
			at = put_field(w, field, at, &count, body);
			field++;
		}
		if (at == REFUSED)
			return REFUSED;
		if (field < end && field->run > 0) {
			if (fits(w, at, field->run))
				smpp__copy_few(w->out + at, (const uint8_t *)body + field->offset,
					       field->run);
			at += field->run;
			field += field->run;
		}
	}
	return at;
}

SMPP__SELDOM static size_t refuse_tlv(struct writer *w, size_t at, enum smpp_fault_code code,
				      const struct smpp_tlv *tlv)
{
	*w->fault = smpp__tlv_fault(code, at, 1, tlv->tag);
	if (code == SMPP_FAULT_TLV_BAD_LENGTH)
		w->fault->status = smpp__tlv_find(tlv->tag)->status;
	w->refused_at = at;
	return REFUSED;
}

static inline size_t put_tlv(struct writer *w, size_t at, const struct smpp_tlv *tlv)
{
	const struct smpp__tlv_row *row = smpp__tlv_find(tlv->tag);
	size_t len = tlv->value.len;

	if (len > UINT16_MAX)
		return refuse_tlv(w, at, SMPP_FAULT_VALUE_TOO_LONG, tlv);
	if (row != NULL && !smpp__tlv_length_ok(row, len, w->version) &&
	    (w->tolerate & SMPP_TOLERATE_TLV_LENGTH) == 0)
		return refuse_tlv(w, at, SMPP_FAULT_TLV_BAD_LENGTH, tlv);
	if (fits(w, at, TLV_HEADER_OCTETS + len)) {
		smpp__put16(w->out + at, tlv->tag);
		smpp__put16(w->out + at + 2, (uint16_t)len);
		smpp__copy(w->out + at + TLV_HEADER_OCTETS, tlv->value.ptr, len);
	}
	return at + TLV_HEADER_OCTETS + len;
}

/* All that follows the header. */
static size_t put_rest(struct writer *w, const struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	size_t at = HEADER_OCTETS;

	if (pdu->body_raw)
		return put_octets(w, at, pdu->body.raw);
	if (command == NULL) {
		*w->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
					SMPP_ESME_RINVCMDID);
		w->refused_at = at;
		return REFUSED;
	}
	if (!pdu->body_absent)
		at = put_fields(w, command, &pdu->body);
	if (at == REFUSED)
		return REFUSED;
	at = put_octets(w, at, pdu->tlvs);
	for (size_t i = 0; i < pdu->tlv_count && at != REFUSED; i++)
		at = put_tlv(w, at, &pdu->tlv[i]);
	return at;
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
	struct smpp_fault untold;
	struct writer w;
	size_t len;

	w.out = buf->ptr;
	w.cap = buf->cap;
	w.version = rules != NULL ? smpp__version_of(rules->version) : V34;
	w.tolerate = rules != NULL ? rules->tolerate : SMPP_STRICT;
	w.list = NULL;
	w.entry = -1;
	w.fault = fault != NULL ? fault : &untold;
	*w.fault = smpp__fault_none();
	len = put_rest(&w, pdu);
	buf->len = len != REFUSED ? len : w.refused_at;
	if (len == REFUSED)
		return SMPP_E_FAULT;
	if (len > max)
		return SMPP_E_TOO_BIG;
	if (len > w.cap)
		return SMPP_E_SPACE;
	put_header(w.out, &pdu->header, len);
	return SMPP_OK;
}
