/* SPDX-License-Identifier: MIT */
#include "mail/transport.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "mail/address.h"
#include "mail/status.h"
#include "base/banned.h"

#define CONNECT_TIMEOUT_MS 10000L
/* Relays close idle connections after minutes; one we have not used for this long is not worth trying. */
#define IDLE_SECONDS 60L

/* Where a transfer is: libcurl calls back when the relay has accepted sender and recipient and waits for the text. */
struct upload {
	const char *at;
	size_t left;
	bool started;
};

struct smtp {
	CURL *curl;
	const atomic_bool *give_up;
	struct upload upload;
	char error[CURL_ERROR_SIZE]; /* names the command that was refused */
	char status[MAIL_STATUS_SIZE]; /* of the last refusal */
	int64_t per_connection, on_connection;
};

enum err mail_start(void)
{
	/* CURLOPT_NOSIGNAL leaves this to us: a relay that hangs up is an error, not a signal. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return ERR_INTERNAL;
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? OK : ERR_INTERNAL;
}

void mail_stop(void)
{
	curl_global_cleanup();
}

static size_t read_message(char *buffer, size_t size, size_t count, void *state)
{
	struct upload *upload = state;
	size_t len = size * count < upload->left ? size * count : upload->left;

	memcpy(buffer, upload->at, len);
	upload->at += len;
	upload->left -= len;
	upload->started = true;
	return len;
}

/* libcurl hands on each line of a reply as if it were a header. */
static size_t read_reply(char *line, size_t size, size_t count, void *state)
{
	struct smtp *smtp = state;

	/* Goodbyes come after the refusal. */
	if (size * count > 0 && (line[0] == '4' || line[0] == '5'))
		(void)status_of_reply(line, size * count, smtp->status);
	return size * count;
}

static int look_at_give_up(void *state, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct smtp *smtp = state;

	(void)a, (void)b, (void)c, (void)d;
	return smtp->give_up && atomic_load(smtp->give_up);
}

static bool is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

struct relay {
	char *scheme, *host, *url;
};

static void relay_done(struct relay *relay)
{
	curl_free(relay->scheme);
	curl_free(relay->host);
	curl_free(relay->url);
}

/* The path of the URL is the name libcurl says EHLO with, so the setting may not bring one of its own. */
static bool relay_read(const struct mail_settings *settings, struct relay *ret_relay)
{
	CURLU *parts = curl_url();
	char *path = NULL;
	char ehlo[MAIL_ADDRESS_MAX + 2];
	bool good = parts && settings->url && settings->url[0] && settings->ehlo_name &&
		    snprintf(ehlo, sizeof(ehlo), "/%s", settings->ehlo_name) < (int)sizeof(ehlo) &&
		    curl_url_set(parts, CURLUPART_URL, settings->url, 0) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_SCHEME, &ret_relay->scheme, 0) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_HOST, &ret_relay->host, 0) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_PATH, &path, 0) == CURLUE_OK && strcmp(path, "/") == 0 &&
		    curl_url_set(parts, CURLUPART_PATH, ehlo, 0) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_URL, &ret_relay->url, 0) == CURLUE_OK;
	curl_free(path);
	curl_url_cleanup(parts);
	return good;
}

#define SET(curl, option, value) (curl_easy_setopt((curl), (option), (value)) == CURLE_OK)

