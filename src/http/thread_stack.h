/* SPDX-License-Identifier: MIT */
#ifndef HTTP_THREAD_STACK_H
#define HTTP_THREAD_STACK_H

/*
 * The stack of civetweb's threads. The library makes them with 100 kB and has no setting for it, and all our work is done on them. That is
 * too little for libraries we call: fontconfig reads every font on it when none is cached, and wrote over the stack beside it. A
 * program this file is linked into answers civetweb's pthread_attr_setstacksize() itself, and has them made with a megabyte.
 */

#include <stdbool.h>

/* Whether the thread that asks has a stack that large. */
bool thread_stack_is_large(void);

#endif
