/* SPDX-License-Identifier: MIT */
/*
 * Owns: a PDU by the names of its fields, going out: as JSON, and as the words that smpp-esme encode
 * makes the same PDU of. The other way is pairs.h.
 * Must not know: sessions, sockets, which program it is in.
 *
 * In JSON a number is a number and a list an array of objects. A C-octet string is a string where
 * it is UTF-8. All other octets are {"text":"...","hex":"..."}, text only where it is printable
 * ASCII; so is a string that is no UTF-8, and every TLV that is no number. All of it is ASCII or
 * UTF-8 without control characters, whatever a peer has sent.
 */
#ifndef EXAMPLES_FIELDS_H
#define EXAMPLES_FIELDS_H

#include <smpp.h>
#include <stdio.h>

/* Flags. */
enum { FIELDS_PASSWORD = 1 }; /* passwords are shown; otherwise each is one star */

/*
 * An object: each field of the body by its name, "message_state_name" and "error_status_name"
 * besides, and "tlvs", an array of objects, where there are any. An absent body has no fields; of
 * one that was not decoded there is "body", its octets.
 */
void fields_json(FILE *to, const struct smpp_pdu *pdu, unsigned flags);

/* The members "cmd", "seq", "status", "status_name" (null: none) and "fields", without braces. An
 * unknown command is its number: "0x00010001". */
void fields_json_pdu(FILE *to, const struct smpp_pdu *pdu, unsigned flags);

/* A JSON string. Octets that are no UTF-8 come as the characters of their numbers. */
void fields_json_string(FILE *to, struct smpp_span text);

/*
 * "submit_sm sequence_number=1 ...": all that differs from zero, quoted for a shell, without line
 * end. pairs_begin and pairs_add make the same octets of it.
 */
void fields_words(FILE *to, const struct smpp_pdu *pdu, unsigned flags);

#endif
