/* SPDX-License-Identifier: MIT */
/*
 * Owns: waiting: descriptors on epoll, and until when.
 * Must not know: SMPP, what is waited for.
 */
#include "loop.h"

#include <errno.h>
#include <stddef.h>

#include "net.h"

#define EVENTS 8 /* taken at once */

int loop_open(struct loop *loop)
{
	for (int i = 0; i < LOOP_WATCHES; i++)
		loop->watches[i].fd = -1;
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	return loop->epoll < 0 ? -1 : 0;
}

/* An event says which watch it is for, and of which of those that stood there. */
static uint64_t key_of(const struct loop *loop, const struct watch *watch)
{
	return (uint64_t)watch->generation << 32 | (uint64_t)(watch - loop->watches);
}

struct watch *loop_watch(struct loop *loop, int fd, uint32_t events,
			 void (*ready)(void *user, uint32_t events), void *user)
{
	struct epoll_event event = { .events = events };
	struct watch *watch = loop->watches;

	while (watch < loop->watches + LOOP_WATCHES && watch->fd >= 0)
		watch++;
	if (watch == loop->watches + LOOP_WATCHES) {
		errno = ENOSPC;
		return NULL;
	}
	watch->generation++;
	event.data.u64 = key_of(loop, watch);
	watch->always = 0;
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
		if (errno != EPERM)
			return NULL;
		watch->always = 1;
	}
	watch->fd = fd;
	watch->events = events;
	watch->ready = ready;
	watch->user = user;
	return watch;
}

void loop_want(struct loop *loop, struct watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events };

	if (watch->events == events)
		return;
	watch->events = events;
	event.data.u64 = key_of(loop, watch);
	if (!watch->always)
		epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event);
}

void loop_forget(struct loop *loop, struct watch *watch)
{
	if (watch == NULL || watch->fd < 0)
		return;
	if (!watch->always)
		epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
	watch->fd = -1;
}

static int has_ready_file(const struct loop *loop)
{
	for (int i = 0; i < LOOP_WATCHES; i++)
		if (loop->watches[i].fd >= 0 && loop->watches[i].always &&
		    loop->watches[i].events != 0)
			return 1;
	return 0;
}

void loop_wait(struct loop *loop, uint64_t deadline)
{
	struct epoll_event events[EVENTS];
	int timeout = has_ready_file(loop) ? 0 : net_until(deadline);
	int n = epoll_wait(loop->epoll, events, EVENTS, timeout);

	for (int i = 0; i < n; i++) {
		struct watch *watch = &loop->watches[events[i].data.u64 & 0xFFFFFFFF];

		if (watch->fd >= 0 && events[i].data.u64 == key_of(loop, watch))
			watch->ready(watch->user, events[i].events);
	}
	for (struct watch *w = loop->watches; w < loop->watches + LOOP_WATCHES; w++)
		if (w->fd >= 0 && w->always && w->events != 0)
			w->ready(w->user, w->events);
}
