/* SPDX-License-Identifier: MIT */
import { api, body_of, type Schemas } from '../../api/client';
import { use_one_change } from '../../api/use_one_change';
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
		assign: (person_id: string | null): Answered => body_of(api.PUT('/deviations/{id}/assignee', { params: { path, header }, body: { person_id } })),
		watch: (watching: boolean): Answered => body_of(watching ? api.PUT('/deviations/{id}/watch', { params: { path } })
			: api.DELETE('/deviations/{id}/watch', { params: { path } })),
		request_correction: (body: Schemas['new_correction_request']): Answered =>
			body_of(api.POST('/deviations/{id}/correction-request', { params: { path, header }, body })),
		add_addendum: (body: Schemas['new_addendum'], key: string): Answered =>
			body_of(api.POST('/deviations/{id}/addenda', { params: { path, header: { 'Idempotency-Key': key } }, body })),
		reopen: (body: Schemas['new_reopening']): Answered => body_of(api.POST('/deviations/{id}/reopening', { params: { path, header }, body })),
	};
}

/* A case that somebody else changed in between (412) is shown as it is now; the text stays where it was written, and the failure says so. */
export function use_change(id: string) {
	return use_one_change(['deviation', id], [['deviations'], ['queue'], ['learning-notes']]);
}
