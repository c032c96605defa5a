/* SPDX-License-Identifier: MIT */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, body_of, type Schemas } from '../api/client';
import { as_failure, type ApiFailure } from '../api/failure';

export type Reference = Schemas['patient_reference'];
export type Reason = Schemas['reason_to_open'];
export type Request = Reference['requests'][number];

const reference_key = (id: string) => ['patient-reference', id] as const;

export function use_reference(id: string) {
	return useQuery({
		queryKey: reference_key(id),
		queryFn: () => body_of(api.GET('/deviations/{id}/patient-reference', { params: { path: { id } } })),
	});
}

/* What can be done, each as one call that answers how the reference stands then. */
export function changes_of(id: string) {
	const params = { path: { id } };
	return {
		put: (body: Schemas['new_patient_reference']) => body_of(api.PUT('/deviations/{id}/patient-reference', { params, body })),
		request: (body: Reason) => body_of(api.POST('/deviations/{id}/patient-reference/requests', { params, body })),
		postpone: (body: Schemas['new_postponement']) => body_of(api.POST('/deviations/{id}/patient-reference/postponement', { params, body })),
		decide: (request: string, approve: boolean) =>
			body_of(api.POST('/patient-reference-requests/{id}/decision', { params: { path: { id: request } }, body: { approve } })),
	};
}

/* The reference itself goes to whoever asked for it and into no cache. */
export const open_reference = (id: string, body: Reason) =>
	body_of(api.POST('/deviations/{id}/patient-reference/opening', { params: { path: { id } }, body }));

/* Runs one call at a time; panel and history are then as the service says, also after a refusal. */
export function use_reference_call(id: string) {
	const queries = useQueryClient();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const running = useRef(false);

	async function run<T>(call: () => Promise<T>): Promise<T | null> {
		if (running.current)
			return null;
		running.current = true;
		set_busy(true);
		set_failure(null);
		try {
			return await call();
		} catch (error) {
			set_failure(as_failure(error));
			return null;
		} finally {
			await queries.invalidateQueries({ queryKey: reference_key(id) });
			void queries.invalidateQueries({ queryKey: ['deviation', id] });
			running.current = false;
			set_busy(false);
		}
	}
	return { run, busy, failure, forget_failure: () => set_failure(null) };
}
