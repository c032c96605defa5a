/* SPDX-License-Identifier: MIT */
#include "analysis/measure_steps.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

enum { OPEN = 1, OVERDUE = 2, DONE = 4, TO_EVALUATE = 8, EVALUATED = 16, DROPPED = 32 };
enum { COUNCIL = 1, RESPONSIBLE = 2 };

#define KEPT (OPEN | OVERDUE | DONE | TO_EVALUATE | EVALUATED)

/* In the order of the bits above. */
static const char *const states[] = {"open", "overdue", "done", "to_evaluate", "evaluated", "dropped"};
static const char *const sides[] = {"council", "responsible"};

/* The words are those of the contract (measure.allowed). */
static const struct {
	const char *word;
	unsigned from;
	unsigned side;
} steps[MEASURE_STEP_COUNT] = {
	/* Also of one that was dropped: a name that slipped in has to go at any time. */
	[MEASURE_CHANGE] = {"change", KEPT | DROPPED, COUNCIL},
	[MEASURE_MOVE] = {"move", KEPT, COUNCIL | RESPONSIBLE},
	/* Also ahead of the day, and again. */
	[MEASURE_EVALUATE] = {"evaluate", DONE | TO_EVALUATE | EVALUATED, COUNCIL | RESPONSIBLE},
	[MEASURE_DROP] = {"drop", KEPT, COUNCIL},
	[MEASURE_TAKE_UP] = {"take_up", DROPPED, COUNCIL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned state_bit(const char *state)
{
	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i], state) == 0)
			return 1U << i;
	return 0;
}

enum err measure_step_check(enum measure_step step, const struct measure_standing *standing, struct fault *fault)
{
	unsigned side = (standing->is_council ? COUNCIL : 0U) | (standing->is_responsible ? RESPONSIBLE : 0U);
	unsigned state = state_bit(standing->state);

	if (!(steps[step].side & side))
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (steps[step].from & state)
		return OK;
	if (step == MEASURE_TAKE_UP)
		return FAULT(fault, ERR_CONFLICT, "measure_not_dropped");
	return FAULT(fault, ERR_CONFLICT, state == DROPPED ? "measure_dropped" : "measure_not_done");
}

bool measure_phase_is_done(const char *phase)
{
	return strcmp(phase, "evaluate") == 0 || strcmp(phase, "follow_up") == 0;
}

const char *measure_done_day_wrong(const char *phase, const char *given, const char *today)
{
	if (!given)
		return NULL;
	if (!measure_phase_is_done(phase))
		return "measure_not_done";
	return strcmp(given, today) > 0 ? "future_date" : NULL;
}

const char *measure_steps_json(struct arena *arena)
{
	STR_AUTO struct str json = STR_INIT(8192);

	for (size_t step = 0; step < MEASURE_STEP_COUNT; step++)
		for (size_t state = 0; state < COUNT(states); state++)
			for (size_t side = 0; side < COUNT(sides); side++)
				if ((steps[step].from & (1U << state)) && (steps[step].side & (1U << side)))
					str_addf(&json, "%c{\"step\":\"%s\",\"state\":\"%s\",\"side\":\"%s\"}", json.len ? ',' : '[',
						 steps[step].word, states[state], sides[side]);
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}
