/* SPDX-License-Identifier: MIT */
/*
 * Owns: fields by name: what is set is what is decoded, for every field of every command.
 * Must not know: the library's table; names and limits come from the TSV files.
 */
#include "reference.h"

#include <smpp/field.h>

static uint8_t out[70000];

static struct smpp_pdu pdu_of(uint32_t command_id)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	pdu.header.sequence_number = 7;
	return pdu;
}

static const struct smpp_field *field_of(uint32_t command_id, const char *name)
{
	return smpp_field_find(command_id, smpp_span_of(name));
}

/* The kind that a row of the reference should have; next is the row behind it. */
static enum smpp_field_kind kind_of(const struct ref_field *want, const struct ref_field *next)
{
	if (next != NULL && ref_is(next->length_field, want->name))
		return ref_is(next->type, "octets") ? SMPP_KIND_LENGTH : SMPP_KIND_COUNT;
	if (ref_is(want->name, "schedule_delivery_time") || ref_is(want->name, "validity_period"))
		return SMPP_KIND_TIME;
	if (ref_is(want->type, "cstring"))
		return SMPP_KIND_STRING;
	if (ref_is(want->type, "octets"))
		return SMPP_KIND_OCTETS;
	if (ref_is(want->type, "u32"))
		return SMPP_KIND_U32;
	return ref_is(want->type, "u8") ? SMPP_KIND_U8 : SMPP_KIND_LIST;
}

START_TEST(field_walk_gives_the_fields_of_the_reference_in_order)
{
	size_t fields = 0;

	for (size_t c = 0; c < ref.commands; c++) {
		const char *command = ref.command[c].name;
		const struct ref_field *want = NULL;
		const struct smpp_field *field;
		size_t i = 0;

		while ((want = ref_next(command, want)) != NULL) {
			field = smpp_field_at(ref.command[c].id, i++);
			ck_assert_msg(field != NULL, "%s has no %s", command, want->name);
			ck_assert_str_eq(smpp_field_name(field), want->name);
			ck_assert_ptr_eq(field_of(ref.command[c].id, want->name), field);
			ck_assert_msg(smpp_field_kind(field) ==
				      kind_of(want, ref_next(command, want)), "%s.%s is of kind %d",
				      command, want->name, smpp_field_kind(field));
			ck_assert_uint_ne(smpp_field_status(field), SMPP_ESME_ROK);
		}
		ck_assert_ptr_null(smpp_field_at(ref.command[c].id, i));
		fields += i;
	}
	printf("%lu fields\n", (unsigned long)fields);
}
END_TEST

START_TEST(field_max_is_that_of_the_version)
{
	const struct smpp_field *id = field_of(SMPP_QUERY_SM, "message_id");

	ck_assert_uint_eq(smpp_field_max(id, SMPP_V3_3), 9);
	ck_assert_uint_eq(smpp_field_max(id, 0), 65);
	ck_assert_uint_eq(smpp_field_max(field_of(SMPP_SUBMIT_SM, "short_message"), SMPP_V3_4), 254);
	ck_assert_uint_eq(smpp_field_max(field_of(SMPP_SUBMIT_SM, "short_message"), SMPP_V5_0), 255);
	ck_assert_uint_eq(smpp_field_max(field_of(SMPP_OUTBIND, "password"), SMPP_V3_3), 0);
	ck_assert_uint_eq(smpp_field_max(field_of(SMPP_OUTBIND, "password"), SMPP_V3_4), 9);
	ck_assert_uint_eq(smpp_field_status(field_of(SMPP_OUTBIND, "password")),
			  SMPP_ESME_RINVPASWD);
}
END_TEST

/* A version that has the command. */
static uint8_t version_with(size_t c)
{
	return ref_version((unsigned)ref.command[c].last);
}

/* Encodes and decodes again; *pdu points into out. */
static void there_and_back(struct smpp_pdu *pdu, uint8_t version, const char *what)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct smpp_buf buf = { out, sizeof(out), 0 };
	struct smpp_span in = { out, 0 };
	struct smpp_fault fault;
	int got = smpp_encode(pdu, &rules, &buf, &fault);

	ck_assert_msg(got == SMPP_OK, "%s: %s %s", what, smpp_error_name(got),
		      smpp_fault_name(fault.code));
	in.len = buf.len;
	got = smpp_decode(in, &rules, pdu, &fault);
	ck_assert_msg(got == SMPP_OK, "%s: %s %s", what, smpp_error_name(got),
		      smpp_fault_name(fault.code));
}

