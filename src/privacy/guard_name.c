/* SPDX-License-Identifier: MIT */
#include "privacy/guard_name.h"

#include "privacy/guard_words.h"

#include "base/banned.h"

#define GAP_CHARACTERS_MAX 6
#define NAME_WORDS_MAX 5
/* As long as an acronym may be before it is taken for a name in capitals. */
#define ACRONYM_LETTERS_MAX 4

/* What stands between two words. */
enum gap { GAP_NONE, GAP_BLANK, GAP_BREAK, GAP_DOT, GAP_SLASH, GAP_MARK };

/* What the words before ask of a name. */
struct telling {
	bool is_telling;
	bool is_certain; /* a title or "heter": whatever follows is a person */
	bool needs_two;
	bool takes_initials;
};

/* A word that may belong to a name. */
struct part {
	struct span span;
	struct folded folded;
	uint32_t letters;
	bool is_capitalised, is_all_capitals;
};

/* A name as far as it has been read. */
struct name {
	struct span span;
	struct place before_last; /* the end of the name without its last word */
	uint32_t words;           /* initials do not count */
	bool is_place;            /* every word of it may be one */
};

static enum gap gap_of(const struct text_char *read)
{
	if (read->class == CHAR_BREAK)
		return GAP_BREAK;
	if (read->class == CHAR_HYPHEN)
		return GAP_MARK;
	switch (read->code) {
	case '.':
		return GAP_DOT;
	case '/':
		return GAP_SLASH;
	case ':':
	case ',':
	case '(':
	case '"':
	case 0xab:
	case 0x201c:
		return GAP_MARK;
	default:
		return GAP_NONE;
	}
}

/* Blanks, and at most one mark or break among them. */
static enum gap gap_between(const struct text *text, struct place from, struct place to)
{
	enum gap gap = GAP_BLANK;

	for (int i = 0; i < GAP_CHARACTERS_MAX; i++) {
		struct text_char read = text_visible(text, &from);

		if (from.byte >= to.byte)
			return i > 0 ? gap : GAP_NONE;
		from = place_after(from, &read);
		if (read.class == CHAR_SPACE)
			continue;
		if (gap != GAP_BLANK)
			return GAP_NONE;
		gap = gap_of(&read);
		if (gap == GAP_NONE)
			return GAP_NONE;
		if (read.code == '\r')
			from = text_after_lf(text, from);
	}
	return GAP_NONE;
}

static struct part read_part(const struct text *text, struct span span)
{
	struct part part = {.span = span, .folded = word_fold(text, span), .is_all_capitals = true};

	for (struct place place = span.start; place.byte < span.end.byte;) {
		struct text_char read = text_at(text, place);

		if (read.class == CHAR_LETTER) {
			if (part.letters++ == 0)
				part.is_capitalised = char_is_upper(read.code);
			part.is_all_capitals = part.is_all_capitals && char_is_upper(read.code);
		}
		place = place_after(place, &read);
	}
	return part;
}

/* What the word in front of the tell-tale word tells; 0 when it does not stand right there. */
static struct folded word_in_front(const struct text *text, const struct words *words)
{
	if (gap_between(text, words->before.end, words->last.start) != GAP_BLANK)
		return (struct folded){.len = 0};
	return word_fold(text, words->before);
}

static bool allows(uint32_t tells, enum gap gap)
{
	switch (gap) {
	case GAP_BLANK:
		return (tells & TELL_SLASH) == 0;
	case GAP_BREAK:
	case GAP_MARK:
		return (tells & (TELL_SLASH | TELL_TITLE)) == 0;
	case GAP_DOT:
		return (tells & TELL_ABBREVIATION) != 0;
	case GAP_SLASH:
		return (tells & TELL_SLASH) != 0;
	case GAP_NONE:
	default:
		return false;
	}
}

static struct telling telling_of(const struct text *text, const struct words *words, struct place start)
{
	const uint32_t any = TELL_NAME | TELL_TWO | TELL_TITLE | TELL_CALLED | TELL_IS;
	const uint32_t two = TELL_TWO | TELL_CALLED | TELL_IS;
	enum gap gap = gap_between(text, words->last.end, start);
	struct telling telling = {0};
	struct folded front;
	struct part last;
	uint32_t tells;
	bool is_person;

	if (gap == GAP_NONE)
		return telling;
	last = read_part(text, words->last);
	tells = word_tells(&last.folded);
	if ((tells & any) == 0 || !allows(tells, gap))
		return telling;
	front = word_in_front(text, words);
	is_person = (word_tells(&front) & TELL_PERSON) != 0;
	if (((tells & TELL_VERB) && word_is_in(&front, WORDS_USES)) || ((tells & TELL_IS) && !is_person))
		return telling;
	telling.is_telling = true;
	telling.is_certain = (tells & TELL_TITLE) || ((tells & TELL_CALLED) && is_person);
	telling.takes_initials = (tells & TELL_PATIENT) == 0;
	/* Capitals tell nothing in a text of capitals. */
	telling.needs_two = !telling.is_certain && ((tells & two) || gap == GAP_BREAK || gap == GAP_MARK ||
						    (last.is_all_capitals && last.letters > 3));
	return telling;
}

