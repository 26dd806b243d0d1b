/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/smsc/quirks/edit.h: what each edit makes of a PDU, and that it leaves all others as
 * they are.
 * Must not know: when a quirk is in force.
 *
 * PDUs are words as smpp-esme encode takes them, with ';' between.
 */
#include "support.h"

#include <smpp.h>

#include <stdio.h>
#include <stdlib.h>

#include "../examples/pairs.h"
#include "../examples/smsc/quirks/edit.h"

static struct pairs pairs;
static struct draft draft, wanted;

#define PDU(command) command ";sequence_number=5"
#define ROUTED ";source_addr=4488;destination_addr=4477"
#define DELIVER PDU("deliver_sm") ROUTED
#define RECEIPT DELIVER ";esm_class=4"
#define DATES " submit date:2611251200 done date:2611251201"
#define WHOLE "id:42 sub:001 dlvrd:001" DATES " stat:DELIVRD err:000 Text:hello"
#define TLVS ";receipted_message_id=42;message_state=2"
#define TEXT(text) ";short_message=" text
#define FULL RECEIPT TEXT(WHOLE) TLVS

/* What an edit does: in becomes out; out NULL: in is not its kind. */
struct row {
	const char *name, *argument, *in, *out;
};

static const struct row rows[] = {
	/* responses */
	{ "error-body", "", PDU("submit_sm_resp") ";command_status=11;body=absent",
	  PDU("submit_sm_resp") ";command_status=11;body=hex:00" },
	{ "error-body", "77", PDU("submit_sm_resp") ";command_status=11;body=absent",
	  PDU("submit_sm_resp") ";command_status=11;body=hex:373700" },
	{ "error-body", "", PDU("submit_multi_resp") ";command_status=11;body=absent",
	  PDU("submit_multi_resp") ";command_status=11;body=hex:0000" },
	{ "error-body", "", PDU("bind_receiver_resp") ";command_status=13;body=absent",
	  PDU("bind_receiver_resp") ";command_status=13;body=hex:00" },
	{ "error-body", "", PDU("submit_sm_resp") ";body=absent", NULL },
	{ "error-body", "", PDU("unbind_resp") ";command_status=8", NULL },
	{ "error-body", "", PDU("generic_nack") ";command_status=3", NULL },
	{ "bind-resp-empty", "", PDU("bind_receiver_resp") ";system_id=x",
	  PDU("bind_receiver_resp") ";body=absent" },
	{ "bind-resp-empty", "", PDU("submit_sm_resp") ";message_id=x", NULL },
	{ "bind-resp-type", "", PDU("bind_transceiver_resp") ";system_id=x",
	  PDU("bind_transmitter_resp") ";system_id=x" },
	{ "bind-resp-type", "", PDU("bind_transceiver") ";system_id=x", NULL },
	{ "no-version", "", PDU("bind_transceiver_resp") ";system_id=x;sc_interface_version=0x50",
	  PDU("bind_transceiver_resp") ";system_id=x" },
	{ "no-version", "", PDU("bind_transceiver_resp") ";system_id=x", NULL },
	{ "version", "34", PDU("bind_transceiver_resp") ";system_id=x;sc_interface_version=0x50",
	  PDU("bind_transceiver_resp") ";system_id=x;sc_interface_version=34" },
	{ "version", "0x33", PDU("bind_transceiver_resp") ";system_id=x",
	  PDU("bind_transceiver_resp") ";system_id=x;sc_interface_version=0x33" },
	{ "version", "0x33", PDU("bind_transceiver_resp") ";command_status=13;body=absent", NULL },
	{ "congestion", "90", PDU("submit_sm_resp") ";message_id=7",
	  PDU("submit_sm_resp") ";message_id=7;congestion_state=90" },
	{ "congestion", "90", PDU("submit_sm_resp") ";message_id=7;congestion_state=3",
	  PDU("submit_sm_resp") ";message_id=7;congestion_state=90" },
	{ "congestion", "90", PDU("query_sm_resp") ";message_id=7", NULL },
	{ "long-id", "70", PDU("submit_sm_resp") ";message_id=0123456789",
	  PDU("submit_sm_resp") ";message_id=01234567890123456789012345678901234567890123456789"
	  "01234567890123456789" },
	{ "long-id", "66", RECEIPT TEXT("id:12 stat:DELIVRD") ";receipted_message_id=12",
	  RECEIPT TEXT("id:121212121212121212121212121212121212121212121212121212121212121212"
		       " stat:DELIVRD")
	  ";receipted_message_id=121212121212121212121212121212121212121212121212121212121212121212" },
	{ "long-id", "", PDU("submit_sm_resp") ";command_status=8;body=absent", NULL },
	{ "long-id", "", PDU("submit_sm_resp") ";message_id=", NULL },
	{ "long-id", "", DELIVER TEXT("hello"), NULL },
	{ "nack", "submit_sm", PDU("submit_sm_resp") ";message_id=7",
	  PDU("generic_nack") ";command_status=3" },
	{ "nack", "submit_sm_resp:0", PDU("submit_sm_resp") ";message_id=7", PDU("generic_nack") },
	{ "nack", "bind", PDU("bind_receiver_resp") ";system_id=7",
	  PDU("generic_nack") ";command_status=3" },
	{ "nack", "submit_sm", PDU("submit_sm") TEXT("x"), NULL },
	{ "nack", "submit_sm", PDU("data_sm_resp") ";message_id=7", NULL },
	{ "nack-zero", "submit_sm", PDU("submit_sm_resp") ";message_id=7",
	  "generic_nack;sequence_number=0;command_status=2" },
	{ "wrong-response", "submit_sm", PDU("submit_sm_resp") ";message_id=7",
	  PDU("data_sm_resp") ";message_id=7" },
	{ "wrong-response", "enquire_link", PDU("enquire_link_resp"),
	  PDU("submit_sm_resp") ";body=absent" },
	{ "wrong-sequence", "submit_sm", PDU("submit_sm_resp") ";message_id=7",
	  "submit_sm_resp;sequence_number=0x20000005;message_id=7" },
	/* any PDU */
	{ "no-nul", "submit_sm_resp", PDU("submit_sm_resp") ";message_id=7",
	  PDU("submit_sm_resp") ";body=hex:37" },
	{ "no-nul", "bind_resp", PDU("bind_receiver_resp") ";system_id=7;sc_interface_version=52",
	  PDU("bind_receiver_resp") ";body=hex:37" },
	{ "no-nul", "submit_sm_resp", PDU("submit_sm_resp") ";command_status=8;body=absent", NULL },
	{ "no-nul", "query_sm_resp", PDU("query_sm_resp") ";message_id=7", NULL },
	{ "no-nul", "unbind_resp", PDU("unbind_resp"), NULL },
	{ "tail", "enquire_link_resp:2", PDU("enquire_link_resp"),
	  PDU("enquire_link_resp") ";body=hex:EEEE" },
	{ "tail", "submit_sm_resp", PDU("submit_sm_resp") ";message_id=7",
	  PDU("submit_sm_resp") ";body=hex:3700EEEEEE" },
	{ "tail", "submit_sm", PDU("submit_sm_resp") ";message_id=7", NULL },
	{ "tlv", "submit_sm_resp:0x1400:0102", PDU("submit_sm_resp") ";message_id=7",
	  PDU("submit_sm_resp") ";message_id=7;0x1400=hex:0102" },
	{ "tlv", "enquire_link:message_state:", PDU("enquire_link"),
	  PDU("enquire_link") ";body=hex:04270000" },
	{ "tlv", "deliver_sm:0xFFFF:00", PDU("submit_sm"), NULL },
	{ "tlv", "submit_sm_resp:1:00", PDU("submit_sm_resp") ";command_status=8;body=absent", NULL },
	{ "tlv-length", "", DELIVER TEXT("x") ";0x1400=hex:01;user_message_reference=259",
	  DELIVER TEXT("x") ";0x1400=hex:01;0x0204=hex:000103" },
	{ "tlv-length", "bind_resp",
	  PDU("bind_receiver_resp") ";system_id=7;sc_interface_version=52",
	  PDU("bind_receiver_resp") ";system_id=7;0x0210=hex:0034" },
	{ "tlv-length", "", PDU("bind_receiver_resp") ";system_id=7;sc_interface_version=52", NULL },
	{ "tlv-length", "", DELIVER TEXT("x"), NULL },
	{ "tlv-no-nul", "", FULL, RECEIPT TEXT(WHOLE) ";0x001E=hex:3432;message_state=2" },
	{ "tlv-no-nul", "", DELIVER TEXT("x"), NULL },
	{ "cut-tlv", "submit_sm_resp", PDU("submit_sm_resp") ";message_id=7;0x1400=hex:010203",
	  PDU("submit_sm_resp") ";body=hex:37001400000301" },
	{ "cut-tlv", "", DELIVER TEXT("x"), NULL },
	{ "bare-tlv", "submit_sm_resp", PDU("submit_sm_resp") ";message_id=7",
	  PDU("submit_sm_resp") ";body=hex:3700140000C8" },
	{ "bare-tlv", "", PDU("submit_sm_resp") ";message_id=7", NULL },
	/* deliver_sm */
	{ "nul-text", "counted", DELIVER TEXT("hello"), DELIVER TEXT("hex:68656C6C6F00") },
	{ "nul-text", "", PDU("deliver_sm") TEXT("hello"),
	  PDU("deliver_sm") ";body=hex:000000000000000000000000000000000568656C6C6F00" },
	{ "nul-text", "uncounted", PDU("deliver_sm") TEXT("a") ";message_state=2",
	  PDU("deliver_sm") ";body=hex:000000000000000000000000000000000161000427000102" },
	{ "nul-text", "", DELIVER, NULL },
	{ "nul-text", "", PDU("submit_sm") TEXT("hello"), NULL },
	{ "sm-length", "+1", PDU("deliver_sm") TEXT("hello"),
	  PDU("deliver_sm") ";body=hex:000000000000000000000000000000000668656C6C6F" },
	{ "sm-length", "-1", PDU("deliver_sm") TEXT("hello"),
	  PDU("deliver_sm") ";body=hex:000000000000000000000000000000000468656C6C6F" },
	{ "payload", "", DELIVER TEXT("hello"), DELIVER ";message_payload=hello" },
	{ "payload", "", DELIVER, NULL },
	{ "both-texts", "", DELIVER TEXT("hello"), DELIVER TEXT("hello") ";message_payload=hello" },
	{ "data-coding", "0xF5", DELIVER TEXT("hello"), DELIVER TEXT("hello") ";data_coding=0xF5" },
	{ "data-coding", "8", FULL, NULL },
	{ "udh-to-sar", "", DELIVER ";esm_class=0x40" TEXT("hex:0500032A020168"),
	  DELIVER TEXT("h")
	  ";sar_msg_ref_num=42;sar_total_segments=2;sar_segment_seqnum=1" },
	{ "udh-to-sar", "", DELIVER ";esm_class=0x40" TEXT("hex:0A0804ABCD03020402010268"),
	  DELIVER ";esm_class=0x40" TEXT("hex:040402010268")
	  ";sar_msg_ref_num=0xABCD;sar_total_segments=3;sar_segment_seqnum=2" },
	{ "udh-to-sar", "", DELIVER TEXT("hex:0500032A020168"), NULL },
	{ "sar-to-udh", "", DELIVER TEXT("h")
	  ";sar_msg_ref_num=0xABCD;message_state=2;sar_total_segments=3;sar_segment_seqnum=2",
	  DELIVER ";esm_class=0x40" TEXT("hex:060804ABCD030268") ";message_state=2" },
	{ "sar-to-udh", "", DELIVER TEXT("h") ";sar_msg_ref_num=0xABCD;sar_total_segments=3", NULL },
	{ "concat-total", "", DELIVER ";esm_class=0x40" TEXT("hex:0500032A020268"),
	  DELIVER ";esm_class=0x40" TEXT("hex:0500032A030268") },
	{ "concat-total", "", DELIVER ";esm_class=0x40" TEXT("hex:0608042A00020268"),
	  DELIVER ";esm_class=0x40" TEXT("hex:0608042A00030268") },
	{ "concat-total", "", DELIVER ";esm_class=0x40" TEXT("hex:0500032A020168"), NULL },
	{ "concat-total", "", DELIVER TEXT("h")
	  ";sar_msg_ref_num=1;sar_total_segments=3;sar_segment_seqnum=2",
	  DELIVER TEXT("h") ";sar_msg_ref_num=1;sar_total_segments=4;sar_segment_seqnum=2" },
	{ "at-as-nul", "", PDU("deliver_sm") ";source_addr=a@b",
	  PDU("deliver_sm") ";body=hex:0000006100620000000000000000000000000000" },
	{ "at-as-nul", "", DELIVER, NULL },
	{ "long-address", "22", DELIVER, PDU("deliver_sm")
	  ";source_addr=4488456789012345678901;destination_addr=4477" },
	{ "long-address", "22", PDU("data_sm") ROUTED, PDU("data_sm")
	  ";source_addr=4488456789012345678901;destination_addr=4477" },
	{ "long-address", "3", DELIVER, NULL },
	{ "odd-ton", "", DELIVER, DELIVER ";source_addr_ton=7;source_addr_npi=127" },
	{ "odd-ton", "5,0x22", PDU("data_sm") ROUTED,
	  PDU("data_sm") ROUTED ";source_addr_ton=5;source_addr_npi=34" },
	/* receipts */
	{ "receipt-id", "hex", FULL,
	  RECEIPT TEXT("id:2A sub:001 dlvrd:001" DATES " stat:DELIVRD err:000 Text:hello")
	  ";receipted_message_id=2A;message_state=2" },
	{ "receipt-id", "0x", RECEIPT TEXT("id:0000000255 stat:DELIVRD"),
	  RECEIPT TEXT("id:0xFF stat:DELIVRD") },
	{ "receipt-id", "decimal", RECEIPT TEXT("id:fF stat:DELIVRD"),
	  RECEIPT TEXT("id:255 stat:DELIVRD") },
	{ "receipt-id", "decimal", RECEIPT TEXT("id:FFFFFFFFFFFFFFFF stat:DELIVRD"),
	  RECEIPT TEXT("id:18446744073709551615 stat:DELIVRD") },
	{ "receipt-id", "decimal", RECEIPT TEXT("id:10000000000000000 stat:DELIVRD"), NULL },
	{ "receipt-id", "hex", RECEIPT TEXT("id:a1 stat:DELIVRD"), NULL },
	{ "receipt-id", "padded", RECEIPT TEXT("id:a1 stat:DELIVRD"),
	  RECEIPT TEXT("id:000000000000000000a1 stat:DELIVRD") },
	{ "receipt-id", "ascii", RECEIPT TEXT("id:aZ1 stat:DELIVRD"),
	  RECEIPT TEXT("id:615A31 stat:DELIVRD") },
	{ "receipt-id", "suffix", RECEIPT ";receipted_message_id=42;message_state=2",
	  RECEIPT ";receipted_message_id=42@mini-smsc;message_state=2" },
	{ "receipt-id", "last", RECEIPT TEXT("id:0123456789 stat:DELIVRD"),
	  RECEIPT TEXT("id:23456789 stat:DELIVRD") },
	{ "receipt-id", "hex", DELIVER TEXT("hello"), NULL },
	{ "receipt-id", "hex", PDU("submit_sm_resp") ";message_id=42", NULL },
	{ "receipt-stat", "DELIVERD", FULL,
	  RECEIPT TEXT("id:42 sub:001 dlvrd:001" DATES " stat:DELIVERD err:000 Text:hello") TLVS },
	{ "receipt-stat", "FAILED", RECEIPT TEXT("id:42 stat:DELIVRD") TLVS,
	  RECEIPT TEXT("id:42 stat:FAILED") ";receipted_message_id=42;message_state=5" },
	{ "receipt-stat", "ODD", RECEIPT TEXT("id:42 stat:DELIVRD") TLVS,
	  RECEIPT TEXT("id:42 stat:ODD") ";receipted_message_id=42" },
	{ "receipt-stat", "UNDELIV:FAILED", RECEIPT TEXT("id:42 stat:UNDELIV"),
	  RECEIPT TEXT("id:42 stat:FAILED") },
	{ "receipt-stat", "UNDELIV:FAILED", RECEIPT TEXT("id:42 stat:DELIVRD"), NULL },
	{ "receipt-dates", "12", RECEIPT TEXT("id:42" DATES " stat:DELIVRD"),
	  RECEIPT TEXT("id:42 submit date:261125120000 done date:261125120100 stat:DELIVRD") },
	{ "receipt-dates", "14", RECEIPT TEXT("id:42" DATES " stat:DELIVRD"),
	  RECEIPT TEXT("id:42 submit date:20261125120000 done date:20261125120100 stat:DELIVRD") },
	{ "receipt-dates", "10",
	  RECEIPT TEXT("id:42 submit date:20261125120000 done date:20261125120100 stat:DELIVRD"),
	  RECEIPT TEXT("id:42" DATES " stat:DELIVRD") },
	{ "receipt-dates", "none", RECEIPT TEXT("id:42" DATES " stat:DELIVRD"),
	  RECEIPT TEXT("id:42 stat:DELIVRD") },
	{ "receipt-dates", "none", RECEIPT TEXT("submit date: 1 done date:2 id:42 stat:X"), NULL },
	{ "receipt-dates", "none", RECEIPT TEXT("submitdate:1 done date:2 id:42 stat:X"), NULL },
	{ "receipt-sub", "000", RECEIPT TEXT("id:42 sub:001 dlvrd:001 stat:DELIVRD"),
	  RECEIPT TEXT("id:42 sub:000 dlvrd:000 stat:DELIVRD") },
	{ "receipt-sub", "000", RECEIPT TEXT("id:42 stat:DELIVRD"), NULL },
	{ "receipt-err", "00A2:x", FULL,
	  RECEIPT TEXT("id:42 sub:001 dlvrd:001" DATES " stat:DELIVRD err:00A2:x Text:hello") TLVS },
	{ "receipt-text", "", RECEIPT TEXT("id:42 stat:DELIVRD Text:hello"),
	  RECEIPT TEXT("id:42 stat:DELIVRD Text:") },
	{ "receipt-text", "order 7", RECEIPT TEXT("id:42 stat:DELIVRD Text:"),
	  RECEIPT TEXT("id:42 stat:DELIVRD Text:order 7") },
	{ "receipt-order", "", FULL,
	  RECEIPT TEXT("stat:DELIVRD err:000 done date:2611251201 submit date:2611251200 id:42 "
		       "text:hello") TLVS },
	{ "receipt-csv", "", FULL ";network_error_code=hex:030001;0x1400=x",
	  RECEIPT TEXT("DELIVRD,2611251200,2611251201,000,4488,4477,42") ";0x1400=x" },
	{ "receipt-ucs2", "", RECEIPT TEXT("id:4 stat:A"),
	  RECEIPT ";data_coding=8" TEXT("hex:00690064003A003400200073007400610074003A0041") },
	{ "receipt-ucs2", "", RECEIPT ";data_coding=8" TEXT("id:4 stat:A"), NULL },
	{ "receipt-dcs", "8", FULL, FULL ";data_coding=8" },
	{ "receipt-dcs", "8", DELIVER TEXT("hello"), NULL },
	{ "receipt-mark", "0x44", FULL, DELIVER ";esm_class=0x44" TEXT(WHOLE) TLVS },
	{ "receipt-mark", "4", DELIVER TEXT("id:42 stat:DELIVRD"), RECEIPT TEXT("id:42 stat:DELIVRD") },
	{ "receipt-blank", "", RECEIPT TEXT("id:42 stat:EXPIRED"),
	  RECEIPT ";receipted_message_id=42;message_state=3" },
	{ "receipt-blank", "", FULL, RECEIPT TLVS },
	{ "receipt-data-sm", "", RECEIPT TEXT("id:42 stat:DELIVRD") TLVS,
	  PDU("data_sm") ROUTED ";esm_class=4" TLVS ";message_payload=id:42 stat:DELIVRD" },
	{ "receipt-data-sm", "", DELIVER TEXT("hello"), NULL },
	{ "receipt-swap", "", PDU("deliver_sm") ";esm_class=4;source_addr=4488;source_addr_ton=1;"
	  "source_addr_npi=8;destination_addr=4477;dest_addr_ton=2;dest_addr_npi=9",
	  PDU("deliver_sm") ";esm_class=4;source_addr=4477;source_addr_ton=2;"
	  "source_addr_npi=9;destination_addr=4488;dest_addr_ton=1;dest_addr_npi=8" },
	{ "network-error-ascii", "", RECEIPT TEXT("id:42 stat:DELIVRD err:021"),
	  RECEIPT TEXT("id:42 stat:DELIVRD err:021") ";0x0423=hex:303231" },
	{ "network-error-ascii", "", RECEIPT TEXT("id:42 stat:A") ";network_error_code=hex:030001",
	  RECEIPT TEXT("id:42 stat:A") ";network_error_code=hex:303030" },
	{ "reference-text", "", FULL,
	  FULL ";0x0204=hex:6F7264657220323032362F31312D303030303432" },
	/* what ESMEs send */
	{ "mute-tlv", "", PDU("submit_sm") TEXT("x") ";message_state=2;message_payload=y",
	  PDU("submit_sm") TEXT("x") },
	{ "mute-tlv", "", PDU("data_sm") ";message_payload=y", PDU("data_sm") },
	{ "mute-tlv", "", PDU("query_sm") ";0x1400=y", NULL },
	{ "mute-tlv", "", PDU("submit_sm") TEXT("x"), NULL },
	{ "ignore-schedule", "", PDU("submit_sm") ";schedule_delivery_time=000001000000000R",
	  PDU("submit_sm") },
	{ "ignore-schedule", "", PDU("submit_sm") TEXT("x"), NULL },
	{ "ignore-schedule", "", PDU("data_sm"), NULL },
	{ "unasked-receipts", "", PDU("submit_sm"), PDU("submit_sm") ";registered_delivery=1" },
	{ "unasked-receipts", "", PDU("data_sm") ";registered_delivery=0x12",
	  PDU("data_sm") ";registered_delivery=0x11" },
	{ "unasked-receipts", "", PDU("submit_sm") ";registered_delivery=1", NULL },
	{ "rd-equality", "", PDU("submit_sm") ";registered_delivery=0x11", PDU("submit_sm") },
	{ "rd-equality", "", PDU("submit_sm") ";registered_delivery=2", NULL },
	{ "stubborn-receipts", "", PDU("deliver_sm_resp") ";command_status=8;body=absent",
	  PDU("deliver_sm_resp") ";command_status=0x64;body=absent" },
	{ "stubborn-receipts", "", PDU("deliver_sm_resp") ";message_id=", NULL },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* The same of segments, or of responses to them. */
static const struct noted {
	struct row row;
	uint8_t segment;
} noted[] = {
	{ { "empty-id", "", PDU("submit_sm_resp") ";message_id=7", PDU("submit_sm_resp")
	  ";message_id=" }, 2 },
	{ { "empty-id", "", PDU("submit_sm_resp") ";message_id=7", NULL }, 1 },
	{ { "empty-id", "", PDU("submit_sm_resp") ";message_id=7", NULL }, 0 },
	{ { "empty-id", "all", PDU("submit_sm_resp") ";message_id=7", PDU("submit_sm_resp")
	  ";message_id=" }, 0 },
	{ { "first-receipt", "", PDU("submit_sm") ";registered_delivery=1", PDU("submit_sm") }, 2 },
	{ { "first-receipt", "", PDU("submit_sm") ";registered_delivery=1", NULL }, 1 },
	{ { "first-receipt", "", PDU("submit_sm") ";registered_delivery=1", NULL }, 0 },
};
#define NOTED (sizeof(noted) / sizeof(noted[0]))

static const struct edit *edit_named(const char *name)
{
	const struct edit *e = edits;

	while (e->name != NULL && strcmp(e->name, name) != 0)
		e++;
	ck_assert_msg(e->name != NULL, "%s is no edit", name);
	return e;
}

/* The PDU of words with ';' between. */
static void make(struct draft *to, const char *words)
{
	static const struct smpp_rules rules = { SMPP_V5_0, SMPP_FIELD, DRAFT_OCTETS };
	struct smpp_buf buf = { to->octets, sizeof(to->octets), 0 };
	struct pairs_error error;
	char *copy = strdup(words), *rest, *word = strtok_r(copy, ";", &rest);
	int got = pairs_begin(&pairs, word, &error);

	while (got == 0 && (word = strtok_r(NULL, ";", &rest)) != NULL)
		got = pairs_add(&pairs, word, &error);
	ck_assert_msg(got == 0, "%s: %s", words, error.why);
	ck_assert_int_eq(smpp_encode(&pairs.pdu, &rules, &buf, NULL), SMPP_OK);
	to->len = buf.len;
	free(copy);
}

static void print_draft(const char *what, const struct draft *d)
{
	printf("%s", what);
	for (size_t i = 0; i < d->len; i++)
		printf("%02X", d->octets[i]);
	putchar('\n');
}

static int same(const struct draft *a, const struct draft *b)
{
	return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}

static void makes(const struct row *row, struct edit_note note)
{
	const struct edit *e = edit_named(row->name);
	int got;

	note.argument = row->argument;
	if (e->check != NULL)
		ck_assert_ptr_null(e->check(row->argument));
	make(&draft, row->in);
	make(&wanted, row->out != NULL ? row->out : row->in);
	got = e->apply(&draft, &note);
	if (got != (row->out != NULL) || !same(&draft, &wanted)) {
		print_draft("got    ", &draft);
		print_draft("wanted ", &wanted);
		ck_abort_msg("%s=%s of %s: %d", row->name, row->argument, row->in, got);
	}
}

START_TEST(edit_makes_of_a_pdu_what_its_row_says)
{
	struct edit_note note = { .version = SMPP_V3_4 };

	makes(&rows[_i], note);
}
END_TEST

START_TEST(edit_goes_by_the_number_of_the_segment)
{
	struct edit_note note = { .segment = noted[_i].segment };

	makes(&noted[_i].row, note);
}
END_TEST

START_TEST(edits_have_a_row_that_changes_something)
{
	for (const struct edit *e = edits; e->name != NULL; e++) {
		size_t found = 0;

		for (size_t i = 0; i < ROWS; i++)
			found += strcmp(rows[i].name, e->name) == 0 && rows[i].out != NULL;
		for (size_t i = 0; i < NOTED; i++)
			found += strcmp(noted[i].row.name, e->name) == 0;
		ck_assert_msg(found > 0 || strcmp(e->name, "text-255") == 0, "%s", e->name);
	}
}
END_TEST

START_TEST(edits_are_named_once_and_fit_a_line_of_help)
{
	for (const struct edit *e = edits; e->name != NULL; e++) {
		for (const struct edit *other = edits; other < e; other++)
			ck_assert_msg(strcmp(other->name, e->name) != 0, "%s", e->name);
		ck_assert_msg(strlen(e->help) <= 72, "%s", e->name);
		ck_assert_msg(e->argument != NULL || e->check == NULL, "%s", e->name);
	}
}
END_TEST

START_TEST(text_is_filled_with_blanks_up_to_255_octets)
{
	const struct edit *e = edit_named("text-255");
	struct edit_note note = { .argument = "" };
	struct smpp_rules rules = { SMPP_V5_0, SMPP_STRICT, 0 };
	struct smpp_span octets = { draft.octets, 0 };
	struct smpp_pdu pdu;

	make(&draft, DELIVER TEXT("hello") ";message_state=2");
	ck_assert_int_eq(e->apply(&draft, &note), 1);
	octets.len = draft.len;
	ck_assert_int_eq(smpp_decode(octets, &rules, &pdu, NULL), SMPP_OK);
	ck_assert_uint_eq(pdu.body.deliver_sm.short_message.len, 255);
	ck_assert_mem_eq(pdu.body.deliver_sm.short_message.ptr, "hello     ", 10);
	ck_assert_uint_eq(pdu.tlvs.len, 5);
	ck_assert_int_eq(e->apply(&draft, &note), 0);
}
END_TEST

static void try_on(struct smpp_span octets, const struct row *row, const char *name)
{
	static struct draft before;
	struct edit_note note = { .argument = row->argument, .segment = 2 };
	uint32_t length;
	int got;

	memcpy(draft.octets, octets.ptr, octets.len);
	draft.len = octets.len;
	before.len = octets.len;
	memcpy(before.octets, octets.ptr, octets.len);
	got = edit_named(row->name)->apply(&draft, &note);
	ck_assert_msg(got == 0 || got == 1, "%s of %s: %d", row->name, name, got);
	ck_assert_msg(got == !same(&draft, &before), "%s of %s: %d", row->name, name, got);
	ck_assert_msg(draft.len <= DRAFT_OCTETS, "%s of %s", row->name, name);
	length = (uint32_t)draft.octets[0] << 24 | (uint32_t)draft.octets[1] << 16 |
		 (uint32_t)draft.octets[2] << 8 | draft.octets[3];
	ck_assert_msg(length == draft.len || got == 0, "%s of %s", row->name, name);
}

START_TEST(edits_of_every_vector_have_their_length_and_leave_what_is_not_theirs)
{
	static const char *const tables[] = { "vectors.tsv", "malformed.tsv" };
	struct tsv tsv = tsv_read(tables[_i]);

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span octets = octets_of_hex(tsv_get(&tsv, i, "hex"));

		for (size_t k = 0; octets.len >= 16 && octets.len <= DRAFT_OCTETS && k < ROWS; k++)
			try_on(octets, &rows[k], tsv_get(&tsv, i, "name"));
		free((void *)(uintptr_t)octets.ptr);
	}
	tsv_free(&tsv);
}
END_TEST

