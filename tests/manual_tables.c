/* SPDX-License-Identifier: MIT */
/*
 * Owns: the tables of the library as a manual page on stdout, which is man/smpp_tables.7.
 * Must not know: how octets are walked.
 */
#include <smpp.h>
#include <stdio.h>

#include "table.h"

#define LAST_STATUS 0xFFFU /* no version has a status above; vendors have 0x400 to 0x4FF */
#define COLUMNS 76

static const char *const versions[SMPP__VERSIONS] = { "3.3", "3.4", "5.0" };

static const char head[] =
	".\\\" SPDX-License-Identifier: MIT\n"
	".\\\" Written by tests/manual_tables.c from the library's tables: change those, not this file.\n"
	".Dd November 24, 2026\n"
	".Dt SMPP_TABLES 7\n"
	".Os libsmpp\n"
	".Sh NAME\n"
	".Nm smpp_tables\n"
	".Nd the protocol as libsmpp has it\n"
	".Sh DESCRIPTION\n"
	"These are the tables by which libsmpp decodes, encodes, checks and dumps PDUs.\n"
	"This page is written by a program that reads them, so it says what the library does.\n"
	"Sections are those of the SMPP specifications of the version that is named with them.\n";

static const char commands_text[] =
	".Sh COMMANDS\n"
	"Each command with its command_id, the versions that have it, and the section that\n"
	"defines it.\n"
	"A command without fields is a header only.\n";

static const char fields_text[] =
	".Sh FIELDS\n"
	"What follows the header, in the order of the wire.\n"
	"The three numbers are the most octets the field can have on the wire in 3.3, 3.4 and\n"
	"5.0; a dash says that this version does not have the field's command.\n"
	"Of a C\\-octet string they count the NUL, so that a string has one character less.\n"
	"Octets and lists are as long as their length or count says; these maxima follow from\n"
	"the values that\n"
	".Sx VALUES\n"
	"allows there.\n"
	"The status is the command_status that answers a bad value of the field, and the last\n"
	"column the section of SMPP 3.4 that defines it, or the version where that is another.\n"
	".Pp\n"
	"The kinds are\n"
	".Bl -tag -width integer -compact\n"
	".It Sy octet\n"
	"one octet, a number\n"
	".It Sy integer\n"
	"four octets, the first one the highest\n"
	".It Sy string\n"
	"a C\\-octet string: octets up to a NUL\n"
	".It Sy time\n"
	"a C\\-octet string of 0 or 16 characters\n"
	".It Sy length\n"
	"one octet: how many follow; not a member of the body, whose span has the length\n"
	".It Sy octets\n"
	"as many octets as the length says, of any value\n"
	".It Sy count\n"
	"one octet: how many entries follow\n"
	".It Sy list\n"
	"the entries; their fields are indented\n"
	".It Sy flag\n"
	"one octet that says which fields the entry has\n"
	".El\n"
	".Pp\n"
	"A field marked + may be missing, with all that would follow it, under\n"
	".Dv SMPP_TOLERATE_MISSING_TAIL .\n";

static const char rules_text[] =
	".Sh VALUES\n"
	"What\n"
	".Xr smpp_check 3\n"
	"refuses as reserved, unless\n"
	".Dv SMPP_TOLERATE_RESERVED_VALUE\n"
	"is set: values of these fields outside the range given for the version, and bits that\n"
	"must be 0.\n"
	"Fields that are not named here may have any value.\n";

static const char tlvs_text[] =
	".Sh TLVS\n"
	"Each TLV with its tag, the octets its value may have, and the commands that may carry it.\n"
	"A value is octets where nothing else is named; a number has its highest octet first.\n"
	"Where 3.4 and 5.0 differ, both are given.\n"
	"SMPP 3.3 has no TLVs.\n"
	"Tags that are not in this table are let through in any command of 3.4 and 5.0.\n"
	"A length that is not in the table is answered with ESME_RINVTLVLEN where no other status\n"
	"is named.\n"
	".Sy Required\n"
	"names the commands that must have the TLV in 5.0, of responses only those with status 0.\n"
	"Of ms_validity, which the table gives as 1 to 4, only 1 and 4 are let through.\n";

