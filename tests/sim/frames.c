/* SPDX-License-Identifier: MIT */
/*
 * Owns: where PDUs begin and end in a stream, and their headers. It shares no line with the
 * library, so that both can be wrong in different ways only.
 */
#include "sim.h"

uint32_t get32(const uint8_t *octets)
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
	       octets[3];
}

void put32(uint8_t *octets, uint32_t value)
{
	for (int i = 3; i >= 0; i--) {
		octets[i] = (uint8_t)value;
		value >>= 8;
	}
}

static void take(struct smpp_span *octets, size_t len)
{
	octets->ptr += len;
	octets->len -= len;
}

int frames_next(struct frames *frames, struct smpp_span *octets, struct frame *frame)
{
	while (octets->len > 0 && !frames->lost) {
		if (frames->have == 16) {
			size_t left = (size_t)frames->rest;
			size_t len = octets->len < left ? octets->len : left;

			take(octets, len);
			frames->rest -= len;
		} else if (frames->have == 0 && frames->line_ends &&
			   (octets->ptr[0] == '\r' || octets->ptr[0] == '\n')) {
			take(octets, 1);
		} else {
			frames->header[frames->have++] = octets->ptr[0];
			take(octets, 1);
			if (frames->have == 4)
				frames->lost = get32(frames->header) < 16 || frames->header[0] != 0;
			if (frames->have == 16)
				frames->rest = get32(frames->header) - 16;
		}
		if (frames->have < 16 || frames->rest > 0)
			continue;
		frame->command_length = get32(frames->header);
		frame->command_id = get32(frames->header + 4);
		frame->command_status = get32(frames->header + 8);
		frame->sequence_number = get32(frames->header + 12);
		frames->have = 0;
		frames->count++;
		return 1;
	}
	return 0;
}
