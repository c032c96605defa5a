/* SPDX-License-Identifier: MIT */
/* The key ring as operators write it, and sealing: what is sealed opens in its own place, with its own key, and nowhere else. */
#include "privacy/patient_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/banned.h"

#define KEY_1 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_2 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

static struct patient_keys *ring(const char *text)
{
	const char *complaint = NULL;
	struct patient_keys *keys = NULL;

	if (patient_keys_read(text, &complaint, &keys) != OK)
		fail_msg("%s", complaint);
	return keys;
}

static void a_ring_has_comments_blank_lines_and_one_active_key(void **state)
{
	static const char *const texts[] = {
		"first " KEY_1 "\nsecond " KEY_2 " active\n",
		"# the old one\n  first\t" KEY_1 "  # until March\n\n\tsecond " KEY_2 " active\r\n",
		"first " KEY_1 ";second " KEY_2 " active;",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct patient_keys *keys = ring(texts[i]);

		assert_int_equal(patient_keys_count(keys), 2);
		assert_string_equal(patient_keys_id(keys, 0), "first");
		assert_string_equal(patient_keys_active(keys), "second");
		assert_true(patient_keys_has(keys, "first"));
		assert_false(patient_keys_has(keys, "third"));
		patient_keys_free(keys);
	}
}

static void an_empty_ring_is_one_that_seals_nothing(void **state)
{
	struct arena *arena = arena_new(65536);
	struct patient_keys *keys = ring(" \n# none yet\n");
	struct sealed_text sealed;

	(void)state;
	assert_null(patient_keys_active(keys));
	assert_int_equal(patient_seal(keys, &(struct sealed_place){1, 2}, "x", arena, &sealed), ERR_UNAVAILABLE);
	patient_keys_free(keys);
	arena_free(arena);
}

static void a_ring_with_a_mistake_is_refused_and_not_repeated(void **state)
{
	static const char *const texts[] = {
		"first " KEY_1,                                          /* none active */
		"first " KEY_1 " active\nsecond " KEY_2 " active",       /* two */
		"first " KEY_1 " active\nfirst " KEY_2,                  /* twice */
		"first " KEY_1 " active now",                            /* more words */
		"first " KEY_1 " aktiv",                                 /* another word */
		"first active",                                          /* no key */
		"first AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= active", /* too short */
		"first AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!= active",
		"First " KEY_1 " active",
		"none " KEY_1 " active", /* the mark of a destroyed one */
		"a23456789012345678901234567890123 " KEY_1 " active",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *complaint = NULL;
		struct patient_keys *keys = NULL;

		if (patient_keys_read(texts[i], &complaint, &keys) != ERR_INVALID)
			fail_msg("taken: %s", texts[i]);
		assert_non_null(complaint);
		assert_null(strstr(complaint, "AAAA"));
		assert_null(keys);
	}
}

static void a_sealed_reference_opens_again_and_looks_different_each_time(void **state)
{
	struct arena *arena = arena_new(65536);
	struct patient_keys *keys = ring("first " KEY_1 " active");
	const struct sealed_place place = {17, 3};
	struct sealed_text one, two;
	char plain[PATIENT_REFERENCE_MAX + 1];
	char longest[PATIENT_REFERENCE_MAX + 2];

	(void)state;
	assert_int_equal(patient_seal(keys, &place, "30108299920", arena, &one), OK);
	assert_int_equal(patient_seal(keys, &place, "30108299920", arena, &two), OK);
	assert_string_not_equal(one.hex, two.hex);
	assert_null(strstr(one.hex, "3330313038323939393230")); /* the digits in hex */
	assert_int_equal(patient_unseal(keys, &place, &two, plain), OK);
	assert_string_equal(plain, "30108299920");

	memset(longest, 'x', sizeof(longest));
	longest[PATIENT_REFERENCE_MAX] = '\0';
	assert_int_equal(patient_seal(keys, &place, longest, arena, &one), OK);
	assert_int_equal(patient_unseal(keys, &place, &one, plain), OK);
	assert_string_equal(plain, longest);
	longest[PATIENT_REFERENCE_MAX] = 'x';
	longest[PATIENT_REFERENCE_MAX + 1] = '\0';
	assert_int_equal(patient_seal(keys, &place, longest, arena, &one), ERR_INVALID);
	assert_int_equal(patient_seal(keys, &place, "", arena, &one), ERR_INVALID);
	patient_keys_free(keys);
	arena_free(arena);
}

