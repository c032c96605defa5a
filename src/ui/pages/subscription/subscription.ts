/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { label_of } from '../../api/register';
import type { Schemas } from '../../api/client';
import { as_language } from '../../i18n/language';

export type Subscription = Schemas['subscription'];
export type Wanted = Schemas['new_subscription'];
export type List = Schemas['subscription_list'];

export const FREQUENCIES = ['weekly', 'monthly', 'quarterly', 'half_yearly'] as const;
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/* The mail hours one can choose: a day's office hours, before and after them, or what the service keeps. */
export const HOURS = ['7-9', '8-16', '12-16', '16-20'] as const;

const selected = (wanted: Wanted) => [wanted.council, wanted.category, wanted.party, wanted.patient_group];
export const is_everything = (wanted: Wanted) => selected(wanted).every((one) => !one);

/* What a subscription is about, in words. */
export function use_subscription_words({ choices }: List) {
	const { t, i18n } = useTranslation();
	const language = as_language(i18n.language);
	const named = (list: Schemas['subscription_choice'][]) => list.map((one) => ({ value: one.code, label: label_of(one.labels, language) }));
	const lists = { councils: named(choices.councils), categories: named(choices.categories), patient_groups: named(choices.patient_groups) };
	const label = (list: keyof typeof lists, code: string | null | undefined) => code && (lists[list].find((one) => one.value === code)?.label ?? code);
	const about = (wanted: Wanted) => {
		const parts = [label('councils', wanted.council), label('categories', wanted.category), label('patient_groups', wanted.patient_group),
			wanted.party && t('subscription.for_party', { party: t(`subscription.party_${wanted.party}`) })].filter(Boolean);
		return parts.length === 0 ? t('subscription.everything') : parts.join(' · ');
	};
	const when = (wanted: Wanted) => {
		const parts = [t(`subscription.frequency_${wanted.frequency}`),
			wanted.weekday && t('subscription.on_day', { day: t(`subscription.weekday_${String(wanted.weekday) as typeof WEEKDAYS[number]}`) }),
			wanted.from_hour != null && wanted.to_hour != null && t('subscription.at_hours', { from: wanted.from_hour, to: wanted.to_hour })].filter(Boolean);
		return parts.join(', ');
	};
	return { lists, about, when };
}
