/* SPDX-License-Identifier: MIT */
/*
 * Owns: edits of receipts: what they say, and the PDU that carries it.
 * Must not know: which message a receipt is for.
 */
#include "edit_list.h"

#include <stdio.h>

#define READING_OCTETS 2048
#define REFERENCE "order 2026/11-000042"

/* A receipt that is being changed: its words point into octets. */
struct reading {
	struct parts parts;
	struct smpp_receipt receipt; /* what the text says */
	size_t len;
	uint8_t octets[READING_OCTETS];
};

/* Words */

static void read_again(struct reading *r)
{
	smpp_receipt_read_text(span_over(r->octets, r->len), &r->receipt);
}

/* Other edits may have taken the mark away: then its TLV or its words tell. */
int is_receipt(struct parts *parts)
{
	const uint32_t words = SMPP_PART_ID | SMPP_PART_STAT;
	enum smpp_report report =
		smpp_report_of((uint8_t)parts_number(parts, "esm_class"), 0);
	struct smpp_receipt receipt;

	if (report == SMPP_REPORT_RECEIPT || report == SMPP_REPORT_INTERMEDIATE ||
	    parts_tlv(parts, SMPP_TLV_RECEIPTED_MESSAGE_ID) != NULL)
		return 1;
	smpp_receipt_read_text(parts_text(parts), &receipt);
	return (receipt.has & words) == words;
}

static int get_receipt(const struct draft *draft, struct reading *r)
{
	struct smpp_span text;

	if (!parts_of_message(draft, &r->parts) || !is_receipt(&r->parts))
		return 0;
	text = parts_text(&r->parts);
	if (text.len > sizeof(r->octets))
		return 0;
	r->len = text.len;
	if (text.len > 0)
		memcpy(r->octets, text.ptr, text.len);
	read_again(r);
	return 1;
}

static int put_receipt(struct draft *draft, struct reading *r)
{
	parts_set_text(&r->parts, span_over(r->octets, r->len));
	return parts_put(draft, &r->parts);
}

/* len octets of the text become those. @return 1; 0: no room */
static int splice(struct reading *r, size_t at, size_t len, struct smpp_span with)
{
	if (with.len > sizeof(r->octets) - (r->len - len))
		return 0;
	memmove(r->octets + at + with.len, r->octets + at + len, r->len - at - len);
	if (with.len > 0)
		memcpy(r->octets + at, with.ptr, with.len);
	r->len = r->len - len + with.len;
	read_again(r);
	return 1;
}

/* What stands behind a label becomes that. @return 1; 0: there is no such label, or no room */
static int put_word(struct reading *r, uint32_t part, const struct smpp_span *word,
		    struct smpp_span with)
{
	if ((r->receipt.has & part) == 0)
		return 0;
	return splice(r, (size_t)(word->ptr - r->octets), word->len, with);
}

/* The label goes too, and the blank behind its word. */
static int drop_word(struct reading *r, const char *label, const struct smpp_span *word)
{
	size_t at = (size_t)(word->ptr - r->octets), len = strlen(label);

	if (at < len || memcmp(r->octets + at - len, label, len) != 0)
		return 0;
	len += word->len;
	at += word->len;
	return splice(r, at - len, len + (at < r->len), span_over(NULL, 0));
}

/* All of the text anew. */
static int put_line(struct reading *r, const struct smpp_buf *line)
{
	return splice(r, 0, r->len, span_over(line->ptr, line->len));
}

/* Ids */

/* Of the text, or else of the TLV. */
static struct smpp_span id_of(struct reading *r)
{
	const struct smpp_tlv *tlv = parts_tlv(&r->parts, SMPP_TLV_RECEIPTED_MESSAGE_ID);
	struct smpp_span id = r->receipt.id;

	if (id.len == 0 && tlv != NULL) {
		id = tlv->value;
		id.len -= id.len > 0 && id.ptr[id.len - 1] == 0;
	}
	return id;
}

