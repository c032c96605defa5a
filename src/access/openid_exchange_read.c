/* SPDX-License-Identifier: MIT */
#include "access/openid_exchange.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/str.h"
#include "contract/json_tree.h"
#include "http/fetch.h"
#include "http/http.h"
#include "base/banned.h"

#define FORM_BYTES_MAX ((size_t)32 * 1024)
#define ANSWER_BYTES_MAX ((size_t)128 * 1024)
#define TIMEOUT_MS 5000
#define ASSERTION_SECONDS 60
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define REQUEST_URI_MAX 1000

static void add_escaped(struct str *form, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._~", *text))
			str_add_char(form, *text);
		else
			str_addf(form, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

void openid_form_add(struct str *form, const char *name, const char *value)
{
	if (form->len > 0 && !strchr("?&", form->data[form->len - 1]))
		str_add_char(form, '&');
	add_escaped(form, name);
	str_add_char(form, '=');
	add_escaped(form, value);
}

const char *openid_form_value(struct arena *arena, const char *form, const char *name)
{
	size_t name_len = strlen(name);
	const char *value = NULL;
	int found = 0;

	while (form && *form) {
		size_t len = strcspn(form, "&");
		if (len > name_len && form[name_len] == '=' && strncmp(form, name, name_len) == 0) {
			value = http_decode(arena, form + name_len + 1, len - name_len - 1, true);
			found++;
		}
		form += len + (form[len] == '&');
	}
	return found == 1 ? value : NULL;
}

/* Proof of which client asks (RFC 7523): good for one issuer, one minute, one use. */
static const char *client_assertion(struct arena *arena, const struct openid_issuer *issuer)
{
	STR_AUTO struct str claims = STR_INIT(8192);
	unsigned char bytes[16];
	char token_id[2 * sizeof(bytes) + 1];
	int64_t now = clock_wall_us() / 1000000;

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(token_id, sizeof(token_id), bytes, sizeof(bytes));
	str_add(&claims, "{\"iss\":");
	str_add_json(&claims, issuer->client_id);
	str_add(&claims, ",\"sub\":");
	str_add_json(&claims, issuer->client_id);
	str_add(&claims, ",\"aud\":");
	str_add_json(&claims, issuer->issuer);
	str_addf(&claims, ",\"jti\":\"%s\",\"iat\":%" PRId64 ",\"nbf\":%" PRId64 ",\"exp\":%" PRId64 "}", token_id, now, now,
		 now + ASSERTION_SECONDS);
	return str_failed(&claims) ? NULL : jose_sign(arena, issuer->key, str_text(&claims));
}

static enum err add_client(struct arena *arena, const struct openid_question *question, struct str *form)
{
	const char *assertion = client_assertion(arena, question->issuer);

	if (!assertion)
		return ERR_INTERNAL;
	openid_form_add(form, "client_id", question->issuer->client_id);
	openid_form_add(form, "client_assertion_type", ASSERTION_TYPE);
	openid_form_add(form, "client_assertion", assertion);
	openid_form_add(form, "redirect_uri", question->redirect_uri);
	return str_failed(form) ? ERR_INTERNAL : OK;
}

static enum err ask(struct arena *arena, const struct openid_question *question, const char *url, const struct str *form,
		    struct fetch_answer *ret_answer)
{
	const struct fetch_request request = {
		.url = url,
		.form = str_text(form),
		.max_bytes = ANSWER_BYTES_MAX,
		.timeout_ms = TIMEOUT_MS,
		.plain_loopback = question->openid->plain_loopback,
	};

	return str_failed(form) || fetch(arena, &request, ret_answer) != OK ? ERR_UNAVAILABLE : OK;
}

static const char *answered_text(struct arena *arena, const struct fetch_answer *answer, const char *name)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, answer->body, answer->body_len, &code);
	const char *text = json_text(json_member(tree, name));

	return text ? arena_strdup(arena, text) : NULL;
}

static void add_request(const struct openid_question *question, struct str *form)
{
	openid_form_add(form, "response_type", "code");
	openid_form_add(form, "scope", question->issuer->scopes);
	openid_form_add(form, "state", question->secrets->state);
	openid_form_add(form, "nonce", question->secrets->nonce);
	openid_form_add(form, "code_challenge", question->secrets->challenge);
	openid_form_add(form, "code_challenge_method", "S256");
	openid_form_add(form, "ui_locales", question->language);
	if (question->issuer->acr_values)
		openid_form_add(form, "acr_values", question->issuer->acr_values);
	if (question->afresh) {
		openid_form_add(form, "prompt", "login");
		openid_form_add(form, "max_age", "0");
	}
}

enum err openid_push(struct arena *arena, const struct openid_question *question, const char **ret_url)
{
	STR_AUTO struct str form = STR_INIT(FORM_BYTES_MAX);
	STR_AUTO struct str url = STR_INIT(FORM_BYTES_MAX);
	struct fetch_answer answer;

	TRY(add_client(arena, question, &form));
	add_request(question, &form);
	TRY(ask(arena, question, question->endpoints->push, &form, &answer));
	const char *request_uri = answer.status == 201 || answer.status == 200 ? answered_text(arena, &answer, "request_uri") : NULL;
	if (!request_uri || strlen(request_uri) > REQUEST_URI_MAX)
		return ERR_UNAVAILABLE;
	str_add(&url, question->endpoints->authorize);
	str_add_char(&url, strchr(question->endpoints->authorize, '?') ? '&' : '?');
	openid_form_add(&url, "client_id", question->issuer->client_id);
	openid_form_add(&url, "request_uri", request_uri);
	*ret_url = arena_strdup(arena, str_text(&url));
	return str_failed(&url) ? ERR_INTERNAL : OK;
}

enum err openid_redeem(struct arena *arena, const struct openid_question *question, const char *code, const char **ret_id_token)
{
	STR_AUTO struct str form = STR_INIT(FORM_BYTES_MAX);
	struct fetch_answer answer;

	TRY(add_client(arena, question, &form));
	openid_form_add(&form, "grant_type", "authorization_code");
	openid_form_add(&form, "code", code);
	openid_form_add(&form, "code_verifier", question->secrets->verifier);
	TRY(ask(arena, question, question->endpoints->token, &form, &answer));
	if (answer.status >= 500)
		return ERR_UNAVAILABLE;
	const char *token = answer.status == 200 ? answered_text(arena, &answer, "id_token") : NULL;
	if (!token)
		return ERR_INVALID;
	*ret_id_token = token;
	return OK;
}
