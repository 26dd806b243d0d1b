/* SPDX-License-Identifier: MIT */
/*
 * Owns: tests of examples/fields.h and pairs.h: every vector comes back from its words and from its
 * JSON, which a small reader here takes apart; errors have their place.
 * Must not know: the library's table.
 */
#include "support.h"

#include <smpp.h>

#include <stdio.h>
#include <stdlib.h>

#include "../examples/fields.h"
#include "../examples/pairs.h"

static struct pairs pairs;
static struct pairs_error error;
static uint8_t out[140000];

static void add(const char *word)
{
	ck_assert_msg(pairs_add(&pairs, word, &error) == 0, "%s: character %lu: %s", word,
		      (unsigned long)error.at, error.why);
}

static void begin(const char *command)
{
	ck_assert_msg(pairs_begin(&pairs, command, &error) == 0, "%s: %s", command, error.why);
}

static struct smpp_span encoded(uint8_t version, const char *what)
{
	struct smpp_rules rules = { version, SMPP_STRICT, 0 };
	struct smpp_buf buf = { out, sizeof(out), 0 };
	struct smpp_fault fault;
	struct smpp_span span = { out, 0 };
	int got = smpp_encode(&pairs.pdu, &rules, &buf, &fault);

	ck_assert_msg(got == SMPP_OK, "%s: %s %s of %s", what, smpp_error_name(got),
		      smpp_fault_name(fault.code), fault.field);
	span.len = buf.len;
	return span;
}

/* What a writer writes of a PDU; the caller frees it. */
static char *written(void (*writer)(FILE *, const struct smpp_pdu *, unsigned),
		     const struct smpp_pdu *pdu, unsigned flags)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	writer(file, pdu, flags);
	fclose(file);
	return text;
}

static void json_object(FILE *to, const struct smpp_pdu *pdu, unsigned flags)
{
	fputc('{', to);
	fields_json_pdu(to, pdu, flags);
	fputc('}', to);
}

/* Words, as a shell cuts a line: blanks divide, '...' and \' are taken apart. */
static void add_words(char *line)
{
	char *to = line, *word = line, *from = line;
	int quoted = 0, first = 1;

	for (;; from++) {
		if (*from == '\'') {
			quoted = !quoted;
		} else if (*from == '\\' && !quoted) {
			*to++ = *++from;
		} else if (*from == '\0' || (*from == ' ' && !quoted)) {
			int last = *from == '\0';

			*to = '\0';
			if (first)
				begin(word);
			else
				add(word);
			first = 0;
			word = to = from + 1;
			if (last)
				return;
		} else {
			*to++ = *from;
		}
	}
}

/* JSON: a value and what is in it. Aborts where it is not JSON. */

struct json {
	char type;     /* { [ " 0 n */
	char *key;     /* in an object */
	char *text;    /* of a string or number, UTF-8, with a NUL that is not counted */
	size_t len;
	struct json *child, *next;
};

static const char *at; /* of the text that is being read */

static void need(int good, const char *what)
{
	if (!good) /* each assertion costs Check a message, and there are millions of these */
		ck_abort_msg("not JSON: %s at %.40s", what, at);
}

static unsigned hex4(void)
{
	char digits[5] = "";

	memcpy(digits, at, 4);
	need(strspn(digits, "0123456789ABCDEFabcdef") == 4, "four digits");
	at += 4;
	return (unsigned)strtoul(digits, NULL, 16);
}

