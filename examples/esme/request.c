/* SPDX-License-Identifier: MIT */
/*
 * Owns: what the commands have in common that ask one thing of the centre and end with its answer.
 * Must not know: which they are.
 */
#include "request.h"

#include <stdio.h>

#include "show.h"

void request_send(struct job *job, const struct smpp_pdu *pdu)
{
	struct request *r = job->state;
	struct smpp_esme_message message = { .kind = SMPP_ESME_PDU };
	int got;

	message.pdu = *pdu;
	message.pdu.tlvs.ptr = r->message.tlvs;
	message.pdu.tlvs.len = r->message.tlvs_len;
	message.token = r->token = app_token(job->app);
	got = smpp_esme_submit(job->app->esme, &message, net_now());
	if (got == SMPP_OK)
		return;
	fprintf(stderr, "smpp-esme: cannot send: %s\n", smpp_error_name(got));
	job_finish(job, EXIT_USAGE);
}

void request_on_event(struct job *job, const struct smpp_esme_event *event)
{
	const struct request *r = job->state;

	if (event->type != SMPP_ESME_EVENT_RESULT || event->token != r->token) {
		show_by_the_way(job->app, event);
		return;
	}
	show_result(job->app, job->command->name, event);
	if (job_accepted(job, event))
		job_finish(job, EXIT_DONE);
}
