/* SPDX-License-Identifier: MIT */
/**
 * @file pdu.h
 * Owns: what a PDU looks like once it is not octets any more.
 * Must not know: how octets are walked.
 *
 * Members carry the specification's field names and stand in the order of the wire. A C-octet
 * string is a span without its NUL. A length octet is not a member where its field follows it:
 * sm_length is short_message.len. Everything zero is a valid body with empty fields.
 */
#ifndef SMPP_PDU_H
#define SMPP_PDU_H

#include <smpp/const.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The four numbers every PDU begins with, 16 octets on the wire (3.4, 3.2 and 5.1). */
struct smpp_header {
	uint32_t command_length;  /**< octets of the whole PDU; set by decode and encode */
	uint32_t command_id;      /**< SMPP_SUBMIT_SM, ... */
	uint32_t command_status;  /**< 0 in requests */
	uint32_t sequence_number; /**< 1 to 0x7FFFFFFF in requests; a response repeats it */
};

/** bind_transmitter, bind_receiver, bind_transceiver (3.4, 4.1.1, 4.1.3, 4.1.5). */
struct smpp_bind {
	struct smpp_span system_id;   /**< up to 15 octets */
	struct smpp_span password;    /**< up to 8 octets */
	struct smpp_span system_type; /**< up to 12 octets */
	uint8_t interface_version;    /**< enum smpp_interface_version */
	uint8_t addr_ton;             /**< enum smpp_ton */
	uint8_t addr_npi;             /**< enum smpp_npi */
	struct smpp_span address_range; /**< up to 40 octets */
};

/** The three bind responses (3.4, 4.1.2, 4.1.4, 4.1.6). */
struct smpp_bind_resp {
	struct smpp_span system_id; /**< of the message centre, up to 15 octets */
};

/** outbind (3.4, 4.1.7). It has no response. */
struct smpp_outbind {
	struct smpp_span system_id; /**< of the message centre, up to 15 octets */
	struct smpp_span password;  /**< up to 8 octets */
};

/** submit_sm (3.4, 4.4.1) and deliver_sm (3.4, 4.6.1). */
struct smpp_sm {
	struct smpp_span service_type;     /**< up to 5 octets */
	uint8_t source_addr_ton;           /**< enum smpp_ton */
	uint8_t source_addr_npi;           /**< enum smpp_npi */
	struct smpp_span source_addr;      /**< up to 20 octets */
	uint8_t dest_addr_ton;             /**< enum smpp_ton */
	uint8_t dest_addr_npi;             /**< enum smpp_npi */
	struct smpp_span destination_addr; /**< up to 20 octets */
	uint8_t esm_class;                 /**< enum smpp_esm_class */
	uint8_t protocol_id;               /**< of the network */
	uint8_t priority_flag;             /**< 3.3: 0-1, 3.4: 0-3, 5.0: 0-4 */
	struct smpp_span schedule_delivery_time; /**< empty, or 16 octets */
	struct smpp_span validity_period;        /**< empty, or 16 octets */
	uint8_t registered_delivery;       /**< enum smpp_registered_delivery */
	uint8_t replace_if_present_flag;   /**< 0 or 1 */
	uint8_t data_coding;               /**< enum smpp_data_coding, or of the network */
	uint8_t sm_default_msg_id;         /**< 0: none */
	struct smpp_span short_message;    /**< 3.3: up to 160 octets, 3.4: 254, 5.0: 255 */
};

/** submit_sm_resp, deliver_sm_resp, data_sm_resp, broadcast_sm_resp (3.4, 4.4.2). */
struct smpp_message_id {
	struct smpp_span message_id; /**< up to 64 octets, 3.3: up to 8 */
};

/** One destination of submit_multi: an address or the name of a list (3.4, 4.5.1.1). */
struct smpp_dest_address {
	uint8_t dest_flag;                 /**< enum smpp_dest_flag: which members count */
	uint8_t dest_addr_ton;             /**< enum smpp_ton; of an address */
	uint8_t dest_addr_npi;             /**< enum smpp_npi; of an address */
	struct smpp_span destination_addr; /**< up to 20 octets; of an address */
	struct smpp_span dl_name;          /**< up to 20 octets; of a distribution list */
};

