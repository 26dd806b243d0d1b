/* SPDX-License-Identifier: MIT */
/*
 * Owns: a program outside the tree, valid C99 and C++17, that uses the installed library.
 * Must not know: where the library is.
 */
#include <smpp.h>
#include <stdio.h>
#include <string.h>

static const char text[] = "Hello, world";

/* A submit_sm into octets and back. @return 1 when all is as it was */
static int goes_round(void)
{
	uint8_t octets[256], again[256];
	struct smpp_buf out = { octets, sizeof(octets), 0 };
	struct smpp_buf second = { again, sizeof(again), 0 };
	struct smpp_span in, found;
	struct smpp_pdu sent, got;

	memset(&sent, 0, sizeof(sent));
	sent.header.command_id = SMPP_SUBMIT_SM;
	sent.header.sequence_number = 1;
	sent.body.submit_sm.destination_addr = smpp_span_of("447700900123");
	sent.body.submit_sm.short_message = smpp_span_of(text);
	if (smpp_encode(&sent, NULL, &out, NULL) != SMPP_OK)
		return 0;
	in.ptr = out.ptr;
	in.len = out.len;
	if (smpp_decode(in, NULL, &got, NULL) != SMPP_OK ||
	    smpp_pdu_text(&got, &found) != SMPP_OK ||
	    smpp_encode(&got, NULL, &second, NULL) != SMPP_OK)
		return 0;
	return smpp_span_equal(found, smpp_span_of(text)) && second.len == out.len &&
	       memcmp(octets, again, out.len) == 0;
}

int main(void)
{
	printf("%s\n", smpp_version());
	return goes_round() ? 0 : 1;
}
