/* SPDX-License-Identifier: MIT */
/*
 * Owns: the names of what a session tells.
 * Must not know: how a session works.
 */
#include <smpp/event.h>

const char *smpp_event_name(enum smpp_event_type type)
{
	switch (type) {
	case SMPP_EVENT_NONE: return "NONE";
	case SMPP_EVENT_BLOCKED: return "BLOCKED";
	case SMPP_EVENT_REQUEST: return "REQUEST";
	case SMPP_EVENT_NOTICE: return "NOTICE";
	case SMPP_EVENT_OUTCOME: return "OUTCOME";
	case SMPP_EVENT_STRAY: return "STRAY";
	case SMPP_EVENT_REFUSED: return "REFUSED";
	case SMPP_EVENT_STATE: return "STATE";
	case SMPP_EVENT_ROOM: return "ROOM";
	}
	return "?";
}

const char *smpp_state_name(enum smpp_state state)
{
	switch (state) {
	case SMPP_STATE_OPEN: return "OPEN";
	case SMPP_STATE_OUTBOUND: return "OUTBOUND";
	case SMPP_STATE_BOUND_TX: return "BOUND_TX";
	case SMPP_STATE_BOUND_RX: return "BOUND_RX";
	case SMPP_STATE_BOUND_TRX: return "BOUND_TRX";
	case SMPP_STATE_UNBOUND: return "UNBOUND";
	case SMPP_STATE_CLOSED: return "CLOSED";
	}
	return "?";
}

const char *smpp_outcome_name(enum smpp_outcome outcome)
{
	switch (outcome) {
	case SMPP_OUTCOME_RESPONSE: return "RESPONSE";
	case SMPP_OUTCOME_NACKED: return "NACKED";
	case SMPP_OUTCOME_BAD_RESPONSE: return "BAD_RESPONSE";
	case SMPP_OUTCOME_TIMEOUT: return "TIMEOUT";
	case SMPP_OUTCOME_LOST: return "LOST";
	case SMPP_OUTCOME_CLOSED: return "CLOSED";
	}
	return "?";
}

const char *smpp_reason_name(enum smpp_reason reason)
{
	switch (reason) {
	case SMPP_REASON_NONE: return "NONE";
	case SMPP_REASON_UNBOUND: return "UNBOUND";
	case SMPP_REASON_CLOSED: return "CLOSED";
	case SMPP_REASON_LOST: return "LOST";
	case SMPP_REASON_FRAME: return "FRAME";
	case SMPP_REASON_SESSION_INIT: return "SESSION_INIT";
	case SMPP_REASON_RESPONSE: return "RESPONSE";
	case SMPP_REASON_INACTIVITY: return "INACTIVITY";
	case SMPP_REASON_PARTIAL_PDU: return "PARTIAL_PDU";
	case SMPP_REASON_STALL: return "STALL";
	}
	return "?";
}

const char *smpp_stray_name(enum smpp_stray stray)
{
	switch (stray) {
	case SMPP_STRAY_UNSOLICITED: return "UNSOLICITED";
	case SMPP_STRAY_LATE: return "LATE";
	case SMPP_STRAY_DUPLICATE: return "DUPLICATE";
	case SMPP_STRAY_WRONG_TYPE: return "WRONG_TYPE";
	case SMPP_STRAY_NACK_ZERO: return "NACK_ZERO";
	case SMPP_STRAY_UNKNOWN: return "UNKNOWN";
	}
	return "?";
}
