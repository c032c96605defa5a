/* SPDX-License-Identifier: MIT */
/*
 * Bodies out of any bytes, read as a new deviation: what is accepted holds to the contract, what is refused says where,
 * and no fault repeats what was sent.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "contract/input.h"
#include "contract/operations.h"
#include "contract/problem.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t shortest, size_t longest)
{
	size_t length = utf8_length(text, strlen(text));

	assert(utf8_valid(text, strlen(text)));
	assert(length >= shortest && length <= longest);
	for (; *text; text++)
		assert((unsigned char)*text >= ' ' || strchr("\t\n\r", *text));
}

static void check_accepted(const struct new_deviation_in *in)
{
	check_text(in->title, 3, 120);
	assert(!strpbrk(in->title, "\t\n\r"));
	check_text(in->description, 3, 10000);
	check_text(in->category, 1, 60);
	assert(in->category[strspn(in->category, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0');
	assert(in->reporter_organisation_id > 0 && in->other_organisation_id > 0);
	assert(in->reporter_unit_id >= 0);
	assert(!in->agreement_point.set || (in->agreement_point.value >= 1 && in->agreement_point.value <= 99));
	if (in->suggestion)
		check_text(in->suggestion, 0, 4000);
	if (in->occurred_on)
		check_text(in->occurred_on, 10, 10);
}

static void check_refused(const struct fault *fault)
{
	int count = 0;

	assert(fault->err == ERR_INVALID);
	for (const struct field_fault *field = fault->fields; field; field = field->next) {
		const char *name = strrchr(field->pointer, '/');

		count++;
		assert(problem_text_find(field->code));
		assert(strncmp(field->pointer, "body:", 5) == 0 || !*field->pointer ||
		       (name && input_is_field_name(name + 1)));
	}
	assert(count > 0 && count <= INPUT_FAULTS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct operation *operation = contract_operation("submit_deviation");
	struct arena *arena = arena_new(4 * 1024 * 1024);
	struct fault fault = {0};
	struct guarded guarded = {0};
	const void *body = NULL;
	char *text = malloc(size ? size : 1);

	if (arena && text && size <= operation->body_max) {
		if (size > 0)
			memcpy(text, data, size);
		if (contract_read_body(arena, operation, text, size, &fault, &guarded, &body) == OK)
			check_accepted(body);
		else
			check_refused(&fault);
	}
	free(text);
	arena_free(arena);
	return 0;
}