static const char statuses_text[] =
	".Sh STATUSES\n"
	"Each command_status that has a name.\n"
	"Where 3.4 and 5.0 give different names to one number, it is that of 5.0.\n";

static const char tail[] =
	".Sh SEE ALSO\n"
	".Xr smpp_codec 3 ,\n"
	".Xr smpp_const 3 ,\n"
	".Xr smpp_pdu 3 ,\n"
	".Xr smpp_session 3 ,\n"
	".Xr smpp 7\n"
	".Sh STANDARDS\n"
	"SMPP Protocol Specification v3.4, Issue 1.2; SMPP v5.0;\n"
	"SMPP Applications Programming Interface Specification v3.3.\n";

static void begin_table(void)
{
	printf(".Bd -literal\n");
}

static void end_table(void)
{
	printf(".Ed\n");
}

static void put_commands(void)
{
	const struct smpp__command *command;

	begin_table();
	printf("%-10s  %-25s %-11s %s\n", "id", "command", "versions", "section");
	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		int one = command->since == command->last;

		printf("0x%08X  %-25s %s%s%-4s %s\n", (unsigned)command->id,
		       smpp_command_name(command->id), versions[command->since],
		       one ? "    " : " to ", one ? "" : versions[command->last],
		       smpp__command_section(command));
	}
	end_table();
}

static const char *kind_name(enum smpp__kind kind)
{
	switch (kind) {
	case SMPP__U8: return "octet";
	case SMPP__U32: return "integer";
	case SMPP__CSTRING: return "string";
	case SMPP__TIME: return "time";
	case SMPP__LENGTH: return "length";
	case SMPP__OCTETS: return "octets";
	case SMPP__COUNT: return "count";
	case SMPP__DEST_FLAG: return "flag";
	case SMPP__DESTS:
	case SMPP__UNSUCCESS:
	case SMPP__MESSAGE_IDS: return "list";
	}
	return "?";
}

static int is_list(const struct smpp__field *field)
{
	return field->kind == SMPP__DESTS || field->kind == SMPP__UNSUCCESS ||
	       field->kind == SMPP__MESSAGE_IDS;
}

static void put_field(const struct smpp__field *field, const struct smpp__command *command,
		      int indent)
{
	printf("%*s%-*s%s %-8s", indent, "", 24 - indent, smpp__field_name(field),
	       field->tail ? "+" : " ", kind_name((enum smpp__kind)field->kind));
	for (int v = V33; v < SMPP__VERSIONS; v++) {
		if (v < command->since || v > command->last)
			printf(" %4s", "-");
		else
			printf(" %4u", (unsigned)field->max[v]);
	}
	printf("  %-19s %s\n", smpp_status_name(field->status), smpp__field_section(field));
}

static void put_entries(const struct smpp__field *list, const struct smpp__command *command)
{
	uint8_t last = list->kind == SMPP__DESTS ? SMPP_DEST_FLAG_DISTRIBUTION_LIST
						 : SMPP_DEST_FLAG_SME_ADDRESS;

	for (uint8_t flag = SMPP_DEST_FLAG_SME_ADDRESS; flag <= last; flag++) {
		size_t count;
		const struct smpp__field *field =
			smpp__entry_fields((enum smpp__kind)list->kind, flag, &count);

		if (list->kind == SMPP__DESTS)
			printf("  of an entry with dest_flag %u:\n", (unsigned)flag);
		for (size_t i = 0; i < count; i++)
			put_field(field + i, command, 2);
	}
}

