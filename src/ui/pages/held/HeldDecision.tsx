/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { ApiFailure } from '../../api/failure';
import { use_one_change } from '../../api/use_one_change';
import { use_draft } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, SelectField, TextArea } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';
import { confirm_held, REASONS, reject_held, type HeldReport } from './held_reports';

const LIMIT = 2000;
type Name = 'reason' | 'text';

function use_decision(one: HeldReport) {
	return use_one_change(['held-report', one.id], [['held-reports']]);
}

export function HeldDecision({ one }: { one: HeldReport }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const [rejecting, set_rejecting] = useState(false);
	const decision = use_decision(one);
	const confirm = () => decision.run(async () => {
		const receipt = await confirm_held(one);
		go(`/saker/${receipt.id}`);
	});
	return (
		<section className="stack case-actions" aria-labelledby="decide">
			<Heading level={2} data-size="xs" id="decide">{t(one.status === 'held' ? 'held.decide' : 'held.take_back')}</Heading>
			<DecisionFailure failure={decision.failure} />
			<div className="actions">
				<Button onClick={() => void confirm()} loading={decision.busy && !rejecting}>{t('held.confirm')}</Button>
				{one.status === 'held' && (
					<Button variant="secondary" aria-expanded={rejecting} aria-controls="reject-here" onClick={() => set_rejecting(!rejecting)}>{t('held.reject')}</Button>
				)}
			</div>
			<Paragraph data-size="sm">{t('held.confirm_means')}</Paragraph>
			<div id="reject-here">{rejecting && one.status === 'held' && <RejectForm one={one} decision={decision} />}</div>
		</section>
	);
}

function DecisionFailure({ failure }: { failure: ApiFailure | null }) {
	const { t } = useTranslation();
	if (!failure)
		return null;
	if (failure.status === 412 || failure.code === 'held_decided')
		return <Alert data-color="warning" role="alert">{t('held.changed')}</Alert>;
	/* What the rules say of the report itself, which the secretariat cannot change. */
	const { general, errors } = errors_of(failure, {});
	const said = [...general, ...Object.values<string>(errors)];
	if (said.length > 0)
		return <Alert data-color="danger" role="alert"><Paragraph>{t('held.not_as_it_is')}</Paragraph><ul>{said.map((text) => <li key={text}>{text}</li>)}</ul></Alert>;
	return <FailureAlert failure={failure} />;
}

function RejectForm({ one, decision }: { one: HeldReport; decision: ReturnType<typeof use_decision> }) {
	const { t } = useTranslation();
	const draft = use_draft(`held.${one.id}`, () => ({ reason: '', text: '', fine: [] as string[] }));
	const { reason, text, fine } = draft.value;
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const guard = use_guard({ text }, fine, (now) => draft.change({ fine: now }));
	const labels = { reason: t('held.reason_label'), text: t('held.text') };
	const shown: Errors<Name> = attempt > 0 ? { ...guard.errors({ text: labels.text }), ...errors } : errors;

	const send = async (event: FormEvent) => {
		event.preventDefault();
		const found: Errors<Name> = {};
		const length = length_of(text.trim());
		if (!reason)
			found.reason = t('held.reason_missing');
		if (length < 3)
			found.text = t('held.text_missing');
		else if (length > LIMIT)
			found.text = t('file.errors.too_long', { label: labels.text, limit: LIMIT });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const confirmed_findings = await guard.confirmed_in([{ name: 'text', pointer: '/text', text }]);
		if (await decision.run(() => reject_held(one, { reason: reason as (typeof REASONS)[number], text, confirmed_findings })))
			draft.clear();
	};
	return (
		<form className="form write" onSubmit={(event) => void send(event)} noValidate>
			<ErrorSummary errors={shown} attempt={attempt} />
			<SelectField name="reason" label={labels.reason} empty={t('form.choose')} required value={reason} error={shown.reason}
				choices={REASONS.map((value) => ({ value, label: t(`held.reason.${value}`) }))} on_change={(value) => draft.change({ reason: value })} />
			<TextArea name="text" label={labels.text} hint={t('held.text_hint')} rows={5} limit={LIMIT} required value={text} error={shown.text}
				guard={guard_of(guard, 'text', text, (value) => draft.change({ text: value }))} on_change={(value) => draft.change({ text: value })} />
			<div className="actions"><Button type="submit" data-color="danger" loading={decision.busy}>{t('held.send_rejection')}</Button></div>
		</form>
	);
}
