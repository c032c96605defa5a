/* SPDX-License-Identifier: MIT */
/* Which of many suggestions fit what was typed, the likeliest first. A helsefellesskap has hundreds of organisations with their parts. */

export interface Suggestion {
	value: string;
	label: string;
	more?: string | undefined; /* told behind the label: what it belongs to */
}

/* As people type names when in a hurry: without accents, and with o for ø. */
const folded = (text: string) => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/ø/g, 'o').replace(/æ/g, 'ae');
const words_of = (text: string) => folded(text).split(/[\s,.()/-]+/).filter(Boolean);

/* 0: its name begins so; then every word typed begins a word of its name; or of what it belongs to as well; or stands within one, as
   "sykehjem" in a compound. -1: it does not fit. */
function rank(one: Suggestion, typed: string, words: string[]): number {
	if (folded(one.label).startsWith(typed))
		return 0;
	const own = words_of(one.label);
	const begins = (parts: string[]) => words.every((word) => parts.some((part) => part.startsWith(word)));
	if (begins(own))
		return 1;
	const all = [...own, ...words_of(one.more ?? '')];
	if (begins(all))
		return 2;
	return words.every((word) => word.length > 2 && all.some((part) => part.includes(word))) ? 3 : -1;
}

/* Within a rank they stand as they were given. */
export function matching(suggestions: Suggestion[], typed: string): Suggestion[] {
	const words = words_of(typed);
	const whole = folded(typed.trim());
	return suggestions
		.map((one) => ({ one, rank: rank(one, whole, words) }))
		.filter((found) => found.rank >= 0)
		.sort((a, b) => a.rank - b.rank)
		.map((found) => found.one);
}