/* 1 when an earlier command has the same rows: they are printed there. */
static int is_repeated(const struct smpp__command *command)
{
	const struct smpp__command *other;

	for (size_t i = 0; (other = smpp__command_at(i)) != command; i++) {
		if (other->count > 0 && other->first == command->first)
			return 1;
	}
	return 0;
}

/* The command, and those behind it that have the same rows. */
static void put_heading(const struct smpp__command *command, size_t index)
{
	const struct smpp__command *other;

	printf(".Ss %s", smpp_command_name(command->id));
	for (size_t i = index + 1; (other = smpp__command_at(i)) != NULL; i++) {
		if (other->first == command->first && other->count > 0)
			printf(", %s", smpp_command_name(other->id));
	}
	printf("\n");
}

static void put_fields(void)
{
	const struct smpp__command *command;

	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		const struct smpp__field *field = smpp__fields_of(command);

		if (command->count == 0 || is_repeated(command))
			continue;
		put_heading(command, i);
		begin_table();
		printf("%-25s %-8s %4s %4s %4s  %-19s %s\n", "field", "kind", "3.3", "3.4", "5.0",
		       "status", "section");
		for (size_t j = 0; j < command->count; j++) {
			put_field(field + j, command, 0);
			if (is_list(field + j))
				put_entries(field + j, command);
		}
		end_table();
	}
}

/* 1 when a field of that name and rule stands before this one in the tables. */
static int is_known_rule(size_t command_index, size_t field_index)
{
	const struct smpp__command *command = smpp__command_at(command_index);
	const struct smpp__field *field = smpp__fields_of(command) + field_index;

	for (size_t i = 0; i <= command_index; i++) {
		const struct smpp__command *other = smpp__command_at(i);
		size_t end = i == command_index ? field_index : other->count;

		for (size_t j = 0; j < end; j++) {
			const struct smpp__field *earlier = smpp__fields_of(other) + j;

			if (earlier->name == field->name && earlier->rule == field->rule)
				return 1;
		}
	}
	return 0;
}

static void put_rule(const struct smpp__command *command, const struct smpp__field *field)
{
	const struct smpp__rule *rule = &smpp__rules[field->rule];
	const char *only = field->rule == REPLACE_MULTI ? smpp_command_name(command->id) : "";

	printf("%-24s", smpp__field_name(field));
	for (int v = V33; v < SMPP__VERSIONS; v++) {
		if (rule->low == rule->top[v])
			printf(" %-10u", (unsigned)rule->low);
		else
			printf(" %u to %-5u", (unsigned)rule->low, (unsigned)rule->top[v]);
	}
	if (rule->mask != 0xFF)
		printf(" of bits 0x%02X\n  %-22s 0x%02X       0x%02X       0x%02X",
		       (unsigned)rule->mask, "bits that must be 0",
		       (unsigned)rule->reserved[V33], (unsigned)rule->reserved[V34],
		       (unsigned)rule->reserved[V50]);
	else if (only[0] != '\0')
		printf(" in %s", only);
	printf("\n");
}

static void put_rules(void)
{
	const struct smpp__command *command;

	begin_table();
	printf("%-24s %-10s %-10s %-10s\n", "field", "3.3", "3.4", "5.0");
	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		const struct smpp__field *field = smpp__fields_of(command);

		for (size_t j = 0; j < command->count; j++) {
			if (field[j].rule != ANY && !is_known_rule(i, j))
				put_rule(command, field + j);
		}
	}
	end_table();
}

/* Appends a word to a line that is broken at COLUMNS. */
static void put_word(size_t *column, const char *word)
{
	size_t len = strlen(word);

	if (*column + 1 + len > COLUMNS) {
		printf("\n%12s", "");
		*column = 12;
	}
	printf(" %s", word);
	*column += 1 + len;
}

static size_t put_label(const char *label)
{
	printf("       %-5s", label);
	return 12;
}

