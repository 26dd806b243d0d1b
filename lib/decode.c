/* SPDX-License-Identifier: MIT */
/*
 * Owns: octets of one PDU into a struct smpp_pdu, by the table.
 * Must not know: sessions, time, what values mean.
 *
 * A walk moves forward over the octets. The first refusal stops it; a deviation that a tolerance
 * lets through is noted and the walk goes on.
 */
#include "fault.h"
#include "table.h"
#include "wire.h"

#define HEADER_OCTETS 16
#define TLV_HEADER_OCTETS 4

/* Tolerances of what the end of a PDU looks like: meaningless before it is there. */
#define AT_THE_END                                                                            \
	(SMPP_TOLERATE_NO_NUL | SMPP_TOLERATE_EXTRA_NUL | SMPP_TOLERATE_EXTRA_OCTETS |         \
	 SMPP_TOLERATE_MISSING_TAIL | SMPP_TOLERATE_TLV_OVERRUN | SMPP_TOLERATE_SHORT_TEXT)

struct walk {
	const uint8_t *octets;
	size_t at;  /* next octet */
	size_t end; /* of the PDU, or of what has arrived of it */
	enum smpp__version version;
	uint32_t tolerate;
	uint32_t tolerated;
	int incomplete; /* the PDU goes on behind end */
	struct smpp_fault fault; /* the first one; code NONE until then */
};

/* Where a field stands, for faults: in the body, or in an entry of a list. */
struct place {
	const struct smpp__field *field; /* the row at hand */
	const struct smpp__field *list;  /* the list it is an entry of, or NULL */
	int32_t entry;                   /* its index, or -1 */
	int last;                        /* nothing but TLVs can follow */
};

/* The three places where a member is stored; the table's offsets stay inside by its tests. */
static void store_u8(void *body, size_t offset, uint8_t value)
{
	((uint8_t *)body)[offset] = value;
}

static void store_u32(void *body, size_t offset, uint32_t value)
{
	memcpy((uint8_t *)body + offset, &value, sizeof(value));
}

static void store_span(void *body, size_t offset, const uint8_t *ptr, size_t len)
{
	struct smpp_span *span = (struct smpp_span *)(void *)((uint8_t *)body + offset);

	span->ptr = ptr;
	span->len = len;
}

/* Notes a fault. @return SMPP_OK when flag is tolerated, else SMPP_E_FAULT. */
static int deviate(struct walk *w, struct smpp_fault fault, uint32_t flag)
{
	if (w->fault.code == SMPP_FAULT_NONE || (w->tolerate & flag) == 0)
		w->fault = fault;
	if ((w->tolerate & flag) == 0)
		return SMPP_E_FAULT;
	w->tolerated |= flag;
	return SMPP_OK;
}

static struct smpp_fault fault_at(const struct walk *w, const struct place *place,
				  enum smpp_fault_code code, uint32_t status)
{
	struct smpp_fault fault = smpp__fault(code, w->at, NULL, status);

	if (place->list == NULL) {
		fault.field = smpp__field_name(place->field);
		return fault;
	}
	fault.field = smpp__field_name(place->list);
	fault.entry = place->entry;
	if (place->list->kind != SMPP__MESSAGE_IDS)
		fault.member = smpp__field_name(place->field);
	return fault;
}

/* The walk is at the end although a field begins here. */
static int truncated(struct walk *w, const struct place *place)
{
	uint32_t status = SMPP_ESME_RINVCMDLEN;

	if (place->field->kind == SMPP__DEST_FLAG)
		status = SMPP_ESME_RINVNUMDESTS; /* number_of_dests announced it */
	return deviate(w, fault_at(w, place, SMPP_FAULT_FIELD_TRUNCATED, status), 0);
}

static size_t limit_of(const struct smpp__field *field, enum smpp__version version)
{
	size_t limit = field->max[version];

	/* a command of another version: by the most generous one that has it */
	for (size_t v = 0; limit == 0 && v < SMPP__VERSIONS; v++)
		limit = field->max[v];
	return limit;
}

static int judge_time(struct walk *w, const struct place *place, size_t len)
{
	uint32_t flag = len < 16 ? (uint32_t)SMPP_TOLERATE_TIME_LENGTH : 0;

	if (len == 0 || len == 16)
		return SMPP_OK;
	return deviate(w, fault_at(w, place, SMPP_FAULT_TIME_BAD_LENGTH, place->field->status),
		       flag);
}

