/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages from their parts: order, keys, room, time, and nothing outside the block.
 * Must not know: how parts are kept.
 */
#include "support.h"

#include <smpp/assemble.h>
#include <stdio.h>
#include <stdlib.h>

#define GUARD 64
#define GUARD_OCTET 0xA7

/* An assembler between two zones that must stay as they are. */
struct bench {
	uint8_t *memory;
	size_t size;
	struct smpp_assembler *a;
	struct smpp_message m;
};

static struct bench bench_of(struct smpp_assembler_config config)
{
	struct bench b;

	config.size = sizeof(config);
	memset(&b, 0, sizeof(b));
	b.size = smpp_assembler_size(&config);
	ck_assert_uint_gt(b.size, 0);
	b.memory = malloc(b.size + 2 * GUARD);
	ck_assert_ptr_nonnull(b.memory);
	memset(b.memory, GUARD_OCTET, b.size + 2 * GUARD);
	ck_assert_int_eq(smpp_assembler_init(&b.a, b.memory + GUARD, b.size, &config), SMPP_OK);
	return b;
}

static struct bench usual_bench(void)
{
	struct smpp_assembler_config config = { 0, 4, 16, 20, 12, 1000, 0 };

	return bench_of(config);
}

static void close_bench(struct bench *b)
{
	for (size_t i = 0; i < GUARD; i++) {
		ck_assert_uint_eq(b->memory[i], GUARD_OCTET);
		ck_assert_uint_eq(b->memory[GUARD + b->size + i], GUARD_OCTET);
	}
	free(b->memory);
}

/* The room of the texts that part_with makes; used anew with each call after eight. */
static uint8_t rooms[8][300];
static unsigned room_at;

static struct smpp_part part_with(uint8_t split, unsigned reference, unsigned total,
				  unsigned number, const char *text)
{
	uint8_t *room = rooms[room_at++ % 8], *tlvs = room + 150;
	struct smpp_buf buf = { room, 150, 0 };
	struct smpp_part part;

	memset(&part, 0, sizeof(part));
	part.source_addr_ton = 1;
	part.source_addr = smpp_span_of("4911");
	part.destination_addr = smpp_span_of("800");
	part.token = reference * 1000 + number;
	if (split == SMPP_SPLIT_UDH8) {
		uint8_t octets[] = { 5, 0, 3, (uint8_t)reference, (uint8_t)total, (uint8_t)number };

		memcpy(room, octets, buf.len = 6);
	} else if (split == SMPP_SPLIT_UDH16) {
		uint8_t octets[] = { 6, 8, 4, (uint8_t)(reference >> 8), (uint8_t)reference,
				     (uint8_t)total, (uint8_t)number };

		memcpy(room, octets, buf.len = 7);
	} else if (split == SMPP_SPLIT_SAR) {
		uint8_t octets[] = { 2, 0x0C, 0, 2, (uint8_t)(reference >> 8), (uint8_t)reference,
				     2, 0x0E, 0, 1, (uint8_t)total, 2, 0x0F, 0, 1,
				     (uint8_t)number };

		memcpy(tlvs, octets, sizeof(octets));
		part.tlvs.ptr = tlvs;
		part.tlvs.len = sizeof(octets);
	}
	if (buf.len > 0)
		part.esm_class = SMPP_ESM_CLASS_UDHI;
	memcpy(room + buf.len, text, strlen(text));
	part.text.ptr = room;
	part.text.len = buf.len + strlen(text);
	return part;
}

static int add(struct bench *b, struct smpp_part part, uint64_t now)
{
	return smpp_assembler_add(b->a, &part, now, &b->m);
}

/* Adds a part of UDH8 and says what became of it; it must be accepted. */
static enum smpp_assembled take(struct bench *b, unsigned reference, unsigned total,
				unsigned number, const char *text)
{
	ck_assert_int_eq(add(b, part_with(SMPP_SPLIT_UDH8, reference, total, number, text), 0),
			 SMPP_OK);
	return b->m.outcome;
}

static void assert_text(const struct bench *b, const char *text)
{
	ck_assert_msg(smpp_span_equal(b->m.text, smpp_span_of(text)), "%.*s not %s",
		      (int)b->m.text.len, (const char *)b->m.text.ptr, text);
}

