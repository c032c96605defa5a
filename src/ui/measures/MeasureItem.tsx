/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { ChangeFailure } from '../pages/case/ChangeFailure';
import { MeasureMeta, MeasureOutcome, MeasureTag } from './MeasureFacts';
import { MeasureNoteForm } from './MeasureNoteForm';
import { PhaseSteps } from './PhaseSteps';
import { EFFECTS, steps_of, use_measure_change, type Effect, type Measure } from './measures';

export type Opened = 'change' | 'evaluate' | 'drop';
const BUTTONS: readonly Opened[] = ['evaluate', 'change', 'drop'];

interface MeasureItemProps {
	measure: Measure;
	open: Opened | null;
	on_open: (what: Opened | null) => void;
	on_done: (told: string) => void;
	children?: React.ReactNode; /* the form that writes it anew, when that is open */
}

/* One measure of a case: what, how far, what is asked next; and what the reader may do with it. */
export function MeasureItem({ measure, open, on_open, on_done, children }: MeasureItemProps) {
	const { t } = useTranslation();
	const change = use_measure_change(measure.case.id);
	const steps = steps_of(measure);
	const run = async (step: () => Promise<unknown>, told: string) => {
		if (!await change.run(step))
			return false;
		on_open(null);
		on_done(told);
		return true;
	};
	const buttons = BUTTONS.filter((what) => measure.allowed.includes(what));
	return (
		<li className="measure">
			<div className="case-head">
				<h3 className="written">{measure.text}</h3>
				<MeasureTag state={measure.state} />
			</div>
			<MeasureMeta measure={measure} />
			{!measure.dropped && (
				<PhaseSteps measure={measure} busy={change.busy} error={change.failure?.errors.find((one) => one.pointer === '/done_on')?.message}
					on_move={(phase, done_on) => run(() => steps.move(phase, done_on), t('measures.moved', { phase: t(`measures.phase.${phase}`) }))} />
			)}
			<MeasureOutcome measure={measure} />
			{!open && <ChangeFailure failure={change.failure} busy={change.busy} />}
			{!open && (buttons.length > 0 || measure.allowed.includes('take_up')) && (
				<div className="actions">
					{buttons.map((what) => (
						<Button key={what} data-size="sm" variant={what === 'evaluate' && measure.state === 'to_evaluate' ? 'primary' : 'tertiary'}
							aria-label={t(`measures.${what}_which`, { text: measure.text })} onClick={() => { change.forget_failure(); on_open(what); }}>
							{t(what === 'evaluate' && measure.effect ? 'measures.evaluate_again' : `measures.${what}`)}
						</Button>
					))}
					{measure.allowed.includes('take_up') && (
						<Button data-size="sm" variant="secondary" loading={change.busy} aria-label={t('measures.take_up_which', { text: measure.text })}
							onClick={() => void run(steps.take_up, t('measures.taken_up'))}>{t('measures.take_up')}</Button>
					)}
				</div>
			)}
			{open === 'change' && children}
			{open === 'evaluate' && (
				<MeasureNoteForm name={`measure.${measure.id}.effect`} pointer="/note" label={t('measures.effect_note')} hint={t('measures.effect_note_hint')} limit={2000}
					missing={t('measures.effect_missing')} send_label={t('measures.save_effect')} text={measure.effect_note ?? ''} change={change}
					choices={{ label: t('measures.effect_label'), chosen: measure.effect ?? '', of: EFFECTS.map((value) => ({ value, label: t(`measures.effect.${value}`), hint: t(`measures.effect_means.${value}`) })) }}
					on_send={(note, effect, confirmed_findings) => run(() => steps.evaluate({ effect: effect as Effect, note: note || null, confirmed_findings }), t('measures.evaluated'))}
					on_cancel={() => on_open(null)} />
			)}
			{open === 'drop' && (
				<MeasureNoteForm name={`measure.${measure.id}.drop`} pointer="/reason" label={t('measures.drop_reason')} hint={t('measures.drop_hint')} limit={1000} required
					missing={t('measures.drop_missing')} send_label={t('measures.drop')} change={change}
					on_send={(reason, _, confirmed_findings) => run(() => steps.drop({ reason, confirmed_findings }), t('measures.was_dropped'))} on_cancel={() => on_open(null)} />
			)}
		</li>
	);
}
