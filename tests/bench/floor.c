/* SPDX-License-Identifier: MIT */
/*
 * Owns: straight-line code for four PDUs, the floor that the codec is measured against.
 * Must not know: the library's table or its code; only its public types.
 */
#include "bench.h"

#define BAD SMPP_E_FAULT

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* Not 0 exactly when one of the octets p[0 .. 8) is. */
static inline uint64_t nul_marks(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, 8);
	return (w - UINT64_C(0x0101010101010101)) & ~w & UINT64_C(0x8080808080808080);
}

/* The first NUL in p[0 .. 8), of which there is one by these marks. */
static inline const uint8_t *first_nul(const uint8_t *p, uint64_t marks)
{
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return p + ((unsigned)__builtin_ctzll(marks) >> 3);
#else
	(void)marks;
	while (*p != 0)
		p++;
	return p;
#endif
}

/* The first NUL in p .. end, or NULL; eight octets at a time, the last ones overlapping. */
static inline const uint8_t *find_nul(const uint8_t *p, const uint8_t *end)
{
	uint64_t marks;

	if (end - p < 8) {
		while (p < end && *p != 0)
			p++;
		return p < end ? p : NULL;
	}
	for (; end - p > 8; p += 8) {
		marks = nul_marks(p);
		if (marks != 0)
			return first_nul(p, marks);
	}
	marks = nul_marks(end - 8);
	return marks != 0 ? first_nul(end - 8, marks) : NULL;
}

/* Takes a C-octet string of at most limit octets with its NUL. @return behind it, or NULL. */
static inline const uint8_t *take(const uint8_t *p, const uint8_t *end, size_t limit,
				  struct smpp_span *string)
{
	const uint8_t *nul;

	if (p < end && *p == 0) { /* most are empty */
		string->ptr = p;
		string->len = 0;
		return p + 1;
	}
	nul = find_nul(p, end);
	if (nul == NULL || (size_t)(nul - p) >= limit)
		return NULL;
	string->ptr = p;
	string->len = (size_t)(nul - p);
	return nul + 1;
}

static inline const uint8_t *take_time(const uint8_t *p, const uint8_t *end,
				       struct smpp_span *string)
{
	p = take(p, end, 17, string);
	return p != NULL && (string->len == 0 || string->len == 16) ? p : NULL;
}

/* Lengths of the TLVs that SMPP knows; others may have any. */
static int tlv_length_ok(uint16_t tag, size_t len)
{
	switch (tag) {
	case 0x0005: case 0x0006: case 0x0007: case 0x000D: case 0x000E: case 0x000F: case 0x0010:
	case 0x0019: case 0x0030: case 0x0201: case 0x0205: case 0x020D: case 0x020E: case 0x020F:
	case 0x0210: case 0x0302: case 0x0304: case 0x0420: case 0x0421: case 0x0422: case 0x0425:
	case 0x0426: case 0x0427: case 0x0428: case 0x0501: case 0x0600: case 0x0603: case 0x0608:
	case 0x0611: case 0x1201: case 0x1380:
		return len == 1;
	case 0x0008: case 0x0204: case 0x020A: case 0x020B: case 0x020C: case 0x0604: case 0x1203:
	case 0x1383:
		return len == 2;
	case 0x0423: case 0x0601: case 0x0605:
		return len == 3;
	case 0x0017: case 0x0607:
		return len == 4;
	case 0x060F: case 0x0610:
		return len == 6;
	case 0x0612:
		return len == 10;
	case 0x001D:
		return len >= 1 && len <= 256;
	case 0x001E:
		return len >= 1 && len <= 65;
	case 0x0202: case 0x0203:
		return len >= 2 && len <= 23;
	case 0x0303:
		return len <= 65;
	case 0x0381:
		return len >= 4 && len <= 19;
	case 0x0602: case 0x060A:
		return len >= 1 && len <= 255;
	case 0x0606:
		return len >= 1 && len <= 101;
	case 0x0609:
		return len >= 16 && len <= 17;
	case 0x060B:
		return len >= 1 && len <= 1024;
	case 0x060D: case 0x060E:
		return len >= 7 && len <= 65;
	case 0x0613:
		return len >= 1 && len <= 5;
	case 0x1204:
		return len == 1 || len == 4;
	case 0x130C:
		return len == 0;
	default:
		return 1;
	}
}

