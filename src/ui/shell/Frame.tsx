/* SPDX-License-Identifier: MIT */
import { Link, Paragraph, SkipLink } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Session } from '../api/session';
import { LanguageSwitch } from './LanguageSwitch';
import { MailAlarm } from './MailAlarm';
import { MainMenu } from './MainMenu';

/* What stands around every page. */
export function Frame({ session, children }: { session: Session | null; children: ReactNode }) {
	const { t } = useTranslation();
	return (
		<>
			<SkipLink href="#main">{t('shell.skip')}</SkipLink>
			<header className="site-header">
				<div className="bar">
					<RouteLink href="/" className="brand">
						<img src="/favicon.svg" alt="" width="32" height="32" />
						<span>Samavvik</span>
					</RouteLink>
					<LanguageSwitch signed_in={session !== null} />
				</div>
				{session && <MainMenu session={session} />}
			</header>
			{session && <MailAlarm session={session} />}
			<main id="main" tabIndex={-1}>{children}</main>
			<footer className="site-footer">
				<div className="bar">
					<Paragraph data-size="sm">{t('shell.about')}</Paragraph>
					<ul>
						<li><Link asChild data-color="neutral"><RouteLink href="/tilgjengelighet">{t('shell.accessibility')}</RouteLink></Link></li>
						<li><Link href="/api-docs" data-color="neutral">{t('shell.api')}</Link></li>
					</ul>
				</div>
			</footer>
		</>
	);
}
