/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../form/Field';
import { is_done, PHASES, type Measure, type Phase } from './measures';

/* Today in Oslo, as the service counts days. */
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());

interface PhaseStepsProps {
	measure: Measure;
	busy: boolean;
	error: string | undefined;
	on_move: (phase: Phase, done_on?: string) => Promise<boolean>;
}

/* The five phases in order, with the one it is in. Whoever may move it presses another one: it is asked when it was done, or told what going back forgets. */
export function PhaseSteps({ measure, busy, error, on_move }: PhaseStepsProps) {
	const { t } = useTranslation();
	const [asked, set_asked] = useState<Phase | null>(null);
	const [done_on, set_done_on] = useState(today());
	const may_move = measure.allowed.includes('move');
	const press = (phase: Phase) => {
		const becomes_done = is_done(phase) && !measure.done_on;
		const forgets = !is_done(phase) && measure.effect !== null;
		if (becomes_done || forgets)
			set_asked(phase);
		else
			void on_move(phase);
	};
	const move = async () => {
		if (asked && await on_move(asked, is_done(asked) ? done_on : undefined))
			set_asked(null);
	};
	return (
		<>
			<ol className="phases" aria-label={t('measures.phases')}>
				{PHASES.map((phase) => (
					<li key={phase} aria-current={phase === measure.phase ? 'step' : undefined}>
						{may_move && phase !== measure.phase
							? <Button variant="tertiary" data-size="sm" disabled={busy} aria-label={t('measures.move_to', { phase: t(`measures.phase.${phase}`) })}
								onClick={() => press(phase)}>{t(`measures.phase.${phase}`)}</Button>
							: <span>{t(`measures.phase.${phase}`)}</span>}
					</li>
				))}
			</ol>
			<p className="hint">{t(`measures.phase_means.${measure.phase}`)}</p>
			{asked && (
				<div className="stack">
					{is_done(asked)
						? <TextField name={`done_on_${measure.id}`} label={t('measures.done_when')} type="date" max={today()} value={done_on} error={error} on_change={set_done_on} />
						: <Alert data-color="warning" data-size="sm">{t('measures.forgets_effect')}</Alert>}
					<div className="actions">
						<Button data-size="sm" loading={busy} onClick={() => void move()}>{t('measures.move_to', { phase: t(`measures.phase.${asked}`) })}</Button>
						<Button variant="tertiary" data-size="sm" onClick={() => set_asked(null)}>{t('links.cancel')}</Button>
					</div>
				</div>
			)}
		</>
	);
}
