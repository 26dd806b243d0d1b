/* SPDX-License-Identifier: MIT */
/*
 * Owns: the quirks by which the centre refuses a request or a bind, before it does anything with it.
 * Must not know: sockets, octets.
 */
#ifndef SMSC_REFUSE_H
#define SMSC_REFUSE_H

#include "quirk.h"
#include "../smsc.h"

/* For struct hooks. @return 1: it has been refused */
int refuse_request(struct quirks *quirks, struct smsc *smsc, struct peer *peer,
		   const struct smpp_smsc_event *event);

#endif
