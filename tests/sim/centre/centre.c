/* SPDX-License-Identifier: MIT */
/*
 * Owns: the lives of the simulated centre: how it begins, what it tells, how it crashes.
 * Must not know: how the centre works inside.
 */
#include <stdlib.h>

#include "centre.h"

/* When it took up an ESME, lost one, and tries again, as the promise of order needs it. */
static void hear(void *user, const struct news *news)
{
	struct day *day = user;
	struct esme *esme = NULL;
	const char *what = news->what;

	if (news->peer != NULL)
		esme = ((const struct link *)(const void *)news->peer)->esme; /* it begins so */
	if (strcmp(what, "gone") == 0)
		judge_gone(day, esme);
	if ((strcmp(what, "gone") == 0 || strcmp(what, "bound") == 0) && esme->index >= SENDERS)
		day->turmoil++;
	if (strcmp(what, "retry") == 0 && message_to(news->m).addr.ptr[0] >= '8')
		day->turmoil++;
}

static void add_route(struct day *day, const char *prefix, const char *system_id)
{
	struct route *route = calloc(1, sizeof(*route));

	smsc_keep(route->prefix, sizeof(route->prefix), smpp_span_of(prefix));
	route->account = account_find(&day->smsc, smpp_span_of(system_id));
	route->next = day->smsc.routes;
	day->smsc.routes = route;
}

/* 8 is for those whose address_range has it, else for esme3; 9 for esme5. */
static void furnish(struct day *day)
{
	static const char *const accounts[] = { "esme0:secret:trx", "esme1:secret:trx:5",
						"esme2:secret:trx:0:2", "esme3:secret:rx",
						"esme4:secret:trx", "esme5:secret" };

	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
		if (account_add(&day->smsc, accounts[i]) != NULL)
			breaks(day, "there is no such account", (unsigned)i);
	}
	add_route(day, "8", "esme3");
	add_route(day, "9", "esme5");
	if (handsets_add(&day->smsc.handsets,
			 "1*=absent:9,2*=full:2,3*=undeliverable,4*=lost:40,5*=delay:50-3000,"
			 "6*=expired,7*=rejected") != NULL)
		breaks(day, "there are no such handsets", 0);
}

void centre_start(struct day *day)
{
	static const struct settings settings = {
		.max_messages = 100000, .max_kept = 100000,
		.retry = 500, .retry_max = 4000, .receipt_expiry = 86400000
	};
	struct smpp_session_config session = { .size = sizeof(session), .session_init = 5000,
					       .response = RESPONSE_MS, .enquire_link = 3000 };
	struct smpp_smsc_config config = { .size = sizeof(config), .peers = 100,
					   .session = &session };

	session.tolerate = SMPP_FIELD;
	session.window = 1 + random_below(&day->random, 5);
	memset(&day->smsc, 0, sizeof(day->smsc));
	day->smsc.settings = settings;
	day->smsc.settings.seed = random_below(&day->random, 1000);
	day->smsc.settings.validity = chance(day, 3) ? 3500 : 20000;
	day->smsc.settings.keep = chance(day, 2) ? KEEP_MS : 86400000;
	day->smsc.settings.receipt_delay = chance(day, 2) ? 0 : 50;
	day->smsc.settings.receipt_delay_max = chance(day, 2) ? 0 : 500;
	day->smsc.now = day->now;
	day->smsc.utc = day->utc;
	day->smsc.hooks.user = day;
	day->smsc.hooks.log = hear;
	day->smsc.store = disk_open(day->disk);
	furnish(day);
	day->room = malloc(smpp_smsc_size(&config));
	if (smsc_init(&day->smsc, day->room, smpp_smsc_size(&config), &config) != 0)
		breaks(day, "the centre does not begin", 0);
	day->up = 1;
}

void centre_crash(struct day *day)
{
	day->crashes++;
	day->turmoil++;
	day->doomed = 0;
	note(day, 77);
	smsc_free(&day->smsc);
	free(day->room);
	disk_crash(day->disk);
	day->up = 0;
	for (unsigned i = 0; i < ESMES; i++) {
		network_forget(&day->esmes[i]);
		(void)smpp_esme_lost(day->esmes[i].e, 0, day->now);
	}
	judge_crash(day);
}
