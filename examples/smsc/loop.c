/* SPDX-License-Identifier: MIT */
/*
 * Owns: what mini-smsc waits for: descriptors and the time.
 * Must not know: what they are for.
 */
#include "loop.h"

#include <sys/epoll.h>

#include "net.h"

int loop_open(void)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

int loop_add(int epoll, int fd, uint32_t events, struct source *source)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int loop_change(int epoll, int fd, uint32_t events, struct source *source)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

void loop_wait(int epoll, uint64_t until, struct loop_news *news)
{
	struct epoll_event events[LOOP_EVENTS];

	news->count = epoll_wait(epoll, events, LOOP_EVENTS, net_until(until));
	for (int i = 0; i < news->count; i++)
		news->sources[i] = events[i].data.ptr;
}

void loop_serve(const struct loop_news *news)
{
	for (int i = 0; i < news->count; i++)
		news->sources[i]->ready(news->sources[i]->user);
}
