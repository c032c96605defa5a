/* SPDX-License-Identifier: MIT */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { use_sign_in, type Session } from '../../api/session';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';

export function SignInForm({ on_signed_in }: { on_signed_in?: (session: Session) => void }) {
	const { t } = useTranslation();
	const sign_in = use_sign_in();
	const [username, set_username] = useState('');
	const [password, set_password] = useState('');
	const [errors, set_errors] = useState<Errors<'username' | 'password'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);

	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (busy)
			return;
		const missing: typeof errors = {};
		if (!username.trim())
			missing.username = t('sign_in.username_missing');
		if (!password)
			missing.password = t('sign_in.password_missing');
		set_errors(missing);
		set_failure(null);
		if (Object.keys(missing).length > 0)
			return;
		set_busy(true);
		try {
			const session = await sign_in(username.trim(), password);
			on_signed_in?.(session);
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};

	return (
		<form className="form" onSubmit={send} noValidate>
			<ErrorSummary errors={errors} />
			{failure?.status === 401 && <Alert data-color="danger" role="alert">{t('sign_in.refused')}</Alert>}
			{failure && failure.status !== 401 && <FailureAlert failure={failure} />}
			<TextField name="username" label={t('sign_in.username')} value={username} on_change={set_username} error={errors.username}
				autocomplete="username" spell_check={false} required />
			<TextField name="password" label={t('sign_in.password')} value={password} on_change={set_password} error={errors.password}
				type="password" autocomplete="current-password" required />
			<div className="actions">
				<Button type="submit" loading={busy}>{busy ? t('sign_in.busy') : t('sign_in.send')}</Button>
			</div>
		</form>
	);
}
