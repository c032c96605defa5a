/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { NewPasswordField, use_password_check } from '../../form/NewPasswordField';
import { MY_SESSIONS_KEY } from './Sessions';

export function Password() {
	const { t } = useTranslation();
	const [open, set_open] = useState(false);
	const [changed, set_changed] = useState(false);
	return (
		<section className="stack" aria-labelledby="password">
			<Heading level={2} data-size="xs" id="password">{t('account.password')}</Heading>
			<p role="status" className={changed ? 'done' : 'ds-sr-only'}>{changed ? t('account.changed') : ''}</p>
			{open ? (
				<ChangeForm on_end={(done) => {
					set_open(false);
					set_changed(done);
				}} />
			) : (
				<div className="actions"><Button variant="secondary" onClick={() => set_open(true)}>{t('account.change')}</Button></div>
			)}
		</section>
	);
}

function ChangeForm({ on_end }: { on_end: (changed: boolean) => void }) {
	const { t } = useTranslation();
	const queries = useQueryClient();
	const check = use_password_check();
	const [current, set_current] = useState('');
	const [password, set_password] = useState('');
	const [errors, set_errors] = useState<Errors<'current_password' | 'new_password'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const change = useMutation({ mutationFn: () => body_of(api.PUT('/me/password', { body: { current_password: current, password } })) });

	const refused = (error: ApiFailure) => {
		const sorted = errors_of(error, { current_password: t('account.current_password'), password: t('account.new_password') }).errors;
		set_errors({
			...sorted.current_password && { current_password: sorted.current_password },
			...sorted.password && { new_password: sorted.password },
		});
		set_failure(Object.keys(sorted).length > 0 ? null : error);
	};
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (change.isPending)
			return;
		const wrong: typeof errors = {};
		if (!current)
			wrong.current_password = t('account.current_missing');
		const wrong_new = check(password);
		if (wrong_new)
			wrong.new_password = wrong_new;
		set_errors(wrong);
		set_failure(null);
		if (Object.keys(wrong).length > 0)
			return;
		try {
			await change.mutateAsync();
			void queries.invalidateQueries({ queryKey: MY_SESSIONS_KEY });
			on_end(true);
		} catch (error) {
			refused(as_failure(error));
		}
	};
	return (
		<form className="form" onSubmit={send} noValidate>
			<ErrorSummary errors={errors} />
			{failure && <FailureAlert failure={failure} />}
			<TextField name="current_password" label={t('account.current_password')} value={current} on_change={set_current}
				error={errors.current_password} type="password" autocomplete="current-password" required />
			<NewPasswordField value={password} on_change={set_password} error={errors.new_password} />
			<div className="actions">
				<Button type="submit" loading={change.isPending}>{t('account.change_send')}</Button>
				<Button type="button" variant="secondary" onClick={() => on_end(false)}>{t('confirm.cancel')}</Button>
			</div>
		</form>
	);
}
