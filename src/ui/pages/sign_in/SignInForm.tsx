/* SPDX-License-Identifier: MIT */
import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_sign_in, type Session } from '../../api/session';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { field_id, TextField } from '../../form/Field';

interface SignInFormProps {
	username?: string; /* known already */
	on_signed_in?: (session: Session) => void;
}

/* Name and password first; the code of the second factor is asked for when the service wants one. */
export function SignInForm({ username: known = '', on_signed_in }: SignInFormProps) {
	const { t } = useTranslation();
	const sign_in = use_sign_in();
	const [username, set_username] = useState(known);
	const [password, set_password] = useState('');
	const [code, set_code] = useState('');
	const [asks_code, set_asks_code] = useState(false);
	const [errors, set_errors] = useState<Errors<'username' | 'password' | 'code'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);

	useEffect(() => {
		if (asks_code)
			document.getElementById(field_id('code'))?.focus();
	}, [asks_code]);

	const what_is_missing = () => {
		const missing: typeof errors = {};
		if (!username.trim())
			missing.username = t('sign_in.username_missing');
		if (!password)
			missing.password = t('sign_in.password_missing');
		if (asks_code && !code.trim())
			missing.code = t('sign_in.code_missing');
		return missing;
	};
	const refused = (error: ApiFailure) => {
		if (error.code === 'second_factor_needed' && !asks_code) {
			set_asks_code(true);
			return;
		}
		/* The password was changed meanwhile: from the start. */
		if (error.code === 'wrong_credentials')
			set_asks_code(false);
		if (error.code === 'wrong_code')
			set_errors({ code: t('sign_in.code_wrong') });
		else
			set_failure(error);
	};
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (busy)
			return;
		const missing = what_is_missing();
		set_errors(missing);
		set_failure(null);
		if (Object.keys(missing).length > 0)
			return;
		set_busy(true);
		try {
			const session = await sign_in(username.trim(), password, asks_code ? code.trim() : undefined);
			on_signed_in?.(session);
		} catch (error) {
			refused(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	const back = () => {
		set_asks_code(false);
		set_code('');
		set_errors({});
	};

	return (
		<form className="form" onSubmit={send} noValidate>
			<ErrorSummary errors={errors} />
			{failure?.status === 401 && <Alert data-color="danger" role="alert">{t('sign_in.refused')}</Alert>}
			{failure && failure.status !== 401 && <FailureAlert failure={failure} />}
			{asks_code ? (
				<>
					<Paragraph>{t('sign_in.code_lead')}</Paragraph>
					<TextField name="code" label={t('sign_in.code')} hint={t('sign_in.code_hint')} value={code} on_change={set_code} error={errors.code}
						autocomplete="one-time-code" spell_check={false} required />
				</>
			) : (
				<>
					<TextField name="username" label={t('sign_in.username')} value={username} on_change={set_username} error={errors.username}
						autocomplete="username" spell_check={false} required />
					<TextField name="password" label={t('sign_in.password')} value={password} on_change={set_password} error={errors.password}
						type="password" autocomplete="current-password" required />
				</>
			)}
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('sign_in.busy') : t('sign_in.send')}</Button>
				{asks_code && <Button type="button" variant="secondary" onClick={back}>{t('sign_in.back')}</Button>}
			</div>
		</form>
	);
}
