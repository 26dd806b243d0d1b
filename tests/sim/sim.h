/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the simulation share. Sessions that use the public API only, joined by
 * a simulated network, live in virtual time; everything that happens follows from one seed.
 *
 *     world.c       the clock, the connections and their lives; what happens next
 *     network.c     byte pipes: bounded, delayed, cut, corrupted
 *     actor.c       an application on a session: it asks and answers
 *     serve.c       the loop around a session: octets in, events, octets out
 *     draft.c       the PDUs that it sends
 *     relay.c       a proxy made of two sessions in relay mode
 *     hostile.c     a peer that misbehaves; it has no session
 *     frames.c      a frame parser that owes nothing to the library
 *     shadow.c      what an observer of calls, events and octets knows must be so
 *     invariants.c  the promises, one function each
 *     report.c      trace, hash, coverage, and the end of a run that broke a promise
 */
#ifndef SMPP_SIM_H
#define SMPP_SIM_H

#include <smpp.h>

#define NEVER UINT64_MAX
#define GUARD 64          /* octets on both sides of a session's memory */
#define ASKED_MAX 1004    /* own requests that wait: the largest window and the uncounted ones */
#define OWED_MAX 20       /* requests of the peer that wait for an answer */
#define ORDER_MAX 8192    /* PDUs in output */
#define TEXT_MAX 6000
#define TAIL_MAX 200000 /* more than a peer's output and the way hold together */
#define GROUPS_MAX 4
#define ENDS 4            /* of a group: ESME, SMSC; with a proxy: ESME, relay, relay, SMSC */

/* ---- rng.c ---- */

struct rng {
	uint64_t state;
};

uint64_t rng_next(struct rng *rng);
uint32_t rng_below(struct rng *rng, uint32_t limit);             /* 0 to limit - 1 */
uint32_t rng_between(struct rng *rng, uint32_t low, uint32_t high); /* both inclusive */
int rng_chance(struct rng *rng, uint32_t good, uint32_t of);     /* 1 in good of "of" cases */

/* ---- network.c ---- */

struct pipe {
	uint8_t *octets;
	uint32_t room;       /* of the memory */
	uint32_t cap;        /* octets on the way at most */
	uint32_t at;
	uint32_t len;
	uint64_t held_until; /* nothing arrives before */
	uint8_t ended;       /* the writer has closed: what is on the way arrives, then the end */
	uint8_t broken;      /* the reader is gone: writing fails */
};

void pipe_open(struct pipe *pipe, uint32_t cap);
size_t pipe_write(struct pipe *pipe, const uint8_t *octets, size_t len); /* takes what fits */
size_t pipe_read(struct pipe *pipe, uint8_t *octets, size_t len, uint64_t now);
int pipe_is_over(const struct pipe *pipe); /* the end has arrived */
void pipe_cut(struct pipe *pipe, uint32_t left); /* all but the first octets are lost */
void pipe_corrupt(struct pipe *pipe, struct rng *rng);

/* ---- frames.c ---- */

struct frames {
	uint8_t header[16];
	uint32_t have;    /* octets of the header */
	uint64_t rest;    /* octets of the body that are still to come */
	uint8_t lost;     /* what came is no frame: nothing more is read */
	uint8_t line_ends;/* passed over between frames */
	uint64_t count;   /* whole frames */
};

struct frame {
	uint32_t command_length;
	uint32_t command_id;
	uint32_t command_status;
	uint32_t sequence_number;
};

uint32_t get32(const uint8_t *octets);
void put32(uint8_t *octets, uint32_t value);

/* Takes octets off the front until a frame is whole. @return 1 when there is one */
int frames_next(struct frames *frames, struct smpp_span *octets, struct frame *frame);

/* ---- shadow.c: what an observer knows ---- */

/* A request that was accepted and has no outcome yet. */
struct asked {
	uint64_t token; /* its low 16 bits are its place */
	uint64_t deadline;
	uint64_t nonce;
	uint32_t command_id;
	uint32_t sequence_number; /* 0: a drain, whose unbind has not been seen yet */
	uint8_t used;
	uint8_t counted;
	uint8_t drained;
	uint8_t has_nonce;
};

/* A request of the peer for which there is a handle. */
struct owed {
	uint64_t handle;
	uint64_t nonce;
	uint64_t not_before;
	uint32_t command_id;
	uint32_t sequence_number;
	uint8_t has_nonce;
	uint8_t waits_for_room;
};

/* A PDU that must come out next, as far as calls and events tell. */
struct ordered {
	uint32_t command_id;
	uint32_t sequence_number;
	uint32_t command_status;
	uint8_t refusal; /* command_id is the request's: its response or a generic_nack */
};

