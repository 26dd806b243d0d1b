/* SPDX-License-Identifier: MIT */
/*
 * Owns: the quirks that change one PDU: what each does to its octets.
 * Must not know: connections, when a quirk is in force, which other PDUs there are.
 */
#include "edit.h"

#define HEADER_OCTETS 16

static uint32_t number_at(const struct draft *draft, size_t at)
{
	const uint8_t *p = draft->octets + at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void end_at(struct draft *draft, size_t len)
{
	draft->len = len;
	draft->octets[0] = (uint8_t)(len >> 24);
	draft->octets[1] = (uint8_t)(len >> 16);
	draft->octets[2] = (uint8_t)(len >> 8);
	draft->octets[3] = (uint8_t)len;
}

static int is_bind_resp(const struct draft *draft)
{
	uint32_t command_id = number_at(draft, 4);

	return command_id == SMPP_BIND_TRANSMITTER_RESP || command_id == SMPP_BIND_RECEIVER_RESP ||
	       command_id == SMPP_BIND_TRANSCEIVER_RESP;
}

static int bind_resp_empty(struct draft *draft, const struct edit_note *note)
{
	(void)note;
	if (!is_bind_resp(draft) || draft->len == HEADER_OCTETS)
		return 0;
	end_at(draft, HEADER_OCTETS);
	return 1;
}

static int no_version(struct draft *draft, const struct edit_note *note)
{
	const uint8_t *nul = memchr(draft->octets + HEADER_OCTETS, 0, draft->len - HEADER_OCTETS);
	size_t body = nul != NULL ? (size_t)(nul - draft->octets) + 1 : draft->len;

	(void)note;
	if (!is_bind_resp(draft) || body == draft->len)
		return 0;
	end_at(draft, body);
	return 1;
}

const struct edit edits[] = {
	{ "bind-resp-empty", NULL, "bind responses without a body", 0, NULL, bind_resp_empty },
	{ "no-version", NULL, "bind responses without sc_interface_version", 0, NULL, no_version },
	{ NULL, NULL, NULL, 0, NULL, NULL },
};