/* In the text and in the TLV, where they are. A NUL stands behind id. */
static int put_id(struct draft *draft, struct reading *r, struct smpp_span id)
{
	if ((r->receipt.has & SMPP_PART_ID) != 0 &&
	    !put_word(r, SMPP_PART_ID, &r->receipt.text_id, id))
		return 0;
	if (parts_tlv(&r->parts, SMPP_TLV_RECEIPTED_MESSAGE_ID) != NULL)
		parts_set_tlv(&r->parts, SMPP_TLV_RECEIPTED_MESSAGE_ID,
			      span_over(id.ptr, id.len + 1));
	return put_receipt(draft, r);
}

int edit_receipt_id(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[ID_OCTETS + 1];
	struct smpp_buf id = { octets, ID_OCTETS, 0 };
	struct reading r;

	if (!get_receipt(draft, &r) ||
	    !form_id(smpp_span_of(note->argument), id_of(&r), &id))
		return 0;
	octets[id.len] = 0;
	return put_id(draft, &r, span_over(octets, id.len));
}

int edit_receipt_long_id(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[LONG_ID_MAX + 1];
	struct smpp_span id;
	struct reading r;

	if (!get_receipt(draft, &r))
		return 0;
	id = long_id(id_of(&r), octets, number_at(note->argument, 0, LONG_ID_USUAL));
	if (id.ptr != octets)
		return 0;
	octets[id.len] = 0;
	return put_id(draft, &r, id);
}

/* States, dates, numbers */

/* "NEW", or "OLD:NEW" for receipts with that word only. */
int edit_receipt_stat(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span old = word_at(note->argument, 0), stat = word_at(note->argument, 1);
	struct reading r;
	uint8_t state;

	if (!get_receipt(draft, &r))
		return 0;
	if (stat.len == 0)
		stat = old;
	else if (!smpp_span_equal(old, r.receipt.stat))
		return 0;
	if (!put_word(&r, SMPP_PART_STAT, &r.receipt.stat, stat))
		return 0;
	if (smpp_receipt_state(stat, &state) != SMPP_OK)
		(void)parts_drop_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE);
	else if (parts_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE) != NULL)
		parts_set_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE, span_over(&state, 1));
	return put_receipt(draft, &r);
}

/* A word that may stand in a receipt. */
const char *check_word(const char *argument)
{
	for (const char *p = argument; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~' || *p == '|')
			return "a word without blanks";
	}
	return argument[0] != '\0' ? NULL : "a word";
}

const char *check_receipt_stat(const char *argument)
{
	size_t colon = strcspn(argument, ":");

	if (argument[colon] != '\0' && (colon == 0 || argument[colon + 1] == '\0'))
		return "a word, or two with a colon between";
	return check_word(argument);
}

/* With so many digits. */
static int put_date(struct reading *r, uint32_t part, const struct smpp_receipt_date *date,
		    unsigned digits)
{
	const struct smpp_time *t = &date->time;
	char word[32];
	int year = t->year % 10000;

	if (!date->valid)
		return 0;
	snprintf(word, sizeof(word), "%04d%02d%02d%02d%02d%02d", year, t->month, t->day, t->hour,
		 t->minute, t->second);
	return put_word(r, part, &date->word,
			span_over((const uint8_t *)word + (digits == 14 ? 0 : 2), digits));
}

int edit_receipt_dates(struct draft *draft, const struct edit_note *note)
{
	const uint32_t both = SMPP_PART_SUBMIT_DATE | SMPP_PART_DONE_DATE;
	unsigned digits = number_at(note->argument, 0, 0);
	struct reading r;

	if (!get_receipt(draft, &r) || (r.receipt.has & both) != both)
		return 0;
	if (digits == 0) {
		if (!drop_word(&r, "submit date:", &r.receipt.submit_date.word) ||
		    !drop_word(&r, "done date:", &r.receipt.done_date.word))
			return 0;
	} else if (!put_date(&r, SMPP_PART_SUBMIT_DATE, &r.receipt.submit_date, digits) ||
		   !put_date(&r, SMPP_PART_DONE_DATE, &r.receipt.done_date, digits)) {
		return 0;
	}
	return put_receipt(draft, &r);
}

