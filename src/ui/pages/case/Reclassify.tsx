/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { label_of, use_labels } from '../../api/register';
import { use_route_of } from '../../cases/WhyCouncil';
import type { Deviation } from '../../cases/deviations';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';
import { as_classification, differences, use_classification_words } from './classification';
import { ClassificationForm } from './ClassificationForm';

/* Where the rules of today would send a case that was changed. Nothing moves by itself. */
function Elsewhere({ one, on_hand_over }: { one: Deviation; on_hand_over: (council: string) => void }) {
	const { t } = useTranslation();
	const { language } = use_labels(one.helsefellesskap.code);
	const today = use_route_of(one.id).data?.today;
	if (!today?.elsewhere)
		return null;
	return (
		<Alert data-color="info" data-size="sm">
			<Heading level={3} data-size="2xs">{t('reclassify.elsewhere', { council: today.council.name })}</Heading>
			<Paragraph data-size="sm">{label_of(today.why, language)}</Paragraph>
			<Button variant="secondary" data-size="sm" onClick={() => on_hand_over(today.council.id)}>{t('reclassify.hand_over', { council: today.council.name })}</Button>
		</Alert>
	);
}

/* What a case was filed as, where that is not what it is now. */
export function FiledAs({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const words = use_classification_words(one.helsefellesskap.code);
	if (!one.filed_as)
		return null;
	const filed = as_classification(one.filed_as);
	return (
		<div className="stack">
			<Paragraph data-size="sm"><strong>{t('reclassify.filed_as')}</strong></Paragraph>
			<ul>{differences(filed, as_classification(one)).map((change) => <li key={change.field}>{words.was(change)}</li>)}</ul>
		</div>
	);
}

/* Putting right how a case is classified, and taking that back. */
export function Reclassify({ one, on_hand_over }: { one: Deviation; on_hand_over: (council: string) => void }) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const [done, set_done] = useState<'done' | 'undone' | ''>('');
	const told = useRef<HTMLParagraphElement>(null);
	const undoing = use_change(one.id);
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);
	const undo = async () => {
		if (await undoing.run(() => body_of(api.POST('/deviations/{id}/classification/taking-back', { params: { path: { id: one.id } } }))))
			set_done('undone');
	};
	if (!one.allowed.includes('reclassify'))
		return null;
	return (
		<section className="stack case-actions" aria-labelledby="reclassify">
			<Heading level={2} data-size="xs" id="reclassify">{t('reclassify.heading')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done && t(`reclassify.${done}`)}</p>
			<ChangeFailure failure={undoing.failure} busy={undoing.busy} on_retry={() => void undo()} />
			<div className="actions">
				{done === 'done' && <Button variant="tertiary" loading={undoing.busy} onClick={() => void undo()}>{t('reclassify.undo')}</Button>}
				<Button variant="secondary" aria-expanded={open} aria-controls="reclassify-here" onClick={() => { set_done(''); set_open(!open); }}>
					{t('reclassify.open')}
				</Button>
			</div>
			{one.filed_as && !open && one.allowed.includes('hand_over') && <Elsewhere one={one} on_hand_over={on_hand_over} />}
			<div id="reclassify-here">
				{open && <ClassificationForm one={one} on_done={() => { set_open(false); set_done('done'); }} />}
			</div>
		</section>
	);
}
