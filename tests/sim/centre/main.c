/* SPDX-License-Identifier: MIT */
/*
 * Owns: one day of a network by a seed, and what must hold of it.
 * Must not know: how the centre and the ESMEs work.
 * usage: sim_centre [--seed=N | --seeds=N] [-v]
 */
#include <stdio.h>
#include <stdlib.h>

#include "centre.h"

#define ESMES 3
#define MESSAGES 60   /* of one day */
#define FLIGHT 65536  /* octets on their way in one direction */
#define FAULTS_MS 60000
#define DAY_MS 1800000 /* all has ended by then */
#define CUT_ONE_IN 400
#define CRASH_ONE_IN 700

struct flight {
	size_t len;
	uint8_t octets[FLIGHT];
};

struct link {
	struct peer peer;
	void *memory;
	int open;            /* both sides are there */
	struct flight up, down; /* to the centre, to the ESME */
};

struct esme {
	struct day *day;
	struct smpp_esme *e;
	void *memory;
	int asks;            /* for a connection */
	struct link *link;   /* or NULL */
};

/* What is known of a message from outside. */
struct fate {
	int submitted;
	unsigned results;
	enum smpp_esme_outcome outcome;
	char id[65];
	char text[16];
	unsigned receipts;   /* final ones */
	uint8_t state;
};

struct day {
	uint64_t seed, random, now;
	int64_t utc;
	int calm;
	unsigned crashes, cuts, next;
	struct smsc smsc;
	void *room;
	int up;
	struct disk *disk;
	struct esme esmes[ESMES];
	struct fate fates[MESSAGES + 1];
	uint64_t hash;
	const char *broken;
	unsigned which;
	int verbose;
};

static int chance(struct day *day, uint32_t n)
{
	return random_below(&day->random, n) == 0;
}

static void breaks(struct day *day, const char *what, unsigned which)
{
	if (day->broken == NULL) {
		day->broken = what;
		day->which = which;
	}
}

static void note(struct day *day, uint64_t what)
{
	day->hash = (day->hash ^ what) * UINT64_C(0x100000001B3);
}

static uint32_t any(void *user)
{
	return random_below(&((struct esme *)user)->day->random, 0x7FFFFFFF);
}

/* ---- what the ESMEs are told ---- */

static void on_result(struct day *day, const struct smpp_esme_event *event)
{
	struct fate *fate = &day->fates[event->token];

	fate->outcome = event->outcome;
	if (fate->results++ > 0)
		breaks(day, "two results of one message", (unsigned)event->token);
	if (event->segment_count == 1)
		smsc_keep(fate->id, sizeof(fate->id), event->segments[0].message_id);
}

static void on_receipt(struct day *day, const struct smpp_esme_event *event)
{
	unsigned number = text_number(event->receipt->text);
	struct fate *fate = &day->fates[number <= MESSAGES ? number : 0];

	if (number == 0 || number > MESSAGES) {
		breaks(day, "a receipt of no message", number);
		return;
	}
	if (!smpp_state_is_final(event->receipt->message_state))
		return;
	if (fate->receipts++ > 0 && fate->state != event->receipt->message_state)
		breaks(day, "two final states of one message", number);
	fate->state = event->receipt->message_state;
	if (fate->receipts > 1 + day->crashes + day->cuts)
		breaks(day, "more receipts than crashes and cuts explain", number);
}

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	struct esme *esme = user;

	(void)e;
	note(esme->day, (uint64_t)event->type * 1000003 + event->token * 31 + event->outcome +
				esme->day->now);
	if (event->type == SMPP_ESME_EVENT_CONNECT)
		esme->asks = 1;
	else if (event->type == SMPP_ESME_EVENT_DISCONNECT && esme->link != NULL)
		esme->link->open = 0;
	else if (event->type == SMPP_ESME_EVENT_RESULT)
		on_result(esme->day, event);
	else if (event->type == SMPP_ESME_EVENT_RECEIPT)
		on_receipt(esme->day, event);
}

/* ---- the centre's life ---- */

static void start_centre(struct day *day)
{
	static const struct settings settings = {
		.max_messages = 100000, .max_kept = 100000, .keep = 86400000, .validity = 40000,
		.retry = 500, .retry_max = 4000, .receipt_expiry = 86400000, .receipt_delay = 50,
		.receipt_delay_max = 500, .seed = 1
	};
	struct smpp_session_config session = { .size = sizeof(session), .session_init = 5000,
					       .response = 4000, .enquire_link = 3000 };
	struct smpp_smsc_config config = { .size = sizeof(config), .peers = 100,
					   .session = &session };

	session.tolerate = SMPP_FIELD;
	memset(&day->smsc, 0, sizeof(day->smsc));
	day->smsc.settings = settings;
	day->smsc.now = day->now;
	day->smsc.utc = day->utc;
	(void)account_add(&day->smsc, "esme0:secret:trx");
	(void)account_add(&day->smsc, "esme1:secret:trx:5");
	(void)account_add(&day->smsc, "esme2:secret:trx:0:2");
	(void)handsets_add(&day->smsc.handsets,
			   "1*=absent:9,2*=full:2,3*=undeliverable,4*=lost:40,5*=delay:50-3000,"
			   "6*=expired,7*=rejected");
	day->smsc.store = disk_open(day->disk);
	day->room = malloc(smpp_smsc_size(&config));
	if (smsc_init(&day->smsc, day->room, smpp_smsc_size(&config), &config) != 0)
		breaks(day, "the centre does not begin", 0);
	day->up = 1;
}

