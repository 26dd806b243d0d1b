/* SPDX-License-Identifier: MIT */
/*
 * Owns: one PDU of any octets: encode(decode(b)) is b for what strict decode accepts; with any
 * tolerance nothing outside is read or written; a dump and an encoding fit every buffer.
 *
 * The last octet of the input says the version and how, the four before it the tolerances.
 */
#include <smpp/codec.h>
#include <smpp/receipt.h>

#include <stdlib.h>

/* Every capacity is tried if the octet that says how is that large and so little is needed. */
#define EVERY_HOW 0xE0
#define EVERY_NEED 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int good)
{
	if (!good)
		abort();
}

static void expect_inside(struct smpp_span part, struct smpp_span in)
{
	expect(part.len == 0 || (part.ptr >= in.ptr && part.ptr + part.len <= in.ptr + in.len));
}

/* 0, 1, ... need, or steps and the last two. */
static size_t next_cap(size_t cap, size_t need, uint8_t how)
{
	size_t step = how >= EVERY_HOW && need <= EVERY_NEED ? 1 : need / 4 + how + 1;

	if (cap + step < need)
		return cap + step;
	return cap + 1 < need ? need - 1 : cap + 1;
}

static void dump_at_caps(const struct smpp_pdu *pdu, uint8_t how)
{
	struct smpp_buf none = { NULL, 0, 0 };

	(void)smpp_dump(pdu, 0, &none);
	for (size_t cap = 0; cap <= none.len; cap = next_cap(cap, none.len, how)) {
		struct smpp_buf text = { malloc(cap), cap, 0 };
		int got = smpp_dump(pdu, 0, &text);

		expect(got == (cap < none.len ? SMPP_E_SPACE : SMPP_OK) && text.len == none.len);
		free(text.ptr);
	}
}

static void encode_at_caps(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
			   struct smpp_span want, uint8_t how)
{
	for (size_t cap = 0; cap <= want.len; cap = next_cap(cap, want.len, how)) {
		struct smpp_buf buf = { malloc(cap), cap, 0 };
		int got = smpp_encode(pdu, rules, &buf, NULL);

		expect(got == (cap < want.len ? SMPP_E_SPACE : SMPP_OK) && buf.len == want.len);
		expect(got != SMPP_OK || memcmp(buf.ptr, want.ptr, want.len) == 0);
		free(buf.ptr);
	}
}

static void walk_list(const struct smpp_pdu *pdu, struct smpp_span in)
{
	struct smpp_cursor cursor = { { NULL, 0 }, 0 };
	struct smpp_dest_address dest;
	struct smpp_unsuccess_sme sme;
	struct smpp_span id;

	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_MULTI:
		cursor.rest = pdu->body.submit_multi.dest_address.octets;
		cursor.left = pdu->body.submit_multi.number_of_dests;
		while (smpp_dest_next(&cursor, &dest) == SMPP_OK)
			expect_inside(dest.dest_flag == 1 ? dest.destination_addr
							  : dest.dl_name, in);
		break;
	case SMPP_SUBMIT_MULTI_RESP:
		cursor.rest = pdu->body.submit_multi_resp.unsuccess_sme.octets;
		cursor.left = pdu->body.submit_multi_resp.no_unsuccess;
		while (smpp_unsuccess_next(&cursor, &sme) == SMPP_OK)
			expect_inside(sme.destination_addr, in);
		break;
	case SMPP_QUERY_LAST_MSGS_RESP:
		cursor.rest = pdu->body.query_last_msgs_resp.message_details.octets;
		cursor.left = pdu->body.query_last_msgs_resp.number_msgs;
		while (smpp_message_id_next(&cursor, &id) == SMPP_OK)
			expect_inside(id, in);
		break;
	default:
		break;
	}
	expect_inside(cursor.rest, in);
}

/* What a caller does with a PDU that was decoded. */
static void use(const struct smpp_pdu *pdu, const struct smpp_rules *rules, struct smpp_span in)
{
	struct smpp_span rest = pdu->tlvs, text;
	struct smpp_receipt receipt;
	struct smpp_fault fault;
	struct smpp_tlv tlv;
	uint8_t octets[200];
	struct smpp_buf room = { octets, sizeof(octets), 0 };

	expect_inside(pdu->tlvs, in);
	while (smpp_tlv_next(&rest, &tlv) == SMPP_OK)
		expect_inside(tlv.value, in);
	expect(rest.len == 0);
	if (!pdu->body_raw && !pdu->body_absent)
		walk_list(pdu, in);
	if (smpp_pdu_text(pdu, &text) == SMPP_OK)
		expect_inside(text, in);
	/* offsets are those of the encoded PDU, which has the octet that may be missing */
	if (smpp_check(pdu, rules, &fault) != SMPP_OK)
		expect(fault.code != SMPP_FAULT_NONE && fault.offset <= in.len + 1);
	(void)smpp_receipt_read(pdu, &room, &receipt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t versions[] = { SMPP_V3_3, SMPP_V3_4, SMPP_V5_0, 0 };
	struct smpp_rules rules = { 0, SMPP_STRICT, 0 };
	struct smpp_fault fault;
	struct smpp_header header;
	struct smpp_span in;
	struct smpp_pdu pdu;
	const uint8_t *how;
	uint8_t *octets;
	int got;

	if (size < 5)
		return 0;
	size -= 5;
	how = data + size;
	octets = malloc(size);
	if (size > 0)
		memcpy(octets, data, size);
	in.ptr = octets;
	in.len = size;
	rules.version = versions[how[4] % 4];
	(void)smpp_frame_get(in, 0, &header, &fault);
	got = smpp_decode(in, &rules, &pdu, &fault);
	if (got == SMPP_OK) {
		expect(pdu.tolerated == 0 && fault.code == SMPP_FAULT_NONE);
		encode_at_caps(&pdu, &rules, in, how[3]);
		use(&pdu, &rules, in);
	} else {
		expect(fault.code != SMPP_FAULT_NONE);
	}
	dump_at_caps(&pdu, how[3]);
	rules.tolerate = (uint32_t)how[0] << 24 | (uint32_t)how[1] << 16 | (uint32_t)how[2] << 8 |
			 how[3];
	if (smpp_decode(in, &rules, &pdu, &fault) == SMPP_OK) {
		expect((pdu.tolerated & ~rules.tolerate) == 0);
		expect(smpp_span_equal(pdu.wire, in));
		use(&pdu, &rules, in);
		dump_at_caps(&pdu, how[3]);
	} else {
		expect(got != SMPP_OK); /* a tolerance never refuses */
	}
	free(octets);
	return 0;
}
