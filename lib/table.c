/* SPDX-License-Identifier: MIT */
/*
 * Owns: THE table. Must not know: how octets are walked.
 *
 * To add a field, add its row to the command's block; to add a TLV, one row among the TLVs. The
 * numbers are those of the specifications' PDU tables; tests compare every row with a reference.
 */
#include "table.h"

/* clang-format off */

/* Every field, with the section of SMPP 3.4 that defines it. */
#define FIELDS(XX) \
	XX(command_length, "5.1.1") \
	XX(command_id, "5.1.2") \
	XX(command_status, "5.1.3") \
	XX(sequence_number, "5.1.4") \
	XX(system_id, "5.2.1") \
	XX(password, "5.2.2") \
	XX(system_type, "5.2.3") \
	XX(interface_version, "5.2.4") \
	XX(addr_ton, "5.2.5") \
	XX(addr_npi, "5.2.6") \
	XX(address_range, "5.2.7") \
	XX(message_id, "5.2.23") \
	XX(source_addr_ton, "5.2.5") \
	XX(source_addr_npi, "5.2.6") \
	XX(source_addr, "5.2.8") \
	XX(final_date, "4.8.2") \
	XX(message_state, "5.2.28") \
	XX(error_code, "4.8.2") \
	XX(service_type, "5.2.11") \
	XX(dest_addr_ton, "5.2.5") \
	XX(dest_addr_npi, "5.2.6") \
	XX(destination_addr, "5.2.9") \
	XX(esm_class, "5.2.12") \
	XX(protocol_id, "5.2.13") \
	XX(priority_flag, "5.2.14") \
	XX(schedule_delivery_time, "5.2.15") \
	XX(validity_period, "5.2.16") \
	XX(registered_delivery, "5.2.17") \
	XX(replace_if_present_flag, "5.2.18") \
	XX(data_coding, "5.2.19") \
	XX(sm_default_msg_id, "5.2.20") \
	XX(sm_length, "5.2.21") \
	XX(short_message, "5.2.22") \
	XX(number_of_dests, "5.2.24") \
	XX(dest_address, "4.5.1.1") \
	XX(no_unsuccess, "5.2.26") \
	XX(unsuccess_sme, "4.5.2.1") \
	XX(param_name, "3.3") \
	XX(param_value, "3.3") \
	XX(num_messages, "3.3") \
	XX(number_msgs, "3.3") \
	XX(message_details, "3.3") \
	XX(esme_addr_ton, "5.2.5") \
	XX(esme_addr_npi, "5.2.6") \
	XX(esme_addr, "5.2.10") \
	XX(dest_flag, "5.2.25") \
	XX(dl_name, "5.2.27") \
	XX(error_status_code, "5.1.3")

#define NAME_MEMBER(name, section) char name[sizeof #name];
#define NAME_VALUE(name, section) #name,
#define SECTION_MEMBER(name, section) char name[sizeof section];
#define SECTION_VALUE(name, section) section,

static const struct field_names { FIELDS(NAME_MEMBER) } field_names = { FIELDS(NAME_VALUE) };
static const struct field_sections { FIELDS(SECTION_MEMBER) } field_sections = {
	FIELDS(SECTION_VALUE)
};

const struct smpp__rule smpp__rules[SMPP__RULES] = {
	/*                 low  mask  top: 3.3, 3.4, 5.0  reserved bits */
	[ANY]           = { 0, 0xFF, { 255, 255, 255 }, { 0, 0, 0 } },
	[PRIORITY]      = { 0, 0xFF, {   1,   3,   4 }, { 0, 0, 0 } },
	[REGISTERED]    = { 0, 0x03, {   1,   2,   3 }, { 0xFC, 0xE0, 0xE0 } },
	[FLAG]          = { 0, 0xFF, {   1,   1,   1 }, { 0, 0, 0 } },
	[REPLACE_MULTI] = { 0, 0xFF, {   1,   0,   1 }, { 0, 0, 0 } },
	[DEFAULT_ID]    = { 0, 0xFF, { 100, 254, 255 }, { 0, 0, 0 } },
	[TEXT_LENGTH]   = { 0, 0xFF, { 160, 254, 255 }, { 0, 0, 0 } },
	[DESTS]         = { 1, 0xFF, { 255, 254, 255 }, { 0, 0, 0 } },
};

/* name, section, offset, status, max, kind, rule, tail, run */
#define ROW(type, name, kind, max33, max34, max50, status, rule, tail, run) \
	{ offsetof(struct field_names, name), offsetof(struct field_sections, name), \
	  offsetof(struct type, name), status, { max33, max34, max50 }, kind, rule, tail, run }
#define U8(type, name, status, rule) ROW(type, name, SMPP__U8, 1, 1, 1, status, rule, 0, 0)
#define RUN(run, type, name, status, rule) \
	ROW(type, name, SMPP__U8, 1, 1, 1, status, rule, 0, run)
#define U32(type, name, status, rule) ROW(type, name, SMPP__U32, 4, 4, 4, status, rule, 0, 0)
#define COUNT(type, name, status, rule) ROW(type, name, SMPP__COUNT, 1, 1, 1, status, rule, 0, 0)
#define TAIL_COUNT(type, name, status) ROW(type, name, SMPP__COUNT, 1, 1, 1, status, ANY, 1, 0)
#define DEST_FLAG(type, name, status) \
	ROW(type, name, SMPP__DEST_FLAG, 1, 1, 1, status, ANY, 0, 0)
#define CSTRING(type, name, max33, max34, max50, status) \
	ROW(type, name, SMPP__CSTRING, max33, max34, max50, status, ANY, 0, 0)
