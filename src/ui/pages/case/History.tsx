/* SPDX-License-Identifier: MIT */
import { Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';
import { use_classification_words } from './classification';

const WHERE = {
	title: 'file.title', description: 'file.description', immediate_action: 'file.immediate_action', suggestion: 'file.suggestion',
	external_system: 'file.external_system', external_reference: 'file.external_reference', reason: 'guard.where.reason',
	'learning_point/title': 'guard.where.learning_point', 'learning_point/text': 'guard.where.learning_point',
} as const;

export function History({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	const words = use_classification_words(one.helsefellesskap.code);
	const where = (pointer: string) => {
		const name = pointer.slice(1);
		return name in WHERE ? t(WHERE[name as keyof typeof WHERE]) : t('guard.where.text');
	};
	/* The same kind in the same text is told once. */
	const confirmed = (findings: NonNullable<Deviation['events'][number]['findings']>) =>
		[...new Set(findings.map(({ kind, pointer }) => t('guard.confirmed', { kind: t(`guard.kind.${kind}`), where: where(pointer) })))].join(', ');
	return (
		<section className="stack" aria-labelledby="history">
			<Heading level={2} data-size="xs" id="history">{t('case.history')}</Heading>
			<ol className="history">
				{one.events.map((event) => (
					<li key={event.sequence}>
						<strong>{t(`event.${event.kind}`)}</strong>
						<span>{event.happened_on ? t('case.happened_on', { day: format.short_date(event.happened_on), entered: format.short_date(event.at) }) : format.moment(event.at)}</span>
						{event.actor && <span>{event.actor}</span>}
						{event.kind === 'assigned' && <span>{event.person ? t('assign.to', { name: event.person }) : t('assign.nobody')}</span>}
						{event.changes?.map((change) => <span key={change.field}>{words.change(change)}</span>)}
						{event.moved?.map(({ deadline, from, to }) => <span key={deadline}>{t('deadlines.from_to', { deadline: t(`deadlines.${deadline}`), from: format.date(from), to: format.date(to) })}</span>)}
						{event.measure && event.kind === 'measure_moved' && <span>{t('measures.phase_now', { phase: t(`measures.phase.${event.measure.phase}`) })}</span>}
						{event.measure?.effect && event.kind === 'measure_evaluated' && <span>{t('measures.effect_was', { effect: t(`measures.effect.${event.measure.effect}`) })}</span>}
						{event.findings && <span>{confirmed(event.findings)}</span>}
					</li>
				))}
			</ol>
		</section>
	);
}
