/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { set_follow_up_email } from '../../api/open_filing';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';

/* Mail without content when there is news: asked for with the code, and taken back with it. */
export function EmailForm({ code, mail, on_change }: { code: string; mail: boolean; on_change?: (mail: boolean) => void }) {
	const { t } = useTranslation();
	const [asked, set_asked] = useState(mail);
	const [email, set_email] = useState('');
	const [wrong, set_wrong] = useState<string>();
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);

	const send = async (address: string | null) => {
		if (busy)
			return;
		set_busy(true);
		set_wrong(undefined);
		set_failure(null);
		try {
			const now = await set_follow_up_email(code, address);
			set_asked(now.mail);
			set_email('');
			on_change?.(now.mail);
		} catch (error) {
			const problem = as_failure(error);
			const found = errors_of(problem, { email: t('follow_up.email') }).errors.email;
			set_wrong(found);
			set_failure(found ? null : problem);
		} finally {
			set_busy(false);
		}
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (email.trim())
			void send(email.trim());
		else
			set_wrong(t('follow_up.email_missing'));
	};
	return (
		<section className="stack not-printed" aria-labelledby="mail-of-held">
			<Heading level={2} data-size="xs" id="mail-of-held">{t('follow_up.mail_heading')}</Heading>
			<div role="status">{asked && <Paragraph>{t('follow_up.mail_on')}</Paragraph>}</div>
			{failure && <FailureAlert failure={failure} />}
			{asked ? (
				<div className="actions">
					<Button variant="secondary" loading={busy} onClick={() => void send(null)}>{t('follow_up.mail_stop')}</Button>
				</div>
			) : (
				<form className="form" onSubmit={submit} noValidate>
					<TextField name="email" label={t('follow_up.email')} hint={t('follow_up.email_hint')} value={email} error={wrong} autocomplete="email"
						spell_check={false} on_change={set_email} />
					<div className="actions">
						<Button type="submit" variant="secondary" loading={busy}>{t('follow_up.mail_start')}</Button>
					</div>
				</form>
			)}
		</section>
	);
}
