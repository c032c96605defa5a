/* SPDX-License-Identifier: MIT */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

/* Counters since start: requests by operation and status, and how long they took. Any thread. */

#include <pthread.h>
#include <stdint.h>

struct str;

#define METRICS_OPERATIONS 192
#define METRICS_STATUSES 16
#define METRICS_BUCKETS 12

struct operation_metrics {
	const char *name; /* static text */
	struct {
		int status;
		int64_t count;
	} statuses[METRICS_STATUSES];
	int64_t buckets[METRICS_BUCKETS + 1]; /* the last one: longer than all bounds */
	int64_t sum_us;
};

struct metrics {
	pthread_mutex_t mutex;
	struct operation_metrics operations[METRICS_OPERATIONS];
	int64_t refused_full;
	int64_t refused_draining;
	int64_t bytes;
};

void metrics_init(struct metrics *metrics);
void metrics_done(struct metrics *metrics);
/* operation must be static text and may not hold characters that a label would escape. */
void metrics_count(struct metrics *metrics, const char *operation, int status, int64_t duration_us, int64_t bytes);
void metrics_count_refused(struct metrics *metrics, int is_draining);
/* Prometheus text format 0.0.4. */
void metrics_write(struct metrics *metrics, int in_flight, struct str *out);

#endif
