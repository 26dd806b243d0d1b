/* SPDX-License-Identifier: MIT */
/*
 * Owns: jobs inside a job: which of them an event is for, when they tick, what became of them.
 * Must not know: what they do, where their words come from.
 */
#ifndef ESME_JOBS_H
#define ESME_JOBS_H

#include "command.h"

#define JOBS_WORDS 600 /* of one job: submit_multi takes 255 destinations */

struct task;

struct jobs {
	struct job *owner;
	struct task *tasks;
	uint32_t numbers; /* given out */
	int worst;        /* the first status that was not EXIT_DONE, or that */
};

void jobs_init(struct jobs *jobs, struct job *owner);

/*
 * Begins one, as soon as the words have been looked at. They are copied.
 * @return UNDECIDED: it is under way; else its status, messages were printed
 */
int jobs_begin(struct jobs *jobs, int count, char *const *words);

/* How many are under way. */
unsigned jobs_running(const struct jobs *jobs);

/* RESULT, and RECEIPT that is matched: the job that it is for gets it. @return 0: there is none.
 * Others: all jobs get it. */
int jobs_on_event(struct jobs *jobs, const struct smpp_esme_event *event);

/* Those that are due. */
void jobs_tick(struct jobs *jobs);

/* Frees those that are over; sets the owner's deadline to the earliest of the others. */
void jobs_rest(struct jobs *jobs);

/* Interrupts all. What they have under way still comes to its result. @return how many */
unsigned jobs_break_off(struct jobs *jobs, int status);

/* Ends and frees all. */
void jobs_end(struct jobs *jobs);

#endif
