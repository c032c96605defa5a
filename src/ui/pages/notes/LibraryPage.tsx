/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink, useSearchParams } from 'wouter';
import { api, body_of } from '../../api/client';
import { as_failure } from '../../api/failure';
import { code_list, label_of, PARTIES, use_labels } from '../../api/register';
import { councils_of, helsefellesskap_of, may, use_session } from '../../api/session';
import { FailureAlert } from '../../form/FailureAlert';
import { SelectField, type Choice } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { LibrarySearch } from './LibrarySearch';
import { NoteList } from './NoteList';
import { filters_of, LIBRARY, search_of, type Filter, type Filters, type Party } from './notes';
import { WorkList } from './WorkList';

function use_library(helsefellesskap: string, filters: Filters) {
	const { party, ...rest } = filters;
	return useInfiniteQuery({
		queryKey: ['learning-notes', helsefellesskap, 'library', filters],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/learning-notes', {
			params: { path: { helsefellesskap }, query: { ...rest, ...(party && { party: party as Party }), limit: 20, ...(pageParam && { cursor: pageParam }) } },
		})),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor ?? undefined,
		enabled: helsefellesskap !== '',
	});
}

/* Published learning notes, found by words and by what they are about. What is looked for stands in the address. */
export default function LibraryPage() {
	const { t } = useTranslation();
	const session = use_session();
	const helsefellesskap = helsefellesskap_of(session)[0]?.code ?? '';
	const [search, set_search] = useSearchParams();
	const filters = filters_of(search);
	const notes = use_library(helsefellesskap, filters);
	const change = (next: Filters) => set_search(search_of(next), { replace: true });
	const writes = may(session, 'publish_learning') && councils_of(session).length > 0;
	return (
		<Page title={t('notes.heading')} lead={<p>{t('notes.lead')}</p>} before={<p><Link asChild><RouteLink href="/laering">{t('learning.heading')}</RouteLink></Link></p>}>
			{writes && <div className="actions"><Button asChild variant="secondary"><RouteLink href={`${LIBRARY}/nytt`}>{t('notes.write')}</RouteLink></Button></div>}
			<WorkList helsefellesskap={helsefellesskap} />
			<section className="stack" aria-labelledby="published-notes">
				<Heading level={2} data-size="sm" id="published-notes">{t('notes.published_heading')}</Heading>
				<LibrarySearch key={filters.q ?? ''} value={filters.q ?? ''} on_search={(q) => change({ ...filters, q })} />
				<LibraryFilters helsefellesskap={helsefellesskap} filters={filters} themes={notes.data?.pages[0]?.themes ?? []} on_change={change} />
				<Found notes={notes} narrowed={Object.keys(filters).length > 0} helsefellesskap={helsefellesskap} on_clear={() => change({})} />
			</section>
		</Page>
	);
}

interface LibraryFiltersProps {
	helsefellesskap: string;
	filters: Filters;
	themes: string[];
	on_change: (filters: Filters) => void;
}

function LibraryFilters({ helsefellesskap, filters, themes, on_change }: LibraryFiltersProps) {
	const { t } = useTranslation();
	const { register, language } = use_labels(helsefellesskap);
	const codes = (list: string): Choice[] => code_list(register, list).map((one) => ({ value: one.code, label: label_of(one.labels, language) }));
	const choices: [Filter, string, Choice[]][] = [
		['theme', t('notes.theme'), themes.map((theme) => ({ value: theme, label: theme }))],
		['category', t('notes.category'), codes('category')],
		['party', t('notes.for_whom'), PARTIES.map((party) => ({ value: party, label: t(`notes.party.${party}`) }))],
		['patient_group', t('file.patient_group'), codes('patient_group')],
		['council_id', t('notes.council'), (register?.councils ?? []).map((one) => ({ value: one.id, label: one.name }))],
	];
	return (
		<div className="queue-filters">
			{choices.filter(([name, , list]) => list.length > 0 || filters[name]).map(([name, label, list]) => (
				<SelectField key={name} name={name} label={label} empty={t('queue.any')} value={filters[name] ?? ''} choices={list}
					on_change={(value) => on_change({ ...filters, [name]: value })} />
			))}
		</div>
	);
}

interface FoundProps {
	notes: ReturnType<typeof use_library>;
	narrowed: boolean;
	helsefellesskap: string;
	on_clear: () => void;
}

function Found({ notes, narrowed, helsefellesskap, on_clear }: FoundProps) {
	const { t } = useTranslation();
	if (notes.isPending)
		return <Loading />;
	if (notes.isError)
		return <FailureAlert failure={as_failure(notes.error)} on_retry={() => void notes.refetch()} busy={notes.isFetching} />;
	const items = notes.data.pages.flatMap((page) => page.items);
	if (items.length === 0)
		return (
			<div className="stack">
				<Paragraph className="empty">{t(narrowed ? 'notes.none_found' : 'learning.none')}</Paragraph>
				{narrowed && <div className="actions"><Button variant="secondary" onClick={on_clear}>{t('notes.show_all')}</Button></div>}
			</div>
		);
	return (
		<>
			<NoteList notes={items} helsefellesskap={helsefellesskap} />
			{notes.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>{t('cases.more')}</Button>
				</div>
			)}
		</>
	);
}
