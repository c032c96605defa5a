/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { change_language } from '../../i18n/catalogue';
import { Page } from '../../shell/Page';
import { IssuerButtons } from './IssuerButtons';
import { SignInForm } from './SignInForm';
import { WithoutAccount } from './WithoutAccount';

export default function SignInPage() {
	const { t } = useTranslation();
	const [location, go] = useLocation();
	return (
		<Page title={t('sign_in.title')} lead={<p>{t('sign_in.lead')}</p>}>
			<IssuerButtons />
			<SignInForm on_signed_in={(session) => {
				void change_language(session.person.language);
				if (location === '/logg-inn')
					go('/', { replace: true });
			}} />
			<p><Link href="/glemt-passord" className="ds-link">{t('sign_in.forgotten')}</Link></p>
			<WithoutAccount />
		</Page>
	);
}
