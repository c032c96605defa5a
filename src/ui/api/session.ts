/* SPDX-License-Identifier: MIT */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, body_of, type Schemas } from './client';
import { ApiFailure } from './failure';
import { forget_session, session_has_ended, set_csrf_token } from './session_state';

export type Session = Schemas['session'];
export type Membership = Session['memberships'][number];

export const SESSION_KEY = ['session'] as const;

/*
 * A session that has ended while a page is open stays the page's: what is being written there stays, and the dialog asks to
 * sign in again.
 */
async function read_session(queries: QueryClient): Promise<Session | null> {
	try {
		const session = await body_of(api.GET('/session'));
		set_csrf_token(session.csrf_token);
		return session;
	} catch (error) {
		if (!(error instanceof ApiFailure && error.status === 401))
			throw error;
		session_has_ended();
		return queries.getQueryData<Session | null>(SESSION_KEY) ?? null;
	}
}

/* null: nobody is signed in. */
export function use_session_query() {
	return useQuery({
		queryKey: SESSION_KEY, queryFn: ({ client }) => read_session(client), staleTime: Infinity,
		refetchOnWindowFocus: 'always', /* another person may have signed in in another tab */
	});
}

/* For pages that are shown to signed-in people only. */
export function use_session(): Session {
	const { data } = use_session_query();
	if (!data)
		throw new Error('use_session without a session');
	return data;
}

export function use_sign_in() {
	const queries = useQueryClient();
	return async (username: string, password: string, code?: string): Promise<Session> => {
		const session = await body_of(api.POST('/session', { body: { username, password, ...code && { code } } }));
		set_csrf_token(session.csrf_token);
		const before = queries.getQueryData<Session | null>(SESSION_KEY);
		/* Another person at the same screen starts with a clean slate. */
		if (before && before.person.id !== session.person.id)
			queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
		queries.setQueryData(SESSION_KEY, session);
		void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
		return session;
	};
}

/* Where the browser goes on to be signed out of the service one signed in by; null when there is nowhere to go. */
async function end_session(session: Session | null | undefined): Promise<string | null> {
	if (session?.method === 'openid')
		return (await body_of(api.POST('/openid/sign-out'))).continue_at;
	await body_of(api.DELETE('/session'));
	return null;
}

export function use_sign_out() {
	const queries = useQueryClient();
	return async (): Promise<string | null> => {
		let continue_at: string | null = null;
		try {
			continue_at = await end_session(queries.getQueryData<Session | null>(SESSION_KEY));
		} catch (error) {
			/* A session that is already over is signed out. */
			if (!(error instanceof ApiFailure && error.status === 401))
				throw error;
		}
		forget_session();
		queries.setQueryData(SESSION_KEY, null);
		queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
		return continue_at;
	};
}

export function may(session: Session, permission: string): boolean {
	return session.may.includes(permission);
}

/* The helsefellesskap of the memberships, each once, in the order given. */
export function helsefellesskap_of(session: Session): Schemas['helsefellesskap'][] {
	const found = new Map(session.memberships.map((one) => [one.helsefellesskap.code, one.helsefellesskap]));
	return [...found.values()];
}

export function councils_of(session: Session): Schemas['council_reference'][] {
	const found = new Map<string, Schemas['council_reference']>();
	for (const one of session.memberships)
		if (one.council)
			found.set(one.council.id, one.council);
	return [...found.values()];
}

export function organisations_of(session: Session, helsefellesskap: string): Schemas['organisation_reference'][] {
	const found = new Map<string, Schemas['organisation_reference']>();
	for (const one of session.memberships)
		if (one.organisation && one.helsefellesskap.code === helsefellesskap)
			found.set(one.organisation.id, one.organisation);
	return [...found.values()];
}
