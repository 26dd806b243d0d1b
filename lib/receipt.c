/* SPDX-License-Identifier: MIT */
/*
 * Owns: delivery receipts as text and as TLVs, read and written; comparing message ids.
 * Must not know: sessions, which messages were sent.
 */
#include <smpp/receipt.h>
#include <smpp/text.h>

#include "print.h"
#include "wire.h"

#define EPOCH_END UINT64_C(0x80000000) /* of seconds of UTC in ten digits */

static const struct smpp_span nothing = { NULL, 0 };

/* Labels of the text form. Between two words stand blanks, a '_' or nothing. */
static const struct {
	char first[7];
	char second[5];
	uint16_t part;
} labels[] = {
	{ "id", "", SMPP_PART_ID },       { "sub", "", SMPP_PART_SUB },
	{ "dlvrd", "", SMPP_PART_DLVRD }, { "submit", "date", SMPP_PART_SUBMIT_DATE },
	{ "stat", "", SMPP_PART_STAT },   { "done", "date", SMPP_PART_DONE_DATE },
	{ "err", "", SMPP_PART_ERR },     { "text", "", SMPP_PART_TEXT },
};

/* Words of stat. The first of each state is the one that is written. */
static const struct {
	char word[14];
	uint8_t state;
} words[] = {
	{ "SCHEDULED", SMPP_MESSAGE_STATE_SCHEDULED },
	{ "ENROUTE", SMPP_MESSAGE_STATE_ENROUTE },
	{ "BUFFRED", SMPP_MESSAGE_STATE_ENROUTE },
	{ "BUFFERD", SMPP_MESSAGE_STATE_ENROUTE },
	{ "BUFFERED", SMPP_MESSAGE_STATE_ENROUTE },
	{ "DELIVRD", SMPP_MESSAGE_STATE_DELIVERED },
	{ "DELIVERED", SMPP_MESSAGE_STATE_DELIVERED },
	{ "DELIVERD", SMPP_MESSAGE_STATE_DELIVERED },
	{ "DLVRD", SMPP_MESSAGE_STATE_DELIVERED },
	{ "DLV", SMPP_MESSAGE_STATE_DELIVERED },
	{ "DELIV", SMPP_MESSAGE_STATE_DELIVERED },
	{ "EXPIRED", SMPP_MESSAGE_STATE_EXPIRED },
	{ "DELETED", SMPP_MESSAGE_STATE_DELETED },
	{ "UNDELIV", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "UNDELIVERABLE", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "UNDELVRD", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "UNDELIVERED", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "UNDLVRD", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "FAILED", SMPP_MESSAGE_STATE_UNDELIVERABLE },
	{ "ACCEPTD", SMPP_MESSAGE_STATE_ACCEPTED },
	{ "ACCEPTED", SMPP_MESSAGE_STATE_ACCEPTED },
	{ "ACKED", SMPP_MESSAGE_STATE_ACCEPTED },
	{ "UNKNOWN", SMPP_MESSAGE_STATE_UNKNOWN },
	{ "REJECTD", SMPP_MESSAGE_STATE_REJECTED },
	{ "REJECTED", SMPP_MESSAGE_STATE_REJECTED },
	{ "REJECT", SMPP_MESSAGE_STATE_REJECTED },
	{ "SKIPPED", SMPP_MESSAGE_STATE_SKIPPED },
};

/* Octets */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static int is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static int is_of_word(uint8_t c)
{
	return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-';
}

static int all_digits(struct smpp_span word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!is_digit(word.ptr[i]))
			return 0;
	}
	return word.len > 0;
}

static struct smpp_span part_of(struct smpp_span text, size_t from, size_t to)
{
	struct smpp_span part;

	if (text.ptr == NULL)
		return text;
	part.ptr = text.ptr + from;
	part.len = to - from;
	return part;
}

/* Octets of the blank there, or 0. U+00A0, which does not break, is one in Latin-1 and UTF-8. */
static size_t blank_at(struct smpp_span text, size_t at)
{
	uint8_t c, before;

	if (at >= text.len)
		return 0;
	c = text.ptr[at];
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return 1;
	if (c == 0xC2 && text.len - at > 1 && text.ptr[at + 1] == 0xA0)
		return 2;
	before = at > 0 ? text.ptr[at - 1] : 0;
	return c == 0xA0 && (before < 0x80 || before == 0xA0) ? 1 : 0;
}

static size_t behind_blanks(struct smpp_span text, size_t at)
{
	size_t blank;

	while ((blank = blank_at(text, at)) > 0)
		at += blank;
	return at;
}

/* Where the word that begins there ends: at a blank or '|'. */
static size_t end_of_word(struct smpp_span text, size_t at)
{
	while (at < text.len && text.ptr[at] != '|' && blank_at(text, at) == 0)
		at++;
	return at;
}

static struct smpp_span without_nuls(struct smpp_span text)
{
	while (text.len > 0 && text.ptr[text.len - 1] == 0)
		text.len--;
	return text;
}

