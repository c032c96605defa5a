/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';

export type CaseLinks = Schemas['case_links'];
export type LinkKind = CaseLinks['links'][number]['kind'];
export type Match = CaseLinks['matches'][number];

/* Part of the case's own key, so that every change to the case asks for them anew. */
export function use_case_links(id: string) {
	return useQuery({
		queryKey: ['deviation', id, 'links'],
		queryFn: () => body_of(api.GET('/deviations/{id}/links', { params: { path: { id } } })),
	});
}

export function link_cases(id: string, number: string, kind: LinkKind) {
	return body_of(api.PUT('/deviations/{id}/links/{number}', { params: { path: { id, number } }, body: { kind } }));
}

export function unlink_cases(id: string, number: string) {
	return body_of(api.DELETE('/deviations/{id}/links/{number}', { params: { path: { id, number } } }));
}

export function answer_match(id: string, match_id: string, answer: 'same' | 'different') {
	return body_of(api.PUT('/deviations/{id}/matches/{match_id}', { params: { path: { id, match_id } }, body: { answer } }));
}
