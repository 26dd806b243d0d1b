/* SPDX-License-Identifier: MIT */
/*
 * Owns: which alphabet takes the fewest segments, and cutting a text into them.
 * Must not know: what is in an alphabet; sessions.
 *
 * Lengths in here are those of octets before packing: a septet is one, a unit of UCS2 two.
 */
#include <smpp/segment.h>

#include "wire.h"

#define NETWORK_OCTETS 140
#define LANGUAGES 14       /* 1 to 13 are used */
#define LANGUAGE_OCTETS 3  /* of its element */
#define CONCAT8_OCTETS 5
#define CONCAT16_OCTETS 6
#define ESCAPE 0x1B
#define UTF8_OCTETS 4
#define VERSION_3_3_MAX 0x33

/* Order of preference where the number of segments is the same. */
#define RANK_DEFAULT 0
#define RANK_FIRST 1 /* and those that follow: other alphabets by their number */
#define RANK_NATIONAL 15

static const struct smpp_plan_options no_options = { NULL, 0, 0, 0, 0, { NULL, 0 }, NULL, NULL };
static const struct smpp_profile no_profile;

/* A charset tried: what the text takes in it. */
struct measure {
	size_t octets;
	size_t segments; /* as if there were more than one message */
	size_t last;     /* octets in the last of them */
	size_t replaced;
	uint8_t lacks;   /* fault counts */
	struct smpp_text_fault fault; /* the first character that the charset lacks */
};

struct planner {
	const struct smpp_profile *profile;
	struct smpp_plan *plan; /* holds the best so far, if key is not that of none */
	uint64_t key;           /* less is better */
	size_t longest;         /* segments that a charset may take to be of use */
	size_t characters;      /* of the text; counted when national tables are tried */
	uint8_t too_big;        /* a charset has all characters, but takes too many */
	uint8_t lacks;          /* fault counts: the character where the last gave up */
	struct smpp_text_fault fault;
};

#define NO_KEY UINT64_MAX

/* Takes one character, code or unit off the front: what an octet encoding must not divide. */
static int raw_step(const struct smpp_charset *charset, struct smpp_span *rest, size_t *width)
{
	const uint8_t *p = rest->ptr;

	*width = 1;
	if (charset->alphabet == SMPP_ALPHABET_GSM7) {
		if (p[0] > 0x7F)
			return SMPP_E_FAULT;
		if (p[0] == ESCAPE && rest->len > 1)
			*width = p[1] <= 0x7F ? 2 : 1;
	} else if (charset->alphabet == SMPP_ALPHABET_UCS2) {
		if (rest->len < 2)
			return SMPP_E_FAULT;
		*width = 2;
		if (p[0] >> 2 == 0xD8 >> 2 && rest->len >= 4 && p[2] >> 2 == 0xDC >> 2)
			*width = 4;
	}
	rest->ptr += *width;
	rest->len -= *width;
	return SMPP_OK;
}

/*
 * Takes one character off the front. *character: what is written for it; raw: not set.
 * @return SMPP_OK; SMPP_E_FAULT, SMPP_E_ABSENT: rest is unchanged or behind it
 */
static int step(const struct smpp_plan *plan, const struct smpp_charset *charset,
		struct smpp_span *rest, size_t *width, uint32_t *character)
{
	if (plan->raw)
		return raw_step(charset, rest, width);
	if (smpp_utf8_next(rest, character) != SMPP_OK)
		return SMPP_E_FAULT;
	*width = smpp_charset_width(charset, *character);
	return *width > 0 ? SMPP_OK : SMPP_E_ABSENT;
}

/* Asks the caller for something in place of a character. @return its width, 0: there is nothing */
SMPP__SELDOM
static size_t replace(const struct smpp_plan *plan, const struct smpp_charset *charset,
		      uint32_t *character)
{
	uint32_t other = 0;

	if (plan->options.replace != NULL)
		other = plan->options.replace(plan->options.user, *character);
	if (other == 0)
		return 0;
	*character = other;
	return smpp_charset_width(charset, other);
}

static void set_fault(struct smpp_text_fault *fault, size_t offset, uint32_t character)
{
	fault->offset = offset;
	fault->character = character;
}

