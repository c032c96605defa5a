/* SPDX-License-Identifier: MIT */
#include "learning/note_steps.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

enum { PROPOSED = 1, IN_REVIEW = 2, PUBLISHED = 4, WITHDRAWN = 8, REPLACED = 16 };
enum { COUNCIL = 1, SECRETARIAT = 2, PARTY = 4 };

/* In the order of the bits above. */
static const char *const statuses[] = {"proposed", "in_review", "published", "withdrawn", "replaced"};
static const char *const sides[] = {"council", "secretariat", "party"};

/* The words are those of the contract (note_work.allowed). */
static const struct {
	const char *word;
	unsigned from;
	unsigned side;
} steps[NOTE_STEP_COUNT] = {
	[NOTE_CHANGE] = {"change", PROPOSED | IN_REVIEW, COUNCIL},
	[NOTE_ASK_REVIEW] = {"ask_review", PROPOSED, COUNCIL},
	[NOTE_REVIEW] = {"review", IN_REVIEW, COUNCIL | SECRETARIAT},
	[NOTE_RELEASE] = {"release", IN_REVIEW, PARTY},
	[NOTE_PUBLISH] = {"publish", IN_REVIEW, COUNCIL},
	[NOTE_WITHDRAW] = {"withdraw", PROPOSED | IN_REVIEW | PUBLISHED, COUNCIL},
	[NOTE_REPLACE] = {"replace", PUBLISHED | WITHDRAWN, COUNCIL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned status_bit(const char *status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i], status) == 0)
			return 1U << i;
	return 0;
}

enum err note_step_check(enum note_step step, const struct note_standing *standing, struct fault *fault)
{
	unsigned side = (standing->is_council ? COUNCIL : 0U) | (standing->is_secretariat ? SECRETARIAT : 0U) |
			(standing->is_party ? PARTY : 0U);

	if (!(steps[step].side & side))
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (!(steps[step].from & status_bit(standing->status)))
		return FAULT(fault, ERR_CONFLICT, "note_step_not_allowed");
	if (step == NOTE_PUBLISH && !standing->is_released)
		return FAULT(fault, ERR_CONFLICT, "release_missing");
	/* Whoever publishes what somebody else wrote is the second person. */
	if ((step == NOTE_REVIEW || (step == NOTE_PUBLISH && !standing->is_reviewed)) && standing->is_writer)
		return FAULT(fault, ERR_CONFLICT, "second_person_needed");
	return OK;
}

const char *note_steps_json(struct arena *arena)
{
	STR_AUTO struct str json = STR_INIT(8192);

	for (size_t step = 0; step < NOTE_STEP_COUNT; step++)
		for (size_t status = 0; status < COUNT(statuses); status++)
			for (size_t side = 0; side < COUNT(sides); side++)
				if ((steps[step].from & (1U << status)) && (steps[step].side & (1U << side)))
					str_addf(&json, "%c{\"step\":\"%s\",\"status\":\"%s\",\"side\":\"%s\"}", json.len ? ',' : '[',
						 steps[step].word, statuses[status], sides[side]);
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}
