/* SPDX-License-Identifier: MIT */
/*
 * Owns: a second, slow decoder driven by the TSV files, and PDUs built from them.
 * Must not know: lib/. Where both decoders disagree, one of them is wrong.
 *
 * Functions are inline because each test program uses some of them.
 */
#ifndef SMPP_TESTS_REFERENCE_H
#define SMPP_TESTS_REFERENCE_H

#include "support.h"

#include <stdio.h>
#include <stdlib.h>

/* One row of fields.tsv. */
struct ref_field {
	const char *command;
	const char *name;
	const char *type;
	const char *length_field;
	unsigned max[3]; /* in 3.3, 3.4, 5.0; 0: not in it */
	unsigned most;   /* of the three */
};

struct ref_command {
	const char *name;
	uint32_t id;
	unsigned since; /* column of max */
	unsigned last;
};

struct ref_tlv {
	const char *name;
	uint16_t tag;
	unsigned min[3]; /* of the value in 3.3, 3.4, 5.0; 3.3 has none and is read as 5.0 */
	unsigned max[3];
};

/* All of it, read once. */
static struct ref_tables {
	struct ref_field field[256];
	size_t fields;
	struct ref_command command[64];
	size_t commands;
	struct ref_tlv tlv[128];
	size_t tlvs;
	struct tsv kept[3]; /* the files: names point into them */
} ref;

static inline unsigned ref_column(uint8_t version)
{
	return version == SMPP_V3_3 ? 0 : version == SMPP_V3_4 ? 1 : 2;
}

static inline uint8_t ref_version(unsigned column)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0 };

	return versions[column];
}

static inline void ref_load_fields(void)
{
	static const char *const columns[] = { "max_v33", "max_v34", "max_v50" };
	struct tsv tsv = ref.kept[0] = tsv_read("fields.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		struct ref_field *field = &ref.field[ref.fields];

		if (strcmp(tsv_get(&tsv, i, "field_name"), "(no body)") == 0)
			continue;
		field->command = tsv_get(&tsv, i, "command_name");
		field->name = tsv_get(&tsv, i, "field_name");
		field->type = tsv_get(&tsv, i, "type");
		field->length_field = tsv_get(&tsv, i, "length_field");
		field->most = (unsigned)atoi(tsv_get(&tsv, i, "max_octets"));
		for (size_t v = 0; v < 3; v++)
			field->max[v] = (unsigned)atoi(tsv_get(&tsv, i, columns[v]));
		ref.fields++;
	}
}

static inline void ref_load_tlvs(void)
{
	struct tsv tsv = ref.kept[1] = tsv_read("tlvs.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		struct ref_tlv *tlv = &ref.tlv[ref.tlvs++];
		const char *old = tsv_get(&tsv, i, "len_v34"), *dash = strchr(old, '-');

		tlv->name = tsv_get(&tsv, i, "name");
		tlv->tag = (uint16_t)strtoul(tsv_get(&tsv, i, "tag"), NULL, 16);
		for (size_t v = 0; v < 3; v++) {
			tlv->min[v] = (unsigned)atoi(tsv_get(&tsv, i, "min_len"));
			tlv->max[v] = (unsigned)atoi(tsv_get(&tsv, i, "max_len"));
		}
		if (strcmp(old, "-") != 0) {
			tlv->min[1] = (unsigned)atoi(old);
			tlv->max[1] = dash != NULL ? (unsigned)atoi(dash + 1) : tlv->min[1];
		}
		/* the documented deviation of our table: 2 octets are read in 5.0 */
		if (tlv->tag == SMPP_TLV_SOURCE_TELEMATICS_ID)
			tlv->max[0] = tlv->max[2] = 2;
	}
}

static inline void ref_load(void)
{
	struct tsv tsv;

	if (ref.fields > 0)
		return;
	ref_load_fields();
	ref_load_tlvs();
	tsv = ref.kept[2] = tsv_read("commands.tsv");
	for (size_t i = 0; i < tsv.rows; i++) {
		struct ref_command *command = &ref.command[ref.commands++];

		command->name = tsv_get(&tsv, i, "command_name");
		command->id = (uint32_t)strtoul(tsv_get(&tsv, i, "command_id"), NULL, 16);
		command->since = ref_column(version_of_text(tsv_get(&tsv, i, "since")));
		command->last = ref_column(version_of_text(tsv_get(&tsv, i, "last")));
	}
}

