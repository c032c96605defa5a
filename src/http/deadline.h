/* SPDX-License-Identifier: MIT */
#ifndef HTTP_DEADLINE_H
#define HTTP_DEADLINE_H

/*
 * Ends reads and writes of a connection that take too long in all. civetweb's own clock starts anew with every byte, so
 * a client that sends one byte every nine seconds holds a thread for days; and it does not show its socket. So one
 * thread watches the deadlines and, when one has passed, finds the socket by its peer and shuts it down: the blocked
 * call then returns. While a deadline is set the connection is held by its handler, so the socket cannot be another's.
 */

#include "base/err.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* The two ends of a connection, which only one open socket has. */
struct peer {
	const char *address;
	int port;
	int our_port;
};

struct watched {
	struct peer peer;
	int64_t at_us; /* 0: not in use */
	int direction; /* SHUT_RD or SHUT_RDWR */
	bool has_fired;
};

struct deadlines {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	pthread_t thread;
	struct watched *watched; /* one for each worker thread */
	int count;
	int in_use;
	bool was_used; /* since the watching thread last looked */
	bool is_idle;  /* it sleeps until woken */
	bool is_stopping;
};

/* ERR_INTERNAL when out of memory or threads; then nothing is left to undo. */
MUST_USE enum err deadlines_start(struct deadlines *deadlines, int workers);
void deadlines_stop(struct deadlines *deadlines);

/* From now to deadline_end the socket is shut down in a direction when the monotonic time at_us has passed. */
void deadline_begin(struct deadlines *deadlines, int worker, const struct peer *peer, int64_t at_us, int direction);
/* True when the deadline has passed and the socket was shut down. */
bool deadline_end(struct deadlines *deadlines, int worker);

/*
 * After an answer to a request whose body was not read: says that nothing more comes and swallows what the client still
 * sends, up to max_ms. Closing at once would reset the connection and could destroy the answer on its way.
 */
void linger(const struct peer *peer, int64_t max_ms);

#endif