START_TEST(assemble_gives_parts_of_any_order_back_in_theirs)
{
	static const char *texts[] = { "one", "twoo", "", "four" };

	for (unsigned order = 0; order < 256; order++) {
		unsigned at[4] = { order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 };
		struct bench b = usual_bench();

		if (at[0] == at[1] || at[0] == at[2] || at[0] == at[3] || at[1] == at[2] ||
		    at[1] == at[3] || at[2] == at[3]) {
			close_bench(&b);
			continue;
		}
		for (unsigned i = 0; i < 4; i++) {
			enum smpp_assembled outcome = take(&b, 7, 4, at[i] + 1, texts[at[i]]);

			ck_assert_int_eq(outcome, i < 3 ? SMPP_ASSEMBLED_KEPT
				: SMPP_ASSEMBLED_COMPLETE);
			ck_assert_uint_eq(b.m.received, i + 1);
			ck_assert_uint_eq(b.m.total, 4);
		}
		assert_text(&b, "onetwoofour");
		for (unsigned i = 0; i < 4; i++) {
			ck_assert_uint_eq(b.m.parts[i].number, i + 1);
			ck_assert_uint_eq(b.m.parts[i].octets, strlen(texts[i]));
			ck_assert_uint_eq(b.m.parts[i].token, 7001 + i);
		}
		ck_assert_uint_eq(smpp_assembler_messages(b.a), 0);
		ck_assert_uint_eq(smpp_assembler_parts(b.a), 0);
		close_bench(&b);
	}
}
END_TEST

START_TEST(assemble_gives_a_message_that_is_no_segment_at_once)
{
	struct bench b = usual_bench();
	struct smpp_part part = part_with(SMPP_SPLIT_NONE, 0, 0, 0, "longer than a part may be");

	ck_assert_int_eq(add(&b, part, 5), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_WHOLE);
	ck_assert_ptr_eq(b.m.text.ptr, part.text.ptr);
	ck_assert_uint_eq(b.m.text.len, part.text.len);
	ck_assert_uint_eq(b.m.split, SMPP_SPLIT_NONE);
	ck_assert_uint_eq(b.m.total, 1);
	ck_assert_uint_eq(b.m.since, 5);
	ck_assert_int_eq(take(&b, 7, 1, 1, "alone"), SMPP_ASSEMBLED_WHOLE);
	assert_text(&b, "alone");
	ck_assert_uint_eq(b.m.split, SMPP_SPLIT_UDH8);
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 0);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_ignores_concatenation_that_cannot_be)
{
	static const uint8_t cases[][2] = { { 0, 1 }, { 2, 0 }, { 2, 3 }, { 0, 0 } };
	static const uint8_t splits[] = { SMPP_SPLIT_UDH8, SMPP_SPLIT_UDH16, SMPP_SPLIT_SAR };
	struct bench b = usual_bench();

	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 3; k++) {
			ck_assert_int_eq(add(&b, part_with(splits[k], 1, cases[i][0], cases[i][1],
						"text"), 0), SMPP_OK);
			ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_WHOLE);
			ck_assert_uint_eq(b.m.split, SMPP_SPLIT_NONE);
			assert_text(&b, "text");
		}
	}
	close_bench(&b);
}
END_TEST

START_TEST(assemble_wants_all_three_tlvs_of_sar)
{
	for (unsigned left_out = 0; left_out < 4; left_out++) {
		struct bench b = usual_bench();
		struct smpp_part part = part_with(SMPP_SPLIT_SAR, 300, 2, 1, "a");
		uint8_t tlvs[16], *at = tlvs;
		static const uint8_t begin[] = { 0, 6, 11, 16 };

		for (unsigned i = 0; i < 3; i++) {
			if (i == left_out)
				continue;
			memcpy(at, part.tlvs.ptr + begin[i], begin[i + 1] - begin[i]);
			at += begin[i + 1] - begin[i];
		}
		part.tlvs.ptr = tlvs;
		part.tlvs.len = (size_t)(at - tlvs);
		ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
		ck_assert_int_eq(b.m.outcome, left_out < 3 ? SMPP_ASSEMBLED_WHOLE
			: SMPP_ASSEMBLED_KEPT);
		close_bench(&b);
	}
}
END_TEST

