/* SPDX-License-Identifier: MIT */
/*
 * Owns: parts of messages that are not complete, in the caller's block.
 * Must not know: alphabets, sessions.
 *
 * Octets of parts are in slots of one size. A link stands for a kept part, knows its slot and the
 * next link of its message; links and slots are always paired one to one, free ones too. To hand a
 * message over its parts are brought into the first slots, in order, by exchanging slots, and then
 * moved together there: so no second buffer is needed.
 */
#include <smpp/assemble.h>
#include <smpp/codec.h>

#define NIL UINT32_MAX
#define USUAL_MESSAGES 16
#define USUAL_PARTS 64
#define USUAL_PART_OCTETS 255
#define USUAL_ADDRESS_OCTETS 40
#define USUAL_EXPIRY 600000
#define MESSAGES_MAX 1000000
#define PARTS_MAX 16000000
#define OCTETS_MAX 65535
#define SWAP_OCTETS 64

struct record {
	uint64_t since;
	uint32_t hash;
	uint32_t chain; /* next of the same bucket, or of the free */
	uint32_t older;
	uint32_t newer;
	uint32_t first; /* link */
	uint16_t source_len;
	uint16_t destination_len;
	uint16_t reference;
	uint8_t split;
	uint8_t total;
	uint8_t received;
	uint8_t source_ton, source_npi, dest_ton, dest_npi;
	uint8_t data_coding;
	uint8_t single, locking;
	uint8_t has_ports;
	struct smpp_ports ports;
	uint8_t there[32]; /* a bit for each number */
};

struct link {
	uint32_t slot;
	uint32_t next; /* of the same message, or of the free */
};

struct smpp_assembler {
	struct smpp_assembler_config config;
	uint64_t now; /* the latest that was given */
	struct record *records;
	struct smpp_kept_part *infos; /* of each slot */
	struct link *links;
	uint32_t *link_of; /* of each slot */
	uint32_t *buckets;
	uint8_t *addresses;
	uint8_t *octets;
	uint32_t free_records;
	uint32_t free_links;
	uint32_t used_records;
	uint32_t used_links;
	uint32_t oldest;
	uint32_t newest;
};

/* A part that is understood: as a message of its own, and its number. */
struct read {
	struct smpp_message message;
	uint32_t hash;
	uint8_t number;
};

static uint32_t usual(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

/* The configuration with the usual values in it. @return 0 when it cannot be */
static int complete_config(struct smpp_assembler_config *to,
			   const struct smpp_assembler_config *from)
{
	if (from->size != sizeof(*from))
		return 0;
	*to = *from;
	to->messages = usual(from->messages, USUAL_MESSAGES);
	to->parts = usual(from->parts, USUAL_PARTS);
	to->part_octets = usual(from->part_octets, USUAL_PART_OCTETS);
	to->address_octets = usual(from->address_octets, USUAL_ADDRESS_OCTETS);
	to->expiry = usual(from->expiry, USUAL_EXPIRY);
	return to->messages <= MESSAGES_MAX && to->parts <= PARTS_MAX &&
	       to->part_octets <= OCTETS_MAX && to->address_octets <= OCTETS_MAX;
}

/* Octets of both addresses of one message: records of them stay apart by this. */
static size_t address_stride(const struct smpp_assembler_config *config)
{
	return ((size_t)config->address_octets + 7) & ~(size_t)7;
}

size_t smpp_assembler_size(const struct smpp_assembler_config *config)
{
	struct smpp_assembler_config full;
	uint64_t size = sizeof(struct smpp_assembler);

	if (!complete_config(&full, config))
		return 0;
	size += (uint64_t)full.messages *
		(sizeof(struct record) + sizeof(uint32_t) + address_stride(&full));
	size += (uint64_t)full.parts * (sizeof(struct smpp_kept_part) + sizeof(struct link) +
					sizeof(uint32_t) + full.part_octets);
	return size <= SIZE_MAX ? (size_t)size : 0;
}

/* Lays the areas out behind the assembler, those with the widest members first. */
static void carve(struct smpp_assembler *a)
{
	const struct smpp_assembler_config *config = &a->config;
	char *at = (char *)(a + 1);

	a->records = (void *)at;
	at += config->messages * sizeof(*a->records);
	a->infos = (void *)at;
	at += config->parts * sizeof(*a->infos);
	a->links = (void *)at;
	at += config->parts * sizeof(*a->links);
	a->link_of = (void *)at;
	at += config->parts * sizeof(*a->link_of);
	a->buckets = (void *)at;
	at += config->messages * sizeof(*a->buckets);
	a->addresses = (void *)at;
	at += config->messages * address_stride(config);
	a->octets = (void *)at;
}

int smpp_assembler_init(struct smpp_assembler **a, void *mem, size_t len,
			const struct smpp_assembler_config *config)
{
	struct smpp_assembler *made = mem;
	size_t size = smpp_assembler_size(config);

	if (size == 0 || mem == NULL || len < size || (uintptr_t)mem % sizeof(uint64_t) != 0)
		return SMPP_E_CONFIG;
	memset(made, 0, sizeof(*made));
	(void)complete_config(&made->config, config);
	carve(made);
	for (uint32_t i = 0; i < made->config.messages; i++) {
		memset(&made->records[i], 0, sizeof(made->records[i]));
		made->records[i].chain = i + 1 < made->config.messages ? i + 1 : NIL;
		made->buckets[i] = NIL;
	}
	for (uint32_t i = 0; i < made->config.parts; i++) {
		memset(&made->infos[i], 0, sizeof(made->infos[i]));
		made->links[i].slot = i;
		made->links[i].next = i + 1 < made->config.parts ? i + 1 : NIL;
		made->link_of[i] = i;
	}
	made->oldest = NIL;
	made->newest = NIL;
	*a = made;
	return SMPP_OK;
}

/* FNV-1a of some octets, and of where they end. */
static uint32_t hash_octets(uint32_t hash, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ octets[i]) * UINT32_C(0x01000193);
	return hash;
}

