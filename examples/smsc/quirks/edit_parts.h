/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU taken apart, to be changed and put together again; the words of an edit's argument.
 * Must not know: which edits there are.
 */
#ifndef SMSC_EDIT_PARTS_H
#define SMSC_EDIT_PARTS_H

#include "edit.h"

enum { LENGTH_AT = 0, COMMAND_AT = 4, STATUS_AT = 8, SEQUENCE_AT = 12, HEADER_OCTETS = 16 };
#define PARTS_TLVS 64
#define TEXT_OCTETS 255 /* that short_message can have */

/* A draft taken apart. Its spans point into the draft until parts_put. It is not to be copied. */
struct parts {
	struct smpp_pdu pdu; /* its TLVs are in tlv only */
	struct smpp_tlv tlv[PARTS_TLVS];
};

/* @return 0 when it cannot be read, or has so many TLVs that four more would not fit */
int parts_get(const struct draft *draft, struct parts *parts);
/* The same of a deliver_sm with a body; of that or a data_sm. */
int parts_of_delivery(const struct draft *draft, struct parts *parts);
int parts_of_message(const struct draft *draft, struct parts *parts);
/* @return 1; 0 when that changes nothing, or does not fit: the draft is as it was */
int parts_put(struct draft *draft, struct parts *parts);

/* NULL: there is none. */
struct smpp_tlv *parts_tlv(struct parts *parts, uint16_t tag);
/* In the place of one of that tag, or behind all. value must stay until parts_put. */
void parts_set_tlv(struct parts *parts, uint16_t tag, struct smpp_span value);
/* @return 1 when there was one */
int parts_drop_tlv(struct parts *parts, uint16_t tag);

/* Fields by name. Of one that the command does not have: 0, empty. Set: @return 1; 0: none such */
uint32_t parts_number(const struct parts *parts, const char *name);
int parts_set_number(struct parts *parts, const char *name, uint32_t number);
struct smpp_span parts_octets(const struct parts *parts, const char *name);
int parts_set_octets(struct parts *parts, const char *name, struct smpp_span octets);

/* Of a deliver_sm or data_sm. A text goes where one was, or into message_payload when short_message
 * is too short for it, or there is none. */
struct smpp_span parts_text(struct parts *parts);
void parts_set_text(struct parts *parts, struct smpp_span text);

/* Numbers of four octets. */
uint32_t draft_get(const struct draft *draft, size_t at);
void draft_put(struct draft *draft, size_t at, uint32_t value);
uint32_t draft_command(const struct draft *draft);
uint32_t draft_status(const struct draft *draft);
/* At draft->len: behind the end. @return 1; 0: no room */
int draft_insert(struct draft *draft, size_t at, struct smpp_span octets);
/* It ends there. */
void draft_cut(struct draft *draft, size_t len);

int is_response(uint32_t command_id);
struct smpp_span span_over(const uint8_t *octets, size_t len);
/* Appends both, as far as there is room. */
void put_words(struct smpp_buf *to, const char *literal, struct smpp_span octets);
/* words ends with NULL. */
int span_is_one_of(struct smpp_span word, const char *const *words);

/* The word between colons of an argument, from 0; empty when there are not so many. */
struct smpp_span word_at(const char *argument, unsigned at);
/* Decimal, or hexadecimal behind 0x. @return 1; 0: it is none, or above most */
int word_number(struct smpp_span word, uint32_t most, uint32_t *number);
/* Is command_id the command of that name? "bind" and "bind_resp" are all three. */
int word_names(struct smpp_span word, uint32_t command_id);
/* Is it a response, of that name or to a request of that name? */
int word_names_response(struct smpp_span word, uint32_t command_id);
/* Of hexadecimal digits. @return 1; 0: they are none, or more than room */
int word_octets(struct smpp_span word, uint8_t *octets, size_t room, size_t *len);
/* A word that is a number; usual where there is none. */
uint32_t number_at(const char *argument, unsigned at, uint32_t usual);

/* For edit.check: the first word is a command's name; it is, or there is none; 0 to 255. */
const char *check_command(const char *argument);
const char *check_any_command(const char *argument);
const char *check_octet(const char *argument);

#endif
