/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the parts of the simulated network know of each other.
 * Must not know: real sockets, files, clocks.
 *
 * ESMEs of the library's helper and the core of mini-smsc in one thread, with a clock, links and a store
 * that are made up. Links cut, delay and divide; the store is late, fails, and at a crash of the
 * centre loses what it has not told safe, or keeps it, each batch whole. Then the faults stop, and all
 * must come to its end.
 */
#ifndef SIM_CENTRE_H
#define SIM_CENTRE_H

#include "smsc/smsc.h"

/* store.c: the disk, and batches that are on their way to it. */
struct disk;

struct disk *disk_new(uint64_t seed);
void disk_free(struct disk *disk);
/* A store for a centre that begins; the one before is over. */
struct store *disk_open(struct disk *disk);
/* The centre has died: of each batch under way it is decided whether it was written. */
void disk_crash(struct disk *disk);
void disk_time(struct disk *disk, int64_t utc);
/* No fault happens any more. */
void disk_calm(struct disk *disk);
/* Records whose text is that of the message with this number. */
unsigned disk_count(const struct disk *disk, unsigned number);
/* Of all records; 0: all are final. */
unsigned disk_unfinished(const struct disk *disk);

/* Of messages, "m17" among other words. @return 0: it has none */
unsigned text_number(struct smpp_span text);

uint32_t random_below(uint64_t *state, uint32_t n);

#endif
