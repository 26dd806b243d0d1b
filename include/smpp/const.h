/* SPDX-License-Identifier: MIT */
/**
 * @file const.h
 * Owns: the numbers of SMPP 3.3, 3.4 and 5.0 and their names.
 * Must not know: PDUs.
 *
 * Every name is the specification's, with SMPP_ before it. A number whose comment names no
 * version is the same in all three. The numbers run with gaps: do not count them.
 */
#ifndef SMPP_CONST_H
#define SMPP_CONST_H

#include <smpp/span.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this library; the file VERSION holds the same. */
#define SMPP_VERSION_MAJOR  0
#define SMPP_VERSION_MINOR  1
#define SMPP_VERSION_PATCH  0
#define SMPP_VERSION_STRING "0.1.0"

/** The version of the library that is linked, as SMPP_VERSION_STRING of its own build. */
SMPP_API const char *smpp_version(void);

/** interface_version and sc_interface_version (3.4, 5.2.4; 5.0, 4.7.13). */
enum smpp_interface_version {
	SMPP_V3_3 = 0x33, /**< 0x00 to 0x33 all mean 3.3 or earlier */
	SMPP_V3_4 = 0x34,
	SMPP_V5_0 = 0x50
};

/** @name command_id (3.4, 5.1.2.1)
 * The three without 3.4 counterpart are those of 3.3.
 * @{ */
#define SMPP_GENERIC_NACK            UINT32_C(0x80000000)
#define SMPP_BIND_RECEIVER           UINT32_C(0x00000001)
#define SMPP_BIND_RECEIVER_RESP      UINT32_C(0x80000001)
#define SMPP_BIND_TRANSMITTER        UINT32_C(0x00000002)
#define SMPP_BIND_TRANSMITTER_RESP   UINT32_C(0x80000002)
#define SMPP_QUERY_SM                UINT32_C(0x00000003)
#define SMPP_QUERY_SM_RESP           UINT32_C(0x80000003)
#define SMPP_SUBMIT_SM               UINT32_C(0x00000004)
#define SMPP_SUBMIT_SM_RESP          UINT32_C(0x80000004)
#define SMPP_DELIVER_SM              UINT32_C(0x00000005)
#define SMPP_DELIVER_SM_RESP         UINT32_C(0x80000005)
#define SMPP_UNBIND                  UINT32_C(0x00000006)
#define SMPP_UNBIND_RESP             UINT32_C(0x80000006)
#define SMPP_REPLACE_SM              UINT32_C(0x00000007)
#define SMPP_REPLACE_SM_RESP         UINT32_C(0x80000007)
#define SMPP_CANCEL_SM               UINT32_C(0x00000008)
#define SMPP_CANCEL_SM_RESP          UINT32_C(0x80000008)
#define SMPP_BIND_TRANSCEIVER        UINT32_C(0x00000009) /* since 3.4 */
#define SMPP_BIND_TRANSCEIVER_RESP   UINT32_C(0x80000009) /* since 3.4 */
#define SMPP_OUTBIND                 UINT32_C(0x0000000B) /* since 3.4 */
#define SMPP_ENQUIRE_LINK            UINT32_C(0x00000015)
#define SMPP_ENQUIRE_LINK_RESP       UINT32_C(0x80000015)
#define SMPP_SUBMIT_MULTI            UINT32_C(0x00000021)
#define SMPP_SUBMIT_MULTI_RESP       UINT32_C(0x80000021)
#define SMPP_PARAM_RETRIEVE          UINT32_C(0x00000022) /* 3.3 only */
#define SMPP_PARAM_RETRIEVE_RESP     UINT32_C(0x80000022) /* 3.3 only */
#define SMPP_QUERY_LAST_MSGS         UINT32_C(0x00000023) /* 3.3 only */
#define SMPP_QUERY_LAST_MSGS_RESP    UINT32_C(0x80000023) /* 3.3 only */
#define SMPP_QUERY_MSG_DETAILS       UINT32_C(0x00000024) /* 3.3 only */
#define SMPP_QUERY_MSG_DETAILS_RESP  UINT32_C(0x80000024) /* 3.3 only */
#define SMPP_ALERT_NOTIFICATION      UINT32_C(0x00000102) /* since 3.4 */
#define SMPP_DATA_SM                 UINT32_C(0x00000103) /* since 3.4 */
#define SMPP_DATA_SM_RESP            UINT32_C(0x80000103) /* since 3.4 */
#define SMPP_BROADCAST_SM            UINT32_C(0x00000111) /* since 5.0 */
#define SMPP_BROADCAST_SM_RESP       UINT32_C(0x80000111) /* since 5.0 */
#define SMPP_QUERY_BROADCAST_SM      UINT32_C(0x00000112) /* since 5.0 */
#define SMPP_QUERY_BROADCAST_SM_RESP UINT32_C(0x80000112) /* since 5.0 */
#define SMPP_CANCEL_BROADCAST_SM     UINT32_C(0x00000113) /* since 5.0 */
#define SMPP_CANCEL_BROADCAST_SM_RESP UINT32_C(0x80000113) /* since 5.0 */
#define SMPP_RESPONSE                UINT32_C(0x80000000) /* the bit of a response */
/** @} */

