/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU of any octets by its fields: all that is got by name and set into a fresh PDU encodes
 * to the same octets, and no field is of another kind than it says.
 *
 * The last octet of the input says the version.
 */
#include <smpp/field.h>

#include <stdlib.h>

#define TLVS 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct smpp_tlv tlvs[TLVS];
static union smpp_entry array[UINT8_MAX];

static void expect(int good)
{
	if (!good)
		abort();
}

/* One entry, field by field, into a zeroed one. */
static void copy_entry(const struct smpp_field *list, const union smpp_entry *from, void *to)
{
	const struct smpp_field *field, *same;
	struct smpp_span octets;
	uint32_t number;

	for (size_t i = 0; (field = smpp_entry_field_at(list, from, i)) != NULL; i++) {
		same = smpp_entry_field_find(list, smpp_span_of(smpp_field_name(field)));
		if (smpp_entry_get_number(from, field, &number) == SMPP_OK)
			expect(smpp_entry_set_number(to, same, number) == SMPP_OK);
		else
			expect(smpp_entry_get_octets(from, field, &octets) == SMPP_OK &&
			       smpp_entry_set_octets(to, same, octets) == SMPP_OK);
	}
}

static void copy_list(struct smpp_entries entries, struct smpp_pdu *to,
		      const struct smpp_field *list)
{
	size_t size = smpp_entry_size(list), count = 0, left = entries.cursor.left;
	union smpp_entry entry;

	memset(array, 0, sizeof(array));
	while (smpp_entry_next(&entries, &entry) == SMPP_OK)
		copy_entry(list, &entry, (uint8_t *)array + size * count++);
	expect(count == left);
	expect(smpp_field_set_list(to, list, array, count) == SMPP_OK);
}

static void copy_field(const struct smpp_pdu *from, struct smpp_pdu *to,
		       const struct smpp_field *field)
{
	enum smpp_field_kind kind = smpp_field_kind(field);
	struct smpp_entries entries;
	struct smpp_span octets;
	uint32_t number;

	if (smpp_field_get_list(from, field, &entries) == SMPP_OK) {
		expect(kind == SMPP_KIND_LIST);
		copy_list(entries, to, field);
	} else if (smpp_field_get_octets(from, field, &octets) == SMPP_OK) {
		expect(smpp_field_set_octets(to, field, octets) == SMPP_OK);
	} else {
		expect(smpp_field_get_number(from, field, &number) == SMPP_OK);
		if (kind != SMPP_KIND_COUNT) /* the list sets it */
			expect(smpp_field_set_number(to, field, number) ==
			       (kind == SMPP_KIND_LENGTH ? SMPP_E_LENGTH : SMPP_OK));
	}
}

/* @return 0 when there are more TLVs than fit here */
static int copy_tlvs(const struct smpp_pdu *from, struct smpp_pdu *to)
{
	struct smpp_span rest = from->tlvs;

	to->tlv = tlvs;
	while (to->tlv_count < TLVS && smpp_tlv_next(&rest, &tlvs[to->tlv_count]) == SMPP_OK)
		to->tlv_count++;
	return rest.len == 0;
}

static void copy(const struct smpp_pdu *from, const struct smpp_rules *rules, struct smpp_span in)
{
	struct smpp_pdu to;
	struct smpp_buf buf = { NULL, in.len, 0 };
	uint32_t id = from->header.command_id;
	const struct smpp_field *field;

	memset(&to, 0, sizeof(to));
	to.header = from->header;
	to.body_absent = from->body_absent;
	for (size_t i = 0; (field = smpp_field_at(id, i)) != NULL; i++) {
		expect(smpp_field_find(id, smpp_span_of(smpp_field_name(field))) == field);
		if (!from->body_absent)
			copy_field(from, &to, field);
	}
	if (!copy_tlvs(from, &to))
		return;
	buf.ptr = malloc(in.len);
	expect(smpp_encode(&to, rules, &buf, NULL) == SMPP_OK && buf.len == in.len &&
	       memcmp(buf.ptr, in.ptr, in.len) == 0);
	free(buf.ptr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0, 0 };
	struct smpp_rules rules = { 0, SMPP_STRICT, 0 };
	struct smpp_span in = { NULL, 0 };
	struct smpp_pdu pdu;
	uint8_t *octets;

	if (size < 2)
		return 0;
	octets = malloc(size - 1);
	memcpy(octets, data, size - 1);
	in.ptr = octets;
	in.len = size - 1;
	rules.version = versions[data[size - 1] % 4];
	if (smpp_decode(in, &rules, &pdu, NULL) == SMPP_OK)
		copy(&pdu, &rules, in);
	free(octets);
	return 0;
}