/* Of a field, a text that no other field has and that its limit in the version lets through. */
static struct smpp_span text_for(const struct smpp_field *field, size_t i, uint8_t version)
{
	static char text[40][300];
	enum smpp_field_kind kind = smpp_field_kind(field);
	size_t room = smpp_field_max(field, version) - (kind != SMPP_KIND_OCTETS);
	struct smpp_span span = { (const uint8_t *)text[i], room };

	if (kind == SMPP_KIND_TIME)
		return smpp_span_of(room == 16 ? "261124120000000+" : "");
	memset(text[i], (int)('A' + i), room);
	return span;
}

static void set_all(struct smpp_pdu *pdu, uint8_t version)
{
	const struct smpp_field *field;

	for (size_t i = 0; (field = smpp_field_at(pdu->header.command_id, i)) != NULL; i++) {
		switch (smpp_field_kind(field)) {
		case SMPP_KIND_U8:
			ck_assert_int_eq(smpp_field_set_number(pdu, field, (uint32_t)(100 + i)),
					 SMPP_OK);
			break;
		case SMPP_KIND_STRING:
		case SMPP_KIND_TIME:
		case SMPP_KIND_OCTETS:
			ck_assert_int_eq(smpp_field_set_octets(pdu, field,
							       text_for(field, i, version)),
					 SMPP_OK);
			break;
		default:
			break;
		}
	}
}

static void get_all(const struct smpp_pdu *pdu, uint8_t version)
{
	const struct smpp_field *field;
	struct smpp_span octets;
	uint32_t number;

	for (size_t i = 0; (field = smpp_field_at(pdu->header.command_id, i)) != NULL; i++) {
		const char *name = smpp_field_name(field);

		switch (smpp_field_kind(field)) {
		case SMPP_KIND_U8:
			ck_assert_int_eq(smpp_field_get_number(pdu, field, &number), SMPP_OK);
			ck_assert_msg(number == 100 + i, "%s is %u", name, (unsigned)number);
			break;
		case SMPP_KIND_STRING:
		case SMPP_KIND_TIME:
		case SMPP_KIND_OCTETS:
			ck_assert_int_eq(smpp_field_get_octets(pdu, field, &octets), SMPP_OK);
			ck_assert_msg(smpp_span_equal(octets, text_for(field, i, version)),
				      "%s is %.*s", name, (int)octets.len, (const char *)octets.ptr);
			break;
		case SMPP_KIND_LENGTH:
			ck_assert_int_eq(smpp_field_get_number(pdu, field, &number), SMPP_OK);
			ck_assert_int_eq(smpp_field_get_octets(pdu, smpp_field_at(
				pdu->header.command_id, i + 1), &octets), SMPP_OK);
			ck_assert_uint_eq(number, octets.len);
			break;
		default:
			break;
		}
	}
}

START_TEST(field_set_by_name_is_what_is_decoded_in_every_command)
{
	for (size_t c = 0; c < ref.commands; c++) {
		struct smpp_pdu pdu = pdu_of(ref.command[c].id);
		uint8_t version = version_with(c);

		set_all(&pdu, version);
		there_and_back(&pdu, version, ref.command[c].name);
		get_all(&pdu, version);
	}
}
END_TEST

/* One field set, all others as in a zeroed body: no setter writes into its neighbours. */
START_TEST(field_setters_change_no_other_field)
{
	for (size_t c = 0; c < ref.commands; c++) {
		const struct smpp_field *field, *other;
		uint32_t id = ref.command[c].id;

		for (size_t i = 0; (field = smpp_field_at(id, i)) != NULL; i++) {
			struct smpp_pdu pdu = pdu_of(id);

			if (smpp_field_set_number(&pdu, field, 255) != SMPP_OK)
				(void)smpp_field_set_octets(&pdu, field, smpp_span_of("x"));
			for (size_t j = 0; (other = smpp_field_at(id, j)) != NULL; j++) {
				struct smpp_span octets = { NULL, 0 };
				uint32_t number = 0;

				if (i == j || smpp_field_kind(other) == SMPP_KIND_LENGTH)
					continue;
				(void)smpp_field_get_number(&pdu, other, &number);
				(void)smpp_field_get_octets(&pdu, other, &octets);
				ck_assert_msg(number == 0 && octets.len == 0, "%s writes into %s",
					      smpp_field_name(field), smpp_field_name(other));
			}
		}
	}
}
END_TEST