/*
 * Walks through the text. Stops once it takes more than one message and more than longest segments.
 * @return SMPP_OK; SMPP_E_FAULT, SMPP_E_ABSENT with m->fault; SMPP_E_TOO_BIG
 */
static int measure(const struct smpp_plan *plan, const struct smpp_charset *charset, size_t single,
		   size_t room, size_t longest, struct measure *m)
{
	struct smpp_span rest = plan->rest;
	int too_wide = 0; /* for a segment of several */

	memset(m, 0, sizeof(*m));
	m->segments = 1;
	while (rest.len > 0) {
		size_t offset = plan->rest.len - rest.len, width;
		uint32_t character = 0;
		int got = step(plan, charset, &rest, &width, &character);

		if (got == SMPP_E_FAULT) {
			set_fault(&m->fault, offset, rest.ptr[0]);
			return got;
		}
		if (got == SMPP_E_ABSENT) {
			if (!m->lacks)
				set_fault(&m->fault, offset, character);
			m->lacks = 1;
			m->replaced++;
			width = replace(plan, charset, &character);
			if (width == 0)
				return got;
		}
		m->octets += width;
		if (room - m->last < width) {
			m->segments++;
			m->last = 0;
		}
		too_wide |= room < width;
		if (m->octets > single && (m->segments > longest || too_wide))
			return SMPP_E_TOO_BIG;
		m->last += too_wide ? 0 : width;
	}
	return SMPP_OK;
}

static size_t units_of(uint8_t alphabet, size_t octets)
{
	return alphabet == SMPP_ALPHABET_UCS2 ? octets / 2 : octets;
}

/* Octets of text beside a header in one message of the network (TS 23.040, 9.2.3.16). */
static size_t room_of(uint8_t alphabet, size_t network, size_t header)
{
	size_t left = header < network ? network - header : 0;

	if (alphabet == SMPP_ALPHABET_GSM7) /* the header fills whole septets, and bits are left */
		return left > 0 ? 8 * network / 7 - (8 * header + 6) / 7 : 0;
	return alphabet == SMPP_ALPHABET_UCS2 ? left / 2 * 2 : left;
}

static unsigned tables_of(const struct smpp_charset *charset)
{
	return (unsigned)(charset->single != 0) + (unsigned)(charset->locking != 0);
}

/* Octets of the header that the text has in any case. */
static size_t own_header(const struct smpp_plan *plan, const struct smpp_charset *charset)
{
	size_t elements = plan->options.elements.len + tables_of(charset) * LANGUAGE_OCTETS;

	return elements > 0 ? 1 + elements : 0;
}

/* Octets of the header of one segment of several, also where the centre makes it. */
static size_t segment_header(const struct smpp_plan *plan, uint8_t split, size_t own)
{
	size_t concat = CONCAT8_OCTETS;

	if (split == SMPP_SPLIT_UDH16 ||
	    (split == SMPP_SPLIT_SAR && plan->options.reference > 0xFF))
		concat = CONCAT16_OCTETS;
	return (own > 0 ? own : 1) + concat;
}

/* Segments, what was replaced, rank, tables, octets, two languages, which ones. */
static uint64_t key_of(const struct smpp_charset *charset, unsigned rank, size_t segments,
		       const struct measure *m)
{
	int mixed = tables_of(charset) == 2 && charset->single != charset->locking;
	uint64_t key = (uint64_t)segments << 46 | (uint64_t)(m->replaced > 0) << 45 |
		       (uint64_t)rank << 41 | (uint64_t)tables_of(charset) << 39;

	key |= (uint64_t)(m->octets & 0x3FFFFFFF) << 9 | (uint64_t)(unsigned)mixed << 8;
	return key | (uint64_t)(charset->locking & 15u) << 4 | (charset->single & 15u);
}