#define TAIL_CSTRING(type, name, max33, max34, max50, status) \
	ROW(type, name, SMPP__CSTRING, max33, max34, max50, status, ANY, 1, 0)
#define TIME(type, name, max33, max34, max50, status) \
	ROW(type, name, SMPP__TIME, max33, max34, max50, status, ANY, 0, 0)
#define OCTETS(type, name, max33, max34, max50, status) \
	ROW(type, name, SMPP__OCTETS, max33, max34, max50, status, ANY, 0, 0)
#define LIST(type, name, kind, max33, max34, max50, status) \
	ROW(type, name, kind, max33, max34, max50, status, ANY, 0, 0)
#define LENGTH(name, status, rule) \
	{ offsetof(struct field_names, name), offsetof(struct field_sections, name), \
	  0, status, { 1, 1, 1 }, SMPP__LENGTH, rule, 0, 0 }

static const struct fields {
	struct smpp__field bind[7];
	struct smpp__field bind_resp[1];
	struct smpp__field query_sm[4];
	struct smpp__field query_sm_resp[4];
	struct smpp__field submit_sm[18];
	struct smpp__field submit_sm_resp[1];
	struct smpp__field deliver_sm[18];
	struct smpp__field deliver_sm_resp[1];
	struct smpp__field replace_sm[10];
	struct smpp__field cancel_sm[8];
	struct smpp__field outbind[2];
	struct smpp__field submit_multi[17];
	struct smpp__field submit_multi_resp[3];
	struct smpp__field param_retrieve[1];
	struct smpp__field param_retrieve_resp[1];
	struct smpp__field query_last_msgs[4];
	struct smpp__field query_last_msgs_resp[2];
	struct smpp__field query_msg_details[5];
	struct smpp__field query_msg_details_resp[18];
	struct smpp__field alert_notification[6];
	struct smpp__field data_sm[10];
	struct smpp__field data_sm_resp[1];
	struct smpp__field broadcast_sm[11];
	struct smpp__field broadcast_message_id[1];
	struct smpp__field query_broadcast_sm[4];
	struct smpp__field cancel_broadcast_sm[5];
	struct smpp__field dest_sme[4];
	struct smpp__field dest_dl[2];
	struct smpp__field unsuccess_sme[4];
	struct smpp__field message_detail[1];
	struct smpp__field header_only[1]; /* no command has it: count is 0 */
} fields = {
	/* bind_receiver, bind_transmitter, bind_transceiver */
	.bind = {
		CSTRING(smpp_bind, system_id, 16, 16, 16, SMPP_ESME_RINVSYSID),
		CSTRING(smpp_bind, password, 9, 9, 9, SMPP_ESME_RINVPASWD),
		CSTRING(smpp_bind, system_type, 13, 13, 13, SMPP_ESME_RINVSYSTYP),
		RUN(3, smpp_bind, interface_version, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_bind, addr_ton, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_bind, addr_npi, SMPP_ESME_RINVCMDLEN, ANY),
		TAIL_CSTRING(smpp_bind, address_range, 41, 41, 41, SMPP_ESME_RBINDFAIL),
	},
	/* bind_receiver_resp, bind_transmitter_resp, bind_transceiver_resp */
	.bind_resp = {
		CSTRING(smpp_bind_resp, system_id, 16, 16, 16, SMPP_ESME_RINVSYSID),
	},
	.query_sm = {
		CSTRING(smpp_query_sm, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_query_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_query_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_query_sm, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
	},
	.query_sm_resp = {
		CSTRING(smpp_query_sm_resp, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
		CSTRING(smpp_query_sm_resp, final_date, 17, 17, 17, SMPP_ESME_RINVCMDLEN),
		RUN(2, smpp_query_sm_resp, message_state, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_query_sm_resp, error_code, SMPP_ESME_RINVCMDLEN, ANY),
	},
	.submit_sm = {
		CSTRING(smpp_sm, service_type, 6, 6, 6, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_sm, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
		RUN(2, smpp_sm, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_sm, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_sm, destination_addr, 21, 21, 21, SMPP_ESME_RINVDSTADR),
		RUN(3, smpp_sm, esm_class, SMPP_ESME_RINVESMCLASS, ANY),
		U8(smpp_sm, protocol_id, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_sm, priority_flag, SMPP_ESME_RINVPRTFLG, PRIORITY),
		TIME(smpp_sm, schedule_delivery_time, 17, 17, 17, SMPP_ESME_RINVSCHED),
		TIME(smpp_sm, validity_period, 17, 17, 17, SMPP_ESME_RINVEXPIRY),
		RUN(4, smpp_sm, registered_delivery, SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_sm, replace_if_present_flag, SMPP_ESME_RINVREPFLAG, FLAG),
		U8(smpp_sm, data_coding, SMPP_ESME_RINVDCS, ANY),
		U8(smpp_sm, sm_default_msg_id, SMPP_ESME_RINVDFTMSGID, DEFAULT_ID),
		LENGTH(sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
		OCTETS(smpp_sm, short_message, 160, 254, 255, SMPP_ESME_RINVMSGLEN),
	},
	.submit_sm_resp = {
		CSTRING(smpp_message_id, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
	},
	.deliver_sm = {
		CSTRING(smpp_sm, service_type, 6, 6, 6, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_sm, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
		RUN(2, smpp_sm, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_sm, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_sm, destination_addr, 21, 21, 21, SMPP_ESME_RINVDSTADR),
		RUN(3, smpp_sm, esm_class, SMPP_ESME_RINVESMCLASS, ANY),
		U8(smpp_sm, protocol_id, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_sm, priority_flag, SMPP_ESME_RINVPRTFLG, PRIORITY),
		TIME(smpp_sm, schedule_delivery_time, 17, 1, 17, SMPP_ESME_RINVSCHED),
		TIME(smpp_sm, validity_period, 17, 1, 17, SMPP_ESME_RINVEXPIRY),
		RUN(4, smpp_sm, registered_delivery, SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_sm, replace_if_present_flag, SMPP_ESME_RINVREPFLAG, FLAG),
		U8(smpp_sm, data_coding, SMPP_ESME_RINVDCS, ANY),
		U8(smpp_sm, sm_default_msg_id, SMPP_ESME_RINVDFTMSGID, DEFAULT_ID),
		LENGTH(sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
		OCTETS(smpp_sm, short_message, 160, 254, 255, SMPP_ESME_RINVMSGLEN),
	},
	.deliver_sm_resp = {
		CSTRING(smpp_message_id, message_id, 9, 1, 65, SMPP_ESME_RINVMSGID),
	},
	.replace_sm = {
		CSTRING(smpp_replace_sm, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_replace_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_replace_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_replace_sm, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
		TIME(smpp_replace_sm, schedule_delivery_time, 17, 17, 17, SMPP_ESME_RINVSCHED),
		TIME(smpp_replace_sm, validity_period, 17, 17, 17, SMPP_ESME_RINVEXPIRY),
		RUN(2, smpp_replace_sm, registered_delivery, SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_replace_sm, sm_default_msg_id, SMPP_ESME_RINVDFTMSGID, DEFAULT_ID),
		LENGTH(sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
		OCTETS(smpp_replace_sm, short_message, 160, 254, 255, SMPP_ESME_RINVMSGLEN),
	},
	.cancel_sm = {
		CSTRING(smpp_cancel_sm, service_type, 6, 6, 6, SMPP_ESME_RINVSERTYP),
		CSTRING(smpp_cancel_sm, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_cancel_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_cancel_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_cancel_sm, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
		RUN(2, smpp_cancel_sm, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_cancel_sm, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_cancel_sm, destination_addr, 21, 21, 21, SMPP_ESME_RINVDSTADR),
	},
	.outbind = {
		CSTRING(smpp_outbind, system_id, 0, 16, 16, SMPP_ESME_RINVSYSID),
		CSTRING(smpp_outbind, password, 0, 9, 9, SMPP_ESME_RINVPASWD),
	},
	.submit_multi = {
		CSTRING(smpp_submit_multi, service_type, 6, 6, 6, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_submit_multi, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_submit_multi, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_submit_multi, source_addr, 21, 21, 21, SMPP_ESME_RINVSRCADR),
		COUNT(smpp_submit_multi, number_of_dests, SMPP_ESME_RINVNUMDESTS, DESTS),
		LIST(smpp_submit_multi, dest_address, SMPP__DESTS, 6120, 6096, 6120,
			SMPP_ESME_RINVDESTFLAG),
		RUN(3, smpp_submit_multi, esm_class, SMPP_ESME_RINVESMCLASS, ANY),
		U8(smpp_submit_multi, protocol_id, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_submit_multi, priority_flag, SMPP_ESME_RINVPRTFLG, PRIORITY),
		TIME(smpp_submit_multi, schedule_delivery_time, 17, 17, 17, SMPP_ESME_RINVSCHED),
		TIME(smpp_submit_multi, validity_period, 17, 17, 17, SMPP_ESME_RINVEXPIRY),
		RUN(4, smpp_submit_multi, registered_delivery, SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_submit_multi, replace_if_present_flag, SMPP_ESME_RINVSUBREP, REPLACE_MULTI),
		U8(smpp_submit_multi, data_coding, SMPP_ESME_RINVDCS, ANY),
		U8(smpp_submit_multi, sm_default_msg_id, SMPP_ESME_RINVDFTMSGID, DEFAULT_ID),
		LENGTH(sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
		OCTETS(smpp_submit_multi, short_message, 160, 254, 255, SMPP_ESME_RINVMSGLEN),
	},
	.submit_multi_resp = {
		CSTRING(smpp_submit_multi_resp, message_id, 9, 65, 65, SMPP_ESME_RINVMSGID),
		TAIL_COUNT(smpp_submit_multi_resp, no_unsuccess, SMPP_ESME_RINVCMDLEN),
		LIST(smpp_submit_multi_resp, unsuccess_sme, SMPP__UNSUCCESS, 4600, 6858, 6885,
			SMPP_ESME_RINVCMDLEN),
	},
	.param_retrieve = {
		CSTRING(smpp_param_retrieve, param_name, 32, 0, 0, SMPP_ESME_EINVPARAMLEN),
	},
	.param_retrieve_resp = {
		CSTRING(smpp_param_retrieve_resp, param_value, 101, 0, 0, SMPP_ESME_RINVCMDLEN),
	},
	.query_last_msgs = {
		RUN(2, smpp_query_last_msgs, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_query_last_msgs, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_query_last_msgs, source_addr, 21, 0, 0, SMPP_ESME_RINVSRCADR),
		U8(smpp_query_last_msgs, num_messages, SMPP_ESME_RINVNUMMSGS, ANY),
	},
	.query_last_msgs_resp = {
		COUNT(smpp_query_last_msgs_resp, number_msgs, SMPP_ESME_RINVCMDLEN, ANY),
		LIST(smpp_query_last_msgs_resp, message_details, SMPP__MESSAGE_IDS, 2295, 0, 0,
			SMPP_ESME_RINVCMDLEN),
	},
	.query_msg_details = {
		CSTRING(smpp_query_msg_details, message_id, 9, 0, 0, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_query_msg_details, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_query_msg_details, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_query_msg_details, source_addr, 21, 0, 0, SMPP_ESME_RINVSRCADR),
		U8(smpp_query_msg_details, sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
	},
	.query_msg_details_resp = {
		CSTRING(smpp_query_msg_details_resp, service_type, 6, 0, 0, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_query_msg_details_resp, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_query_msg_details_resp, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_query_msg_details_resp, source_addr, 21, 0, 0, SMPP_ESME_RINVSRCADR),
		COUNT(smpp_query_msg_details_resp, number_of_dests, SMPP_ESME_RINVNUMDESTS, DESTS),
		LIST(smpp_query_msg_details_resp, dest_address, SMPP__DESTS, 6120, 0, 0,
			SMPP_ESME_RINVDESTFLAG),
		RUN(2, smpp_query_msg_details_resp, protocol_id, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_query_msg_details_resp, priority_flag, SMPP_ESME_RINVPRTFLG, PRIORITY),
		TIME(smpp_query_msg_details_resp, schedule_delivery_time, 17, 0, 0,
			SMPP_ESME_RINVSCHED),
		TIME(smpp_query_msg_details_resp, validity_period, 17, 0, 0, SMPP_ESME_RINVEXPIRY),
		RUN(2, smpp_query_msg_details_resp, registered_delivery,
			SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_query_msg_details_resp, data_coding, SMPP_ESME_RINVDCS, ANY),
		LENGTH(sm_length, SMPP_ESME_RINVMSGLEN, TEXT_LENGTH),
		OCTETS(smpp_query_msg_details_resp, short_message, 160, 0, 0, SMPP_ESME_RINVMSGLEN),
		CSTRING(smpp_query_msg_details_resp, message_id, 9, 0, 0, SMPP_ESME_RINVMSGID),
		CSTRING(smpp_query_msg_details_resp, final_date, 17, 0, 0, SMPP_ESME_RINVCMDLEN),
		RUN(2, smpp_query_msg_details_resp, message_state, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_query_msg_details_resp, error_code, SMPP_ESME_RINVCMDLEN, ANY),
	},
	.alert_notification = {
		RUN(2, smpp_alert_notification, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_alert_notification, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_alert_notification, source_addr, 0, 65, 65, SMPP_ESME_RINVSRCADR),
		RUN(2, smpp_alert_notification, esme_addr_ton, SMPP_ESME_RINVCMDLEN, ANY),
		U8(smpp_alert_notification, esme_addr_npi, SMPP_ESME_RINVCMDLEN, ANY),
		CSTRING(smpp_alert_notification, esme_addr, 0, 65, 65, SMPP_ESME_RINVDSTADR),
	},
	.data_sm = {
		CSTRING(smpp_data_sm, service_type, 0, 6, 6, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_data_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_data_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_data_sm, source_addr, 0, 65, 65, SMPP_ESME_RINVSRCADR),
		RUN(2, smpp_data_sm, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_data_sm, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_data_sm, destination_addr, 0, 65, 65, SMPP_ESME_RINVDSTADR),
		RUN(3, smpp_data_sm, esm_class, SMPP_ESME_RINVESMCLASS, ANY),
		U8(smpp_data_sm, registered_delivery, SMPP_ESME_RINVREGDLVFLG, REGISTERED),
		U8(smpp_data_sm, data_coding, SMPP_ESME_RINVDCS, ANY),
	},
	.data_sm_resp = {
		CSTRING(smpp_message_id, message_id, 0, 65, 65, SMPP_ESME_RINVMSGID),
	},
	.broadcast_sm = {
		CSTRING(smpp_broadcast_sm, service_type, 0, 0, 6, SMPP_ESME_RINVSERTYP),
		RUN(2, smpp_broadcast_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_broadcast_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_broadcast_sm, source_addr, 0, 0, 21, SMPP_ESME_RINVSRCADR),
		CSTRING(smpp_broadcast_sm, message_id, 0, 0, 65, SMPP_ESME_RINVMSGID),
		U8(smpp_broadcast_sm, priority_flag, SMPP_ESME_RINVPRTFLG, PRIORITY),
		TIME(smpp_broadcast_sm, schedule_delivery_time, 0, 0, 17, SMPP_ESME_RINVSCHED),
		TIME(smpp_broadcast_sm, validity_period, 0, 0, 17, SMPP_ESME_RINVEXPIRY),
		RUN(3, smpp_broadcast_sm, replace_if_present_flag, SMPP_ESME_RINVREPFLAG, FLAG),
		U8(smpp_broadcast_sm, data_coding, SMPP_ESME_RINVDCS, ANY),
		U8(smpp_broadcast_sm, sm_default_msg_id, SMPP_ESME_RINVDFTMSGID, DEFAULT_ID),
	},
	/* broadcast_sm_resp, query_broadcast_sm_resp */
	.broadcast_message_id = {
		CSTRING(smpp_message_id, message_id, 0, 0, 65, SMPP_ESME_RINVMSGID),
	},
	.query_broadcast_sm = {
		CSTRING(smpp_query_sm, message_id, 0, 0, 65, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_query_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_query_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_query_sm, source_addr, 0, 0, 21, SMPP_ESME_RINVSRCADR),
	},
	.cancel_broadcast_sm = {
		CSTRING(smpp_cancel_broadcast_sm, service_type, 0, 0, 6, SMPP_ESME_RINVSERTYP),
		CSTRING(smpp_cancel_broadcast_sm, message_id, 0, 0, 65, SMPP_ESME_RINVMSGID),
		RUN(2, smpp_cancel_broadcast_sm, source_addr_ton, SMPP_ESME_RINVSRCTON, ANY),
		U8(smpp_cancel_broadcast_sm, source_addr_npi, SMPP_ESME_RINVSRCNPI, ANY),
		CSTRING(smpp_cancel_broadcast_sm, source_addr, 0, 0, 21, SMPP_ESME_RINVSRCADR),
	},
	.dest_sme = {
		DEST_FLAG(smpp_dest_address, dest_flag, SMPP_ESME_RINVDESTFLAG),
		RUN(2, smpp_dest_address, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_dest_address, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_dest_address, destination_addr, 21, 21, 21, SMPP_ESME_RINVDSTADR),
	},
	.dest_dl = {
		DEST_FLAG(smpp_dest_address, dest_flag, SMPP_ESME_RINVDESTFLAG),
		CSTRING(smpp_dest_address, dl_name, 21, 21, 21, SMPP_ESME_RINVDLNAME),
	},
	.unsuccess_sme = {
		RUN(2, smpp_unsuccess_sme, dest_addr_ton, SMPP_ESME_RINVDSTTON, ANY),
		U8(smpp_unsuccess_sme, dest_addr_npi, SMPP_ESME_RINVDSTNPI, ANY),
		CSTRING(smpp_unsuccess_sme, destination_addr, 21, 21, 21, SMPP_ESME_RINVDSTADR),
		U32(smpp_unsuccess_sme, error_status_code, SMPP_ESME_RINVCMDLEN, ANY),
	},
	/* an entry is a struct smpp_span: the only member of struct smpp_message_id */
	.message_detail = {
		CSTRING(smpp_message_id, message_id, 9, 0, 0, SMPP_ESME_RINVMSGID),
	},
};

/* The place of a block in fields, counted in rows. */
#define FIRST(block) (offsetof(struct fields, block) / sizeof(struct smpp__field))
#define COUNT_OF(block) (sizeof(((struct fields *)NULL)->block) / sizeof(struct smpp__field))

/* One bit for each command that the TLV rows name. */
enum {
	SUBMIT_SM = 1 << 0,
	SUBMIT_MULTI = 1 << 1,
	DATA_SM = 1 << 2,
	DELIVER_SM = 1 << 3,
	REPLACE_SM = 1 << 4,
	BROADCAST_SM = 1 << 5,
	QUERY_BROADCAST_SM = 1 << 6,
	CANCEL_BROADCAST_SM = 1 << 7,
	ALERT_NOTIFICATION = 1 << 8,
	SUBMIT_SM_RESP = 1 << 9,
	SUBMIT_MULTI_RESP = 1 << 10,
	DATA_SM_RESP = 1 << 11,
	DELIVER_SM_RESP = 1 << 12,
	BROADCAST_SM_RESP = 1 << 13,
	QUERY_BROADCAST_SM_RESP = 1 << 14,
	BIND_RESP = 1 << 15,
	ANY_RESPONSE = 1 << 16,
	/* and the sets that occur often */
	SUBMIT = SUBMIT_SM | SUBMIT_MULTI | DATA_SM,
	DELIVER = DELIVER_SM | DATA_SM,
	MESSAGE = SUBMIT | DELIVER_SM,
	SUBMIT_RESP = SUBMIT_SM_RESP | SUBMIT_MULTI_RESP | DATA_SM_RESP,
	QUERY_BROADCAST = QUERY_BROADCAST_SM | QUERY_BROADCAST_SM_RESP
};

/* By id, ascending: name, id, first and last version, its bit, its block of fields, section. */
#define COMMANDS(XX) \
	XX(bind_receiver, SMPP_BIND_RECEIVER, V33, V50, 0, bind, "3.4, 4.1.3") \
	XX(bind_transmitter, SMPP_BIND_TRANSMITTER, V33, V50, 0, bind, "3.4, 4.1.1") \
	XX(query_sm, SMPP_QUERY_SM, V33, V50, 0, query_sm, "3.4, 4.8.1") \
	XX(submit_sm, SMPP_SUBMIT_SM, V33, V50, SUBMIT_SM, submit_sm, "3.4, 4.4.1") \
	XX(deliver_sm, SMPP_DELIVER_SM, V33, V50, DELIVER_SM, deliver_sm, "3.4, 4.6.1") \
	XX(unbind, SMPP_UNBIND, V33, V50, 0, header_only, "3.4, 4.2.1") \
	XX(replace_sm, SMPP_REPLACE_SM, V33, V50, REPLACE_SM, replace_sm, "3.4, 4.10.1") \
	XX(cancel_sm, SMPP_CANCEL_SM, V33, V50, 0, cancel_sm, "3.4, 4.9.1") \
	XX(bind_transceiver, SMPP_BIND_TRANSCEIVER, V34, V50, 0, bind, "3.4, 4.1.5") \
	XX(outbind, SMPP_OUTBIND, V34, V50, 0, outbind, "3.4, 4.1.7.1") \
	XX(enquire_link, SMPP_ENQUIRE_LINK, V33, V50, 0, header_only, "3.4, 4.11.1") \
	XX(submit_multi, SMPP_SUBMIT_MULTI, V33, V50, SUBMIT_MULTI, submit_multi, "3.4, 4.5.1") \
	XX(param_retrieve, SMPP_PARAM_RETRIEVE, V33, V33, 0, param_retrieve, "3.3") \
	XX(query_last_msgs, SMPP_QUERY_LAST_MSGS, V33, V33, 0, query_last_msgs, "3.3") \
	XX(query_msg_details, SMPP_QUERY_MSG_DETAILS, V33, V33, 0, query_msg_details, "3.3") \
	XX(alert_notification, SMPP_ALERT_NOTIFICATION, \
	   V34, V50, ALERT_NOTIFICATION, alert_notification, "3.4, 4.12.1") \
	XX(data_sm, SMPP_DATA_SM, V34, V50, DATA_SM, data_sm, "3.4, 4.7.1") \
	XX(broadcast_sm, SMPP_BROADCAST_SM, V50, V50, BROADCAST_SM, broadcast_sm, "5.0, 4.4.1.1") \
	XX(query_broadcast_sm, SMPP_QUERY_BROADCAST_SM, \
	   V50, V50, QUERY_BROADCAST_SM, query_broadcast_sm, "5.0, 4.4.2.1") \
	XX(cancel_broadcast_sm, SMPP_CANCEL_BROADCAST_SM, \
	   V50, V50, CANCEL_BROADCAST_SM, cancel_broadcast_sm, "5.0, 4.4.3.1") \
	XX(generic_nack, SMPP_GENERIC_NACK, V33, V50, 0, header_only, "3.4, 4.3.1") \
	XX(bind_receiver_resp, SMPP_BIND_RECEIVER_RESP, \
	   V33, V50, BIND_RESP, bind_resp, "3.4, 4.1.4") \
	XX(bind_transmitter_resp, SMPP_BIND_TRANSMITTER_RESP, \
	   V33, V50, BIND_RESP, bind_resp, "3.4, 4.1.2") \
	XX(query_sm_resp, SMPP_QUERY_SM_RESP, V33, V50, 0, query_sm_resp, "3.4, 4.8.2") \
	XX(submit_sm_resp, SMPP_SUBMIT_SM_RESP, \
	   V33, V50, SUBMIT_SM_RESP, submit_sm_resp, "3.4, 4.4.2") \
	XX(deliver_sm_resp, SMPP_DELIVER_SM_RESP, \
	   V33, V50, DELIVER_SM_RESP, deliver_sm_resp, "3.4, 4.6.2") \
	XX(unbind_resp, SMPP_UNBIND_RESP, V33, V50, 0, header_only, "3.4, 4.2.2") \
	XX(replace_sm_resp, SMPP_REPLACE_SM_RESP, V33, V50, 0, header_only, "3.4, 4.10.2") \
	XX(cancel_sm_resp, SMPP_CANCEL_SM_RESP, V33, V50, 0, header_only, "3.4, 4.9.2") \
	XX(bind_transceiver_resp, SMPP_BIND_TRANSCEIVER_RESP, \
	   V34, V50, BIND_RESP, bind_resp, "3.4, 4.1.6") \
	XX(enquire_link_resp, SMPP_ENQUIRE_LINK_RESP, V33, V50, 0, header_only, "3.4, 4.11.2") \
	XX(submit_multi_resp, SMPP_SUBMIT_MULTI_RESP, \
	   V33, V50, SUBMIT_MULTI_RESP, submit_multi_resp, "3.4, 4.5.2") \
	XX(param_retrieve_resp, SMPP_PARAM_RETRIEVE_RESP, \
	   V33, V33, 0, param_retrieve_resp, "3.3") \
	XX(query_last_msgs_resp, SMPP_QUERY_LAST_MSGS_RESP, \
	   V33, V33, 0, query_last_msgs_resp, "3.3") \
	XX(query_msg_details_resp, SMPP_QUERY_MSG_DETAILS_RESP, \
	   V33, V33, 0, query_msg_details_resp, "3.3") \
	XX(data_sm_resp, SMPP_DATA_SM_RESP, V34, V50, DATA_SM_RESP, data_sm_resp, "3.4, 4.7.2") \
	XX(broadcast_sm_resp, SMPP_BROADCAST_SM_RESP, \
	   V50, V50, BROADCAST_SM_RESP, broadcast_message_id, "5.0, 4.4.1.2") \
	XX(query_broadcast_sm_resp, SMPP_QUERY_BROADCAST_SM_RESP, \
	   V50, V50, QUERY_BROADCAST_SM_RESP, broadcast_message_id, "5.0, 4.4.2.2") \
	XX(cancel_broadcast_sm_resp, SMPP_CANCEL_BROADCAST_SM_RESP, \
	   V50, V50, 0, header_only, "5.0, 4.4.3.2")

#define SECTION_OF_MEMBER(name, id, since, last, bit, block, section) char name[sizeof section];
#define SECTION_OF_VALUE(name, id, since, last, bit, block, section) section,

static const struct command_sections { COMMANDS(SECTION_OF_MEMBER) } command_sections = {
	COMMANDS(SECTION_OF_VALUE)
};

#define ROWS_OF(block) \
	(FIRST(block) == FIRST(header_only) ? 0 : COUNT_OF(block))
#define COMMAND_ROW(name, id, since, last, bit, block, section) \
	{ id, bit, FIRST(block), ROWS_OF(block), since, last, \
	  offsetof(struct command_sections, name) },

#define COMMAND_MEMBER(name, id, since, last, bit, block, section) char name;
#define COMMAND_HINT(name, id, since, last, bit, block, section) \
	[SMPP__COMMAND_PLACE(id)] = offsetof(struct command_order, name),

const struct smpp__command smpp__commands[] = { COMMANDS(COMMAND_ROW) };

struct command_order { COMMANDS(COMMAND_MEMBER) };

const uint8_t smpp__command_hints[128] = { COMMANDS(COMMAND_HINT) };

/*
 * By tag, ascending: kind, fewest octets in 3.4, in 5.0, most octets in 3.4, in 5.0, status,
 * commands in 3.4, in 5.0, and those that must have it. source_telematics_id has 1 octet by both
 * texts; 2 are read in 5.0, because common stacks send them. data_sm without message_payload is
 * what 5.0 names as a case for ESME_RMISSINGTLV.
 */
#define TLVS(XX) \
	XX(SMPP_TLV_DEST_ADDR_SUBUNIT, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_DEST_NETWORK_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_DEST_BEARER_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_DEST_TELEMATICS_ID, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_SOURCE_ADDR_SUBUNIT, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_SOURCE_NETWORK_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_SOURCE_BEARER_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_SOURCE_TELEMATICS_ID, TLV_U8, 1, 1, 1, 2, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_QOS_TIME_TO_LIVE, TLV_U32, 4, 4, 4, 4, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_PAYLOAD_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT, TLV_STRING, 1, 1, 256, 256, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM_RESP, SUBMIT_RESP | DELIVER_SM_RESP, 0) \
	XX(SMPP_TLV_RECEIPTED_MESSAGE_ID, TLV_STRING, 1, 1, 65, 65, SMPP_ESME_RINVTLVLEN, \
	   DELIVER, DELIVER, 0) \
	XX(SMPP_TLV_MS_MSG_WAIT_FACILITIES, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, SUBMIT, 0) \
	XX(SMPP_TLV_PRIVACY_INDICATOR, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_SOURCE_SUBADDRESS, TLV_OCTETS, 2, 2, 23, 23, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_DEST_SUBADDRESS, TLV_OCTETS, 2, 2, 23, 23, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_USER_MESSAGE_REFERENCE, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM | QUERY_BROADCAST | CANCEL_BROADCAST_SM, 0) \
	XX(SMPP_TLV_USER_RESPONSE_CODE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM | DELIVER, MESSAGE, 0) \
	XX(SMPP_TLV_SOURCE_PORT, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_DEST_PORT, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_SAR_MSG_REF_NUM, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE, 0) \
	XX(SMPP_TLV_LANGUAGE_INDICATOR, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_SAR_TOTAL_SEGMENTS, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE, 0) \
	XX(SMPP_TLV_SAR_SEGMENT_SEQNUM, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE, 0) \
	XX(SMPP_TLV_SC_INTERFACE_VERSION, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   BIND_RESP, BIND_RESP, 0) \
	XX(SMPP_TLV_CALLBACK_NUM_PRES_IND, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_CALLBACK_NUM_ATAG, TLV_OCTETS, 0, 0, 65, 65, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_NUMBER_OF_MESSAGES, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM | DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_CALLBACK_NUM, TLV_OCTETS, 4, 4, 19, 19, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM, 0) \
	XX(SMPP_TLV_DPF_RESULT, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM_RESP, SUBMIT_RESP | DELIVER, 0) \
	XX(SMPP_TLV_SET_DPF, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_MS_AVAILABILITY_STATUS, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   ALERT_NOTIFICATION, ALERT_NOTIFICATION, 0) \
	XX(SMPP_TLV_NETWORK_ERROR_CODE, TLV_OCTETS, 3, 3, 3, 3, SMPP_ESME_RINVTLVLEN, \
	   DELIVER | DATA_SM_RESP, SUBMIT_RESP | DELIVER | DELIVER_SM_RESP, 0) \
	XX(SMPP_TLV_MESSAGE_PAYLOAD, TLV_OCTETS, 0, 0, 65535, 65535, SMPP_ESME_RINVTLVLEN, \
	   MESSAGE, MESSAGE | BROADCAST_SM | REPLACE_SM, DATA_SM) \
	XX(SMPP_TLV_DELIVERY_FAILURE_REASON, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DATA_SM_RESP, SUBMIT_RESP | DELIVER_SM_RESP, 0) \
	XX(SMPP_TLV_MORE_MESSAGES_TO_SEND, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM | DATA_SM, SUBMIT, 0) \
	XX(SMPP_TLV_MESSAGE_STATE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   DELIVER, DELIVER | QUERY_BROADCAST_SM_RESP, QUERY_BROADCAST_SM_RESP) \
	XX(SMPP_TLV_CONGESTION_STATE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   0, ANY_RESPONSE, 0) \
	XX(SMPP_TLV_USSD_SERVICE_OP, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM, MESSAGE, 0) \
	XX(SMPP_TLV_BROADCAST_CHANNEL_INDICATOR, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM, 0) \
	XX(SMPP_TLV_BROADCAST_CONTENT_TYPE, TLV_OCTETS, 3, 3, 3, 3, SMPP_ESME_RINVBCASTCNTTYPE, \
	   0, BROADCAST_SM | CANCEL_BROADCAST_SM, BROADCAST_SM) \
	XX(SMPP_TLV_BROADCAST_CONTENT_TYPE_INFO, TLV_OCTETS, 1, 1, 255, 255, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM, 0) \
	XX(SMPP_TLV_BROADCAST_MESSAGE_CLASS, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM, 0) \
	XX(SMPP_TLV_BROADCAST_REP_NUM, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM, BROADCAST_SM) \
	XX(SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL, TLV_OCTETS, 3, 3, 3, 3, \
	   SMPP_ESME_RINVBCASTFREQINT, 0, BROADCAST_SM, BROADCAST_SM) \
	XX(SMPP_TLV_BROADCAST_AREA_IDENTIFIER, TLV_OCTETS, 1, 1, 101, 101, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM | BROADCAST_SM_RESP | QUERY_BROADCAST_SM_RESP, \
	   BROADCAST_SM | QUERY_BROADCAST_SM_RESP) \
	XX(SMPP_TLV_BROADCAST_ERROR_STATUS, TLV_U32, 4, 4, 4, 4, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM_RESP, 0) \
	XX(SMPP_TLV_BROADCAST_AREA_SUCCESS, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   0, QUERY_BROADCAST_SM_RESP, QUERY_BROADCAST_SM_RESP) \
	XX(SMPP_TLV_BROADCAST_END_TIME, TLV_STRING, 16, 16, 17, 17, SMPP_ESME_RINVTLVLEN, \
	   0, QUERY_BROADCAST_SM_RESP, 0) \
	XX(SMPP_TLV_BROADCAST_SERVICE_GROUP, TLV_OCTETS, 1, 1, 255, 255, SMPP_ESME_RINVTLVLEN, \
	   0, BROADCAST_SM, 0) \
	XX(SMPP_TLV_BILLING_IDENTIFICATION, TLV_OCTETS, 1, 1, 1024, 1024, SMPP_ESME_RINVTLVLEN, \
	   0, SUBMIT, 0) \
	XX(SMPP_TLV_SOURCE_NETWORK_ID, TLV_STRING, 7, 7, 65, 65, SMPP_ESME_RINVTLVLEN, \
	   0, MESSAGE, 0) \
	XX(SMPP_TLV_DEST_NETWORK_ID, TLV_STRING, 7, 7, 65, 65, SMPP_ESME_RINVTLVLEN, \
	   0, MESSAGE, 0) \
	XX(SMPP_TLV_SOURCE_NODE_ID, TLV_OCTETS, 6, 6, 6, 6, SMPP_ESME_RINVTLVLEN, 0, MESSAGE, 0) \
	XX(SMPP_TLV_DEST_NODE_ID, TLV_OCTETS, 6, 6, 6, 6, SMPP_ESME_RINVTLVLEN, 0, MESSAGE, 0) \
	XX(SMPP_TLV_DEST_ADDR_NP_RESOLUTION, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   0, MESSAGE, 0) \
	XX(SMPP_TLV_DEST_ADDR_NP_INFORMATION, TLV_OCTETS, 10, 10, 10, 10, SMPP_ESME_RINVTLVLEN, \
	   0, MESSAGE, 0) \
	XX(SMPP_TLV_DEST_ADDR_NP_COUNTRY, TLV_OCTETS, 1, 1, 5, 5, SMPP_ESME_RINVTLVLEN, \
	   0, MESSAGE, 0) \
	XX(SMPP_TLV_DISPLAY_TIME, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, SUBMIT | BROADCAST_SM, 0) \
	XX(SMPP_TLV_SMS_SIGNAL, TLV_U16, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, SUBMIT | BROADCAST_SM, 0) \
	XX(SMPP_TLV_MS_VALIDITY, TLV_U8, 1, 1, 1, 4, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, SUBMIT | BROADCAST_SM, 0) \
	XX(SMPP_TLV_ALERT_ON_MESSAGE_DELIVERY, TLV_U8, 0, 0, 0, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT, SUBMIT | BROADCAST_SM, 0) \
	XX(SMPP_TLV_ITS_REPLY_TYPE, TLV_U8, 1, 1, 1, 1, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM | DATA_SM, MESSAGE, 0) \
	XX(SMPP_TLV_ITS_SESSION_INFO, TLV_OCTETS, 2, 2, 2, 2, SMPP_ESME_RINVTLVLEN, \
	   SUBMIT_SM | DELIVER, MESSAGE, 0)

#define TLV_ROW(tag, kind, min34, min50, max34, max50, status, in34, in50, required) \
	{ tag, { min34, min50 }, { max34, max50 }, status, { in34, in50 }, required, kind },
#define TLV_MEMBER(tag, kind, min34, min50, max34, max50, status, in34, in50, required) char tag;
#define TLV_HINT(tag, kind, min34, min50, max34, max50, status, in34, in50, required) \
	[SMPP__TLV_PLACE(tag)] = offsetof(struct tlv_order, tag),

const struct smpp__tlv_row smpp__tlv_rows[] = { TLVS(TLV_ROW) };

struct tlv_order { TLVS(TLV_MEMBER) };

const uint8_t smpp__tlv_hints[256] = { TLVS(TLV_HINT) };

/* clang-format on */

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

const struct smpp__command *smpp__command_at(size_t index)
{
	return index < LENGTH_OF(smpp__commands) ? &smpp__commands[index] : NULL;
}

const struct smpp__tlv_row *smpp__tlv_at(size_t index)
{
	return index < LENGTH_OF(smpp__tlv_rows) ? &smpp__tlv_rows[index] : NULL;
}

const struct smpp__field *smpp__fields_of(const struct smpp__command *command)
{
	return (const struct smpp__field *)&fields + command->first;
}

const struct smpp__field *smpp__entry_fields(enum smpp__kind list, uint8_t dest_flag,
					     size_t *count)
{
	if (list == SMPP__UNSUCCESS) {
		*count = COUNT_OF(unsuccess_sme);
		return fields.unsuccess_sme;
	}
	if (list == SMPP__MESSAGE_IDS) {
		*count = COUNT_OF(message_detail);
		return fields.message_detail;
	}
	if (dest_flag == SMPP_DEST_FLAG_SME_ADDRESS) {
		*count = COUNT_OF(dest_sme);
		return fields.dest_sme;
	}
	*count = COUNT_OF(dest_dl);
	return fields.dest_dl;
}

int smpp__tlv_allowed(const struct smpp__tlv_row *row, const struct smpp__command *command,
		      enum smpp__version version)
{
	uint32_t pdus = row->pdus[version == V50];

	if ((pdus & ANY_RESPONSE) != 0)
		return (command->id & SMPP_RESPONSE) != 0;
	return (pdus & command->tlvs) != 0;
}

const char *smpp__field_name(const struct smpp__field *field)
{
	return (const char *)&field_names + field->name;
}

const char *smpp__field_section(const struct smpp__field *field)
{
	return (const char *)&field_sections + field->section;
}

const char *smpp__command_section(const struct smpp__command *command)
{
	return (const char *)&command_sections + command->section;
}

const char *smpp__header_name(size_t index)
{
	switch (index) {
	case 0: return field_names.command_length;
	case 1: return field_names.command_id;
	case 2: return field_names.command_status;
	default: return field_names.sequence_number;
	}
}