/* A C-octet string at the walk's place: its octets without the NUL, which is passed too. */
static int get_cstring(struct walk *w, const struct place *place, struct smpp_span *string)
{
	const struct smpp__field *field = place->field;
	size_t left = w->end - w->at, len;

	if (left == 0)
		return truncated(w, place);
	string->ptr = w->octets + w->at;
	len = smpp__find_nul(string->ptr, left);
	if (len == SMPP__NO_NUL) {
		uint32_t flag = place->last ? (uint32_t)SMPP_TOLERATE_NO_NUL : 0;

		if (deviate(w, fault_at(w, place, SMPP_FAULT_CSTRING_NOT_TERMINATED,
					field->status), flag) != SMPP_OK)
			return SMPP_E_FAULT;
		len = left--;
	}
	if (len >= limit_of(field, w->version) &&
	    deviate(w, fault_at(w, place, SMPP_FAULT_CSTRING_TOO_LONG, field->status),
		    SMPP_TOLERATE_LONG_STRING) != SMPP_OK)
		return SMPP_E_FAULT;
	if (field->kind == SMPP__TIME && judge_time(w, place, len) != SMPP_OK)
		return SMPP_E_FAULT;
	string->len = len;
	w->at += len < left ? len + 1 : len;
	return SMPP_OK;
}

/* The octets behind a length. */
static int get_octets(struct walk *w, const struct place *place, size_t len,
		      struct smpp_span *octets)
{
	if (w->end - w->at < len) {
		if (deviate(w, fault_at(w, place, SMPP_FAULT_OCTETS_TRUNCATED,
					place->field->status),
			    SMPP_TOLERATE_SHORT_TEXT) != SMPP_OK)
			return SMPP_E_FAULT;
		len = w->end - w->at;
	}
	octets->ptr = w->octets + w->at;
	octets->len = len;
	w->at += len;
	return SMPP_OK;
}

/* One field of a list entry; entry may be NULL when only the structure matters. */
static int get_entry_field(struct walk *w, const struct place *place, void *entry)
{
	const struct smpp__field *field = place->field;
	struct smpp_span string;

	if (field->kind == SMPP__CSTRING) {
		if (get_cstring(w, place, &string) != SMPP_OK)
			return SMPP_E_FAULT;
		if (entry != NULL)
			store_span(entry, field->offset, string.ptr, string.len);
		return SMPP_OK;
	}
	if (w->end - w->at < field->max[V34])
		return truncated(w, place);
	if (entry != NULL && field->kind == SMPP__U32)
		store_u32(entry, field->offset, smpp__get32(w->octets + w->at));
	else if (entry != NULL)
		store_u8(entry, field->offset, w->octets[w->at]);
	w->at += field->max[V34];
	return SMPP_OK;
}

/* An entry of a list. */
static int get_entry(struct walk *w, struct place place, void *entry)
{
	size_t count;
	uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS;
	const struct smpp__field *fields =
		smpp__entry_fields((enum smpp__kind)place.list->kind, flag, &count);

	place.field = fields;
	if (fields->kind == SMPP__DEST_FLAG && w->at < w->end) {
		flag = w->octets[w->at];
		if (flag != SMPP_DEST_FLAG_SME_ADDRESS && flag != SMPP_DEST_FLAG_DISTRIBUTION_LIST)
			return deviate(w, fault_at(w, &place, SMPP_FAULT_BAD_DEST_FLAG,
						   fields->status), 0);
		fields = smpp__entry_fields((enum smpp__kind)place.list->kind, flag, &count);
	}
	for (size_t i = 0; i < count; i++) {
		place.field = fields + i;
		if (get_entry_field(w, &place, entry) != SMPP_OK)
			return SMPP_E_FAULT;
	}
	return SMPP_OK;
}

/* A list in the body: every entry is judged, none is kept but as octets. */
static int get_list(struct walk *w, const struct smpp__field *field, unsigned count, void *body)
{
	struct smpp_list list = { { w->octets + w->at, 0 }, NULL };
	struct place place = { field, field, 0, 0 };

	for (unsigned i = 0; i < count; i++) {
		place.entry = (int32_t)i;
		if (get_entry(w, place, NULL) != SMPP_OK)
			return SMPP_E_FAULT;
	}
	list.octets.len = (size_t)(w->octets + w->at - list.octets.ptr);
	memcpy((uint8_t *)body + field->offset, &list, sizeof(list));
	return SMPP_OK;
}

