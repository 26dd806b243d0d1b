/* SPDX-License-Identifier: MIT */
/*
 * Owns: PDUs and faults as text: what is shown, what is hidden, and into how many octets.
 * Must not know: the library's table.
 */
#include "reference.h"

#define SECRET "sEcReT42"

static char text[200000];

/* The dump of a PDU as a C string. */
static const char *dump(const struct smpp_pdu *pdu, unsigned flags)
{
	struct smpp_buf buf = { (uint8_t *)text, sizeof(text) - 1, 99 };

	ck_assert_int_eq(smpp_dump(pdu, flags, &buf), SMPP_OK);
	ck_assert_uint_lt(buf.len, sizeof(text));
	text[buf.len] = '\0';
	return text;
}

static const char *dump_hex(const char *hex, unsigned flags)
{
	struct smpp_span in = octets_of_hex(hex);
	struct smpp_pdu pdu;

	(void)smpp_decode(in, NULL, &pdu, NULL);
	dump(&pdu, flags);
	span_free(in);
	return text;
}

static struct smpp_pdu pdu_of(uint32_t command_id)
{
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = command_id;
	return pdu;
}

START_TEST(dump_shows_every_field_of_a_submit_sm_with_its_offset)
{
	const char *got = dump_hex("0000003b"
				   "00000004"
				   "00000000"
				   "00000007"
				   "434d5400"
				   "05"
				   "00"
				   "6d6500"
				   "01"
				   "01"
				   "343400"
				   "40"
				   "00"
				   "00"
				   "00"
				   "00"
				   "01"
				   "00"
				   "08"
				   "00"
				   "02"
				   "6869"
				   "0427000102"
				   "14000002ff41"
				   "0204"
				   "0002"
				   "3432",
				   0);

	ck_assert_str_eq(got,
		"    0  command_length           59\n"
		"    4  command_id               0x00000004 submit_sm\n"
		"    8  command_status           0x00000000 ESME_ROK\n"
		"   12  sequence_number          7\n"
		"   16  service_type             \"CMT\"\n"
		"   20  source_addr_ton          5\n"
		"   21  source_addr_npi          0\n"
		"   22  source_addr              \"me\"\n"
		"   25  dest_addr_ton            1\n"
		"   26  dest_addr_npi            1\n"
		"   27  destination_addr         \"44\"\n"
		"   30  esm_class                64 0x40\n"
		"   31  protocol_id              0\n"
		"   32  priority_flag            0\n"
		"   33  schedule_delivery_time   \"\"\n"
		"   34  validity_period          \"\"\n"
		"   35  registered_delivery      1\n"
		"   36  replace_if_present_flag  0\n"
		"   37  data_coding              8\n"
		"   38  sm_default_msg_id        0\n"
		"   39  sm_length                2\n"
		"   40  short_message            \"hi\"\n"
		"   42  message_state            0x0427 02 DELIVERED\n"
		"   47  unknown                  0x1400 FF 41\n"
		"   53  user_message_reference   0x0204 \"42\"\n");
}
END_TEST