static int is_margin(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static struct smpp_span trimmed(struct smpp_span text)
{
	while (text.len > 0 && is_margin(text.ptr[text.len - 1]))
		text.len--;
	while (text.len > 0 && is_margin(text.ptr[0])) {
		text.ptr++;
		text.len--;
	}
	return text;
}

static int same_letters(struct smpp_span word, const char *other, size_t len)
{
	if (word.len != len)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (lower(word.ptr[i]) != lower((uint8_t)other[i]))
			return 0;
	}
	return 1;
}

/* Labels */

/* Behind that word, or 0 when it does not stand there. */
static size_t behind(struct smpp_span text, size_t at, const char *word)
{
	size_t len = strlen(word);

	if (text.len - at < len || !same_letters(part_of(text, at, at + len), word, len))
		return 0;
	return at + len;
}

/* Behind "done date", "done_date" or "donedate", or 0. */
static size_t behind_second(struct smpp_span text, size_t at, const char *word)
{
	size_t second = at < text.len && text.ptr[at] == '_' ? at + 1 : behind_blanks(text, at);

	return behind(text, second, word);
}

/* Behind the colon of the label that begins there, or 0. */
static size_t behind_label(struct smpp_span text, size_t at, uint32_t *part)
{
	if (at >= text.len || (at > 0 && is_of_word(text.ptr[at - 1])))
		return 0;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t end = behind(text, at, labels[i].first);

		if (end != 0 && labels[i].second[0] != '\0')
			end = behind_second(text, end, labels[i].second);
		if (end == 0)
			continue;
		end = behind_blanks(text, end);
		if (end < text.len && text.ptr[end] == ':') {
			*part = labels[i].part;
			return end + 1;
		}
	}
	return 0;
}

static int digits_and(struct smpp_span text, const char *form)
{
	if (text.len < strlen(form))
		return 0;
	for (size_t i = 0; form[i] != '\0'; i++) {
		if (form[i] == 'd' ? !is_digit(text.ptr[i]) : text.ptr[i] != (uint8_t)form[i])
			return 0;
	}
	return 1;
}

/* The value behind a colon. None where another label follows; a date may have a blank inside. */
static struct smpp_span value_at(struct smpp_span text, size_t at, uint32_t part)
{
	size_t end;
	uint32_t other;

	at = behind_blanks(text, at);
	if (behind_label(text, at, &other) != 0)
		return part_of(text, at, at);
	end = end_of_word(text, at);
	if ((part == SMPP_PART_SUBMIT_DATE || part == SMPP_PART_DONE_DATE) && end - at == 10 &&
	    digits_and(part_of(text, at, text.len), "dddd-dd-dd dd:dd"))
		end = end_of_word(text, end + 1);
	return part_of(text, at, end);
}

/* Dates */

