/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { NoteForm } from './NoteForm';
import { plan_draft } from './rule_set';

type Plan = Schemas['rule_plan'];

interface PlannedRulesProps {
	plan: Plan;
	may_manage: boolean;
	may_open: boolean; /* the draft, from here */
}

/* Rules that are to count from a coming moment; until then they are moved or taken back. */
export function PlannedRules({ plan, may_manage, may_open }: PlannedRulesProps) {
	const { t } = useTranslation();
	const format = use_format();
	const queries = useQueryClient();
	const [moving, set_moving] = useState(false);
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const attempt = async (call: () => Promise<unknown>) => {
		set_busy(true);
		set_failure(null);
		try {
			await call();
			set_moving(false);
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
			for (const key of ['rule-sets', 'rule-drafts', 'rule-draft'])
				void queries.invalidateQueries({ queryKey: [key] });
		}
	};
	const take_back = () => attempt(() => body_of(api.DELETE('/rule-drafts/{id}/plan',
		{ params: { path: { id: plan.draft_id }, header: { 'If-Match': `"${plan.draft_version}"` } } })));
	return (
		<section className="stack boxed" aria-labelledby="planned">
			<Heading level={2} data-size="xs" id="planned">{t('rules.planned', { version: plan.version, at: format.moment(plan.starts_at) })}</Heading>
			<p className="case-meta">
				{may_open ? <Link asChild><RouteLink href={`/administrasjon/regler/${plan.draft_id}`}>{plan.title}</RouteLink></Link> : <span>{plan.title}</span>}
				<span>{t('rules.planned_by', { name: plan.by })}: «{plan.note}»</span>
			</p>
			<Paragraph data-size="sm">{t('rules.planned_text')}</Paragraph>
			{failure && !moving && <FailureAlert failure={failure} />}
			{may_manage && !moving && (
				<div className="actions">
					<Button variant="secondary" data-size="sm" onClick={() => { set_failure(null); set_moving(true); }}>{t('rules.move_plan')}</Button>
					<Button variant="tertiary" data-size="sm" data-color="danger" loading={busy} onClick={() => void take_back()}>{t('rules.take_plan_back')}</Button>
				</div>
			)}
			{moving && <NoteForm name="move" heading={t('rules.move_plan')} text={t('rules.move_text')} button={t('rules.move_plan')} when="later" busy={busy}
				failure={failure} on_send={(note, at) => void attempt(() => plan_draft(plan.draft_id, plan.draft_version, note, at))} on_cancel={() => set_moving(false)} />}
		</section>
	);
}
