/* SPDX-License-Identifier: MIT */
/* Rules for a single value: texts, formats, numbers, entity tags. */
#include "contract/input.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/moment.h"
#include "base/utf8.h"

#include "base/banned.h"

void input_fault(struct input_reader *reader, const char *pointer, const char *code, const char *value)
{
	if (reader->faults++ >= INPUT_FAULTS_MAX)
		return;
	if (reader->place[0])
		pointer = arena_printf(reader->arena, "%s%s", reader->place, pointer);
	fault_add_field(reader->fault, reader->arena, pointer, code, value);
}

bool input_is_field_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return name[0] >= 'a' && name[0] <= 'z' && name[len] == '\0' && len <= 40;
}

/* What a text is made of, counted in one pass. */
struct text_measure {
	int64_t length;
	bool has_line_break; /* or tab, or one of Unicode's line and paragraph separators */
	bool has_control;
	bool has_word; /* anything that is no space */
	bool is_utf8;
};

static bool is_space(uint32_t code_point)
{
	return code_point == ' ' || (code_point >= '\t' && code_point <= '\r') || code_point == 0xa0 ||
	       code_point == 0xad || code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200f) ||
	       (code_point >= 0x2028 && code_point <= 0x202f) || (code_point >= 0x205f && code_point <= 0x2064) ||
	       code_point == 0x3000 || code_point == 0xfeff;
}

static void measure_code_point(struct text_measure *measure, uint32_t code_point)
{
	if (code_point == '\t' || code_point == '\n' || code_point == '\r' || code_point == 0x2028 ||
	    code_point == 0x2029)
		measure->has_line_break = true;
	else if (code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f))
		measure->has_control = true;
	else if (!is_space(code_point))
		measure->has_word = true;
}

static struct text_measure measure_text(const char *text, size_t len)
{
	struct text_measure measure = {.is_utf8 = true};

	for (size_t at = 0; at < len; measure.length++) {
		uint32_t code_point = (unsigned char)text[at];
		size_t size = 1;

		if (code_point > ' ' && code_point < 0x7f) {
			measure.has_word = true;
		} else {
			size = utf8_decode(text + at, len - at, &code_point);
			if (size == 0) {
				measure.is_utf8 = false;
				return measure;
			}
			measure_code_point(&measure, code_point);
		}
		at += size;
	}
	return measure;
}

static const char *check_characters(const struct input_field *field, const struct text_measure *measure)
{
	if (!measure->is_utf8)
		return "invalid_utf8";
	if (measure->has_control)
		return "control_character";
	if (measure->has_line_break && field->format == FORMAT_LINE)
		return "one_line";
	if (!measure->has_word && field->min_length > 0)
		return measure->length == 0 ? "missing" : "blank";
	return NULL;
}

static const char *check_length(struct arena *arena, const struct input_field *field, int64_t length,
				const char **ret_value)
{
	if (length < field->min_length) {
		*ret_value = arena_i64(arena, field->min_length);
		return "too_short";
	}
	if (field->max_length > 0 && length > field->max_length) {
		*ret_value = arena_i64(arena, field->max_length);
		return "too_long";
	}
	return NULL;
}

static bool consists_of(const char *text, size_t len, const char *marks, bool upper_case)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upper_case && c >= 'A' && c <= 'Z') ||
		      (c && strchr(marks, c))))
			return false;
	}
	return len > 0;
}