static unsigned two_digits(const uint8_t *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* A clock's reading in digits: a year of two or four, and then so many parts of two. */
static int get_clock(const uint8_t *p, size_t year_digits, size_t parts, struct smpp_time *time)
{
	uint8_t part[5] = { 0, 0, 0, 0, 0 };
	unsigned year = two_digits(p);
	int64_t utc;

	if (year_digits == 4)
		year = year * 100 + two_digits(p + 2);
	else
		year += year < SMPP_TIME_PIVOT ? 2000 : 1900;
	for (size_t i = 0; i < parts; i++)
		part[i] = (uint8_t)two_digits(p + year_digits + 2 * i);
	memset(time, 0, sizeof(*time));
	time->kind = SMPP_TIME_LOCAL;
	time->year = (uint16_t)year;
	time->month = part[0];
	time->day = part[1];
	time->hour = part[2];
	time->minute = part[3];
	time->second = part[4];
	return smpp_time_to_utc(time, 0, &utc) == SMPP_OK;
}

static uint64_t number_of(struct smpp_span digits)
{
	uint64_t number = 0;

	for (size_t i = 0; i < digits.len; i++)
		number = number * 10 + (uint64_t)(digits.ptr[i] - '0');
	return number;
}

/* Seconds or milliseconds of UTC; 0 is no date. */
static int get_epoch(uint64_t seconds, uint64_t milliseconds, struct smpp_time *time)
{
	if (seconds == 0 && milliseconds == 0)
		return 0;
	return smpp_time_from_utc((int64_t)seconds, (unsigned)(milliseconds / 100), 0, time) ==
	       SMPP_OK;
}

static int get_digits(struct smpp_span word, struct smpp_time *time)
{
	uint64_t number;

	switch (word.len) {
	case 10:
		if (get_clock(word.ptr, 2, 4, time))
			return 1;
		number = number_of(word);
		return number < EPOCH_END && get_epoch(number, 0, time);
	case 12:
		return get_clock(word.ptr, 2, 5, time) || get_clock(word.ptr, 4, 4, time);
	case 13:
		number = number_of(word);
		return get_epoch(number / 1000, number % 1000, time);
	case 14:
		return get_clock(word.ptr, 4, 5, time);
	default:
		return 0;
	}
}

/* As in SMPP fields. An offset that cannot be is no reason to lose the date. */
static int get_smpp_time(struct smpp_span word, struct smpp_time *time)
{
	unsigned quarters;

	if (word.len != SMPP_TIME_CHARACTERS || !all_digits(part_of(word, 0, word.len - 1)) ||
	    (word.ptr[15] != '+' && word.ptr[15] != '-') || !get_clock(word.ptr, 2, 5, time))
		return 0;
	quarters = two_digits(word.ptr + 13);
	if (quarters > 48)
		return 1;
	time->kind = SMPP_TIME_ABSOLUTE;
	time->tenths = (uint8_t)(word.ptr[12] - '0');
	time->offset = (int8_t)(word.ptr[15] == '-' ? -(int)quarters : (int)quarters);
	return 1;
}

/* What may follow the seconds of ISO 8601: a fraction, a zone. */
static int is_iso_tail(struct smpp_span tail)
{
	size_t i = 0;

	if (tail.len > 1 && (tail.ptr[0] == '.' || tail.ptr[0] == ',')) {
		for (i = 1; i < tail.len && is_digit(tail.ptr[i]); i++)
			;
		if (i == 1)
			return 0;
	}
	tail = part_of(tail, i, tail.len);
	if (tail.len == 0 || (tail.len == 1 && tail.ptr[0] == 'Z'))
		return 1;
	if (tail.ptr[0] != '+' && tail.ptr[0] != '-')
		return 0;
	tail = part_of(tail, 1, tail.len);
	return (tail.len == 2 && digits_and(tail, "dd")) ||
	       (tail.len == 4 && digits_and(tail, "dddd")) ||
	       (tail.len == 5 && digits_and(tail, "dd:dd"));
}

/* ISO 8601 with a blank or T; the seconds may be missing. */
static int get_iso(struct smpp_span word, struct smpp_time *time)
{
	static const uint8_t places[7] = { 0, 2, 5, 8, 11, 14, 17 };
	uint8_t digits[14] = "00000000000000";
	size_t pairs = 6, end = 16;

	if (!digits_and(word, "dddd-dd-dd dd:dd") && !digits_and(word, "dddd-dd-ddTdd:dd"))
		return 0;
	if (word.len >= 19 && digits_and(part_of(word, 16, word.len), ":dd")) {
		pairs = 7;
		end = 19;
	}
	for (size_t i = 0; i < pairs; i++)
		memcpy(digits + 2 * i, word.ptr + places[i], 2);
	return is_iso_tail(part_of(word, end, word.len)) && get_clock(digits, 4, 5, time);
}

static struct smpp_receipt_date date_of(struct smpp_span word)
{
	struct smpp_receipt_date date;

	memset(&date, 0, sizeof(date));
	date.word = word;
	date.valid = (uint8_t)(all_digits(word) ? get_digits(word, &date.time)
						: get_smpp_time(word, &date.time) ||
							  get_iso(word, &date.time));
	if (!date.valid)
		memset(&date.time, 0, sizeof(date.time));
	return date;
}

static struct smpp_receipt_count count_of(struct smpp_span word)
{
	struct smpp_receipt_count count;
	struct smpp_span digits = word;
	uint64_t value;

	count.word = word;
	count.value = 0;
	count.valid = 0;
	if (!all_digits(word))
		return count;
	for (; digits.len > 1 && digits.ptr[0] == '0'; digits.len--)
		digits.ptr++;
	value = digits.len <= 10 ? number_of(digits) : UINT64_MAX;
	if (value <= UINT32_MAX) {
		count.value = (uint32_t)value;
		count.valid = 1;
	}
	return count;
}

/* Text */

static void keep(struct smpp_receipt *receipt, uint32_t part, struct smpp_span value)
{
	switch (part) {
	case SMPP_PART_ID: receipt->text_id = value; break;
	case SMPP_PART_SUB: receipt->sub = count_of(value); break;
	case SMPP_PART_DLVRD: receipt->dlvrd = count_of(value); break;
	case SMPP_PART_SUBMIT_DATE: receipt->submit_date = date_of(value); break;
	case SMPP_PART_DONE_DATE: receipt->done_date = date_of(value); break;
	case SMPP_PART_STAT: receipt->stat = value; break;
	case SMPP_PART_ERR: receipt->err = value; break;
	case SMPP_PART_TEXT: receipt->text = value; break;
	default: break;
	}
}

/* Is the text that begins there empty because a label that has not been seen follows at once? */
static int is_empty_text(struct smpp_span text, size_t at, uint32_t has)
{
	uint32_t other;

	return behind_label(text, behind_blanks(text, at), &other) != 0 && (has & other) == 0;
}

static void read_labels(struct smpp_span text, struct smpp_receipt *receipt)
{
	size_t next, tail = text.len;
	uint32_t part;

	receipt->words = text;
	for (size_t at = 0; at < text.len; at = next) {
		struct smpp_span value;

		next = behind_label(text, at, &part);
		if (next == 0) {
			next = at + 1;
			continue;
		}
		if ((receipt->has & part) != 0)
			continue;
		receipt->has |= part;
		if (part == SMPP_PART_TEXT && !is_empty_text(text, next, receipt->has)) {
			receipt->text = trimmed(part_of(text, next, text.len));
			receipt->words = part_of(text, 0, at);
			return;
		}
		value = part == SMPP_PART_TEXT ? part_of(text, next, next)
					       : value_at(text, next, part);
		tail = (size_t)(value.ptr - text.ptr) + value.len;
		keep(receipt, part, without_nuls(value));
	}
	receipt->trailing = trimmed(part_of(text, tail, text.len));
}

int smpp_receipt_state(struct smpp_span stat, uint8_t *message_state)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (same_letters(stat, words[i].word, strlen(words[i].word))) {
			*message_state = words[i].state;
			return SMPP_OK;
		}
	}
	return SMPP_E_ABSENT;
}