struct shadow {
	struct asked asked[ASKED_MAX];
	uint32_t asked_places; /* places in use so far */
	uint32_t asked_count;
	uint32_t counted;
	uint32_t drain;        /* place of the drain whose unbind is not seen yet, plus 1 */
	uint32_t drain_number; /* of an unbind that may yet be seen although its outcome is known */
	struct owed owed[OWED_MAX];
	uint32_t owed_count;
	uint64_t old_handle;   /* one that has been answered */
	struct ordered order[ORDER_MAX];
	uint32_t order_at;
	uint32_t order_count;
	uint32_t enquiries[ORDER_MAX]; /* numbers of the peer's enquire_links, to be answered */
	uint32_t enquiries_at;
	uint32_t enquiries_count;
	struct ordered refused[16]; /* enquire_link or unbind that was refused, not parsed yet */
	uint32_t refused_count;
	uint32_t unbinds;      /* the peer's unbinds that are not answered yet */
	uint32_t unbind_number;
	uint32_t enquiry;      /* number of the session's own enquire_link, 0: none is open */
	uint64_t enquiry_end;
	uint8_t told;          /* enum smpp_state */
	uint8_t over;          /* CLOSED has been told */
	uint8_t nacked;        /* the last word of a session that could not read its peer */
	uint8_t drain_waits;   /* for other outcomes; else it is a plain unbind */
	uint8_t leaving;       /* unbind or drain was accepted */
	uint8_t peer_leaves;
	uint8_t lost;
	uint8_t closed;        /* close was called */
	uint8_t wants_room;    /* a call returned SPACE, no ROOM came since */
	uint8_t binding;       /* an own bind waits */
	uint32_t window;       /* as it was last seen */
	uint64_t since;        /* init, or outbind */
	uint64_t bind_came;    /* the peer's bind, while it is decided */
	uint64_t heard;
	uint64_t progress;
	uint64_t partial_since;
	uint64_t pdus_in;
	uint64_t timeouts;     /* events of these kinds */
	uint64_t refusals;
	uint64_t strays;
	uint64_t unbind_since; /* the peer's unbind is not answered since then */
	uint64_t used;         /* octets */
	uint64_t sent;
	size_t waiting;        /* output, when last seen */
	struct frames in;
	struct frames out;
};

struct end;

void shadow_begin(struct end *e);
void shadow_requested(struct end *e, const struct smpp_pdu *pdu, uint64_t token, uint64_t nonce,
		      int has_nonce);
void shadow_drained(struct end *e, uint64_t token, int waits); /* or unbind without a number */
uint64_t shadow_token(struct end *e); /* for a request that may be accepted */
void shadow_answered(struct end *e, struct owed *owed, uint32_t command_id, uint32_t status);
void shadow_raw(struct end *e, struct smpp_span wire);
void shadow_event(struct end *e, const struct smpp_event *event);
void shadow_used(struct end *e, const uint8_t *octets, size_t len);
void shadow_sent(struct end *e, const uint8_t *octets, size_t len);
void shadow_order(struct end *e, struct ordered ordered);
struct asked *shadow_find(struct end *e, uint32_t sequence_number);

/* ---- actor.c ---- */

/* How an application behaves, in chances of 100. */
struct manners {
	uint8_t ask;      /* it does something by itself */
	uint8_t reenter;  /* it acts inside an event */
	uint8_t at_once;  /* it answers inside the event */
	uint8_t refuse;   /* it answers with an error */
	uint8_t throttle; /* and that is one of overload */
	uint8_t large;    /* a message has a large payload */
	uint8_t part;     /* in 1,000: it unbinds, drains or closes */
	uint8_t mute;     /* it never answers before it is calm */
};

/* ---- hostile.c ---- */

struct hostile {
	struct frames in;
	struct frame heard[8]; /* requests to which an answer could be made up */
	uint32_t heard_at;
	uint8_t out[65536];
	size_t out_at;
	size_t out_len;
	uint8_t reads;
	uint8_t dribbles;
	uint8_t nasty;         /* how much of what it says is wrong, of 100 */
	uint8_t bound;
	uint32_t number;
};

/* ---- world.c ---- */

enum kind { KIND_ACTOR, KIND_RELAY, KIND_HOSTILE };

struct end {
	struct world *world;
	struct group *group;
	struct end *peer; /* at the other end of the connection */
	struct end *twin; /* of a relay: its other session */
	struct pipe *in;
	struct pipe *out;
	enum kind kind;
	enum smpp_side side;
	uint8_t index;
	uint8_t gone;     /* the transport is closed at this end */
	uint8_t push;     /* driven by feed and tick, else by lend, next and take */
	uint8_t inside;   /* inside on_event */
	uint8_t serving;  /* inside feed, or between lend and take */
	uint8_t blocked;  /* the last pull ended with BLOCKED; a push caller does not know */
	uint8_t drained;  /* the last pull went on until NONE or BLOCKED */
	uint8_t sent_some;/* since input was last offered */
	struct manners manners;
	struct smpp_session_config config; /* completed: what is in force */
	struct smpp_session *s;
	uint8_t *block;
	size_t block_size;
	size_t size;      /* of the session's memory, GUARD octets into the block */
	uint8_t *tail;    /* octets that came and were not used */
	size_t tail_len;
	uint8_t *loan;    /* where they stand while they are lent */
	uint8_t *spoken;  /* octets given to the transport, not observed yet */
	size_t spoken_len;
	size_t spoken_room;
	uint8_t *held;    /* relay: a PDU for which the twin had no room */
	size_t held_len;
	uint64_t events;  /* of this feed */
	uint64_t credits; /* calls inside it that may lead to a further event */
	struct shadow shadow;
	struct hostile hostile;
};

