/* SPDX-License-Identifier: MIT */
/* Images come out the same however they are cut into pieces; broken ones are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attachment/exif_orientation.h"
#include "attachment/image_strip.h"
#include "base/str.h"

#include "base/banned.h"

#define BYTES(text) (text), sizeof(text) - 1

#define SOI "\xff\xd8"
#define JFIF "\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
#define JFIF_THUMBNAIL "\xff\xe0\0\x13JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01XYZ"
#define EXIF_BIG "\xff\xe1\0\x22" "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
#define EXIF_LITTLE "\xff\xe1\0\x22" "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
#define EXIF_UPRIGHT "\xff\xe1\0\x22" "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0"
#define COMMENT "\xff\xfe\0\x09Kari\0N\0"
#define FRAME "\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0"
#define SCAN "\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\xff\0\x34\xff\xd0\x56"
#define END "\xff\xd9"

static enum err take(void *context, const char *bytes, size_t len)
{
	str_add_bytes(context, bytes, len);
	return OK;
}

/* In pieces of so many bytes. */
static enum err strip(enum file_shape shape, const char *bytes, size_t len, size_t piece, struct str *out)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct image_strip *strip = image_strip_new(arena, shape, (struct strip_sink){take, out});
	enum err err = OK;

	str_clear(out);
	for (size_t at = 0; at < len && err == OK; at += piece)
		err = image_strip_put(strip, bytes + at, piece < len - at ? piece : len - at);
	if (err == OK)
		err = image_strip_end(strip);
	arena_free(arena);
	return err;
}

static void expect(enum file_shape shape, const char *bytes, size_t len, const char *wanted, size_t wanted_len)
{
	STR_AUTO struct str out = STR_INIT(4096);

	for (size_t piece = 1; piece <= len; piece++) {
		assert_int_equal(strip(shape, bytes, len, piece, &out), OK);
		assert_int_equal(out.len, wanted_len);
		assert_memory_equal(out.data, wanted, wanted_len);
	}
}

static void expect_refused(enum file_shape shape, const char *bytes, size_t len)
{
	STR_AUTO struct str out = STR_INIT(4096);

	for (size_t piece = 1; piece <= len; piece++)
		assert_int_equal(strip(shape, bytes, len, piece, &out), ERR_INVALID);
}

static void test_jpeg_keeps_the_picture_only(void **state)
{
	static const char kept[] = SOI JFIF EXIF_BIG FRAME SCAN END;

	(void)state;
	expect(SHAPE_JPEG, BYTES(SOI JFIF EXIF_BIG COMMENT FRAME SCAN END "behind"), BYTES(kept));
	expect(SHAPE_JPEG, BYTES(SOI JFIF_THUMBNAIL EXIF_LITTLE FRAME SCAN END), BYTES(kept));
	/* Any number of 0xff may stand before a marker. */
	expect(SHAPE_JPEG, BYTES(SOI "\xff\xff" JFIF EXIF_BIG "\xff" FRAME SCAN END), BYTES(kept));
}

static void test_jpeg_that_lies_right_needs_no_exif(void **state)
{
	(void)state;
	expect(SHAPE_JPEG, BYTES(SOI JFIF EXIF_UPRIGHT FRAME SCAN END), BYTES(SOI JFIF FRAME SCAN END));
}

static void test_jpeg_of_several_scans(void **state)
{
	(void)state;
	expect(SHAPE_JPEG, BYTES(SOI FRAME SCAN COMMENT SCAN END), BYTES(SOI FRAME SCAN SCAN END));
}

static void test_jpeg_whose_end_is_missing_gets_one(void **state)
{
	(void)state;
	expect(SHAPE_JPEG, BYTES(SOI FRAME SCAN), BYTES(SOI FRAME SCAN END));
}