const char *smpp_receipt_stat(uint8_t message_state)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].state == message_state)
			return words[i].word;
	}
	return NULL;
}

int smpp_state_is_final(uint8_t message_state)
{
	return message_state != SMPP_MESSAGE_STATE_SCHEDULED &&
	       message_state != SMPP_MESSAGE_STATE_ENROUTE &&
	       message_state != SMPP_MESSAGE_STATE_UNKNOWN &&
	       message_state <= SMPP_MESSAGE_STATE_SKIPPED;
}

void smpp_receipt_read_text(struct smpp_span text, struct smpp_receipt *receipt)
{
	memset(receipt, 0, sizeof(*receipt));
	text = without_nuls(text);
	if (text.len > 0)
		read_labels(text, receipt);
	receipt->id = receipt->text_id;
	receipt->message_state = SMPP_MESSAGE_STATE_UNKNOWN;
	receipt->state_known =
		smpp_receipt_state(receipt->stat, &receipt->message_state) == SMPP_OK;
}

/* A word with a label that nobody knows, up to *end. @return 0 when it has no colon. */
static int get_word(struct smpp_span text, size_t at, struct smpp_receipt_word *word, size_t *end)
{
	const uint8_t *colon;

	*end = end_of_word(text, at);
	colon = memchr(text.ptr + at, ':', *end - at);
	if (colon == NULL)
		return 0;
	word->label = part_of(text, at, (size_t)(colon - text.ptr));
	word->value = part_of(text, word->label.len + at + 1, *end);
	return 1;
}

int smpp_receipt_next(struct smpp_span *rest, struct smpp_receipt_word *word)
{
	const struct smpp_span text = *rest;
	size_t at = 0, next, end;

	while (at < text.len) {
		if (text.ptr[at] == '|' || blank_at(text, at) > 0) {
			at += text.ptr[at] == '|' ? 1 : blank_at(text, at);
			continue;
		}
		word->part = 0;
		next = behind_label(text, at, &word->part);
		if (next == 0 && !get_word(text, at, word, &end)) {
			at = end;
			continue;
		}
		if (next != 0) {
			word->label = trimmed(part_of(text, at, next - 1));
			word->value = value_at(text, next, word->part);
		}
		at = (size_t)(word->value.ptr - text.ptr) + word->value.len;
		*rest = part_of(text, at, text.len);
		return SMPP_OK;
	}
	*rest = part_of(text, text.len, text.len);
	return SMPP_E_END;
}

/* PDUs */

enum smpp_report smpp_report_of(uint8_t esm_class, unsigned flags)
{
	unsigned type = esm_class & (unsigned)SMPP_ESM_CLASS_TYPE;

	switch (type) {
	case SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT: return SMPP_REPORT_RECEIPT;
	case SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION: return SMPP_REPORT_INTERMEDIATE;
	case SMPP_ESM_CLASS_TYPE_DELIVERY_ACK: return SMPP_REPORT_DELIVERY_ACK;
	case SMPP_ESM_CLASS_TYPE_USER_ACK: return SMPP_REPORT_USER_ACK;
	case SMPP_ESM_CLASS_TYPE_CONVERSATION_ABORT: return SMPP_REPORT_ABORT;
	default: break;
	}
	if ((flags & SMPP_REPORT_EXACT_TYPE) != 0)
		return SMPP_REPORT_NONE;
	if ((type & SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION) != 0)
		return SMPP_REPORT_INTERMEDIATE;
	return (type & SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT) != 0 ? SMPP_REPORT_RECEIPT
								  : SMPP_REPORT_NONE;
}

/* What is looked at of a deliver_sm or data_sm. */
struct carrier {
	uint8_t esm_class;
	uint8_t data_coding;
	struct smpp_span tlvs;
};

