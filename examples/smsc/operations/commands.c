/* SPDX-License-Identifier: MIT */
/*
 * Owns: the commands of the control socket.
 * Must not know: how they come and how their answers go.
 */
#include "commands.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

#include "census.h"
#include "net.h"
#include "../program.h"
#include "quote.h"
#include "report.h"

/* What a command gets. Its answer goes to client->out. */
struct call {
	struct program *program;
	struct client *client;
	char *rest; /* of the line */
};

struct command {
	const char *name, *arguments, *help;
	const char *(*run)(struct call *call); /* as of struct control */
};

/* The next word of the line; "" at the end. */
static char *word(struct call *call)
{
	char *found = call->rest + strspn(call->rest, " \t");
	char *end = found + strcspn(found, " \t");

	call->rest = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return found;
}

static void put_name(FILE *to, const char *key, struct smpp_span text)
{
	fprintf(to, " %s=", key);
	quote_text(to, text);
}

static void put_time(FILE *to, const char *key, int64_t utc)
{
	char time[QUOTE_TIME];

	quote_time(time, utc);
	fprintf(to, " %s=%s", key, time);
}

/* ---- questions ---- */

static const char *tell_status(struct call *call)
{
	struct program *program = call->program;
	struct status status;

	status_take(&status, &program->io, &program->meter, &program->congestion);
	report_text(call->client->out, &status);
	return NULL;
}

static const char *tell_accounts(struct call *call)
{
	report_accounts(call->client->out, &call->program->smsc);
	return NULL;
}

static void tell_session(FILE *to, const struct peer *peer)
{
	const struct smpp_session *s = peer->link.session;
	const struct smpp_smsc_account *account = peer->link.account;
	const struct smpp_session_counters c = smpp_session_counters(s);
	unsigned version = smpp_session_version(s);

	fprintf(to, "session=%llu", (unsigned long long)peer->serial);
	if (account != NULL)
		put_name(to, "account", smpp_span_of(((const struct account *)account->user)
							     ->system_id));
	put_name(to, "address", smpp_span_of(peer->address));
	fprintf(to, " state=%s version=%u.%u", smpp_state_name(smpp_session_state(s)), version >> 4,
		version & 15);
	put_time(to, "since", peer->since);
	fprintf(to, " in=%llu out=%llu unanswered=%lu waiting=%zu\n",
		(unsigned long long)c.pdus_in, (unsigned long long)c.pdus_out,
		(unsigned long)smpp_session_outstanding(s), peer->backlog.count);
}

static const char *tell_sessions(struct call *call)
{
	const struct smpp_smsc_peer *p = NULL;

	while ((p = smpp_smsc_peer_after(call->program->smsc.sessions, p)) != NULL)
		tell_session(call->client->out, p->user);
	return NULL;
}

static const char *begin_census(struct call *call)
{
	call->client->job = calloc(1, sizeof(struct census));
	return call->client->job != NULL ? CONTROL_LATER : "no memory";
}

int commands_go_on(void *user, struct client *client)
{
	struct program *program = user;
	struct census *census = client->job;
	FILE *to = client->out;

	if (!census_step(census, &program->smsc))
		return 0;
	fputs("state", to);
	for (uint8_t i = 0; i < 16; i++) {
		if (smpp_message_state_name(i) != NULL)
			fprintf(to, " %s=%llu", smpp_message_state_name(i),
				(unsigned long long)census->by_state[i]);
	}
	fputs("\nwaits_for", to);
	for (unsigned i = 0; i < PLACES; i++)
		fprintf(to, " %s=%llu", place_names[i], (unsigned long long)census->by_place[i]);
	fputc('\n', to);
	return 1;
}

/* Of its text only how long it is. */
static void put_message(FILE *to, const struct smsc *smsc, const struct message *m)
{
	const struct record *r = &m->record;
	const char *command = smpp_command_name(m->pdu.header.command_id);
	const char *state = smpp_message_state_name(r->state);
	struct smpp_span text = { NULL, 0 };

	(void)smpp_pdu_text(&m->pdu, &text);
	fputs("message", to);
	put_name(to, "id", smpp_span_of(r->id));
	put_name(to, "account", smpp_span_of(r->account));
	put_name(to, "source", message_from(m).addr);
	put_name(to, "destination", message_to(m).addr);
	fprintf(to, " command=%s state=%s waits_for=%s tries=%lu error=%u",
		command != NULL ? command : "?", state != NULL ? state : "?",
		place_names[place_of(smsc, m)], (unsigned long)r->tries, (unsigned)r->error);
	put_time(to, "submitted", r->submitted);
	if (r->final == 0) {
		put_time(to, "due", r->due);
		put_time(to, "expires", r->expires);
	} else {
		put_time(to, "final", r->final);
	}
	fprintf(to, " text_octets=%zu\n", text.len);
}

