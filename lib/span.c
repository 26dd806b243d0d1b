/* SPDX-License-Identifier: MIT */
/*
 * Owns: the names of errors, and wiping memory.
 * Must not know: SMPP.
 */
#include <smpp/span.h>

void smpp_wipe(void *octets, size_t len)
{
	volatile uint8_t *p = (volatile uint8_t *)octets;

	for (size_t i = 0; i < len; i++)
		p[i] = 0;
}

const char *smpp_error_name(int error)
{
	switch ((enum smpp_error)error) {
	case SMPP_OK: return "SMPP_OK";
	case SMPP_E_MORE: return "SMPP_E_MORE";
	case SMPP_E_FAULT: return "SMPP_E_FAULT";
	case SMPP_E_SPACE: return "SMPP_E_SPACE";
	case SMPP_E_TOO_BIG: return "SMPP_E_TOO_BIG";
	case SMPP_E_END: return "SMPP_E_END";
	case SMPP_E_ABSENT: return "SMPP_E_ABSENT";
	case SMPP_E_LENGTH: return "SMPP_E_LENGTH";
	case SMPP_E_STATE: return "SMPP_E_STATE";
	case SMPP_E_VERSION: return "SMPP_E_VERSION";
	case SMPP_E_WINDOW: return "SMPP_E_WINDOW";
	case SMPP_E_HANDLE: return "SMPP_E_HANDLE";
	case SMPP_E_BUSY: return "SMPP_E_BUSY";
	case SMPP_E_CONFIG: return "SMPP_E_CONFIG";
	}
	return "SMPP_E_?";
}
