/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the codec benchmark and its floor have in common.
 * Must not know: how time is measured.
 *
 * The floor is what a patient author would write by hand for submit_sm, deliver_sm,
 * submit_sm_resp and enquire_link alone: straight-line code without a table. It fills in the same
 * struct smpp_pdu and makes the same checks as the library does under its usual rules, but its
 * limits are literals of SMPP 3.4 and a refusal does not say where. The plain pair leaves the
 * checks of limits, times and TLVs out; nobody should put it on a network.
 */
#ifndef BENCH_H
#define BENCH_H

#include <smpp/codec.h>

/* The signatures of smpp_decode and smpp_encode, so that both sides are called alike. */
typedef int decode_call(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
			struct smpp_fault *fault);
typedef int encode_call(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
			struct smpp_buf *buf, struct smpp_fault *fault);

decode_call floor_decode;       /* with the library's checks */
decode_call floor_plain_decode; /* structure only */
decode_call floor_header;       /* 16 octets */
decode_call floor_copy;         /* memcpy of the octets */
encode_call floor_encode;       /* with the library's checks */
encode_call floor_plain_encode; /* room only */

#endif
