/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU out of words: "submit_sm", "destination_addr=447700900001", "data_coding=UCS2".
 * Must not know: sessions, sockets, which program it is in.
 *
 * A word is NAME=VALUE. NAME is command_status, sequence_number, body, a field of the command, or
 * TAG[:TYPE] of a TLV. Where a command has a field and there is a TLV of the same name, the name is
 * the field's and the TLV's is its number.
 *
 * VALUE of a number: decimal, 0x1F, or a name that the field's values have (UCS2, INTERNATIONAL,
 * DELIVERED, ESME_RTHROTTLED, 3.4), any case; several are added: UDHI+MODE_STORE_FORWARD.
 * Of octets: the characters as they are; hex:48656C6C6F; text: before them when they begin like that.
 * Of a time: 16 characters as on the wire; 2026-11-24T18:30:00Z or +01:00 at its end; a duration from
 * now on: +90s, +15m, +1d12h. text: and hex: before it: whatever it is.
 * Of a list: the word again for each entry. dest_address=ADDR[,TON,NPI] or list:NAME;
 * unsuccess_sme=ADDR,TON,NPI,STATUS; message_details=ID. TON and NPI not given are 0.
 * Of a TLV: by TYPE, u8 u16 u32 string text hex; without one as the specification says, an unknown
 * one as text. string is text and a NUL. An empty value is no octets.
 * body=absent: header only. body=hex:...: all that follows the header, of any command.
 */
#ifndef EXAMPLES_PAIRS_H
#define EXAMPLES_PAIRS_H

#include <smpp.h>

#define PAIRS_TLVS 256
#define PAIRS_OCTETS 140000 /* of all values */

/* Why a word was refused, and at which of its characters, from 0. */
struct pairs_error {
	char why[160];
	size_t at;
};

/* A PDU that is being filled. It points into itself: it is not to be copied or moved. */
struct pairs {
	struct smpp_pdu pdu; /* may be encoded after each word */
	struct smpp_buf room;
	uint32_t given;      /* a bit for each field, by its place */
	struct smpp_tlv tlv[PAIRS_TLVS];
	union smpp_entry entries[UINT8_MAX]; /* as an array of the list's own type */
	uint8_t octets[PAIRS_OCTETS];
};

/* Begins with a command: its name, or any number. @return 0, or -1 with error */
int pairs_begin(struct pairs *pairs, const char *command, struct pairs_error *error);

/* One word. @return 0, or -1 with error, and then nothing is changed */
int pairs_add(struct pairs *pairs, const char *word, struct pairs_error *error);

/* "TAG[:TYPE]=VALUE" alone. The value is put into room, behind its len octets, and stays there.
 * @return 0, or -1 with error */
int pairs_tlv(const char *word, struct smpp_buf *room, struct smpp_tlv *tlv,
	      struct pairs_error *error);

#endif