START_TEST(assemble_lets_the_header_count_where_both_say_something)
{
	struct bench b = usual_bench();
	struct smpp_part part = part_with(SMPP_SPLIT_UDH8, 5, 2, 1, "a");

	part.tlvs = part_with(SMPP_SPLIT_SAR, 77, 3, 2, "").tlvs;
	ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
	ck_assert_uint_eq(b.m.both, 1);
	ck_assert_uint_eq(b.m.split, SMPP_SPLIT_UDH8);
	ck_assert_uint_eq(b.m.reference, 5);
	ck_assert_uint_eq(b.m.total, 2);
	/* a header without concatenation leaves it to the TLVs */
	part.text = smpp_span_of("\x03\x24\x01\x01text");
	ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
	ck_assert_uint_eq(b.m.both, 0);
	ck_assert_uint_eq(b.m.split, SMPP_SPLIT_SAR);
	ck_assert_uint_eq(b.m.single, 1);
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 2);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_keeps_messages_apart_by_all_of_their_key)
{
	struct smpp_assembler_config config = { 0, 16, 32, 20, 12, 1000, 0 };
	struct bench b = bench_of(config);
	struct smpp_part first[10];

	for (unsigned i = 0; i < 10; i++)
		first[i] = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "a");
	first[1].source_addr = smpp_span_of("4912");
	first[2].source_addr_ton = 0;
	first[3].source_addr_npi = 9;
	first[4].destination_addr = smpp_span_of("801");
	first[5].dest_addr_ton = 5;
	first[6].dest_addr_npi = 1;
	first[7].source_addr = smpp_span_of("49118"); /* the same octets behind each other */
	first[7].destination_addr = smpp_span_of("00");
	for (unsigned i = 0; i < 8; i++) {
		ck_assert_int_eq(add(&b, first[i], 0), SMPP_OK);
		ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_KEPT);
		ck_assert_uint_eq(smpp_assembler_messages(b.a), i + 1);
	}
	first[8] = part_with(SMPP_SPLIT_UDH16, 1, 2, 1, "a");
	first[9] = part_with(SMPP_SPLIT_SAR, 1, 2, 1, "a");
	for (unsigned i = 8; i < 10; i++)
		ck_assert_int_eq(add(&b, first[i], 0), SMPP_OK);
	ck_assert_int_eq(take(&b, 2, 2, 1, "other reference"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 1, 3, 1, "other total"), SMPP_ASSEMBLED_KEPT);
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 12);
	ck_assert_int_eq(take(&b, 1, 2, 2, "b"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "ab");
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 11);
	close_bench(&b);
}
END_TEST

/* A handset that changes its mind about the total does not spoil either message. */
START_TEST(assemble_takes_parts_of_another_total_for_another_message)
{
	struct bench b = usual_bench();

	ck_assert_int_eq(take(&b, 9, 3, 1, "x"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 9, 2, 2, "b"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 9, 3, 3, "z"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 9, 2, 1, "a"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "ab");
	ck_assert_int_eq(take(&b, 9, 3, 2, "y"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "xyz");
	close_bench(&b);
}
END_TEST

START_TEST(assemble_tells_a_repeated_part_from_one_in_conflict)
{
	struct bench b = usual_bench();
	struct smpp_part other;

	ck_assert_int_eq(take(&b, 1, 2, 1, "abc"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 1, 2, 1, "abc"), SMPP_ASSEMBLED_REPEATED);
	ck_assert_int_eq(take(&b, 1, 2, 1, "abd"), SMPP_ASSEMBLED_CONFLICT);
	ck_assert_int_eq(take(&b, 1, 2, 1, "ab"), SMPP_ASSEMBLED_CONFLICT);
	other = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "abc");
	other.data_coding = 8;
	ck_assert_int_eq(add(&b, other, 0), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_CONFLICT);
	ck_assert_uint_eq(b.m.received, 1);
	ck_assert_uint_eq(b.m.text.len, 0);
	ck_assert_uint_eq(smpp_assembler_parts(b.a), 1);
	ck_assert_int_eq(take(&b, 1, 2, 2, "def"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "abcdef");
	close_bench(&b);
}
END_TEST

START_TEST(assemble_drops_a_message_whose_reference_is_used_anew)
{
	struct bench b = usual_bench();
	struct smpp_part anew = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "new ");

	ck_assert_int_eq(take(&b, 1, 2, 1, "old"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(add(&b, anew, 0), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_CONFLICT);
	ck_assert_int_eq(smpp_assembler_drop(b.a, &anew, &b.m), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_INCOMPLETE);
	assert_text(&b, "old");
	ck_assert_uint_eq(b.m.parts[0].token, 1001);
	ck_assert_int_eq(smpp_assembler_drop(b.a, &anew, &b.m), SMPP_E_ABSENT);
	ck_assert_int_eq(add(&b, anew, 0), SMPP_OK);
	ck_assert_int_eq(take(&b, 1, 2, 2, "text"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "new text");
	ck_assert_int_eq(take(&b, 1, 2, 2, "again"), SMPP_ASSEMBLED_KEPT);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_refuses_invalid_headers_and_keeps_nothing)
{
	struct bench b = usual_bench();
	struct smpp_part part = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "");

	part.text.len = 5;
	ck_assert_int_eq(add(&b, part, 0), SMPP_E_FAULT);
	ck_assert_int_eq(smpp_assembler_drop(b.a, &part, &b.m), SMPP_E_FAULT);
	part.text.len = 0;
	ck_assert_int_eq(add(&b, part, 0), SMPP_E_FAULT);
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 0);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_refuses_new_parts_when_full_and_loses_none)
{
	struct bench b = usual_bench();

	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(take(&b, i, 5, 1, "1"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 9, 2, 1, "x"), 0), SMPP_E_SPACE);
	for (unsigned i = 0; i < 4; i++) {
		for (unsigned number = 2; number < 5; number++)
			ck_assert_int_eq(take(&b, i, 5, number, "n"), SMPP_ASSEMBLED_KEPT);
	}
	ck_assert_uint_eq(smpp_assembler_parts(b.a), 16);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 0, 5, 5, "x"), 0), SMPP_E_SPACE);
	ck_assert_int_eq(take(&b, 0, 5, 4, "n"), SMPP_ASSEMBLED_REPEATED);
	ck_assert_int_eq(take(&b, 9, 1, 1, "whole"), SMPP_ASSEMBLED_WHOLE);
	ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_OK);
	ck_assert_uint_eq(b.m.reference, 0);
	ck_assert_uint_eq(b.m.received, 4);
	assert_text(&b, "1nnn");
	for (unsigned i = 1; i < 4; i++) {
		ck_assert_int_eq(take(&b, i, 5, 5, "5"), SMPP_ASSEMBLED_COMPLETE);
		assert_text(&b, "1nnn5");
	}
	close_bench(&b);
}
END_TEST

