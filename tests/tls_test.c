/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/tls.h: both sides in one process, with certificates made when it runs.
 * Must not know: SMPP.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "../examples/tls.h"

#ifdef WITH_TLS

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)
#define TURNS 200000

/* ---- certificates: files in a directory of this run ---- */

static char dir[] = "/tmp/tls_test.XXXXXX";

/* The result stays: there are only so many files. */
static const char *path(const char *name)
{
	static char text[32][100];
	char wanted[100];

	snprintf(wanted, sizeof(wanted), "%s/%s", dir, name);
	for (unsigned i = 0; i < 32; i++) {
		if (text[i][0] == '\0')
			memcpy(text[i], wanted, sizeof(wanted));
		if (strcmp(text[i], wanted) == 0)
			return text[i];
	}
	ck_abort_msg("too many files");
	return NULL;
}

/* A key and its certificate. */
struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

static void add_extension(X509 *c, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&context, issuer, c, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ck_assert_ptr_nonnull(extension);
	X509_add_ext(c, extension, -1);
	X509_EXTENSION_free(extension);
}

static void write_files(const struct identity *i, const char *name)
{
	char file[40];
	FILE *f;

	snprintf(file, sizeof(file), "%s.crt", name);
	f = fopen(path(file), "w");
	ck_assert_int_eq(PEM_write_X509(f, i->certificate), 1);
	fclose(f);
	snprintf(file, sizeof(file), "%s.key", name);
	f = fopen(path(file), "w");
	ck_assert_int_eq(PEM_write_PrivateKey(f, i->key, NULL, NULL, 0, NULL, NULL), 1);
	fclose(f);
}

