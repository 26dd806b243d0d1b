/* SPDX-License-Identifier: MIT */
/*
 * Owns: the commands decode and encode: PDUs out of octets, octets out of words.
 * Must not know: connections.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "decoded.h"
#include "pairs.h"

/* ---- decode ---- */

struct decode {
	int count;
	char **words;
	int form; /* enum input_form */
	int words_out;
	int show_password;
};

static const char *const forms[] = { "any", "hex", "binary", "pcap", NULL }; /* enum input_form */

static int set_form(void *base, const char *name, const char *value)
{
	int word = option_word(name, value, forms);

	((struct decode *)base)->form = word;
	return word < 0 ? EXIT_USAGE : 0;
}

static int check_decode(struct job *job, int count, char **words)
{
	struct decode *d = job->state;

	if (d->words_out && job->app->options.json)
		return usage_error("decode: either --words or --format=json");
	d->count = count;
	d->words = words;
	return 0;
}

/* The words are one text: people forget the quotes. Its octets are to be freed. */
static struct smpp_span join(int count, char **words)
{
	struct smpp_span text = { NULL, 0 };
	size_t size = 1;
	char *to;

	for (int i = 0; i < count; i++)
		size += strlen(words[i]) + 1;
	to = malloc(size);
	if (to == NULL)
		return text;
	text.ptr = (const uint8_t *)to;
	for (int i = 0; i < count; i++)
		to += sprintf(to, "%s%s", i > 0 ? " " : "", words[i]);
	text.len = (size_t)((const uint8_t *)to - text.ptr);
	return text;
}

static int is_hexadecimal(const char *text)
{
	return text[strspn(text, "0123456789abcdefABCDEFxX \t\n\r")] == '\0';
}

/* What is in the file of that name, or - for stdin. */
static int read_named(struct input *input, const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	int got;

	if (file == NULL) {
		fprintf(stderr, "smpp-esme: decode: %s: %s\n", name, strerror(errno));
		return -1;
	}
	input->name = file == stdin ? "stdin" : name;
	got = input_file(input, file);
	if (file != stdin)
		fclose(file);
	return got;
}

/* A word is hexadecimal text, unless there is a file of that name. */
static int read_words(struct input *input, const struct decode *d)
{
	FILE *file = d->count == 1 ? fopen(d->words[0], "rb") : NULL;
	struct smpp_span text;
	int got;

	if (file != NULL)
		fclose(file);
	if (d->count == 0)
		return read_named(input, "-");
	if (d->count == 1 && (file != NULL || !is_hexadecimal(d->words[0])))
		return read_named(input, d->words[0]);
	text = join(d->count, d->words);
	input->name = "HEX";
	input->form = INPUT_HEX;
	got = text.ptr != NULL ? input_octets(input, text) : -1;
	free((void *)(uintptr_t)text.ptr);
	return got;
}

static int run_decode(struct job *job)
{
	const struct options *options = &job->app->options;
	const struct decode *d = job->state;
	struct decoded decoded = { DECODED_TEXT, { 0, SMPP_FIELD, 0 }, 0, 0, 0, 0 };
	struct input input = { .program = "smpp-esme: decode", .on_pdu = decoded_pdu,
			       .user = &decoded };

	input.form = (enum input_form)d->form;
	decoded.form = options->json ? DECODED_JSON : d->words_out ? DECODED_WORDS : DECODED_TEXT;
	decoded.rules.version = options->interface_version;
	decoded.passwords = d->show_password;
	if (options->strict) {
		decoded.rules.tolerate = SMPP_STRICT;
		decoded.check = 1;
	}
	if (read_words(&input, d) != 0)
		return EXIT_USAGE;
	if (decoded.shown == 0)
		fprintf(stderr, "smpp-esme: decode: %s: no PDU found\n", input.name);
	return decoded.malformed > 0 ? EXIT_REFUSED : EXIT_DONE;
}

