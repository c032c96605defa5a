/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../api/client';
import type { QueuePlace } from '../api/queue_places';
import { use_one_change } from '../api/use_one_change';

export type Measure = Schemas['measure'];
export type Phase = Schemas['measure_phase_code'];
export type Effect = Schemas['new_measure_effect']['effect'];
export type WorkState = 'open' | 'overdue' | 'to_evaluate';

export const PHASES: readonly Phase[] = ['prepare', 'plan', 'do', 'evaluate', 'follow_up'];
export const STRENGTHS = ['strong', 'intermediate', 'weak'] as const;
export const EFFECTS: readonly Effect[] = ['full', 'some', 'none', 'worse'];
export const DEGREES = ['low', 'medium', 'high'] as const;
export const MONTHS = [3, 6, 12] as const;

export const is_done = (phase: Phase) => phase === 'evaluate' || phase === 'follow_up';

/* Part of the case's own key, so that every change to the case asks for them anew. */
export function use_measures(case_id: string) {
	return useQuery({
		queryKey: ['deviation', case_id, 'measures'],
		queryFn: () => body_of(api.GET('/deviations/{id}/measures', { params: { path: { id: case_id } } })),
	});
}

/* null: across everything the reader sees. */
export function use_measure_work(state: WorkState, place: QueuePlace | null) {
	const council_id = place?.filter.council_id;
	const helsefellesskap = place?.filter.helsefellesskap;
	return useInfiniteQuery({
		queryKey: ['measures', state, council_id ?? '', helsefellesskap ?? ''],
		queryFn: ({ pageParam }) => body_of(api.GET('/measures', {
			params: { query: { state, ...council_id && { council_id }, ...helsefellesskap && { helsefellesskap }, ...pageParam && { cursor: pageParam } } },
		})),
		initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
		placeholderData: (before) => before,
	});
}

export function use_measure_change(case_id: string) {
	return use_one_change(['deviation', case_id], [['measures']]);
}

/* Each as one call. The version last shown goes with it. */
export function steps_of({ id, version }: Measure) {
	const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
	return {
		change: (body: Schemas['new_measure']) => body_of(api.PUT('/measures/{id}', { params, body })),
		move: (phase: Phase, done_on?: string) => body_of(api.PUT('/measures/{id}/phase', { params, body: { phase, ...done_on && { done_on } } })),
		evaluate: (body: Schemas['new_measure_effect']) => body_of(api.PUT('/measures/{id}/effect', { params, body })),
		drop: (body: Schemas['measure_dropping']) => body_of(api.PUT('/measures/{id}/dropping', { params, body })),
		take_up: () => body_of(api.DELETE('/measures/{id}/dropping', { params })),
	};
}

export function add_measure(case_id: string, body: Schemas['new_measure'], key: string) {
	return body_of(api.POST('/deviations/{id}/measures', { params: { path: { id: case_id }, header: { 'Idempotency-Key': key } }, body }));
}
