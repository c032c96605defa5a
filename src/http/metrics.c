/* SPDX-License-Identifier: MIT */
#include "http/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const int64_t bounds_us[METRICS_BUCKETS] = {1000,   2000,   5000,   10000,   25000,   50000,
						   100000, 250000, 500000, 1000000, 2500000, 10000000};

void metrics_init(struct metrics *metrics)
{
	memset(metrics, 0, sizeof(*metrics));
	(void)pthread_mutex_init(&metrics->mutex, NULL);
}

void metrics_done(struct metrics *metrics)
{
	(void)pthread_mutex_destroy(&metrics->mutex);
}

/* The place of an operation; the last place takes those beyond the table. */
static struct operation_metrics *place_of(struct metrics *metrics, const char *operation)
{
	for (int i = 0; i < METRICS_OPERATIONS - 1; i++) {
		struct operation_metrics *place = &metrics->operations[i];

		if (!place->name)
			place->name = operation;
		if (place->name == operation || strcmp(place->name, operation) == 0)
			return place;
	}
	metrics->operations[METRICS_OPERATIONS - 1].name = "other";
	return &metrics->operations[METRICS_OPERATIONS - 1];
}

static void count_status(struct operation_metrics *place, int status)
{
	for (int i = 0; i < METRICS_STATUSES; i++) {
		if (place->statuses[i].status == 0)
			place->statuses[i].status = status;
		if (place->statuses[i].status == status) {
			place->statuses[i].count++;
			return;
		}
	}
}

void metrics_count(struct metrics *metrics, const char *operation, int status, int64_t duration_us, int64_t bytes)
{
	struct operation_metrics *place;
	int bucket = 0;

	while (bucket < METRICS_BUCKETS && duration_us > bounds_us[bucket])
		bucket++;
	(void)pthread_mutex_lock(&metrics->mutex);
	place = place_of(metrics, operation);
	count_status(place, status);
	place->buckets[bucket]++;
	place->sum_us += duration_us;
	metrics->bytes += bytes;
	(void)pthread_mutex_unlock(&metrics->mutex);
}

void metrics_count_refused(struct metrics *metrics, int is_draining)
{
	(void)pthread_mutex_lock(&metrics->mutex);
	if (is_draining)
		metrics->refused_draining++;
	else
		metrics->refused_full++;
	(void)pthread_mutex_unlock(&metrics->mutex);
}

static void write_counts(const struct metrics *metrics, struct str *out)
{
	str_add(out, "# TYPE samavvik_http_requests_total counter\n");
	for (int i = 0; i < METRICS_OPERATIONS; i++) {
		const struct operation_metrics *place = &metrics->operations[i];

		for (int j = 0; place->name && j < METRICS_STATUSES && place->statuses[j].status; j++)
			str_addf(out, "samavvik_http_requests_total{operation=\"%s\",status=\"%d\"} %" PRId64 "\n",
				 place->name, place->statuses[j].status, place->statuses[j].count);
	}
}

static void write_durations(const struct metrics *metrics, struct str *out)
{
	str_add(out, "# TYPE samavvik_http_request_seconds histogram\n");
	for (int i = 0; i < METRICS_OPERATIONS; i++) {
		const struct operation_metrics *place = &metrics->operations[i];
		int64_t total = 0;

		if (!place->name)
			continue;
		for (int j = 0; j < METRICS_BUCKETS; j++) {
			total += place->buckets[j];
			str_addf(out, "samavvik_http_request_seconds_bucket{operation=\"%s\",le=\"%g\"} %" PRId64 "\n",
				 place->name, (double)bounds_us[j] / 1e6, total);
		}
		total += place->buckets[METRICS_BUCKETS];
		str_addf(out, "samavvik_http_request_seconds_bucket{operation=\"%s\",le=\"+Inf\"} %" PRId64 "\n",
			 place->name, total);
		str_addf(out, "samavvik_http_request_seconds_sum{operation=\"%s\"} %.6f\n", place->name,
			 (double)place->sum_us / 1e6);
		str_addf(out, "samavvik_http_request_seconds_count{operation=\"%s\"} %" PRId64 "\n", place->name,
			 total);
	}
}

void metrics_write(struct metrics *metrics, int in_flight, struct str *out)
{
	(void)pthread_mutex_lock(&metrics->mutex);
	write_counts(metrics, out);
	write_durations(metrics, out);
	str_addf(out,
		 "# TYPE samavvik_http_refused_total counter\n"
		 "samavvik_http_refused_total{reason=\"full\"} %" PRId64 "\n"
		 "samavvik_http_refused_total{reason=\"draining\"} %" PRId64 "\n",
		 metrics->refused_full, metrics->refused_draining);
	str_addf(out, "# TYPE samavvik_http_answer_bytes_total counter\nsamavvik_http_answer_bytes_total %" PRId64 "\n",
		 metrics->bytes);
	(void)pthread_mutex_unlock(&metrics->mutex);
	str_addf(out, "# TYPE samavvik_http_in_flight gauge\nsamavvik_http_in_flight %d\n", in_flight);
}
