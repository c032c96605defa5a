/* SPDX-License-Identifier: MIT */
import { Button, Heading, Table } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { WheelForm } from './WheelForm';
import { entry_of, use_entry_name, type Entry } from './wheel_entry';

/* What comes next in the year, soonest first; who approves may change it. */
export function Wheel({ summaries, on_change }: { summaries: Schemas['summaries']; on_change: (summaries: Schemas['summaries']) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const name_of = use_entry_name();
	const heading = `wheel-${summaries.helsefellesskap.code}`;
	const [open, set_open] = useState(false);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [said, set_said] = useState('');
	const save = async (entries: Entry[]) => {
		set_busy(true);
		set_failure(null);
		try {
			on_change(await body_of(api.PUT('/helsefellesskap/{helsefellesskap}/annual-wheel', {
				params: { path: { helsefellesskap: summaries.helsefellesskap.code }, header: { 'If-Match': `"${summaries.wheel_version}"` } }, body: { entries },
			})));
			set_open(false);
			set_said(t('subscription.saved'));
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	return (
		<section className="stack" aria-labelledby={heading}>
			<Heading level={2} data-size="sm" id={heading}>{t('summaries.wheel')}</Heading>
			<p role="status" className={said ? 'done' : 'ds-sr-only'}>{said}</p>
			{!open && (
				<div className="scrolls" role="region" aria-label={`${t('summaries.wheel')}: ${t('summaries.next')}`} tabIndex={0}>
					<Table>
						<thead><tr><th scope="col">{t('summaries.next')}</th><th scope="col">{t('summaries.what')}</th><th scope="col">{t('summaries.prepared')}</th><th scope="col">{t('summaries.approval')}</th></tr></thead>
						<tbody>
							{summaries.wheel.map((one) => (
								<tr key={`${one.kind} ${one.frequency} ${one.label}`}>
									<td>{format.date(one.next_at)}</td>
									<td>{name_of(one)}{one.frequency && ` (${t('summaries.subscribers', { count: summaries.subscribers[one.frequency] })})`}</td>
									<td>{one.days_ahead > 0 ? format.date(one.prepared_at) : t('summaries.same_day')}</td>
									<td>{one.needs_approval ? t('summaries.needed') : t('summaries.not_needed')}</td>
								</tr>
							))}
						</tbody>
					</Table>
				</div>
			)}
			{summaries.may_approve && !open && (
				<div className="actions"><Button variant="secondary" onClick={() => { set_said(''); set_open(true); }}>{t('summaries.change_wheel')}</Button></div>
			)}
			{failure && <FailureAlert failure={failure} kept={open} />}
			{open && <WheelForm start={summaries.wheel.map(entry_of)} busy={busy} on_save={(entries) => void save(entries)} on_cancel={() => { set_failure(null); set_open(false); }} />}
		</section>
	);
}
