/* SPDX-License-Identifier: MIT */
/* What lets a token in, where a sign-in may lead, and what a file of issuers is refused for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/openid.h"
#include "access/openid_pending.h"
#include "access/openid_token.h"

#include "base/banned.h"

#define NOW 1800000000

static const struct token_expectation expected = {.issuer = "https://op.example", .client_id = "us", .nonce = "n", .now = NOW};

static struct token_claims good(void)
{
	return (struct token_claims){.type = "", .issuer = "https://op.example", .subject = "s", .nonce = "n", .has_nonce = true,
				     .audiences = {"us"}, .audience_count = 1, .expires = {true, NOW + 60}, .issued = {true, NOW}};
}

static void time_is_forgiven_sixty_seconds_and_no_more(void **state)
{
	struct token_claims claims = good();

	(void)state;
	assert_null(token_id_fault(&claims, &expected));
	claims.expires.seconds = NOW - 59;
	assert_null(token_id_fault(&claims, &expected));
	claims.expires.seconds = NOW - 60;
	assert_string_equal(token_id_fault(&claims, &expected), "expired");
	claims = good();
	claims.issued.seconds = NOW + 60;
	assert_null(token_id_fault(&claims, &expected));
	claims.issued.seconds = NOW + 61;
	assert_string_equal(token_id_fault(&claims, &expected), "issued");
}

static void a_step_up_wants_a_proof_since_it_was_asked_for(void **state)
{
	struct token_expectation step_up = expected;
	struct token_claims claims = good();

	(void)state;
	step_up.authenticated_after = NOW - 30;
	assert_string_equal(token_id_fault(&claims, &step_up), "authenticated");
	claims.authenticated = (struct token_time){true, NOW - 5};
	assert_null(token_id_fault(&claims, &step_up));
	claims.authenticated.seconds = NOW - 91;
	assert_string_equal(token_id_fault(&claims, &step_up), "authenticated");
	claims.authenticated.seconds = NOW + 61;
	assert_string_equal(token_id_fault(&claims, &step_up), "authenticated");
}

static void claims_of_another_kind_are_no_claims(void **state)
{
	static const char *const wrong[] = {"[]", "{\"iss\":1}", "{\"exp\":\"1\",\"aud\":\"us\"}", "{\"aud\":{}}", "{\"aud\":[1]}",
					    "{\"aud\":\"us\",\"iat\":-1}", "{\"aud\":\"us\",\"aud\":\"us\"}", "{\"aud\":\"us\"} ", "{\"sub\":null,\"aud\":\"us\"}"};
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct token_claims claims;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum err err = token_claims_read(arena, wrong[i], strlen(wrong[i]), &claims);
		assert_int_equal(err == OK, i == 7); /* blanks after it are JSON */
	}
	arena_free(arena);
}

static void a_sign_in_leads_to_our_own_pages_alone(void **state)
{
	static const char *const bad[] = {"", "mine", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example", "/api/v1/me",
					  "/a b", "/a\nb", "/\x7f"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(openid_return_path_allowed(bad[i]));
	assert_true(openid_return_path_allowed("/"));
	assert_true(openid_return_path_allowed("/saker/17?vis=alt"));
}

static void every_secret_of_a_sign_in_is_its_own(void **state)
{
	struct openid_secrets one, other;
	char cookie[PENDING_TEXT];

	(void)state;
	openid_pending_new(cookie);
	assert_true(openid_secrets_of(cookie, &one));
	assert_true(openid_secrets_of(cookie, &other));
	assert_string_equal(one.state, other.state);
	assert_string_not_equal(one.state, one.nonce);
	assert_string_not_equal(one.nonce, one.verifier);
	assert_string_not_equal(one.verifier, one.challenge);
	assert_int_equal(strlen(one.verifier), 43);
	openid_pending_new(cookie);
	assert_true(openid_secrets_of(cookie, &other));
	assert_string_not_equal(one.state, other.state);
	assert_false(openid_secrets_of("short", &other));
}

static void the_digest_of_a_number_depends_on_the_key(void **state)
{
	struct arena *arena = arena_new((size_t)64 * 1024);
	unsigned char one[OPENID_IDENTITY_KEY_BYTES], other[OPENID_IDENTITY_KEY_BYTES];

	(void)state;
	assert_false(openid_identity_key("too short", one));
	assert_true(openid_identity_key("a key that is long enough for it to count", one));
	assert_true(openid_identity_key("another one that is long enough to count!", other));
	const char *digest = openid_identity_digest(arena, one, "13816900233");
	assert_string_equal(digest, openid_identity_digest(arena, one, "13816900233"));
	assert_string_not_equal(digest, openid_identity_digest(arena, other, "13816900233"));
	assert_null(openid_identity_digest(arena, one, "1381690023"));
	assert_null(openid_identity_digest(arena, one, "1381690023x"));
	arena_free(arena);
}

/* What is said of a file, in the arena. */
static const char *said_of(struct arena *arena, const char *json)
{
	struct openid openid = {.arena = arena};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(openid_config_read(&openid, "/nowhere", json, strlen(json), out), ERR_INVALID);
	assert_int_equal(fclose(out), 0);
	const char *said = arena_strdup(arena, text);
	free(text);
	return said;
}

static void a_file_of_issuers_is_told_all_its_mistakes_with_their_place(void **state)
{
	static const char *const places[] = {
		"/issuers/0/nmae: there is no such setting", "/issuers/0/issuer: must be an https address",
		"/issuers/0/client_id: is missing",	     "/issuers/0/name: must hold a name in nb, nn and en",
		"/issuers/0/scopes: must begin with openid", "/issuers/0/roles: holds something that is no role",
		"/issuers/0/algorithms: may hold",	     "/issuers/0/required_claims/0/values: must be a list",
		"/issuers/0/link_by/identity_number_claim: needs the setting identity_key",
		"/issuers/0/private_key_file: cannot be read", "/issuers/1/code: stands twice",
	};
	struct arena *arena = arena_new((size_t)4 * 1024 * 1024);

	(void)state;
	const char *said = said_of(
		arena, "{\"issuers\":[{\"code\":\"a\",\"nmae\":{},\"issuer\":\"http://op.example\",\"private_key_file\":\"no.jwk\","
		       "\"scopes\":\"profile\",\"roles\":[\"reporter\",\"king\"],\"algorithms\":[\"none\"],"
		       "\"required_claims\":[{\"claim\":\"acr\"}],\"link_by\":{\"identity_number_claim\":\"pid\"}},{\"code\":\"a\"}]}");
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (!strstr(said, places[i]))
			fail_msg("not said: %s\n%s", places[i], said);
	}
	assert_non_null(strstr(said_of(arena, "{\"issuers\":{}}"), "/issuers: must be a list"));
	assert_non_null(strstr(said_of(arena, "{"), "malformed_json"));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_is_forgiven_sixty_seconds_and_no_more),
		cmocka_unit_test(a_step_up_wants_a_proof_since_it_was_asked_for),
		cmocka_unit_test(claims_of_another_kind_are_no_claims),
		cmocka_unit_test(a_sign_in_leads_to_our_own_pages_alone),
		cmocka_unit_test(every_secret_of_a_sign_in_is_its_own),
		cmocka_unit_test(the_digest_of_a_number_depends_on_the_key),
		cmocka_unit_test(a_file_of_issuers_is_told_all_its_mistakes_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