static size_t put_utf8(char *to, unsigned c)
{
	need(c < 0xD800 || c > 0xDFFF, "no surrogate");
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	to[0] = (char)(0xE0 | c >> 12);
	to[1] = (char)(0x80 | (c >> 6 & 0x3F));
	to[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

static char *json_string(size_t *len)
{
	char *text = malloc(strlen(at) + 1);

	*len = 0;
	need(*at++ == '"', "a string");
	while (*at != '"') {
		struct smpp_span rest = smpp_span_of(at);
		uint32_t character;

		need((uint8_t)*at >= 0x20, "no control character");
		if (*at == '\\' && (at[1] == '"' || at[1] == '\\')) {
			text[(*len)++] = at[1];
			at += 2;
			continue;
		}
		if (*at == '\\') {
			need(at[1] == 'u', "no other escape is written");
			at += 2;
			*len += put_utf8(text + *len, hex4());
			continue;
		}
		need(smpp_utf8_next(&rest, &character) == SMPP_OK, "UTF-8");
		while (at < (const char *)rest.ptr)
			text[(*len)++] = *at++;
	}
	at++;
	text[*len] = '\0';
	return text;
}

static struct json *json_value(void);

static void json_members(struct json *of, char end)
{
	struct json **last = &of->child;

	at++;
	while (*at != end) {
		char *key = NULL;
		size_t len;

		if (of->child != NULL)
			need(*at++ == ',', "a comma");
		if (end == '}') {
			key = json_string(&len);
			need(*at++ == ':', "a colon");
		}
		*last = json_value();
		(*last)->key = key;
		last = &(*last)->next;
	}
	at++;
}

static struct json *json_value(void)
{
	struct json *value = calloc(1, sizeof(*value));

	value->type = *at;
	if (*at == '{') {
		json_members(value, '}');
	} else if (*at == '[') {
		json_members(value, ']');
	} else if (*at == '"') {
		value->text = json_string(&value->len);
	} else if (strncmp(at, "null", 4) == 0) {
		at += 4;
	} else {
		value->len = strspn(at, "0123456789");
		need(value->len > 0 && (value->len == 1 || *at != '0'), "a number");
		value->type = '0';
		value->text = strndup(at, value->len);
		at += value->len;
	}
	return value;
}

static void json_free(struct json *value)
{
	while (value != NULL) {
		struct json *next = value->next;

		json_free(value->child);
		free(value->key);
		free(value->text);
		free(value);
		value = next;
	}
}

static struct json *json_read(const char *text)
{
	struct json *value;

	at = text;
	value = json_value();
	need(*at == '\0', "the end");
	return value;
}

static const struct json *member(const struct json *object, const char *key)
{
	for (const struct json *m = object->child; m != NULL; m = m->next) {
		if (strcmp(m->key, key) == 0)
			return m;
	}
	return NULL;
}

/* The value as pairs.h takes it; text is given as hex:, so that nothing in it is read. */
static void print_value(FILE *word, const struct json *value)
{
	if (value->type == '{') {
		fprintf(word, "hex:%s", member(value, "hex")->text);
	} else if (value->type == '"') {
		fputs("hex:", word);
		for (size_t i = 0; i < value->len; i++)
			fprintf(word, "%02x", (uint8_t)value->text[i]);
	} else {
		fputs(value->text, word);
	}
}

static void add_printed(FILE *word, char **text)
{
	fclose(word);
	add(*text);
	free(*text);
}

static void add_json_tlv(const struct json *tlv)
{
	char *text = NULL;
	size_t len;
	FILE *word = open_memstream(&text, &len);

	fprintf(word, "%s:hex=%s", member(tlv, "tag")->text, member(tlv, "hex")->text);
	add_printed(word, &text);
}

static void add_json_entry(const char *list, const struct json *entry)
{
	char *text = NULL;
	size_t len;
	FILE *word = open_memstream(&text, &len);

	fprintf(word, "%s=%s", list, member(entry, "dl_name") != NULL ? "list:" : "");
	for (const struct json *m = entry->child; m != NULL; m = m->next) {
		if (m->type != '0' && strcmp(m->key, "error_status_name") != 0)
			print_value(word, m);
	}
	for (const struct json *m = entry->child; m != NULL; m = m->next) {
		if (m->type == '0' && strcmp(m->key, "dest_flag") != 0)
			fprintf(word, ",%s", m->text);
	}
	add_printed(word, &text);
}

static void add_json_field(const struct json *m)
{
	const struct smpp_field *field =
		smpp_field_find(pairs.pdu.header.command_id, smpp_span_of(m->key));
	char *text = NULL;
	size_t len;
	FILE *word;

	if (m->type == '[') {
		for (const struct json *entry = m->child; entry != NULL; entry = entry->next) {
			if (field == NULL)
				add_json_tlv(entry);
			else
				add_json_entry(m->key, entry);
		}
		return;
	}
	if (smpp_field_kind(field) == SMPP_KIND_LENGTH ||
	    smpp_field_kind(field) == SMPP_KIND_COUNT || (field == NULL && m->type == '"'))
		return; /* counted; the name of a value */
	word = open_memstream(&text, &len);
	fprintf(word, "%s=", m->key);
	print_value(word, m);
	add_printed(word, &text);
}

static void add_json(const struct json *object)
{
	char word[80];
	const struct json *m = member(object, "fields")->child;

	begin(member(object, "cmd")->text);
	snprintf(word, sizeof(word), "sequence_number=%s", member(object, "seq")->text);
	add(word);
	snprintf(word, sizeof(word), "command_status=%s", member(object, "status")->text);
	add(word);
	if ((m == NULL || strcmp(m->key, "tlvs") == 0) &&
	    smpp_field_at(pairs.pdu.header.command_id, 0) != NULL)
		add("body=absent");
	for (; m != NULL; m = m->next)
		add_json_field(m);
}

/* Every vector */

static struct tsv vectors;

static void load(void)
{
	vectors = tsv_read("vectors.tsv");
}

static void unload(void)
{
	tsv_free(&vectors);
}

static uint8_t version_of_row(size_t row)
{
	if (strcmp(tsv_get(&vectors, row, "class"), "tolerate") == 0)
		return SMPP_V5_0;
	return version_of_text(tsv_get(&vectors, row, "version"));
}

static struct smpp_span decode_row(size_t row, struct smpp_pdu *pdu)
{
	struct smpp_span octets = octets_of_hex(tsv_get(&vectors, row, "hex"));
	struct smpp_rules rules = { version_of_row(row), SMPP_STRICT, 0 };

	ck_assert_int_eq(smpp_decode(octets, &rules, pdu, NULL), SMPP_OK);
	return octets;
}

static void expect_row(size_t row, struct smpp_span want, const char *text)
{
	struct smpp_span got = encoded(version_of_row(row), text);

	ck_assert_msg(smpp_span_equal(got, want), "%s: other octets by\n%.900s",
		      tsv_get(&vectors, row, "name"), text);
}

START_TEST(fields_words_make_the_same_octets_of_every_vector)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);
		char *line = written(fields_words, &pdu, FIELDS_PASSWORD), *kept = strdup(line);

		add_words(line);
		expect_row(i, octets, kept);
		free(line);
		free(kept);
		free((void *)(uintptr_t)octets.ptr);
	}
	printf("%lu vectors\n", (unsigned long)vectors.rows);
}
END_TEST

