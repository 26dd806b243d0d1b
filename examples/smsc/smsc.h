/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the message centre know of each other.
 * Must not know: sockets, files, clocks: it is driven as the library is, by octets and the time.
 *
 * The centre is driven like this, once a turn (main.c does it with sockets, tests with none):
 *
 *     smsc_feed and the like of smpp/smsc.h for what has come, on smsc->sessions
 *     smsc_turn(smsc, now, utc);
 *     write what the peers have that smpp_smsc_next names
 *     wait, at most until smsc_deadline(smsc)
 *
 * A message lives like this:
 *
 *     submit_sm --put--> [store] --safe--> answered --> waits for its time --> tried
 *         tried: at a handset, or sent to an ESME that is bound; not there: tried again later
 *         final: put again, safe, its receipt is sent, put again, kept for queries, removed
 *
 * So nothing is answered, and no receipt sent, that a crash could undo.
 */
#ifndef SMSC_SMSC_H
#define SMSC_SMSC_H

#include <smpp.h>

#include "handset.h"
#include "queue.h"
#include "store.h"

struct smsc;
struct peer;

/* Who may bind, and what is his. */
struct account {
	struct account *next;
	struct smpp_smsc_account limits; /* the library's; its user is this */
	char system_id[ACCOUNT_OCTETS + 1];
	char secret[128];        /* the password, or its hash as crypt(3) has it: "$6$..." */
	char host[256];          /* for outbind; "" none */
	char port[6];
	char outbind_password[9];
	uint8_t only_34;         /* 1: refuses every other interface_version */
	uint8_t gone;            /* reloaded without it: nobody binds any more */
	uint8_t fixed;           /* of the command line: reloading does not touch it */
	struct list parked;      /* what waits for a receiver of it */
	int64_t outbind_at;      /* not to be tried again before */
	uint64_t throttled;      /* of limits.throttled, what has been told */
	uint64_t accepted, refused, delivered, receipts; /* messages */
};

/* One session. Whoever owns its transport embeds it. */
struct peer {
	struct smpp_smsc_peer link; /* its user is this */
	uint64_t serial;
	int64_t since;              /* it connected */
	struct list backlog;        /* waits for its window */
	struct peer *ranged_next;   /* of those with an address_range */
	uint8_t ranged;
	char address[64];           /* where it connected from, without the port */
	char system_id[ACCOUNT_OCTETS + 1];
	char address_range[41];
};

/* Messages for numbers that begin so go to that account. */
struct route {
	struct route *next;
	char prefix[21];
	struct account *account;
	uint8_t fixed;           /* as of an account */
};

/* What wrong passwords cost those that come from one address. */
struct suspect {
	uint64_t address; /* hash of it */
	uint32_t failures;
	int64_t last;
};
#define SUSPECTS 256

/* An answer that waits for its batch, or a refusal that waits for its time. */
struct pending {
	struct pending *next;
	struct smpp_smsc_handle handle;
	uint64_t batch;          /* 0: until due */
	int64_t due;
	size_t len;
	uint8_t octets[];        /* the PDU */
};
struct pendings {
	struct pending *head, *tail;
};

enum id_form { ID_DECIMAL, ID_HEX, ID_UUID, ID_RANDOM };

struct settings {
	size_t max_messages;
	size_t max_kept;         /* final ones that are there for queries */
	int64_t keep;            /* and for how long; milliseconds, as all below */
	int64_t validity;        /* of messages that do not say */
	int64_t retry;           /* after a delivery that failed, doubled each time */
	int64_t retry_max;
	int64_t receipt_expiry;  /* of receipts that nobody takes */
	uint32_t receipt_delay, receipt_delay_max;
	uint8_t receipt_form;    /* enum smpp_receipt_form */
	uint8_t id_form;         /* enum id_form */
	uint64_t seed;
};

struct totals {
	uint64_t sessions, binds_refused;
	uint64_t accepted, refused;
	uint64_t by_state[16];   /* enum smpp_message_state, final ones */
	uint64_t tries, retries, receipts, notifications, from_handsets, alerts;
	uint64_t batches, batches_failed;
	struct smpp_session_counters counters; /* of the sessions that have ended */
};

/* Something has happened. What is not known of it is NULL or 0. */
struct news {
	const char *what;              /* one word */
	const struct peer *peer;
	const struct account *account; /* where it is not the peer's */
	const struct message *m;
	const struct smpp_smsc_event *event;
	const char *why;               /* for people */
	uint32_t status;               /* that refuses */
};

/* Extras may take part. Each is NULL or is asked first. */
struct hooks {
	void *user;
	/* A request or a bind has come. @return 1: it has been dealt with */
	int (*request)(void *user, struct peer *peer, const struct smpp_smsc_event *event);
	/* For the log, and for who counts. "request" tells of each before it is dealt with */
	void (*log)(void *user, const struct news *news);
	/* Mail waits for an account that has an address for outbind. @return 0: it is tried */
	int (*outbind)(void *user, struct account *account);
};