struct group {
	struct end ends[ENDS];
	struct pipe pipes[4];
	uint32_t count;     /* of ends: 2, or 4 with a proxy */
	uint8_t clean;      /* nothing was corrupted and nobody is hostile */
	uint8_t faults;     /* how bad the network is: 0 to 2 */
	uint8_t calm;       /* faults have stopped; everybody answers and asks nothing */
	uint32_t calm_turn;
	uint32_t quiet;     /* turns in which nothing moved */
	uint64_t moved;     /* grows with whatever moves */
	uint64_t moved_seen;
	uint64_t born;      /* step */
	uint64_t age_limit; /* steps */
	uint64_t lives;
};

struct world {
	uint64_t seed;
	uint64_t step;
	uint64_t steps; /* to be run */
	uint64_t now;
	struct rng rng;
	struct group groups[GROUPS_MAX];
	uint32_t count;
};

/* Runs one seed. @return hash of all that happened */
uint64_t world_run(struct world *world, uint64_t seed, uint64_t steps);
void world_free(struct world *world);

/* actor.c */
void actor_configure(struct end *e);        /* as it is given to init */
void actor_complete(struct smpp_session_config *config); /* what is then in force */
void actor_act(struct end *e);              /* asks, answers, or leaves */
void actor_event(struct end *e, const struct smpp_event *event);
int actor_answer(struct end *e);            /* one that is due. @return 1 when it was accepted */
void actor_abuse(struct end *e);            /* calls that must be refused */
void actor_abuse_closed(struct end *e);     /* the same once the session is over */

/* serve.c */
void serve_open(struct end *e);
void serve_input(struct end *e);            /* octets and time, until nothing is left */
void serve_read(struct end *e);             /* from the pipe; then input */
size_t serve_write(struct end *e);          /* output into the pipe */
void serve_lost(struct end *e);
void serve_close_transport(struct end *e);

/* relay.c */
void relay_event(struct end *e, const struct smpp_event *event);
void relay_act(struct end *e);
int relay_retry(struct end *e);

/* hostile.c */
void hostile_begin(struct end *e);
void hostile_act(struct end *e);

/* draft.c */
struct draft {
	struct smpp_pdu pdu;
	struct smpp_tlv tlv[4];
	struct smpp_dest_address dest[3];
	uint64_t nonce;
	uint8_t has_nonce;
	uint8_t text[TEXT_MAX];
	char digits[24];
	uint8_t octet[4];
};

void draft_request(struct draft *draft, struct rng *rng, uint32_t command_id, uint8_t version,
		   int large);
void draft_answer(struct draft *draft, struct rng *rng, const struct owed *owed,
		  uint32_t command_status, uint8_t version);
/* Does the text carry its nonce? @return 0: none was put there, 1: whole, -1: mixed up */
int draft_nonce(const struct smpp_pdu *pdu, uint64_t *nonce);
int draft_answers(const struct smpp_pdu *pdu, uint64_t nonce); /* 0: the answer to another */

/* invariants.c */
void invariants_time(struct end *e); /* before a step: nothing that was due was left out */
void invariants_after_step(struct end *e);
void invariants_after_pull(struct end *e);
void invariants_work(struct end *e, size_t len, uint32_t before);
void invariants_settled(struct group *group);

/* report.c */
extern struct coverage {
	uint64_t events[9];
	uint64_t outcomes[7];
	uint64_t strays[7];
	uint64_t reasons[10];
	uint64_t states[7];
	uint64_t lives;
	uint64_t steps;
	uint64_t pdus;
	uint64_t octets;
	uint64_t calms;
	uint64_t seeds;
} coverage;
extern int report_verbose;

void report_begin(struct world *world);
uint64_t report_hash(void); /* of all that trace and report_octets were told */
void report_octets(const uint8_t *octets, size_t len); /* they went onto the wire */
/* text takes a name and then up to three numbers: "asks %s: number %llu" */
void trace(const struct end *e, const char *text, const char *name, uint64_t a, uint64_t b,
	   uint64_t c);
/* The promise is broken: tells which, what led there, how to see it again; ends the program. */
void broken(const struct end *e, const char *invariant, const char *text, const char *why,
	    uint64_t a, uint64_t b);
int report_never_seen(int print);
void report_totals(double seconds);
const char *command_name(uint32_t command_id);

#endif
