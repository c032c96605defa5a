/* SPDX-License-Identifier: MIT */
/* Migrates the throwaway database of the tests. */
#include "db/migrate.h"

#include <stdlib.h>

#include "base/banned.h"

int main(void)
{
	const char *owner = getenv("SAMAVVIK_TEST_OWNER_DATABASE");
	int applied = 0;

	return owner && db_migrate(owner, stderr, &applied) == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