/* The plan in which this charset is the choice. */
static void choose(struct planner *p, const struct smpp_charset *charset, uint8_t data_coding,
		   const struct measure *m, int is_single, size_t header)
{
	struct smpp_plan *plan = p->plan;
	size_t network = plan->options.octets;

	plan->charset = *charset;
	plan->data_coding = data_coding;
	plan->split = is_single ? (uint8_t)SMPP_SPLIT_NONE : p->profile->split;
	plan->packed = p->profile->packed != 0 && charset->alphabet == SMPP_ALPHABET_GSM7;
	plan->replaced = m->replaced;
	plan->units = units_of(charset->alphabet, m->octets);
	plan->room = units_of(charset->alphabet, room_of(charset->alphabet, network, header));
	if (plan->split == SMPP_SPLIT_PAYLOAD)
		plan->room = 0;
	is_single = is_single || plan->split == SMPP_SPLIT_PAYLOAD;
	plan->segments = is_single ? 1 : (uint8_t)m->segments;
	plan->last = units_of(charset->alphabet, is_single ? m->octets : m->last);
	if (plan->split == SMPP_SPLIT_SAR || plan->split == SMPP_SPLIT_PAYLOAD)
		header = 0;
	plan->header = (uint8_t)header;
	plan->esm_class = header > 0 ? SMPP_ESM_CLASS_UDHI : 0;
}

/* May a text go out in several segments, or in a payload, by this profile? */
static int may_divide(const struct smpp_profile *profile, size_t own, const struct measure *m)
{
	switch ((enum smpp_split)profile->split) {
	case SMPP_SPLIT_UDH8:
	case SMPP_SPLIT_UDH16:
		return 1;
	case SMPP_SPLIT_SAR:
		return own == 0;
	case SMPP_SPLIT_PAYLOAD:
		return own == 0 && m->octets <= SMPP_PAYLOAD_OCTETS;
	case SMPP_SPLIT_NONE:
		break;
	}
	return 0;
}

/* data_coding of an alphabet for this peer and message. @return 0: there is none */
static int coding_of(const struct planner *p, uint8_t alphabet, uint8_t *data_coding)
{
	struct smpp_coding coding;

	memset(&coding, 0, sizeof(coding));
	coding.alphabet = alphabet;
	coding.has_class = p->plan->options.has_class;
	coding.message_class = p->plan->options.message_class;
	return smpp_coding_put(&coding, p->profile, data_coding) == SMPP_OK;
}

/* Remembers why a charset is not used. */
static void reject(struct planner *p, int got, const struct measure *m)
{
	if (got == SMPP_E_TOO_BIG)
		p->too_big = 1;
	else if (!p->lacks || m->fault.offset >= p->fault.offset)
		p->fault = m->fault;
	if (got != SMPP_E_TOO_BIG)
		p->lacks = 1;
}

/*
 * Tries a charset and keeps it when it is better than the best so far.
 * @return SMPP_OK, also where it is of no use; SMPP_E_FAULT: the text is not well-formed
 */
static int try_charset(struct planner *p, const struct smpp_charset *charset, unsigned rank)
{
	size_t network = p->plan->options.octets;
	size_t own = own_header(p->plan, charset);
	size_t header = segment_header(p->plan, p->profile->split, own);
	size_t single = own > network ? 0 : room_of(charset->alphabet, network, own);
	struct measure m;
	uint8_t data_coding;
	uint64_t key;
	int got, is_single;

	if (!coding_of(p, charset->alphabet, &data_coding))
		return SMPP_OK;
	got = measure(p->plan, charset, single, room_of(charset->alphabet, network, header),
		      p->longest, &m);
	is_single = m.octets <= single && own <= network;
	if (rank == RANK_DEFAULT && m.lacks) {
		p->plan->forced = 1;
		p->plan->why = m.fault;
	}
	if (got == SMPP_OK && !is_single && (header > network || !may_divide(p->profile, own, &m)))
		got = SMPP_E_TOO_BIG;
	if (got != SMPP_OK)
		reject(p, got, &m);
	if (got != SMPP_OK)
		return got == SMPP_E_FAULT ? got : SMPP_OK;
	key = key_of(charset, rank, is_single ? 1 : m.segments, &m);
	if (key >= p->key)
		return SMPP_OK;
	p->key = key;
	p->longest = key >> 46 < p->longest ? (size_t)(key >> 46) : p->longest;
	choose(p, charset, data_coding, &m, is_single, is_single ? own : header);
	return SMPP_OK;
}

