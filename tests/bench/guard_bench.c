/* SPDX-License-Identifier: MIT */
/*
 * What the guard costs: over the texts of real reports, over the acceptance table, and over texts made to be slow, where a
 * kilobyte of a long one may cost no more than one of a short one. Prints its figures; ends with 1 when that bar is missed.
 *   guard_bench REPORTS TABLE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "privacy/privacy.h"

#include "base/banned.h"

#define SHORT_BYTES ((size_t)10 * 1000)
#define LONG_BYTES ((size_t)1000 * 1000)
#define MEASURED_BYTES ((size_t)20 * 1000 * 1000)
#define GROWTH_MAX 3.0

static double cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Microseconds for 1,024 bytes. */
static double cost(const char *text, size_t len)
{
	size_t rounds = MEASURED_BYTES / len + 1;
	size_t count = 0;
	double from = cpu_us();

	for (size_t i = 0; i < rounds; i++)
		(void)guard_scan(text, len, NULL, 0, &count);
	return (cpu_us() - from) * 1024 / ((double)len * (double)rounds);
}

static void tell(const char *what, double us)
{
	printf("guard, %s: %.1f us per kB, %.0f MB/s\n", what, us, 1e6 / 1024 / us);
}

static int measure_file(const char *what, const char *path)
{
	static char text[LONG_BYTES];
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(text, 1, sizeof(text), file) : 0;

	if (file)
		fclose(file);
	if (len == 0) {
		fprintf(stderr, "%s cannot be read\n", path);
		return 1;
	}
	tell(what, cost(text, len));
	return 0;
}

/* The same piece again and again. 1 when a kilobyte of a hundred times as much costs more. */
static int measure_repeated(const char *piece)
{
	static char text[LONG_BYTES];
	size_t len = strlen(piece);

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = piece[i % len];
	double brief = cost(text, SHORT_BYTES);
	double lengthy = cost(text, LONG_BYTES);
	int missed = lengthy > brief * GROWTH_MAX;

	printf("%s guard, 1 MB of \"%s\": %.1f us per kB, of 10 kB %.1f\n", missed ? "MISS" : "ok  ", piece, lengthy, brief);
	return missed;
}

int main(int argc, char **argv)
{
	static const char *const pieces[] = {"1",  "1 ",  "12.", "-",          "@",         "a@",        "A. ",
					     "a-", "301082 ", "301082/", "30/10/82 ", "Pasient A ", "f. 1.1.51 "};
	int missed = 0;

	if (argc != 3)
		return 2;
	missed += measure_file("texts of reports", argv[1]);
	missed += measure_file("the acceptance table", argv[2]);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		missed += measure_repeated(pieces[i]);
	return missed > 0;
}
