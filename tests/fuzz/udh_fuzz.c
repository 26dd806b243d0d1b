/* SPDX-License-Identifier: MIT */
/*
 * Owns: that any octets are read as a user data header within their bounds, that a valid one comes
 * back octet for octet when it is written, and that what is read from it can be. For libFuzzer; a
 * broken promise aborts.
 * Must not know: how elements are found.
 */
#include <smpp/udh.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(int kept)
{
	if (!kept)
		abort();
}

/* Reads all elements and writes them again. */
static void go_round(struct smpp_span text, const struct smpp_udh *udh)
{
	uint8_t octets[SMPP_UDH_OCTETS_MAX] = { 0 };
	struct smpp_buf again = { octets, sizeof(octets), 0 };
	struct smpp_span rest = udh->elements, data;
	struct smpp_udh_element element;
	size_t count = 0;
	int got;

	while ((got = smpp_udh_next(&rest, &element)) == SMPP_OK) {
		promise(++count <= 127);
		promise(smpp_udh_find(udh->elements, element.iei, &data) == SMPP_OK);
		promise(data.ptr >= element.data.ptr);
		promise(smpp_udh_put(&again, element.iei, element.data) == SMPP_OK);
	}
	promise(got == SMPP_E_END);
	promise(count == 0 || again.len == udh->octets);
	promise(count == 0 || memcmp(octets, text.ptr, again.len) == 0);
}

/* What typed reads give can be written, and reads the same then. */
static void read_typed(const struct smpp_udh *udh)
{
	uint8_t octets[40];
	struct smpp_buf buf = { octets, sizeof(octets), 0 };
	struct smpp_concat concat, concat_again;
	struct smpp_ports ports, ports_again;
	struct smpp_charset charset = { 0, 0, 0 }, charset_again = { 0, 0, 0 };
	int has_concat = smpp_udh_concat(udh->elements, &concat) == SMPP_OK;
	int has_ports = smpp_udh_ports(udh->elements, &ports) == SMPP_OK;
	struct smpp_span written, elements = { NULL, 0 };
	struct smpp_udh again;

	smpp_udh_languages(udh->elements, &charset);
	promise(charset.single <= 13 && charset.locking <= 13 && charset.locking != 2);
	if (has_concat)
		promise(smpp_udh_put_concat(&buf, &concat) == SMPP_OK);
	if (has_ports)
		promise(smpp_udh_put_ports(&buf, &ports) == SMPP_OK);
	promise(smpp_udh_put_languages(&buf, &charset) == SMPP_OK);
	if (buf.len > 0) {
		written.ptr = octets;
		written.len = buf.len;
		promise(smpp_udh_get(written, &again, NULL) == SMPP_OK);
		elements = again.elements;
	}
	promise((smpp_udh_concat(elements, &concat_again) == SMPP_OK) == has_concat);
	promise((smpp_udh_ports(elements, &ports_again) == SMPP_OK) == has_ports);
	smpp_udh_languages(elements, &charset_again);
	promise(!has_concat || (concat.reference == concat_again.reference &&
				concat.split == concat_again.split &&
				concat.total == concat_again.total &&
				concat.number == concat_again.number && concat.number > 0 &&
				concat.number <= concat.total));
	promise(!has_ports || (ports.destination == ports_again.destination &&
			       ports.originator == ports_again.originator));
	promise(charset.single == charset_again.single);
	promise(charset.locking == charset_again.locking);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size > 0 ? size : 1);
	struct smpp_span text = { exact, size };
	struct smpp_udh_fault fault;
	struct smpp_udh udh;
	int got;

	promise(exact != NULL);
	if (size > 0)
		memcpy(exact, data, size);
	got = smpp_udh_get(text, &udh, &fault);
	promise((got == SMPP_OK) == (fault.code == SMPP_UDH_FAULT_NONE));
	if (got == SMPP_OK) {
		promise(udh.elements.ptr == exact + 1 && udh.octets == 1u + exact[0]);
		promise(udh.text.ptr == exact + udh.octets && udh.text.len == size - udh.octets);
		go_round(text, &udh);
		read_typed(&udh);
	} else {
		promise(got == SMPP_E_FAULT && udh.octets == 0 && udh.text.ptr == NULL);
		promise(fault.offset <= size && smpp_udh_fault_name(fault.code)[0] != '?');
	}
	free(exact);
	return 0;
}