static const char *tell_message(struct call *call)
{
	const struct smsc *smsc = &call->program->smsc;
	const struct smpp_span id = smpp_span_of(word(call));
	struct message *m = NULL;
	unsigned found = 0;

	while ((m = queue_named(&smsc->queue, m, id)) != NULL) {
		put_message(call->client->out, smsc, m);
		found++;
	}
	return found > 0 ? NULL : "there is no such message";
}

/* ---- messages ---- */

/* In place: \n is the end of a line, \\ a backslash. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && (text[1] == 'n' || text[1] == '\\'))
			*to++ = *++text == 'n' ? '\n' : '\\';
		else
			*to++ = *text;
	}
	*to = '\0';
}

static const char *send_mo(struct call *call)
{
	struct mo_message message;

	message.from = smpp_span_of(word(call));
	message.to = smpp_span_of(word(call));
	unescape(call->rest);
	message.text = smpp_span_of(call->rest);
	return mo_send(&call->program->smsc, &message);
}

/* ---- sessions ---- */

typedef int action(struct smpp_smsc *c, struct smpp_smsc_peer *peer, uint64_t now);

/* To the session of that number, or to all of the account of that name. */
static const char *to_sessions(struct call *call, const char *id, action *act)
{
	struct smsc *smsc = &call->program->smsc;
	const struct account *account = account_find(smsc, smpp_span_of(id));
	struct smpp_smsc_peer *p = NULL;
	char number[24];
	int done = 0;

	while ((p = smpp_smsc_peer_after(smsc->sessions, p)) != NULL) {
		const struct peer *peer = p->user;

		snprintf(number, sizeof(number), "%llu", (unsigned long long)peer->serial);
		if (strcmp(number, id) == 0 ||
		    (account != NULL && p->account == &account->limits))
			done += act(smsc->sessions, p, smsc->now) == SMPP_OK;
	}
	return done > 0 ? NULL : "there is no such session, and none of such an account";
}

static const char *drop(struct call *call)
{
	return to_sessions(call, word(call), smpp_smsc_close);
}

static const char *unbind(struct call *call)
{
	return to_sessions(call, word(call), smpp_smsc_unbind);
}

/* A name would have to be asked for, and all would wait for the answer. */
static int is_address(const char *host)
{
	struct in6_addr octets;

	return inet_pton(AF_INET, host, &octets) == 1 || inet_pton(AF_INET6, host, &octets) == 1;
}

static const char *outbind(struct call *call)
{
	const char *host = word(call), *port = word(call);
	const char *system_id = word(call), *password = word(call);

	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (!is_address(host))
		return "HOST is an address, no name";
	if (!net_is_port(port, 1))
		return "PORT is a number from 1 to 65535";
	if (strlen(system_id) > 15 || strlen(password) > 8)
		return "SYSTEM_ID has at most 15 characters, PASSWORD 8";
	if (system_id[0] == '\0')
		system_id = "mini-smsc";
	return connection_outbind(&call->program->io, host, port, system_id, password) == 0
		       ? NULL : "it cannot connect";
}

/* @return 1 or 0; -1: neither "on" nor "off" */
static int on_or_off(struct call *call)
{
	const char *text = word(call);

	return strcmp(text, "on") == 0 ? 1 : strcmp(text, "off") == 0 ? 0 : -1;
}

static const char *trace(struct call *call)
{
	struct program *program = call->program;
	int on = on_or_off(call);

	if (on < 0)
		return "not on or off";
	if (program->options.trace == NULL)
		return "there is no --trace=DIR";
	program->io.trace = on ? program->options.trace : NULL;
	return NULL;
}

/* ---- sins ---- */