static bool set_security(CURL *curl, const struct mail_settings *settings, const struct relay *relay)
{
	bool plain = settings->insecure && strcmp(relay->scheme, "smtp") == 0;

	if (settings->ca_file && settings->ca_file[0] && !SET(curl, CURLOPT_CAINFO, settings->ca_file))
		return false;
	if (settings->user && settings->user[0] &&
	    !(SET(curl, CURLOPT_USERNAME, settings->user) &&
	      SET(curl, CURLOPT_PASSWORD, settings->password ? settings->password : "")))
		return false;
	return SET(curl, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) &&
	       SET(curl, CURLOPT_SSL_VERIFYPEER, 1L) && SET(curl, CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") && SET(curl, CURLOPT_PROXY, "");
}

static bool set_transfer(struct smtp *smtp, const struct mail_settings *settings, const char *url)
{
	CURL *curl = smtp->curl;
	long timeout = (long)settings->timeout_ms;

	return SET(curl, CURLOPT_URL, url) && SET(curl, CURLOPT_NOSIGNAL, 1L) &&
	       SET(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout < CONNECT_TIMEOUT_MS ? timeout : CONNECT_TIMEOUT_MS) &&
	       SET(curl, CURLOPT_TIMEOUT_MS, timeout) &&
	       SET(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout / 1000 + 1) && SET(curl, CURLOPT_MAXCONNECTS, 1L) &&
	       SET(curl, CURLOPT_MAXAGE_CONN, IDLE_SECONDS) && SET(curl, CURLOPT_UPLOAD, 1L) &&
	       SET(curl, CURLOPT_READFUNCTION, read_message) && SET(curl, CURLOPT_READDATA, &smtp->upload) &&
	       SET(curl, CURLOPT_NOPROGRESS, 0L) && SET(curl, CURLOPT_XFERINFOFUNCTION, look_at_give_up) &&
	       SET(curl, CURLOPT_XFERINFODATA, smtp) && SET(curl, CURLOPT_HEADERFUNCTION, read_reply) &&
	       SET(curl, CURLOPT_HEADERDATA, smtp) && SET(curl, CURLOPT_ERRORBUFFER, smtp->error);
}

/*
 * Ends the connection for good. libcurl keeps one whose answer to the text did not come in time, and would take that
 * answer, when it comes, for the answer to the next message's first command; and it says QUIT before it closes one and
 * waits up to two minutes for the reply.
 */
static void cut(CURL *curl)
{
	curl_socket_t socket = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD)
		(void)shutdown(socket, SHUT_RDWR);
}

static void smtp_close(void *state)
{
	struct smtp *smtp = state;

	if (smtp && smtp->curl) {
		cut(smtp->curl);
		curl_easy_cleanup(smtp->curl);
	}
	free(smtp);
}

static enum err smtp_open(const struct mail_settings *settings, void **ret_state)
{
	struct relay relay = {0};
	struct smtp *smtp = calloc(1, sizeof(*smtp));
	if (!smtp)
		return ERR_INTERNAL;
	smtp->give_up = settings->give_up;
	smtp->per_connection = settings->per_connection;
	smtp->curl = curl_easy_init();

	bool good = smtp->curl && relay_read(settings, &relay) && (!settings->insecure || is_loopback(relay.host)) &&
		    (strcmp(relay.scheme, "smtp") == 0 || strcmp(relay.scheme, "smtps") == 0) &&
		    set_security(smtp->curl, settings, &relay) && set_transfer(smtp, settings, relay.url);
	relay_done(&relay);
	if (!good) {
		smtp_close(smtp);
		return ERR_INVALID;
	}
	*ret_state = smtp;
	return OK;
}

/* Replies that speak of our sign-in and not of the message, wherever they come (RFC 4954 6). */
static bool is_auth_code(int code)
{
	return code == 454 || code == 530 || code == 534 || code == 535 || code == 538;
}

static struct mail_outcome outcome_of(enum mail_result result, int code, const char *reason)
{
	return (struct mail_outcome){.result = result, .code = code, .reason = reason};
}

/*
 * What a transfer came to. The code is only to be trusted when libcurl says that a command of this message was refused
 * (CURLE_SEND_ERROR) or the text was on its way; otherwise it may be the last good one, or speak of the connection: a
 * greeting with 554 is no reason to drop a message.
 */
static struct mail_outcome judge(CURLcode rc, int code, bool started)
{
	/* The last reply was none, a greeting or a step of TLS or sign-in: none of this message's commands was taken. */
	bool connected = code != 0 && code != 220 && code != 334;

