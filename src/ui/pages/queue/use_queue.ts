/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';
import type { QueueFilters } from './queue_address';

export type QueueItem = Schemas['queue_item'];
/* Where the words of a search stand. */
export type Found = NonNullable<Schemas['queue_page']['found']>[number];

/* A case in the list: as it is now, in the place where it stood when the list was opened. */
export interface Row {
	item: QueueItem;
	changed: boolean; /* something has happened to it since */
	left: boolean; /* it does not belong in this view any more */
	found?: Found | undefined;
}

interface Page {
	items: QueueItem[];
	next_cursor: string | null;
	found?: Found[];
	tag: string;
}

const PAGE = 50;
const AT_MOST = 100; /* rows the service gives at once */
const ASK_EVERY_MS = 15_000;

/* With the tag of what is there already: the service then says that nothing has changed, which costs it next to nothing. */
async function read_page(filters: QueueFilters, limit: number, cursor: string, known?: Page): Promise<Page> {
	const answer = await api.GET('/queue', {
		params: { query: { ...filters, limit, ...(cursor ? { cursor } : {}) } },
		...(known && { headers: { 'If-None-Match': known.tag } }),
	});
	if (answer.response.status === 304 && known)
		return known;
	const page = await body_of(Promise.resolve(answer));
	return { ...page, tag: answer.response.headers.get('ETag') ?? '' };
}

/* What was opened stays where it stood: changes come in place, and new cases wait until they are asked for. */
function rows_of(shown: QueueItem[], now: Page | undefined): Row[] {
	if (!now)
		return shown.map((item) => ({ item, changed: false, left: false }));
	const fresh = new Map(now.items.map((item) => [item.id, item]));
	/* Behind the last one that is still there nothing is known, unless the list ends. */
	const known_to = now.next_cursor === null ? shown.length : shown.findLastIndex((item) => fresh.has(item.id));
	return shown.map((item, index) => {
		const as_is = fresh.get(item.id);
		return { item: as_is ?? item, changed: !!as_is && as_is.event !== item.event, left: !as_is && index <= known_to };
	});
}

function count_new(shown: QueueItem[], now: Page | undefined, is_whole: boolean): number {
	if (!now)
		return 0;
	const ids = new Set(shown.map((item) => item.id));
	const last = now.items.findLastIndex((item) => ids.has(item.id));
	return now.items.filter((item, index) => !ids.has(item.id) && (is_whole || index < last)).length;
}

export function use_queue(filters: QueueFilters) {
	const queries = useQueryClient();
	const list = useInfiniteQuery({
		queryKey: ['queue', filters],
		queryFn: ({ pageParam }) => read_page(filters, PAGE, pageParam),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor ?? undefined,
		staleTime: Infinity,
		gcTime: 0, /* opened again, a list begins anew */
		refetchOnWindowFocus: false,
		refetchOnReconnect: false,
	});
	const pages = list.data?.pages ?? [];
	const shown = pages.flatMap((page) => page.items);
	const found = new Map(pages.flatMap((page) => page.found ?? []).map((one) => [one.id, one]));
	const limit = Math.min(AT_MOST, Math.max(PAGE, Math.ceil(shown.length / PAGE) * PAGE));
	const opened = pages.length === 1 ? pages[0] : undefined;
	const now_key = ['queue-now', filters, limit];
	/* Rests while the tab is hidden. */
	const now = useQuery({
		queryKey: now_key,
		queryFn: () => read_page(filters, limit, '', queries.getQueryData<Page>(now_key) ?? opened),
		enabled: list.isSuccess,
		refetchInterval: ASK_EVERY_MS,
		staleTime: 0,
		gcTime: 0,
		retry: false,
	});
	const counts = use_counts(filters, now.data?.tag ?? '');
	return {
		list, counts,
		rows: rows_of(shown, now.data).map((row) => ({ ...row, found: found.get(row.item.id) })),
		news: count_new(shown, now.data, !list.hasNextPage),
		/* After a change of one's own, which is no news. */
		look: async (own: string[]) => {
			const { data } = await now.refetch();
			const fresh = new Map(data?.items.filter((item) => own.includes(item.id)).map((item) => [item.id, item]));
			queries.setQueryData<InfiniteData<Page>>(['queue', filters], (before) => before && {
				...before, pages: before.pages.map((page) => ({ ...page, items: page.items.map((item) => fresh.get(item.id) ?? item) })),
			});
		},
		show_new: async () => {
			await list.refetch();
			await now.refetch();
		},
	};
}

/* Counted again when the list has changed, else now and then. */
function use_counts(filters: QueueFilters, tag: string) {
	const { council_id, organisation_id, helsefellesskap } = filters;
	const scope = { ...(council_id && { council_id }), ...(organisation_id && { organisation_id }), ...(helsefellesskap && { helsefellesskap }) };
	return useQuery({
		queryKey: ['queue-counts', scope, tag],
		queryFn: () => body_of(api.GET('/queue/counts', { params: { query: scope } })),
		placeholderData: (before) => before,
		refetchInterval: 60_000,
	}).data;
}
