/* SPDX-License-Identifier: MIT */
/*
 * Owns: that any octets, read as septets of any pair of languages, become UTF-8 that comes back,
 * and go through packing unchanged. For libFuzzer; a broken promise aborts.
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

/* Memory of exactly that size, so that one octet more is found. */
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

static struct smpp_buf decode(const struct smpp_charset *charset, struct smpp_span octets,
			      uint32_t replacement)
{
	struct smpp_buf need = { NULL, 0, 0 }, utf8;
	int result = smpp_text_decode(charset, octets, replacement, &need, NULL);

	promise(result == (need.len > 0 ? SMPP_E_SPACE : SMPP_OK));
	promise(need.len <= 3 * octets.len);
	utf8 = exact(need.len);
	promise(smpp_text_decode(charset, octets, replacement, &utf8, NULL) == SMPP_OK);
	promise(utf8.len == need.len);
	return utf8;
}

/* What was decoded is UTF-8, and what it is encoded to means the same. */
static void go_round(const struct smpp_charset *charset, struct smpp_span octets)
{
	struct smpp_buf utf8 = decode(charset, octets, ' '), again = exact(2 * utf8.len), back;
	struct smpp_span rest = written(utf8);
	struct smpp_text_fault fault;
	uint32_t character;
	size_t width = 0;
	int result;

	while (rest.len > 0) {
		promise(smpp_utf8_next(&rest, &character) == SMPP_OK);
		width += smpp_charset_width(charset, character);
	}
	result = smpp_text_encode(charset, written(utf8), 0, &again, &fault);
	if (result == SMPP_E_ABSENT) { /* the euro sign of Telugu is read and not written */
		promise(charset->single == 12 && fault.character == 0x20AC);
	} else {
		promise(result == SMPP_OK && again.len == width && again.len <= octets.len);
		back = decode(charset, written(again), 0);
		promise(smpp_span_equal(written(back), written(utf8)));
		free(back.ptr);
	}
	free(utf8.ptr);
	free(again.ptr);
}

/* Strict decoding refuses exactly where replacing begins to differ. */
static void be_strict(const struct smpp_charset *charset, struct smpp_span octets)
{
	struct smpp_buf utf8 = { NULL, 0, 0 };
	struct smpp_text_fault fault = { 0, 0 };
	int result = smpp_text_decode(charset, octets, 0, &utf8, &fault);

	if (result != SMPP_E_FAULT) {
		promise(result == (octets.len > 0 ? SMPP_E_SPACE : SMPP_OK));
		return;
	}
	promise(fault.offset < octets.len && fault.character == octets.ptr[fault.offset]);
	octets.len = fault.offset;
	promise(smpp_text_decode(charset, octets, 0, &utf8, NULL) ==
		(octets.len > 0 ? SMPP_E_SPACE : SMPP_OK));
}

static void pack(struct smpp_span septets, unsigned fill)
{
	struct smpp_buf need = { NULL, 0, 0 }, packed, back = exact(septets.len);

	(void)smpp_septets_pack(septets, fill, &need);
	packed = exact(need.len);
	promise(smpp_septets_pack(septets, fill, &packed) == SMPP_OK);
	promise(smpp_septets_unpack(written(packed), fill, septets.len, &back) == SMPP_OK);
	for (size_t i = 0; i < septets.len; i++)
		promise(back.ptr[i] == (septets.ptr[i] & 0x7F));
	/* any octets are septets too */
	(void)smpp_septets_unpack(septets, fill, septets.len + septets.len / 8, &need);
	free(packed.ptr);
	free(back.ptr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_charset charset = { SMPP_ALPHABET_GSM7, 0, 0 };
	struct smpp_span octets;

	if (size < 3)
		return 0;
	charset.locking = data[0] % 16;
	charset.single = data[0] / 16;
	octets = (struct smpp_span){ data + 2, size - 2 };
	go_round(&charset, octets);
	be_strict(&charset, octets);
	pack(octets, data[1] % 7);
	return 0;
}
