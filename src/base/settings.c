/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/number.h"

#include "base/banned.h"

#define PREFIX "SAMAVVIK_"
#define LINE_BYTES 4096

enum kind { TEXT, NUMBER };

struct setting {
	const char *name;
	enum kind kind;
	bool secret;
	bool lines; /* its file may hold several */
	const char *fallback; /* the default */
	const char *choices;  /* for text: the words allowed, or NULL for any */
	int64_t min, max;     /* for numbers */
	size_t offset;
	const char *help;
};

#define AT(member) offsetof(struct settings, member)
#define TEXT_OF(member, text, words, about)                                                                            \
	{                                                                                                              \
		.name = #member, .kind = TEXT, .fallback = (text), .choices = (words), .offset = AT(member),           \
		.help = (about)                                                                                        \
	}
#define SECRET_OF(member, text, about)                                                                                 \
	{                                                                                                              \
		.name = #member, .kind = TEXT, .secret = true, .fallback = (text), .offset = AT(member),               \
		.help = (about)                                                                                        \
	}
#define LINES_OF(member, text, about)                                                                                  \
	{                                                                                                              \
		.name = #member, .kind = TEXT, .secret = true, .lines = true, .fallback = (text),                      \
		.offset = AT(member), .help = (about)                                                                  \
	}
#define NUMBER_OF(member, text, low, high, about)                                                                      \
	{                                                                                                              \
		.name = #member, .kind = NUMBER, .fallback = (text), .min = (low), .max = (high),                      \
		.offset = AT(member), .help = (about)                                                                  \
	}

static const struct setting table[] = {
	TEXT_OF(listen, "127.0.0.1:8080", NULL, "address and port of the service; a proxy stands before it"),
	TEXT_OF(admin_listen, "127.0.0.1:9180", NULL, "address and port of /metrics; empty: none"),
	TEXT_OF(public_url, "http://127.0.0.1:8080", NULL, "address people use: links in mail, cookies, origin check"),
	SECRET_OF(database, "dbname=samavvik user=samavvik_service", "libpq connection string of the service role"),
	SECRET_OF(owner_database, "dbname=samavvik user=samavvik_owner", "libpq connection string of the owner role"),
	TEXT_OF(log_level, "info", "debug info warning error", "lowest level written to the log"),
	TEXT_OF(trusted_proxy, "", NULL, "address whose X-Forwarded-For and X-Request-Id are believed; empty: none"),
	NUMBER_OF(http_threads, "32", 4, 512, "threads that serve connections"),
	NUMBER_OF(http_in_flight, "28", 1, 511, "requests worked on at once before 503; below http_threads"),
	NUMBER_OF(http_queue, "64", 1, 4096, "connections that wait for a thread"),
	NUMBER_OF(request_timeout_ms, "10000", 100, 600000, "time for the headers, and for a whole body"),
	NUMBER_OF(drain_ms, "10000", 0, 600000, "time a stop waits for requests in flight"),
	NUMBER_OF(database_connections, "6", 1, 256, "connections to the database: three for each of its processors"),
	NUMBER_OF(jobs_connections, "2", 1, 64, "connections to the database for mail and other work that can wait"),
	NUMBER_OF(database_wait_ms, "2000", 1, 60000, "time a request waits for a connection before 503"),
	NUMBER_OF(database_statement_ms, "5000", 10, 600000, "time one statement may take"),
	NUMBER_OF(session_idle_minutes, "60", 1, 1440, "a session ends after this long without a request"),
	NUMBER_OF(session_hours, "12", 1, 168, "a session ends after this long in any case"),
	NUMBER_OF(reauth_minutes, "10", 1, 1440, "sensitive steps ask for the password again after this long"),
	NUMBER_OF(limit_person_minute, "120", 0, 10000000, "changes one account or machine client makes a minute; 0: no limit"),
	NUMBER_OF(limit_person_hour, "1500", 0, 10000000, "and in an hour"),
	NUMBER_OF(limit_organisation_minute, "300", 0, 10000000, "reports filed for one organisation a minute; 0: no limit"),
	NUMBER_OF(limit_organisation_hour, "3000", 0, 10000000, "and in an hour"),
	SECRET_OF(account_key, "", "32 bytes in base64 that seal second factors and make one-time links; empty: neither"),
	TEXT_OF(openid_issuers_file, "", NULL, "JSON file of issuers people sign in by (deploy/openid); empty: none"),
	NUMBER_OF(openid_insecure, "0", 0, 1, "1: allow issuers on this machine without TLS, for tests and development"),
	SECRET_OF(identity_key, "", "32 characters or more: identity numbers are kept as digests with this key"),
	TEXT_OF(mail_transport, "files", "files smtp", "where mail goes: a folder or a relay"),
	TEXT_OF(mail_folder, "mail", NULL, "folder for the files transport"),
	TEXT_OF(mail_url, "", NULL, "relay: smtps://host:465, or smtp://host:587 (STARTTLS required)"),
	TEXT_OF(mail_user, "", NULL, "user name at the relay; empty: no authentication"),
	SECRET_OF(mail_password, "", "password at the relay"),
	TEXT_OF(mail_ca_file, "", NULL, "certificates the relay is checked by; empty: the system's"),
	TEXT_OF(mail_from, "Samavvik <no-reply@samavvik.example>", NULL, "sender of all mail"),
	NUMBER_OF(mail_insecure, "0", 0, 1, "1: allow SMTP without TLS to a relay on this machine"),
	NUMBER_OF(mail_workers, "4", 1, 64, "messages sent at the same time"),
	NUMBER_OF(mail_timeout_ms, "30000", 100, 600000, "time for one message"),
	NUMBER_OF(mail_retry_first_seconds, "60", 1, 86400, "wait before the second attempt; doubles after that"),
	NUMBER_OF(mail_give_up_hours, "72", 1, 720, "a message is given up after this long"),
	NUMBER_OF(mail_stuck_minutes, "10", 1, 1440, "readiness and the pages say that mail is stuck after this long"),
	NUMBER_OF(mail_per_minute, "0", 0, 100000, "messages a minute this instance hands to the relay at most; 0: no limit"),
	NUMBER_OF(mail_per_connection, "100", 1, 10000, "messages over one connection to the relay, then a new one"),
	LINES_OF(patient_keys, "",
		 "keys of the patient references: lines `id base64 [active]`, or ';' between them; see samavvik keys"),
	NUMBER_OF(open_filing_per_hour, "300", 1, 100000, "reports without an account let in an hour, in each helsefellesskap"),
	NUMBER_OF(attachment_max_bytes, "10485760", 65536, 26214400, "size of an attachment in bytes"),
	NUMBER_OF(attachment_most, "5", 1, 20, "attachments of one case"),
	TEXT_OF(attachment_types, "pdf jpg png docx xlsx odt ods csv txt", NULL, "types of attachments that are taken, of these"),
	TEXT_OF(clamd_socket, "", NULL, "ClamAV's daemon: /run/clamav/clamd.ctl or host:port; empty: attachments are not scanned"),
	TEXT_OF(reminder_hours, "8-16", NULL, "hours in Oslo, on working days, in which people are reminded of deadlines; always: at any time"),
	NUMBER_OF(draft_days, "30", 1, 365, "an unsent draft is deleted when nobody has written in it for so many days"),
	NUMBER_OF(jobs, "1", 0, 1, "1: this instance runs the workers"),
};
#define TABLE_COUNT (sizeof(table) / sizeof(table[0]))