/* So much in other TLVs that it has that many octets. */
static void fill_up_to(const char *words, size_t len)
{
	make(&draft, words);
	while (draft.len < len) {
		size_t room = len - draft.len - 4, value = room < 60000 ? room : 30000;
		uint8_t *p = draft.octets + draft.len;

		p[0] = 0x14;
		p[1] = 0;
		p[2] = (uint8_t)(value >> 8);
		p[3] = (uint8_t)value;
		memset(p + 4, 'x', value);
		draft.len += value + 4;
	}
	for (unsigned i = 0; i < 4; i++)
		draft.octets[i] = (uint8_t)(draft.len >> (24 - 8 * i));
}

START_TEST(edits_never_write_beyond_the_buffer)
{
	static const char *const in[] = { FULL, PDU("submit_sm_resp") ";message_id=42" };

	for (size_t len = DRAFT_OCTETS - 300; len <= DRAFT_OCTETS;
	     len += DRAFT_OCTETS - len > 16 ? 13 : 1) {
		fill_up_to(in[_i], len);
		ck_assert_uint_eq(draft.len, len);
		wanted = draft;
		for (size_t k = 0; k < ROWS; k++)
			try_on((struct smpp_span){ wanted.octets, wanted.len }, &rows[k],
			       "a long one");
	}
}
END_TEST