static inline void clear(struct smpp_pdu *pdu, struct smpp_span in)
{
	pdu->body_absent = 0;
	pdu->body_raw = 0;
	pdu->tlv_count = 0;
	pdu->tolerated = 0;
	pdu->tlv = NULL;
	pdu->wire = in;
}

static inline int take_header(struct smpp_span in, struct smpp_header *header)
{
	if (in.len < 16)
		return SMPP_E_MORE;
	header->command_length = get32(in.ptr);
	header->command_id = get32(in.ptr + 4);
	header->command_status = get32(in.ptr + 8);
	header->sequence_number = get32(in.ptr + 12);
	if (header->command_length < 16 || header->command_length > 70000)
		return BAD;
	return in.len == header->command_length ? SMPP_OK : BAD;
}

static inline const uint8_t *take_sm(const uint8_t *p, const uint8_t *end, struct smpp_sm *sm)
{
	if ((p = take(p, end, 6, &sm->service_type)) == NULL || end - p < 2)
		return NULL;
	sm->source_addr_ton = p[0];
	sm->source_addr_npi = p[1];
	if ((p = take(p + 2, end, 21, &sm->source_addr)) == NULL || end - p < 2)
		return NULL;
	sm->dest_addr_ton = p[0];
	sm->dest_addr_npi = p[1];
	if ((p = take(p + 2, end, 21, &sm->destination_addr)) == NULL || end - p < 3)
		return NULL;
	sm->esm_class = p[0];
	sm->protocol_id = p[1];
	sm->priority_flag = p[2];
	if ((p = take_time(p + 3, end, &sm->schedule_delivery_time)) == NULL)
		return NULL;
	if ((p = take_time(p, end, &sm->validity_period)) == NULL || end - p < 5)
		return NULL;
	sm->registered_delivery = p[0];
	sm->replace_if_present_flag = p[1];
	sm->data_coding = p[2];
	sm->sm_default_msg_id = p[3];
	sm->short_message.len = p[4];
	sm->short_message.ptr = p + 5;
	if ((size_t)(end - p) - 5 < sm->short_message.len)
		return NULL;
	return p + 5 + sm->short_message.len;
}

static inline int judge_tlvs(const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		uint32_t tag_and_length;
		size_t len;

		if (end - p < 4)
			return BAD;
		tag_and_length = get32(p);
		len = tag_and_length & 0xFFFF;
		if ((size_t)(end - p) - 4 < len ||
		    !tlv_length_ok((uint16_t)(tag_and_length >> 16), len))
			return BAD;
		p += 4 + len;
	}
	return SMPP_OK;
}

int floor_decode(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
		 struct smpp_fault *fault)
{
	const uint8_t *p = in.ptr + 16, *end = in.ptr + in.len;
	int got = take_header(in, &pdu->header);

	(void)rules;
	fault->code = SMPP_FAULT_NONE;
	if (got != SMPP_OK)
		return got;
	clear(pdu, in);
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM:
		p = take_sm(p, end, &pdu->body.submit_sm);
		break;
	case SMPP_SUBMIT_SM_RESP:
		pdu->body_absent = p == end;
		if (p < end)
			p = take(p, end, 65, &pdu->body.submit_sm_resp.message_id);
		break;
	case SMPP_ENQUIRE_LINK:
		break;
	default:
		return BAD;
	}
	if (p == NULL)
		return BAD;
	pdu->tlvs.ptr = p;
	pdu->tlvs.len = (size_t)(end - p);
	return judge_tlvs(p, end);
}

/* The same walk without limits, times and TLVs. */
static inline const uint8_t *walk(const uint8_t *p, const uint8_t *end, struct smpp_span *string)
{
	return take(p, end, SIZE_MAX, string);
}

