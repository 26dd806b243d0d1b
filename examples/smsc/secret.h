/* SPDX-License-Identifier: MIT */
/*
 * Owns: the comparison of a password with what is kept of it.
 * Must not know: accounts.
 */
#ifndef SMSC_SECRET_H
#define SMSC_SECRET_H

#include <smpp.h>

/*
 * kept is the password itself or, beginning with '$', its hash as crypt(3) writes it. How long it
 * takes does not depend on where they differ. A build without crypt(3) knows no hashes.
 */
int secret_is(const char *kept, struct smpp_span given);

/* 1 when this build can compare with kept. */
int secret_is_usable(const char *kept);

#endif
