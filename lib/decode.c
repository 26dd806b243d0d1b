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
	const uint8_t *end; /* of the PDU, or of what has arrived of it */
	enum smpp__version version;
	uint32_t tolerate;
	uint32_t tolerated;
	int incomplete; /* the PDU goes on behind end */
	const struct smpp__command *command;
	const struct smpp__field *list; /* the list whose entries are walked, or NULL */
	int32_t entry;                  /* index of that entry */
	struct smpp_fault *fault; /* the first one; code NONE until then */
};

/*
 * What takes octets is given the place where they begin and returns the place behind them, or
 * NULL when they were refused. In the usual case that is all: w is not written.
 */

/* The three places where a member is stored; the table's offsets stay inside by its tests. */
static void store_u8(void *body, size_t offset, uint8_t value)
{
	((uint8_t *)body)[offset] = value;
}

static void store_u32(void *body, size_t offset, uint32_t value)
{
	memcpy((uint8_t *)body + offset, &value, sizeof(value));
}

static struct smpp_span *span_in(void *body, size_t offset)
{
	return (struct smpp_span *)(void *)((uint8_t *)body + offset);
}

static size_t left_behind(const struct walk *w, const uint8_t *at)
{
	return (size_t)(w->end - at);
}

static size_t offset_of(const struct walk *w, const uint8_t *at)
{
	return (size_t)(at - w->octets);
}

/* Notes a fault. @return SMPP_OK when flag is tolerated, else SMPP_E_FAULT. */
SMPP__SELDOM static int deviate(struct walk *w, struct smpp_fault fault, uint32_t flag)
{
	if (w->fault->code == SMPP_FAULT_NONE || (w->tolerate & flag) == 0)
		*w->fault = fault;
	if ((w->tolerate & flag) == 0)
		return SMPP_E_FAULT;
	w->tolerated |= flag;
	return SMPP_OK;
}

/* The field that begins at that place has a fault. @return as deviate */
SMPP__SELDOM static int deviate_at(struct walk *w, const struct smpp__field *field,
				   const uint8_t *at, enum smpp_fault_code code, uint32_t flag)
{
	const struct smpp__field *named = w->list != NULL ? w->list : field;
	struct smpp_fault fault = smpp__fault(code, offset_of(w, at), smpp__field_name(named),
					      field->status);

	if (code == SMPP_FAULT_FIELD_TRUNCATED && field->kind != SMPP__DEST_FLAG)
		fault.status = SMPP_ESME_RINVCMDLEN;
	if (code == SMPP_FAULT_FIELD_TRUNCATED && field->kind == SMPP__DEST_FLAG)
		fault.status = SMPP_ESME_RINVNUMDESTS; /* number_of_dests announced it */
	if (w->list != NULL)
		fault.entry = w->entry;
	if (w->list != NULL && w->list->kind != SMPP__MESSAGE_IDS)
		fault.member = smpp__field_name(field);
	return deviate(w, fault, flag);
}

/* The octets end where a field begins. @return SMPP_OK when it may be missing, empty or 0. */
SMPP__SELDOM static int missing(struct walk *w, const struct smpp__field *field)
{
	uint32_t flag = field->tail ? (uint32_t)SMPP_TOLERATE_MISSING_TAIL : 0;

	return deviate_at(w, field, w->end, SMPP_FAULT_FIELD_TRUNCATED, flag);
}

/* Nothing but TLVs can follow that field. */
static int is_last(const struct walk *w, const struct smpp__field *field)
{
	return w->list == NULL &&
	       field + 1 == smpp__fields_of(w->command) + w->command->count;
}

static size_t limit_of(const struct smpp__field *field, enum smpp__version version)
{
	size_t limit = field->max[version];

	/* a command of another version: by the most generous one that has it */
	for (size_t v = 0; limit == 0 && v < SMPP__VERSIONS; v++)
		limit = field->max[v];
	return limit;
}

static int judge_time(struct walk *w, const struct smpp__field *field, const uint8_t *at,
		      size_t len)
{
	uint32_t flag = len < 16 ? (uint32_t)SMPP_TOLERATE_TIME_LENGTH : 0;

	if (len == 0 || len == 16)
		return SMPP_OK;
	return deviate_at(w, field, at, SMPP_FAULT_TIME_BAD_LENGTH, flag);
}

