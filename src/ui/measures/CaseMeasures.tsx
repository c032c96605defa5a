/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../cases/deviations';
import { MeasureForm } from './MeasureForm';
import { MeasureItem, type Opened } from './MeasureItem';
import { add_measure, steps_of, use_measures } from './measures';

/* What is done about a case. One form is open at a time. */
export function CaseMeasures({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const found = use_measures(one.id).data;
	const [open, set_open] = useState<{ id: string; what: Opened } | 'add' | null>(null);
	const [done, set_done] = useState('');
	const told = useRef<HTMLParagraphElement>(null);
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);
	if (!found || (!found.may_add && found.items.length === 0))
		return null;

	const about = { case_id: one.id, helsefellesskap: one.helsefellesskap.code, parties: [one.other_organisation, one.reporter_organisation] };
	const finish = (text: string) => {
		set_open(null);
		set_done(text);
	};
	const show = (what: typeof open) => {
		set_done('');
		set_open(what);
	};
	return (
		<section className="stack" aria-labelledby="measures">
			<Heading level={2} data-size="xs" id="measures">{t('measures.heading')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			{found.items.length === 0 && open !== 'add' && <Paragraph className="empty">{t('measures.none')}</Paragraph>}
			{found.items.length > 0 && (
				<ul className="cases">
					{found.items.map((measure) => {
						const opened = open !== null && open !== 'add' && open.id === measure.id ? open.what : null;
						return (
							<MeasureItem key={measure.id} measure={measure} open={opened} on_done={finish} on_open={(what) => show(what && { id: measure.id, what })}>
								<MeasureForm {...about} measure={measure} send={(body) => steps_of(measure).change(body)} on_done={() => finish(t('measures.saved'))} on_cancel={() => show(null)} />
							</MeasureItem>
						);
					})}
				</ul>
			)}
			{found.may_add && !one.erased_at && (open === 'add'
				? <MeasureForm {...about} send={(body, key) => add_measure(one.id, body, key)} on_done={() => finish(t('measures.added'))} on_cancel={() => show(null)} />
				: <div className="actions"><Button variant="secondary" onClick={() => show('add')}>{t('measures.open_add')}</Button></div>)}
		</section>
	);
}
