/* SPDX-License-Identifier: MIT */
/*
 * Owns: handles, and the answers to requests and binds.
 * Must not know: connections, deadlines.
 */
#include "smsc.h"

static enum smpp__smsc_kind kind_in(struct smpp_smsc_handle handle)
{
	return (enum smpp__smsc_kind)((handle.peer & SMPP__SMSC_KIND_MASK) >>
				      SMPP__SMSC_SLOT_BITS);
}

struct smpp_smsc_peer *smpp_smsc_peer_of(const struct smpp_smsc *c, struct smpp_smsc_handle handle)
{
	uint64_t slot = handle.peer & SMPP__SMSC_SLOT_MASK;
	struct smpp_smsc_peer *p = slot < c->config.peers ? c->slots[slot] : NULL;

	return p != NULL && !p->gone && p->serial == (handle.peer & ~SMPP__SMSC_KIND_MASK) ? p
											   : NULL;
}

/* Any answer to a request of p. */
static int answer(struct smpp_smsc *c, struct smpp_smsc_peer *p, struct smpp_smsc_handle handle,
		  const struct smpp_pdu *pdu)
{
	int got;

	smpp_session_congestion(p->session, c->load);
	got = smpp_session_reply(p->session, handle.request, pdu, c->now);
	if (got == SMPP_OK && kind_in(handle) == SMPP__SMSC_MESSAGE && p->member) {
		p->waiting--;
		p->account->waiting--;
	}
	return got;
}

static const struct smpp_pdu *status_only(struct smpp_smsc *c, uint32_t command_status)
{
	memset(&c->pdu, 0, sizeof(c->pdu));
	c->pdu.header.command_status = command_status;
	c->pdu.body_absent = 1;
	return &c->pdu;
}

int smpp_smsc_admit(struct smpp_smsc *c, struct smpp_smsc_handle handle,
		    struct smpp_smsc_account *account, uint64_t now)
{
	struct smpp_smsc_peer *p = smpp_smsc_peer_of(c, handle);
	uint32_t status;
	int got;

	if (p == NULL || kind_in(handle) != SMPP__SMSC_BIND)
		return SMPP_E_HANDLE;
	smpp__smsc_hear(c, now);
	status = c->stopping ? SMPP_ESME_RSYSERR
			     : smpp__smsc_judge(account, (enum smpp_state)p->type);
	if (status == SMPP_ESME_ROK) {
		memset(&c->pdu, 0, sizeof(c->pdu));
		c->pdu.body.bind_resp.system_id = c->config.system_id;
		got = answer(c, p, handle, &c->pdu);
		if (got == SMPP_OK)
			smpp__smsc_join(account, p);
	} else {
		got = answer(c, p, handle, status_only(c, status));
		if (got == SMPP_OK)
			got = c->stopping ? SMPP_E_STATE : SMPP_E_WINDOW;
	}
	smpp__smsc_touched(c, p);
	return got;
}

int smpp_smsc_reply(struct smpp_smsc *c, struct smpp_smsc_handle handle,
		    const struct smpp_pdu *pdu, uint64_t now)
{
	struct smpp_smsc_peer *p = smpp_smsc_peer_of(c, handle);
	int got;

	if (p == NULL)
		return SMPP_E_HANDLE;
	if (kind_in(handle) == SMPP__SMSC_BIND && pdu->header.command_status == SMPP_ESME_ROK &&
	    pdu->header.command_id != SMPP_GENERIC_NACK)
		return SMPP_E_STATE;
	smpp__smsc_hear(c, now);
	got = answer(c, p, handle, pdu);
	smpp__smsc_touched(c, p);
	return got;
}

int smpp_smsc_refuse(struct smpp_smsc *c, struct smpp_smsc_handle handle, uint32_t command_status,
		     uint64_t now)
{
	return smpp_smsc_reply(c, handle, status_only(c, command_status), now);
}

void smpp_smsc_load(struct smpp_smsc *c, uint8_t congestion_state)
{
	c->load = congestion_state;
}