/* The lines of a dump that begin with an offset must name the offsets of the fields. */
START_TEST(dump_shows_the_offset_of_every_field_of_every_command)
{
	static struct arrays arrays;
	static struct slots s;

	for (size_t c = 0; c < ref.commands; c++) {
		for (int as_array = 0; as_array < 2; as_array++) {
			struct smpp_pdu pdu;
			struct smpp_span in;
			const char *line;

			slots_start(&s, &ref.command[c]);
			for (size_t i = 0; i < s.count; i++) {
				if (ref_is(s.slot[i].field->type, "cstring") &&
				    s.slot[i].field->most != 17)
					slot_string(&s.slot[i], 2);
			}
			in = slots_pdu(&s);
			ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL) == SMPP_OK ||
					 ref.command[c].id == SMPP_DELIVER_SM_RESP, 1);
			if (pdu.body_raw) {
				span_free(in);
				continue; /* deliver_sm_resp has no id in 3.4 */
			}
			if (as_array)
				use_arrays(&arrays, &pdu);
			line = dump(&pdu, 0);
			for (size_t i = 0; i < 4; i++)
				line = strchr(line, '\n') + 1;
			for (size_t i = 0; i < s.count; i++) {
				unsigned long offset;
				char name[64] = "", *dot = strrchr(s.slot[i].name, '.');
				const char *want = dot != NULL ? dot + 1 : s.slot[i].name;

				if (ref_is(s.slot[i].name, "message_details[0]"))
					want = "message_id";
				ck_assert_int_eq(sscanf(line, " %lu %63s", &offset, name), 2);
				ck_assert_msg(offset == s.slot[i].at && ref_is(name, want),
					      "%s: %s at %lu, not %s at %lu", ref.command[c].name,
					      name, offset, want, (unsigned long)s.slot[i].at);
				line = strchr(line, '\n') + 1;
			}
			ck_assert_int_eq(*line, '\0');
			span_free(in);
		}
	}
}
END_TEST

START_TEST(dump_writes_other_octets_and_quotes_as_numbers)
{
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM_RESP);

	pdu.body.submit_sm_resp.message_id = smpp_span_of("a\"b\\c\r\n\x1B[2J%n\x7F\xFF ~");
	ck_assert_ptr_nonnull(strstr(dump(&pdu, 0), "message_id               "
		"\"a\\x22b\\x5Cc\\x0D\\x0A\\x1B[2J%n\\x7F\\xFF ~\"\n"));
}
END_TEST

START_TEST(dump_cuts_values_of_more_than_64_octets_and_tells_their_length)
{
	static const char letters[] =
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
	uint8_t octets[255];
	struct smpp_pdu pdu = pdu_of(SMPP_SUBMIT_SM);
	char want[200];

	ck_assert_uint_eq(strlen(letters), 64);
	memset(octets, 'x', sizeof(octets));
	pdu.body.submit_sm.short_message.ptr = octets;
	for (size_t len = 63; len <= 255; len++) {
		pdu.body.submit_sm.short_message.len = len;
		if (len <= 64)
			snprintf(want, sizeof(want), " \"%.*s\"\n", (int)len, letters);
		else
			snprintf(want, sizeof(want), " \"%s\"... (%u octets)\n", letters,
				 (unsigned)len);
		ck_assert_ptr_nonnull(strstr(dump(&pdu, 0), want));
	}
	octets[0] = 0; /* not text: hexadecimal */
	ck_assert_ptr_nonnull(strstr(dump(&pdu, 0), " 00 78 78"));
	ck_assert_ptr_nonnull(strstr(text, " 78... (255 octets)\n"));
}
END_TEST

START_TEST(dump_shows_list_entries)
{
	const char *got = dump_hex("00000024" "80000021" "00000000" "00000001" "3100" "02"
				   "0101343400" "0000000b" "050061" "00" "00000405", 0);

	ck_assert_ptr_nonnull(strstr(got,
		"   18  no_unsuccess             2\n"
		"   19    dest_addr_ton          1\n"
		"   20    dest_addr_npi          1\n"
		"   21    destination_addr       \"44\"\n"
		"   24    error_status_code      0x0000000B ESME_RINVDSTADR\n"
		"   28    dest_addr_ton          5\n"
		"   29    dest_addr_npi          0\n"
		"   30    destination_addr       \"a\"\n"
		"   32    error_status_code      0x00000405\n"));
}
END_TEST

START_TEST(dump_shows_what_did_not_decode)
{
	ck_assert_str_eq(dump_hex("00000012000000040000000000000007" "4142", 0),
		"    0  command_length           18\n"
		"    4  command_id               0x00000004 submit_sm\n"
		"    8  command_status           0x00000000 ESME_ROK\n"
		"   12  sequence_number          7\n"
		"   16  (not decoded)            \"AB\"\n");
}
END_TEST