/* Nothing can be better: one message and nothing replaced. */
static int is_enough(const struct planner *p)
{
	return p->key >> 45 <= 2;
}

/* Segments that no pair of tables can do without: a character takes a septet at least. */
static size_t least_segments(const struct planner *p, const struct smpp_charset *charset)
{
	size_t network = p->plan->options.octets, own = own_header(p->plan, charset);
	size_t header = segment_header(p->plan, p->profile->split, own);
	size_t room = room_of(charset->alphabet, network, header);

	if (room == 0 || p->characters <= room_of(charset->alphabet, network, own))
		return 1;
	return (p->characters + room - 1) / room;
}

/* Tries a pair of national tables, unless it cannot be better or lacks a character known of. */
static void try_tables(struct planner *p, uint8_t locking, uint8_t single)
{
	struct smpp_charset charset;
	uint64_t least, best = p->key >> 45; /* segments, and whether something is replaced */

	charset.alphabet = SMPP_ALPHABET_GSM7;
	charset.locking = locking;
	charset.single = single;
	least = (uint64_t)least_segments(p, &charset) << 1;
	if (least > best || (least == best && tables_of(&p->plan->charset) < tables_of(&charset)))
		return;
	if (p->plan->forced && p->plan->options.replace == NULL &&
	    smpp_charset_width(&charset, p->plan->why.character) == 0)
		return;
	(void)try_charset(p, &charset, RANK_NATIONAL); /* well-formed: others have been tried */
}

static void try_national(struct planner *p)
{
	uint32_t singles = p->profile->single_shifts & 0x3FFE;
	uint32_t lockings = p->profile->locking_shifts & 0x3FFA; /* Spanish has none */
	struct smpp_span text = p->plan->rest;

	if ((singles | lockings) == 0)
		return;
	for (size_t i = 0; i < text.len; i++)
		p->characters += text.ptr[i] >> 6 != 2; /* octets that do not continue one */
	for (uint8_t single = 1; single < LANGUAGES; single++) {
		if ((singles >> single & 1) != 0)
			try_tables(p, 0, single);
	}
	for (uint8_t locking = 1; locking < LANGUAGES; locking++) {
		if ((lockings >> locking & 1) != 0)
			try_tables(p, locking, 0);
	}
	for (unsigned pair = 0; pair < LANGUAGES * LANGUAGES; pair++) {
		uint8_t locking = (uint8_t)(pair / LANGUAGES), single = (uint8_t)(pair % LANGUAGES);

		if ((lockings >> locking & 1) != 0 && (singles >> single & 1) != 0)
			try_tables(p, locking, single);
	}
}

/* All charsets of the profile, in order of preference. */
static int try_all(struct planner *p)
{
	const struct smpp_profile *profile = p->profile;
	uint32_t alphabets = profile->alphabets;
	struct smpp_charset charset = { 0, 0, 0 };
	int got;

	charset.alphabet = profile->default_alphabet;
	got = try_charset(p, &charset, RANK_DEFAULT);
	if (alphabets == 0)
		alphabets = UINT32_C(1) << SMPP_ALPHABET_UCS2;
	for (uint8_t i = 0; got == SMPP_OK && !is_enough(p) && i <= SMPP_ALPHABET_UCS2; i++) {
		charset.alphabet = i;
		if ((alphabets >> i & 1) != 0 && i != profile->default_alphabet)
			got = try_charset(p, &charset, RANK_FIRST + (unsigned)i);
	}
	alphabets |= UINT32_C(1) << (profile->default_alphabet & 31);
	if (got == SMPP_OK && (alphabets >> SMPP_ALPHABET_GSM7 & 1) != 0)
		try_national(p);
	return got;
}

/* Elements that a caller wants in the header: are they some? */
static int check_elements(struct smpp_span elements)
{
	struct smpp_udh_element element;
	int got = elements.len < SMPP_UDH_OCTETS_MAX ? SMPP_OK : SMPP_E_FAULT;

	while (got == SMPP_OK)
		got = smpp_udh_next(&elements, &element);
	return got == SMPP_E_END ? SMPP_OK : SMPP_E_CONFIG;
}

