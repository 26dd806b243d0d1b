/* SPDX-License-Identifier: MIT */
/*
 * Owns: the files by which bash, zsh and fish complete command lines of smpp-esme.
 * Must not know: any option or command but through their tables.
 */
#include "completion.h"

#include <stdio.h>

#include "command.h"

const char *const completion_shells[] = { "bash", "zsh", "fish", NULL };

typedef void row_writer(const struct option_row *row, const struct command *command);

/* Rows of these tables; command is whose they are, NULL: common. */
static void each_row(const struct option_row *const *tables, const struct command *command,
		     row_writer *write)
{
	for (; tables != NULL && *tables != NULL; tables++)
		for (const struct option_row *row = *tables; row->name != NULL; row++)
			write(row, command);
}

static void each_row_of_all(row_writer *write)
{
	each_row(common_tables, NULL, write);
	for (int i = 0; commands[i] != NULL; i++)
		each_row(commands[i]->tables, commands[i], write);
}

/* A value must follow, in the same word or as the next one. */
static int needs_value(const struct option_row *row)
{
	return row->kind != OPTION_FLAG && row->kind != OPTION_CALL_OPTIONAL;
}

static int is_file(const char *what)
{
	return what != NULL && strstr(what, "FILE") != NULL;
}

static void put_words(const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++)
		printf("%s%s", i > 0 ? " " : "", words[i]);
}

static void put_names(const char *between)
{
	for (int i = 0; commands[i] != NULL; i++)
		printf("%s%s", i > 0 ? between : "", commands[i]->name);
}

/* With a backslash before each of those. */
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

/* ---- bash ---- */

static void bash_name(const struct option_row *row, const struct command *command)
{
	(void)command;
	printf(" --%s%s", row->name, needs_value(row) ? "=" : "");
}

static void bash_takes(const struct option_row *row, const struct command *command)
{
	(void)command;
	if (!needs_value(row))
		return;
	printf(" --%s", row->name);
	if (row->letter != 0)
		printf(" -%c", row->letter);
}

/* What the value can be; a name may mean different things to two commands. */
static void bash_value(const struct option_row *row, const struct command *command)
{
	const char *whose = command != NULL ? command->name : "*";

	if (row->choices == NULL && !is_file(row->value))
		return;
	printf("\t\t%s:--%s", whose, row->name);
	if (row->letter != 0)
		printf("|%s:-%c", whose, row->letter);
	fputs(") ", stdout);
	if (row->choices == NULL) {
		puts("files=1 ;;");
		return;
	}
	fputs("words='", stdout);
	put_words(row->choices);
	puts("' ;;");
}

static void bash_command(const struct command *command)
{
	printf("\t\t%s) words+='", command->name);
	each_row(command->tables, command, bash_name);
	printf("'%s ;;\n", is_file(command->words) ? "; files=1" : "");
}

/* COMP_WORDS has "--bind=tx" as three words. */
static void bash_find_command(void)
{
	fputs("\tlocal takes='", stdout);
	each_row_of_all(bash_takes);
	puts(" '\n"
	     "\tif [[ $word == '=' ]]; then\n"
	     "\t\tword= equals=1\n"
	     "\telif [[ $before == '=' ]]; then\n"
	     "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]} equals=1\n"
	     "\tfi\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	     "\t\tif [[ ${COMP_WORDS[i + 1]} == '=' ]]; then\n"
	     "\t\t\ti=$((i + 2))\n"
	     "\t\telif [[ $takes == *\" ${COMP_WORDS[i]} \"* ]]; then\n"
	     "\t\t\ti=$((i + 1))\n"
	     "\t\telif [[ ${COMP_WORDS[i]} != -* ]]; then\n"
	     "\t\t\tcommand=${COMP_WORDS[i]}\n"
	     "\t\t\tbreak\n"
	     "\t\tfi\n"
	     "\tdone");
}

static void bash(void)
{
	puts("# bash completion of smpp-esme; written by smpp-esme --completion=bash\n"
	     "_smpp_esme()\n"
	     "{\n"
	     "\tlocal word=$2 before=$3 command= words= files= value= equals= i");
	bash_find_command();
	puts("\tif [[ $before == -* && (-n $equals || $takes == *\" $before \"*) ]]; then\n"
	     "\t\tvalue=1\n"
	     "\t\tcase $command:$before in");
	for (int i = 0; commands[i] != NULL; i++)
		each_row(commands[i]->tables, commands[i], bash_value);
	each_row(common_tables, NULL, bash_value);
	fputs("\t\tesac\n"
	      "\tfi\n"
	      "\tif [[ -z $value ]]; then\n"
	      "\t\twords='", stdout);
	each_row(common_tables, NULL, bash_name);
	fputs("'\n"
	      "\t\tcase $command in\n"
	      "\t\t'') words+=' ", stdout);
	put_names(" ");
	puts("' ;;");
	for (int i = 0; commands[i] != NULL; i++)
		bash_command(commands[i]);
	puts("\t\tesac\n"
	     "\tfi\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "\t[[ -z $files ]] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
	     "\t[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace\n"
	     "}\n"
	     "complete -F _smpp_esme smpp-esme");
}

