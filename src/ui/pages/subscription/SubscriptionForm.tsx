/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField } from '../../form/Field';
import { as_language, LANGUAGE_NAMES, LANGUAGES } from '../../i18n/language';
import { FREQUENCIES, HOURS, use_subscription_words, WEEKDAYS, type List, type Wanted } from './subscription';

const PARTIES = ['hospital', 'municipality', 'gp', 'user_representative'] as const;

interface FormProps {
	name: string; /* makes the ids of its fields its own */
	list: List;
	start: Wanted;
	busy: boolean;
	failure: ApiFailure | null;
	on_save: (wanted: Wanted) => void;
	on_cancel: () => void;
}

export function SubscriptionForm({ name, list, start, busy, failure, on_save, on_cancel }: FormProps) {
	const { t } = useTranslation();
	const { lists } = use_subscription_words(list);
	const [wanted, set_wanted] = useState<Wanted>(start);
	const set = (part: Partial<Wanted>) => set_wanted((before) => ({ ...before, ...part }));
	const hours = wanted.from_hour != null && wanted.to_hour != null ? `${wanted.from_hour}-${wanted.to_hour}` : '';
	const known_hours = [...HOURS, ...(hours && !(HOURS as readonly string[]).includes(hours) ? [hours] : [])];
	const save = (event: FormEvent) => {
		event.preventDefault();
		if (!busy)
			on_save(wanted);
	};
	return (
		<form className="form" onSubmit={save} aria-label={t('subscription.form')} noValidate>
			{failure && <FailureAlert failure={failure} kept />}
			<SelectField name={`${name}-frequency`} label={t('subscription.frequency')} empty={t('form.choose')} value={wanted.frequency}
				choices={FREQUENCIES.map((one) => ({ value: one, label: t(`subscription.frequency_${one}`) }))}
				on_change={(value) => set({ frequency: (value || 'weekly') as Wanted['frequency'] })} />
			<SelectField name={`${name}-council`} label={t('subscription.council')} empty={t('subscription.any_council')} value={wanted.council ?? ''}
				choices={lists.councils} on_change={(council) => set({ council: council || null })} />
			<SelectField name={`${name}-category`} label={t('subscription.category')} empty={t('subscription.any_category')} value={wanted.category ?? ''}
				choices={lists.categories} on_change={(category) => set({ category: category || null })} />
			<SelectField name={`${name}-party`} label={t('subscription.party')} empty={t('subscription.any_party')} value={wanted.party ?? ''}
				choices={PARTIES.map((one) => ({ value: one, label: t(`subscription.party_${one}`) }))}
				on_change={(party) => set({ party: (party || null) as Wanted['party'] ?? null })} />
			<SelectField name={`${name}-patient-group`} label={t('subscription.patient_group')} empty={t('subscription.any_patient_group')} value={wanted.patient_group ?? ''}
				choices={lists.patient_groups} on_change={(patient_group) => set({ patient_group: patient_group || null })} />
			<SelectField name={`${name}-language`} label={t('subscription.language')} empty={t('form.choose')} value={wanted.language}
				choices={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))} on_change={(language) => set({ language: as_language(language) })} />
			<div className="pair">
				<SelectField name={`${name}-weekday`} label={t('subscription.weekday')} empty={t('subscription.any_day')} value={String(wanted.weekday ?? '')}
					choices={WEEKDAYS.map((one) => ({ value: one, label: t(`subscription.weekday_${one}`) }))}
					on_change={(weekday) => set({ weekday: weekday ? Number(weekday) : null })} />
				<SelectField name={`${name}-hours`} label={t('subscription.hours')} empty={t('subscription.any_hours')} value={hours}
					choices={known_hours.map((one) => ({ value: one, label: t('subscription.hours_between', { from: one.split('-')[0], to: one.split('-')[1] }) }))}
					on_change={(value) => set(value ? { from_hour: Number(value.split('-')[0]), to_hour: Number(value.split('-')[1]) } : { from_hour: null, to_hour: null })} />
			</div>
			<div className="actions">
				<Button type="submit" loading={busy}>{t('subscription.save')}</Button>
				<Button type="button" variant="secondary" onClick={on_cancel}>{t('subscription.cancel')}</Button>
			</div>
		</form>
	);
}
