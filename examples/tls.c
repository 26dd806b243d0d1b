/* SPDX-License-Identifier: MIT */
/*
 * Owns: TLS over a socket that does not wait; OpenSSL, and what a build without it says.
 * Must not know: SMPP, who waits for the socket and how.
 */
#include "tls.h"

#include <stdio.h>

#ifdef WITH_TLS

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOST_OCTETS 256
#define WHY_OCTETS 400

struct tls_side {
	SSL_CTX *context;
	int is_server;
};

struct tls {
	SSL *ssl;
	int is_server;
	int begun;       /* the handshake is done */
	int over;        /* nothing comes any more */
	int broken;      /* and nothing can be said */
	int refused;
	int read_wants;  /* of the handshake too */
	int write_wants;
	char host[HOST_OCTETS];
	char why[WHY_OCTETS];
};

int tls_is_built_in(void)
{
	return 1;
}

/* ---- why ---- */

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text != NULL ? text : "for no reason given";
}

static int say(struct tls *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->why, sizeof(t->why), format, args);
	va_end(args);
	for (char *c = t->why; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			*c = '?';
	t->over = 1;
	return TLS_ENDED;
}

/* Adds a name of the certificate behind those that are there. */
static void add_name(char *names, size_t size, const GENERAL_NAME *name)
{
	size_t len = strlen(names);
	char address[INET6_ADDRSTRLEN] = "";
	const ASN1_STRING *value;
	int octets;

	if (name->type != GEN_DNS && name->type != GEN_IPADD)
		return;
	value = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
	octets = ASN1_STRING_length(value);
	if (name->type == GEN_IPADD)
		inet_ntop(octets == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), address,
			  sizeof(address));
	if (name->type == GEN_IPADD && octets != 4 && octets != 16)
		return;
	snprintf(names + len, size - len, "%s%.*s", len > 0 ? ", " : "",
		 address[0] != '\0' ? (int)sizeof(address) : octets,
		 address[0] != '\0' ? address : (const char *)ASN1_STRING_get0_data(value));
}

static int say_other_names(struct tls *t, X509 *certificate)
{
	GENERAL_NAMES *list = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	char names[200] = "";

	for (int i = 0; list != NULL && i < sk_GENERAL_NAME_num(list); i++)
		add_name(names, sizeof(names), sk_GENERAL_NAME_value(list, i));
	GENERAL_NAMES_free(list);
	return say(t, "TLS: name mismatch: its certificate is not for %s but for %s", t->host,
		   names[0] != '\0' ? names : "no host");
}

static int say_date(struct tls *t, const char *what, const ASN1_TIME *date)
{
	struct tm at;
	char text[32] = "?";

	if (ASN1_TIME_to_tm(date, &at) == 1)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &at);
	return say(t, "TLS: its certificate %s %s", what, text);
}

static int say_certificate(struct tls *t, X509 *certificate, int error)
{
	const char *text = X509_verify_cert_error_string(error);

	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return say_date(t, "has expired, on", X509_get0_notAfter(certificate));
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return say_date(t, "is not valid yet, but from", X509_get0_notBefore(certificate));
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH: return say_other_names(t, certificate);
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return say(t, "TLS: its certificate is of an unknown CA (%s)", text);
	default: return say(t, "TLS: its certificate: %s", text);
	}
}

/* OpenSSL asks, and tells what is wrong with which certificate of the chain. */
static int judge(int is_good, X509_STORE_CTX *chain)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());

	if (!is_good)
		(void)say_certificate(SSL_get_app_data(ssl), X509_STORE_CTX_get_current_cert(chain),
				      X509_STORE_CTX_get_error(chain));
	return is_good;
}

/* The peer has said what it does not like. */
static int say_alert(struct tls *t, int alert)
{
	if (alert == TLS13_AD_CERTIFICATE_REQUIRED)
		return say(t, "TLS: the peer demands a certificate");
	return say(t, "TLS: the peer refused: %s", SSL_alert_desc_string_long(alert));
}

static int say_truncated(struct tls *t)
{
	if (!t->begun)
		return say(t, "TLS: the peer closed the connection in the handshake");
	return say(t, "TLS: the connection ended without the peer's goodbye");
}

