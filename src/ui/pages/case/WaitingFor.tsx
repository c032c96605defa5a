/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { use_format } from '../../i18n/format';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';
import { waits_for } from './waiting';

/* Who has the ball, since when, while it is not the council; the council may take the case up again. */
export function WaitingFor({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	const change = use_change(one.id);
	if (one.waiting_for === 'council' || one.status === 'closed')
		return null;
	const resume = () => change.run(() => body_of(api.DELETE('/deviations/{id}/waiting',
		{ params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } } })));
	return (
		<Alert data-color="info" className="stack">
			<p><strong>{t('waiting.since', { whom: waits_for(t, one), date: format.date(one.waiting_since) })}</strong></p>
			<p>{t(one.allowed.includes('resume') ? 'waiting.council_hint' : 'waiting.hint')}</p>
			{one.allowed.includes('resume') && (
				<div className="actions">
					<Button variant="secondary" data-size="sm" loading={change.busy} onClick={() => void resume()}>{t('waiting.resume')}</Button>
				</div>
			)}
			<ChangeFailure failure={change.failure} busy={change.busy} on_retry={() => void resume()} />
		</Alert>
	);
}
