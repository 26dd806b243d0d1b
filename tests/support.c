/* SPDX-License-Identifier: MIT */
/*
 * Owns: the start of every test program, TSV files, guarded memory, the text of a decoded PDU.
 * Must not know: what is tested. describe() does not use the library's table on purpose.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	/* CK_VERBOSITY and CK_FORK (no: for sanitizers and debuggers) come from the environment */
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void give_up(const char *what, const char *which)
{
	fprintf(stderr, "tests: %s: %s\n", what, which);
	abort();
}

static void *get_memory(void *old, size_t size)
{
	void *memory = realloc(old, size > 0 ? size : 1);

	if (memory == NULL)
		give_up("no memory", "realloc");
	return memory;
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t len = 0, got;

	if (file == NULL)
		give_up("cannot open, start the tests in the root of the tree", path);
	do {
		text = get_memory(text, len + 65536 + 1);
		got = fread(text + len, 1, 65536, file);
		len += got;
	} while (got > 0);
	fclose(file);
	text[len] = '\0';
	return text;
}

/* Cuts a line at its tabs; the columns point into it. */
static char **split(char *line, size_t *columns)
{
	char **column = NULL;
	size_t count = 0;

	do {
		char *tab = strchr(line, '\t');

		column = get_memory(column, (count + 1) * sizeof(*column));
		column[count++] = line;
		if (tab != NULL)
			*tab++ = '\0';
		line = tab;
	} while (line != NULL);
	*columns = count;
	return column;
}

struct tsv tsv_read(const char *name)
{
	struct tsv tsv = { 0, NULL, NULL, 0 };
	char path[256], *text, *next;

	snprintf(path, sizeof(path), "%s/%s", TEST_VECTORS, name);
	text = read_all(path);
	for (char *line = text; line != NULL && *line != '\0'; line = next) {
		size_t columns;
		char **column;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (line[0] == '#')
			continue;
		column = split(line, &columns);
		if (tsv.head == NULL) {
			tsv.head = column;
			tsv.columns = columns;
			continue;
		}
		if (columns < tsv.columns)
			give_up("a row has too few columns", column[0]);
		tsv.row = get_memory(tsv.row, (tsv.rows + 1) * sizeof(*tsv.row));
		tsv.row[tsv.rows++] = column;
	}
	if (tsv.head == NULL || tsv.head[0] != text)
		give_up("the head is not the first line", path); /* tsv_free relies on it */
	return tsv;
}

const char *tsv_get(const struct tsv *tsv, size_t row, const char *column)
{
	for (size_t i = 0; i < tsv->columns; i++) {
		if (strcmp(tsv->head[i], column) == 0)
			return tsv->row[row][i];
	}
	give_up("no such column", column);
	return NULL;
}

void tsv_free(struct tsv *tsv)
{
	for (size_t i = 0; i < tsv->rows; i++)
		free(tsv->row[i]);
	free(tsv->row);
	if (tsv->head != NULL)
		free(tsv->head[0]); /* the whole text begins there */
	free(tsv->head);
	memset(tsv, 0, sizeof(*tsv));
}

static unsigned nibble(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	give_up("not a hexadecimal digit", "octets_of_hex");
	return 0;
}

struct smpp_span octets_of_hex(const char *hex)
{
	size_t len = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;
	uint8_t *octets = malloc(len);
	struct smpp_span span;

	if (octets == NULL && len > 0)
		give_up("no memory", "malloc");
	for (size_t i = 0; i < len; i++)
		octets[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	span.ptr = octets;
	span.len = len;
	return span;
}

/* What guard_free must unmap: an empty span does not tell. */
static struct mapping {
	uint8_t *base;
	size_t size;
	const uint8_t *ptr;
} mappings[64];

static uint8_t *map(size_t len, size_t guard_page, struct mapping **mapping)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (len + page - 1) / page;
	size_t i = 0;

	while (i < sizeof(mappings) / sizeof(mappings[0]) && mappings[i].base != NULL)
		i++;
	if (i == sizeof(mappings) / sizeof(mappings[0]))
		give_up("too many guarded spans", "guard_free is missing");
	*mapping = &mappings[i];
	(*mapping)->size = (pages + 1) * page;
	(*mapping)->base = mmap(NULL, (*mapping)->size, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((*mapping)->base == MAP_FAILED)
		give_up("no memory", "mmap");
	if (mprotect((*mapping)->base + (guard_page == 0 ? 0 : pages * page), page, PROT_NONE) != 0)
		give_up("no guard", "mprotect");
	return (*mapping)->base;
}

static struct smpp_span guarded(struct mapping *mapping, uint8_t *to, struct smpp_span octets)
{
	struct smpp_span span = { to, octets.len };