/** @name command_status (3.4, 5.1.3; 5.0, 4.7.6)
 * 0x400 to 0x4FF are vendors' own.
 * @{ */
#define SMPP_ESME_ROK                UINT32_C(0x00000000)
#define SMPP_ESME_RINVMSGLEN         UINT32_C(0x00000001)
#define SMPP_ESME_RINVCMDLEN         UINT32_C(0x00000002)
#define SMPP_ESME_RINVCMDID          UINT32_C(0x00000003)
#define SMPP_ESME_RINVBNDSTS         UINT32_C(0x00000004)
#define SMPP_ESME_RALYBND            UINT32_C(0x00000005)
#define SMPP_ESME_RINVPRTFLG         UINT32_C(0x00000006)
#define SMPP_ESME_RINVREGDLVFLG      UINT32_C(0x00000007)
#define SMPP_ESME_RSYSERR            UINT32_C(0x00000008)
#define SMPP_ESME_RINVPAR            UINT32_C(0x00000009) /* 3.3 only */
#define SMPP_ESME_RINVSRCADR         UINT32_C(0x0000000A)
#define SMPP_ESME_RINVDSTADR         UINT32_C(0x0000000B)
#define SMPP_ESME_RINVMSGID          UINT32_C(0x0000000C)
#define SMPP_ESME_RBINDFAIL          UINT32_C(0x0000000D)
#define SMPP_ESME_RINVPASWD          UINT32_C(0x0000000E)
#define SMPP_ESME_RINVSYSID          UINT32_C(0x0000000F)
#define SMPP_ESME_RCANCELFAIL        UINT32_C(0x00000011)
#define SMPP_ESME_RINVDATFMT         UINT32_C(0x00000012) /* 3.3 only */
#define SMPP_ESME_RREPLACEFAIL       UINT32_C(0x00000013)
#define SMPP_ESME_RMSGQFUL           UINT32_C(0x00000014)
#define SMPP_ESME_RINVSERTYP         UINT32_C(0x00000015)
#define SMPP_ESME_RCNTRETRPARAM      UINT32_C(0x00000031) /* 3.3 only */
#define SMPP_ESME_EINVPARAMLEN       UINT32_C(0x00000032) /* 3.3 only */
#define SMPP_ESME_RINVNUMDESTS       UINT32_C(0x00000033)
#define SMPP_ESME_RINVDLNAME         UINT32_C(0x00000034)
#define SMPP_ESME_RINVDESTFLAG       UINT32_C(0x00000040)
#define SMPP_ESME_RINVSUBREP         UINT32_C(0x00000042)
#define SMPP_ESME_RINVESMCLASS       UINT32_C(0x00000043)
#define SMPP_ESME_RCNTSUBDL          UINT32_C(0x00000044)
#define SMPP_ESME_RSUBMITFAIL        UINT32_C(0x00000045)
#define SMPP_ESME_RINVSRCADDRLEN     UINT32_C(0x00000046) /* 3.3 only */
#define SMPP_ESME_RINVDSTADDRLEN     UINT32_C(0x00000047) /* 3.3 only */
#define SMPP_ESME_RINVSRCTON         UINT32_C(0x00000048)
#define SMPP_ESME_RINVSRCNPI         UINT32_C(0x00000049)
#define SMPP_ESME_RINVDSTTON         UINT32_C(0x00000050)
#define SMPP_ESME_RINVDSTNPI         UINT32_C(0x00000051)
#define SMPP_ESME_RINVESMTYPE        UINT32_C(0x00000052) /* 3.3 only */
#define SMPP_ESME_RINVSYSTYP         UINT32_C(0x00000053)
#define SMPP_ESME_RINVREPFLAG        UINT32_C(0x00000054)
#define SMPP_ESME_RINVNUMMSGS        UINT32_C(0x00000055)
#define SMPP_ESME_RLIMITEXCEED       UINT32_C(0x00000056) /* 3.3 only */
#define SMPP_ESME_RTXNOTALLOWD       UINT32_C(0x00000057) /* 3.3 only */
#define SMPP_ESME_RTHROTTLED         UINT32_C(0x00000058)
#define SMPP_ESME_RTXEXCEED          UINT32_C(0x00000060) /* 3.3 only */
#define SMPP_ESME_RINVSCHED          UINT32_C(0x00000061)
#define SMPP_ESME_RINVEXPIRY         UINT32_C(0x00000062)
#define SMPP_ESME_RINVDFTMSGID       UINT32_C(0x00000063)
#define SMPP_ESME_RX_T_APPN          UINT32_C(0x00000064)
#define SMPP_ESME_RX_P_APPN          UINT32_C(0x00000065)
#define SMPP_ESME_RX_R_APPN          UINT32_C(0x00000066)
#define SMPP_ESME_RQUERYFAIL         UINT32_C(0x00000067)
#define SMPP_ESME_RINVTLVSTREAM      UINT32_C(0x000000C0) /* 3.4: ESME_RINVOPTPARSTREAM */
#define SMPP_ESME_RTLVNOTALLWD       UINT32_C(0x000000C1) /* 3.4: ESME_ROPTPARNOTALLWD */
#define SMPP_ESME_RINVTLVLEN         UINT32_C(0x000000C2) /* 3.4: ESME_RINVPARLEN */
#define SMPP_ESME_RMISSINGTLV        UINT32_C(0x000000C3) /* 3.4: ESME_RMISSINGOPTPARAM */
#define SMPP_ESME_RINVTLVVAL         UINT32_C(0x000000C4) /* 3.4: ESME_RINVOPTPARAMVAL */
#define SMPP_ESME_RDELIVERYFAILURE   UINT32_C(0x000000FE)
#define SMPP_ESME_RUNKNOWNERR        UINT32_C(0x000000FF)
#define SMPP_ESME_RSERTYPUNAUTH      UINT32_C(0x00000100) /* 5.0 */
#define SMPP_ESME_RPROHIBITED        UINT32_C(0x00000101) /* 5.0 */
#define SMPP_ESME_RSERTYPUNAVAIL     UINT32_C(0x00000102) /* 5.0 */
#define SMPP_ESME_RSERTYPDENIED      UINT32_C(0x00000103) /* 5.0 */
#define SMPP_ESME_RINVDCS            UINT32_C(0x00000104) /* 5.0 */
#define SMPP_ESME_RINVSRCADDRSUBUNIT UINT32_C(0x00000105) /* 5.0 */
#define SMPP_ESME_RINVDSTADDRSUBUNIT UINT32_C(0x00000106) /* 5.0 */
#define SMPP_ESME_RINVBCASTFREQINT   UINT32_C(0x00000107) /* 5.0 */
#define SMPP_ESME_RINVBCASTALIAS_NAME UINT32_C(0x00000108) /* 5.0 */
#define SMPP_ESME_RINVBCASTAREAFMT   UINT32_C(0x00000109) /* 5.0 */
#define SMPP_ESME_RINVNUMBCAST_AREAS UINT32_C(0x0000010A) /* 5.0 */
#define SMPP_ESME_RINVBCASTCNTTYPE   UINT32_C(0x0000010B) /* 5.0 */
#define SMPP_ESME_RINVBCASTMSGCLASS  UINT32_C(0x0000010C) /* 5.0 */
#define SMPP_ESME_RBCASTFAIL         UINT32_C(0x0000010D) /* 5.0 */
#define SMPP_ESME_RBCASTQUERYFAIL    UINT32_C(0x0000010E) /* 5.0 */
#define SMPP_ESME_RBCASTCANCELFAIL   UINT32_C(0x0000010F) /* 5.0 */
#define SMPP_ESME_RINVBCAST_REP      UINT32_C(0x00000110) /* 5.0 */
#define SMPP_ESME_RINVBCASTSRVGRP    UINT32_C(0x00000111) /* 5.0 */
#define SMPP_ESME_RINVBCASTCHANIND   UINT32_C(0x00000112) /* 5.0 */
/** @} */

