/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/banned.h"

/* Continuation bytes carry six bits each. */
static int add_continuation(unsigned char byte, uint32_t *code_point)
{
	if ((byte & 0xc0) != 0x80)
		return 0;
	*code_point = *code_point << 6 | (byte & 0x3f);
	return 1;
}

/* Size of the sequence a lead byte starts, with the bits it carries itself; 0 when none starts so. */
static size_t read_lead(unsigned char lead, uint32_t *ret_bits)
{
	if (lead < 0x80) {
		*ret_bits = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*ret_bits = lead & 0x1f;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*ret_bits = lead & 0x0f;
		return 3;
	}
	if (lead >= 0xf0 && lead < 0xf5) {
		*ret_bits = lead & 0x07;
		return 4;
	}
	return 0;
}

size_t utf8_decode(const char *bytes, size_t len, uint32_t *ret_code_point)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)bytes;
	uint32_t code_point = 0;
	size_t size = len > 0 ? read_lead(at[0], &code_point) : 0;

	if (size == 0 || size > len)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (!add_continuation(at[i], &code_point))
			return 0;
	}
	if (code_point < smallest[size] || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		return 0;
	*ret_code_point = code_point;
	return size;
}

int utf8_valid(const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t code_point;
		size_t size = utf8_decode(bytes + at, len - at, &code_point);

		if (size == 0)
			return 0;
		at += size;
	}
	return 1;
}

size_t utf8_length(const char *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}
