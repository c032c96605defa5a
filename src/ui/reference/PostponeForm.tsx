/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorSummary, type Errors } from '../form/ErrorSummary';
import { errors_of } from '../form/errors';
import { FailureAlert } from '../form/FailureAlert';
import { length_of, TextArea } from '../form/Field';
import { guard_of } from '../guard/GuardNotes';
import { use_guard } from '../guard/use_guard';
import { changes_of, use_reference_call } from './reference';

const LONGEST = 500;

export function PostponeForm({ id, destroy_on, on_done }: { id: string; destroy_on: string; on_done: () => void }) {
	const { t } = useTranslation();
	const { run, busy, failure, forget_failure } = use_reference_call(id);
	const [reason, set_reason] = useState('');
	const [fine, set_fine] = useState<string[]>([]);
	const [errors, set_errors] = useState<Errors<'reason'>>({});
	const [attempt, set_attempt] = useState(0);
	const guard = use_guard({ reason }, fine, set_fine);
	const form = useRef<HTMLFormElement>(null);
	const label = t('reference.postpone_reason');
	const problem = failure && failure.errors.length > 0 ? errors_of(failure, { reason: label }) : null;
	const shown = problem ? problem.errors : attempt > 0 ? { ...guard.errors({ reason: label }), ...errors } : errors;

	useEffect(() => form.current?.querySelector('textarea')?.focus(), []);

	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		forget_failure();
		const length = length_of(reason.trim());
		const found: typeof errors = {};
		if (length < 3)
			found.reason = t('reference.postpone_reason_missing');
		else if (length > LONGEST)
			found.reason = t('file.errors.too_long', { label, limit: LONGEST });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const text = reason.trim();
		const confirmed_findings = await guard.confirmed_in([{ name: 'reason', pointer: '/reason', text }]);
		if (await run(() => changes_of(id).postpone({ destroy_on, reason: text, confirmed_findings })))
			on_done();
	};
	return (
		<form className="form" ref={form} onSubmit={send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} attempt={problem ? -attempt : attempt} />
			<TextArea name="reason" label={label} hint={t('reference.postpone_hint')} rows={2} limit={LONGEST} required value={reason} error={shown.reason}
				guard={guard_of(guard, 'reason', reason, set_reason)} on_change={set_reason} />
			{failure && failure.errors.length === 0 && <FailureAlert failure={failure} on_retry={failure.passing ? () => void send() : undefined} busy={busy} />}
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('file.sending') : t('reference.postpone_send')}</Button>
			</div>
		</form>
	);
}