/* names: as subjectAltName is written, NULL for a CA. Valid for days from, till. */
static struct identity issue(const char *name, const struct identity *by, const char *names,
			     int from, int till)
{
	static long serial;
	struct identity i = { EVP_EC_gen("P-256"), X509_new() };
	X509_NAME *subject = X509_get_subject_name(i.certificate);
	X509 *issuer = by != NULL ? by->certificate : i.certificate;

	X509_set_version(i.certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(i.certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(i.certificate), (long)from * DAY);
	X509_gmtime_adj(X509_getm_notAfter(i.certificate), (long)till * DAY);
	X509_set_pubkey(i.certificate, i.key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
				   0);
	X509_set_issuer_name(i.certificate, X509_get_subject_name(issuer));
	add_extension(i.certificate, issuer, NID_basic_constraints,
		      names == NULL ? "critical,CA:TRUE" : "CA:FALSE");
	if (names != NULL)
		add_extension(i.certificate, issuer, NID_subject_alt_name, names);
	X509_sign(i.certificate, by != NULL ? by->key : i.key, EVP_sha256());
	write_files(&i, name);
	return i;
}

static void discard(struct identity i)
{
	EVP_PKEY_free(i.key);
	X509_free(i.certificate);
}

#define NAMES "DNS:smsc.example,DNS:*.wild.example,IP:127.0.0.1,IP:::1"

static void make_certificates(void)
{
	struct identity ca, other, self;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ca = issue("ca", NULL, NULL, -1, 10);
	other = issue("other", NULL, NULL, -1, 10);
	discard(issue("server", &ca, NAMES, -1, 10));
	discard(issue("expired", &ca, NAMES, -10, -1));
	discard(issue("early", &ca, NAMES, 1, 10));
	discard(issue("client", &ca, "DNS:esme.example", -1, 10));
	discard(issue("stranger", &other, "DNS:esme.example", -1, 10));
	self = issue("self", NULL, NAMES, -1, 10);
	discard(self);
	discard(ca);
	discard(other);
}

static void remove_certificates(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -r %s", dir);
	ck_assert_int_eq(system(command), 0);
}

/* ---- two ends, and what carries octets between them ---- */

static struct tls_side *client_side, *server_side;
static struct tls *client, *server;
static int client_fd, server_fd, far_client, far_server;
static size_t carried[2]; /* octets so far: from the client, from the server */

static void make_socketpair(int *a, int *b)
{
	int fds[2], size = 4096;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	for (int i = 0; i < 2; i++)
		setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	*a = fds[0];
	*b = fds[1];
}

static void make_wires(void)
{
	make_socketpair(&client_fd, &far_client);
	make_socketpair(&server_fd, &far_server);
	carried[0] = carried[1] = 0;
}

static struct tls_side *side_of(int is_server, const struct tls_files *files)
{
	char why[200];
	struct tls_side *side = (is_server ? tls_server : tls_client)(files, why, sizeof(why));

	ck_assert_msg(side != NULL, "%s", why);
	return side;
}

static void begin(const struct tls_files *c, const struct tls_files *s, const char *host)
{
	make_wires();
	client_side = c != NULL ? side_of(0, c) : NULL;
	server_side = s != NULL ? side_of(1, s) : NULL;
	client = c != NULL ? tls_open(client_side, client_fd, host) : NULL;
	server = s != NULL ? tls_open(server_side, server_fd, NULL) : NULL;
}

static void hang_up(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void end(void)
{
	tls_end(client);
	tls_end(server);
	client = server = NULL;
	tls_side_free(client_side);
	tls_side_free(server_side);
	hang_up(&client_fd);
	hang_up(&server_fd);
	hang_up(&far_client);
	hang_up(&far_server);
}

static struct tls_files server_files(const char *name)
{
	char crt[40], key[40];

	snprintf(crt, sizeof(crt), "%s.crt", name);
	snprintf(key, sizeof(key), "%s.key", name);
	return (struct tls_files){ .cert = path(crt), .key = path(key) };
}

static struct tls_files client_files(void)
{
	return (struct tls_files){ .ca = path("ca.crt") };
}

/* Moves at most so many octets, as far as they go; an end is passed on. */
static int carry_one(int from, int to, size_t most)
{
	char octets[4096];
	ssize_t n;

	if (from < 0 || to < 0)
		return 0;
	n = recv(from, octets, most < sizeof(octets) ? most : sizeof(octets), MSG_PEEK);
	if (n == 0)
		shutdown(to, SHUT_WR);
	if (n > 0)
		n = send(to, octets, (size_t)n, MSG_NOSIGNAL);
	if (n > 0)
		ck_assert_int_eq(recv(from, octets, (size_t)n, 0), n);
	return n > 0 ? (int)n : 0;
}

static size_t split_at; /* nothing behind that is carried in the same turn as what is before */
static size_t at_once = 4096;

static size_t most(size_t so_far)
{
	return split_at > so_far && split_at - so_far < at_once ? split_at - so_far : at_once;
}

static void carry(void)
{
	carried[0] += (size_t)carry_one(far_client, far_server, most(carried[0]));
	carried[1] += (size_t)carry_one(far_server, far_client, most(carried[1]));
}

/* Until both have an end of it. @return 0: both may talk */
static int shake_hands(int *c, int *s)
{
	*c = *s = TLS_AGAIN;
	for (int i = 0; i < TURNS && (*c == TLS_AGAIN || *s == TLS_AGAIN); i++) {
		if (*c == TLS_AGAIN)
			*c = tls_handshake(client);
		carry();
		if (*s == TLS_AGAIN)
			*s = tls_handshake(server);
		carry();
	}
	return *c != 0 ? *c : *s;
}

static void must_shake_hands(void)
{
	int c, s;

	ck_assert_msg(shake_hands(&c, &s) == 0, "client: %s, server: %s", tls_why(client),
		      tls_why(server));
}

static uint8_t octet(size_t i)
{
	return (uint8_t)(i * 7 + i / 251);
}

/* len octets from one end to the other, in reads and writes of at most so many. */
static void talk(struct tls *from, struct tls *to, size_t len, size_t piece)
{
	static uint8_t out[200000], in[200000];
	size_t sent = 0, got = 0;

	for (size_t i = 0; i < len; i++)
		out[i] = octet(i);
	for (int i = 0; i < TURNS && got < len; i++) {
		size_t now = len - sent < piece ? len - sent : piece;
		long n = now > 0 ? tls_write(from, out + sent, now) : 0;

		ck_assert_int_ne(n, TLS_ENDED);
		sent += n > 0 ? (size_t)n : 0;
		carry();
		n = tls_read(to, in + got, sizeof(in) - got < piece ? sizeof(in) - got : piece);
		ck_assert_msg(n != TLS_ENDED, "%s", tls_why(to));
		got += n > 0 ? (size_t)n : 0;
	}
	ck_assert_uint_eq(got, len);
	ck_assert_int_eq(memcmp(in, out, len), 0);
}

/* Reads until there is nothing or an end. @return the last result */
static long read_all(struct tls *t)
{
	char octets[1000];
	long n = 1;

	for (int i = 0; i < TURNS && n != TLS_ENDED; i++) {
		carry();
		n = tls_read(t, octets, sizeof(octets));
	}
	return n;
}

/* ---- tests ---- */

START_TEST(octets_go_both_ways)
{
	static const size_t lengths[] = { 1, 16, 4095, 16384, 16385, 200000 };
	const struct tls_files c = client_files(), s = server_files("server");

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		talk(client, server, lengths[i], 100000);
		talk(server, client, lengths[i], 1000);
	}
	end();
}
END_TEST

START_TEST(every_split_of_the_octets_gives_the_same)
{
	const struct tls_files c = client_files(), s = server_files("server");
	size_t splits = 0;

	for (split_at = 1; split_at <= splits + 1; split_at++) {
		begin(&c, &s, "smsc.example");
		must_shake_hands();
		talk(client, server, 40, 40);
		talk(server, client, 40, 40);
		splits = carried[0] > carried[1] ? carried[0] : carried[1];
		end();
	}
	ck_assert_uint_gt(splits, 500);
	split_at = 0;
}
END_TEST

START_TEST(octets_may_come_one_by_one)
{
	const struct tls_files c = client_files(), s = server_files("server");

	at_once = 1;
	begin(&c, &s, "smsc.example");
	must_shake_hands();
	talk(client, server, 300, 7);
	talk(server, client, 300, 300);
	end();
	at_once = 4096;
}
END_TEST

/* @return what the client says of a server that shows that certificate, "" when it takes it */
static const char *client_says(const struct tls_files *c, const char *certificate, const char *host)
{
	static char why[400];
	const struct tls_files s = server_files(certificate);
	int got, other;

	begin(c, &s, host);
	shake_hands(&got, &other);
	ck_assert_int_ne(got, TLS_AGAIN);
	snprintf(why, sizeof(why), "%s", tls_why(client));
	ck_assert_int_eq(tls_refused(client), got != 0);
	if (got != 0) {
		ck_assert_int_eq(tls_refused(server), 1);
		ck_assert_ptr_nonnull(strstr(tls_why(server), "TLS: the peer refused: "));
	}
	end();
	return why;
}

START_TEST(certificate_must_be_for_the_host)
{
	const struct tls_files c = client_files();

	ck_assert_str_eq(client_says(&c, "server", "smsc.example"), "");
	ck_assert_str_eq(client_says(&c, "server", "SMSC.example."), "");
	ck_assert_str_eq(client_says(&c, "server", "a.wild.example"), "");
	ck_assert_str_eq(client_says(&c, "server", "127.0.0.1"), "");
	ck_assert_str_eq(client_says(&c, "server", "::1"), "");
	ck_assert_str_eq(client_says(&c, "server", "smsc2.example"),
			 "TLS: name mismatch: its certificate is not for smsc2.example but for "
			 "smsc.example, *.wild.example, 127.0.0.1, ::1");
	ck_assert_ptr_nonnull(strstr(client_says(&c, "server", "a.b.wild.example"), "mismatch"));
	ck_assert_ptr_nonnull(strstr(client_says(&c, "server", "127.0.0.2"), "mismatch"));
	ck_assert_ptr_nonnull(strstr(client_says(&c, "server", "::2"), "mismatch"));
}
END_TEST

START_TEST(certificate_must_be_valid_now)
{
	const struct tls_files c = client_files();

	ck_assert_ptr_nonnull(strstr(client_says(&c, "expired", "smsc.example"),
				     "TLS: its certificate has expired, on 20"));
	ck_assert_ptr_nonnull(strstr(client_says(&c, "early", "smsc.example"),
				     "TLS: its certificate is not valid yet, but from 20"));
}
END_TEST

START_TEST(certificate_must_be_of_a_known_ca)
{
	const struct tls_files c = client_files(), usual = { 0 };
	struct tls_files other = { .ca = path("other.crt") };
	static const char unknown[] = "TLS: its certificate is of an unknown CA (";

	ck_assert_ptr_nonnull(strstr(client_says(&other, "server", "smsc.example"), unknown));
	ck_assert_ptr_nonnull(strstr(client_says(&usual, "server", "smsc.example"), unknown));
	ck_assert_ptr_nonnull(strstr(client_says(&c, "self", "smsc.example"), unknown));
	other.ca = path("self.crt");
	ck_assert_str_eq(client_says(&other, "self", "smsc.example"), "");
}
END_TEST

START_TEST(insecure_takes_any_certificate)
{
	const struct tls_files c = { .insecure = 1 };

	ck_assert_str_eq(client_says(&c, "expired", "elsewhere.example"), "");
	ck_assert_str_eq(client_says(&c, "self", "127.0.0.9"), "");
}
END_TEST

/* A server that demands certificates of that CA. */
static void begin_demanding(const char *certificate, const char *ca)
{
	struct tls_files c = client_files(), s = server_files("server");
	struct tls_files own = { 0 };

	if (certificate != NULL)
		own = server_files(certificate);
	c.cert = own.cert;
	c.key = own.key;
	s.ca = path(ca);
	begin(&c, &s, "smsc.example");
}

START_TEST(server_takes_the_certificate_that_it_demands)
{
	begin_demanding("client", "ca.crt");
	must_shake_hands();
	talk(client, server, 100, 100);
	end();
}
END_TEST

/* The client learns of it by reading only, after its handshake; and it has begun to talk. */
static void refused_after_the_handshake(const char *server_says, const char *why)
{
	int c, s;

	shake_hands(&c, &s);
	ck_assert_int_eq(c, 0);
	ck_assert_int_eq(s, TLS_ENDED);
	ck_assert_msg(strstr(tls_why(server), server_says) != NULL, "%s", tls_why(server));
	carry();
	hang_up(&server_fd);
	hang_up(&far_server);
	hang_up(&far_client);
	ck_assert_int_eq(tls_write(client, "bind", 4), TLS_AGAIN);
	ck_assert_int_eq(tls_wants(client), TLS_WANTS_READ);
	ck_assert_int_eq(read_all(client), TLS_ENDED);
	ck_assert_str_eq(tls_why(client), why);
	ck_assert_int_eq(tls_refused(client), 1);
	ck_assert_int_eq(tls_write(client, "bind", 4), TLS_ENDED);
	end();
}

START_TEST(server_refuses_who_shows_no_certificate)
{
	begin_demanding(NULL, "ca.crt");
	refused_after_the_handshake("TLS: the peer has shown no certificate",
				    "TLS: the peer demands a certificate");
}
END_TEST

START_TEST(server_refuses_a_certificate_of_another_ca)
{
	begin_demanding("stranger", "ca.crt");
	refused_after_the_handshake("unknown CA", "TLS: the peer refused: unknown CA");
}
END_TEST

START_TEST(goodbye_is_told_from_loss)
{
	const struct tls_files c = client_files(), s = server_files("server");
	char one;

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	ck_assert_int_eq(tls_write(server, "x", 1), 1);
	tls_shut(server);
	carry();
	ck_assert_int_eq(tls_read(client, &one, 1), 1);
	ck_assert_int_eq(read_all(client), TLS_ENDED);
	ck_assert_str_eq(tls_why(client), "");
	ck_assert_int_eq(tls_write(client, "still", 5), 5); /* what it has to say goes all the same */
	carry();
	ck_assert_int_eq(tls_read(server, &one, 1), 1);
	end();

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	hang_up(&far_client);
	ck_assert_int_eq(read_all(client), TLS_ENDED);
	ck_assert_str_eq(tls_why(client), "TLS: the connection ended without the peer's goodbye");
	ck_assert_int_eq(tls_refused(client), 0);
	end();
}
END_TEST

START_TEST(what_tls_holds_is_counted)
{
	const struct tls_files c = client_files(), s = server_files("server");
	char octets[1000] = { 0 };
	long got = TLS_AGAIN;

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	ck_assert_uint_eq(tls_pending(server), 0);
	ck_assert_int_eq(tls_write(client, octets, 1000), 1000);
	for (int i = 0; i < TURNS && got == TLS_AGAIN; i++) {
		carry();
		got = tls_read(server, octets, 300);
	}
	ck_assert_int_eq(got, 300);
	ck_assert_uint_eq(tls_pending(server), 700);
	ck_assert_int_eq(tls_read(server, octets, 1000), 700);
	ck_assert_uint_eq(tls_pending(server), 0);
	ck_assert_int_eq(tls_read(server, octets, 1000), TLS_AGAIN);
	ck_assert_int_eq(tls_wants(server), TLS_WANTS_READ);
	end();
}
END_TEST

START_TEST(full_socket_wants_write)
{
	static uint8_t octets[100000], moved[100000], in[100000];
	const struct tls_files c = client_files(), s = server_files("server");
	size_t sent = 0, got = 0;
	long n;

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = moved[i] = octet(i);
	while ((n = tls_write(client, octets + sent, sizeof(octets) - sent)) > 0)
		sent += (size_t)n;
	ck_assert_int_eq(n, TLS_AGAIN);
	ck_assert_int_eq(tls_wants(client), TLS_WANTS_WRITE);
	ck_assert_uint_lt(sent, sizeof(octets));
	for (int i = 0; i < TURNS && got < sizeof(octets); i++) {
		carry();
		n = tls_read(server, in + got, sizeof(in) - got);
		got += n > 0 ? (size_t)n : 0;
		n = sent < sizeof(octets) ? tls_write(client, (i % 2 > 0 ? octets : moved) + sent,
						      sizeof(octets) - sent) : 0;
		ck_assert_int_ne(n, TLS_ENDED);
		sent += n > 0 ? (size_t)n : 0;
	}
	ck_assert_uint_eq(got, sizeof(octets));
	ck_assert_int_eq(memcmp(in, octets, got), 0);
	end();
}
END_TEST

/* ---- peers without TLS ---- */

static const uint8_t bind_pdu[] = { 0, 0, 0, 0x21, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 'u', 's', 'e',
				    'r', 0, 's', 'e', 'c', 'r', 'e', 't', 0, 0, 0x34, 0, 0, 0 };

START_TEST(server_tells_smpp_without_tls_at_once)
{
	const struct tls_files s = server_files("server");
	int got = TLS_AGAIN;

	begin(NULL, &s, NULL);
	for (size_t i = 0; i < sizeof(bind_pdu) && got == TLS_AGAIN; i++) {
		ck_assert_int_eq(send(far_server, bind_pdu + i, 1, 0), 1);
		got = tls_handshake(server);
	}
	ck_assert_int_eq(got, TLS_ENDED);
	ck_assert_str_eq(tls_why(server), "TLS: the peer does not speak TLS (wrong version number)");
	ck_assert_int_eq(tls_refused(server), 1);
	end();
}
END_TEST

START_TEST(client_tells_a_server_without_tls)
{
	static const uint8_t nack[16] = { 0, 0, 0, 16, 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0 };
	const struct tls_files c = client_files();

	begin(&c, NULL, "smsc.example");
	ck_assert_int_eq(tls_handshake(client), TLS_AGAIN);
	ck_assert_int_eq(tls_wants(client), TLS_WANTS_READ);
	ck_assert_int_eq(send(far_client, nack, sizeof(nack), 0), (int)sizeof(nack));
	ck_assert_int_eq(tls_handshake(client), TLS_ENDED);
	ck_assert_str_eq(tls_why(client), "TLS: the peer does not speak TLS (wrong version number)");
	ck_assert_int_eq(tls_handshake(client), TLS_ENDED);
	end();
}
END_TEST

START_TEST(handshake_that_is_cut_is_no_refusal)
{
	const struct tls_files c = client_files();

	begin(&c, NULL, "smsc.example");
	ck_assert_int_eq(tls_handshake(client), TLS_AGAIN);
	shutdown(far_client, SHUT_WR);
	ck_assert_int_eq(tls_handshake(client), TLS_ENDED);
	ck_assert_str_eq(tls_why(client),
			 "TLS: the peer closed the connection in the handshake");
	ck_assert_int_eq(tls_refused(client), 0);
	end();
}
END_TEST

/* ---- peers made with OpenSSL's own calls ---- */

static SSL_CTX *raw_context;
static SSL *raw;

static void begin_raw(int is_server, int version, int fd)
{
	raw_context = SSL_CTX_new(TLS_method());
	SSL_CTX_set_cipher_list(raw_context, "DEFAULT:@SECLEVEL=0");
	SSL_CTX_set_min_proto_version(raw_context, version);
	SSL_CTX_set_max_proto_version(raw_context, version);
	SSL_CTX_use_certificate_file(raw_context, path("server.crt"), SSL_FILETYPE_PEM);
	SSL_CTX_use_PrivateKey_file(raw_context, path("server.key"), SSL_FILETYPE_PEM);
	raw = SSL_new(raw_context);
	SSL_set_fd(raw, fd);
	if (is_server)
		SSL_set_accept_state(raw);
	else
		SSL_set_connect_state(raw);
}

static void end_raw(void)
{
	SSL_free(raw);
	SSL_CTX_free(raw_context);
	ERR_clear_error();
	end();
}

static void shake_raw_hands(struct tls *t)
{
	int ours = TLS_AGAIN, theirs = 0;

	for (int i = 0; i < TURNS && (ours == TLS_AGAIN || theirs != 1); i++) {
		ours = ours == TLS_AGAIN ? tls_handshake(t) : ours;
		carry();
		theirs = SSL_do_handshake(raw);
		carry();
	}
	ck_assert_msg(ours == 0 && theirs == 1, "%s", tls_why(t));
}

START_TEST(versions_before_1_2_are_refused)
{
	const struct tls_files s = server_files("server"), c = client_files();
	int got = TLS_AGAIN;

	begin(NULL, &s, NULL);
	begin_raw(0, TLS1_1_VERSION, client_fd);
	for (int i = 0; i < TURNS && got == TLS_AGAIN; i++) {
		(void)SSL_do_handshake(raw);
		carry();
		got = tls_handshake(server);
	}
	ck_assert_int_eq(got, TLS_ENDED);
	ck_assert_str_eq(tls_why(server), "TLS: handshake failure: unsupported protocol");
	end_raw();

	begin(&c, NULL, "smsc.example");
	begin_raw(1, TLS1_1_VERSION, server_fd);
	got = TLS_AGAIN;
	for (int i = 0; i < TURNS && got == TLS_AGAIN; i++) {
		got = tls_handshake(client);
		carry();
		(void)SSL_do_handshake(raw);
		carry();
	}
	ck_assert_str_eq(tls_why(client), "TLS: the peer refused: protocol version");
	end_raw();
}
END_TEST

START_TEST(both_versions_are_spoken)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	const struct tls_files c = client_files();
	char text[10];

	for (int i = 0; i < 2; i++) {
		begin(&c, NULL, "smsc.example");
		begin_raw(1, versions[i], server_fd);
		shake_raw_hands(client);
		ck_assert_str_eq(SSL_get_servername(raw, TLSEXT_NAMETYPE_host_name), "smsc.example");
		ck_assert_int_eq(SSL_write(raw, "hello", 5), 5);
		carry();
		ck_assert_int_eq(tls_read(client, text, sizeof(text)), 5);
		end_raw();
	}
}
END_TEST

