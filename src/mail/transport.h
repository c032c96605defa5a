/* SPDX-License-Identifier: MIT */
#ifndef MAIL_TRANSPORT_H
#define MAIL_TRANSPORT_H

/*
 * What a transport is: it takes finished messages and says what became of them. sender.c holds the table of them.
 */

#include "base/str.h"
#include "mail/mail.h"

struct envelope {
	const char *from; /* address for MAIL FROM, checked */
	const char *to;   /* address for RCPT TO, checked */
	const char *message_id;
	const struct str *message;
};

struct transport {
	const char *name;
	/* ERR_INVALID when the settings cannot be used. *ret_state belongs to the caller: close. */
	enum err (*open)(const struct mail_settings *settings, void **ret_state);
	void (*send)(void *state, const struct envelope *envelope, struct mail_outcome *ret_outcome);
	void (*close)(void *state); /* accepts NULL */
};

extern const struct transport smtp_transport;
/* One file a message, <message-id>.eml: written beside, synced, renamed. Sending again changes nothing. */
extern const struct transport file_transport;

#endif
