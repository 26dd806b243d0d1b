/* SPDX-License-Identifier: MIT */
/*
 * Owns: THE table. Commands, their fields in the order of the wire, TLVs, and their limits, as
 * constant data. Decoder, encoder, checker and dumper are loops over it.
 * Must not know: how octets are walked.
 */
#ifndef SMPP_TABLE_H
#define SMPP_TABLE_H

#include <smpp/pdu.h>

/* Columns of all that differs between versions. */
enum smpp__version { V33, V34, V50, SMPP__VERSIONS };

/* The column for an interface_version octet. 0 is the usual one, 3.4. */
static inline enum smpp__version smpp__version_of(uint8_t interface_version)
{
	if (interface_version == 0)
		return V34;
	if (interface_version < SMPP_V3_4)
		return V33;
	return interface_version < SMPP_V5_0 ? V34 : V50;
}

/* How a field stands on the wire, and in which type of member it is kept. */
enum smpp__kind {
	SMPP__CSTRING,     /* octets up to a NUL; struct smpp_span */
	SMPP__TIME,        /* a C-octet string of 0 or 16 characters; struct smpp_span */
	SMPP__U8,          /* an octet; uint8_t */
	SMPP__U32,         /* four octets; uint32_t */
	SMPP__LENGTH,      /* an octet, the length of the OCTETS that follow; no member */
	SMPP__OCTETS,      /* as many octets; struct smpp_span */
	SMPP__COUNT,       /* an octet, the entries of the list that follows; uint8_t */
	SMPP__DEST_FLAG,   /* an octet that says which fields an entry has; uint8_t */
	SMPP__DESTS,       /* list of struct smpp_dest_address; struct smpp_list */
	SMPP__UNSUCCESS,   /* list of struct smpp_unsuccess_sme; struct smpp_list */
	SMPP__MESSAGE_IDS  /* list of C-octet strings; struct smpp_list */
};

/* How the value of a TLV is to be read. Its length may still be another; then it is octets. */
enum smpp__tlv_kind { TLV_U8, TLV_U16, TLV_U32, TLV_STRING, TLV_OCTETS };

/* Which values of an octet are not reserved. */
enum smpp__rule_id {
	ANY,
	PRIORITY,
	REGISTERED,
	FLAG,
	REPLACE_MULTI,
	DEFAULT_ID,
	TEXT_LENGTH,
	DESTS,
	SMPP__RULES
};

struct smpp__rule {
	uint8_t low;                      /* smallest value */
	uint8_t mask;                     /* the bits that are the value */
	uint8_t top[SMPP__VERSIONS];      /* largest value */
	uint8_t reserved[SMPP__VERSIONS]; /* bits that must be 0 */
};

extern const struct smpp__rule smpp__rules[SMPP__RULES];

struct smpp__field {
	uint16_t name;                /* for smpp__field_name */
	uint16_t section;             /* for smpp__field_section */
	uint16_t offset;              /* of the member in the body or entry */
	uint16_t status;              /* the command_status that answers a bad one */
	uint16_t max[SMPP__VERSIONS]; /* octets on the wire, a NUL included; 0: not in it */
	uint8_t kind;                 /* enum smpp__kind */
	uint8_t rule;                 /* enum smpp__rule_id */
	uint8_t tail;                 /* 1: peers are known to leave it out with all after it */
	uint8_t run; /* so many U8 rows begin here whose members follow each other, else 0 */
};

struct smpp__command {
	uint32_t id;
	uint32_t tlvs;   /* its bit in the sets of TLV rows; 0: none but those of any response */
	uint16_t first;  /* its first row in smpp__fields */
	uint8_t count;   /* of rows; 0: header only */
	uint8_t since;   /* enum smpp__version */
	uint8_t last;    /* enum smpp__version */
	uint16_t section; /* for smpp__command_section */
};

struct smpp__tlv_row {
	uint16_t tag;
	uint16_t min[2];   /* octets of the value in 3.4, in 5.0 */
	uint16_t max[2];   /* the same */
	uint16_t status;   /* the command_status that answers a bad length */
	uint32_t pdus[2];  /* commands that have it in 3.4, in 5.0 */
	uint32_t required; /* commands that must have it, in 5.0 */
	uint8_t kind;      /* enum smpp__tlv_kind */
};

/*
 * Where the number of the row of a command or a tag stands among the hints: no two of ours share a
 * place. Two that would share one do not compile without a warning; then another mix is needed.
 */
#define SMPP__COMMAND_PLACE(id) (((id) ^ (id) >> 3 ^ (id) >> 25) & 0x7F)
#define SMPP__TLV_PLACE(tag) ((tag) * UINT32_C(89) >> 5 & 0xFF)

extern const struct smpp__command smpp__commands[];
extern const struct smpp__tlv_row smpp__tlv_rows[];
extern const uint8_t smpp__command_hints[128];
extern const uint8_t smpp__tlv_hints[256];

/* Row of a command, or NULL. */
static inline const struct smpp__command *smpp__command_find(uint32_t command_id)
{
	const struct smpp__command *command =
		&smpp__commands[smpp__command_hints[SMPP__COMMAND_PLACE(command_id)]];

	return command->id == command_id ? command : NULL;
}

/* Its fields, command->count of them. */
const struct smpp__field *smpp__fields_of(const struct smpp__command *command);

/* Fields of list entries; *count is set. */
const struct smpp__field *smpp__entry_fields(enum smpp__kind list, uint8_t dest_flag,
					     size_t *count);

/* Row of a TLV, or NULL for a tag of no version. */
static inline const struct smpp__tlv_row *smpp__tlv_find(uint16_t tag)
{
	const struct smpp__tlv_row *row = &smpp__tlv_rows[smpp__tlv_hints[SMPP__TLV_PLACE(tag)]];

	return row->tag == tag ? row : NULL;
}

/* 1 when a TLV of that row may have that length in that version. */
static inline int smpp__tlv_length_ok(const struct smpp__tlv_row *row, size_t len,
				      enum smpp__version version)
{
	size_t column = version != V34;

	if (len < row->min[column] || len > row->max[column])
		return 0;
	/* one octet of behaviour, and in 5.0 perhaps three of a relative time: never 2 or 3 */
	return row->tag != SMPP_TLV_MS_VALIDITY || len == 1 || len == 4;
}

/* Commands and TLVs by position; NULL behind the last. */
const struct smpp__command *smpp__command_at(size_t index);
const struct smpp__tlv_row *smpp__tlv_at(size_t index);

/* 1 when that command may carry that TLV in that version, which has TLVs. */
int smpp__tlv_allowed(const struct smpp__tlv_row *row, const struct smpp__command *command,
		      enum smpp__version version);

const char *smpp__field_name(const struct smpp__field *field);
const char *smpp__field_section(const struct smpp__field *field);
const char *smpp__command_section(const struct smpp__command *command);

/* Names of the header's fields, by their place 0 to 3. */
const char *smpp__header_name(size_t index);

#endif