START_TEST(fields_json_makes_the_same_octets_of_every_vector)
{
	for (size_t i = 0; i < vectors.rows; i++) {
		struct smpp_pdu pdu;
		struct smpp_span octets = decode_row(i, &pdu);
		char *text = written(json_object, &pdu, FIELDS_PASSWORD);
		struct json *object = json_read(text);

		add_json(object);
		expect_row(i, octets, text);
		json_free(object);
		free(text);
		free((void *)(uintptr_t)octets.ptr);
	}
}
END_TEST

/* Malformed ones are shown too: JSON whatever there is. */
START_TEST(fields_json_is_json_of_malformed_pdus)
{
	struct tsv tsv = tsv_read("malformed.tsv");

	for (size_t i = 0; i < tsv.rows; i++) {
		struct smpp_span octets = octets_of_hex(tsv_get(&tsv, i, "hex"));
		struct smpp_rules rules = { 0, i % 2 == 0 ? SMPP_STRICT : UINT32_MAX, 0 };
		struct smpp_pdu pdu;
		char *text;

		(void)smpp_decode(octets, &rules, &pdu, NULL);
		text = written(json_object, &pdu, 0);
		json_free(json_read(text));
		free(text);
		free((void *)(uintptr_t)octets.ptr);
	}
	tsv_free(&tsv);
}
END_TEST

static void expect_json(const char *want)
{
	char *text = written(json_object, &pairs.pdu, 0);

	ck_assert_str_eq(text, want);
	json_free(json_read(text));
	free(text);
}

