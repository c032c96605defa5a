/* SPDX-License-Identifier: MIT */
#include "mail/mail.h"

#include <stdlib.h>
#include <string.h>

#include "mail/address.h"
#include "mail/message.h"
#include "mail/transport.h"
#include "base/banned.h"

static const struct transport *const transports[] = {&smtp_transport, &file_transport};

struct mail_sender {
	const struct transport *transport;
	void *state;
};

static const struct transport *transport_named(const char *name)
{
	for (size_t i = 0; name && i < sizeof(transports) / sizeof(transports[0]); i++) {
		if (strcmp(transports[i]->name, name) == 0)
			return transports[i];
	}
	return NULL;
}

enum err mail_sender_new(const struct mail_settings *settings, struct mail_sender **ret_sender)
{
	const struct transport *transport = transport_named(settings->transport);
	if (!transport)
		return ERR_INVALID;
	struct mail_sender *sender = calloc(1, sizeof(*sender));
	if (!sender)
		return ERR_INTERNAL;
	sender->transport = transport;
	enum err err = transport->open(settings, &sender->state);
	if (err != OK) {
		free(sender);
		return err;
	}
	*ret_sender = sender;
	return OK;
}

void mail_sender_free(struct mail_sender *sender)
{
	if (!sender)
		return;
	sender->transport->close(sender->state);
	free(sender);
}

void mail_send(struct mail_sender *sender, const struct mail_message *message, struct mail_outcome *ret_outcome)
{
	STR_AUTO struct str bytes = STR_INIT(MESSAGE_MAX_BYTES);
	struct mailbox from = {0};
	char from_address[MAIL_ADDRESS_MAX + 1] = "";

	const char *wrong = message_build(&bytes, message);
	if (!wrong && !mailbox_read(message->from, &from))
		wrong = "content";
	if (wrong) {
		*ret_outcome = (struct mail_outcome){.result = MAIL_REFUSED, .reason = wrong};
		return;
	}
	memcpy(from_address, from.address, from.address_len);
	struct envelope envelope = {from_address, message->to, message->message_id, &bytes};
	sender->transport->send(sender->state, &envelope, ret_outcome);
}