START_TEST(an_address_is_not_told_as_a_name)
{
	const struct tls_files c = client_files();

	begin(&c, NULL, "127.0.0.1");
	begin_raw(1, TLS1_3_VERSION, server_fd);
	shake_raw_hands(client);
	ck_assert_ptr_null(SSL_get_servername(raw, TLSEXT_NAMETYPE_host_name));
	end_raw();
}
END_TEST

/* Octets until the client's socket takes no more: what the far end throws away again. */
static size_t fill(void)
{
	static const char octets[100];
	size_t sent = 0;
	ssize_t n;

	while ((n = send(client_fd, octets, sizeof(octets), 0)) > 0)
		sent += (size_t)n;
	while ((n = send(client_fd, octets, 1, 0)) > 0)
		sent += (size_t)n;
	return sent;
}

static void empty(size_t filled)
{
	char octets[100];

	while (filled > 0) {
		ssize_t n = recv(far_client, octets, filled < 100 ? filled : 100, 0);

		ck_assert_int_gt(n, 0);
		filled -= (size_t)n;
	}
}

/* The server has asked for another handshake. */
static void finish_again(void)
{
	char text[10];

	for (int i = 0; i < TURNS && SSL_renegotiate_pending(raw); i++) {
		ck_assert_msg(tls_read(client, text, sizeof(text)) == TLS_AGAIN, "%s",
			      tls_why(client));
		carry();
		(void)SSL_read(raw, text, sizeof(text));
		carry();
	}
	ck_assert_int_eq(SSL_renegotiate_pending(raw), 0);
	ck_assert_int_eq(SSL_write(raw, "hello", 5), 5);
	carry();
	ck_assert_int_eq(tls_read(client, text, sizeof(text)), 5);
}