/* A C-octet string with which something may be wrong: says what, and whether it is let through. */
SMPP__SELDOM static const uint8_t *judge_cstring(struct walk *w, const struct smpp__field *field,
						 const uint8_t *at, struct smpp_span *string)
{
	size_t left = left_behind(w, at), nul = 1, len;

	string->ptr = at;
	string->len = 0;
	if (left == 0)
		return missing(w, field) == SMPP_OK ? at : NULL;
	len = smpp__find_nul(at, left);
	if (len == SMPP__NO_NUL) {
		uint32_t flag = is_last(w, field) ? (uint32_t)SMPP_TOLERATE_NO_NUL : 0;

		if (deviate_at(w, field, at, SMPP_FAULT_CSTRING_NOT_TERMINATED, flag) != SMPP_OK)
			return NULL;
		len = left;
		nul = 0;
	}
	if (len >= limit_of(field, w->version) &&
	    deviate_at(w, field, at, SMPP_FAULT_CSTRING_TOO_LONG, SMPP_TOLERATE_LONG_STRING) !=
		    SMPP_OK)
		return NULL;
	if (field->kind == SMPP__TIME && judge_time(w, field, at, len) != SMPP_OK)
		return NULL;
	string->len = len;
	return at + len + nul;
}

/* A C-octet string: its octets without the NUL, which is passed too. */
static inline const uint8_t *get_cstring(struct walk *w, const struct smpp__field *field,
					 const uint8_t *at, struct smpp_span *string)
{
	size_t len;

	if (at < w->end && *at == 0) { /* most are empty */
		string->ptr = at;
		string->len = 0;
		return at + 1;
	}
	len = smpp__find_nul(at, left_behind(w, at));
	if (len >= field->max[w->version] || (field->kind == SMPP__TIME && len != 16))
		return judge_cstring(w, field, at, string);
	string->ptr = at;
	string->len = len;
	return at + len + 1;
}

/* The octets behind a length. */
static inline const uint8_t *get_octets(struct walk *w, const struct smpp__field *field,
					const uint8_t *at, size_t len, struct smpp_span *octets)
{
	if (left_behind(w, at) < len) {
		if (deviate_at(w, field, at, SMPP_FAULT_OCTETS_TRUNCATED,
			       SMPP_TOLERATE_SHORT_TEXT) != SMPP_OK)
			return NULL;
		len = left_behind(w, at);
	}
	octets->ptr = at;
	octets->len = len;
	return at + len;
}

/* One field of a list entry; entry may be NULL when only the structure matters. */
static const uint8_t *get_entry_field(struct walk *w, const struct smpp__field *field,
				      const uint8_t *at, void *entry)
{
	struct smpp_span string;

	if (field->kind == SMPP__CSTRING)
		return get_cstring(w, field, at,
				   entry != NULL ? span_in(entry, field->offset) : &string);
	if (left_behind(w, at) < field->max[V34]) {
		(void)deviate_at(w, field, at, SMPP_FAULT_FIELD_TRUNCATED, 0);
		return NULL;
	}
	if (entry != NULL && field->kind == SMPP__U32)
		store_u32(entry, field->offset, smpp__get32(at));
	else if (entry != NULL)
		store_u8(entry, field->offset, *at);
	return at + field->max[V34];
}

/* An entry of w->list. */
static const uint8_t *get_entry(struct walk *w, const uint8_t *at, void *entry)
{
	size_t count;
	uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS;
	const struct smpp__field *field =
		smpp__entry_fields((enum smpp__kind)w->list->kind, flag, &count);

	if (field->kind == SMPP__DEST_FLAG && at < w->end) {
		flag = *at;
		if (flag != SMPP_DEST_FLAG_SME_ADDRESS &&
		    flag != SMPP_DEST_FLAG_DISTRIBUTION_LIST) {
			(void)deviate_at(w, field, at, SMPP_FAULT_BAD_DEST_FLAG, 0);
			return NULL;
		}
		field = smpp__entry_fields((enum smpp__kind)w->list->kind, flag, &count);
	}
	for (; count > 0 && at != NULL; field++, count--)
		at = get_entry_field(w, field, at, entry);
	return at;
}

