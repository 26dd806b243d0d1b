/* SPDX-License-Identifier: MIT */
/*
 * Owns: JSON lines: one object a line, members in the order of the calls.
 * Must not know: what they mean.
 */
#include "json.h"

#include "net.h"

/* What a terminal would obey or a parser might take for the end of a line: controls of both sets,
 * directions of writing, separators. */
static int is_escaped(uint32_t character)
{
	return character < 0x20 || (character >= 0x7F && character < 0xA0) ||
	       (character >= 0x200E && character <= 0x200F) ||
	       (character >= 0x2028 && character <= 0x202E) ||
	       (character >= 0x2066 && character <= 0x2069);
}

static void put_character(FILE *to, uint32_t character, struct smpp_span utf8)
{
	if (character == '"' || character == '\\')
		fprintf(to, "\\%c", (int)character);
	else if (is_escaped(character))
		fprintf(to, "\\u%04X", (unsigned)character);
	else
		fwrite(utf8.ptr, 1, utf8.len, to);
}

static void put_string(FILE *to, struct smpp_span text)
{
	fputc('"', to);
	while (text.len > 0) {
		struct smpp_span rest = text;
		uint32_t character;

		if (smpp_utf8_next(&rest, &character) == SMPP_OK) {
			put_character(to, character,
				      (struct smpp_span){ text.ptr, text.len - rest.len });
			text = rest;
			continue;
		}
		fprintf(to, "\\u%04X", text.ptr[0]);
		text.ptr++;
		text.len--;
	}
	fputc('"', to);
}

void json_begin(FILE *to, const char *ev)
{
	uint64_t now = net_wall();

	fprintf(to, "{\"t\":%llu.%03u", (unsigned long long)(now / 1000), (unsigned)(now % 1000));
	json_text(to, "ev", ev);
}

void json_span(FILE *to, const char *key, struct smpp_span text)
{
	fprintf(to, ",\"%s\":", key);
	put_string(to, text);
}

void json_text(FILE *to, const char *key, const char *text)
{
	json_span(to, key, smpp_span_of(text));
}

void json_number(FILE *to, const char *key, uint64_t number)
{
	fprintf(to, ",\"%s\":%llu", key, (unsigned long long)number);
}

void json_octets(FILE *to, const char *key, struct smpp_span octets)
{
	fprintf(to, ",\"%s\":\"", key);
	for (size_t i = 0; i < octets.len; i++)
		fprintf(to, "%02x", octets.ptr[i]);
	fputc('"', to);
}

void json_status(FILE *to, uint32_t command_status)
{
	const char *name = smpp_status_name(command_status);

	json_number(to, "status", command_status);
	if (name != NULL)
		json_text(to, "status_name", name);
}

void json_end(FILE *to)
{
	fputs("}\n", to);
	fflush(to);
}