/** One destination that submit_multi did not reach (3.4, 4.5.2.1). */
struct smpp_unsuccess_sme {
	uint8_t dest_addr_ton;             /**< enum smpp_ton */
	uint8_t dest_addr_npi;             /**< enum smpp_npi */
	struct smpp_span destination_addr; /**< up to 20 octets */
	uint32_t error_status_code;        /**< a command_status */
};

/**
 * A list inside a body; the number of entries is a member of the body, before it. Decoding sets
 * octets, to be read with smpp_dest_next and its like. To send, set either octets or the array.
 */
struct smpp_list {
	struct smpp_span octets; /**< the entries as they are on the wire */
	const void *array;       /**< or: caller's entries, of the type said at the member */
};

/** submit_multi (3.4, 4.5.1). */
struct smpp_submit_multi {
	struct smpp_span service_type;   /**< up to 5 octets */
	uint8_t source_addr_ton;         /**< enum smpp_ton */
	uint8_t source_addr_npi;         /**< enum smpp_npi */
	struct smpp_span source_addr;    /**< up to 20 octets */
	uint8_t number_of_dests;         /**< 1 to 254, 5.0: 255 */
	struct smpp_list dest_address;   /**< array: struct smpp_dest_address */
	uint8_t esm_class;               /**< enum smpp_esm_class */
	uint8_t protocol_id;             /**< of the network */
	uint8_t priority_flag;           /**< as in submit_sm */
	struct smpp_span schedule_delivery_time; /**< empty, or 16 octets */
	struct smpp_span validity_period;        /**< empty, or 16 octets */
	uint8_t registered_delivery;     /**< enum smpp_registered_delivery */
	uint8_t replace_if_present_flag; /**< 3.4: must be 0 */
	uint8_t data_coding;             /**< enum smpp_data_coding, or of the network */
	uint8_t sm_default_msg_id;       /**< 0: none */
	struct smpp_span short_message;  /**< as in submit_sm */
};

/** submit_multi_resp (3.4, 4.5.2). */
struct smpp_submit_multi_resp {
	struct smpp_span message_id;   /**< up to 64 octets */
	uint8_t no_unsuccess;          /**< entries of the list */
	struct smpp_list unsuccess_sme; /**< array: struct smpp_unsuccess_sme */
};

/** data_sm (3.4, 4.7.1). The text is in the TLV message_payload. */
struct smpp_data_sm {
	struct smpp_span service_type;     /**< up to 5 octets */
	uint8_t source_addr_ton;           /**< enum smpp_ton */
	uint8_t source_addr_npi;           /**< enum smpp_npi */
	struct smpp_span source_addr;      /**< up to 64 octets */
	uint8_t dest_addr_ton;             /**< enum smpp_ton */
	uint8_t dest_addr_npi;             /**< enum smpp_npi */
	struct smpp_span destination_addr; /**< up to 64 octets */
	uint8_t esm_class;                 /**< enum smpp_esm_class */
	uint8_t registered_delivery;       /**< enum smpp_registered_delivery */
	uint8_t data_coding;               /**< enum smpp_data_coding, or of the network */
};

/** query_sm (3.4, 4.8.1) and query_broadcast_sm (5.0, 4.4.2.1). */
struct smpp_query_sm {
	struct smpp_span message_id;  /**< up to 64 octets */
	uint8_t source_addr_ton;      /**< enum smpp_ton */
	uint8_t source_addr_npi;      /**< enum smpp_npi */
	struct smpp_span source_addr; /**< up to 20 octets */
};

/** query_sm_resp (3.4, 4.8.2). */
struct smpp_query_sm_resp {
	struct smpp_span message_id; /**< up to 64 octets */
	struct smpp_span final_date; /**< empty, or 16 octets; 12 are seen */
	uint8_t message_state;       /**< enum smpp_message_state */
	uint8_t error_code;          /**< of the network */
};

