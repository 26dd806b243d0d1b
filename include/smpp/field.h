/* SPDX-License-Identifier: MIT */
/**
 * @file field.h
 * Owns: fields and TLVs by name: which a command has, and a PDU's values through them.
 * Must not know: how octets are walked, what values mean.
 *
 * For what learns only at run time which field is meant: bindings of other languages, JSON, command
 * lines, rules. Where the field is known, the members of struct smpp_pdu are shorter.
 *
 * A field is a row of the library's table: constant, it lives as long as the library. Every call
 * that takes one takes NULL too and then says SMPP_E_ABSENT, so that what smpp_field_find returns
 * needs no test of its own. Setters judge only whether the member can hold the value: limits are
 * smpp_encode's, values smpp_check's.
 */
#ifndef SMPP_FIELD_H
#define SMPP_FIELD_H

#include <smpp/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One field of a body or of a list's entry. */
struct smpp_field;

/** How a field or a TLV is read. */
enum smpp_field_kind {
	SMPP_KIND_NONE = 0, /**< of no field, of a tag that no version knows */
	SMPP_KIND_U8,       /**< a number of one octet */
	SMPP_KIND_U16,      /**< of two; only TLVs */
	SMPP_KIND_U32,      /**< of four */
	SMPP_KIND_STRING,   /**< a C-octet string: octets without NUL */
	SMPP_KIND_TIME,     /**< the same, of 0 or 16 characters */
	SMPP_KIND_OCTETS,   /**< octets of any value */
	SMPP_KIND_LENGTH,   /**< a number: the length of the next field, and only read */
	SMPP_KIND_COUNT,    /**< a number: the entries of the next field, which is a list */
	SMPP_KIND_LIST      /**< entries that have fields of their own */
};

/** @name Names and numbers. Names are the specification's, letter for letter.
 * @{ */

/** The command_id of a name ("submit_sm"). @return SMPP_OK or SMPP_E_ABSENT */
SMPP_API int smpp_command_id(struct smpp_span name, uint32_t *command_id);

/** The command_status of a name ("ESME_RTHROTTLED"). @return SMPP_OK or SMPP_E_ABSENT */
SMPP_API int smpp_status_value(struct smpp_span name, uint32_t *command_status);

/** The tag of a name ("message_payload"). @return SMPP_OK or SMPP_E_ABSENT */
SMPP_API int smpp_tlv_tag(struct smpp_span name, uint16_t *tag);

/** Every command, index from 0, ascending by command_id. @return SMPP_OK or SMPP_E_END */
SMPP_API int smpp_command_at(size_t index, uint32_t *command_id);

/** Every tag that has a name, index from 0, ascending. @return SMPP_OK or SMPP_E_END */
SMPP_API int smpp_tlv_at(size_t index, uint16_t *tag);

/**
 * How the value of a TLV is read: U8, U16, U32, STRING (up to a NUL, or all), OCTETS; NONE for a
 * tag that no version knows. A number of another length, which some TLVs may have, is octets.
 */
SMPP_API enum smpp_field_kind smpp_tlv_kind(uint16_t tag);

/**
 * How many octets the value of a TLV may have.
 * @param version enum smpp_interface_version, 0: SMPP_V3_4; 3.3 has no TLVs and counts as 5.0
 * @return SMPP_OK or SMPP_E_ABSENT
 */
SMPP_API int smpp_tlv_lengths(uint16_t tag, uint8_t version, size_t *fewest, size_t *most);

/** @} */
/** @name Fields of a command
 * @{ */

/** A field by its place on the wire, index from 0. NULL: there are no more, or no such command. */
SMPP_API const struct smpp_field *smpp_field_at(uint32_t command_id, size_t index);

/** A field by its name ("destination_addr"), or NULL. Names of lists are: dest_address,
 * unsuccess_sme, message_details. */
SMPP_API const struct smpp_field *smpp_field_find(uint32_t command_id, struct smpp_span name);

/** Its name, or NULL for NULL. */
SMPP_API const char *smpp_field_name(const struct smpp_field *field);

/** Its kind; SMPP_KIND_NONE for NULL. */
SMPP_API enum smpp_field_kind smpp_field_kind(const struct smpp_field *field);

/**
 * The most octets it can have on the wire, the NUL of a string included; 0: that version does not
 * have it. Lists and octets: what follows from the greatest count or length.
 * @param version enum smpp_interface_version, 0: SMPP_V3_4
 */