	if (octets.len > 0)
		memcpy(to, octets.ptr, octets.len);
	mapping->ptr = to;
	return span;
}

struct smpp_span guard_end(struct smpp_span octets)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct mapping *mapping;
	uint8_t *base = map(octets.len, 1, &mapping);

	return guarded(mapping, base + mapping->size - page - octets.len, octets);
}

struct smpp_span guard_begin(struct smpp_span octets)
{
	struct mapping *mapping;
	uint8_t *base = map(octets.len, 0, &mapping);

	return guarded(mapping, base + (size_t)sysconf(_SC_PAGESIZE), octets);
}

void guard_free(struct smpp_span span)
{
	for (size_t i = 0; i < sizeof(mappings) / sizeof(mappings[0]); i++) {
		if (mappings[i].base != NULL && mappings[i].ptr == span.ptr) {
			munmap(mappings[i].base, mappings[i].size);
			mappings[i].base = NULL;
			return;
		}
	}
	give_up("not guarded", "guard_free");
}

uint8_t version_of_text(const char *text)
{
	if (strcmp(text, "3.3") == 0)
		return SMPP_V3_3;
	if (strcmp(text, "3.4") == 0)
		return SMPP_V3_4;
	if (strcmp(text, "5.0") == 0)
		return SMPP_V5_0;
	give_up("no such version", text);
	return 0;
}

/* The notation of vectors.tsv, one function for each form of value. */

static void say_number(FILE *out, const char *name, unsigned long value)
{
	fprintf(out, ";%s=%lu", name, value);
}

static void say_text(FILE *out, const char *name, struct smpp_span text)
{
	fprintf(out, ";%s=", name);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c >= 0x21 && c <= 0x7E && strchr("%;=,", c) == NULL)
			fputc(c, out);
		else
			fprintf(out, "%%%02X", c);
	}
}

static void say_octets(FILE *out, struct smpp_span octets)
{
	fprintf(out, "hex:");
	for (size_t i = 0; i < octets.len; i++)
		fprintf(out, "%02x", octets.ptr[i]);
}

static void say_message(FILE *out, struct smpp_span text)
{
	say_number(out, "sm_length", text.len);
	fprintf(out, ";short_message=");
	say_octets(out, text);
}

/* ";dest_address[1].dl_name=Family" */
static void say_entry_text(FILE *out, const char *list, unsigned entry, const char *member,
			   struct smpp_span text)
{
	char name[64];

	snprintf(name, sizeof(name), "%s[%u].%s", list, entry, member);
	say_text(out, name, text);
}

static void say_dests(FILE *out, struct smpp_list list, unsigned count)
{
	struct smpp_cursor cursor = { list.octets, count };
	struct smpp_dest_address dest;

	say_number(out, "number_of_dests", count);
	for (unsigned i = 0; smpp_dest_next(&cursor, &dest) == SMPP_OK; i++) {
		fprintf(out, ";dest_address[%u].dest_flag=%u", i, dest.dest_flag);
		if (dest.dest_flag == SMPP_DEST_FLAG_DISTRIBUTION_LIST) {
			say_entry_text(out, "dest_address", i, "dl_name", dest.dl_name);
			continue;
		}
		fprintf(out, ";dest_address[%u].dest_addr_ton=%u", i, dest.dest_addr_ton);
		fprintf(out, ";dest_address[%u].dest_addr_npi=%u", i, dest.dest_addr_npi);
		say_entry_text(out, "dest_address", i, "destination_addr", dest.destination_addr);
	}
}

static void say_unsuccess(FILE *out, struct smpp_list list, unsigned count)
{
	struct smpp_cursor cursor = { list.octets, count };
	struct smpp_unsuccess_sme sme;

	say_number(out, "no_unsuccess", count);
	for (unsigned i = 0; smpp_unsuccess_next(&cursor, &sme) == SMPP_OK; i++) {
		fprintf(out, ";unsuccess_sme[%u].dest_addr_ton=%u", i, sme.dest_addr_ton);
		fprintf(out, ";unsuccess_sme[%u].dest_addr_npi=%u", i, sme.dest_addr_npi);
		say_entry_text(out, "unsuccess_sme", i, "destination_addr", sme.destination_addr);
		fprintf(out, ";unsuccess_sme[%u].error_status_code=0x%08lX", i,
			(unsigned long)sme.error_status_code);
	}
}

static void say_message_ids(FILE *out, struct smpp_list list, unsigned count)
{
	struct smpp_cursor cursor = { list.octets, count };
	struct smpp_span id;

	say_number(out, "number_msgs", count);
	for (unsigned i = 0; smpp_message_id_next(&cursor, &id) == SMPP_OK; i++) {
		char name[32];

		snprintf(name, sizeof(name), "message_details[%u]", i);
		say_text(out, name, id);
	}
}

