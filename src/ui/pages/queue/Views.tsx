/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { Schemas } from '../../api/client';
import { use_format } from '../../i18n/format';
import { address_of, of_view, type QueueFilters, type View } from './queue_address';

type Counts = Schemas['queue_counts'];

/* The views there are, with how many cases each holds; counted no further than a ceiling. */
export function Views({ filters, views, counts }: { filters: QueueFilters; views: readonly View[]; counts: Counts | undefined }) {
	const { t } = useTranslation();
	const format = use_format();
	const count_of = (view: View): string => {
		const count = view === 'closed' || view === 'all' ? null : counts?.[view];
		if (!counts || count === null || count === undefined)
			return '';
		return count >= counts.ceiling ? t('queue.at_least', { count: format.number(counts.ceiling) }) : format.number(count);
	};
	return (
		<nav className="queue-views" aria-label={t('queue.views')}>
			<ul>
				{views.map((view) => (
					<li key={view}>
						<RouteLink href={address_of(of_view(filters, view))} aria-current={filters.view === view ? 'page' : undefined}>
							{t(`queue.view_${view}`)} <span className="queue-count">{count_of(view)}</span>
						</RouteLink>
					</li>
				))}
			</ul>
		</nav>
	);
}
