/* SPDX-License-Identifier: MIT */
/*
 * Owns: that whatever parts come, the assembler does what a plain list of them would, and stays
 * within its block. For libFuzzer; a broken promise aborts.
 * Must not know: how parts are kept.
 *
 * Input: a call for each five octets or more: what, key, numbers, time, length of text, its octets.
 */
#include <smpp/assemble.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MESSAGES 4
#define PARTS 10
#define PART_OCTETS 6
#define ADDRESS_OCTETS 5
#define EXPIRY 50

static void promise(int kept)
{
	if (!kept)
		abort();
}

/* The model: parts in the order in which they came. */
struct kept {
	uint8_t key; /* address and reference, see make_part */
	uint8_t total, number, data_coding;
	uint64_t token;
	uint64_t since; /* of the message */
	uint64_t age;   /* of the message: a number that grows */
	size_t len;
	uint8_t text[PART_OCTETS];
};

struct model {
	struct kept parts[PARTS];
	size_t count;
	uint64_t now;
	uint64_t age;
};

struct input {
	struct smpp_part part;
	uint8_t key, total, number;
	uint8_t octets[64 + 20];
	uint8_t tlvs[16];
};

/* key: 1 bit each of source, TON and destination, 2 of split, 1 of reference. */
static void make_part(struct input *in, uint8_t key, uint8_t numbers, struct smpp_span text)
{
	static const char *sources[] = { "12", "123" }, *destinations[] = { "34", "4" };
	struct smpp_concat concat;
	struct smpp_buf header = { in->octets, sizeof(in->octets), 0 };
	struct smpp_part *part = &in->part;

	memset(in, 0, sizeof(*in));
	in->key = key & 0x3F;
	in->total = numbers >> 4;
	in->number = numbers & 15;
	part->source_addr = smpp_span_of(sources[key & 1]);
	part->source_addr_ton = key >> 1 & 1;
	part->destination_addr = smpp_span_of(destinations[key >> 2 & 1]);
	concat.split = key >> 3 & 3;
	concat.total = in->total;
	concat.number = in->number;
	concat.reference = key >> 5 & 1;
	if (concat.split < SMPP_SPLIT_SAR && smpp_udh_put_concat(&header, &concat) == SMPP_OK) {
		part->esm_class = SMPP_ESM_CLASS_UDHI;
	} else if (concat.split == SMPP_SPLIT_SAR) {
		const uint8_t tlvs[] = { 2, 0x0F, 0, 1, in->number, 2, 0x0C, 0, 2, 0,
					 (uint8_t)concat.reference, 2, 0x0E, 0, 1, in->total };

		memcpy(in->tlvs, tlvs, sizeof(tlvs));
		part->tlvs.ptr = in->tlvs;
		part->tlvs.len = sizeof(tlvs);
	}
	if (text.len > 0)
		memcpy(in->octets + header.len, text.ptr, text.len);
	part->text.ptr = in->octets;
	part->text.len = header.len + text.len;
	if (concat.split == SMPP_SPLIT_PAYLOAD || in->number == 0 || in->number > in->total)
		in->total = 1; /* no segment */
}

static int is_of(const struct kept *kept, uint8_t key, uint8_t total)
{
	return kept->key == key && kept->total == total;
}

/* Judges what was handed over by the parts of that message, and takes them out of the model. */
static void check_handed(struct model *model, const struct smpp_message *m, uint8_t key,
			 uint8_t total)
{
	size_t at = 0, n = 0, left = 0;

	for (unsigned number = 1; number <= 15; number++) {
		for (size_t i = 0; i < model->count; i++) {
			const struct kept *kept = &model->parts[i];

			if (!is_of(kept, key, total) || kept->number != number)
				continue;
			promise(m->parts[n].number == number && m->parts[n].token == kept->token);
			promise(m->parts[n].octets == kept->len && m->since == kept->since);
			promise(m->parts[n].data_coding == kept->data_coding);
			promise(m->text.len - at >= kept->len);
			promise(memcmp(m->text.ptr + at, kept->text, kept->len) == 0);
			at += kept->len;
			n++;
		}
	}
	promise(at == m->text.len && n == m->received && n > 0 && total == m->total);
	promise(m->source_addr.len == (key & 1 ? 3 : 2) && m->source_addr_ton == (key >> 1 & 1));
	promise(m->reference == (key >> 5 & 1) && m->split == (key >> 3 & 3));
	for (size_t i = 0; i < model->count; i++) {
		if (!is_of(&model->parts[i], key, total))
			model->parts[left++] = model->parts[i];
	}
	model->count = left;
}

static size_t messages_of(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->count; i++) {
		size_t k = 0;

		while (!is_of(&model->parts[k], model->parts[i].key, model->parts[i].total))
			k++;
		count += k == i;
	}
	return count;
}

static const struct kept *oldest_of(const struct model *model)
{
	const struct kept *oldest = NULL;

	for (size_t i = 0; i < model->count; i++) {
		if (oldest == NULL || model->parts[i].age < oldest->age)
			oldest = &model->parts[i];
	}
	return oldest;
}

static void keep(struct model *model, const struct input *in, struct smpp_span text,
		 const struct kept *first)
{
	struct kept *kept = &model->parts[model->count++];

	kept->since = first != NULL ? first->since : model->now;
	kept->age = first != NULL ? first->age : model->age++;
	kept->key = in->key;
	kept->total = in->total;
	kept->number = in->number;
	kept->data_coding = in->part.data_coding;
	kept->token = in->part.token;
	kept->len = text.len;
	memcpy(kept->text, text.ptr, text.len);
}

