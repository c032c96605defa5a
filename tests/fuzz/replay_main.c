/* SPDX-License-Identifier: MIT */
/* Gives each file of the folders named on the command line to a fuzz target once: an ordinary test, without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PATH_BYTES 4096
#define INPUT_BYTES_MAX ((size_t)1024 * 1024)

/* The input is copied to its exact size, so that a sanitizer sees a step beyond it. */
static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *read = malloc(INPUT_BYTES_MAX);
	uint8_t *input;
	size_t len;

	if (!file || !read) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		exit(2);
	}
	len = fread(read, 1, INPUT_BYTES_MAX, file);
	(void)fclose(file);
	input = realloc(read, len ? len : 1);
	if (!input)
		exit(2);
	(void)LLVMFuzzerTestOneInput(input, len);
	free(input);
	return 1;
}

static int replay_folder(const char *folder)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	int count = 0;

	if (!entries) {
		(void)fprintf(stderr, "cannot open %s\n", folder);
		exit(2);
	}
	while ((entry = readdir(entries)) != NULL) {
		char path[PATH_BYTES];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		count += replay_file(path);
	}
	(void)closedir(entries);
	return count;
}

int main(int argc, char **argv)
{
	int count = 0;

	for (int i = 1; i < argc; i++)
		count += replay_folder(argv[i]);
	(void)printf("%d inputs replayed\n", count);
	/* A corpus that is not found would look like one that holds no surprise. */
	return count > 0 ? 0 : 1;
}
