/* SPDX-License-Identifier: MIT */
/*
 * Owns: smpp-esme: one session on epoll, and what its commands do with events.
 * Must not know: how PDUs are made of octets.
 */
#include <smpp.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "net.h"
#include "options.h"
#include "pcap.h"
#include "inbox.h"
#include "outbox.h"
#include "show.h"
#include "trace.h"

#define IN_OCTETS 71680    /* a PDU of the usual largest size fits */
#define UNDECIDED (-1)

struct app {
	struct options options;
	struct smpp_session *session;
	struct trace trace;    /* of what is done to the session, if it is wanted */
	struct pcap pcap;      /* the same */
	char ends[160];        /* of the connection, as net_ends says them */
	int fd;
	int epoll;
	int signals;
	int status;            /* exit status, or UNDECIDED */
	uint64_t deadline;     /* of the command itself; UINT64_MAX: none */
	uint64_t pinged;       /* when the last enquire_link went out */
	struct outbox outbox;  /* send */
	struct inbox inbox;    /* listen */
	long shown;            /* messages that have not been counted yet */
	uint8_t in[IN_OCTETS];
	size_t have;           /* octets in there that the session has not used yet */
};

/* The command's result is known: leave in good manners. */
static void finish(struct app *app, int status)
{
	if (app->status == UNDECIDED)
		app->status = status;
	app->deadline = UINT64_MAX;
	if (trace_unbind(&app->trace, 0, net_now()) != SMPP_OK &&
	    smpp_session_state(app->session) != SMPP_STATE_CLOSED &&
	    smpp_session_can(app->session, SMPP_UNBIND) != SMPP_E_STATE)
		trace_close(&app->trace, net_now());
}

/* A request that could not be sent. */
static void cannot_send(struct app *app, int error)
{
	fprintf(stderr, "smpp-esme: cannot send: %s", smpp_error_name(error));
	if (error == SMPP_E_FAULT || error == SMPP_E_VERSION)
		show_fault(stderr, ": ", smpp_session_fault(app->session));
	fputc('\n', stderr);
	finish(app, EXIT_REFUSED);
}

/* As many segments as there is room for; the others when there is. */
static void send_segments(struct app *app)
{
	struct smpp_pdu pdu;
	int got = SMPP_OK;

	while (got == SMPP_OK && smpp_session_can(app->session, SMPP_SUBMIT_SM) == SMPP_OK) {
		struct smpp_plan before = app->outbox.plan;

		if (outbox_next(&app->outbox, &pdu) != SMPP_OK)
			return;
		got = trace_request(&app->trace, &pdu, app->outbox.segment.number, net_now());
		if (got != SMPP_OK)
			outbox_back(&app->outbox, &before);
	}
	if (got != SMPP_OK && got != SMPP_E_WINDOW && got != SMPP_E_SPACE)
		cannot_send(app, got);
}

static void ping(struct app *app)
{
	struct smpp_pdu pdu = { .header.command_id = SMPP_ENQUIRE_LINK };
	int got = trace_request(&app->trace, &pdu, 0, net_now());

	app->pinged = net_now();
	app->deadline = UINT64_MAX;
	if (got != SMPP_OK)
		cannot_send(app, got);
}

/* Bound: the command begins. */
static void begin(struct app *app)
{
	if (app->options.command == COMMAND_SEND)
		send_segments(app);
	else if (app->options.command == COMMAND_PING)
		ping(app);
	else if (!app->options.quiet)
		fprintf(stderr, "smpp-esme: bound, listening\n");
}

/* Outcomes and receipts decide when send is done. */
static void judge_send(struct app *app)
{
	const struct outbox *box = &app->outbox;

	if (!outbox_is_settled(box) || app->status != UNDECIDED)
		return;
	if (box->accepted < box->plan.segments)
		finish(app, EXIT_REFUSED);
	else if (app->options.wait_receipt == 0)
		finish(app, EXIT_DONE);
	else if (outbox_is_reported(box))
		finish(app, outbox_is_delivered(box) ? EXIT_DONE : EXIT_REFUSED);
	else if (app->deadline == UINT64_MAX)
		app->deadline = net_now() + app->options.wait_receipt;
}