START_TEST(dump_shows_an_unknown_command)
{
	const char *got = dump_hex("00000014000102000000000000000005" "61626364", 0);

	ck_assert_ptr_nonnull(strstr(got, "0x00010200 unknown\n"));
	ck_assert_ptr_nonnull(strstr(got, "(not decoded)            \"abcd\"\n"));
}
END_TEST

START_TEST(dump_shows_the_header_only_of_an_absent_body)
{
	ck_assert_str_eq(dump_hex("00000010800000040000001400000007", 0),
		"    0  command_length           16\n"
		"    4  command_id               0x80000004 submit_sm_resp\n"
		"    8  command_status           0x00000014 ESME_RMSGQFUL\n"
		"   12  sequence_number          7\n");
}
END_TEST

START_TEST(dump_shows_tlvs_of_the_array_behind_those_that_are_octets)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);
	struct smpp_tlv tlv = { SMPP_TLV_SAR_MSG_REF_NUM, { (const uint8_t *)"\0\7", 2 } };

	pdu.tlvs.ptr = (const uint8_t *)"\x04\x24\0\0";
	pdu.tlvs.len = 4;
	pdu.tlv = &tlv;
	pdu.tlv_count = 1;
	ck_assert_ptr_nonnull(strstr(dump(&pdu, 0),
		"   16  message_payload          0x0424 \"\"\n"
		"   20  sar_msg_ref_num          0x020C 00 07\n"));
}
END_TEST

static const uint32_t binds[] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER,
				  SMPP_BIND_TRANSCEIVER, SMPP_OUTBIND };

/* A bind or outbind with SECRET as its password, from octets. */
static struct smpp_span secret_pdu(struct slots *s, uint32_t id)
{
	slots_start(s, ref_command_of(id));
	memcpy(slot_named(s, "password")->octets, SECRET, 9);
	slot_named(s, "password")->len = 9;
	return slots_pdu(s);
}

/* Is any part of SECRET in the text, as letters or in hexadecimal? */
static int secret_in(const char *got)
{
	char part[4], hex[10];

	for (size_t i = 0; i + 3 <= strlen(SECRET); i++) {
		snprintf(part, sizeof(part), "%.3s", &SECRET[i]);
		snprintf(hex, sizeof(hex), "%02X %02X %02X", SECRET[i], SECRET[i + 1],
			 SECRET[i + 2]);
		if (strstr(got, part) != NULL || strstr(got, hex) != NULL)
			return 1;
	}
	return 0;
}

START_TEST(dump_shows_a_password_as_one_star_whatever_its_length)
{
	static const char *const passwords[] = { "", "a", SECRET };

	for (size_t i = 0; i < 3; i++) {
		struct smpp_pdu bind = pdu_of(SMPP_BIND_TRANSCEIVER), out = pdu_of(SMPP_OUTBIND);

		bind.body.bind.password = out.body.outbind.password = smpp_span_of(passwords[i]);
		ck_assert_ptr_nonnull(strstr(dump(&bind, 0), "password                 *\n"));
		ck_assert_ptr_nonnull(strstr(dump(&out, 0), "password                 *\n"));
	}
}
END_TEST

START_TEST(dump_never_shows_the_password_of_a_pdu_that_decodes)
{
	for (size_t i = 0; i < 4; i++) {
		static struct slots s;
		struct smpp_span in = secret_pdu(&s, binds[i]);
		struct smpp_pdu pdu;

		ck_assert_int_eq(smpp_decode(in, NULL, &pdu, NULL), SMPP_OK);
		ck_assert(!secret_in(dump(&pdu, 0)));
		ck_assert(secret_in(dump(&pdu, SMPP_DUMP_PASSWORD)));
		span_free(in);
	}
}
END_TEST

