/* SPDX-License-Identifier: MIT */
#include "privacy/privacy.h"

#include "privacy/guard_birth.h"
#include "privacy/guard_email.h"
#include "privacy/guard_identity.h"
#include "privacy/guard_name.h"
#include "privacy/guard_phone.h"
#include "privacy/guard_words.h"

#include "base/banned.h"

/* Between a word and the number it speaks of. */
#define GAP_CHARACTERS_MAX 6

struct scan {
	struct text text;
	struct words words;
	struct place email_end; /* inside an address only identity numbers say anything more */
	struct guard_finding *findings;
	size_t capacity, count;
	enum guard_verdict verdict;
};

/* Findings come nearly in order; only an address may start in front of what was found in it. */
static void add_finding(struct scan *scan, enum guard_kind kind, struct span span)
{
	struct guard_finding finding = {kind, span.start.point, span.end.point};
	size_t stored = scan->count < scan->capacity ? scan->count : scan->capacity;
	size_t i = stored;

	while (i > 0 && scan->findings[i - 1].start > finding.start) {
		if (i < scan->capacity)
			scan->findings[i] = scan->findings[i - 1];
		i--;
	}
	if (i < scan->capacity)
		scan->findings[i] = finding;
	scan->count++;
	if (guard_kind_verdict(kind) > scan->verdict)
		scan->verdict = guard_kind_verdict(kind);
}

/* True when nothing but blanks and these marks stand between two places, which are near each other. */
static bool only_between(const struct scan *scan, struct place from, struct place to, const char *marks)
{
	for (int i = 0; i < GAP_CHARACTERS_MAX; i++) {
		struct text_char read = text_visible(&scan->text, &from);
		const char *mark = marks;

		if (from.byte >= to.byte)
			return true;
		while (*mark && (uint32_t)*mark != read.code)
			mark++;
		if (read.class != CHAR_SPACE && read.class != CHAR_BREAK && !*mark)
			return false;
		from = place_after(from, &read);
	}
	return false;
}

/* The word in front of a number is in the list, or it is "nr." and the word before it is. */
static bool is_told(const struct scan *scan, struct place number, enum word_list list, enum word_list filler,
		    const char *marks)
{
	const struct words *words = &scan->words;
	struct folded last;
	struct folded before;

	if (span_is_empty(words->last) || !only_between(scan, words->last.end, number, marks))
		return false;
	last = word_fold(&scan->text, words->last);
	if (word_is_in(&last, list))
		return true;
	if (span_is_empty(words->before) || !word_is_in(&last, filler) ||
	    !only_between(scan, words->before.end, words->last.start, ".: -"))
		return false;
	before = word_fold(&scan->text, words->before);
	return word_is_in(&before, list);
}

/* "f." is a word of its own, not the end of another abbreviation. A dot behind a longer word ends the sentence. */
static bool tells_birth(const struct scan *scan, struct place number)
{
	struct span last = scan->words.last;
	bool is_short = last.end.point - last.start.point <= 3; /* f, fdt */
	struct text_char before;

	if (!is_told(scan, number, WORDS_BIRTH, WORDS_BIRTH_FILLER, is_short ? ".:,(-" : ":,(-"))
		return false;
	before = text_before(&scan->text, last.start);
	return !is_short || (before.class != CHAR_DIGIT && before.class != CHAR_DOT);
}

/* What the words in front say of the number that starts a chain. */
struct told {
	bool birth, account;
	enum phone_told phone;
};

static struct told read_told(const struct scan *scan, struct place number)
{
	struct told told = {
		.birth = tells_birth(scan, number),
		.account = is_told(scan, number, WORDS_ACCOUNT, WORDS_NUMBER, ".:#("),
	};

	if (told.account || is_told(scan, number, WORDS_OTHER_NUMBER, WORDS_NUMBER, ".:#("))
		told.phone = PHONE_OTHER_NUMBER;
	else if (is_told(scan, number, WORDS_PHONE, WORDS_NUMBER, ".:#("))
		told.phone = PHONE_TOLD;
	return told;
}

/* An identity number that starts in one of these groups. Wrong ones count only when asked for. */
static bool has_identity(const struct chain *chain, const struct told *told, uint32_t from, struct place end,
			 enum identity at_least)
{
	const struct digit_group *group;

	for (uint32_t i = from; (group = chain_group(chain, i)) != NULL && group->span.start.byte < end.byte; i++) {
		enum guard_kind kind;
		uint32_t groups;

		if (identity_in_chain(chain, i, told->account, &kind, &groups) >= at_least)
			return true;
	}
	return false;
}

static struct span span_of(const struct chain *chain, uint32_t groups)
{
	return (struct span){chain_group(chain, 0)->span.start, chain_group(chain, groups - 1)->span.end};
}

/* An identity number at the first group at hand. A wrong number gives way to a right one that starts inside it. */
static uint32_t take_identity(struct scan *scan, const struct chain *chain, const struct told *told)
{
	enum guard_kind kind = GUARD_KIND_COUNT;
	uint32_t groups = 0;
	enum identity identity = identity_in_chain(chain, 0, told->account, &kind, &groups);
	struct span span;

	if (identity == IDENTITY_NONE)
		return 0;
	span = span_of(chain, groups);
	if (identity == IDENTITY_INVALID && has_identity(chain, told, 1, span.end, IDENTITY_VALID))
		return 0;
	add_finding(scan, kind, span);
	return groups;
}

