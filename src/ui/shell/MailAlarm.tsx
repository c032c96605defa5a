/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { use_mail_state } from '../api/mail_state';
import { may, type Session } from '../api/session';
import { use_format } from '../i18n/format';

/* Above every page of those who look after mail while it does not flow; gone by itself when it does. */
export function MailAlarm({ session }: { session: Session }) {
	const { t } = useTranslation();
	const format = use_format();
	const looks_after = may(session, 'handle_mail');
	const stuck = use_mail_state(looks_after, looks_after)?.stuck;
	return (
		<div role="status">
			{stuck && (
				<p className="ds-alert mail-alarm" data-color="danger">
					<strong>{t('post.stuck', { since: format.moment(stuck.since) })}</strong>{' '}
					{t('post.stuck_waiting', { count: stuck.waiting })}{' '}
					<Link asChild><RouteLink href="/administrasjon/post">{t('post.stuck_see')}</RouteLink></Link>
				</p>
			)}
		</div>
	);
}
