/* SPDX-License-Identifier: MIT */
import { useMutation } from '@tanstack/react-query';
import { Button, Heading } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, TextField } from '../../form/Field';

const BASES = ['patient_recognisable', 'objection', 'unlawful', 'legal_duty'] as const;

/* The secretariat asks for a case to be erased; another person decides on the page for that. */
export function RequestErasure({ id }: { id: string }) {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const [basis, set_basis] = useState('');
	const [decision, set_decision] = useState('');
	const [missing, set_missing] = useState(false);
	const request = useMutation({
		mutationFn: () => body_of(api.POST('/deviations/{id}/erasure-requests', {
			params: { path: { id } }, body: { legal_basis: basis as Schemas['erasure_basis'], decision: decision.trim() },
		})),
	});
	const send = (event: FormEvent) => {
		event.preventDefault();
		const wrong = !basis || !/^[A-Za-z0-9_-]{1,60}$/.test(decision.trim());
		set_missing(wrong);
		if (!wrong)
			request.mutate();
	};
	if (request.isSuccess)
		return <p className="done" role="status">{t('erasure.request_done')}</p>;
	if (!open)
		return <div className="actions"><Button variant="tertiary" onClick={() => set_open(true)}>{t('erasure.request')}</Button></div>;
	return (
		<form className="form write" onSubmit={send} noValidate aria-labelledby="erasure-request">
			<Heading level={2} data-size="xs" id="erasure-request">{t('erasure.request')}</Heading>
			<p>{t('erasure.request_text')}</p>
			{request.isError && <FailureAlert failure={as_failure(request.error)} />}
			<SelectField name="legal_basis" label={t('erasure.basis')} empty={t('form.choose')} value={basis}
				choices={BASES.map((value) => ({ value, label: t(`erasure_basis.${value}`) }))}
				error={missing && !basis ? t('erasure.basis_missing') : undefined} on_change={set_basis} />
			<TextField name="decision" label={t('erasure.decision')} hint={t('erasure.decision_hint')} value={decision} spell_check={false}
				error={missing && !/^[A-Za-z0-9_-]{1,60}$/.test(decision.trim()) ? t('erasure.decision_missing') : undefined} on_change={set_decision} />
			<div className="actions">
				<Button type="submit" loading={request.isPending}>{t('erasure.request_send')}</Button>
				<Button type="button" variant="secondary" onClick={() => set_open(false)}>{t('erasure.cancel')}</Button>
			</div>
		</form>
	);
}
