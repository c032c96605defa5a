/* SPDX-License-Identifier: MIT */
/* The operation of filing several reports as one. */
#include "access/access.h"
#include "contract/service.h"
#include "deviation/batch.h"
#include "deviation/case_answer.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

/* The first row's key stands for all: they were stored together. */
static enum err answer_repeat(struct call *call, const char *key, const char *digest)
{
	DB_ROWS_AUTO struct db_rows receipts = {0};
	int64_t id = 0;

	TRY(idempotency_find(call, "submit_deviation", batch_key(call->arena, key, 0), digest, &id));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_batch_receipts,
		   DB_PARAMS(call->actor->person_text, batch_keys(call->arena, key)), &receipts));
	return contract_answer_rows(call, 201, &receipts);
}

enum err op_submit_batch(struct call *call, const struct submit_batch_input *in)
{
	DB_ROWS_AUTO struct db_rows receipts = {0};
	struct intake intake = intake_of(call);

	/* Each is a report like any other, also for the limits. */
	for (int i = 0; i < in->body->rows.count; i++)
		TRY(access_limit_organisation(call, in->body->reporter_organisation_id));
	intake.idempotency_key = in->idempotency_key;
	intake.request_digest = idempotency_digest(call);
	intake.confirmed = call->confirmed;
	enum err err = batch_file(&intake, in->body, &receipts);
	if (idempotency_is_repeat(err, &call->fault))
		return answer_repeat(call, in->idempotency_key, intake.request_digest);
	TRY(err);
	jobs_wake(call->service->jobs);
	return contract_answer_rows(call, 201, &receipts);
}
