/* SPDX-License-Identifier: MIT */
#include "http/knock.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#include "base/banned.h"

#define EVERY_MS 20

static void connect_once(const struct addrinfo *address)
{
	int socket_fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (socket_fd < 0)
		return;
	(void)connect(socket_fd, address->ai_addr, address->ai_addrlen);
	(void)close(socket_fd);
}

static void *run(void *argument)
{
	struct knock *knock = argument;
	const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *address = NULL;
	char host[256];
	const char *colon = strrchr(knock->listen, ':');

	(void)snprintf(host, sizeof(host), "%.*s", (int)(colon - knock->listen), knock->listen);
	if (getaddrinfo(host, colon + 1, &hints, &address) != 0)
		return NULL;
	while (!atomic_load(&knock->is_over)) {
		clock_sleep_ms(EVERY_MS);
		connect_once(address);
	}
	freeaddrinfo(address);
	return NULL;
}

void knock_begin(struct knock *knock, const char *listen)
{
	knock->listen = listen;
	atomic_init(&knock->is_over, false);
	if (pthread_create(&knock->thread, NULL, run, knock) != 0)
		atomic_store(&knock->is_over, true);
}

void knock_end(struct knock *knock)
{
	if (atomic_exchange(&knock->is_over, true))
		return;
	(void)pthread_join(knock->thread, NULL);
}