/** cancel_sm (3.4, 4.9.1). */
struct smpp_cancel_sm {
	struct smpp_span service_type;     /**< up to 5 octets */
	struct smpp_span message_id;       /**< empty: cancel by addresses */
	uint8_t source_addr_ton;           /**< enum smpp_ton */
	uint8_t source_addr_npi;           /**< enum smpp_npi */
	struct smpp_span source_addr;      /**< up to 20 octets */
	uint8_t dest_addr_ton;             /**< enum smpp_ton */
	uint8_t dest_addr_npi;             /**< enum smpp_npi */
	struct smpp_span destination_addr; /**< up to 20 octets */
};

/** cancel_broadcast_sm (5.0, 4.4.3.1). */
struct smpp_cancel_broadcast_sm {
	struct smpp_span service_type; /**< up to 5 octets */
	struct smpp_span message_id;   /**< up to 64 octets */
	uint8_t source_addr_ton;       /**< enum smpp_ton */
	uint8_t source_addr_npi;       /**< enum smpp_npi */
	struct smpp_span source_addr;  /**< up to 20 octets */
};

/** replace_sm (3.4, 4.10.1). */
struct smpp_replace_sm {
	struct smpp_span message_id;    /**< up to 64 octets */
	uint8_t source_addr_ton;        /**< enum smpp_ton */
	uint8_t source_addr_npi;        /**< enum smpp_npi */
	struct smpp_span source_addr;   /**< up to 20 octets */
	struct smpp_span schedule_delivery_time; /**< empty: unchanged */
	struct smpp_span validity_period;        /**< empty: unchanged */
	uint8_t registered_delivery;    /**< enum smpp_registered_delivery */
	uint8_t sm_default_msg_id;      /**< 0: none */
	struct smpp_span short_message; /**< as in submit_sm */
};

/** alert_notification (3.4, 4.12.1). It has no response. */
struct smpp_alert_notification {
	uint8_t source_addr_ton;      /**< enum smpp_ton */
	uint8_t source_addr_npi;      /**< enum smpp_npi */
	struct smpp_span source_addr; /**< up to 64 octets: who became reachable */
	uint8_t esme_addr_ton;        /**< enum smpp_ton */
	uint8_t esme_addr_npi;        /**< enum smpp_npi */
	struct smpp_span esme_addr;   /**< up to 64 octets */
};

/** broadcast_sm (5.0, 4.4.1.1). Areas, content and repetition are TLVs. */
struct smpp_broadcast_sm {
	struct smpp_span service_type;   /**< up to 5 octets */
	uint8_t source_addr_ton;         /**< enum smpp_ton */
	uint8_t source_addr_npi;         /**< enum smpp_npi */
	struct smpp_span source_addr;    /**< up to 20 octets */
	struct smpp_span message_id;     /**< only to replace; otherwise empty */
	uint8_t priority_flag;           /**< 0-4 */
	struct smpp_span schedule_delivery_time; /**< empty, or 16 octets */
	struct smpp_span validity_period;        /**< empty, or 16 octets */
	uint8_t replace_if_present_flag; /**< 0 or 1 */
	uint8_t data_coding;             /**< enum smpp_data_coding, or of the network */
	uint8_t sm_default_msg_id;       /**< 0: none */
};

/** param_retrieve (3.3). */
struct smpp_param_retrieve {
	struct smpp_span param_name; /**< up to 31 octets */
};

/** param_retrieve_resp (3.3). */
struct smpp_param_retrieve_resp {
	struct smpp_span param_value; /**< up to 100 octets */
};

/** query_last_msgs (3.3). */
struct smpp_query_last_msgs {
	uint8_t source_addr_ton;      /**< enum smpp_ton */
	uint8_t source_addr_npi;      /**< enum smpp_npi */
	struct smpp_span source_addr; /**< up to 20 octets */
	uint8_t num_messages;         /**< 1 to 100 */
};

/** query_last_msgs_resp (3.3). */
struct smpp_query_last_msgs_resp {
	uint8_t number_msgs;               /**< entries of the list */
	struct smpp_list message_details;  /**< array: struct smpp_span, message ids */
};

/** query_msg_details (3.3). */
struct smpp_query_msg_details {
	struct smpp_span message_id;  /**< up to 8 octets */
	uint8_t source_addr_ton;      /**< enum smpp_ton */
	uint8_t source_addr_npi;      /**< enum smpp_npi */
	struct smpp_span source_addr; /**< up to 20 octets */
	uint8_t sm_length;            /**< octets of text wanted; no text follows here */
};

