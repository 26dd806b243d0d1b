/* SPDX-License-Identifier: MIT */
/* Sends one text and prints its ids: send HOST PORT SYSTEM_ID PASSWORD DESTINATION TEXT */
#include <smpp.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"
#include "step.h"

static int status = 1;

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	char **args = user;

	step_event(e, event, args[1], args[2]);
	if (event->type == SMPP_ESME_EVENT_RESULT) {
		printf("%s, status 0x%08X", smpp_esme_outcome_name(event->outcome),
		       (unsigned)event->command_status);
		for (unsigned i = 0; i < event->segment_count; i++) {
			printf(", message_id ");
			step_print(event->segments[i].message_id);
		}
		printf("\n");
		status = event->outcome != SMPP_ESME_ACCEPTED;
		smpp_esme_stop(e, net_now());
	} else if (event->type == SMPP_ESME_EVENT_STATE && event->state == SMPP_ESME_WAITING) {
		smpp_esme_stop(e, net_now()); /* it would try again for ever */
	}
}

int main(int argc, char **argv)
{
	struct smpp_esme_config config = { .size = sizeof(config), .mode = SMPP_ESME_TX,
					   .on_event = on_event, .user = argv };
	struct smpp_esme_message message = { .token = 1 };
	struct smpp_esme *e;
	void *memory;

	if (argc != 7)
		return 2;
	config.bind.system_id = smpp_span_of(argv[3]);
	config.bind.password = smpp_span_of(argv[4]);
	memory = malloc(smpp_esme_size(&config) + 1);
	if (memory == NULL || smpp_esme_init(&e, memory, smpp_esme_size(&config), &config,
					     net_now()) != SMPP_OK)
		return 2;
	message.pdu.body.submit_sm.dest_addr_ton = SMPP_TON_INTERNATIONAL;
	message.pdu.body.submit_sm.dest_addr_npi = SMPP_NPI_ISDN;
	message.pdu.body.submit_sm.destination_addr = smpp_span_of(argv[5]);
	message.text = smpp_span_of(argv[6]);
	if (smpp_esme_submit(e, &message, net_now()) != SMPP_OK)
		return 2;
	smpp_esme_start(e, net_now());
	while (step(e))
		;
	free(memory);
	return status;
}
