/* SPDX-License-Identifier: MIT */
/*
 * Owns: the names of commands, statuses, TLVs and states.
 * Must not know: PDUs.
 *
 * A table row holds a number and the offset of its name in a pool of strings: no pointers, so a
 * shared library has nothing to relocate. The pools are structs of character arrays, one member
 * for each name, which is how C99 counts the offsets for us.
 */
#include <smpp/const.h>

/* clang-format off */

/* By command_id, ascending. */
#define COMMANDS(XX) \
	XX(bind_receiver, SMPP_BIND_RECEIVER) \
	XX(bind_transmitter, SMPP_BIND_TRANSMITTER) \
	XX(query_sm, SMPP_QUERY_SM) \
	XX(submit_sm, SMPP_SUBMIT_SM) \
	XX(deliver_sm, SMPP_DELIVER_SM) \
	XX(unbind, SMPP_UNBIND) \
	XX(replace_sm, SMPP_REPLACE_SM) \
	XX(cancel_sm, SMPP_CANCEL_SM) \
	XX(bind_transceiver, SMPP_BIND_TRANSCEIVER) \
	XX(outbind, SMPP_OUTBIND) \
	XX(enquire_link, SMPP_ENQUIRE_LINK) \
	XX(submit_multi, SMPP_SUBMIT_MULTI) \
	XX(param_retrieve, SMPP_PARAM_RETRIEVE) \
	XX(query_last_msgs, SMPP_QUERY_LAST_MSGS) \
	XX(query_msg_details, SMPP_QUERY_MSG_DETAILS) \
	XX(alert_notification, SMPP_ALERT_NOTIFICATION) \
	XX(data_sm, SMPP_DATA_SM) \
	XX(broadcast_sm, SMPP_BROADCAST_SM) \
	XX(query_broadcast_sm, SMPP_QUERY_BROADCAST_SM) \
	XX(cancel_broadcast_sm, SMPP_CANCEL_BROADCAST_SM) \
	XX(generic_nack, SMPP_GENERIC_NACK) \
	XX(bind_receiver_resp, SMPP_BIND_RECEIVER_RESP) \
	XX(bind_transmitter_resp, SMPP_BIND_TRANSMITTER_RESP) \
	XX(query_sm_resp, SMPP_QUERY_SM_RESP) \
	XX(submit_sm_resp, SMPP_SUBMIT_SM_RESP) \
	XX(deliver_sm_resp, SMPP_DELIVER_SM_RESP) \
	XX(unbind_resp, SMPP_UNBIND_RESP) \
	XX(replace_sm_resp, SMPP_REPLACE_SM_RESP) \
	XX(cancel_sm_resp, SMPP_CANCEL_SM_RESP) \
	XX(bind_transceiver_resp, SMPP_BIND_TRANSCEIVER_RESP) \
	XX(enquire_link_resp, SMPP_ENQUIRE_LINK_RESP) \
	XX(submit_multi_resp, SMPP_SUBMIT_MULTI_RESP) \
	XX(param_retrieve_resp, SMPP_PARAM_RETRIEVE_RESP) \
	XX(query_last_msgs_resp, SMPP_QUERY_LAST_MSGS_RESP) \
	XX(query_msg_details_resp, SMPP_QUERY_MSG_DETAILS_RESP) \
	XX(data_sm_resp, SMPP_DATA_SM_RESP) \
	XX(broadcast_sm_resp, SMPP_BROADCAST_SM_RESP) \
	XX(query_broadcast_sm_resp, SMPP_QUERY_BROADCAST_SM_RESP) \
	XX(cancel_broadcast_sm_resp, SMPP_CANCEL_BROADCAST_SM_RESP)

