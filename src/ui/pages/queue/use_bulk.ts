/* SPDX-License-Identifier: MIT */
import { useState } from 'react';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import type { QueueItem } from './use_queue';

export type BulkAction = Schemas['change_deviations']['action'];
type Outcome = Schemas['bulk_outcome']['items'][number];
type CaseToChange = Schemas['case_to_change'];

/* What was done, what was not and why, and how to take it back. */
export interface BulkResult {
	action: BulkAction;
	done: Outcome[];
	refused: Outcome[];
	undo: { action: BulkAction; cases: CaseToChange[] } | null;
}

function undo_of(action: BulkAction, done: Outcome[], before: QueueItem[]): BulkResult['undo'] {
	if (done.length === 0 || action === 'withdraw_acknowledgement')
		return null;
	const cases = done.flatMap(({ id, version }) => {
		const was = before.find((item) => item.id === id);
		if (version === null || !was)
			return [];
		return [{ id, version, ...action === 'assign' && { assignee_id: was.assignee?.id ?? null } }];
	});
	return { action: action === 'assign' ? 'assign' : 'withdraw_acknowledgement', cases };
}

/* One change of several cases; `after` looks again at what is shown. */
export function use_bulk(after: (changed: string[]) => Promise<void>) {
	const [result, set_result] = useState<BulkResult | null>(null);
	const [undone, set_undone] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);

	const send = async (action: BulkAction, cases: CaseToChange[], before: QueueItem[], is_undo: boolean) => {
		if (busy || cases.length === 0)
			return;
		set_busy(true);
		set_failure(null);
		try {
			const { items } = await body_of(api.POST('/deviations/bulk', { body: { action, cases } }));
			const done = items.filter((one) => one.outcome === 'done');
			set_result({ action, done, refused: items.filter((one) => one.outcome !== 'done'), undo: is_undo ? null : undo_of(action, done, before) });
			set_undone(is_undo);
			await after(done.map((one) => one.id));
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(false);
		}
	};
	return {
		result, undone, failure, busy,
		change: (action: BulkAction, items: QueueItem[], assignee?: string | null) =>
			send(action, items.map(({ id, version }) => ({ id, version, ...action === 'assign' && { assignee_id: assignee ?? null } })), items, false),
		undo: () => (result?.undo ? send(result.undo.action, result.undo.cases, [], true) : Promise.resolve()),
		forget: () => {
			set_result(null);
			set_failure(null);
		},
	};
}