static void submit_outcome(struct app *app, const struct smpp_event *e)
{
	struct smpp_span id = { (const uint8_t *)"", 0 };

	if (e->outcome == SMPP_OUTCOME_RESPONSE && e->command_status == SMPP_ESME_ROK) {
		if (!e->pdu.body_absent)
			id = e->pdu.body.submit_sm_resp.message_id;
		outbox_accepted(&app->outbox, e->token, id);
		show_accepted(id, (unsigned)e->token, app->outbox.plan.segments);
	} else {
		outbox_failed(&app->outbox);
		show_outcome("message", e);
	}
	if (e->outcome == SMPP_OUTCOME_TIMEOUT)
		finish(app, EXIT_TIMED_OUT);
	else if (e->outcome == SMPP_OUTCOME_BAD_RESPONSE)
		finish(app, EXIT_BROKEN);
	else if (e->outcome != SMPP_OUTCOME_LOST && e->outcome != SMPP_OUTCOME_CLOSED)
		judge_send(app);
	if (app->status == UNDECIDED)
		send_segments(app);
}

static void ping_outcome(struct app *app, const struct smpp_event *e)
{
	if (e->outcome != SMPP_OUTCOME_RESPONSE) {
		show_outcome("enquire_link", e);
		finish(app, e->outcome == SMPP_OUTCOME_TIMEOUT ? EXIT_TIMED_OUT : EXIT_REFUSED);
		return;
	}
	printf("enquire_link_resp, number %u, %llu ms\n", (unsigned)e->sequence_number,
	       (unsigned long long)(net_now() - app->pinged));
	if (--app->options.count == 0)
		finish(app, EXIT_DONE);
	else
		app->deadline = app->pinged + 1000;
}

static void bind_outcome(struct app *app, const struct smpp_event *e)
{
	if (e->outcome == SMPP_OUTCOME_RESPONSE && e->command_status == SMPP_ESME_ROK)
		return; /* the state tells */
	if (e->outcome == SMPP_OUTCOME_LOST || e->outcome == SMPP_OUTCOME_CLOSED)
		return;
	show_outcome("bind", e);
	if (app->status == UNDECIDED)
		app->status = e->outcome == SMPP_OUTCOME_TIMEOUT ? EXIT_TIMED_OUT
			      : e->outcome == SMPP_OUTCOME_BAD_RESPONSE ? EXIT_BROKEN
								    : EXIT_BIND_REFUSED;
	trace_close(&app->trace, net_now());
}

/* What has been shown counts when it has been answered too. */
static void count_shown(struct app *app)
{
	long left = app->options.count - app->shown;

	app->shown = 0;
	if (app->options.count == 0)
		return;
	app->options.count = left > 0 ? left : 0;
	if (left <= 0)
		finish(app, EXIT_DONE);
}

/* A message is whole, or what came of it is all there will be. */
static void on_message(void *user, const struct smpp_message *m)
{
	struct app *app = user;

	show_message(&app->inbox, m);
	app->shown++;
}

static void receipt_came(struct app *app, const struct smpp_event *e, const struct smpp_receipt *r)
{
	struct smpp_span text = { NULL, 0 };
	int ours = app->options.command == COMMAND_SEND && app->options.wait_receipt != 0 &&
		   outbox_receipt(&app->outbox, r->id, r->message_state);

	(void)smpp_pdu_text(&e->pdu, &text);
	if (ours || app->options.command == COMMAND_LISTEN)
		show_receipt(r, text);
	if (app->options.command == COMMAND_LISTEN)
		app->shown++;
	else if (ours)
		judge_send(app);
}

