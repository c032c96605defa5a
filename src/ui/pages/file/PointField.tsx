/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { points_on, type Register } from '../../api/register';
import { SelectField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { as_language } from '../../i18n/language';
import { today, type DeviationDraft } from './deviation_draft';

interface PointFieldProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
	error: string | undefined;
	register: Register | undefined;
}

/* The point of the agreement as it was on the day of the event. Choosing one keeps it, whatever the category suggests afterwards. */
export function PointField({ draft, change, error, register }: PointFieldProps) {
	const { t, i18n } = useTranslation();
	const format = use_format();
	const day = draft.occurred_on || today();
	const choices = points_on(register, day, as_language(i18n.language));
	const chosen = draft.agreement_point;
	const gone = register !== undefined && chosen !== '' && !choices.some(({ value }) => value === chosen);
	return (
		<SelectField name="agreement_point" label={t('file.agreement_point')} hint={t('file.agreement_point_hint')}
			empty={t('form.not_chosen')} value={chosen} choices={gone ? [...choices, { value: chosen, label: chosen }] : choices}
			error={gone ? t('file.errors.point_not_then', { point: chosen, day: format.date(day) }) : error}
			on_change={(agreement_point) => change({ agreement_point, point_chosen: true })} />
	);
}
