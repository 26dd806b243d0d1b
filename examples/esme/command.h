/* SPDX-License-Identifier: MIT */
/*
 * Owns: what a command of smpp-esme is, and what it may use. Read this to write one.
 * Must not know: any command.
 *
 * A command is a file of its own, examples/esme/NAME.c, and one row of the table in commands.c:
 *
 *     const struct command ping_command = { .name = "ping", ... };
 *
 * Its variables are a struct of its own, of which a zeroed one is made for each run (job->state);
 * nothing of it is static, so that a command can run more than once, and inside another (shell).
 *
 * Options are rows (struct option_row, options.h): they are parsed, read from the configuration
 * file, and shown by --help without a line of code. A row's offset is into job->state. Commands that send
 * texts have struct message_options (message.h) as the first member of their state and
 * message_rows among their tables. The same long name or letter in two commands takes an argument
 * in both or in none; it may mean different things.
 *
 * The order of calls; all may be NULL but for run, or configure and bound:
 *
 *     check(job, count, words)   options are set, words are those behind the command's name. Says
 *                                what is wrong with usage_error and returns its value, else 0
 *     run(job)                   a command without a connection (decode): does all, returns the exit
 *                                status; nothing below is called
 *     configure(job, setup)      may change how the ESME is to be: setup->esme.messages, rate,
 *                                setup->session.window, ...; setup->esme.mode as --bind says.
 *                                job_finish here: there will be no connection
 *     bound(job)                 link 0 is bound, with SMPP_ESME_PAIR both are: begin. Called
 *                                once, though the link may be lost and be bound again
 *     on_event(job, event)       each event of the ESME, STATE, CONNECT and DISCONNECT too. Connecting
 *                                and what -v shows is done already; after a STATE it is decided
 *                                whether to go on. Messages and receipts are answered with status 0 when
 *                                this returns, unless setup->esme.own_answers was set
 *     tick(job)                  net_now() has reached job->deadline, which is UINT64_MAX again.
 *                                Also called, at any time, after job_wake
 *     interrupt(job)             SIGINT or SIGTERM came for the first time, or the ESME has given up
 *                                (job->status is set then): stop reading input. The ESME is told
 *                                to stop anyway, so that what is under way comes to its results
 *     end(job)                   all links are IDLE, all events were told: print the summary,
 *                                free. Called once if configure was, job->status is final but may
 *                                be changed
 *
 * A command ends itself with job_finish(job, exit status): no more messages are taken, those under
 * way come to their results, the links unbind, end is called. Before that it goes on for ever.
 * Without --reconnect a job also ends when the connection does, with the status that says why.
 *
 * To send: fill struct smpp_esme_message with token = app_token(app) and call
 * smpp_esme_submit(app->esme, ..., net_now()) from any of the calls above, from bound on.
 * A descriptor of its own (standard input): loop_watch(&app->loop, ...), loop_forget in end.
 * What it prints: show.h. Results on stdout, errors and progress on stderr.
 */
#ifndef ESME_COMMAND_H
#define ESME_COMMAND_H

#include <smpp.h>

#include "link.h"
#include "loop.h"
#include "net.h"
#include "options.h"
#include "records.h"

#define LINKS 2 /* of SMPP_ESME_PAIR */

struct job;

/* How the ESME will be. */
struct setup {
	struct smpp_esme_config esme;       /* session points to the next */
	struct smpp_session_config session;
	struct smpp_assembler_config assembler;
};

struct command {
	const char *name;
	const char *words;   /* "DST TEXT", for the usage line; "" */
	const char *summary; /* for smpp-esme --help: one line without capital and full stop */
	const struct option_row *const *tables; /* of its options, NULL last; or NULL */
	size_t state_size;   /* of job->state */
	uint32_t binds;      /* BINDS_ of binds that are of use; 0: no connection */
	enum smpp_esme_mode usual; /* of them, if --bind says nothing; in 3.3 TRX is TX */
	uint8_t version;     /* usual --interface-version; 0: SMPP_V3_4 */
	int (*check)(struct job *job, int count, char **words);
	int (*run)(struct job *job);
	void (*configure)(struct job *job, struct setup *setup);
	void (*bound)(struct job *job);
	void (*on_event)(struct job *job, const struct smpp_esme_event *event);
	void (*tick)(struct job *job);
	void (*interrupt)(struct job *job);
	void (*end)(struct job *job);
};

enum {
	BINDS_TRX = 1 << SMPP_ESME_TRX,
	BINDS_TX = 1 << SMPP_ESME_TX,
	BINDS_RX = 1 << SMPP_ESME_RX,
	BINDS_PAIR = 1 << SMPP_ESME_PAIR,
	BINDS_SENDER = BINDS_TRX | BINDS_TX | BINDS_PAIR, /* submits */
	BINDS_ALL = BINDS_SENDER | BINDS_RX
};

/* All commands, NULL last: commands.c. */
extern const struct command *const commands[];

/* @return NULL when there is no such command */
const struct command *command_find(const char *name);

#define UNDECIDED (-1)

/* A command at work. */
struct job {
	struct app *app;
	const struct command *command;
	void *state;
	uint64_t deadline; /* when tick is called; UINT64_MAX: never */
	int status;        /* exit status, or UNDECIDED */
};

/* One run of smpp-esme with a connection. */
struct app {
	struct options options;
	struct loop loop;
	struct smpp_esme *esme;
	struct link links[LINKS];
	struct records records;  /* times of PDUs, trace, capture, what -v shows */
	struct job *job;
	uint64_t last_token;
	/* app.c's own from here on */
	void *memory;            /* of esme */
	struct link_observer observer;
	int signals;
	int signal;              /* the first that came, or 0 */
	int begun;               /* bound was called */
	int attempts;            /* connections that ended without --reconnect */
	int stopped;
	int outbind;             /* it waits to be connected to */
	int again;               /* the links have more to do */
	long reference;          /* 1 + that of the first segments; 0: any */
	uint64_t stats_due;
};

/* The job is done; of several calls the first counts. */
void job_finish(struct job *job, int status);

/*
 * What a RESULT means for a command that stands or falls with it: finishes the job if it is not
 * good, with the exit status that says why; that of a lost connection the STATE that follows tells.
 * @return 1: accepted, and its response, if it is in event->session, is well-formed
 */
int job_accepted(struct job *job, const struct smpp_esme_event *result);

/* tick is called in this turn of the loop. */
void job_wake(struct job *job);

/* A token that no message had. */
uint64_t app_token(struct app *app);

/* Runs a job whose options are set, to its end. @return exit status */
int app_run(struct app *app, struct job *job);

#endif