/* The body ends before a field that peers are known to leave out. */
static int missing_tail(struct walk *w, const struct place *place, size_t rows, void *body)
{
	struct smpp_list none = { { NULL, 0 }, NULL };

	if (deviate(w, fault_at(w, place, SMPP_FAULT_FIELD_TRUNCATED, SMPP_ESME_RINVCMDLEN),
		    SMPP_TOLERATE_MISSING_TAIL) != SMPP_OK)
		return SMPP_E_FAULT;
	for (const struct smpp__field *field = place->field; rows > 0; field++, rows--) {
		if (field->kind == SMPP__COUNT)
			store_u8(body, field->offset, 0);
		else if (field->kind == SMPP__CSTRING)
			store_span(body, field->offset, w->octets + w->at, 0);
		else
			memcpy((uint8_t *)body + field->offset, &none, sizeof(none));
	}
	return SMPP_OK;
}

/* One row that is not a plain octet. announced: the length or count read before, or now. */
static int get_field(struct walk *w, const struct place *place, unsigned *announced, void *body)
{
	const struct smpp__field *field = place->field;
	struct smpp_span span;

	switch ((enum smpp__kind)field->kind) {
	case SMPP__CSTRING:
	case SMPP__TIME:
		if (get_cstring(w, place, &span) != SMPP_OK)
			return SMPP_E_FAULT;
		store_span(body, field->offset, span.ptr, span.len);
		return SMPP_OK;
	case SMPP__OCTETS:
		if (get_octets(w, place, *announced, &span) != SMPP_OK)
			return SMPP_E_FAULT;
		store_span(body, field->offset, span.ptr, span.len);
		return SMPP_OK;
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS:
		return get_list(w, field, *announced, body);
	case SMPP__LENGTH:
	case SMPP__COUNT:
	case SMPP__U8:
	case SMPP__DEST_FLAG:
	case SMPP__U32:
		break;
	}
	if (w->at == w->end)
		return truncated(w, place);
	*announced = w->octets[w->at++];
	if (field->kind != SMPP__LENGTH)
		store_u8(body, field->offset, (uint8_t)*announced);
	return SMPP_OK;
}

static int get_fields(struct walk *w, const struct smpp__field *field, size_t rows, void *body)
{
	struct place place = { NULL, NULL, -1, 0 };
	unsigned announced = 0;

	while (rows > 0) {
		size_t run = field->run;

		if (run > 0 && w->end - w->at >= run) {
			memcpy((uint8_t *)body + field->offset, w->octets + w->at, run);
			w->at += run;
			field += run;
			rows -= run;
			continue;
		}
		place.field = field;
		place.last = rows == 1;
		if (field->tail && w->at == w->end)
			return missing_tail(w, &place, rows, body);
		if (get_field(w, &place, &announced, body) != SMPP_OK)
			return SMPP_E_FAULT;
		field++;
		rows--;
	}
	return SMPP_OK;
}

/* Octets that are no TLV. The flag under which the command lets them pass, and its status. */
static int stray_octets(struct walk *w, struct smpp_fault fault,
			const struct smpp__command *command, size_t body_end)
{
	uint32_t flag = 0;

	if (command->count == 0) {
		flag = SMPP_TOLERATE_EXTRA_OCTETS;
		fault.status = SMPP_ESME_ROK; /* nothing is lost: answer as usual */
	} else if (fault.code == SMPP_FAULT_TLV_OVERRUN) {
		flag = SMPP_TOLERATE_TLV_OVERRUN;
	} else if (w->at == body_end && w->end - w->at == 1 && w->octets[w->at] == 0) {
		flag = SMPP_TOLERATE_EXTRA_NUL;
	}
	return deviate(w, fault, flag);
}

/* The TLV at the walk's place: a fault with code NONE, or what is wrong with it. */
static struct smpp_fault judge_tlv(const struct walk *w, size_t *len)
{
	size_t left = w->end - w->at;
	const struct smpp__tlv_row *row;
	struct smpp_fault fault;
	uint16_t tag;

