/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { councils_of, may, type Session } from '../api/session';

interface Entry {
	path: string;
	text: string;
	shown: boolean;
}

export function MainMenu({ session }: { session: Session }) {
	const { t } = useTranslation();
	const [location] = useLocation();
	const entries: Entry[] = [
		{ path: '/meld', text: t('menu.file'), shown: may(session, 'file_deviation') },
		{ path: '/mine', text: t('menu.mine'), shown: may(session, 'file_deviation') },
		{ path: '/ko', text: t('menu.queue'), shown: councils_of(session).length > 0 },
		{ path: '/laering', text: t('menu.learning'), shown: may(session, 'read_learning') },
		{ path: '/sletting', text: t('menu.erasure'), shown: may(session, 'decide_erasure') },
		{ path: '/innsynslogg', text: t('menu.read_log'), shown: may(session, 'read_log') },
		{ path: '/profil', text: session.person.name, shown: true },
	];
	const is_here = (path: string) => location === path || location.startsWith(`${path}/`);
	return (
		<nav className="main-menu" aria-label={t('menu.name')}>
			<ul>
				{entries.filter((entry) => entry.shown).map((entry) => (
					<li key={entry.path} className={entry.path === '/profil' ? 'own' : undefined}>
						<Link href={entry.path} aria-current={is_here(entry.path) ? 'page' : undefined}>
							{entry.path === '/profil' && <span className="ds-sr-only">{t('menu.profile')} </span>}
							{entry.text}
						</Link>
					</li>
				))}
			</ul>
		</nav>
	);
}