static int carrier_of(const struct smpp_pdu *pdu, struct carrier *carrier)
{
	if (pdu->body_absent || pdu->body_raw)
		return SMPP_E_ABSENT;
	carrier->tlvs = pdu->tlvs;
	if (pdu->header.command_id == SMPP_DELIVER_SM) {
		carrier->esm_class = pdu->body.deliver_sm.esm_class;
		carrier->data_coding = pdu->body.deliver_sm.data_coding;
		return SMPP_OK;
	}
	if (pdu->header.command_id != SMPP_DATA_SM)
		return SMPP_E_ABSENT;
	carrier->esm_class = pdu->body.data_sm.esm_class;
	carrier->data_coding = pdu->body.data_sm.data_coding;
	return SMPP_OK;
}

static void read_tlvs(struct smpp_span tlvs, struct smpp_receipt *receipt)
{
	struct smpp_span code;
	uint8_t state;

	if (smpp_tlv_string(tlvs, SMPP_TLV_RECEIPTED_MESSAGE_ID, &receipt->tlv_id) == SMPP_OK &&
	    receipt->tlv_id.len > 0) {
		receipt->has |= SMPP_PART_RECEIPTED_MESSAGE_ID;
		receipt->id = receipt->tlv_id;
	}
	if (smpp_tlv_u8(tlvs, SMPP_TLV_MESSAGE_STATE, &state) == SMPP_OK &&
	    state <= SMPP_MESSAGE_STATE_SKIPPED) {
		receipt->has |= SMPP_PART_MESSAGE_STATE;
		receipt->message_state = state;
		receipt->state_known = 1;
	}
	if (smpp_tlv_u16(tlvs, SMPP_TLV_USER_MESSAGE_REFERENCE,
			 &receipt->user_message_reference) == SMPP_OK)
		receipt->has |= SMPP_PART_USER_MESSAGE_REFERENCE;
	if (smpp_tlv_find(tlvs, SMPP_TLV_NETWORK_ERROR_CODE, &code) != SMPP_OK)
		return;
	receipt->has |= SMPP_PART_NETWORK_ERROR_CODE;
	receipt->network_error_code = code;
	if (code.len == 3 && all_digits(code)) {
		receipt->network_error = (uint16_t)number_of(code);
	} else if (code.len == 3) {
		receipt->network_type = code.ptr[0];
		receipt->network_error = smpp__get16(code.ptr + 1);
	}
}

enum smpp_report smpp_report_of_pdu(const struct smpp_pdu *pdu, unsigned flags)
{
	const uint32_t both = SMPP_PART_RECEIPTED_MESSAGE_ID | SMPP_PART_MESSAGE_STATE;
	struct carrier carrier;
	struct smpp_receipt marks;

	if (carrier_of(pdu, &carrier) != SMPP_OK)
		return SMPP_REPORT_NONE;
	if ((carrier.esm_class & SMPP_ESM_CLASS_TYPE) != 0 ||
	    (flags & SMPP_REPORT_NO_TLV_MARK) != 0)
		return smpp_report_of(carrier.esm_class, flags);
	memset(&marks, 0, sizeof(marks));
	read_tlvs(carrier.tlvs, &marks);
	return (marks.has & both) == both ? SMPP_REPORT_RECEIPT : SMPP_REPORT_NONE;
}

static uint32_t unit_at(struct smpp_span text, size_t at)
{
	return at + 2 <= text.len ? smpp__get16(text.ptr + at) : 0;
}

/* UTF-16 into UTF-8, as far as room goes. @return 1 when all of it was turned. */
static int narrow(struct smpp_span text, struct smpp_buf *room)
{
	size_t at = 0;

	for (room->len = 0; at + 2 <= text.len; at += 2) {
		uint32_t unit = unit_at(text, at), low = unit_at(text, at + 2);

		if (room->cap - room->len < 4)
			return 0;
		if (unit >= 0xD800 && unit <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
			unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
			at += 2;
		} else if (unit >= 0xD800 && unit <= 0xDFFF) {
			unit = 0xFFFD; /* half a pair */
		}
		smpp_utf8_put(room, unit);
	}
	return 1;
}

/* The text, without a user data header, in one octet a letter. @return 1 when that is all of it. */
static int text_of(const struct smpp_pdu *pdu, const struct carrier *carrier, struct smpp_buf *room,
		   struct smpp_span *text)
{
	int whole;

	*text = nothing;
	if (room != NULL)
		room->len = 0;
	if (smpp_pdu_text(pdu, text) != SMPP_OK)
		*text = nothing;
	if ((carrier->esm_class & SMPP_ESM_CLASS_UDHI) != 0 && text->len > 0 &&
	    text->ptr[0] < text->len)
		*text = part_of(*text, text->ptr[0] + 1U, text->len);
	if (carrier->data_coding != SMPP_DATA_CODING_UCS2 || text->len < 3 || text->ptr[0] != 0 ||
	    text->ptr[2] != 0)
		return 1; /* also a text in ASCII that says UCS2 */
	if (room == NULL || room->ptr == NULL) {
		*text = nothing;
		return 0;
	}
	whole = narrow(*text, room);
	text->ptr = room->ptr;
	text->len = room->len;
	return whole;
}