static inline const struct ref_command *ref_command_of(uint32_t id)
{
	ref_load();
	for (size_t i = 0; i < ref.commands; i++) {
		if (ref.command[i].id == id)
			return &ref.command[i];
	}
	return NULL;
}

static inline const struct ref_tlv *ref_tlv_of(uint16_t tag)
{
	ref_load();
	for (size_t i = 0; i < ref.tlvs; i++) {
		if (ref.tlv[i].tag == tag)
			return &ref.tlv[i];
	}
	return NULL;
}

/* Next field of a command behind field, or the first one for NULL. */
static inline const struct ref_field *ref_next(const char *command, const struct ref_field *field)
{
	size_t i = field == NULL ? 0 : (size_t)(field - ref.field) + 1;

	for (; i < ref.fields; i++) {
		if (strcmp(ref.field[i].command, command) == 0)
			return &ref.field[i];
	}
	return NULL;
}

static inline int ref_is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* A time: of 0 or 16 characters. */
static inline int ref_is_time(const char *field)
{
	return ref_is(field, "schedule_delivery_time") || ref_is(field, "validity_period");
}

/* What the second decoder says: "OK", or the name of a fault with its place. */
struct ref_result {
	const char *code;
	char field[80];
	size_t offset;
};

struct ref_walk {
	struct smpp_span in; /* of the PDU, without what follows it */
	size_t at;
	unsigned column;
	int incomplete;
	struct ref_result result;
};

static inline int ref_fail(struct ref_walk *w, const char *code, const char *field, size_t offset)
{
	w->result.code = code;
	snprintf(w->result.field, sizeof(w->result.field), "%s", field);
	w->result.offset = offset;
	return 0;
}

/* Fails with code, or with INCOMPLETE_BODY when more octets are to come. */
static inline int ref_cut(struct ref_walk *w, const char *code, const char *field)
{
	return ref_fail(w, w->incomplete ? "INCOMPLETE_BODY" : code, field, w->at);
}

static inline unsigned long ref_number(const uint8_t *p, size_t octets)
{
	unsigned long value = 0;

	for (size_t i = 0; i < octets; i++)
		value = value << 8 | p[i];
	return value;
}

static inline int ref_integer(struct ref_walk *w, const struct ref_field *field, const char *name,
			      unsigned long *value)
{
	if (w->at + field->most > w->in.len)
		return ref_cut(w, "FIELD_TRUNCATED", name);
	*value = ref_number(w->in.ptr + w->at, field->most);
	w->at += field->most;
	return 1;
}

static inline int ref_cstring(struct ref_walk *w, size_t max, const char *name, int time)
{
	const uint8_t *nul;
	size_t len;

	if (w->at >= w->in.len)
		return ref_cut(w, "FIELD_TRUNCATED", name);
	nul = memchr(w->in.ptr + w->at, 0, w->in.len - w->at);
	if (nul == NULL)
		return ref_cut(w, "CSTRING_NOT_TERMINATED", name);
	len = (size_t)(nul - (w->in.ptr + w->at)) + 1;
	if (len > max)
		return ref_fail(w, "CSTRING_TOO_LONG", name, w->at);
	if (time && len != 1 && len != 17)
		return ref_fail(w, "TIME_BAD_LENGTH", name, w->at);
	w->at += len;
	return 1;
}

static inline unsigned ref_limit(const struct ref_field *field, unsigned column)
{
	return field->max[column] != 0 ? field->max[column] : field->most;
}

/* The fields of an entry, named list[i].member. */
static inline int ref_entry(struct ref_walk *w, const char *block, const char *list, unsigned i)
{
	const struct ref_field *field = NULL;
	unsigned long ignored;
	char name[80];

	while ((field = ref_next(block, field)) != NULL) {
		snprintf(name, sizeof(name), "%s[%u].%s", list, i, field->name);
		if (ref_is(field->type, "cstring")) {
			if (!ref_cstring(w, ref_limit(field, w->column), name, 0))
				return 0;
		} else if (!ref_integer(w, field, name, &ignored)) {
			return 0;
		}
	}
	return 1;
}

