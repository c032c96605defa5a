/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { as_language, LOCALES } from './language';

/* Dates and numbers as the reader writes them; times in Norway, wherever the browser is. */
export function use_format() {
	const { i18n } = useTranslation();
	const locale = LOCALES[as_language(i18n.language)];
	const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Oslo' });
	const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Oslo' });
	const moment = new Intl.DateTimeFormat(locale, {
		day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Oslo',
	});
	const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
	const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Oslo' });
	const number = new Intl.NumberFormat(locale);
	return {
		/* "2026-03-04" or a point in time */
		date: (value: string) => date.format(new Date(value.length === 10 ? `${value}T12:00:00Z` : value)),
		short_date: (value: string) => short.format(new Date(value.length === 10 ? `${value}T12:00:00Z` : value)),
		moment: (value: string) => moment.format(new Date(value)),
		time: (value: string) => time.format(new Date(value)),
		/* "2026-03" */
		month: (value: string) => month.format(new Date(`${value}-15T00:00:00Z`)),
		number: (value: number) => number.format(value),
	};
}
