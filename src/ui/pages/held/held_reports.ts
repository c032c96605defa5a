/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';

export type HeldReport = Schemas['held_report'];
export type HeldView = 'held' | 'decided';

export const REASONS = ['not_collaboration', 'duplicate', 'identifies_someone', 'not_enough', 'belongs_elsewhere', 'other'] as const;

export function use_held_reports(view: HeldView) {
	return useInfiniteQuery({
		queryKey: ['held-reports', view],
		queryFn: ({ pageParam }) => body_of(api.GET('/held-reports', { params: { query: { view, limit: 25, ...(pageParam ? { cursor: pageParam } : {}) } } })),
		initialPageParam: '',
		getNextPageParam: (page) => page.next_cursor,
	});
}

export function use_held_report(id: string) {
	return useQuery({
		queryKey: ['held-report', id],
		queryFn: () => body_of(api.GET('/held-reports/{id}', { params: { path: { id } } })),
	});
}

const params = (one: HeldReport) => ({ path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } });

export const confirm_held = (one: HeldReport) => body_of(api.POST('/held-reports/{id}/confirmation', { params: params(one) }));
export const reject_held = (one: HeldReport, body: Schemas['new_rejection']) =>
	body_of(api.POST('/held-reports/{id}/rejection', { params: params(one), body }));
