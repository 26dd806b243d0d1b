/* SPDX-License-Identifier: MIT */
/*
 * Owns: the names of the quirks that are no edits, and how their arguments are read.
 * Must not know: which are in force, what they do.
 */
#include "quirk.h"

#include <stdlib.h>

#define LAST_COMMAND 0x200 /* no command_id of a request is higher */

/* Takes a decimal number off the front. @return 1; 0: there is none up to most */
static int take_number(const char **text, uint32_t most, uint32_t *number)
{
	const char *p = *text;
	uint64_t value = 0;

	while (*p >= '0' && *p <= '9' && value <= most)
		value = value * 10 + (uint64_t)(*p++ - '0');
	if (p == *text || value > most)
		return 0;
	*text = p;
	*number = (uint32_t)value;
	return 1;
}

static const char *wrong_number(const struct quirk_row *row)
{
	static char wrong[80];

	snprintf(wrong, sizeof(wrong), "not a number from %lu to %lu", (unsigned long)row->least,
		 (unsigned long)row->most);
	return wrong;
}

static const char *read_number(struct quirk *q, const char *argument)
{
	q->low = q->row->usual;
	if (argument[0] != '\0' && (!take_number(&argument, q->row->most, &q->low) ||
				    *argument != '\0' || q->low < q->row->least))
		return wrong_number(q->row);
	q->high = q->low;
	return NULL;
}

static int is_request_named(uint32_t command_id, const char *name, size_t len)
{
	const char *known = smpp_command_name(command_id);

	if (known == NULL)
		return 0;
	if (len == 4 && memcmp(name, "bind", 4) == 0)
		return strncmp(known, "bind_", 5) == 0;
	return strlen(known) == len && memcmp(known, name, len) == 0;
}

/* Takes "NAME", "NAME_resp" or "bind", which is all three, off the front. @return 1 or 0 */
static int take_command(struct quirk *q, const char **text)
{
	size_t len = strcspn(*text, ",:"), name = len;
	uint8_t before = q->command_count;

	if (len > 5 && memcmp(*text + len - 5, "_resp", 5) == 0)
		name -= 5;
	for (uint32_t id = 1; id < LAST_COMMAND; id++) {
		if (is_request_named(id, *text, name) && q->command_count < QUIRK_COMMANDS)
			q->commands[q->command_count++] = id;
	}
	*text += len;
	return q->command_count > before;
}

static const char *read_commands(struct quirk *q, const char *argument)
{
	do {
		if (!take_command(q, &argument))
			return "not the name of a command, such as submit_sm, or bind";
	} while (*argument++ == ',');
	return argument[-1] == '\0' ? NULL : "not names of commands with commas between them";
}

/* "MS[-MS]", all that is left. */
static const char *read_range(struct quirk *q, const char *text)
{
	int good = take_number(&text, q->row->most, &q->low);

	q->high = q->low;
	if (good && *text == '-') {
		text++;
		good = take_number(&text, q->row->most, &q->high);
	}
	return good && *text == '\0' && q->low <= q->high ? NULL : "not milliseconds, MS or MS-MS";
}

static const char *read_delay(struct quirk *q, const char *argument)
{
	if (argument[0] >= '0' && argument[0] <= '9')
		return read_range(q, argument);
	if (!take_command(q, &argument) || *argument != ':')
		return "not MS[-MS] or CMD:MS[-MS]";
	return read_range(q, argument + 1);
}

static const char *read_reorder(struct quirk *q, const char *argument)
{
	if (argument[0] >= '0' && argument[0] <= '9')
		return read_number(q, argument);
	if (!take_command(q, &argument) || *argument != ':')
		return "not N or CMD:N";
	return read_number(q, argument + 1);
}

static const char *read_late(struct quirk *q, const char *argument)
{
	q->low = q->high = q->row->usual;
	if (!take_command(q, &argument) || (*argument != ':' && *argument != '\0'))
		return "not CMD[:MS]";
	return *argument == ':' ? read_range(q, argument + 1) : NULL;
}

