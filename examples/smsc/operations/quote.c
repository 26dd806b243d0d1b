/* SPDX-License-Identifier: MIT */
/*
 * Owns: how a value stands in a line for people: nothing in it that a terminal would obey.
 * Must not know: what it means.
 */
#include "quote.h"

#include <time.h>

void quote_text(FILE *to, struct smpp_span text)
{
	fputc('"', to);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c == '"' || c == '\\')
			fputc('\\', to);
		if (c < 0x20 || c > 0x7E)
			fprintf(to, "\\x%02X", c);
		else
			fputc(c, to);
	}
	fputc('"', to);
}

void quote_time(char text[QUOTE_TIME], int64_t utc)
{
	time_t seconds = (time_t)(utc / 1000);
	struct tm tm = { 0 };
	char date[32] = "";

	if (gmtime_r(&seconds, &tm) != NULL)
		strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, QUOTE_TIME, "%.19s.%03uZ", date, (unsigned)(utc % 1000));
}