START_TEST(fields_json_names_every_field)
{
	begin("submit_sm");
	add("destination_addr=447700900001");
	add("dest_addr_ton=INTERNATIONAL");
	add("short_message=Say \"hi\"");
	add("0x1401=hex:00FF");
	add("source_port=8080");
	add("message_state=DELIVERED");
	expect_json("{\"cmd\":\"submit_sm\",\"seq\":1,\"status\":0,\"status_name\":\"ESME_ROK\","
		    "\"fields\":{\"service_type\":\"\",\"source_addr_ton\":0,\"source_addr_npi\":0,"
		    "\"source_addr\":\"\",\"dest_addr_ton\":1,\"dest_addr_npi\":0,"
		    "\"destination_addr\":\"447700900001\",\"esm_class\":0,\"protocol_id\":0,"
		    "\"priority_flag\":0,\"schedule_delivery_time\":\"\",\"validity_period\":\"\","
		    "\"registered_delivery\":0,\"replace_if_present_flag\":0,\"data_coding\":0,"
		    "\"sm_default_msg_id\":0,\"sm_length\":8,\"short_message\":"
		    "{\"text\":\"Say \\\"hi\\\"\",\"hex\":\"5361792022686922\"},"
		    "\"tlvs\":[{\"tag\":\"0x1401\",\"hex\":\"00FF\"},"
		    "{\"tag\":\"0x020A\",\"name\":\"source_port\",\"value\":8080,\"hex\":\"1F90\"},"
		    "{\"tag\":\"0x0427\",\"name\":\"message_state\",\"value\":2,"
		    "\"value_name\":\"DELIVERED\",\"hex\":\"02\"}]}}");
}
END_TEST

START_TEST(fields_json_has_lists_and_names_of_values)
{
	begin("submit_multi_resp");
	add("command_status=0x401");
	add("message_id=7");
	add("unsuccess_sme=4477,1,1,ESME_RINVDSTADR");
	add("unsuccess_sme=hex:FF");
	expect_json("{\"cmd\":\"submit_multi_resp\",\"seq\":1,\"status\":1025,\"status_name\":null,"
		    "\"fields\":{\"message_id\":\"7\",\"no_unsuccess\":2,\"unsuccess_sme\":["
		    "{\"dest_addr_ton\":1,\"dest_addr_npi\":1,\"destination_addr\":\"4477\","
		    "\"error_status_code\":11,\"error_status_name\":\"ESME_RINVDSTADR\"},"
		    "{\"dest_addr_ton\":0,\"dest_addr_npi\":0,\"destination_addr\":{\"hex\":\"FF\"},"
		    "\"error_status_code\":0,\"error_status_name\":\"ESME_ROK\"}]}}");
}
END_TEST

START_TEST(fields_json_shows_no_password_unless_asked)
{
	char *text;

	begin("bind_transceiver");
	add("password=secret");
	text = written(json_object, &pairs.pdu, 0);
	ck_assert_ptr_nonnull(strstr(text, "\"password\":\"*\""));
	free(text);
	text = written(json_object, &pairs.pdu, FIELDS_PASSWORD);
	ck_assert_ptr_nonnull(strstr(text, "\"password\":\"secret\""));
	free(text);
	text = written(fields_words, &pairs.pdu, 0);
	ck_assert_str_eq(text, "bind_transceiver sequence_number=1 password='*'");
	free(text);
	text = written(fields_words, &pairs.pdu, FIELDS_PASSWORD);
	ck_assert_str_eq(text, "bind_transceiver sequence_number=1 password=secret");
	free(text);
	begin("outbind");
	add("body=text:centre secret");
	text = written(json_object, &pairs.pdu, 0);
	ck_assert_ptr_nonnull(strstr(text, "\"fields\":{\"body\":{\"octets\":13}}"));
	free(text);
	text = written(fields_words, &pairs.pdu, 0);
	ck_assert_ptr_nonnull(strstr(text, " body='*'"));
	free(text);
}
END_TEST

START_TEST(fields_json_is_json_whatever_octets_there_are)
{
	static const uint8_t bad[] = { 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80 };
	struct smpp_pdu pdu = { .header.command_id = SMPP_DELIVER_SM };
	uint8_t octets[2];
	char *text;

	for (unsigned i = 0; i < 65536; i++) {
		octets[0] = (uint8_t)(i >> 8);
		octets[1] = (uint8_t)i;
		pdu.body.deliver_sm.source_addr = (struct smpp_span){ octets, 2 };
		pdu.body.deliver_sm.short_message = pdu.body.deliver_sm.source_addr;
		text = written(json_object, &pdu, 0);
		for (const char *c = text; *c != '\0'; c++) {
			if ((uint8_t)*c < 0x20 || *c == 0x7F)
				ck_abort_msg("%s", text);
		}
		json_free(json_read(text));
		free(text);
	}
	pdu.body.deliver_sm.source_addr = (struct smpp_span){ bad, sizeof(bad) };
	text = written(json_object, &pdu, 0);
	json_free(json_read(text));
	ck_assert_ptr_nonnull(strstr(text, "\"source_addr\":{\"hex\":\"C328EDA080F4908080\"}"));
	free(text);
	pdu.body.deliver_sm.source_addr = smpp_span_of("caf\xC3\xA9 \xE2\x80\xAE \xC2\x9B");
	text = written(json_object, &pdu, 0);
	ck_assert_ptr_nonnull(strstr(text, "\"source_addr\":\"caf\xC3\xA9 \\u202E \\u009B\""));
	free(text);
}
END_TEST