START_TEST(assemble_says_what_can_never_be_kept)
{
	struct bench b = usual_bench();
	struct smpp_part part = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "123456789012345678901");

	ck_assert_int_eq(add(&b, part, 0), SMPP_E_TOO_BIG);
	part.text.len--;
	ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
	part = part_with(SMPP_SPLIT_UDH8, 2, 2, 1, "a");
	part.source_addr = smpp_span_of("1234567890");
	ck_assert_int_eq(add(&b, part, 0), SMPP_E_TOO_BIG);
	part.source_addr = smpp_span_of("123456789");
	ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
	part.source_addr = smpp_span_of("1234567890123");
	part.destination_addr.len = 0;
	ck_assert_int_eq(add(&b, part, 0), SMPP_E_TOO_BIG);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 3, 17, 1, "a"), 0), SMPP_E_TOO_BIG);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 3, 16, 1, "a"), 0), SMPP_OK);
	ck_assert_uint_eq(smpp_assembler_messages(b.a), 3);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_gives_messages_up_when_their_time_is_over)
{
	struct bench b = usual_bench();

	ck_assert_uint_eq(smpp_assembler_deadline(b.a), UINT64_MAX);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 0, &b.m), SMPP_E_END);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 3, 3, "c"), 100), SMPP_OK);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 2, 3, 1, "other"), 200), SMPP_OK);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 3, 1, "a"), 900), SMPP_OK);
	ck_assert_uint_eq(b.m.since, 100);
	ck_assert_uint_eq(smpp_assembler_deadline(b.a), 1100);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 1099, &b.m), SMPP_E_END);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 1100, &b.m), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_INCOMPLETE);
	ck_assert_uint_eq(b.m.received, 2);
	ck_assert_uint_eq(b.m.total, 3);
	ck_assert_uint_eq(b.m.since, 100);
	assert_text(&b, "ac");
	ck_assert_uint_eq(b.m.parts[1].number, 3);
	ck_assert(smpp_span_equal(b.m.source_addr, smpp_span_of("4911")));
	ck_assert(smpp_span_equal(b.m.destination_addr, smpp_span_of("800")));
	ck_assert_uint_eq(b.m.source_addr_ton, 1);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 1100, &b.m), SMPP_E_END);
	ck_assert_uint_eq(smpp_assembler_deadline(b.a), 1200);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 9999, &b.m), SMPP_OK);
	assert_text(&b, "other");
	ck_assert_uint_eq(smpp_assembler_deadline(b.a), UINT64_MAX);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_takes_time_that_runs_backwards_as_standing_still)
{
	struct bench b = usual_bench();

	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "a"), 5000), SMPP_OK);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 2, 2, 1, "b"), 10), SMPP_OK);
	ck_assert_uint_eq(b.m.since, 5000);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 0, &b.m), SMPP_E_END);
	ck_assert_uint_eq(smpp_assembler_deadline(b.a), 6000);
	close_bench(&b);
	b = usual_bench();
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "a"), UINT64_MAX), SMPP_OK);
	ck_assert_uint_eq(smpp_assembler_deadline(b.a), UINT64_MAX - 1);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_takes_a_part_that_comes_late_but_before_tick)
{
	struct bench b = usual_bench();

	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "a"), 0), SMPP_OK);
	ck_assert_int_eq(add(&b, part_with(SMPP_SPLIT_UDH8, 1, 2, 2, "b"), 99999), SMPP_OK);
	ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_COMPLETE);
	ck_assert_int_eq(smpp_assembler_tick(b.a, 99999, &b.m), SMPP_E_END);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_evicts_the_oldest_first)
{
	struct bench b = usual_bench();

	ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_E_END);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(take(&b, i, 2, 1, "a"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 2, 2, 2, "b"), SMPP_ASSEMBLED_COMPLETE); /* from the middle */
	for (unsigned i = 0; i < 4; i++) {
		if (i == 2)
			continue;
		ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_OK);
		ck_assert_uint_eq(b.m.reference, i);
	}
	ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_E_END);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_keeps_the_order_of_age_whatever_is_completed)
{
	static const unsigned left[] = { 0, 1, 9 };
	struct bench b = usual_bench();

	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(take(&b, i, 2, 1, "a"), SMPP_ASSEMBLED_KEPT);
	ck_assert_int_eq(take(&b, 2, 2, 2, "b"), SMPP_ASSEMBLED_COMPLETE);
	ck_assert_int_eq(take(&b, 3, 2, 2, "b"), SMPP_ASSEMBLED_COMPLETE);
	ck_assert_int_eq(take(&b, 9, 2, 1, "a"), SMPP_ASSEMBLED_KEPT);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_OK);
		ck_assert_uint_eq(b.m.reference, left[i]);
	}
	ck_assert_int_eq(smpp_assembler_evict(b.a, &b.m), SMPP_E_END);
	close_bench(&b);
}
END_TEST

