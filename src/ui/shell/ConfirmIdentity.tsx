/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../api/client';
import { answer_confirmation, use_confirmation_asked } from '../api/confirmation';
import { as_failure, type ApiFailure } from '../api/failure';
import { ARRIVAL_PAGES, start_address, use_arrival, use_issuers, type Arrival } from '../api/openid';
import { use_session } from '../api/session';
import { ErrorSummary, type Errors } from '../form/ErrorSummary';
import { errors_of } from '../form/errors';
import { FailureAlert } from '../form/FailureAlert';
import { field_id, TextField } from '../form/Field';

type Name = 'proof_password' | 'proof_code';

/* A sensitive step asks for a recent proof: on top of the page, which stays as it is and goes on by itself. */
export function ConfirmIdentity() {
	const { t } = useTranslation();
	const session = use_session();
	const asked = use_confirmation_asked();
	const dialog = useRef<HTMLDialogElement>(null);

	useEffect(() => {
		if (asked && dialog.current && !dialog.current.open)
			dialog.current.showModal();
		if (!asked)
			dialog.current?.close();
	}, [asked]);

	return (
		<dialog ref={dialog} className="ds-dialog" aria-labelledby="confirm-identity" onCancel={() => answer_confirmation(false)}>
			{asked && (
				<>
					<Heading level={2} data-size="sm" id="confirm-identity">{t('confirm.title')}</Heading>
					{session.method === 'openid' ? <OtherService /> : <ProofForm />}
				</>
			)}
		</dialog>
	);
}

function OtherService() {
	const { t } = useTranslation();
	const { issuer } = use_session();
	const { data: issuers } = use_issuers();
	const name = issuers?.find((one) => one.code === issuer)?.name ?? issuer ?? '';
	use_arrival(useCallback((arrival: Arrival) => {
		if (arrival === 'confirmed')
			answer_confirmation(true);
	}, []));
	return (
		<>
			<Paragraph>{t('confirm.openid', { name })}</Paragraph>
			<div className="actions">
				{issuer && (
					<Button asChild>
						<a href={start_address(issuer, ARRIVAL_PAGES.confirmed, 'confirm')} target="_blank">
							{t('openid.confirm_by', { name })}<span className="ds-sr-only"> {t('openid.new_tab')}</span>
						</a>
					</Button>
				)}
				<Button variant="secondary" onClick={() => answer_confirmation(false)}>{t('confirm.cancel')}</Button>
			</div>
		</>
	);
}

function ProofForm() {
	const { t } = useTranslation();
	const [password, set_password] = useState('');
	const [code, set_code] = useState('');
	const [asks_code, set_asks_code] = useState(false);
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);
	const labels = { password: t('sign_in.password'), code: t('sign_in.code') };

	useEffect(() => {
		if (asks_code)
			document.getElementById(field_id('proof_code'))?.focus();
	}, [asks_code]);

	const refused = (error: ApiFailure) => {
		const { errors: { password: wrong, code: wrong_code } } = errors_of(error, labels);
		if (error.errors.some((one) => one.code === 'second_factor_needed') && !asks_code) {
			set_asks_code(true);
			return;
		}
		set_errors({ ...wrong && { proof_password: wrong }, ...wrong_code && { proof_code: wrong_code } });
		set_failure(wrong || wrong_code ? null : error);
	};
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (busy)
			return;
		const missing: Errors<Name> = {};
		if (!password)
			missing.proof_password = t('sign_in.password_missing');
		if (asks_code && !code.trim())
			missing.proof_code = t('sign_in.code_missing');
		set_errors(missing);
		set_failure(null);
		if (Object.keys(missing).length > 0)
			return;
		set_busy(true);
		try {
			const proof = asks_code ? { password, code: code.trim() } : { password };
			await body_of(api.POST('/session/confirmation', { body: proof }));
			answer_confirmation(true);
		} catch (error) {
			refused(as_failure(error));
			set_busy(false);
		}
	};

	return (
		<form className="form" onSubmit={send} noValidate>
			<Paragraph>{t('confirm.text')}</Paragraph>
			<ErrorSummary errors={errors} />
			{failure && <FailureAlert failure={failure} />}
			<TextField name="proof_password" label={labels.password} value={password} on_change={set_password} error={errors.proof_password}
				type="password" autocomplete="current-password" required />
			{asks_code && (
				<TextField name="proof_code" label={labels.code} hint={t('sign_in.code_hint')} value={code} on_change={set_code} error={errors.proof_code}
					autocomplete="one-time-code" spell_check={false} required />
			)}
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('confirm.busy') : t('confirm.send')}</Button>
				<Button type="button" variant="secondary" onClick={() => answer_confirmation(false)}>{t('confirm.cancel')}</Button>
			</div>
		</form>
	);
}
