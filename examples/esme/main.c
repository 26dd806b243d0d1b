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

static int carry_out(struct app *app, struct job *job)
{
	if (job->command->binds == 0)
		return job->command->run(job);
	return connection_complete(&app->options) != 0 ? EXIT_USAGE : app_run(app, job);
}

int main(int argc, char **argv)
{
	static struct app app;
	struct job job = { .app = &app };
	int status;

	connection_usual(&app.options);
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = options_parse(&job, argc, argv);
	if (status < 0)
		status = carry_out(&app, &job);
	options_forget(&job);
	if (app.options.password != NULL)
		smpp_wipe(app.options.password, strlen(app.options.password));
	free(app.options.password);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("smpp-esme: stdout");
		return EXIT_REFUSED;
	}
	return status;
}