static void ask_again(void)
{
	ck_assert_int_eq(SSL_renegotiate(raw), 1);
	(void)SSL_do_handshake(raw);
	carried[1] += (size_t)carry_one(far_server, far_client, at_once);
}

START_TEST(client_does_the_handshake_again_when_asked)
{
	const struct tls_files c = client_files();

	begin(&c, NULL, "smsc.example");
	begin_raw(1, TLS1_2_VERSION, server_fd);
	shake_raw_hands(client);
	ask_again();
	finish_again();
	end_raw();
}
END_TEST

START_TEST(reading_may_want_write)
{
	const struct tls_files c = client_files();
	size_t filled;
	char text[10];

	begin(&c, NULL, "smsc.example");
	begin_raw(1, TLS1_2_VERSION, server_fd);
	shake_raw_hands(client);
	filled = fill();
	ask_again();
	ck_assert_int_eq(tls_read(client, text, sizeof(text)), TLS_AGAIN);
	ck_assert_int_eq(tls_wants(client), TLS_WANTS_WRITE);
	empty(filled);
	ck_assert_int_eq(tls_read(client, text, sizeof(text)), TLS_AGAIN);
	ck_assert_int_eq(tls_wants(client), TLS_WANTS_READ);
	finish_again();
	end_raw();
}
END_TEST

