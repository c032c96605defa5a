/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_CODE_GATE_H
#define DEVIATION_CODE_GATE_H

/*
 * Wrong receipt codes are answered slowly, and a few at a time: trying codes is hopeless by their number already, and like
 * this it does not even keep the service busy. A right code never waits, however many wrong ones come, and no address is
 * shut out: behind one may be a whole hospital.
 */

#include "base/err.h"

struct code_gate;

struct code_gate *code_gate_new(void); /* NULL when out of memory */
void code_gate_free(struct code_gate *gate); /* accepts NULL */

/* Lets a wrong code wait. ERR_LIMITED at once when enough of them are waiting, else OK. */
MUST_USE enum err code_gate_wait(struct code_gate *gate);

#endif