START_TEST(field_names_that_do_not_exist_are_absent)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM), before = pdu;
	struct smpp_span octets = { out, 3 };
	struct smpp_entries entries;
	uint32_t number = 5;

	ck_assert_ptr_null(field_of(SMPP_SUBMIT_SM, "destination"));
	ck_assert_ptr_null(field_of(SMPP_SUBMIT_SM, "destination_addr2"));
	ck_assert_ptr_null(field_of(SMPP_SUBMIT_SM, "DESTINATION_ADDR"));
	ck_assert_ptr_null(field_of(SMPP_SUBMIT_SM, ""));
	ck_assert_ptr_null(field_of(SMPP_ENQUIRE_LINK, "system_id"));
	ck_assert_ptr_null(field_of(0x7777, "system_id"));
	ck_assert_ptr_null(smpp_field_at(0x7777, 0));
	ck_assert_ptr_null(smpp_field_name(NULL));
	ck_assert_int_eq(smpp_field_kind(NULL), SMPP_KIND_NONE);
	ck_assert_uint_eq(smpp_field_max(NULL, 0), 0);
	ck_assert_uint_eq(smpp_field_status(NULL), SMPP_ESME_ROK);
	ck_assert_int_eq(smpp_field_set_number(&pdu, NULL, 1), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_set_octets(&pdu, NULL, octets), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_set_list(&pdu, NULL, out, 1), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_get_number(&pdu, NULL, &number), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_get_octets(&pdu, NULL, &octets), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_get_list(&pdu, NULL, &entries), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_entry_get_number(out, NULL, &number), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_entry_set_octets(out, NULL, octets), SMPP_E_ABSENT);
	ck_assert_mem_eq(&pdu, &before, sizeof(pdu));
	ck_assert_uint_eq(number, 5);
}
END_TEST

START_TEST(field_of_another_command_is_absent)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	const struct smpp_field *field = field_of(SMPP_BIND_RECEIVER, "system_id");
	struct smpp_span octets = { out, 3 };

	ck_assert_int_eq(smpp_field_set_octets(&pdu, field, octets), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_get_octets(&pdu, field, &octets), SMPP_E_ABSENT);
	pdu.header.command_id = SMPP_BIND_TRANSCEIVER; /* the binds are one body */
	ck_assert_int_eq(smpp_field_set_octets(&pdu, field, octets), SMPP_OK);
	ck_assert_uint_eq(pdu.body.bind.system_id.len, 3);
}
END_TEST

START_TEST(field_of_another_kind_is_told)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI), before = pdu;
	const struct smpp_field *text = field_of(SMPP_SUBMIT_MULTI, "short_message");
	const struct smpp_field *octet = field_of(SMPP_SUBMIT_MULTI, "data_coding");
	const struct smpp_field *length = field_of(SMPP_SUBMIT_MULTI, "sm_length");
	const struct smpp_field *list = field_of(SMPP_SUBMIT_MULTI, "dest_address");
	struct smpp_span octets = { out, 3 };
	struct smpp_entries entries;
	uint32_t number = 5;

	ck_assert_int_eq(smpp_field_get_number(&pdu, text, &number), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_get_number(&pdu, list, &number), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_number(&pdu, text, 1), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_number(&pdu, length, 0), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_number(&pdu, list, 1), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_get_octets(&pdu, octet, &octets), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_octets(&pdu, octet, octets), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_octets(&pdu, list, octets), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_get_list(&pdu, octet, &entries), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_field_set_list(&pdu, octet, out, 1), SMPP_E_LENGTH);
	ck_assert_mem_eq(&pdu, &before, sizeof(pdu));
	ck_assert_uint_eq(number, 5);
	ck_assert_uint_eq(octets.len, 3);
}
END_TEST