START_TEST(fields_json_string_is_json_of_any_octets)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	fields_json_string(file, smpp_span_of("a\xE9\n\xC3\xA9"));
	fclose(file);
	ck_assert_str_eq(text, "\"a\\u00E9\\u000A\xC3\xA9\"");
	free(text);
}
END_TEST

/* Words */

static void expect_number(const char *command, const char *word, const char *name, uint32_t want)
{
	uint32_t number = 0;

	begin(command);
	add(word);
	ck_assert_int_eq(smpp_field_get_number(&pairs.pdu, smpp_field_find(
		pairs.pdu.header.command_id, smpp_span_of(name)), &number), SMPP_OK);
	ck_assert_msg(number == want, "%s is %u", word, (unsigned)number);
}

START_TEST(pairs_numbers_may_be_names)
{
	expect_number("submit_sm", "data_coding=8", "data_coding", 8);
	expect_number("submit_sm", "data_coding=0xF5", "data_coding", 0xF5);
	expect_number("submit_sm", "data_coding=ucs2", "data_coding", 8);
	expect_number("submit_sm", "data_coding=255", "data_coding", 255);
	expect_number("submit_sm", "source_addr_ton=ALPHANUMERIC", "source_addr_ton", 5);
	expect_number("submit_sm", "dest_addr_npi=NATIONAL", "dest_addr_npi", 8);
	expect_number("submit_sm", "dest_addr_ton=NATIONAL", "dest_addr_ton", 2);
	expect_number("submit_sm", "esm_class=UDHI+MODE_STORE_FORWARD", "esm_class", 0x43);
	expect_number("submit_sm", "registered_delivery=FINAL+0x10", "registered_delivery", 0x11);
	expect_number("query_sm_resp", "message_state=rejected", "message_state", 8);
	expect_number("bind_receiver", "interface_version=3.4", "interface_version", 0x34);
	expect_number("bind_receiver", "interface_version=5.0", "interface_version", 0x50);
	begin("submit_sm_resp");
	add("command_status=ESME_RTHROTTLED");
	add("sequence_number=0x7FFFFFFF");
	ck_assert_uint_eq(pairs.pdu.header.command_status, SMPP_ESME_RTHROTTLED);
	ck_assert_uint_eq(pairs.pdu.header.sequence_number, 0x7FFFFFFF);
}
END_TEST

static void expect_text(const char *word, const char *want)
{
	struct smpp_span octets = { NULL, 0 };
	size_t len = strcspn(word, "=");
	struct smpp_span name = { (const uint8_t *)word, len };

	begin("submit_sm");
	add(word);
	ck_assert_int_eq(smpp_field_get_octets(&pairs.pdu, smpp_field_find(SMPP_SUBMIT_SM, name),
					       &octets), SMPP_OK);
	ck_assert_msg(smpp_span_equal(octets, smpp_span_of(want)), "%s is %.*s", word,
		      (int)octets.len, (const char *)octets.ptr);
}

START_TEST(pairs_text_is_as_it_is)
{
	expect_text("source_addr=", "");
	expect_text("source_addr=a=b", "a=b");
	expect_text("source_addr=hex:616263", "abc");
	expect_text("source_addr=hex:", "");
	expect_text("source_addr=text:hex:61", "hex:61");
	expect_text("short_message=text:text:", "text:");
	expect_text("short_message=caf\xC3\xA9", "caf\xC3\xA9");
	expect_text("short_message=hex:aBcD", "\xAB\xCD");
}
END_TEST