	switch ((int)rc) {
	case CURLE_OK:
		return outcome_of(MAIL_SENT, code, "ok");
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return outcome_of(MAIL_RELAY_AWAY, 0, "connect");
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
		return outcome_of(MAIL_RELAY_AWAY, 0, "tls");
	case CURLE_LOGIN_DENIED:
		return outcome_of(MAIL_RELAY_AWAY, code, "auth");
	case CURLE_ABORTED_BY_CALLBACK:
		return outcome_of(MAIL_RELAY_AWAY, 0, "stopped");
	case CURLE_OPERATION_TIMEDOUT:
		return outcome_of(connected ? MAIL_TRY_LATER : MAIL_RELAY_AWAY, 0, "timeout");
	default:
		break;
	}
	if (is_auth_code(code))
		return outcome_of(MAIL_RELAY_AWAY, code, "auth");
	if (!connected || (code >= 400 && rc != CURLE_SEND_ERROR && !started))
		return outcome_of(MAIL_RELAY_AWAY, code >= 400 ? code : 0, "relay");
	if (code >= 500)
		return outcome_of(MAIL_REFUSED, code, "refused");
	if (code >= 400)
		return outcome_of(MAIL_TRY_LATER, code, "later");
	return outcome_of(MAIL_TRY_LATER, 0, "dropped");
}

/* Whether it was the recipient that was refused, and for what the recipient is; only libcurl's message says which command it was. */
static bool is_of_recipient(const struct smtp *smtp, int code)
{
	return strncmp(smtp->error, "RCPT", 4) == 0 && status_is_of_address(code, smtp->status);
}

/*
 * A new connection now and then: relays limit how many messages they take over one, and those behind a balancer get their share.
 * The last message of one closes it.
 */
static bool count_on_connection(struct smtp *smtp)
{
	smtp->on_connection++;
	return SET(smtp->curl, CURLOPT_FORBID_REUSE, smtp->on_connection >= smtp->per_connection ? 1L : 0L);
}

static struct mail_outcome transfer(struct smtp *smtp)
{
	long code = 0;

	smtp->error[0] = smtp->status[0] = '\0';
	CURLcode rc = curl_easy_perform(smtp->curl);
	(void)curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &code);
	struct mail_outcome outcome = judge(rc, (int)code, smtp->upload.started);
	if (outcome.result == MAIL_REFUSED && is_of_recipient(smtp, (int)code))
		outcome.reason = "recipient";
	if (outcome.code >= 400)
		memcpy(outcome.status, smtp->status, sizeof(outcome.status));
	if (rc != CURLE_OK)
		cut(smtp->curl);
	if (rc != CURLE_OK || smtp->on_connection >= smtp->per_connection)
		smtp->on_connection = 0;
	return outcome;
}

static void smtp_send(void *state, const struct envelope *envelope, struct mail_outcome *ret_outcome)
{
	struct smtp *smtp = state;
	char from[MAIL_ADDRESS_MAX + 3];
	char to[MAIL_ADDRESS_MAX + 3];

	(void)snprintf(from, sizeof(from), "<%s>", envelope->from);
	(void)snprintf(to, sizeof(to), "<%s>", envelope->to);
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	smtp->upload = (struct upload){envelope->message->data, envelope->message->len, false};
	if (!recipients || !SET(smtp->curl, CURLOPT_MAIL_FROM, from) ||
	    !SET(smtp->curl, CURLOPT_MAIL_RCPT, recipients) ||
	    !SET(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)envelope->message->len) || !count_on_connection(smtp)) {
		curl_slist_free_all(recipients);
		*ret_outcome = outcome_of(MAIL_RELAY_AWAY, 0, "relay");
		return;
	}

	*ret_outcome = transfer(smtp);
	(void)curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(recipients);
}

const struct transport smtp_transport = {"smtp", smtp_open, smtp_send, smtp_close};
