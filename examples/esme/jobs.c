/* SPDX-License-Identifier: MIT */
/*
 * Owns: jobs inside a job: which of them an event is for, when they tick, what became of them.
 * Must not know: what they do, where their words come from.
 */
#include "jobs.h"

#include <stdlib.h>

/* Tokens say whose they are: the number of the task is in the upper half. */
struct task {
	struct task *next;
	struct job job;
	uint64_t last_token;
	char *words[JOBS_WORDS]; /* options and texts point into them */
	int count;
};

void jobs_init(struct jobs *jobs, struct job *owner)
{
	jobs->owner = owner;
	jobs->tasks = NULL;
	jobs->numbers = 0;
	jobs->worst = EXIT_DONE;
}

/* Around each call of a task's: the tokens that it asks for are its own. */
static uint64_t enter(struct task *task)
{
	uint64_t before = task->job.app->last_token;

	task->job.app->last_token = task->last_token;
	return before;
}

static void leave(struct task *task, uint64_t before)
{
	task->last_token = task->job.app->last_token;
	task->job.app->last_token = before;
}

static void free_task(struct task *task)
{
	for (int i = 0; i < task->count; i++)
		free(task->words[i]);
	free(task->job.state);
	free(task);
}

static struct task *new_task(struct jobs *jobs, int count, char *const *words)
{
	struct task *task = calloc(1, sizeof(*task));

	if (task == NULL)
		return NULL;
	task->job.app = jobs->owner->app;
	task->last_token = (uint64_t)++jobs->numbers << 32;
	for (; task->count < count; task->count++) {
		task->words[task->count] = strdup(words[task->count]);
		if (task->words[task->count] == NULL) {
			free_task(task);
			return NULL;
		}
	}
	return task;
}

static int note(struct jobs *jobs, int status)
{
	if (jobs->worst == EXIT_DONE)
		jobs->worst = status;
	return status;
}

static void end(struct jobs *jobs, struct task *task)
{
	if (task->job.command->end != NULL)
		task->job.command->end(&task->job);
	if (task->job.status != UNDECIDED)
		(void)note(jobs, task->job.status);
	free_task(task);
}

/* Its words have been read: can it be, and what must be known of it before? */
static int prepare(struct task *task)
{
	const struct command *command = task->job.command;
	struct setup scratch = { .esme.size = sizeof(scratch.esme) };

	if (command->binds == 0)
		return command->run(&task->job);
	if ((command->binds >> (task->job.app->options.mode - 1) & 1) == 0)
		return usage_error("%s is of no use with that --bind", command->name);
	if (command->configure != NULL)
		command->configure(&task->job, &scratch);
	return task->job.status;
}

int jobs_begin(struct jobs *jobs, int count, char *const *words)
{
	struct task *task = new_task(jobs, count, words);
	char *order[JOBS_WORDS + 1] = { NULL }; /* getopt changes it */
	uint64_t before;
	int status;

	if (task == NULL)
		return note(jobs, usage_error("no memory"));
	for (int i = 0; i < count; i++)
		order[i] = task->words[i];
	status = options_parse_job(&task->job, count, order);
	if (status == UNDECIDED)
		status = prepare(task);
	if (status != UNDECIDED) {
		free_task(task);
		return note(jobs, status);
	}
	task->next = jobs->tasks;
	jobs->tasks = task;
	before = enter(task);
	task->job.command->bound(&task->job);
	leave(task, before);
	return UNDECIDED;
}

unsigned jobs_running(const struct jobs *jobs)
{
	unsigned count = 0;

	for (const struct task *task = jobs->tasks; task != NULL; task = task->next)
		count += task->job.status == UNDECIDED;
	return count;
}

static void tell(struct task *task, const struct smpp_esme_event *event)
{
	uint64_t before = enter(task);

	if (task->job.command->on_event != NULL)
		task->job.command->on_event(&task->job, event);
	leave(task, before);
}

int jobs_on_event(struct jobs *jobs, const struct smpp_esme_event *event)
{
	int is_for_one = event->type == SMPP_ESME_EVENT_RESULT ||
			 (event->type == SMPP_ESME_EVENT_RECEIPT && event->matched);
	int told = 0;

	for (struct task *task = jobs->tasks; task != NULL; task = task->next) {
		if (is_for_one && event->token >> 32 != task->last_token >> 32)
			continue;
		tell(task, event);
		told = 1;
	}
	return told;
}

void jobs_tick(struct jobs *jobs)
{
	for (struct task *task = jobs->tasks; task != NULL; task = task->next) {
		uint64_t before;

		if (task->job.deadline > net_now())
			continue;
		task->job.deadline = UINT64_MAX;
		before = enter(task);
		if (task->job.command->tick != NULL)
			task->job.command->tick(&task->job);
		leave(task, before);
	}
}

/* While any message is under way, a task that is over may be what it points to. */
void jobs_rest(struct jobs *jobs)
{
	struct task **at = &jobs->tasks;
	int idle = smpp_esme_messages(jobs->owner->app->esme) == 0;
	uint64_t due = UINT64_MAX;

	while (*at != NULL) {
		struct task *task = *at;

		if (task->job.status != UNDECIDED && idle) {
			*at = task->next;
			end(jobs, task);
			continue;
		}
		due = task->job.deadline < due ? task->job.deadline : due;
		at = &task->next;
	}
	jobs->owner->deadline = due;
}

unsigned jobs_break_off(struct jobs *jobs, int status)
{
	unsigned count = 0;

	for (struct task *task = jobs->tasks; task != NULL; task = task->next) {
		if (task->job.status != UNDECIDED)
			continue;
		task->job.status = status;
		task->job.deadline = UINT64_MAX;
		if (task->job.command->interrupt != NULL)
			task->job.command->interrupt(&task->job);
		count++;
	}
	return count;
}

void jobs_end(struct jobs *jobs)
{
	while (jobs->tasks != NULL) {
		struct task *task = jobs->tasks;

		jobs->tasks = task->next;
		end(jobs, task);
	}
}