/** query_msg_details_resp (3.3). */
struct smpp_query_msg_details_resp {
	struct smpp_span service_type;  /**< up to 5 octets */
	uint8_t source_addr_ton;        /**< enum smpp_ton */
	uint8_t source_addr_npi;        /**< enum smpp_npi */
	struct smpp_span source_addr;   /**< up to 20 octets */
	uint8_t number_of_dests;        /**< entries of the list */
	struct smpp_list dest_address;  /**< array: struct smpp_dest_address */
	uint8_t protocol_id;            /**< of the network */
	uint8_t priority_flag;          /**< 0 or 1 */
	struct smpp_span schedule_delivery_time; /**< empty, or 16 octets */
	struct smpp_span validity_period;        /**< empty, or 16 octets */
	uint8_t registered_delivery;    /**< 0 or 1 */
	uint8_t data_coding;            /**< of the network */
	struct smpp_span short_message; /**< up to 160 octets */
	struct smpp_span message_id;    /**< up to 8 octets */
	struct smpp_span final_date;    /**< up to 16 octets */
	uint8_t message_state;          /**< enum smpp_message_state */
	uint8_t error_code;             /**< of the network */
};

/** The body of a PDU: the member that command_id names; raw when body_raw is set. */
union smpp_body {
	struct smpp_bind bind; /**< all three binds */
	struct smpp_bind_resp bind_resp;
	struct smpp_outbind outbind;
	struct smpp_sm submit_sm;
	struct smpp_sm deliver_sm;
	struct smpp_message_id submit_sm_resp;
	struct smpp_message_id deliver_sm_resp;
	struct smpp_message_id data_sm_resp;
	struct smpp_message_id broadcast_sm_resp;
	struct smpp_submit_multi submit_multi;
	struct smpp_submit_multi_resp submit_multi_resp;
	struct smpp_data_sm data_sm;
	struct smpp_query_sm query_sm;
	struct smpp_query_sm_resp query_sm_resp;
	struct smpp_cancel_sm cancel_sm;
	struct smpp_replace_sm replace_sm;
	struct smpp_alert_notification alert_notification;
	struct smpp_broadcast_sm broadcast_sm;
	struct smpp_query_sm query_broadcast_sm;
	struct smpp_message_id query_broadcast_sm_resp;
	struct smpp_cancel_broadcast_sm cancel_broadcast_sm;
	struct smpp_param_retrieve param_retrieve;
	struct smpp_param_retrieve_resp param_retrieve_resp;
	struct smpp_query_last_msgs query_last_msgs;
	struct smpp_query_last_msgs_resp query_last_msgs_resp;
	struct smpp_query_msg_details query_msg_details;
	struct smpp_query_msg_details_resp query_msg_details_resp;
	struct smpp_span raw; /**< all octets after the header, not interpreted */
};

/** One optional parameter (3.4, 3.2.4). */
struct smpp_tlv {
	uint16_t tag;           /**< enum smpp_tlv_tag, or any other number */
	struct smpp_span value; /**< 0 to 65,535 octets */
};

/**
 * A whole PDU. Decoded, all its spans point into the octets that were decoded and live as long
 * as those. To send, they point wherever the caller likes.
 */
struct smpp_pdu {
	struct smpp_header header;
	uint8_t body_absent; /**< header only although the command has a body */
	uint8_t body_raw;    /**< body.raw holds what follows the header; no TLVs are told apart */
	uint16_t tlv_count;  /**< to send: entries of tlv; 0 after decoding */
	uint32_t tolerated;  /**< decoded: the SMPP_TOLERATE_ flags without which it is refused */
	union smpp_body body;
	struct smpp_span tlvs;      /**< decoded TLVs as on the wire; sent before those of tlv */
	const struct smpp_tlv *tlv; /**< to send: the caller's, in this order */
	struct smpp_span wire;      /**< decoded: all octets of the PDU, header included */
};

#ifdef __cplusplus
}
#endif

#endif
