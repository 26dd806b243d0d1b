/* SPDX-License-Identifier: MIT */
/*
 * Owns: the messages that come: segments into messages, octets into text.
 * Must not know: sessions, sockets.
 */
#include "inbox.h"

#include <stdlib.h>

#define MESSAGES 256 /* incomplete ones at once */
#define PARTS 1024
#define NO_CHARACTER 0xFFFD

int inbox_open(struct inbox *box, const struct smpp_profile *profile)
{
	struct smpp_assembler_config config = { .size = sizeof(config) };
	size_t size;
	void *mem;

	config.messages = MESSAGES;
	config.parts = PARTS;
	config.address_octets = 130;
	size = smpp_assembler_size(&config);
	mem = malloc(size);
	box->profile = profile;
	if (mem == NULL || smpp_assembler_init(&box->assembler, mem, size, &config) != SMPP_OK) {
		free(mem);
		return -1;
	}
	return 0;
}

/* What has been answered is shown, even if it never became whole. */
void inbox_close(struct inbox *box)
{
	struct smpp_message m;

	while (smpp_assembler_evict(box->assembler, &m) == SMPP_OK)
		box->on_message(box->user, &m);
	free(box->assembler);
	box->assembler = NULL;
}

/* A text with an unusable header is shown as it came. */
static void hand_over_raw(struct inbox *box, struct smpp_part part, uint64_t now)
{
	struct smpp_message m;

	part.esm_class = 0;
	part.data_coding = SMPP_DATA_CODING_OCTET_UNSPECIFIED;
	part.tlvs.len = 0;
	if (smpp_assembler_add(box->assembler, &part, now, &m) == SMPP_OK)
		box->on_message(box->user, &m);
}

/* The first ones of a reference that is used again are given up for the new ones. */
static int add(struct inbox *box, const struct smpp_part *part, uint64_t now,
	       struct smpp_message *m)
{
	int got = smpp_assembler_add(box->assembler, part, now, m);

	if (got != SMPP_OK || m->outcome != SMPP_ASSEMBLED_CONFLICT)
		return got;
	if (smpp_assembler_drop(box->assembler, part, m) == SMPP_OK)
		box->on_message(box->user, m);
	return smpp_assembler_add(box->assembler, part, now, m);
}

uint32_t inbox_take(struct inbox *box, const struct smpp_pdu *pdu, uint64_t now)
{
	struct smpp_part part;
	struct smpp_message m;

	inbox_tick(box, now);
	if (smpp_part_of(&part, pdu) != SMPP_OK)
		return SMPP_ESME_RX_P_APPN;
	switch (add(box, &part, now, &m)) {
	case SMPP_OK: break;
	case SMPP_E_SPACE: return SMPP_ESME_RX_T_APPN; /* later there is room for it */
	default: hand_over_raw(box, part, now); return SMPP_ESME_ROK;
	}
	if (m.outcome == SMPP_ASSEMBLED_WHOLE || m.outcome == SMPP_ASSEMBLED_COMPLETE)
		box->on_message(box->user, &m);
	return SMPP_ESME_ROK;
}

void inbox_tick(struct inbox *box, uint64_t now)
{
	struct smpp_message m;

	while (smpp_assembler_tick(box->assembler, now, &m) == SMPP_OK)
		box->on_message(box->user, &m);
}

uint64_t inbox_deadline(const struct inbox *box)
{
	return smpp_assembler_deadline(box->assembler);
}

struct smpp_span inbox_text(const struct inbox *box, const struct smpp_message *m)
{
	struct smpp_coding coding = smpp_coding_of(m->data_coding, box->profile);
	struct smpp_charset charset = { coding.alphabet, m->locking, m->single };
	struct smpp_buf utf8 = { NULL, 0, 0 };
	struct smpp_span text = { NULL, 0 };

	if (coding.unknown || coding.compressed || coding.alphabet == SMPP_ALPHABET_BINARY)
		charset.alphabet = SMPP_ALPHABET_LATIN1;
	(void)smpp_text_decode(&charset, m->text, NO_CHARACTER, &utf8, NULL);
	utf8.cap = utf8.len;
	utf8.ptr = malloc(utf8.len > 0 ? utf8.len : 1);
	if (utf8.ptr == NULL)
		return text;
	(void)smpp_text_decode(&charset, m->text, NO_CHARACTER, &utf8, NULL);
	text.ptr = utf8.ptr;
	text.len = utf8.len;
	return text;
}
