/* SPDX-License-Identifier: MIT */
/* Query and header parameters. */
#include "contract/input.h"

#include <assert.h>
#include <string.h>

#include "base/banned.h"

static int find_field(const struct input_struct *input, const char *name)
{
	for (int i = 0; i < input->query_count; i++) {
		if (strcmp(input->query[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* "query:limit", or "query" for a name that is not to be repeated. */
static const char *query_pointer(struct input_reader *reader, const char *name)
{
	return name && input_is_field_name(name) ? arena_printf(reader->arena, "query:%s", name) : "query";
}

static void read_pair(struct input_reader *reader, const struct input_struct *input, const char *pair, size_t len,
		      uint64_t *seen, void *target)
{
	const char *equals = memchr(pair, '=', len);
	size_t name_len = equals ? (size_t)(equals - pair) : len;
	const char *name = http_decode(reader->arena, pair, name_len, true);
	const char *value = equals ? http_decode(reader->arena, equals + 1, len - name_len - 1, true) : "";
	int index = name ? find_field(input, name) : -1;

	if (index < 0)
		input_fault(reader, query_pointer(reader, name), "unknown_parameter", NULL);
	else if (*seen & UINT64_C(1) << index)
		input_fault(reader, input->query[index].pointer, "repeated_parameter", NULL);
	else if (!value)
		input_fault(reader, input->query[index].pointer, "bad_encoding", NULL);
	else
		input_store_text(reader, &input->query[index], value, target);
	if (index >= 0)
		*seen |= UINT64_C(1) << index;
}

void input_read_query(struct input_reader *reader, const struct input_struct *input, const char *query, void *target)
{
	uint64_t seen = 0;

	assert(input->query_count <= 64);
	while (query && *query && reader->faults < INPUT_FAULTS_MAX) {
		size_t len = strcspn(query, "&");

		if (len > 0)
			read_pair(reader, input, query, len, &seen, target);
		query += len;
		query += *query == '&';
	}
	for (int i = 0; i < input->query_count; i++) {
		if (!(seen & UINT64_C(1) << i))
			input_store_absent(reader, &input->query[i], target);
	}
}

void input_read_headers(struct input_reader *reader, const struct input_struct *input,
			const struct http_request *request, void *target)
{
	for (int i = 0; i < input->headers_count; i++) {
		const struct input_field *field = &input->headers[i];
		const char *value = http_header(request, field->name);

		/* RFC 6585 section 3: a change without its condition is its own answer, 428. */
		if (!value && field->kind == INPUT_VERSION)
			(void)FAULT(reader->fault, ERR_INVALID, "precondition_required");
		if (value)
			input_store_text(reader, field, value, target);
		else
			input_store_absent(reader, field, target);
	}
}