static const struct option_row decode_rows[] = {
	{ "input", 0, OPTION_CALL, 0, 0, 0, set_form, "any|hex|binary|pcap",
	  "what FILE is; usual: as it looks", forms },
	{ "words", 0, OPTION_FLAG, offsetof(struct decode, words_out), 0, 0, NULL, NULL,
	  "as arguments of encode, a line each", NULL },
	{ "show-password", 0, OPTION_FLAG, offsetof(struct decode, show_password), 0, 0, NULL, NULL,
	  "passwords are printed", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const decode_tables[] = { decode_rows, NULL };

const struct command decode_command = {
	.name = "decode",
	.words = "[HEX... | FILE | -]",
	.summary = "shows PDUs field by field; no connection",
	.tables = decode_tables,
	.state_size = sizeof(struct decode),
	.check = check_decode,
	.run = run_decode
};

/* ---- encode ---- */

struct encode {
	int hex;
	int binary;
	int lenient;
	struct pairs pairs;
};

static int refuse(const char *word, const struct pairs_error *error)
{
	int shown = strncmp(word, "password=", 9) == 0 ? 9 : (int)strlen(word);

	return usage_error("encode: %.*s: character %lu: %s", shown, word,
			   (unsigned long)error->at + 1, error->why);
}

/* The words are read now, so that a password in them is not seen by everybody for long. */
static int check_encode(struct job *job, int count, char **words)
{
	struct encode *e = job->state;
	struct pairs_error error;

	if (count == 0)
		return usage_error("encode: the name of a command is missing");
	if (e->binary && (e->hex || job->app->options.json))
		return usage_error("encode: either --binary or hexadecimal digits");
	if (pairs_begin(&e->pairs, words[0], &error) != 0)
		return refuse(words[0], &error);
	for (int i = 1; i < count; i++) {
		if (pairs_add(&e->pairs, words[i], &error) != 0)
			return refuse(words[i], &error);
		if (strncmp(words[i], "password=", 9) == 0)
			memset(words[i] + 9, '*', strlen(words[i] + 9));
	}
	return 0;
}

static void put_octets(const struct encode *e, struct smpp_span octets, int json)
{
	if (e->binary) {
		fwrite(octets.ptr, 1, octets.len, stdout);
		return;
	}
	fputs(json ? "{\"ev\":\"pdu\",\"octets\":\"" : "", stdout);
	for (size_t i = 0; i < octets.len; i++)
		printf("%02X", (unsigned)octets.ptr[i]);
	fputs(json ? "\"}\n" : "\n", stdout);
}

/* A PDU that breaks a rule. */
static int refuse_pdu(const struct smpp_fault *fault)
{
	uint8_t room[256];
	struct smpp_buf text = { room, sizeof(room), 0 };

	(void)smpp_fault_text(fault, &text);
	fprintf(stderr, "smpp-esme: encode: %.*s\n",
		(int)(text.len < text.cap ? text.len : text.cap), (const char *)room);
	return EXIT_REFUSED;
}

static int run_encode(struct job *job)
{
	const struct options *options = &job->app->options;
	const struct encode *e = job->state;
	struct smpp_rules rules = { options->interface_version,
				    e->lenient ? SMPP_FIELD : SMPP_STRICT, SMPP_MAX_PDU_EVER - 1 };
	struct smpp_buf buf = { NULL, 0, 0 };
	struct smpp_fault fault;
	int got = smpp_encode(&e->pairs.pdu, &rules, &buf, &fault);

	if (got == SMPP_E_FAULT)
		return refuse_pdu(&fault);
	if (options->strict && smpp_check(&e->pairs.pdu, &rules, &fault) != SMPP_OK)
		return refuse_pdu(&fault);
	buf.cap = buf.len;
	buf.ptr = malloc(buf.cap);
	if (buf.ptr == NULL || smpp_encode(&e->pairs.pdu, &rules, &buf, NULL) != SMPP_OK) {
		fprintf(stderr, "smpp-esme: encode: out of memory\n");
		return EXIT_REFUSED;
	}
	put_octets(e, (struct smpp_span){ buf.ptr, buf.len }, options->json);
	free(buf.ptr);
	return EXIT_DONE;
}

static const struct option_row encode_rows[] = {
	{ "hex", 0, OPTION_FLAG, offsetof(struct encode, hex), 0, 0, NULL, NULL,
	  "hexadecimal digits and a line end; usual", NULL },
	{ "binary", 0, OPTION_FLAG, offsetof(struct encode, binary), 0, 0, NULL, NULL,
	  "the octets themselves", NULL },
	{ "lenient", 0, OPTION_FLAG, offsetof(struct encode, lenient), 0, 0, NULL, NULL,
	  "strings, times and TLVs beyond their limits too", NULL },
	{ NULL, 0, OPTION_FLAG, 0, 0, 0, NULL, NULL, NULL, NULL }
};

static const struct option_row *const encode_tables[] = { encode_rows, NULL };

const struct command encode_command = {
	.name = "encode",
	.words = "NAME [FIELD=VALUE... TLV=VALUE...]",
	.summary = "makes the octets of a PDU; no connection",
	.tables = encode_tables,
	.state_size = sizeof(struct encode),
	.check = check_encode,
	.run = run_encode
};
