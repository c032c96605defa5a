/* SPDX-License-Identifier: MIT */
#include "jobs/delivery.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "access/access.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "jobs/notices.h"
#include "statements.h"
#include "base/banned.h"

#define IDS_MAX_BYTES 4096
#define WRITE_DOWN_PAUSE_MS 500
#define WRITE_DOWN_TRIES_AT_STOP 4

/* Messages that went out and are not written down yet: "{1,2". */
struct unwritten {
	struct str ids;
	int64_t since_us;
};

/*
 * The result of a message that is out must not get lost, or it goes out twice: while the database is away the worker has
 * nothing else to do than to wait for it.
 */
#define WRITE_DOWN(delivery, call)                                                                                     \
	do {                                                                                                           \
		int tries_ = 0;                                                                                        \
		while (may_try_again((delivery), (call), &tries_))                                                     \
			clock_sleep_ms(WRITE_DOWN_PAUSE_MS);                                                           \
	} while (0)

static bool may_try_again(const struct delivery *delivery, enum err err, int *tries)
{
	if (err == OK)
		return false;
	if (*tries == 0)
		LOG(LOG_WARNING, "mail_result_not_written", LOG_TEXT("error", err_name(err)));
	(*tries)++;
	return !atomic_load(delivery->stopping) || *tries < WRITE_DOWN_TRIES_AT_STOP;
}

static void add_id(struct str *ids, int64_t id)
{
	str_addf(ids, "%s%" PRId64, ids->len == 0 ? "{" : ",", id);
}

static void write_down_sent(struct delivery *delivery, struct unwritten *unwritten)
{
	if (unwritten->ids.len == 0)
		return;
	str_add_char(&unwritten->ids, '}');
	WRITE_DOWN(delivery, outbox_record_sent(&delivery->outbox, unwritten->ids.data));
	str_clear(&unwritten->ids);
}

static void give_back(struct delivery *delivery, const struct db_rows *rows, int first)
{
	STR_AUTO struct str ids = STR_INIT(IDS_MAX_BYTES);

	if (first >= rows->count)
		return;
	for (int row = first; row < rows->count; row++)
		add_id(&ids, db_i64(rows, row, 0));
	str_add_char(&ids, '}');
	enum err err = outbox_release(&delivery->outbox, ids.data);
	if (err != OK) /* the claim lapses by itself */
		LOG(LOG_WARNING, "mail_not_given_back", LOG_TEXT("error", err_name(err)));
}

/* What the mail links to. */
static const char *path_of(struct delivery *delivery, const struct outbox_message *message)
{
	if (message->link_nonce)
		return access_link_path(delivery->arena, delivery->account_key, message->link_nonce);
	if (message->note_id)
		return arena_printf(delivery->arena, NOTICE_NOTE_PAGE "%s", message->note_id);
	return message->deviation_id ? arena_printf(delivery->arena, NOTICE_CASE_PAGE "%s", message->deviation_id) : NULL;
}

static enum err write_texts(struct delivery *delivery, const struct outbox_message *message,
			    struct notice_texts *ret_texts)
{
	struct notice notice = {
		.kind = notice_kind_from_name(message->kind),
		.language = language_from_code(message->language),
		.public_url = delivery->public_url,
		.number = message->number,
		.council = message->council,
		.path = path_of(delivery, message),
		.helsefellesskap = message->helsefellesskap,
		.date = message->date,
		.cases = message->cases,
	};
	return notice_write(&notice, ret_texts);
}

static void send_mail(struct delivery *delivery, const struct outbox_message *message, const struct mail_message *texts,
		      struct mail_outcome *ret_outcome)
{
	struct mail_message mail = *texts;

	/* The time tells apart messages of databases that counted from 1 with the same host. */
	mail.message_id = arena_printf(delivery->arena, "outbox-%" PRId64 "-%" PRId64 "@%s", message->id, message->created_us, delivery->host);
	mail.from = delivery->from;
	mail.to = message->address;
	mail.language = language_from_code(message->language);
	mail.date_us = message->created_us;
	mail_send(delivery->sender, &mail, ret_outcome);
}

/* What became of texts that could not be written. */
static struct mail_outcome not_written(enum err err)
{
	return err == ERR_INVALID ? (struct mail_outcome){.result = MAIL_REFUSED, .reason = "content"}
				   : (struct mail_outcome){.result = MAIL_TRY_LATER, .reason = "database"};
}

static struct mail_outcome send_digest(struct delivery *delivery, const struct outbox_message *message)
{
	DIGEST_TEXTS_AUTO struct digest_texts texts = {0};
	const struct digest_links links = {delivery->public_url, delivery->account_key};
	struct mail_outcome outcome;
	enum err err = learning_digest_mail(delivery->outbox.db, delivery->arena, &links, message->id, language_from_code(message->language),
					    &delivery->chart, &texts);

	if (err != OK)
		return not_written(err);
	const struct mail_image image = {DIGEST_CHART_ID, delivery->chart.png, delivery->chart.len};
	send_mail(delivery, message,
		  &(struct mail_message){
			  .subject = str_text(&texts.subject),
			  .text = str_text(&texts.text),
			  .html = str_text(&texts.html),
			  .image = image.png ? &image : NULL,
			  .unsubscribe_url = str_text(&texts.unsubscribe_url),
			  .one_click = texts.one_click,
		  },
		  &outcome);
	return outcome;
}