/* 0xN, decimal too. @return 1 or 0 */
static int take_any_number(const char **text, uint32_t *number)
{
	char *end;
	unsigned long long value;

	if (**text < '0' || **text > '9')
		return 0;
	value = strtoull(*text, &end, 0);
	*text = end;
	*number = (uint32_t)value;
	return value <= UINT32_MAX;
}

static const char *read_status(struct quirk *q, const char *argument)
{
	uint32_t percent = 100;
	int good = take_command(q, &argument) && *argument++ == ':' &&
		   take_any_number(&argument, &q->low) && q->low != 0;

	if (good && *argument == ':') {
		argument++;
		good = take_number(&argument, 100, &percent) && percent > 0;
		q->when.percent = (uint8_t)percent;
	}
	return good && *argument == '\0' ? NULL : "not CMD:0xNN[:PERCENT], with a status but 0";
}

static const char *read_throttle(struct quirk *q, const char *argument)
{
	if (strcmp(argument, "on") == 0) {
		q->flag = 1;
		q->low = 1;
		return NULL;
	}
	if (strncmp(argument, "every:", 6) == 0 || strncmp(argument, "EVERY:", 6) == 0) {
		q->flag = 1;
		argument += 6;
	}
	if (!take_number(&argument, q->row->most, &q->low) || *argument != '\0' || q->low == 0)
		return "not on, a number of messages a second, or every:N";
	return NULL;
}

static const char *read_drop_after(struct quirk *q, const char *argument)
{
	int good = take_number(&argument, q->row->most, &q->low);

	q->flag = strcmp(argument, ":half") == 0;
	return good && (q->flag || *argument == '\0') ? NULL : "not a number, or NUMBER:half";
}

static const char *read_unbind_after(struct quirk *q, const char *argument)
{
	int good = take_number(&argument, q->row->most, &q->low);

	q->flag = strcmp(argument, "s") == 0;
	return good && (q->flag || (*argument == '\0' && q->low > 0))
		       ? NULL : "not a number of messages, or of seconds as in 5s";
}

/* The index of the word among those between bars is low. @return 0 or -1 */
static int read_word(struct quirk *q, const char *words, const char *word, size_t len)
{
	for (q->low = 0; *words != '\0'; q->low++) {
		size_t n = strcspn(words, "|");

		if (n == len && memcmp(words, word, len) == 0)
			return 0;
		words += n + (words[n] == '|');
	}
	return -1;
}

static const char *read_garbage(struct quirk *q, const char *argument)
{
	size_t len = strcspn(argument, "@");

	q->flag = strcmp(argument + len, "@connect") == 0;
	return read_word(q, QUIRK_GARBAGE_WORDS, argument, len) == 0 &&
	       (q->flag || argument[len] == '\0')
		       ? NULL : "not one of " QUIRK_GARBAGE_WORDS ", with or without @connect";
}

static const char *read_sequence(struct quirk *q, const char *argument)
{
	return read_word(q, "zero|high", argument, strlen(argument)) == 0 ? NULL
									  : "not zero or high";
}

static const char *read_pair(struct quirk *q, const char *argument)
{
	return take_number(&argument, 255, &q->low) && *argument++ == ',' &&
	       take_number(&argument, 255, &q->high) && *argument == '\0'
		       ? NULL : "not TON,NPI, each from 0 to 255";
}

static const char *read_text(struct quirk *q, const char *argument)
{
	(void)q;
	return argument[0] != '\0' && strlen(argument) <= 12 ? NULL : "not 1 to 12 characters";
}

static const char *read_command_id(struct quirk *q, const char *argument)
{
	q->low = q->row->usual;
	return argument[0] == '\0' || (take_any_number(&argument, &q->low) && *argument == '\0' &&
				       q->low < SMPP_GENERIC_NACK)
		       ? NULL : "not a command_id below 0x80000000";
}

#define DAY_MS 86400000

