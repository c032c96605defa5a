/* SPDX-License-Identifier: MIT */
#include "http/deadline.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/number.h"

#include "base/banned.h"

#define TICK_US 50000
#define LINGER_MAX_BYTES ((size_t)32 * 1024 * 1024)

static bool is_connection(int fd, const struct peer *peer)
{
	struct sockaddr_in theirs = {0};
	struct sockaddr_in ours = {0};
	socklen_t theirs_len = sizeof(theirs);
	socklen_t ours_len = sizeof(ours);
	struct in_addr address = {0};

	return getpeername(fd, (struct sockaddr *)&theirs, &theirs_len) == 0 && theirs.sin_family == AF_INET &&
	       ntohs(theirs.sin_port) == peer->port && inet_pton(AF_INET, peer->address, &address) == 1 &&
	       theirs.sin_addr.s_addr == address.s_addr && getsockname(fd, (struct sockaddr *)&ours, &ours_len) == 0 &&
	       ntohs(ours.sin_port) == peer->our_port;
}

/* The socket of a connection, or -1. Slow (a look at every open file), so only used when something went wrong. */
static int find_socket(const struct peer *peer)
{
	DIR *open_files = opendir("/proc/self/fd");
	struct dirent *entry;
	int found = -1;

	if (!open_files)
		return -1;
	while (found < 0 && (entry = readdir(open_files)) != NULL) {
		int64_t fd;

		if (number_read(entry->d_name, 0, INT32_MAX, &fd) == OK && is_connection((int)fd, peer))
			found = (int)fd;
	}
	(void)closedir(open_files);
	return found;
}

static void fire(struct watched *watched)
{
	int fd = find_socket(&watched->peer);

	watched->has_fired = true;
	if (fd >= 0)
		(void)shutdown(fd, watched->direction);
}

static void fire_all_passed(struct deadlines *deadlines)
{
	int64_t now_us = clock_monotonic_us();

	for (int i = 0; i < deadlines->count; i++) {
		struct watched *watched = &deadlines->watched[i];

		if (watched->at_us != 0 && !watched->has_fired && watched->at_us <= now_us)
			fire(watched);
	}
}

/* Looks at a fixed beat while there is anything to do, so that setting a deadline need not wake it each time. */
static void *watch(void *context)
{
	struct deadlines *deadlines = context;

	(void)pthread_mutex_lock(&deadlines->mutex);
	while (!deadlines->is_stopping) {
		int64_t next_us = clock_monotonic_us() + TICK_US;
		struct timespec next = {.tv_sec = next_us / 1000000, .tv_nsec = next_us % 1000000 * 1000};

		deadlines->is_idle = deadlines->in_use == 0 && !deadlines->was_used;
		deadlines->was_used = false;
		if (deadlines->is_idle)
			(void)pthread_cond_wait(&deadlines->changed, &deadlines->mutex);
		else
			(void)pthread_cond_clockwait(&deadlines->changed, &deadlines->mutex, CLOCK_MONOTONIC, &next);
		fire_all_passed(deadlines);
	}
	(void)pthread_mutex_unlock(&deadlines->mutex);
	return NULL;
}

enum err deadlines_start(struct deadlines *deadlines, int workers)
{
	sigset_t all;
	sigset_t before;
	int failed;

	*deadlines = (struct deadlines){.count = workers};
	deadlines->watched = calloc((size_t)workers, sizeof(*deadlines->watched));
	if (!deadlines->watched)
		return ERR_INTERNAL;
	(void)pthread_mutex_init(&deadlines->mutex, NULL);
	(void)pthread_cond_init(&deadlines->changed, NULL);
	/* Signals are for the main thread. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&deadlines->thread, NULL, watch, deadlines);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		free(deadlines->watched);
		return ERR_INTERNAL;
	}
	return OK;
}

void deadlines_stop(struct deadlines *deadlines)
{
	(void)pthread_mutex_lock(&deadlines->mutex);
	deadlines->is_stopping = true;
	(void)pthread_cond_signal(&deadlines->changed);
	(void)pthread_mutex_unlock(&deadlines->mutex);
	(void)pthread_join(deadlines->thread, NULL);
	(void)pthread_cond_destroy(&deadlines->changed);
	(void)pthread_mutex_destroy(&deadlines->mutex);
	free(deadlines->watched);
}

void deadline_begin(struct deadlines *deadlines, int worker, const struct peer *peer, int64_t at_us, int direction)
{
	(void)pthread_mutex_lock(&deadlines->mutex);
	deadlines->watched[worker] = (struct watched){.peer = *peer, .at_us = at_us, .direction = direction};
	deadlines->in_use++;
	deadlines->was_used = true;
	if (deadlines->is_idle)
		(void)pthread_cond_signal(&deadlines->changed);
	(void)pthread_mutex_unlock(&deadlines->mutex);
}

bool deadline_end(struct deadlines *deadlines, int worker)
{
	bool has_fired;

	(void)pthread_mutex_lock(&deadlines->mutex);
	has_fired = deadlines->watched[worker].has_fired;
	deadlines->watched[worker] = (struct watched){0};
	deadlines->in_use--;
	(void)pthread_mutex_unlock(&deadlines->mutex);
	return has_fired;
}

void linger(const struct peer *peer, int64_t max_ms)
{
	char swallowed[16 * 1024];
	int64_t end_us = clock_monotonic_us() + max_ms * 1000;
	struct pollfd waiting = {.fd = find_socket(peer), .events = POLLIN};
	size_t total = 0;

	if (waiting.fd < 0 || shutdown(waiting.fd, SHUT_WR) != 0)
		return;
	while (total < LINGER_MAX_BYTES) {
		int64_t left_us = end_us - clock_monotonic_us();
		ssize_t got;

		if (left_us <= 0 || poll(&waiting, 1, (int)(left_us / 1000) + 1) <= 0)
			return;
		got = recv(waiting.fd, swallowed, sizeof(swallowed), MSG_DONTWAIT);
		if (got <= 0)
			return;
		total += (size_t)got;
	}
}