START_TEST(field_value_beyond_its_octets_is_too_big)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI), before = pdu;
	const struct smpp_field *octet = field_of(SMPP_SUBMIT_MULTI, "data_coding");
	const struct smpp_field *count = field_of(SMPP_SUBMIT_MULTI, "number_of_dests");
	const struct smpp_field *list = field_of(SMPP_SUBMIT_MULTI, "dest_address");

	ck_assert_int_eq(smpp_field_set_number(&pdu, octet, 256), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_field_set_number(&pdu, octet, UINT32_MAX), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_field_set_number(&pdu, count, 256), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_field_set_list(&pdu, list, out, 256), SMPP_E_TOO_BIG);
	ck_assert_mem_eq(&pdu, &before, sizeof(pdu));
	ck_assert_int_eq(smpp_field_set_number(&pdu, octet, 255), SMPP_OK);
	ck_assert_uint_eq(pdu.body.submit_multi.data_coding, 255);
	ck_assert_int_eq(smpp_field_set_list(&pdu, list, out, 255), SMPP_OK);
	ck_assert_uint_eq(pdu.body.submit_multi.number_of_dests, 255);
}
END_TEST

START_TEST(field_beyond_its_limit_is_for_encode_to_refuse)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	struct smpp_span long_text = { out, 256 };
	struct smpp_buf buf = { NULL, 0, 0 };
	struct smpp_fault fault;

	ck_assert_int_eq(smpp_field_set_octets(&pdu, field_of(SMPP_SUBMIT_SM, "short_message"),
					       long_text), SMPP_OK);
	ck_assert_int_eq(smpp_encode(&pdu, NULL, &buf, &fault), SMPP_E_FAULT);
	ck_assert_str_eq(fault.field, "short_message");
	ck_assert_int_eq(fault.code, SMPP_FAULT_VALUE_TOO_LONG);
}
END_TEST

START_TEST(field_of_a_raw_body_is_absent)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP), before;
	const struct smpp_field *id = field_of(SMPP_SUBMIT_SM_RESP, "message_id");
	struct smpp_span octets = { out, 3 };

	pdu.body_raw = 1;
	before = pdu;
	ck_assert_int_eq(smpp_field_get_octets(&pdu, id, &octets), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_set_octets(&pdu, id, octets), SMPP_E_ABSENT);
	ck_assert_mem_eq(&pdu, &before, sizeof(pdu));
}
END_TEST

START_TEST(field_set_makes_an_absent_body_present)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP);
	const struct smpp_field *id = field_of(SMPP_SUBMIT_SM_RESP, "message_id");
	struct smpp_span octets = { out, 3 };

	pdu.body_absent = 1;
	ck_assert_int_eq(smpp_field_get_octets(&pdu, id, &octets), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_field_set_number(&pdu, id, 1), SMPP_E_LENGTH);
	ck_assert_uint_eq(pdu.body_absent, 1);
	ck_assert_int_eq(smpp_field_set_octets(&pdu, id, octets), SMPP_OK);
	ck_assert_uint_eq(pdu.body_absent, 0);
	ck_assert_int_eq(smpp_field_get_octets(&pdu, id, &octets), SMPP_OK);
}
END_TEST

/* Lists: each field of two entries is set by name, in an array of the list's own type. */

static const char *const lists[][2] = {
	{ "submit_multi", "dest_address" },
	{ "query_msg_details_resp", "dest_address" },
	{ "submit_multi_resp", "unsuccess_sme" },
	{ "query_last_msgs_resp", "message_details" },
};

static const struct smpp_field *list_of(size_t i, uint32_t *command_id)
{
	const struct smpp_field *list;

	ck_assert_int_eq(smpp_command_id(smpp_span_of(lists[i][0]), command_id), SMPP_OK);
	list = field_of(*command_id, lists[i][1]);
	ck_assert_ptr_nonnull(list);
	return list;
}

