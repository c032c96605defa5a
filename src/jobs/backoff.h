/* SPDX-License-Identifier: MIT */
#ifndef JOBS_BACKOFF_H
#define JOBS_BACKOFF_H

/* How long a message waits for its next attempt. random_bits spread messages that failed together. Milliseconds. */

#include <stdint.h>

/* Doubles with every attempt up to an hour, a quarter more or less. attempts: failed ones before. */
int64_t backoff_ms(int64_t first_seconds, int64_t attempts, uint32_t random_bits);
/* Without a relay it is the circuit that slows down (circuit.h), not the message: one to three seconds. */
int64_t backoff_relay_away_ms(uint32_t random_bits);

#endif