START_TEST(pairs_times_have_several_forms)
{
	expect_text("validity_period=", "");
	expect_text("validity_period=261124120000000+", "261124120000000+");
	expect_text("validity_period=+90s", "000000000130000R");
	expect_text("validity_period=+1d12h", "000001120000000R");
	expect_text("validity_period=+99d", "000099000000000R");
	expect_text("schedule_delivery_time=2026-11-24T18:30:05Z", "261124183005000+");
	expect_text("schedule_delivery_time=2026-11-24T18:30:05+01:00", "261124183005004+");
	expect_text("schedule_delivery_time=2026-11-24T18:30:05-02:30", "261124183005010-");
	expect_text("schedule_delivery_time=text:never", "never");
	expect_text("schedule_delivery_time=hex:41", "A");
}
END_TEST

static void expect_tlv(const char *word, uint16_t tag, const char *hex)
{
	struct smpp_span want = octets_of_hex(hex);
	uint8_t octets[100];
	struct smpp_buf room = { octets, sizeof(octets), 0 };
	struct smpp_tlv tlv;

	ck_assert_msg(pairs_tlv(word, &room, &tlv, &error) == 0, "%s: %s", word, error.why);
	ck_assert_uint_eq(tlv.tag, tag);
	ck_assert_msg(smpp_span_equal(tlv.value, want), "%s", word);
	ck_assert_uint_eq(room.len, want.len);
	free((void *)(uintptr_t)want.ptr);
}

START_TEST(pairs_tlvs_are_by_name_or_tag_with_type_or_without)
{
	expect_tlv("source_port=8080", 0x020A, "1F90");
	expect_tlv("0x020A=8080", 0x020A, "1F90");
	expect_tlv("522=0x1F90", 0x020A, "1F90");
	expect_tlv("source_port:u8=1", 0x020A, "01");
	expect_tlv("0x1401:u8=255", 0x1401, "FF");
	expect_tlv("0x1401:u16=258", 0x1401, "0102");
	expect_tlv("0x1401:u32=4294967295", 0x1401, "FFFFFFFF");
	expect_tlv("0x1401:hex=0a0B", 0x1401, "0A0B");
	expect_tlv("0x1401=12", 0x1401, "3132");
	expect_tlv("0x1401=hex:12", 0x1401, "12");
	expect_tlv("0x1401:text=hex:12", 0x1401, "12");
	expect_tlv("0x1401:string=ab", 0x1401, "616200");
	expect_tlv("receipted_message_id=ab", 0x001E, "616200");
	expect_tlv("receipted_message_id=hex:6162", 0x001E, "6162");
	expect_tlv("message_payload=Hi", 0x0424, "4869");
	expect_tlv("message_payload=", 0x0424, "-");
	expect_tlv("alert_on_message_delivery=", 0x130C, "-");
	expect_tlv("alert_on_message_delivery=1", 0x130C, "01");
	expect_tlv("ms_validity=hex:00010002", 0x1204, "00010002");
	expect_tlv("message_state=DELIVERED", 0x0427, "02");
	expect_tlv("broadcast_error_status=ESME_RSYSERR", 0x0607, "00000008");
}
END_TEST

START_TEST(pairs_lists_are_words_that_come_again)
{
	struct smpp_span got;

	begin("submit_multi");
	add("dest_address=4477,1,1");
	add("dest_address=list:friends");
	add("dest_address=hex:2C");
	add("dest_address=a,INTERNATIONAL");
	ck_assert_uint_eq(pairs.pdu.body.submit_multi.number_of_dests, 4);
	got = encoded(0, "submit_multi");
	/* header, service_type, source: ton, npi, address, number_of_dests */
	ck_assert_mem_eq(got.ptr + 20, "\4\1\1\1" "4477\0" "\2friends\0" "\1\0\0,\0" "\1\1\0a\0", 28);
	begin("query_last_msgs_resp");
	add("message_details=1");
	add("message_details=22");
	got = encoded(SMPP_V3_3, "query_last_msgs_resp");
	ck_assert_mem_eq(got.ptr + 16, "\2" "1\0" "22\0", 6);
}
END_TEST

