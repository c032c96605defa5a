/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_ROUTE_MATCH_H
#define CONTRACT_ROUTE_MATCH_H

/*
 * Finds the operation of a request. The raw path is split at '/' first and each segment is decoded after, so that an
 * encoded slash never makes a new segment.
 */

#include "contract/contract.h"

#define ROUTE_SEGMENTS_MAX 8 /* the generator refuses longer paths */

struct route {
	const struct operation *operation;
	const char *parameters[ROUTE_SEGMENTS_MAX]; /* decoded, in the order of the template */
	int parameters_count;
	const char *allow; /* methods of the path for the Allow header; NULL when the path is unknown */
};

/*
 * path is what follows /api/v1. OK; ERR_NOT_FOUND; ERR_METHOD with ret_route->allow set (also for OPTIONS, which no
 * operation serves). HEAD finds the operation of GET.
 */
MUST_USE enum err route_match(struct arena *arena, enum http_method method, const char *path, struct route *ret_route);

#endif
