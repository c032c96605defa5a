/* SPDX-License-Identifier: MIT */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

/*
 * Configuration: one table (settings.c) with name, type, default, whether it is secret, and help. A value comes from
 * the environment (SAMAVVIK_<NAME>), else from the file named by SAMAVVIK_CONFIG (lines "name = value", '#' comments),
 * else from the default. A secret may also be given as a file: SAMAVVIK_<NAME>_FILE, or a file called <name> in
 * $CREDENTIALS_DIRECTORY (systemd credentials). `samavvik config` prints the table; secrets are never printed.
 */

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

struct settings {
	const char *listen;              /* "127.0.0.1:8080" */
	const char *admin_listen;        /* "127.0.0.1:9180"; empty: no admin listener */
	const char *public_url;          /* "http://127.0.0.1:8080", for links in mail, cookies and origin checks */
	const char *database;            /* libpq connection string of the service role */
	const char *owner_database;      /* libpq connection string of the owner role (migrate, configure) */
	const char *log_level;           /* debug, info, warning, error */
	const char *trusted_proxy;       /* address whose X-Forwarded-For and X-Request-Id are believed; empty: none */
	int64_t http_threads;            /* 32 */
	int64_t http_in_flight;          /* 28: requests worked on at once before 503 */
	int64_t http_queue;              /* 64 */
	int64_t request_timeout_ms;      /* 10000: reading headers, and reading a whole body */
	int64_t drain_ms;                /* 10000: how long SIGTERM waits for what is in flight */
	int64_t database_connections;    /* 5, for requests */
	int64_t jobs_connections;        /* 2 */
	int64_t database_wait_ms;        /* 2000 */
	int64_t database_statement_ms;   /* 5000 */
	int64_t session_idle_minutes;    /* 60 */
	int64_t session_hours;           /* 12 */
	int64_t reauth_minutes;          /* 10: sensitive steps ask for the password again after this */
	int64_t limit_person_minute;     /* 120: changes of one account or machine client; 0: no limit */
	int64_t limit_person_hour;       /* 1500 */
	int64_t limit_organisation_minute; /* 300: reports filed for one organisation; 0: no limit */
	int64_t limit_organisation_hour; /* 3000 */
	const char *account_key;         /* secret: 32 bytes in base64; empty: no second factors, no one-time links */
	const char *openid_issuers_file; /* empty: no sign-in by OpenID Connect */
	int64_t openid_insecure;         /* 1: issuers on this machine without TLS; for tests and development */
	const char *identity_key;        /* secret: national identity numbers are found by a digest with this key */
	const char *mail_transport;      /* "files" or "smtp" */
	const char *mail_folder;         /* for files */
	const char *mail_url;            /* "smtps://relay:465" or "smtp://relay:587" (STARTTLS required) */
	const char *mail_user;
	const char *mail_password;       /* secret */
	const char *mail_ca_file;        /* empty: the system's */
	const char *mail_from;           /* "Samavvik <no-reply@samavvik.example>" */
	int64_t mail_insecure;           /* 1: allow plain SMTP to a loopback relay only; for tests and a local relay */
	int64_t mail_workers;            /* 4 */
	int64_t mail_timeout_ms;         /* 30000 for one message */
	int64_t mail_retry_first_seconds;/* 60 */
	int64_t mail_give_up_hours;      /* 72 */
	int64_t mail_stuck_minutes;      /* 10: readiness and the pages say mail is stuck after this */
	int64_t mail_per_minute;         /* 0: as fast as the relay takes them; each instance counts for itself */
	int64_t mail_per_connection;     /* 100 messages, then a new connection to the relay */
	const char *patient_keys;        /* secret: privacy/patient_keys.h */
	int64_t open_filing_per_hour;    /* 300 reports without an account, in each helsefellesskap */
	int64_t attachment_max_bytes;    /* 10485760 for each file */
	int64_t attachment_most;         /* 5 of a case */
	const char *attachment_types;    /* "pdf jpg …": codes of attachment/file_type.c */
	const char *clamd_socket;        /* "/run/clamav/clamd.ctl" or "host:port"; empty: attachments are not scanned */
	const char *reminder_hours;      /* "8-16" on working days, or "always": deviation/deviation.h */
	int64_t draft_days;              /* 30 without a change, then an unsent draft is deleted */
	int64_t jobs;                    /* 1: this instance runs the workers */
};

struct arena;

/*
 * Fills ret_settings; its strings live in the arena. ERR_INVALID with a sentence on standard error naming the setting
 * when a value is not of its type or out of range, or the file holds an unknown name.
 */
MUST_USE enum err settings_load(struct arena *arena, struct settings *ret_settings);
/* Writes name, value (or "(secret)"), default and help of every setting. */
void settings_print(const struct settings *settings, FILE *out);

#endif