/* So many keys that some have the same hash: by the addresses alone they are told apart. */
START_TEST(assemble_keeps_addresses_apart_whose_hashes_collide)
{
	struct smpp_assembler_config config = { 0, 300000, 300000, 1, 16, 0, 0 };

	for (int destinations = 0; destinations < 2; destinations++) {
		struct bench b = bench_of(config);
		struct smpp_part part = part_with(SMPP_SPLIT_UDH8, 1, 2, 1, "");
		char address[12];

		for (unsigned i = 0; i < 300000; i++) {
			sprintf(address, "%08u", i * 37);
			if (destinations)
				part.destination_addr = smpp_span_of(address);
			else
				part.source_addr = smpp_span_of(address);
			ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
			ck_assert_int_eq(b.m.outcome, SMPP_ASSEMBLED_KEPT);
		}
		ck_assert_uint_eq(smpp_assembler_messages(b.a), 300000);
		close_bench(&b);
	}
}
END_TEST

START_TEST(assemble_tells_ports_languages_and_data_coding)
{
	static const uint8_t text[] = { 17, 5, 4, 0x0B, 0x84, 0x23, 0xF0, 0, 3, 1, 2, 2, 0x24, 1, 3,
					0x25, 1, 1, 'b' };
	struct bench b = usual_bench();
	struct smpp_part part = part_with(SMPP_SPLIT_UDH8, 1, 2, 2, "");

	part.text.ptr = text;
	part.text.len = sizeof(text);
	part.data_coding = 0xF1;
	ck_assert_int_eq(add(&b, part, 0), SMPP_OK);
	ck_assert_int_eq(take(&b, 1, 2, 1, "a"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "ab");
	ck_assert_uint_eq(b.m.data_coding, 0xF1);
	ck_assert_uint_eq(b.m.parts[0].data_coding, 0);
	ck_assert_uint_eq(b.m.parts[1].data_coding, 0xF1);
	ck_assert_uint_eq(b.m.single, 3);
	ck_assert_uint_eq(b.m.locking, 1);
	ck_assert_uint_eq(b.m.has_ports, 1);
	ck_assert_uint_eq(b.m.ports.destination, 2948);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_part_of_a_pdu_has_its_payload_and_addresses)
{
	static const uint8_t payload[] = { 0x04, 0x24, 0, 7, 5, 0, 3, 1, 2, 1, 'x' };
	struct smpp_part part;
	struct smpp_pdu pdu;

	memset(&pdu, 0, sizeof(pdu));
	pdu.header.command_id = SMPP_DELIVER_SM;
	pdu.body.deliver_sm.source_addr = smpp_span_of("1");
	pdu.body.deliver_sm.destination_addr = smpp_span_of("2");
	pdu.body.deliver_sm.dest_addr_ton = 5;
	pdu.body.deliver_sm.esm_class = 0x40;
	pdu.body.deliver_sm.data_coding = 8;
	pdu.tlvs.ptr = payload;
	pdu.tlvs.len = sizeof(payload);
	ck_assert_int_eq(smpp_part_of(&part, &pdu), SMPP_OK);
	ck_assert_ptr_eq(part.text.ptr, payload + 4);
	ck_assert_uint_eq(part.text.len, 7);
	ck_assert_uint_eq(part.dest_addr_ton, 5);
	ck_assert_uint_eq(part.esm_class, 0x40);
	ck_assert_uint_eq(part.data_coding, 8);
	ck_assert_ptr_eq(part.tlvs.ptr, payload);
	memset(&pdu.body, 0, sizeof(pdu.body));
	pdu.header.command_id = SMPP_DATA_SM;
	pdu.body.data_sm.source_addr = smpp_span_of("11");
	pdu.body.data_sm.esm_class = 0x43;
	ck_assert_int_eq(smpp_part_of(&part, &pdu), SMPP_OK);
	ck_assert_uint_eq(part.source_addr.len, 2);
	ck_assert_uint_eq(part.esm_class, 0x43);
	ck_assert_uint_eq(part.text.len, 7);
	pdu.header.command_id = SMPP_QUERY_SM;
	ck_assert_int_eq(smpp_part_of(&part, &pdu), SMPP_E_ABSENT);
	pdu.header.command_id = SMPP_SUBMIT_SM;
	pdu.body_raw = 1;
	ck_assert_int_eq(smpp_part_of(&part, &pdu), SMPP_E_ABSENT);
}
END_TEST

START_TEST(assemble_holds_255_parts_that_come_backwards)
{
	struct smpp_assembler_config config = { 0, 1, 255, 5, 8, 0, 0 };
	struct bench b = bench_of(config);
	char expect[255 * 4 + 1] = "", text[8];

	for (unsigned number = 255; number > 0; number--) {
		sprintf(text, "%03u.", number);
		ck_assert_int_eq(take(&b, 1, 255, number, text), number > 1
			? SMPP_ASSEMBLED_KEPT : SMPP_ASSEMBLED_COMPLETE);
	}
	for (unsigned number = 1; number <= 255; number++)
		sprintf(expect + 4 * (number - 1), "%03u.", number);
	assert_text(&b, expect);
	ck_assert_uint_eq(b.m.received, 255);
	close_bench(&b);
}
END_TEST

START_TEST(assemble_size_is_enough_and_one_octet_less_is_not)
{
	static const uint32_t numbers[] = { 1, 2, 3, 16, 100, 1000 };

	for (size_t i = 0; i < 6; i++) {
		for (size_t k = 0; k < 6; k++) {
			struct smpp_assembler_config config = { sizeof(config), numbers[i],
				numbers[k], numbers[i] * 3 + 1, numbers[k] * 7 + 1, 0, 0 };
			size_t size = smpp_assembler_size(&config);
			uint8_t *mem = malloc(size);
			struct smpp_assembler *a;

			ck_assert_uint_le(size, SMPP_ASSEMBLER_SIZE(config.messages, config.parts,
				config.part_octets, config.address_octets));
			ck_assert_int_eq(smpp_assembler_init(&a, mem, size, &config), SMPP_OK);
			ck_assert_int_eq(smpp_assembler_init(&a, mem, size - 1, &config),
					 SMPP_E_CONFIG);
			free(mem);
		}
	}
}
END_TEST

START_TEST(assemble_refuses_configurations_that_cannot_be)
{
	struct smpp_assembler_config bad[] = {
		{ 0, 0, 0, 0, 0, 0, 0 },
		{ sizeof(bad[0]), 1000001, 0, 0, 0, 0, 0 },
		{ sizeof(bad[0]), 0, 16000001, 0, 0, 0, 0 },
		{ sizeof(bad[0]), 0, 0, 65536, 0, 0, 0 },
		{ sizeof(bad[0]), 0, 0, 0, 65536, 0, 0 },
	};
	struct smpp_assembler_config usual = { sizeof(usual), 0, 0, 0, 0, 0, 0 };
	static uint64_t mem[SMPP_ASSEMBLER_SIZE(16, 64, 255, 40) / 8 + 1];
	struct smpp_assembler *a;

	for (size_t i = 0; i < 5; i++) {
		ck_assert_uint_eq(smpp_assembler_size(&bad[i]), 0);
		ck_assert_int_eq(smpp_assembler_init(&a, mem, sizeof(mem), &bad[i]), SMPP_E_CONFIG);
	}
	ck_assert_int_eq(smpp_assembler_init(&a, NULL, 0, &usual), SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_assembler_init(&a, (uint8_t *)mem + 1, sizeof(mem) - 1, &usual),
			 SMPP_E_CONFIG);
	ck_assert_int_eq(smpp_assembler_init(&a, mem, sizeof(mem), &usual), SMPP_OK);
}
END_TEST

/* Random numbers from a seed that is printed. */
static uint64_t state;

static uint32_t below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % limit;
}

