/* SPDX-License-Identifier: MIT */
/*
 * Owns: that names and numbers of const.h and span.h agree with the reference tables.
 * Must not know: how octets are walked.
 */
#include "support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long number_of(const struct tsv *tsv, size_t row, const char *column)
{
	return strtoul(tsv_get(tsv, row, column), NULL, 16);
}

/* The row with that number, or -1. */
static int row_of(const struct tsv *tsv, const char *column, unsigned long number)
{
	for (size_t i = 0; i < tsv->rows; i++) {
		if (number_of(tsv, i, column) == number)
			return (int)i;
	}
	return -1;
}

/* A status of 3.3 only has its name in another column. */
static const char *status_symbol(const struct tsv *tsv, size_t row)
{
	const char *symbol = tsv_get(tsv, row, "symbol");

	return symbol[0] == '(' ? tsv_get(tsv, row, "symbol_v33") : symbol;
}

START_TEST(const_names_every_command_of_the_reference)
{
	struct tsv tsv = tsv_read("commands.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *want = tsv_get(&tsv, i, "command_name");
		const char *name = smpp_command_name((uint32_t)number_of(&tsv, i, "command_id"));

		ck_assert_msg(name != NULL && strcmp(name, want) == 0, "%s", want);
	}
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_names_no_command_that_the_reference_does_not_have)
{
	struct tsv tsv = tsv_read("commands.tsv");

	for (uint32_t id = 0; id < 0x400; id++) {
		ck_assert_msg((smpp_command_name(id) != NULL) ==
			      (row_of(&tsv, "command_id", id) >= 0), "0x%08x", (unsigned)id);
		ck_assert_msg((smpp_command_name(id | SMPP_RESPONSE) != NULL) ==
			      (row_of(&tsv, "command_id", id | SMPP_RESPONSE) >= 0),
			      "0x%08x", (unsigned)(id | SMPP_RESPONSE));
	}
	ck_assert_ptr_null(smpp_command_name(0x01000001)); /* SMPP+ */
	ck_assert_ptr_null(smpp_command_name(0xFFFFFFFF));
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_names_every_status_of_the_reference_and_says_what_it_means)
{
	struct tsv tsv = tsv_read("status.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *want = status_symbol(&tsv, i);
		uint32_t status = (uint32_t)number_of(&tsv, i, "value");
		const char *name = smpp_status_name(status), *text = smpp_status_text(status);

		ck_assert_msg(name != NULL && strcmp(name, want) == 0, "%s", want);
		ck_assert_msg(text != NULL && strlen(text) >= 5, "%s", want);
		for (const char *c = text; *c != '\0'; c++)
			ck_assert_msg(*c >= 0x20 && *c <= 0x7E, "%s", want);
	}
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_names_no_status_that_the_reference_does_not_have)
{
	struct tsv tsv = tsv_read("status.tsv");

	for (uint32_t status = 0; status < 0x600; status++) {
		int known = row_of(&tsv, "value", status) >= 0;

		ck_assert_msg((smpp_status_name(status) != NULL) == known, "0x%x",
			      (unsigned)status);
		ck_assert_msg((smpp_status_text(status) != NULL) == known, "0x%x",
			      (unsigned)status);
	}
	ck_assert_ptr_null(smpp_status_name(0xFFFFFFFF));
	ck_assert_ptr_null(smpp_status_text(0xFFFFFFFF));
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_names_every_tlv_of_the_reference_and_no_other)
{
	struct tsv tsv = tsv_read("tlvs.tsv");
	size_t named = 0;

	for (size_t i = 0; i < tsv.rows; i++) {
		const char *want = tsv_get(&tsv, i, "name");
		const char *name = smpp_tlv_name((uint16_t)number_of(&tsv, i, "tag"));

		ck_assert_msg(name != NULL && strcmp(name, want) == 0, "%s", want);
	}
	for (unsigned tag = 0; tag <= 0xFFFF; tag++)
		named += smpp_tlv_name((uint16_t)tag) != NULL;
	ck_assert_uint_eq(named, tsv.rows);
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_names_the_ten_message_states)
{
	static const char *const names[] = { "SCHEDULED", "ENROUTE", "DELIVERED", "EXPIRED",
		"DELETED", "UNDELIVERABLE", "ACCEPTED", "UNKNOWN", "REJECTED", "SKIPPED" };

	for (unsigned i = 0; i < 10; i++)
		ck_assert_str_eq(smpp_message_state_name((uint8_t)i), names[i]);
	for (unsigned i = 10; i < 256; i++)
		ck_assert_ptr_null(smpp_message_state_name((uint8_t)i));
}
END_TEST

/* Lines of const.h: "#define SMPP_ESME_ROK UINT32_C(0x00000000)", "SMPP_TLV_X = 0x0005," */
struct header_line {
	char name[64];
	unsigned long value;
};

