/* SPDX-License-Identifier: MIT */
#include "jobs/bounce_command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "access/access.h"
#include "base/number.h"
#include "mail/bounce.h"
#include "mail/status.h"
#include "statements.h"
#include "base/banned.h"

/* The report stands in front of what came back, which may be long and is not needed whole. */
#define REPORT_MAX ((size_t)1024 * 1024)
#define NUMBER_SIZE 24

struct came_back {
	char id[NUMBER_SIZE], created_us[NUMBER_SIZE];
};

static bool read_number(const char **at, const char *prefix, char stop, char number[NUMBER_SIZE])
{
	size_t skip = strlen(prefix);
	int64_t value = 0;

	if (strncmp(*at, prefix, skip) != 0)
		return false;
	size_t len = strspn(*at + skip, "0123456789");
	if (len == 0 || len >= NUMBER_SIZE || (*at)[skip + len] != stop)
		return false;
	memcpy(number, *at + skip, len);
	number[len] = '\0';
	*at += skip + len;
	return number_read(number, 1, INT64_MAX, &value) == OK;
}

/* "outbox-12-1772348709000000@host" (delivery.c). The time is not to be guessed, so nobody else's message can be marked. */
static bool read_our_id(const char *message_id, struct came_back *ret_back)
{
	return read_number(&message_id, "outbox-", '-', ret_back->id) && read_number(&message_id, "-", '@', ret_back->created_us);
}

static int mark(struct db_pool *db, const struct bounce *bounce, const struct came_back *back, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	bool of_address = status_is_of_address(0, bounce->status);

	if (db_one(db, &access_job_scope, &fault, &sql_jobs_outbox_bounced,
		   DB_PARAMS(back->id, back->created_us, bounce->status, of_address ? "true" : "false"), &rows) != OK) {
		fprintf(messages, "bounce: the database could not be asked (%s)\n", err_name(fault.err));
		return EX_TEMPFAIL;
	}
	if (rows.count == 0)
		fprintf(out, "{\"outcome\":\"unknown_message\"}\n");
	else
		fprintf(out, "{\"outcome\":\"came_back\",\"outbox_id\":\"%s\",\"status\":\"%s\",\"address_marked\":%s}\n", back->id,
			bounce->status, of_address ? "true" : "false");
	return 0;
}

int bounce_command(int argc, char **argv, struct db_pool *db, FILE *in, FILE *out, FILE *messages)
{
	struct bounce bounce;
	struct came_back back;

	(void)argv;
	if (argc != 1) {
		fprintf(messages, "Use: samavvik bounce < MESSAGE\n");
		return 2;
	}
	char *text = malloc(REPORT_MAX);
	if (!text)
		return EX_TEMPFAIL;
	size_t len = fread(text, 1, REPORT_MAX, in);
	/* The rest is taken off the pipe, or the mail system would see it broken. */
	char rest[4096];
	while (len == REPORT_MAX && fread(rest, 1, sizeof(rest), in) > 0)
		continue;
	enum err err = bounce_read(text, len, &bounce);
	free(text);
	if (err != OK || !read_our_id(bounce.message_id, &back)) {
		fprintf(out, "{\"outcome\":\"not_ours\"}\n");
		return 0;
	}
	if (!bounce.status[0]) {
		fprintf(out, "{\"outcome\":\"not_failed\"}\n");
		return 0;
	}
	return mark(db, &bounce, &back, out, messages);
}