static inline int ref_list(struct ref_walk *w, const struct ref_field *list, unsigned long count)
{
	char name[80];

	for (unsigned i = 0; i < count; i++) {
		const char *block = "unsuccess_sme";

		if (ref_is(list->type, "message_id_list")) {
			snprintf(name, sizeof(name), "%s[%u]", list->name, i);
			if (!ref_cstring(w, 9, name, 0))
				return 0;
			continue;
		}
		if (ref_is(list->type, "dest_address_list")) {
			snprintf(name, sizeof(name), "%s[%u].dest_flag", list->name, i);
			if (w->at >= w->in.len)
				return ref_cut(w, "FIELD_TRUNCATED", name);
			if (w->in.ptr[w->at] == 1)
				block = "dest_address(sme)";
			else if (w->in.ptr[w->at] == 2)
				block = "dest_address(dl)";
			else
				return ref_fail(w, "BAD_DEST_FLAG", name, w->at);
		}
		if (!ref_entry(w, block, list->name, i))
			return 0;
	}
	return 1;
}

static inline int ref_body(struct ref_walk *w, const char *command)
{
	const struct ref_field *field = NULL;
	unsigned long announced = 0;

	while ((field = ref_next(command, field)) != NULL) {
		if (ref_is(field->type, "cstring")) {
			if (!ref_cstring(w, ref_limit(field, w->column), field->name,
					 ref_is_time(field->name)))
				return 0;
		} else if (ref_is(field->type, "octets")) {
			if (announced > w->in.len - w->at)
				return ref_cut(w, "OCTETS_TRUNCATED", field->name);
			w->at += announced;
		} else if (strstr(field->type, "_list") != NULL) {
			if (!ref_list(w, field, announced))
				return 0;
		} else if (!ref_integer(w, field, field->name, &announced)) {
			return 0;
		}
	}
	return 1;
}

static inline int ref_tlv_length_ok(const struct ref_tlv *tlv, size_t len, unsigned column)
{
	if (tlv->tag == SMPP_TLV_MS_VALIDITY && len != 1 && len != 4)
		return 0;
	return len >= tlv->min[column] && len <= tlv->max[column];
}

static inline int ref_tlvs(struct ref_walk *w)
{
	while (w->at < w->in.len) {
		const uint8_t *p = w->in.ptr + w->at;
		size_t left = w->in.len - w->at, len;
		const struct ref_tlv *tlv;

		if (left < 4)
			return ref_cut(w, "TLV_HEADER_TRUNCATED", "tlv");
		len = ref_number(p + 2, 2);
		tlv = ref_tlv_of((uint16_t)ref_number(p, 2));
		if (len > left - 4)
			return ref_cut(w, "TLV_OVERRUN", tlv != NULL ? tlv->name : "unknown");
		if (tlv != NULL && !ref_tlv_length_ok(tlv, len, w->column))
			return ref_fail(w, "TLV_BAD_LENGTH", tlv->name, w->at);
		w->at += 4 + len;
	}
	return 1;
}

static inline int ref_pdu(struct ref_walk *w, struct smpp_span in)
{
	static const char *const header[] = { "command_length", "command_id", "command_status",
					      "sequence_number" };
	unsigned long length = in.len >= 4 ? ref_number(in.ptr, 4) : 16;
	const struct ref_command *command;

	if (length < 16)
		return ref_fail(w, "COMMAND_LENGTH_TOO_SMALL", header[0], 0);
	if (length > 70000 && (in.len >= 16 || length >= 0x1000000))
		return ref_fail(w, "COMMAND_LENGTH_TOO_LARGE", header[0], 0);
	if (in.len < 16)
		return ref_fail(w, "INCOMPLETE_HEADER", header[in.len / 4], in.len / 4 * 4);
	command = ref_command_of((uint32_t)ref_number(in.ptr + 4, 4));
	w->incomplete = in.len < length;
	w->in = in;
	w->in.len = w->incomplete ? in.len : length;
	w->at = 16;
	if (command == NULL)
		return ref_fail(w, w->incomplete ? "INCOMPLETE_BODY" : "UNKNOWN_COMMAND_ID",
				header[1], 4);
	if (length > 16 || (command->id & SMPP_RESPONSE) == 0) {
		if (!ref_body(w, command->name) || !ref_tlvs(w))
			return 0;
	}
	if (w->incomplete)
		return ref_fail(w, "INCOMPLETE_BODY", "tlv", w->in.len);
	if (in.len > length)
		return ref_fail(w, "TRAILING_DATA", "-", length);
	return 1;
}

/* The second decoder, strict, with the usual max_pdu. */
static inline struct ref_result ref_decode(struct smpp_span in, uint8_t version)
{
	struct ref_walk w;

	memset(&w, 0, sizeof(w));
	w.column = ref_column(version);
	w.result.code = "OK";
	ref_load();
	ref_pdu(&w, in);
	return w.result;
}

