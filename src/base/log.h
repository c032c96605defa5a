/* SPDX-License-Identifier: MIT */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * One JSON object a line on standard error: time, level, event, then the given fields. Only numbers, enum names, ids
 * and fixed words are logged: never text from a body, a name, an address, a token or a statement's parameters.
 * Any thread.
 */

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below this level are dropped. Set once before threads start. Default LOG_INFO. */
void log_set_level(enum log_level level);

struct log_field {
	const char *name;
	const char *text; /* NULL: the number counts */
	int64_t number;
};

/* A NULL text is written as an empty one, for NULL in .text means a number. */
static inline const char *log_text(const char *text)
{
	return text ? text : "";
}

#define LOG_TEXT(field_name, value) ((struct log_field){.name = (field_name), .text = log_text(value)})
#define LOG_NUMBER(field_name, value) ((struct log_field){.name = (field_name), .number = (int64_t)(value)})

void log_write(enum log_level level, const char *event, const struct log_field *fields, int count);
#define LOG(level, event, ...)                                                                                         \
	log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                                           \
		  (int)(sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)))

#endif