int smpp_receipt_read(const struct smpp_pdu *pdu, struct smpp_buf *room,
		      struct smpp_receipt *receipt)
{
	enum smpp_report report = smpp_report_of_pdu(pdu, 0);
	struct carrier carrier;
	struct smpp_span text;
	int whole;

	if ((report != SMPP_REPORT_RECEIPT && report != SMPP_REPORT_INTERMEDIATE) ||
	    carrier_of(pdu, &carrier) != SMPP_OK) {
		memset(receipt, 0, sizeof(*receipt));
		receipt->report = (uint8_t)report;
		return SMPP_E_ABSENT;
	}
	whole = text_of(pdu, &carrier, room, &text);
	smpp_receipt_read_text(text, receipt);
	read_tlvs(carrier.tlvs, receipt);
	if (!whole)
		receipt->has |= SMPP_PART_CUT;
	if ((carrier.esm_class & SMPP_ESM_CLASS_TYPE) ==
		    (SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT |
		     SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION) &&
	    smpp_state_is_final(receipt->message_state))
		report = SMPP_REPORT_RECEIPT;
	receipt->report = (uint8_t)report;
	return SMPP_OK;
}

/* Message ids */

#define ID_RULE 0x0F
#define ID_ADDED (SMPP_ID_STRIP_ZEROS | SMPP_ID_STRIP_PREFIX | SMPP_ID_FOLD_CASE)
#define ID_DIGITS 256
#define ID_SHORTEST 8 /* of ids that were cut */

/* A number of up to ID_DIGITS hexadecimal digits, lowest limb first. */
struct number {
	uint32_t limb[ID_DIGITS / 8];
};

static unsigned digit_of(uint8_t c)
{
	if (is_digit(c))
		return c - (unsigned)'0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 16;
}

static int get_number(struct smpp_span digits, uint32_t base, struct number *number)
{
	memset(number, 0, sizeof(*number));
	if (digits.len == 0 || digits.len > ID_DIGITS || (digits.len > 1 && digits.ptr[0] == '0'))
		return 0; /* zeros in front count unless they were stripped */
	for (size_t i = 0; i < digits.len; i++) {
		uint64_t carry = digit_of(digits.ptr[i]);

		if (carry >= base)
			return 0;
		for (size_t k = 0; k < sizeof(number->limb) / sizeof(number->limb[0]); k++) {
			carry += (uint64_t)number->limb[k] * base;
			number->limb[k] = (uint32_t)carry;
			carry >>= 32;
		}
	}
	return 1;
}

static int same_number(struct smpp_span hexadecimal, struct smpp_span decimal)
{
	struct number a, b;

	return get_number(hexadecimal, 16, &a) && get_number(decimal, 10, &b) &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

static int same_characters(struct smpp_span a, struct smpp_span b, unsigned rule)
{
	if ((rule & SMPP_ID_FOLD_CASE) != 0)
		return same_letters(a, (const char *)b.ptr, b.len);
	return smpp_span_equal(a, b);
}

static int is_hex_of(struct smpp_span digits, struct smpp_span text)
{
	if (digits.len / 2 != text.len || digits.len % 2 != 0)
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned nibble = i % 2 == 0 ? text.ptr[i / 2] >> 4 : text.ptr[i / 2] & 15U;

		if (digit_of(digits.ptr[i]) != nibble)
			return 0;
	}
	return 1;
}

static size_t behind_hyphens(struct smpp_span id, size_t at)
{
	while (at < id.len && id.ptr[at] == '-')
		at++;
	return at;
}

static int same_but_hyphens(struct smpp_span a, struct smpp_span b, unsigned rule)
{
	size_t i = behind_hyphens(a, 0), k = behind_hyphens(b, 0);

	if (i == a.len)
		return 0;
	while (i < a.len && k < b.len) {
		if (!same_characters(part_of(a, i, i + 1), part_of(b, k, k + 1), rule))
			return 0;
		i = behind_hyphens(a, i + 1);
		k = behind_hyphens(b, k + 1);
	}
	return i == a.len && k == b.len;
}

static struct smpp_span without_suffix(struct smpp_span id)
{
	const uint8_t *at = id.len > 0 ? memchr(id.ptr, '@', id.len) : NULL;

	if (at != NULL)
		id.len = (size_t)(at - id.ptr);
	return id;
}

/* What is added to a rule, done to one id. */
static struct smpp_span stripped(struct smpp_span id, unsigned rule)
{
	id = trimmed(id);
	if ((rule & SMPP_ID_STRIP_PREFIX) != 0) {
		for (size_t i = id.len; i > 0; i--) {
			if (id.ptr[i - 1] == '-' || id.ptr[i - 1] == ':') {
				id = part_of(id, i, id.len);
				break;
			}
		}
		if (id.len > 2 && id.ptr[0] == '0' && lower(id.ptr[1]) == 'x')
			id = part_of(id, 2, id.len);
	}
	while ((rule & SMPP_ID_STRIP_ZEROS) != 0 && id.len > 1 && id.ptr[0] == '0')
		id = part_of(id, 1, id.len);
	return id;
}