static void set_entry(const struct smpp_field *list, void *entry, unsigned e)
{
	static const char *const texts[] = { "first", "second", "third" };
	const struct smpp_field *field, *flag = smpp_entry_field_find(list,
								      smpp_span_of("dest_flag"));

	if (flag != NULL)
		ck_assert_int_eq(smpp_entry_set_number(entry, flag, 1 + e % 2), SMPP_OK);
	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		const char *name = smpp_field_name(field);

		ck_assert_str_eq(smpp_field_name(smpp_entry_field_find(list, smpp_span_of(name))),
				 name);
		if (ref_is(name, "dest_flag"))
			continue;
		if (smpp_field_kind(field) == SMPP_KIND_STRING)
			ck_assert_int_eq(smpp_entry_set_octets(entry, field,
							       smpp_span_of(texts[e])), SMPP_OK);
		else
			ck_assert_int_eq(smpp_entry_set_number(entry, field, (uint32_t)(10 * e + i)),
					 SMPP_OK);
	}
}

static void get_entry(const struct smpp_field *list, const union smpp_entry *entry, unsigned e)
{
	static const char *const texts[] = { "first", "second", "third" };
	const struct smpp_field *field;
	struct smpp_span octets;
	uint32_t number;

	for (size_t i = 0; (field = smpp_entry_field_at(list, entry, i)) != NULL; i++) {
		if (smpp_field_kind(field) == SMPP_KIND_STRING) {
			ck_assert_int_eq(smpp_entry_get_octets(entry, field, &octets), SMPP_OK);
			ck_assert(smpp_span_equal(octets, smpp_span_of(texts[e])));
			ck_assert_int_eq(smpp_entry_get_number(entry, field, &number),
					 SMPP_E_LENGTH);
		} else {
			ck_assert_int_eq(smpp_entry_get_number(entry, field, &number), SMPP_OK);
			ck_assert_uint_eq(number, ref_is(smpp_field_name(field), "dest_flag")
							  ? 1 + e % 2 : 10 * e + i);
			ck_assert_int_eq(smpp_entry_get_octets(entry, field, &octets),
					 SMPP_E_LENGTH);
		}
	}
}

static void get_entries(const struct smpp_pdu *pdu, const struct smpp_field *list)
{
	struct smpp_entries entries;
	union smpp_entry entry;
	unsigned e = 0;

	ck_assert_int_eq(smpp_field_get_list(pdu, list, &entries), SMPP_OK);
	ck_assert_uint_eq(entries.cursor.left, 3);
	for (; smpp_entry_next(&entries, &entry) == SMPP_OK; e++)
		get_entry(list, &entry, e);
	ck_assert_uint_eq(e, 3);
	ck_assert_int_eq(smpp_entry_next(&entries, &entry), SMPP_E_END);
}

START_TEST(field_list_is_the_same_as_array_and_decoded)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		union smpp_entry memory[3];
		uint32_t command_id, count;
		const struct smpp_field *list = list_of(i, &command_id);
		size_t size = smpp_entry_size(list);
		struct smpp_pdu pdu = pdu_of(command_id);

		memset(memory, 0, sizeof(memory));
		ck_assert_uint_gt(size, 0);
		for (unsigned e = 0; e < 3; e++)
			set_entry(list, (uint8_t *)memory + e * size, e);
		ck_assert_int_eq(smpp_field_set_list(&pdu, list, memory, 3), SMPP_OK);
		get_entries(&pdu, list);
		there_and_back(&pdu, i == 1 || i == 3 ? SMPP_V3_3 : SMPP_V3_4, lists[i][0]);
		get_entries(&pdu, list);
		for (size_t f = 0; smpp_field_at(command_id, f) != list; f++)
			(void)smpp_field_get_number(&pdu, smpp_field_at(command_id, f), &count);
		ck_assert_uint_eq(count, 3); /* the row before the list */
		ck_assert_int_eq(smpp_field_set_list(&pdu, list, memory, 0), SMPP_OK);
		there_and_back(&pdu, SMPP_V3_3, lists[i][0]);
	}
}
END_TEST

