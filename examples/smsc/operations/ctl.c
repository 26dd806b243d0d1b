/* SPDX-License-Identifier: MIT */
/*
 * Owns: mini-smsc ctl: the client of a control socket.
 * Must not know: commands.
 */
#include "ctl.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { DONE = 0, ANSWERED_ERROR = 1, USAGE = 2, NO_CENTRE = 3 };

#define WORDS_BEFORE_TEXT 3 /* mo SRC DST TEXT: it alone may hold anything */

static int usage(const char *wrong)
{
	fprintf(stderr, "mini-smsc: ctl: %s\nusage: mini-smsc ctl PATH [COMMAND...]\n", wrong);
	return USAGE;
}

/* The two directions of the connection. */
struct centre {
	FILE *to, *from;
};

/* @return 0, or -1 after a line on stderr */
static int reach(struct centre *centre, const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	errno = ENAMETOOLONG;
	if (strlen(path) < sizeof(name.sun_path)) {
		memcpy(name.sun_path, path, strlen(path) + 1);
		if (connect(fd, (const struct sockaddr *)(const void *)&name, sizeof(name)) == 0) {
			centre->from = fdopen(fd, "r");
			centre->to = fdopen(dup(fd), "w");
			return centre->from != NULL && centre->to != NULL ? 0 : -1;
		}
	}
	fprintf(stderr, "mini-smsc: ctl: %s: %s\n", path, strerror(errno));
	return -1;
}

/* Prints the lines up to the last one. @return an exit status */
static int take_answer(FILE *from, char **line, size_t *room)
{
	ssize_t len;

	while ((len = getline(line, room, from)) > 0) {
		if (strcmp(*line, "ok\n") == 0)
			return DONE;
		if (strncmp(*line, "error ", 6) == 0) {
			fprintf(stderr, "mini-smsc: ctl: %s", *line + 6);
			return ANSWERED_ERROR;
		}
		fwrite(*line, 1, (size_t)len, stdout);
	}
	fputs("mini-smsc: ctl: the centre has gone\n", stderr);
	return NO_CENTRE;
}

static int ask(struct centre *centre, const char *command, char **line, size_t *room)
{
	int got;

	fputs(command, centre->to);
	if (strchr(command, '\n') == NULL)
		fputc('\n', centre->to);
	fflush(centre->to); /* one that has gone has no answer either */
	got = take_answer(centre->from, line, room);
	fflush(stdout);
	return got;
}

/* A text may have ends of lines, the words before it not even blanks. @return 0 or -1 */
static int join(FILE *to, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		int is_text = strcmp(argv[0], "mo") == 0 && i >= WORDS_BEFORE_TEXT;

		if (!is_text && (argv[i][0] == '\0' || strpbrk(argv[i], " \t\n") != NULL) && argc > 1)
			return -1;
		if (i > 0)
			fputc(' ', to);
		for (const char *c = argv[i]; *c != '\0'; c++) {
			if (is_text && *c == '\\')
				fputs("\\\\", to);
			else if (*c == '\n')
				fputs("\\n", to);
			else
				fputc(*c, to);
		}
	}
	return 0;
}

/* Everybody on the machine can read arguments: outbind has a password. */
static void hide(int argc, char **argv)
{
	for (int i = 4; i < argc && strcmp(argv[0], "outbind") == 0; i++)
		memset(argv[i], '*', strlen(argv[i]));
}

static int ask_one(struct centre *centre, int argc, char **argv)
{
	char *command = NULL, *line = NULL;
	size_t len = 0, room = 0;
	FILE *to = open_memstream(&command, &len);
	int got = NO_CENTRE;

	if (to != NULL) {
		got = join(to, argc, argv);
		fclose(to);
		hide(argc, argv);
		got = got != 0 ? usage("only the text of mo may be empty or hold blanks")
			       : ask(centre, command, &line, &room);
	}
	free(command);
	free(line);
	return got;
}

static int ask_lines(struct centre *centre)
{
	char *command = NULL, *line = NULL;
	size_t command_room = 0, room = 0;
	int worst = DONE, got = DONE;

	while (got != NO_CENTRE && getline(&command, &command_room, stdin) > 0) {
		got = ask(centre, command, &line, &room);
		worst = got > worst ? got : worst;
	}
	free(command);
	free(line);
	return worst;
}

int ctl_run(int argc, char **argv)
{
	struct centre centre = { NULL, NULL };
	int got;

	if (argc < 1)
		return usage("which socket?");
	signal(SIGPIPE, SIG_IGN);
	if (reach(&centre, argv[0]) != 0)
		return NO_CENTRE;
	got = argc > 1 ? ask_one(&centre, argc - 1, argv + 1) : ask_lines(&centre);
	fclose(centre.from);
	fclose(centre.to);
	return got;
}
