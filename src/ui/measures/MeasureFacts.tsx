/* SPDX-License-Identifier: MIT */
import { Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_format } from '../i18n/format';
import type { Measure } from './measures';

const COLOURS = { open: 'info', overdue: 'danger', done: 'accent', to_evaluate: 'warning', evaluated: 'success', dropped: 'neutral' } as const;

export function MeasureTag({ state }: { state: Measure['state'] }) {
	const { t } = useTranslation();
	return <Tag data-color={COLOURS[state]} data-size="sm">{t(`measures.state.${state}`)}</Tag>;
}

/* Strength, who, by when, and what is asked next: in one line. */
export function MeasureMeta({ measure }: { measure: Measure }) {
	const { t } = useTranslation();
	const format = use_format();
	const days = [
		measure.done_on ? t('measures.done_on', { date: format.date(measure.done_on) }) : t('measures.due_on', { date: format.date(measure.due_on) }),
		measure.effect_due_on && !measure.effect && measure.state !== 'dropped' ? t('measures.effect_due_on', { date: format.date(measure.effect_due_on) }) : '',
	];
	return (
		<p className="case-meta">
			<span>{t(`measures.is_strong.${measure.strength}`)}</span>
			<span>{t('measures.responsible', { name: measure.responsible_organisation.name })}</span>
			{days.filter(Boolean).map((day) => <span key={day}>{day}</span>)}
		</p>
	);
}

/* What became of it: its effect, why it was dropped, how it was weighed. */
export function MeasureOutcome({ measure }: { measure: Measure }) {
	const { t } = useTranslation();
	const format = use_format();
	const weighed = (['severity', 'benefit', 'resource'] as const).flatMap((name) => (measure[name] ? [`${t(`measures.${name}`)}: ${t(`measures.degree.${measure[name]}`)}`] : []));
	return (
		<>
			{weighed.length > 0 && <p className="case-meta">{weighed.map((text) => <span key={text}>{text}</span>)}</p>}
			{measure.effect && (
				<p className="case-meta"><strong>{t('measures.effect_was', { effect: t(`measures.effect.${measure.effect}`) })}</strong>
					<span>{[measure.effect_by, format.date(measure.effect_on ?? '')].filter(Boolean).join(', ')}</span></p>
			)}
			{measure.effect_note && <p className="written">{measure.effect_note}</p>}
			{measure.dropped && (
				<p className="case-meta"><strong>{t('measures.dropped_why')}</strong>
					<span>{[measure.dropped.reason, measure.dropped.by, format.date(measure.dropped.at)].filter(Boolean).join(', ')}</span></p>
			)}
		</>
	);
}