/* Where a value came from, for the sentence about a wrong one. */
struct reading {
	struct arena *arena;
	struct settings *settings;
	const char *from_file[TABLE_COUNT]; /* of the configuration file */
};

static char *trimmed(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

/* SAMAVVIK_<NAME><suffix> of the environment, or NULL. */
static const char *from_environment(struct arena *arena, const char *name, const char *suffix)
{
	char *variable = arena_printf(arena, PREFIX "%s%s", name, suffix);

	for (char *c = variable; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return getenv(variable);
}

/* The first line of a secret's file, or all of it. ERR_INVALID when it cannot be read. */
static enum err read_secret_file(struct arena *arena, const char *path, bool lines, const char **ret_value)
{
	char content[LINE_BYTES];
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file)
		return ERR_INVALID;
	len = fread(content, 1, sizeof(content) - 1, file);
	if (ferror(file) || !feof(file)) {
		(void)fclose(file);
		return ERR_INVALID;
	}
	(void)fclose(file);
	content[len] = '\0';
	if (!lines)
		content[strcspn(content, "\r\n")] = '\0';
	*ret_value = arena_strdup(arena, content);
	explicit_bzero(content, sizeof(content));
	return OK;
}

/* A secret from its own file; *ret_value stays as it is when there is none. */
static enum err secret_from_file(struct arena *arena, const struct setting *setting, const char **ret_value)
{
	const char *name = setting->name;
	const char *path = from_environment(arena, name, "_FILE");
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	enum err err = OK;

	if (path) {
		err = read_secret_file(arena, path, setting->lines, ret_value);
	} else if (folder) {
		path = arena_printf(arena, "%s/%s", folder, name);
		/* systemd hands out the credentials that the unit names; the others come from elsewhere. */
		if (read_secret_file(arena, path, setting->lines, ret_value) != OK)
			return OK;
	}
	if (err != OK)
		(void)fprintf(stderr, "samavvik: %s: cannot read the file %s\n", name, path);
	return err;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *at = choices; *at; at += strspn(at, " ")) {
		size_t word = strcspn(at, " ");

		if (word == len && strncmp(at, value, len) == 0)
			return true;
		at += word;
	}
	return false;
}