/* A message or a receipt: answered when it is safe, which here means shown or kept. */
static void deliver(struct app *app, const struct smpp_event *e)
{
	struct smpp_pdu answer = { .header.command_status = SMPP_ESME_ROK };
	uint8_t octets[384];
	struct smpp_buf room = { octets, sizeof(octets), 0 };
	struct smpp_receipt r;
	int got, is_receipt = smpp_receipt_read(&e->pdu, &room, &r) == SMPP_OK;

	if (!is_receipt && app->options.command == COMMAND_LISTEN)
		answer.header.command_status = inbox_take(&app->inbox, &e->pdu, net_now());
	answer.body_absent = answer.header.command_status != SMPP_ESME_ROK;
	got = trace_reply(&app->trace, e->handle, &answer, net_now());
	if (got != SMPP_OK)
		fprintf(stderr, "smpp-esme: cannot answer: %s\n", smpp_error_name(got));
	if (is_receipt)
		receipt_came(app, e, &r);
	if (app->shown > 0)
		count_shown(app);
}

static void closed(struct app *app, const struct smpp_event *e)
{
	int status = EXIT_BROKEN;

	if (e->reason == SMPP_REASON_RESPONSE || e->reason == SMPP_REASON_PARTIAL_PDU ||
	    e->reason == SMPP_REASON_STALL || e->reason == SMPP_REASON_INACTIVITY)
		status = EXIT_TIMED_OUT;
	if (e->reason == SMPP_REASON_UNBOUND) /* the peer left in good manners */
		status = app->options.command == COMMAND_LISTEN && app->options.count == 0
				 ? EXIT_DONE : EXIT_REFUSED;
	if (app->status != UNDECIDED)
		return;
	app->status = status;
	fprintf(stderr, "smpp-esme: the session ended: %s", smpp_reason_name(e->reason));
	if (e->fault.code != SMPP_FAULT_NONE)
		show_fault(stderr, ", ", &e->fault);
	fputc('\n', stderr);
}

static void on_event(void *user, struct smpp_session *s, const struct smpp_event *e)
{
	struct app *app = user;

	(void)s;
	if (app->options.verbose && e->has_pdu)
		show_pdu("<", &e->pdu);
	switch (e->type) {
	case SMPP_EVENT_OUTCOME:
		if (e->command_id == SMPP_SUBMIT_SM)
			submit_outcome(app, e);
		else if (e->command_id == SMPP_ENQUIRE_LINK)
			ping_outcome(app, e);
		else if (e->command_id != SMPP_UNBIND)
			bind_outcome(app, e);
		break;
	case SMPP_EVENT_REQUEST:
		if (e->pdu.header.command_id == SMPP_DELIVER_SM ||
		    e->pdu.header.command_id == SMPP_DATA_SM)
			deliver(app, e);
		else
			trace_refuse(&app->trace, e->handle, SMPP_ESME_RINVCMDID, net_now());
		break;
	case SMPP_EVENT_REFUSED:
		if (!app->options.quiet)
			show_refused(e);
		break;
	case SMPP_EVENT_ROOM:
		if (app->options.command == COMMAND_SEND && app->status == UNDECIDED)
			send_segments(app);
		break;
	case SMPP_EVENT_STATE:
		if (e->state == SMPP_STATE_CLOSED)
			closed(app, e);
		else if (e->state != SMPP_STATE_UNBOUND)
			begin(app);
		break;
	default: break;
	}
}

static int send_bind(struct app *app)
{
	const struct options *o = &app->options;
	struct smpp_pdu pdu = { .header.command_id = o->bind };
	struct smpp_bind *bind = &pdu.body.bind;

	bind->system_id = smpp_span_of(o->system_id);
	bind->password = smpp_span_of(o->password);
	bind->system_type = smpp_span_of(o->system_type);
	bind->interface_version = o->interface_version;
	bind->address_range = smpp_span_of(o->address_range);
	return trace_request(&app->trace, &pdu, 0, net_now());
}

