/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { change_language } from '../i18n/catalogue';
import { as_language, LANGUAGE_NAMES, LANGUAGES, type Language } from '../i18n/language';
import { use_save_language } from '../api/settings';

/* Signed in, the choice is also the language of mails and of the next sign-in. */
export function LanguageSwitch({ signed_in }: { signed_in: boolean }) {
	const { t, i18n } = useTranslation();
	const save = use_save_language();
	const now = as_language(i18n.language);
	const choose = (language: Language) => {
		void change_language(language);
		if (signed_in)
			save.mutate(language);
	};
	return (
		<ul className="languages" aria-label={t('shell.language')}>
			{LANGUAGES.map((language) => (
				<li key={language}>
					<button type="button" lang={language} aria-pressed={language === now} onClick={() => choose(language)}>
						{LANGUAGE_NAMES[language]}
					</button>
				</li>
			))}
		</ul>
	);
}
