/* SPDX-License-Identifier: MIT */
/*
 * Owns: the way from one end of a connection to the other: octets in order, some at a time, late,
 * or not at all.
 */
#include "sim.h"

#include <stdlib.h>

void pipe_open(struct pipe *pipe, uint32_t cap)
{
	if (pipe->room < cap) {
		pipe->octets = realloc(pipe->octets, cap);
		pipe->room = cap;
		if (pipe->octets == NULL)
			abort();
	}
	pipe->cap = cap;
	pipe->at = 0;
	pipe->len = 0;
	pipe->held_until = 0;
	pipe->ended = 0;
	pipe->broken = 0;
}

size_t pipe_write(struct pipe *pipe, const uint8_t *octets, size_t len)
{
	size_t put = pipe->cap - pipe->len < len ? pipe->cap - pipe->len : len;
	size_t end = (pipe->at + pipe->len) % pipe->cap;
	size_t first = pipe->cap - end < put ? pipe->cap - end : put;

	if (put == 0)
		return 0;
	report_octets(octets, put);
	memcpy(pipe->octets + end, octets, first);
	memcpy(pipe->octets, octets + first, put - first);
	pipe->len += (uint32_t)put;
	return put;
}

size_t pipe_read(struct pipe *pipe, uint8_t *octets, size_t len, uint64_t now)
{
	size_t got = pipe->len < len ? pipe->len : len;
	size_t first = pipe->cap - pipe->at < got ? pipe->cap - pipe->at : got;

	if (got == 0 || now < pipe->held_until)
		return 0;
	memcpy(octets, pipe->octets + pipe->at, first);
	memcpy(octets + first, pipe->octets, got - first);
	pipe->at = (uint32_t)((pipe->at + got) % pipe->cap);
	pipe->len -= (uint32_t)got;
	return got;
}

int pipe_is_over(const struct pipe *pipe)
{
	return pipe->ended && pipe->len == 0;
}

void pipe_cut(struct pipe *pipe, uint32_t left)
{
	if (pipe->len > left)
		pipe->len = left;
	pipe->ended = 1;
	pipe->broken = 1;
}

void pipe_corrupt(struct pipe *pipe, struct rng *rng)
{
	if (pipe->len > 0) {
		uint8_t bit = (uint8_t)(1U << rng_below(rng, 8));

		pipe->octets[(pipe->at + rng_below(rng, pipe->len)) % pipe->cap] ^= bit;
	}
}