/* By value, ascending. The third column is smpp_status_text. */
#define STATUSES(XX) \
	XX(ESME_ROK, SMPP_ESME_ROK, "success") \
	XX(ESME_RINVMSGLEN, SMPP_ESME_RINVMSGLEN, "user data length not acceptable") \
	XX(ESME_RINVCMDLEN, SMPP_ESME_RINVCMDLEN, \
	   "command_length impossible or unacceptable for the PDU") \
	XX(ESME_RINVCMDID, SMPP_ESME_RINVCMDID, "command_id unknown or not supported") \
	XX(ESME_RINVBNDSTS, SMPP_ESME_RINVBNDSTS, \
	   "PDU not allowed in the present session state") \
	XX(ESME_RALYBND, SMPP_ESME_RALYBND, "bind request in a session that is already bound") \
	XX(ESME_RINVPRTFLG, SMPP_ESME_RINVPRTFLG, "priority_flag value illegal or unsupported") \
	XX(ESME_RINVREGDLVFLG, SMPP_ESME_RINVREGDLVFLG, \
	   "registered_delivery value illegal, or the requested receipt is disabled") \
	XX(ESME_RSYSERR, SMPP_ESME_RSYSERR, "internal failure") \
	XX(ESME_RINVPAR, SMPP_ESME_RINVPAR, "invalid parameter") \
	XX(ESME_RINVSRCADR, SMPP_ESME_RINVSRCADR, "source address invalid") \
	XX(ESME_RINVDSTADR, SMPP_ESME_RINVDSTADR, "destination address invalid") \
	XX(ESME_RINVMSGID, SMPP_ESME_RINVMSGID, "message_id invalid or unknown") \
	XX(ESME_RBINDFAIL, SMPP_ESME_RBINDFAIL, "bind refused, general case") \
	XX(ESME_RINVPASWD, SMPP_ESME_RINVPASWD, "password field invalid") \
	XX(ESME_RINVSYSID, SMPP_ESME_RINVSYSID, "system_id field invalid") \
	XX(ESME_RCANCELFAIL, SMPP_ESME_RCANCELFAIL, "cancel_sm failed, general case") \
	XX(ESME_RINVDATFMT, SMPP_ESME_RINVDATFMT, "invalid date format") \
	XX(ESME_RREPLACEFAIL, SMPP_ESME_RREPLACEFAIL, "replace_sm failed, general case") \
	XX(ESME_RMSGQFUL, SMPP_ESME_RMSGQFUL, \
	   "queue or storage limit reached, per destination or overall") \
	XX(ESME_RINVSERTYP, SMPP_ESME_RINVSERTYP, \
	   "service_type not recognised or of wrong length") \
	XX(ESME_RCNTRETRPARAM, SMPP_ESME_RCNTRETRPARAM, "param_retrieve failed") \
	XX(ESME_EINVPARAMLEN, SMPP_ESME_EINVPARAMLEN, "wrong length of the parameter name") \
	XX(ESME_RINVNUMDESTS, SMPP_ESME_RINVNUMDESTS, "number_of_dests invalid") \
	XX(ESME_RINVDLNAME, SMPP_ESME_RINVDLNAME, "distribution list name invalid or unknown") \
	XX(ESME_RINVDESTFLAG, SMPP_ESME_RINVDESTFLAG, "dest_flag invalid") \
	XX(ESME_RINVSUBREP, SMPP_ESME_RINVSUBREP, \
	   "submit-with-replace not supported, not appropriate or denied") \
	XX(ESME_RINVESMCLASS, SMPP_ESME_RINVESMCLASS, "esm_class value invalid or unsupported") \
	XX(ESME_RCNTSUBDL, SMPP_ESME_RCNTSUBDL, \
	   "distribution lists not supported, denied or unavailable") \
	XX(ESME_RSUBMITFAIL, SMPP_ESME_RSUBMITFAIL, \
	   "submit_sm, data_sm or submit_multi failed, general case") \
	XX(ESME_RINVSRCADDRLEN, SMPP_ESME_RINVSRCADDRLEN, "wrong source address length") \
	XX(ESME_RINVDSTADDRLEN, SMPP_ESME_RINVDSTADDRLEN, "wrong destination address length") \
	XX(ESME_RINVSRCTON, SMPP_ESME_RINVSRCTON, "source TON invalid or unsupported") \
	XX(ESME_RINVSRCNPI, SMPP_ESME_RINVSRCNPI, "source NPI invalid or unsupported") \
	XX(ESME_RINVDSTTON, SMPP_ESME_RINVDSTTON, "destination TON invalid or unsupported") \
	XX(ESME_RINVDSTNPI, SMPP_ESME_RINVDSTNPI, "destination NPI invalid or unsupported") \
	XX(ESME_RINVESMTYPE, SMPP_ESME_RINVESMTYPE, "invalid ESM type") \
	XX(ESME_RINVSYSTYP, SMPP_ESME_RINVSYSTYP, \
	   "system_type of wrong length or with illegal characters") \
	XX(ESME_RINVREPFLAG, SMPP_ESME_RINVREPFLAG, \
	   "replace_if_present_flag invalid or unsupported") \
	XX(ESME_RINVNUMMSGS, SMPP_ESME_RINVNUMMSGS, "invalid number of messages") \
	XX(ESME_RLIMITEXCEED, SMPP_ESME_RLIMITEXCEED, \
	   "transaction limit of the session exceeded") \
	XX(ESME_RTXNOTALLOWD, SMPP_ESME_RTXNOTALLOWD, "transaction not allowed") \
	XX(ESME_RTHROTTLED, SMPP_ESME_RTHROTTLED, "rate limit exceeded") \
	XX(ESME_RTXEXCEED, SMPP_ESME_RTXEXCEED, "transaction limit of that operation exceeded") \
	XX(ESME_RINVSCHED, SMPP_ESME_RINVSCHED, \
	   "schedule_delivery_time of wrong length or invalid") \
	XX(ESME_RINVEXPIRY, SMPP_ESME_RINVEXPIRY, "validity_period of wrong length or invalid") \
	XX(ESME_RINVDFTMSGID, SMPP_ESME_RINVDFTMSGID, \
	   "predefined message id invalid or not found") \
	XX(ESME_RX_T_APPN, SMPP_ESME_RX_T_APPN, "ESME cannot take the delivery now") \
	XX(ESME_RX_P_APPN, SMPP_ESME_RX_P_APPN, \
	   "ESME refuses, and so for all that waits for this destination") \
	XX(ESME_RX_R_APPN, SMPP_ESME_RX_R_APPN, "ESME rejects this message") \
	XX(ESME_RQUERYFAIL, SMPP_ESME_RQUERYFAIL, "query_sm failed, general case") \
	XX(ESME_RINVTLVSTREAM, SMPP_ESME_RINVTLVSTREAM, "the TLV part cannot be decoded") \
	XX(ESME_RTLVNOTALLWD, SMPP_ESME_RTLVNOTALLWD, "TLV used where it is not allowed") \
	XX(ESME_RINVTLVLEN, SMPP_ESME_RINVTLVLEN, "a TLV has an invalid length") \
	XX(ESME_RMISSINGTLV, SMPP_ESME_RMISSINGTLV, "a TLV that is required here is missing") \
	XX(ESME_RINVTLVVAL, SMPP_ESME_RINVTLVVAL, "a TLV value is invalid") \
	XX(ESME_RDELIVERYFAILURE, SMPP_ESME_RDELIVERYFAILURE, \
	   "transaction-mode delivery failed") \
	XX(ESME_RUNKNOWNERR, SMPP_ESME_RUNKNOWNERR, "unspecified error") \
	XX(ESME_RSERTYPUNAUTH, SMPP_ESME_RSERTYPUNAUTH, \
	   "ESME not authorised for the service_type") \
	XX(ESME_RPROHIBITED, SMPP_ESME_RPROHIBITED, \
	   "operation recognised but denied to this ESME") \
	XX(ESME_RSERTYPUNAVAIL, SMPP_ESME_RSERTYPUNAVAIL, \
	   "service_type temporarily out of service") \
	XX(ESME_RSERTYPDENIED, SMPP_ESME_RSERTYPDENIED, \
	   "service_type denied because of the message content") \
	XX(ESME_RINVDCS, SMPP_ESME_RINVDCS, "data_coding invalid or unsupported") \
	XX(ESME_RINVSRCADDRSUBUNIT, SMPP_ESME_RINVSRCADDRSUBUNIT, "source_addr_subunit invalid") \
	XX(ESME_RINVDSTADDRSUBUNIT, SMPP_ESME_RINVDSTADDRSUBUNIT, "dest_addr_subunit invalid") \
	XX(ESME_RINVBCASTFREQINT, SMPP_ESME_RINVBCASTFREQINT, \
	   "broadcast_frequency_interval invalid or unsupported") \
	XX(ESME_RINVBCASTALIAS_NAME, SMPP_ESME_RINVBCASTALIAS_NAME, \
	   "broadcast area alias of wrong length or with bad characters") \
	XX(ESME_RINVBCASTAREAFMT, SMPP_ESME_RINVBCASTAREAFMT, \
	   "broadcast area format invalid or unsupported") \
	XX(ESME_RINVNUMBCAST_AREAS, SMPP_ESME_RINVNUMBCAST_AREAS, \
	   "number of broadcast areas invalid or unsupported") \
	XX(ESME_RINVBCASTCNTTYPE, SMPP_ESME_RINVBCASTCNTTYPE, \
	   "broadcast_content_type invalid or unsupported") \
	XX(ESME_RINVBCASTMSGCLASS, SMPP_ESME_RINVBCASTMSGCLASS, \
	   "broadcast_message_class invalid or unsupported") \
	XX(ESME_RBCASTFAIL, SMPP_ESME_RBCASTFAIL, "broadcast_sm failed, general case") \
	XX(ESME_RBCASTQUERYFAIL, SMPP_ESME_RBCASTQUERYFAIL, \
	   "query_broadcast_sm failed, general case") \
	XX(ESME_RBCASTCANCELFAIL, SMPP_ESME_RBCASTCANCELFAIL, \
	   "cancel_broadcast_sm failed, general case") \
	XX(ESME_RINVBCAST_REP, SMPP_ESME_RINVBCAST_REP, \
	   "broadcast_rep_num invalid or unsupported") \
	XX(ESME_RINVBCASTSRVGRP, SMPP_ESME_RINVBCASTSRVGRP, \
	   "broadcast_service_group invalid or unsupported") \
	XX(ESME_RINVBCASTCHANIND, SMPP_ESME_RINVBCASTCHANIND, \
	   "broadcast_channel_indicator invalid or unsupported")

