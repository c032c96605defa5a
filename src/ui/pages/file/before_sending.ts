/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';
import { use_guard } from '../../guard/use_guard';
import { as_body, free_texts, sent_texts, type DeviationDraft } from './deviation_draft';

export type Validation = Schemas['validation'];

/* What the service says of the report as it would be sent: it stores nothing, and sending does not wait for it. */
export function use_validation(draft: DeviationDraft, enabled: boolean) {
	const guard = use_guard(free_texts(draft), draft.fine, () => {});
	const body = as_body(draft);
	return useQuery({
		queryKey: ['validation', body, draft.fine],
		queryFn: async () => {
			const confirmed_findings = await guard.confirmed_in(sent_texts(body));
			return body_of(api.POST('/deviations/validation', { body: { ...body, confirmed_findings } }));
		},
		enabled,
		staleTime: 60_000,
	});
}