START_TEST(server_does_no_handshake_again)
{
	const struct tls_files s = server_files("server");
	char text[10];
	int got = 0, reason = 0;

	begin(NULL, &s, NULL);
	begin_raw(0, TLS1_2_VERSION, client_fd);
	shake_raw_hands(server);
	ck_assert_int_eq(SSL_renegotiate(raw), 1);
	for (int i = 0; i < 100 && got != SSL_ERROR_SSL; i++) {
		ERR_clear_error();
		got = SSL_get_error(raw, SSL_do_handshake(raw));
		reason = ERR_GET_REASON(ERR_peek_error());
		carry();
		(void)tls_read(server, text, sizeof(text));
		carry();
	}
	ck_assert_int_eq(got, SSL_ERROR_SSL);
	ck_assert_int_eq(reason, SSL_R_NO_RENEGOTIATION);
	end_raw();
}
END_TEST

START_TEST(errors_of_one_connection_are_not_another_ones)
{
	const struct tls_files c = client_files(), s = server_files("server");
	struct tls *third;
	int near, far;
	char text[10];

	begin(&c, &s, "smsc.example");
	must_shake_hands();
	make_socketpair(&near, &far);
	third = tls_open(server_side, near, NULL);
	ck_assert_int_eq(send(far, bind_pdu, sizeof(bind_pdu), 0), (int)sizeof(bind_pdu));
	ck_assert_int_eq(tls_handshake(third), TLS_ENDED);
	ck_assert_int_eq(tls_read(server, text, sizeof(text)), TLS_AGAIN);
	ck_assert_int_eq(tls_read(client, text, sizeof(text)), TLS_AGAIN);
	tls_end(third);
	close(near);
	close(far);
	talk(client, server, 100, 100);
	end();
}
END_TEST

