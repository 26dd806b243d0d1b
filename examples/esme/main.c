/* SPDX-License-Identifier: MIT */
/*
 * Owns: smpp-esme from its arguments to its exit status.
 * Must not know: connections, what commands do.
 */
#include <smpp.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "connection.h"

int main(int argc, char **argv)
{
	static struct app app;
	struct job job = { .app = &app };
	int status;

	connection_usual(&app.options);
	status = options_parse(&job, argc, argv);
	if (status >= 0)
		return status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (job.command->binds == 0)
		status = job.command->run(&job);
	else if (connection_complete(&app.options) != 0)
		status = EXIT_USAGE;
	else
		status = app_run(&app, &job);
	free(job.state);
	free(app.options.password);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("smpp-esme: stdout");
		return EXIT_REFUSED;
	}
	return status;
}
