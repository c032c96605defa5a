/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of } from './client';

/* The services one can sign in by, by their names in the language of the interface. */
export function use_issuers() {
	const { i18n } = useTranslation();
	return useQuery({
		queryKey: ['issuers', i18n.language],
		queryFn: async () => (await body_of(api.GET('/openid/issuers'))).items,
		staleTime: Infinity,
	});
}

/* What a tab that went to the issuer tells the one that waits for it. */
export type Arrival = 'signed_in' | 'confirmed';

/* Pages that a tab of its own comes back to. */
export const ARRIVAL_PAGES: Record<Arrival, string> = { signed_in: '/innlogging/fortsett', confirmed: '/innlogging/bekreftet' };

const CHANNEL = 'samavvik-sign-in';

export function tell_arrival(arrival: Arrival): void {
	const channel = new BroadcastChannel(CHANNEL);
	channel.postMessage(arrival);
	channel.close();
}

/* hear must stay the same between renders. */
export function use_arrival(hear: (arrival: Arrival) => void): void {
	useEffect(() => {
		const channel = new BroadcastChannel(CHANNEL);
		channel.onmessage = ({ data }) => hear(data as Arrival);
		return () => channel.close();
	}, [hear]);
}

export function start_address(issuer: string, return_to: string, purpose: 'sign_in' | 'confirm' = 'sign_in'): string {
	return `/api/v1/openid/${issuer}/start?${new URLSearchParams({ return_to, purpose })}`;
}
