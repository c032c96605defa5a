/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';

type Summary = Schemas['summaries']['items'][number];
type Decision = Schemas['summary_decision']['decision'];

/* What waits for somebody to approve it, or for its day. */
export function Drafts({ summaries, on_change }: { summaries: Schemas['summaries']; on_change: (summaries: Schemas['summaries']) => void }) {
	const { t } = useTranslation();
	const heading = `drafts-${summaries.helsefellesskap.code}`;
	const [busy, set_busy] = useState<string | null>(null);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [said, set_said] = useState('');
	const waiting = summaries.items.filter((one) => one.status === 'draft' || one.status === 'approved');
	const decide = async (id: string, decision: Decision) => {
		set_busy(id);
		set_failure(null);
		set_said('');
		try {
			on_change(await body_of(api.POST('/summaries/{id}/decision', { params: { path: { id } }, body: { decision } })));
			set_said(t(`summaries.done_${decision}`));
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(null);
		}
	};
	return (
		<section className="stack" aria-labelledby={heading}>
			<Heading level={2} data-size="sm" id={heading}>{t('summaries.drafts')}</Heading>
			<p role="status" className={said ? 'done' : 'ds-sr-only'}>{said}</p>
			{failure && <FailureAlert failure={failure} />}
			{waiting.length === 0 && <p className="empty">{t('summaries.no_drafts')}</p>}
			<ul className="subscriptions">
				{waiting.map((one) => (
					<li key={one.id}><Draft summary={one} may_approve={summaries.may_approve} busy={busy === one.id} on_decide={(decision) => void decide(one.id, decision)} /></li>
				))}
			</ul>
		</section>
	);
}

function Draft({ summary, may_approve, busy, on_decide }: { summary: Summary; may_approve: boolean; busy: boolean; on_decide: (decision: Decision) => void }) {
	const { t } = useTranslation();
	const format = use_format();
	const is_draft = summary.status === 'draft';
	return (
		<>
			<Heading level={3} data-size="2xs">{t(`subscription.frequency_${summary.frequency}`)}: {t(is_draft ? 'summaries.status_draft' : 'summaries.status_approved')}</Heading>
			<p>{t('summaries.goes', { date: format.date(summary.planned_at) })} {t('summaries.recipients', { count: summary.recipients })}</p>
			<ul className="plain">{summary.points.map((point) => <li key={point.id}><Link href={`/laering/${point.id}`} className="ds-link">{point.title}</Link></li>)}</ul>
			{may_approve
				? (
					<div className="actions">
						{is_draft && <Button data-size="sm" loading={busy} onClick={() => on_decide('approve')}>{t('summaries.approve')}</Button>}
						{is_draft && <Button data-size="sm" variant="secondary" disabled={busy} onClick={() => on_decide('drop')}>{t('summaries.drop')}</Button>}
						{!is_draft && <Button data-size="sm" variant="secondary" loading={busy} onClick={() => on_decide('reopen')}>{t('summaries.reopen')}</Button>}
					</div>
				)
				: <p className="hint">{t('summaries.approved_by_others')}</p>}
		</>
	);
}