/* The number in len digits, or -1. */
static int read_digits(const char *text, size_t len)
{
	int value = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* A day of the Gregorian calendar as PostgreSQL knows it: there is no year 0. */
static bool is_date(const char *text, size_t len)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year;
	int month;
	int day;
	bool leap;

	if (len != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = read_digits(text, 4);
	month = read_digits(text + 5, 2);
	day = read_digits(text + 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap);
}

static const char *check_format(const struct input_field *field, const char *text, size_t len)
{
	switch (field->format) {
	case FORMAT_CODE:
		return consists_of(text, len, "_", false) ? NULL : "bad_code";
	case FORMAT_TOKEN:
		return consists_of(text, len, "_-", true) ? NULL : "bad_token";
	case FORMAT_CURSOR:
		return consists_of(text, len, "_.:-", true) ? NULL : "bad_cursor";
	case FORMAT_DATE:
		return is_date(text, len) ? NULL : "bad_date";
	case FORMAT_TIME:
		return moment_read(text, len, &(int64_t){0}) ? NULL : "bad_time";
	case FORMAT_TEXT:
	case FORMAT_LINE:
		break;
	}
	return NULL;
}

static bool is_allowed(const struct input_field *field, const char *text)
{
	for (int i = 0; field->allowed[i]; i++) {
		if (strcmp(field->allowed[i], text) == 0)
			return true;
	}
	return false;
}

const char *input_check_text(struct arena *arena, const struct input_field *field, const char *text, size_t len,
			     const char **ret_value)
{
	struct text_measure measure;
	const char *code;

	*ret_value = NULL;
	if (field->allowed) {
		if (is_allowed(field, text))
			return NULL;
		*ret_value = field->allowed_list;
		return "not_allowed";
	}
	measure = measure_text(text, len);
	code = check_characters(field, &measure);
	if (!code)
		code = check_length(arena, field, measure.length, ret_value);
	return code ? code : check_format(field, text, len);
}

enum err input_read_version(const char *text, int64_t *ret_version)
{
	char digits[20];
	size_t len = strlen(text);

	if (len < 3 || len - 2 >= sizeof(digits) || text[0] != '"' || text[len - 1] != '"')
		return ERR_INVALID;
	memcpy(digits, text + 1, len - 2);
	digits[len - 2] = '\0';
	return number_read(digits, 0, INT64_MAX, ret_version);
}

static void *slot(const struct input_field *field, void *target)
{
	return (char *)target + field->offset;
}

void input_store_integer(struct input_reader *reader, const struct input_field *field, int64_t value, void *target)
{
	if (value < field->min) {
		input_fault(reader, field->pointer, "number_too_small", arena_i64(reader->arena, field->min));
		return;
	}
	if (value > field->max) {
		input_fault(reader, field->pointer, "number_too_large", arena_i64(reader->arena, field->max));
		return;
	}
	if (field->kind == INPUT_OPT_INTEGER)
		*(struct opt_i64 *)slot(field, target) = (struct opt_i64){.set = true, .value = value};
	else
		*(int64_t *)slot(field, target) = value;
}

static void store_number(struct input_reader *reader, const struct input_field *field, const char *text, void *target)
{
	int64_t value;

	if (field->kind == INPUT_ID) {
		if (number_read(text, 1, INT64_MAX, slot(field, target)) != OK)
			input_fault(reader, field->pointer, "bad_id", NULL);
	} else if (field->kind == INPUT_VERSION) {
		if (input_read_version(text, slot(field, target)) != OK)
			input_fault(reader, field->pointer, "bad_version", NULL);
	} else if (number_read(text, INT64_MIN, INT64_MAX, &value) != OK) {
		input_fault(reader, field->pointer, "not_integer", NULL);
	} else {
		input_store_integer(reader, field, value, target);
	}
}

void input_store_text(struct input_reader *reader, const struct input_field *field, const char *text, void *target)
{
	const char *value;
	const char *code;

	if (field->kind != INPUT_TEXT) {
		store_number(reader, field, text, target);
		return;
	}
	code = input_check_text(reader->arena, field, text, strlen(text), &value);
	if (code)
		input_fault(reader, field->pointer, code, value);
	else
		*(const char **)slot(field, target) = text;
}

void input_store_absent(struct input_reader *reader, const struct input_field *field, void *target)
{
	if (field->required)
		input_fault(reader, field->pointer, "missing", NULL);
	else if (field->kind == INPUT_TEXT)
		*(const char **)slot(field, target) = field->default_text;
	else if (field->kind == INPUT_INTEGER)
		*(int64_t *)slot(field, target) = field->default_number;
	else if (field->kind == INPUT_BOOL)
		*(bool *)slot(field, target) = field->default_number != 0;
}