	*len = left;
	if (left < TLV_HEADER_OCTETS)
		return smpp__tlv_fault(SMPP_FAULT_TLV_HEADER_TRUNCATED, w->at, 0, 0);
	tag = smpp__get16(w->octets + w->at);
	*len = TLV_HEADER_OCTETS + (size_t)smpp__get16(w->octets + w->at + 2);
	if (*len > left)
		return smpp__tlv_fault(SMPP_FAULT_TLV_OVERRUN, w->at, 1, tag);
	row = smpp__tlv_find(tag);
	if (row == NULL || smpp__tlv_length_ok(row, *len - TLV_HEADER_OCTETS, w->version))
		return smpp__fault_none();
	fault = smpp__tlv_fault(SMPP_FAULT_TLV_BAD_LENGTH, w->at, 1, tag);
	fault.status = row->status;
	return fault;
}

static int get_tlvs(struct walk *w, const struct smpp__command *command, struct smpp_span *tlvs)
{
	size_t start = w->at, len;

	tlvs->ptr = w->octets + start;
	while (w->at < w->end) {
		struct smpp_fault fault = judge_tlv(w, &len);

		if (fault.code == SMPP_FAULT_TLV_BAD_LENGTH) {
			if (deviate(w, fault, SMPP_TOLERATE_TLV_LENGTH) != SMPP_OK)
				return SMPP_E_FAULT;
		} else if (fault.code != SMPP_FAULT_NONE) {
			tlvs->len = w->at - start;
			return stray_octets(w, fault, command, start);
		}
		w->at += len;
	}
	tlvs->len = w->at - start;
	return SMPP_OK;
}

/* Header and raw octets: what is left of a PDU that does not decode. */
static void keep_raw(const struct walk *w, struct smpp_pdu *pdu)
{
	size_t from = w->end < HEADER_OCTETS ? w->end : HEADER_OCTETS;

	pdu->body_raw = 1;
	pdu->body_absent = 0;
	pdu->body.raw.ptr = from > 0 ? w->octets + from : w->octets; /* which may be NULL */
	pdu->body.raw.len = w->end - from;
	pdu->tlvs.ptr = NULL;
	pdu->tlvs.len = 0;
}

/* Body and TLVs of a command that is known. */
static int get_body(struct walk *w, const struct smpp__command *command, struct smpp_pdu *pdu)
{
	if (w->end == HEADER_OCTETS && !w->incomplete && command->count > 0 &&
	    (command->id & SMPP_RESPONSE) != 0) {
		memset(&pdu->body, 0, sizeof(pdu->body));
		pdu->body_absent = 1;
		return SMPP_OK;
	}
	if (get_fields(w, smpp__fields_of(command), command->count, &pdu->body) != SMPP_OK)
		return SMPP_E_FAULT;
	return get_tlvs(w, command, &pdu->tlvs);
}

static void start(struct walk *w, struct smpp_span in, const struct smpp_rules *rules)
{
	w->octets = in.ptr;
	w->at = HEADER_OCTETS;
	w->end = in.len;
	w->version = smpp__version_of(rules != NULL ? rules->version : 0);
	w->tolerate = rules != NULL ? rules->tolerate : SMPP_STRICT;
	w->tolerated = 0;
	w->incomplete = 0;
	w->fault = smpp__fault_none();
}

static void clear(struct smpp_pdu *pdu, struct smpp_span in)
{
	pdu->body_absent = 0;
	pdu->body_raw = 0;
	pdu->tlv_count = 0;
	pdu->tolerated = 0;
	pdu->tlvs.ptr = NULL;
	pdu->tlvs.len = 0;
	pdu->tlv = NULL;
	pdu->wire = in;
}

/* Frame judged, header there: decodes what is there of the rest. */
static int decode_rest(struct walk *w, struct smpp_pdu *pdu)
{
	const struct smpp__command *command = smpp__command_find(pdu->header.command_id);
	int got;

	if (command == NULL) {
		w->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
				       SMPP_ESME_RINVCMDID);
		return SMPP_E_FAULT;
	}
	got = get_body(w, command, pdu);
	if (got == SMPP_E_FAULT && !w->incomplete && pdu->header.command_status != 0 &&
	    (command->id & SMPP_RESPONSE) != 0 && (w->tolerate & SMPP_TOLERATE_ERROR_BODY) != 0) {
		keep_raw(w, pdu);
		w->tolerated = SMPP_TOLERATE_ERROR_BODY; /* it alone lets all of this pass */
		got = SMPP_OK;
	}
	return got;
}

