/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of } from './client';

/* How many reports wait for the secretariat; asked for by those who decide, and again when one was decided. */
export function use_held_waiting(decides: boolean): number {
	const { data } = useQuery({
		queryKey: ['held-reports', 'waiting'],
		queryFn: async () => (await body_of(api.GET('/held-reports', { params: { query: { limit: 1 } } }))).waiting,
		enabled: decides,
		staleTime: 60_000,
		refetchInterval: 5 * 60_000,
	});
	return data ?? 0;
}
