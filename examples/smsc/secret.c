/* SPDX-License-Identifier: MIT */
/*
 * Owns: the comparison of a password with what is kept of it.
 * Must not know: accounts.
 */
#include "secret.h"

#ifdef WITH_CRYPT
#include <crypt.h>
#endif

#define PASSWORD_OCTETS 128

/* All octets are compared, whatever differs first. */
static int is_same(const char *kept, struct smpp_span given)
{
	size_t len = strlen(kept);
	unsigned differs = len != given.len;

	for (size_t i = 0; i < given.len; i++)
		differs |= (unsigned char)kept[len > 0 ? i % len : 0] ^ given.ptr[i];
	return differs == 0;
}

#ifdef WITH_CRYPT
static int is_hash_of(const char *kept, struct smpp_span given)
{
	static struct crypt_data data;
	char password[PASSWORD_OCTETS + 1];
	const char *hash;
	int same = 0;

	if (given.len > PASSWORD_OCTETS)
		return 0;
	memcpy(password, given.ptr, given.len);
	password[given.len] = '\0';
	hash = crypt_r(password, kept, &data);
	if (hash != NULL)
		same = is_same(kept, smpp_span_of(hash));
	smpp_wipe(password, sizeof(password));
	smpp_wipe(&data, sizeof(data));
	return same;
}

int secret_is_usable(const char *kept)
{
	(void)kept;
	return 1;
}
#else
static int is_hash_of(const char *kept, struct smpp_span given)
{
	(void)kept;
	(void)given;
	return 0;
}

int secret_is_usable(const char *kept)
{
	return kept[0] != '$';
}
#endif

int secret_is(const char *kept, struct smpp_span given)
{
	return kept[0] == '$' ? is_hash_of(kept, given) : is_same(kept, given);
}
