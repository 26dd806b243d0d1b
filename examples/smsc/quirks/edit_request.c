/* SPDX-License-Identifier: MIT */
/*
 * Owns: edits of what an ESME sends: what the centre overlooks.
 * Must not know: what the centre does with it.
 */
#include "edit_list.h"

static int is_submission(uint32_t command_id)
{
	return command_id == SMPP_SUBMIT_SM || command_id == SMPP_SUBMIT_MULTI ||
	       command_id == SMPP_DATA_SM;
}

static int get_submission(const struct draft *draft, struct parts *parts)
{
	return is_submission(draft_command(draft)) && parts_get(draft, parts) &&
	       !parts->pdu.body_absent;
}

int edit_mute_tlv(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	(void)note;
	if (!get_submission(draft, &parts) || parts.pdu.tlv_count == 0)
		return 0;
	parts.pdu.tlv_count = 0;
	return parts_put(draft, &parts);
}

static int put_wish(struct draft *draft, struct parts *parts, uint32_t wish)
{
	return wish != parts_number(parts, "registered_delivery") &&
	       parts_set_number(parts, "registered_delivery", wish) && parts_put(draft, parts);
}

int edit_unasked_receipts(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;
	uint32_t wish;

	(void)note;
	if (!get_submission(draft, &parts))
		return 0;
	wish = parts_number(&parts, "registered_delivery");
	return put_wish(draft, &parts, (wish & ~UINT32_C(3)) | 1);
}

/* Compared with 1 and 2 as a whole: any other bit makes it a value that is not known. */
int edit_rd_equality(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	(void)note;
	return get_submission(draft, &parts) && parts_number(&parts, "registered_delivery") > 2 &&
	       put_wish(draft, &parts, 0);
}

int edit_first_receipt(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	return note->segment > 1 && get_submission(draft, &parts) && put_wish(draft, &parts, 0);
}

int edit_ignore_schedule(struct draft *draft, const struct edit_note *note)
{
	struct parts parts;

	(void)note;
	return parts_get(draft, &parts) &&
	       parts_octets(&parts, "schedule_delivery_time").len > 0 &&
	       parts_set_octets(&parts, "schedule_delivery_time", span_over(NULL, 0)) &&
	       parts_put(draft, &parts);
}

/* A refusal is read as one for a time, so that the message comes again. */
int edit_stubborn_receipts(struct draft *draft, const struct edit_note *note)
{
	uint32_t command_id = draft_command(draft);

	(void)note;
	if ((command_id != SMPP_DELIVER_SM_RESP && command_id != SMPP_DATA_SM_RESP) ||
	    draft_status(draft) == SMPP_ESME_ROK ||
	    draft_status(draft) == SMPP_ESME_RX_T_APPN)
		return 0;
	draft_put(draft, STATUS_AT, SMPP_ESME_RX_T_APPN);
	return 1;
}
