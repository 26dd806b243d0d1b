/* SPDX-License-Identifier: MIT */
/*
 * Owns: that any text, for any peer, is refused or cut into segments that fit and read as the text
 * when they are put together. For libFuzzer; a broken promise aborts.
 * Must not know: how a plan is found.
 *
 * Input: twelve octets of profile and options, then the text.
 */
#include <smpp/segment.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD 12

static void promise(int kept)
{
	if (!kept)
		abort();
}

static uint32_t other(void *user, uint32_t character)
{
	return character % 3 == 0 ? '?' : character % 3 == 1 ? *(const uint8_t *)user : 0;
}

/* Octets of septets behind a header. */
static size_t packed_octets(size_t header, size_t septets)
{
	return septets > 0 ? header + (smpp_septets_fill(header) + 7 * septets + 7) / 8 : header;
}

/* Does it fit one message of the network, and the limits of the plan? */
static void check_segment(const struct smpp_plan *plan, const struct smpp_segment *segment)
{
	size_t text = segment->octets.len - segment->header;
	size_t network = plan->options.octets;

	promise(segment->octets.len >= segment->header && segment->total == plan->segments);
	if (segment->payload) {
		promise(segment->octets.len <= SMPP_PAYLOAD_OCTETS && segment->header == 0);
		return;
	}
	promise(segment->units <= plan->room && segment->octets.len <= SMPP_SEGMENT_OCTETS);
	if (plan->packed)
		promise(segment->octets.len == packed_octets(segment->header, segment->units));
	if (plan->packed || plan->charset.alphabet != SMPP_ALPHABET_GSM7)
		promise(segment->octets.len <= network);
	else
		promise(text == segment->units && packed_octets(segment->header, text) <= network);
}

/* A segment as UTF-8 behind what was there. */
static void append(const struct smpp_plan *plan, const struct smpp_segment *segment,
		   struct smpp_buf *utf8)
{
	struct smpp_span text = { segment->octets.ptr + segment->header,
				  segment->octets.len - segment->header };
	struct smpp_buf septets = { malloc(segment->units + 1), segment->units, 0 };
	struct smpp_buf out = { utf8->ptr + utf8->len, utf8->cap - utf8->len, 0 };

	if (plan->packed) {
		promise(smpp_septets_unpack(text, smpp_septets_fill(segment->header),
					    segment->units, &septets) == SMPP_OK);
		text.ptr = septets.ptr;
		text.len = septets.len;
	}
	promise(smpp_text_decode(&plan->charset, text, 0, &out, NULL) == SMPP_OK);
	utf8->len += out.len;
	free(septets.ptr);
}

static void check_plan(struct smpp_plan plan, struct smpp_span text)
{
	size_t len = plan.units * 2 + SMPP_SEGMENT_OCTETS, units = 0;
	struct smpp_buf octets = { malloc(len), len, 0 };
	struct smpp_buf utf8 = { malloc(4 * text.len + 4), 4 * text.len + 4, 0 };
	struct smpp_segment segment;
	unsigned count = 0;
	int got;

	while ((got = smpp_plan_next(&plan, &octets, &segment)) == SMPP_OK) {
		promise(segment.number == ++count && segment.octets.ptr == octets.ptr);
		check_segment(&plan, &segment);
		append(&plan, &segment, &utf8);
		units += segment.units;
	}
	promise(got == SMPP_E_END && count == plan.segments && units == plan.units);
	promise(segment.units == plan.last && plan.rest.len == 0);
	if (plan.replaced == 0)
		promise(utf8.len == text.len && memcmp(utf8.ptr, text.ptr, text.len) == 0);
	free(octets.ptr);
	free(utf8.ptr);
}

/* Whatever octets are said to be, they come out as they went in. */
static void check_octets(struct smpp_span text, const struct smpp_profile *profile,
			 const struct smpp_plan_options *options)
{
	struct smpp_buf octets = { malloc(text.len + SMPP_SEGMENT_OCTETS),
				   text.len + SMPP_SEGMENT_OCTETS, 0 };
	struct smpp_segment segment;
	struct smpp_plan plan;
	size_t at = 0;

	if (smpp_plan_octets(&plan, text, profile, options, NULL) == SMPP_OK) {
		while (smpp_plan_next(&plan, &octets, &segment) == SMPP_OK) {
			size_t len = segment.source.len;

			check_segment(&plan, &segment);
			promise(segment.source.ptr == text.ptr + at);
			if (!plan.packed)
				promise(len == segment.octets.len - segment.header &&
					(len == 0 || memcmp(octets.ptr + segment.header,
							    text.ptr + at, len) == 0));
			at += len;
		}
		promise(at == text.len);
	}
	free(octets.ptr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t ports[] = { 5, 4, 0x0B, 0x84, 0x23, 0xF0 };
	struct smpp_plan_options options;
	struct smpp_profile profile;
	struct smpp_charset charset;
	struct smpp_span text;
	struct smpp_plan plan;
	uint8_t *exact, letter;

	if (size < HEAD)
		return 0;
	memset(&profile, 0, sizeof(profile));
	memset(&options, 0, sizeof(options));
	profile.version = data[0] & 1 ? 0 : data[1];
	profile.default_alphabet = data[0] & 2 ? 0 : data[2] % 8;
	profile.packed = data[0] >> 2 & 1;
	profile.split = data[3] % 5;
	profile.alphabets = data[4];
	profile.single_shifts = data[5] * 257u;
	profile.locking_shifts = data[6] * 257u;
	charset.alphabet = data[7] % 9;
	charset.single = data[8] & 15;
	charset.locking = data[8] >> 4;
	letter = data[9];
	options.charset = data[0] & 8 ? &charset : NULL;
	options.replace = data[0] & 16 ? other : NULL;
	options.user = &letter;
	options.octets = data[0] & 32 ? data[10] % 141 : 0;
	options.has_class = data[0] >> 6 & 1;
	options.message_class = data[10] & 3;
	options.reference = (uint16_t)(data[11] * 257u);
	options.elements.ptr = ports;
	options.elements.len = data[0] & 128 ? sizeof(ports) : 0;
	exact = malloc(size - HEAD + 1);
	promise(exact != NULL);
	memcpy(exact, data + HEAD, size - HEAD);
	text.ptr = exact;
	text.len = size - HEAD;
	if (smpp_plan_text(&plan, text, &profile, &options, NULL) == SMPP_OK)
		check_plan(plan, text);
	options.charset = &charset;
	check_octets(text, &profile, &options);
	free(exact);
	return 0;
}
