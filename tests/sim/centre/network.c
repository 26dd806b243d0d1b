/* SPDX-License-Identifier: MIT */
/*
 * Owns: the links between ESMEs and the centre: what they cut, delay and divide.
 * Must not know: what goes over them.
 */
#include <stdlib.h>

#include "centre.h"

void network_forget(struct esme *esme)
{
	if (esme->link == NULL)
		return;
	free(esme->link->memory);
	free(esme->link);
	esme->link = NULL;
}

void network_connect(struct day *day, struct esme *esme)
{
	struct link *link;
	size_t size;

	esme->asks = 0;
	if (!day->up || fault(day, 10)) {
		(void)smpp_esme_connect_failed(esme->e, 0, day->now);
		return;
	}
	size = smpp_smsc_session_size(day->smsc.sessions);
	link = calloc(1, sizeof(*link));
	link->memory = malloc(size);
	link->esme = esme;
	if (smsc_open(&day->smsc, &link->peer, link->memory, size, "esme") != SMPP_OK)
		breaks(day, "a connection is refused", esme->index);
	link->open = 1;
	esme->link = link;
	(void)smpp_esme_connected(esme->e, 0, day->now);
}

void network_cut(struct day *day, struct esme *esme)
{
	day->cuts++;
	(void)smpp_smsc_lost(day->smsc.sessions, &esme->link->peer.link, day->now);
	(void)smpp_esme_lost(esme->e, 0, day->now);
	esme->link->open = 0;
}

/* So many octets as there are, or by chance fewer. */
static size_t some(struct day *day, size_t len)
{
	if (len > 0 && fault(day, 3))
		return random_below(&day->random, (uint32_t)len + 1);
	return len;
}

static size_t depart(struct day *day, struct flight *flight, const uint8_t *octets, size_t len)
{
	size_t room = FLIGHT - flight->len;

	len = some(day, len < room ? len : room);
	memcpy(flight->octets + flight->len, octets, len);
	flight->len += len;
	return len;
}

static void arrived(struct flight *flight, size_t used)
{
	flight->len -= used;
	memmove(flight->octets, flight->octets + used, flight->len);
}

void network_carry(struct day *day, struct esme *esme)
{
	struct link *link = esme->link;
	const uint8_t *out;
	size_t len, used = 0;

	if ((out = smpp_esme_output(esme->e, 0, &len)) != NULL)
		(void)smpp_esme_sent(esme->e, 0, depart(day, &link->up, out, len), day->now);
	if ((out = smpp_smsc_output(&link->peer.link, &len)) != NULL)
		(void)smpp_smsc_sent(day->smsc.sessions, &link->peer.link,
				     depart(day, &link->down, out, len), day->now);
	len = some(day, link->up.len);
	if (len > 0 && smpp_smsc_feed(day->smsc.sessions, &link->peer.link,
				      (struct smpp_span){ link->up.octets, len }, day->now,
				      &used) == SMPP_OK)
		arrived(&link->up, used);
	if (link->up.len == 0 && smpp_esme_output(esme->e, 0, &len) == NULL)
		judge_heard(day, esme);
	len = some(day, link->down.len);
	if (len > 0 && smpp_esme_feed(esme->e, 0, (struct smpp_span){ link->down.octets, len },
				      day->now, &used) == SMPP_OK)
		arrived(&link->down, used);
}

/* A link that is over for one side is so for the other once all has arrived. */
void network_settle(struct day *day, struct esme *esme)
{
	struct link *link = esme->link;
	size_t len;

	if (link->open && smpp_smsc_is_over(&link->peer.link) && link->down.len == 0 &&
	    smpp_smsc_output(&link->peer.link, &len) == NULL) {
		(void)smpp_esme_lost(esme->e, 0, day->now);
		link->open = 0;
	}
	if (link->open)
		return;
	(void)smpp_smsc_lost(day->smsc.sessions, &link->peer.link, day->now);
	(void)smpp_smsc_tick(day->smsc.sessions, day->now);
	if (!smpp_smsc_is_over(&link->peer.link))
		return;
	smsc_release(&day->smsc, &link->peer);
	network_forget(esme);
}
