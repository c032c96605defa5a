/* SPDX-License-Identifier: MIT */
#include "jobs/backoff.h"

#include "base/banned.h"

#define MAX_MS (3600 * INT64_C(1000))

int64_t backoff_ms(int64_t first_seconds, int64_t attempts, uint32_t random_bits)
{
	int64_t ms = first_seconds * 1000;

	for (int64_t i = 0; i < attempts && ms < MAX_MS; i++)
		ms *= 2;
	if (ms > MAX_MS)
		ms = MAX_MS;
	return ms - ms / 4 + (int64_t)random_bits % (ms / 2 + 1);
}

int64_t backoff_relay_away_ms(uint32_t random_bits)
{
	return 1000 + (int64_t)(random_bits % 2000);
}
