/* SPDX-License-Identifier: MIT */
/*
 * Owns: edits of what is delivered to an ESME: texts, segments, addresses.
 * Must not know: what receipts say.
 */
#include "edit_list.h"

#define LONG_ADDRESS 64
#define ODD_TON 7
#define ODD_NPI 0x7F

/* Text */

/* part points into the draft. */
static size_t place_of(const struct draft *draft, struct smpp_span part)
{
	return (size_t)(part.ptr - draft->octets);
}

/* A NUL behind the text, counted in sm_length or not. */
int edit_nul_text(struct draft *draft, const struct edit_note *note)
{
	static const uint8_t nul[1] = { 0 };
	struct smpp_span *text;
	struct parts parts;
	size_t at;

	if (!parts_of_delivery(draft, &parts))
		return 0;
	text = &parts.pdu.body.deliver_sm.short_message;
	if (text->len == 0 || text->len == TEXT_OCTETS)
		return 0;
	at = place_of(draft, *text);
	if (!draft_insert(draft, at + text->len, span_over(nul, sizeof(nul))))
		return 0;
	if (strcmp(note->argument, "counted") == 0)
		draft->octets[at - 1]++;
	return 1;
}

const char *check_nul_text(const char *argument)
{
	static const char *const words[] = { "", "counted", "uncounted", NULL };

	return span_is_one_of(smpp_span_of(argument), words) ? NULL : "counted or uncounted";
}

int edit_sm_length(struct draft *draft, const struct edit_note *note)
{
	const struct smpp_span *text;
	struct parts parts;
	uint8_t *length;

	if (!parts_of_delivery(draft, &parts))
		return 0;
	text = &parts.pdu.body.deliver_sm.short_message;
	if (text->len == 0 || text->len == TEXT_OCTETS)
		return 0;
	length = draft->octets + place_of(draft, *text) - 1;
	*length = (uint8_t)(*length + (note->argument[0] == '-' ? -1 : 1));
	return 1;
}

const char *check_sm_length(const char *argument)
{
	static const char *const words[] = { "+1", "-1", NULL };

	return span_is_one_of(smpp_span_of(argument), words) ? NULL : "+1 or -1";
}

/* As many blanks behind the text as fit. */
int edit_text_255(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[TEXT_OCTETS];
	struct smpp_span *text;
	struct parts parts;

	(void)note;
	if (!parts_of_delivery(draft, &parts))
		return 0;
	text = &parts.pdu.body.deliver_sm.short_message;
	if (text->len == 0 || text->len == TEXT_OCTETS)
		return 0;
	memset(octets, ' ', sizeof(octets));
	memcpy(octets, text->ptr, text->len);
	*text = span_over(octets, sizeof(octets));
	return parts_put(draft, &parts);
}

/* The text is in message_payload, with its header if it has one. */
int edit_payload(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span *text;
	struct parts parts;

	(void)note;
	if (!parts_of_delivery(draft, &parts))
		return 0;
	text = &parts.pdu.body.deliver_sm.short_message;
	if (text->len == 0)
		return 0;
	parts_set_tlv(&parts, SMPP_TLV_MESSAGE_PAYLOAD, *text);
	text->len = 0;
	return parts_put(draft, &parts);
}

int edit_both_texts(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span text;
	struct parts parts;

	(void)note;
	if (!parts_of_delivery(draft, &parts))
		return 0;
	text = parts.pdu.body.deliver_sm.short_message;
	if (text.len == 0)
		return 0;
	parts_set_tlv(&parts, SMPP_TLV_MESSAGE_PAYLOAD, text);
	return parts_put(draft, &parts);
}

/* The octets stay as they are. */
int edit_data_coding(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	if (!parts_of_message(draft, &parts) || is_receipt(&parts))
		return 0;
	return parts_set_number(&parts, "data_coding", number_at(note->argument, 0, 0)) &&
	       parts_put(draft, &parts);
}

/* Segments */

static int has_header(const struct parts *parts)
{
	return (parts_number(parts, "esm_class") & SMPP_ESM_CLASS_UDHI) != 0;
}