static void test_broken_jpeg_is_refused(void **state)
{
	(void)state;
	expect_refused(SHAPE_JPEG, BYTES("GIF89a"));
	expect_refused(SHAPE_JPEG, BYTES(SOI END));
	expect_refused(SHAPE_JPEG, BYTES(SOI JFIF));
	expect_refused(SHAPE_JPEG, BYTES(SOI "\xff\xfe\0\x01"));
	expect_refused(SHAPE_JPEG, BYTES(SOI "\xff\xe0\0\x07JFIF\0"));
	expect_refused(SHAPE_JPEG, BYTES(SOI FRAME "nothing"));
	expect_refused(SHAPE_JPEG, BYTES(SOI SOI FRAME SCAN END));
}

#define PNG "\x89PNG\r\n\x1a\n"
#define IHDR "\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0" "cccc"
#define TEXT "\0\0\0\x07tEXtA\0KariNcccc"
#define IDAT "\0\0\0\x03IDATxyzcccc"
#define IEND "\0\0\0\0IENDcccc"

static void test_png_keeps_the_picture_only(void **state)
{
	(void)state;
	expect(SHAPE_PNG, BYTES(PNG IHDR TEXT IDAT IDAT IEND "behind"), BYTES(PNG IHDR IDAT IDAT IEND));
	expect(SHAPE_PNG, BYTES(PNG IHDR "\0\0\0\x02prVxabcccc" IDAT IEND), BYTES(PNG IHDR IDAT IEND));
}

static void test_png_that_is_turned_stays_so(void **state)
{
	static const char turned[] = "\0\0\0\x1a" "eXIfMM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
	const size_t at = sizeof(PNG IHDR) - 1;
	STR_AUTO struct str out = STR_INIT(4096);
	STR_AUTO struct str in = STR_INIT(4096);

	(void)state;
	str_add_bytes(&in, BYTES(PNG IHDR));
	str_add_bytes(&in, BYTES(turned));
	str_add_bytes(&in, BYTES("cccc" IDAT IEND));
	assert_int_equal(strip(SHAPE_PNG, in.data, in.len, 7, &out), OK);
	assert_int_equal(out.len, in.len);
	assert_memory_equal(out.data + at, turned, sizeof(turned) - 1);
	/* The checksum is that of what stands there (annex D), whatever stood there before. */
	assert_memory_not_equal(out.data + at + sizeof(turned) - 1, "cccc", 4);
}

static void test_broken_png_is_refused(void **state)
{
	(void)state;
	expect_refused(SHAPE_PNG, BYTES("\x89PNG\r\n\x1a\r" IHDR IEND));
	expect_refused(SHAPE_PNG, BYTES(PNG IDAT IEND));
	expect_refused(SHAPE_PNG, BYTES(PNG IHDR IDAT));
	expect_refused(SHAPE_PNG, BYTES(PNG IHDR "\0\0\0\0XXXXcccc" IEND));
	expect_refused(SHAPE_PNG, BYTES(PNG IHDR "\xff\xff\xff\xffIDAT" IEND));
}

static void test_orientation_of_nonsense_is_upright(void **state)
{
	static const unsigned char far_away[] = "MM\0*\xff\xff\xff\xff\0\x01";
	static const unsigned char endless[] = "MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x03\0\0\0\x01";
	static const unsigned char out_of_range[] = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0";

	(void)state;
	assert_int_equal(exif_orientation_read(far_away, sizeof(far_away)), 1);
	assert_int_equal(exif_orientation_read(endless, sizeof(endless) - 1), 1);
	assert_int_equal(exif_orientation_read(out_of_range, sizeof(out_of_range)), 1);
	assert_int_equal(exif_orientation_read(far_away, 0), 1);
	assert_int_equal(exif_orientation_read(far_away, 7), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jpeg_keeps_the_picture_only),
		cmocka_unit_test(test_jpeg_that_lies_right_needs_no_exif),
		cmocka_unit_test(test_jpeg_of_several_scans),
		cmocka_unit_test(test_jpeg_whose_end_is_missing_gets_one),
		cmocka_unit_test(test_broken_jpeg_is_refused),
		cmocka_unit_test(test_png_keeps_the_picture_only),
		cmocka_unit_test(test_png_that_is_turned_stays_so),
		cmocka_unit_test(test_broken_png_is_refused),
		cmocka_unit_test(test_orientation_of_nonsense_is_upright),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
