/* SPDX-License-Identifier: MIT */
/*
 * Owns: the file, pipe or terminal that messages are read from; how often it is read.
 * Must not know: what messages are for.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int input_open(struct input *in, const char *file, enum lines_form form, uint64_t limit)
{
	struct stat status;

	lines_init(&in->lines, form);
	in->limit = limit;
	in->name = strcmp(file, "-") == 0 ? "standard input" : file;
	in->fd = strcmp(file, "-") == 0 ? 0 : open(file, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, &status) != 0)
		return -1;
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	in->is_file = S_ISREG(status.st_mode);
	in->size = in->is_file ? (uint64_t)status.st_size : 0;
	return 0;
}

static void read_once(struct input *in)
{
	size_t room;
	uint8_t *to = lines_room(&in->lines, &room);
	ssize_t n = to != NULL ? read(in->fd, to, room) : 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0)
		in->failed = errno;
	in->taken += n > 0 ? (uint64_t)n : 0;
	lines_filled(&in->lines, n > 0 ? (size_t)n : 0);
}

/* A descriptor that hangs up is told of as long as it is watched: so it is only while it is waited
 * for. */
static void on_ready(void *user, uint32_t events)
{
	struct input *in = user;

	(void)events;
	loop_forget(in->loop, in->watch);
	in->watch = NULL;
	read_once(in);
	in->ready(in->user);
}

/* @return 1: octets are there, or the end; 0: they are waited for */
static int get_more(struct input *in)
{
	if (in->watch != NULL)
		return 0;
	if (!in->is_file)
		in->watch = loop_watch(in->loop, in->fd, EPOLLIN, on_ready, in);
	if (in->watch != NULL)
		return 0;
	read_once(in);
	return 1;
}

/* From the beginning, if that is wanted and would be of any use. */
static int begin_again(struct input *in)
{
	if (in->limit == 0 || !in->is_file || in->in_round == 0 || in->failed != 0 ||
	    lseek(in->fd, 0, SEEK_SET) != 0)
		return 0;
	in->rounds++;
	in->in_round = 0;
	lines_again(&in->lines);
	return 1;
}

enum input_got input_next(struct input *in)
{
	while (!in->ended) {
		enum lines_got got;

		if (in->limit > 0 && in->lines.record.number >= in->limit)
			break;
		got = lines_next(&in->lines);
		if (got == LINES_MESSAGE || got == LINES_BAD) {
			in->in_round++;
			return got == LINES_MESSAGE ? INPUT_RECORD : INPUT_BAD;
		}
		if (got == LINES_WANTS && !get_more(in))
			return INPUT_WAITS;
		if (got == LINES_END && !begin_again(in))
			break;
	}
	in->ended = 1;
	return INPUT_END;
}

uint64_t input_total(const struct input *in, int *estimated)
{
	uint64_t read = in->lines.record.number, used;

	*estimated = 0;
	if (in->ended)
		return read;
	if (in->limit > 0 && in->is_file)
		return in->limit;
	used = in->taken - (in->lines.have - in->lines.begin);
	if (in->size == 0 || used == 0 || read == 0)
		return 0;
	*estimated = 1;
	return (uint64_t)((double)in->size / (double)used * (double)read);
}

void input_close(struct input *in)
{
	if (in->watch != NULL)
		loop_forget(in->loop, in->watch);
	if (in->fd > 0)
		close(in->fd);
	in->watch = NULL;
	in->fd = -1;
}
