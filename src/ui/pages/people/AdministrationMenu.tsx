/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { may, use_session } from '../../api/session';

/* The pages of administration, above the heading of each. */
export function AdministrationMenu() {
	const { t } = useTranslation();
	const session = use_session();
	const [location] = useLocation();
	const entries = [
		{ path: '/administrasjon/personer', text: t('people.heading'), shown: may(session, 'manage_people') },
		{ path: '/administrasjon/oppsett', text: t('configuration.heading'), shown: may(session, 'configure') },
		{ path: '/administrasjon/maskinklienter', text: t('clients.heading'), shown: may(session, 'manage_clients') },
		{ path: '/administrasjon/regler', text: t('rules.heading'), shown: may(session, 'see_rules') },
		{ path: '/administrasjon/post', text: t('post.heading'), shown: may(session, 'handle_mail') },
		{ path: '/administrasjon/endringer', text: t('people.changes'), shown: may(session, 'see_access_changes') },
	];
	return (
		<nav aria-label={t('people.administration')}>
			<ul className="case-meta plain-links">
				{entries.filter((one) => one.shown).map((one) => (
					<li key={one.path}>
						<Link asChild><RouteLink href={one.path} aria-current={location === one.path ? 'page' : undefined}>{one.text}</RouteLink></Link>
					</li>
				))}
			</ul>
		</nav>
	);
}
