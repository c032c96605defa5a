/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { label_of, type Register } from '../../api/register';
import { SelectField } from '../../form/Field';
import { as_language } from '../../i18n/language';
import type { DeviationDraft } from './deviation_draft';

interface PointFieldProps {
	draft: DeviationDraft;
	change: (part: Partial<DeviationDraft>) => void;
	error: string | undefined;
	register: Register | undefined;
}

/* The point of the agreement. Choosing one keeps it, whatever the category suggests afterwards. */
export function PointField({ draft, change, error, register }: PointFieldProps) {
	const { t, i18n } = useTranslation();
	const language = as_language(i18n.language);
	const points = new Map<number, string>();
	for (const agreement of register?.agreements ?? [])
		for (const { point, labels } of agreement.points)
			if (!points.has(point))
				points.set(point, `${point}. ${label_of(labels, language)}`);
	const choices = [...points].sort(([a], [b]) => a - b).map(([point, label]) => ({ value: String(point), label }));
	return (
		<SelectField name="agreement_point" label={t('file.agreement_point')} hint={t('file.agreement_point_hint')}
			empty={t('form.not_chosen')} value={draft.agreement_point} choices={choices} error={error}
			on_change={(agreement_point) => change({ agreement_point, point_chosen: true })} />
	);
}
