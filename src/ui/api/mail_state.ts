/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from './client';

/* Whether mail reaches one and, for those who look after it, whether it flows: asked again every minute by them. */
export function use_mail_state(looks_after: boolean, enabled = true): Schemas['mail_state'] | undefined {
	return useQuery({
		queryKey: ['mail-state'],
		queryFn: () => body_of(api.GET('/mail-state')),
		enabled,
		staleTime: 30_000,
		refetchInterval: looks_after ? 60_000 : false,
	}).data;
}
