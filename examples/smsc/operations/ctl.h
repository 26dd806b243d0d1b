/* SPDX-License-Identifier: MIT */
/*
 * Owns: mini-smsc ctl: the client of a control socket.
 * Must not know: commands.
 */
#ifndef SMSC_CTL_H
#define SMSC_CTL_H

/* @param argv PATH COMMAND...; without COMMAND each line of standard input is one
 * @return the exit status: 0; 1 one was answered by an error; 2 usage; 3 it cannot connect */
int ctl_run(int argc, char **argv);

#endif