static void forget_link(struct esme *esme)
{
	if (esme->link == NULL)
		return;
	free(esme->link->memory);
	free(esme->link);
	esme->link = NULL;
}

static void check_disk(struct day *day)
{
	for (unsigned i = 1; i <= MESSAGES; i++) {
		const struct fate *fate = &day->fates[i];
		unsigned count = disk_count(day->disk, i);

		if (count > 1)
			breaks(day, "stored twice", i);
		if (fate->results == 0)
			continue;
		if (fate->outcome == SMPP_ESME_ACCEPTED && count != 1)
			breaks(day, "accepted and not stored", i);
		if ((fate->outcome == SMPP_ESME_REFUSED || fate->outcome == SMPP_ESME_NOT_SENT) &&
		    count != 0)
			breaks(day, "refused and stored", i);
	}
}

static void crash(struct day *day)
{
	day->crashes++;
	note(day, 77);
	smsc_free(&day->smsc);
	free(day->room);
	disk_crash(day->disk);
	day->up = 0;
	for (unsigned i = 0; i < ESMES; i++) {
		forget_link(&day->esmes[i]);
		(void)smpp_esme_lost(day->esmes[i].e, 0, day->now);
	}
	check_disk(day);
}

/* ---- links ---- */

static void connect(struct day *day, struct esme *esme)
{
	struct link *link;
	size_t size;

	esme->asks = 0;
	if (!day->up || (!day->calm && chance(day, 10))) {
		(void)smpp_esme_connect_failed(esme->e, 0, day->now);
		return;
	}
	size = smpp_smsc_session_size(day->smsc.sessions);
	link = calloc(1, sizeof(*link));
	link->memory = malloc(size);
	if (smsc_open(&day->smsc, &link->peer, link->memory, size, "esme") != SMPP_OK)
		breaks(day, "a connection is refused", 0);
	link->open = 1;
	esme->link = link;
	(void)smpp_esme_connected(esme->e, 0, day->now);
}

static void cut(struct day *day, struct esme *esme)
{
	day->cuts++;
	(void)smpp_smsc_lost(day->smsc.sessions, &esme->link->peer.link, day->now);
	(void)smpp_esme_lost(esme->e, 0, day->now);
	esme->link->open = 0;
}

/* So many octets as there are, or by chance fewer. */
static size_t some(struct day *day, size_t len)
{
	if (len > 0 && !day->calm && chance(day, 3))
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

static void carry(struct day *day, struct esme *esme)
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
	len = some(day, link->down.len);
	if (len > 0 && smpp_esme_feed(esme->e, 0, (struct smpp_span){ link->down.octets, len },
				      day->now, &used) == SMPP_OK)
		arrived(&link->down, used);
}

/* A link that is over for one side is so for the other once all has arrived. */
static void settle_link(struct day *day, struct esme *esme)
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
	forget_link(esme);
}

/* ---- the day ---- */