static const char *throttle(struct call *call)
{
	struct quirks *quirks = &call->program->quirks;
	int on = on_or_off(call);

	if (on < 0)
		return "not on or off";
	(void)quirks_drop(quirks, "throttle=on");
	return on ? quirks_add(quirks, "throttle=on") : NULL;
}

static void list_quirks(FILE *to, const struct quirks *quirks)
{
	for (const struct quirk *q = quirks->first; q != NULL; q = q->next) {
		fputs("quirk", to);
		put_name(to, "text", smpp_span_of(q->text));
		if (q->account[0] != '\0')
			put_name(to, "account", smpp_span_of(q->account));
		fprintf(to, " met=%llu applied=%llu\n", (unsigned long long)q->met,
			(unsigned long long)q->applied);
	}
}

/* Whose account there is not. */
static int is_lost(const struct program *program)
{
	for (const struct quirk *q = program->quirks.first; q != NULL; q = q->next) {
		if (q->account[0] != '\0' &&
		    account_find(&program->smsc, smpp_span_of(q->account)) == NULL)
			return 1;
	}
	return 0;
}

static const char *add_quirk(struct program *program, const char *text)
{
	const char *wrong = quirks_add(&program->quirks, text);

	if (wrong != NULL || !is_lost(program))
		return wrong;
	(void)quirks_drop(&program->quirks, text);
	return "there is no such account";
}

static const char *change_quirks(struct call *call)
{
	struct quirks *quirks = &call->program->quirks;
	const char *what = word(call), *text = call->rest + strspn(call->rest, " \t");

	if (strcmp(what, "list") == 0)
		list_quirks(call->client->out, quirks);
	else if (strcmp(what, "add") == 0)
		return add_quirk(call->program, text);
	else if (strcmp(what, "drop") != 0)
		return "not add, drop or list";
	else if (quirks_drop(quirks, text) == 0)
		return "there is no such quirk";
	return NULL;
}

/* ---- the centre ---- */

static const char *reload(struct call *call)
{
	return program_reload(call->program) == 0
		       ? NULL : "not all was reloaded; why stands on standard error";
}

static const char *end(struct call *call)
{
	const char *when = word(call);

	if (when[0] != '\0' && strcmp(when, "now") != 0)
		return "not now, or nothing";
	program_end(call->program, when[0] != '\0');
	return NULL;
}

static const char *help(struct call *call);

static const struct command commands[] = {
	{ "status", "", "uptime, sessions, queue, counters, rates", tell_status },
	{ "sessions", "", "each session", tell_sessions },
	{ "accounts", "", "each account", tell_accounts },
	{ "queue", "", "messages by state, and by what they wait for", begin_census },
	{ "message", "ID", "what is known of it", tell_message },
	{ "mo", "SRC DST TEXT", "a message from a handset; in TEXT \\n ends a line, \\\\ is \\",
	  send_mo },
	{ "drop", "SERIAL|ACCOUNT", "closes the session, or all of the account", drop },
	{ "unbind", "SERIAL|ACCOUNT", "unbinds them", unbind },
	{ "outbind", "HOST PORT [SYSTEM_ID [PASSWORD]]", "connects there and asks for a bind",
	  outbind },
	{ "throttle", "on|off", "answers all messages with ESME_RTHROTTLED, or not", throttle },
	{ "quirk", "add|drop TEXT, or list", "sins, as --quirk has them", change_quirks },
	{ "reload", "", "as SIGHUP does", reload },
	{ "trace", "on|off", "traces of the sessions that connect from now on", trace },
	{ "shutdown", "[now]", "as SIGTERM does; now: without unbinding", end },
	{ "help", "", "these", help },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char *help(struct call *call)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *c = &commands[i];
		int width = fprintf(call->client->out, "%s %s", c->name, c->arguments);

		fprintf(call->client->out, "%*s %s\n", width < 30 ? 30 - width : 1, "", c->help);
	}
	return NULL;
}

const char *commands_run(void *user, struct client *client, char *line)
{
	struct call call = { user, client, line };
	const char *name = word(&call);

	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(name, commands[i].name) != 0)
			continue;
		if (commands[i].arguments[0] == '\0' && word(&call)[0] != '\0')
			return "it takes no argument";
		return commands[i].run(&call);
	}
	return name[0] == '\0' ? NULL : "no such command: help lists them";
}
