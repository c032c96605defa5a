/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useSearchParams } from 'wouter';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { RadioGroup } from '../../form/RadioGroup';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { use_held_reports, type HeldView } from './held_reports';

/* Reports that came without an account: what waits, the oldest first, and what was decided. */
export default function HeldPage() {
	const { t } = useTranslation();
	const [search, set_search] = useSearchParams();
	const view: HeldView = search.get('vis') === 'avgjort' ? 'decided' : 'held';
	return (
		<Page title={t('held.heading')} lead={<p>{t('held.lead')}</p>} wide>
			<div className="filters">
				<RadioGroup name="view" label={t('held.view')} value={view}
					choices={[{ value: 'held', label: t('held.waiting') }, { value: 'decided', label: t('held.decided') }]}
					on_change={(value) => set_search({ vis: value === 'decided' ? 'avgjort' : 'venter' }, { replace: true })} />
			</div>
			<HeldList view={view} />
		</Page>
	);
}

function HeldList({ view }: { view: HeldView }) {
	const { t } = useTranslation();
	const format = use_format();
	const list = use_held_reports(view);
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />;
	const items = list.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return <Paragraph className="empty">{t(view === 'held' ? 'held.none_waiting' : 'held.none_decided')}</Paragraph>;
	return (
		<>
			<ul className="cases">
				{items.map((item) => (
					<li key={item.id}>
						<div className="case-head">
							<Heading level={2} data-size="2xs"><Link asChild><RouteLink href={`/holdte/${item.id}`}>{item.title}</RouteLink></Link></Heading>
							<Tag data-size="sm" data-color={item.status === 'held' ? 'info' : item.status === 'rejected' ? 'warning' : 'success'}>{t(`held.status.${item.status}`)}</Tag>
						</div>
						<p className="case-meta">
							{item.number && <span>{item.number}</span>}
							<span>{format.moment(item.held_at)}</span>
							{item.reason && <span>{t(`held.reason.${item.reason}`)}</span>}
						</p>
						<p className="case-meta">{t('cases.between', { from: item.reporter_organisation.name, to: item.other_organisation.name })}</p>
					</li>
				))}
			</ul>
			{list.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button>
				</div>
			)}
		</>
	);
}