int smpp_id_same(unsigned rule, struct smpp_span response_id, struct smpp_span receipt_id)
{
	struct smpp_span a = stripped(response_id, rule), b = stripped(receipt_id, rule);
	size_t cut;

	if (a.len == 0 || b.len == 0 || (rule & ~(unsigned)(ID_RULE | ID_ADDED)) != 0)
		return 0;
	cut = b.len >= ID_SHORTEST && b.len < a.len ? a.len - b.len : 0;
	switch (rule & ID_RULE) {
	case SMPP_ID_EXACT: return same_characters(a, b, rule);
	case SMPP_ID_RESPONSE_HEX: return same_number(a, b);
	case SMPP_ID_RECEIPT_HEX: return same_number(b, a);
	case SMPP_ID_HEX_OF_TEXT: return is_hex_of(b, a);
	case SMPP_ID_NO_HYPHENS: return same_but_hyphens(a, b, rule);
	case SMPP_ID_NO_SUFFIX:
		a = without_suffix(a);
		return a.len > 0 && same_characters(a, without_suffix(b), rule);
	case SMPP_ID_FIRST: return same_characters(part_of(a, 0, a.len - cut), b, rule);
	case SMPP_ID_LAST: return same_characters(part_of(a, cut, a.len), b, rule);
	default: return 0;
	}
}

/* Writing */

static void put_octets(struct smpp_buf *text, struct smpp_span octets)
{
	for (size_t i = 0; i < octets.len; i++)
		smpp__print_char(text, (char)octets.ptr[i]);
}

/* Decimal, with zeros in front up to width. */
static void put_digits(struct smpp_buf *text, unsigned value, unsigned width)
{
	static const uint16_t tens[4] = { 1, 10, 100, 1000 };

	while (width > 0)
		smpp__print_char(text, (char)('0' + value / tens[--width] % 10));
}

static void put_date(struct smpp_buf *text, const struct smpp_time *date, int seconds)
{
	put_digits(text, date->year % 100U, 2);
	put_digits(text, date->month, 2);
	put_digits(text, date->day, 2);
	put_digits(text, date->hour, 2);
	put_digits(text, date->minute, 2);
	if (seconds)
		put_digits(text, date->second, 2);
}

static int date_ok(const struct smpp_time *date)
{
	int64_t utc;

	return date->kind == SMPP_TIME_EMPTY ||
	       (date->kind != SMPP_TIME_RELATIVE && smpp_time_to_utc(date, 0, &utc) == SMPP_OK);
}

/* Would it be read as that word, without a label inside that would count for another part? */
static int word_ok(struct smpp_span word)
{
	uint32_t part;

	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] <= ' ' || word.ptr[i] > '~' || word.ptr[i] == '|' ||
		    behind_label(word, i, &part) != 0)
			return 0;
	}
	return 1;
}

static int draft_ok(const struct smpp_receipt_draft *draft)
{
	return draft->id.len > 0 && word_ok(draft->id) && word_ok(draft->err) &&
	       draft->sub <= 999 && draft->dlvrd <= 999 && date_ok(&draft->submit_date) &&
	       date_ok(&draft->done_date) && smpp_receipt_stat(draft->message_state) != NULL;
}

/* Octets of the character that begins there; 0: it is not all there. */
static size_t character_at(uint8_t alphabet, struct smpp_span text, size_t at)
{
	size_t len = 1;

	if (alphabet == SMPP_ALPHABET_GSM7 && text.ptr[at] == 0x1B)
		len = 2;
	if (alphabet == SMPP_ALPHABET_UCS2)
		len = (text.ptr[at] & 0xFC) == 0xD8 ? 4 : 2;
	return len <= text.len - at ? len : 0;
}

/* As many characters of the message as a receipt repeats. */
static struct smpp_span beginning(uint8_t alphabet, struct smpp_span text)
{
	size_t end = 0, len;

	if (alphabet == SMPP_ALPHABET_BINARY)
		return nothing;
	while (end < text.len && (len = character_at(alphabet, text, end)) != 0 &&
	       end + len <= SMPP_RECEIPT_TEXT_OCTETS)
		end += len;
	return part_of(text, 0, end);
}

/* One that could end the line, or do worse to a terminal. Of the GSM alphabet most low octets are
 * letters. */