/* What the planning has come to. */
static int conclude(const struct planner *p, struct smpp_text_fault *fault)
{
	const struct smpp_plan *plan = p->plan;

	if (p->key == NO_KEY) {
		if (p->too_big)
			return SMPP_E_TOO_BIG;
		if (fault != NULL)
			*fault = p->fault;
		return SMPP_E_ABSENT;
	}
	if ((plan->split == SMPP_SPLIT_SAR || plan->split == SMPP_SPLIT_PAYLOAD) &&
	    p->profile->version != 0 && p->profile->version <= VERSION_3_3_MAX)
		return SMPP_E_VERSION;
	return SMPP_OK;
}

static int make_plan(struct smpp_plan *plan, struct smpp_span text, uint8_t raw,
		     const struct smpp_profile *profile, const struct smpp_plan_options *options,
		     struct smpp_text_fault *fault)
{
	static const struct smpp_charset binary = { SMPP_ALPHABET_BINARY, 0, 0 };
	struct planner p;
	int got;

	memset(plan, 0, sizeof(*plan));
	memset(&p, 0, sizeof(p));
	plan->options = options != NULL ? *options : no_options;
	plan->rest = text;
	plan->raw = raw;
	if (plan->options.octets == 0)
		plan->options.octets = NETWORK_OCTETS;
	p.profile = profile != NULL ? profile : &no_profile;
	p.plan = plan;
	p.key = NO_KEY;
	p.longest = p.profile->split == SMPP_SPLIT_PAYLOAD ? SIZE_MAX : SMPP_SEGMENTS_MAX;
	if (plan->options.octets > NETWORK_OCTETS ||
	    check_elements(plan->options.elements) != SMPP_OK)
		return SMPP_E_CONFIG;
	if (plan->options.charset != NULL)
		got = try_charset(&p, plan->options.charset, RANK_FIRST);
	else
		got = raw ? try_charset(&p, &binary, RANK_FIRST) : try_all(&p);
	if (got == SMPP_E_FAULT && fault != NULL)
		*fault = p.fault;
	if (got != SMPP_OK)
		return got;
	plan->forced = plan->forced && (plan->charset.alphabet != p.profile->default_alphabet ||
					tables_of(&plan->charset) > 0);
	if (!plan->forced)
		memset(&plan->why, 0, sizeof(plan->why));
	return conclude(&p, fault);
}

int smpp_plan_text(struct smpp_plan *plan, struct smpp_span utf8,
		   const struct smpp_profile *profile, const struct smpp_plan_options *options,
		   struct smpp_text_fault *fault)
{
	return make_plan(plan, utf8, 0, profile, options, fault);
}

int smpp_plan_octets(struct smpp_plan *plan, struct smpp_span octets,
		     const struct smpp_profile *profile, const struct smpp_plan_options *options,
		     struct smpp_text_fault *fault)
{
	return make_plan(plan, octets, 1, profile, options, fault);
}

/* The piece of the text that goes into the next segment; *units of it. */
static struct smpp_span next_piece(const struct smpp_plan *plan, size_t *units)
{
	struct smpp_span rest = plan->rest, piece = plan->rest;
	size_t room = plan->charset.alphabet == SMPP_ALPHABET_UCS2 ? 2 * plan->room : plan->room;
	size_t used = 0;

	*units = plan->last;
	if (plan->number + 1 >= plan->segments)
		return piece;
	while (rest.len > 0) {
		struct smpp_span before = rest;
		uint32_t character = 0;
		size_t width = 0;

		if (step(plan, &plan->charset, &rest, &width, &character) == SMPP_E_ABSENT)
			width = replace(plan, &plan->charset, &character);
		if (room - used < width) {
			rest = before;
			break;
		}
		used += width;
	}
	piece.len -= rest.len;
	*units = units_of(plan->charset.alphabet, used);
	return piece;
}

/* Octets that go behind a header, as they are or packed. */
struct sink {
	struct smpp_buf out;
	uint8_t packed;
	unsigned bits;     /* of pending that wait, fewer than 8 between calls */
	uint32_t pending;
};

static void sink_octet(struct sink *sink, uint8_t octet)
{
	if (sink->out.len < sink->out.cap)
		sink->out.ptr[sink->out.len] = octet;
	sink->out.len++;
}

