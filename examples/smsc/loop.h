/* SPDX-License-Identifier: MIT */
/*
 * Owns: what mini-smsc waits for: descriptors and the time.
 * Must not know: what they are for.
 */
#ifndef SMSC_LOOP_H
#define SMSC_LOOP_H

#include <stdint.h>

/* Whose descriptor something has come about for. It stays where it is while it is watched. */
struct source {
	void (*ready)(void *user);
	void *user;
};

/* An epoll descriptor, or -1. */
int loop_open(void);

/* events: EPOLLIN and the like; 0: none but the end. @return 0 or -1. Closing fd ends it */
int loop_add(int epoll, int fd, uint32_t events, struct source *source);
int loop_change(int epoll, int fd, uint32_t events, struct source *source);

#define LOOP_EVENTS 64

/* For which something has come about. */
struct loop_news {
	int count;
	struct source *sources[LOOP_EVENTS];
};

/* Waits until something comes about, or until then. */
void loop_wait(int epoll, uint64_t until, struct loop_news *news);
/* Deals with it. */
void loop_serve(const struct loop_news *news);

#endif