static size_t read_header(struct header_line *lines, size_t max)
{
	FILE *file = fopen("include/smpp/const.h", "r");
	char line[256];
	size_t count = 0;

	ck_assert_msg(file != NULL, "start the tests in the root of the tree");
	while (fgets(line, sizeof(line), file) != NULL) {
		struct header_line *l = &lines[count];

		ck_assert_uint_lt(count, max);
		if (sscanf(line, "#define SMPP_%63s UINT32_C(%lx)", l->name, &l->value) == 2 ||
		    sscanf(line, " SMPP_%63s = %lx", l->name, &l->value) == 2)
			count++;
	}
	fclose(file);
	return count;
}

static unsigned long header_value(const struct header_line *lines, size_t count,
				  const char *prefix, const char *name)
{
	char full[80];

	snprintf(full, sizeof(full), "%s%s", prefix, name);
	for (char *c = full; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(lines[i].name, full) == 0)
			return lines[i].value;
	}
	ck_abort_msg("const.h has no SMPP_%s", full);
	return 0;
}

START_TEST(const_header_has_the_number_of_every_name_of_the_reference)
{
	static struct header_line lines[512];
	size_t count = read_header(lines, 512);
	struct tsv tsv = tsv_read("commands.tsv");

	for (size_t i = 0; i < tsv.rows; i++)
		ck_assert_uint_eq(header_value(lines, count, "", tsv_get(&tsv, i, "command_name")),
				  number_of(&tsv, i, "command_id"));
	tsv_free(&tsv);
	tsv = tsv_read("status.tsv");
	for (size_t i = 0; i < tsv.rows; i++)
		ck_assert_uint_eq(header_value(lines, count, "", status_symbol(&tsv, i)),
				  number_of(&tsv, i, "value"));
	tsv_free(&tsv);
	tsv = tsv_read("tlvs.tsv");
	for (size_t i = 0; i < tsv.rows; i++)
		ck_assert_uint_eq(header_value(lines, count, "TLV_", tsv_get(&tsv, i, "name")),
				  number_of(&tsv, i, "tag"));
	tsv_free(&tsv);
}
END_TEST

START_TEST(const_header_has_no_number_that_the_reference_does_not_have)
{
	static struct header_line lines[512];
	size_t count = read_header(lines, 512), statuses = 0, tlvs = 0;
	struct tsv status = tsv_read("status.tsv"), tlv = tsv_read("tlvs.tsv");

	for (size_t i = 0; i < count; i++) {
		statuses += strncmp(lines[i].name, "ESME_", 5) == 0;
		tlvs += strncmp(lines[i].name, "TLV_", 4) == 0;
	}
	ck_assert_uint_eq(statuses, status.rows);
	ck_assert_uint_eq(tlvs, tlv.rows);
	tsv_free(&status);
	tsv_free(&tlv);
}
END_TEST

START_TEST(status_class_is_temporary_for_five_and_failed_for_the_rest)
{
	static const uint32_t temporary[] = { SMPP_ESME_RSYSERR, SMPP_ESME_RMSGQFUL,
					      SMPP_ESME_RTHROTTLED, SMPP_ESME_RX_T_APPN,
					      SMPP_ESME_RSERTYPUNAVAIL };
	size_t count = 0;

	ck_assert_int_eq(smpp_status_class(SMPP_ESME_ROK), SMPP_STATUS_OK);
	for (uint32_t status = 1; status <= 0x1000; status++)
		count += smpp_status_class(status) == SMPP_STATUS_TEMPORARY;
	ck_assert_uint_eq(count, sizeof(temporary) / sizeof(temporary[0]));
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(smpp_status_class(temporary[i]), SMPP_STATUS_TEMPORARY);
	ck_assert_int_eq(smpp_status_class(SMPP_ESME_RINVDSTADR), SMPP_STATUS_FAILED);
	ck_assert_int_eq(smpp_status_class(0xFFFFFFFF), SMPP_STATUS_FAILED);
}
END_TEST

START_TEST(error_name_is_the_name_in_the_source)
{
	static const struct {
		int error;
		const char *name;
	} errors[] = {
		{ SMPP_OK, "SMPP_OK" }, { SMPP_E_MORE, "SMPP_E_MORE" },
		{ SMPP_E_FAULT, "SMPP_E_FAULT" }, { SMPP_E_SPACE, "SMPP_E_SPACE" },
		{ SMPP_E_TOO_BIG, "SMPP_E_TOO_BIG" }, { SMPP_E_END, "SMPP_E_END" },
		{ SMPP_E_ABSENT, "SMPP_E_ABSENT" }, { SMPP_E_LENGTH, "SMPP_E_LENGTH" },
		{ SMPP_E_STATE, "SMPP_E_STATE" }, { SMPP_E_VERSION, "SMPP_E_VERSION" },
		{ SMPP_E_WINDOW, "SMPP_E_WINDOW" }, { SMPP_E_HANDLE, "SMPP_E_HANDLE" },
		{ SMPP_E_BUSY, "SMPP_E_BUSY" }, { SMPP_E_CONFIG, "SMPP_E_CONFIG" },
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		ck_assert_int_eq(errors[i].error, -(int)i);
		ck_assert_str_eq(smpp_error_name(errors[i].error), errors[i].name);
	}
}
END_TEST