struct smsc {
	struct smpp_smsc *sessions;
	struct settings settings;
	struct hooks hooks;
	struct store *store;
	struct account *accounts;
	struct route *routes;
	struct peer *ranged;
	struct handsets handsets;
	struct queue queue;
	struct list ready;       /* to be tried now */
	struct pendings waiting; /* for batches, in their order */
	struct pendings slowed;  /* refused binds, in the order of their times */
	struct suspect suspects[SUSPECTS];
	struct totals totals;
	uint64_t batch;          /* that changes go into now; 1 is the first */
	uint64_t settled;        /* the last one that the store has told of */
	uint8_t dirty;           /* there are changes in it */
	uint64_t top;            /* the highest number that is safe in the store */
	uint64_t store_at;       /* no commit before: the last one failed */
	uint8_t stopping;
	const struct smpp_smsc_event *asked; /* the request at hand, or NULL */
	int64_t outbind_at;      /* the next look at accounts that have an address */
	uint64_t random;
	uint64_t now;            /* of this turn */
	int64_t utc;
};

/* smsc.c: the turn, the store, the sessions' events. */

/* @param memory, len: of smpp_smsc_init for that configuration, whose on_event and user are set here
 * @return 0; -1 without memory, or when the store cannot be read */
int smsc_init(struct smsc *smsc, void *memory, size_t len, struct smpp_smsc_config *config);
void smsc_free(struct smsc *smsc);
void smsc_turn(struct smsc *smsc, uint64_t now, int64_t utc);
/* In milliseconds of now. */
uint64_t smsc_deadline(const struct smsc *smsc);
/* A connection has come. @return as smpp_smsc_open */
int smsc_open(struct smsc *smsc, struct peer *peer, void *memory, size_t len, const char *address);
/* After GONE has been told: peer is free. */
void smsc_release(struct smsc *smsc, struct peer *peer);
/* m has changed: the store learns it with this turn's batch; deliver_saved goes on then. */
void smsc_save(struct smsc *smsc, struct message *m);
void smsc_forget(struct smsc *smsc, struct message *m);
/* The answer is sent when this turn's batch is safe; ESME_RSYSERR if it is not. */
void smsc_answer(struct smsc *smsc, struct smpp_smsc_handle handle, struct smpp_pdu *answer);
void smsc_refuse(struct smsc *smsc, struct smpp_smsc_handle handle, uint32_t command_status);
void smsc_log(const struct smsc *smsc, const char *what, const struct peer *peer,
	      const struct message *m, const struct smpp_smsc_event *event);
void smsc_tell(const struct smsc *smsc, const struct news *news);
/* Of all sessions so far. */
struct smpp_session_counters smsc_counters(const struct smsc *smsc);
/* Any number. */
uint32_t smsc_random(struct smsc *smsc);
void smsc_keep(char *to, size_t size, struct smpp_span from);

/* account.c: who may bind, and what wrong guesses cost. */
/* @param text "ID:PW[:tx|rx|trx[:RATE[:WINDOW]]]". @return NULL, or what is wrong with it */
const char *account_add(struct smsc *smsc, const char *text);
void account_append(struct smsc *smsc, struct account *account);
/* What the file says of it now; from is freed. */
void account_renew(struct account *account, struct account *from);
void account_free_all(struct smsc *smsc);
struct account *account_find(const struct smsc *smsc, struct smpp_span system_id);
void account_bind(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event);
/* Refusals that have waited long enough are sent. */
void account_turn(struct smsc *smsc);

/* request.c: what ESMEs ask. */
void request_came(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event);
/* The message of a submit_sm, data_sm or broadcast_sm. answer is zeroed. */
void request_submit(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    struct smpp_pdu *answer);
/* A new message of the centre's own: from a handset, for an account or whoever it is routed to. */
int request_from_handset(struct smsc *smsc, struct smpp_span from, struct smpp_span to,
			 struct smpp_span text, struct account *account);
/* The message comes back from where it went. */
int request_echo(struct smsc *smsc, const struct message *m);

/* broadcast.c: the simulated cells. */
void broadcast_try(struct smsc *smsc, struct message *m);
void broadcast_came(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		    struct smpp_pdu *answer);
void broadcast_query(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		     struct smpp_pdu *answer);
void broadcast_cancel(struct smsc *smsc, struct peer *peer, const struct smpp_smsc_event *event,
		      struct smpp_pdu *answer);

/* route.c: who gets a message. */
struct target {
	struct peer *peer;       /* with a range that matches */
	struct account *account; /* or one that a route names. Both NULL: a handset */
};
struct target route_of(const struct smsc *smsc, const struct message *m);
void route_bound(struct smsc *smsc, struct peer *peer);
void route_free(struct smsc *smsc);
void route_gone(struct smsc *smsc, struct peer *peer);

/* deliver.c: tries, retries, receipts. */
void deliver_saved(struct smsc *smsc, struct message *m);
void deliver_alarm(struct smsc *smsc, struct message *m);
void deliver_ready(struct smsc *smsc);
/* Accounts for which something is parked are asked to bind, when it is time. */
void deliver_outbinds(struct smsc *smsc);
void deliver_outcome(struct smsc *smsc, const struct smpp_smsc_event *event);
void deliver_backlog(struct smsc *smsc, struct peer *peer);
void deliver_again(struct smsc *smsc, struct list *list);
/* The message has come to its end. */
void deliver_conclude(struct smsc *smsc, struct message *m, uint8_t state, uint8_t error);
/* The wait after so many tries. */
int64_t deliver_wait(const struct smsc *smsc, uint32_t tries);

#endif