static void sink_put(struct sink *sink, const uint8_t *octets, size_t len)
{
	if (!sink->packed) {
		if (len > 0 && sink->out.len <= sink->out.cap &&
		    sink->out.cap - sink->out.len >= len)
			memcpy(sink->out.ptr + sink->out.len, octets, len);
		sink->out.len += len;
		return;
	}
	for (size_t i = 0; i < len; i++) {
		sink->pending |= (uint32_t)(octets[i] & 0x7F) << sink->bits;
		sink->bits += 7;
		if (sink->bits >= 8) {
			sink_octet(sink, (uint8_t)sink->pending);
			sink->pending >>= 8;
			sink->bits -= 8;
		}
	}
}

/* Encodes one character of UTF-8, replaced where it must be. */
static void sink_character(struct sink *sink, const struct smpp_plan *plan, struct smpp_span utf8)
{
	uint8_t octets[UTF8_OCTETS], other[UTF8_OCTETS];
	struct smpp_buf encoded = { octets, sizeof(octets), 0 };
	struct smpp_buf again = { other, sizeof(other), 0 };
	struct smpp_text_fault fault;

	if (smpp_text_encode(&plan->charset, utf8, 0, &encoded, &fault) == SMPP_E_ABSENT) {
		encoded.len = 0;
		(void)replace(plan, &plan->charset, &fault.character);
		smpp_utf8_put(&again, fault.character);
		utf8.ptr = other;
		utf8.len = again.len;
		(void)smpp_text_encode(&plan->charset, utf8, 0, &encoded, NULL);
	}
	sink_put(sink, octets, encoded.len);
}

/* Writes a piece of the text behind the header; the fast way where that is possible. */
static void put_piece(const struct smpp_plan *plan, struct smpp_span piece, struct smpp_buf *octets)
{
	struct smpp_buf room = { NULL, 0, 0 };
	struct sink sink = { { NULL, 0, 0 }, 0, 0, 0 };

	if (octets->len < octets->cap) {
		room.ptr = octets->ptr + octets->len;
		room.cap = octets->cap - octets->len;
	}
	sink.out = room;
	sink.packed = plan->packed;
	sink.bits = plan->packed ? smpp_septets_fill(plan->header) : 0;
	if (plan->raw) {
		sink_put(&sink, piece.ptr, piece.len);
	} else if (!plan->packed && plan->replaced == 0) {
		(void)smpp_text_encode(&plan->charset, piece, 0, &sink.out, NULL);
	} else {
		while (piece.len > 0) {
			struct smpp_span one = piece;
			uint32_t character;

			if (smpp_utf8_next(&piece, &character) != SMPP_OK)
				break; /* the text is not what was planned any more */
			one.len -= piece.len;
			sink_character(&sink, plan, one);
		}
	}
	if (sink.packed && sink.bits > 0 && (sink.out.len > 0 || sink.bits == 7))
		sink_octet(&sink, (uint8_t)sink.pending); /* fill bits alone are no text */
	octets->len += sink.out.len;
}

/* Writes the header. @return as smpp_udh_put */
static int put_header(const struct smpp_plan *plan, const struct smpp_concat *concat,
		      struct smpp_buf *octets)
{
	struct smpp_span elements = plan->options.elements;
	struct smpp_udh_element element;
	int put = SMPP_OK;

	if (concat->split == SMPP_SPLIT_UDH8 || concat->split == SMPP_SPLIT_UDH16)
		put = smpp_udh_put_concat(octets, concat);
	while (put == SMPP_OK && smpp_udh_next(&elements, &element) == SMPP_OK)
		put = smpp_udh_put(octets, element.iei, element.data);
	return put == SMPP_OK ? smpp_udh_put_languages(octets, &plan->charset) : put;
}

