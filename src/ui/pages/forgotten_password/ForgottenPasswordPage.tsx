/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { Page } from '../../shell/Page';

/* The answer is the same whoever is asked for, so nothing here tells whether there is such an account. */
export default function ForgottenPasswordPage() {
	const { t } = useTranslation();
	const [username, set_username] = useState('');
	const [errors, set_errors] = useState<Errors<'username'>>({});
	const told = useRef<HTMLParagraphElement>(null);
	const ask = useMutation({ mutationFn: (name: string) => body_of(api.POST('/password-resets', { body: { username: name } })) });

	useEffect(() => {
		if (ask.isSuccess)
			told.current?.focus();
	}, [ask.isSuccess]);

	const send = (event: FormEvent) => {
		event.preventDefault();
		if (ask.isPending)
			return;
		const name = username.trim();
		set_errors(name ? {} : { username: t('forgotten.missing') });
		if (name)
			ask.mutate(name);
	};
	return (
		<Page title={t('forgotten.title')} lead={ask.isSuccess ? undefined : <p>{t('forgotten.lead')}</p>}>
			{ask.isSuccess ? (
				<div className="stack">
					<p role="status" ref={told} tabIndex={-1} className="done">{t('forgotten.sent')}</p>
					<p>{t('forgotten.sent_more')}</p>
				</div>
			) : (
				<form className="form" onSubmit={send} noValidate>
					<ErrorSummary errors={errors} />
					{ask.isError && <FailureAlert failure={as_failure(ask.error)} />}
					<TextField name="username" label={t('forgotten.username')} value={username} on_change={set_username} error={errors.username}
						autocomplete="username" spell_check={false} required />
					<div className="actions"><Button type="submit" loading={ask.isPending}>{t('forgotten.send')}</Button></div>
				</form>
			)}
			<p><Link href="/" className="ds-link">{t('forgotten.back')}</Link></p>
		</Page>
	);
}