/* Cut everywhere, with the right or the wrong length, and with every octet mutated. */
START_TEST(dump_never_shows_the_password_of_a_pdu_that_does_not_decode)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x41, 0xFF };
	size_t raw = 0;

	for (size_t i = 0; i < 4; i++) {
		static struct slots s;
		struct smpp_span whole = secret_pdu(&s, binds[i]), in = whole;
		uint8_t *p = (uint8_t *)(uintptr_t)in.ptr;
		struct smpp_pdu pdu;

		for (in.len = 0; in.len < whole.len; in.len++) {
			(void)smpp_decode(in, NULL, &pdu, NULL);
			ck_assert(!secret_in(dump(&pdu, 0)));
		}
		for (size_t at = 8; at < whole.len; at++) {
			for (size_t k = 0; k < sizeof(values); k++) {
				uint8_t old = p[at];

				p[at] = values[k];
				(void)smpp_decode(whole, NULL, &pdu, NULL);
				raw += pdu.body_raw;
				if (at < slot_named(&s, "password")->at)
					ck_assert(!secret_in(dump(&pdu, 0)) || !pdu.body_raw);
				else
					ck_assert(!secret_in(dump(&pdu, 0)));
				p[at] = old;
			}
		}
		span_free(whole);
	}
	ck_assert_uint_gt(raw, 20);
}
END_TEST

START_TEST(dump_says_how_many_octets_of_a_raw_bind_it_hides)
{
	const char *hex = "0000001900000009000000000000000a" "734563526554343261";

	ck_assert_ptr_nonnull(strstr(dump_hex(hex, 0), "(not decoded)            "
						       "(9 octets, not shown)\n"));
	ck_assert_ptr_nonnull(strstr(dump_hex(hex, SMPP_DUMP_PASSWORD), "\"" SECRET "a\"\n"));
}
END_TEST

START_TEST(dump_hides_a_password_longer_than_its_limit)
{
	struct smpp_rules field = { 0, SMPP_FIELD, 0 };
	static struct slots s;
	struct smpp_span in;
	struct smpp_pdu pdu;

	slots_start(&s, ref_command_of(SMPP_BIND_RECEIVER));
	memcpy(slot_named(&s, "password")->octets, SECRET SECRET, 17);
	slot_named(&s, "password")->len = 17;
	in = slots_pdu(&s);
	ck_assert_int_eq(smpp_decode(in, &field, &pdu, NULL), SMPP_OK);
	ck_assert_ptr_nonnull(strstr(dump(&pdu, 0), "password                 *\n"));
	ck_assert(!secret_in(text));
	span_free(in);
}
END_TEST

START_TEST(dump_writes_at_every_cap_no_octet_beyond_it_and_always_the_size_needed)
{
	static const char *const hexes[] = {
		("0000003b00000004000000000000000" "7434d5400" "05006d650001013434004000000000"
		 "010008000268690427000102" "14000002ff41" "020400023432"),
		"0000001900000009000000000000000a734563526554343261",
		"00000010800000040000001400000007" };
	static uint8_t out[4096];

	for (size_t i = 0; i < 3; i++) {
		struct smpp_span in = octets_of_hex(hexes[i]);
		struct smpp_pdu pdu;
		size_t need;

		(void)smpp_decode(in, NULL, &pdu, NULL);
		need = strlen(dump(&pdu, 0));
		for (size_t cap = 0; cap <= need + 1; cap++) {
			struct smpp_buf buf = { out, cap, 99 };

			memset(out, 0xA5, need + 16);
			ck_assert_int_eq(smpp_dump(&pdu, 0, &buf),
					 cap >= need ? SMPP_OK : SMPP_E_SPACE);
			ck_assert_uint_eq(buf.len, need);
			ck_assert_int_eq(memcmp(out, text, cap < need ? cap : need), 0);
			for (size_t k = cap < need ? cap : need; k < need + 16; k++)
				ck_assert_uint_eq(out[k], 0xA5);
		}
		span_free(in);
	}
}
END_TEST

