/* SPDX-License-Identifier: MIT */
/*
 * Owns: HTTP/1.1 as far as it takes to show a few pages to whoever may read them.
 * Must not know: what stands in the pages.
 *
 * One request a connection, GET or HEAD (RFC 9110, RFC 9112). What a request brings along besides its
 * head is not read.
 */
#include "http.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "net.h"

#define CLIENTS 16
#define LIFE_MS 5000

struct request {
	struct smpp_span method, path;
	unsigned minor; /* of HTTP/1 */
};

static const struct {
	unsigned status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 400, "Bad Request" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const char *reason_of(unsigned status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Unknown";
}

static int is(struct smpp_span text, const char *word)
{
	return smpp_span_equal(text, smpp_span_of(word));
}

/* The octets before the next end of line, which is taken off too. @return 0: there is none */
static int next_line(struct smpp_span *rest, struct smpp_span *line)
{
	const uint8_t *end = rest->len > 0 ? memchr(rest->ptr, '\n', rest->len) : NULL;

	if (end == NULL)
		return 0;
	line->ptr = rest->ptr;
	line->len = (size_t)(end - rest->ptr);
	rest->ptr = end + 1;
	rest->len -= line->len + 1;
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return 1;
}

static struct smpp_span word(struct smpp_span *rest)
{
	struct smpp_span found = { rest->ptr, 0 };

	while (found.len < rest->len && isgraph(rest->ptr[found.len]))
		found.len++;
	rest->ptr += found.len;
	rest->len -= found.len;
	return found;
}

static int skip_space(struct smpp_span *rest)
{
	if (rest->len == 0 || rest->ptr[0] != ' ')
		return 0;
	rest->ptr++;
	rest->len--;
	return 1;
}

/* What stands behind the host of "http://HOST/PATH?QUERY", up to the query. */
static struct smpp_span path_of(struct smpp_span target)
{
	const uint8_t *at;

	if (target.len > 7 && memcmp(target.ptr, "http://", 7) == 0) {
		at = memchr(target.ptr + 7, '/', target.len - 7);
		target.len -= (size_t)((at != NULL ? at : target.ptr + target.len) - target.ptr);
		target.ptr = at;
	}
	at = target.len > 0 ? memchr(target.ptr, '?', target.len) : NULL;
	if (at != NULL)
		target.len = (size_t)(at - target.ptr);
	return target;
}

/* "GET /PATH HTTP/1.1". @return 0 or -1 */
static int read_request_line(struct smpp_span line, struct request *request)
{
	struct smpp_span target, version;

	request->method = word(&line);
	if (request->method.len == 0 || !skip_space(&line))
		return -1;
	target = word(&line);
	if (target.len == 0 || !skip_space(&line))
		return -1;
	version = word(&line);
	if (line.len > 0 || version.len != 8 || memcmp(version.ptr, "HTTP/1.", 7) != 0 ||
	    !isdigit(version.ptr[7]))
		return -1;
	request->minor = version.ptr[7] - '0';
	request->path = path_of(target);
	return 0;
}

/* "NAME: VALUE". @return 0 or -1 */
static int read_field(struct smpp_span line, unsigned *hosts)
{
	size_t len = 0;

	while (len < line.len && isgraph(line.ptr[len]) && line.ptr[len] != ':')
		len++;
	if (len == 0 || len == line.len || line.ptr[len] != ':' ||
	    memchr(line.ptr, '\0', line.len) != NULL)
		return -1;
	*hosts += len == 4 && strncasecmp((const char *)line.ptr, "Host", 4) == 0;
	return 0;
}

/* @return the status to refuse it with; 0: it is good; 1: its end is not there yet */
static unsigned read_head(struct smpp_span head, struct request *request)
{
	struct smpp_span line;
	unsigned hosts = 0;

	if (!next_line(&head, &line))
		return 1;
	if (read_request_line(line, request) != 0)
		return 400;
	while (next_line(&head, &line)) {
		if (line.len == 0) /* 1.1 demands a host (RFC 9112, 3.2) */
			return request->minor > 0 && hosts != 1 ? 400 : 0;
		if (read_field(line, &hosts) != 0)
			return 400;
	}
	return 1;
}

static void put_head(FILE *to, unsigned status, const char *type, size_t len)
{
	time_t now = time(NULL);
	struct tm tm = { 0 };
	char date[64] = "";

	if (gmtime_r(&now, &tm) != NULL)
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	fprintf(to, "HTTP/1.1 %u %s\r\n", status, reason_of(status));
	fprintf(to, "Date: %s\r\n", date);
	fprintf(to, "Content-Type: %s\r\n", type);
	fprintf(to, "Content-Length: %zu\r\n", len);
	if (status == 405)
		fputs("Allow: GET, HEAD\r\n", to);
	fputs("Cache-Control: no-store\r\nConnection: close\r\n\r\n", to);
}

static void refuse(FILE *to, unsigned status, int head_only)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%s\n", reason_of(status));

	put_head(to, status, "text/plain", (size_t)len);
	if (!head_only)
		fputs(text, to);
}

static void show(const struct http *http, const struct page *page, FILE *to, int head_only)
{
	char *octets = NULL;
	size_t len = 0;
	FILE *body = open_memstream(&octets, &len);
	unsigned status = body != NULL ? page->write(http->user, body) : 500;

	if (body == NULL || fclose(body) != 0) {
		refuse(to, 500, head_only);
	} else {
		put_head(to, status, page->type, len);
		if (!head_only)
			fwrite(octets, 1, len, to);
	}
	free(octets);
}

static void answer(struct http *http, const struct request *request, FILE *to)
{
	int head_only = is(request->method, "HEAD");
	const struct page *page = http->pages;

	while (page->path != NULL && !is(request->path, page->path))
		page++;
	if (page->path == NULL)
		refuse(to, 404, head_only);
	else if (!head_only && !is(request->method, "GET"))
		refuse(to, 405, 0);
	else
		show(http, page, to, head_only);
}

static size_t asked(struct client *client, struct smpp_span octets)
{
	struct request request = { .minor = 0 };
	unsigned status;

	if (octets.ptr[0] == '\r' || octets.ptr[0] == '\n')
		return 1; /* before a request they are passed over (RFC 9112, 2.2) */
	status = read_head(octets, &request);
	if (status == 1 && octets.len < SERVER_IN && !client->ended)
		return 0;
	if (status == 1)
		status = client->ended ? 400 : 431;
	if (status != 0)
		refuse(client->out, status, 0);
	else
		answer(client->server->user, &request, client->out);
	client->closing = 1;
	return octets.len;
}

int http_open(struct http *http, int epoll, const char *port, char *name, unsigned size)
{
	int fd = net_listen("127.0.0.1", port);

	if (fd < 0)
		return -1;
	http->server.max = CLIENTS;
	http->server.life = LIFE_MS;
	http->server.stall = LIFE_MS;
	http->server.full = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
			    "Connection: close\r\n\r\n";
	http->server.asked = asked;
	http->server.user = http;
	net_name(fd, name, size);
	if (server_open(&http->server, epoll, fd) != 0) {
		perror("mini-smsc: --status-port");
		close(fd);
		return -1;
	}
	return 0;
}