static bool is_in_address(const struct scan *scan, const struct span *span)
{
	return span->start.byte < scan->email_end.byte || email_follows(&scan->text, span->end);
}

static uint32_t take_phone(struct scan *scan, const struct chain *chain, const struct told *told)
{
	struct span span;
	uint32_t groups = phone_in_chain(chain, told->phone, &span);

	if (groups == 0 || is_in_address(scan, &span) || has_identity(chain, told, 1, span.end, IDENTITY_INVALID))
		return 0;
	add_finding(scan, GUARD_PHONE, span);
	return groups;
}

static bool take_birth_date(struct scan *scan, const struct chain *chain, const struct told *told,
			    struct place *ret_end)
{
	struct span span = {chain_group(chain, 0)->span.start, {0, 0}};

	if (!told->birth || !birth_date_at(&scan->text, span.start, &span.end) ||
	    has_identity(chain, told, 1, span.end, IDENTITY_VALID))
		return false;
	add_finding(scan, GUARD_BIRTH_DATE, span);
	*ret_end = span.end;
	return true;
}

static bool take_marked(struct scan *scan, const struct chain *chain, struct place *ret_end)
{
	struct span span = {chain_group(chain, 0)->span.start, {0, 0}};
	enum guard_kind kind;

	if (!identity_marked_at(&scan->text, span.start, &kind, &span.end))
		return false;
	add_finding(scan, kind, span);
	*ret_end = span.end;
	return true;
}

static struct place scan_numbers(struct scan *scan, struct place place)
{
	struct told told = read_told(scan, place);
	struct chain chain;
	struct place end;

	chain_open(&chain, &scan->text, place);
	while (chain_fill(&chain)) {
		uint32_t groups = take_identity(scan, &chain, &told);

		if (groups == 0 && take_marked(scan, &chain, &end))
			return end;
		if (groups == 0 && take_birth_date(scan, &chain, &told, &end))
			return end;
		if (groups == 0)
			groups = take_phone(scan, &chain, &told);
		chain_drop(&chain, groups > 0 ? groups : 1);
		told = (struct told){.account = told.account};
	}
	return chain.at;
}

static struct place scan_word(struct scan *scan, struct place place, const struct text_char *first)
{
	struct span word = word_at(&scan->text, place);
	struct span name;

	if (char_is_upper(first->code) && name_at(&scan->text, &scan->words, word, &name) &&
	    !is_in_address(scan, &name)) {
		add_finding(scan, GUARD_NAME, name);
		word = name;
	}
	scan->words.before = scan->words.last;
	scan->words.last = word;
	return word.end;
}

static void scan_at_sign(struct scan *scan, struct place place)
{
	struct span span;

	if (!email_around(&scan->text, place, &span))
		return;
	add_finding(scan, GUARD_EMAIL, span);
	scan->email_end = span.end;
}

static struct place scan_character(struct scan *scan, struct place place)
{
	struct text_char read = text_at(&scan->text, place);

	if (read.class == CHAR_DIGIT)
		return scan_numbers(scan, place);
	if (read.class == CHAR_LETTER)
		return scan_word(scan, place, &read);
	if (is_at_sign(&read))
		scan_at_sign(scan, place);
	return place_after(place, &read);
}

enum guard_verdict guard_scan(const char *text, size_t len, struct guard_finding *findings, size_t capacity,
			      size_t *ret_count)
{
	struct scan scan = {.text = {text, (uint32_t)len}, .findings = findings, .capacity = capacity};
	struct place place = {0, 0};

	*ret_count = 0;
	if (len > UINT32_MAX)
		return GUARD_BLOCK;
	while (place.byte < scan.text.len)
		place = scan_character(&scan, place);
	*ret_count = scan.count;
	return scan.verdict;
}

static const struct {
	const char *name;
	enum guard_verdict verdict;
} kinds[GUARD_KIND_COUNT] = {
	[GUARD_FNR] = {"fnr", GUARD_BLOCK},
	[GUARD_DNR] = {"dnr", GUARD_BLOCK},
	[GUARD_HNR] = {"hnr", GUARD_BLOCK},
	[GUARD_SYNTHETIC] = {"synthetic", GUARD_BLOCK},
	[GUARD_FHN] = {"fhn", GUARD_BLOCK},
	[GUARD_INVALID_NUMBER] = {"invalid_number", GUARD_WARN},
	[GUARD_PHONE] = {"phone", GUARD_WARN},
	[GUARD_EMAIL] = {"email", GUARD_WARN},
	[GUARD_BIRTH_DATE] = {"birth_date", GUARD_WARN},
	[GUARD_NAME] = {"name", GUARD_WARN},
};

const char *guard_kind_name(enum guard_kind kind)
{
	return kinds[kind].name;
}

enum guard_verdict guard_kind_verdict(enum guard_kind kind)
{
	return kinds[kind].verdict;
}

const char *guard_verdict_name(enum guard_verdict verdict)
{
	static const char *const names[] = {"pass", "warn", "block"};

	return names[verdict];
}