static void set_header(struct parts *parts, int has)
{
	uint32_t others = parts_number(parts, "esm_class") & ~(uint32_t)SMPP_ESM_CLASS_UDHI;

	(void)parts_set_number(parts, "esm_class", others | (has ? SMPP_ESM_CLASS_UDHI : 0));
}

/* @return 1 when the text has a header that says which part it is */
static int get_concat(struct parts *parts, struct smpp_udh *udh, struct smpp_concat *concat)
{
	return has_header(parts) &&
	       smpp_udh_get(parts_text(parts), udh, NULL) == SMPP_OK &&
	       smpp_udh_concat(udh->elements, concat) == SMPP_OK;
}

static int is_concat(uint8_t iei)
{
	return iei == SMPP_IEI_CONCAT8 || iei == SMPP_IEI_CONCAT16;
}

/* The header without what says the part; empty when nothing else is in it. */
static void put_others(struct smpp_buf *header, struct smpp_span elements)
{
	struct smpp_udh_element element;

	while (smpp_udh_next(&elements, &element) == SMPP_OK) {
		if (!is_concat(element.iei))
			(void)smpp_udh_put(header, element.iei, element.data);
	}
}

int edit_udh_to_sar(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[SMPP_UDH_OCTETS_MAX + TEXT_OCTETS], reference[2];
	struct smpp_buf header = { octets, SMPP_UDH_OCTETS_MAX, 0 };
	struct smpp_concat concat;
	struct smpp_udh udh;
	struct parts parts;

	(void)note;
	if (!parts_of_delivery(draft, &parts) || !get_concat(&parts, &udh, &concat) ||
	    udh.text.len > TEXT_OCTETS)
		return 0;
	put_others(&header, udh.elements);
	set_header(&parts, header.len > 0);
	memcpy(octets + header.len, udh.text.ptr, udh.text.len);
	parts_set_text(&parts, span_over(octets, header.len + udh.text.len));
	reference[0] = (uint8_t)(concat.reference >> 8);
	reference[1] = (uint8_t)concat.reference;
	parts_set_tlv(&parts, SMPP_TLV_SAR_MSG_REF_NUM, span_over(reference, 2));
	parts_set_tlv(&parts, SMPP_TLV_SAR_TOTAL_SEGMENTS, span_over(&concat.total, 1));
	parts_set_tlv(&parts, SMPP_TLV_SAR_SEGMENT_SEQNUM, span_over(&concat.number, 1));
	return parts_put(draft, &parts);
}

/* @return 1 when its TLVs say which part it is */
static int get_sar(struct parts *parts, struct smpp_concat *concat)
{
	const struct smpp_tlv *reference = parts_tlv(parts, SMPP_TLV_SAR_MSG_REF_NUM);
	const struct smpp_tlv *total = parts_tlv(parts, SMPP_TLV_SAR_TOTAL_SEGMENTS);
	const struct smpp_tlv *number = parts_tlv(parts, SMPP_TLV_SAR_SEGMENT_SEQNUM);

	if (reference == NULL || total == NULL || number == NULL || reference->value.len != 2 ||
	    total->value.len != 1 || number->value.len != 1)
		return 0;
	concat->split = SMPP_SPLIT_UDH16;
	concat->reference =
		(uint16_t)(reference->value.ptr[0] << 8 | reference->value.ptr[1]);
	concat->total = total->value.ptr[0];
	concat->number = number->value.ptr[0];
	return 1;
}

int edit_sar_to_udh(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[SMPP_UDH_OCTETS_MAX + TEXT_OCTETS];
	struct smpp_buf header = { octets, SMPP_UDH_OCTETS_MAX, 0 };
	struct smpp_concat concat;
	struct smpp_span text;
	struct parts parts;

	(void)note;
	if (!parts_of_delivery(draft, &parts) || !get_sar(&parts, &concat) ||
	    has_header(&parts))
		return 0;
	text = parts_text(&parts);
	if (text.len > TEXT_OCTETS || smpp_udh_put_concat(&header, &concat) != SMPP_OK)
		return 0;
	memcpy(octets + header.len, text.ptr, text.len);
	set_header(&parts, 1);
	parts_set_text(&parts, span_over(octets, header.len + text.len));
	(void)parts_drop_tlv(&parts, SMPP_TLV_SAR_MSG_REF_NUM);
	(void)parts_drop_tlv(&parts, SMPP_TLV_SAR_TOTAL_SEGMENTS);
	(void)parts_drop_tlv(&parts, SMPP_TLV_SAR_SEGMENT_SEQNUM);
	return parts_put(draft, &parts);
}