static uint32_t hash_of(uint32_t seed, const struct smpp_message *m)
{
	uint8_t rest[] = { m->source_addr_ton, m->source_addr_npi, m->dest_addr_ton,
			   m->dest_addr_npi, m->split, m->total, (uint8_t)(m->reference >> 8),
			   (uint8_t)m->reference, (uint8_t)m->source_addr.len };
	uint32_t hash = UINT32_C(0x811C9DC5) ^ seed;

	hash = hash_octets(hash, rest, sizeof(rest));
	hash = hash_octets(hash, m->source_addr.ptr, m->source_addr.len);
	hash = hash_octets(hash, m->destination_addr.ptr, m->destination_addr.len);
	hash ^= hash >> 15; /* so that the seed counts in all bits */
	hash *= UINT32_C(0x2C1B3C6D);
	return hash ^ hash >> 13;
}

/* The three TLVs of SAR (3.4, 5.3.2.22 to 24). @return 1 when they are all there and valid */
static int read_sar(struct smpp_span tlvs, struct smpp_concat *concat)
{
	concat->split = SMPP_SPLIT_SAR;
	return smpp_tlv_u16(tlvs, SMPP_TLV_SAR_MSG_REF_NUM, &concat->reference) == SMPP_OK &&
	       smpp_tlv_u8(tlvs, SMPP_TLV_SAR_TOTAL_SEGMENTS, &concat->total) == SMPP_OK &&
	       smpp_tlv_u8(tlvs, SMPP_TLV_SAR_SEGMENT_SEQNUM, &concat->number) == SMPP_OK &&
	       concat->number > 0 && concat->number <= concat->total;
}

/* What the header of the text says, and the text behind it. */
static int read_header(struct smpp_span text, struct smpp_message *m, struct smpp_concat *concat)
{
	struct smpp_udh udh;
	struct smpp_charset charset = { 0, 0, 0 };

	if (smpp_udh_get(text, &udh, NULL) != SMPP_OK)
		return SMPP_E_FAULT;
	(void)smpp_udh_concat(udh.elements, concat);
	smpp_udh_languages(udh.elements, &charset);
	m->single = charset.single;
	m->locking = charset.locking;
	m->has_ports = smpp_udh_ports(udh.elements, &m->ports) == SMPP_OK;
	m->text = udh.text;
	return SMPP_OK;
}

static int read_part(const struct smpp_part *part, struct read *read)
{
	struct smpp_concat in_header = { SMPP_SPLIT_NONE, 1, 1, 0 };
	struct smpp_concat in_tlvs, *concat = &in_header;
	struct smpp_message *m = &read->message;

	memset(read, 0, sizeof(*read));
	m->source_addr_ton = part->source_addr_ton;
	m->source_addr_npi = part->source_addr_npi;
	m->source_addr = part->source_addr;
	m->dest_addr_ton = part->dest_addr_ton;
	m->dest_addr_npi = part->dest_addr_npi;
	m->destination_addr = part->destination_addr;
	m->data_coding = part->data_coding;
	m->text = part->text;
	if ((part->esm_class & SMPP_ESM_CLASS_UDHI) != 0 &&
	    read_header(part->text, m, &in_header) != SMPP_OK)
		return SMPP_E_FAULT;
	if (read_sar(part->tlvs, &in_tlvs)) {
		m->both = in_header.split != SMPP_SPLIT_NONE;
		if (!m->both)
			concat = &in_tlvs;
	}
	m->split = concat->split;
	m->total = concat->total;
	m->received = 1;
	m->reference = concat->reference;
	read->number = concat->number;
	return SMPP_OK;
}

