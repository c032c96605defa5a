/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';
import { use_one_change } from '../../api/use_one_change';

export type Note = Schemas['learning_note'];
export type Work = Schemas['note_work'];
export type Party = Note['parties'][number];

export const LIBRARY = '/laering/notater';
export const note_address = (id: string) => `${LIBRARY}/${id}`;
export const writing_address = (cases: string[]) => `${LIBRARY}/nytt?saker=${cases.join(',')}`;

/* What narrows the library, and what stands in the address for it. */
const NAMES = { q: 'sok', category: 'kategori', council_id: 'raad', party: 'part', patient_group: 'pasientgruppe', theme: 'tema' } as const;
export type Filter = keyof typeof NAMES;
export type Filters = Partial<Record<Filter, string>>;

export function filters_of(search: URLSearchParams): Filters {
	return Object.fromEntries(Object.entries(NAMES).flatMap(([key, name]) => {
		const value = search.get(name);
		return value ? [[key, value]] : [];
	}));
}

export function search_of(filters: Filters): Record<string, string> {
	return Object.fromEntries(Object.entries(filters).filter(([, value]) => value).map(([key, value]) => [NAMES[key as Filter], value ?? '']));
}

export function use_note(id: string) {
	return useQuery({
		queryKey: ['learning-note', id],
		queryFn: () => body_of(api.GET('/learning-notes/{id}', { params: { path: { id } } })),
		enabled: id !== '',
	});
}

/* What is not published yet, of what the person has to do with. */
export function use_work(helsefellesskap: string) {
	return useQuery({
		queryKey: ['learning-work', helsefellesskap],
		queryFn: () => body_of(api.GET('/helsefellesskap/{helsefellesskap}/learning-work', { params: { path: { helsefellesskap } } })),
		enabled: helsefellesskap !== '',
	});
}

export function use_note_change(id: string) {
	return use_one_change(['learning-note', id], [['learning-notes'], ['learning-work'], ['deviation']]);
}

/* The steps of a note, each as one call. The version last shown goes with each. */
export function steps_of(note: Note) {
	const params = { path: { id: note.id }, header: { 'If-Match': `"${note.version}"` } };
	return {
		ask_review: () => body_of(api.POST('/learning-notes/{id}/review-request', { params })),
		review: () => body_of(api.POST('/learning-notes/{id}/review', { params })),
		publish: () => body_of(api.POST('/learning-notes/{id}/publication', { params })),
		release: (body: Schemas['note_release']) => body_of(api.POST('/learning-notes/{id}/release', { params, body })),
		withdraw: (body: Schemas['note_withdrawal']) => body_of(api.POST('/learning-notes/{id}/withdrawal', { params, body })),
		mark: (body: Schemas['note_mark']) => body_of(api.PUT('/learning-notes/{id}/marks', { params: { path: params.path }, body })),
	};
}