/* ---- zsh ---- */

static void zsh_value(const struct option_row *row)
{
	if (row->kind == OPTION_FLAG)
		return;
	printf(needs_value(row) ? ":" : "::");
	put_escaped(row->value != NULL ? row->value : row->name, ":\\[]");
	putchar(':');
	if (row->choices != NULL) {
		putchar('(');
		put_words(row->choices);
		putchar(')');
	} else if (is_file(row->value)) {
		fputs("_files", stdout);
	}
}

static void zsh_option(const struct option_row *row, const struct command *command)
{
	const char *help = row->help != NULL ? row->help : row->name;
	const char *after_letter = row->kind == OPTION_FLAG ? "" : needs_value(row) ? "+" : "-";
	const char *after_name = row->kind == OPTION_FLAG ? "" : needs_value(row) ? "=" : "=-";

	(void)command;
	fputs("\t\t'*'", stdout);
	if (row->letter != 0)
		printf("{-%c%s,--%s%s}", row->letter, after_letter, row->name, after_name);
	else
		printf("--%s%s", row->name, after_name);
	fputs("$'[", stdout);
	put_escaped(help, "'[]:\\");
	putchar(']');
	zsh_value(row);
	puts("'");
}

static void zsh(void)
{
	puts("#compdef smpp-esme\n"
	     "# zsh completion of smpp-esme; written by smpp-esme --completion=zsh\n"
	     "_smpp_esme() {\n"
	     "\tlocal curcontext=$curcontext state line\n"
	     "\tlocal -a names common own\n"
	     "\tnames=(");
	for (int i = 0; commands[i] != NULL; i++) {
		printf("\t\t$'%s:", commands[i]->name);
		put_escaped(commands[i]->summary, "'\\");
		puts("'");
	}
	puts("\t)\n"
	     "\tcommon=(");
	each_row(common_tables, NULL, zsh_option);
	puts("\t)\n"
	     "\t_arguments -C -S -s $common '1:command:->command' '*::word:->words' && return\n"
	     "\tif [[ $state == command ]]; then\n"
	     "\t\t_describe command names\n"
	     "\t\treturn\n"
	     "\tfi\n"
	     "\tcase $line[1] in");
	for (int i = 0; commands[i] != NULL; i++) {
		printf("\t%s) own=(\n", commands[i]->name);
		each_row(commands[i]->tables, commands[i], zsh_option);
		printf("\t\t'*:word:%s'\n\t) ;;\n", is_file(commands[i]->words) ? "_files" : "");
	}
	puts("\tesac\n"
	     "\t_arguments -S -s $own $common\n"
	     "}\n"
	     "_smpp_esme \"$@\"");
}

/* ---- fish ---- */

static void fish_option(const struct option_row *row, const struct command *command)
{
	fputs("complete -c smpp-esme", stdout);
	if (command != NULL)
		printf(" -n '__fish_seen_subcommand_from %s'", command->name);
	printf(" -l %s", row->name);
	if (row->letter != 0)
		printf(" -s %c", row->letter);
	if (needs_value(row))
		fputs(row->choices == NULL && is_file(row->value) ? " -r -F" : " -x", stdout);
	if (needs_value(row) && row->choices != NULL) {
		fputs(" -a '", stdout);
		put_words(row->choices);
		putchar('\'');
	}
	if (row->help != NULL) {
		fputs(" -d '", stdout);
		put_escaped(row->help, "'\\");
		putchar('\'');
	}
	putchar('\n');
}

static void fish(void)
{
	puts("# fish completion of smpp-esme; written by smpp-esme --completion=fish\n"
	     "complete -c smpp-esme -f");
	for (int i = 0; commands[i] != NULL; i++) {
		printf("complete -c smpp-esme -n __fish_use_subcommand -a %s -d '",
		       commands[i]->name);
		put_escaped(commands[i]->summary, "'\\");
		puts("'");
		if (is_file(commands[i]->words))
			printf("complete -c smpp-esme -n '__fish_seen_subcommand_from %s' -F\n",
			       commands[i]->name);
	}
	each_row_of_all(fish_option);
}

void completion_print(int shell)
{
	static void (*const write[])(void) = { bash, zsh, fish };

	write[shell]();
}
