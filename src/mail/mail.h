/* SPDX-License-Identifier: MIT */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

/*
 * Sending one message to one recipient. The only room that knows libcurl. Builds the message (message.h) and hands it
 * to a transport: an SMTP relay (TLS required, certificate verified) or a folder of files. It keeps no state: what is
 * to be sent, when, and how often is the outbox's business (jobs/outbox.h).
 */

#include "base/err.h"
#include "base/language.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAIL_STATUS_SIZE 12

/* A picture that the HTML shows as "cid:<id>". */
struct mail_image {
	const char *id; /* letters, digits, '.', '-', and one '@' */
	const unsigned char *png;
	size_t len;
};

struct mail_message {
	const char *message_id;      /* without brackets: "outbox-123@host"; the same for every attempt */
	const char *from;            /* "Name <address>" or "address" */
	const char *to;              /* one address */
	const char *subject;         /* one line, UTF-8 */
	const char *text;            /* UTF-8, any line ends */
	const char *html;            /* a whole document, or NULL */
	const struct mail_image *image; /* with html; or NULL */
	const char *unsubscribe_url; /* for List-Unsubscribe (RFC 2369), or NULL */
	bool one_click;              /* that address takes a POST without anybody signed in (RFC 8058) */
	enum language language;      /* Content-Language */
	int64_t date_us;             /* wall time of the Date header: when it was put in the outbox */
};

enum mail_result {
	MAIL_SENT,
	MAIL_TRY_LATER,  /* this message: the relay answered 4xx, or was lost in the middle of it */
	MAIL_RELAY_AWAY, /* no relay to offer it to (network, TLS, sign-in, greeting): says nothing about the message */
	MAIL_REFUSED     /* 5xx, or the message cannot be one: never try again */
};

struct mail_outcome {
	enum mail_result result;
	int code; /* SMTP code of a refusal, 0 when none */
	/* Fixed word for log and outbox: "ok"; "later", "dropped", "timeout"; "connect", "tls", "auth", "relay", "folder",
	 * "stopped"; "refused", "recipient" (this address takes no mail), "address", "content". */
	const char *reason;
	char status[MAIL_STATUS_SIZE]; /* "5.1.1" (RFC 3463) when the relay said so, else empty */
};

/* Strings must outlive the senders made from it. */
struct mail_settings {
	const char *transport; /* "smtp" or "files" */
	const char *folder;
	const char *url;                       /* smtp:// (STARTTLS required) or smtps:// */
	const char *user, *password, *ca_file; /* NULL or empty: none, none, the system's */
	const char *ehlo_name;
	bool insecure; /* plain SMTP, without TLS; refused for anything but a loopback relay */
	int64_t timeout_ms;
	int64_t per_connection; /* messages, then a new connection */
	const atomic_bool *give_up; /* or NULL; once true, a send that hangs ends within about a second */
};

/* Once in main, before threads. Ignores SIGPIPE for the process. */
MUST_USE enum err mail_start(void);
void mail_stop(void);

/*
 * A sender keeps its connection to the relay between messages. One thread. ERR_INVALID when the settings cannot be used:
 * unknown transport, no folder, a URL that is not smtp:// or smtps://, insecure for a relay elsewhere.
 */
struct mail_sender;
MUST_USE enum err mail_sender_new(const struct mail_settings *settings, struct mail_sender **ret_sender);
void mail_sender_free(struct mail_sender *sender); /* accepts NULL */
/* Never fails otherwise than through the outcome. */
void mail_send(struct mail_sender *sender, const struct mail_message *message, struct mail_outcome *ret_outcome);

/*
 * True for an address we are willing to write to: ASCII, one '@', dot-atom local part of at most 64 bytes (RFC 5321
 * 4.1.2 without quotes), a domain of labels (RFC 1035 2.3.4), at most 254 bytes.
 */
bool mail_address_valid(const char *address);
/* True for what may stand in mail_message.from: checked at start, because with a wrong one every message is refused. */
bool mail_from_valid(const char *from);

#endif
