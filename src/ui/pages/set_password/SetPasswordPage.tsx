/* SPDX-License-Identifier: MIT */
import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { NewPasswordField, use_password_check } from '../../form/NewPasswordField';
import { change_language } from '../../i18n/catalogue';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { SignInForm } from '../sign_in/SignInForm';

/* The token leaves the address as soon as it is read: the screen and its history may be shared. */
function take_token(): string {
	const token = window.location.hash.slice(1);
	if (token)
		window.history.replaceState(null, '', window.location.pathname);
	return token;
}

/* Opened from the mail of an invitation or a forgotten password. */
export default function SetPasswordPage() {
	const { t } = useTranslation();
	const [token] = useState(take_token);
	const [done, set_done] = useState(false);
	const link = useQuery({
		queryKey: ['account-link', token],
		queryFn: () => body_of(api.POST('/account-links/inspection', { body: { token: token || '-' } })),
		staleTime: Infinity, gcTime: 0,
	});
	const title = t(link.data?.purpose === 'invitation' ? 'set_password.welcome' : 'set_password.title');

	if (link.isPending)
		return <Page title={title}><Loading /></Page>;
	if (link.isError)
		return <Page title={title}><NotUsable failure={as_failure(link.error)} on_retry={() => void link.refetch()} /></Page>;
	return (
		<Page title={title} step={done ? 'done' : 'choose'}>
			{done ? <SignIn username={link.data.username} /> : <Choose token={token} link={link.data} on_done={() => set_done(true)} />}
		</Page>
	);
}

function NotUsable({ failure, on_retry }: { failure: ApiFailure; on_retry: () => void }) {
	const { t } = useTranslation();
	if (failure.code !== 'link_not_usable')
		return <FailureAlert failure={failure} on_retry={on_retry} />;
	return (
		<div className="stack">
			<Alert data-color="warning" role="alert">{t('set_password.not_usable')}</Alert>
			<p><Link href="/glemt-passord" className="ds-link">{t('set_password.new_link')}</Link></p>
			<p>{t('set_password.invited')}</p>
		</div>
	);
}

function SignIn({ username }: { username: string }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	return (
		<div className="stack">
			<p role="status" className="done">{t('set_password.done')}</p>
			<SignInForm username={username} on_signed_in={(session) => {
				void change_language(session.person.language);
				go('/', { replace: true });
			}} />
		</div>
	);
}

function Choose({ token, link, on_done }: { token: string; link: Schemas['account_link']; on_done: () => void }) {
	const { t } = useTranslation();
	const check = use_password_check();
	const [password, set_password] = useState('');
	const [errors, set_errors] = useState<Errors<'new_password'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const set = useMutation({ mutationFn: () => body_of(api.POST('/account-links/password', { body: { token, password } })) });

	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (set.isPending)
			return;
		const wrong = check(password);
		set_errors(wrong ? { new_password: wrong } : {});
		set_failure(null);
		if (wrong)
			return;
		try {
			await set.mutateAsync();
			on_done();
		} catch (error) {
			const refused = as_failure(error);
			const { errors: { password: said } } = errors_of(refused, { password: t('account.new_password') });
			set_errors(said ? { new_password: said } : {});
			set_failure(said ? null : refused);
		}
	};
	if (failure?.code === 'link_not_usable')
		return <NotUsable failure={failure} on_retry={() => undefined} />;
	return (
		<form className="form" onSubmit={send} noValidate>
			<Paragraph>{t('set_password.for', { name: link.name, username: link.username })}</Paragraph>
			<ErrorSummary errors={errors} />
			{failure && <FailureAlert failure={failure} />}
			<NewPasswordField username={link.username} value={password} on_change={set_password} error={errors.new_password} />
			<div className="actions"><Button type="submit" loading={set.isPending}>{t('set_password.send')}</Button></div>
		</form>
	);
}