static enum err store(struct settings *settings, const struct setting *setting, const char *value)
{
	char *target = (char *)settings + setting->offset;
	int64_t number;

	if (setting->kind == NUMBER) {
		if (number_read(value, setting->min, setting->max, &number) != OK) {
			(void)fprintf(stderr, "samavvik: %s must be a whole number from %" PRId64 " to %" PRId64 "\n",
				      setting->name, setting->min, setting->max);
			return ERR_INVALID;
		}
		memcpy(target, &number, sizeof(number));
		return OK;
	}
	if (setting->choices && !is_choice(setting->choices, value)) {
		(void)fprintf(stderr, "samavvik: %s must be one of: %s\n", setting->name, setting->choices);
		return ERR_INVALID;
	}
	memcpy(target, &value, sizeof(value));
	return OK;
}

static enum err read_setting(struct reading *reading, size_t index)
{
	const struct setting *setting = &table[index];
	const char *value = from_environment(reading->arena, setting->name, "");

	if (!value && setting->secret)
		TRY(secret_from_file(reading->arena, setting, &value));
	if (!value)
		value = reading->from_file[index];
	if (!value)
		value = setting->fallback;
	return store(reading->settings, setting, arena_strdup(reading->arena, value));
}

/* One "name = value" line of the configuration file. */
static enum err read_line(struct reading *reading, char *line, int number)
{
	char *name = trimmed(line);
	char *equals = strchr(name, '=');

	if (*name == '\0' || *name == '#')
		return OK;
	if (!equals) {
		(void)fprintf(stderr, "samavvik: configuration line %d is not \"name = value\"\n", number);
		return ERR_INVALID;
	}
	*equals = '\0';
	name = trimmed(name);
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		if (strcmp(name, table[i].name) == 0) {
			reading->from_file[i] = arena_strdup(reading->arena, trimmed(equals + 1));
			return OK;
		}
	}
	(void)fprintf(stderr, "samavvik: configuration line %d: there is no setting called %s\n", number, name);
	return ERR_INVALID;
}

static enum err read_configuration_file(struct reading *reading)
{
	const char *path = getenv(PREFIX "CONFIG");
	char line[LINE_BYTES];
	enum err err = OK;
	FILE *file;

	if (!path || !*path)
		return OK;
	file = fopen(path, "re");
	if (!file) {
		(void)fprintf(stderr, "samavvik: cannot read the configuration file %s: %s\n", path,
			      strerrordesc_np(errno));
		return ERR_INVALID;
	}
	for (int number = 1; err == OK && fgets(line, sizeof(line), file); number++) {
		if (!strchr(line, '\n') && !feof(file)) {
			(void)fprintf(stderr, "samavvik: configuration line %d is too long\n", number);
			err = ERR_INVALID;
		} else {
			err = read_line(reading, line, number);
		}
	}
	(void)fclose(file);
	return err;
}

enum err settings_load(struct arena *arena, struct settings *ret_settings)
{
	struct settings settings = {0};
	struct reading reading = {.arena = arena, .settings = &settings};

	TRY(read_configuration_file(&reading));
	for (size_t i = 0; i < TABLE_COUNT; i++)
		TRY(read_setting(&reading, i));
	/* With a thread to spare, health checks and refusals are still answered when all places are taken. */
	if (settings.http_in_flight >= settings.http_threads) {
		(void)fprintf(stderr, "samavvik: http_in_flight must be below http_threads\n");
		return ERR_INVALID;
	}
	*ret_settings = settings;
	return OK;
}

void settings_print(const struct settings *settings, FILE *out)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		const struct setting *setting = &table[i];
		const char *from = (const char *)settings + setting->offset;
		const char *text;
		int64_t number;

		(void)fprintf(out, "# %s (default: %s)\n", setting->help,
			      *setting->fallback ? setting->fallback : "empty");
		if (setting->kind == NUMBER) {
			memcpy(&number, from, sizeof(number));
			(void)fprintf(out, "%s = %" PRId64 "\n", setting->name, number);
			continue;
		}
		memcpy(&text, from, sizeof(text));
		(void)fprintf(out, "%s = %s\n", setting->name, setting->secret && *text ? "(secret)" : text);
	}
}