#define SENDERS 6
#define OCTETS_EACH 30
#define TOTAL_MAX 9

/* A message that a sender is sending: what is left to send, and what it is in all. */
struct sending {
	char address[16];
	uint8_t split, total, left, to_send[TOTAL_MAX];
	uint16_t reference;
	uint8_t text[TOTAL_MAX][OCTETS_EACH];
	uint8_t octets[TOTAL_MAX];
	uint64_t sent; /* a bit for each number */
};

static void begin(struct sending *s, unsigned sender)
{
	static const uint8_t splits[] = { SMPP_SPLIT_UDH8, SMPP_SPLIT_UDH16, SMPP_SPLIT_SAR };

	memset(s, 0, sizeof(*s));
	sprintf(s->address, "49%u", sender / 2); /* two of them have the same address */
	s->split = splits[sender % 2 == 0 ? below(2) : 2];
	s->total = (uint8_t)(2 + below(TOTAL_MAX - 1));
	s->reference = (uint16_t)below(4);
	s->left = s->total;
	for (unsigned i = 0; i < s->total; i++) {
		s->octets[i] = (uint8_t)below(OCTETS_EACH);
		for (unsigned k = 0; k < s->octets[i]; k++)
			s->text[i][k] = (uint8_t)('a' + below(26));
		s->to_send[i] = (uint8_t)i;
	}
}

