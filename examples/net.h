/* SPDX-License-Identifier: MIT */
/*
 * Owns: TCP sockets and the clock, for all example programs.
 * Must not know: SMPP.
 */
#ifndef EXAMPLES_NET_H
#define EXAMPLES_NET_H

#include <stdint.h>

/* 1 when text is a port number of at least low. */
int net_is_port(const char *text, unsigned low);

/* A blocking connection, within timeout_ms. @return descriptor, or -1 after a line on stderr. */
int net_connect(const char *host, const char *port, int timeout_ms);

/* A connection to the first address of host, without waiting: net_error tells, once the socket can
 * be written to. @return descriptor, or -1 after a line on stderr */
int net_connect_begin(const char *host, const char *port);

/* What went wrong on a socket, an errno; 0: nothing. */
int net_error(int fd);

/* A listening socket; port "0" is any free one. @return descriptor, or -1 after a line on stderr. */
int net_listen(const char *host, const char *port);

/* 1 when all addresses of host are of this machine alone, or it has none. */
int net_is_local(const char *host);

/* Writes "ADDR:PORT", "[ADDR]:PORT" for IPv6, of the socket's own end into text. */
void net_name(int fd, char *text, unsigned size);

/* Writes "ADDR PORT ADDR PORT" into text: the own end and the peer's; "" when it has none. */
void net_ends(int fd, char *text, unsigned size);

/* No call on it waits any more. @return 0 or -1 */
int net_nonblocking(int fd);

/* Milliseconds that never run backwards. */
uint64_t net_now(void);

/* The same in microseconds. */
uint64_t net_micros(void);

/* Milliseconds since 1970, for people. */
uint64_t net_wall(void);

/* Milliseconds until deadline, as poll and epoll_wait take them; -1 for UINT64_MAX. */
int net_until(uint64_t deadline);

/* Waits until fd can be read or the deadline has passed. @return 1 when it can be read */
int net_wait(int fd, uint64_t deadline);

#endif
