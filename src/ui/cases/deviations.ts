/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../api/client';

export type Deviation = Schemas['deviation'];
export type DeviationItem = Schemas['deviation_page']['items'][number];
export type Status = Schemas['status'];

export interface DeviationFilter {
	view: 'mine' | 'council';
	council_id?: string;
	status: 'open' | 'all';
	limit: number;
}

export function use_deviations(filter: DeviationFilter) {
	return useInfiniteQuery({
		queryKey: ['deviations', filter],
		queryFn: ({ pageParam }) => body_of(api.GET('/deviations', {
			params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
		})),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor ?? undefined,
		refetchInterval: 60_000,
	});
}