/* Sends one part, new or repeated, and judges the answer. */
static void send_part(struct bench *b, struct sending *s)
{
	int repeat = s->sent != 0 && below(5) == 0;
	unsigned at = below(s->left), index = s->to_send[at];
	struct smpp_part part;
	char text[OCTETS_EACH + 1];

	if (repeat) {
		do {
			index = below(s->total);
		} while ((s->sent >> index & 1) == 0);
	}
	memcpy(text, s->text[index], s->octets[index]);
	text[s->octets[index]] = '\0';
	part = part_with(s->split, s->reference, s->total, index + 1, text);
	part.source_addr = smpp_span_of(s->address);
	ck_assert_int_eq(add(b, part, 0), SMPP_OK);
	if (repeat) {
		ck_assert_int_eq(b->m.outcome, SMPP_ASSEMBLED_REPEATED);
		return;
	}
	s->to_send[at] = s->to_send[--s->left];
	s->sent |= UINT64_C(1) << index;
	ck_assert_int_eq(b->m.outcome, s->left > 0 ? SMPP_ASSEMBLED_KEPT : SMPP_ASSEMBLED_COMPLETE);
}

START_TEST(assemble_random_messages_come_back_octet_for_octet)
{
	struct smpp_assembler_config config = { 0, SENDERS, SENDERS * TOTAL_MAX, OCTETS_EACH, 16, 0,
						0 };
	struct bench b = bench_of(config);
	struct sending sending[SENDERS];
	unsigned long complete = 0;
	const uint64_t seed = UINT64_C(0x5EED0001);

	state = seed;
	for (unsigned i = 0; i < SENDERS; i++)
		begin(&sending[i], i);
	for (unsigned long round = 0; round < 200000; round++) {
		unsigned i = below(SENDERS);
		struct sending *s = &sending[i];
		size_t at = 0;

		send_part(&b, s);
		if (b.m.outcome != SMPP_ASSEMBLED_COMPLETE)
			continue;
		for (unsigned k = 0; k < s->total; k++) {
			ck_assert_uint_eq(b.m.parts[k].octets, s->octets[k]);
			ck_assert(memcmp(b.m.text.ptr + at, s->text[k], s->octets[k]) == 0);
			at += s->octets[k];
		}
		ck_assert_uint_eq(b.m.text.len, at);
		complete++;
		begin(s, i);
	}
	printf("# assemble: seed %#llx, %lu messages\n", (unsigned long long)seed, complete);
	close_bench(&b);
}
END_TEST