START_TEST(error_name_of_other_numbers_is_a_question_mark)
{
	ck_assert_str_eq(smpp_error_name(1), "SMPP_E_?");
	ck_assert_str_eq(smpp_error_name(-14), "SMPP_E_?");
	ck_assert_str_eq(smpp_error_name(-2147483647 - 1), "SMPP_E_?");
}
END_TEST

START_TEST(fault_name_is_the_name_in_the_enum)
{
	static const char *const names[] = { "NONE", "INCOMPLETE_HEADER", "INCOMPLETE_BODY",
		"COMMAND_LENGTH_TOO_SMALL", "COMMAND_LENGTH_TOO_LARGE", "TRAILING_DATA",
		"UNKNOWN_COMMAND_ID", "FIELD_TRUNCATED", "CSTRING_NOT_TERMINATED",
		"CSTRING_TOO_LONG", "OCTETS_TRUNCATED", "BAD_DEST_FLAG", "TLV_HEADER_TRUNCATED",
		"TLV_OVERRUN", "TLV_BAD_LENGTH", "TIME_BAD_LENGTH", "RESERVED_VALUE",
		"EXCLUSIVE_FIELDS", "TLV_MISSING", "TLV_NOT_ALLOWED", "COMMAND_VERSION",
		"TIME_BAD_VALUE", "CSTRING_HAS_NUL", "VALUE_TOO_LONG", "LIST_BOTH" };
	int count = (int)(sizeof(names) / sizeof(names[0]));

	ck_assert_int_eq(count - 1, SMPP_FAULT_LIST_BOTH);
	for (int i = 0; i < count; i++)
		ck_assert_str_eq(smpp_fault_name((enum smpp_fault_code)i), names[i]);
	ck_assert_str_eq(smpp_fault_name((enum smpp_fault_code)count), "?");
}
END_TEST

START_TEST(version_is_that_of_the_file_and_of_the_numbers)
{
	FILE *file = fopen("VERSION", "r");
	char numbers[32], version[32] = "";

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%31s", version), 1);
	fclose(file);
	snprintf(numbers, sizeof(numbers), "%d.%d.%d", SMPP_VERSION_MAJOR, SMPP_VERSION_MINOR,
		 SMPP_VERSION_PATCH);
	ck_assert_str_eq(smpp_version(), SMPP_VERSION_STRING);
	ck_assert_str_eq(smpp_version(), numbers);
	ck_assert_str_eq(smpp_version(), version);
}
END_TEST

START_TEST(span_of_a_text_leaves_its_nul_out)
{
	struct smpp_span span = smpp_span_of("abc");

	ck_assert_uint_eq(span.len, 3);
	ck_assert_mem_eq(span.ptr, "abc", 3);
	ck_assert_uint_eq(smpp_span_of("").len, 0);
	ck_assert_uint_eq(smpp_span_of(NULL).len, 0);
}
END_TEST

START_TEST(spans_are_equal_when_their_octets_are)
{
	struct smpp_span zeros = { (const uint8_t *)"a\0b", 3 },
			 other = { (const uint8_t *)"a\0c", 3 };
	struct smpp_span none = { NULL, 0 };

	ck_assert_int_eq(smpp_span_equal(zeros, zeros), 1);
	ck_assert_int_eq(smpp_span_equal(zeros, other), 0);
	ck_assert_int_eq(smpp_span_equal(zeros, smpp_span_of("a")), 0);
	ck_assert_int_eq(smpp_span_equal(none, smpp_span_of("")), 1);
	ck_assert_int_eq(smpp_span_equal(none, smpp_span_of("a")), 0);
}
END_TEST

START_TEST(wipe_clears_the_octets_it_is_given_and_no_other)
{
	char secret[] = "secret08";

	smpp_wipe(secret + 1, 3);
	ck_assert_mem_eq(secret, "s\0\0\0et08", 8);
	smpp_wipe(NULL, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("const");
	TCase *tests = tcase_create("const");

	tcase_add_test(tests, const_names_every_command_of_the_reference);
	tcase_add_test(tests, const_names_no_command_that_the_reference_does_not_have);
	tcase_add_test(tests, const_names_every_status_of_the_reference_and_says_what_it_means);
	tcase_add_test(tests, const_names_no_status_that_the_reference_does_not_have);
	tcase_add_test(tests, const_names_every_tlv_of_the_reference_and_no_other);
	tcase_add_test(tests, const_names_the_ten_message_states);
	tcase_add_test(tests, const_header_has_the_number_of_every_name_of_the_reference);
	tcase_add_test(tests, const_header_has_no_number_that_the_reference_does_not_have);
	tcase_add_test(tests, status_class_is_temporary_for_five_and_failed_for_the_rest);
	tcase_add_test(tests, error_name_is_the_name_in_the_source);
	tcase_add_test(tests, error_name_of_other_numbers_is_a_question_mark);
	tcase_add_test(tests, fault_name_is_the_name_in_the_enum);
	tcase_add_test(tests, version_is_that_of_the_file_and_of_the_numbers);
	tcase_add_test(tests, span_of_a_text_leaves_its_nul_out);
	tcase_add_test(tests, spans_are_equal_when_their_octets_are);
	tcase_add_test(tests, wipe_clears_the_octets_it_is_given_and_no_other);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