/* The start of the word behind a blank or two, or of the word that stands there; an empty span when there is none. */
static struct span next_word(const struct text *text, struct place place)
{
	return word_at(text, text_over_blanks(text, place));
}

/* AMK and KAD are no names; KARI NORDMANN is. */
static bool is_acronym(const struct text *text, const struct part *part, const struct name *name)
{
	struct part next;

	if (!part->is_all_capitals || part->letters > ACRONYM_LETTERS_MAX)
		return false;
	if (name->words > 0) {
		struct part whole = read_part(text, name->span);

		return !whole.is_all_capitals;
	}
	next = read_part(text, next_word(text, part->span.end));
	return !next.is_all_capitals || next.letters < 2;
}

static void add_word(struct name *name, const struct part *part)
{
	name->is_place = (name->words == 0 || name->is_place) && word_is_in(&part->folded, WORDS_PLACE);
	name->before_last = name->span.end;
	name->span.end = part->span.end;
	name->words++;
}

/* O. Hansen, Kari H. Nordmann: a letter that another capitalised word follows. */
static bool is_initial(const struct text *text, const struct part *part, struct place *ret_next)
{
	struct place place = part->span.end;
	struct text_char read = text_visible(text, &place);
	struct text_char then;

	if (part->letters != 1)
		return false;
	if (read.class == CHAR_DOT)
		place = place_after(place, &read);
	else if (read.class != CHAR_SPACE)
		return false;
	place = text_over_blanks(text, place);
	then = text_visible(text, &place);
	*ret_next = place;
	return then.class == CHAR_LETTER && char_is_upper(then.code);
}

/* van, von, af and the like stand between the capitalised words of a name. */
static bool is_particle(const struct folded *word)
{
	static const char *const particles[] = {"van", "von", "der", "af", "bin", "al", "el", "ibn"};

	for (size_t i = 0; i < sizeof(particles) / sizeof(particles[0]); i++) {
		uint32_t c = 0;

		while (c < word->len && particles[i][c] == word->bytes[c])
			c++;
		if (c == word->len && c > 0 && particles[i][c] == '\0')
			return true;
	}
	return false;
}

/* The place behind the particles at a place. */
static struct place over_particles(const struct text *text, struct place place)
{
	struct place start = text_over_blanks(text, place);

	for (int i = 0; i < 2; i++) {
		struct span span = word_at(text, start);
		struct folded word = word_fold(text, span);

		if (!is_particle(&word))
			break;
		start = text_over_blanks(text, span.end);
	}
	return start;
}

/* True when the name goes on behind the part, with *place moved there. */
static bool take_part(const struct text *text, const struct telling *telling, const struct part *part,
		      struct name *name, struct place *place)
{
	if (word_is_in(&part->folded, WORDS_NOT_NAME) && part->letters > 1)
		return false;
	if (part->letters == 1)
		return (telling->takes_initials || name->words > 0) && is_initial(text, part, place);
	if (!telling->is_certain && is_acronym(text, part, name))
		return false;
	add_word(name, part);
	*place = over_particles(text, part->span.end);
	return place->byte > part->span.end.byte;
}

/* Trondheim kommune, Orkdal sjukehus: what stands in front is an organisation's name. */
static void give_to_organisation(struct name *name)
{
	if (name->words <= 2) {
		name->words = 0;
		return;
	}
	name->span.end = name->before_last;
	name->words--;
}

static struct name read_name(const struct text *text, const struct telling *telling, struct span word)
{
	struct name name = {.span = {word.start, word.start}};
	struct place place = word.start;

	for (int i = 0; i < NAME_WORDS_MAX; i++) {
		struct part part = read_part(text, word_at(text, place));

		if (part.letters > 0 && !telling->is_certain && word_makes_organisation(&part.folded)) {
			give_to_organisation(&name);
			break;
		}
		if (!part.is_capitalised || !take_part(text, telling, &part, &name, &place))
			break;
	}
	return name;
}

bool name_at(const struct text *text, const struct words *words, struct span word, struct span *ret_span)
{
	struct telling telling = {0};
	struct name name;

	if (!span_is_empty(words->last))
		telling = telling_of(text, words, word.start);
	if (!telling.is_telling)
		return false;
	name = read_name(text, &telling, word);
	if (name.words < (telling.needs_two ? 2 : 1) || (name.is_place && !telling.is_certain))
		return false;
	*ret_span = name.span;
	return true;
}