/* A list in the body: every entry is judged, none is kept but as octets. */
SMPP__SELDOM static const uint8_t *get_list(struct walk *w, const struct smpp__field *field,
					    const uint8_t *at, unsigned count, void *body)
{
	struct smpp_list list = { { at, 0 }, NULL };

	w->list = field;
	for (unsigned i = 0; i < count && at != NULL; i++) {
		w->entry = (int32_t)i;
		at = get_entry(w, at, NULL);
	}
	if (at == NULL)
		return NULL;
	w->list = NULL;
	list.octets.len = (size_t)(at - list.octets.ptr);
	memcpy((uint8_t *)body + field->offset, &list, sizeof(list));
	return at;
}

/* A length and the octets that follow it. */
static inline const uint8_t *get_counted(struct walk *w, const struct smpp__field *field,
					 const uint8_t *at, void *body)
{
	if (at == w->end)
		return missing(w, field) == SMPP_OK ? at : NULL;
	return get_octets(w, field + 1, at + 1, *at, span_in(body, field[1].offset));
}

/* A row that is neither a string nor in a run nor a length. count: of the list that follows. */
static const uint8_t *get_field(struct walk *w, const struct smpp__field *field,
				const uint8_t *at, unsigned *count, void *body)
{
	if (field->kind > SMPP__DEST_FLAG)
		return get_list(w, field, at, *count, body);
	*count = 0;
	if (at < w->end)
		*count = *at++;
	else if (missing(w, field) != SMPP_OK)
		return NULL;
	store_u8(body, field->offset, (uint8_t)*count);
	return at;
}

static const uint8_t *get_fields(struct walk *w, const uint8_t *at, void *body)
{
	const struct smpp__field *field = smpp__fields_of(w->command);
	const struct smpp__field *const end = field + w->command->count;
	unsigned count = 0;
	uint8_t *members;
	size_t run;

	while (field < end) {
		if (field->kind <= SMPP__TIME) {
			at = get_cstring(w, field, at, span_in(body, field->offset));
			field++;
		} else if (field->kind == SMPP__LENGTH) {
			at = get_counted(w, field, at, body);
			field += 2;
		} else {
			at = get_field(w, field, at, &count, body);
			field++;
		}
		if (at == NULL)
			return NULL;
		run = field < end ? field->run : 0;
		if (run == 0 || left_behind(w, at) < run)
			continue;
		/*
		 * Members one behind the other. The numbers of them that occur are written out: the
		 * processor then goes on by its guess of the branch and does not wait for the row.
		 */
		members = (uint8_t *)body + field->offset;
		if (run == 2) {
			memcpy(members, at, 2);
			at += 2;
			field += 2;
		} else if (run == 3) {
			memcpy(members, at, 3);
			at += 3;
			field += 3;
		} else if (run == 4) {
			memcpy(members, at, 4);
			at += 4;
			field += 4;
		}
	}
	return at;
}

/* The TLV at that place: is all of it there, with a length that it may have? */
static inline enum smpp_fault_code judge_tlv(const struct walk *w, const uint8_t *at, size_t *len)
{
	size_t left = left_behind(w, at);
	const struct smpp__tlv_row *row;
	uint32_t tag_and_length;

	if (left < TLV_HEADER_OCTETS)
		return SMPP_FAULT_TLV_HEADER_TRUNCATED;
	tag_and_length = smpp__get32(at);
	*len = tag_and_length & 0xFFFF;
	if (*len > left - TLV_HEADER_OCTETS)
		return SMPP_FAULT_TLV_OVERRUN;
	row = smpp__tlv_find((uint16_t)(tag_and_length >> 16));
	if (row == NULL || smpp__tlv_length_ok(row, *len, w->version))
		return SMPP_FAULT_NONE;
	return SMPP_FAULT_TLV_BAD_LENGTH;
}

