/* SPDX-License-Identifier: MIT */
/**
 * @file smpp.h
 * The header that applications include: all of libsmpp.
 *
 * Conventions, once for all headers:
 * - Nothing allocates, opens, reads a clock, logs or keeps a global. Memory is the caller's.
 * - Calls that do something return SMPP_OK (0) or a negative SMPP_E_ code; sizes and results come
 *   back through pointers. After an error the object is as it was.
 * - A span is a view. It never owns, and lives as long as what it points into.
 * - A zeroed rule or body is valid, and a zeroed member of a configuration means the usual; only
 *   its size must be set.
 * - Time is an argument called now: milliseconds that never run backwards.
 * - A session is used by one thread at a time; different sessions by any threads.
 *
 * See smpp(7) for the tour.
 */
#ifndef SMPP_H
#define SMPP_H

#include <smpp/assemble.h>
#include <smpp/codec.h>
#include <smpp/const.h>
#include <smpp/esme.h>
#include <smpp/event.h>
#include <smpp/field.h>
#include <smpp/pdu.h>
#include <smpp/profile.h>
#include <smpp/receipt.h>
#include <smpp/segment.h>
#include <smpp/session.h>
#include <smpp/smpptime.h>
#include <smpp/smsc.h>
#include <smpp/span.h>
#include <smpp/text.h>
#include <smpp/udh.h>

#endif
