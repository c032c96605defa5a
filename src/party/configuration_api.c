/* SPDX-License-Identifier: MIT */
/* The operations of the configuration: read it, see what a document would change, bring it in, and what was brought in before. */
#include "party/configuration.h"

#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

/* The configuration as it is now, locked until the transaction ends. */
struct bringing {
	struct configuration configuration;
	const char *before; /* the document there is */
	int64_t version;
};

enum err op_get_configuration(struct call *call, const struct get_configuration_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_party_configuration, DB_PARAMS(in->helsefellesskap), &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_configuration_form(struct call *call, const struct get_configuration_form_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_party_configuration_form, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* ERR_NOT_FOUND: none, or one that the person does not administer. */
static enum err begin(struct call *call, const char *helsefellesskap, struct db_tx **ret_tx, struct bringing *ret_bringing)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, ret_tx));
	TRY(db_run(*ret_tx, &sql_party_lock_configuration, DB_PARAMS(helsefellesskap), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_bringing = (struct bringing){
		.configuration = {.arena = call->arena,
				  .tx = *ret_tx,
				  .fault = &call->fault,
				  .document = call->request->body,
				  .helsefellesskap = arena_strdup(call->arena, db_text(&rows, 0, 0))},
		.version = db_i64(&rows, 0, 1),
		.before = arena_strdup(call->arena, db_text(&rows, 0, 2)),
	};
	return OK;
}

/* Its code and the beginning of its case numbers are what a helsefellesskap is known by. */
static enum err apply_name(struct configuration *configuration)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(configuration->tx, &sql_party_configure_named,
		   DB_PARAMS(configuration->document, configuration->helsefellesskap), &rows));
	if (rows.count == 1)
		return OK;
	fault_add_field(configuration->fault, configuration->arena, "/helsefellesskap/code", "another_helsefellesskap", NULL);
	configuration->fault->err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

static enum err apply(struct configuration *configuration)
{
	TRY(apply_name(configuration));
	TRY(configuration_load(configuration));
	TRY(configuration_remove_missing(configuration));
	enum err err = configuration_load_rules(configuration);

	/* A mistake in the rules is one in what was sent, as any other. */
	if (err == ERR_INVALID && configuration->fault->fields)
		configuration->fault->err = err = ERR_UNPROCESSABLE;
	return err;
}

/* Brought in and not kept: the transaction ends without a commit. */
enum err op_check_configuration(struct call *call, const struct check_configuration_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct bringing bringing;

	TRY(begin(call, in->helsefellesskap, &tx, &bringing));
	TRY(configuration_check(&bringing.configuration));
	TRY(apply(&bringing.configuration));
	TRY(db_run(tx, &sql_party_configuration_differences, DB_PARAMS(bringing.configuration.helsefellesskap, bringing.before),
		   &rows));
	return contract_answer_json(call, 200,
				    arena_printf(call->arena, "{\"differences\":%s}", db_text(&rows, 0, 0)));
}

enum err op_put_configuration(struct call *call, const struct put_configuration_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows kept = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct bringing bringing;

	TRY(access_require_recent(call));
	TRY(begin(call, in->helsefellesskap, &tx, &bringing));
	TRY(configuration_check(&bringing.configuration));
	if (in->if_match != bringing.version)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	TRY(apply(&bringing.configuration));
	TRY(db_run(tx, &sql_party_keep_configuration,
		   DB_PARAMS(bringing.configuration.helsefellesskap, bringing.before, bringing.configuration.document), &kept));
	TRY(db_run_and_commit(tx, &sql_party_configuration, DB_PARAMS(in->helsefellesskap), &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_configuration_changes(struct call *call, const struct list_configuration_changes_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t below = 0;

	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &below) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return call->fault.err;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_party_configuration_changes,
		   DB_PARAMS(in->helsefellesskap, in->cursor, arena_i64(call->arena, in->limit)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_configuration_change(struct call *call, const struct get_configuration_change_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_party_configuration_change,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return contract_answer_rows(call, 200, &rows);
}
