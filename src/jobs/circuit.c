/* SPDX-License-Identifier: MIT */
#include "jobs/circuit.h"

#include "base/banned.h"

bool circuit_is_open(const struct circuit *circuit)
{
	return circuit->failures >= CIRCUIT_FAILURES;
}

bool circuit_enter(struct circuit *circuit, int64_t now_us)
{
	if (!circuit_is_open(circuit))
		return true;
	if (circuit->probing || now_us < circuit->next_us)
		return false;
	circuit->probing = true;
	return true;
}

void circuit_tried(struct circuit *circuit, bool away, int64_t now_us)
{
	if (!away) {
		*circuit = (struct circuit){0};
		return;
	}
	circuit->failures++;
	circuit->probing = false;
	circuit->pause_us = circuit->pause_us == 0 ? CIRCUIT_PAUSE_FIRST_US : circuit->pause_us * 2;
	if (circuit->pause_us > CIRCUIT_PAUSE_MAX_US)
		circuit->pause_us = CIRCUIT_PAUSE_MAX_US;
	circuit->next_us = now_us + circuit->pause_us;
}

void circuit_had_nothing(struct circuit *circuit, int64_t now_us)
{
	circuit->probing = false;
	circuit->next_us = now_us + circuit->pause_us;
}
