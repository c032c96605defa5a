/* SPDX-License-Identifier: MIT */
#ifndef HTTP_KNOCK_H
#define HTTP_KNOCK_H

/*
 * civetweb looks at its stop flag only when something connects or two seconds have passed. While it is being stopped, this
 * connects to our own port now and then, so that it looks at once.
 */

#include <pthread.h>
#include <stdatomic.h>

struct knock {
	const char *listen; /* "127.0.0.1:8080"; borrowed */
	atomic_bool is_over;
	pthread_t thread;
};

/* Without a thread nothing is lost but two seconds: then knock_end does nothing. */
void knock_begin(struct knock *knock, const char *listen);
void knock_end(struct knock *knock);

#endif