/* By tag, ascending. */
#define TLVS(XX) \
	XX(dest_addr_subunit, SMPP_TLV_DEST_ADDR_SUBUNIT) \
	XX(dest_network_type, SMPP_TLV_DEST_NETWORK_TYPE) \
	XX(dest_bearer_type, SMPP_TLV_DEST_BEARER_TYPE) \
	XX(dest_telematics_id, SMPP_TLV_DEST_TELEMATICS_ID) \
	XX(source_addr_subunit, SMPP_TLV_SOURCE_ADDR_SUBUNIT) \
	XX(source_network_type, SMPP_TLV_SOURCE_NETWORK_TYPE) \
	XX(source_bearer_type, SMPP_TLV_SOURCE_BEARER_TYPE) \
	XX(source_telematics_id, SMPP_TLV_SOURCE_TELEMATICS_ID) \
	XX(qos_time_to_live, SMPP_TLV_QOS_TIME_TO_LIVE) \
	XX(payload_type, SMPP_TLV_PAYLOAD_TYPE) \
	XX(additional_status_info_text, SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT) \
	XX(receipted_message_id, SMPP_TLV_RECEIPTED_MESSAGE_ID) \
	XX(ms_msg_wait_facilities, SMPP_TLV_MS_MSG_WAIT_FACILITIES) \
	XX(privacy_indicator, SMPP_TLV_PRIVACY_INDICATOR) \
	XX(source_subaddress, SMPP_TLV_SOURCE_SUBADDRESS) \
	XX(dest_subaddress, SMPP_TLV_DEST_SUBADDRESS) \
	XX(user_message_reference, SMPP_TLV_USER_MESSAGE_REFERENCE) \
	XX(user_response_code, SMPP_TLV_USER_RESPONSE_CODE) \
	XX(source_port, SMPP_TLV_SOURCE_PORT) \
	XX(dest_port, SMPP_TLV_DEST_PORT) \
	XX(sar_msg_ref_num, SMPP_TLV_SAR_MSG_REF_NUM) \
	XX(language_indicator, SMPP_TLV_LANGUAGE_INDICATOR) \
	XX(sar_total_segments, SMPP_TLV_SAR_TOTAL_SEGMENTS) \
	XX(sar_segment_seqnum, SMPP_TLV_SAR_SEGMENT_SEQNUM) \
	XX(sc_interface_version, SMPP_TLV_SC_INTERFACE_VERSION) \
	XX(callback_num_pres_ind, SMPP_TLV_CALLBACK_NUM_PRES_IND) \
	XX(callback_num_atag, SMPP_TLV_CALLBACK_NUM_ATAG) \
	XX(number_of_messages, SMPP_TLV_NUMBER_OF_MESSAGES) \
	XX(callback_num, SMPP_TLV_CALLBACK_NUM) \
	XX(dpf_result, SMPP_TLV_DPF_RESULT) \
	XX(set_dpf, SMPP_TLV_SET_DPF) \
	XX(ms_availability_status, SMPP_TLV_MS_AVAILABILITY_STATUS) \
	XX(network_error_code, SMPP_TLV_NETWORK_ERROR_CODE) \
	XX(message_payload, SMPP_TLV_MESSAGE_PAYLOAD) \
	XX(delivery_failure_reason, SMPP_TLV_DELIVERY_FAILURE_REASON) \
	XX(more_messages_to_send, SMPP_TLV_MORE_MESSAGES_TO_SEND) \
	XX(message_state, SMPP_TLV_MESSAGE_STATE) \
	XX(congestion_state, SMPP_TLV_CONGESTION_STATE) \
	XX(ussd_service_op, SMPP_TLV_USSD_SERVICE_OP) \
	XX(broadcast_channel_indicator, SMPP_TLV_BROADCAST_CHANNEL_INDICATOR) \
	XX(broadcast_content_type, SMPP_TLV_BROADCAST_CONTENT_TYPE) \
	XX(broadcast_content_type_info, SMPP_TLV_BROADCAST_CONTENT_TYPE_INFO) \
	XX(broadcast_message_class, SMPP_TLV_BROADCAST_MESSAGE_CLASS) \
	XX(broadcast_rep_num, SMPP_TLV_BROADCAST_REP_NUM) \
	XX(broadcast_frequency_interval, SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL) \
	XX(broadcast_area_identifier, SMPP_TLV_BROADCAST_AREA_IDENTIFIER) \
	XX(broadcast_error_status, SMPP_TLV_BROADCAST_ERROR_STATUS) \
	XX(broadcast_area_success, SMPP_TLV_BROADCAST_AREA_SUCCESS) \
	XX(broadcast_end_time, SMPP_TLV_BROADCAST_END_TIME) \
	XX(broadcast_service_group, SMPP_TLV_BROADCAST_SERVICE_GROUP) \
	XX(billing_identification, SMPP_TLV_BILLING_IDENTIFICATION) \
	XX(source_network_id, SMPP_TLV_SOURCE_NETWORK_ID) \
	XX(dest_network_id, SMPP_TLV_DEST_NETWORK_ID) \
	XX(source_node_id, SMPP_TLV_SOURCE_NODE_ID) \
	XX(dest_node_id, SMPP_TLV_DEST_NODE_ID) \
	XX(dest_addr_np_resolution, SMPP_TLV_DEST_ADDR_NP_RESOLUTION) \
	XX(dest_addr_np_information, SMPP_TLV_DEST_ADDR_NP_INFORMATION) \
	XX(dest_addr_np_country, SMPP_TLV_DEST_ADDR_NP_COUNTRY) \
	XX(display_time, SMPP_TLV_DISPLAY_TIME) \
	XX(sms_signal, SMPP_TLV_SMS_SIGNAL) \
	XX(ms_validity, SMPP_TLV_MS_VALIDITY) \
	XX(alert_on_message_delivery, SMPP_TLV_ALERT_ON_MESSAGE_DELIVERY) \
	XX(its_reply_type, SMPP_TLV_ITS_REPLY_TYPE) \
	XX(its_session_info, SMPP_TLV_ITS_SESSION_INFO)

