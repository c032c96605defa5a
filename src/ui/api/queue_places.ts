/* SPDX-License-Identifier: MIT */
import { councils_of, type Session } from './session';

/* Whose cases somebody has a queue of, and what the list is asked for then. */
export interface QueuePlace {
	name: string;
	helsefellesskap: string;
	of: 'council' | 'organisation' | 'helsefellesskap';
	filter: { council_id?: string; organisation_id?: string; helsefellesskap?: string };
}

const OVERSEES = ['secretariat', 'follow_up'];

export function queue_places(session: Session): QueuePlace[] {
	const places = new Map<string, QueuePlace>();
	for (const council of councils_of(session)) {
		const helsefellesskap = session.memberships.find((one) => one.council?.id === council.id)?.helsefellesskap.code ?? '';
		places.set(`c${council.id}`, { name: council.name, helsefellesskap, of: 'council', filter: { council_id: council.id } });
	}
	for (const { role, organisation, helsefellesskap } of session.memberships)
		if (role === 'coordinator' && organisation)
			places.set(`o${organisation.id}`, { name: organisation.name, helsefellesskap: helsefellesskap.code, of: 'organisation',
				filter: { organisation_id: organisation.id } });
	for (const { role, helsefellesskap } of session.memberships)
		if (OVERSEES.includes(role))
			places.set(`h${helsefellesskap.code}`, { name: helsefellesskap.name, helsefellesskap: helsefellesskap.code, of: 'helsefellesskap',
				filter: { helsefellesskap: helsefellesskap.code } });
	return [...places.values()];
}
