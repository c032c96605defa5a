/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_FONT_CACHES_H
#define TESTS_UNIT_FONT_CACHES_H

/* fontconfig keeps what it has read of fonts until the program ends: no leak of ours. The leak checker asks this. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango\nleak:libcairo\n";
}

#endif
