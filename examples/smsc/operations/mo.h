/* SPDX-License-Identifier: MIT */
/*
 * Owns: messages that handsets send: of a file, one after another, or one that somebody gives.
 * Must not know: sockets, how they are delivered.
 */
#ifndef SMSC_MO_H
#define SMSC_MO_H

#include "../smsc.h"

#define MO_ADDRESS 20 /* octets of a number at most */
#define MO_RATE_MAX 100000.0 /* a second */

struct mo_message {
	struct smpp_span from, to, text;
};

/* Zeroed it has none. */
struct mo {
	struct mo_message *messages;
	size_t count, room;
	size_t next;
	double pause;     /* milliseconds from one to the next */
	double due;       /* of now; 0: not begun */
	int repeats;
};

/*
 * Reads "FILE[:RATE]": lines src,dst,text as CSV (RFC 4180), UTF-8; RATE messages a second, usual 1.
 * A first line that names them so is passed over.
 * @return 0, or -1 after a line on stderr that has file and line
 */
int mo_read(struct mo *mo, const char *argument);
void mo_free(struct mo *mo);

/* Sends what is due. @return when the next is; UINT64_MAX: there is none */
uint64_t mo_turn(struct mo *mo, struct smsc *smsc, uint64_t now);

/* One message now. To whom nothing leads is the first account's that may receive.
 * @return NULL, or what is wrong */
const char *mo_send(struct smsc *smsc, const struct mo_message *message);

#endif
