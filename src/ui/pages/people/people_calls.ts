/* SPDX-License-Identifier: MIT */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { as_failure, type ApiFailure } from '../../api/failure';
import type { Schemas } from '../../api/client';
import type { Session } from '../../api/session';

export type Person = Schemas['person'];
export type Role = Schemas['role'];
export type HeldMembership = Person['memberships'][number];

export const ROLES: Role[] = ['reporter', 'coordinator', 'council_member', 'council_lead', 'secretariat', 'follow_up', 'analyst', 'asu_reader',
	'user_representative', 'administrator', 'data_protection_officer'];
export const of_council = (role: string) => role === 'council_member' || role === 'council_lead';
export const of_organisation = (role: string) => role === 'reporter' || role === 'coordinator' || role === 'user_representative';

/* The service says the first day on which something is over; people say the last day on which it holds. */
function moved(day: string, days: number): string {
	const date = new Date(`${day}T12:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return date.toISOString().slice(0, 10);
}
export const last_day = (valid_to: string) => moved(valid_to, -1);
export const day_after = (day: string) => (day ? moved(day, 1) : undefined);

/* The helsefellesskap one works for as administrator (or as data protection officer, for the record of changes). */
export function managed_by(session: Session, roles: string[] = ['administrator']): Schemas['helsefellesskap'] | undefined {
	return session.memberships.find((one) => roles.includes(one.role))?.helsefellesskap;
}

/* One call at a time; what it changed is fetched anew, also after a refusal. */
export function use_call() {
	const queries = useQueryClient();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const run = async (call: () => Promise<unknown>): Promise<boolean> => {
		set_busy(true);
		set_failure(null);
		try {
			await call();
			return true;
		} catch (error) {
			set_failure(as_failure(error));
			return false;
		} finally {
			set_busy(false);
			for (const key of ['people', 'person', 'access-changes', 'clients', 'own-memberships'])
				void queries.invalidateQueries({ queryKey: [key] });
		}
	};
	return { run, busy, failure };
}
