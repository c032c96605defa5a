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

async function office_catalogue(language: Language): Promise<object> {
	switch (language) {
	case 'nb': return (await import('./nb.json?office')).default;
	case 'nn': return (await import('./nn.json?office')).default;
	case 'en': return (await import('./en.json?office')).default;
	}
}

/* Once a page has needed the texts of pages that few open, they come along with each language. */
let office = false;

async function add_office(language: Language): Promise<void> {
	i18next.addResourceBundle(language, 'translation', await office_catalogue(language), true, true);
}

/* For a page that needs them: fetched beside the page. */
export async function with_office_texts<Page>(page: Promise<Page>): Promise<Page> {
	office = true;
	const [loaded] = await Promise.all([page, add_office(i18next.language as Language)]);
	return loaded;
}

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
	if (office)
		await add_office(language);
	await i18next.changeLanguage(language);
	remember_language(language);
	apply(language);
}
