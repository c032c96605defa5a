/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { code_list, label_of, use_labels } from '../api/register';
import type { ApiFailure } from '../api/failure';
import { ErrorSummary, type Errors } from '../form/ErrorSummary';
import { errors_of } from '../form/errors';
import { FailureAlert } from '../form/FailureAlert';
import { length_of, SelectField, TextArea } from '../form/Field';
import { guard_of } from '../guard/GuardNotes';
import { use_guard } from '../guard/use_guard';
import type { Reason } from './reference';

type Name = 'legal_basis' | 'purpose';

interface ReasonFormProps {
	helsefellesskap: string;
	approved?: Reason | undefined; /* what was approved: asked for once, and not changed afterwards */
	send_label: string;
	busy: boolean;
	failure: ApiFailure | null;
	on_send: (reason: Reason) => void;
}

type Warning = NonNullable<Reason['confirmed_findings']>[number]['kind'];

const LONGEST = 500;

const scan = (text: string) => import('../guard/scan').then((guard) => guard.scan(text)).catch(() => []);

/* Nobody is shown a reference without saying on which legal basis and what for. */
export function ReasonForm({ helsefellesskap, approved, send_label, busy, failure, on_send }: ReasonFormProps) {
	const { t } = useTranslation();
	const { register, language, label } = use_labels(helsefellesskap);
	const [legal_basis, set_basis] = useState(approved?.legal_basis ?? '');
	const [purpose, set_purpose] = useState(approved?.purpose ?? '');
	const [fine, set_fine] = useState<string[]>([]);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const guard = use_guard({ purpose }, fine, set_fine);
	const labels = { legal_basis: t('reference.legal_basis'), purpose: t('reference.purpose') };
	const problem = failure && failure.errors.length > 0 ? errors_of(failure, labels) : null;
	const shown = problem ? problem.errors : attempt > 0 && !approved ? { ...guard.errors(labels), ...errors } : errors;

	useEffect(() => form.current?.querySelector<HTMLElement>('select, button')?.focus(), []);

	const send = async (event?: FormEvent) => {
		event?.preventDefault();
		if (approved) {
			/* What the guard warned of was said to be all right when it was asked for. */
			const found = (await scan(approved.purpose)).map(({ kind, start, end }) => ({ pointer: '/purpose', kind: kind as Warning, start, end }));
			on_send({ legal_basis: approved.legal_basis, purpose: approved.purpose, confirmed_findings: found });
			return;
		}
		const found: typeof errors = {};
		if (!legal_basis)
			found.legal_basis = t('reference.legal_basis_missing');
		if (length_of(purpose.trim()) < 3)
			found.purpose = t('reference.purpose_missing');
		else if (length_of(purpose.trim()) > LONGEST)
			found.purpose = t('file.errors.too_long', { label: labels.purpose, limit: LONGEST });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length > 0 || !passes)
			return;
		const text = purpose.trim();
		on_send({ legal_basis, purpose: text, confirmed_findings: await guard.confirmed_in([{ name: 'purpose', pointer: '/purpose', text }]) });
	};
	return (
		<form className="form" ref={form} onSubmit={send} noValidate>
			<ErrorSummary errors={shown} general={problem?.general} attempt={problem ? -attempt : attempt} />
			{approved ? (
				<p className="written">{label('legal_basis', approved.legal_basis)}{'\n'}{approved.purpose}</p>
			) : (
				<>
					<SelectField name="legal_basis" label={labels.legal_basis} empty={t('form.not_chosen')} value={legal_basis} required error={shown.legal_basis}
						choices={code_list(register, 'legal_basis').map(({ code, labels: names }) => ({ value: code, label: label_of(names, language) }))}
						on_change={set_basis} />
					<TextArea name="purpose" label={labels.purpose} hint={t('reference.purpose_hint')} rows={2} limit={LONGEST} required value={purpose}
						error={shown.purpose} guard={guard_of(guard, 'purpose', purpose, set_purpose)} on_change={set_purpose} />
				</>
			)}
			{failure && failure.errors.length === 0 && <FailureAlert failure={failure} on_retry={failure.passing ? () => void send() : undefined} busy={busy} />}
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('file.sending') : send_label}</Button>
			</div>
		</form>
	);
}
