/* SPDX-License-Identifier: MIT */
/*
 * Owns: the four PDUs that are measured, octet for octet.
 * Must not know: who decodes them.
 */
#ifndef BENCH_PDUS_H
#define BENCH_PDUS_H

#include <stddef.h>

/* 229 octets: two addresses of 20 digits, a text of 140 octets, three TLVs of a long message. */
#define SUBMIT_SM \
	"\x00\x00\x00\xE5" "\x00\x00\x00\x04" "\x00\x00\x00\x00" "\x00\x00\x00\x01" \
	"\0" "\1\1" "12345678901234567890\0" "\1\1" "09876543210987654321\0" \
	"\0\0\0" "\0" "\0" "\1\0\0\0" "\x8C" \
	"Hello from the SMPP benchmark: this short message is exactly one hundred and forty " \
	"octets long, as most text messages on the wire tend to be" \
	"\x02\x0C\x00\x02\x12\x34" "\x02\x0E\x00\x01\x02" "\x02\x0F\x00\x01\x01"

/* 196 octets: a receipt, with receipted_message_id and message_state. */
#define DELIVER_SM \
	"\x00\x00\x00\xC4" "\x00\x00\x00\x05" "\x00\x00\x00\x00" "\x00\x00\x00\x01" \
	"\0" "\1\1" "447700900123\0" "\1\1" "447700900999\0" \
	"\4\0\0" "\0" "\0" "\0\0\0\0" "\x71" \
	"id:0123456789abcdef sub:001 dlvrd:001 submit date:2601151230 done date:2601151231 " \
	"stat:DELIVRD err:000 text:Hello" \
	"\x00\x1E\x00\x11" "0123456789abcdef\0" "\x04\x27\x00\x01\x02"

#define ENQUIRE_LINK \
	"\x00\x00\x00\x10" "\x00\x00\x00\x15" "\x00\x00\x00\x00" "\x00\x00\x00\x01"

#define SUBMIT_SM_RESP \
	"\x00\x00\x00\x21" "\x80\x00\x00\x04" "\x00\x00\x00\x00" "\x00\x00\x00\x01" \
	"0123456789abcdef"

struct bench_pdu {
	const char *name;
	const char *octets;
	size_t len;
};

/* The last one's final NUL is that of the literal. */
static const struct bench_pdu bench_pdus[] = {
	{ "submit_sm", SUBMIT_SM, sizeof(SUBMIT_SM) - 1 },
	{ "deliver_sm", DELIVER_SM, sizeof(DELIVER_SM) - 1 },
	{ "enquire_link", ENQUIRE_LINK, sizeof(ENQUIRE_LINK) - 1 },
	{ "submit_sm_resp", SUBMIT_SM_RESP, sizeof(SUBMIT_SM_RESP) },
};

#endif