/* By value: 0, 1, ... */
#define MESSAGE_STATES(XX) \
	XX(SCHEDULED, SMPP_MESSAGE_STATE_SCHEDULED) \
	XX(ENROUTE, SMPP_MESSAGE_STATE_ENROUTE) \
	XX(DELIVERED, SMPP_MESSAGE_STATE_DELIVERED) \
	XX(EXPIRED, SMPP_MESSAGE_STATE_EXPIRED) \
	XX(DELETED, SMPP_MESSAGE_STATE_DELETED) \
	XX(UNDELIVERABLE, SMPP_MESSAGE_STATE_UNDELIVERABLE) \
	XX(ACCEPTED, SMPP_MESSAGE_STATE_ACCEPTED) \
	XX(UNKNOWN, SMPP_MESSAGE_STATE_UNKNOWN) \
	XX(REJECTED, SMPP_MESSAGE_STATE_REJECTED) \
	XX(SKIPPED, SMPP_MESSAGE_STATE_SKIPPED)

#define NAME_MEMBER(name, ...) char name[sizeof #name];
#define NAME_VALUE(name, ...) #name,
#define TEXT_MEMBER(name, value, text) char name[sizeof text];
#define TEXT_VALUE(name, value, text) text,

static const struct command_names { COMMANDS(NAME_MEMBER) } command_names = { COMMANDS(NAME_VALUE) };
static const struct status_names { STATUSES(NAME_MEMBER) } status_names = { STATUSES(NAME_VALUE) };
static const struct status_texts { STATUSES(TEXT_MEMBER) } status_texts = { STATUSES(TEXT_VALUE) };
static const struct tlv_names { TLVS(NAME_MEMBER) } tlv_names = { TLVS(NAME_VALUE) };
static const struct state_names { MESSAGE_STATES(NAME_MEMBER) } state_names = {
	MESSAGE_STATES(NAME_VALUE)
};