/* The octets given are fewer or more than command_length says. */
static int judge_length(struct walk *w, struct smpp_span in, const struct smpp_header *header,
			int got)
{
	if (w->incomplete) {
		if (got == SMPP_OK)
			w->fault = smpp__tlv_fault(SMPP_FAULT_INCOMPLETE_BODY, w->at, 0, 0);
		w->fault.code = SMPP_FAULT_INCOMPLETE_BODY;
		w->fault.status = SMPP_ESME_ROK;
		return SMPP_E_MORE;
	}
	if (got == SMPP_OK && in.len > header->command_length) {
		w->fault = smpp__fault(SMPP_FAULT_TRAILING_DATA, header->command_length, NULL,
				       SMPP_ESME_RINVCMDLEN);
		return SMPP_E_FAULT;
	}
	return got;
}

int smpp_decode(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
		struct smpp_fault *fault)
{
	struct walk w;
	int got;

	start(&w, in, rules);
	clear(pdu, in);
	got = smpp_frame_get(in, rules != NULL ? rules->max_pdu : 0, &pdu->header, &w.fault);
	if (got == SMPP_E_FAULT || in.len < HEADER_OCTETS) {
		keep_raw(&w, pdu);
		smpp__fault_tell(fault, w.fault);
		return got;
	}
	if (got == SMPP_E_MORE) {
		w.incomplete = 1;
		w.tolerate &= ~(uint32_t)AT_THE_END;
	} else {
		w.end = pdu->header.command_length;
	}
	got = judge_length(&w, in, &pdu->header, decode_rest(&w, pdu));
	pdu->wire.len = w.end;
	pdu->tolerated = w.tolerated;
	if (got != SMPP_OK)
		keep_raw(&w, pdu);
	smpp__fault_tell(fault, w.fault);
	return got;
}

/* A walk over the entries that decode has let through: limits were judged there. */
static void start_cursor(struct walk *w, const struct smpp_cursor *cursor)
{
	start(w, cursor->rest, NULL);
	w->at = 0;
	w->tolerate = SMPP_TOLERATE_LONG_STRING;
}

static void move_cursor(struct smpp_cursor *cursor, const struct walk *w)
{
	cursor->rest.ptr += w->at;
	cursor->rest.len -= w->at;
	cursor->left--;
}

/* Takes the next entry of a list of addresses. */
static int next_entry(struct smpp_cursor *cursor, enum smpp__kind list, void *entry)
{
	struct smpp__field row = { 0, 0, 0, 0, { 0, 0, 0 }, 0, 0, 0, 0 };
	struct place place = { NULL, &row, 0, 0 };
	struct walk w;

	if (cursor->left == 0)
		return SMPP_E_END;
	row.kind = (uint8_t)list;
	start_cursor(&w, cursor);
	if (get_entry(&w, place, entry) != SMPP_OK)
		return SMPP_E_FAULT;
	move_cursor(cursor, &w);
	return SMPP_OK;
}

int smpp_dest_next(struct smpp_cursor *cursor, struct smpp_dest_address *dest)
{
	memset(dest, 0, sizeof(*dest));
	return next_entry(cursor, SMPP__DESTS, dest);
}

int smpp_unsuccess_next(struct smpp_cursor *cursor, struct smpp_unsuccess_sme *sme)
{
	memset(sme, 0, sizeof(*sme));
	return next_entry(cursor, SMPP__UNSUCCESS, sme);
}

int smpp_message_id_next(struct smpp_cursor *cursor, struct smpp_span *message_id)
{
	size_t len;

	if (cursor->left == 0)
		return SMPP_E_END;
	len = smpp__find_nul(cursor->rest.ptr, cursor->rest.len);
	if (len == SMPP__NO_NUL)
		return SMPP_E_FAULT;
	message_id->ptr = cursor->rest.ptr;
	message_id->len = len;
	cursor->rest.ptr += len + 1;
	cursor->rest.len -= len + 1;
	cursor->left--;
	return SMPP_OK;
}

int smpp_pdu_text(const struct smpp_pdu *pdu, struct smpp_span *text)
{
	if (pdu->body_absent || pdu->body_raw)
		return SMPP_E_ABSENT;
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM: *text = pdu->body.submit_sm.short_message; break;
	case SMPP_SUBMIT_MULTI: *text = pdu->body.submit_multi.short_message; break;
	case SMPP_REPLACE_SM: *text = pdu->body.replace_sm.short_message; break;
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM: *text = smpp_span_of(""); break;
	default: return SMPP_E_ABSENT;
	}
	(void)smpp_tlv_find(pdu->tlvs, SMPP_TLV_MESSAGE_PAYLOAD, text);
	return SMPP_OK;
}