static struct mail_outcome send_notice(struct delivery *delivery, const struct outbox_message *message)
{
	NOTICE_TEXTS_AUTO struct notice_texts texts = {0};
	struct mail_outcome outcome;
	enum err err = write_texts(delivery, message, &texts);

	if (err != OK)
		return not_written(err);
	send_mail(delivery, message,
		  &(struct mail_message){.subject = str_text(&texts.subject), .text = str_text(&texts.text), .html = str_text(&texts.html)},
		  &outcome);
	return outcome;
}

static struct mail_outcome send_message(struct delivery *delivery, const struct outbox_message *message)
{
	return strcmp(message->kind, "digest") == 0 ? send_digest(delivery, message) : send_notice(delivery, message);
}

static void log_result(const struct outbox_message *message, const struct mail_outcome *outcome, bool given_up)
{
	static const char *const names[] = {
		[MAIL_SENT] = "sent",
		[MAIL_TRY_LATER] = "put_off",
		[MAIL_RELAY_AWAY] = "relay_away",
		[MAIL_REFUSED] = "refused",
	};
	bool expired = given_up && outcome->result != MAIL_REFUSED;

	LOG(outcome->result == MAIL_SENT ? LOG_INFO : LOG_WARNING, "mail", LOG_NUMBER("outbox_id", message->id),
	    LOG_TEXT("kind", message->kind), LOG_NUMBER("attempt", message->attempts + 1),
	    LOG_TEXT("result", expired ? "expired" : names[outcome->result]), LOG_NUMBER("code", outcome->code),
	    LOG_TEXT("reason", outcome->reason));
}

static void count_result(struct delivery_counts *counts, const struct mail_outcome *outcome, bool given_up)
{
	switch (outcome->result) {
	case MAIL_SENT:
		atomic_fetch_add(&counts->sent, 1);
		return;
	case MAIL_REFUSED:
		atomic_fetch_add(&counts->refused, 1);
		return;
	case MAIL_TRY_LATER:
		atomic_fetch_add(&counts->put_off, 1);
		break;
	case MAIL_RELAY_AWAY:
		atomic_fetch_add(&counts->relay_away, 1);
		break;
	}
	if (given_up)
		atomic_fetch_add(&counts->expired, 1);
}

/* Sends one message and writes down what became of it, or notes it in unwritten when it went out. */
static struct mail_outcome deal_with(struct delivery *delivery, const struct outbox_message *message,
				     struct unwritten *unwritten)
{
	bool given_up = false;

	arena_reset(delivery->arena);
	struct mail_outcome outcome = message->marked ? (struct mail_outcome){.result = MAIL_REFUSED, .reason = "marked"}
						      : send_message(delivery, message);
	if (outcome.result == MAIL_SENT) {
		if (unwritten->ids.len == 0)
			unwritten->since_us = clock_monotonic_us();
		add_id(&unwritten->ids, message->id);
		if (clock_monotonic_us() - unwritten->since_us >= delivery->write_down_us)
			write_down_sent(delivery, unwritten);
	} else {
		write_down_sent(delivery, unwritten);
		WRITE_DOWN(delivery, outbox_record_failure(&delivery->outbox, delivery->arena, message, &outcome,
							   delivery->random_bits(), &given_up));
	}
	log_result(message, &outcome, given_up);
	count_result(delivery->counts, &outcome, given_up);
	return outcome;
}

/*
 * Every other round takes messages that were never tried first: however many come back again and again, they keep nobody
 * else's waiting, and still get their turn.
 */
static enum err claim(struct delivery *delivery, int most, struct db_rows *ret_rows)
{
	struct db_rows rows = {0};

	arena_reset(delivery->arena);
	delivery->any_first = !delivery->any_first;
	if (!delivery->any_first)
		TRY(outbox_claim(&delivery->outbox, delivery->arena, most, /* untried= */ true, &rows));
	if (rows.count == 0) {
		db_rows_done(&rows);
		TRY(outbox_claim(&delivery->outbox, delivery->arena, most, /* untried= */ false, &rows));
	}
	*ret_rows = rows;
	return OK;
}

enum err delivery_run(struct delivery *delivery, int most, struct delivery_round *ret_round)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct unwritten unwritten = {STR_INIT(IDS_MAX_BYTES), 0};
	struct delivery_round round = {.all_sent = true};
	int64_t started_us = clock_monotonic_us();
	int next = 0;

	TRY(outbox_tell_councils(&delivery->outbox));
	TRY(claim(delivery, most, &rows));
	round.claimed = rows.count;
	while (next < rows.count) {
		struct outbox_message message = outbox_message_of(&rows, next++);
		struct mail_outcome outcome = deal_with(delivery, &message, &unwritten);
		round.offered += !message.marked;
		round.all_sent = round.all_sent && (outcome.result == MAIL_SENT || message.marked);
		round.relay_away = outcome.result == MAIL_RELAY_AWAY;
		/* Nobody waits behind a slow relay, and no claim lapses while its message waits for its turn. */
		if (round.relay_away || strcmp(outcome.reason, "timeout") == 0 || atomic_load(delivery->stopping) ||
		    clock_monotonic_us() - started_us > delivery->timeout_us)
			break;
	}
	write_down_sent(delivery, &unwritten);
	str_done(&unwritten.ids);
	give_back(delivery, &rows, next);
	*ret_round = round;
	return OK;
}
