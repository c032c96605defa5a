/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';
import { MoveDeadline, type Deadline } from './MoveDeadline';

const today = () => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Oslo' }).format(new Date());

/* Who leads the council may move what is ahead. */
function Moving({ one, ahead }: { one: Deviation; ahead: { name: Deadline; due: string }[] }) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const [told, set_told] = useState('');
	const status = useRef<HTMLParagraphElement>(null);
	useEffect(() => {
		if (told)
			status.current?.focus();
	}, [told]);
	return (
		<>
			<p role="status" ref={status} tabIndex={-1} className={told ? 'done' : 'ds-sr-only'}>{told}</p>
			<div className="actions">
				<Button variant="secondary" data-size="sm" aria-expanded={open} aria-controls="move-deadline" onClick={() => { set_told(''); set_open(!open); }}>{t('deadlines.move')}</Button>
			</div>
			<div id="move-deadline">
				{open && <MoveDeadline one={one} ahead={ahead} on_done={(text) => { set_open(false); set_told(text); }} />}
			</div>
		</>
	);
}

/* What is due when, what has been met, and what the reporter was promised. */
export function Deadlines({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	const { receipt_due_on, answer_due_on, close_due_on, promised_on } = one.deadlines;
	const rows = [
		{ name: 'receipt', due: receipt_due_on, met: one.received_at },
		{ name: 'answer', due: answer_due_on, met: one.status === 'reopened' ? null : one.answered_at },
		{ name: 'closing', due: close_due_on, met: one.closed_at },
	] as const;
	const ahead = rows.flatMap(({ name, due, met }) => (due && !met ? [{ name, due }] : []));
	const stands_still = one.waiting_for !== 'council';
	if (!answer_due_on && !close_due_on)
		return null;
	return (
		<section className="stack" aria-labelledby="deadlines">
			<Heading level={2} data-size="xs" id="deadlines">{t('deadlines.heading')}</Heading>
			<dl className="facts">
				{rows.map(({ name, due, met }) => (due || met) && (
					<div key={name}>
						<dt>{t(`deadlines.${name}`)}</dt>
						<dd>
							{met ? t('deadlines.met', { date: format.short_date(met) }) : format.date(due!)}
							{!met && !stands_still && due! < today() && <> <Tag data-color="danger" data-size="sm">{t('deadlines.passed')}</Tag></>}
						</dd>
					</div>
				))}
			</dl>
			{stands_still && <Paragraph data-size="sm">{t('deadlines.stand_still')}</Paragraph>}
			{promised_on && promised_on !== answer_due_on && <Paragraph data-size="sm">{t('deadlines.promised', { date: format.date(promised_on) })}</Paragraph>}
			{one.allowed.includes('move_deadline') && ahead.length > 0 && <Moving one={one} ahead={ahead} />}
		</section>
	);
}
