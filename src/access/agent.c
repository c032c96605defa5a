/* SPDX-License-Identifier: MIT */
#include "access/agent.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

struct mark {
	const char *found, *name;
};

/* Most browsers claim to be others as well, so the order matters. */
static const struct mark browsers[] = {
	{"Edg/", "Edge"},       {"EdgA/", "Edge"},     {"EdgiOS/", "Edge"},  {"OPR/", "Opera"},
	{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"SamsungBrowser/", "Samsung Internet"},
	{"Chrome/", "Chrome"},  {"Safari/", "Safari"}, {NULL, NULL},
};
static const struct mark platforms[] = {
	{"Android", "Android"},    {"iPhone", "iPhone"}, {"iPad", "iPad"},   {"CrOS", "ChromeOS"},
	{"Windows NT", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}, {NULL, NULL},
};

static const char *name_in(const char *user_agent, const struct mark *marks)
{
	for (; marks->found; marks++)
		if (strstr(user_agent, marks->found))
			return marks->name;
	return NULL;
}

const char *agent_summary(struct arena *arena, const char *user_agent)
{
	const char *browser = user_agent ? name_in(user_agent, browsers) : NULL;
	const char *platform = user_agent ? name_in(user_agent, platforms) : NULL;

	if (browser && platform)
		return arena_printf(arena, "%s, %s", browser, platform);
	return browser ? browser : platform ? platform : "";
}
