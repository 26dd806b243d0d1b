/* SPDX-License-Identifier: MIT */
/*
 * Owns: which side may send which request in which state, by version.
 * Must not know: octets.
 *
 * Sources: SMPP 3.4, table 2-1; SMPP 5.0, table 2-1. 3.3 has no table; its section 5.1 gives
 * submissions to the transmitter and deliveries to the receiver. Where we differ:
 * - 3.3 has no transceiver, but a session may count as 3.3 and be bound as one (a bind response
 *   without sc_interface_version), so 3.3 has the transceiver's rights here too;
 * - binds in OUTBOUND: 3.4 has outbind, but no name for the state behind it;
 * - replace_sm in BOUND_TRX: the table of 3.4 forgets it, its text and 5.0 have it;
 * - enquire_link is accepted in every state: answering costs nothing.
 */
#include "state.h"

enum {
	OPEN = 1 << SMPP_STATE_OPEN,
	OUTBOUND = 1 << SMPP_STATE_OUTBOUND,
	TX = 1 << SMPP_STATE_BOUND_TX,
	RX = 1 << SMPP_STATE_BOUND_RX,
	TRX = 1 << SMPP_STATE_BOUND_TRX,
	UNBOUND = 1 << SMPP_STATE_UNBOUND,
	BOUND = TX | RX | TRX,
	CONNECTED = OPEN | OUTBOUND | BOUND | UNBOUND
};

struct rights {
	uint32_t command_id;
	uint8_t send[2][SMPP__VERSIONS]; /* by side: states in 3.3, 3.4, 5.0 */
	uint8_t accept[2];               /* from that side */
};

/* clang-format off */
/* What the ESME may send in 3.3, 3.4, 5.0; the SMSC; what is accepted from ESME, from SMSC. */
static const struct rights table[] = {
	{ SMPP_BIND_RECEIVER,       { { OPEN, OPEN | OUTBOUND, OPEN | OUTBOUND }, { 0, 0, 0 } },
	  { OPEN | OUTBOUND, 0 } },
	{ SMPP_BIND_TRANSMITTER,    { { OPEN, OPEN | OUTBOUND, OPEN | OUTBOUND }, { 0, 0, 0 } },
	  { OPEN | OUTBOUND, 0 } },
	{ SMPP_QUERY_SM,            { { TX | TRX, TX | TRX, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_SUBMIT_SM,           { { TX | TRX, TX | TRX, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_DELIVER_SM,          { { 0, 0, 0 }, { RX | TRX, RX | TRX, RX | TRX } },
	  { 0, RX | TRX } },
	{ SMPP_UNBIND,              { { BOUND, BOUND, BOUND }, { BOUND, BOUND, BOUND } },
	  { BOUND, BOUND } },
	{ SMPP_REPLACE_SM,          { { TX | TRX, TX | TRX, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_CANCEL_SM,           { { TX | TRX, TX | TRX, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_BIND_TRANSCEIVER,    { { OPEN, OPEN | OUTBOUND, OPEN | OUTBOUND }, { 0, 0, 0 } },
	  { OPEN | OUTBOUND, 0 } },
	{ SMPP_OUTBIND,             { { 0, 0, 0 }, { 0, OPEN, OPEN } },
	  { 0, OPEN } },
	{ SMPP_ENQUIRE_LINK,        { { BOUND, BOUND, CONNECTED }, { BOUND, BOUND, CONNECTED } },
	  { CONNECTED, CONNECTED } },
	{ SMPP_SUBMIT_MULTI,        { { TX | TRX, TX | TRX, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_PARAM_RETRIEVE,      { { TX | TRX, 0, 0 }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_QUERY_LAST_MSGS,     { { TX | TRX, 0, 0 }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_QUERY_MSG_DETAILS,   { { TX | TRX, 0, 0 }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_ALERT_NOTIFICATION,  { { 0, 0, 0 }, { 0, RX | TRX, RX | TRX } },
	  { 0, RX | TRX } },
	{ SMPP_DATA_SM,             { { 0, BOUND, TX | TRX }, { 0, BOUND, RX | TRX } },
	  { BOUND, BOUND } },
	{ SMPP_BROADCAST_SM,        { { 0, 0, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_QUERY_BROADCAST_SM,  { { 0, 0, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
	{ SMPP_CANCEL_BROADCAST_SM, { { 0, 0, TX | TRX }, { 0, 0, 0 } },
	  { TX | TRX, 0 } },
};
/* clang-format on */

static const struct rights *find(uint32_t command_id)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].command_id == command_id)
			return &table[i];
	}
	return NULL;
}

int smpp__state_may_send(uint32_t command_id, enum smpp_side side, enum smpp_state state,
			 enum smpp__version version)
{
	const struct rights *rights = find(command_id);

	return rights != NULL && (rights->send[side][version] >> state & 1) != 0;
}

int smpp__state_accepts(uint32_t command_id, enum smpp_side side, enum smpp_state state)
{
	const struct rights *rights = find(command_id);

	return rights != NULL && (rights->accept[side] >> state & 1) != 0;
}