/* ---- files ---- */

static const char *files_say(int is_server, struct tls_files files)
{
	static char why[300];
	struct tls_side *side = (is_server ? tls_server : tls_client)(&files, why, sizeof(why));

	ck_assert_ptr_null(side);
	return why;
}

static int ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

START_TEST(files_that_cannot_be_used_are_named)
{
	const struct tls_files none = { 0 }, ca = { .ca = path("none.crt") };
	const struct tls_files no_ca = { .ca = path("ca.key") };
	const struct tls_files no_cert = { .cert = path("ca.key") };
	const struct tls_files only_key = { .key = path("client.key") };
	const struct tls_files mixed = { .cert = path("client.crt"), .key = path("server.key") };
	const struct tls_files keyless = { .cert = path("client.crt") };
	const char *said;

	ck_assert_str_eq(files_say(1, none), "a server needs a certificate and its key");
	said = files_say(0, ca);
	ck_assert_ptr_nonnull(strstr(said, dir));
	ck_assert_msg(ends_with(said, "none.crt: No such file or directory"), "%s", said);
	ck_assert_ptr_nonnull(strstr(files_say(0, no_ca), "ca.key: no certificate of a CA ("));
	ck_assert_ptr_nonnull(strstr(files_say(0, no_cert), "ca.key: no certificate ("));
	ck_assert_str_eq(files_say(0, only_key), "a key is given, but not its certificate");
	said = files_say(1, mixed);
	ck_assert_msg(ends_with(said, "server.key: no private key of the certificate "
				      "(key values mismatch)"), "%s", said);
	ck_assert_ptr_nonnull(strstr(files_say(1, keyless), "client.crt: no private key"));
}
END_TEST