/* "dest_address[1].dl_name", "-" where a fault names no field. */
static inline void fault_place(const struct smpp_fault *fault, char *place, size_t size)
{
	char entry[16] = "";

	if (fault->entry >= 0)
		snprintf(entry, sizeof(entry), "[%d]", (int)fault->entry);
	snprintf(place, size, "%s%s%s%s", fault->field != NULL ? fault->field : "-", entry,
		 fault->member != NULL ? "." : "", fault->member != NULL ? fault->member : "");
}

/* Decodes strictly with both decoders, which must agree. what names the case. */
static inline int decode_like_reference(struct smpp_span in, uint8_t version, struct smpp_pdu *pdu,
					struct smpp_fault *fault, const char *what)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct ref_result want = ref_decode(in, version);
	int got = smpp_decode(in, &rules, pdu, fault);
	int want_got = ref_is(want.code, "OK") ? SMPP_OK
		       : strncmp(want.code, "INCOMPLETE", 10) == 0 ? SMPP_E_MORE : SMPP_E_FAULT;
	char place[80];

	if (got == SMPP_OK && want_got == SMPP_OK && fault->code == SMPP_FAULT_NONE)
		return got;
	fault_place(fault, place, sizeof(place));
	if (got != want_got || !ref_is(smpp_fault_name(fault->code), want.code) ||
	    !ref_is(place, want.field) || fault->offset != want.offset)
		ck_abort_msg("%s, version 0x%02x: %s %s at %lu of %s, but the reference says %s "
			     "at %lu of %s", what, version, smpp_error_name(got),
			     smpp_fault_name(fault->code), (unsigned long)fault->offset, place,
			     want.code, (unsigned long)want.offset, want.field);
	return got;
}

/* One field of a PDU under construction, list entries included. */
struct slot {
	char name[80]; /* as in the TSV files: dest_address[1].dl_name */
	const struct ref_field *field;
	uint8_t octets[512];
	size_t len;
	size_t at; /* set by slots_pdu: offset in the PDU */
};

struct slots {
	uint32_t command_id;
	size_t count;
	struct slot slot[40];
	struct smpp_span tlvs; /* put behind the body */
};

static inline struct slot *slot_add(struct slots *s, const struct ref_field *field,
				    const char *list, unsigned entry)
{
	struct slot *slot = &s->slot[s->count++];

	memset(slot, 0, sizeof(*slot));
	slot->field = field;
	if (list == NULL)
		snprintf(slot->name, sizeof(slot->name), "%s", field->name);
	else
		snprintf(slot->name, sizeof(slot->name), "%s[%u].%s", list, entry, field->name);
	slot->len = ref_is(field->type, "cstring") ? 1
		    : ref_is(field->type, "octets") ? 0 : field->most;
	return slot;
}

static inline void slots_entry(struct slots *s, const char *block, const char *list, unsigned entry)
{
	const struct ref_field *field = NULL;

	while ((field = ref_next(block, field)) != NULL) {
		struct slot *slot = slot_add(s, field, list, entry);

		if (ref_is(field->name, "dest_flag"))
			slot->octets[0] = strstr(block, "(dl)") != NULL ? 2 : 1;
	}
}

/* The smallest PDU of a command: all empty or 0; lists with one entry of each form. */
static inline void slots_start(struct slots *s, const struct ref_command *command)
{
	static struct ref_field id = { "", "", "cstring", "-", { 9, 9, 9 }, 9 };
	const struct ref_field *field = NULL;

	memset(s, 0, sizeof(*s));
	s->command_id = command->id;
	while ((field = ref_next(command->name, field)) != NULL) {
		if (strstr(field->type, "_list") == NULL) {
			slot_add(s, field, NULL, 0);
		} else if (ref_is(field->type, "message_id_list")) {
			s->slot[s->count - 1].octets[0] = 1;
			snprintf(slot_add(s, &id, NULL, 0)->name, 80, "%s[0]", field->name);
		} else if (ref_is(field->type, "unsuccess_sme_list")) {
			s->slot[s->count - 1].octets[0] = 1;
			slots_entry(s, "unsuccess_sme", field->name, 0);
		} else {
			s->slot[s->count - 1].octets[0] = 2;
			slots_entry(s, "dest_address(sme)", field->name, 0);
			slots_entry(s, "dest_address(dl)", field->name, 1);
		}
	}
}

static inline struct slot *slot_named(struct slots *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++) {
		if (ref_is(s->slot[i].name, name))
			return &s->slot[i];
	}
	ck_abort_msg("no slot %s", name);
	return NULL;
}