/* Output that the socket takes now. */
static void flush_output(struct app *app)
{
	const uint8_t *out;
	size_t len;

	while ((out = smpp_session_output(app->session, &len)) != NULL) {
		ssize_t n = write(app->fd, out, len);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0) {
			trace_lost(&app->trace, net_now());
			return;
		}
		if (app->options.verbose)
			show_octets(">", out, (size_t)n);
		(void)pcap_out(&app->pcap, out, (size_t)n, net_wall());
		trace_sent(&app->trace, (size_t)n, net_now());
	}
}

static void read_input(struct app *app)
{
	ssize_t n = read(app->fd, app->in + app->have, sizeof(app->in) - app->have);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		trace_lost(&app->trace, net_now());
		return;
	}
	(void)pcap_in(&app->pcap, app->in + app->have, (size_t)n, net_wall());
	app->have += (size_t)n;
}

/* What came, and what was left over for lack of room in output. @return 1 when some was used */
static int feed(struct app *app)
{
	size_t used;

	if (trace_feed(&app->trace, app->in, app->have, net_now(), &used) != SMPP_OK)
		return 0;
	app->have -= used;
	memmove(app->in, app->in + used, app->have);
	return used > 0;
}

static void take_signal(struct app *app)
{
	struct signalfd_siginfo info;

	if (read(app->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (app->status == UNDECIDED)
		app->status = app->options.command == COMMAND_LISTEN && app->options.count == 0 &&
					      info.ssi_signo == SIGINT
				      ? EXIT_DONE : 128 + (int)info.ssi_signo;
	if (smpp_session_can(app->session, SMPP_UNBIND) == SMPP_OK)
		finish(app, app->status);
	else
		trace_close(&app->trace, net_now());
}

/* The command's own time is over. */
static void time_over(struct app *app)
{
	if (app->options.command == COMMAND_LISTEN) {
		inbox_tick(&app->inbox, net_now());
		count_shown(app);
		return;
	}
	if (app->options.command == COMMAND_PING) {
		ping(app);
		return;
	}
	fprintf(stderr, "smpp-esme: %u of %u receipts in %u s\n", app->outbox.reported,
		(unsigned)app->outbox.plan.segments, app->options.wait_receipt / 1000);
	finish(app, EXIT_TIMED_OUT);
}

static int is_over(const struct app *app)
{
	size_t len;

	return smpp_session_state(app->session) == SMPP_STATE_CLOSED &&
	       smpp_session_deadline(app->session) == UINT64_MAX &&
	       smpp_session_output(app->session, &len) == NULL;
}

/* Waits for the socket, a signal or the next deadline, and acts. */
static void turn(struct app *app)
{
	uint64_t at = smpp_session_deadline(app->session);
	struct epoll_event event = { .events = 0, .data.fd = app->fd };
	size_t len;
	int n;

	if (app->options.command == COMMAND_LISTEN && app->status == UNDECIDED)
		app->deadline = inbox_deadline(&app->inbox);
	if (app->have < sizeof(app->in))
		event.events |= EPOLLIN;
	if (smpp_session_output(app->session, &len) != NULL)
		event.events |= EPOLLOUT;
	epoll_ctl(app->epoll, EPOLL_CTL_MOD, app->fd, &event);
	n = epoll_wait(app->epoll, &event, 1, net_until(at < app->deadline ? at : app->deadline));
	if (n > 0 && event.data.fd == app->signals)
		take_signal(app);
	else if (n > 0 && (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
		read_input(app);
	if (app->have > 0)
		(void)feed(app);
	trace_tick(&app->trace, net_now());
	if (app->deadline <= net_now())
		time_over(app);
	do {
		flush_output(app);
	} while (app->have > 0 && feed(app));
}

static int watch(struct app *app)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	app->signals = signalfd(-1, &set, 0);
	app->epoll = epoll_create1(0);
	event.data.fd = app->signals;
	if (app->signals < 0 || app->epoll < 0 ||
	    epoll_ctl(app->epoll, EPOLL_CTL_ADD, app->signals, &event) != 0)
		return -1;
	event.data.fd = app->fd;
	return epoll_ctl(app->epoll, EPOLL_CTL_ADD, app->fd, &event);
}

/* The files that were asked for. @return 0, or -1 after a line on stderr */
static int open_records(struct app *app)
{
	const struct options *o = &app->options;

	if (o->trace != NULL && (app->trace.file = trace_create(o->trace)) == NULL) {
		fprintf(stderr, "smpp-esme: --trace: %s: %s\n", o->trace, strerror(errno));
		return -1;
	}
	if (o->pcap != NULL && (app->pcap.file = pcap_create(o->pcap)) == NULL) {
		fprintf(stderr, "smpp-esme: --pcap: %s: %s\n", o->pcap, strerror(errno));
		return -1;
	}
	return 0;
}

/* Connected: what goes into them is of this connection. */
static void begin_records(struct app *app)
{
	net_ends(app->fd, app->ends, sizeof(app->ends));
	app->trace.ends = app->ends;
	app->trace.wall = net_wall();
	app->trace.mask = app->options.mask;
	pcap_begin(&app->pcap, app->pcap.file, app->ends);
	app->pcap.mask = app->options.mask;
}

static void close_records(struct app *app)
{
	FILE *capture = app->pcap.file;

	pcap_finish(&app->pcap, net_wall());
	if (trace_end(&app->trace) != 0 ||
	    (app->trace.file != NULL && fclose(app->trace.file) != 0) ||
	    (capture != NULL && fclose(capture) != 0))
		perror("smpp-esme: trace or capture");
}

static int open_session(struct app *app)
{
	const struct options *o = &app->options;
	struct smpp_session_config config = { .size = sizeof(config) };
	size_t size;
	void *mem;

	config.side = SMPP_ESME;
	config.version = o->interface_version;
	config.absent_version = SMPP_V3_4; /* most centres that omit it are of 3.4 */
	config.tolerate = o->tolerate;
	config.deviate = o->tolerate & SMPP_TOLERATE_LONG_STRING; /* passwords of more than 8 */
	config.partial = SMPP_OFF; /* app->in keeps the rest */
	config.response = o->response_timeout;
	config.bind_response = o->bind_timeout;
	config.enquire_link = o->enquire_interval;
	config.on_event = on_event;
	config.user = app;
	size = smpp_session_size(&config);
	mem = malloc(size);
	if (mem == NULL || trace_init(&app->trace, mem, size, &config, net_now()) != SMPP_OK)
		return -1;
	app->session = app->trace.session;
	return 0;
}

int main(int argc, char **argv)
{
	static struct app app;
	int got = options_parse(&app.options, argc, argv);

	if (got < 0 && app.options.command == COMMAND_SEND)
		got = outbox_plan(&app.outbox, &app.options);
	if (got >= 0)
		return got;
	setvbuf(stdout, NULL, _IOLBF, 0);
	app.status = UNDECIDED;
	app.deadline = UINT64_MAX;
	if (open_records(&app) != 0)
		return EXIT_USAGE;
	app.fd = net_connect(app.options.host, app.options.port, (int)app.options.connect_timeout);
	if (app.fd < 0)
		return EXIT_UNREACHABLE;
	begin_records(&app);
	app.inbox.on_message = on_message;
	app.inbox.user = &app;
	if (net_nonblocking(app.fd) != 0 || watch(&app) != 0 || open_session(&app) != 0 ||
	    inbox_open(&app.inbox, &app.options.profile) != 0) {
		perror("smpp-esme");
		return EXIT_UNREACHABLE;
	}
	got = send_bind(&app);
	if (got != SMPP_OK) {
		fprintf(stderr, "smpp-esme: cannot bind: %s", smpp_error_name(got));
		show_fault(stderr, ": ", smpp_session_fault(app.session));
		fputc('\n', stderr);
		close_records(&app);
		return EXIT_USAGE;
	}
	flush_output(&app);
	while (!is_over(&app))
		turn(&app);
	inbox_close(&app.inbox);
	close_records(&app);
	close(app.fd);
	free(app.session);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("smpp-esme: stdout");
		return EXIT_REFUSED;
	}
	return app.status;
}