/* Octets that are no TLV. The flag under which the command lets them pass, and its status. */
static int stray_octets(struct walk *w, const uint8_t *at, struct smpp_fault fault, int first)
{
	uint32_t flag = 0;

	if (w->command->count == 0) {
		flag = SMPP_TOLERATE_EXTRA_OCTETS;
		fault.status = SMPP_ESME_ROK; /* nothing is lost: answer as usual */
	} else if (fault.code == SMPP_FAULT_TLV_OVERRUN) {
		flag = SMPP_TOLERATE_TLV_OVERRUN;
	} else if (first && left_behind(w, at) == 1 && *at == 0) {
		flag = SMPP_TOLERATE_EXTRA_NUL;
	}
	return deviate(w, fault, flag);
}

/* The TLV at that place, perhaps the first, has that fault. @return as deviate */
SMPP__SELDOM static int bad_tlv(struct walk *w, const uint8_t *at, enum smpp_fault_code code,
				int first)
{
	int named = code != SMPP_FAULT_TLV_HEADER_TRUNCATED;
	uint16_t tag = named ? smpp__get16(at) : 0;
	struct smpp_fault fault = smpp__tlv_fault(code, offset_of(w, at), named, tag);

	if (code != SMPP_FAULT_TLV_BAD_LENGTH)
		return stray_octets(w, at, fault, first);
	fault.status = smpp__tlv_find(tag)->status;
	return deviate(w, fault, SMPP_TOLERATE_TLV_LENGTH);
}

static int get_tlvs(struct walk *w, const uint8_t *at, struct smpp_span *tlvs)
{
	size_t len = 0;
	int got = SMPP_OK;

	tlvs->ptr = at;
	while (at < w->end) {
		enum smpp_fault_code code = judge_tlv(w, at, &len);

		if (code != SMPP_FAULT_NONE) {
			got = bad_tlv(w, at, code, at == tlvs->ptr);
			if (got != SMPP_OK || code != SMPP_FAULT_TLV_BAD_LENGTH)
				break;
		}
		at += TLV_HEADER_OCTETS + len;
	}
	tlvs->len = (size_t)(at - tlvs->ptr);
	return got;
}

/* Header and raw octets: what is left of a PDU that does not decode. */
SMPP__SELDOM static void keep_raw(struct smpp_pdu *pdu)
{
	struct smpp_span raw = pdu->wire;
	size_t header = raw.len < HEADER_OCTETS ? raw.len : HEADER_OCTETS;

	raw.len -= header;
	if (header > 0)
		raw.ptr += header; /* else it may be NULL */
	pdu->body_raw = 1;
	pdu->body_absent = 0;
	pdu->body.raw = raw;
	pdu->tlvs.ptr = NULL;
	pdu->tlvs.len = 0;
}

/* Body and TLVs of a command that is known. */
static int get_body(struct walk *w, struct smpp_pdu *pdu)
{
	const uint8_t *at = w->octets + HEADER_OCTETS;

	if (at == w->end && !w->incomplete && w->command->count > 0 &&
	    (w->command->id & SMPP_RESPONSE) != 0) {
		memset(&pdu->body, 0, sizeof(pdu->body));
		pdu->body_absent = 1;
		pdu->tlvs.ptr = NULL;
		pdu->tlvs.len = 0;
		return SMPP_OK;
	}
	at = get_fields(w, at, &pdu->body);
	if (at == NULL)
		return SMPP_E_FAULT;
	return get_tlvs(w, at, &pdu->tlvs);
}

static void start(struct walk *w, struct smpp_span in, const struct smpp_rules *rules,
		  struct smpp_fault *fault)
{
	w->octets = in.ptr;
	w->end = in.ptr + in.len;
	w->version = rules != NULL ? smpp__version_of(rules->version) : V34;
	w->tolerate = rules != NULL ? rules->tolerate : SMPP_STRICT;
	w->tolerated = 0;
	w->incomplete = 0;
	w->list = NULL;
	w->fault = fault;
}

static void clear(struct smpp_pdu *pdu, struct smpp_span in)
{
	pdu->body_absent = 0;
	pdu->body_raw = 0;
	pdu->tlv_count = 0;
	pdu->tolerated = 0;
	pdu->tlv = NULL;
	pdu->wire = in;
}