/** Tags of optional parameters, TLVs (3.4, 5.3.1; 5.0, 4.8.1). 0x1400 to 0x3FFF are vendors'. */
enum smpp_tlv_tag {
	SMPP_TLV_DEST_ADDR_SUBUNIT         = 0x0005,
	SMPP_TLV_DEST_NETWORK_TYPE         = 0x0006,
	SMPP_TLV_DEST_BEARER_TYPE          = 0x0007,
	SMPP_TLV_DEST_TELEMATICS_ID        = 0x0008,
	SMPP_TLV_SOURCE_ADDR_SUBUNIT       = 0x000D,
	SMPP_TLV_SOURCE_NETWORK_TYPE       = 0x000E,
	SMPP_TLV_SOURCE_BEARER_TYPE        = 0x000F,
	SMPP_TLV_SOURCE_TELEMATICS_ID      = 0x0010,
	SMPP_TLV_QOS_TIME_TO_LIVE          = 0x0017,
	SMPP_TLV_PAYLOAD_TYPE              = 0x0019,
	SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT = 0x001D,
	SMPP_TLV_RECEIPTED_MESSAGE_ID      = 0x001E,
	SMPP_TLV_MS_MSG_WAIT_FACILITIES    = 0x0030,
	SMPP_TLV_PRIVACY_INDICATOR         = 0x0201,
	SMPP_TLV_SOURCE_SUBADDRESS         = 0x0202,
	SMPP_TLV_DEST_SUBADDRESS           = 0x0203,
	SMPP_TLV_USER_MESSAGE_REFERENCE    = 0x0204,
	SMPP_TLV_USER_RESPONSE_CODE        = 0x0205,
	SMPP_TLV_SOURCE_PORT               = 0x020A,
	SMPP_TLV_DEST_PORT                 = 0x020B, /* 3.4: destination_port */
	SMPP_TLV_SAR_MSG_REF_NUM           = 0x020C,
	SMPP_TLV_LANGUAGE_INDICATOR        = 0x020D,
	SMPP_TLV_SAR_TOTAL_SEGMENTS        = 0x020E,
	SMPP_TLV_SAR_SEGMENT_SEQNUM        = 0x020F,
	SMPP_TLV_SC_INTERFACE_VERSION      = 0x0210, /* 3.4: SC_interface_version */
	SMPP_TLV_CALLBACK_NUM_PRES_IND     = 0x0302,
	SMPP_TLV_CALLBACK_NUM_ATAG         = 0x0303,
	SMPP_TLV_NUMBER_OF_MESSAGES        = 0x0304,
	SMPP_TLV_CALLBACK_NUM              = 0x0381,
	SMPP_TLV_DPF_RESULT                = 0x0420,
	SMPP_TLV_SET_DPF                   = 0x0421,
	SMPP_TLV_MS_AVAILABILITY_STATUS    = 0x0422,
	SMPP_TLV_NETWORK_ERROR_CODE        = 0x0423,
	SMPP_TLV_MESSAGE_PAYLOAD           = 0x0424,
	SMPP_TLV_DELIVERY_FAILURE_REASON   = 0x0425,
	SMPP_TLV_MORE_MESSAGES_TO_SEND     = 0x0426,
	SMPP_TLV_MESSAGE_STATE             = 0x0427,
	SMPP_TLV_CONGESTION_STATE          = 0x0428, /* 5.0 */
	SMPP_TLV_USSD_SERVICE_OP           = 0x0501,
	SMPP_TLV_BROADCAST_CHANNEL_INDICATOR = 0x0600, /* 5.0 */
	SMPP_TLV_BROADCAST_CONTENT_TYPE    = 0x0601, /* 5.0 */
	SMPP_TLV_BROADCAST_CONTENT_TYPE_INFO = 0x0602, /* 5.0 */
	SMPP_TLV_BROADCAST_MESSAGE_CLASS   = 0x0603, /* 5.0 */
	SMPP_TLV_BROADCAST_REP_NUM         = 0x0604, /* 5.0 */
	SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL = 0x0605, /* 5.0 */
	SMPP_TLV_BROADCAST_AREA_IDENTIFIER = 0x0606, /* 5.0 */
	SMPP_TLV_BROADCAST_ERROR_STATUS    = 0x0607, /* 5.0 */
	SMPP_TLV_BROADCAST_AREA_SUCCESS    = 0x0608, /* 5.0 */
	SMPP_TLV_BROADCAST_END_TIME        = 0x0609, /* 5.0 */
	SMPP_TLV_BROADCAST_SERVICE_GROUP   = 0x060A, /* 5.0 */
	SMPP_TLV_BILLING_IDENTIFICATION    = 0x060B, /* 5.0 */
	SMPP_TLV_SOURCE_NETWORK_ID         = 0x060D, /* 5.0 */
	SMPP_TLV_DEST_NETWORK_ID           = 0x060E, /* 5.0 */
	SMPP_TLV_SOURCE_NODE_ID            = 0x060F, /* 5.0 */
	SMPP_TLV_DEST_NODE_ID              = 0x0610, /* 5.0 */
	SMPP_TLV_DEST_ADDR_NP_RESOLUTION   = 0x0611, /* 5.0 */
	SMPP_TLV_DEST_ADDR_NP_INFORMATION  = 0x0612, /* 5.0 */
	SMPP_TLV_DEST_ADDR_NP_COUNTRY      = 0x0613, /* 5.0 */
	SMPP_TLV_DISPLAY_TIME              = 0x1201,
	SMPP_TLV_SMS_SIGNAL                = 0x1203,
	SMPP_TLV_MS_VALIDITY               = 0x1204,
	SMPP_TLV_ALERT_ON_MESSAGE_DELIVERY = 0x130C, /* 3.4: alert_on_msg_delivery */
	SMPP_TLV_ITS_REPLY_TYPE            = 0x1380,
	SMPP_TLV_ITS_SESSION_INFO          = 0x1383
};

