/* SPDX-License-Identifier: MIT */
#include "attachment/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/banned.h"

#define HOST_BYTES 256
#define ANSWER_BYTES 512
#define PIECE_MAX ((size_t)64 * 1024)

/* The host into `host`, and where the port begins; NULL when it is no "host:port". */
static const char *split(const char *address, char host[HOST_BYTES])
{
	const char *colon = strrchr(address, ':');
	int64_t port;

	if (!colon || colon == address || (size_t)(colon - address) >= HOST_BYTES || number_read(colon + 1, 1, 65535, &port) != OK)
		return NULL;
	memcpy(host, address, (size_t)(colon - address));
	host[colon - address] = '\0';
	return colon + 1;
}

bool clamd_address_usable(const char *address)
{
	char host[HOST_BYTES];

	if (address[0] == '/')
		return strlen(address) < sizeof(((struct sockaddr_un *)NULL)->sun_path);
	return split(address, host) != NULL;
}

/* True when the socket is ready before the end. */
static bool wait_for(const struct clamd *clamd, short events)
{
	struct pollfd socket = {.fd = clamd->fd, .events = events};
	int ready;

	do {
		int64_t left_ms = (clamd->end_us - clock_monotonic_us()) / 1000;

		if (left_ms <= 0)
			return false;
		ready = poll(&socket, 1, (int)(left_ms < 600000 ? left_ms : 600000));
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static bool connects(struct clamd *clamd, const struct sockaddr *to, socklen_t len)
{
	int failure = 0;
	socklen_t size = sizeof(failure);

	clamd->fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (clamd->fd < 0)
		return false;
	if (connect(clamd->fd, to, len) == 0)
		return true;
	if (errno == EINPROGRESS && wait_for(clamd, POLLOUT) &&
	    getsockopt(clamd->fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0)
		return true;
	clamd_close(clamd);
	return false;
}

static bool connects_local(struct clamd *clamd, const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	memcpy(to.sun_path, path, strlen(path) + 1);
	return connects(clamd, (const struct sockaddr *)&to, sizeof(to));
}

static bool connects_host(struct clamd *clamd, const char *address)
{
	const struct addrinfo wish = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char host[HOST_BYTES];
	const char *port = split(address, host);
	bool is_there = false;

	if (!port || getaddrinfo(host, port, &wish, &found) != 0)
		return false;
	for (const struct addrinfo *one = found; one && !is_there; one = one->ai_next)
		is_there = connects(clamd, one->ai_addr, one->ai_addrlen);
	freeaddrinfo(found);
	return is_there;
}

static enum err send_all(struct clamd *clamd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = send(clamd->fd, at, len, MSG_NOSIGNAL);

		if (n > 0) {
			at += n;
			len -= (size_t)n;
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(clamd, POLLOUT)) {
			return ERR_UNAVAILABLE;
		}
	}
	return OK;
}

enum err clamd_open(const char *address, int64_t timeout_ms, struct clamd *ret_clamd)
{
	static const char order[] = "zINSTREAM"; /* with its NUL */

	*ret_clamd = (struct clamd){.fd = -1, .end_us = clock_monotonic_us() + timeout_ms * 1000};
	if (!clamd_address_usable(address) ||
	    !(address[0] == '/' ? connects_local(ret_clamd, address) : connects_host(ret_clamd, address)))
		return ERR_UNAVAILABLE;
	return send_all(ret_clamd, order, sizeof(order));
}

enum err clamd_send(struct clamd *clamd, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t piece = len < PIECE_MAX ? len : PIECE_MAX;
		uint32_t head = htonl((uint32_t)piece);

		TRY(send_all(clamd, &head, sizeof(head)));
		TRY(send_all(clamd, bytes, piece));
		bytes += piece;
		len -= piece;
	}
	return OK;
}

enum clamd_verdict clamd_read_answer(const char *answer)
{
	size_t len = strlen(answer);

	if (strcmp(answer, "stream: OK") == 0)
		return CLAMD_CLEAN;
	return len > 6 && strcmp(answer + len - 6, " FOUND") == 0 ? CLAMD_FOUND : CLAMD_ERROR;
}

enum err clamd_verdict(struct clamd *clamd, enum clamd_verdict *ret_verdict)
{
	static const uint32_t end = 0;
	char answer[ANSWER_BYTES];
	size_t got = 0;

	TRY(send_all(clamd, &end, sizeof(end)));
	while (got < sizeof(answer) - 1) {
		ssize_t n = recv(clamd->fd, answer + got, sizeof(answer) - 1 - got, 0);

		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (!wait_for(clamd, POLLIN))
				return ERR_UNAVAILABLE;
			continue;
		}
		if (n <= 0)
			return ERR_UNAVAILABLE;
		got += (size_t)n;
		if (memchr(answer + got - n, '\0', (size_t)n)) {
			*ret_verdict = clamd_read_answer(answer);
			return OK;
		}
	}
	return ERR_UNAVAILABLE;
}

void clamd_close(struct clamd *clamd)
{
	if (clamd->fd >= 0)
		(void)close(clamd->fd);
	clamd->fd = -1;
}