static void it_opens_in_no_other_place_nor_with_another_key(void **state)
{
	static const struct sealed_place elsewhere[] = {{18, 3}, {17, 4}, {3, 17}, {1, 73}, {173, 0}};
	struct arena *arena = arena_new(65536);
	struct patient_keys *keys = ring("first " KEY_1 " active;second " KEY_2);
	struct patient_keys *renamed = ring("second " KEY_1 " active");
	struct patient_keys *without = ring("second " KEY_2 " active");
	const struct sealed_place place = {17, 3};
	struct sealed_text sealed;
	char plain[PATIENT_REFERENCE_MAX + 1];

	(void)state;
	assert_int_equal(patient_seal(keys, &place, "J-4711", arena, &sealed), OK);
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		assert_int_equal(patient_unseal(keys, &elsewhere[i], &sealed, plain), ERR_INTERNAL);
	const struct sealed_text other_key = {"second", sealed.hex};
	assert_int_equal(patient_unseal(keys, &place, &other_key, plain), ERR_INTERNAL);
	assert_int_equal(patient_unseal(renamed, &place, &other_key, plain),
			 ERR_INTERNAL); /* the right bytes, another id */
	assert_int_equal(patient_unseal(without, &place, &sealed, plain), ERR_INTERNAL);
	assert_int_equal(patient_unseal(keys, &place, &sealed, plain), OK);
	patient_keys_free(keys);
	patient_keys_free(renamed);
	patient_keys_free(without);
	arena_free(arena);
}

static void a_text_that_was_changed_or_cut_does_not_open(void **state)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct patient_keys *keys = ring("first " KEY_1 " active");
	const struct sealed_place place = {17, 3};
	struct sealed_text sealed;
	char plain[PATIENT_REFERENCE_MAX + 1];

	(void)state;
	assert_int_equal(patient_seal(keys, &place, "J-4711", arena, &sealed), OK);
	for (size_t i = 2; sealed.hex[i]; i++) {
		char *changed = arena_strdup(arena, sealed.hex);
		changed[i] = changed[i] == '0' ? '1' : '0';
		assert_int_equal(patient_unseal(keys, &place, &(struct sealed_text){"first", changed}, plain),
				 ERR_INTERNAL);
		changed[i] = '\0';
		assert_int_equal(patient_unseal(keys, &place, &(struct sealed_text){"first", changed}, plain),
				 ERR_INTERNAL);
	}
	patient_keys_free(keys);
	arena_free(arena);
}

static void a_new_key_is_one_a_ring_takes_and_never_the_same(void **state)
{
	struct arena *arena = arena_new(65536);
	char one[PATIENT_KEY_TEXT], two[PATIENT_KEY_TEXT];

	(void)state;
	patient_key_new(one);
	patient_key_new(two);
	assert_string_not_equal(one, two);
	patient_keys_free(ring(arena_printf(arena, "k1 %s\nk2 %s active", one, two)));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_has_comments_blank_lines_and_one_active_key),
		cmocka_unit_test(an_empty_ring_is_one_that_seals_nothing),
		cmocka_unit_test(a_ring_with_a_mistake_is_refused_and_not_repeated),
		cmocka_unit_test(a_sealed_reference_opens_again_and_looks_different_each_time),
		cmocka_unit_test(it_opens_in_no_other_place_nor_with_another_key),
		cmocka_unit_test(a_text_that_was_changed_or_cut_does_not_open),
		cmocka_unit_test(a_new_key_is_one_a_ring_takes_and_never_the_same),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("patient keys", tests, NULL, NULL);
}