/** addr_ton, source_addr_ton, dest_addr_ton, esme_addr_ton (3.4, 5.2.5). */
enum smpp_ton {
	SMPP_TON_UNKNOWN = 0,
	SMPP_TON_INTERNATIONAL = 1,
	SMPP_TON_NATIONAL = 2,
	SMPP_TON_NETWORK_SPECIFIC = 3,
	SMPP_TON_SUBSCRIBER_NUMBER = 4,
	SMPP_TON_ALPHANUMERIC = 5,
	SMPP_TON_ABBREVIATED = 6
};

/** addr_npi, source_addr_npi, dest_addr_npi, esme_addr_npi (3.4, 5.2.6). */
enum smpp_npi {
	SMPP_NPI_UNKNOWN = 0,
	SMPP_NPI_ISDN = 1, /**< E.163, E.164 */
	SMPP_NPI_DATA = 3,
	SMPP_NPI_TELEX = 4,
	SMPP_NPI_LAND_MOBILE = 6,
	SMPP_NPI_NATIONAL = 8,
	SMPP_NPI_PRIVATE = 9,
	SMPP_NPI_ERMES = 10,
	SMPP_NPI_INTERNET = 14,
	SMPP_NPI_WAP_CLIENT_ID = 18
};

/** esm_class (3.4, 5.2.12): one value of each mask, added. Mask before comparing. */
enum smpp_esm_class {
	SMPP_ESM_CLASS_MODE = 0x03, /**< mask: messaging mode */
	SMPP_ESM_CLASS_MODE_DEFAULT = 0x00,
	SMPP_ESM_CLASS_MODE_DATAGRAM = 0x01,
	SMPP_ESM_CLASS_MODE_TRANSACTION = 0x02,
	SMPP_ESM_CLASS_MODE_STORE_FORWARD = 0x03,
	SMPP_ESM_CLASS_TYPE = 0x3C, /**< mask: message type */
	SMPP_ESM_CLASS_TYPE_DELIVERY_RECEIPT = 0x04,
	SMPP_ESM_CLASS_TYPE_DELIVERY_ACK = 0x08,
	SMPP_ESM_CLASS_TYPE_USER_ACK = 0x10,
	SMPP_ESM_CLASS_TYPE_CONVERSATION_ABORT = 0x18,
	SMPP_ESM_CLASS_TYPE_INTERMEDIATE_NOTIFICATION = 0x20,
	SMPP_ESM_CLASS_UDHI = 0x40,
	SMPP_ESM_CLASS_REPLY_PATH = 0x80
};

