/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Link, Paragraph, Table } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useSearchParams } from 'wouter';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { use_format } from '../../i18n/format';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { ReaderName } from './ReaderName';

const FILTERS = ['case_number', 'person', 'from', 'to'] as const;
const COLUMNS = ['when', 'who', 'what', 'case'] as const;
type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

function use_read_log(filter: Filter) {
	return useInfiniteQuery({
		queryKey: ['read_log', filter],
		queryFn: ({ pageParam }) => body_of(api.GET('/read-log', {
			params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
		})),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor ?? undefined,
		/* Each search is on record, so none is made that nobody asked for. */
		refetchOnWindowFocus: false,
		refetchOnReconnect: false,
		staleTime: Infinity,
	});
}

/* The address holds the search, so that going back from a case finds it again. */
function Filters({ filter, on_search }: { filter: Filter; on_search: (filter: Filter) => void }) {
	const { t } = useTranslation();
	const [draft, set_draft] = useState(filter);
	const search = (event: FormEvent) => {
		event.preventDefault();
		on_search(draft);
	};
	return (
		<form className="filters" role="search" aria-label={t('read_log.search_name')} onSubmit={search}>
			{FILTERS.map((name) => (
				<TextField key={name} name={name} label={t(`read_log.${name}`)} value={draft[name] ?? ''} spell_check={false}
					type={name === 'from' || name === 'to' ? 'date' : 'text'} on_change={(value) => set_draft({ ...draft, [name]: value })} />
			))}
			<Button type="submit">{t('read_log.search')}</Button>
		</form>
	);
}

function Entries({ items }: { items: Schemas['read_log_page']['items'] }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<div className="scrolls" role="region" aria-labelledby="entries" tabIndex={0}>
			<Table data-size="sm" zebra>
				<caption id="entries">{t('read_log.caption')}</caption>
				<Table.Head>
					<Table.Row>
						{COLUMNS.map((name) => <Table.HeaderCell key={name} scope="col">{t(`read_log.${name}`)}</Table.HeaderCell>)}
					</Table.Row>
				</Table.Head>
				<Table.Body>
					{items.map((item) => (
						<Table.Row key={item.id}>
							<Table.Cell>{format.moment(item.at)}</Table.Cell>
							<Table.Cell><ReaderName person={item.person} memberships={item.memberships} what={item.what} /></Table.Cell>
							<Table.Cell>{t(`read_what.${item.what}`)}</Table.Cell>
							<Table.Cell>{item.case && (
								<Link asChild><RouteLink href={`/innsynslogg/saker/${item.case.id}`}>{item.case.number}</RouteLink></Link>
							)}</Table.Cell>
						</Table.Row>
					))}
				</Table.Body>
			</Table>
		</div>
	);
}

export default function ReadLogPage() {
	const { t } = useTranslation();
	const [search, set_search] = useSearchParams();
	const filter: Filter = Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
	const log = use_read_log(filter);
	const items = log.data?.pages.flatMap((page) => page.items) ?? [];
	const found = log.data?.pages[0]?.case;
	const choose = (wanted: Filter) => set_search(Object.entries(wanted).filter(([, value]) => value.trim()).map(([name, value]) => [name, value.trim()]));

	return (
		<Page title={t('read_log.heading')} lead={<p>{t('read_log.lead')}</p>} wide>
			<Filters key={search.toString()} filter={filter} on_search={choose} />
			{log.isPending && <Loading />}
			{log.isError && <FailureAlert failure={as_failure(log.error)} on_retry={() => void log.refetch()} busy={log.isFetching} />}
			{found && <p><Link asChild><RouteLink href={`/innsynslogg/saker/${found.id}`}>{t('read_log.readers_of', { number: found.number })}</RouteLink></Link></p>}
			{log.data && items.length === 0 && <Paragraph className="empty">{t(filter.case_number && !found ? 'read_log.no_case' : 'read_log.empty')}</Paragraph>}
			{items.length > 0 && <Entries items={items} />}
			{log.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{t('read_log.more')}</Button>
				</div>
			)}
			{items.length > 0 && <p role="status" className="shown">{t('read_log.shown', { count: items.length })}</p>}
		</Page>
	);
}
