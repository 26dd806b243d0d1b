/* SPDX-License-Identifier: MIT */
/*
 * Owns: TLS as the transport of links.
 * Must not know: what the octets say.
 */
#include "secure.h"

#include <stdio.h>
#include <stdlib.h>

#include "show.h"
#include "tls.h"

/* Of one link. */
struct secure {
	struct tls_side *side; /* of all links */
	struct tls *tls;       /* NULL: not begun */
};

#define TO(member) offsetof(struct options, member)

const struct option_row secure_rows[] = {
	{ "tls", 0, OPTION_FLAG, TO(tls), 0, 0, NULL, NULL, "TLS 1.2 or later; usual port 3550",
	  NULL },
	{ "ca", 0, OPTION_TEXT, TO(tls_files.ca), 0, 0, NULL, "FILE",
	  "who may sign the centre's certificate; usual as the system", NULL },
	{ "cert", 0, OPTION_TEXT, TO(tls_files.cert), 0, 0, NULL, "FILE",
	  "the own one, for a centre that demands it", NULL },
	{ "key", 0, OPTION_TEXT, TO(tls_files.key), 0, 0, NULL, "FILE", "of it; usual in the same",
	  NULL },
	{ "insecure", 0, OPTION_FLAG, TO(tls_files.insecure), 0, 0, NULL, NULL,
	  "whoever the centre is", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

int secure_check(const struct options *o)
{
	const struct tls_files *files = &o->tls_files;

	if (o->tls)
		return 0;
	if (files->ca != NULL || files->cert != NULL || files->key != NULL || files->insecure)
		return usage_error("--ca, --cert, --key and --insecure need --tls");
	return 0;
}

/* ---- the transport ---- */

static long ended(struct link *link, const struct tls *tls)
{
	snprintf(link->why, sizeof(link->why), "%s", tls_why(tls));
	link->refused = tls_refused(tls);
	return LINK_ENDED;
}

static long outcome(struct link *link, long got)
{
	const struct secure *s = link->transport_data;
	int wants = tls_wants(s->tls);

	if (got == TLS_ENDED)
		return ended(link, s->tls);
	if (got != TLS_AGAIN)
		return got;
	link->wants = ((wants & TLS_WANTS_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
		      ((wants & TLS_WANTS_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0);
	return LINK_AGAIN;
}

static long secure_begin(struct link *link)
{
	struct secure *s = link->transport_data;

	if (s->tls == NULL)
		s->tls = tls_open(s->side, link->fd, link->host);
	if (s->tls != NULL)
		return outcome(link, tls_handshake(s->tls));
	snprintf(link->why, sizeof(link->why), "TLS: no memory");
	return LINK_ENDED;
}

static long secure_read(struct link *link, uint8_t *octets, size_t len)
{
	return outcome(link, tls_read(((struct secure *)link->transport_data)->tls, octets, len));
}

static long secure_write(struct link *link, const uint8_t *octets, size_t len)
{
	return outcome(link, tls_write(((struct secure *)link->transport_data)->tls, octets, len));
}

static void secure_end(struct link *link)
{
	struct secure *s = link->transport_data;

	tls_end(s->tls);
	s->tls = NULL;
}

static const struct transport secure_transport = { secure_begin, secure_read, secure_write,
						   secure_end };

/* ---- all links ---- */

int secure_open(struct link *links, unsigned count, const struct options *options)
{
	struct secure *all;
	struct tls_side *side;
	char why[400];

	if (!options->tls)
		return 0;
	side = tls_client(&options->tls_files, why, sizeof(why));
	if (side == NULL)
		return usage_error("--tls: %s", why);
	all = calloc(count, sizeof(*all));
	if (all == NULL) {
		tls_side_free(side);
		return usage_error("--tls: no memory");
	}
	if (options->tls_files.insecure)
		show_note(options, "warning: --insecure: whoever answers is taken for the centre");
	for (unsigned i = 0; i < count; i++) {
		all[i].side = side;
		links[i].transport_data = &all[i];
		links[i].transport = &secure_transport;
	}
	return 0;
}

void secure_close(struct link *links, unsigned count)
{
	struct secure *all = links[0].transport_data;

	if (all == NULL)
		return;
	tls_side_free(all->side);
	free(all);
	for (unsigned i = 0; i < count; i++)
		links[i].transport_data = NULL;
}
