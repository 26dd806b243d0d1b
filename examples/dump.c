/* SPDX-License-Identifier: MIT */
/*
 * Owns: smpp-dump: hexadecimal text, octets or a capture in, one line a field out.
 * Must not know: sessions, sockets, how an input becomes PDUs.
 */
#include <smpp.h>

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "decoded.h"
#include "input.h"
#include "net.h"

static struct decoded decoded;
static struct input input = {
	.program = "smpp-dump", .name = "stdin", .on_pdu = decoded_pdu, .user = &decoded
};

static const char help[] =
	"usage: smpp-dump [OPTIONS] [FILE]\n"
	"Shows the PDUs in FILE, or in what comes on stdin, field by field.\n"
	"      --hex           FILE is hexadecimal text; # begins a comment\n"
	"      --binary        FILE is octets, one PDU behind the other\n"
	"      --pcap          FILE is a capture, pcap or pcapng; these three are otherwise guessed\n"
	"  -p, --port=N        SMPP is at this TCP port; usual: where PDUs are seen\n"
	"      --version-of=V  by the rules of 3.3, 3.4 (usual) or 5.0\n"
	"      --strict        no tolerance for known deviations\n"
	"      --json          a JSON object a line, one for each PDU\n"
	"      --show-password passwords are printed\n"
	"      --help  --version\n"
	"exit status: 0 every PDU decoded, 1 some did not, 2 usage or input that cannot be read\n";

enum { OPT_HELP = 256, OPT_VERSION, OPT_HEX, OPT_BINARY, OPT_PCAP, OPT_VERSION_OF, OPT_STRICT,
       OPT_SHOW_PASSWORD, OPT_JSON };

static const struct option options[] = {
	{ "hex", no_argument, NULL, OPT_HEX },
	{ "binary", no_argument, NULL, OPT_BINARY },
	{ "pcap", no_argument, NULL, OPT_PCAP },
	{ "port", required_argument, NULL, 'p' },
	{ "version-of", required_argument, NULL, OPT_VERSION_OF },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "show-password", no_argument, NULL, OPT_SHOW_PASSWORD },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static void usage(const char *why, const char *what)
{
	fprintf(stderr, "smpp-dump: %s%s (see --help)\n", why, what);
	exit(2);
}

static uint8_t version_of(const char *text)
{
	if (strcmp(text, "3.3") == 0)
		return SMPP_V3_3;
	if (strcmp(text, "3.4") == 0)
		return SMPP_V3_4;
	if (strcmp(text, "5.0") != 0)
		usage("--version-of is 3.3, 3.4 or 5.0, not ", text);
	return SMPP_V5_0;
}

static unsigned port_of(const char *text)
{
	if (!net_is_port(text, 1))
		usage("--port is 1 to 65535, not ", text);
	return (unsigned)strtoul(text, NULL, 10);
}

/* The result goes to stdout: ends the program when it could not be written. */
static int finish(int status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "smpp-dump: stdout: %s\n", strerror(errno));
		return 2;
	}
	return status;
}

static void set_option(int option, const char *value)
{
	switch (option) {
	case OPT_HEX: input.form = INPUT_HEX; break;
	case OPT_BINARY: input.form = INPUT_BINARY; break;
	case OPT_PCAP: input.form = INPUT_PCAP; break;
	case 'p': input.port = port_of(value); break;
	case OPT_VERSION_OF: decoded.rules.version = version_of(value); break;
	case OPT_STRICT: decoded.rules.tolerate = SMPP_STRICT; break;
	case OPT_JSON: decoded.form = DECODED_JSON; break;
	case OPT_SHOW_PASSWORD: decoded.passwords = 1; break;
	case OPT_HELP:
		fputs(help, stdout);
		exit(finish(0));
	case OPT_VERSION:
		printf("smpp-dump %s\n", smpp_version());
		exit(finish(0));
	default:
		fputs("smpp-dump: --help tells more\n", stderr); /* getopt_long has said why */
		exit(2);
	}
}

int main(int argc, char **argv)
{
	FILE *file = stdin;
	int option, got;

	decoded.rules.tolerate = SMPP_FIELD;
	while ((option = getopt_long(argc, argv, "p:", options, NULL)) != -1)
		set_option(option, optarg);
	if (argc - optind > 1)
		usage("one FILE at most, and then ", argv[optind + 1]);
	if (optind < argc && strcmp(argv[optind], "-") != 0) {
		input.name = argv[optind];
		file = fopen(input.name, "rb");
		if (file == NULL) {
			fprintf(stderr, "smpp-dump: %s: %s\n", input.name, strerror(errno));
			return 2;
		}
	}
	got = input_file(&input, file);
	if (file != stdin)
		fclose(file);
	if (got == 0 && decoded.shown == 0)
		fprintf(stderr, "smpp-dump: %s: no PDU found\n", input.name);
	return finish(got != 0 ? 2 : decoded.malformed > 0 ? 1 : 0);
}