/* A C-octet string of len letters. */
static inline void slot_string(struct slot *slot, size_t len)
{
	memset(slot->octets, 'x', len);
	slot->octets[len] = 0;
	slot->len = len + 1;
}

static inline void put_number(uint8_t *p, unsigned long value)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* The octets, in memory of exactly their size; free() them. */
static inline struct smpp_span slots_pdu(struct slots *s)
{
	size_t len = 16, at = 16;
	struct smpp_span pdu;
	uint8_t *octets;

	for (size_t i = 0; i < s->count; i++)
		len += s->slot[i].len;
	len += s->tlvs.len;
	octets = malloc(len);
	ck_assert_ptr_nonnull(octets);
	put_number(octets, len);
	put_number(octets + 4, s->command_id);
	put_number(octets + 8, 0);
	put_number(octets + 12, 7);
	for (size_t i = 0; i < s->count; i++) {
		s->slot[i].at = at;
		memcpy(octets + at, s->slot[i].octets, s->slot[i].len);
		at += s->slot[i].len;
	}
	if (s->tlvs.len > 0)
		memcpy(octets + at, s->tlvs.ptr, s->tlvs.len);
	pdu.ptr = octets;
	pdu.len = len;
	return pdu;
}

/* Calls look for each C-octet string of each command in each of its versions, all else empty. */
static inline size_t each_string(void (*look)(const struct ref_command *command, struct slots *s,
					      struct slot *string, unsigned column))
{
	static struct slots s;
	size_t count = 0;

	for (size_t k = 0; k < ref.commands * 3; k++) {
		const struct ref_command *command = &ref.command[k / 3];
		unsigned v = (unsigned)(k % 3);

		if (v < command->since || v > command->last)
			continue;
		slots_start(&s, command);
		for (size_t i = 0; i < s.count; i++) {
			if (!ref_is(s.slot[i].field->type, "cstring"))
				continue;
			slots_start(&s, command);
			look(command, &s, &s.slot[i], v);
			count++;
		}
	}
	return count;
}

static inline void span_free(struct smpp_span span)
{
	free((void *)(uintptr_t)span.ptr);
}

/* What a decoded PDU looks like when the caller has built it: lists and TLVs as arrays. */
struct arrays {
	struct smpp_dest_address dest[256];
	struct smpp_unsuccess_sme sme[256];
	struct smpp_span id[256];
	struct smpp_tlv tlv[32];
};

static inline void use_dest_array(struct arrays *a, struct smpp_list *list, unsigned count)
{
	struct smpp_cursor cursor = { list->octets, count };
	size_t i = 0;

	while (smpp_dest_next(&cursor, &a->dest[i]) == SMPP_OK)
		i++;
	ck_assert_uint_eq(i, count);
	memset(list, 0, sizeof(*list));
	list->array = a->dest;
}

static inline void use_arrays(struct arrays *a, struct smpp_pdu *pdu)
{
	union smpp_body *body = &pdu->body;
	struct smpp_cursor cursor;
	struct smpp_list *list = NULL;
	size_t i = 0;

	while (smpp_tlv_next(&pdu->tlvs, &a->tlv[pdu->tlv_count]) == SMPP_OK)
		pdu->tlv_count++;
	pdu->tlv = a->tlv;
	if (pdu->body_absent || pdu->body_raw)
		return;
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_MULTI:
		use_dest_array(a, &body->submit_multi.dest_address,
			       body->submit_multi.number_of_dests);
		return;
	case SMPP_QUERY_MSG_DETAILS_RESP:
		use_dest_array(a, &body->query_msg_details_resp.dest_address,
			       body->query_msg_details_resp.number_of_dests);
		return;
	case SMPP_SUBMIT_MULTI_RESP:
		list = &body->submit_multi_resp.unsuccess_sme;
		cursor.left = body->submit_multi_resp.no_unsuccess;
		cursor.rest = list->octets;
		while (smpp_unsuccess_next(&cursor, &a->sme[i]) == SMPP_OK)
			i++;
		memset(list, 0, sizeof(*list));
		list->array = a->sme;
		return;
	case SMPP_QUERY_LAST_MSGS_RESP:
		list = &body->query_last_msgs_resp.message_details;
		cursor.left = body->query_last_msgs_resp.number_msgs;
		cursor.rest = list->octets;
		while (smpp_message_id_next(&cursor, &a->id[i]) == SMPP_OK)
			i++;
		memset(list, 0, sizeof(*list));
		list->array = a->id;
		return;
	default: return;
	}
}

#endif