/* A member of b, which every function below has, under its own name. */
#define NUMBER(member) say_number(out, #member, b->member)
#define TEXT(member) say_text(out, #member, b->member)

static void say_bind(FILE *out, const struct smpp_bind *b)
{
	TEXT(system_id);
	TEXT(password);
	TEXT(system_type);
	NUMBER(interface_version);
	NUMBER(addr_ton);
	NUMBER(addr_npi);
	TEXT(address_range);
}

static void say_outbind(FILE *out, const struct smpp_outbind *b)
{
	TEXT(system_id);
	TEXT(password);
}

static void say_sm(FILE *out, const struct smpp_sm *b)
{
	TEXT(service_type);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(dest_addr_ton);
	NUMBER(dest_addr_npi);
	TEXT(destination_addr);
	NUMBER(esm_class);
	NUMBER(protocol_id);
	NUMBER(priority_flag);
	TEXT(schedule_delivery_time);
	TEXT(validity_period);
	NUMBER(registered_delivery);
	NUMBER(replace_if_present_flag);
	NUMBER(data_coding);
	NUMBER(sm_default_msg_id);
	say_message(out, b->short_message);
}

static void say_submit_multi(FILE *out, const struct smpp_submit_multi *b)
{
	TEXT(service_type);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	say_dests(out, b->dest_address, b->number_of_dests);
	NUMBER(esm_class);
	NUMBER(protocol_id);
	NUMBER(priority_flag);
	TEXT(schedule_delivery_time);
	TEXT(validity_period);
	NUMBER(registered_delivery);
	NUMBER(replace_if_present_flag);
	NUMBER(data_coding);
	NUMBER(sm_default_msg_id);
	say_message(out, b->short_message);
}

static void say_submit_multi_resp(FILE *out, const struct smpp_submit_multi_resp *b)
{
	TEXT(message_id);
	say_unsuccess(out, b->unsuccess_sme, b->no_unsuccess);
}

static void say_data_sm(FILE *out, const struct smpp_data_sm *b)
{
	TEXT(service_type);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(dest_addr_ton);
	NUMBER(dest_addr_npi);
	TEXT(destination_addr);
	NUMBER(esm_class);
	NUMBER(registered_delivery);
	NUMBER(data_coding);
}

static void say_query_sm(FILE *out, const struct smpp_query_sm *b)
{
	TEXT(message_id);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
}

static void say_query_sm_resp(FILE *out, const struct smpp_query_sm_resp *b)
{
	TEXT(message_id);
	TEXT(final_date);
	NUMBER(message_state);
	NUMBER(error_code);
}

static void say_cancel_sm(FILE *out, const struct smpp_cancel_sm *b)
{
	TEXT(service_type);
	TEXT(message_id);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(dest_addr_ton);
	NUMBER(dest_addr_npi);
	TEXT(destination_addr);
}

static void say_cancel_broadcast_sm(FILE *out, const struct smpp_cancel_broadcast_sm *b)
{
	TEXT(service_type);
	TEXT(message_id);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
}

static void say_replace_sm(FILE *out, const struct smpp_replace_sm *b)
{
	TEXT(message_id);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	TEXT(schedule_delivery_time);
	TEXT(validity_period);
	NUMBER(registered_delivery);
	NUMBER(sm_default_msg_id);
	say_message(out, b->short_message);
}

static void say_alert_notification(FILE *out, const struct smpp_alert_notification *b)
{
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(esme_addr_ton);
	NUMBER(esme_addr_npi);
	TEXT(esme_addr);
}

static void say_broadcast_sm(FILE *out, const struct smpp_broadcast_sm *b)
{
	TEXT(service_type);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	TEXT(message_id);
	NUMBER(priority_flag);
	TEXT(schedule_delivery_time);
	TEXT(validity_period);
	NUMBER(replace_if_present_flag);
	NUMBER(data_coding);
	NUMBER(sm_default_msg_id);
}

static void say_query_last_msgs(FILE *out, const struct smpp_query_last_msgs *b)
{
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(num_messages);
}

static void say_query_msg_details(FILE *out, const struct smpp_query_msg_details *b)
{
	TEXT(message_id);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	NUMBER(sm_length);
}

static void say_query_msg_details_resp(FILE *out, const struct smpp_query_msg_details_resp *b)
{
	TEXT(service_type);
	NUMBER(source_addr_ton);
	NUMBER(source_addr_npi);
	TEXT(source_addr);
	say_dests(out, b->dest_address, b->number_of_dests);
	NUMBER(protocol_id);
	NUMBER(priority_flag);
	TEXT(schedule_delivery_time);
	TEXT(validity_period);
	NUMBER(registered_delivery);
	NUMBER(data_coding);
	say_message(out, b->short_message);
	TEXT(message_id);
	TEXT(final_date);
	NUMBER(message_state);
	NUMBER(error_code);
}

