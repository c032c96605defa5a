/* SPDX-License-Identifier: MIT */
#include "http/thread_stack.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "base/banned.h"

#define STACK_BYTES ((size_t)1024 * 1024)
#define GUARD_BYTES_MAX ((size_t)64 * 1024) /* counted as stack by some C libraries */

/* The dynamic linker finds this definition before the C library's, which does the work. */
__attribute__((visibility("default"))) int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
	int (*set)(pthread_attr_t *, size_t) = NULL;
	void *symbol = dlsym(RTLD_NEXT, "pthread_attr_setstacksize");

	if (!symbol)
		return ENOSYS;
	memcpy(&set, &symbol, sizeof(set));
	return set(attributes, size < STACK_BYTES ? STACK_BYTES : size);
}

bool thread_stack_is_large(void)
{
	pthread_attr_t attributes;
	size_t size = 0;

	if (pthread_getattr_np(pthread_self(), &attributes) != 0)
		return false;
	(void)pthread_attr_getstacksize(&attributes, &size);
	pthread_attr_destroy(&attributes);
	return size + GUARD_BYTES_MAX >= STACK_BYTES;
}
