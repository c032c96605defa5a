/* SPDX-License-Identifier: MIT */
#include "deviation/code_gate.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/banned.h"

#define WAIT_MS 700
#define AT_ONCE 3 /* far below the requests in flight: those who know their code get the rest */

struct code_gate {
	atomic_int waiting;
};

struct code_gate *code_gate_new(void)
{
	return calloc(1, sizeof(struct code_gate));
}

void code_gate_free(struct code_gate *gate)
{
	free(gate);
}

enum err code_gate_wait(struct code_gate *gate)
{
	enum err err = ERR_LIMITED;

	if (atomic_fetch_add(&gate->waiting, 1) < AT_ONCE) {
		clock_sleep_ms(WAIT_MS);
		err = OK;
	}
	atomic_fetch_sub(&gate->waiting, 1);
	return err;
}
