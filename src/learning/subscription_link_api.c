/* SPDX-License-Identifier: MIT */
/* What the links of a learning summary's mail do without signing in. */
#include <string.h>

#include "access/access.h"
#include "base/settings.h"
#include "contract/operations.h"
#include "learning/subscription.h"
#include "learning/subscription_pages.h"
#include "statements.h"
#include "base/banned.h"

/* What a link that was checked stands for. */
struct link {
	char purpose;
	const char *subscription, *person;
};

/* ERR_NOT_FOUND for one that nobody made, that was made for somebody else, or whose subscription is gone: all the same. */
static enum err read_link(struct call *call, const char *token, struct link *ret_link)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t subscription = 0;
	char purpose = 0;

	if (!access_mail_link_read(token, &purpose, &subscription))
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	const char *id = arena_i64(call->arena, subscription);
	TRY(db_one(call->db, &access_job_scope, &call->fault, &sql_learning_subscription_holder, DB_PARAMS(id), &rows));
	int64_t person = rows.count == 1 ? db_i64(&rows, 0, 0) : 0;
	if (!access_mail_link_good(call->arena, call->settings->account_key, token, person) ||
	    (purpose != SUBSCRIPTION_LINK_END && purpose != SUBSCRIPTION_LINK_CHOICES))
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_link = (struct link){purpose, id, arena_i64(call->arena, person)};
	return OK;
}

static enum err answer_list(struct call *call, const struct link *link, struct db_tx *tx)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run_and_commit(tx, &sql_learning_subscriptions,
			      DB_PARAMS(NULL, link->person, link->subscription, link->purpose == SUBSCRIPTION_LINK_END ? "t" : "f"), &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* The subscription a request is about: that of the link, or with the link to choices another one of the same person and helsefellesskap. */
static enum err find_target(struct call *call, const struct link *link, int64_t id, const char **ret_target)
{
	DB_ROWS_AUTO struct db_rows own = {0};
	DB_ROWS_AUTO struct db_rows other = {0};
	const char *target = id > 0 ? arena_i64(call->arena, id) : link->subscription;

	if (strcmp(target, link->subscription) != 0) {
		TRY(db_one(call->db, &access_job_scope, &call->fault, &sql_learning_subscription_holder, DB_PARAMS(link->subscription), &own));
		TRY(db_one(call->db, &access_job_scope, &call->fault, &sql_learning_subscription_holder, DB_PARAMS(target), &other));
		if (link->purpose != SUBSCRIPTION_LINK_CHOICES || own.count == 0 || other.count == 0 ||
		    db_i64(&own, 0, 0) != db_i64(&other, 0, 0) || db_i64(&own, 0, 1) != db_i64(&other, 0, 1))
			return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	}
	*ret_target = target;
	return OK;
}

static enum err end_target(struct call *call, const struct link *link, int64_t id, bool ended, struct db_tx **ret_tx)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *target = NULL;

	TRY(find_target(call, link, id, &target));
	TRY(db_begin(call->db, &access_job_scope, &call->fault, &tx));
	TRY(subscription_store_end(call, tx, target, ended, link->person, &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_tx = tx;
	tx = NULL;
	return OK;
}

enum err op_open_unsubscribe_page(struct call *call, const struct open_unsubscribe_page_input *in)
{
	/* Behind the '#' it is in no log of the page's server, and the page itself asks. */
	http_add_header(call->response, "Location",
			arena_printf(call->arena, "%s" SUBSCRIPTION_END_PAGE "%s", call->settings->public_url, in->token));
	return contract_answer_empty(call, 302);
}

enum err op_unsubscribe_one_click(struct call *call, const struct unsubscribe_one_click_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	struct link link;

	/* The value stands in a body of either form as it is (RFC 8058 3.1). */
	if (!memmem(call->request->body, call->request->body_len, "List-Unsubscribe", strlen("List-Unsubscribe")) ||
	    !memmem(call->request->body, call->request->body_len, "One-Click", strlen("One-Click")))
		return FAULT(&call->fault, ERR_INVALID, "no_one_click");
	TRY(read_link(call, in->token, &link));
	if (link.purpose != SUBSCRIPTION_LINK_END)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(end_target(call, &link, 0, true, &tx));
	TRY(db_commit(tx));
	return contract_answer_empty(call, 204);
}

enum err op_view_by_subscription_link(struct call *call, const struct view_by_subscription_link_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	struct link link;

	TRY(read_link(call, in->body->token, &link));
	TRY(db_begin(call->db, &access_job_scope, &call->fault, &tx));
	return answer_list(call, &link, tx);
}

enum err op_end_by_subscription_link(struct call *call, const struct end_by_subscription_link_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	struct link link;

	TRY(read_link(call, in->body->token, &link));
	TRY(end_target(call, &link, in->body->id, in->body->ended, &tx));
	return answer_list(call, &link, tx);
}

enum err op_change_by_subscription_link(struct call *call, const struct change_by_subscription_link_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows known = {0};
	DB_ROWS_AUTO struct db_rows changed = {0};
	const struct new_subscription_in *wanted = in->body->subscription;
	const char *target = NULL;
	struct link link;

	TRY(read_link(call, in->body->token, &link));
	if (link.purpose != SUBSCRIPTION_LINK_CHOICES)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(find_target(call, &link, in->body->id, &target));
	TRY(db_begin(call->db, &access_job_scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_subscription_known,
		   DB_PARAMS(NULL, target, wanted->council, wanted->category, wanted->patient_group, link.person), &known));
	TRY(subscription_check(call, wanted, &known));
	TRY(subscription_store(call, tx, target, wanted, link.person, &changed));
	if (changed.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_list(call, &link, tx);
}
