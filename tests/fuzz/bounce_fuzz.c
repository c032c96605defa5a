/* SPDX-License-Identifier: MIT */
/* Reports out of any bytes: whatever is read ends, and stays within its fields. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mail/bounce.h"
#include "mail/status.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounce bounce;
	char status[MAIL_STATUS_SIZE];

	if (status_of_reply((const char *)data, size, status))
		assert(strlen(status) >= 5);
	if (bounce_read((const char *)data, size, &bounce) != OK)
		return 0;
	assert(bounce.status[0] == '\0' || bounce.status[0] == '5');
	assert(strnlen(bounce.status, sizeof(bounce.status)) < sizeof(bounce.status));
	assert(strnlen(bounce.message_id, sizeof(bounce.message_id)) < sizeof(bounce.message_id));
	return 0;
}