static void say_body(FILE *out, uint32_t command_id, const union smpp_body *body)
{
	switch (command_id) {
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER: say_bind(out, &body->bind); break;
	case SMPP_BIND_RECEIVER_RESP:
	case SMPP_BIND_TRANSMITTER_RESP:
	case SMPP_BIND_TRANSCEIVER_RESP:
		say_text(out, "system_id", body->bind_resp.system_id);
		break;
	case SMPP_OUTBIND: say_outbind(out, &body->outbind); break;
	case SMPP_SUBMIT_SM: say_sm(out, &body->submit_sm); break;
	case SMPP_DELIVER_SM: say_sm(out, &body->deliver_sm); break;
	case SMPP_SUBMIT_SM_RESP:
		say_text(out, "message_id", body->submit_sm_resp.message_id);
		break;
	case SMPP_DELIVER_SM_RESP:
		say_text(out, "message_id", body->deliver_sm_resp.message_id);
		break;
	case SMPP_DATA_SM_RESP:
		say_text(out, "message_id", body->data_sm_resp.message_id);
		break;
	case SMPP_BROADCAST_SM_RESP:
		say_text(out, "message_id", body->broadcast_sm_resp.message_id);
		break;
	case SMPP_QUERY_BROADCAST_SM_RESP:
		say_text(out, "message_id", body->query_broadcast_sm_resp.message_id);
		break;
	case SMPP_SUBMIT_MULTI: say_submit_multi(out, &body->submit_multi); break;
	case SMPP_SUBMIT_MULTI_RESP: say_submit_multi_resp(out, &body->submit_multi_resp); break;
	case SMPP_DATA_SM: say_data_sm(out, &body->data_sm); break;
	case SMPP_QUERY_SM: say_query_sm(out, &body->query_sm); break;
	case SMPP_QUERY_BROADCAST_SM: say_query_sm(out, &body->query_broadcast_sm); break;
	case SMPP_QUERY_SM_RESP: say_query_sm_resp(out, &body->query_sm_resp); break;
	case SMPP_CANCEL_SM: say_cancel_sm(out, &body->cancel_sm); break;
	case SMPP_CANCEL_BROADCAST_SM:
		say_cancel_broadcast_sm(out, &body->cancel_broadcast_sm);
		break;
	case SMPP_REPLACE_SM: say_replace_sm(out, &body->replace_sm); break;
	case SMPP_ALERT_NOTIFICATION:
		say_alert_notification(out, &body->alert_notification);
		break;
	case SMPP_BROADCAST_SM: say_broadcast_sm(out, &body->broadcast_sm); break;
	case SMPP_PARAM_RETRIEVE:
		say_text(out, "param_name", body->param_retrieve.param_name);
		break;
	case SMPP_PARAM_RETRIEVE_RESP:
		say_text(out, "param_value", body->param_retrieve_resp.param_value);
		break;
	case SMPP_QUERY_LAST_MSGS: say_query_last_msgs(out, &body->query_last_msgs); break;
	case SMPP_QUERY_LAST_MSGS_RESP:
		say_message_ids(out, body->query_last_msgs_resp.message_details,
				body->query_last_msgs_resp.number_msgs);
		break;
	case SMPP_QUERY_MSG_DETAILS:
		say_query_msg_details(out, &body->query_msg_details);
		break;
	case SMPP_QUERY_MSG_DETAILS_RESP:
		say_query_msg_details_resp(out, &body->query_msg_details_resp);
		break;
	default: break; /* header only */
	}
}

static void say_tlvs(FILE *out, struct smpp_span rest)
{
	struct smpp_tlv tlv;

	for (unsigned i = 0; smpp_tlv_next(&rest, &tlv) == SMPP_OK; i++) {
		const char *name = smpp_tlv_name(tlv.tag);

		fprintf(out, ";tlv[%u]=%s(0x%04X),%lu,", i, name != NULL ? name : "unknown",
			tlv.tag, (unsigned long)tlv.value.len);
		say_octets(out, tlv.value);
	}
}

char *describe(const struct smpp_pdu *pdu)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		give_up("no memory", "open_memstream");
	fprintf(out, "command_length=%lu;command_id=0x%08lX;command_status=0x%08lX",
		(unsigned long)pdu->header.command_length, (unsigned long)pdu->header.command_id,
		(unsigned long)pdu->header.command_status);
	say_number(out, "sequence_number", pdu->header.sequence_number);
	if (pdu->body_raw) {
		fprintf(out, ";raw=");
		say_octets(out, pdu->body.raw);
	} else if (pdu->body_absent) {
		fprintf(out, ";body=absent");
	} else {
		say_body(out, pdu->header.command_id, &pdu->body);
	}
	if (!pdu->body_raw)
		say_tlvs(out, pdu->tlvs);
	fclose(out);
	return text;
}