/* What one edit leaves, however wrong it is, the next one takes as it is. */
START_TEST(edits_in_every_pair_have_their_length)
{
	static const char *const in[] = {
		FULL, PDU("submit_sm_resp") ";message_id=42", PDU("data_sm") ROUTED TLVS,
		PDU("bind_transceiver_resp") ";system_id=x;sc_interface_version=0x50",
		DELIVER ";esm_class=0x40" TEXT("hex:0500032A020268"),
		PDU("submit_sm") TEXT("x") ";message_state=2", PDU("enquire_link_resp")
	};

	for (size_t i = 0; i < sizeof(in) / sizeof(in[0]) * ROWS; i++) {
		struct edit_note note = { .argument = rows[i % ROWS].argument, .segment = 2 };
		static struct draft once;

		make(&once, in[i / ROWS]);
		(void)edit_named(rows[i % ROWS].name)->apply(&once, &note);
		for (size_t k = 0; k < ROWS; k++)
			try_on((struct smpp_span){ once.octets, once.len }, &rows[k], in[i / ROWS]);
	}
}
END_TEST

/* What edit.check says of arguments. */
static const struct {
	const char *name, *argument;
	int good;
} arguments[] = {
	{ "version", "0x50", 1 },        { "version", "256", 0 },
	{ "version", "", 0 },            { "version", "0x", 0 },
	{ "version", "5.0", 0 },         { "congestion", "-1", 0 },
	{ "long-id", "", 1 },            { "long-id", "64", 0 },
	{ "long-id", "200", 1 },         { "long-id", "201", 0 },
	{ "empty-id", "", 1 },           { "empty-id", "all", 1 },
	{ "empty-id", "some", 0 },       { "nack", "submit_sm", 1 },
	{ "nack", "submit_sm:0", 1 },    { "nack", "submit_sm:x", 0 },
	{ "nack", "submit", 0 },         { "nack", "", 0 },
	{ "tail", "bind_resp:255", 1 },  { "tail", "bind_resp:256", 0 },
	{ "tail", "bind_resp:0", 0 },    { "tail", "nothing", 0 },
	{ "no-nul", "bind", 1 },         { "cut-tlv", "", 1 },
	{ "cut-tlv", "x", 0 },           { "tlv", "unbind:message_state:02", 1 },
	{ "tlv", "unbind:0x10000:02", 0 }, { "tlv", "unbind:1:2", 0 },
	{ "tlv", "unbind:1:0g", 0 },     { "tlv", "unbind:1", 1 },
	{ "tlv", "unbind", 0 },          { "sm-length", "+1", 1 },
	{ "sm-length", "1", 0 },         { "nul-text", "counted", 1 },
	{ "nul-text", "x", 0 },          { "long-address", "65", 1 },
	{ "long-address", "0", 0 },      { "odd-ton", "7", 0 },
	{ "odd-ton", "7,256", 0 },       { "odd-ton", "1,2", 1 },
	{ "receipt-id", "octal", 0 },    { "receipt-dates", "11", 0 },
	{ "receipt-stat", "", 0 },       { "receipt-stat", "two words", 0 },
	{ "receipt-stat", "A:B", 1 },    { "receipt-err", "a|b", 0 },
	{ "receipt-stat", ":B", 0 },     { "receipt-stat", "A:", 0 },
};

