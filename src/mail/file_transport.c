/* SPDX-License-Identifier: MIT */
#include "mail/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

struct folder {
	int descriptor;
};

static enum err folder_open(const struct mail_settings *settings, void **ret_state)
{
	if (!settings->folder || !settings->folder[0])
		return ERR_INVALID;
	if (mkdir(settings->folder, 0750) != 0 && errno != EEXIST)
		return ERR_INVALID;
	struct folder *folder = calloc(1, sizeof(*folder));
	if (!folder)
		return ERR_INTERNAL;
	folder->descriptor = open(settings->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->descriptor < 0) {
		free(folder);
		return ERR_INVALID;
	}
	*ret_state = folder;
	return OK;
}

static void folder_close(void *state)
{
	struct folder *folder = state;

	if (folder)
		(void)close(folder->descriptor);
	free(folder);
}

static bool write_all(int file, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t written = write(file, data, len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		data += written;
		len -= (size_t)written;
	}
	return true;
}

static bool write_file(int folder, const char *name, const struct str *message)
{
	int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	bool written = write_all(file, message->data, message->len) && fsync(file) == 0;
	return close(file) == 0 && written;
}

/* The name of the unfinished file is the message's too: what a crash leaves behind is written over by the next attempt. */
static void folder_send(void *state, const struct envelope *envelope, struct mail_outcome *ret_outcome)
{
	const struct folder *folder = state;
	char name[256];
	char unfinished[256];

	(void)snprintf(name, sizeof(name), "%s.eml", envelope->message_id);
	(void)snprintf(unfinished, sizeof(unfinished), ".%s.part", envelope->message_id);
	*ret_outcome = (struct mail_outcome){.result = MAIL_SENT, .reason = "ok"};
	if (faccessat(folder->descriptor, name, F_OK, 0) == 0)
		return;
	if (!write_file(folder->descriptor, unfinished, envelope->message) ||
	    renameat(folder->descriptor, unfinished, folder->descriptor, name) != 0 || fsync(folder->descriptor) != 0)
		*ret_outcome = (struct mail_outcome){.result = MAIL_RELAY_AWAY, .reason = "folder"};
}

const struct transport file_transport = {"files", folder_open, folder_send, folder_close};
