/* SPDX-License-Identifier: MIT */
import { Alert, Button, Details, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { as_failure } from '../../api/failure';
import { queue_places, type QueuePlace } from '../../api/queue_places';
import { use_session } from '../../api/session';
import { use_keys } from '../../cases/keys';
import { remember_order } from '../../cases/queue_order';
import { FailureAlert } from '../../form/FailureAlert';
import { field_id, SelectField } from '../../form/Field';
import { Loading } from '../../shell/Loading';
import { Page } from '../../shell/Page';
import { BulkBar } from './BulkBar';
import { CaseTable } from './CaseTable';
import { Filters } from './Filters';
import { KeyHelp } from './KeyHelp';
import { address_of, filters_of, NARROWING, search_of, SCOPES, type QueueFilters, type View } from './queue_address';
import { SavedViews } from './SavedViews';
import { SearchField } from './SearchField';
import { use_bulk } from './use_bulk';
import { use_queue } from './use_queue';
import { Views } from './Views';

const OF_COUNCILS: readonly View[] = ['open', 'new', 'mine', 'waiting', 'overdue', 'closed', 'all'];
const OF_ORGANISATIONS: readonly View[] = ['waiting_for_us', 'open', 'new', 'waiting', 'overdue', 'closed', 'all'];
const ALL_MINE = 'all';
/* The first is the view's own. */
const SORTS: Partial<Record<View, string[]>> = {
	open: ['urgency', 'due', 'newest'], new: ['urgency', 'due', 'newest'], mine: ['urgency', 'newest'], waiting: ['urgency', 'newest'],
	overdue: ['due', 'urgency', 'newest'],
};

/* The place that the address names; all councils of one's own when it names none. */
function place_of(filters: QueueFilters, places: QueuePlace[]): QueuePlace | undefined {
	return places.find((one) => SCOPES.every((name) => one.filter[name] === filters[name]));
}

function PlaceField({ places, here, on_change }: { places: QueuePlace[]; here: QueuePlace | undefined; on_change: (place: QueuePlace | undefined) => void }) {
	const { t } = useTranslation();
	const has_councils = places.filter((one) => one.of === 'council').length > 1;
	if (places.length < 2)
		return null;
	return (
		<SelectField name="place" label={t('queue.place')} value={here ? String(places.indexOf(here)) : ALL_MINE}
			choices={[...has_councils ? [{ value: ALL_MINE, label: t('queue.all_councils') }] : [],
				...places.map((one, index) => ({ value: String(index), label: one.of === 'helsefellesskap' ? t('queue.all_of', { name: one.name }) : one.name }))]}
			on_change={(value) => on_change(places[Number(value)])} />
	);
}

const row_of = (element: Element | null) => element?.closest<HTMLElement>('[data-case]') ?? null;

/* Moves to the row below or above; into the list when one is not in it. */
function move(step: 1 | -1): void {
	const rows = [...document.querySelectorAll<HTMLElement>('[data-case]')];
	const here = rows.indexOf(row_of(document.activeElement)!);
	rows[here < 0 ? 0 : here + step]?.querySelector('a')?.focus();
}

function Queue({ filters, place, places }: { filters: QueueFilters; place: QueuePlace | undefined; places: QueuePlace[] }) {
	const { t } = useTranslation();
	const session = use_session();
	const [, go] = useLocation();
	const [, set_search] = useSearchParams();
	const [selected, set_selected] = useState<ReadonlySet<string>>(new Set());
	const [help, set_help] = useState(false);
	const { list, rows, news, counts, look, show_new } = use_queue(filters);
	const bulk = use_bulk(async (changed) => {
		set_selected(new Set());
		await look(changed);
	});
	const here = address_of(filters);
	const view = filters.view ?? 'open';
	const narrowed = NARROWING.filter((name) => filters[name] !== undefined).length;
	const select = useRef((id: string) => set_selected((before) => {
		const after = new Set(before);
		if (!after.delete(id))
			after.add(id);
		return after;
	})).current;
	const items = rows.filter(({ item }) => selected.has(item.id)).map(({ item }) => item);
	/* What a key is about: what is selected, else the row one is in. */
	const meant = () => {
		const id = row_of(document.activeElement)?.dataset['case'];
		return items.length > 0 ? items : rows.filter(({ item }) => item.id === id && item.treated_by_me).map(({ item }) => item);
	};
	const change = (wanted: QueueFilters) => set_search(search_of(wanted), { replace: true });

	useEffect(() => remember_order(rows.filter((row) => !row.left).map(({ item }) => item.id), here));
	use_keys({
		j: () => move(1), k: () => move(-1),
		x: () => {
			const id = row_of(document.activeElement)?.dataset['case'];
			if (rows.some(({ item }) => item.id === id && item.treated_by_me))
				select(id!);
		},
		a: () => void bulk.change('assign', meant(), session.person.id),
		b: () => void bulk.change('acknowledge', meant()),
		v: news > 0 ? () => void show_new() : undefined,
		'/': () => document.getElementById(field_id('queue_search'))?.focus(),
		'?': () => set_help(true),
	});

	return (
		<>
			<PlaceField places={places} here={place} on_change={(wanted) => go(address_of({ ...wanted?.filter }))} />
			<Views filters={{ ...filters, view }} views={place?.of === 'organisation' ? OF_ORGANISATIONS : OF_COUNCILS} counts={counts} />
			<div className="queue-head">
				<SavedViews filters={filters} here={here} />
				<Button variant="tertiary" data-size="sm" onClick={() => set_help(true)}><span id="queue-keys">{t('queue.keys_hint')}</span></Button>
			</div>
			<SearchField key={filters.q} value={filters.q ?? ''} on_search={(q) => {
				const { q: _, sort: __, ...rest } = filters;
				set_search(search_of(q ? { ...rest, q } : rest));
			}} />
			<Details>
				<Details.Summary>{narrowed > 0 ? t('queue.narrowed', { count: narrowed }) : t('queue.narrow')}</Details.Summary>
				<Details.Content>
					<Filters filters={filters} helsefellesskap={place?.helsefellesskap ?? places[0]?.helsefellesskap ?? ''} on_change={change}
						sorts={place?.of === 'organisation' || filters.q ? [] : SORTS[view] ?? []} />
				</Details.Content>
			</Details>
			<div role="status" className="queue-news">
				{news > 0 && <Button variant="secondary" data-size="sm" onClick={() => void show_new()}>{t('queue.news', { count: news })}</Button>}
			</div>
			{list.isPending && <Loading />}
			{list.isError && <FailureAlert failure={as_failure(list.error)} on_retry={() => void list.refetch()} busy={list.isFetching} />}
			{list.isSuccess && rows.length === 0 && <Paragraph className="empty">{filters.q ? t('queue.empty_search', { words: filters.q, view: t(`queue.view_${view}`) }) : narrowed > 0 ? t('queue.empty_narrowed') : t(`queue.empty_${view}`)}</Paragraph>}
			{rows.length > 0 && <CaseTable rows={rows} caption={t(`queue.view_${view}`)} selected={selected} on_select={select} />}
			{list.hasNextPage && (
				<div className="actions">
					<Button variant="secondary" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('cases.more')}</Button>
				</div>
			)}
			{rows.length > 0 && <p role="status" className="shown">{t('cases.shown', { count: rows.length })}</p>}
			<BulkBar bulk={bulk} items={items} on_clear={() => set_selected(new Set())} />
			<KeyHelp open={help} on_close={() => set_help(false)} />
		</>
	);
}

export default function QueuePage() {
	const { t } = useTranslation();
	const session = use_session();
	const [search] = useSearchParams();
	const places = queue_places(session);
	const asked = filters_of(search);
	const councils = places.filter((one) => one.of === 'council').length;
	/* Who has one place is in it; who has several councils sees them together until one is chosen. */
	const is_named = SCOPES.some((name) => asked[name]);
	const filters = is_named || councils > 1 ? asked : { ...asked, ...places[0]?.filter };
	const place = place_of(filters, places);
	if (places.length === 0)
		return <Page title={t('queue.heading')}><Alert data-color="info">{t('queue.no_council')}</Alert></Page>;
	if (place?.of === 'organisation' && !filters.view)
		filters.view = 'waiting_for_us';
	return (
		<Page title={place?.of === 'organisation' ? t('queue.heading_organisation') : t('queue.heading')} lead={<p>{place?.name ?? t('queue.all_councils')}</p>} wide>
			<Queue key={address_of({ ...place?.filter, view: filters.view ?? 'open' })} filters={filters} place={place} places={places} />
		</Page>
	);
}
