/* SPDX-License-Identifier: MIT */
#include "deviation/batch.h"

#include <string.h>

#include "deviation/batch_store.h"
#include "base/banned.h"

static struct new_deviation_in report_of(const struct new_batch_in *batch, const struct batch_row_in *row)
{
	return (struct new_deviation_in){
		.helsefellesskap = batch->helsefellesskap,
		.kind = batch->kind,
		.reporter_organisation_id = batch->reporter_organisation_id,
		.reporter_unit_id = batch->reporter_unit_id,
		.other_organisation_id = batch->other_organisation_id,
		.other_unit_id = row->other_unit_id,
		.category = batch->category,
		.agreement_point = batch->agreement_point,
		.occurred_on = row->occurred_on,
		.title = batch->title,
		.description = row->description,
		.actual_harm = batch->actual_harm,
		.potential_harm = batch->potential_harm,
	};
}

/* '#' is in no Idempotency-Key, so no other request can have such a key. Three digits keep the order of the rows. */
const char *batch_keys(struct arena *arena, const char *key)
{
	return arena_printf(arena, "%s#", key);
}

const char *batch_key(struct arena *arena, const char *key, int row)
{
	return arena_printf(arena, "%s#%03d", key, row);
}

static bool is_told(const struct fault *fault, const char *pointer, const char *code)
{
	for (const struct field_fault *field = fault->fields; field; field = field->next)
		if (strcmp(field->pointer, pointer) == 0 && strcmp(field->code, code) == 0)
			return true;
	return false;
}

/* What is a row's own is told at the row; what all share, once. */
static void tell(const struct intake *intake, int row, const struct fault *found)
{
	for (const struct field_fault *field = found->fields; field; field = field->next) {
		const bool own = strcmp(field->pointer, "/occurred_on") == 0 || strcmp(field->pointer, "/other_unit_id") == 0;
		const char *pointer = own ? arena_printf(intake->arena, "/rows/%d%s", row, field->pointer) : field->pointer;

		if (!is_told(intake->fault, pointer, field->code))
			fault_add_field(intake->fault, intake->arena, pointer, field->code, field->value);
	}
	intake->fault->err = ERR_UNPROCESSABLE;
}

static enum err judge_all(const struct intake *intake, struct batch_report *reports, int count)
{
	for (int i = 0; i < count; i++) {
		struct fault found = {0};
		struct intake own = *intake;

		own.fault = &found;
		enum err err = intake_judge(&own, &reports[i].report, &reports[i].facts, &reports[i].route);
		if (err != OK && !found.fields)
			return FAULT(intake->fault, err, found.code);
		if (err != OK)
			tell(intake, i, &found);
	}
	return intake->fault->err;
}

enum err batch_file(const struct intake *intake, const struct new_batch_in *batch, struct db_rows *ret_receipts)
{
	const int count = batch->rows.count;
	struct batch_report *reports = ARENA_ARRAY(intake->arena, struct batch_report, (size_t)count);

	for (int i = 0; i < count; i++)
		reports[i].report = report_of(batch, &batch->rows.items[i]);
	for (int attempt = 0; attempt < 2; attempt++) {
		TRY(judge_all(intake, reports, count));
		TRY(batch_store(intake, reports, count, ret_receipts));
		if (ret_receipts->count == 1)
			return OK;
	}
	return FAULT(intake->fault, ERR_INTERNAL, NULL);
}
