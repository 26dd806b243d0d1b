/* SPDX-License-Identifier: MIT */
/*
 * Owns: receipts of any octets: what is read lies inside them, what is written is read again.
 *
 * The last four octets of the input say esm_class, data_coding, room and how much of the rest is
 * the text; what follows it are the TLVs.
 */
#include <smpp/receipt.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct smpp_span copy(const uint8_t *octets, size_t len)
{
	struct smpp_span span;
	uint8_t *to = malloc(len);

	if (len > 0)
		memcpy(to, octets, len);
	span.ptr = to;
	span.len = len;
	return span;
}

static void expect(int good)
{
	if (!good)
		abort();
}

static void expect_inside(struct smpp_span part, struct smpp_span a, struct smpp_span b)
{
	if (part.len == 0)
		return;
	expect((part.ptr >= a.ptr && part.ptr + part.len <= a.ptr + a.len) ||
	       (part.ptr >= b.ptr && part.ptr + part.len <= b.ptr + b.len));
}

static void expect_receipt(const struct smpp_receipt *r, struct smpp_span text,
			   struct smpp_span tlvs)
{
	struct smpp_span rest = r->words;
	struct smpp_receipt_word word;
	const struct smpp_span parts[] = { r->id, r->tlv_id, r->text_id, r->sub.word, r->dlvrd.word,
		r->submit_date.word, r->done_date.word, r->stat, r->err, r->network_error_code,
		r->text, r->trailing, r->words };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		expect_inside(parts[i], text, tlvs);
	for (size_t left = rest.len + 1; smpp_receipt_next(&rest, &word) == SMPP_OK;) {
		expect(rest.len < left);
		left = rest.len;
		expect_inside(word.label, r->words, r->words);
		expect_inside(word.value, r->words, r->words);
	}
	expect(rest.len == 0 && r->message_state <= SMPP_MESSAGE_STATE_SKIPPED);
}

/* What was read is written; where that can be, it is read as the same. */
static void write_again(const struct smpp_receipt *r, uint8_t alphabet)
{
	struct smpp_receipt_draft draft;
	struct smpp_receipt_room room;
	struct smpp_receipt again;
	struct smpp_sm sm;
	uint8_t octets[700];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_span span;

	memset(&draft, 0, sizeof(draft));
	draft.id = r->id;
	draft.err = r->err;
	draft.text = r->text;
	draft.alphabet = alphabet % 8;
	draft.sub = (uint16_t)(r->sub.value & 1023);
	draft.message_state = r->message_state;
	draft.submit_date = r->submit_date.time;
	draft.done_date = r->done_date.time;
	draft.form = alphabet % 3;
	(void)smpp_receipt_fill(&draft, alphabet, &room, &sm);
	if (smpp_receipt_write(&draft, &buf) != SMPP_OK)
		return;
	span.ptr = octets;
	span.len = buf.len;
	smpp_receipt_read_text(span, &again);
	expect(again.message_state == r->message_state && again.sub.value == draft.sub);
	expect(smpp_span_equal(again.id, r->id));
	expect(r->err.len == 0 || smpp_span_equal(again.err, r->err));
}

static void compare_ids(struct smpp_span a, struct smpp_span b, uint8_t rule)
{
	static const unsigned symmetrical[] = { 0, 0x10, 0x20, 0x30, 0x40, 0x70, 4, 5 };

	(void)smpp_id_same(rule, a, b);
	for (size_t i = 0; i < 8; i++)
		expect(smpp_id_same(symmetrical[i], a, b) == smpp_id_same(symmetrical[i], b, a));
	expect(smpp_id_same(1, a, b) == smpp_id_same(2, b, a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_span text, tlvs, used;
	struct smpp_receipt receipt;
	struct smpp_buf room;
	struct smpp_pdu pdu;
	const uint8_t *how;
	size_t cut;

	if (size < 4)
		return 0;
	size -= 4;
	how = data + size;
	cut = size * how[3] / 255;
	text = copy(data, cut);
	tlvs = copy(data + cut, size - cut);
	smpp_receipt_read_text(text, &receipt);
	expect_receipt(&receipt, text, text);
	write_again(&receipt, how[2]);
	compare_ids(text, tlvs, how[2]);
	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_DELIVER_SM;
	pdu.body.deliver_sm.esm_class = how[0];
	pdu.body.deliver_sm.data_coding = how[1];
	pdu.body.deliver_sm.short_message = text;
	pdu.tlvs = tlvs;
	room.cap = how[2];
	room.ptr = malloc(room.cap);
	if (smpp_receipt_read(&pdu, &room, &receipt) == SMPP_OK) {
		used.ptr = room.ptr;
		used.len = room.len;
		expect(room.len <= room.cap);
		expect_receipt(&receipt, used.len > 0 ? used : text, tlvs);
	}
	free(room.ptr);
	free((void *)(uintptr_t)text.ptr);
	free((void *)(uintptr_t)tlvs.ptr);
	return 0;
}