START_TEST(field_entry_refuses_what_a_field_refuses)
{
	const struct smpp_field *list = field_of(SMPP_SUBMIT_MULTI, "dest_address");
	const struct smpp_field *ton = smpp_entry_field_find(list, smpp_span_of("dest_addr_ton"));
	const struct smpp_field *dl = smpp_entry_field_find(list, smpp_span_of("dl_name"));
	const struct smpp_field *other = field_of(SMPP_SUBMIT_MULTI, "source_addr_ton");
	struct smpp_dest_address dest, before;

	memset(&dest, 0, sizeof(dest));
	before = dest;
	ck_assert_int_eq(smpp_entry_set_number(&dest, ton, 256), SMPP_E_TOO_BIG);
	ck_assert_int_eq(smpp_entry_set_number(&dest, dl, 1), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_entry_set_octets(&dest, ton, smpp_span_of("1")), SMPP_E_LENGTH);
	ck_assert_int_eq(smpp_entry_set_number(&dest, other, 1), SMPP_E_ABSENT);
	ck_assert_mem_eq(&dest, &before, sizeof(dest));
	ck_assert_ptr_null(smpp_entry_field_find(list, smpp_span_of("error_status_code")));
	ck_assert_ptr_null(smpp_entry_field_find(other, smpp_span_of("dest_addr_ton")));
	ck_assert_ptr_null(smpp_entry_field_find(NULL, smpp_span_of("dest_addr_ton")));
	ck_assert_ptr_null(smpp_entry_field_at(NULL, &dest, 0));
	ck_assert_ptr_null(smpp_entry_field_at(other, NULL, 0));
	ck_assert_uint_eq(smpp_entry_size(NULL), 0);
	ck_assert_uint_eq(smpp_entry_size(other), 0);
	/* an address has four fields, a distribution list two */
	ck_assert_ptr_nonnull(smpp_entry_field_at(list, NULL, 3));
	dest.dest_flag = SMPP_DEST_FLAG_DISTRIBUTION_LIST;
	ck_assert_ptr_eq(smpp_entry_field_at(list, &dest, 1), dl);
	ck_assert_ptr_null(smpp_entry_field_at(list, &dest, 2));
}
END_TEST

START_TEST(field_list_that_is_cut_is_a_fault_and_stays_where_it_was)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_MULTI);
	struct smpp_entries entries, before;
	union smpp_entry entry;

	pdu.body.submit_multi.number_of_dests = 2;
	pdu.body.submit_multi.dest_address.octets.ptr = (const uint8_t *)"\2A\0\2B";
	pdu.body.submit_multi.dest_address.octets.len = 5;
	ck_assert_int_eq(smpp_field_get_list(&pdu, field_of(SMPP_SUBMIT_MULTI, "dest_address"),
					     &entries), SMPP_OK);
	ck_assert_int_eq(smpp_entry_next(&entries, &entry), SMPP_OK);
	before = entries;
	ck_assert_int_eq(smpp_entry_next(&entries, &entry), SMPP_E_FAULT);
	ck_assert_ptr_eq(entries.cursor.rest.ptr, before.cursor.rest.ptr);
	ck_assert_uint_eq(entries.cursor.left, 1);
}
END_TEST

START_TEST(field_commands_have_their_numbers)
{
	uint32_t id;

	for (size_t c = 0; c < ref.commands; c++) {
		ck_assert_int_eq(smpp_command_id(smpp_span_of(ref.command[c].name), &id), SMPP_OK);
		ck_assert_uint_eq(id, ref.command[c].id);
		ck_assert_int_eq(smpp_command_at(c, &id), SMPP_OK);
		ck_assert_ptr_nonnull(ref_command_of(id));
	}
	id = 5;
	ck_assert_int_eq(smpp_command_at(ref.commands, &id), SMPP_E_END);
	ck_assert_int_eq(smpp_command_id(smpp_span_of("submit"), &id), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_command_id(smpp_span_of(""), &id), SMPP_E_ABSENT);
	ck_assert_uint_eq(id, 5);
}
END_TEST

START_TEST(field_statuses_have_their_numbers)
{
	size_t named = 0;

	for (uint32_t status = 0; status <= 0xFFFFF; status++) {
		const char *name = smpp_status_name(status);
		uint32_t value = 5;

		if (name == NULL)
			continue;
		named++;
		ck_assert_int_eq(smpp_status_value(smpp_span_of(name), &value), SMPP_OK);
		ck_assert_uint_eq(value, status);
	}
	ck_assert_uint_gt(named, 70);
	ck_assert_int_eq(smpp_status_value(smpp_span_of("ROK"), &(uint32_t){ 0 }), SMPP_E_ABSENT);
}
END_TEST