/** registered_delivery (3.4, 5.2.17): one value of each mask, added. */
enum smpp_registered_delivery {
	SMPP_RECEIPT = 0x03, /**< mask: which receipt of the message centre */
	SMPP_RECEIPT_NONE = 0x00,
	SMPP_RECEIPT_FINAL = 0x01,
	SMPP_RECEIPT_FAILURE = 0x02,
	SMPP_RECEIPT_SUCCESS = 0x03, /**< 5.0 */
	SMPP_RECEIPT_ACK_DELIVERY = 0x04,
	SMPP_RECEIPT_ACK_USER = 0x08,
	SMPP_RECEIPT_INTERMEDIATE = 0x10
};

/** data_coding (3.4, 5.2.19). What 0 means is each message centre's own affair. */
enum smpp_data_coding {
	SMPP_DATA_CODING_DEFAULT = 0,
	SMPP_DATA_CODING_IA5_ASCII = 1,
	SMPP_DATA_CODING_OCTET_UNSPECIFIED_2 = 2,
	SMPP_DATA_CODING_LATIN1 = 3,
	SMPP_DATA_CODING_OCTET_UNSPECIFIED = 4,
	SMPP_DATA_CODING_JIS = 5,
	SMPP_DATA_CODING_CYRILLIC = 6,
	SMPP_DATA_CODING_HEBREW = 7,
	SMPP_DATA_CODING_UCS2 = 8
};