/* Only first parts, of ever other senders and references: room is bounded, old parts stay. */
START_TEST(assemble_flood_of_first_parts_takes_no_more_than_its_block)
{
	struct bench b = usual_bench();
	unsigned long refused = 0;

	state = UINT64_C(0x5EED0002);
	ck_assert_int_eq(take(&b, 200, 2, 1, "kept "), SMPP_ASSEMBLED_KEPT);
	for (unsigned long i = 0; i < 100000; i++) {
		struct smpp_part part = part_with(SMPP_SPLIT_UDH16, below(65536), 2 + below(15), 1,
						  "flood");
		char address[12];

		sprintf(address, "%u", below(1000000));
		part.source_addr = smpp_span_of(address);
		refused += add(&b, part, i) == SMPP_E_SPACE;
		ck_assert_uint_le(smpp_assembler_messages(b.a), 4);
	}
	ck_assert_uint_gt(refused, 99000);
	ck_assert_int_eq(take(&b, 200, 2, 2, "whole"), SMPP_ASSEMBLED_COMPLETE);
	assert_text(&b, "kept whole");
	close_bench(&b);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("assemble");
	TCase *tests = tcase_create("assemble");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, assemble_gives_parts_of_any_order_back_in_theirs);
	tcase_add_test(tests, assemble_gives_a_message_that_is_no_segment_at_once);
	tcase_add_test(tests, assemble_ignores_concatenation_that_cannot_be);
	tcase_add_test(tests, assemble_wants_all_three_tlvs_of_sar);
	tcase_add_test(tests, assemble_lets_the_header_count_where_both_say_something);
	tcase_add_test(tests, assemble_keeps_messages_apart_by_all_of_their_key);
	tcase_add_test(tests, assemble_takes_parts_of_another_total_for_another_message);
	tcase_add_test(tests, assemble_tells_a_repeated_part_from_one_in_conflict);
	tcase_add_test(tests, assemble_drops_a_message_whose_reference_is_used_anew);
	tcase_add_test(tests, assemble_refuses_invalid_headers_and_keeps_nothing);
	tcase_add_test(tests, assemble_refuses_new_parts_when_full_and_loses_none);
	tcase_add_test(tests, assemble_says_what_can_never_be_kept);
	tcase_add_test(tests, assemble_gives_messages_up_when_their_time_is_over);
	tcase_add_test(tests, assemble_takes_time_that_runs_backwards_as_standing_still);
	tcase_add_test(tests, assemble_takes_a_part_that_comes_late_but_before_tick);
	tcase_add_test(tests, assemble_evicts_the_oldest_first);
	tcase_add_test(tests, assemble_keeps_the_order_of_age_whatever_is_completed);
	tcase_add_test(tests, assemble_keeps_addresses_apart_whose_hashes_collide);
	tcase_add_test(tests, assemble_tells_ports_languages_and_data_coding);
	tcase_add_test(tests, assemble_part_of_a_pdu_has_its_payload_and_addresses);
	tcase_add_test(tests, assemble_holds_255_parts_that_come_backwards);
	tcase_add_test(tests, assemble_size_is_enough_and_one_octet_less_is_not);
	tcase_add_test(tests, assemble_refuses_configurations_that_cannot_be);
	tcase_add_test(tests, assemble_random_messages_come_back_octet_for_octet);
	tcase_add_test(tests, assemble_flood_of_first_parts_takes_no_more_than_its_block);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
