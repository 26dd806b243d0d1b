/* SPDX-License-Identifier: MIT */
/*
 * Owns: what stands between the session of one connection and its socket while there are quirks: PDUs
 * are changed, dropped, held, repeated, put in.
 * Must not know: sockets, messages, the centre.
 *
 * What the ESME sends goes by hear and heard to the session, what the session says by say and output
 * to the socket:
 *
 *     used = tamper_hear(t, octets that came, now)     whole PDUs
 *     feed the session what tamper_heard(t, the octets that are left) gives; tamper_fed(t, n)
 *     used = tamper_say(t, output of the session, version, now)
 *     while (tamper_output(t, now) gives octets) write them, tamper_sent(t, n, now)
 *     do what tamper_wish(t, now) says, and call all of these again at tamper_deadline
 */
#ifndef SMSC_TAMPER_H
#define SMSC_TAMPER_H

#include "quirk.h"

struct tamper;

enum tamper_wish {
	TAMPER_NOTHING,
	TAMPER_UNBIND, /* the centre is to unbind; told once */
	TAMPER_CLOSE   /* the connection is to be closed at once */
};

/* For a connection from that address, between two PDUs of either side.
 * @return NULL without memory */
struct tamper *tamper_open(struct quirks *quirks, const char *address, uint64_t now);
void tamper_free(struct tamper *t, uint64_t now);
/* The session is bound: for one that was before tamper_open. */
void tamper_bound(struct tamper *t, const char *account, int receives, uint64_t now);

/* @return the octets that were taken; the others are given again, with what follows them */
size_t tamper_hear(struct tamper *t, const uint8_t *octets, size_t len, uint64_t now);
/* What the session has not read yet of what was heard, and rest behind it, for which the session may
 * have a timer: it does not use any of that. Lives until the next call. */
struct smpp_span tamper_heard(struct tamper *t, struct smpp_span rest);
/* The session has used so many of all these. @return how many of them had been heard */
size_t tamper_fed(struct tamper *t, size_t len);
int tamper_has_heard(const struct tamper *t);

/* Whole PDUs. version: of the session. @return the octets that were taken: all, or too much waits */
size_t tamper_say(struct tamper *t, const uint8_t *octets, size_t len, uint8_t version,
		  uint64_t now);
/* What the socket is to be given now; NULL: nothing. Lives until the next call. */
const uint8_t *tamper_output(struct tamper *t, uint64_t now, size_t *len);
void tamper_sent(struct tamper *t, size_t len, uint64_t now);
/* Nothing is left that goes out without anything else coming. */
int tamper_is_idle(const struct tamper *t);

enum tamper_wish tamper_wish(struct tamper *t, uint64_t now);
/* When it does something by itself next, if all that was due until now is done; UINT64_MAX: never. */
uint64_t tamper_deadline(const struct tamper *t, uint64_t now);

#endif
