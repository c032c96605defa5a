/* SPDX-License-Identifier: MIT */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';

export type Message = Schemas['outbox_message'];
export type State = Schemas['mail_state_name'];
export type Action = Schemas['change_outbox']['action'];

export const STATES: State[] = ['waiting', 'sending', 'retry', 'sent', 'given_up', 'bounced', 'cancelled'];
export const KINDS = ['case_new', 'case_answered', 'case_closed', 'case_message', 'case_assigned', 'cases_assigned', 'case_mention', 'case_news', 'case_handed_over',
	'case_passed_around', 'deadline_reminder', 'deadline_passed', 'measure_overdue', 'measure_effect_due', 'match_offered', 'correction_requested', 'reference_expiring', 'reference_requested',
	'reference_decided', 'digest', 'digest_draft', 'digest_waits', 'wheel_ahead', 'report_ready', 'note_release', 'note_review', 'note_objected',
	'note_ready', 'held_report', 'receipt_news', 'invitation', 'password_reset', 'password_changed', 'second_factor_removed'] as const;
export const DAYS = [1, 7, 30, 365] as const;

export interface Filter {
	state: State | '';
	kind: string;
	days: number;
	search: string;
}

export function use_outbox(helsefellesskap: string, filter: Filter) {
	return useInfiniteQuery({
		queryKey: ['outbox', helsefellesskap, filter],
		queryFn: ({ pageParam }) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/outbox', {
			params: { path: { helsefellesskap }, query: {
				days: filter.days, ...filter.state && { state: filter.state }, ...filter.kind && { kind: filter.kind },
				...filter.search.trim() && { search: filter.search.trim() }, ...pageParam && { cursor: pageParam },
			} },
		})),
		initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
		placeholderData: (before) => before,
		refetchInterval: 60_000,
	});
}

export function use_outbox_counts(helsefellesskap: string, days: number) {
	return useQuery({
		queryKey: ['outbox-counts', helsefellesskap, days],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/outbox-counts', { params: { path: { helsefellesskap }, query: { days } } })),
		placeholderData: (before) => before,
		refetchInterval: 60_000,
	}).data;
}

export interface Done {
	action: Action;
	changed: string[];
	asked: number;
	undone: boolean;
}

/* What was changed last, and its way back. Trying again has none: what is sent is sent. */
export function use_outbox_change(helsefellesskap: string) {
	const queries = useQueryClient();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [done, set_done] = useState<Done | null>(null);
	const change = async (action: Action, ids: string[], undone = false) => {
		set_busy(true);
		set_failure(null);
		try {
			const { changed } = await body_of(api.POST('/helsefellesskap/{helsefellesskap}/outbox', { params: { path: { helsefellesskap } }, body: { action, ids } }));
			set_done({ action, changed, asked: ids.length, undone });
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
			for (const key of ['outbox', 'outbox-counts', 'mail-state'])
				void queries.invalidateQueries({ queryKey: [key] });
		}
	};
	return { change, busy, failure, done, forget: () => set_done(null) };
}