struct row {
	uint32_t value;
	uint16_t name; /* offset into the names */
	uint16_t text; /* offset into the texts, where there are any */
};

#define COMMAND_ROW(name, value) { value, offsetof(struct command_names, name), 0 },
#define STATUS_ROW(name, value, text) \
	{ value, offsetof(struct status_names, name), offsetof(struct status_texts, name) },
#define TLV_ROW(name, value) { value, offsetof(struct tlv_names, name), 0 },
#define STATE_ROW(name, value) { value, offsetof(struct state_names, name), 0 },

static const struct row command_rows[] = { COMMANDS(COMMAND_ROW) };
static const struct row status_rows[] = { STATUSES(STATUS_ROW) };
static const struct row tlv_rows[] = { TLVS(TLV_ROW) };
static const struct row state_rows[] = { MESSAGE_STATES(STATE_ROW) };

/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The row with that value, or NULL. rows ascend by value. */
static const struct row *find(const struct row *rows, size_t count, uint32_t value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && rows[low].value == value ? &rows[low] : NULL;
}

const char *smpp_version(void)
{
	return SMPP_VERSION_STRING;
}

const char *smpp_command_name(uint32_t command_id)
{
	const struct row *row = find(command_rows, COUNT(command_rows), command_id);

	return row != NULL ? (const char *)&command_names + row->name : NULL;
}

