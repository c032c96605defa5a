/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a text: what is found lies in it, in order and no more than promised; the verdict is that of the worst of
 * it; an identity number is eleven digits, which are one by themselves as well.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "privacy/privacy.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t step_at(const char *bytes, size_t len)
{
	uint32_t code_point;
	size_t step = utf8_decode(bytes, len, &code_point);

	return step ? step : 1;
}

static uint32_t points_of(const char *bytes, size_t len)
{
	uint32_t points = 0;

	for (size_t at = 0; at < len; points++)
		at += step_at(bytes + at, len - at);
	return points;
}

static size_t byte_of(const char *bytes, size_t len, uint32_t point)
{
	size_t at = 0;

	for (; point > 0; point--)
		at += step_at(bytes + at, len - at);
	return at;
}

static void check_by_itself(const char *text, size_t size, const struct guard_finding *finding)
{
	size_t start = byte_of(text, size, finding->start);
	size_t len = byte_of(text + start, size - start, finding->end - finding->start);
	struct guard_finding again[1];
	size_t count = 0;

	assert(finding->end - finding->start >= 11);
	assert(guard_scan(text + start, len, again, 1, &count) == GUARD_BLOCK);
	assert(count == 1 && again[0].kind == finding->kind);
	assert(again[0].start == 0 && again[0].end == finding->end - finding->start);
}

static void check_findings(const char *text, size_t size, const struct guard_finding *findings, size_t count,
			   enum guard_verdict verdict)
{
	uint32_t points = points_of(text, size);
	enum guard_verdict worst = GUARD_PASS;

	for (size_t i = 0; i < count; i++) {
		enum guard_verdict own = guard_kind_verdict(findings[i].kind);

		assert(findings[i].start < findings[i].end && findings[i].end <= points);
		assert(i == 0 || findings[i - 1].start <= findings[i].start);
		worst = own > worst ? own : worst;
		if (own == GUARD_BLOCK)
			check_by_itself(text, size, &findings[i]);
	}
	assert(worst == verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size ? size : 1); /* no byte more, so that reading beyond is seen */
	size_t capacity = GUARD_FINDINGS_MAX(size);
	struct guard_finding *findings = calloc(capacity, sizeof(*findings));
	size_t count = 0;
	size_t counted = 0;

	assert(text && findings);
	if (size > 0)
		memcpy(text, data, size);
	enum guard_verdict verdict = guard_scan(text, size, findings, capacity, &count);
	assert(count <= capacity);
	check_findings(text, size, findings, count, verdict);
	assert(guard_scan(text, size, NULL, 0, &counted) == verdict && counted == count);
	free(findings);
	free(text);
	return 0;
}