int smpp_plan_next(struct smpp_plan *plan, struct smpp_buf *octets, struct smpp_segment *segment)
{
	struct smpp_concat concat;
	struct smpp_span piece;
	size_t units;
	int put;

	if (plan->number >= plan->segments)
		return SMPP_E_END;
	concat.split = plan->split;
	concat.total = plan->segments;
	concat.number = (uint8_t)(plan->number + 1);
	concat.reference = plan->options.reference;
	if (plan->split == SMPP_SPLIT_UDH8)
		concat.reference &= 0xFF;
	piece = next_piece(plan, &units);
	octets->len = 0;
	put = put_header(plan, &concat, octets);
	octets->len = plan->header;
	put_piece(plan, piece, octets);
	if (put != SMPP_OK || octets->len > octets->cap)
		return SMPP_E_SPACE;
	memset(segment, 0, sizeof(*segment));
	segment->octets.ptr = octets->ptr;
	segment->octets.len = octets->len;
	segment->data_coding = plan->data_coding;
	segment->esm_class = plan->esm_class;
	segment->number = concat.number;
	segment->total = concat.total;
	segment->payload = plan->split == SMPP_SPLIT_PAYLOAD;
	segment->header = plan->header;
	segment->units = units;
	segment->source = piece;
	segment->reference = concat.reference;
	segment->tlv_count = plan->split == SMPP_SPLIT_SAR ? 3 : 0;
	plan->rest.ptr = piece.len > 0 ? plan->rest.ptr + piece.len : plan->rest.ptr;
	plan->rest.len -= piece.len;
	plan->number++;
	return SMPP_OK;
}

/* Adds a TLV whose value is len octets from there. */
static void add_tlv(struct smpp_segment *segment, uint16_t tag, const uint8_t *ptr, size_t len)
{
	struct smpp_tlv *tlv = &segment->tlv[segment->tlv_count++];

	tlv->tag = tag;
	tlv->value.ptr = ptr;
	tlv->value.len = len;
}

/* Sets the TLVs: SAR where tlv_count says so, and the text where it is a payload. */
static void set_tlvs(struct smpp_segment *segment, int is_sar, int is_payload)
{
	segment->tlv_count = 0;
	if (is_sar) {
		smpp__put16(segment->values, segment->reference);
		segment->values[2] = segment->total;
		segment->values[3] = segment->number;
		add_tlv(segment, SMPP_TLV_SAR_MSG_REF_NUM, segment->values, 2);
		add_tlv(segment, SMPP_TLV_SAR_TOTAL_SEGMENTS, segment->values + 2, 1);
		add_tlv(segment, SMPP_TLV_SAR_SEGMENT_SEQNUM, segment->values + 3, 1);
	}
	if (is_payload)
		add_tlv(segment, SMPP_TLV_MESSAGE_PAYLOAD, segment->octets.ptr,
			segment->octets.len);
}

/* The bit UDHI as the segment has it, the others as they are. */
static uint8_t with_udhi(uint8_t esm_class, const struct smpp_segment *segment)
{
	return (uint8_t)((esm_class & ~(unsigned)SMPP_ESM_CLASS_UDHI) | segment->esm_class);
}

int smpp_segment_put(struct smpp_segment *segment, struct smpp_pdu *pdu)
{
	static const struct smpp_span none = { NULL, 0 };
	struct smpp_span text = segment->payload ? none : segment->octets;
	int in_tlv = segment->payload;

	if (pdu->header.command_id == SMPP_SUBMIT_SM || pdu->header.command_id == SMPP_DELIVER_SM) {
		struct smpp_sm *sm = &pdu->body.submit_sm;

		sm->data_coding = segment->data_coding;
		sm->esm_class = with_udhi(sm->esm_class, segment);
		sm->short_message = text;
	} else if (pdu->header.command_id == SMPP_SUBMIT_MULTI) {
		struct smpp_submit_multi *multi = &pdu->body.submit_multi;

		multi->data_coding = segment->data_coding;
		multi->esm_class = with_udhi(multi->esm_class, segment);
		multi->short_message = text;
	} else if (pdu->header.command_id == SMPP_DATA_SM) {
		struct smpp_data_sm *data = &pdu->body.data_sm;

		data->data_coding = segment->data_coding;
		data->esm_class = with_udhi(data->esm_class, segment);
		in_tlv = 1;
	} else {
		return SMPP_E_ABSENT;
	}
	set_tlvs(segment, segment->tlv_count >= 3, in_tlv);
	pdu->tlv = segment->tlv;
	pdu->tlv_count = segment->tlv_count;
	return SMPP_OK;
}
