/* SPDX-License-Identifier: MIT */
#include "http/fetch.h"

#include <string.h>

#include <curl/curl.h>

#include "base/str.h"
#include "base/banned.h"

#define CONNECT_TIMEOUT_MS 3000L

#define SET(curl, option, value) (curl_easy_setopt((curl), (option), (value)) == CURLE_OK)

static bool is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

static bool has_part(CURLU *parts, CURLUPart part)
{
	char *value = NULL;
	bool found = curl_url_get(parts, part, &value, 0) == CURLUE_OK;

	curl_free(value);
	return found;
}

bool fetch_url_allowed(const char *url, bool plain_loopback)
{
	CURLU *parts = curl_url();
	char *scheme = NULL;
	char *host = NULL;
	bool good = parts && curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK && !has_part(parts, CURLUPART_FRAGMENT) &&
		    (strcmp(scheme, "https") == 0 || (plain_loopback && strcmp(scheme, "http") == 0 && is_loopback(host)));

	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
	return good;
}

static size_t keep(char *data, size_t size, size_t count, void *state)
{
	struct str *body = state;

	str_add_bytes(body, data, size * count);
	return str_failed(body) ? 0 : size * count;
}

static bool prepare(CURL *curl, const struct fetch_request *request, struct curl_slist *headers, struct str *body)
{
	long timeout = (long)request->timeout_ms;

	if (request->form && !SET(curl, CURLOPT_POSTFIELDS, request->form))
		return false;
	return SET(curl, CURLOPT_URL, request->url) && SET(curl, CURLOPT_HTTPHEADER, headers) && SET(curl, CURLOPT_NOSIGNAL, 1L) &&
	       SET(curl, CURLOPT_PROTOCOLS_STR, request->plain_loopback ? "https,http" : "https") &&
	       SET(curl, CURLOPT_FOLLOWLOCATION, 0L) && SET(curl, CURLOPT_PROXY, "") && SET(curl, CURLOPT_SSL_VERIFYPEER, 1L) &&
	       SET(curl, CURLOPT_SSL_VERIFYHOST, 2L) && SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout < CONNECT_TIMEOUT_MS ? timeout : CONNECT_TIMEOUT_MS) &&
	       SET(curl, CURLOPT_TIMEOUT_MS, timeout) && SET(curl, CURLOPT_MAXFILESIZE, (long)request->max_bytes) &&
	       SET(curl, CURLOPT_WRITEFUNCTION, keep) && SET(curl, CURLOPT_WRITEDATA, body);
}

static enum err judge(CURLcode rc, const struct str *body)
{
	if (rc == CURLE_OK)
		return OK;
	if (rc == CURLE_FILESIZE_EXCEEDED || str_failed(body))
		return ERR_TOO_LARGE;
	return rc == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_UNAVAILABLE;
}

enum err fetch(struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer)
{
	STR_AUTO struct str body = STR_INIT(request->max_bytes + 1);
	long status = 0;

	if (!fetch_url_allowed(request->url, request->plain_loopback))
		return ERR_INVALID;
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	CURLcode rc = CURLE_FAILED_INIT;

	if (curl && headers && prepare(curl, request, headers, &body))
		rc = curl_easy_perform(curl);
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	TRY(judge(rc, &body));
	if (!arena_would_fit(arena, body.len + 1))
		return ERR_TOO_LARGE;
	*ret_answer = (struct fetch_answer){(int)status, arena_strndup(arena, str_text(&body), body.len), body.len};
	return OK;
}
