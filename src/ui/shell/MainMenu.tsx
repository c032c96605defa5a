/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { use_held_waiting } from '../api/held_waiting';
import { queue_places } from '../api/queue_places';
import { may, type Session } from '../api/session';

interface Entry {
	path: string;
	text: string;
	shown: boolean;
	count?: number;
}

export function MainMenu({ session }: { session: Session }) {
	const { t } = useTranslation();
	const [location] = useLocation();
	const decides = may(session, 'decide_held');
	const waiting = use_held_waiting(decides);
	const entries: Entry[] = [
		{ path: '/meld', text: t('menu.file'), shown: may(session, 'file_deviation') },
		{ path: '/mine', text: t('menu.mine'), shown: may(session, 'file_deviation') },
		{ path: '/ko', text: t('menu.queue'), shown: queue_places(session).length > 0 },
		{ path: '/tiltak', text: t('menu.measures'), shown: queue_places(session).length > 0 },
		{ path: '/holdte', text: t('menu.held'), shown: decides, count: waiting },
		{ path: '/laering', text: t('menu.learning'), shown: may(session, 'read_learning') },
		{ path: '/oppsummeringer', text: t('menu.summaries'), shown: may(session, 'see_summaries') },
		{ path: '/sletting', text: t('menu.erasure'), shown: may(session, 'decide_erasure') },
		{ path: '/innsynslogg', text: t('menu.read_log'), shown: may(session, 'read_log') },
		{ path: may(session, 'manage_people') ? '/administrasjon/personer' : '/administrasjon/endringer', text: t('menu.administration'), shown: may(session, 'see_access_changes') },
		{ path: '/administrasjon/regler', text: t('rules.short'), shown: may(session, 'see_rules') && !may(session, 'see_access_changes') },
		{ path: '/administrasjon/post', text: t('post.heading'), shown: may(session, 'handle_mail') && !may(session, 'see_access_changes') },
		{ path: '/profil', text: session.person.name, shown: true },
	];
	const under = (path: string) => (path.startsWith('/administrasjon/') ? '/administrasjon' : path);
	const is_here = (path: string) => location === path || location.startsWith(`${under(path)}/`);
	return (
		<nav className="main-menu" aria-label={t('menu.name')}>
			<ul>
				{entries.filter((entry) => entry.shown).map((entry) => (
					<li key={entry.path} className={entry.path === '/profil' ? 'own' : undefined}>
						<Link href={entry.path} aria-current={is_here(entry.path) ? 'page' : undefined}>
							{entry.path === '/profil' && <span className="ds-sr-only">{t('menu.profile')} </span>}
							{entry.text}
							{entry.count !== undefined && entry.count > 0 && (
								<span className="waiting"><span aria-hidden="true">{entry.count}</span><span className="ds-sr-only"> {t('menu.waiting', { count: entry.count })}</span></span>
							)}
						</Link>
					</li>
				))}
			</ul>
		</nav>
	);
}