int smpp_part_of(struct smpp_part *part, const struct smpp_pdu *pdu)
{
	const struct smpp_sm *sm = &pdu->body.submit_sm;
	const struct smpp_data_sm *data = &pdu->body.data_sm;
	int is_data = pdu->header.command_id == SMPP_DATA_SM;
	struct smpp_span text;

	if (!is_data && pdu->header.command_id != SMPP_SUBMIT_SM &&
	    pdu->header.command_id != SMPP_DELIVER_SM)
		return SMPP_E_ABSENT;
	if (smpp_pdu_text(pdu, &text) != SMPP_OK)
		return SMPP_E_ABSENT;
	memset(part, 0, sizeof(*part));
	part->source_addr_ton = is_data ? data->source_addr_ton : sm->source_addr_ton;
	part->source_addr_npi = is_data ? data->source_addr_npi : sm->source_addr_npi;
	part->source_addr = is_data ? data->source_addr : sm->source_addr;
	part->dest_addr_ton = is_data ? data->dest_addr_ton : sm->dest_addr_ton;
	part->dest_addr_npi = is_data ? data->dest_addr_npi : sm->dest_addr_npi;
	part->destination_addr = is_data ? data->destination_addr : sm->destination_addr;
	part->esm_class = is_data ? data->esm_class : sm->esm_class;
	part->data_coding = is_data ? data->data_coding : sm->data_coding;
	part->text = text;
	part->tlvs = pdu->tlvs;
	return SMPP_OK;
}

static uint8_t *address_of(const struct smpp_assembler *a, uint32_t r)
{
	return a->addresses + r * address_stride(&a->config);
}

static int same(const uint8_t *kept, size_t len, struct smpp_span span)
{
	return span.len == len && (len == 0 || memcmp(kept, span.ptr, len) == 0);
}

static int is_of(const struct smpp_assembler *a, uint32_t r, const struct read *read)
{
	const struct record *record = &a->records[r];
	const struct smpp_message *m = &read->message;
	const uint8_t *address = address_of(a, r);

	return record->hash == read->hash && record->split == m->split &&
	       record->total == m->total && record->reference == m->reference &&
	       record->source_ton == m->source_addr_ton &&
	       record->source_npi == m->source_addr_npi &&
	       record->dest_ton == m->dest_addr_ton && record->dest_npi == m->dest_addr_npi &&
	       same(address, record->source_len, m->source_addr) &&
	       same(address + record->source_len, record->destination_len, m->destination_addr);
}

/* The record that a part belongs to, or NIL. Sets the hash. */
static uint32_t find(const struct smpp_assembler *a, struct read *read)
{
	uint32_t r;

	read->hash = hash_of(a->config.seed, &read->message);
	r = a->buckets[read->hash % a->config.messages];
	while (r != NIL && !is_of(a, r, read))
		r = a->records[r].chain;
	return r;
}

static void copy(uint8_t *to, struct smpp_span from)
{
	if (from.len > 0)
		memcpy(to, from.ptr, from.len);
}

/* A new record, the newest; there is a free one and the addresses fit. */
static uint32_t open_record(struct smpp_assembler *a, const struct read *read)
{
	const struct smpp_message *m = &read->message;
	uint32_t r = a->free_records;
	struct record *record = &a->records[r];
	uint32_t *bucket = &a->buckets[read->hash % a->config.messages];

	a->free_records = record->chain;
	a->used_records++;
	memset(record, 0, sizeof(*record));
	record->since = a->now;
	record->hash = read->hash;
	record->chain = *bucket;
	*bucket = r;
	record->older = a->newest;
	record->newer = NIL;
	if (a->newest != NIL)
		a->records[a->newest].newer = r;
	else
		a->oldest = r;
	a->newest = r;
	record->first = NIL;
	record->source_len = (uint16_t)m->source_addr.len;
	record->destination_len = (uint16_t)m->destination_addr.len;
	copy(address_of(a, r), m->source_addr);
	copy(address_of(a, r) + record->source_len, m->destination_addr);
	record->reference = m->reference;
	record->split = m->split;
	record->total = m->total;
	record->source_ton = m->source_addr_ton;
	record->source_npi = m->source_addr_npi;
	record->dest_ton = m->dest_addr_ton;
	record->dest_npi = m->dest_addr_npi;
	record->data_coding = m->data_coding;
	record->single = m->single;
	record->locking = m->locking;
	record->has_ports = m->has_ports;
	record->ports = m->ports;
	return r;
}

