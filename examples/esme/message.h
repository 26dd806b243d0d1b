/* SPDX-License-Identifier: MIT */
/*
 * Owns: the options of a message, and the message that is made of them.
 * Must not know: commands, where a text comes from.
 */
#ifndef ESME_MESSAGE_H
#define ESME_MESSAGE_H

#include "command.h"

#define MESSAGE_TLVS 32
#define MESSAGE_TLV_OCTETS 2048 /* of all TLVs as on the wire */
#define MESSAGE_UDH_OCTETS 128  /* of the header's own elements */
#define MESSAGE_TIME_OCTETS 17

/* "ADDR[,TON,NPI]" */
struct address {
	struct smpp_span addr; /* points into the text that was parsed */
	uint8_t ton;
	uint8_t npi;
};

/* How a text becomes octets. */
enum encoding {
	ENCODING_AUTO = 0, /* the best alphabet */
	ENCODING_GIVEN,    /* message_options.charset */
	ENCODING_BINARY,   /* octets, in segments as needed */
	ENCODING_RAW       /* octets, as they are, in one message */
};

/* Zeroed is the usual. The first member of the state of a command that sends texts. */
struct message_options {
	struct address source;
	int encoding;                 /* enum encoding */
	struct smpp_charset charset;  /* GIVEN */
	int has_data_coding;
	uint8_t data_coding;
	int hex;                      /* texts are hexadecimal digits */
	long esm_class;
	uint8_t registered_delivery;
	uint32_t wait_receipt;        /* milliseconds; 0: do not wait */
	int split;                    /* 1 + enum smpp_split; 0: not given */
	long reference;               /* 1 + that of the first segments; 0: any */
	char validity[MESSAGE_TIME_OCTETS]; /* as in the PDU, or "" */
	char schedule[MESSAGE_TIME_OCTETS];
	long priority;
	long protocol_id;
	const char *service_type;
	int replace_if_present;
	uint8_t tlvs[MESSAGE_TLV_OCTETS];
	size_t tlvs_len;
	uint8_t udh[MESSAGE_UDH_OCTETS]; /* elements for the header of each segment */
	size_t udh_len;
	/* set by message_check */
	struct smpp_plan_options plan;
};

/* The rows of these, for command.tables: all; those of a request about a message that the centre
 * has; of one that replaces its text; of a broadcast. */
extern const struct option_row message_rows[], request_rows[], replace_rows[], broadcast_rows[];

/* Reads an address. It points into text. @return 0, or EXIT_USAGE by way of usage_error */
int address_parse(const char *name, const char *text, struct address *address);

/* Hexadecimal digits into at most cap octets; blanks and colons may stand between two of them.
 * @return 0 or -1 */
int message_hex(const char *text, uint8_t *to, size_t cap, size_t *len);

/* For command.check, after the options were set: can they be meant? @return 0 or EXIT_USAGE */
int message_check(struct job *job, struct message_options *m);

/* For command.configure. */
void message_configure(struct job *job, const struct message_options *m, struct setup *setup);

/*
 * What an argument or a line means, by --hex and --encoding: UTF-8 or octets.
 * @param octets points to text itself or, where it was hexadecimal, to memory to be freed
 * @return 0; -1: not hexadecimal
 */
int message_text(const struct message_options *m, const char *text, struct smpp_span *octets,
		 void **memory);

/*
 * Fills in everything but the token: command_id is submit_sm, data_sm or submit_multi (without its
 * destinations). It points to m, text and what destination points to: they must stay until the
 * result.
 */
void message_put(const struct message_options *m, uint32_t command_id,
		 const struct address *destination, struct smpp_span text,
		 struct smpp_esme_message *message);

/* Can that text be sent at all? To be asked before there is a connection.
 * @return segments; 0: no, and usage_error has said why, behind what */
unsigned message_segments(const struct job *job, const struct message_options *m, const char *what,
			  struct smpp_span text);

#endif
