/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { ChoiceForm, type SendOn as What } from './ChoiceForm';
import { HandOver } from './HandOver';
import { ReturnCase } from './ReturnCase';
import { waits_for } from './waiting';

const ORDER: What[] = ['wait', 'hand_over', 'return'];

function AskAndWait({ one, on_done }: { one: Deviation; on_done: () => void }) {
	const { t } = useTranslation();
	const choices = (['reporter', 'reporter_organisation', 'other_organisation'] as const).map((value) => ({
		value, label: value === 'reporter' ? t('send_on.reporter', { name: one.reporter ?? t('side.reporter') }) : waits_for(t, one, value),
	}));
	const send = (who: string, text: string, confirmed_findings: Schemas['confirmed_finding'][]) =>
		body_of(api.POST('/deviations/{id}/waiting', { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } },
			body: { waiting_for: who as Schemas['new_waiting']['waiting_for'], text, confirmed_findings } }));
	return <ChoiceForm one={one} what="wait" choices={choices} first="reporter" limit={5000} pointers={{ choice: 'waiting_for', text: 'text' }} send={send} on_done={on_done} />;
}

/* What gives a case, or the next step in it, to somebody else. */
export function SendOn({ one, suggested }: { one: Deviation; suggested: { council: string } | null }) {
	const { t } = useTranslation();
	const [chosen, set_chosen] = useState<What | null>(null);
	const [done, set_done] = useState('');
	const told = useRef<HTMLParagraphElement>(null);
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);

	/* A council that is offered elsewhere on the page. */
	useEffect(() => {
		if (suggested)
			set_chosen('hand_over');
	}, [suggested]);

	const allowed = ORDER.filter((what) => one.allowed.includes(what));
	const open = chosen && allowed.includes(chosen) ? chosen : null;
	if (allowed.length === 0 && !done)
		return null;
	const finished = (what: What) => {
		set_done(t(`send_on.${what}_done`));
		set_chosen(null);
	};
	return (
		<section className="stack case-actions" aria-labelledby="send-on">
			<Heading level={2} data-size="xs" id="send-on">{t('send_on.heading')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			<div className="actions">
				{allowed.map((what) => (
					<Button key={what} variant="secondary" aria-expanded={open === what} aria-controls="send-on-here"
						onClick={() => { set_done(''); set_chosen(open === what ? null : what); }}>
						{t(`send_on.${what}`)}
					</Button>
				))}
			</div>
			<div id="send-on-here">
				{open === 'wait' && <AskAndWait one={one} on_done={() => finished('wait')} />}
				{open === 'hand_over' && <HandOver key={suggested?.council} one={one} first={suggested?.council ?? ''} />}
				{open === 'return' && <ReturnCase one={one} on_done={() => finished('return')} />}
			</div>
		</section>
	);
}
