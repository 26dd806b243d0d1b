/* SPDX-License-Identifier: MIT */
/*
 * Owns: the figures of the centre as lines, as JSON and as Prometheus reads them.
 * Must not know: sockets, where they go.
 */
#ifndef SMSC_REPORT_H
#define SMSC_REPORT_H

#include <stdio.h>

#include "status.h"

/* A line for each group: "queue messages=12 room=1000000 ..." */
void report_text(FILE *to, const struct status *status);

/* An object of objects, with tallies and accounts besides. */
void report_json(FILE *to, const struct status *status, const struct smsc *smsc,
		 const struct meter *meter);

/* The text form of Prometheus, version 0.0.4. */
void report_metrics(FILE *to, const struct status *status, const struct smsc *smsc,
		    const struct meter *meter);

/* One line of what matters most; of the seconds since the last one. */
void report_line(FILE *to, const struct status *status, double seconds, struct flow last);

/* What it came to, at the end. */
void report_totals(FILE *to, const struct status *status);

/* An account's figures. */
void report_accounts(FILE *to, const struct smsc *smsc);

#endif
