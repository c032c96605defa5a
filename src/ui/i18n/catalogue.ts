/* SPDX-License-Identifier: MIT */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type bokmaal from './nb.json';
import { first_language, remember_language, type Language } from './language';

declare module 'i18next' {
	interface CustomTypeOptions {
		resources: { translation: typeof bokmaal };
	}
}

/* One language is loaded, the others when asked for. */
async function catalogue(language: Language): Promise<typeof bokmaal> {
	switch (language) {
	case 'nb': return (await import('./nb.json')).default;
	case 'nn': return (await import('./nn.json')).default;
	case 'en': return (await import('./en.json')).default;
	}
}

/* Texts that only some pages need; bundle.mjs says which. */
const APART = {
	office: { nb: () => import('./nb.json?office'), nn: () => import('./nn.json?office'), en: () => import('./en.json?office') },
	treating: { nb: () => import('./nb.json?treating'), nn: () => import('./nn.json?treating'), en: () => import('./en.json?treating') },
};
type Part = keyof typeof APART;

/* Once a page has needed them, they come along with each language. */
const needed = new Set<Part>();

async function add_texts(part: Part, language: Language): Promise<void> {
	i18next.addResourceBundle(language, 'translation', (await APART[part][language]()).default, true, true);
}

/* For a page that needs them: fetched beside the page. */
async function with_texts<Page>(part: Part, page: Promise<Page>): Promise<Page> {
	needed.add(part);
	const [loaded] = await Promise.all([page, add_texts(part, i18next.language as Language)]);
	return loaded;
}
export const with_office_texts = <Page>(page: Promise<Page>) => with_texts('office', page);
export const with_treating_texts = <Page>(page: Promise<Page>) => with_texts('treating', page);

function apply(language: Language): void {
	document.documentElement.lang = language;
}

export async function start_languages(): Promise<void> {
	const language = first_language();
	await i18next.use(initReactI18next).init({
		lng: language,
		resources: { [language]: { translation: await catalogue(language) } },
		fallbackLng: false,
		interpolation: { escapeValue: false }, /* React escapes */
	});
	apply(language);
}

export async function change_language(language: Language): Promise<void> {
	if (!i18next.hasResourceBundle(language, 'translation'))
		i18next.addResourceBundle(language, 'translation', await catalogue(language));
	await Promise.all([...needed].map((part) => add_texts(part, language)));
	await i18next.changeLanguage(language);
	remember_language(language);
	apply(language);
}