START_TEST(dump_measures_with_no_buffer_at_all)
{
	struct smpp_pdu pdu = pdu_of(SMPP_ENQUIRE_LINK);
	struct smpp_buf buf = { NULL, 0, 0 };

	ck_assert_int_eq(smpp_dump(&pdu, 0, &buf), SMPP_E_SPACE);
	ck_assert_uint_eq(buf.len, strlen(dump(&pdu, 0)));
}
END_TEST

START_TEST(dump_is_printable_lines_whatever_the_octets)
{
	static const uint32_t tolerances[] = { SMPP_STRICT, SMPP_FIELD, 0x1FFF };
	uint32_t random = 20260801;
	size_t decoded = 0;

	printf("random octets from seed %u\n", (unsigned)random);
	for (unsigned i = 0; i < 60000; i++) {
		uint8_t octets[300];
		struct smpp_span in = { octets, 16 + i % 284 };
		struct smpp_rules rules = { ref_version(i % 3), tolerances[i / 3 % 3], 0 };
		struct smpp_pdu pdu;
		const char *got;

		for (size_t k = 0; k < sizeof(octets); k++) {
			random = random * 1664525 + 1013904223;
			octets[k] = (random >> 24) % 2 != 0 ? (uint8_t)(random >> 8) % 3
							    : (uint8_t)(random >> 16);
		}
		put_number(octets, in.len);
		if (i % 50 != 0)
			put_number(octets + 4, ref.command[i % ref.commands].id);
		decoded += smpp_decode(in, &rules, &pdu, NULL) == SMPP_OK;
		got = dump(&pdu, i % 2 != 0 ? SMPP_DUMP_PASSWORD : 0);
		for (const char *c = got; *c != '\0'; c++) {
			if (*c != '\n' && (*c < 0x20 || *c > 0x7E))
				ck_abort_msg("octet 0x%02x in the dump of case %u", (uint8_t)*c, i);
		}
		ck_assert_uint_eq(strlen(got), (size_t)(strrchr(got, '\n') - got) + 1);
	}
	printf("%lu of 60000 decoded\n", (unsigned long)decoded);
	ck_assert_uint_gt(decoded, 1000);
}
END_TEST

static const char *fault_text(const struct smpp_fault *fault)
{
	struct smpp_buf buf = { (uint8_t *)text, sizeof(text) - 1, 99 };

	ck_assert_int_eq(smpp_fault_text(fault, &buf), SMPP_OK);
	text[buf.len] = '\0';
	return text;
}

START_TEST(fault_text_says_code_place_and_status)
{
	struct smpp_fault fault = { SMPP_FAULT_CSTRING_TOO_LONG, SMPP_ESME_RINVDLNAME, 19,
				    "dest_address", "dl_name", 1, 0 };

	ck_assert_str_eq(fault_text(&fault), "CSTRING_TOO_LONG at octet 19, "
					     "dest_address[1].dl_name: ESME_RINVDLNAME");
	fault.member = NULL;
	fault.field = "message_details";
	fault.entry = 0;
	ck_assert_str_eq(fault_text(&fault), "CSTRING_TOO_LONG at octet 19, "
					     "message_details[0]: ESME_RINVDLNAME");
}
END_TEST

START_TEST(fault_text_gives_the_tag_of_a_tlv)
{
	struct smpp_fault fault = { SMPP_FAULT_TLV_OVERRUN, SMPP_ESME_RINVTLVSTREAM, 33, "unknown",
				    NULL, -1, 0x1400 };

	ck_assert_str_eq(fault_text(&fault), "TLV_OVERRUN at octet 33, unknown (tag 0x1400): "
					     "ESME_RINVTLVSTREAM");
}
END_TEST

START_TEST(fault_text_takes_a_fault_without_field_and_an_unknown_status)
{
	struct smpp_fault fault = { SMPP_FAULT_TRAILING_DATA, 0x12345, 16, NULL, NULL, -1, 0 };

	ck_assert_str_eq(fault_text(&fault), "TRAILING_DATA at octet 16: ?");
}
END_TEST

