/* SPDX-License-Identifier: MIT */
#include "http/identity.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "http/http.h"

#include "base/banned.h"

#define ID_BYTES ((size_t)16)

static const char *random_id(struct arena *arena)
{
	unsigned char bytes[ID_BYTES];
	char *id = arena_alloc(arena, 2 * ID_BYTES + 1);

	/* Up to 256 bytes come whole or not at all, once the kernel has started its generator. */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		abort();
	for (size_t i = 0; i < ID_BYTES; i++) {
		id[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		id[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return id;
}

static bool is_id(const char *text)
{
	size_t len = strlen(text);

	return len >= 8 && len <= 64 &&
	       strspn(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == len;
}

/* The last address of X-Forwarded-For: the one our proxy added; what stands before it the client may have written. */
static const char *forwarded_address(struct arena *arena, const char *field)
{
	const char *comma = strrchr(field, ',');
	const char *last = comma ? comma + 1 : field;
	const char *address = arena_strdup(arena, last + strspn(last, " \t"));
	struct in6_addr parsed;

	if (inet_pton(AF_INET, address, &parsed) == 1 || inet_pton(AF_INET6, address, &parsed) == 1)
		return address;
	return NULL;
}

void identify(struct http_request *request, const char *peer_address, const char *trusted_proxy)
{
	bool trusts = trusted_proxy && *trusted_proxy && strcmp(trusted_proxy, peer_address) == 0;
	const char *id = trusts ? http_header(request, "X-Request-Id") : NULL;
	const char *forwarded = trusts ? http_header(request, "X-Forwarded-For") : NULL;

	request->request_id = id && is_id(id) ? id : random_id(request->arena);
	request->client = forwarded ? forwarded_address(request->arena, forwarded) : NULL;
	if (!request->client)
		request->client = arena_strdup(request->arena, peer_address);
}
