/* SPDX-License-Identifier: MIT */
/* Prints the messages that come, until N have: receive HOST PORT SYSTEM_ID PASSWORD N */
#include <smpp.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"
#include "step.h"

static uint64_t memory[SMPP_SESSION_SIZE(10, 10, 4096, 16384) / sizeof(uint64_t)];
static long wanted;

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct smpp_pdu answer = { .header.command_id = SMPP_DELIVER_SM_RESP };
	const struct smpp_sm *sm = e->has_pdu ? &e->pdu.body.deliver_sm : NULL;
	struct smpp_span text;

	(void)user;
	if (e->type == SMPP_EVENT_REQUEST && e->pdu.header.command_id == SMPP_DELIVER_SM) {
		smpp_pdu_text(&e->pdu, &text);
		printf("%.*s > %.*s: %.*s\n", (int)sm->source_addr.len,
		       (const char *)sm->source_addr.ptr, (int)sm->destination_addr.len,
		       (const char *)sm->destination_addr.ptr, (int)text.len,
		       (const char *)text.ptr);
		smpp_session_reply(s, e->handle, &answer, net_now());
		if (--wanted == 0)
			smpp_session_unbind(s, 0, net_now());
	} else if (e->type == SMPP_EVENT_REQUEST) {
		smpp_session_refuse(s, e->handle, SMPP_ESME_RINVCMDID, net_now());
	} else if (e->type == SMPP_EVENT_OUTCOME && e->command_status != SMPP_ESME_ROK) {
		smpp_session_close(s, net_now()); /* the bind was refused */
	}
}

int main(int argc, char **argv)
{
	struct smpp_session_config config = { .size = sizeof(config), .absent_version = SMPP_V3_4,
					      .on_event = on_event };
	struct smpp_pdu bind = { .header.command_id = SMPP_BIND_RECEIVER };
	struct smpp_session *s;
	int fd = argc == 6 ? net_connect(argv[1], argv[2], 10000) : -1;

	if (fd < 0 || smpp_session_init(&s, memory, sizeof(memory), &config, net_now()) != SMPP_OK)
		return 2;
	wanted = atol(argv[5]);
	bind.body.bind.system_id = smpp_span_of(argv[3]);
	bind.body.bind.password = smpp_span_of(argv[4]);
	bind.body.bind.interface_version = SMPP_V3_4;
	smpp_session_request(s, &bind, 0, net_now());
	while (step(fd, s))
		;
	return wanted > 0;
}