static void add(struct smpp_assembler *a, struct model *model, struct input *in,
		struct smpp_span text)
{
	const struct kept *first = NULL, *same = NULL;
	struct smpp_message m;
	size_t received = 1;
	int got = smpp_assembler_add(a, &in->part, model->now, &m);

	if (in->total <= 1) {
		promise(got == SMPP_OK && m.outcome == SMPP_ASSEMBLED_WHOLE && m.total == 1);
		return;
	}
	for (size_t i = 0; i < model->count; i++) {
		const struct kept *kept = &model->parts[i];

		if (!is_of(kept, in->key, in->total))
			continue;
		first = first == NULL ? kept : first;
		received++;
		if (kept->number == in->number)
			same = kept;
	}
	if (same != NULL) {
		int equal = same->len == text.len && memcmp(same->text, text.ptr, text.len) == 0 &&
			    same->data_coding == in->part.data_coding;

		promise(got == SMPP_OK);
		promise(m.outcome == (equal ? SMPP_ASSEMBLED_REPEATED : SMPP_ASSEMBLED_CONFLICT));
		promise(m.received == received - 1);
		return;
	}
	if (text.len > PART_OCTETS || in->total > PARTS) {
		promise(got == SMPP_E_TOO_BIG);
		return;
	}
	if (model->count == PARTS || (first == NULL && messages_of(model) == MESSAGES)) {
		promise(got == SMPP_E_SPACE);
		return;
	}
	promise(got == SMPP_OK && m.received == received);
	keep(model, in, text, first);
	if (received < in->total) {
		promise(m.outcome == SMPP_ASSEMBLED_KEPT);
		return;
	}
	promise(m.outcome == SMPP_ASSEMBLED_COMPLETE);
	check_handed(model, &m, in->key, in->total);
}

/* evict or tick: the oldest, if there is one or its time is over. */
static void give_up(struct smpp_assembler *a, struct model *model, int is_tick)
{
	const struct kept *oldest = oldest_of(model);
	struct smpp_message m;
	int got = is_tick ? smpp_assembler_tick(a, model->now, &m) : smpp_assembler_evict(a, &m);

	if (oldest == NULL || (is_tick && model->now < oldest->since + EXPIRY)) {
		promise(got == SMPP_E_END);
		return;
	}
	promise(got == SMPP_OK && m.outcome == SMPP_ASSEMBLED_INCOMPLETE);
	check_handed(model, &m, oldest->key, oldest->total);
}

static void drop(struct smpp_assembler *a, struct model *model, const struct input *in)
{
	struct smpp_message m;
	int there = 0, got = smpp_assembler_drop(a, &in->part, &m);

	for (size_t i = 0; i < model->count; i++)
		there |= in->total > 1 && is_of(&model->parts[i], in->key, in->total);
	promise(got == (there ? SMPP_OK : SMPP_E_ABSENT));
	if (there)
		check_handed(model, &m, in->key, in->total);
}

/* Any octets with any esm_class and TLVs: whatever it is, it must not break anything. */
static void add_raw(struct smpp_assembler *a, struct model *model, struct smpp_span octets)
{
	struct smpp_part part;
	struct smpp_message m;
	int got;

	memset(&part, 0, sizeof(part));
	part.source_addr = smpp_span_of("raw"); /* so that the model needs not know it */
	part.esm_class = SMPP_ESM_CLASS_UDHI;
	part.text = octets;
	part.tlvs = octets;
	got = smpp_assembler_add(a, &part, model->now, &m);
	if (got == SMPP_OK && (m.outcome == SMPP_ASSEMBLED_KEPT ||
			       m.outcome == SMPP_ASSEMBLED_REPEATED))
		promise(smpp_assembler_drop(a, &part, &m) == SMPP_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_assembler_config config = { sizeof(config), MESSAGES, PARTS, PART_OCTETS,
						ADDRESS_OCTETS, EXPIRY, 0 };
	size_t need = smpp_assembler_size(&config);
	void *block = malloc(need);
	struct smpp_assembler *a;
	struct model model;

	memset(&model, 0, sizeof(model));
	promise(block != NULL && smpp_assembler_init(&a, block, need, &config) == SMPP_OK);
	while (size >= 5) {
		size_t len = (data[4] & 15) < size - 5 ? (data[4] & 15) : size - 5;
		struct smpp_span text = { data + 5, len };
		const struct kept *oldest;
		struct input in;

		make_part(&in, data[1], data[2], text);
		in.part.token = data[1] * 256u + data[2];
		in.part.data_coding = data[4] >> 7;
		model.now += data[3] >> 2;
		switch (data[0] % 8) {
		case 0: give_up(a, &model, 0); break;
		case 1: give_up(a, &model, 1); break;
		case 2: drop(a, &model, &in); break;
		case 3: add_raw(a, &model, text); break;
		default: add(a, &model, &in, text); break;
		}
		oldest = oldest_of(&model);
		promise(smpp_assembler_parts(a) == model.count);
		promise(smpp_assembler_messages(a) == messages_of(&model));
		promise(smpp_assembler_deadline(a) ==
			(oldest != NULL ? oldest->since + EXPIRY : UINT64_MAX));
		data += 5 + len;
		size -= 5 + len;
	}
	free(block);
	return 0;
}