static void submit(struct day *day)
{
	struct esme *esme = &day->esmes[random_below(&day->random, ESMES)];
	struct fate *fate = &day->fates[day->next];
	struct smpp_esme_message message = { .token = day->next };
	struct smpp_sm *sm = &message.pdu.body.submit_sm;
	static const char *const numbers[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9" };

	snprintf(fate->text, sizeof(fate->text), "m%u .", day->next);
	sm->source_addr = smpp_span_of("44");
	sm->destination_addr = smpp_span_of(numbers[random_below(&day->random, 9)]);
	sm->registered_delivery = SMPP_RECEIPT_FINAL;
	message.text = smpp_span_of(fate->text);
	if (smpp_esme_submit(esme->e, &message, day->now) == SMPP_OK) {
		fate->submitted = 1;
		day->next++;
	}
}

static void faults(struct day *day)
{
	for (unsigned i = 0; i < ESMES; i++) {
		if (day->esmes[i].link != NULL && day->esmes[i].link->open && day->up &&
		    chance(day, CUT_ONE_IN))
			cut(day, &day->esmes[i]);
	}
	if (day->up && chance(day, CRASH_ONE_IN))
		crash(day);
}

static void step(struct day *day)
{
	uint32_t pause = random_below(&day->random, 20);

	day->now += pause;
	day->utc += pause;
	disk_time(day->disk, day->utc);
	if (day->next <= MESSAGES && chance(day, 20))
		submit(day);
	if (!day->calm)
		faults(day);
	if (!day->up && (day->calm || chance(day, 50)))
		start_centre(day);
	for (unsigned i = 0; i < ESMES; i++) {
		struct esme *esme = &day->esmes[i];

		(void)smpp_esme_tick(esme->e, day->now);
		if (esme->asks && esme->link == NULL)
			connect(day, esme);
		if (esme->link != NULL && esme->link->open)
			carry(day, esme);
	}
	if (!day->up)
		return;
	smsc_turn(&day->smsc, day->now, day->utc);
	while (smpp_smsc_next(day->smsc.sessions) != NULL)
		; /* all are looked at anyway */
	for (unsigned i = 0; i < ESMES; i++) {
		if (day->esmes[i].link != NULL)
			settle_link(day, &day->esmes[i]);
	}
}

static int is_over(const struct day *day)
{
	if (!day->calm || day->next <= MESSAGES || disk_unfinished(day->disk) > 0)
		return 0;
	for (unsigned i = 1; i <= MESSAGES; i++) {
		const struct fate *fate = &day->fates[i];

		if (fate->results == 0 ||
		    (fate->outcome == SMPP_ESME_ACCEPTED && fate->receipts == 0))
			return 0;
	}
	return 1;
}

static void begin(struct day *day, unsigned i)
{
	static const char *const names[ESMES] = { "esme0", "esme1", "esme2" };
	struct smpp_session_config session = { .size = sizeof(session), .response = 4000,
					       .enquire_link = 3000 };
	struct smpp_esme_config config = { .size = sizeof(config), .session = &session,
					   .reconnect = 100, .reconnect_max = 2000, .pause = 500,
					   .rate = 1000, .on_event = on_event, .random = any };
	struct esme *esme = &day->esmes[i];

	session.tolerate = SMPP_FIELD;
	esme->day = day;
	config.user = esme;
	config.bind.system_id = smpp_span_of(names[i]);
	config.bind.password = smpp_span_of("secret");
	esme->memory = malloc(smpp_esme_size(&config));
	if (smpp_esme_init(&esme->e, esme->memory, smpp_esme_size(&config), &config, day->now) !=
		    SMPP_OK ||
	    smpp_esme_start(esme->e, day->now) != SMPP_OK)
		breaks(day, "an ESME does not begin", i);
}

static void end(struct day *day)
{
	if (day->up) {
		smsc_free(&day->smsc);
		free(day->room);
	}
	for (unsigned i = 0; i < ESMES; i++) {
		forget_link(&day->esmes[i]);
		free(day->esmes[i].memory);
	}
	disk_free(day->disk);
}

/* @return 0 or 1, after a line on stderr. hash: of all events */
static int run(uint64_t seed, int verbose, uint64_t *hash)
{
	struct day *day = calloc(1, sizeof(*day));
	unsigned accepted = 0;
	int got;

	day->seed = seed;
	day->random = seed * 2654435761u + 1;
	day->now = 1000;
	day->utc = INT64_C(1790000000000);
	day->next = 1;
	day->verbose = verbose;
	day->disk = disk_new(seed);
	disk_time(day->disk, day->utc);
	start_centre(day);
	for (unsigned i = 0; i < ESMES; i++)
		begin(day, i);
	while (day->broken == NULL && !is_over(day) && day->now < DAY_MS) {
		step(day);
		if (!day->calm && day->now > FAULTS_MS && day->next > MESSAGES) {
			day->calm = 1;
			disk_calm(day->disk);
		}
	}
	if (day->broken == NULL && !is_over(day))
		breaks(day, "it does not come to its end", disk_unfinished(day->disk));
	check_disk(day);
	for (unsigned i = 1; i <= MESSAGES; i++)
		accepted += day->fates[i].outcome == SMPP_ESME_ACCEPTED;
	*hash = day->hash;
	got = day->broken != NULL;
	if (got || verbose)
		printf("%sseed %llu: %s %u; %u accepted, %u crashes, %u cuts, %llu s\n",
		       got ? "broken promise: " : "", (unsigned long long)seed, got ? day->broken : "good", day->which, accepted,
		       day->crashes, day->cuts, (unsigned long long)day->now / 1000);
	end(day);
	free(day);
	return got;
}

int main(int argc, char **argv)
{
	unsigned long long first = 1, last = 100;
	uint64_t hash, again;
	int bad = 0, verbose = 0;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--seed=", 7) == 0)
			first = last = strtoull(argv[i] + 7, NULL, 10);
		else if (strncmp(argv[i], "--seeds=", 8) == 0)
			last = strtoull(argv[i] + 8, NULL, 10);
		else if (strcmp(argv[i], "-v") == 0)
			verbose = 1;
		else
			return 2; /* usage */
	}
	for (unsigned long long seed = first; seed <= last && bad < 10; seed++)
		bad += run(seed, verbose, &hash);
	if (bad == 0 && run(last, 0, &again) == 0 && again != hash) {
		printf("broken promise: seed %llu is not the same twice\n", last);
		bad = 1;
	}
	if (bad == 0)
		printf("ok sim_centre: %llu seeds, no promise broken\n", last - first + 1);
	return bad != 0;
}