static const struct bad {
	const char *command, *before, *word;
	size_t at;
	const char *why;
} bad[] = {
	{ "submit_sm", NULL, "data_coding", 11, "no = behind the name" },
	{ "submit_sm", NULL, "data_codin=1", 0, "submit_sm has no such field, and no TLV has that name" },
	{ "0x1234", NULL, "x=1", 0, "the command has no such field, and no TLV has that name" },
	{ "submit_sm", NULL, "data_coding=256", 12, "data_coding is at most 255" },
	{ "submit_sm", NULL, "data_coding=4294967296", 12, "more than four octets can say" },
	{ "submit_sm", NULL, "data_coding=1x", 13, "not a digit of a number" },
	{ "submit_sm", NULL, "data_coding=0xG", 14, "not a digit of a number" },
	{ "submit_sm", NULL, "data_coding=", 12, "data_coding is a number, and none is given" },
	{ "submit_sm", NULL, "data_coding=-1", 12, "data_coding has no value of that name" },
	{ "submit_sm", NULL, "data_coding=UCS4", 12, "data_coding has no value of that name" },
	{ "submit_sm", NULL, "esm_class=UDHI+UHDI", 15, "esm_class has no value of that name" },
	{ "submit_sm", NULL, "esm_class=200+200", 10, "esm_class is at most 255" },
	{ "submit_sm", NULL, "sm_length=1", 0, "it is counted, not given" },
	{ "submit_multi", NULL, "number_of_dests=1", 0, "it is counted, not given" },
	{ "submit_sm", "data_coding=1", "data_coding=1", 0, "it has been given before" },
	{ "submit_sm", NULL, "source_addr=hex:4", 17, "the last octet has one digit only" },
	{ "submit_sm", NULL, "source_addr=hex:4 41", 17, "not a hexadecimal digit" },
	{ "submit_sm", NULL, "validity_period=tomorrow", 16, "not a time of 16 characters" },
	{ "submit_sm", NULL, "validity_period=2611241200000x0+", 29, "not a time of 16 characters" },
	{ "submit_sm", NULL, "validity_period=+5", 18, "a duration ends with d, h, m or s" },
	{ "submit_sm", NULL, "validity_period=+5w", 18, "a duration is like +90s or +1d12h" },
	{ "submit_sm", NULL, "validity_period=+100d", 17, "100 days or more need an absolute time" },
	{ "submit_sm", NULL, "validity_period=2026-11-24", 26, "a time is like 2026-11-24T18:30:00Z" },
	{ "submit_sm", NULL, "validity_period=2026-11-24T18:30:00", 35, "a time is like 2026-11-24T18:30:00Z" },
	{ "submit_sm", NULL, "validity_period=2026-13-24T18:30:00Z", 16, "a time that 16 characters cannot say" },
	{ "submit_sm", NULL, "validity_period=2026-11-24T18:30:00+01:10", 35, "an offset is in quarter hours, at most 12:00" },
	{ "submit_sm", NULL, "validity_period=2026-11-24T18:30:00Zx", 36, "more than a time" },
	{ "submit_sm", NULL, "source_port:u64=1", 12, "a type is u8, u16, u32, string, text or hex" },
	{ "submit_sm", NULL, "source_port=65536", 12, "source_port is at most 65535" },
	{ "submit_sm", NULL, "0x10000=1", 0, "a tag is at most 0xFFFF" },
	{ "submit_sm", NULL, "0x1401:u8=256", 10, "the value is at most 255" },
	{ "submit_multi", NULL, "dest_address=1,2,3,4", 19, "more than an entry has" },
	{ "submit_multi", NULL, "dest_address=1,x", 15, "dest_addr_ton has no value of that name" },
	{ "submit_multi", NULL, "dest_address=1,", 15, "dest_addr_ton is a number, and none is given" },
	{ "submit_multi", NULL, "dest_address=1,1,1,", 19, "more than an entry has" },
	{ "submit_multi", NULL, "dest_address=list:x,1", 20, "more than an entry has" },
	{ "submit_sm", "data_coding=1", "body=absent", 0, "body stands before all fields and TLVs, once" },
	{ "submit_sm", "body=absent", "data_coding=1", 0, "body has been given as a whole" },
	{ "submit_sm", "body=hex:00", "source_port=1", 0, "body=hex: has everything behind the header" },
};

START_TEST(pairs_errors_have_their_place_and_change_nothing)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct smpp_pdu before;
		size_t used;

		begin(bad[i].command);
		if (bad[i].before != NULL)
			add(bad[i].before);
		before = pairs.pdu;
		used = pairs.room.len;
		ck_assert_msg(pairs_add(&pairs, bad[i].word, &error) == -1, "%s", bad[i].word);
		ck_assert_msg(error.at == bad[i].at && strcmp(error.why, bad[i].why) == 0,
			      "%s: character %lu: %s", bad[i].word, (unsigned long)error.at,
			      error.why);
		ck_assert_mem_eq(&pairs.pdu, &before, sizeof(before));
		ck_assert_uint_eq(pairs.room.len, used);
	}
	ck_assert_int_eq(pairs_begin(&pairs, "submit", &error), -1);
	ck_assert_str_eq(error.why, "no command has that name");
}
END_TEST

