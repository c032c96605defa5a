/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as text: decoding goes the same way as validity, and JSON and HTML made of it are valid UTF-8 that holds no
 * byte with a meaning of its own. The same bytes are read as a number and as Accept-Language.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decoding(const char *bytes, size_t size)
{
	size_t at = 0;
	size_t count = 0;

	while (at < size) {
		uint32_t code_point;
		size_t step = utf8_decode(bytes + at, size - at, &code_point);

		if (step == 0)
			break;
		assert(code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff));
		at += step;
		count++;
	}
	assert((at == size) == (utf8_valid(bytes, size) != 0));
	if (at == size)
		assert(utf8_length(bytes, size) == count);
}

static void check_escapes(const char *text)
{
	STR_AUTO struct str out = STR_INIT((size_t)16 * 1024 * 1024);

	str_add_json(&out, text);
	assert(!str_failed(&out) && utf8_valid(out.data, out.len));
	assert(out.data[0] == '"' && out.data[out.len - 1] == '"');
	for (size_t i = 0; i < out.len; i++)
		assert((unsigned char)out.data[i] >= 0x20 && out.data[i] != '<');
	str_clear(&out);
	str_add_html(&out, text);
	assert(!strpbrk(str_text(&out), "<>\"'"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	int64_t number;

	assert(text);
	memcpy(text, data, size);
	text[size] = '\0';
	check_decoding((const char *)data, size);
	check_escapes(text);
	if (number_read(text, INT64_MIN, INT64_MAX, &number) == OK)
		assert(strlen(text) <= 20);
	assert(language_from_accept(text) < LANGUAGE_COUNT);
	assert(language_from_code(text) < LANGUAGE_COUNT);
	free(text);
	return 0;
}