const char *check_receipt_dates(const char *argument)
{
	static const char *const words[] = { "10", "12", "14", "none", NULL };

	return span_is_one_of(smpp_span_of(argument), words) ? NULL : "10, 12, 14 or none";
}

/* sub and dlvrd both. */
int edit_receipt_sub(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span count = smpp_span_of(note->argument);
	struct reading r;

	return get_receipt(draft, &r) &&
	       put_word(&r, SMPP_PART_SUB, &r.receipt.sub.word, count) &&
	       put_word(&r, SMPP_PART_DLVRD, &r.receipt.dlvrd.word, count) &&
	       put_receipt(draft, &r);
}

int edit_receipt_err(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	return get_receipt(draft, &r) &&
	       put_word(&r, SMPP_PART_ERR, &r.receipt.err, smpp_span_of(note->argument)) &&
	       put_receipt(draft, &r);
}

/* What stands behind "Text:"; nothing without an argument. */
int edit_receipt_text(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	return get_receipt(draft, &r) &&
	       put_word(&r, SMPP_PART_TEXT, &r.receipt.text, smpp_span_of(note->argument)) &&
	       put_receipt(draft, &r);
}

/* Without sub and dlvrd, in another order. */
int edit_receipt_order(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[READING_OCTETS];
	struct smpp_buf line = { octets, sizeof(octets), 0 };
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r) || (r.receipt.has & SMPP_PART_ID) == 0)
		return 0;
	put_words(&line, "stat:", r.receipt.stat);
	put_words(&line, " err:", r.receipt.err);
	put_words(&line, " done date:", r.receipt.done_date.word);
	put_words(&line, " submit date:", r.receipt.submit_date.word);
	put_words(&line, " id:", r.receipt.text_id);
	put_words(&line, " text:", r.receipt.text);
	return put_line(&r, &line) && put_receipt(draft, &r);
}

/* Without a label, and without TLVs that would tell the same. */
int edit_receipt_csv(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[READING_OCTETS];
	struct smpp_buf line = { octets, sizeof(octets), 0 };
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r) || (r.receipt.has & SMPP_PART_ID) == 0)
		return 0;
	put_words(&line, "", r.receipt.stat);
	put_words(&line, ",", r.receipt.submit_date.word);
	put_words(&line, ",", r.receipt.done_date.word);
	put_words(&line, ",", r.receipt.err);
	put_words(&line, ",", parts_octets(&r.parts, "source_addr"));
	put_words(&line, ",", parts_octets(&r.parts, "destination_addr"));
	put_words(&line, ",", r.receipt.text_id);
	(void)parts_drop_tlv(&r.parts, SMPP_TLV_RECEIPTED_MESSAGE_ID);
	(void)parts_drop_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE);
	(void)parts_drop_tlv(&r.parts, SMPP_TLV_NETWORK_ERROR_CODE);
	return put_line(&r, &line) && put_receipt(draft, &r);
}

/* The text in UCS2. */
int edit_receipt_ucs2(struct draft *draft, const struct edit_note *note)
{
	uint8_t wide[2 * READING_OCTETS];
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r) || r.len == 0 ||
	    parts_number(&r.parts, "data_coding") == SMPP_DATA_CODING_UCS2)
		return 0;
	for (size_t i = 0; i < r.len; i++) {
		wide[2 * i] = 0;
		wide[2 * i + 1] = r.octets[i];
	}
	parts_set_text(&r.parts, span_over(wide, 2 * r.len));
	return parts_set_number(&r.parts, "data_coding", SMPP_DATA_CODING_UCS2) &&
	       parts_put(draft, &r.parts);
}

/* Marks and TLVs */

int edit_receipt_mark(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	return get_receipt(draft, &r) &&
	       parts_set_number(&r.parts, "esm_class", number_at(note->argument, 0, 0)) &&
	       parts_put(draft, &r.parts);
}

int edit_receipt_dcs(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	return get_receipt(draft, &r) &&
	       parts_set_number(&r.parts, "data_coding", number_at(note->argument, 0, 0)) &&
	       parts_put(draft, &r.parts);
}