const char *smpp_status_name(uint32_t command_status)
{
	const struct row *row = find(status_rows, COUNT(status_rows), command_status);

	return row != NULL ? (const char *)&status_names + row->name : NULL;
}

enum smpp_status_class smpp_status_class(uint32_t command_status)
{
	switch (command_status) {
	case SMPP_ESME_ROK: return SMPP_STATUS_OK;
	case SMPP_ESME_RSYSERR:
	case SMPP_ESME_RMSGQFUL:
	case SMPP_ESME_RTHROTTLED:
	case SMPP_ESME_RX_T_APPN:
	case SMPP_ESME_RSERTYPUNAVAIL: return SMPP_STATUS_TEMPORARY;
	default: return SMPP_STATUS_FAILED;
	}
}

const char *smpp_status_text(uint32_t command_status)
{
	const struct row *row = find(status_rows, COUNT(status_rows), command_status);

	return row != NULL ? (const char *)&status_texts + row->text : NULL;
}

const char *smpp_tlv_name(uint16_t tag)
{
	const struct row *row = find(tlv_rows, COUNT(tlv_rows), tag);

	return row != NULL ? (const char *)&tlv_names + row->name : NULL;
}

const char *smpp_message_state_name(uint8_t message_state)
{
	const struct row *row = find(state_rows, COUNT(state_rows), message_state);

	return row != NULL ? (const char *)&state_names + row->name : NULL;
}
