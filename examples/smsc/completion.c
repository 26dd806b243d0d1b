/* SPDX-License-Identifier: MIT */
/*
 * Owns: the files by which bash, zsh and fish complete command lines of mini-smsc.
 * Must not know: any option but through options_describe.
 */
#include "completion.h"

#include <stdio.h>
#include <string.h>

#include "options.h"

/* Its argument may be, or begin with, the path of a file. */
static int is_file(const char *argument)
{
	return argument != NULL && (strstr(argument, "FILE") != NULL ||
				    strcmp(argument, "DIR") == 0 || strcmp(argument, "PATH") == 0);
}

/* "both|3.4|tlv": nothing but words of which one is to be given. */
static int is_choice(const char *argument)
{
	return argument != NULL && strchr(argument, '|') != NULL && strpbrk(argument, ":[=-,") == NULL &&
	       !is_file(argument);
}

/* Words of a choice with blanks between them; of another text nothing that ends a quotation. */
static void put_words(const char *choice)
{
	for (; *choice != '\0'; choice++)
		putchar(*choice == '|' ? ' ' : *choice);
}

/* Blanks and ends of lines as one blank, and a backslash before each of special. */
static void put_escaped(const char *text, const char *special)
{
	int blank = 0;

	for (; *text != '\0'; text++) {
		if (*text == '\n' || *text == ' ') {
			blank = 1;
			continue;
		}
		if (blank)
			putchar(' ');
		blank = 0;
		if (strchr(special, *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
}

static void bash(void)
{
	struct option_words o;

	puts("# bash completion of mini-smsc; written by mini-smsc --completion=bash\n"
	     "_mini_smsc()\n"
	     "{\n"
	     "\tlocal word=$2 before=$3 words= files=\n"
	     "\tif [[ $word == '=' ]]; then\n"
	     "\t\tword=\n"
	     "\telif [[ $before == '=' ]]; then\n"
	     "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
	     "\tfi\n"
	     "\tcase $before in");
	for (size_t i = 0; options_describe(i, &o); i++) {
		if (o.argument == NULL)
			continue;
		printf("\t--%s", o.name);
		if (o.letter != 0)
			printf("|-%c", o.letter);
		fputs(") ", stdout);
		if (is_choice(o.argument)) {
			fputs("words='", stdout);
			put_words(o.argument);
			fputs("' ", stdout);
		}
		puts(is_file(o.argument) ? "files=1 ;;" : ";;");
	}
	fputs("\tctl) files=1 ;;\n"
	      "\t*) words='ctl --help --version --completion=", stdout);
	for (size_t i = 0; options_describe(i, &o); i++)
		printf(" --%s%s", o.name, o.argument != NULL ? "=" : "");
	puts("' ;;\n"
	     "\tesac\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "\t[[ -z $files ]] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
	     "\t[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace\n"
	     "}\n"
	     "complete -F _mini_smsc mini-smsc");
}

static void zsh_option(const struct option_words *o)
{
	fputs("\t'*'", stdout);
	if (o->letter != 0)
		printf("{-%c%s,--%s%s}", o->letter, o->argument != NULL ? "+" : "", o->name,
		       o->argument != NULL ? "=" : "");
	else
		printf("--%s%s", o->name, o->argument != NULL ? "=" : "");
	fputs("$'[", stdout);
	put_escaped(o->help, "'[]:\\");
	putchar(']');
	if (o->argument != NULL) {
		putchar(':');
		put_escaped(o->argument, "':\\[]");
		putchar(':');
		if (is_choice(o->argument)) {
			putchar('(');
			put_words(o->argument);
			putchar(')');
		} else if (is_file(o->argument)) {
			fputs("_files", stdout);
		}
	}
	puts("' \\");
}

static void zsh(void)
{
	struct option_words o;

	puts("#compdef mini-smsc\n"
	     "# zsh completion of mini-smsc; written by mini-smsc --completion=zsh\n"
	     "_arguments -s \\");
	for (size_t i = 0; options_describe(i, &o); i++)
		zsh_option(&o);
	puts("\t'--completion=:shell:(bash zsh fish)' --help --version '1:command:(ctl)' '*:file:_files'");
}

static void fish(void)
{
	struct option_words o;

	puts("# fish completion of mini-smsc; written by mini-smsc --completion=fish\n"
	     "complete -c mini-smsc -f\n"
	     "complete -c mini-smsc -n __fish_use_subcommand -a ctl -d 'Asks a running centre'\n"
	     "complete -c mini-smsc -n '__fish_seen_subcommand_from ctl' -F\n"
	     "complete -c mini-smsc -l help\n"
	     "complete -c mini-smsc -l version\n"
	     "complete -c mini-smsc -l completion -x -a 'bash zsh fish'");
	for (size_t i = 0; options_describe(i, &o); i++) {
		printf("complete -c mini-smsc -l %s", o.name);
		if (o.letter != 0)
			printf(" -s %c", o.letter);
		if (o.argument != NULL)
			fputs(is_file(o.argument) ? " -r -F" : " -x", stdout);
		if (is_choice(o.argument)) {
			fputs(" -a '", stdout);
			put_words(o.argument);
			putchar('\'');
		}
		fputs(" -d '", stdout);
		put_escaped(o.help, "'\\");
		puts("'");
	}
}

int completion_print(const char *shell)
{
	static const struct {
		const char *shell;
		void (*write)(void);
	} writers[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		if (strcmp(shell, writers[i].shell) == 0) {
			writers[i].write();
			return 0;
		}
	}
	return -1;
}
