/* SPDX-License-Identifier: MIT */
/*
 * Owns: the edits of all files, for the table of edit.c, and what they share.
 * Must not know: how a PDU is taken apart.
 */
#ifndef SMSC_EDIT_LIST_H
#define SMSC_EDIT_LIST_H

#include "edit_parts.h"

#define TLV_HEADER_OCTETS 4
#define TLV_VALUE_MAX 255 /* of tlv= */
#define LONG_ID_USUAL 100
#define LONG_ID_MAX 200
#define SHORT_ID_MAX 64 /* that the specification allows */
#define LONG_ADDRESS_MAX 200
#define ID_OCTETS 512 /* the longest id in any form */

typedef int edit_apply(struct draft *draft, const struct edit_note *note);
typedef const char *edit_check(const char *argument);

/* edit_answer.c */
edit_apply edit_error_body, edit_bind_resp_empty, edit_no_nul, edit_long_id, edit_empty_id,
	edit_tail, edit_version, edit_no_version, edit_congestion, edit_tlv, edit_tlv_length,
	edit_tlv_no_nul, edit_cut_tlv, edit_bare_tlv, edit_wrong_sequence, edit_wrong_response,
	edit_nack, edit_nack_zero, edit_bind_resp_type;
edit_check check_tlv, check_nack, check_tail, check_long_id, check_empty_id;

/* edit_text.c */
edit_apply edit_nul_text, edit_sm_length, edit_text_255, edit_payload, edit_both_texts,
	edit_data_coding, edit_udh_to_sar, edit_sar_to_udh, edit_concat_total, edit_at_as_nul,
	edit_long_address, edit_odd_ton;
edit_check check_nul_text, check_sm_length, check_long_address, check_odd_ton;

/* edit_receipt.c */
edit_apply edit_receipt_id, edit_receipt_stat, edit_receipt_dates, edit_receipt_sub,
	edit_receipt_err, edit_receipt_text, edit_receipt_order, edit_receipt_csv,
	edit_receipt_ucs2, edit_receipt_mark, edit_receipt_dcs, edit_network_error_ascii,
	edit_reference_text, edit_receipt_blank, edit_receipt_swap, edit_receipt_data_sm;
edit_check check_receipt_stat, check_receipt_dates, check_word;
/* long-id, of a receipt. */
edit_apply edit_receipt_long_id;
int is_receipt(struct parts *parts);

/* edit_id.c */
edit_check check_receipt_id;
/* The id in the form of that name. @return 1; 0: it has none such */
int form_id(struct smpp_span form, struct smpp_span id, struct smpp_buf *to);
/* The id again and again, len octets of it, in octets; the id itself when it is so long already. */
struct smpp_span long_id(struct smpp_span id, uint8_t *octets, size_t len);

/* edit_request.c */
edit_apply edit_mute_tlv, edit_unasked_receipts, edit_rd_equality, edit_first_receipt,
	edit_ignore_schedule, edit_stubborn_receipts;

#endif