/** message_state (3.4, 5.2.28; 5.0, 4.7.15). */
enum smpp_message_state {
	SMPP_MESSAGE_STATE_SCHEDULED = 0, /**< 5.0 */
	SMPP_MESSAGE_STATE_ENROUTE = 1,
	SMPP_MESSAGE_STATE_DELIVERED = 2,
	SMPP_MESSAGE_STATE_EXPIRED = 3,
	SMPP_MESSAGE_STATE_DELETED = 4,
	SMPP_MESSAGE_STATE_UNDELIVERABLE = 5,
	SMPP_MESSAGE_STATE_ACCEPTED = 6,
	SMPP_MESSAGE_STATE_UNKNOWN = 7,
	SMPP_MESSAGE_STATE_REJECTED = 8,
	SMPP_MESSAGE_STATE_SKIPPED = 9 /**< 5.0 */
};

/** dest_flag (3.4, 5.2.25). */
enum smpp_dest_flag { SMPP_DEST_FLAG_SME_ADDRESS = 1, SMPP_DEST_FLAG_DISTRIBUTION_LIST = 2 };

/** The name of a command ("submit_sm"), or NULL for a command_id that no version knows. */
SMPP_API const char *smpp_command_name(uint32_t command_id);

/** The name of a status ("ESME_RINVDSTADR"), or NULL for one that no version knows. */
SMPP_API const char *smpp_status_name(uint32_t command_status);

/** What a status asks of who sent the request. */
enum smpp_status_class {
	SMPP_STATUS_OK = 0,        /**< ESME_ROK */
	SMPP_STATUS_TEMPORARY = 1, /**< the same request may succeed later */
	SMPP_STATUS_FAILED = 2     /**< any other, unknown ones too */
};

/**
 * The class of a status. Temporary are ESME_RMSGQFUL, ESME_RTHROTTLED, ESME_RSYSERR,
 * ESME_RX_T_APPN and ESME_RSERTYPUNAVAIL (3.4, 5.1.3; 5.0, 4.7.6).
 */
SMPP_API enum smpp_status_class smpp_status_class(uint32_t command_status);

/** What a status means, as a clause in English, or NULL. */
SMPP_API const char *smpp_status_text(uint32_t command_status);

/** The name of a TLV ("message_payload"), or NULL for a tag that no version knows. */
SMPP_API const char *smpp_tlv_name(uint16_t tag);

/** The name of a message_state ("DELIVERED"), or NULL for a reserved value. */
SMPP_API const char *smpp_message_state_name(uint8_t message_state);

#ifdef __cplusplus
}
#endif

#endif
