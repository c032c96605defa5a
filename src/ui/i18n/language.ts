/* SPDX-License-Identifier: MIT */
export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/* A language is called by its own name, in every language. */
export const LANGUAGE_NAMES: Record<Language, string> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };
export const LOCALES: Record<Language, string> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };

const STORED = 'samavvik.language';

export function as_language(value: string | null | undefined): Language {
	return LANGUAGES.find((one) => one === value) ?? 'nb';
}

/* What was chosen on this machine, else what the browser asks for, else bokmål. */
export function first_language(): Language {
	const stored = localStorage.getItem(STORED);
	if (stored)
		return as_language(stored);
	for (const wanted of navigator.languages) {
		const code = wanted.slice(0, 2).toLowerCase();
		if (code === 'no')
			return 'nb';
		if (code === 'nb' || code === 'nn' || code === 'en')
			return code;
	}
	return 'nb';
}

export function remember_language(language: Language): void {
	localStorage.setItem(STORED, language);
}
