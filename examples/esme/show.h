/* SPDX-License-Identifier: MIT */
/*
 * Owns: everything smpp-esme prints, as text or JSON. What comes from the peer is printed without
 * control characters.
 * Must not know: why.
 */
#ifndef ESME_SHOW_H
#define ESME_SHOW_H

#include <smpp.h>
#include <stdio.h>

#include "options.h"

struct app;

/* Text of a peer's: UTF-8 as it is; what could move a cursor or mislead is written \xNN. */
void show_span(FILE *to, struct smpp_span text);

/* "ESME_RTHROTTLED (0x00000058), Throttling error" */
void show_status(FILE *to, uint32_t command_status);

/* A line on stderr, behind "smpp-esme: "; note: unless --quiet; detail: with --verbose only. */
void show_note(const struct options *options, const char *format, ...);
void show_detail(const struct options *options, const char *format, ...);

/* RESULT of a message: accepted segments on stdout, else on stderr what became of it. JSON: an
 * object for each segment. what: "message" */
void show_result(struct app *app, const char *what, const struct smpp_esme_event *event);

/* Destinations that submit_multi did not reach: on stderr, or an object each. @return how many */
unsigned show_unsuccess(struct app *app, const struct smpp_esme_event *event);

/* RECEIPT and MESSAGE that come while something else is done: as listen shows them, but as text on
 * stderr, unless --quiet. Other events: nothing. */
void show_by_the_way(struct app *app, const struct smpp_esme_event *event);

/* RECEIPT and MESSAGE, on stdout. */
void show_receipt(struct app *app, const struct smpp_esme_event *event);
void show_message(struct app *app, const struct smpp_esme_event *event);

/* STATE: why it is WAITING or IDLE, on stderr. OTHER: what was refused, or came unasked. */
void show_state(struct app *app, const struct smpp_esme_event *event);
void show_other(struct app *app, const struct smpp_esme_event *event);
/* With -v: the PDU that led to the event needed a tolerance. */
void show_tolerated(struct app *app, const struct smpp_esme_event *event);

/* One PDU as decoded lines and as octets, as far as the options say so. */
void show_pdu(const struct options *options, unsigned link, int out, struct smpp_span octets);

/* --stats: the counters of the links. */
void show_stats(struct app *app);

#endif
