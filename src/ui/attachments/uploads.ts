/* SPDX-License-Identifier: MIT */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body_of } from '../api/client';
import type { Attachment } from './sending';

const LOOK_AGAIN_MS = 2000;
const LOOK_ELSEWHERE_MS = 5000;

/* The files of a report that is being written, as the service knows them: also those another device has sent, or is sending. */
export function use_uploads(draft: string) {
	const queries = useQueryClient();
	const key = ['uploads', draft];
	const found = useQuery({
		queryKey: key,
		queryFn: () => body_of(api.GET('/attachments', { params: { query: { draft } } })),
		retry: false,
		refetchInterval: (query) => {
			const states = query.state.data?.items.map((one) => one.state) ?? [];
			return states.includes('scanning') ? LOOK_AGAIN_MS : states.includes('uploading') ? LOOK_ELSEWHERE_MS : false;
		},
	});
	return {
		items: found.data?.items,
		/* An answer that is on its way may be older than what is known here. */
		note: async (change: (items: Attachment[]) => Attachment[]) => {
			await queries.cancelQueries({ queryKey: key });
			queries.setQueryData<{ items: Attachment[] }>(key, (before) => ({ items: change(before?.items ?? []) }));
		},
	};
}