static inline const uint8_t *walk_sm(const uint8_t *p, const uint8_t *end, struct smpp_sm *sm)
{
	if ((p = walk(p, end, &sm->service_type)) == NULL || end - p < 2)
		return NULL;
	memcpy(&sm->source_addr_ton, p, 2);
	if ((p = walk(p + 2, end, &sm->source_addr)) == NULL || end - p < 2)
		return NULL;
	memcpy(&sm->dest_addr_ton, p, 2);
	if ((p = walk(p + 2, end, &sm->destination_addr)) == NULL || end - p < 3)
		return NULL;
	memcpy(&sm->esm_class, p, 3);
	if ((p = walk(p + 3, end, &sm->schedule_delivery_time)) == NULL)
		return NULL;
	if ((p = walk(p, end, &sm->validity_period)) == NULL || end - p < 5)
		return NULL;
	memcpy(&sm->registered_delivery, p, 4);
	sm->short_message.len = p[4];
	sm->short_message.ptr = p + 5;
	return (size_t)(end - p) - 5 < p[4] ? NULL : p + 5 + p[4];
}

int floor_plain_decode(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
		       struct smpp_fault *fault)
{
	const uint8_t *p = in.ptr + 16, *end = in.ptr + in.len;

	(void)rules;
	(void)fault;
	if (take_header(in, &pdu->header) != SMPP_OK)
		return BAD;
	if (pdu->header.command_id == SMPP_SUBMIT_SM || pdu->header.command_id == SMPP_DELIVER_SM)
		p = walk_sm(p, end, &pdu->body.submit_sm);
	else if (pdu->header.command_id == SMPP_SUBMIT_SM_RESP)
		p = walk(p, end, &pdu->body.submit_sm_resp.message_id);
	if (p == NULL)
		return BAD;
	pdu->tlvs.ptr = p;
	pdu->tlvs.len = (size_t)(end - p);
	return SMPP_OK;
}

int floor_header(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
		 struct smpp_fault *fault)
{
	(void)rules;
	(void)fault;
	return take_header(in, &pdu->header);
}

int floor_copy(struct smpp_span in, const struct smpp_rules *rules, struct smpp_pdu *pdu,
	       struct smpp_fault *fault)
{
	static uint8_t copies[70000];

	(void)rules;
	(void)fault;
	memcpy(copies, in.ptr, in.len);
	pdu->wire.ptr = copies;
	return SMPP_OK;
}

/* Writing: what is needed is summed up and judged first, then written without a look back. */
static inline int string_ok(struct smpp_span string, size_t limit)
{
	return string.len < limit && find_nul(string.ptr, string.ptr + string.len) == NULL;
}

static inline int time_ok(struct smpp_span string)
{
	return (string.len == 0 || string.len == 16) && string_ok(string, 17);
}

static int sm_ok(const struct smpp_sm *sm)
{
	return string_ok(sm->service_type, 6) && string_ok(sm->source_addr, 21) &&
	       string_ok(sm->destination_addr, 21) && time_ok(sm->schedule_delivery_time) &&
	       time_ok(sm->validity_period) && sm->short_message.len <= 255;
}

static int body_ok(const struct smpp_pdu *pdu)
{
	switch (pdu->header.command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_DELIVER_SM:
		return sm_ok(&pdu->body.submit_sm);
	case SMPP_SUBMIT_SM_RESP:
		return string_ok(pdu->body.submit_sm_resp.message_id, 65);
	case SMPP_ENQUIRE_LINK:
		return 1;
	default:
		return 0;
	}
}

static size_t size_of(const struct smpp_pdu *pdu)
{
	const struct smpp_sm *sm = &pdu->body.submit_sm;
	size_t need = 16 + pdu->tlvs.len;

	if (pdu->header.command_id == SMPP_SUBMIT_SM || pdu->header.command_id == SMPP_DELIVER_SM)
		need += sm->service_type.len + sm->source_addr.len + sm->destination_addr.len +
			sm->schedule_delivery_time.len + sm->validity_period.len +
			sm->short_message.len + 17;
	else if (pdu->header.command_id == SMPP_SUBMIT_SM_RESP && !pdu->body_absent)
		need += pdu->body.submit_sm_resp.message_id.len + 1;
	for (size_t i = 0; i < pdu->tlv_count; i++)
		need += 4 + pdu->tlv[i].value.len;
	return need;
}

