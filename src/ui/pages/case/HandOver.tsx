/* SPDX-License-Identifier: MIT */
import { Alert } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { use_register } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';
import { ChoiceForm } from './ChoiceForm';

/* Whoever hands a case over may not see it any more: what became of it is kept for the page that says so. */
export function use_handed_over() {
	const queries = useQueryClient();
	const [, go] = useLocation();
	return (done: Schemas['handed_over']) => {
		queries.setQueryData(['handed-over', done.id], done);
		go(`/saker/${done.id}/videresendt`);
	};
}

/* How often it was handed over, not counting what was taken back. */
const times = (one: Deviation) => one.hand_overs.reduce((sum, next) => sum + (next.taken_back ? -1 : 1), 0);

/* first: the council chosen to begin with, or ''. */
export function HandOver({ one, first }: { one: Deviation; first: string }) {
	const { t } = useTranslation();
	const { data: register } = use_register(one.helsefellesskap.code);
	const handed_over = use_handed_over();
	const councils = (register?.councils ?? []).filter((council) => council.id !== one.council.id)
		.map(({ id, name }) => ({ value: id, label: name }));
	const send = async (council_id: string, reason: string, confirmed_findings: Schemas['confirmed_finding'][]) =>
		handed_over(await body_of(api.POST('/deviations/{id}/hand-over', { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } },
			body: { council_id, reason, confirmed_findings } })));
	return (
		<ChoiceForm one={one} what="hand_over" choices={councils} list first={first} limit={2000} pointers={{ choice: 'council_id', text: 'reason' }} send={send}
			on_done={() => {}}
			note={<>
				<p>{t('send_on.hand_over_lead')}</p>
				{times(one) >= 2 && <Alert data-color="warning" data-size="sm">{t('send_on.passed_around', { count: times(one) })}</Alert>}
			</>} />
	);
}

/* Which councils have had the case, and why it went on: for everybody in it. */
export function HandOvers({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	if (one.hand_overs.length === 0)
		return null;
	return (
		<ul className="history" aria-label={t('send_on.hand_overs')}>
			{one.hand_overs.map((next) => (
				<li key={next.at}>
					<strong>{t(next.taken_back ? 'send_on.taken_back_by' : 'send_on.went_to', { from: next.from.name, to: next.to.name })}</strong>
					{next.reason && <span className="written">{next.reason}</span>}
					<span>{[next.by, format.moment(next.at)].filter(Boolean).join(', ')}</span>
				</li>
			))}
		</ul>
	);
}