/* The record and the links of its parts are free again. */
static void close_record(struct smpp_assembler *a, uint32_t r)
{
	struct record *record = &a->records[r];
	uint32_t *chain = &a->buckets[record->hash % a->config.messages];
	uint32_t link = record->first;

	while (*chain != r)
		chain = &a->records[*chain].chain;
	*chain = record->chain;
	if (record->older != NIL)
		a->records[record->older].newer = record->newer;
	else
		a->oldest = record->newer;
	if (record->newer != NIL)
		a->records[record->newer].older = record->older;
	else
		a->newest = record->older;
	while (link != NIL) {
		uint32_t next = a->links[link].next;

		a->links[link].next = a->free_links;
		a->free_links = link;
		a->used_links--;
		link = next;
	}
	record->chain = a->free_records;
	a->free_records = r;
	a->used_records--;
}

static uint8_t *octets_of(const struct smpp_assembler *a, uint32_t slot)
{
	return a->octets + (size_t)slot * a->config.part_octets;
}

static void exchange_octets(uint8_t *one, uint8_t *other, size_t len)
{
	uint8_t few[SWAP_OCTETS];

	while (len > 0) {
		size_t n = len < sizeof(few) ? len : sizeof(few);

		memcpy(few, one, n);
		memcpy(one, other, n);
		memcpy(other, few, n);
		one += n;
		other += n;
		len -= n;
	}
}

/* Brings the part of a link into that slot; what was there goes where the part came from. */
static void bring(struct smpp_assembler *a, uint32_t link, uint32_t slot)
{
	uint32_t from = a->links[link].slot;
	uint32_t other = a->link_of[slot];
	struct smpp_kept_part info = a->infos[slot];
	size_t len = info.octets > a->infos[from].octets ? info.octets : a->infos[from].octets;

	if (from == slot)
		return;
	exchange_octets(octets_of(a, slot), octets_of(a, from), len);
	a->infos[slot] = a->infos[from];
	a->infos[from] = info;
	a->links[link].slot = slot;
	a->link_of[slot] = link;
	a->links[other].slot = from;
	a->link_of[from] = other;
}

/* All parts of a message to the front of the slots, in order, their octets without gaps. */
static size_t gather(struct smpp_assembler *a, const struct record *record)
{
	uint32_t by_number[256];
	uint32_t slot = 0;
	size_t len = 0;

	for (size_t i = 0; i < 256; i++)
		by_number[i] = NIL;
	for (uint32_t l = record->first; l != NIL; l = a->links[l].next)
		by_number[a->infos[a->links[l].slot].number] = l;
	for (size_t i = 1; i < 256; i++) {
		if (by_number[i] == NIL)
			continue;
		bring(a, by_number[i], slot);
		memmove(a->octets + len, octets_of(a, slot), a->infos[slot].octets);
		len += a->infos[slot].octets;
		slot++;
	}
	return len;
}

/* Fills in what was kept and frees it; its octets stay where they are until the next call. */
static void hand_over(struct smpp_assembler *a, uint32_t r, struct smpp_message *m)
{
	const struct record *record = &a->records[r];

	m->source_addr_ton = record->source_ton;
	m->source_addr_npi = record->source_npi;
	m->source_addr.ptr = address_of(a, r);
	m->source_addr.len = record->source_len;
	m->dest_addr_ton = record->dest_ton;
	m->dest_addr_npi = record->dest_npi;
	m->destination_addr.ptr = address_of(a, r) + record->source_len;
	m->destination_addr.len = record->destination_len;
	m->split = record->split;
	m->total = record->total;
	m->received = record->received;
	m->reference = record->reference;
	m->both = 0;
	m->data_coding = record->data_coding;
	m->single = record->single;
	m->locking = record->locking;
	m->has_ports = record->has_ports;
	m->ports = record->ports;
	m->text.len = gather(a, record);
	m->text.ptr = a->octets;
	m->parts = a->infos;
	m->since = record->since;
	m->outcome = SMPP_ASSEMBLED_INCOMPLETE;
	close_record(a, r);
}

static int is_there(const struct record *record, uint8_t number)
{
	return (record->there[number / 8] >> number % 8 & 1) != 0;
}

