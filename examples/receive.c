/* SPDX-License-Identifier: MIT */
/* Prints messages and receipts until N have come: receive HOST PORT SYSTEM_ID PASSWORD N */
#include <smpp.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"
#include "step.h"

static long wanted;

static void on_event(void *user, struct smpp_esme *e, const struct smpp_esme_event *event)
{
	char **args = user;

	step_event(e, event, args[1], args[2]);
	if (event->type == SMPP_ESME_EVENT_MESSAGE) {
		step_print(event->message->source_addr);
		printf(" > ");
		step_print(event->message->destination_addr);
		printf(": ");
		step_print(event->text);
		printf("\n");
	} else if (event->type == SMPP_ESME_EVENT_RECEIPT) {
		const char *state = smpp_message_state_name(event->message_state);

		step_print(event->receipt->id);
		printf(" %s\n", state != NULL ? state : "?");
	} else {
		return;
	}
	if (--wanted == 0)
		smpp_esme_stop(e, net_now());
}

int main(int argc, char **argv)
{
	struct smpp_esme_config config = { .size = sizeof(config), .mode = SMPP_ESME_RX,
					   .on_event = on_event, .user = argv };
	struct smpp_esme *e;
	void *memory;

	if (argc != 6)
		return 2;
	wanted = atol(argv[5]);
	config.bind.system_id = smpp_span_of(argv[3]);
	config.bind.password = smpp_span_of(argv[4]);
	memory = malloc(smpp_esme_size(&config) + 1);
	if (memory == NULL || smpp_esme_init(&e, memory, smpp_esme_size(&config), &config,
					     net_now()) != SMPP_OK)
		return 2;
	smpp_esme_start(e, net_now()); /* it stays bound, and comes back when it is cut off */
	while (step(e))
		;
	free(memory);
	return wanted > 0;
}
