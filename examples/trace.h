/* SPDX-License-Identifier: MIT */
/*
 * Owns: what was put into one session and what came of it, as a text that smpp-replay repeats.
 * Must not know: sockets, the clock, what the caller does.
 *
 * A zeroed struct trace records nothing: each call below is then the session's own call after one
 * test of a pointer. To record set file before trace_init, and call what is below in place of
 * smpp_session_ init, feed, tick and so on; getters go to trace.session as ever. Inside the
 * callback too. smpp_session_user is the trace while one is written.
 *
 * A TRACE HOLDS PASSWORDS AND TEXTS: without all octets it could not be repeated. With mask set,
 * the octets of a password in bind or outbind are written as '*': still repeatable, as the session
 * never looks at them. The texts and numbers of messages are always there.
 *
 * The text, one line a call:
 *
 *     smpp-trace 1 VERSION                    of the library
 *     began MILLISECONDS                      since 1970
 *     ends ADDR PORT ADDR PORT                own end, peer; absent when not known
 *     config NAME=VALUE ...                   members that are not zero; off is SMPP_OFF
 *     T init = RESULT                         T: milliseconds since init
 *     T feed OCTETS {                         then, one line each: events, and calls made inside
 *     T } USED = RESULT next T                the callback. next: the deadline
 *     T tick {                                a tick that did nothing is not recorded
 *     T } = RESULT next T
 *     T event TYPE ...                        its members; the PDU last
 *     T request TOKEN PDU = RESULT NUMBER
 *     T reply HANDLE PDU = RESULT
 *     T refuse HANDLE STATUS = RESULT
 *     T unbind TOKEN = RESULT                 also drain
 *     T close = RESULT                        also lost
 *     T sent LENGTH OCTETS = RESULT           the octets that output gave
 *     T congestion STATE = SMPP_OK
 *     T end STATE in PDUS/OCTETS out PDUS/OCTETS
 *
 * OCTETS are hexadecimal, - for none. A PDU is its command, then /raw or /absent for a body that
 * is, /tlvN when its last N TLVs were given as an array, a space and its octets; ? for one that
 * has no octets because a value does not fit any field: it was refused, and is not repeated. A
 * list given as an array is recorded as its octets, which the session takes as they are: a call
 * that was refused for an entry of it would be accepted when repeated.
 */
#ifndef EXAMPLES_TRACE_H
#define EXAMPLES_TRACE_H

#include <smpp.h>
#include <stdio.h>

#include "mask.h"

/* A request that waits for its answer: reply may leave the command to the session. */
struct trace_open {
	uint64_t handle;
	uint32_t command_id;
};

struct trace {
	struct smpp_session *session; /* set by trace_init */
	FILE *file;       /* NULL: none. The caller's; closed after trace_end */
	const char *ends; /* "ADDR PORT ADDR PORT", or NULL; looked at by trace_init only */
	uint64_t wall;    /* milliseconds since 1970 at trace_init */
	int mask;
	/* private from here on */
	uint64_t began;
	uint64_t last;
	int tick_waits; /* a tick that has done nothing yet */
	struct mask in, out;
	struct trace_open *open;
	uint32_t open_count;
	void (*on_event)(void *user, struct smpp_session *s, const struct smpp_event *event);
	void *user;
};

/* A new file that nobody else may read. @return NULL with errno */
FILE *trace_create(const char *path);

int trace_init(struct trace *t, void *mem, size_t len, const struct smpp_session_config *config,
	       uint64_t now);
int trace_feed(struct trace *t, const uint8_t *octets, size_t len, uint64_t now, size_t *used);
int trace_tick(struct trace *t, uint64_t now);
int trace_request(struct trace *t, struct smpp_pdu *pdu, uint64_t token, uint64_t now);
int trace_reply(struct trace *t, uint64_t handle, const struct smpp_pdu *pdu, uint64_t now);
int trace_refuse(struct trace *t, uint64_t handle, uint32_t command_status, uint64_t now);
int trace_unbind(struct trace *t, uint64_t token, uint64_t now);
int trace_drain(struct trace *t, uint64_t token, uint64_t now);
int trace_close(struct trace *t, uint64_t now);
int trace_lost(struct trace *t, uint64_t now);
int trace_sent(struct trace *t, size_t len, uint64_t now);
void trace_congestion(struct trace *t, uint8_t congestion_state, uint64_t now);

/* The last line. @return 0; -1: not all of the trace could be written */
int trace_end(struct trace *t);

/* Sets the member of that name, with the value as config lines have it. @return 0 or -1 */
int trace_configure(struct smpp_session_config *config, const char *name, const char *value);

#endif
