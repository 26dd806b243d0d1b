/* SPDX-License-Identifier: MIT */
/*
 * Owns: that any octets, taken for UTF-8, are encoded in any alphabet and come back, or are refused
 * at the right place; that no capacity is overrun; that any data_coding is built again. For
 * libFuzzer; a broken promise aborts.
 * Must not know: the tables.
 */
#include <smpp/text.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(int kept)
{
	if (!kept)
		abort();
}

static struct smpp_buf exact(size_t cap)
{
	struct smpp_buf buf = { malloc(cap), cap, 0 };

	promise(buf.ptr != NULL || cap == 0);
	return buf;
}

static struct smpp_span written(struct smpp_buf buf)
{
	struct smpp_span span = { buf.ptr, buf.len };

	return span;
}

static int is_utf8(struct smpp_span utf8)
{
	uint32_t character;
	int result = SMPP_OK;

	while (result == SMPP_OK)
		result = smpp_utf8_next(&utf8, &character);
	return result == SMPP_E_END;
}

/* Any octets of any alphabet are UTF-8 once replaced, at most three octets for each. */
static void decode_anything(const struct smpp_charset *charset, struct smpp_span octets,
			    uint32_t replacement)
{
	struct smpp_buf need = { NULL, 0, 0 }, utf8;

	(void)smpp_text_decode(charset, octets, replacement, &need, NULL);
	utf8 = exact(need.len);
	promise(smpp_text_decode(charset, octets, replacement, &utf8, NULL) == SMPP_OK);
	promise(utf8.len == need.len && is_utf8(written(utf8)));
	free(utf8.ptr);
}

static void come_back(const struct smpp_charset *charset, struct smpp_span octets,
		      struct smpp_span utf8)
{
	struct smpp_buf back = exact(utf8.len);

	promise(smpp_text_decode(charset, octets, 0, &back, NULL) == SMPP_OK);
	promise(smpp_span_equal(written(back), utf8));
	free(back.ptr);
}

/* The place of a refusal: all before it is good, and it is what the error says. */
static void check_fault(const struct smpp_charset *charset, struct smpp_span utf8, int error,
			const struct smpp_text_fault *fault)
{
	struct smpp_span before = { utf8.ptr, fault->offset };
	struct smpp_span at = { utf8.ptr + fault->offset, utf8.len - fault->offset };
	struct smpp_buf need = { NULL, 0, 0 };
	uint32_t character = 0;
	int result = smpp_text_encode(charset, before, 0, &need, NULL);

	promise(at.len > 0 && (result == SMPP_OK || result == SMPP_E_SPACE));
	result = smpp_utf8_next(&at, &character);
	if (error == SMPP_E_FAULT) {
		promise(result == SMPP_E_FAULT && fault->character == at.ptr[0]);
	} else {
		promise(error == SMPP_E_ABSENT && result == SMPP_OK);
		promise(fault->character == character);
		promise(smpp_charset_width(charset, character) == 0);
	}
}

static void encode(const struct smpp_charset *charset, struct smpp_span utf8, size_t cut)
{
	struct smpp_buf need = { NULL, 0, 0 }, octets, few;
	struct smpp_text_fault fault = { 0, 0 };
	int result = smpp_text_encode(charset, utf8, 0, &need, &fault);

	if (result == SMPP_E_FAULT || result == SMPP_E_ABSENT) {
		check_fault(charset, utf8, result, &fault);
		return;
	}
	promise(is_utf8(utf8));
	octets = exact(need.len);
	promise(smpp_text_encode(charset, utf8, 0, &octets, NULL) == SMPP_OK);
	promise(octets.len == need.len);
	come_back(charset, written(octets), utf8);
	few = exact(cut % (need.len + 1));
	result = smpp_text_encode(charset, utf8, 0, &few, NULL);
	promise(few.len == need.len && result == (few.cap < need.len ? SMPP_E_SPACE : SMPP_OK));
	free(octets.ptr);
	free(few.ptr);
}

static void code(uint8_t data_coding, const struct smpp_profile *profile)
{
	struct smpp_coding coding = smpp_coding_of(data_coding, profile), again;
	uint8_t built;

	if (smpp_coding_put(&coding, profile, &built) != SMPP_OK)
		return;
	again = smpp_coding_of(built, profile);
	promise(memcmp(&coding, &again, sizeof(coding)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_charset charset;
	struct smpp_profile profile = { 0 };
	struct smpp_span rest;

	if (size < 5)
		return 0;
	charset = (struct smpp_charset){ data[0] % 9, data[1] % 16, data[1] / 16 };
	rest = (struct smpp_span){ data + 4, size - 4 };
	encode(&charset, rest, data[2]);
	decode_anything(&charset, rest, data[3] == 0 ? 0x110000 : (uint32_t)data[3] << 8 | data[2]);
	profile.version = data[0];
	profile.default_alphabet = data[1] % 8;
	profile.coding_1 = data[2] % 9;
	profile.coding_3 = data[2] / 9 % 9;
	profile.class_general = data[3] & 1;
	code(data[3], &profile);
	code(data[3], NULL);
	return 0;
}