START_TEST(edit_refuses_an_argument_that_it_cannot_use)
{
	const char *wrong = edit_named(arguments[_i].name)->check(arguments[_i].argument);

	ck_assert_msg((wrong == NULL) == arguments[_i].good, "%s=%s: %s", arguments[_i].name,
		      arguments[_i].argument, wrong != NULL ? wrong : "taken");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("edit");
	TCase *tcase = tcase_create("edit");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, edit_makes_of_a_pdu_what_its_row_says, 0, (int)ROWS);
	tcase_add_loop_test(tcase, edit_goes_by_the_number_of_the_segment, 0, (int)NOTED);
	tcase_add_test(tcase, edits_have_a_row_that_changes_something);
	tcase_add_test(tcase, edits_are_named_once_and_fit_a_line_of_help);
	tcase_add_test(tcase, text_is_filled_with_blanks_up_to_255_octets);
	tcase_add_loop_test(tcase,
			    edits_of_every_vector_have_their_length_and_leave_what_is_not_theirs, 0,
			    2);
	tcase_add_loop_test(tcase, edits_never_write_beyond_the_buffer, 0, 2);
	tcase_add_test(tcase, edits_in_every_pair_have_their_length);
	tcase_add_loop_test(tcase, edit_refuses_an_argument_that_it_cannot_use, 0,
			    (int)(sizeof(arguments) / sizeof(arguments[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