static int is_control(uint8_t alphabet, struct smpp_span character)
{
	uint32_t c = character.ptr[character.len > 1 ? 1 : 0];

	if (alphabet == SMPP_ALPHABET_GSM7)
		return c == '\n' || c == '\r';
	if (alphabet == SMPP_ALPHABET_UCS2)
		c |= (uint32_t)character.ptr[0] << 8;
	return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static void put_text(struct smpp_buf *text, uint8_t alphabet, struct smpp_span from)
{
	size_t len;

	for (size_t at = 0; at < from.len; at += len) {
		len = character_at(alphabet, from, at);
		if (!is_control(alphabet, part_of(from, at, at + len))) {
			put_octets(text, part_of(from, at, at + len));
			continue;
		}
		if (alphabet == SMPP_ALPHABET_UCS2)
			smpp__print_char(text, '\0');
		smpp__print_char(text, ' ');
	}
}

int smpp_receipt_write(const struct smpp_receipt_draft *draft, struct smpp_buf *text)
{
	size_t zeros = 0;

	text->len = 0;
	if (!draft_ok(draft))
		return SMPP_E_FAULT;
	if (all_digits(draft->id) && draft->id.len < draft->id_width)
		zeros = draft->id_width - draft->id.len;
	smpp__print_string(text, "id:");
	for (size_t i = 0; i < zeros; i++)
		smpp__print_char(text, '0');
	put_octets(text, draft->id);
	smpp__print_string(text, " sub:");
	put_digits(text, draft->sub, 3);
	smpp__print_string(text, " dlvrd:");
	put_digits(text, draft->dlvrd, 3);
	smpp__print_string(text, " submit date:");
	put_date(text, &draft->submit_date, draft->seconds);
	smpp__print_string(text, " done date:");
	put_date(text, &draft->done_date, draft->seconds);
	smpp__print_string(text, " stat:");
	smpp__print_string(text, smpp_receipt_stat(draft->message_state));
	smpp__print_string(text, " err:");
	put_octets(text, draft->err.len > 0 ? draft->err : smpp_span_of("000"));
	smpp__print_string(text, " Text:");
	put_text(text, draft->alphabet, beginning(draft->alphabet, draft->text));
	return text->len <= text->cap ? SMPP_OK : SMPP_E_SPACE;
}

/* One more TLV, whose value is the next len octets of room. */
static uint8_t *add_tlv(struct smpp_receipt_room *room, uint16_t tag, size_t len)
{
	struct smpp_tlv *tlv = &room->tlv[room->tlv_count];
	uint8_t *value = room->octets;

	if (room->tlv_count > 0)
		value += (size_t)(tlv[-1].value.ptr - room->octets) + tlv[-1].value.len;
	tlv->tag = tag;
	tlv->value.ptr = value;
	tlv->value.len = len;
	room->tlv_count++;
	return value;
}

static void put_tlvs(const struct smpp_receipt_draft *draft, struct smpp_receipt_room *room)
{
	uint8_t *value = add_tlv(room, SMPP_TLV_RECEIPTED_MESSAGE_ID, draft->id.len + 1);

	memcpy(value, draft->id.ptr, draft->id.len);
	value[draft->id.len] = 0;
	*add_tlv(room, SMPP_TLV_MESSAGE_STATE, 1) = draft->message_state;
	if (draft->has_network_error) {
		value = add_tlv(room, SMPP_TLV_NETWORK_ERROR_CODE, 3);
		value[0] = draft->network_type;
		smpp__put16(value + 1, draft->network_error);
	}
	if (draft->has_user_message_reference)
		smpp__put16(add_tlv(room, SMPP_TLV_USER_MESSAGE_REFERENCE, 2),
			    draft->user_message_reference);
}

/* Octets of short_message that the version allows. */
static size_t text_limit(uint8_t version)
{
	if (version < SMPP_V3_4)
		return 160;
	return version < SMPP_V5_0 ? 254 : 255;
}

static void put_addresses(const struct smpp_sm *message, struct smpp_sm *sm)
{
	sm->source_addr_ton = message->dest_addr_ton;
	sm->source_addr_npi = message->dest_addr_npi;
	sm->source_addr = message->destination_addr;
	sm->dest_addr_ton = message->source_addr_ton;
	sm->dest_addr_npi = message->source_addr_npi;
	sm->destination_addr = message->source_addr;
}

int smpp_receipt_fill(const struct smpp_receipt_draft *draft, uint8_t version,
		      struct smpp_receipt_room *room, struct smpp_sm *sm)
{
	struct smpp_sm made;
	struct smpp_buf text;
	int got;

	version = version != 0 ? version : SMPP_V3_4;
	if (draft->form == SMPP_FORM_TLVS && version < SMPP_V3_4)
		return SMPP_E_VERSION;
	text.ptr = room->text;
	text.cap = text_limit(version);
	got = smpp_receipt_write(draft, &text);
	if (got == SMPP_E_FAULT)
		return got;
	if (draft->id.len > 64 || (got != SMPP_OK && draft->form != SMPP_FORM_TLVS))
		return SMPP_E_TOO_BIG;
	memset(&made, 0, sizeof(made));
	if (draft->message != NULL)
		put_addresses(draft->message, &made);
	made.esm_class = draft->intermediate ? SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION
					     : SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT;
	if (draft->form != SMPP_FORM_TLVS) {
		made.short_message.ptr = room->text;
		made.short_message.len = text.len;
	}
	room->tlv_count = 0;
	if (draft->form != SMPP_FORM_TEXT && version >= SMPP_V3_4)
		put_tlvs(draft, room);
	*sm = made;
	return SMPP_OK;
}