static int is_any_response(const struct smpp__tlv_row *row, enum smpp__version version)
{
	return smpp__tlv_allowed(row, smpp__command_find(SMPP_ENQUIRE_LINK_RESP), version);
}

static void put_carriers(const struct smpp__tlv_row *row, enum smpp__version version,
			 const char *label)
{
	size_t column = put_label(label);
	const struct smpp__command *command;

	if (is_any_response(row, version))
		put_word(&column, "any response");
	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		if (!is_any_response(row, version) && smpp__tlv_allowed(row, command, version))
			put_word(&column, smpp_command_name(command->id));
	}
	printf("\n");
}

static void put_required(const struct smpp__tlv_row *row)
{
	const struct smpp__command *command;
	size_t column;

	if (row->required == 0)
		return;
	printf("       required in");
	column = 18;
	for (size_t i = 0; (command = smpp__command_at(i)) != NULL; i++) {
		if ((row->required & command->tlvs) != 0)
			put_word(&column, smpp_command_name(command->id));
	}
	printf("\n");
}

static void put_lengths(const struct smpp__tlv_row *row, int column)
{
	unsigned min = row->min[column], max = row->max[column];

	if (min != max)
		printf("%u to ", min);
	printf("%u %s", max, max == 1 && min == 1 ? "octet" : "octets");
}

static const char *tlv_kind_name(enum smpp__tlv_kind kind)
{
	switch (kind) {
	case TLV_U8:
	case TLV_U16:
	case TLV_U32: return "number of ";
	case TLV_STRING: return "string of ";
	case TLV_OCTETS: break;
	}
	return "";
}

static void put_tlv(const struct smpp__tlv_row *row)
{
	int in_34 = row->pdus[0] != 0;

	printf("0x%04X %s, %s", (unsigned)row->tag, smpp_tlv_name(row->tag),
	       tlv_kind_name((enum smpp__tlv_kind)row->kind));
	if (in_34 && (row->min[0] != row->min[1] || row->max[0] != row->max[1])) {
		put_lengths(row, 0);
		printf(", 5.0: ");
	}
	put_lengths(row, 1);
	printf("%s", in_34 ? "" : ", since 5.0");
	if (row->status != SMPP_ESME_RINVTLVLEN)
		printf(", %s", smpp_status_name(row->status));
	printf("\n");
	if (in_34)
		put_carriers(row, V34, row->pdus[0] == row->pdus[1] ? "in" : "3.4:");
	if (row->pdus[0] != row->pdus[1])
		put_carriers(row, V50, in_34 ? "5.0:" : "in");
	put_required(row);
}

static void put_tlvs(void)
{
	const struct smpp__tlv_row *row;

	begin_table();
	for (size_t i = 0; (row = smpp__tlv_at(i)) != NULL; i++)
		put_tlv(row);
	end_table();
}

static void put_statuses(void)
{
	begin_table();
	for (uint32_t status = 0; status <= LAST_STATUS; status++) {
		size_t column = 38;
		const char *text = smpp_status_text(status);

		if (smpp_status_name(status) == NULL)
			continue;
		printf("0x%08X  %-26s", (unsigned)status, smpp_status_name(status));
		while (text != NULL && *text != '\0') { /* word by word, broken at COLUMNS */
			size_t len = strcspn(text, " ");

			if (column + 1 + len > COLUMNS) {
				printf("\n%38s", "");
				column = 38;
			}
			printf(" %.*s", (int)len, text);
			column += 1 + len;
			text += len + strspn(text + len, " ");
		}
		printf("\n");
	}
	end_table();
}

int main(void)
{
	fputs(head, stdout);
	fputs(commands_text, stdout);
	put_commands();
	fputs(fields_text, stdout);
	put_fields();
	fputs(rules_text, stdout);
	put_rules();
	fputs(tlvs_text, stdout);
	put_tlvs();
	fputs(statuses_text, stdout);
	put_statuses();
	fputs(tail, stdout);
	return fflush(stdout) != 0;
}