START_TEST(pairs_refuse_a_256th_entry_and_a_257th_tlv)
{
	begin("submit_multi");
	for (size_t i = 0; i < 255; i++)
		add("dest_address=1,1,1");
	ck_assert_int_eq(pairs_add(&pairs, "dest_address=1,1,1", &error), -1);
	ck_assert_str_eq(error.why, "more than 255 entries");
	for (size_t i = 0; i < 256; i++)
		add("0x1400=");
	ck_assert_int_eq(pairs_add(&pairs, "0x1400=", &error), -1);
	ck_assert_str_eq(error.why, "more than 256 TLVs");
}
END_TEST

START_TEST(pairs_refuse_more_octets_than_there_is_room)
{
	static char word[70000] = "message_payload=";

	memset(word + 16, 'x', 65536);
	begin("submit_sm");
	ck_assert_int_eq(pairs_add(&pairs, word, &error), -1);
	ck_assert_str_eq(error.why, "a TLV has at most 65535 octets");
	word[16 + 65535] = '\0';
	add(word);
	add(word);
	ck_assert_int_eq(pairs_add(&pairs, word, &error), -1);
	ck_assert_str_eq(error.why, "the values are too long together");
	ck_assert_uint_eq(error.at, 16);
}
END_TEST

START_TEST(pairs_take_commands_that_nobody_knows)
{
	struct smpp_span got;
	char *text;

	begin("0x00010200");
	add("body=hex:0102");
	got = encoded(0, "an unknown command");
	ck_assert_mem_eq(got.ptr, "\0\0\0\022\0\1\2\0\0\0\0\0\0\0\0\1\1\2", 18);
	text = written(fields_words, &pairs.pdu, 0);
	ck_assert_str_eq(text, "0x00010200 sequence_number=1 body=hex:0102");
	free(text);
	expect_json("{\"cmd\":\"0x00010200\",\"seq\":1,\"status\":0,\"status_name\":\"ESME_ROK\","
		    "\"fields\":{\"body\":{\"hex\":\"0102\"}}}");
}
END_TEST

START_TEST(fields_words_are_quoted_for_a_shell)
{
	char *text;

	begin("submit_sm");
	add("source_addr=$(id)");
	add("destination_addr=hex:610A");
	add("short_message=it's *");
	text = written(fields_words, &pairs.pdu, 0);
	ck_assert_str_eq(text, "submit_sm sequence_number=1 source_addr='$(id)' "
			 "destination_addr=hex:610A short_message='it'\\''s *'");
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fields");
	TCase *tests = tcase_create("fields");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, load, unload);
	tcase_add_test(tests, fields_words_make_the_same_octets_of_every_vector);
	tcase_add_test(tests, fields_json_makes_the_same_octets_of_every_vector);
	tcase_add_test(tests, fields_json_is_json_of_malformed_pdus);
	tcase_add_test(tests, fields_json_names_every_field);
	tcase_add_test(tests, fields_json_has_lists_and_names_of_values);
	tcase_add_test(tests, fields_json_shows_no_password_unless_asked);
	tcase_add_test(tests, fields_json_is_json_whatever_octets_there_are);
	tcase_add_test(tests, fields_json_string_is_json_of_any_octets);
	tcase_add_test(tests, fields_words_are_quoted_for_a_shell);
	tcase_add_test(tests, pairs_numbers_may_be_names);
	tcase_add_test(tests, pairs_text_is_as_it_is);
	tcase_add_test(tests, pairs_times_have_several_forms);
	tcase_add_test(tests, pairs_tlvs_are_by_name_or_tag_with_type_or_without);
	tcase_add_test(tests, pairs_lists_are_words_that_come_again);
	tcase_add_test(tests, pairs_errors_have_their_place_and_change_nothing);
	tcase_add_test(tests, pairs_refuse_a_256th_entry_and_a_257th_tlv);
	tcase_add_test(tests, pairs_refuse_more_octets_than_there_is_room);
	tcase_add_test(tests, pairs_take_commands_that_nobody_knows);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
