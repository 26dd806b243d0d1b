/* SPDX-License-Identifier: MIT */
/*
 * Owns: waiting: descriptors on epoll, and until when.
 * Must not know: SMPP, what is waited for.
 */
#ifndef ESME_LOOP_H
#define ESME_LOOP_H

#include <stdint.h>
#include <sys/epoll.h>

#define LOOP_WATCHES 1024

/* A descriptor that is watched. Read only; free while fd is -1. */
struct watch {
	int fd;
	uint32_t events;     /* EPOLLIN, EPOLLOUT; 0: none of them */
	uint32_t generation; /* tells it from one that stood here before */
	int always;          /* a file: epoll does not take it, and it never waits */
	void (*ready)(void *user, uint32_t events);
	void *user;
};

struct loop {
	int epoll;
	int top;             /* watches from there on were never used */
	int files;           /* watches that are always ready */
	struct watch watches[LOOP_WATCHES];
};

/* @return 0, or -1 with errno */
int loop_open(struct loop *loop);

/*
 * Watches a descriptor: ready is called from loop_wait with what of events has come about, among it
 * EPOLLHUP and EPOLLERR. A regular file may be watched too: it is always ready.
 * @return the watch, to be handed to the two calls below; NULL with errno
 */
struct watch *loop_watch(struct loop *loop, int fd, uint32_t events,
			 void (*ready)(void *user, uint32_t events), void *user);

/* From now on for these events; 0: rest. */
void loop_want(struct loop *loop, struct watch *watch, uint32_t events);

/* Not any more; before the descriptor is closed. NULL does nothing. */
void loop_forget(struct loop *loop, struct watch *watch);

/* Waits for the first that is ready, or until deadline as net_now counts, and calls ready. */
void loop_wait(struct loop *loop, uint64_t deadline);

#endif
