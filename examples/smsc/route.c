/* SPDX-License-Identifier: MIT */
/*
 * Owns: who gets a message.
 * Must not know: how it is delivered.
 *
 * First the bound ESMEs whose address_range has the destination; one of them, always the same for a
 * destination as long as they are the same. Then the account that the longest --route prefix names,
 * bound or not. Else a simulated handset.
 */
#include "smsc.h"

#include <stdlib.h>

/* Does one item of an address_range stand for the address? "46*", "^46", "46.*", "4670000" */
static int item_matches(const char *item, size_t len, struct smpp_span address)
{
	int prefix = 0;

	if (len > 0 && item[0] == '^') {
		item++;
		len--;
		prefix = 1;
	}
	if (len > 0 && item[len - 1] == '$') {
		len--;
		prefix = 0;
	}
	if (len > 0 && item[len - 1] == '*') {
		len--;
		prefix = 1;
		if (len > 0 && item[len - 1] == '.')
			len--;
	}
	if (prefix ? address.len < len : address.len != len)
		return 0;
	return (len > 0 || prefix) && memcmp(item, address.ptr, len) == 0;
}

static int range_matches(const char *range, struct smpp_span address)
{
	while (*range != '\0') {
		size_t len = strcspn(range, ",");

		if (item_matches(range, len, address))
			return 1;
		range += len;
		range += *range == ',';
	}
	return 0;
}

/* So that a destination stays with its ESME: that with the highest number counts. */
static uint64_t mix(struct smpp_span address, uint64_t serial)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325) ^ serial * UINT64_C(0x9E3779B97F4A7C15);

	for (size_t i = 0; i < address.len; i++)
		h = (h ^ address.ptr[i]) * UINT64_C(0x100000001B3);
	h ^= h >> 31;
	h *= UINT64_C(0x94D049BB133111EB);
	return h ^ h >> 29;
}

static struct peer *by_range(const struct smsc *smsc, struct smpp_span address)
{
	struct peer *found = NULL;
	uint64_t highest = 0;

	for (struct peer *p = smsc->ranged; p != NULL; p = p->ranged_next) {
		uint64_t number = mix(address, p->serial);

		if (range_matches(p->address_range, address) && number >= highest) {
			found = p;
			highest = number;
		}
	}
	return found;
}

static struct account *by_prefix(const struct smsc *smsc, struct smpp_span address)
{
	struct account *found = NULL;
	size_t longest = 0;

	for (const struct route *r = smsc->routes; r != NULL; r = r->next) {
		size_t len = strlen(r->prefix);

		if (len < longest || address.len < len ||
		    memcmp(r->prefix, address.ptr, len) != 0)
			continue;
		found = r->account;
		longest = len;
	}
	return found;
}

struct target route_of(const struct smsc *smsc, const struct message *m)
{
	struct smpp_span address = message_to(m).addr;
	struct target target = { NULL, NULL };

	if (m->pdu.header.command_id == SMPP_BROADCAST_SM)
		return target;
	target.peer = by_range(smsc, address);
	if (target.peer == NULL)
		target.account = by_prefix(smsc, address);
	if (target.peer == NULL && target.account == NULL &&
	    m->pdu.header.command_id == SMPP_DELIVER_SM)
		target.account = m->owner;
	return target;
}

void route_bound(struct smsc *smsc, struct peer *peer)
{
	struct account *account = peer->link.account->user;
	enum smpp_state state = smpp_session_state(peer->link.session);

	if (state != SMPP_STATE_BOUND_RX && state != SMPP_STATE_BOUND_TRX)
		return;
	if (peer->address_range[0] != '\0') {
		peer->ranged = 1;
		peer->ranged_next = smsc->ranged;
		smsc->ranged = peer;
	}
	deliver_again(smsc, &account->parked);
}

void route_gone(struct smsc *smsc, struct peer *peer)
{
	struct peer **at = &smsc->ranged;

	if (peer->ranged) {
		while (*at != peer)
			at = &(*at)->ranged_next;
		*at = peer->ranged_next;
		peer->ranged = 0;
	}
	deliver_again(smsc, &peer->backlog);
}

void route_free(struct smsc *smsc)
{
	struct route *next;

	for (struct route *r = smsc->routes; r != NULL; r = next) {
		next = r->next;
		free(r);
	}
	smsc->routes = NULL;
}