/* Frame judged, header there: decodes what is there of the rest. */
static int decode_rest(struct walk *w, struct smpp_pdu *pdu)
{
	int got;

	w->command = smpp__command_find(pdu->header.command_id);
	if (w->command == NULL) {
		*w->fault = smpp__fault(SMPP_FAULT_UNKNOWN_COMMAND_ID, 4, smpp__header_name(1),
					SMPP_ESME_RINVCMDID);
		return SMPP_E_FAULT;
	}
	got = get_body(w, pdu);
	if (got == SMPP_E_FAULT && !w->incomplete && pdu->header.command_status != 0 &&
	    (w->command->id & SMPP_RESPONSE) != 0 &&
	    (w->tolerate & SMPP_TOLERATE_ERROR_BODY) != 0) {
		keep_raw(pdu);
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
			*w->fault = smpp__tlv_fault(SMPP_FAULT_INCOMPLETE_BODY, in.len, 0, 0);
		w->fault->code = SMPP_FAULT_INCOMPLETE_BODY;
		w->fault->status = SMPP_ESME_ROK;
		return SMPP_E_MORE;
	}
	if (got == SMPP_OK && in.len > header->command_length) {
		*w->fault = smpp__fault(SMPP_FAULT_TRAILING_DATA, header->command_length, NULL,
					SMPP_ESME_RINVCMDLEN);
		return SMPP_E_FAULT;
	}
	return got;
}

/* The frame: judged here in the usual case, which is exactly one PDU of a size that is allowed. */
static inline int get_frame(struct smpp_span in, const struct smpp_rules *rules,
			    struct smpp_header *header, struct smpp_fault *fault)
{
	uint32_t max = rules != NULL && rules->max_pdu != 0 ? rules->max_pdu : SMPP_MAX_PDU_USUAL;

	if (in.len < HEADER_OCTETS || in.len > max || in.len >= SMPP_MAX_PDU_EVER ||
	    smpp__get32(in.ptr) != in.len)
		return smpp_frame_get(in, max, header, fault);
	header->command_length = (uint32_t)in.len;
	header->command_id = smpp__get32(in.ptr + 4);
	header->command_status = smpp__get32(in.ptr + 8);
	header->sequence_number = smpp__get32(in.ptr + 12);
	*fault = smpp__fault_none();
	return SMPP_OK;
}

int smpp_decode(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
		struct smpp_fault *fault)
{
	struct smpp_fault untold;
	struct walk w;
	int got;

	if (fault == NULL)
		fault = &untold;
	clear(pdu, in);
	got = get_frame(in, rules, &pdu->header, fault);
	if (got == SMPP_E_FAULT || in.len < HEADER_OCTETS) {
		keep_raw(pdu);
		return got;
	}
	if (got == SMPP_OK)
		pdu->wire.len = pdu->header.command_length;
	start(&w, pdu->wire, rules, fault);
	if (got == SMPP_E_MORE) {
		w.incomplete = 1;
		w.tolerate &= ~(uint32_t)AT_THE_END;
	}
	got = judge_length(&w, in, &pdu->header, decode_rest(&w, pdu));
	pdu->tolerated = w.tolerated;
	if (got != SMPP_OK)
		keep_raw(pdu);
	return got;
}

/* Takes the next entry of a list of addresses. Limits were judged when it was decoded. */
static int next_entry(struct smpp_cursor *cursor, enum smpp__kind list, void *entry)
{
	struct smpp__field row = { 0, 0, 0, 0, { 0, 0, 0 }, 0, 0, 0, 0 };
	struct smpp_fault untold = smpp__fault_none();
	struct walk w;
	const uint8_t *at;

	if (cursor->left == 0)
		return SMPP_E_END;
	if (cursor->rest.len == 0)
		return SMPP_E_FAULT;
	row.kind = (uint8_t)list;
	start(&w, cursor->rest, NULL, &untold);
	w.tolerate = SMPP_TOLERATE_LONG_STRING;
	w.list = &row;
	w.entry = 0;
	at = get_entry(&w, cursor->rest.ptr, entry);
	if (at == NULL)
		return SMPP_E_FAULT;
	cursor->rest.ptr = at;
	cursor->rest.len = left_behind(&w, at);
	cursor->left--;
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
