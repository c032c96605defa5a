/* SPDX-License-Identifier: MIT */
/*
 * Sends one message (count=N: the same one N times over one sender) with the settings and fields given as name=value,
 * and prints what became of each: result, code, reason. For tests of src/mail against a real relay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "mail/mail.h"
#include "base/banned.h"

static const char *value_of(int argc, char **argv, const char *name, const char *otherwise)
{
	size_t len = strlen(name);

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], name, len) == 0 && argv[i][len] == '=')
			return argv[i] + len + 1;
	}
	return otherwise;
}

static int64_t number_of(int argc, char **argv, const char *name, int64_t otherwise)
{
	int64_t number = otherwise;
	const char *text = value_of(argc, argv, name, NULL);

	return text && number_read(text, 0, INT64_MAX, &number) != OK ? otherwise : number;
}

int main(int argc, char **argv)
{
	static const char *const results[] = {"sent", "try_later", "relay_away", "refused"};
	struct mail_settings settings = {
		.transport = value_of(argc, argv, "transport", "smtp"),
		.folder = value_of(argc, argv, "folder", NULL),
		.url = value_of(argc, argv, "url", NULL),
		.user = value_of(argc, argv, "user", NULL),
		.password = value_of(argc, argv, "password", NULL),
		.ca_file = value_of(argc, argv, "ca_file", NULL),
		.ehlo_name = "samavvik.example",
		.insecure = number_of(argc, argv, "insecure", 0) != 0,
		.timeout_ms = number_of(argc, argv, "timeout_ms", 5000),
		.per_connection = number_of(argc, argv, "per_connection", 100),
	};
	struct mail_message message = {
		.message_id = value_of(argc, argv, "message_id", "outbox-1@samavvik.example"),
		.from = value_of(argc, argv, "from", "Samavvik <no-reply@samavvik.example>"),
		.to = value_of(argc, argv, "to", "nurse@kommune.example"),
		.subject = value_of(argc, argv, "subject", "Hei"),
		.text = value_of(argc, argv, "text", "Hei.\n"),
		.html = value_of(argc, argv, "html", NULL),
		.unsubscribe_url = value_of(argc, argv, "unsubscribe_url", NULL),
		.language = language_from_code(value_of(argc, argv, "language", "nb")),
		.date_us = number_of(argc, argv, "date_us", 1772348709000000),
	};
	struct mail_sender *sender = NULL;
	struct mail_outcome outcome;

	if (mail_start() != OK || mail_sender_new(&settings, &sender) != OK) {
		puts("unusable 0 settings");
		return 1;
	}
	for (int64_t count = number_of(argc, argv, "count", 1); count > 0; count--) {
		mail_send(sender, &message, &outcome);
		printf("%s %d %s\n", results[outcome.result], outcome.code, outcome.reason);
	}
	mail_sender_free(sender);
	mail_stop();
	return 0;
}