/* The part with that number is there already: the same? */
static enum smpp_assembled compare(const struct smpp_assembler *a, const struct record *record,
				   const struct read *read)
{
	uint32_t link = record->first;

	while (a->infos[a->links[link].slot].number != read->number)
		link = a->links[link].next;
	link = a->links[link].slot;
	return same(octets_of(a, link), a->infos[link].octets, read->message.text) &&
	       a->infos[link].data_coding == read->message.data_coding
	       ? SMPP_ASSEMBLED_REPEATED : SMPP_ASSEMBLED_CONFLICT;
}

/* Is there room for this part, and ever? r: its record, or NIL. */
static int check_room(const struct smpp_assembler *a, uint32_t r, const struct smpp_message *m)
{
	if (m->text.len > a->config.part_octets || m->total > a->config.parts ||
	    m->source_addr.len > a->config.address_octets ||
	    m->destination_addr.len > a->config.address_octets - m->source_addr.len)
		return SMPP_E_TOO_BIG;
	if (a->free_links == NIL || (r == NIL && a->free_records == NIL))
		return SMPP_E_SPACE;
	return SMPP_OK;
}

/* Keeps a part; there is room. */
static void keep(struct smpp_assembler *a, struct record *record, const struct read *read,
		 uint64_t token)
{
	uint32_t link = a->free_links;
	uint32_t slot = a->links[link].slot;

	a->free_links = a->links[link].next;
	a->used_links++;
	a->links[link].next = record->first;
	record->first = link;
	a->infos[slot].token = token;
	a->infos[slot].octets = (uint16_t)read->message.text.len;
	a->infos[slot].number = read->number;
	a->infos[slot].data_coding = read->message.data_coding;
	copy(octets_of(a, slot), read->message.text);
	record->there[read->number / 8] |= (uint8_t)(1u << read->number % 8);
	record->received++;
}

int smpp_assembler_add(struct smpp_assembler *a, const struct smpp_part *part, uint64_t now,
		       struct smpp_message *message)
{
	struct read read;
	struct smpp_message *m = &read.message;
	uint32_t r;
	int got = read_part(part, &read);

	if (got != SMPP_OK)
		return got;
	a->now = now > a->now ? now : a->now;
	m->since = a->now;
	if (m->total == 1) {
		*message = *m;
		return SMPP_OK;
	}
	r = find(a, &read);
	if (r != NIL && is_there(&a->records[r], read.number)) {
		m->outcome = compare(a, &a->records[r], &read);
	} else {
		got = check_room(a, r, m);
		if (got != SMPP_OK)
			return got;
		if (r == NIL)
			r = open_record(a, &read);
		keep(a, &a->records[r], &read, part->token);
		m->outcome = SMPP_ASSEMBLED_KEPT;
	}
	m->since = a->records[r].since;
	m->received = a->records[r].received;
	m->text.len = 0;
	*message = *m;
	if (m->received == m->total) {
		hand_over(a, r, message);
		message->outcome = SMPP_ASSEMBLED_COMPLETE;
		message->both = m->both;
	}
	return SMPP_OK;
}

uint64_t smpp_assembler_deadline(const struct smpp_assembler *a)
{
	uint64_t since;

	if (a->oldest == NIL)
		return UINT64_MAX;
	since = a->records[a->oldest].since;
	return since < UINT64_MAX - a->config.expiry ? since + a->config.expiry : UINT64_MAX - 1;
}

int smpp_assembler_tick(struct smpp_assembler *a, uint64_t now, struct smpp_message *message)
{
	a->now = now > a->now ? now : a->now;
	return smpp_assembler_deadline(a) <= a->now ? smpp_assembler_evict(a, message) : SMPP_E_END;
}

int smpp_assembler_evict(struct smpp_assembler *a, struct smpp_message *message)
{
	if (a->oldest == NIL)
		return SMPP_E_END;
	hand_over(a, a->oldest, message);
	return SMPP_OK;
}

int smpp_assembler_drop(struct smpp_assembler *a, const struct smpp_part *part,
			struct smpp_message *message)
{
	struct read read;
	uint32_t r;
	int got = read_part(part, &read);

	if (got != SMPP_OK)
		return got;
	r = find(a, &read);
	if (r == NIL)
		return SMPP_E_ABSENT;
	hand_over(a, r, message);
	return SMPP_OK;
}

uint32_t smpp_assembler_messages(const struct smpp_assembler *a)
{
	return a->used_records;
}

uint32_t smpp_assembler_parts(const struct smpp_assembler *a)
{
	return a->used_links;
}