/* err as three digits in the place of a type and a number. */
int edit_network_error_ascii(struct draft *draft, const struct edit_note *note)
{
	struct smpp_span code = smpp_span_of("000");
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r))
		return 0;
	if (r.receipt.err.len == 3)
		code = r.receipt.err;
	parts_set_tlv(&r.parts, SMPP_TLV_NETWORK_ERROR_CODE, code);
	return put_receipt(draft, &r);
}

int edit_reference_text(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r))
		return 0;
	parts_set_tlv(&r.parts, SMPP_TLV_USER_MESSAGE_REFERENCE, smpp_span_of(REFERENCE));
	return parts_put(draft, &r.parts);
}

/* TLVs only: those that are missing come out of the text. */
int edit_receipt_blank(struct draft *draft, const struct edit_note *note)
{
	uint8_t octets[ID_OCTETS + 1];
	struct smpp_buf id = { octets, ID_OCTETS, 0 };
	struct reading r;
	uint8_t state;

	(void)note;
	if (!get_receipt(draft, &r) || r.receipt.text_id.len == 0)
		return 0;
	state = r.receipt.message_state;
	put_words(&id, "", r.receipt.text_id);
	octets[id.len] = 0;
	if (parts_tlv(&r.parts, SMPP_TLV_RECEIPTED_MESSAGE_ID) == NULL)
		parts_set_tlv(&r.parts, SMPP_TLV_RECEIPTED_MESSAGE_ID,
			      span_over(octets, id.len + 1));
	if (parts_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE) == NULL)
		parts_set_tlv(&r.parts, SMPP_TLV_MESSAGE_STATE, span_over(&state, 1));
	r.len = 0;
	return put_receipt(draft, &r);
}

/* The carrier */

static void exchange_octets(struct parts *parts, const char *a, const char *b)
{
	struct smpp_span octets = parts_octets(parts, a);

	(void)parts_set_octets(parts, a, parts_octets(parts, b));
	(void)parts_set_octets(parts, b, octets);
}

static void exchange_numbers(struct parts *parts, const char *a, const char *b)
{
	uint32_t number = parts_number(parts, a);

	(void)parts_set_number(parts, a, parts_number(parts, b));
	(void)parts_set_number(parts, b, number);
}

/* The addresses as they were in the message. */
int edit_receipt_swap(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r))
		return 0;
	exchange_numbers(&r.parts, "source_addr_ton", "dest_addr_ton");
	exchange_numbers(&r.parts, "source_addr_npi", "dest_addr_npi");
	exchange_octets(&r.parts, "source_addr", "destination_addr");
	return parts_put(draft, &r.parts);
}

/* What a data_sm has, a deliver_sm has too. */
static void become_data(struct smpp_pdu *pdu)
{
	const struct smpp_pdu sm = *pdu;
	const struct smpp_field *field;

	memset(&pdu->body, 0, sizeof(pdu->body));
	pdu->header.command_id = SMPP_DATA_SM;
	for (size_t i = 0; (field = smpp_field_at(SMPP_DATA_SM, i)) != NULL; i++) {
		const struct smpp_field *from =
			smpp_field_find(SMPP_DELIVER_SM, smpp_span_of(smpp_field_name(field)));
		struct smpp_span octets;
		uint32_t number;

		if (smpp_field_get_number(&sm, from, &number) == SMPP_OK)
			(void)smpp_field_set_number(pdu, field, number);
		else if (smpp_field_get_octets(&sm, from, &octets) == SMPP_OK)
			(void)smpp_field_set_octets(pdu, field, octets);
	}
}

/* Whoever sends it knows that the data_sm_resp answers the centre's deliver_sm. */
int edit_receipt_data_sm(struct draft *draft, const struct edit_note *note)
{
	struct reading r;

	(void)note;
	if (!get_receipt(draft, &r) || r.parts.pdu.header.command_id != SMPP_DELIVER_SM)
		return 0;
	become_data(&r.parts.pdu);
	return r.len == 0 ? parts_put(draft, &r.parts) : put_receipt(draft, &r);
}
