/* SPDX-License-Identifier: MIT */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, body_of, type Schemas } from '../../api/client';
import { as_failure, type ApiFailure } from '../../api/failure';
import type { Deviation } from '../../cases/deviations';

type Answered = Promise<Deviation | Schemas['learning_note']>;

/* What can be done with a case, each as one call. The version last shown goes with every change. */
export function changes_of(one: Deviation) {
	const path = { id: one.id };
	const header = { 'If-Match': `"${one.version}"` };
	return {
		acknowledge: (): Answered => body_of(api.POST('/deviations/{id}/acknowledgement', { params: { path, header } })),
		add_message: (body: Schemas['new_message'], key: string): Answered =>
			body_of(api.POST('/deviations/{id}/messages', { params: { path, header: { 'Idempotency-Key': key } }, body })),
		answer: (body: Schemas['new_answer']): Answered => body_of(api.POST('/deviations/{id}/answer', { params: { path, header }, body })),
		close: (body: Schemas['new_closing']): Answered => body_of(api.POST('/deviations/{id}/closing', { params: { path, header }, body })),
		reopen: (body: Schemas['new_reopening']): Answered => body_of(api.POST('/deviations/{id}/reopening', { params: { path, header }, body })),
	};
}

/*
 * Runs one change at a time. A case that somebody else changed in between (412) is fetched anew and shown, the text stays
 * where it was written, and the failure says so.
 */
export function use_change(id: string) {
	const queries = useQueryClient();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const running = useRef(false);

	const run = async (change: () => Promise<unknown>): Promise<boolean> => {
		if (running.current)
			return false;
		running.current = true;
		set_busy(true);
		set_failure(null);
		try {
			await change();
			return true;
		} catch (error) {
			set_failure(as_failure(error));
			return false;
		} finally {
			/* The page is what the service says, after a success as after a conflict. */
			await queries.invalidateQueries({ queryKey: ['deviation', id] });
			void queries.invalidateQueries({ queryKey: ['deviations'] });
			void queries.invalidateQueries({ queryKey: ['learning-notes'] });
			running.current = false;
			set_busy(false);
		}
	};
	return { run, busy, failure, forget_failure: () => set_failure(null) };
}
