/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define LINE_MAX_BYTES 8192

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARNING] = "warning",
	[LOG_ERROR] = "error",
};

static _Atomic int lowest_level = LOG_INFO;

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&lowest_level, (int)level, memory_order_relaxed);
}

/* One write, so that lines of several threads do not mix. */
static void write_line(const char *line, size_t len)
{
	while (len > 0) {
		ssize_t written = write(STDERR_FILENO, line, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		line += written;
		len -= (size_t)written;
	}
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, int count)
{
	STR_AUTO struct str line = STR_INIT(LINE_MAX_BYTES);
	char time[32];

	if ((int)level < atomic_load_explicit(&lowest_level, memory_order_relaxed))
		return;
	str_addf(&line,
		 "{\"time\":\"%s\",\"level\":\"%s\",\"event\":", clock_rfc3339(clock_wall_us(), time, sizeof(time)),
		 level_names[level]);
	str_add_json(&line, event);
	for (int i = 0; i < count; i++) {
		str_add_char(&line, ',');
		str_add_json(&line, fields[i].name);
		str_add_char(&line, ':');
		if (fields[i].text)
			str_add_json(&line, fields[i].text);
		else
			str_add_i64(&line, fields[i].number);
	}
	str_add(&line, "}\n");
	if (str_failed(&line))
		return;
	write_line(line.data, line.len);
}
