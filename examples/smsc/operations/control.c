/* SPDX-License-Identifier: MIT */
/*
 * Owns: the control socket: a line asks, lines answer, of which the last is "ok" or "error WHY".
 * Must not know: commands.
 */
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS 16
#define STALL_MS 10000

int control_path_fits(const char *path)
{
	return strlen(path) < sizeof(((struct sockaddr_un *)0)->sun_path);
}

static void end_answer(struct client *client, const char *why)
{
	if (why == NULL)
		fputs("ok\n", client->out);
	else
		fprintf(client->out, "error %s\n", why);
}

static size_t too_long(struct client *client)
{
	char why[64];

	snprintf(why, sizeof(why), "a line has at most %d octets", SERVER_IN - 1);
	end_answer(client, why);
	client->closing = 1;
	return SERVER_IN;
}

/* One line; the last one needs no end. */
static size_t asked(struct client *client, struct smpp_span octets)
{
	const struct control *control = client->server->user;
	const uint8_t *end = memchr(octets.ptr, '\n', octets.len);
	size_t len = end != NULL ? (size_t)(end - octets.ptr) : octets.len;
	size_t used = end != NULL ? len + 1 : len;
	char line[SERVER_IN + 1];
	const char *why;

	if (end == NULL && len == SERVER_IN)
		return too_long(client);
	if (end == NULL && !client->ended)
		return 0;
	memcpy(line, octets.ptr, len);
	while (len > 0 && line[len - 1] == '\r')
		len--;
	line[len] = '\0';
	why = strlen(line) == len ? control->run(control->user, client, line)
				  : "the line has an octet 0";
	if (why == NULL || strcmp(why, CONTROL_LATER) != 0)
		end_answer(client, why);
	smpp_wipe(line, sizeof(line)); /* of outbind it has the password */
	smpp_wipe(client->in, used);
	return used;
}

static int goes_on(struct client *client)
{
	const struct control *control = client->server->user;

	if (!control->goes_on(control->user, client))
		return 0;
	end_answer(client, NULL);
	return 1;
}

/* Is there a process that listens? */
static int is_alive(const struct sockaddr_un *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int alive = fd >= 0 && (connect(fd, (const struct sockaddr *)(const void *)name,
					sizeof(*name)) == 0 || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return alive;
}

/* A socket that nobody listens at any more makes room. @return 0, or -1 with errno */
static int make_room(const struct sockaddr_un *name)
{
	struct stat st;

	if (lstat(name->sun_path, &st) != 0)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	if (is_alive(name)) {
		errno = EADDRINUSE;
		return -1;
	}
	return unlink(name->sun_path);
}

/* Nobody else may connect, not even before it listens. @return descriptor, or -1 with errno */
static int listen_at(const struct sockaddr_un *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mode_t mask = umask(0177);
	int got = fd < 0 ? -1 : bind(fd, (const struct sockaddr *)(const void *)name,
				     sizeof(*name));

	umask(mask);
	if (got == 0 && listen(fd, CLIENTS) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int control_open(struct control *control, int epoll, const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = -1;

	memcpy(name.sun_path, path, strlen(path) + 1);
	if (make_room(&name) == 0)
		fd = listen_at(&name);
	control->server.max = CLIENTS;
	control->server.stall = STALL_MS;
	control->server.full = "error too many clients\n";
	control->server.asked = asked;
	control->server.goes_on = goes_on;
	control->server.user = control;
	if (fd < 0 || server_open(&control->server, epoll, fd) != 0) {
		fprintf(stderr, "mini-smsc: control: %s: %s\n", path,
			errno == EADDRINUSE ? "another process uses it" : strerror(errno));
		return -1;
	}
	control->path = path;
	return 0;
}

void control_close(struct control *control)
{
	server_close(&control->server);
	unlink(control->path);
}