/* Of SSL_ERROR_SSL. */
static int say_failure(struct tls *t)
{
	int code = ERR_GET_REASON(ERR_peek_error());

#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
	if (code == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return say_truncated(t);
#endif
	t->refused = 1;
	if (code >= SSL_AD_REASON_OFFSET)
		return say_alert(t, code - SSL_AD_REASON_OFFSET);
	switch (code) {
	case SSL_R_CERTIFICATE_VERIFY_FAILED: return TLS_ENDED; /* judge has said it */
	case SSL_R_WRONG_VERSION_NUMBER:
	case SSL_R_HTTP_REQUEST:
	case SSL_R_HTTPS_PROXY_REQUEST:
		if (!t->begun)
			return say(t, "TLS: the peer does not speak TLS (%s)", reason());
		break;
	case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
		return say(t, "TLS: the peer has shown no certificate");
	}
	return say(t, "TLS: %s: %s", t->begun ? "failure" : "handshake failure", reason());
}

/* Of a call that returned got, 0 or less. errno is still its own. */
static int result(struct tls *t, int got, int *wants)
{
	int error = errno;

	switch (SSL_get_error(t->ssl, got)) {
	case SSL_ERROR_WANT_READ: *wants = TLS_WANTS_READ; return TLS_AGAIN;
	case SSL_ERROR_WANT_WRITE: *wants = TLS_WANTS_WRITE; return TLS_AGAIN;
	case SSL_ERROR_ZERO_RETURN: return say(t, "%s", "");
	case SSL_ERROR_SYSCALL:
		t->broken = 1;
		return error == 0 ? say_truncated(t) : say(t, "%s", strerror(error));
	default:
		t->broken = 1;
		return say_failure(t);
	}
}

/* ---- sides ---- */

static int fail(char *why, size_t size, const char *file, const char *what)
{
	FILE *f = fopen(file, "r");

	if (f == NULL)
		snprintf(why, size, "%s: %s", file, strerror(errno));
	else
		snprintf(why, size, "%s: %s (%s)", file, what, reason());
	if (f != NULL)
		fclose(f);
	return -1;
}

static int load_own(SSL_CTX *context, const struct tls_files *files, char *why, size_t size)
{
	const char *key = files->key != NULL ? files->key : files->cert;

	if (files->cert == NULL && files->key == NULL)
		return 0;
	if (files->cert == NULL) {
		snprintf(why, size, "a key is given, but not its certificate");
		return -1;
	}
	if (SSL_CTX_use_certificate_chain_file(context, files->cert) != 1)
		return fail(why, size, files->cert, "no certificate");
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return fail(why, size, key, "no private key of the certificate");
	return 0;
}

static int load_trusted(const struct tls_side *side, const struct tls_files *files, char *why,
			size_t size)
{
	SSL_CTX *context = side->context;

	if (side->is_server ? files->ca == NULL : files->insecure)
		return 0;
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, judge);
	if (files->ca == NULL)
		return SSL_CTX_set_default_verify_paths(context) == 1 ? 0 : -1;
	if (SSL_CTX_load_verify_locations(context, files->ca, NULL) != 1)
		return fail(why, size, files->ca, "no certificate of a CA");
	SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(files->ca));
	return 0;
}

/* Sessions last for days: taking up an old one again gains nothing. A client of the server may not
 * make it do the handshake again and again. */
static SSL_CTX *context_of(int is_server)
{
	SSL_CTX *context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
				  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(context, 0);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
	if (is_server)
		SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
	return context;
}

static struct tls_side *new_side(int is_server)
{
	struct tls_side *side = calloc(1, sizeof(*side));

	if (side == NULL)
		return NULL;
	side->is_server = is_server;
	side->context = context_of(is_server);
	if (side->context != NULL)
		return side;
	free(side);
	return NULL;
}

static struct tls_side *make_side(int is_server, const struct tls_files *files, char *why,
				  size_t size)
{
	struct tls_side *side = new_side(is_server);

	ERR_clear_error();
	snprintf(why, size, "OpenSSL cannot be set up");
	if (side == NULL)
		return NULL;
	if (load_own(side->context, files, why, size) != 0 ||
	    load_trusted(side, files, why, size) != 0) {
		tls_side_free(side);
		return NULL;
	}
	why[0] = '\0';
	return side;
}

struct tls_side *tls_client(const struct tls_files *files, char *why, size_t size)
{
	return make_side(0, files, why, size);
}

struct tls_side *tls_server(const struct tls_files *files, char *why, size_t size)
{
	if (files->cert == NULL) {
		snprintf(why, size, "a server needs a certificate and its key");
		return NULL;
	}
	return make_side(1, files, why, size);
}

void tls_side_free(struct tls_side *side)
{
	if (side == NULL)
		return;
	SSL_CTX_free(side->context);
	free(side);
}

/* ---- a connection ---- */