const struct quirk_row quirk_rows[] = {
	/* answers */
	{ QUIRK_MUTE, ABOUT_MESSAGE, "mute", "CMD[,CMD]", "gives no response to these requests",
	  read_commands, 0, 0, 0 },
	{ QUIRK_STATUS, ABOUT_MESSAGE, "status", "CMD:0xNN[:PERCENT]", "refuses requests so",
	  read_status, 0, 0, 0 },
	{ QUIRK_THROTTLE, ABOUT_MESSAGE, "throttle", "MSG/S|every:N|on",
	  "answers messages with ESME_RTHROTTLED: above that rate, each N-th, all", read_throttle, 0,
	  1, 1000000 },
	{ QUIRK_RESPONSE_DELAY, ABOUT_MESSAGE, "response-delay", "MS[-MS]|CMD:MS[-MS]",
	  "responses come so late", read_delay, 0, 0, DAY_MS },
	{ QUIRK_LATE, ABOUT_MESSAGE, "late", "CMD[:MS]",
	  "the same, usually 35000: after the ESME has given up", read_late, 35000, 0, DAY_MS },
	{ QUIRK_REORDER, ABOUT_MESSAGE, "reorder", "N|CMD:N",
	  "responses, or these requests, in reverse, N at a time; they wait for 500 ms at most",
	  read_reorder, 2, 2, 1000 },
	{ QUIRK_REPEAT, ABOUT_MESSAGE, "repeat", "CMD[,CMD]",
	  "these responses twice, or these requests with a second number", read_commands, 0, 0, 0 },
	{ QUIRK_EARLY_RECEIPT, ABOUT_MESSAGE, "early-receipt", NULL,
	  "receipts before the submit_sm_resp, which waits for a second at most", NULL, 0, 0, 0 },
	{ QUIRK_OFF, ABOUT_MESSAGE, "off", "CMD[,CMD]", "does not offer these: ESME_RINVCMDID",
	  read_commands, 0, 0, 0 },
	{ QUIRK_NO_SAR, ABOUT_MESSAGE, "no-sar", NULL,
	  "refuses messages with SAR TLVs: ESME_RTLVNOTALLWD", NULL, 0, 0, 0 },
	{ QUIRK_NO_PAYLOAD, ABOUT_MESSAGE, "no-payload", NULL,
	  "the same of message_payload in submit_sm and submit_multi", NULL, 0, 0, 0 },
	{ QUIRK_UDH_LENGTH, ABOUT_MESSAGE, "udh-length", NULL,
	  "refuses user data headers of another length than 5 and 6: status 0x406", NULL, 0, 0, 0 },
	/* binds */
	{ QUIRK_BINDS, ABOUT_STATE, "binds", "N",
	  "more sessions of an account at once: ESME_RALYBND", read_number, 0, 0, 1000000 },
	{ QUIRK_GHOST, ABOUT_CONNECTION, "ghost", "SEC",
	  "ESME_RALYBND for so long after a connection was lost without unbind", read_number, 0, 1,
	  86400 },
	{ QUIRK_REFUSE_AFTER_UNBIND, ABOUT_CONNECTION, "refuse-after-unbind", "SEC",
	  "closes connections from there at once for so long after an unbind", read_number, 0, 1,
	  86400 },
	{ QUIRK_SYSTEM_TYPE, ABOUT_CONNECTION, "system-type", "TEXT",
	  "demands this of binds: ESME_RINVSYSTYP", read_text, 0, 0, 0 },
	{ QUIRK_BIND_TON, ABOUT_CONNECTION, "bind-ton", "TON,NPI",
	  "demands this of binds: ESME_RBINDFAIL", read_pair, 0, 0, 0 },
	{ QUIRK_ONLY_34, ABOUT_CONNECTION, "only-34", NULL,
	  "the same of interface_version 0x34", NULL, 0, 0, 0 },
	{ QUIRK_DELIVER_WITH_BIND, ABOUT_CONNECTION, "deliver-with-bind", NULL,
	  "a deliver_sm in one write with the bind response", NULL, 0, 0, 0 },
	{ QUIRK_UNANSWERED_FIRST, ABOUT_CONNECTION, "unanswered-first", NULL,
	  "sends a deliver_sm and answers nothing until it has the response", NULL, 0, 0, 0 },
	/* the end */
	{ QUIRK_DROP_AFTER, ABOUT_MESSAGE, "drop-after", "N[:half]",
	  "closes after N messages came; half: inside the next response", read_drop_after, 0, 0,
	  1000000000 },
	{ QUIRK_DROP_BIND, ABOUT_CONNECTION, "drop-bind", NULL, "closes when a bind comes", NULL, 0,
	  0, 0 },
	{ QUIRK_UNBIND_AFTER, ABOUT_MESSAGE, "unbind-after", "N|SECs",
	  "unbinds after so many messages, or so long after the bind", read_unbind_after, 0, 0,
	  1000000000 },
	{ QUIRK_UNBIND_CLOSE, ABOUT_CONNECTION, "unbind-close", "[SEC]",
	  "closes at an unbind, without response; unbinds after so long and closes", read_number, 0,
	  1, 86400 },
	{ QUIRK_OUTBIND_CLOSE, ABOUT_CONNECTION, "outbind-close", NULL,
	  "closes after an outbind, without waiting for the bind", NULL, 0, 0, 0 },
	{ QUIRK_IDLE_CLOSE, ABOUT_STATE, "idle-close", "SEC",
	  "closes when nothing came for so long", read_number, 0, 1, 86400 },
	/* keep-alive */
	{ QUIRK_ENQUIRE_MIN, ABOUT_STATE, "enquire-min", "SEC",
	  "an enquire_link sooner than that after the last one: ESME_RTHROTTLED", read_number, 0, 1,
	  86400 },
	{ QUIRK_ENQUIRE, ABOUT_STATE, "enquire", "[MS]",
	  "sends an enquire_link at that interval, usually 1000", read_number, 1000, 10, DAY_MS },
	{ QUIRK_EARLY_ENQUIRE, ABOUT_CONNECTION, "early-enquire", NULL,
	  "sends an enquire_link before the bind", NULL, 0, 0, 0 },
	/* octets */
	{ QUIRK_FRAGMENT, ABOUT_STATE, "fragment", "[N]",
	  "writes N octets at a time, usually 1", read_number, 1, 1, 65535 },
	{ QUIRK_DRIBBLE, ABOUT_STATE, "dribble", "OCTETS/S", "writes no faster than that",
	  read_number, 0, 1, 1000000000 },
	{ QUIRK_COALESCE, ABOUT_STATE, "coalesce", "[MS]",
	  "waits so long, usually 200, and writes all at once", read_number, 200, 1, 60000 },
	{ QUIRK_GARBAGE, ABOUT_CONNECTION, "garbage", "KIND[@connect]",
	  QUIRK_GARBAGE_WORDS ", after the bind or at once", read_garbage, 0, 0, 0 },
	/* what nobody asked for */
	{ QUIRK_VENDOR_COMMAND, ABOUT_CONNECTION, "vendor-command", "[0xNNNNNNNN]",
	  "sends a request that SMPP does not know, usually 0x01000001", read_command_id, 0x01000001,
	  0, 0 },
	{ QUIRK_SUBMIT_TO_ESME, ABOUT_CONNECTION, "submit-to-esme", NULL,
	  "sends a submit_sm, which only an ESME may", NULL, 0, 0, 0 },
	{ QUIRK_SEQUENCE, ABOUT_MESSAGE, "sequence", "zero|high",
	  "its requests have sequence_number 0, or one with the top bit set", read_sequence, 0, 0, 0 },
	{ QUIRK_AFTER_FINAL, ABOUT_MESSAGE, "after-final", NULL,
	  "another receipt, ENROUTE, follows the final one", NULL, 0, 0, 0 },
	{ QUIRK_PHANTOM_RECEIPTS, ABOUT_MESSAGE, "phantom-receipts", "[EVERY]",
	  "receipts of messages that never were, one for each or each EVERY-th submit_sm",
	  read_number, 1, 1, 1000000 },
	{ QUIRK_EDIT, ABOUT_CONNECTION, NULL, NULL, NULL, NULL, 0, 0, 0 },
};
