/* SPDX-License-Identifier: MIT */
/* Sends one message and prints its id: send HOST PORT SYSTEM_ID PASSWORD DESTINATION TEXT */
#include <smpp.h>
#include <stdio.h>

#include "net.h"
#include "step.h"

static uint64_t memory[SMPP_SESSION_SIZE(10, 10, 4096, 16384) / sizeof(uint64_t)];
static int status = 1;

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_SUBMIT_SM };
	char **args = user;

	if (e->type == SMPP_EVENT_STATE && e->state == SMPP_STATE_BOUND_TX) {
		pdu.body.submit_sm.dest_addr_ton = SMPP_TON_INTERNATIONAL;
		pdu.body.submit_sm.dest_addr_npi = SMPP_NPI_ISDN;
		pdu.body.submit_sm.destination_addr = smpp_span_of(args[5]);
		pdu.body.submit_sm.short_message = smpp_span_of(args[6]);
		if (smpp_session_request(s, &pdu, 0, net_now()) != SMPP_OK)
			smpp_session_close(s, net_now());
	} else if (e->type == SMPP_EVENT_OUTCOME && e->command_id == SMPP_SUBMIT_SM) {
		struct smpp_span id = { NULL, 0 };

		if (e->outcome == SMPP_OUTCOME_RESPONSE && e->command_status == SMPP_ESME_ROK) {
			id = e->pdu.body.submit_sm_resp.message_id;
			status = 0;
		}
		printf("%s, status 0x%08X, message_id %.*s\n", smpp_outcome_name(e->outcome),
		       (unsigned)e->command_status, (int)id.len, (const char *)id.ptr);
		smpp_session_unbind(s, 0, net_now());
	} else if (e->type == SMPP_EVENT_OUTCOME && e->command_status != SMPP_ESME_ROK) {
		smpp_session_close(s, net_now()); /* the bind was refused */
	}
}

int main(int argc, char **argv)
{
	struct smpp_session_config config = { .size = sizeof(config), .absent_version = SMPP_V3_4,
					      .on_event = on_event, .user = argv };
	struct smpp_pdu bind = { .header.command_id = SMPP_BIND_TRANSMITTER };
	struct smpp_session *s;
	int fd = argc == 7 ? net_connect(argv[1], argv[2], 10000) : -1;

	if (fd < 0 || smpp_session_init(&s, memory, sizeof(memory), &config, net_now()) != SMPP_OK)
		return 2;
	bind.body.bind.system_id = smpp_span_of(argv[3]);
	bind.body.bind.password = smpp_span_of(argv[4]);
	bind.body.bind.interface_version = SMPP_V3_4;
	smpp_session_request(s, &bind, 0, net_now());
	while (step(fd, s))
		;
	return status;
}
