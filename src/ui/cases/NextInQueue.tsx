/* SPDX-License-Identifier: MIT */
import { Link } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useLocation } from 'wouter';
import { use_keys } from './keys';
import { next_after } from './queue_order';

/* On a case that was opened from the queue: on to the next one, or back to the list. Keys: n and u. */
export function NextInQueue({ id }: { id: string }) {
	const { t } = useTranslation();
	const [, go] = useLocation();
	const found = next_after(id);
	use_keys({
		n: found ? () => go(found.next ? `/saker/${found.next}` : found.list) : undefined,
		u: found ? () => go(found.list) : undefined,
	});
	if (!found)
		return null;
	return (
		<nav className="queue-next" aria-label={t('queue.next_name')}>
			<Link asChild><RouteLink href={found.list}>{t('queue.back')}</RouteLink></Link>
			{found.next
				? <Link asChild><RouteLink href={`/saker/${found.next}`}>{t('queue.next', { count: found.left })}</RouteLink></Link>
				: <span>{t('queue.last')}</span>}
		</nav>
	);
}
