/* SPDX-License-Identifier: MIT */
/* The limits of whoever a request speaks for. */
#include "access/access.h"

#include "access/limits.h"
#include "base/clock.h"
#include "base/settings.h"
#include "contract/service.h"
#include "base/banned.h"

static enum err take(struct call *call, enum limited who, int64_t id, const struct rates *rates)
{
	int64_t seconds = limits_take(call->service->limits, who, id, rates, clock_monotonic_us());

	if (seconds == 0)
		return OK;
	http_add_header(call->response, "Retry-After", arena_i64(call->arena, seconds));
	return FAULT(&call->fault, ERR_LIMITED, NULL);
}

enum err limit_person(struct call *call)
{
	const struct settings *settings = call->settings;

	return take(call, LIMITED_PERSON, call->actor->person,
		    &(struct rates){settings->limit_person_minute, settings->limit_person_hour});
}

enum err access_limit_organisation(struct call *call, int64_t organisation)
{
	const struct settings *settings = call->settings;

	/* Whoever may not file for it is refused anyway, and must not use up what its own people have. */
	if (!access_list_has(call->actor->reporting, organisation))
		return OK;
	return take(call, LIMITED_ORGANISATION, organisation,
		    &(struct rates){settings->limit_organisation_minute, settings->limit_organisation_hour});
}