START_TEST(field_tlvs_have_tags_kinds_and_lengths)
{
	for (size_t i = 0; i < ref.tlvs; i++) {
		const struct ref_tlv *want = &ref.tlv[i];
		size_t fewest, most;
		uint16_t tag;

		ck_assert_int_eq(smpp_tlv_tag(smpp_span_of(want->name), &tag), SMPP_OK);
		ck_assert_uint_eq(tag, want->tag);
		ck_assert_int_ne(smpp_tlv_kind(tag), SMPP_KIND_NONE);
		for (unsigned v = 0; v < 3; v++) {
			ck_assert_int_eq(smpp_tlv_lengths(tag, ref_version(v), &fewest, &most),
					 SMPP_OK);
			ck_assert_msg(fewest == want->min[v] && most == want->max[v],
				      "%s: %lu to %lu", want->name, (unsigned long)fewest,
				      (unsigned long)most);
		}
		ck_assert_int_eq(smpp_tlv_at(i, &tag), SMPP_OK);
		ck_assert_ptr_nonnull(smpp_tlv_name(tag));
	}
	ck_assert_int_eq(smpp_tlv_kind(SMPP_TLV_SOURCE_PORT), SMPP_KIND_U16);
	ck_assert_int_eq(smpp_tlv_kind(SMPP_TLV_MESSAGE_STATE), SMPP_KIND_U8);
	ck_assert_int_eq(smpp_tlv_kind(SMPP_TLV_QOS_TIME_TO_LIVE), SMPP_KIND_U32);
	ck_assert_int_eq(smpp_tlv_kind(SMPP_TLV_RECEIPTED_MESSAGE_ID), SMPP_KIND_STRING);
	ck_assert_int_eq(smpp_tlv_kind(SMPP_TLV_MESSAGE_PAYLOAD), SMPP_KIND_OCTETS);
}
END_TEST

START_TEST(field_tlvs_that_do_not_exist_are_absent)
{
	size_t fewest = 5, most = 5;
	uint16_t tag = 5;

	ck_assert_int_eq(smpp_tlv_tag(smpp_span_of("payload"), &tag), SMPP_E_ABSENT);
	ck_assert_int_eq(smpp_tlv_at(ref.tlvs, &tag), SMPP_E_END);
	ck_assert_int_eq(smpp_tlv_kind(0x1400), SMPP_KIND_NONE);
	ck_assert_int_eq(smpp_tlv_lengths(0x1400, 0, &fewest, &most), SMPP_E_ABSENT);
	ck_assert_uint_eq(tag, 5);
	ck_assert_uint_eq(fewest + most, 10);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("field");
	TCase *tests = tcase_create("field");

	tcase_add_unchecked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, field_walk_gives_the_fields_of_the_reference_in_order);
	tcase_add_test(tests, field_max_is_that_of_the_version);
	tcase_add_test(tests, field_set_by_name_is_what_is_decoded_in_every_command);
	tcase_add_test(tests, field_setters_change_no_other_field);
	tcase_add_test(tests, field_names_that_do_not_exist_are_absent);
	tcase_add_test(tests, field_of_another_command_is_absent);
	tcase_add_test(tests, field_of_another_kind_is_told);
	tcase_add_test(tests, field_value_beyond_its_octets_is_too_big);
	tcase_add_test(tests, field_beyond_its_limit_is_for_encode_to_refuse);
	tcase_add_test(tests, field_of_a_raw_body_is_absent);
	tcase_add_test(tests, field_set_makes_an_absent_body_present);
	tcase_add_test(tests, field_list_is_the_same_as_array_and_decoded);
	tcase_add_test(tests, field_entry_refuses_what_a_field_refuses);
	tcase_add_test(tests, field_list_that_is_cut_is_a_fault_and_stays_where_it_was);
	tcase_add_test(tests, field_commands_have_their_numbers);
	tcase_add_test(tests, field_statuses_have_their_numbers);
	tcase_add_test(tests, field_tlvs_have_tags_kinds_and_lengths);
	tcase_add_test(tests, field_tlvs_that_do_not_exist_are_absent);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
