/* SPDX-License-Identifier: MIT */
/*
 * Owns: the table of commands. A new one is a line of each of the two lists.
 * Must not know: what they do.
 */
#include "command.h"

extern const struct command send_command, data_command, multi_command, listen_command,
	ping_command, query_command, cancel_command, replace_command, broadcast_command,
	query_broadcast_command, cancel_broadcast_command, bulk_command, bench_command,
	shell_command, decode_command, encode_command;

const struct command *const commands[] = {
	&send_command,
	&data_command,
	&multi_command,
	&listen_command,
	&ping_command,
	&query_command,
	&cancel_command,
	&replace_command,
	&broadcast_command,
	&query_broadcast_command,
	&cancel_broadcast_command,
	&bulk_command,
	&bench_command,
	&shell_command,
	&decode_command,
	&encode_command,
	NULL
};

const struct command *command_find(const char *name)
{
	for (int i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}