START_TEST(fault_text_writes_at_every_cap_no_octet_beyond_it_and_no_nul)
{
	struct smpp_fault fault = { SMPP_FAULT_CSTRING_TOO_LONG, SMPP_ESME_RINVDLNAME, 19,
				    "dest_address", "dl_name", 1, 0x1400 };
	size_t need = strlen(fault_text(&fault));
	uint8_t out[256];

	for (size_t cap = 0; cap <= need + 1; cap++) {
		struct smpp_buf buf = { out, cap, 99 };

		memset(out, 0xA5, sizeof(out));
		ck_assert_int_eq(smpp_fault_text(&fault, &buf),
				 cap >= need ? SMPP_OK : SMPP_E_SPACE);
		ck_assert_uint_eq(buf.len, need);
		ck_assert_int_eq(memcmp(out, text, cap < need ? cap : need), 0);
		for (size_t k = cap < need ? cap : need; k < sizeof(out); k++)
			ck_assert_uint_eq(out[k], 0xA5);
	}
}
END_TEST

START_TEST(fault_text_is_one_printable_line_for_every_malformed_pdu)
{
	struct tsv tsv = tsv_read("malformed.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_rules rules = { version_of_text(tsv_get(&tsv, i, "version")), 0, 0 };
		struct smpp_span in = octets_of_hex(tsv_get(&tsv, i, "hex"));
		struct smpp_fault fault;
		struct smpp_pdu pdu;

		(void)smpp_decode(in, &rules, &pdu, &fault);
		for (const char *c = fault_text(&fault); *c != '\0'; c++)
			ck_assert_msg(*c >= 0x20 && *c <= 0x7E, "%s", tsv_get(&tsv, i, "name"));
		ck_assert_msg(strncmp(text, smpp_fault_name(fault.code),
				      strlen(smpp_fault_name(fault.code))) == 0, "%s", text);
		span_free(in);
	}
	tsv_free(&tsv);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dump");
	TCase *tests = tcase_create("dump");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, ref_load, NULL);
	tcase_add_test(tests, dump_shows_every_field_of_a_submit_sm_with_its_offset);
	tcase_add_test(tests, dump_shows_the_offset_of_every_field_of_every_command);
	tcase_add_test(tests, dump_writes_other_octets_and_quotes_as_numbers);
	tcase_add_test(tests, dump_cuts_values_of_more_than_64_octets_and_tells_their_length);
	tcase_add_test(tests, dump_shows_list_entries);
	tcase_add_test(tests, dump_shows_what_did_not_decode);
	tcase_add_test(tests, dump_shows_an_unknown_command);
	tcase_add_test(tests, dump_shows_the_header_only_of_an_absent_body);
	tcase_add_test(tests, dump_shows_tlvs_of_the_array_behind_those_that_are_octets);
	tcase_add_test(tests, dump_shows_a_password_as_one_star_whatever_its_length);
	tcase_add_test(tests, dump_never_shows_the_password_of_a_pdu_that_decodes);
	tcase_add_test(tests, dump_never_shows_the_password_of_a_pdu_that_does_not_decode);
	tcase_add_test(tests, dump_says_how_many_octets_of_a_raw_bind_it_hides);
	tcase_add_test(tests, dump_hides_a_password_longer_than_its_limit);
	tcase_add_test(tests,
		       dump_writes_at_every_cap_no_octet_beyond_it_and_always_the_size_needed);
	tcase_add_test(tests, dump_measures_with_no_buffer_at_all);
	tcase_add_test(tests, dump_is_printable_lines_whatever_the_octets);
	tcase_add_test(tests, fault_text_says_code_place_and_status);
	tcase_add_test(tests, fault_text_gives_the_tag_of_a_tlv);
	tcase_add_test(tests, fault_text_takes_a_fault_without_field_and_an_unknown_status);
	tcase_add_test(tests, fault_text_writes_at_every_cap_no_octet_beyond_it_and_no_nul);
	tcase_add_test(tests, fault_text_is_one_printable_line_for_every_malformed_pdu);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
