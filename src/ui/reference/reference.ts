/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../api/client';
import { use_one_change } from '../api/use_one_change';

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
	const change = use_one_change(reference_key(id), [['deviation', id]]);
	async function run<T>(call: () => Promise<T>): Promise<T | null> {
		let answer: T | null = null;
		await change.run(async () => { answer = await call(); });
		return answer;
	}
	return { ...change, run };
}