SMPP_API size_t smpp_field_max(const struct smpp_field *field, uint8_t version);

/** The command_status that answers a bad value of it; SMPP_ESME_ROK for NULL. */
SMPP_API uint32_t smpp_field_status(const struct smpp_field *field);

/** @} */
/** @name Values of a PDU
 * A field must be one of the PDU's command, else SMPP_E_ABSENT; so is every field of a body that is
 * raw, and to getters every field of a body that is absent. SMPP_E_LENGTH: it is of another kind.
 * @{ */

/** Of U8, U32, LENGTH or COUNT. @return SMPP_OK, SMPP_E_ABSENT, SMPP_E_LENGTH */
SMPP_API int smpp_field_get_number(const struct smpp_pdu *pdu, const struct smpp_field *field,
				   uint32_t *value);

/** Of STRING (without NUL), TIME or OCTETS; points where the PDU's member points. Returns as
 * smpp_field_get_number. */
SMPP_API int smpp_field_get_octets(const struct smpp_pdu *pdu, const struct smpp_field *field,
				   struct smpp_span *octets);

/** Of U8, U32 or COUNT. An absent body becomes present. @return SMPP_OK, SMPP_E_ABSENT,
 * SMPP_E_LENGTH; SMPP_E_TOO_BIG: more than its octets can say */
SMPP_API int smpp_field_set_number(struct smpp_pdu *pdu, const struct smpp_field *field,
				   uint32_t value);

/** Of STRING, TIME or OCTETS: the PDU's member points where octets points. An absent body becomes
 * present. @return SMPP_OK, SMPP_E_ABSENT, SMPP_E_LENGTH */
SMPP_API int smpp_field_set_octets(struct smpp_pdu *pdu, const struct smpp_field *field,
				   struct smpp_span octets);

/** @} */
/** @name Lists
 * @{ */

/** An entry of a list; which member, says the list's name. */
union smpp_entry {
	struct smpp_dest_address dest_address;
	struct smpp_unsuccess_sme unsuccess_sme;
	struct smpp_span message_id; /**< of message_details */
};

/** Where a walk through a list stands. */
struct smpp_entries {
	const struct smpp_field *list;
	struct smpp_cursor cursor; /**< cursor.left: entries to come */
	const void *array;         /**< the next one, where the PDU has an array */
};

/** Begins a walk, whether the PDU has octets or an array. Returns as smpp_field_get_number. */
SMPP_API int smpp_field_get_list(const struct smpp_pdu *pdu, const struct smpp_field *field,
				 struct smpp_entries *entries);

/** The next entry. @return SMPP_OK; SMPP_E_END; SMPP_E_FAULT when the octets are no such list, and
 * then entries is unchanged */
SMPP_API int smpp_entry_next(struct smpp_entries *entries, union smpp_entry *entry);

/**
 * Sets a list and its count.
 * @param array the caller's, count entries of smpp_entry_size octets each; used when encoding
 * @return SMPP_OK, SMPP_E_ABSENT, SMPP_E_LENGTH; SMPP_E_TOO_BIG above 255 entries
 */
SMPP_API int smpp_field_set_list(struct smpp_pdu *pdu, const struct smpp_field *field,
				 const void *array, size_t count);

/** Octets of an entry in an array of that list, which is its sizeof; 0 when it is no list. */
SMPP_API size_t smpp_entry_size(const struct smpp_field *list);

/** A field of a list's entry by its place. A destination says by its dest_flag which it has; entry
 * may be NULL: an address. NULL: no more. */
SMPP_API const struct smpp_field *smpp_entry_field_at(const struct smpp_field *list,
						      const void *entry, size_t index);

/** A field by its name, whatever the dest_flag, or NULL. That of message_details is message_id. */
SMPP_API const struct smpp_field *smpp_entry_field_find(const struct smpp_field *list,
							struct smpp_span name);

/** As those of a PDU, with an entry of the list that the field was asked of. */
SMPP_API int smpp_entry_get_number(const void *entry, const struct smpp_field *field,
				   uint32_t *value);
SMPP_API int smpp_entry_get_octets(const void *entry, const struct smpp_field *field,
				   struct smpp_span *octets);
SMPP_API int smpp_entry_set_number(void *entry, const struct smpp_field *field, uint32_t value);
SMPP_API int smpp_entry_set_octets(void *entry, const struct smpp_field *field,
				   struct smpp_span octets);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