START_TEST(key_may_be_in_the_file_of_the_certificate)
{
	const struct tls_files c = client_files(), s = { .cert = path("both.pem") };
	char command[400];

	snprintf(command, sizeof(command), "cat %s %s >%s", path("server.crt"), path("server.key"),
		 path("both.pem"));
	ck_assert_int_eq(system(command), 0);
	begin(&c, &s, "smsc.example");
	must_shake_hands();
	end();
}
END_TEST

static void add_tests(TCase *t)
{
	signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, make_certificates, remove_certificates);
	tcase_add_test(t, octets_go_both_ways);
	tcase_add_test(t, every_split_of_the_octets_gives_the_same);
	tcase_add_test(t, octets_may_come_one_by_one);
	tcase_add_test(t, certificate_must_be_for_the_host);
	tcase_add_test(t, certificate_must_be_valid_now);
	tcase_add_test(t, certificate_must_be_of_a_known_ca);
	tcase_add_test(t, insecure_takes_any_certificate);
	tcase_add_test(t, server_takes_the_certificate_that_it_demands);
	tcase_add_test(t, server_refuses_who_shows_no_certificate);
	tcase_add_test(t, server_refuses_a_certificate_of_another_ca);
	tcase_add_test(t, goodbye_is_told_from_loss);
	tcase_add_test(t, what_tls_holds_is_counted);
	tcase_add_test(t, full_socket_wants_write);
	tcase_add_test(t, server_tells_smpp_without_tls_at_once);
	tcase_add_test(t, client_tells_a_server_without_tls);
	tcase_add_test(t, handshake_that_is_cut_is_no_refusal);
	tcase_add_test(t, versions_before_1_2_are_refused);
	tcase_add_test(t, both_versions_are_spoken);
	tcase_add_test(t, an_address_is_not_told_as_a_name);
	tcase_add_test(t, reading_may_want_write);
	tcase_add_test(t, client_does_the_handshake_again_when_asked);
	tcase_add_test(t, server_does_no_handshake_again);
	tcase_add_test(t, errors_of_one_connection_are_not_another_ones);
	tcase_add_test(t, files_that_cannot_be_used_are_named);
	tcase_add_test(t, key_may_be_in_the_file_of_the_certificate);
}

#else

START_TEST(build_without_tls_says_so)
{
	const struct tls_files files = { 0 };
	char why[40] = "";

	ck_assert_int_eq(tls_is_built_in(), 0);
	ck_assert_ptr_null(tls_client(&files, why, sizeof(why)));
	ck_assert_str_eq(why, "built without TLS");
	ck_assert_ptr_null(tls_server(&files, why, sizeof(why)));
}
END_TEST

static void add_tests(TCase *t)
{
	puts("# skipped: TLS: this is a build without OpenSSL");
	tcase_add_test(t, build_without_tls_says_so);
}

#endif

int main(void)
{
	Suite *suite = suite_create("tls");
	TCase *t = tcase_create("tls");

	add_tests(t);
	suite_add_tcase(suite, t);
	return run_suite(suite);
}
