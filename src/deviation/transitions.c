/* SPDX-License-Identifier: MIT */
#include "deviation/transitions.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

enum { SENT = 1, RECEIVED = 2, ANSWERED = 4, CLOSED = 8, REOPENED = 16 };
enum { COUNCIL = 1, REPORTER = 2, PARTY = 4, SECRETARIAT = 8 };

#define OPEN (SENT | RECEIVED | ANSWERED | REOPENED)

/* In the order of the bits above. */
static const char *const statuses[] = {"sent", "received", "answered", "closed", "reopened"};
static const char *const sides[] = {"council", "reporter", "party", "secretariat"};

/* The words are those of the contract (deviation.allowed). */
static const struct transition {
	enum deviation_action action;
	const char *word;
	unsigned from;
	unsigned side;
} transitions[] = {
	{ACTION_ACKNOWLEDGE, "acknowledge", SENT | REOPENED, COUNCIL},
	{ACTION_MESSAGE, "message", OPEN, COUNCIL | REPORTER | PARTY},
	/* Also on a closed case: what the council learns later belongs with it. */
	{ACTION_NOTE, "note", OPEN | CLOSED, COUNCIL},
	/* Again when answered: an answer may need a second one. */
	{ACTION_ANSWER, "answer", OPEN, COUNCIL},
	/* Only with a written answer to the reporter (features.md F73). A reopened case needs a new one. */
	{ACTION_CLOSE, "close", ANSWERED, COUNCIL},
	{ACTION_REOPEN, "reopen", CLOSED, COUNCIL | REPORTER},
	/* Whoever handles the case; a name that slipped in has to go at any time. */
	{ACTION_MASK, "mask", OPEN | CLOSED, COUNCIL | PARTY},
	{ACTION_ASSIGN, "assign", OPEN, COUNCIL},
	{ACTION_RECLASSIFY, "reclassify", OPEN, COUNCIL},
	{ACTION_MOVE_DEADLINE, "move_deadline", OPEN, COUNCIL},
	{ACTION_HAND_OVER, "hand_over", OPEN, COUNCIL | SECRETARIAT},
	/* What has been answered is closed as such, not returned. */
	{ACTION_RETURN, "return", SENT | RECEIVED | REOPENED, COUNCIL},
	{ACTION_WAIT, "wait", OPEN, COUNCIL},
	/* As waiting: what is missing is asked for in the dialogue, and the ball is the reporter's. */
	{ACTION_REQUEST_CORRECTION, "request_correction", OPEN, COUNCIL},
	/* What was written stays; what is added stands beside it. */
	{ACTION_ADDENDUM, "addendum", OPEN, REPORTER},
	{ACTION_RESUME, "resume", OPEN, COUNCIL},
	{ACTION_PUBLISH, "publish", CLOSED, COUNCIL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned status_bit(const char *status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i], status) == 0)
			return 1U << i;
	return 0;
}

/* The ball is given away once, and taken back when somebody has it. */
static enum err check_ball(enum deviation_action action, const struct case_standing *standing, struct fault *fault)
{
	if ((action == ACTION_WAIT || action == ACTION_REQUEST_CORRECTION) && standing->is_waiting)
		return FAULT(fault, ERR_CONFLICT, "already_waiting");
	if (action == ACTION_RESUME && !standing->is_waiting)
		return FAULT(fault, ERR_CONFLICT, "not_waiting");
	return OK;
}

enum err transition_check(enum deviation_action action, const struct case_standing *standing, struct fault *fault)
{
	const struct transition *transition = &transitions[action];
	unsigned side = (standing->is_council ? COUNCIL : 0U) | (standing->is_reporter ? REPORTER : 0U) |
			(standing->is_party ? PARTY : 0U) | (standing->is_secretariat ? SECRETARIAT : 0U);

	if (!(transition->side & side))
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (transition->from & status_bit(standing->status))
		return check_ball(action, standing, fault);
	if (action == ACTION_CLOSE && (OPEN & status_bit(standing->status)))
		return FAULT(fault, ERR_CONFLICT, "answer_missing");
	return FAULT(fault, ERR_CONFLICT, "transition_not_allowed");
}

/* reason: NULL in the rows of what is allowed. */
static void add_rows(struct str *json, const struct transition *transition, size_t status, const char *reason)
{
	for (size_t side = 0; side < COUNT(sides); side++) {
		if (!(transition->side & (1U << side)))
			continue;
		str_addf(json, "%c{\"action\":\"%s\",\"status\":\"%s\",\"side\":\"%s\"", json->len ? ',' : '[', transition->word,
			 statuses[status], sides[side]);
		if (reason)
			str_addf(json, ",\"reason\":\"%s\"", reason);
		str_add_char(json, '}');
	}
}

/* Why not, from the status alone. */
static const char *refusal(const struct transition *transition, size_t status)
{
	if (transition->from == CLOSED)
		return "not_closed";
	if ((1U << status) == CLOSED)
		return "case_closed";
	if (transition->action == ACTION_CLOSE)
		return "answer_missing";
	return transition->action == ACTION_ACKNOWLEDGE ? "received_already" : "answered_already";
}

const char *transitions_json(struct arena *arena)
{
	STR_AUTO struct str json = STR_INIT(32768);

	for (size_t i = 0; i < COUNT(transitions); i++)
		for (size_t status = 0; status < COUNT(statuses); status++)
			if (transitions[i].from & (1U << status))
				add_rows(&json, &transitions[i], status, NULL);
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}

const char *refusals_json(struct arena *arena)
{
	STR_AUTO struct str json = STR_INIT(32768);

	for (size_t i = 0; i < COUNT(transitions); i++)
		for (size_t status = 0; status < COUNT(statuses); status++)
			if (!(transitions[i].from & (1U << status)))
				add_rows(&json, &transitions[i], status, refusal(&transitions[i], status));
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}
