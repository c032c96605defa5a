/* SPDX-License-Identifier: MIT */
import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { as_failure } from '../api/failure';
import { use_labels } from '../api/register';
import { FailureAlert } from '../form/FailureAlert';
import { use_format } from '../i18n/format';
import { Loading } from '../shell/Loading';
import { use_deviations, type DeviationFilter, type DeviationItem } from './deviations';
import { StatusTag } from './StatusTag';

interface CaseListProps {
	filter: DeviationFilter;
	helsefellesskap: string;
	empty: ReactNode;
	more?: boolean; /* offer the next page */
	heading: 'h2' | 'h3';
}

const SERIOUS = ['severe', 'fatal'];

function CaseRow({ item, helsefellesskap, view, heading: Title }: { item: DeviationItem; helsefellesskap: string; view: DeviationFilter['view']; heading: 'h2' | 'h3' }) {
	const { t } = useTranslation();
	const { label } = use_labels(helsefellesskap);
	const format = use_format();
	const serious = SERIOUS.includes(item.actual_harm) || SERIOUS.includes(item.potential_harm);
	const who = view === 'mine' ? item.council.name : t('cases.between', { from: item.reporter_organisation.name, to: item.other_organisation.name });
	return (
		<li>
			<div className="case-head">
				<Title><Link asChild><RouteLink href={`/saker/${item.id}`}>{item.title}</RouteLink></Link></Title>
				<StatusTag status={item.status} />
			</div>
			<p className="case-meta">
				<span>{item.number}</span>
				<span>{format.short_date(item.submitted_at)}</span>
				<span>{label('category', item.category)}</span>
				{item.kind === 'positive' && <span>{label('kind', item.kind)}</span>}
				{serious && <span className="serious">{t('cases.serious')}</span>}
			</p>
			<p className="case-meta">{who}</p>
		</li>
	);
}

export function CaseList({ filter, helsefellesskap, empty, more, heading }: CaseListProps) {
	const { t } = useTranslation();
	const list = use_deviations(filter);
	if (list.isPending)
		return <Loading />;
	if (list.isError)
		return <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />;
	const items = list.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return <Paragraph className="empty">{empty}</Paragraph>;
	return (
		<>
			<ul className="cases">
				{items.map((item) => <CaseRow key={item.id} item={item} helsefellesskap={helsefellesskap} view={filter.view} heading={heading} />)}
			</ul>
			{more && list.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button>
				</div>
			)}
			{more && <p role="status" className="shown">{t('cases.shown', { count: items.length })}</p>}
		</>
	);
}