static inline uint8_t *put(uint8_t *p, struct smpp_span octets)
{
	if (octets.len > 0)
		memcpy(p, octets.ptr, octets.len);
	return p + octets.len;
}

/* Copies of at most 16 octets, as most strings are, need no call. */
static inline uint8_t *put_string(uint8_t *p, struct smpp_span string)
{
	if (string.len >= 8 && string.len <= 16) {
		memcpy(p, string.ptr, 8);
		memcpy(p + string.len - 8, string.ptr + string.len - 8, 8);
	} else if (string.len > 16 && string.len <= 32) {
		memcpy(p, string.ptr, 16);
		memcpy(p + string.len - 16, string.ptr + string.len - 16, 16);
	} else {
		put(p, string);
	}
	p[string.len] = 0;
	return p + string.len + 1;
}

static uint8_t *put_sm(uint8_t *p, const struct smpp_sm *sm)
{
	p = put_string(p, sm->service_type);
	*p++ = sm->source_addr_ton;
	*p++ = sm->source_addr_npi;
	p = put_string(p, sm->source_addr);
	*p++ = sm->dest_addr_ton;
	*p++ = sm->dest_addr_npi;
	p = put_string(p, sm->destination_addr);
	*p++ = sm->esm_class;
	*p++ = sm->protocol_id;
	*p++ = sm->priority_flag;
	p = put_string(p, sm->schedule_delivery_time);
	p = put_string(p, sm->validity_period);
	*p++ = sm->registered_delivery;
	*p++ = sm->replace_if_present_flag;
	*p++ = sm->data_coding;
	*p++ = sm->sm_default_msg_id;
	*p++ = (uint8_t)sm->short_message.len;
	return put(p, sm->short_message);
}

static inline uint8_t *put_tlv(uint8_t *p, const struct smpp_tlv *tlv)
{
	put16(p, tlv->tag);
	put16(p + 2, tlv->value.len);
	if (tlv->value.len > 4)
		return put(p + 4, tlv->value);
	p += 4;
	for (size_t i = 0; i < tlv->value.len; i++)
		*p++ = tlv->value.ptr[i];
	return p;
}

static void write_all(const struct smpp_pdu *pdu, uint8_t *p, size_t need)
{
	put32(p, need);
	put32(p + 4, pdu->header.command_id);
	put32(p + 8, pdu->header.command_status);
	put32(p + 12, pdu->header.sequence_number);
	p += 16;
	if (pdu->header.command_id == SMPP_SUBMIT_SM || pdu->header.command_id == SMPP_DELIVER_SM)
		p = put_sm(p, &pdu->body.submit_sm);
	else if (pdu->header.command_id == SMPP_SUBMIT_SM_RESP && !pdu->body_absent)
		p = put_string(p, pdu->body.submit_sm_resp.message_id);
	p = put(p, pdu->tlvs);
	for (size_t i = 0; i < pdu->tlv_count; i++)
		p = put_tlv(p, &pdu->tlv[i]);
}

int floor_plain_encode(const struct smpp_pdu *pdu, const struct smpp_rules *rules,
		       struct smpp_buf *buf, struct smpp_fault *fault)
{
	(void)rules;
	(void)fault;
	buf->len = size_of(pdu);
	if (buf->len > buf->cap)
		return SMPP_E_SPACE;
	write_all(pdu, buf->ptr, buf->len);
	return SMPP_OK;
}

int floor_encode(const struct smpp_pdu *pdu, const struct smpp_rules *rules, struct smpp_buf *buf,
		 struct smpp_fault *fault)
{
	(void)rules;
	fault->code = SMPP_FAULT_NONE;
	if (!pdu->body_absent && !body_ok(pdu))
		return BAD;
	for (size_t i = 0; i < pdu->tlv_count; i++) {
		size_t len = pdu->tlv[i].value.len;

		if (len > UINT16_MAX || !tlv_length_ok(pdu->tlv[i].tag, len))
			return BAD;
	}
	buf->len = size_of(pdu);
	if (buf->len > 70000)
		return SMPP_E_TOO_BIG;
	if (buf->len > buf->cap)
		return SMPP_E_SPACE;
	write_all(pdu, buf->ptr, buf->len);
	return SMPP_OK;
}