/* Where the draft says how many parts there are, if this is an even one; else 0. */
static size_t place_of_total(const struct draft *draft, struct parts *parts)
{
	const struct smpp_tlv *total = parts_tlv(parts, SMPP_TLV_SAR_TOTAL_SEGMENTS);
	struct smpp_concat concat;
	struct smpp_span data;
	struct smpp_udh udh;
	int wide;

	if (get_sar(parts, &concat))
		return concat.number % 2 == 0 ? place_of(draft, total->value) : 0;
	if (!get_concat(parts, &udh, &concat) || concat.number % 2 != 0)
		return 0;
	wide = concat.split == SMPP_SPLIT_UDH16;
	return smpp_udh_find(udh.elements, wide ? SMPP_IEI_CONCAT16 : SMPP_IEI_CONCAT8, &data) ==
			       SMPP_OK
		       ? place_of(draft, data) + (wide ? 2 : 1) : 0;
}

/* Every second part says that there is one more. */
int edit_concat_total(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;
	size_t at;

	(void)note;
	if (!parts_of_message(draft, &parts))
		return 0;
	at = place_of_total(draft, &parts);
	if (at == 0 || draft->octets[at] == UINT8_MAX)
		return 0;
	draft->octets[at]++;
	return 1;
}

/* Addresses */

/* An '@' of GSM 03.38 is the octet that ends a string. */
int edit_at_as_nul(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span source;
	struct parts parts;
	const uint8_t *at;

	(void)note;
	if (!parts_of_message(draft, &parts))
		return 0;
	source = parts_octets(&parts, "source_addr");
	at = source.len > 0 ? memchr(source.ptr, '@', source.len) : NULL;
	if (at == NULL)
		return 0;
	draft->octets[at - draft->octets] = 0;
	return 1;
}

/* Digits behind the source address, up to so many. */
int edit_long_address(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[LONG_ADDRESS_MAX];
	size_t len = number_at(note->argument, 0, LONG_ADDRESS);
	struct smpp_span source;
	struct parts parts;

	if (!parts_of_message(draft, &parts))
		return 0;
	source = parts_octets(&parts, "source_addr");
	if (source.len >= len)
		return 0;
	for (size_t i = 0; i < len; i++)
		octets[i] = i < source.len ? source.ptr[i] : (uint8_t)('0' + i % 10);
	return parts_set_octets(&parts, "source_addr", span_over(octets, len)) &&
	       parts_put(draft, &parts);
}

const char *check_long_address(const char *argument)
{
	uint32_t number;

	return argument[0] == '\0' || (word_number(smpp_span_of(argument), LONG_ADDRESS_MAX,
						   &number) && number > 0)
		       ? NULL : "1 to 200 digits";
}

/* "TON,NPI". @return 1 or 0 */
static int get_ton(const char *argument, uint8_t *ton, uint8_t *npi)
{
	size_t comma = strcspn(argument, ",");
	uint32_t first, second;

	if (argument[comma] == '\0' ||
	    !word_number(span_over((const uint8_t *)argument, comma), UINT8_MAX, &first) ||
	    !word_number(smpp_span_of(argument + comma + 1), UINT8_MAX, &second))
		return 0;
	*ton = (uint8_t)first;
	*npi = (uint8_t)second;
	return 1;
}

int edit_odd_ton(struct draft *draft, const struct edit_note *note)
{
	uint8_t ton = ODD_TON, npi = ODD_NPI;
	struct parts parts;

	(void)get_ton(note->argument, &ton, &npi);
	return parts_of_message(draft, &parts) &&
	       parts_set_number(&parts, "source_addr_ton", ton) &&
	       parts_set_number(&parts, "source_addr_npi", npi) && parts_put(draft, &parts);
}

const char *check_odd_ton(const char *argument)
{
	uint8_t ton, npi;

	return argument[0] == '\0' || get_ton(argument, &ton, &npi) ? NULL
								    : "TON,NPI: two numbers";
}