/* Whom the certificate must be for. A name may end with a dot; certificates do not. */
static int expect(struct tls *t, const char *host)
{
	struct in6_addr address;
	size_t len = strlen(host);

	if (len > 0 && host[len - 1] == '.')
		len--;
	if (len == 0 || len >= sizeof(t->host))
		return 0;
	memcpy(t->host, host, len);
	if (inet_pton(AF_INET, t->host, &address) == 1 ||
	    inet_pton(AF_INET6, t->host, &address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(t->ssl), t->host);
	SSL_set_hostflags(t->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(t->ssl, t->host) == 1 &&
	       SSL_set_tlsext_host_name(t->ssl, t->host) == 1;
}

struct tls *tls_open(struct tls_side *side, int fd, const char *host)
{
	struct tls *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->is_server = side->is_server;
	t->ssl = SSL_new(side->context);
	if (t->ssl == NULL || SSL_set_fd(t->ssl, fd) != 1 ||
	    (!t->is_server && !expect(t, host))) {
		SSL_free(t->ssl);
		free(t);
		return NULL;
	}
	SSL_set_app_data(t->ssl, t);
	if (t->is_server)
		SSL_set_accept_state(t->ssl);
	else
		SSL_set_connect_state(t->ssl);
	return t;
}

/* The errors of OpenSSL are of the thread, not of the connection. */
static void forget_errors(void)
{
	ERR_clear_error();
	errno = 0;
}

int tls_handshake(struct tls *t)
{
	int got;

	if (t->begun)
		return 0;
	t->read_wants = 0;
	if (t->over)
		return TLS_ENDED;
	forget_errors();
	got = SSL_do_handshake(t->ssl);
	if (got != 1)
		return result(t, got, &t->read_wants);
	t->begun = 1;
	return 0;
}

static int clip(size_t len)
{
	return len < INT_MAX ? (int)len : INT_MAX;
}

long tls_read(struct tls *t, void *octets, size_t len)
{
	int got;

	t->read_wants = 0;
	if (t->over)
		return TLS_ENDED;
	forget_errors();
	got = SSL_read(t->ssl, octets, clip(len));
	return got > 0 ? got : result(t, got, &t->read_wants);
}

/* When the peer is gone, reading tells more: it may have said why. */
long tls_write(struct tls *t, const void *octets, size_t len)
{
	int got;

	t->write_wants = 0;
	if (t->broken)
		return TLS_ENDED;
	forget_errors();
	got = SSL_write(t->ssl, octets, clip(len));
	if (got > 0)
		return got;
	if (!t->over && (errno == EPIPE || errno == ECONNRESET) &&
	    SSL_get_error(t->ssl, got) == SSL_ERROR_SYSCALL) {
		t->write_wants = TLS_WANTS_READ;
		return TLS_AGAIN;
	}
	return result(t, got, &t->write_wants);
}

size_t tls_pending(const struct tls *t)
{
	return t->over ? 0 : (size_t)SSL_pending(t->ssl);
}

int tls_wants(const struct tls *t)
{
	return t->read_wants | t->write_wants;
}

const char *tls_why(const struct tls *t)
{
	return t->why;
}

int tls_refused(const struct tls *t)
{
	return t->refused;
}

void tls_shut(struct tls *t)
{
	if (!t->begun || t->broken)
		return;
	forget_errors();
	(void)SSL_shutdown(t->ssl);
}

void tls_end(struct tls *t)
{
	if (t == NULL)
		return;
	tls_shut(t);
	SSL_free(t->ssl);
	free(t);
}

#else

int tls_is_built_in(void)
{
	return 0;
}

/* No side, so no connection: of what follows only these two are ever called. */
struct tls_side *tls_client(const struct tls_files *files, char *why, size_t size)
{
	(void)files;
	snprintf(why, size, "built without TLS");
	return NULL;
}

struct tls_side *tls_server(const struct tls_files *files, char *why, size_t size)
{
	return tls_client(files, why, size);
}

void tls_side_free(struct tls_side *side)
{
	(void)side;
}

struct tls *tls_open(struct tls_side *side, int fd, const char *host)
{
	(void)side;
	(void)fd;
	(void)host;
	return NULL;
}

int tls_handshake(struct tls *t)
{
	(void)t;
	return TLS_ENDED;
}

long tls_read(struct tls *t, void *octets, size_t len)
{
	(void)octets;
	(void)len;
	return tls_handshake(t);
}

long tls_write(struct tls *t, const void *octets, size_t len)
{
	(void)octets;
	(void)len;
	return tls_handshake(t);
}

size_t tls_pending(const struct tls *t)
{
	(void)t;
	return 0;
}

int tls_wants(const struct tls *t)
{
	(void)t;
	return 0;
}

const char *tls_why(const struct tls *t)
{
	(void)t;
	return "built without TLS";
}

int tls_refused(const struct tls *t)
{
	(void)t;
	return 1;
}

void tls_shut(struct tls *t)
{
	(void)t;
}

void tls_end(struct tls *t)
{
	(void)t;
}

#endif
