/* SPDX-License-Identifier: MIT */
/**
 * @file span.h
 * Owns: pointers with lengths, and what every call of the library returns.
 * Must not know: SMPP.
 */
#ifndef SMPP_SPAN_H
#define SMPP_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what the shared library exports; everything else is hidden. */
#if defined(__GNUC__)
#define SMPP_API __attribute__((visibility("default")))
#else
#define SMPP_API
#endif

/**
 * Octets that belong to somebody else. A span never owns and is never followed past len; octets
 * may be zero. ptr may be NULL when len is 0. What a span from the library points into, and so
 * how long it lives, is said where it is handed out.
 */
struct smpp_span {
	const uint8_t *ptr;
	size_t len;
};

/**
 * Where a call writes, and how much there was to write.
 *
 * ptr and cap are the caller's: nothing is written at or beyond ptr + cap. len is set by the
 * call: the octets written, or, when cap was too small, the octets that would have been needed.
 */
struct smpp_buf {
	uint8_t *ptr;
	size_t cap;
	size_t len;
};

/**
 * What calls return: 0 or one of these, all negative. After an error the object a call works on
 * is as it was before the call, unless the call says otherwise.
 */
enum smpp_error {
	SMPP_OK = 0,
	SMPP_E_MORE = -1,    /**< the input ends before what it announces: give more octets */
	SMPP_E_FAULT = -2,   /**< octets or a structure break a rule: see the struct smpp_fault */
	SMPP_E_SPACE = -3,   /**< no room now; it fits when what waits has gone */
	SMPP_E_TOO_BIG = -4, /**< can never fit into what the caller has given */
	SMPP_E_END = -5,     /**< a cursor has reached the end */
	SMPP_E_ABSENT = -6,  /**< not there: no such TLV, name or entry */
	SMPP_E_LENGTH = -7,  /**< there, but of a length or kind that was not asked for */
	SMPP_E_STATE = -8,   /**< the session's state does not allow it */
	SMPP_E_VERSION = -9, /**< the peer's version of SMPP does not know it */
	SMPP_E_WINDOW = -10, /**< as many requests as the window allows are unanswered */
	SMPP_E_HANDLE = -11, /**< no such request, or it has been answered already */
	SMPP_E_BUSY = -12,   /**< not legal here: inside a callback, or before take() */
	SMPP_E_CONFIG = -13  /**< the configuration contradicts itself, or the memory is too small */
};

/** The name of an error as it stands in the source ("SMPP_E_SPACE"); "SMPP_E_?" for others. */
SMPP_API const char *smpp_error_name(int error);

/** A span over a C string, without its NUL. text may be NULL: an empty span. */
static inline struct smpp_span smpp_span_of(const char *text)
{
	struct smpp_span span;

	span.ptr = (const uint8_t *)text;
	span.len = text != NULL ? strlen(text) : 0;
	return span;
}

/** 1 when both hold the same octets, else 0. */
static inline int smpp_span_equal(struct smpp_span a, struct smpp_span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** Overwrites len octets with zeros in a way the compiler must not leave out (passwords). */
SMPP_API void smpp_wipe(void *octets, size_t len);

#ifdef __cplusplus
}
#endif

#endif
